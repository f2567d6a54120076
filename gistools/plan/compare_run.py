"""The tools that compare: library steps composed for the runner; declared in `gistools.plan.compare_tools`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.cloudburst.rain.statistics import RainStatistics
from gistools.plan.compare import compare_floods
from gistools.plan.compare_maps import FloodCase, cases_of
from gistools.plan.compare_params import CompareParams
from gistools.stamps import STAMP_COLUMN, mark_of, stamps_in
from gistools.styles.numbers import format_number
from gistools.text import Text
from gistools.tool import Made, part_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.plan.compare import FloodComparison
    from gistools.plan.compare_params import CaseParams, CompareFloodsParams, CompareReportsParams
    from gistools.progress import Progress
    from gistools.raster import Raster
    from gistools.tool import Steps


def rain_table(table: pd.DataFrame | None, params: CaseParams) -> RainStatistics | None:
    """Return the rain table of a tool, if it was given one."""
    return None if table is None else RainStatistics.from_table(table, series=params.series)


def compare_reports_tool(
    *,
    reports: gpd.GeoDataFrame,
    rain_to_flood: Raster | None,
    model_depths: tuple[Raster, ...] | None,
    town_area: gpd.GeoDataFrame | None,
    rain_statistics: pd.DataFrame | None,
    params: CompareReportsParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``compare-reports``."""
    statistics = rain_table(rain_statistics, params)
    cases = _cases(params, statistics)
    asked = part_of(params, CompareParams)
    made = compare_floods(
        _one(rain_to_flood, model_depths), reports, asked, cases=cases, area=town_area, progress=progress
    )
    if made.reports is None or made.report_cases is None:
        raise AssertionError(made.kind)  # points alone come here
    layer = made.reports
    if statistics is not None and params.duration_min is not None and rain_to_flood is not None:
        years = statistics.return_period(params.duration_min, layer["first_hit_mm"].to_numpy(np.float64))
        layer["first_hit_years"] = np.where(np.isfinite(years), years, np.nan)
    tables = {"report_hits": layer, "report_scores": made.scores, "report_cases": made.report_cases}
    values = {"model_water": made.water, **{name: marked(table, statistics) for name, table in tables.items()}}
    told = (*(_sentence(row, made) for row in _last(made)), *made.notes)
    return Made({name: value for name, value in values.items() if name in wanted}, told)


def compare_floods_tool(
    *,
    rain_to_flood: Raster | None,
    model_depths: tuple[Raster, ...] | None,
    reality_rain: Raster | None,
    reality_depths: tuple[Raster, ...] | None,
    bluespot_map: gpd.GeoDataFrame | None,
    town_area: gpd.GeoDataFrame | None,
    rain_statistics: pd.DataFrame | None,
    params: CompareFloodsParams,
    steps: Steps,  # noqa: ARG001 - nothing here is worth remembering
    wanted: frozenset[str],
    progress: Progress,
) -> Mapping[str, object]:
    """Run the tool ``compare-floods``."""
    statistics = rain_table(rain_statistics, params)
    cases = _cases(params, statistics)
    names = ("depths_m", "raster_depth_m", "nodata_is_dry")
    asked = CompareParams(**{name: getattr(params, name) for name in names})
    reality = bluespot_map if bluespot_map is not None else _one(reality_rain, reality_depths)
    made = compare_floods(
        _one(rain_to_flood, model_depths), reality, asked, cases=cases, area=town_area, progress=progress
    )
    values = {"map_agreement": made.agreement, "map_scores": marked(made.scores, statistics)}
    told = (*(_sentence(row, made) for row in _last(made)), *made.notes)
    return Made({name: value for name, value in values.items() if name in wanted}, told)


def _one(rain: Raster | None, depths: tuple[Raster, ...] | None) -> Raster | tuple[Raster, ...]:
    if rain is not None:
        return rain
    if depths is None:
        raise AssertionError  # refused by the parameters themselves
    return depths


def _cases(params: CaseParams, statistics: RainStatistics | None) -> tuple[FloodCase, ...]:
    return cases_of(params.rains, params.periods, statistics, params.duration_min)


def _last(made: FloodComparison) -> list[dict[str, Any]]:
    """Return the rows of the rain that is shown, of all reports."""
    rows = made.scores[made.scores["wet_from_m"] == made.shown_depth_m]
    if "event" in rows.columns:
        rows = rows[(rows["event"] == "")]
    return [{str(k): v for k, v in rows.iloc[-1].items()}]


def _sentence(row: dict[str, Any], made: FloodComparison) -> Text:
    """Return what the planner is told first."""
    shown = made.shown.name if "judged_at" not in row or row["judged_at"] == "case" else _OWN
    said = {name: [_percent(value, x) for x in ("da", "en")] for name, value in row.items() if name in _SHARES}
    hit = said["hit_rate"]
    if "chance_rate" in row:
        by_chance, often = said["chance_rate"], [format_number(row["lift"], x, 1) for x in ("da", "en")]
        hits, judged = row["hit_count"], row["hit_count"] + row["miss_count"]
        return Text(
            f"{shown.da}: modellen rammer {hits} af {judged} meldinger ({hit[0]}); tilfældige steder ville blive ramt "
            f"i {by_chance[0]} ({often[0]} gange så tit).",
            f"{shown.en}: the model hits {hits} of {judged} reports ({hit[1]}); places at random would be hit in "
            f"{by_chance[1]} ({often[1]} times as often).",
        )
    false, both = said["false_alarm_ratio"], said["critical_success_index"]
    return Text(
        f"{shown.da}: modellen har {hit[0]} af det våde; {false[0]} af modellens vand er tørt i det andet kort; "
        f"fælles er {both[0]}.",
        f"{shown.en}: the model has {hit[1]} of what is wet; {false[1]} of the model's water is dry in the other map; "
        f"common to both is {both[1]}.",
    )


_OWN = Text("Ved meldingernes egen regn", "At the reports' own rain")
_SHARES = {"hit_rate", "chance_rate", "false_alarm_ratio", "critical_success_index"}


def _percent(value: float, language: str) -> str:
    if np.isnan(value):
        return "ukendt" if language == "da" else "unknown"
    return format_number(100.0 * value, "da" if language == "da" else "en", 1) + " %"


def marked(table: pd.DataFrame, statistics: RainStatistics | None) -> pd.DataFrame:
    """Return a table that also bears the stamp of the rain table."""
    if statistics is None or not statistics.stamps:
        return table
    own = stamps_in(table.get(STAMP_COLUMN, ()))
    attrs, table = dict(table.attrs), table.copy()
    table[STAMP_COLUMN] = mark_of(dict.fromkeys((*own, *statistics.stamps)))
    table.attrs.update(attrs)
    return table
