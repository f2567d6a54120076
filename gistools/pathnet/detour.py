"""Detours (omveje): how much longer the way is than the straight line, as a distribution; never a mean over no way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.pathnet.search import Places, Search

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_CELLS = 8_000_000  # costs held at once
LIMITS = (1.25, 1.5)
"""Ratios that shares are told above."""


@dataclass(frozen=True, eq=False)
class Detours:
    """The detours of pairs of points.

    Parameters
    ----------
    ratio:
        float64, rising: metres of the way, with those to and from the network, over metres in a straight line; of all
        pairs that have a way.
    unreachable:
        Pairs that have none; they are in no median and no share.
    off:
        Pairs with an end that is not on the network.
    near:
        Pairs closer than ``least_m`` in a straight line, which are left out: their ratio says little.
    least_m:
        Metres.
    """

    ratio: F64
    unreachable: int
    off: int
    near: int
    least_m: float

    @property
    def pairs(self) -> int:
        """Pairs that were asked for, less those too near."""
        return self.ratio.size + self.unreachable + self.off

    def quantile(self, share: float) -> float:
        """Return the ratio that a share of the pairs with a way does not exceed; NaN where none has one."""
        return float(np.quantile(self.ratio, share)) if self.ratio.size else np.nan

    def above(self, ratio: float) -> float:
        """Return the share of the pairs with a way whose ratio is above; NaN where none has one."""
        return float((self.ratio > ratio).mean()) if self.ratio.size else np.nan


def detours_between(
    search: Search, places: Places, points: npt.NDArray[np.object_], *, least_m: float = 100.0, most: int = 300,
    seed: int = 1,
) -> Detours:  # fmt: skip
    """Return the detours of all pairs of points, or of a draw of them.

    Parameters
    ----------
    search:
        In metres. Where direction matters each pair counts both ways.
    places, points:
        k places on its network, and the points themselves.
    most:
        So many of the points are drawn when there are more.
    seed:
        The same number draws the same.

    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.search import Search, attach_points
    >>> network = assemble([shapely.LineString([(0, 0), (300, 0), (300, 400)])], [0], [1])
    >>> ends = shapely.points([[0.0, 0.0], [300.0, 400.0]])
    >>> detours_between(Search.whole(network), attach_points(network, ends, max_m=1.0), ends).ratio.tolist()
    [1.4]
    """
    k = len(places)
    chosen = np.arange(k)
    if k > most:
        chosen = np.sort(np.random.default_rng(seed).choice(k, most, replace=False))
    spots, shapes = places[chosen], points[chosen]
    xy = shapely.get_coordinates(shapely.centroid(shapes))
    parts = []
    for some in _some(search, chosen.size):
        straight = np.hypot(*(xy[some, None, :] - xy[None, :, :]).transpose(2, 0, 1))
        away = search.between(spots[some], spots)
        away += spots.access_m[some, None] + spots.access_m[None, :]
        wanted = some[:, None] != np.arange(chosen.size)[None, :]
        if not search.directed:
            wanted &= some[:, None] < np.arange(chosen.size)[None, :]
        off = ~(spots.met[some, None] & spots.met[None, :])
        parts.append((away[wanted], straight[wanted], off[wanted]))
    return _summed(parts, least_m)


def detours_to(
    search: Search, places: Places, points: npt.NDArray[np.object_], ends: Places, goals: npt.NDArray[np.object_], *,
    least_m: float = 100.0,
) -> Detours:  # fmt: skip
    """Return the detour from each point to the goal that is nearest in a straight line, also where it has no way there.

    Parameters
    ----------
    search:
        In metres.
    places, points:
        k places on its network, and the points themselves.
    ends, goals:
        l of them, l above 0: such as schools.
    """
    xy, to = (shapely.get_coordinates(shapely.centroid(one)) for one in (points, goals))
    found, goal = shapely.STRtree(shapely.points(to)).query_nearest(shapely.points(xy), all_matches=False)
    nearest = np.zeros(len(points), np.int64)
    nearest[found] = goal
    back, parts = search.reversed(), []
    for some in _some(search, len(ends)):
        rows = back.between(ends[some], places)
        mine = np.flatnonzero((nearest >= some[0]) & (nearest <= some[-1]))
        one = nearest[mine]
        away = rows[one - some[0], mine] + places.access_m[mine] + ends.access_m[one]
        parts.append((away, np.hypot(*(xy[mine] - to[one]).T), ~(places.met[mine] & ends.met[one])))
    return _summed(parts, least_m)


def _some(search: Search, count: int) -> Iterator[I64]:
    size = max(_CELLS // max(len(search.network.nodes), 1), 1)
    for k in range(0, count, size):
        yield np.arange(k, min(k + size, count))


def _summed(parts: list[tuple[F64, F64, Mask]], least_m: float) -> Detours:
    none = (np.zeros(0), np.zeros(0), np.zeros(0, np.bool_))
    away, straight, off = (np.concatenate(one) for one in zip(none, *parts, strict=True))
    far = straight >= least_m
    ways = far & ~off & np.isfinite(away)
    ratio = np.sort(away[ways] / straight[ways])
    return Detours(ratio, int((far & ~off & ~ways).sum()), int((far & off).sum()), int((~far).sum()), least_m)
