"""Climate factors (klimafaktorer) as data: the published ones that gistools knows of, and the user's own."""

from __future__ import annotations

import contextlib
import csv
import math
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from gistools._checks import cell_shown, number_in, require_kind
from gistools.cloudburst.rain.params import ClimateScenario
from gistools.errors import ParamError, TableError
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

UNKNOWN = Text("ukendt kilde", "unknown source")
NAMES = {
    ClimateScenario.SKRIFT30_STANDARD: Text("Skrift 30, standard", "Skrift 30, standard"),
    ClimateScenario.SKRIFT30_HIGH: Text("Skrift 30, høj", "Skrift 30, high"),
    ClimateScenario.A1B_2050: Text("A1B", "A1B"),
}
OWN = Text("egne klimafaktorer", "own climate factors")
COLUMNS = ("return_period_years", "factor")
_HORIZONS = ("horizon_years", "horizon_year")
_TRUE = {"true", "ja", "yes", "1"}


@dataclass(frozen=True, eq=False)
class ClimateFactors:
    """The factors of one scenario: what rain depths are multiplied by at its horizon.

    Parameters
    ----------
    name:
        Of the scenario.
    return_periods_years, factors:
        Rising return periods, and the factor of each at the horizon; the same for all durations.
    horizon_years, horizon_year:
        When the factors hold: so many years after the reference year, or in a calendar year; one of them.
    source:
        Where they stand, with the year.
    verified:
        Whether somebody has read them there.
    stamps:
        What must stand on all that is made with them.

    >>> factors = climate_factors("skrift30-standard")
    >>> factors.at(np.array([2.0, 10.0])).tolist(), factors.verified
    ([1.2, 1.3], False)
    """

    name: Text
    return_periods_years: Numbers
    factors: Numbers
    horizon_years: float | None = None
    horizon_year: int | None = None
    source: Text = UNKNOWN
    verified: bool = False
    stamps: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse factors that are none; all faults are told at once."""
        t, factors = self.return_periods_years, self.factors
        faults = [
            Text(f"klimafaktor {k:g} ved T={p:g} år", f"climate factor {k:g} at T={p:g} years")
            for p, k in zip(t, factors, strict=True)
            if not 0.0 < k < math.inf
        ]
        if t.size == 0 or not (t > 0).all() or not (np.diff(t) > 0).all():
            shown = ", ".join(f"{p:g}" for p in t)
            faults.append(Text(f"gentagelsesperioderne {shown or 'mangler'}", f"the return periods {shown or 'none'}"))
        if (self.horizon_years is None) == (self.horizon_year is None):
            faults.append(
                Text("ikke netop ét af horizon_years og horizon_year", "not one of horizon_years and horizon_year")
            )
        elif self.horizon_years is not None and not 0.0 < self.horizon_years < math.inf:
            faults.append(Text(f"horizon_years = {self.horizon_years:g}", f"horizon_years = {self.horizon_years:g}"))
        _refuse(faults)

    @classmethod
    def from_table(cls, table: pd.DataFrame, *, name: Text = OWN) -> Self:
        """Build the factors from a table of the user's own.

        Parameters
        ----------
        table:
            A row for each return period: ``return_period_years``, ``factor``, and ``horizon_years`` (after the
            reference year) or ``horizon_year``. ``source`` and ``verified`` (true, ja) may be there; unverified unless
            it says so.

        Raises
        ------
        TableError
            With every fault: missing columns, cells that are no positive number, doubled return periods, several
            horizons, several scenarios.
        """
        require_kind(table, pd.DataFrame, "table")
        faults = [Text(f"kolonnen {c} mangler", f"column {c} is missing") for c in COLUMNS if c not in table.columns]
        if len(table) == 0:
            faults.append(Text("ingen rækker", "no rows"))
        if "scenario" in table.columns and len(table["scenario"].unique()) > 1:
            listed = ", ".join(map(str, table["scenario"].unique()))
            faults.append(Text(f"flere scenarier ({listed})", f"several scenarios ({listed})"))
        numbers = {c: _numbers(table, c, faults) for c in (*COLUMNS, *_HORIZONS) if c in table.columns}
        horizons = {}
        for c in _HORIZONS:
            told = np.unique(numbers[c][~np.isnan(numbers[c])]) if c in numbers else np.empty(0)
            if told.size > 1:
                faults.append(Text(f"flere {c}", f"several {c}"))
            horizons[c] = float(told[0]) if told.size else None
        if not faults and pd.Series(numbers["return_period_years"]).duplicated().any():
            faults.append(Text("en gentagelsesperiode står flere gange", "a return period stands more than once"))
        _refuse(faults)
        order = np.argsort(numbers["return_period_years"])
        said = [str(v).strip().lower() in _TRUE for v in table["verified"]] if "verified" in table.columns else [False]
        sources = dict.fromkeys(str(s) for s in table["source"].dropna()) if "source" in table.columns else {}
        said_source = "; ".join(sources)
        marks = table[STAMP_COLUMN] if STAMP_COLUMN in table.columns else ()
        year = horizons["horizon_year"]
        return cls(
            name,
            numbers["return_period_years"][order],
            numbers["factor"][order],
            horizons["horizon_years"],
            None if year is None else int(year),
            Text(said_source, said_source) if said_source else UNKNOWN,
            all(said),
            stamps_in(marks),
        )

    @property
    def unverified(self) -> tuple[Text, ...]:
        """A sentence that says so, when nobody has verified the factors."""
        if self.verified:
            return ()
        return (
            Text(
                f"Klimafaktorerne {self.name.da} er ikke verificeret (kilde: {self.source.da}).",
                f"The climate factors {self.name.en} are not verified (source: {self.source.en}).",
            ),
        )

    def at(self, return_period_years: Numbers) -> Numbers:
        """Return the factors at the horizon: linear in ln T between the tabulated ones, NaN outside them."""
        made: Numbers = np.interp(
            np.log(return_period_years), np.log(self.return_periods_years), self.factors, left=np.nan, right=np.nan
        )
        exact = np.searchsorted(self.return_periods_years, return_period_years).clip(0, self.factors.size - 1)
        return np.where(self.return_periods_years[exact] == return_period_years, self.factors[exact], made)

    def weight(self, year: int, reference_year: int | None = None) -> float:
        """Return the share (0-1) of the way from the reference year to the horizon that a year lies at.

        Raises
        ------
        ParamError
            When the reference year is needed and not known, or the year lies outside the way.

        >>> climate_factors("skrift30-standard").weight(2070, reference_year=2020)
        0.5
        """
        if reference_year is None:
            if year == self.horizon_year:
                return 1.0
            raise ParamError(
                Text(
                    f"klimaåret {year} uden regntabellens år",
                    f"the climate year {year} without the year of the rain table",
                ),
                Text(
                    "reference_year: det år, hvor faktoren er 1"
                    + (f"; eller klimaåret {self.horizon_year}" if self.horizon_year else ""),
                    "reference_year: the year in which the factor is 1"
                    + (f"; or the climate year {self.horizon_year}" if self.horizon_year else ""),
                ),
                Text("angiv reference_year", "give reference_year"),
            )
        last = reference_year + self.horizon_years if self.horizon_years is not None else float(self.horizon_year or 0)
        if not reference_year <= year <= last:
            raise ParamError(
                Text(f"klimaåret {year}", f"the climate year {year}"),
                Text(f"et år fra {reference_year} til {last:g}", f"a year from {reference_year} to {last:g}"),
                Text("vælg et år, som scenariet dækker", "choose a year that the scenario spans"),
            )
        return 0.0 if year == reference_year else (year - reference_year) / (last - reference_year)

    def in_year(self, year: int) -> Text:
        """Return what the climate is called in a year, with a mark when it is not verified."""
        da, en = ("", "") if self.verified else (" (ikke verificeret)", " (not verified)")
        return Text(f"klimaet {self.name.da} i {year}{da}", f"the climate {self.name.en} in {year}{en}")


def climate_factors(scenario: ClimateScenario | str) -> ClimateFactors:
    """Return published factors by the name of their scenario (`ClimateScenario`); none of them is verified so far.

    Raises
    ------
    ParamError
        For an unknown scenario.
    """
    names = [one.value for one in ClimateScenario]
    if scenario not in names:
        known = ", ".join(names)
        raise ParamError(
            Text(f"scenariet {scenario!r}", f"the scenario {scenario!r}"),
            Text(f"ét af: {known}", f"one of: {known}"),
            Text("vælg et af dem, eller giv din egen tabel", "choose one of them, or give a table of your own"),
        )
    found = ClimateScenario(scenario)
    text = resources.files(__package__).joinpath("climate_factors.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["scenario"] == found.value]
    first = rows[0]
    return ClimateFactors(
        NAMES[found],
        np.array([float(row["return_period_years"]) for row in rows]),
        np.array([float(row["factor"]) for row in rows]),
        float(first["horizon_years"]) if first["horizon_years"] else None,
        int(first["horizon_year"]) if first["horizon_year"] else None,
        Text(*(f"{first[f'source_{x}']} ({first['source_year']})" for x in ("da", "en"))),
        all(row["verified"] == "true" for row in rows),
    )


def _numbers(table: pd.DataFrame, column: str, faults: list[Text]) -> Numbers:
    """Return a column as numbers; add a fault for each cell that is no positive number (horizons may be empty)."""
    made = np.full(len(table), np.nan)
    for row, value in enumerate(table[column]):
        if column in _HORIZONS and pd.isna(value):
            continue
        with contextlib.suppress(TypeError, ValueError):
            made[row] = number_in(None if value is pd.NA else value)
        if not made[row] > 0.0:
            shown = cell_shown(value)
            faults.append(
                Text(
                    f"række {row + 1}, {column} = {shown.da} (skal være over 0)",
                    f"row {row + 1}, {column} = {shown.en} (must be more than 0)",
                )
            )
    return made


def _refuse(faults: list[Text]) -> None:
    if faults:
        raise TableError(
            Text("fejl i klimafaktorerne", "faults in the climate factors"),
            Text(
                "return_period_years, factor (over 0) og enten horizon_years eller horizon_year, én række pr. T",
                "return_period_years, factor (more than 0) and horizon_years or horizon_year, one row for each T",
            ),
            Text("ret de nævnte fejl", "mend the faults named"),
            faults,
        )
