"""What new links cross (krydser): water, railways, motor roads, other roads and buildings, with the price of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.crossing_params import CrossingAs
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.prices import PathPrices

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

_ONE_STRUCTURE_M = 30.0  # crossings nearer than this are taken by one bridge or tunnel
_ALONG_SHARE, _ALONG_M = 0.5, 10.0  # a link that is on a railway or motor road for more of it runs along it

NAMES: Mapping[str, Text] = {
    "lakes": Text("sø", "lake"),
    "streams": Text("vandløb", "stream"),
    "rails": Text("bane", "railway"),
    "motor_road": Text("motorvej", "motor road"),
    "road": Text("vej", "road"),
    "buildings": Text("bygning", "building"),
}
"""What a link can cross; what a profile cannot use of roads is crossed in level."""

WATER = frozenset({"lakes", "streams"})


@dataclass(frozen=True, slots=True)
class Crossed:
    """What one link crosses.

    Parameters
    ----------
    kinds:
        Of `NAMES`, in their order.
    bridges_m, tunnels_m:
        The length of each structure.
    in_level:
        How many roads are crossed in level.
    along:
        Whether it runs along a railway or motor road and does not cross it.
    """

    kinds: tuple[str, ...]
    bridges_m: tuple[float, ...]
    tunnels_m: tuple[float, ...]
    in_level: int
    along: bool = False

    def allowed(self, crossing_as: CrossingAs) -> bool:
        """Return whether such a link is thought of at all."""
        if "buildings" in self.kinds or self.along:
            return False
        return crossing_as is not CrossingAs.DROP or set(self.kinds) <= {"road"}

    def cost(self, length_m: float, prices: PathPrices) -> float:
        """Return what a link of this length costs in DKK; NaN when a price that it needs is not known."""
        ground = max(length_m - self.built_m("bridge", prices) - self.built_m("tunnel", prices), 0.0)
        parts = [prices.cost("path", ground)]
        parts += [prices.cost("bridge", metres) for metres in self.bridges_m]
        parts += [prices.cost("tunnel", metres) for metres in self.tunnels_m]
        return float(sum(parts)) + (self.in_level * prices.cost("crossing") if self.in_level else 0.0)

    def built_m(self, kind: str, prices: PathPrices) -> float:
        """Return the metres of ``"bridge"`` or ``"tunnel"`` that are paid for, each of its least length or more."""
        spans = self.bridges_m if kind == "bridge" else self.tunnels_m
        return float(sum(max(metres, prices.by_kind[kind].least) for metres in spans))

    @property
    def priced(self) -> tuple[str, ...]:
        """The kinds of price that it takes."""
        taken = (("path", True), ("bridge", self.bridges_m), ("tunnel", self.tunnels_m), ("crossing", self.in_level))
        return tuple(kind for kind, met in taken if met)


def crossed_by(
    lines: npt.NDArray[Any],
    network: PathNetwork,
    usable: Mask,
    barriers: Mapping[str, gpd.GeoDataFrame],
    crossing_as: CrossingAs,
    *,
    over_roads: npt.NDArray[Any] | None = None,
) -> list[Crossed]:
    """Return what each line crosses.

    Parameters
    ----------
    lines:
        LineStrings, such as links that could be built, from and to a spot that is on neither side of a barrier.
    usable:
        bool of the m edges: those that a profile can use. Of the others, motor roads on the ground are a barrier, and
        roads on the ground are crossed in level; what lies on a bridge or in a tunnel is passed freely.
    barriers:
        ``buildings`` and ``lakes`` (polygons), ``streams`` and ``rails`` (lines), those that are known. A layer that is
        not given is not crossed by anything: say so.
    over_roads:
        LineStrings that meet the roads in place of ``lines``, where a link may land on a road without crossing it.

    Notes
    -----
    The width of a stream is not known: its bridge has no length of its own, and costs the least that a bridge does.
    """
    edges = network.edges
    ground = (edges["level"].to_numpy(np.int64) == 0) & (edges["structure"] == "").to_numpy(np.bool_) & ~usable
    motor = ground & (edges["way_type"] == "motor_road").to_numpy(np.bool_)
    road = ground & (edges["way_type"] == "road").to_numpy(np.bool_)
    shapes = edges.geometry.to_numpy()
    others = {name: _shapes(layer) for name, layer in barriers.items()}
    met: dict[str, dict[int, list[Any]]] = {name: _met(lines, one) for name, one in others.items() if name in NAMES}
    over = lines if over_roads is None else over_roads
    met |= {"motor_road": _met(lines, shapes[motor]), "road": _met(over, shapes[road])}
    return [_one(line, on_road, {kind: met[kind].get(k, []) for kind in NAMES if kind in met}, crossing_as)
            for k, (line, on_road) in enumerate(zip(lines, over, strict=True))]  # fmt: skip


def _shapes(layer: gpd.GeoDataFrame) -> npt.NDArray[Any]:
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    kept = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    made: npt.NDArray[Any] = np.where(shapely.is_valid(kept), kept, shapely.make_valid(kept))
    return made


def _met(lines: npt.NDArray[Any], shapes: npt.NDArray[Any]) -> dict[int, list[Any]]:
    """Return by line what it meets of some shapes."""
    if not (lines.size and shapes.size):
        return {}
    one, other = shapely.STRtree(shapes).query(lines, predicate="intersects")
    made: dict[int, list[Any]] = {}
    for k, shape in zip(one.tolist(), shapes[other], strict=True):
        made.setdefault(k, []).append(shape)
    return made


def _one(line: Any, on_road: Any, met: Mapping[str, list[Any]], crossing_as: CrossingAs) -> Crossed:  # noqa: ANN401 - of shapely
    kinds = tuple(kind for kind in NAMES if met.get(kind))
    water = [span for kind in sorted(WATER) for span in _spans(line, met.get(kind, []))]
    traffic = [span for kind in ("rails", "motor_road") for span in _spans(line, met.get(kind, []))]
    level = len(_grouped(_spans(on_road, met.get("road", []))))
    along = any(stop - start > max(_ALONG_M, _ALONG_SHARE * line.length) for start, stop in traffic)
    if crossing_as is CrossingAs.TUNNEL:
        return Crossed(kinds, _lengths(water), _lengths(traffic), level, along)
    return Crossed(kinds, _lengths([*water, *traffic]), (), level, along)


def _spans(line: Any, shapes: list[Any]) -> list[tuple[float, float]]:  # noqa: ANN401 - of shapely
    """Return from where to where along the line each shape is met."""
    spans = []
    for shape in shapes:
        for part in shapely.get_parts(shapely.intersection(line, shape)):
            at = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(part)))
            spans.append((float(at.min()), float(at.max())))
    return spans


def _grouped(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the spans with those joined that one structure takes."""
    made: list[tuple[float, float]] = []
    for start, stop in sorted(spans):
        if made and start - made[-1][1] <= _ONE_STRUCTURE_M:
            made[-1] = (made[-1][0], max(made[-1][1], stop))
        else:
            made.append((start, stop))
    return made


def _lengths(spans: list[tuple[float, float]]) -> tuple[float, ...]:
    return tuple(max(stop - start, 1e-3) for start, stop in _grouped(spans))  # of no width is not of no bridge
