"""Moments (tidspunkter): days and clocks of Denmark, told in UTC."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from zoneinfo import ZoneInfo

import numpy as np

from gistools.days import danish_day, read_day, read_moment
from gistools.errors import ParamError
from gistools.text import Text

__all__ = ["NEVER", "asked_day", "danish_day", "danish_time", "moment_of", "read_day", "read_moment"]

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
        raise _unread(value)
    return read[0]


def _unread(value: object) -> ParamError:
    return ParamError(
        Text(f"tidspunktet {value!r}", f"the moment {value!r}"),
        Text("en dag eller et tidspunkt, fx 2026-11-28", "a day or a moment, such as 2026-11-28"),
        Text("skriv år-måned-dag", "write year-month-day"),
    )


def asked_day(text: str) -> dt.date:
    """Return the day in Denmark that something is asked of; today when the text is empty.

    Raises
    ------
    ParamError
        When it cannot be read.

    >>> asked_day("2026-11-28"), asked_day("20261128") == asked_day("2026-11-28T23:59:00")
    (datetime.date(2026, 11, 28), True)
    """
    if not text.strip():
        return dt.date.today()  # noqa: DTZ011 - a day of the user's calendar
    return danish_day(moment_of(text.strip()))


def danish_time(moment: str) -> str:
    """Return a moment in UTC, as stores write it, as the clock in Denmark shows it.

    >>> danish_time("2026-11-28T08:00:00.000Z"), danish_time("2026-06-28T23:30:59.900Z")
    ('2026-11-28 09:00:00', '2026-06-29 01:30:59')
    """
    told = dt.datetime.fromisoformat(moment)
    with suppress(OverflowError):  # the first or last day that there is
        told = told.astimezone(_HERE)
    return told.strftime("%Y-%m-%d %H:%M:%S")
