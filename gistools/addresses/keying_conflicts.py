"""What keeps planned changes from being keyed (konflikter): told, never put in some order in silence."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.addresses.keying_changes import same_value, told
from gistools.addresses.keying_form import KEYED, LINKED_OBJECTS, REFERENCES, column_of, target_of
from gistools.addresses.rule_book import rule_of
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from gistools.addresses.keying_changes import Key, Planned
    from gistools.addresses.keying_ground import KeyingGround
    from gistools.text import Language


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
    AGAINST_RULE = "against_rule"
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
    ConflictKind.AGAINST_RULE: Text("{said}, mod {rule}", "{said}, against {rule}"),
    ConflictKind.NOT_HELD: Text(
        "{column_da} er {planned}, som ikke når den status, der kræves",
        "{column} is {planned}, which does not reach the status that is needed",
    ),
    ConflictKind.STILL_USED: Text(
        "skal afsluttes, men bruges stadig af {others}", "to end, but still used by {others}"
    ),
    ConflictKind.TAKEN: Text(
        "{planned} er optaget af {others}, mod {rule}", "{planned} is taken by {others}, against {rule}"
    ),
    ConflictKind.DAYS: Text("gælder fra {now}, før {others}", "holds from {now}, before {others}"),
    ConflictKind.CYCLE: Text("venter på sig selv gennem {others}", "waits for itself by way of {others}"),
    ConflictKind.WAITS: Text("venter på {others}, som er i konflikt", "waits for {others}, which is in conflict"),
}
_MEND = {
    ConflictKind.MADE_TWICE: Text("Slet alle ændringer, der opretter den, på nær én.",
                                  "Remove all but one of the changes that make it."),
    ConflictKind.ALREADY_THERE: Text("Ret ændringen til en rettelse af det, der står i registret.",
                                     "Make it a change of what is in the register."),
    ConflictKind.NOT_THERE: Text("Ret id'et, eller hent et udtræk, der har objektet.",
                                 "Correct the id, or fetch an extract that has the object."),
    ConflictKind.COLUMN_TWICE: Text("Vælg én af værdierne, og slet de andre ændringer.",
                                    "Choose one of the values, and remove the other changes."),
    ConflictKind.OUTDATED: Text("Se, hvad andre har rettet, og lav ændringen om ud fra registrets værdi.",
                                "See what others changed, and make the change anew from the register's value."),
    ConflictKind.DONE_ALREADY: Text("Slet ændringen: den er gjort.", "Remove the change: it is done."),
    ConflictKind.DANGLING: Text("Ret id'et, eller planlæg også det, der henvises til.",
                                "Correct the id, or plan what it names too."),
    ConflictKind.MISSING: Text("Giv feltet en værdi.", "Give the field a value."),
    ConflictKind.AGAINST_RULE: Text("Ret {column_da} i planen{fix_da}.", "Correct {column} in the plan{fix_en}."),
    ConflictKind.NOT_HELD: Text("Planlæg også, at det, der henvises til, får samme status.",
                                "Plan that what it names comes to the same status too."),
    ConflictKind.STILL_USED: Text("Flyt eller afslut først dem, der bruger det.",
                                  "Move or end those that use it first."),
    ConflictKind.TAKEN: Text("Vælg en ledig værdi, eller planlæg, at den anden flyttes eller nedlægges.",
                             "Choose a free value, or plan that the other moves or is withdrawn."),
    ConflictKind.DAYS: Text("Giv dem dage, der følger efter hinanden.", "Give them days that follow each other."),
    ConflictKind.CYCLE: Text("Del ændringerne i to omgange, så den ene først får en midlertidig værdi.",
                             "Part the changes in two rounds, one of them first to a temporary value."),
    ConflictKind.WAITS: Text("Løs den anden konflikt først.", "Solve the other conflict first."),
}  # fmt: skip
_MANY = 3
_NOTHING = Text("", "")


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
    rule:
        The rule that it is against; empty where no rule of the book says it.
    said:
        What the rule found.
    fix:
        The value that the rule has for safe; empty for none.
    """

    kind: ConflictKind
    key: Key
    column: str = ""
    based_on: str = ""
    register_value: str = ""
    planned_value: str = ""
    others: tuple[Key, ...] = ()
    case_number: str = ""
    rule: str = ""
    said: Text = _NOTHING
    fix: str = ""

    def what(self, name_of: Callable[[Key], str] | None = None) -> Text:
        """Return it as a sentence without an end; objects by what they are called, their ids beside."""
        return self._told(_SAID[self.kind], name_of)

    def mend(self, name_of: Callable[[Key], str] | None = None) -> Text:
        """Return how it can be mended, as a sentence."""
        return self._told(_MEND[self.kind], name_of)

    def _told(self, said: Text, name_of: Callable[[Key], str] | None) -> Text:
        title = column_of(self.key[0], self.column).aliases[0] if self.column else ""
        rule = rule_of(self.rule).cited() if self.rule else _NOTHING
        target = target_of(self.key[0], self.column)
        based, now, planned = (
            called((target, value), name_of) if target and value else value
            for value in (self.based_on, self.register_value, self.planned_value)
        )

        def filled(words: str, language: Language) -> str:
            return words.format(
                column=self.column or "it", column_da=title or "det", now=now, based=based, planned=planned,
                others=self._others(language, name_of), rule=rule.say(language), said=self.said.say(language),
                fix_da=f" til {self.fix!r}" if self.fix else "", fix_en=f" to {self.fix!r}" if self.fix else "",
            )  # fmt: skip

        return Text(filled(said.da, "da"), filled(said.en, "en"))

    def _others(self, language: Language, name_of: Callable[[Key], str] | None) -> str:
        told_ = [f"{KEYED[key[0]].say(language)} {called(key, name_of)}" for key in self.others]
        return ", ".join(told_[:_MANY]) + (f" (+{len(told_) - _MANY})" if len(told_) > _MANY else "")


def called(key: Key, name_of: Callable[[Key], str] | None) -> str:
    """Return what an object is called with its id beside; the id alone where it has no name.

    >>> called(("house_number", "h2"), lambda key: "Skeevej 3")
    'Skeevej 3 (h2)'
    """
    name = "" if name_of is None else name_of(key)
    return f"{name} ({key[1]})" if name and name != key[1] else key[1]


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
    if not new and not there and (key[0] not in LINKED_OBJECTS or ground.holds(key[0])):
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
