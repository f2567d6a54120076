"""Conditioning: make an elevation raster ready for water, and list every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from gistools.errors import CrsError, NodataError
from gistools.kernels.codes import HOLE, LAND, SEA, WALL, snap
from gistools.kernels.holes import inner_holes
from gistools.progress import NoProgress, Progress, check, run_cancellable
from gistools.terrain.burn import EDIT_COLUMNS, burn_horseshoes, burn_lines, raise_buildings, remove_buildings
from gistools.terrain.params import BuildingRule, Nodata, TerrainParams
from gistools.terrain.types import ConditionedTerrain
from gistools.text import Text
from gistools.tool import step

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.raster import Raster


@step(1)
def condition(
    elevation: Raster,
    params: TerrainParams | None = None,
    adjustment_lines: gpd.GeoDataFrame | None = None,
    horseshoes: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    *,
    progress: Progress | None = None,
) -> ConditionedTerrain:
    """Make terrain ready for water (tilpasset terræn).

    Buildings come first, then horseshoes, then adjustment lines, so that a culvert under a building stays open.
    Depressions are kept: what they store is the answer.

    Parameters
    ----------
    elevation:
        Heights in m, NaN where unknown.
    params:
        The rules for cells without elevation, the edge and buildings.
    adjustment_lines:
        Lines (tilpasningslinjer) whose cells are lowered to the straight line between the terrain at both ends.
    horseshoes:
        Lines of four points A, B, C, D (hestesko): the terrain along A-D is led to the terrain along B-C.
    buildings:
        Footprints as polygons.
    progress:
        Told how far the work is.

    Raises
    ------
    NodataError
        When there are cells without elevation and no rule was named, or no cell has an elevation.
    CrsError
        When a layer has another coordinate system than the terrain.
    LayerError
        When a horseshoe has not four points.

    Examples
    --------
    >>> import numpy as np
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> grid = Grid(2, 2, 0.0, 2.0, 1.0, 1.0, "EPSG:25832")
    >>> condition(Raster(np.array([[3.0, 1.0], [2.0, 4.0]], np.float32), grid, unit="m"))
    <ConditionedTerrain: 2 x 2 (1 x 1 m, 0.00, 2.00, EPSG:25832); 4 land cells; 0 edits>
    """
    progress = progress or NoProgress()
    params = params or TerrainParams()
    progress.update(0.0, Text("Tilpasser terræn", "Conditioning terrain"))
    for layer in (adjustment_lines, horseshoes, buildings):
        _require_crs(layer, elevation)
    z, cls, notes = run_cancellable(progress, lambda: _classify(elevation, params))
    original = z.copy()
    edits: list[pd.DataFrame] = []
    if buildings is not None and len(buildings) and params.buildings_as is not BuildingRule.KEEP:
        progress.update(0.2, Text("Lægger bygninger ind", "Placing buildings"))
        work = raise_buildings if params.buildings_as is BuildingRule.RAISE else remove_buildings
        rows, more = run_cancellable(
            progress, lambda: work(z, cls, elevation.grid, buildings, params.building_height_m)
        )
        edits.append(rows)
        notes += more
    if horseshoes is not None and len(horseshoes):
        progress.update(0.6, Text("Brænder hestesko ind", "Burning horseshoes"))
        edits.append(burn_horseshoes(z, original, cls, elevation.grid, horseshoes, raising=params.burn_may_raise))
        check(progress)
    if adjustment_lines is not None and len(adjustment_lines):
        progress.update(0.8, Text("Brænder tilpasningslinjer ind", "Burning adjustment lines"))
        edits.append(burn_lines(z, original, cls, elevation.grid, adjustment_lines, raising=params.burn_may_raise))
        check(progress)
    table = _edit_table(edits, elevation.grid.crs)
    surface = elevation.with_values(
        np.where(cls == LAND, snap(z), np.float32(np.nan)),
        unit="m",
        name=Text("Tilpasset terræn", "Conditioned terrain"),
    )
    progress.update(1.0, Text("Terrænet er tilpasset", "Terrain conditioned"))
    return ConditionedTerrain(surface, cls, params, table, notes)


def _require_crs(layer: gpd.GeoDataFrame | None, elevation: Raster) -> None:
    if layer is None:
        return
    wanted = CRS.from_user_input(elevation.grid.crs)
    if layer.crs is None or not layer.crs.to_2d().equals(wanted, ignore_axis_order=True):
        name = "?" if layer.crs is None else layer.crs.to_string()
        raise CrsError(
            Text(
                f"et lag i {name} og terræn i {elevation.grid.crs}",
                f"a layer in {name} and terrain in {elevation.grid.crs}",
            ),
            Text("det samme koordinatsystem", "the same coordinate system"),
            Text("transformér laget: layer.to_crs(...)", "transform the layer: layer.to_crs(...)"),
        )


def _classify(
    elevation: Raster, params: TerrainParams
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8], tuple[Text, ...]]:
    """Return heights, the class of each cell, and notes."""
    z = snap(elevation.values)
    unknown = np.isnan(z)
    count = int(unknown.sum())
    cls = np.full(z.shape, LAND, np.uint8)
    if count == z.size:
        raise NodataError(
            Text("ingen celle med højde", "no cell with an elevation"),
            Text("mindst én celle med højde", "at least one cell with an elevation"),
            Text("vælg et udsnit, hvor terrænet har data", "choose a window where the terrain has data"),
        )
    if count == 0:
        return z, cls, ()
    share = f"{100.0 * count / z.size:.2f} %"
    if params.nodata is None:
        raise NodataError(
            Text(f"{count} celler uden højde ({share})", f"{count} cells without elevation ({share})"),
            Text("en regel for dem", "a rule for them"),
            Text(
                "vælg nodata: sea (hav), hole (hul), filled (udfyldt) eller wall (mur)",
                "choose nodata: sea, hole, filled or wall",
            ),
        )
    if params.nodata is Nodata.FILLED:
        number = np.zeros(z.shape, np.int32)
        low = np.empty(count, np.float32)
        groups = inner_holes(z, number, low)
        inner = number > 0
        z[inner] = low[number[inner] - 1]
        cls[number < 0] = HOLE
        note = Text(
            f"{groups} indre huller ({int(inner.sum())} celler) er fyldt ud i niveau med deres laveste rand",
            f"{groups} inner holes ({int(inner.sum())} cells) were filled level with their lowest rim",
        )
        return z, cls, (note,)
    cls[unknown] = {Nodata.SEA: SEA, Nodata.HOLE: HOLE, Nodata.WALL: WALL}[params.nodata]
    label = {Nodata.SEA: Text("hav", "sea"), Nodata.HOLE: Text("hul", "hole"), Nodata.WALL: Text("mur", "wall")}
    rule = label[params.nodata]
    note = Text(
        f"{count} celler uden højde ({share}) regnes som {rule.da}",
        f"{count} cells without elevation ({share}) are taken as {rule.en}",
    )
    return z, cls, (note,)


def _edit_table(parts: list[pd.DataFrame], crs: str) -> gpd.GeoDataFrame:
    filled = [p for p in parts if len(p)]
    rows = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame({**EDIT_COLUMNS, "geometry": []})
    table = gpd.GeoDataFrame(rows, geometry="geometry", crs=crs)
    table.attrs["units"] = {"lowered_m3": "m³", "raised_m3": "m³"}
    table.attrs["title"] = Text("Ændringer", "Edits")
    return table
