"""A model held against reality (sammenligning med virkeligheden): reports, another model, a map of bluespots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.errors import LayerError, ParamError
from gistools.plan.compare_cells import NOT_COMPARED, Laying, agreement, lay, overlap
from gistools.plan.compare_maps import FloodCase, FloodMaps, flood_maps
from gistools.plan.compare_params import CompareParams
from gistools.plan.compare_points import hold_reports
from gistools.progress import NoProgress, Progress, check
from gistools.raster import Raster
from gistools.stamps import STAMP_COLUMN, mark_of
from gistools.terrain.burn import draw_shapes
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]

POINTS, MAP, POLYGONS = "reports", "map", "polygons"
AGREEMENT = Text("Model og virkelighed", "Model and reality")
_AREAS = {"Polygon", "MultiPolygon"}


@dataclass(frozen=True, eq=False)
class FloodComparison:
    """What a comparison with reality gives.

    Parameters
    ----------
    kind:
        What reality was: ``reports``, another ``map``, or ``polygons``.
    scores:
        One row for each rain and depth (and event, of reports): rain_mm, return_period_years, wet_from_m (the depth
        that counts as water), hit_rate. Of reports also event (empty: all), judged_at (``case``: the rain named;
        ``own``: the rain of each report), report_count, hit_count, miss_count, outside_count, unknown_count,
        area_wet_share, chance_rate (hit rate of places drawn at random), lift, lift_low, lift_high. Of maps also
        compared_with, hits_m2, misses_m2, false_alarms_m2, both_dry_m2, model_alone_m2, reality_alone_m2 (one says
        nothing there; not compared), false_alarm_ratio, critical_success_index, bias. NaN is unknown.
    reports:
        A point for each report, in the order given: report_id (from 1), source_id, event, own_rain_mm, hit_state
        (``hit``, ``miss``, ``outside``, ``unknown``) at its own rain or else at `shown`, water_distance_m to the
        nearest modelled water, first_hit_mm and first_hit_years (the least rain that hits it; missing where none
        does), known_share. None where reality is no reports.
    report_cases:
        hit_state and water_distance_m of each report at each rain and depth.
    agreement:
        uint8: 1 wet in both, 2 in the model alone, 3 in reality alone, 4 in none, 0 not compared; at `shown`. None
        for reports.
    water:
        uint8: 1 where the model has water at `shown`, 2 where it has none, 0 where it says nothing.
    shown, shown_depth_m:
        The rain and the depth of the map.
    notes:
        What the user should know.
    """

    kind: str
    scores: pd.DataFrame
    reports: gpd.GeoDataFrame | None
    report_cases: pd.DataFrame | None
    agreement: Raster | None
    water: Raster
    shown: FloodCase
    shown_depth_m: float
    notes: tuple[Text, ...]

    @property
    def title(self) -> Text:
        """What it is."""
        return Text(f"Model og virkelighed, {self.shown.name.da}", f"Model and reality, {self.shown.name.en}")

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        layers: list[tuple[Any, str, Text]] = []
        if self.agreement is not None:
            layers.append((self.agreement, "flood_agreement", AGREEMENT))
        if self.reports is not None:
            layers.append((self.water, "model_water", self.water.name))
            layers.append((self.reports, "report_hits", self.reports.attrs["title"]))
        return layers

    def __repr__(self) -> str:
        """One line."""
        rates = self.scores["hit_rate"]
        return (
            f"<FloodComparison with {self.kind}: {len(self.scores)} rows; hit rate {rates.min():.3f}-{rates.max():.3f}>"
        )


def compare_floods(
    model: Raster | Sequence[Raster],
    reality: gpd.GeoDataFrame | Raster | Sequence[Raster],
    params: CompareParams | None = None,
    *,
    cases: Sequence[FloodCase],
    area: gpd.GeoDataFrame | None = None,
    progress: Progress | None = None,
) -> FloodComparison:
    """Hold a model against reality (sammenlign med virkeligheden).

    **Reports** (points): a report is hit when there is modelled water within the tolerance. Nobody can count false
    alarms one by one, since a place that nobody reported may well have been wet. In their stead it is told how much of
    the area is wet and how often places drawn at random over it would be hit, so that the hit rate can be judged.

    **Another map**, of least rain (mm) or of depths (m, one for each rain), on any cells of the same coordinate system:
    each cell of the model is held against the cell of the other map that holds its centre; nothing is resampled.
    **Polygons** of a bluespot map are wet where they hold the centre of a cell, at every rain.

    Parameters
    ----------
    model:
        A raster of the least rain that wets each cell (mm), or a map of depth (m) for each of ``cases``.
    reality:
        Points; polygons; or a map as ``model`` is given.
    params:
        Which depths count as water, how far off it may lie.
    cases:
        The rains, rising; the last is shown on the map.
    area:
        Polygons of the town: what lies outside them is not looked at. Reports come from where people are, so that the
        comparison with chance is fair only over such an area; the whole map without it.

    Raises
    ------
    ParamError, GridError, NodataError
        As `flood_maps`; for the rain of each report with maps of depth; for an area without a cell.
    LayerError, CrsError
        For lines, several kinds of geometry, columns that are not there, rains that are no numbers, another
        coordinate system.

    Examples
    --------
    Two of three reports lie on the wet half of a map; by chance one half would.

    >>> import shapely
    >>> from gistools.grid import Grid
    >>> mm = Raster(np.array([[10.0, 90.0]], np.float32), Grid(1, 2, 0.0, 1.0, 1.0, 1.0, "EPSG:25832"), unit="mm")
    >>> seen = gpd.GeoDataFrame(geometry=[shapely.Point(x, 0.5) for x in (0.2, 0.7, 1.5)], crs="EPSG:25832")
    >>> made = compare_floods(mm, seen, cases=[FloodCase(rain_mm=20.0)])
    >>> made.scores[["hit_count", "miss_count", "hit_rate", "chance_rate", "lift"]].round(3).values.tolist()
    [[2.0, 1.0, 0.667, 0.5, 1.333]]
    >>> compare_floods(mm, mm, cases=[FloodCase(rain_mm=20.0)]).scores["critical_success_index"].tolist()
    [1.0]
    """
    params = params or CompareParams()
    require_kind(params, CompareParams, "params")
    progress = progress or NoProgress()
    maps = flood_maps(model, cases, nodata_is_dry=params.nodata_is_dry)
    within = _area(maps, area)
    if isinstance(reality, gpd.GeoDataFrame) and _kind(reality) == POINTS:
        require_crs(reality, maps.grid, Text("meldinger", "reports"))
        held = hold_reports(maps, reality, params, area, within, progress)
        shown_depth = maps.thresholds(params.depths, params.raster_depth_m)[0]
        return FloodComparison(
            POINTS,
            held.scores,
            held.reports,
            held.cases,
            None,
            _water(maps, shown_depth),
            maps.cases[-1],
            shown_depth,
            held.notes,
        )
    if isinstance(reality, gpd.GeoDataFrame):
        return _with_map(maps, _Polygons.of(reality, maps), params, within, progress)
    return _with_map(maps, _OtherMap.of(reality, maps, params), params, within, progress)


class _Reality(Protocol):
    """Where there was water, on the cells of the model."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def knows_depth(self) -> bool:
        """Whether it can tell one depth from another."""

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user should know."""

    def at(self, case: int, depth_m: float) -> tuple[Mask, Mask]:
        """Return what is wet, and what is known."""


@dataclass(frozen=True, eq=False)
class _OtherMap:
    maps: FloodMaps
    laying: Laying
    notes: tuple[Text, ...]
    kind: str = MAP

    @classmethod
    def of(cls, given: Raster | Sequence[Raster], model: FloodMaps, params: CompareParams) -> _OtherMap:
        maps = flood_maps(given, model.cases, nodata_is_dry=params.nodata_is_dry)
        laying = lay(model.grid, maps.grid)
        mixed = (_MIXED,) if (maps.rain is None) != (model.rain is None) else ()
        return cls(maps, laying, (laying.note, *mixed))

    @property
    def knows_depth(self) -> bool:
        return self.maps.rain is None

    def at(self, case: int, depth_m: float) -> tuple[Mask, Mask]:
        return self.laying.laid(self.maps.wet(case, depth_m)), self.laying.laid(self.maps.known(case))


@dataclass(frozen=True, eq=False)
class _Polygons:
    drawn: Mask
    notes: tuple[Text, ...]
    kind: str = POLYGONS
    knows_depth: bool = False

    @classmethod
    def of(cls, given: gpd.GeoDataFrame, model: FloodMaps) -> _Polygons:
        require_crs(given, model.grid, Text("lavningskortet", "the bluespot map"))
        drawn = draw_shapes(((s, 1) for s in given.geometry), np.zeros(model.grid.shape, np.uint8), model.grid)
        union = shapely.union_all(shapely.make_valid(given.geometry.to_numpy()))
        off = union.area - shapely.intersection(union, shapely.box(*model.grid.bounds)).area
        told = Text(
            f"Fladerne er våde, hvor de holder en celles midtpunkt, ved enhver regn; {off:.0f} m² af dem ligger uden "
            "for modellen.",
            f"The polygons are wet where they hold the centre of a cell, at every rain; {off:.0f} m² of them lie off "
            "the model.",
        )
        return cls(drawn.view(np.bool_), (told,))

    def at(self, case: int, depth_m: float) -> tuple[Mask, Mask]:  # noqa: ARG002 - the same at every rain and depth
        return self.drawn, np.ones(self.drawn.shape, np.bool_)


_MIXED = Text(
    "Det ene kort er dybder og det andet mindste regn, der kun kender sin egen dybde: dybderne gælder kun det første.",
    "One map is of depths and the other of least rain, which knows its own depth alone: the depths hold for the first.",
)


def _with_map(
    maps: FloodMaps, reality: _Reality, params: CompareParams, area: Mask | None, progress: Progress
) -> FloodComparison:
    depths = params.depths if reality.knows_depth else maps.thresholds(params.depths, params.raster_depth_m)
    rows, code = [], np.zeros(maps.grid.shape, np.uint8)
    for k, case in enumerate(maps.cases):
        progress.update(k / len(maps.cases), Text("Sammenligner kortene", "Comparing the maps"))
        check(progress)
        for depth in depths:
            wet, known, (real, told) = maps.wet(k, depth), maps.known(k), reality.at(k, depth)
            shared = overlap(wet, known, real, told, maps.grid.cell_area_m2, area)
            table = shared.table
            rows.append(
                {
                    "compared_with": reality.kind,
                    "rain_mm": case.rain_mm,
                    "return_period_years": case.return_period_years,
                    "wet_from_m": depth,
                    "hits_m2": table.hits,
                    "misses_m2": table.misses,
                    "false_alarms_m2": table.false_alarms,
                    "both_dry_m2": table.both_dry,
                    "model_alone_m2": shared.model_alone_m2,
                    "reality_alone_m2": shared.reality_alone_m2,
                    "hit_rate": table.hit_rate,
                    "false_alarm_ratio": table.false_alarm_ratio,
                    "critical_success_index": table.critical_success_index,
                    "bias": table.bias,
                }
            )
            if k == len(maps.cases) - 1 and depth == depths[0]:
                code = agreement(wet, known, real, told, area)
    scores = pd.DataFrame(rows)
    areas = [str(c) for c in scores.columns if str(c).endswith("_m2")]
    scores[areas] = scores[areas].round(6)
    if maps.stamps:
        scores[STAMP_COLUMN] = mark_of(maps.stamps)
    scores.attrs["title"] = Text("Mål for kort mod kort", "Scores of map against map")
    shown = maps.cases[-1]
    name = Text(f"{AGREEMENT.da}, {shown.name.da}", f"{AGREEMENT.en}, {shown.name.en}")
    raster = Raster(code, maps.grid, nodata=NOT_COMPARED, name=name, stamps=maps.stamps)
    water = _water(maps, depths[0])
    return FloodComparison(reality.kind, scores, None, None, raster, water, shown, depths[0], reality.notes)


def _water(maps: FloodMaps, depth_m: float) -> Raster:
    """Return where the model has water at its last rain."""
    last = len(maps.cases) - 1
    code = np.where(maps.known(last), np.where(maps.wet(last, depth_m), 1, 2), 0).astype(np.uint8)
    said = maps.cases[-1].name
    name = Text(f"Modellens vand, {said.da}", f"Modelled water, {said.en}")
    return Raster(code, maps.grid, nodata=0, name=name, stamps=maps.stamps)


def _area(maps: FloodMaps, area: gpd.GeoDataFrame | None) -> Mask | None:
    """Return the cells whose centre lies in the area; None for the whole map."""
    if area is None:
        return None
    require_crs(area, maps.grid, Text("området", "the area"))
    drawn = draw_shapes(((s, 1) for s in area.geometry), np.zeros(maps.grid.shape, np.uint8), maps.grid)
    if not drawn.any():
        raise ParamError(
            Text("et område uden en celle af modellen", "an area without a cell of the model"),
            Text("flader, der dækker en del af modellen", "polygons that cover a part of the model"),
            Text("giv byens flade, eller udelad den", "give the polygon of the town, or leave it out"),
        )
    return drawn.view(np.bool_)


def _kind(layer: gpd.GeoDataFrame) -> str:
    kinds = set(layer.geom_type.dropna().unique())
    if kinds <= {"Point"}:
        return POINTS
    if kinds <= _AREAS:
        return POLYGONS
    listed = ", ".join(sorted(kinds))
    raise LayerError(
        Text(f"et lag med {listed}", f"a layer of {listed}"),
        Text("punkter (meldinger) eller flader (lavninger)", "points (reports) or polygons (bluespots)"),
        Text("del laget op efter geometri", "split the layer by geometry"),
    )
