"""A design surface (projekteret terræn) laid on the cells of a terrain, and how it meets the ground around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import CrsError, GridError, WrongKindError
from gistools.grid import same_crs
from gistools.kernels import triangles as kernel
from gistools.kernels.strips import row_spans
from gistools.raster import Raster
from gistools.terrain.burn import sample
from gistools.text import Text
from gistools.triangles import Triangles

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.terrain.types import ConditionedTerrain

    F64 = npt.NDArray[np.float64]

FOLD_M = 0.001  # two triangles over one centre that differ by more are told


@dataclass(frozen=True, eq=False)
class Laid:
    """A design surface on cells: float64 heights in m, NaN where there is no design; and what the user should know."""

    level: F64
    notes: tuple[Text, ...]


def lay_design(surface: Raster | Triangles, terrain: ConditionedTerrain) -> Laid:
    """Lay a design surface on the cells of a terrain.

    A raster is read bilinearly at the centre of each cell (the nearest of its own cells where a neighbour is unknown).
    Triangles are read straight in the triangle that holds the centre; of several the highest counts.

    Parameters
    ----------
    surface:
        Heights in m, in the coordinate system and from the vertical datum of the terrain; what they do not state is
        taken to be that of the terrain, and told.
    terrain:
        From `gistools.terrain.condition`.

    Raises
    ------
    CrsError
        For another coordinate system or vertical datum than the terrain's.
    GridError
        For another unit than m, or a surface that holds the centre of no cell of the map.

    Examples
    --------
    >>> from gistools.grid import Grid
    >>> from gistools.terrain import condition
    >>> flat = condition(Raster(np.ones((2, 2), np.float32), Grid(2, 2, 0.0, 2.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> slope = np.array([[0.0, 0.0, 5.0], [2.0, 0.0, 7.0], [0.0, 2.0, 5.0]])
    >>> lay_design(Triangles(slope, np.array([[0, 1, 2]])), flat).level.tolist()
    [[5.5, nan], [5.5, 6.5]]
    """
    if not isinstance(surface, Raster | Triangles):
        raise WrongKindError(
            Text(f"projekteret terræn som {type(surface).__name__}", f"a design surface as {type(surface).__name__}"),
            Text("en Raster eller Triangles", "a Raster or Triangles"),
            Text("læs filen med read_surface", "read the file with read_surface"),
        )
    notes = _same_frame(surface, terrain)
    if isinstance(surface, Raster):
        level = _sampled(surface, terrain.grid)
        how = "bilineært i cellernes midter", "bilinearly at the centres of cells"
    else:
        level, more = _rasterised(surface, terrain.grid)
        notes += more
        how = "i trekanterne ved cellernes midter", "in the triangles at the centres of cells"
    count = int((~np.isnan(level)).sum())
    if not count:
        raise GridError(
            Text("et projekteret terræn uden for kortet", "a design surface off the map"),
            Text("et, der holder mindst én celles midte", "one that holds the centre of a cell at least"),
            Text(
                "kontrollér koordinatsystem, akser og enhed (LandXML skriver nord før øst)",
                "check coordinate system, axes and unit (LandXML writes north before east)",
            ),
        )
    told = Text(f"projekteret terræn læst {how[0]}: {count} celler", f"design surface read {how[1]}: {count} cells")
    return Laid(level, (told, *notes))


def _same_frame(surface: Raster | Triangles, terrain: ConditionedTerrain) -> tuple[Text, ...]:
    """Raise when the surface states another system, datum or unit; return notes on what it does not state."""
    crs = surface.grid.crs if isinstance(surface, Raster) else surface.crs
    if crs and not same_crs(crs, terrain.grid.crs):
        raise CrsError(
            Text(
                f"projekteret terræn i {crs}, terræn i {terrain.grid.crs}",
                f"a design surface in {crs}, terrain in {terrain.grid.crs}",
            ),
            Text("det samme koordinatsystem", "the same coordinate system"),
            Text("transformér det projekterede terræn", "transform the design surface"),
        )
    if isinstance(surface, Raster) and surface.unit not in {"", "m"}:
        raise GridError(
            Text(f"projekteret terræn i {surface.unit}", f"a design surface in {surface.unit}"),
            Text("højder i m", "heights in m"),
            Text("regn rasteren om", "convert the raster"),
        )
    mine, datum = surface.vertical_datum, terrain.surface.vertical_datum
    if mine and datum and mine != datum:
        raise CrsError(
            Text(f"projekteret terræn i {mine}, terræn i {datum}", f"a design surface in {mine}, terrain in {datum}"),
            Text("højder fra det samme nulpunkt", "heights from the same datum"),
            Text("omregn det projekterede terræns højder", "convert the heights of the design surface"),
        )
    notes = []
    if not crs:
        notes.append(
            Text(
                f"det projekterede terræn nævner intet koordinatsystem; regnet som {terrain.grid.crs}",
                f"the design surface names no coordinate system; taken as {terrain.grid.crs}",
            )
        )
    if not mine:
        taken = datum or "?"
        notes.append(
            Text(
                f"det projekterede terræn nævner intet højdesystem; regnet som terrænets ({taken})",
                f"the design surface names no vertical datum; taken as that of the terrain ({taken})",
            )
        )
    return tuple(notes)


def _sampled(surface: Raster, grid: Grid) -> F64:
    known = np.where(surface.valid, surface.values, np.nan).astype(np.float32)
    if surface.grid.aligned_with(grid):
        return known.astype(np.float64)
    level = np.empty(grid.shape, np.float64)
    for first, last in row_spans(*grid.shape):
        rows, cols = np.mgrid[first:last, 0 : grid.cols]
        level[first:last] = sample(known, surface.grid, *grid.centres(rows, cols))
    return level


def _rasterised(surface: Triangles, grid: Grid) -> tuple[F64, tuple[Text, ...]]:
    from_corner = surface.points * (1.0, -1.0, 1.0) + (-grid.x0, grid.y0, 0.0)
    level, lowest = np.full(grid.shape, np.nan), np.full(grid.shape, np.nan)
    faces = np.ascontiguousarray(surface.faces, np.int64)
    flat = kernel.lay(
        np.ascontiguousarray(from_corner), faces, grid.dx_m, grid.dy_m, level, lowest, np.zeros(1, np.uint8)
    )
    notes = []
    if flat:
        notes.append(
            Text(
                f"{flat} lodrette eller flade trekanter uden areal er sprunget over",
                f"{flat} vertical triangles or triangles without area were passed over",
            )
        )
    folded = int((level - lowest > FOLD_M).sum())
    if folded:
        notes.append(
            Text(
                f"trekanter ligger over hinanden i {folded} celler; den højeste gælder",
                f"triangles lie over each other in {folded} cells; the highest counts",
            )
        )
    return level, tuple(notes)


def rim_note(level: F64, z: npt.NDArray[np.float32]) -> Text:
    """Return how high the steps are between cells of a design and the ground beside them, which leak or dam.

    Parameters
    ----------
    level:
        Heights of the design, m; NaN where there is none or no land.
    z:
        The ground before, m; NaN off land.
    """
    steps = []
    for here, ground in ((level, z), (level.T, z.T)):
        for a, b in ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))):
            rim = ~np.isnan(here[a]) & np.isnan(here[b]) & ~np.isnan(ground[b])
            steps.append(np.abs(here[a][rim] - ground[b][rim]))
    height = np.concatenate(steps)
    if not height.size:
        return Text(
            "det projekterede terræn har ingen rand mod terrænet", "the design surface has no rim towards the ground"
        )
    most, mean = f"{height.max():.2f}", f"{height.mean():.2f}"
    return Text(
        f"spring mellem projekteret terræn og terrænet ved randen: højst {most} m, i middel {mean} m "
        f"({height.size} cellesider)",
        f"steps between design and ground at its rim: at most {most} m, {mean} m on average "
        f"({height.size} sides of cells)",
    )
