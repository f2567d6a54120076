"""Who changed what, when and why (journal): changes, entries, undo; and the protocol of stores that keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.journal.entries import Action, Change, Entry, Stored
    from gistools.journal.forms import ColumnKind, GeometryColumn, Shape, TableColumn, TableForm
    from gistools.journal.history import replay
    from gistools.journal.look import StoreLook
    from gistools.journal.store import Store

__all__ = [
    "Action",
    "Change",
    "ColumnKind",
    "Entry",
    "GeometryColumn",
    "Shape",
    "Store",
    "StoreLook",
    "Stored",
    "TableColumn",
    "TableForm",
    "replay",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Action": "gistools.journal.entries",
            "Change": "gistools.journal.entries",
            "ColumnKind": "gistools.journal.forms",
            "Entry": "gistools.journal.entries",
            "GeometryColumn": "gistools.journal.forms",
            "Shape": "gistools.journal.forms",
            "Store": "gistools.journal.store",
            "StoreLook": "gistools.journal.look",
            "Stored": "gistools.journal.entries",
            "TableColumn": "gistools.journal.forms",
            "TableForm": "gistools.journal.forms",
            "replay": "gistools.journal.history",
        },
    )
