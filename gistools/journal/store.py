"""The protocol of a working store (arbejdslager): objects in tables, changed only together with their journal.

The engines stand in `gistools.io`: `open_geopackage_store` for one at a time, `open_postgis_store` for several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.journal.entries import Change, Entry, Stored
    from gistools.journal.forms import TableForm


class Store(Protocol):
    """Objects in tables, changed only together with their journal; a context manager that closes it.

    Every call that writes is one transaction: all of it is there, or nothing, also when the process is killed. All of
    them raise `StoreBusyError` when another program holds the database for too long, and `ParamError` for a role that
    the store does not know and for reasons that are lacking or seem to hold personal data.
    """

    @property
    def forms(self) -> Mapping[str, TableForm]:
        """The tables."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that may change it."""

    def objects(self, table: str) -> list[Stored]:
        """Return all objects of a table, sorted by their ids.

        Raises
        ------
        ParamError
            For a table that it has not.
        """

    def find(self, table: str, object_id: str) -> Stored | None:
        """Return an object; None when there is none."""

    def apply(self, changes: Sequence[Change], *, role: str, why: str, case_number: str = "") -> tuple[Entry, ...]:
        """Make changes, and return their entries; one that changes nothing makes none.

        A change that has a reason or case number of its own keeps it.

        Raises
        ------
        ConflictError
            When an object is not as it was when it was read: who changed what and when.
        TableError
            When values are not of the kinds of their columns.
        """

    def undo(self, numbers: Iterable[int], *, role: str, why: str, case_number: str = "") -> tuple[Entry, ...]:
        """Take entries back, the latest first, and return the entries that this makes.

        An entry that took another back can be taken back in its turn.

        Raises
        ------
        ConflictError
            When something was changed since by an entry that is not among them, or one is undone already.
        ParamError
            For a number that no entry has.
        """

    def journal(self, since: int = 0, *, table: str = "", object_id: str = "") -> tuple[Entry, ...]:
        """Return entries with numbers above ``since``, of all objects or of a table or object."""

    def open_direct(self) -> tuple[Entry, ...]:
        """Return direct edits that nobody has given a reason yet."""

    def explain_direct(
        self, numbers: Iterable[int], *, role: str, why: str, case_number: str = ""
    ) -> tuple[Entry, ...]:
        """Give direct edits their reason and return them.

        Raises
        ------
        ConflictError
            When one has a reason already.
        ParamError
            For a number that no direct edit has.
        """

    def close(self) -> None:
        """Let go of the database; what was begun and not finished is as if it never was."""

    def __enter__(self) -> Self:
        """Return the store."""

    def __exit__(self, *_: object) -> None:
        """Close it."""
