"""Measures beside, over and under buildings: roofs are no ground, and walls join what they meet."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

import gistools as gt
from gistools.cloudburst.whatif.beds import can_hold
from gistools.cloudburst.whatif.cells import corner_cells, solid_cells
from gistools.errors import LayerError
from gistools.triangles import Triangles
from tests.cloudburst.whatif.plan import CRS, heights, planned, solved, terrain_of

FLAT = np.full((20, 20), 5.0)
HOUSE = box(5, 5, 9, 9)


def built(z=FLAT, rule="raise", house=HOUSE, **more):
    """Return a terrain with one building of 10 m."""
    z = np.asarray(z, np.float32)
    dem = gt.Raster(z, gt.Grid(*z.shape, 0.0, float(z.shape[0]), 1.0, 1.0, CRS), unit="m")
    layer = gpd.GeoDataFrame(geometry=[house], crs=CRS)
    return gt.condition(dem, gt.TerrainParams(buildings_as=rule), buildings=layer, **more)


def test_roofs_are_known_but_where_something_is_led_through():
    terrain = built()
    assert np.array_equal(terrain.raised, terrain.surface.values == 15.0)
    assert built(rule="remove").raised is None
    assert terrain_of(FLAT).raised is None
    line = gpd.GeoDataFrame(geometry=[LineString([(2.5, 7.5), (12.5, 7.5)])], crs=CRS)
    opened = built(adjustment_lines=line)
    assert opened.raised.sum() == 12
    assert not opened.raised[12].any()
    assert terrain.key == terrain_of(terrain.surface.values).key, "water runs by the heights alone"


def test_no_measure_takes_a_roof_for_ground():
    """36 cells, 4 of them on the house: the basin is dug in 32 by 1 m; however it is given, the roof stays."""
    terrain = built()
    corner = box(7, 7, 13, 13)
    for values, dug in (({"bund_m": 4.0}, 32.0), ({"dybde_m": 1.0}, 32.0), ({"dybde_m": 1.0, "anlaeg": 2}, 16.5)):
        plan = planned(terrain, {"type": "bassin", **values, "shape": corner})
        assert plan.table["dug_m3"].tolist() == [dug]
        assert "4 celler på bygninger er ikke ændret" in plan.table["note_da"].iloc[0]
        assert (heights(plan)[terrain.raised] == 15.0).all()
        assert np.array_equal(plan.terrain.raised, terrain.raised)
    ground = planned(terrain, {"type": "terræn", "kote_m": 6.0, "shape": corner})
    assert ground.table["filled_m3"].tolist() == [32.0]
    filled = planned(terrain, {"type": "opfyldt", "shape": box(9, 5, 11, 9)})
    assert filled.table["filled_m3"].tolist() == [0.0], "banks are ground, not roofs"
    with pytest.raises(LayerError, match="rammer kun celler på bygninger"):
        planned(terrain, {"type": "bassin", "dybde_m": 1.0, "shape": box(6, 6, 8, 8)})


def test_a_dike_beside_a_house_is_measured_from_the_ground():
    """Through the house, 1 m above ground: no cell of ground is raised by more than 1 m, and the crest is whole."""
    line = LineString([(0.5, 7.5), (15.5, 7.5)])
    plan = planned(built(), {"type": "dige", "hoejde_m": 1.0, "kronebredde_m": 1.0, "anlaeg": 2.0, "shape": line})
    assert heights(plan)[12, :16].tolist() == [6.0] * 5 + [15.0] * 4 + [6.0] * 7
    assert plan.table["change_max_m"].tolist() == [1.0]


def test_a_design_surface_leaves_roofs():
    terrain = built()
    corners = np.array([[0, 0, 5.0], [20, 0, 5], [20, 20, 5], [0, 20, 5]])
    plan = planned(terrain, design=Triangles(corners, np.array([[0, 1, 2], [0, 2, 3]])))
    assert np.array_equal(heights(plan), terrain.surface.values)
    assert any("16 celler på bygninger er ikke ændret" in note.da for note in plan.notes)


def test_ends_of_culverts_lie_on_the_ground():
    line = LineString([(7.5, 7.5), (15.5, 7.5)])
    z = FLAT.copy()
    z[8:12, 8:12] = np.nan
    walled = terrain_of(z, params=gt.TerrainParams(nodata="wall"))
    for terrain, shape, why in (
        (built(), line, r"en ende på en bygning \(7.5, 7.5\)"),
        (built(rule="remove"), line, r"en ende uden for land \(7.5, 7.5\)"),
        (walled, LineString([(9.5, 9.5), (15.5, 9.5)]), r"en ende uden for land \(9.5, 9.5\)"),
    ):
        for more in ({}, {"kapacitet_m3": 3.0}):
            with pytest.raises(LayerError, match=why):
                planned(terrain, {"type": "rør", "shape": shape, **more})


def test_a_culvert_under_a_building():
    """A raised one is opened from side to side, as by an adjustment line; under a removed one that is a fault."""
    z = np.tile(np.linspace(6.0, 4.0, 20), (20, 1))
    line = LineString([(2.5, 7.5), (12.5, 7.5)])
    plan = planned(built(z), {"type": "rør", "shape": line})
    lines = gpd.GeoDataFrame(geometry=[line], crs=CRS)
    assert heights(plan) == pytest.approx(built(z, adjustment_lines=lines).surface.values, abs=1e-5)
    assert "4 celler på bygninger er åbnet" in plan.table["note_da"].iloc[0]
    assert not plan.terrain.raised[12].any()
    removed = built(z, rule="remove")
    with pytest.raises(LayerError, match=r"4 celler under fjernede bygninger.*tilpasningslinje"):
        planned(removed, {"type": "rør", "shape": line})
    assert len(planned(removed, {"type": "rør", "kapacitet_m3": 3.0, "shape": line}).lines) == 1


SLOPE = np.tile(np.linspace(6, 4, 16), (12, 1))
SLOPE[[0, -1]] = SLOPE[:, 0] = 20.0


def parted(solid):
    """Return whether no way over sides and corners leads from west to east past solid cells."""
    seen, edge = solid.copy(), list(zip(*np.nonzero(~solid[:, :1]), strict=True))
    while edge:
        r, c = edge.pop()
        if 0 <= r < solid.shape[0] and 0 <= c < solid.shape[1] and not seen[r, c]:
            if c == solid.shape[1] - 1:
                return False
            seen[r, c] = True
            edge += [(r + a, c + b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    return True


@pytest.mark.parametrize("rule", ["raise", "remove"])
@pytest.mark.parametrize("y", [5.2, 4.9])
def test_a_wall_joins_the_building_that_it_ends_at(rule, y):
    """It ends in the cell over the corner from the building, or beside it."""
    terrain = built(SLOPE, rule, box(2, 0, 5.2, 5.2))
    plan = planned(terrain, {"type": "mur", "kote_m": 9.0, "shape": LineString([(5.2, y), (5.2, 12.0)])})
    solid = (heights(plan) >= 9.0) | ~plan.terrain.land
    solid[:, 0] = False
    assert parted(solid)
    assert ("1 celler taget med" in plan.table["note_da"].iloc[0]) == (y == 5.2)


@pytest.mark.parametrize("wall_first", [True, False])
def test_a_wall_joins_a_dike_whichever_comes_first(wall_first):
    """The dike holds cells up to column and row 4, the wall ends in column and row 5: one cell closes the corner."""
    rows = [
        {"type": "mur", "kote_m": 9.0, "shape": LineString([(5.2, 5.2), (5.2, 12.0)])},
        {"type": "dige", "kote_m": 9.0, "shape": box(0, 0, 5, 5)},
    ]
    plan = planned(terrain_of(np.full((12, 16), 4.0)), *rows[:: 1 if wall_first else -1])
    solid = heights(plan) == 9.0
    assert parted(solid)
    assert solid.sum() == 7 + 25 + 1


def test_what_cannot_be_closed_is_told():
    """Two solid cells over a corner, both cells beside it in the sea."""
    met, none = np.eye(2, dtype=bool), np.zeros((2, 2), bool)
    end = np.array([0]), np.array([0])
    sea = np.where(met, np.float32(1), np.float32(np.nan))
    (rows, cols), left = corner_cells(end, met, none, sea)
    assert (rows.size, cols.size, left) == (0, 0, 1)
    (rows, cols), left = corner_cells(end, met, none, np.ones((2, 2), np.float32))
    assert (rows.tolist(), cols.tolist(), left) == ([0], [1], 0)
    (rows, cols), left = corner_cells(end, met, ~met, sea)
    assert (rows.size, left) == (0, 0), "closed before"


@given(st.floats(0.05, 1.5), st.floats(1.0, 11.0), st.floats(1.0, 11.0), st.integers(0, 2**16))
@settings(max_examples=40, deadline=None)
def test_a_polygon_dike_holds_however_thin(width, west, east, seed):
    """A strip from north to south, as thin as a few centimetres, drawn as a polygon: no way over corners passes it."""
    middle = float(np.random.default_rng(seed).uniform(1.0, 11.0))
    strip = LineString([(west, 0.0), (middle, 6.0), (east, 12.0)]).buffer(width / 2, cap_style="flat")
    strip = strip.union(LineString([(west, 0.0), (west, 0.5)]).buffer(width / 2)).intersection(box(0, 0, 12, 12))
    strip = strip.union(LineString([(east, 11.5), (east, 12.0)]).buffer(width / 2)).intersection(box(0, 0, 12, 12))
    taken = np.zeros((12, 12), bool)
    taken[solid_cells(strip, gt.Grid(12, 12, 0.0, 12.0, 1.0, 1.0, CRS))] = True
    wide = np.zeros((12, 16), bool)
    wide[:, 2:14] = taken
    assert parted(wide)


def test_a_line_dike_looks_at_its_band_alone(monkeypatch):
    """A diagonal of 400 x 400 cells: 552 m long, a band of 2 x (1 + 2 x 1) m, and the cells around it."""
    from gistools.cloudburst.whatif import ground

    looked_at = []
    distance = ground.distance_to
    monkeypatch.setattr(ground, "distance_to", lambda *a: (looked_at.append(a[1][0].size), distance(*a))[1])
    line = LineString([(5, 5), (395, 395)])
    dike = {"type": "dige", "hoejde_m": 1.0, "kronebredde_m": 2.0, "anlaeg": 2.0, "shape": line}
    planned(terrain_of(np.full((400, 400), 5.0)), dike)
    assert len(looked_at) == 1
    assert looked_at[0] < 552 * 10


def test_a_dike_below_the_ground_says_so():
    line = LineString([(5, 5), (15, 15)])
    plan = planned(
        terrain_of(FLAT), {"type": "dige", "kote_m": 4.0, "kronebredde_m": 2.0, "anlaeg": 2.0, "shape": line}
    )
    assert "ændrer intet" in plan.table["note_da"].iloc[0]


BED = {"type": "nedsivningsbed", "rum_mm": 100.0, "nedsivning_mm": 0.0, "shape": box(10, 2, 14, 7)}


def test_a_bed_says_when_its_capacity_or_room_means_nothing():
    """20 m² with 100 mm have a room of 2 m³; on a slope no water stands, in a dug bed it does."""
    slope = terrain_of(np.tile(np.linspace(10, 5, 30), (9, 1)))
    note = planned(slope, {**BED, "kapacitet_m3": 2.0}).table["note_da"].iloc[0]
    assert "rum 2,0 m³ og kapacitet 2,0 m³: tæl ikke det samme rum to gange" in note
    assert "kapacitet_m3 bruges ikke" in note
    dug = planned(slope, {**BED, "kapacitet_m3": 2.0, "rum_mm": 0.0, "dybde_m": 0.5}).table["note_da"].iloc[0]
    assert "kapacitet" not in dug


@given(st.integers(0, 2**16))
@settings(max_examples=25, deadline=None)
def test_water_can_stand_just_where_the_filled_surface_is_higher(seed):
    rng = np.random.default_rng(seed)
    z = rng.integers(0, 6, (9, 10)).astype(float)
    z[rng.random(z.shape) < 0.05] = np.nan
    terrain = terrain_of(z, params=gt.TerrainParams(nodata=["sea", "hole", "wall"][seed % 3]))
    if terrain.params.nodata == gt.TerrainParams(nodata="wall").nodata and np.isnan(z).any():
        terrain = terrain_of(np.nan_to_num(z, nan=3.0))
    filled = gt.route_flow(terrain).filled
    for row, col in zip(*np.nonzero(terrain.land), strict=True):
        assert can_hold(terrain, (row, col)) == (filled[row, col] > terrain.surface.values[row, col])


def test_a_later_measure_takes_cells_out_of_a_bed():
    """A level given later on half of the bed: 10 of 20 cells keep its class; on all of it, none."""
    half = {"type": "terræn", "kote_m": 9.0, "orden": 60, "shape": box(12, 2, 14, 7)}
    plan = planned(terrain_of(FLAT), {**BED, "dybde_m": 1.0, "kapacitet_m3": 2.0}, half)
    assert plan.runoff.cells.tolist() == [390, 10]
    assert "10 celler er taget af senere tiltag" in plan.table["note_da"].iloc[0]
    assert plan.basins.geometry.iloc[0].x < 12.0
    whole = planned(terrain_of(FLAT), {**BED, "kapacitet_m3": 2.0}, {**half, "shape": BED["shape"]})
    assert whole.basins is None
    assert solved(whole.terrain, whole.runoff).ledger(50.0).m3("initial") == 0.0
