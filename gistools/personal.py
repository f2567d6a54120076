"""What may tell of a person (personoplysninger): one test for all that is written into journals and letters."""

from __future__ import annotations

import re

_BLANK = "[ \t\u00a0\u2009\u202f]"
_HYPHEN = "[-\u2010-\u2015\u2212]"
_BEGIN, _END = r"(?<!\d)", r"(?!\d)"
_NO_DECIMALS = "".join(  # of degrees, and of metres of a coordinate
    [rf"(?<!(?<!\d)\d{{{k}}}\.)" for k in (1, 2, 3)] + [rf"(?<!(?<!\d)\d{{{k}}}[.,])" for k in (6, 7)]
)
_BETWEEN = f"(?:{_BLANK}|{_BLANK}?{_HYPHEN}{_BLANK}?)"
_FORMS = (
    re.compile(rf"{_BEGIN}(\d\d)(\d\d)\d\d{_BETWEEN}\d{{4}}{_END}"),  # 010190-1234, 010190 1234
    re.compile(rf"{_BEGIN}{_NO_DECIMALS}(\d\d)(\d\d)\d{{6}}{_END}"),  # 0101901234
    re.compile(rf"{_BEGIN}([0-3]\d)(\d\d)\d\d\.\d{{4}}{_END}"),  # 010190.1234; coordinates begin with 4 to 9
    re.compile(rf"{_BEGIN}(\d\d)[ ./-](\d\d)[ ./-]\d\d{_BLANK}?{_HYPHEN}{_BLANK}?\d{{4}}{_END}"),  # 01.01.90-1234
)
_UUID = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Za-z])")
_DAYS, _MONTHS, _REPLACED = 31, 12, 60


def may_hold_cpr(text: str) -> bool:
    """Return whether a text seems to hold a CPR number: a day, a month, a year in two digits, and four more.

    The day may be 60 higher, as in numbers given in place of a CPR number (erstatningspersonnummer). Between the parts
    may stand hyphens of any kind, a blank or a dot. UUIDs may hold any ten digits, and are left alone; so are numbers
    of more digits, and decimals of coordinates.

    >>> [may_hold_cpr(one) for one in ("se 010190-1234", "0101901234", "01.01.90-1234", "sag 26-1234", "650600.1234")]
    [True, True, True, False, False]
    >>> [may_hold_cpr(one) for one in ("010190-1234,020290-2345", "0101901234,0202902345", "55.0101901234")]
    [True, True, False]
    """
    plain = _UUID.sub(" ", text)
    return any(_is_day(found[1], found[2]) for form in _FORMS for found in form.finditer(plain))


def _is_day(day: str, month: str) -> bool:
    told = int(day)
    return 1 <= int(month) <= _MONTHS and 1 <= (told - _REPLACED if told > _REPLACED else told) <= _DAYS
