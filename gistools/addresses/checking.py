"""All rules on a register at once (adressetjek): what is wrong, what cannot be told, and what was not asked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.addresses.changed_objects import changed_ids
from gistools.addresses.check_layers import CheckLayers
from gistools.addresses.check_params import AddressCheckParams
from gistools.addresses.checks_areas import AREA_RULES, areas
from gistools.addresses.checks_buildings import BUILDING_RULES, building_answers
from gistools.addresses.checks_names import NAME_RULES, names
from gistools.addresses.checks_order import ORDER_RULES, order
from gistools.addresses.checks_points import POINT_RULES, points
from gistools.addresses.checks_roads import ROAD_RULES, roads
from gistools.addresses.checks_unique import OUTDATED_RULES, UNIQUE_RULES, outdated, unique
from gistools.addresses.checks_written import WRITTEN_RULES, written
from gistools.addresses.findings import Answer, checked_codes, gathered
from gistools.addresses.ground import Ground
from gistools.addresses.mirror import BuildingStanding, Mirror
from gistools.addresses.moments import asked_day
from gistools.addresses.rule_book import address_rules
from gistools.addresses.standing import Standing
from gistools.errors import ParamError
from gistools.text import Text, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import pandas as pd

    from gistools.addresses.building_register import BuildingRegister
    from gistools.addresses.findings import Findings, Found, Places
    from gistools.addresses.register import Register

_NOT_HERE = {
    "person": Text("besvares af et menneske", "answered by a person"),
    "letter": Text("holdes af brevene", "kept by the letters"),
    "order": Text("holdes af listerne, som sorteres sådan", "kept by the lists, which are sorted so"),
    "numbering": Text("kræver et nummerforslag", "needs a proposal of numbers"),
    "journal": Text("kræver planlagte ændringer", "needs planned changes"),
    "plans": Text("kræver planer (adresseklarhed)", "needs plans (address readiness)"),
    "bbr": Text("kræver et BBR-udtræk ved siden af", "needs an extract of BBR beside"),
    "names": Text("kræver et nyt vejnavn (vejnavnetjek)", "needs a new road name (road-name check)"),
    "parcels": Text("kræver samlede faste ejendomme, som ikke læses her", "needs properties, which are not read here"),
}


def check_register(
    register: Register,
    params: AddressCheckParams,
    *,
    layers: CheckLayers | None = None,
    buildings: BuildingRegister | None = None,
    rules: Iterable[str] | None = None,
    changed: Mapping[str, Iterable[str]] | None = None,
    suppressions: pd.DataFrame | None = None,
) -> Findings:
    """Return what rules find wrong in a register at a moment, ranked (adressetjek).

    Parameters
    ----------
    register:
        As `gistools.addresses.Register.at` returns it.
    params:
        Day and limits.
    layers:
        Buildings, parcels, areas, railways and streams; rules that need one that is not given are not asked.
    buildings:
        The building register on the same day: its rules (A14, B01-B10) are then asked too.
    rules:
        Codes; all that are computed when None.
    changed:
        By object, ids: what is told is about these alone, by the rules for what is new. UUIDs may be in capitals.
    suppressions:
        Findings that need not be seen again, each with a reason and a date
        (`gistools.addresses.findings.SUPPRESSION_COLUMNS`).

    Returns
    -------
    Findings
        What was not asked, and of how many objects it cannot be told, stands in its ``answers``; suppressions that are
        of no finding and changed objects that the register lacks, in its ``notes``.

    Raises
    ------
    ParamError
        For a rule or an object that is none, a day that cannot be read, or a register with several versions of an
        object.
    TableError
        For suppressions without a reason or a date.

    >>> from gistools.addresses import read_register
    >>> rows = [{"id": name, "status": "3", "postnr": "4370", "navn": navn}
    ...         for name, navn in (("a", "STORE MERLØSE"), ("b", "Tølløse"))]
    >>> register = read_register({"Postnummer": rows}).at("2026-11-28")
    >>> found = check_register(register, AddressCheckParams(day="2026-11-28"))
    >>> found, found.layer[["rule", "found_en"]].values.tolist()
    (Findings(1 errors, 0 warnings, 0 notes, 0 suppressed), [['G09', "the district 'STORE MERLØSE' is all capitals"]])
    """
    layers = checked_limits(params, layers)
    return check_standing(
        Standing(register), params, layers, buildings, rules=rules, changed=changed,
        suppressions=suppressions,
    )  # fmt: skip


def checked_limits(params: AddressCheckParams, layers: CheckLayers | None) -> CheckLayers:
    """Return the layers, none where none were given, after limits and layers are found to be in order.

    Raises
    ------
    ParamError
        For limits that do not go together.
    """
    require_kind(params, AddressCheckParams, "params")
    if faults := params.conflicts(frozenset()):
        raise ParamError(
            joined(faults),
            Text("grænser, der passer sammen", "limits that go together"),
            Text("ret den ene af dem", "correct one of them"),
        )
    if layers is not None:
        require_kind(layers, CheckLayers, "layers")
    return layers or CheckLayers()


def check_standing(
    standing: Standing,
    params: AddressCheckParams,
    layers: CheckLayers,
    buildings: BuildingRegister | None = None,
    *,
    rules: Iterable[str] | None = None,
    changed: Mapping[str, Iterable[str]] | None = None,
    suppressions: pd.DataFrame | None = None,
    ground: Ground | None = None,
) -> Findings:
    """Return what `check_register` does, of a register that is joined already, and maybe placed on the map."""
    told_of, notes = changed_ids(changed, standing.register, buildings)
    answers, places = answers_of(standing, params, layers, buildings, rules=rules, new=told_of or {}, ground=ground)
    return gathered(answers, places, changed=told_of, suppressions=suppressions, notes=notes)


def answers_of(
    standing: Standing,
    params: AddressCheckParams,
    layers: CheckLayers,
    buildings: BuildingRegister | None = None,
    *,
    rules: Iterable[str] | None,
    new: Mapping[str, Iterable[str]],
    more: Iterable[Answer] = (),
    ground: Ground | None = None,
) -> tuple[list[Answer], Places]:
    """Return what each rule that is asked answers, in the order of the rules, and where objects are.

    Parameters
    ----------
    new:
        By object, ids of what is new, of which rules ask more.
    more:
        Answers that are known, of rules that are not asked of a register alone; what a rule finds in the register too
        stands once.
    ground:
        The register on the map; made when None.
    """
    asked = frozenset(address_rules() if rules is None else checked_codes(tuple(rules)))
    day = asked_day(params.day).isoformat()
    ground = ground or Ground(standing, layers, params)
    fresh = tuple(new.get("house_number", ()))
    kinds: list[tuple[tuple[str, ...], Callable[[], Iterable[Answer]]]] = [
        (WRITTEN_RULES, partial(written, standing, new=fresh, with_lines="A43" in asked)),
        (UNIQUE_RULES, partial(unique, standing)),
        (OUTDATED_RULES, partial(outdated, standing, day, params.provisional_days)),
        (NAME_RULES, partial(names, standing)),
        (POINT_RULES, partial(points, ground)),
        (ROAD_RULES, partial(roads, ground)),
        (AREA_RULES, partial(areas, ground)),
        (ORDER_RULES, partial(order, ground, new=fresh)),
    ]
    places = standing.places
    if buildings is not None:
        mirror = Mirror(standing, BuildingStanding(buildings), params, np.datetime64(day, "D"), layers)
        kinds.append((BUILDING_RULES, partial(building_answers, mirror, asked)))
        places = mirror.places
    told = {one.rule: one for codes, answers in kinds if asked & set(codes) for one in answers()}
    for one in more:
        told[one.rule] = _together(told[one.rule], one) if one.rule in told else one
    return [told.get(code) or _not_told(code) for code in address_rules() if code in asked], places


def _together(one: Answer, more: Answer) -> Answer:
    """Return two answers of a rule on the same objects as one: what was found of objects by the first stands once."""
    known = [_about(found) for found in one.found]
    fresh = tuple(found for found in more.found
                  if not found.others or not any(_about(found) <= about for about in known))  # fmt: skip
    both = one.with_(replace(more, found=fresh))
    return replace(both, asked=max(one.asked, more.asked), unknown=max(one.unknown, more.unknown))


def _about(found: Found) -> set[tuple[str, str]]:
    return {(found.register_object, about) for about in (found.object_id, *found.others)}


def _not_told(code: str) -> Answer:
    return Answer.not_asked(code, _NOT_HERE[address_rules()[code].needs])
