"""Tables of a store as data: which columns they have, of what kind, and with which geometry.

Values are those that JSON has, in one written form each, so that a journal tells them exactly and two of them are the
same where they are equal: text; whole numbers; real numbers; true and false; days ``2026-11-28``; moments
``2026-11-28T08:00:00.000Z`` (UTC, milliseconds); geometry as hexadecimal WKB (little-endian, ISO); None for none.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.errors import TableError
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Values = dict[str, Any]
"""The columns of an object and what they hold, in the written form of this module."""

OBJECT_ID = "object_id"
"""The column of every table that names an object (UUID), and stays when all else changes."""

KEPT_NAMES = frozenset({OBJECT_ID, "fid", "version"})
"""Names of columns that stores use themselves."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
_WHOLE = 2**63
_ANY = "GEOMETRY"
_SHOWN = 60


class ColumnKind(enum.StrEnum):
    """What a column holds."""

    TEXT = "text"
    KEY = "key"  # the id of another object
    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"


class Shape(enum.StrEnum):
    """A kind of geometry, by the name that GeoPackage and PostGIS give it."""

    POINT = "POINT"
    LINE = "LINESTRING"
    LINES = "MULTILINESTRING"
    AREA = "POLYGON"
    AREAS = "MULTIPOLYGON"


_SHAPES = {"Point": Shape.POINT, "LineString": Shape.LINE, "MultiLineString": Shape.LINES,
           "Polygon": Shape.AREA, "MultiPolygon": Shape.AREAS}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column (kolonne).

    Parameters
    ----------
    name:
        Small letters, digits and ``_``.
    kind:
        What it holds.
    title:
        What users read above it.
    required:
        Whether an object without it is refused.
    pattern:
        What a text must match as a whole, as a regular expression; any text when empty.
    """

    name: str
    kind: ColumnKind
    title: Text
    required: bool = False
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class GeometryColumn:
    """The geometry of a table; GeoPackage has room for one.

    Parameters
    ----------
    shapes:
        Kinds that are taken.
    epsg:
        Coordinate system.
    bounds:
        West, south, east, north in units of the system; what lies outside is refused. Any place when None.
    required:
        Whether an object without geometry is refused.
    name:
        Of the column.
    """

    shapes: tuple[Shape, ...]
    epsg: int = 25832
    bounds: tuple[float, float, float, float] | None = None
    required: bool = False
    name: str = "geometry"

    @property
    def declared(self) -> str:
        """The one kind that a database is told, ``GEOMETRY`` for several."""
        return self.shapes[0].value if len(self.shapes) == 1 else _ANY


@dataclass(frozen=True, slots=True)
class TableForm:
    """A table of a store.

    Parameters
    ----------
    name:
        Small letters, digits and ``_``.
    title:
        What users read.
    columns:
        Beside ``object_id`` and the geometry.
    geometry:
        None for a table without.

    Raises
    ------
    TableError
        When a name cannot be one of a table or column, or stands twice.

    >>> column = TableColumn("area_m2", ColumnKind.REAL, Text("Areal", "Area"))
    >>> TableForm("lot", Text("Grunde", "Lots"), (column,)).checked({"area_m2": 3})
    {'area_m2': 3.0}
    """

    name: str
    title: Text
    columns: tuple[TableColumn, ...]
    geometry: GeometryColumn | None = None

    def __post_init__(self) -> None:
        """Refuse names that a database would not take."""
        names = self.names
        wrong = [name for name in (self.name, *names) if not _NAME.fullmatch(name)]
        wrong += [name for name in names if name in KEPT_NAMES or names.count(name) > 1]
        if wrong:
            raise TableError(
                Text(f"navne i tabellen {self.name}: {wrong}", f"names in the table {self.name}: {wrong}"),
                Text("små bogstaver, cifre og _, hvert navn én gang", "small letters, digits and _, each name once"),
                Text(f"{sorted(KEPT_NAMES)} bruges af lageret", f"{sorted(KEPT_NAMES)} are the store's own"),
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns with values, the geometry last."""
        return (*(column.name for column in self.columns), *((self.geometry.name,) if self.geometry else ()))

    def to_json(self) -> str:
        """Return what a store compares to know its own tables again: names and kinds, not titles."""
        geometry = self.geometry and [self.geometry.name, self.geometry.declared, self.geometry.epsg]
        return json.dumps([self.name, [[c.name, c.kind.value] for c in self.columns], geometry])

    @classmethod
    def from_json(cls, text: str) -> TableForm:
        """Return a form of what `to_json` kept of it; its titles are the names.

        >>> form = TableForm("lot", Text("Grunde", "Lots"), (), GeometryColumn((Shape.AREA,)))
        >>> TableForm.from_json(form.to_json()).to_json() == form.to_json()
        True
        """
        name, columns, geometry = json.loads(text)
        return cls(
            name,
            Text(name, name),
            tuple(TableColumn(one, ColumnKind(kind), Text(one, one)) for one, kind in columns),
            geometry and GeometryColumn(
                tuple(Shape) if geometry[1] == _ANY else (Shape(geometry[1]),), geometry[2], name=geometry[0]
            ),
        )  # fmt: skip

    def checked(self, given: Mapping[str, Any], *, whole: bool = True) -> Values:
        """Return values in their written form.

        Parameters
        ----------
        given:
            By column; geometry as shapely's, WKB or hexadecimal WKB; days and moments also as those of `datetime`.
        whole:
            Whether these are all values of an object: what is lacking is None then, and told where it is required.

        Raises
        ------
        TableError
            With all faults.
        """
        faults = [unknown_name(name, self.names) for name in given if name not in self.names]
        made: Values = {}
        for column in (*self.columns, *((self.geometry,) if self.geometry else ())):
            if column.name not in given and not whole:
                continue
            value = given.get(column.name)
            try:
                made[column.name] = None if value is None else _written(column, value)
            except _WrongValueError as error:
                shown = repr(value) if len(repr(value)) <= _SHOWN else repr(value)[: _SHOWN - 1] + "…"
                told = f"{column.name} = {shown}: "
                faults.append(Text(told + error.why.da, told + error.why.en))
            else:
                if made[column.name] is None and column.required:
                    faults.append(Text(f"{column.name} mangler", f"{column.name} is missing"))
        if faults:
            raise TableError(
                Text(f"{len(faults)} fejl i {self.title.da}", f"{len(faults)} faults in {self.title.en}"),
                Text("værdier af kolonnernes slags", "values of the kinds of the columns"),
                Text("ret dem, og prøv igen; intet er ændret", "correct them and try again; nothing was changed"),
                faults,
            )
        return made


def object_id(given: str | None = None) -> str:
    """Return the id of an object as stores write it; a new one for none.

    Raises
    ------
    ValueError
        When it is no UUID.

    >>> object_id("0A3F50A0-0000-32B8-E044-0003BA298018")
    '0a3f50a0-0000-32b8-e044-0003ba298018'
    """
    return str(uuid.uuid4() if given is None else uuid.UUID(given))


class _WrongValueError(ValueError):
    """A value that is not of its column; says why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why)
        self.why = why


def _written(column: TableColumn | GeometryColumn, value: Any) -> Any:  # noqa: ANN401 - of any kind
    if isinstance(column, GeometryColumn):
        return _geometry(column, value)
    written = _WRITTEN[column.kind](value)
    if column.pattern and not re.fullmatch(column.pattern, str(written)):
        raise _WrongValueError(Text(f"passer ikke til {column.pattern}", f"does not match {column.pattern}"))
    return written


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _WrongValueError(Text("ikke en tekst", "no text"))
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise _WrongValueError(Text("har tegn, som ingen database tager", "has letters that no database takes"))
    return value


def _key(value: object) -> str:
    try:
        return object_id(_text(value))
    except ValueError as error:
        raise _WrongValueError(Text("ikke et id (UUID)", "no id (UUID)")) from error


def _integer(value: object) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise _WrongValueError(Text("ikke et helt tal", "no whole number"))
    number = int(value.__index__())
    if not -_WHOLE <= number < _WHOLE:
        raise _WrongValueError(Text("større end 64 bit", "larger than 64 bits"))
    return number


def _real(value: object) -> float:
    if isinstance(value, bool | str) or not hasattr(value, "__float__"):
        raise _WrongValueError(Text("ikke et tal", "no number"))
    number = float(value)
    if not math.isfinite(number):
        raise _WrongValueError(Text("ikke et endeligt tal", "not finite"))
    return number + 0.0  # -0.0 is 0.0, which not every database keeps apart


def _boolean(value: object) -> bool:
    if type(value).__name__ not in {"bool", "bool_"}:  # numpy's too
        raise _WrongValueError(Text("ikke sand eller falsk", "neither true nor false"))
    return bool(value)


def _date(value: object) -> str:
    if isinstance(value, dt.datetime):
        raise _WrongValueError(Text("et tidspunkt, ikke en dag", "a moment, not a day"))
    try:
        return (value if isinstance(value, dt.date) else dt.date.fromisoformat(_text(value))).isoformat()
    except ValueError as error:
        raise _WrongValueError(Text("ikke en dag som 2026-11-28", "no day such as 2026-11-28")) from error


def moment(value: object) -> str:
    """Return a moment (tidspunkt) as stores write it: UTC, to the millisecond.

    >>> moment("2026-11-28T09:00:00+01:00")
    '2026-11-28T08:00:00.000Z'
    """
    try:
        told = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(_text(value))
        if told.tzinfo is None:
            raise _WrongValueError(Text("uden tidszone", "without time zone"))
        told = told.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise _WrongValueError(
            Text(
                "ikke et tidspunkt med tidszone som 2026-11-28T08:00:00Z",
                "no moment with time zone such as 2026-11-28T08:00:00Z",
            )
        ) from error
    return told.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _geometry(column: GeometryColumn, value: Any) -> str:  # noqa: ANN401 - of any kind
    import shapely  # noqa: PLC0415 - loaded for geometry only

    shape: Any
    try:
        shape = value if isinstance(value, shapely.Geometry) else shapely.from_wkb(value)
    except (shapely.errors.ShapelyError, TypeError, ValueError) as error:
        raise _WrongValueError(Text("ikke en geometri", "no geometry")) from error
    if shape.geom_type not in _SHAPES or _SHAPES[shape.geom_type] not in column.shapes:
        known = ", ".join(column.shapes)
        raise _WrongValueError(Text(f"{shape.geom_type} og ikke {known}", f"{shape.geom_type} and not {known}"))
    if shape.has_z or getattr(shape, "has_m", False):
        raise _WrongValueError(Text("har højder; brug shapely.force_2d", "has heights; use shapely.force_2d"))
    if shape.is_empty:
        raise _WrongValueError(Text("tom; brug None", "empty; use None"))
    if column.bounds is not None:
        _inside(column.bounds, column.epsg, shape)
    coordinates = shapely.get_coordinates(shape)
    if not all(map(math.isfinite, coordinates.ravel().tolist())):
        raise _WrongValueError(Text("koordinater, der ikke er tal", "coordinates that are no numbers"))
    made: str = shapely.to_wkb(shape, hex=True, byte_order=1, output_dimension=2, flavor="iso")
    return made.lower()


def _inside(bounds: tuple[float, float, float, float], epsg: int, shape: Any) -> None:  # noqa: ANN401 - shapely's
    west, south, east, north = shape.bounds
    if west < bounds[0] or south < bounds[1] or east > bounds[2] or north > bounds[3]:
        if abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90:  # noqa: PLR2004 - degrees
            raise _WrongValueError(
                Text(f"i grader; transformér til EPSG:{epsg}", f"in degrees; reproject to EPSG:{epsg}")
            )
        raise _WrongValueError(Text(f"uden for {bounds} i EPSG:{epsg}", f"outside {bounds} of EPSG:{epsg}"))


_WRITTEN: Mapping[ColumnKind, Callable[[object], Any]] = {
    ColumnKind.TEXT: _text, ColumnKind.KEY: _key, ColumnKind.INTEGER: _integer, ColumnKind.REAL: _real,
    ColumnKind.BOOLEAN: _boolean, ColumnKind.DATE: _date, ColumnKind.MOMENT: moment,
}  # fmt: skip


def differing(made: Mapping[str, str], asked: Mapping[str, str]) -> list[str]:
    """Return the names of tables that are not the same in two stores, each by name as `TableForm.to_json`.

    >>> differing({"a": "1", "b": "2"}, {"b": "3", "c": "4"})
    ['a', 'b', 'c']
    """
    return sorted(name for name in {*made, *asked} if made.get(name) != asked.get(name))
