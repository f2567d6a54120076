"""Tables in and out."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import TableError
from gistools.io import read_table, write_table
from gistools.text import Text

from .making import Recorder, record

ROWS = "klasse;afløb;tab_mm\nVej;0,85;1,5\nGræs på lér;0,1;\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ROWS, "utf-8"),
        (ROWS, "utf-8-sig"),
        (ROWS, "cp1252"),
        (ROWS, "utf-16"),
        (ROWS.replace("\n", "\r\n"), "cp1252"),
        (ROWS.replace("\n", ";\n"), "utf-8"),
        (ROWS.replace(";", "\t"), "utf-8"),
        (ROWS.replace(",", ".").replace(";", ","), "utf-8"),
        (ROWS.replace(",", "."), "utf-8"),
        ("\n" + ROWS + "\n\n;;\n", "utf-8"),
        ("sep=;\n" + ROWS, "utf-8-sig"),
        (ROWS.replace("Vej", '"Vej"').replace("0,85", '"0,85"'), "utf-8"),
        (ROWS.replace("klasse", " klasse ").replace("afløb", "afløb"), "utf-8"),
    ],
)
def test_every_way_to_write_the_same_table(tmp_path, text, encoding):
    path = tmp_path / "tab æ.csv"
    path.write_bytes(text.encode(encoding))

    loaded = read_table(path, columns=["klasse", "afløb", "tab_mm"])

    assert loaded.value["klasse"].tolist() == ["Vej", "Græs på lér"]
    assert loaded.value["afløb"].tolist() == [0.85, 0.1]
    assert loaded.value["tab_mm"].tolist()[0] == 1.5
    assert np.isnan(loaded.value["tab_mm"].tolist()[1])
    assert list(loaded.value.columns) == ["klasse", "afløb", "tab_mm"]
    assert "separator" in loaded.notes[0].en


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "2"], [1, 2]),
        (["1.234,5", "2"], [1234.5, 2.0]),
        (["1.234.567", "0,5"], [1234567.0, 0.5]),
        (["0,1", "-3,5e2"], [0.1, -350.0]),
        (["0165", "0101"], ["0165", "0101"]),
        (["0", "10"], [0, 10]),
        (["1a", "2"], ["1a", "2"]),
        (["true", "FALSE"], [True, False]),
        (["2021-03-04", "x"], ["2021-03-04", "x"]),
        (["12345678901234567890", "1"], ["12345678901234567890", "1"]),
        (["123456789012345678", "1"], [123456789012345678, 1]),
        (["1.5", "2.25"], [1.5, 2.25]),
        (["1.234", "2.345"], [1.234, 2.345]),
    ],
)
def test_which_cells_are_numbers(tmp_path, cells, expected):
    (tmp_path / "t.csv").write_text("a;b\n" + "".join(f"{cell};x\n" for cell in cells))

    assert read_table(tmp_path / "t.csv").value["a"].tolist() == expected


def test_all_faults_at_once(tmp_path):
    (tmp_path / "t.csv").write_text("klase;tab;tab;\n1;2;3;4\n1;2\n")

    with pytest.raises(TableError) as caught:
        read_table(tmp_path / "t.csv", columns=["klasse", "drain"])

    english = [fault.en for fault in caught.value.faults]
    assert english == [
        "column 4 without a name",
        "the column tab stands 2 times",
        "1 rows have not 4 cells (line 3)",
        "the column klasse is missing (similar: klase)",
        "the column drain is missing",
    ]
    assert all(fault.en in str(caught.value) and fault.da in str(caught.value) for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "tabellen er tom"),
        (b"\n\n", "tabellen er tom"),
        (b"a;b\n", "ingen rækker"),
        (b"PK\x03\x04\0\0xlsx", "er ikke tekst"),
        (b"a;b\n1,5;x\n2.25;y\n", "blander decimalkomma og decimalpunktum"),
        (b'a;b\n"' + b"x" * 200_000, "linje"),
    ],
)
def test_broken_tables(tmp_path, data, said):
    (tmp_path / "t.csv").write_bytes(data)

    with pytest.raises(TableError, match=said):
        read_table(tmp_path / "t.csv")


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(TableError, match="findes ikke"):
        read_table(tmp_path / "t.csv")
    with pytest.raises(TableError, match="kan ikke læses"):
        read_table(tmp_path)


def test_the_mark_of_invented_rows(tmp_path):
    (tmp_path / "t.csv").write_text("a;maerke\n1;OPDIGTET EKSEMPEL / INVENTED EXAMPLE\n")

    assert read_table(tmp_path / "t.csv").stamps[0].en == "INVENTED EXAMPLE"


def test_what_a_danish_spreadsheet_gets(tmp_path):
    frame = pd.DataFrame({"led": ["Regn; i alt", None], "m3": [1234.5, np.nan], "n": [3, 4], "ok": [True, False]})
    frame["dag"] = [dt.date(2026, 1, 2), pd.NaT]

    path = write_table(frame, tmp_path / "regnskab.csv", provenance=record())

    assert path.read_bytes().decode("utf-8") == (
        '\ufeffled;m3;n;ok;dag\r\n"Regn; i alt";1234,5;3;true;2026-01-02\r\n;;4;false;\r\n'
    )


def test_round_trip_keeps_units_and_stamps(tmp_path):
    stamps = (Text("EKSEMPEL", "EXAMPLE"),)
    frame = pd.DataFrame({"term": ["regn", "havn"], "volume_m3": [0.1 + 0.2, 1e-300], "units": [2**53 + 1, -5]})
    path = write_table(frame, tmp_path / "t.csv", provenance=record(units={"volume_m3": "m³"}, stamps=stamps))

    loaded = read_table(path)

    pd.testing.assert_frame_equal(loaded.value, frame)
    assert loaded.value.attrs["units"] == {"volume_m3": "m³"}
    assert loaded.stamps == stamps


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**60), 2**60 - 1)), min_size=1)
)
def test_numbers_come_back_to_the_last_digit(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("t")
    frame = pd.DataFrame({"x": [r[0] for r in rows], "n": [r[1] for r in rows], "t": "tekst"})

    back = read_table(write_table(frame, folder / "t.csv", provenance=record())).value

    assert [float(x) for x in back["x"]] == frame["x"].tolist()
    assert [int(n) for n in back["n"]] == frame["n"].tolist()


def test_cancel_while_reading(tmp_path):
    (tmp_path / "t.csv").write_text(ROWS)
    whole = Recorder()
    read_table(tmp_path / "t.csv", progress=whole)
    assert whole.asked >= 2


@pytest.mark.real_data
def test_real_table(real_data):
    loaded = read_table(real_data / "registers" / "matrikel" / "ejerlav.csv")

    assert len(loaded.value) == 9034
    assert loaded.value.dtypes.iloc[0] == np.int64
