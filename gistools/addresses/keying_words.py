"""What is keyed in words: names of objects, and each step as a sentence."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gistools.addresses.address_codes import door_key, floor_key
from gistools.addresses.address_line import AddressLine, house_number_key
from gistools.addresses.keying_changes import told
from gistools.addresses.keying_conflicts import called
from gistools.addresses.keying_form import KEYED, LINKED_OBJECTS, REFERENCES, column_of, form_of, target_of
from gistools.addresses.keying_steps import KeyingKind
from gistools.addresses.statuses import life_cycle
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_steps import Step, World

_USES = {
    "access_point_id": Text("adgangspunkt", "access point"),
    "road_point_id": Text("vejpunkt", "road point"),
    "door_point_id": Text("dørpunkt", "door point"),
}


class Names:
    """What objects are called, as they will be: asked by object and id.

    Parameters
    ----------
    world:
        The registers, and what changes.
    left_out:
        What is planned of objects that are not keyed: what is new among them has no other name.
    """

    def __init__(self, world: World, left_out: Mapping[Key, Mapping[str, Any]] | None = None) -> None:
        self.world = world
        self._left_out = left_out or {}
        self._users: dict[str, tuple[str, Key] | None] = {}
        self._known: dict[Key, str] = {}

    def of(self, key: Key) -> str:
        """Return the name of an object; its id where it has none."""
        if key not in self._known:
            self._known[key] = self._made(key) or key[1]
        return self._known[key]

    def value(self, key: Key, column: str) -> Any:  # noqa: ANN401 - a cell of any kind
        """Return what a column of an object is to hold, of those that are not keyed too."""
        told = self._left_out.get(key, {})
        return told[column] if column in told else self.world.final(key, column)

    def _value(self, key: Key, column: str) -> str:
        value = self.value(key, column)
        return value if isinstance(value, str) else ""

    def _made(self, key: Key) -> str:
        name = key[0]
        if name == "road_part":
            road = self.of(("named_road", self._value(key, "road_id")))
            return f"{self._value(key, 'municipality')} {self._value(key, 'road_code')} {road}".strip()
        if name == "house_number":
            road = self.of(("named_road", self._value(key, "road_id")))
            return f"{road} {self._value(key, 'number')}".strip()
        if name == "address":
            house = self.of(("house_number", self._value(key, "house_number_id")))
            return str(AddressLine(house, "", self._value(key, "floor"), self._value(key, "door")))
        if name == "point":
            used = self.used_by(key[1])
            return "" if used is None else self.of(used[1])
        if name in LINKED_OBJECTS:
            return self._linked(key)
        return " ".join(self._value(key, one) for one in _NAMED.get(name, ())).strip()

    def _linked(self, key: Key) -> str:
        """Return by what a building or unit is linked to now it is known."""
        link = next(one for one in REFERENCES if one.holder == key[0])
        chain = self.world.chains.get(key)
        held = self.world.ground.value(key, link.column) if chain is None else chain.values(link.column)[0]
        return f"ved {self.of((link.target, held))}" if held else ""

    def word(self, key: Key) -> Text:
        """Return what kind of object it is; of a point, what it is used as."""
        used = self.used_by(key[1]) if key[0] == "point" else None
        return KEYED[key[0]] if used is None else _USES[used[0]]

    def used_by(self, point: str) -> tuple[str, Key] | None:
        """Return in which column which object holds a point, as its access point before all else; None for none."""
        if point not in self._users:
            found = [*self._planned_users.get(point, ())]
            for one in REFERENCES:
                if one.target == "point":
                    held = self.world.ground.with_value(one.holder, one.column, point)
                    found += [(one.column, (one.holder, user)) for user in held]
            self._users[point] = min(found, key=lambda use: (list(_USES).index(use[0]), use[1]), default=None)
        return self._users[point]

    @cached_property
    def _planned_users(self) -> Mapping[str, list[tuple[str, Key]]]:
        """By point, in which column which object is to hold it, or is to leave it."""
        users: dict[str, list[tuple[str, Key]]] = defaultdict(list)
        for one in REFERENCES:
            if one.target == "point":
                for chain in self.world.of(one.holder):
                    for held in chain.values(one.column):
                        users[held].append((one.column, chain.key))
                for key, told in self._left_out.items():
                    if key[0] == one.holder and told.get(one.column):
                        users[told[one.column]].append((one.column, key))
        return users

    def order(self, key: Key) -> tuple[Any, ...]:
        """Return what objects of a kind are sorted by: road, house number, floor, door, id."""
        name = key[0]
        house: Key | None = key if name == "house_number" else None
        floor = door = ""
        if name == "address":
            house = "house_number", self._value(key, "house_number_id")
            floor, door = self._value(key, "floor"), self._value(key, "door")
        if name == "point":
            used = self.used_by(key[1])
            if used is not None and used[1][0] == "house_number":
                house = used[1]
        if house is None:
            return (self.of(key), (0, ""), (0, ""), (0, door), key[1])
        road = self.of(("named_road", self._value(house, "road_id")))
        return (
            road,
            house_number_key(self._value(house, "number")),
            floor_key(floor),
            door_key(door),
            key[1],
        )


_NAMED = {"named_road": ("road_name",), "reserved_name": ("road_name",), "town": ("town",),
          "postcode": ("postcode", "district")}  # fmt: skip


def status_text(name: str, code: int) -> Text:
    """Return a status in words with its code.

    >>> status_text("point", 8).da
    'i brug (8)'
    """
    words = life_cycle(form_of(name).scale)[code].name
    return Text(f"{words.da} ({code})", f"{words.en} ({code})")


def sentence(names: Names, step: Step, was: Names) -> Text:
    """Return what is to be done as a sentence without an end; what is changed is called as it was before."""
    word = names.word(step.key)
    name = names.of(step.key)
    if step.kind is KeyingKind.CHANGE and was.world.ground.has(step.key):
        name = was.of(step.key)
    if step.kind is KeyingKind.LINK:
        name = called(step.key, names.of)
    about = Text(f"{word.da} {name}", f"{word.en} {name}")
    if step.kind is KeyingKind.LINK:
        made = _link(names, step, about)
    elif step.kind is KeyingKind.CHANGE:
        moves = _fields(names, step, arrows=True)
        made = Text(f"Ret {about.da}: {moves.da}", f"Change {about.en}: {moves.en}")
        if step.is_detour:
            made = Text(f"{made.da} (midlertidigt)", f"{made.en} (for the time being)")
    elif step.kind is KeyingKind.CREATE:
        moves, status = _fields(names, step, arrows=False), status_text(step.key[0], step.status_after or 0)
        made = Text(f"Opret {about.da} som {status.da}: {moves.da}", f"Make {about.en} as {status.en}: {moves.en}")
    else:
        old, new = (status_text(step.key[0], one or 0) for one in (step.status_before, step.status_after))
        made = Text(f"Sæt {about.da} fra {old.da} til {new.da}", f"Move {about.en} from {old.en} to {new.en}")
    if not step.in_force:
        return made
    return Text(f"{made.da}, med virkning fra {step.in_force}", f"{made.en}, in force from {step.in_force}")


def shown(names: Names, key: Key, column: str, value: object) -> str:
    """Return a value of an object as people know it: a status in words, of what is named by an id what it is called."""
    if column == "status" and isinstance(value, int):
        return status_text(key[0], value).da
    target = target_of(key[0], column)
    return called((target, str(value)), names.of) if target and value else told(value)


def _named(names: Names, key: Key, column: str, value: object) -> str:
    target = target_of(key[0], column)
    return names.of((target, str(value))) if target and value else told(value)


def _fields(names: Names, step: Step, *, arrows: bool) -> Text:
    said: dict[str, list[str]] = {"da": [], "en": []}
    for name, pair in step.fields.items():
        for language, title, empty, way in (
            ("da", column_of(step.key[0], name).aliases[0], "(tom)", "fra {} til {}"),
            ("en", name, "(empty)", "from {} to {}"),
        ):
            old, new = (_named(names, step.key, name, one) or empty for one in pair)
            said[language].append(f"{title} {way.format(old, new) if arrows else new}")
    return Text(", ".join(said["da"]) or "-", ", ".join(said["en"]) or "-")


def _link(names: Names, step: Step, about: Text) -> Text:
    column, (before, after) = next(iter(step.fields.items()))
    other = str(target_of(step.key[0], column)), str(after or before)
    word, name = KEYED[other[0]], names.of(other)
    if after:
        return Text(f"Knyt {about.da} til {word.da} {name}", f"Link {about.en} to {word.en} {name}")
    return Text(f"Løs {about.da} fra {word.da} {name}", f"Unlink {about.en} from {word.en} {name}")
