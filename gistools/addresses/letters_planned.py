"""Addresses whose line planned changes make another (ændrede adresser): what letters and lists are about."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gistools._checks import cell_text, require_kind
from gistools.addresses.address_line import parse_address_line
from gistools.addresses.change_register import apply_planned
from gistools.addresses.keying_changes import PlannedChange
from gistools.addresses.keying_form import KEYED, LINKED_OBJECTS
from gistools.addresses.letters_changes import AddressChange, line_key
from gistools.addresses.letters_reasons import cited_rules
from gistools.addresses.letters_sides import AddressSide
from gistools.addresses.moments import asked_day
from gistools.addresses.rule_book import address_rules
from gistools.errors import ParamError, TableError
from gistools.text import Text, counted, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.register import Register

TOLD_BY: Mapping[str, frozenset[str]] = {
    "address": frozenset({"floor", "door", "house_number_id", "status"}),
    "house_number": frozenset({"number", "road_id", "postcode_id", "town_id", "status"}),
    "named_road": frozenset({"road_name"}),
    "town": frozenset({"town"}),
}
"""Columns that a line tells of, and the statuses by which an address stands; reasons are told in this order."""

_NAMED = 5
"""How many addresses an error names."""


@dataclass(frozen=True)
class ChangedLines:
    """What planned changes do to the lines of addresses.

    Parameters
    ----------
    changes:
        Of addresses, by day, road and house number.
    left_out:
        Planned changes by which no line becomes another: of points, of what BBR links to, of a status alone.
    """

    changes: tuple[AddressChange, ...]
    left_out: tuple[PlannedChange, ...]


def address_changes(
    changes: Iterable[PlannedChange], register: Register, *, in_force: str = ""
) -> tuple[AddressChange, ...]:
    """Return the addresses whose line planned changes make another, as letters tell them; see `changed_lines`."""
    return changed_lines(changes, register, in_force=in_force).changes


def changed_lines(changes: Iterable[PlannedChange], register: Register, *, in_force: str = "") -> ChangedLines:
    """Return which addresses get another line by planned changes, and which changes give none.

    An address stands when it and its house number are provisional or in force. Its line is another when floor, door,
    house number, road, postcode or town of it are; a house number that no address names is told by itself. What changes
    on several days is told for each of them. Reason and rules are those of all changes that the line tells of.

    Parameters
    ----------
    changes:
        Each with a reason that parties may read (``why``), in which the codes of its rules stand, such as ``(A03)``.
    register:
        As `gistools.addresses.Register.at` returns it: what the changes are based on.
    in_force:
        First day, year-month-day, of changes that name none.

    Raises
    ------
    ParamError
        When the register was not asked for a moment, ``in_force`` is no day, or changes of lines have none.
    TableError
        With all changes of lines that have no reason or no rule, or cite a rule that there is not; with those
        that do not fit the register.

    >>> from gistools.addresses import read_register
    >>> road = {"id": "v", "status": "3", "vejnavn": "Skeevej"}
    >>> house = {"id": "h", "status": "3", "husnummertekst": "8", "navngivenVej": "v"}
    >>> flat = {"id": "a", "status": "3", "husnummer": "h", "adressebetegnelse": "Skeevej 8, 4370 Store Merløse"}
    >>> register = read_register({"NavngivenVej": [road], "Husnummer": [house], "Adresse": [flat]}).at("2026-11-28")
    >>> planned = PlannedChange("house_number", "h", {"number": "8"}, {"number": "8A"}, why="To huse har nr. 8 (A03)")
    >>> (told,) = changed_lines([planned], register, in_force="2027-03-01").changes
    >>> told.before, told.after, told.reason, told.rules
    ('Skeevej 8, 4370 Store Merløse', 'Skeevej 8A, 4370 Store Merløse', 'To huse har nr. 8.', ('A03',))
    """
    given = list(changes)
    for one in given:
        require_kind(one, PlannedChange, "changes")
    before = AddressSide(register)
    steps = _steps([one for one in given if one.register_object not in LINKED_OBJECTS], in_force.strip(), before)
    made: list[AddressChange] = []
    faults: list[Text] = []
    used: set[int] = set()
    for day, mine in steps:
        register = apply_planned(register, mine, day=day)
        after = AddressSide(register)
        for found in _Between(before, after, mine).found():
            used |= {id(one) for one in found.because}
            faults += found.faults()
            made.append(found.told(day))
        before = after
    if faults:
        raise _refused(dict.fromkeys(faults))
    made.sort(key=lambda one: (one.in_force, *line_key(one.line), one.object_id))
    return ChangedLines(tuple(made), tuple(one for one in given if id(one) not in used))


def _steps(
    changes: Sequence[PlannedChange], in_force: str, before: AddressSide
) -> list[tuple[str, list[PlannedChange]]]:
    """Return the changes of each day, in the order of days; what has no day and is in no line, with the first."""
    days: dict[str, list[PlannedChange]] = defaultdict(list)
    undated = []
    for one in changes:
        day = one.in_force.strip() or in_force
        if not day and _touched(one):
            undated.append(one)
        days[day and asked_day(day).isoformat()].append(one)
    if undated:
        raise _without_day(undated, before)
    others = days.pop("", [])
    steps = sorted(days.items())
    if not steps:
        return []
    (first, mine), *later = steps
    return [(first, [*others, *mine]), *later]


def _without_day(changes: Sequence[PlannedChange], before: AddressSide) -> ParamError:
    """Return the error of changes that name no day: how many, and of which addresses, roads and towns."""
    names = list(dict.fromkeys(filter(None, (_called(one, before) for one in changes))))
    shown = "; ".join(names[:_NAMED]) + ("; …" if len(names) > _NAMED else "")
    of = f" ({shown})" if shown else ""
    count = len(changes)
    return ParamError(
        Text(f"{counted(count, 'ændring', 'ændringer')} uden dag, den gælder fra{of}",
             f"{counted(count, 'change', 'changes')} without a day from which to hold{of}"),
        Text("en dag i kolonnen in_force, eller en fælles i parameteren in_force (Gælder fra)",
             "a day in the column in_force, or one for all in the parameter in_force (In force from)"),
        Text("giv in_force, fx 2027-03-01", "give in_force, such as 2027-03-01"),
    )  # fmt: skip


def _called(change: PlannedChange, before: AddressSide) -> str:
    """Return the line of an address, or the name of a road or town; empty for one that is not known."""
    kind = change.register_object
    column = {"named_road": "road_name", "town": "town"}.get(kind)
    if column is None:
        return before.line(*change.key)
    values = (change.before or {}).get(column), change.after.get(column)
    return next(filter(None, map(cell_text, values)), "")


def _touched(change: PlannedChange) -> frozenset[str]:
    """Return the columns of a line that a change makes other ones."""
    before = change.before
    changed = {
        name for name, value in change.after.items()
        if before is None or cell_text(before.get(name)) != cell_text(value)
    }  # fmt: skip
    return TOLD_BY.get(change.register_object, frozenset()) & changed


@dataclass(frozen=True)
class _Found:
    """An address whose line is another, and the changes that it is so by."""

    change: AddressChange
    because: tuple[PlannedChange, ...]
    lost: Text | None  # why its line cannot be told

    def told(self, day: str) -> AddressChange:
        reasons: list[str] = []
        codes: list[str] = []
        for one in self.because:
            reason, known, _ = cited_rules(one.why)
            reasons.append(reason)
            codes += known
        return replace(self.change, reason=" ".join(dict.fromkeys(filter(None, reasons))),
                       rules=tuple(dict.fromkeys(codes)), in_force=dt.date.fromisoformat(day))  # fmt: skip

    def faults(self) -> Iterator[Text]:
        for one in self.because:
            reason, known, unknown = cited_rules(one.why)
            for code in unknown:
                yield _of(one, unknown_name(code, address_rules()))
            if not reason:
                yield _of(one, Text("ingen begrundelse (why)", "no reason (why)"))
            elif not known and not unknown:
                yield _of(one, Text("begrundelsen nævner ingen regel", "the reason names no rule"))
        if self.lost is not None:
            yield _of(self.because[0], self.lost)


class _Between:
    """What is in the register before and after the changes of one day."""

    def __init__(self, before: AddressSide, after: AddressSide, changes: Sequence[PlannedChange]) -> None:
        self.sides = before, after
        self.changes: dict[Key, list[PlannedChange]] = defaultdict(list)
        for one in changes:
            if _touched(one):
                self.changes[one.key].append(one)

    def found(self) -> Iterator[_Found]:
        """Yield addresses whose line is another, and house numbers that no address names."""
        houses = {one for side in self.sides for one in side.houses_of(self.changes)}
        of_houses = {one for side in self.sides for house in houses for one in side.addresses_of(house)}
        for one in sorted(of_houses | {one for kind, one in self.changes if kind == "address"}):
            yield from self._one(one, "address")
        for one in sorted(houses):
            if not any(side.is_named(one) for side in self.sides):
                yield from self._one(one, "house_number")

    def _one(self, one: str, kind: str) -> Iterator[_Found]:
        before, after = self.sides
        stands = [side.stands(kind, one) for side in self.sides]
        lines = [side.line(kind, one) if there else "" for side, there in zip(self.sides, stands, strict=True)]
        lost = _unwritten(stands, lines)
        if stands == [False, False] or (lines[0] == lines[1] and lost is None):
            return
        because = self._because(kind, one, status=stands[0] != stands[1])
        if not because:
            return
        last = after if stands[1] else before
        made = AddressChange(one, lines[0], lines[1], "", (), dt.date.min, before.kvhx(kind, one) if stands[0] else "",
                             last.access_point(kind, one))  # fmt: skip
        yield _Found(made, because, lost)

    def _because(self, kind: str, one: str, *, status: bool) -> tuple[PlannedChange, ...]:
        """Return the changes that an address rests on; of statuses those alone by which it comes or goes."""
        keys = dict.fromkeys(key for side in self.sides for key in side.rests_on(kind, one))
        found = [change for key in sorted(keys, key=lambda key: list(TOLD_BY).index(key[0]))
                 for change in self.changes.get(key, ())]  # fmt: skip
        return tuple(one for one in found if status or _touched(one) != {"status"})


def _unwritten(stands: Sequence[bool], lines: Sequence[str]) -> Text | None:
    """Return why the line of an address that stands cannot be told; None for one that can."""
    if all(stands) and lines[0] and not lines[1]:
        return Text("udtrækket har ikke alt det, som den nye linje nævner, og den gamle siger det heller ikke",
                    "the extract lacks what the new line names, and the old line does not tell it")  # fmt: skip
    if any(there and not line for there, line in zip(stands, lines, strict=True)):
        return Text("registret har ingen linje for adressen", "the register has no line of the address")
    if not stands[1] or lines[0] == lines[1]:
        return None
    try:
        parse_address_line(lines[1])
    except ParamError as error:
        return error.found
    return None


def _of(change: PlannedChange, fault: Text) -> Text:
    name = KEYED[change.register_object]
    return Text(f"{name.da} {change.object_id}: {fault.da}", f"{name.en} {change.object_id}: {fault.en}")


def _refused(faults: Iterable[Text]) -> TableError:
    return TableError(
        Text("planlagte ændringer, som intet brev kan fortælle om", "planned changes that no letter can tell of"),
        Text("en begrundelse, som parterne læser, med reglernes koder, fx (A03)",
             "a reason that parties read, with the codes of rules, such as (A03)"),
        Text("ret why; et husnummer, som registret har forkert, rettes i planen",
             "mend why; mend a number that the register has wrong in the plan"),
        tuple(faults),
    )  # fmt: skip
