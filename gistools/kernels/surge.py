"""Storm surge: the least level of the sea that floods each cell, over a connected path.

The level of a cell is the smallest, over all paths from the sea, of the highest cell on the path. Heights are compared
and never added.

**Two rules.** Over 4 neighbours water never runs between two cells of a dike that touch at a corner. Over 8 neighbours
it does. Testing both cells beside a diagonal step gives the first rule and no third one: water that must pass one of
them to go from *a* to the diagonal cell *d* needs ``max(z_a, z_d, min(z_b, z_c))`` where *b* and *c* are the neighbours
of both, and that is the cost of the better of the paths *a*, *b*, *d* and *a*, *c*, *d*, which have steps over sides
only. Each path with tested diagonals can thus be replaced by one over sides of the same cost, and a path over sides has
no diagonal to test: both have the same least level.

**Few cells are queued.** A cell that is met from one no higher has its own height as its level, the least that there
can be, whatever is met later. So the sea climbs in any order, without a queue (Zhou, Sun and Fu 2016 have the idea for
filling). Only a cell with a lower neighbour that has not been met is kept in a heap, for the sea to run down from when
it has risen so far, and not even then when another cell is about to climb to that neighbour. When the lowest of them is
taken out, all that lies lower behind it has its level. In the order of the heap this is the priority flood of Barnes,
Lehman and Mulla (2014).

Arrays are flat views of padded ones. A cell that has not been met has the level NaN; cells off land have the height NaN
and are never met. The large arrays are the caller's: a kernel that runs out of room, or sees the stop flag, says so,
and goes on where it was when it is called again.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import LAND, SCALE, SEA
from gistools.kernels.compiled import njit

DONE, STOPPED, ROW_FULL, HEAP_FULL = 0, 1, 2, 3
SIDES, CORNERS = 4, 8  # neighbours that water runs to
_POLL = 0xFFFF
_LOW = np.int64(0xFFFFFFFF)
_FLIP = np.int32(0x7FFFFFFF)


@njit(cache=True, nogil=True)
def _key(bits, cell):  # type: ignore[no-untyped-def]
    """Return a number that orders by height and then by position, from the bits of a height."""
    return (np.int64(bits ^ _FLIP if bits < 0 else bits) << 32) | cell


@njit(cache=True, nogil=True)
def _push(heap, size, key):  # type: ignore[no-untyped-def]
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if heap[above] <= key:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = key


@njit(cache=True, nogil=True)
def _pop(heap, size):  # type: ignore[no-untyped-def]
    """Take the smallest of ``size`` keys out and return it."""
    least = heap[0]
    size -= 1
    last = heap[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = last
    return least


@njit(cache=True, nogil=True)
def wet_shore(z, cls, level, step, ways, first, last, width, row, state):  # type: ignore[no-untyped-def]
    """Give the land beside the sea in some rows its level; return the first row that the waiting row has no room for.

    Parameters are those of `rise`; ``width`` is how many cells a row of the map has, padding included.
    """
    tail, mask = state[1], row.size - 1
    for r in range(first, last):
        if tail + width > state[0] + row.size:
            state[1] = tail
            return r
        for at in range(r * width + 1, (r + 1) * width - 1):
            if cls[at] != LAND:
                continue
            for k in range(ways):
                if cls[at + step[k]] == SEA:
                    level[at] = z[at]
                    row[tail & mask] = at
                    tail += 1
                    break
    state[1] = tail
    return last


@njit(cache=True, nogil=True)
def rise(z, bits, level, step, ways, row, heap, state, stop):  # type: ignore[no-untyped-def]
    """Let the sea rise from the cells in the waiting row until all that it can reach has its level.

    Parameters
    ----------
    z, bits, level:
        Heights, the same as int32, and levels.
    step, ways:
        Steps to the neighbours in the flat array, those over sides first, and how many of them water takes.
    row:
        Room for cells that have a level and whose neighbours have not been looked at, in a ring of 2^n places.
    heap:
        Room for the keys of cells that the sea will run down from.
    state:
        int64: how many cells have left the row and have entered it, how many are in the heap, and the cell that the
        sea has risen to, -1 at first.
    """
    head, tail, size, highest = state[0], state[1], state[2], state[3]
    mask = row.size - 1
    water = np.float32(-np.inf) if highest < 0 else z[highest]
    seen = 0
    told = DONE
    while True:
        seen += 1
        if seen & _POLL == 0 and stop[0]:
            told = STOPPED
            break
        if tail + CORNERS > head + row.size:
            told = ROW_FULL
            break
        if size == heap.size:
            told = HEAP_FULL
            break
        if head < tail:
            at = np.int64(row[head & mask])
            head += 1
        elif size > 0:
            at = _pop(heap, size) & _LOW
            size -= 1
            highest = at
            water = z[at]
        else:
            break
        s = level[at]
        kept = False
        for k in range(ways):
            n = at + step[k]
            if level[n] == level[n]:
                continue
            if z[n] >= s:
                level[n] = z[n]
                row[tail & mask] = n
                tail += 1
            elif z[n] < s:
                if s <= water:
                    level[n] = s
                    row[tail & mask] = n
                    tail += 1
                elif not kept:
                    kept = True
                    for j in range(ways):
                        if level[n + step[j]] <= z[n]:  # it waits in the row, and will climb to n
                            kept = False
                            break
        if kept:
            _push(heap, size, _key(bits[at], at))
            size += 1
    state[0], state[1], state[2], state[3] = head, tail, size, highest
    return told


@njit(cache=True, nogil=True)
def settle_levels(z, level, first, last):  # type: ignore[no-untyped-def]
    """Write inf in some rows where there is land that the sea never reaches, and one zero for both signs of zero."""
    for r in range(first, last):
        for c in range(z.shape[1]):
            if level[r, c] == 0.0:
                level[r, c] = 0.0
            elif level[r, c] != level[r, c] and z[r, c] == z[r, c]:
                level[r, c] = np.inf


@njit(cache=True, nogil=True)
def label_pockets(z, cls, level, label, step, highest, at, count, row, figures, lowest, stop):  # type: ignore[no-untyped-def]
    """Give the pockets numbers from 1 and measure them, from the cell ``at`` on; return the cell and number reached.

    It ends early when ``figures`` is full, or the stop flag is up.

    Parameters
    ----------
    z, cls, level, step:
        As for `rise`, over sides.
    label:
        int32, 0 to begin with; out: the number of the pocket, for all cells at its level.
    highest:
        Pockets with a higher level are left out.
    count:
        How many pockets have been found so far.
    row:
        Room for all cells of a pocket.
    figures, lowest:
        Out, for each pocket: cells below the level, their heights added up (2^-20 m), the way in (the first in the
        order of cells), how many ways in there are; and the lowest height.
    """
    polled = at
    while at < z.size:
        if at - polled > _POLL:
            polled = at
            if stop[0]:
                break
        s = level[at]
        if label[at] != 0 or not z[at] < s or s > highest:  # NaN is not below
            at += 1
            continue
        if count == lowest.size:
            break
        label[at] = count + 1
        row[0] = at
        head, tail = 0, 1
        cells, ways = 0, 0
        height, entry = np.int64(0), np.int64(-1)
        low = np.float32(np.inf)
        while head < tail:
            if head & _POLL == _POLL and stop[0]:
                return at, count
            x = np.int64(row[head])
            head += 1
            if z[x] < s:
                cells += 1
                height += np.int64(np.rint(np.float64(z[x]) * SCALE))
                low = min(low, z[x])
            opens = False
            for k in range(SIDES):
                n = x + step[k]
                if level[n] == s:
                    if label[n] == 0:
                        label[n] = count + 1
                        row[tail] = n
                        tail += 1
                elif level[n] < s or cls[n] == SEA:
                    opens = True
            if opens:
                ways += 1
                if entry < 0 or x < entry:
                    entry = x
        figures[count, 0], figures[count, 1], figures[count, 2], figures[count, 3] = cells, height, entry, ways
        lowest[count] = low
        count += 1
        at += 1
    return at, count


@njit(cache=True, nogil=True)
def next_level(  # type: ignore[no-untyped-def]
    z, bits, cls, level, label, step, pocket, entry, width, dx, dy, reach, mark, seen, row, heap, stop
):
    """Return the level of a pocket when the bank around its way in is raised out of reach; inf when none is left.

    Raised is what lies at the level of the pocket or higher, within ``reach`` of the way in. The water goes out of the
    pocket as it would come in. Once it meets a cell of a lower level than the pocket's, it has met the sea: the way
    from there holds lower cells only, and none of those is raised. NaN is returned when told to stop.

    Parameters
    ----------
    z, bits, cls, level, label, step:
        As for `rise` over sides, and from `label_pockets`.
    pocket, entry:
        The number of the pocket and its way in.
    width, dx, dy:
        How many cells a row of the map has, padding included; width and height of a cell.
    reach:
        How far from the way in the bank is raised, centre to centre, m; 0 for that cell alone.
    mark, seen:
        A number that no other pocket uses, and int32 of the shape of the map, 0 to begin with.
    row, heap:
        Room for all cells.
    """
    s = level[entry]
    row[0] = entry
    seen[entry] = mark
    head, tail = 0, 1
    while head < tail:
        x = np.int64(row[head])
        head += 1
        for k in range(SIDES):
            n = x + step[k]
            if label[n] == pocket and seen[n] != mark:
                seen[n] = mark
                row[tail] = n
                tail += 1
    low = 0
    for i in range(tail):
        x = np.int64(row[i])
        if z[x] < s:
            row[low] = x
            low += 1
        else:
            seen[x] = 0
    head, tail, size, polled = 0, low, 0, 0
    water = s
    at_row = entry // width
    at_col = entry - at_row * width
    while True:
        polled += 1
        if polled & _POLL == 0 and stop[0]:
            return np.float32(np.nan)
        if head < tail:
            x = np.int64(row[head])
            head += 1
        elif size > 0:
            x = _pop(heap, size) & _LOW
            size -= 1
            water = z[x]
        else:
            return np.float32(np.inf)
        for k in range(SIDES):
            n = x + step[k]
            if cls[n] == SEA or level[n] < s:
                return water
            if seen[n] == mark or cls[n] != LAND:
                continue
            seen[n] = mark
            if z[n] >= s:
                r = n // width
                down, across = (r - at_row) * dy, (n - r * width - at_col) * dx
                if down * down + across * across <= reach * reach:
                    continue
            if z[n] <= water:
                row[tail] = n
                tail += 1
            else:
                _push(heap, size, _key(bits[n], n))
                size += 1


@njit(cache=True, nogil=True)
def tally(z, level, seas, first, last, cells, height):  # type: ignore[no-untyped-def]
    """Add up the cells of some rows, and their heights (2^-20 m), by the first of ascending ``seas`` above their level.

    ``cells`` and ``height`` have one place more than ``seas``, for cells that stay dry.
    """
    for r in range(first, last):
        for c in range(z.shape[1]):
            if z[r, c] != z[r, c]:
                continue
            low, high = 0, seas.size
            while low < high:
                half = (low + high) >> 1
                if seas[half] <= level[r, c]:
                    low = half + 1
                else:
                    high = half
            cells[low] += 1
            height[low] += np.int64(np.rint(np.float64(z[r, c]) * SCALE))
