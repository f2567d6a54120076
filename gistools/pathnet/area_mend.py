"""The cheapest set (billigste sæt) of mends, surveys and links that turns an answer to yes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.pathnet.cheapest import cheapest_set
from gistools.pathnet.local import local_network
from gistools.pathnet.reach import all_met
from gistools.pathnet.search import Search

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from gistools.pathnet.area_links import PricedLinks
    from gistools.pathnet.local import LocalNetwork
    from gistools.pathnet.mending import Mend
    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.reach import Requirement
    from gistools.pathnet.search import Places

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Step:
    """One thing to do.

    Parameters
    ----------
    action:
        ``"link"``, ``"mend"``, ``"survey"`` or ``"build_planned"``.
    edge:
        The edge that it is done at, from 0; -1 for a new link.
    kinds:
        Of the price table.
    rules:
        Which rules it is about.
    dkk, metres:
        What it costs, and how long it is.
    line:
        Where it is.
    """

    action: str
    edge: int
    kinds: tuple[str, ...]
    rules: tuple[str, ...]
    dkk: float
    metres: float
    line: Any


@dataclass(frozen=True, eq=False)
class CellMend:
    """The cheapest set that was found, and how sure it is.

    Parameters
    ----------
    steps:
        What is to be done; each is needed.
    dkk:
        What they cost together.
    bound:
        No set of what was tried costs less.
    exact:
        Whether it is proven that none does.
    holds:
        Whether the strict answer, worked out anew with the set, is yes.
    """

    steps: tuple[Step, ...]
    dkk: float
    bound: float
    exact: bool
    holds: bool

    @property
    def survey_alone(self) -> bool:
        """Whether it builds nothing: the answer may be yes once it is measured."""
        return all(one.action == "survey" for one in self.steps)


def cheapest_mend(
    network: PathNetwork,
    chosen: I64,
    open_now: tuple[Mask, Mask],
    homes: Places,
    demands: Sequence[Requirement],
    options: Mapping[int, Mend],
    links: PricedLinks,
    *,
    most_asked: int = 800,
) -> CellMend | None:
    """Return the cheapest set of mends and links with which all homes meet all demands; None when none does.

    Parameters
    ----------
    chosen:
        The edges of the network that count, from 0.
    open_now:
        bool of m each: which can be gone along, and against, as it is.
    options:
        By edge: what can be done there.
    links:
        That may be built.
    """
    local = local_network(network, chosen, links.ends)
    try_on = _Trial(local, open_now, homes, demands, options, links)
    if not try_on.cost.size:
        return None
    try_on.prune()
    found = cheapest_set(try_on.cost, try_on.holds, most_asked=most_asked)
    if found is None:
        return None
    on = np.zeros(try_on.cost.size, np.bool_)
    on[found.chosen] = True
    steps = tuple(try_on.step(int(k), network) for k in found.chosen)
    return CellMend(steps, found.cost, found.bound, found.exact, try_on.anew(on))


class _Trial:
    """A part of a network on which sets of options are tried."""

    def __init__(
        self, local: LocalNetwork, open_now: tuple[Mask, Mask], homes: Places, demands: Sequence[Requirement],
        options: Mapping[int, Mend], links: PricedLinks,
    ) -> None:  # fmt: skip
        self.local, self.options, self.links = local, options, links
        self.homes = local.places(homes)
        self.demands = [one.on(local) for one in demands]
        piece = local.edge >= 0
        on = np.where(piece, local.edge, 0)
        self.there = piece & open_now[0][on]
        self.back = piece & open_now[1][on]
        edges = list(options)
        self.members: list[tuple[str, int]] = [("edge", e) for e in edges]
        self.members += [("link", k) for k in range(len(links.ends))]
        place = {edge: k for k, edge in enumerate(edges)}
        self.option = np.array(
            [place.get(int(e), -1) if e >= 0 else len(edges) + int(k)
             for e, k in zip(local.edge, local.link, strict=True)], np.int64,
        )  # fmt: skip
        self.gain_there = np.array(
            [e < 0 or (int(e) in options and options[int(e)].forward) for e in local.edge], np.bool_
        )
        self.gain_back = np.array(
            [e < 0 or (int(e) in options and options[int(e)].backward) for e in local.edge], np.bool_
        )
        self.cost = np.concatenate([[options[e].dkk for e in edges], links.dkk]).astype(np.float64)

    def prune(self) -> None:
        """Leave out what no way within the limits can use, so that less is tried; the answer stays the same."""
        every = np.ones(self.cost.size, np.bool_)
        there, back = self.opened(every)
        both = there | back
        length = self.local.network.length_m
        search = Search(self.local.network, both, both, length, length)
        u, v = self.local.network.u, self.local.network.v
        from_home = search.nearest(self.homes)
        near_home = np.minimum(from_home[u], from_home[v])
        near_home[self.homes.edge[self.homes.met]] = 0.0
        useful = np.zeros(both.size, np.bool_)
        for one in self.demands:
            targets = replace(one, part_m=0.0).goal(self.local.network, both, self.homes)
            if not len(targets):
                continue
            to_target = search.nearest(targets)
            near = np.minimum(to_target[u], to_target[v])
            near[targets.edge] = 0.0
            way = near_home + near
            useful |= np.isfinite(way) & (way <= one.limit_m + one.part_m)
        kept = np.zeros(self.cost.size, np.bool_)
        mine = self.option >= 0
        kept[self.option[mine & useful]] = True
        again = np.cumsum(kept) - 1
        self.option = np.where(mine & kept[self.option], again[self.option], -1)
        self.members = [one for one, keep in zip(self.members, kept.tolist(), strict=True) if keep]
        self.cost = self.cost[kept]
        # what no way can use is left out of the searches too
        self.there &= useful
        self.back &= useful

    def opened(self, on: Mask) -> tuple[Mask, Mask]:
        """Return what can be gone along and against with a set."""
        added = (self.option >= 0) & on[self.option] if on.size else np.zeros(self.option.size, np.bool_)
        return self.there | (added & self.gain_there), self.back | (added & self.gain_back)

    def holds(self, on: Mask) -> bool:
        """Return whether all homes meet all demands with a set."""
        return all_met(self.local.network, *self.opened(on), self.homes, self.demands)

    def anew(self, on: Mask) -> bool:
        """Return the same, worked out from a network that is made with the set and nothing else that is shut."""
        there, back = self.opened(on)
        mine = there | back
        mine[self.homes.edge[self.homes.met]] = True  # a link may begin at the door of a home on a closed edge
        kept = np.flatnonzero(mine)
        small = local_network(self.local.network, kept)
        open_there, open_back = there[small.edge], back[small.edge]
        demands = [one.on(small) for one in self.demands]
        return all_met(small.network, open_there, open_back, small.places(self.homes), demands)

    def step(self, k: int, network: PathNetwork) -> Step:
        """Return a member as something to do."""
        what, at = self.members[k]
        if what == "link":
            line = self.links.ends.lines[at]
            return Step("link", -1, self.links.kinds[at], (), float(self.links.dkk[at]), float(line.length), line)
        one = self.options[at]
        line = network.edges.geometry.iloc[at]
        return Step(one.action, at, one.kinds, one.rules, one.dkk, float(network.length_m[at]), line)
