"""Rain tables as Danish offices save them, long or wide, with all faults found at once."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import cell_shown, number_in, read_in_two_ways
from gistools.errors import TableError
from gistools.stamps import STAMP_COLUMN
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

MINUTES_PER_HOUR = 60.0
LEAST_RETURN_PERIODS = 2

_DURATION = re.compile(r"(?:regn)?(?:varighed|duration)_?(min|minutter|minutes|timer|t|h|hours)|(minutter|minutes)")
_NO_UNIT = {"varighed", "regnvarighed", "duration", "regn", "regndybde", "nedbør", "nedboer", "dybde", "rain", "depth"}
_RAIN = {
    f"{word}_mm" for word in ("regn", "regndybde", "dybde", "nedbør", "nedboer", "rain", "rain_depth", "depth")
} | {"mm"}
_PERIOD = re.compile(r"(?:t|gentagelsesperiode|return_period)(?:_(?:år|aar|years?))?")
_WIDE = re.compile(r"(?:t|gentagelsesperiode)?[\s_=]*(\d+(?:[.,]\d+)?)[\s_-]*(?:år|aar|års|years?|yr)?")
_SAID = {"verified", "verificeret"}
_TRUE = {"true", "ja", "yes", "1"}
_PASSED_OVER = {STAMP_COLUMN, *_SAID, "kilde", "source", "note", "noter", "bemærkning", "bemærkninger"}

_EXPECTED = Text(
    "en regntabel: varighed_min, gentagelsesperiode_år og regn_mm; eller varighed_min og en kolonne for hver "
    "gentagelsesperiode (T=2, T=5 ...) med regndybder i mm",
    "a rain table: duration_min, return_period_years and rain_mm; or duration_min and a column for each return "
    "period (T=2, T=5 ...) with rain depths in mm",
)
_MEND = Text("ret alle de nævnte fejl i tabellen", "mend all the faults named in the table")


@dataclass
class Cells:
    """The cells of a rain table, one after the other, and the faults met on the way."""

    duration_min: list[float] = field(default_factory=list)
    return_period_years: list[float] = field(default_factory=list)
    rain_mm: list[float] = field(default_factory=list)
    faults: list[Text] = field(default_factory=list)

    def grid(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return durations, return periods and depths (NaN where missing), sorted; doubled cells are faults."""
        durations, return_periods = np.unique(self.duration_min), np.unique(self.return_period_years)
        depth = np.full((durations.size, return_periods.size), np.nan)
        seen: set[tuple[float, float]] = set()
        for d, t, mm in zip(self.duration_min, self.return_period_years, self.rain_mm, strict=True):
            if (d, t) in seen:
                self.faults.append(_at(d, t, Text("står flere gange", "stands more than once")))
            seen.add((d, t))
            depth[np.searchsorted(durations, d), np.searchsorted(return_periods, t)] = mm
        self.faults += [
            _at(d, t, Text("mangler", "is missing"))
            for d, t in itertools.product(durations, return_periods)
            if (d, t) not in seen
        ]
        return durations, return_periods, depth


def parse(table: pd.DataFrame) -> tuple[Numbers, Numbers, Numbers, list[Text]]:
    """Return durations (minutes), return periods (years), depths (mm, durations x return periods) and faults.

    See `gistools.cloudburst.rain.RainStatistics.from_table` for what a table may look like.
    """
    names: dict[Hashable, str] = {column: _plain(column) for column in table.columns}
    duration = [c for c, name in names.items() if _DURATION.fullmatch(name)]
    period = [c for c, name in names.items() if _PERIOD.fullmatch(name)]
    rain = [c for c, name in names.items() if name in _RAIN]
    headed = {c: m[1] for c, name in names.items() if (m := _WIDE.fullmatch(name))}
    wide: dict[Hashable, float] = {c: float(t.replace(",", ".")) for c, t in headed.items()}
    cells = Cells()
    for c, t in headed.items():
        if read_in_two_ways(t):
            shown = cell_shown(t)
            cells.faults.append(Text(f"kolonnen {c}: {shown.da}", f"the column {c}: {shown.en}"))
    cells.faults += _columns(names, [*duration, *period, *rain, *wide])
    long = bool(period or rain)
    needed = [("duration_min / varighed_min", duration)]
    needed += [("return_period_years / gentagelsesperiode_år", period), ("rain_mm / regn_mm", rain)] if long else []
    for name, found in needed:
        if len(found) != 1:
            count = Text(f"{len(found)} kolonner", f"{len(found)} columns")
            cells.faults.append(Text(f"{count.da} med {name} (skal være én)", f"{count.en} with {name} (must be one)"))
    if long and wide:
        columns = ", ".join(map(str, wide))
        cells.faults.append(Text(f"både lang og bred form ({columns})", f"both long and wide form ({columns})"))
    if not long and not wide:
        cells.faults.append(
            Text("ingen kolonner med gentagelsesperioder (T=2, T=5 ...)", "no columns of return periods (T=2, T=5 ...)")
        )
    if cells.faults:
        return np.empty(0), np.empty(0), np.empty((0, 0)), cells.faults
    hours = MINUTES_PER_HOUR if _in_hours(names[duration[0]]) else 1.0
    if long:
        _read_long(table, duration[0], period[0], rain[0], hours, cells)
    else:
        _read_wide(table, duration[0], wide, hours, cells)
    return (*cells.grid(), cells.faults)


def said_verified(table: pd.DataFrame) -> bool:
    """Return whether a table says of every row, in the column ``verified``, that it was read in its source."""
    said = [table[c] for c in table.columns if _plain(c) in _SAID]
    return bool(said) and all(str(v).strip().casefold() in _TRUE for column in said for v in column)


def _plain(column: Hashable) -> str:
    """Return a heading in small letters, with brackets and spaces as underscores: ``Varighed [min]``: varighed_min."""
    return re.sub(r"[\s_()\[\]]+", "_", str(column).strip().casefold()).strip("_")


def _in_hours(name: str) -> bool:
    found = _DURATION.fullmatch(name)
    return found is not None and found[1] in {"timer", "t", "h", "hours"}


def _columns(names: dict[Hashable, str], known: Sequence[Hashable]) -> list[Text]:
    """Return a fault for each column that nobody understands."""
    faults = []
    for column, name in names.items():
        if column in known or name in _PASSED_OVER:
            continue
        if name in _NO_UNIT:
            faults.append(
                Text(
                    f"kolonnen {column} uden enhed (varighed_min eller varighed_timer; regn_mm)",
                    f"the column {column} without a unit (duration_min or duration_h; rain_mm)",
                )
            )
        else:
            faults.append(Text(f"en ukendt kolonne ({column})", f"an unknown column ({column})"))
    return faults


def _cell(value: object, row: int, name: str, cells: Cells) -> float:
    """Return a positive number, or NaN after telling what is wrong with it."""
    try:
        number = number_in(None if value is pd.NA else value)
    except (TypeError, ValueError):
        number = math.inf
    if math.isnan(number):
        cells.faults.append(Text(f"række {row}, {name}: tom celle", f"row {row}, {name}: empty cell"))
    elif not 0.0 < number < math.inf:
        shown = cell_shown(value)
        cells.faults.append(
            Text(
                f"række {row}, {name} = {shown.da} (skal være over 0)",
                f"row {row}, {name} = {shown.en} (must be more than 0)",
            )
        )
        number = math.nan
    return number


def _read_long(
    table: pd.DataFrame, duration: Hashable, period: Hashable, rain: Hashable, hours: float, cells: Cells
) -> None:
    for row, given in enumerate(zip(table[duration], table[period], table[rain], strict=True), start=1):
        names = (str(duration), str(period), str(rain))
        d, t, mm = (_cell(value, row, name, cells) for value, name in zip(given, names, strict=True))
        if not (math.isnan(d) or math.isnan(t)):
            cells.duration_min.append(d * hours)
            cells.return_period_years.append(t)
            cells.rain_mm.append(mm)


def _read_wide(
    table: pd.DataFrame, duration: Hashable, wide: dict[Hashable, float], hours: float, cells: Cells
) -> None:
    for row, given in enumerate(table[duration], start=1):
        d = _cell(given, row, str(duration), cells)
        for column, t in wide.items():
            mm = _cell(table[column].iloc[row - 1], row, str(column), cells)
            if not math.isnan(d):
                cells.duration_min.append(d * hours)
                cells.return_period_years.append(t)
                cells.rain_mm.append(mm)


def _at(duration: float, period: float, what: Text) -> Text:
    return Text(f"{duration:g} min, T={period:g} år {what.da}", f"{duration:g} min, T={period:g} years {what.en}")


def grid_faults(durations: Numbers, return_periods: Numbers, depth: Numbers) -> list[Text]:
    """Return what is wrong with depths (durations x return periods); cells that are NaN are told of elsewhere."""
    faults = []
    if return_periods.size < LEAST_RETURN_PERIODS:
        count = return_periods.size
        faults.append(
            Text(
                f"{count} gentagelsesperiode(r), mindst 2 skal til", f"{count} return period(s), at least 2 are needed"
            )
        )
    for row, col in np.argwhere(depth[:, 1:] <= depth[:, :-1]):
        (before, after), t = depth[row, col : col + 2], return_periods[col + 1]
        faults.append(
            _at(
                durations[row],
                t,
                Text(
                    f"er {after:g} mm og stiger ikke fra {before:g} mm ved T={return_periods[col]:g}",
                    f"is {after:g} mm and does not rise from {before:g} mm at T={return_periods[col]:g}",
                ),
            )
        )
    for row, col in np.argwhere(depth[1:] < depth[:-1]):
        before, after = depth[row : row + 2, col]
        faults.append(
            _at(
                durations[row + 1],
                return_periods[col],
                Text(
                    f"er {after:g} mm, mindre end {before:g} mm på {durations[row]:g} min",
                    f"is {after:g} mm, less than {before:g} mm in {durations[row]:g} min",
                ),
            )
        )
    return faults


def refuse(faults: Sequence[Text], expected: Text = _EXPECTED) -> None:
    """Raise `TableError` when there are faults."""
    if faults:
        raise TableError(Text("fejl i regntabellen", "faults in the rain table"), expected, _MEND, faults)
