"""The tools of corridors; loads no numeric library."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gistools.tool import Tool

CORRIDOR_TOOLS: tuple[Tool, ...] = ()
