"""What codes, house numbers, floors and doors of addresses look like (adressens koder), declared once.

Floors and doors are those of rules A10 and A11; a line is read by the same, so that what one finds wrong the other does
not pass.
"""

from __future__ import annotations

import re

CODE = r"\d{4}"
"""A postcode, a municipality or a road code: four digits, leading zeros too."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
"""Letters behind the figure of a house number (A02)."""

FIGURE = re.compile(r"[1-9]\d{0,2}", re.ASCII)
NUMBER = re.compile(rf"{FIGURE.pattern}[{LETTERS}]?", re.ASCII)
FLOOR = re.compile(r"st|kl|k[2-9]|k[1-9]\d|[1-9]\d?", re.ASCII)
DOOR = re.compile(r"tv|mf|th|[1-9]\d{0,3}|(?!\d+$)[0-9a-z/-]{1,4}", re.ASCII)
"""A side, a number of up to four digits without a leading zero, or up to four of a-z, digits, ``-``, ``/``."""

SIDES = ("tv", "mf", "th")
"""Doors by their side of the staircase, as they are ordered: left, middle, right."""

_CODE = re.compile(CODE, re.ASCII)
_SHORT = re.compile(r"(\d{1,4})(?:[.,]0+)?", re.ASCII)


def is_code(text: str) -> bool:
    """Return whether a text is four digits.

    >>> is_code("0800"), is_code("800"), is_code("٠٨٠٠")
    (True, False, False)
    """
    return _CODE.fullmatch(text) is not None


def four_digits(text: str) -> str | None:
    """Return a code with the zeros that a spreadsheet took away or put on; empty for none, None for what is no code.

    >>> four_digits("800"), four_digits("800.0"), four_digits(""), four_digits("80a0")
    ('0800', '0800', '', None)
    """
    if not text:
        return ""
    found = _SHORT.fullmatch(text)
    return None if found is None else found[1].zfill(4)


def floor_key(floor: str) -> tuple[int, str]:
    """Return what floors are sorted by: none, k2, kl, st, 1, 2; what is no floor comes last.

    >>> sorted(["2", "st", "10", "kl", "", "k2", "x"], key=floor_key)
    ['', 'k2', 'kl', 'st', '2', '10', 'x']
    """
    if floor in _NAMED:
        return _NAMED[floor], ""
    if FLOOR.fullmatch(floor) is None:
        return _LAST, floor
    return (-int(floor[1:]), "") if floor.startswith("k") else (int(floor), "")


def door_key(door: str) -> tuple[int, int, str]:
    """Return what doors are sorted by: none, tv, mf, th, 1, 2, and then by their letters.

    >>> sorted(["th", "10", "2", "", "a1", "tv", "mf"], key=door_key)
    ['', 'tv', 'mf', 'th', '2', '10', 'a1']
    """
    sides = ("", *SIDES)
    if door in sides:
        return 0, sides.index(door), door
    return (1, int(door), door) if door.isascii() and door.isdigit() else (2, 0, door)


_NAMED = {"": -1000, "kl": -1, "st": 0}
_LAST = 1000
