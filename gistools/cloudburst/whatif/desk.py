"""A desk (skrivebord): one terrain that is kept ready, so that measures can be drawn, looked at and moved.

The terrain before is worked out once. Each edit gives **all** measures as they are now; the `Workbench` finds what
differs from the edit before, works that out, and the answer is that of the tool ``what-if`` on the same measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.cloudburst.links import links_of
from gistools.cloudburst.whatif.comparison import Comparison, compare
from gistools.cloudburst.whatif.planning import Planned, apply_measures
from gistools.cloudburst.workbench import Reach, Workbench
from gistools.errors import ParamError
from gistools.kernels.codes import LAND
from gistools.progress import NoProgress, Progress, Stage, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.cloudburst.runoff import RunoffClasses
    from gistools.grid import Grid
    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain, FlowField
    from gistools.triangles import Triangles

__all__ = ["Desk", "Edited"]


@dataclass(frozen=True, eq=False)
class Edited:
    """What the measures of an edit do.

    Parameters
    ----------
    plan:
        What they did to the ground; None where there are none.
    comparison:
        With the terrain before any measure.
    reach:
        How much had to be worked out again.
    """

    plan: Planned | None
    comparison: Comparison
    reach: Reach

    def brief(self, rains_mm: Sequence[float]) -> pd.DataFrame:
        """Return one row for each rain: rain_mm, worse_m2 (wet now, not before) and better_m2 (wet before, not now).

        Only cells whose rain differs are looked at, so that it takes no time to speak of.
        """
        before, after = self.comparison.before, self.comparison.after
        differs = before.rain.values != after.rain.values
        differs &= ~np.isnan(before.rain.values)
        old, new = before.rain.values[differs], after.rain.values[differs]
        area = before.grid.cell_area_m2
        rows = []
        for mm in rains_mm:
            now = before.runoff.reached(mm)
            was, is_wet = old <= now, new <= now
            worse, better = int((is_wet & ~was).sum()) * area, int((was & ~is_wet).sum()) * area
            rows.append({"rain_mm": float(mm), "worse_m2": worse, "better_m2": better})
        made = pd.DataFrame(rows, columns=["rain_mm", "worse_m2", "better_m2"])
        made.attrs.update(
            units={"rain_mm": "mm", "worse_m2": "m²", "better_m2": "m²"},
            title=Text("Sammenligning", "Comparison"),
        )
        return made


class Desk:
    """A terrain that measures are drawn on.

    Parameters
    ----------
    terrain, flow, runoff:
        Before any measure: from `condition`, `route_flow` and `runoff_classes`.
    lines, basins:
        Links that there are before, as for `gistools.cloudburst.links.find_links`.
    open_lines:
        Lines that were cut through the terrain: they lead water without limit, which is told.
    most_mm:
        Rains up to this are looked at in comparisons.
    progress:
        Told how far the work is.

    Raises
    ------
    GistoolsError
        As `rain_to_flood` and `find_links`.

    Examples
    --------
    A basin of 2 m³ in a channel is wet from the first rain on; without it the ground there stays dry.

    >>> import geopandas as gpd, shapely
    >>> from gistools.cloudburst import LossParams, runoff_classes
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[9, 9, 9, 9, 9, 9], [9, 5, 4, 3, 2.7, 3], [9, 9, 9, 9, 9, 9]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 6, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> desk = Desk(terrain, route_flow(terrain), runoff_classes(terrain, LossParams()))
    >>> pond = gpd.GeoDataFrame({"type": ["bassin"], "dybde_m": [2.0]}, geometry=[shapely.box(2, 1, 3, 2)], crs=25832)
    >>> desk.edit(pond).brief([10.0]).values.tolist()
    [[10.0, 1.0, 0.0]]
    >>> desk.edit().brief([10.0]).values.tolist()
    [[10.0, 0.0, 0.0]]
    """

    def __init__(
        self,
        terrain: ConditionedTerrain,
        flow: FlowField,
        runoff: RunoffClasses,
        lines: gpd.GeoDataFrame | None = None,
        basins: gpd.GeoDataFrame | None = None,
        *,
        open_lines: Sequence[gpd.GeoDataFrame] = (),
        most_mm: float = 150.0,
        progress: Progress | None = None,
    ) -> None:
        self.open_lines = tuple(open_lines)
        self._terrain, self._flow, self._runoff = terrain, flow, runoff
        self._lines, self._basins, self._most_mm = lines, basins, most_mm
        self._links = links_of(terrain, lines, basins)
        self._bench = Workbench(terrain, flow, runoff, self._links, progress=progress)
        self.before: RainToFlood = self._bench.result

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self._terrain.grid

    @property
    def state(self) -> Any:  # noqa: ANN401 - whatever it is, it is only put back
        """What was worked out last, to be put back when what follows an edit fails."""
        return self._bench.state

    @state.setter
    def state(self, state: Any) -> None:  # noqa: ANN401 - from `state`
        self._bench.state = state

    @property
    def now(self) -> RainToFlood:
        """Rain to flood with the measures of the last edit."""
        return self._bench.result

    def edit(
        self,
        measures: gpd.GeoDataFrame | None = None,
        design: Raster | Triangles | None = None,
        *,
        progress: Progress | None = None,
    ) -> Edited:
        """Return what measures do; those of the edit before count no more. When it raises, that edit stands.

        Parameters
        ----------
        measures, design:
            All there are now, as for `apply_measures`; neither for the terrain as it was.

        Raises
        ------
        GistoolsError
            As `apply_measures`, `find_links` and `rain_to_flood`.
        """
        progress = progress or NoProgress()
        empty = measures is not None and not len(measures)
        measures = None if empty else measures
        progress.update(0.0, Text("Lægger tiltag på terrænet", "Laying measures on the terrain"))
        plan: Planned | None = None
        terrain, runoff, links = self._terrain, self._runoff, self._links
        if measures is not None or design is not None:
            plan = run_cancellable(progress, lambda: self._planned(measures, design))
            terrain, runoff, links = plan.terrain, plan.runoff, plan.links()
        before, touched = self.state, None if plan is None else plan.touched
        try:
            solved = self._bench.solve(terrain, runoff, links, progress=Stage(progress, 0.3, 1.0))
            return Edited(plan, compare(self.before, solved, self._most_mm, touched), self._bench.reach)
        except BaseException:
            self.state = before
            raise

    def _planned(self, measures: gpd.GeoDataFrame | None, design: Raster | Triangles | None) -> Planned:
        return apply_measures(self._terrain, self._flow, self._runoff, measures, design, self._lines, self._basins)

    def at(self, x: float, y: float, rain_mm: float | None = None) -> dict[str, float | bool | None]:
        """Return what is known of one place, before (``_before``) and with the measures of the last edit (``_after``).

        ``rain_mm_...`` is the least rain that wets the cell, None where none does; ``wet_...`` whether ``rain_mm``
        does, when that is given; ``z_m_...`` its height.

        Raises
        ------
        GridError
            For a place outside the map.
        ParamError
            For a place off land, or a rain that is none.
        """
        where = self.grid.cell_of(x, y)
        if self._terrain.cell_class[where] != LAND:
            raise ParamError(
                Text(f"stedet {x}, {y}", f"the place {x}, {y}"),
                Text("et sted på land på kortet", "a place on land on the map"),
                Text("peg et andet sted", "point elsewhere"),
            )
        made: dict[str, float | bool | None] = {}
        for when, result in (("before", self.before), ("after", self.now)):
            least = float(result.rain.values[where])
            made[f"z_m_{when}"] = float(result.terrain.surface.values[where])
            made[f"rain_mm_{when}"] = least if np.isfinite(least) else None
            if rain_mm is not None:
                now = result.runoff.reached(rain_mm)
                made[f"wet_{when}"] = bool(least <= now)
        return made
