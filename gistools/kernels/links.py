"""All rains in one pass over a forest with links: ways for water that end when they are used up or shut.

The rule, and why water never goes round in a circle: docs/rain-to-flood.md. While a link is open its node *passes*
water on: its own water stays as it is, and its rate goes to the node at the outlet.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.kernels.compiled import njit
from gistools.kernels.forest import smallest_around
from gistools.kernels.rains import (
    CAPACITY,
    CIRCLE,
    DUE,
    FORWARD,
    FULL_AT,
    NEVER,
    NEWEST,
    RATE,
    RECEIVER,
    SINCE,
    TOLD,
    WAITING,
    WATER,
    find_holder,
    join_sibling,
)

SHUTS, OPENS = 0, 1  # what happens when a node holds more than a mark says; at equal amounts in this order

NO_ROOM = -2  # lists are too short

ENTRIES, TOP, COUNT = range(3)  # of the counters


@njit(cache=True, nogil=True)
def _bring(x, step, big, small, passing, budget, remaining):  # type: ignore[no-untyped-def]
    amount = big[x, RATE] * (step - small[x, SINCE])
    small[x, SINCE] = step
    if passing[x] >= 0:
        remaining[budget[passing[x]]] -= amount
    else:
        big[x, WATER] += amount


@njit(cache=True, nogil=True)
def _wait(x, small, stack, counter):  # type: ignore[no-untyped-def]
    if not small[x, WAITING]:
        small[x, WAITING] = 1
        stack[counter[TOP]] = x
        counter[TOP] += 1


@njit(cache=True, nogil=True)
def _expect(x, step, room, big, small, head, entry, counter):  # type: ignore[no-untyped-def]
    small[x, DUE] = NEVER
    if big[x, RATE] <= 0:
        return
    until = step + room // big[x, RATE] + 1
    if until < head.size and counter[ENTRIES] >= entry.size:
        counter[ENTRIES] = entry.size + 1
    elif until < head.size:
        small[x, DUE] = until
        entry[counter[ENTRIES]] = (np.int64(head[until]) << 32) | x
        head[until] = counter[ENTRIES]
        counter[ENTRIES] += 1


@njit(cache=True, nogil=True)
def _outlet(link, target, small, nodes):  # type: ignore[no-untyped-def]
    t = np.int64(target[link])
    return t if t >= nodes else find_holder(small, t)


@njit(cache=True, nogil=True)
def _give(  # type: ignore[no-untyped-def]
    t, water, rate, step, nodes, big, small, passing, target, budget, remaining, ended, head, entry, stack, counter
):
    """Give water and a change of rate to a node, and on through open links to where they stay."""
    while True:
        _bring(t, step, big, small, passing, budget, remaining)
        link = passing[t]
        if link < 0:
            big[t, WATER] += water
            big[t, RATE] += rate
            _wait(t, small, stack, counter)
            return
        b = budget[link]
        before = big[t, RATE]
        big[t, RATE] += rate
        used = min(water, remaining[b])
        remaining[b] -= used
        if used < water:  # the link ends here and now, and takes its rate back from its outlet
            passing[t] = -1
            ended[link] = step
            big[t, WATER] += water - used
            _wait(t, small, stack, counter)
            rate = -before
        else:
            _expect(t, step, remaining[b], big, small, head, entry, counter)
        water = used
        t = _outlet(link, target, small, nodes)


@njit(cache=True, nogil=True)
def _next_mark(d, mark_of, mark_node, mark_water, capacity, big):  # type: ignore[no-untyped-def]
    m = mark_of[d] + 1
    if m < mark_node.size and mark_node[m] == d:
        mark_of[d] = m
        big[d, CAPACITY] = mark_water[m]
    else:
        mark_of[d] = -1
        big[d, CAPACITY] = capacity[d]


@njit(cache=True, nogil=True)
def _tell(d, step, rate, big, small, bend_node, bend_step, bend_water, bend_rate, counter):  # type: ignore[no-untyped-def]
    e = np.int64(small[d, NEWEST])
    if small[d, TOLD] != step:
        if counter[COUNT] >= bend_node.size:
            counter[COUNT] = bend_node.size + 1
            return
        e = counter[COUNT]
        counter[COUNT] += 1
        small[d, NEWEST] = e
        small[d, TOLD] = step
    bend_node[e] = d
    bend_step[e] = step
    bend_water[e] = big[d, WATER]
    bend_rate[e] = rate


@njit(cache=True, nogil=True)
def follow(  # type: ignore[no-untyped-def]
    left,
    right,
    capacity,
    big,
    small,
    at,
    basin,
    more,
    gain,
    last,
    head,
    entry,
    stack,
    mark_of,
    mark_node,
    mark_water,
    mark_kind,
    mark_link,
    inlet,
    target,
    budget,
    remaining,
    opened,
    ended,
    passing,
    bend_node,
    bend_step,
    bend_water,
    bend_rate,
    stop,
):
    """Let rain grow as `rains.follow` does, with links; return how many changes there are, `CIRCLE` or `NO_ROOM`.

    Parameters
    ----------
    big, small:
        As in `rains.follow`, with one more record at the end for what links take off the terrain. The capacity in the
        records is changed to the next mark of each node.
    mark_of:
        int32: the first mark of each node, -1 for none.
    mark_node, mark_water, mark_kind, mark_link:
        By node, then by what the node holds, then by kind: when the node holds more, the link shuts or opens.
    inlet, target, budget:
        Of each link: the node of its inlet; the leaf, or the record after the nodes, of its outlet; which volume it
        uses.
    remaining:
        In and out: what is left of each volume.
    opened, ended:
        Out: the steps in which each link opened, and was used up or shut; `NEVER`.
    passing:
        int32, one for each record, all -1: the link through which a node passes water on.
    """
    nodes = small.shape[0] - OUT_BASINS - 1
    counter = np.zeros(3, np.int64)
    for m in range(mark_node.size - 1, -1, -1):
        mark_of[mark_node[m]] = m
    for m in range(mark_node.size):
        if mark_of[mark_node[m]] == m:
            big[mark_node[m], CAPACITY] = mark_water[m]
    a = 0
    for step in range(last + 1):
        if step & 0xFFF == 0 and stop[0]:
            break
        e = np.int64(head[step])
        while e >= 0:  # links that are used up give back what they passed too much
            d = entry[e] & 0xFFFFFFFF
            if small[d, DUE] == step and passing[d] >= 0:
                link = passing[d]
                b = budget[link]
                _bring(d, step, big, small, passing, budget, remaining)
                over = -remaining[b]
                if over > 0:
                    remaining[b] = 0
                    passing[d] = -1
                    ended[link] = step
                    big[d, WATER] += over
                    _wait(d, small, stack, counter)
                    t = _outlet(link, target, small, nodes)
                    _give(
                        t, -over, -big[d, RATE], step, nodes, big, small, passing, target, budget, remaining, ended,
                        head, entry, stack, counter,
                    )  # fmt: skip
                else:
                    _expect(d, step, remaining[b], big, small, head, entry, counter)
            e = entry[e] >> 32
        while a < at.size and at[a] == step:
            b = np.int64(basin[a])
            t = nodes + b if b < OUT_BASINS else find_holder(small, b - OUT_BASINS)
            _give(
                t, more[a], gain[a], step, nodes, big, small, passing, target, budget, remaining, ended, head, entry,
                stack, counter,
            )  # fmt: skip
            a += 1
        e = np.int64(head[step])
        while e >= 0:
            d = entry[e] & 0xFFFFFFFF
            if small[d, DUE] == step and passing[d] < 0:
                _bring(d, step, big, small, passing, budget, remaining)
                _wait(d, small, stack, counter)
            e = entry[e] >> 32
        while counter[TOP] > 0:
            if counter[COUNT] > bend_node.size or counter[ENTRIES] > entry.size:
                return NO_ROOM
            counter[TOP] -= 1
            d = np.int64(stack[counter[TOP]])
            small[d, WAITING] = 0
            if passing[d] >= 0:
                continue
            small[d, DUE] = NEVER
            if d >= nodes or big[d, WATER] <= big[d, CAPACITY]:
                _tell(d, step, big[d, RATE], big, small, bend_node, bend_step, bend_water, bend_rate, counter)
                if d < nodes:
                    _expect(d, step, big[d, CAPACITY] - big[d, WATER], big, small, head, entry, counter)
                continue
            excess = big[d, WATER] - big[d, CAPACITY]
            m = mark_of[d]
            if m >= 0:
                link = np.int64(mark_link[m])
                _next_mark(d, mark_of, mark_node, mark_water, capacity, big)
                _wait(d, small, stack, counter)  # again, with the next mark
                if ended[link] != NEVER:
                    continue
                t = _outlet(link, target, small, nodes)
                if mark_kind[m] == SHUTS:
                    ended[link] = step
                    x = np.int64(inlet[link])
                    if passing[x] == link:
                        _bring(x, step, big, small, passing, budget, remaining)
                        passing[x] = -1
                        _wait(x, small, stack, counter)
                        _give(
                            t, 0, -big[x, RATE], step, nodes, big, small, passing, target, budget, remaining, ended,
                            head, entry, stack, counter,
                        )  # fmt: skip
                    continue
                b = budget[link]
                if remaining[b] == 0:
                    continue
                opened[link] = step
                used = min(excess, remaining[b])
                remaining[b] -= used
                big[d, WATER] -= used
                rate = big[d, RATE]
                if remaining[b] == 0:
                    ended[link] = step
                    rate = np.int64(0)
                else:
                    passing[d] = link
                    _tell(d, step, 0, big, small, bend_node, bend_step, bend_water, bend_rate, counter)
                    _expect(d, step, remaining[b], big, small, head, entry, counter)
                _give(
                    t, used, rate, step, nodes, big, small, passing, target, budget, remaining, ended, head, entry,
                    stack, counter,
                )  # fmt: skip
                continue
            small[d, FULL_AT] = step
            b = np.int64(small[d, RECEIVER])
            t = nodes + b if b < OUT_BASINS else find_holder(small, b - OUT_BASINS)
            if t == d:
                t = join_sibling(d, excess, step, left, right, big, small)
                if t == CIRCLE:
                    return CIRCLE
                _wait(t, small, stack, counter)
            else:
                small[d, FORWARD] = t
                _give(
                    t, excess, big[d, RATE], step, nodes, big, small, passing, target, budget, remaining, ended, head,
                    entry, stack, counter,
                )  # fmt: skip
    if counter[COUNT] > bend_node.size or counter[ENTRIES] > entry.size:
        return NO_ROOM
    return counter[COUNT]


@njit(cache=True, nogil=True)
def around(parent, spill_z, basin, level, found):  # type: ignore[no-untyped-def]
    """Write the smallest node around each basin whose saddle lies strictly above a level; -1 where there is none."""
    for i in range(basin.size):
        x = basin[i] - OUT_BASINS
        while x >= 0 and not spill_z[x] > level[i]:
            x = np.int64(parent[x])
        found[i] = max(x, -1)


@njit(cache=True, nogil=True)
def sum_below(z, basin, level, place, spill, end, up, begin, height, first, last, own, found):  # type: ignore[no-untyped-def]
    """Add up own cells of each place, and for each question those that the question before it does not count.

    Parameters
    ----------
    z, basin, level, place, spill, end, up, first, last:
        As for `gistools.kernels.rains.claim`.
    begin, height:
        The questions of place ``i`` are ``height[begin[i]:begin[i + 1]]`` (2^-20 m), lowest first: what lies below.
    own, found:
        Out, for each place and each question: cells and heights.
    """
    for r in range(first, last):
        for c in range(1, z.shape[1] - 1):
            b = basin[r, c]
            if b < OUT_BASINS or z[r, c] >= level[b]:
                continue
            at = smallest_around(z[r, c], place[b - OUT_BASINS], spill, end, up)
            here = np.int64(np.rint(np.float64(z[r, c]) * SCALE))
            own[at, 0] += 1
            own[at, 1] += here
            low = begin[at]
            high = begin[at + 1]
            while low < high:
                middle = (low + high) // 2
                if height[middle] > here:
                    high = middle
                else:
                    low = middle + 1
            if low < begin[at + 1]:
                found[low, 0] += 1
                found[low, 1] += here
