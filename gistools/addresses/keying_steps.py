"""Planned changes as the steps that are keyed (trin): an object is made, changed, then moved from status to status."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gistools.addresses.keying_form import (
    form_of,
    scale_of,
)
from gistools.addresses.rule_book import rule_of
from gistools.addresses.statuses import life_cycle, may_become
from gistools.errors import TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gistools.addresses.keying_changes import Key, Planned
    from gistools.addresses.keying_ground import KeyingGround
    from gistools.addresses.statuses import RegisterObject


class KeyingKind(enum.StrEnum):
    """What is done with an object."""

    CREATE = "create"
    CHANGE = "change"
    STATUS = "status"
    LINK = "link"


@dataclass(frozen=True, eq=False)
class Step:
    """One thing that is keyed.

    Parameters
    ----------
    key:
        Object and id.
    kind:
        What is done with it.
    fields:
        By column, the value before and after.
    status_before, status_after:
        Of a move, and of what is made; None where the status is left alone.
    case_number, in_force:
        Of the change that it belongs to; the day only where the change is whole.
    put_in:
        Whether it was not planned itself, but is needed for what was.
    owners:
        Objects for whose sake it was put in, where it is about none of them.
    """

    key: Key
    kind: KeyingKind
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    status_before: int | None = None
    status_after: int | None = None
    case_number: str = ""
    in_force: str = ""
    put_in: bool = False
    owners: frozenset[Key] = frozenset()

    @property
    def typed(self) -> Mapping[str, tuple[Any, Any]]:
        """By column, the value before and after, of the status too."""
        moved = {} if self.status_after is None else {"status": (self.status_before, self.status_after)}
        return {**moved, **self.fields}

    @property
    def is_detour(self) -> bool:
        """Whether it gives something temporary, so that another object can take what this one has."""
        return self.put_in and self.kind is KeyingKind.CHANGE


@dataclass(eq=False)
class Chain:
    """The steps of one object, one after another; ``status_told`` when a move of it was planned."""

    key: Key
    is_new: bool
    steps: list[Step]
    status_told: bool
    _starts: dict[str, Any]

    def values(self, column: str) -> list[Any]:
        """Return what a column holds before the first step and after each; None before an object is made."""
        made = [None if self.is_new else self._starts[column]]
        for step in self.steps:
            now = step.fields[column][1] if column in step.fields else made[-1]
            made.append(self._starts[column] if now is None and column not in step.fields else now)
        return made

    def statuses(self) -> list[int | None]:
        """Return the status before the first step and after each; None before an object is made."""
        made: list[int | None] = [None if self.is_new else self._starts["status"]]
        for step in self.steps:
            made.append(made[-1] if step.status_after is None else step.status_after)
        return made


@dataclass(frozen=True, eq=False)
class World:
    """The registers as they stand, and the steps that are to change them."""

    ground: KeyingGround
    chains: dict[Key, Chain]

    def final(self, key: Key, column: str) -> Any:  # noqa: ANN401 - a cell of any kind
        """Return what a column of an object holds after all steps."""
        chain = self.chains.get(key)
        if chain is None:
            return self.ground.status(key) if column == "status" else self.ground.value(key, column)
        return chain.statuses()[-1] if column == "status" else chain.values(column)[-1]

    def of(self, name: str) -> Iterator[Chain]:
        """Return the chains of an object."""
        return (chain for key, chain in self.chains.items() if key[0] == name)


def unlawful_moves(planned: Iterable[Planned]) -> Iterator[tuple[Planned, Text]]:
    """Yield planned moves of a status that the life cycle does not have (rule A18), and what they are in words."""
    for one in planned:
        before = one.starts
        if one.status is None or before is None:
            continue
        scale = scale_of(one.key[0])
        if status_path(scale, before, one.status) is None:
            names = life_cycle(scale)
            old, new = names[before].name, names[one.status].name
            yield one, Text(f"fra {before} {old.da} til {one.status} {new.da}",
                            f"from {before} {old.en} to {one.status} {new.en}")  # fmt: skip


def check_moves(planned: Iterable[Planned]) -> None:
    """Raise `TableError` that tells of all planned moves of a status that the life cycle does not have (rule A18)."""
    faults = []
    for one, move in unlawful_moves(planned):
        title = form_of(one.key[0]).title
        faults.append(Text(f"{title.da} {one.key[1]} {move.da}", f"{title.en} {one.key[1]} {move.en}"))
    if faults:
        cited = rule_of("A18").cited()
        raise TableError(
            Text(f"statusskift mod {cited.da}", f"moves of status against {cited.en}"),
            Text("skift, som livscyklus i DAR har", "moves that the life cycle of DAR has"),
            Text(
                "henlæg (5) det, der kun er foreløbigt, slet (6) det, der ikke er offentligt, og nedlæg (4) det, der "
                "gælder",
                "shelve (5) what is only provisional, delete (6) what is not published, withdraw (4) what is in force",
            ),
            faults,
        )


def status_path(scale: RegisterObject, before: int, after: int) -> tuple[int, ...] | None:
    """Return the statuses that lead from one to another; None where no lawful moves do.

    Steps between are put in for what is to hold, never for what is to end: nothing is put in force to be withdrawn.

    >>> status_path("address", 1, 3), status_path("address", 2, 4), status_path("point", 7, 8)
    ((2, 3), None, (8,))
    """
    if before == after:
        return ()
    if may_become(scale, before, after):
        return (after,)
    known = life_cycle(scale)
    if known[after].counts:
        for one in sorted(known[before].becomes):
            rest = status_path(scale, one, after) if known[one].counts else None
            if rest is not None:
                return (one, *rest)
    return None
