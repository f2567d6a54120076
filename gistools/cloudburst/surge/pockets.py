"""Protected pockets and their critical points: where the sea comes in first, and what lies low behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.cloudburst.surge.levels import SeaLevels, class_frame, positions, steps_of
from gistools.cloudburst.surge.params import PocketParams
from gistools.cloudburst.surge.sea import sea_height
from gistools.cloudburst.surge.values import value_on
from gistools.kernels import surge
from gistools.kernels.codes import SCALE, check_stop
from gistools.kernels.strips import frame_of, framed, inside, row_spans
from gistools.progress import NoProgress, Progress, check, run_cancellable
from gistools.terrain.flow import stoppable
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.kernels.codes import F32, I32, I64, U8
    from gistools.raster import Raster

_FIRST_POCKETS = 1 << 12


@dataclass(frozen=True, eq=False)
class Pockets:
    """What lies lower than the sea that first reaches it (beskyttede lommer), and where it comes in.

    Let *s* be the least sea level of a cell. A **pocket** is a connected group (over sides) of cells of one level *s*
    of which some are lower than *s*; its area is that of the lower ones. When the sea rises above *s* all of it is
    flooded at once. Pockets do not nest: a hollow behind a higher bank inside a pocket has a higher level and is a
    pocket of its own.

    A cell of the group at *s* beside the sea, or beside a cell of a lower level, is a **way in**. The **critical
    point** (kritisk punkt) is the first of them in the order of rows and columns; most pockets have only one. Its
    **next level** is where the sea first reaches any of the pocket's ground when the bank is raised out of reach at
    this point: all ground at *s* or higher within a chosen distance of it. It is *s* itself where the sea comes in at
    the same height farther away.

    Parameters
    ----------
    levels:
        What they were found in.
    label:
        int32: the number of the pocket of each cell from 1, the cells at *s* among them; 0 elsewhere.
    level, lowest:
        float32, m: *s* and the lowest height of each pocket.
    figures:
        int64, one row for each pocket: cells below *s*, their heights added up (2^-20 m), the position of the critical
        point in the map, how many ways in there are.
    shown:
        Which pockets are reported, by the area that they protect, largest first.
    next_level:
        float32, m, for each of those; inf where there is no other way in.
    raised_m:
        The distance from the critical point within which the bank is raised.
    extras:
        More columns of the table, one value for each of those: value and buildings, where they were given.
    """

    levels: SeaLevels
    label: I32
    level: F32
    lowest: F32
    figures: I64
    shown: I64
    next_level: F32
    raised_m: float
    extras: dict[str, npt.NDArray[Any]]

    def table(self) -> pd.DataFrame:
        """Return the reported pockets.

        pocket_id, sea_level_m (*s*), next_level_m (NaN where there is no other way in: see only_way_in), ways_in,
        area_m2, volume_m3 (room below *s*), depth_max_m, cut_by_edge (the ground goes on beyond the map, where
        water may come in lower), and what the extras hold.
        """
        shown, cell = self.shown, self.levels.terrain.grid.cell_area_m2
        level = self.level[shown]
        cells, height = self.figures[shown, 0], self.figures[shown, 1]
        room = np.rint(level.astype(np.float64) * SCALE).astype(np.int64) * cells - height
        alone = np.isinf(self.next_level)
        table = pd.DataFrame(
            {
                "pocket_id": shown + 1,
                "sea_level_m": level.astype(np.float64),
                "next_level_m": np.where(alone, np.nan, self.next_level.astype(np.float64)),
                "only_way_in": alone,
                "ways_in": self.figures[shown, 3],
                "area_m2": cells * cell,
                "volume_m3": room / SCALE * cell,
                "depth_max_m": level.astype(np.float64) - self.lowest[shown],
                "cut_by_edge": self._cut()[shown],
                **self.extras,
            }
        )
        lengths = dict.fromkeys(("sea_level_m", "next_level_m", "depth_max_m"), "m")
        table.attrs["units"] = {**lengths, "area_m2": "m²", "volume_m3": "m³"}
        if "value_unknown_m2" in self.extras:
            table.attrs["units"]["value_unknown_m2"] = "m²"
        return table

    def _cut(self) -> npt.NDArray[np.bool_]:
        """Return which pockets have low ground at the edge of the map."""
        z, level = self.levels.terrain.surface.values, self.levels.level.values
        cut = np.zeros(self.level.size + 1, np.bool_)
        for rim in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
            cut[self.label[rim][z[rim] < level[rim]]] = True
        return cut[1:]

    @property
    def title(self) -> Text:
        """What it is."""
        return Text("Kritiske punkter ved stormflod", "Critical points in a storm surge")

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.levels.backdrop

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        from gistools.cloudburst.surge import layers  # noqa: PLC0415 - only where pictures are made

        pockets, points = layers.protected_pockets(self), layers.critical_points(self)
        return [
            (pockets, "protected_pockets", pockets.attrs["title"]),
            (points, "critical_points", points.attrs["title"]),
        ]

    def __repr__(self) -> str:
        """One line."""
        return f"<Pockets: {self.shown.size} of {self.level.size} shown; {self.levels.terrain.grid}>"


def find_pockets(
    levels: SeaLevels,
    params: PocketParams | None = None,
    value: Raster | None = None,
    buildings: gpd.GeoDataFrame | None = None,
    *,
    progress: Progress | None = None,
) -> Pockets:
    """Find the protected pockets and the critical points that let the sea in (kritiske punkter).

    Parameters
    ----------
    levels:
        From `sea_levels`.
    params:
        Which pockets are shown.
    value:
        Value for each m², on the cells of the terrain (it may reach farther); NaN where it is not known.
    buildings:
        Buildings to be counted, as polygons; each counts in every pocket that it touches, within a cell.
    progress:
        Told how far the work is.

    Raises
    ------
    GridError
        When the value has other cells, or does not cover the terrain.
    CrsError
        When the buildings are in another coordinate system.

    Examples
    --------
    Behind a dike of 3 m with a gap of 2 m lie two cells at 1 m and one at 1.5 m:

    >>> import numpy as np
    >>> from gistools.cloudburst.surge import SeaParams, sea_levels
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition
    >>> z = np.array([[0, 3, 1], [0, 2, 1.5], [0, 3, 1]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 3, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> params = PocketParams(min_pocket_area_m2=0.0, raise_within_m=0.0)
    >>> pockets = find_pockets(sea_levels(terrain, SeaParams(sea_sides="west")), params)
    >>> pockets.table()[["sea_level_m", "next_level_m", "area_m2", "volume_m3"]].values.tolist()
    [[2.0, 3.0, 3.0, 2.5]]
    """
    progress = progress or NoProgress()
    params = params or PocketParams()
    require_kind(levels, SeaLevels, "levels")
    require_kind(params, PocketParams, "params")
    grid = levels.terrain.grid
    if value is not None:
        value = value_on(grid, value)
    if buildings is not None:
        require_crs(buildings, grid, Text("bygninger", "buildings"))
    progress.update(0.0, Text("Finder beskyttede lommer", "Finding protected pockets"))
    highest, reach = sea_height(params.max_sea_level_m), params.raise_within_m
    cls = class_frame(levels.terrain, levels.sides)
    label, level, lowest, figures = stoppable(progress, lambda stop: _label(levels, cls, highest, stop))
    area = figures[:, 0] * grid.cell_area_m2
    keep = (area >= params.min_pocket_area_m2) & (
        level.astype(np.float64) - lowest >= params.min_pocket_depth_m  # exact: both are whole 2^-20 m
    )
    shown = np.flatnonzero(keep)
    shown = shown[np.argsort(-figures[shown, 0], kind="stable")]
    progress.update(0.5, Text("Finder næste vej ind", "Finding the next way in"))
    following = stoppable(
        progress, lambda stop: _next_levels(levels, cls, label, figures[shown, 2], shown, reach, stop)
    )
    check(progress)
    width = cls.shape[1]
    row = figures[:, 2] // width
    figures[:, 2] = (row - 1) * grid.cols + figures[:, 2] - row * width - 1
    made = Pockets(levels, inside(label), level, lowest, figures, shown, following, reach, {})
    if value is not None:
        made.extras.update(run_cancellable(progress, lambda: _value(made, value)))
    if buildings is not None:
        made.extras["buildings"] = run_cancellable(progress, lambda: _buildings(made, buildings))
    progress.update(1.0, Text("Lommerne er fundet", "Pockets found"))
    return made


def _flat(levels: SeaLevels) -> tuple[F32, F32]:
    """Return heights and levels as flat padded arrays."""
    z = frame_of(levels.terrain.surface.values, np.nan)
    return z.reshape(-1), frame_of(levels.level.values, np.nan).reshape(-1)


def _label(levels: SeaLevels, cls: U8, highest: np.float32, stop: U8) -> tuple[I32, F32, F32, I64]:
    z, level = _flat(levels)
    label: I32 = framed(levels.terrain.grid.shape, np.int32, 0)
    inside(label)[:] = 0
    row = np.empty(z.size, positions(z.size))
    figures, lowest = np.empty((_FIRST_POCKETS, 4), np.int64), np.empty(_FIRST_POCKETS, np.float32)
    at, count = 0, 0
    while True:
        at, count = surge.label_pockets(
            z, cls.reshape(-1), level, label.reshape(-1), steps_of(cls.shape[1]), highest, at, count, row, figures,
            lowest, stop,
        )  # fmt: skip
        check_stop(stop)
        if at == z.size:
            break
        figures, lowest = np.concatenate([figures, np.empty_like(figures)]), np.concatenate([lowest, lowest])
    figures, lowest = figures[:count].copy(), lowest[:count].copy()
    return label, level[figures[:, 2]], lowest, figures


def _next_levels(levels: SeaLevels, cls: U8, label: I32, entry: I64, shown: I64, reach: float, stop: U8) -> F32:
    found = np.empty(shown.size, np.float32)
    if not shown.size:
        return found
    z, level = _flat(levels)
    seen = np.zeros(z.size, np.int32)
    row, heap = np.empty(z.size, positions(z.size)), np.empty(z.size, np.int64)
    grid, width = levels.terrain.grid, cls.shape[1]
    for i, pocket in enumerate(shown.tolist()):
        found[i] = surge.next_level(
            z, z.view(np.int32), cls.reshape(-1), level, label.reshape(-1), steps_of(width), pocket + 1, entry[i],
            width, grid.dx_m, grid.dy_m, reach, i + 1, seen, row, heap, stop,
        )  # fmt: skip
        check_stop(stop)
    return found


def _by_pocket(pockets: Pockets, of: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the sum over the low cells of each shown pocket of what is given for all cells."""
    sums = np.zeros(pockets.level.size + 1)
    z, level = pockets.levels.terrain.surface.values, pockets.levels.level.values
    for first, last in row_spans(*pockets.label.shape):
        low = (pockets.label[first:last] > 0) & (z[first:last] < level[first:last])
        sums += np.bincount(pockets.label[first:last][low], of[first:last][low], minlength=sums.size)
    return sums[pockets.shown + 1]


def _value(pockets: Pockets, value: Raster) -> dict[str, npt.NDArray[Any]]:
    cell = pockets.levels.terrain.grid.cell_area_m2
    known = value.valid
    worth = np.where(known, value.values, 0).astype(np.float64) * cell
    return {
        "value": _by_pocket(pockets, worth),
        "value_unknown_m2": _by_pocket(pockets, np.where(known, 0.0, cell)),
    }


def _buildings(pockets: Pockets, buildings: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Return how many buildings each shown pocket has: those that come within a cell of its outline."""
    from gistools.cloudburst.surge.layers import protected_pockets  # noqa: PLC0415 - loads the libraries of layers

    grid = pockets.levels.terrain.grid
    outlines = protected_pockets(pockets).geometry
    reach = max(grid.dx_m, grid.dy_m)
    near = buildings.geometry.buffer(reach).sindex.query(outlines, predicate="intersects")
    return np.bincount(near[0], minlength=len(outlines))
