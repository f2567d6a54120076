"""What every node holds at every rain, and the rain that wets each cell: the solves around `gistools.kernels.rains`."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels import forest, links, matching, rains
from gistools.kernels.codes import F32, F64, I32, I64, OUT_BASINS, U8, check_stop
from gistools.kernels.measuring import Volumes, room, units
from gistools.kernels.strips import each, shares, spans, threads

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.kernels.chain import Nodes, Tree
    from gistools.kernels.mosaic import Mosaic

MOST_CELLS = 2**31  # so that cells are counted in 32 bits
MOST_GROUPS = 4  # of what is followed side by side
LEAST_LEAVES = 1 << 14  # below which it is not
MOST_PLACED = 1000  # ways off the map that are shared out one by one, the largest first


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When which basin begins to get how much, in the order of the steps.

    ``gain`` is what it gets with each step from step ``at`` on, and ``more`` what it gets besides in that step itself.
    """

    at: I32
    basin: I32
    more: I64
    gain: I64


@dataclass(frozen=True, slots=True)
class Curves:
    """What each node of the forest holds at every step of rain, the ways off the map at the end.

    From step ``step[e]`` on the node holds ``water[e] + rate[e] * (now - step[e])``, for ``e`` the last of its bends
    ``start[i]`` to ``start[i + 1]`` that is not later than now; 0 before the first.

    Parameters
    ----------
    capacity:
        Of each node, in the units of the water.
    full_at:
        The step in which the node would hold more than its capacity, which it holds from then on.
    joined_at:
        The step in which it became part of its parent's water. Both `rains.NEVER` when not before ``last`` is over.
    last:
        The last step.
    """

    capacity: I64
    start: I64
    step: I32
    water: I64
    rate: I64
    full_at: I32
    joined_at: I32
    last: int

    def state(self, nodes: Nodes, now: int) -> tuple[I64, I64]:
        """Return what nodes and ways off the map hold at a step (0 when part of another), and the holder of each."""
        held, holder = np.empty(self.start.size - 1, np.int64), np.empty(nodes.parent.size, np.int64)
        rains.state(
            nodes.parent, self.capacity, self.start, self.step, self.water, self.rate, self.full_at, self.joined_at,
            now, held, holder,
        )  # fmt: skip
        return held, holder


def follow(nodes: Nodes, capacity: I64, arrivals: Arrivals, last: int, stop: U8, marks: Marks | None = None) -> Curves:
    """Let rain grow to step ``last`` and return what everything holds on the way; with links if there are any.

    Raises
    ------
    ValueError
        When water goes round in a circle: the forest does not belong to its receivers.
    """
    return _follow(nodes, capacity, arrivals, last, stop, marks).joined()


def follow_apart(nodes: Nodes, capacity: I64, arrivals: Arrivals, last: int, stop: U8) -> Apart:
    """Do the same and keep what leaves the map apart for each outlet."""
    return _follow(nodes, capacity, arrivals, last, stop, None, apart=True)


@dataclass(frozen=True, slots=True)
class Apart:
    """Curves with several records of each way off the map, which are still to be added up.

    Parameters
    ----------
    curves:
        Of the nodes and of these records.
    way:
        int32: the way off the map of each record; `OUT_BASINS` for water that is taken off the terrain.
    outlet:
        int32: the outermost node over whose saddle the water of each record comes; -1 where it is none's alone.
    """

    curves: Curves
    way: I32
    outlet: I32

    def joined(self) -> Curves:
        """Return the curves with one record for each way off the map."""
        made = self.curves
        if self.way.size == int(self.way.max()) + 1:
            return made
        start, step, water, rate = _join_ways_off(made, made.full_at.size, self.way)
        return replace(made, start=start, step=step, water=water, rate=rate)

    def with_part(self, part: Apart, match: I32, again: npt.NDArray[np.bool_]) -> Apart:
        """Return what all nodes hold, when only some were followed again, and how these are counted now.

        Parameters
        ----------
        part:
            Of all nodes of today; those not followed again have no bends.
        match:
            Which node of these curves each node of today is.
        again:
            bool: nodes that were followed again.
        """
        old, new = self.curves, part.curves
        count = new.full_at.size
        record = np.full(old.full_at.size, -1, np.int64)
        record[self.outlet[OUT_BASINS:]] = np.arange(OUT_BASINS, self.outlet.size) + old.full_at.size
        source = np.full(count + part.way.size, -1, np.int64)
        source[:count] = np.where(again, -1, match)
        still = OUT_BASINS + np.flatnonzero(~again[part.outlet[OUT_BASINS:]])
        source[count + still] = record[match[part.outlet[still]]]
        from_old, many = source >= 0, np.diff(new.start)
        many[from_old] = np.diff(old.start)[source[from_old]]
        start = np.zeros(source.size + 1, np.int64)
        np.cumsum(many, out=start[1:])
        step, water, rate = (np.empty(int(start[-1]), a.dtype) for a in (new.step, new.water, new.rate))
        own = np.where(from_old, -1, np.arange(source.size))
        matching.copy_bends(source, old.start, old.step, old.water, old.rate, start, step, water, rate)
        matching.copy_bends(own, new.start, new.step, new.water, new.rate, start, step, water, rate)
        full_at, joined_at = new.full_at.copy(), new.joined_at.copy()
        kept = from_old[:count]
        full_at[kept], joined_at[kept] = old.full_at[match[kept]], old.joined_at[match[kept]]
        made = Curves(new.capacity, start, step, water, rate, full_at, joined_at, new.last)
        return Apart(made, part.way, part.outlet)


Bends = tuple["I32", "I32", "I64", "I64"]  # node, step, water, rate


def _follow(
    nodes: Nodes, capacity: I64, arrivals: Arrivals, last: int, stop: U8, marks: Marks | None, *, apart: bool = False
) -> Apart:
    """Return what everything holds, with records of the ways off the map for each thread, or ``apart`` for each outlet.

    What leaves the map over different saddles never meets, so it is followed side by side by several threads, each with
    records of its own for the ways off the map.
    """
    count, receiver = nodes.parent.size, nodes.receiver
    groups = [(nodes.leaves, arrivals)] if marks is not None else _groups(nodes, arrivals)
    way = np.arange(OUT_BASINS + (marks is not None), dtype=np.int32)
    outlet = np.full(way.size, -1, np.int32)
    if apart:  # what arrives in an outlet's receiver is told to a record of its own, as if that were a node
        outlet = np.append(outlet, np.flatnonzero((nodes.parent < 0) & (receiver < OUT_BASINS)).astype(np.int32))
        way = np.append(way, receiver[outlet[OUT_BASINS:]])
        receiver = receiver.copy()
        receiver[outlet[OUT_BASINS:]] = OUT_BASINS + count + np.arange(OUT_BASINS, way.size)
    elif marks is None:
        way, outlet = np.tile(way, len(groups)), np.tile(outlet, len(groups))
    made, full_at, joined_at = _passes(nodes, capacity, receiver, groups, way.size, last, stop, marks, apart=apart)
    del groups
    start = np.zeros(count + way.size + 1, np.int64)
    for bends in made:
        rains.count_bends(bends[0], start)
    np.cumsum(start, out=start)
    place, bends_in_all = start[:-1].copy(), int(start[-1])
    step = np.empty(bends_in_all, np.int32)
    water, rate = np.empty(bends_in_all, np.int64), np.empty(bends_in_all, np.int64)
    while made:
        rains.place_bends(*made.pop(), place, step, water, rate)
    return Apart(Curves(capacity, start, step, water, rate, full_at, joined_at, last), way, outlet)


def _passes(
    nodes: Nodes, capacity: I64, receiver: I32, groups: list[tuple[int, Arrivals]], beyond: int, last: int, stop: U8,
    marks: Marks | None, *, apart: bool,
) -> tuple[list[Bends], I32, I32]:  # fmt: skip
    """Follow each group by itself; return all bends, and when nodes are full and joined. Records are let go of."""
    count = nodes.parent.size
    records = _aligned(count + beyond)
    small = records.view(np.int32)

    def run(first: int, _: int) -> Bends:
        leaves, mine = groups[first]
        coming = mine.at, mine.basin, mine.more, mine.gain, last
        most = mine.at.size + 2 * leaves + 16  # no forest has more than twice as many nodes as leaves
        while True:
            head = np.full(last + 1, -1, np.int32)
            entry, stack = np.empty(most, np.int64), np.empty(most, np.int32)
            made = (
                np.empty(most, np.int32),
                np.empty(most, np.int32),
                np.empty(most, np.int64),
                np.empty(most, np.int64),
            )
            if marks is None:
                off = count if apart else count + first * OUT_BASINS
                bends = rains.follow(
                    nodes.left, nodes.right, records, small, count, off, *coming, head, entry, stack, *made, stop
                )
            else:
                rains.prepare(nodes.parent, nodes.receiver, capacity, records, small)
                marks.begin()
                bends = links.follow(
                    nodes.left, nodes.right, capacity, records, small, *coming, head, entry, stack,
                    np.full(count, -1, np.int32), marks.node, marks.water, marks.kind, marks.link, marks.inlet,
                    marks.target, marks.budget, marks.remaining, marks.opened, marks.ended,
                    np.full(small.shape[0], -1, np.int32), *made, stop,
                )  # fmt: skip
            check_stop(stop)
            if bends == rains.CIRCLE:
                fault = "water that runs in a circle between nodes"
                raise ValueError(fault)
            if bends != links.NO_ROOM:
                return made[0][:bends], made[1][:bends], made[2][:bends], made[3][:bends]
            most *= 2

    if marks is None:  # with links each try makes them ready
        rains.prepare(nodes.parent, receiver, capacity, records, small)
    made = each(run, [(i, i + 1) for i in range(len(groups))], stop)
    return made, small[:count, rains.FULL_AT].copy(), small[:count, rains.JOINED_AT].copy()


def outlets_of(nodes: Nodes) -> I32:
    """Return for each node the outermost node over whose saddle all its water leaves the map in the end."""
    outlet = np.empty(nodes.parent.size, np.int32)
    rains.outlets(nodes.parent, nodes.root, nodes.receiver, outlet)
    return outlet


def _groups(nodes: Nodes, arrivals: Arrivals) -> list[tuple[int, Arrivals]]:
    """Part what arrives by where it leaves the map, into lists of much the same size; return leaves and arrivals."""
    parts = min(threads(), MOST_GROUPS)
    if parts < 2 or nodes.leaves < LEAST_LEAVES:
        return [(nodes.leaves, arrivals)]
    outlet = outlets_of(nodes)
    size = np.bincount(outlet[: nodes.leaves], minlength=nodes.parent.size)
    order = np.argsort(-size, kind="stable")[: np.count_nonzero(size)]
    load, group = [0] * parts, np.zeros(nodes.parent.size, np.int8)
    large = order[:MOST_PLACED]
    for x, leaves in zip(large.tolist(), size[large].tolist(), strict=True):
        least = load.index(min(load))
        group[x] = least
        load[least] += leaves
    rest = order[MOST_PLACED:]
    group[rest] = np.arange(rest.size) % parts
    of_basin = np.zeros(nodes.leaves + OUT_BASINS, np.int8)
    of_basin[OUT_BASINS:] = group[outlet[: nodes.leaves]]
    of_arrival = of_basin[arrivals.basin]
    made = []
    for i in range(parts):
        w = np.flatnonzero(of_arrival == i)
        mine = Arrivals(arrivals.at[w], arrivals.basin[w], arrivals.more[w], arrivals.gain[w])
        made.append((int(np.count_nonzero(of_basin[OUT_BASINS:] == i)), mine))
    return made


def _join_ways_off(made: Curves, count: int, way: I32) -> tuple[I64, I32, I64, I64]:
    """Return start, step, water and rate of curves with the records behind those of the nodes added up by their way."""
    first = int(made.start[count])
    size = np.diff(made.start[count:])
    own = np.repeat(way, size)
    step, water, rate = made.step[first:].astype(np.int64), made.water[first:], made.rate[first:]
    begins = np.zeros(step.size + 1, np.bool_)
    begins[made.start[count:] - first] = True
    begins = begins[:-1]
    before, since, held = (np.append(0, values[:-1]) for values in (rate, step, water))
    before[begins] = since[begins] = held[begins] = 0
    jump, turn = water - held - before * (step - since), rate - before
    steps, waters, rates, sizes = [], [], [], []
    for w in range(int(way.max()) + 1):
        mine = np.flatnonzero(own == w)
        order = mine[np.argsort(step[mine], kind="stable")]
        s = step[order]
        at = np.flatnonzero(np.diff(s, prepend=-1))
        s = s[at]
        jumps, turns = (np.add.reduceat(v[order], at) if at.size else s for v in (jump, turn))
        q = np.cumsum(turns)
        steps.append(s.astype(np.int32))
        waters.append(np.cumsum(jumps + np.append(0, q[:-1])[: s.size] * np.diff(s, prepend=s[:1])))
        rates.append(q)
        sizes.append(s.size)
    start = np.append(made.start[: count + 1], first + np.cumsum(sizes))
    return (
        start,
        np.concatenate([made.step[:first], *steps]),
        np.concatenate([made.water[:first], *waters]),
        np.concatenate([made.rate[:first], *rates]),
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """Links, and what the nodes hold when they open and shut; see `gistools.kernels.links.follow`.

    ``volume`` is what there is of each at the beginning; ``remaining``, ``opened`` and ``ended`` the pass writes.
    """

    node: I32
    water: I64
    kind: U8
    link: I32
    inlet: I32
    target: I32
    budget: I32
    volume: I64
    remaining: I64
    opened: I32
    ended: I32

    def begin(self) -> None:
        """Put everything back to before any rain."""
        self.remaining[:] = self.volume
        self.opened[:] = self.ended[:] = rains.NEVER


def make_marks(
    mosaic: Mosaic, nodes: Nodes, inlet: I64, outlet: I64, level: F32, budget: I32, volume: I64, per_unit: int, stop: U8
) -> Marks:
    """Return the marks of links; one whose ends lie in one water, or that water never reaches, has none.

    Parameters
    ----------
    inlet, outlet:
        Basins at the ends of each link; outlets may be ways off the map, or ``OUT_BASINS + nodes.leaves`` for water
        that is taken off the terrain.
    level:
        At which the link opens, m.
    budget, volume:
        Which volume each link uses, and the volumes (units of water).
    """
    holder, taken = _around(nodes, inlet, level), OUT_BASINS + nodes.leaves
    far = np.where(outlet < taken, _around(nodes, np.where(outlet < taken, outlet, 0), level), -1)
    able = (holder >= 0) & (holder != far)
    at_inlet, at_outlet = np.flatnonzero(able), np.flatnonzero(able & (far >= 0))
    node = np.concatenate([far[at_outlet], holder[at_inlet]])
    link = np.concatenate([at_outlet, at_inlet])
    kind = np.repeat(np.array([links.SHUTS, links.OPENS], np.uint8), [at_outlet.size, at_inlet.size])
    water = room_below(mosaic, nodes, node, units(level[link]), stop) * per_unit
    order = np.lexsort((kind, water, node))
    target = np.where(outlet < OUT_BASINS, nodes.parent.size + outlet, outlet - OUT_BASINS)
    target = np.where(outlet >= taken, nodes.parent.size + OUT_BASINS, target)
    never = np.full(inlet.size, rains.NEVER, np.int32)
    return Marks(
        node[order].astype(np.int32), water[order], kind[order], link[order].astype(np.int32),
        holder.astype(np.int32), target.astype(np.int32), budget, volume, volume.copy(), never, never.copy(),
    )  # fmt: skip


def _around(nodes: Nodes, basin: I64, level: F32) -> I64:
    """Return the smallest node around each basin whose saddle lies strictly above a level; -1 where there is none."""
    found = np.empty(basin.size, np.int64)
    links.around(nodes.parent, nodes.spill_z, basin, level, found)
    return found


def room_below(mosaic: Mosaic, nodes: Nodes, node: I64, height: I64, stop: U8) -> I64:
    """Return the room below a height (both in 2^-20 m) in each of some nodes.

    A height lies below the saddle of its node and no lower than those of the nodes within: all cells that these hold
    lie below it, and of the node's own cells those that do.
    """
    t, count = mosaic.tiles[0], nodes.parent.size
    if not node.size:
        return np.zeros(0, np.int64)
    place, end, up = (np.empty(count, np.int32) for _ in range(3))
    spill = np.empty(count, np.float32)
    forest.lay_paths(nodes.leaves, nodes.parent, nodes.left, nodes.right, nodes.spill_z, place, spill, end, up)
    root = nodes.root[: nodes.leaves]
    asked = np.zeros(count, np.bool_)
    asked[nodes.root[node]] = True
    level = np.full(nodes.leaves + OUT_BASINS, -np.inf, np.float32)
    level[OUT_BASINS:] = np.where(asked[root], nodes.spill_z[root], np.float32(-np.inf))
    order = np.lexsort((height, place[node]))
    begin = np.searchsorted(place[node][order], np.arange(count + 1))

    def count_below(a: int, b: int) -> tuple[I64, I64]:
        own, found = np.zeros((count, 2), np.int64), np.zeros((node.size, 2), np.int64)
        links.sum_below(
            t["z"], t["basin"], level, place, spill, end, up, begin, height[order], a, b, own, found
        )  # fmt: skip
        return own, found

    parts = each(count_below, shares(*t["z"].shape), stop)
    own, found = (functools.reduce(np.add, [part[i] for part in parts]) for i in range(2))
    own = own[place]
    cells, heights = own[:, 0].copy(), own[:, 1].copy()
    forest.sum_up(nodes.parent, cells, heights)
    within = np.column_stack([cells, heights]) - own
    below = np.cumsum(found, axis=0)
    before = np.concatenate([[[0, 0]], below])[begin[place[node[order]]]]
    answer = np.empty(node.size, np.int64)
    total = within[node[order]] + below - before
    answer[order] = total[:, 0] * height[order] - total[:, 1]
    return answer


def _aligned(count: int) -> I64:
    """Return so many records, each in one line of the processor's cache."""
    line = 8 * rains.RECORD
    whole = np.empty(count * rains.RECORD + rains.RECORD, np.int64)
    first = -whole.ctypes.data % line // 8
    return whole[first : first + count * rains.RECORD].reshape(count, rains.RECORD)


@dataclass(frozen=True, slots=True)
class Claims:
    """Which node each cell belongs to, while the raster of rains is made.

    Parameters
    ----------
    volumes:
        What the nodes hold.
    z, basin, level:
        Of the map, framed, and of each basin; by them the cells that a node holds are known.
    owners:
        int32: the place of the smallest node around each such cell, row by row, for each share of the rows.
    node:
        int32: at each place.
    counts:
        int32: cells at each place, for each share of the rows.
    parts:
        The shares of the rows; asked for again they may be others, when the process may use other processors by then.
    """

    volumes: Volumes
    z: F32
    basin: I32 | I64
    level: F32
    owners: list[I32]
    node: I32
    counts: list[I32]
    parts: list[tuple[int, int]]

    @property
    def owner(self) -> I32:
        """``owners`` where their cells lie: int32, framed, with `rains.DRY` and `rains.NO_LAND` elsewhere."""
        laid = np.full(self.z.shape, rains.NO_LAND, np.int32)
        for (first, last), owners in zip(self.parts, self.owners, strict=True):
            rains.lay_owners(self.z, self.basin, self.level, owners, first, last, laid)
        return laid


def claim(mosaic: Mosaic, tree: Tree, nodes: Nodes, stop: U8) -> Claims:
    """Give every cell to the smallest node that holds it, and measure the nodes."""
    t = mosaic.tiles[0]
    z, basin = t["z"], t["basin"]
    if z.size >= MOST_CELLS:
        fault = f"a map of {z.size} cells in one piece; at most {MOST_CELLS}"
        raise ValueError(fault)
    count = nodes.parent.size
    place, end, up = (np.empty(count, np.int32) for _ in range(3))
    spill = np.empty(count, np.float32)
    forest.lay_paths(nodes.leaves, nodes.parent, nodes.left, nodes.right, nodes.spill_z, place, spill, end, up)

    def work(first: int, last: int) -> tuple[I32, I32, I64]:
        cells, height = np.zeros(count, np.int32), np.zeros(count, np.int64)
        owner = np.empty((last - first) * z.shape[1], np.int32)  # of which only what is written takes memory
        held = rains.claim(z, basin, tree.level, place, spill, end, up, first, last, cells, height, owner, stop)
        return owner[:held], cells, height

    parts = shares(*z.shape)
    found = each(work, parts, stop)

    height = functools.reduce(np.add, [made[2] for made in found])[place]
    owners, counts = [made[0] for made in found], [made[1] for made in found]
    del found
    cells = functools.reduce(np.add, counts).astype(np.int64)[place]
    forest.sum_up(nodes.parent, cells, height)
    node = np.empty(count, np.int32)
    node[place] = np.arange(count, dtype=np.int32)
    volumes = Volumes(cells, height, room(cells, height, nodes.spill_z))
    return Claims(volumes, z, basin, tree.level, owners, node, counts, parts)


def wet_cells(mosaic: Mosaic, claims: Claims, curves: Curves, per_unit: int, scale: float, stop: U8) -> F32:
    """Return for each cell the least step that wets it times ``scale``: +inf where none does, NaN off land; framed.

    ``claims`` are used up, so that the result takes the place of their lists.
    """
    z, basin = mosaic.tiles[0]["z"], mosaic.tiles[0]["basin"]
    parts = claims.parts
    start, cells = _gathered(claims, stop)
    rain = np.empty(z.shape, np.float32)
    rain[0] = rain[-1] = rain[:, 0] = rain[:, -1] = np.nan
    each(lambda first, last: rains.before_rain(basin, first, last, rain), parts, stop)
    flat, bits, wet, volumes = z.reshape(-1), z.view(np.uint32).reshape(-1), rain.reshape(-1), claims.volumes

    def write(first: int, end: int) -> None:
        rains.sort_small(start, bits, cells, first, end, np.empty(rains.SMALL_PART, np.uint64))
        large = first + np.flatnonzero(np.diff(start[first : end + 1]) > rains.SMALL_PART)
        for i in large.tolist():
            part = cells[start[i] : start[i + 1]]
            part.sort()
            part[:] = part[np.argsort(flat[part], kind="stable")]
        rains.first_wet(
            flat, start, cells, claims.node, volumes.cells, volumes.height, per_unit, curves.start, curves.step,
            curves.water, curves.rate, curves.full_at, curves.last, scale, first, end, wet,
        )  # fmt: skip

    each(write, spans(claims.node.size), stop)
    return rain


def _gathered(claims: Claims, stop: U8) -> tuple[I64, npt.NDArray[np.uint32]]:
    """Return where the list of each place begins, and the positions of their cells; the claims' lists are emptied."""
    start = np.zeros(claims.node.size + 1, np.int64)
    np.cumsum(functools.reduce(np.add, claims.counts), out=start[1:])
    cursors = [start[:-1].astype(np.uint32)]
    for part in claims.counts[:-1]:
        cursors.append(cursors[-1] + part.view(np.uint32))
    claims.counts.clear()
    cells = np.empty(int(start[-1]), np.uint32)

    def gather(first: int, last: int) -> None:
        i = claims.parts.index((first, last))
        rains.gather(claims.z, claims.basin, claims.level, claims.owners[i], cursors[i], first, last, cells)

    each(gather, claims.parts, stop)
    claims.owners.clear()
    return start, cells


def levels(
    mosaic: Mosaic, rain: F32, now: np.float32, nodes: Nodes, held: I64, holder: I64, capacity: I64, per_unit: int,
    stop: U8,
) -> tuple[I64, F64]:  # fmt: skip
    """Return the water level of each leaf as `event.surface` writes it, from the wet cells: where ``rain <= now``."""
    t = mosaic.tiles[0]

    def count(first: int, last: int) -> I64:
        found = np.zeros((holder.size, 2), np.int64)
        rains.sum_wet(t["z"], t["basin"], rain, holder, now, first, last, found)
        return found

    wet = functools.reduce(np.add, each(count, shares(*t["z"].shape), stop))
    level, rest = np.empty(nodes.leaves, np.int64), np.empty(nodes.leaves, np.float64)
    rains.levels(holder, held, capacity, units(nodes.spill_z), wet, per_unit, level, rest)
    return level, rest
