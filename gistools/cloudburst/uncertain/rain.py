"""Rain to flood on terrain whose heights are uncertain: many draws of the error, and what they say of each cell."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.all_rains import RainToFlood, rain_to_flood
from gistools.cloudburst.bluespots import find_bluespots
from gistools.cloudburst.links import Links
from gistools.cloudburst.params import ReportParams
from gistools.cloudburst.runoff import RunoffClasses
from gistools.cloudburst.uncertain.error_field import HeightError
from gistools.cloudburst.uncertain.figures import height_figure
from gistools.cloudburst.uncertain.params import UncertaintyParams
from gistools.cloudburst.uncertain.places import Places
from gistools.cloudburst.uncertain.quantiles import Settled, summarise
from gistools.cloudburst.uncertain.store import DrawStore
from gistools.cloudburst.uncertain.tools import NAME, QUANTILE_NAMES
from gistools.errors import ParamError
from gistools.kernels.codes import LAND, snap
from gistools.kernels.strips import row_spans
from gistools.progress import COMPILING, COMPILING_EACH_TIME, NoProgress, Progress, Stage, check, run_cancellable
from gistools.raster import Raster
from gistools.styles.numbers import format_number
from gistools.terrain.flow import route_flow, stoppable
from gistools.terrain.params import Nodata
from gistools.terrain.types import ConditionedTerrain
from gistools.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from gistools.grid import Grid

    Mask = npt.NDArray[np.bool_]

ASSUMED = Text(
    "Fejlmodellen er en antagelse: normalfordelt fejl med middel 0, ens på hele kortet, uafhængig af bevoksning, fald "
    "og vandflader; fraktilerne siger intet om andre fejl (dræn, regn, tab, manglende rør).",
    "The error model is an assumption: normal error of mean 0, alike on the whole map, whatever vegetation, slope and "
    "water; the quantiles tell nothing of other errors (drains, rain, losses, missing culverts).",
)
ROUGHER = Text(
    "Fejlen lægges oven på et terræn, der allerede rummer en fejl, og gør det mere ujævnt: jo kortere "
    "korrelationslængde, jo flere små pytter, som er våde i nogle gennemløb og holder vand tilbage. Derfor kan "
    "fraktilerne ligge til den ene side for kørslen uden fejl.",
    "The error is laid on a terrain that holds an error already, and makes it rougher: the shorter the correlation "
    "length, the more small puddles that are wet in some draws and hold water back. So the quantiles may lie to one "
    "side of the run without error.",
)
DEFINED = Text(
    "P10, P50 og P90 er i hver celle den mindste regn, som mindst 10, 50 og 90 % af gennemløbene er våde ved; "
    "uendelig, hvor så mange aldrig bliver våde.",
    "P10, P50 and P90 are in each cell the least rain at which at least 10, 50 and 90 % of the draws are wet; infinite "
    "where that many never are.",
)
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
        float32, mm: in each cell the ceil(p x draws)-th smallest rain; +inf where that many draws never wet it, NaN off
        land.
    wet_share:
        float32, %: in how many of the draws the cell is wet at the rain asked for; None when none was asked for.
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
        shown: list[tuple[Any, str, Text]] = [(r, "rain_to_flood", r.name) for r in (self.p50, self.p10, self.p90)]
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
    does. What conditioning made (raised buildings, culverts, filled holes) is not measured by the elevation model and
    keeps its height; classes of cells and of run-off are the same in all draws. Draws lie in a temporary file while
    they are needed; memory does not grow with their number.

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
        What ``terrain`` was conditioned from, by which the cells that conditioning made are known; may be left out
        when it made none.
    report:
        Which bluespots are told of.
    wet_at_mm:
        The rain that `UncertainRainToFlood.wet_share` is made for.
    progress:
        Told how far the work is; a cancel is noticed within a draw, and leaves nothing on disk.

    Raises
    ------
    ParamError
        For a correlation length of too many cells, a rain out of range, or edited terrain without ``elevation``.
    GridError
        When ``elevation`` has other cells than the terrain.
    DiskFullError
        When the temporary folder has no room for the draws (4 bytes for each cell and draw); told before the work.

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
    wet_at = None if wet_at_mm is None else np.float32(runoff.step(wet_at_mm) * runoff.step_mm)
    keep = run_cancellable(progress, lambda: unmeasured(terrain, elevation))
    with DrawStore(params.draws, terrain.grid.shape) as store:
        progress.update(0.0, store.told())
        part = _SHARE_OF_DRAWS / (params.draws + 1)
        base = _run(terrain, runoff, links, Stage(progress, 0.0, part))
        places = run_cancellable(progress, functools.partial(Places, base, report or ReportParams()))
        rain, notes = base.rain, base.notes
        del base
        for draw in range(params.draws):
            stage = _Numbered(progress, part * (draw + 1), part * (draw + 2), draw + 1, params.draws)
            check(stage)
            found = _draw(terrain, keep, runoff, links, error, draw, stage)
            places.note(found)
            store.add(found.rain.values, stage)
            del found
        summary = summarise(store, wet_at, Stage(progress, _SHARE_OF_DRAWS, 1.0))
    p10, p50, p90 = (
        rain.with_values(values, name=name) for values, name in zip(summary.quantiles, QUANTILE_NAMES, strict=True)
    )
    share = None
    if summary.wet_share is not None and wet_at_mm is not None:
        share = Raster(summary.wet_share, terrain.grid, unit="%", name=_wet_name(wet_at_mm))
    kept = 0 if keep is None else int(keep.sum())
    told = (*notes, *_told(params, error, kept), summary.settled.told(), *_beside(*places.outside()))
    return UncertainRainToFlood(
        terrain, error, params.draws, rain, p10, p50, p90, share, places.layer(), summary.settled, told
    )


class _Numbered(Stage):
    """A part of the work that tells which draw it is, whatever the steps in it tell."""

    def __init__(self, parent: Progress, start: float, stop: float, number: int, count: int) -> None:
        super().__init__(parent, start, stop)
        self._message = Text(f"Gennemløb {number} af {count}", f"Draw {number} of {count}")

    def update(self, fraction: float, message: Text) -> None:
        """Hand on how far the draw is; that kernels are compiled is told as it is."""
        super().update(fraction, message if message in _COMPILING else self._message)


def _run(terrain: ConditionedTerrain, runoff: RunoffClasses, links: Links | None, stage: Progress) -> RainToFlood:
    flow = route_flow(terrain, progress=Stage(stage, 0.0, 0.6))
    found = find_bluespots(terrain, flow, progress=Stage(stage, 0.6, 0.7))
    return rain_to_flood(terrain, flow, found, runoff, links, progress=Stage(stage, 0.7, 1.0))


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
    return _run(drawn, dataclasses.replace(runoff, terrain=drawn), links and links.on(drawn), stage)


def unmeasured(terrain: ConditionedTerrain, elevation: Raster | None) -> Mask | None:
    """Return the land cells whose height conditioning made, and no elevation model measured; None when there are none.

    Raises
    ------
    ParamError
        When the terrain was edited and ``elevation`` is not given.
    GridError
        When ``elevation`` has other cells than the terrain.
    """
    if elevation is None:
        if terrain.changes is None and terrain.params.nodata is not Nodata.FILLED:
            return None
        raise ParamError(
            Text(
                "tilpasset terræn uden den højdemodel, det er lavet af",
                "edited terrain without the elevation model that it was made from",
            ),
            Text(
                "elevation, så bygninger og rør ikke får højdefejl",
                "elevation, so that buildings and culverts get no error",
            ),
            Text("giv elevation=højdemodellen", "give elevation=the elevation model"),
        )
    require_kind(elevation, Raster, "elevation")
    elevation.grid.require_aligned(
        terrain.grid, Text("højdemodellen", "the elevation model"), Text("terrænet", "the terrain")
    )
    keep = np.zeros(terrain.grid.shape, np.bool_)
    given, surface = elevation.values, terrain.surface.values
    valid = None if given.dtype.kind == "f" else elevation.valid
    for a, b in row_spans(*terrain.grid.shape):
        keep[a:b] = (snap(given[a:b]) != surface[a:b]) & (terrain.cell_class[a:b] == LAND)
        if valid is not None:
            keep[a:b] |= ~valid[a:b] & (terrain.cell_class[a:b] == LAND)
    return keep if keep.any() else None


def _wet_name(rain_mm: float) -> Text:
    mm = [format_number(rain_mm, x) for x in ("da", "en")]
    return Text(f"Sandsynlighed for vand ved {mm[0]} mm regn", f"Probability of water at {mm[1]} mm of rain")


def _beside(below: int, above: int, count: int) -> tuple[Text, ...]:
    """Return how the run without error lies among the draws, which tells how far these are to one side of it."""
    if not count:
        return ()
    return (
        Text(
            f"Uden fejl fyldes {below} af {count} lavninger af mindre regn end P10 og {above} af mere end P90; "
            "lå kørslen uden fejl midt i gennemløbene, var det omkring en tiendedel hver vej eller færre.",
            f"Without error {below} of {count} bluespots are filled by less rain than P10 and {above} by more than "
            "P90; if the run without error lay amid the draws, it were about a tenth each way or fewer.",
        ),
    )


def _told(params: UncertaintyParams, error: HeightError, kept: int) -> tuple[Text, ...]:
    """Return draws, error model and what is known of it."""
    how, figure = error.told(), height_figure()
    count = params.draws
    notes = [
        Text(f"{count} gennemløb; højdefejl: {how.da}.", f"{count} draws; height error: {how.en}."),
        ASSUMED,
        ROUGHER,
    ]
    if params.error_std_m == figure.error_std_m:
        source = figure.told()
        notes.append(Text(f"Standardafvigelse: {source.da}.", f"Standard deviation: {source.en}."))
    else:
        notes.append(Text("Standardafvigelsen er valgt af brugeren.", "The standard deviation is the user's choice."))
    notes.append(
        Text(
            "Korrelationslængden er brugerens valg; intet publiceret tal for højdemodellen er fundet.",
            "The correlation length is the user's choice; no published figure of the elevation model was found.",
        )
    )
    if kept:
        notes.append(
            Text(
                f"{kept} celler, som tilpasningen har lavet (hævede bygninger, rør, udfyldte huller), får ingen fejl.",
                f"{kept} cells that conditioning made (raised buildings, culverts, filled holes) get no error.",
            )
        )
    return (*notes, DEFINED)
