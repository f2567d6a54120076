"""Layers that rules ask of: read under the names of their sources, and refused in words."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gistools.addresses import CheckLayers, check_register
from gistools.errors import CrsError, LayerError, WrongKindError
from tests.addresses.mapped import DAY, area, layer, register

SQUARE = area(0, 0, 10, 10)


def test_columns_are_found_under_the_names_of_their_sources():
    table = CheckLayers(
        outlines=layer(
            [SQUARE, SQUARE], ID_LOKALID=[105.0, 106.0], BBRUUID=["AB-1", None], byg021BygningensAnvendelse=["120", ""]
        )
    ).table("outlines")
    assert table.outline_id.tolist() == ["105", "106"]
    assert table.building_id.tolist() == ["ab-1", ""]
    assert table.building_use.tolist()[0] == 120
    assert pd.isna(table.building_use[1])
    assert (
        CheckLayers(municipalities=layer([SQUARE], Kommunekode=[101])).table("municipalities").municipality[0] == "0101"
    )
    assert CheckLayers().table("parcels") is None


def test_shapes_are_made_plain():
    bow = shapely.from_wkt("POLYGON Z ((0 0 1, 10 10 1, 10 0 1, 0 10 1, 0 0 1))")
    table = CheckLayers(parcels=layer([bow, None, shapely.Polygon()], parcel_id=["a", "b", "c"])).table("parcels")
    assert table.parcel_id.tolist() == ["a"]
    assert table["shape"][0].is_valid
    assert table["shape"][0].area == 50.0
    assert not table["shape"][0].has_z
    upright = layer([SQUARE], parcel_id=["a"]).set_crs(7416, allow_override=True)  # with heights
    assert len(CheckLayers(parcels=upright).table("parcels")) == 1


@pytest.mark.parametrize(
    ("made", "kind", "word"),
    [
        (lambda: layer([SQUARE], parcel_id=["a"]).to_crs(4326), CrsError, "grader"),
        (lambda: layer([SQUARE], parcel_id=["a"]).to_crs(25833), CrsError, "25832"),
        (lambda: gpd.GeoDataFrame({"parcel_id": ["a"]}, geometry=[SQUARE]), CrsError, "uden koordinatsystem"),
        (lambda: layer([SQUARE], navn=["a"]), LayerError, "parcel_id"),
        (lambda: layer([SQUARE.boundary], parcel_id=["a"]), LayerError, "LineString"),
        (lambda: gpd.GeoDataFrame({"parcel_id": ["a"]}), LayerError, "uden geometri"),
        (lambda: pd.DataFrame({"parcel_id": ["a"]}), WrongKindError, "DataFrame"),
    ],
)
def test_a_layer_that_cannot_be_used_is_refused(made, kind, word):
    with pytest.raises(kind, match=word):
        CheckLayers(parcels=made())


def test_streams_may_be_lines_or_areas_but_not_points():
    assert len(CheckLayers(streams=layer([SQUARE, SQUARE.boundary])).table("streams")) == 2
    with pytest.raises(LayerError, match="Point"):
        CheckLayers(streams=layer([SQUARE.centroid]))


def test_layers_are_given_as_such():
    with pytest.raises(WrongKindError, match="CheckLayers"):
        check_register(register([]), DAY, layers={"parcels": None})


def test_an_empty_register_and_empty_layers_are_no_fault():
    areas = {"outlines": "outline_id", "parcels": "parcel_id", "postcode_areas": "postcode", "town_areas": "town",
             "municipalities": "municipality"}  # fmt: skip
    full = CheckLayers(**{name: layer([SQUARE], **{column: ["1"]}) for name, column in areas.items()},
                       railways=layer([SQUARE]), streams=layer([SQUARE]))  # fmt: skip
    empty = CheckLayers(**{name: layer([], **{column: []}) for name, column in areas.items()},
                        railways=layer([]), streams=layer([]))  # fmt: skip
    nobody, someone = register([]), register([{"no": "1", "at": (50, 5), "meets": (50, 0), "geoDanmarkBygning": "9"}])
    for held in (nobody, someone):
        for layers in (full, empty, None):
            assert not len(check_register(held, DAY, layers=layers).layer)
    few = type(someone)({name: someone.tables[name] for name in ("house_number", "point")})
    answers = check_register(few, DAY, layers=full).answers.set_index("rule")
    assert answers.asked["G06"] == 1
    assert answers.cannot_tell[["A22", "A44"]].tolist() == [1, 1]
    assert answers.asked["G03"] == 0
