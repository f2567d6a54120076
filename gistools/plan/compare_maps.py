"""What a model says (modellens kort): the least rain that wets each cell, or maps of depth of some rains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.cloudburst.rain.relabel import require_rain
from gistools.errors import ParamError
from gistools.floodcost.foreign import require_depths
from gistools.raster import Raster
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.rain.statistics import RainStatistics
    from gistools.grid import Grid

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

FLOAT_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class FloodCase:
    """A rain that a model is looked at (hændelse).

    Parameters
    ----------
    rain_mm, return_period_years:
        How much it rains, and how often that comes; NaN for what is not known.

    >>> FloodCase(return_period_years=20.0).name.da
    'T = 20 år'
    """

    rain_mm: float = math.nan
    return_period_years: float = math.nan

    @property
    def name(self) -> Text:
        """The rain as people say it."""
        mm, years = self.rain_mm, self.return_period_years
        told = [] if math.isnan(mm) else [Text(f"{mm:.4g} mm".replace(".", ","), f"{mm:.4g} mm")]
        told += [] if math.isnan(years) else [Text(f"T = {years:.4g} år".replace(".", ","), f"T = {years:.4g} years")]
        return Text(", ".join(t.da for t in told), ", ".join(t.en for t in told))


@dataclass(frozen=True, eq=False)
class FloodMaps:
    """Where a model has water, at each of K rains; see `flood_maps`.

    Parameters
    ----------
    cases:
        The rains, rising.
    rain:
        mm: the least rain that wets each cell; None where there are maps of depth.
    depths:
        K maps of depth, m.
    nodata_is_dry:
        Whether maps of depth have no value where it is dry.
    """

    cases: tuple[FloodCase, ...]
    rain: Raster | None = None
    depths: tuple[Raster, ...] = ()
    nodata_is_dry: bool = False

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self.any.grid

    @property
    def any(self) -> Raster:
        """One of the rasters."""
        return self.depths[0] if self.rain is None else self.rain

    @property
    def stamps(self) -> tuple[Text, ...]:
        """What must stand on all that is made of it."""
        rasters = self.depths if self.rain is None else (self.rain,)
        return tuple(dict.fromkeys(stamp for raster in rasters for stamp in raster.stamps))

    def thresholds(self, depths_m: Sequence[float], own_m: float) -> tuple[float, ...]:
        """Return the depths that water is told apart by: those asked for, or the one that a map of rain knows."""
        return tuple(depths_m) if self.rain is None else (own_m,)

    def wet(self, case: int | FloodCase, depth_m: float) -> Mask:
        """Return the cells under water of at least a depth (any, for 0); unknown ones are not among them."""
        if self.rain is not None:
            mm = case.rain_mm if isinstance(case, FloodCase) else self.cases[case].rain_mm
            made: Mask = self.rain.values <= np.float32(mm)
            return made
        if isinstance(case, FloodCase):
            raise TypeError(case)  # maps of depth know their own rains alone; asked for by no one
        values = self.depths[case].values
        deep: Mask = values >= np.float32(depth_m) if depth_m > 0.0 else values > 0.0
        return deep

    def known(self, case: int = 0) -> Mask:
        """Return the cells of which the model says something."""
        if self.rain is not None:
            return self.rain.valid
        return np.ones(self.grid.shape, np.bool_) if self.nodata_is_dry else self.depths[case].valid


def flood_maps(
    given: Raster | Sequence[Raster], cases: Sequence[FloodCase], *, nodata_is_dry: bool = False
) -> FloodMaps:
    """Return what a model says as one value.

    Parameters
    ----------
    given:
        A raster of the least rain that wets each cell (mm; +inf for none, NaN for unknown), or a map of depth (m) for
        each of the rains, on one grid.
    cases:
        The rains, rising.

    Raises
    ------
    ParamError
        For no rains, rains that do not rise, a number of maps that is another, and rains without mm for a map of rain.
    GridError, NodataError
        For maps on different grids, and a raster that is none of rain.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=1, cols=3, x0=0.0, y0=1.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> least = Raster(np.array([[10.0, 40.0, np.inf]], np.float32), grid, unit="mm")
    >>> flood_maps(least, [FloodCase(20.0), FloodCase(50.0)]).wet(1, 0.0).tolist()
    [[True, True, False]]
    """
    listed = tuple(cases)
    for raster in (given,) if isinstance(given, Raster) or not isinstance(given, Sequence) else given:
        require_kind(raster, Raster, "raster")
    _require_rising(listed)
    if isinstance(given, Raster) and given.unit != "m":
        require_rain(given)
        if any(math.isnan(case.rain_mm) for case in listed):
            raise ParamError(
                Text("gentagelsesperioder uden regn i mm", "return periods without rain in mm"),
                Text("en regn i mm for hver", "a rain in mm for each"),
                Text("giv en regntabel og regnens varighed", "give a rain table and the duration of the rain"),
            )
        return FloodMaps(listed, rain=given)
    depths = (given,) if isinstance(given, Raster) else tuple(given)
    if len(depths) != len(listed):
        raise ParamError(
            Text(
                f"{len(depths)} dybdekort til {len(listed)} regn",
                f"{len(depths)} maps of depth for {len(listed)} rains",
            ),
            Text("et kort for hver regn", "a map for each rain"),
            Text("ret listen af regn, eller giv de rigtige kort", "correct the list of rains, or give the right maps"),
        )
    require_depths(depths, None)
    return FloodMaps(listed, depths=depths, nodata_is_dry=nodata_is_dry)


def _require_rising(cases: tuple[FloodCase, ...]) -> None:
    columns = np.array([[case.rain_mm, case.return_period_years] for case in cases]).reshape(-1, 2)
    known = ~np.isnan(columns)
    whole = [k for k in range(2) if known[:, k].all()]
    rising = bool(whole) and all((np.diff(columns[:, k]) > 0.0).all() for k in whole if k == 0 or 0 not in whole)
    if not cases or not rising:
        listed = [case.name for case in cases]
        raise ParamError(
            Text(
                "regn: " + ("; ".join(t.da for t in listed) or "ingen"),
                "rains: " + ("; ".join(t.en for t in listed) or "none"),
            ),
            Text("mindst én, stigende", "at least one, rising"),
            Text("ordn dem efter størrelse", "order them by size"),
        )


def cases_of(
    rains_mm: Sequence[float],
    periods_years: Sequence[float],
    statistics: RainStatistics | None = None,
    duration_min: float | None = None,
) -> tuple[FloodCase, ...]:
    """Return rains given as depths and as return periods, rising, each with the other where a rain table tells it.

    Raises
    ------
    ParamError
        For a return period that the table does not span: it has no depth.

    >>> import pandas as pd
    >>> from gistools.cloudburst.rain.statistics import RainStatistics
    >>> table = RainStatistics.from_table(pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [27.0]}))
    >>> [case.name.en for case in cases_of([16.0], [10.0], table, 60.0)]
    ['16 mm, T = 2 years', '27 mm, T = 10 years']
    """
    if statistics is None or duration_min is None:
        return (*(FloodCase(rain_mm=mm) for mm in rains_mm), *(FloodCase(return_period_years=t) for t in periods_years))
    depth = np.asarray(statistics.depth_mm(duration_min, np.asarray(periods_years, np.float64)), np.float64)
    beyond = [t for t, mm in zip(periods_years, depth.tolist(), strict=True) if not 0.0 < mm < math.inf]
    if beyond:
        low, high = statistics.return_periods_years[[0, -1]]
        listed = ", ".join(f"{t:g}" for t in beyond)
        raise ParamError(
            Text(f"T = {listed} år", f"T = {listed} years"),
            Text(
                f"T fra {low:g} til {high:g} år, som regntabellen har",
                f"T of {low:g} to {high:g} years, as in the rain table",
            ),
            Text(
                "ret return_periods_years; der regnes ikke ud over tabellen",
                "correct return_periods_years; nothing is extrapolated",
            ),
        )
    often = np.asarray(statistics.return_period(duration_min, np.asarray(rains_mm, np.float64)), np.float64)
    often = np.where(np.isfinite(often) & (often > 0.0), often, np.nan)
    made = [FloodCase(*pair) for pair in zip(rains_mm, often.tolist(), strict=True)]
    made += [FloodCase(*pair) for pair in zip(depth.tolist(), periods_years, strict=True)]
    by_rain: dict[float, FloodCase] = {}
    for case in sorted(made, key=lambda c: (c.rain_mm, math.isnan(c.return_period_years))):
        by_rain.setdefault(case.rain_mm, case)
    return tuple(by_rain.values())
