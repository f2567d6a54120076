"""The tools of the path network, joined; loads no numeric library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.pathnet.assessment_tools import ASSESSMENT_TOOLS
from gistools.pathnet.profile_tools import PROFILE_TOOLS

if TYPE_CHECKING:
    from gistools.tool import Tool

PATH_TOOLS: tuple[Tool, ...] = (*PROFILE_TOOLS, *ASSESSMENT_TOOLS)
