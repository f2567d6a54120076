"""Costs between all pairs of patches that count the crossing of patches on the way, and corridors with width."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import scipy.sparse
import scipy.sparse.csgraph

from gistools.corridors.landscape import COST_UNIT
from gistools.corridors.links import link_cells
from gistools.corridors.network import PairCosts
from gistools.corridors.search import Scratch, patch_cells, ready, regions
from gistools.corridors.surface import budget_of, stoppable, surface_of
from gistools.errors import ParamError
from gistools.kernels import crossing
from gistools.kernels.strips import each, threads
from gistools.progress import NoProgress, check
from gistools.raster import Raster
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gistools.corridors.landscape import Corridors
    from gistools.corridors.search import PatchCells
    from gistools.corridors.surface import Surface
    from gistools.kernels.codes import F64, I32, I64, U8
    from gistools.progress import Progress

_MOST_TURNS = 50_000_000
_SOURCES = 64


def direct_costs(corridors: Corridors) -> PairCosts:
    """Return the costs of all pairs of a complete set: what each pair costs over the map, ways through patches paid.

    A network's shortest ways go through a patch for nothing, whatever its size. These costs hold a way through a third
    patch at what its cells cost, since the search did. Pairs beyond the limit are infinite. EC, PC, flux and
    metapopulation capacity are exact with them (within the limit); measures that follow ways refuse them.

    Raises
    ------
    ParamError
        For a planar set, which has only neighbours: see `crossing_costs`.
    """
    if corridors.planar:
        raise ParamError(
            Text("forbindelser mellem naboer alene", "links between neighbours alone"),
            Text("det fulde sæt af forbindelser", "the complete set of links"),
            Text("brug planar=False, eller crossing_costs", "use planar=False, or crossing_costs"),
        )
    n, links = len(corridors.patches.frame), corridors.links
    found = np.full((n, n), np.inf)
    one, other = (links[name].to_numpy(np.int64) - 1 for name in ("from_patch", "to_patch"))
    found[one, other] = found[other, one] = links["link_cost"].to_numpy(np.float64)
    np.fill_diagonal(found, 0.0)
    return PairCosts(found)


def crossing_costs(corridors: Corridors, *, progress: Progress | None = None) -> PairCosts:
    """Return the costs between all pairs over the links, with the crossing of each patch on the way paid (in-patch).

    A way that comes to a patch by one link and leaves by another pays the least cost over the map between the two
    cells where they end (Graphab's in-patch distance). The first and the last patch of a way are not crossed. So every
    cost is that of a way there is on the map: never below the least cost of the pair, and exactly the link's where the
    link is the cheapest way.

    EC, PC, flux and metapopulation capacity are exact with these costs, for ways along the links. Betweenness, IIC,
    dPC and link removal follow ways of links and refuse them: with the graph they take crossing for free.

    Parameters
    ----------
    corridors:
        A planar set, or a complete one of few links: a way may turn from any link of a patch to any other.
    progress:
        Told how far the work is.

    Returns
    -------
    PairCosts
        In the order of patches; infinite where no links lead.

    Raises
    ------
    ParamError
        When there are more than 50 million turns from link to link.
    Cancelled
        When the user wants to stop.
    """
    n, links = len(corridors.patches.frame), corridors.links
    one, other = (links[name].to_numpy(np.int64) - 1 for name in ("from_patch", "to_patch"))
    cost = np.rint(links["link_cost"].to_numpy(np.float64) / COST_UNIT)
    turns = int((np.bincount(np.concatenate([one, other]), minlength=n) ** 2).sum())
    if turns > _MOST_TURNS:
        raise ParamError(
            Text(f"{turns} skift mellem forbindelser", f"{turns} turns between links"),
            Text(f"højst {_MOST_TURNS}", f"at most {_MOST_TURNS}"),
            Text("brug naboer alene, eller direct_costs", "use the planar set, or direct_costs"),
        )
    gates = link_cells(corridors)
    found = np.full((n, n), np.inf)
    if len(links):
        leave, arrive = (np.array([way[end] for way in gates]) for end in (0, -1))
        ways = _OneWay(
            *(
                np.concatenate(two)
                for two in ((one, other), (other, one), (leave, arrive), (arrive, leave), (cost, cost))
            )
        )
        found = _over_links(n, ways, _crossed(corridors, n, ways, progress), progress)
    np.fill_diagonal(found, 0.0)
    return PairCosts(found * COST_UNIT)


class _OneWay(NamedTuple):
    """Links gone one way, the first half of them the one and the second half back: patches, cells of ends, costs."""

    begin: I64
    to: I64
    leave: I64
    arrive: I64
    cost: F64


def _crossed(corridors: Corridors, n: int, ways: _OneWay, progress: Progress | None) -> tuple[I64, I64, F64]:
    """Return the turns at patches: from which way, to which, and what the crossing and the way after it cost."""
    size = corridors.patches.labels.size
    key, where = np.unique(
        np.concatenate([ways.begin * size + ways.leave, ways.to * size + ways.arrive]), return_inverse=True
    )
    start = np.searchsorted(key, np.arange(n + 1) * size).astype(np.int64)
    count = np.diff(start)
    begin = np.concatenate([[0], np.cumsum(count**2)]).astype(np.int64)
    found = np.full(begin[-1], -1, np.int64)

    def work(stop: U8) -> None:
        surface = surface_of(corridors.resistance, stop)
        cell = surface.in_frame(key % size).astype(np.int32)
        local = _Scratch(surface)

        def some(first: int, last: int) -> None:
            crossing.between(
                *surface.given, local.heads, start, cell, begin, budget_of(None), local.left, local.mark,
                first, last, found, stop,
            )  # fmt: skip

        each(some, [(p, p + 1) for p in range(n)], stop)

    stoppable(progress, work)
    half = ways.begin.size // 2
    leave, arrive = where[: 2 * half] - start[ways.begin], where[2 * half :] - start[ways.to]
    by_begin, by_to = np.argsort(ways.begin, kind="stable"), np.argsort(ways.to, kind="stable")
    first_out = np.searchsorted(ways.begin[by_begin], np.arange(n + 1))
    first_in = np.searchsorted(ways.to[by_to], np.arange(n + 1))
    parts: list[tuple[I64, I64, F64]] = []
    for p in range(n):
        come, go = by_to[first_in[p] : first_in[p + 1]], by_begin[first_out[p] : first_out[p + 1]]
        one, other = (some.ravel() for some in np.meshgrid(come, go, indexing="ij"))
        paid = found[begin[p] + arrive[one] * count[p] + leave[other]]
        kept = (paid >= 0) & (np.abs(one - other) != half)  # not back over the same link
        one, other, paid = one[kept], other[kept], paid[kept]
        parts.append((one, other, paid + ways.cost[other]))
    one, other, paid = (np.concatenate(some) for some in zip(*parts, strict=True))
    return one, other, paid


def _over_links(n: int, ways: _OneWay, turns: tuple[I64, I64, F64], progress: Progress | None) -> F64:
    """Return the least costs between patches over ways and turns: ways are nodes, and patches those they begin at."""
    progress = progress or NoProgress()
    nodes = ways.begin.size
    rows = np.concatenate([turns[0], nodes + ways.begin])
    cols = np.concatenate([turns[1], np.arange(nodes)])
    graph = scipy.sparse.csr_matrix((np.concatenate([turns[2], ways.cost]), (rows, cols)), shape=(nodes + n,) * 2)
    order = np.argsort(ways.to, kind="stable")
    reached, first = np.unique(ways.to[order], return_index=True)
    found = np.full((n, n), np.inf)
    for source in range(0, n, _SOURCES):
        check(progress)
        progress.update(source / n, Text("Krydser levesteder", "Crossing patches"))
        some = np.arange(source, min(source + _SOURCES, n))
        away = scipy.sparse.csgraph.dijkstra(graph, indices=nodes + some)
        found[np.ix_(some, reached)] = np.minimum.reduceat(away[:, order], first, axis=1)
    return found


class _Scratch(Scratch):
    def __init__(self, surface: Surface) -> None:
        super().__init__(surface)
        self.mark = np.zeros(surface.resistance.size, np.int32)


def corridor_mosaic(corridors: Corridors, slack: float, *, progress: Progress | None = None) -> Raster:
    """Return how much dearer than the links the ways through each cell are: least-cost corridors with width.

    The value of a cell is the least, over the links, of CWD_i + CWD_j - the cost of the link, with CWD the least cost
    from each of its two patches: 0 on the way of a link. A planar link is the cheapest way within the regions of cells
    nearest to its two patches, and its corridor keeps to them as it does. Fields reach no further than they must, and
    no more than two are held for each thread, however many links there are.

    Parameters
    ----------
    corridors:
        From `corridor_links`.
    slack:
        Resistance metres above the cost of a link that its corridor reaches, 0 or more.
    progress:
        Told how far the work is.

    Returns
    -------
    Raster
        float64, resistance metres; NaN outside all corridors.

    Raises
    ------
    ParamError
        For a slack below 0 or not finite.
    Cancelled
        When the user wants to stop.
    """
    _require_slack(slack)
    progress = progress or NoProgress()
    links, grid = corridors.links, corridors.patches.grid
    made = _Mosaic(corridors, slack, progress)
    mosaics: list[I64] = []

    class Scratch(threading.local):
        def __init__(self) -> None:
            self.fields = made.scratch()
            mosaics.append(self.fields.mosaic)

    local = Scratch()

    def some(stop: U8, begin: int, end: int) -> None:
        made.raise_to(local.fields, begin, end, stop)

    step = max(4 * threads(), len(links) // 20)
    for begin in range(0, len(links), step):
        progress.update(begin / len(links), Text("Lægger korridorer sammen", "Joining corridors"))
        parts = [(k, k + 1) for k in range(begin, min(begin + step, len(links)))]
        stoppable(progress, lambda stop, parts=parts: each(functools.partial(some, stop), parts, stop))  # type: ignore[misc]  # mypy takes no default of a lambda
    rest = functools.reduce(np.maximum, mosaics)
    values = made.surface.inside(np.where(rest > 0, made.spent(rest), np.nan)).copy()
    return Raster(values, grid, unit="modstandsmeter", name=Text("merpris i korridor", "extra cost in a corridor"))


def link_corridors(
    corridors: Corridors, rows: Iterable[int], slack: float, *, progress: Progress | None = None
) -> Iterator[tuple[int, I64, F64]]:
    """Yield the corridor of one link after the other: what `corridor_mosaic` puts together, each by itself.

    Parameters
    ----------
    corridors, slack:
        As for `corridor_mosaic`.
    rows:
        Which of ``corridors.links``, by position.

    Yields
    ------
    int, int64, float64
        The position; its cells, positions in the grid row by row; and what a way by each costs more than the link, in
        resistance metres.

    Raises
    ------
    ParamError, Cancelled
        As for `corridor_mosaic`.
    """
    _require_slack(slack)
    made = _Mosaic(corridors, slack, progress)
    fields = made.scratch()
    for row in rows:
        stoppable(progress, lambda stop, row=row: made.raise_to(fields, row, row + 1, stop))  # type: ignore[misc]  # mypy takes no default of a lambda
        cell = np.flatnonzero(fields.mosaic)
        extra = made.spent(fields.mosaic[cell])
        fields.mosaic[cell] = 0
        yield row, made.surface.unframed(cell), extra


def _require_slack(slack: float) -> None:
    if not 0.0 <= slack < np.inf:
        raise ParamError(
            Text(f"slack = {slack}", f"slack = {slack}"),
            Text("et tal, der ikke er under 0", "a number not below 0"),
            Text("giv korridorens ekstra pris i modstandsmeter", "give the corridor's extra cost in resistance metres"),
        )


class _Fields(NamedTuple):
    """What corridors are searched in: budgets from the one patch and the other, the mosaic, and the queue."""

    left: I64
    beyond: I64
    mosaic: I64
    heads: I32


class _Mosaic:
    """A landscape made ready for the corridors of its links."""

    def __init__(self, corridors: Corridors, slack: float, progress: Progress | None) -> None:
        links = corridors.links

        def prepared(stop: U8) -> tuple[Surface, PatchCells, tuple[I32, I64, I32]]:
            surface, cells = ready(corridors.patches, corridors.resistance, stop)
            if not corridors.planar:
                return surface, cells, (np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.int32))
            region, _, _ = regions(surface, cells, corridors.limit + slack, stop)
            members = patch_cells(surface, surface.inside(region), cells.count - 1)
            return surface, cells, (region, members.start, members.cell)

        self.surface, self.cells, self.fences = stoppable(progress, prepared)
        self.ends = [links[name].to_numpy(np.int64) for name in ("from_patch", "to_patch")]
        self.cost = np.rint(links["link_cost"].to_numpy(np.float64) / COST_UNIT).astype(np.int64)
        self.room = budget_of(slack) - 1

    def scratch(self) -> _Fields:
        left, beyond, mosaic = (np.zeros(self.surface.resistance.size, np.int64) for _ in range(3))
        return _Fields(left, beyond, mosaic, self.surface.heads())

    def raise_to(self, fields: _Fields, begin: int, end: int, stop: U8) -> None:
        """Raise the mosaic to what is left of the slack in the corridors of some links."""
        crossing.corridor(
            *self.surface.given, fields.heads, self.cells.start, self.cells.cell, *self.ends, self.cost, self.room,
            *self.fences, fields.left, fields.beyond, begin, end, fields.mosaic, stop,
        )  # fmt: skip

    def spent(self, rest: I64) -> F64:
        """Return what is spent of the slack, in resistance metres, where a mosaic holds so much."""
        extra: F64 = np.multiply(self.room + 1 - rest, COST_UNIT, dtype=np.float64)
        return extra
