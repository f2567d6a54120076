"""Rain to flood over draws: no error, a pit worked by hand, quantiles by their definition, files, cancel and faults."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.catalogue import tool
from gistools.cloudburst.bluespots import cell_points
from gistools.cloudburst.links import find_links
from gistools.cloudburst.uncertain import rain as rain_module
from gistools.cloudburst.uncertain.places import Places
from gistools.cloudburst.uncertain.quantiles import column_quantiles, rank, summarise
from gistools.cloudburst.uncertain.rain import _Numbered, raised_roofs
from gistools.cloudburst.uncertain.store import DrawStore
from gistools.errors import (
    Cancelled,
    DiskFullError,
    GridError,
    MixedValuesError,
    OutputError,
    ParamError,
    WrongKindError,
)
from gistools.kernels.codes import SCALE
from gistools.progress import COMPILING, NoProgress, Stage
from gistools.run.warmup import _LOSING, _town
from gistools.styles import STYLES, format_number, indexed
from gistools.text import Text
from gistools.tool import run_steps
from tests.cloudburst.test_event import CRS, rough

ALL = gt.ReportParams(min_depth_m=0.0, min_area_m2=0.0, min_volume_m3=0.0)
SMALL = {"draws": 12, "correlation_m": 2.0}
ENDS = [(650_050.0, 6_269_950.0), (650_020.0, 6_269_940.0)]


def terrain_of(values, dx=1.0, dy=1.0, **params):
    values = np.asarray(values, np.float32)
    grid = gt.Grid(values.shape[0], values.shape[1], 650_000.0, 6_270_000.0, dx, dy, CRS)
    dem = gt.Raster(values, grid, unit="m")
    return dem, gt.condition(dem, gt.TerrainParams(**params))


def uncertain(terrain, dem=None, progress=None, wet_at_mm=None, **params):
    runoff = gt.runoff_classes(terrain, gt.LossParams())
    asked = gt.UncertaintyParams(**(SMALL | params))
    return gt.uncertain_rain_to_flood(
        terrain, runoff, asked, elevation=dem, report=ALL, wet_at_mm=wet_at_mm, progress=progress
    )


def single(terrain, error=None, draw=0, keep=None, losing=(), pipes=None):
    """Rain to flood of one draw, through the public steps one by one, with losses and links found anew."""
    if error is not None:
        z = error.add(terrain.surface.values, keep, terrain.grid, draw, np.zeros(1, np.uint8))
        terrain = gt.ConditionedTerrain(terrain.surface.with_values(z), terrain.cell_class, terrain.params, None)
    flow = gt.route_flow(terrain)
    found = gt.find_bluespots(terrain, flow)
    links = None if pipes is None else find_links(terrain, *pipes)
    return gt.rain_to_flood(terrain, flow, found, gt.runoff_classes(terrain, gt.LossParams(), *losing), links)


def town():
    z = 20.0 + rough(5, (50, 60))
    z[:5, :5] = np.nan
    return z


def test_without_error_all_quantiles_are_the_base_run():
    _, terrain = terrain_of(town(), nodata="sea")
    base = single(terrain).rain.values
    found = uncertain(terrain, error_std_m=0.0, wet_at_mm=40.0)
    for raster in (found.base, found.p10, found.p50, found.p90):
        np.testing.assert_array_equal(raster.values.view(np.uint32), base.view(np.uint32))
    assert np.isinf(base).any()
    np.testing.assert_array_equal(
        found.wet_share.values[terrain.land], np.where(base <= 40.0, 100.0, 0.0)[terrain.land]
    )
    assert found.settled.difference_mm == 0.0
    table = found.bluespots
    assert (table["kept_share"] == 1.0).all()
    for percent in (10, 50, 90):
        np.testing.assert_array_equal(table[f"full_rain_p{percent}_mm"], table["full_rain_mm"])
        np.testing.assert_array_equal(table[f"volume_p{percent}_m3"], table["volume_m3"])


@pytest.mark.parametrize("seed", [1, 9])
def test_quantiles_and_shares_are_those_of_the_draws_made_one_by_one(seed):
    _, terrain = terrain_of(town(), 2.0, 1.5, nodata="sea")
    found = uncertain(terrain, seed=seed, draws=11, wet_at_mm=30.0)
    draws = np.array([single(terrain, found.height_error, d).rain.values for d in range(11)])
    for raster, place in ((found.p10, 2), (found.p50, 6), (found.p90, 10)):  # ceil(1.1), ceil(5.5), ceil(9.9)
        np.testing.assert_array_equal(raster.values, np.sort(draws, axis=0)[place - 1])
    step = gt.runoff_classes(terrain, gt.LossParams())
    limit = np.float32(step.step(30.0) * step.step_mm)
    share = np.where(terrain.land, (draws <= limit).sum(axis=0) * 100.0 / 11, np.nan).astype(np.float32)
    np.testing.assert_array_equal(found.wet_share.values, share)
    first, second = np.sort(draws[:5], axis=0)[2], np.sort(draws[5:], axis=0)[2]
    both = np.isfinite(first) & np.isfinite(second)
    assert found.settled.difference_mm == pytest.approx(float(np.median(np.abs(first[both] - second[both]))))
    assert found.settled.cells == both.sum()
    assert found.settled.torn == (np.isfinite(first) != np.isfinite(second)).sum()
    assert (draws.min(axis=0) < draws.max(axis=0)).any()


def culvert_and_pump(terrain):
    """A culvert from the bottom of the largest bluespot to that of the next, and a pump in the third."""
    places = Places(single(terrain), ALL)
    largest = np.argsort(-places.bluespots["volume_m3"].to_numpy())[:3]
    one, two, three = cell_points(terrain.grid, np.ravel_multi_index(places.cells, terrain.grid.shape)[largest])
    line = gpd.GeoDataFrame({"kapacitet_m3": [4.0]}, geometry=[shapely.LineString([one, two])], crs=CRS)
    return line, gpd.GeoDataFrame({"kapacitet_m3": [2.5]}, geometry=[three], crs=CRS)


def test_links_take_part_in_every_draw_and_their_levels_follow_its_heights():
    _, terrain = terrain_of(town(), nodata="sea")
    pipes = culvert_and_pump(terrain)
    links, runoff = find_links(terrain, *pipes), gt.runoff_classes(terrain, gt.LossParams())
    params = gt.UncertaintyParams(**(SMALL | {"draws": 11}))
    found = gt.uncertain_rain_to_flood(terrain, runoff, params, links, report=ALL)
    draws = np.array([single(terrain, found.height_error, d, pipes=pipes).rain.values for d in range(11)])
    np.testing.assert_array_equal(found.p50.values, np.sort(draws, axis=0)[5])
    plain = np.array([single(terrain, found.height_error, d).rain.values for d in range(11)])
    assert (draws != plain)[:, terrain.land].any(axis=1).all(), "the links do something in each draw"
    still = gt.uncertain_rain_to_flood(
        terrain, runoff, gt.UncertaintyParams(**SMALL, error_std_m=0.0), links, report=ALL
    )
    np.testing.assert_array_equal(still.p50.values, single(terrain, pipes=pipes).rain.values)
    _, other = terrain_of(pit())
    with pytest.raises(MixedValuesError):
        gt.uncertain_rain_to_flood(other, gt.runoff_classes(other, gt.LossParams()), params, links)


def test_uneven_rain_and_losses_take_part_in_every_draw():
    _, terrain = terrain_of(town(), nodata="sea")
    grid = terrain.grid
    mm = np.linspace(10.0, 60.0, grid.rows * grid.cols).reshape(grid.shape).astype(np.float32)
    west = shapely.box(grid.x0, grid.y0 - 60.0, grid.x0 + 25.0, grid.y0)
    table = {"klasse": ["græs"], "run_off_coefficient": [0.4], "initial_loss_mm": [5.0], "drain_mm_per_h": [0.0]}
    losing = (
        gt.Raster(mm, grid, unit="mm"),
        gpd.GeoDataFrame({"klasse": ["græs"]}, geometry=[west], crs=CRS),
        pd.DataFrame(table),
    )
    runoff = gt.runoff_classes(terrain, gt.LossParams(), *losing)
    params = gt.UncertaintyParams(**(SMALL | {"draws": 10}))
    found = gt.uncertain_rain_to_flood(terrain, runoff, params, report=ALL, wet_at_mm=25.0)
    draws = np.array([single(terrain, found.height_error, d, losing=losing).rain.values for d in range(10)])
    np.testing.assert_array_equal(found.p90.values, np.sort(draws, axis=0)[8])
    limit = np.float32(runoff.step(25.0) * runoff.step_mm)
    wet = (draws <= limit).sum(axis=0) * 10.0
    np.testing.assert_allclose(found.wet_share.values[terrain.land], wet[terrain.land])
    assert 0 < wet[terrain.land].mean() < 100


@pytest.mark.parametrize("losing", _LOSING)
def test_the_tool_without_error_gives_what_rain_to_flood_gives(losing):
    """With all that both can take: lines and horseshoes with and without a volume, basins, losses, a rain raster."""
    given = {name: value for name, value in _town().items() if name not in losing}
    lines = pd.concat([given["adjustment_lines"]] * 2, ignore_index=True)
    lines["kapacitet_m3"] = [np.nan, 3.0]
    given["adjustment_lines"] = lines.assign(geometry=[lines.geometry[0], shapely.LineString(ENDS)])
    given["horseshoes"] = given["horseshoes"].assign(kapacitet_m3=[1.5])
    made = {}
    for name, values in (("rain-to-flood", {}), ("rain-to-flood-uncertainty", {**SMALL, "error_std_m": 0.0})):
        one = tool(name)
        values = {**values, "nodata": "filled", "drain_hours": 1.0, "min_volume_m3": 0.1}  # noqa: PLW2901
        result = one.load()(
            **{i.name: given.get(i.name) for i in one.inputs},
            params=one.params.from_mapping(values),
            steps=run_steps,
            wanted=frozenset(o.name for o in one.outputs if not o.needs),
            progress=NoProgress(),
        )
        made |= result
        assert any("1 adjustment lines and horseshoes without kapacitet_m3" in note.en for note in result.notes)
    for name in ("p10", "p50", "p90"):
        np.testing.assert_array_equal(made[name].values, made["rain_to_flood"].values)
    assert np.isfinite(made["p50"].values).any()
    both = ["bluespot_id", "volume_m3", "full_rain_mm"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(made["uncertain_bluespots"][both]), pd.DataFrame(made["bluespots"][both]), check_flags=False
    )


def test_a_slope_without_bluespots_has_no_table_and_no_word_of_one():
    row, col = np.mgrid[0:12, 0:15]
    _, terrain = terrain_of(50.0 - col - 0.01 * row)
    found = uncertain(terrain, wet_at_mm=100.0)
    assert len(found.bluespots) == 0
    assert {"full_rain_p50_mm", "volume_p90_m3", "kept_share"} <= set(found.bluespots.columns)
    assert np.isinf(found.p10.values).all()
    assert (found.wet_share.values == 0.0).all()
    assert found.settled.cells == 0
    told = " ".join(note.en for note in found.notes)
    assert "No cell is wet in both halves" in told
    assert "Without error" not in told


def test_how_the_run_without_error_lies_among_the_draws_is_told():
    """A pit 1 m below a level gully of 20 cells at 11 m: a draw's sill is the highest of 20 errors of 5 cm.

    It lies above 11 m but for a chance of 2^-20, so that the pit holds more, and is filled by more rain, than without
    error in nearly all draws; 1 m is 14 deviations of sill less pit, so that all draws keep it.
    """
    z = np.full((9, 28), 20.0)
    z[3:6, 2:5] = 14.0
    z[4, 4:] = [10.0, *[11.0] * 20, 9.0, 8.9, 8.8]
    _, terrain = terrain_of(z)
    found = uncertain(terrain, draws=40, correlation_m=0.0)
    row = found.bluespots.iloc[0]
    assert (row["kept_share"], row["volume_m3"]) == (1.0, 1.0)
    assert row["full_rain_mm"] < row["full_rain_p10_mm"]
    told = "Without error 1 of 1 bluespots that all draws keep are filled by less rain than P10 and 0 by more"
    assert any(told in note.en for note in found.notes)


def test_bluespots_that_some_draws_open_are_not_counted_among_those_beside_the_draws():
    z = pit()
    z[4, 4] = 10.99
    _, terrain = terrain_of(z)
    found = uncertain(terrain, draws=100, correlation_m=0.0)
    assert found.bluespots["kept_share"][0] < 1.0
    assert found.bluespots["full_rain_mm"][0] < found.bluespots["full_rain_p50_mm"][0]
    assert not any("Without error" in note.en for note in found.notes)


def test_that_kernels_are_compiled_is_told_within_a_draw():
    told = CancelAt("never")
    stage = Stage(_Numbered(told, 0.0, 1.0, 3, 12), 0.0, 0.5)
    for message in (Text("ruter", "routing"), COMPILING):
        stage.update(0.5, message)
    assert told.messages == ["Draw 3 of 12", COMPILING.en]


def pit():
    """A pit of one cell at 1 m below its sill, in a plain that falls to it and is walled in but for the sill.

    Nine rows of heights; the pit at [4, 4] is 10.0 m, the cells around it 12 to 15 m, the way out over [4, 5], the
    sill, at 11.0 m, and from there down a gully at 9.0 and 8.9 to the edge.
    """
    z = np.full((9, 9), 20.0)
    z[3:6, 2:5] = 14.0
    z[4, 4] = 10.0
    z[4, 3] = 12.0
    z[4, 5] = 11.0
    z[4, 6:] = [9.0, 8.9, 8.8]
    return z


def test_one_pit_with_one_sill_by_hand():
    """The volume is (sill - pit) x 1 m² while the water stays in the one cell: 1 m³ without error.

    With errors a at the sill and b in the pit it is 1 + a - b, which no other cell enters (the next is at 12 m).
    """
    _, terrain = terrain_of(pit())
    found = uncertain(terrain, draws=101, correlation_m=0.0, seed=3)
    row = found.bluespots.iloc[0]
    assert len(found.bluespots) == 1
    assert row["volume_m3"] == 1.0
    assert row["kept_share"] == 1.0
    e = np.array([found.height_error.field(terrain.grid, draw=d) for d in range(101)]).astype(np.float64)
    volume = np.sort(1.0 + e[:, 4, 5] - e[:, 4, 4])
    base = single(terrain)
    area = float(base.bluespots.catchment_cells[base.bluespots.roots[0]])
    assert row["full_rain_mm"] == pytest.approx(1000.0 / area, abs=2e-3)
    for percent, place in ((10, 11), (50, 51), (90, 91)):
        assert row[f"volume_p{percent}_m3"] == pytest.approx(volume[place - 1], abs=4 / SCALE)
    wide = np.sqrt(2.0) * 0.05 * 1.2816  # 1 + a - b is normal with deviation 0.05 sqrt(2)
    assert row["volume_p90_m3"] - row["volume_p10_m3"] == pytest.approx(2.0 * wide, rel=0.35)


def test_the_fill_rain_moves_with_the_sill_alone(monkeypatch):
    """Only pit and sill get error here; all else keeps its height, so catchments cannot change: exact in each draw."""
    z = pit()
    _, terrain = terrain_of(z)
    monkeypatch.setattr(rain_module, "raised_roofs", lambda *_: ~np.isin(z, (10.0, 11.0)))
    found = uncertain(terrain, draws=20, correlation_m=0.0)
    e = np.array([found.height_error.field(terrain.grid, draw=d) for d in range(20)]).astype(np.float64)
    volume = np.sort(1.0 + e[:, 4, 5] - e[:, 4, 4])
    base = single(terrain)
    area = float(base.bluespots.catchment_cells[base.bluespots.roots[0]])
    row = found.bluespots.iloc[0]
    for percent, place in ((10, 2), (50, 10), (90, 18)):
        assert row[f"full_rain_p{percent}_mm"] == pytest.approx(volume[place - 1] / area * 1000.0, abs=2e-3)


def test_a_bluespot_that_the_error_opens_is_told_by_its_share():
    """A pit 1 cm below its sill: 1 m³ x 0.01 - it is there when a - b > -0.01, in P(N > -0.01 / 0.0707) = 56 %."""
    z = pit()
    z[4, 4] = 10.99
    _, terrain = terrain_of(z)
    found = uncertain(terrain, draws=100, correlation_m=0.0)
    e = np.array([found.height_error.field(terrain.grid, draw=d) for d in range(100)], np.float64)
    there = float(np.mean(e[:, 4, 5] - e[:, 4, 4] > -0.01))
    assert found.bluespots["kept_share"][0] == pytest.approx(there)
    assert 0.3 < there < 0.8


def test_roofs_get_no_error_and_filled_holes_do():
    z = 20.0 + rough(3, (30, 30))
    z[20:22, 20:22] = np.nan
    grid = gt.Grid(30, 30, 650_000.0, 6_270_000.0, 1.0, 1.0, CRS)
    dem = gt.Raster(z.astype(np.float32), grid, unit="m")
    house = gpd.GeoDataFrame(geometry=[shapely.box(650_005, 6_269_985, 650_012, 6_269_993)], crs=CRS)
    terrain = gt.condition(dem, gt.TerrainParams(nodata="filled"), None, None, house)
    keep = raised_roofs(terrain, dem)
    roof = np.zeros((30, 30), bool)
    roof[7:15, 5:12] = True
    np.testing.assert_array_equal(keep, roof)
    runoff = gt.runoff_classes(terrain, gt.LossParams())
    with pytest.raises(ParamError, match="raised buildings without the elevation model"):
        gt.uncertain_rain_to_flood(terrain, runoff, gt.UncertaintyParams(**SMALL))
    found = gt.uncertain_rain_to_flood(terrain, runoff, gt.UncertaintyParams(**SMALL), elevation=dem, report=ALL)
    for raster in (found.p10, found.p50, found.p90):  # a flat roof has no pits, whatever the draw
        assert np.isinf(raster.values[roof]).all()
    assert any("56 cells on roofs of raised buildings get no error" in note.en for note in found.notes)
    with pytest.raises(GridError):
        raised_roofs(terrain, gt.Raster(dem.values[1:], grid.window(1, 0, 29, 30), unit="m"))


def conditioned_slope(**params):
    """A slope that falls 2 cm a cell, a dam across it with a culvert, a hole, a house, a pond."""
    row, col = np.mgrid[0:60, 0:60]
    z = 20.0 - 0.02 * col + 0.01 * np.abs(row - 30)
    z[:, 29:33] += 1.5
    z[10:20, 8:18] = np.nan
    z[45:48, 45:48] -= 0.5
    grid = gt.Grid(60, 60, 650_000.0, 6_270_000.0, 1.0, 1.0, CRS)
    dem = gt.Raster(z.astype(np.float32), grid, unit="m")
    y = 6_270_000.0 - 30.5
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([(650_026.5, y), (650_035.5, y)])], crs=CRS)
    house = gpd.GeoDataFrame(geometry=[shapely.box(650_030, y - 2.0, 650_032, y + 2.0)], crs=CRS)
    params = gt.TerrainParams(nodata="filled", **params)
    return dem, np.isnan(z), gt.condition(dem, params, line, None, house)


def test_a_roof_that_a_culvert_opens_gets_the_error_of_the_bed():
    dem, _, terrain = conditioned_slope()
    keep = raised_roofs(terrain, dem)
    assert not keep[30, 26:36].any()
    assert keep[:, 30:32].sum() == keep.sum() >= 4


def test_an_offset_of_the_whole_terrain_changes_nothing(monkeypatch):
    """Draw k lifts all land but roofs by (k - 10) cm: water runs as before, so it is wet where it was and nowhere else.

    Heights near 20 m are whole 2^-19 m (0.002 mm), and the bluespots hold some cubic metres of some square metres: the
    least rain is the same to 0.05 mm.
    """
    dem, hole, terrain = conditioned_slope()

    def lift(self, z, keep, grid, draw, stop):  # noqa: ARG001 - the same call as HeightError.add
        offset = np.where(np.zeros(grid.shape, bool) if keep is None else keep, 0.0, (draw - 10) / 100.0)
        return (np.rint((z.astype(np.float64) + offset) * SCALE) / SCALE).astype(np.float32)

    monkeypatch.setattr(gt.HeightError, "add", lift)
    found = uncertain(terrain, dem, draws=21, wet_at_mm=100.0)
    base = found.base.values
    dry = np.isinf(base)
    assert dry[hole].all()
    assert (~dry).any()
    assert (found.wet_share.values[dry] == 0.0).all()
    for raster in (found.p10, found.p50, found.p90):
        np.testing.assert_array_equal(np.isinf(raster.values), dry)
        np.testing.assert_allclose(raster.values[~dry], base[~dry], atol=0.05)
    np.testing.assert_allclose(found.wet_area_m2, (base <= 100.0).sum(), atol=2.0)


def test_an_error_of_very_long_correlation_makes_no_pond_behind_a_culvert():
    dem, hole, terrain = conditioned_slope()
    found = uncertain(terrain, dem, draws=20, correlation_m=150.0, wet_at_mm=100.0)
    around = np.zeros(hole.shape, bool)
    around[25:36, 20:40] = True  # the culvert, its house and what lies before and behind it
    dry = around & np.isinf(found.base.values)
    assert dry.sum() > 150
    assert (found.wet_share.values[dry] == 0.0).all()


def test_the_wet_area_of_each_draw_is_told():
    """Least, P10, P50, P90 and most are those of the areas that draws made one by one have."""
    _, terrain = terrain_of(town(), 2.0, 1.5, nodata="sea")
    found = uncertain(terrain, draws=11, wet_at_mm=30.0)
    step = gt.runoff_classes(terrain, gt.LossParams())
    limit = np.float32(step.step(30.0) * step.step_mm)
    draws = np.array([single(terrain, found.height_error, d).rain.values for d in range(11)])
    areas = (draws <= limit).sum(axis=(1, 2)) * 3.0
    np.testing.assert_array_equal(found.wet_area_m2, areas)
    ordered = np.sort(areas) / 1e4
    least, low, middle, high, most = (format_number(ordered[k], "en") for k in (0, 1, 5, 9, 10))
    told = next(note for note in found.notes if "Wet area of each draw" in note.en)
    assert f"at 30 mm: least {least} ha, P10 {low}, P50 {middle}, P90 {high}, most {most} ha" in told.en
    assert "Vådt areal i hvert gennemløb ved 30 mm" in told.da
    assert uncertain(terrain, draws=11).wet_area_m2 is None
    assert (areas.min() < areas.max()).all()


@pytest.mark.parametrize("draws", [10, 20, 100])
def test_the_probability_is_drawn_where_p10_is_reached_and_dark_where_p50_and_p90_are(draws):
    _, terrain = terrain_of(town(), nodata="sea")
    found = uncertain(terrain, draws=draws, wet_at_mm=30.0)
    step = gt.runoff_classes(terrain, gt.LossParams())
    limit = np.float32(step.step(30.0) * step.step_mm)
    style, share = STYLES["wet_share"], found.wet_share
    drawn, _ = indexed(style, share.values, share.valid)
    for raster, first in ((found.p10, 1), (found.p50, 3), (found.p90, 5)):
        np.testing.assert_array_equal(raster.values <= limit, drawn >= first)
    for round_number in (10.0, 50.0, 90.0):
        assert (share.values == np.float32(round_number)).any(), "what the limits are about is there"
    labels = [entry.label.da for entry in style.legend()]
    assert labels == ["10–30 %", "30–50 %", "50–70 %", "70–90 %", "90–100 %"]
    assert any("Fewer than 100 draws" in note.en for note in found.notes) == (draws < 100)


def test_quantiles_have_the_colours_of_rain_to_flood_and_nothing_that_sums_their_cells():
    _, terrain = terrain_of(town(), nodata="sea")
    styles = [style for _, style, _ in uncertain(terrain).map_layers()]
    assert styles == ["rain_to_flood_quantile"] * 3 + ["bluespots_by_rain"]
    quantile, plain = STYLES["rain_to_flood_quantile"], STYLES["rain_to_flood"]
    assert (quantile.colours, quantile.legend()) == (plain.colours, plain.legend())
    assert plain.slider is not None
    assert quantile.slider is None
    outputs = tool("rain-to-flood-uncertainty").outputs
    assert {o.style for o in outputs if o.name in {"p10", "p50", "p90"}} == {"rain_to_flood_quantile"}


def test_a_window_far_from_its_edges_gets_the_same_error_as_the_whole():
    _, terrain = terrain_of(town(), nodata="sea")
    part = terrain.grid.window(10, 12, 20, 25)
    error = uncertain(terrain).height_error
    stop = np.zeros(1, np.uint8)
    whole = error.add(terrain.surface.values, None, terrain.grid, 4, stop)
    window = error.add(terrain.surface.values[10:30, 12:37], None, part, 4, stop)
    np.testing.assert_array_equal(window, whole[10:30, 12:37])


def test_the_same_seed_gives_the_same_and_another_something_else(monkeypatch):
    _, terrain = terrain_of(town(), nodata="sea")
    one = uncertain(terrain)
    monkeypatch.setenv("GISTOOLS_THREADS", "1")
    again, other = uncertain(terrain), uncertain(terrain, seed=2)
    np.testing.assert_array_equal(one.p10.values, again.p10.values)
    assert one.bluespots.drop(columns="geometry").equals(again.bluespots.drop(columns="geometry"))
    assert (one.p10.values != other.p10.values)[terrain.land].any()


def test_ranks_by_definition():
    """The smallest k with k / n >= p, in whole numbers."""
    for n in range(1, 130):
        for percent in (10, 50, 90):
            assert rank(percent, n) == next(k for k in range(1, n + 1) if 100 * k >= percent * n)


def test_quantiles_of_columns_leave_out_what_is_not_there():
    """Of 1, 2, 3, 4 the 10, 50 and 90 % values are the 1st, 2nd and 4th; of 5 and inf they are 5, 5 and inf."""
    drawn = np.array([[1.0, np.nan, np.nan], [4.0, 5.0, np.nan], [2.0, np.inf, np.nan], [3.0, np.nan, np.nan]])
    expected = [[1.0, 5.0, np.nan], [2.0, 5.0, np.nan], [4.0, np.inf, np.nan]]
    np.testing.assert_array_equal(column_quantiles(drawn), expected)


@pytest.mark.parametrize(("count", "block"), [(10, 1 << 26), (13, 4 * 13 * 40 * 3)])
def test_the_store_gives_back_what_was_put_in(count, block, monkeypatch):
    from gistools.cloudburst.uncertain import store as module

    monkeypatch.setattr(module, "_BLOCK_BYTES", block)
    rng = np.random.default_rng(count)
    draws = rng.choice([1.0, 2.0, 7.5, np.inf], (count, 17, 40)).astype(np.float32)
    draws[:, 3, :] = np.nan
    draws[:, 4, :] = np.inf
    with DrawStore(count, (17, 40)) as store:
        for draw in draws:
            store.add(draw, NoProgress())
        back = np.concatenate([b.reshape(count, -1, 40) for _, _, b in store.blocks()], axis=1)
        np.testing.assert_array_equal(back, draws)
        made = summarise(store, np.float32(2.0), NoProgress())
    ordered = np.sort(draws, axis=0)
    for values, percent in zip(made.quantiles, (10, 50, 90), strict=True):
        np.testing.assert_array_equal(values, ordered[rank(percent, count) - 1])
    expected = np.where(np.isnan(draws[0]), np.nan, (draws <= 2.0).sum(axis=0) * (100.0 / count))
    np.testing.assert_allclose(made.wet_share, expected, rtol=1e-6)


class CancelAt:
    """Wants to stop once some message was told."""

    def __init__(self, words):
        self.words, self.stop, self.messages = words, False, []

    def update(self, fraction, message):  # noqa: ARG002 - part of the protocol
        self.messages.append(message.en)
        self.stop = self.stop or self.words in message.en

    def cancelled(self):
        return self.stop


@pytest.mark.parametrize("words", ["temporary room", "Draw 3 of 12", "quantiles"])
def test_a_cancel_leaves_nothing_on_disk(words, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    _, terrain = terrain_of(town(), nodata="sea")
    progress = CancelAt(words)
    with pytest.raises(Cancelled):
        uncertain(terrain, progress=progress)
    assert progress.stop
    assert "Draw 4 of 12" not in progress.messages or words == "quantiles"
    assert list(tmp_path.iterdir()) == []


def test_the_room_needed_is_told_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2**26 + 4 * 12 * 50 * 60 - 1))
    _, terrain = terrain_of(town(), nodata="sea")
    progress = CancelAt("never")
    with pytest.raises(DiskFullError, match="MB for the draws"):
        uncertain(terrain, progress=progress)
    assert progress.messages == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2**26 + 4 * 12 * 50 * 60))
    uncertain(terrain, progress=progress)
    assert any("temporary room" in told for told in progress.messages)
    assert list(Path(tmp_path).iterdir()) == []


def test_what_the_system_says_is_told_when_it_writes_no_more(tmp_path, monkeypatch):
    """A limit on file size is met with room on the disk: no word of free room then."""
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with DrawStore(10, (800, 800)) as store:  # 2.56 MB each
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limits[1]))
        try:
            with pytest.raises(DiskFullError) as caught:
                store.add(np.zeros((800, 800), np.float32), NoProgress())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    told = str(caught.value)
    assert os.strerror(errno.EFBIG) in told
    assert "25.6 MB for the draws" in told
    assert "free in" not in told


@pytest.mark.parametrize("name", ["gone", "a_file"])
def test_a_temporary_folder_that_cannot_be_used_is_named(name, tmp_path, monkeypatch):
    (tmp_path / "a_file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / name))
    with pytest.raises(OutputError, match="TMPDIR") as caught:
        DrawStore(10, (4, 4))
    assert name in str(caught.value)
    assert not isinstance(caught.value, DiskFullError)


def test_little_room_is_not_told_as_none(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with DrawStore(10, (400, 400)) as store:
        assert store.told().da == f"6,40 MB midlertidig plads i {tmp_path}"
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=6_000_000))
    with pytest.raises(DiskFullError, match=r"6 MB free in .*73\.5 MB for the draws and a little for others"):
        DrawStore(10, (400, 400))


def test_that_draws_may_take_memory_is_told():
    _, terrain = terrain_of(pit())
    told = " ".join(note.en for note in uncertain(terrain).notes)
    assert "in the temporary folder; if that lies in memory (tmpfs), they took memory. TMPDIR" in told
    assert "infinite where fewer than 10, 50 and 90 % of the draws are ever wet" in told


def test_wrong_values_are_named():
    dem, terrain = terrain_of(town(), nodata="sea")
    _, other = terrain_of(pit())
    runoff = gt.runoff_classes(terrain, gt.LossParams())
    params = gt.UncertaintyParams(**SMALL)
    with pytest.raises(MixedValuesError):
        gt.uncertain_rain_to_flood(other, runoff, params)
    with pytest.raises(WrongKindError):
        gt.uncertain_rain_to_flood(terrain, runoff, gt.LossParams())
    with pytest.raises(ParamError, match="6000"):
        gt.uncertain_rain_to_flood(terrain, runoff, params, elevation=dem, wet_at_mm=6000.0)
    with pytest.raises(ParamError, match=r"draws = 5.*correlation_m|correlation_m.*draws = 5"):
        gt.UncertaintyParams.from_mapping({"draws": 5})


def test_notes_tell_draws_seed_deviation_length_and_that_it_is_assumed():
    _, terrain = terrain_of(town(), nodata="sea")
    found = uncertain(terrain, seed=77)
    told = " ".join(note.en for note in found.notes)
    assert "12 draws; height error: seed 77, standard deviation 5 cm, correlation length 2.16 m" in told
    assert "The error model is an assumption" in told
    assert "NOT VERIFIED" in told
    assert f"{found.settled.cells} cells wet in both" in told
    own = uncertain(terrain, error_std_m=0.1)
    assert any("deviation is the user's choice" in note.en for note in own.notes)
