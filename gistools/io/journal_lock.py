"""One writer of a file at a time: a lock (lås) that the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from gistools.errors import StoreError, StoreInUseError
from gistools.text import Text

if TYPE_CHECKING:
    from pathlib import Path

ENDING = ".lock"
_WAIT_S = 0.3  # for one who is just writing who it is


class WriterLock:
    """The lock of a file, held from when it is made until `release`.

    Beside the file lies a small database (the name with ``.lock``) that tells the role and since when; what is locked
    is that database, by the system, so that a lock never outlives its process and nothing has to be cleared away. The
    file stays, since removing it would let two writers in at once.

    Raises
    ------
    StoreInUseError
        When another holds it: which role, and since when.
    StoreError
        When no lock can be made in the folder.

    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "plan.gpkg"
    >>> lock = WriterLock(file, "gis", "2026-11-28T08:00:00.000Z")
    >>> lock.release()
    >>> WriterLock(file, "byggesag", "2026-11-28T09:00:00.000Z").release()
    """

    def __init__(self, path: Path, role: str, since: str) -> None:
        self.path = path.with_name(path.name + ENDING)
        self._database: sqlite3.Connection | None = None
        try:
            database = sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)
        except sqlite3.Error as error:
            raise self._cannot(error) from error
        try:
            database.execute("BEGIN IMMEDIATE")
            database.execute("CREATE TABLE IF NOT EXISTS holder (role TEXT, since TEXT)")
            database.execute("DELETE FROM holder")
            database.execute("INSERT INTO holder VALUES (?, ?)", (role, since))
            database.execute("COMMIT")  # others may read who it is
            database.execute("BEGIN IMMEDIATE")  # and none may write; who came in between is the holder
        except sqlite3.Error as error:
            held = getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY")
            found = _holder(database) if held else None
            database.close()
            raise self._held(path, found) if held else self._cannot(error) from error
        self._database = database

    def release(self) -> None:
        """Let others write; once is enough."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _cannot(self, error: sqlite3.Error) -> StoreError:
        return StoreError(
            Text(f"låsen {self.path} kan ikke laves ({error})", f"the lock {self.path} cannot be made ({error})"),
            Text("en mappe, der må skrives i", "a folder that may be written to"),
            Text("ret rettighederne, eller flyt lageret", "correct the permissions, or move the store"),
        )

    def _held(self, path: Path, found: tuple[str, str] | None) -> StoreInUseError:
        role, since = found or ("?", "?")
        return StoreInUseError(
            Text(
                f"{path} er åben hos rollen {role} siden {since}", f"{path} is open for the role {role} since {since}"
            ),
            Text("én, der skriver ad gangen", "one writer at a time"),
            Text(
                "luk det dér; låsen slipper selv, når programmet slutter, også efter et nedbrud, så intet skal"
                " slettes: hænger det, så afslut det i Jobliste. Er I flere om det, så brug et PostGIS-lager",
                "close it there; the lock goes when that program ends, also after a crash, so nothing is to be"
                " removed: if it hangs, end it in the task manager. For several people use PostGIS",
            ),
        )


def _holder(database: sqlite3.Connection) -> tuple[str, str] | None:
    try:
        found = database.execute("SELECT role, since FROM holder").fetchone()
    except sqlite3.Error:
        return None
    return None if found is None else (str(found[0]), str(found[1]))
