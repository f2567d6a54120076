"""The flow chain: passes over tiles and the solves between them, from heights to forest, routes and areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gistools.kernels import basins, forest, holes, local, route, spread
from gistools.kernels.codes import (
    DCOL,
    DROW,
    F32,
    F64,
    I32,
    I64,
    LAND,
    NO_CODE,
    OUT_BASINS,
    SCALE,
    U8,
    UNSET,
    Geometry,
    check_stop,
)
from gistools.kernels.mosaic import Mosaic, Tile


@dataclass(frozen=True, slots=True)
class Saddles:
    """The lowest pair of cells between each two basins that touch, in the order of the global key."""

    lo: I32
    hi: I32
    cell_a: I64  # in basin lo
    cell_b: I64  # in basin hi
    top: F32


@dataclass(frozen=True, slots=True)
class Nodes:
    """The depression forest. Leaves come first (node ``i`` is basin ``i + OUT_BASINS``), parents after children."""

    leaves: int
    pit: I64  # cell of each leaf
    parent: I32
    left: I32
    right: I32
    spill_z: F32
    spill_in: I64
    spill_out: I64
    receiver: I32  # basin; -1: no way off the map
    exit_in: I64  # of each leaf: the pair of cells over which it lies on the way off the map
    exit_out: I64
    jump: I32
    root: I32


@dataclass(frozen=True, slots=True)
class Volumes:
    """How much each node holds, and the heights of its own cells (those that no smaller node holds)."""

    cells: I64
    height: I64  # sum over the cells, 2^-20 m
    capacity: I64  # 2^-20 m on one cell
    start: I64
    own: I64  # sorted heights, 2^-20 m


def start(z: F32, cls: U8, edge: int, tile: tuple[int, int] | None = None) -> Mosaic:
    """Return the tiles of a map with heights (NaN off land) and classes; ``edge`` is the class beyond the map."""
    mosaic = Mosaic((z.shape[0], z.shape[1]), tile)
    mosaic.put("z", np.where(cls == LAND, z, np.float32(np.nan)).astype(np.float32, copy=False), np.float32(np.nan))
    mosaic.put("cls", cls, np.uint8(edge))
    return mosaic


def _tie_origin(tile: Tile, geometry: Geometry) -> int:
    """Return the tie key of the padded cell (0, 0) of a tile."""
    tie = geometry.tie
    return tie.origin + (tile.row0 - 1) * tie.per_row + (tile.col0 - 1) * tie.per_col


def solve_local(mosaic: Mosaic, geometry: Geometry, stop: U8) -> None:
    """Write ``code``: the local direction of every cell, with level ground directed and pits placed."""
    mosaic.new("code", np.uint8, NO_CODE)
    for t in mosaic:
        local.local_direction(t["z"], t["cls"], t["code"], geometry.order, geometry.distance, stop)
        check_stop(stop)
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
        if changed == 0 or mosaic.single:
            return


def _place_pits(mosaic: Mosaic, geometry: Geometry, stop: U8) -> None:
    mosaic.new("small", np.int64, -1)
    first = True
    while True:
        changed = 0
        for t in mosaic:
            origin = _tie_origin(t, geometry)
            changed += local.smallest_of_pits(
                t["z"], t["code"], t["low"], t["small"], first, origin, geometry.tie.per_row, geometry.tie.per_col, stop
            )
            check_stop(stop)
        first = False
        if changed == 0 or mosaic.single:
            break
        mosaic.exchange("small")
    for t in mosaic:
        origin = _tie_origin(t, geometry)
        local.place_pits(t["code"], t["low"], t["small"], origin, geometry.tie.per_row, geometry.tie.per_col)
    mosaic.exchange("code")


def solve_labels(mosaic: Mosaic, code: str, label: str, stop: U8) -> None:
    """Label every cell with the labelled cell or way off the map that its flow reaches; solve over tile borders."""
    found: list[I64] = []
    first: list[int] = []
    total = 0
    for t in mosaic:
        exits = np.empty(2 * (t.rows + t.cols + 4), dtype=np.int64)
        count = basins.follow(t[code], t[label], exits, stop)
        check_stop(stop)
        found.append(exits[:count])
        first.append(total)
        total += count
    if total == 0:
        return
    answers = np.empty(total, dtype=np.int64)
    number = {id(t): i for i, t in enumerate(mosaic)}
    for i, t in enumerate(mosaic):
        for j, padded in enumerate(found[i]):
            cell = mosaic.map_index(t, padded)
            row, col = divmod(cell, mosaic.shape[1])
            owner = mosaic.owner(row, col)
            value = int(owner[label].flat[mosaic.padded_index(owner, cell)])
            answers[first[i] + j] = value if value > -3 else -3 - (first[number[id(owner)]] - 3 - value)
    for i in range(total):
        chain = []
        value = i
        while answers[value] <= -3:
            chain.append(value)
            value = int(-3 - answers[value])
        for at in chain:
            answers[at] = answers[value]
    for i, t in enumerate(mosaic):
        basins.replace_exits(t[label], answers[first[i] : first[i] + found[i].size])


def solve_basins(mosaic: Mosaic, geometry: Geometry, stop: U8) -> I64:
    """Write ``basin`` and return the cell of each pit, ordered by tie key."""
    cells = []
    for t in mosaic:
        padded = np.empty(basins.count_pits(t["code"]), dtype=np.int64)
        basins.list_pits(t["code"], padded)
        r, c = np.divmod(padded, t.cols + 2)
        cells.append((t.row0 + r - 1) * mosaic.shape[1] + t.col0 + c - 1)
    pits = np.concatenate(cells)
    rows, cols = np.divmod(pits, mosaic.shape[1])
    tie = geometry.tie
    key = tie.origin + rows * tie.per_row + cols * tie.per_col
    pits = pits[np.argsort(key, kind="stable")]
    mosaic.new("basin", np.int32, -1)
    number = np.arange(pits.size, dtype=np.int32) + OUT_BASINS
    rows, cols = np.divmod(pits, mosaic.shape[1])
    for t in mosaic:
        here = (rows >= t.row0) & (rows < t.row0 + t.rows) & (cols >= t.col0) & (cols < t.col0 + t.cols)
        t["basin"][rows[here] - t.row0 + 1, cols[here] - t.col0 + 1] = number[here]
    solve_labels(mosaic, "code", "basin", stop)
    mosaic.exchange("basin")
    return pits


def solve_saddles(mosaic: Mosaic, geometry: Geometry, stop: U8) -> Saddles:
    """Return the saddles between all basins, sorted by the global key of pairs."""
    parts = []
    for t in mosaic:
        n = basins.count_pairs(t["cls"], t["basin"])
        part = (
            np.empty(n, np.int64),
            np.empty(n, np.int64),
            np.empty(n, np.int64),
            np.empty(n, np.float32),
            np.empty(n, np.float32),
        )
        basins.list_pairs(t["z"], t["cls"], t["basin"], t.row0, t.col0, mosaic.shape[1], *part, stop)
        check_stop(stop)
        parts.append(part)
    pair, cell_a, cell_b, z_a, z_b = (np.concatenate([p[i] for p in parts]) for i in range(5))
    n = pair.size
    top, low = np.empty(n, np.float32), np.empty(n, np.float32)
    top_tie, low_tie = np.empty(n, np.int64), np.empty(n, np.int64)
    fall = np.empty(n, np.float64)
    tie = geometry.tie
    basins.pair_keys(
        cell_a, cell_b, z_a, z_b, mosaic.shape[1], geometry.distance, tie.origin, tie.per_row, tie.per_col,
        top, top_tie, fall, low, low_tie,
    )  # fmt: skip
    check_stop(stop)
    order = np.argsort(pair, kind="stable")
    best = np.empty(n, np.int64)
    best = best[: basins.first_of_each(pair, order, top, top_tie, fall, low, low_tie, best)]
    check_stop(stop)
    best = best[np.lexsort((low_tie[best], low[best], fall[best], top_tie[best], top[best]))]
    check_stop(stop)
    return Saddles(
        lo=(pair[best] >> 32).astype(np.int32),
        hi=(pair[best] & 0xFFFFFFFF).astype(np.int32),
        cell_a=cell_a[best],
        cell_b=cell_b[best],
        top=top[best],
    )


def grow_forest(pits: I64, saddles: Saddles) -> Nodes:
    """Return the depression forest of basins that meet over saddles."""
    leaves = pits.size
    size = max(2 * leaves, 1)
    parent, left, right = (np.full(size, -1, np.int32) for _ in range(3))
    spill_z = np.full(size, np.inf, np.float32)
    spill_in, spill_out = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    receiver = np.full(size, -1, np.int32)
    chosen = np.empty(leaves, np.int64)
    nodes, used = forest.grow(
        leaves, saddles.lo, saddles.hi, saddles.cell_a, saddles.cell_b, saddles.top,
        parent, left, right, spill_z, spill_in, spill_out, receiver, chosen,
    )  # fmt: skip
    exit_in, exit_out = np.full(leaves, -1, np.int64), np.full(leaves, -1, np.int64)
    forest.orient(leaves, saddles.lo, saddles.hi, saddles.cell_a, saddles.cell_b, chosen[:used], exit_in, exit_out)
    parent = parent[:nodes].copy()
    depth, jump, root = (np.zeros(nodes, np.int32) for _ in range(3))
    forest.ancestors(parent, depth, jump, root)
    return Nodes(
        leaves=leaves,
        pit=pits,
        parent=parent,
        left=left[:nodes].copy(),
        right=right[:nodes].copy(),
        spill_z=spill_z[:nodes].copy(),
        spill_in=spill_in[:nodes].copy(),
        spill_out=spill_out[:nodes].copy(),
        receiver=receiver[:nodes].copy(),
        exit_in=exit_in,
        exit_out=exit_out,
        jump=jump,
        root=root,
    )


def solve_routes(mosaic: Mosaic, nodes: Nodes, stop: U8) -> None:
    """Write ``routed``: the directions through depressions, carved from pits to the exits of their basins."""
    mosaic.copy("code", "routed")
    width = mosaic.shape[1]
    known = nodes.exit_in >= 0
    row, col = np.divmod(nodes.exit_in[known], width)
    out_row, out_col = np.divmod(nodes.exit_out[known], width)
    heading = np.full((3, 3), -1, dtype=np.int64)
    for k in range(8):
        heading[DROW[k] + 1, DCOL[k] + 1] = k
    direction = heading[out_row - row + 1, out_col - col + 1]
    work = [(nodes.exit_in[known], direction)]
    while work:
        cells, directions = work.pop()
        rows, cols = np.divmod(cells, width)
        for t in mosaic:
            here = (rows >= t.row0) & (rows < t.row0 + t.rows) & (cols >= t.col0) & (cols < t.col0 + t.cols)
            if not here.any():
                continue
            padded = (rows[here] - t.row0 + 1) * (t.cols + 2) + cols[here] - t.col0 + 1
            onward, onward_direction = np.empty(padded.size, np.int64), np.empty(padded.size, np.int64)
            count = route.carve(t["routed"], padded, directions[here], onward, onward_direction)
            if count:
                r, c = np.divmod(onward[:count], t.cols + 2)
                work.append(((t.row0 + r - 1) * width + t.col0 + c - 1, onward_direction[:count].copy()))
        check_stop(stop)
    mosaic.exchange("routed")


def solve_accumulation(mosaic: Mosaic, code: str, amount: str, stop: U8) -> None:
    """Add to ``amount`` of every cell all that flows through it (Barnes 2017: tiles, exits, tiles again)."""
    if mosaic.single:
        _accumulate_tiles(mosaic, code, amount, stop)
        return
    mosaic.copy(amount, "_inflow")
    _accumulate_tiles(mosaic, code, amount, stop)
    cells, owners, targets = [], [], []
    for i, t in enumerate(mosaic):
        out, target = (np.empty(2 * (t.rows + t.cols), np.int64) for _ in range(2))
        count = route.list_exits(t[code], out, target)
        cells.append(out[:count])
        owners.append(np.full(count, i))
        targets.append(np.array([mosaic.map_index(t, p) for p in target[:count]], dtype=np.int64))
    cell, owner, target = (np.concatenate(x) for x in (cells, owners, targets))
    exit_number = {(int(o), int(c)): i for i, (o, c) in enumerate(zip(owner, cell, strict=True))}
    tiles = mosaic.tiles
    number = {id(t): i for i, t in enumerate(tiles)}
    flow = np.array([tiles[o][amount].flat[c] for o, c in zip(owner, cell, strict=True)], dtype=np.int64)
    onto = np.full(cell.size, -1, np.int64)
    entries: list[tuple[Tile, int]] = []
    for i in range(cell.size):
        row, col = divmod(int(target[i]), mosaic.shape[1])
        t = mosaic.owner(row, col)
        start_at = mosaic.padded_index(t, int(target[i]))
        last = np.empty(1, np.int64)
        route.last_inside(t[code], np.array([start_at], np.int64), last)
        if last[0] >= 0:
            onto[i] = exit_number[number[id(t)], int(last[0])]
        entries.append((t, start_at))
    route.solve_exits(flow, onto)
    for i, (t, at) in enumerate(entries):
        t["_inflow"].flat[at] += flow[i]
    for t in mosaic:
        t.data[amount] = t.data.pop("_inflow")
    _accumulate_tiles(mosaic, code, amount, stop)


def _accumulate_tiles(mosaic: Mosaic, code: str, amount: str, stop: U8) -> None:
    for t in mosaic:
        scratch = np.empty((t.rows + 2, t.cols + 2), np.uint8)
        route.accumulate(t[code], t[amount], scratch, stop)
        check_stop(stop)


def solve_edge_inflow(mosaic: Mosaic, geometry: Geometry, stop: U8) -> None:
    """Write ``cut``: how many places where water may come from outside lie upstream of each cell."""
    mosaic.new("mark", np.uint8, 0)
    for t in mosaic:
        route.edge_inflow(t["z"], t["cls"], t["code"], geometry.order, geometry.distance, t["mark"])
    mosaic.push("mark", np.maximum)
    for t in mosaic:
        t.data["cut"] = t["mark"].astype(np.int64)
    mosaic.drop("mark")
    solve_accumulation(mosaic, "routed", "cut", stop)


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


def measure(mosaic: Mosaic, nodes: Nodes, stop: U8) -> Volumes:
    """Return what each node of the forest holds; writes ``owner``."""
    count = nodes.parent.size
    cells, height = np.zeros(count, np.int64), np.zeros(count, np.int64)
    mosaic.new("owner", np.int32, -1)
    for t in mosaic:
        forest.own_cells(
            t["z"], t["cls"], t["basin"], nodes.parent, nodes.jump, nodes.spill_z, t["owner"], cells, height, stop
        )
        check_stop(stop)
    begin = np.zeros(count + 1, np.int64)
    np.cumsum(cells, out=begin[1:])
    own = np.empty(int(begin[-1]), np.int64)
    place = begin[:-1].copy()
    for t in mosaic:
        forest.gather_heights(t["z"], t["owner"], place, own)
    check_stop(stop)
    forest.sort_parts(begin, own)
    check_stop(stop)
    forest.sum_up(nodes.parent, cells, height)
    capacity = np.full(count, np.iinfo(np.int64).max, np.int64)
    spills = np.isfinite(nodes.spill_z)
    capacity[spills] = cells[spills] * units(nodes.spill_z[spills]) - height[spills]
    return Volumes(cells=cells, height=height, capacity=capacity, start=begin, own=own)


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


def fill(mosaic: Mosaic, nodes: Nodes) -> None:
    """Write ``filled``: the lowest surface without depressions."""
    mosaic.new("filled", np.float32, np.nan)
    levels = nodes.spill_z[nodes.root[: nodes.leaves]]
    for t in mosaic:
        forest.fill_levels(t["z"], t["cls"], t["basin"], levels, t["filled"])


def units(z: F32 | F64) -> I64:
    """Return heights in whole 2^-20 m."""
    return np.rint(z.astype(np.float64) * SCALE).astype(np.int64)
