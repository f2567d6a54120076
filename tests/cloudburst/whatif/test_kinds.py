"""Each kind of measure against arithmetic by hand: which cells, which levels, which volumes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

import gistools as gt
from tests.cloudburst.whatif.plan import CRS, heights, planned, solved, terrain_of

FLAT = np.full((6, 8), 10.0)
TILT = np.tile(10.0 + np.arange(8.0), (6, 1))  # 1 m up per cell to the east


def only(plan):
    """Return the one row of a plan's table."""
    assert len(plan.table) == 1
    return plan.table.iloc[0]


def test_a_basin_of_given_bottom():
    """3 x 2 cells of 2 x 2 m from 10 to 8.5 m: 6 x 4 m² x 1.5 m = 36 m³."""
    terrain = terrain_of(FLAT, cell=2.0)
    plan = planned(terrain, {"type": "Bassin", "bund_m": 8.5, "shape": box(2, 2, 8, 6)})
    row = only(plan)
    assert (row.cells, row.changed_m2, row.dug_m3, row.filled_m3) == (6, 24.0, 36.0, 0.0)
    assert (row.change_min_m, row.change_max_m) == (-1.5, -1.5)
    assert row.geometry.equals(box(2, 2, 8, 6))
    assert np.unique(heights(plan)).tolist() == [8.5, 10.0]
    assert np.unique(terrain.surface.values).tolist() == [10.0], "what is given stays as it is"
    assert plan.terrain.key != terrain.key


def test_a_basin_by_depth_is_level_below_the_lowest_ground():
    """On columns 2 to 4 of 12, 13 and 14 m, 1 m below the lowest: 11 m; 1 + 2 + 3 = 6 m³ in each of 2 rows."""
    row = only(plan := planned(terrain_of(TILT), {"type": "basin", "depth_m": 1.0, "shape": box(2, 2, 5, 4)}))
    assert row.dug_m3 == 12.0
    assert heights(plan)[3, 1:6].tolist() == [11.0, 11.0, 11.0, 11.0, 15.0]


def test_the_sides_of_a_basin():
    """Square of 5 cells, 2 m deep, slope 1: centres 0.5, 1.5, 2.5 m from the rim; 16 x 0.5 + 8 x 1.5 + 2 = 22 m³."""
    plan = planned(
        terrain_of(np.full((7, 7), 5.0)), {"type": "bassin", "bund_m": 3.0, "anlaeg": 1, "shape": box(1, 1, 6, 6)}
    )
    assert only(plan).dug_m3 == 22.0
    assert heights(plan)[3].tolist() == [5.0, 4.5, 3.5, 3.0, 3.5, 4.5, 5.0]


def test_a_wall_follows_the_ground_or_has_a_level():
    """Up column 3 (13 m) of 4 cells: 0.5 m more is 2 m³; to 13.25 m it is 1 m³; to 12 m nothing."""
    line = LineString([(3.5, 1.5), (3.5, 4.5)])
    for value, filled in (({"hoejde_m": 0.5}, 2.0), ({"kote_m": 13.25}, 1.0), ({"kote_m": 12.0}, 0.0)):
        row = only(plan := planned(terrain_of(TILT), {"type": "mur", **value, "shape": line}))
        assert (row.filled_m3, row.dug_m3) == (filled, 0.0)
        assert ("ændrer intet" in row.note_da) == (filled == 0.0)
    assert np.array_equal(heights(plan), TILT.astype(np.float32))


def test_a_wall_on_a_slope_holds_back_water():
    """A wall of level 14 m round a slope open to the east holds what lies below 14 m behind it.

    Rows of 1 m cells fall to the west: 10, 11, 12, ... The wall stands on column 0 and, as wings, on rows 0 and 2 of
    columns 0 to 4 (ground 10 to 14). Behind it, row 1 of columns 1, 2 and 3 (11, 12, 13 m) fills to 14 m:
    3 + 2 + 1 = 6 m³.
    """
    z = np.tile(10.0 + np.arange(8.0), (3, 1))
    wall = LineString([(4.5, 2.5), (0.5, 2.5), (0.5, 0.5), (4.5, 0.5)])
    plan = planned(terrain_of(z), {"type": "mur", "kote_m": 14.0, "shape": wall})
    flow = gt.route_flow(plan.terrain)
    assert gt.find_bluespots(plan.terrain, flow).table()["volume_m3"].tolist() == [6.0]
    # 6 m³ from 7 cells of row 1 (columns 1 to 7) and none of the wings, whose tops drain outwards
    assert float((flow.filled - plan.terrain.surface.values).sum()) == 6.0


def test_the_section_of_a_dike():
    """A crest of 2 m at 12 m, slope 2, on ground of 10 m, along x of row centres 0.5, 1.5, ... from the line.

    Distances 0, 1, 2, 3, 4, 5 m; the crest reaches 1 m: heights 2, 2, 1.5, 1, 0.5, 0 m; both sides: 2 + 2 (2 + 1.5 +
    1 + 0.5) = 12 m² of section; the exact trapezoid has 2 x 2 + 2 x 4 x 2 / 2 = 12 m².
    """
    z = np.full((15, 30), 10.0)
    line = LineString([(5.5, 7.5), (24.5, 7.5)])
    values = {"kronebredde_m": 2.0, "anlaeg": 2.0, "shape": line}
    plan = planned(terrain_of(z), {"type": "dige", "kote_m": 12.0, **values})
    section = heights(plan)[:, 15] - 10.0
    assert section.tolist() == [0, 0, 0, 0.5, 1, 1.5, 2, 2, 2, 1.5, 1, 0.5, 0, 0, 0]
    assert section.sum() == 12.0
    by_height = planned(terrain_of(z), {"type": "dige", "hoejde_m": 2.0, **values})
    assert np.array_equal(heights(by_height), heights(plan))


def test_the_foot_of_a_dike_reaches_ground_that_lies_lower():
    """From 12 m down to ground of 4 m with slope 1 the foot lies 8 m from the crest, though the line's ground is 10."""
    z = np.full((25, 5), 10.0)
    z[14:] = 4.0
    line = LineString([(0.5, 12.5), (4.5, 12.5)])
    plan = planned(terrain_of(z), {"type": "dige", "kote_m": 12.0, "kronebredde_m": 0.0, "anlaeg": 1.0, "shape": line})
    assert heights(plan)[12:22, 2].tolist() == [12, 11, 10, 9, 8, 7, 6, 5, 4, 4]


def test_a_dike_as_a_polygon():
    """Flat on top: 6 cells raised by 2 m are 12 m³."""
    assert only(planned(terrain_of(FLAT), {"type": "dige", "kote_m": 12.0, "shape": box(1, 1, 4, 3)})).filled_m3 == 12.0


def test_a_lowered_road_by_depth_and_by_levels():
    """8 cells by 0.25 m are 2 m³; from 9 to 8 m along 8 m, centres at 1/16, 3/16, ...: 8 x 1 + 4 = 12 m³."""
    line = LineString([(0.0, 2.5), (8.0, 2.5)])
    road = {"type": "sænket vej", "bredde_m": 1.0, "shape": line}
    assert only(planned(terrain_of(FLAT), {**road, "dybde_m": 0.25})).dug_m3 == 2.0
    plan = planned(terrain_of(FLAT), {**road, "kote_fra_m": 9.0, "kote_til_m": 8.0})
    assert only(plan).dug_m3 == 12.0
    assert heights(plan)[3].tolist() == [9.0 - (2 * k + 1) / 16 for k in range(8)]
    wide = planned(terrain_of(FLAT), {**road, "bredde_m": 3.0, "dybde_m": 0.25})
    assert only(wide).cells == 24


def test_a_stream_is_moved():
    """The old course, 8 cells 1 m deep, is filled to its banks: 8 m³; the new one of 8 cells is dug 1 m: 8 m³."""
    z = FLAT.copy()
    z[4] = 9.0
    plan = planned(
        terrain_of(z),
        {"type": "opfyldt", "bredde_m": 1.0, "shape": LineString([(0, 1.5), (8, 1.5)])},
        {"type": "omlagt vandløb", "bredde_m": 1.0, "dybde_m": 1.0, "shape": LineString([(0, 4.5), (8, 4.5)])},
    )
    assert plan.table["filled_m3"].tolist() == [8.0, 0.0]
    assert plan.table["dug_m3"].tolist() == [0.0, 8.0]
    assert heights(plan)[:, 3].tolist() == [10, 9, 10, 10, 10, 10]


def test_the_bank_is_the_nearest_cell_beside():
    """A trench between banks of 10 and 12 m, two cells wide: each cell is filled to the bank on its side."""
    z = np.array([[10.0] * 4, [5.0] * 4, [5.0] * 4, [12.0] * 4])
    plan = planned(terrain_of(z), {"type": "opfyldt", "shape": box(0, 1, 4, 3)})
    assert heights(plan)[:, 1].tolist() == [10, 10, 12, 12]
    one = planned(terrain_of(z[[0, 1, 3]]), {"type": "opfyldt", "shape": box(0, 1, 4, 2)})
    assert heights(one)[:, 1].tolist() == [10, 11, 12], "the mean of two banks equally near"


def test_a_basin_is_removed_up_to_where_it_spills():
    """A pit of 2 cells, 1 m deep with a rim of 10 m and a gap of 9.6 m: filled to 9.6 m, 1.2 m³; to 9.2 m, 0.4 m³."""
    z = FLAT.copy()
    z[3, 3:5] = 9.0
    z[3, 5:] = 9.5
    row = only(planned(terrain_of(z), {"type": "fjernet bassin", "shape": box(3, 2, 5, 3)}))
    assert row.filled_m3 == 1.0  # to 9.5 m
    assert (
        only(planned(terrain_of(z), {"type": "fjernet bassin", "kote_m": 9.25, "shape": box(3, 2, 5, 3)})).filled_m3
        == 0.5
    )


def test_a_basin_of_the_layer_of_basins_is_removed():
    basins = gpd.GeoDataFrame(
        {"id": [4.0, 5.0], "kapacitet_m3": [10.0, 20.0]}, geometry=[Point(1.5, 1.5), Point(5.5, 1.5)], crs=CRS
    )
    row = {"type": "fjernet bassin", "fjern_id": "4", "shape": Point(1.5, 1.5)}
    plan = planned(terrain_of(FLAT), row, basins=basins)
    assert plan.basins["kapacitet_m3"].tolist() == [20.0]
    assert plan.links().table["capacity_m3"].tolist() == [20.0]
    assert only(plan).cells == 0
    with pytest.raises(gt.GistoolsError, match="intet bassin med id 9"):
        planned(terrain_of(FLAT), {**row, "fjern_id": 9}, basins=basins)
    both = planned(terrain_of(FLAT), {**row, "id": "a"}, {**row, "fjern_id": "5", "id": "b"}, basins=basins)
    assert both.basins is None
    assert both.links() is None


def test_ground_at_a_given_level_goes_both_ways():
    """To 12 m on columns 1 to 3 (11, 12, 13 m) of one row: 1 m³ filled, 1 m³ dug."""
    row = only(planned(terrain_of(TILT), {"type": "terræn", "kote_m": 12.0, "shape": box(1, 2, 4, 3)}))
    assert (row.cells, row.dug_m3, row.filled_m3) == (2, 1.0, 1.0)
    assert (row.change_min_m, row.change_max_m) == (-1.0, 1.0)


CULVERT = np.array([[9, 9, 9, 9, 9, 9, 9], [9, 4, 5, 9, 8, 3, 0], [9, 9, 9, 9, 9, 9, 9]], float)


def test_a_culvert_with_a_capacity_becomes_a_link():
    """The low place behind the bank of 9 m lets 3 m³ through, then holds; without a capacity all is let through."""
    line = LineString([(1.5, 1.5), (5.5, 1.5)])
    terrain = terrain_of(CULVERT)
    plan = planned(terrain, {"type": "rørunderføring", "kapacitet_m3": 3.0, "shape": line})
    assert np.array_equal(heights(plan), CULVERT.astype(np.float32))
    told = solved(plan.terrain, plan.runoff, plan.links()).links
    assert told["carried_m3"].tolist() == [3.0]
    assert told["link_end"].tolist() == ["used"]
    cut = planned(terrain, {"type": "rørunderføring", "shape": line})
    # from 4 m at x = 1.5 to 3 m at x = 5.5: 4, 3.75, 3.5, 3.25, 3; the ground there is 4, 5, 9, 8, 3
    assert heights(cut)[1, 1:6].tolist() == [4.0, 3.75, 3.5, 3.25, 3.0]
    assert only(cut).dug_m3 == 1.25 + 5.5 + 4.75
    assert cut.links() is None
    assert len(cut.unlimited) == 1
    assert "uden grænse" in only(cut).note_da
    assert any("1 rørunderføringer" in note.da for note in cut.notes)


def test_lines_given_before_and_drawn_ones_are_joined():
    given = gpd.GeoDataFrame({"Kapacitet_m3": [7.0]}, geometry=[LineString([(1.5, 1.5), (4.5, 1.5)])], crs=CRS)
    drawn = {"type": "culvert", "capacity_m3": 3.0, "shape": LineString([(1.5, 1.5), (5.5, 1.5)])}
    plan = planned(terrain_of(CULVERT), drawn, lines=given)
    assert plan.links().table["capacity_m3"].tolist() == [7.0, 3.0]
    assert plan.links().table["level_m"].tolist() == [8.0, 4.0]


BED = {"type": "nedsivningsbed", "rum_mm": 20.0, "nedsivning_mm": 10.0, "shape": box(2, 2, 4, 4)}


def test_an_infiltration_bed_in_the_ledger():
    """4 cells of 1 m² hold 20 mm and let 10 mm soak in: of 50 mm they lose 80 and 40 litres; of 25 mm, 80 and 20.

    A unit is 2^-20 m on a cell: less than a millilitre on four of them.
    """
    plan = planned(terrain_of(FLAT), BED)
    found = solved(plan.terrain, plan.runoff)
    for rain, initial, drained in ((50.0, 0.08, 0.04), (25.0, 0.08, 0.02), (5.0, 0.02, 0.0)):
        ledger = found.ledger(rain)
        assert ledger.difference == 0
        assert ledger.m3("initial") == pytest.approx(initial, abs=1e-5)
        assert ledger.m3("drained") == pytest.approx(drained, abs=1e-5)
        assert ledger.m3("rain") == pytest.approx(48 * rain / 1000.0, abs=1e-4)
    assert only(plan).cells == 0
    assert plan.runoff.cells.tolist() == [44, 4]


def test_a_bed_takes_the_place_of_the_losses_of_its_land_cover():
    """Half of the map has coefficient 0.5 and 2 mm; under the bed neither counts."""
    import pandas as pd

    terrain = terrain_of(FLAT)
    cover = gpd.GeoDataFrame({"klasse": ["græs"]}, geometry=[box(0, 0, 3, 6)], crs=CRS)
    losses = pd.DataFrame(
        {"klasse": ["græs"], "run_off_coefficient": [0.5], "initial_loss_mm": [2.0], "drain_mm_per_h": [0.0]}
    )
    before = gt.runoff_classes(terrain, gt.LossParams(), None, cover, losses)
    plan = planned(terrain, BED, runoff=before)
    step = before.step(100.0)
    old, new = before.at(step).amount, plan.runoff.at(step).amount
    bed = np.zeros(old.shape, bool)
    bed[2:4, 2:4] = True
    assert np.array_equal(old[~bed], new[~bed])
    litres = new[bed] / before.at(step).per_m * 1000.0
    assert litres == pytest.approx([70.0] * 4, abs=0.003)
    assert sum(plan.runoff.cells) == 48
    again = planned(terrain, {**BED, "id": "a"}, {**BED, "id": "b", "rum_mm": 40.0}, runoff=before)
    assert again.runoff.at(step).amount[2, 2] / before.at(step).per_m * 1000.0 == pytest.approx(50.0, abs=0.003)


def test_a_bed_under_a_rain_raster_keeps_its_rain():
    terrain = terrain_of(FLAT)
    rain = gt.Raster(
        np.repeat([[40.0, 80.0]], 2, 0).astype(np.float32), gt.Grid(2, 2, 0.0, 6.0, 4.0, 3.0, CRS), unit="mm"
    )
    before = gt.runoff_classes(terrain, gt.LossParams(), rain)
    bed = {**BED, "shape": box(3, 2, 5, 4)}
    runoff = planned(terrain, bed, runoff=before).runoff
    assert runoff.step_mm == before.step_mm
    amount = runoff.at(runoff.usual).amount / (runoff.per_unit * 2**20) * 1000.0
    assert amount[2, 2:6] == pytest.approx([40.0, 10.0, 50.0, 80.0], abs=0.003)
    assert before.totals(1000)["rain"] == runoff.totals(1000)["rain"]


def test_a_bed_that_lies_lower_and_takes_standing_water():
    """Dug 0.5 m it holds 2 m³; with 1.5 m³ it takes that before it fills."""
    dug = planned(terrain_of(FLAT), {**BED, "dybde_m": 0.5})
    assert only(dug).dug_m3 == 2.0
    plan = planned(terrain_of(FLAT), {**BED, "dybde_m": 0.5, "kapacitet_m3": 1.5})
    found = solved(plan.terrain, plan.runoff, plan.links())
    assert found.links["carried_m3"].tolist() == [1.5]
    assert found.full_mm.min() > solved(dug.terrain, dug.runoff).full_mm.min()
    assert found.ledger(1000.0).difference == 0


def test_order_and_overlaps():
    """A basin is dug and then the wall raised on its bottom; with `orden` the other way round."""
    rows = (
        {"type": "mur", "hoejde_m": 1.0, "shape": LineString([(0.5, 2.5), (7.5, 2.5)]), "navn": "Nordmur"},
        {"type": "bassin", "bund_m": 8.0, "shape": box(2, 1, 5, 4)},
    )
    plan = planned(terrain_of(FLAT), *rows)
    assert plan.table["measure_kind"].tolist() == ["basin", "wall"]
    assert heights(plan)[3].tolist() == [11, 11, 9, 9, 9, 11, 11, 11]
    assert "3 celler sammen med nr. 2 (Bassin 2)" in plan.table["note_da"].iloc[1]
    assert any("nr. 1 (Mur Nordmur) ligger over nr. 2 (Bassin 2) i 3 celler" in note.da for note in plan.notes)
    other = planned(terrain_of(FLAT), {**rows[0], "orden": 1}, {**rows[1], "orden": 2})
    assert other.table["measure_kind"].tolist() == ["wall", "basin"]
    assert heights(other)[3].tolist() == [11, 11, 8, 8, 8, 11, 11, 11]


def test_volumes_add_up_to_the_difference_of_the_terrains():
    """However measures overlap; random heights are in multiples of 2^-20 m, so that the sums are exact."""
    z = np.random.default_rng(5).normal(20.0, 2.0, (20, 20))
    terrain = terrain_of(z)
    plan = planned(
        terrain,
        {"type": "dige", "hoejde_m": 1.0, "kronebredde_m": 2, "anlaeg": 2.5, "shape": LineString([(3, 3), (17, 15)])},
        {"type": "bassin", "dybde_m": 1.0, "shape": box(5, 5, 12, 12)},
        {"type": "mur", "kote_m": 22.0, "shape": LineString([(2, 17), (15, 2)])},
        {"type": "sænket vej", "dybde_m": 0.3, "bredde_m": 3.0, "shape": LineString([(1, 10), (19, 11)])},
        {"type": "fjernet bassin", "shape": box(13, 13, 18, 18)},
    )
    net = (heights(plan).astype(float) - terrain.surface.values).sum()
    assert (plan.table["filled_m3"] - plan.table["dug_m3"]).sum() == net
    assert net != 0.0
    again = np.rint(heights(plan).astype(float) * 2**20) / 2**20
    assert np.array_equal(again.astype(np.float32), heights(plan)), "heights are settled as `condition` settles them"


def test_walls_of_removed_buildings_stay():
    house = gpd.GeoDataFrame(geometry=[box(3, 2, 5, 4)], crs=CRS)
    z = FLAT.astype(np.float32)
    dem = gt.Raster(z, gt.Grid(6, 8, 0.0, 6.0, 1.0, 1.0, CRS), unit="m")
    terrain = gt.condition(dem, gt.TerrainParams(buildings_as="remove"), buildings=house)
    plan = planned(terrain, {"type": "mur", "kote_m": 11.0, "shape": LineString([(0.5, 2.5), (7.5, 2.5)])})
    assert only(plan).cells == 6
    assert "2 celler under fjernede bygninger" in only(plan).note_da
    assert np.array_equal(plan.terrain.cell_class, terrain.cell_class)
    assert shapely.area(only(plan).geometry) == 6.0
