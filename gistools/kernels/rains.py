"""All rains in one pass: what every node of the forest holds as rain grows, step by step (see docs/rain-to-flood.md).

Nothing is placed between two steps. What overflows within a step is let overflow at its end, in any order; between two
steps at which something happens to a node its water grows by a whole number for each step.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.kernels.compiled import njit
from gistools.kernels.forest import find, smallest_around

NEVER = np.iinfo(np.int32).max

DRY = 0x7F800000  # +inf in single precision: land that no node owns
NO_LAND = 0x7FC00000  # NaN
SMALL_PART = 512  # parts up to so many cells are sorted here, larger ones by numpy

CIRCLE = -1


@njit(cache=True, nogil=True)
def _unlink(d, due, head, after, before):  # type: ignore[no-untyped-def]
    if before[d] >= 0:
        after[before[d]] = after[d]
    else:
        head[due[d]] = after[d]
    if after[d] >= 0:
        before[after[d]] = before[d]


@njit(cache=True, nogil=True)
def follow(  # type: ignore[no-untyped-def]
    parent,
    left,
    right,
    receiver,
    capacity,
    at,
    basin,
    more,
    gain,
    last,
    head,
    bend_node,
    bend_step,
    bend_water,
    bend_rate,
    full_at,
    joined_at,
    stop,
):
    """Let rain grow from step 0 to ``last`` and write down every change; return how many there are, or `CIRCLE`.

    Parameters
    ----------
    capacity:
        Of every node, in the units of the water.
    at, basin, more, gain:
        What begins to run off, in the order of its step: from step ``at`` on, basin ``basin`` gets ``gain`` with each
        step, and in that step ``more`` besides.
    head:
        int32 of size ``last + 1``, -1 everywhere: lists of nodes by the step at which they are full.
    bend_node, bend_step, bend_water, bend_rate:
        Out, one for each change, with room for as many as there are arrivals and nodes: from this step on the node
        (after the nodes come the ways off the map) holds this, and so much more with each step.
    full_at, joined_at:
        Out, for each node: the step in which it would hold more than it can, and the one in which it became part of its
        parent; `NEVER` when not before ``last`` is over.
    """
    nodes = parent.size
    every = nodes + OUT_BASINS
    forward = np.arange(every)
    water = np.zeros(every, np.int64)
    rate = np.zeros(every, np.int64)
    since = np.zeros(every, np.int32)
    newest = np.full(every, -1, np.int32)
    due = np.full(every, NEVER, np.int32)
    after = np.empty(every, np.int32)
    before = np.empty(every, np.int32)
    waiting = np.zeros(every, np.uint8)
    stack = np.empty(every, np.int32)
    for i in range(nodes):
        full_at[i] = joined_at[i] = NEVER
    count = 0
    a = 0
    for step in range(last + 1):
        if step & 0xFFF == 0 and stop[0]:
            break
        top = 0
        while a < at.size and at[a] == step:
            b = basin[a]
            t = nodes + b if b < OUT_BASINS else find(forward, b - OUT_BASINS)
            water[t] += rate[t] * (step - since[t]) + more[a]
            since[t] = step
            rate[t] += gain[a]
            if not waiting[t]:
                waiting[t] = 1
                stack[top] = t
                top += 1
            a += 1
        d = np.int64(head[step])
        while d >= 0:
            if not waiting[d]:
                water[d] += rate[d] * (step - since[d])
                since[d] = step
                waiting[d] = 1
                stack[top] = d
                top += 1
            d = np.int64(after[d])
        while top > 0:
            top -= 1
            d = np.int64(stack[top])
            waiting[d] = 0
            if step < due[d] < NEVER:
                _unlink(d, due, head, after, before)
            due[d] = NEVER
            if d >= nodes or water[d] <= capacity[d]:
                e = newest[d]
                if e < 0 or bend_step[e] != step:
                    e = count
                    count += 1
                    newest[d] = e
                bend_node[e] = d
                bend_step[e] = step
                bend_water[e] = water[d]
                bend_rate[e] = rate[d]
                if d < nodes and rate[d] > 0:
                    until = step + (capacity[d] - water[d]) // rate[d] + 1
                    if until <= last:
                        due[d] = until
                        before[d] = -1
                        after[d] = head[until]
                        if head[until] >= 0:
                            before[head[until]] = d
                        head[until] = d
                continue
            excess = water[d] - capacity[d]
            full_at[d] = step
            b = receiver[d]
            t = nodes + b if b < OUT_BASINS else find(forward, b - OUT_BASINS)
            if t == d:  # by its sibling, which is full: both are their parent now
                p = parent[d]
                if p < 0 or joined_at[left[p]] != NEVER or joined_at[right[p]] != NEVER:
                    return CIRCLE
                sibling = left[p] if right[p] == d else right[p]
                if full_at[sibling] == NEVER:
                    return CIRCLE
                joined_at[d] = joined_at[sibling] = step
                water[p] = capacity[d] + capacity[sibling] + excess
                rate[p] = rate[d]
                since[p] = step
                t = np.int64(p)
            else:
                water[t] += rate[t] * (step - since[t]) + excess
                since[t] = step
                rate[t] += rate[d]
            forward[d] = t
            if not waiting[t]:
                waiting[t] = 1
                stack[top] = t
                top += 1
    return count


@njit(cache=True, nogil=True)
def by_node(bend_node, bend_step, bend_water, bend_rate, start, step, water, rate):  # type: ignore[no-untyped-def]
    """Put the bends of each node together; those of node ``i`` are ``start[i]`` to ``start[i + 1]``, in their order."""
    for i in range(start.size):
        start[i] = 0
    for i in range(bend_node.size):
        start[bend_node[i] + 1] += 1
    for i in range(start.size - 1):
        start[i + 1] += start[i]
    for i in range(bend_node.size):
        at = start[bend_node[i]]
        step[at] = bend_step[i]
        water[at] = bend_water[i]
        rate[at] = bend_rate[i]
        start[bend_node[i]] += 1
    for i in range(start.size - 1, 0, -1):
        start[i] = start[i - 1]
    start[0] = 0


@njit(cache=True, nogil=True)
def state(parent, capacity, start, step, water, rate, full_at, joined_at, now, held, holder):  # type: ignore[no-untyped-def]
    """Write what each node and each way off the map holds at a step, and which node holds the water of each.

    Nodes that are part of their parent's water, or are not one water yet, hold 0.
    """
    nodes = parent.size
    for i in range(start.size - 1):
        first = start[i]
        end = start[i + 1]
        while first < end:  # the last bend up to now
            middle = (first + end) // 2
            if step[middle] <= now:
                first = middle + 1
            else:
                end = middle
        e = first - 1
        held[i] = water[e] + rate[e] * (now - step[e]) if e >= start[i] else 0
        if i < nodes and full_at[i] <= now:
            held[i] = capacity[i]
        if i < nodes and joined_at[i] <= now:
            held[i] = 0
    for i in range(nodes - 1, -1, -1):
        holder[i] = holder[parent[i]] if joined_at[i] <= now else i


@njit(cache=True, nogil=True)
def claim(z, basin, level, place, spill, end, up, first, last, found, owner, stop):  # type: ignore[no-untyped-def]
    """Write for each cell the place of the smallest node that holds it, and count as `volumes.measure_nested` does.

    ``owner`` is int32: `DRY` for land in no node, `NO_LAND` elsewhere.
    """
    for r in range(first, last):
        if stop[0]:
            break
        for c in range(1, z.shape[1] - 1):
            b = basin[r, c]
            if b < OUT_BASINS or z[r, c] >= level[b]:
                owner[r, c] = DRY if b >= 0 else NO_LAND
                continue
            at = smallest_around(z[r, c], place[b - OUT_BASINS], spill, end, up)
            found[at, 0] += 1
            found[at, 1] += np.int64(np.rint(np.float64(z[r, c]) * SCALE))
            owner[r, c] = at


@njit(cache=True, nogil=True)
def gather(bits, owner, cursor, first, last, cells):  # type: ignore[no-untyped-def]
    """List the cells of each place from ``cursor`` on, which moves: height in upper bits, position in lower ones.

    ``bits`` are those of the heights in single precision.
    """
    width = owner.shape[1]
    for r in range(first, last):
        for c in range(1, width - 1):
            at = owner[r, c]
            if at >= DRY:
                continue
            b = np.uint64(bits[r, c])
            ordered = b ^ np.uint64(0xFFFFFFFF) if b >> np.uint64(31) else b | np.uint64(0x80000000)
            cells[cursor[at]] = (ordered << np.uint64(32)) | np.uint64(r * width + c)
            cursor[at] += 1


@njit(cache=True, nogil=True)
def sort_small(start, cells, first, last):  # type: ignore[no-untyped-def]
    """Sort the cells of each place of a range where there are no more than `SMALL_PART` (Shell 1959)."""
    for i in range(first, last):
        begin = start[i]
        size = start[i + 1] - begin
        if size > SMALL_PART:
            continue
        gap = 1
        while gap < size // 3:
            gap = 3 * gap + 1
        while gap > 0:
            for j in range(begin + gap, begin + size):
                value = cells[j]
                k = j - gap
                while k >= begin and cells[k] > value:
                    cells[k + gap] = cells[k]
                    k -= gap
                cells[k + gap] = value
            gap //= 3


@njit(cache=True, nogil=True)
def first_wet(  # type: ignore[no-untyped-def]
    z, start, cells, node, full_cells, full_height, per_unit, bends, step, water, rate, full_at, last, scale, first,
    end, rain,
):  # fmt: skip
    """Write for each cell of a range of places the least step at which it is wet, times ``scale``.

    Parameters
    ----------
    z, rain:
        Flat views of padded arrays; ``rain`` out: +inf where no step up to ``last`` wets the cell.
    start, cells:
        Of each place, lowest first.
    node:
        At each place.
    full_cells, full_height:
        Of each place: cells and height below the saddle (2^-20 m), its own included.
    per_unit:
        Units of water in 2^-20 m on one cell.
    bends, step, water, rate:
        From `by_node`.
    """
    for i in range(first, end):
        x = node[i]
        n = full_cells[i] - (start[i + 1] - start[i])
        below = full_height[i]
        for j in range(start[i], start[i + 1]):
            at = np.int64(cells[j] & np.uint64(0xFFFFFFFF))
            below -= np.int64(np.rint(np.float64(z[at]) * SCALE))
        e = bends[x]
        until = bends[x + 1]
        for j in range(start[i], start[i + 1]):
            at = np.int64(cells[j] & np.uint64(0xFFFFFFFF))
            height = np.int64(np.rint(np.float64(z[at]) * SCALE))
            room = (n * height - below) * per_unit
            n += 1
            below += height
            while e + 1 < until and water[e + 1] <= room:
                e += 1
            wet = np.int64(full_at[x])
            if e < until:
                if water[e] > room:
                    wet = np.int64(step[e])
                else:
                    if e + 1 < until:
                        wet = min(wet, np.int64(step[e + 1]))
                    if rate[e] > 0:
                        wet = min(wet, step[e] + (room - water[e]) // rate[e] + 1)
            rain[at] = np.float32(np.float64(wet) * scale) if wet <= last else np.inf


@njit(cache=True, nogil=True)
def sum_wet(z, basin, rain, holder, now, first, last, found):  # type: ignore[no-untyped-def]
    """Add up the wet cells and their heights for the node that holds their water; all maps are padded."""
    for r in range(first, last):
        for c in range(1, z.shape[1] - 1):
            if rain[r, c] <= now:
                x = holder[basin[r, c] - OUT_BASINS]
                found[x, 0] += 1
                found[x, 1] += np.int64(np.rint(np.float64(z[r, c]) * SCALE))


@njit(cache=True, nogil=True)
def levels(holder, water, capacity, spill, wet, per_unit, units, rest):  # type: ignore[no-untyped-def]
    """Write the water level of each leaf as `event.surface` does: whole 2^-20 m and the fraction above; -1 when dry.

    ``wet`` is the number of wet cells of each node, and the sum of their heights.
    """
    for i in range(units.size):
        x = holder[i]
        units[i] = 0
        rest[i] = -1.0
        if water[x] == capacity[x] and water[x] > 0:
            units[i] = spill[x]
            rest[i] = 0.0
        elif water[x] > 0:
            n = wet[x, 0]
            base = wet[x, 1] // n
            total = water[x] + (wet[x, 1] - base * n) * per_unit
            units[i] = base + total // (n * per_unit)
            rest[i] = np.float64(total % (n * per_unit)) / np.float64(n * per_unit)
