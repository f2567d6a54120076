"""Sub-catchments (deloplande): the land parted by where its water runs, spills and leaves."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.all_rains import RainToFlood
from gistools.cloudburst.bluespots import Bluespots
from gistools.errors import ParamError
from gistools.kernels.codes import OUT_BASINS, SCALE
from gistools.plan.subcatchment_params import SewerRule, SubCatchmentParams
from gistools.plan.subcatchments_merge import (
    Groups,
    basins_of,
    deepest_leaves,
    first_cells,
    guide,
    join_bluespots,
    link_by_water,
    merge_small,
    pieces_of,
    unit_cells,
)
from gistools.plan.subcatchments_shapes import EDITS, SEWER_NAMES, SEWERS, named_cells
from gistools.progress import NoProgress, Progress, run_cancellable
from gistools.terrain.flow import require_flow
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.event import FloodEvent
    from gistools.grid import Grid
    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain, FlowField

    I32 = npt.NDArray[np.int32]


WAYS = ("edge", "sea", "hole")
_WAY_NAMES = ("Kortets kant", "Havet", "Huller")
TERRAIN, SEWER, EDIT = "terrain", "sewer", "edit"


@dataclass(frozen=True, eq=False)
class SubCatchments:
    """A partition of the land into sub-catchments (deloplande); made by `sub_catchments`.

    Parameters
    ----------
    terrain, flow, bluespots:
        What they are parts of.
    label:
        int32 of the shape of the grid: the number of the sub-catchment of each land cell, from 1; 0 off land.
    names:
        What each is called, in the order of the numbers.
    origin:
        Of each: ``terrain`` (drawn from the spill network), ``sewer`` (a part of one, cut by sewer catchments),
        ``edge``, ``sea`` or ``hole`` (what runs straight off the map there), ``edit`` (drawn by hand).
    sewer:
        Name of the sewer catchment of each; empty for none.
    notes:
        What the user should know.
    """

    terrain: ConditionedTerrain
    flow: FlowField
    bluespots: Bluespots
    label: I32
    names: tuple[str, ...]
    origin: tuple[str, ...]
    sewer: tuple[str, ...]
    notes: tuple[Text, ...]

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self.terrain.grid

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.names)

    @functools.cached_property
    def cells(self) -> npt.NDArray[np.int64]:
        """int64: land cells of each; their sum is that of the land."""
        return np.bincount(self.label.ravel(), minlength=self.count + 1)[1:].astype(np.int64)

    @property
    def area_m2(self) -> npt.NDArray[np.float64]:
        """Area of each, m²."""
        area: npt.NDArray[np.float64] = self.cells * np.float64(self.grid.cell_area_m2)
        return area

    @functools.cached_property
    def of_bluespot(self) -> npt.NDArray[np.int64]:
        """int64: the sub-catchment of each of `Bluespots.roots`, in which its lowest pit lies."""
        return self.label.ravel()[self.bluespots.nodes.pit[self.lowest_pits]].astype(np.int64)

    @functools.cached_property
    def lowest_pits(self) -> npt.NDArray[np.int64]:
        """int64: the leaf of the lowest pit of each of `Bluespots.roots`; of equals the first row by row."""
        return deepest_leaves(self.bluespots)

    @property
    def title(self) -> Text:
        """What they are."""
        return Text("Deloplande", "Sub-catchments")

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.terrain.surface

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        from gistools.plan.subcatchments_layers import sub_catchment_layer  # noqa: PLC0415 - only for pictures

        return [(sub_catchment_layer(self), "sub_catchments", self.title)]

    def __repr__(self) -> str:
        """One line."""
        return f"<SubCatchments: {self.count} of {self.area_m2.sum() / 1e4:.1f} ha; {self.grid}>"


def sub_catchments(
    terrain: ConditionedTerrain,
    flow: FlowField,
    found: Bluespots | RainToFlood,
    params: SubCatchmentParams | None = None,
    *,
    linked: FloodEvent | None = None,
    sewer: gpd.GeoDataFrame | None = None,
    edits: gpd.GeoDataFrame | None = None,
    progress: Progress | None = None,
) -> SubCatchments:
    """Part the land into sub-catchments (deloplande) by where its water runs.

    Units are the bluespots with all that drains to them (or, at ``link_rain_mm``, what water links at that rain), and
    of the land that drains straight off the map what drains to each stretch of a stream, and the pieces beside. The
    smallest unit joins the one that its water spills into, again and again, until all are as large as asked for; so
    each has one way out. What runs straight off the map and is too small is gathered in one for each way out. Ties go
    to the unit whose pit (else first cell) comes first row by row. Then sewer catchments cut, where they are given and
    so used; and polygons drawn by hand replace what lies in them.

    Parameters
    ----------
    terrain, flow:
        From `condition` and `route_flow`.
    found:
        From `find_bluespots` or `rain_to_flood`.
    params:
        How far basins are put together.
    linked:
        The flood at ``link_rain_mm``, when ``found`` are bluespots alone.
    sewer:
        Polygons of sewer catchments with a column ``navn``, ``kloakopland_nr`` or ``opland``; `SewerRule` says what
        they do.
    edits:
        Polygons with a column ``navn``: cells in them belong to the sub-catchment of that name instead.
    progress:
        Told how far the work is.

    Raises
    ------
    ParamError
        For ``link_rain_mm`` without a flood, or when ``max_count`` cannot be reached.
    CrsError, LayerError
        For layers that cannot be used; all faults are listed, such as two rows that cover the same cell.

    Examples
    --------
    Two pits in a row, the upper of which spills into the lower: as one, or as two.

    >>> import numpy as np
    >>> from gistools.cloudburst import find_bluespots
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[9, 9, 9, 9, 9, 9, 9, 9], [9, 6, 5, 6, 3, 1, 2, 0], [9, 9, 9, 9, 9, 9, 9, 9]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 8, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> flow = route_flow(terrain)
    >>> [
    ...     sub_catchments(terrain, flow, find_bluespots(terrain, flow), SubCatchmentParams(min_area_ha=ha)).count
    ...     for ha in (0.0, 0.0003, 1.0)
    ... ]
    [3, 2, 1]
    """
    params, progress = params or SubCatchmentParams(), progress or NoProgress()
    require_flow(terrain, flow)
    bluespots = found.bluespots if isinstance(found, RainToFlood) else found
    require_kind(bluespots, Bluespots, "found")
    require_same_terrain(terrain.key, bluespots.terrain_key, Text("lavninger", "bluespots"))
    linked = _linked(found, params, linked)
    sewer_of, sewer_names, passed = (
        (None, (), ()) if sewer is None else named_cells(sewer, terrain, SEWERS, SEWER_NAMES)
    )
    edit_of, edit_names, more = (None, (), ()) if edits is None else named_cells(edits, terrain, EDITS)
    progress.update(0.0, Text("Samler lavninger til deloplande", "Putting basins together to sub-catchments"))
    guiding = sewer_of if params.sewer_rule is SewerRule.GUIDE else None
    cutting = sewer_of if params.sewer_rule is SewerRule.CUT else None
    sewers = len(sewer_names) if guiding is not None else 0

    def part() -> tuple[Groups, I32]:
        piece, onward = pieces_of(flow, _cells(params.stream_area_ha * 1e4, flow.grid))
        unit = unit_cells(flow, piece, bluespots.nodes.leaves)
        groups = basins_of(flow, bluespots, piece, onward, unit, sewers)
        if linked is None:
            join_bluespots(groups, bluespots)
        else:
            link_by_water(groups, linked)
        if guiding is not None:
            guide(groups, unit, guiding, sewers)
        merge_small(groups, groups.cells, _cells(params.min_area_ha * 1e4, flow.grid))
        merge_small(groups, groups.room, math.ceil(params.min_bluespot_m3 / flow.grid.cell_area_m2 * SCALE))
        if params.max_count is not None:
            merge_small(groups, groups.cells, 0, params.max_count)
            _require_count(groups.count(), params.max_count)
        return groups, unit

    groups, unit = run_cancellable(progress, part)
    label, kinds = _labels(groups, unit, cutting, edit_of)
    made = _named(groups, kinds, sewer_names, edit_names)
    progress.update(1.0, Text("Deloplande er fundet", "Sub-catchments found"))
    notes = (*terrain.notes, *passed, *more, *_notes(params, label, made[1], flow.grid.cell_area_m2, sewer is not None))
    return SubCatchments(terrain, flow, bluespots, label, *made, notes)


def _linked(found: Bluespots | RainToFlood, params: SubCatchmentParams, linked: FloodEvent | None) -> FloodEvent | None:
    """Return the flood that links basins, None for none."""
    if params.link_rain_mm is None:
        return None
    if linked is None and isinstance(found, RainToFlood):
        return found.event(params.link_rain_mm)
    if linked is None:
        raise ParamError(
            Text(f"link_rain_mm = {params.link_rain_mm} uden en oversvømmelse", f"link_rain_mm = {params.link_rain_mm} "
                 "without a flood"),
            Text("vandet ved denne regn", "the water of that rain"),
            Text(
                "giv linked (fra run_event), eller giv resultatet af rain_to_flood",
                "give linked (from run_event), or the result of rain_to_flood",
            ),
        )  # fmt: skip
    require_same_terrain(found.terrain_key if isinstance(found, Bluespots) else found.terrain.key,
                         linked.terrain.key, Text("en oversvømmelse", "a flood"))  # fmt: skip
    return linked


def _cells(area_m2: float, grid: Grid) -> int:
    """Return how many cells are no less than an area."""
    return max(math.ceil(area_m2 / grid.cell_area_m2 - 1e-9), 0)


def _require_count(count: int, most: int) -> None:
    if count > most:
        raise ParamError(
            Text(f"max_count = {most}", f"max_count = {most}"),
            Text(
                f"mindst {count}: vand herfra løber aldrig sammen før kortets kant, havet eller et hul",
                f"at least {count}: their water never meets before the edge of the map, the sea or a hole",
            ),
            Text("vælg et større antal", "choose a larger number"),
        )


def _labels(
    groups: Groups, unit: I32, cutting: I32 | None, edit_of: I32 | None
) -> tuple[I32, list[tuple[int, int, int]]]:
    """Return the number of each land cell from 1, and of each number its group, the sewer that cuts and the edit."""
    owner = groups.final()
    cut = np.zeros((1, 1), np.int32) if cutting is None else cutting
    width = int(cut.max()) + 1
    edits = 0 if edit_of is None else int(edit_of.max())
    code = owner[np.maximum(unit, 0)] * width + cut + edits
    if edit_of is not None:
        code = np.where(edit_of > 0, edit_of - 1, code)
    land = unit >= 0
    present = np.unique(code[land])
    label = np.zeros(unit.shape, np.int32)
    label[land] = np.searchsorted(present, code[land]) + 1
    order = np.argsort(first_cells(label, present.size), kind="stable")
    place = np.zeros(present.size + 1, np.int32)
    place[order + 1] = np.arange(1, present.size + 1)
    kinds = []
    for value in present[order].tolist():
        group, sewer = divmod(value - edits, width)
        kinds.append((-1, 0, value + 1) if value < edits else (group, sewer, 0))
    return place[label], kinds


def _named(
    groups: Groups, kinds: list[tuple[int, int, int]], sewer_names: tuple[str, ...], edit_names: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return name, origin and sewer catchment of each number."""
    own = groups.leaves + groups.pieces
    cut = [group for group, sewer, edit in kinds if sewer and not edit]
    names, origins, sewers = [], [], []
    for number, (group, sewer, edit) in enumerate(kinds, start=1):
        code = 0 if edit else sewer or int(groups.sewer[group])
        of_sewer = sewer_names[code - 1] if code else ""
        if edit:
            name, origin = edit_names[edit - 1], EDIT
        elif group >= own:
            way = (group - own) % OUT_BASINS
            name, origin = _WAY_NAMES[way] + (f" – {of_sewer}" if of_sewer else ""), WAYS[way]
        else:
            name, origin = f"Delopland {number}", SEWER if group in cut else TERRAIN
        while not edit and (name in edit_names or name in names):
            name += "*"
        names.append(name)
        origins.append(origin)
        sewers.append(of_sewer)
    return tuple(names), tuple(origins), tuple(sewers)


def _notes(
    params: SubCatchmentParams,
    label: I32,
    origins: tuple[str, ...],
    cell_m2: float,
    sewered: bool,  # noqa: FBT001
) -> tuple[Text, ...]:
    """Return what the user should know."""
    cells = np.bincount(label.ravel(), minlength=len(origins) + 1)[1:]
    small = int((cells * cell_m2 < params.min_area_ha * 1e4).sum())
    notes = []
    if small:
        notes.append(
            Text(
                f"{small} deloplande er mindre end {params.min_area_ha:g} ha: rester, der løber lige ud af kortet, er "
                "skåret af kloakoplande eller tegnet i hånden".replace(".", ","),
                f"{small} sub-catchments are smaller than {params.min_area_ha:g} ha: rests that run straight off the "
                "map, cut by sewer catchments or drawn by hand",
            )
        )
    if sewered:
        notes.append(
            Text(
                "Deloplande følger terrænet; kloakoplande skærer dem, men flytter intet vand",
                "Sub-catchments follow the ground; sewer catchments cut them, but move no water",
            )
            if params.sewer_rule is SewerRule.CUT
            else Text(
                "Kun lavninger med størstedelen i samme kloakopland er lagt sammen",
                "Only basins that lie mostly in the same sewer catchment are put together",
            )
        )
    return tuple(notes)
