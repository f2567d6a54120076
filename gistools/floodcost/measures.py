"""The economy of measures (tiltags økonomi): what they cost, what they save, who gains and who pays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.errors import TableError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.level_costs import read_numbers
from gistools.floodcost.prices import price_factor
from gistools.floodcost.storage import StorageValue, marginal_storage
from gistools.floodcost.value import ORE, Works
from gistools.tables import Table, load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting

    F64 = npt.NDArray[np.float64]

__all__ = [
    "MeasureCosts",
    "PlanValue",
    "StorageValue",
    "marginal_storage",
    "measure_costs",
    "plan_value",
    "who_benefits",
    "who_pays",
]

_QUANTITIES = ("measure_id", "measure_kind", "quantity", "unit")
_SHARES = ("measure_id", "payer", "share")
_OFF = 1e-9  # how far shares may be from 1 in all


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
    """

    ids: tuple[str, ...]
    kinds: tuple[str, ...]
    quantities: F64
    units: tuple[str, ...]
    works: tuple[Works, ...]
    price_year: int
    unverified: tuple[Text, ...] = ()
    stamps: tuple[Text, ...] = ()

    def to_frame(self, discounting: Discounting) -> pd.DataFrame:
        """Return a row for each measure, present values in whole øre; cost_dkk is the sum of the øre of its parts.

        Columns: measure_id, measure_kind, quantity, unit, capital_dkk, upkeep_dkk, reinvestment_dkk, residual_dkk
        (taken off), cost_dkk, price_year.
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
    net_tax_factor: float,
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
        When price years differ without an index.

    >>> from gistools.tables import read_user_table
    >>> prices = read_user_table(pd.DataFrame({"kind": ["basin"], "unit": ["m3"], "capital_dkk": [2000],
    ...     "upkeep_dkk": [20], "lifetime_years": [80], "price_year": [2021], "source_da": ["eget tilbud"]}),
    ...     "measure_prices")
    >>> drawn = pd.DataFrame({"measure_id": ["1"], "measure_kind": ["basin"], "quantity": [500], "unit": ["m3"]})
    >>> measure_costs(drawn, prices, net_tax_factor=1.28, price_year=2021).works
    (Works(capital_dkk=1280000.0, upkeep_dkk_per_year=12800.0, lifetime_years=80),)
    """
    require_kind(quantities, pd.DataFrame, "quantities")
    given = load_table("measure_prices") if prices is None else prices
    require_kind(given, Table, "prices")
    missing = [c for c in _QUANTITIES if c not in quantities.columns]
    faults = [Text(f"kolonnen {c} mangler", f"column {c} is missing") for c in missing]
    if not faults:
        faults = _quantity_faults(quantities, given.frame)
    _refuse_table(faults)
    number = read_numbers(quantities, "quantity", faults)
    rows = given.frame.set_index("kind").loc[quantities["measure_kind"].map(str)]
    works = []
    for row, quantity in zip(rows.itertuples(), number, strict=True):
        factor = quantity * net_tax_factor * price_factor(row.price_year, price_year, index)
        upkeep = 0.0 if math.isnan(row.upkeep_dkk) else row.upkeep_dkk
        life = None if math.isnan(row.lifetime_years) else int(row.lifetime_years)
        works.append(Works(float(row.capital_dkk * factor), float(upkeep * factor), life))
    used = given.only(given.frame["kind"].isin(quantities["measure_kind"].map(str)).to_numpy(np.bool_))
    return MeasureCosts(
        tuple(quantities["measure_id"].map(str)),
        tuple(quantities["measure_kind"].map(str)),
        number,
        tuple(quantities["unit"].map(str)),
        tuple(works),
        price_year,
        used.unverified,
        used.stamps,
    )


def _quantity_faults(quantities: pd.DataFrame, prices: pd.DataFrame) -> list[Text]:
    faults: list[Text] = []
    number = read_numbers(quantities, "quantity", faults)
    by_kind = prices.set_index("kind")
    ids = quantities["measure_id"].map(str)
    faults += [
        Text(f"tiltag {one} står flere gange", f"measure {one} stands more than once")
        for one in ids[ids.duplicated()].unique()
    ]
    for n, (kind, unit, amount) in enumerate(
        zip(quantities["measure_kind"].map(str), quantities["unit"].map(str), number, strict=True), start=1
    ):
        row = Text(f"række {n}, {kind}", f"row {n}, {kind}")
        if math.isnan(amount) and not any(f"{row.en.split(',')[0]}, quantity" in f.en for f in faults):
            faults.append(Text(f"{row.da}: quantity mangler", f"{row.en}: quantity is missing"))
        if kind not in by_kind.index:
            known = ", ".join(by_kind.index)
            faults.append(Text(f"{row.da}: ukendt (kendte: {known})", f"{row.en}: unknown (known: {known})"))
            continue
        price = by_kind.loc[kind]
        if math.isnan(price["capital_dkk"]):
            faults.append(Text(f"{row.da}: ingen pris i tabellen", f"{row.en}: no price in the table"))
        elif math.isnan(price["price_year"]):
            faults.append(Text(f"{row.da}: prisen har intet prisår", f"{row.en}: the price has no price year"))
        if price["unit"] != unit:
            faults.append(
                Text(
                    f"{row.da}: mængden er i {unit}, prisen er pr. {price['unit']}",
                    f"{row.en}: the quantity is in {unit}, the price is per {price['unit']}",
                )
            )
        if (price["lifetime_years"] % 1.0) > 0.0:
            shown = f"lifetime_years = {price['lifetime_years']:g}"
            faults.append(Text(f"{row.da}: {shown} (hele år)", f"{row.en}: {shown} (whole years)"))
    return faults


def _refuse_table(faults: Sequence[Text]) -> None:
    if faults:
        raise TableError(
            Text("tiltagenes mængder og priser", "quantities and prices of measures"),
            Text(
                "en mængde for hvert tiltag i prisens enhed, og en egen pris med prisår for hver slags",
                "a quantity for each measure in the unit of the price, and a price of your own with its year for each kind",
            ),
            Text(
                "ret rækkerne; giv egne priser (read_user_table med measure_prices)",
                "correct the rows; give your own prices (read_user_table with measure_prices)",
            ),
            faults,
        )
