"""Slow and plain answers to what the storm surge computes: a flood fill for each level, cell by cell."""

from __future__ import annotations

import itertools

import numpy as np

import gistools as gt
from gistools.cloudburst.surge import SeaParams, sea_levels
from gistools.kernels.codes import SEA, snap

CRS = "EPSG:25832"
SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))
CORNERS = tuple(step for step in itertools.product((-1, 0, 1), repeat=2) if step != (0, 0))


def terrain_of(z, dx=1.0, dy=1.0, **params):
    """Return conditioned terrain of heights in m."""
    z = np.asarray(z, np.float32)
    grid = gt.Grid(z.shape[0], z.shape[1], 650000.0, 6270000.0, dx, dy, CRS)
    return gt.condition(gt.Raster(z, grid, unit="m", vertical_datum="DVR90"), gt.TerrainParams(**params))


def levels_of(z, sides="west", **params):
    return sea_levels(terrain_of(z, **params), SeaParams(sea_sides=sides))


def neighbours(cell, steps):
    for dr, dc in steps:
        yield cell[0] + dr, cell[1] + dc


def is_sea(terrain, sides, cell):
    """Whether a cell, perhaps just beyond the map, is sea."""
    rows, cols = terrain.grid.shape
    r, c = cell
    if 0 <= r < rows and 0 <= c < cols:
        return terrain.cell_class[r, c] == SEA
    beyond = {"north": r < 0 <= c < cols, "south": r >= rows > 0 <= c < cols, "west": c < 0 <= r < rows}
    beyond["east"] = c >= cols and 0 <= r < rows
    return any(beyond[side] for side in sides)


def flood(terrain, sides, sea, steps):
    """Return the land lower than a sea that is joined to it by land lower than it, cell by cell."""
    z = terrain.surface.values
    low = [tuple(cell) for cell in np.argwhere(terrain.land & (z < sea))]
    wet = {cell for cell in low if any(is_sea(terrain, sides, n) for n in neighbours(cell, steps))}
    waiting, left = list(wet), set(low) - wet
    while waiting:
        for n in neighbours(waiting.pop(), steps):
            if n in left:
                left.remove(n)
                wet.add(n)
                waiting.append(n)
    mask = np.zeros(z.shape, bool)
    for cell in wet:
        mask[cell] = True
    return mask


def least_levels(terrain, sides, steps):
    """Return the least level of each cell from one flood fill between any two heights."""
    z = terrain.surface.values
    level = np.where(terrain.land, np.float32(np.inf), np.float32(np.nan))
    heights = np.unique(z[terrain.land])
    for height in heights[::-1]:
        above = np.nextafter(height, np.float32(np.inf))
        level[flood(terrain, sides, above, steps)] = height
    return level


def rough(seed, shape=(12, 14), *, whole=False, holes=0.0):
    """Return random heights, smooth enough for pockets; with ``whole`` many are equal."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=shape)
    z = z + 0.5 * (np.roll(z, 1, 0) + np.roll(z, 1, 1))
    z = np.round(2 * z) / 2 if whole else snap(z)
    z = z.astype(np.float32)
    z[rng.random(shape) < holes] = np.nan
    return z
