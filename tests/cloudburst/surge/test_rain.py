"""Rain while the sea stands high: outfalls that close, and what ponds behind them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.catalogue import tool
from gistools.cloudburst.surge import SeaParams, leave_out_closed, raise_sea, sea_levels
from gistools.errors import LayerError, NodataError, ParamError
from gistools.kernels.codes import LAND, SEA, WALL
from gistools.progress import NoProgress
from gistools.tool import run_steps

from .naive import CRS, terrain_of

SHORE = [[np.nan, 0.5, 3.0, 1.0, 2.0]]  # sea, foreshore, dike, low land, higher land; cells of 1 m2
RAIN_MM = 100.0


def culvert(klap):
    line = shapely.LineString([(650001.5, 6269999.5), (650003.5, 6269999.5)])
    return gpd.GeoDataFrame({"klap": [klap]}, geometry=[line], crs=CRS)


def culverts(klap, closed):
    """Return the culvert through the dike, and one on the land that closes."""
    other = culvert(closed)
    other.geometry = other.geometry.translate(2.6).scale(0.1, origin=(650004.5, 6269999.5))
    return pd.concat([culvert(klap), other], ignore_index=True)


def rain_on(terrain):
    flow = gt.route_flow(terrain)
    runoff = gt.net_runoff(terrain, gt.EventParams(rain_mm=RAIN_MM))
    return gt.run_event(terrain, flow, gt.find_bluespots(terrain, flow), runoff)


def shore(klap, sea_level_m, closed="ja"):
    params = SeaParams(closed_field="klap", closed_values=str(closed).removesuffix(".0"))
    lines, _, notes = leave_out_closed(params, culverts(klap, closed), None)
    grid = gt.Grid(1, 5, 650000.0, 6270000.0, 1.0, 1.0, CRS)
    raster = gt.Raster(np.array(SHORE, np.float32), grid, unit="m", vertical_datum="DVR90")
    terrain = gt.condition(raster, gt.TerrainParams(nodata="sea", edge="wall"), lines)
    return raise_sea(sea_levels(terrain), sea_level_m), notes


@pytest.mark.parametrize(("klap", "sea_level_m"), [("ja", 0.0), ("ja", 1.5), (1.0, 1.5)])
def test_rain_ponds_behind_a_closed_sluice(klap, sea_level_m):
    """The culvert (0.75 m in the dike) is left out: the rain of the two cells behind the dike, 0.2 m, stands at 1.2 m.

    The rain on the dike runs to the steeper side, the sea; the foreshore is sea at 1.5 m.
    """
    terrain, notes = shore(klap, sea_level_m, klap)
    assert notes[0].en.startswith("2 lines and horseshoes are closed to the sea and left out (klap: ")
    flood = rain_on(terrain)
    assert flood.depth.values[0, 3] == pytest.approx(0.2, abs=2e-6)
    assert flood.ledger.m3("stored") == pytest.approx(0.2, abs=2e-6)
    assert flood.ledger.m3("sea") == pytest.approx(0.2 if sea_level_m < 0.5 else 0.1, abs=2e-6)


def test_rain_runs_out_through_an_open_sluice():
    terrain, notes = shore("nej", 0.0)
    assert notes[0].en.startswith("1 lines")
    flood = rain_on(terrain)
    assert np.nanmax(flood.depth.values) == 0.0
    assert flood.ledger.m3("sea") == pytest.approx(0.4, abs=2e-6)


def test_the_sea_comes_in_through_an_open_sluice():
    """At 1.5 m it stands over the culvert (0.75 m) and the low land (1 m); only the cell of 2 m is rained on."""
    terrain, _ = shore("nej", 1.5)
    assert terrain.cell_class.tolist() == [[SEA, SEA, SEA, SEA, LAND]]
    assert rain_on(terrain).ledger.m3("sea") == pytest.approx(0.1, abs=1e-6)


def test_protected_land_does_not_drain_through_the_corner_of_a_dike():
    """A dike of 5 m on the diagonal, sea below it, 6 cells of 1 m above it; the sea stands at 2 m.

    The three cells of sea that touch the low land at a corner are tight. The dike's middle cells drain to the sea, its
    end cells to the low land: 8 of 10 cells, 0.8 m3, stand there, 0.1333 m deep.
    """
    z = np.where(np.eye(4, dtype=bool), 5.0, np.triu(np.ones((4, 4))))
    levels = sea_levels(terrain_of(z, edge="wall"), SeaParams(sea_sides="west south"))
    terrain = raise_sea(levels, 2.0)
    assert np.argwhere(terrain.cell_class == WALL).tolist() == [[1, 0], [2, 1], [3, 2]]
    assert np.argwhere(terrain.cell_class == SEA).tolist() == [[2, 0], [3, 0], [3, 1]]
    assert any("3 cells of sea" in note.en for note in terrain.notes)
    flood = rain_on(terrain)
    np.testing.assert_allclose(flood.depth.values[np.triu_indices(4, 1)], 0.8 / 6, atol=1e-5)
    assert flood.ledger.m3("sea") == pytest.approx(0.2, abs=1e-5)


@pytest.mark.parametrize(("klap", "stored"), [("ja", 0.2), ("nej", 0.0)])
def test_the_tool_leaves_out_what_closes_and_takes_a_polygon_of_sea(klap, stored):
    """As above, with the sea as a polygon over a cell of -1 m and nothing else: the sea stands at 0.25 m."""
    one = tool("surge-rain")
    z = np.array(SHORE, np.float32)
    z[0, 0] = -1.0
    given = dict.fromkeys((i.name for i in one.inputs), None)
    given["elevation"] = gt.Raster(z, gt.Grid(1, 5, 650000.0, 6270000.0, 1.0, 1.0, CRS), unit="m")
    given["adjustment_lines"] = culverts(klap, "ja")
    given["sea"] = gpd.GeoDataFrame(geometry=[shapely.box(650000, 6269999, 650001, 6270000)], crs=CRS)
    params = one.params(edge="wall", sea_level_m=0.25, rain_mm=RAIN_MM, closed_field="klap", closed_values="ja")
    assert params.conflicts(frozenset({"sea", "adjustment_lines"})) == ()
    made = one.load()(**given, params=params, steps=run_steps, wanted=frozenset({"ledger"}), progress=NoProgress())
    assert made["ledger"].set_index("term").loc["stored", "volume_m3"] == pytest.approx(stored, abs=2e-6)
    told = " ".join(note.en for note in made.notes)
    assert "left out (klap: ja)" in told
    assert "The sea stands at 0.25 m and covers 0 land cells" in told
    assert "waves" in told


def test_the_sea_below_all_land_changes_nothing():
    levels = sea_levels(terrain_of(SHORE, nodata="sea"))
    low = raise_sea(levels, 0.25)
    np.testing.assert_array_equal(low.surface.values, levels.terrain.surface.values)
    np.testing.assert_array_equal(low.cell_class, levels.terrain.cell_class)
    assert low.key == levels.terrain.key != raise_sea(levels, 0.75).key


def test_a_layer_without_the_column_is_kept_and_the_input_is_not_changed():
    lines, shoes = culvert("ja"), culvert("ja").drop(columns="klap")
    left, kept, _ = leave_out_closed(SeaParams(closed_field="klap", closed_values="ja"), lines, shoes)
    assert (len(left), len(kept), len(lines)) == (0, 1, 1)
    assert leave_out_closed(SeaParams(), lines, None) == (lines, None, ())


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: leave_out_closed(SeaParams(closed_field="x", closed_values="ja"), culvert("ja"), None),
            LayerError,
            "klap",
        ),
        (
            lambda: leave_out_closed(SeaParams(closed_field="klap", closed_values="ja;nå"), culvert("ja"), None),
            LayerError,
            "nå",
        ),
        (lambda: leave_out_closed(SeaParams(closed_field="klap"), culvert("ja"), None), ParamError, "closed_values"),
        (lambda: shore("ja", float("nan")), ParamError, "nan"),
        (lambda: shore("nej", 50.0), NodataError, "no dry land at a sea level of 50 m"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=f"(?s){words}"):
        call()
