"""The catalogue of solutions (idékatalog): what each kind is, gives and costs, read from tables."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.cloudburst.whatif.kinds import KINDS
from gistools.errors import ParamError
from gistools.tables import Table, load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.cloudburst.whatif.kinds import MeasureKind

YES, NO, DEPENDS = "yes", "no", "depends"
GIVES = ("everyday", "nature", "recreation", "heat", "path", "infiltrates")


@dataclass(frozen=True)
class Solution:
    """A kind of solution (løsning).

    Parameters
    ----------
    id, label:
        Its name in results, and for people.
    measure_kind:
        The kind that what-if draws it as (`gistools.cloudburst.whatif.kinds`); empty where it knows none.
    family:
        The group that it is drawn as on maps.
    idea, fits, fits_not, room, upkeep:
        What it is, where it fits and where not, how m³ are worked out, and what it asks for.
    gives:
        ``yes``, ``no`` or ``depends`` by the names of `GIVES`.
    verified:
        Whether the description was read in a source.
    """

    id: str
    label: Text
    measure_kind: str
    family: str
    idea: Text
    fits: Text
    fits_not: Text
    room: Text
    upkeep: Text
    gives: Mapping[str, str]
    verified: bool

    def value(self, name: str, amount: float) -> float:
        """Return an amount where it gives something, 0 where it does not, NaN where that depends.

        >>> bed = solution_catalogue()["permeable_bed"]
        >>> bed.value("heat", 12.0), bed.value("recreation", 12.0)
        (12.0, 0.0)
        """
        return {YES: amount, NO: 0.0}.get(self.gives[name], math.nan)


@functools.cache
def solution_catalogue() -> dict[str, Solution]:
    """Return the kinds of solutions in the order of the catalogue, by id.

    >>> list(solution_catalogue())[:3]
    ['basin', 'green_basin', 'cloudburst_road']
    """
    made = {}
    for row in load_table("solutions").frame.to_dict("records"):
        texts = {name: Text(str(row[f"{name}_da"]), str(row[f"{name}_en"])) for name in _TEXTS}
        made[str(row["kind"])] = Solution(
            str(row["kind"]),
            texts["name"],
            str(row["measure_kind"]),
            str(row["family"]),
            texts["idea"],
            texts["fits"],
            texts["fits_not"],
            texts["room"],
            texts["upkeep"],
            {name: str(row[name]) for name in GIVES},
            bool(row["verified"]),
        )
    return made


_TEXTS = ("name", "idea", "fits", "fits_not", "room", "upkeep")


def solution_of(measure: str, said: str = "") -> tuple[Solution, ...]:
    """Return the solutions that a drawn measure may be: the one that is named, else all of its kind.

    Parameters
    ----------
    measure:
        Its kind, as what-if names it.
    said:
        An id or a name of the catalogue in either language, from the measure's own column; empty for none.

    Raises
    ------
    ParamError
        For a name that the catalogue does not have, or that is no solution of the kind.

    >>> [one.id for one in solution_of("basin")], solution_of("basin", "Grønt bassin")[0].id
    (['basin', 'green_basin'], 'green_basin')
    """
    found = tuple(one for one in solution_catalogue().values() if one.measure_kind == measure)
    if not said:
        return found
    name = said.strip().casefold()
    named = tuple(one for one in found if name in {one.id, one.label.da.casefold(), one.label.en.casefold()})
    if not named:
        known = ", ".join(one.label.da for one in found) or "-"
        english = ", ".join(one.label.en for one in found) or "-"
        raise ParamError(
            Text(f"løsningen {said!r} til et tiltag af slagsen {measure}", f"solution {said!r} of a measure {measure}"),
            Text(f"en af: {known}", f"one of: {english}"),
            Text("ret kolonnen loesning, eller lad den være tom", "correct the column loesning, or leave it empty"),
        )
    return named


def agreed(solutions: Iterable[Solution], name: str) -> str:
    """Return what several solutions say of one thing: ``depends`` where they differ, or there are none.

    >>> agreed(solution_of("basin"), "nature"), agreed(solution_of("wall"), "nature")
    ('depends', 'depends')
    """
    said = {one.gives[name] for one in solutions}
    return said.pop() if len(said) == 1 else DEPENDS


def measure_kind_of(solution: Solution) -> MeasureKind | None:
    """Return the kind that what-if draws a solution as; None where it knows none."""
    return next((one for one in KINDS if one.id == solution.measure_kind), None)


@dataclass(frozen=True)
class Price:
    """What one unit of a solution costs to build and keep (enhedspris); NaN is unknown.

    Parameters
    ----------
    unit:
        ``m``, ``m2``, ``m3`` or ``item``; empty where there is no price.
    low_dkk, best_dkk, high_dkk, upkeep_dkk:
        To build, at least, as a best guess and at most; to keep, a year.
    lifetime_years, price_year:
        How long it lasts, and the year of the prices.
    verified:
        Whether the price was read in a source.
    """

    unit: str = ""
    low_dkk: float = math.nan
    best_dkk: float = math.nan
    high_dkk: float = math.nan
    upkeep_dkk: float = math.nan
    lifetime_years: float = math.nan
    price_year: float = math.nan
    verified: bool = False

    def of(self, amounts: Mapping[str, float]) -> tuple[float, float, float]:
        """Return low, best and high cost of an amount in each unit, DKK in whole øre; NaN where one is unknown.

        >>> [float(dkk) for dkk in Price("m2", best_dkk=100.0).of({"m2": 2.5})]
        [nan, 250.0, nan]
        """
        amount = amounts.get(self.unit, math.nan)
        low, best, high = (float(np.round(amount * dkk, 2)) for dkk in (self.low_dkk, self.best_dkk, self.high_dkk))
        return low, best, high


def price_of(solution: Solution, prices: Table | None = None) -> Price:
    """Return the unit price of a solution: of its own row in the price table, else of the measure it is drawn as.

    Parameters
    ----------
    solution:
        One of the catalogue.
    prices:
        Table ``measure_prices`` of the user; the shipped one has no figures.

    >>> import pandas as pd
    >>> from gistools.tables import read_user_table
    >>> own = pd.DataFrame({"kind": ["basin"], "unit": ["m3"], "capital_dkk": [900], "price_year": [2021]})
    >>> price_of(solution_catalogue()["green_basin"], read_user_table(own, "measure_prices")).best_dkk
    900.0
    """
    table = load_table("measure_prices") if prices is None else prices
    rows: dict[str, Mapping[Any, Any]] = {str(row["kind"]): row for row in table.frame.to_dict("records")}
    row = rows.get(solution.id) or rows.get(solution.measure_kind or solution.id)
    if row is None or math.isnan(row["capital_dkk"]):
        return Price()
    return Price(
        str(row["unit"]),
        row["low_dkk"],
        row["capital_dkk"],
        row["high_dkk"],
        row["upkeep_dkk"],
        row["lifetime_years"],
        row["price_year"],
        bool(row["verified"]),
    )
