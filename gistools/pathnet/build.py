"""Building the path network (stinettet) from any layers of lines, with an audit of every change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from gistools._checks import require_kind
from gistools.pathnet.anchors import Fences
from gistools.pathnet.attributes import OWN
from gistools.pathnet.build_notes import notes_of
from gistools.pathnet.build_params import BuildParams, Crossings
from gistools.pathnet.certificate import certify, parts_of_ways, proof_of
from gistools.pathnet.crossings import Meetings, meetings
from gistools.pathnet.duplicates import line_keys, one_of_each
from gistools.pathnet.gaps import gap_rows
from gistools.pathnet.network import COLUMNS, PathNetwork, assemble
from gistools.pathnet.noding import Noded, node_ways
from gistools.pathnet.ranking import Held, rank_gaps, rank_joins
from gistools.pathnet.repairs import (
    DONE,
    JOINING,
    NOTED,
    UNDOABLE,
    audit_of,
    base_of,
    found_rows,
)
from gistools.pathnet.search import attach_points
from gistools.pathnet.snapping import mend
from gistools.pathnet.ways import HEIGHTS, TOUCH_M, Ways, heights_text, read_ways
from gistools.progress import NoProgress, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.pathnet.homes import Dwellers
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]

_NOT_GIVEN = "way_id", "piece", "pieces", "moves"


def build_network(
    layers: Mapping[str, gpd.GeoDataFrame],
    params: BuildParams,
    *,
    barriers: Mapping[str, gpd.GeoDataFrame] | None = None,
    dwellers: Dwellers | None = None,
    progress: Progress | None = None,
) -> PathNetwork:
    """Build the network (stinet) of layers of lines, list every change, and prove that nothing else changed.

    Lines meet where they share a point at one level (`gistools.pathnet.noding`), and where an end lies on another line
    or within ``mend_m`` of it (`gistools.pathnet.snapping`). A crossing without a shared point is no node, unless
    ``crossings`` says so. What is not mended is listed in tiers: proposed, candidate, noted.

    Parameters
    ----------
    layers:
        By name, in order: GeoDataFrames of lines in metres, in one coordinate system. The columns that are read stand
        in `gistools.pathnet.attribute_words`; none must be there. ``paths`` and ``roads`` are taken as what they are
        called where no column tells.
    params:
        Limits in metres, and what a crossing is.
    barriers:
        Layers that no end is joined across.
    dwellers:
        Who lives where: repairs are then ranked by the pairs of dwellings that they join, otherwise by metres.

    Returns
    -------
    PathNetwork
        Edges have, beside `gistools.pathnet.network.COLUMNS`, ``level_known``, ``wheelchair``, ``incline_permille``,
        ``part`` of the feature, ``way_id`` (line, from 1) and ``piece`` of ``pieces`` along it. The audit has the
        columns of `gistools.pathnet.repairs.AUDIT_COLUMNS`; `undo_repairs` takes repairs back.

    Raises
    ------
    CrsError, LayerError
        As `gistools.pathnet.ways.read_ways`.
    NetworkProofError
        When the proof fails even without the joins that it failed for, which are else left unmade and listed.
    Cancelled
        When the user wants to stop.

    >>> import geopandas as gpd, shapely
    >>> lines = [shapely.LineString([(0, 0), (50, 0)]), shapely.LineString([(50.2, 0), (90, 0)])]
    >>> network = build_network({"paths": gpd.GeoDataFrame(geometry=lines, crs="EPSG:25832")}, BuildParams())
    >>> network, network.audit[["repair_type", "distance_m"]].round(3).values.tolist()
    (PathNetwork(2 edges, 3 nodes, 1 components, 90 m), [['end_to_end', 0.2]])
    """
    require_kind(params, BuildParams, "params")
    told = progress or NoProgress()
    _step(told, 0.0, "Læser linjer", "Reading lines")
    read = read_ways(layers, include_planned=params.include_planned)
    recipe = Recipe(
        _numbered(read.ways), read.crs, read.left_out, read.notes, params, Fences.of(barriers), dwellers=dwellers
    )
    network = rebuilt(recipe, progress=told)
    words = (word.strip() for word in params.kept_apart.replace(";", ",").split(","))
    refused = frozenset(base_of(word) for word in words if word)
    return rebuilt(recipe, without=refused, made=network, progress=told) if refused else network


@dataclass(frozen=True, eq=False)
class Recipe:
    """What a network is built from.

    Parameters
    ----------
    ways:
        The lines that take part, in an order that does not depend on that of the rows.
    crs, left_out, notes:
        As `gistools.pathnet.ways.Read`.
    params, fences:
        As given.
    allowed:
        Ids of repairs: no others are made. None for whatever is found.
    dwellers:
        Who lives where, for the ranking of repairs.
    """

    ways: Ways
    crs: Any
    left_out: list[dict[str, Any]]
    notes: tuple[Text, ...]
    params: BuildParams
    fences: Fences
    allowed: frozenset[str] | None = None
    dwellers: Dwellers | None = None


def rebuilt(
    recipe: Recipe,
    *,
    without: frozenset[str] = frozenset(),
    made: PathNetwork | None = None,
    progress: Progress | None = None,
) -> PathNetwork:
    """Return the network of a recipe, or that network without some repairs and what rests on them.

    Parameters
    ----------
    without:
        Ids (`gistools.pathnet.repairs.base_of`). Nothing is made that the network as it was did not have.
    made:
        The network of the recipe, where repairs are taken back.

    Raises
    ------
    NetworkProofError
        As `build_network`.
    """
    told = progress or NoProgress()
    if made is not None:
        allowed = recipe.allowed if recipe.allowed is not None else _ids(made.audit)
        if not allowed & without:
            return made
        recipe = replace(recipe, allowed=allowed - without)
    given, twins = _without_twins(recipe)
    _step(told, 0.15, "Finder knuder", "Finding nodes")
    first = node_ways(given, z_apart_m=recipe.params.z_apart_m)
    rows = [*twins, *recipe.left_out]
    network = _joined(given, first, rows, recipe, told)
    proof, faults = proof_of(network, given, first)
    for wider in (False, True):
        joins = network.audit[(network.audit["tier"] == DONE) & network.audit["repair_type"].isin(JOINING)]
        if not faults or not len(joins):
            break
        doubtful = joins if wider else joins[_doubtful(joins, network)]
        rows += _left_apart(doubtful)
        recipe = replace(recipe, allowed=_ids(network.audit) - _ids(doubtful))
        network = _joined(given, first, rows, recipe, told)
        proof, faults = proof_of(network, given, first)
    if faults:
        certify(network, given, first)
    notes = (*recipe.notes, *notes_of(network.audit, recipe.params, recipe.dwellers), proof.told())
    return PathNetwork(network.edges, network.nodes, network.audit, notes, recipe)


def _ids(audit: pd.DataFrame) -> frozenset[str]:
    done = audit[(audit["tier"] == DONE) & audit["repair_type"].isin(UNDOABLE)]
    return frozenset(base_of(one) for one in done["repair_id"])


def _joined(given: Ways, first: Noded, rows: list[dict[str, Any]], recipe: Recipe, told: Progress) -> PathNetwork:
    """Return the network of lines whose nodes were found, with the repairs that are allowed."""
    params, fences = recipe.params, recipe.fences
    _step(told, 0.3, "Samler løse ender", "Joining loose ends")
    mended = mend(
        given, params.mend_m, params.z_apart_m, fences, recipe.allowed,
        crossings=params.crossings is Crossings.SAME_LEVEL,
    )  # fmt: skip
    ways, noded, lines = mended.ways, mended.noded, mended.ways.lines()
    rows = [*rows, *mended.rows]
    _step(told, 0.5, "Leder efter kryds og overlap", "Looking for crossings and overlaps")
    rows += _noted(ways, noded, meetings(lines, noded))
    _step(told, 0.8, "Leder efter gab", "Looking for gaps")
    part = _parts(noded)
    gaps, one, other = gap_rows(ways, noded, lines, part, params, fences)
    columns = _columns(ways)
    order = np.lexsort((columns["piece"], ways.columns["row"]))
    number = np.unique(np.concatenate([noded.u[order], noded.v[order]]), return_inverse=True)[1]
    told_of = {name: values[order] for name, values in columns.items()}
    network = assemble(lines[order], number[: order.size], number[order.size :], told_of, crs=recipe.crs)
    held = Held(ways.length_m(), _by_piece(network, order, recipe.dwellers))
    rank_gaps(gaps, held.of(part[noded.u], int(part.max(initial=-1)) + 1), one, other)
    before = parts_of_ways(first.way, first.u, first.v, len(given))
    line = np.asarray(ways.columns["way_id"], np.int64) - 1
    rank_joins(rows, held.of(before[line], int(before.max(initial=-1)) + 1), before)
    network = replace(network, audit=audit_of([*rows, *gaps]))
    _step(told, 0.9, "Beviser, at intet andet er ændret", "Proving that nothing else was changed")
    return network


def _doubtful(joins: pd.DataFrame, network: PathNetwork) -> Mask:
    """Return at the places of which joins the two lines do not meet."""
    edges = network.edges
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(edges.geometry.to_numpy(), k)) for k in (0, -1)])
    nodes, way = np.concatenate([network.u, network.v]), np.tile(edges["way_id"].to_numpy(np.int64), 2)
    at = shapely.get_coordinates(shapely.from_wkt(joins["after"].to_numpy(str)))
    tree, made = cKDTree(ends), np.ones(len(joins), np.bool_)
    pairs = zip(joins["way_id"].tolist(), joins["to_way_id"].tolist(), strict=True)
    for k, (near, (one, other)) in enumerate(zip(tree.query_ball_point(at, TOUCH_M), pairs, strict=True)):
        mine, theirs = (set(nodes[near][way[near] == which].tolist()) for which in (one, other))
        made[k] = not mine & theirs
    return made


def _left_apart(joins: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows of joins that were not made since the proof of them failed."""
    rows = joins.to_dict("records")
    nothing = {"tier": NOTED, "repair_type": "join_unproved", "undo": "", "length_change_m": np.nan,
               "repair_rank": None, "coherence_gain_pct": np.nan, "joined_dwellings": np.nan,
               "joined_m": np.nan}  # fmt: skip
    return [{str(k): v for k, v in row.items()} | nothing | {"why": row["repair_type"]} for row in rows]


def _by_piece(network: PathNetwork, order: I64, dwellers: Dwellers | None) -> F64 | None:
    """Return how many dwellings each of the pieces has that the edges were made of."""
    if dwellers is None:
        return None
    edge = attach_points(network, dwellers.points, max_m=dwellers.access_m, prefer_main=False).edge
    met = edge >= 0
    return np.bincount(order[edge[met]], weights=dwellers.dwellings[met], minlength=order.size).astype(np.float64)


def _step(progress: Progress, share: float, da: str, en: str) -> None:
    check(progress)
    progress.update(share, Text(da, en))


def _numbered(ways: Ways) -> Ways:
    """Return the lines in an order that does not depend on that of the rows, which is kept in ``row``."""
    a, b = ways.xy[ways.first], ways.xy[ways.last]
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(turned[:, None], b, a), np.where(turned[:, None], a, b)
    length = np.round(ways.length_m(), 3)
    ends = pd.DataFrame({"a": low[:, 0], "b": low[:, 1], "c": high[:, 0], "d": high[:, 1], "m": length})
    alike = np.zeros(len(ways), np.int64)
    several = np.flatnonzero(ends.duplicated(keep=False).to_numpy())
    if several.size:
        alike[several] = np.unique(_looks(ways, several), return_inverse=True)[1]
    names = [pd.factorize(ways.columns[name], sort=True)[0] for name in ("feature", "source")]
    order = np.lexsort((ways.columns["part"], *names, alike, length, *high.T[::-1], *low.T[::-1]))
    count = ways.count[order]
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    at = np.arange(start[-1]) - np.repeat(start[:-1], count) + np.repeat(ways.first[order], count)
    columns = {name: values[order] for name, values in ways.columns.items() if name not in _NOT_GIVEN}
    columns |= {"row": order, "way_id": np.arange(1, len(ways) + 1), "moves": np.zeros(len(ways), np.int64)}
    return Ways(ways.xy[at], ways.z[at], start, columns)


def _looks(ways: Ways, which: I64) -> list[str]:
    """Return what lines look like and tell, as texts: the same in either direction, and in whatever row."""
    keys = line_keys(ways.lines()[which])
    names = [name for name in (*COLUMNS, *OWN, "level_known") if name in ways.columns and name != "feature"]
    made = []
    for k, key in zip(which.tolist(), keys, strict=True):
        z = ways.z[ways.start[k] : ways.start[k + 1]].tolist()
        told = [repr(ways.columns[name][k]) for name in names]
        made.append("|".join([key.hex(), min(str(z), str(z[::-1])), *told]))
    return made


def _without_twins(recipe: Recipe) -> tuple[Ways, list[dict[str, Any]]]:
    """Return the lines without those that are another one over again, numbered from 1, and a row for each of these."""
    z_apart_m = recipe.params.z_apart_m
    once = one_of_each(recipe.ways, node_ways(recipe.ways, z_apart_m=z_apart_m), z_apart_m, recipe.allowed)
    number = np.cumsum(once.kept)
    rows = [row | {"way_id": None, "to_way_id": int(number[row["to_way_id"] - 1])}
            for row in once.rows if row["tier"] == DONE]  # fmt: skip
    if once.kept.all():
        return once.ways, rows
    once.ways.columns["way_id"][:] = np.arange(1, len(once.ways) + 1)
    return once.ways, rows


def _noted(ways: Ways, noded: Noded, found: Meetings) -> list[dict[str, Any]]:
    """Return a row for each thing that was found and left: crossings, overlaps, and what levels and heights part."""
    a, b = noded.way[found.one], noded.way[found.other]
    level, known = ways.level, np.asarray(ways.columns["level_known"], np.bool_)
    same = level[a] == level[b]
    both = known[a] & known[b]
    rows = found_rows(ways, "crossing_same_level", NOTED, a[same & both], found.xy[same & both], to=b[same & both])
    doubt = ~both
    rows += found_rows(ways, "crossing_unknown_level", NOTED, a[doubt], found.xy[doubt], to=b[doubt])
    one, other = noded.way[found.along_one], noded.way[found.along_other]
    at = (ways.xy[noded.begin[found.along_one]] + ways.xy[noded.end[found.along_one]]) / 2.0
    rows += found_rows(ways, "overlap", NOTED, one, at, to=other)
    alone = noded.begin[found.alone]
    rows += found_rows(ways, "self_crossing", NOTED, noded.way[found.alone], ways.xy[alone])
    for kind, points in (
        ("bridge_end_doubtful", noded.doubtful), ("heights_apart", noded.apart), ("level_guessed", noded.guessed)
    ):  # fmt: skip
        rows += found_rows(ways, kind, NOTED, ways.of[points], ways.xy[points])
    return rows


def _columns(ways: Ways) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of pieces: those of their lines, and which piece of how many each is."""
    columns = {name: values for name, values in ways.columns.items() if name not in {"row", "moves"}}
    _, first, of, count = np.unique(ways.columns["way_id"], return_index=True, return_inverse=True, return_counts=True)
    columns |= {"piece": np.arange(len(ways)) - first[of], "pieces": count[of]}
    if not np.isnan(ways.z).all():
        columns[HEIGHTS] = heights_text(ways)
    return columns


def _parts(noded: Noded) -> I64:
    """Return the part that each node is in, from 0."""
    ways = parts_of_ways(noded.way, noded.u, noded.v, int(noded.way.max()) + 1)
    made = np.empty(noded.count, np.int64)
    made[noded.u] = ways[noded.way]
    made[noded.v] = ways[noded.way]
    return made
