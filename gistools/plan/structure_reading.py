"""A layer of elements for cloudburst water read as a graph: ends snapped, every fault told at once."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_shown, number_in, require_kind
from gistools.errors import LayerError
from gistools.plan.structure_kinds import (
    BY_NAME,
    CARRIES,
    HOLDS,
    JUNCTION,
    NAME,
    OTHER_NAMES,
    STRUCTURE_KINDS,
    TYPE,
    StructureKind,
)
from gistools.plan.structure_params import Direction, StructureParams
from gistools.terrain.types import ConditionedTerrain, require_crs
from gistools.text import Text
from gistools.tool import Geometry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

STRUCTURE = Text("skybrudsstruktur", "cloudburst structure")
_SHAPES = {Geometry.POINT: shapely.Point, Geometry.LINE: shapely.LineString, Geometry.POLYGON: shapely.Polygon}
_MOST_CYCLES = 10


@dataclass(frozen=True, eq=False)
class Element:
    """One row of the layer, without a fault of its own.

    Parameters
    ----------
    row:
        Its row, from 1.
    kind, name, shape:
        What it is, what it is called, and where (one part, in the plane; lines lead from first to last point).
    holds_m3:
        What it holds back.
    carries_m3_s, carries_m3:
        What can pass, m³/s, or m³ in the event; NaN where not given. Neither: without limit.
    """

    row: int
    kind: StructureKind
    name: str
    shape: BaseGeometry
    holds_m3: float
    carries_m3_s: float
    carries_m3: float

    def carried_m3(self, duration_h: float) -> float:
        """Return what can pass in the event, m³; inf without limit."""
        if not math.isnan(self.carries_m3_s):
            return self.carries_m3_s * duration_h * 3600.0
        return math.inf if math.isnan(self.carries_m3) else self.carries_m3


@dataclass(frozen=True, eq=False)
class Structure:
    """Elements for cloudburst water as a graph (skybrudsstruktur); made by `read_structure`.

    Parameters
    ----------
    graph:
        Places and the lines between them. A node is a number from 1: elements that are places in the order of their
        rows, then junctions of lines. Nodes carry ``element`` (None for junctions), ``kind``, ``name``, ``x``, ``y``,
        ``holds_m3``, ``carries_m3_s`` and ``carries_m3``; edges the same (but x and y) and ``length_m``. There is no
        cycle.
    crs:
        Coordinate system.
    notes:
        What the user should know.
    """

    graph: nx.DiGraph[int]
    crs: str
    notes: tuple[Text, ...]

    def __repr__(self) -> str:
        """One line."""
        return f"<Structure: {self.graph.number_of_nodes()} places, {self.graph.number_of_edges()} lines>"


def read_structure(
    layer: gpd.GeoDataFrame, terrain: ConditionedTerrain, params: StructureParams | None = None
) -> Structure:
    """Return a layer of cloudburst roads, channels, pipes, basins, delays, outlets and recipients as a graph.

    Columns: ``type`` (see `gistools.plan.structure_kinds`), ``navn``, ``kapacitet_m3_s`` (what can pass, m³/s) and
    ``kapacitet_m3`` (what basins, delays and delaying roads hold back; of the others what can pass in the event). Lines
    need what can pass. An end of a line belongs to the nearest place within the tolerance, else to the junction of
    lines that first came so near (in the order of rows), else it is a junction of its own.

    Parameters
    ----------
    layer:
        Points, lines and polygons in the coordinate system of the terrain.
    terrain:
        What it lies on.
    params:
        Tolerance, and which way lines lead.

    Raises
    ------
    CrsError
        For another coordinate system than the terrain's.
    LayerError
        Lists all faults: unknown kinds, capacities that are missing or no numbers, shapes that are none, lines that
        lead nowhere, outlets that no line reaches, two lines between the same places, and lines that lead in a ring.

    Examples
    --------
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition
    >>> z = np.tile(np.arange(9, 0, -1, dtype=np.float32), (3, 1))
    >>> terrain = condition(Raster(z, Grid(3, 9, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> layer = gpd.GeoDataFrame(
    ...     {"type": ["skybrudsvej", "udløb"], "kapacitet_m3_s": ["0,5", None]},
    ...     geometry=[shapely.LineString([(1.5, 1.5), (6.5, 1.5)]), shapely.Point(7.0, 1.5)], crs="EPSG:25832")
    >>> read_structure(layer, terrain).graph.edges
    OutEdgeView([(2, 1)])
    """
    params = params or StructureParams()
    require_kind(layer, gpd.GeoDataFrame, "structure")
    require_kind(terrain, ConditionedTerrain, "terrain")
    require_crs(layer, terrain.grid, STRUCTURE)
    faults: list[Text] = []
    elements = _elements(layer, terrain, faults)
    turned: list[Element] = []
    lines = [_led(one, terrain, params, turned) for one in elements if one.kind.is_line]
    places = [one for one in elements if not one.kind.is_line]
    graph = _joined(places, lines, params.tolerance_m, faults)
    faults += _loose(graph, lines, params.tolerance_m)
    faults += _rings(graph)
    if faults:
        raise _error(faults)
    return Structure(graph, terrain.grid.crs, _uphill(lines, terrain, turned))


def _error(faults: Sequence[Text]) -> LayerError:
    names = ", ".join(kind.names[0] for kind in STRUCTURE_KINDS)
    return LayerError(
        Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
        Text(
            f"elementer af slagsene {names} med kapacitet, hvor hver linje fører til et sted, og ingen fører i ring",
            f"elements of the kinds {names} with capacities, where each line leads to a place and none in a ring",
        ),
        Text("ret de nævnte rækker", "correct the rows named"),
    )


def _elements(layer: gpd.GeoDataFrame, terrain: ConditionedTerrain, faults: list[Text]) -> list[Element]:
    """Return the elements of the rows without faults, and note those of the others."""
    columns: dict[str, Any] = {}
    for column in layer.columns:
        small = str(column).lower()
        if column != layer.geometry.name:
            columns.setdefault(OTHER_NAMES.get(small, small), column)
    if TYPE not in columns:
        raise _error([Text(f"kolonnen {TYPE} mangler", f"column {TYPE} is missing")])
    if not len(layer):
        raise _error([Text("intet element", "no element")])
    rows = pd.DataFrame(layer.drop(columns=layer.geometry.name)).to_dict("records")
    found = []
    for number, (row, shape) in enumerate(zip(rows, layer.geometry, strict=True), start=1):
        told = {name: row.get(columns[name]) if name in columns else None for name in (TYPE, NAME, HOLDS, CARRIES)}
        found += _element(number, told, shape, terrain, faults)
    return found


def _element(
    number: int,
    told: Mapping[str, Any],
    shape: BaseGeometry | None,
    terrain: ConditionedTerrain,
    faults: list[Text],
) -> list[Element]:
    said = "" if told[TYPE] is None or told[TYPE] != told[TYPE] else str(told[TYPE]).strip()
    kind = BY_NAME.get(said.lower())
    if kind is None:
        faults.append(Text(f"række {number}: ukendt type {said!r}", f"row {number}: unknown type {said!r}"))
        return []
    before = len(faults)
    what = Text(f"række {number} ({kind.label.da})", f"row {number} ({kind.label.en})")
    numbers = {}
    for name in (HOLDS, CARRIES):
        numbers[name] = math.nan
        try:
            numbers[name] = number_in(told[name])
        except (ValueError, TypeError):
            shown = cell_shown(told[name])
            faults.append(Text(f"{what.da}: {name} = {shown.da}", f"{what.en}: {name} = {shown.en}"))
            continue
        if numbers[name] < 0 or math.isinf(numbers[name]):
            faults.append(Text(f"{what.da}: {name} = {numbers[name]:g}", f"{what.en}: {name} = {numbers[name]:g}"))
        if math.isnan(numbers[name]) and _needs(kind, name, numbers[HOLDS]):
            faults.append(Text(f"{what.da}: {name} mangler", f"{what.en}: {name} is missing"))
    part = _part(shape)
    if part is None or not isinstance(part, tuple(_SHAPES[one] for one in kind.geometry)) or not part.is_valid:
        drawn = "intet" if shape is None else shape.geom_type
        right = "/".join(one.value for one in kind.geometry)
        faults.append(Text(f"{what.da}: {drawn}, ikke {right}", f"{what.en}: {drawn}, not {right}"))
    elif not shapely.box(*terrain.grid.bounds).covers(part):
        faults.append(Text(f"{what.da}: uden for kortet", f"{what.en}: off the map"))
    elif kind.is_line and part.length == 0.0:
        faults.append(Text(f"{what.da}: uden længde", f"{what.en}: without length"))
    if len(faults) > before or part is None:
        return []
    name = "" if told[NAME] is None or told[NAME] != told[NAME] else str(told[NAME]).strip()
    holds = numbers[HOLDS] if kind.holds else 0.0
    carries = math.nan if kind.holds else numbers[HOLDS]
    return [Element(number, kind, name or f"{kind.label.da} {number}", part, holds, numbers[CARRIES], carries)]


def _needs(kind: StructureKind, name: str, holds: float) -> bool:
    """Whether a capacity must be given: what is held back, and of lines what can pass."""
    if name == HOLDS:
        return kind.holds
    return kind.is_line and (kind.holds or math.isnan(holds))


def _part(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return the only part of a shape in the plane; None when there is none, or several."""
    if shape is None or shape.is_empty:
        return None
    parts = shapely.get_parts(shapely.force_2d(shape))
    return parts[0] if len(parts) == 1 and np.isfinite(shapely.get_coordinates(parts[0])).all() else None


def _heights(line: BaseGeometry, terrain: ConditionedTerrain) -> tuple[float, float]:
    """Return the ground at the first and last point of a line; NaN off land."""
    ends = shapely.get_coordinates(line)[[0, -1]]
    first, last = (float(terrain.surface.values[cell_in(terrain, x, y)]) for x, y in ends)
    return first, last


def cell_in(terrain: ConditionedTerrain, x: float, y: float) -> tuple[int, int]:
    """Return the cell of a point of the map; a point on its edge belongs to the cell beside it."""
    grid = terrain.grid
    row = min(max(int((grid.y0 - y) / grid.dy_m), 0), grid.rows - 1)
    return row, min(max(int((x - grid.x0) / grid.dx_m), 0), grid.cols - 1)


def _led(one: Element, terrain: ConditionedTerrain, params: StructureParams, turned: list[Element]) -> Element:
    """Return a line as it leads water."""
    first, last = _heights(one.shape, terrain)
    if params.direction is Direction.DRAWN or not first < last:
        return one
    turned.append(one)
    return Element(one.row, one.kind, one.name, one.shape.reverse(), one.holds_m3, one.carries_m3_s, one.carries_m3)


def _uphill(lines: list[Element], terrain: ConditionedTerrain, turned: list[Element]) -> tuple[Text, ...]:
    notes = []
    up = [
        f"{one.row} ({one.name})" for one in lines if _heights(one.shape, terrain)[0] < _heights(one.shape, terrain)[1]
    ]
    if up:
        notes.append(
            Text(
                f"Linjer, der fører vand mod højere terræn (række): {', '.join(up)}",
                f"Lines that lead water to higher ground (row): {', '.join(up)}",
            )
        )
    if turned:
        names = ", ".join(f"{one.row} ({one.name})" for one in turned)
        notes.append(
            Text(
                f"Linjer vendt, så de fører fra højere til lavere terræn (række): {names}",
                f"Lines turned, so that they lead from higher to lower ground (row): {names}",
            )
        )
    return tuple(notes)


def _joined(places: list[Element], lines: list[Element], reach: float, faults: list[Text]) -> nx.DiGraph[int]:
    """Return the graph of places and lines, and note lines that cannot be in it."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    for number, one in enumerate(places, start=1):
        at = one.shape if isinstance(one.shape, shapely.Point) else shapely.point_on_surface(one.shape)
        graph.add_node(number, element=one, **_told(one), x=float(at.x), y=float(at.y))
    junctions: list[tuple[int, shapely.Point]] = []

    def place_of(point: shapely.Point) -> int:
        far = [(float(one.shape.distance(point)), number) for number, one in enumerate(places, start=1)]
        near = [pair for pair in far if pair[0] <= reach]
        if near:
            return min(near)[1]
        there = [(float(at.distance(point)), number) for number, at in junctions if at.distance(point) <= reach]
        if there:
            return min(there)[1]
        number = len(places) + len(junctions) + 1
        junctions.append((number, point))
        nothing = {"holds_m3": 0.0, "carries_m3_s": math.nan, "carries_m3": math.nan}
        graph.add_node(number, element=None, kind=JUNCTION, name=f"Knude {number}", **nothing, x=point.x, y=point.y)
        return number

    for one in lines:
        ends = [shapely.Point(xy) for xy in shapely.get_coordinates(one.shape)[[0, -1]]]
        first, last = place_of(ends[0]), place_of(ends[1])
        if first == last:
            faults.append(
                Text(
                    f"række {one.row} ({one.name}) begynder og ender samme sted",
                    f"row {one.row} ({one.name}) begins and ends at the same place",
                )
            )
        elif graph.has_edge(first, last):
            other = graph.edges[first, last]["element"]
            faults.append(
                Text(
                    f"række {other.row} og {one.row} fører mellem de samme to steder: saml dem i én",
                    f"rows {other.row} and {one.row} lead between the same two places: make them one",
                )
            )
        else:
            graph.add_edge(first, last, element=one, **_told(one), length_m=float(one.shape.length))
    return graph


def _told(one: Element) -> dict[str, Any]:
    return {
        "kind": one.kind.id,
        "name": one.name,
        "holds_m3": one.holds_m3,
        "carries_m3_s": one.carries_m3_s,
        "carries_m3": one.carries_m3,
    }


def _loose(graph: nx.DiGraph[int], lines: list[Element], reach: float) -> list[Text]:
    """Return the loose ends: lines that lead nowhere, outlets that nothing reaches, recipients that lead on."""
    faults = []
    for node, told in graph.nodes(data=True):
        one, at = told["element"], shapely.Point(told["x"], told["y"])
        if one is None and graph.out_degree(node) == 0:
            for _, _, edge in graph.in_edges(node, data=True):
                line = edge["element"]
                across = [o.row for o in lines if o is not line and o.shape.distance(at) <= reach]
                near = f"; del række {across[0]} her" if across else ""
                close = f"; split row {across[0]} here" if across else ""
                faults.append(
                    Text(
                        f"række {line.row} ({line.name}) ender løst ved {at.x:.1f}, {at.y:.1f}{near}",
                        f"row {line.row} ({line.name}) ends loose at {at.x:.1f}, {at.y:.1f}{close}",
                    )
                )
        elif one is not None and one.kind.ends and graph.in_degree(node) == 0:
            faults.append(
                Text(
                    f"række {one.row} ({one.name}) nås ikke af nogen linje",
                    f"row {one.row} ({one.name}) is reached by no line",
                )
            )
        if one is not None and one.kind.id == "recipient" and graph.out_degree(node):
            faults.append(
                Text(
                    f"række {one.row} ({one.name}) er en recipient, men en linje fører vand fra den",
                    f"row {one.row} ({one.name}) is a recipient, but a line leads water from it",
                )
            )
    return faults


def _rings(graph: nx.DiGraph[int]) -> list[Text]:
    """Return the rings that lines lead in, at most some of them."""
    faults = []
    for ring in itertools.islice(nx.simple_cycles(graph), _MOST_CYCLES):
        first = ring.index(min(ring))
        way = [*ring[first:], *ring[:first]]
        rows = ", ".join(str(graph.edges[a, b]["element"].row) for a, b in zip(way, [*way[1:], way[0]], strict=True))
        faults.append(Text(f"linjerne i række {rows} fører i ring", f"the lines of rows {rows} lead in a ring"))
    return sorted(faults, key=lambda one: one.en)
