"""The rules of the kernels one by one: keys, ties, level ground, ways out, shares of spreading flow."""

from __future__ import annotations

import numpy as np
import pytest

from gistools.kernels.chain import inner_holes
from gistools.kernels.codes import DCOL, DROW, HOLE, LAND, OUT_BASINS, SCALE, SEA
from gistools.kernels.saddles import GROUPS, _find_groups
from tests.kernels.naive import Terrain, run_chain
from tests.kernels.test_chain import terrains


def tree_by_kruskal(t, basin):
    """All pairs of cells over which basins meet, in the order of their key; those that join what was apart."""
    pairs = sorted((t.pair_key(a, b), a, b) for a in t.land() for b in t.near(a) if basin[a] < basin[b])
    group = {int(b): int(max(b, OUT_BASINS - 1)) for b in np.unique(basin[t.cls == LAND])}
    tree = []
    for _, a, b in pairs:
        one, two = group[int(basin[a])], group[int(basin[b])]
        if one != two:
            group = {k: one if v == two else v for k, v in group.items()}
            tree.append((int(basin[a]), int(basin[b]), a, b))
    return tree


def test_saddles_are_the_tree_of_the_lowest_pairs():
    """Kruskal over every pair of cells gives the tree that few candidates and Boruvka give, in the order of the key."""
    for _, t in terrains(10, 600):
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        pairs, cols = run.tree.saddles.in_order(), t.shape[1]
        cells = zip(pairs.lo.tolist(), pairs.hi.tolist(), *(x.tolist() for x in pairs.cells), strict=True)
        found = [(lo, hi, divmod(a, cols), divmod(b, cols)) for lo, hi, a, b in cells]
        assert found == tree_by_kruskal(t, run.mosaic.get("basin"))


def test_levels_and_ways_follow_the_tree():
    """The level of a basin is the highest saddle on its way over the tree, and the way ends off the map."""
    for _, t in terrains(15, 300):
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        tree = run.tree
        for b in range(OUT_BASINS, tree.level.size):
            at, highest, steps = b, -np.inf, 0
            while at >= OUT_BASINS:
                pair = tree.pair[at]
                assert {int(tree.saddles.lo[pair]), int(tree.saddles.hi[pair])} == {at, int(tree.below[at])}
                highest = max(highest, tree.saddles.top[pair])
                at, steps = int(tree.below[at]), steps + 1
                assert steps <= tree.level.size
            assert tree.level[b] == highest


def test_groups_of_neighbours():
    """A group is what hangs together among the eight neighbours, corners included; the count agrees with a flood."""
    for mask in range(256):
        ring = np.zeros((3, 3), bool)
        for k in range(8):
            ring[1 + int(DROW[k]), 1 + int(DCOL[k])] = mask >> k & 1
        flood, count = np.full((3, 3), -1), 0
        for start in np.argwhere(ring):
            front = [tuple(start)] if flood[tuple(start)] < 0 else []
            count += len(front)
            while front:
                at = front.pop()
                if ring[at] and flood[at] < 0:
                    flood[at] = count
                    r, c = at
                    front += [
                        (i, j) for i in range(max(r - 1, 0), min(r + 2, 3)) for j in range(max(c - 1, 0), min(c + 2, 3))
                    ]
        named = [int(group) for group in GROUPS[mask] if group]
        assert sum(named) == mask
        assert len(named) == count
        for k in range(8):
            for other in range(8):
                one, two = (1 + int(DROW[k]), 1 + int(DCOL[k])), (1 + int(DROW[other]), 1 + int(DCOL[other]))
                if ring[one] and ring[two]:
                    together = any(group >> k & 1 and group >> other & 1 for group in named)
                    assert together == (flood[one] == flood[two])
        z = np.where(ring, np.float32(1), np.float32(9))
        z[1, 1] = 5
        out, earlier = np.zeros(1, np.uint8), np.zeros(1, np.uint8)
        _find_groups(z[0], z[1], z[2], np.zeros(1, np.uint8), earlier, out)
        assert earlier[0] == mask
        closed = ring[0, 1] and ring[1, 0] and ring[1, 2] and ring[2, 1]
        assert out[0] == (0 if closed else count)
        assert count == 1 or not closed


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
