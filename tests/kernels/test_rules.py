"""The rules of the kernels one by one: keys, ties, level ground, ways out, shares of spreading flow."""

from __future__ import annotations

import numpy as np
import pytest

from gistools.kernels.chain import inner_holes
from gistools.kernels.codes import DCOL, DROW, HOLE, OUT_BASINS, SCALE, SEA
from tests.kernels.naive import Terrain, run_chain
from tests.kernels.test_chain import terrains


def test_saddles_are_the_lowest_pairs_in_the_order_of_the_key():
    """Every two basins that touch: the pair of smallest key; all of them in the order of that key."""
    for _, t in terrains(10, 600):
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        basin, best = run.mosaic.get("basin"), {}
        for a in t.land():
            for b in t.near(a):
                lo, hi = int(basin[a]), int(basin[b])
                if lo < hi and hi >= OUT_BASINS:
                    key = t.pair_key(a, b)
                    if (lo, hi) not in best or key < best[lo, hi][0]:
                        best[lo, hi] = (key, a, b)
        expected = sorted((key, lo, hi, a, b) for (lo, hi), (key, a, b) in best.items())
        s, cols = run.saddles, t.shape[1]
        found = [
            (int(lo), int(hi), divmod(int(a), cols), divmod(int(b), cols))
            for lo, hi, a, b in zip(s.lo, s.hi, s.cell_a, s.cell_b, strict=True)
        ]
        assert found == [e[1:] for e in expected]


def test_level_ground_follows_the_two_distances():
    """Barnes 2014 by hand: down 2 x (distance to the exit) - (distance from higher ground), ties by the order."""
    rng = np.random.default_rng(12)
    plateaus = []
    for _ in range(150):  # a level floor with islands, walled in but for one low gap: cells with more than one way
        z = np.where(rng.random((12, 14)) < 0.08, 2.0, 1.0)
        z[0], z[-1], z[:, 0], z[:, -1] = 2.0, 2.0, 2.0, 2.0
        z[0, rng.integers(1, 13)] = 0.0
        plateaus.append(Terrain(z.astype(np.float32), np.zeros(z.shape, np.uint8)))
    for t in [*plateaus, *(t for _, t in terrains(11, 300))]:
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        code, order = run.mosaic.get("code"), run.geometry.order
        flat = {c for c in t.land() if int(code[c]) & 16 or int(code[c]) == 8}
        level = Level(t, code, flat)
        for c in flat - level.pits:
            around = [(int(k), (c[0] + int(DROW[k]), c[1] + int(DCOL[k]))) for k in order]
            around = [(k, n) for k, n in around if n in level.same(c)]
            if level.low[c] == 1:
                expected = next(k for k, n in around if n not in flat or n in level.pits)
            else:
                expected = min((level.mask(n), i, k) for i, (k, n) in enumerate(around))[2]
            assert int(code[c]) == 16 + expected


class Level:
    """The two distances on level ground, cell by cell."""

    def __init__(self, t, code, flat):
        self.t, self.flat = t, flat
        self.pits = {c for c in flat if int(code[c]) == 8}
        self.low = self.reach({c: 1 for c in flat if any(n not in flat for n in self.same(c))})
        assert not self.pits & set(self.low)
        higher = {c: 1 for c in flat if c in self.low and any(t.z[n] > t.z[c] for n in t.near(c))}
        self.high = self.reach(higher)
        self.low |= self.reach(dict.fromkeys(self.pits, 0))

    def same(self, c):
        return [n for n in self.t.near(c) if self.t.z[n] == self.t.z[c]]

    def reach(self, seeds):
        dist, front = dict(seeds), list(seeds)
        for c in front:
            for n in self.same(c):
                if n in self.flat and n not in dist:
                    dist[n] = dist[c] + 1
                    front.append(n)
        return dist

    def mask(self, n):
        return 2 * self.low[n] - self.high.get(n, 0)


def test_ties_of_slope_go_to_cardinal_neighbours_first():
    """Cells of 3 x 4 m: drops of 3, 4 and 5 m east, south and south-east are equally steep."""
    z = np.full((5, 5), 20.0)
    z[2, 2], z[2, 3], z[3, 2], z[3, 3] = 10.0, 7.0, 6.0, 5.0
    assert int(run_chain(z, None, 3.0, 4.0).mosaic.get("code")[2, 2]) == 0


def test_sea_beats_hole_beats_edge():
    cls = np.zeros((3, 4), np.uint8)
    cls[0, 0], cls[0, 2], cls[2, 3] = SEA, HOLE, HOLE
    code = run_chain(np.ones((3, 4)), cls).mosaic.get("code")
    assert (code[1, 1], code[1, 2], code[2, 0]) == (10, 11, 9)


def test_spreading_flow_has_freemans_shares():
    """A hill without pits or ties: slope to the power 1.1, half a cell to the sides, 0.354 to the corners."""
    rng = np.random.default_rng(0)
    r, c = np.mgrid[0:15, 0:17]
    z = 60 - np.hypot(r - 7, (c - 8) * 1.3) + rng.permutation(r.size).reshape(r.shape) * 1e-4
    run = run_chain(z, None, 2.0, 3.0)
    z = run.mosaic.get("z").astype(float)
    got = run.mosaic.get("intensity") / SCALE
    amount = np.ones(z.shape)
    for cell in sorted(np.ndindex(z.shape), key=lambda k: -z[k]):
        if cell[0] in (0, 14) or cell[1] in (0, 16):
            continue
        share = {}
        for k in range(8):
            n = (cell[0] + int(DROW[k]), cell[1] + int(DCOL[k]))
            if z[n] < z[cell]:
                length = np.hypot((n[0] - cell[0]) * 3.0, (n[1] - cell[1]) * 2.0)
                share[n] = ((z[cell] - z[n]) / length) ** 1.1 * (0.354 if k % 2 else 0.5)
        for n, w in share.items():
            amount[n] += amount[cell] * w / sum(share.values())
    np.testing.assert_allclose(got, amount, rtol=1e-4)


@pytest.mark.parametrize("tile", [None, (1, 1), (2, 3), (5, 4), (100, 3)])
def test_inner_holes_are_the_groups_that_do_not_touch_the_edge(tile):
    rng = np.random.default_rng(14)
    for _ in range(150):
        z = rng.integers(0, 50, (int(rng.integers(1, 12)), int(rng.integers(1, 14)))).astype(np.float32)
        z[rng.random(z.shape) < rng.random()] = np.nan
        number, low = inner_holes(z, tile)
        seen = np.zeros(z.shape, bool)
        lowest = {}
        for start in zip(*np.nonzero(np.isnan(z)), strict=True):
            if seen[start]:
                continue
            group, rim, edge, front = [], [], False, [start]
            seen[start] = True
            while front:
                r, c = front.pop()
                group.append((r, c))
                for i, j in [(r + i, c + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]:
                    if not (0 <= i < z.shape[0] and 0 <= j < z.shape[1]):
                        edge = True
                    elif not np.isnan(z[i, j]):
                        rim.append(z[i, j])
                    elif not seen[i, j]:
                        seen[i, j] = True
                        front.append((i, j))
            marks = {int(number[cell]) for cell in group}
            assert len(marks) == 1
            mark = marks.pop()
            assert (mark == -1) == edge
            if not edge:
                assert mark not in lowest
                lowest[mark] = min(rim)
        assert low.tolist() == [lowest[i] for i in sorted(lowest)]
        assert sorted(lowest) == list(range(1, low.size + 1))
        assert (number[~np.isnan(z)] == 0).all()
