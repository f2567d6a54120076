"""Level ground over the borders of tiles: the distances that direct it, exchanged until nothing changes.

Level ground is directed by two integer distances (Barnes, Lehman and Mulla 2014): from where it drains and from where
it meets higher ground; heights are never changed. A flat without an exit is a pit: all of it drains to its cell of
smallest tie key. A map of one tile goes a shorter way to the same: `gistools.kernels.flats`.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import (
    DCOL,
    DROW,
    FLAT,
    LAND,
    NO_CODE,
    ON_FLAT,
    PIT,
    UNSET,
)
from gistools.kernels.compiled import njit


@njit(cache=True, nogil=True)
def seed_exits(z, code, low):  # type: ignore[no-untyped-def]
    """Set ``low`` to 1 where level ground touches an exit of its own height, and to UNSET elsewhere; count FLAT."""
    rows, cols = z.shape
    flats = 0
    low[:, :] = UNSET
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if code[r, c] != FLAT:
                continue
            flats += 1
            for k in range(8):
                rn = r + DROW[k]
                cn = c + DCOL[k]
                other = code[rn, cn]
                if other not in (FLAT, NO_CODE, PIT) and z[rn, cn] == z[r, c]:
                    low[r, c] = 1
                    break
    return flats


@njit(cache=True, nogil=True)
def seed_higher(z, cls, code, low, high):  # type: ignore[no-untyped-def]
    """Set ``high`` to 1 where drained level ground touches higher land, and to UNSET elsewhere."""
    rows, cols = z.shape
    high[:, :] = UNSET
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if code[r, c] != FLAT or low[r, c] == UNSET:
                continue
            for k in range(8):
                rn = r + DROW[k]
                cn = c + DCOL[k]
                if cls[rn, cn] == LAND and z[rn, cn] > z[r, c]:
                    high[r, c] = 1
                    break


@njit(cache=True, nogil=True)
def spread(z, code, dist, stop):  # type: ignore[no-untyped-def]
    """Spread distances through level ground from every cell that has one, halo included; return how many changed.

    First in, first out with correction: one pass over one tile visits each cell once; with distances coming in over the
    halo a cell may be visited again, and the result is the same.
    """
    rows, cols = z.shape
    queue = np.empty(1024, dtype=np.int64)
    head = 0
    tail = 0
    for r in range(rows):
        for c in range(cols):
            if dist[r, c] != UNSET and (code[r, c] == FLAT or code[r, c] == PIT):
                if tail == queue.size:
                    longer = np.empty(queue.size * 2, dtype=np.int64)
                    longer[:tail] = queue
                    queue = longer
                queue[tail] = r * cols + c
                tail += 1
    changed = 0
    while head < tail:
        if (head & 65535) == 0 and stop[0]:
            return changed
        cell = queue[head]
        head += 1
        r = cell // cols
        c = cell - r * cols
        reach = dist[r, c] + 1
        for k in range(8):
            rn = r + DROW[k]
            cn = c + DCOL[k]
            if rn < 1 or cn < 1 or rn >= rows - 1 or cn >= cols - 1:
                continue
            if code[rn, cn] == FLAT and dist[rn, cn] > reach and z[rn, cn] == z[r, c]:
                dist[rn, cn] = reach
                changed += 1
                if tail == queue.size:
                    if head > queue.size // 2:
                        queue[: tail - head] = queue[head:tail].copy()
                        tail -= head
                        head = 0
                    else:
                        longer = np.empty(queue.size * 2, dtype=np.int64)
                        longer[:tail] = queue
                        queue = longer
                queue[tail] = rn * cols + cn
                tail += 1
    return changed


@njit(cache=True, nogil=True)
def smallest_of_pits(z, code, low, small, first, t0, tr, tc, stop):  # type: ignore[no-untyped-def]
    """Give each cell of an undrained flat the smallest tie key of the flat, as far as this tile can see.

    ``small`` is padded and holds -1 outside undrained flats; its halo holds what the neighbours found. Returns how many
    flats of this tile got a smaller key.
    """
    rows, cols = z.shape
    done = np.zeros((rows, cols), dtype=np.uint8)
    members = np.empty(1024, dtype=np.int64)
    changed = 0
    for r0 in range(1, rows - 1):
        if stop[0]:
            return changed
        for c0 in range(1, cols - 1):
            if code[r0, c0] != FLAT or low[r0, c0] != UNSET or done[r0, c0]:
                continue
            best = t0 + r0 * tr + c0 * tc if first else small[r0, c0]
            before = small[r0, c0]
            members[0] = r0 * cols + c0
            count = 1
            done[r0, c0] = 1
            i = 0
            while i < count:
                r = members[i] // cols
                c = members[i] - r * cols
                i += 1
                if first:
                    key = t0 + r * tr + c * tc
                    best = min(best, key)
                for k in range(8):
                    rn = r + DROW[k]
                    cn = c + DCOL[k]
                    if z[rn, cn] != z[r, c]:
                        continue
                    if rn < 1 or cn < 1 or rn >= rows - 1 or cn >= cols - 1:
                        if small[rn, cn] >= 0:
                            best = min(best, small[rn, cn])
                        continue
                    if code[rn, cn] == FLAT and not done[rn, cn]:
                        done[rn, cn] = 1
                        if count == members.size:
                            longer = np.empty(members.size * 2, dtype=np.int64)
                            longer[:count] = members
                            members = longer
                        members[count] = rn * cols + cn
                        count += 1
            if first or best != before:
                changed += 1
                for i in range(count):
                    small[members[i] // cols, members[i] % cols] = best
    return changed


@njit(cache=True, nogil=True)
def place_pits(code, low, small, t0, tr, tc):  # type: ignore[no-untyped-def]
    """Turn the cell of smallest key of each undrained flat into its pit and start its distances there."""
    rows, cols = code.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if code[r, c] == FLAT and low[r, c] == UNSET and small[r, c] == t0 + r * tr + c * tc:
                code[r, c] = PIT
                low[r, c] = 0


@njit(cache=True, nogil=True)
def direct_flats(z, code, low, high, order, stop):  # type: ignore[no-untyped-def]
    """Give each level cell a direction: to an exit beside it, else down the mask ``2 * low - high``.

    The mask falls by at least one towards a neighbour that is nearer to the exit, so that every path ends.
    """
    rows, cols = z.shape
    for r in range(1, rows - 1):
        if stop[0]:
            return
        for c in range(1, cols - 1):
            if code[r, c] != FLAT:
                continue
            away = 0 if high[r, c] == UNSET else high[r, c]
            best = np.int64(2) * low[r, c] - away
            found = NO_CODE
            for i in range(8):
                k = order[i]
                rn = r + DROW[k]
                cn = c + DCOL[k]
                if z[rn, cn] != z[r, c]:
                    continue
                other = code[rn, cn]
                if other == NO_CODE:
                    continue
                if other == FLAT or other >= ON_FLAT:
                    if low[r, c] == 1:
                        continue
                    away = 0 if high[rn, cn] == UNSET else high[rn, cn]
                    mask = np.int64(2) * low[rn, cn] - away
                    if mask < best:
                        best = mask
                        found = k
                elif low[r, c] == 1:
                    found = k
                    break
            code[r, c] = ON_FLAT + found
