"""Spreading flow: a picture of how intense surface flow is, shared among all lower neighbours.

Freeman (1991): each lower neighbour gets a share in proportion to slope to the power 1.1, with Quinn's contour length
of half a cell towards the sides and 0.354 of a cell towards the corners. Amounts are whole numbers: shares are rounded
down and the rest goes to the steepest, so that nothing is lost and the order of the cells does not matter.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW, LAND, OUT_EDGE, OUT_HOLE, PIT
from gistools.kernels.compiled import njit

EXPONENT = 1.1


@njit(cache=True, nogil=True)
def mark_lower(filled, cls, lower):  # type: ignore[no-untyped-def]
    """Mark the inner cells of a tile that have a lower neighbour on the filled surface."""
    rows, cols = filled.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            lower[r, c] = 0
            if cls[r, c] != LAND:
                continue
            for k in range(8):
                rn = r + DROW[k]
                cn = c + DCOL[k]
                if cls[rn, cn] == LAND and filled[rn, cn] < filled[r, c]:
                    lower[r, c] = 1
                    break


@njit(cache=True, nogil=True)
def count_givers(filled, cls, code, lower, incoming):  # type: ignore[no-untyped-def]
    """Count for each inner cell of a tile from how many neighbours spreading flow comes, halo included."""
    rows, cols = filled.shape
    for r in range(1, rows - 1):
        for c in range(1, cols - 1):
            incoming[r, c] = 0
            if cls[r, c] != LAND:
                continue
            for k in range(8):
                rn = r + DROW[k]
                cn = c + DCOL[k]
                if cls[rn, cn] != LAND:
                    continue
                out = code[rn, cn] & 15
                if OUT_EDGE <= out <= OUT_HOLE:
                    continue
                if lower[rn, cn]:
                    if filled[rn, cn] > filled[r, c]:
                        incoming[r, c] += 1
                elif out == ((k + 4) & 7):
                    incoming[r, c] += 1


@njit(cache=True, nogil=True)
def _give(rows, cols, rn, cn, share, amount, incoming, moved, arrived, stack, top):  # type: ignore[no-untyped-def]
    if rn < 1 or cn < 1 or rn >= rows - 1 or cn >= cols - 1:
        moved[rn, cn] += share
        arrived[rn, cn] += 1
        return top
    amount[rn, cn] += share
    incoming[rn, cn] -= 1
    if incoming[rn, cn] == 0:
        incoming[rn, cn] = 255
        stack[top] = rn * cols + cn
        top += 1
    return top


@njit(cache=True, nogil=True)
def release(filled, cls, code, order, distance, amount, incoming, moved, arrived, stop):  # type: ignore[no-untyped-def]
    """Pass on the amount of every inner cell whose inflow is complete; return how many cells did.

    ``moved`` and ``arrived`` collect amounts and counts for halo cells, to be handed to the tiles that own them.
    ``incoming`` is 255 for cells that are done.
    """
    rows, cols = filled.shape
    stack = np.empty(1024, dtype=np.int64)
    weight = np.zeros(8, dtype=np.float64)
    done = 0
    for r0 in range(1, rows - 1):
        if stop[0]:
            return done
        for c0 in range(1, cols - 1):
            if cls[r0, c0] != LAND or incoming[r0, c0] != 0:
                continue
            stack[0] = r0 * cols + c0
            top = 1
            incoming[r0, c0] = 255
            while top > 0:
                top -= 1
                r = stack[top] // cols
                c = stack[top] - r * cols
                done += 1
                out = code[r, c] & 15
                if OUT_EDGE <= out <= OUT_HOLE:
                    continue
                total = 0.0
                steepest = -1
                best = 0.0
                for i in range(8):
                    k = order[i]
                    weight[k] = 0.0
                    rn = r + DROW[k]
                    cn = c + DCOL[k]
                    if cls[rn, cn] == LAND and filled[rn, cn] < filled[r, c]:
                        slope = (np.float64(filled[r, c]) - np.float64(filled[rn, cn])) / distance[k]
                        weight[k] = slope**EXPONENT * (0.354 if k % 2 else 0.5)
                        total += weight[k]
                        if slope > best:
                            best = slope
                            steepest = k
                if steepest < 0:
                    if out >= PIT:
                        continue
                    weight[out] = 1.0
                    total = 1.0
                    steepest = out
                rest = amount[r, c]
                for i in range(8):
                    k = order[i]
                    if weight[k] > 0.0 and k != steepest:
                        share = np.int64(np.float64(amount[r, c]) * (weight[k] / total))
                        share = min(share, rest)
                        rest -= share
                        weight[k] = -np.float64(1.0)
                        rn = r + DROW[k]
                        cn = c + DCOL[k]
                        top = _give(rows, cols, rn, cn, share, amount, incoming, moved, arrived, stack, top)
                rn = r + DROW[steepest]
                cn = c + DCOL[steepest]
                top = _give(rows, cols, rn, cn, rest, amount, incoming, moved, arrived, stack, top)
                if top > stack.size - 16:
                    longer = np.empty(stack.size * 2, dtype=np.int64)
                    longer[:top] = stack[:top]
                    stack = longer
    return done
