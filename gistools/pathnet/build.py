"""Building the path network (stinettet) from any layers of lines, with an audit of every change."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.pathnet.anchors import Fences
from gistools.pathnet.build_notes import notes_of
from gistools.pathnet.build_params import BuildParams, Crossings
from gistools.pathnet.certificate import JOINING, certify, parts_of_ways, proof_of
from gistools.pathnet.crossings import Meetings, meetings
from gistools.pathnet.duplicates import without_duplicates
from gistools.pathnet.faithful import faithful
from gistools.pathnet.gaps import gap_rows
from gistools.pathnet.network import PathNetwork, assemble
from gistools.pathnet.noding import Noded, node_ways, place_of
from gistools.pathnet.ranking import Held, rank_gaps, rank_joins
from gistools.pathnet.repairs import (
    DONE,
    NOTED,
    audit_of,
    found_rows,
    id_of,
    move_rows,
    unwanted,
)
from gistools.pathnet.search import attach_points
from gistools.pathnet.snapping import mend
from gistools.pathnet.ways import DECIMALS, Ways, read_ways
from gistools.progress import NoProgress, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.pathnet.homes import Dwellers
    from gistools.pathnet.snapping import Moves
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_NOT_GIVEN = "way_id", "piece", "pieces"


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
    given, rows = _without_twins(_numbered(read.ways), read.crs)
    fences = Fences.of(barriers)
    refused = frozenset(word.strip() for word in params.kept_apart.replace(";", ",").split(",") if word.strip())
    _step(told, 0.15, "Finder knuder", "Finding nodes")
    first = node_ways(given, z_apart_m=params.z_apart_m)
    lines = _Lines(given, first, read.crs, [*rows, *read.left_out], dwellers)
    network, joined = _joined(lines, params, fences, refused, told)
    proof, faults = proof_of(network, given, first)
    unproved: list[dict[str, Any]] = []
    for wider in (False, True):
        if not faults:
            break
        doubtful = _joins(network.audit) if wider else joined.doubtful(lines, network.audit)
        unproved += _left_apart(doubtful, {row["repair_id"] for row in unproved})
        refused |= {str(row["repair_id"]) for row in unproved}
        lines = replace(lines, rows=[*rows, *read.left_out, *unproved])
        network, joined = _joined(lines, params, fences, refused, told)
        proof, faults = proof_of(network, given, first)
    if faults:
        certify(network, given, first)
    notes = (*read.notes, *notes_of(network.audit, params, dwellers), proof.told())
    return PathNetwork(network.edges, network.nodes, network.audit, notes)


@dataclass(frozen=True, eq=False)
class _Lines:
    """What a network is made of: lines, their nodes where they share points, their system, rows of the audit, homes."""

    given: Ways
    first: Noded
    crs: Any
    rows: list[dict[str, Any]]
    dwellers: Dwellers | None


def _joined(
    lines_: _Lines, params: BuildParams, fences: Fences, refused: frozenset[str], told: Progress
) -> tuple[PathNetwork, _Joined]:
    """Return the network without the repairs that are refused, and what it was made of."""
    given, first, rows = lines_.given, lines_.first, list(lines_.rows)
    _step(told, 0.3, "Samler løse ender", "Joining loose ends")
    mended, moves = mend(
        given, params.mend_m, params.z_apart_m, fences, partial(unwanted, ids=refused),
        crossings=params.crossings is Crossings.SAME_LEVEL,
    )  # fmt: skip
    noded = node_ways(mended, z_apart_m=params.z_apart_m)
    rows += _with_pieces(_with_change(move_rows(given, moves), given, mended), mended, noded)
    lines = noded.lines(mended)
    _step(told, 0.5, "Leder efter kryds, overlap og dubletter", "Looking for crossings, overlaps and twins")
    rows += _noted(mended, noded, meetings(lines, noded))
    edges, kept, twins = without_duplicates(_edges(mended, noded, lines, lines_.crs), noded.u, noded.v)
    rows += twins
    _step(told, 0.8, "Leder efter gab", "Looking for gaps")
    part = _parts(noded)
    gaps, one, other = gap_rows(mended, noded, lines, part, params, fences)
    order = np.flatnonzero(kept)[np.lexsort((edges["piece"].to_numpy()[kept], edges["row"].to_numpy()[kept]))]
    columns = {name: edges[name].to_numpy()[order] for name in edges.columns if name not in {"geometry", "row"}}
    number = np.unique(np.concatenate([noded.u[order], noded.v[order]]), return_inverse=True)[1]
    size = order.size
    network = assemble(lines[order], number[:size], number[size:], columns, crs=lines_.crs)
    held = Held(np.where(kept, edges.length, 0.0), _by_piece(network, order, kept.size, lines_.dwellers))
    rank_gaps(gaps, held.of(part[noded.u], int(part.max(initial=-1)) + 1), one, other)
    before = parts_of_ways(first.way, first.u, first.v, len(given))
    rank_joins(rows, held.of(before[noded.way], int(before.max(initial=-1)) + 1), before)
    network = replace(network, audit=audit_of([*rows, *gaps]))
    _step(told, 0.9, "Beviser, at intet andet er ændret", "Proving that nothing else was changed")
    return network, _Joined(mended, noded, moves)


@dataclass(frozen=True, eq=False)
class _Joined:
    """Lines with their loose ends joined, their nodes, and what was moved."""

    ways: Ways
    noded: Noded
    moves: Moves

    def doubtful(self, lines: _Lines, audit: pd.DataFrame) -> pd.DataFrame:
        """Return the joins that do more or less than they say at their places."""
        moves, joins = self.moves, _joins(audit)
        made = faithful((lines.given, lines.first), (self.ways, self.noded), moves.way, moves.target, moves.after)
        for k in np.flatnonzero(made).tolist():
            one, other = (self._nodes_at(int(way), moves.after[k]) for way in (moves.way[k], moves.target[k]))
            made[k] = bool(one & other)
        ids = {id_of(row) for row in move_rows(lines.given, moves.only(~made))}
        return joins[joins["repair_id"].isin(ids)]

    def _nodes_at(self, way: int, at: F64) -> set[int]:
        mine = slice(int(self.ways.first[way]), int(self.ways.last[way]) + 1)
        here = (np.abs(self.ways.xy[mine] - at) < 10.0**-DECIMALS / 2.0).all(axis=1)
        return set(self.noded.node[mine][here].tolist()) - {-1}


def _joins(audit: pd.DataFrame) -> pd.DataFrame:
    return audit[(audit["tier"] == DONE) & audit["repair_type"].isin(JOINING)]


def _left_apart(joins: pd.DataFrame, known: set[str]) -> list[dict[str, Any]]:
    """Return rows of joins that were not made since the proof of them failed."""
    rows = joins[~joins["repair_id"].isin(known)].to_dict("records")
    nothing = {"tier": NOTED, "repair_type": "join_unproved", "undo": "", "length_change_m": np.nan,
               "repair_rank": None, "coherence_gain_pct": np.nan, "joined_dwellings": np.nan,
               "joined_m": np.nan}  # fmt: skip
    return [{str(k): v for k, v in row.items()} | nothing | {"why": row["repair_type"]} for row in rows]


def _by_piece(network: PathNetwork, order: I64, count: int, dwellers: Dwellers | None) -> F64 | None:
    """Return how many dwellings each of the pieces has that the edges were made of."""
    if dwellers is None:
        return None
    edge = attach_points(network, dwellers.points, max_m=dwellers.access_m, prefer_main=False).edge
    met = edge >= 0
    return np.bincount(order[edge[met]], weights=dwellers.dwellings[met], minlength=count).astype(np.float64)


def _step(progress: Progress, share: float, da: str, en: str) -> None:
    check(progress)
    progress.update(share, Text(da, en))


def _numbered(ways: Ways) -> Ways:
    """Return the lines in an order that does not depend on that of the rows, which is kept in ``row``."""
    a, b = ways.xy[ways.first], ways.xy[ways.last]
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(turned[:, None], b, a), np.where(turned[:, None], a, b)
    names = [pd.factorize(ways.columns[name], sort=True)[0] for name in ("feature", "source")]
    order = np.lexsort((ways.columns["part"], *names, np.round(ways.length_m(), 3), *high.T[::-1], *low.T[::-1]))
    count = ways.count[order]
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    at = np.arange(start[-1]) - np.repeat(start[:-1], count) + np.repeat(ways.first[order], count)
    columns = {name: values[order] for name, values in ways.columns.items() if name not in _NOT_GIVEN}
    return Ways(ways.xy[at], ways.z[at], start, {**columns, "row": order, "way_id": np.arange(1, len(ways) + 1)})


def _without_twins(ways: Ways, crs: Any) -> tuple[Ways, list[dict[str, Any]]]:  # noqa: ANN401 - pyproj's
    """Return the lines without those that are another one over again, numbered from 1, and a row for each of these."""
    place = place_of(ways.xy)
    frame = gpd.GeoDataFrame(pd.DataFrame({**ways.columns, "piece": 0, "pieces": 1}), geometry=ways.lines(), crs=crs)
    told, kept, rows = without_duplicates(frame, place[ways.first], place[ways.last])
    columns = {name: told[name].to_numpy()[kept] for name in ways.columns}
    number = np.cumsum(kept)
    for row in rows:
        row["to_way_id"] = int(number[row["to_way_id"] - 1])
        if row["tier"] == DONE:
            undo = json.loads(row["undo"])
            undo["of"] = [row["to_way_id"], 0, -1]
            undo["columns"]["way_id"] = -int(row["way_id"])
            row |= {"undo": json.dumps(undo, ensure_ascii=False), "way_id": None}
        else:
            row["way_id"] = int(number[row["way_id"] - 1])
    points = kept[ways.of]
    start = np.concatenate([[0], np.cumsum(ways.count[kept])]).astype(np.int64)
    columns["way_id"] = np.arange(1, int(kept.sum()) + 1)
    return Ways(ways.xy[points], ways.z[points], start, columns), [row for row in rows if row["tier"] == DONE]


def _with_change(rows: list[dict[str, Any]], before: Ways, after: Ways) -> list[dict[str, Any]]:
    """Tell in each row its share of what its line's length changed by."""
    change = after.length_m() - before.length_m()
    way = np.array([row["way_id"] for row in rows], np.int64) - 1
    several = np.bincount(way, minlength=len(before))
    for row, k in zip(rows, way.tolist(), strict=True):
        row["length_change_m"] = float(change[k] / several[k])
    return rows


def _with_pieces(rows: list[dict[str, Any]], ways: Ways, noded: Noded) -> list[dict[str, Any]]:
    """Tell in each row that undoing parts a line where, by the piece before: a line may come to a place twice."""
    start = np.searchsorted(noded.way, np.arange(len(ways) + 1))
    step = np.hypot(*np.diff(ways.xy, axis=0, prepend=ways.xy[:1]).T)
    step[ways.first] = 0.0
    run = np.cumsum(step)
    for row in rows:
        undo = json.loads(row["undo"])
        if undo["do"] != "part" or "metres" not in undo:
            continue
        way = undo["way"] - 1
        cut = noded.begin[start[way] + 1 : start[way + 1]]
        here = np.flatnonzero((np.abs(ways.xy[cut] - undo["at"]) < 10.0**-DECIMALS / 2.0).all(axis=1))
        if here.size:
            at = run[cut[here]] - run[ways.first[way]]
            undo["piece"] = int(here[np.argmin(np.abs(at - undo.pop("metres")))])
            row["undo"] = json.dumps(undo)
    return rows


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


def _edges(ways: Ways, noded: Noded, lines: npt.NDArray[Any], crs: Any) -> gpd.GeoDataFrame:  # noqa: ANN401 - pyproj's
    columns = {name: values[noded.way] for name, values in ways.columns.items()}
    count = np.bincount(noded.way, minlength=len(ways))
    first = np.cumsum(count) - count
    columns |= {"piece": np.arange(noded.way.size) - first[noded.way], "pieces": count[noded.way]}
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=lines, crs=crs)


def _parts(noded: Noded) -> I64:
    """Return the part that each node is in, from 0."""
    ways = parts_of_ways(noded.way, noded.u, noded.v, int(noded.way.max()) + 1)
    made = np.empty(noded.count, np.int64)
    made[noded.u] = ways[noded.way]
    made[noded.v] = ways[noded.way]
    return made
