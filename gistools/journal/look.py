"""A look at a store (et kig): what it held at one moment, read without holding it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.journal.entries import Entry, Stored
    from gistools.journal.forms import TableForm


@dataclass(frozen=True, eq=False)
class StoreLook:
    """What a store held when it was looked at.

    Parameters
    ----------
    forms:
        Its tables by name; of titles no more than their names is known.
    objects:
        By table, sorted by id.
    entries:
        The whole journal, edits past the store too.
    roles:
        Roles that may change it.
    """

    forms: Mapping[str, TableForm]
    objects: Mapping[str, tuple[Stored, ...]]
    entries: tuple[Entry, ...]
    roles: tuple[str, ...]

    def open_direct(self) -> tuple[Entry, ...]:
        """Return direct edits that nobody has given a reason yet.

        >>> StoreLook({}, {}, (), ("gis",)).open_direct()
        ()
        """
        return tuple(entry for entry in self.entries if entry.is_unexplained)
