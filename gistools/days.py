"""Days and moments as cells tell them (dage og tidspunkter): in Danish time, read one way alone or not at all."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import numpy as np

from gistools._checks import cell_text
from gistools.errors import ParamError
from gistools.text import Text

__all__ = ["danish_day", "read_day", "read_moment"]

_HERE = ZoneInfo("Europe/Copenhagen")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(\D|$)")
_COMPACT = re.compile(r"(?P<year>(18|19|20|21)\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_DAY_FIRST = re.compile(r"(?P<day>\d\d?)(?:-|\.|/|\. )(?P<month>\d\d?)(?:-|\.|/|\. | )(?P<year>\d{4})")


def read_day(value: object) -> dt.date | None:
    """Return the day in Denmark that a cell tells; None for what cannot be read one way alone.

    Read are ``20260301``, ``2026-03-01`` with or without a clock, and day before month as Danes write them:
    ``01-03-2026``, ``1.3.2026``, ``1/3 2026``. A year in two digits is not read.

    >>> [str(read_day(one)) for one in ("20260301", "01-03-2026", "1/3 2026", "2026-02-28T23:00:00Z")]
    ['2026-03-01', '2026-03-01', '2026-03-01', '2026-03-01']
    >>> [read_day(one) for one in ("03-13-2026", "01-03-26", "2026", "2026-13-01", "202603011")]
    [None, None, None, None, None]
    """
    told = cell_text(value)
    if _ISO.match(told):
        read = read_moment(told)
        return None if read is None else danish_day(read[0])
    found = _COMPACT.fullmatch(told) or _DAY_FIRST.fullmatch(told)
    if found is None:
        return None
    try:
        return dt.date(*(int(found[part]) for part in ("year", "month", "day")))
    except ValueError:
        return None


def danish_day(moment: np.datetime64) -> dt.date:
    """Return the day in Denmark of a moment in UTC.

    Raises
    ------
    ParamError
        For a moment that is not known (NaT).

    >>> danish_day(np.datetime64("2020-05-31T22:00", "us"))
    datetime.date(2020, 6, 1)
    """
    if np.isnat(moment):
        raise ParamError(
            Text("tidspunktet NaT", "the moment NaT"),
            Text("en dag eller et tidspunkt, fx 2026-11-28", "a day or a moment, such as 2026-11-28"),
            Text("skriv år-måned-dag", "write year-month-day"),
        )
    told: dt.datetime = moment.astype("datetime64[us]").item()
    try:
        return told.replace(tzinfo=dt.UTC).astimezone(_HERE).date()
    except OverflowError:  # the first or last day that there is
        return told.date()


def read_moment(text: str) -> tuple[np.datetime64, bool] | None:
    """Return a moment and whether its zone was told; None for what cannot be read."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    zoned = read.tzinfo is not None
    try:
        plain = (read if zoned else read.replace(tzinfo=_HERE)).astimezone(dt.UTC).replace(tzinfo=None)
    except OverflowError:  # the first or last day that there is
        plain = read.replace(tzinfo=None)
    return np.datetime64(plain, "us"), zoned
