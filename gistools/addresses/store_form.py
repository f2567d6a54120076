"""Tables of planned changes to addresses (planlagte adresseændringer): objects of the register, with plan and case.

They are those of `gistools.addresses.keying_form.KEYED`, with the columns of the register, so that a planned object can
be held against the register's next extract, and the id of an object stays the same on its way there.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from gistools.addresses.address_codes import CODE
from gistools.addresses.keying_form import KEYED, REFERENCES, form_of, has_status
from gistools.addresses.register_form import Cell, RegisterColumn
from gistools.errors import TableError
from gistools.grid import DENMARK
from gistools.journal import ColumnKind, GeometryColumn, Shape, TableColumn, TableForm
from gistools.journal.forms import differing
from gistools.stamps import STAMP_COLUMN
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLANNED = tuple(KEYED)
"""Objects that are planned, of both registers; roads have a line or an area as their one geometry (rule A31)."""

IN_REGISTER = "in_register"
"""The column that tells an object of the register from what is new: its first entry holds what the register says."""

_KINDS = {
    Cell.TEXT: ColumnKind.TEXT,
    Cell.KEY: ColumnKind.TEXT,
    Cell.CODE: ColumnKind.TEXT,
    Cell.DATE: ColumnKind.DATE,
}
_SHAPES = {
    Cell.POINT: (Shape.POINT,),
    Cell.SHAPE: (Shape.LINE, Shape.LINES, Shape.AREA, Shape.AREAS),
}

_OWN_KEYS = {(one.holder, one.column) for one in REFERENCES}
"""Keys of objects of these registers; parcels and outlines have ids that are no UUIDs."""

_TITLES: Mapping[str, Text] = {
    "access_point_id": Text("Adgangspunkt", "Access point"),
    "accuracy": Text("Nøjagtighedsklasse", "Accuracy class"),
    "address_id": Text("Adresse", "Address"),
    "addressing_name": Text("Vejadresseringsnavn", "Road addressing name"),
    "building_id": Text("Bygning i BBR", "Building in BBR"),
    "door": Text("Dør", "Door"),
    "door_point_id": Text("Dørpunkt", "Door point"),
    "floor": Text("Etage", "Floor"),
    "house_number_id": Text("Husnummer", "House number"),
    "line": Text("Adressebetegnelse", "Address in one line"),
    "managed_by": Text("Administreres af kommune", "Managed by municipality"),
    "municipality": Text("Kommune", "Municipality"),
    "number": Text("Husnummer", "House number"),
    "outline_id": Text("Bygning i GeoDanmark", "Building in GeoDanmark"),
    "parcel_id": Text("Jordstykke", "Parcel"),
    "point_source": Text("Kilde til placering", "Source of position"),
    "postcode_id": Text("Postnummer", "Postcode"),
    "provisional_parcel_id": Text("Foreløbigt jordstykke", "Provisional parcel"),
    "reserved_by": Text("Reserveret af kommune", "Reserved by municipality"),
    "reserved_until": Text("Reserveret til", "Reserved until"),
    "road_code": Text("Vejkode", "Road code"),
    "road_id": Text("Navngiven vej", "Named road"),
    "road_name": Text("Vejnavn", "Road name"),
    "road_point_id": Text("Vejpunkt", "Road point"),
    "spoken_name": Text("Udtalt vejnavn", "Spoken road name"),
    "technical_standard": Text("Teknisk standard", "Technical standard"),
    "town": Text("Supplerende bynavn", "Supplementary town name"),
    "town_id": Text("Supplerende bynavn", "Supplementary town name"),
}

CASE_COLUMNS = (
    TableColumn("status", ColumnKind.INTEGER, Text("Status i DAR", "Status in DAR"), pattern="[1-9]"),
    TableColumn("plan_reference", ColumnKind.TEXT, Text("Lokalplan eller projekt", "Local plan or project")),
    TableColumn("case_number", ColumnKind.TEXT, Text("Sagsnummer", "Case number")),
    TableColumn("provisional", ColumnKind.BOOLEAN, Text("Foreløbig", "Provisional")),
    TableColumn("planned_from", ColumnKind.DATE, Text("Planlagt fra", "Planned from")),
    TableColumn(IN_REGISTER, ColumnKind.BOOLEAN, Text("Fra registret", "Of the register")),
    TableColumn(STAMP_COLUMN, ColumnKind.TEXT, Text("Mærke", "Stamp")),
)
"""Columns of all planned objects: status of DAR as it shall be (BBR's have none), and where the change comes from."""


@cache
def planned_tables() -> tuple[TableForm, ...]:
    """Return the tables of a store of planned changes to addresses.

    >>> [form.name for form in planned_tables()][2:6]
    ['named_road', 'road_part', 'point', 'house_number']
    >>> planned_tables()[4].geometry.declared
    'POINT'
    """
    return tuple(_table(name) for name in PLANNED)


def require_planned_tables(forms: Iterable[TableForm]) -> None:
    """Refuse tables that are not those of planned changes to addresses.

    Raises
    ------
    TableError
        With those that differ.
    """
    asked = {form.name: form.to_json() for form in planned_tables()}
    given = {form.name: form.to_json() for form in forms}
    differ = differing(given, asked)
    if differ:
        raise TableError(
            Text(f"tabellerne {', '.join(differ)} er anderledes eller mangler",
                 f"the tables {', '.join(differ)} differ or are missing"),
            Text("et arbejdslager med planlagte adresseændringer", "a working store of planned changes to addresses"),
            Text("lav det med gistools store new", "make it by gistools store new"),
        )  # fmt: skip


def _table(name: str) -> TableForm:
    form = form_of(name)
    columns = tuple(_column(name, column) for column in form.columns if column.cell in _KINDS)
    shapes = {column.cell for column in form.columns} & set(_SHAPES)
    geometry = GeometryColumn(_SHAPES[shapes.pop()], bounds=DENMARK) if shapes else None
    case = CASE_COLUMNS if has_status(name) else CASE_COLUMNS[1:]
    return TableForm(name, form.title, (*columns, *case), geometry)


def _column(name: str, column: RegisterColumn) -> TableColumn:
    kind = ColumnKind.KEY if (name, column.name) in _OWN_KEYS else _KINDS[column.cell]
    pattern = CODE if column.cell is Cell.CODE else ""
    return TableColumn(column.name, kind, _TITLES[column.name], pattern=pattern)
