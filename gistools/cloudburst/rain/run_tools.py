"""The rain tools: library steps composed for the runner; declared in `gistools.cloudburst.rain.tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from gistools.cloudburst.rain.climate import ClimateFactors, climate_factors
from gistools.cloudburst.rain.features import first_wet, with_return_periods
from gistools.cloudburst.rain.relabel import minutes, relabelled, require_rain, usable_durations, wet_cells
from gistools.cloudburst.rain.statistics import RainStatistics
from gistools.cloudburst.rain.storm import check_storm, design_storm, fit_curve
from gistools.progress import Progress, Stage, run_cancellable
from gistools.stamps import STAMP_COLUMN, mark_of
from gistools.styles.numbers import format_number
from gistools.text import Text
from gistools.tool import Made

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from gistools.cloudburst.rain.params import (
        DesignStormParams,
        FirstWetParams,
        RainTableParams,
        ReturnPeriodParams,
    )
    from gistools.raster import Raster
    from gistools.tool import Steps

MEANING = Text(
    "0 år: vådt oftere end regntabellens korteste gentagelsesperiode; intet svar: kun i regn, der er sjældnere end "
    "dens længste, eller aldrig. Der regnes ikke ud over tabellen.",
    "0 years: wet oftener than the shortest return period of the rain table; no answer: only in rain more rare than "
    "its longest, or never. Nothing is extrapolated beyond the table.",
)
_SHORT = Text(
    "Kurven for varigheder under {least} min bygger ikke på regntabellen, men på formlen alene.",
    "The curve below {least} min does not rest on the rain table but on the formula alone.",
)


def climates(
    table: pd.DataFrame,
    factors: pd.DataFrame | None,
    params: RainTableParams,
    *,
    beyond: Literal["cut", "hold"] = "cut",
) -> tuple[RainStatistics, RainStatistics | None, tuple[Text, ...]]:
    """Return the statistics as given, those in the climate asked for (None without one), and what to know of them.

    ``beyond`` is that of `RainStatistics.in_climate`.
    """
    today = RainStatistics.from_table(table, series=params.series)
    if params.climate_year is None:
        return today, None, ()
    if factors is not None:
        scenario = ClimateFactors.from_table(factors)
    elif params.climate is not None:
        scenario = climate_factors(params.climate)
    else:
        raise AssertionError(params)  # refused by the parameters themselves
    future = today.in_climate(scenario, params.climate_year, reference_year=params.reference_year, beyond=beyond)
    low, high = future.return_periods_years[[0, -1]]
    span = Text(
        f"I {future.climate.da} spænder regntabellen over T = {low:g} til {high:g} år.",
        f"In {future.climate.en} the rain table spans T = {low:g} to {high:g} years.",
    )
    return today, future, (*future.unverified, span)


def _stamped(table: pd.DataFrame, statistics: RainStatistics) -> pd.DataFrame:
    return table.assign(**{STAMP_COLUMN: mark_of(statistics.stamps)}) if statistics.stamps else table


def _about_durations(duration: float, spread: Sequence[float], beyond: Sequence[float]) -> tuple[Text, ...]:
    one, many, out = minutes([duration]), minutes(spread), minutes(beyond)
    notes = (
        Text(f"Regnens varighed: {one.da}.", f"Duration of the rain: {one.en}."),
        Text(f"Spredning over varighederne {many.da}.", f"Spread over the durations {many.en}."),
        MEANING,
    )
    if not beyond:
        return notes
    left = Text(
        f"Varighederne {out.da} ligger uden for regntabellen og er udeladt.",
        f"The durations {out.en} lie outside the rain table and were left out.",
    )
    return (*notes, left)


def return_period_tool(
    *,
    rain_to_flood: Raster,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    params: ReturnPeriodParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``return-period``."""
    today, future, notes = climates(rain_statistics, climate_factors, params)
    today.curve(params.duration_min)
    spread, beyond = usable_durations(params.spread_durations_min, params.duration_min, today)
    run_cancellable(progress, lambda: require_rain(rain_to_flood))
    made: dict[str, object] = {
        "return_period": relabelled(rain_to_flood, today, [params.duration_min]),
        "return_period_min": relabelled(rain_to_flood, today, spread),
        "return_period_max": relabelled(rain_to_flood, today, spread, largest=True),
    }
    if future is not None:
        made["return_period_future"] = relabelled(rain_to_flood, future, [params.duration_min])
    progress.update(0.5, Text("Tæller våde celler", "Counting wet cells"))
    used, counted = run_cancellable(progress, lambda: _used(rain_to_flood, today, future, params.duration_min, spread))
    made["rain_used"] = used
    notes = (*_about_durations(params.duration_min, spread, beyond), *notes, counted)
    return Made({name: value for name, value in made.items() if name in wanted}, notes)


def _used(
    rain: Raster, today: RainStatistics, future: RainStatistics | None, chosen: float, durations: Sequence[float]
) -> tuple[pd.DataFrame, Text]:
    """Return the depths used and the area that each wets, and a sentence on what the table does not tell."""
    parts = []
    for statistics in (today, future) if future else (today,):
        for duration in durations:
            factor = 1.0 if statistics.factor is None else statistics.factor
            part = pd.DataFrame({"return_period_years": statistics.return_periods_years, "climate_factor": factor})
            part.insert(0, "duration_min", duration)
            part.insert(2, "rain_mm", statistics.curve(duration))
            part.insert(0, "climate", statistics.climate.da)
            parts.append(part.assign(factor_verified=None if statistics is today else statistics.verified))
    table = pd.concat(parts, ignore_index=True)
    count, wettable, land = wet_cells(rain, table["rain_mm"].to_numpy())
    table["wet_area_m2"] = np.round(count * rain.grid.cell_area_m2, 6)
    table.attrs["units"] = {
        "duration_min": "min",
        "return_period_years": "år",
        "rain_mm": "mm",
        "wet_area_m2": "m²",
    }
    longest = int(count[(table["duration_min"] == chosen) & (table["climate"] == today.climate.da)].max())
    told = [format_number(100.0 * n / max(land, 1), x) for n in (longest, wettable) for x in ("da", "en")]
    sentence = Text(
        f"Af landcellerne bliver {told[0]} % våde i dag inden for regntabellen og {told[2]} % af en eller anden regn.",
        f"Of the land cells {told[1]} % get wet today within the rain table and {told[3]} % in some rain.",
    )
    return _stamped(table, today if future is None else future), sentence


def first_wet_tool(
    *,
    rain_to_flood: Raster,
    buildings: gpd.GeoDataFrame | None,
    roads: gpd.GeoDataFrame | None,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    params: FirstWetParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``first-wet``."""
    today, future, notes = climates(rain_statistics, climate_factors, params)
    today.curve(params.duration_min)
    spread, beyond = usable_durations(params.spread_durations_min, params.duration_min, today)
    layers = {"buildings_first_wet": buildings, "roads_first_wet": roads}
    have = [layer for layer in layers.values() if layer is not None and params.id_field in layer.columns]
    asked = {name: layer for name, layer in layers.items() if layer is not None and name in wanted}
    made = {}
    for n, (name, layer) in enumerate(asked.items()):
        stage = Stage(progress, n / len(asked), (n + 1) / len(asked))
        field = params.id_field if not have or params.id_field in layer.columns else None
        found = first_wet(rain_to_flood, layer, piece_m=params.piece_m, id_field=field, progress=stage)
        made[name] = with_return_periods(found, today, params.duration_min, spread_min=spread, future=future)
        notes += (_counted(found, name),)
    return Made(made, (*_about_durations(params.duration_min, spread, beyond), *notes))


def _counted(layer: gpd.GeoDataFrame, name: str) -> Text:
    """Return how many features lie outside, without a value, or are known in part only."""
    state = layer["wet_state"]
    outside, unknown = int((state == "outside").sum()), int((state == "unknown").sum())
    part = int(((layer["known_share"] > 0.0) & (layer["known_share"] < 1.0)).sum())
    return Text(
        f"{name}: {len(layer)} i alt, {outside} uden for rasteren, {unknown} uden kendte celler, {part} delvis kendt.",
        f"{name}: {len(layer)} in all, {outside} outside the raster, {unknown} without a value, {part} partly known.",
    )


def design_storm_tool(
    *,
    rain_statistics: pd.DataFrame,
    climate_factors: pd.DataFrame | None,
    params: DesignStormParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,  # noqa: ARG001 - it takes no time
) -> Mapping[str, object]:
    """Run the tool ``design-storm``."""
    today, future, notes = climates(rain_statistics, climate_factors, params)
    statistics = future or today
    statistics.curve(params.duration_min)
    fit = fit_curve(statistics, params.return_period_years)
    storm = design_storm(fit.curve, params.duration_min, params.time_step_min, peak_position=params.peak_position)
    curve = fit.curve
    formula = f"i = a / (t + b)^c (mm/min): a = {curve.a:.6g}, b = {curve.b:.6g} min, c = {curve.c:.6g}"
    off = [format_number(100.0 * fit.largest_deviation, x) for x in ("da", "en")]
    total = [format_number(storm.total_mm, x, 2) for x in ("da", "en")]
    table = float(statistics.depth_mm(params.duration_min, params.return_period_years))
    asked = [format_number(table, x, 2) for x in ("da", "en")]
    notes += (
        Text(
            f"{formula}; største afvigelse fra regntabellen {off[0]} %.",
            f"{formula}; largest deviation from the rain table {off[1]} %.",
        ),
        Text(
            f"Regnen er i alt {total[0]} mm; regntabellen siger {asked[0]} mm.",
            f"The storm holds {total[1]} mm; the rain table says {asked[1]} mm.",
        ),
        Text(
            "Toppens placering er et valg og ikke en verificeret dansk norm.",
            "The position of the peak is a choice and not a verified Danish norm.",
        ),
    )
    least = statistics.durations_min[0]
    if params.time_step_min < least:
        notes += (_SHORT.format(least=f"{least:g}"),)
    series, check = storm.to_frame(), check_storm(fit, storm)
    series.attrs["units"] = {"start_min": "min", "end_min": "min", "rain_mm": "mm", "accumulated_mm": "mm"}
    series.attrs["units"]["intensity_mm_per_h"] = "mm/h"
    check.attrs["units"] = {"duration_min": "min", "table_mm": "mm", "curve_mm": "mm", "storm_mm": "mm"}
    made = {"storm": _stamped(series, statistics), "storm_check": _stamped(check, statistics)}
    return Made({name: value for name, value in made.items() if name in wanted}, notes)
