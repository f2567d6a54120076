"""When buildings and roads first get wet (første våde regn), and how often that is."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

from gistools._checks import require_kind
from gistools.cloudburst.rain.relabel import require_rain
from gistools.errors import LayerError, ParamError
from gistools.progress import NoProgress, Progress, check
from gistools.stamps import STAMP_COLUMN, mark_of
from gistools.terrain.burn import draw_shapes
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.cloudburst.rain.statistics import RainStatistics
    from gistools.grid import Grid
    from gistools.raster import Raster

    Mask = npt.NDArray[np.bool_]

WET, NEVER, OUTSIDE, UNKNOWN = "wet", "never", "outside", "unknown"
OFTENER, WITHIN, RARER = "oftener", "within", "rarer"
_POLYGONS, _LINES = {"Polygon", "MultiPolygon"}, {"LineString", "MultiLineString", "LinearRing"}
_STEP = 500  # features between two looks at whether to stop


def first_wet(
    rain_to_flood: Raster,
    features: gpd.GeoDataFrame,
    *,
    piece_m: float = 25.0,
    id_field: str | None = None,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return the least rain that wets each building, or each piece of road or path.

    **Buildings** (polygons) are judged by the ground around them: the least over the cells of a ring of one cell,
    corners counted, outside the footprint. A cell belongs to a footprint when its centre lies in it, as when terrain is
    conditioned; a building that holds no centre has the cells that it touches. Cells inside any footprint of the
    layer count for none, since no water stands there in a terrain with raised or removed buildings. One wet cell is
    enough: the figure is when water first reaches the wall, not when it does damage.

    **Lines** are cut into equal pieces of at most ``piece_m``; a piece has the least over the cells that it touches.

    Parameters
    ----------
    rain_to_flood:
        mm; +inf on land that no rain wets, NaN off land.
    features:
        Polygons, or lines, in the coordinate system of the raster.
    id_field:
        A column to take along as ``source_id``.

    Returns
    -------
    geopandas.GeoDataFrame
        feature_id (from 1, in the order of ``features``), source_id where asked for, piece_id and length_m (lines),
        first_wet_mm (missing where there is none), wet_state (``wet``; ``never``: land that no rain wets; ``outside``
        the raster; ``unknown``: no cell with a value), known_share (0-1, of the cells looked at that have a value:
        below 1 the feature may get wet earlier than it says).

    Raises
    ------
    LayerError
        For points, polygons and lines in one layer, and an ``id_field`` that is not there.
    CrsError, GridError, NodataError, ParamError
        For another coordinate system, a raster that is none of rain, a length of pieces that is not positive.

    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> grid = Grid(rows=3, cols=3, x0=0.0, y0=3.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> mm = Raster(np.array([[40, 50, 60], [70, 1, 80], [90, 30, 20]], np.float32), grid, unit="mm")
    >>> house = gpd.GeoDataFrame(geometry=[shapely.box(1, 1, 2, 2)], crs="EPSG:25832")
    >>> first_wet(mm, house)["first_wet_mm"].tolist()
    [20.0]
    """
    progress = progress or NoProgress()
    require_kind(features, gpd.GeoDataFrame, "features")
    require_rain(rain_to_flood)
    require_crs(features, rain_to_flood.grid, Text("laget", "the layer"))
    kind = _kind(features)
    if id_field and id_field not in features.columns:
        present = ", ".join(str(c) for c in features.columns if c != features.geometry.name)
        raise LayerError(
            Text(f"intet felt {id_field} (felter: {present})", f"no column {id_field} (columns: {present})"),
            Text("en kolonne i laget", "a column of the layer"),
            Text("ret id_field, eller udelad den", "correct id_field, or leave it out"),
        )
    if not 0.0 < piece_m < math.inf:
        raise ParamError(
            Text(f"piece_m = {piece_m:g}", f"piece_m = {piece_m:g}"),
            Text("en længde over 0 m", "a length above 0 m"),
            Text("vælg fx 25", "choose such as 25"),
        )
    shapes = shapely.force_2d(features.geometry.to_numpy())
    number = np.arange(len(shapes))
    columns: dict[str, npt.NDArray[np.generic]] = {}
    if kind == "line":
        number, piece, shapes = pieces_of(shapes, piece_m)
        columns = {"piece_id": piece, "length_m": shapely.length(shapes)}
    inside = _burned(shapes, rain_to_flood.grid) if kind == "polygon" else None
    told = []
    for n, shape in enumerate(shapes):
        if n % _STEP == 0:
            progress.update(n / len(shapes), Text("Ser på objekter", "Looking at features"))
            check(progress)
        told.append(_look(shape, rain_to_flood, inside))
    seen = pd.DataFrame(told, columns=["first_wet_mm", "wet_state", "known_share"])
    if id_field:
        columns = {"source_id": features[id_field].astype(str).to_numpy()[number]} | columns
    table = pd.DataFrame({"feature_id": number + 1, **columns}).join(seen)
    made = gpd.GeoDataFrame(table, geometry=list(shapes), crs=rain_to_flood.grid.crs)
    made.attrs.update(units={"first_wet_mm": "mm", "length_m": "m"}, title=Text("Første våde regn", "First wet"))
    if rain_to_flood.stamps:
        made.insert(len(made.columns) - 1, STAMP_COLUMN, mark_of(rain_to_flood.stamps))
    return made


def with_return_periods(
    layer: gpd.GeoDataFrame,
    statistics: RainStatistics,
    duration_min: float,
    *,
    spread_min: Sequence[float] = (),
    future: RainStatistics | None = None,
) -> gpd.GeoDataFrame:
    """Return a layer of `first_wet` with the return periods of its depths.

    Parameters
    ----------
    statistics, duration_min:
        What ``return_period_years`` is judged by.
    spread_min:
        Durations, besides the chosen one, of ``return_period_min_years`` and ``return_period_max_years``.
    future:
        The statistics in another climate, for ``return_period_future_years`` and ``wet_state_future``.

    Returns
    -------
    geopandas.GeoDataFrame
        Return periods are 0 where it is wet oftener than the smallest tabulated one, and missing where it is wet only
        in rain more rare than the largest, never, or where nothing is known; ``wet_state`` tells which: ``oftener``,
        ``within``, ``rarer``, ``never``, ``outside``, ``unknown``.

    Raises
    ------
    ParamError
        For a duration outside the statistics.
    """
    made = layer.copy()
    stamp = made.pop(STAMP_COLUMN).iloc[0] if STAMP_COLUMN in made.columns and len(made) else ""
    mm, state = layer["first_wet_mm"].to_numpy(np.float64), layer["wet_state"].to_numpy(object)
    geometry = made.pop(made.geometry.name)
    today = statistics.return_period(duration_min, mm)
    made["wet_state"] = _refined(state, today)
    made["return_period_years"] = _finite(today)
    if future is not None:
        later = future.return_period(duration_min, mm)
        made["return_period_future_years"] = _finite(later)
        made["wet_state_future"] = _refined(state, later)
    spread = np.array([statistics.return_period(d, mm) for d in dict.fromkeys((duration_min, *spread_min))])
    made["return_period_min_years"] = _finite(spread.min(axis=0))
    made["return_period_max_years"] = _finite(spread.max(axis=0))
    marks = [stamp] * bool(stamp) + [mark_of([s]) for s in statistics.stamps if s.da not in stamp]
    if marks:
        made[STAMP_COLUMN] = "; ".join(marks)
    made = gpd.GeoDataFrame(made, geometry=geometry, crs=layer.crs)
    made.attrs.update(layer.attrs)
    periods = {str(c): "år" for c in made.columns if str(c).startswith("return_period")}
    made.attrs["units"] = {**layer.attrs.get("units", {}), **periods}
    return made


def _refined(state: npt.NDArray[np.object_], period: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
    told = np.select([period == 0.0, np.isposinf(period)], [OFTENER, RARER], WITHIN)
    return np.where(state == WET, told.astype(object), state)


def _finite(period: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(np.isfinite(period), period, np.nan)


def _kind(features: gpd.GeoDataFrame) -> str:
    kinds = set(features.geom_type.dropna().unique())
    if kinds <= _POLYGONS:
        return "polygon"
    if kinds <= _LINES:
        return "line"
    listed = ", ".join(sorted(kinds))
    raise LayerError(
        Text(f"et lag med {listed}", f"a layer of {listed}"),
        Text("flader (bygninger), eller linjer (veje, stier)", "polygons (buildings), or lines (roads, paths)"),
        Text("del laget op efter geometri", "split the layer by geometry"),
    )


def pieces_of(
    shapes: npt.NDArray[np.object_], piece_m: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    """Return the feature of each piece, its number in it from 1, and the piece; what has no length is one piece."""
    number: list[int] = []
    piece: list[int] = []
    made: list[BaseGeometry | None] = []
    for n, shape in enumerate(shapes):
        parts = [part for part in shapely.get_parts(shape) if part.length > 0.0] if shape is not None else []
        cut: list[BaseGeometry | None] = []
        for part in parts:
            count = math.ceil(part.length / piece_m * (1.0 - 1e-12))
            ends = np.linspace(0.0, part.length, count + 1)
            cut += [substring(part, *pair) for pair in itertools.pairwise(ends)]
        cut = cut or [shape]
        number += [n] * len(cut)
        piece += range(1, len(cut) + 1)
        made += cut
    held = np.empty(len(made), object)
    held[:] = made
    return np.array(number, np.int64), np.array(piece, np.int64), held


def _burned(shapes: Sequence[BaseGeometry | None], grid: Grid, *, touched: bool = False) -> Mask:
    """Return the cells whose centre lies in any of the shapes, or that any of them touches."""
    drawn = draw_shapes(((shape, 1) for shape in shapes), np.zeros(grid.shape, np.uint8), grid, touched=touched)
    return drawn.view(np.bool_)


def _look(shape: BaseGeometry | None, rain: Raster, inside: Mask | None) -> tuple[float, str, float]:
    """Return the least rain over the cells of a feature, what that means, and the share of them that have a value."""
    if shape is None or shape.is_empty:
        return math.nan, UNKNOWN, 0.0
    grid = rain.grid
    west, south, east, north = shape.bounds
    c0, c1 = math.floor((west - grid.x0) / grid.dx_m) - 2, math.floor((east - grid.x0) / grid.dx_m) + 3
    r0, r1 = math.floor((grid.y0 - north) / grid.dy_m) - 2, math.floor((grid.y0 - south) / grid.dy_m) + 3
    cut = slice(max(r0, 0), min(r1, grid.rows)), slice(max(c0, 0), min(c1, grid.cols))
    if cut[0].start >= cut[0].stop or cut[1].start >= cut[1].stop:
        return math.nan, OUTSIDE, 0.0
    part = grid.window(r0, c0, r1 - r0, c1 - c0)
    here = slice(cut[0].start - r0, cut[0].stop - r0), slice(cut[1].start - c0, cut[1].stop - c0)
    if inside is None:
        cells = _burned([shape], part, touched=True)
    else:
        own = _burned([shape], part)
        own = own if own.any() else _burned([shape], part, touched=True)
        cells = _grown(own) & ~own
        cells[here] &= ~inside[cut]
    count = int(cells.sum())
    mm = rain.values[cut][cells[here]]
    known = mm[~np.isnan(mm)]
    if mm.size == 0 or known.size == 0:
        return math.nan, OUTSIDE if mm.size == 0 and count else UNKNOWN, 0.0
    least, share = float(known.min()), known.size / count
    return (math.nan, NEVER, share) if math.isinf(least) else (least, WET, share)


def _grown(mask: Mask) -> Mask:
    """Return a mask with all eight neighbours of its cells; its outermost cells are empty."""
    rows = mask.copy()
    rows[1:] |= mask[:-1]
    rows[:-1] |= mask[1:]
    made = rows.copy()
    made[:, 1:] |= rows[:, :-1]
    made[:, :-1] |= rows[:, 1:]
    return made
