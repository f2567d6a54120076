"""Basins: a pit with all that drains to it. Every cell is labelled by the end of its way down.

Basins 0, 1 and 2 are what drains off the map over its edge, into the sea and into holes. Labels are handed up block by
block (`gistools.kernels.upstream`); a way that leaves its block is labelled by where it enters the next, until all are
done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels.codes import OUT_EDGE, OUT_HOLE, PIT
from gistools.kernels.compiled import njit
from gistools.kernels.upstream import blocks, steps

if TYPE_CHECKING:
    from gistools.kernels.codes import I32, I64, U8

UNLABELLED = -1  # what `flats` leaves in the same array: its UNKNOWN
NO_FLOW = -2
FIRST_EXIT = -3  # exit i is labelled FIRST_EXIT - i
BEYOND = -(2**31)  # what the halo of a tile holds: the way goes on in another tile, or off the map

_U = np.uint8
_P = np.uint32


@njit(cache=True, nogil=True)
def hand_up(ways, label, order, roots, listed, step, base, number, exits):  # type: ignore[no-untyped-def]
    """Label the cells of a block by what their flow reaches; return how many ways leave it.

    Parameters
    ----------
    ways, label:
        Flat views of the block: directions, and labels that are 0 or more on pits to begin with. A way off the map
        gives 0, 1 or 2 (edge, sea, hole), a cell without flow NO_FLOW, and a way that leaves the block FIRST_EXIT - i,
        where i counts on from ``number``.
    order, roots, listed, step:
        From `gistools.kernels.upstream`.
    base:
        Position of the block in the tile.
    exits:
        Out: the positions in the tile at which ways enter other blocks.
    """
    count = 0
    for i in range(roots):
        at = order[i]
        k = ways[at] & _U(15)
        if k < PIT:
            exits[count] = base + np.int64(at) + step[1 << k, 0]
            label[at] = FIRST_EXIT - (number + count)
            count += 1
        elif k != PIT:
            label[at] = k - OUT_EDGE if OUT_EDGE <= k <= OUT_HOLE else NO_FLOW
    for i in range(roots, listed):
        at = order[i]
        label[at] = label[_P(at + step[1 << (ways[at] & _U(7)), 0])]
    return count


def follow(code: U8, label: I32, first: int, last: int) -> I64:
    """Label the cells of some rows of a padded tile block by block (see `hand_up`); return where ways enter others."""
    width = code.shape[1]
    found, number = [np.empty(0, np.int64)], 0
    for block in blocks(code, first, last):
        ways, mine = (a[block.first : block.last].reshape(-1) for a in (code, label))
        exits = np.empty(block.roots, np.int64)
        count = hand_up(
            ways, mine, block.order, block.roots, block.listed, steps(width), block.first * width, number, exits
        )
        found.append(exits[:count])
        number += count
    return np.concatenate(found)


@njit(cache=True, nogil=True)
def solve_exits(answer):  # type: ignore[no-untyped-def]
    """Follow the chain of every exit to its end: ``answer[i]`` is a label, or ``FIRST_EXIT - j`` for the next exit."""
    for i in range(answer.size):
        value = answer[i]
        while value <= FIRST_EXIT:
            value = answer[FIRST_EXIT - value]
        at = i
        while answer[at] <= FIRST_EXIT:
            onward = FIRST_EXIT - answer[at]
            answer[at] = value
            at = onward


@njit(cache=True, nogil=True)
def replace_exits(label, answer, first, last):  # type: ignore[no-untyped-def]
    """Replace each label ``FIRST_EXIT - i`` in some rows by ``answer[i]``."""
    for r in range(first, last):
        for c in range(1, label.shape[1] - 1):
            if label[r, c] <= FIRST_EXIT:
                label[r, c] = answer[FIRST_EXIT - label[r, c]]
