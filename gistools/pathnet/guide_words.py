"""Words of the guide that several of its parts use: names, metres, minutes, what an edge is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gistools.pathnet.network import NO, UNKNOWN, YES
from gistools.text import Text, danish

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_NAME = 80
_LONG_M = 1000.0

WAY_WORDS = {
    "path": Text("en sti uden navn", "a path without a name"),
    "road": Text("en vej uden navn", "a road without a name"),
    "motor_road": Text("en motortrafikvej", "a road for motor traffic"),
    UNKNOWN: Text("et stykke uden navn", "a stretch without a name"),
}

ANSWERS = {
    YES: Text("Ja", "Yes"),
    UNKNOWN: Text("Usikkert", "Uncertain"),
    NO: Text("Nej", "No"),
}


NUMBERS = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*(?:[;, ]\s*|\s+)(-?\d+(?:[.,]\d+)?)\s*")
DECIMAL_COMMA = re.compile(r"\s*(-?\d+,\d+)\s*;\s*(-?\d+,\d+)\s*")
"""How two coordinates are written."""


def coordinates(asked: str) -> tuple[float, float] | None:
    """Return the two numbers of a place that is asked for by coordinates; None of an address or a name.

    >>> coordinates("651300 6268145"), coordinates("55,65; 12,40"), coordinates("Torvet 1")
    ((651300.0, 6268145.0), (55.65, 12.4), None)
    """
    found = DECIMAL_COMMA.fullmatch(asked) or NUMBERS.fullmatch(asked)
    if found is None:
        return None
    a, b = (float(one.replace(",", ".")) for one in found.groups())
    return a, b


def place_words(asked: str) -> Text:
    """Return what a place is called that is asked for: the point when it is by coordinates, else as it was written.

    >>> place_words("651300 6268145").da, place_words("Torvet 1").da
    ('punktet 651300 6268145', 'Torvet 1')
    """
    said = clean(asked)
    return Text(said, said) if coordinates(asked) is None else Text(f"punktet {said}", f"the point {said}")


def clean(said: object) -> str:
    """Return a text of the user's data as one line without signs that are not seen; empty for none.

    >>> clean(" Birke  stien "), clean(None), clean(float("nan"))
    ('Birke stien', '', '')
    """
    if said is None or said != said:  # noqa: PLR0124 - NaN
        return ""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in str(said)).split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"


def name_of(edge: pd.Series) -> Text:
    """Return what a way is called: its name, else what it is."""
    name = clean(edge["name"])
    return Text(name, name) if name else WAY_WORDS.get(str(edge["way_type"]), WAY_WORDS[UNKNOWN])


def metres(value: float) -> Text:
    """Return a length in whole metres, at least 1; kilometres from 10 000 m.

    >>> metres(0.2).da, metres(1234.4).da, metres(12345.0).en
    ('1 m', '1.234 m', '12.3 km')
    """
    if value >= 10.0 * _LONG_M:
        return Text(f"{danish(value / _LONG_M, '.1f')} km", f"{value / _LONG_M:.1f} km")
    whole = max(round(value), 1)
    return Text(f"{danish(whole, ',')} m", f"{whole:,} m")


def exact_metres(value: float) -> Text:
    """Return a length in whole metres however long it is, at least 1: what one who walks counts."""
    whole = max(round(value), 1)
    return Text(f"{danish(whole, ',')} m", f"{whole:,} m")


def minutes(seconds: float) -> Text:
    """Return a time in whole minutes, rounded up.

    >>> minutes(61.0).da, minutes(3.0).en
    ('2 minutter', '1 minute')
    """
    count = max(int(-(-seconds // 60.0)), 1)
    return Text(f"{count} minut{'ter' if count != 1 else ''}", f"{count} minute{'s' if count != 1 else ''}")
