"""A plan compared with today (planen mod i dag): annual damage before and after it, and its account."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import TableError
from gistools.floodcost.bands import depths_of
from gistools.floodcost.costing import TODAY, annual_of, flood_cost
from gistools.floodcost.exposure import expose
from gistools.progress import Progress, Stage
from gistools.stamps import STAMP_COLUMN
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.floodcost.costing import FloodCost
    from gistools.floodcost.damage import DamageModel
    from gistools.floodcost.discount import Discounting
    from gistools.floodcost.exposure import Exposure
    from gistools.floodcost.measures import PlanValue
    from gistools.floodcost.priced import MeasureCosts
    from gistools.floodcost.rates import RainRate
    from gistools.floodcost.value_params import PlanWorthParams

    F64 = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True, eq=False)
class Compared:
    """Annual damage of n buildings before and after a plan.

    Parameters
    ----------
    today:
        What floods cost before and after, in today's climate.
    before, after:
        n annual damages by year since today.
    depths_m, depths_onset:
        Rising depths, and the onsets at them, before and after.
    """

    today: tuple[FloodCost, FloodCost]
    before: Mapping[int, F64]
    after: Mapping[int, F64]
    depths_m: F64
    depths_onset: tuple[F64, F64]

    @property
    def partly(self) -> npt.NDArray[np.bool_]:
        """Which of n buildings have an unknown part, before or after."""
        states = [of.annual[TODAY].partly for of in self.today]
        made: npt.NDArray[np.bool_] = states[0] | states[1]
        return made

    def layer(self, value: PlanValue, verified: npt.NDArray[np.bool_]) -> gpd.GeoDataFrame:
        """Return the buildings with their annual damage before and after, and the present value of what is saved."""
        made = self.today[0].buildings()
        after = np.round(self.today[1].annual[TODAY].dkk, 2)
        names = {"annual_today_dkk": "before_dkk", "risk_state_today": "risk_state_before"}
        kept = ["building_id", "source_id", "damage_class", *names, STAMP_COLUMN, made.geometry.name]
        layer = made[[c for c in kept if c in made.columns]].rename(columns=names)
        at = list(layer.columns).index("before_dkk") + 1
        layer.insert(at, "after_dkk", after)
        layer.insert(at + 1, "saved_dkk", np.round(layer["before_dkk"].to_numpy() - after, 2))
        layer.insert(at + 2, "saved_present_dkk", np.round(value.avoided_dkk, 2))
        layer.insert(
            list(layer.columns).index("risk_state_before") + 1,
            "risk_state_after",
            self.today[1].buildings()["risk_state_today"].to_numpy(),
        )
        layer.insert(len(layer.columns) - 1, "verified", verified)
        layer.attrs["title"] = Text("Sparet skade", "Damage saved")
        return layer


def compared(
    classified: gpd.GeoDataFrame,
    before: RainToFlood,
    after: RainToFlood,
    model: DamageModel,
    rates: Mapping[int, RainRate],
    params: PlanWorthParams,
    progress: Progress,
    *,
    model_after: DamageModel | None = None,
    first: Exposure | None = None,
) -> Compared:
    """Return annual damage before and after; floors stay where they were, whatever is done to the ground around.

    ``model_after`` has the thresholds after measures at buildings (`protect`), the model itself when None.

    A part that is unknown before or after is unknown in both, so that what is saved is of the same parts. ``first`` is
    the water before at the thresholds of ``model`` where it is known already; then nothing is made for draws
    (`Compared.depths_m` is empty).
    """
    if model.curves:
        raise TableError(
            Text("en skadetabel med kurver", "a damage table with curves"),
            Text("trin med en tærskel", "steps with a threshold"),
            Text("giv en skadetabel for skybrud, hvis dele er trin", "give a damage table of cloudbursts in steps"),
            [],
        )
    models = model, model_after or model
    depths = np.empty(0) if first else np.unique(np.concatenate([depths_of(one, params) for one in models]))
    deeper = np.repeat(depths[:, None], len(classified), axis=1)
    asked = [np.vstack([one.thresholds_m(), deeper]) for one in models]
    first = first or expose(before, classified, asked[0], params, progress=Stage(progress, 0.0, 0.5))
    then = expose(after, classified, asked[1], params, facade_m=first.facade_m, progress=Stage(progress, 0.5, 1.0))
    steps = len(model.steps)
    lost = np.isnan(first.onset_mm[:steps]) | np.isnan(then.onset_mm[:steps])
    both = tuple(
        dataclasses.replace(one, onset_mm=np.where(lost, np.nan, one.onset_mm[:steps]), pond_id=one.pond_id[:steps])
        for one in (first, then)
    )
    today = [
        flood_cost(classified, one, of, {TODAY: rates[min(rates)]}, cell_m=params.cell_m)
        for one, of in zip(both, models, strict=True)
    ]
    named = {str(year): rate for year, rate in rates.items()}
    annual = [annual_of(one, of, named) for one, of in zip(both, models, strict=True)]
    by_year = [{year: made[str(year)].dkk for year in rates} for made in annual]
    return Compared(
        (today[0], today[1]),
        by_year[0],
        by_year[1],
        depths,
        (first.onset_mm[steps:], then.onset_mm[steps:]),
    )


def room_cost(plan: pd.DataFrame | None, costs: MeasureCosts, discounting: Discounting) -> float:
    """Return what the measures that make room for water cost, DKK; those that make none have no price for each m³."""
    if plan is None:
        return np.nan
    ids = {str(row["measure_id"]) for row in plan.to_dict("records") if row["room_m3"] > 0.0}
    table = costs.to_frame(discounting)
    return float(table.loc[table["measure_id"].map(str).isin(ids), "cost_dkk"].sum())


def account(value: PlanValue, costs: MeasureCosts, cost_of_room_dkk: float) -> pd.DataFrame:
    """Return the account of a plan with its annual damage, and what its measures with room cost for each m³.

    Beside ``dkk`` it has ``ratio`` (benefit for each krone of cost, missing where the plan costs nothing) and ``years``
    (the first year from which all that has come in so far is worth what has been paid, missing within the horizon).
    """
    each = cost_of_room_dkk / value.volume_m3 if value.volume_m3 else np.nan
    more = [
        ("annual_before", "Årlig skade før, i dag", "Annual damage before, today", value.annual_before_dkk),
        ("annual_after", "Årlig skade efter, i dag", "Annual damage after, today", value.annual_after_dkk),
        ("cost_per_m3", "Omkostning pr. m³ rum, af tiltag med rum", "Cost for each m³, of measures with room", each),
        ("equivalent_annual", "Nettogevinst om året", "Net benefit a year", value.account.eav_dkk),
    ]
    table = value.account.to_frame()
    rest = pd.DataFrame([(*one[:3], np.round(one[3], 2)) for one in more], columns=table.columns)
    counts = pd.DataFrame(
        [
            ("unknown", "Bygninger med ukendt skade, ikke talt med", "Buildings of unknown damage, not counted"),
            ("partly", "Bygninger, hvor kun en del er talt med", "Buildings of which a part alone is counted"),
        ],
        columns=table.columns[:3],
    ).assign(dkk=np.nan, buildings=[value.unknown, value.partly])
    kept = pd.DataFrame(
        [
            ("bcr", "Nytte pr. krone omkostning", "Benefit for each krone of cost"),
            ("payback", "Tjent hjem efter (tom: ikke i horisonten)", "Paid back after (empty: not within the horizon)"),
        ],
        columns=table.columns[:3],
    ).assign(dkk=np.nan)
    kept["ratio"] = np.array([np.round(value.account.bcr, 4), np.nan])
    kept["years"] = pd.array([None, value.account.payback_years], "Int64")
    made = pd.concat([table, rest, kept, counts], ignore_index=True).assign(price_year=costs.price_year)
    for name in ("buildings", "years"):
        made[name] = made[name].astype("Int64")
    made.attrs.update(table.attrs)
    return made
