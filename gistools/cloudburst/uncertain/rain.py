"""Rain to flood on terrain whose heights are uncertain: many draws of the error, and what they say of each cell."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.links import Links
from gistools.cloudburst.params import ReportParams
from gistools.cloudburst.runoff import RunoffClasses
from gistools.cloudburst.solving import solve
from gistools.cloudburst.uncertain import notes
from gistools.cloudburst.uncertain.error_field import HeightError
from gistools.cloudburst.uncertain.params import UncertaintyParams
from gistools.cloudburst.uncertain.places import Places
from gistools.cloudburst.uncertain.quantiles import Settled, summarise
from gistools.cloudburst.uncertain.store import DrawStore
from gistools.cloudburst.uncertain.tools import NAME, QUANTILE_NAMES
from gistools.errors import ParamError
from gistools.kernels.codes import LAND
from gistools.kernels.strips import row_spans
from gistools.progress import COMPILING, COMPILING_EACH_TIME, NoProgress, Progress, Stage, check, run_cancellable
from gistools.raster import Raster
from gistools.styles.numbers import format_number
from gistools.terrain.burn import draw_shapes
from gistools.terrain.conditioning import condition
from gistools.terrain.flow import stoppable
from gistools.terrain.params import BuildingRule
from gistools.terrain.types import ConditionedTerrain
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.cloudburst.all_rains import RainToFlood
    from gistools.grid import Grid

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

_COMPILING = (COMPILING, COMPILING_EACH_TIME)
_SHARE_OF_DRAWS = 0.94  # of the work; the rest is quantiles


@dataclass(frozen=True, eq=False)
class UncertainRainToFlood:
    """The least rain that wets each cell, as far as the heights are known (usikkerhed på regn til oversvømmelse).

    Parameters
    ----------
    terrain:
        The terrain without error.
    height_error:
        The error of the heights.
    draws:
        How often it was drawn.
    base:
        float32, mm: rain to flood of the terrain without error.
    p10, p50, p90:
        float32, mm: in each cell the ceil(p x draws)-th smallest rain; +inf where fewer than 10, 50 and 90 % of the
        draws are ever wet, NaN off land.
    wet_share:
        float32, %: in how many of the draws the cell is wet at the rain asked for; None when none was asked for.
    wet_area_m2:
        float64, of each draw: the area that is wet at that rain; None when none was asked for.
    bluespots:
        The bluespots of the terrain without error, with what the draws say of them; see `places.Places.layer`.
    settled:
        Whether the draws suffice.
    notes:
        What the user should know.
    """

    terrain: ConditionedTerrain
    height_error: HeightError
    draws: int
    base: Raster
    p10: Raster
    p50: Raster
    p90: Raster
    wet_share: Raster | None
    wet_area_m2: F64 | None
    bluespots: gpd.GeoDataFrame
    settled: Settled
    notes: tuple[Text, ...]

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self.terrain.grid

    @property
    def title(self) -> Text:
        """What it is."""
        return NAME

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.terrain.surface

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        quantiles = (self.p50, self.p10, self.p90)
        shown: list[tuple[Any, str, Text]] = [(r, "rain_to_flood_quantile", r.name) for r in quantiles]
        if self.wet_share is not None:
            shown.insert(0, (self.wet_share, "wet_share", self.wet_share.name))
        return [*shown, (self.bluespots, "bluespots_by_rain", self.bluespots.attrs["title"])]

    def __repr__(self) -> str:
        """One line."""
        return f"<UncertainRainToFlood: {self.draws} draws, {self.height_error.told().en}; {self.grid}>"


def uncertain_rain_to_flood(
    terrain: ConditionedTerrain,
    runoff: RunoffClasses,
    params: UncertaintyParams,
    links: Links | None = None,
    *,
    elevation: Raster | None = None,
    report: ReportParams | None = None,
    wet_at_mm: float | None = None,
    progress: Progress | None = None,
) -> UncertainRainToFlood:
    """Find rain to flood for many draws of the height error (usikkerhed på regn til oversvømmelse).

    Each draw adds a random error (`HeightError`) to the conditioned surface, and routes and fills it as `rain_to_flood`
    does. Beds of lines and horseshoes and filled holes take part in the error, for they were taken from the terrain
    around them and go up and down with it; the roofs of raised buildings keep their height. Classes of cells and of
    run-off are the same in all draws. Draws lie in a temporary file while they are needed; memory does not grow with
    their number, unless the temporary folder lies in memory itself (tmpfs; TMPDIR chooses another).

    Parameters
    ----------
    terrain:
        From `condition`.
    runoff:
        From `runoff_classes`.
    params:
        Number of draws, seed, standard deviation and correlation length.
    links:
        From `gistools.cloudburst.links.find_links`; the level at which water enters them follows the heights of a draw.
    elevation:
        What ``terrain`` was conditioned from, by which roofs are known; may be left out when no buildings were raised.
    report:
        Which bluespots are told of.
    wet_at_mm:
        The rain that `UncertainRainToFlood.wet_share` is made for.
    progress:
        Told how far the work is; a cancel is noticed within a draw, and leaves nothing on disk.

    Raises
    ------
    ParamError
        For a correlation length of too many cells, a rain out of range, or raised buildings without ``elevation``.
    GridError
        When ``elevation`` has other cells than the terrain.
    DiskFullError
        When the temporary folder has no room for the draws (4 bytes for each cell and draw); told before the work.
    OutputError
        When the temporary folder is gone or cannot be written in.

    Examples
    --------
    >>> import numpy as np
    >>> import gistools as gt
    >>> z = np.array([[9, 9, 9, 9, 9, 9], [9, 5, 4, 2.9, 2.7, 3], [9, 9, 9, 9, 9, 9]], np.float32)
    >>> terrain = gt.condition(gt.Raster(z, gt.Grid(3, 6, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> runoff = gt.runoff_classes(terrain, gt.LossParams())
    >>> params = gt.UncertaintyParams(draws=20, correlation_m=0.0)
    >>> found = gt.uncertain_rain_to_flood(terrain, runoff, params)
    >>> bool(found.p10.values[1, 3] < found.p50.values[1, 3] < found.p90.values[1, 3])
    True
    """
    progress = progress or NoProgress()
    require_kind(terrain, ConditionedTerrain, "terrain")
    require_kind(runoff, RunoffClasses, "runoff")
    require_kind(params, UncertaintyParams, "params")
    require_same_terrain(terrain.key, runoff.terrain.key, Text("en afstrømning", "run-off"))
    if links is not None:
        require_kind(links, Links, "links")
        require_same_terrain(terrain.key, links.terrain_key, Text("forbindelser", "links"))
    error = HeightError.of(params, terrain.grid)
    wet_at = None if wet_at_mm is None else runoff.reached(wet_at_mm)
    keep = run_cancellable(progress, lambda: raised_roofs(terrain, elevation))
    with DrawStore(params.draws, terrain.grid.shape) as store:
        progress.update(0.0, store.told())
        part = _SHARE_OF_DRAWS / (params.draws + 1)
        base = solve(terrain, runoff, links, progress=Stage(progress, 0.0, part))
        places = run_cancellable(progress, functools.partial(Places, base, report or ReportParams()))
        rain, of_base = base.rain, base.notes
        del base
        areas = []
        for draw in range(params.draws):
            stage = _Numbered(progress, part * (draw + 1), part * (draw + 2), draw + 1, params.draws)
            check(stage)
            found = _draw(terrain, keep, runoff, links, error, draw, stage)
            places.note(found)
            store.add(found.rain.values, stage)
            if wet_at is not None:
                areas.append(np.count_nonzero(found.rain.values <= wet_at) * terrain.grid.cell_area_m2)
            del found
        size = store.size
        summary = summarise(store, wet_at, Stage(progress, _SHARE_OF_DRAWS, 1.0))
    p10, p50, p90 = (
        rain.with_values(values, name=name) for values, name in zip(summary.quantiles, QUANTILE_NAMES, strict=True)
    )
    share = wet_area = None
    area_told: tuple[Text, ...] = ()
    if summary.wet_share is not None and wet_at_mm is not None:
        wet_area = np.array(areas, np.float64)
        without = np.count_nonzero(rain.values <= wet_at) * terrain.grid.cell_area_m2
        area_told = (notes.area_told(wet_area, without, wet_at_mm),)
        share = Raster(summary.wet_share, terrain.grid, unit="%", name=_wet_name(wet_at_mm))
    kept = 0 if keep is None else int(keep.sum())
    told = (
        *of_base,
        *notes.told(params, error, kept),
        *area_told,
        summary.settled.told(),
        *notes.beside(*places.outside()),
        notes.held(size),
    )
    return UncertainRainToFlood(
        terrain, error, params.draws, rain, p10, p50, p90, share, wet_area, places.layer(), summary.settled, told
    )


class _Numbered(Stage):
    """A part of the work that tells which draw it is, whatever the steps in it tell."""

    def __init__(self, parent: Progress, start: float, stop: float, number: int, count: int) -> None:
        super().__init__(parent, start, stop)
        self._message = Text(f"Gennemløb {number} af {count}", f"Draw {number} of {count}")

    def update(self, fraction: float, message: Text) -> None:
        """Hand on how far the draw is; that kernels are compiled is told as it is."""
        super().update(fraction, message if message in _COMPILING else self._message)


def _draw(
    terrain: ConditionedTerrain,
    keep: Mask | None,
    runoff: RunoffClasses,
    links: Links | None,
    error: HeightError,
    draw: int,
    stage: Progress,
) -> RainToFlood:
    given = terrain.surface
    z = stoppable(stage, lambda stop: error.add(given.values, keep, terrain.grid, draw, stop))
    drawn = dataclasses.replace(terrain, surface=given.with_values(z))
    return solve(drawn, dataclasses.replace(runoff, terrain=drawn), links and links.on(drawn), progress=stage)


def raised_roofs(terrain: ConditionedTerrain, elevation: Raster | None) -> Mask | None:
    """Return the cells of roofs, which raising buildings set above the terrain; None when there are none.

    A cell of a footprint that lines or horseshoes opened again is none: its bed was taken from the terrain.

    Raises
    ------
    ParamError
        When buildings were raised and ``elevation`` is not given.
    GridError
        When ``elevation`` has other cells than the terrain.
    """
    if elevation is not None:
        require_kind(elevation, Raster, "elevation")
        elevation.grid.require_aligned(
            terrain.grid, Text("højdemodellen", "the elevation model"), Text("terrænet", "the terrain")
        )
    if terrain.changes is None or terrain.params.buildings_as is not BuildingRule.RAISE:
        return None
    buildings = terrain.changes.geometry[terrain.changes["object_kind"] == "building"]
    if buildings.empty:
        return None
    if elevation is None:
        raise ParamError(
            Text(
                "hævede bygninger uden den højdemodel, terrænet er lavet af",
                "raised buildings without the elevation model that the terrain was made from",
            ),
            Text("elevation, så tage ikke får højdefejl", "elevation, so that roofs get no error"),
            Text("giv elevation=højdemodellen", "give elevation=the elevation model"),
        )
    keep = draw_shapes(((shape, 1) for shape in buildings), np.zeros(terrain.grid.shape, np.uint8), terrain.grid) > 0
    before, surface = condition(elevation, terrain.params).surface.values, terrain.surface.values
    least = np.float32(terrain.params.building_height_m / 2.0)  # far from rounding, and from beds under the building
    for a, b in row_spans(*terrain.grid.shape):
        keep[a:b] &= (surface[a:b] - before[a:b] > least) & (terrain.cell_class[a:b] == LAND)
    return keep if keep.any() else None


def _wet_name(rain_mm: float) -> Text:
    mm = [format_number(rain_mm, x) for x in ("da", "en")]
    return Text(f"Sandsynlighed for vand ved {mm[0]} mm regn", f"Probability of water at {mm[1]} mm of rain")
