"""Service levels: closed-form bowls, a naive reference over cells, unknown answers, sums, and faults of the table."""

from __future__ import annotations

from fractions import Fraction

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import gistools as gt
from gistools.cloudburst.event import run_event
from gistools.cloudburst.rain.params import OneDurationParams
from gistools.errors import CrsError, LayerError, ParamError, TableError
from gistools.kernels.codes import OUT_BASINS
from gistools.plan import ServiceLevel, check_levels, level_areas, read_service_levels, service_rains
from gistools.plan.levels_check import MET, NOT_MET, UNKNOWN, needed_at
from gistools.plan.levels_sewer import sewer_service
from tests.plan.test_subcatchments import town

CRS = "EPSG:25832"
SEEDS = st.integers(0, 2**32 - 1)
UNIT = Fraction(1, 2**20)


def of(z, cell=1.0, **params):
    z = np.array(z, np.float32)
    grid = gt.Grid(*z.shape, 0.0, z.shape[0] * cell, cell, cell, CRS)
    terrain = gt.condition(gt.Raster(z, grid, unit="m"), gt.TerrainParams(**params))
    flow = gt.route_flow(terrain)
    return terrain, flow, gt.find_bluespots(terrain, flow), gt.runoff_classes(terrain, gt.LossParams())


def row(number, kind, depth, years=100.0, **more):
    return ServiceLevel(number=number, area_type=kind, return_period_years=years, allowed_depth_m=depth, **more)


def layer(*shapes, kinds=None, **columns):
    return gpd.GeoDataFrame({"klasse": kinds or ["vej"] * len(shapes), **columns}, geometry=list(shapes), crs=CRS)


BOWL = [[9, 9, 9, 9, 9, 9], [9, 1, 2, 3, 4, 6], [9, 9, 9, 9, 9, 9]]  # 1 x 1 m cells; spills at 6 over the edge


def test_a_bowl_by_hand():
    """Rain of 1 m on the cells 1, 2, 3, 4 (the rim and the 6 drain off the map): 4 m³ of water.

    Below level 3: 2 + 1 = 3 m³, and the last 1 m³ over three cells: the level is 3 1/3 m. A road on the cells 2 and 3
    may have 1 m: it bears min(2, 3) + 1 = 3 m, so 4 - 3 = 1 m³ lacks; the road on 3 alone bears 4 m and meets it.
    """
    terrain, flow, found, classes = of(BOWL)
    roads = layer(shapely.box(2, 1, 4, 2), shapely.box(3, 1, 4, 2), id_lokalid=["a", "b"])
    areas = level_areas(terrain, roads, "klasse")
    checked = check_levels(terrain, flow, found, classes, [row(1, "vej", 1.0)], [1000.0], areas)
    assert checked.by_area["state"].tolist() == [NOT_MET, MET]
    assert checked.by_area["over_cells"].tolist() == [1, 0]
    assert checked.lacking_m3(0) == 1.0
    pond = checked.by_pond.iloc[0]
    assert pond["allowed_m"] == 3.0
    assert pond["level_m"] == pytest.approx(10 / 3)
    assert pond["geometry"].area == 3.0
    assert (checked.over_cells, checked.over_any) == ((1,), 1)
    assert checked.areas.source_id == ("a", "b")
    deepest = checked.by_area["depth_max_m"].tolist()
    assert deepest == pytest.approx([4 / 3, 1 / 3], abs=1e-6)


def test_water_exactly_as_deep_as_allowed_meets_the_level():
    """A bowl of one cell that gets exactly 0.5 m; 2^-20 m less allowed is broken by 2^-20 m³."""
    terrain, flow, found, classes = of([[9, 9, 9], [9, 1, 6], [9, 9, 9]])
    areas = level_areas(terrain, layer(shapely.box(1, 1, 2, 2)), "klasse")
    levels = [row(1, "vej", 0.5), row(2, "vej", 0.5 - 2.0**-20, years=50.0)]
    checked = check_levels(terrain, flow, found, classes, levels, [500.0, 500.0], areas)
    assert checked.by_area["state"].tolist() == [MET, NOT_MET]
    assert checked.by_pond["lacking"].tolist() == [1]
    assert checked.lacking_m3(1) == 2.0**-20


def test_a_pond_in_several_areas_counts_once_and_is_shared_by_the_cells_that_have_too_much():
    """The bowl of 4 m³ at 3 1/3 m and no water allowed on the cells 1 | 2 and 3: all 4 m³ above ground 1 lack.

    The first area has 1 of the 3 cells with too much, the second 2: 4/3 and 8/3 m³ in whole units.
    """
    terrain, flow, found, classes = of(BOWL)
    areas = level_areas(terrain, layer(shapely.box(1, 1, 2, 2), shapely.box(2, 1, 4, 2)), "klasse")
    checked = check_levels(terrain, flow, found, classes, [row(1, "vej", 0.0)], [1000.0], areas)
    assert checked.by_pond["lacking"].tolist() == [4 << 20]
    assert checked.by_area["lacking"].sum() == 4 << 20
    assert checked.by_area["lacking"].tolist() == [(4 << 20) // 3, (8 << 20) // 3 + 1]
    assert checked.by_pond["area_count"].tolist() == [2]


def test_an_area_off_the_known_ground_is_unknown_unless_what_is_known_breaks_the_level():
    terrain, flow, found, classes = of(BOWL)
    shapes = [
        shapely.box(4, 1, 8, 2),  # the dry end of the bowl and beyond the map
        shapely.box(3, 1, 8, 2),  # wet within the map
        shapely.box(10, 1, 12, 2),  # not on the map at all
        shapely.box(4.1, 1.1, 4.2, 1.2),  # smaller than a cell, and dry
    ]
    areas = level_areas(terrain, layer(*shapes), "klasse")
    assert areas.known_share.tolist() == pytest.approx([0.5, 0.6, 0.0, 1.0])
    checked = check_levels(terrain, flow, found, classes, [row(1, "vej", 0.1)], [1000.0], areas)
    assert checked.by_area["state"].tolist() == [UNKNOWN, NOT_MET, UNKNOWN, MET]
    assert np.isnan(checked.by_area["depth_max_m"][2])
    assert checked.states() == {MET: 1, NOT_MET: 1, UNKNOWN: 2}


def test_cells_without_elevation_are_unknown_and_removed_buildings_are_no_ground():
    z = np.array(BOWL, np.float32)
    z[1, 4] = np.nan
    terrain, *_ = of(z, nodata="sea")
    assert level_areas(terrain, layer(shapely.box(1, 1, 5, 2)), "klasse").known_share[0] == 0.75
    house = gpd.GeoDataFrame(geometry=[shapely.box(2, 1, 3, 2)], crs=CRS)
    raster = gt.Raster(np.array(BOWL, np.float32), terrain.grid, unit="m")
    removed = gt.condition(raster, gt.TerrainParams(buildings_as="remove"), None, None, house)
    areas = level_areas(removed, layer(shapely.box(1, 1, 5, 2)), "klasse")
    assert areas.known_share[0] == 1.0
    assert areas.cells(0).tolist() == [7, 9, 10]


def naive(z, allowed, flood, shapes, grid):
    """State, cells over and lacking volume by looking at every cell, with fractions for heights."""
    rows, cols = z.shape
    cells = [(r, c) for r in range(rows) for c in range(cols) if not np.isnan(z[r, c])]
    high = {cell: Fraction(float(z[cell])) for cell in cells}
    pond = {
        cell: int(flood.holder[flood.flow.basin[cell] - OUT_BASINS])
        for cell in cells
        if flood.flow.basin[cell] >= OUT_BASINS
    }
    level = {}
    for node in set(pond.values()):
        mine = sorted(high[cell] for cell in cells if pond.get(cell) == node)
        left = Fraction(int(flood.water[node]), flood.per_unit) * UNIT
        at = mine[0]
        for n, ground in enumerate(mine, start=1):  # raise the water from cell to cell
            upper = mine[n] if n < len(mine) else None
            step = left / n if upper is None else min(left / n, upper - ground)
            at, left = ground + step, left - step * n
            if not left:
                break
        level[node] = at
    states, over, bears = [], [], {}
    for shape in shapes:
        inside = [
            (r, c)
            for r in range(-40, rows + 40)
            for c in range(-40, cols + 40)
            if shape.contains(shapely.Point(*grid.centre(r, c)))
        ]
        known = [cell for cell in inside if cell in high]
        wrong = [cell for cell in known if cell in pond and level[pond[cell]] > high[cell] + allowed]
        states.append(NOT_MET if wrong else MET if len(known) == len(inside) else UNKNOWN)
        over.append(len(wrong))
        for cell in wrong:
            bears[pond[cell]] = min(bears.get(pond[cell], Fraction(10**9)), high[cell] + allowed)
    lacking = {
        node: sum(
            (level[node] - max(high[cell], bear) for cell in cells
             if pond.get(cell) == node and level[node] > max(high[cell], bear)), Fraction(0),
        )
        for node, bear in bears.items()
    }  # fmt: skip
    return states, over, lacking


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_against_looking_at_every_cell(seed):
    terrain, flow, found = town(seed)
    rng = np.random.default_rng(seed + 1)
    grid, z = terrain.grid, terrain.surface.values
    shapes = []
    for _ in range(int(rng.integers(1, 5))):  # boxes on the sides of cells, also beyond the map, one over another
        c0, r0 = rng.integers(-2, grid.cols), rng.integers(-2, grid.rows)
        c1, r1 = c0 + rng.integers(1, 6), r0 + rng.integers(1, 6)
        shapes.append(shapely.box(2.0 * c0, grid.y0 - 3.0 * r1, 2.0 * c1, grid.y0 - 3.0 * r0))
    depth = float(rng.choice([0.0, 0.1, 0.25, 0.75]))
    rain = float(rng.choice([30.0, 250.0, 900.0]))
    classes = gt.runoff_classes(terrain, gt.LossParams())
    areas = level_areas(terrain, layer(*shapes), "klasse")
    checked = check_levels(terrain, flow, found, classes, [row(1, "vej", depth)], [rain], areas)
    flood = run_event(terrain, flow, found, classes.at(classes.step(rain)))
    states, over, lacking = naive(z, Fraction(round(depth * 2**20)) * UNIT, flood, shapes, grid)
    assert checked.by_area["state"].tolist() == states
    assert checked.by_area["over_cells"].tolist() == over
    told = {n: Fraction(units, flood.per_unit) * UNIT for n, units in zip(
        checked.by_pond["node"].tolist(), checked.by_pond["lacking"].tolist(), strict=True)}  # fmt: skip
    assert told == lacking
    assert checked.by_area["lacking"].sum() == checked.by_pond["lacking"].sum()
    assert checked.lacking_m3(0) == pytest.approx(float(sum(lacking.values())) * grid.cell_area_m2)


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_what_all_levels_need_together_is_the_least_room_that_serves_each(seed):
    """Room x at nodes of a random forest: least sum with enough of it within every pond, by linear programming."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 9))
    parent = np.array([int(rng.integers(n + 1, count)) if n + 1 < count and rng.random() < 0.8 else -1
                       for n in range(count)])  # fmt: skip
    ponds = pd.DataFrame({"node": rng.integers(0, count, 6), "lacking": rng.integers(1, 30, 6)})

    def within(node, pond):
        while node >= 0 and node != pond:
            node = parent[node]
        return node == pond

    asked = [[-1.0 if within(n, pond) else 0.0 for n in range(count)] for pond in ponds["node"]]
    least = linprog(np.ones(count), A_ub=asked, b_ub=-ponds["lacking"]).fun
    made = needed_at(ponds, parent)
    assert sum(made.values()) == pytest.approx(least)
    assert all(parent[root] < 0 for root in made)


def test_equal_rains_are_one_event_and_rows_do_not_depend_on_their_order(monkeypatch):
    terrain, flow, found, classes = of(BOWL)
    areas = level_areas(
        terrain, layer(shapely.box(1, 1, 5, 2), shapely.box(4, 1, 5, 2), kinds=["vej", "sti"]), "klasse"
    )
    levels, rains = [row(1, "vej", 0.5), row(2, "sti", 0.0), row(3, "vej", 0.2, years=20.0)], [1000.0, 1000.0, 200.0]
    ran = []
    monkeypatch.setattr("gistools.plan.levels_check.run_event", lambda *a, **k: ran.append(1) or run_event(*a, **k))
    checked = check_levels(terrain, flow, found, classes, levels, rains, areas)
    assert len(ran) == 2
    back = check_levels(terrain, flow, found, classes, levels[::-1], rains[::-1], areas)
    for i in range(3):
        assert back.states(2 - i) == checked.states(i)
        assert back.lacking_m3(2 - i) == checked.lacking_m3(i)
    assert back.needed == checked.needed


def test_the_table_tells_all_its_faults_at_once():
    table = pd.DataFrame(
        {
            "Områdetype": ["vej", "VEJ", "vej", "vej", "hvej", "vej", "sti"],
            "T": ["100", "100", "20", "200", "10", "", "5"],
            "tilladt_dybde_cm": ["10", "5", "15", "-1", "5", "5", "dyb"],
            "klima": ["i dag", "", "today", "i dag", "", "klimaår", "varmt"],
        }
    )
    with pytest.raises(TableError) as told:
        read_service_levels(table, ["vej", "sti"])
    said = str(told.value)
    for part in (
        "række 4, tilladt_dybde_cm = -1",
        "række 6, T: tom celle",
        "række 7, tilladt_dybde_cm = dyb er intet tal",
        "række 5: ingen områder af typen hvej (mente du vej?)",
        "række 7, klima = varmt",
        "række 1 og 2: samme områdetype, gentagelsesperiode og klima",
        "række 1 og 3 modsiger hinanden: vej: højst 15 cm ved T = 20 år, men vej: højst 10 cm ved T = 100 år",
    ):
        assert part in said, part


def test_less_depth_at_a_larger_return_period_is_no_contradiction_in_another_climate_or_on_other_areas():
    table = pd.DataFrame(
        {"area_type": ["vej", "vej", "sti"], "return_period_years": [20, 100, 100], "allowed_depth_cm": [15, 10, 5],
         "climate": ["", "klimaår", ""], "note": ["", "efter 2050", ""]}
    )  # fmt: skip
    rows = read_service_levels(table).rows
    assert [one.climate for one in rows] == ["today", "climate-year", "today"]
    assert rows[1].remark == "efter 2050"


RAIN = pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [27.0], "T=100": [40.0], "verified": ["ja"]})
FACTORS = pd.DataFrame({"return_period_years": [2, 100], "factor": [1.2, 1.4], "horizon_year": 2100, "verified": "ja"})


def test_the_rain_of_each_row_in_its_climate():
    levels = [
        row(1, "vej", 0.1),
        row(2, "vej", 0.1, climate="climate-year"),
        row(3, "vej", 0.1, climate="x1.3"),
        row(4, "vej", 0.1, climate="2060"),
    ]
    params = OneDurationParams(duration_min=60.0, climate_year=2100, reference_year=2020)
    rains, _, _ = service_rains(levels, RAIN, FACTORS, params)
    assert [one.rain_mm for one in rains] == pytest.approx([40.0, 56.0, 52.0, 48.0])
    assert [one.verified for one in rains] == [True, True, False, True]
    assert "1,3" in rains[2].unverified[0].da


def test_one_climate_named_in_two_ways_is_told():
    """``climate-year`` is the year 2100 of the run, and today times 1 is today."""
    levels = [
        row(1, "vej", 0.1, climate="climate-year"), row(2, "vej", 0.2, climate="2100"),
        row(3, "sti", 0.2, years=10.0), row(4, "sti", 0.1, climate="x1"),
    ]  # fmt: skip
    params = OneDurationParams(duration_min=60.0, climate_year=2100, reference_year=2020)
    with pytest.raises(TableError) as told:
        service_rains(levels, RAIN, FACTORS, params)
    assert "række 1 og 2: samme områdetype" in str(told.value)
    assert "række 3 og 4 modsiger hinanden" in str(told.value)
    params = OneDurationParams(duration_min=60.0, climate_year=2090, reference_year=2020)
    assert len(service_rains(levels[:2], RAIN, FACTORS, params)[0]) == 2


def test_rows_without_a_rain_are_told_all_at_once():
    levels = [row(1, "vej", 0.1, years=500.0), row(2, "vej", 0.1, climate="climate-year"), row(3, "v", 0.1, years=1.5)]
    with pytest.raises(TableError) as told:
        service_rains(levels, RAIN, None, OneDurationParams(duration_min=60.0))
    said = str(told.value)
    assert "række 1: T = 500 år" in said
    assert "række 2: klima climate-year uden klimafaktorer" in said
    assert "række 3: T = 1,5 år" in said


def test_wrong_inputs_are_told():
    terrain, flow, found, classes = of(BOWL)
    good = layer(shapely.box(1, 1, 2, 2))
    with pytest.raises(LayerError, match="klase"):
        level_areas(terrain, good, "klase")
    with pytest.raises(CrsError):
        level_areas(terrain, good.to_crs("EPSG:25833"), "klasse")
    bad = layer(shapely.Point(1, 1), shapely.box(1, 1, 2, 2), shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))
    with pytest.raises(LayerError, match=r"2 rækker uden en gyldig flade \(1, 3\)"):
        level_areas(terrain, bad, "klasse")
    with pytest.raises(ParamError):
        check_levels(terrain, flow, found, classes, [row(1, "vej", 0.1)], [], level_areas(terrain, good, "klasse"))


def test_the_sewer_is_told_beside_its_practice_and_what_is_missing_is_unknown():
    told = layer(*[shapely.box(0, 0, 1, 1)] * 5, kloaktype=["Fælleskloakeret", "Separatkloakeret", "Spildevand", None,
                 "Separatkloakeret"], t=[5, 5, 10, 5, None], navn=list("abcde"))  # fmt: skip
    table, notes = sewer_service(told, "kloaktype", "t")
    assert table["sewer_state"].tolist() == ["below", "at_least", "unknown", "unknown", "unknown"]
    assert table["practice_years"].tolist()[:2] == [10.0, 5.0]
    assert not table["verified"].any()
    assert "to forskellige løfter" in notes[0].da
    table, notes = sewer_service(told, "kloaktype", "kapacitet")
    assert set(table["sewer_state"]) == {"unknown"}
    assert "kapacitet" in notes[1].da
    with pytest.raises(LayerError, match=r"række 1, t = ti .*række 3, t = -1"):
        sewer_service(told.assign(t=["ti", 5, -1, 5, 5]), "kloaktype", "t")
