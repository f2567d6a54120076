"""Prices of measures and of service levels: invented, so that the economy of the sample town can be tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import _place as place

if TYPE_CHECKING:
    from pathlib import Path

PRICE_YEAR: Final = 2021
SOURCE: Final = "opdigtet pris"

# kind; unit; capital; upkeep a year; lifetime. Invented, nobody's price.
MEASURES: Final = (
    ("ground", "m3", 250, 0, 100),
    ("basin_removed", "m3", 300, 0, 100),
    ("filled_course", "m3", 300, 0, 100),
    ("basin", "m3", 900, 12, 80),
    ("infiltration_bed", "m2", 1_500, 30, 30),
    ("lowered_road", "m", 9_000, 40, 50),
    ("stream", "m", 6_000, 60, 80),
    ("wall", "m", 7_000, 50, 60),
    ("dike", "m", 4_000, 60, 80),
    ("culvert", "m", 12_000, 80, 75),
    ("design_surface", "m3", 250, 0, 100),
    ("floor_protection", "item", 60_000, 500, 30),
    ("basement_protection", "item", 25_000, 300, 20),
)
# measure of the invented plan; payer; share. Invented, nobody's agreement.
PAYERS: Final = (
    *(
        (number, payer, share)
        for number in range(1, 6)
        for payer, share in (("forsyning", "0,75"), ("kommune", "0,25"))
    ),
    (6, "ejer", "1"),
    (7, "ejer", "0,5"),
    (7, "forsyning", "0,5"),
)
# service level in years; cost in DKK; upkeep a year; lifetime
LEVELS: Final = (
    (5, 400_000, 4_000, 80),
    (10, 900_000, 9_000, 80),
    (20, 2_200_000, 22_000, 80),
    (50, 5_200_000, 52_000, 80),
    (100, 9_500_000, 95_000, 80),
)


def write_prices(folder: Path) -> None:
    """Write ``measure_prices.csv``, ``level_costs.csv`` and ``payers.csv``: semicolons, UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["kind;unit;capital_dkk;upkeep_dkk;lifetime_years;price_year;source_da;maerke"]
    lines += [
        f"{kind};{unit};{capital};{upkeep};{life};{PRICE_YEAR};{SOURCE};{place.STAMP}"
        for kind, unit, capital, upkeep, life in MEASURES
    ]
    _write(folder / "measure_prices.csv", lines)
    lines = ["return_period_years;cost_dkk;upkeep_dkk_per_year;lifetime_years;price_year;source;maerke"]
    lines += [f"{t};{cost};{upkeep};{life};{PRICE_YEAR};{SOURCE};{place.STAMP}" for t, cost, upkeep, life in LEVELS]
    _write(folder / "level_costs.csv", lines)
    lines = ["measure_id;payer;share;maerke"]
    lines += [f"{number};{payer};{share};{place.STAMP}" for number, payer, share in PAYERS]
    _write(folder / "payers.csv", lines)


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
