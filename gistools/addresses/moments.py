"""Moments (tidspunkter): days and clocks of Denmark, told in UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text

NEVER = np.datetime64("NaT", "us")
_HERE = ZoneInfo("Europe/Copenhagen")


def moment_of(value: str | dt.date) -> np.datetime64:
    """Return a moment in UTC; a day is its beginning, and what has no zone is Danish time.

    Raises
    ------
    ParamError
        When it cannot be read.

    >>> str(moment_of("2020-06-01"))
    '2020-05-31T22:00:00.000000'
    """
    read = read_moment(value if isinstance(value, str) else value.isoformat())
    if read is None:
        raise ParamError(
            Text(f"tidspunktet {value!r}", f"the moment {value!r}"),
            Text("en dag eller et tidspunkt, fx 2026-11-28", "a day or a moment, such as 2026-11-28"),
            Text("skriv år-måned-dag", "write year-month-day"),
        )
    return read[0]


def asked_day(text: str) -> dt.date:
    """Return the day that something is asked of, as its moment has it; today when the text is empty.

    Raises
    ------
    ParamError
        When it cannot be read.

    >>> asked_day("2026-11-28"), asked_day("20261128") == asked_day("2026-11-28T23:59:00")
    (datetime.date(2026, 11, 28), True)
    """
    if not text.strip():
        return dt.date.today()  # noqa: DTZ011 - a day of the user's calendar
    moment_of(text.strip())
    return dt.datetime.fromisoformat(text.strip()).date()


def danish_time(moment: str) -> str:
    """Return a moment in UTC, as stores write it, as the clock in Denmark shows it.

    >>> danish_time("2026-11-28T08:00:00.000Z"), danish_time("2026-06-28T23:30:59.900Z")
    ('2026-11-28 09:00:00', '2026-06-29 01:30:59')
    """
    return dt.datetime.fromisoformat(moment).astimezone(_HERE).strftime("%Y-%m-%d %H:%M:%S")


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
