"""What each service level costs, from a table of the user's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.errors import TableError
from gistools.floodcost.columns import read_numbers
from gistools.floodcost.discount import NetTax, as_net_tax
from gistools.floodcost.works import Works
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

_NEEDED = ("return_period_years", "cost_dkk", "price_year")
_MAY = ("upkeep_dkk_per_year", "lifetime_years")
PRICES = Text("niveauernes pris", "the cost of the levels")


@dataclass(frozen=True, eq=False)
class LevelCosts:
    """What service levels cost (prisen på serviceniveauer), in market prices of one year.

    Parameters
    ----------
    return_period_years:
        L rising levels.
    works:
        What each of them takes to build and keep.
    price_year:
        Of the prices.
    notes, unverified, stamps:
        What the user should know, what nobody has verified, and what must stand on all that is made of it.
    marks:
        bool of L: which levels rest on verified prices, the net tax factor included; see `verified`.
    doubtful:
        What is not verified, in a few words each.

    >>> table = pd.DataFrame({"return_period_years": [5, 10], "cost_dkk": ["1e6", "2500000,0"], "price_year": 2021})
    >>> costs = LevelCosts.from_table(table, net_tax_factor=1.28)
    >>> [works.capital_dkk for works in costs.works]
    [1280000.0, 3200000.0]
    """

    return_period_years: F64
    works: tuple[Works, ...]
    price_year: int
    notes: tuple[Text, ...] = ()
    unverified: tuple[Text, ...] = ()
    stamps: tuple[Text, ...] = ()
    marks: npt.NDArray[np.bool_] | None = None
    doubtful: tuple[Text, ...] = ()

    @property
    def verified(self) -> npt.NDArray[np.bool_]:
        """Which levels rest on prices that are said to be verified."""
        return np.full(len(self.works), not self.unverified) if self.marks is None else self.marks

    @classmethod
    def from_table(cls, table: pd.DataFrame, *, net_tax_factor: float | NetTax) -> Self:
        """Build the costs from a table.

        Parameters
        ----------
        table:
            A row for each level: ``return_period_years``, ``cost_dkk`` (to build, from today's state), ``price_year``;
            ``upkeep_dkk_per_year`` and ``lifetime_years`` may be there (0 and no rebuilding without them), and
            ``source``, ``verified``, ``maerke``. Rows may stand in any order.
        net_tax_factor:
            What prices are multiplied by: 1 for market prices, the net tax factor for prices without taxes
            (`gistools.floodcost.discount.net_tax_factor()`, which says where it stands).

        Raises
        ------
        TableError
            With every fault: missing columns, cells that are no number, negative money, doubled levels, lifetimes that
            are no whole years, several price years or none.
        ParamError
            For a factor that is not above 0.
        """
        require_kind(table, pd.DataFrame, "table")
        net = as_net_tax(net_tax_factor)
        faults = [Text(f"kolonnen {c} mangler", f"column {c} is missing") for c in _NEEDED if c not in table.columns]
        if len(table) == 0:
            faults.append(Text("ingen rækker", "no rows"))
        read = {c: read_numbers(table, c, faults) for c in (*_NEEDED, *_MAY) if c in table.columns}
        faults += _faults(read)
        if faults:
            raise TableError(
                Text("fejl i tabellen over niveauernes pris", "faults in the table of costs by level"),
                Text(
                    "en række for hvert niveau: return_period_years, cost_dkk og det samme price_year i alle",
                    "a row for each level: return_period_years, cost_dkk and one price_year in all",
                ),
                Text("ret de nævnte rækker", "correct the rows named"),
                faults,
            )
        order = np.argsort(read["return_period_years"])
        upkeep = read.get("upkeep_dkk_per_year", np.zeros(len(table)))
        life = read.get("lifetime_years", np.full(len(table), np.nan))
        works = tuple(
            Works(
                float(read["cost_dkk"][i]) * net.factor,
                0.0 if math.isnan(upkeep[i]) else float(upkeep[i]) * net.factor,
                None if math.isnan(life[i]) else int(life[i]),
            )
            for i in order
        )
        marks = table[STAMP_COLUMN] if STAMP_COLUMN in table.columns else ()
        read_there = _verified(table)
        return cls(
            read["return_period_years"][order],
            works,
            int(read["price_year"][0]),
            _notes(read["return_period_years"][order], works),
            (*_unverified(read_there), *net.unverified),
            stamps_in(marks),
            read_there[order] & (not net.unverified),
            (*(() if read_there.all() else (PRICES,)), *net.doubtful),
        )


def _faults(read: dict[str, F64]) -> list[Text]:
    faults = []
    for column in _NEEDED:
        rows = [str(i + 1) for i in np.flatnonzero(np.isnan(read.get(column, np.empty(0))))]
        if rows:
            listed = ", ".join(rows)
            faults.append(Text(f"{column} mangler i række {listed}", f"{column} is missing in row {listed}"))
    levels, years, life = (
        read.get(column, np.empty(0)) for column in ("return_period_years", "price_year", "lifetime_years")
    )
    faults += [
        Text(f"række {i + 1}, return_period_years = 0", f"row {i + 1}, return_period_years = 0")
        for i in np.flatnonzero(levels == 0.0)
    ]
    for level in np.unique(levels[np.isfinite(levels)]):
        if (levels == level).sum() > 1:
            faults.append(
                Text(f"T = {danish(level)} år står flere gange", f"T = {level:g} years stands more than once")
            )
    told = np.unique(years[np.isfinite(years)])
    if told.size > 1 or (told % 1.0).any():
        listed = ", ".join(f"{y:g}" for y in told)
        faults.append(Text(f"ikke ét prisår ({listed})", f"not one price year ({listed})"))
    broken = np.isfinite(life) & ((life < 1.0) | (np.floor(life) != life))
    faults += [
        Text(
            f"række {i + 1}, lifetime_years = {danish(life[i])} (hele år, mindst 1)",
            f"row {i + 1}, lifetime_years = {life[i]:g} (whole years, 1 or more)",
        )
        for i in np.flatnonzero(broken)
    ]
    return faults


def _notes(levels: F64, works: tuple[Works, ...]) -> tuple[Text, ...]:
    """Say where a higher level is cheaper, and where lifetimes are not given."""
    cost = np.array([one.capital_dkk for one in works])
    falls = [danish(levels[i + 1]) for i in np.flatnonzero(np.diff(cost) < 0.0)]
    notes = []
    if falls:
        listed = ", ".join(falls)
        notes.append(
            Text(
                f"T = {listed} år er billigere end niveauet under: kontrollér tabellen.",
                f"T = {listed} years costs less than the level below: look in the table.",
            )
        )
    without = sum(one.lifetime_years is None for one in works)
    if without:
        notes.append(
            Text(
                f"{counted(without, 'niveau', 'niveauer')} er uden levetid: der regnes ikke med genopførelse eller "
                "restværdi.",
                f"{counted(without, 'level has', 'levels have')} no lifetime: no rebuilding and no residual value is "
                "counted.",
            )
        )
    return tuple(notes)


def _verified(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    said = table["verified"] if "verified" in table.columns else [False] * len(table)
    return np.array([str(v).strip().lower() in {"true", "ja", "yes", "1"} for v in said], np.bool_)


def _unverified(verified: npt.NDArray[np.bool_]) -> tuple[Text, ...]:
    off = int((~verified).sum())
    return (
        (
            Text(
                f"Niveauernes pris er ikke verificeret i {off} af {verified.size} rækker.",
                f"The cost of the levels is not verified in {off} of {verified.size} rows.",
            ),
        )
        if off
        else ()
    )
