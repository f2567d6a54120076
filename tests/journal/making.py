"""A small store for tests: two tables, all kinds of columns, and values that databases like to bend."""

from __future__ import annotations

import shapely
from hypothesis import strategies as st

from gistools.journal import ColumnKind, GeometryColumn, Shape, TableColumn, TableForm
from gistools.text import Text

LOT = TableForm(
    "lot",
    Text("Grunde", "Lots"),
    (
        TableColumn("name", ColumnKind.TEXT, Text("Navn", "Name")),
        TableColumn("owner_id", ColumnKind.KEY, Text("Hører til", "Belongs to")),
        TableColumn("dwellings", ColumnKind.INTEGER, Text("Boliger", "Dwellings")),
        TableColumn("area_m2", ColumnKind.REAL, Text("Areal", "Area")),
        TableColumn("provisional", ColumnKind.BOOLEAN, Text("Foreløbig", "Provisional")),
        TableColumn("day", ColumnKind.DATE, Text("Dag", "Day")),
        TableColumn("moment", ColumnKind.MOMENT, Text("Tidspunkt", "Moment")),
    ),
    GeometryColumn((Shape.POINT, Shape.LINE, Shape.AREA)),
)
NOTE = TableForm(
    "note",
    Text("Noter", "Notes"),
    (TableColumn("text", ColumnKind.TEXT, Text("Tekst", "Text")), TableColumn("n", ColumnKind.INTEGER, Text("n", "n"))),
)
FORMS = (LOT, NOTE)
WHY = {"role": "gis", "why": "prøve", "case_number": "24/000001"}

_TEXTS = st.one_of(
    st.sampled_from(
        ["Æblevej", 'O\'Hara "x"', "a,b'',c", "NULL", "X'00'", "e\u030a", "", " ", "\\", "\U0001f333\n\t%s :x"]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
)
_PLACES = st.floats(-1e7, 1e7, allow_nan=False)
_SHAPES = st.one_of(
    st.builds(shapely.Point, _PLACES, _PLACES),
    st.lists(st.tuples(_PLACES, _PLACES), min_size=2, max_size=5).map(shapely.LineString),
    st.builds(lambda x, y: shapely.box(x, y, x + 1 / 3, y + 7.1), _PLACES, _PLACES),
)


def maybe(strategy):
    return st.one_of(st.none(), strategy)


LOT_VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": maybe(_TEXTS),
        "owner_id": maybe(st.uuids().map(str)),
        "dwellings": maybe(st.integers(-(2**63), 2**63 - 1)),
        "area_m2": maybe(st.floats(allow_nan=False, allow_infinity=False)),
        "provisional": maybe(st.booleans()),
        "day": maybe(st.dates()),
        "moment": maybe(st.datetimes(timezones=st.sampled_from([__import__("datetime").UTC]))),
        "geometry": maybe(_SHAPES),
    },
)
NOTE_VALUES = st.fixed_dictionaries({}, optional={"text": maybe(_TEXTS), "n": maybe(st.integers(-5, 5))})
VALUES = {"lot": LOT_VALUES, "note": NOTE_VALUES}


def content(store):
    """Return all that a store holds, by table and id."""
    return {(one.table, one.object_id): one.values for table in store.forms for one in store.objects(table)}
