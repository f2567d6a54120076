"""Under which id the register has what was made anew (genfinding): by id, by its own key, points by who uses them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gistools.addresses.keying_changes import same_value
from gistools.addresses.keying_form import KEYED, NATURAL, REFERENCES
from gistools.addresses.keying_steps import KeyingKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.addresses.keying import KeyingList
    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_ground import KeyingGround


@dataclass(frozen=True, eq=False)
class Matches:
    """Ids of the register by object and id of the plan: told, found, several that might be meant, or of no one found.

    What hangs on something that several might be meant by can itself not be found.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    found: dict[Key, str] = field(default_factory=dict)
    several: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    hanging: set[Key] = field(default_factory=set)

    def of(self, key: Key) -> str:
        """Return the id that the register has an object under: its own where it is not of the plan."""
        return self.found.get(key) or self.given.get(key[1], key[1])

    def doubtful(self, key: Key) -> bool:
        """Return whether several might be meant, or hang on something of which that is so."""
        return key in self.several or key in self.hanging

    def note(self, key: Key, candidates: set[str]) -> None:
        """Keep what might be meant."""
        if len(candidates) == 1:
            self.found[key] = next(iter(candidates))
        elif candidates:
            self.several[key] = tuple(sorted(candidates))


class Matching:
    """What was sent of each object, and where it is in the register."""

    def __init__(self, sent: KeyingList, seen: KeyingGround, ids: Mapping[str, str], tolerance_m: float) -> None:
        self.sent, self.seen, self.before, self.tolerance_m = sent, seen, sent.ground, tolerance_m
        self.values: dict[Key, dict[str, Any]] = {}
        new: set[Key] = set()
        for action in sent.actions:
            told = self.values.setdefault(action.key, {})
            told.update({name: after for name, (_, after) in action.step.fields.items()})
            if action.kind is KeyingKind.CREATE:
                new.add(action.key)
        self.made = Matches(ids)
        order = sorted(new, key=lambda key: (key[0] == "point", list(KEYED).index(key[0]), key))
        open_ = []
        for key in order:
            own = ids.get(key[1], key[1])
            if seen.has((key[0], own)):
                self.made.found[key] = own
            elif key[0] != "point" and any(self.made.doubtful(one) for one in self._rests_on(key)):
                self.made.hanging.add(key)
            else:
                self.made.note(key, self._candidates(key))
                open_.append(key)
        taken = {one for key, one in self.made.found.items() if key[0] == "point"}
        for key in open_:
            if key[0] == "point" and key not in self.made.found and key not in self.made.several:
                self.made.note(key, self._near(key) - taken)

    def _is_new(self, name: str, one: str) -> bool:
        return self.seen.has((name, one)) and not self.before.has((name, one))

    def _rests_on(self, key: Key) -> list[Key]:
        told = self.values[key]
        return [(one.target, told[one.column]) for one in REFERENCES
                if one.holder == key[0] and one.column in NATURAL[key[0]] and told.get(one.column)]  # fmt: skip

    def _candidates(self, key: Key) -> set[str]:
        return self._used(key) if key[0] == "point" else self._alike(key)

    def _alike(self, key: Key) -> set[str]:
        """Return what is new in the register and has the same own key; none where that names what was not found."""
        name, told = key[0], self.values[key]
        columns = [one for one in NATURAL[name] if one in told or one in ("floor", "door")]
        wanted = {}
        for column in columns:
            value = told.get(column, "")
            target = next((one.target for one in REFERENCES if (one.holder, one.column) == (name, column)), None)
            wanted[column] = self.made.of((target, value)) if target else value
        first, *rest = columns
        return {
            one for one in self.seen.with_value(name, first, wanted[first])
            if self._is_new(name, one)
            and all(same_value(self.seen.value((name, one), column), wanted[column]) for column in rest)
        }  # fmt: skip

    def _used(self, key: Key) -> set[str]:
        """Return the new points that stand where the plan has this one."""
        found = set()
        for holder, column in self._users.get(key[1], ()):
            held = self.seen.value((holder[0], self.made.of(holder)), column)
            if held and self._is_new("point", held):
                found.add(held)
        return found

    @cached_property
    def _users(self) -> Mapping[str, list[tuple[Key, str]]]:
        """By point, who was sent to use it, and in which column."""
        users: dict[str, list[tuple[Key, str]]] = defaultdict(list)
        for holder, told in self.values.items():
            for one in REFERENCES:
                if (one.holder, one.target) == (holder[0], "point") and told.get(one.column):
                    users[told[one.column]].append((holder, one.column))
        return users

    @cached_property
    def _new_points(self) -> list[tuple[str, Any]]:
        places = self.seen.column("point", "position")
        return [(one, held) for one, held in places.items() if self._is_new("point", one)]

    def _near(self, key: Key) -> set[str]:
        place = self.values[key].get("position")
        if place is None:
            return set()
        return {one for one, held in self._new_points if same_value(held, place, self.tolerance_m)}
