"""The storm-surge tools: library steps composed for the runner; declared in `gistools.cloudburst.surge.tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from gistools.cloudburst.params import FloodParams
from gistools.cloudburst.run_tools import flood_tool, make_wanted
from gistools.cloudburst.surge import layers
from gistools.cloudburst.surge.flooding import LIMITS, flood_at, level_table
from gistools.cloudburst.surge.levels import sea_levels
from gistools.cloudburst.surge.params import SeaParams, SurgeFloodParams, SurgeParams, SurgeRainParams, levels_of
from gistools.cloudburst.surge.pockets import Pockets, find_pockets
from gistools.cloudburst.surge.sea import leave_out_closed, raise_sea, sea_height
from gistools.progress import Progress, Stage, run_cancellable
from gistools.terrain.conditioning import condition
from gistools.terrain.run_tools import terrain_params
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.cloudburst.surge.levels import SeaLevels
    from gistools.cloudburst.surge.params import SurgeTerrainParams
    from gistools.raster import Raster
    from gistools.text import Text
    from gistools.tool import Steps

    Layer: TypeAlias = gpd.GeoDataFrame | None
    T = TypeVar("T")


def _sea_params(params: SeaParams) -> SeaParams:
    """Return the part of a tool's parameters that says where the sea is, so that tools share its step."""
    return SeaParams(sea_sides=params.sea_sides)


def _levels(
    elevation: list[Raster],
    params: SurgeTerrainParams,
    layers_given: tuple[Layer, Layer, Layer],
    sea: Layer,
    steps: Steps,
    progress: Progress,
) -> tuple[SeaLevels, tuple[Text, ...]]:
    """Condition with what stays open, and let the sea rise; ``layers_given`` are lines, horseshoes, buildings."""
    lines, horseshoes, buildings = layers_given
    lines, horseshoes, notes = leave_out_closed(params, lines, horseshoes)
    given = (terrain_params(params), lines, horseshoes, buildings)
    terrain = steps(condition, elevation.pop(), *given, progress=Stage(progress, 0.0, 0.4))
    return steps(sea_levels, terrain, _sea_params(params), sea, progress=Stage(progress, 0.4, 1.0)), notes


def surge_tool(
    *,
    elevation: Raster,
    adjustment_lines: Layer,
    horseshoes: Layer,
    buildings: Layer,
    sea: Layer,
    value: Raster | None,
    params: SurgeParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``surge``."""
    given = [elevation]
    del elevation
    levels, notes = _levels(
        given, params, (adjustment_lines, horseshoes, buildings), sea, steps, Stage(progress, 0.0, 0.6)
    )
    found: list[Pockets] = []
    if wanted & {"critical_points", "protected_pockets"}:
        found.append(find_pockets(levels, params, value, buildings, progress=Stage(progress, 0.6, 0.9)))
    seas = levels_of(params.sea_levels_m)
    makers: dict[str, Callable[[], object]] = {
        "sea_to_flood": lambda: levels.level,
        "rule_difference": lambda: levels.difference,
        "critical_points": lambda: layers.critical_points(found[0]),
        "protected_pockets": lambda: layers.protected_pockets(found[0]),
        "sea_level_table": lambda: level_table(levels, seas, value),
    }
    return Made(make_wanted(makers, wanted, Stage(progress, 0.9, 1.0)), (*levels.notes, *notes, LIMITS))


def surge_flood_tool(
    *,
    elevation: Raster,
    adjustment_lines: Layer,
    horseshoes: Layer,
    buildings: Layer,
    sea: Layer,
    params: SurgeFloodParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``surge-flood``."""
    stands = _stands(params)
    given = [elevation]
    del elevation
    levels, notes = _levels(
        given, params, (adjustment_lines, horseshoes, buildings), sea, steps, Stage(progress, 0.0, 0.8)
    )
    flood = run_cancellable(progress, lambda: flood_at(levels, stands))
    makers: dict[str, Callable[[], object]] = {
        "depth": lambda: flood.depth,
        "level": lambda: flood.level,
        "surge_extent": lambda: layers.surge_extent(flood),
        "sea_level_table": flood.table,
    }
    return Made(make_wanted(makers, wanted, Stage(progress, 0.8, 1.0)), (*flood.notes, *notes))


def surge_rain_tool(
    *,
    elevation: Raster,
    adjustment_lines: Layer,
    horseshoes: Layer,
    buildings: Layer,
    rain: Raster | None,
    land_cover: Layer,
    losses: pd.DataFrame | None,
    sea: Layer,
    params: SurgeRainParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``surge-rain``: the tool ``flood``, with the sea raised as soon as the terrain is conditioned."""
    stands = _stands(params)
    lines, shoes, notes = leave_out_closed(params, adjustment_lines, horseshoes)

    def at_sea(function: Callable[..., T], *values: object, progress: Any) -> T:  # noqa: ANN401 - as in `Steps`
        if function is not condition:
            return steps(function, *values, progress=progress)
        terrain = steps(condition, *values, progress=Stage(progress, 0.0, 0.4))
        levels = steps(sea_levels, terrain, _sea_params(params), sea, progress=Stage(progress, 0.4, 0.9))
        raised: T = steps(raise_sea, levels, stands, progress=Stage(progress, 0.9, 1.0))  # type: ignore[assignment]
        return raised

    made = flood_tool(
        elevation=elevation,
        adjustment_lines=lines,
        horseshoes=shoes,
        buildings=buildings,
        rain=rain,
        land_cover=land_cover,
        losses=losses,
        params=part_of(params, FloodParams),
        steps=at_sea,
        wanted=wanted,
        progress=progress,
    )
    told = made.notes if isinstance(made, Made) else ()
    return Made(made, (*told, *notes, LIMITS))


def _stands(params: SurgeFloodParams | SurgeRainParams) -> float:
    """Return the level of the sea; raise `ParamError` where none is given."""
    return float(sea_height(float("nan") if params.sea_level_m is None else params.sea_level_m))
