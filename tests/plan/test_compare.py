"""A model held against reality: by hand, against a naive loop, and on the planted reports of the sample town."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import gistools as gt
from gistools.errors import CrsError, GridError, LayerError, ParamError, WrongKindError
from gistools.plan import CompareParams, FloodCase, binomial_interval, cases_of, compare_floods, flood_maps
from gistools.plan.compare_cells import lay
from gistools.plan.compare_reports import chance
from tests.plan.oracle import cell_at, state_of, table_of

TOWN = Path(__file__).parents[2] / "sample_data"
GRID = gt.Grid(rows=4, cols=5, x0=100.0, y0=200.0, dx_m=2.0, dy_m=1.0, crs="EPSG:25832")


def raster(values, unit="mm", grid=GRID):
    return gt.Raster(np.asarray(values, np.float32), grid, unit=unit)


def points(xy, **columns):
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(*p) for p in xy], crs="EPSG:25832")


def random_raster(rng, grid, unit):
    values = rng.uniform(0.0, 100.0 if unit == "mm" else 0.6, grid.shape).astype(np.float32)
    values[rng.random(grid.shape) < 0.3] = np.inf if unit == "mm" else 0.0
    values[rng.random(grid.shape) < 0.2] = np.nan
    return gt.Raster(values, grid, unit=unit)


def wet_of(one, case, depth):
    if one.unit == "mm":
        return one.values <= np.float32(case.rain_mm)
    return one.values >= np.float32(depth) if depth > 0 else one.values > 0


# ---- reports


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.7, 1.3, 2.9]))
def test_reports_against_a_naive_loop(seed, tolerance):
    rng = np.random.default_rng(seed)
    mm = random_raster(rng, GRID, "mm")
    xy = np.column_stack([rng.uniform(97, 113, 12), rng.uniform(194, 202, 12)])
    case = FloodCase(rain_mm=50.0)
    made = compare_floods(mm, points(xy), CompareParams(tolerance_m=tolerance), cases=[case])
    wet, known = mm.values <= 50.0, ~np.isnan(mm.values)
    expected = [state_of(wet, known, GRID, x, y, tolerance) for x, y in xy]
    assert made.reports["hit_state"].tolist() == [state for state, _ in expected]
    np.testing.assert_allclose(made.reports["water_distance_m"], [d for _, d in expected], atol=0.006)
    row = made.scores.iloc[0]
    count = {name: sum(state == name for state, _ in expected) for name in ("hit", "miss", "outside", "unknown")}
    told = row[["hit_count", "miss_count", "outside_count", "unknown_count"]]
    assert told.tolist() == list(count.values())
    assert row["report_count"] == 12 == sum(count.values())
    judged = count["hit"] + count["miss"]
    assert row["hit_rate"] == pytest.approx(count["hit"] / judged if judged else math.nan, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.7, 1.3, 2.9, 6.1]), st.booleans())
def test_chance_is_the_hit_rate_of_all_cell_centres(seed, tolerance, in_area):
    rng = np.random.default_rng(seed)
    wet, known = rng.random(GRID.shape) < 0.15, rng.random(GRID.shape) < 0.8
    wet &= known
    area = rng.random(GRID.shape) < 0.5 if in_area else None
    judged = known if area is None else known & area
    cells = [(r, c) for r in range(GRID.rows) for c in range(GRID.cols) if judged[r, c]]
    hit = [state_of(wet, known, GRID, *GRID.centre(r, c), tolerance)[0] == "hit" for r, c in cells]
    share = chance(wet, known, GRID, area, tolerance)
    expected = (np.mean([wet[c] for c in cells]), np.mean(hit)) if cells else (math.nan, math.nan)
    np.testing.assert_allclose(share, expected)


def test_the_least_rain_that_hits_a_report_is_where_its_state_turns():
    rng = np.random.default_rng(5)
    mm = random_raster(rng, GRID, "mm")
    seen = points(np.column_stack([rng.uniform(100, 110, 20), rng.uniform(196, 200, 20)]))
    params = CompareParams(tolerance_m=1.1)
    first = compare_floods(mm, seen, params, cases=[FloodCase(rain_mm=1.0)]).reports["first_hit_mm"].to_numpy()
    assert np.isfinite(first).sum() > 10
    for n in np.flatnonzero(np.isfinite(first)):
        for rain, state in ((first[n], "hit"), (first[n] * 0.999, "miss")):
            made = compare_floods(mm, seen, params, cases=[FloodCase(rain_mm=float(rain))])
            assert made.reports["hit_state"][n] == state
    never = compare_floods(mm, seen, params, cases=[FloodCase(rain_mm=4000.0)]).reports
    assert (never["hit_state"][~np.isfinite(first)] != "hit").all()


def test_maps_of_depth_know_the_first_map_that_hits_and_are_told_by_depth():
    """Two maps: the middle cell has 0, then 0.2 m; the one east of it 0.1, then 0.4 m."""
    first, second = np.zeros(GRID.shape), np.zeros(GRID.shape)
    first[1, 3], second[1, 2], second[1, 3] = 0.1, 0.2, 0.4
    seen = points([(105.0, 198.5), (107.0, 198.5), (101.0, 199.5)])
    cases = [FloodCase(return_period_years=5.0), FloodCase(return_period_years=100.0)]
    maps = [raster(first, "m"), raster(second, "m")]
    made = compare_floods(maps, seen, CompareParams(depths_m="0.1 0.3"), cases=cases)
    assert made.reports["first_hit_years"].tolist() == pytest.approx([100.0, 5.0, math.nan], nan_ok=True)
    table = made.scores.set_index(["return_period_years", "wet_from_m"])["hit_count"]
    assert table.to_dict() == {(5.0, 0.1): 1, (5.0, 0.3): 0, (100.0, 0.1): 2, (100.0, 0.3): 1}
    assert made.reports["hit_state"].tolist() == ["hit", "hit", "miss"]
    assert len(made.report_cases) == 3 * 2 * 2


def test_each_report_at_its_own_rain_and_each_event_by_itself():
    """Cells are wet from 10, 20, 30 mm; three reports of rains 15, 15, 40 and one without: hit, miss, hit, unknown."""
    mm = raster(np.tile([10.0, 20.0, 30.0, 40.0, np.inf], (4, 1)))
    xy = [(101.0, 199.5), (103.0, 199.5), (105.0, 199.5), (101.0, 198.5)]
    seen = points(xy, regn=["15", 15.0, "40,0", None], dato=["2011-07-02", "2011-07-02", "2014-08-31", None])
    params = CompareParams(rain_field="regn", date_field="dato")
    made = compare_floods(mm, seen, params, cases=[FloodCase(rain_mm=5.0)])
    assert made.reports["hit_state"].tolist() == ["hit", "miss", "hit", "unknown"]
    own = made.scores[made.scores["judged_at"] == "own"].set_index("event")
    assert own.loc["2011-07-02", ["hit_count", "miss_count"]].tolist() == [1, 1]
    assert own.loc["", "chance_rate"] == pytest.approx((0.2 + 0.2 + 0.8) / 3)
    assert own.loc["", "lift"] == pytest.approx((2 / 3) / 0.4)
    named = made.scores[made.scores["judged_at"] == "case"].set_index("event")
    assert named.loc["", "hit_count"] == 0
    assert named.index.tolist() == ["", "2011-07-02", "2014-08-31"]


def test_what_is_off_the_map_on_nodata_or_without_a_place_is_listed():
    mm = raster([[np.nan, 10, 10, 10, 10]] + [[10] * 5] * 3)
    seen = points([(101.0, 199.5), (0.0, 0.0), (103.0, 199.5)])
    seen = gpd.GeoDataFrame(geometry=[*seen.geometry, None, shapely.Point()], crs=seen.crs)
    made = compare_floods(mm, seen, cases=[FloodCase(rain_mm=20.0)])
    assert made.reports["hit_state"].tolist() == ["unknown", "outside", "hit", "unknown", "unknown"]
    assert made.scores.loc[0, ["report_count", "hit_count", "outside_count", "unknown_count"]].tolist() == [5, 1, 1, 3]
    assert "ingen er udeladt" in made.notes[0].da
    town = gpd.GeoDataFrame(geometry=[shapely.box(100, 196, 102, 200)], crs="EPSG:25832")
    made = compare_floods(mm, seen, cases=[FloodCase(rain_mm=20.0)], area=town)
    assert made.reports["hit_state"].tolist() == ["unknown", "outside", "outside", "unknown", "unknown"]


def test_empty_cases_are_unknown_and_not_zero():
    mm = raster(np.full(GRID.shape, np.inf))
    none = points([])
    row = compare_floods(mm, none, cases=[FloodCase(rain_mm=20.0)]).scores.iloc[0]
    assert row[["hit_rate", "lift", "lift_low"]].isna().all()
    assert row["area_wet_share"] == 0.0
    row = compare_floods(mm, points([(101.0, 199.5)]), cases=[FloodCase(rain_mm=20.0)]).scores.iloc[0]
    assert row["hit_rate"] == 0.0  # one report was missed: known, and none
    assert math.isnan(row["lift"])  # nothing is wet, so that chance gives nothing to compare with
    row = compare_floods(mm, mm, cases=[FloodCase(rain_mm=20.0)]).scores.iloc[0]
    assert row[["hit_rate", "false_alarm_ratio", "critical_success_index", "bias"]].isna().all()
    assert row["both_dry_m2"] == 40.0
    nothing = raster(np.full(GRID.shape, np.nan))
    row = compare_floods(nothing, none, cases=[FloodCase(rain_mm=20.0)]).scores.iloc[0]
    assert row[["area_wet_share", "chance_rate"]].isna().all()


def test_the_interval_holds_the_true_share_as_often_as_it_says():
    """Exact cover of Wilson's interval at p = 0.3, n = 20: the sum of the binomial over the counts that hold it."""
    n, p = 20, 0.3
    held = [k for k in range(n + 1) if binomial_interval(k, n)[0] <= p <= binomial_interval(k, n)[1]]
    cover = sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in held)
    assert cover == pytest.approx(0.975, abs=0.01)
    for k in range(n + 1):
        low, high = binomial_interval(k, n)
        assert 0.0 <= low <= k / n <= high <= 1.0


# ---- maps


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(["mm", "m"]),
    st.sampled_from(["mm", "m"]),
    st.tuples(st.integers(1, 6), st.integers(1, 6), st.floats(0.4, 3.0), st.floats(0.4, 3.0)),
)
def test_maps_on_any_cells_against_a_naive_loop(seed, unit, other_unit, shape):
    rng = np.random.default_rng(seed)
    rows, cols, dx, dy = shape
    other_grid = gt.Grid(rows, cols, 100.0 + rng.uniform(-2, 2), 200.0 + rng.uniform(-1, 1), dx, dy, GRID.crs)
    model, other = random_raster(rng, GRID, unit), random_raster(rng, other_grid, other_unit)
    case, depth = FloodCase(rain_mm=50.0), 0.3
    inside = [[cell_at(other_grid, *GRID.centre(r, c)) for c in range(GRID.cols)] for r in range(GRID.rows)]
    if not any(itertools.chain(*inside)):
        with pytest.raises(GridError, match="maps without common land"):
            compare_floods(model, other, cases=[case])
        return
    laid = np.array([[other.values[cell] if cell else np.nan for cell in row] for row in inside], np.float32)
    real = gt.Raster(laid, GRID, unit=other_unit)
    made = compare_floods(model, other, CompareParams(depths_m="0.3"), cases=[case])
    expected = table_of(wet_of(model, case, depth), model.valid, wet_of(real, case, depth), real.valid)
    names = ("hits_m2", "misses_m2", "false_alarms_m2", "both_dry_m2", "model_alone_m2", "reality_alone_m2")
    assert made.scores.loc[0, list(names)].tolist() == [2.0 * n for n in expected.values()]
    hits, misses, false = expected["hits"], expected["misses"], expected["false"]
    scores = made.scores.loc[0, ["hit_rate", "false_alarm_ratio", "critical_success_index", "bias"]].astype(float)
    ratios = (
        (hits, hits + misses),
        (false, hits + false),
        (hits, hits + misses + false),
        (hits + false, hits + misses),
    )
    assert scores.tolist() == pytest.approx([a / b if b else math.nan for a, b in ratios], nan_ok=True)
    code = made.agreement.values
    assert [int((code == k).sum()) for k in (1, 3, 2, 4)] == [expected[k] for k in ("hits", "misses", "false", "dry")]
    assert (code == 0).sum() == code.size - sum(expected[k] for k in ("hits", "misses", "false", "dry"))


def test_perfect_agreement_has_an_index_of_one():
    mm = random_raster(np.random.default_rng(3), GRID, "mm")
    made = compare_floods(mm, mm, cases=[FloodCase(rain_mm=r) for r in (20.0, 60.0)])
    assert made.scores["critical_success_index"].tolist() == [1.0, 1.0]
    assert made.scores["false_alarm_ratio"].tolist() == [0.0, 0.0]
    assert made.scores["bias"].tolist() == [1.0, 1.0]


def test_polygons_are_wet_where_they_hold_a_centre():
    """Cells are 2 x 1 m; a box over the first two columns of two rows holds 4 centres, 8 m², half of it wet."""
    mm = raster(np.tile([10.0, np.inf, 10.0, np.inf, np.inf], (4, 1)))
    blue = gpd.GeoDataFrame(geometry=[shapely.box(96, 198, 104, 200), shapely.box(98, 198, 104, 200)], crs="EPSG:25832")
    made = compare_floods(mm, blue, cases=[FloodCase(rain_mm=20.0)])
    row = made.scores.iloc[0]
    assert row[["hits_m2", "misses_m2", "false_alarms_m2"]].tolist() == [4.0, 4.0, 12.0]
    assert "8 m²" in made.notes[0].en  # 4 x 2 m lie west of the model, counted once though two polygons hold them
    assert made.kind == "polygons"


def test_how_maps_are_laid_is_told():
    fine = gt.Grid(rows=8, cols=10, x0=100.0, y0=200.0, dx_m=1.0, dy_m=0.5, crs=GRID.crs)
    told = compare_floods(raster(np.ones(GRID.shape)), raster(np.ones(fine.shape), grid=fine), cases=[FloodCase(1.0)])
    assert "75.0 %" in told.notes[0].en
    assert "75,0 %" in told.notes[0].da
    assert lay(GRID, GRID).note.en == "The two maps have the same cells."
    assert lay(GRID, GRID).unread_share == 0.0


def test_maps_without_a_value_where_dry_are_read_as_dry_when_that_is_said():
    depth = raster([[np.nan, 0.5, np.nan, np.nan, np.nan]] * 4, "m")
    unknown = compare_floods(depth, depth, cases=[FloodCase(rain_mm=20.0)]).scores.iloc[0]
    dry = compare_floods(depth, depth, CompareParams(nodata_is_dry=True), cases=[FloodCase(rain_mm=20.0)]).scores.iloc[
        0
    ]
    assert (unknown["both_dry_m2"], dry["both_dry_m2"]) == (0.0, 32.0)


# ---- faults


@pytest.mark.parametrize(
    ("reality", "error", "words"),
    [
        (points([(0, 0)]).to_crs("EPSG:25833"), CrsError, "reports in EPSG:25833"),
        (gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=25832), LayerError, "LineString"),
        (raster(np.ones((4, 5)), grid=gt.Grid(4, 5, 100.0, 200.0, 2.0, 1.0, "EPSG:25833")), CrsError, "25833"),
        (raster(np.ones((4, 5)), "m3"), GridError, "raster in m3"),
        (7, WrongKindError, "raster is a int"),
        (["map.tif"], WrongKindError, "raster is a str"),
        ([raster(np.ones((4, 5)), "m")] * 2, ParamError, "2 maps of depth for 1 rains"),
    ],
)
def test_what_cannot_be_compared_is_refused(reality, error, words):
    with pytest.raises(error, match=words):
        compare_floods(raster(np.ones(GRID.shape)), reality, cases=[FloodCase(rain_mm=20.0)])


def test_all_faults_of_columns_and_rains_are_told():
    seen = points([(101, 199), (103, 199)], regn=["x", -1.0])
    with pytest.raises(LayerError, match=r"date_field = dag; rain_field = mm"):
        compare_floods(
            raster(np.ones(GRID.shape)), seen, CompareParams(date_field="dag", rain_field="mm"), cases=[FloodCase(1.0)]
        )
    with pytest.raises(LayerError, match=r"row 1: x; row 2: -1\.0"):
        compare_floods(raster(np.ones(GRID.shape)), seen, CompareParams(rain_field="regn"), cases=[FloodCase(1.0)])
    depth = raster(np.ones(GRID.shape), "m")
    with pytest.raises(ParamError, match="know their own rains alone"):
        compare_floods(depth, seen, CompareParams(rain_field="regn"), cases=[FloodCase(1.0)])
    town = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:25832")
    with pytest.raises(ParamError, match="an area without a cell"):
        compare_floods(depth, seen, cases=[FloodCase(1.0)], area=town)


@pytest.mark.parametrize("cases", [[], [FloodCase(20.0), FloodCase(10.0)], [FloodCase()]])
def test_rains_must_be_known_and_rise(cases):
    with pytest.raises(ParamError, match="at least one, rising"):
        flood_maps([raster(np.ones(GRID.shape), "m")] * len(cases), cases)


def test_return_periods_without_rain_do_for_depths_alone():
    with pytest.raises(ParamError, match="return periods without rain"):
        flood_maps(raster(np.ones(GRID.shape)), [FloodCase(return_period_years=10.0)])
    assert flood_maps(raster(np.ones(GRID.shape), "m"), cases_of([], [10.0])).depths


# ---- the sample town


@pytest.fixture(scope="module")
def town_rain():
    dem = gt.read_elevation(TOWN / "terrain").value
    layers = (
        gt.read_layer(TOWN / "town.gpkg", crs=dem.grid.crs, layer=name).value
        for name in ("adjustment_lines", "horseshoes")
    )
    terrain = gt.condition(dem, None, *layers)
    flow = gt.route_flow(terrain)
    found = gt.find_bluespots(terrain, flow)
    return gt.rain_to_flood(terrain, flow, found, gt.runoff_classes(terrain, gt.LossParams()))


def test_planted_reports_give_the_planted_hit_rate(town_rain):
    """When all hollows are full, the reports planted in them are hit and the false ones on high ground are not."""
    planted = json.loads((TOWN / "truth.json").read_text("utf-8"))["flood_reports"]
    seen = gt.read_layer(TOWN / "town.gpkg", crs=town_rain.grid.crs, layer="flood_reports").value
    rain = max(float(town_rain.rain.values[np.isfinite(town_rain.rain.values)].max()), 100.0)
    made = compare_floods(town_rain.rain, seen, cases=[FloodCase(rain_mm=20.0), FloodCase(rain_mm=rain)])
    row = made.scores.iloc[-1]
    assert row["hit_count"] == planted["in_hollows"]
    assert row["miss_count"] == planted["false"]
    assert row["hit_rate"] == planted["in_hollows"] / (planted["in_hollows"] + planted["false"])
    assert (made.reports["hit_state"] == "hit").tolist() == (seen["plantet"] == "i lavning").tolist()
    assert row["lift_low"] > 5.0
    assert made.scores.iloc[0]["hit_count"] < row["hit_count"]


def test_depths_of_the_town_tell_the_same_as_least_rain(town_rain):
    seen = gt.read_layer(TOWN / "town.gpkg", crs=town_rain.grid.crs, layer="flood_reports").value
    cases = [FloodCase(rain_mm=mm) for mm in (20.0, 60.0)]
    depths = [town_rain.standing(case.rain_mm).depth for case in cases]
    by_depth = compare_floods(depths, seen, CompareParams(depths_m="0 0.3"), cases=cases)
    by_rain = compare_floods(town_rain.rain, seen, cases=cases)
    shallow = by_depth.scores[by_depth.scores["wet_from_m"] == 0.0]
    assert shallow["hit_count"].tolist() == by_rain.scores["hit_count"].tolist()
    agreeing = compare_floods(depths, town_rain.rain, CompareParams(depths_m="0"), cases=cases).scores
    assert agreeing["critical_success_index"].tolist() == [1.0, 1.0]
