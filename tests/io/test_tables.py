"""Tables in and out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.cloudburst.losses import check_losses
from gistools.cloudburst.params import LossParams
from gistools.cloudburst.rain import ClimateFactors, RainStatistics
from gistools.errors import TableError
from gistools.floodcost.level_costs import LevelCosts
from gistools.io import read_table, write_table
from gistools.tables import read_user_table
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
        (b"PK\x03\x04\0\0xlsx", "er ikke et regneark"),
        (b"a;b\n1;\0\n", "er ikke tekst"),
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


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["400.000", "900.000"], ["400.000", "900.000"]),
        (["400.000", "4000"], ["400.000", "4000"]),
        (["-1.500", "", "2.250"], ["-1.500", None, "2.250"]),
        (["1.234.567", "2.345"], ["1.234.567", "2.345"]),
        (["400.000", "12,5"], [400000.0, 12.5]),
        (["400.000", "900.000,0"], [400000.0, 900000.0]),
        (["1.500", "2.25"], [1.5, 2.25]),
        (["1.500", "2.2500"], [1.5, 2.25]),
        (["1.500", "0.125"], [1.5, 0.125]),
        (["0.125", "-0.250"], [0.125, -0.25]),
        (["725000.125", "1.500"], [725000.125, 1.5]),
        (["1.500", "ukendt"], ["1.500", "ukendt"]),
    ],
)
@pytest.mark.parametrize("other", ["x", "7", "1,5"])
def test_a_point_that_can_mean_two_things_is_asked_about(tmp_path, cells, expected, other):
    """What the other columns hold makes no difference: a cell is never a thousandth or a thousand times what it was."""
    (tmp_path / "t.csv").write_text("a;b\n" + "".join(f"{cell};{other}\n" for cell in cells))

    read = read_table(tmp_path / "t.csv")

    assert [None if isinstance(v, float) and np.isnan(v) else v for v in read.value["a"]] == expected
    asked = [n for n in read.notes if "was read as text" in n.en]
    assert bool(asked) == (isinstance(expected[0], str) and "ukendt" not in expected)


def test_what_is_asked_names_column_line_and_both_ways_to_write_it(tmp_path):
    (tmp_path / "t.csv").write_text("år;pris\n2021;\n2022;400.000\n")

    note = read_table(tmp_path / "t.csv").notes[1]

    assert "Kolonnen pris" in note.da
    assert "400.000 kan læses på to måder; skriv 400000 eller 400,0 (linje 3)" in note.da
    assert "measurements with decimals" in note.en


def test_a_decimal_point_in_a_file_with_commas_is_told(tmp_path):
    (tmp_path / "t.csv").write_text("a;b\n0.125;1,5\n0.250;2,5\n")

    read = read_table(tmp_path / "t.csv")

    assert read.value["a"].tolist() == [0.125, 0.25]
    assert "decimal sign , (point in a)" in read.notes[0].en


def test_nothing_below_one_is_thousands(tmp_path):
    """0.125 beside 1,5 in one column mixes point and comma, which is told and never read as 125."""
    (tmp_path / "t.csv").write_text("a;b\n0.125;x\n1,5;y\n")

    with pytest.raises(TableError, match="blander decimalkomma og decimalpunktum"):
        read_table(tmp_path / "t.csv")


CONSUMERS = {
    "level costs": (
        lambda table: LevelCosts.from_table(table, net_tax_factor=1.0),
        "return_period_years;cost_dkk;price_year\n5;400.000;2021\n10;900.000;2021\n",
        "række 1, cost_dkk = 400.000 kan læses på to måder; skriv 400000 eller 400,0",
    ),
    "rain, long": (
        RainStatistics.from_table,
        "varighed_min;T;regn_mm\n60;2;12.125\n60;10;19.250\n",
        "række 2, regn_mm = 19.250 kan læses på to måder; skriv 19250 eller 19,25",
    ),
    "rain, wide": (
        RainStatistics.from_table,
        "varighed_min;T=2;T=10\n60;12.125;19\n",
        "række 1, T=2 = 12.125 kan læses på to måder; skriv 12125 eller 12,125",
    ),
    "a heading": (
        RainStatistics.from_table,
        "varighed_min;T=2;T=1.000\n60;12;19\n",
        "kolonnen T=1.000: 1.000 kan læses på to måder; skriv 1000 eller 1,0",
    ),
    "climate factors": (
        ClimateFactors.from_table,
        "return_period_years;factor;horizon_years\n2;1.200;100\n10;1.300;100\n",
        "række 1, factor = 1.200 kan læses på to måder; skriv 1200 eller 1,2",
    ),
    "losses": (
        lambda table: check_losses(table, LossParams()),
        "klasse;run_off_coefficient;initial_loss_mm;drain_mm_per_h\nVej;0,85;1.500;0\n",
        "række 1, initial_loss_mm = 1.500 kan læses på to måder; skriv 1500 eller 1,5",
    ),
    "damage": (
        lambda table: read_user_table(table, "building_damage"),
        "fare;skadesklasse;del;form;enhed;tærskel_cm;beløb_kr;prisår\nskybrud;home;ground_floor;step;m2;20;1.257;2021\n",
        "række 1, beløb_kr = 1.257 kan læses på to måder; skriv 1257 eller 1,257",
    ),
}


@pytest.mark.parametrize("name", CONSUMERS)
def test_every_reader_of_numbers_refuses_what_can_be_read_in_two_ways(tmp_path, name):
    take, text, told = CONSUMERS[name]
    (tmp_path / "t.csv").write_text(text)

    with pytest.raises(TableError) as caught:
        take(read_table(tmp_path / "t.csv").value)

    assert any(told in fault.da for fault in caught.value.faults), caught.value.faults


@pytest.mark.parametrize(
    "table", sorted((Path(__file__).resolve().parents[2] / "sample_data").rglob("*.csv")), ids=lambda p: p.name
)
def test_nothing_of_the_sample_is_unclear(table):
    assert not [n for n in read_table(table).notes if "was read as text" in n.en]
