"""What the terrain steps hand on."""

from __future__ import annotations

import functools
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import CRS

from gistools.errors import CrsError
from gistools.kernels.chain import Nodes, Tree, filled_rows, grow_forest
from gistools.kernels.codes import LAND, NO_CODE, ON_FLAT, Geometry, Tie
from gistools.kernels.labels import BEYOND
from gistools.kernels.mosaic import Mosaic
from gistools.kernels.strips import each, row_spans, threads
from gistools.terrain.params import Edge, TerrainParams
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.raster import Raster

HASHED_CELLS = 1 << 20  # in each part of the key, whatever the number of threads

__all__ = ["ConditionedTerrain", "FlowField", "Nodes", "geometry_of", "require_crs"]


def geometry_of(grid: Grid) -> Geometry:
    """Return what the kernels need of a grid: distances, and ties broken by counting cells row by row."""
    return Geometry.of(grid.dx_m, grid.dy_m, Tie.row_major(grid.cols))


def require_crs(layer: gpd.GeoDataFrame, grid: Grid, what: Text) -> None:
    """Raise `CrsError` when a layer has another coordinate system than the terrain."""
    wanted = CRS.from_user_input(grid.crs)
    if layer.crs is None or not layer.crs.to_2d().equals(wanted, ignore_axis_order=True):
        name = "?" if layer.crs is None else layer.crs.to_string()
        raise CrsError(
            Text(f"{what.da} i {name} og terræn i {grid.crs}", f"{what.en} in {name} and terrain in {grid.crs}"),
            Text("det samme koordinatsystem", "the same coordinate system"),
            Text("transformér laget: layer.to_crs(...)", "transform the layer: layer.to_crs(...)"),
        )


@dataclass(frozen=True, eq=False)
class ConditionedTerrain:
    """Terrain as water meets it (tilpasset terræn).

    Parameters
    ----------
    surface:
        Heights in m, float32, snapped to multiples of 2^-20 m; NaN where there is no land.
    cell_class:
        uint8 of the same shape: land 0, sea 1, hole 2, wall 3.
    params:
        How it was made.
    changes:
        One row for each adjustment object and building, with cells and volume changed; None where there are none.
    notes:
        What the user should know.
    raised:
        bool of the same shape: cells that are roofs of raised buildings, not ground; None where there are none. Not
        part of `key`: water runs by the heights alone.
    """

    surface: Raster
    cell_class: npt.NDArray[np.uint8]
    params: TerrainParams
    changes: gpd.GeoDataFrame | None
    notes: tuple[Text, ...] = ()
    raised: npt.NDArray[np.bool_] | None = None

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self.surface.grid

    @property
    def edits(self) -> gpd.GeoDataFrame:
        """One row for each adjustment object and building, with cells and volume changed; may be empty."""
        if self.changes is not None:
            return self.changes
        from gistools.terrain.burn import edit_table  # noqa: PLC0415 - loads the libraries of layers

        return edit_table([], self.grid.crs)

    @functools.cached_property
    def key(self) -> str:
        """The hash of heights, classes, edge and grid, by which later values know that they belong to this terrain."""
        head = repr((self.grid, self.params.edge.value)).encode()
        rows = max(HASHED_CELLS // self.grid.cols, 1)

        def part(first: int) -> bytes:
            digest = hashlib.blake2b(digest_size=16)
            for values in (self.surface.values, self.cell_class):
                digest.update(np.ascontiguousarray(values[first : first + rows]).data)
            return digest.digest()

        with ThreadPoolExecutor(threads()) as pool:
            parts = pool.map(part, range(0, self.grid.rows, rows))
            return hashlib.blake2b(head + b"".join(parts), digest_size=16).hexdigest()

    @property
    def land(self) -> npt.NDArray[np.bool_]:
        """True where water can stand and run."""
        mask: npt.NDArray[np.bool_] = self.cell_class == LAND
        return mask

    @property
    def edge_is_outlet(self) -> bool:
        """Whether water can leave over the edge of the map."""
        return self.params.edge is Edge.OUTLET

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        return [(self.surface, "elevation", self.surface.name), (self.edits, "edits", self.edits.attrs["title"])]

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.surface

    def __repr__(self) -> str:
        """One line."""
        edits = 0 if self.changes is None else len(self.changes)
        return f"<ConditionedTerrain: {self.grid}; {int(self.land.sum())} land cells; {edits} edits>"


@dataclass(frozen=True, eq=False)
class FlowField:
    """Where every cell drains to (strømning).

    Parameters
    ----------
    grid:
        Where the cells lie; all arrays have its shape.
    local:
        uint8; direction 0 to 7 clockwise from east to the steepest lower neighbour; 8 in a pit; 9, 10, 11 off the map
        over its edge, into the sea, into a hole; 255 where there is no land. 16 is added where the direction was found
        across level ground.
    routed:
        The same, through depressions to where they spill, so that every cell reaches a way off the map.
    basin:
        int32; 0, 1, 2 for cells that drain off the map (edge, sea, hole), else 3 + the number of the pit; -2 off land.
    area_cells:
        int32 (int64 for maps of 2^31 cells or more); how many cells drain through each cell along ``routed``, itself
        included; 0 off land.
    cut_by_edge:
        bool; whether water from beyond the edge of the map, or out of a hole, may come through the cell.
    tree:
        The saddles over which the basins find their way off the map.
    surface:
        float32, m; the heights that water flowed on, those of the terrain.
    terrain_key:
        `ConditionedTerrain.key` of the terrain.
    """

    grid: Grid
    local: npt.NDArray[np.uint8]
    routed: npt.NDArray[np.uint8]
    basin: npt.NDArray[np.int32]
    area_cells: npt.NDArray[np.int32] | npt.NDArray[np.int64]
    cut_by_edge: npt.NDArray[np.bool_]
    tree: Tree
    surface: npt.NDArray[np.float32]
    terrain_key: str

    @functools.cached_property
    def forest(self) -> Nodes:
        """The nested depressions; grown when first asked for."""
        return grow_forest(self.tree)

    @functools.cached_property
    def filled(self) -> npt.NDArray[np.float32]:
        """The lowest surface without depressions, float32, m; NaN off land. Made when first asked for."""
        surface = np.empty(self.grid.shape, np.float32)

        def fill(first: int, stop: int) -> None:
            surface[first:stop] = self.filled_rows(first, stop)

        each(fill, row_spans(*self.grid.shape), np.zeros(1, np.uint8))
        return surface

    def filled_rows(self, first: int, stop: int) -> npt.NDArray[np.float32]:
        """Return the rows from ``first`` to before ``stop`` of the filled surface, where the whole is not wanted."""
        return filled_rows(self.surface[first:stop], self.basin[first:stop], self.tree)

    def mosaic(self) -> Mosaic:
        """Return surface (``z``), local direction (``code``) and ``basin`` as the kernels take them, without copies."""
        mosaic = Mosaic(self.grid.shape)
        mosaic.put("z", self.surface, np.float32(np.nan))
        mosaic.put("code", self.local, np.uint8(NO_CODE))
        mosaic.put("basin", self.basin, np.int32(BEYOND))
        return mosaic

    @property
    def flats(self) -> npt.NDArray[np.bool_]:
        """True where the local direction was found across level ground."""
        mask: npt.NDArray[np.bool_] = ((self.local & ON_FLAT) != 0) & (self.local != NO_CODE)
        return mask

    def __repr__(self) -> str:
        """One line."""
        return f"<FlowField: {self.grid}; {self.tree.pits.size} basins with a pit>"
