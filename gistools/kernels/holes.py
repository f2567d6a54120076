"""Groups of cells without a value: which of them reach the edge of the map, and how low the rim of the others is.

A pass numbers the groups of a tile; groups that meet over tile borders are joined by union-find. Cells join over
corners.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW
from gistools.kernels.compiled import njit
from gistools.kernels.forest import find


@njit(cache=True, nogil=True)
def number_groups(z, number, row0, col0, map_rows, map_cols, low, edge):  # type: ignore[no-untyped-def]
    """Give the groups of NaN among the inner cells of a padded tile numbers from 1; return how many.

    ``number`` (int32) is 0 to begin with. ``low[i]`` is the lowest value beside group ``i + 1``, and ``edge[i]`` tells
    whether the group touches the edge of the map; both must hold as many numbers as there can be groups.
    """
    rows, cols = z.shape
    count = 0
    stack = np.empty(1024, dtype=np.int64)
    for r0 in range(1, rows - 1):
        for c0 in range(1, cols - 1):
            if not np.isnan(z[r0, c0]) or number[r0, c0] != 0:
                continue
            low[count] = np.inf
            edge[count] = 0
            mark = count + 1
            number[r0, c0] = mark
            stack[0] = r0 * cols + c0
            top = 1
            while top > 0:
                top -= 1
                r = stack[top] // cols
                c = stack[top] - r * cols
                for k in range(8):
                    rn = r + DROW[k]
                    cn = c + DCOL[k]
                    row = row0 + rn - 1
                    col = col0 + cn - 1
                    if row < 0 or col < 0 or row >= map_rows or col >= map_cols:
                        edge[count] = 1
                    elif not np.isnan(z[rn, cn]):
                        low[count] = min(low[count], z[rn, cn])
                    elif 0 < rn < rows - 1 and 0 < cn < cols - 1 and number[rn, cn] == 0:
                        number[rn, cn] = mark
                        if top == stack.size:
                            longer = np.empty(top * 2, dtype=np.int64)
                            longer[:top] = stack
                            stack = longer
                        stack[top] = rn * cols + cn
                        top += 1
            count += 1
    return count


@njit(cache=True, nogil=True)
def join_groups(number, parent):  # type: ignore[no-untyped-def]
    """Join the groups of a tile with those that its halo shows; numbers are those of the whole map by now."""
    rows, cols = number.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if number[r, c] == 0 or (1 < r < rows - 2 and 1 < c < cols - 2):
                continue
            for k in range(8):
                other = number[r + DROW[k], c + DCOL[k]]
                if other > 0:
                    a = find(parent, number[r, c])
                    b = find(parent, other)
                    parent[max(a, b)] = min(a, b)


@njit(cache=True, nogil=True)
def shift_groups(number, by):  # type: ignore[no-untyped-def]
    """Add ``by`` to the number of every numbered inner cell of a tile."""
    rows, cols = number.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if number[r, c] > 0:
                number[r, c] += by


@njit(cache=True, nogil=True)
def rename_groups(number, name):  # type: ignore[no-untyped-def]
    """Replace each number above 0 among the inner cells of a tile by ``name[number]``."""
    rows, cols = number.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if number[r, c] > 0:
                number[r, c] = name[number[r, c]]
