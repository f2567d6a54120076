"""Least cost by its definition: Dijkstra with a heap over cells, one after another; and landscapes made at random."""

from __future__ import annotations

import heapq
import math

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.landscape import COST_UNIT, Patches, Resistance
from gistools.grid import Grid
from gistools.raster import Raster

STEPS = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]  # in order of position


def landscape(resistance, labels, *, barrier=None, classes=None, names=("habitat", "other"), dx=10.0, dy=10.0):
    """Return patches and a resistance on a grid from arrays; class 0 where a patch is."""
    resistance, labels = np.asarray(resistance, np.float32), np.asarray(labels, np.int32)
    rows, cols = labels.shape
    grid = Grid(rows=rows, cols=cols, x0=600000.0, y0=6200000.0, dx_m=dx, dy_m=dy, crs="EPSG:25832")
    count = int(labels.max())
    shapes = []
    for p in range(1, count + 1):
        r, c = np.nonzero(labels == p)
        x, y = grid.centres(r, c)
        shapes.append(shapely.union_all(shapely.box(x - dx / 2, y - dy / 2, x + dx / 2, y + dy / 2)))
    area = [s.area for s in shapes]
    frame = gpd.GeoDataFrame(
        {"patch_id": range(1, count + 1), "patch_class": names[0], "area_m2": area, "quality": 1.0, "at_edge": False},
        geometry=shapes,
        crs=grid.crs,
    ).assign(home=True)
    barrier = np.zeros(labels.shape, bool) if barrier is None else np.asarray(barrier, bool)
    classes = np.where(labels > 0, 0, 1).astype(np.int16) if classes is None else np.asarray(classes, np.int16)
    return Patches(frame, labels, grid, frame.iloc[:0]), Resistance(Raster(resistance, grid), barrier, classes, names)


def random_landscape(rng, *, rows=9, cols=11, patches=5, whole=True, dx=10.0, dy=10.0):
    """Return a landscape with ties (whole resistances), holes, barriers and patches of a few cells."""
    r = rng.choice([1.0, 2.0, 3.0, 8.0], (rows, cols)) if whole else rng.uniform(1.0, 30.0, (rows, cols))
    barrier = rng.random((rows, cols)) < 0.25
    r[barrier] = rng.choice([20.0, 100.0])
    r[rng.random((rows, cols)) < 0.1] = np.nan
    labels = np.zeros((rows, cols), np.int32)
    for p in range(1, patches + 1):
        free = np.argwhere(labels == 0)
        i, j = free[rng.integers(len(free))]
        r[i, j] = 1.0
        labels[i, j] = p
        for _ in range(rng.integers(0, 4)):
            i, j = np.clip(i + rng.integers(-1, 2), 0, rows - 1), np.clip(j + rng.integers(-1, 2), 0, cols - 1)
            if labels[i, j] == 0:
                labels[i, j] = p
    return landscape(r, labels, barrier=barrier, dx=dx, dy=dy)


def neighbours(resistance, cell):
    """Yield each cell that may be stepped to, in order of position, and what it costs in units."""
    r, grid = resistance.raster.values, resistance.raster.grid
    shut = resistance.barrier | np.isnan(r)
    for i, j in STEPS:
        a, b = cell[0] + i, cell[1] + j
        if not (0 <= a < grid.rows and 0 <= b < grid.cols) or np.isnan(r[a, b]) or np.isnan(r[cell]):
            continue
        if i and j and shut[cell[0], b] and shut[a, cell[1]]:
            continue
        half = math.hypot(i * grid.dy_m, j * grid.dx_m) / 2.0 / COST_UNIT
        yield (a, b), round(float(r[cell]) * half) + round(float(r[a, b]) * half)


def costs(resistance, sources, inside=None):
    """Return the least cost in units from source cells to each cell that can be reached (over allowed cells)."""
    found = {}
    heap = [(0, cell) for cell in sources if not np.isnan(resistance.raster.values[cell])]
    while heap:
        cost, cell = heapq.heappop(heap)
        if cell in found:
            continue
        found[cell] = cost
        for other, step in neighbours(resistance, cell):
            if other not in found and (inside is None or other in inside):
                heapq.heappush(heap, (cost + step, other))
    return found


def cells_of(labels, patch):
    return [tuple(map(int, cell)) for cell in np.argwhere(labels == patch)]


def way_back(resistance, found, cell, region=None):
    """Return the cells from a cell back to its source: of those it may have come from, the first by position."""
    way = [cell]
    while found[cell] > 0:
        cell = min(
            other
            for other, step in neighbours(resistance, cell)
            if other in found
            and found[other] + step == found[cell]
            and (region is None or region[other] == region[cell])
        )
        way.append(cell)
    return way


def complete(patches, resistance, limit=math.inf):
    """Return cost in units and cells of the way, by pair of patches, of all pairs within a limit."""
    count, made = len(patches.frame), {}
    for p in range(1, count + 1):
        found = costs(resistance, cells_of(patches.labels, p))
        for q in range(p + 1, count + 1):
            ends = [(found[cell], cell) for cell in cells_of(patches.labels, q) if cell in found]
            if ends and min(ends)[0] * COST_UNIT <= limit:
                made[p, q] = (min(ends)[0], way_back(resistance, found, min(ends)[1])[::-1])
    return made


def regions(patches, resistance):
    """Return cost in units and nearest patch by cell: the smallest number among those as near."""
    count = len(patches.frame)
    each = {p: costs(resistance, cells_of(patches.labels, p)) for p in range(1, count + 1)}
    cost, region = {}, {}
    for p, found in each.items():
        for cell, paid in found.items():
            if paid < cost.get(cell, math.inf):
                cost[cell], region[cell] = paid, p
    return cost, region


def planar(patches, resistance, limit=math.inf):
    """Return cost in units and way, by pair, of patches whose regions touch."""
    cost, region = regions(patches, resistance)
    best = {}
    for cell in cost:
        for other, step in neighbours(resistance, cell):
            if region.get(other, 0) > region[cell]:
                paid = cost[cell] + step + cost[other]
                pair = region[cell], region[other]
                best[pair] = min(best.get(pair, (math.inf,)), (paid, cell, other))
    made = {}
    for pair, (paid, cell, other) in best.items():
        if paid * COST_UNIT <= limit:
            way = way_back(resistance, cost, cell, region)[::-1] + way_back(resistance, cost, other, region)
            made[pair] = (paid, way)
    return made
