"""The economy of measures (tiltags økonomi): what they cost, what they save, who gains and who pays."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.discount import present_value
from gistools.floodcost.priced import MeasureCosts, measure_costs
from gistools.floodcost.sharing import who_benefits, who_pays
from gistools.floodcost.storage import StorageValue, marginal_storage
from gistools.floodcost.value import BenefitCost, benefit_cost, damage_over_time
from gistools.floodcost.works import ORE
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

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


@dataclass(frozen=True, eq=False)
class PlanValue:
    """What a plan of measures is worth (planens værdi); made by `plan_value`.

    Parameters
    ----------
    account:
        Damage avoided against the cost; what is avoided is the sum of whole øre of the buildings.
    avoided_dkk:
        n: present value of the damage avoided at each building, below 0 where it grows; NaN where it is not known.
    annual_before_dkk, annual_after_dkk:
        Expected annual damage today (the first year that damage is given of), of the buildings known before and after.
    unknown:
        Buildings not known before or after; not counted.
    volume_m3:
        Room for water that the measures make; None where it is not known.
    partly:
        Buildings of which a part is unknown before or after; what is known of them is counted.
    """

    account: BenefitCost
    avoided_dkk: F64
    annual_before_dkk: float
    annual_after_dkk: float
    unknown: int
    volume_m3: float | None = None
    partly: int = 0

    @property
    def cost_per_m3_dkk(self) -> float:
        """Present value of the cost for each m³ of room; NaN where that is not known."""
        return self.account.costs.total_dkk / self.volume_m3 if self.volume_m3 else math.nan

    @property
    def notes(self) -> tuple[Text, ...]:
        """What the user should know."""
        notes = []
        if self.unknown:
            notes.append(
                Text(
                    f"{counted(self.unknown, 'bygning', 'bygninger')} har ukendt skade før eller efter og er ikke "
                    "talt med.",
                    f"{counted(self.unknown, 'building has', 'buildings have')} unknown damage before or after: not "
                    "counted.",
                )
            )
        if self.partly:
            notes.append(
                Text(
                    f"Ved {counted(self.partly, 'bygning', 'bygninger')} er en del ukendt før eller efter: kun det "
                    "kendte er talt med, og det "
                    "sparede kan være større eller mindre.",
                    f"Of {counted(self.partly, 'building', 'buildings')} a part is unknown before or after: only "
                    "what is known is counted, and "
                    "what is saved may be more or less.",
                )
            )
        return tuple(notes)


def plan_value(
    costs: MeasureCosts,
    before: F64 | Mapping[int, F64],
    after: F64 | Mapping[int, F64],
    discounting: Discounting,
    *,
    volume_m3: float | None = None,
    cobenefit_dkk: npt.ArrayLike = 0.0,
    partly: npt.NDArray[np.bool_] | None = None,
) -> PlanValue:
    """Return what measures are worth: the expected annual damage before less after, against their cost.

    Parameters
    ----------
    costs:
        From `measure_costs`.
    before, after:
        Annual damage of n buildings (`AnnualDamage.dkk`) in the prices of ``costs.price_year``, in one climate or by
        year since the investment, as for `damage_over_time`.
    discounting:
        Rates, horizon and which years carry damage.
    volume_m3:
        Room for water that the measures make.
    cobenefit_dkk:
        Other benefits a year.
    partly:
        Which of the n buildings have an unknown part before or after; none when left out.

    Raises
    ------
    ParamError
        For arrays of other buildings, years that differ, or a room that is not above 0.

    >>> from gistools.floodcost.discount import FOREVER, Discounting
    >>> undiscounted = Discounting(np.array([FOREVER]), np.array([0.0]), horizon_years=50)
    >>> from gistools.floodcost.works import ORE, Works
    >>> costs = MeasureCosts(("1",), ("basin",), np.array([10.0]), ("m3",), (Works(600.0),), 2021)
    >>> made = plan_value(costs, np.array([30.0, np.nan]), np.array([10.0, 5.0]), undiscounted, volume_m3=10.0)
    >>> made.account.npv_dkk, made.unknown, made.cost_per_m3_dkk
    (400.0, 1, 60.0)
    """
    old, new = ({0: v} if isinstance(v, np.ndarray) else dict(v) for v in (before, after))
    shapes = {np.shape(v) for v in (*old.values(), *new.values())}
    if set(old) != set(new) or len(shapes) != 1 or (volume_m3 is not None and not 0.0 < volume_m3 < math.inf):
        raise ParamError(
            Text(
                f"skader før i år {sorted(old)} og efter i år {sorted(new)}, former {sorted(shapes)}, rum {volume_m3}",
                f"damage before in years {sorted(old)}, after in years {sorted(new)}, shapes {sorted(shapes)}, "
                f"room {volume_m3}",
            ),
            Text(
                "de samme bygninger og år før og efter, og et rum over 0 m³",
                "the same buildings and years, room above 0",
            ),
            Text("regn begge med de samme bygninger og klimaer", "work out both for the same buildings and climates"),
        )
    streams = [damage_over_time(discounting.years, v).dkk for v in (old, new)]
    avoided = streams[0] - streams[1]
    known = ~np.isnan(avoided).any(axis=0)
    account = benefit_cost(avoided[:, known].sum(axis=1), costs.works, discounting, cobenefit_dkk=cobenefit_dkk)
    saved = present_value(avoided, discounting)
    total = float(to_oere(saved[known]).sum()) / ORE  # summed as buildings and their classes are told
    today = [float(to_oere(v[min(v)][known]).sum()) / ORE for v in (old, new)]  # summed as buildings are told
    return PlanValue(
        dataclasses.replace(account, avoided_dkk=total),
        saved,
        today[0],
        today[1],
        int((~known).sum()),
        volume_m3,
        0 if partly is None else int((partly & known).sum()),
    )
