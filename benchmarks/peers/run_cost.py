"""gistools at buildings: ``prepare`` lays out footprints and a depth raster, ``risk`` and ``zonal`` are timed.

``check`` compares the maxima and damages that the peers left in the folder with ours.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import common
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import gistools as gt
from gistools.cloudburst.rain import RainStatistics
from gistools.floodcost.annual import annual_from_onsets
from gistools.floodcost.around import cells_around
from gistools.floodcost.exposure import expose
from gistools.floodcost.exposure_params import ExposureParams
from gistools.floodcost.foreign import expose_depths
from gistools.floodcost.rates import rain_rate
from gistools.raster import Raster

if TYPE_CHECKING:
    from collections.abc import Callable

RAIN_MM = 60.0
YEARS = (1, 2, 5, 10, 20, 50, 100, 200)
TABLE_MM = (12.0, 15.0, 20.0, 25.0, 30.0, 38.0, 45.0, 53.0)  # no place's rain: only that there are eight
FACTORS = (1.0, 1.2, 1.4)
THRESHOLDS_M = np.array([0.1, 0.2])
RING = ExposureParams()
TOUCHED = ExposureParams(exposure_rule="touched-max")
SET_OF = {"town": 4.0, "large": 1.0}  # by what the sides of houses are divided


def footprints(count: int, extent: tuple[float, float, float, float], divided: float) -> gpd.GeoDataFrame:
    """Return rotated rectangles of 60 to 200 m2, sides divided, one at a random place of each of as many squares."""
    rng = np.random.default_rng(7)
    area, longer = rng.uniform(60.0, 200.0, count), rng.uniform(1.0, 2.5, count)
    wide, turned = np.sqrt(area * longer) / divided, rng.uniform(0.0, np.pi, count)
    tall = wide / longer
    west, south, east, north = (side + move for side, move in zip(extent, (13.0, 13.0, -13.0, -13.0), strict=True))
    side = int(np.ceil(np.sqrt(count)))
    at = rng.permutation(side * side)[:count]
    x = west + (at % side + rng.uniform(0.0, 1.0, count)) * (east - west) / side
    y = south + (at // side + rng.uniform(0.0, 1.0, count)) * (north - south) / side
    dx, dy = wide[:, None] * np.array([0.5, -0.5, -0.5, 0.5]), tall[:, None] * np.array([0.5, 0.5, -0.5, -0.5])
    cos, sin = np.cos(turned)[:, None], np.sin(turned)[:, None]
    corners = np.stack([x[:, None] + dx * cos - dy * sin, y[:, None] + dx * sin + dy * cos], axis=-1)
    shapes = shapely.polygons(corners)
    told = {"object_id": np.arange(1, count + 1), "object_type": "house", "extract_method": "area"}
    told |= {"ground_flht": 0.0, "ground_elevtn": 0.0, "fn_damage_structure": "step"}
    told["max_damage_structure"] = common.STEP_DKK_M2 * shapely.area(shapes)
    return gpd.GeoDataFrame(told, geometry=shapes, crs="EPSG:25832")


def _flooded(elevation: Raster) -> tuple[gt.RainToFlood, common.Clock]:
    clock = common.Clock()
    terrain = gt.condition(elevation, gt.TerrainParams(nodata="hole"))
    flow = gt.route_flow(terrain)
    made = gt.rain_to_flood(
        terrain, flow, gt.find_bluespots(terrain, flow), gt.runoff_classes(terrain, gt.LossParams())
    )
    clock.mark("flood")
    return made, clock


def prepare(dem: Path, folder: Path, count: int) -> None:
    """Write the footprints and the depth of one rain: 0 where it is dry, as the peers take it."""
    found, _ = _flooded(gt.read_elevation(str(dem)).value)
    depth = found.standing(RAIN_MM).depth.values
    holes = np.isnan(found.rain.values)
    common.write(folder / "depth.tif", np.where(holes, common.NODATA, np.nan_to_num(depth)).astype(np.float32), dem,
                 common.NODATA)  # fmt: skip
    for name, divided in SET_OF.items():
        footprints(count, found.rain.grid.bounds, divided).to_file(folder / f"{name}.gpkg", driver="GPKG")


def risk(dem: Path, folder: Path) -> dict[str, object]:
    """Time the flood pass, and what comes after it: cells, onsets of two thresholds, annual risk in three climates."""
    houses = gpd.read_file(folder / "town.gpkg")
    found, clock = _flooded(gt.read_elevation(str(dem)).value)
    table = pd.DataFrame({"varighed_min": [60], **{f"T={t}": [mm] for t, mm in zip(YEARS, TABLE_MM, strict=True)}})
    rate = rain_rate(RainStatistics.from_table(table, series="partial-duration"), 60)
    amount = np.outer([500.0, 1000.0], houses.area)
    expose(found, houses[:100], THRESHOLDS_M, RING, rains_mm=TABLE_MM[:1])
    clock.mark("warm")
    cells_around(houses.geometry.to_numpy(), found.rain.grid, RING)
    clock.mark("cells")
    onset = expose(found, houses, THRESHOLDS_M, RING).onset_mm  # finds the cells once more
    clock.mark("expose")
    year = [float(np.nansum(annual_from_onsets(onset, amount, rate.scaled(by)).dkk)) for by in FACTORS]
    clock.mark("annual")
    expose(found, houses, THRESHOLDS_M, RING, rains_mm=TABLE_MM)
    clock.mark("with eight depths")
    return {"seconds": clock.seconds, "dkk_a_year": year, "buildings": len(houses)}


def _raster(folder: Path) -> Raster:
    """Return the depths, NaN in holes."""
    import rasterio  # noqa: PLC0415 - as in common

    with rasterio.open(folder / "depth.tif") as file:
        cell, left, top = file.res[0], file.transform.c, file.transform.f
    values = common.read_nan(folder / "depth.tif")
    return Raster(values, gt.Grid(*values.shape, left, top, cell, cell, "EPSG:25832"), unit="m")


def zonal(folder: Path) -> dict[str, object]:
    """Time the maximum of the touched cells, the quantile of the ring, and the damage of one step."""
    depth = _raster(folder)
    sets = {name: gpd.read_file(folder / f"{name}.gpkg") for name in SET_OF}
    for by in (RING, TOUCHED):
        expose_depths([depth], sets["town"][:100], by)
    clock = common.Clock()
    for name, houses in sets.items():
        most = expose_depths([depth], houses, TOUCHED).depth_m[0]
        clock.mark(f"max {name}")
        np.save(folder / f"max-{name}-gistools.npy", np.maximum(most, 0.0))
        clock.mark("saved")
        if name == "town":
            dkk = np.where(most >= common.STEP_M, common.STEP_DKK_M2, 0.0) * houses.area.to_numpy()
            clock.mark("step")
            np.save(folder / "damage-gistools.npy", dkk)
        expose_depths([depth], houses, RING)
        clock.mark(f"ring {name}")
    clock.seconds["damage"] = round(clock.seconds["max town"] + clock.seconds.pop("step"), 4)
    return {"seconds": clock.seconds}


def check(folder: Path) -> dict[str, object]:
    """Say how many maxima agree, how many of overlapping footprints do, and that ours are those of each one alone."""
    depth, told = _raster(folder), {}
    for name in SET_OF:
        houses = gpd.read_file(folder / f"{name}.gpkg")
        shapes = houses.geometry.to_numpy()
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        lapped = np.unique(one[one != other])
        ours = np.load(folder / f"max-{name}-gistools.npy")
        some = np.random.default_rng(1).permutation(lapped)[:200]
        alone = [expose_depths([depth], houses.iloc[[i]], TOUCHED).depth_m[0, 0] for i in some]
        told[name] = {
            "overlapping": int(lapped.size),
            "alone": bool(np.array_equal(np.maximum(alone, 0.0), ours[some], equal_nan=True)),
            "looked_at": int(some.size),
            "cells": round(float(cells_around(shapes, depth.grid, TOUCHED).counts.mean()), 1),
        }
        for path in sorted(folder.glob(f"max-{name}-*.npy")):
            theirs = np.load(path)
            same = (theirs == ours.astype(np.float32)) | (np.isnan(theirs) & np.isnan(ours))
            told[name][path.stem.removeprefix(f"max-{name}-")] = {
                "equal": float(same.mean()),
                "overlapping": float(same[lapped].mean()) if lapped.size else None,
            }
    told["damage"] = {
        path.stem.removeprefix("damage-"): float(np.nansum(np.load(path)))
        for path in sorted(folder.glob("damage-*.npy"))
    }
    return told


def main(answer: Callable[[object], None]) -> None:
    """Do what the command line asks for."""
    mode, *rest = sys.argv[1:]
    if mode == "prepare":
        prepare(Path(rest[0]), Path(rest[1]), int(rest[2]))
        told: dict[str, object] = {}
    elif mode == "risk":
        told = risk(Path(rest[0]), Path(rest[1]))
    else:
        told = {"zonal": zonal, "check": check}[mode](Path(rest[0]))
    answer({**told, "versions": {name: version(name) for name in ("gistools", "numba", "numpy", "shapely")}})


if __name__ == "__main__":
    with common.quiet() as answer:
        main(answer)
