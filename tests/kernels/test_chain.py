"""The kernels against the naive references, on thousands of random terrains."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from gistools.kernels import chain, event, strips, upstream, volumes
from gistools.kernels.codes import DCOL, DROW, HOLE, LAND, OUT_BASINS, SCALE, SEA, WALL, Tie
from tests.kernels.naive import Terrain, owners, random_terrain, run_chain

ROUNDS = 1500


def settle(run, inflow):
    n, v = run.nodes, run.volumes
    nodes = n.parent.size
    water = np.empty(nodes + OUT_BASINS, np.int64)
    merged, forward = np.empty(nodes, np.uint8), np.empty(nodes + OUT_BASINS, np.int64)
    assert (
        event.fill_spill_merge(
            n.leaves, n.parent, n.left, n.right, n.receiver, v.capacity, inflow, water, merged, forward
        )
        == 0
    )
    top, spilled = np.empty(n.leaves, np.int64), np.empty(nodes, np.int64)
    assert event.settle(n.leaves, n.parent, n.receiver, merged, forward, water, inflow, top, spilled) == 0
    spill = np.zeros(nodes, np.int64)
    known = np.isfinite(n.spill_z)
    spill[known] = np.rint(n.spill_z[known].astype(float) * SCALE).astype(np.int64)
    units, rest = np.empty(n.leaves, np.int64), np.empty(n.leaves)
    start, own = hypsometry(run, np.arange(nodes))
    event.surface(top, water, v.capacity, spill, v.cells, v.height, np.arange(nodes), start, own, 1, units, rest)
    level = np.where(rest < 0, -np.inf, (units + rest) / SCALE)
    return water, top, spilled, level


def hypsometry(run, nodes):
    """The heights of the cells that no smaller node holds, of each of some nodes."""
    owner, z = owners(run), run.mosaic.get("z").astype(float)
    own = [np.sort(np.rint(z[owner == x] * SCALE).astype(np.int64)) for x in nodes]
    start = np.cumsum([0, *(part.size for part in own)])
    return start, np.concatenate([np.empty(0, np.int64), *own])


def closed(terrain):
    return bool(np.isnan(terrain.filled()[terrain.cls == LAND]).any())


def terrains(seed, count=ROUNDS, **kwargs):
    rng = np.random.default_rng(seed)
    made = 0
    while made < count:
        t = random_terrain(rng, **kwargs)
        if (t.cls == LAND).any() and not closed(t):
            made += 1
            yield rng, t


def test_fill_and_routes_equal_the_definitions():
    for _, t in terrains(1):
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        np.testing.assert_array_equal(run.mosaic.get("filled"), t.filled().astype(np.float32))
        routed = run.mosaic.get("routed")
        area = np.zeros(t.shape, np.int64)
        for cell in t.land():
            at, steps = cell, 0
            while True:
                area[at] += 1
                k = int(routed[at]) & 15
                if k >= 8:
                    assert k >= 9, "ends off the map, not in a pit"
                    break
                at = (at[0] + int(DROW[k]), at[1] + int(DCOL[k]))
                assert t.kind(*at) == LAND
                steps += 1
                assert steps <= t.z.size, "goes in a circle"
        np.testing.assert_array_equal(run.mosaic.get("area"), np.where(t.cls == LAND, area, 0))


def test_local_direction_is_the_steepest_descent():
    for _, t in terrains(2, 600):
        code = run_chain(t.z, t.cls, t.dx, t.dy).mosaic.get("code")
        for cell in t.land():
            k = int(code[cell])
            out = t.ways_out(cell)
            if out:
                assert k == (10 if SEA in out else 11 if HOLE in out else 9)
                continue
            falls = [
                (
                    -(float(t.z[cell]) - float(t.z[n])) / t.length(cell, n),
                    0 if cell[0] == n[0] or cell[1] == n[1] else 1,
                    t.key(n),
                    n,
                )
                for n in t.near(cell)
                if t.z[n] < t.z[cell]
            ]
            if falls:
                assert (cell[0] + int(DROW[k]), cell[1] + int(DCOL[k])) == min(falls)[3]
            else:
                assert k & 16 or k == 8


def test_level_ground_drains_to_its_nearest_exits_or_to_one_pit():
    for _, t in terrains(3, 600):
        code = run_chain(t.z, t.cls, t.dx, t.dy).mosaic.get("code")
        for cell in t.land():
            at, seen = cell, set()
            while int(code[at]) & 16:
                assert at not in seen, "goes in a circle on level ground"
                seen.add(at)
                k = int(code[at]) & 15
                at = (at[0] + int(DROW[k]), at[1] + int(DCOL[k]))
                assert t.z[at] == t.z[cell]


def test_forest_holds_what_the_terrain_holds():
    """Each node: the cells below its saddle that connect to its pits, and the room above them."""
    for _, t in terrains(4, 700):
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        n, v = run.nodes, run.volumes
        leaves = [{i} for i in range(n.leaves)] + [set() for _ in range(n.parent.size - n.leaves)]
        for i, p in enumerate(n.parent):
            if p >= 0:
                leaves[p] |= leaves[i]
                assert n.spill_z[p] >= n.spill_z[i]
        for i in range(n.parent.size):
            inside, front = set(), [tuple(int(x) for x in divmod(n.pit[j], t.shape[1])) for j in leaves[i]]
            while front:
                cell = front.pop()
                if cell not in inside and t.z[cell] < n.spill_z[i]:
                    inside.add(cell)
                    front += t.near(cell)
            assert v.cells[i] == len(inside)
            room = sum(float(n.spill_z[i]) - float(t.z[c]) for c in inside)
            assert v.capacity[i] == round(room * SCALE)
            assert v.capacity[i] > 0


def test_spill_equals_spill_until_stable():
    """Sets of basins that spill until nothing moves: the same water in every cell and off every side of the map."""
    for rng, t in terrains(5, 900, most=7):
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        basin = run.mosaic.get("basin")
        rain = rng.integers(0, int(rng.choice([2, 40, 400])), t.shape) * (SCALE // 64) * (t.cls == LAND)
        inflow = np.zeros(run.nodes.leaves + OUT_BASINS, np.int64)
        np.add.at(inflow, basin[t.cls == LAND], rain[t.cls == LAND])
        water, _, spilled, level = settle(run, inflow)
        ponds, left, facts = t.spill(basin, dict(enumerate(inflow.tolist())))
        assert water[run.nodes.parent.size :].tolist() == [left[b] for b in range(3)]
        assert sum(ponds.values()) + sum(left.values()) == rain.sum()
        assert (spilled >= 0).all()
        for cells, held in ponds.items():
            surface = {level[b - OUT_BASINS] for b in cells}
            assert len(surface) == 1
            surface = surface.pop()
            heights = [float(t.z[c]) for c in t.land() if basin[c] in cells]
            if held == 0:
                assert surface == -np.inf
            else:
                assert sum(max(0.0, surface - z) for z in heights) == pytest.approx(held / SCALE, rel=1e-12)
                assert surface <= facts[cells][0]


def test_fill_spill_merge_properties():
    """Flooding everything gives the filled surface; rain again on what stands adds up; nothing is lost."""
    for rng, t in terrains(6, 500):
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        n = run.nodes
        basin = run.mosaic.get("basin")
        land = t.cls == LAND
        flood = np.full(n.leaves + OUT_BASINS, 10**12, np.int64)
        _, _, _, level = settle(run, flood)
        surface = t.z.astype(float).copy()
        wet = land & (basin >= OUT_BASINS)
        surface[wet] = np.maximum(surface[wet], level[basin[wet] - OUT_BASINS])
        np.testing.assert_array_equal(surface[land], t.filled()[land])

        parts = rng.integers(0, 50, (10, n.leaves + OUT_BASINS)) * (SCALE // 16)
        whole, top_whole, _, level_whole = settle(run, parts.sum(axis=0))
        stood = np.zeros(n.leaves + OUT_BASINS, np.int64)
        gone = np.zeros(OUT_BASINS, np.int64)
        for part in parts:
            water, top, _, level = settle(run, part + stood)
            gone += water[n.parent.size :]
            stood[:] = 0
            _, first = np.unique(top, return_index=True)
            stood[first + OUT_BASINS] = water[top[first]]
            assert stood.sum() + gone.sum() <= parts.sum()
        assert gone.tolist() == whole[n.parent.size :].tolist()
        np.testing.assert_array_equal(top, top_whole)
        np.testing.assert_allclose(level, level_whole, rtol=0, atol=1e-12)
        again, *_ = settle(run, stood)
        assert (again[n.parent.size :] == 0).all(), "standing water stays where it is"


@pytest.mark.parametrize("tile", [(1, 1), (2, 3), (4, 5), (100, 4), (3, 100)])
def test_tiles_give_the_same_bits(tile):
    for _, t in terrains(7, 150, most=11):
        one = run_chain(t.z, t.cls, t.dx, t.dy)
        many = run_chain(t.z, t.cls, t.dx, t.dy, tile=tile)
        for name in ("code", "routed", "basin", "filled", "area", "cut", "intensity"):
            np.testing.assert_array_equal(one.mosaic.get(name), many.mosaic.get(name), err_msg=name)
        for name in (
            "parent",
            "left",
            "right",
            "spill_z",
            "spill_in",
            "spill_out",
            "receiver",
            "exit_in",
            "exit_out",
            "pit",
        ):
            np.testing.assert_array_equal(getattr(one.nodes, name), getattr(many.nodes, name), err_msg=name)
        for name in ("cells", "height", "capacity"):
            np.testing.assert_array_equal(getattr(one.volumes, name), getattr(many.volumes, name), err_msg=name)


@pytest.mark.parametrize(
    ("cells", "block", "count"), [(1, 1, 2), (7, 1000, 2), (7, 1, 1), (40, 14, 3), (40, 30, 2), (1000, 20, 1)]
)
def test_strips_blocks_and_threads_give_the_same_bits(cells, block, count, monkeypatch):
    cases = [(rng, t, run_chain(t.z, t.cls, t.dx, t.dy)) for rng, t in terrains(16, 120, most=12)]
    monkeypatch.setattr(strips, "STRIP_CELLS", cells)
    monkeypatch.setattr(upstream, "BLOCK_CELLS", block)
    monkeypatch.setattr(chain, "CELLS_A_PAIR", 10**6)  # lists of pairs are full after every row
    monkeypatch.setenv("GISTOOLS_THREADS", str(count))
    for _, t, one in cases:
        assert len(strips.row_strips(t.shape[0] + 2, t.shape[1])) > 1 or t.z.size <= cells or t.shape[0] == 1
        many = run_chain(t.z, t.cls, t.dx, t.dy)
        for name in ("code", "routed", "basin", "filled", "area", "cut"):
            np.testing.assert_array_equal(one.mosaic.get(name), many.mosaic.get(name), err_msg=name)
        for name in ("parent", "left", "right", "spill_z", "spill_in", "spill_out", "receiver", "exit_in", "exit_out"):
            np.testing.assert_array_equal(getattr(one.nodes, name), getattr(many.nodes, name), err_msg=name)
        for name in ("cells", "height", "capacity"):
            np.testing.assert_array_equal(getattr(one.volumes, name), getattr(many.volumes, name), err_msg=name)


@pytest.mark.parametrize("tile", [(3, 4), (1, 5), (4, 1)])
def test_tiles_of_small_strips_and_blocks_give_the_same_bits(tile, monkeypatch):
    cases = [(t, run_chain(t.z, t.cls, t.dx, t.dy)) for _, t in terrains(21, 80, most=12)]
    monkeypatch.setattr(strips, "STRIP_CELLS", 6)
    monkeypatch.setattr(upstream, "BLOCK_CELLS", 1)
    monkeypatch.setattr(chain, "CELLS_A_PAIR", 10**6)
    for t, one in cases:
        many = run_chain(t.z, t.cls, t.dx, t.dy, tile=tile)
        for name in ("code", "routed", "basin", "filled", "area", "cut"):
            np.testing.assert_array_equal(one.mosaic.get(name), many.mosaic.get(name), err_msg=name)
        for name in ("parent", "spill_z", "spill_in", "spill_out", "receiver", "exit_in", "exit_out"):
            np.testing.assert_array_equal(getattr(one.nodes, name), getattr(many.nodes, name), err_msg=name)
        np.testing.assert_array_equal(one.volumes.capacity, many.volumes.capacity)


def test_zero_below_zero_is_zero():
    """-0 m and 0 m are one height: the same chain, whichever a terrain has."""
    rng = np.random.default_rng(4)
    for _ in range(60):
        z = rng.integers(-1, 2, (7, 8)).astype(np.float32)
        minus = np.where((z == 0) & (rng.random(z.shape) < 0.5), np.float32(-0.0), z)
        one, other = (run_chain(h, np.zeros(h.shape, np.uint8), 1.0, 1.0) for h in (z, minus))
        for name in ("code", "routed", "basin", "filled", "area"):
            np.testing.assert_array_equal(one.mosaic.get(name), other.mosaic.get(name), err_msg=name)
        for name in ("parent", "spill_in", "spill_out", "receiver"):
            np.testing.assert_array_equal(getattr(one.nodes, name), getattr(other.nodes, name), err_msg=name)


@pytest.mark.parametrize("bits", [63, 8])
def test_heights_of_parts_are_sorted_part_by_part(bits, monkeypatch):
    """In one number with the part where both fit, and otherwise by two keys."""
    monkeypatch.setattr(volumes, "MOST_BITS", bits)
    rng = np.random.default_rng(5)
    for _ in range(50):
        start = np.concatenate([[0], np.cumsum(rng.integers(0, 6, 20))])
        values = rng.integers(-(10**9), 10**9, start[-1])
        first, last = sorted(rng.integers(0, 21, 2).tolist())
        expected = values.copy()
        for a, b in itertools.pairwise(start[first : last + 1]):
            expected[a:b].sort()
        volumes.sort_parts(start, values, first, last)
        np.testing.assert_array_equal(values, expected)


def flips(shape):
    """The eight symmetries: a function for arrays, and the tie key that the flipped map carries."""
    rows, cols = shape
    key = np.arange(rows * cols).reshape(shape)
    for turn in range(4):
        for mirror in (False, True):

            def flip(a, turn=turn, mirror=mirror):
                b = np.rot90(a, turn)
                return np.ascontiguousarray(b[:, ::-1] if mirror else b)

            k = flip(key)
            origin = int(k[0, 0])
            per_row = int(k[1, 0]) - origin if k.shape[0] > 1 else cols * rows
            per_col = int(k[0, 1]) - origin if k.shape[1] > 1 else cols * rows
            yield flip, Tie(origin, per_row, per_col), turn % 2 == 1


def test_symmetries():
    """Filled surface and full volumes always; every ownership, flow and event when the tie key is carried along."""
    for rng, t in terrains(8, 150):
        base = run_chain(t.z, t.cls, t.dx, t.dy)
        rain = rng.integers(0, 30, t.shape) * (SCALE // 16)
        base_depth = depth_after(base, t, rain)
        for flip, tie, turned in flips(t.shape):
            dx, dy = (t.dy, t.dx) if turned else (t.dx, t.dy)
            z, cls = flip(t.z), flip(t.cls)
            plain = run_chain(z, cls, dx, dy)
            np.testing.assert_array_equal(plain.mosaic.get("filled"), flip(base.mosaic.get("filled")))
            roots, plain_roots = base.nodes.parent < 0, plain.nodes.parent < 0
            assert base.volumes.capacity[roots].sum() == plain.volumes.capacity[plain_roots].sum()
            carried = run_chain(z, cls, dx, dy, tie=tie)
            for name in ("basin", "area", "cut", "intensity"):
                np.testing.assert_array_equal(carried.mosaic.get(name), flip(base.mosaic.get(name)), err_msg=name)
            np.testing.assert_array_equal(owners(carried), flip(owners(base)))
            np.testing.assert_array_equal(carried.volumes.capacity, base.volumes.capacity)
            np.testing.assert_array_equal(carried.nodes.receiver, base.nodes.receiver)
            np.testing.assert_array_equal(depth_after(carried, Terrain(z, cls, dx, dy), flip(rain)), flip(base_depth))


def depth_after(run, t, rain):
    basin = run.mosaic.get("basin")
    land = t.cls == LAND
    inflow = np.zeros(run.nodes.leaves + OUT_BASINS, np.int64)
    np.add.at(inflow, basin[land], rain[land])
    _, _, _, level = settle(run, inflow)
    depth = np.zeros(t.shape)
    wet = land & (basin >= OUT_BASINS)
    depth[wet] = np.maximum(0.0, level[basin[wet] - OUT_BASINS] - t.z[wet].astype(float))
    return depth


def test_the_published_counter_example_of_the_tie_rule():
    """The 4 x 5 case of the facts: all heights differ, and only the pair key says where the water goes."""
    z = np.array([[41, 14, 8, 32, 18], [44, 23, 27, 34, 24], [15, 25, 22, 36, 17], [10, 43, 30, 6, 2]], float)
    cls = np.full((6, 7), WALL, np.uint8)
    cls[1:5, 1:6] = LAND
    cls[3, 0] = HOLE  # the only outlet lies beside the cell of height 15
    high = np.zeros((6, 7))
    high[1:5, 1:6] = z
    t = Terrain(high.astype(np.float32), cls, edge=WALL)
    run = run_chain(t.z, cls, edge=WALL)
    basin = run.mosaic.get("basin")
    for units in (1, 5, 20, 41, 65, 100):
        inflow = np.zeros(run.nodes.leaves + OUT_BASINS, np.int64)
        np.add.at(inflow, basin[cls == LAND], units * SCALE // 7)
        water, *_ = settle(run, inflow)
        ponds, left, _ = t.spill(basin, dict(enumerate(inflow.tolist())))
        assert water[run.nodes.parent.size :].tolist() == [left[b] for b in range(3)]
        assert sum(water[run.nodes.parent.size :]) + sum(ponds.values()) == inflow.sum()


def test_no_outlet_leaves_a_root_without_receiver():
    run = run_chain(np.array([[3.0, 1.0], [2.0, 4.0]]), edge=WALL)
    assert (run.nodes.receiver == -1).sum() == 1


def test_spreading_flow_loses_nothing():
    for _, t in terrains(9, 300):
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        intensity, routed = run.mosaic.get("intensity"), run.mosaic.get("routed")
        out = (routed & 15 >= 9) & (t.cls == LAND)
        assert intensity[out].sum() == (t.cls == LAND).sum() * SCALE
        assert (intensity[t.cls == LAND] >= SCALE).all()
