"""All rains on one state of a terrain, from routes to the rain that wets each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.cloudburst.all_rains import rain_to_flood
from gistools.cloudburst.bluespots import find_bluespots
from gistools.progress import NoProgress, Progress, Stage
from gistools.terrain.flow import route_flow
from gistools.tool import run_steps

if TYPE_CHECKING:
    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.cloudburst.links import Links
    from gistools.cloudburst.runoff import RunoffClasses
    from gistools.terrain.types import ConditionedTerrain, FlowField
    from gistools.tool import Steps


def solve(
    terrain: ConditionedTerrain,
    runoff: RunoffClasses,
    links: Links | None = None,
    flow: FlowField | None = None,
    *,
    steps: Steps = run_steps,
    progress: Progress | None = None,
) -> RainToFlood:
    """Return rain to flood of a terrain: route, find bluespots, let rain grow.

    Parameters
    ----------
    terrain, runoff, links:
        As for `gistools.cloudburst.rain_to_flood`.
    flow:
        From `route_flow`, where it is known.
    steps:
        How steps are run, so that they may be remembered.
    progress:
        Told how far the work is.
    """
    progress = progress or NoProgress()
    if flow is None:
        flow = steps(route_flow, terrain, progress=Stage(progress, 0.0, 0.4))
    found = steps(find_bluespots, terrain, flow, progress=Stage(progress, 0.4, 0.5))
    return rain_to_flood(terrain, flow, found, runoff, links, progress=Stage(progress, 0.5, 1.0))
