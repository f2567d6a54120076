"""The flow chain: passes over tiles and the solves between them, from heights to forest, routes and areas."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.kernels import (
    accumulate,
    directions,
    flats,
    forest,
    holes,
    labels,
    local,
    route,
    saddles,
    spread,
    upstream,
)
from gistools.kernels.codes import (
    DCOL,
    DROW,
    F32,
    I32,
    I64,
    NO_CODE,
    OUT_BASINS,
    PIT,
    U8,
    UNSET,
    Geometry,
    Tie,
    check_stop,
)
from gistools.kernels.mosaic import Mosaic, Tile
from gistools.kernels.strips import each, inside, row_spans, row_strips, spans

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt


CELLS_A_PAIR = 8  # room is made for one pair in so many cells at a time


@dataclass(frozen=True, slots=True)
class Saddles:
    """Pairs of cells over which two basins meet (see `gistools.kernels.saddles`).

    They come in the order of the tie keys of their higher cells, and those of one cell in the order of their own keys.
    """

    lo: I32
    hi: I32
    top: F32  # height of the higher cell
    cell: I32 | I64  # position of the higher cell in the map
    way: U8  # direction to the lower cell, and a mark where the higher cell lies in basin ``hi``
    width: int  # columns of the map

    @property
    def cells(self) -> tuple[I64, I64]:
        """The cell in basin ``lo`` and the cell in basin ``hi`` of each pair, by their position in the map."""
        step = DROW * self.width + DCOL
        higher = self.cell.astype(np.int64)
        lower = higher + step[self.way & 7]
        later = self.way >= saddles.IN_LATER
        return np.where(later, lower, higher), np.where(later, higher, lower)

    def take(self, which: npt.NDArray[Any]) -> Saddles:
        """Return some of the pairs."""
        return Saddles(self.lo[which], self.hi[which], self.top[which], self.cell[which], self.way[which], self.width)

    def keys(self) -> npt.NDArray[np.uint64]:
        """Return a whole number for each pair, in the order of their keys."""
        keys = np.empty(self.top.size, np.uint64)
        saddles.find_keys(self.top, keys)
        return keys

    def in_order(self) -> Saddles:
        """Return the pairs in the order of their keys."""
        keys = self.keys()
        keys.sort()
        return self.take((keys & saddles.PLACE).astype(np.int64))


@dataclass(frozen=True, slots=True)
class Tree:
    """The basins and the tree of saddles over which they find their way off the map."""

    pits: I32 | I64  # cell of each pit; basin ``i + OUT_BASINS`` has pit ``i``
    saddles: Saddles
    level: F32  # of each basin, ways off the map included: the lowest level at which its water leaves the map
    below: I32  # the basin that it lies towards on the way; -1: none
    pair: I32  # the pair of the tree over which that is; -1: none


@dataclass(frozen=True, slots=True)
class Nodes:
    """The depression forest. Leaves come first (node ``i`` is basin ``i + OUT_BASINS``), parents after children.

    Cells are positions in the map: int32 where it has fewer than 2^31 cells, else int64.
    """

    leaves: int
    pit: I32 | I64  # cell of each leaf
    parent: I32
    left: I32
    right: I32
    spill_z: F32
    spill_in: I32 | I64
    spill_out: I32 | I64
    receiver: I32  # basin; -1: no way off the map
    exit_in: I32 | I64  # of each leaf: the pair of cells over which it lies on the way off the map
    exit_out: I32 | I64
    root: I32


def start(z: F32, cls: U8, edge: int, tile: tuple[int, int] | None = None) -> Mosaic:
    """Return the tiles of a map with heights (NaN where there is no land) and classes; ``edge`` lies beyond the map."""
    mosaic = Mosaic((z.shape[0], z.shape[1]), tile)
    mosaic.put("z", z, np.float32(np.nan))
    mosaic.put("cls", cls, np.uint8(edge))
    return mosaic


def tie_origin(tile: Tile, geometry: Geometry) -> int:
    """Return the tie key of the padded cell (0, 0) of a tile."""
    tie = geometry.tie
    return tie.origin + (tile.row0 - 1) * tie.per_row + (tile.col0 - 1) * tie.per_col


def solve_local(mosaic: Mosaic, geometry: Geometry, stop: U8) -> None:
    """Write ``code``: the local direction of every cell, with level ground directed and pits placed."""
    mosaic.blank("code", np.uint8, NO_CODE)
    row_major = tuple(geometry.order.tolist()) == directions.ROW_MAJOR
    for t in mosaic:
        strips = row_strips(*t["z"].shape)

        def steepest(first: int, last: int, t: Tile = t) -> None:
            if row_major:
                dx, diagonal, dy = geometry.distance[:3]
                directions.steepest_of_rows(t["z"], t["code"], first, last, dx, dy, diagonal)
            else:
                directions.steepest_in_order(t["z"], t["code"], first, last, geometry.order, geometry.distance)
            directions.ways_out(t["cls"], t["code"], first, last)

        each(steepest, strips, stop)
    if mosaic.single:
        _direct_flats(mosaic.tiles[0], geometry, stop)
    else:
        _direct_flats_over_tiles(mosaic, geometry, stop)


def _direct_flats(t: Tile, geometry: Geometry, stop: U8) -> None:
    """Direct level ground within one tile, which has no neighbours; makes ``basin`` and leaves it unlabelled."""
    width = t.cols + 2
    strips = row_strips(t.rows + 2, t.cols)
    basin = np.empty((t.rows + 2, width), np.int32)
    t.data["basin"] = basin
    basin[0] = basin[-1] = labels.BEYOND

    def begin(first: int, last: int) -> I64:
        basin[first:last] = flats.UNKNOWN
        basin[first:last, 0] = basin[first:last, -1] = labels.BEYOND
        starts: I64 = flats.mark_pits(t["z"], t["code"], first, last)
        return starts

    level = dict(zip(strips, each(begin, strips, stop), strict=True))
    z, code, slot = t["z"].reshape(-1), t["code"].reshape(-1), basin.reshape(-1)
    tie = geometry.tie
    origin = tie_origin(t, geometry)

    def direct(starts: I64, wanted: int, first: int, last: int) -> I64:
        left: I64 = flats.direct_pieces(
            z, code, slot, starts, wanted, first * width, last * width, width, geometry.order,
            origin, tie.per_row, tie.per_col, stop,
        )  # fmt: skip
        return left

    found = each(lambda a, b: direct(level[a, b], flats.UNKNOWN, a, b), [s for s in strips if level[s].size], stop)
    if found:
        direct(np.concatenate(found), flats.LEFT, 0, t.rows + 2)
        check_stop(stop)


def _direct_flats_over_tiles(mosaic: Mosaic, geometry: Geometry, stop: U8) -> None:
    mosaic.exchange("code")
    mosaic.new("low", np.int32, UNSET)
    mosaic.new("high", np.int32, UNSET)
    for t in mosaic:
        local.seed_exits(t["z"], t["code"], t["low"])
    _spread(mosaic, "low", stop)
    for t in mosaic:
        local.seed_higher(t["z"], t["cls"], t["code"], t["low"], t["high"])
    _spread(mosaic, "high", stop)
    _place_pits(mosaic, geometry, stop)
    _spread(mosaic, "low", stop)
    mosaic.exchange("low")
    mosaic.exchange("high")
    for t in mosaic:
        local.direct_flats(t["z"], t["code"], t["low"], t["high"], geometry.order, stop)
        check_stop(stop)
    mosaic.drop("low", "high", "small")
    mosaic.exchange("code")


def _spread(mosaic: Mosaic, name: str, stop: U8) -> None:
    """Spread distances within the tiles and over their borders until nothing changes."""
    while True:
        mosaic.exchange(name)
        changed = 0
        for t in mosaic:
            changed += local.spread(t["z"], t["code"], t[name], stop)
            check_stop(stop)
        if changed == 0:
            return


def _place_pits(mosaic: Mosaic, geometry: Geometry, stop: U8) -> None:
    mosaic.new("small", np.int64, -1)
    first = True
    while True:
        changed = 0
        for t in mosaic:
            origin = tie_origin(t, geometry)
            changed += local.smallest_of_pits(
                t["z"], t["code"], t["low"], t["small"], first, origin, geometry.tie.per_row, geometry.tie.per_col, stop
            )
            check_stop(stop)
        first = False
        if changed == 0:
            break
        mosaic.exchange("small")
    for t in mosaic:
        origin = tie_origin(t, geometry)
        local.place_pits(t["code"], t["low"], t["small"], origin, geometry.tie.per_row, geometry.tie.per_col)
    mosaic.exchange("code")


def solve_labels(mosaic: Mosaic, code: str, label: str, stop: U8) -> None:
    """Label every cell with the labelled cell or way off the map that its flow reaches; solve over strips and tiles."""
    parts: list[tuple[Tile, tuple[int, int], I64]] = []
    firsts = []
    for t in mosaic:
        strips = row_strips(*t[label].shape)
        found = each(_follower(t, code, label), strips, stop)
        firsts.append((len(parts), np.array([a * (t.cols + 2) for a, _ in strips])))
        parts += [(t, strip, exits) for strip, exits in zip(strips, found, strict=True)]
    begin = np.cumsum([0, *(exits.size for _, _, exits in parts)])
    if begin[-1] == 0:
        return
    number = {id(t): i for i, t in enumerate(mosaic)}
    cells = np.concatenate([mosaic.map_index(t, exits) for t, _, exits in parts])
    answer = np.empty(cells.size, np.int64)
    for t, which, padded in mosaic.by_tile(cells):
        value = t[label].reshape(-1)[padded].astype(np.int64)
        onward = value <= labels.FIRST_EXIT
        part, first = firsts[number[id(t)]]
        strip = part + np.searchsorted(first, padded[onward], side="right") - 1
        value[onward] -= begin[strip]
        answer[which] = value
    labels.solve_exits(answer)

    def replace(i: int, _: int) -> None:
        t, (first, last), exits = parts[i]
        if exits.size:
            labels.replace_exits(t[label], answer[begin[i] : begin[i + 1]].astype(np.int32), first, last)

    each(replace, [(i, i + 1) for i in range(len(parts))], stop)


def _follower(t: Tile, code: str, label: str) -> Callable[[int, int], I64]:
    def follow(first: int, last: int) -> I64:
        exits: I64 = labels.follow(t[code], t[label], first, last)
        return exits

    return follow


def solve_watersheds(routed: U8, places: I64, stop: U8) -> I32:
    """Return for each cell which of some places its flow reaches first, counted from ``OUT_BASINS``; less for none.

    ``places`` are positions in the map, all different.
    """
    mosaic = Mosaic((routed.shape[0], routed.shape[1]))
    mosaic.put("routed", routed, np.uint8(NO_CODE))
    mosaic.copy("routed", "code")
    mosaic.new("label", np.int32, labels.UNLABELLED, halo=labels.BEYOND)
    for t, which, padded in mosaic.by_tile(places):
        t["code"].reshape(-1)[padded] = PIT
        t["label"].reshape(-1)[padded] = which + OUT_BASINS
    solve_labels(mosaic, "code", "label", stop)
    found: I32 = mosaic.get("label")
    return found


def solve_basins(mosaic: Mosaic, geometry: Geometry, stop: U8) -> I32 | I64:
    """Write ``basin`` and return the cell of each pit, ordered by tie key."""
    found = []
    for t in mosaic:

        def list_pits(a: int, b: int, t: Tile = t) -> I64:
            width = t.cols + 2
            at = np.flatnonzero(t["code"].reshape(-1)[a * width : b * width] == PIT) + a * width
            if not mosaic.single:  # the halo shows pits of other tiles
                at = at[(at % width > 0) & (at % width < width - 1)]
            return mosaic.map_index(t, at)

        found += each(list_pits, row_strips(*t["code"].shape), stop)
    pits = np.concatenate(found)
    tie = geometry.tie
    if not mosaic.single or tie != Tie.row_major(mosaic.shape[1]):
        rows, cols = np.divmod(pits, mosaic.shape[1])
        pits = pits[np.argsort(tie.origin + rows * tie.per_row + cols * tie.per_col, kind="stable")]
    if not mosaic.single:
        mosaic.new("basin", np.int32, labels.UNLABELLED, halo=labels.BEYOND)
    for t, which, padded in mosaic.by_tile(pits):
        t["basin"].reshape(-1)[padded] = which + OUT_BASINS
    solve_labels(mosaic, "code", "basin", stop)
    mosaic.exchange("basin")
    return pits.astype(np.int32) if mosaic.index_type is np.int32 else pits


def candidate_pairs(mosaic: Mosaic, geometry: Geometry, stop: U8) -> Saddles:
    """Return the pairs of cells that may belong to the tree of saddles, in the order of their tie keys."""
    made: list[tuple[npt.NDArray[Any], ...]] = []
    width = mosaic.shape[1]
    tie = DROW * geometry.tie.per_row + DCOL * geometry.tie.per_col
    by_rows = bool((tie[4:8] < 0).all())
    types = (np.int32, np.int32, np.float32, mosaic.index_type, np.uint8)
    for t in mosaic:
        origin = (t.row0 - 1) * width + t.col0 - 1

        def scan(first: int, last: int, t: Tile = t, origin: int = origin) -> list[tuple[npt.NDArray[Any], ...]]:
            z, code, basin = t["z"], t["code"], t["basin"]
            found = []
            least = saddles.MOST_A_CELL * basin.shape[1]  # so that each call gets on by a row
            while first < last and not stop[0]:
                size = max((last - first) * basin.shape[1] // CELLS_A_PAIR, least)
                lists = tuple(np.empty(size, kind) for kind in types)
                count, first = saddles.scan(
                    z, code, basin, first, last, origin, width, geometry.distance, tie, by_rows, *lists, stop
                )
                found.append(tuple(values[:count].copy() for values in lists))
            return found

        made += itertools.chain.from_iterable(each(scan, row_strips(*t["basin"].shape), stop))
    lo, hi, top, cell, way = (np.concatenate([part[i] for part in made]) for i in range(5))
    pairs = Saddles(lo, hi, top, cell, way, width)
    if mosaic.single and geometry.tie == Tie.row_major(width):
        return pairs
    row, col = np.divmod(cell.astype(np.int64), width)
    return pairs.take(np.argsort(row * geometry.tie.per_row + col * geometry.tie.per_col, kind="stable"))


def solve_saddles(mosaic: Mosaic, pits: I32 | I64, geometry: Geometry, stop: U8) -> Tree:
    """Return the tree of lowest saddles, and how each basin lies on it."""
    basins = pits.size + OUT_BASINS
    pairs = candidate_pairs(mosaic, geometry, stop)
    keys = pairs.keys()
    chosen = np.empty(basins + 1, np.int32)
    count = saddles.lowest_tree(
        keys, pairs.lo.astype(np.uint32), pairs.hi.astype(np.uint32), np.empty(keys.size, np.uint32),
        np.empty(basins, np.uint64), np.empty(basins, np.uint32), chosen, stop,
    )  # fmt: skip
    check_stop(stop)
    tree = pairs.take(np.sort(chosen[:count]))
    level, below, pair = np.empty(basins, np.float32), np.empty(basins, np.int32), np.empty(basins, np.int32)
    scratch = np.zeros((2, basins), np.int32)
    saddles.ways_to_the_edge(tree.lo, tree.hi, tree.top, *scratch, np.empty(count, np.int32), level, below, pair)
    check_stop(stop)
    return Tree(pits, tree, level, below, pair)


def grow_forest(tree: Tree) -> Nodes:
    """Return the depression forest of basins that meet over saddles."""
    pairs = tree.saddles.in_order()
    cell_a, cell_b = pairs.cells
    leaves = tree.pits.size
    size = max(2 * leaves, 1)
    parent, left, right = (np.full(size, -1, np.int32) for _ in range(3))
    spill_z = np.full(size, np.inf, np.float32)
    spill_in, spill_out = (np.full(size, -1, tree.pits.dtype) for _ in range(2))
    receiver = np.full(size, -1, np.int32)
    nodes = forest.grow(
        leaves, pairs.lo, pairs.hi, cell_a, cell_b, pairs.top,
        parent, left, right, spill_z, spill_in, spill_out, receiver,
    )  # fmt: skip
    exit_in, exit_out, _ = exits_of(tree)
    parent = parent[:nodes].copy()
    root = np.empty(nodes, np.int32)
    forest.roots(parent, root)
    return Nodes(
        leaves=leaves,
        pit=tree.pits,
        parent=parent,
        left=left[:nodes].copy(),
        right=right[:nodes].copy(),
        spill_z=spill_z[:nodes].copy(),
        spill_in=spill_in[:nodes].copy(),
        spill_out=spill_out[:nodes].copy(),
        receiver=receiver[:nodes].copy(),
        exit_in=exit_in,
        exit_out=exit_out,
        root=root,
    )


def exits_of(tree: Tree) -> tuple[I32 | I64, I32 | I64, I32]:
    """Return the cell in each basin with a pit, the cell beyond, over which it lies on the way off the map, and how."""
    exit_in, exit_out = (np.empty(tree.pits.size, tree.pits.dtype) for _ in range(2))
    direction = np.empty(tree.pits.size, np.int32)
    at = tree.saddles
    saddles.exits(tree.pair, at.hi, at.cell, at.way, at.width, OUT_BASINS, exit_in, exit_out, direction)
    return exit_in, exit_out, direction


def solve_routes(mosaic: Mosaic, tree: Tree, stop: U8) -> None:
    """Write ``routed``: the directions through depressions, carved from pits to the exits of their basins."""
    mosaic.copy("code", "routed")
    exit_in, _, direction = exits_of(tree)
    known = exit_in >= 0
    work = [(exit_in[known], direction[known].astype(np.int64))]
    while work:
        cells, headings = work.pop()
        for t, which, padded in mosaic.by_tile(cells):
            heading = headings[which]

            def carve(a: int, b: int, t: Tile = t, at: I64 = padded, to: I64 = heading) -> tuple[I64, I64]:
                onward, onward_direction = np.empty(b - a, np.int64), np.empty(b - a, np.int64)
                count = route.carve(t["routed"], at[a:b], to[a:b], onward, onward_direction)
                return onward[:count], onward_direction[:count]

            for onward, onward_direction in each(carve, spans(which.size), stop):
                if onward.size:
                    work.append((mosaic.map_index(t, onward), onward_direction))
    mosaic.exchange("routed")


def solve_area(mosaic: Mosaic, stop: U8) -> None:
    """Write ``area``: how many cells drain through each cell along ``routed``, itself included."""
    mosaic.blank("area", mosaic.index_type, 0)
    for t in mosaic:
        work = functools.partial(accumulate.ones_on_land, t["cls"], t["area"])
        each(work, row_strips(*t["cls"].shape), stop)
    solve_accumulation(mosaic, "routed", "area", stop)
    mosaic.drop("state")


def solve_accumulation(mosaic: Mosaic, code: str, amount: str, stop: U8) -> None:
    """Add to ``amount`` of every cell all that flows through it; what leaves a strip or tile is carried on after.

    Leaves ``state``, which tells of cells that wait in a circle (see `gistools.kernels.accumulate`).
    """
    mosaic.blank("state", np.uint8, accumulate.BEYOND)
    none = np.empty(0, np.int64)
    entered, brought = [none], [none]
    for t in mosaic:

        def settle(a: int, b: int, t: Tile = t) -> tuple[I64, I64]:
            found: tuple[I64, I64] = accumulate.settle(t[code], t["state"], t[amount], a, b)
            return found

        for at, value in each(settle, row_strips(*t[code].shape), stop):
            entered.append(mosaic.map_index(t, at))
            brought.append(value)
    cells, values = np.concatenate(entered), np.concatenate(brought)
    while cells.size:
        entered, brought = [none], [none]
        for t, which, padded in mosaic.by_tile(cells):
            state = t["state"].reshape(-1)
            at, value = accumulate.carry(
                state, t[amount].reshape(-1), 0, state.size, upstream.steps(t.cols + 2), padded, values[which]
            )
            if mosaic.single and at.size:
                fault = "directions lead off the map without a code that says so"
                raise ValueError(fault)
            entered.append(mosaic.map_index(t, at))
            brought.append(value)
            check_stop(stop)
        cells, values = np.concatenate(entered), np.concatenate(brought)


def solve_edge_inflow(mosaic: Mosaic, geometry: Geometry, stop: U8) -> None:
    """Write ``cut``: 1 where water may come from outside the map or out of a hole, and all that lies downstream."""
    mosaic.new("cut", np.uint8, 0)
    none = np.empty(0, np.int64)
    for t in mosaic:

        def mark(a: int, b: int, t: Tile = t) -> None:
            accumulate.mark_cut(t["z"], t["cls"], t["code"], geometry.order, geometry.distance, a, b, t["cut"])

        each(mark, row_strips(*t["cut"].shape), stop)
    if not mosaic.single:
        mosaic.push("cut", np.maximum)
    mosaic.edge("cut", accumulate.BEYOND)
    leaving = [none]
    for t in mosaic:

        def run_down(a: int, b: int, t: Tile = t) -> I64:
            code, cut, width = t["routed"].reshape(-1), t["cut"].reshape(-1), t.cols + 2
            out: I64 = accumulate.run_down(code, cut, a * width, b * width, width, none)
            return mosaic.map_index(t, out)

        leaving += each(run_down, row_strips(*t["cut"].shape), stop)
    cells = np.concatenate(leaving)
    while cells.size:
        leaving = [none]
        for t, _, padded in mosaic.by_tile(cells):
            code, cut, width = t["routed"].reshape(-1), t["cut"].reshape(-1), t.cols + 2
            leaving.append(mosaic.map_index(t, accumulate.run_down(code, cut, 0, 0, width, padded)))
            check_stop(stop)
        cells = np.concatenate(leaving)


def solve_spread(mosaic: Mosaic, geometry: Geometry, stop: U8) -> None:
    """Add to ``intensity`` of every cell all that reaches it when flow is shared among lower neighbours."""
    mosaic.new("lower", np.uint8, 0)
    mosaic.new("wait", np.uint8, 0)
    mosaic.new("moved", np.int64, 0)
    mosaic.new("arrived", np.uint8, 0)
    mosaic.exchange("filled")
    for t in mosaic:
        spread.mark_lower(t["filled"], t["cls"], t["lower"])
    mosaic.exchange("lower")
    for t in mosaic:
        spread.count_givers(t["filled"], t["cls"], t["routed"], t["lower"], t["wait"])
    while True:
        done = 0
        for t in mosaic:
            done += spread.release(
                t["filled"], t["cls"], t["routed"], geometry.order, geometry.distance,
                t["intensity"], t["wait"], t["moved"], t["arrived"], stop,
            )  # fmt: skip
            check_stop(stop)
        if done == 0 or mosaic.single:
            break
        mosaic.push("moved", np.add, into="intensity")
        mosaic.push("arrived", np.subtract, into="wait")
    mosaic.drop("lower", "wait", "moved", "arrived")


def accumulate_d8(given: U8, code_of: U8, stop: U8) -> tuple[npt.NDArray[Any], int]:
    """Return how many cells drain through each cell of a raster of directions, and how many lie in circles."""
    mosaic = Mosaic((given.shape[0], given.shape[1]))
    mosaic.blank("code", np.uint8, NO_CODE)
    mosaic.blank("cells", mosaic.index_type, 0)
    t = mosaic.tiles[0]

    def take(first: int, last: int) -> None:
        accumulate.take_d8(given, code_of, first, last, t["code"])
        np.not_equal(inside(t["code"])[first:last], NO_CODE, out=inside(t["cells"])[first:last], casting="unsafe")

    each(take, row_spans(*mosaic.shape), stop)
    solve_accumulation(mosaic, "code", "cells", stop)
    waiting = each(functools.partial(accumulate.count_waiting, t["state"]), row_strips(*t["state"].shape), stop)
    circling = accumulate.count_circling(t["state"].reshape(-1), upstream.steps(t.cols + 2)) if any(waiting) else 0
    return mosaic.get("cells"), circling


def inner_holes(z: F32, tile: tuple[int, int] | None = None) -> tuple[I32, F32]:
    """Find the groups of NaN that do not touch the edge of the map, and number them from 1.

    Returns
    -------
    tuple
        The number of each cell (0 where there is a value, -1 in groups that touch the edge), and for each group the
        lowest value beside it.
    """
    mosaic = Mosaic((z.shape[0], z.shape[1]), tile)
    mosaic.put("z", z, np.float32(np.nan))
    mosaic.new("hole", np.int32, 0)
    lows, edges, total = [], [], 0
    for t in mosaic:
        most = max(int(np.isnan(t["z"][1:-1, 1:-1]).sum()), 1)
        low, edge = np.empty(most, np.float32), np.empty(most, np.uint8)
        count = holes.number_groups(t["z"], t["hole"], t.row0, t.col0, *mosaic.shape, low, edge)
        holes.shift_groups(t["hole"], total)
        lows.append(low[:count])
        edges.append(edge[:count])
        total += count
    mosaic.exchange("hole")
    parent = np.arange(total + 1)
    for t in mosaic:
        holes.join_groups(t["hole"], parent)
    root = np.array([forest.find(parent, i) for i in range(total + 1)], dtype=np.int64)
    low, edge = np.full(total + 1, np.inf, np.float32), np.zeros(total + 1, np.uint8)
    np.minimum.at(low, root[1:], np.concatenate(lows))
    np.maximum.at(edge, root[1:], np.concatenate(edges))
    inner = np.flatnonzero((root == np.arange(total + 1)) & (edge == 0))[1:]
    name = np.full(total + 1, -1, np.int32)
    name[inner] = np.arange(1, inner.size + 1)
    for t in mosaic:
        holes.rename_groups(t["hole"], name[root])
    return mosaic.get("hole"), low[inner]


def fill(mosaic: Mosaic, tree: Tree, stop: U8) -> None:
    """Write ``filled``: the lowest surface without depressions."""
    mosaic.blank("filled", np.float32, np.nan)
    for t in mosaic:
        z, basin, filled = (inside(t[name]) for name in ("z", "basin", "filled"))

        def work(a: int, b: int, z: F32 = z, basin: I32 = basin, filled: F32 = filled) -> None:
            filled[a:b] = filled_rows(z[a:b], basin[a:b], tree)

        each(work, row_spans(*z.shape), stop)


def filled_rows(z: F32, basin: I32, tree: Tree) -> F32:
    """Return some rows of the lowest surface without depressions."""
    made = np.empty(z.shape, np.float32)
    forest.fill_levels(np.ascontiguousarray(z), np.ascontiguousarray(basin), tree.level, made)
    return made
