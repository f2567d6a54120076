"""Which basins belong together: units joined by water, and the smallest joined to what their water runs into."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels import chain
from gistools.kernels.codes import DCOL, DROW, OUT_BASINS, OUT_EDGE, PIT
from gistools.kernels.strips import row_spans

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.bluespots import Bluespots
    from gistools.cloudburst.event import FloodEvent
    from gistools.kernels.chain import Nodes
    from gistools.terrain.types import FlowField

    I32 = npt.NDArray[np.int32]
    I64 = npt.NDArray[np.int64]

NONE = -1


@dataclass(eq=False)
class Groups:
    """Units of land joined into groups, while they are being joined.

    Units are the basins of the pits (as the leaves of the forest), then the pieces that drain straight off the map,
    then the ways off the map, which have no land of their own: one for each sewer catchment and kind of way.

    Parameters
    ----------
    nodes:
        The forest.
    leaves, pieces:
        How many of these units there are.
    owner:
        int64, for each unit the group that it is in (followed until it names itself).
    cells, room, key:
        int64, of each group: its cells, what its bluespots hold, and by what ties are broken.
    top:
        int64, of each group: the node of the forest that its water leaves over; `NONE` where it leaves off the map.
    out_piece:
        int64, of each node: the piece, as unit, that it spills onto; `NONE` where it spills into a basin.
    beyond:
        int64, of each piece: the piece that it drains to, or the way off the map, as unit.
    sewer:
        int64, of each unit: the sewer catchment that most of it lies in, 0 for none. Groups of different ones are not
        joined; a way takes what is of its own.
    """

    nodes: Nodes
    leaves: int
    pieces: int
    owner: I64
    cells: I64
    room: I64
    key: I64
    top: I64
    out_piece: I64
    beyond: I64
    sewer: I64

    def find(self, unit: int) -> int:
        """Return the group of a unit."""
        owner = self.owner
        while owner[unit] != unit:
            owner[unit] = owner[owner[unit]]
            unit = int(owner[unit])
        return unit

    def join(self, upper: int, lower: int) -> None:
        """Make one group part of another, whose way out is that of both."""
        self.owner[upper] = lower
        self.cells[lower] += self.cells[upper]
        self.room[lower] += self.room[upper]

    def next(self, group: int) -> int:
        """Return the group that the water of a group runs into; `NONE` when it is a way off the map."""
        if group >= self.leaves + self.pieces:
            return NONE
        node = int(self.top[group])
        if node == NONE:
            return self.find(int(self.beyond[group - self.leaves]))
        while True:
            receiver = int(self.nodes.receiver[node])
            if receiver < OUT_BASINS:
                self.top[group] = node
                return self.find(int(self.out_piece[node]))
            there = self.find(receiver - OUT_BASINS)
            if there != group:
                self.top[group] = node
                return there
            node = int(self.nodes.parent[node])  # full on both sides: it is the depression around both that spills

    def count(self) -> int:
        """Return how many groups have land."""
        return int(((self.owner == np.arange(self.owner.size)) & (self.cells > 0)).sum())

    def final(self) -> I64:
        """Return the group of each unit."""
        return np.array([self.find(unit) for unit in range(self.owner.size)], np.int64)


def pieces_of(flow: FlowField, stream_cells: int) -> tuple[I32, I64]:
    """Return the piece of each cell that drains straight off the map, from 1 (0 elsewhere), and where each drains to.

    A stream begins where ``stream_cells`` cells drain through a cell when all is full. What drains to a stretch of it
    between two confluences, or between one and the map's edge, is a piece; other land is one piece where it hangs
    together side by side. Pieces are numbered by their first cell, row by row. Where each drains to is the number of
    another piece, or minus the number of the way off the map, from -1.
    """
    from rasterio.features import rasterize, shapes  # noqa: PLC0415 - only where pieces are told apart

    direct = (flow.basin >= 0) & (flow.basin < OUT_BASINS)
    label, onward = _stretches(flow, direct, stream_cells)
    rest = np.where(direct & (label == 0), flow.basin + 1, 0).astype(np.uint8)
    found = [(shape, int(value)) for shape, value in shapes(rest, mask=rest > 0, connectivity=4)]
    if found:
        numbered = ((shape, number) for number, (shape, _) in enumerate(found, start=onward.size + 1))
        rasterize(numbered, out=label)
    onward = np.concatenate([onward, np.array([-way for _, way in found], np.int64)])
    order = np.argsort(first_cells(label, onward.size), kind="stable")
    place = np.zeros(onward.size + 1, np.int32)
    place[order + 1] = np.arange(1, onward.size + 1)
    onward = onward[order]
    return place[label], np.where(onward > 0, place[np.maximum(onward, 0)], onward)


def _stretches(flow: FlowField, direct: npt.NDArray[np.bool_], stream_cells: int) -> tuple[I32, I64]:
    """Return the stretch of stream that each cell drains to, from 1 (0 for none), and where each drains to."""
    rows, cols = np.nonzero(direct & (flow.area_cells >= stream_cells))
    code = flow.local[rows, cols] & 15
    on = code < PIT
    step = np.where(on, code, 0)
    below = np.where(on, (rows + DROW[step]) * flow.grid.cols + cols + DCOL[step], NONE)
    joins = np.bincount(below[on], minlength=direct.size)
    ends = np.flatnonzero(~on | (joins[np.maximum(below, 0)] > 1))
    at = rows[ends].astype(np.int64) * flow.grid.cols + cols[ends]
    if not at.size:
        return np.zeros(direct.shape, np.int32), np.zeros(0, np.int64)
    reached = chain.solve_watersheds(flow.local, at, np.zeros(1, np.uint8))
    label = np.where(direct & (reached >= OUT_BASINS), reached - OUT_BASINS + 1, 0).astype(np.int32)
    lower = label.ravel()[np.maximum(below[ends], 0)].astype(np.int64)
    return label, np.where(below[ends] >= 0, lower, -(code[ends].astype(np.int64) - OUT_EDGE + 1))


def first_cells(label: I32, count: int) -> I64:
    """Return the first cell, row by row, of each number from 1 to ``count``; the number of cells where it has none.

    >>> first_cells(np.array([[0, 2], [1, 2]], np.int32), 3).tolist()
    [2, 1, 4]
    """
    first = np.full(count + 1, label.size, np.int64)
    for a, b in reversed(row_spans(*label.shape)):
        part = label[a:b].ravel()[::-1]
        first[part] = np.arange(part.size - 1, -1, -1) + a * label.shape[1]
    return first[1:]


def unit_cells(flow: FlowField, piece: I32, leaves: int) -> I32:
    """Return the unit of each land cell (see `Groups`); `NONE` off land."""
    basin = flow.basin
    return np.where(basin >= OUT_BASINS, basin - OUT_BASINS, np.where(piece > 0, leaves + piece - 1, NONE)).astype(
        np.int32
    )


def basins_of(flow: FlowField, bluespots: Bluespots, piece: I32, onward: I64, unit: I32, sewers: int = 0) -> Groups:
    """Return the units, each a group by itself.

    Parameters
    ----------
    piece, onward, unit:
        From `pieces_of` and `unit_cells`.
    sewers:
        How many sewer catchments `guide` will be given.
    """
    nodes, grid = bluespots.nodes, flow.grid
    leaves, pieces = nodes.leaves, onward.size
    own = leaves + pieces
    total = own + OUT_BASINS * (sewers + 1)
    cells = np.zeros(total, np.int64)
    cells[:own] = np.bincount(unit[unit >= 0], minlength=own)
    key = np.full(total, grid.rows * grid.cols, np.int64)
    key[:leaves] = nodes.pit
    key[leaves:own] = first_cells(piece, pieces)
    key[own:] += np.arange(total - own)
    room = np.zeros(total, np.int64)
    room[deepest_leaves(bluespots)] = bluespots.capacity[bluespots.roots]
    top = np.full(total, NONE, np.int64)
    top[:leaves] = np.arange(leaves)
    out_piece = np.full(nodes.parent.size, NONE, np.int64)
    off = np.flatnonzero((nodes.receiver >= 0) & (nodes.receiver < OUT_BASINS))
    out_piece[off] = leaves + piece.ravel()[nodes.spill_out[off]] - 1
    owner, sewer = np.arange(total, dtype=np.int64), np.zeros(total, np.int64)
    beyond = np.where(onward > 0, leaves + onward - 1, own - onward - 1)
    return Groups(nodes, leaves, pieces, owner, cells, room, key, top, out_piece, beyond, sewer)


def guide(groups: Groups, unit: I32, sewer: I32, sewers: int) -> None:
    """Give each group the sewer catchment that most of it lies in, and each piece the way off the map of its own.

    ``sewer`` is the sewer catchment of each cell from 1, 0 for none.
    """
    own = groups.leaves + groups.pieces
    owner = groups.final()
    land = unit >= 0
    which = most_of(owner[unit[land]], sewer[land], own, sewers)
    groups.sewer[:own] = which[owner[:own]]
    groups.sewer[own:] = np.arange(groups.owner.size - own) // OUT_BASINS
    groups.beyond += np.where(groups.beyond >= own, groups.sewer[groups.leaves : own] * OUT_BASINS, 0)


def deepest_leaves(bluespots: Bluespots) -> I64:
    """Return the lowest pit of each bluespot, as leaf of the forest; of equals the first one row by row."""
    nodes = bluespots.nodes
    leaf = np.arange(nodes.leaves)
    order = np.lexsort((nodes.pit[leaf], bluespots.pit_z[leaf], nodes.root[leaf]))
    root = nodes.root[leaf][order]
    first = np.flatnonzero(np.diff(root, prepend=-1) != 0)
    found = np.full(nodes.parent.size, NONE, np.int64)
    found[root[first]] = order[first]
    return found[bluespots.roots]


def most_of(group: I64, sewer: I32, groups: int, sewers: int) -> I64:
    """Return the sewer catchment that most cells of each group lie in; of equals the lower number, 0 being none.

    >>> most_of(np.array([0, 0, 0, 2]), np.array([2, 1, 2, 0], np.int32), 3, 2).tolist()
    [2, 0, 0]
    """
    pair, cells = np.unique(group * (sewers + 1) + sewer, return_counts=True)
    which, code = np.divmod(pair, sewers + 1)
    order = np.lexsort((code, -cells, which))
    first = np.flatnonzero(np.diff(which[order], prepend=-1) != 0)
    found = np.zeros(groups, np.int64)
    found[which[order][first]] = code[order][first]
    return found


def join_bluespots(groups: Groups, bluespots: Bluespots) -> None:
    """Join all pits of each bluespot."""
    root = bluespots.nodes.root[: groups.leaves].astype(np.int64)
    deepest = _at_root(bluespots)[root]
    cells = groups.cells[: groups.leaves].copy()
    groups.owner[: groups.leaves] = deepest
    groups.cells[: groups.leaves] = 0
    np.add.at(groups.cells, deepest, cells)
    groups.top[deepest] = root


def _at_root(bluespots: Bluespots) -> I64:
    deepest = np.full(bluespots.nodes.parent.size, NONE, np.int64)
    deepest[bluespots.roots] = deepest_leaves(bluespots)
    return deepest


def link_by_water(groups: Groups, flood: FloodEvent) -> None:
    """Join what a flood links: pits under one pond, and ponds that spill with what they spill into."""
    nodes, holder, spilled = groups.nodes, flood.holder, flood.spilled
    first = np.full(nodes.parent.size, NONE, np.int64)
    for leaf, node in enumerate(holder.tolist()):
        if first[node] == NONE:
            first[node] = leaf
            groups.top[leaf] = node
        else:
            groups.join(leaf, int(first[node]))
    for node in np.flatnonzero((first != NONE) & (spilled > 0)).tolist():
        receiver = int(nodes.receiver[node])
        lower = int(groups.out_piece[node]) if receiver < OUT_BASINS else receiver - OUT_BASINS
        upper, lower = groups.find(int(first[node])), groups.find(lower)
        if upper != lower:
            groups.join(upper, lower)


def merge_small(groups: Groups, size: I64, least: int, most: int | None = None) -> None:
    """Join the smallest group to the one that its water runs into, again and again.

    Ways off the map are never joined to another; nor are groups whose water runs into another sewer catchment.

    Parameters
    ----------
    size:
        Of the groups, `Groups.cells` or `Groups.room`; ties by `Groups.key`, the lower first.
    least:
        Groups of this size are large enough.
    most:
        When given, groups are joined only while there are more than these, whatever their size.
    """
    alone = np.flatnonzero((groups.owner == np.arange(groups.owner.size)) & (groups.cells > 0))
    heap = [(int(size[g]), int(groups.key[g]), int(g)) for g in alone]
    heapq.heapify(heap)
    count = len(heap)
    while heap and (most is None or count > most):
        held, _, group = heapq.heappop(heap)
        if groups.owner[group] != group or size[group] != held:
            continue
        if most is None and held >= least:
            return
        lower = groups.next(group)
        if lower == NONE or groups.sewer[lower] != groups.sewer[group]:
            continue
        count -= int(groups.cells[lower] > 0)
        groups.join(group, lower)
        heapq.heappush(heap, (int(size[lower]), int(groups.key[lower]), lower))
