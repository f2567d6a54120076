"""Rain as return period (gentagelsesperiode): the raster of the least rain that wets each cell, told in years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools._checks import require_kind
from gistools.cloudburst.rain.statistics import AS_GIVEN, RainStatistics, periods_of
from gistools.errors import GridError, NodataError, ParamError
from gistools.raster import Raster, StripRaster
from gistools.styles.numbers import format_limit
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

YEARS = "år"
_STRIP_CELLS = 1 << 20


def return_period_raster(rain_to_flood: Raster, statistics: RainStatistics, duration_min: float) -> Raster:
    """Return the least return period at which each cell is wet, from the least rain that wets it; nothing is run again.

    Parameters
    ----------
    rain_to_flood:
        mm; +inf on land that no rain wets, NaN off land. Any raster of rain depths will do.
    statistics:
        In the climate that is asked for.
    duration_min:
        The duration that the depths are judged by; the raster does not know one.

    Returns
    -------
    Raster
        float32, years. 0: wet oftener than the smallest tabulated return period. +inf: only in rain more rare than the
        largest, or never (``rain_to_flood`` tells which). NaN off land. So ``raster <= T`` is what a T-year rain wets,
        for every T that the table spans. Depths are compared in float32, as the raster holds them.

    Raises
    ------
    ParamError
        For a duration outside the statistics.
    GridError, NodataError
        For a raster of another unit, or negative rain.

    >>> import pandas as pd
    >>> from gistools.grid import Grid
    >>> rain = RainStatistics.from_table(pd.DataFrame({"varighed_min": [60], "T=2": [16.0], "T=10": [27.0]}))
    >>> grid = Grid(rows=1, cols=4, x0=0.0, y0=1.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
    >>> mm = Raster(np.array([[5.0, 16.0, 27.0, np.inf]], np.float32), grid, unit="mm")
    >>> return_period_raster(mm, rain, 60.0).values.tolist()
    [[0.0, 2.0, 10.0, inf]]
    """
    require_rain(rain_to_flood)
    return relabelled(rain_to_flood, statistics, (duration_min,)).materialise()


def return_period_spread(
    rain_to_flood: Raster, statistics: RainStatistics, durations_min: Sequence[float]
) -> tuple[Raster, Raster]:
    """Return the smallest and the largest return period of each cell over several durations.

    Parameters, values and errors as for `return_period_raster`. What a rain depth means depends on how fast it falls:
    a cell that 30 mm wets is wet often if a day may be counted, and rarely if an hour may.
    """
    require_rain(rain_to_flood)
    low, high = (relabelled(rain_to_flood, statistics, durations_min, largest=largest) for largest in (False, True))
    return low.materialise(), high.materialise()


def relabelled(
    rain: Raster, statistics: RainStatistics, durations_min: Sequence[float], *, largest: bool = False
) -> StripRaster:
    """Return the smallest (or largest) return period over some durations, made strip by strip when it is wanted."""
    require_kind(statistics, RainStatistics, "statistics")
    curves = [_as_stored(statistics.curve(d)) for d in durations_min]
    join = np.maximum if largest else np.minimum

    def make(first: int, stop: int) -> npt.NDArray[np.float32]:
        mm = rain.rows(first, stop).astype(np.float64)
        made = periods_of(mm, curves[0], statistics.return_periods_years)
        for curve in curves[1:]:
            join(made, periods_of(mm, curve, statistics.return_periods_years), out=made)
        return made.astype(np.float32)

    return StripRaster(
        make,
        rain.grid,
        np.dtype(np.float32),
        unit=YEARS,
        name=_name(statistics, durations_min, largest=largest),
        stamps=tuple(dict.fromkeys((*rain.stamps, *statistics.stamps))),
    )


def _name(statistics: RainStatistics, durations_min: Sequence[float], *, largest: bool) -> Text:
    listed = minutes(durations_min)
    if len(durations_min) == 1:
        head = Text("Gentagelsesperiode", "Return period")
    elif largest:
        head = Text("Største gentagelsesperiode", "Largest return period")
    else:
        head = Text("Mindste gentagelsesperiode", "Smallest return period")
    climate = Text(", i dag", ", today")
    if statistics.climate != AS_GIVEN:
        climate = Text(f", {statistics.climate.da}", f", {statistics.climate.en}")
    return Text(f"{head.da}, varighed {listed.da}{climate.da}", f"{head.en}, duration {listed.en}{climate.en}")


def minutes(durations_min: Sequence[float]) -> Text:
    """Return durations as a user reads them.

    >>> minutes([60, 360.5])
    Text(da='60, 360,5 min', en='60, 360.5 min')
    """
    da, en = (", ".join(format_limit(float(d), language) for d in durations_min) for language in ("da", "en"))
    return Text(f"{da} min", f"{en} min")


def require_rain(rain: Raster) -> None:
    """Raise for what is no raster of rain depths in mm."""
    require_kind(rain, Raster, "rain_to_flood")
    if rain.unit != "mm":
        raise GridError(
            Text(f"en raster i {rain.unit or 'ukendt enhed'}", f"a raster in {rain.unit or 'an unknown unit'}"),
            Text("regndybder i mm", "rain depths in mm"),
            Text("giv rain_to_flood, eller regn rasteren om til mm", "give rain_to_flood, or convert the raster to mm"),
        )
    low = min((float(np.fmin.reduce(strip, axis=None)) for strip in _strips(rain)), default=0.0)
    if low < 0.0:
        raise NodataError(
            Text(f"negativ regn ({low:g} mm)", f"negative rain ({low:g} mm)"),
            Text("regndybder fra 0 mm", "rain depths from 0 mm"),
            Text(
                "angiv rasterens nodata-værdi, eller ret den", "declare the nodata value of the raster, or correct it"
            ),
        )


def wet_cells(rain: Raster, depths_mm: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], int, int]:
    """Return how many cells each depth wets (rain at most the depth, in float32), how many any does, and all land.

    ``depths_mm`` may have any shape and order.
    """
    depths = np.asarray(depths_mm, np.float32)
    order, place = np.unique(depths, return_inverse=True)
    count = np.zeros(order.size + 1, np.int64)
    land = wettable = 0
    for strip in _strips(rain):
        known = strip[~np.isnan(strip)]
        land += known.size
        wettable += int(np.isfinite(known).sum())
        count += np.bincount(np.searchsorted(order, known, "left"), minlength=order.size + 1)
    return count.cumsum()[:-1][place].reshape(depths.shape), wettable, land


def usable_durations(text: str, chosen: float, statistics: RainStatistics) -> tuple[list[float], list[float]]:
    """Return the durations that a text lists with the one chosen, sorted, and those that the table does not span.

    Raises
    ------
    ParamError
        For what is no positive number.

    >>> import pandas as pd
    >>> rain = RainStatistics.from_table(pd.DataFrame({"varighed_min": [30, 90], "T=2": [9, 19], "T=10": [15, 30]}))
    >>> usable_durations("60; 360", 30.0, rain)
    ([30.0, 60.0], [360.0])
    """
    try:
        listed = [float(word.replace(",", ".")) for word in text.replace(";", " ").split()]
    except ValueError:
        listed = [-1.0]
    if any(not 0.0 < one < np.inf for one in listed):
        raise ParamError(
            Text(f"spread_durations_min = {text!r}", f"spread_durations_min = {text!r}"),
            Text("varigheder i minutter, fx 60 360 1440", "durations in minutes, such as 60 360 1440"),
            Text("skriv tal med mellemrum", "write numbers with spaces between"),
        )
    low, high = statistics.durations_min[[0, -1]]
    wanted = sorted({*listed, chosen})
    return [d for d in wanted if low <= d <= high], [d for d in wanted if not low <= d <= high]


def _as_stored(depths: Numbers) -> Numbers:
    """Return depths as float32 holds them, so that a raster of the very depth meets it."""
    stored = depths.astype(np.float32).astype(np.float64)
    return stored if (np.diff(stored) > 0.0).all() else depths


def _strips(rain: Raster) -> Iterator[npt.NDArray[np.float32]]:
    height = max(1, _STRIP_CELLS // rain.grid.cols)
    for first in range(0, rain.grid.rows, height):
        yield rain.rows(first, min(first + height, rain.grid.rows))
