"""whitebox-workflows: heights in float64; filling gives flats small slopes, and goes past holes and along the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import numpy as np
import whitebox_workflows

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = {"compress": False}


def file(dem: Path, out: Path, clock: common.Clock) -> None:
    """Read, fill with flats resolved, point, accumulate, write."""
    environment = whitebox_workflows.WbEnvironment()
    tools = environment.hydrology
    surface = environment.read_raster(str(dem), "m")
    clock.mark("read")
    filled = tools.fill_depressions(dem=surface, fix_flats=True)
    clock.mark("fill")
    pointer = tools.d8_pointer(dem=filled)
    clock.mark("d8")
    cells = tools.d8_flow_accum(input=pointer, out_type="cells", input_is_pointer=True)
    clock.mark("accumulation")
    for raster, name in ((filled, "filled"), (pointer, "direction"), (cells, "cells")):
        environment.write_raster(raster, str(out / f"{name}.tif"), PLAIN)
    clock.mark("write")


def load(dem: Path, d8: Path, part: slice) -> dict[str, common.Step]:
    """Return the steps; rasters are held in memory by the library itself."""
    environment = whitebox_workflows.WbEnvironment()
    tools = environment.hydrology

    def held(values: np.ndarray, nodata: float, name: str) -> object:
        made = dem.with_name(f"for_whitebox_{name}.tif")
        common.write(made, values, dem, nodata)
        raster = environment.read_raster(str(made), "m")
        raster.to_numpy()
        made.unlink()
        return raster

    # its accumulation has the type of the directions, and sticks at 255 or 32767 where that is small
    codes = common.read_directions(d8, part).astype(np.float32)
    codes[codes == common.UNKNOWN_D8] = common.NODATA
    surface, given = held(common.read(dem, part), common.NODATA, "heights"), held(codes, common.NODATA, "directions")

    def fill() -> object:
        return tools.fill_depressions(dem=surface, fix_flats=False)

    def direct() -> object:
        return tools.d8_pointer(dem=tools.fill_depressions(dem=surface, fix_flats=True))

    def accumulate() -> object:
        return tools.d8_flow_accum(input=given, out_type="cells", input_is_pointer=True, esri_pntr=True)

    def values(step: common.Step) -> common.Step:
        return lambda: _Lazy(step())

    steps = {"fill": fill, "d8": direct, "accumulation": accumulate, "bluespots": lambda: tools.sink(dem=surface)}
    return {name: values(step) for name, step in steps.items()}


class _Lazy:
    """A raster of the library that becomes an array only where it is saved, outside what is timed."""

    def __init__(self, raster: object) -> None:
        self.raster = raster

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        """Return the values, NaN where there are none."""
        values = self.raster.to_numpy().astype(np.float64)
        values[values <= common.NODATA] = np.nan  # -9999, or the lowest integer
        return values


if __name__ == "__main__":
    common.run(file, load, "whitebox-workflows")
