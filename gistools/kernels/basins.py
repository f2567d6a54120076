"""Basins of the local flow field, and the pairs of cells over which they meet.

A basin is a pit with all that drains to it; basins 0, 1 and 2 are what drains off the map over its edge, into the
sea and into holes. Two basins meet over many pairs of neighbouring cells; the lowest pair by one global key is their
saddle.

The key of a pair is (height of the higher cell, its tie key, steepest drop to the lower cell first, height of the lower
cell, its tie key). A total order of single cells is not enough, since one cell often touches several basins.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW, LAND, NO_CODE, OUT_BASINS, OUT_EDGE, OUT_HOLE, PIT
from gistools.kernels.compiled import njit


@njit(cache=True, nogil=True)
def count_pits(code):  # type: ignore[no-untyped-def]
    """Count the pits among the inner cells of a padded tile."""
    rows, cols = code.shape
    count = 0
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if code[r, c] == PIT:
                count += 1
    return count


@njit(cache=True, nogil=True)
def list_pits(code, out):  # type: ignore[no-untyped-def]
    """Write the padded position of each pit to ``out``."""
    rows, cols = code.shape
    count = 0
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if code[r, c] == PIT:
                out[count] = r * cols + c
                count += 1


@njit(cache=True, nogil=True)
def follow(code, label, exits, stop):  # type: ignore[no-untyped-def]
    """Label every inner cell with what its flow reaches; -1 marks cells not yet labelled, -2 cells without flow.

    Cells labelled already (0 or more) are where paths end. A path that runs off the map gets 0, 1 or 2 (edge, sea,
    hole). A path that leaves the tile gets ``-3 - i`` where ``exits[i]`` is the padded position of the halo cell that
    it enters. Returns the number of exits.
    """
    rows, cols = code.shape
    count = 0
    slot = np.full(2 * (rows + cols), -1, dtype=np.int64)
    for r0 in range(1, rows - 1):
        if stop[0]:
            return count
        for c0 in range(1, cols - 1):
            if label[r0, c0] != -1:
                continue
            r = r0
            c = c0
            result = -1
            while True:
                known = label[r, c]
                if known != -1:
                    result = known
                    break
                raw = code[r, c]
                if raw == NO_CODE:
                    result = -2
                    break
                k = raw & 15
                if OUT_EDGE <= k <= OUT_HOLE:
                    result = k - OUT_EDGE
                    break
                if k >= PIT:
                    result = -2
                    break
                rn = r + DROW[k]
                cn = c + DCOL[k]
                if rn < 1 or cn < 1 or rn >= rows - 1 or cn >= cols - 1:
                    if rn == 0:
                        place = cn
                    elif rn == rows - 1:
                        place = cols + cn
                    elif cn == 0:
                        place = 2 * cols + rn
                    else:
                        place = 2 * cols + rows + rn
                    if slot[place] < 0:
                        slot[place] = count
                        exits[count] = rn * cols + cn
                        count += 1
                    result = -3 - slot[place]
                    break
                r = rn
                c = cn
            r = r0
            c = c0
            while label[r, c] == -1:
                label[r, c] = result
                k = code[r, c]
                if k == NO_CODE:
                    break
                k = k & 15
                if k >= PIT:
                    break
                r += DROW[k]
                c += DCOL[k]
                if r < 1 or c < 1 or r >= rows - 1 or c >= cols - 1:
                    break
    return count


@njit(cache=True, nogil=True)
def replace_exits(label, answer):  # type: ignore[no-untyped-def]
    """Replace each label ``-3 - i`` by ``answer[i]``."""
    rows, cols = label.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if label[r, c] <= -3:
                label[r, c] = answer[-3 - label[r, c]]


@njit(cache=True, nogil=True)
def count_pairs(cls, basin):  # type: ignore[no-untyped-def]
    """Count the pairs of neighbouring cells in different basins, of which at least one is a depression."""
    rows, cols = basin.shape
    count = 0
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            if cls[r, c] != LAND:
                continue
            b = basin[r, c]
            for k in range(4):
                rn = r + DROW[k]
                cn = c + DCOL[k]
                if cls[rn, cn] == LAND:
                    o = basin[rn, cn]
                    if o != b and (o >= OUT_BASINS or b >= OUT_BASINS):
                        count += 1
    return count


@njit(cache=True, nogil=True)
def list_pairs(z, cls, basin, row0, col0, width, pair, cell_a, cell_b, z_a, z_b, stop):  # type: ignore[no-untyped-def]
    """Write those pairs: key of the two basins, cells (position in the whole map) and heights, lower basin first.

    A pair belongs to the tile of the cell from which the other lies east, south-east, south or south-west.
    """
    rows, cols = basin.shape
    i = 0
    for r in range(1, rows - 1):
        if stop[0]:
            return
        for c in range(1, cols - 1):
            if cls[r, c] != LAND:
                continue
            b = basin[r, c]
            for k in range(4):
                rn = r + DROW[k]
                cn = c + DCOL[k]
                if cls[rn, cn] != LAND:
                    continue
                o = basin[rn, cn]
                if o == b or (o < OUT_BASINS and b < OUT_BASINS):
                    continue
                here = (row0 + r - 1) * width + (col0 + c - 1)
                there = (row0 + rn - 1) * width + (col0 + cn - 1)
                if b < o:
                    pair[i] = (np.int64(b) << 32) | np.int64(o)
                    cell_a[i] = here
                    cell_b[i] = there
                    z_a[i] = z[r, c]
                    z_b[i] = z[rn, cn]
                else:
                    pair[i] = (np.int64(o) << 32) | np.int64(b)
                    cell_a[i] = there
                    cell_b[i] = here
                    z_a[i] = z[rn, cn]
                    z_b[i] = z[r, c]
                i += 1


@njit(cache=True, nogil=True)
def pair_keys(cell_a, cell_b, z_a, z_b, width, distance, t0, tr, tc, top, top_tie, fall, low, low_tie):  # type: ignore[no-untyped-def]
    """Write the five parts of the key of each pair."""
    for i in range(cell_a.size):
        ra = cell_a[i] // width
        ca = cell_a[i] - ra * width
        rb = cell_b[i] // width
        cb = cell_b[i] - rb * width
        tie_a = t0 + ra * tr + ca * tc
        tie_b = t0 + rb * tr + cb * tc
        if ra == rb:
            length = distance[0]
        elif ca == cb:
            length = distance[2]
        else:
            length = distance[1]
        if z_a[i] > z_b[i] or (z_a[i] == z_b[i] and tie_a > tie_b):
            top[i] = z_a[i]
            top_tie[i] = tie_a
            low[i] = z_b[i]
            low_tie[i] = tie_b
        else:
            top[i] = z_b[i]
            top_tie[i] = tie_b
            low[i] = z_a[i]
            low_tie[i] = tie_a
        fall[i] = -(np.float64(top[i]) - np.float64(low[i])) / length


@njit(cache=True, nogil=True)
def first_of_each(pair, order, top, top_tie, fall, low, low_tie, best):  # type: ignore[no-untyped-def]
    """Write the position of the pair of smallest key for each two basins; ``order`` groups equal ``pair``; count."""
    count = 0
    i = 0
    n = order.size
    while i < n:
        winner = order[i]
        j = i + 1
        while j < n and pair[order[j]] == pair[winner]:
            x = order[j]
            better = False
            if top[x] != top[winner]:
                better = top[x] < top[winner]
            elif top_tie[x] != top_tie[winner]:
                better = top_tie[x] < top_tie[winner]
            elif fall[x] != fall[winner]:
                better = fall[x] < fall[winner]
            elif low[x] != low[winner]:
                better = low[x] < low[winner]
            else:
                better = low_tie[x] < low_tie[winner]
            if better:
                winner = x
            j += 1
        best[count] = winner
        count += 1
        i = j
    return count
