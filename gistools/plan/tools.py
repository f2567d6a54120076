"""The tools of the cloudburst plan, joined; loads no numeric library."""

from __future__ import annotations

from gistools.plan.compare_tools import COMPARE_TOOLS
from gistools.plan.levels_tools import LEVEL_TOOLS
from gistools.plan.preparedness_tools import PREPAREDNESS_TOOLS
from gistools.plan.shares_tools import SHARE_TOOLS
from gistools.plan.sheets_tools import SHEET_TOOLS
from gistools.plan.solutions_tools import SOLUTION_TOOLS
from gistools.plan.structure_tools import STRUCTURE_TOOLS
from gistools.plan.subcatchment_tools import SUBCATCHMENT_TOOLS
from gistools.plan.variant_tools import VARIANT_TOOLS

PLAN_TOOLS = (
    *SUBCATCHMENT_TOOLS,
    *STRUCTURE_TOOLS,
    *COMPARE_TOOLS,
    *PREPAREDNESS_TOOLS,
    *LEVEL_TOOLS,
    *SOLUTION_TOOLS,
    *SHARE_TOOLS,
    *VARIANT_TOOLS,
    *SHEET_TOOLS,
)
