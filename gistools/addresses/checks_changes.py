"""Rules that need what was and what is to be (A18, A41): moves of status, and whether objects keep their id."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gistools.addresses.findings import Answer, Found
from gistools.addresses.keying_changes import blank
from gistools.addresses.keying_form import KEYED, NATURAL, has_status, scale_of
from gistools.addresses.keying_steps import unlawful_moves
from gistools.addresses.rule_book import Severity
from gistools.addresses.statuses import ALIVE, DELETED, IN_FORCE, STANDS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gistools.addresses.keying_changes import Planned
    from gistools.addresses.keying_ground import KeyingGround

CHANGE_RULES = ("A18", "A41")
"""Rules that `change_answers` answers."""

_SAME_PLACE = {"house_number": ("access_point_id",)}
"""Columns by which what is made is what ended, though it is called otherwise."""


def change_answers(before: KeyingGround, planned: Sequence[Planned]) -> Iterator[Answer]:
    """Return what the rules on changes answer.

    Parameters
    ----------
    before:
        The register as it stands.
    planned:
        Changes of it; those of the building register are not asked of.
    """
    mine = [one for one in planned if has_status(one.key[0])]
    moved = [one for one in mine if one.status is not None]
    unlawful = [Found("A18", *one.key, move) for one, move in unlawful_moves(moved)]
    yield Answer("A18", len(moved), 0, tuple(unlawful))
    yield Answer("A41", len(mine), 0, (*_deleted(moved), *_made_anew(before, mine)))


def _deleted(moved: Sequence[Planned]) -> Iterator[Found]:
    for one in moved:
        if one.status == DELETED and one.starts in IN_FORCE[scale_of(one.key[0])]:
            yield Found("A41", *one.key, Text("er gældende og skal slettes, hvor det nedlægges",
                                              "is in force and to be deleted where it is withdrawn"))  # fmt: skip


def _made_anew(before: KeyingGround, planned: Sequence[Planned]) -> Iterator[Found]:
    """Return what is made with the name or the place of what ends in the same plan: one thing under two ids."""
    ended: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for one in planned:
        name, alive = one.key[0], ALIVE[scale_of(one.key[0])]
        if not one.is_new and one.starts in STANDS[scale_of(name)] and one.status not in alive | {None}:
            for columns in _columns(name):
                ended[name, columns, *(before.value(one.key, column) for column in columns)].append(one.key[1])
    for one in planned:
        if not one.is_new:
            continue
        values = {**blank(one.key[0]), **one.after}
        others: set[str] = set()
        for columns in _columns(one.key[0]):
            told = [values[column] for column in columns]
            others |= set(ended.get((one.key[0], columns, *told), ()) if any(told) else ())
        if others:
            word = KEYED[one.key[0]]
            yield Found("A41", *one.key, Text(
                f"oprettes, mens {word.da} af samme navn eller sted ophører: er det den samme, beholder den sin id",
                f"is made while a {word.en} of that name or place ends: if it is the same one, it keeps its id",
            ), others=tuple(sorted(others)), severity=Severity.WARNING)  # fmt: skip


def _columns(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(columns for columns in (NATURAL.get(name, ()), _SAME_PLACE.get(name, ())) if columns)
