"""All rains in one pass: what every node of the forest holds as rain grows, step by step (see docs/rain-to-flood.md).

Nothing is placed between two steps. What overflows within a step is let overflow at its end, in any order; between two
steps at which something happens to a node its water grows by a whole number for each step.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.kernels.compiled import njit
from gistools.kernels.forest import smallest_around

NEVER = np.iinfo(np.int32).max

DRY = 0x7F800000  # +inf in single precision: land that no node owns
NO_LAND = 0x7FC00000  # NaN
SMALL_PART = 512  # parts up to so many cells are sorted here, larger ones by numpy

CIRCLE = -1


# What is known of a node lies together, so that it is one look into memory: three int64, then ten int32.
WATER, RATE, CAPACITY = range(3)
SINCE, TOLD, NEWEST, DUE, FORWARD, RECEIVER, PARENT, FULL_AT, JOINED_AT, WAITING = range(6, 16)
RECORD = 8  # int64

NONE = -1


@njit(cache=True, nogil=True)
def find_holder(small, x):  # type: ignore[no-untyped-def]
    """Return the node that gets what arrives in ``x``, halving the way there."""
    while small[x, FORWARD] != x:
        small[x, FORWARD] = small[small[x, FORWARD], FORWARD]
        x = np.int64(small[x, FORWARD])
    return x


@njit(cache=True, nogil=True)
def prepare(parent, receiver, capacity, big, small):  # type: ignore[no-untyped-def]
    """Write the records of all nodes, and of the ways off the map after them, before any rain."""
    nodes = parent.size
    for i in range(small.shape[0]):
        big[i, WATER] = big[i, RATE] = 0
        small[i, SINCE] = small[i, WAITING] = 0
        small[i, TOLD] = small[i, NEWEST] = NONE
        small[i, DUE] = small[i, FULL_AT] = small[i, JOINED_AT] = NEVER
        small[i, FORWARD] = i
        if i < nodes:
            big[i, CAPACITY] = capacity[i]
            small[i, RECEIVER] = receiver[i]
            small[i, PARENT] = parent[i]


@njit(cache=True, nogil=True)
def join_sibling(d, excess, step, left, right, big, small):  # type: ignore[no-untyped-def]
    """Make a full node and its full sibling their parent, with what the node has too much; return that, or `CIRCLE`."""
    p = np.int64(small[d, PARENT])
    if p < 0:
        return np.int64(CIRCLE)
    sibling = np.int64(left[p] if right[p] == d else right[p])
    if small[sibling, FULL_AT] == NEVER or small[sibling, JOINED_AT] != NEVER:
        return np.int64(CIRCLE)
    small[d, JOINED_AT] = small[sibling, JOINED_AT] = step
    big[p, WATER] = big[d, CAPACITY] + big[sibling, CAPACITY] + excess
    big[p, RATE] = big[d, RATE]
    small[p, SINCE] = step
    small[d, FORWARD] = p
    return p


@njit(cache=True, nogil=True)
def follow(  # type: ignore[no-untyped-def]
    left,
    right,
    big,
    small,
    nodes,
    off,
    at,
    basin,
    more,
    gain,
    last,
    head,
    entry,
    stack,
    bend_node,
    bend_step,
    bend_water,
    bend_rate,
    stop,
):
    """Let rain grow from step 0 to ``last`` and write down every change; return how many there are, or `CIRCLE`.

    Parameters
    ----------
    big, small:
        Two views of one array of records, from `prepare`. After the pass `FULL_AT` is the step in which a node would
        hold more than it can, and `JOINED_AT` the one in which it became part of its parent; `NEVER` when neither.
    nodes, off:
        How many nodes there are in all, and the first record of the ways off the map for this pass.
    at, basin, more, gain:
        What begins to run off, in the order of its step: from step ``at`` on, basin ``basin`` gets ``gain`` with each
        step, and in that step ``more`` besides.
    head, entry, stack:
        Scratch: int32 of size ``last + 1``, all -1, for the newest entry of each step; int64, one for each arrival and
        node, the entry before it and a node; int32, one for each node and way off the map.
    bend_node, bend_step, bend_water, bend_rate:
        Out, one for each change, with room for as many as there are arrivals and nodes: from this step on the node
        holds this, and so much more with each step.
    """
    count = 0
    entries = 0
    a = 0
    for step in range(last + 1):
        if step & 0xFFF == 0 and stop[0]:
            break
        top = 0
        while a < at.size and at[a] == step:
            b = np.int64(basin[a])
            t = off + b if b < OUT_BASINS else find_holder(small, b - OUT_BASINS)
            big[t, WATER] += big[t, RATE] * (step - small[t, SINCE]) + more[a]
            big[t, RATE] += gain[a]
            small[t, SINCE] = step
            if not small[t, WAITING]:
                small[t, WAITING] = 1
                stack[top] = t
                top += 1
            a += 1
        e = np.int64(head[step])
        while e >= 0:
            d = entry[e] & 0xFFFFFFFF
            if small[d, DUE] == step and not small[d, WAITING]:
                big[d, WATER] += big[d, RATE] * (step - small[d, SINCE])
                small[d, SINCE] = step
                small[d, WAITING] = 1
                stack[top] = d
                top += 1
            e = entry[e] >> 32
        while top > 0:
            top -= 1
            d = np.int64(stack[top])
            small[d, WAITING] = 0
            small[d, DUE] = NEVER
            water = big[d, WATER]
            if d >= nodes or water <= big[d, CAPACITY]:
                e = np.int64(small[d, NEWEST])
                if small[d, TOLD] != step:
                    e = np.int64(count)
                    count += 1
                    small[d, NEWEST] = e
                    small[d, TOLD] = step
                bend_node[e] = d
                bend_step[e] = step
                bend_water[e] = water
                bend_rate[e] = big[d, RATE]
                if d < nodes and big[d, RATE] > 0:
                    until = step + (big[d, CAPACITY] - water) // big[d, RATE] + 1
                    if until <= last:
                        small[d, DUE] = until
                        entry[entries] = (np.int64(head[until]) << 32) | d
                        head[until] = entries
                        entries += 1
                continue
            excess = water - big[d, CAPACITY]
            small[d, FULL_AT] = step
            b = np.int64(small[d, RECEIVER])
            t = off + b if b < OUT_BASINS else find_holder(small, b - OUT_BASINS)
            if t == d:  # by its sibling, which is full: both are their parent now
                t = join_sibling(d, excess, step, left, right, big, small)
                if t == CIRCLE:
                    return CIRCLE
            else:
                big[t, WATER] += big[t, RATE] * (step - small[t, SINCE]) + excess
                big[t, RATE] += big[d, RATE]
                small[t, SINCE] = step
                small[d, FORWARD] = t
            if not small[t, WAITING]:
                small[t, WAITING] = 1
                stack[top] = t
                top += 1
    return count


@njit(cache=True, nogil=True)
def outlets(parent, root, receiver, outlet):  # type: ignore[no-untyped-def]
    """Write for each node the outermost node over whose saddle all its water leaves the map in the end."""
    for i in range(parent.size - 1, -1, -1):
        outlet[i] = -1
    for i in range(parent.size):
        x = np.int64(root[i])
        while outlet[x] < 0 and receiver[x] >= OUT_BASINS:
            x = np.int64(root[receiver[x] - OUT_BASINS])
        last = np.int64(outlet[x]) if outlet[x] >= 0 else x
        x = np.int64(root[i])
        while outlet[x] < 0:  # so that no way is gone twice
            outlet[x] = last
            if receiver[x] < OUT_BASINS:
                break
            x = np.int64(root[receiver[x] - OUT_BASINS])
        outlet[i] = last


@njit(cache=True, nogil=True)
def count_bends(bend_node, start):  # type: ignore[no-untyped-def]
    """Count the bends of node ``i`` in ``start[i + 1]``."""
    for i in range(bend_node.size):
        start[bend_node[i] + 1] += 1


@njit(cache=True, nogil=True)
def place_bends(bend_node, bend_step, bend_water, bend_rate, place, step, water, rate):  # type: ignore[no-untyped-def]
    """Put the bends of each node together, in their order, from ``place`` on, which moves."""
    for i in range(bend_node.size):
        at = place[bend_node[i]]
        step[at] = bend_step[i]
        water[at] = bend_water[i]
        rate[at] = bend_rate[i]
        place[bend_node[i]] += 1


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
def claim(z, basin, level, place, spill, end, up, first, last, cells, height, owner, stop):  # type: ignore[no-untyped-def]
    """Write the place of the smallest node that holds it for each cell that one holds, row by row; return how many.

    ``cells`` and ``height`` add up the cells of each place and their heights.
    """
    count = 0
    for r in range(first, last):
        if stop[0]:
            break
        for c in range(1, z.shape[1] - 1):
            b = basin[r, c]
            if b < OUT_BASINS or z[r, c] >= level[b]:
                continue
            at = smallest_around(z[r, c], place[b - OUT_BASINS], spill, end, up)
            cells[at] += 1
            height[at] += np.int64(np.rint(np.float64(z[r, c]) * SCALE))
            owner[count] = at
            count += 1
    return count


@njit(cache=True, nogil=True)
def lay_owners(z, basin, level, owner, first, last, laid):  # type: ignore[no-untyped-def]
    """Write the places from `claim` where their cells lie: `DRY` for land in no node, `NO_LAND` elsewhere."""
    i = 0
    for r in range(first, last):
        for c in range(1, z.shape[1] - 1):
            b = basin[r, c]
            if b < OUT_BASINS or z[r, c] >= level[b]:
                laid[r, c] = DRY if b >= 0 else NO_LAND
                continue
            laid[r, c] = owner[i]
            i += 1


@njit(cache=True, nogil=True)
def gather(z, basin, level, owner, cursor, first, last, cells):  # type: ignore[no-untyped-def]
    """List the positions of the cells of each place, from ``cursor`` on, which moves."""
    width = z.shape[1]
    i = 0
    for r in range(first, last):
        for c in range(1, width - 1):
            b = basin[r, c]
            if b < OUT_BASINS or z[r, c] >= level[b]:
                continue
            at = owner[i]
            i += 1
            cells[np.int64(cursor[at])] = r * width + c
            cursor[at] += 1


@njit(cache=True, nogil=True)
def sort_small(start, bits, cells, first, last, keys):  # type: ignore[no-untyped-def]
    """Sort the cells of each place of a range by height, where there are no more than `SMALL_PART` (Shell 1959).

    ``bits`` are the heights in single precision as whole numbers; ``keys`` is scratch of `SMALL_PART` uint64.
    """
    for i in range(first, last):
        begin = start[i]
        size = start[i + 1] - begin
        if size > SMALL_PART or size < 2:
            continue
        for j in range(size):
            at = np.int64(cells[begin + j])
            b = np.uint64(bits[at])
            ordered = b ^ np.uint64(0xFFFFFFFF) if b >> np.uint64(31) else b | np.uint64(0x80000000)
            keys[j] = (ordered << np.uint64(32)) | np.uint64(at)
        gap = 1
        while gap < size // 3:
            gap = 3 * gap + 1
        while gap > 0:
            for j in range(gap, size):
                value = keys[j]
                k = j - gap
                while k >= 0 and keys[k] > value:
                    keys[k + gap] = keys[k]
                    k -= gap
                keys[k + gap] = value
            gap //= 3
        for j in range(size):
            cells[begin + j] = np.uint32(keys[j] & np.uint64(0xFFFFFFFF))


@njit(cache=True, nogil=True)
def before_rain(basin, first, last, rain):  # type: ignore[no-untyped-def]
    """Write what no rain wets: +inf on land, NaN elsewhere."""
    for r in range(first, last):
        for c in range(1, basin.shape[1] - 1):
            rain[r, c] = np.inf if basin[r, c] >= 0 else np.nan


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
        Of each node: cells and height below the saddle (2^-20 m), nested ones included.
    per_unit:
        Units of water in 2^-20 m on one cell.
    bends, step, water, rate:
        From `by_node`.
    """
    for i in range(first, end):
        x = node[i]
        n = full_cells[x] - (start[i + 1] - start[i])
        below = full_height[x]
        for j in range(start[i], start[i + 1]):
            at = np.int64(cells[j])
            below -= np.int64(np.rint(np.float64(z[at]) * SCALE))
        e = bends[x]
        until = bends[x + 1]
        for j in range(start[i], start[i + 1]):
            at = np.int64(cells[j])
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


@njit(cache=True, nogil=True)
def trace(  # type: ignore[no-untyped-def]
    node, start, own, cells, height, spill, per_unit, bends, step, water, rate, capacity, full_at, last, rain, held,
    level, wet, begin,
):  # fmt: skip
    """Write the corners of the level of some nodes as rain grows, and return how many there are.

    Parameters
    ----------
    node, start, own:
        The nodes, and the heights of their own cells (2^-20 m), lowest first: those of ``node[i]`` are ``start[i]`` to
        ``start[i + 1]``.
    cells, height, spill, capacity:
        Of all nodes.
    rain, held, level, wet, begin:
        Out: steps of rain, units of water, level (2^-20 m) and wet cells at each corner, and where those of each node
        begin. There must be room for as many as there are own cells and bends, and one more for each node.
    """
    count = 0
    for i in range(node.size):
        begin[i] = count
        x = node[i]
        n = cells[x] - (start[i + 1] - start[i])
        below = height[x]
        for j in range(start[i], start[i + 1]):
            below -= own[j]
        j = start[i]
        full = full_at[x] != NEVER
        for e in range(bends[x], bends[x + 1]):
            more = e + 1 < bends[x + 1]
            until = water[e + 1] if more else capacity[x]
            end = step[e + 1] if more else last + 1
            while j < start[i + 1] and (n == 0 or (n * own[j] - below) * per_unit <= water[e]):
                below += own[j]
                n += 1
                j += 1
            rain[count] = step[e]
            held[count] = water[e]
            level[count] = (water[e] / per_unit + below) / max(n, 1)
            wet[count] = n if water[e] > 0 else 0
            count += 1
            while rate[e] > 0 and j < start[i + 1] and (n * own[j] - below) * per_unit < until:
                room = (n * own[j] - below) * per_unit
                at = step[e] + (room - water[e]) / rate[e]
                if at >= end:
                    break
                z = own[j]
                while j < start[i + 1] and own[j] == z:
                    below += own[j]
                    n += 1
                    j += 1
                if room > water[e]:
                    rain[count] = at
                    held[count] = room
                    level[count] = z
                    wet[count] = n
                    count += 1
            if not more and full:
                rain[count] = min(step[e] + (capacity[x] - water[e]) / rate[e], np.float64(full_at[x]))
                held[count] = capacity[x]
                level[count] = spill[x]
                wet[count] = cells[x]
                count += 1
            elif not more and step[e] < last:
                rain[count] = last
                held[count] = water[e] + rate[e] * (last - step[e])
                level[count] = (held[count] / per_unit + below) / max(n, 1)
                wet[count] = n if held[count] > 0 else 0
                count += 1
    begin[node.size] = count
    return count


@njit(cache=True, nogil=True)
def simplify(begin, rain, first, second, first_error, second_error, keep):  # type: ignore[no-untyped-def]
    """Mark the corners of curves to be kept, so that straight lines between them err no more than allowed.

    From each corner kept the cone of allowed directions is narrowed by all that follow, and the last corner before one
    that lies outside it is kept (Sklansky and Gonzalez 1980). Two measures are followed at once; their allowed errors
    are given for each curve.
    """
    for i in range(begin.size - 1):
        a = begin[i]
        end = begin[i + 1]
        if a == end:
            continue
        keep[a] = 1
        keep[end - 1] = 1
        while a < end - 1:
            low1, high1, low2, high2 = -np.inf, np.inf, -np.inf, np.inf
            b = a + 1
            while b < end:
                run = rain[b] - rain[a]
                if run <= 0.0:
                    if abs(first[b] - first[a]) > first_error[i] or abs(second[b] - second[a]) > second_error[i]:
                        break
                    b += 1
                    continue
                slope1 = (first[b] - first[a]) / run
                slope2 = (second[b] - second[a]) / run
                if slope1 < low1 or slope1 > high1 or slope2 < low2 or slope2 > high2:
                    break
                low1 = max(low1, slope1 - first_error[i] / run)
                high1 = min(high1, slope1 + first_error[i] / run)
                low2 = max(low2, slope2 - second_error[i] / run)
                high2 = min(high2, slope2 + second_error[i] / run)
                b += 1
            a = max(b - 1, a + 1)
            keep[a] = 1
