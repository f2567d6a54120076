"""The tools of the guide on the sample: through the runner to files, and a walker who follows what they say."""

import csv
import json
import xml.etree.ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.io.gpx import GPX
from gistools.pathnet.build_params import BuildParams
from gistools.pathnet.guide import Spot, find_guide
from gistools.pathnet.judge import passable
from gistools.pathnet.network_layers import NetworkLayers
from gistools.pathnet.profiles import one_profile
from gistools.run import Job, Session, StepCache
from tests.pathnet.walker import Walker


@pytest.fixture(scope="module")
def town(sample_dir):
    path = sample_dir / "town.gpkg"
    return {name: gpd.read_file(path, layer=name) for name in ("paths", "roads", "addresses", "plan_areas")}


@pytest.fixture(scope="module")
def net(town):
    return NetworkLayers.of(town).network(BuildParams())


@pytest.fixture
def session():
    return Session(cache=StepCache(None))


def inputs(sample_dir, *more):
    path = sample_dir / "town.gpkg"
    return {name: f"{path}:{name}" for name in ("paths", "roads", "addresses", *more)}


@pytest.mark.parametrize("profile", ["walking", "cycling", "wheelchair"])
def test_a_walker_with_the_text_alone_reaches_every_goal_of_the_sample(net, town, profile):
    answers = passable(net, one_profile(profile))
    rng = np.random.default_rng(7)
    points = town["addresses"].geometry.to_numpy()
    gone = 0
    for a, b in rng.choice(len(points), (60, 2)):
        guide = find_guide(net, answers, Spot(points[a], "A"), Spot(points[b], "B"), access_m=200.0)
        if guide.answer == "no" or guide.way is None:
            continue
        gone += 1
        route = guide.way.route
        for language in ("da", "en"):
            texts = [one.text.say(language) for one in guide.way.steps]
            edge, at = Walker(net, language).follow(texts, int(route.edge[0]), float(route.begin_m[0]))
            here = net.edges.geometry.iloc[edge].interpolate(at)
            there = net.edges.geometry.iloc[int(route.edge[-1])].interpolate(float(route.end_m[-1]))
            assert here.distance(there) <= 1.0
    assert gone >= (20 if profile != "wheelchair" else 1)


def test_the_area_with_stairs_alone_is_not_for_wheelchairs(net, town):
    area = town["plan_areas"].set_index("hensigt").geometry["ikke_koerestol"]
    stairs = net.edges[net.edges["steps"] == "yes"].geometry.iloc[0]
    inside = Spot(shapely.shortest_line(area, stairs).interpolate(0.0), "L3")
    outside = Spot(town["addresses"].geometry.iloc[0], "Kløvervænget 1")
    chair = find_guide(net, passable(net, one_profile("wheelchair")), inside, outside, access_m=500.0)
    walk = find_guide(net, passable(net, one_profile("walking")), inside, outside, access_m=500.0)
    assert walk.answer != "no"
    assert chair.answer == "no"
    edge = int(net.edges.loc[net.edges["steps"] == "yes", "edge_id"].iloc[0])
    told = {one.rule: one for one in chair.way.warnings if edge in one.edges}
    assert (told["kerb"].verdict, told["width"].verdict) == ("no", "no")
    assert told["steps"].found.da == "trin, rampe ikke oplyst"  # a ramp beside them would be


def test_the_tool_writes_layer_tables_page_sheet_and_track(session, sample_dir, tmp_path):
    job = Job(
        tool="accessible-route",
        inputs=inputs(sample_dir, "buildings", "lakes"),
        params={"start": "Kløvervænget 1", "goal": "651300 6268145", "profile": "gående", "municipality": "Eksempelby"},
        out_dir=str(tmp_path),
    )
    result = session.run(job)
    assert result.notes[0].da.startswith(("Ja", "Usikkert"))
    assert {path.name for path in result.outputs.values()} == {
        "route.gpkg", "ends.gpkg", "steps.csv", "warnings.csv", "page.html", "sheet.pdf", "track.gpx",
    }  # fmt: skip
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    with (tmp_path / "steps.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    mine = [row for row in rows if row["way_number"] == "1"]
    assert all(row["instruction_da"] in page and row["instruction_en"] in page for row in mine)
    assert "OPDIGTET EKSEMPEL" in page
    assert "OPDIGTET EKSEMPEL" in rows[0]["maerke"]
    layer = gpd.read_file(tmp_path / "route.gpkg", layer="route")
    assert layer.loc[layer["way_number"] == 1, "length_m"].sum() == pytest.approx(
        sum(float(r["length_m"]) for r in mine), abs=5
    )
    track = ET.parse(tmp_path / "track.gpx").getroot()  # noqa: S314 - made here
    assert len(list(track.iter(f"{{{GPX}}}trkpt"))) > 2
    record = json.loads((tmp_path / "page.html.provenance.json").read_text(encoding="utf-8"))
    assert record["params"]["profile"] == "gående"


def test_form_corrections_and_route_are_one_loop(session, sample_dir, tmp_path):
    first = session.run(
        Job(
            tool="path-survey-form", inputs={k: v for k, v in inputs(sample_dir).items() if k != "addresses"},
            params={"profile": "wheelchair", "most_edges": 30}, out_dir=str(tmp_path),
        )
    )  # fmt: skip
    form = gpd.read_file(first.outputs["path_survey"], layer="path_survey")
    assert 0 < len(form) <= 30
    assert (tmp_path / "path_survey.gpkg").is_file()
    blank = form["width_m"].isna()
    assert blank.any()
    form.loc[blank, "width_m"] = 1.6
    form.loc[blank, "said_by"] = "surveyor"
    filled = tmp_path / "filled.gpkg"
    form.to_file(filled, layer="path_survey")
    given = {k: v for k, v in inputs(sample_dir).items() if k != "addresses"} | {"corrections": str(filled)}
    second = session.run(Job(tool="path-corrections", inputs=given, out_dir=str(tmp_path)))
    judged = gpd.read_file(second.outputs["judged_corrections"], layer="judged_corrections")
    accepted = judged[judged["correction_state"] == "accepted"]
    assert len(accepted) == blank.sum()
    edges = gpd.read_file(second.outputs["corrected_edges"], layer="corrected_edges").set_index("edge_id")
    assert (edges.loc[accepted["edge_id"], "width_m"] == 1.6).all()
    third = session.run(
        Job(
            tool="path-survey-form", inputs=given, params={"profile": "wheelchair", "most_edges": 500},
            out_dir=str(tmp_path), overwrite=True,
        )
    )  # fmt: skip
    again = gpd.read_file(third.outputs["path_survey"], layer="path_survey").set_index("edge_id")
    asked = again["to_survey_da"].reindex(accepted["edge_id"]).dropna()
    paths = edges.loc[asked.index, "way_type"] == "path"
    assert not asked[paths.to_numpy()].str.contains("bredde").any()
