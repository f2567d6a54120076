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

from gistools._checks import number_in, require_kind, require_same_terrain
from gistools.cloudburst.links import CAPACITY, Links, links_of, with_capacity
from gistools.cloudburst.runoff import RunoffClasses
from gistools.cloudburst.whatif import ground
from gistools.cloudburst.whatif.beds import can_hold, with_beds
from gistools.cloudburst.whatif.cells import end_cells
from gistools.cloudburst.whatif.kinds import BASIN, BED, CULVERT, Effect
from gistools.cloudburst.whatif.reading import measure_error, read_measures
from gistools.cloudburst.whatif.works import Site
from gistools.errors import ParamError
from gistools.kernels.codes import HOLE, LAND, SEA, WALL
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


NEVER_TAKES = Text(
    "kapacitet_m3 bruges ikke: bedets laveste celle ligger ikke i en lavning, så der står aldrig vand",
    "kapacitet_m3 is not used: the lowest cell of the bed lies in no depression, so that water never stands there",
)


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
        capacity_m3 (of a basin removed: what it held), drawn_m and drawn_m2 (`Measure.length_m` and `Measure.area_m2`),
        room_m3 (for water: dug by a basin; dug by a bed, its room on the cells left to it, and its capacity; else 0),
        note_da, note_en, and the outline of the cells that it took. Volumes are differences of heights as they are
        counted, so that their sum is the difference of the two terrains.
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
        return links_of(self.terrain, self.lines, self.basins)

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
        Lists all faults of the measures, cells in the sea or in holes, ends of culverts on buildings, and ids of no
        basin among them.
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
        site.apply(one, taken[one.number], _held(one, basins))
    after = site.terrain()
    of_bed = {m.number: site.left_to(m, taken[m.number]) for m in found if m.kind.id == BED}
    for one in found:
        if one.kind.id == BASIN:
            site.makes_room(one)
        elif one.kind.id == BED:
            deep = of_bed[one.number][0].size * terrain.grid.cell_area_m2 * one.values["rum_mm"] / 1000.0
            site.makes_room(one, deep + one.values.get(CAPACITY, 0.0))
    beds = [
        (of_bed[m.number], m.values["rum_mm"], m.values["nedsivning_mm"])
        for m in found
        if m.kind.id == BED and of_bed[m.number][0].size
    ]
    lines, unlimited = _culverts(found, lines, after)
    return Planned(
        terrain=after,
        runoff=with_beds(runoff, after, beds),
        lines=lines,
        basins=_basins(found, of_bed, basins, after, site),
        unlimited=unlimited,
        table=site.table(),
        touched=site.owner > 0,
        notes=(*notes, *site.notes()),
    )


def _taken_cells(
    found: Sequence[Measure], terrain: ConditionedTerrain, basins: gpd.GeoDataFrame | None
) -> dict[int, Cells]:
    """Return the ground cells that each measure is drawn on, by its number; raise for all that lie elsewhere."""
    taken, faults = {}, []
    ids = set() if basins is None or "id" not in basins.columns else {_same(value) for value in basins["id"]}
    nowhere = np.zeros(0, np.int64)
    for one in found:
        if one.kind.effect is Effect.PROTECTS:
            taken[one.number] = nowhere, nowhere
            continue
        cells = ground.footprint(one, terrain.grid)
        keep = terrain.cell_class[cells] == LAND
        if terrain.raised is not None and one.kind.id != CULVERT:
            keep &= ~terrain.raised[cells]
        name = one.text()
        faults += [
            Text(f"{name.da}: {da}", f"{name.en}: {en}")
            for da, en in _faults(one, cells, bool(keep.any()), terrain, ids)
        ]
        taken[one.number] = (cells[0][keep], cells[1][keep])
    if faults:
        raise measure_error(faults)
    return taken


def _faults(
    one: Measure,
    cells: Cells,
    any_ground: bool,  # noqa: FBT001 - one call
    terrain: ConditionedTerrain,
    ids: set[str],
) -> list[tuple[str, str]]:
    """Return, Danish and English, why a measure cannot be where it is drawn, nothing where it can."""
    if one.removes:
        known = one.removes in ids
        return [] if known else [(f"intet bassin med id {one.removes}", f"no basin of id {one.removes}")]
    cls = terrain.cell_class[cells]
    lost = int(np.isin(cls, (SEA, HOLE)).sum())
    if lost:
        return [(f"{lost} celler i hav eller huller", f"{lost} cells in the sea or in holes")]
    if one.kind.id == CULVERT:
        return _culvert_faults(one, cells, terrain)
    if not (cls == LAND).any():
        return [("rammer ingen celle på land", "meets no cell on land")]
    return [] if any_ground else [("rammer kun celler på bygninger", "meets cells on buildings alone")]


def _culvert_faults(one: Measure, cells: Cells, terrain: ConditionedTerrain) -> list[tuple[str, str]]:
    """Return, Danish and English, which ends of a culvert lie on no ground, and how much of it runs under walls."""
    ends = end_cells(one.line, terrain.grid)
    off = terrain.cell_class[ends] != LAND
    roof = np.zeros(2, np.bool_) if terrain.raised is None else terrain.raised[ends]
    faults = []
    for (x, y), is_off, is_roof in zip(shapely.get_coordinates(one.line)[[0, -1]].tolist(), off, roof, strict=True):
        if is_off or is_roof:
            da, en = ("på en bygning", "on a building") if is_roof else ("uden for land", "off land")
            faults.append((f"en ende {da} ({x:.1f}, {y:.1f})", f"an end {en} ({x:.1f}, {y:.1f})"))
    under = int((terrain.cell_class[cells] == WALL).sum())
    if under and not off.any() and CAPACITY not in one.values:
        faults.append(
            (
                f"{under} celler under fjernede bygninger eller regnet som mur: brug en tilpasningslinje",
                f"{under} cells under removed buildings or taken as wall: use an adjustment line",
            )
        )
    return faults


def _held(one: Measure, basins: gpd.GeoDataFrame | None) -> float:
    """Return what the basins that a measure takes out hold, m³; NaN where it takes none or they hold without limit."""
    if not one.removes or basins is None:
        return np.nan
    unlimited, limited = (
        None if part is None else part[(part["id"].map(_same) == one.removes).to_numpy(np.bool_)]
        for part in with_capacity(basins)
    )
    if limited is None or (unlimited is not None and len(unlimited)):
        return np.nan
    return float(sum(number_in(value) for value in limited[CAPACITY]))


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
    found: Sequence[Measure],
    of_bed: dict[int, Cells],
    basins: gpd.GeoDataFrame | None,
    terrain: ConditionedTerrain,
    site: Site,
) -> gpd.GeoDataFrame | None:
    """Return basins without those removed, and a point at the lowest cell of each bed that takes standing water."""
    removed = {m.removes for m in found if m.removes}
    if basins is not None and removed:
        basins = basins[~basins["id"].map(_same).isin(removed)]
        basins = basins if len(basins) else None
    beds = [m for m in found if CAPACITY in m.values and m.number in of_bed and of_bed[m.number][0].size]
    places = []
    for one in beds:
        cells = of_bed[one.number]
        at = int(np.argmin(terrain.surface.values[cells]))
        lowest = int(cells[0][at]), int(cells[1][at])
        places.append(shapely.Point(terrain.grid.centre(*lowest)))
        if not can_hold(terrain, lowest):
            site.tell(one, NEVER_TAKES)
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
