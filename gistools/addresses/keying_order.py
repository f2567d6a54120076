"""In which order steps are keyed (rækkefølge): what must stand before what, and what can never be reached."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

from gistools.addresses.keying_conflicts import Conflict, ConflictKind
from gistools.addresses.keying_form import BEFORE, KEYED, REFERENCES, UNIQUE_RULES, form_of, has_status, unique_key
from gistools.addresses.keying_steps import KeyingKind
from gistools.addresses.keying_swaps import Span, spans_of
from gistools.addresses.statuses import ALIVE, IN_FORCE, PREPARED, PROVISIONAL, STANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_form import Reference
    from gistools.addresses.keying_ground import KeyingGround
    from gistools.addresses.keying_steps import Chain, Step, World
    from gistools.addresses.keying_words import Names

Node = tuple["Key", int]
"""An object and which of its steps."""
Need = tuple[str, frozenset[int]]
"""The id of another object and the statuses of which it must have one."""


@dataclass(eq=False)
class Order:
    """Steps in their order, on which others each rests, what is in conflict, and what ends and what has its place."""

    steps: list[Step] = field(default_factory=list)
    depends: list[tuple[int, ...]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    given_anew: list[tuple[Key, Key]] = field(default_factory=list)


def needed(holder: str, status: int | None, target: str) -> tuple[frozenset[int], ...]:
    """Return the sets of statuses that what an object names must have, each its own demand: registers break some.

    What is prepared rests on what has not ended, what is provisional on what stands, what is in force on what is in
    force; buildings and units are linked as soon as an address is provisional.
    """
    scale = form_of(target).scale
    if not has_status(holder):
        return (ALIVE[scale], STANDS[scale])
    if status not in ALIVE[form_of(holder).scale]:
        return ()
    if status == PREPARED:
        return (ALIVE[scale],)
    needs = ALIVE[scale], STANDS[scale]
    return needs if status == PROVISIONAL else (*needs, IN_FORCE[scale])


class Ordering:
    """What must be done before what, found one demand at a time."""

    def __init__(self, world: World, opaque: Iterable[Key]) -> None:
        self.world, self.ground = world, world.ground
        self.opaque = frozenset(opaque)
        self.graph: nx.DiGraph[Node] = nx.DiGraph()
        self._told: dict[tuple[Any, ...], Conflict] = {}
        self._given_anew: set[tuple[Key, Key]] = set()
        for key, chain in world.chains.items():
            self.graph.add_nodes_from((key, k) for k in range(len(chain.steps)))
            self.graph.add_edges_from(((key, k), (key, k + 1)) for k in range(len(chain.steps) - 1))
        for chain in world.chains.values():
            self._references(chain)
            self._before(chain)
        self._ended()
        for name in KEYED:
            self._unique(name, unique_key(name))
        self._days()

    def tell(self, kind: ConflictKind, key: Key, column: str = "", **more: Any) -> None:  # noqa: ANN401
        """Note a conflict of an object."""
        cases = {step.case_number for step in self.world.chains[key].steps} - {""}
        one = Conflict(kind, key, column, case_number=", ".join(sorted(cases)), **more)
        about = one.kind, one.key, one.column, one.planned_value, one.register_value
        others = {*one.others, *(self._told[about].others if about in self._told else ())}
        self._told[about] = replace(one, others=tuple(sorted(others)))

    @property
    def conflicts(self) -> list[Conflict]:
        """What was told, each once with all other objects that it is about."""
        return list(self._told.values())

    def _statuses(self, key: Key) -> list[int | None]:
        chain = self.world.chains.get(key)
        return [self.ground.status(key)] if chain is None else chain.statuses()

    def _references(self, chain: Chain) -> None:
        for reference in REFERENCES:
            if reference.holder == chain.key[0]:
                held = chain.values(reference.column)
                states = [{(one, need) for need in needed(chain.key[0], status, reference.target)} if one else set()
                          for one, status in zip(held, chain.statuses(), strict=True)]  # fmt: skip
                if chain.is_new:
                    states[0] = set()
                self._demands(chain, states, reference)

    def _before(self, chain: Chain) -> None:
        """Put what is made before others that do not name it in its place; where it cannot be, that is no harm."""
        for other, mine, theirs in BEFORE.get(chain.key[0], ()):
            by: dict[Any, list[str]] = defaultdict(list)
            for part in self.world.of(other):
                by[part.values(theirs)[-1]].append(part.key[1])
            states: list[set[Need]] = [
                {(part, need) for part in by.get(one, ()) for need in needed(chain.key[0], status, other)}
                for one, status in zip(chain.values(mine), chain.statuses(), strict=True)
            ]
            if chain.is_new:
                states[0] = set()
            self._demands(chain, states, None, target=other)

    def _demands(
        self, chain: Chain, states: Sequence[set[Need]], reference: Reference | None, target: str = ""
    ) -> None:
        broken: set[Need] = set()
        for k, needs in enumerate(states):
            earlier = states[k - 1] if k else needs
            broken &= needs
            for need in sorted(needs, key=lambda one: (one[0], sorted(one[1]))):
                if need in broken:
                    continue
                other = (reference.target if reference else target), need[0]
                if not self._demand(chain, k, other, need[1], reference, entered=need not in earlier or k == 0):
                    broken.add(need)

    def _demand(
        self, chain: Chain, k: int, other: Key, need: frozenset[int], reference: Reference | None, *, entered: bool
    ) -> bool:
        """Place a state between what another object must have come to before it and must not leave until after it."""
        statuses = self._statuses(other)
        good = [place for place, status in enumerate(statuses) if status in need]
        if k == 0 and 0 not in good:
            return False  # the register has it so; nobody's plan
        if not good:
            if reference is not None and entered:
                self._unmet(chain, other, reference, statuses)
            return False
        if entered and good[0] > 0:
            self.graph.add_edge((other, good[0] - 1), (chain.key, k - 1))
        if good[-1] < len(statuses) - 1:
            if k < len(chain.steps):
                self.graph.add_edge((chain.key, k), (other, good[-1]))
            elif reference is not None:
                self.tell(ConflictKind.STILL_USED, other, others=(chain.key,))
        return True

    def _unmet(self, chain: Chain, other: Key, reference: Reference, statuses: Sequence[int | None]) -> None:
        if other in self.opaque:
            self.tell(ConflictKind.WAITS, chain.key, others=(other,))
        elif statuses != [None]:
            self.tell(ConflictKind.NOT_HELD, chain.key, reference.column, planned_value=other[1], others=(other,))
        elif self.ground.holds(other[0]):
            self.tell(ConflictKind.DANGLING, chain.key, reference.column, planned_value=other[1])

    def _ended(self) -> None:
        """Tell of what is to end while objects that nobody changes still rest on it."""
        for reference in REFERENCES:
            for chain in list(self.world.of(reference.target)):
                statuses = chain.statuses()
                users = []
                for one in self.ground.with_value(reference.holder, reference.column, chain.key[1]):
                    key = reference.holder, one
                    if key in self.world.chains:
                        continue
                    needs = needed(reference.holder, self.ground.status(key), reference.target)
                    if any(statuses[0] in need and statuses[-1] not in need for need in needs):
                        users.append(key)
                if users:
                    self.tell(ConflictKind.STILL_USED, chain.key, others=tuple(sorted(users)))

    def _unique(self, name: str, columns: tuple[str, ...]) -> None:
        """Free what stands once before it is given anew."""
        spans: dict[tuple[Any, ...], list[Span]] = defaultdict(list)
        for chain in self.world.of(name) if columns else ():
            for value, span in spans_of(chain, columns):
                spans[value].append(span)
        claimed = {value for value, mine in spans.items() if any(one.claim is not None for one in mine)}
        if not claimed:
            return
        held = zip(*(self.ground.column(name, one).items() for one in columns), strict=True)
        for cells in held:
            value, key = tuple(cell[1] for cell in cells), (name, cells[0][0])
            if value in claimed and key not in self.world.chains and self.ground.status(key) in STANDS["address"]:
                spans[value].append(Span(key, None, None))
        for value in sorted(claimed):
            self._one_after_another(value, spans[value])

    def _one_after_another(self, value: tuple[Any, ...], spans: list[Span]) -> None:
        kept = sorted(one.key for one in spans if one.release is None)
        claims = [one for one in spans if one.claim is not None]
        for one in claims:
            stay = tuple(key for key in kept if key != one.key)
            initial = any(span.claim is None and span.release is None for span in spans)
            if stay and (one.release is None or initial):
                told = " ".join(str(cell) for cell in value[1:] if cell) or " ".join(map(str, value))
                self.tell(ConflictKind.TAKEN, one.key, planned_value=told, others=stay,
                          rule=UNIQUE_RULES[one.key[0]])  # fmt: skip
        claims.sort(key=lambda one: (one.release is None, one.key, one.claim))
        firsts = [one for one in spans if one.claim is None]
        for one in claims:
            for first in firsts:
                self._free(first, one)
        for first, one in pairwise(claims):
            self._free(first, one)

    def _free(self, first: Span, one: Span) -> None:
        if first.release is not None and one.claim is not None:
            node = first.key, first.release
            self.graph.add_edge(node, (one.key, one.claim))
            if self._step(node).kind is KeyingKind.STATUS:
                self._given_anew.add((first.key, one.key))

    def _days(self) -> None:
        """Tell of what is to hold before that which it rests on does."""
        for before, after in list(self.graph.edges):
            first, then = self._step(before), self._step(after)
            if before[0] != after[0] and first.in_force and then.in_force and first.in_force > then.in_force:
                self.tell(ConflictKind.DAYS, after[0], register_value=then.in_force, others=(before[0],))

    def _step(self, node: Node) -> Step:
        return self.world.chains[node[0]].steps[node[1]]

    def result(self, names: Names) -> Order:
        """Return the steps that can be keyed in their order; what is in conflict, and all that waits for it, is out."""
        for cycle in nx.strongly_connected_components(self.graph):
            keys = sorted({node[0] for node in cycle})
            if len(cycle) > 1:
                for key in keys:
                    self.tell(ConflictKind.CYCLE, key, others=tuple(one for one in keys if one != key))
        out = self._out()
        left = self.graph.subgraph([node for node in self.graph if node[0] not in out])
        ordered = list(nx.lexicographical_topological_sort(left, key=lambda node: self._rank(node, names)))
        number = {node: k for k, node in enumerate(ordered, start=1)}
        depends = [tuple(sorted(number[one] for one in left.predecessors(node))) for node in ordered]
        anew = sorted(pair for pair in self._given_anew if not out & set(pair))
        return Order([self._step(node) for node in ordered], depends, self.conflicts, anew)

    def _out(self) -> set[Key]:
        out = {one.key for one in self.conflicts}
        while True:
            waits: dict[Key, set[Key]] = defaultdict(set)
            for before, after in self.graph.edges:
                if before[0] in out and after[0] not in out:
                    waits[after[0]].add(before[0])
            for key, chain in self.world.chains.items():
                for step in chain.steps:
                    if key not in out and step.owners and step.owners <= out:
                        waits[key] |= step.owners
            if not waits:
                return out
            for key in sorted(waits):
                self.tell(ConflictKind.WAITS, key, others=tuple(sorted(waits[key])))
            out |= set(waits)

    def _rank(self, node: Node, names: Names) -> tuple[Any, ...]:
        step = self._step(node)
        rank, phase = list(KEYED).index(node[0][0]), 0
        scale = form_of(node[0][0]).scale
        if step.kind is KeyingKind.STATUS and step.status_after not in ALIVE[scale]:
            rank, phase = -rank, 2
        elif step.kind is KeyingKind.STATUS and step.status_after in IN_FORCE[scale]:
            phase = 1
        return (phase, rank, names.order(node[0]), node[1])


def unchecked(ground: KeyingGround, keys: Mapping[Key, Chain]) -> tuple[str, ...]:
    """Return the objects that changes name, but of which the registers hold nothing."""
    named = {one.target for one in REFERENCES for key, chain in keys.items()
             if one.holder == key[0] and any(chain.values(one.column))}  # fmt: skip
    return tuple(sorted(name for name in named if not ground.holds(name)))
