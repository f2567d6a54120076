"""What keeps planned changes from being keyed (konflikter): told, never put in some order in silence."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.addresses.keying_changes import same_value, told
from gistools.addresses.keying_form import BUILDING_OBJECTS, KEYED, REFERENCES, column_of
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gistools.addresses.keying_changes import Key, Planned
    from gistools.addresses.keying_ground import KeyingGround


class ConflictKind(enum.StrEnum):
    """Why something cannot be keyed as it is planned."""

    MADE_TWICE = "made_twice"
    ALREADY_THERE = "already_there"
    NOT_THERE = "not_there"
    COLUMN_TWICE = "column_twice"
    OUTDATED = "outdated"
    DONE_ALREADY = "done_already"
    DANGLING = "dangling"
    MISSING = "missing"
    NOT_HELD = "not_held"
    STILL_USED = "still_used"
    TAKEN = "taken"
    DAYS = "days"
    CYCLE = "cycle"
    WAITS = "waits"


_SAID = {
    ConflictKind.MADE_TWICE: Text("oprettes i flere ændringer", "made in several changes"),
    ConflictKind.ALREADY_THERE: Text("skal oprettes, men står i registret", "to be made, but in the register already"),
    ConflictKind.NOT_THERE: Text("står hverken i registret eller i planen", "neither in the register nor planned"),
    ConflictKind.COLUMN_TWICE: Text("{column_da} ændres i flere ændringer", "{column} changes in several changes"),
    ConflictKind.OUTDATED: Text(
        "{column_da} er {now!r} i registret, men ændringen bygger på {based!r}",
        "{column} is {now!r} in the register, but the change is based on {based!r}",
    ),
    ConflictKind.DONE_ALREADY: Text("{column_da} er allerede {now!r}", "{column} is {now!r} already"),
    ConflictKind.DANGLING: Text(
        "{column_da} er {planned}, som hverken står i registret eller i planen",
        "{column} is {planned}, which is neither in the register nor planned",
    ),
    ConflictKind.MISSING: Text("{column_da} er tom", "{column} is empty"),
    ConflictKind.NOT_HELD: Text(
        "{column_da} er {planned}, som ikke når den status, der kræves",
        "{column} is {planned}, which does not reach the status that is needed",
    ),
    ConflictKind.STILL_USED: Text(
        "skal afsluttes, men bruges stadig af {others}", "to end, but still used by {others}"
    ),
    ConflictKind.TAKEN: Text("{planned} er optaget af {others}", "{planned} is taken by {others}"),
    ConflictKind.DAYS: Text("gælder fra {now}, før {others}", "holds from {now}, before {others}"),
    ConflictKind.CYCLE: Text("venter på sig selv gennem {others}", "waits for itself by way of {others}"),
    ConflictKind.WAITS: Text("venter på {others}, som er i konflikt", "waits for {others}, which is in conflict"),
}
_MANY = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that cannot be keyed as it is planned.

    Parameters
    ----------
    kind:
        Why.
    key:
        Object and id.
    column:
        That it is about; empty for the whole object.
    based_on, register_value, planned_value:
        As a list shows them.
    others:
        Other objects that it is about.
    case_number:
        Of the changes of the object.
    """

    kind: ConflictKind
    key: Key
    column: str = ""
    based_on: str = ""
    register_value: str = ""
    planned_value: str = ""
    others: tuple[Key, ...] = ()
    case_number: str = ""

    def what(self) -> Text:
        """Return it as a sentence without an end."""
        title = column_of(self.key[0], self.column).aliases[0] if self.column else ""
        return Text(*(
            said.format(column=self.column, column_da=title, now=self.register_value, based=self.based_on,
                        planned=self.planned_value, others=self._others(language))
            for language, said in (("da", _SAID[self.kind].da), ("en", _SAID[self.kind].en))
        ))  # fmt: skip

    def _others(self, language: str) -> str:
        told_ = [f"{KEYED[name].da if language == 'da' else KEYED[name].en} {one}" for name, one in self.others]
        return ", ".join(told_[:_MANY]) + (f" (+{len(told_) - _MANY})" if len(told_) > _MANY else "")


def conflicts_of_values(ground: KeyingGround, planned: Iterable[Planned]) -> list[Conflict]:
    """Return what is wrong with changes one object at a time: what is not there, made or changed twice, outdated."""
    by: dict[Key, list[Planned]] = defaultdict(list)
    for one in planned:
        by[one.key].append(one)
    return [conflict for key, changes in by.items() for conflict in _of_object(ground, key, changes)]


def cases_of(changes: Sequence[Planned]) -> str:
    """Return the case numbers of changes."""
    return ", ".join(sorted({one.case_number for one in changes} - {""}))


def _of_object(ground: KeyingGround, key: Key, changes: list[Planned]) -> Iterator[Conflict]:
    cases = cases_of(changes)
    new = [one for one in changes if one.is_new]
    there = ground.has(key)
    if len(new) > 1:
        yield Conflict(ConflictKind.MADE_TWICE, key, case_number=cases)
    if new and there:
        yield Conflict(ConflictKind.ALREADY_THERE, key, case_number=cases)
    if not new and not there and (key[0] not in BUILDING_OBJECTS or ground.holds(key[0])):
        yield Conflict(ConflictKind.NOT_THERE, key, case_number=cases)
        return
    yield from _twice(key, changes, cases)
    for reference in REFERENCES:
        if reference.holder == key[0] and reference.required and _is_left_empty(reference.column, changes):
            yield Conflict(ConflictKind.MISSING, key, reference.column, case_number=cases)
    for one in changes:
        if there and not one.is_new:
            yield from _outdated(ground, one)
        elif new and not one.is_new:
            yield from _of_new(new[0], one)


def _is_left_empty(column: str, changes: list[Planned]) -> bool:
    values = [one.after[column] for one in changes if column in one.after]
    return any(not value for value in values) or (not values and any(one.is_new for one in changes))


def _twice(key: Key, changes: list[Planned], cases: str) -> Iterator[Conflict]:
    counts = Counter(column for one in changes for column in one.after)
    for column, times in counts.items():
        if times > 1:
            values = " / ".join(sorted({told(one.after[column]) for one in changes if column in one.after}))
            yield Conflict(ConflictKind.COLUMN_TWICE, key, column, planned_value=values, case_number=cases)


def _outdated(ground: KeyingGround, one: Planned) -> Iterator[Conflict]:
    for column, planned in one.after.items():
        now: Any = ground.status(one.key) if column == "status" else ground.value(one.key, column)
        before = one.before[column]
        if not same_value(now, before):
            kind = ConflictKind.DONE_ALREADY if same_value(now, planned) else ConflictKind.OUTDATED
            yield Conflict(kind, one.key, column, told(before), told(now), told(planned), case_number=one.case_number)


def _of_new(new: Planned, one: Planned) -> Iterator[Conflict]:
    """Tell of changes of what is new that are based on something: a column that it has is changed twice already."""
    for column, planned in one.after.items():
        if column not in new.after and told(one.before[column]):
            yield Conflict(ConflictKind.OUTDATED, one.key, column, told(one.before[column]), "", told(planned),
                           case_number=one.case_number)  # fmt: skip
