"""The tools of ways to school and cycle superhighways on the sample town and on real centre lines."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.errors import LayerError, ParamError, TableError
from gistools.progress import NoProgress
from gistools.stamps import stamps_on
from gistools.tool import run_steps
from tests.conftest import ROOT

TOWN, PLACES = ROOT / "sample_data" / "town.gpkg", ROOT / "sample_data" / "path_places.gpkg"


def run(name, given, **values):
    one = tool(name)
    return one.load()(
        **{i.name: given.get(i.name) for i in one.inputs}, params=one.params.from_mapping(values), steps=run_steps,
        wanted=frozenset(o.name for o in one.outputs), progress=NoProgress(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def given_town():
    town = {name: gpd.read_file(TOWN, layer=name) for name in ("paths", "roads", "addresses")}
    return town | {name: gpd.read_file(PLACES, layer=name) for name in ("schools", "judged_roads", "accidents")}


@pytest.fixture(scope="module")
def made(given_town):
    return run("school-routes", given_town)


def test_the_farms_behind_the_ring_road_have_the_answers_that_their_ways_give(made):
    rows = made["school_ways"]
    youngest = rows[rows["grades"] == "0-3"]
    farm = youngest[youngest["transport"] == "length"]
    assert len(farm) == 1  # down Skovvej to the wood, round the lake and under the ring road
    assert farm["school_way_m"].iloc[0] > 2500.0 > farm["school_straight_m"].iloc[0]
    older = rows[(rows["pupil_home"] == farm["pupil_home"].iloc[0]) & (rows["grades"] == "4-6")]
    assert older["transport"].tolist() == ["examine"]  # within 6 km, by a fast road without pavement
    assert older["flagged_m"].iloc[0] > 0.0


def test_every_address_has_one_answer_for_each_grade_and_the_table_counts_them(made, given_town):
    rows, table = made["school_ways"], made["schools_table"]
    assert rows.groupby(["pupil_home", "grades"]).size().eq(1).all()
    assert set(rows["grades"]) == {"0-3", "4-6", "7-9", "10"}
    kinds = [name for name in table.columns if name.startswith("homes_")]
    assert (table[kinds].sum(axis=1) == table["counted"]).all()
    assert (table["counted"] == len(given_town["addresses"])).all()
    assert set(table["counted_as"]) == {"addresses"}
    assert any("adresser, ikke elever" in note.da for note in made.notes)
    assert any("ikke en afgørelse" in note.da for note in made.notes)
    assert any("startværdier" in note.da for note in made.notes)
    assert stamps_on(rows, table, made["school_edges"], made["school_mends"])


def test_who_has_no_known_way_is_counted_wherever_lengths_are_told(given_town):
    far = gpd.GeoDataFrame({"id": ["far"]}, geometry=[shapely.Point(0, 0)], crs=given_town["addresses"].crs)
    homes = pd.concat([given_town["addresses"], far, far.assign(id="as far")], ignore_index=True)
    more = run("school-routes", given_town | {"addresses": homes}, mends=0, grade=1)
    rows, table, graph = more["school_ways"], more["schools_table"], more["school_distances"]
    alone = int(rows["school_way_m"].isna().sum())
    assert alone >= 2
    assert table["without_way"].sum() == alone
    assert graph.lines[0].y[-1] + alone == len(homes)
    assert graph.lines[0].told.da == f"af {len(homes)} adresser, {alone} uden kendt vej"
    said = f"{alone} adresser (1. kl.) uden kendt vej"
    assert any(said in note.da for note in graph.notes)
    assert any(said in note.da for note in more.notes)


def test_stops_given_as_schools_are_refused_and_points_of_no_kind_are_told_of_first(given_town):
    stops = gpd.read_file(PLACES, layer="stops")
    with pytest.raises(LayerError, match=r"Skolevænget \(bus\)"):
        run("school-routes", given_town | {"schools": stops}, mends=0)
    bare = run("school-routes", given_town | {"schools": stops.drop(columns="type")}, mends=0, grade=1)
    assert bare.notes[0].da.startswith(f"OBS: laget med skoler siger hverken klassetrin eller slags om {len(stops)} pu")
    assert bare.notes[0] in bare["school_distances"].notes


def test_own_limits_of_walking_hold_for_ways_to_school_too(given_town, made):
    row = {"profile": ["walking"], "rule": ["width"], "value": [50.0], "unit": ["m"], "strength": ["must"]}
    own = pd.DataFrame(row)
    narrow = run("school-routes", given_town | {"path_limits": own}, mends=0, grade=1)
    before = made["school_ways"].query("grades == '0-3'")["longer_than_limit"]
    assert (before == "no").any()
    assert not (narrow["school_ways"]["longer_than_limit"] == "no").any()  # no way is 50 m wide
    with pytest.raises(TableError, match="walking2"):
        run("school-routes", given_town | {"path_limits": own.assign(profile="walking2")}, mends=0, grade=1)


def test_the_map_of_homes_is_of_the_grades_whose_flags_the_edges_have(made, given_town):
    rows, edges = made["school_ways"], made["school_edges"]
    (grades,) = set(edges["grades"])
    drawn = rows[rows["transport_drawn"] != "other"]
    assert set(drawn["grades"]) == {grades}
    assert len(drawn) == len(given_town["addresses"])
    assert (drawn["transport_drawn"] == drawn["transport"]).all()
    for name in ("school_ways", "school_edges", "school_mends"):
        assert f"{grades}. klassetrin" in made[name].attrs["title"].da
    assert any(f"gælder klassetrin {grades};" in note.da for note in made.notes)
    older = run("school-routes", given_town, grade=8, mends=0)
    assert set(older["school_ways"]["transport_drawn"]) <= {"none", "uncertain", "examine", "judged", "length"}


def test_the_edges_tell_what_was_judged_and_who_uses_them(made):
    edges = made["school_edges"]
    assert set(edges.loc[edges["name"] == "Stationsvej", "danger"]) == {"judged_dangerous"}
    assert set(edges.loc[edges["name"] == "Østervej", "danger"]) <= {"unknown", "flag"}
    assert edges["used_shortest"].max() > 50
    assert (edges.loc[edges["name"] == "Ringvejen", "used_shortest"] == 0).all()  # no one may walk there
    assert made["school_distances"].lines[0].y[-1] == 537


def test_a_grade_can_be_asked_for_alone_and_one_that_nobody_teaches_is_an_error(given_town):
    alone = run("school-routes", given_town, grade=10)
    assert set(alone["school_ways"]["school_name"]) == {"Eksempelby 10. klassecenter"}
    schools = given_town["schools"].query("id == 'S1'")
    with pytest.raises(ParamError, match="ingen skole har klassetrin 10"):
        run("school-routes", given_town | {"schools": schools}, grade=10)


def test_the_sample_s_routes_are_yes_no_and_unknown_as_they_were_made():
    made = run("cycle-superhighway-check", {"cycle_routes": gpd.read_file(PLACES, layer="cycle_routes")})
    rows = made["superhighway_edges"].set_index("name")
    assert rows["superhighway"].to_dict() == {
        "Dalstien syd": "yes", "Dalstien ved skolen": "no", "Underføringen": "no", "Dalstien nord": "unknown",
        "Stationsvej syd": "yes", "Stationsvej midt": "no", "Stationsvej nord": "unknown",
    }  # fmt: skip
    assert rows.loc["Dalstien ved skolen", "missing_width_m"] == pytest.approx(0.6)
    assert np.isnan(rows.loc["Dalstien nord", "missing_width_m"])
    assert made["superhighway_routes"]["route"].tolist() == ["C1 Dalruten", "C2 Stationsruten"]


def test_real_centre_lines_tell_too_little_for_any_way_to_be_without_flags(real_data):
    lines = gpd.read_file(next((real_data / "registers" / "geodanmark_vejmidte").glob("*.geojson")))
    lines = lines.to_crs("EPSG:25832")
    middle = shapely.line_interpolate_point(lines.geometry.to_numpy(), 0.5, normalized=True)
    near = np.argsort(shapely.distance(middle, shapely.MultiPoint(middle).centroid))
    homes = gpd.GeoDataFrame({"id": range(60)}, geometry=middle[near[1:601:10]], crs=lines.crs)
    school = gpd.GeoDataFrame({"navn": ["Skolen"]}, geometry=[middle[near[0]]], crs=lines.crs)
    made = run(
        "school-routes", {"paths": lines, "addresses": homes, "schools": school}, grade=1, access_m=500.0, mends=0
    )
    rows = made["school_ways"]
    assert len(rows) == 60
    assert (rows["clear_way"] != "yes").all()  # cars, pavement and speed are not told there
    assert set(rows["transport"]) <= {"uncertain", "length", "examine"}
    known = rows[rows["school_way_m"].notna()]
    assert len(known) > 0
    assert (known["school_way_m"] > 0).all()
    assert isinstance(made["schools_table"], pd.DataFrame)
