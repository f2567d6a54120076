"""Cells of footprints: those inside, touched, or around, each footprint by itself, so that they may overlap.

Outlines come as segments in units of cells: column to the right from the map's left edge, row downwards from its upper
one. A cell is inside when its centre is, counted even-odd, so that courtyards stay outside.
"""

from __future__ import annotations

import numpy as np

from gistools.kernels.compiled import njit

RING, TOUCHED, FILTER, FACADE = 0, 1, 2, 3


@njit(cache=True, nogil=True)
def window(segments, first, last, around):  # type: ignore[no-untyped-def]
    """Return upper row, left column, rows and columns of what surrounds some segments, with so many cells around."""
    left = top = np.inf
    right = bottom = -np.inf
    for s in range(first, last):
        left = min(left, segments[s, 0], segments[s, 2])
        right = max(right, segments[s, 0], segments[s, 2])
        top = min(top, segments[s, 1], segments[s, 3])
        bottom = max(bottom, segments[s, 1], segments[s, 3])
    r = np.int64(np.floor(top)) - around
    c = np.int64(np.floor(left)) - around
    return r, c, np.int64(np.floor(bottom)) + around + 1 - r, np.int64(np.floor(right)) + around + 1 - c


@njit(cache=True, nogil=True)
def fill(segments, first, last, r0, c0, mask):  # type: ignore[no-untyped-def]
    """Mark the cells of a window whose centre lies inside; return how many."""
    crossing = np.empty(last - first, np.float64)
    marked = 0
    for r in range(mask.shape[0]):
        y = r0 + r + 0.5
        n = 0
        for s in range(first, last):
            y0 = segments[s, 1]
            y1 = segments[s, 3]
            if (y0 <= y) != (y1 <= y):
                x0 = segments[s, 0]
                crossing[n] = x0 + (segments[s, 2] - x0) * ((y - y0) / (y1 - y0))
                n += 1
        if n == 0:
            continue
        if n > 2:
            crossing[:n].sort()
        elif crossing[0] > crossing[1]:
            crossing[0], crossing[1] = crossing[1], crossing[0]
        for k in range(0, n - 1, 2):
            a = max(np.int64(np.ceil(crossing[k] - 0.5)) - c0, 0)
            b = min(np.int64(np.ceil(crossing[k + 1] - 0.5)) - c0, mask.shape[1])
            for c in range(a, b):
                mask[r, c] = 1
            marked += max(b - a, 0)
    return marked


@njit(cache=True, nogil=True)
def trace(segments, first, last, r0, c0, mask):  # type: ignore[no-untyped-def]
    """Mark the cells of a window that segments pass through."""
    for s in range(first, last):
        x0, y0, x1, y1 = segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3]
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        for r in range(np.int64(np.floor(y0)), np.int64(np.floor(y1)) + 1):
            xa = xb = x0
            if y1 > y0:
                xa = x0 + (x1 - x0) * (max(np.float64(r), y0) - y0) / (y1 - y0)
                xb = x0 + (x1 - x0) * (min(np.float64(r + 1), y1) - y0) / (y1 - y0)
            else:
                xb = x1
            for c in range(np.int64(np.floor(min(xa, xb))), np.int64(np.floor(max(xa, xb))) + 1):
                mask[r - r0, c - c0] = 1


@njit(cache=True, nogil=True)
def grow(mask, width):  # type: ignore[no-untyped-def]
    """Return a mask with all cells within ``width`` of its cells, corners counted."""
    rows, cols = mask.shape
    wide = np.zeros((rows, cols), np.uint8)
    made = np.zeros((rows, cols), np.uint8)
    for r in range(rows):
        for k in range(-width, width + 1):
            for c in range(max(-k, 0), min(cols, cols - k)):  # many cells at once
                wide[r, c] |= mask[r, c + k]
    for r in range(rows):
        for k in range(max(r - width, 0), min(r + width + 1, rows)):
            for c in range(cols):
                made[r, c] |= wide[k, c]
    return made


@njit(cache=True, nogil=True)
def own_cells(segments, first, last, r0, c0, mask):  # type: ignore[no-untyped-def]
    """Mark the cells of a footprint: those whose centre it holds, or that it touches when it holds none."""
    if fill(segments, first, last, r0, c0, mask) == 0:
        trace(segments, first, last, r0, c0, mask)


@njit(cache=True, nogil=True)
def mark_all(segments, start, first, last, covered):  # type: ignore[no-untyped-def]
    """Mark on the map the cells whose centre lies in any of some footprints."""
    for i in range(first, last):
        if start[i] == start[i + 1]:
            continue
        r0, c0, rows, cols = window(segments, start[i], start[i + 1], 0)
        if r0 >= covered.shape[0] or c0 >= covered.shape[1] or r0 + rows <= 0 or c0 + cols <= 0:
            continue
        r, c = max(r0, 0), max(c0, 0)
        fill(segments, start[i], start[i + 1], r, c, covered[r : r0 + rows, c : c0 + cols])


@njit(cache=True, nogil=True)
def pick_facade(segments, first, last, r0, c0, own, ring, step_x, step_y, spacing):  # type: ignore[no-untyped-def]
    """Return the cells of a ring that lie nearest to points along an outline; spacing and steps of a cell in m."""
    rows, cols = ring.shape
    made = np.zeros((rows, cols), np.uint8)
    for s in range(first, last):
        x0, y0, x1, y1 = segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3]
        length = np.hypot((x1 - x0) * step_x, (y1 - y0) * step_y)
        points = max(int(np.ceil(length / spacing)), 1)
        for k in range(points):
            x = x0 + (x1 - x0) * (k + 0.5) / points
            y = y0 + (y1 - y0) * (k + 0.5) / points
            best = np.inf
            at_r = at_c = -1
            middle_r = np.int64(np.floor(y)) - r0
            middle_c = np.int64(np.floor(x)) - c0
            for r in range(max(middle_r - 1, 0), min(middle_r + 2, rows)):
                for c in range(max(middle_c - 1, 0), min(middle_c + 2, cols)):
                    if ring[r, c] and not own[r, c]:
                        off = np.hypot((c0 + c + 0.5 - x) * step_x, (r0 + r + 0.5 - y) * step_y)
                        if off < best:
                            best = off
                            at_r, at_c = r, c
            if at_r >= 0:
                made[at_r, at_c] = 1
    return made


@njit(cache=True, nogil=True)
def cells_of(segments, start, rule, width, spacing, step_x, step_y, covered, first, last, count, beyond, cell):  # type: ignore[no-untyped-def]
    """Find the cells that some footprints are judged by; return how many footprints are done, since room may end.

    Parameters
    ----------
    segments, start:
        Those of footprint ``i`` are ``segments[start[i]:start[i + 1]]``: x, y, x, y in cells.
    rule:
        `RING` of ``width`` cells around, `TOUCHED`, `FILTER`: own cells and ``width`` around, `FACADE`.
    spacing, step_x, step_y:
        m between points of a facade; size of a cell.
    covered:
        Cells inside any footprint, which no ring holds; of the shape of the map.
    count, beyond:
        Out, of each footprint: cells on the map, and off it.
    cell:
        Out: positions in the map, footprint after footprint.
    """
    n = 0
    for i in range(first, last):
        if start[i] == start[i + 1]:
            continue
        around = width if rule != TOUCHED else 0
        r0, c0, rows, cols = window(segments, start[i], start[i + 1], around)
        top, bottom = max(-r0, 0), min(rows, covered.shape[0] - r0)  # of the window, what is on the map
        left, right = max(-c0, 0), min(cols, covered.shape[1] - c0)
        if rule == TOUCHED:
            mask = np.zeros((rows, cols), np.uint8)
            fill(segments, start[i], start[i + 1], r0, c0, mask)
            trace(segments, start[i], start[i + 1], r0, c0, mask)
        else:
            own = np.zeros((rows, cols), np.uint8)
            own_cells(segments, start[i], start[i + 1], r0, c0, own)
            mask = grow(own, width)
            if rule != FILTER:
                for r in range(rows):
                    for c in range(cols):
                        mask[r, c] &= own[r, c] ^ 1
                for r in range(top, bottom):
                    for c in range(left, right):
                        mask[r, c] &= covered[r0 + r, c0 + c] ^ 1
            if rule == FACADE:
                mask = pick_facade(
                    segments, start[i], start[i + 1], r0, c0, own, mask, step_x, step_y, spacing
                )  # fmt: skip
        begun = n
        for r in range(top, bottom):
            if n + right - left > cell.size:
                return i
            for c in range(left, right):
                cell[n] = (r0 + r) * covered.shape[1] + c0 + c  # kept where it is marked
                n += mask[r, c]
        count[i] = n - begun
        beyond[i] = np.int64(mask.sum()) - count[i] if bottom - top < rows or right - left < cols else 0
    return last
