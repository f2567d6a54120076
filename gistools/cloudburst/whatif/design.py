"""A design surface (projekteret terræn) laid on the cells of a terrain, and how it meets the ground around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.whatif.kinds import VALUES
from gistools.errors import CrsError, GridError, WrongKindError
from gistools.grid import same_crs
from gistools.kernels import triangles as kernel
from gistools.kernels.strips import row_spans
from gistools.progress import NoProgress
from gistools.raster import Raster
from gistools.styles.numbers import format_number
from gistools.terrain.burn import sample
from gistools.terrain.flow import stoppable
from gistools.text import Text
from gistools.triangles import FARTHEST_M, Triangles

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.progress import Progress
    from gistools.terrain.types import ConditionedTerrain

    F64 = npt.NDArray[np.float64]

LOWEST_M, HIGHEST_M = VALUES["kote_m"].low, VALUES["kote_m"].high
FOLD_M = 0.001  # two triangles over one centre that differ by more are told


@dataclass(frozen=True, eq=False)
class Laid:
    """A design surface on cells: float64 heights in m, NaN where there is no design; and what the user should know."""

    level: F64
    notes: tuple[Text, ...]


def lay_design(surface: Raster | Triangles, terrain: ConditionedTerrain, *, progress: Progress | None = None) -> Laid:
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
    progress:
        Asked, while triangles are laid, whether to stop.

    Raises
    ------
    CrsError
        For another coordinate system or vertical datum than the terrain's.
    GridError
        For another unit than m, a surface that holds the centre of no cell of the map, heights outside the range of
        levels of measures, points that are no places, or triangles between points that are not there.

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
    notes = (*_same_frame(surface, terrain), *_checked_heights(surface))
    if isinstance(surface, Raster):
        level = _sampled(surface, terrain.grid)
        how = "bilineært i cellernes midter", "bilinearly at the centres of cells"
    else:
        level, more = _rasterised(surface, terrain.grid, progress or NoProgress())
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


def _number(value: float, decimals: int | None = None) -> Text:
    return Text(format_number(value, "da", decimals), format_number(value, "en", decimals))


def _checked_heights(surface: Raster | Triangles) -> tuple[Text, ...]:
    """Raise, with all faults and how many points have each, for what no design can be; return notes on heights of 0."""
    faults = []
    if isinstance(surface, Raster):
        what = Text("celler", "cells")
        heights, known = np.asarray(surface.values), surface.valid
    else:
        what = Text("punkter", "points")
        absent = int(((surface.faces < 0) | (surface.faces >= len(surface.points))).any(axis=1).sum())
        if absent:
            raise GridError(
                Text(
                    f"{absent} trekanter mellem punkter, der ikke findes",
                    f"{absent} triangles between points that are not there",
                ),
                Text(f"numre fra 0 til {len(surface.points) - 1}", f"numbers from 0 to {len(surface.points) - 1}"),
                Text("ret trekanternes numre", "correct the numbers of the triangles"),
            )
        unusable = surface.unusable()
        if unusable:
            far = _number(FARTHEST_M, 0)
            faults.append(
                Text(
                    f"{unusable} punkter med koordinater, der ikke er endelige tal eller er over {far.da} m",
                    f"{unusable} points with coordinates that are not finite or beyond {far.en} m",
                )
            )
        heights = surface.used()[:, 2]
        known = np.abs(heights) <= FARTHEST_M
    wrong = heights[known & ((heights < LOWEST_M) | (heights > HIGHEST_M))]
    low, high = _number(LOWEST_M, 0), _number(HIGHEST_M, 0)
    if wrong.size:
        one = float(wrong[0])
        example = _number(one) if abs(one) <= FARTHEST_M else Text(f"{one:.0e}", f"{one:.0e}")
        faults.append(
            Text(
                f"{wrong.size} {what.da} med højder som {example.da} m",
                f"{wrong.size} {what.en} with heights such as {example.en} m",
            )
        )
    if faults:
        raise GridError(
            Text(
                "projekteret terræn med " + "; ".join(fault.da for fault in faults),
                "a design surface with " + "; ".join(fault.en for fault in faults),
            ),
            Text(f"højder fra {low.da} til {high.da} m", f"heights from {low.en} to {high.en} m"),
            Text(
                "ret højderne i m; udelad ukendte (ofte skrevet som -9999 eller 0), i en raster som nodata",
                "correct the heights in m; leave out unknown ones (often written -9999 or 0), in a raster as nodata",
            ),
        )
    zero = int((known & (heights == 0.0)).sum())
    if not zero:
        return ()
    return (
        Text(
            f"{zero} {what.da} af det projekterede terræn har højden 0 m, som også kan stå for ukendt",
            f"{zero} {what.en} of the design surface have the height 0 m, which may also stand for unknown",
        ),
    )


def _sampled(surface: Raster, grid: Grid) -> F64:
    known = np.where(surface.valid, surface.values, np.nan).astype(np.float32)
    if surface.grid.aligned_with(grid):
        return known.astype(np.float64)
    level = np.empty(grid.shape, np.float64)
    for first, last in row_spans(*grid.shape):
        rows, cols = np.mgrid[first:last, 0 : grid.cols]
        level[first:last] = sample(known, surface.grid, *grid.centres(rows, cols))
    return level


def _rasterised(surface: Triangles, grid: Grid, progress: Progress) -> tuple[F64, tuple[Text, ...]]:
    from_corner = surface.points * (1.0, -1.0, 1.0) + (-grid.x0, grid.y0, 0.0)
    level, lowest = np.full(grid.shape, np.nan), np.full(grid.shape, np.nan)
    faces = np.ascontiguousarray(surface.faces, np.int64)
    points = np.ascontiguousarray(from_corner)
    flat = stoppable(progress, lambda stop: kernel.lay(points, faces, grid.dx_m, grid.dy_m, level, lowest, stop))
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
    most, mean = _number(height.max(), 2), _number(height.mean(), 2)
    return Text(
        f"spring mellem projekteret terræn og terrænet ved randen: højst {most.da} m, i middel {mean.da} m "
        f"({height.size} cellesider)",
        f"steps between design and ground at its rim: at most {most.en} m, {mean.en} m on average "
        f"({height.size} sides of cells)",
    )
