"""Links that could be built (mulige nye forbindelser): found in the network, or drawn by the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.pathnet.candidates_own import read_own
from gistools.pathnet.gain import NewLinks, joined
from gistools.pathnet.link_barriers import NAMES, Crossed, crossed_by
from gistools.pathnet.link_ends import OWN, Pairs, corners, possible_pairs, spots
from gistools.pathnet.link_sieve import allowed, joined_m, over_ways, probes, straight_lines, twins, way_m
from gistools.pathnet.prices import PathPrices, load_path_prices
from gistools.pathnet.search import SAME, Places, Search, attach_points
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


@dataclass(frozen=True, eq=False)
class Candidates:
    """c links that could be built; made by `find_candidates`.

    Parameters
    ----------
    frame:
        A row for each: ``new_link_id`` (1 to c), ``name`` (of the user's own), ``link_found_by`` (``island``,
        ``loose_end``, ``plan_area``, ``neighbours``, ``own``), ``length_m``, ``way_today_m`` (between its ends; inf
        where there is no way), ``joins_m`` (metres of the shorter part of the network that it joins to another; 0 where
        there was a way), ``link_crosses`` (Danish), ``link_bridge_m``, ``link_tunnel_m``, ``price_dkk`` (NaN: unknown),
        ``price_from`` (``table``, ``own``, ``unknown``), line.
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

    Found ones are straight lines, see `link_ends.possible_pairs`. Left out are those that are no shorter than the way
    of today by ``least_detour``, those that run along or across a way that can be used (a shorter link ends at it),
    those that land on a bridge or in a tunnel, those that cross a building or run along a railway or motor road, and
    with `CrossingAs.DROP` those that cross water, a railway or a motor road.

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
    >>> found.frame[["length_m", "way_today_m", "joins_m", "price_dkk"]].iloc[0].tolist()
    [30.0, inf, 100.0, 45000.0]
    """
    prices = load_path_prices() if prices is None else prices
    progress = progress or NoProgress()
    barriers = barriers or {}
    progress.update(0.0, Text("Leder efter mulige forbindelser", "Looking for links that could be built"))
    left_out: dict[str, int] = {}
    pairs = possible_pairs(network, usable, params.max_link_m, plan_areas)
    lines = straight_lines(network, pairs)
    order = np.lexsort(corners(lines))  # not by edges: of links that give alike the first is built
    pairs, lines = pairs[order], lines[order]
    pairs, lines = _sifted(pairs, lines, allowed(network, pairs, lines, params.max_link_m), left_out, "")
    pairs, lines = _sifted(pairs, lines, ~twins(lines), left_out, "")
    free = ~over_ways(network, usable, lines)
    pairs, lines = _sifted(pairs, lines, free, left_out, "along_or_across")
    search = Search(network, usable, usable, network.length_m, network.length_m)
    near = way_m(search, pairs, progress, limit=params.least_detour * params.max_link_m)
    pairs, lines = _sifted(
        pairs, lines, near >= params.least_detour * shapely.length(lines) - SAME, left_out, "no_detour"
    )
    crossed = crossed_by(probes(network, pairs, lines), network, usable, barriers, params.crossing_as)
    passes = np.array([one.allowed(params.crossing_as) for one in crossed], np.bool_)
    pairs, lines = _sifted(pairs, lines, passes, left_out, "barrier")
    crossed = [one for one, kept in zip(crossed, passes, strict=True) if kept]
    today_m = way_m(search, pairs, progress)
    gain = np.where(
        np.isinf(today_m), joined_m(network, usable, pairs) * _JOINED_FIRST, today_m - shapely.length(lines)
    )
    chosen = np.sort(np.lexsort((shapely.length(lines), -gain))[: params.most_candidates])
    left_out["too_many"] = len(pairs) - chosen.size
    pairs, lines = pairs[chosen], lines[chosen]
    crossed = [crossed[k] for k in chosen.tolist()]
    today_m = today_m[chosen]
    rows = pd.DataFrame({"name": [""] * len(pairs), "own_price": np.nan})
    notes: list[Text] = []
    if own is not None:
        pairs, lines, rows, notes, drawn = _with_own(network, usable, own, pairs, lines, rows, params)
        mine = pairs[np.arange(today_m.size, len(pairs))]
        crossed += crossed_by(probes(network, mine, drawn), network, usable, barriers, params.crossing_as)
        today_m = np.concatenate([today_m, way_m(search, mine, progress)])
        fine = np.array(["buildings" not in one.kinds for one in crossed], np.bool_)
        through = rows["name"][~fine].tolist()
        if through:
            notes.append(Text(f"Gennem en bygning og udeladt: {', '.join(through)}",
                              f"Through a building and left out: {', '.join(through)}"))  # fmt: skip
        pairs, lines, rows, today_m = pairs[fine], lines[fine], rows[fine], today_m[fine]
        crossed = [one for one, kept in zip(crossed, fine, strict=True) if kept]
    frame = _frame(network, usable, pairs, lines, rows, today_m, crossed, prices)
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
        attach_points(network, shapely.get_point(shapes, at), max_m=params.access_m, edges=usable, prefer_main=False)
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


def _frame(
    network: PathNetwork,
    usable: Mask,
    pairs: Pairs,
    lines: npt.NDArray[Any],
    rows: pd.DataFrame,
    today_m: F64,
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
            "new_link_id": np.arange(1, len(pairs) + 1),
            "name": rows["name"].to_numpy(object),
            "link_found_by": pairs.found_by,
            "length_m": length,
            "way_today_m": today_m,
            "joins_m": joined_m(network, usable, pairs),
            "link_crosses": [", ".join(NAMES[kind].da for kind in one.kinds) for one in crossed],
            "link_bridge_m": np.array([one.built_m("bridge", prices) for one in crossed], np.float64),
            "link_tunnel_m": np.array([one.built_m("tunnel", prices) for one in crossed], np.float64),
            "price_dkk": price,
            "price_from": np.where(np.isnan(price), "unknown", np.where(np.isnan(own), "table", "own")),
        },
        geometry=lines, crs=network.edges.crs,
    )  # fmt: skip


def _told(left_out: Mapping[str, int], barriers: Mapping[str, gpd.GeoDataFrame], params: CandidateParams) -> list[Text]:
    notes = []
    if k := left_out.get("barrier"):
        notes.append(
            Text(
                f"{k} mulige forbindelser er udeladt: de går gennem en bygning, langs en spærring eller over en, der "
                "ikke skal krydses",
                f"{k} possible links are left out: they run through a building, along a barrier, or across one that is "
                "not to be crossed",
            )
        )
    if k := left_out.get("too_many"):
        most = params.most_candidates
        notes.append(
            Text(
                f"{k} mulige forbindelser er ikke regnet med (most_candidates = {most})",
                f"{k} possible links are not worked out (most_candidates = {most})",
            )
        )
    gone = [NAMES[name] for name in ("buildings", "lakes", "streams", "rails") if name not in barriers]
    if gone:
        da, en = ", ".join(one.da for one in gone), ", ".join(one.en for one in gone)
        notes.append(
            Text(
                f"Ikke givet, så ingen ved, om en forbindelse krydser det: {da}",
                f"Not given, so nobody knows whether a link crosses it: {en}",
            )
        )
    return notes
