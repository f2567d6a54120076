"""Costs beside repair (tillæg), each chosen by name: what households pay themselves, lost hours, loss of value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.floodcost.parts import DamageCurve, DamagePart
from gistools.floodcost.prices import price_factor
from gistools.tables.loading import load_table
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.tables import Table

    F64 = npt.NDArray[np.float64]

OWN_COST, HOURS, VALUE_LOSS = "own_cost", "health_hours", "value_loss"
EXTRAS = (OWN_COST, HOURS, VALUE_LOSS)


@dataclass(frozen=True, eq=False)
class Extra:
    """What the costs beside repair need that no building layer has.

    Parameters
    ----------
    persons:
        float64 of n: persons of 18-70 years in each building, for ``health_hours``; NaN for not known.
    m2_price_dkk:
        Market price in DKK per m² of the price year, a number or float64 of n, for ``value_loss``.
    """

    persons: F64 | None = None
    m2_price_dkk: float | F64 | None = None


@dataclass(frozen=True, eq=False)
class Added:
    """Parts that were added, and what is to be told of them."""

    steps: tuple[DamagePart, ...] = ()
    curves: tuple[DamageCurve, ...] = ()
    unverified: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()


def extra_parts(
    names: Sequence[str],
    given: Extra,
    classified: gpd.GeoDataFrame,
    ground: tuple[Sequence[DamagePart], Sequence[DamageCurve]],
    price_year: float,
    index: Table | None,
) -> Added:
    """Return the parts that the chosen costs add to those of the ground floor.

    Parameters
    ----------
    names:
        Some of `EXTRAS`.
    given:
        What they need.
    classified:
        From `classify`.
    ground:
        Steps and curves of the ground floor: what is added begins where they do.
    price_year, index:
        Of the model.

    Raises
    ------
    ParamError
        When a cost is chosen without what it needs.
    """
    n = len(classified)
    _require(names, given, n)
    home = (classified["damage_class"] == "home").to_numpy(np.bool_)
    start = _start(ground, n)
    steps: list[DamagePart] = []
    curves: list[DamageCurve] = []
    unverified: list[Text] = []
    notes: list[Text] = []
    if OWN_COST in names:
        table = load_table("uninsured_extra")
        share = float(table.frame.loc[table.frame["unit"] == "share", "value"].sum())
        own = [(s, _of(share, s.amount_dkk, home)) for s in ground[0]]
        steps += [DamagePart(_own_name(s.name), s.threshold_m, amount) for s, amount in own if (amount != 0.0).any()]
        curves += [DamageCurve(OWN_COST, c.shapes, c.of, _of(share, c.factor, home), c.threshold_m) for c in ground[1]]
        unverified += table.unverified
        notes.append(
            Text(
                f"egne udgifter er {danish(100 * share, '.1f')} % oven i helårsboligers skade; målt efter stormflod",
                f"own cost is {100 * share:.1f} % on top of the damage of homes; measured after a storm surge",
            )
        )
    if HOURS in names and given.persons is not None:
        table = load_table("person_damage")
        rows = table.frame
        hours = float(rows.loc[rows["unit"] == "h", "value"].sum())
        hour = rows[rows["item"] == "hour"].iloc[0]
        each = hours * float(hour["value"]) * price_factor(float(hour["price_year"]), price_year, index)
        steps.append(DamagePart(HOURS, start, np.asarray(given.persons, np.float64) * each))
        unverified += table.unverified
    if VALUE_LOSS in names and given.m2_price_dkk is not None:
        table = load_table("value_loss")
        share = float(table.frame.loc[table.frame["item"] == "share_of_m2_price", "value"].iloc[0])
        area = classified["ground_area_m2"].to_numpy(np.float64)
        price = np.broadcast_to(np.asarray(given.m2_price_dkk, np.float64), (n,))
        lived_in = classified["damage_class"].isin(["home", "holiday_home"]).to_numpy(np.bool_)
        steps.append(DamagePart(VALUE_LOSS, start, _of(share, area * price, lived_in)))
        unverified += table.unverified
    return Added(tuple(steps), tuple(curves), tuple(unverified), tuple(notes))


def _own_name(part: str) -> str:
    """Return what own cost beside a part is called, so that no two parts have one name."""
    return OWN_COST if part == "ground_floor" else f"{OWN_COST}_{part}"


def _of(share: float, amount: F64, chosen: npt.NDArray[np.bool_]) -> F64:
    return np.where(chosen, share * amount, 0.0)


def _start(ground: tuple[Sequence[DamagePart], Sequence[DamageCurve]], n: int) -> F64:
    """Return the depth from which the ground floor of each building is damaged; the least of others for none."""
    start = np.full(n, np.inf)
    for step in ground[0]:
        start = np.where(step.amount_dkk != 0.0, np.minimum(start, step.threshold_m), start)
    for curve in ground[1]:
        start = np.minimum(start, curve.begins_m)
    other = min((float(step.threshold_m.min()) for step in ground[0]), default=0.0)
    return np.where(np.isinf(start), other, start)


def _require(names: Sequence[str], given: Extra, n: int) -> None:
    faults = [Text(f"ukendt tillæg {x}", f"unknown extra {x}") for x in names if x not in EXTRAS]
    if HOURS in names:
        if given.persons is None:
            faults.append(Text(f"{HOURS} uden personer (persons)", f"{HOURS} without persons"))
        else:
            persons = np.asarray(given.persons, np.float64)
            if persons.shape != (n,) or (persons < 0.0).any():
                faults.append(
                    Text(f"persons skal være {n} tal på mindst 0", f"persons must be {n} numbers of at least 0")
                )
    if VALUE_LOSS in names:
        price = np.asarray(np.nan if given.m2_price_dkk is None else given.m2_price_dkk, np.float64)
        if given.m2_price_dkk is None:
            faults.append(Text(f"{VALUE_LOSS} uden kvadratmeterpris", f"{VALUE_LOSS} without a price per m²"))
        elif price.shape not in {(), (n,)} or (price < 0.0).any():
            faults.append(
                Text(f"m2_price_dkk skal være ét eller {n} tal på mindst 0", f"m2_price_dkk must be one or {n} numbers")
            )
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                f"nogle af {', '.join(EXTRAS)} med det, de kræver", f"some of {', '.join(EXTRAS)} with what they need"
            ),
            Text("giv Extra(persons=..., m2_price_dkk=...)", "give Extra(persons=..., m2_price_dkk=...)"),
        )
