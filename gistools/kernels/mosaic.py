"""Tiles of a map in memory: every kernel is a pass over one tile with a halo of one cell, and a solve between tiles.

The usual run has one tile, the whole map, and then nothing is copied. With more tiles each holds arrays of its own, so
that a kernel can only see its tile and the halo that was handed to it; the result is the same to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.kernels.strips import frame_of, framed, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt


@dataclass(slots=True)
class Tile:
    """A part of the map: position of its first inner cell, inner size, and padded arrays by name."""

    row0: int
    col0: int
    rows: int
    cols: int
    data: dict[str, npt.NDArray[Any]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Return a padded array of the tile."""
        return self.data[name]


class Mosaic:
    """The tiles of a map of ``shape`` cells, each of at most ``tile`` cells (rows, cols)."""

    def __init__(self, shape: tuple[int, int], tile: tuple[int, int] | None = None) -> None:
        self.shape = shape
        height, width = tile or shape
        self.tiles = [
            Tile(r, c, min(height, shape[0] - r), min(width, shape[1] - c))
            for r in range(0, shape[0], height)
            for c in range(0, shape[1], width)
        ]
        self._tile = (height, width)

    @property
    def single(self) -> bool:
        """Whether one tile holds the whole map."""
        return len(self.tiles) == 1

    def __iter__(self) -> Iterator[Tile]:
        """Go through the tiles row by row."""
        return iter(self.tiles)

    def put(self, name: str, inner: npt.NDArray[Any], outside: Any) -> None:
        """Hand each tile its part of a map-sized array with its halo; ``outside`` lies beyond the map.

        A single tile takes the array itself where it lies in a frame with ``outside`` around it.
        """
        padded = frame_of(inner, outside)
        for t in self.tiles:
            part = padded[t.row0 : t.row0 + t.rows + 2, t.col0 : t.col0 + t.cols + 2]
            t.data[name] = part if self.single else part.copy()

    def new(self, name: str, dtype: Any, value: Any, halo: Any = None) -> None:
        """Give each tile a padded array full of one value, with another in its halo when given."""
        for t in self.tiles:
            made = np.full((t.rows + 2, t.cols + 2), value, dtype=dtype)
            t.data[name] = made
            if halo is not None:
                self.edge(name, halo, t)

    def blank(self, name: str, dtype: Any, halo: Any) -> None:
        """Give each tile a padded array whose inner cells are not set."""
        for t in self.tiles:
            t.data[name] = framed((t.rows, t.cols), dtype, halo)

    def edge(self, name: str, halo: Any, *tiles: Tile) -> None:
        """Set the halo of an array of some tiles (of all when none are named)."""
        for t in tiles or self.tiles:
            a = t.data[name]
            a[0] = a[-1] = halo
            a[:, 0] = a[:, -1] = halo

    def copy(self, name: str, to: str) -> None:
        """Give each tile a copy of one of its arrays under another name."""
        for t in self.tiles:
            t.data[to] = t.data[name].copy()

    def drop(self, *names: str) -> None:
        """Forget arrays that are no longer needed."""
        for t in self.tiles:
            for name in names:
                t.data.pop(name, None)

    def get(self, name: str) -> npt.NDArray[Any]:
        """Return the inner cells of an array for the whole map; a view where one tile holds all."""
        if self.single:
            return inside(self.tiles[0].data[name])
        whole = np.empty(self.shape, dtype=self.tiles[0].data[name].dtype)
        for t in self.tiles:
            whole[t.row0 : t.row0 + t.rows, t.col0 : t.col0 + t.cols] = t.data[name][1:-1, 1:-1]
        return whole

    def exchange(self, name: str) -> None:
        """Copy the rim of each tile into the halo of its neighbours; what lies beyond the map stays as it is."""
        if self.single:
            return
        whole = self.get(name)
        rows, cols = self.shape
        for t in self.tiles:
            a = t.data[name]
            r0, r1 = max(t.row0 - 1, 0), min(t.row0 + t.rows + 1, rows)
            c0, c1 = max(t.col0 - 1, 0), min(t.col0 + t.cols + 1, cols)
            inner = a[1:-1, 1:-1].copy()
            a[r0 - t.row0 + 1 : r1 - t.row0 + 1, c0 - t.col0 + 1 : c1 - t.col0 + 1] = whole[r0:r1, c0:c1]
            a[1:-1, 1:-1] = inner

    def push(self, name: str, ufunc: np.ufunc, *, into: str | None = None, empty: Any = 0) -> None:
        """Bring what each tile wrote into its halo to the tiles that own those cells, and empty the halo."""
        into = into or name
        for t in self.tiles:
            a = t.data[name]
            for r, c in _halo(t.rows, t.cols):
                value = a[r, c]
                if value != empty:
                    a[r, c] = empty
                    row, col = t.row0 + r - 1, t.col0 + c - 1
                    if 0 <= row < self.shape[0] and 0 <= col < self.shape[1]:
                        owner = self.owner(row, col)
                        target = owner.data[into]
                        at = (row - owner.row0 + 1, col - owner.col0 + 1)
                        target[at] = ufunc(target[at], value)

    def owner(self, row: int, col: int) -> Tile:
        """Return the tile that holds a cell of the map."""
        return self.tiles[int(self.owners(np.array([row * self.shape[1] + col]))[0])]

    def owners(self, cells: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Return the numbers of the tiles that hold cells given by their position in the map."""
        if self.single:
            return np.zeros(cells.size, np.int64)
        rows, cols = np.divmod(cells.astype(np.int64), self.shape[1])
        across = -(-self.shape[1] // self._tile[1])
        numbers: npt.NDArray[np.int64] = rows // self._tile[0] * across + cols // self._tile[1]
        return numbers

    def padded_index(self, tile: Tile, cells: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Return the padded positions inside a tile of cells given by their position in the map."""
        row = cells.astype(np.int64) // self.shape[1]  # several times as fast as divmod
        col = cells - row * self.shape[1]
        padded: npt.NDArray[np.int64] = (row - tile.row0 + 1) * (tile.cols + 2) + (col - tile.col0 + 1)
        return padded

    def map_index(self, tile: Tile, padded: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Return the position in the map of padded positions of a tile (which may lie in its halo)."""
        r = padded.astype(np.int64) // (tile.cols + 2)
        c = padded - r * (tile.cols + 2)
        cells: npt.NDArray[np.int64] = (tile.row0 + r - 1) * self.shape[1] + (tile.col0 + c - 1)
        return cells

    @property
    def index_type(self) -> type[np.int32 | np.int64]:
        """The smallest type that holds a position in the map."""
        return np.int32 if self.shape[0] * self.shape[1] < 2**31 else np.int64

    def by_tile(self, cells: npt.NDArray[Any]) -> Iterator[tuple[Tile, npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
        """Yield each tile that holds some cells, which of them, and their padded positions."""
        owners = self.owners(cells)
        for i, t in enumerate(self.tiles):
            which = np.flatnonzero(owners == i)
            if which.size:
                yield t, which, self.padded_index(t, cells[which])


def _halo(rows: int, cols: int) -> Iterator[tuple[int, int]]:
    for c in range(cols + 2):
        yield 0, c
        yield rows + 1, c
    for r in range(1, rows + 1):
        yield r, 0
        yield r, cols + 1
