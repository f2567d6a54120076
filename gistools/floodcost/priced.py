"""Measures by quantity and price (priser på tiltag): what they take to build and keep."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.errors import TableError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.columns import read_numbers
from gistools.floodcost.discount import NetTax, as_net_tax
from gistools.floodcost.prices import INDEX, off_years, price_factor
from gistools.floodcost.works import ORE, Works
from gistools.tables import Table, load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting

    F64 = npt.NDArray[np.float64]

PRICES = Text("tiltagenes priser", "the prices of measures")
_QUANTITIES = ("measure_id", "measure_kind", "quantity", "unit")


@dataclass(frozen=True, eq=False)
class MeasureCosts:
    """What measures take to build and keep (tiltagenes pris), in market prices of one year; made by `measure_costs`.

    Parameters
    ----------
    ids, kinds, quantities, units:
        Of M measures.
    works:
        What each of them costs.
    price_year:
        Of the prices.
    unverified, stamps:
        What nobody has verified of the prices, and what must stand on all that is made of them.
    no_upkeep:
        The ids of measures whose price has no upkeep; counted as 0.
    marks:
        Which of the measures rest on verified prices, index and net tax factor included; see `verified`.
    doubtful:
        What is not verified, in a few words each.
    """

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    quantities: F64
    units: tuple[str, ...]
    works: tuple[Works, ...]
    price_year: int
    unverified: tuple[Text, ...] = ()
    stamps: tuple[Text, ...] = ()
    no_upkeep: tuple[str, ...] = ()
    marks: npt.NDArray[np.bool_] | None = None
    doubtful: tuple[Text, ...] = ()

    @property
    def verified(self) -> npt.NDArray[np.bool_]:
        """Which measures rest on prices that are said to be verified."""
        return np.full(len(self.ids), not self.unverified) if self.marks is None else self.marks

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user should know: measures without a lifetime, and those of unknown upkeep."""
        without = ", ".join(i for i, one in zip(self.ids, self.works, strict=True) if one.lifetime_years is None)
        unkept = ", ".join(self.no_upkeep)
        notes = []
        if without:
            notes.append(
                Text(
                    f"Tiltag uden levetid ({without}): der regnes ikke med genopførelse eller restværdi.",
                    f"Measures without a lifetime ({without}): no rebuilding and no residual value is counted.",
                )
            )
        if unkept:
            notes.append(
                Text(
                    f"Drift af tiltag {unkept} er ikke oplyst (upkeep_dkk er tom) og regnet som 0 kr.: omkostningen er "
                    "en nedre grænse.",
                    f"The upkeep of measures {unkept} is not given (upkeep_dkk is empty) and counted as 0 DKK: the "
                    "cost is a lower bound.",
                )
            )
        return tuple(notes)

    def to_frame(self, discounting: Discounting) -> pd.DataFrame:
        """Return a row for each measure, present values in whole øre; cost_dkk is the sum of the øre of its parts.

        Columns: measure_id, measure_kind, quantity, unit, capital_dkk, upkeep_dkk, reinvestment_dkk, residual_dkk
        (taken off), cost_dkk, verified (price, index, net tax factor and rates), price_year.
        """
        parts = [one.costs(discounting) for one in self.works]
        names = ("capital_dkk", "upkeep_dkk", "reinvestment_dkk", "residual_dkk")
        whole = {name: to_oere([getattr(part, name) for part in parts]) for name in names}
        total = whole["capital_dkk"] + whole["upkeep_dkk"] + whole["reinvestment_dkk"] - whole["residual_dkk"]
        table = pd.DataFrame(
            {
                "measure_id": self.ids,
                "measure_kind": self.kinds,
                "quantity": self.quantities,
                "unit": self.units,
                **{name: values / ORE for name, values in whole.items()},
                "cost_dkk": total / ORE,
                "verified": self.verified & (not discounting.unverified),
                "price_year": self.price_year,
            }
        )
        table.attrs.update(
            units=dict.fromkeys((*names, "cost_dkk"), "DKK"), title=Text("Tiltagenes pris", "Cost of measures")
        )
        return table


def measure_costs(
    quantities: pd.DataFrame,
    prices: Table | None = None,
    *,
    net_tax_factor: float | NetTax,
    price_year: int,
    index: Table | None = None,
) -> MeasureCosts:
    """Return what measures cost: quantity x price, and how long they last.

    Parameters
    ----------
    quantities:
        A row for each measure: ``measure_id``, ``measure_kind`` (as the price table names it), ``quantity``, ``unit``
        (m, m2, m3 or item, as the price is per).
    prices:
        Table ``measure_prices``, or the user's own of that shape. The shipped one has no figures.
    net_tax_factor:
        What prices are multiplied by: 1 for market prices, the net tax factor for prices without taxes.
    price_year, index:
        The price year wanted, and a price index where the table has another.

    Raises
    ------
    TableError
        With every fault: missing columns, doubled measures, quantities that are no number, kinds without a price,
        units that are not those of the price, prices without a year.
    ParamError
        When price years differ without an index, and for a factor that is not above 0.

    >>> from gistools.tables import read_user_table
    >>> prices = read_user_table(pd.DataFrame({"kind": ["basin"], "unit": ["m3"], "capital_dkk": [2000],
    ...     "upkeep_dkk": [20], "lifetime_years": [80], "price_year": [2021], "source_da": ["eget tilbud"]}),
    ...     "measure_prices")
    >>> drawn = pd.DataFrame({"measure_id": ["1"], "measure_kind": ["basin"], "quantity": [500], "unit": ["m3"]})
    >>> measure_costs(drawn, prices, net_tax_factor=1.28, price_year=2021).works
    (Works(capital_dkk=1280000.0, upkeep_dkk_per_year=12800.0, lifetime_years=80),)
    """
    require_kind(quantities, pd.DataFrame, "quantities")
    net = as_net_tax(net_tax_factor)
    given = load_table("measure_prices") if prices is None else prices
    require_kind(given, Table, "prices")
    missing = [c for c in _QUANTITIES if c not in quantities.columns]
    faults = [Text(f"kolonnen {c} mangler", f"column {c} is missing") for c in missing]
    if not faults:
        faults = _quantity_faults(quantities, given.frame)
    _refuse_table(faults)
    kinds = quantities["measure_kind"].map(str)
    number = read_numbers(quantities, "quantity", faults)
    rows = given.frame.set_index("kind").loc[list(kinds)]
    values = rows[["capital_dkk", "upkeep_dkk", "lifetime_years", "price_year"]].to_numpy(np.float64)
    works = []
    for quantity, (capital, upkeep, life, year) in zip(number.tolist(), values.tolist(), strict=True):
        factor = quantity * net.factor * price_factor(year, price_year, index)
        works.append(
            Works(
                capital * factor,
                0.0 if math.isnan(upkeep) else upkeep * factor,
                None if math.isnan(life) else int(life),
            )
        )
    used = given.only(given.frame["kind"].isin(kinds).to_numpy(np.bool_))
    off = off_years(set(rows["price_year"]), price_year, index)
    read, indexed = rows["verified"].to_numpy(np.bool_), rows["price_year"].isin(off).to_numpy(np.bool_)
    doubtful = (*(() if read.all() else (PRICES,)), *((INDEX,) if indexed.any() else ()), *net.doubtful)
    return MeasureCosts(
        tuple(quantities["measure_id"].map(str)),
        tuple(kinds),
        number,
        tuple(quantities["unit"].map(str)),
        tuple(works),
        price_year,
        (*used.unverified, *(index.unverified if indexed.any() and index else ()), *net.unverified),
        used.stamps,
        tuple(quantities["measure_id"].map(str)[rows["upkeep_dkk"].isna().to_numpy(np.bool_)]),
        read & ~indexed & (not net.unverified),
        doubtful,
    )


def _quantity_faults(quantities: pd.DataFrame, prices: pd.DataFrame) -> list[Text]:
    faults: list[Text] = []
    read_numbers(quantities, "quantity", faults)
    empty = quantities["quantity"].isna() | (quantities["quantity"].map(str).str.strip() == "")
    by_kind = {str(row["kind"]): row for row in prices.to_dict("records")}
    ids = quantities["measure_id"].map(str)
    faults += [
        Text(f"tiltag {one} står flere gange", f"measure {one} stands more than once")
        for one in ids[ids.duplicated()].unique()
    ]
    for n, (kind, unit, lacks) in enumerate(
        zip(quantities["measure_kind"].map(str), quantities["unit"].map(str), empty, strict=True), start=1
    ):
        found = [Text("quantity mangler", "quantity is missing")] if lacks else []
        if kind in by_kind:
            found += _price_faults(by_kind[kind], unit)
        else:
            known = ", ".join(by_kind)
            found.append(Text(f"ukendt (kendte: {known})", f"unknown (known: {known})"))
        faults += [Text(f"række {n}, {kind}: {one.da}", f"row {n}, {kind}: {one.en}") for one in found]
    return faults


def _price_faults(price: Mapping[Hashable, Any], unit: str) -> list[Text]:
    faults = []
    if math.isnan(price["capital_dkk"]):
        faults.append(Text("ingen pris i tabellen", "no price in the table"))
    elif math.isnan(price["price_year"]):
        faults.append(Text("prisen har intet prisår", "the price has no price year"))
    if price["unit"] != unit:
        per = price["unit"]
        faults.append(Text(f"mængden er i {unit}, prisen er pr. {per}", f"quantity in {unit}, price per {per}"))
    if (price["lifetime_years"] % 1.0) > 0.0:
        shown = f"lifetime_years = {price['lifetime_years']:g}"
        faults.append(Text(f"{shown} (hele år)", f"{shown} (whole years)"))
    return faults


def _refuse_table(faults: Sequence[Text]) -> None:
    if faults:
        raise TableError(
            Text("tiltagenes mængder og priser", "quantities and prices of measures"),
            Text(
                "en mængde for hvert tiltag i prisens enhed, og en egen pris med prisår for hver slags",
                "a quantity for each measure in the unit of the price, and your own price with its year for each kind",
            ),
            Text(
                "ret rækkerne; giv egne priser (read_user_table med measure_prices)",
                "correct the rows; give your own prices (read_user_table with measure_prices)",
            ),
            faults,
        )
