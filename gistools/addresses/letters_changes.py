"""Changes of addresses (adresseændringer) as letters and lists tell them: old and new line, why, by which rules."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools._checks import cell_text, number_in, require_kind
from gistools.addresses.address_codes import door_key, floor_key
from gistools.addresses.address_line import AddressLine, house_number_key, parse_address_line, parse_kvhx
from gistools.addresses.moments import read_day
from gistools.addresses.road_names_order import road_name_key
from gistools.addresses.rule_book import address_rules
from gistools.errors import ParamError, TableError
from gistools.grid import DENMARK
from gistools.personal import may_hold_cpr
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

REQUIRED = ("object_id", "line_before", "line_after", "reason", "rules", "in_force")
CHANGE_COLUMNS = (*REQUIRED, "kvhx", "east_m", "north_m")
"""Columns of a table of changes; others are not read, so that what they hold of persons goes no further."""


@dataclass(frozen=True, slots=True)
class AddressChange:
    """An address that is set, changed or withdrawn (adresseændring). It tells of no person.

    Parameters
    ----------
    object_id:
        Of the address in the register or the working store.
    before, after:
        The address in one line; an empty ``before`` for a new one, an empty ``after`` for one withdrawn.
    reason:
        Why, in sentences that a recipient reads.
    rules:
        Codes of the rules it rests on, such as ``"A03"``.
    in_force:
        The first day of the new address.
    kvhx:
        Key of the address as it is before the change, for mailing; empty where it is not known.
    access_point:
        East and north in metres, EPSG:25832; None where it is not known.

    >>> change = AddressChange("a1", "Skeevej 4, 4370 Store Merløse", "Skeevej 4A, 4370 Store Merløse",
    ...                        "To huse har samme nummer.", ("A03",), dt.date(2027, 1, 1))
    >>> change.kind.da, change.faults()
    ('ændres', ())
    """

    object_id: str
    before: str
    after: str
    reason: str
    rules: tuple[str, ...]
    in_force: dt.date
    kvhx: str = ""
    access_point: tuple[float, float] | None = None

    @property
    def line(self) -> str:
        """The address by which it is sorted: the new one, or the one withdrawn."""
        return self.after or self.before

    @property
    def kind(self) -> Text:
        """Whether it is new, changed or withdrawn."""
        if not self.before:
            return Text("ny", "new")
        return Text("ændres", "changed") if self.after else Text("nedlægges", "withdrawn")

    def faults(self) -> tuple[Text, ...]:
        """Return what keeps it out of a letter; empty for nothing."""
        return (*self._of_lines(), *self._of_grounds(), *self._of_place(), *self._of_texts())

    def _of_lines(self) -> Iterable[Text]:
        if not self.object_id:
            yield Text("objektets id mangler", "the id of the object is missing")
        if not self.before and not self.after:
            yield Text("hverken gammel eller ny adresse", "neither an old nor a new address")
        elif self.before == self.after:
            yield Text(f"adressen {self.after!r} er den samme før og efter", f"the address {self.after!r} is the same")
        if self.after and _parsed(self.after) is None:
            yield Text(
                f"den nye adresse {self.after!r} kan ikke læses", f"the new address {self.after!r} cannot be read"
            )

    def _of_grounds(self) -> Iterable[Text]:
        if not self.reason.strip():
            yield Text("begrundelsen mangler", "no reason")
        if not self.rules:
            yield Text("ingen regel er nævnt", "no rule is named")
        for code in self.rules:
            if code not in address_rules():
                yield unknown_name(code, address_rules())

    def _of_place(self) -> Iterable[Text]:
        if self.kvhx:
            try:
                parse_kvhx(self.kvhx)
            except ParamError as fault:
                yield fault.found
        if self.access_point is not None and not _in_denmark(*self.access_point):
            shown = ", ".join(f"{value:.6g}" for value in self.access_point)
            yield Text(f"adgangspunktet ({shown}) ligger ikke i Danmark i EPSG:25832",
                       f"the access point ({shown}) does not lie in Denmark in EPSG:25832")  # fmt: skip

    def _of_texts(self) -> Iterable[Text]:
        for said in (self.object_id, self.before, self.after, self.reason):
            yield from text_faults(said)


def text_faults(said: str) -> Iterable[Text]:
    """Yield what no text of a letter may hold: signs that files refuse, and numbers that look like a CPR number.

    >>> [fault.en for fault in text_faults("see 010170-1234")]
    ['a number of ten digits that may be a CPR number']
    """
    if any(ord(sign) < ord(" ") and sign != "\n" for sign in said):
        yield Text(f"styretegn i {said!r}", f"control signs in {said!r}")
    if may_hold_cpr(said):
        yield Text("et tal på ti cifre, der kan være et CPR-nummer", "a number of ten digits that may be a CPR number")


def _parsed(line: str) -> AddressLine | None:
    try:
        return parse_address_line(line)
    except ParamError:
        return None


def _in_denmark(east: float, north: float) -> bool:
    west, south, last, top = DENMARK
    return west <= east <= last and south <= north <= top


def road_of(line: str) -> str:
    """Return the name of the road in a line, also of one that is not written as the register does.

    >>> road_of("Skeevej 39B, 1. th, Skee, 4370 Store Merløse"), road_of("Skeevej 4 a")
    ('Skeevej', 'Skeevej 4')
    """
    parsed = _parsed(line)
    return parsed.road if parsed is not None else line.partition(",")[0].rpartition(" ")[0]


def line_key(line: str) -> tuple[Any, ...]:
    """Return what address lines are sorted by: road in Danish order, house number (rule A07), floor, door.

    >>> sorted(["Åvej 2, 4370 Skee", "Skeevej 10, 4370 Skee", "Skeevej 8, 1. th, 4370 Skee", "Skeevej 8, st. tv, "
    ...         "4370 Skee"], key=line_key)
    ['Skeevej 8, st. tv, 4370 Skee', 'Skeevej 8, 1. th, 4370 Skee', 'Skeevej 10, 4370 Skee', 'Åvej 2, 4370 Skee']
    """
    number, parsed = line.partition(",")[0].rpartition(" ")[2], _parsed(line)
    floor, door = (parsed.floor, parsed.door) if parsed is not None else ("", "")
    return road_name_key(road_of(line)), house_number_key(number), floor_key(floor), door_key(door), line


def sorted_changes(changes: Iterable[AddressChange]) -> tuple[AddressChange, ...]:
    """Return changes by road, house number, floor and door, after all are found to be in order.

    Raises
    ------
    ParamError
        For no changes.
    TableError
        With all faults of all changes.
    """
    given = tuple(changes)
    for one in given:
        require_kind(one, AddressChange, "changes")
    if not given:
        raise ParamError(
            Text("ingen ændringer", "no changes"),
            Text("mindst én ændring", "one change at least"),
            Text("vælg de adresser, brevet handler om", "choose the addresses that the letter is about"),
        )
    faults = [_placed(k, fault) for k, one in enumerate(given, start=1) for fault in one.faults()]
    if faults:
        raise _table_error(faults)
    return tuple(sorted(given, key=lambda one: (*line_key(one.line), one.object_id)))


def read_changes(frame: pd.DataFrame) -> tuple[AddressChange, ...]:
    """Return the changes of a table (adresseændringer).

    Parameters
    ----------
    frame:
        `CHANGE_COLUMNS`, of which key and point may be left out; rules with blanks between, days as year-month-day.
        Columns of other names are not read.

    Raises
    ------
    TableError
        With all faults: missing columns, days and numbers that cannot be read, and those of each change.

    >>> import pandas as pd
    >>> row = ["a1", "Skeevej 4, 4370 Skee", "Skeevej 4A, 4370 Skee", "To ens numre.", "A03 A07", "2027-01-01"]
    >>> read_changes(pd.DataFrame([row], columns=list(REQUIRED)))[0].rules
    ('A03', 'A07')
    """
    missing = [name for name in REQUIRED if name not in frame.columns]
    if missing:
        raise _table_error([Text(f"kolonnen {name} mangler", f"column {name} is missing") for name in missing])
    made, faults = [], []
    known = [name for name in CHANGE_COLUMNS if name in frame.columns]
    for k, row in enumerate(frame[known].to_dict("records"), start=1):
        told = {name: cell_text(row.get(name)) for name in CHANGE_COLUMNS}
        day = read_day(told["in_force"])
        if day is None:
            faults.append(Text(f"række {k}: dagen {told['in_force']!r}", f"row {k}: the day {told['in_force']!r}"))
            day = dt.date(1, 1, 1)
        try:
            point = _point(row.get("east_m"), row.get("north_m"))
        except ValueError:
            faults.append(
                Text(f"række {k}: øst og nord er ikke to tal", f"row {k}: east and north are not two numbers")
            )
            point = None
        one = AddressChange(told["object_id"], told["line_before"], told["line_after"], told["reason"],
                            tuple(told["rules"].replace(",", " ").split()), day, told["kvhx"], point)  # fmt: skip
        faults += [_placed(k, fault) for fault in one.faults()]
        made.append(one)
    if faults:
        raise _table_error(faults)
    return tuple(made)


def _point(east: object, north: object) -> tuple[float, float] | None:
    point = number_in(east), number_in(north)
    if all(map(math.isnan, point)):
        return None
    if any(map(math.isnan, point)):
        raise ValueError
    return point


def _placed(row: int, fault: Text) -> Text:
    return Text(f"række {row}: {fault.da}", f"row {row}: {fault.en}")


def _table_error(faults: Sequence[Text]) -> TableError:
    return TableError(
        Text("fejl i adresseændringer", "faults in changes of addresses"),
        Text(f"kolonnerne {', '.join(REQUIRED)} uden oplysninger om personer",
             f"the columns {', '.join(REQUIRED)} without anything on persons"),
        Text("ret alle de nævnte rækker", "correct all rows named"),
        tuple(faults),
    )  # fmt: skip
