"""What stores of all databases do alike: changes checked against versions, undo, reasons of direct edits."""

from __future__ import annotations

import abc
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from gistools.errors import ConflictError, ParamError, StoreError
from gistools.journal.entries import Action, Change, Entry, Stored
from gistools.journal.forms import differing
from gistools.journal.history import changed_since, entry_missing, undoable
from gistools.journal.roles import DIRECT, checked_reason, checked_role
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from gistools.journal.forms import TableForm

_REVERSED = {Action.INSERT: Action.DELETE, Action.UPDATE: Action.UPDATE, Action.DELETE: Action.INSERT}


class JournalEngine(abc.ABC):
    """A store (`gistools.journal.Store`) but for what its database does: rows, entries and transactions."""

    def __init__(self, forms: Iterable[TableForm]) -> None:
        self._forms = {form.name: form for form in forms}
        self._roles: tuple[str, ...] = ()

    @property
    def forms(self) -> Mapping[str, TableForm]:
        """The tables."""
        return self._forms

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that may change it."""
        return self._roles

    @abc.abstractmethod
    def _writing(self) -> AbstractContextManager[None]:
        """Begin a transaction as the one writer; all of it holds when the block ends, nothing after an error."""

    @abc.abstractmethod
    def _reading(self) -> AbstractContextManager[None]:
        """Begin a look at one state of the database, in which direct edits are entries already."""

    @abc.abstractmethod
    def _now(self) -> str:
        """Return the moment by the database's clock."""

    @abc.abstractmethod
    def _rows(self, form: TableForm, object_id: str = "") -> list[Stored]:
        """Return objects of a table, sorted by id, or the one."""

    @abc.abstractmethod
    def _entries(
        self, since: int = 0, table: str = "", object_id: str = "", numbers: Sequence[int] = ()
    ) -> list[Entry]:
        """Return entries, sorted by number; those of all tables, objects and numbers where none is given."""

    @abc.abstractmethod
    def _open(self) -> list[Entry]:
        """Return direct edits without a reason."""

    @abc.abstractmethod
    def _next(self) -> int:
        """Return the number of the next entry."""

    @abc.abstractmethod
    def _write(self, form: TableForm, stored: Stored | None, entry: Entry) -> bool:
        """Make the row of an object what an entry says; False when it is not as it was read."""

    @abc.abstractmethod
    def _log(self, entry: Entry) -> None:
        """Add an entry."""

    @abc.abstractmethod
    def _explain(self, entry: Entry) -> None:
        """Add the reason of a direct edit."""

    @abc.abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def objects(self, table: str) -> list[Stored]:
        """Return all objects of a table, sorted by their ids."""
        form = self._form(table)
        with self._reading():
            return self._rows(form)

    def find(self, table: str, object_id: str) -> Stored | None:
        """Return an object; None when there is none."""
        form = self._form(table)
        with self._reading():
            return next(iter(self._rows(form, object_id)), None)

    def journal(self, since: int = 0, *, table: str = "", object_id: str = "") -> tuple[Entry, ...]:
        """Return entries with numbers above ``since``, of all objects or of a table or object."""
        with self._reading():
            return tuple(self._entries(since, table, object_id))

    def open_direct(self) -> tuple[Entry, ...]:
        """Return direct edits that nobody has given a reason yet."""
        with self._reading():
            return tuple(self._open())

    def apply(self, changes: Sequence[Change], *, role: str, why: str, case_number: str = "") -> tuple[Entry, ...]:
        """Make changes in one transaction, and return their entries (`gistools.journal.Store.apply`)."""
        role, (why, case_number) = checked_role(role, self._roles), checked_reason(why, case_number)
        values = [self._checked(change) for change in changes]
        said = [checked_reason(one.why or why, one.case_number or case_number) for one in changes]
        made: list[Entry] = []
        first: dict[tuple[str, str], int] = {}  # what each object was based on when it was first touched here
        with self._writing():
            now = self._now()
            for change, given, reason in zip(changes, values, said, strict=True):
                form, key = self._form(change.table), (change.table, change.object_id)
                stored = next(iter(self._rows(form, change.object_id)), None)
                if first.setdefault(key, change.based_on) != change.based_on or not (
                    self._fits(change, stored) or any((entry.table, entry.object_id) == key for entry in made)
                ):
                    raise self._conflict(change, stored)
                before = None if stored is None else stored.values
                if (before is None) != (change.action is Action.INSERT):
                    raise self._conflict(change, stored)
                after = None if change.action is Action.DELETE else {**(before or {}), **given}
                if after == before:
                    continue
                entry = Entry(self._next(), role, now, *reason, *key, change.action, before, after)
                if not self._write(form, stored, entry):
                    raise self._conflict(change, next(iter(self._rows(form, change.object_id)), None))
                self._log(entry)
                made.append(entry)
        return tuple(made)

    def undo(self, numbers: Iterable[int], *, role: str, why: str, case_number: str = "") -> tuple[Entry, ...]:
        """Take entries back in one transaction, the latest first (`gistools.journal.Store.undo`)."""
        role, (why, case_number) = checked_role(role, self._roles), checked_reason(why, case_number)
        made: list[Entry] = []
        histories: dict[tuple[str, str], list[Entry]] = {}  # of each object, as it grows here
        with self._writing():
            now, number = self._now(), self._next()
            for told in reversed(self._known(sorted(set(numbers)))):
                form, key = self._form(told.table), (told.table, told.object_id)
                history = histories.setdefault(key, self._entries(0, *key) if key not in histories else [])
                entry = undoable(history, told.number)
                stored = next(iter(self._rows(form, told.object_id)), None)
                back = Entry(
                    number + len(made), role, now, why, case_number, *key,
                    _REVERSED[entry.action], entry.after, entry.before, undoes=entry.number,
                )  # fmt: skip
                if not self._write(form, stored, back):
                    raise changed_since(Text(f"post {told.number}", f"entry {told.number}"), history)
                self._log(back)
                history.append(back)
                made.append(back)
        return tuple(made)

    def explain_direct(
        self, numbers: Iterable[int], *, role: str, why: str, case_number: str = ""
    ) -> tuple[Entry, ...]:
        """Give direct edits their reason and return them (`gistools.journal.Store.explain_direct`)."""
        role, (why, case_number) = checked_role(role, self._roles), checked_reason(why, case_number)
        made = []
        with self._writing():
            now = self._now()
            known = self._known(sorted(set(numbers)))
            foreign = [entry.number for entry in known if entry.role != DIRECT]
            if foreign:
                raise ParamError(
                    Text(f"post {foreign} er ikke direkte rettelser", f"entries {foreign} are no direct edits"),
                    Text(f"poster med rollen {DIRECT}", f"entries of the role {DIRECT}"),
                    Text("tag numrene fra listen over åbne", "take the numbers from the list of open ones"),
                )
            done = [entry for entry in known if entry.explained_by]
            if done:
                raise ConflictError(
                    Text(f"post {done[0].number} er forklaret af {done[0].explained_by} {done[0].explained_at}",
                         f"entry {done[0].number} was explained by {done[0].explained_by} {done[0].explained_at}"),
                    Text("direkte rettelser uden begrundelse", "direct edits without a reason"),
                    Text("læs listen over åbne igen", "read the list of open ones again"),
                    done,
                )  # fmt: skip
            for entry in known:
                told = replace(entry, why=why, case_number=case_number, explained_by=role, explained_at=now)
                self._explain(told)
                made.append(told)
        return tuple(made)

    def _form(self, table: str) -> TableForm:
        if table not in self._forms:
            raise ParamError(
                unknown_name(table, self._forms),
                Text("en tabel i lageret", "a table of the store"),
                Text("ret navnet", "correct the name"),
            )
        return self._forms[table]

    def _checked(self, change: Change) -> dict[str, Any]:
        form = self._form(change.table)
        if change.action is Action.DELETE:
            return {}
        return form.checked(change.values, whole=change.action is Action.INSERT)

    def _known(self, numbers: Sequence[int]) -> list[Entry]:
        """Return the entries of numbers, sorted."""
        known = self._entries(numbers=numbers) if numbers else []
        missing = sorted(set(numbers) - {entry.number for entry in known})
        if missing:
            raise entry_missing(missing)
        return known

    @staticmethod
    def _fits(change: Change, stored: Stored | None) -> bool:
        return change.based_on == (0 if stored is None else stored.version)

    def _conflict(self, change: Change, stored: Stored | None) -> ConflictError:
        since = self._entries(change.based_on, change.table, change.object_id)
        what = f"{change.table} {change.object_id}"
        if since:
            return changed_since(Text(what, what), since)
        if stored is None:
            found = Text(f"{what} findes ikke", f"{what} does not exist")
        else:
            found = Text(f"{what} er version {stored.version}, ikke {change.based_on}",
                         f"{what} is version {stored.version}, not {change.based_on}")  # fmt: skip
        return ConflictError(
            found,
            Text("et objekt, som det blev læst", "an object as it was read"),
            Text("læs objektet igen", "read the object again"),
        )


def check_forms(made: Mapping[str, str], forms: Iterable[TableForm], where: str) -> None:
    """Refuse a store whose tables, by name as `TableForm.to_json`, are not those that are asked for.

    Raises
    ------
    StoreError
        With the tables that differ.
    """
    asked = {form.name: form.to_json() for form in forms}
    differ = differing(made, asked)
    if differ:
        raise StoreError(
            Text(f"{where}: tabellerne {', '.join(differ)} er anderledes eller mangler",
                 f"{where}: the tables {', '.join(differ)} differ or are missing"),
            Text("de tabeller, som lageret blev lavet med", "the tables that the store was made with"),
            Text("lav et nyt lager, eller brug den version af gistools, der lavede det",
                 "make a new store, or use the version of gistools that made it"),
        )  # fmt: skip


def check_new(*, new: bool | None, there: bool, where: str) -> None:
    """Refuse to make a store where one is, and to open one where none is; either is fine when ``new`` is None.

    Raises
    ------
    StoreError
        With where.
    """
    if new and there:
        raise StoreError(
            Text(f"{where} findes allerede", f"{where} is there already"),
            Text("et nyt navn", "a new name"),
            Text("vælg et andet navn, eller brug det lager, der er", "choose another name, or use the store that is"),
        )
    if new is False and not there:
        raise StoreError(
            Text(f"lageret {where} findes ikke", f"there is no store {where}"),
            Text("et lager, der er lavet", "a store that was made"),
            Text("ret navnet, eller lav det med gistools store new", "correct it, or make it by gistools store new"),
        )
