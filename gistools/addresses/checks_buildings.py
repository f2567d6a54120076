"""Rules on buildings (BBR-spejling, A14 and B01-B10): the building register beside addresses, outlines, parcels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.addresses.changed_objects import changed_ids
from gistools.addresses.check_layers import CheckLayers
from gistools.addresses.check_params import AddressCheckParams
from gistools.addresses.checks_facts import facts
from gistools.addresses.checks_homes import homes
from gistools.addresses.checks_outlines import outlines as outline_rules
from gistools.addresses.checks_tanks import tanks
from gistools.addresses.findings import checked_codes, gathered
from gistools.addresses.mirror import BuildingStanding, Mirror
from gistools.addresses.moments import asked_day
from gistools.addresses.standing import Standing
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd
    import pandas as pd

    from gistools.addresses.building_register import BuildingRegister
    from gistools.addresses.findings import Answer, Findings
    from gistools.addresses.register import Register

BUILDING_RULES = ("A14", "B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10")
"""Rules that `check_buildings` asks."""


def check_buildings(
    buildings: BuildingRegister,
    register: Register,
    params: AddressCheckParams,
    *,
    outlines: gpd.GeoDataFrame | None = None,
    outlines_before: gpd.GeoDataFrame | None = None,
    parcels: gpd.GeoDataFrame | None = None,
    redevelopment: gpd.GeoDataFrame | None = None,
    rules: Iterable[str] | None = None,
    changed: Mapping[str, Iterable[str]] | None = None,
    suppressions: pd.DataFrame | None = None,
) -> Findings:
    """Return what rules find wrong in the building register beside the address register (BBR-spejling).

    Parameters
    ----------
    buildings, register:
        As ``at`` returns them, both of the same day and of the same municipality.
    params:
        Day and limits.
    outlines:
        Buildings of GeoDanmark as they are now: areas with ``BBRUUID``, EPSG:25832. Without it B03, B04 and B09 are
        not asked.
    outlines_before:
        The same of an earlier year: what went away since (B09).
    parcels:
        Areas with ``id_lokalId`` (B06).
    redevelopment:
        Areas that are to be redeveloped: only their tanks are asked of (B10).
    rules, changed, suppressions:
        As `gistools.addresses.check_register`.

    Returns
    -------
    Findings
        What was not asked, and of how many objects it cannot be told, stands in its ``answers``.

    Raises
    ------
    ParamError
        For a rule that is not one of `BUILDING_RULES`, a day that cannot be read, or a register of several moments.
    CrsError, LayerError
        For a layer in degrees or another coordinate system, or without the column that names its shapes.
    TableError
        For suppressions without a reason or a date.

    >>> from gistools.addresses import read_building_register, read_register
    >>> house = {"id_lokalId": "b", "status": "6", "byg021BygningensAnvendelse": "130", "byg026Opførelsesår": 1954,
    ...          "byg007Bygningsnummer": 1}
    >>> buildings = read_building_register({"Bygning": [house]}).at("2026-11-28")
    >>> register = read_register({"Husnummer": []}).at("2026-11-28")
    >>> found = check_buildings(buildings, register, AddressCheckParams(day="2026-11-28"), rules=["B08"])
    >>> found.layer[["object_name", "found_en"]].values.tolist()
    [['bygning 1', 'use 130 (Række-, kæde- eller dobbelthus) is being phased out']]
    """
    require_kind(params, AddressCheckParams, "params")
    asked = BUILDING_RULES if rules is None else _asked(tuple(rules))
    day = asked_day(params.day).isoformat()
    layers = CheckLayers(
        outlines=outlines, outlines_before=outlines_before, parcels=parcels, redevelopment=redevelopment
    )
    mirror = Mirror(Standing(register), BuildingStanding(buildings), params, np.datetime64(day, "D"), layers)
    new, notes = changed_ids(changed, register, buildings)
    answers = {one.rule: one for one in building_answers(mirror, asked)}
    return gathered(
        (answers[code] for code in BUILDING_RULES if code in asked),
        mirror.places, changed=new, suppressions=suppressions, notes=notes,
    )  # fmt: skip


def building_answers(mirror: Mirror, asked: Iterable[str] = BUILDING_RULES) -> Iterator[Answer]:
    """Return what the rules on buildings answer, of the kinds that are asked."""
    wanted = frozenset(asked)
    for codes, answers in (
        (("A14", "B01", "B02"), homes), (("B05", "B07", "B08"), facts),
        (("B03", "B04", "B06", "B09"), outline_rules), (("B10",), tanks),
    ):  # fmt: skip
        if wanted & set(codes):
            yield from answers(mirror)


def _asked(rules: tuple[str, ...]) -> tuple[str, ...]:
    codes = checked_codes(rules)
    other = [code for code in codes if code not in BUILDING_RULES]
    if other:
        raise ParamError(
            Text(f"{', '.join(other)} er ikke om bygninger", f"{', '.join(other)} is not about buildings"),
            Text(f"regler som {', '.join(BUILDING_RULES)}", f"rules such as {', '.join(BUILDING_RULES)}"),
            Text("brug check_register til regler om adresser", "use check_register for rules on addresses"),
        )
    return codes
