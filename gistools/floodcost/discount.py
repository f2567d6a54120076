"""Discounting (diskontering): what money of other years and other prices is worth today."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

from gistools._checks import require_kind
from gistools.errors import ParamError, TableError
from gistools.floodcost.choices import chosen
from gistools.floodcost.economy_choices import FirstYear, Reading
from gistools.floodcost.prices import price_factor
from gistools.tables import Table, load_table
from gistools.text import Text, danish

if TYPE_CHECKING:
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

OWN, OWN_FACTOR = Text("egne satser", "own rates"), Text("egen faktor", "own factor")
_NET_TAX = "net_tax_factor"
FOREVER = 10_000  # years; no rate is looked up beyond


@dataclass(frozen=True, eq=False)
class Discounting:
    """Discount factors by a rate that falls with time (faldende diskonteringsrente).

    DF(0) = 1 and DF(t) = DF(t-1) / (1 + r_t), with r_t the rate of year t. Year 0 is the year of the investment; damage
    and upkeep fall in N years: 0 to N-1 or 1 to N (`FirstYear`).

    Parameters
    ----------
    to_years, rates:
        Rising last years of each rate (inclusive; the last one `FOREVER`), and the rates as shares of 1 a year.
    horizon_years:
        N.
    first_year, reading:
        The conventions.
    source:
        Where the rates stand, with the year.
    unverified:
        What of it nobody has verified.

    Raises
    ------
    ParamError
        For years that do not rise, rates at or below -1 or that are no numbers, a horizon below 1; all at once.

    >>> rates = Discounting(np.array([35, 70, FOREVER]), np.array([0.035, 0.025, 0.015]), horizon_years=100)
    >>> round(rates.annuity, 3), round(float(rates.factor(1)), 6)
    (29.979, 0.966184)
    """

    to_years: I64
    rates: F64
    horizon_years: int
    first_year: FirstYear = FirstYear.YEAR_1
    reading: Reading = Reading.CUMULATIVE
    source: Text = OWN
    unverified: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rates that are none; all faults are told at once."""
        object.__setattr__(self, "first_year", chosen(FirstYear, self.first_year, "first_year"))
        object.__setattr__(self, "reading", chosen(Reading, self.reading, "reading"))
        faults = []
        rising = self.to_years.size == self.rates.size > 0 and bool((np.diff(self.to_years) > 0).all())
        if not rising or self.to_years[0] < 0 or self.to_years[-1] < self.horizon_years:
            shown = ", ".join(str(y) for y in self.to_years)
            faults.append(Text(f"satser til og med år {shown}", f"rates up to the years {shown}"))
        faults += [
            Text(f"satsen {danish(r)}", f"the rate {r:g}")
            for r in self.rates
            if not (np.isfinite(r) and -1.0 < r < 1.0)
        ]
        if not 1 <= self.horizon_years < FOREVER:
            faults.append(Text(f"horisonten {self.horizon_years} år", f"a horizon of {self.horizon_years} years"))
        if faults:
            raise ParamError(
                Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
                Text(
                    "stigende år, der dækker horisonten (mindst 1 år), og satser som andel af 1 (0,035 er 3,5 %)",
                    "rising years that span the horizon (1 year or more), and rates as shares of 1 (0.035 is 3.5 %)",
                ),
                Text("ret satserne eller horisonten", "correct the rates or the horizon"),
            )

    @classmethod
    def from_table(
        cls,
        period_set: str = "2021",
        *,
        horizon_years: int,
        first_year: FirstYear | str,
        reading: Reading | str = Reading.CUMULATIVE,
        table: Table | None = None,
    ) -> Self:
        """Return the discounting by rates of the table ``discount_rates``.

        Parameters
        ----------
        period_set:
            Which rates: ``2013`` or ``2021`` of the shipped table, or what the user's own has.
        horizon_years, first_year, reading:
            As of the class.
        table:
            The user's own table of that shape; the shipped one when None.

        Raises
        ------
        ParamError
            For an unknown set, and as the class does.
        TableError
            When the years of the set overlap, leave a gap, do not begin at 0, or end; all faults at once.

        >>> rates = Discounting.from_table("2021", horizon_years=50, first_year="year-1")
        >>> round(rates.annuity, 3), len(rates.unverified)
        (23.715, 1)
        """
        given = load_table("discount_rates") if table is None else table
        require_kind(given, Table, "table")
        named = given.frame["period_set"].map(str)
        if period_set not in set(named):
            known = ", ".join(dict.fromkeys(named))
            raise ParamError(
                Text(f"satserne {period_set!r}", f"the rates {period_set!r}"),
                Text(f"en af: {known}", f"one of: {known}"),
                Text("vælg en af dem, eller giv din egen tabel", "choose one of them, or give a table of your own"),
            )
        mine = given.only((named == period_set).to_numpy(np.bool_))
        rows = mine.frame.sort_values("from_year")
        begin, end = rows["from_year"].to_numpy(np.float64), rows["to_year"].fillna(FOREVER).to_numpy(np.float64)
        _require_seamless(begin, end)
        last = rows.iloc[-1]
        return cls(
            end.astype(np.int64),
            rows["rate"].to_numpy(np.float64),
            horizon_years,
            chosen(FirstYear, first_year, "first_year"),
            chosen(Reading, reading, "reading"),
            Text(str(last["source_da"]), str(last["source_en"])),
            mine.unverified,
        )

    @property
    def doubtful(self) -> tuple[Text, ...]:
        """`unverified` in a few words."""
        return (Text("diskonteringsrenterne", "the discount rates"),) if self.unverified else ()

    @property
    def years(self) -> I64:
        """The N years that carry damage and upkeep, counted from the investment."""
        return np.arange(self.horizon_years, dtype=np.int64) + (self.first_year is FirstYear.YEAR_1)

    @cached_property
    def factors(self) -> F64:
        """The discount factor of each of `years`."""
        return self.factor(self.years)

    @property
    def annuity(self) -> float:
        """The sum of `factors`: the present value of 1 krone in each of the years."""
        return float(self.factors.sum())

    def factor(self, year: npt.ArrayLike) -> F64:
        """Return the discount factors of whole years, 0 or more, also beyond the horizon."""
        asked = np.asarray(year, np.int64)
        t = np.arange(int(asked.max(initial=0)) + 1)
        growth = 1.0 + self.rates[np.searchsorted(self.to_years, t).clip(0, self.rates.size - 1)]
        if self.reading is Reading.SPOT:
            made: F64 = growth ** -t.astype(np.float64)
        else:
            growth[0] = 1.0
            made = 1.0 / np.cumprod(growth)
        return made[asked]


def present_value(dkk: npt.ArrayLike, discounting: Discounting) -> F64:
    """Return the present value (nutidsværdi) of money that falls in each of the years: the sum of DF(t) X(t).

    Parameters
    ----------
    dkk:
        A number that falls in every year, or an array whose first axis is `Discounting.years`; NaN (unknown) stays NaN.

    Raises
    ------
    ParamError
        When the first axis is not of that length.

    >>> flat = Discounting(np.array([FOREVER]), np.array([0.035]), horizon_years=2)
    >>> round(float(present_value(100.0, flat)), 4)  # 100 / 1.035 + 100 / 1.035^2
    189.9694
    """
    values = np.asarray(dkk, np.float64)
    if values.ndim == 0:
        total: F64 = values * discounting.annuity
        return total
    if values.shape[0] != discounting.horizon_years:
        raise ParamError(
            Text(f"{values.shape[0]} år med beløb", f"amounts of {values.shape[0]} years"),
            Text(
                f"et beløb for hvert af {discounting.horizon_years} år", f"one of each of {discounting.horizon_years}"
            ),
            Text("giv ét beløb pr. år i discounting.years", "give one amount for each of discounting.years"),
        )
    return np.tensordot(discounting.factors, values, axes=1)


def equivalent_annual(present_dkk: npt.ArrayLike, discounting: Discounting) -> F64:
    """Return the equivalent annual value (ækvivalent årlig værdi): the same sum in each of the years is worth as much.

    >>> rates = Discounting(np.array([FOREVER]), np.array([0.03]), horizon_years=50)
    >>> round(float(equivalent_annual(present_value(1000.0, rates), rates)), 9)
    1000.0
    """
    made: F64 = np.asarray(present_dkk, np.float64) / discounting.annuity
    return made


def price_indexed(dkk: npt.ArrayLike, from_year: float, to_year: float, index: Table | None = None) -> F64:
    """Return money in the prices of another year (prisfremskrivning): see `gistools.floodcost.prices.price_factor`.

    Raises
    ------
    ParamError
        When the years differ and there is no index, or the index has no value for one of them.

    >>> float(price_indexed(1149.0, 2016, 2021, load_table("price_index")).round(2))
    1257.0
    """
    made: F64 = np.asarray(dkk, np.float64) * price_factor(from_year, to_year, index)
    return made


@dataclass(frozen=True)
class NetTax:
    """The net tax factor (nettoafgiftsfaktor): market prices for 1 krone of prices without taxes."""

    factor: float
    source: Text
    unverified: tuple[Text, ...] = ()

    @property
    def doubtful(self) -> tuple[Text, ...]:
        """`unverified` in a few words."""
        return (Text("nettoafgiftsfaktoren", "the net tax factor"),) if self.unverified else ()


def net_tax_factor(table: Table | None = None) -> NetTax:
    """Return the net tax factor of the table of that name, the latest when there are several.

    Raises
    ------
    TableError
        When the table has no row ``net_tax_factor`` with a value.

    >>> net_tax_factor().factor
    1.28
    """
    given = load_table(_NET_TAX) if table is None else table
    require_kind(given, Table, "table")
    rows = (given.frame["item"] == _NET_TAX) & given.frame["value"].notna()
    if not rows.any():
        raise TableError(
            Text(f"ingen værdi for {_NET_TAX} i {given.title.da}", f"no value of {_NET_TAX} in {given.title.en}"),
            Text(f"en række med item = {_NET_TAX}", f"a row with item = {_NET_TAX}"),
            Text("tilføj rækken", "add the row"),
        )
    mine = given.only(rows.to_numpy(np.bool_))
    row = mine.frame.sort_values("from_year").iloc[-1]
    return NetTax(float(row["value"]), Text(str(row["source_da"]), str(row["source_en"])), mine.unverified)


def as_net_tax(factor: float | NetTax) -> NetTax:
    """Return a factor with what is known of it; a plain number is the user's own.

    Raises
    ------
    ParamError
        When it is not above 0.

    >>> as_net_tax(1.0).factor
    1.0
    """
    made = factor if isinstance(factor, NetTax) else NetTax(float(factor), OWN_FACTOR)
    if not 0.0 < made.factor < np.inf:
        raise ParamError(
            Text(f"net_tax_factor = {danish(made.factor)}", f"net_tax_factor = {made.factor:g}"),
            Text("en faktor over 0", "a factor above 0"),
            Text("1 for markedspriser, ellers net_tax_factor()", "1 for market prices, else net_tax_factor()"),
        )
    return made


def net_tax(dkk: npt.ArrayLike, factor: float | NetTax | None = None) -> F64:
    """Return costs without taxes as market prices: times the net tax factor, that of the table when None.

    Damage to households is in market prices already.

    >>> float(net_tax(100.0))
    128.0
    """
    made: F64 = np.asarray(dkk, np.float64) * as_net_tax(net_tax_factor() if factor is None else factor).factor
    return made


def _require_seamless(begin: F64, end: F64) -> None:
    faults = []
    if begin[0] != 0.0:
        faults.append(Text(f"satserne begynder i år {danish(begin[0])}", f"the rates begin in year {begin[0]:g}"))
    for last, following in zip(end[:-1], begin[1:], strict=True):
        if following != last + 1.0:
            faults.append(
                Text(
                    f"år {danish(last)} fulgt af år {danish(following)}",
                    f"year {last:g} followed by year {following:g}",
                )
            )
    if end[-1] != FOREVER:
        faults.append(Text(f"satserne slutter i år {danish(end[-1])}", f"the rates end in year {end[-1]:g}"))
    if faults:
        raise TableError(
            Text("fejl i diskonteringssatserne", "faults in the discount rates"),
            Text(
                "år fra 0 uden huller; to_year tom i den sidste", "years from 0 without gaps; to_year empty in the last"
            ),
            Text("ret from_year og to_year", "correct from_year and to_year"),
            faults,
        )
