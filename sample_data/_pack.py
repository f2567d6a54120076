"""Small pages for the GeoPackages of the sample: what they hold stays, the air in them goes."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

PAGE_BYTES: Final = 1024
"""Of a page: each table and index fills whole pages, and most of those here are small."""


def pack(path: Path) -> None:
    """Write a GeoPackage anew in small pages."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("VACUUM")
    connection.close()
