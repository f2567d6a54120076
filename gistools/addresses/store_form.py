"""Tables of planned changes to addresses (planlagte adresseændringer): objects of the register, with plan and case.

They are those of `gistools.addresses.register_form`, so that a planned object can be held against the register's next
extract, and the id of an object stays the same on its way there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.addresses.address_codes import CODE
from gistools.addresses.extent import DENMARK
from gistools.addresses.register_form import OBJECTS, Cell, ObjectForm, RegisterColumn
from gistools.journal import ColumnKind, GeometryColumn, Shape, TableColumn, TableForm
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

PLANNED = ("named_road", "house_number", "address", "point")
"""Objects of the register that are planned; roads have either a line or an area as their one geometry (rule A31)."""

_KINDS = {
    Cell.TEXT: ColumnKind.TEXT,
    Cell.KEY: ColumnKind.KEY,
    Cell.CODE: ColumnKind.TEXT,
    Cell.DATE: ColumnKind.DATE,
}
_SHAPES = {
    Cell.POINT: (Shape.POINT,),
    Cell.SHAPE: (Shape.LINE, Shape.LINES, Shape.AREA, Shape.AREAS),
}

_TITLES: Mapping[str, Text] = {
    "access_point_id": Text("Adgangspunkt", "Access point"),
    "accuracy": Text("Nøjagtighedsklasse", "Accuracy class"),
    "addressing_name": Text("Vejadresseringsnavn", "Road addressing name"),
    "building_id": Text("Bygning i BBR", "Building in BBR"),
    "door": Text("Dør", "Door"),
    "door_point_id": Text("Dørpunkt", "Door point"),
    "floor": Text("Etage", "Floor"),
    "house_number_id": Text("Husnummer", "House number"),
    "line": Text("Adressebetegnelse", "Address in one line"),
    "managed_by": Text("Administreres af kommune", "Managed by municipality"),
    "number": Text("Husnummer", "House number"),
    "outline_id": Text("Bygning i GeoDanmark", "Building in GeoDanmark"),
    "parcel_id": Text("Jordstykke", "Parcel"),
    "point_source": Text("Kilde til placering", "Source of position"),
    "postcode_id": Text("Postnummer", "Postcode"),
    "provisional_parcel_id": Text("Foreløbigt jordstykke", "Provisional parcel"),
    "road_id": Text("Navngiven vej", "Named road"),
    "road_name": Text("Vejnavn", "Road name"),
    "road_point_id": Text("Vejpunkt", "Road point"),
    "spoken_name": Text("Udtalt vejnavn", "Spoken road name"),
    "technical_standard": Text("Teknisk standard", "Technical standard"),
    "town_id": Text("Supplerende bynavn", "Supplementary town name"),
}

CASE_COLUMNS = (
    TableColumn("status", ColumnKind.INTEGER, Text("Status i DAR", "Status in DAR"), pattern="[1-9]"),
    TableColumn("plan_reference", ColumnKind.TEXT, Text("Lokalplan eller projekt", "Local plan or project")),
    TableColumn("case_number", ColumnKind.TEXT, Text("Sagsnummer", "Case number")),
    TableColumn("provisional", ColumnKind.BOOLEAN, Text("Foreløbig", "Provisional")),
    TableColumn("planned_from", ColumnKind.DATE, Text("Planlagt fra", "Planned from")),
)
"""Columns of all planned objects: status of DAR as it shall be, and where the change comes from."""


def planned_tables() -> tuple[TableForm, ...]:
    """Return the tables of a store of planned changes to addresses.

    >>> [form.name for form in planned_tables()]
    ['named_road', 'house_number', 'address', 'point']
    >>> planned_tables()[3].geometry.declared
    'POINT'
    """
    return tuple(_table(name, OBJECTS[name]) for name in PLANNED)


def _table(name: str, form: ObjectForm) -> TableForm:
    columns = tuple(_column(column) for column in form.columns if column.cell in _KINDS)
    shapes = {column.cell for column in form.columns} & set(_SHAPES)
    geometry = GeometryColumn(_SHAPES[shapes.pop()], bounds=DENMARK) if shapes else None
    return TableForm(name, form.title, (*columns, *CASE_COLUMNS), geometry)


def _column(column: RegisterColumn) -> TableColumn:
    pattern = CODE if column.cell is Cell.CODE else ""
    return TableColumn(column.name, _KINDS[column.cell], _TITLES[column.name], pattern=pattern)
