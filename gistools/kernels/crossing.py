"""What stands on least-cost searches: costs between cells, and corridors with width. Arrays as in `leastcost`."""

from __future__ import annotations

import numpy as np

from gistools.kernels.compiled import njit
from gistools.kernels.leastcost import spread


@njit(cache=True, nogil=True)
def between(  # type: ignore[no-untyped-def]
    resistance, steps, width, half, low, shift, heads, start, cell, begin, budget, left, mark, first, last, found, stop
):  # fmt: skip
    """Write the least costs between the cells of each of some groups, over the whole map.

    Parameters
    ----------
    start, cell:
        Cells of group ``g`` are ``cell[start[g]:start[g + 1]]``, int32, each once.
    begin, found:
        Its costs go to ``found[begin[g]:]``, int64: a square, row by row, -1 where there is no way.
    left, mark:
        int64 and int32, all 0 and left so.
    """
    none, touched = np.empty(0, np.int32), np.empty(1024, np.int32)
    for g in range(first, last):
        cells = cell[start[g] : start[g + 1]]
        n = cells.size
        best, at = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.int64)
        for k in range(n):
            mark[cells[k]] = k + 1
            found[begin[g] + k * (n + 1)] = 0
        for k in range(n - 1):
            if stop[0]:
                break
            best[:] = 0
            touched, reached = spread(
                resistance, steps, width, half, low, shift, heads, cells[k : k + 1], budget, left, none,
                mark, k + 1, n - 1 - k, best, at, touched, stop
            )  # fmt: skip
            for j in range(k + 1, n):
                paid = budget - best[j + 1] if best[j + 1] > 0 else np.int64(-1)
                found[begin[g] + k * n + j] = paid
                found[begin[g] + j * n + k] = paid
            for i in range(reached):
                left[touched[i]] = 0
        for k in range(n):
            mark[cells[k]] = 0


@njit(cache=True, nogil=True)
def corridor(  # type: ignore[no-untyped-def]
    resistance, steps, width, half, low, shift, heads, start, cell, link, other, cost, slack, left, beyond,
    first, last, mosaic, stop
):  # fmt: skip
    """Raise a mosaic to what is left of the slack in the corridors of links from some patches.

    Parameters
    ----------
    start, cell:
        Cells of each patch, as in `leastcost.links_from`.
    link, other, cost:
        Links of patch ``p`` are ``link[p]`` to ``link[p + 1]``: the other patch, and cost in units.
    slack:
        In units. In cell x of a link, CWD_i(x) + CWD_j(x) - cost of it is spent, or none where that is below 0.
    left, beyond:
        int64, all 0 and left so.
    mosaic:
        int64: the most that is left of ``slack`` + 1 over all links; 0 where none is.
    """
    none, empty = np.empty(0, np.int32), np.empty(0, np.int64)
    touched, reached_by = np.empty(1024, np.int32), np.empty(1024, np.int32)
    for p in range(first, last):
        if link[p] == link[p + 1]:
            continue
        budget = cost[link[p] : link[p + 1]].max() + slack + 1
        seeds = cell[start[p] : start[p + 1]]
        touched, reached = spread(
            resistance, steps, width, half, low, shift, heads, seeds, budget, left, none,
            none, 0, 0, empty, empty, touched, stop
        )  # fmt: skip
        for k in range(link[p], link[p + 1]):
            if stop[0]:
                break
            q = other[k]
            most = cost[k] + slack + 1
            seeds = cell[start[q] : start[q + 1]]
            reached_by, count = spread(
                resistance, steps, width, half, low, shift, heads, seeds, most, beyond, none,
                none, 0, 0, empty, empty, reached_by, stop
            )  # fmt: skip
            for i in range(count):
                x = reached_by[i]
                if left[x] > 0:
                    spent = max((budget - left[x]) + (most - beyond[x]) - cost[k], 0)
                    mosaic[x] = max(mosaic[x], slack + 1 - spent)
                beyond[x] = 0
        for i in range(reached):
            left[touched[i]] = 0
