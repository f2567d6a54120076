"""The keying list (tasteliste): planned changes as actions in the order in which the registers take them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from gistools.addresses.keying_changes import read_planned, told
from gistools.addresses.keying_conflicts import Conflict, ConflictKind, called, conflicts_of_values
from gistools.addresses.keying_form import (
    ACTION_COLUMNS,
    CONFLICT_COLUMNS,
    FIELD_COLUMNS,
    KEYED,
    UNIQUE_RULES,
    column_of,
    register_of,
)
from gistools.addresses.keying_ground import KeyingGround
from gistools.addresses.keying_order import Ordering, unchecked
from gistools.addresses.keying_rules import conflicts_of_rules
from gistools.addresses.keying_steps import World, check_moves
from gistools.addresses.keying_words import Names, sentence, shown
from gistools.addresses.keying_world import make_world
from gistools.addresses.register_form import OBJECTS
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.addresses.keying_changes import Key, Planned, PlannedChange
    from gistools.addresses.keying_form import RegisterName
    from gistools.addresses.keying_steps import KeyingKind, Step
    from gistools.addresses.register import Register


@dataclass(frozen=True, eq=False)
class KeyingAction:
    """One thing to key (indtastning).

    Parameters
    ----------
    number:
        1 and on, in order.
    name, name_before:
        What the object is to be called, and what it is called in the register now; empty for what is new.
    what:
        What is to be done, as a sentence without an end.
    step:
        Object, columns before and after, move of status, case number, and the day from which it holds.
    depends_on:
        Numbers of actions that must be done before.
    """

    number: int
    name: str
    what: Text
    step: Step
    depends_on: tuple[int, ...] = ()
    name_before: str = ""

    @property
    def keyed_in(self) -> RegisterName:
        """In which register."""
        return register_of(self.step.key[0])

    @property
    def kind(self) -> KeyingKind:
        """What is done with the object."""
        return self.step.kind

    @property
    def key(self) -> Key:
        """Object and id."""
        return self.step.key


@dataclass(frozen=True, eq=False)
class KeyingList:
    """Actions in their order, and what cannot be keyed as it is planned.

    Parameters
    ----------
    actions:
        In order.
    conflicts:
        Of the changes that are left out, with all that waits for them.
    ground:
        The registers as they stood.
    names:
        What objects are called.
    notes:
        What could not be checked, and what is to be known before the first action.
    """

    actions: tuple[KeyingAction, ...]
    conflicts: tuple[Conflict, ...]
    ground: KeyingGround
    names: Names
    notes: tuple[Text, ...] = ()

    def __repr__(self) -> str:
        """Return how much there is of each."""
        return f"KeyingList({len(self.actions)} actions, {len(self.conflicts)} conflicts)"

    def sent(self, numbers: Iterable[int]) -> KeyingList:
        """Return the list with no more than the actions that were keyed.

        Raises
        ------
        ParamError
            For a number that the list does not have.
        """
        asked = set(numbers)
        unknown = sorted(asked - {one.number for one in self.actions})
        if unknown:
            raise ParamError(
                Text(f"handling {unknown[0]}", f"action {unknown[0]}"),
                Text(f"numre på listens {len(self.actions)} handlinger",
                     f"numbers of the {len(self.actions)} actions of the list"),
                Text("giv numrene, som listen har dem", "give the numbers as the list has them"),
            )  # fmt: skip
        return replace(self, actions=tuple(one for one in self.actions if one.number in asked))

    def to_frame(self) -> pd.DataFrame:
        """Return the actions as a table, `gistools.addresses.keying_form.ACTION_COLUMNS`."""
        rows = [
            [one.number, one.keyed_in, str(one.kind), *one.key, one.name, one.name_before, one.what.da, one.what.en,
             one.step.status_before, one.step.status_after, " ".join(map(str, one.depends_on)), one.step.case_number,
             one.step.in_force, one.step.put_in] for one in self.actions
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(ACTION_COLUMNS))
        kinds = {"keying_number": "int64", "status_before": "Int64", "status_after": "Int64", "put_in": "bool"}
        return frame.astype(kinds)

    def fields_frame(self) -> pd.DataFrame:
        """Return what is typed into which field, `gistools.addresses.keying_form.FIELD_COLUMNS`."""
        rows = [
            [one.number, name, column_of(one.key[0], name).aliases[0], told(before), told(after),
             shown(self.names, one.key, name, before), shown(self.names, one.key, name, after)]
            for one in self.actions for name, (before, after) in one.step.typed.items()
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(FIELD_COLUMNS)).astype({"keying_number": "int64"})

    def conflicts_frame(self) -> pd.DataFrame:
        """Return the conflicts as a table, `gistools.addresses.keying_form.CONFLICT_COLUMNS`."""
        name_of = self.names.of
        rows = [
            [str(one.kind), one.rule, *one.key, name_of(one.key), one.column, one.based_on, one.register_value,
             one.planned_value, " ".join(key[1] for key in one.others), one.case_number, *_pair(one.what(name_of)),
             *_pair(one.mend(name_of))] for one in self.conflicts
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=list(CONFLICT_COLUMNS))


def _pair(text: Text) -> tuple[str, str]:
    return text.da, text.en


def keying_list(
    register: Register,
    planned_changes: Iterable[PlannedChange],
    *,
    buildings: Mapping[str, pd.DataFrame] | None = None,
) -> KeyingList:
    """Return planned changes as the actions to be keyed, in the order in which the registers take them (tasteliste).

    What is made comes in the order road, road part, points, house number, address; provisional before in force; what
    ends comes in the reverse order. Statuses on the way are put in; points come into use with the house number in
    force that they belong to, and end with the last one that used them. What stands once is freed before it is given
    anew. The order does not hang on that of the changes.

    Parameters
    ----------
    register:
        As `gistools.addresses.Register.at` returns it.
    planned_changes:
        In any order; those of one object may be several if they are of different columns.
    buildings:
        Links of the building register: ``"building"`` with ``object_id`` and ``house_number_id``, ``"unit"`` with
        ``object_id`` and ``address_id``. Without these, what links are based on is not checked.

    Raises
    ------
    TableError
        For statuses that the life cycle cannot reach (rule A18), or values that the register would refuse: all faults.
    CrsError
        For positions in degrees.
    ParamError
        When the register was not asked for a moment.

    >>> from gistools.addresses import PlannedChange, read_register
    >>> road = {"id": "v1", "status": "3", "vejnavn": "Skeevej"}
    >>> register = read_register({"NavngivenVej": [road], "Husnummer": [], "Adressepunkt": []}).at("2026-11-28")
    >>> house = {"number": "8", "road_id": "v1", "access_point_id": "new point", "status": 3}
    >>> point = {"position": "POINT (700000 6170000)"}
    >>> listed = keying_list(register, [PlannedChange("house_number", "new", None, house, "26/1"),
    ...                                 PlannedChange("point", "new point", None, point, "26/1")])
    >>> listed
    KeyingList(5 actions, 0 conflicts)
    >>> [one.what.en for one in listed.actions][2:]
    ['Move house number Skeevej 8 from internal preparation (1) to provisional (2)', \
'Move access point Skeevej 8 from not in use (7) to in use (8)', \
'Move house number Skeevej 8 from provisional (2) to in force (3)']
    """
    ground = KeyingGround(register, buildings or {})
    planned = read_planned(planned_changes)
    check_moves(planned)
    first = conflicts_of_values(ground, planned)
    unclear = {one.key for one in first if one.kind not in {ConflictKind.OUTDATED, ConflictKind.MISSING}}
    first += conflicts_of_rules(ground, (one for one in planned if one.key not in unclear))
    opaque = {one.key for one in first}
    world = make_world(ground, (one for one in planned if one.key not in opaque))
    names, was = Names(world, _left_out(planned, opaque)), Names(World(ground, {}))
    order = Ordering(world, opaque).result(names)
    actions = tuple(
        KeyingAction(k, names.of(step.key), sentence(names, step, was), step, depends,
                     was.of(step.key) if ground.has(step.key) else "")
        for k, (step, depends) in enumerate(zip(order.steps, order.depends, strict=True), start=1)
    )  # fmt: skip
    kinds = list(KEYED)
    conflicts = sorted((*first, *order.conflicts),
                       key=lambda one: (kinds.index(one.key[0]), names.of(one.key), one.key, one.kind, one.column,
                                        one.rule, one.planned_value))  # fmt: skip
    notes = (*_notes(ground, world.chains), *(_given_anew(*pair, names) for pair in order.given_anew),
             *(_detour(one, names) for one in order.steps if one.is_detour))  # fmt: skip
    return KeyingList(actions, tuple(conflicts), ground, names, notes)


def _left_out(planned: Iterable[Planned], opaque: set[Key]) -> dict[Key, dict[str, Any]]:
    made: dict[Key, dict[str, Any]] = {}
    for one in planned:
        if one.key in opaque:
            made.setdefault(one.key, {}).update(one.after)
    return made


def _notes(ground: KeyingGround, keys: Mapping[Key, Any]) -> tuple[Text, ...]:
    made = [
        Text(f"henvisninger til {OBJECTS[name].title.da} er ikke prøvet: registret har ingen",
             f"references to {OBJECTS[name].title.en} were not checked: the register has none")
        for name in unchecked(ground, keys)
    ]  # fmt: skip
    if any(key[0] in {"building", "unit"} and not ground.holds(key[0]) for key in keys):
        made.append(Text("BBR er ikke givet: hvad bygninger og enheder er knyttet til nu, er ikke prøvet",
                         "BBR was not given: what buildings and units are linked to now was not checked"))  # fmt: skip
    return tuple(made)


def _given_anew(ended: Key, one: Key, names: Names) -> Text:
    word, name = KEYED[ended[0]], called(one, names.of)
    return Text(
        f"{name} er, hvad {word.da} {ended[1]} hed, som nedlægges i samme liste: om det må gives igen så snart, er "
        "ikke prøvet",
        f"{name} is what {word.en} {ended[1]} was, which ends in the same list: whether it may be given anew so soon "
        "was not checked",
    )


def _detour(step: Step, names: Names) -> Text:
    ((column, (_, between)),) = step.fields.items()
    name, title = called(step.key, names.of), column_of(step.key[0], column).aliases[0]
    return Text(
        f"{name} bytter plads og har imens {title} {between}: to må på intet tidspunkt være ens "
        f"({UNIQUE_RULES[step.key[0]]}). Tast de handlinger uden pause; om DAR kan bytte i ét træk, er ikke set",
        f"{name} changes places and has {column} {between} meanwhile: at no time may two be the same "
        f"({UNIQUE_RULES[step.key[0]]}). Key those actions without a pause; whether DAR can swap in one go was not "
        "seen",
    )
