"""What a journal amounts to (nettovirkning): planned changes of each object, first before and last after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gistools.addresses.change_values import register_values, store_columns
from gistools.addresses.keying_changes import PlannedChange, same_value
from gistools.addresses.keying_form import FIRST, form_of, has_status, scale_of
from gistools.addresses.statuses import status_of
from gistools.addresses.store_form import IN_REGISTER, PLANNED, planned_tables
from gistools.errors import ParamError, TableError
from gistools.journal import Action
from gistools.journal.history import standing
from gistools.journal.roles import DIRECT
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.journal import Entry

UNEXPLAINED = "Rettet direkte i laget, uden begrundelse endnu"
"""Reason of a direct edit that nobody has explained; numbers of its entries follow."""


@dataclass(frozen=True, eq=False)
class NetChange:
    """A planned change and the entries of the journal that it rests on.

    Parameters
    ----------
    change:
        From the register, or nothing, to what the store says now.
    entries:
        Those that still hold and changed what it tells of, the first of them first.
    """

    change: PlannedChange
    entries: tuple[Entry, ...]

    @property
    def last(self) -> Entry:
        """Who changed it last, when and why."""
        return self.entries[-1]

    @property
    def unexplained(self) -> tuple[int, ...]:
        """Numbers of direct edits among its entries that have no reason yet."""
        return tuple(one.number for one in self.entries if one.is_unexplained)


def changes_of_journal(entries: Iterable[Entry]) -> tuple[PlannedChange, ...]:
    """Return what a journal amounts to as planned changes, in the order in which objects first stand there.

    Of each object the first value before and the last after: what was undone, and what came and went, is left out, and
    so are the columns that only a store has. ``why`` joins the reasons of the entries that still hold; an edit past the
    store that nobody has explained is told as such. Objects whose row was deleted are no longer planned: to end an
    address, change its status.

    Parameters
    ----------
    entries:
        Of a store (`gistools.journal.Store.journal`), all of them for changes against the register; those since a
        number for what changed since then.

    Raises
    ------
    TableError
        When edits past the store left values that no register has: all of them at once.

    >>> from gistools.journal import Entry
    >>> made = Entry(1, "gis", "2026-11-28T08:00:00.000Z", "ny vej", "", "address", "a", Action.INSERT, None,
    ...              {"floor": "1", "status": 2})
    >>> [(one.is_new, one.after, one.why) for one in changes_of_journal([made])]
    [(True, {'floor': '1', 'status': 2}, 'ny vej')]
    """
    made, faults = net_changes(entries)
    if faults:
        raise TableError(
            Text("rækker i lageret, som registret ikke kan have", "rows of the store that no register can have"),
            Text("værdier som registrets", "values such as the register's"),
            Text(
                "ret rækkerne i lageret, eller fortryd posterne", "correct the rows of the store, or undo the entries"
            ),
            faults,
        )
    return tuple(one.change for one in made)


def net_changes(entries: Iterable[Entry]) -> tuple[tuple[NetChange, ...], tuple[Text, ...]]:
    """Return what a journal amounts to with the entries behind it, and the rows that no register can have."""
    histories: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: one.number):
        if entry.table in PLANNED:
            histories.setdefault((entry.table, entry.object_id), []).append(entry)
    made, faults = [], []
    for (name, object_id), history in histories.items():
        last = history[-1].after
        if last is None:
            continue
        wrong = _row_faults(name, last)
        base, held_by = _base(history)
        found = None if wrong else _change(name, object_id, base, last)
        if found is not None:
            made.append(_told(found, [one for one in history if one.number != held_by]))
        number = history[-1].number
        faults += [
            Text(f"{name} {object_id} (post {number}): {one.da}", f"{name} {object_id} (entry {number}): {one.en}")
            for one in wrong
        ]
    return tuple(made), tuple(faults)


def _base(history: Sequence[Entry]) -> tuple[Mapping[str, Any] | None, int]:
    """Return the row of the register, or that from which the entries begin, and the entry that put it in, 0 for none.

    None is the row of what is new. What was inserted past the store is new, whatever it says of itself: a row that is
    copied in QGIS says what the other did. One that is cut out and put in again is the one that it was.
    """
    base, number = history[0].before, 0
    for entry in history:
        if entry.action is Action.INSERT and not entry.undoes and entry.role != DIRECT:
            known = bool((entry.after or {}).get(IN_REGISTER))
            base, number = (entry.after, entry.number) if known else (None, 0)
    return base, number


def _row_faults(name: str, row: Mapping[str, Any]) -> list[Text]:
    """Return why a row is none that the register can have; a store itself would have refused it."""
    faults: list[Text] = []
    try:
        next(form for form in planned_tables() if form.name == name).checked(row)
        if has_status(name) and row.get("status") is not None:
            status_of(scale_of(name), row["status"])
    except TableError as error:
        faults += error.faults
    except ParamError as error:
        faults.append(error.found)
    return faults


def _change(name: str, object_id: str, base: Mapping[str, Any] | None, row: Mapping[str, Any]) -> PlannedChange | None:
    """Return the difference between two rows; None where there is none."""
    now, known = register_values(name, row), register_values(name, base or {})
    if has_status(name) and now["status"] is None:
        now["status"] = FIRST[form_of(name).scale] if base is None else known["status"]
    after = {one: value for one, value in now.items() if not same_value(known[one], value)}
    if not after:
        return None
    before = None if base is None else {one: known[one] for one in after}
    case, day = row.get("case_number") or "", row.get("planned_from") or ""
    return PlannedChange(name, object_id, before, after, case_number=case, in_force=day)


def _told(change: PlannedChange, history: Sequence[Entry]) -> NetChange:
    """Return a change with the entries that it rests on, and their reasons."""
    columns = set(store_columns(change.register_object, change.columns))
    holds = [one for one in standing(history) if columns & set(one.changed())]
    gone = max((k for k, one in enumerate(holds) if one.action is Action.DELETE), default=-1)
    holds = holds[gone + 1 :] or list(history[-1:])
    reasons = dict.fromkeys(one.why for one in holds if one.why)
    open_ = [str(one.number) for one in holds if one.is_unexplained]
    told = [*reasons, *([f"{UNEXPLAINED} (post {', '.join(open_)})"] if open_ else [])]
    return NetChange(replace(change, why="; ".join(told)), tuple(holds))
