"""Rain to flood: closed forms, spill-until-stable at many rains, single events to the bit, and the ledger."""

from __future__ import annotations

from fractions import Fraction

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.cloudburst import arrivals
from gistools.cloudburst.runoff import RunoffClasses
from gistools.errors import GridError, NodataError, ParamError
from gistools.kernels import curves, rains, strips
from gistools.kernels.codes import HOLE, LAND, OUT_BASINS, SCALE, SEA, WALL
from tests.cloudburst.test_event import CRS, coarse_rain, cover, losses, prepare, rough, two_pits
from tests.kernels.naive import Terrain, random_terrain

RULES = {SEA: "sea", HOLE: "hole", WALL: "wall"}
MM = SCALE / 1000


def all_rains(found, params=None, *layers):
    return gt.rain_to_flood(*found, gt.runoff_classes(found[0], params or gt.LossParams(), *layers))


def wet_at(result, step):
    return result.rain.values <= np.float32(step * result.runoff.step_mm)


def test_two_nested_pits_by_hand():
    """The trough of `two_pits`: basins of 3 and 3 m on 1 m² cells, joined at 3 m, spilling at 4 m.

    With a and b cells draining to the left and right pit, the smaller needs 3 / max(a, b) m of rain to be full; its
    surplus goes to the other, so both are full at 6 / (a + b), and the whole (10.5 m) at 10.5 / (a + b). The right pit
    has its second cell (2 m) wet when its first (1 m) holds 1 m: at 1 / b.
    """
    found = prepare(two_pits())
    flow = found[1]
    a, b = (int((flow.basin == flow.basin[3, c]).sum()) for c in (4, 6))
    result = all_rains(found)
    rain = result.rain.values.astype(float) / 1000
    micro = 2e-6
    assert rain[3, 4] == pytest.approx(0.0, abs=micro)
    assert rain[3, 6] == pytest.approx(0.0, abs=micro)
    first, both, whole = 3.0 / max(a, b), 6.0 / (a + b), 10.5 / (a + b)
    assert sorted(result.full_mm / 1000) == pytest.approx([first, both, whole], abs=3 * micro)
    assert rain[3, 7] == pytest.approx(1.0 / b if a <= b or 1.0 / b < first else np.nan, abs=micro)
    assert rain[3, 5] == pytest.approx(both, abs=micro), "the saddle is wet when both are one"
    # from 3 m on four cells below 3.5 m: the cell at 3.5 m is wet when 6 + 4 x 0.5 m are in
    assert rain[3, 3] == pytest.approx(8.0 / (a + b), abs=micro)
    assert np.isposinf(rain[3, 8])
    assert np.isposinf(rain[0, 0])
    (root,) = found[2].roots.tolist()
    curve = result.curve(root)
    assert curve["volume_m3"].tolist() == pytest.approx([6.0, 10.5], abs=1e-4)
    assert curve["rain_mm"].tolist() == pytest.approx([both * 1000, whole * 1000], abs=0.01)
    assert result.volume_m3(first * 500)[root] == pytest.approx((a + b) * first / 2, abs=1e-4)
    assert result.volume_m3(5000.0)[root] == pytest.approx(10.5, abs=1e-6)


def test_losses_by_hand():
    """A pit of 1 m on one cell in a channel of four, all of one class: 0.5 of the rain less 10 mm.

    The channel sheds 4 (0.5 R - 0.010) m, so it is wet above R = 20 mm and full at 4 (0.5 R - 0.010) = 1: R = 520 mm.
    """
    z = np.full((3, 6), 9.0)
    z[1] = [9.0, 6.0, 5.0, 3.0, 4.0, np.nan]
    found = prepare(z, edge="wall", nodata="sea")  # the channel ends in the sea beyond its sill at 4 m
    drains = int((found[1].basin == found[1].basin[1, 3]).sum())
    everywhere = gpd.GeoDataFrame({"klasse": ["x"]}, geometry=[shapely.box(-9, -9, 99, 99)], crs=CRS)
    table = pd.DataFrame(
        {"klasse": ["x"], "run_off_coefficient": [0.5], "initial_loss_mm": [4.0], "drain_mm_per_h": [3.0]}
    )
    result = all_rains(found, gt.LossParams(drain_hours=2.0), None, everywhere, table)
    assert result.rain.values[1, 3] == pytest.approx(20.0, abs=0.005)
    assert result.full_mm == pytest.approx([(1.0 / drains + 0.010) / 0.5 * 1000], abs=0.005)
    assert result.runoff.per_unit == 2


def class_of_runoff(terrain, code, table):
    """The classes written out: coefficients in thousandths, losses in 2^-20 m."""
    share, lost = (np.array(v, np.int64) for v in zip(*table, strict=True))
    per_unit = 1000 // int(np.gcd.reduce([1000, *share]))
    cells = np.bincount(code[terrain.land], minlength=share.size)
    return RunoffClasses(
        code=code.astype(np.int32) if share.size > 1 else None,
        rain=np.full(share.size, per_unit),
        running=share * per_unit // 1000,
        initial=lost * per_unit,
        drained=np.zeros(share.size, np.int64),
        per_unit=per_unit,
        step_mm=1 / MM,
        usual=None,
        last=round(5000 * MM),
        cells=cells,
        resampling_m3=0.0,
        notes=(),
        terrain=terrain,
    )


def naive_wet(t, basin, amounts):
    """Which cells are wet, and the water of each pond, when sets of basins spill until nothing moves."""
    inflow = {}
    for cell in t.land():
        inflow[int(basin[cell])] = inflow.get(int(basin[cell]), 0) + int(amounts[cell])
    for b in np.unique(basin[basin >= OUT_BASINS]).tolist():
        inflow.setdefault(b, 0)
    ponds, left, facts = t.spill(basin, inflow)
    wet = np.zeros(t.shape, bool)
    for basins, held in ponds.items():
        cells = [c for c in t.land() if basin[c] in basins and t.z[c] < facts[basins][0]]
        for cell in cells:
            room = sum(max(round((float(t.z[cell]) - float(t.z[c])) * SCALE), 0) for c in cells)
            wet[cell] = room * t.per_unit < held
    return wet, ponds, left


def random_case(rng):
    """A random terrain with its flow, and classes of run-off; None when some land has no way out."""
    t = random_terrain(rng, most=8)
    if rng.random() < 0.5:  # without holes, with more pits in pits
        t = Terrain(rng.integers(0, rng.integers(4, 200), (8, 9)).astype(float), np.zeros((8, 9), np.uint8), t.dx, t.dy)
    kind = int(rng.choice([SEA, HOLE, WALL]))
    t.cls[t.cls != LAND] = kind
    if not (t.cls == LAND).any():
        return None
    z = np.where(t.cls == LAND, t.z, np.nan)
    try:
        found = prepare(z, t.dx, t.dy, nodata=RULES[kind])
    except NodataError:
        return None
    terrain = found[0]
    t = Terrain(terrain.surface.values.astype(float), terrain.cell_class, t.dx, t.dy)
    count = int(rng.integers(1, 4))
    table = [
        (int(rng.choice([0, 50, 250, 300, 900, 1000])), int(rng.choice([0, 0, 300, 5000, 200_000])))
        for _ in range(count)
    ]
    return t, found, class_of_runoff(terrain, rng.integers(0, count, t.shape), table), table


def test_wet_as_spill_until_stable_says():
    """Thousands of terrains with ties, nested flats, holes and losses, each at many rains, in fractions and sets.

    What the classes shed is counted cell by cell in fractions; sets of basins spill until nothing moves.
    """
    rng = np.random.default_rng(3)
    turns = compared = nested = lossy = 0
    while turns < 800:
        case = random_case(rng)
        if case is None:
            continue
        t, found, classes, table = case
        turns += 1
        t.per_unit = classes.per_unit
        result = gt.rain_to_flood(*found, classes)
        flow, nodes = found[1], found[2].nodes
        nested += nodes.parent.size > nodes.leaves
        lossy += any(lost for _, lost in table)
        code = np.zeros(t.shape, int) if classes.code is None else classes.code
        finite = result.rain.values[np.isfinite(result.rain.values)] / classes.step_mm
        steps = {0, classes.last, *rng.integers(0, classes.last, 2).tolist()}
        for step in rng.choice(np.rint(finite).astype(int), min(4, finite.size), replace=False).tolist():
            steps |= {step, step - 1}
        for step in steps:
            amounts = np.zeros(t.shape, object)
            for cell in t.land():
                share, lost = table[code[cell]]
                amounts[cell] = max(Fraction(share, 1000) * step - lost, 0) * classes.per_unit
                assert amounts[cell].denominator == 1
            wet, ponds, left = naive_wet(t, flow.basin, amounts)
            np.testing.assert_array_equal(wet_at(result, step), wet, err_msg=f"step {step}")
            held, holder = result.curves.state(nodes, step)
            assert held[nodes.parent.size :].tolist() == [left[b] for b in range(3)]
            for basins, water in ponds.items():
                holders = {int(holder[b - OUT_BASINS]) for b in basins}
                assert [held[x] for x in holders] == [water]
            compared += 1
    assert nested > 150
    assert lossy > 400
    assert compared > 4000


def same_as_event(result, steps):
    for step in steps:
        mm = step * result.runoff.step_mm
        flood, standing, ledger = result.event(mm), result.standing(mm), result.ledger(mm)
        np.testing.assert_array_equal(flood.depth.values, standing.depth.values)
        np.testing.assert_array_equal(flood.level.values, standing.level.values)
        np.testing.assert_array_equal(flood.depth.values > 0, wet_at(result, step))
        assert ledger.terms == flood.ledger.terms
        assert ledger.difference == 0
        assert ledger.resampling_m3 == pytest.approx(flood.ledger.resampling_m3)


@pytest.mark.parametrize("seed", range(6))
def test_depths_of_any_rain_are_those_of_the_single_event(seed):
    found = prepare(rough(seed), 2.0, 2.5)
    steps = [0, 1, 777, *(round(mm * MM) for mm in (1.5, 20, 55.5, 200, 3000, 5000))]
    same_as_event(all_rains(found), steps)
    same_as_event(all_rains(found, gt.LossParams(drain_hours=1.0), None, cover(found[0].grid), losses()), steps)


@pytest.mark.parametrize("rule", ["nearest", "bilinear"])
def test_rain_rasters_grow_as_a_whole(rule):
    """At factor 1 the rain raster itself; at other factors the event of the raster made larger."""
    found = prepare(rough(7))
    terrain = found[0]
    values = np.random.default_rng(2).uniform(0, 90, (4, 5))
    source = coarse_rain(terrain.grid, values, shift=3.7)
    params = gt.LossParams(rain_resampling=rule, drain_hours=1.0)
    for layers in ((), (cover(terrain.grid), losses())):
        result = all_rains(found, params, source, *layers)
        same_as_event(result, [0, 1, 333, 1000, 1721, result.runoff.last])
        given = gt.EventParams(rain_resampling=rule, drain_hours=1.0)
        once = gt.run_event(*found, gt.net_runoff(terrain, given, source, *layers))
        mean = 1000 * result.runoff.step_mm
        np.testing.assert_array_equal(once.depth.values, result.standing(mean).depth.values)
        double = gt.Raster(source.values * 2, source.grid, unit="mm")
        twice = gt.run_event(*found, gt.net_runoff(terrain, given, double, *layers))
        np.testing.assert_allclose(twice.depth.values, result.standing(2 * mean).depth.values, atol=1e-4)
        assert "average over the terrain" in str(result.notes)


def test_many_rain_depths_are_put_into_zones_and_said(monkeypatch):
    from gistools.cloudburst import runoff

    found = prepare(rough(7))
    values = np.random.default_rng(2).uniform(0, 90, (4, 5))
    source = coarse_rain(found[0].grid, values, shift=3.7)
    exact = gt.runoff_classes(found[0], gt.LossParams(rain_resampling="bilinear"), source)
    monkeypatch.setattr(runoff, "MOST_ZONES", 50)
    coarse = gt.runoff_classes(found[0], gt.LossParams(rain_resampling="bilinear"), source)
    assert coarse.rain.size <= 50 < exact.rain.size
    assert "50 zones" in coarse.notes[1].en
    told = float(coarse.notes[1].en.split("more than ")[1].split(" mm")[0])
    off = np.abs(coarse.at(1000).amount - exact.at(1000).amount).max() / 1000 / MM
    assert off == pytest.approx(told, abs=1e-4)
    assert 0.5 < told < 90 / 50


def test_more_rain_holds_no_less_anywhere():
    for seed in range(4):
        result = all_rains(prepare(rough(seed)))
        last = np.zeros(result.bluespots.nodes.parent.size)
        for mm in np.linspace(0, 900, 31):
            now = result.volume_m3(float(mm))
            assert (now >= last).all()
            last = now
        for node in range(last.size):
            curve = result.curve(node)
            assert (np.diff(curve["volume_m3"]) >= 0).all()
            assert (np.diff(curve["rain_mm"]) >= 0).all()


def test_strips_and_threads_give_the_same(monkeypatch):
    def made(seed):
        found = prepare(rough(seed))
        return all_rains(found, gt.LossParams(drain_hours=1.0), None, cover(found[0].grid), losses())

    before = [made(seed) for seed in range(4)]
    monkeypatch.setattr(strips, "STRIP_CELLS", 30)
    monkeypatch.setattr(curves, "spans", lambda count: strips.spans(count, 1))
    monkeypatch.setattr(curves, "LEAST_LEAVES", 0)
    monkeypatch.setattr(curves, "MOST_PLACED", 2)
    monkeypatch.setenv("GISTOOLS_THREADS", "3")
    for one, other in zip(before, (made(seed) for seed in range(4)), strict=True):
        np.testing.assert_array_equal(one.rain.values, other.rain.values)
        for name in ("start", "step", "water", "rate", "full_at", "joined_at"):
            np.testing.assert_array_equal(getattr(one.curves, name), getattr(other.curves, name), err_msg=name)


def test_large_depressions_are_sorted_too():
    """A bowl of more cells than are sorted cell by cell: the rain of each follows from its height alone."""
    r, c = np.mgrid[-30:31, -30:31]
    z = np.minimum(np.hypot(r, c) * 0.1, 2.9) + np.random.default_rng(1).uniform(0, 1e-3, r.shape)
    z[0], z[-1], z[:, 0], z[:, -1] = 3.0, 3.0, 3.0, 3.0
    found = prepare(z)
    result = all_rains(found)
    assert (result.bluespots.cells[result.bluespots.roots] > 2000).any()
    same_as_event(result, [round(mm * MM) for mm in (5, 100, 900)])


def test_a_rain_beyond_the_last_step_is_refused():
    result = all_rains(prepare(rough(1)))
    for mm in (-1.0, 5001.0, float("nan")):
        with pytest.raises(ParamError, match="0 to 5000 mm"):
            result.standing(mm)


def test_a_raster_without_rain_is_refused():
    found = prepare(rough(1))
    with pytest.raises(ParamError, match="without rain"):
        all_rains(found, None, coarse_rain(found[0].grid, [[0.0]], cell=500.0))


def test_the_last_rain_of_a_raster_is_told_to_all_rains_alone():
    """2 mm everywhere may grow to 200 mm; 100 mm (104858 units) to 49999 thousandths, since 5000 mm are 5242880 units.

    One rain of the raster has no last.
    """
    found = prepare(rough(1))
    for mm, told in ((2.0, "to 200.0 mm on average, where the rain raster is 100"), (100.0, "to 4999.9 mm on average")):
        source = coarse_rain(found[0].grid, [[mm]], cell=500.0)
        result = all_rains(found, None, source)
        assert sum("followed" in note.en for note in result.notes) == 1
        note = next(note for note in result.notes if "followed" in note.en)
        assert told in note.en
        assert result.runoff.last * result.runoff.step_mm == pytest.approx(min(100 * mm, 5000.0), rel=1e-3)
        assert "200,0 mm" in note.da or "4999,9 mm" in note.da
        single = gt.net_runoff(found[0], gt.EventParams(), source)
        assert single.notes == gt.runoff_classes(found[0], gt.LossParams(), source).notes[:-1]
    assert not any("followed" in note.en for note in all_rains(found).notes)


def test_more_water_than_can_be_counted_is_refused(monkeypatch):
    found = prepare(rough(1))
    monkeypatch.setattr(arrivals, "MOST", 2**30)
    with pytest.raises(GridError, match="whole numbers"):
        all_rains(found)


def test_more_cells_than_can_be_told_apart_are_refused(monkeypatch):
    """With its rim a map of 7 by 9 has 99 cells."""
    found = prepare(rough(1, (7, 9)))
    monkeypatch.setattr(arrivals, "MOST_CELLS", 99)
    with pytest.raises(GridError, match=r"7 x 9 cells.*at most 99 cells"):
        all_rains(found)
    monkeypatch.setattr(arrivals, "MOST_CELLS", 100)
    assert all_rains(found).rain.values.shape == (7, 9)


def test_a_pond_of_more_cells_than_are_sorted_at_once_and_where_owners_lie():
    """A cone of 1653 cells, all held by one node: a cell is wet once its cone's volume below it has run in.

    It is wet when all the water, R on each of the cells that drain there, is more than the room below its height.
    """
    r, c = np.mgrid[0:51, 0:51]
    z = np.hypot(r - 25, c - 25).astype(np.float32) / 32
    z[np.hypot(r - 25, c - 25) > 23] = 0.72  # level ground that drains off the map
    found = prepare(z)
    z = found[1].surface
    held = z < 0.7199  # 23 / 32 is the highest within
    result = all_rains(found)
    claims = curves.claim(found[1].mosaic(), found[1].tree, found[2].nodes, np.zeros(1, np.uint8))
    owner = claims.owner[1:-1, 1:-1]
    assert (claims.counts[0] > rains.SMALL_PART).sum() == 1
    np.testing.assert_array_equal(owner < rains.DRY, z < found[1].filled)
    assert (np.unique(owner[held]).size, held.sum()) == (1, 1653)
    heights = np.rint(z.astype(np.float64) * SCALE).astype(np.int64)
    drains = int((found[1].basin == found[1].basin[25, 25]).sum())
    for row, col in ((25, 30), (30, 31), (10, 25), (25, 47), (20, 45)):
        room = int(np.maximum(heights[row, col] - heights[held], 0).sum())
        assert result.rain.values[row, col] == np.float32((room // drains + 1) * result.runoff.step_mm)


@pytest.mark.real_data
def test_a_real_terrain(real_data):
    dem = gt.read_elevation(real_data / "terrain" / "dtm_lyngby_16m.tif").value
    terrain = gt.condition(dem)
    flow = gt.route_flow(terrain)
    found = terrain, flow, gt.find_bluespots(terrain, flow)
    same_as_event(all_rains(found), [round(mm * MM) for mm in (10, 20, 100)])
    source = gt.read_raster(real_data / "terrain" / "rain_lyngby_mm.tif", unit="mm").value
    same_as_event(all_rains(found, None, source), [500, 1000, 3000])


def test_fill_curves_err_no_more_than_they_say():
    """Between two rows a straight line: level within a centimetre, volume within a centimetre on the full area."""
    from gistools.cloudburst.curve_table import curve_table

    rng = np.random.default_rng(5)
    rows = checked = 0
    for seed in range(4):
        found = prepare(rough(seed), 2.0, 2.5)
        for layers in ((), (None, cover(found[0].grid), losses())):
            result = all_rains(found, gt.LossParams(drain_hours=1.0), *layers)
            nodes = np.flatnonzero(found[2].volumes.capacity > SCALE // 2)
            table = curve_table(result, nodes, 0.01)
            rows += len(table)
            for mm in rng.uniform(0, 300, 6).tolist():
                step = result.runoff.step(mm)
                held, _ = result.curves.state(found[2].nodes, step)
                level = result.standing(mm).level.values
                for node in nodes.tolist():
                    alive = held[node] > 0 and result.curves.joined_at[node] > step
                    curve = table[table["pond_id"] == node + 1]
                    if not alive or mm > curve["rain_mm"].max():
                        continue
                    leaf = node
                    while found[2].nodes.left[leaf] >= 0:
                        leaf = int(found[2].nodes.left[leaf])
                    pit = divmod(int(found[2].nodes.pit[leaf]), found[0].grid.cols)
                    told = np.interp(mm, curve["rain_mm"], curve["level_m"])
                    area = found[2].volumes.cells[node] * found[0].grid.cell_area_m2
                    assert told == pytest.approx(float(level[pit]), abs=0.0105)
                    volume = np.interp(mm, curve["rain_mm"], curve["volume_m3"])
                    assert volume == pytest.approx(held[node] * result.unit_m3, abs=0.0105 * area)
                    checked += 1
    assert checked > 300
    assert rows > 400


def test_bluespots_tell_the_rain_that_fills_them():
    from gistools.cloudburst import layers

    found = prepare(rough(2))
    result = all_rains(found)
    everything = gt.ReportParams(min_depth_m=0.0, min_area_m2=0.0, min_volume_m3=0.0)
    table = layers.bluespots_by_rain(result, everything).set_index("bluespot_id")
    assert len(table) == found[2].roots.size
    for mm in (3.0, 40.0):
        flood = result.event(mm)
        over = set(found[2].nodes.root[np.flatnonzero(flood.spilled > 0)] + 1)
        full = set(table.index[table["full_rain_mm"] <= mm])
        assert full == {i for i in over if flood.spilled[i - 1] > 0}
    assert (table["wet_rain_mm"] <= table["full_rain_mm"].fillna(np.inf)).all()


def test_water_that_reaches_many_dry_leaves_has_room():
    """Rain falls on one corner alone and spills through all that lies below: most basins get none themselves."""
    found = prepare(rough(3))
    values = np.zeros((6, 7))
    values[0, 0] = 100.0
    result = all_rains(found, None, coarse_rain(found[0].grid, values, cell=10.0))
    same_as_event(result, [0, 500, 5000, result.runoff.last])


def test_a_loss_larger_than_any_rain_loses_all():
    found = prepare(rough(2))
    for huge in ({"initial_loss_mm": [1e16, 1e300]}, {"drain_mm_per_h": [1e16, 1e300]}):
        result = all_rains(found, gt.LossParams(drain_hours=240.0), None, cover(found[0].grid), losses(**huge))
        assert not np.isfinite(result.rain.values).any()


def test_curves_and_ledgers_end_at_the_last_rain():
    """One cell of 3000 mm can only be made 1.67 times as large, 119 mm on average; few nodes are full then."""
    from gistools.cloudburst.curve_table import curve_table

    found = prepare(rough(3))
    values = np.zeros((4, 5))
    values[1, 1] = 3000.0
    result = all_rains(found, None, coarse_rain(found[0].grid, values, shift=3.7))
    last = result.runoff.last * result.runoff.step_mm
    assert result.ledgers((last * 2,))["rain_mm"].unique().tolist() == [last]
    nodes = np.flatnonzero((found[2].volumes.capacity > SCALE // 4) & ~np.isfinite(result.full_mm))
    table = curve_table(result, nodes, 0.01)
    held = result.volume_m3(last)
    for node in nodes.tolist():
        rows = table[table["pond_id"] == node + 1]
        if len(rows) and result.curves.step[result.curves.start[node]] < result.runoff.last:
            assert rows["rain_mm"].max() == pytest.approx(last)
            assert rows["volume_m3"].iloc[-1] == pytest.approx(held[node], rel=1e-6, abs=1e-6)
            assert result.curve(node)["rain_mm"].iloc[-1] == pytest.approx(last)
    assert len(nodes) > 20


def test_its_picture_shows_classes_bluespots_and_how_much_is_wet_at_each_rain():
    """What the chart tells at a rain is the area of the cells that `standing` of that rain has water on.

    The trough of `two_pits` is made a third as deep, so that it fills between 10 and 150 mm.
    """
    result = all_rains(prepare(two_pits() / 3.0))
    assert [style for _, style, _ in result.map_layers()] == ["rain_to_flood", "bluespots_by_rain"]
    chart = gt.plot(result).axes[-1]
    rain, area = chart.lines[0].get_data()
    assert area[-1] > area[30] > 0
    for mm in (1, 30, 75, 120, 150):
        wet = int((result.standing(float(rain[mm])).depth.values > 0).sum())
        assert area[mm] == pytest.approx(wet * result.grid.cell_area_m2 / 1e4)
