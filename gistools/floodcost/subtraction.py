"""What follows from two tables of one sum by subtraction: classes taken from cells must not leave a single house."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.floodcost.anonymity import Rule, tally

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Yes = npt.NDArray[np.bool_]

__all__ = ["classes_to_merge"]

_MANY = 12  # classes of which all choices are looked at; more are one row
_AT_ONCE = 256  # choices


def classes_to_merge(kind: I64, kinds: int, cell: I64, told: F64, rule: Rule) -> Yes:
    """Return which classes are merged into one row, so that classes taken from cells leave no single house.

    Of some classes 𝒦, let N be the cells that hold all their buildings with an amount. The sum of the cells N less the
    sum of the classes 𝒦 is the sum of the buildings in N of other classes: it must be of enough buildings, or none. The
    differences the other way, of cells taken from classes, are the same ones: those of the classes and cells that are
    left. All choices of classes are looked at; the classes of one that tells too much become one row with another,
    until none is left that does.

    Parameters
    ----------
    kind, kinds, cell:
        The row of each building in the table of classes, how many such rows, and its row in the table of cells.
    told:
        M x n: all that both tables tell as sums.

    >>> kind, cell = np.array([0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 0, 0, 1, 1, 1])
    >>> classes_to_merge(kind, 2, cell, np.ones((1, 7)), Rule(3)).tolist()  # cell 0 less class 0 is the one of class 1
    [True, True]
    """
    merged = np.zeros(kinds, bool)
    if kinds > _MANY:
        size = np.bincount(kind, np.abs(told).sum(axis=0), kinds)
        merged[np.argsort(size)[: kinds - _MANY + 1]] = True
    while True:
        names = np.unique(np.where(merged, kinds, np.arange(kinds)))
        row = np.searchsorted(names, np.where(merged, kinds, np.arange(kinds)))
        chosen = _worst(row[kind], names.size, cell, told, rule) if names.size > 1 else None
        if chosen is None:
            return merged
        more = merged | chosen[row]
        if more.sum() == merged.sum() or more.sum() < 2:  # noqa: PLR2004 - one class merged with none is still itself
            rest = np.flatnonzero(~more)
            more[rest[np.argmin(np.bincount(kind, np.abs(told).sum(axis=0), kinds)[rest])]] = True
        merged = more


def _worst(kind: I64, kinds: int, cell: I64, told: F64, rule: Rule) -> Yes | None:
    """Return the fewest classes that tell too much when they are taken from their cells."""
    choices = np.array(sorted(range(1, 2**kinds - 1), key=lambda one: (one.bit_count(), one)), np.int64)
    least: int | None = None
    for values in told:
        some = values != 0.0
        if not some.any():
            continue
        bit = np.int64(1) << kind[some]
        _, place = np.unique(cell[some], return_inverse=True)
        pattern = np.zeros(place.max() + 1, np.int64)
        np.bitwise_or.at(pattern, place, bit)
        block, part = np.unique(np.stack([pattern[place], bit]), axis=1, return_inverse=True)
        rows = tally(part.ravel().astype(np.int64), block.shape[1], values[some][None])
        found = _first_few(choices, block, rows.hits[0], rows.total[0], np.stack([rows.first[0], rows.second[0]]), rule)
        least = found if least is None or (found is not None and found < least) else least
    return None if least is None else (choices[least] >> np.arange(kinds)) & 1 == 1


def _first_few(choices: I64, block: I64, hits: I64, total: F64, tops: F64, rule: Rule) -> int | None:
    """Return the number of the first choice of classes that leaves too few buildings."""
    pattern, bit = block
    for at in range(0, choices.size, _AT_ONCE):
        some = choices[at : at + _AT_ONCE, None]
        left = ((pattern & some) != 0) & ((bit & some) == 0)
        count, whole = left @ hits, left @ total
        both = np.where(left[:, None, :], tops, 0.0).reshape(some.size, -1)
        largest = np.partition(both, -2, axis=1)[:, -2:].sum(axis=1)
        few = (count > 0) & ((count < rule.least) | (largest > rule.share * whole * (1.0 + 1e-9)))
        if few.any():
            return at + int(np.flatnonzero(few)[0])
    return None
