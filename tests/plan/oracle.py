"""Slow and plain answers that the quick ones are held against."""

from __future__ import annotations

import math


def box_distance(grid, row, col, x, y):
    """Distance from a point to the nearest spot of a cell."""
    west, north = grid.x0 + col * grid.dx_m, grid.y0 - row * grid.dy_m
    dx = max(west - x, 0.0, x - (west + grid.dx_m))
    dy = max(y - north, 0.0, (north - grid.dy_m) - y)
    return math.hypot(dx, dy)


def state_of(wet, known, grid, x, y, tolerance):
    """Hit, miss, outside or unknown, and the distance to the nearest wet cell, by looking at every cell."""
    down, across = (grid.y0 - y) / grid.dy_m, (x - grid.x0) / grid.dx_m
    if not (0 <= down < grid.rows and 0 <= across < grid.cols):
        return "outside", math.nan
    cells = [(r, c) for r in range(grid.rows) for c in range(grid.cols)]
    far = {cell: box_distance(grid, *cell, x, y) for cell in cells}
    near = [(math.floor(down), math.floor(across))] if tolerance == 0 else [c for c in cells if far[c] <= tolerance]
    distance = min((far[c] for c in cells if wet[c]), default=math.nan)
    if any(wet[c] for c in near):
        return "hit", distance
    return ("miss" if any(known[c] for c in near) else "unknown"), distance


def table_of(model_wet, model_known, real_wet, real_known):
    """Hits, misses, false alarms, both dry, model alone, reality alone, counted cell by cell."""
    count = dict.fromkeys(("hits", "misses", "false", "dry", "model", "real"), 0)
    rows, cols = model_wet.shape
    for r in range(rows):
        for c in range(cols):
            if model_known[r, c] and real_known[r, c]:
                pair = bool(model_wet[r, c]), bool(real_wet[r, c])
                name = {
                    (True, True): "hits",
                    (False, True): "misses",
                    (True, False): "false",
                    (False, False): "dry",
                }[pair]
                count[name] += 1
            elif model_known[r, c]:
                count["model"] += 1
            elif real_known[r, c]:
                count["real"] += 1
    return count


def cell_at(grid, x, y):
    """Row and column of the cell that holds a point, or None off the grid."""
    row, col = math.floor((grid.y0 - y) / grid.dy_m), math.floor((x - grid.x0) / grid.dx_m)
    return (row, col) if 0 <= row < grid.rows and 0 <= col < grid.cols else None
