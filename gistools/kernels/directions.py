"""Local D8: every cell to its steepest lower neighbour, or off the map where it lies beside a way off it.

The steepest of the neighbours at one distance is the lowest of them, so that eight slopes come down to three; without a
branch in the loop the compiler works on several cells at once. Heights are multiples of 2^-20 m, so that two different
drops over one distance never round to the same slope.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.codes import DCOL, DROW, EDGE, FLAT, HOLE, LAND, NO_CODE, OUT_EDGE, OUT_HOLE, OUT_SEA, SEA
from gistools.kernels.compiled import njit

ROW_MAJOR = (6, 4, 0, 2, 5, 7, 3, 1)  # the order of neighbours that `steepest_of_rows` keeps

_I = np.int32


@njit(cache=True, nogil=True)
def _one_row(above, here, below, code, dx, dy, diagonal):  # type: ignore[no-untyped-def]
    n = code.size
    nw, north, ne = above[0:n], above[1 : n + 1], above[2 : n + 2]
    west, mid, east = here[0:n], here[1 : n + 1], here[2 : n + 2]
    sw, south, se = below[0:n], below[1 : n + 1], below[2 : n + 2]
    for i in range(n):
        z = mid[i]
        v = west[i]
        kx = _I(4) if v < z else _I(FLAT)
        zx = min(z, v)
        v = east[i]
        kx = _I(0) if v < zx else kx
        zx = min(zx, v)
        v = north[i]
        ky = _I(6) if v < z else _I(FLAT)
        zy = min(z, v)
        v = south[i]
        ky = _I(2) if v < zy else ky
        zy = min(zy, v)
        v = nw[i]
        kd = _I(5) if v < z else _I(FLAT)
        zd = min(z, v)
        v = ne[i]
        kd = _I(7) if v < zd else kd
        zd = min(zd, v)
        v = sw[i]
        kd = _I(3) if v < zd else kd
        zd = min(zd, v)
        v = se[i]
        kd = _I(1) if v < zd else kd
        zd = min(zd, v)
        fall_x = (np.float64(z) - np.float64(zx)) / dx
        fall_y = (np.float64(z) - np.float64(zy)) / dy
        fall_d = (np.float64(z) - np.float64(zd)) / diagonal
        along = (fall_y > fall_x) | ((fall_y == fall_x) & (ky == _I(6)))
        best = fall_y if along else fall_x
        k = ky if along else kx
        k = kd if fall_d > best else k
        code[i] = k


@njit(cache=True, nogil=True)
def steepest_of_rows(z, code, first, last, dx, dy, diagonal):  # type: ignore[no-untyped-def]
    """Write the steepest descent of the rows ``first`` to ``last`` of a padded tile, ties in the order `ROW_MAJOR`.

    ``z`` is NaN off land. Cells without a lower neighbour get FLAT; what lies beside a way off the map is set by
    `ways_out` afterwards.
    """
    inner = code.shape[1] - 1
    for r in range(first, last):
        _one_row(z[r - 1], z[r], z[r + 1], code[r, 1:inner], dx, dy, diagonal)


@njit(cache=True, nogil=True)
def steepest_in_order(z, code, first, last, order, distance):  # type: ignore[no-untyped-def]
    """Do the same for any order of neighbours, one cell at a time."""
    for r in range(first, last):
        for c in range(1, code.shape[1] - 1):
            best = 0.0
            found = FLAT
            for i in range(8):
                k = order[i]
                drop = (np.float64(z[r, c]) - np.float64(z[r + DROW[k], c + DCOL[k]])) / distance[k]
                if drop > best:
                    best = drop
                    found = k
            code[r, c] = found


@njit(cache=True, nogil=True)
def _way_out(cls, r, c):  # type: ignore[no-untyped-def]
    """Return the code of a cell that lies beside a way off the map; 0 when it lies beside none."""
    edge = sea = hole = False
    for k in range(8):
        kind = cls[r + DROW[k], c + DCOL[k]]
        sea |= kind == SEA
        hole |= kind == HOLE
        edge |= kind == EDGE
    if sea:
        return OUT_SEA
    if hole:
        return OUT_HOLE
    return OUT_EDGE if edge else 0


@njit(cache=True, nogil=True)
def _other_than_land(cls, r, first, last):  # type: ignore[no-untyped-def]
    found = np.uint8(0)
    for c in range(first, last):
        found |= cls[r, c]
    return found != LAND


@njit(cache=True, nogil=True)
def ways_out(cls, code, first, last):  # type: ignore[no-untyped-def]
    """Write the ways off the map of the rows ``first`` to ``last``; sea goes before hole, and hole before edge.

    Cells off land get NO_CODE.
    """
    inner = code.shape[1] - 1
    for r in range(first, last):
        if not (
            _other_than_land(cls, r - 1, 1, inner)
            or _other_than_land(cls, r, 1, inner)
            or _other_than_land(cls, r + 1, 1, inner)
        ):
            for c in (1, inner - 1):
                out = _way_out(cls, r, c)
                if out:
                    code[r, c] = out
            continue
        for c in range(1, inner):
            if cls[r, c] != LAND:
                code[r, c] = NO_CODE
                continue
            around = cls[r - 1, c - 1] | cls[r - 1, c] | cls[r - 1, c + 1] | cls[r, c - 1] | cls[r, c + 1]
            around |= cls[r + 1, c - 1] | cls[r + 1, c] | cls[r + 1, c + 1]
            if around != LAND:
                out = _way_out(cls, r, c)
                if out:
                    code[r, c] = out
