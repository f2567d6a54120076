"""topotoolbox: holes are outlets; a FlowObject fills, resolves flats by carving and sorts the cells, all in one."""

from __future__ import annotations

from pathlib import Path

import common
import numpy as np
import topotoolbox


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
        "accumulation_sorted": lambda: flow.flow_accumulation().z,
    }


if __name__ == "__main__":
    common.run(file, load, "topotoolbox")
