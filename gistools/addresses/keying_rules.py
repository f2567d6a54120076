"""Planned values that rules refuse (regelbrud): the checks of the register, asked of what objects will be."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gistools.addresses.checks_written import written
from gistools.addresses.findings import Found
from gistools.addresses.keying_changes import read_rows, told
from gistools.addresses.keying_conflicts import Conflict, ConflictKind, cases_of
from gistools.addresses.keying_form import form_of, has_status, scale_of
from gistools.addresses.register import Register
from gistools.addresses.rule_book import Severity, rule_of
from gistools.addresses.standing import Standing
from gistools.addresses.statuses import ALIVE, PROVISIONAL, USED_POINT
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.addresses.keying_changes import Key, Planned
    from gistools.addresses.keying_ground import KeyingGround

_COLUMNS = {"A01": "number", "A02": "number", "A10": "floor", "A11": "door", "A24": "road_name",
            "A25": "addressing_name", "A44": "position"}  # fmt: skip
_OUTSIDE = Text("punktet ligger uden for Danmark", "the point lies outside Denmark")


def conflicts_of_rules(ground: KeyingGround, planned: Iterable[Planned]) -> list[Conflict]:
    """Return what rules of severity error say of the values that objects will have, where they said it not before.

    Rules on how numbers, floors, doors and names are written are asked by the severity that they have for what is new;
    of points, whether they lie in Denmark. What ends is not asked about.
    """
    by: dict[Key, list[Planned]] = defaultdict(list)
    for one in planned:
        if has_status(one.key[0]):
            by[one.key].append(one)
    before = {key: _held(ground, key) for key in by if ground.has(key)}
    after = {key: {**_held(ground, key), **{name: value for one in changes for name, value in one.after.items()}}
             for key, changes in by.items()}  # fmt: skip
    after = {key: held for key, held in after.items() if held["status"] in ALIVE[form_of(key[0]).scale]}
    known = {(one.rule, one.register_object, one.object_id, one.what) for one in _found(before)}
    return [
        _conflict(one, after[one.register_object, one.object_id], by[one.register_object, one.object_id])
        for one in _found(after)
        if (one.rule, one.register_object, one.object_id, one.what) not in known
    ]


def _held(ground: KeyingGround, key: Key) -> dict[str, Any]:
    held = {one.name: ground.value(key, one.name) for one in form_of(key[0]).columns}
    return {**held, "status": ground.status(key)}


def _found(objects: Mapping[Key, Mapping[str, Any]]) -> list[Found]:
    """Return what rules say of objects, as if all of them stood."""
    ids: dict[str, list[str]] = defaultdict(list)
    for name, one in objects:
        ids[name].append(one)
    tables, found = {}, []
    for name, mine in ids.items():
        stands = USED_POINT if scale_of(name) == "point" else PROVISIONAL
        read = read_rows(name, [objects[name, one] for one in mine], mine, stands)
        tables[name] = read.tables[name]
        if name == "point":
            outside = read.repairs[read.repairs["found_kind"] == "outside_denmark"]
            found += [Found("A44", name, one, _OUTSIDE) for one in outside["object_id"]]
    standing = Standing(Register(tables))
    for answer in written(standing, new=ids["house_number"], with_lines=False):  # which the register writes itself
        if rule_of(answer.rule).severity_new is Severity.ERROR:
            found += answer.found
    return found


def _conflict(found: Found, held: Mapping[str, Any], changes: list[Planned]) -> Conflict:
    column = found.fix[0] if found.fix else _COLUMNS.get(found.rule, "")
    fix = "" if found.fix is None else found.fix[1]
    return Conflict(ConflictKind.AGAINST_RULE, (found.register_object, found.object_id), column,
                    planned_value=told(held.get(column)), case_number=cases_of(changes), rule=found.rule,
                    said=found.what, fix=fix)  # fmt: skip
