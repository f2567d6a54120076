"""Gaps that were not mended (gab): what is proposed, what only a new link could join, and what keeps them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.pathnet.anchors import levels_allow
from gistools.pathnet.repairs import CANDIDATE, NOTED, PROPOSED, found_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.anchors import Fences
    from gistools.pathnet.build_params import BuildParams
    from gistools.pathnet.noding import Noded
    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


def gap_rows(
    ways: Ways, noded: Noded, lines: npt.NDArray[Any], part: I64, params: BuildParams, fences: Fences
) -> tuple[list[dict[str, Any]], I64, I64]:
    """Return a row for each loose end that nearly meets another line, and the parts that each row would join.

    Within ``propose_m`` any other line counts that the end's own piece does not lead to at once; within ``candidate_m``
    lines of other parts of the network alone. An end that nothing but a barrier, a level or a height keeps from being
    mended is noted, with the reason.

    Parameters
    ----------
    lines:
        Of each piece.
    part:
        int64 of the nodes: the part of the network that each is in.
    """
    degree = np.bincount(np.concatenate([noded.u, noded.v]), minlength=noded.count)
    side = np.stack([noded.u, noded.v], axis=1).reshape(-1)
    tip = np.stack([noded.begin, noded.end], axis=1).reshape(-1)
    end = np.flatnonzero(degree[side] == 1)
    if not end.size:
        no = np.zeros(0, np.int64)
        return [], no, no
    own, at = end // 2, ways.xy[tip[end]]
    points = shapely.points(at)
    tree = shapely.STRtree(lines)
    i, piece = _near(tree, points, own, noded, lines, params.propose_m)
    far_i, far = _beyond(tree, points, own, part[noded.u], params)
    i, piece = np.concatenate([i, far_i]), np.concatenate([piece, far])
    away = shapely.distance(points[i], lines[piece])
    spot = shapely.get_coordinates(shapely.get_point(shapely.shortest_line(points[i], lines[piece]), 1)).reshape(-1, 2)
    why = _reasons(ways, noded, own[i], piece, at[i], spot, away, (params, fences, tip[end][i]))
    blocked = np.isin(why, ("barrier", "level", "height"))
    wide = away > params.propose_m
    order = np.lexsort((spot[:, 1], spot[:, 0], np.round(away, 4), blocked, wide, i))
    _, first = np.unique(np.stack([i, wide], axis=1)[order], axis=0, return_index=True)
    pick = order[first]
    settled = np.zeros(end.size, np.bool_)  # a proposal joins it to another part already
    near = pick[~wide[pick] & ~blocked[pick]]
    settled[i[near]] = part[noded.u[own[i[near]]]] != part[noded.u[piece[near]]]
    pick = pick[~(wide[pick] & settled[i[pick]])]
    tier = np.where(blocked, NOTED, np.where(wide, CANDIDATE, PROPOSED))
    keep = pick[~blocked[pick] | ~wide[pick]]
    rows: list[dict[str, Any]] = []
    for name in (PROPOSED, CANDIDATE, NOTED):
        mine = keep[tier[keep] == name]
        rows += found_rows(ways, "gap" if name != NOTED else "gap_kept_apart", name, noded.way[own[i[mine]]], at[i[mine]],
                           to=noded.way[piece[mine]], distance=away[mine], why=why[mine].tolist(),
                           end=end[i[mine]] % 2)  # fmt: skip
        for row, k in zip(rows[-len(mine) :] if len(mine) else [], mine.tolist(), strict=True):
            row["after"] = f"POINT ({spot[k, 0]:.4f} {spot[k, 1]:.4f})"
    joined = np.concatenate([keep[tier[keep] == name] for name in (PROPOSED, CANDIDATE, NOTED)])
    return rows, part[noded.u[own[i[joined]]]], part[noded.u[piece[joined]]]


def _near(
    tree: shapely.STRtree, points: npt.NDArray[Any], own: I64, noded: Noded, lines: npt.NDArray[Any], limit: float
) -> tuple[I64, I64]:
    """Return pairs of ends and pieces near each other, without those that the own short piece leads to."""
    i, piece = tree.query(points, predicate="dwithin", distance=limit)
    i, piece = i.astype(np.int64), piece.astype(np.int64)
    mine = own[i]
    leads = (
        (noded.u[mine] == noded.u[piece]) | (noded.u[mine] == noded.v[piece])
        | (noded.v[mine] == noded.u[piece]) | (noded.v[mine] == noded.v[piece])
    ) & (shapely.length(lines[mine]) <= 2.0 * limit)  # fmt: skip
    kept = (mine != piece) & ~leads
    return i[kept], piece[kept]


def _beyond(
    tree: shapely.STRtree, points: npt.NDArray[Any], own: I64, part: I64, params: BuildParams
) -> tuple[I64, I64]:
    """Return pairs of ends and pieces of other parts within the furthest limit."""
    sizes = np.bincount(part)
    few = sizes[part[own]].sum() if sizes.size else 0
    if sizes.size <= 1 or (sizes > 0).sum() <= 1 or not few:
        no = np.zeros(0, np.int64)
        return no, no
    i, piece = tree.query(points, predicate="dwithin", distance=params.candidate_m)
    kept = part[own[i]] != part[piece]
    return i[kept].astype(np.int64), piece[kept].astype(np.int64)


def _reasons(
    ways: Ways, noded: Noded, own: I64, piece: I64, at: F64, spot: F64, away: F64, rest: tuple[BuildParams, Fences, I64]
) -> npt.NDArray[np.object_]:
    """Return why each gap was not mended: too wide, a chain, or what keeps it apart."""
    params, fences, tip = rest
    why = np.where(away <= params.mend_m, "chain", "wide").astype(object)
    if not own.size:
        return why
    level, line = ways.level[noded.way[own]], ways.level[noded.way[piece]]
    onto_end = np.minimum(
        np.hypot(*(ways.xy[noded.begin[piece]] - spot).T), np.hypot(*(ways.xy[noded.end[piece]] - spot).T)
    )
    why[~levels_allow(level, line) & ~(onto_end < 1e-3)] = "level"  # noqa: PLR2004 - an end may come down
    z, first = ways.z[tip], np.hypot(*(ways.xy[noded.begin[piece]] - spot).T)
    last = np.hypot(*(ways.xy[noded.end[piece]] - spot).T)
    share = first / np.maximum(first + last, 1e-9)
    other = ways.z[noded.begin[piece]] * (1.0 - share) + ways.z[noded.end[piece]] * share
    why[np.abs(z - other) > params.z_apart_m] = "height"
    why[fences.between(at, spot)] = "barrier"
    return why
