"""The figures of OS2 SkadesØkonomi (sammenligning med OS2), reproduced from its published formulas.

Damage of a building: b0 + A (b1 ln(max(depth in cm, 1)) + b2) + basement area x c0, once the deepest cell that touches
the footprint is 0.20 m or more; in the newer model also only when 5 % or more of its perimeter is wet. Its "risk" is
(w0 D_now + w1 D_future) / T with discounted means of 100 years as weights. That is **not** expected annual damage, and
sums of it over return periods count the same probability several times. Formulas and figures as read in its database
and note; no code of it was used.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.errors import ParamError, TableError
from gistools.floodcost.annual import to_oere
from gistools.floodcost.bundle_values import Default
from gistools.floodcost.discount import Discounting
from gistools.floodcost.economy_choices import FirstYear
from gistools.floodcost.works import ORE
from gistools.tables import Table, load_table
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

THRESHOLD_M = 0.20
WET_SHARE = 0.05  # of the perimeter, in the newer model
YEARS = 100
NOT_ANNUAL = Text(
    "OS2's risiko er et tilbagediskonteret gennemsnit over 100 år for én gentagelsesperiode, ikke forventet årlig "
    "skade; lægges den sammen over gentagelsesperioder, tælles samme sandsynlighed flere gange.",
    "The risk of OS2 is a discounted mean of 100 years for one return period, not expected annual damage; summed over "
    "return periods it counts the same probability several times.",
)
OS2_RING = Text(
    "OS2 læser den dybeste celle, som grundplanen berører; her er bygningerne hævet, så tagene er tørre, og derfor er "
    "ringen af celler lige uden om læst med.",
    "OS2 reads the deepest cell that the footprint touches; here buildings are raised, so that roofs are dry, and the "
    "ring of cells around them is read too.",
)


@dataclass(frozen=True, eq=False)
class Os2Coefficients:
    """The coefficients of n buildings: b0 (DKK), b1 and b2 (DKK/m²), c0 (DKK per m² of basement).

    ``verified`` (bool of n) says whether all rows of a building's class were read in their source.
    """

    b0: F64
    b1: F64
    b2: F64
    c0: F64
    price_year: int
    verified: npt.NDArray[np.bool_]
    unverified: tuple[Text, ...] = ()


def os2_coefficients(
    damage_class: Sequence[str], *, hazard: str = "cloudburst", table: Table | None = None
) -> Os2Coefficients:
    """Return the coefficients of buildings by their damage class.

    Parameters
    ----------
    damage_class:
        Of n buildings, as `gistools.floodcost.damage.classify` gives.
    hazard:
        ``cloudburst``, ``sea`` or ``stream``.
    table:
        ``building_damage``; the shipped one, whose figures are those of OS2, when None.

    Raises
    ------
    TableError
        When a class has no row of the hazard, or the rows are of a form that OS2 has not (tables of depth), or of
        several price years.

    >>> made = os2_coefficients(["home", "garage"])
    >>> made.b0.tolist(), made.b2.tolist(), made.c0.tolist()
    ([0.0, 30000.0], [1257.0, 0.0], [578.0, 578.0])
    """
    given = load_table("building_damage") if table is None else table
    require_kind(given, Table, "table")
    classes = [str(one) for one in damage_class]
    rows = (given.frame["hazard"] == hazard) & given.frame["damage_class"].isin(classes)
    used = given.only(rows.to_numpy(np.bool_))
    by_class: dict[str, list[float]] = {}
    faults = []
    for row in used.frame.to_dict("records"):
        named = by_class.setdefault(str(row["damage_class"]), [0.0, 0.0, 0.0, 0.0])
        kind = (row["part"], row["form"], row["basis"])
        if kind == ("basement", "step", "m2_basement"):
            named[3] = float(row["amount_dkk"])
        elif kind == ("building", "step", "building"):
            named[0] = float(row["amount_dkk"])
        elif kind == ("ground_floor", "step", "m2"):
            named[2] = float(row["amount_dkk"])
        elif kind == ("ground_floor", "log", "m2"):
            named[1], named[2] = float(row["log_a"]), float(row["log_b"])
        else:
            shown = ", ".join(str(one) for one in (row["damage_class"], *kind))
            faults.append(Text(f"rækken {shown} har OS2 ikke", f"the row {shown} is not one of OS2"))
    faults += [
        Text(f"ingen række for {one} ({hazard})", f"no row for {one} ({hazard})")
        for one in dict.fromkeys(classes)
        if one not in by_class
    ]
    years = sorted(set(used.frame["price_year"].dropna()))
    if by_class and len(years) != 1:
        faults.append(Text(f"prisår {years}", f"price years {years}"))
    if faults:
        raise TableError(
            Text("skadetabellen", "the damage table"),
            Text("rækker af OS2's former og ét prisår", "rows of the forms of OS2 and one price year"),
            Text("brug den medfølgende tabel building_damage", "use the shipped table building_damage"),
            faults,
        )
    values = np.array([by_class[one] for one in classes], np.float64).reshape(-1, 4)
    b0, b1, b2, c0 = values.T
    sure = used.frame.groupby("damage_class")["verified"].all().to_dict()
    verified = np.array([sure[one] for one in classes], np.bool_)
    return Os2Coefficients(b0, b1, b2, c0, int(years[0]) if years else 0, verified, used.unverified)


def os2_damage(
    max_depth_m: F64,
    ground_m2: F64,
    basement_m2: F64,
    coefficients: Os2Coefficients,
    *,
    threshold_m: float = THRESHOLD_M,
    wet_share: F64 | None = None,
) -> F64:
    """Return the damage of n buildings in one flood, DKK, as OS2 works it out.

    Parameters
    ----------
    max_depth_m:
        The deepest cell that touches the footprint, m of water; -inf or 0 for dry, NaN (unknown) stays NaN.
    ground_m2, basement_m2:
        Areas; an unknown (NaN) basement counts as none, which is an assumption on OS2 and not what gistools does.
    coefficients:
        From `os2_coefficients`.
    threshold_m:
        No damage below it, of the basement neither.
    wet_share:
        Wet share (0-1) of each perimeter for the newer model, which asks for `WET_SHARE`.

    >>> made = os2_coefficients(["home"], hazard="sea")
    >>> os2_damage(np.array([0.5, 0.19]), np.array([1.0, 1.0]), np.array([0.0, 0.0]), made).round().tolist()
    [3997.0, 0.0]
    """
    cm = np.maximum(100.0 * np.where(np.isnan(max_depth_m), 0.0, max_depth_m), 1.0)
    made = coefficients.b0 + ground_m2 * (coefficients.b1 * np.log(cm) + coefficients.b2)
    made += np.nan_to_num(basement_m2) * coefficients.c0
    hit = max_depth_m >= threshold_m
    if wet_share is not None:
        hit = hit & (wet_share >= WET_SHARE)
    whole: F64 = np.where(np.isnan(max_depth_m), np.nan, np.where(hit, made, 0.0))
    return whole


@functools.cache
def os2_weights() -> tuple[float, float]:
    """Return w0 and w1: the means over years 0-99 of DF(t)(1 - t/99) and DF(t) t/99, by the rates of 2021.

    >>> [round(w, 10) for w in os2_weights()]
    [0.2190588291, 0.089925625]
    """
    rates = os2_rates()
    along = np.arange(YEARS) / (YEARS - 1)
    return float((rates.factors * (1.0 - along)).mean()), float((rates.factors * along).mean())


def os2_rates() -> Discounting:
    """Return the rates that the weights of OS2 are worked out of."""
    return Discounting.from_table("2021", horizon_years=YEARS, first_year=FirstYear.YEAR_0)


def os2_figures() -> list[Default]:
    """Return the figures of OS2 that are not in its table of damage: threshold and weights of its risk."""
    row = next(r for r in load_table("thresholds").frame.to_dict("records") if r["rule"] == "os2")
    source = Text(str(row["source_da"]), str(row["source_en"]))
    label = Text("OS2: tærskel for al skade", "OS2: threshold of all damage")
    one = Default(
        "os2_threshold", label, THRESHOLD_M, "m", source, int(row["source_year"]), verified=bool(row["verified"]),
        read_in=str(row["read_in"]),
    )  # fmt: skip
    rates, (now, future) = os2_rates(), os2_weights()
    reckoned = Text("regnet af diskonteringsrenterne som i OS2", "worked out of the discount rates as in OS2")
    words = {"now": ("i dag", "today", now), "future": ("i fremtiden", "in the future", future)}
    return [
        one,
        *(
            Default(f"os2_weight_{name}", Text(f"OS2: vægt af skaden {da}", f"OS2: weight of damage {en}"), weight, "",
                    reckoned, None, verified=not rates.unverified)
            for name, (da, en, weight) in words.items()
        ),
    ]  # fmt: skip


def os2_risk(now_dkk: F64, future_dkk: F64, return_period_years: float) -> F64:
    """Return the "risk" of OS2 for the flood of one return period: (w0 D_now + w1 D_future) / T; see `NOT_ANNUAL`.

    Raises
    ------
    ParamError
        For a return period that is not above 0.

    >>> round(float(os2_risk(np.array(1e6), np.array(1e6), 10.0)), 2)
    30898.45
    """
    if not 0.0 < return_period_years < np.inf:
        raise ParamError(
            Text(f"T = {danish(return_period_years)} år", f"T = {return_period_years:g} years"),
            Text("en gentagelsesperiode over 0", "a return period above 0"),
            Text("angiv oversvømmelsens gentagelsesperiode", "give the return period of the flood"),
        )
    w0, w1 = os2_weights()
    made: F64 = (w0 * np.asarray(now_dkk) + w1 * np.asarray(future_dkk)) / return_period_years
    return made


def os2_comparison(
    building_id: npt.ArrayLike,
    now_dkk: F64,
    future_dkk: F64,
    return_period_years: float,
    annual_dkk: F64,
    *,
    price_year: int | None = None,
) -> pd.DataFrame:
    """Return the risk of OS2 beside expected annual damage, a row for each building.

    Parameters
    ----------
    building_id:
        Of n buildings.
    now_dkk, future_dkk:
        From `os2_damage`, of the floods of one return period now and in the future.
    return_period_years:
        Of both.
    annual_dkk:
        Expected annual damage, `AnnualDamage.dkk`.
    price_year:
        Of all three; told beside them when given.

    Returns
    -------
    pandas.DataFrame
        building_id, return_period_years, os2_damage_dkk (now), os2_risk_dkk, annual_damage_dkk, difference_dkk (the OS2
        risk less the annual damage, of whole øre), price_year where it is given; NaN where either is not known.
        ``attrs["notes"]`` says what the risk is not.

    >>> table = os2_comparison([1], np.array([1e5]), np.array([1e5]), 20.0, np.array([9000.0]))
    >>> table["difference_dkk"].tolist()
    [-7455.08]
    """
    risk = os2_risk(now_dkk, future_dkk, return_period_years)
    whole = [np.where(np.isnan(v), np.nan, to_oere(v) / ORE) for v in (now_dkk, risk, annual_dkk)]
    difference = np.where(np.isnan(risk) | np.isnan(annual_dkk), np.nan, (to_oere(risk) - to_oere(annual_dkk)) / ORE)
    names = ("os2_damage_dkk", "os2_risk_dkk", "annual_damage_dkk")
    table = pd.DataFrame({"building_id": np.asarray(building_id), **dict(zip(names, whole, strict=True))})
    table.insert(1, "return_period_years", float(return_period_years))
    table["difference_dkk"] = difference
    if price_year is not None:
        table["price_year"] = price_year
    table.attrs.update(
        units={"os2_damage_dkk": "DKK", **dict.fromkeys((*names[1:], "difference_dkk"), "DKK/år")},
        title=Text("OS2 SkadesØkonomi og forventet årlig skade", "OS2 SkadesØkonomi and expected annual damage"),
        notes=(NOT_ANNUAL,),
    )
    return table
