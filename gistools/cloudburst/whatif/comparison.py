"""Two states of one map compared for all rains: where water comes sooner, later, newly, or no longer."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import require_kind
from gistools.cloudburst.all_rains import RainToFlood
from gistools.cloudburst.params import ReportParams
from gistools.errors import MixedValuesError, ParamError
from gistools.raster import Raster
from gistools.terrain.burn import draw_shapes
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.grid import Grid

    F64 = npt.NDArray[np.float64]

LEAST_MM = 1.0  # smaller changes count as none where areas are outlined and states told
NEWLY, SOONER, SAME, LATER, NO_LONGER, DRY, OFF = 1, 2, 3, 4, 5, 6, 0
CHANGE, STATE = Text("Ændret regn til vand", "Change of rain to flood"), Text("Ændret tilstand", "Change of state")
AREAS = Text("Ændrede områder", "Changed areas")
_WAYS = ("edge", "sea", "hole")
_LOST = ("infiltrated", "initial", "drained")


@dataclass(frozen=True, eq=False)
class Comparison:
    """What a plan changes (sammenligning).

    Parameters
    ----------
    before, after:
        Rain to flood of two states of one map, with the same rain.
    most_mm:
        Rains up to this are looked at; a cell that takes more counts as dry.
    on_measures:
        Cells that measures took, where water is often meant to stand; None where they are not known.
    """

    before: RainToFlood
    after: RainToFlood
    most_mm: float
    on_measures: npt.NDArray[np.bool_] | None = None

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self.before.grid

    @functools.cached_property
    def change(self) -> Raster:
        """Rain that wets each cell after less before, mm; rains above ``most_mm`` count as it.

        Below 0 water comes sooner; NaN off land, and where less than ``most_mm`` wets the cell in neither state.
        """
        most = np.float32(self.most_mm)
        old, new = self.before.rain.values, self.after.rain.values
        moved = np.minimum(new, most) - np.minimum(old, most)
        dry = ~((old <= most) | (new <= most))
        return Raster(np.where(dry, np.float32(np.nan), moved), self.grid, unit="mm", name=CHANGE)

    @functools.cached_property
    def state(self) -> Raster:
        """uint8: 1 newly wet, 2 wet sooner, 3 the same, 4 later, 5 no longer wet, 6 dry in both; 0 off land.

        Wet is wet by a rain of up to ``most_mm``; sooner and later by `LEAST_MM` at least.
        """
        old, new = self.before.rain.values <= self.most_mm, self.after.rain.values <= self.most_mm
        moved = self.change.values
        both = np.where(moved <= -LEAST_MM, SOONER, np.where(moved >= LEAST_MM, LATER, SAME))
        code = np.where(old & new, both, np.where(new, NEWLY, np.where(old, NO_LONGER, DRY)))
        code[np.isnan(self.before.rain.values)] = OFF
        return Raster(code.astype(np.uint8), self.grid, nodata=OFF, name=STATE)

    def wet(self, rain_mm: float) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Return which cells a rain wets before and after."""
        old, new = (one.rain.values <= one.runoff.reached(rain_mm) for one in (self.before, self.after))
        return old, new

    def table(self, rains_mm: Sequence[float]) -> pd.DataFrame:
        """Return one row for each rain.

        Columns: rain_mm; wet_before_m2, wet_after_m2; worse_m2 (wet after, not before), worse_on_measures_m2 (how much
        of it lies on cells that measures took), better_m2 (wet before, not after); stored, off_map (over the edge, into
        the sea and holes), taken (by basins and pumps) and lost (run-off coefficient, initial loss, drains), each
        ``_before_m3`` and ``_after_m3`` from the two water ledgers.

        Raises
        ------
        ParamError
            For a rain below 0 or beyond the last step.
        BalanceError
            When a ledger does not close; a defect to be reported.
        """
        rows = []
        for rain in rains_mm:
            old, new = self.wet(rain)
            ledgers = self.before.ledger(rain), self.after.ledger(rain)
            row = {
                "rain_mm": rain,
                "wet_before_m2": self._area(old),
                "wet_after_m2": self._area(new),
                "worse_m2": self._area(new & ~old),
                "worse_on_measures_m2": self._on_measures(new & ~old),
                "better_m2": self._area(old & ~new),
            }
            for name, terms in (("stored", ("stored",)), ("off_map", _WAYS), ("taken", ("taken",)), ("lost", _LOST)):
                for when, ledger in zip(("before", "after"), ledgers, strict=True):
                    row[f"{name}_{when}_m3"] = sum(ledger.m3(term) for term in terms if term in ledger.terms)
            rows.append(row)
        made = pd.DataFrame(rows)
        made.attrs.update(units=_units(made), title=Text("Sammenligning", "Comparison"))
        return made

    def areas(self, report: ReportParams | None = None) -> gpd.GeoDataFrame:
        """Return the connected areas where water comes sooner (``worse``) or later (``better``), the worst first.

        By `LEAST_MM` at least, cells that touch at a corner together, and no smaller than the report's smallest area.
        Columns: change_id, change_kind, area_m2, on_measures_m2, change_most_mm (of largest size), wet_before_mm,
        wet_after_mm (the least rain that wets a cell of it; missing where none up to ``most_mm`` does).
        """
        least = (report or ReportParams()).min_area_m2
        moved = self.change.values
        kind = np.where(moved <= -LEAST_MM, 1, np.where(moved >= LEAST_MM, 2, 0)).astype(np.uint8)
        shapes = [(shape, value) for shape, value in regions(kind, self.grid) if shape.area >= least]
        labels = region_labels([shape for shape, _ in shapes], kind, [value for _, value in shapes], self.grid)
        rows = []
        for number, (shape, value) in enumerate(shapes, start=1):
            r0, c0, r1, c1 = span_of(shape, self.grid)
            mine = labels[r0:r1, c0:c1] == number
            part = moved[r0:r1, c0:c1][mine]
            wet = [float(one.rain.values[r0:r1, c0:c1][mine].min()) for one in (self.before, self.after)]
            rows.append(
                {
                    "change_id": number,
                    "change_kind": "worse" if value == 1 else "better",
                    "area_m2": self._area(mine),
                    "on_measures_m2": self._on_measures(mine, (slice(r0, r1), slice(c0, c1))),
                    "change_most_mm": float(part.min() if value == 1 else part.max()),
                    "wet_before_mm": wet[0] if wet[0] <= self.most_mm else np.nan,
                    "wet_after_mm": wet[1] if wet[1] <= self.most_mm else np.nan,
                    "geometry": shape,
                }
            )
        numbers = ["area_m2", "on_measures_m2", "change_most_mm", "wet_before_mm", "wet_after_mm"]
        frame = pd.DataFrame(rows, columns=["change_id", "change_kind", *numbers, "geometry"]).sort_values(
            ["change_kind", "area_m2"], ascending=False, kind="stable", ignore_index=True
        )
        frame["change_id"] = np.arange(1, len(frame) + 1)
        layer = gpd.GeoDataFrame(frame, geometry="geometry", crs=self.grid.crs)
        layer.attrs.update(units=_units(layer), title=AREAS)
        return layer

    def areas_by_rain(self, areas: gpd.GeoDataFrame, rains_mm: Sequence[float]) -> pd.DataFrame:
        """Return for each area of `areas` and each rain what is wet and what stands there, before and after.

        Columns: change_id, rain_mm, worse_m2, better_m2, stored_before_m3, stored_after_m3.
        """
        codes = np.where(self.change.values <= -LEAST_MM, 1, np.where(self.change.values >= LEAST_MM, 2, 0))
        values = [1 if kind == "worse" else 2 for kind in areas["change_kind"]]
        label = region_labels(list(areas.geometry), codes, values, self.grid)
        inside = label > 0
        ids, count = label[inside], len(areas) + 1

        def summed(values: npt.NDArray[Any]) -> F64:
            return np.bincount(ids, values[inside].astype(np.float64), count)[1:].astype(np.float64)

        parts = []
        for rain in rains_mm:
            old, new = self.wet(rain)
            stored = [np.nan_to_num(one.standing(rain).depth.values) for one in (self.before, self.after)]
            parts.append(
                pd.DataFrame(
                    {
                        "change_id": areas["change_id"].to_numpy(),
                        "rain_mm": rain,
                        "worse_m2": summed(new & ~old) * self.grid.cell_area_m2,
                        "better_m2": summed(old & ~new) * self.grid.cell_area_m2,
                        "stored_before_m3": summed(stored[0]) * self.grid.cell_area_m2,
                        "stored_after_m3": summed(stored[1]) * self.grid.cell_area_m2,
                    }
                )
            )
        made = pd.concat(parts, ignore_index=True)
        made.attrs.update(units=_units(made), title=Text("Ændrede områder efter regn", "Changed areas by rain"))
        return made

    def ledgers(self, rains_mm: Sequence[float]) -> pd.DataFrame:
        """Return the water ledgers of both states as one table: ``situation`` is ``before`` or ``after``."""
        frames = []
        for when, one in (("before", self.before), ("after", self.after)):
            frame = one.ledgers(rains_mm)
            frame.insert(0, "situation", when)
            frames.append(frame)
        made = pd.concat(frames, ignore_index=True)
        made.attrs.update(frames[0].attrs)
        return made

    def _on_measures(self, mask: npt.NDArray[np.bool_], part: tuple[slice, ...] = ()) -> float:
        return float("nan") if self.on_measures is None else self._area(mask & self.on_measures[part])

    def _area(self, mask: npt.NDArray[np.bool_]) -> float:
        return float(mask.sum() * self.grid.cell_area_m2)

    @property
    def title(self) -> Text:
        """What it is."""
        return Text("Hvad nu hvis", "What if")

    @property
    def backdrop(self) -> Raster:
        """The terrain that a map is drawn on."""
        return self.after.terrain.surface

    def map_layers(self) -> list[tuple[Any, str, Text]]:
        """Return what a map shows: value, style, name."""
        return [(self.change, "rain_change", CHANGE), (self.areas(), "changed_areas", AREAS)]

    def __repr__(self) -> str:
        """One line."""
        codes = np.bincount(self.state.values.ravel(), minlength=7)
        worse, better = codes[NEWLY] + codes[SOONER], codes[LATER] + codes[NO_LONGER]
        area = self.grid.cell_area_m2
        return f"<Comparison: wet sooner on {worse * area:.0f} m², later on {better * area:.0f} m²; {self.grid}>"


def compare(
    before: RainToFlood,
    after: RainToFlood,
    most_mm: float = 150.0,
    on_measures: npt.NDArray[np.bool_] | None = None,
) -> Comparison:
    """Compare two states of one map for all rains.

    Parameters
    ----------
    before, after:
        From `gistools.cloudburst.rain_to_flood`, on the same cells and the same land, under the same rain.
    most_mm:
        Rains up to this are looked at.
    on_measures:
        Cells that measures took (`Planned.touched`), so that water on them is told apart.

    Raises
    ------
    MixedValuesError
        For other cells, other land or another spread of the rain.
    ParamError
        For a rain that is none.

    Examples
    --------
    >>> from gistools.cloudburst import LossParams, runoff_classes
    >>> from gistools.cloudburst.solving import solve
    >>> from gistools.grid import Grid
    >>> from gistools.terrain import condition
    >>> def state(gap):
    ...     z = np.array([[9, 9, 9, 9], [9, 5, gap, 9], [9, 9, gap, 9]], np.float32)
    ...     terrain = condition(Raster(z, Grid(3, 4, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    ...     return solve(terrain, runoff_classes(terrain, LossParams()))
    >>> compare(state(4.0), state(6.0))
    <Comparison: wet sooner on 1 m², later on 0 m²; 3 x 4 (1 x 1 m, 0.00, 3.00, EPSG:25832)>
    """
    require_kind(before, RainToFlood, "before")
    require_kind(after, RainToFlood, "after")
    same = before.grid == after.grid and before.runoff.step_mm == after.runoff.step_mm
    if not same or not np.array_equal(before.terrain.cell_class, after.terrain.cell_class):
        raise MixedValuesError(
            Text("to kort med forskellige celler, land eller regn", "two maps of different cells, land or rain"),
            Text("to tilstande af det samme kort", "two states of one map"),
            Text("lav begge af det samme terræn", "make both from one terrain"),
        )
    if not 0.0 < most_mm < float("inf"):
        raise ParamError(
            Text(f"regn op til {most_mm} mm", f"rains up to {most_mm} mm"),
            Text("mere end 0 mm", "more than 0 mm"),
            Text("vælg en anden regn", "choose another rain"),
        )
    return Comparison(before, after, most_mm, on_measures)


def _units(table: pd.DataFrame) -> dict[str, str]:
    endings = (("_m2", "m²"), ("_m3", "m³"), ("_mm", "mm"))
    return {str(c): unit for c in table.columns for ending, unit in endings if str(c).endswith(ending)}


def regions(kind: npt.NDArray[np.uint8], grid: Grid) -> list[tuple[shapely.Polygon, int]]:
    """Return the outlines of connected cells of one kind above 0, and their kinds; cells that touch at a corner are."""
    from affine import Affine  # noqa: PLC0415 - only where polygons are made
    from rasterio.features import shapes  # noqa: PLC0415

    found = shapes(kind, mask=kind > 0, connectivity=8, transform=Affine(*grid.transform))
    return [(shapely.Polygon(g["coordinates"][0], g["coordinates"][1:]), int(value)) for g, value in found]


def region_labels(
    shapes: list[shapely.Polygon], kind: npt.NDArray[Any], values: list[int], grid: Grid
) -> npt.NDArray[np.int32]:
    """Return the number of the area (from 1) of each cell, of `regions`; one within a hole of another keeps its cells.

    ``values`` are the kinds of the areas, ``kind`` those of the cells.
    """
    order = sorted(range(len(shapes)), key=lambda k: -shapely.Polygon(shapes[k].exterior).area)
    label = np.zeros(grid.shape, np.int32)
    draw_shapes(((shapes[k], k + 1) for k in order), label, grid)
    own = np.concatenate([[0], np.array(values, np.int64)])
    label[own[label] != kind] = 0
    return label


def span_of(shape: shapely.Polygon, grid: Grid) -> tuple[int, int, int, int]:
    """Return first row, first column, and the row and column after the last, of an outline of cells."""
    west, south, east, north = shape.bounds
    r0, r1 = round((grid.y0 - north) / grid.dy_m), round((grid.y0 - south) / grid.dy_m)
    c0, c1 = round((west - grid.x0) / grid.dx_m), round((east - grid.x0) / grid.dx_m)
    return r0, c0, r1, c1
