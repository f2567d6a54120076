"""Planned changes (planlagte ændringer) of the registers, their values as the register has them, and what is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text, is_missing, require_kind
from gistools.addresses.building_form import BUILDING_OBJECTS
from gistools.addresses.building_register import read_building_register
from gistools.addresses.keying_form import DERIVED, FIRST, KEYED, form_of, has_status, scale_of
from gistools.addresses.moments import read_day
from gistools.addresses.register import read_register
from gistools.addresses.register_cells import plain_key
from gistools.addresses.register_form import OBJECTS, Cell
from gistools.addresses.statuses import status_of
from gistools.errors import ParamError, TableError
from gistools.text import Text, joined, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.addresses.versions import Versions

Key = tuple[str, str]
"""An object of a register and its id."""

_ANY_OF_BBR = 7  # a status of BBR: that of buildings and units is not keyed here
_DAY = 10


@dataclass(frozen=True, eq=False)
class PlannedChange:
    """A change of one object that is to be keyed (planlagt ændring).

    Parameters
    ----------
    register_object:
        What it is: `gistools.addresses.keying_form.KEYED`.
    object_id:
        Of the register, however its letters are written; of what is new, any text of its own, by which other changes
        name it.
    before:
        Values that the change is based on, by column (``status`` too); None for what is new. Shapes are shapely's or
        WKT, statuses those of DAR.
    after:
        Values that are planned, of the same columns; what is new has a status, points may do without.
    case_number:
        Of the case (journalnummer).
    in_force:
        Day from which it holds; empty for the day on which it is keyed. Held as year-month-day, however it is written.
    why:
        The reason (begrundelse) that parties may read, with the codes of the rules that it rests on, such as A03.

    Raises
    ------
    ParamError
        For another object or column, columns on one side alone, a new thing without a status, or no day.

    >>> change = PlannedChange("house_number", "h1", {"number": "8"}, {"number": "8A"}, case_number="26/1")
    >>> change.is_new, change.columns
    (False, ('number',))
    """

    register_object: str
    object_id: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]
    case_number: str = ""
    in_force: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        """Write the id as registers do and the day as year-month-day, and check names of objects and columns."""
        object.__setattr__(self, "object_id", plain_key(self.object_id.strip()))
        day = read_day(self.in_force)
        if day is not None:
            object.__setattr__(self, "in_force", day.isoformat())
        faults = [*self._name_faults(), *self._value_faults()]
        if faults:
            told = joined(faults)
            raise ParamError(
                Text(f"planlagt ændring af {self.object_id!r}: {told.da}",
                     f"planned change of {self.object_id!r}: {told.en}"),
                Text(
                    "et af registrets objekter, de samme kolonner før og efter, status for det, der er nyt, og en dag "
                    "som 2026-11-28",
                    "an object of the register, the same columns before and after, a status of what is new, and a day "
                    "such as 2026-11-28",
                ),
                Text("ret ændringen", "mend the change"),
            )  # fmt: skip

    def _name_faults(self) -> list[Text]:
        if self.register_object not in KEYED:
            return [unknown_name(self.register_object, KEYED)]
        faults = [] if self.object_id.strip() else [Text("uden id", "without an id")]
        known = [one.name for one in form_of(self.register_object).columns]
        if has_status(self.register_object):
            known.append("status")
        told = {**(self.before or {}), **self.after}
        faults += [unknown_name(name, known) for name in told if name not in known]
        if self.before is not None and set(self.before) != set(self.after):
            alone = ", ".join(sorted(set(self.before) ^ set(self.after)))
            faults.append(Text(f"{alone} kun før eller kun efter", f"{alone} before or after alone"))
        return faults

    def _value_faults(self) -> list[Text]:
        faults = []
        if self.before is not None and any("status" in side and is_missing(side["status"])
                                           for side in (self.before, self.after)):  # fmt: skip
            faults.append(Text("status uden værdi", "a status without a value"))
        if self.register_object in KEYED and self.before is None:
            if not has_status(self.register_object):
                faults.append(Text("nye bygninger og enheder laves i BBR", "new buildings and units are made in BBR"))
            elif form_of(self.register_object).scale == "address" and is_missing(self.after.get("status")):
                faults.append(Text("nyt, men uden status", "new, but without a status"))
        if self.in_force and read_day(self.in_force) is None:
            faults.append(Text(f"dagen {self.in_force!r}", f"the day {self.in_force!r}"))
        return faults

    @property
    def key(self) -> Key:
        """Object and id."""
        return self.register_object, self.object_id

    @property
    def is_new(self) -> bool:
        """Whether the object is to be made."""
        return self.before is None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it tells of."""
        return tuple(self.after)


@dataclass(frozen=True, eq=False)
class Planned:
    """A planned change with values as the register has them; ``before`` is empty for what is new.

    Columns whose value does not change, and those that the register writes itself, are left out.
    """

    key: Key
    is_new: bool
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    case_number: str
    in_force: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Columns that change, without the status."""
        return tuple(name for name in self.after if name != "status")

    @property
    def status(self) -> int | None:
        """The status that is planned; None when it stays."""
        return self.after.get("status")

    @property
    def starts(self) -> int | None:
        """The status that it has before any move: that of what is made, or what the change is based on."""
        return FIRST[form_of(self.key[0]).scale] if self.is_new else self.before.get("status")


def read_planned(changes: Iterable[PlannedChange]) -> list[Planned]:
    """Return planned changes in an order that does not hang on the given one, their values normalised.

    Raises
    ------
    WrongKindError
        For what is no planned change.
    TableError
        For values that the register would refuse: all faults of one kind of object at once.
    CrsError
        For positions in degrees.
    """
    given = list(changes)
    for one in given:
        require_kind(one, PlannedChange, "planned_changes")
    made: list[Planned] = []
    for name in sorted({one.register_object for one in given}):
        mine = [one for one in given if one.register_object == name]
        before = read_values(name, [one.before or {} for one in mine], [one.object_id for one in mine])
        after = read_values(name, [one.after for one in mine], [one.object_id for one in mine])
        made += [_planned(one, old, new) for one, old, new in zip(mine, before, after, strict=True)]
    return sorted(made, key=lambda one: (one.key, one.case_number, one.in_force, repr(_written(one))))


def _written(one: Planned) -> list[tuple[str, str, str]]:
    return sorted((name, told(one.before.get(name)), told(value)) for name, value in one.after.items())


def _planned(change: PlannedChange, before: dict[str, Any], after: dict[str, Any]) -> Planned:
    name = change.register_object
    after = {column: value for column, value in after.items() if (name, column) not in DERIVED}
    if change.is_new:
        after.setdefault("status", FIRST[form_of(name).scale])
        empty = blank(name)
        kept = {one for one, value in after.items() if one == "status" or not same_value(empty.get(one), value)}
    else:
        kept = {one for one, value in after.items() if not same_value(before[one], value)}
    order = [*(one.name for one in form_of(name).columns), "status"]
    mine = [one for one in order if one in kept]
    old = {} if change.is_new else {one: before[one] for one in mine}
    return Planned(change.key, change.is_new, old, {one: after[one] for one in mine},
                   change.case_number.strip(), change.in_force)  # fmt: skip


def read_values(name: str, rows: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return values of columns as the register reads them: letters whole (NFC), zeros put back, no key of zeros."""
    made: list[dict[str, Any]] = [{} for _ in rows]
    table = read_rows(name, rows, ids).tables[name]
    for k, row in enumerate(rows):
        for column in row:
            made[k][column] = row[column] if column == "status" else table[column].iloc[k]
    if has_status(name):
        _statuses(name, made, ids)
    return made


def read_rows(name: str, rows: Sequence[Mapping[str, Any]], ids: Sequence[str], status: int | None = None) -> Versions:
    """Return the register of some objects of one kind, all in one status: the first of their scale when None."""
    form = OBJECTS.get(name) or BUILDING_OBJECTS[name]
    known = _ANY_OF_BBR if form.scale == "building" else status or FIRST[form.scale]
    records = [
        {"id": one, "status": str(known), **{c.aliases[0]: _plain(row.get(c.name)) for c in form.columns}}
        for one, row in zip(ids, rows, strict=True)
    ]
    return read_building_register({name: records}) if form.scale == "building" else read_register({name: records})


def _plain(value: object) -> object:
    """Return a value as extracts write it."""
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkt(value, rounding_precision=-1)
    if isinstance(value, dt.date | np.datetime64):
        return None if is_missing(value) else str(value)[:_DAY]
    return value


def _statuses(name: str, rows: Sequence[dict[str, Any]], ids: Sequence[str]) -> None:
    faults = []
    for one, row in zip(ids, rows, strict=True):
        if "status" not in row:
            continue
        if is_missing(row["status"]):
            del row["status"]
            continue
        try:
            row["status"] = status_of(scale_of(name), cell_text(row["status"])).code
        except ParamError as error:
            faults.append(Text(f"{one}: {error.found.da}", f"{one}: {error.found.en}"))
    if faults:
        raise TableError(
            Text("planlagte statusser", "planned statuses"),
            Text("DAR's koder (darstatus)", "the codes of DAR (darstatus)"),
            Text("DAWA og BBR tæller anderledes: oversæt dem", "DAWA and BBR count otherwise: translate them"),
            faults,
        )


def same_value(one: object, other: object, tolerance_m: float = 0.0) -> bool:
    """Return whether two values of the register are the same; shapes that lie within a distance of each other are.

    >>> same_value(shapely.Point(0, 0), shapely.Point(0, 0.3), 0.5), same_value("", None)
    (True, True)
    """
    if isinstance(one, shapely.Geometry) and isinstance(other, shapely.Geometry):
        if shapely.is_empty(one) or shapely.is_empty(other):
            return bool(shapely.is_empty(one) and shapely.is_empty(other))
        return bool(shapely.hausdorff_distance(one, other) <= tolerance_m)
    if _is_none(one) or _is_none(other):
        return _is_none(one) and _is_none(other)
    return bool(one == other)


def _is_none(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value) or is_missing(value)


def told(value: object) -> str:
    """Return a value as a list shows it.

    >>> told(shapely.Point(700000, 6170000.5)), told(None), told(3)
    ('POINT (700000 6170000.5)', '', '3')
    """
    if _is_none(value):
        return ""
    if isinstance(value, shapely.Geometry):
        return str(shapely.to_wkt(value, rounding_precision=3))
    return str(pd.Timestamp(value).date()) if isinstance(value, np.datetime64 | pd.Timestamp) else str(value)


@cache
def blank(name: str) -> Mapping[str, Any]:
    """Return the empty value of each column of an object."""
    empty = {Cell.POINT: None, Cell.SHAPE: None, Cell.DATE: np.datetime64("NaT", "D")}
    return MappingProxyType({one.name: empty.get(one.cell, "") for one in form_of(name).columns})
