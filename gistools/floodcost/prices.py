"""Prices of one year in those of another (prisindeksering); never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gistools.tables import Table

INDEX = Text("prisindekset", "the price index")


def price_factor(from_year: float, to_year: float, index: Table | None = None) -> float:
    """Return what prices of one year are multiplied by to be prices of another.

    Parameters
    ----------
    from_year, to_year:
        Price years.
    index:
        Table ``price_index``, or the user's own of that shape; needed when the years differ.

    Raises
    ------
    ParamError
        When the years differ and there is no index, or the index has no value for one of them.

    >>> from gistools.tables import load_table
    >>> round(price_factor(2016, 2021, load_table("price_index")), 4), price_factor(2021, 2021)
    (1.094, 1.0)
    """
    if from_year == to_year:
        return 1.0
    years = Text(
        f"priser i {danish(from_year)}-niveau og prisår {danish(to_year)}",
        f"prices of {from_year:g} and price year {to_year:g}",
    )
    if index is None:
        raise ParamError(
            years,
            Text("ét prisår, eller et prisindeks", "one price year, or a price index"),
            Text(
                "giv index (tabellen price_index med begge år), eller vælg tabellens prisår",
                "give index (the table price_index with both years), or choose the price year of the table",
            ),
        )
    known = dict(zip(index.frame["year"], index.frame["index"], strict=True))
    missing = [f"{y:g}" for y in (from_year, to_year) if np.isnan(known.get(float(y), np.nan))]
    if missing:
        listed = ", ".join(missing)
        raise ParamError(
            Text(f"{years.da}; intet indeks for {listed}", f"{years.en}; no index for {listed}"),
            Text("et prisindeks med begge år", "a price index with both years"),
            Text(
                "indlæs Danmarks Statistiks indeks som en tabel med kolonnerne year og index",
                "load the index of Statistics Denmark as a table with the columns year and index",
            ),
        )
    return float(known[float(to_year)] / known[float(from_year)])


def off_years(from_years: Iterable[float], to_year: float, index: Table | None) -> frozenset[float]:
    """Return the price years that are turned into another by values of an index that nobody has verified.

    >>> from gistools.tables import load_table
    >>> off_years([2016, 2021], 2021, load_table("price_index")), off_years([2021], 2021, None)
    (frozenset({2016}), frozenset())
    """
    if index is None:
        return frozenset()
    read = set(index.frame.loc[index.frame["verified"], "year"])
    return frozenset(y for y in from_years if y != to_year and not {float(y), float(to_year)} <= read)
