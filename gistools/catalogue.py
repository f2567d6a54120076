"""The catalogue: all tools of all rooms, as data; loads no numeric library."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from gistools._version import __version__
from gistools.addresses.tools import ADDRESS_TOOLS
from gistools.cloudburst.rain.tools import RAIN_TOOLS
from gistools.cloudburst.surge.tools import TOOLS as SURGE_TOOLS
from gistools.cloudburst.tools import TOOLS as CLOUDBURST_TOOLS
from gistools.cloudburst.uncertain.tools import UNCERTAIN_TOOLS
from gistools.cloudburst.whatif.tools import WHAT_IF_TOOLS
from gistools.corridors.tools import CORRIDOR_TOOLS
from gistools.errors import UnknownToolError
from gistools.floodcost.tools import FLOOD_COST_TOOLS
from gistools.pathnet.tools import PATH_TOOLS
from gistools.plan.tools import PLAN_TOOLS
from gistools.terrain.tools import TOOLS as TERRAIN_TOOLS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.tool import Tool

__all__ = ["PROTOCOL", "TOOLS", "catalogue", "tool"]

PROTOCOL = 1
"""Version of the catalogue and of the worker's messages; raised when an old reader could not read a new writer."""

TOOLS: tuple[Tool, ...] = (
    *TERRAIN_TOOLS,
    *CLOUDBURST_TOOLS,
    *RAIN_TOOLS,
    *SURGE_TOOLS,
    *UNCERTAIN_TOOLS,
    *WHAT_IF_TOOLS,
    *FLOOD_COST_TOOLS,
    *PLAN_TOOLS,
    *CORRIDOR_TOOLS,
    *PATH_TOOLS,
    *ADDRESS_TOOLS,
)
"""All tools, in the order shown to the user."""


def tool(name: str, *, tools: Sequence[Tool] = TOOLS) -> Tool:
    """Return the tool (værktøj) of that id.

    Parameters
    ----------
    name:
        The id of a tool, such as ``"flood"``.
    tools:
        Where to look; all tools of gistools when left out.

    Raises
    ------
    UnknownToolError
        When there is none; the error names the nearest.

    >>> tool("flood").title.en
    'Flood of one rain'
    """
    for one in tools:
        if one.id == name:
            return one
    ids = [one.id for one in tools]
    near = difflib.get_close_matches(name, ids, n=1)
    if near:
        fix = Text(f"mente du {near[0]}?", f"did you mean {near[0]}?")
    else:
        fix = Text(
            "vælg et af de nævnte; `gistools tools` viser dem", "choose one of those; `gistools tools` lists them"
        )
    known = ", ".join(ids)
    raise UnknownToolError(
        Text(f"et ukendt værktøj ({name!r})", f"an unknown tool ({name!r})"),
        Text(f"ét af: {known}", f"one of: {known}"),
        fix,
    )


def catalogue(*, tools: Sequence[Tool] = TOOLS) -> dict[str, object]:
    """Return all that is declared of the tools as plain data: what ``gistools tools --json`` prints.

    >>> sorted(catalogue())
    ['protocol', 'tools', 'version']
    """
    return {"protocol": PROTOCOL, "version": __version__, "tools": [one.to_dict() for one in tools]}
