"""What stands on least-cost searches: costs between cells, and corridors with width. Arrays as in `leastcost`."""

from __future__ import annotations

import numpy as np

from gistools.kernels.compiled import njit
from gistools.kernels.leastcost import FREE, spread


@njit(cache=True, nogil=True)
def between(  # type: ignore[no-untyped-def]
    resistance, steps, width, half, shift, heads, start, cell, begin, budget, left, mark, first, last, found, stop
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
                resistance, steps, width, half, shift, heads, cells[k : k + 1], budget, left, none,
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
    resistance, steps, width, half, shift, heads, start, cell, one, other, cost, slack, region, begin, member,
    left, beyond, first, last, mosaic, stop
):  # fmt: skip
    """Raise a mosaic to what is left of the slack in the corridors of some links.

    Parameters
    ----------
    start, cell:
        Cells of each patch, as in `leastcost.links_from`.
    one, other, cost:
        The two patches of each link, and its cost in units.
    slack:
        In units. In cell x of a link, CWD_i(x) + CWD_j(x) - cost of it is spent.
    region, begin, member:
        int32, the region of each cell, and the cells of region ``p``, ``member[begin[p]:begin[p + 1]]``: the corridor
        keeps to the regions of its two patches. All of size 0: it may go anywhere.
    left, beyond:
        int64, all 0 and left so.
    mosaic:
        int64: the most that is left of ``slack`` + 1 over all links; 0 where none is.
    """
    none, empty = np.empty(0, np.int32), np.empty(0, np.int64)
    touched, reached_by = np.empty(1024, np.int32), np.empty(1024, np.int32)
    for k in range(first, last):
        if stop[0]:
            break
        p, q = one[k], other[k]
        if region.size:
            _fence(steps, width, region, begin, member, p, q, left, beyond, FREE)
        budget = cost[k] + slack + 1
        touched, reached = spread(
            resistance, steps, width, half, shift, heads, cell[start[p] : start[p + 1]], budget, left, none,
            none, 0, 0, empty, empty, touched, stop
        )  # fmt: skip
        reached_by, count = spread(
            resistance, steps, width, half, shift, heads, cell[start[q] : start[q + 1]], budget, beyond, none,
            none, 0, 0, empty, empty, reached_by, stop
        )  # fmt: skip
        for i in range(count):
            x = reached_by[i]
            if left[x] > 0:
                spent = (budget - left[x]) + (budget - beyond[x]) - cost[k]
                mosaic[x] = max(mosaic[x], slack + 1 - spent)
            beyond[x] = 0
        for i in range(reached):
            left[touched[i]] = 0
        if region.size:
            _fence(steps, width, region, begin, member, p, q, left, beyond, np.int64(0))


@njit(cache=True, nogil=True)
def _fence(steps, width, region, begin, member, p, q, left, beyond, value):  # type: ignore[no-untyped-def]
    """Set the cells around two regions to a value: so much that no search enters them, or nothing."""
    for r in (p, q):
        for i in range(begin[r], begin[r + 1]):
            x = np.int64(member[i])
            if steps[x] == 0:
                continue
            for down in range(-1, 2):
                for across in range(-1, 2):
                    n = x + down * width + across
                    if region[n] != p and region[n] != q:
                        left[n], beyond[n] = value, value
