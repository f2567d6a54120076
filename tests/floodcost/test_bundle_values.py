"""Values of a bundle: what is refused when it is made, and how cells are shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistools.errors import ParamError, TableError
from gistools.floodcost.bundle import bundle_table, without_hidden_text
from gistools.floodcost.bundle_cells import BundleColumn, BundleTable, CellKind, clean, dkk, oere, shown
from gistools.floodcost.bundle_evidence import Evidence, slug
from gistools.floodcost.bundle_values import Bound, Bundle, InputFile, Picture, Section, Sentence
from gistools.text import Text
from tests.floodcost.bundle_town import TOKEN, png

LABEL = Text("x", "x")


def table(values: object, kind: CellKind, name: str = "t") -> BundleTable:
    return BundleTable(name, LABEL, pd.DataFrame({"x": values}), (BundleColumn("x", kind, LABEL),))


@given(st.integers(-(10**14), 10**14))
def test_whole_oere_come_back_from_dkk(whole):
    assert int(oere(dkk([whole]))[0]) == whole
    assert table(dkk([whole]), CellKind.DKK).whole_oere("x")[0] == whole


@pytest.mark.parametrize(
    ("values", "kind", "said"),
    [
        ([1.001], CellKind.DKK, "ikke er hele øre"),
        ([1.0, np.inf], CellKind.NUMBER, "uendelige"),
        ([1.5], CellKind.WHOLE, "ikke er hele"),
        ([1.0, np.nan], CellKind.WHOLE, "ikke er hele"),
    ],
)
def test_cells_of_another_kind_are_refused_and_named(values, kind, said):
    with pytest.raises(TableError, match=said):
        table(values, kind)


def test_all_faults_of_a_table_are_told_at_once():
    columns = (BundleColumn("a", CellKind.DKK, LABEL), BundleColumn("b", CellKind.WHOLE, LABEL))
    with pytest.raises(TableError) as error:
        BundleTable("t", LABEL, pd.DataFrame({"a": [0.001], "b": [0.5]}), columns)
    assert len(error.value.faults) == 2
    with pytest.raises(TableError, match="erklæret"):
        BundleTable("t", LABEL, pd.DataFrame({"a": [1.0]}), columns)
    with pytest.raises(TableError, match="'Å b'"):
        table([1.0], CellKind.NUMBER, name="Å b")


def test_a_number_in_the_text_of_the_report_needs_a_cell():
    with pytest.raises(ParamError, match="tal i selve teksten"):
        Sentence(Text("Det koster 7 kr.", "It costs DKK 7."))
    with pytest.raises(ParamError, match="felterne"):
        Sentence(Text("Det koster {pris} kr.", "It costs a lot."), {"pris": Bound("t", {}, "x")})
    with pytest.raises(ParamError, match="tal i selve teksten"):
        Section(Text("Kapitel 1", "Chapter 1"))


@pytest.mark.parametrize(
    "bound", [Bound("none", {}, "x"), Bound("t", {}, "y"), Bound("t", {}, "x"), Bound("t", {"x": 9.0}, "x")]
)
def test_a_number_that_is_bound_to_no_cell_or_to_several_is_refused(bound):
    sentence = Sentence(Text("{a}", "{a}"), {"a": bound})
    with pytest.raises(ParamError):
        Bundle(LABEL, True, "", {"t": table([1.0, 2.0], CellKind.NUMBER)}, (Section(LABEL, (sentence,)),))  # noqa: FBT003


def test_numbers_are_shown_as_each_language_writes_them():
    assert shown(1234567.8, CellKind.DKK) == "1.234.567,80"
    assert shown(1234567.8, CellKind.DKK, "en", 0) == "1,234,568"
    assert (shown(2100, CellKind.WHOLE), shown(12345, CellKind.WHOLE)) == ("2100", "12.345")
    assert (shown(0.035, CellKind.NUMBER), shown(0.1 + 0.2, CellKind.NUMBER)) == ("0,035", "0,30")
    assert shown("a", CellKind.TEXT) == "a"


@given(st.text())
def test_cleaned_texts_are_one_line_and_stay_as_they_are(text):
    made = clean(text)
    assert clean(made) == made
    assert "\n" not in made
    assert made.isprintable() or any(ord(c) >= 0xAD for c in made)


def test_shapes_that_do_not_belong_together_are_refused():
    with pytest.raises(ParamError, match="dele x bygninger"):
        Evidence(("a",), np.ones((2, 3)), np.ones((2, 3)))
    with pytest.raises(ParamError, match="dele x bygninger"):
        Evidence(("a",), np.ones((1, 3)), np.ones((1, 3)), np.ones(2), np.ones((3, 3)))


def test_names_of_scenarios_become_names_of_columns():
    assert [slug(name) for name in ("i dag", "2050, middel", "Århus +")] == ["i_dag", "s2050_middel", "aarhus"]


def test_a_picture_loses_what_is_hidden_in_it_and_keeps_the_rest():
    made = without_hidden_text(Picture("p", png(), LABEL))
    assert TOKEN.encode() in png()
    assert TOKEN.encode() not in made
    assert len(made) == len(png()) - 12 - len(b"Author\0" + TOKEN.encode())
    for broken in (b"", b"GIF89a", png()[:-6], png()[:20]):
        with pytest.raises(ParamError, match="PNG"):
            without_hidden_text(Picture("p", broken, LABEL))


def test_folders_of_an_input_stay_private():
    class Source:
        path, content_hash, size_bytes, crs = "C:\\Brugere\\jens\\by.gpkg|layername=x", "ab", 3, ""

    assert InputFile.of("buildings", Source()).file == "by.gpkg|layername=x"


def test_a_table_of_gistools_takes_its_labels_and_units_along():
    frame = pd.DataFrame({"length_m": [1.5], "sum_oere": np.array([150]), "ok": [True], "n": [3], "navn": ["a"]})
    frame.attrs["units"] = {"n": "stk."}
    made = bundle_table("t", frame)
    assert [(c.name, c.kind.value, c.unit) for c in made.columns] == [
        ("length_m", "number", "m"),
        ("sum_dkk", "dkk", "DKK"),
        ("ok", "yes_no", ""),
        ("n", "whole", "stk."),
        ("navn", "text", ""),
    ]
    assert made.columns[0].label.da == "Længde"
    assert made.frame["sum_dkk"].tolist() == [1.5]
