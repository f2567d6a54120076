"""What the sample town's hollows hold, by the script's own arithmetic.

Each figure is a sum over a fine grid of midpoints on the analytic surface, inside a box in which only that
hollow lies below the sill level, which is known by construction (the notch of a pad, or the crown of the
ring road). No raster is flooded here, and nothing is rounded to centimetres before it is summed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import _place as place
import _terrain as terrain
import numpy as np
import numpy.typing as npt

VOLUME_TOLERANCE: Final = 0.01
"""A flooded raster of the tiles must agree with the volumes within this share."""


@dataclass(frozen=True)
class Box:
    """A depression: its names, its sill, and the box (local metres) that holds only it."""

    key: str
    name_da: str
    name_en: str
    sill_m: float
    x: tuple[float, float]
    y: tuple[float, float]
    step_m: float
    threshold: tuple[float, float]
    """Local point where it spills first."""
    spills_into: str
    appears: str


ALWAYS: Final = "always"
UNBURNED: Final = "without adjustment objects"

BOXES: Final = (
    Box(
        key="basin",
        name_da="Regnvandsbassinet ved Fabriksvej",
        name_en="Rain-water basin at Fabriksvej",
        sill_m=terrain.BASIN.sill_m,
        x=(740.0, 804.0),
        y=(1_210.0, 1_270.0),
        step_m=0.1,
        threshold=(806.0, 1_240.0),
        spills_into="closed_low",
        appears=ALWAYS,
    ),
    Box(
        key="closed_low",
        name_da="Lavningen i Industrikvarteret",
        name_en="Closed low in the industrial district",
        sill_m=terrain.LOW.sill_m,
        x=(836.0, 960.0),
        y=(1_160.0, 1_320.0),
        step_m=0.1,
        threshold=(962.0, 1_240.0),
        spills_into="stream",
        appears=ALWAYS,
    ),
    Box(
        key="lake",
        name_da="Skovsøen",
        name_en="The wood lake",
        sill_m=terrain.LAKE.sill_m,
        x=(1_568.0, 1_712.0),
        y=(1_440.0, 1_560.0),
        step_m=0.1,
        threshold=(1_566.0, 1_500.0),
        spills_into="stream",
        appears=ALWAYS,
    ),
    Box(
        key="embankment_lake",
        name_da="Sø ved dæmning",
        name_en="Lake behind the embankment",
        sill_m=terrain.DECK_STREAM_M,
        x=(1_000.0, 1_320.0),
        y=(909.0, 1_569.0),
        step_m=0.25,
        threshold=(1_150.0, 900.0),
        spills_into="stream",
        appears=UNBURNED,
    ),
    Box(
        key="underpass_lake",
        name_da="Sø ved underføring",
        name_en="Lake at the underpass",
        sill_m=terrain.DECK_VALLEY_M,
        x=(100.0, 500.0),
        y=(909.0, 1_409.0),
        step_m=0.25,
        threshold=(300.0, 900.0),
        spills_into="dry_valley",
        appears=UNBURNED,
    ),
)


def belongs(box: Box, x: terrain.Array, y: terrain.Array) -> npt.NDArray[np.bool_]:
    """Tell which points of the box can belong to the hollow.

    All of them, but for the closed low: the corners of its box reach the lower ground beyond its pad.
    Its own ground is its bowl, and the end of the swale that comes from the basin.
    """
    if box.key != "closed_low":
        return np.ones(np.broadcast_shapes(x.shape, y.shape), dtype=np.bool_)
    bowl = terrain.bowl_m(x, y, terrain.LOW) < terrain.LOW.pad_m
    swale = (x < terrain.BASIN.notch[2] + 2.0) & (np.abs(y - terrain.BASIN.centre[1]) < 10.0)
    return bowl | swale


def measure(box: Box) -> dict[str, Any]:
    """Return one depression's figures: volume and area when full, greatest depth, a point inside."""
    cells_x = round((box.x[1] - box.x[0]) / box.step_m)
    cells_y = round((box.y[1] - box.y[0]) / box.step_m)
    xs = box.x[0] + (np.arange(cells_x) + 0.5) * box.step_m
    ys = box.y[0] + (np.arange(cells_y) + 0.5) * box.step_m
    volume = 0.0
    wet = 0
    deepest = (0.0, 0.0, 0.0)
    for low in range(0, cells_y, 200):
        part = ys[low : low + 200]
        depth = np.maximum(box.sill_m - terrain.ground_m(xs[None, :], part[:, None]), 0.0)
        depth[~belongs(box, xs[None, :], part[:, None])] = 0.0
        volume += float(depth.sum())
        wet += int(np.count_nonzero(depth))
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        if depth[row, column] > deepest[0]:
            deepest = (float(depth[row, column]), float(xs[column]), float(part[row]))
    point = place.LAKE if box.key == "lake" else deepest[1:]
    return {
        "key": box.key,
        "name_da": box.name_da,
        "name_en": box.name_en,
        "appears": box.appears,
        "point": world(point),
        "threshold_point": world(box.threshold),
        "spill_level_m": box.sill_m,
        "volume_m3": round(volume * box.step_m**2, 1),
        "area_m2": round(wet * box.step_m**2, 1),
        "max_depth_m": round(deepest[0], 3),
        "spills_into": box.spills_into,
    }


def world(point: tuple[float, float]) -> list[float]:
    """Return a local point as easting and northing in EPSG:25832."""
    return [round(place.EAST0 + point[0], 2), round(place.NORTH0 + point[1], 2)]


def depressions() -> list[dict[str, Any]]:
    """Return the figures of all named depressions; the whole town has no other."""
    return [measure(box) for box in BOXES]


def truth() -> dict[str, Any]:
    """Return what a correct program must find in the terrain; the layers add their own part."""
    found = depressions()
    basin = next(item for item in found if item["key"] == "basin")
    return {
        "note": place.STAMP,
        "crs": place.CRS,
        "vertical_datum": place.VERTICAL_DATUM,
        "bounds": [place.EAST0, place.NORTH0, place.EAST0 + place.SIZE_M, place.NORTH0 + place.SIZE_M],
        "method": "midpoint sums on the analytic surface; no raster was flooded",
        "volume_tolerance": VOLUME_TOLERANCE,
        "edge_of_map": "outlet",
        "depressions": found,
        "with_adjustments": [d["key"] for d in found if d["appears"] == ALWAYS],
        "without_adjustments": [d["key"] for d in found],
        "basin_removed": {
            "what": "the basin is filled to its spill level",
            "then_floods": "closed_low",
            "extra_inflow_when_the_basin_would_be_full_m3": basin["volume_m3"],
        },
    }
