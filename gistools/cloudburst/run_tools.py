"""The cloudburst tools: library steps composed for the runner; declared in `gistools.cloudburst.tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from gistools.cloudburst import layers
from gistools.cloudburst.all_rains import rain_to_flood
from gistools.cloudburst.bluespots import find_bluespots
from gistools.cloudburst.curve_table import curve_table
from gistools.cloudburst.event import run_event
from gistools.cloudburst.links import CAPACITY, ORIGIN, SHOES, links_of, listed, through_horseshoes, with_capacity
from gistools.cloudburst.params import LossParams
from gistools.cloudburst.runoff import net_runoff, require_event, require_losses, runoff_classes
from gistools.progress import Progress, Stage, run_cancellable
from gistools.terrain.run_tools import prepare
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.cloudburst.params import BluespotParams, FloodParams, RainToFloodParams
    from gistools.raster import Raster
    from gistools.tool import Params, Steps

DRAWING = Text("Tegner lag", "Drawing layers")


def make_wanted(
    makers: Mapping[str, Callable[[], object]], wanted: frozenset[str], progress: Progress
) -> dict[str, object]:
    """Make the wanted outputs one by one, so that a cancel is noticed between and within them."""
    names = [name for name in makers if name in wanted]
    made = {}
    for i, name in enumerate(names):
        progress.update(i / len(names), DRAWING)
        made[name] = run_cancellable(progress, makers[name])
    return made


def bluespots_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    params: BluespotParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``bluespots``."""
    layers_given = (adjustment_lines, horseshoes, buildings)
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, layers_given, steps, Stage(progress, 0.0, 0.6))
    found = steps(find_bluespots, terrain, flow, progress=Stage(progress, 0.6, 0.8))
    shown = found.reported(params)
    makers: dict[str, Callable[[], object]] = {
        "bluespots": lambda: layers.bluespot_outlines(terrain, flow, found, params),
        "threshold_points": lambda: layers.threshold_points(found, shown),
        "spill_network": lambda: layers.spill_lines(flow, found, shown),
        "bluespot_forest": found.forest_table,
    }
    return Made(make_wanted(makers, wanted, Stage(progress, 0.8, 1.0)), terrain.notes)


def flood_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    params: FloodParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``flood``."""
    require_event(params, rain, land_cover, losses)
    layers_given = (adjustment_lines, horseshoes, buildings)
    given = [elevation]
    del elevation
    terrain, flow = prepare(given, params, layers_given, steps, Stage(progress, 0.0, 0.5))
    found = steps(find_bluespots, terrain, flow, progress=Stage(progress, 0.5, 0.6))
    progress.update(0.6, Text("Lader regnen falde", "Letting rain fall"))
    runoff = run_cancellable(progress, lambda: net_runoff(terrain, params, rain, land_cover, losses))
    flood = run_event(terrain, flow, found, runoff, progress=Stage(progress, 0.65, 0.8))
    makers: dict[str, Callable[[], object]] = {
        "depth": lambda: flood.depth,
        "level": lambda: flood.level,
        "ponds": lambda: layers.ponds(flood, params),
        "threshold_points": lambda: layers.event_thresholds(flood, params),
        "spill_network": lambda: layers.event_spills(flood, params),
        "flow_paths": lambda: layers.event_paths(flood, params.min_flow_area_m2),
        "ledger": flood.ledger.to_frame,
    }
    notes = (*limits_not_used(adjustment_lines, horseshoes), *flood.notes)
    return Made(make_wanted(makers, wanted, Stage(progress, 0.8, 1.0)), notes)


def rain_to_flood_tool(
    *,
    elevation: Raster,
    adjustment_lines: gpd.GeoDataFrame | None,
    horseshoes: gpd.GeoDataFrame | None,
    buildings: gpd.GeoDataFrame | None,
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    basins: gpd.GeoDataFrame | None,
    params: RainToFloodParams,
    steps: Steps,
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``rain-to-flood``."""
    given = [elevation]
    del elevation
    result, cut = all_rains_of(
        given, (adjustment_lines, horseshoes, buildings), rain, land_cover, losses, basins, params, steps,
        Stage(progress, 0.0, 0.8),
    )  # fmt: skip
    unlimited = [layer for layer in cut if layer is not None]
    makers: dict[str, Callable[[], object]] = {
        "rain_to_flood": lambda: result.rain,
        "bluespots": lambda: layers.bluespots_by_rain(result, params),
        "fill_curves": lambda: curve_table(result, result.bluespots.reported_nodes(params), params.curve_error_m),
        "links": lambda: listed(result.links, unlimited, result.grid.crs),
        "ledgers": lambda: result.ledgers((10.0, 25.0, 50.0, 75.0, 100.0, 150.0)),
    }
    notes = (*result.notes, *unlimited_note(cut))
    return Made(make_wanted(makers, wanted, Stage(progress, 0.8, 1.0)), notes)


def all_rains_of(
    elevation: list[Raster],
    layers_given: tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None, gpd.GeoDataFrame | None],
    rain: Raster | None,
    land_cover: gpd.GeoDataFrame | None,
    losses: pd.DataFrame | None,
    basins: gpd.GeoDataFrame | None,
    params: LossParams,
    steps: Steps,
    progress: Progress,
) -> tuple[RainToFlood, tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]]:
    """Return the flood of all rains of a tool's inputs, and the lines and horseshoes cut through the terrain.

    ``elevation`` and ``layers_given`` are as `gistools.terrain.run_tools.prepare` takes them.
    """
    losing = loss_params(params)  # what else a tool asks of its inputs is not asked here
    require_losses(losing, rain, land_cover, losses)
    lines, horseshoes, buildings = layers_given
    cut, linked = part_links(lines, horseshoes)
    terrain, flow = prepare(elevation, params, (*cut, buildings), steps, Stage(progress, 0.0, 0.5))
    found = steps(find_bluespots, terrain, flow, progress=Stage(progress, 0.5, 0.6))
    classes = run_cancellable(progress, lambda: runoff_classes(terrain, losing, rain, land_cover, losses))
    links = links_of(terrain, linked, basins)
    return rain_to_flood(terrain, flow, found, classes, links, progress=Stage(progress, 0.6, 1.0)), cut


def loss_params(params: Params) -> LossParams:
    """Return the part of a tool's parameters that says how rain and losses are read."""
    return part_of(params, LossParams)


def unlimited_note(cut: tuple[gpd.GeoDataFrame | None, ...]) -> tuple[Text, ...]:
    """Return what the user should know of the lines and horseshoes that are cut through the terrain beside links."""
    count = sum(len(layer) for layer in cut if layer is not None)
    if not count:
        return ()
    return (
        Text(
            f"{count} tilpasningslinjer og hestesko uden kapacitet_m3 fører vand uden grænse",
            f"{count} adjustment lines and horseshoes without kapacitet_m3 lead water without limit",
        ),
    )


def limits_not_used(*layers: gpd.GeoDataFrame | None) -> tuple[Text, ...]:
    """Return what the user of one event should know of lines and horseshoes with a capacity: they are cut open.

    >>> limits_not_used(None, None)
    ()
    """
    given = (layer for layer in layers if layer is not None and CAPACITY in layer.columns)
    count = sum(int(layer[CAPACITY].notna().sum()) for layer in given)
    if not count:
        return ()
    return (
        Text(
            f"{count} tilpasningslinjer og hestesko med kapacitet_m3 er åbnet uden grænse: her regnes ikke med den",
            f"{count} adjustment lines and horseshoes with kapacitet_m3 are cut open without limit: it is not counted",
        ),
    )


def part_links(
    lines: gpd.GeoDataFrame | None, horseshoes: gpd.GeoDataFrame | None
) -> tuple[tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None], gpd.GeoDataFrame | None]:
    """Return the lines and horseshoes that are cut through the terrain, and those with a volume as lines."""
    cut_lines, linked = with_capacity(lines, Text("tilpasningslinjer", "adjustment lines"))
    cut_shoes, shoes = with_capacity(horseshoes, SHOES)
    both = [layer for layer in (linked, through_horseshoes(shoes)) if layer is not None]
    if not both:
        return (cut_lines, cut_shoes), None
    told = {column: [value for layer in both for value in layer[column]] for column in (CAPACITY, ORIGIN)}
    shapes = [shape for layer in both for shape in layer.geometry]
    return (cut_lines, cut_shoes), gpd.GeoDataFrame(told, geometry=shapes, crs=both[0].crs)
