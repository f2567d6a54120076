"""What a municipality judged of roads (vurderede veje), worth the stretch that is covered, however edges are split.

A stretch is about a judged line when it lies close to it and runs along it. Both are told of each straight piece alone,
so that splitting, turning or merging the edges, or the judged lines, changes no metre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from gistools.errors import LayerError
from gistools.pathnet.school_danger import FAILS, FINE, OPEN, UNJUDGED
from gistools.pathnet.school_rules import LAST_GRADE, grades_in
from gistools.pathnet.school_spots import LEAST_M
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    I8 = npt.NDArray[np.int8]
    Shapes = npt.NDArray[Any]

MATCH_M = 2.0
"""Metres within which an edge follows a judged line; a choice."""

ALONG_DEGREES = 30.0
"""How much an edge may turn from a judged line that it follows; a choice. A way that crosses turns more."""

_ROUND = 64  # segments of a quarter of a circle
_SAID = {
    **dict.fromkeys(("ja", "yes", "true", "1", "farlig", "dangerous"), FAILS),
    **dict.fromkeys(("nej", "no", "false", "0", "ikke farlig"), FINE),
    **dict.fromkeys(("ukendt", "unknown", "", "nan", "none"), OPEN),
}


class Stretch(NamedTuple):
    """A part of an edge (from 0), from and to a metre along it, and what was judged of it."""

    edge: int
    start: float
    end: float
    said: int


def judged_stretches(
    network: PathNetwork, layer: gpd.GeoDataFrame, low: int, high: int, *, match_m: float = MATCH_M
) -> list[Stretch]:
    """Return the stretches of edges that rows are about, for some grades; those of one answer do not overlap.

    A stretch is about a line when it is within ``match_m`` of a straight piece of it and turns no more than
    `ALONG_DEGREES` from that, so that a judged road says nothing of a path that crosses it. Of a polygon it is what
    lies in it, also where it only crosses, and what follows its border.

    Parameters
    ----------
    layer:
        Lines or polygons. ``trafikfarlig`` (or ``dangerous``) says ja, nej or ukendt; without that column all rows are
        of dangerous roads. ``trin`` (or ``grades``) says of which grades, such as 0-3; of all when empty.

    Raises
    ------
    LayerError
        For other words, with all of them.

    >>> import geopandas as gpd
    >>> from gistools.pathnet.network import assemble
    >>> road = assemble([shapely.LineString([(0, 0), (100, 0)])], [0], [1])
    >>> half = gpd.GeoDataFrame({"trafikfarlig": ["ja"]}, geometry=[shapely.LineString([(20, 0), (50, 0)])])
    >>> [(one.edge, round(one.start), round(one.end), one.said) for one in judged_stretches(road, half, 0, 3)]
    [(0, 18, 52, -1)]
    """
    said = _said(layer, low, high)
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    about = np.flatnonzero((said != UNJUDGED) & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    lines = shapely.force_2d(network.edges.geometry.to_numpy())
    if not (about.size and lines.size):
        return []
    reach = max(match_m, LEAST_M)
    near = np.unique(shapely.STRtree(lines).query(shapes[about], predicate="dwithin", distance=reach)[1])
    pieces = _Pieces.of(lines[near])
    found: list[Stretch] = []
    for answer in (FAILS, OPEN, FINE):
        parts, _ = _parts(shapes[about[said[about] == answer]])
        if not parts.size:
            continue
        areas = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - the dimension of polygons
        borders = np.where(shapely.get_dimensions(parts) == 2, shapely.boundary(parts), parts)  # noqa: PLR2004
        met = [*pieces.along(_Pieces.of(_parts(borders)[0]), reach), *pieces.inside(areas)]
        found += [Stretch(int(near[line]), start, end, answer) for line, start, end in _joined(met)]
    return found


def judged_cuts(
    network: PathNetwork, layer: gpd.GeoDataFrame, low: int, high: int, *, match_m: float = MATCH_M
) -> list[tuple[int, float]]:
    """Return where edges are to be cut, so that each piece is judged or not: edge from 0, and metres along it."""
    met = judged_stretches(network, layer, low, high, match_m=match_m)
    return [(one.edge, at) for one in met for at in (one.start, one.end)]


def judged_edges(network: PathNetwork, layer: gpd.GeoDataFrame, low: int, high: int, *, match_m: float = MATCH_M) -> I8:
    """Return what a municipality judged of each edge for some grades: `FAILS` for dangerous, `UNJUDGED` for nothing.

    An edge is judged when its middle lies in a stretch that is, see `judged_stretches`; the network is to be cut
    before, see `judged_cuts`. Of several rows the most dangerous counts.
    """
    made = np.full(len(network.edges), UNJUDGED, np.int8)
    for one in judged_stretches(network, layer, low, high, match_m=match_m):
        if one.start <= network.length_m[one.edge] / 2.0 <= one.end:
            made[one.edge] = min(made[one.edge], one.said)
    return made


def _said(layer: gpd.GeoDataFrame, low: int, high: int) -> I8:
    columns = {str(name).casefold(): name for name in layer.columns}
    said_in = next((columns[name] for name in ("trafikfarlig", "dangerous", "farlig") if name in columns), None)
    grades_at = next((columns[name] for name in ("trin", "klassetrin", "grades") if name in columns), None)
    said, strange = np.full(len(layer), FAILS, np.int8), []
    for k in range(len(layer)):
        if said_in is not None:
            word = str(layer[said_in].iloc[k]).strip().casefold()
            if word not in _SAID:
                strange.append(f"{said_in} = {word}")
            said[k] = _SAID.get(word, OPEN)
        of = (0, LAST_GRADE) if grades_at is None else grades_in(layer[grades_at].iloc[k])
        if of is None:
            strange.append(f"{grades_at} = {layer[grades_at].iloc[k]}")
        elif of[1] < low or of[0] > high:
            said[k] = UNJUDGED
    if strange:
        shown = ", ".join(dict.fromkeys(strange))
        raise LayerError(
            Text(f"vurderede veje: {shown}", f"judged roads: {shown}"),
            Text("ja, nej eller ukendt, og klassetrin som 0-3", "ja, nej or ukendt, and grades such as 0-3"),
            Text("ret de nævnte ord i laget", "correct the words named in the layer"),
        )
    return said


def _parts(shapes: Shapes) -> tuple[Shapes, I64]:
    """Return single lines and polygons, also of what collections hold, and of which shape each is."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    again = shapely.get_type_id(parts) >= 4  # noqa: PLR2004 - of parts of many
    if again.any():
        inner, by = shapely.get_parts(parts, return_index=True)
        parts, of = inner, of[by]
    return parts, of


class _Pieces(NamedTuple):
    """Straight pieces of lines: their ends, the line of each, and how far along it each begins."""

    a: F64
    b: F64
    line: I64
    start: F64

    @classmethod
    def of(cls, lines: Shapes) -> _Pieces:
        at, of = shapely.get_coordinates(lines, return_index=True)
        same = of[1:] == of[:-1]
        a, b, line = at[:-1][same], at[1:][same], of[1:][same]
        length = np.hypot(*(b - a).T)
        before = np.cumsum(length) - length
        first = np.searchsorted(line, line)  # the first piece of its line
        kept = length > 0.0
        start = before - before[first] if line.size else before
        return cls(a[kept], b[kept], line[kept].astype(np.int64), start[kept])

    @property
    def shapes(self) -> Shapes:
        if not self.line.size:
            return np.empty(0, object)
        return np.asarray(shapely.linestrings(np.stack([self.a, self.b], axis=1)))

    @property
    def ways(self) -> F64:
        """Return the direction of each, of length 1."""
        step = self.b - self.a
        made: F64 = step / np.hypot(*step.T)[:, None]
        return made

    def along(self, judged: _Pieces, reach: float) -> Iterable[tuple[int, float, float]]:
        """Return the stretches within a reach of judged pieces that run as they do: line, from, to."""
        mine, others = self.shapes, judged.shapes
        if not (mine.size and others.size):
            return []
        other, own = shapely.STRtree(mine).query(others, predicate="dwithin", distance=reach)
        turned = np.abs((self.ways[own] * judged.ways[other]).sum(axis=1))
        kept = turned >= np.cos(np.radians(ALONG_DEGREES))
        other, own = other[kept], own[kept]
        return self._within(own, shapely.buffer(others[other], reach, quad_segs=_ROUND))

    def inside(self, areas: Shapes) -> Iterable[tuple[int, float, float]]:
        """Return the stretches that lie in areas: line, from, to."""
        mine = self.shapes
        if not (mine.size and areas.size):
            return []
        area, own = shapely.STRtree(mine).query(areas, predicate="intersects")
        return self._within(own, areas[area])

    def _within(self, own: I64, areas: Shapes) -> Iterable[tuple[int, float, float]]:
        parts, of = _parts(shapely.intersection(self.shapes[own], areas))
        kept = shapely.length(parts) > 0.0
        parts, own = parts[kept], own[of[kept]]
        ends = [shapely.get_coordinates(shapely.get_point(parts, k)) for k in (0, -1)]
        far = np.sort(np.column_stack([np.hypot(*(end - self.a[own]).T) for end in ends]), axis=1)
        at = self.start[own][:, None] + far
        return list(zip(self.line[own].tolist(), at[:, 0].tolist(), at[:, 1].tolist(), strict=True))


def _joined(stretches: Iterable[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    """Return stretches of lines with those that overlap or touch as one."""
    made: list[tuple[int, float, float]] = []
    for line, start, end in sorted(stretches):
        if made and made[-1][0] == line and start <= made[-1][2] + LEAST_M:
            made[-1] = (line, made[-1][1], max(made[-1][2], end))
        else:
            made.append((line, start, end))
    return made
