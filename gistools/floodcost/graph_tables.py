"""The tables that graphs of flood cost are made of, read and checked; every fault is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from gistools._checks import cell_shown, number_in
from gistools.cloudburst.rain.params import RainSeries
from gistools.errors import TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

_YEARS = "return_period_years"


class Climate(NamedTuple):
    """The rows of one climate; ``key`` is what the table calls it, ``rain_mm`` NaN where it is not known."""

    key: object
    name: Text
    years: F64
    damage_dkk: F64
    rain_mm: F64


class Level(NamedTuple):
    """The rows of one assumption on damage above the service level."""

    above: str
    years: F64
    npv_dkk: F64


def climates_in(table: pd.DataFrame, most: int, series: RainSeries | None = None) -> list[Climate]:
    """Return the climates of a table of damage, in its order.

    With ``series`` the table shall be integrated: damage may not fall, and annual maxima are of more than 1 year.

    Raises
    ------
    TableError
        For missing columns or rows, unknown or negative figures, return periods that do not rise, more than ``most``
        climates; all at once.
    """
    faults = _missing(table, ("climate", _YEARS, "damage_dkk"))
    if faults:
        _refuse(faults)
    made = []
    groups = table.groupby("climate", sort=False, dropna=False)
    if len(groups) > most:
        faults.append(Text(f"{len(groups)} klimaer (højst {most})", f"{len(groups)} climates (at most {most})"))
    for group, rows in groups:
        key: object = group
        name = key if isinstance(key, Text) else Text(str(key), str(key))
        years, damage = (_numbers(rows, column, name, faults) for column in (_YEARS, "damage_dkk"))
        rain = _numbers(rows, "rain_mm", name, faults) if "rain_mm" in rows else np.full(len(rows), np.nan)
        faults += _rising(years, name)
        faults += _at(
            name, "damage_dkk", ~(damage >= 0.0) | np.isinf(damage), Text("ukendt eller under 0", "unknown or below 0")
        )
        if series is not None:
            falls = np.append(False, np.diff(damage) < 0.0)
            faults += _at(name, "damage_dkk", falls, Text("falder med stigende regn", "falls as rain rises"))
        if series is RainSeries.ANNUAL_MAXIMA:
            faults += _at(
                name, _YEARS, years <= 1.0, Text("er højst 1 år for årsmaksima", "is 1 year or less for annual maxima")
            )
        made.append(Climate(key, name, years, damage, rain))
    _refuse(faults)
    return made


def levels_in(frame: pd.DataFrame, known: Collection[str]) -> list[Level]:
    """Return the assumptions of a table of service levels, in its order; ``known`` are those there are.

    Rows of doing nothing (``choice``) are worth 0 and no level.

    Raises
    ------
    TableError
        For missing columns or rows, unknown assumptions or figures, levels that do not rise; all at once.
    """
    if "choice" in frame.columns:
        frame = frame[frame["choice"] != "nothing"]
    faults = _missing(frame, ("above", _YEARS, "npv_dkk", "price_year"))
    if faults:
        _refuse(faults)
    made = []
    for key, rows in frame.groupby("above", sort=False, dropna=False):
        name = Text(str(key), str(key))
        if str(key) not in known:
            listed = ", ".join(known)
            faults.append(Text(f"above = {key} (kendt: {listed})", f"above = {key} (known: {listed})"))
        years, npv = (_numbers(rows, column, name, faults) for column in (_YEARS, "npv_dkk"))
        faults += _rising(years, name)
        faults += _at(name, "npv_dkk", ~np.isfinite(npv), Text("ukendt", "unknown"))
        made.append(Level(str(key), years, npv))
    _refuse(faults)
    return made


def _missing(table: pd.DataFrame, columns: Sequence[str]) -> list[Text]:
    absent = [column for column in columns if column not in table.columns]
    faults = [Text(f"kolonnen {column} mangler", f"column {column} is missing") for column in absent]
    return faults or ([] if len(table) else [Text("ingen rækker", "no rows")])


def _numbers(rows: pd.DataFrame, column: str, name: Text, faults: list[Text]) -> F64:
    values = np.full(len(rows), np.nan)
    for k, value in enumerate(rows[column]):
        try:
            values[k] = number_in(None if value is pd.NA else value)
        except ValueError:
            shown = cell_shown(value)
            faults.append(Text(f"{name.da}: {column} = {shown.da}", f"{name.en}: {column} = {shown.en}"))
    return values


def _rising(years: F64, name: Text) -> list[Text]:
    wrong = ~(years > 0.0) | np.isinf(years) | np.append(False, np.diff(years) <= 0.0)
    return _at(name, _YEARS, wrong, Text("stiger ikke fra over 0", "does not rise from above 0"))


def _at(name: Text, column: str, wrong: npt.NDArray[np.bool_], why: Text) -> list[Text]:
    if not wrong.any():
        return []
    rows = ", ".join(str(k + 1) for k in np.flatnonzero(wrong)[:5])
    return [Text(f"{name.da}, række {rows}: {column} {why.da}", f"{name.en}, row {rows}: {column} {why.en}")]


def _refuse(faults: list[Text]) -> None:
    if faults:
        raise TableError(
            Text("tabellen kan ikke tegnes", "the table cannot be drawn"),
            Text(
                "en række for hvert klima eller hver antagelse og hver gentagelsesperiode, med kendte beløb",
                "a row for each climate or assumption and each return period, with known amounts",
            ),
            Text("ret de nævnte rækker", "correct the rows named"),
            faults,
        )
