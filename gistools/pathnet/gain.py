"""What new links give (gevinst af nye forbindelser): who gets nearer, and who gets there at all.

A way with a new link that is shorter than all ways without it takes the link once. So the new distance of every pair
follows from the distances to and from the two ends of the link, which are searched for once: two searches for each
link, four where direction matters. When a link is built, all distances that are held are brought up to date by the same
rule, which is exact: no pair is searched for again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.errors import ParamError
from gistools.pathnet.search import SAME, Places
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.pathnet.search import Search
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    Cap = F64 | float | None

_BATCH = 64  # places searched from at once
_SAME = 1e-9  # no way is shorter by less than this: that is rounding


def joined(*several: Places) -> Places:
    """Return the places of several one after another.

    >>> one = Places(np.array([0]), np.array([2.0]), np.array([0.0]))
    >>> joined(one, one).offset_m.tolist()
    [2.0, 2.0]
    """
    return Places(*(np.concatenate([getattr(one, name) for one in several])
                    for name in ("edge", "offset_m", "access_m")))  # fmt: skip


@dataclass(frozen=True, eq=False)
class NewLinks:
    """c links that could be built, each between two places of the network.

    Parameters
    ----------
    begin, end:
        c places each, all of them on the network.
    there, back:
        float64 of c, above 0: what going from begin to end costs, and from end to begin, in the unit of the search; inf
        where that is not allowed.
    """

    begin: Places
    end: Places
    there: F64
    back: F64

    def __post_init__(self) -> None:
        """Refuse places off the network, links from a place to itself, and costs that are not above 0."""
        cost = np.concatenate([self.there, self.back])
        nowhere = (self.begin.edge == self.end.edge) & (self.begin.offset_m == self.end.offset_m)
        if not (self.begin.met.all() and self.end.met.all() and (cost > 0.0).all()) or nowhere.any():
            raise ParamError(
                Text("en forbindelse uden for nettet eller uden længde", "a link off the network or without length"),
                Text("to steder på nettet og en længde over 0", "two places on the network and a length above 0"),
                Text("fjern den", "leave it out"),
            )

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.begin)


@dataclass(frozen=True, eq=False)
class Demand:
    """Who goes where (behov).

    Parameters
    ----------
    origins:
        k places.
    weight:
        float64 of k, 0 or more: people, dwellings or addresses.
    destinations:
        l places.
    share:
        float64 of l that sums to 1: how each origin's trips are shared between destinations. None: all go to that which
        is nearest.
    origin_extra, destination_extra:
        float64 of k and of l: what it costs from the door to the network, in the unit of the search; 0 when None.
    """

    origins: Places
    weight: F64
    destinations: Places
    share: F64 | None = None
    origin_extra: F64 | None = None
    destination_extra: F64 | None = None


@dataclass(frozen=True, eq=False)
class Gains:
    """What each of c links gives by itself, or what sets of links do.

    Parameters
    ----------
    saved:
        float64 of c: weight times distance saved, over those who had a way before. In the unit of the search.
    connected:
        float64 of c: the weight of those who had no way before and have one now. Never a distance: there is none to
        save from.
    connected_cost:
        float64 of c: how far they have to go, their mean; NaN for none.
    within:
        float64 of c: the weight of those who are within the cap now and were not before; NaN without a cap.
    """

    saved: F64
    connected: F64
    connected_cost: F64
    within: F64

    def __len__(self) -> int:
        """Return of how many they are."""
        return self.saved.size


@dataclass(frozen=True, eq=False)
class Reach:
    """Distances that gains are read from; made by `link_reach`, brought up to date by `built`.

    Parameters
    ----------
    demand, links:
        What they are of.
    base:
        float64 (k, l), or (k, 1) when all go to the nearest: costs before any link is built, inf where there is no way.
    now:
        The same with the links that are built.
    to_ends:
        float64 (k, 2c): from each origin to each end of a link, first all that begin and then all that end.
    from_ends:
        float64 (2c, l) or (2c, 1): from each end to the destinations.
    between:
        float64 (2c, 2c): from each end to each end.
    chosen:
        Links that are built, in order.
    """

    demand: Demand
    links: NewLinks
    base: F64
    now: F64
    to_ends: F64
    from_ends: F64
    between: F64
    chosen: tuple[int, ...] = field(default=())

    @cached_property
    def pair_weight(self) -> F64:
        """The weight of each pair: that of its origin, by its share of trips; (k, l) or (k, 1)."""
        share = np.ones(1) if self.demand.share is None else self.demand.share
        made: F64 = self.demand.weight[:, None] * share[None, :]
        return made

    def built(self, *which: int) -> Reach:
        """Return the distances when links are built, one after another."""
        made = self
        for j in which:
            made = made._with(j)
        return made

    def _with(self, j: int) -> Reach:
        c = len(self.links)
        now, to_ends, from_ends, between = self.now, self.to_ends, self.from_ends, self.between
        for a, b, cost in ((j, c + j, self.links.there[j]), (c + j, j, self.links.back[j])):
            onward = cost + self.from_ends[b], cost + self.between[b]
            now = np.minimum(now, self.to_ends[:, a, None] + onward[0][None, :])
            to_ends = np.minimum(to_ends, self.to_ends[:, a, None] + onward[1][None, :])
            from_ends = np.minimum(from_ends, self.between[:, a, None] + onward[0][None, :])
            between = np.minimum(between, self.between[:, a, None] + onward[1][None, :])
        return replace(self, now=now, to_ends=to_ends, from_ends=from_ends, between=between, chosen=(*self.chosen, j))

    def total(self, cap: Cap = None) -> Gains:
        """Return what the links that are built give together, one figure of each kind."""
        return _gains([self._sums(self.now, ..., cap)])

    def gains(self, cap: Cap = None, *, among: Sequence[int] | None = None) -> Gains:
        """Return what each link gives when it is built beside those that are, all figures against `base`.

        Parameters
        ----------
        cap:
            A cost that the destination should be within; or one for each pair, in the shape of `base`.
        among:
            Which links; all of them when None.
        """
        so_far = self._sums(self.now, ..., cap)
        return _gains([self._one(j, so_far, cap) for j in (range(len(self.links)) if among is None else among)])

    def _one(self, j: int, so_far: F64, cap: Cap) -> F64:
        """Return the sums when one more is built, from the pairs alone that it can be of use to."""
        c = len(self.links)
        sums = so_far.copy()
        for a, b, cost in ((j, c + j, self.links.there[j]), (c + j, j, self.links.back[j])):
            # of use from o only when the other end is reached sooner by it, and to t only when t is from this one; so
            # no pair is met twice: each end would have to be nearer than the other
            rows = np.flatnonzero(self.to_ends[:, a] + cost < self.to_ends[:, b] - _SAME)
            cols = np.flatnonzero(cost + self.from_ends[b] < self.from_ends[a] - _SAME)
            if rows.size and cols.size:
                pairs = np.ix_(rows, cols)
                old = self.now[pairs]
                new = np.minimum(old, self.to_ends[rows, a, None] + (cost + self.from_ends[b, cols])[None, :])
                sums += self._sums(new, pairs, cap) - self._sums(old, pairs, cap)
        return sums

    def _sums(self, new: F64, pairs: Any, cap: Cap) -> F64:  # noqa: ANN401 - an index of numpy
        """Return saved, connected, weight times cost of those connected, and within, of some pairs."""
        old, weight = self.base[pairs], self.pair_weight[pairs]
        had = np.isfinite(old)
        fresh = ~had & np.isfinite(new)
        most: Any = cap[pairs] if isinstance(cap, np.ndarray) else cap
        within = np.nan if most is None else (weight * ((new <= most + SAME) & (old > most + SAME))).sum()
        shorter, w = weight[had] * (old[had] - new[had]), weight[fresh]
        return np.array([shorter.sum(), w.sum(), (w * new[fresh]).sum(), within])


def _gains(sums: Sequence[F64]) -> Gains:
    saved, connected, length, within = np.array(sums, np.float64).reshape(-1, 4).T
    mean = np.divide(length, connected, out=np.full(connected.size, np.nan), where=connected > 0.0)
    return Gains(saved, connected, mean, within)


def link_reach(search: Search, demand: Demand, links: NewLinks, *, progress: Progress | None = None) -> Reach:
    """Return the distances by which the gain of each link is known, and that of any set of them.

    Gain of a link (u, v) of cost c: the sum over origins o and destinations t of w max(0, d - min(d, d(o,u) + c +
    d(v,t), d(o,v) + c + d(u,t))). Two searches for each link, four when `Search.directed`; beside them one from each
    origin or each destination, whichever are fewer.

    Parameters
    ----------
    search:
        Before any link is built. Its unit, metres or seconds, is that of all costs.
    demand:
        k origins with weights and l destinations.
    links:
        c links; their ends may lie in the middle of edges.

    Raises
    ------
    ParamError
        For weights below 0 or unknown, and shares that do not sum to 1.

    Examples
    --------
    A way round of 30 m between two ends that a link of 10 m joins: 20 m saved for each of 5 people, and 2 on an island
    of their own are connected.

    >>> import shapely
    >>> from gistools.pathnet import Search, assemble
    >>> round_about = assemble([shapely.LineString([(0, 0), (0, 10), (10, 10), (10, 0)]),
    ...     shapely.LineString([(0, -5), (9, -5)])], [0, 2], [1, 3])
    >>> at = lambda edge, m: Places(np.array([edge]), np.array([float(m)]), np.zeros(1))
    >>> demand = Demand(joined(at(0, 0), at(1, 0)), np.array([5.0, 2.0]), at(0, 30))
    >>> links = NewLinks(joined(at(0, 0), at(0, 0)), joined(at(0, 30), at(1, 0)), *[np.array([10.0, 5.0])] * 2)
    >>> found = link_reach(Search.whole(round_about), demand, links).gains(cap=20.0)
    >>> found.saved.tolist(), found.connected.tolist(), float(found.connected_cost[1]), found.within.tolist()
    ([100.0, 0.0], [0.0, 2.0], 35.0, [5.0, 0.0])
    """
    _check(demand)
    progress = progress or NoProgress()
    ends = joined(links.begin, links.end)
    extra_o = np.zeros(len(demand.origins)) if demand.origin_extra is None else demand.origin_extra
    extra_t = np.zeros(len(demand.destinations)) if demand.destination_extra is None else demand.destination_extra
    nearest = demand.share is None
    to_ends = np.empty((len(demand.origins), len(ends)))
    from_ends = np.empty((len(ends), 1 if nearest else len(demand.destinations)))
    between = np.empty((len(ends), len(ends)))
    back = search.reversed() if search.directed else search
    told = Text("Søger fra forbindelsernes ender", "Searching from the ends of links")
    k = len(demand.origins)
    for at in range(0, len(ends), _BATCH):
        progress.update(0.5 * at / len(ends), told)
        some = np.arange(at, min(at + _BATCH, len(ends)))
        batch = ends[some]
        if search.directed:
            to_ends[:, some] = back.between(batch, demand.origins).T
            forth = search.between(batch, joined(ends, demand.destinations))
            within, out = forth[:, : len(ends)], forth[:, len(ends) :]
        else:  # the way there is the way back: one search tells both
            all_of = search.between(batch, joined(demand.origins, ends, demand.destinations))
            to_ends[:, some] = all_of[:, :k].T
            within, out = all_of[:, k : k + len(ends)], all_of[:, k + len(ends) :]
        between[some] = within
        from_ends[some] = _reduced(out + extra_t[None, :], nearest=nearest)
    to_ends += extra_o[:, None]
    base = _base(search, back, demand, progress)
    base += extra_o[:, None]
    return Reach(demand, links, base, base, to_ends, from_ends, between)


def _reduced(cost: F64, *, nearest: bool) -> F64:
    return cost.min(axis=1, initial=np.inf, keepdims=True) if nearest else cost


def _base(search: Search, back: Search, demand: Demand, progress: Progress) -> F64:
    """Return what it costs from each origin to the destinations now, searched from those of which there are fewer."""
    k, n = len(demand.origins), len(demand.destinations)
    extra = np.zeros(n) if demand.destination_extra is None else demand.destination_extra
    nearest = demand.share is None
    made = np.full((k, 1 if nearest else n), np.inf)
    told = Text("Søger til målene", "Searching to the destinations")
    if n <= k:
        for at in range(0, n, _BATCH):
            progress.update(0.5 + 0.5 * at / n, told)
            some = np.arange(at, min(at + _BATCH, n))
            cost = back.between(demand.destinations[some], demand.origins).T + extra[None, some]
            if nearest:
                made = np.minimum(made, cost.min(axis=1, keepdims=True))
            else:
                made[:, some] = cost
    else:
        for at in range(0, k, _BATCH):
            progress.update(0.5 + 0.5 * at / k, told)
            some = np.arange(at, min(at + _BATCH, k))
            cost = search.between(demand.origins[some], demand.destinations) + extra[None, :]
            made[some] = _reduced(cost, nearest=nearest)
    return made


def _check(demand: Demand) -> None:
    weight, share = demand.weight, demand.share
    if not (np.isfinite(weight).all() and (weight >= 0.0).all()):
        raise ParamError(
            Text("vægte, der er ukendte eller under 0", "weights that are unknown or below 0"),
            Text("et tal, 0 eller mere, for hver", "a number, 0 or more, for each"),
            Text(
                "giv vægten, eller lad den være antal adresser", "give the weight, or let it be the count of addresses"
            ),
        )
    if share is not None and not (abs(share.sum() - 1.0) < 1e-9 and (share >= 0.0).all()):  # noqa: PLR2004 - rounding
        raise ParamError(
            Text(f"andele, der giver {share.sum():g}", f"shares that sum to {share.sum():g}"),
            Text("andele af 1", "shares of 1"),
            Text("del hver med deres sum", "divide each by their sum"),
        )
