"""The grid of a raster as a value, and the one place that knows coordinate systems.

A `Grid` is north-up with square or oblong cells measured in metres. The horizontal coordinate system and the vertical
datum are kept apart: Danish terrain is often tagged EPSG:7416 (UTM zone 32 with heights in DVR90), which no library
holds equal to EPSG:25832 although every coordinate is the same.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gistools.errors import CrsError, GridError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

DANISH_CRS = "EPSG:25832"
DENMARK = (400_000.0, 6_000_000.0, 950_000.0, 6_450_000.0)
"""West, south, east and north of Denmark in metres of EPSG:25832, Bornholm too: a place outside cannot be right."""
DANISH_HEIGHT = "DVR90"

_RELATIVE_TOLERANCE = 1e-3  # of a cell: origins nearer than this to each other are the same origin


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a raster lie.

    Parameters
    ----------
    rows, cols:
        Number of cells down and across.
    x0, y0:
        The outer corner of the upper left cell, in metres of the coordinate system.
    dx_m, dy_m:
        Width and height of a cell in metres, both positive; row 0 is the northernmost.
    crs:
        The horizontal coordinate system, such as ``"EPSG:25832"``.

    >>> grid = Grid(rows=2, cols=3, x0=650000.0, y0=6270000.0, dx_m=1.6, dy_m=1.6, crs="EPSG:25832")
    >>> grid.centre(0, 0)
    (650000.8, 6269999.2)
    """

    rows: int
    cols: int
    x0: float
    y0: float
    dx_m: float
    dy_m: float
    crs: str

    def __post_init__(self) -> None:
        """Refuse grids that hold no cell or have no size."""
        sizes = (self.x0, self.y0, self.dx_m, self.dy_m)
        if self.rows < 1 or self.cols < 1 or self.dx_m <= 0 or self.dy_m <= 0 or not all(map(math.isfinite, sizes)):
            shape = f"{self.rows} x {self.cols}, {self.dx_m} x {self.dy_m} m"
            raise GridError(
                Text(f"et gitter på {shape}", f"a grid of {shape}"),
                Text("mindst én celle med positiv størrelse", "at least one cell of positive size"),
                Text("vælg en raster med indhold, nord opad", "choose a raster with content, north up"),
            )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.rows, self.cols)

    @property
    def cell_area_m2(self) -> float:
        """Area of one cell in m²."""
        return self.dx_m * self.dy_m

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north edge in metres."""
        return (self.x0, self.y0 - self.rows * self.dy_m, self.x0 + self.cols * self.dx_m, self.y0)

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """The six numbers (a, b, c, d, e, f) of the affine transform: ``Affine(*grid.transform)``."""
        return (self.dx_m, 0.0, self.x0, 0.0, -self.dy_m, self.y0)

    def centre(self, row: int, col: int) -> tuple[float, float]:
        """Return x and y of the centre of a cell."""
        return (self.x0 + (col + 0.5) * self.dx_m, self.y0 - (row + 0.5) * self.dy_m)

    def centres(
        self, rows: npt.ArrayLike, cols: npt.ArrayLike
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return x and y of the centres of many cells."""
        import numpy as np  # noqa: PLC0415 - listing tools and params must not load numpy

        x = self.x0 + (np.asarray(cols, dtype=np.float64) + 0.5) * self.dx_m
        y = self.y0 - (np.asarray(rows, dtype=np.float64) + 0.5) * self.dy_m
        return x, y

    def cell_of(self, x: float, y: float) -> tuple[int, int]:
        """Return row and column of the cell that holds a point; raise `GridError` outside the grid."""
        down, across = (self.y0 - y) / self.dy_m, (x - self.x0) / self.dx_m
        if not (0 <= down < self.rows and 0 <= across < self.cols):  # false for what is no number, too
            west, south, east, north = self.bounds
            inside = f"{west:.1f}-{east:.1f}, {south:.1f}-{north:.1f}"
            raise GridError(
                Text(
                    f"punktet ({x:.1f}, {y:.1f}) uden for rasteren", f"the point ({x:.1f}, {y:.1f}) outside the raster"
                ),
                Text(f"et punkt inden for {inside} ({self.crs})", f"a point within {inside} ({self.crs})"),
                Text("flyt punktet, eller vælg et større udsnit", "move the point, or choose a larger window"),
            )
        return math.floor(down), math.floor(across)

    def window(self, row0: int, col0: int, rows: int, cols: int) -> Grid:
        """Return the part of the grid that starts at a cell."""
        return replace(self, rows=rows, cols=cols, x0=self.x0 + col0 * self.dx_m, y0=self.y0 - row0 * self.dy_m)

    def aligned_with(self, other: Grid) -> bool:
        """Whether both have the same cells (within a thousandth of a cell) and the same coordinate system."""
        near = functools.partial(math.isclose, rel_tol=1e-9, abs_tol=0.0)
        return (
            self.shape == other.shape
            and same_crs(self.crs, other.crs)
            and near(self.dx_m, other.dx_m)
            and near(self.dy_m, other.dy_m)
            and abs(self.x0 - other.x0) <= _RELATIVE_TOLERANCE * self.dx_m
            and abs(self.y0 - other.y0) <= _RELATIVE_TOLERANCE * self.dy_m
        )

    def require_aligned(self, other: Grid, mine: Text, theirs: Text) -> None:
        """Raise `GridError` when ``other`` has other cells than this grid."""
        if not self.aligned_with(other):
            raise GridError(
                Text(
                    f"{mine.da} ligger på {self}, {theirs.da} på {other}",
                    f"{mine.en} is on {self}, {theirs.en} on {other}",
                ),
                Text("det samme gitter", "the same grid"),
                Text(
                    "brug rasterne fra den samme kørsel, eller resampl den ene",
                    "use rasters of one run, or resample one",
                ),
            )

    def __str__(self) -> str:
        """Return a short line for messages and reprs."""
        return f"{self.rows} x {self.cols} ({self.dx_m:g} x {self.dy_m:g} m, {self.x0:.2f}, {self.y0:.2f}, {self.crs})"


@functools.lru_cache(maxsize=256)
def horizontal_crs(crs: str) -> tuple[str, str | None]:
    """Split a coordinate system into its projected horizontal part and its vertical datum.

    Parameters
    ----------
    crs:
        Anything pyproj understands: ``"EPSG:7416"``, WKT, PROJ text.

    Returns
    -------
    tuple
        The horizontal part, as ``"EPSG:n"`` where it has a number and WKT otherwise; and the name of the vertical
        datum (``"DVR90"``) or None.

    Raises
    ------
    CrsError
        For degrees, for units other than metres, and for texts that name no coordinate system.

    >>> horizontal_crs("EPSG:7416")
    ('EPSG:25832', 'DVR90')
    """
    from pyproj import CRS  # noqa: PLC0415 - pyproj loads a database
    from pyproj.exceptions import CRSError as ProjError  # noqa: PLC0415

    try:
        found = CRS.from_user_input(crs)
    except ProjError as error:
        raise CrsError(
            Text(f"et ukendt koordinatsystem ({crs[:80]!r})", f"an unknown coordinate system ({crs[:80]!r})"),
            Text(
                f"et projiceret koordinatsystem i meter, fx {DANISH_CRS}",
                f"a projected system in metres, e.g. {DANISH_CRS}",
            ),
            Text("angiv lagets koordinatsystem", "state the coordinate system of the layer"),
        ) from error
    vertical = None
    if found.is_compound:
        parts = found.sub_crs_list
        found = parts[0]
        vertical = _vertical_name(parts[1].name)
    if found.is_bound and found.source_crs is not None:
        found = found.source_crs
    if not found.is_projected:
        raise CrsError(
            Text(f"koordinater i grader ({found.name})", f"coordinates in degrees ({found.name})"),
            Text(
                f"et projiceret koordinatsystem i meter, fx {DANISH_CRS}",
                f"a projected system in metres, e.g. {DANISH_CRS}",
            ),
            Text(
                f"transformér data til {DANISH_CRS} (i QGIS: Transformér (Warp))",
                f"reproject the data to {DANISH_CRS} (in QGIS: Warp)",
            ),
        )
    if any(axis.unit_conversion_factor != 1.0 for axis in found.axis_info):
        unit = found.axis_info[0].unit_name
        raise CrsError(
            Text(f"koordinater i {unit} ({found.name})", f"coordinates in {unit} ({found.name})"),
            Text("koordinater i meter", "coordinates in metres"),
            Text(f"transformér data til {DANISH_CRS}", f"reproject the data to {DANISH_CRS}"),
        )
    number = found.to_epsg()
    return (f"EPSG:{number}" if number else found.to_wkt()), vertical


def _vertical_name(name: str) -> str:
    return DANISH_HEIGHT if "DVR90" in name.upper() else name


@functools.lru_cache(maxsize=256)
def same_crs(one: str, other: str) -> bool:
    """Whether two coordinate systems have the same horizontal part."""
    if one == other:
        return True
    from pyproj import CRS  # noqa: PLC0415

    return CRS.from_user_input(horizontal_crs(one)[0]).equals(
        CRS.from_user_input(horizontal_crs(other)[0]), ignore_axis_order=True
    )
