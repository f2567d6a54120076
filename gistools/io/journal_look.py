"""A look at a store in a GeoPackage: a copy is read, so that no lock is held and nothing is written."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from gistools.errors import StoreError
from gistools.io.files import find_file, source_of
from gistools.io.journal_geopackage import WAIT_S, GeoPackageStore, kept_of, translated
from gistools.io.provenance import Loaded
from gistools.journal.forms import TableForm
from gistools.journal.look import StoreLook
from gistools.progress import NoProgress, check
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from gistools.progress import Progress

_HOT = {"SQLITE_READONLY_ROLLBACK", "SQLITE_READONLY_RECOVERY", "SQLITE_READONLY_CANTINIT", "SQLITE_CANTOPEN"}


def read_store(path: Path | str, *, progress: Progress | None = None) -> Loaded[StoreLook]:
    """Read what a store of planned changes in a GeoPackage holds, also while another has it open.

    What is read is one state of the file. Edits past the store, in QGIS or by other programs, are entries in it as
    they will be when the store is opened the next time; the file is not changed.

    Parameters
    ----------
    path:
        Of a store that `open_geopackage_store` made.
    progress:
        Told how far it is.

    Raises
    ------
    StoreError
        When there is no such file, or it is no store.
    StoreBusyError
        When another program is writing for too long.
    Cancelled
        When the progress asks for it.
    """
    progress = progress or NoProgress()
    check(progress)
    file = find_file(path, StoreError)
    progress.update(0.0, Text("Læser lageret", "Reading the store"))
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with contextlib.closing(copy), translated(file):
        _copy(file, copy)
        check(progress)
        made, roles = kept_of(copy, file)
        forms = [TableForm.from_json(text) for text in made.values()]
        with GeoPackageStore(file, forms, None, copy) as store:
            objects = {form.name: tuple(store.objects(form.name)) for form in forms}
            look = StoreLook({form.name: form for form in forms}, objects, store.journal(), roles)
    told = {one.values.get(STAMP_COLUMN) for rows in objects.values() for one in rows}
    progress.update(1.0, Text("Lageret er læst", "The store is read"))
    return Loaded(look, (source_of(str(path), [file], progress=progress),), (), stamps_in(told - {None}))


def _copy(file: Path, copy: sqlite3.Connection) -> None:
    """Copy one state of a database; where its last writer was killed, let SQLite put it right first, as any reader."""
    uri = f"{file.resolve().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=WAIT_S, isolation_level=None)) as database:
            _taken(database, copy)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") not in _HOT:
            raise
        with contextlib.closing(sqlite3.connect(file, timeout=WAIT_S, isolation_level=None)) as database:
            _taken(database, copy)


def _taken(database: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    database.execute("BEGIN")
    database.execute("SELECT count(*) FROM sqlite_master").fetchone()  # waits for a writer, and no longer than it may
    database.backup(copy)
    database.execute("ROLLBACK")
