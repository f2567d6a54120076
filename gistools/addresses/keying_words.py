"""What is keyed in words: names of objects, and each step as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.addresses.address_codes import door_key, floor_key
from gistools.addresses.address_line import AddressLine, house_number_key
from gistools.addresses.keying_changes import told
from gistools.addresses.keying_form import KEYED, REFERENCES, column_of, form_of
from gistools.addresses.keying_steps import KeyingKind
from gistools.addresses.statuses import life_cycle
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_steps import Step, World

_USES = {
    "access_point_id": Text("adgangspunkt", "access point"),
    "road_point_id": Text("vejpunkt", "road point"),
    "door_point_id": Text("dørpunkt", "door point"),
}


class Names:
    """What objects are called, as they will be: asked by object and id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._users: dict[str, tuple[str, Key]] | None = None
        self._known: dict[Key, str] = {}

    def of(self, key: Key) -> str:
        """Return the name of an object; its id where it has none."""
        if key not in self._known:
            self._known[key] = self._made(key) or key[1]
        return self._known[key]

    def _value(self, key: Key, column: str) -> str:
        value = self.world.final(key, column)
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
            used = self._used_by(key[1])
            return "" if used is None else self.of(used[1])
        return self._value(key, {"town": "town"}.get(name, "road_name")) if name in _NAMED else ""

    def word(self, key: Key) -> Text:
        """Return what kind of object it is; of a point, what it is used as."""
        used = self._used_by(key[1]) if key[0] == "point" else None
        return KEYED[key[0]] if used is None else _USES[used[0]]

    def _used_by(self, point: str) -> tuple[str, Key] | None:
        if self._users is None:
            asked = {key[1] for key in self.world.chains if key[0] == "point"}
            found: dict[str, list[tuple[str, Key]]] = {}
            for one in REFERENCES:
                if one.target != "point":
                    continue
                for chain in self.world.of(one.holder):
                    for held in chain.values(one.column):
                        if held in asked:
                            found.setdefault(held, []).append((one.column, chain.key))
                for held in asked:
                    for user in self.world.ground.with_value(one.holder, one.column, held):
                        found.setdefault(held, []).append((one.column, (one.holder, user)))
            order = list(_USES)
            self._users = {held: min(users, key=lambda use: (order.index(use[0]), use[1]))
                           for held, users in found.items()}  # fmt: skip
        return self._users.get(point)

    def order(self, key: Key) -> tuple[Any, ...]:
        """Return what objects of a kind are sorted by: road, house number, floor, door, id."""
        name = key[0]
        house: Key | None = key if name == "house_number" else None
        floor = door = ""
        if name == "address":
            house = "house_number", self._value(key, "house_number_id")
            floor, door = self._value(key, "floor"), self._value(key, "door")
        if name == "point":
            used = self._used_by(key[1])
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


_NAMED = frozenset({"named_road", "town", "reserved_name"})


def status_text(name: str, code: int) -> Text:
    """Return a status in words with its code.

    >>> status_text("point", 8).da
    'i brug (8)'
    """
    words = life_cycle(form_of(name).scale)[code].name
    return Text(f"{words.da} ({code})", f"{words.en} ({code})")


def sentence(names: Names, step: Step) -> Text:
    """Return what is to be done as a sentence without an end."""
    word, called = names.word(step.key), names.of(step.key)
    about = Text(f"{word.da} {called}", f"{word.en} {called}")
    if step.kind is KeyingKind.LINK:
        made = _link(names, step, about)
    elif step.kind is KeyingKind.CHANGE:
        moves = _fields(step, arrows=True)
        made = Text(f"Ret {about.da}: {moves.da}", f"Change {about.en}: {moves.en}")
    elif step.kind is KeyingKind.CREATE:
        moves, status = _fields(step, arrows=False), status_text(step.key[0], step.status_after or 0)
        made = Text(f"Opret {about.da} som {status.da}: {moves.da}", f"Make {about.en} as {status.en}: {moves.en}")
    else:
        old, new = (status_text(step.key[0], one or 0) for one in (step.status_before, step.status_after))
        made = Text(f"Sæt {about.da} fra {old.da} til {new.da}", f"Move {about.en} from {old.en} to {new.en}")
    if not step.in_force:
        return made
    return Text(f"{made.da}, med virkning fra {step.in_force}", f"{made.en}, in force from {step.in_force}")


def _fields(step: Step, *, arrows: bool) -> Text:
    said: dict[str, list[str]] = {"da": [], "en": []}
    for name, (before, after) in step.fields.items():
        for language, title, empty, way in (
            ("da", column_of(step.key[0], name).aliases[0], "(tom)", "fra {} til {}"),
            ("en", name, "(empty)", "from {} to {}"),
        ):
            old, new = told(before) or empty, told(after) or empty
            said[language].append(f"{title} {way.format(old, new) if arrows else new}")
    return Text(", ".join(said["da"]) or "-", ", ".join(said["en"]) or "-")


def _link(names: Names, step: Step, about: Text) -> Text:
    column, (before, after) = next(iter(step.fields.items()))
    target = next(one.target for one in REFERENCES if (one.holder, one.column) == (step.key[0], column))
    other = target, str(after or before)
    word, called = KEYED[target], names.of(other)
    if after:
        return Text(f"Knyt {about.da} til {word.da} {called}", f"Link {about.en} to {word.en} {called}")
    return Text(f"Løs {about.da} fra {word.da} {called}", f"Unlink {about.en} from {word.en} {called}")
