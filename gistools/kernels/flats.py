"""Level ground of a tile that needs no neighbour: each piece of it on its own, by the distances of Barnes et al. 2014.

A piece is all level ground of one height that hangs together. Single cells, which are nine in ten, are pits at sight.
A larger piece is gathered, measured (distance to its exits, distance from higher ground) and directed with lists of its
own size; pieces that cross the border of a strip are left to a last pass over the whole tile. The same distances,
spread over tile borders, are in `gistools.kernels.local`.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW, FLAT, NO_CODE, ON_FLAT, PIT, UNSET
from gistools.kernels.compiled import njit

UNKNOWN = -1  # level ground not looked at yet; what `slot` holds everywhere before and after
LEFT = -2  # level ground of a piece that crosses a strip


@njit(cache=True, nogil=True)
def longer(values, size):  # type: ignore[no-untyped-def]
    """Return a list of at least ``size`` places that begins with ``values``."""
    if size <= values.size:
        return values
    made = np.empty(max(size, 2 * values.size), values.dtype)
    for i in range(values.size):  # a slice would take seconds to compile
        made[i] = values[i]
    return made


@njit(cache=True, nogil=True)
def mark_pits(z, code, first, last):  # type: ignore[no-untyped-def]
    """Turn level cells without a neighbour of their own height into pits, in some rows of a padded tile.

    Returns the positions of the other level cells, the first of each run along a row.
    """
    width = code.shape[1]
    starts = np.empty(64, np.int64)
    count = 0
    for r in range(first, last):
        if count + width > starts.size:
            starts = longer(starts, count + width)
        for c in range(1, width - 1):
            if code[r, c] != FLAT:
                continue
            v = z[r, c]
            if z[r, c - 1] == v and code[r, c - 1] == FLAT:
                continue
            if (
                z[r, c + 1] == v
                or z[r + 1, c + 1] == v
                or z[r + 1, c] == v
                or z[r + 1, c - 1] == v
                or z[r, c - 1] == v
                or z[r - 1, c - 1] == v
                or z[r - 1, c] == v
                or z[r - 1, c + 1] == v
            ):
                starts[count] = r * width + c
                count += 1
            else:
                code[r, c] = PIT
    return starts[:count]


@njit(cache=True, nogil=True)
def _gather(z, code, slot, start, first, last, step, cells, low, stop):  # type: ignore[no-untyped-def]
    """List the piece around ``start``; return how many cells, how many of them touch an exit, whether it crosses."""
    cells[0] = start
    slot[start] = 0
    count = 1
    exits = 0
    crosses = False
    i = 0
    while i < count:
        if (i & 0xFFFF) == 0 and stop[0]:
            break
        at = cells[i]
        low[i] = UNSET
        for k in range(8):
            n = at + step[k]
            if z[n] != z[at]:
                continue
            if code[n] != FLAT and code[n] < ON_FLAT:
                low[i] = 1
            elif n < first or n >= last:
                crosses = True
            elif slot[n] < 0:
                if count >= cells.size:
                    cells = longer(cells, count + 1)
                    low = longer(low, count + 1)
                slot[n] = count
                cells[count] = n
                count += 1
        if low[i] == 1:
            exits += 1
        i += 1
    return cells, low, count, exits, crosses


@njit(cache=True, nogil=True)
def _spread(z, slot, step, cells, dist, queue, tail, stop):  # type: ignore[no-untyped-def]
    """Spread the distances of the cells in the queue over the rest of the piece, in the order of distance."""
    head = 0
    while head < tail:
        if (head & 0xFFFF) == 0 and stop[0]:
            return
        i = queue[head]
        head += 1
        at = cells[i]
        for k in range(8):
            n = at + step[k]
            if z[n] == z[at] and slot[n] >= 0:
                j = slot[n]
                if dist[j] == UNSET:
                    dist[j] = dist[i] + 1
                    queue[tail] = j
                    tail += 1


@njit(cache=True, nogil=True)
def _smallest(cells, count, width, t0, tr, tc):  # type: ignore[no-untyped-def]
    best = 0
    least = np.int64(0)
    for i in range(count):
        r = cells[i] // width
        key = t0 + r * tr + (cells[i] - r * width) * tc
        if i == 0 or key < least:
            least = key
            best = i
    return best


@njit(cache=True, nogil=True)
def _direct(z, code, slot, step, order, cells, low, high, count):  # type: ignore[no-untyped-def]
    for i in range(count):
        at = cells[i]
        if code[at] == PIT:
            continue
        found = NO_CODE
        best = np.int64(2) * low[i] - (0 if high[i] == UNSET else high[i])
        for o in range(8):
            k = order[o]
            n = at + step[k]
            if z[n] != z[at]:
                continue
            j = slot[n]
            if low[i] == 1:
                if j < 0 or low[j] == 0:
                    found = k
                    break
            elif j >= 0:
                mask = np.int64(2) * low[j] - (0 if high[j] == UNSET else high[j])
                if mask < best:
                    best = mask
                    found = k
        code[at] = ON_FLAT + found


@njit(cache=True, nogil=True)
def direct_pieces(z, code, slot, starts, wanted, first, last, width, order, t0, tr, tc, stop):  # type: ignore[no-untyped-def]
    """Direct the pieces of level ground that lie wholly between two positions of a padded tile.

    Parameters
    ----------
    z, code, slot:
        Flat views of padded arrays; ``slot`` is int32 and negative to begin with, and -1 on directed cells afterwards.
    starts:
        Where to look for pieces.
    wanted:
        What ``slot`` holds where a piece has not been looked at: UNKNOWN, or LEFT for those of crossing pieces.
    first, last:
        The positions of the strip. A piece with cells beyond is left as it is, marked in ``slot``, and named once in
        the list returned.
    width:
        Columns of the padded tile.

    Returns
    -------
    numpy.ndarray
        Positions of one cell for each piece (or part of it) that was left.
    """
    step = np.empty(8, np.int64)
    for k in range(8):
        step[k] = DROW[k] * width + DCOL[k]
    cells = np.empty(1024, np.int64)
    low = np.empty(1024, np.int32)
    high = np.empty(1024, np.int32)
    queue = np.empty(1024, np.int32)
    left = np.empty(16, np.int64)
    left_count = 0
    for start in starts:
        if code[start] != FLAT or slot[start] != wanted:
            continue
        cells, low, count, exits, crosses = _gather(z, code, slot, start, first, last, step, cells, low, stop)
        if stop[0]:
            break
        if crosses:
            for i in range(count):
                slot[cells[i]] = LEFT
            left = longer(left, left_count + 1)
            left[left_count] = start
            left_count += 1
            continue
        high = longer(high, count)
        queue = longer(queue, count)
        tail = 0
        for i in range(count):
            high[i] = UNSET
            if low[i] == 1:
                queue[tail] = i
                tail += 1
        if exits == 0:
            i = _smallest(cells, count, width, t0, tr, tc)
            code[cells[i]] = PIT
            low[i] = 0
            queue[0] = i
            _spread(z, slot, step, cells, low, queue, 1, stop)
        else:
            _spread(z, slot, step, cells, low, queue, tail, stop)
            tail = 0
            for i in range(count):
                at = cells[i]
                for k in range(8):
                    if z[at + step[k]] > z[at]:
                        high[i] = 1
                        queue[tail] = i
                        tail += 1
                        break
            _spread(z, slot, step, cells, high, queue, tail, stop)
        _direct(z, code, slot, step, order, cells, low, high, count)
        for i in range(count):
            slot[cells[i]] = UNKNOWN
    return left[:left_count]
