"""A raster as a value: numbers, where they lie, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.errors import GridError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt
    import xarray as xr

    from gistools.grid import Grid


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
        if self.values.shape != self.grid.shape:
            found = " x ".join(str(n) for n in self.values.shape) or "0"
            raise GridError(
                Text(f"{found} værdier", f"{found} values"),
                Text(f"{self.grid.rows} x {self.grid.cols}", f"{self.grid.rows} x {self.grid.cols}"),
                Text(
                    "giv rasteren det gitter, som værdierne er lavet på", "give the grid that the values were made on"
                ),
            )
        if self.nodata is not None and self.values.dtype.kind == "f":
            object.__setattr__(self, "nodata", None)

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
