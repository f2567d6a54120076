"""Loose ends joined with what they nearly meet (sammenføring af løse ender), in passes until nothing more is done.

An end is loose when nothing else has a node where it lies. In each pass, all at once and whatever the order of rows:

0. Of pieces that lie twice one is kept. What lies on a line without a point there meets it: nodes first, then, where
   they are asked for, crossings.
1. A loose end looks for an anchor: of each segment nearby a point within the limit, else its nearest spot.
   Anchors do not move, so that an end moves once and never further than the limit.
2. Loose ends within the limit of each other become one place when every two of them are: a chain is not joined.
   When an anchor lies within the limit of all of them, they join it; when it is nearer to one, that one joins it.
3. Never across a barrier, never what levels or heights keep apart, and never what is joined already within twice the
   limit along the network: no end is folded back, and no short line is lost.
4. A join that would do more or less than its row says is not made (`gistools.pathnet.faithful`).

A pass sees lines cut at all nodes, and asks for nothing but these pieces: not which line they are of, not their order,
not their direction. The passes end when one does nothing. The edges of a network are such pieces, so that building it
again from them begins where this ended, and does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from gistools.pathnet.anchors import Spots, Walk, far_apart, levels_allow, passes, settled, spots_near
from gistools.pathnet.crossings import CROSSING, crossed
from gistools.pathnet.duplicates import one_of_each
from gistools.pathnet.faithful import faithful
from gistools.pathnet.noding import in_pieces, node_ways, place_of
from gistools.pathnet.repairs import DONE, base_of, id_of, move_rows
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
    """

    end: I64
    target: I64
    kind: npt.NDArray[np.object_]
    before: F64
    after: F64
    along: F64
    own_along: F64

    @classmethod
    def of_ends(cls, end: I64, target: I64, kind: npt.NDArray[Any], before: F64, after: F64, along: F64) -> Moves:
        """Return those of ends."""
        return cls(end, target, kind, before, after, along, np.full(end.size, np.nan))

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


@dataclass(frozen=True, eq=False)
class Mended:
    """Lines cut at their nodes, their loose ends joined, their nodes, and a row of the audit for each thing done."""

    ways: Ways
    noded: Noded
    rows: list[dict[str, Any]]


class _State:
    """Pieces as they are in one pass."""

    def __init__(self, ways: Ways, noded: Noded) -> None:
        self.ways, self.noded = in_pieces(ways, noded)

    @cached_property
    def lines(self) -> npt.NDArray[Any]:
        return self.ways.lines()

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.lines)


def mend(
    ways: Ways,
    mend_m: float,
    z_apart_m: float,
    fences: Fences,
    allowed: frozenset[str] | None = None,
    *,
    crossings: bool = False,
) -> Mended:
    """Return ways cut at their nodes, whose ends are joined with what they nearly meet, and what was done.

    Parameters
    ----------
    ways:
        With the column ``moves``: 0 for all.
    mend_m:
        The limit; with 0 only ends that lie on another line are joined with it.
    z_apart_m:
        Heights that differ by more keep apart.
    fences:
        What no end is joined across.
    allowed:
        Ids of repairs (`gistools.pathnet.repairs.base_of`): nothing else is done. None for whatever is found.
    crossings:
        Whether lines that cross at one level meet there.
    """
    rows: list[dict[str, Any]] = []
    unlike: list[dict[str, Any]] = []
    state = _State(ways, node_ways(ways, z_apart_m=z_apart_m))
    for _ in range(_MOST_PASSES):
        once = one_of_each(state.ways, state.noded, z_apart_m, allowed)
        if not once.kept.all():
            state = _State(once.ways, node_ways(once.ways, z_apart_m=z_apart_m))
        rows += [row for row in once.rows if row["tier"] == DONE]
        unlike = [row for row in once.rows if row["tier"] != DONE]
        for found in _steps(state, mend_m, z_apart_m, fences, crossings=crossings):
            made = _made(state, found, z_apart_m, allowed)
            if made is not None:
                state, more = made
                rows += more
                break
        else:
            break
    return Mended(state.ways, node_ways(state.ways, z_apart_m=z_apart_m), [*rows, *unlike])


def _steps(state: _State, mend_m: float, z_apart_m: float, fences: Fences, *, crossings: bool) -> Iterator[Moves]:
    touch = touching(state, z_apart_m)
    level = state.ways.level[touch.way] == state.ways.level[touch.target]
    yield touch.only(level)  # these first: a bridge that goes on meets no ground
    yield touch.only(~level)
    if crossings:
        yield _crossing(state, z_apart_m)
    if mend_m > 0.0:
        yield _one_pass(state, mend_m, z_apart_m, fences)


def _made(
    state: _State, moves: Moves, z_apart_m: float, allowed: frozenset[str] | None
) -> tuple[_State, list[dict[str, Any]]] | None:
    """Return the pieces with the moves that are allowed and do what they say, and their rows; None without any."""
    ways = state.ways
    if allowed is not None and len(moves):
        moves = moves.only(np.array([base_of(id_of(row)) in allowed for row in move_rows(ways, moves)], np.bool_))
    while len(moves):
        after = moved(ways, moves)
        good = after.count[moves.way] > 1  # both ends at one place: no line is left
        if good.all():
            then = node_ways(after, z_apart_m=z_apart_m)
            good = faithful((ways, state.noded), (after, then), moves)
            if good.all():
                several = np.bincount(moves.way, minlength=len(ways))
                change = (after.length_m() - ways.length_m())[moves.way] / several[moves.way]
                rows = [row | {"length_change_m": one}
                        for row, one in zip(move_rows(ways, moves), change.tolist(), strict=True)]  # fmt: skip
                off = moves.way[(moves.before != moves.after).any(axis=1)]
                after.columns["moves"][:] += np.bincount(off, minlength=len(ways))
                return _State(after, then), rows
        moves = moves.only(good)
    return None


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


def touching(state: _State, z_apart_m: float) -> Moves:
    """Return where nodes lie on a line that has no point there, at a level that it may meet; a row for each time.

    A line that comes back to a place that it has a point at is asked once more.
    """
    ways, noded, lines = state.ways, state.noded, state.lines
    place = place_of(ways.xy)
    most = int(place.max(initial=0)) + 1
    tips = ways.ends
    # of each node the end nearest to the ground
    order = tips[np.lexsort((ways.z[tips], np.abs(ways.level[ways.of[tips]]), noded.node[tips]))]
    node = order[np.unique(noded.node[order], return_index=True)[1]]
    alone = (np.bincount(noded.node[tips], minlength=noded.count) == 1)[noded.node[node]]
    i, way = state.tree.query(shapely.points(ways.xy[node]), predicate="dwithin", distance=TOUCH_M)
    way = way.astype(np.int64)
    odd = ~shapely.is_simple(lines)
    kept = odd[way] | ~_has(np.unique(ways.of * most + place), way * most + place[node[i]])
    i, way = i[kept], way[kept]
    which, along, z = passes(ways, ways.xy[node[i]], way)
    i, way = i[which], way[which]
    point = node[i]
    own, line = ways.level[ways.of[point]], ways.level[way]
    good = np.where(alone[i], levels_allow(own, line), own == line) & ~(np.abs(ways.z[point] - z) > z_apart_m)
    point, way, along = point[good], way[good], along[good]
    at = ways.xy[point]
    end = 2 * ways.of[point] + (point == ways.last[ways.of[point]])
    return Moves.of_ends(end, way, np.full(end.size, END_ON_LINE, object), at, at, along)


def _has(those: I64, asked: I64) -> Mask:
    """Return which of those asked for are among others, which are in order."""
    made: Mask = those[np.minimum(np.searchsorted(those, asked), those.size - 1)] == asked
    return made


def _crossing(state: _State, z_apart_m: float) -> Moves:
    """Return where lines of one level cross."""
    way, own_along, target, along, xy = crossed(state.ways, state.noded, state.tree, z_apart_m)
    return Moves(2 * way, target, np.full(way.size, CROSSING, object), xy, xy, along, own_along)


def _one_pass(state: _State, limit: float, z_apart_m: float, fences: Fences) -> Moves:
    ways, noded = state.ways, state.noded
    loose = loose_ends(ways, noded)
    if not loose.size:
        return Moves.joined()
    at = ways.xy[ways.ends[loose]]
    walk = Walk(ways, noded, 2.0 * limit)
    near = _near_each_other(at, limit)
    anchor = _best_anchors(state, loose, near, (limit, z_apart_m, fences), walk)
    i, j = _pairs(ways, loose, near, z_apart_m, fences, walk)
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
            made.append(_together(ways, loose, at, members, anchor, (limit, z_apart_m, fences), walk, clique=whole))
    moves = Moves.joined(*made)
    new = ~np.isnan(moves.along)
    if new.any():
        moves.after[new] = settled(ways, state.tree, moves.after[new])
    return moves


def _together(
    ways: Ways, loose: I64, at: F64, members: I64, anchor: Anchors, limits: tuple[float, float, Fences], walk: Walk,
    *, clique: bool,
) -> Moves:  # fmt: skip
    """Return the moves of loose ends that hang together: to an anchor, to one of them, or each to its own."""
    limit, z_apart_m, fences = limits
    level = ways.level[loose[members] // 2]
    high = level[level != 0]
    fits = clique and (np.unique(level).size == 1 or np.unique(high).size == high.size)
    own = members[anchor.way[members] >= 0]
    if fits:
        away = np.round(np.hypot(*(at[members][:, None, :] - at[members][None, :, :]).transpose(2, 0, 1)), DECIMALS)
        if own.size:
            best = own[np.lexsort((at[own, 1], at[own, 0], anchor.away[own]))[0]]
            spot = np.repeat(anchor.xy[best][None], members.size, axis=0)
            open_ = ~fences.between(at[members], spot)
            fine = levels_allow(level, np.full(level.size, ways.level[anchor.way[best]]))
            fine &= ~(np.abs(ways.z[ways.ends[loose[members]]] - anchor.z[best]) > z_apart_m)
            where = int(anchor.point[best]), float(anchor.share[best])
            fine &= np.array([walk.to_spot(end, *where) > walk.limit for end in loose[members].tolist()], np.bool_)
            if (
                (far_apart(at[members], spot) <= limit).all()
                and open_.all()
                and fine.all()
                and not (high.size and np.unique(high).size != high.size)
            ):
                return _to_anchor(loose[members], at[members], anchor.take(np.full(members.size, best)))
            if anchor.away[best] <= away.max():
                return _to_anchor(loose[own], at[own], anchor.take(own))
        heart = members[np.lexsort((at[members, 1], at[members, 0], np.round(away.sum(axis=1), DECIMALS)))[0]]
        rest = members[members != heart]
        k = rest.size
        return Moves.of_ends(loose[rest], np.repeat(loose[heart] // 2, k), np.full(k, END_TO_END, object), at[rest],
                     np.repeat(at[heart][None], k, axis=0), np.full(k, np.nan))  # fmt: skip
    return _to_anchor(loose[own], at[own], anchor.take(own))


@dataclass(frozen=True, eq=False)
class Anchors:
    """The best anchor of each of n loose ends, as `Spots`: the way is -1 for none."""

    way: I64
    point: I64
    share: F64
    xy: F64
    z: F64
    away: F64
    along: F64

    def take(self, which: I64) -> Anchors:
        """Return some of them, in that order."""
        return Anchors(*(one[which] for one in vars(self).values()))


def _to_anchor(end: I64, at: F64, anchor: Anchors) -> Moves:
    kind = np.where(np.isnan(anchor.along), END_TO_POINT, END_ON_LINE).astype(object)
    return Moves.of_ends(end, anchor.way, kind, at, anchor.xy, anchor.along)


def _best_anchors(
    state: _State, loose: I64, near: tuple[I64, I64], limits: tuple[float, float, Fences], walk: Walk
) -> Anchors:
    """Return the nearest anchor of each loose end; of equal ones the first by place."""
    ways, (limit, z_apart_m, fences) = state.ways, limits
    n = loose.size
    found = spots_near(ways, state.tree, loose, limit)
    end = loose[found.i]
    found = found.only(
        levels_allow(ways.level[end // 2], ways.level[found.way])
        & ~(np.abs(ways.z[ways.ends[end]] - found.z) > z_apart_m)
    )
    found = found.only(_not_joined(loose, near, found, limit, walk))
    found = found.only(~fences.between(ways.xy[ways.ends[loose[found.i]]], found.xy))
    on_line = ~np.isnan(found.along)  # a point that is there goes before a spot as near
    level = ways.level[found.way]
    order = np.lexsort((found.way, np.round(found.z, 3), level, np.abs(level), found.xy[:, 1], found.xy[:, 0], on_line,
                        np.round(found.away, DECIMALS), found.i))  # fmt: skip
    first = order[np.unique(found.i[order], return_index=True)[1]]
    best = Anchors(np.full(n, -1, np.int64), np.zeros(n, np.int64), np.zeros(n), np.full((n, 2), np.nan),
                   np.full(n, np.nan), np.full(n, np.inf), np.full(n, np.nan))  # fmt: skip
    for name, values in vars(best).items():
        values[found.i[first]] = getattr(found, name)[first]
    return best


def _not_joined(loose: I64, near: tuple[I64, I64], found: Spots, limit: float, walk: Walk) -> Mask:
    """Return which spots neither the end itself nor a loose end near it leads to at once along the network."""
    others: dict[int, list[int]] = {}
    for one, other in zip(*(ends.tolist() for ends in near), strict=True):
        others.setdefault(one, []).append(int(loose[other]))
    made = np.ones(found.i.size, np.bool_)
    spots = zip(found.i.tolist(), found.point.tolist(), found.share.tolist(), strict=True)
    for k, (i, point, share) in enumerate(spots):
        made[k] = walk.to_spot(int(loose[i]), point, share) > walk.limit and all(
            walk.to_spot(other, point, share) > limit for other in others.get(i, ())
        )
    return made


def _near_each_other(at: F64, limit: float) -> tuple[I64, I64]:
    """Return the pairs of places within the limit of each other, both ways."""
    pairs = cKDTree(at).query_pairs(limit + 1e-6, output_type="ndarray").astype(np.int64).reshape(-1, 2)
    i, j = pairs[far_apart(at[pairs[:, 0]], at[pairs[:, 1]]) <= limit].T
    return np.concatenate([i, j]), np.concatenate([j, i])


def _pairs(
    ways: Ways, loose: I64, near: tuple[I64, I64], z_apart_m: float, fences: Fences, walk: Walk
) -> tuple[I64, I64]:
    """Return the pairs of loose ends that may be joined, both ways."""
    i, j = near
    z, xy = ways.z[ways.ends[loose]], ways.xy[ways.ends[loose]]
    good = ~(np.abs(z[i] - z[j]) > z_apart_m)  # NaN is not apart
    good[good] = ~fences.between(xy[i[good]], xy[j[good]])
    good &= np.array([walk.to_end(int(loose[a]), int(loose[b])) > walk.limit
                      for a, b in zip(i.tolist(), j.tolist(), strict=True)], np.bool_)  # fmt: skip
    return i[good], j[good]
