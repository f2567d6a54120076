"""Workbooks as tables: the same as a CSV of the same cells, the first sheet alone, errors named, broken files told."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pandas as pd
import pytest

from gistools.errors import TableError
from gistools.io import read_table


def book(path, *sheets, names=None):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for i, rows in enumerate(sheets):
        sheet = made.create_sheet((names or [f"Ark{i + 1}" for i in range(len(sheets))])[i])
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_cells_are_what_they_are_in_a_csv(tmp_path):
    rows = [
        ["områdetype", "T", "tilladt_dybde_cm", "klima", "kode", "dato", "ja"],
        ["vej", 20, 7.5, "i dag", "0165", dt.date(2026, 1, 2), True],
        [None] * 7,
        ["sti", 100, 1.125, 1.3, "0101", dt.date(2026, 1, 3), False],
    ]
    table = read_table(book(tmp_path / "niveau.xlsx", rows)).value
    assert table.to_dict("list") == {
        "områdetype": ["vej", "sti"], "T": [20, 100], "tilladt_dybde_cm": [7.5, 1.125], "klima": ["i dag", "1,3"],
        "kode": ["0165", "0101"], "dato": ["2026-01-02", "2026-01-03"], "ja": [True, False],
    }  # fmt: skip
    assert table["T"].dtype == "int64"
    text = "områdetype;T;tilladt_dybde_cm;klima;kode;dato;ja\nvej;20;7,5;i dag;0165;2026-01-02;true\n"
    (tmp_path / "niveau.csv").write_text(text + "sti;100;1,125;1,3;0101;2026-01-03;false\n", encoding="utf-8")
    pd.testing.assert_frame_equal(table, read_table(tmp_path / "niveau.csv").value)


def test_a_number_that_looks_like_thousands_is_no_question_in_a_workbook(tmp_path):
    """1.500 in a CSV may be fifteen hundred; a cell of a workbook is one and a half."""
    table = read_table(book(tmp_path / "a.xlsx", [["x"], [1.125], [2.25], [1e-7]])).value
    assert table["x"].tolist() == [1.125, 2.25, 1e-7]


def test_the_first_sheet_that_holds_something_is_read_and_the_others_named(tmp_path):
    path = book(tmp_path / "b.xlsx", [], [["a"], [1]], [["b"], [2]], names=["Tom", "Niveauer", "Noter"])
    loaded = read_table(path, columns=["a"])
    assert loaded.value["a"].tolist() == [1]
    assert [note.da for note in loaded.notes] == ["b.xlsx: arket Niveauer; ikke læst: Noter"]


def test_faults_name_cells_rows_and_columns(tmp_path):
    path = book(tmp_path / "c.xlsx", [["a", "b"], ["=1/0", 2], [3, "#N/A"]])
    with pytest.raises(TableError, match=r"fejl i B3 \(#N/A\)"):
        read_table(path)
    with pytest.raises(TableError, match="tabellen er tom"):
        read_table(book(tmp_path / "d.xlsx", []))
    with pytest.raises(TableError, match="kolonnen T mangler"):
        read_table(book(tmp_path / "e.xlsx", [["a"], [1]]), columns=["T"])


def test_other_zips_and_broken_workbooks_are_told(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    whole = book(tmp_path / "f.xlsx", [["a"], [1]]).read_bytes()
    for data in (out.getvalue(), whole[: len(whole) // 2]):
        (tmp_path / "g.xlsx").write_bytes(data)
        with pytest.raises(TableError, match=r"g\.xlsx er ikke et regneark"):
            read_table(tmp_path / "g.xlsx")
