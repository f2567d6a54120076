"""Conditioning: burned objects, buildings, and what a cell without elevation is."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gistools as gt
from gistools.errors import CrsError, LayerError, NodataError
from gistools.terrain.burn import sample

CRS = "EPSG:25832"


def raster(values, dx=1.0, dy=1.0):
    values = np.asarray(values, np.float32)
    grid = gt.Grid(values.shape[0], values.shape[1], 1000.0, 2000.0, dx, dy, CRS)
    return gt.Raster(values, grid, unit="m", vertical_datum="DVR90")


def layer(*shapes, crs=CRS):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def bank(dx=1.0, dy=1.0):
    """Ground falling 1 cm a cell eastwards, with a bank of 5 m across columns 10 to 12."""
    z = np.tile(10.0 - 0.01 * np.arange(24), (9, 1))
    z[:, 10:13] = 15.0
    return raster(z, dx, dy)


@pytest.mark.parametrize(("dx", "dy"), [(1.0, 1.0), (16.0, 15.957)])
def test_line_takes_the_straight_line_between_its_ends(dx, dy):
    dem = bank(dx, dy)
    start, end = dem.grid.centre(4, 8), dem.grid.centre(4, 15)
    line = shapely.LineString([start, end])
    made = gt.condition(dem, gt.TerrainParams(), layer(line))
    expected = 9.92 + (np.arange(8, 16) - 8) / 7 * (9.85 - 9.92)
    np.testing.assert_allclose(made.surface.values[4, 8:16], expected, atol=2e-6)
    untouched = np.ones(dem.grid.shape, bool)
    untouched[4, 8:16] = False
    np.testing.assert_allclose(made.surface.values[untouched], dem.values[untouched], atol=1e-6)
    row = made.edits.iloc[0]
    assert (row["object_kind"], row["object_id"], row["warning_en"]) == ("line", 1, "")
    lowered = (dem.values.astype(float) - made.surface.values).sum() * dx * dy
    assert row["lowered_m3"] == pytest.approx(lowered, abs=1e-3)
    assert row["raised_m3"] == 0.0


def test_line_across_the_grid_lets_water_through_everywhere():
    """Whatever the angle, the burned cells are a chain of neighbours from end to end."""
    dem = raster(np.full((40, 40), 20.0))
    for angle in np.linspace(0.0, np.pi, 13):
        along = 15.3 * np.array([np.cos(angle), np.sin(angle)])
        centre = np.array([1020.2, 1980.4])
        z = dem.values.copy()
        a, b = centre - along, centre + along
        for point, height in ((a, 3.0), (b, 1.0)):
            r, c = dem.grid.cell_of(*point)
            z[max(r - 1, 0) : r + 2, max(c - 1, 0) : c + 2] = height
        made = gt.condition(dem.with_values(z), gt.TerrainParams(), layer(shapely.LineString([a, b])))
        low = made.surface.values < 4.0
        front, seen = {dem.grid.cell_of(*a)}, set()
        while front:
            cell = front.pop()
            seen.add(cell)
            front |= {
                (cell[0] + i, cell[1] + j)
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
                if 0 <= cell[0] + i < 40 and 0 <= cell[1] + j < 40 and low[cell[0] + i, cell[1] + j]
            } - seen
        assert dem.grid.cell_of(*b) in seen


def test_line_never_raises_unless_told():
    dem = raster(np.tile([5.0, 1.0, 1.0, 5.0], (3, 1)))
    line = layer(shapely.LineString([dem.grid.centre(1, 0), dem.grid.centre(1, 3)]))
    kept = gt.condition(dem, gt.TerrainParams(), line)
    np.testing.assert_array_equal(kept.surface.values, dem.values)
    assert "bed" in kept.edits.iloc[0]["warning_en"]
    raised = gt.condition(dem, gt.TerrainParams(burn_may_raise=True), line)
    np.testing.assert_allclose(raised.surface.values[1], [5, 5, 5, 5], atol=1e-6)
    assert raised.edits.iloc[0]["raised_m3"] == pytest.approx(8.0, abs=1e-5)


def test_objects_outside_are_listed_not_burned():
    dem = bank()
    west = shapely.LineString([(990.0, 1995.0), dem.grid.centre(4, 3)])
    made = gt.condition(dem, gt.TerrainParams(), layer(west))
    np.testing.assert_allclose(made.surface.values, dem.values, atol=1e-6)
    assert made.edits.iloc[0]["cells"] == 0
    assert "uden for terrænet" in made.edits.iloc[0]["warning_da"]


def test_horseshoe_leads_profile_to_profile():
    """A trench of 1 m depth on both sides is carried through the bank at the slope between the two profiles."""
    z = np.full((11, 24), 10.0)
    z[4:7, :] = np.linspace(9.0, 8.0, 24)
    z[:, 10:13] = 15.0
    dem = raster(z)
    a, d = dem.grid.centre(3, 8), dem.grid.centre(7, 8)
    b, c = dem.grid.centre(3, 14), dem.grid.centre(7, 14)
    made = gt.condition(dem, gt.TerrainParams(), horseshoes=layer(shapely.LineString([a, b, c, d])))
    surface = made.surface.values
    bed = np.interp([10, 11, 12], [8, 14], [z[5, 8], z[5, 14]])
    np.testing.assert_allclose(surface[5, 10:13], bed, atol=0.05)
    assert (surface[4:7, 10:13] < 9.2).all()
    assert (surface[:3, 10:13] == 15.0).all()
    assert (surface[8:, 10:13] == 15.0).all()
    assert (surface <= dem.values + 1e-6).all()
    flow = gt.route_flow(made)
    assert (flow.filled - surface).max() < 0.05, "no lake is left behind the bank"


@pytest.mark.parametrize("points", [[(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 1), (1, 0), (0, 1)]])
def test_horseshoes_of_other_forms_are_refused(points):
    dem = bank()
    shape = shapely.LineString([(1005 + 3 * x, 1993 + 3 * y) for x, y in points])
    with pytest.raises(LayerError, match="A, B, C, D"):
        gt.condition(dem, gt.TerrainParams(), horseshoes=layer(shape))


def test_overlapping_objects_do_not_depend_on_their_order():
    dem = bank()
    lines = [
        shapely.LineString([dem.grid.centre(2, 8), dem.grid.centre(6, 15)]),
        shapely.LineString([dem.grid.centre(6, 8), dem.grid.centre(2, 15)]),
    ]
    one = gt.condition(dem, gt.TerrainParams(), layer(*lines)).surface.values
    other = gt.condition(dem, gt.TerrainParams(), layer(*lines[::-1])).surface.values
    np.testing.assert_array_equal(one, other)


def test_buildings_raised_removed_or_kept():
    dem = raster(np.tile(np.linspace(9.0, 5.0, 10), (8, 1)))
    house = layer(shapely.box(1002.0, 1994.0, 1005.0, 1997.0))
    raised = gt.condition(dem, gt.TerrainParams(buildings_as="raise", building_height_m=4.0), buildings=house)
    footprint = np.zeros(dem.grid.shape, bool)
    footprint[3:6, 2:5] = True
    np.testing.assert_allclose(raised.surface.values[footprint], dem.values[footprint].max() + 4.0, atol=1e-5)
    np.testing.assert_allclose(raised.surface.values[~footprint], dem.values[~footprint], atol=1e-6)
    assert raised.edits.iloc[0]["cells"] == 9
    removed = gt.condition(dem, gt.TerrainParams(buildings_as="remove"), buildings=house)
    np.testing.assert_array_equal(~removed.land, footprint)
    assert np.isnan(removed.surface.values[footprint]).all()
    kept = gt.condition(dem, gt.TerrainParams(buildings_as="keep"), buildings=house)
    np.testing.assert_allclose(kept.surface.values, dem.values, atol=1e-6)


def test_a_culvert_under_a_building_stays_open():
    dem = bank()
    house = layer(shapely.box(1009.0, 1991.0, 1014.0, 2000.0))
    line = layer(shapely.LineString([dem.grid.centre(4, 7), dem.grid.centre(4, 16)]))
    made = gt.condition(dem, gt.TerrainParams(), line, buildings=house)
    assert (made.surface.values[4, 9:14] < 10.0).all()
    assert made.surface.values[2, 11] == pytest.approx(25.0)


def test_small_buildings_are_counted():
    made = gt.condition(bank(), gt.TerrainParams(), buildings=layer(shapely.box(1002.6, 1990.1, 1002.9, 1990.3)))
    assert "1 buildings" in made.notes[0].en


def hole():
    z = np.full((7, 7), 5.0)
    z[3, 3] = np.nan
    z[2, 3] = 4.0
    z[0, 0] = np.nan
    return raster(z)


def test_nodata_must_be_named():
    with pytest.raises(NodataError, match="sea, hole, filled"):
        gt.condition(hole())


@pytest.mark.parametrize(
    ("rule", "filled_at_low", "way"), [("sea", 4.0, 1), ("hole", 4.0, 2), ("filled", 5.0, 0), ("wall", 5.0, 0)]
)
def test_nodata_rules_decide_where_water_goes(rule, filled_at_low, way):
    made = gt.condition(hole(), gt.TerrainParams(nodata=rule))
    flow = gt.route_flow(made)
    assert flow.filled[2, 3] == filled_at_low
    if rule in {"sea", "hole"}:
        assert flow.basin[2, 3] == way
    else:
        assert flow.basin[2, 3] >= 3
    assert made.land[3, 3] == (rule == "filled")
    if rule == "filled":
        assert made.surface.values[3, 3] == 4.0, "level with the lowest rim"
        assert not made.land[0, 0], "a hole at the edge of the map is an outlet"
        assert flow.basin[1, 1] == 2


def test_all_nodata_is_refused():
    with pytest.raises(NodataError, match="no cell with an elevation"):
        gt.condition(raster(np.full((3, 3), np.nan)), gt.TerrainParams(nodata="sea"))


def test_walls_without_outlet_are_refused():
    made = gt.condition(raster(np.arange(12.0).reshape(3, 4)), gt.TerrainParams(edge="wall"))
    with pytest.raises(NodataError, match=r"12 cells in 1 areas with no way off the map.*edge=outlet"):
        gt.route_flow(made)


def test_layers_in_another_crs_are_refused():
    with pytest.raises(CrsError, match=r"layer\.to_crs"):
        gt.condition(bank(), gt.TerrainParams(), layer(shapely.LineString([(9.0, 55.0), (9.1, 55.0)]), crs="EPSG:4326"))
    with pytest.raises(CrsError):
        gt.condition(bank(), gt.TerrainParams(), layer(shapely.LineString([(9.0, 55.0), (9.1, 55.0)]), crs=None))


def test_sample_is_bilinear_and_exact_at_centres():
    dem = raster([[0.0, 1.0], [2.0, np.nan]])
    x, y = np.array([1000.5, 1001.0, 1001.5, 999.0]), np.array([1999.5, 1999.5, 1999.5, 1999.5])
    np.testing.assert_allclose(sample(dem.values, dem.grid, x, y), [0.0, 0.5, 1.0, np.nan])


def test_heights_are_snapped_and_sources_untouched():
    dem = raster(np.full((4, 4), 0.1))
    before = dem.values.copy()
    made = gt.condition(
        dem, gt.TerrainParams(), layer(shapely.LineString([dem.grid.centre(1, 0), dem.grid.centre(1, 3)]))
    )
    np.testing.assert_array_equal(dem.values, before)
    scaled = made.surface.values.astype(float) * 2**20
    np.testing.assert_array_equal(scaled, np.rint(scaled))
