"""What the columns of layers are called for people, in which unit, and what their codes mean."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from gistools.styles.columns_addresses import ADDRESS_COLUMNS
from gistools.styles.columns_budget import BUDGET_COLUMNS
from gistools.styles.columns_changes import CHANGE_COLUMNS
from gistools.styles.columns_check import CHECK_COLUMNS
from gistools.styles.columns_circuits import CIRCUIT_COLUMNS
from gistools.styles.columns_cloudburst import CLOUDBURST_COLUMNS
from gistools.styles.columns_corridors import CORRIDOR_COLUMNS
from gistools.styles.columns_floodcost import FLOODCOST_COLUMNS
from gistools.styles.columns_green_map import GREEN_MAP_COLUMNS
from gistools.styles.columns_keying import KEYING_COLUMNS
from gistools.styles.columns_letters import LETTER_COLUMNS
from gistools.styles.columns_model import Column, joined
from gistools.styles.columns_nature import NATURE_COLUMNS
from gistools.styles.columns_numbering import NUMBERING_COLUMNS
from gistools.styles.columns_paths import PATH_COLUMNS
from gistools.styles.columns_paths_area import AREA_COLUMNS
from gistools.styles.columns_paths_con import PATH_CONNECTIVITY_COLUMNS
from gistools.styles.columns_paths_guide import GUIDE_COLUMNS
from gistools.styles.columns_paths_links import LINK_COLUMNS
from gistools.styles.columns_paths_profiles import PATH_PROFILE_COLUMNS
from gistools.styles.columns_paths_school import SCHOOL_COLUMNS
from gistools.styles.columns_plan import PLAN_COLUMNS
from gistools.styles.columns_readiness import READINESS_COLUMNS
from gistools.styles.columns_reality import REALITY_COLUMNS
from gistools.styles.columns_shared import SHARED_COLUMNS
from gistools.styles.columns_solutions import SOLUTION_COLUMNS
from gistools.styles.columns_store import STORE_COLUMNS
from gistools.styles.columns_variants import VARIANT_COLUMNS
from gistools.styles.numbers import UNKNOWN, format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.text import Language

__all__ = ["COLUMNS", "Column", "column_alias", "column_heading", "column_value"]

COLUMNS: Mapping[str, Column] = MappingProxyType(
    joined(
        SHARED_COLUMNS,
        CLOUDBURST_COLUMNS,
        FLOODCOST_COLUMNS,
        PLAN_COLUMNS,
        REALITY_COLUMNS,
        SOLUTION_COLUMNS,
        VARIANT_COLUMNS,
        NATURE_COLUMNS,
        CORRIDOR_COLUMNS,
        CHECK_COLUMNS,
        CIRCUIT_COLUMNS,
        BUDGET_COLUMNS,
        GREEN_MAP_COLUMNS,
        PATH_COLUMNS,
        PATH_CONNECTIVITY_COLUMNS,
        GUIDE_COLUMNS,
        AREA_COLUMNS,
        PATH_PROFILE_COLUMNS,
        SCHOOL_COLUMNS,
        LINK_COLUMNS,
        ADDRESS_COLUMNS,
        READINESS_COLUMNS,
        NUMBERING_COLUMNS,
        CHANGE_COLUMNS,
        KEYING_COLUMNS,
        STORE_COLUMNS,
        LETTER_COLUMNS,
    )
)


def column_heading(name: str, units: Mapping[str, str], language: Language = "da") -> str:
    """Return the label of a column with its unit in brackets; an unknown column keeps its own name.

    >>> column_heading("depth_max_m", {}), column_heading("navn", {}), column_heading("hoejde", {"hoejde": "m"})
    ('Største dybde (cm)', 'navn', 'hoejde (m)')
    """
    column = COLUMNS.get(name)
    label = column.label.say(language) if column else name
    unit = column.unit if column else units.get(name, "")
    return f"{label} ({unit})" if unit else label


def column_alias(name: str, language: Language = "da") -> str:
    """Return the label of a known column with the unit of its stored numbers, for those who read the file itself.

    >>> column_alias("depth_max_m"), column_alias("filled_share"), column_alias("spills_to")
    ('Største dybde (m)', 'Fyldt (0–1)', 'Løber over til')
    """
    column = COLUMNS[name]
    label = column.label.say(language)
    return f"{label} ({column.stored_unit})" if column.stored_unit else label


def column_value(name: str, value: object, language: Language = "da") -> str:
    """Return a value of a column as text: decimal comma, yes and no in words, codes explained, missing as unknown.

    >>> column_value("depth_max_m", 0.4567), column_value("spills_to", -1), column_value("cut_by_edge", True)
    ('46', 'kortets kant', 'ja')
    >>> column_value("price_year", 2021.0)
    '2021'
    """
    column = COLUMNS.get(name)
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT are not equal to themselves
        return UNKNOWN.say(language)
    if isinstance(value, bool):
        return (Text("ja", "yes") if value else Text("nej", "no")).say(language)
    if isinstance(value, int | float | str) and column and value in column.codes:
        return column.codes[value if isinstance(value, str) else int(value)].say(language)
    if isinstance(value, int | float):
        if column is None:
            return _identity(name, value) or format_number(value, language)
        return _identity(name, value) or format_number(value * column.factor, language, column.decimals)
    return str(value)


def _identity(name: str, value: float) -> str:
    """Numbers that name a thing or a year are written without marks between thousands."""
    year = name.endswith("_year") and name in COLUMNS and not COLUMNS[name].unit
    return str(int(value)) if name.endswith("_id") or name == "spills_to" or year else ""
