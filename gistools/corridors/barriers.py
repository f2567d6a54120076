"""The barrier map (barrierekort): where a link gains most for each metre of barrier that is removed.

In a window of diameter D round a cell, the barrier is thought replaced by D metres of habitat between the cell that is
cheapest to reach from the one patch and that from the other: the gain is ``(LCD - min CWD_i - min CWD_j - D) / D``
resistance metres for each metre, never below 0 (McRae, Hall, Beier and Theobald 2012).
"""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import ndimage

from gistools.corridors.barriers_params import BarrierParams
from gistools.corridors.links import cost_distance
from gistools.corridors.places import class_along, roads_at
from gistools.errors import ParamError
from gistools.progress import NoProgress, check, run_cancellable
from gistools.raster import Raster
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.corridors.landscape import Corridors
    from gistools.grid import Grid
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]
    Cells = npt.NDArray[np.bool_]
    Window = tuple[slice, slice]

_NEAR = 1e-9
_MOST_FIELDS = 8  # of costs from a patch over the whole map, held at once
_SAME_BARRIER = 0.1  # of the gain: what is left at the sides of a barrier and in wider windows


@dataclass(frozen=True, eq=False)
class BarrierMap:
    """What links gain where a barrier is removed.

    Parameters
    ----------
    gain:
        float64, resistance metres for each metre removed: the largest of all links and windows, 0 where none gains, NaN
        where nobody passes.
    saved:
        float64, percent: the largest share of the cost of a link that one window saves.
    link:
        int32: row in `links` of the link that gains most for each metre, -1 where none gains.
    diameter_m:
        float64: the window that it gains so in, NaN where none does.
    links:
        ``from_patch``, ``to_patch``, ``link_cost``: least cost over the whole map, in resistance metres.
    """

    gain: Raster
    saved: Raster
    link: npt.NDArray[np.int32]
    diameter_m: F64
    links: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Reach:
    """The cost from one patch to all within its limit: where on the grid, there, and the least in each window."""

    window: Window
    cost: F64
    least: tuple[F64, ...]


def barrier_map(
    corridors: Corridors, params: BarrierParams | None = None, *, progress: Progress | None = None
) -> BarrierMap:
    """Return what the links gain where a barrier is removed.

    Costs are searched over the whole map and not within regions, so that the cost of a planar link may be smaller here.
    Fields of cost are kept only while links that need them are left.

    Parameters
    ----------
    corridors:
        Patches, resistance and the links that are looked at: two patches without a link gain nothing.
    params:
        The windows.

    Raises
    ------
    ParamError
        When the largest window is smaller than the smallest or holds no two cells.
    Cancelled
        When the user wants to stop.
    """
    params, told = params or BarrierParams(), progress or NoProgress()
    resistance = corridors.resistance
    grid = resistance.raster.grid
    _require_windows(params, grid)
    links = corridors.links[["from_patch", "to_patch", "link_cost"]].sort_values(["from_patch", "to_patch"])
    links = pd.DataFrame(links).reset_index(drop=True)
    limits = pd.concat([links.groupby(end)["link_cost"].max() for end in ("from_patch", "to_patch")])
    limits = limits.groupby(level=0).max()
    ends = links[["from_patch", "to_patch"]].to_numpy(np.int64)
    last = {patch: n for n, pair in enumerate(ends.tolist()) for patch in pair}
    gain, saved = np.zeros(grid.shape), np.zeros(grid.shape)
    link, diameter = np.full(grid.shape, -1, np.int32), np.full(grid.shape, np.nan)
    reaches: dict[int, _Reach] = {}
    least_cost = links["link_cost"].to_numpy(np.float64).copy()
    for n, pair in enumerate(ends.tolist()):
        check(told)
        told.update(n / len(ends), Text(f"forbindelse {n + 1} af {len(ends)}", f"link {n + 1} of {len(ends)}"))
        for patch in pair:
            if patch not in reaches:
                cells = corridors.patches.labels == patch
                field = cost_distance(resistance, cells, limit=float(limits[patch]), progress=told)
                reaches[patch] = run_cancellable(told, functools.partial(_reach, field, params, grid))
        one, other = (reaches[patch] for patch in pair)
        there = corridors.patches.labels[one.window] == pair[1]
        least_cost[n] = one.cost[there].min()
        both = _overlap(one.window, other.window)
        for d, size in enumerate(params.diameters_m):
            won = least_cost[n] - _cut(one.least[d], one, both) - _cut(other.least[d], other, both) - size
            better = won > size * gain[both]
            gain[both][better] = won[better] / size
            link[both][better] = n
            diameter[both][better] = size
            np.maximum(saved[both], 100.0 * won / least_cost[n], out=saved[both])
        for patch in pair:
            if last[patch] == n:
                del reaches[patch]
    unknown = np.isnan(resistance.raster.values)
    gain[unknown] = saved[unknown] = diameter[unknown] = np.nan
    link[unknown] = -1
    return BarrierMap(
        Raster(gain, grid, name=Text("Gevinst pr. meter barriere", "Gain per metre of barrier")),
        Raster(saved, grid, unit="%", name=Text("Sparet af en forbindelses modstand", "Saved of the cost of a link")),
        link,
        diameter,
        links.assign(link_cost=least_cost),
    )


def barrier_places(
    found: BarrierMap,
    corridors: Corridors,
    params: BarrierParams | None = None,
    *,
    roads: gpd.GeoDataFrame | None = None,
    road_name: str = "vejnavn",
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return the places where a removed barrier gains most, the best first.

    A place is the middle of the largest gain of a link, with none larger within half the largest window. A barrier that
    gains as much over a long stretch gives one place for each link: none is taken within the window of a better one,
    nor where the same link gains a tenth as much or more without a break.

    Returns
    -------
    GeoDataFrame
        Points: ``barrier_rank`` (from 1), ``gain_per_m``, ``diameter_m``, ``from_patch``, ``to_patch``, ``link_cost``,
        ``saved_cost`` and ``saved_percent`` (of that link in that window), ``place_class`` (what costs most on the
        straight line from the one side of the window to the other, empty when not known), ``roads_there`` (roads that
        it crosses, empty when there are none or they have no name).

    Raises
    ------
    LayerError
        When the roads have no column of that name.
    """
    params, told = params or BarrierParams(), progress or NoProgress()
    grid = corridors.patches.grid
    known = np.nan_to_num(found.gain.values)
    left = _peaks(known, params, grid)
    rows: list[dict[str, object]] = []
    points: list[shapely.Point] = []
    fields: dict[int, F64] = {}
    limit = float(found.links["link_cost"].max()) if len(found.links) else 0.0
    while len(rows) < params.most_places and left.max() > 0.0:
        check(told)
        row, col, stretch = _best_stretch(left, known, found.link)
        n, size = int(found.link[row, col]), float(found.diameter_m[row, col])
        told_link = found.links.iloc[n]
        ends = []
        for patch in (int(told_link["from_patch"]), int(told_link["to_patch"])):
            if patch not in fields:
                if len(fields) == _MOST_FIELDS:
                    fields.pop(next(iter(fields)))
                cells = corridors.patches.labels == patch
                fields[patch] = cost_distance(corridors.resistance, cells, limit=limit, progress=told)
            ends.append(_cheapest(fields[patch], row, col, size, grid))
        line = shapely.LineString([grid.centre(*end) for end in ends])
        gain = float(found.gain.values[row, col])
        rows.append(
            {
                "barrier_rank": len(rows) + 1,
                "gain_per_m": gain,
                "diameter_m": size,
                "from_patch": int(told_link["from_patch"]),
                "to_patch": int(told_link["to_patch"]),
                "link_cost": float(told_link["link_cost"]),
                "saved_cost": gain * size,
                "saved_percent": 100.0 * gain * size / float(told_link["link_cost"]),
                "place_class": class_along(corridors.resistance, line),
                "roads_there": roads_at(line, roads, road_name),
            }
        )
        points.append(shapely.Point(grid.centre(row, col)))
        left[stretch] = left[_disc_at(row, col, size, grid)] = 0.0
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=BARRIER_COLUMNS), geometry=points, crs=grid.crs)


BARRIER_COLUMNS = [
    "barrier_rank", "gain_per_m", "diameter_m", "from_patch", "to_patch", "link_cost", "saved_cost", "saved_percent",
    "place_class", "roads_there",
]  # fmt: skip


def disc_minimum(values: F64, diameter_m: float, grid: Grid) -> F64:
    """Return the least value among the cells whose centres lie within half a diameter of each cell's centre.

    A disc is a pile of runs, so that each length of run is filtered once.

    >>> from gistools.grid import Grid
    >>> grid = Grid(rows=1, cols=5, x0=0.0, y0=0.0, dx_m=10.0, dy_m=10.0, crs="EPSG:25832")
    >>> disc_minimum(np.array([[5.0, 4.0, 3.0, 9.0, 9.0]]), 20.0, grid).tolist()
    [[4.0, 3.0, 3.0, 3.0, 9.0]]
    """
    made = np.full(values.shape, np.inf)
    for half, downs in itertools.groupby(_runs(diameter_m, grid), key=lambda run: run[1]):
        run = ndimage.minimum_filter1d(values, 2 * half + 1, axis=1, mode="constant", cval=np.inf)
        for down, _ in downs:
            for shift in {down, -down}:
                to = slice(max(0, -shift), values.shape[0] - max(0, shift))
                of = slice(max(0, shift), values.shape[0] - max(0, -shift))
                np.minimum(made[to], run[of], out=made[to])
    return made


def _runs(diameter_m: float, grid: Grid) -> list[tuple[int, int]]:
    """Return how far down each row of a disc lies, from 0, and how many cells it reaches to both sides."""
    radius = 0.5 * diameter_m * (1.0 + _NEAR)
    downs = range(int(radius / grid.dy_m) + 1)
    return [(k, int(math.sqrt(max(radius**2 - (k * grid.dy_m) ** 2, 0.0)) / grid.dx_m)) for k in downs]


def _disc_at(row: int, col: int, diameter_m: float, grid: Grid) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return rows and columns of the cells of a disc, within the grid, row by row."""
    cells = [
        (row + shift, col + across)
        for down, half in _runs(diameter_m, grid)
        for shift in sorted({-down, down})
        for across in range(-half, half + 1)
        if 0 <= row + shift < grid.rows and 0 <= col + across < grid.cols
    ]
    made = np.array(sorted(cells), np.int64)
    return made[:, 0], made[:, 1]


def _reach(field: F64, params: BarrierParams, grid: Grid) -> _Reach:
    """Cut a field to what is reached and half the largest window round it, and filter it."""
    wide = 0.5 * params.most_diameter_m
    spare = int(wide / grid.dy_m) + 1, int(wide / grid.dx_m) + 1
    found = []
    for axis in (0, 1):
        there = np.flatnonzero(np.isfinite(field).any(axis=1 - axis))
        found.append(
            slice(max(0, int(there[0]) - spare[axis]), min(field.shape[axis], int(there[-1]) + 1 + spare[axis]))
        )
    window = (found[0], found[1])
    cost = field[window].copy()
    return _Reach(window, cost, tuple(disc_minimum(cost, size, grid) for size in params.diameters_m))


def _overlap(one: Window, other: Window) -> Window:
    rows, cols = (
        slice(max(a.start, b.start), max(a.start, b.start, min(a.stop, b.stop)))
        for a, b in zip(one, other, strict=True)
    )
    return rows, cols


def _cut(values: F64, reach: _Reach, window: Window) -> F64:
    rows, cols = (slice(w.start - r.start, w.stop - r.start) for w, r in zip(window, reach.window, strict=True))
    return values[rows, cols]


def _peaks(gain: F64, params: BarrierParams, grid: Grid) -> F64:
    """Return the gain where none is larger within half the largest window to any side, 0 elsewhere."""
    wide = 0.5 * params.most_diameter_m
    size = 2 * int(wide / grid.dy_m) + 1, 2 * int(wide / grid.dx_m) + 1
    made: F64 = np.where(gain >= ndimage.maximum_filter(gain, size) * (1.0 - _NEAR), gain, 0.0)
    return made


def _best_stretch(left: F64, gain: F64, link: npt.NDArray[np.int32]) -> tuple[int, int, Cells]:
    """Return the middle of the largest gain left, and the barrier round it: cells of its link of a tenth of it up."""
    row, col = divmod(int(np.argmax(left)), left.shape[1])
    best = left[row, col]
    parts, _ = ndimage.label((link == link[row, col]) & (gain >= _SAME_BARRIER * best), structure=np.ones((3, 3), bool))
    stretch = parts == parts[row, col]
    rows, cols = np.nonzero(stretch & (left >= best * (1.0 - _NEAR)))
    middle = int(np.argmin((rows - rows.mean()) ** 2 + (cols - cols.mean()) ** 2))
    return int(rows[middle]), int(cols[middle]), stretch


def _cheapest(field: F64, row: int, col: int, diameter_m: float, grid: Grid) -> tuple[int, int]:
    rows, cols = _disc_at(row, col, diameter_m, grid)
    best = int(np.argmin(field[rows, cols]))
    return int(rows[best]), int(cols[best])


def _require_windows(params: BarrierParams, grid: Grid) -> None:
    least = 2.0 * max(grid.dx_m, grid.dy_m)
    faults = [*params.conflicts(frozenset())]
    if params.least_diameter_m < least * (1.0 - _NEAR):
        size = f"{params.least_diameter_m:g}"
        faults.append(
            Text(
                f"et vindue på {size.replace('.', ',')} m på celler af {grid.dx_m:g} m",
                f"a window of {size} m on cells of {grid.dx_m:g} m",
            )
        )
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                f"vinduer fra mindst to celler ({least:g} m) og opefter", f"windows of two cells ({least:g} m) and up"
            ),
            Text("vælg et større vindue eller mindre celler", "choose a larger window or smaller cells"),
        )
