"""The tools of nature planning from file to file on the sample town and its invented plan."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.errors import GistoolsError
from gistools.io import explain, read_table
from gistools.run import Job, Session

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
TOWN, PLAN = (f"{SAMPLE / name}.gpkg|layername=" for name in ("town", "nature_plan"))
LANDSCAPE = {
    **{name: TOWN + name for name in ("land_cover", "nature_areas", "roads", "buildings")},
    "streams": TOWN + "stream",
}
PARAMS = {"species": "frogs_toads", "cell_size_m": 10.0}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder, session = tmp_path_factory.mktemp("plan"), Session()

    def run(name, inputs, **params):
        job = Job(tool=name, inputs={**LANDSCAPE, **inputs}, params={**PARAMS, **params}, out_dir=str(folder / name))
        session.run(job)

    border = {name: PLAN + name for name in ("municipality", "neighbour_proposals")}
    run("green-map-proposals", {**border, "climate_areas": TOWN + "basins"})
    held = {"ownership": PLAN + "ownership", "mapped_lots": TOWN + "mapped_lots", "plan_areas": TOWN + "plan_areas"}
    run("nature-proposals-judged", {"nature_proposals": PLAN + "nature_proposals", **held})
    run("planting-candidates", {"mapped_lots": TOWN + "mapped_lots"}, becomes="meadow", most_candidates=20)
    return folder


def layer(folder, name, output):
    return gpd.read_file(folder / name / f"{output}.gpkg", layer=output)


def test_the_green_map_holds_all_protected_nature_of_the_municipality_and_nothing_twice(made):
    shown = layer(made, "green-map-proposals", "green_map_proposals")
    home = gpd.read_file(SAMPLE / "nature_plan.gpkg", layer="municipality").geometry[0]
    nature = gpd.read_file(SAMPLE / "town.gpkg", layer="nature_areas")
    protected = shapely.intersection(nature[nature["beskyttet_par3"] == "ja"].union_all(), home)
    core = shown[shown["proposal_type"] == "core"].union_all()
    assert shapely.area(shapely.difference(protected, core)) < 1.0
    union = {kind: rows.union_all() for kind, rows in shown.groupby("proposal_type")}
    assert set(union) >= {"core", "link", "potential_link"}
    assert sum(shapely.area(u) for u in union.values()) == pytest.approx(shown.union_all().area, abs=1.0)
    assert shapely.area(shapely.difference(shown.union_all(), home)) < 1.0
    assert not shapely.intersects(shown.union_all(), shapely.box(650560, 6268310, 650575, 6268330)), "gardens"
    assert (shown["reason_da"].str.len() > 20).all()
    assert not shown["reason_da"].str.contains("afgørelse").any()
    assert shown["maerke"].str.contains("OPDIGTET").all()


def test_meetings_at_the_border_name_the_neighbours(made):
    shown = layer(made, "green-map-proposals", "border_meetings")
    assert {"fails", "theirs_ends"} <= set(shown["meeting_state"])
    ends = shown[shown["meeting_state"] == "theirs_ends"]
    assert "Østengene" in set(ends["neighbour_name"])
    notes = [note.en for note in explain(made / "green-map-proposals" / "green_map_proposals.gpkg").notes]
    assert any("Natura 2000" in note and "unknown" in note for note in notes)
    assert any(note.startswith("Proposals for the municipality to judge") for note in notes)


def test_the_proposals_of_the_group_are_given_back_with_reasons(made):
    shown = layer(made, "nature-proposals-judged", "judged_proposals").set_index("proposal_title")
    assert len(shown) == 9
    assert shown.loc["Mosen udvides", ["assessment", "answer_public"]].tolist() == ["supports", "yes"]
    assert shown.loc["Eng i Engkvarteret", "answer_plan"] == "yes"
    assert shown.loc["Overdrev på fyldpladsen", "answer_mapped"] == "yes"
    assert shown.loc["Vild plet ved vejen", "assessment"] == "unknown"
    assert shown.loc["Pleje af Åengen", "answer_protected"] == "yes"
    assert shown.loc["Skov mod vest", "answer_connects"] == "unknown", "frogs alone were asked for"
    answers = read_table(made / "nature-proposals-judged" / "proposal_answers.csv").value
    assert len(answers) == 9 * 8
    assert set(answers["judged_answer"]) == {"yes", "no", "unknown"}


def test_candidates_lie_on_changeable_land_outside_protected_nature(made):
    shown = layer(made, "planting-candidates", "planting_candidates")
    assert len(shown) == 20
    assert shown["added_ec_per_ha"].is_monotonic_decreasing
    assert (shown.geometry.area >= 2_000.0).all()
    nature = gpd.read_file(SAMPLE / "town.gpkg", layer="nature_areas")
    protected = nature[nature["beskyttet_par3"] == "ja"].union_all()
    assert shapely.area(shapely.intersection(shown.union_all(), protected)) < 1.0
    assert set(shown["today_class"]) <= {"grass", "arable", "park"}


def test_a_word_for_no_nature_names_the_proposal(tmp_path):
    given = gpd.read_file(SAMPLE / "nature_plan.gpkg", layer="nature_proposals")
    given["biotop"] = "Enng"
    given.to_file(tmp_path / "f.gpkg", layer="f")
    inputs = {**LANDSCAPE, "nature_proposals": str(tmp_path / "f.gpkg")}
    with pytest.raises(GistoolsError, match=r"proposal 1: .*Enng"):
        Session().run(Job(tool="nature-proposals-judged", inputs=inputs, params=PARAMS, out_dir=str(tmp_path / "o")))


def test_each_tool_says_its_limits():
    for name in ("green-map-proposals", "nature-proposals-judged", "planting-candidates"):
        assert tool(name).limits
        assert tool(name).limits.da != tool(name).limits.en
