"""Water pushed through a structure in whole units: held, passed on, spilled, from the upper places to the lower."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Mapping

Link = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Room:
    """What one element can take in the event, in whole units: what it holds, and what passes (None: no limit)."""

    holds: int
    passes: int | None


@dataclass(frozen=True, slots=True)
class Load:
    """What came to one element and what became of it, in whole units: ``came`` = held + passed + spilled."""

    ground: int
    came: int
    held: int
    passed: int
    spilled: int


def take(ground: int, arrived: int, room: Room, *, closed: bool = False) -> Load:
    """Return what becomes of the water that comes to an element; from a closed one nothing passes.

    >>> take(3, 10, Room(4, 5))
    Load(ground=3, came=13, held=4, passed=5, spilled=4)
    """
    came = ground + arrived
    held = min(room.holds, came)
    rest = came - held
    passed = 0 if closed else rest if room.passes is None else min(room.passes, rest)
    return Load(ground, came, held, passed, rest - passed)


def share_out(units: int, free: list[int]) -> list[int]:
    """Return whole shares of water by the room that each has left (largest remainder; of equals the first).

    Where none has any, all goes to the first, which spills it.

    >>> share_out(10, [1, 1, 2]), share_out(7, [0, 0])
    ([3, 2, 5], [7, 0])
    """
    total = sum(free)
    if not total:
        return [units, *([0] * (len(free) - 1))]
    share = [units * one // total for one in free]
    order = sorted(range(len(free)), key=lambda i: (-(units * free[i] % total), i))
    for i in order[: units - sum(share)]:
        share[i] += 1
    return share


def push(
    graph: nx.DiGraph[int],
    rooms: Mapping[int | Link, Room],
    ground: Mapping[int | Link, int],
    ends: frozenset[int],
) -> dict[int | Link, Load]:
    """Return what becomes of the water at each place and on each line.

    A place holds what it can, and passes the rest on into its lines by the room that each has left beside the water of
    its own; a line holds what it can and passes the rest to its lower end. What an element cannot take is spilled
    there, and not followed further. Where nothing leads on, water leaves the structure if the place is among ``ends``,
    else it is spilled.

    Parameters
    ----------
    graph:
        Without cycles; lines in the order in which they were added.
    rooms:
        Of each place and line.
    ground:
        What comes to each from the ground; 0 where it is not named.
    ends:
        Places where water leaves the structure.
    """
    loads: dict[int | Link, Load] = {}
    arrived = dict.fromkeys(graph.nodes, 0)
    for node in nx.lexicographical_topological_sort(graph):
        lines = list(graph.out_edges(node))
        closed = not lines and node not in ends
        loads[node] = take(ground.get(node, 0), arrived[node], rooms[node], closed=closed)
        if not lines:
            continue
        free = []
        for line in lines:
            room = rooms[line]
            whole = room.holds + (room.passes if room.passes is not None else loads[node].passed)
            free.append(max(whole - ground.get(line, 0), 0))
        for line, units in zip(lines, share_out(loads[node].passed, free), strict=True):
            loads[line] = take(ground.get(line, 0), units, rooms[line])
            arrived[line[1]] += loads[line].passed
    return loads
