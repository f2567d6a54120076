"""Water at buildings from rasters of other programs: the least rain that floods each cell, or depths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.cloudburst.rain.relabel import require_rain
from gistools.errors import GridError, ParamError
from gistools.floodcost.around import read_around
from gistools.floodcost.exposure import SAME_M, Exposure, require_thresholds, share_of, states
from gistools.floodcost.exposure_params import ExposureParams, ExposureRule
from gistools.floodcost.implausible import MOST_DEPTH_M, require_plausible
from gistools.kernels import facades
from gistools.terrain.types import require_crs
from gistools.text import Text, counted, danish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.progress import Progress
    from gistools.raster import Raster

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]


def expose_rain_raster(
    rain_to_flood: Raster,
    buildings: gpd.GeoDataFrame,
    thresholds_m: F64,
    params: ExposureParams | None = None,
    *,
    raster_depth_m: float = 0.0,
    progress: Progress | None = None,
) -> Exposure:
    """Find the least rain that harms buildings from a raster of the least rain that floods each cell, of any program.

    Such a raster tells when a cell is under water of at least some depth, and nothing of other depths: every threshold
    gets the same rain, and a note tells for how many buildings theirs is another than ``raster_depth_m``.

    Parameters
    ----------
    rain_to_flood:
        mm; +inf on land that no rain floods, NaN off land.
    raster_depth_m:
        The depth of water that its cells count as flooded from.

    Raises
    ------
    CrsError, GridError, LayerError, NodataError, ParamError
        As `expose`, and for a raster that is none of rain; the mean of touched cells cannot be had from it.
    """
    params = params or ExposureParams()
    require_rain(rain_to_flood)
    require_crs(buildings, rain_to_flood.grid, Text("bygninger", "buildings"))
    asked = require_thresholds(thresholds_m, len(buildings))
    if params.exposure_rule is ExposureRule.TOUCHED_MEAN:
        raise ParamError(
            Text("middel af berørte celler på et kort over mindste regn", "the mean of touched cells of rain to flood"),
            Text("en regel, der kan aflæses af regn: ring, touched-max …", "a rule that rain can be read by: ring, …"),
            Text("vælg en anden exposure_rule, eller giv dybderastere", "choose another exposure_rule, or give depths"),
        )
    values, share = np.ascontiguousarray(rain_to_flood.values).reshape(-1), share_of(params)
    found, known = np.full(len(buildings), np.nan), np.zeros(len(buildings), np.int64)

    def read(first: int, last: int, start: I64, cell: I64) -> None:
        facades.least(start, cell, values, share, found[first:last], known[first:last])

    seen = read_around(buildings.geometry.to_numpy(), rain_to_flood.grid, params, read, progress=progress)
    onset = np.where(np.isnan(asked), np.nan, found[None, :])
    other = int(np.count_nonzero((np.abs(asked - raster_depth_m) > SAME_M).any(axis=0)))
    notes: tuple[Text, ...] = ()
    if other:
        notes = (
            Text(
                f"{counted(other, 'bygning', 'bygninger')} har en anden tærskel end rasterens "
                f"{danish(raster_depth_m)} m; skaden begynder her, når vandet er så dybt som i rasteren.",
                f"{counted(other, 'building has', 'buildings have')} another threshold than the raster's "
                f"{raster_depth_m:g} m; damage begins here when water is as deep as in the raster.",
            ),
        )
    state, known_share = states(seen, known)
    nothing = np.full(len(buildings), np.nan)
    none = np.zeros(onset.shape, np.int64)
    return Exposure(onset, np.empty(0), np.empty((0, len(buildings))), nothing, state, known_share, none, notes)


def expose_depths(
    depths: Sequence[Raster],
    buildings: gpd.GeoDataFrame,
    params: ExposureParams | None = None,
    *,
    terrain: Raster | None = None,
    return_period_years: Sequence[float] | None = None,
    most_m: float = MOST_DEPTH_M,
    progress: Progress | None = None,
) -> Exposure:
    """Read the depth at buildings off rasters of depth, of gistools or another program (MIKE, SCALGO, HEC-RAS).

    Parameters
    ----------
    depths:
        K rasters in m on one grid; 0 or less is dry. NaN is unknown: programs that write NaN where it is dry must be
        read with that said, since a dry cell counts.
    terrain:
        On the same grid, m. With it the water **level** is judged against the terrain at the facade; without it the
        depth of each cell is.
    return_period_years:
        Of the K rasters; with them their order is judged too.
    most_m:
        The largest depth that a building may have; above it the unit is another (`require_plausible`).

    Raises
    ------
    CrsError, GridError, LayerError, ParamError
        For rasters on different grids, in another unit than m or another coordinate system, for no raster, and for
        depths that are none in m or not in the order of their return periods.
    """
    params = params or ExposureParams()
    if not depths:
        raise ParamError(
            Text("ingen dybderastere", "no depth rasters"),
            Text("mindst én", "at least one"),
            Text("giv en raster for hver gentagelsesperiode", "give a raster for each return period"),
        )
    require_depths(depths, terrain)
    grid = depths[0].grid
    require_crs(buildings, grid, Text("bygninger", "buildings"))
    n, share = len(buildings), share_of(params)
    levels = [np.ascontiguousarray(raster.values).reshape(-1) for raster in depths]
    z = np.empty(0, np.float32) if terrain is None else np.ascontiguousarray(terrain.values).reshape(-1)
    facade, found = np.full(n, np.nan), np.full((len(depths), n), np.nan)
    known = np.full(n, np.iinfo(np.int64).max)

    def read(first: int, last: int, start: I64, cell: I64) -> None:
        ground, now = facade[first:last], np.zeros(last - first, np.int64)
        if terrain is not None:
            facades.least(start, cell, z, params.terrain_share, ground, now)
        for values, row in zip(levels, found, strict=True):
            if share == 0.0 and terrain is None:
                facades.most(start, cell, values, row[first:last], now)
            else:
                facades.depths_at(start, cell, values, z, share, ground, row[first:last], now)
            known[first:last] = np.minimum(known[first:last], now)

    seen = read_around(buildings.geometry.to_numpy(), grid, params, read, progress=progress)
    require_plausible(found, return_period_years, most_m=most_m)
    state, known_share = states(seen, known)
    notes: tuple[Text, ...] = (BY_DEPTH,) if terrain is None else ()
    nothing = np.empty((0, n))
    none = np.zeros((0, n), np.int64)
    return Exposure(nothing, np.full(len(depths), np.nan), found, facade, state, known_share, none, notes)


BY_DEPTH = Text(
    "Uden terræn bedømmes dybden i hver celle og ikke vandspejlet; på skrånende terræn er det noget andet.",
    "Without terrain the depth in each cell is judged and not the water level; on sloping ground that differs.",
)


def require_depths(depths: Sequence[Raster], terrain: Raster | None) -> None:
    """Raise for rasters of depth that do not lie on one grid, or are not in m."""
    named = [(Text(f"raster {k}", f"raster {k}"), raster) for k, raster in enumerate(depths, start=1)]
    if terrain is not None:
        named.append((Text("terrænet", "the terrain"), terrain))
    lying: dict[Grid, list[Text]] = {}
    for name, raster in named:
        lying.setdefault(raster.grid, []).append(name)
    if len(lying) > 1:
        raise GridError(
            Text(
                "; ".join(f"{', '.join(n.da for n in names)}: {grid}" for grid, names in lying.items()),
                "; ".join(f"{', '.join(n.en for n in names)}: {grid}" for grid, names in lying.items()),
            ),
            Text("ét gitter og ét koordinatsystem for alle", "one grid and one coordinate system for all"),
            Text("læg rastere på samme gitter", "lay the rasters on one grid"),
        )
    for name, raster in named:
        if raster.unit != "m":
            unit = raster.unit or "?"
            raise ParamError(
                Text(f"{name.da} i {unit}", f"{name.en} in {unit}"),
                Text("meter", "metres"),
                Text("angiv enheden, eller regn om til m", "state the unit, or convert to m"),
            )
