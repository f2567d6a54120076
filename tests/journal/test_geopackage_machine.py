"""Any sequence of edits and undos on a store in a GeoPackage."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import settings

from gistools.io.journal_geopackage import open_geopackage_store
from tests.journal.machine import Edits
from tests.journal.making import FORMS


class GeoPackageEdits(Edits):
    def __init__(self):
        memory = Path("/dev/shm")  # noqa: S108 - where forcing to the disk costs nothing
        self.folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        super().__init__()

    def open(self):
        return open_geopackage_store(Path(self.folder.name) / "plan.gpkg", FORMS, role="gis")

    def direct(self, statement, *, table):
        with closing(sqlite3.connect(self.store.path)) as database, database:
            database.execute(statement.format(table))

    def teardown(self):
        super().teardown()
        self.folder.cleanup()


TestGeoPackage = GeoPackageEdits.TestCase
TestGeoPackage.settings = settings(max_examples=25, stateful_step_count=20)
