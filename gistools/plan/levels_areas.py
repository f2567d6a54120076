"""Areas that a service level is asked of (områder): their type, their cells, and how much of them is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from gistools._checks import cell_text, require_kind
from gistools.cloudburst.whatif.cells import polygon_cells
from gistools.errors import LayerError
from gistools.kernels.codes import WALL
from gistools.stamps import stamps_on
from gistools.terrain.params import Nodata
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt

    from gistools.terrain.types import ConditionedTerrain

    I64 = npt.NDArray[np.int64]
    F64 = npt.NDArray[np.float64]

AREAS = Text("områder", "areas")
_ALL_OF_IT = 1.0 - 1e-9  # of an area: what lacks is rounding of its outline
_MOST_NAMED = 8


@dataclass(frozen=True, eq=False)
class LevelAreas:
    """n areas on a map (områder); made by `level_areas`.

    Parameters
    ----------
    number:
        int64: row of each in its layer, from 1.
    source_id:
        What the source calls each; empty where it has no name.
    types:
        The type of each.
    geometry:
        Their polygons.
    known_share:
        0-1: how much of each lies on cells with known ground.
    cell, start:
        The cells of area i, by their place in the map row by row, are ``cell[start[i]:start[i + 1]]``; only ground.
    without_type:
        Polygons of the layer that have no type.
    stamps:
        Marks of an example.
    """

    number: I64
    source_id: tuple[str, ...]
    types: tuple[str, ...]
    geometry: npt.NDArray[np.object_]
    known_share: F64
    cell: I64
    start: I64
    without_type: int = 0
    stamps: tuple[Text, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.types)

    def cells(self, area: int) -> I64:
        """Return the cells of one of them."""
        return self.cell[self.start[area] : self.start[area + 1]]


def area_types(layer: gpd.GeoDataFrame, type_field: str) -> tuple[str, ...]:
    """Return the types that the areas of a layer have, each once; those without one are passed over.

    Raises
    ------
    LayerError
        When the layer lacks the column.
    """
    return tuple(dict.fromkeys(word for word in _types(layer, type_field) if word))


def _types(layer: gpd.GeoDataFrame, type_field: str) -> list[str]:
    require_kind(layer, gpd.GeoDataFrame, "layer")
    if type_field not in layer.columns:
        has = ", ".join(str(c) for c in layer.columns if c != layer.geometry.name)
        raise LayerError(
            Text(f"{AREAS.da} uden kolonnen {type_field} (de har {has})",
                 f"{AREAS.en} without the column {type_field} (they have {has})"),
            Text("en kolonne med områdetype", "a column of the area type"),
            Text("angiv kolonnen med area_type_field", "name the column with area_type_field"),
        )  # fmt: skip
    return [cell_text(value) for value in layer[type_field]]


def level_areas(
    terrain: ConditionedTerrain,
    layer: gpd.GeoDataFrame,
    type_field: str,
    *,
    wanted: Collection[str] | None = None,
    id_field: str = "id_lokalid",
) -> LevelAreas:
    """Return areas on the cells of a map (områder).

    A cell is in an area that holds its centre; of an area that holds none, it is the cell that a point within it lies
    in. Areas may overlap. Sea, holes and cells without elevation are unknown; walls and removed buildings are no ground
    and count neither way.

    Parameters
    ----------
    terrain:
        From `gistools.terrain.condition`.
    layer:
        Polygons.
    type_field:
        Column of the type.
    wanted:
        Types to keep, small and capital letters alike; all when None.
    id_field:
        Column of the source's own id, where there is one.

    Raises
    ------
    CrsError
        For another coordinate system than the terrain's.
    LayerError
        For a missing column, and for rows without a valid polygon, all of them named.

    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition
    >>> terrain = condition(Raster(np.ones((2, 4), np.float32), Grid(2, 4, 0.0, 2.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> road = gpd.GeoDataFrame({"klasse": ["vej"]}, geometry=[shapely.box(2, 0, 8, 1)], crs="EPSG:25832")
    >>> areas = level_areas(terrain, road, "klasse")
    >>> areas.cells(0).tolist(), round(float(areas.known_share[0]), 3)
    ([6, 7], 0.333)
    """
    words = _types(layer, type_field)
    require_crs(layer, terrain.grid, AREAS)
    kept = None if wanted is None else {one.casefold() for one in wanted}
    rows = [i for i, word in enumerate(words) if word and (kept is None or word.casefold() in kept)]
    _require_polygons(layer, rows)
    canonical = {word.casefold(): word for word in reversed(words)}
    known = terrain.land
    if terrain.params.nodata is not Nodata.WALL:  # else walls may be cells without elevation
        known = known | (terrain.cell_class == WALL)
    land, cells, shares, grid = terrain.land.reshape(-1), [], [], terrain.grid
    map_box = shapely.box(*grid.bounds)
    for i in rows:
        shape = layer.geometry.iloc[i]
        on_map = shapely.intersection(shape, map_box)
        r, c = (np.zeros(0, np.int64),) * 2 if on_map.area == 0.0 else polygon_cells(shape, grid)
        if on_map.area > 0.0 and not r.size:
            x, y = shapely.get_coordinates(shapely.point_on_surface(on_map))[0]
            r = np.clip(np.array([int((grid.y0 - y) / grid.dy_m)]), 0, grid.rows - 1)
            c = np.clip(np.array([int((x - grid.x0) / grid.dx_m)]), 0, grid.cols - 1)
        at = r * grid.cols + c
        cells.append(at[land[at]])
        share = on_map.area / shape.area
        shares.append((1.0 if share >= _ALL_OF_IT else share) * (known[r, c].mean() if cells[-1].size else 0.0))
    ids = layer[id_field] if id_field in layer.columns else None
    return LevelAreas(
        np.array(rows, np.int64) + 1,
        tuple("" if ids is None else cell_text(ids.iloc[i]) for i in rows),
        tuple(canonical[words[i].casefold()] for i in rows),
        np.asarray(layer.geometry.iloc[rows].array, dtype=np.object_),
        np.array(shares, np.float64),
        np.concatenate(cells) if cells else np.zeros(0, np.int64),
        np.cumsum([0, *(one.size for one in cells)], dtype=np.int64),
        words.count(""),
        stamps_on(layer),
    )


def _require_polygons(layer: gpd.GeoDataFrame, rows: list[int]) -> None:
    """Refuse rows that are no valid polygon; all of them are named."""
    bad = [
        i + 1
        for i in rows
        if (shape := layer.geometry.iloc[i]) is None
        or shape.is_empty
        or shape.area == 0.0
        or not shape.is_valid
        or shape.geom_type not in {"Polygon", "MultiPolygon"}
    ]
    if bad:
        shown = ", ".join(map(str, bad[:_MOST_NAMED])) + (", …" if len(bad) > _MOST_NAMED else "")
        raise LayerError(
            Text(f"{AREAS.da}: {len(bad)} rækker uden en gyldig flade ({shown})",
                 f"{AREAS.en}: {len(bad)} rows without a valid polygon ({shown})"),
            Text("gyldige flader med et areal", "valid polygons that have an area"),
            Text("ret de nævnte rækker", "correct the rows named"),
        )  # fmt: skip
