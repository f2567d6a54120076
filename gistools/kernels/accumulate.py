"""Adding up what flows through each cell, along any flow field without circles.

A cell passes its amount on when all that flows into it has come, so that each cell is passed once and, amounts being
whole numbers, the order does not matter. Strips are worked on side by side: flow that leaves a strip waits in a list,
and so do all cells below it; what waits is carried on at the end over the whole tile. Positions are those of flat views
of padded arrays.

One byte a cell holds the state: the direction in the lower half, and in the upper half how many neighbours have still
to deliver.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW, LAND, NO_CODE, OUT_EDGE, OUT_HOLE, PIT
from gistools.kernels.compiled import njit
from gistools.kernels.flats import longer

DONE = 240  # in the upper half: passed on already
BEYOND = 255  # what the halo of a tile holds

_U = np.uint8


@njit(cache=True, nogil=True)
def _one_row(above, here, below, state):  # type: ignore[no-untyped-def]
    n = state.size
    nw, north, ne = above[0:n], above[1 : n + 1], above[2 : n + 2]
    west, mid, east = here[0:n], here[1 : n + 1], here[2 : n + 2]
    sw, south, se = below[0:n], below[1 : n + 1], below[2 : n + 2]
    for i in range(n):
        givers = _U((west[i] & _U(15)) == _U(0)) + _U((nw[i] & _U(15)) == _U(1))
        givers += _U((north[i] & _U(15)) == _U(2)) + _U((ne[i] & _U(15)) == _U(3))
        givers += _U((east[i] & _U(15)) == _U(4)) + _U((se[i] & _U(15)) == _U(5))
        givers += _U((south[i] & _U(15)) == _U(6)) + _U((sw[i] & _U(15)) == _U(7))
        state[i] = _U(givers << 4) | _U(mid[i] & _U(15))


@njit(cache=True, nogil=True)
def count_givers(code, state, first, last):  # type: ignore[no-untyped-def]
    """Write direction and number of givers of the rows ``first`` to ``last`` of a padded tile."""
    inner = code.shape[1] - 1
    for r in range(first, last):
        _one_row(code[r - 1], code[r], code[r + 1], state[r, 1:inner])


@njit(cache=True, nogil=True)
def ones_on_land(cls, amount, first, last):  # type: ignore[no-untyped-def]
    """Write 1 on land and 0 elsewhere, in the rows ``first`` to ``last`` of a padded tile."""
    for r in range(first, last):
        for c in range(1, cls.shape[1] - 1):
            amount[r, c] = cls[r, c] == LAND


@njit(cache=True, nogil=True)
def _pass_on(state, amount, at, first, last, step):  # type: ignore[no-untyped-def]
    """Pass on from a cell that has all it will get; return where the way leaves, or -1 when it ends or waits."""
    value = amount[at]
    while True:
        k = state[at] & _U(15)
        state[at] = k | _U(DONE)
        if k >= PIT:
            return -1
        n = at + step[k]
        if n < first or n >= last or state[n] == BEYOND:
            return at
        value += amount[n]
        amount[n] = value
        left = _U(state[n] - _U(16))
        state[n] = left
        if left >= _U(16):
            return -1
        at = n


@njit(cache=True, nogil=True)
def settle(state, amount, first, last, width, targets, values):  # type: ignore[no-untyped-def]
    """Pass on between two positions what can be passed on; return what leaves, as positions entered and amounts.

    With ``targets``, only these cells pass on, after ``values`` came in from outside; else every cell whose givers have
    delivered.
    """
    step = np.empty(8, np.int64)
    for k in range(8):
        step[k] = DROW[k] * width + DCOL[k]
    entered = np.empty(64, np.int64)
    brought = np.empty(64, np.int64)
    count = 0
    for i in range(targets.size or last - first):
        at = first + i
        if targets.size:
            at = targets[i]
            amount[at] += values[i]
            state[at] -= _U(16)
        if state[at] >= _U(16):
            continue
        at = _pass_on(state, amount, at, first, last, step)
        if at >= 0:
            if count == entered.size:
                entered = longer(entered, count + 1)
                brought = longer(brought, count + 1)
            entered[count] = at + step[state[at] & _U(15)]
            brought[count] = amount[at]
            count += 1
    return entered[:count], brought[:count]


@njit(cache=True, nogil=True)
def take_d8(given, code_of, first, last, code):  # type: ignore[no-untyped-def]
    """Write the codes of some rows of a raster of directions; a direction that leads off the map becomes a way out.

    ``code_of`` holds the code for each number that a cell can hold, and NO_CODE for those that mean no cell; ``code``
    is padded, and ``given`` is not.
    """
    rows, cols = given.shape
    for r in range(first, last):
        for c in range(cols):
            k = code_of[given[r, c]]
            if k < PIT:
                n = r + DROW[k]
                m = c + DCOL[k]
                if not (0 <= n < rows and 0 <= m < cols) or code_of[given[n, m]] == NO_CODE:
                    k = OUT_EDGE
            code[r + 1, c + 1] = k


@njit(cache=True, nogil=True)
def count_waiting(state, first, last):  # type: ignore[no-untyped-def]
    """Count the cells of some rows of a padded tile that never got all that flows into them."""
    waiting = 0
    for r in range(first, last):
        for c in range(1, state.shape[1] - 1):
            waiting += state[r, c] < DONE
    return waiting


@njit(cache=True, nogil=True)
def mark_cut(z, cls, code, order, distance, first, last, cut):  # type: ignore[no-untyped-def]
    """Mark the cells of some rows that would get water from beyond the edge of the map or out of a hole.

    A cell that drains off the map over the edge or into a hole, but whose steepest lower neighbour lies on the map,
    would pass on what comes from outside; that neighbour is marked too, in the halo as well.
    """
    for r in range(first, last):
        for c in range(1, code.shape[1] - 1):
            k = code[r, c]
            if k not in (OUT_EDGE, OUT_HOLE):
                continue
            cut[r, c] = 1
            best = 0.0
            found = -1
            for i in range(8):
                d = order[i]
                if cls[r + DROW[d], c + DCOL[d]] == LAND:
                    drop = (np.float64(z[r, c]) - np.float64(z[r + DROW[d], c + DCOL[d]])) / distance[d]
                    if drop > best:
                        best = drop
                        found = d
            if found >= 0:
                cut[r + DROW[found], c + DCOL[found]] = 1


@njit(cache=True, nogil=True)
def run_down(code, cut, first, last, width, starts):  # type: ignore[no-untyped-def]
    """Mark all that lies downstream of ``starts`` (of every marked cell from ``first`` to ``last`` when empty).

    Several strips may run at once: a way ends where another has been. Returns the positions in the halo (which holds
    `BEYOND`) at which flow leaves the tile.
    """
    step = np.empty(8, np.int64)
    for k in range(8):
        step[k] = DROW[k] * width + DCOL[k]
    leaving = np.empty(16, np.int64)
    count = 0
    for i in range(starts.size or last - first):
        at = first + i
        if starts.size:
            at = starts[i]
            if cut[at]:
                continue
            cut[at] = 1
        if cut[at] != 1:
            continue
        while True:
            k = code[at] & 15
            if k >= PIT:
                break
            at += step[k]
            if cut[at] == BEYOND:
                leaving = longer(leaving, count + 1)
                leaving[count] = at
                count += 1
            if cut[at]:
                break
            cut[at] = 1
    return leaving[:count]
