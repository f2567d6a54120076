"""The terrain tools: library steps composed for the runner; declared in `gistools.terrain.tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels.codes import LAND
from gistools.progress import Progress, Stage
from gistools.raster import Raster, StripRaster
from gistools.terrain.conditioning import condition
from gistools.terrain.flow import route_flow, spread_flow
from gistools.terrain.params import FlowPathParams, SnapParams, TerrainParams
from gistools.terrain.steps import D8_NODATA, d8_codes
from gistools.terrain.tools import TOOLS
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.terrain.types import ConditionedTerrain, FlowField
    from gistools.text import Text
    from gistools.tool import Params, Steps

_NAMES = {output.name: output.label for tool in TOOLS for output in tool.outputs}


def terrain_params(params: Params) -> TerrainParams:
    """Return the part of a tool's parameters that says how terrain is made ready, so that tools share its steps."""
    fields = TerrainParams().to_mapping()
    return TerrainParams(**{name: getattr(params, name) for name in fields})


def prepare(
    elevation: list[Raster],
    params: Params,
    layers: tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None, gpd.GeoDataFrame | None],
    steps: Steps,
    progress: Progress,
) -> tuple[ConditionedTerrain, FlowField]:
    """Condition and route, through the cache of the run; ``layers`` are lines, horseshoes, buildings.

    The one elevation is taken out of its list, so that no one holds it while the water is routed.
    """
    terrain = steps(condition, elevation.pop(), terrain_params(params), *layers, progress=Stage(progress, 0.0, 0.2))
    flow = steps(route_flow, terrain, progress=Stage(progress, 0.2, 1.0))
    return terrain, flow


def condition_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    params: TerrainParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``condition``."""
    terrain = steps(condition, elevation, params, adjustment_lines, horseshoes, buildings, progress=progress)
    made: dict[str, object] = {"conditioned": terrain.surface, "edits": terrain.edits}
    return Made({name: made[name] for name in wanted}, terrain.notes)


def fill_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    params: TerrainParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``fill``."""
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, (adjustment_lines, horseshoes, buildings), steps, progress)
    surface = terrain.surface

    def depth(first: int, stop: int) -> npt.NDArray[np.float32]:
        made = flow.filled_rows(first, stop)
        made -= surface.values[first:stop]
        return made

    made = {
        "filled": _filled(terrain, flow),
        "fill_depth": StripRaster(depth, surface.grid, np.dtype(np.float32), unit="m", name=_NAMES["fill_depth"]),
    }
    return Made({name: made[name] for name in wanted}, terrain.notes)


def _filled(terrain: ConditionedTerrain, flow: FlowField) -> StripRaster:
    datum = terrain.surface.vertical_datum
    return StripRaster(
        flow.filled_rows, terrain.grid, np.dtype(np.float32), unit="m", vertical_datum=datum, name=_NAMES["filled"]
    )


def _codes(codes: npt.NDArray[np.uint8], grid: Grid, name: Text) -> StripRaster:
    return StripRaster(
        lambda first, stop: d8_codes(codes[first:stop]), grid, np.dtype(np.uint8), nodata=D8_NODATA, name=name
    )


def _mask(values: npt.NDArray[np.bool_], terrain: ConditionedTerrain, name: Text) -> StripRaster:
    def make(first: int, stop: int) -> npt.NDArray[np.uint8]:
        land = terrain.cell_class[first:stop] == LAND
        return np.where(land, values[first:stop], 255).astype(np.uint8)

    return StripRaster(make, terrain.grid, np.dtype(np.uint8), nodata=255, name=name)


def flow_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    params: TerrainParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``flow``."""
    layers = (adjustment_lines, horseshoes, buildings)
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, layers, steps, Stage(progress, 0.0, 0.8))
    grid = terrain.grid

    def area(first: int, stop: int) -> npt.NDArray[np.float64]:
        cells = flow.area_cells[first:stop]
        return np.where(cells > 0, cells * grid.cell_area_m2, np.nan)

    made: dict[str, object] = {
        "flow_direction": _codes(flow.routed, grid, _NAMES["flow_direction"]),
        "contributing_area": StripRaster(area, grid, np.dtype(float), unit="m²", name=_NAMES["contributing_area"]),
        "contributing_cells": Raster(flow.area_cells, grid, nodata=0, name=_NAMES["contributing_cells"]),
        "filled": _filled(terrain, flow),
        "local_direction": _codes(flow.local, grid, _NAMES["local_direction"]),
        "cut_by_edge": _mask(flow.cut_by_edge, terrain, _NAMES["cut_by_edge"]),
    }
    if "flat_mask" in wanted:
        made["flat_mask"] = _mask(flow.flats, terrain, _NAMES["flat_mask"])
    if "intensity" in wanted:
        spread = steps(spread_flow, terrain, flow, progress=Stage(progress, 0.8, 1.0))
        made["intensity"] = Raster(spread, grid, unit="m²", name=_NAMES["intensity"])
    return Made({name: made[name] for name in wanted}, terrain.notes)


def flow_paths_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    params: FlowPathParams,
    steps: Steps,
    wanted: frozenset[str],  # noqa: ARG001 - one output, always wanted
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``flow-paths``."""
    from gistools.terrain.paths import flow_paths  # noqa: PLC0415 - loads the libraries of layers

    layers = (adjustment_lines, horseshoes, buildings)
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, layers, steps, Stage(progress, 0.0, 0.8))
    paths = flow_paths(flow, params.min_area_m2, progress=Stage(progress, 0.8, 1.0))
    return Made({"flow_paths": paths}, terrain.notes)


def watershed_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    places: gpd.GeoDataFrame,
    params: SnapParams,
    steps: Steps,
    wanted: frozenset[str],  # noqa: ARG001 - one output, always wanted
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``watershed``."""
    from gistools.terrain.paths import watersheds  # noqa: PLC0415 - loads the libraries of layers

    layers = (adjustment_lines, horseshoes, buildings)
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, layers, steps, Stage(progress, 0.0, 0.8))
    made = watersheds(terrain, flow, places, params.snap_m, progress=Stage(progress, 0.8, 1.0))
    return Made({"watersheds": made}, terrain.notes)


def trace_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    points: gpd.GeoDataFrame,
    params: SnapParams,
    steps: Steps,
    wanted: frozenset[str],  # noqa: ARG001 - one output, always wanted
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``trace``."""
    from gistools.terrain.paths import traces  # noqa: PLC0415 - loads the libraries of layers

    layers = (adjustment_lines, horseshoes, buildings)
    terrain, flow = prepare([elevation], params, layers, steps, Stage(progress, 0.0, 0.8))
    made = traces(terrain, flow, points, params.snap_m, elevation, progress=Stage(progress, 0.8, 1.0))
    return Made({"traces": made}, terrain.notes)
