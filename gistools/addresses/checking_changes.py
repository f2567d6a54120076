"""All rules on planned changes (tjek af ændringer): what the register would have wrong about and because of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gistools.addresses.change_register import changed_registers
from gistools.addresses.checking import answers_of, checked_limits
from gistools.addresses.checks_changes import CHANGE_RULES, change_answers
from gistools.addresses.checks_names import NAME_RULES
from gistools.addresses.checks_new_names import NEW_NAME_RULES, new_names
from gistools.addresses.checks_order import ORDER_RULES
from gistools.addresses.checks_roads import ROAD_RULES
from gistools.addresses.findings import checked_codes, gathered, is_about
from gistools.addresses.keying_form import KEYED, NATURAL, REFERENCES
from gistools.addresses.keying_ground import KeyingGround
from gistools.addresses.moments import asked_day
from gistools.addresses.rule_book import address_rules
from gistools.addresses.standing import Standing
from gistools.text import Text, joined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from gistools.addresses.building_register import BuildingRegister
    from gistools.addresses.change_register import Changed
    from gistools.addresses.check_layers import CheckLayers
    from gistools.addresses.check_params import AddressCheckParams
    from gistools.addresses.findings import Answer, Findings, Found
    from gistools.addresses.ground import Ground
    from gistools.addresses.keying_changes import Key, PlannedChange
    from gistools.addresses.register import Register

NEIGHBOUR_RULES = ("A12", *NAME_RULES, *ORDER_RULES, *ROAD_RULES)
"""Rules by which a change can make its neighbours wrong, on the floor, the road or in the postcode, though nothing of
them changes."""

_NO_LINE = Text("en ny linje nævner det, som udtrækket ikke har", "a new line names what the extract does not have")


def check_changes(
    register: Register,
    changes: Iterable[PlannedChange],
    params: AddressCheckParams,
    *,
    layers: CheckLayers | None = None,
    buildings: BuildingRegister | None = None,
    rules: Iterable[str] | None = None,
    suppressions: pd.DataFrame | None = None,
) -> Findings:
    """Return what rules find wrong with planned changes, ranked (tjek af ændringer).

    The rules are asked of the register with the changes made (`apply_planned`). Told is what is about an object that
    changes, or that rests on one: parts, house numbers, addresses and units of a road that changes; and what is wrong
    with their neighbours and was not before. What is new, and what is called otherwise, is asked by the rules for new
    objects; what rests on it may keep what old ones may. Rules of before and after, A18 and A41, are asked too, and of
    roads that are new or called otherwise those on names (A26-A30), against the roads of the register.

    Parameters
    ----------
    register:
        As `gistools.addresses.Register.at` returns it.
    changes:
        Such as `gistools.addresses.read_planned_table` returns them; in any order.
    params, layers, rules, suppressions:
        As `gistools.addresses.check_register` takes them.
    buildings:
        The building register on the same day; links that are planned are made in it.

    Raises
    ------
    TableError
        For changes that do not fit the register: all at once; for suppressions without a reason or a date.
    ParamError
        As `gistools.addresses.check_register`.

    >>> from gistools.addresses import AddressCheckParams, PlannedChange, read_register
    >>> houses = [{"id": f"h{number}", "status": "3", "husnummertekst": f"{number}J", "navngivenVej": "v"}
    ...           for number in (2, 4)]
    >>> register = read_register({"Husnummer": houses}).at("2026-11-28")
    >>> change = PlannedChange("house_number", "h2", {"number": "2J", "status": 3}, {"number": "3J", "status": 6})
    >>> found = check_changes(register, [change], AddressCheckParams(day="2026-11-28"))
    >>> found.layer[["rule", "found_en"]].values.tolist()
    [['A18', 'from 3 in force to 6 deleted'], ['A41', 'is in force and to be deleted where it is withdrawn']]
    """
    layers = checked_limits(params, layers)
    changed = changed_registers(register, changes, day=params.day, buildings=buildings)
    return check_changed(changed, Standing(changed.register), params, layers, rules=rules, suppressions=suppressions)


def check_changed(
    changed: Changed,
    standing: Standing,
    params: AddressCheckParams,
    layers: CheckLayers,
    *,
    rules: Iterable[str] | None = None,
    suppressions: pd.DataFrame | None = None,
    ground: Ground | None = None,
) -> Findings:
    """Return what `check_changes` does, of registers with the changes made.

    Parameters
    ----------
    standing, ground:
        The changed address register, joined; and on the map, which is made when None.
    """
    asked, new = tuple(address_rules() if rules is None else checked_codes(tuple(rules))), _new(changed)
    answers, places = answers_of(
        standing, params, layers, changed.buildings, rules=asked, new=new, ground=ground,
        more=tuple(_of_changes(changed, asked, asked_day(params.day), new)),
    )  # fmt: skip
    about = told_of(changed)
    near = [code for code in asked if code in NEIGHBOUR_RULES]
    before = answers_of(Standing(changed.before.register), params, layers, rules=near, new={})[0] if near else []
    known = _Known(one for answer in before for one in answer.found)
    kept: list[Answer] = []
    left_out: list[Found] = []
    for answer in answers:
        told: dict[bool, list[Found]] = {True: [], False: left_out}
        for one in answer.found:
            told[is_about(one, about) or (answer.rule in near and not known.holds(one))].append(one)
        made = replace(answer, found=tuple(told[True]))
        kept.append(_without_lines(changed, standing, made) if answer.rule == "A43" else made)
    return gathered(kept, places, new=new, suppressions=suppressions, left_out=left_out)


def _of_changes(
    changed: Changed, asked: Collection[str], day: dt.date, new: Mapping[str, Sequence[str]]
) -> Iterator[Answer]:
    """Return what the rules answer that are asked of changes alone."""
    if set(asked) & set(CHANGE_RULES):
        yield from change_answers(changed.before, changed.planned)
    roads = new.get("named_road", ())
    if roads and set(asked) & set(NEW_NAME_RULES):
        yield from new_names(changed.register, roads, day)


class _Known:
    """What was wrong before: the same fault, or one of fewer objects than an earlier one, is none that is new."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._by: dict[tuple[str, str, str], list[tuple[frozenset[str], str]]] = {}
        for one in found:
            ids = frozenset((one.object_id, *one.others))
            for key in ids:
                self._by.setdefault((one.rule, one.register_object, key), []).append((ids, _told(one)))

    def holds(self, one: Found) -> bool:
        """Return whether a finding was there before, maybe of more objects."""
        ids = {one.object_id, *one.others}
        earlier = self._by.get((one.rule, one.register_object, one.object_id), ())
        return any(ids < others or (ids == others and told == _told(one)) for others, told in earlier)


def _told(one: Found) -> str:
    """Return what was found, not as it is told from day to day."""
    return one.about or one.what.en


def _without_lines(changed: Changed, standing: Standing, answer: Answer) -> Answer:
    """Return an answer that does not blame a new line for what the extract lacks: such a line cannot be told."""
    new = {one.key for one in changed.planned if one.is_new}
    after = KeyingGround(changed.register)

    def is_lost(key: Key) -> bool:
        bare = key in new and not standing.has("postcode")
        return bare or not (after.value(key, "line") or (key not in new and not changed.before.value(key, "line")))

    lost = {one for one in answer.found if is_lost((one.register_object, one.object_id))}
    asked, unknown = answer.asked, answer.unknown + len(lost)
    if standing.tells("house_number", "line"):  # house numbers without a line are not asked
        bare = [one for one in standing.standing("house_number")["object_id"].tolist()
                if (("house_number", one) in new or changed.before.value(("house_number", one), "line"))
                and not after.value(("house_number", one), "line")]  # fmt: skip
        asked, unknown = asked + len(bare), unknown + len(bare)
    if unknown == answer.unknown:
        return answer
    found = tuple(one for one in answer.found if one not in lost)
    whys = [one for one in (answer.why, _NO_LINE) if one is not None]
    return replace(answer, found=found, asked=asked, unknown=unknown, why=joined(dict.fromkeys(whys)))


def _new(changed: Changed) -> Mapping[str, Sequence[str]]:
    """Return what is new, or called otherwise than before."""
    made: dict[str, list[str]] = {}
    for one in changed.planned:
        name, key = one.key
        if one.is_new or set(one.after) & set(NATURAL.get(name, ())):
            made.setdefault(name, []).append(key)
    return made


def told_of(changed: Changed) -> frozenset[Key]:
    """Return the objects that findings are told of: those that change, and all that rests on them, before or after."""
    grounds = changed.before, KeyingGround(changed.register)
    told = {one.key for one in changed.planned}
    roads = {ground.value(key, "road_id") for key in told if key[0] == "road_part" for ground in grounds}
    told |= {("named_road", one) for one in roads if one}
    for name in KEYED:  # each names only what is made before it
        for reference in REFERENCES:
            if reference.target == name:
                told |= {
                    (reference.holder, one)
                    for key in [key for key in told if key[0] == name]
                    for ground in grounds
                    for one in ground.with_value(reference.holder, reference.column, key[1])
                }
    if changed.buildings is not None:
        told |= _links(changed.buildings, told)
    return frozenset(told)


def _links(buildings: BuildingRegister, told: Iterable[Key]) -> set[Key]:
    """Return the buildings and units that name house numbers and addresses, also by their entrances."""
    houses, flats = ([one for name, one in told if name == kind] for kind in ("house_number", "address"))
    made = set()
    for name, column, ids, kind, held in (
        ("building", "house_number_id", houses, "building", "object_id"),
        ("entrance", "house_number_id", houses, "building", "building_id"),
        ("unit", "address_id", flats, "unit", "object_id"),
    ):
        table = buildings.tables.get(name)
        if table is not None:
            made |= {(kind, one) for one in table[held][table[column].isin(ids)].tolist()}
    return made
