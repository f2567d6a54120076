"""richdem2: filling with a small slope in place of flats; it fills past holes and accumulates without a D8 raster."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import common
import numpy as np
import richdem

if TYPE_CHECKING:
    from collections.abc import Callable

TRANSFORM = (0.0, 0.4, 0.0, 0.0, 0.0, -0.4)


def file(dem: Path, out: Path, clock: common.Clock) -> None:
    """Read, fill with a small slope, accumulate, write; it has no D8 raster to write."""
    surface = richdem.LoadGDAL(str(dem))
    clock.mark("read")
    filled = richdem.FillDepressions(surface, epsilon=True)
    clock.mark("fill")
    cells = richdem.FlowAccumulation(filled, method="D8")
    clock.mark("d8 and accumulation")
    common.write(out / "filled.tif", np.asarray(filled), dem, common.NODATA)
    common.write(out / "cells.tif", np.asarray(cells), dem, -1)
    clock.mark("write")


def load(dem: Path, _d8: Path, part: slice) -> dict[str, common.Step]:
    """Return the steps; its hierarchy of depressions takes float64 only, and holes are ocean to it."""
    surface = richdem.rdarray(common.read(dem, part), no_data=common.NODATA, geotransform=TRANSFORM)

    def fill() -> object:
        return _Masked(richdem.FillDepressions(surface))

    def direct() -> object:
        return richdem.FlowProportions(richdem.FillDepressions(surface, epsilon=True), method="D8")

    exact = _exact(np.asarray(surface))
    holes = np.asarray(surface) == common.NODATA

    def forest() -> object:
        return richdem.get_depression_hierarchy(exact, _oceans(holes))

    return {"fill": fill, "d8": direct, "forest": forest}


def _exact(z: np.ndarray) -> richdem.rdarray:
    """Return heights as its hierarchy takes them."""
    return richdem.rdarray(z.astype(np.float64), no_data=common.NODATA, geotransform=TRANSFORM)


def _oceans(holes: np.ndarray) -> richdem.rdarray:
    """Return labels in which the rim of the map and holes are ocean."""
    labels = richdem.get_new_depression_hierarchy_labels(holes.shape)
    labels[holes] = richdem.depression_hierarchy.OCEAN
    return labels


def rain(dem: Path, answer: Callable[[object], None]) -> None:
    """Time its hierarchy of depressions and one run of fill-spill-merge for each depth; add up what these hold."""
    z = _exact(common.read(dem))
    holes, area = np.asarray(z) == common.NODATA, common.cell_size(dem) ** 2
    clock = common.Clock()
    labels = _oceans(holes)
    nodes, directions = richdem.get_depression_hierarchy(z, labels)
    clock.mark("forest")
    held = []
    for mm in common.RAINS_MM:
        depth = richdem.rdarray(np.where(holes, 0.0, mm / 1000.0), no_data=common.NODATA, geotransform=TRANSFORM)
        clock.mark("rain laid out")
        richdem.fill_spill_merge(z, labels, directions, nodes, depth)
        clock.mark("events")
        held.append(round(float(np.asarray(depth).sum()) * area, 3))
        clock.mark("depths added up")
    answer(
        {
            "seconds": clock.seconds,
            "rains_mm": common.RAINS_MM,
            "held_m3": held,
            "versions": {"richdem2": version("richdem2")},
        }
    )


class _Masked:
    """An array whose cells without a value become NaN only where it is saved, outside what is timed."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        """Return the values."""
        values = np.asarray(self.values)
        return np.where(values == common.NODATA, np.nan, values.astype(np.float64))


if __name__ == "__main__":
    if sys.argv[1] == "rain":
        with common.quiet() as answer:
            rain(Path(sys.argv[2]), answer)
    else:
        common.run(file, load, "richdem2")
