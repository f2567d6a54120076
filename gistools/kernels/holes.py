"""Cells without elevation: which of them reach the edge of the map, and how low the rim of the others is."""

from __future__ import annotations

import numpy as np
from numba import njit

from gistools.kernels.codes import DCOL, DROW


@njit(cache=True, nogil=True)
def inner_holes(z, number, low):  # type: ignore[no-untyped-def]
    """Give the groups of NaN cells that do not touch the edge of the map numbers from 1; return how many.

    ``number`` (int32) is 0 on land and -1 in groups that touch the edge; ``low[i]`` is the lowest land beside group
    ``i + 1``. Groups join over corners. ``low`` must hold as many numbers as there can be groups.
    """
    rows, cols = z.shape
    count = 0
    stack = np.empty(1024, dtype=np.int64)
    for r0 in range(rows):
        for c0 in range(cols):
            if not np.isnan(z[r0, c0]) or number[r0, c0] != 0:
                continue
            mark = count + 1
            number[r0, c0] = mark
            stack[0] = r0 * cols + c0
            top = 1
            size = 0
            members = np.empty(1024, dtype=np.int64)
            edge = False
            lowest = np.float32(np.inf)
            while top > 0:
                top -= 1
                cell = stack[top]
                if size == members.size:
                    longer = np.empty(size * 2, dtype=np.int64)
                    longer[:size] = members
                    members = longer
                members[size] = cell
                size += 1
                r = cell // cols
                c = cell - r * cols
                if r == 0 or c == 0 or r == rows - 1 or c == cols - 1:
                    edge = True
                for k in range(8):
                    rn = r + DROW[k]
                    cn = c + DCOL[k]
                    if rn < 0 or cn < 0 or rn >= rows or cn >= cols:
                        continue
                    if not np.isnan(z[rn, cn]):
                        lowest = min(lowest, z[rn, cn])
                    elif number[rn, cn] == 0:
                        number[rn, cn] = mark
                        if top == stack.size:
                            longer = np.empty(top * 2, dtype=np.int64)
                            longer[:top] = stack
                            stack = longer
                        stack[top] = rn * cols + cn
                        top += 1
            if edge:
                for i in range(size):
                    number[members[i] // cols, members[i] % cols] = -1
            else:
                low[count] = lowest
                count += 1
    return count
