"""Planned changes put into a working store (arbejdslager): the one form made changes of a journal.

An object of the register that the store does not hold yet comes into it twice in one transaction: first as the register
has it, marked `in_register`, then changed. So the journal always tells what a change is based on, and
`gistools.addresses.changes_of_journal` finds the difference from the register again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gistools._checks import cell_text, require_kind
from gistools.addresses.change_conflicts import based_otherwise, conflict_error
from gistools.addresses.change_values import plain_values, register_values, store_columns, store_values
from gistools.addresses.keying_changes import PlannedChange, read_values, same_value
from gistools.addresses.keying_form import DERIVED, FIRST, KEYED, form_of, has_status, target_of
from gistools.addresses.register_rows import RegisterRows
from gistools.addresses.statuses import PROVISIONAL
from gistools.addresses.store_form import IN_REGISTER, planned_tables
from gistools.errors import TableError
from gistools.journal import Action, Change
from gistools.stamps import STAMP_COLUMN
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.addresses.register import Register
    from gistools.journal import Entry, Stored, TableForm

AS_REGISTERED = "Som objektet står i registret, før det ændres"
"""The reason of an entry that holds what the register says."""

_NEW_IDS = uuid.UUID("6f2f1c0e-6a57-5c0b-9a0e-3d2b7a1f8e44")


def store_changes(
    changes: Iterable[PlannedChange],
    store_objects: Iterable[Stored],
    register: Register | None = None,
    *,
    entries: Sequence[Entry] = (),
    plan_reference: str = "",
    case_number: str = "",
    mark: str = "",
) -> list[Change]:
    """Return planned changes as changes of a store (`gistools.journal.Store.apply`), object by object.

    What the store holds already as it is planned makes no change, so that a file can be applied twice; no more than a
    case number is given, to what has none. A new object
    whose id is no UUID gets one, the same for the same id and case, and those that refer to it follow.

    Parameters
    ----------
    changes:
        Planned.
    store_objects:
        All objects of the store, as they were read.
    register:
        What holds at a moment (`Register.at`); of an object that the store does not hold yet, all its values are
        taken from it. May be left out where there is no such object.
    entries:
        The journal, so that a conflict tells who did what.
    plan_reference:
        Local plan or project that all of them come from.
    case_number:
        Of changes that tell none of their own.
    mark:
        What the column ``maerke`` of the objects shall say.

    Raises
    ------
    ConflictError
        When a change is based on another value than the store, or the register, has.
    TableError
        For values that the register or a store would refuse, and objects that neither of them has: all at once.
    WrongKindError
        For what is no planned change.

    >>> change = PlannedChange("house_number", "ny-1", None, {"number": "8A", "status": 2}, why="To huse har nr. 8")
    >>> [(one.table, one.action.value, one.values["number"], one.why) for one in store_changes([change], [])]
    [('house_number', 'insert', '8A', 'To huse har nr. 8')]
    """
    given = list(changes)
    for one in given:
        require_kind(one, PlannedChange, "planned_changes")
    work = _Work(store_objects, register, _new_ids(given), entries)
    case = {"plan_reference": plan_reference or None, STAMP_COLUMN: mark or None}
    for name in KEYED:
        mine = [one for one in given if one.register_object == name]
        before = read_values(name, [one.before or {} for one in mine], [one.object_id for one in mine])
        after = read_values(name, [one.after for one in mine], [one.object_id for one in mine])
        for one, was, becomes in zip(mine, before, after, strict=True):
            work.take(one, was, becomes, {**case, "case_number": one.case_number.strip() or case_number or None})
    return work.changes()


def _new_ids(changes: Sequence[PlannedChange]) -> dict[tuple[str, str], str]:
    """Return the UUID of each new object whose id is none, by its table and id."""
    return {
        one.key: str(uuid.uuid5(_NEW_IDS, "\n".join((one.case_number.strip(), *one.key))))
        for one in changes
        if one.is_new and _uuid(one.object_id) is None
    }


def _uuid(text: str) -> str | None:
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        return None


@dataclass(eq=False)
class _Held:
    """An object as it stands while changes are taken: its row, and the version that it has in the store."""

    row: dict[str, Any]
    version: int


class _Work:
    """Changes taken one by one, on top of what the store and the register have."""

    def __init__(
        self,
        objects: Iterable[Stored],
        register: Register | None,
        ids: Mapping[tuple[str, str], str],
        entries: Sequence[Entry],
    ) -> None:
        self._forms: dict[str, TableForm] = {form.name: form for form in planned_tables()}
        self._held = {(one.table, one.object_id): _Held(dict(one.values), one.version) for one in objects}
        self._register = register
        self._rows = RegisterRows(register)
        self._ids = ids
        self._entries = entries
        self._made: list[Change] = []
        self._faults: list[Text] = []
        self._conflicts: list[Text] = []
        self._in_conflict: set[tuple[str, str]] = set()

    def take(
        self, change: PlannedChange, before: dict[str, Any], after: dict[str, Any], case: Mapping[str, Any]
    ) -> None:
        """Add what one change asks for."""
        name = change.register_object
        found = self._ids.get(change.key) or _uuid(change.object_id)
        if found is None:
            self._fault(change, Text("id'et er ikke registrets (UUID)", "the id is none of the register (UUID)"))
            return
        before, after = (self._referred(name, plain_values(side)) for side in (before, after))
        if change.is_new:
            self._insert(change, found, after, case)
        else:
            self._update(change, found, before, after, case)

    def _insert(self, change: PlannedChange, object_id: str, after: dict[str, Any], case: Mapping[str, Any]) -> None:
        name = change.register_object
        if has_status(name):
            after.setdefault("status", FIRST[form_of(name).scale])
        held = self._held.get((name, object_id))
        if held is not None:
            now = register_values(name, held.row)
            differ = [one for one, value in after.items() if not same_value(now[one], value)]
            if differ:
                self._conflict(change, object_id, now, {}, differ)
            else:
                self._give_case(change, object_id, held, case)
            return
        row, faults = store_values(name, after)
        row |= self._case(change, after, case) | {IN_REGISTER: False}
        checked = self._checked(change, row, faults)
        self._add(change, Change.insert(name, checked, object_id=object_id))

    def _update(
        self, change: PlannedChange, object_id: str, before: dict[str, Any], after: dict[str, Any],
        case: Mapping[str, Any],
    ) -> None:  # fmt: skip
        name, key = change.register_object, (change.register_object, object_id)
        held = self._held.get(key)
        base = None if held is not None else self._base(change, object_id, before, case)
        if held is None and base is None:
            return
        row = held.row if held is not None else base or {}
        now = register_values(name, row)
        changed = {one: value for one, value in after.items() if not same_value(now[one], value)}
        differ = [one for one in changed if (name, one) not in DERIVED and not same_value(now[one], before[one])]
        if differ:
            self._conflict(change, object_id, now, before, differ)
            return
        if not changed:
            if held is not None:
                self._give_case(change, object_id, held, case)
            return
        whole, faults = store_values(name, {**now, **changed})
        becomes = {one: whole[one] for one in store_columns(name, changed)} | self._case(change, changed, case)
        if held is None:
            held = self._held[key] = _Held(row, 0)
            first = Change.insert(name, row, object_id=object_id)
            self._made.append(replace(first, why=AS_REGISTERED, case_number=change.case_number.strip()))
        checked = self._checked(change, becomes, faults)
        self._add(change, Change(name, object_id, Action.UPDATE, held.version, checked))

    def _give_case(self, change: PlannedChange, object_id: str, held: _Held, case: Mapping[str, Any]) -> None:
        """Give what stands as it is planned its case number, where it has none."""
        number = case["case_number"]
        if number and not held.row.get("case_number"):
            given = {"case_number": number}
            self._add(change, Change(change.register_object, object_id, Action.UPDATE, held.version, given))

    def _base(
        self, change: PlannedChange, object_id: str, before: dict[str, Any], case: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Return the row of an object as the register has it."""
        name = change.register_object
        values = self._rows.values(name, object_id)
        if values is None and set(before) >= {one.name for one in form_of(name).columns}:
            values = before  # all that there is of it is told
        if values is None:
            told_da, told_en = ("er ikke i registret", "is not in the register") if self._register is not None else (
                "er ikke i lageret; giv registret, så det kommer med, som det er",
                "is not in the store; give the register, so that it comes along as it is",
            )  # fmt: skip
            self._fault(change, Text(told_da, told_en))
            return None
        row, faults = store_values(name, values)
        if faults:  # a line and an area: the register has room for both, a layer has not
            row, _ = store_values(name, {**values, "road_area": None})
        return self._checked(change, row | {IN_REGISTER: True, STAMP_COLUMN: case[STAMP_COLUMN]}, []) or None

    def _referred(self, name: str, values: dict[str, Any]) -> dict[str, Any]:
        """Return values in which references to what is new hold the UUID that it has got."""
        made = dict(values)
        for one, value in values.items():
            target = target_of(name, one)
            if target is not None:
                made[one] = self._ids.get((target, cell_text(value)), value)
        return made

    @staticmethod
    def _case(change: PlannedChange, after: Mapping[str, Any], case: Mapping[str, Any]) -> dict[str, Any]:
        made = {one: value for one, value in {**case, "planned_from": change.in_force}.items() if value}
        if after.get("status") is not None and form_of(change.register_object).scale == "address":
            made["provisional"] = after["status"] == PROVISIONAL
        return made

    def _checked(self, change: PlannedChange, row: Mapping[str, Any], faults: Iterable[Text]) -> dict[str, Any]:
        for fault in faults:
            self._fault(change, fault)
        try:
            return self._forms[change.register_object].checked(row, whole=False)
        except TableError as error:
            for fault in error.faults:
                self._fault(change, fault)
            return {}

    def _add(self, change: PlannedChange, made: Change) -> None:
        self._made.append(replace(made, why=change.why.strip(), case_number=change.case_number.strip()))
        held = self._held.setdefault((made.table, made.object_id), _Held({}, 0))
        held.row |= made.values

    def _fault(self, change: PlannedChange, fault: Text) -> None:
        what = f"{change.register_object} {change.object_id}: "
        self._faults.append(Text(what + fault.da, what + fault.en))

    def _conflict(
        self, change: PlannedChange, object_id: str, now: Mapping[str, Any], before: Mapping[str, Any],
        columns: Sequence[str],
    ) -> None:  # fmt: skip
        self._conflicts += [based_otherwise(change, one, before.get(one), now[one]) for one in columns]
        self._in_conflict.add((change.register_object, object_id))

    def changes(self) -> list[Change]:
        """Return what was taken, or raise for all that was wrong with it."""
        if self._faults:
            raise TableError(
                Text("planlagte ændringer, som lageret ikke kan tage imod", "planned changes that no store can take"),
                Text("værdier som registrets, af objekter i lageret eller registret",
                     "values such as the register's, of objects of the store or the register"),
                Text("ret ændringerne, eller giv registret (--register)",
                     "correct the changes, or give the register (--register)"),
                tuple(self._faults),
            )  # fmt: skip
        if self._conflicts:
            mine = [entry for entry in self._entries if (entry.table, entry.object_id) in self._in_conflict]
            raise conflict_error(self._conflicts, mine)
        return self._made
