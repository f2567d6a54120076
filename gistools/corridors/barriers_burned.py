"""Roads, railways and streams as lines, and the openings through them (passager): which cells each takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools._checks import cell_text
from gistools.corridors.surfaces import SurfaceClasses, feature_names, named, require_crs
from gistools.errors import LayerError
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.corridors.resistance_params import ResistanceParams
    from gistools.grid import Grid

    Shapes = npt.NDArray[Any]
    Words = npt.NDArray[np.object_]

_PLANNED = {"planlagt", "nedlagt", "projekteret", "planned"}
_BRIDGE, _TUNNEL = {"bro", "bridge"}, {"tunnel"}
_PIPED = {"rørlagt", "roerlagt", "piped"}
_WIDTH = {"road_large": 8.0, "road_small": 5.5, "rail": 5.0, "stream": 2.0, "path": 2.5}  # m, where none is given
_LAYERS = {
    "roads": Text("veje", "roads"),
    "rails": Text("jernbaner", "railways"),
    "streams": Text("vandløb", "streams"),
    "paths": Text("stier", "paths"),
}
_ENDS_M = 0.05  # line ends nearer than this meet


@dataclass(frozen=True, eq=False)
class Barriers:
    """Lines that part a landscape.

    Parameters
    ----------
    lines, width_m, surface:
        Of each: the line, its width and its class.
    level:
        Storey: 0 on the ground, above on a bridge, below in a tunnel.
    bridge:
        Whether it is a bridge.
    name:
        What it is called.
    """

    lines: Shapes
    width_m: npt.NDArray[np.float64]
    surface: Words
    level: npt.NDArray[np.float64]
    bridge: npt.NDArray[np.bool_]
    name: Words

    def only(self, at: npt.NDArray[np.bool_]) -> Barriers:
        """Return some of them."""
        return Barriers(*(one[at] for one in vars(self).values()))

    def areas(self) -> Shapes:
        """Return the polygons that they cover."""
        flat: Shapes = shapely.buffer(self.lines, self.width_m / 2, cap_style="flat")
        return flat


def none_of_them() -> Barriers:
    """Return no barriers at all."""
    no, words = np.zeros(0), np.array([], dtype=object)
    return Barriers(words, no, words, no, no.astype(bool), words)


def joined(*those: Barriers) -> Barriers:
    """Return all of several."""
    return Barriers(*(np.concatenate(parts) for parts in zip(*(vars(one).values() for one in those), strict=True)))


def read_lines(
    layer: gpd.GeoDataFrame | None,
    source: str,
    grid: Grid,
    classes: SurfaceClasses,
    params: ResistanceParams,
) -> tuple[Barriers, tuple[Text, ...]]:
    """Return the lines of a layer of roads, rails, streams or paths, and what was left out.

    A road is large from ``large_from_aadt`` (column ``aadt``); where traffic is not known, when ``vejkategori`` is a
    word of the class ``road_large``. What is planned or given up (``status``) and streams in pipes (``synlighed``) are
    left out. Widths are ``bredde_m``, else a usual one.

    Raises
    ------
    CrsError
        For degrees or another coordinate system than the grid's.
    LayerError
        For features that are no lines, by name.
    """
    if layer is None:
        return none_of_them(), ()
    require_crs(layer, grid, source)
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    names = feature_names(layer)
    wrong = np.array([shape is None or shape.is_empty or "Line" not in shape.geom_type for shape in shapes], np.bool_)
    if wrong.any():
        shown = named(names[wrong])
        raise LayerError(
            Text(f"{source}: {shown.da} er ingen linje", f"{source}: {shown.en} is no line"),
            Text("linjer i meter", "lines in metres"),
            Text("vælg midtelinjer", "choose centre lines"),
        )
    kind = {"rails": "rail", "streams": "stream", "paths": "path"}.get(source, "road_small")
    surface = np.full(len(layer), kind, dtype=object)
    if source == "roads":
        traffic = _numbers(layer, "aadt")
        large = np.where(
            np.isnan(traffic),
            [classes.of(word) == "road_large" for word in _words(layer, "vejkategori")],
            traffic >= params.large_from_aadt,
        )
        surface[large.astype(bool)] = "road_large"
        names = np.where(_words(layer, "vejnavn") != "", _words(layer, "vejnavn"), names)
    width = _numbers(layer, "bredde_m")
    width = np.where(width > 0.0, width, [_WIDTH[one] for one in surface])
    said = np.array([word.casefold() for word in _words(layer, "bro_tunnel")], dtype=object)
    level = np.nan_to_num(_numbers(layer, "niveau"))
    bridge, tunnel = np.isin(said, list(_BRIDGE)), np.isin(said, list(_TUNNEL))
    level = np.where(bridge & (level <= 0.0), 1.0, np.where(tunnel & (level >= 0.0), -1.0, level))
    bridge |= level > 0.0
    planned = np.isin([word.casefold() for word in _words(layer, "status")], list(_PLANNED))
    piped = np.isin([word.casefold() for word in _words(layer, "synlighed")], list(_PIPED))
    notes, what = [], _LAYERS[source]
    if planned.any():
        n = int(planned.sum())
        notes.append(Text(f"planlagt eller nedlagt og derfor ikke med: {n} {what.da}",
                          f"planned or given up and so left out: {n} {what.en}"))  # fmt: skip
    if piped.any():
        n = int(piped.sum())
        notes.append(Text(f"vandløb i rør er ingen barriere: {n}",
                          f"streams in pipes are no barrier: {n}"))  # fmt: skip
    made = Barriers(shapes, width, surface, level, bridge, names)
    return made.only(~(planned | piped)), tuple(notes)


def _numbers(layer: gpd.GeoDataFrame, column: str) -> npt.NDArray[np.float64]:
    import pandas as pd  # noqa: PLC0415

    if column not in layer.columns:
        return np.full(len(layer), np.nan)
    found: npt.NDArray[np.float64] = pd.to_numeric(layer[column], errors="coerce").to_numpy(np.float64)
    return found


def _words(layer: gpd.GeoDataFrame, column: str) -> Words:
    if column not in layer.columns:
        return np.full(len(layer), "", dtype=object)
    return np.array([cell_text(value) for value in layer[column]], dtype=object)


def crossings(over: Barriers, under: Barriers, cell_m: float) -> tuple[Shapes, Words]:
    """Return where something passes a barrier on another storey: lines through it, and the class that passes.

    A path in a tunnel or on a bridge opens the road, railway or stream that it crosses; a path or stream on the ground
    opens the bridge that it crosses beneath. The line reaches a cell beyond the barrier's sides, along what it meets.
    """
    lines, surface = [], []
    if not over.lines.size or not under.lines.size:
        return np.array([], dtype=object), np.array([], dtype=object)
    a, b = shapely.STRtree(over.lines).query(under.lines, predicate="intersects")
    for lower, upper in zip(a.tolist(), b.tolist(), strict=True):
        if under.level[lower] == over.level[upper]:
            continue
        if under.surface[lower] == "stream" and not over.bridge[upper]:
            continue
        meet = shapely.intersection(under.lines[lower], over.lines[upper])
        reach = shapely.buffer(meet, over.width_m[upper] / 2 + cell_m)
        mine = under.surface == under.surface[lower]
        touching = mine & shapely.dwithin(under.lines, shapely.boundary(under.lines[lower]), _ENDS_M)
        touching[lower] = True
        way = shapely.intersection(shapely.union_all(under.lines[touching]), reach)
        lines.append(way)
        surface.append(under.surface[lower])
    return np.array(lines, dtype=object), np.array(surface, dtype=object)


def passage_lines(
    passages: gpd.GeoDataFrame, barriers: Barriers, grid: Grid, params: ResistanceParams
) -> tuple[Shapes, Shapes, Words, Words]:
    """Return the ways that passages open: lines as drawn, points straight across the nearest barrier within reach.

    Returns the lines, the polygons of those with a width (``bredde_m``; None without), the names, and the names of
    points that no barrier is near.

    Raises
    ------
    CrsError
        For degrees or another coordinate system than the grid's.
    LayerError
        For features without geometry, and polygons that are neither line nor point, by name.
    """
    require_crs(passages, grid, "passages")
    shapes = shapely.force_2d(passages.geometry.to_numpy())
    names = feature_names(passages)
    empty = np.array([shape is None or shape.is_empty for shape in shapes], np.bool_)
    if empty.any():
        shown = named(names[empty])
        raise LayerError(
            Text(f"passages: {shown.da} uden geometri", f"passages: {shown.en} without geometry"),
            Text("punkter, linjer eller flader i meter", "points, lines or polygons in metres"),
            Text("ret laget", "correct the layer"),
        )
    lines, wide, of, far = [], [], [], []
    cell = float(np.hypot(grid.dx_m, grid.dy_m))
    for shape, width, name in zip(shapes, _numbers(passages, "bredde_m"), names, strict=True):
        ways = [shape]
        if "Point" in shape.geom_type:
            ways = [_across(point, barriers, cell, params.passage_reach_m) for point in shapely.get_parts(shape)]
            far += [name for way in ways if way is None]
        for way in ways:
            if way is not None:
                lines.append(way)
                wide.append(shapely.buffer(way, width / 2, cap_style="flat") if width > 0.0 else None)
                of.append(name)
    return tuple(np.array(one, dtype=object) for one in (lines, wide, of, far))  # type: ignore[return-value]


def _across(point: Any, barriers: Barriers, cell_m: float, reach_m: float) -> Any:  # noqa: ANN401 - shapely geometry
    """Return the line straight across the barrier nearest to a point; None when none is within reach."""
    if not barriers.lines.size:
        return None
    distance = shapely.distance(barriers.lines, point) - barriers.width_m / 2
    nearest = int(np.argmin(distance))
    if distance[nearest] > reach_m:
        return None
    line = barriers.lines[nearest]
    at = shapely.line_locate_point(line, point)
    step = min(1.0, line.length / 4)
    low, high = max(at - step, 0.0), min(at + step, line.length)
    (x0, y0), (x1, y1) = shapely.get_coordinates(shapely.line_interpolate_point(line, [low, high]))
    mx, my = shapely.get_coordinates(shapely.line_interpolate_point(line, at))[0]
    length = np.hypot(x1 - x0, y1 - y0)
    half = barriers.width_m[nearest] / 2 + cell_m
    nx, ny = -(y1 - y0) / length * half, (x1 - x0) / length * half
    return shapely.LineString([(mx - nx, my - ny), (mx + nx, my + ny)])
