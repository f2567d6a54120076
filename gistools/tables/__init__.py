"""What Denmark says (danske tal): figures as data, each with source, year, and whether it is verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.tables.checks import read_user_table
    from gistools.tables.loading import Table, load_table, table_names

__all__ = ["Table", "load_table", "read_user_table", "table_names"]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Table": "gistools.tables.loading",
            "load_table": "gistools.tables.loading",
            "read_user_table": "gistools.tables.checks",
            "table_names": "gistools.tables.loading",
        },
    )
