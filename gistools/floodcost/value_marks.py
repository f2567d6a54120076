"""What of levels and plans nobody has verified, row by row: damage, rain, discount rates and prices where used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from gistools.cloudburst.curve_table import curve_table
from gistools.floodcost.costing import TODAY
from gistools.floodcost.marks import all_by, marked
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.floodcost.costing import FloodCost
    from gistools.floodcost.discount import Discounting
    from gistools.floodcost.level_costs import LevelCosts
    from gistools.floodcost.priced import MeasureCosts
    from gistools.floodcost.rates import RainRate

    Mask = npt.NDArray[np.bool_]

_OF_DAMAGE, _OF_TODAY = {"avoided"}, {"annual_before", "annual_after"}
_OF_PRICES = {"capital", "upkeep", "reinvestment", "residual", "cost_per_m3"}
_OF_NOTHING = {"cobenefit", "unknown", "partly"}  # no figure of a source: none, and counts


def unverified_of(rates: Mapping[int, RainRate]) -> tuple[Text, ...]:
    """Return what nobody has verified of the rain of any year."""
    return tuple(dict.fromkeys(text for rate in rates.values() for text in rate.unverified))


def doubtful_of(rates: Mapping[int, RainRate]) -> tuple[Text, ...]:
    """Return the same in a few words each."""
    return tuple(dict.fromkeys(text for rate in rates.values() for text in rate.doubtful))


def told_verified(layer: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Return which buildings of a layer say that what they cost rests on verified figures; none where it is silent."""
    if "verified_cost" not in layer.columns:
        return np.zeros(len(layer), np.bool_)
    made: npt.NDArray[np.bool_] = layer["verified_cost"].eq(other=True).fillna(value=False).to_numpy(np.bool_)
    return made


def doubtful_amounts(layer: gpd.GeoDataFrame) -> tuple[Text, ...]:
    """Return in a few words that amounts of a layer are not verified, where they are not."""
    return () if told_verified(layer).all() else (Text("skadebeløb og tærskler", "amounts and thresholds of damage"),)


def level_marks(frame: pd.DataFrame, costs: LevelCosts, verified: bool) -> pd.DataFrame:  # noqa: FBT001 - what is marked
    """Return a table of levels with a mark: its damage and rates (``verified``), and the price of each level."""
    prices = dict(zip(costs.return_period_years.tolist(), costs.verified.tolist(), strict=True))
    made = frame.assign(verified=marked(frame["return_period_years"], prices, other=True) & verified)
    made.attrs.update(frame.attrs)
    return made


def not_verified(layer: gpd.GeoDataFrame) -> tuple[Text, ...]:
    """Return a sentence on the buildings whose damage rests on figures that nobody has verified."""
    count = int((~told_verified(layer)).sum())
    if not count:
        return ()
    return (
        Text(
            f"Skadebeløbene for {count} af {len(layer)} bygninger er ikke verificeret (se cost_assumptions).",
            f"The amounts of damage of {count} of {len(layer)} buildings are not verified (see cost_assumptions).",
        ),
    )


@dataclass(frozen=True, eq=False)
class PlanMarks:
    """What the rows of a plan's tables rest on.

    Parameters
    ----------
    classes:
        The damage class of n buildings.
    today, present:
        bool of n: whether the damage today, and its present value over the years, rest on verified figures alone.
    prices:
        Whether the prices of all measures do, and the rates that turn them into present values.
    """

    classes: npt.NDArray[np.object_]
    today: Mask
    present: Mask
    prices: bool

    @classmethod
    def of(
        cls,
        classified: gpd.GeoDataFrame,
        now: FloodCost,
        rates: Mapping[int, RainRate],
        discounting: Discounting,
        costs: MeasureCosts,
    ) -> Self:
        """Return the marks of a plan."""
        today = now.verified(TODAY)
        rates_read = not discounting.unverified
        present = today & (not unverified_of(rates)) & rates_read
        return cls(
            classified["damage_class"].to_numpy(object), today, present, bool(costs.verified.all()) and rates_read
        )

    def by_class(self, benefits: pd.DataFrame) -> pd.DataFrame:
        """Return the table of who benefits with a mark of each class."""
        made = benefits.assign(verified=marked(benefits["group"], all_by(self.classes, self.present)))
        made.attrs.update(benefits.attrs)
        return made

    def by_bluespot(self, stored: pd.DataFrame, result: RainToFlood, now: FloodCost) -> pd.DataFrame:
        """Return the value of storage with a mark of each bluespot: of the buildings that its water damages.

        Storage in a pond also puts off what lies in those that it grows together into, and these count with it.
        """
        pond, onset = now.exposure.pond_id, now.exposure.onset_mm
        reached = (pond > 0) & np.isfinite(onset) & (now.model.amounts_dkk() != 0.0)
        off = set(pond[reached & ~np.broadcast_to(self.today, pond.shape)].tolist())
        curves = curve_table(result, np.unique(pond[pond > 0]) - 1)
        parent = result.flow.forest.parent
        marks: dict[object, bool] = {}
        for node, spot in curves[["pond_id", "bluespot_id"]].drop_duplicates().itertuples(index=False, name=None):
            at = int(node)
            sure = at not in off
            while sure and (at := int(parent[at - 1]) + 1) > 0:
                sure = at not in off
            marks[spot] = marks.get(spot, True) and sure
        made = stored.assign(verified=marked(stored["bluespot_id"], marks))
        made.attrs.update(stored.attrs)
        return made


def account_marks(account: pd.DataFrame, marks: PlanMarks) -> pd.DataFrame:
    """Return the account with a mark of each row; empty where no figure of a source is behind it."""
    damage, prices = bool(marks.present.all()), marks.prices
    told: dict[str, bool | None] = {
        **dict.fromkeys(_OF_DAMAGE, damage),
        **dict.fromkeys(_OF_TODAY, bool(marks.today.all())),
        **dict.fromkeys(_OF_PRICES, prices),
        **dict.fromkeys(_OF_NOTHING),
    }
    told_of = [told.get(str(term), damage and prices) for term in account["term"]]
    made = account.assign(verified=pd.array(told_of, dtype="boolean"))
    made.attrs.update(account.attrs)
    return made
