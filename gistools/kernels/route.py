"""Flow through depressions to the map edge: carving, accumulation, spreading flow, stream order and paths.

Through a depression the flow follows the local directions down to the pit and then, reversed, the steepest way down
from the saddle; so flow paths run through the deepest part and leave where the depression spills.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW, NO_CODE, PIT
from gistools.kernels.compiled import njit


@njit(cache=True, nogil=True)
def carve(code, start, direction, onward, onward_direction):  # type: ignore[no-untyped-def]
    """Reverse the flow from each start cell down to its pit; return how many walks left the tile.

    ``start`` holds padded positions inside the tile and ``direction`` what each start cell points to from now on. A
    walk that leaves the tile is continued by the tile that owns ``onward`` (padded position in this tile's halo).
    """
    cols = code.shape[1]
    rows = code.shape[0]
    count = 0
    for i in range(start.size):
        r = start[i] // cols
        c = start[i] - r * cols
        k = direction[i]
        while True:
            old = code[r, c] & 15
            code[r, c] = k
            if old >= PIT:
                break
            r += DROW[old]
            c += DCOL[old]
            k = (old + 4) & 7
            if r < 1 or c < 1 or r >= rows - 1 or c >= cols - 1:
                onward[count] = r * cols + c
                onward_direction[count] = k
                count += 1
                break
    return count


@njit(cache=True, nogil=True)
def strahler(code, channel, order, incoming, tops, stop):  # type: ignore[no-untyped-def]
    """Write the Strahler order of each channel cell; ``incoming`` and ``tops`` are scratch of the same shape."""
    rows, cols = code.shape
    for r in range(rows):
        for c in range(cols):
            incoming[r, c] = 0
            tops[r, c] = 0
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            order[r, c] = 0
            if channel[r, c]:
                k = code[r, c] & 15
                if k < PIT and channel[r + DROW[k], c + DCOL[k]]:
                    incoming[r + DROW[k], c + DCOL[k]] += 1
    for r0 in range(1, rows - 1):
        if stop[0]:
            return
        for c0 in range(1, cols - 1):
            if not channel[r0, c0] or incoming[r0, c0] != 0:
                continue
            r = r0
            c = c0
            incoming[r, c] = 255
            if order[r, c] == 0:
                order[r, c] = 1
            while True:
                k = code[r, c] & 15
                if k >= PIT:
                    break
                rn = r + DROW[k]
                cn = c + DCOL[k]
                if not channel[rn, cn]:
                    break
                mine = order[r, c]
                if mine > order[rn, cn]:
                    order[rn, cn] = mine
                    tops[rn, cn] = 1
                elif mine == order[rn, cn]:
                    tops[rn, cn] += 1
                incoming[rn, cn] -= 1
                if incoming[rn, cn] != 0:
                    break
                if tops[rn, cn] > 1:
                    order[rn, cn] += 1
                incoming[rn, cn] = 255
                r = rn
                c = cn


@njit(cache=True, nogil=True)
def trace_paths(code, channel, start_of, cells, write):  # type: ignore[no-untyped-def]
    """Cut the channel network at heads and confluences; return the number of paths and of their cells.

    With ``write`` the padded positions go to ``cells`` and where each path starts to ``start_of``. A path runs from a
    head or confluence to the next confluence (included) or to where the flow ends.
    """
    rows, cols = code.shape
    paths = 0
    used = 0
    incoming = np.zeros((rows, cols), dtype=np.uint8)
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if channel[r, c]:
                k = code[r, c] & 15
                if k < PIT:
                    incoming[r + DROW[k], c + DCOL[k]] += 1
    for r0 in range(1, rows - 1):
        for c0 in range(1, cols - 1):
            if not channel[r0, c0] or incoming[r0, c0] == 1:
                continue
            if write:
                start_of[paths] = used
            paths += 1
            r = r0
            c = c0
            while True:
                if write:
                    cells[used] = r * cols + c
                used += 1
                k = code[r, c] & 15
                if k >= PIT:
                    break
                r += DROW[k]
                c += DCOL[k]
                if not channel[r, c]:
                    break
                if incoming[r, c] > 1:
                    if write:
                        cells[used] = r * cols + c
                    used += 1
                    break
    return paths, used


@njit(cache=True, nogil=True)
def walk(code, row, col, out):  # type: ignore[no-untyped-def]
    """Write the padded positions of the way down from a cell; return how many (more than ``out`` holds: call again)."""
    rows, cols = code.shape
    count = 0
    r = row
    c = col
    while True:
        if count < out.size:
            out[count] = r * cols + c
        count += 1
        raw = code[r, c]
        if raw == NO_CODE or (raw & 15) >= PIT:
            break
        r += DROW[raw & 15]
        c += DCOL[raw & 15]
        if r < 1 or c < 1 or r >= rows - 1 or c >= cols - 1:
            break
    return count
