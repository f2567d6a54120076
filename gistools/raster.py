"""A raster as a value: numbers, where they lie, and what they mean."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.errors import GridError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    import xarray as xr

    from gistools.grid import Grid

_STRIP_CELLS = 1 << 22


@dataclass(frozen=True, eq=False)
class Raster:
    """Cell values on a `Grid`.

    Parameters
    ----------
    values:
        Array of shape ``grid.shape``. Measured quantities are floating point with NaN where nothing is known; codes
        and counts are integers with ``nodata`` where nothing is known.
    grid:
        Where the cells lie.
    unit:
        ``"m"``, ``"mm"``, ``"m²"``, ``"m³"``, or empty for codes.
    vertical_datum:
        What heights are measured from, such as ``"DVR90"``; None for everything that is not a height, or unknown.
    nodata:
        The integer that means unknown; always None for floating point, where NaN means it.
    name:
        What the raster shows, in both languages.
    stamps:
        What must stand on every picture and file made of it, such as "OPDIGTET EKSEMPEL".
    """

    values: npt.NDArray[Any]
    grid: Grid
    unit: str = ""
    vertical_datum: str | None = None
    nodata: int | None = None
    name: Text = field(default=Text("raster", "raster"))
    stamps: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit the grid."""
        _require_shape(self.values, self.grid.shape)
        if self.nodata is not None and self.values.dtype.kind == "f":
            object.__setattr__(self, "nodata", None)

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the values."""
        return self.values.dtype

    def rows(self, first: int, stop: int) -> npt.NDArray[Any]:
        """Return the values of the rows from ``first`` to before ``stop``, without a copy."""
        return self.values[first:stop]

    def materialise(self) -> Raster:
        """Return the raster itself: its values are there."""
        return self

    @property
    def valid(self) -> npt.NDArray[np.bool_]:
        """True where the value is known."""
        known: npt.NDArray[np.bool_]
        if self.values.dtype.kind == "f":
            known = ~np.isnan(self.values)
        elif self.nodata is None:
            known = np.ones(self.grid.shape, dtype=np.bool_)
        else:
            known = self.values != self.nodata
        return known

    def with_values(self, values: npt.NDArray[Any], **changes: Any) -> Raster:  # noqa: ANN401 - any field
        """Return a raster on the same grid with other values (and other fields where named)."""
        return replace(self, values=values, **changes)

    def to_xarray(self) -> xr.DataArray:
        """Return the raster as an xarray DataArray with x and y of cell centres and the CF attributes set."""
        import xarray as xr  # noqa: PLC0415 - only those who ask for xarray load it

        rows, cols = self.grid.shape
        x, _ = self.grid.centres(np.zeros(cols), np.arange(cols))
        _, y = self.grid.centres(np.arange(rows), np.zeros(rows))
        attributes = {"units": self.unit, "long_name": self.name.en, "crs": self.grid.crs}
        if self.vertical_datum:
            attributes["vertical_datum"] = self.vertical_datum
        return xr.DataArray(self.values, dims=("y", "x"), coords={"y": y, "x": x}, attrs=attributes, name=self.name.en)

    def __repr__(self) -> str:
        """One line: what, how large, which range, how much is unknown."""
        valid = self.valid
        count = int(valid.sum())
        if count:
            low, high = self.values[valid].min(), self.values[valid].max()
            span = f"{low:g} … {high:g} {self.unit}".rstrip()
        else:
            span = "no valid cell"
        datum = f" {self.vertical_datum}" if self.vertical_datum else ""
        unknown = 100.0 * (1.0 - count / valid.size)
        return f"<Raster {self.name.en}: {self.grid}{datum}; {span}; {unknown:.1f} % nodata; {self.values.dtype}>"


_ONE_AT_A_TIME = threading.RLock()  # whoever makes strips need not think of threads


@dataclass(frozen=True, eq=False)
class StripRaster:
    """A raster whose values are made strip by strip when they are wanted, and never kept: for what follows cheaply.

    Usable wherever a tool returns a raster. What needs all values at once takes `materialise`, or `values`, which makes
    a new array at every look.

    Parameters
    ----------
    make:
        Called with a first row and the row after the last; returns the values of those rows, of shape (rows,
        ``grid.cols``) and type ``dtype``. The same rows give the same values at every call. It may be called from any
        thread, but never by two at a time.
    grid, unit, vertical_datum, nodata, name, stamps:
        As for `Raster`.
    dtype:
        The type of the values.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=3, cols=2, x0=0.0, y0=0.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> twice = StripRaster(lambda first, stop: 2 * np.ones((stop - first, 2), np.uint8), grid, np.dtype(np.uint8))
    >>> twice.rows(1, 3).tolist()
    [[2, 2], [2, 2]]
    """

    make: Callable[[int, int], npt.NDArray[Any]]
    grid: Grid
    dtype: np.dtype[Any]
    unit: str = ""
    vertical_datum: str | None = None
    nodata: int | None = None
    name: Text = field(default=Text("raster", "raster"))
    stamps: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Let ``dtype`` be given as numpy takes it, and drop an integer that means unknown where NaN does."""
        object.__setattr__(self, "dtype", np.dtype(self.dtype))
        if self.nodata is not None and self.dtype.kind == "f":
            object.__setattr__(self, "nodata", None)

    def rows(self, first: int, stop: int) -> npt.NDArray[Any]:
        """Make and return the values of the rows from ``first`` to before ``stop``.

        Raises
        ------
        GridError
            When ``make`` returns another number of rows or columns.
        TypeError
            When it returns values of another type.
        """
        with _ONE_AT_A_TIME:
            made = self.make(first, stop)
        _require_shape(made, (stop - first, self.grid.cols))
        if made.dtype != self.dtype:
            msg = f"{self.name.en}: strips of {made.dtype}, declared as {self.dtype}"
            raise TypeError(msg)
        return made

    def with_values(self, values: npt.NDArray[Any], **changes: Any) -> Raster:  # noqa: ANN401 - any field
        """Return a raster on the same grid with other values (and other fields where named)."""
        return Raster(values, **self._same() | changes)

    def to_xarray(self) -> xr.DataArray:
        """Make all values, and return them as `Raster.to_xarray` does."""
        return self.materialise().to_xarray()

    def _same(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(Raster) if f.name != "values"}

    def materialise(self) -> Raster:
        """Make all values, and return them as a `Raster`."""
        values = np.empty(self.grid.shape, self.dtype)
        height = max(1, _STRIP_CELLS // self.grid.cols)
        for first in range(0, self.grid.rows, height):
            stop = min(first + height, self.grid.rows)
            values[first:stop] = self.rows(first, stop)
        return Raster(values, **self._same())

    @property
    def values(self) -> npt.NDArray[Any]:
        """All values, made anew at every look."""
        return self.materialise().values

    @property
    def valid(self) -> npt.NDArray[np.bool_]:
        """True where the value is known; made anew at every look."""
        return self.materialise().valid

    def __repr__(self) -> str:
        """One line: what, how large, and that it is made strip by strip."""
        unit = f" {self.unit}" if self.unit else ""
        return f"<StripRaster {self.name.en}: {self.grid}{unit}; {self.dtype}, made strip by strip>"


def thinned(raster: Raster | StripRaster, most_cells: int) -> Raster:
    """Return every n-th row and column of a raster, so that at most about ``most_cells`` are left: a sample.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=4, cols=6, x0=0.0, y0=0.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> thinned(Raster(np.arange(24).reshape(4, 6), grid), 6).values.tolist()
    [[0, 2, 4], [12, 14, 16]]
    """
    rows, cols = raster.grid.shape
    step = max(1, int(np.ceil(np.sqrt(rows * cols / most_cells))))
    if step == 1:
        return raster.materialise()
    if isinstance(raster, Raster):
        values = raster.values[::step, ::step]
    else:
        values = np.stack([raster.rows(row, row + 1)[0, ::step] for row in range(0, rows, step)])
    coarse = replace(raster.grid, rows=values.shape[0], cols=values.shape[1])
    grid = replace(coarse, dx_m=coarse.dx_m * step, dy_m=coarse.dy_m * step)
    same = {f.name: getattr(raster, f.name) for f in fields(Raster) if f.name not in {"values", "grid"}}
    return Raster(values, grid, **same)


def _require_shape(values: npt.NDArray[Any], shape: tuple[int, int]) -> None:
    if values.shape != shape:
        found = " x ".join(str(n) for n in values.shape) or "0"
        raise GridError(
            Text(f"{found} værdier", f"{found} values"),
            Text(f"{shape[0]} x {shape[1]}", f"{shape[0]} x {shape[1]}"),
            Text("giv rasteren det gitter, som værdierne er lavet på", "give the grid that the values were made on"),
        )
