"""Searches of least cost from patches over a surface: links with their ways, and regions of the nearest patch."""

from __future__ import annotations

import functools
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.surface import budget_of, stoppable, surface_of
from gistools.kernels import leastcost
from gistools.kernels.strips import each, threads
from gistools.progress import NoProgress
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.corridors.landscape import Patches, Resistance
    from gistools.corridors.surface import Surface
    from gistools.kernels.codes import I32, I64, U8
    from gistools.progress import Progress

_NONE = np.empty(0, np.int32)


@dataclass(frozen=True, eq=False)
class Ways:
    """Least-cost ways between patches, in order of the pairs.

    Parameters
    ----------
    one, other:
        int64: patch_id of the two ends, the smaller first.
    cost:
        int64, in `COST_UNIT`.
    begin, cell:
        int64: where each way begins in ``cell`` (and one more), and the cells it passes, positions in the grid row by
        row, from an edge cell of the first patch to one of the other.
    """

    one: I64
    other: I64
    cost: I64
    begin: I64
    cell: I64

    def of(self, number: int) -> I64:
        """Return the cells of one way."""
        return self.cell[self.begin[number] : self.begin[number + 1]]


def joined(parts: Sequence[Ways]) -> Ways:
    """Return ways of several searches in order of the pairs."""
    one, other, cost = (np.concatenate([getattr(p, name) for p in parts]) for name in ("one", "other", "cost"))
    order = np.lexsort((other, one))
    cells = [p.of(k) for p in parts for k in range(p.one.size)]
    begin = np.zeros(order.size + 1, np.int64)
    np.cumsum([cells[k].size for k in order], out=begin[1:])
    cell = np.concatenate([cells[k] for k in order]) if order.size else np.zeros(0, np.int64)
    return Ways(one[order], other[order], cost[order], begin, cell)


@dataclass(frozen=True, eq=False)
class PatchCells:
    """The cells of each patch that somebody can stand on.

    Parameters
    ----------
    label:
        int32, framed and flat: patch_id, 0 where none or where nobody passes.
    start, cell:
        int64 and int32: cells of patch ``p`` are ``cell[start[p]:start[p + 1]]``, positions in the frame.
    """

    label: I32
    start: I64
    cell: I32

    @property
    def count(self) -> int:
        """One more than the largest patch_id."""
        return self.start.size - 1


def patch_cells(surface: Surface, labels: npt.NDArray[np.int32], count: int) -> PatchCells:
    """Return the cells of patches 1 to ``count``."""
    label = np.where(np.isnan(surface.inside(surface.resistance)), 0, labels).astype(np.int32, copy=False)
    start = np.zeros(count + 2, np.int64)
    np.cumsum(np.bincount(label.ravel(), minlength=count + 1)[1:], out=start[2:])
    cell = np.empty(start[-1], np.int32)
    leastcost.gather(label, surface.shape[1], start[:-1].copy(), cell)
    return PatchCells(surface.framed(label), start, cell)


def ready(patches: Patches, resistance: Resistance, stop: U8) -> tuple[Surface, PatchCells]:
    """Return a landscape as searches take it."""
    surface = surface_of(resistance, stop)
    return surface, patch_cells(surface, patches.labels, len(patches.frame))


class Scratch(threading.local):
    """What a thread searches in: a budget for each cell, all 0 between searches; memory is used where it is touched."""

    def __init__(self, surface: Surface) -> None:
        self.left = np.zeros(surface.resistance.size, np.int64)
        self.heads = surface.heads()


def search_links(
    surface: Surface,
    cells: PatchCells,
    limit: float | None,
    *,
    sources: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> Ways:
    """Return the least-cost ways from patches to all patches of larger number, within a limit of cost.

    A way may pass through a third patch, whose cells cost what they do. Each patch is searched from by itself.

    Parameters
    ----------
    surface, cells:
        From `surface_of` and `patch_cells`.
    limit:
        In resistance metres; None: none.
    sources:
        Patches to search from; all when None.
    progress:
        Told how far the work is.

    Raises
    ------
    Cancelled
        When the user wants to stop.
    """
    progress = progress or NoProgress()
    patches = np.arange(1, cells.count) if sources is None else np.unique(np.asarray(sources, np.int64))
    budget, scratch = budget_of(limit), Scratch(surface)
    doing = Text("Søger veje mellem levesteder", "Searching ways between patches")
    parts: list[Ways] = []
    batch = max(16 * threads(), patches.size // 20)
    for first in range(0, patches.size, batch):
        progress.update(first / patches.size, doing)
        part = [(int(p), int(p) + 1) for p in patches[first : first + batch]]

        def work(stop: U8, part: Sequence[tuple[int, int]] = part) -> list[Ways]:
            return each(functools.partial(_ways_from, surface, cells, budget, scratch, stop), part, stop)

        parts += stoppable(progress, work)
    progress.update(1.0, doing)
    return joined(parts)


def _ways_from(
    surface: Surface, cells: PatchCells, budget: int, scratch: Scratch, stop: U8, first: int, last: int
) -> Ways:
    searched = (scratch.heads, cells.start, cells.cell, budget, scratch.left, cells.label, first, last, stop)
    one, other, cost, begin, way = leastcost.links_from(*surface.given, *searched)
    return Ways(one, other, cost, begin, surface.unframed(way))


def field(surface: Surface, seeds: I32, limit: float | None, stop: U8, region: I32 = _NONE) -> tuple[I64, int]:
    """Return what is left of the budget in each cell (framed and flat) after a search from seeds, and the budget."""
    left = np.zeros(surface.resistance.size, np.int64)
    budget = budget_of(limit)
    leastcost.spread(
        *surface.given, surface.heads(), seeds, budget, left, region, _NONE, 0, 0, _EMPTY, _EMPTY, _NONE, stop
    )  # fmt: skip
    return left, budget


_EMPTY = np.empty(0, np.int64)


def regions(surface: Surface, cells: PatchCells, limit: float | None, stop: U8) -> tuple[I32, I64, int]:
    """Return the patch nearest by cost to each cell (ties: the smaller number), what is left there, and the budget."""
    region = cells.label.copy()
    left, budget = field(surface, cells.cell, limit, stop, region)
    return region, left, budget


def region_links(surface: Surface, cells: PatchCells, limit: float | None, *, progress: Progress | None = None) -> Ways:
    """Return the ways between patches whose regions touch: the least within the two regions, within a limit of cost.

    Raises
    ------
    Cancelled
        When the user wants to stop.
    """

    def work(stop: U8) -> Ways:
        region, left, budget = regions(surface, cells, limit, stop)
        grid = surface.resistance, surface.steps, surface.width, surface.half
        one, other, cost, meet, beyond = leastcost.touching(*grid, budget, left, region, cells.count, stop)
        order = np.lexsort((other, one))
        order = order[cost[order] < budget]
        begin, way = leastcost.ways(*grid, budget, left, region, meet[order], beyond[order])
        return Ways(one[order], other[order], cost[order], begin, surface.unframed(way))

    progress = progress or NoProgress()
    doing = Text("Finder hver celles nærmeste levested", "Finding the patch nearest to each cell")
    progress.update(0.0, doing)
    made = stoppable(progress, work)
    progress.update(1.0, doing)
    return made
