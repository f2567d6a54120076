"""The tools of the path network, joined; loads no numeric library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.pathnet.school_tools import SCHOOL_TOOLS

if TYPE_CHECKING:
    from gistools.tool import Tool

PATH_TOOLS: tuple[Tool, ...] = (*SCHOOL_TOOLS,)
