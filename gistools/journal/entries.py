"""What a journal holds: entries that stay as they are; and what callers ask for: changes."""

from __future__ import annotations

import enum
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from gistools.journal.forms import object_id as new_id
from gistools.journal.roles import DIRECT

if TYPE_CHECKING:
    from collections.abc import Mapping


class Action(enum.StrEnum):
    """What was done to an object."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Entry:
    """One object changed once (journalpost).

    Parameters
    ----------
    number:
        1 and on, in the order in which changes took hold; the version of the object after it.
    role:
        Who, as a role; `gistools.journal.roles.DIRECT` for an edit past the store.
    at:
        When, UTC, such as ``"2026-11-28T08:00:00.000Z"``.
    why, case_number:
        The reason, and the case that it belongs to; empty for a direct edit that nobody has explained.
    table, object_id:
        What.
    action:
        How.
    before, after:
        Values of all columns (`gistools.journal.forms`); None before an insert and after a delete.
    undoes:
        Number of the entry that this one takes back; 0 for none.
    explained_by, explained_at:
        The role that gave a direct edit its reason, and when; empty for others.
    """

    number: int
    role: str
    at: str
    why: str
    case_number: str
    table: str
    object_id: str
    action: Action
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    undoes: int = 0
    explained_by: str = ""
    explained_at: str = ""

    @property
    def is_unexplained(self) -> bool:
        """Whether it is an edit past the store that nobody has given a reason yet."""
        return self.role == DIRECT and not self.explained_by

    def changed(self) -> tuple[str, ...]:
        """Return the names of columns whose values differ."""
        before, after = self.before or {}, self.after or {}
        return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))

    def to_json(self) -> str:
        """Return the entry as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it stands in a store: its version is the number of the entry that made it what it is."""

    table: str
    object_id: str
    version: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What a caller asks a store to do with one object; made by `insert`, `update` and `delete`.

    ``why`` and ``case_number`` are of this change alone, and stand for those of the call where they are not empty.

    >>> Change.insert("point", {"accuracy": "A"}).based_on
    0
    """

    table: str
    object_id: str
    action: Action
    based_on: int
    values: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    case_number: str = ""

    @classmethod
    def insert(cls, table: str, values: Mapping[str, Any], *, object_id: str | None = None) -> Change:
        """Return a new object; what is lacking in ``values`` is None. Its id is a new one unless it is given."""
        return cls(table, new_id(object_id), Action.INSERT, 0, dict(values))

    @classmethod
    def update(cls, stored: Stored, values: Mapping[str, Any]) -> Change:
        """Return new values of some columns of an object as it was read."""
        return cls(stored.table, stored.object_id, Action.UPDATE, stored.version, dict(values))

    @classmethod
    def delete(cls, stored: Stored) -> Change:
        """Return that an object as it was read is to be taken out."""
        return cls(stored.table, stored.object_id, Action.DELETE, stored.version)
