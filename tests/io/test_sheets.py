"""Tables as CSV and workbook: what is read back is what was written, to the last digit; the bytes never differ."""

from __future__ import annotations

import builtins
import io
import time
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gistools.errors import MissingDependencyError, OutputError
from gistools.io.sheets import csv_of, frame_of_csv, frames_of_workbook, packed
from gistools.io.workbook import workbook_of

KINDS = {"navn": "text", "n": "whole", "x": "number", "ok": "yes_no", "pris": "dkk"}
ODD = [
    "",
    "=1+1",
    "+45",
    "-",
    "@SUM(A1)",
    'a"b;c',
    "æøå ÆØÅ",
    "007",
    "true",
    "1,5",
    "'",
    "<b>&amp;",
    "1e5",
    "none",
    "#N/A",
]
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12) | st.sampled_from(ODD)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    n = draw(st.integers(0, 6))

    def column(values: st.SearchStrategy) -> list:
        return draw(st.lists(values, min_size=n, max_size=n))

    return pd.DataFrame(
        {
            "navn": np.array(column(TEXTS), object),
            "n": np.array(column(st.integers(-(2**53), 2**53)), np.int64),
            "x": np.array(column(st.floats(allow_infinity=False)), float),
            "ok": np.array(column(st.booleans()), bool),
            "pris": np.array(column(st.integers(-(10**13), 10**13)), float) / 100.0,
        }
    )


def book(frame: pd.DataFrame) -> bytes:
    return workbook_of({"t": (frame, KINDS, {"x": "Et tal | A number (m)"})})


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(frames())
def test_both_forms_give_back_what_was_written(frame):
    pd.testing.assert_frame_equal(frame_of_csv(csv_of(frame, KINDS), KINDS), frame, check_exact=True)
    again = frames_of_workbook(book(frame), {"t": KINDS})["t"]
    pd.testing.assert_frame_equal(again, frame, check_exact=True)


def test_a_text_that_looks_like_a_formula_stays_a_text():
    frame = pd.DataFrame({"navn": ["=HYPERLINK(1)"], "n": [1], "x": [0.1], "ok": [True], "pris": [2.5]})
    with zipfile.ZipFile(io.BytesIO(book(frame))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK(1)" in sheet
    assert "<v>0.1</v>" in sheet


def test_csv_is_what_a_danish_spreadsheet_opens():
    frame = pd.DataFrame({"navn": ["Å;b"], "n": [1000], "x": [1234.5], "ok": [False], "pris": [3.0]})
    data = csv_of(frame, KINDS)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == 'navn;n;x;ok;pris\r\n"Å;b";1000;1234,5;false;3,00\r\n'


def test_bytes_do_not_depend_on_the_time():
    frame = pd.DataFrame({"navn": ["a"], "n": [1], "x": [0.1], "ok": [True], "pris": [2.5]})
    first = book(frame)
    time.sleep(2.1)  # the times within a zip are of two seconds
    assert book(frame) == first
    assert packed({"x": first}) == packed({"x": book(frame)})
    assert b"2026" not in zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("navn;n;x;ok\r\na;1;1;true\r\n", "navn"),
        ("navn;n;x;ok;pris\r\na;1;1;true\r\n", "row 1: 4 cells"),
        ("navn;n;x;ok;pris\r\na;1;1.5;true;1\r\n", "x, row 1: '1.5'"),
        ("navn;n;x;ok;pris\r\na;1;1;ja;1\r\n", "ok, row 1: 'ja'"),
        ("navn;n;x;ok;pris\r\na;1,5;1;true;1\r\n", "n, row 1: '1,5'"),
        ("", "navn"),
    ],
)
def test_a_csv_of_another_form_is_refused_and_says_where(text, said):
    with pytest.raises(ValueError, match=said):
        frame_of_csv(text.encode(), KINDS)


def test_bytes_that_are_no_workbook_are_refused():
    for data in (b"", b"PK\x03\x04", packed({"a": b"1"})):
        with pytest.raises(ValueError, match=r"\w"):
            frames_of_workbook(data, {})


def test_a_sheet_that_was_not_declared_is_told():
    frame = pd.DataFrame({"navn": ["a"], "n": [1], "x": [0.1], "ok": [True], "pris": [2.5]})
    assert isinstance(frames_of_workbook(book(frame), {})["t"], ValueError)


def test_a_table_that_a_sheet_cannot_hold_is_refused():
    frame = pd.DataFrame({"n": np.zeros(1_048_575, np.int64)})
    with pytest.raises(OutputError, match="1048574 rækker"):
        workbook_of({"t": (frame, {"n": "whole"}, {})})
    with pytest.raises(OutputError, match="tabellen a"):
        workbook_of({"a" * 32: (frame.head(1), {"n": "whole"}, {})})


def test_without_openpyxl_the_error_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def fake(name: str, *rest: object, **more: object) -> object:
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", fake)
    with pytest.raises(MissingDependencyError, match="openpyxl"):
        frames_of_workbook(b"", {})
