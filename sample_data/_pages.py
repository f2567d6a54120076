"""Small pages in the GeoPackages of the sample: a page of 4096 bytes for each of dozens of tables is mostly empty."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PAGE_BYTES = 1024
"""Best for layers of tens of rows; larger rows would begin to overflow smaller pages."""


def use_small_pages(path: Path) -> None:
    """Write a GeoPackage anew in small pages; its tables and rows stay as they are."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        database.execute("VACUUM")
