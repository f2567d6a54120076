"""Basins: a pit with all that drains to it. Every cell is labelled by the end of its way down.

Basins 0, 1 and 2 are what drains off the map over its edge, into the sea and into holes. The positions are those of
flat views of padded arrays; a strip is a range of them, and a way that leaves the strip is labelled by where it leaves
until all strips are done.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW, OUT_EDGE, OUT_HOLE, PIT
from gistools.kernels.compiled import njit
from gistools.kernels.flats import longer

UNLABELLED = -1
NO_FLOW = -2
FIRST_EXIT = -3  # exit i is labelled FIRST_EXIT - i
BEYOND = -(2**31)  # what the halo of a tile holds: the way goes on in another tile, or off the map


@njit(cache=True, nogil=True)
def follow(code, label, first, last, width):  # type: ignore[no-untyped-def]
    """Label the cells between two positions by what their flow reaches; return where flow leaves the strip or tile.

    ``label`` is UNLABELLED to begin with, 0 or more where ways end (pits, places), and BEYOND in the halo. A way off
    the map gives 0, 1 or 2 (edge, sea, hole), a cell without flow NO_FLOW, and a way that leaves ``FIRST_EXIT - i``
    where item ``i`` of the list returned is the position that it enters.
    """
    step = np.empty(8, np.int64)
    for k in range(8):
        step[k] = DROW[k] * width + DCOL[k]
    way = np.empty(1024, np.int64)
    exits = np.empty(64, np.int64)
    count = 0
    for start in range(first, last):
        if label[start] != UNLABELLED:
            continue
        at = start
        n = 0
        while True:
            if n == way.size:
                way = longer(way, n + 1)
            way[n] = at
            n += 1
            k = code[at] & 15
            if k >= PIT:
                result = k - OUT_EDGE if OUT_EDGE <= k <= OUT_HOLE else NO_FLOW
                break
            at += step[k]
            inside = first <= at < last
            result = label[at] if inside else BEYOND
            if result == BEYOND:
                exits = longer(exits, count + 1)
                exits[count] = at
                result = FIRST_EXIT - count
                count += 1
                break
            if result != UNLABELLED:
                break
        for i in range(n):
            label[way[i]] = result
    return exits[:count]


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
    """Replace each label ``FIRST_EXIT - i`` between two positions by ``answer[i]``."""
    for at in range(first, last):
        if BEYOND < label[at] <= FIRST_EXIT:
            label[at] = answer[FIRST_EXIT - label[at]]
