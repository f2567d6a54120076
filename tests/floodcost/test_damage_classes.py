"""What buildings are: use codes, areas and basements as registers write them; unknown is counted, never dropped."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, Polygon, box

from gistools.errors import CrsError, LayerError, WrongKindError
from gistools.floodcost.buildings import ADDED, class_notes
from gistools.floodcost.damage import classify, damage_model
from gistools.floodcost.params import AreaRule, ClassParams
from gistools.tables import read_user_table
from tests.floodcost.town import building, classified, layer_of


@pytest.mark.parametrize(
    ("code", "text", "name", "state"),
    [
        ("120", "120", "home", "coded"),
        (120, "120", "home", "coded"),
        (120.0, "120", "home", "coded"),
        ("120.0", "120", "home", "coded"),
        (" 510 ", "510", "holiday_home", "coded"),
        ("314", "314", "low_business", "coded"),
        ("999", "999", "other", "coded"),
        ("451", "451", "unknown", "unknown_code"),
        ("villa", "villa", "unknown", "unknown_code"),
        (None, "", "unknown", "no_code"),
        (np.nan, "", "unknown", "no_code"),
        ("", "", "unknown", "no_code"),
        (-9999, "", "unknown", "no_code"),
    ],
)
def test_a_use_code_however_it_is_written(code, text, name, state):
    made = classified(building(code)).iloc[0]
    assert (made["use_code"], made["damage_class"], made["class_state"]) == (text, name, state)


@pytest.mark.parametrize(
    ("said", "area", "basement", "m2", "state"),
    [
        ("ja", 60.0, "yes", 60.0, "known"),
        ("ja", "60,5", "yes", 60.5, "known"),
        ("ja", None, "yes", np.nan, "area_unknown"),
        ("ja", 0.0, "yes", np.nan, "area_unknown"),
        ("nej", None, "no", 0.0, "none"),
        ("nej", 0.0, "no", 0.0, "none"),
        ("nej", 40.0, "unknown", np.nan, "contradiction"),
        ("ukendt", None, "unknown", np.nan, "unknown"),
        ("ukendt", 40.0, "yes", 40.0, "known"),
        (None, 0.0, "unknown", np.nan, "unknown"),
        (None, None, "unknown", np.nan, "unknown"),
        (True, 30, "yes", 30.0, "known"),
        (False, None, "no", 0.0, "none"),
        (1.0, 30, "yes", 30.0, "known"),
    ],
)
def test_a_basement_that_is_not_known_is_not_zero(said, area, basement, m2, state):
    made = classified(building("120", 100, said, area)).iloc[0]
    assert (made["basement"], made["basement_state"]) == (basement, state)
    assert made["basement_m2"] == m2 or (np.isnan(m2) and np.isnan(made["basement_m2"]))


def test_a_lone_zero_means_none_only_when_the_user_says_so():
    layer = layer_of({"byg021anvendelse": "120", "kaelder_areal_m2": 0}, {"byg021anvendelse": "120"})
    assert classify(layer)["basement"].tolist() == ["unknown", "unknown"]
    made = classify(layer, ClassParams(zero_is_no_basement=True))
    assert made["basement"].tolist() == ["no", "unknown"], "empty stays unknown"
    assert made["basement_m2"].tolist()[0] == 0.0


def test_the_layer_keeps_its_rows_order_and_columns():
    layer = layer_of(building("120") | {"navn": "B"}, building("910") | {"navn": "A"}).assign(id_lokalid=["x", None])
    layer.index = [7, 3]
    made = classify(layer)
    assert made.index.tolist() == [7, 3]
    assert made["navn"].tolist() == ["B", "A"]
    assert made["building_id"].tolist() == [1, 2]
    assert made["source_id"].tolist() == ["x", ""]
    assert set(ADDED) <= set(made.columns)
    assert set(ADDED) & set(layer.columns) == set(), "the source is not edited"


def test_ground_area_is_the_polygon_or_the_field():
    layer = layer_of(building("120", 80), building("120", 90), building("120", 70)).assign(
        byg041bebygget_areal=[75, None, 0]
    )
    assert classify(layer)["ground_area_m2"].tolist() == [80.0, 90.0, 70.0]
    made = classify(layer, ClassParams(area_rule=AreaRule.FIELD))
    assert made["ground_area_m2"].tolist() == [75.0, 90.0, 70.0]
    assert made["area_source"].tolist() == ["field", "footprint", "footprint"]
    told = "2 af 3 bygninger (66,7 %) mangler bebygget areal; fladen er brugt"
    for params in (ClassParams(area_rule=AreaRule.FIELD), None):
        assert told in [n.da for n in class_notes(made, params)]
    assert told not in [n.da for n in class_notes(classify(layer))]


def test_the_names_of_bbr_itself_in_any_case():
    layer = layer_of({"BYG021BygningensAnvendelse": "140", "byg041BebyggetAreal": 55.0, "ID_LOKALID": "q"})
    made = classify(layer, ClassParams(area_rule=AreaRule.FIELD)).iloc[0]
    assert (made["damage_class"], made["ground_area_m2"], made["source_id"]) == ("home", 55.0, "q")


def test_a_layer_without_the_standard_columns_is_all_unknown_and_counted():
    made = classify(layer_of({}, {}, {}))
    assert made["class_state"].tolist() == ["no_code"] * 3
    assert [n.en for n in class_notes(made)] == [
        "3 of 3 buildings (100.0 %) have no use code",
        "3 of 3 buildings (100.0 %) have an unknown basement",
    ]


def test_notes_count_each_kind_of_not_known():
    bow = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    made = classified(
        building("120"), building("777"), building(None), building("120", cellar="ja"),
        building("120", cellar="nej", cellar_m2=9.0), {"byg021anvendelse": "120", "shape": bow, "har_kaelder": "nej"},
    )  # fmt: skip
    assert [n.da for n in class_notes(made)] == [
        "1 af 6 bygninger (16,7 %) har ingen anvendelseskode",
        "1 af 6 bygninger (16,7 %) har en ukendt anvendelseskode",
        "1 af 6 bygninger (16,7 %) har kælder af ukendt areal",
        "1 af 6 bygninger (16,7 %) har kælderareal, men siges at være uden kælder",
        "1 af 6 bygninger (16,7 %) har en ugyldig flade; arealet er målt på den rettede",
    ]
    assert made["ground_area_m2"].iloc[5] == pytest.approx(50.0), "two triangles of 25 m²"


def test_an_id_that_stands_twice_is_counted_and_each_row_is_kept():
    """Two rows with one id, and two without any, of five: the two are told, none is left out."""
    layer = layer_of(*[building("120")] * 5).assign(id_lokalid=["a", "b", "a", "", None])
    made = classify(layer)
    assert "2 af 5 bygninger (40,0 %) har samme id som en anden; hver tælles for sig" in [
        note.da for note in class_notes(made)
    ]
    assert made["building_id"].tolist() == [1, 2, 3, 4, 5]
    single = classify(layer.assign(id_lokalid=list("abcde")))
    assert not any("samme id" in note.da for note in class_notes(single))


def test_a_users_own_classes():
    own = read_user_table(pd.DataFrame({"kode": ["120", "451"], "skadesklasse": ["public", "supply"]}), "bbr_use")
    made = classify(layer_of(building("120"), building("451"), building("130")), uses=own)
    assert made["damage_class"].tolist() == ["public", "supply", "unknown"]


def test_all_faults_are_told_at_once():
    layer = layer_of(
        building("120", cellar="Måske"),
        building("120", cellar_m2=-5.0),
        building("120", cellar_m2="stor"),
        {"shape": Point(0, 0)},
        {"shape": None},
        {"shape": Polygon()},
    ).assign(byg041bebygget_areal=[1, -2, 3, 1e9, -1, 2])
    with pytest.raises(LayerError) as caught:
        classify(layer, ClassParams(use_field="kode"))
    said = caught.value.found.da
    for part in (
        "use_field: intet felt kode (felter: byg021anvendelse, har_kaelder, kaelder_areal_m2, byg041bebygget_areal)",
        "række 4, 5, 6: ingen flade",
        "række 1: har_kaelder = Måske (godtager ja, j, yes, true, 1, nej, n, no, false, 0, ukendt, unknown, uoplyst",
        "række 2: kaelder_areal_m2 er negativ",
        "række 3: kaelder_areal_m2 er intet tal",
        "række 2, 5: byg041bebygget_areal er negativ",
        "række 4: byg041bebygget_areal er over 1e+07 m²",
    ):
        assert part in said, part


def test_many_rows_are_named_by_the_first_and_counted():
    layer = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (1, 1)])] * 20, crs=25832)
    with pytest.raises(LayerError, match="række 1, 2, 3, 4, 5, 6, 7, 8 og 12 til: ingen flade"):
        classify(layer)


@pytest.mark.parametrize("crs", [None, "EPSG:4326", "EPSG:2225"])
def test_degrees_feet_and_nothing_are_no_metres(crs):
    layer = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=crs)
    with pytest.raises(CrsError, match="projiceret koordinatsystem i meter"):
        classify(layer)


def test_what_is_no_layer():
    with pytest.raises(WrongKindError):
        classify(pd.DataFrame({"a": [1]}))
    with pytest.raises(LayerError, match="ingen bygninger"):
        classify(gpd.GeoDataFrame(geometry=[], crs=25832))
    with pytest.raises(LayerError, match="flere kolonner for byg021anvendelse"):
        classify(layer_of({"BYG021ANVENDELSE": "1", "Byg021anvendelse": "2"}))
    with pytest.raises(LayerError, match="kald classify først"):
        damage_model(layer_of({}))


def test_sample_town(sample_dir):
    layer = gpd.read_file(sample_dir / "town.gpkg", layer="buildings")
    made = classify(layer)
    assert len(made) == len(layer) == 703
    assert (made["class_state"] == "no_code").sum() == layer["byg021anvendelse"].isna().sum() == 6
    assert (made["basement"] == "unknown").sum() == (layer["har_kaelder"] == "ukendt").sum() == 81
    assert made.loc[made["basement"] == "yes", "basement_m2"].sum() == layer["kaelder_areal_m2"].sum()
    assert set(made["damage_class"]) >= {"home", "garage", "business", "low_business", "public", "unknown"}
    np.testing.assert_allclose(made["ground_area_m2"], layer.area)


@pytest.mark.real_data
def test_real_buildings_without_use_codes_are_all_counted(real_data):
    layer = gpd.read_file(real_data / "registers" / "geodanmark_bygning" / "bygninger_25832.geojson")
    made = classify(layer)
    assert len(made) == 2471
    assert (made["damage_class"] == "unknown").all()
    assert (made["basement"] == "unknown").all()
    assert made["source_id"].tolist() == layer["ID_LOKALID"].tolist()
    assert (made["ground_area_m2"] > 0.0).all()
    model = damage_model(made)
    assert any("2471 of 2471 buildings (100.0 %) have no use code" in n.en for n in model.notes)
    cost = model.at(np.full(len(made), 0.5))
    assert cost[0].sum() == pytest.approx(1000.0 * layer.area.sum())
    assert np.isnan(cost[1]).all(), "the cost of basements is not known, and not zero"
