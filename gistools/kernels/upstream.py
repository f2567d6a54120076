"""Cells in an order in which each comes after the one that it drains to, block by block.

Read forwards the order hands down labels from where ways end, read backwards it adds up amounts. It is a search in
breadth: the list begins with the cells whose way ends or leaves the block (roots), and each cell of the list appends
those that drain to it. Which of its eight neighbours do is one byte, and a table gives their steps, so that the loop
has no branch that a processor guesses wrongly. A block is small enough for its bytes to stay in the cache.

Cells in a circle, and all that drains to one, are not reached.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels.codes import DCOL, DROW, PIT
from gistools.kernels.compiled import njit

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.kernels.codes import I32, U8

    U32 = npt.NDArray[np.uint32]

BLOCK_CELLS = 1 << 19
USUAL = 3  # appended without a look at how many there are; few cells have more givers

_U = np.uint8
_P = np.uint32

SIDES = np.array([[k for k in range(8) if mask >> k & 1] + [0] * (8 - mask.bit_count()) for mask in range(256)], _U)
COUNT = np.array([mask.bit_count() for mask in range(256)], _U)


@functools.cache
def steps(width: int) -> I32:
    """Return how far it is in a flat view to the cells named by each mask of neighbours: 256 by 8.

    >>> steps(10)[0b101, :2].tolist()
    [1, 10]
    """
    made: I32 = (DROW[SIDES] * width + DCOL[SIDES]).astype(np.int32)
    return made


@dataclass(frozen=True, slots=True)
class Block:
    """A block of whole rows of a padded tile, and its cells in order; positions are those in the block.

    Parameters
    ----------
    first, last:
        Its rows.
    order:
        uint32; ``order[:roots]`` are the cells whose way ends in the block or leaves it, and ``order[roots:listed]``
        all that drain to them.
    entered:
        int32; the cells that others outside the block drain to, once for each of those.
    """

    first: int
    last: int
    order: U32
    roots: int
    listed: int
    entered: I32


def blocks(code: U8, first: int, last: int, givers: U8 | None = None) -> Iterator[Block]:
    """Part some rows of a padded tile of directions into blocks, each with its cells in order.

    The arrays of a block are used again for the next. ``givers``, when given, is scratch with the shape of the tile;
    what it holds of a block is no longer needed when that is yielded.
    """
    width = code.shape[1]
    rows = min(max(BLOCK_CELLS // width, 1), last - first)
    order = np.empty(rows * width + 8, np.uint32)
    entered = np.empty(2 * (rows + width) + 4, np.int32)
    scratch = np.empty((rows, width), np.uint8) if givers is None else givers
    for begin in range(first, last, rows):
        end = min(begin + rows, last)
        here = (scratch[: end - begin] if givers is None else scratch[begin:end]).reshape(-1)
        count = find_givers(code, begin, end, here, entered)
        roots = list_roots(code, begin, end, order)
        listed = list_upstream(here, steps(width), order, roots)
        yield Block(begin, end, order, roots, listed, entered[:count])


@njit(cache=True, nogil=True)
def _givers_of_row(above, here, below, givers):  # type: ignore[no-untyped-def]
    n = givers.size
    nw, north, ne = above[0:n], above[1 : n + 1], above[2 : n + 2]
    west, east = here[0:n], here[2 : n + 2]
    sw, south, se = below[0:n], below[1 : n + 1], below[2 : n + 2]
    for i in range(n):
        low = _U((east[i] & _U(15)) == _U(4)) | (_U((se[i] & _U(15)) == _U(5)) << 1)
        low |= (_U((south[i] & _U(15)) == _U(6)) << 2) | (_U((sw[i] & _U(15)) == _U(7)) << 3)
        high = _U((west[i] & _U(15)) == _U(0)) | (_U((nw[i] & _U(15)) == _U(1)) << 1)
        high |= (_U((north[i] & _U(15)) == _U(2)) << 2) | (_U((ne[i] & _U(15)) == _U(3)) << 3)
        givers[i] = low | (high << 4)


@njit(cache=True, nogil=True)
def _part_from(givers, at, outside, entered, count):  # type: ignore[no-untyped-def]
    for k in range(8):
        if (givers[at] & outside) >> k & 1:
            entered[count] = at
            count += 1
    givers[at] &= ~outside
    return count


@njit(cache=True, nogil=True)
def find_givers(code, first, last, givers, entered):  # type: ignore[no-untyped-def]
    """Write for each cell of a block which neighbours in the block drain to it, bit k for the neighbour in direction k.

    Parameters
    ----------
    code:
        Directions of the padded tile; the block is its rows ``first`` to ``last``.
    givers:
        Out: one byte for each cell of the block, halo columns included (there not set).
    entered:
        Out: the cells (positions in the block) that others outside the block drain to, once for each of those. It must
        have room for as many as there are cells around the block.

    Returns
    -------
    int
        How many there are in ``entered``.
    """
    width = code.shape[1]
    count = 0
    for r in range(first, last):
        base = (r - first) * width
        _givers_of_row(code[r - 1], code[r], code[r + 1], givers[base + 1 : base + width - 1])
        if r == first or r == last - 1:
            for c in range(1, width - 1):
                outside = _U(0)
                if r == first:
                    outside |= _U(0b11100000)
                if r == last - 1:
                    outside |= _U(0b00001110)
                if givers[base + c] & outside:
                    count = _part_from(givers, base + c, outside, entered, count)
        count = _part_from(givers, base + 1, _U(0b00111000), entered, count)
        count = _part_from(givers, base + width - 2, _U(0b10000011), entered, count)
    return count


@njit(cache=True, nogil=True)
def list_roots(code, first, last, order):  # type: ignore[no-untyped-def]
    """List the cells of a block whose way ends there or leaves it (positions in the block); return how many."""
    width = code.shape[1]
    count = 0
    for r in range(first, last):
        inner = first < r < last - 1
        for c in range(1, width - 1):
            k = code[r, c] & _U(15)
            if k < PIT:
                if inner and 1 < c < width - 2:
                    continue
                if first <= r + DROW[k] < last and 1 <= c + DCOL[k] < width - 1:
                    continue
            order[count] = _P((r - first) * width + c)
            count += 1
    return count


@njit(cache=True, nogil=True)
def list_upstream(givers, step, order, roots):  # type: ignore[no-untyped-def]
    """List all that drains to the roots, which the list begins with; return how many cells it then has.

    ``order`` must have 8 places more than the block has cells.
    """
    head = 0
    tail = roots
    while head < tail:
        at = order[head]
        head += 1
        mask = givers[at]
        for j in range(USUAL):
            order[tail + j] = _P(at + step[mask, j])
        count = COUNT[mask]
        for j in range(USUAL, np.int64(count)):
            order[tail + j] = _P(at + step[mask, j])
        tail += count
    return tail
