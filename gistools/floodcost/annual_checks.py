"""What is refused before annual damage is counted; every fault is told at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.rain.params import RainSeries
from gistools.errors import ParamError
from gistools.text import Text, danish, listed

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]


def shape_faults(one: Numbers, other: Numbers, name: str, other_name: str) -> list[Text]:
    """Return what is wrong with two arrays that should both be parts x buildings."""
    if one.ndim == 2 and one.shape == other.shape:  # noqa: PLR2004 - parts x buildings
        return []
    shown = f"{name} {one.shape}, {other_name} {other.shape}"
    return [Text(f"{shown}: ikke dele x bygninger", f"{shown}: not parts x buildings")]


def value_faults(values: Numbers, name: str, *, infinite: bool = False) -> list[Text]:
    """Return what is wrong with numbers that should be at least 0; NaN is unknown, +inf where allowed."""
    wrong = (values < 0.0) | (np.isposinf(values) & (not infinite))
    if not wrong.any():
        return []
    at = np.argwhere(wrong)
    row, building = at[0]
    value = values[row, building]
    return [
        Text(
            f"{name}: {len(at)} gange et negativt eller uendeligt tal; første gang i række {row + 1}, bygning "
            f"{building + 1}: {danish(value)}",
            f"{name}: {len(at)} numbers that are negative or infinite; the first in row {row + 1}, building "
            f"{building + 1}: {value:g}",
        )
    ]


def table_faults(damage: Numbers, along: Numbers, name: str, least: int) -> list[Text]:
    """Return what is wrong with damages of K rows along K rising rains or return periods."""
    if damage.ndim != 2 or along.ndim != 1 or damage.shape[0] != along.size:  # noqa: PLR2004 - rows x buildings
        shown = f"damage_dkk {damage.shape}, {name} {along.shape}"
        return [Text(f"{shown}: ikke en række for hver {name}", f"{shown}: not one row for each {name}")]
    faults = value_faults(damage, "damage_dkk")
    told = listed(along)
    if along.size < least:
        faults.append(Text(f"{name} har {along.size} (mindst {least})", f"{name} has {along.size} (at least {least})"))
    if not (np.diff(along) > 0.0).all():
        faults.append(Text(f"{name} stiger ikke: {told.da}", f"{name} does not rise: {told.en}"))
    if not ((along >= 0.0) & (along < math.inf)).all():
        faults.append(
            Text(f"{name} er negative eller ikke tal: {told.da}", f"{name} negative or no numbers: {told.en}")
        )
    return faults


def period_faults(years: Numbers, series: RainSeries, zero_at_years: npt.ArrayLike | None, n: int) -> list[Text]:
    """Return what is wrong with rising return periods, and with the one at which damage begins, for a series."""
    least = 1.0 if series is RainSeries.ANNUAL_MAXIMA else 0.0
    faults = []
    if years[0] <= least:
        faults.append(Text(f"T = {danish(years[0])} år med {series}", f"T = {years[0]:g} years with {series}"))
    if zero_at_years is None:
        return faults
    begin = np.asarray(zero_at_years, np.float64)
    if begin.shape not in {(), (n,)}:
        shown = f"zero_at_years {begin.shape}"
        return [*faults, Text(f"{shown}: hverken ét tal eller {n}", f"{shown}: neither one number nor {n}")]
    wrong = ~((begin > least) & (begin <= years[0]))
    if wrong.any():
        first = float(begin[wrong].flat[0])
        faults.append(
            Text(
                f"zero_at_years = {danish(first)} (over {danish(least)} og højst det første korts T = "
                f"{danish(years[0])})",
                f"zero_at_years = {first:g} (above {least:g} and at most T = {years[0]:g} of the first map)",
            )
        )
    return faults


def refuse(faults: list[Text]) -> None:
    """Raise `ParamError` when there are faults."""
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "rækker x bygninger, tal på mindst 0 (NaN er ukendt), stigende regn eller mindst 3 stigende "
                "gentagelsesperioder (over 1 år for årets største regn)",
                "rows x buildings, numbers of at least 0 (NaN is unknown), rising rains or at least 3 rising return "
                "periods (above 1 year for the largest rain of each year)",
            ),
            Text("ret de nævnte fejl", "mend the faults named"),
        )
