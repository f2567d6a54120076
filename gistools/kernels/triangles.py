"""Triangles laid on cells: the height of each cell centre that a triangle holds."""

from __future__ import annotations

import numpy as np

from gistools.kernels.compiled import njit

LEAST_AREA_M2 = 1e-9  # seen from above; smaller triangles are lines


@njit(cache=True, nogil=True)
def _side(ax, ay, bx, by, x, y):  # type: ignore[no-untyped-def]
    """Return on which side of a-b a point lies, as twice an area; exactly the negative of that of b-a."""
    if ax < bx or (ax == bx and ay <= by):
        return (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    return -((ax - bx) * (y - by) - (ay - by) * (x - bx))


@njit(cache=True, nogil=True)
def _clamped(at, count):  # type: ignore[no-untyped-def]
    """Return a cell number, 0 to ``count``; a float beyond the whole numbers is never made one."""
    return int(min(max(at, 0.0), float(count)))


@njit(cache=True, nogil=True)
def lay(points, faces, dx, dy, out, lowest, stop):  # type: ignore[no-untyped-def]
    """Write the highest and the lowest height of the triangles over each cell centre into ``out`` and ``lowest``.

    ``points`` count from the upper left corner of the map, x to the right and y down; both arrays hold NaN where no
    triangle is. A centre on a side belongs to the triangles on both sides of it, and two triangles that share a side
    leave no centre between them. Returns how many triangles were passed over because they have no area from above.
    """
    rows, cols = out.shape
    flat = 0
    for f in range(faces.shape[0]):
        if stop[0]:
            return flat
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ax, ay, bx, by, cx, cy = points[a, 0], points[a, 1], points[b, 0], points[b, 1], points[c, 0], points[c, 1]
        area = _side(ax, ay, bx, by, cx, cy)
        if not abs(area) > 2.0 * LEAST_AREA_M2:
            flat += 1
            continue
        turn = 1.0 if area > 0.0 else -1.0
        c0 = _clamped(np.ceil(min(ax, bx, cx) / dx - 0.5) - 1.0, cols)
        c1 = _clamped(np.floor(max(ax, bx, cx) / dx - 0.5) + 2.0, cols)
        r0 = _clamped(np.ceil(min(ay, by, cy) / dy - 0.5) - 1.0, rows)
        r1 = _clamped(np.floor(max(ay, by, cy) / dy - 0.5) + 2.0, rows)
        for r in range(r0, r1):
            y = (r + 0.5) * dy
            for k in range(c0, c1):
                x = (k + 0.5) * dx
                u = turn * _side(bx, by, cx, cy, x, y)
                v = turn * _side(cx, cy, ax, ay, x, y)
                w = turn * _side(ax, ay, bx, by, x, y)
                whole = u + v + w
                if u >= 0.0 and v >= 0.0 and w >= 0.0 and 0.0 < whole < np.inf:
                    z = (u * points[a, 2] + v * points[b, 2] + w * points[c, 2]) / whole
                    if not out[r, k] >= z:
                        out[r, k] = z
                    if not lowest[r, k] <= z:
                        lowest[r, k] = z
    return flat
