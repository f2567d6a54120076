"""Places for solutions: closed-form on tiny terrains, and the sample town."""

from __future__ import annotations

import json
import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

import gistools as gt
from gistools.cloudburst import ReportParams, find_bluespots
from gistools.errors import CrsError, LayerError
from gistools.io import explain, read_table
from gistools.plan import SolutionParams, TownLayers, find_solution_places
from gistools.plan.solutions import solution_catalogue
from gistools.plan.solutions_rules import CRITERIA
from gistools.plan.solutions_town import accumulated, spread, word_map
from gistools.run import Job, Session

CRS = "EPSG:25832"
SAMPLE = Path(__file__).parents[2] / "sample_data"
CELL = 5.0


def ground(z, cell=CELL):
    """Return terrain, flow and bluespots of heights; the south-west corner lies at 0, 0."""
    rows, cols = z.shape
    grid = gt.Grid(rows, cols, 0.0, rows * cell, cell, cell, CRS)
    terrain = gt.condition(gt.Raster(z.astype(np.float32), grid, unit="m"))
    flow = gt.route_flow(terrain)
    return terrain, flow, find_bluespots(terrain, flow)


def layer(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def water(metres, shape, cell=CELL):
    rows, cols = shape
    return gt.Raster(
        np.full(shape, metres, np.float32), gt.Grid(rows, cols, 0.0, rows * cell, cell, cell, CRS), unit="m"
    )


def known(shape, klasse="græs", cell=CELL, **more):
    """Return layers that answer every rule: nothing near, groundwater 9 m down; and what else is given."""
    rows, cols = shape
    far = shapely.box(-9000, -9000, -8990, -8990)
    all_of = shapely.box(0, 0, cols * cell, rows * cell)
    given = {
        "buildings": layer(far),
        "land_cover": layer(all_of, klasse=[klasse]),
        "mapped_lots": layer(far, status=["V2"]),
        "nature_areas": layer(far, beskyttet_par3=["ja"]),
        "streams": layer(shapely.LineString([(-9000, -9000), (-8000, -9000)])),
        "groundwater_areas": layer(far, type=["BNBO"]),
        "groundwater_depth": water(9.0, shape, cell),
    }
    return TownLayers(**{**given, **more})


def pit(depth=1.0, size=12, side=4):
    """Level ground at 10 m with a level pit of ``side`` x ``side`` cells, 5 m each, in its middle."""
    z = np.full((size, size), 10.0)
    first = (size - side) // 2
    z[first : first + side, first : first + side] -= depth
    return z


def places(z, layers, kind, cell=CELL, **values):
    made = find_solution_places(*ground(z, cell), layers, SolutionParams(**values), kinds=[kind])
    return made, made.layer(show_failed=True)


def test_a_basin_in_a_hollow():
    """16 cells of 25 m2: 400 m2 x 1 m = 400 m3 dug straight down; the hollow holds 400 x 1 = 400 m3 already."""
    z = pit()
    made, found = places(z, known(z.shape), "basin", basin_depth_m=1.0, basin_slope=0.0)
    row = found.iloc[0]
    assert len(found) == 1
    assert (row["room_m3"], row["terrain_m3"], row["area_m2"]) == (400.0, 400.0, 400.0)
    assert row["place_state"] == "qualifies"
    assert {row[f"rule_{c}"] for c in CRITERIA} == {"pass", "not_asked"}
    assert row["note_da"] == ""
    assert row["bluespot_id"] == 1
    assert made.sheets().set_index("solution").loc["basin", ["places_qualify", "room_m3"]].tolist() == [1, 400.0]


def test_the_sides_of_a_basin_slope():
    """Side 20 m, slope 5: the 12 cells at the rim lie 2.5 m from it: 0.5 m deep; 4 inner 7.5 m: 1 m. 150 + 100 m3."""
    z = pit()
    _, found = places(z, known(z.shape), "basin", basin_depth_m=1.0, basin_slope=5.0)
    assert found["room_m3"].tolist() == [250.0]


@pytest.mark.parametrize(
    ("more", "state", "column"),
    [
        ({"mapped_lots": layer(shapely.box(0, 0, 60, 60), status=["V1"])}, "to_examine", "rule_mapped_lot"),
        ({"mapped_lots": None}, "to_examine", "rule_mapped_lot"),
        ({"groundwater_depth": water(0.5, (12, 12))}, "fails", "rule_groundwater_m"),
        ({"groundwater_depth": water(math.nan, (12, 12))}, "to_examine", "rule_groundwater_m"),
        ({"groundwater_depth": None}, "to_examine", "rule_groundwater_m"),
        ({"groundwater_areas": layer(shapely.box(0, 0, 60, 60), type=["OSD"])}, "to_examine", "rule_groundwater_area"),
        ({"nature_areas": layer(shapely.box(0, 0, 60, 60), beskyttet_par3=["ja"])}, "fails", "rule_protected_nature"),
        ({"nature_areas": layer(shapely.box(0, 0, 60, 60))}, "to_examine", "rule_protected_nature"),
        ({"nature_areas": layer(shapely.box(0, 0, 60, 60), beskyttet_par3=["nej"])}, "qualifies", None),
        ({"land_cover": layer(shapely.box(0, 0, 60, 60), klasse=["moseområde"])}, "to_examine", "rule_land_cover"),
        ({"land_cover": None}, "to_examine", "rule_land_cover"),
        ({"buildings": None}, "to_examine", "rule_building_distance_m"),
    ],
)
def test_each_layer_answers_its_rule_and_none_is_answered_without_it(more, state, column):
    z = pit()
    _, found = places(z, known(z.shape, **more), "basin")
    worst = found.sort_values("place_state", key=lambda s: s.map({"fails": 2, "to_examine": 1, "qualifies": 0}))
    row = worst.iloc[-1]
    assert row["place_state"] == state
    if column is not None:
        others = {row[f"rule_{c}"] for c in CRITERIA if f"rule_{c}" != column}
        assert row[column] == ("fail" if state == "fails" else "unknown")
        assert row["note_da"].startswith("nej: " if state == "fails" else "ukendt: ")
        if len(found) == 1:
            assert others == {"pass", "not_asked"}


def test_places_keep_their_distance_to_buildings():
    """A house 1 m beside the pit: its western cells, nearer than 5 m, are left out; the rest qualifies."""
    z = pit()
    house = layer(shapely.box(15.0, 20.0, 19.0, 40.0))
    made, found = places(z, known(z.shape, buildings=house), "basin")
    near = [place.candidate.shape.distance(house.geometry[0]) for place in made.of("basin")]
    assert min(near) >= 5.0
    assert found["area_m2"].tolist() == [300.0]
    assert found["rule_building_distance_m"].tolist() == ["pass"]


def valley(rows=11, cols=40):
    """A valley along row 5 that falls east, 2 m cells: its sides are steeper than its bottom."""
    row, col = np.mgrid[0:rows, 0:cols]
    return 100.0 - 0.1 * col + 0.5 * np.abs(row - 5)


def test_a_cloudburst_road_is_where_the_flow_path_runs():
    """9 inner rows drain to each cell of the bottom: 9 c cells of 4 m2 at column c, so 360 m2 from column 10 on.

    The road goes through the centres of columns 0 to 39, 78 m; the stretch from column 10 to 39 is 29 x 2 = 58 m, and
    holds 58 x 6 x 0.1 = 34.8 m3.
    """
    z = valley()
    road = layer(shapely.LineString([(1, 11), (79, 11)]))
    given = known(z.shape, "vej", 2.0, roads=road)
    _, found = places(z, given, "cloudburst_road", 2.0, flow_path_m2=360.0, road_width_m=6.0, road_depth_m=0.1)
    row = found.iloc[0]
    assert len(found) == 1
    assert row["length_m"] == pytest.approx(58.0)
    assert row["room_m3"] == pytest.approx(34.8)
    assert row["place_state"] == "qualifies"
    crossing = layer(shapely.LineString([(61, 1), (61, 21)]), bredde_m=[4.0])
    _, found = places(z, known(z.shape, "vej", 2.0, roads=crossing), "cloudburst_road", 2.0, flow_path_m2=360.0)
    assert set(found["place_state"]) <= {"fails"}  # a road that the water crosses is no cloudburst road


def test_a_bed_lies_where_paved_ground_runs_out_on_soil():
    """Paved columns 1 to 9 of each inner row run east: 9 x 25 = 225 m2 reach column 10. One cell around: 10 rows of 2.

    500 m2 x 300 mm = 150 m3.
    """
    row, col = np.mgrid[0:10, 0:20]
    z = 100.0 - 0.1 * col + 0.0 * row
    cover = layer(shapely.box(0, 0, 50, 50), shapely.box(50, 0, 100, 50), klasse=["befaestet", "græs"])
    made, found = places(z, known(z.shape, land_cover=cover), "permeable_bed", bed_reach_m=5.0, bed_paved_m2=200.0)
    row = found.iloc[0]
    assert len(found) == 1
    assert (row["area_m2"], row["room_m3"], row["paved_m2"]) == (500.0, 150.0, 225.0)
    assert row["place_state"] == "qualifies"
    assert row["infiltration"] == "yes"
    assert (row["nature_m2"], row["recreation_m2"], row["heat_m2"], row["path_made_m"]) == (500.0, 0.0, 500.0, 0.0)
    _, none = places(z, known(z.shape, land_cover=cover), "permeable_bed", bed_paved_m2=226.0)
    assert none.empty
    assert repr(made).startswith("<SolutionPlaces: 1 qualify")


def test_depaving_ends_where_a_lot_is_mapped():
    """100 x 100 m paved, its west half on a V2 lot: only the east half qualifies; 20 mm of it are 100 m3."""
    z = np.full((20, 20), 5.0)
    lots = layer(shapely.box(0, 0, 50, 100), status=["V2"])
    made, found = places(z, known(z.shape, "befæstet", mapped_lots=lots), "depaving", depave_mm=20.0)
    assert found["place_state"].tolist() == ["qualifies", "fails"]
    assert found["solution_family"].tolist() == ["depaving", ""]  # drawn as what does not fit
    good = found[found["place_state"] == "qualifies"].iloc[0]
    assert good["area_m2"] == 5000.0
    assert good["room_m3"] == pytest.approx(100.0)
    assert good.geometry.intersection(lots.geometry[0]).area == 0.0
    assert len(made.layer()) == 1
    sheet = made.sheets().set_index("solution").loc["depaving"]
    assert sheet[["places_qualify", "places_fail", "unknown_room"]].tolist() == [1, 1, 0]
    _, unknown = places(z, known(z.shape, "befæstet"), "depaving")
    assert unknown["room_m3"].isna().all()  # nothing says what the soil takes


def test_parcels_part_places():
    z = np.full((20, 20), 5.0)
    parcels = layer(shapely.box(0, 0, 40, 100), shapely.box(40, 0, 100, 100))
    _, found = places(z, known(z.shape, "befæstet", parcels=parcels), "depaving")
    assert sorted(found["area_m2"]) == [4000.0, 6000.0]


def test_a_green_basin_reaches_no_farther_than_water_is_brought_from():
    """A pit in grass: within 1 cell of it lie 6 x 6 cells = 900 m2. Slope 0: 900 x 0.4 = 360 m3."""
    z = pit(depth=0.2)
    _, found = places(
        z, known(z.shape), "green_basin", green_reach_m=5.0, green_slope=0.0, green_depth_m=0.4, flow_path_m2=1e9
    )
    row = found.iloc[0]
    assert (row["area_m2"], row["room_m3"]) == (900.0, pytest.approx(360.0))
    assert row["place_state"] == "qualifies"
    assert row["nature_m2"] == 900.0
    assert row["infiltration"] == "unknown"  # depends on the bottom


def houses(*dkk, cellar=("ja", "nej")):
    """Return houses of 10 x 10 m in the pit, from west, with damage and basement."""
    shapes = [shapely.box(20 + 10 * i, 25, 30 + 10 * i, 35) for i in range(len(dkk))]
    return layer(*shapes, annual_today_dkk=list(dkk), har_kaelder=list(cellar[: len(dkk)]), verified_cost=True)


def test_measures_at_buildings_go_by_damage_and_basement():
    z = pit()
    costs = houses(100.0, 900.0)
    _, found = places(z, known(z.shape, buildings=costs, building_costs=costs), "plinth")
    assert found["annual_today_dkk"].tolist() == [900.0, 100.0]  # most damage first
    assert found["place_rank"].tolist() == [1, 2]
    assert set(found["place_state"]) == {"qualifies"}
    assert set(found["room_m3"]) == {0.0}
    _, valves = places(z, known(z.shape, buildings=costs, building_costs=costs), "backflow_valve")
    assert valves["place_state"].tolist() == ["qualifies", "fails"]
    assert valves["annual_today_dkk"].tolist() == [100.0, 900.0]  # the other has no basement
    unsaid = houses(100.0, math.nan, cellar=(None, "ja"))
    _, open_ = places(z, known(z.shape, buildings=unsaid, building_costs=unsaid), "backflow_valve")
    assert set(open_["place_state"]) == {"to_examine"}
    _, dry = places(z, known(z.shape, buildings=costs), "plinth")
    assert set(dry["rule_damage_dkk"]) == {"unknown"}


def test_places_are_ranked_by_the_damage_at_their_bluespot():
    """Two pits; the smaller one has the damage, so it comes first; without damage the larger does; ties by the map."""
    z = np.full((12, 30), 10.0)
    z[4:8, 3:7] = 9.0
    z[4:8, 14:22] = 9.0
    costs = layer(shapely.box(27, 21, 28, 22), annual_today_dkk=[500.0])
    far = layer(shapely.box(-900, -900, -890, -890))
    _, by_damage = places(z, known(z.shape, buildings=far, building_costs=costs), "basin", basin_slope=0.0)
    assert by_damage["room_m3"].tolist() == [400.0, 800.0]
    assert by_damage["annual_today_dkk"].tolist() == [500.0, 0.0]
    _, by_room = places(z, known(z.shape), "basin", basin_slope=0.0)
    assert by_room["room_m3"].tolist() == [800.0, 400.0]
    assert by_room["annual_today_dkk"].isna().all()
    z[4:8, 14:22] = 10.0
    z[4:8, 14:18] = 9.0
    _, tied = places(z, known(z.shape), "basin", basin_slope=0.0)
    west = tied.geometry.centroid.x.tolist()
    assert tied["room_m3"].nunique() == 1
    assert west == sorted(west)


def test_a_basin_that_is_given_up_takes_its_room_away():
    """The pit holds 400 m3, which would be lost; what lies below decides whether it may be."""
    z = pit()
    basin = layer(shapely.box(20, 20, 40, 40))
    _, found = places(z, known(z.shape, existing_basins=basin), "basin_given_up")
    assert found["room_m3"].tolist() == [-400.0]
    assert found["place_state"].tolist() == ["to_examine"]
    costs = layer(shapely.box(-900, -900, -899, -899), annual_today_dkk=[5.0])
    _, off = places(z, known(z.shape, existing_basins=basin, building_costs=costs), "basin_given_up")
    assert off["place_state"].tolist() == ["to_examine"]  # it spills off the map, where nothing is known


@pytest.mark.parametrize(("dkk", "state"), [(None, "qualifies"), (5.0, "fails")])
def test_damage_in_the_bluespot_below_forbids_to_give_a_basin_up(dkk, state):
    """A pit on a plateau at 20 m spills through a notch into a bowl at 10 m with a rim at 12 m."""
    z = np.full((12, 24), 20.0)
    z[4:8, 4:8] = 16.0
    z[5, 8:13] = 19.5
    z[:, 12:] = 12.0
    z[1:-1, 12:-1] = 10.0
    at = shapely.box(80, 20, 85, 25) if dkk else shapely.box(-900, -900, -899, -899)
    given = known(
        z.shape,
        existing_basins=layer(shapely.box(20, 20, 40, 40)),
        building_costs=layer(at, annual_today_dkk=[dkk or 5.0]),
    )
    _, found = places(z, given, "basin_given_up")
    assert found["place_state"].tolist() == [state]


def test_a_dike_closes_a_saddle():
    """20 cells of 4 m2 behind a gap of one cell at 10 m: crest 10.5 m, 2 m to either side; 80 x 0.5 = 40 m3."""
    z = np.full((15, 15), 12.0)
    z[5:10, 3:7] = 8.0
    z[7, 7:] = 10.0 - 0.1 * np.arange(8)
    costs = layer(shapely.box(-900, -900, -899, -899), annual_today_dkk=[5.0])
    _, found = places(z, known(z.shape, cell=2.0, building_costs=costs), "dike", 2.0, dike_height_m=0.5)
    row = found.iloc[0]
    assert (row["length_m"], row["room_m3"], row["terrain_m3"]) == (4.0, pytest.approx(40.0), pytest.approx(160.0))
    assert row["place_state"] == "to_examine"  # what it would shield lies off the map
    flat = np.full((60, 60), 10.0)
    flat[20:30, 20:30] = 9.0
    _, long_ = places(flat, known(flat.shape), "dike")
    assert set(long_["rule_length_m"]) == {"fail"}  # level ground has no narrow saddle


def test_a_culvert_opens_a_road_that_holds_water_in():
    """The bank of the road spills at 10 m: a pit of 20 cells of 4 m2, 2 m deep, could be emptied: 160 m3."""
    z = np.full((15, 15), 12.0)
    z[5:10, 3:7] = 8.0
    z[7, 7:] = 10.0 - 0.1 * np.arange(8)
    road = layer(shapely.LineString([(15, 0), (15, 30)]), bredde_m=[4.0])
    _, found = places(z, known(z.shape, cell=2.0, roads=road), "culvert", 2.0, flow_path_m2=50.0)
    assert found["terrain_m3"].tolist() == [pytest.approx(160.0)]
    assert found["room_m3"].tolist() == [0.0]
    assert found["place_state"].tolist() == ["qualifies"]
    away = layer(shapely.LineString([(3, 0), (3, 30)]), bredde_m=[2.0])
    _, none = places(z, known(z.shape, cell=2.0, roads=away), "culvert", 2.0)
    assert none.empty


def test_straight_open_streams_may_meander_and_piped_ones_not():
    z = 100.0 - np.mgrid[0:40, 0:60][1] * 0.1
    lines = [shapely.LineString([(20, 100), (270, 100)]), shapely.LineString([(20, 50), (270, 50)])]
    streams = layer(*lines, synlighed=["Synlig", "Rørlagt"])
    _, found = places(z, known(z.shape, "eng", streams=streams), "re_meandering")
    assert found["length_m"].tolist() == pytest.approx([250 / 3] * 3)
    assert found["room_m3"].isna().all()
    assert set(found["place_state"]) == {"qualifies"}
    bend = layer(shapely.LineString([(20, 100), (50, 160), (80, 100)]), synlighed=["Synlig"])
    _, bent = places(z, known(z.shape, "eng", streams=bend), "re_meandering")
    assert bent["rule_sinuosity"].tolist() == ["pass", "pass"]  # each stretch by itself is straight


def test_places_name_their_sub_catchment():
    z = pit()
    parts = layer(shapely.box(0, 0, 60, 60), name=["Midtbyen"])
    _, found = places(z, known(z.shape, sub_catchments=parts), "basin")
    assert found["subcatchment_name"].tolist() == ["Midtbyen"]


def test_layers_that_do_not_fit_are_refused():
    z = pit()
    with pytest.raises(CrsError):
        places(z, known(z.shape, mapped_lots=layer(shapely.box(0, 0, 1, 1)).to_crs(4326)), "basin")
    deep = gt.Raster(np.full((2, 2), 9.0, np.float32), gt.Grid(2, 2, 0.0, 60.0, 30.0, 30.0, "EPSG:25833"), unit="m")
    with pytest.raises(CrsError, match="25833"):
        places(z, known(z.shape, groundwater_depth=deep), "basin")
    with pytest.raises(LayerError, match="annual_today_dkk"):
        places(z, known(z.shape, building_costs=layer(shapely.box(0, 0, 1, 1))), "plinth")


def test_a_place_without_cells_is_unknown_and_not_free_of_what_stands_on_cells():
    made, _ = places(pit(), known(pit().shape), "basin")
    none = np.zeros(0, np.int64), np.zeros(0, np.int64)
    facts = made.town.ground_facts(shapely.Point(-50, -50), none)
    assert [facts[name] for name in ("mapped_lot", "groundwater_area", "protected_nature")] == [None] * 3


def test_buildings_of_unknown_damage_beside_others_are_told():
    """Damage 500 and unknown in one pit: at least 500; unknown alone is no number and needs no such words."""
    z = pit()
    shapes = shapely.box(26, 26, 27, 27), shapely.box(31, 31, 32, 32)
    costs = layer(*shapes, annual_today_dkk=[500.0, math.nan])
    made, found = places(z, known(z.shape, building_costs=costs), "basin")
    assert found["annual_today_dkk"].tolist() == [500.0]
    assert any("1 bygning med ukendt skade" in note.da for note in made.notes)
    costs = layer(*shapes, annual_today_dkk=[math.nan, math.nan])
    made, found = places(z, known(z.shape, building_costs=costs), "basin")
    assert found["annual_today_dkk"].isna().all()
    assert not any("ukendt skade" in note.da for note in made.notes)


def test_the_worst_word_counts_where_polygons_overlap():
    grid = gt.Grid(1, 2, 0.0, 1.0, 1.0, 1.0, CRS)
    both = layer(shapely.box(0, 0, 2, 1), shapely.box(0, 0, 1, 1))
    worst = {"v2": 2, "lok": 1}
    found = word_map(both, ["lok", "v2"], grid, worst, touched=False)
    assert [found.names[c] for c in found.codes[0]] == ["v2", "lok"]
    turned = word_map(both.iloc[::-1], ["v2", "lok"], grid, worst, touched=False)
    assert [turned.names[c] for c in turned.codes[0]] == ["v2", "lok"]


def test_spreading_and_accumulating_as_brute_force_does():
    rng = np.random.default_rng(3)
    for _ in range(20):
        mask = rng.random((9, 11)) < 0.1
        reach = int(rng.integers(0, 4))
        wanted = np.zeros_like(mask)
        for r, c in zip(*np.nonzero(mask), strict=True):
            wanted[max(r - reach, 0) : r + reach + 1, max(c - reach, 0) : c + reach + 1] = True
        assert (spread(mask, reach) == wanted).all()
        terrain, flow, _ = ground(rng.normal(size=(9, 11)).cumsum(0))
        amount = rng.integers(0, 5, mask.shape)
        made = accumulated(flow, amount)
        walked = amount.copy()
        for start in np.ndindex(mask.shape):
            at = start
            while (code := int(flow.routed[at]) & 15) < 8:
                at = (at[0] + (0, 1, 1, 1, 0, -1, -1, -1)[code], at[1] + (1, 1, 0, -1, -1, -1, 0, 1)[code])
                walked[at] += amount[start]
        assert (made == walked).all()
        assert terrain.land.all()


@pytest.fixture(scope="module")
def town():
    """The industrial district of the sample town, from its tiles, with all layers."""
    window = (650600.0, 6269050.0, 651100.0, 6269450.0)
    elevation = gt.read_elevation(SAMPLE / "terrain", window=window).value

    def of(name):
        return gt.read_layer(SAMPLE / "town.gpkg", crs=CRS, layer=name).value

    terrain = gt.condition(elevation)
    flow = gt.route_flow(terrain)
    layers = TownLayers(
        buildings=of("buildings"), land_cover=of("land_cover"), roads=of("roads"), parcels=of("parcels"),
        mapped_lots=of("mapped_lots"), nature_areas=of("nature_areas"), streams=of("stream"),
        existing_basins=of("basins"),
    )  # fmt: skip
    made = find_solution_places(terrain, flow, find_bluespots(terrain, flow), layers, report=ReportParams())
    return made, layers


def test_the_basin_of_the_sample_town_may_be_given_up(town):
    truth = json.loads((SAMPLE / "truth.json").read_text("utf-8"))["depressions"][0]
    made, _ = town
    found = made.of("basin_given_up")
    assert truth["key"] == "basin"
    assert len(found) == 1
    assert found[0].candidate.shape.contains(shapely.Point(truth["point"]))
    assert found[0].candidate.room_m3 == pytest.approx(-truth["volume_m3"], rel=0.01)
    assert found[0].state == "to_examine"  # damage was not given


def test_no_infiltration_in_the_sample_town_lies_on_a_mapped_lot(town):
    made, layers = town
    lots = layers.mapped_lots
    bad = lots[lots["status"].isin(["V1", "V2", "V1V2"])].union_all()
    soaks = [k for k, one in solution_catalogue().items() if one.gives["infiltrates"] == "yes"]
    shown = made.layer()
    mine = shown[shown["solution"].isin(soaks)]
    assert len(mine) > 20
    assert mine.intersection(bad).area.max() == 0.0
    anywhere = shown[shown["place_state"] == "qualifies"]
    assert not (anywhere["infiltration"] == "yes").any()  # depth to groundwater is not known
    failed = [p for kind in soaks for p in made.of(kind, "fails")]
    assert any(p.candidate.shape.intersects(bad) for p in failed)


def test_a_place_with_an_open_rule_never_qualifies(town):
    made, _ = town
    layer_ = made.layer(show_failed=True)
    answers = layer_[[f"rule_{c}" for c in CRITERIA]]
    unknown, fail = (answers == "unknown").any(axis=1), (answers == "fail").any(axis=1)
    assert (layer_["place_state"] == np.select([fail, unknown], ["fails", "to_examine"], "qualifies")).all()
    counts = made.rule_frame()
    basin = counts[(counts["solution"] == "basin") & (counts["criterion"] == "groundwater_m")].iloc[0]
    assert basin["places_open"] == len(made.of("basin"))
    sheet = made.sheets().set_index("solution")
    for kind in solution_catalogue():
        states = layer_[layer_["solution"] == kind]["place_state"]
        names = ("qualify", "qualifies"), ("examine", "to_examine"), ("fail", "fails")
        for column, state in names:
            assert sheet.loc[kind, f"places_{column}"] == (states == state).sum()


def test_the_tool_through_the_runner(tmp_path):
    """A crop of the town with own rules and prices: what is made tells both, and bears the stamp."""
    of = f"{SAMPLE / 'town.gpkg'}|layername="
    rules = tmp_path / "regler.csv"
    rules.write_text("kind;criterion;operator;value;words;unit\nbasin;area_m2;at_least;50;;m²\n", encoding="utf-8")
    job = Job(
        tool="solution-places",
        inputs={
            "elevation": str(SAMPLE / "terrain"),
            "land_cover": of + "land_cover",
            "buildings": of + "buildings",
            "mapped_lots": of + "mapped_lots",
            "measure_prices": str(SAMPLE / "tables" / "measure_prices.csv"),
            "rule_table": str(rules),
        },
        params={"show_failed": True, "basin_depth_m": 2.0},
        window=(650800.0, 6269150.0, 651000.0, 6269320.0),
        out_dir=str(tmp_path / "ud"),
        figure_file=str(tmp_path / "kort.png"),
    )
    told = Session().run(job)
    found = gt.read_layer(tmp_path / "ud" / "solution_places.gpkg", crs=CRS, layer="solution_places").value
    basins = found[found["solution"] == "basin"]
    assert (basins["place_state"] == "qualifies").any()  # one rule alone is asked
    priced = basins[basins["room_m3"] > 0.0]
    assert priced["price_best_dkk"].to_numpy() == pytest.approx(priced["room_m3"].to_numpy() * 900.0, abs=0.01)
    assert priced["price_low_dkk"].isna().all()
    assert not found["verified"].any()
    others = found[found["solution"] != "basin"]
    assert set(others["place_state"]) == {"to_examine"}  # nothing was asked of them
    sheets = read_table(tmp_path / "ud" / "solution_sheets.csv").value
    assert len(sheets) == 11
    assert sheets["maerke"].str.contains("OPDIGTET").all()
    assert len(read_table(tmp_path / "ud" / "solution_rules.csv").value) == 1
    notes = " ".join(note.da for note in told.notes)
    assert "1 af 1 egne regler er ikke verificeret" in notes
    assert "Uden regler, og derfor til undersøgelse: Grønt bassin, " in notes
    assert "Ikke givet, og derfor ubesvaret: naturarealer, vandløb" in notes
    assert explain(tmp_path / "ud" / "solution_places.gpkg").params["basin_depth_m"] == 2.0
    assert (tmp_path / "kort.png").stat().st_size > 10_000
