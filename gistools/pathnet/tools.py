"""The tools of the path network, joined; loads no numeric library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.pathnet.build_tools import BUILD_TOOLS
from gistools.pathnet.school_tools import SCHOOL_TOOLS

if TYPE_CHECKING:
    from gistools.tool import Tool

PATH_TOOLS: tuple[Tool, ...] = (*BUILD_TOOLS, *SCHOOL_TOOLS)
