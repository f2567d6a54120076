"""What is planned made into steps (plan til trin): each object's in their order, and points follow who uses them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gistools.addresses.keying_changes import blank
from gistools.addresses.keying_form import FIRST, REFERENCES, form_of, has_status, scale_of
from gistools.addresses.keying_steps import Chain, KeyingKind, Step, World, status_path
from gistools.addresses.keying_swaps import put_in_detours
from gistools.addresses.statuses import ALIVE, DELETED, IN_FORCE, RETIRED_POINT, UNUSED_POINT, USED_POINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gistools.addresses.keying_changes import Key, Planned
    from gistools.addresses.keying_ground import KeyingGround


def make_world(ground: KeyingGround, planned: Iterable[Planned]) -> World:
    """Return the steps of planned changes, each object's in their order; points follow the house numbers that use them.

    Raises
    ------
    TableError
        For moves of a status that the life cycle does not have (rule A18): all at once.
    """
    by: dict[Key, list[Planned]] = defaultdict(list)
    for one in planned:
        if one.after:
            by[one.key].append(one)
    world = World(ground, {key: _chain(ground, key, changes) for key, changes in by.items()})
    put_in_detours(world)
    _points_follow(world)
    return world


def _chain(ground: KeyingGround, key: Key, changes: Sequence[Planned]) -> Chain:
    new = next((one for one in changes if one.is_new), None)
    steps = [] if new is None else [_create(new)]
    for one in changes:
        if one.fields and not one.is_new:
            moves = {name: (one.before[name], one.after[name]) for name in one.fields}
            kind = KeyingKind.CHANGE if has_status(key[0]) else KeyingKind.LINK
            steps.append(Step(key, kind, moves, None, None, one.case_number, one.in_force))
    for one in changes:
        if one.status is not None and one.starts is not None:
            steps += _moves(key, one.starts, one.status, one)
    if new is not None and len(steps) == 1:  # it is whole as soon as it is made
        steps[0] = replace(steps[0], in_force=new.in_force)
    told = any(one.status not in {None, one.starts} for one in changes)
    return Chain(key, new is not None, steps, told, _start(ground, key, changes))


def _start(ground: KeyingGround, key: Key, changes: Sequence[Planned]) -> dict[str, Any]:
    if not ground.has(key):  # it is new, or of a register that was not given: what changes are based on holds
        based_on = {name: old for one in changes for name, old in one.before.items()}
        return {**blank(key[0]), "status": None, **based_on}
    return {name: ground.value(key, name) for name in blank(key[0])} | {"status": ground.status(key)}


def _create(new: Planned) -> Step:
    empty = blank(new.key[0])
    moves = {name: (empty[name], new.after[name]) for name in new.fields}
    return Step(new.key, KeyingKind.CREATE, moves, None, FIRST[form_of(new.key[0]).scale], new.case_number)


def _moves(key: Key, before: int, after: int, change: Planned) -> list[Step]:
    path = status_path(scale_of(key[0]), before, after) or ()
    made = []
    for old, new in zip((before, *path), path, strict=False):
        last = new == after
        day = change.in_force if last else ""
        made.append(Step(key, KeyingKind.STATUS, {}, old, new, change.case_number, day, put_in=not last))
    return made


def _points_follow(world: World) -> None:
    """Put in that points come into use with what is in force, and end with what used them (7 to 8, 8 to 9, 7 to 6)."""
    users = _Users(world)
    wanted: dict[str, tuple[int, dict[Key, Step]]] = {}
    for reference in users.references:
        for chain in world.of(reference.holder):
            status, held = chain.statuses(), chain.values(reference.column)
            now = held[-1]
            if not now or not _is_free(world, now):
                continue
            turned, ends = status[0] != status[-1] or held[0] != now, status[0] in ALIVE["address"]
            if status[-1] in IN_FORCE["address"] and turned:
                wanted.setdefault(now, (USED_POINT, {}))[1][chain.key] = chain.steps[-1]
            elif ends and status[-1] not in ALIVE["address"] and not users.has(now):
                wanted.setdefault(now, (RETIRED_POINT, {}))[1][chain.key] = chain.steps[-1]
    for one, (target, causes) in sorted(wanted.items()):
        _put_in(world, ("point", one), target, causes)


def _is_free(world: World, point: str) -> bool:
    """Return whether a point is known, and nobody planned its status."""
    chain = world.chains.get(("point", point))
    return (world.ground.has(("point", point)) if chain is None else not chain.status_told) and (
        world.final(("point", point), "status") in ALIVE["point"]
    )


class _Users:
    """Who will use a point when all is done."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.references = [one for one in REFERENCES if one.target == "point"]
        self._planned: set[str] = set()
        for reference in self.references:
            for chain in world.of(reference.holder):
                if chain.statuses()[-1] in ALIVE["address"]:
                    self._planned.add(chain.values(reference.column)[-1])

    def has(self, point: str) -> bool:
        """Return whether anybody does that has not ended."""
        ground, chains = self.world.ground, self.world.chains
        return point in self._planned or any(
            (one.holder, user) not in chains and ground.status((one.holder, user)) in ALIVE["address"]
            for one in self.references
            for user in ground.with_value(one.holder, one.column, point)
        )


def _put_in(world: World, key: Key, target: int, causes: Mapping[Key, Step]) -> None:
    """Add a move of a point: on the day of the first that needs it in use, or of the last that used it."""
    owners = sorted(causes, key=lambda one: (causes[one].in_force, one))
    cause = causes[owners[0 if target == USED_POINT else -1]]
    before = world.final(key, "status")
    if target == RETIRED_POINT and before == UNUSED_POINT:
        target = DELETED
    if before == target:
        return
    step = Step(key, KeyingKind.STATUS, {}, before, target, cause.case_number, cause.in_force, put_in=True,
                owners=frozenset(causes))  # fmt: skip
    if key in world.chains:
        world.chains[key].steps.append(step)
    else:
        world.chains[key] = Chain(key, is_new=False, steps=[step], status_told=False,
                                  _starts=_start(world.ground, key, ()))  # fmt: skip
