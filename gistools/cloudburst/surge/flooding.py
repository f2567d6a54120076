"""The flood at one level of the sea, and area and volume at many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.cloudburst.surge.levels import SeaLevels
from gistools.cloudburst.surge.sea import sea_height, units
from gistools.cloudburst.surge.values import value_on
from gistools.kernels import surge
from gistools.kernels.codes import SCALE
from gistools.kernels.strips import each, row_spans
from gistools.progress import NoProgress, Progress
from gistools.raster import Raster
from gistools.terrain.flow import stoppable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.kernels.codes import I64, U8

LIMITS = Text(
    "Statisk screening: havet står i samme kote overalt, så længe det skal være; ingen tid, bølger, strøm eller brud. "
    "Resultatet er vejledende.",
    "Static screening: the sea stands at one level everywhere for as long as it takes; no time, waves, currents or "
    "breaches. The result is guidance only.",
)


@dataclass(frozen=True, eq=False)
class SurgeFlood:
    """What the sea floods at one level (oversvømmelse fra havet).

    Parameters
    ----------
    levels:
        What it was made of.
    sea_level_m:
        Level of the sea, rounded as heights are.
    depth:
        float32, m: 0 on dry land, NaN off land.
    level:
        float32, m: the level of the sea where it floods, NaN elsewhere.
    notes:
        What the user should know.
    """

    levels: SeaLevels
    sea_level_m: float
    depth: Raster
    level: Raster
    notes: tuple[Text, ...]

    @property
    def wet(self) -> npt.NDArray[np.bool_]:
        """True where the sea floods land."""
        mask: npt.NDArray[np.bool_] = self.depth.values > 0
        return mask

    def table(self) -> pd.DataFrame:
        """Return area, volume and depths, one row; see `level_table`."""
        return level_table(self.levels, [self.sea_level_m])

    @property
    def title(self) -> Text:
        """What it is, and at which level."""
        number = f"{self.sea_level_m:.2f}"
        return Text(f"Oversvømmelse fra havet ved {number.replace('.', ',')} m", f"Flood of the sea at {number} m")

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.levels.backdrop

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        from gistools.cloudburst.surge import layers  # noqa: PLC0415 - only where pictures are made

        extent = layers.surge_extent(self)
        return [(self.depth, "depth", self.depth.name), (extent, "surge_extent", extent.attrs["title"])]

    def __repr__(self) -> str:
        """One line."""
        row = self.table().iloc[0]
        return f"<SurgeFlood at {self.sea_level_m:g} m: {row['area_m2']:.0f} m², {row['volume_m3']:.0f} m³>"


def flood_at(levels: SeaLevels, sea_level_m: float) -> SurgeFlood:
    """Return what the sea floods at one level (oversvømmelse ved ét havniveau).

    A cell is wet when its least level is lower than the sea (strictly, so that wet cells are just those with a depth):
    a dike as high as the sea holds it back. The level is rounded to 2^-20 m, as heights are.

    Parameters
    ----------
    levels:
        From `sea_levels`.
    sea_level_m:
        Level of the sea in the vertical datum of the terrain.

    Raises
    ------
    ParamError
        For NaN, and for levels beyond ±100 m.

    Examples
    --------
    >>> import numpy as np
    >>> from gistools.cloudburst.surge import SeaParams, sea_levels
    >>> from gistools.grid import Grid
    >>> from gistools.terrain import condition
    >>> z = np.array([[0.5, 3.0, 1.0], [0.0, 2.0, 0.0]], np.float32)
    >>> terrain = condition(Raster(z, Grid(2, 3, 0.0, 2.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> levels = sea_levels(terrain, SeaParams(sea_sides="west"))
    >>> [flood_at(levels, m).depth.values.tolist() for m in (2.0, 2.5)]
    [[[1.5, 0.0, 0.0], [2.0, 0.0, 0.0]], [[2.0, 0.0, 1.5], [2.5, 0.5, 2.5]]]
    """
    require_kind(levels, SeaLevels, "levels")
    height = sea_height(sea_level_m)
    least, grid = levels.level.values, levels.terrain.grid
    wet = least < height
    depth = np.where(wet, height - levels.terrain.surface.values, np.where(np.isnan(least), np.nan, 0))
    stands = np.where(wet, height, np.float32(np.nan))
    datum = levels.level.vertical_datum
    return SurgeFlood(
        levels,
        float(height),
        Raster(depth.astype(np.float32), grid, unit="m", name=Text("Vanddybde", "Water depth")),
        Raster(stands, grid, unit="m", vertical_datum=datum, name=Text("Vandspejl", "Water level")),
        (*levels.notes, LIMITS),
    )


def level_table(
    levels: SeaLevels,
    seas_m: Sequence[float],
    value: Raster | None = None,
    *,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return what is flooded at many levels of the sea (tabel over havniveauer).

    Parameters
    ----------
    levels:
        From `sea_levels`.
    seas_m:
        Levels of the sea, m.
    value:
        Value for each m², on the cells of the terrain (it may reach farther); NaN where it is not known.
    progress:
        Told how far the work is.

    Returns
    -------
    pandas.DataFrame
        sea_level_m, area_m2, volume_m3, depth_mean_m (NaN when all is dry), corner_area_m2 (flooded beyond that if
        water ran over corners), and value and value_unknown_m2 where values are given; ascending.

    Raises
    ------
    ParamError
        For levels that are none.
    GridError
        When the value has other cells, or does not cover the terrain.
    """
    require_kind(levels, SeaLevels, "levels")
    grid = levels.terrain.grid
    if value is not None:
        value = value_on(grid, value)
    seas = np.unique(np.array([sea_height(m) for m in seas_m], np.float32))
    cells, height = stoppable(progress or NoProgress(), lambda stop: _tally(levels, levels.level, seas, stop))
    over, _ = stoppable(progress or NoProgress(), lambda stop: _tally(levels, levels.corners, seas, stop))
    room = np.array([units(h) for h in seas], np.int64) * cells - height
    volume = room / SCALE * grid.cell_area_m2
    area = cells * grid.cell_area_m2
    table = pd.DataFrame(
        {
            "sea_level_m": seas.astype(np.float64),
            "area_m2": area,
            "volume_m3": volume,
            "depth_mean_m": np.divide(volume, area, out=np.full(area.size, np.nan), where=area > 0),
            "corner_area_m2": (over - cells) * grid.cell_area_m2,
        }
    )
    table.attrs["units"] = {
        "sea_level_m": "m", "area_m2": "m²", "volume_m3": "m³", "depth_mean_m": "m", "corner_area_m2": "m²",
    }  # fmt: skip
    if value is not None:
        table["value"], table["value_unknown_m2"] = _values(levels, seas, value)
        table.attrs["units"]["value_unknown_m2"] = "m²"
    return table


def _tally(levels: SeaLevels, least: Raster, seas: npt.NDArray[np.float32], stop: U8) -> tuple[I64, I64]:
    """Return the cells below each sea, and their heights added up."""

    def count(first: int, last: int) -> I64:
        found = np.zeros((2, seas.size + 1), np.int64)
        surge.tally(levels.terrain.surface.values, least.values, seas, first, last, found[0], found[1])
        return found

    parts = each(count, row_spans(*levels.terrain.grid.shape), stop)
    sums = np.cumsum(np.sum(parts, axis=0)[:, :-1], axis=1)
    return sums[0], sums[1]


def _values(
    levels: SeaLevels, seas: npt.NDArray[np.float32], value: Raster
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the value of what each sea floods, and the area of which it is not known."""
    cell, known = levels.terrain.grid.cell_area_m2, value.valid
    least = levels.level.values
    sums = np.zeros((2, seas.size + 1))
    for first, last in row_spans(*levels.terrain.grid.shape):
        land = ~np.isnan(least[first:last])
        at = np.searchsorted(seas, least[first:last][land], side="right")
        sure = known[first:last][land]
        worth = np.where(sure, value.values[first:last][land], 0).astype(np.float64)
        sums[0] += np.bincount(at, worth, minlength=seas.size + 1)
        sums[1] += np.bincount(at, ~sure, minlength=seas.size + 1)
    made = np.cumsum(sums[:, :-1], axis=1) * cell
    return made[0], made[1]
