"""Stamps (mærker): what must stand on everything that was made of examples.

A layer or table says it in its column ``maerke``, a raster in a tag; every picture, sheet and record made of it carries
the stamp on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

__all__ = ["EXAMPLE_RAIN", "INVENTED", "STAMP_COLUMN", "STAMP_TAG", "mark_of", "stamped", "stamps_in", "stamps_on"]

INVENTED = Text("OPDIGTET EKSEMPEL", "INVENTED EXAMPLE")
EXAMPLE_RAIN = Text("EKSEMPELREGN", "EXAMPLE RAIN")
STAMP_COLUMN = "maerke"  # of a layer or table: rows that hold a word below
STAMP_TAG = "MAERKE"  # the same as a tag of a raster; a word in any tag counts

_WORDS = {"OPDIGTET": INVENTED, "EKSEMPELREGN": EXAMPLE_RAIN}


def stamps_in(texts: Iterable[object]) -> tuple[Text, ...]:
    """Return the stamps that some texts ask for, each once.

    >>> [stamp.da for stamp in stamps_in(["Opdigtet eksempel (EKSEMPELREGN)", None])]
    ['OPDIGTET EKSEMPEL', 'EKSEMPELREGN']
    """
    said = " ".join({str(text).upper() for text in texts})
    return tuple(stamp for word, stamp in _WORDS.items() if word in said)


def stamps_on(*tables: pd.DataFrame | None) -> tuple[Text, ...]:
    """Return the stamps that the rows of some layers and tables bear, each once; None is passed over.

    >>> import pandas as pd
    >>> [stamp.da for stamp in stamps_on(pd.DataFrame({"maerke": ["EKSEMPELREGN"]}), pd.DataFrame({"mm": [1]}), None)]
    ['EKSEMPELREGN']
    """
    marked = [table[STAMP_COLUMN] for table in tables if table is not None and STAMP_COLUMN in table.columns]
    return stamps_in(text for column in marked for text in column)


def mark_of(stamps: Iterable[Text]) -> str:
    """Return what the column ``maerke`` says of stamps: both languages, so that whoever reads it stamps again.

    >>> mark_of([EXAMPLE_RAIN])
    'EKSEMPELREGN / EXAMPLE RAIN'
    """
    return "; ".join(f"{stamp.da} / {stamp.en}" for stamp in stamps)


def stamped(make: Callable[[], pd.DataFrame], stamp: str) -> Callable[[], pd.DataFrame]:
    """Return what a maker makes with the stamps of what it rests on."""

    def made() -> pd.DataFrame:
        table = make()
        if stamp:
            table.insert(0, STAMP_COLUMN, stamp)
        return table

    return made
