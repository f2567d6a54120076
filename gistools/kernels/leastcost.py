"""Least cost over a grid of resistance: bounded searches from patches, regions of the nearest patch, and their links.

A step between two of 8 neighbours costs h(a) + h(b), with h = rint(resistance * length / 2 / unit) of each of the two
cells: the half-sum rule in whole numbers, so that costs are exact, the same both ways, and ties are ties. No diagonal
step passes between two cells that are barriers or that nobody passes.

Arrays are framed (a cell more on each side that nobody passes) and flat; a cell is its position there. A search keeps
what is left of a budget rather than what was spent: 0 is a cell not reached, so that memory that was never touched
needs no setting, and is never given out by the system. What is found is a function of the final costs alone: of the
neighbours that a cell may have been reached from, the way back takes the first by position; a cell as near to two
patches belongs to the one of the smaller number.

The queue is a ring of buckets, each as wide as the largest power of two that no step is below: a cell never reaches
another of its own bucket, so cells within one need no order and each is settled once. A bucket is a list of entries,
each the cell and where the next entry is; a cell that waits in the bucket of its new cost is not entered again, and an
entry whose cell came to a nearer bucket is passed over.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.compiled import njit
from gistools.kernels.prefetch import prefetch

FREE = np.int64(2**62)
"""A budget that no search comes to the end of."""

# Neighbours by position; the kind of step to each: across, down, diagonal.
_DOWN = np.array([-1, -1, -1, 0, 0, 1, 1, 1], dtype=np.int64)
_ACROSS = np.array([-1, 0, 1, -1, 1, -1, 0, 1], dtype=np.int64)
_KIND = np.array([2, 1, 2, 0, 0, 2, 1, 2], dtype=np.int64)

# Which bits of a byte are set, one after another, and how many.
_COUNT = np.array([m.bit_count() for m in range(256)], dtype=np.int64)
_SET = np.array([([k for k in range(8) if m >> k & 1] + [0] * 8)[:8] for m in range(256)], dtype=np.uint8).ravel()

_POLL = 1 << 14
_AHEAD = 16  # cells between asking for memory and using it


@njit(cache=True, nogil=True)
def mark_steps(resistance, barrier, first, last, steps):  # type: ignore[no-untyped-def]
    """Write which of the 8 steps from each cell of some rows may be taken, a bit for each; ``steps`` is framed."""
    for r in range(first, last):
        for c in range(1, resistance.shape[1] - 1):
            bits = 0
            if not np.isnan(resistance[r, c]):
                for k in range(8):
                    i, j = _DOWN[k], _ACROSS[k]
                    if np.isnan(resistance[r + i, c + j]):
                        continue
                    if _KIND[k] == 2 and (  # diagonal
                        (barrier[r + i, c] or np.isnan(resistance[r + i, c]))
                        and (barrier[r, c + j] or np.isnan(resistance[r, c + j]))
                    ):
                        continue
                    bits |= 1 << k
            steps[r, c] = bits


@njit(cache=True, nogil=True)
def gather(label, cols, start, cell):  # type: ignore[no-untyped-def]
    """Write the framed positions of the cells of each patch; ``start`` is where each begins, and is moved to its end.

    ``label`` is not framed, ``cols`` its columns; 0 is no patch. Patch ``p`` has its place in ``start[p]``.
    """
    for r in range(label.shape[0]):
        for c in range(cols):
            p = label[r, c]
            if p > 0:
                cell[start[p]] = (r + 1) * (cols + 2) + c + 1
                start[p] += 1


@njit(cache=True, nogil=True)
def _doubled(values):  # type: ignore[no-untyped-def]
    longer = np.empty(2 * values.size, values.dtype)
    longer[: values.size] = values
    return longer


@njit(cache=True, nogil=True)
def spread(  # type: ignore[no-untyped-def]
    resistance, steps, width, half, shift, heads, seeds, budget, left, region,
    label, mine, awaited, best, at, touched, stop
):  # fmt: skip
    """Search from seeds until the budget is spent; return the cells that were reached, and how many.

    Parameters
    ----------
    resistance, steps, width:
        Framed and flat, float32 and uint8; columns of the frame.
    half:
        Shape (3,): half the length of a step across, down and diagonal, over the unit, float64.
    shift, heads:
        Width of a bucket as a power of two; int32, as many as reach further than any step, a power of two, all -1, and
        left so.
    seeds:
        Positions, each with a resistance and given once; ``left`` is not set there, ``region`` is.
    budget:
        One more than the largest cost.
    left:
        int64, framed and flat, all 0: what is left of the budget in each cell, 0 where none.
    region:
        int32 or of size 0: set in the seeds; the patch whose budget it is.
    label, mine, awaited, best, at:
        int32 or of size 0: the patch of each cell. Of patches above ``mine`` the most that is left, and the first cell
        with so much, go to ``best`` and ``at`` (int64, set to 0 before); the search ends when ``awaited`` were met.
    touched:
        int32, for the cells reached; a longer one is returned when it is too short. Of size 0: they are not listed.
    """
    ring = np.int64(heads.size - 1)
    room = np.int64(1024)
    entry = np.empty(2 * room, np.int32)
    used, free, waiting, reached = np.int64(0), np.int64(-1), np.int64(0), np.int64(0)
    batch, gain = np.empty(256, np.uint32), np.empty(8, np.int64)
    offset = (_DOWN * width + _ACROSS).astype(np.uint64)  # unsigned: numba looks for no index below 0 then
    down, one = np.uint64(width), np.uint64(1)
    listed, regions, targets = touched.size > 0, region.size > 0, label.size > 0
    tie = np.int64(regions)
    turn, polled = np.int64(0), np.int64(0)
    while listed and touched.size < seeds.size:
        touched = np.empty(2 * touched.size, np.int32)
    while room < seeds.size:
        room *= 2
        entry = np.empty(2 * room, np.int32)
    for s in range(seeds.size):
        left[seeds[s]] = budget
        if listed:
            touched[s] = seeds[s]
        entry[2 * s], entry[2 * s + 1] = seeds[s], 2 * s - 2
    used = waiting = reached = np.int64(seeds.size)
    heads[0] = 2 * used - 2
    while waiting > 0:
        now = turn
        slot = np.uint64(turn & ring)
        turn += 1
        e = np.int64(heads[slot])
        if e < 0:
            continue
        heads[slot] = -1
        first = last = e
        count = np.int64(0)
        while e >= 0:
            if count == batch.size:
                batch = _doubled(batch)
            x = np.uint64(entry[np.uint64(e)])
            batch[np.uint64(count)] = np.uint32(x)
            count += np.int64((budget - left[x]) >> shift == now)
            waiting -= 1
            last = e
            e = np.int64(entry[np.uint64(e) + one])
        entry[np.uint64(last) + one] = np.int32(free)
        free = first
        for i in range(-_AHEAD, count):  # memory is slow to answer, but many at a time
            if i + _AHEAD < count:
                x = np.uint64(batch[np.uint64(i + _AHEAD)])
                prefetch(left, x - down)
                prefetch(left, x + down)
                prefetch(steps, x)
                prefetch(resistance, x)
                prefetch(resistance, x - down)
                prefetch(resistance, x + down)
            if i < 0:
                continue
            x = np.uint64(batch[np.uint64(i)])
            had = left[x]
            polled += 1
            if polled & (_POLL - 1) == 0 and stop[0]:
                heads[:] = -1
                return touched, reached
            if targets:
                p = np.int64(label[x])
                if p > mine:
                    if best[p] == 0:
                        awaited -= 1
                    if had > best[p] or (had == best[p] and np.int64(x) < at[p]):
                        best[p], at[p] = had, np.int64(x)
            here = np.float64(resistance[x])
            across = had - np.int64(np.rint(here * half[0]))
            along = had - np.int64(np.rint(here * half[1]))
            diagonal = had - np.int64(np.rint(here * half[2]))
            # what would be left in each neighbour, and which gain: all looked at before any is branched on
            above, below = x - down, x + down
            g0 = diagonal - np.int64(np.rint(np.float64(resistance[above - one]) * half[2]))
            g1 = along - np.int64(np.rint(np.float64(resistance[above]) * half[1]))
            g2 = diagonal - np.int64(np.rint(np.float64(resistance[above + one]) * half[2]))
            g3 = across - np.int64(np.rint(np.float64(resistance[x - one]) * half[0]))
            g4 = across - np.int64(np.rint(np.float64(resistance[x + one]) * half[0]))
            g5 = diagonal - np.int64(np.rint(np.float64(resistance[below - one]) * half[2]))
            g6 = along - np.int64(np.rint(np.float64(resistance[below]) * half[1]))
            g7 = diagonal - np.int64(np.rint(np.float64(resistance[below + one]) * half[2]))
            gain[0], gain[1], gain[2], gain[3], gain[4], gain[5], gain[6], gain[7] = g0, g1, g2, g3, g4, g5, g6, g7
            may = np.int64(left[above - one] - tie < g0) | np.int64(left[above] - tie < g1) << 1
            may |= np.int64(left[above + one] - tie < g2) << 2 | np.int64(left[x - one] - tie < g3) << 3
            may |= np.int64(left[x + one] - tie < g4) << 4 | np.int64(left[below - one] - tie < g5) << 5
            may |= np.int64(left[below] - tie < g6) << 6 | np.int64(left[below + one] - tie < g7) << 7
            may &= np.int64(steps[x])
            for turned in range(_COUNT[np.uint64(may)]):
                k = np.uint64(_SET[np.uint64(8 * may + turned)])
                n, rest = x + offset[k], gain[k]
                was = left[n]
                if regions and rest == was:
                    if rest > 0 and region[x] < region[n]:
                        region[n] = region[x]
                    continue
                if was == 0:
                    if listed:
                        if reached == touched.size:
                            touched = _doubled(touched)
                        touched[np.uint64(reached)] = np.int32(n)
                    reached += 1
                left[n] = rest
                if regions:
                    region[n] = region[x]
                bucket = (budget - rest) >> shift
                if was > 0 and (budget - was) >> shift == bucket:
                    continue
                if free >= 0:
                    spot = np.uint64(free)
                    free = np.int64(entry[spot + one])
                else:
                    if used == room:
                        entry = _doubled(entry)
                        room *= 2
                    spot = np.uint64(2 * used)
                    used += 1
                to = np.uint64(bucket & ring)
                entry[spot], entry[spot + one] = np.int32(n), heads[to]
                heads[to] = np.int32(spot)
                waiting += 1
        if targets and awaited <= 0:
            break
    heads[:] = -1
    return touched, reached


@njit(cache=True, nogil=True)
def step_cost(resistance, half, one, other, kind):  # type: ignore[no-untyped-def]
    """Return what a step of a kind costs between two cells."""
    return np.int64(
        np.rint(np.float64(resistance[one]) * half[kind]) + np.rint(np.float64(resistance[other]) * half[kind])
    )


@njit(cache=True, nogil=True)
def trace(resistance, steps, width, half, budget, left, region, x, path):  # type: ignore[no-untyped-def]
    """Write the way back from a cell to the seed that it was reached from; return it and how many cells it has.

    Of the neighbours that the cell may have been reached from (of its own region, where there are such) the first.
    """
    count = np.int64(0)
    while True:
        if count == path.size:
            longer = np.empty(2 * count, np.int64)
            longer[:count] = path
            path = longer
        path[count] = x
        count += 1
        if left[x] == budget:
            return path, count
        came = np.int64(-1)
        for k in range(8):
            if (steps[x] >> k) & 1:
                n = x + _DOWN[k] * width + _ACROSS[k]
                if left[n] > left[x] and left[n] - step_cost(resistance, half, x, n, _KIND[k]) == left[x]:
                    if region.size and region[n] != region[x]:
                        continue
                    came = n
                    break
        if came < 0:
            return path, np.int64(0)  # a search that was stopped
        x = came


@njit(cache=True, nogil=True)
def links_from(  # type: ignore[no-untyped-def]
    resistance, steps, width, half, shift, heads, start, cell, budget, left, label, first, last, stop
):  # fmt: skip
    """Search from each of some patches by itself; return its links to patches above it, with their ways.

    Returns
    -------
    one, other, cost:
        int64: numbers of the two patches, in order, and cost in units.
    begin, way:
        int64: where each way begins, and one more; positions from the first patch to the other, one after another.

    ``left`` is all 0 and left so; ``start[p]`` is where the cells of patch ``p`` begin.
    """
    patches = start.size - 1  # numbers 0 (none) to patches - 1
    one, other, cost = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64, np.int64)
    begin, way = np.zeros(65, np.int64), np.empty(1024, np.int64)
    best, at = np.zeros(patches, np.int64), np.zeros(patches, np.int64)
    touched, path = np.empty(1024, np.int32), np.empty(256, np.int64)
    none = np.empty(0, np.int32)
    links, used = np.int64(0), np.int64(0)
    for p in range(first, last):
        best[:] = 0
        awaited = np.int64(0)
        for q in range(p + 1, patches):
            awaited += start[q + 1] > start[q]
        if awaited == 0 or stop[0]:
            continue
        seeds = cell[start[p] : start[p + 1]]
        touched, reached = spread(
            resistance, steps, width, half, shift, heads, seeds, budget, left, none,
            label, p, awaited, best, at, touched, stop
        )  # fmt: skip
        for q in range(p + 1, patches):
            if best[q] == 0:
                continue
            path, count = trace(resistance, steps, width, half, budget, left, none, at[q], path)
            if links == one.size:
                one, other, cost = _doubled(one), _doubled(other), _doubled(cost)
            if links + 2 > begin.size:
                begin = _doubled(begin)
            while used + count > way.size:
                way = _doubled(way)
            one[links], other[links], cost[links] = p, q, budget - best[q]
            for k in range(count):
                way[used + k] = path[count - 1 - k]
            used += count
            links += 1
            begin[links] = used
        for k in range(reached):
            left[touched[k]] = 0
    return one[:links], other[:links], cost[:links], begin[: links + 1], way[:used]


@njit(cache=True, nogil=True)
def touching(resistance, steps, width, half, budget, left, region, patches, stop):  # type: ignore[no-untyped-def]
    """Return the pairs of regions that touch: their patches, the least cost between them, and where the ways meet.

    Of the steps from one region (that of the smaller number) to another, the one of least cost counts, then the one
    whose first cell, then second, comes first. Pairs are in no order.
    """
    size = np.int64(1024)
    name, place = np.full(size, -1, np.int64), np.empty(size, np.int64)
    one, other, cost = np.empty(64, np.int64), np.empty(64, np.int64), np.empty(64, np.int64)
    meet, beyond = np.empty(64, np.int64), np.empty(64, np.int64)
    count = np.int64(0)
    for x in range(width, left.size - width):
        if x % width == 0 and stop[0]:
            break
        if left[x] == 0:
            continue
        for k in range(4, 8):
            if not (steps[x] >> k) & 1:
                continue
            n = x + _DOWN[k] * width + _ACROSS[k]
            if left[n] == 0 or region[n] == region[x]:
                continue
            a, b = (x, n) if region[x] < region[n] else (n, x)
            paid = (budget - left[x]) + step_cost(resistance, half, x, n, _KIND[k]) + (budget - left[n])
            this = np.int64(region[a]) * patches + region[b]
            slot = (this * 7919) & (size - 1)
            while name[slot] >= 0 and name[slot] != this:
                slot = (slot + 1) & (size - 1)
            if name[slot] < 0:
                if count == one.size:
                    one, other, cost = _doubled(one), _doubled(other), _doubled(cost)
                    meet, beyond = _doubled(meet), _doubled(beyond)
                name[slot], place[slot] = this, count
                one[count], other[count], cost[count], meet[count], beyond[count] = region[a], region[b], paid, a, b
                count += 1
                if 2 * count > size:
                    size *= 2
                    name, place = np.full(size, -1, np.int64), np.empty(size, np.int64)
                    for i in range(count):
                        slot = ((one[i] * patches + other[i]) * 7919) & (size - 1)
                        while name[slot] >= 0:
                            slot = (slot + 1) & (size - 1)
                        name[slot], place[slot] = one[i] * patches + other[i], i
            else:
                i = place[slot]
                if paid < cost[i] or (paid == cost[i] and (a < meet[i] or (a == meet[i] and b < beyond[i]))):
                    cost[i], meet[i], beyond[i] = paid, a, b
    return one[:count], other[:count], cost[:count], meet[:count], beyond[:count]


@njit(cache=True, nogil=True)
def ways(resistance, steps, width, half, budget, left, region, meet, beyond):  # type: ignore[no-untyped-def]
    """Return the ways between touching regions, as `links_from` does: where each begins, and their positions."""
    begin, way = np.zeros(meet.size + 1, np.int64), np.empty(1024, np.int64)
    path = np.empty(256, np.int64)
    used = np.int64(0)
    for i in range(meet.size):
        path, count = trace(resistance, steps, width, half, budget, left, region, meet[i], path)
        while used + count > way.size:
            way = _doubled(way)
        for k in range(count):
            way[used + k] = path[count - 1 - k]
        used += count
        path, count = trace(resistance, steps, width, half, budget, left, region, beyond[i], path)
        while used + count > way.size:
            way = _doubled(way)
        way[used : used + count] = path[:count]
        used += count
        begin[i + 1] = used
    return begin, way[:used]
