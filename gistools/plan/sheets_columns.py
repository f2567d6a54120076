"""Which columns of the tables of other tools stand on the sheets; the workbook has them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.document import spoken
from gistools.styles import COLUMNS

if TYPE_CHECKING:
    from gistools.document import DocumentTable

_SHOWN = {
    "variants": (
        *("variant", "measures", "capital_dkk", "upkeep_dkk", "cost_dkk", "annual_today_dkk", "annual_future_dkk"),
        *("avoided_dkk", "npv_dkk", "bcr", "payback_years", "rain_mm", "stored_m3", "left_m3", "buildings_wet"),
        *("buildings_relieved", "buildings_worse", "buildings_no_depth", "rise_most_m", "price_year", "verified"),
    ),
    "variant_order": (
        *("variant", "step", "measure_name", "step_state", "more_cost_dkk", "more_avoided_dkk", "gain_dkk"),
        *("annual_damage_dkk", "verified"),
    ),
    "service_level_status": (
        *("level_name", "area_type", "return_period_years", "climate", "rain_mm", "allowed_depth_m", "area_count"),
        *("areas_met", "areas_not_met", "areas_unknown", "over_m2", "lacking_m3", "at_least", "capital_dkk"),
        *("close_low_dkk", "close_dkk", "close_high_dkk", "price_year", "verified"),
    ),
    "measure_shares": (
        *("measure_name", "paved_m2", "held_mm", "everyday_m3", "cloudburst_m3", "cost_dkk", "utility_dkk"),
        "municipality_dkk",
    ),
    "solution_sheets": (
        *("solution_*", "fits_*", "fits_not_*", "places_qualify", "places_examine", "room_m3"),
        *("room_examine_m3", "price_unit_*", "price_low_dkk", "price_best_dkk", "price_high_dkk", "upkeep_dkk"),
        *("lifetime_years", "price_year", "verified"),
    ),
}
ADDED_VALUE = (
    *("measure_name", "nature_m2", "recreation_m2", "heat_m2", "path_made_m", "path_lost_m", "protected_m2"),
    "infiltration",
)
"""Columns of ``measure_shares`` that tell the value for town and nature, each in its own unit."""
_WHERE_KNOWN = frozenset(
    (
        "price_low_dkk",
        "price_high_dkk",
        "close_low_dkk",
        "close_high_dkk",
        "payback_years",
        "annual_future_dkk",
        "rise_most_m",
    )
)
"""Left out where no row has a value."""


def declared(table: DocumentTable) -> tuple[str, ...]:
    """Return the columns that people know the names of."""
    return tuple(c for c in table.columns(("da", "en")) if c in COLUMNS or c in table.labels)


def shown_columns(table: DocumentTable) -> tuple[str, ...]:
    """Return what of a table stands on the sheets: what a council reads where that is known, else all declared.

    A name such as ``solution_*`` is of the language of the sheet.
    """
    wanted = _SHOWN.get(table.name, ())
    there = present(table, wanted)
    if 2 * len(there) <= len(wanted):
        return declared(table)
    return tuple(c for c in there if c not in _WHERE_KNOWN or table.frame[spoken(c, "da")].notna().any())


def present(table: DocumentTable, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some columns that a table has."""
    return tuple(c for c in columns if spoken(c, "da") in table.frame.columns)
