"""Added value beside DKK and m³ (merværdi): columns with a unit each, never put together into one score."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gistools.plan.solutions import DEPENDS, NO
from gistools.plan.solutions_rules import FAIL, UNKNOWN, verdict
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.plan.solutions_rules import Fact, Rule

ASKS = ("mapped_lot", "groundwater_area", "groundwater_m", "building_distance_m", "stream_distance_m")
"""What decides whether water may soak in, by the rules of a permeable bed."""
VALUE_UNITS = {"nature_m2": "m²", "recreation_m2": "m²", "heat_m2": "m²", "path_made_m": "m"}
NOT_MEANT = Text("løsningen lader ikke vand sive ned", "the solution lets no water soak in")


def value_of(gives: str, amount: float) -> float:
    """Return an amount where something is given, 0 where it is not, NaN where that depends.

    >>> value_of("yes", 3.0), value_of("no", 3.0), value_of("depends", 3.0)
    (3.0, 0.0, nan)
    """
    return amount if gives == "yes" else 0.0 if gives == NO else math.nan


def added_value(
    gives: Mapping[str, str], area_m2: float, length_m: float, home_m: float | None, near_m: float
) -> dict[str, float]:
    """Return the columns of added value.

    Parameters
    ----------
    gives:
        ``yes``, ``no`` or ``depends`` for nature, recreation, heat and path.
    area_m2, length_m:
        Of the place; NaN for no length.
    home_m, near_m:
        Distance to the nearest building, None for unknown; and how near counts.

    >>> bed = {"nature": "yes", "recreation": "yes", "heat": "depends", "path": "no"}
    >>> added_value(bed, 50.0, 10.0, 400.0, 300.0)
    {'nature_m2': 50.0, 'recreation_m2': 0.0, 'heat_m2': nan, 'path_made_m': 0.0}
    """
    used = math.nan if home_m is None else area_m2 if home_m <= near_m else 0.0
    return {
        "nature_m2": value_of(gives["nature"], area_m2),
        "recreation_m2": value_of(gives["recreation"], used),
        "heat_m2": value_of(gives["heat"], area_m2),
        "path_made_m": value_of(gives["path"], length_m),
    }


def infiltration(infiltrates: str, rules: Sequence[Rule], facts: Mapping[str, Fact]) -> tuple[str, Text]:
    """Return whether water may soak in at a place (nedsivning): ``yes``, ``no``, ``unknown`` or ``none``; and why.

    Parameters
    ----------
    infiltrates:
        Whether the solution lets water soak in; ``none`` is the answer where it does not.
    rules, facts:
        Of a permeable bed, and of the place; those of `ASKS` count.

    >>> from gistools.plan.solutions_rules import solution_rules
    >>> rules = solution_rules()["permeable_bed"]
    >>> state, why = infiltration("yes", rules, {"mapped_lot": frozenset({"v2"})})
    >>> state, why.en.split(";")[0]
    ('no', 'mapped lot none of V1, V1V2, V2 (LOK to be examined)')
    """
    if infiltrates == NO:
        return "none", NOT_MEANT
    asked = [rule for rule in rules if rule.criterion in ASKS]
    answers = {rule: rule.answer(facts.get(rule.criterion)) for rule in asked}
    state = {"fails": "no", "to_examine": "unknown", "qualifies": "yes"}[verdict(answers.values())]
    because = FAIL if state == "no" else UNKNOWN
    told = [rule.text() for rule, answer in answers.items() if answer == because]
    if infiltrates == DEPENDS and state == "yes":
        return "unknown", Text("kommer an på bundens tæthed", "depends on how tight the bottom is")
    return state, Text("; ".join(t.da for t in told), "; ".join(t.en for t in told))
