"""Drawn measures and a design surface applied to a terrain: the terrain, run-off and links of the plan.

What each kind does to the cells, and in which order, stands in ``docs/what-if.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.links import CAPACITY, Links, find_links, with_capacity
from gistools.cloudburst.runoff import RunoffClasses
from gistools.cloudburst.whatif import ground
from gistools.cloudburst.whatif.beds import with_beds
from gistools.cloudburst.whatif.kinds import BED, CULVERT
from gistools.cloudburst.whatif.reading import measure_error, read_measures
from gistools.cloudburst.whatif.works import Site
from gistools.errors import ParamError
from gistools.kernels.codes import HOLE, LAND, SEA
from gistools.terrain.flow import require_flow
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.cloudburst.whatif.cells import Cells
    from gistools.cloudburst.whatif.reading import Measure
    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain, FlowField
    from gistools.triangles import Triangles


@dataclass(frozen=True, eq=False)
class Planned:
    """A terrain with measures on it (plan), and all that the rain meets there.

    Parameters
    ----------
    terrain, runoff:
        The terrain after, and what runs off it.
    lines, basins:
        Lines and points that lead or take water until a volume is used up, those given before and those drawn; None
        where there are none.
    unlimited:
        Culverts of the measures that lead water without limit: they are cut through the terrain.
    table:
        One row for each measure in the order applied: measure_id, measure_name, measure_kind, measure_effect,
        measure_order, cells, changed_m2, dug_m3, filled_m3, change_min_m, change_max_m (of the cells changed),
        capacity_m3, note_da, note_en, and the outline of the cells that it took. Volumes are differences of heights as
        they are counted, so that their sum is the difference of the two terrains.
    touched:
        bool: the cells that measures took, changed or not.
    notes:
        What the user should know.
    """

    terrain: ConditionedTerrain
    runoff: RunoffClasses
    lines: gpd.GeoDataFrame | None
    basins: gpd.GeoDataFrame | None
    unlimited: gpd.GeoDataFrame | None
    table: gpd.GeoDataFrame
    touched: npt.NDArray[np.bool_]
    notes: tuple[Text, ...]

    def links(self) -> Links | None:
        """Return the links of the plan on its terrain; None when there are none; raises as `find_links`."""
        if self.lines is None and self.basins is None:
            return None
        return find_links(self.terrain, self.lines, self.basins)

    def __repr__(self) -> str:
        """One line."""
        dug, filled = self.table["dug_m3"].sum(), self.table["filled_m3"].sum()
        return f"<Planned: {len(self.table)} measures; {dug:.1f} m³ dug, {filled:.1f} m³ filled; {self.terrain.grid}>"


def apply_measures(
    terrain: ConditionedTerrain,
    flow: FlowField,
    runoff: RunoffClasses,
    measures: gpd.GeoDataFrame | None = None,
    design: Raster | Triangles | None = None,
    lines: gpd.GeoDataFrame | None = None,
    basins: gpd.GeoDataFrame | None = None,
) -> Planned:
    """Apply drawn measures (tiltag) and a design surface to a terrain; nothing given is changed.

    Parameters
    ----------
    terrain, flow, runoff:
        Before: from `condition`, `route_flow` and `runoff_classes`.
    measures:
        A row for each measure, see `gistools.cloudburst.whatif.reading.read_measures`.
    design:
        Heights of a projected terrain, see `gistools.cloudburst.whatif.design.lay_design`.
    lines, basins:
        As for `gistools.cloudburst.links.find_links`: what there is before.

    Raises
    ------
    ParamError
        For neither measures nor a design surface.
    LayerError
        Lists all faults of the measures, cells in the sea or in holes and ids of no basin among them.
    CrsError, GridError
        For a design surface that does not fit.

    Examples
    --------
    A basin of two cells, each 0.5 m deep:

    >>> from gistools.cloudburst import LossParams, runoff_classes
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> flat = condition(Raster(np.ones((3, 4), np.float32), Grid(3, 4, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> pond = gpd.GeoDataFrame({"type": ["bassin"], "dybde_m": [0.5]}, geometry=[shapely.box(1, 1, 3, 2)], crs=25832)
    >>> apply_measures(flat, route_flow(flat), runoff_classes(flat, LossParams()), pond)
    <Planned: 1 measures; 1.0 m³ dug, 0.0 m³ filled; 3 x 4 (1 x 1 m, 0.00, 3.00, EPSG:25832)>
    """
    require_flow(terrain, flow)
    require_kind(runoff, RunoffClasses, "runoff")
    require_same_terrain(terrain.key, runoff.terrain.key, Text("en afstrømning", "run-off"))
    if measures is None and design is None:
        raise ParamError(
            Text("hverken tiltag eller projekteret terræn", "neither measures nor a design surface"),
            Text("mindst ét af dem", "one of them at least"),
            Text("giv measures eller design_surface", "give measures or design_surface"),
        )
    for layer, what in ((lines, Text("forbindelser", "links")), (basins, Text("bassiner", "basins"))):
        if layer is not None:
            require_crs(layer, terrain.grid, what)
    found = () if measures is None else read_measures(measures, terrain.grid)
    taken = _taken_cells(found, terrain, basins)
    site = Site(terrain, flow)
    notes: list[Text] = []
    if design is not None:
        notes += site.lay(design)
    for one in found:
        site.apply(one, taken[one.number])
    after = site.terrain()
    beds = [(taken[m.number], m.values["rum_mm"], m.values["nedsivning_mm"]) for m in found if m.kind.id == BED]
    lines, unlimited = _culverts(found, lines, after)
    return Planned(
        terrain=after,
        runoff=with_beds(runoff, after, beds),
        lines=lines,
        basins=_basins(found, taken, basins, after),
        unlimited=unlimited,
        table=site.table(),
        touched=site.owner > 0,
        notes=(*notes, *site.notes()),
    )


def _taken_cells(
    found: Sequence[Measure], terrain: ConditionedTerrain, basins: gpd.GeoDataFrame | None
) -> dict[int, Cells]:
    """Return the land cells that each measure is drawn on, by its number; raise for all that lie elsewhere."""
    taken, faults = {}, []
    ids = set() if basins is None or "id" not in basins.columns else {_same(value) for value in basins["id"]}

    def fault(one: Measure, da: str, en: str) -> None:
        name = one.text()
        faults.append(Text(f"{name.da}: {da}", f"{name.en}: {en}"))

    for one in found:
        cells = ground.footprint(one, terrain.grid)
        cls = terrain.cell_class[cells]
        lost = int(np.isin(cls, (SEA, HOLE)).sum())
        if one.removes:
            if one.removes not in ids:
                fault(one, f"intet bassin med id {one.removes}", f"no basin of id {one.removes}")
        elif lost:
            fault(one, f"{lost} celler i hav eller huller", f"{lost} cells in the sea or in holes")
        elif not (cls == LAND).any():
            fault(one, "rammer ingen celle på land", "meets no cell on land")
        taken[one.number] = (cells[0][cls == LAND], cells[1][cls == LAND])
    if faults:
        raise measure_error(faults)
    return taken


def _same(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _culverts(
    found: Sequence[Measure], lines: gpd.GeoDataFrame | None, terrain: ConditionedTerrain
) -> tuple[gpd.GeoDataFrame | None, gpd.GeoDataFrame | None]:
    """Return all lines with a volume, and the drawn ones without."""
    drawn = [m for m in found if m.kind.id == CULVERT]
    limited = [m for m in drawn if CAPACITY in m.values]
    more = _points({CAPACITY: [m.values[CAPACITY] for m in limited]}, [m.shape for m in limited], terrain)
    unlimited = _points({}, [m.shape for m in drawn if CAPACITY not in m.values], terrain)
    return _joined(lines, more), unlimited


def _basins(
    found: Sequence[Measure], taken: dict[int, Cells], basins: gpd.GeoDataFrame | None, terrain: ConditionedTerrain
) -> gpd.GeoDataFrame | None:
    """Return basins without those removed, and a point at the lowest cell of each bed that takes standing water."""
    removed = {m.removes for m in found if m.removes}
    if basins is not None and removed:
        basins = basins[~basins["id"].map(_same).isin(removed)]
        basins = basins if len(basins) else None
    beds = [m for m in found if m.kind.id == BED and CAPACITY in m.values]
    places = []
    for one in beds:
        cells = taken[one.number]
        lowest = int(np.argmin(terrain.surface.values[cells]))
        places.append(shapely.Point(terrain.grid.centre(int(cells[0][lowest]), int(cells[1][lowest]))))
    return _joined(basins, _points({CAPACITY: [m.values[CAPACITY] for m in beds]}, places, terrain))


def _points(columns: dict[str, Any], shapes: list[Any], terrain: ConditionedTerrain) -> gpd.GeoDataFrame | None:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=terrain.grid.crs) if shapes else None


def _joined(given: gpd.GeoDataFrame | None, more: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame | None:
    """Return both with their volumes and shapes alone; the given ones first."""
    parts = [part for part in (*with_capacity(given), more) if part is not None]
    if not parts:
        return None
    capacity = [value for part in parts for value in part.get(CAPACITY, pd.Series(np.nan, part.index))]
    shapes = [shape for part in parts for shape in part.geometry]
    return gpd.GeoDataFrame({CAPACITY: capacity}, geometry=shapes, crs=parts[0].crs)
