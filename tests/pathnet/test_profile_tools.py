"""The tool path-passability: on made paths, on the sample town, and on real centre lines that tell little."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.errors import LayerError, ParamError, TableError
from gistools.graph import Graph, Role
from gistools.pathnet import load_profiles
from gistools.pathnet.elevation_profile import chain_of, elevation_graph, height_profile, steepest_chain
from gistools.pathnet.profile_outputs import largest_part
from gistools.pathnet.slopes import edge_slopes
from gistools.progress import NoProgress
from gistools.tool import run_steps
from tests.pathnet.made import network
from tests.pathnet.test_slopes import terrain

TOOL = tool("path-passability")
TOWN = Path(__file__).parents[2] / "sample_data" / "town.gpkg"
CRS = "EPSG:25832"
EVERYTHING = frozenset(one.name for one in TOOL.outputs)


def run(given, wanted=EVERYTHING, **values):
    params = TOOL.params.from_mapping({"profiles": "wheelchair", **values})
    made = TOOL.load()(
        **{one.name: given.get(one.name) for one in TOOL.inputs},
        params=params, steps=run_steps, wanted=wanted, progress=NoProgress(),
    )  # fmt: skip
    return dict(made), made.notes


def paths(*lines, **told):
    return gpd.GeoDataFrame(
        {"stinavn": ["Engstien"] * len(lines), **told}, geometry=[shapely.LineString(one) for one in lines], crs=CRS
    )


GOOD = {"trafikart": "Gående og cyklende", "gang_tilladt": "ja", "cykel_tilladt": "ja", "trappe": "nej",
        "bredde_m": 2.5, "overflade": "Asfalt", "kantsten_cm": 0.0, "tvaerfald_promille": 20.0,
        "vejkategori": "Hovedsti", "status": "Anlagt", "maerke": "OPDIGTET EKSEMPEL"}  # fmt: skip
HILL = terrain(lambda x, _: 10.0 + 0.08 * np.clip(x - 50.0, 0.0, 30.0))


@pytest.fixture(scope="module")
def made():
    rows = {name: [value] * 3 for name, value in GOOD.items()}
    rows["bredde_m"] = [2.5, np.nan, 2.5]
    layer = paths([(5, 50), (40, 50)], [(40, 50), (40, 20)], [(40, 50), (110, 50)], **rows)
    return run({"paths": layer, "elevation": HILL})


def test_each_edge_is_answered_with_its_reason(made):
    layer = made[0]["passability"]
    assert layer["passes"].tolist() == ["yes", "unknown", "no"]
    assert layer["pass_why"].tolist()[:2] == ["", "bredde: ikke oplyst"]
    steep, landing = "stigning: 80 ‰ (med); fald: 80 ‰ (mod)", "hvileplan på rampe over 40 ‰: 59 m over 40 ‰"
    assert layer["pass_why"].iloc[2] == f"{steep}; {landing}, hvileplaner ikke oplyst"
    assert layer["up_permille"].round(3).tolist() == [0.0, 0.0, 80.0]
    assert (layer["seconds_forward"] > 0).all()
    assert layer["seconds_forward"].iloc[2] > layer["seconds_backward"].iloc[2]
    assert set(layer["maerke"]) == {"OPDIGTET EKSEMPEL / INVENTED EXAMPLE"}


def test_the_survey_says_what_to_measure_and_what_it_joins(made):
    survey = made[0]["survey"]
    row = survey.iloc[0]
    assert len(survey) == 1
    assert (row.edge_id, row.survey_ask, row.survey_exact) == (2, "bredde", True)
    assert row.survey_joined_m == pytest.approx(15.0)
    assert row.survey_lost_m == pytest.approx(15.0)


def test_reasons_name_rule_limit_and_source(made):
    reasons = made[0]["reasons"]
    assert set(reasons["pass_verdict"]) == {"no", "unknown"}
    width = reasons.query("pass_rule == 'width'").iloc[0]
    assert (width.edge_id, width.pass_rule_name, width.pass_limit) == (2, "bredde", "mindst 1,3 m")
    assert "BR18, § 49, stk. 2, nr. 2" in width.limit_source
    assert bool(width.verified)


def test_figures_add_up_to_the_whole_network(made):
    row = made[0]["for_whom"].iloc[0]
    assert row.passes_m + row.passes_one_way_m + row.passes_unknown_m + row.passes_not_m == pytest.approx(row.network_m)
    assert (row.passes_m, row.passes_unknown_m, row.passes_not_m) == (35.0, 30.0, 70.0)
    assert (row.passes_largest_strict_m, row.passes_largest_optimistic_m) == (35.0, 65.0)


def test_notes_say_that_it_is_an_assessment_and_what_nobody_has_read(made):
    said = " ".join(note.da for note in made[1])
    assert "vurdering" in said
    assert "afgørelse" not in said
    assert "ikke læst i kilden: " in said
    assert "tværfald" in said


def test_without_terrain_there_is_no_profile_and_slope_is_unknown():
    values, notes = run({"paths": paths([(5, 50), (40, 50)], **{n: [v] for n, v in GOOD.items()})}, EVERYTHING)
    assert "elevation_profile" not in values
    assert values["passability"]["passes"].tolist() == ["unknown"]
    assert "stigning: ikke målt (ingen højdemodel)" in values["passability"]["pass_why"].iloc[0]
    assert any("Uden højdemodel" in note.da for note in notes)


def test_several_profiles_and_own_limits():
    layer = paths([(5, 50), (40, 50)], **{n: [v] for n, v in (GOOD | {"bredde_m": 1.1}).items()})
    own = pd.DataFrame(
        {"profile": ["wheelchair"], "rule": ["width"], "value": [1.0], "unit": ["m"], "strength": ["must"]}
    )
    given = {"paths": layer, "elevation": HILL}
    before = run(given, profiles="wheelchair, gående")[0]["passability"]
    after = run({**given, "path_limits": own}, profiles="alle")[0]["passability"]
    assert before["passes"].tolist() == ["no", "yes"]
    assert set(after["passes"]) == {"yes", "no"}
    assert after.set_index("path_profile")["passes"].to_dict() == {
        "gående": "yes", "cyklist": "yes", "kørestolsbruger": "yes", "gående med rollator eller stok": "no",
        "skolebarn til fods": "yes",
    }  # fmt: skip
    with pytest.raises(ParamError, match="hest"):
        run(given, profiles="hest")
    with pytest.raises(TableError, match="widht"):
        run({**given, "path_limits": own.assign(rule="widht")})


def test_planned_paths_count_as_built_when_they_are_taken_in():
    layer = paths([(5, 50), (40, 50)], **{n: [v] for n, v in (GOOD | {"status": "Planlagt"}).items()})
    values, notes = run({"paths": layer, "elevation": HILL}, include_planned=True)
    assert values["passability"]["passes"].tolist() == ["yes"]
    assert any("Planlagte stier er regnet som anlagt" in note.da for note in notes)


def test_advice_that_is_not_met_is_told_and_closes_nothing():
    layer = paths([(5, 50), (40, 50)], belysning=["nej"], **{n: [v] for n, v in (GOOD | {"bredde_m": 1.4}).items()})
    values, _ = run({"paths": layer, "elevation": HILL})
    assert values["passability"]["passes"].tolist() == ["yes"]
    rows = values["reasons"][["pass_rule", "pass_verdict", "pass_found"]].values.tolist()
    assert rows == [["good_width", "advice", "1,4 m"], ["lit", "advice", "ikke belyst"]]


def test_nothing_to_tell_gives_tables_with_their_columns():
    layer = paths([(5, 50), (40, 50)], **{n: [v] for n, v in GOOD.items()}, belysning=["ja"])
    values, _ = run({"paths": layer, "elevation": HILL})
    assert values["reasons"].empty
    assert {"pass_rule", "limit_source"} <= set(values["reasons"].columns)
    assert values["survey"].empty
    assert values["survey"].crs == CRS


def test_the_profile_of_the_steepest_path_shows_height_limit_and_what_is_too_steep(made):
    graph = made[0]["elevation_profile"]
    assert isinstance(graph, Graph)
    assert graph.title.da == "Højdeprofil: Engstien"
    assert "80 ‰ over 12 m" in graph.caption.da
    height, allowed = graph.lines
    assert (height.role, allowed.role) == (Role.TODAY, Role.ALLOWED)
    rise = (allowed.y[1] - allowed.y[0]) / (allowed.x[1] - allowed.x[0])
    assert abs(rise) == pytest.approx(0.05)
    steep = [span for span in graph.spans if span.role is Role.COST]
    assert len(steep) == 1
    assert 20.0 < steep[0].x1 - steep[0].x0 < 60.0
    assert [stamp.da for stamp in graph.stamps] == ["OPDIGTET EKSEMPEL"]
    low, high = graph.y.limits
    assert (np.concatenate([one.y for one in graph.lines]) <= high + 1e-9).all()
    assert (height.y >= low).all()


def test_a_bridge_in_a_profile_is_straight_and_marked():
    valley = terrain(lambda x, _: 10.0 - 5.0 * ((x > 45.0) & (x < 75.0)))
    told = {"structure": ["", "bridge", ""], "level": [0, 1, 0], "name": ["Sti"] * 3}
    net = network((10, 50, 40, 50), (80, 50, 40, 50), (80, 50, 110, 50), **told)
    slopes = edge_slopes(net, valley)
    chain = chain_of(net, "sti")
    made = height_profile(net, valley, slopes, chain)
    np.testing.assert_allclose(made.z_m, 10.0, atol=1e-9)
    assert (np.diff(made.s_m) >= 0).all()
    assert made.s_m[-1] == pytest.approx(100.0)
    on = made.s_m[made.structure]
    assert (on.min(), on.max()) == (30.0, 70.0)
    graph = elevation_graph(net, valley, slopes, load_profiles()["wheelchair"], name="Sti")
    assert [(span.label.da, span.x0, span.x1) for span in graph.spans] == [("bro eller tunnel", 30.0, 70.0)]


def test_a_named_path_is_its_longest_way_and_an_unknown_name_is_told_with_the_nearest():
    told = {"name": ["Åstien"] * 4}
    net = network((0, 0, 10, 0), (10, 0, 20, 0), (10, 0, 10, 3), (20, 0, 60, 0), **told)
    chain = chain_of(net, "åstien")
    assert sorted(chain.edge.tolist()) == [0, 1, 3]
    with pytest.raises(ParamError, match="mente du Åstien"):
        chain_of(net, "Åstie")


def test_no_profile_where_no_path_lies_on_the_terrain():
    away = network((500, 500, 600, 500))
    with pytest.raises(LayerError, match="no path on the elevation model"):
        steepest_chain(away, edge_slopes(away, HILL))


def test_the_largest_part_is_that_of_a_plain_search():
    net = network((0, 0, 5, 0), (5, 0, 9, 0), (9, 0, 9, 20))

    class Answer:
        forward = np.array([1, -1, 0], np.int8)
        backward = np.array([1, 0, 0], np.int8)

    assert largest_part(net, Answer, least=1) == 5.0
    assert largest_part(net, Answer, least=0) == 29.0


def town_layers():
    return {name: gpd.read_file(TOWN, layer=name) for name in ("paths", "roads")}


def test_in_the_sample_the_steps_are_for_those_on_foot_and_the_ring_road_for_nobody():
    values, _ = run(town_layers(), profiles="walking,cycling,wheelchair")
    layer = values["passability"].groupby(["path_profile", "name"])["passes"].agg(set)
    steps = {who: layer[who, "Trappestien"] for who in ("gående", "cyklist", "kørestolsbruger")}
    assert steps == {"gående": {"yes"}, "cyklist": {"no"}, "kørestolsbruger": {"no"}}
    assert all(layer[who, "Ringvejen"] == {"no"} for who in steps)
    assert layer["cyklist", "Dalstien"] == {"yes"}


@pytest.mark.skipif("GISTOOLS_REAL_DATA" not in os.environ, reason="real Danish samples are not there")
def test_real_centre_lines_tell_no_width_or_kerb_so_that_a_wheelchair_is_never_told_yes():
    folder = Path(os.environ["GISTOOLS_REAL_DATA"]) / "registers" / "geodanmark_vejmidte"
    layer = gpd.read_file(min(folder.glob("*.geojson")))
    values, _ = run({"paths": layer}, profiles="wheelchair,walking", survey_most=15)
    chair = values["passability"][values["passability"]["path_profile"] == "kørestolsbruger"]
    assert len(chair) > 100
    assert set(chair["passes"]) <= {"unknown", "no"}
    assert (chair["passes"] == "unknown").sum() > 50
    figures = values["for_whom"].set_index("path_profile")
    assert figures.loc["kørestolsbruger", "passes_largest_strict_m"] == 0.0
    assert figures.loc["kørestolsbruger", "passes_largest_optimistic_m"] > 1_000.0
    survey = values["survey"][values["survey"]["path_profile"] == "kørestolsbruger"]
    assert len(survey) == 15
    assert survey["survey_ask"].str.contains("bredde").all()
    assert survey["survey_ask"].str.contains("kantsten").all()
