"""Loose ends joined with what they nearly meet (sammenføring af løse ender), in passes until nothing more is done.

An end is loose when nothing else has a node where it lies. In each pass, all at once and whatever the order of rows:

0. What lies on a line without a point there meets it: nodes first, then, where they are asked for, crossings.
1. A loose end looks for an anchor: a point of another line within the limit, else the nearest spot of its line.
   Anchors do not move, so that an end moves once and never further than the limit.
2. Loose ends within the limit of each other become one place when every two of them are: a chain is not joined.
   When an anchor lies within the limit of all of them, they join it; when it is nearer to one, that one joins it.
3. Never across a barrier, never a short line's end with its own other end, never what levels or heights keep apart.

A pass depends on nothing but the lines, and the passes end when one does nothing: building once more changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.anchors import LineAnchors, has_point, levels_allow, line_anchors, own_anchors, passes
from gistools.pathnet.crossings import CROSSING, crossed
from gistools.pathnet.faithful import faithful
from gistools.pathnet.noding import node_ways, place_of
from gistools.pathnet.ways import DECIMALS, TOUCH_M

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.pathnet.anchors import Fences
    from gistools.pathnet.noding import Noded
    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

END_TO_END, END_TO_POINT, END_ON_LINE = "end_to_end", "end_to_point", "end_on_line"
_MOST_PASSES = 50


@dataclass(frozen=True, eq=False)
class Moves:
    """k ends joined with something.

    Parameters
    ----------
    end:
        int64 of k: 2 i for the first point of way i, 2 i + 1 for its last.
    target:
        int64 of k: the way that each is joined with.
    kind:
        `END_TO_END`, `END_TO_POINT`, `END_ON_LINE` or `CROSSING`, of k; what crosses is no end, and does not move.
    before, after:
        float64 of k x 2: where the end was and is.
    along:
        float64 of k: where on the target a point is put in, counted in points; NaN where there is one.
    own_along:
        float64 of k: where on the way itself a point is put in, where it crosses the target; NaN for ends.
    metres:
        float64 of k: how far along it the line that lets go when the join is undone is met (the target of an end, of
        what crosses the way itself); NaN where a point was there.
    """

    end: I64
    target: I64
    kind: npt.NDArray[np.object_]
    before: F64
    after: F64
    along: F64
    own_along: F64
    metres: F64

    @classmethod
    def of_ends(cls, end: I64, target: I64, kind: npt.NDArray[Any], before: F64, after: F64, along: F64) -> Moves:
        """Return those of ends."""
        return cls(end, target, kind, before, after, along, np.full(end.size, np.nan), np.full(end.size, np.nan))

    def measured(self, ways: Ways) -> Moves:
        """Return them with metres, by the ways that they are made on."""
        cross = ~np.isnan(self.own_along)
        way, along = np.where(cross, self.way, self.target), np.where(cross, self.own_along, self.along)
        metres = np.full(len(self), np.nan)
        put_in = ~np.isnan(along)
        metres[put_in] = metres_along(ways, way[put_in], along[put_in])
        return replace(self, metres=metres)

    def __len__(self) -> int:
        """Return how many there are."""
        return self.end.size

    def only(self, which: Mask | I64) -> Moves:
        """Return some of them."""
        return Moves(*(one[which] for one in vars(self).values()))

    @property
    def way(self) -> I64:
        """The way of each end."""
        made: I64 = self.end // 2
        return made

    @classmethod
    def joined(cls, *those: Moves) -> Moves:
        """Return all of several."""
        if not those:
            no, points = np.zeros(0, np.int64), np.zeros((0, 2))
            return cls.of_ends(no, no, np.zeros(0, object), points, points, np.zeros(0))
        return cls(*(np.concatenate(parts) for parts in zip(*(vars(one).values() for one in those), strict=True)))


def loose_ends(ways: Ways, noded: Noded) -> I64:
    """Return the ends at whose node nothing else is."""
    degree = np.bincount(np.concatenate([noded.u, noded.v]), minlength=noded.count)
    made: I64 = np.flatnonzero(degree[noded.node[ways.ends]] == 1)
    return made


def metres_along(ways: Ways, way: I64, along: F64) -> F64:
    """Return how far along ways spots lie that are counted in points."""
    step = np.hypot(*np.diff(ways.xy, axis=0, append=ways.xy[-1:]).T)
    step[ways.last] = 0.0
    run = np.concatenate([[0.0], np.cumsum(step)])
    at = ways.first[way] + np.floor(along).astype(np.int64)
    made: F64 = run[at] - run[ways.first[way]] + (along - np.floor(along)) * step[at]
    return made


def mend(  # noqa: C901 - one pass after another
    ways: Ways,
    mend_m: float,
    z_apart_m: float,
    fences: Fences,
    kept_apart: Any = None,  # noqa: ANN401 - a test of moves
    *,
    crossings: bool = False,
) -> tuple[Ways, Moves]:
    """Return ways whose ends are joined with what they nearly meet, and what was moved.

    Parameters
    ----------
    mend_m:
        The limit; with 0 only ends that lie on another line are joined with it.
    z_apart_m:
        Heights that differ by more keep apart.
    fences:
        What no end is joined across.
    kept_apart:
        Called with moves, returns which of them the user does not want.
    crossings:
        Whether lines that cross at one level meet there.
    """
    done: list[Moves] = []
    noded = node_ways(ways, z_apart_m=z_apart_m)

    def made(moves: Moves) -> tuple[Ways, Noded, Moves]:
        if kept_apart is not None and len(moves):
            moves = moves.only(~kept_apart(ways, moves))
        if not len(moves):
            return ways, noded, moves
        after = moved(ways, moves)
        gone = after.count < 2  # noqa: PLR2004 - both ends at one place: no line is left
        if gone.any():
            moves = moves.only(~gone[moves.way])
            after = moved(ways, moves)
        then = node_ways(after, z_apart_m=z_apart_m)
        good = faithful((ways, noded), (after, then), moves.way, moves.target, moves.after)
        if not good.all():
            moves = moves.only(good)
            after = moved(ways, moves)
            then = node_ways(after, z_apart_m=z_apart_m)
        return after, then, moves.measured(ways)

    def steps() -> Iterator[Moves]:
        touch = touching(ways, noded, z_apart_m)
        level = ways.level[touch.way] == ways.level[touch.target]
        yield touch.only(level)  # these first: a bridge that goes on meets no ground
        yield touch.only(~level)
        if crossings:
            yield _crossing(ways, noded, z_apart_m)
        if mend_m > 0.0:
            yield _one_pass(ways, noded, mend_m, z_apart_m, fences)

    for _ in range(_MOST_PASSES):
        found = next((one for one in map(made, steps()) if len(one[2])), None)
        if found is None:
            break
        ways, noded, moves = found
        done.append(moves)
    return ways, Moves.joined(*done)


def moved(ways: Ways, moves: Moves) -> Ways:
    """Return ways with ends moved, and points put in where they met a line."""
    xy = ways.xy.copy()
    off = (moves.before != moves.after).any(axis=1)
    xy[ways.ends[moves.end[off]]] = moves.after[off]
    new, own = ~np.isnan(moves.along), ~np.isnan(moves.own_along)
    way = np.concatenate([moves.target[new], moves.way[own]])
    after = np.concatenate([moves.after[new], moves.after[own]])
    along = np.concatenate([moves.along[new], moves.own_along[own]])
    if way.size:  # several ends may meet at one spot of a line: one point for all
        _, once = np.unique(np.column_stack([way, along, after]), axis=0, return_index=True)
        way, after, along = way[once], after[once], along[once]
    return ways.with_points(xy, ways.z).with_inserted(way, along, after)


def touching(ways: Ways, noded: Noded, z_apart_m: float) -> Moves:
    """Return where nodes lie on a line that has no point there, at a level that it may meet; a row for each time.

    A line that comes back to a place that it has a point at is asked once more.
    """
    lines = ways.lines()
    place = place_of(ways.xy)
    most = int(place.max(initial=0)) + 1
    is_end = np.zeros(len(ways.xy), np.bool_)
    is_end[ways.ends] = True
    node = np.flatnonzero(noded.node >= 0)
    order = node[np.lexsort((node, ~is_end[node], noded.node[node]))]
    node = order[np.unique(noded.node[order], return_index=True)[1]]  # of each node an end, else any point
    i, way = shapely.STRtree(lines).query(shapely.points(ways.xy[node]), predicate="dwithin", distance=TOUCH_M)
    point, way = node[i], way.astype(np.int64)
    odd = ~shapely.is_simple(lines)
    kept = odd[way] | ~_has(np.unique(ways.of * most + place), way * most + place[point])
    point, way = point[kept], way[kept]
    which, along, z = passes(ways, ways.xy[point], way)
    point, way = point[which], way[which]
    own, line = ways.level[ways.of[point]], ways.level[way]
    good = np.where(is_end[point], levels_allow(own, line), own == line) & ~(np.abs(ways.z[point] - z) > z_apart_m)
    point, way, along = point[good], way[good], along[good]
    at = ways.xy[point]
    end = 2 * ways.of[point] + (point == ways.last[ways.of[point]])
    return Moves.of_ends(end, way, np.full(end.size, END_ON_LINE, object), at, at, along)


def _has(those: I64, asked: I64) -> Mask:
    """Return which of those asked for are among others, which are in order."""
    made: Mask = those[np.minimum(np.searchsorted(those, asked), those.size - 1)] == asked
    return made


def _crossing(ways: Ways, noded: Noded, z_apart_m: float) -> Moves:
    """Return where lines of one level cross."""
    way, own_along, target, along, xy = crossed(ways, noded, z_apart_m)
    kind, none = np.full(way.size, CROSSING, object), np.full(way.size, np.nan)
    return Moves(2 * way, target, kind, xy, xy, along, own_along, none)


def _one_pass(ways: Ways, noded: Noded, limit: float, z_apart_m: float, fences: Fences) -> Moves:
    loose = loose_ends(ways, noded)
    if not loose.size:
        return Moves.joined()
    at = ways.xy[ways.ends[loose]]
    points: npt.NDArray[Any] = shapely.points(at)  # type: ignore[assignment]  # of rows an array
    anchor = _best_anchors(ways, loose, limit, z_apart_m, fences)
    i, j = _pairs(ways, loose, points, limit, z_apart_m, fences)
    n = loose.size
    count, part = csgraph.connected_components(
        sparse.coo_array((np.ones(i.size), (i, j)), shape=(n, n)), directed=False
    )
    size = np.bincount(part, minlength=count)
    clique = np.bincount(part[i], minlength=count) == size * (size - 1)
    single = size[part] == 1
    alone = np.flatnonzero(single & (anchor.way >= 0))
    made = [_to_anchor(loose[alone], at[alone], anchor.take(alone))]
    rest = np.flatnonzero(~single)
    order = rest[np.lexsort((at[rest, 1], at[rest, 0], part[rest]))]
    for members in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        if members.size:
            whole = bool(clique[part[members[0]]])
            made.append(_together(ways, loose, at, members, anchor, limit, fences, clique=whole))
    return Moves.joined(*made)


def _together(
    ways: Ways, loose: I64, at: F64, members: I64, anchor: Anchors, limit: float, fences: Fences, *, clique: bool
) -> Moves:
    """Return the moves of loose ends that hang together: to an anchor, to one of them, or each to its own."""
    level = ways.level[loose[members] // 2]
    high = level[level != 0]
    fits = clique and (np.unique(level).size == 1 or np.unique(high).size == high.size)
    own = members[anchor.way[members] >= 0]
    if fits:
        wide = np.hypot(*(at[members][:, None, :] - at[members][None, :, :]).transpose(2, 0, 1)).max()
        if own.size:
            best = own[np.lexsort((at[own, 1], at[own, 0], anchor.away[own]))[0]]
            to = np.hypot(*(at[members] - anchor.xy[best]).T)
            open_ = ~fences.between(at[members], np.repeat(anchor.xy[best][None], members.size, axis=0))
            fine = levels_allow(level, np.full(level.size, ways.level[anchor.way[best]])) & (
                loose[members] // 2 != anchor.way[best]
            )
            fine &= ~has_point(ways, loose[members], np.repeat(anchor.xy[best][None], members.size, axis=0), limit)
            if (
                (to <= limit).all()
                and open_.all()
                and fine.all()
                and not (high.size and np.unique(high).size != high.size)
            ):
                return _to_anchor(loose[members], at[members], anchor.take(np.full(members.size, best)))
            if anchor.away[best] <= wide:
                return _to_anchor(loose[own], at[own], anchor.take(own))
        total = np.hypot(*(at[members][:, None, :] - at[members][None, :, :]).transpose(2, 0, 1)).sum(axis=1)
        heart = members[np.lexsort((at[members, 1], at[members, 0], np.round(total, DECIMALS)))[0]]
        rest = members[members != heart]
        k = rest.size
        return Moves.of_ends(loose[rest], np.repeat(loose[heart] // 2, k), np.full(k, END_TO_END, object), at[rest],
                     np.repeat(at[heart][None], k, axis=0), np.full(k, np.nan))  # fmt: skip
    return _to_anchor(loose[own], at[own], anchor.take(own))


@dataclass(frozen=True, eq=False)
class Anchors:
    """The best anchor of each of n loose ends: the way (-1 for none), where, how far away, and where on the way."""

    way: I64
    xy: F64
    away: F64
    along: F64

    def take(self, which: I64) -> Anchors:
        """Return some of them, in that order."""
        return Anchors(*(one[which] for one in vars(self).values()))


def _to_anchor(end: I64, at: F64, anchor: Anchors) -> Moves:
    kind = np.where(np.isnan(anchor.along), END_TO_POINT, END_ON_LINE).astype(object)
    return Moves.of_ends(end, anchor.way, kind, at, anchor.xy, anchor.along)


def _best_anchors(ways: Ways, loose: I64, limit: float, z_apart_m: float, fences: Fences) -> Anchors:
    """Return the nearest anchor of each loose end; of equal ones the first by place."""
    n = loose.size
    at = ways.xy[ways.ends[loose]]
    best = Anchors(np.full(n, -1, np.int64), np.full((n, 2), np.nan), np.full(n, np.inf), np.full(n, np.nan))
    i, way = shapely.STRtree(ways.lines()).query(shapely.points(at), predicate="dwithin", distance=limit)
    kept = loose[i] // 2 != way
    i, way = i[kept].astype(np.int64), way[kept].astype(np.int64)
    found = line_anchors(ways, loose[i], way, limit, z_apart_m, loose)
    other_end = ways.xy[ways.ends[loose[i] ^ 1]]
    short = (ways.length_m()[loose[i] // 2] <= 2.0 * limit) & (np.hypot(*(found.xy - other_end).T) <= limit)
    good = (
        found.there & ~short & found.heights_fit & (found.away <= limit)
        & levels_allow(ways.level[loose[i] // 2], ways.level[way])
    )  # fmt: skip
    good[good] = ~has_point(ways, loose[i[good]], found.xy[good], limit)
    good[good] = ~fences.between(at[i[good]], found.xy[good])
    i, way, found = i[good], way[good], found.only(good)
    i, way, found = _with_own(ways, loose, (i, way, found), limit)
    on_line = ~np.isnan(found.along)  # a point that is there goes before a spot as near
    order = np.lexsort((way, found.xy[:, 1], found.xy[:, 0], on_line, np.round(found.away, DECIMALS), i))
    _, first = np.unique(i[order], return_index=True)
    pick = order[first]
    best.way[i[pick]], best.xy[i[pick]] = way[pick], found.xy[pick]
    best.away[i[pick]], best.along[i[pick]] = found.away[pick], found.along[pick]
    return best


def _with_own(
    ways: Ways, loose: I64, found: tuple[I64, I64, LineAnchors], limit: float
) -> tuple[I64, I64, LineAnchors]:
    """Return anchors with those of ends on their own lines: only lines that come back near one of their loose ends."""
    i, way, anchors = found
    near = _come_back(ways, loose, limit)
    there, xy, away, along = own_anchors(ways, loose[near], limit)
    own, k = near[there], int(there.sum())
    mine = loose[own] // 2
    more = LineAnchors(
        loose[own], mine, xy[there], away[there], along[there], np.ones(k, np.bool_), np.ones(k, np.bool_)
    )
    both = LineAnchors(
        *(np.concatenate(pair) for pair in zip(vars(anchors).values(), vars(more).values(), strict=True))
    )
    return np.concatenate([i, own]), np.concatenate([way, mine]), both


def _come_back(ways: Ways, loose: I64, limit: float) -> I64:
    """Return which loose ends have a segment of their own line, other than the one it ends, within the limit."""
    way = loose // 2
    count = ways.count[way] - 1
    pair = np.repeat(np.arange(way.size), count)
    k = np.arange(pair.size) - np.repeat(np.cumsum(count) - count, count)
    a = k + ways.first[way][pair]
    at = ways.xy[ways.ends[loose]][pair]
    p, step = ways.xy[a], ways.xy[a + 1] - ways.xy[a]
    share = np.clip(((at - p) * step).sum(axis=1) / (step**2).sum(axis=1), 0.0, 1.0)
    away = np.hypot(*(p + share[:, None] * step - at).T)
    first = np.where(loose[pair] % 2 == 0, k == 0, k == count[pair] - 1)
    made: I64 = np.unique(pair[(away <= limit) & ~first])
    return made


def _pairs(
    ways: Ways, loose: I64, points: npt.NDArray[Any], limit: float, z_apart_m: float, fences: Fences
) -> tuple[I64, I64]:
    """Return the pairs of loose ends that may be joined, both ways."""
    i, j = shapely.STRtree(points).query(points, predicate="dwithin", distance=limit)
    kept = i < j
    i, j = i[kept].astype(np.int64), j[kept].astype(np.int64)
    length = ways.length_m()
    own = loose[i] // 2 == loose[j] // 2
    z = ways.z[ways.ends[loose]]
    apart = np.abs(z[i] - z[j]) > z_apart_m  # NaN is not apart
    good = ~(own & (length[loose[i] // 2] <= 2.0 * limit)) & ~apart
    xy = ways.xy[ways.ends[loose]]
    good[good] = ~fences.between(xy[i[good]], xy[j[good]])
    i, j = i[good], j[good]
    return np.concatenate([i, j]), np.concatenate([j, i])
