"""Conditioning: make an elevation raster ready for water, and list every change."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

import numpy as np

from gistools._checks import require_kind
from gistools.errors import NodataError
from gistools.kernels import heights
from gistools.kernels.chain import inner_holes
from gistools.kernels.codes import EDGE, HOLE, LAND, SEA, U8, WALL
from gistools.kernels.strips import each, framed, inside, row_spans
from gistools.progress import NoProgress, Progress, run_cancellable
from gistools.raster import Raster
from gistools.terrain.flow import stoppable
from gistools.terrain.params import BuildingRule, Edge, Nodata, TerrainParams
from gistools.terrain.types import ConditionedTerrain, require_crs
from gistools.text import Text
from gistools.tool import step

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from gistools.grid import Grid


MOST_METRES = 15_000.0


@step(4)
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
    require_kind(elevation, Raster, "elevation")
    require_kind(params, TerrainParams, "params")
    progress.update(0.0, Text("Tilpasser terræn", "Conditioning terrain"))
    given = {"adjustment_lines": adjustment_lines, "horseshoes": horseshoes, "buildings": buildings}
    for name, layer in given.items():
        if layer is not None:
            _require_layer(layer, name, elevation.grid)
    z, cls, notes = stoppable(progress, lambda stop: _classify(elevation, params, stop))
    changes = raised = None
    if any(layer is not None and len(layer) for layer in given.values()):
        changes, raised, more = _edit(z, cls, elevation.grid, params, given, progress)
        notes += more
    surface = elevation.with_values(z, unit="m", nodata=None, name=Text("Tilpasset terræn", "Conditioned terrain"))
    progress.update(1.0, Text("Terrænet er tilpasset", "Terrain conditioned"))
    return ConditionedTerrain(surface, cls, params, changes, notes, raised)


def _require_layer(layer: object, name: str, grid: Grid) -> None:
    import geopandas as gpd  # noqa: PLC0415 - most terrain comes without layers

    require_kind(layer, gpd.GeoDataFrame, name)
    require_crs(cast("gpd.GeoDataFrame", layer), grid, Text("et lag", "a layer"))


def _edit(
    z: npt.NDArray[np.float32],
    cls: npt.NDArray[np.uint8],
    grid: Grid,
    params: TerrainParams,
    given: Mapping[str, gpd.GeoDataFrame | None],
    progress: Progress,
) -> tuple[gpd.GeoDataFrame, npt.NDArray[np.bool_] | None, tuple[Text, ...]]:
    """Place buildings and burn objects into heights and classes, in place; return every change, roofs, and notes."""
    from gistools.terrain import burn  # noqa: PLC0415 - loads the libraries of layers

    notes: tuple[Text, ...] = ()
    parts: list[pd.DataFrame] = []
    original, buildings = z.copy(), given["buildings"]
    under = np.zeros(cls.shape, np.bool_)  # taken out by removed buildings; an object that runs there opens it again
    if buildings is not None and len(buildings) and params.buildings_as is not BuildingRule.KEEP:
        progress.update(0.2, Text("Lægger bygninger ind", "Placing buildings"))
        before = cls.copy()
        work = burn.raise_buildings if params.buildings_as is BuildingRule.RAISE else burn.remove_buildings
        rows, more = run_cancellable(progress, lambda: work(z, cls, grid, buildings, params.building_height_m))
        parts.append(rows)
        notes += more
        under = cls != before
    roofs = z > original
    tops = z[roofs]
    for name, label, one in (
        ("horseshoes", Text("Brænder hestesko ind", "Burning horseshoes"), burn.burn_horseshoes),
        ("adjustment_lines", Text("Brænder tilpasningslinjer ind", "Burning adjustment lines"), burn.burn_lines),
    ):
        layer = given[name]
        if layer is not None and len(layer):
            progress.update(0.6, label)
            call = functools.partial(one, z, original, (cls, under), grid, layer, raising=params.burn_may_raise)
            parts.append(run_cancellable(progress, call))
    roofs[roofs] = z[roofs] == tops  # where nothing was led through the building
    if under.any() and params.edge is Edge.OUTLET:
        notes += run_cancellable(progress, lambda: _close_courtyards(cls, grid))
    strips = row_spans(*z.shape)
    stoppable(progress, lambda stop: each(functools.partial(heights.settle, z, cls), strips, stop))
    return burn.edit_table(parts, grid.crs), roofs if roofs.any() else None, notes


def _classify(
    elevation: Raster, params: TerrainParams, stop: U8
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8], tuple[Text, ...]]:
    """Return heights, the class of each cell, and notes; arrays lie in frames, which the kernels take as they are."""
    given = elevation.values
    if given.dtype.kind != "f":
        given = np.where(elevation.valid, given, np.nan)
    given = heights.native(given)
    z = inside(framed(given.shape, np.float32, np.nan))
    cls = inside(framed(given.shape, np.uint8, EDGE if params.edge is Edge.OUTLET else WALL))
    parts = row_spans(*z.shape)
    count = sum(each(functools.partial(heights.take, given, z, cls), parts, stop))
    spans = each(functools.partial(heights.extremes, given), parts, stop)
    if min(low for low, _ in spans) < -MOST_METRES or max(high for _, high in spans) > MOST_METRES:
        raise NodataError(
            Text(f"højder ud over ±{MOST_METRES:.0f} m", f"heights beyond ±{MOST_METRES:.0f} m"),
            Text("højder i meter, NaN hvor de er ukendte", "heights in metres, NaN where unknown"),
            Text("angiv rasterens nodata-værdi", "declare the nodata value of the raster"),
        )
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
        number, low = inner_holes(z)
        inner = number > 0
        z[inner] = low[number[inner] - 1]
        cls[number < 0] = HOLE
        del number
        note = Text(
            f"{low.size} indre huller ({int(inner.sum())} celler) er fyldt ud i niveau med deres laveste rand",
            f"{low.size} inner holes ({int(inner.sum())} cells) were filled level with their lowest rim",
        )
        return z, cls, (note,)
    kind = {Nodata.SEA: SEA, Nodata.HOLE: HOLE, Nodata.WALL: WALL}[params.nodata]
    each(functools.partial(heights.name_unknown, z, cls, np.uint8(kind)), parts, stop)
    label = {Nodata.SEA: Text("hav", "sea"), Nodata.HOLE: Text("hul", "hole"), Nodata.WALL: Text("mur", "wall")}
    rule = label[params.nodata]
    note = Text(
        f"{count} celler uden højde ({share}) regnes som {rule.da}",
        f"{count} cells without elevation ({share}) are taken as {rule.en}",
    )
    return z, cls, (note,)


def _close_courtyards(cls: npt.NDArray[np.uint8], grid: Grid) -> tuple[Text, ...]:
    """Take land out that walls enclose on all sides, in place; without a way out its water would have no end."""
    rim = np.where(cls == LAND, np.float32(np.nan), np.where(cls == WALL, np.float32(0), np.float32(-1)))
    number, low = inner_holes(rim.astype(np.float32))
    closed = np.append(False, low == 0.0)
    inside = closed[np.maximum(number, 0)] & (number > 0)
    cells = int(inside.sum())
    if not cells:
        return ()
    cls[inside] = WALL
    area = cells * grid.cell_area_m2
    return (
        Text(
            f"{int(closed.sum())} gårde ({area:.0f} m²) er lukket af fjernede bygninger og er taget ud med dem",
            f"{int(closed.sum())} courtyards ({area:.0f} m²) are enclosed by removed buildings and were taken out too",
        ),
    )
