"""Who gains and who pays (fordeling): benefits by group, costs by payer, both to the øre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError, TableError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.columns import read_numbers
from gistools.floodcost.marks import all_by, marked
from gistools.floodcost.works import ORE
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting
    from gistools.floodcost.priced import MeasureCosts

    F64 = npt.NDArray[np.float64]

_SHARES = ("measure_id", "payer", "share")
_OFF = 1e-9  # how far shares may be from 1 in all


def who_benefits(avoided_dkk: F64, groups: Sequence[str], *, title: Text | None = None) -> pd.DataFrame:
    """Return who gains and who loses (hvem får gavn), by use class, 100 m cell, or any other group.

    Parameters
    ----------
    avoided_dkk:
        n: as `PlanValue.avoided_dkk`; NaN is counted as unknown.
    groups:
        The group of each building.

    Returns
    -------
    pandas.DataFrame
        group, buildings, better, worse, unknown (buildings), gained_dkk, lost_dkk (0 or more), avoided_dkk; sums of
        each building's øre, NaN for a group in which nothing is known. The largest benefit first.

    Raises
    ------
    ParamError
        When there is not one group for each building.

    >>> table = who_benefits(np.array([100.0, -20.0, np.nan]), ["home", "home", "garage"])
    >>> table[["group", "avoided_dkk", "unknown"]].values.tolist()
    [['home', 80.0, 0], ['garage', nan, 1]]
    """
    if len(groups) != avoided_dkk.size:
        raise ParamError(
            Text(
                f"{len(groups)} grupper, {avoided_dkk.size} bygninger",
                f"{len(groups)} groups, {avoided_dkk.size} buildings",
            ),
            Text("en gruppe for hver bygning", "a group for each building"),
            Text(
                "giv gruppen for hver bygning i samme rækkefølge", "give the group of each building in the same order"
            ),
        )
    whole, unknown = to_oere(avoided_dkk), np.isnan(avoided_dkk)
    each = pd.DataFrame(
        {
            "group": [str(one) for one in groups],
            "buildings": 1,
            "better": (whole > 0).astype(np.int64),
            "worse": (whole < 0).astype(np.int64),
            "unknown": unknown.astype(np.int64),
            "gained_dkk": np.maximum(whole, 0),
            "lost_dkk": np.maximum(-whole, 0),
            "avoided_dkk": whole,
        }
    )
    table = each.groupby("group", as_index=False, sort=True).sum()
    money = ["gained_dkk", "lost_dkk", "avoided_dkk"]
    table[money] = (table[money] / ORE).where(table["unknown"] < table["buildings"])
    table = table.sort_values(["avoided_dkk", "group"], ascending=[False, True], ignore_index=True)
    table.attrs.update(units=dict.fromkeys(money, "DKK"), title=title or Text("Hvem har gavn af det", "Who benefits"))
    return table


def who_pays(costs: MeasureCosts, shares: pd.DataFrame, discounting: Discounting) -> pd.DataFrame:
    """Return what each payer pays (hvem betaler), the present value of the cost shared to the øre.

    Parameters
    ----------
    costs:
        From `measure_costs`.
    shares:
        ``measure_id``, ``payer`` (owner, utility, municipality, ...), ``share`` (0-1); the shares of a measure are 1 in
        all.

    Returns
    -------
    pandas.DataFrame
        payer, measures, cost_dkk, verified (of all measures of the payer); the sum is that of `MeasureCosts.to_frame`.
        The largest payer first.

    Raises
    ------
    TableError
        With every fault: missing columns, unknown measures or such without a payer, shares that are none or not 1 in
        all.

    >>> from gistools.floodcost.discount import FOREVER, Discounting
    >>> undiscounted = Discounting(np.array([FOREVER]), np.array([0.0]), horizon_years=50)
    >>> from gistools.floodcost.priced import MeasureCosts
    >>> from gistools.floodcost.works import Works
    >>> costs = MeasureCosts(("1",), ("basin",), np.array([10.0]), ("m3",), (Works(100.0),), 2021)
    >>> shares = pd.DataFrame({"measure_id": "1", "payer": ["utility", "owner"], "share": [0.75, 0.25]})
    >>> who_pays(costs, shares, undiscounted)[["payer", "cost_dkk"]].values.tolist()
    [['utility', 75.0], ['owner', 25.0]]
    """
    missing = [c for c in _SHARES if c not in shares.columns]
    faults = [Text(f"kolonnen {c} mangler", f"column {c} is missing") for c in missing]
    number = np.empty(0) if missing else read_numbers(shares, "share", faults)
    faults += [] if missing else _share_faults(shares, number, costs)
    if faults:
        raise TableError(
            Text("fejl i tabellen over betalere", "faults in the table of payers"),
            Text(
                "andele fra 0 til 1, der for hvert tiltag giver 1 i alt",
                "shares from 0 to 1, in all 1 for each measure",
            ),
            Text("ret de nævnte rækker", "correct the rows named"),
            faults,
        )
    told = costs.to_frame(discounting)
    whole = dict(zip(costs.ids, to_oere(told["cost_dkk"].to_numpy()), strict=True))
    ids = shares["measure_id"].map(str).to_numpy()
    paid = np.zeros(len(shares), np.int64)
    for one, total in whole.items():
        mine = np.flatnonzero(ids == one)
        paid[mine] = shared_oere(int(total), number[mine])
    each = pd.DataFrame({"payer": shares["payer"].map(str), "measures": 1, "cost_dkk": paid})
    table = each.groupby("payer", as_index=False, sort=True).sum()
    table["cost_dkk"] /= ORE
    sure: dict[Hashable, bool] = dict(zip(costs.ids, told["verified"].tolist(), strict=True))
    table["verified"] = marked(table["payer"], all_by(shares["payer"].map(str), marked(pd.Series(ids), sure)))
    table = table.sort_values(["cost_dkk", "payer"], ascending=[False, True], ignore_index=True)
    table.attrs.update(units={"cost_dkk": "DKK"}, title=Text("Hvem betaler", "Who pays"))
    return table


def _share_faults(shares: pd.DataFrame, number: F64, costs: MeasureCosts) -> list[Text]:
    ids = shares["measure_id"].map(str)
    faults = [
        Text(f"tiltag {one} findes ikke", f"measure {one} is unknown")
        for one in dict.fromkeys(ids[~ids.isin(costs.ids)])
    ]
    for row in np.flatnonzero(np.isnan(number) | ((number > 1.0) & np.isfinite(number))) + 1:
        shown = shares["share"].iloc[row - 1]
        faults.append(Text(f"række {row}, share = {shown} (0 til 1)", f"row {row}, share = {shown} (0 to 1)"))
    for one in costs.ids:
        total = float(number[(ids == one).to_numpy(np.bool_)].sum())
        if abs(total - 1.0) > _OFF and np.isfinite(total):
            faults.append(
                Text(f"tiltag {one}: andele {danish(total)} i alt", f"measure {one}: shares {total:g} in all")
            )
    return faults


def shared_oere(total: int, share: F64) -> npt.NDArray[np.int64]:
    """Return whole øre by share that sum to the total: the largest remainders get the øre left over."""
    exact = total * share
    made = np.floor(exact).astype(np.int64)
    left = total - int(made.sum())
    made[np.argsort(made - exact, kind="stable")[:left]] += 1
    return made
