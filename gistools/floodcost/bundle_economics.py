"""Money over the years in a publication bundle: what can be recomputed of present and equivalent annual values."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError
from gistools.floodcost.bundle_cells import BundleColumn, BundleTable, CellKind, both, dkk, oere
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.floodcost.discount import Discounting

    F64 = npt.NDArray[np.float64]

__all__ = ["Economics", "Flow"]

_TEXT, _WHOLE, _NUMBER, _DKK = CellKind.TEXT, CellKind.WHOLE, CellKind.NUMBER, CellKind.DKK


@dataclass(frozen=True, eq=False)
class Flow:
    """Money that falls in the years 0 to N from the investment (pengestrøm).

    Parameters
    ----------
    name:
        Small letters, digits, underscores.
    label:
        What it is called.
    dkk:
        N + 1 amounts, not discounted.
    sign:
        +1 for a benefit and -1 for a cost of the net present value, 0 for what is not part of it.
    horizons:
        By year: the scenario whose annual damage the flow is worked out of there (that of all buildings; for a flow by
        the name of a state, of its steps), and that damage. Year 0 is known also where damage counts from year 1.
    linear:
        Whether it is a straight line between the horizons in the years that carry damage, and constant beyond the last.
    """

    name: str
    label: Text
    dkk: F64
    sign: int = 0
    horizons: Mapping[int, tuple[str, float]] = field(default_factory=dict)
    linear: bool = False


@dataclass(frozen=True, eq=False)
class Economics:
    """Flows and how they are discounted.

    Raises
    ------
    ParamError
        For flows that are not of the years 0 to N, unknown amounts, names that are there twice, other signs.

    >>> from gistools.floodcost.discount import FOREVER, Discounting
    >>> rates = Discounting(np.array([FOREVER]), np.array([0.03]), horizon_years=2)
    >>> made = Economics(rates, (Flow("damage", Text("Skade", "Damage"), np.array([0.0, 103.0, 106.09])),))
    >>> made.present_dkk(made.flows[0])  # 103 / 1.03 + 106.09 / 1.03^2
    200.0
    """

    discounting: Discounting
    flows: tuple[Flow, ...]

    def __post_init__(self) -> None:
        """Refuse flows that do not belong to the years; all faults are told at once."""
        years = self.discounting.horizon_years + 1
        names = [flow.name for flow in self.flows]
        faults = [Text(f"{name} flere gange", f"{name} more than once") for name in set(names) if names.count(name) > 1]
        for flow in self.flows:
            if flow.dkk.shape != (years,) or not np.isfinite(flow.dkk).all():
                faults.append(
                    Text(
                        f"{flow.name} med {flow.dkk.size} beløb, {np.isfinite(flow.dkk).sum()} kendte",
                        f"{flow.name} of {flow.dkk.size} amounts, {np.isfinite(flow.dkk).sum()} known",
                    )
                )
            if flow.sign not in {-1, 0, 1}:
                faults.append(Text(f"{flow.name} med fortegn {flow.sign}", f"{flow.name} of sign {flow.sign}"))
        if faults:
            raise ParamError(
                Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
                Text(f"{years} kendte beløb (år 0 til {years - 1})", f"{years} known amounts (years 0 to {years - 1})"),
                Text(
                    "giv et beløb for hvert år, 0 hvor der intet er",
                    "give an amount of each year, 0 where there is none",
                ),
            )

    def present_dkk(self, flow: Flow) -> float:
        """Return the present value of a flow: the sum of DF(t) X(t) over the years 0 to N, summed exactly."""
        return math.fsum(self.discounting.factor(np.arange(flow.dkk.size)) * flow.dkk)

    @property
    def annuity(self) -> float:
        """The sum of the discount factors of the years that carry damage, summed exactly."""
        return math.fsum(self.discounting.factor(self.discounting.years))


def economic_tables(economics: Economics) -> list[BundleTable]:
    """Return the rates, the flows, their present and equivalent annual values, and the net of them."""
    d = economics.discounting
    year = np.arange(d.horizon_years + 1)
    present = [int(oere(economics.present_dkk(flow))) for flow in economics.flows]
    values = pd.DataFrame(
        {
            "flow": [flow.name for flow in economics.flows],
            "label_da": [flow.label.da for flow in economics.flows],
            "label_en": [flow.label.en for flow in economics.flows],
            "sign": [flow.sign for flow in economics.flows],
            "linear": [flow.linear for flow in economics.flows],
            "present_dkk": dkk(present),
            "equivalent_annual_dkk": dkk(oere([economics.present_dkk(f) / economics.annuity for f in economics.flows])),
        }
    )
    return [
        BundleTable("discounting", Text("Diskontering", "Discounting"), _conventions(d), _CONVENTIONS),
        BundleTable(
            "discount_rates",
            Text("Diskonteringsrente", "Discount rates"),
            pd.DataFrame({"to_year": d.to_years, "rate": d.rates}),
            _RATES,
        ),
        BundleTable(
            "flows",
            Text("Beløb pr. år", "Amounts by year"),
            pd.DataFrame({"year": year, "factor": d.factor(year)} | {f"{f.name}_dkk": f.dkk for f in economics.flows}),
            (
                BundleColumn("year", _WHOLE, Text("År efter investeringen", "Year after the investment")),
                BundleColumn("factor", _NUMBER, Text("Diskonteringsfaktor", "Discount factor")),
                *(BundleColumn(f"{f.name}_dkk", _NUMBER, f.label, "DKK") for f in economics.flows),
            ),
        ),
        BundleTable("horizons", Text("Skade i kendte år", "Damage of known years"), _horizons(economics), _HORIZONS),
        BundleTable("values", Text("Nutidsværdier", "Present values"), values, _VALUES),
        *([BundleTable("net", _NET_TITLE, net_frame(values, economics.annuity), _NET)] if values["sign"].any() else []),
    ]


def net_frame(values: pd.DataFrame, annuity: float) -> pd.DataFrame:
    """Return benefits, costs, their difference and ratio, from the table of present values."""
    whole, sign = oere(values["present_dkk"]), values["sign"].to_numpy(np.int64)
    benefit, cost = int(whole[sign > 0].sum()), int(whole[sign < 0].sum())
    return pd.DataFrame(
        {
            "benefit_dkk": dkk([benefit]),
            "cost_dkk": dkk([cost]),
            "npv_dkk": dkk([benefit - cost]),
            "npv_annual_dkk": dkk(oere([(benefit - cost) / 100.0 / annuity])),
            "bcr": [round(benefit / cost, 2) if cost > 0 else math.nan],
        }
    )


def _conventions(d: Discounting) -> pd.DataFrame:
    first, reading = _FIRST_YEAR[str(d.first_year)], _READING[str(d.reading)]
    said = (str(d.first_year), first.da, first.en, str(d.reading), reading.da, reading.en, d.source.da, d.source.en)
    row = (d.horizon_years, *said, not d.unverified)
    return pd.DataFrame([row], columns=[column.name for column in _CONVENTIONS])


def _horizons(economics: Economics) -> pd.DataFrame:
    rows = [(f.name, year, *known) for f in economics.flows for year, known in sorted(f.horizons.items())]
    return pd.DataFrame(rows, columns=["flow", "year", "scenario", "annual_dkk"])


_FIRST_YEAR = {
    "year-0": Text("investeringens år", "the year of the investment"),
    "year-1": Text("året efter investeringen", "the year after the investment"),
}
_READING = {
    "cumulative": Text("hvert år med sin egen rente", "each year by its own rate"),
    "spot": Text("alle år med det sidste års rente", "all years by the rate of the last"),
}
_LABELS = (
    BundleColumn("flow", _TEXT, Text("Pengestrøm", "Flow")),
    *both("label", Text("Pengestrøm", "Flow")),
)
_CONVENTIONS = (
    BundleColumn("horizon_years", _WHOLE, Text("Horisont", "Horizon"), "år"),
    BundleColumn("first_year", _TEXT, Text("Første år med skade (kode)", "First year with damage (code)")),
    *both("first_year", Text("Første år med skade", "First year with damage")),
    BundleColumn("reading", _TEXT, Text("Læsning af renten (kode)", "Reading of the rate (code)")),
    *both("reading", Text("Læsning af renten", "Reading of the rate")),
    *both("source", Text("Kilde", "Source")),
    BundleColumn("verified", CellKind.YES_NO, Text("Verificeret", "Verified")),
)
_RATES = (
    BundleColumn("to_year", _WHOLE, Text("Til og med år", "Up to year")),
    BundleColumn("rate", _NUMBER, Text("Rente", "Rate"), "pr. år"),
)
_HORIZONS = (
    _LABELS[0],
    BundleColumn("year", _WHOLE, Text("År efter investeringen", "Year after the investment")),
    BundleColumn("scenario", _TEXT, Text("Scenarie", "Scenario")),
    BundleColumn("annual_dkk", _NUMBER, Text("Årlig skade", "Annual damage"), "DKK/år"),
)
_VALUES = (
    *_LABELS,
    BundleColumn("sign", _WHOLE, Text("Fortegn i nettonutidsværdien", "Sign in the net present value")),
    BundleColumn("linear", CellKind.YES_NO, Text("Ret linje mellem horisonter", "Straight line between horizons")),
    BundleColumn("present_dkk", _DKK, Text("Nutidsværdi", "Present value"), "DKK"),
    BundleColumn("equivalent_annual_dkk", _DKK, Text("Ækvivalent årlig værdi", "Equivalent annual value"), "DKK/år"),
)
_NET_TITLE = Text("Nytte og omkostning", "Benefit and cost")
_NET = (
    BundleColumn("benefit_dkk", _DKK, Text("Nytte", "Benefit"), "DKK"),
    BundleColumn("cost_dkk", _DKK, Text("Omkostning", "Cost"), "DKK"),
    BundleColumn("npv_dkk", _DKK, Text("Nettonutidsværdi", "Net present value"), "DKK"),
    BundleColumn("npv_annual_dkk", _DKK, Text("Ækvivalent årlig værdi", "Equivalent annual value"), "DKK/år"),
    BundleColumn("bcr", _NUMBER, Text("Nytte pr. krone", "Benefit-cost ratio")),
)
