"""Whole numbers and letters between numbers that are fixed (udfyldning mellem faste husnumre): no geometry.

A label is a number with its letter, such as ``(7, "A")``; labels sort as house numbers do (rule A07).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Label = tuple[int, str]

LETTERS = "ABCDEFGHKLMNPRSTUVWXYZ"
"""Letters that new numbers may have: not I, J, O and Q, and none outside A to Z (rule A02)."""

LAST = 999
"""The highest number (rule A01)."""


def label_text(label: Label) -> str:
    """Return a label as it is written.

    >>> label_text((7, "A"))
    '7A'
    """
    return f"{label[0]}{label[1]}"


def fits(number: int, parity: int | None) -> bool:
    """Return whether a number has a parity: 1 odd, 0 even, None any."""
    return parity is None or number % 2 == parity


def free_wholes(low: Label | None, high: Label | None, used: Collection[Label], parity: int | None) -> list[int]:
    """Return the whole numbers of a parity that lie between two labels and that nobody has, ascending.

    >>> free_wholes((7, ""), (15, ""), {(11, "")}, 1)
    [9, 13]
    """
    begin, end = low or (0, ""), high or (LAST + 1, "")
    return [
        number
        for number in range(max(begin[0], 1), min(end[0], LAST) + 1)
        if fits(number, parity) and begin < (number, "") < end and (number, "") not in used
    ]


def fill_between(
    count: int,
    low: Label | None,
    high: Label | None,
    used: Collection[Label],
    parity: int | None,
    *,
    wishes: Sequence[int] = (),
    step: int = 0,
    letters: bool = True,
) -> list[Label]:
    """Return labels for so many places in a row between two fixed ones, ascending.

    Free whole numbers come first and letters last (rule A08). Between two fixed numbers the spare numbers are spread as
    evenly as whole numbers allow (those left over stand last); before the first fixed number of a road none is left
    before the first place. At an open end each place is followed by the spare numbers that are wished, as long as
    999 suffices, and else they are spread evenly too. Letters are as few and as early in the alphabet as can be, on the
    lowest numbers.

    Parameters
    ----------
    count:
        Places.
    low, high:
        Fixed labels before and after; None at an open end.
    used:
        Labels that somebody has.
    parity:
        1 for odd numbers, 0 for even ones, None for all.
    wishes:
        For an open end: spare numbers after each place; none when left out.
    step:
        For an open end: least distance from one number to the next, as an existing series has it.
    letters:
        Whether letters may be used.

    Returns
    -------
    list[Label]
        Of the first places; shorter than ``count`` where the numbers do not suffice.

    >>> fill_between(2, (1, ""), (11, ""), {(1, ""), (11, "")}, 1)
    [(3, ''), (7, '')]
    >>> fill_between(3, (7, ""), (11, ""), {(7, ""), (11, "")}, 1)
    [(7, 'A'), (9, ''), (9, 'A')]
    >>> fill_between(3, None, None, set(), 0, wishes=[1, 0, 0])
    [(2, ''), (6, ''), (8, '')]
    """
    free = free_wholes(low, high, used, parity)
    if count == 0:
        return []
    if high is None:
        wished = _as_wished(count, free, low, list(wishes) or [0] * count, step)
        if wished is not None:
            return wished
    if len(free) >= count:
        return [(number, "") for number in _spread(count, free, first_open=low is None)]
    lettered = _letters(count - len(free), free, low, high, used, parity) if letters else []
    return sorted([(number, "") for number in free] + lettered)


def _as_wished(count: int, free: list[int], low: Label | None, wishes: list[int], step: int) -> list[Label] | None:
    at, made, before = 0, list[Label](), low[0] if low else None
    for k in range(count):
        while step and before is not None and at < len(free) and free[at] < before + step:
            at += 1
        if at >= len(free):
            return None
        before = free[at]
        made.append((before, ""))
        at += 1 + wishes[k]
    return made


def _spread(count: int, free: list[int], *, first_open: bool) -> list[int]:
    """Return so many of the free numbers that as many lie between each two; larger gaps stand last."""
    gaps = count if first_open else count + 1
    each, over = divmod(len(free) - count, gaps)
    sizes = [each] * (gaps - over) + [each + 1] * over
    if first_open:
        sizes = [0, *sizes]
    at, made = 0, list[int]()
    for k in range(count):
        at += sizes[k]
        made.append(free[at])
        at += 1
    return made


def _letters(
    count: int, free: list[int], low: Label | None, high: Label | None, used: Collection[Label], parity: int | None
) -> list[Label]:
    """Return the labels with the earliest letters between two fixed ones, on the lowest numbers first."""
    bases = ([low[0]] if low and fits(low[0], parity) else []) + free
    begin, end = low or (0, ""), high or (LAST + 1, "")
    all_of_them = [
        (rank, base)
        for rank, letter in enumerate(LETTERS)
        for base in bases
        if begin < (base, letter) < end and (base, letter) not in used
    ]
    return [(base, LETTERS[rank]) for rank, base in sorted(all_of_them)[:count]]


def out_of_order(low: Label | None, high: Label | None, used: Collection[Label]) -> Label | None:
    """Return a label with a letter where nothing fits in order any more: on the number before, else on that after.

    >>> out_of_order((7, "A"), (7, "B"), {(7, "A"), (7, "B")})
    (7, 'C')
    """
    bases = dict.fromkeys(label[0] for label in (low, high) if label is not None)
    return next(((base, one) for base in bases for one in LETTERS if (base, one) not in used), None)
