"""What can be chosen in the economy of floods, with labels; loads no numeric library."""

from __future__ import annotations

import enum

from gistools.styles.columns import COLUMNS
from gistools.text import Text


class FirstYear(enum.StrEnum):
    """Whether the year of the investment carries damage and upkeep itself; either way N years do."""

    YEAR_0 = "year-0"
    YEAR_1 = "year-1"


class Reading(enum.StrEnum):
    """How a falling rate is read: each year by its own rate, or all years by the rate of the last (a check only)."""

    CUMULATIVE = "cumulative"
    SPOT = "spot"


class TimePath(enum.StrEnum):
    """What is a straight line between the horizons of a climate: the climate factor, or the annual damage."""

    FACTOR = "factor"
    DAMAGE = "damage"


class Above(enum.StrEnum):
    """What is assumed of damage in rains above the level (skade over serviceniveauet)."""

    SHIFT = "shift"
    UNCHANGED = "unchanged"
    MODELLED = "modelled"


class LevelClimate(enum.StrEnum):
    """The climate in which the return period of a service level is meant."""

    TODAY = "today"
    CLIMATE_YEAR = "climate-year"


LEVEL_CLIMATE_LABELS = {
    LevelClimate.TODAY: Text("Klimaet i dag", "The climate of today"),
    LevelClimate.CLIMATE_YEAR: Text("Klimaåret (planens slutning)", "The climate year (end of the plan)"),
}
FIRST_YEAR_LABELS = {
    FirstYear.YEAR_0: Text("Skade og drift fra anlægsåret", "Damage and upkeep from the year of investment"),
    FirstYear.YEAR_1: Text("Skade og drift fra året efter", "Damage and upkeep from the year after"),
}
ABOVE_LABELS = {Above(str(code)): text for code, text in COLUMNS["above"].codes.items()}
