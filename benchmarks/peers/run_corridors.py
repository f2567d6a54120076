"""gistools: ``prepare`` makes a landscape, ``search`` and ``links`` are timed, ``check`` compares costs."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import common
import geopandas as gpd
import numpy as np
import scipy.ndimage
import shapely

from gistools.corridors.landscape import Patches, Resistance
from gistools.corridors.links import corridor_links, cost_distance
from gistools.corridors.links_params import LinkParams
from gistools.grid import Grid
from gistools.raster import Raster

if TYPE_CHECKING:
    import numpy.typing as npt

CLASSES = (1.0, 2.0, 5.0, 10.0, 30.0, 50.0)
HOUSE, ROAD, PASSAGE = 1000.0, 100.0, 2.0
SHARE_HOUSES, SHARE_PASSAGES = 0.01, 0.02


def prepare(folder: Path, size: int, count: int) -> None:
    """Write a landscape of smooth classes, scattered houses, straight roads with passages, and square patches."""
    rng = np.random.default_rng(11)
    relief = np.zeros((size, size), np.float32)
    for side, weight in ((200, 1.0), (40, 0.5), (8, 0.3)):
        coarse = rng.standard_normal((size // side + 3,) * 2).astype(np.float32)
        relief += weight * scipy.ndimage.zoom(coarse, side, order=1)[:size, :size]
    steps = np.quantile(relief, (0.2, 0.4, 0.6, 0.75, 0.9))
    resistance = np.array(CLASSES, np.float32)[np.searchsorted(steps, relief)]
    resistance[rng.random(resistance.shape) < SHARE_HOUSES] = HOUSE
    for number in range(max(size // 60, 2)):
        line = np.where(rng.random(size) < SHARE_PASSAGES, PASSAGE, ROAD)
        at = rng.integers(size)
        if number % 2:
            resistance[at] = line
        else:
            resistance[:, at] = line
    labels = np.zeros((size, size), np.int32)
    across = int(np.ceil(np.sqrt(count)))
    for patch in range(count):
        top, left = ((np.array(divmod(patch, across)) + rng.uniform(0.2, 0.8, 2)) * size / across).astype(int)
        side = rng.integers(2, 8)
        labels[top : top + side, left : left + side] = patch + 1
    resistance[labels > 0] = 1.0
    np.savez(folder / "landscape.npz", resistance=resistance, labels=labels)


def read(folder: Path) -> tuple[Resistance, npt.NDArray[np.int32]]:
    """Return the landscape, without barriers: no peer knows a rule for diagonals."""
    with np.load(folder / "landscape.npz") as file:
        values, labels = file["resistance"], file["labels"]
    rows, cols = values.shape
    grid = Grid(rows=rows, cols=cols, x0=0.0, y0=0.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    none = np.zeros(values.shape, bool)
    return Resistance(Raster(values, grid), none, np.zeros(values.shape, np.int16), ("all",)), labels


def search(folder: Path, limit: float) -> dict[str, object]:
    """Time the search from all patches, the same within a limit, and that from the first patch; all made ready anew."""
    resistance, labels = read(folder)
    cost_distance(resistance, labels, limit=1.0)
    clock = common.Clock(time.process_time)
    made = cost_distance(resistance, labels)
    clock.mark("all")
    cost_distance(resistance, labels, limit=limit)
    clock.mark("limit")
    one = cost_distance(resistance, labels == 1)
    clock.mark("one")
    np.save(folder / "cost-all-gistools.npy", made)
    np.save(folder / "cost-one-gistools.npy", one)
    return {"seconds": clock.seconds}


def links(folder: Path, limit: float) -> dict[str, object]:
    """Time the planar links, and those of all pairs within a limit, with their lines and metres by class."""
    resistance, labels = read(folder)
    count, grid = int(labels.max()), resistance.raster.grid
    first = np.zeros((count, 2), np.int64)
    seen, where = np.unique(labels, return_index=True)
    first[seen[seen > 0] - 1] = np.column_stack(np.divmod(where[seen > 0], grid.cols))
    x, y = grid.centres(first[:, 0], first[:, 1])
    frame = gpd.GeoDataFrame(
        {"patch_id": np.arange(1, count + 1), "patch_class": "all", "area_m2": np.bincount(labels.ravel())[1:] * 1.0,
         "quality": 1.0, "at_edge": False, "home": True},
        geometry=shapely.box(x - 0.5, y - 0.5, x + 0.5, y + 0.5), crs=grid.crs,
    )  # fmt: skip
    patches = Patches(frame, labels, grid, frame.iloc[:0])
    for planar_set in (True, False):
        corridor_links(patches, resistance, LinkParams(limit=1.0, planar=planar_set))
    clock = common.Clock()
    planar = len(corridor_links(patches, resistance).links)
    clock.mark("planar links")
    complete = len(corridor_links(patches, resistance, LinkParams(limit=limit, planar=False)).links)
    clock.mark("links of all pairs within the limit")
    return {"seconds": clock.seconds, "planar": planar, "complete": complete}


def check(folder: Path) -> dict[str, object]:
    """Return the largest difference of each peer's costs from ours, in resistance metres and of the cost."""
    told: dict[str, object] = {}
    for path in sorted(folder.glob("cost-*.npy")):
        _, step, peer = path.stem.split("-", 2)
        if peer != "gistools":
            ours, theirs = np.load(folder / f"cost-{step}-gistools.npy"), np.load(path).reshape(-1)
            apart = np.abs(ours.ravel() - theirs)
            relative = apart / np.maximum(ours.ravel(), 1.0)
            told.setdefault(peer, {})[step] = {"apart": float(apart.max()), "relative": float(relative.max())}
    return told


def main() -> None:
    """Do what the command line asks for, and print one JSON line."""
    mode, folder, rest = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    with common.quiet() as answer:
        if mode == "prepare":
            prepare(folder, int(rest[0]), int(rest[1]))
            answer({})
        else:
            answer(
                check(folder) if mode == "check" else {"search": search, "links": links}[mode](folder, float(rest[0]))
            )


if __name__ == "__main__":
    main()
