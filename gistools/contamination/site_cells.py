"""Cells of a delivery read by what they hold (celler): what cannot be understood is unknown, never a no."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import cell_text
from gistools.contamination.site_form import SiteCell
from gistools.contamination.status import Nuance, SoilStatus, soil_status
from gistools.days import read_day

if TYPE_CHECKING:
    from collections.abc import Callable

CUT_AT = 254
"""Letters of the longest text that MapInfo and Shapefile hold: one of just that length may have been cut."""

_YES = frozenset({"1", "ja", "j", "yes", "y", "true", "sand", "t"})
_NO = frozenset({"0", "nej", "n", "no", "false", "falsk", "f"})
_LISTED = re.compile(r"\s*[;|\n]\s*")
_CLOCK = re.compile(r"(?<=\d{4}) +([01]?\d|2[0-3])[:.][0-5]\d([:.][0-5]\d)?")  # after a day as Danes write it
_NUANCE = re.compile(r"(?:nuance\s*)?f\s*([012])(?:\b.*)?", re.IGNORECASE)
_NUANCE_CODES = {"01": str(Nuance.F0)}  # of DKJord's codes the one that was seen


def read_cells(values: pd.Series, cell: SiteCell) -> tuple[pd.Series, np.ndarray]:
    """Return what the cells of a column hold, and which of them say something that nobody understands.

    Parameters
    ----------
    values:
        Of any kind, as the delivery has them.
    cell:
        What they hold: lists are tuples of texts, days ``datetime64``, codes ``Int64``, yes and no ``boolean``,
        statuses the values of `SoilStatus`, the rest texts. What is missing or not understood is empty, NaT, <NA> or
        unknown.

    >>> read, odd = read_cells(pd.Series(["ja", "", "måske"]), SiteCell.YES_NO)
    >>> read.tolist(), odd.tolist()
    ([True, <NA>, <NA>], [False, False, True])
    """
    texts = values.map(cell_text)
    codes, distinct = pd.factorize(texts)
    read = [_READERS[cell](one) for one in distinct]
    made: pd.Series = pd.Series([read[k] for k in codes], index=values.index, dtype=object)
    odd = np.array([one is None and bool(distinct[k]) for k, one in enumerate(read)])[codes]
    if cell in _TYPES:
        return pd.Series(pd.array(made, dtype=_TYPES[cell]), index=values.index), odd
    return _filled(made, cell), odd


def _filled(made: pd.Series, cell: SiteCell) -> pd.Series:
    empty: dict[SiteCell, Any] = {SiteCell.LIST: (), SiteCell.STATUS: SoilStatus.UNKNOWN.value}
    nothing = empty.get(cell, "")
    return pd.Series([nothing if one is None else one for one in made], index=made.index, dtype=object)


def is_cut(values: pd.Series) -> np.ndarray:
    """Return which texts are as long as MapInfo and Shapefile let them be, so that their end may be missing.

    >>> is_cut(pd.Series(["x" * 254, "x" * 253, None])).tolist()
    [True, False, False]
    """
    return np.array([isinstance(one, str) and CUT_AT in {len(one), len(one.encode())} for one in values], bool)


def _text(text: str) -> str | None:
    return text


def _list(text: str) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(one for one in _LISTED.split(text) if one))


def _status(text: str) -> str | None:
    read = soil_status(text)
    return None if read is SoilStatus.UNKNOWN else read.value


def _nuance(text: str) -> str | None:
    if text in _NUANCE_CODES:
        return _NUANCE_CODES[text]
    found = _NUANCE.fullmatch(text)
    return str(Nuance(f"F{found[1]}")) if found else None


def _code(text: str) -> int | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() and number > 0 else None


def _day(text: str) -> np.datetime64 | None:
    clock = _CLOCK.search(text)
    day = read_day(text[: clock.start()] if clock and clock.end() == len(text) else text)
    return None if day is None else np.datetime64(day, "s")


def _yes_no(text: str) -> bool | None:
    plain = text.casefold()
    return True if plain in _YES else False if plain in _NO else None


_READERS: dict[SiteCell, Callable[[str], Any]] = {
    SiteCell.TEXT: _text,
    SiteCell.LIST: _list,
    SiteCell.STATUS: _status,
    SiteCell.NUANCE: _nuance,
    SiteCell.CODE: _code,
    SiteCell.DAY: _day,
    SiteCell.YES_NO: _yes_no,
}
_TYPES: dict[SiteCell, Any] = {SiteCell.CODE: "Int64", SiteCell.DAY: "datetime64[s]", SiteCell.YES_NO: "boolean"}
