"""Adding up what flows through each cell, along any flow field without circles.

A cell passes its amount on when all that flows into it has come, so that each cell is passed once and, amounts being
whole numbers, the order does not matter. Strips are worked on side by side: flow that leaves a strip waits in a list,
and so do all cells below it; what waits is carried on at the end over the whole tile. Positions are those of flat views
of padded arrays.

One byte a cell holds the state: the direction in the lower half, and in the upper half how many neighbours have still
to deliver (in a circle: 1, for ever). A block is settled by its list of cells (`gistools.kernels.upstream`), for which
the same bytes hold the givers of each cell; what crosses blocks waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.kernels.codes import DCOL, DROW, LAND, NO_CODE, OUT_EDGE, OUT_HOLE, PIT
from gistools.kernels.compiled import njit
from gistools.kernels.flats import longer
from gistools.kernels.upstream import blocks, steps

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.kernels.codes import I64, U8

DONE = 240  # in the upper half: passed on already
BEYOND = 255  # what the halo of a tile holds

_U = np.uint8
_P = np.uint32


@njit(cache=True, nogil=True)
def ones_on_land(cls, amount, first, last):  # type: ignore[no-untyped-def]
    """Write 1 on land and 0 elsewhere, in the rows ``first`` to ``last`` of a padded tile."""
    for r in range(first, last):
        for c in range(1, cls.shape[1] - 1):
            amount[r, c] = cls[r, c] == LAND


@njit(cache=True, nogil=True)
def _wait_below(state, at, step):  # type: ignore[no-untyped-def]
    """Let a cell of a block wait for one more giver, and what lies below it in the block for the cell above."""
    while True:
        before = state[at]
        state[at] = before + _U(16)
        k = before & _U(15)
        if before >= _U(16) or k >= PIT:
            return
        at = _P(at + step[1 << k, 0])


@njit(cache=True, nogil=True)
def wait_in_circles(ways, state, width, order, listed):  # type: ignore[no-untyped-def]
    """Let the cells of a block that are not listed wait for ever."""
    reached = np.zeros(state.size, np.uint8)
    for i in range(listed):
        reached[order[i]] = 1
    for at in range(state.size):
        if not reached[at] and 0 < at % width < width - 1:
            state[at] = _U(16) | (ways[at] & _U(15))


@njit(cache=True, nogil=True)
def _end(k):  # type: ignore[no-untyped-def]
    """Return the code of a root for its block: a way off the map as it is, PIT for all else that ends or leaves there.

    So no inner cell ever holds what the halo does.
    """
    return k if OUT_EDGE <= k <= OUT_HOLE else _U(PIT)


@njit(cache=True, nogil=True)
def settle_block(ways, state, amount, order, roots, listed, waiting, step, base, entered, brought):  # type: ignore[no-untyped-def]
    """Pass on what can be passed on in a block; return how many ways leave it that bring all they will bring.

    Cells that get something from beyond the block (``waiting``, once for each giver) wait, with all below them.

    Parameters
    ----------
    ways, state, amount:
        Flat views of the block; ``state`` is set here.
    order, roots, listed, step:
        From `gistools.kernels.upstream`.
    base:
        Position of the block in the tile.
    entered, brought:
        Out: the positions in the tile at which ways enter other blocks, and what they bring.
    """
    for i in range(roots):
        state[order[i]] = _end(ways[order[i]] & _U(15))
    for i in range(roots, listed):
        state[order[i]] = ways[order[i]] & _U(15)
    for i in range(waiting.size):
        _wait_below(state, _P(waiting[i]), step)
    for i in range(listed - 1, roots - 1, -1):
        at = order[i]
        k = state[at]
        if k < _U(16):
            amount[_P(at + step[1 << k, 0])] += amount[at]
            state[at] = k | _U(DONE)
    count = 0
    for i in range(roots):
        at = order[i]
        k = ways[at] & _U(15)
        if k < PIT:  # it leaves, and gets its direction back
            state[at] = (state[at] & _U(240)) | k
        if state[at] >= _U(16):
            continue
        state[at] |= _U(DONE)
        if k < PIT:
            entered[count] = base + np.int64(at) + step[1 << k, 0]
            brought[count] = amount[at]
            count += 1
    return count


def settle(code: U8, state: U8, amount: npt.NDArray[Any], first: int, last: int) -> tuple[I64, I64]:
    """Pass on what can be passed on in some rows of a padded tile; return what leaves, as positions and amounts.

    Blocks (see `gistools.kernels.upstream`) are settled one by one, and what leaves each is carried on in the rest.
    """
    width = code.shape[1]
    step = steps(width)
    entered, brought = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for block in blocks(code, first, last, state):
        ways, here, value = (a[block.first : block.last].reshape(-1) for a in (code, state, amount))
        if block.listed < (block.last - block.first) * (width - 2):
            wait_in_circles(ways, here, width, block.order, block.listed)
        at, brings = np.empty(block.roots, np.int64), np.empty(block.roots, np.int64)
        count = settle_block(
            ways, here, value, block.order, block.roots, block.listed, block.entered, step, block.first * width,
            at, brings,
        )  # fmt: skip
        entered.append(at[:count])
        brought.append(brings[:count])
    left: tuple[I64, I64] = carry(
        state.reshape(-1), amount.reshape(-1), first * width, last * width, step,
        np.concatenate(entered), np.concatenate(brought),
    )  # fmt: skip
    return left


@njit(cache=True, nogil=True)
def _pass_on(state, amount, at, first, last, step):  # type: ignore[no-untyped-def]
    """Pass on from a cell that has all it will get; return where the way leaves, or -1 when it ends or waits."""
    value = amount[at]
    while True:
        k = state[at] & _U(15)
        state[at] = k | _U(DONE)
        if k >= PIT:
            return -1
        n = at + step[1 << k, 0]
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
def carry(state, amount, first, last, step, targets, values):  # type: ignore[no-untyped-def]
    """Carry on, between two positions, from cells that ``values`` came in to; return what leaves, as `settle` does."""
    entered, brought = np.empty(64, np.int64), np.empty(64, np.int64)
    count = 0
    for i in range(targets.size):
        at = targets[i]
        if first <= at < last and state[at] != BEYOND:
            amount[at] += values[i]
            state[at] -= _U(16)
            if state[at] >= _U(16):
                continue
            at = _pass_on(state, amount, at, first, last, step)
            if at < 0:
                continue
            value = amount[at]
            at += step[1 << (state[at] & _U(7)), 0]
        else:
            value = values[i]
        if count == entered.size:
            entered, brought = longer(entered, count + 1), longer(brought, count + 1)
        entered[count] = at
        brought[count] = value
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
def count_circling(state, step):  # type: ignore[no-untyped-def]
    """Count the cells that lie in circles, of those that wait in a flat view of a padded tile."""
    walk = np.zeros(state.size, np.int32)
    number = 0
    circling = 0
    for start in range(state.size):
        if state[start] < _U(16) or state[start] >= _U(DONE) or walk[start] != 0:
            continue
        at = start
        number += 1
        while _U(16) <= state[at] < _U(DONE) and walk[at] == 0:
            walk[at] = number
            at += step[1 << (state[at] & _U(7)), 0]
        if walk[at] != number:
            continue
        while walk[at] == number:
            walk[at] = -1
            circling += 1
            at += step[1 << (state[at] & _U(7)), 0]
    return circling


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
