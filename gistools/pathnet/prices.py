"""Prices (priser) of paths, crossings and what mends them: starting values, or the user's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gistools.errors import ParamError, TableError
from gistools.tables import load_table, read_user_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from gistools.tables import Table

TABLE = "path_prices"


@dataclass(frozen=True, slots=True)
class PathPrice:
    """What one kind costs.

    Parameters
    ----------
    kind:
        ``"path"``, ``"pavement"``, ``"bridge"``, ``"tunnel"``, ``"crossing"``, ``"ramp"``, ``"kerb_ramp"``,
        ``"lighting"`` or ``"resurfacing"``.
    unit:
        ``"m"`` or ``"item"``.
    dkk:
        Of building one unit, upkeep not counted; NaN when it is not known.
    least:
        It counts as at least so many units: a bridge over a ditch has ramps too.
    year:
        Of the price.
    verified:
        Whether it was read in its source.
    """

    kind: str
    unit: str
    dkk: float
    least: float
    year: float
    verified: bool

    def cost(self, amount: float = 1.0) -> float:
        """Return what so many metres or items cost in DKK; 0 for none of it, NaN when the price is not known."""
        return 0.0 if amount == 0.0 else self.dkk * max(amount, self.least)


@dataclass(frozen=True, slots=True)
class PathPrices:
    """Prices by kind; made by `load_path_prices`."""

    by_kind: Mapping[str, PathPrice]
    tables: tuple[Table, ...]
    stamps: tuple[Text, ...] = ()

    def cost(self, kind: str, amount: float = 1.0) -> float:
        """Return what so many metres or items of a kind cost in DKK; NaN when its price is not known.

        Raises
        ------
        ParamError
            For a kind that no table has.
        """
        if kind not in self.by_kind:
            known = ", ".join(self.by_kind)
            raise ParamError(
                Text(f"ingen pris på {kind!r}", f"no price of {kind!r}"),
                Text(f"en af: {known}", f"one of: {known}"),
                Text("ret navnet", "correct the name"),
            )
        return self.by_kind[kind].cost(amount)

    def notes(self, kinds: Iterable[str]) -> tuple[Text, ...]:
        """Return what must be said of the prices of some kinds: those that nobody has verified, and their years."""
        used = set(kinds) & set(self.by_kind)
        if not used:
            return ()
        parts = [table.only(table.frame["kind"].isin(used)) for table in self.tables]
        years = sorted({self.by_kind[kind].year for kind in used if not math.isnan(self.by_kind[kind].dkk)})
        told = " og ".join(f"{year:.0f}" for year in years), " and ".join(f"{year:.0f}" for year in years)
        said = [text for part in parts if len(part.frame) for text in part.unverified]
        if years:
            said.append(
                Text(
                    f"Priser er anlæg alene, uden drift, moms og jord, i prisår {told[0]}",
                    f"Prices are of building alone, without upkeep, VAT and land, of price year {told[1]}",
                )
            )
        return tuple(said)


def load_path_prices(own: pd.DataFrame | None = None) -> PathPrices:
    """Return the prices of building paths; rows of a user's own table take the place of the shipped ones.

    The shipped ones are starting values of gistools without a source and say so: they put candidates in an order, and
    are no estimate of what a link costs.

    Parameters
    ----------
    own:
        ``kind``, ``unit``, ``price_dkk``, ``price_year`` and, where known, ``least``, source and whether it was
        verified; Danish headings are read too.

    Raises
    ------
    TableError
        With all faults of the user's table; for one price per m and one per item of a kind.

    >>> prices = load_path_prices()
    >>> prices.cost("path", 100.0), prices.cost("bridge", 4.0), prices.by_kind["path"].verified
    (150000.0, 600000.0, False)
    """
    table = None if own is None else read_user_table(own, TABLE)
    shipped = load_table(TABLE)
    rows: dict[str, Any] = {str(row["kind"]): row for row in shipped.frame.to_dict("records")}
    if table is not None:
        faults = [
            Text(
                f"{row['kind']}: pris pr. {row['unit']}, ikke pr. {rows[row['kind']]['unit']}",
                f"{row['kind']}: price per {row['unit']}, not per {rows[row['kind']]['unit']}",
            )
            for row in table.frame.to_dict("records")
            if row["unit"] != rows[row["kind"]]["unit"]
        ]
        if faults:
            raise TableError(
                Text("priser på stier", "prices of paths"),
                Text("den enhed, som hver slags tælles i", "the unit that each kind is counted in"),
                Text("giv prisen pr. den nævnte enhed", "give the price per the unit named"),
                faults,
            )
        rows |= {str(row["kind"]): row for row in table.frame.to_dict("records")}
    kept = shipped if table is None else shipped.only(~shipped.frame["kind"].isin(table.frame["kind"]))
    made = {
        kind: PathPrice(
            kind, row["unit"], float(row["price_dkk"]), 0.0 if math.isnan(row["least"]) else float(row["least"]),
            float(row["price_year"]), bool(row["verified"]),
        )
        for kind, row in rows.items()
    }  # fmt: skip
    return PathPrices(made, (kept,) if table is None else (kept, table), () if table is None else table.stamps)
