"""What layers call things, in the words of four sources, becomes the network's columns; the rest stays unknown."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.pathnet.attributes import read_attributes
from gistools.pathnet.network import COLUMNS


def told(source="paths", **columns):
    n = len(next(iter(columns.values())))
    lines = [shapely.LineString([(k, 0), (k, 9)]) for k in range(n)]
    return read_attributes(gpd.GeoDataFrame(columns, geometry=lines, crs="EPSG:25832"), source)


def test_openstreetmap():
    made, notes = told(**{
        "highway": ["steps", "footway", "residential", "motorway", "cycleway"],
        "layer": ["1", None, "-1", "", "0"], "bridge": [None, "yes", None, None, "no"],
        "tunnel": [None, None, "yes", None, None], "oneway": ["no", None, "yes", "-1", "reverse"],
        "width": ["1.5 m", "2,5", "3'", None, "-999"], "incline": ["up", "6%", "-4.5 %", None, None],
        "kerb:height": ["0.03", None, None, None, None], "surface": ["asphalt", "gravel", "lava", None, None],
        "wheelchair": ["no", "yes", "limited", None, None], "lit": ["yes", "no", None, None, None],
    })  # fmt: skip
    assert made["way_type"].tolist() == ["path", "path", "road", "motor_road", "path"]
    assert made["steps"].tolist() == ["yes", "unknown", "unknown", "unknown", "unknown"]
    assert made["level"].tolist() == [1, 1, -1, 0, 0]
    assert made["level_known"].tolist() == [True, True, True, False, True]
    assert made["structure"].tolist() == ["", "bridge", "tunnel", "", ""]
    assert made["oneway"].tolist() == [0, 0, 1, -1, -1]
    assert made["foot"].tolist() == ["yes", "yes", "unknown", "no", "unknown"]
    assert made["cycle"].tolist() == ["unknown", "unknown", "unknown", "no", "yes"]
    np.testing.assert_array_equal(made["width_m"], [1.5, 2.5, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(made["incline_permille"], [np.nan, 60.0, -45.0, np.nan, np.nan])
    assert made["kerb_cm"][0] == pytest.approx(3.0)
    assert made["surface"].tolist() == ["asphalt", "gravel", "unknown", "unknown", "unknown"]
    assert made["wheelchair"].tolist() == ["no", "yes", "unknown", "unknown", "unknown"]
    words = " ".join(note.da for note in notes)
    for word in ("lava (1)", "up (1)", "3' (1)", "-999 (1)"):
        assert word in words


def test_geodanmark_and_its_elders():
    made, notes = told(
        "roads", VEJKLASSE=["Lokalvej-Primær", "Sti, diverse", "Motorvej", None],
        VEJMIDTETYPE=["Vej", "Sti", None, None],
        NIVEAU=["Ikke tildelt", "Bro", "0", None], startknude=[-999, 7, 8, 9], rund_koer=["ja", "nej", None, None],
        Overflade=["Befæstet", "Ubefæstet", None, "Ikke tildelt"],
    )  # fmt: skip
    assert made["way_type"].tolist() == ["road", "path", "motor_road", "road"]
    assert made["level_known"].tolist() == [False, True, True, False]
    assert made["level"].tolist() == [0, 1, 0, 0]
    assert made["surface"].tolist() == ["paved", "unpaved", "unknown", "unknown"]
    assert made["category"].tolist() == ["Lokalvej-Primær", "Sti, diverse", "Motorvej", ""]
    words = " ".join(note.en for note in notes)
    assert "1 rows have node numbers below 0" in words
    assert "1 roundabouts" in words


def test_own_survey_and_nothing_at_all():
    made, _ = told(gang_tilladt=["ja", "nej", "ukendt"], cykel_tilladt=["nej", "nej", ""], trappe=["ja", "nej", None],
                   kantsten_cm=[0.0, 12.0, np.nan], bro_tunnel=["Tunnel", "", None], niveau=[0, 0, 0])  # fmt: skip
    assert made["foot"].tolist() == ["yes", "no", "unknown"]
    assert made["surface"].tolist() == ["steps", "unknown", "unknown"]
    assert made["level"].tolist() == [-1, 0, 0]
    bare, notes = told("survey", x=[1])
    usual = {name: bare[name][0] for name in COLUMNS if name not in {"source", "feature"}}
    np.testing.assert_equal(usual, {name: value for name, value in COLUMNS.items() if name in usual})
    assert not notes
    assert told("paths", x=[1])[0]["way_type"].tolist() == ["path"]


@pytest.mark.parametrize(
    ("columns", "column", "answer"),
    [
        ({"vejklasse": ["Indkørselsvej"]}, "restricted", "yes"),
        ({"vejklasse": ["Lokalvej-Tertiær"]}, "restricted", "unknown"),
        ({"highway": ["service"], "access": ["private"]}, "restricted", "yes"),
        ({"highway": ["residential"], "foot": ["permit"]}, "restricted", "yes"),
        ({"highway": ["track"], "access": ["no"]}, "foot", "no"),
        ({"highway": ["track"], "access": ["no"], "foot": ["yes"]}, "foot", "yes"),
        ({"highway": ["trunk"]}, "restricted", "yes"),
        ({"highway": ["trunk"], "motorroad": ["yes"]}, "way_type", "motor_road"),
        ({"highway": ["trunk"], "motorroad": ["yes"]}, "foot", "no"),
        ({"vejkategori": ["Cykelsti langs vej"]}, "cycle", "yes"),
        ({"vejkategori": ["Mindre sti"]}, "cycle", "unknown"),
    ],
)
def test_what_closes_a_way_to_the_general_rule_is_read(columns, column, answer):
    line = [shapely.LineString([(0, 0), (9, 0)])]
    told, notes = read_attributes(gpd.GeoDataFrame(columns, geometry=line, crs="EPSG:25832"), "roads")
    assert (told[column].tolist(), notes) == ([answer], ())
