"""The tool plan-area-assessment on the sample town: its three plan areas get the assessment their maker intended."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.document import Document
from gistools.errors import LayerError
from gistools.io import read_elevation
from gistools.pathnet.area_layers import areas_by_name, destinations_by_kind, homes_of
from gistools.progress import NoProgress
from gistools.tool import run_steps

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
TOOL = tool("plan-area-assessment")
OUTPUTS = frozenset(one.name for one in TOOL.outputs)


def _layer(name):
    return gpd.read_file(SAMPLE / "town.gpkg", layer=name)


@pytest.fixture(scope="module")
def given():
    made = {name: _layer(name) for name in ("plan_areas", "paths", "roads", "buildings", "lakes", "addresses")}
    stops = gpd.GeoDataFrame({"slags": ["Busstoppested"]}, geometry=[shapely.Point(650_646, 6_268_376)],
                             crs="EPSG:25832")  # fmt: skip
    elevation = read_elevation(sorted((SAMPLE / "terrain").glob("*.tif"))).value
    return made | {"streams": _layer("stream"), "destinations": stops, "elevation": elevation}


def _run(given, **params):
    inputs = {one.name: given.get(one.name) for one in TOOL.inputs}
    return TOOL.load()(**inputs, params=TOOL.params.from_mapping(params), steps=run_steps, wanted=OUTPUTS,
                       progress=NoProgress())  # fmt: skip


@pytest.fixture(scope="module")
def made(given):
    return _run(given)


def _answers(made, area):
    rows = made["assessment"][made["assessment"]["area_name"] == area]
    return {(row.for_profile, row.question): row.area_answer for row in rows.itertuples()}


def test_l1_is_connected_for_wheelchairs_too(made):
    told = _answers(made, "L1")
    assert {answer for (_, question), answer in told.items() if question in {"inside", "path_network"}} == {"yes"}
    assert told["gående", "neighbours"] == "yes"
    assert told["kørestolsbruger", "neighbours"] == "uncertain", "kerbs of 8 cm: may be lowered where one crosses"


def test_l2_is_cut_off_by_the_ring_road_for_all(made):
    told = _answers(made, "L2")
    assert {answer for (_, question), answer in told.items() if question in {"neighbours", "path_network"}} == {"no"}
    stops = made["blocking"].query("area_name == 'L2' and for_profile == 'gående' and question == 'neighbours'")
    assert set(stops["edge_name"]) == {"Ringvejen"}
    assert "kun motorkøretøjer" in set(stops["edge_found"])
    [link] = (
        made["area_mends"]
        .query("area_name == 'L2' and for_profile == 'gående' and question == 'neighbours'")
        .itertuples()
    )
    assert link.mend_action == "link"
    assert "tunnel" in link.mend_price_kinds
    assert link.set_proven
    assert link.set_holds


def test_l3_is_connected_on_foot_and_not_for_wheelchairs_because_of_the_stairs(made):
    told = _answers(made, "L3")
    assert told["gående", "path_network"] == told["gående", "neighbours"] == "yes"
    assert told["kørestolsbruger", "path_network"] == told["kørestolsbruger", "neighbours"] == "no"
    stops = made["blocking"].query("area_name == 'L3' and for_profile == 'kørestolsbruger'")
    assert "Trappestien" in set(stops["edge_name"])
    assert (made["area_mends"]["set_holds"]).all()


def test_every_answer_has_its_sentence_and_says_assessment_never_decision(made):
    table, areas = made["assessment"], made["plan_areas_assessed"]
    assert len(table) == 3 * 4 * 4
    for said in (*table["assessed_da"], *areas["assessed_da"]):
        assert said.startswith("Vurdering")
        assert "afgørelse" not in said
    assert all(said.startswith("Assessment") for said in table["assessed_en"])
    no = table.query("area_answer == 'no' and not_answered_why == ''")
    assert no["assessed_da"].str.contains("princip ").all()
    assert areas.set_index("area_name")["area_connected"].to_dict() == {"L1": "uncertain", "L2": "none", "L3": "some"}
    assert set(areas["maerke"]) == {"OPDIGTET EKSEMPEL / INVENTED EXAMPLE"}


def test_principles_are_answered_by_number_and_what_no_layer_tells_says_so(made):
    rules = made["principles_answered"].query("area_name == 'L1'").set_index("principle_no")
    assert rules["principle_answer"].loc[[1, 3, 9, 14, 17]].tolist() == ["yes"] * 5
    assert rules["principle_answer"].loc[[19, 20]].tolist() == ["not_answered"] * 2
    assert not rules["verified"].loc[3]
    assert any("Principper, som de givne lag ikke kan besvare: " in note.da for note in made.notes)


def test_the_sheets_hold_no_number_that_is_not_in_their_tables(made):
    document = made["assessment_sheets"]
    assert isinstance(document, Document)
    assert {table.name for table in document.tables} == {"areas", "cells", "rules"}
    assert len(document.sections) == 4


def test_without_terrain_and_homes_wheelchairs_are_uncertain_and_it_says_why(given):
    bare = {name: given[name] for name in ("plan_areas", "paths", "roads")}
    made = _run(bare, profiles="wheelchair")
    told = _answers(made, "L1")
    assert told["kørestolsbruger", "path_network"] == "uncertain"
    mends = made["area_mends"].query("area_name == 'L1' and question == 'path_network'")
    assert set(mends["mend_action"]) == {"survey"}
    why = made["assessment"].query("area_name == 'L1'").set_index("question")["not_answered_why"]
    assert why["neighbours"] == why["destinations"] == "not_given"
    assert any("Ingen højdemodel" in note.da for note in made.notes)
    assert made["blocking"].query("area_name == 'L1'")["edge_verdict"].eq("unknown").all()


def test_own_principles_and_prices_take_the_place_of_those_shipped(given):
    own = pd.DataFrame({"nr": [7], "prøve": ["path_network"], "navn": ["Tæt på stien"], "grænse": [100],
                        "enhed": ["m"], "kilde": ["Byrådet"], "verificeret": ["ja"]})  # fmt: skip
    prices = pd.DataFrame({"slags": ["path"], "enhed": ["m"], "pris_kr": [10], "prisår": [2024], "kilde": ["udbud"],
                           "verificeret": ["ja"]})  # fmt: skip
    made = _run({**given, "path_principles": own, "path_prices": prices}, profiles="walking")
    row = made["assessment"].query("area_name == 'L1' and question == 'path_network'").iloc[0]
    assert (row.area_answer, row.principle_no, row.way_limit_m) == ("no", 7, 100.0)
    assert "princip 7: tæt på stien, højst 100 m" in row.assessed_da


def test_layers_of_the_user_are_read_or_refused():
    areas = gpd.GeoDataFrame({"x": ["a", "b"]}, geometry=[shapely.box(0, 0, 1, 1)] * 2, crs="EPSG:25832")
    assert list(areas_by_name(areas)) == ["1", "2"]
    assert list(areas_by_name(areas, "x")) == ["a", "b"]
    with pytest.raises(LayerError, match="planområderne: y findes ikke"):
        areas_by_name(areas, "y")
    homes = gpd.GeoDataFrame({"n": [2, None]}, geometry=shapely.points([[0, 0], [1, 1]]), crs="EPSG:25832")
    points, dwellings, notes = homes_of(homes, "n")
    assert len(points) == 2
    assert dwellings.tolist() == [2.0, 0.0]
    assert "1 adresse har intet tal" in notes[0].da
    assert homes_of(homes)[1].tolist() == [1.0, 1.0]
    assert "hver adresse tæller for én" in homes_of(homes)[2][0].da
    named = homes.rename(columns={"n": "antal_boliger"})
    assert homes_of(named)[1].tolist() == [2.0, 0.0], "the usual column is counted, as by the other tools"
    for wrong in ([-1, 1], ["to", 1], [np.inf, 1]):
        with pytest.raises(LayerError, match="1 værdier i n"):
            homes_of(homes.assign(n=wrong), "n")
    with pytest.raises(LayerError, match="uden en kolonne med slags"):
        destinations_by_kind(homes)
    some = homes.assign(type=["Folkeskole", None])
    kinds, notes = destinations_by_kind(some, "", {"school": homes[:1], "stop": None})
    assert {kind: len(shapes) for kind, shapes in kinds.items()} == {"school": 2}
    assert "1 mål uden slags" in notes[0].da
    assert np.array_equal(homes["n"].isna(), [False, True]), "the layer is not changed"
