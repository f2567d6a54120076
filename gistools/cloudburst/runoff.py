"""What runs off each cell: classes of cells whose run-off follows a straight line once their losses are met.

Rain counts in steps and water in whole units (docs/rain-to-flood.md), so that one rain and all rains agree to the bit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.cloudburst.laying import lay_rain
from gistools.cloudburst.losses import LOSS_COLUMNS, check_losses, class_codes, require_classes
from gistools.cloudburst.params import MOST_RAIN_MM, EventParams, LossParams
from gistools.errors import ParamError
from gistools.kernels.codes import SCALE
from gistools.kernels.strips import row_spans
from gistools.raster import Raster
from gistools.terrain.types import ConditionedTerrain, require_crs
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    I32 = npt.NDArray[np.int32]
    I64 = npt.NDArray[np.int64]

__all__ = ["LOSS_COLUMNS", "Runoff", "RunoffClasses", "net_runoff", "runoff_classes", "water_units"]

THOUSAND = 1000
MOST_ZONES = 1 << 16
MOST_FACTOR = 100


@dataclass(frozen=True, eq=False)
class Runoff:
    """What becomes of one rain on each cell before it runs.

    Parameters
    ----------
    amount:
        int64: what runs off each cell; 0 off land. All water counts in so many units ``per_unit`` of 2^-20 m on a cell.
    rain, infiltrated, initial, drained:
        int: the sums over all land cells of rain, of what soaks in (1 - run-off coefficient), of the initial loss and
        of what the drains take; each added up by itself.
    per_unit:
        Units of water in 2^-20 m on one cell; 1 without losses.
    resampling_m3:
        Rain on the terrain's cells less rain of the rain raster over the same extent; 0 for uniform rain.
    notes:
        What the user should know.
    terrain_key:
        `ConditionedTerrain.key` of the terrain.
    """

    amount: I64
    rain: int
    infiltrated: int
    initial: int
    drained: int
    per_unit: int
    resampling_m3: float
    notes: tuple[Text, ...]
    terrain_key: str

    @property
    def per_m(self) -> int:
        """Units of water in a metre on one cell."""
        return SCALE * self.per_unit


@dataclass(frozen=True, eq=False)
class RunoffClasses:
    """What runs off each cell at any rain: cells in classes, each with a straight line and losses.

    A cell of class k gets ``rain[k]`` units of water with each step of rain; ``running[k]`` of them do not soak in; and
    what runs off at step R is max(0, ``running[k]`` R - ``initial[k]`` - ``drained[k]``).

    Parameters
    ----------
    code:
        int32, class of each cell; None when there is one class.
    rain, running, initial, drained:
        int64, for each class.
    per_unit:
        Units of water in 2^-20 m on one cell.
    step_mm:
        Rain in a step, averaged over the land.
    usual, last:
        The step of the rain given (of a rain raster as it is; None for uniform rain), and the last that counts.
    cells:
        int64, land cells of each class.
    resampling_m3:
        As in `Runoff`, for a rain raster as it is.
    notes:
        What the user should know.
    terrain:
        What the rain falls on.
    """

    code: I32 | None
    rain: I64
    running: I64
    initial: I64
    drained: I64
    per_unit: int
    step_mm: float
    usual: int | None
    last: int
    cells: I64
    resampling_m3: float
    notes: tuple[Text, ...]
    terrain: ConditionedTerrain

    @property
    def uniform(self) -> bool:
        """Whether the rain is the same everywhere."""
        return self.usual is None

    @property
    def bound(self) -> Text | None:
        """What a rain raster's last rain is, as `notes` tells it; None for uniform rain, and a raster without rain."""
        if self.uniform or not self.step_mm > 0:
            return None
        mm, most, times = f"{self.last * self.step_mm:.1f}", f"{MOST_RAIN_MM:.0f}", self.last / THOUSAND
        return Text(
            f"Regn følges til {mm} mm i gennemsnit, hvor regnrasteren er {times:.3g} gange så stor: højst "
            f"{MOST_FACTOR} gange og {most} mm i nogen celle".replace(".", ","),
            f"Rain is followed to {mm} mm on average, where the rain raster is {times:.3g} times as large: at most "
            f"{MOST_FACTOR} times and {most} mm on any cell",
        )

    def step(self, rain_mm: float) -> int:
        """Return the step of a rain in mm, averaged over the land.

        Raises
        ------
        ParamError
            For a rain below 0 or beyond the last step.
        """
        if not 0.0 <= rain_mm <= self.last * self.step_mm:
            raise ParamError(
                Text(f"en regn på {rain_mm} mm", f"a rain of {rain_mm} mm"),
                Text(f"0 til {self.last * self.step_mm:.0f} mm", f"0 to {self.last * self.step_mm:.0f} mm"),
                Text("vælg en anden regn", "choose another rain"),
            )
        return round(rain_mm / self.step_mm)

    def reached(self, rain_mm: float) -> np.float32:
        """Return up to which least rain cells are wet at ``rain_mm``, as rasters hold it; raises as `step`."""
        return np.float32(self.step(rain_mm) * self.step_mm)

    def each(self, step: int) -> tuple[I64, I64, I64, I64]:
        """Return what a cell of each class gets, lets soak in, loses at first and drains in a rain of so many steps."""
        rain, running = self.rain * step, self.running * step
        initial = np.minimum(running, self.initial)
        drained = np.minimum(running - initial, self.drained)
        return rain, rain - running, initial, drained

    def totals(self, step: int) -> dict[str, int]:
        """Return rain, infiltrated, initial loss and drained water on all land, in units."""
        names = ("rain", "infiltrated", "initial", "drained")
        return {name: int((value * self.cells).sum()) for name, value in zip(names, self.each(step), strict=True)}

    def at(self, step: int) -> Runoff:
        """Return what runs off in a rain of so many steps; see `step`."""
        rain, infiltrated, initial, drained = self.each(step)
        net = rain - infiltrated - initial - drained
        land = self.terrain.land
        amount = np.empty(land.shape, np.int64)
        for a, b in row_spans(*land.shape):
            amount[a:b] = np.where(land[a:b], net[0] if self.code is None else net[self.code[a:b]], 0)
        return Runoff(
            amount=amount,
            **self.totals(step),
            per_unit=self.per_unit,
            resampling_m3=self.resampled_m3(step),
            notes=tuple(note for note in self.notes if note != self.bound),
            terrain_key=self.terrain.key,
        )

    def resampled_m3(self, step: int) -> float:
        """Return how much water the laying of the rain raster has added to a rain of so many steps."""
        return self.resampling_m3 if self.usual is None else self.resampling_m3 * (step / self.usual)

    def begins(self) -> I64:
        """Return for each class the first step at which something runs off, -1 when nothing ever does.

        0 where nothing is lost first: then what runs off is in proportion to the rain.
        """
        lost = self.initial + self.drained
        first = np.full(self.rain.size, -1, np.int64)
        runs = self.running > 0
        first[runs] = np.where(lost[runs] > 0, lost[runs] // self.running[runs] + 1, 0)
        return first

    def __repr__(self) -> str:
        """One line."""
        kind = "uniform rain" if self.uniform else "a rain raster"
        return f"<RunoffClasses: {kind}, {self.rain.size} classes; {self.terrain.grid}>"


def water_units(mm: npt.NDArray[np.float64] | float) -> I64:
    """Return millimetres of water as whole 2^-20 m (about a thousandth of a millimetre).

    >>> int(water_units(100.0))
    104858
    """
    return np.rint(np.asarray(mm, np.float64) * (SCALE / 1000.0)).astype(np.int64)


def net_runoff(
    terrain: ConditionedTerrain,
    params: EventParams,
    rain: Raster | None = None,
    land_cover: gpd.GeoDataFrame | None = None,
    losses: pd.DataFrame | None = None,
) -> Runoff:
    """Return what runs off each cell: max(0, coefficient x rain - initial loss - drain).

    Parameters
    ----------
    terrain:
        From `gistools.terrain.condition`.
    params:
        Uniform rain, resampling rule, duration of drainage, name of the class column.
    rain:
        Rain depth in mm instead of uniform rain; may have other cells.
    land_cover, losses:
        Polygons with a class, and the table of the classes (`LOSS_COLUMNS`); both or neither. Where polygons overlap,
        the later one counts. Coefficients are rounded to thousandths.

    Raises
    ------
    ParamError
        For no rain, two kinds of rain, or drains without a duration.
    GridError, NodataError
        For a rain raster that does not cover the terrain.
    LayerError, TableError
        For classes that the table lacks, or values out of range; all faults are listed.
    """
    require_event(params, rain, land_cover, losses)
    classes = runoff_classes(terrain, params, rain, land_cover, losses)
    return classes.at(int(water_units(params.rain_mm or 0.0)) if classes.usual is None else classes.usual)


def runoff_classes(
    terrain: ConditionedTerrain,
    params: LossParams,
    rain: Raster | None = None,
    land_cover: gpd.GeoDataFrame | None = None,
    losses: pd.DataFrame | None = None,
) -> RunoffClasses:
    """Return what runs off each cell at any rain.

    Parameters
    ----------
    rain:
        How rain is spread over the map, mm; it is made larger and smaller as a whole. The same everywhere without it.
    terrain, params, land_cover, losses:
        As in `net_runoff`, which tells of the errors too.

    Examples
    --------
    >>> import numpy as np
    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain.conditioning import condition
    >>> flat = Raster(np.ones((2, 3), np.float32), Grid(2, 3, 0.0, 2.0, 1.0, 1.0, "EPSG:25832"), unit="m")
    >>> classes = runoff_classes(condition(flat), LossParams())
    >>> int(classes.at(classes.step(100.0)).amount[0, 0])  # 0.1 m in 2^-20 m
    104858
    """
    require_losses(params, rain, land_cover, losses)
    require_kind(terrain, ConditionedTerrain, "terrain")
    zone, depth, difference, notes = _zones(terrain, params, rain)
    table, code = None, None
    if land_cover is not None and losses is not None:
        require_crs(land_cover, terrain.grid, Text("arealdække", "land cover"))
        table = check_losses(losses, params)
        code, more = class_codes(terrain, land_cover, table, params.land_cover_field)
        notes += more
    share, initial, drained = _per_class(table, params)
    if rain is not None and code is not None:  # a class for each zone and land cover that occur together
        pairs, joint = _different(zone.astype(np.int64) * share.size + code, terrain.land)
        depth, which = depth[pairs // share.size], pairs % share.size
        share, initial, drained, code = share[which], initial[which], drained[which], joint
    elif rain is not None:
        share, initial, drained = (np.repeat(value, depth.size) for value in (share, initial, drained))
        code = zone
    return _classes(terrain, depth, share, initial, drained, code, rain is None, difference, notes)


def _zones(
    terrain: ConditionedTerrain, params: LossParams, rain: Raster | None
) -> tuple[I32, I64, float, tuple[Text, ...]]:
    """Return the zone of each cell, the rain of each zone in 2^-20 m, the difference by laying it on, and notes."""
    if rain is None:
        return np.zeros((0, 0), np.int32), np.ones(1, np.int64), 0.0, ()
    laid, difference, note = lay_rain(terrain, rain, params.rain_resampling)
    depth, zone = _different(water_units(laid), terrain.land)
    if depth.size <= MOST_ZONES:
        return zone, depth, difference, (note,)
    width = -(-int(depth[-1] - depth[0] + 1) // MOST_ZONES)
    which = (depth - depth[0]) // width
    middle = depth[0] + np.arange(int(which[-1]) + 1) * width + width // 2
    most = float(np.abs(depth - middle[which]).max()) / SCALE * 1000.0
    coarse = Text(
        f"{depth.size} forskellige regndybder er samlet i {middle.size} zoner; ingen celle får mere end {most:.4f} mm "
        "mere eller mindre",
        f"{depth.size} different rain depths were put into {middle.size} zones; no cell gets more than {most:.4f} mm "
        "more or less",
    )
    return which[zone].astype(np.int32), middle, difference, (note, coarse)


def _different(values: I64, land: npt.NDArray[np.bool_]) -> tuple[I64, I32]:
    """Return the different values on land in rising order, and which of them each cell has (0 off land)."""
    parts = row_spans(*land.shape)
    found = np.unique(np.concatenate([np.unique(values[a:b][land[a:b]]) for a, b in parts]))
    place = np.zeros(land.shape, np.int32)
    for a, b in parts:
        place[a:b][land[a:b]] = np.searchsorted(found, values[a:b][land[a:b]])
    return found, place


def _per_class(table: pd.DataFrame | None, params: LossParams) -> tuple[I64, I64, I64]:
    """Return run-off coefficient (thousandths), initial loss and drained water (2^-20 m) of each class and of none."""
    if table is None:
        return np.array([THOUSAND]), np.zeros(1, np.int64), np.zeros(1, np.int64)
    share = np.rint(np.append(table["run_off_coefficient"].to_numpy(np.float64), 1.0) * THOUSAND).astype(np.int64)
    most = MOST_RAIN_MM * MOST_FACTOR  # to lose more than any rain is to lose all
    initial = water_units(np.minimum(np.append(table["initial_loss_mm"].to_numpy(np.float64), 0.0), most))
    drains = np.append(table["drain_mm_per_h"].to_numpy(np.float64), 0.0) * (params.drain_hours or 0.0)
    return share, initial, water_units(np.minimum(drains, most))


def _classes(
    terrain: ConditionedTerrain,
    depth: I64,
    share: I64,
    initial: I64,
    drained: I64,
    code: I32 | None,
    uniform: bool,  # noqa: FBT001
    difference: float,
    notes: tuple[Text, ...],
) -> RunoffClasses:
    land = terrain.land
    if code is None:
        cells = np.array([int(land.sum())])
    else:
        counts = [np.bincount(code[a:b][land[a:b]], minlength=share.size) for a, b in row_spans(*land.shape)]
        cells = np.sum(counts, axis=0)
    if uniform:  # a step is 2^-20 m of rain, and water is divided no further than the coefficients ask for
        per_unit = THOUSAND // math.gcd(THOUSAND, *share.tolist())
        rain, running = np.full(share.size, per_unit), share * per_unit // THOUSAND
        step_mm, usual, last = 1000.0 / SCALE, None, int(water_units(MOST_RAIN_MM))
    else:  # a step is a thousandth of the rain raster
        per_unit = THOUSAND
        rain, running = depth, np.rint(depth * share / THOUSAND).astype(np.int64)
        step_mm = float((cells * depth).sum()) / max(int(cells.sum()), 1) / SCALE
        usual = THOUSAND
        last = min(MOST_FACTOR * THOUSAND, THOUSAND * int(water_units(MOST_RAIN_MM)) // max(int(depth.max()), 1))
        last = max(last, usual)
    made = RunoffClasses(
        code, rain, running, initial * per_unit, drained * per_unit, per_unit, step_mm, usual, last, cells,
        difference, notes, terrain,
    )  # fmt: skip
    return made if made.bound is None else replace(made, notes=(*notes, made.bound))


def require_event(
    params: EventParams, rain: Raster | None, land_cover: gpd.GeoDataFrame | None, losses: pd.DataFrame | None
) -> None:
    """Raise for what can be known to be wrong before any terrain is looked at; see `net_runoff` for the errors."""
    require_kind(params, EventParams, "params")
    require_losses(params, rain, land_cover, losses)


def require_losses(
    params: LossParams, rain: Raster | None, land_cover: gpd.GeoDataFrame | None, losses: pd.DataFrame | None
) -> None:
    """Raise for what can be known to be wrong before any terrain is looked at; see `net_runoff` for the errors."""
    require_kind(params, LossParams, "params")
    given = {"rain": rain, "land_cover": land_cover, "losses": losses}
    kinds = {"rain": Raster, "land_cover": gpd.GeoDataFrame, "losses": pd.DataFrame}
    for name, value in given.items():
        if value is not None:
            require_kind(value, kinds[name], name)
    faults = params.conflicts(frozenset(name for name, value in given.items() if value is not None))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "én slags regn, og både arealdække og tabtabel eller ingen af dem",
                "one kind of rain, and both land cover and losses or neither",
            ),
            Text("ret valget af regn og tab", "correct the choice of rain and losses"),
        )
    if land_cover is not None and losses is not None:
        check_losses(losses, params)
        require_classes(land_cover, losses, params.land_cover_field)
