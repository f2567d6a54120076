"""topotoolbox: holes are outlets; a FlowObject fills, resolves flats by carving and sorts the cells, all in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import numpy as np
import topotoolbox

if TYPE_CHECKING:
    from pathlib import Path


def file(dem: Path, out: Path, clock: common.Clock) -> None:
    """Read, fill, direct (which fills again), accumulate, write."""
    surface = topotoolbox.read_tif(str(dem))
    clock.mark("read")
    filled = surface.fillsinks()
    clock.mark("fill")
    flow = topotoolbox.FlowObject(surface)
    clock.mark("d8")
    cells = flow.flow_accumulation()
    clock.mark("accumulation")
    common.write(out / "filled.tif", filled.z, dem, float("nan"))
    common.write(out / "direction.tif", flow.direction, dem, 0)
    common.write(out / "cells.tif", cells.z, dem, float("nan"))
    clock.mark("write")


def load(dem: Path, _d8: Path, part: slice) -> dict[str, common.Step]:
    """Return the steps; it has no accumulation from a D8 raster."""
    surface = topotoolbox.read_tif(str(dem))
    surface.z = np.ascontiguousarray(surface.z[part, part])
    flow = topotoolbox.FlowObject(surface)
    return {
        "fill": lambda: surface.fillsinks().z,
        "d8": lambda: topotoolbox.FlowObject(surface).direction,
        "accumulation_own": lambda: flow.flow_accumulation().z,
    }


if __name__ == "__main__":
    common.run(file, load, "topotoolbox")
