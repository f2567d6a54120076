"""Small landscapes with options on whole cells, for the network of options and the map recomputed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.landscape import Patches, Resistance
from gistools.corridors.links import corridor_links
from gistools.corridors.links_params import LinkParams
from gistools.corridors.options import read_options
from gistools.grid import Grid
from gistools.raster import Raster
from tests.corridors.made_corridors import species

CRS = "EPSG:25832"
CELL = 10.0


def cell_box(grid, row, col, height=1, width=1):
    x, y = grid.x0 + col * CELL, grid.y0 - row * CELL
    return shapely.box(x, y - height * CELL, x + width * CELL, y)


def frog(**changes):
    costs = {"pond": 1.0, "forest": 2.0, "meadow": 3.0, "grass": 4.0, "hedge": 2.0, "passage": 3.0, "road_large": 50.0}
    return species(resistance=costs, **changes)


def landscape(rng, rows=12, cols=14, patch_count=5, *, road=False, limited=True):
    """Return complete corridors: one-cell and larger ponds in ground of 5 to 40, with or without a road down it."""
    grid = Grid(rows, cols, 0.0, rows * CELL, CELL, CELL, CRS)
    values = rng.integers(5, 40, grid.shape).astype(np.float32)
    barrier = np.zeros(grid.shape, bool)
    if road:
        barrier[:, cols // 2] = True
        values[barrier] = 50.0
    labels, boxes = np.zeros(grid.shape, np.int32), []
    while len(boxes) < patch_count:
        row, col = int(rng.integers(0, rows - 1)), int(rng.integers(0, cols - 1))
        size = int(rng.integers(1, 3))
        around = np.s_[max(row - 1, 0) : row + size + 1, max(col - 1, 0) : col + size + 1]
        if labels[around].any() or barrier[around].any() or row + size > rows or col + size > cols:
            continue
        labels[row : row + size, col : col + size] = len(boxes) + 1
        boxes.append(cell_box(grid, row, col, size, size))
    values[labels > 0] = 1.0
    count = len(boxes)
    frame = gpd.GeoDataFrame(
        {
            "patch_id": np.arange(1, count + 1),
            "patch_class": "pond",
            "area_m2": [box.area for box in boxes],
            "quality": rng.uniform(0.5, 1.0, count),
            "at_edge": False,
            "home": rng.random(count) < 0.8 if count > 1 else True,
        },
        geometry=boxes,
        crs=CRS,
    )
    frame.loc[0, "home"] = True
    patches = Patches(frame, labels, grid, gpd.GeoDataFrame(geometry=[], crs=CRS))
    classes = np.where(labels > 0, 0, 1).astype(np.int16)
    resistance = Resistance(Raster(values, grid), barrier, classes, ("pond", "grass"))
    limit = float(rng.uniform(300.0, 1_500.0)) if limited and rng.random() < 0.5 else None
    return corridor_links(patches, resistance, LinkParams(limit=limit, planar=False))


def apart(rng, corridors, count, kinds, most=2):
    """Return options on whole cells that touch no other option, priced at random."""
    grid, taken = corridors.patches.grid, np.zeros(corridors.patches.grid.shape, bool)
    rows = []
    for _ in range(400):
        row, col = int(rng.integers(0, grid.rows)), int(rng.integers(0, grid.cols))
        high, wide = int(rng.integers(1, most + 1)), int(rng.integers(1, most + 1))
        here = np.s_[row : row + high, col : col + wide]
        if row + high > grid.rows or col + wide > grid.cols or corridors.patches.labels[here].any():
            continue
        kind = str(rng.choice(kinds))
        if (kind == "fauna_passage") != bool(corridors.resistance.barrier[here].any()):
            continue
        if taken[max(row - 1, 0) : row + high + 1, max(col - 1, 0) : col + wide + 1].any():
            continue
        taken[here] = True
        rows.append({"type": kind, "pris_kr": float(rng.integers(1, 10)), "g": cell_box(grid, row, col, high, wide)})
        if len(rows) == count:
            break
    drawn = gpd.GeoDataFrame(
        {"type": [r["type"] for r in rows], "pris_kr": [r["pris_kr"] for r in rows]},
        geometry=[r["g"].buffer(-0.5) for r in rows],
        crs=CRS,
    )
    return read_options(drawn, grid)
