"""Values in their written form, roles without persons, and what a history lets be undone."""

from __future__ import annotations

import datetime as dt
import json
import sys

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gistools.errors import MissingDependencyError, ParamError, TableError
from gistools.io.journal_geopackage_sql import blob_of, cells, literals, told, wkb_of
from gistools.journal import Action, ColumnKind, Entry, TableColumn, TableForm, replay
from gistools.journal.history import states
from gistools.journal.roles import DIRECT, ROLES, checked_reason, checked_role, checked_roles, is_personal
from gistools.text import Text
from tests.journal.making import LOT, LOT_VALUES


@given(LOT_VALUES)
def test_the_written_form_is_its_own_and_json_keeps_it(given_values):
    written = LOT.checked(given_values)
    assert list(written) == list(LOT.names)
    assert LOT.checked(written) == written
    assert json.loads(json.dumps(written)) == written
    assert LOT.checked(given_values, whole=False) == {name: written[name] for name in LOT.names if name in given_values}
    shape = given_values.get("geometry")
    if shape is not None:
        assert shapely.from_wkb(written["geometry"]).equals_exact(shape, 0)


@given(LOT_VALUES)
def test_cells_of_sqlite_are_told_as_they_were_given(given_values):
    written = LOT.checked(given_values)
    row = cells(LOT, written)
    shape = row[-1]
    if shape is not None:
        west, south, east, north = given_values["geometry"].bounds
        assert shape[:4] == b"GP\0" + bytes([1 if (west, south) == (east, north) else 3])
    as_read = [cell.decode() if isinstance(cell, bytes) and cell is not shape else cell for cell in row]
    assert told(LOT, as_read) == written


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"])), st.integers(), st.binary(),
                          st.floats(allow_nan=False)), min_size=1))  # fmt: skip
def test_lists_of_literals_are_read_back(values):
    def literal(value):
        if value is None:
            return "NULL"
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        if isinstance(value, bytes):
            return f"X'{value.hex().upper()}'"
        return {float("inf"): "Inf", float("-inf"): "-Inf"}.get(value, repr(value))

    assert literals(",".join(map(literal, values))) == values


def test_geometry_of_a_geopackage_is_unwrapped_whatever_its_envelope():
    wkb = shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)]))
    for kind, length in ((0, 0), (1, 32), (2, 48), (3, 48), (4, 64)):
        assert wkb_of(b"GP\0" + bytes([1 | kind << 1]) + bytes(4 + length) + wkb) == wkb
    assert wkb_of(blob_of(wkb, 25832)) == wkb
    assert wkb_of(b"XX\0\1" + bytes(4) + wkb) is None
    assert wkb_of(b"GP\0" + bytes([1 | 7 << 1]) + bytes(4) + wkb) is None
    assert wkb_of(b"GP") is None


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("name", 1, "ikke en tekst"),
        ("name", "a\0b", "ingen database"),
        ("name", "\ud800", "ingen database"),
        ("owner_id", "x", "ikke et id"),
        ("dwellings", 1.0, "ikke et helt tal"),
        ("dwellings", True, "ikke et helt tal"),
        ("dwellings", 2**63, "større end 64 bit"),
        ("area_m2", "1,5", "ikke et tal"),
        ("area_m2", float("nan"), "ikke et endeligt tal"),
        ("area_m2", True, "ikke et tal"),
        ("provisional", 1, "ikke sand eller falsk"),
        ("provisional", [], "ikke sand eller falsk"),
        ("day", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "et tidspunkt, ikke en dag"),
        ("day", "2026-02-30", "ikke en dag"),
        ("moment", "2026-01-01T00:00:00", "tidszone"),
        ("geometry", "POINT (1 2)", "ikke en geometri"),
        ("geometry", shapely.MultiPoint([(0, 0)]), "MultiPoint og ikke POINT"),
        ("geometry", shapely.Point(), "tom; brug None"),
        ("geometry", shapely.Point(1, 2, 3), "har højder"),
        ("geometry", shapely.Point(float("inf"), 2), "koordinater, der ikke er tal"),
        ("nam", "x", "mente du name"),
    ],
)
def test_values_of_another_kind_are_told(column, value, said):
    with pytest.raises(TableError) as caught:
        LOT.checked({column: value})
    assert said in str(caught.value)


def test_values_of_numpy_are_values():
    given_values = {"dwellings": np.int64(3), "area_m2": np.float32(0.5), "provisional": np.True_, "name": np.str_("x")}
    assert LOT.checked(given_values, whole=False) == {"dwellings": 3, "area_m2": 0.5, "provisional": True, "name": "x"}


def test_required_columns_and_bad_names():
    needed = TableColumn("a", ColumnKind.TEXT, Text("a", "a"), required=True)
    form = TableForm("t", Text("t", "t"), (needed,))
    for wrong in ({}, {"a": None}):
        with pytest.raises(TableError, match="a mangler"):
            form.checked(wrong)
    assert form.checked({}, whole=False) == {}
    for name in ("fid", "A", "a b", 'a"', "1a", "object_id"):
        with pytest.raises(TableError, match="navne i tabellen"):
            TableForm("t", Text("t", "t"), (TableColumn(name, ColumnKind.TEXT, Text("a", "a")),))
    with pytest.raises(TableError, match="navne i tabellen"):
        TableForm("t", Text("t", "t"), (needed, needed))


@pytest.mark.parametrize("role", ["Jens Hansen", "jh@kommune.dk", "010190-1234", "GIS", "gis;", "", "x" * 41, DIRECT])
def test_persons_are_no_roles(role):
    with pytest.raises(ParamError):
        checked_roles([role])
    with pytest.raises(ParamError, match="rolle"):
        checked_role(role, ROLES)


def test_reasons_hold_no_personal_data():
    for text in ("klage fra 0101901234", "se 311299 1234", "skriv til a@b.dk"):
        assert is_personal(text)
        with pytest.raises(ParamError, match="uden personoplysninger"):
            checked_reason(text, "")
        with pytest.raises(ParamError, match="sagsnummeret"):
            checked_reason("x", text)
    for text in ("sag 24/012345", "2026-0012345678", "991399-1234", "kvhx 01016100__46_______", "matr. 12ab"):
        assert not is_personal(text)
    for nothing in ("", "  "):
        with pytest.raises(ParamError, match="ingen begrundelse"):
            checked_reason(nothing, "24/1")


def entry(number, before, after, undoes=0):
    action = Action.INSERT if before is None else Action.DELETE if after is None else Action.UPDATE
    values = [None if n is None else {"n": n} for n in (before, after)]
    return Entry(number, "gis", "2026-11-28T08:00:00.000Z", "x", "", "t", "a", action, *values, undoes=undoes)


def test_what_is_undone_and_done_again_is_the_same_state():
    history = [
        entry(1, None, 1),
        entry(4, 1, 2),
        entry(6, 2, 1, 4),
        entry(7, 1, 2, 6),
        entry(8, 2, 1, 4),
        entry(9, 1, 5),
    ]
    assert states(history) == [(0, 1), (1, 4), (4, 1), (1, 4), (4, 1), (1, 9)]


def test_a_journal_with_a_gap_is_told():
    with pytest.raises(ValueError, match="entry 3 begins with"):
        replay([entry(1, None, 1), entry(3, 2, 3)])
    assert entry(3, 2, 3).changed() == ("n",)
    assert json.loads(entry(3, 2, 3).to_json())["after"] == {"n": 3}


def test_postgis_without_its_driver_is_told(monkeypatch):
    from gistools.io.journal_postgis import open_postgis_store

    monkeypatch.setitem(sys.modules, "pg8000", None)
    with pytest.raises(MissingDependencyError, match="gistools\\[postgis\\]"):
        open_postgis_store("postgresql://x@127.0.0.1/y", ())
