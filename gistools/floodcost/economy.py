"""What plans on a desk are worth (økonomi): prices, rates and rain read once, and each plan valued by them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from gistools.cloudburst.rain.run_tools import climates
from gistools.cloudburst.whatif.reading import read_measures
from gistools.floodcost.discount import Discounting, NetTax, as_net_tax, net_tax_factor
from gistools.floodcost.measures import PlanValue, plan_value
from gistools.floodcost.plan_amounts import quantities, room_made
from gistools.floodcost.plan_compared import Compared, account, compared, room_cost
from gistools.floodcost.priced import MeasureCosts, measure_costs
from gistools.floodcost.protection import Protection, protect
from gistools.floodcost.run_tools import modelled, rate_by
from gistools.tables import load_table, read_user_table
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.cloudburst.whatif.desk import Edited
    from gistools.floodcost.cost_params import CostRainParams
    from gistools.floodcost.damage import DamageModel
    from gistools.floodcost.exposure import Exposure
    from gistools.floodcost.rates import RainRate
    from gistools.floodcost.value_params import EconomicsParams, PlanWorthParams
    from gistools.progress import Progress
    from gistools.tables import Table

EVERY = 5  # years between those whose climate is worked out
AS_TODAY = Text(
    "Klimaet er regnet som i dag i hele horisonten: giv klimafaktorer og klimaår for at regne med et andet klima.",
    "The climate counts as today's over the whole horizon: give climate factors and a climate year for another.",
)


@dataclass(frozen=True, eq=False)
class Worth:
    """What one plan is worth, and what that was worked out from.

    Parameters
    ----------
    plan:
        `gistools.cloudburst.whatif.Planned.table`; None for no measure.
    protection, costs, pair, value:
        Measures at buildings, prices, annual damage before and after, and what is saved against the cost.
    volume_m3:
        Room for water that the measures make; None for none.
    """

    plan: gpd.GeoDataFrame | None
    protection: Protection
    costs: MeasureCosts
    pair: Compared
    value: PlanValue
    volume_m3: float | None

    def account(self, discounting: Discounting) -> pd.DataFrame:
        """Return the account of the plan; see `gistools.floodcost.plan_compared.account`."""
        return account(self.value, self.costs, room_cost(self.plan, self.costs, discounting))


@dataclass(frozen=True, eq=False)
class Economy:
    """All that the worth of a plan rests on besides the plan (økonomi); made by `of`.

    Parameters
    ----------
    classified, model:
        The buildings, and what water does to them.
    rates, about:
        How often rains come by year since today, and what to know of it.
    prices, index, net, discounting:
        Prices of measures, price index, net tax factor and discount rates.
    params:
        Of the tool.
    """

    classified: gpd.GeoDataFrame
    model: DamageModel
    rates: dict[int, RainRate]
    about: tuple[Text, ...]
    prices: Table
    index: Table | None
    net: NetTax
    discounting: Discounting
    params: PlanWorthParams

    @classmethod
    def of(
        cls,
        buildings: gpd.GeoDataFrame,
        rain_statistics: pd.DataFrame,
        climate_factors: pd.DataFrame | None,
        damage_table: pd.DataFrame | None,
        price_index: pd.DataFrame | None,
        measure_prices: pd.DataFrame | None,
        params: PlanWorthParams,
    ) -> Self:
        """Read the tables; raises as the readers of each of them."""
        rates, about = yearly_rates(rain_statistics, climate_factors, params)
        classified, model = modelled(buildings, damage_table, price_index, params)
        own = None if measure_prices is None else read_user_table(measure_prices, "measure_prices")
        prices = own or load_table("measure_prices")
        index = None if price_index is None else read_user_table(price_index, "price_index")
        return cls(
            classified, model, rates, about, prices, index, tax_of(params), discounting_of(params), params
        )  # fmt: skip

    def worth(
        self,
        before: RainToFlood,
        edited: Edited,
        measures: gpd.GeoDataFrame | None,
        progress: Progress,
        *,
        first: Exposure | None = None,
    ) -> Worth:
        """Return what an edit of a desk is worth.

        Parameters
        ----------
        before, edited:
            Of the desk, without measures and with them.
        measures:
            The layer that was laid on the desk.
        first:
            As for `gistools.floodcost.plan_compared.compared`.

        Raises
        ------
        GistoolsError
            For measures without a price or a quantity, and measures at buildings that meet none.
        """
        plan = edited.plan.table if edited.plan else None
        drawn_on = () if measures is None else read_measures(measures, before.grid)
        protection = protect(self.model, self.classified, drawn_on)
        drawn = quantities(plan, self.prices, protection.buildings)
        costs = measure_costs(
            drawn, self.prices, net_tax_factor=self.net, price_year=self.model.price_year, index=self.index
        )
        pair = compared(
            self.classified, before, edited.comparison.after, self.model, self.rates, self.params, progress,
            model_after=protection.model, first=first,
        )  # fmt: skip
        volume = room_made(plan)
        value = plan_value(
            costs, pair.before, pair.after, self.discounting, volume_m3=volume, partly=pair.partly
        )  # fmt: skip
        return Worth(plan, protection, costs, pair, value, volume)


def yearly_rates(
    table: pd.DataFrame, factors: pd.DataFrame | None, params: CostRainParams
) -> tuple[dict[int, RainRate], tuple[Text, ...]]:
    """Return how often rains come by year since today: every fifth year up to the climate year, and what to know."""
    today, future, notes = climates(table, factors, params, beyond="hold")
    made = {0: rate_by(today, params)}
    if future is None or params.climate_year is None or params.reference_year is None:
        return made, (*notes, AS_TODAY)
    last = params.climate_year - params.reference_year
    for year in [*range(EVERY, last, EVERY), last]:
        if year > 0:
            at = params.reference_year + year
            then = climates(table, factors, dataclasses.replace(params, climate_year=at), beyond="hold")[1]
            made[year] = rate_by(then or today, params)
    told = Text(
        f"Klimaet ændrer sig jævnt frem til {params.climate_year}, regnet for hvert {EVERY}. år, og er derefter "
        "uændret.",
        f"The climate changes evenly up to {params.climate_year}, worked out every {EVERY} years, and stays from then.",
    )
    return made, (*notes, told)


def discounting_of(params: EconomicsParams) -> Discounting:
    """Return the discounting that a tool's parameters ask for."""
    return Discounting.from_table(params.rate_set, horizon_years=params.horizon_years, first_year=params.first_year)


def tax_of(params: EconomicsParams) -> NetTax:
    """Return what prices of works are multiplied by."""
    return net_tax_factor() if params.prices_without_tax else as_net_tax(1.0)
