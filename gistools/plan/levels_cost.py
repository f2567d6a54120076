"""What it costs to close the gap of a service level (prisen for at lukke): m³ lacking at the price of a basin."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.floodcost.annual import to_oere
from gistools.floodcost.priced import measure_costs
from gistools.floodcost.works import ORE
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting, NetTax
    from gistools.tables import Table

    I64 = npt.NDArray[np.int64]
    F64 = npt.NDArray[np.float64]

KIND, UNIT = "basin", "m3"
COSTS = (
    "capital_low_dkk", "capital_dkk", "capital_high_dkk", "upkeep_dkk", "close_low_dkk", "close_dkk", "close_high_dkk",
)  # fmt: skip
_ESTIMATES = {"low_": "low_dkk", "": "capital_dkk", "high_": "high_dkk"}  # in names of COSTS: the column of prices
NO_PRICE = Text(
    "Prisen for at lukke er ukendt: giv measure_prices med en pris pr. m³ for bassiner (kind basin).",
    "The cost to close is unknown: give measure_prices with a price per m³ of basins (kind basin).",
)


@dataclass(frozen=True, eq=False)
class BasinPrice:
    """The price of room for water (pris pr. m³), and how years are weighed.

    Parameters
    ----------
    prices:
        Table ``measure_prices``, or the user's own of that shape.
    discounting, net_tax:
        As `gistools.floodcost.plan_value` has them.
    """

    prices: Table
    discounting: Discounting
    net_tax: NetTax

    @classmethod
    def of(cls, prices: Table | None, discounting: Discounting, net_tax: NetTax) -> BasinPrice:
        """Return the price of a table; the shipped one, which has no figures, when None."""
        return cls(load_table("measure_prices") if prices is None else prices, discounting, net_tax)

    @property
    def row(self) -> pd.Series[float] | None:
        """The row of the table; None without a price per m³."""
        rows = self._basins[self._basins["unit"] == UNIT]
        return None if rows.empty else rows.iloc[0]

    @property
    def _basins(self) -> pd.DataFrame:
        """The rows of basins that have a price, whatever it is per."""
        return self.prices.frame[(self.prices.frame["kind"] == KIND) & self.prices.frame["capital_dkk"].notna()]

    @property
    def price_year(self) -> int | None:
        """The price year; None without a price."""
        return None if self.row is None else int(self.row["price_year"])

    @property
    def verified(self) -> bool:
        """Whether price, net tax factor and discount rates are said to be verified."""
        return self.row is not None and bool(self.row["verified"]) and not self.discounting.unverified and (
            not self.net_tax.unverified
        )  # fmt: skip

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user should know of the price."""
        if self.row is None and not self._basins.empty:
            per = self._basins["unit"].iloc[0]
            return (
                Text(
                    f"Prisen for at lukke er ukendt: bassiner er prissat pr. {per}, ikke pr. m3.",
                    f"The cost to close is unknown: basins are priced per {per}, not per m3.",
                ),
            )
        if self.row is None:
            return (NO_PRICE,)
        used = self.prices.only((self.prices.frame["kind"] == KIND).to_numpy(np.bool_))
        notes = [*used.unverified, *self.net_tax.unverified, *self.discounting.unverified]
        if np.isnan(self.row["upkeep_dkk"]):
            notes.append(
                Text(
                    "Drift af bassiner er ikke oplyst (upkeep_dkk er tom) og regnet som 0 kr.: prisen er en nedre "
                    "grænse.",
                    "The upkeep of basins is not given (upkeep_dkk is empty) and counted as 0 DKK: the cost is a lower "
                    "bound.",
                )
            )
        if np.isnan(self.row["lifetime_years"]):
            notes.append(
                Text(
                    "Bassiner er uden levetid: der regnes ikke med genopførelse eller restværdi.",
                    "Basins have no lifetime: no rebuilding and no residual value is counted.",
                )
            )
        return tuple(notes)

    def costs(self, m3: npt.ArrayLike) -> dict[str, I64 | None]:
        """Return what it costs to make room for n volumes of water, in whole øre, by the names of `COSTS`.

        Capital in year 0 by the low, middle and high price; upkeep as present value; and with rebuilding and residual
        value what it takes in all. None where there is no such price; 0 m³ cost nothing at any price.

        >>> from gistools.floodcost import Discounting
        >>> from gistools.floodcost.discount import as_net_tax
        >>> from gistools.tables import read_user_table
        >>> price = pd.DataFrame({"kind": ["basin"], "unit": ["m3"], "capital_dkk": [900], "low_dkk": [700],
        ...     "price_year": [2021]})
        >>> table = read_user_table(price, "measure_prices")
        >>> rates = Discounting.from_table("2021", horizon_years=50, first_year="year-1")
        >>> basin = BasinPrice.of(table, rates, as_net_tax(1.0))
        >>> made = basin.costs([2.0, 0.5])
        >>> made["close_low_dkk"].tolist(), made["close_dkk"].tolist(), made["close_high_dkk"]
        ([140000, 35000], [180000, 45000], None)
        """
        volumes = np.asarray(m3, np.float64)
        made: dict[str, I64 | None] = dict.fromkeys(COSTS)
        if self.row is None or not volumes.size:
            return made if volumes.size else dict.fromkeys(COSTS, np.zeros(0, np.int64))
        quantities = pd.DataFrame(
            {"measure_id": np.arange(volumes.size), "measure_kind": KIND, "quantity": volumes, "unit": UNIT}
        )
        for name, column in _ESTIMATES.items():
            if np.isnan(self.row[column]):
                continue
            frame = self.prices.frame.assign(capital_dkk=self.prices.frame[column])
            priced = measure_costs(
                quantities,
                dataclasses.replace(self.prices, frame=frame),
                net_tax_factor=self.net_tax,
                price_year=self.price_year or 0,
            ).to_frame(self.discounting)
            made[f"capital_{name}dkk"] = to_oere(priced["capital_dkk"])
            made[f"close_{name}dkk"] = to_oere(priced["cost_dkk"])
            if not name:
                made["upkeep_dkk"] = to_oere(priced["upkeep_dkk"])
        return made


def in_dkk(oere: Iterable[int] | None) -> float:
    """Return a sum of whole øre as DKK; NaN for an unknown one.

    >>> in_dkk([150, 5]), in_dkk(None)
    (1.55, nan)
    """
    return float("nan") if oere is None else sum(int(one) for one in oere) / ORE
