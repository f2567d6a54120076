"""What changes places (ombytning): one of a ring takes something temporary, so that the others can move on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import networkx as nx

from gistools.addresses.keying_form import DETOURS, unique_key
from gistools.addresses.keying_steps import KeyingKind
from gistools.addresses.statuses import STANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_steps import Chain, World

Value = tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Span:
    """For how long an object has something that stands once: from a step on, and until one; None for no such step."""

    key: Key
    claim: int | None
    release: int | None


def spans_of(chain: Chain, columns: tuple[str, ...]) -> Iterator[tuple[tuple[Any, ...], Span]]:
    """Return what an object has that stands once, each with for how long: not while it has ended or is prepared."""
    cells = zip(*(chain.values(one) for one in columns), strict=True)
    states = [value if status in STANDS["address"] else None
              for value, status in zip(cells, chain.statuses(), strict=True)]  # fmt: skip
    begin = 0
    for k in range(1, len(states) + 1):
        if k == len(states) or states[k] != states[begin]:
            value = states[begin]
            if value is not None:
                yield value, Span(chain.key, begin - 1 if begin else None, k - 1 if k < len(states) else None)
            begin = k


def put_in_detours(world: World) -> None:
    """Part a step of one object in each ring of such as wait for what the next of them has, such as 1 for 3 for 1.

    Two of what stands once may at no time be the same (rules A03 and A04), and an object keeps its id (A41): so one
    of them has something free and temporary in between. It is the first by its own key.
    """
    for name, (column, temporary) in DETOURS.items():
        columns = unique_key(name)
        spans = [(value, span) for chain in world.of(name) for value, span in spans_of(chain, columns)]
        waits = _waits(spans)
        known = {value for value, _ in spans}
        known.update(zip(*(world.ground.column(name, one).values() for one in columns), strict=True))
        free = iter(temporary)
        while (ring := _ring(waits)) is not None:
            parted = next((key for key in sorted(ring) if _part(world.chains[key], columns, column, free, known)), None)
            waits.remove_nodes_from(ring if parted is None else [parted])


def _waits(spans: list[tuple[Value, Span]]) -> nx.DiGraph[Key]:
    """Return which object must leave something before which other can have it."""
    leaves: dict[Value, list[Key]] = defaultdict(list)
    for value, span in spans:
        if span.release is not None:
            leaves[value].append(span.key)
    graph: nx.DiGraph[Key] = nx.DiGraph()
    graph.add_edges_from((first, span.key) for value, span in spans if span.claim is not None
                         for first in leaves[value] if first != span.key)  # fmt: skip
    return graph


def _ring(waits: nx.DiGraph[Key]) -> set[Key] | None:
    rings = [set(one) for one in nx.strongly_connected_components(waits) if len(one) > 1]
    return min(rings, key=min) if rings else None


def _part(chain: Chain, columns: Value, column: str, free: Iterator[str], known: set[Value]) -> bool:
    """Part the step in which an object leaves one thing for another, by way of the first free one; False without."""
    states = list(zip(*(chain.values(one) for one in columns), strict=True))
    statuses = chain.statuses()
    for k, step in enumerate(chain.steps):
        if step.kind is not KeyingKind.CHANGE or states[k] == states[k + 1] or statuses[k] not in STANDS["address"]:
            continue
        place = columns.index(column)
        for one in free:
            between = (*states[k][:place], one, *states[k][place + 1 :])
            if between not in known:
                known.add(between)
                old, new = states[k][place], states[k + 1][place]
                first = replace(step, fields={column: (old, one)}, put_in=True)
                chain.steps[k : k + 1] = [first, replace(step, fields={**step.fields, column: (one, new)})]
                return True
    return False
