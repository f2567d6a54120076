"""What to survey first (registrering): the unknown edges whose answers decide how much hangs together."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.passability import MAYBE, PASSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    I8 = npt.NDArray[np.int8]
    Mask = npt.NDArray[np.bool_]

_EXACT = 14  # unknown edges between parts of which all choices are tried
_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Survey:
    """Which edges to survey, the most useful first.

    Parameters
    ----------
    edges:
        A row for each: ``edge_id``, ``survey_rank`` from 1, ``survey_step`` (edges of one step join something only
        together), ``joined_weight`` (what is joined to the core when the whole step passes), ``total_weight`` (what the
        core then holds), ``lost_weight`` (what is cut off from the core for certain when this edge does not pass; 0
        where there may be another way).
    core_weight:
        What hangs together for certain before anything is surveyed.
    reachable_weight:
        What would hang together if every unknown edge passed.
    exact:
        Whether no other choice of as many edges joins more; otherwise each step is the best one alone.
    """

    edges: pd.DataFrame
    core_weight: float
    reachable_weight: float
    exact: bool


@dataclass(frozen=True, eq=False)
class _Parts:
    """Parts that hang together for certain, and the unknown edges between them, one between two parts."""

    weight: F64
    tail: I64
    head: I64
    edge: I64
    alone: Mask  # no other unknown edge joins the same parts
    core: int


def survey_first(
    network: PathNetwork,
    passable: Passable,
    weight: F64 | None = None,
    *,
    most: int = 20,
    core: int | None = None,
) -> Survey:
    """Return the edges to survey first: the fewest whose yes joins most to what hangs together for certain.

    The core is the part that holds most weight among those joined by edges that pass. Unknown edges within a part, and
    beside another unknown one between the same parts, decide nothing and are left out; of edges side by side the one
    with the fewest open questions is asked for, then the shorter. An edge counts as one that passes when it does in
    both directions, or in the one that it is open in, where it is one-way for those who cycle.

    Parameters
    ----------
    network:
        With n nodes.
    passable:
        What a profile answers of it.
    weight:
        float64 of n: what each node stands for, such as dwellings; half the metres of the edges at it that may pass
        when None.
    most:
        How many edges are looked for.
    core:
        Place in the nodes from 0 whose part is the core; the part of most weight when None.

    Notes
    -----
    Up to 14 edges between parts all choices are tried. Beyond that edges are added in steps: always the way out of the
    core that joins most for each edge on it, among those with the fewest edges to their end. The choice of edges that
    joins most is a budgeted Steiner tree and cannot be had for sure in reasonable time.

    >>> import shapely
    >>> from gistools.pathnet.network import assemble
    >>> from gistools.pathnet.profiles import one_profile
    >>> from gistools.pathnet.passability import Passable
    >>> lines = [shapely.LineString([(k, 0), (k + 1, 0)]) for k in range(4)]
    >>> path = assemble(lines, range(4), range(1, 5))
    >>> answer = np.array([1, 0, 1, 0], np.int8)
    >>> chair = Passable(one_profile("wheelchair"), answer, answer, path.length_m, path.length_m)
    >>> survey_first(path, chair, np.array([1.0, 1.0, 1.0, 5.0, 2.0])).edges.astype(int).values.tolist()
    [[2, 1, 1, 2, 8, 2], [4, 2, 2, 2, 10, 2]]
    """
    answer = _usable(network, passable)
    stands = _metres(network, answer) if weight is None else np.asarray(weight, np.float64)
    parts = _parts(network, passable, answer, stands, core)
    reached = _reached(parts)
    steps, exact = (
        _exact_steps(parts, most, reached) if parts.edge.size <= _EXACT else (_greedy_steps(parts, most), False)
    )
    lost = _lost(parts)
    rows, total = [], float(parts.weight[parts.core]) if parts.weight.size else 0.0
    start = total
    ids = network.edges["edge_id"].to_numpy(np.int64)
    for number, (edges, gain) in enumerate(steps, start=1):
        total += gain
        rows += [(int(ids[parts.edge[e]]), number, gain, total, float(lost[e])) for e in edges]
    names = ["edge_id", "survey_step", "joined_weight", "total_weight", "lost_weight"]
    made = pd.DataFrame(rows, columns=names)
    made.insert(1, "survey_rank", np.arange(1, len(made) + 1))
    return Survey(made, start, float(parts.weight[reached].sum()), exact or not parts.edge.size)


def _usable(network: PathNetwork, passable: Passable) -> I8:
    """Return one answer for each edge: of both directions, or of the one that a one-way edge is open in."""
    both = np.minimum(passable.forward, passable.backward)
    if passable.profile.travels != "cycle":
        return both
    one_way = network.edges["oneway"].to_numpy(np.int64) != 0
    made: I8 = np.where(one_way, np.maximum(passable.forward, passable.backward), both).astype(np.int8)
    return made


def _metres(network: PathNetwork, answer: I8) -> F64:
    """Return half the metres of the edges at each node that may pass."""
    some = answer >= MAYBE
    ends = np.concatenate([network.u[some], network.v[some]])
    made = np.bincount(ends, weights=np.tile(network.length_m[some] / 2.0, 2), minlength=len(network.nodes))
    return made.astype(np.float64)


def _parts(network: PathNetwork, passable: Passable, answer: I8, weight: F64, core: int | None) -> _Parts:
    n, u, v = len(network.nodes), network.u, network.v
    sure, maybe = answer >= PASSES, np.flatnonzero(answer == MAYBE)
    joined = sparse.coo_array((np.ones(int(sure.sum()), np.int8), (u[sure], v[sure])), shape=(n, n))
    count, part = csgraph.connected_components(joined, directed=False)
    heavy = np.bincount(part, weights=weight, minlength=count).astype(np.float64) if n else np.zeros(0)
    a, b = part[u[maybe]], part[v[maybe]]
    low, high = np.minimum(a, b), np.maximum(a, b)
    asked = _questions(network, passable)[maybe]
    order = np.lexsort((maybe, network.length_m[maybe], asked, high, low))
    order = order[low[order] != high[order]]
    first = np.ones(order.size, np.bool_)
    first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    kept = order[first]
    beside = np.diff(np.append(np.flatnonzero(first), order.size))
    middle = int(np.argmax(heavy)) if core is None and n else int(part[core]) if core is not None else 0
    return _Parts(heavy, low[kept], high[kept], maybe[kept], beside == 1, middle)


def _questions(network: PathNetwork, passable: Passable) -> I64:
    """Return how many rules of each edge are not answered."""
    reasons = passable.reasons
    if reasons.empty:
        return np.zeros(len(network.edges), np.int64)
    open_ = reasons[reasons["verdict"] == "unknown"].drop_duplicates(["edge_id", "rule"])
    made: I64 = np.bincount(open_["edge_id"].to_numpy(np.int64) - 1, minlength=len(network.edges))
    return made


def _joined_by(parts: _Parts, some: npt.NDArray[np.int64]) -> Mask:
    """Return which parts hang together with the core when some edges pass."""
    n = parts.weight.size
    graph = sparse.coo_array((np.ones(some.size, np.int8), (parts.tail[some], parts.head[some])), shape=(n, n))
    label = csgraph.connected_components(graph, directed=False)[1]
    made: Mask = label == label[parts.core] if n else np.zeros(0, np.bool_)
    return made


def _reached(parts: _Parts) -> Mask:
    return _joined_by(parts, np.arange(parts.edge.size))


Step = tuple[list[int], float]


def _exact_steps(parts: _Parts, most: int, reached: Mask) -> tuple[list[Step], bool]:
    """Return the best choice of at most ``most`` edges, the fewest of equal ones, in an order that joins early."""
    near = [e for e in range(parts.edge.size) if reached[parts.tail[e]]]
    best: tuple[float, tuple[int, ...]] = (0.0, ())
    tails, heads, weight = parts.tail.tolist(), parts.head.tolist(), parts.weight.tolist()
    for size in range(1, min(most, len(near)) + 1):
        for chosen in itertools.combinations(near, size):
            gain = _tree_gain(chosen, tails, heads, weight, parts.core)
            if gain > best[0] + _SAME:
                best = (gain, chosen)
    at = np.array(best[1], np.int64)
    inside = _Parts(parts.weight, parts.tail[at], parts.head[at], parts.edge[at], parts.alone[at], parts.core)
    ordered = _greedy_steps(inside, len(best[1]))
    return [([best[1][e] for e in edges], gain) for edges, gain in ordered], True


def _tree_gain(chosen: tuple[int, ...], tails: list[int], heads: list[int], weight: list[float], core: int) -> float:
    """Return what edges join to the core; nothing when one of them joins nothing, as fewer then do the same."""
    inside, left, gain = {core}, list(chosen), 0.0
    while left:
        rest = []
        for e in left:
            a, b = tails[e] in inside, heads[e] in inside
            if a == b:
                if a:
                    return 0.0  # closes a ring
                rest.append(e)
                continue
            new = heads[e] if a else tails[e]
            inside.add(new)
            gain += weight[new]
        if len(rest) == len(left):
            return 0.0
        left = rest
    return gain


def _greedy_steps(parts: _Parts, most: int) -> list[Step]:
    """Return ways out of the core, always that which joins most for each edge of it."""
    n, left = parts.weight.size, most
    inside = np.zeros(n, np.bool_)
    made: list[Step] = []
    if not n:
        return made
    inside[parts.core] = True
    arcs = _arcs(parts)
    while left > 0:
        found = _best_way(parts, arcs, inside, left)
        if found is None:
            break
        edges, nodes = found
        made.append((edges, float(parts.weight[nodes].sum())))
        inside[nodes] = True
        left -= len(edges)
    return made


def _arcs(parts: _Parts) -> tuple[I64, I64, I64]:
    """Return where the arcs of each part begin, their heads and their edges, in order of tail."""
    tail, head = np.concatenate([parts.tail, parts.head]), np.concatenate([parts.head, parts.tail])
    edge = np.tile(np.arange(parts.edge.size), 2)
    order = np.lexsort((edge, head, tail))
    begin = np.searchsorted(tail[order], np.arange(parts.weight.size + 1))
    return begin, head[order], edge[order]


def _layers(arcs: tuple[I64, I64, I64], inside: Mask, deep: int) -> Iterator[tuple[I64, I64, I64]]:
    """Yield, one edge further out at a time, the arcs (tail, head, edge) to parts not met before."""
    begin, heads, edges = arcs
    seen, front = inside.copy(), np.flatnonzero(inside)
    for _ in range(deep):
        count = begin[front + 1] - begin[front]
        at = np.repeat(begin[front] - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(count.sum())
        tail, head, edge = np.repeat(front, count), heads[at], edges[at]
        new = ~seen[head]
        if not new.any():
            return
        yield tail[new], head[new], edge[new]
        front = np.unique(head[new])
        seen[front] = True


def _best_way(parts: _Parts, arcs: tuple[I64, I64, I64], inside: Mask, deep: int) -> tuple[list[int], list[int]] | None:
    """Return the edges and parts of the way that joins most for each of its edges; None when none joins anything."""
    n = parts.weight.size
    joined, by, before = np.zeros(n), np.full(n, -1), np.full(n, -1)
    best, end = 0.0, -1
    for far, (tail, head, edge) in enumerate(_layers(arcs, inside, deep), start=1):
        gain = joined[tail] + parts.weight[head]
        order = np.lexsort((edge, -gain, head))
        first = np.ones(order.size, np.bool_)
        first[1:] = np.diff(head[order]) != 0
        at = order[first]
        joined[head[at]], by[head[at]], before[head[at]] = gain[at], edge[at], tail[at]
        rate = gain[at] / far
        top = int(np.argmax(rate))
        if rate[top] > best + _SAME:
            best, end = float(rate[top]), int(head[at][top])
    if end < 0:
        return None
    edges, nodes = [], []
    while not inside[end]:
        edges.append(int(by[end]))
        nodes.append(end)
        end = int(before[end])
    return edges[::-1], nodes[::-1]


def _lost(parts: _Parts) -> F64:
    """Return what is cut off from the core for certain when an edge does not pass: what lies behind a bridge."""
    made = np.zeros(parts.edge.size)
    if not parts.edge.size:
        return made
    begin, heads, edges = (one.tolist() for one in _arcs(parts))
    number, low, below = {parts.core: 0}, {parts.core: 0}, {parts.core: float(parts.weight[parts.core])}
    stack = [(parts.core, -1, begin[parts.core])]
    while stack:
        node, by, at = stack[-1]
        if at < begin[node + 1]:
            stack[-1] = (node, by, at + 1)
            head, edge = heads[at], edges[at]
            if edge == by:
                continue
            if head in number:
                low[node] = min(low[node], number[head])
                continue
            number[head] = low[head] = len(number)
            below[head] = float(parts.weight[head])
            stack.append((head, edge, begin[head]))
            continue
        stack.pop()
        if stack:
            over = stack[-1][0]
            low[over], below[over] = min(low[over], low[node]), below[over] + below[node]
            if low[node] > number[over] and parts.alone[by]:
                made[by] = below[node]
    return made
