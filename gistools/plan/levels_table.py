"""The service level as a description (serviceniveau): so much water at most, on such areas, so often, in a climate."""

from __future__ import annotations

import dataclasses
import difflib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools._checks import number_of
from gistools.cloudburst.rain.run_tools import climates
from gistools.cloudburst.rain.statistics import AS_GIVEN
from gistools.errors import TableError
from gistools.floodcost.rates import UNSAID
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.styles.numbers import format_number
from gistools.tables.checks import read_cells, table_error
from gistools.tables.form import form_of
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import pandas as pd

    from gistools.cloudburst.rain.params import OneDurationParams
    from gistools.cloudburst.rain.statistics import RainStatistics

TODAY, CLIMATE_YEAR = "today", "climate-year"
TABLE = "service_levels"
_WORDS = {
    TODAY: {"", "i dag", "idag", "i_dag", "nu", "today", "nutid"},
    CLIMATE_YEAR: {"klimaår", "klimaåret", "klimaaar", "climate-year", "climate year", "climate_year", "fremtid"},
}
_YEARS = (1900.0, 2300.0)
_MOST_FACTOR = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel:
    """One row of the description of a service level (række i serviceniveauet).

    Parameters
    ----------
    number:
        Its row in the table, from 1.
    area_type:
        What it holds for, as the areas name it.
    return_period_years, allowed_depth_m:
        At the rain that comes so seldom, water may stand so deep, m.
    climate:
        ``today``, ``climate-year`` (the year that the run asks for), a calendar year such as ``2070``, or a factor on
        the rain of today such as ``x1.3``.
    name, remark:
        What people call it, and what they say of it.

    >>> ServiceLevel(number=1, area_type="vej", return_period_years=100.0, allowed_depth_m=0.1).title.da
    'vej: højst 10 cm ved T = 100 år'
    """

    number: int
    area_type: str
    return_period_years: float
    allowed_depth_m: float
    climate: str = TODAY
    name: str = ""
    remark: str = ""

    @property
    def title(self) -> Text:
        """The row in a few words."""
        cm, years = 100.0 * self.allowed_depth_m, self.return_period_years
        return Text(
            f"{self.area_type}: højst {format_number(cm)} cm ved T = {danish(years)} år",
            f"{self.area_type}: at most {format_number(cm, 'en')} cm at T = {years:g} years",
        )


@dataclass(frozen=True, slots=True)
class LevelRain:
    """The rain that a row is judged at (regn for et niveau).

    Parameters
    ----------
    rain_mm:
        Its depth.
    climate:
        The climate it is of.
    verified:
        Whether the rain table and the climate factors are said to be verified.
    unverified:
        What of it nobody has verified.
    factor:
        What the rain of today was multiplied by, where the row names a factor of its own.
    """

    rain_mm: float
    climate: Text = AS_GIVEN
    verified: bool = False
    unverified: tuple[Text, ...] = ()
    factor: float | None = None


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """All rows of a description, and the stamps of its table; made by `read_service_levels`."""

    rows: tuple[ServiceLevel, ...]
    stamps: tuple[Text, ...] = ()


def read_service_levels(table: pd.DataFrame, area_types: Collection[str] | None = None) -> ServiceLevels:
    """Return the service levels that a table describes (serviceniveauer).

    Parameters
    ----------
    table:
        A row for each level: ``area_type`` (områdetype), ``return_period_years`` (gentagelsesperiode_år, T),
        ``allowed_depth`` with its unit (tilladt_dybde_cm), and where wanted ``climate`` (klima: empty or ``i dag``,
        ``klimaår``, a calendar year, or a factor), ``name`` (navn) and ``remark`` (bemærkning).
    area_types:
        The types that the areas have, small and capital letters alike; any when None.

    Raises
    ------
    TableError
        With every fault: columns and cells as `gistools.tables.read_user_table` tells them, types that no area has,
        rows of one type, return period and climate, and less depth allowed at a larger return period than at a smaller.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"områdetype": ["vej", "vej"], "T": [10, 100], "tilladt_dybde_cm": [0, 10]})
    >>> [(row.return_period_years, row.allowed_depth_m, row.climate) for row in read_service_levels(table).rows]
    [(10.0, 0.0, 'today'), (100.0, 0.1, 'today')]
    """
    frame, faults = read_cells(table, TABLE, required=("return_period_years", "allowed_depth_m"))
    known = None if area_types is None else {str(one).strip().casefold(): str(one).strip() for one in area_types}
    rows = []
    for number, cells in enumerate(frame.to_dict("records"), start=1):
        climate = climate_of(str(cells["climate"]))
        if climate is None:
            word = cells["climate"]
            faults.append(
                Text(
                    f"række {number}, klima = {word} (i dag, klimaår, et årstal, eller en faktor til og med "
                    f"{danish(_MOST_FACTOR)})",
                    f"row {number}, climate = {word} (today, climate-year, a calendar year, or a factor up to "
                    f"{_MOST_FACTOR:g})",
                )
            )
        area_type = str(cells["area_type"])
        if known is not None and area_type:
            if area_type.casefold() not in known:
                faults.append(_unknown_type(number, area_type, known.values()))
            area_type = known.get(area_type.casefold(), area_type)
        rows.append(
            ServiceLevel(
                number=number,
                area_type=area_type,
                return_period_years=float(cells["return_period_years"]),
                allowed_depth_m=float(cells["allowed_depth_m"]),
                climate=climate or "?",
                name=str(cells["name"]),
                remark=str(cells["remark"]),
            )
        )
    faults += _contradictions(rows)
    if faults:
        raise table_error(form_of(TABLE), faults)
    marks = [table[c] for c in table.columns if str(c).strip().casefold() == STAMP_COLUMN]
    return ServiceLevels(tuple(rows), stamps_in(text for column in marks for text in column))


def climate_of(word: str) -> str | None:
    """Return the climate that a cell names as `ServiceLevel` has it; None for what names none.

    >>> climate_of("i dag"), climate_of("Klimaår"), climate_of("2070"), climate_of("faktor 1,30"), climate_of("varmt")
    ('today', 'climate-year', '2070', 'x1.3', None)
    """
    said = word.strip().casefold()
    named = next((code for code, words in _WORDS.items() if said in words), None)
    if named:
        return named
    number = number_of(said.removeprefix("faktor").removeprefix("factor").removeprefix("x").strip())
    if _YEARS[0] <= number <= _YEARS[1] and number == int(number):
        return f"{number:.0f}"
    return f"x{number:g}" if 0.0 < number <= _MOST_FACTOR else None


def service_rains(
    levels: Sequence[ServiceLevel], table: pd.DataFrame, factors: pd.DataFrame | None, params: OneDurationParams
) -> tuple[tuple[LevelRain, ...], tuple[Text, ...], tuple[Text, ...]]:
    """Return the rain of each row, what to know of it, and the stamps of the rain table.

    Parameters
    ----------
    levels:
        The rows.
    table, factors:
        Rain table and climate factors as `gistools.cloudburst.rain.run_tools.climates` takes them; nothing is
        extrapolated beyond them.
    params:
        Duration, climate and its year.

    Raises
    ------
    TableError
        With every row whose climate was not given, or whose return period lies outside the rain table in its climate;
        and before those, rows that say the same or contradict each other once it is known which year ``climate-year``
        is.
    """
    same = {CLIMATE_YEAR: str(params.climate_year), "x1": TODAY}
    alike = _contradictions([dataclasses.replace(row, climate=same.get(row.climate, row.climate)) for row in levels])
    if alike:
        raise table_error(form_of(TABLE), alike)
    today, future, notes = climates(table, factors, params)
    scenario = factors is not None or params.climate is not None
    found: dict[str, RainStatistics] = {TODAY: today}
    if future is not None:
        found |= {CLIMATE_YEAR: future, str(params.climate_year): future}
    faults: list[Text] = []
    rains = []
    for row in levels:
        code = row.climate
        if code.isdigit() and code not in found and scenario:
            asked = dataclasses.replace(params, climate_year=int(code))
            found[code] = climates(table, factors, asked)[1] or today
        statistics = today if code.startswith("x") else found.get(code)
        if statistics is None:
            faults.append(
                Text(
                    f"række {row.number}: klima {code} uden klimafaktorer og klimaår (climate, climate_year)",
                    f"row {row.number}: climate {code} without climate factors and year (climate, climate_year)",
                )
            )
            continue
        mm = float(statistics.depth_mm(params.duration_min, row.return_period_years))
        if not 0.0 < mm < math.inf:
            low, high = statistics.return_periods_years[[0, -1]]
            faults.append(
                Text(
                    f"række {row.number}: T = {danish(row.return_period_years)} år; regntabellen i "
                    f"{statistics.climate.da.removeprefix('i ')} går fra {danish(low)} til {danish(high)} år",
                    f"row {row.number}: T = {row.return_period_years:g} years; the rain table of "
                    f"{statistics.climate.en} spans {low:g} to {high:g} years",
                )
            )
            continue
        rains.append(_rain(code, mm, statistics))
    if faults:
        raise TableError(
            Text("serviceniveauer uden regn", "service levels without a rain"),
            Text("rækker, som regntabellen og klimaet dækker", "rows that the rain table and the climate span"),
            Text(
                "ret rækkerne, udvid regntabellen, eller angiv klimafaktorer og klimaår",
                "correct the rows, extend the rain table, or give climate factors and a climate year",
            ),
            faults,
        )
    stamps = dict.fromkeys(stamp for one in found.values() for stamp in one.stamps)
    return tuple(rains), notes, tuple(stamps)


def _rain(code: str, mm: float, statistics: RainStatistics) -> LevelRain:
    """Return a rain with what is said of it; a factor of the user's own is verified by nobody."""
    unverified = (*(() if statistics.said_verified else (UNSAID,)), *statistics.unverified)
    if not code.startswith("x"):
        return LevelRain(mm, statistics.climate, not unverified, unverified)
    factor = float(code[1:])
    called = Text(f"i dag gange {danish(factor)}", f"today times {factor:g}")
    told = Text(
        f"Klimafaktoren {danish(factor)} i tabellen over serviceniveauer er ikke verificeret.",
        f"The climate factor {factor:g} in the table of service levels is not verified.",
    )
    return LevelRain(mm * factor, called, verified=False, unverified=(*unverified, told), factor=factor)


def _unknown_type(number: int, area_type: str, known: Iterable[str]) -> Text:
    listed = sorted(known)
    near = difflib.get_close_matches(area_type, listed, n=1)
    shown = ", ".join(listed) or "-"
    da, en = (
        (f"mente du {near[0]}?", f"did you mean {near[0]}?") if near else (f"områderne har {shown}", f"areas: {shown}")
    )
    return Text(
        f"række {number}: ingen områder af typen {area_type} ({da})",
        f"row {number}: no areas of the type {area_type} ({en})",
    )


def _contradictions(rows: Sequence[ServiceLevel]) -> list[Text]:
    """Return which rows say the same thing twice, and which allow less in a larger rain than in a smaller."""
    faults = []
    groups: dict[tuple[str, str], list[ServiceLevel]] = {}
    for row in rows:
        groups.setdefault((row.area_type.casefold(), row.climate), []).append(row)
    for group in groups.values():
        for k, row in enumerate(group):
            for other in group[k + 1 :]:
                one, two = sorted((row, other), key=lambda r: r.return_period_years)
                where = f"{row.number} og {other.number}", f"{row.number} and {other.number}"
                if one.return_period_years == two.return_period_years:
                    faults.append(
                        Text(
                            f"række {where[0]}: samme områdetype, gentagelsesperiode og klima",
                            f"rows {where[1]}: the same area type, return period and climate",
                        )
                    )
                elif one.allowed_depth_m > two.allowed_depth_m:
                    faults.append(
                        Text(
                            f"række {where[0]} modsiger hinanden: {one.title.da}, men {two.title.inside().da}",
                            f"rows {where[1]} contradict each other: {one.title.en}, but {two.title.inside().en}",
                        )
                    )
    return faults
