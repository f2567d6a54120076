"""Links that could be built (mulige nye forbindelser): found in the network, or drawn by the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text, is_missing, number_in, require_kind
from gistools.errors import LayerError
from gistools.pathnet.gain import NewLinks, joined
from gistools.pathnet.link_barriers import NAMES, Crossed, crossed_by
from gistools.pathnet.link_ends import OWN, Pairs, parts_of, possible_pairs, spots
from gistools.pathnet.prices import PathPrices, load_path_prices
from gistools.pathnet.search import Places, Search, attach_points
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.pathnet.missing_params import CandidateParams
    from gistools.pathnet.network import PathNetwork
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

_BATCH = 64
_ALONG_M, _ALONG_PART, _ALONG_SHARE, _SAMPLES = 3.0, 0.1, 0.5, 21  # runs along what is there: see `_along`
_TWIN_M = 10.0  # two links whose ends lie so near are one
_SHORTEST_M = 0.05


@dataclass(frozen=True, eq=False)
class Candidates:
    """c links that could be built; made by `find_candidates`.

    Parameters
    ----------
    frame:
        A row for each: ``link_id`` (1 to c), ``name`` (of the user's own), ``found_by`` (``island``, ``loose_end``,
        ``plan_area``, ``neighbours``, ``own``), ``length_m``, ``way_m`` (between its ends today; inf where there is
        none), ``joined_m`` (metres of network that it joins to a longer part; 0 where there was a way), ``crosses``
        (Danish), ``bridge_m``, ``tunnel_m``, ``price_dkk`` (NaN: unknown), ``price_from`` (``table``, ``own``,
        ``unknown``), line.
    begin, end:
        Where it meets the network.
    crossed:
        What each crosses.
    left_out:
        How many were left out, by why.
    notes:
        What must be said of them.
    """

    frame: gpd.GeoDataFrame
    begin: Places
    end: Places
    crossed: tuple[Crossed, ...]
    left_out: Mapping[str, int]
    notes: tuple[Text, ...]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.frame)

    def links(self, cost_per_m: float = 1.0) -> NewLinks:
        """Return them with what they cost to use: so much for each metre, in both directions alike."""
        cost = self.frame["length_m"].to_numpy(np.float64) * cost_per_m
        return NewLinks(self.begin, self.end, cost, cost)


def find_candidates(
    network: PathNetwork,
    usable: Mask,
    params: CandidateParams,
    *,
    barriers: Mapping[str, gpd.GeoDataFrame] | None = None,
    plan_areas: gpd.GeoDataFrame | None = None,
    own: gpd.GeoDataFrame | None = None,
    prices: PathPrices | None = None,
    progress: Progress | None = None,
) -> Candidates:
    """Return the links that could be built between places that a profile can use.

    Found ones are straight lines, see `link_ends.possible_pairs`. Left out are those that are no shorter than the way of
    today by ``least_detour``, those that run along or across a way that can be used (a shorter link ends at it), those
    that land on a bridge or in a tunnel, those that cross a building, and with `CrossingAs.DROP` those that cross water,
    a railway or a motor road.

    Parameters
    ----------
    network:
        With m edges.
    usable:
        bool of m: the edges that can be used, in one direction at least.
    barriers:
        See `link_barriers.crossed_by`.
    plan_areas:
        Polygons whose exits are ends of links.
    own:
        Lines drawn by the user (``navn``, ``pris_kr`` where known), all of them kept that meet the network at both ends
        and cross no building.
    prices:
        The shipped ones when None.

    Raises
    ------
    LayerError
        For own candidates without lines, or with prices that are no numbers of 0 or more.

    >>> from gistools.pathnet import assemble
    >>> from gistools.pathnet.missing_params import CandidateParams
    >>> row = [shapely.LineString([(0, y), (100, y)]) for y in (0, 30)]
    >>> found = find_candidates(assemble(row, [0, 2], [1, 3]), np.ones(2, bool), CandidateParams(max_link_m=50.0))
    >>> found.frame[["length_m", "way_m", "joined_m", "price_dkk"]].iloc[0].tolist()
    [30.0, inf, 100.0, 45000.0]
    """
    prices = load_path_prices() if prices is None else prices
    progress = progress or NoProgress()
    barriers = barriers or {}
    progress.update(0.0, Text("Leder efter mulige forbindelser", "Looking for links that could be built"))
    left_out: dict[str, int] = {}
    pairs = possible_pairs(network, usable, params.max_link_m, plan_areas)
    lines = _straight(network, pairs)
    pairs, lines = _sifted(pairs, lines, _whole(network, pairs, lines, params.max_link_m), left_out, "")
    pairs, lines = _sifted(pairs, lines, ~_twins(lines), left_out, "")
    free = ~_over_ways(network, usable, lines)
    pairs, lines = _sifted(pairs, lines, free, left_out, "along_or_across")
    search = Search(network, usable, usable, network.length_m, network.length_m)
    near = _way_m(search, pairs, progress, limit=params.least_detour * params.max_link_m)
    pairs, lines = _sifted(pairs, lines, near >= params.least_detour * shapely.length(lines), left_out, "no_detour")
    crossed = crossed_by(lines, network, usable, barriers, params.crossing_as)
    passes = np.array([one.allowed(params.crossing_as) for one in crossed], np.bool_)
    pairs, lines = _sifted(pairs, lines, passes, left_out, "barrier")
    crossed = [one for one, kept in zip(crossed, passes, strict=True) if kept]
    way_m = _way_m(search, pairs, progress)
    gain = np.where(np.isinf(way_m), _joined_m(network, usable, pairs) * _JOINED_FIRST, way_m - shapely.length(lines))
    chosen = np.sort(np.lexsort((shapely.length(lines), -gain))[: params.most_candidates])
    left_out["too_many"] = len(pairs) - chosen.size
    pairs, lines = pairs[chosen], lines[chosen]
    crossed = [crossed[k] for k in chosen.tolist()]
    way_m = way_m[chosen]
    rows = pd.DataFrame({"name": [""] * len(pairs), "own_price": np.nan})
    notes: list[Text] = []
    if own is not None:
        pairs, lines, rows, notes, drawn = _with_own(network, usable, own, pairs, lines, rows, params)
        more = crossed_by(drawn, network, usable, barriers, params.crossing_as)
        crossed += more
        way_m = np.concatenate([way_m, _way_m(search, pairs[np.arange(way_m.size, len(pairs))], progress)])
        fine = np.array(["buildings" not in one.kinds for one in crossed], np.bool_)
        through = rows["name"][~fine].tolist()
        if through:
            notes.append(Text(f"Gennem en bygning og udeladt: {', '.join(through)}",
                              f"Through a building and left out: {', '.join(through)}"))  # fmt: skip
        pairs, lines, rows, way_m = pairs[fine], lines[fine], rows[fine], way_m[fine]
        crossed = [one for one, kept in zip(crossed, fine, strict=True) if kept]
    frame = _frame(network, usable, pairs, lines, rows, way_m, crossed, prices)
    notes += _told(left_out, barriers, params)
    notes += prices.notes(frozenset().union(*(one.priced for one in crossed)))
    return Candidates(frame, pairs.begin, pairs.end, tuple(crossed), left_out, tuple(notes))


_JOINED_FIRST = 1e6  # a metre joined comes before every metre saved


def _sifted(
    pairs: Pairs, lines: npt.NDArray[Any], kept: Mask, left_out: dict[str, int], why: str
) -> tuple[Pairs, npt.NDArray[Any]]:
    if why:
        left_out[why] = int((~kept).sum())
    return pairs[kept], lines[kept]


def _straight(network: PathNetwork, pairs: Pairs) -> npt.NDArray[Any]:
    ends = [shapely.get_coordinates(spots(network, places)) for places in (pairs.begin, pairs.end)]
    made: npt.NDArray[Any] = shapely.linestrings(np.stack(ends, axis=1)) if len(pairs) else np.empty(0, object)
    return made


def _whole(network: PathNetwork, pairs: Pairs, lines: npt.NDArray[Any], max_m: float) -> Mask:
    """Return which have a length that is allowed, run from edge to edge, and land on the ground."""
    length = shapely.length(lines)
    kept = (length > _SHORTEST_M) & (length <= max_m) & (pairs.begin.edge != pairs.end.edge)
    built = (network.edges["structure"] != "").to_numpy(np.bool_)
    for places in (pairs.begin, pairs.end):
        inside = (places.offset_m > 0.0) & (places.offset_m < network.length_m[places.edge])
        kept &= ~(inside & built[places.edge])
    return kept


def _twins(lines: npt.NDArray[Any]) -> Mask:
    """Return which have both ends near those of a shorter one that is kept."""
    gone = np.zeros(lines.size, np.bool_)
    if not lines.size:
        return gone
    a, b = shapely.get_point(lines, 0), shapely.get_point(lines, -1)
    one, other = shapely.STRtree(a).query(np.concatenate([a, b]), predicate="dwithin", distance=_TWIN_M)
    turned = one >= lines.size
    one = one % lines.size
    far = np.where(turned, a[one], b[one])
    near = shapely.distance(far, b[other]) <= _TWIN_M
    one, other = one[near], other[near]
    length = shapely.length(lines)
    place = np.empty(lines.size, np.int64)
    order = np.lexsort((np.arange(lines.size), np.round(length, 6)))
    place[order] = np.arange(lines.size)
    later = place[one] > place[other]
    after: dict[int, list[int]] = {}
    for k, j in zip(one[later].tolist(), other[later].tolist(), strict=True):
        after.setdefault(k, []).append(j)
    for k in order.tolist():
        gone[k] = any(not gone[j] for j in after.get(k, ()))
    return gone


def _over_ways(network: PathNetwork, usable: Mask, lines: npt.NDArray[Any]) -> Mask:
    """Return which cross a usable way on the ground between their ends, or run along one."""
    made = np.zeros(lines.size, np.bool_)
    ground = usable & (network.edges["level"].to_numpy(np.int64) == 0)
    shapes = network.edges.geometry.to_numpy()[ground]
    if not (lines.size and shapes.size):
        return made
    tree = shapely.STRtree(shapes)
    length = shapely.length(lines)
    inner = np.array([
        shapely.ops.substring(line, part, line.length - part)
        for line, part in zip(lines, np.minimum(0.5, length / 4.0), strict=True)
    ], object)  # fmt: skip
    made[np.unique(tree.query(inner, predicate="intersects")[0])] = True
    at = np.linspace(0.0, 1.0, _SAMPLES)
    points = shapely.line_interpolate_point(np.repeat(lines, _SAMPLES), np.tile(at, lines.size), normalized=True)
    near = tree.query_nearest(points, return_distance=True, all_matches=False)[1].reshape(lines.size, _SAMPLES)
    close = near <= np.minimum(_ALONG_M, _ALONG_PART * length)[:, None]
    made |= close.mean(axis=1) > _ALONG_SHARE
    return made


def _way_m(search: Search, pairs: Pairs, progress: Progress, *, limit: float = np.inf) -> F64:
    """Return how far it is between the two places of each pair over usable edges; inf beyond the limit."""
    made = np.full(len(pairs), np.inf)
    told = Text("Måler omveje", "Measuring detours")
    for at in range(0, len(pairs), _BATCH):
        progress.update(at / len(pairs), told)
        some = np.arange(at, min(at + _BATCH, len(pairs)))
        made[some] = np.diagonal(search.between(pairs.begin[some], pairs.end[some], limit=limit))
    return made


def _joined_m(network: PathNetwork, usable: Mask, pairs: Pairs) -> F64:
    """Return the metres of the shorter of the two parts that a pair lies in; 0 when it is one part."""
    part, metres = parts_of(network, usable)
    a, b = part[pairs.begin.edge], part[pairs.end.edge]
    return np.where(a == b, 0.0, np.minimum(metres[a], metres[b]))


def _with_own(
    network: PathNetwork,
    usable: Mask,
    own: gpd.GeoDataFrame,
    pairs: Pairs,
    lines: npt.NDArray[Any],
    rows: pd.DataFrame,
    params: CandidateParams,
) -> tuple[Pairs, npt.NDArray[Any], pd.DataFrame, list[Text], npt.NDArray[Any]]:
    """Return all of it with the user's own candidates behind, and the lines of these alone."""
    names, price, shapes = read_own(own)
    begin, end = (
        attach_points(network, shapely.get_point(shapes, at), max_m=params.attach_m, edges=usable, prefer_main=False)
        for at in (0, -1)
    )
    met = begin.met & end.met
    met &= ~((begin.edge == end.edge) & (begin.offset_m == end.offset_m))
    notes = []
    if not met.all():
        said = ", ".join(name for name, one in zip(names, met, strict=True) if not one)
        notes.append(
            Text(
                f"Egne forbindelser, der ikke når nettet i begge ender, er udeladt: {said}",
                f"Own links that do not meet the network at both ends are left out: {said}",
            )
        )
    begin, end = begin[met], end[met]
    ends = spots(network, begin), spots(network, end)
    drawn = np.empty(int(met.sum()), object)
    for k, (line, a, b) in enumerate(zip(shapes[met], *ends, strict=True)):
        rows_of = [shapely.get_coordinates(a), shapely.get_coordinates(line), shapely.get_coordinates(b)]
        drawn[k] = shapely.remove_repeated_points(shapely.LineString(np.concatenate(rows_of)))
    told = pd.DataFrame({"name": np.array(names, object)[met], "own_price": price[met]})
    return (
        Pairs(
            joined(pairs.begin, begin), joined(pairs.end, end),
            np.concatenate([pairs.found_by, np.full(len(begin), OWN, object)]),
        ),
        np.concatenate([lines, drawn]), pd.concat([rows, told], ignore_index=True), notes, drawn,
    )  # fmt: skip


def read_own(layer: gpd.GeoDataFrame) -> tuple[list[str], F64, npt.NDArray[Any]]:
    """Return name, price (NaN: none given) and line of each candidate that a user drew.

    Raises
    ------
    LayerError
        With all faults: rows that are no single line, prices that are no number of 0 or more.
    """
    require_kind(layer, gpd.GeoDataFrame, "candidates")
    lower = {str(column).casefold(): column for column in layer.columns}
    named, priced = (
        next((layer[lower[word]] for word in words if word in lower), None)
        for words in (("navn", "name"), ("pris_kr", "price_dkk", "pris"))
    )
    shapes = shapely.line_merge(shapely.force_2d(layer.geometry.to_numpy()))
    faults, names, price = [], [], np.full(len(layer), np.nan)
    for k, shape in enumerate(shapes):
        said = "" if named is None else cell_text(named.iloc[k])
        names.append(said or f"egen {k + 1}")
        if shape is None or shape.is_empty or shape.geom_type != "LineString" or not shape.length > 0.0:
            faults.append(Text(f"{names[-1]}: ikke én linje", f"{names[-1]}: not one line"))
        if priced is not None and not is_missing(priced.iloc[k]):
            try:
                price[k] = number_in(priced.iloc[k])
            except ValueError:
                price[k] = -1.0
            if price[k] < 0.0:
                faults.append(Text(f"{names[-1]}: pris = {priced.iloc[k]}", f"{names[-1]}: price = {priced.iloc[k]}"))
    if faults:
        raise LayerError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("en linje for hver, og en pris på 0 eller mere, hvis den er kendt",
                 "one line each, and a price of 0 or more where it is known"),
            Text("ret alle de nævnte", "correct all those named"),
        )  # fmt: skip
    return names, price, shapes


def _frame(
    network: PathNetwork,
    usable: Mask,
    pairs: Pairs,
    lines: npt.NDArray[Any],
    rows: pd.DataFrame,
    way_m: F64,
    crossed: list[Crossed],
    prices: PathPrices,
) -> gpd.GeoDataFrame:
    length = shapely.length(lines)
    own = rows["own_price"].to_numpy(np.float64)
    table = np.array(
        [one.cost(metres, prices) for one, metres in zip(crossed, length.tolist(), strict=True)], np.float64
    )
    price = np.where(np.isnan(own), table, own)
    return gpd.GeoDataFrame(
        {
            "link_id": np.arange(1, len(pairs) + 1),
            "name": rows["name"].to_numpy(object),
            "found_by": pairs.found_by,
            "length_m": length,
            "way_m": way_m,
            "joined_m": _joined_m(network, usable, pairs),
            "crosses": [", ".join(NAMES[kind].da for kind in one.kinds) for one in crossed],
            "bridge_m": np.array([sum(one.bridges_m) for one in crossed], np.float64),
            "tunnel_m": np.array([sum(one.tunnels_m) for one in crossed], np.float64),
            "price_dkk": price,
            "price_from": np.where(np.isnan(price), "unknown", np.where(np.isnan(own), "table", "own")),
        },
        geometry=lines, crs=network.edges.crs,
    )  # fmt: skip


def _told(left_out: Mapping[str, int], barriers: Mapping[str, gpd.GeoDataFrame], params: CandidateParams) -> list[Text]:
    notes = []
    if left_out.get("barrier"):
        notes.append(Text(f"{left_out['barrier']} mulige forbindelser er udeladt, fordi de går gennem en bygning eller en "
                          "spærring, der ikke skal krydses",
                          f"{left_out['barrier']} possible links are left out because they run through a building or a "
                          "barrier that is not to be crossed"))  # fmt: skip
    if left_out.get("too_many"):
        notes.append(Text(f"{left_out['too_many']} mulige forbindelser er ikke regnet med (most_candidates = "
                          f"{params.most_candidates})",
                          f"{left_out['too_many']} possible links are not worked out (most_candidates = "
                          f"{params.most_candidates})"))  # fmt: skip
    gone = [NAMES[name] for name in ("buildings", "lakes", "streams", "rails") if name not in barriers]
    if gone:
        da, en = ", ".join(one.da for one in gone), ", ".join(one.en for one in gone)
        notes.append(Text(f"Ikke givet, så ingen ved, om en forbindelse krydser det: {da}",
                          f"Not given, so nobody knows whether a link crosses it: {en}"))  # fmt: skip
    return notes
