"""Reports held against a model: read, judged, counted by rain, depth and event."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_shown, number_in
from gistools.errors import LayerError, ParamError
from gistools.plan.compare_maps import FloodCase, FloodMaps
from gistools.plan.compare_params import ONLY_RAIN, CompareParams
from gistools.plan.compare_reports import (
    HIT,
    MISS,
    OUTSIDE,
    STATES,
    UNKNOWN,
    chance,
    inside,
    judge,
    known_share,
    least_rain,
)
from gistools.plan.compare_scores import Contingency, lift
from gistools.progress import Progress, check
from gistools.stamps import STAMP_COLUMN, mark_of, stamps_in
from gistools.text import Text, danish

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

CASE, OWN = "case", "own"
TITLE = Text("Meldinger: ramt eller ikke", "Reports: hit or missed")
NO_FALSE_ALARMS = Text(
    "Falske alarmer kan ikke tælles for meldinger: et sted, som ingen meldte, kan godt have været vådt. I stedet står, "
    "hvor stor en del af området der er våd, og hvor tit tilfældige steder ville blive ramt.",
    "False alarms cannot be counted for reports: a place that nobody reported may well have been wet. In their stead "
    "stands how much of the area is wet, and how often places at random would be hit.",
)
_DEPENDENT = Text(
    "Intervallet regner meldinger for uafhængige; ligger mange i samme lavning, er det i virkeligheden bredere.",
    "The interval takes reports as independent; where many lie in one bluespot it is wider in truth.",
)
_WHOLE = Text(
    "Uden en flade for byen er tilfældet regnet over hele kortet, også marker, hvor ingen ville melde noget.",
    "Without a polygon of the town, chance is worked out over the whole map, also fields where nobody would report.",
)


@dataclass(frozen=True, eq=False)
class Held:
    """Reports held against a model: the parts of `FloodComparison`."""

    scores: pd.DataFrame
    reports: gpd.GeoDataFrame
    cases: pd.DataFrame
    notes: tuple[Text, ...]


@dataclass(frozen=True, eq=False)
class _Told:
    """What the reports say: n of each."""

    x: F64
    y: F64
    shapeless: Mask
    usable: Mask
    key: Words | None
    event: Words
    own_mm: F64


def hold_reports(
    maps: FloodMaps,
    reports: gpd.GeoDataFrame,
    params: CompareParams,
    area: gpd.GeoDataFrame | None,
    within: Mask | None,
    progress: Progress,
) -> Held:
    """Judge every report at every rain and depth; `gistools.plan.compare_floods` tells what comes of it."""
    if maps.rain is None and params.rain_field is not None:
        raise ParamError(
            ONLY_RAIN,
            Text("et kort over mindste regn", "a map of least rain"),
            Text("udelad rain_field, eller giv rain_to_flood", "leave out rain_field, or give rain_to_flood"),
        )
    told = _read(maps, reports, params, area)
    depths = maps.thresholds(params.depths, params.raster_depth_m)
    parts, scores = [], []
    for k, case in enumerate(maps.cases):
        progress.update(
            k / len(maps.cases), Text("Holder meldinger op mod modellen", "Holding reports against the model")
        )
        check(progress)
        for depth in depths:
            wet, known = maps.wet(k, depth), maps.known(k)
            state, distance = judge(wet, known, maps.grid, told.x, told.y, told.usable, params.tolerance_m)
            state[told.shapeless] = UNKNOWN
            share = chance(wet, known, maps.grid, within, params.tolerance_m)
            parts.append(_case_rows(CASE, case, depth, state, distance))
            scores += _scored(CASE, case, depth, told, state, np.array([share]), params)
    shown = (len(maps.cases) - 1) * len(depths)
    if params.rain_field is not None:
        state, distance, shares = _at_own(maps, told, within, params, progress)
        shown = len(parts)
        parts.append(_case_rows(OWN, FloodCase(), depths[0], state, distance))
        scores += _scored(OWN, FloodCase(), depths[0], told, state, shares, params)
    listed = pd.concat(parts, ignore_index=True)
    listed.attrs["title"] = Text("Meldinger ved hver regn", "Reports at each rain")
    layer = _layer(maps, reports, told, parts, shown, params)
    table = pd.DataFrame(scores)
    table.attrs["title"] = Text("Mål for meldinger", "Scores of reports")
    marks = tuple(dict.fromkeys((*maps.stamps, *stamps_in(reports.get(STAMP_COLUMN, ())))))
    if marks:
        for frame in (listed, table):
            frame[STAMP_COLUMN] = mark_of(marks)
        layer.insert(len(layer.columns) - 1, STAMP_COLUMN, mark_of(marks))
    return Held(table, layer, listed, _notes(layer, area))


def _read(maps: FloodMaps, reports: gpd.GeoDataFrame, params: CompareParams, area: gpd.GeoDataFrame | None) -> _Told:
    points = reports.geometry.to_numpy()
    shapeless = shapely.is_missing(points) | shapely.is_empty(points)
    x, y = (np.full(len(reports), np.nan) for _ in range(2))
    x[~shapeless], y[~shapeless] = shapely.get_x(points[~shapeless]), shapely.get_y(points[~shapeless])
    usable = inside(maps.grid, x, y)
    if area is not None:
        usable &= shapely.intersects_xy(shapely.union_all(shapely.make_valid(area.geometry.to_numpy())), x, y)
    asked = {"date_field": params.date_field, "rain_field": params.rain_field}
    missing = [f"{name} = {field}" for name, field in asked.items() if field and field not in reports.columns]
    if missing:
        present = ", ".join(str(c) for c in reports.columns if c != reports.geometry.name)
        raise LayerError(
            Text(
                f"intet felt: {'; '.join(missing)} (felter: {present})",
                f"no column: {'; '.join(missing)} (columns: {present})",
            ),
            Text("kolonner i meldingerne", "columns of the reports"),
            Text("ret navnene, eller udelad dem", "correct the names, or leave them out"),
        )
    own = np.full(len(reports), np.nan)
    if params.rain_field is not None:
        own = _rains(reports, params.rain_field)
    event = np.full(len(reports), "", object)
    if params.date_field is not None:
        event[:] = ["" if pd.isna(v) else str(v).removesuffix(" 00:00:00") for v in reports[params.date_field]]
    known = params.id_field is not None and params.id_field in reports.columns
    key = reports[params.id_field].astype(str).to_numpy(object) if known else None
    return _Told(x, y, shapeless, usable & ~shapeless, key, event, own)


def _rains(reports: gpd.GeoDataFrame, field: str) -> F64:
    made, wrong = np.full(len(reports), np.nan), []
    for row, value in enumerate(reports[field]):
        try:
            made[row] = number_in(None if value is pd.NA else value)
        except (TypeError, ValueError):
            made[row] = -1.0
        if made[row] < 0.0 or math.isinf(made[row]):
            wrong.append(Text(f"række {row + 1}: {cell_shown(value).da}", f"row {row + 1}: {cell_shown(value).en}"))
    if wrong:
        raise LayerError(
            Text(f"{field}: {'; '.join(w.da for w in wrong)}", f"{field}: {'; '.join(w.en for w in wrong)}"),
            Text("regn i mm på 0 eller mere, eller tom", "rain in mm of 0 or more, or empty"),
            Text("ret cellerne", "correct the cells"),
        )
    return made


def _at_own(
    maps: FloodMaps, told: _Told, within: Mask | None, params: CompareParams, progress: Progress
) -> tuple[Words, F64, F64]:
    """Return state, distance, and wet share and chance of each report at its own rain."""
    state, distance = (
        np.where(told.usable | told.shapeless, UNKNOWN, OUTSIDE).astype(object),
        np.full(told.x.size, np.nan),
    )
    shares = np.full((told.x.size, 2), np.nan)
    rains = np.unique(told.own_mm[~np.isnan(told.own_mm)])
    for k, mm in enumerate(rains.tolist()):
        progress.update(k / rains.size, Text("Ser på meldingernes egen regn", "Looking at the reports' own rain"))
        check(progress)
        wet, known, mine = maps.wet(FloodCase(rain_mm=mm), 0.0), maps.known(), told.own_mm == mm
        judged = judge(wet, known, maps.grid, told.x[mine], told.y[mine], told.usable[mine], params.tolerance_m)
        state[mine], distance[mine] = judged
        shares[mine] = chance(wet, known, maps.grid, within, params.tolerance_m)
    state[told.shapeless] = UNKNOWN
    return state, distance, shares


def _case_rows(judged_at: str, case: FloodCase, depth_m: float, state: Words, distance: F64) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "report_id": np.arange(1, state.size + 1),
            "judged_at": judged_at,
            "rain_mm": case.rain_mm,
            "return_period_years": case.return_period_years,
            "wet_from_m": depth_m,
            "hit_state": state,
            "water_distance_m": np.where(np.isfinite(distance), np.round(distance, 2), np.nan),
        }
    )


def _scored(
    judged_at: str, case: FloodCase, depth_m: float, told: _Told, state: Words, shares: F64, params: CompareParams
) -> list[dict[str, object]]:
    """Return a row for all reports, and one for each event."""
    groups = [("", np.ones(state.size, np.bool_))]
    if params.date_field is not None:
        groups += [(event, told.event == event) for event in sorted(set(told.event.tolist()) - {""})]
    rows: list[dict[str, object]] = []
    for event, mine in groups:
        count = {name: int(np.count_nonzero(state[mine] == name)) for name in STATES}
        judged = mine & ((state == HIT) | (state == MISS))
        told_of = shares[judged] if judged_at == OWN else shares
        wet_share, by_chance = told_of.mean(axis=0).tolist() if len(told_of) else (math.nan, math.nan)
        raised = lift(count[HIT], count[HIT] + count[MISS], by_chance, params.confidence)
        rows.append(
            {
                "event": event,
                "judged_at": judged_at,
                "rain_mm": case.rain_mm,
                "return_period_years": case.return_period_years,
                "wet_from_m": depth_m,
                "report_count": int(mine.sum()),
                "hit_count": count[HIT],
                "miss_count": count[MISS],
                "outside_count": count[OUTSIDE],
                "unknown_count": count[UNKNOWN],
                "hit_rate": Contingency(count[HIT], count[MISS]).hit_rate,
                "area_wet_share": wet_share,
                "chance_rate": by_chance,
                **dict(zip(("lift", "lift_low", "lift_high"), raised, strict=True)),
            }
        )
    return rows


def _layer(
    maps: FloodMaps,
    reports: gpd.GeoDataFrame,
    told: _Told,
    parts: list[pd.DataFrame],
    shown: int,
    params: CompareParams,
) -> gpd.GeoDataFrame:
    seen = parts[shown]
    columns: dict[str, object] = {"report_id": seen["report_id"]}
    if told.key is not None:
        columns["source_id"] = told.key
    columns["event"] = told.event
    if params.rain_field is not None:
        columns["own_rain_mm"] = told.own_mm
    columns |= {"hit_state": seen["hit_state"], "water_distance_m": seen["water_distance_m"]}
    if maps.rain is not None:
        least = least_rain(maps, told.x, told.y, told.usable, params.tolerance_m)
        columns["first_hit_mm"] = np.where(np.isfinite(least), least, np.nan)
        columns["first_hit_years"] = np.full(len(reports), np.nan)
    else:
        columns |= dict(zip(("first_hit_mm", "first_hit_years"), _first_case(maps, parts, params), strict=True))
    columns["known_share"] = known_share(maps, told.x, told.y, told.usable, params.tolerance_m)
    layer = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=list(reports.geometry), crs=maps.grid.crs)
    layer.attrs["title"] = TITLE
    return layer


def _first_case(maps: FloodMaps, parts: list[pd.DataFrame], params: CompareParams) -> tuple[F64, F64]:
    """Return the rain and the return period of the first map that hits each report, at the depth shown."""
    hit = np.array([part["hit_state"] == HIT for part in parts[:: len(params.depths)]])
    first, ever = hit.argmax(axis=0), hit.any(axis=0)
    told = np.array([[case.rain_mm, case.return_period_years] for case in maps.cases])
    return np.where(ever, told[first, 0], np.nan), np.where(ever, told[first, 1], np.nan)


def _notes(layer: gpd.GeoDataFrame, area: gpd.GeoDataFrame | None) -> tuple[Text, ...]:
    count = layer["hit_state"].value_counts()
    outside, unknown = int(count.get(OUTSIDE, 0)), int(count.get(UNKNOWN, 0))
    part = int(((layer["known_share"] > 0.0) & (layer["known_share"] < 1.0)).sum())
    least = layer["known_share"].where(layer["known_share"] > 0.0).min()
    share = "" if not part else f" (mindst {danish(100.0 * float(least), '.0f')} %)"
    counted = Text(
        f"{len(layer)} meldinger, {outside} uden for området, {unknown} uden kendte celler eller sted, {part} bedømt "
        f"på en del af cellerne{share}; ingen er udeladt.",
        f"{len(layer)} reports, {outside} outside the area, {unknown} without a known cell or place, {part} judged "
        f"by a part of the cells{share.replace('mindst', 'at least')}; none is left out.",
    )
    return (counted, NO_FALSE_ALARMS, _DEPENDENT, *(() if area is not None else (_WHOLE,)))
