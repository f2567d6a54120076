"""The tools of corridors, joined; loads no numeric library."""

from __future__ import annotations

from gistools.corridors.budget_tools import BUDGET_TOOLS
from gistools.corridors.check_tools import CHECK_TOOLS
from gistools.corridors.circuits_tools import CIRCUIT_TOOLS
from gistools.corridors.connectivity_tools import CONNECTIVITY_TOOLS
from gistools.corridors.habitat_tools import HABITAT_TOOLS
from gistools.corridors.planning_tools import NATURE_PLAN_TOOLS
from gistools.corridors.survey_tools import SURVEY_TOOLS

CORRIDOR_TOOLS = (
    *SURVEY_TOOLS,
    *HABITAT_TOOLS,
    *CONNECTIVITY_TOOLS,
    *CHECK_TOOLS,
    *CIRCUIT_TOOLS,
    *BUDGET_TOOLS,
    *NATURE_PLAN_TOOLS,
)
