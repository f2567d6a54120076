"""The tools of the cloudburst plan, joined; loads no numeric library."""

from __future__ import annotations

from gistools.plan.compare_tools import COMPARE_TOOLS
from gistools.plan.preparedness_tools import PREPAREDNESS_TOOLS
from gistools.plan.sheets_tools import SHEET_TOOLS
from gistools.plan.structure_tools import STRUCTURE_TOOLS
from gistools.plan.subcatchment_tools import SUBCATCHMENT_TOOLS

PLAN_TOOLS = (*SUBCATCHMENT_TOOLS, *STRUCTURE_TOOLS, *COMPARE_TOOLS, *PREPAREDNESS_TOOLS, *SHEET_TOOLS)
