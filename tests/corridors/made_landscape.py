"""Landscapes made of a few cells, for tests of planning: patches, resistance, links and a species."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from gistools.corridors.gains import SpeciesNetwork
from gistools.corridors.landscape import Patches, Resistance, Species
from gistools.corridors.links import corridor_links
from gistools.corridors.links_params import LinkParams
from gistools.corridors.measures import kernel_alpha
from gistools.grid import Grid
from gistools.raster import Raster
from gistools.text import Text

NAMES = ("meadow", "grass", "arable", "forest", "building", "road_large", "bog")
COST = {"meadow": 1.0, "bog": 1.0, "grass": 3.0, "arable": 10.0, "forest": 2.0, "building": 1000.0, "road_large": 200.0}
CRS = "EPSG:25832"
CELL = 10.0


def frog(probability=0.05, distance=1_000.0, habitats=("meadow", "bog")):
    return Species("frog", Text("frø", "frog"), distance, probability, habitats, COST, verified=False)


def grid_of(shape):
    return Grid(shape[0], shape[1], 0.0, CELL * shape[0], CELL, CELL, CRS)


def patches_of(labels, names=None, kinds=None):
    """Return patches of label cells: the polygons are the cells."""
    grid = grid_of(labels.shape)
    count = int(labels.max())
    shapes = []
    for number in range(1, count + 1):
        rows, cols = np.nonzero(labels == number)
        x, y = grid.centres(rows, cols)
        half = CELL / 2
        shapes.append(shapely.union_all(shapely.box(x - half, y - half, x + half, y + half)))
    ids = list(range(1, count + 1))
    frame = gpd.GeoDataFrame(
        {
            "patch_id": ids,
            "patch_class": kinds or ["meadow"] * count,
            "area_m2": [s.area for s in shapes],
            "quality": 1.0,
            "at_edge": False,
            "home": True,
        },
        geometry=shapes,
        crs=CRS,
    )
    told = gpd.GeoDataFrame(
        {"source": "nature", "feature": names or [f"Eng {n}" for n in ids], "fate": "kept", "patch_id": ids},
        geometry=shapes,
        crs=CRS,
    )
    return Patches(frame, labels.astype(np.int32), grid, told)


def resistance_of(classes):
    value = np.array([COST[name] for name in NAMES], np.float32)
    known = classes >= 0
    raster = np.where(known, value[classes.clip(0)], np.nan).astype(np.float32)
    barrier = np.isin(classes, [NAMES.index("building"), NAMES.index("road_large")])
    return Resistance(Raster(raster, grid_of(classes.shape)), barrier, classes.astype(np.int16), NAMES)


def network_of(labels, classes, species=None, limit=None, **told):
    species = species or frog()
    alpha = kernel_alpha(species.dispersal_m, species.probability)
    found = corridor_links(
        patches_of(labels, **told), resistance_of(classes), LinkParams(limit=limit or 1e9, planar=False)
    )
    return SpeciesNetwork(species, found, alpha)


def landscape(rng, shape=(14, 16), patches=5):
    """Return labels and classes of a random landscape: patches of one to four cells that do not touch."""
    classes = rng.choice([1, 2, 3, 4, 5], size=shape, p=[0.4, 0.3, 0.18, 0.06, 0.06]).astype(np.int16)
    labels = np.zeros(shape, np.int32)
    number = 0
    for _ in range(200):
        if number == patches:
            break
        r, c = int(rng.integers(0, shape[0] - 1)), int(rng.integers(0, shape[1] - 1))
        around = labels[max(r - 1, 0) : r + 4, max(c - 1, 0) : c + 4]
        if not around.any():
            number += 1
            h, w = rng.integers(1, 3, 2)
            labels[r : r + h, c : c + w] = number
    classes[labels > 0] = 0
    return labels, classes
