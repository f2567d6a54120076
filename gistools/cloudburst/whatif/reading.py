"""A layer of drawn measures, checked: every fault of every row is told at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text, number_in, require_kind
from gistools.cloudburst.links import with_capacity
from gistools.cloudburst.whatif.kinds import (
    BY_NAME,
    KINDS,
    NAME,
    NUMBER,
    ORDER,
    OTHER_NAMES,
    REMOVES,
    TYPE,
    VALUES,
    Effect,
    MeasureKind,
)
from gistools.errors import LayerError
from gistools.terrain.types import require_crs
from gistools.text import Text
from gistools.tool import Geometry

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from gistools.grid import Grid

MEASURES = Text("tiltag", "measures")
_SHAPES = {
    Geometry.POINT: (shapely.Point, Text("et punkt", "a point")),
    Geometry.LINE: (shapely.LineString, Text("en linje", "a line")),
    Geometry.POLYGON: (shapely.Polygon, Text("en flade", "a polygon")),
}


@dataclass(frozen=True, eq=False)
class Measure:
    """One measure (tiltag), without a fault of its own.

    Parameters
    ----------
    number:
        Its row in the layer, from 1.
    id, name:
        As the layer names it; the number where it does not.
    kind, shape, values:
        What it is, where (of one part, in the plane), and its numbers by the names of `VALUES`.
    order:
        When it is applied; the lower first.
    removes:
        The id of the basin that it removes; empty for none.
    """

    number: int
    id: str
    name: str
    kind: MeasureKind
    shape: BaseGeometry
    values: Mapping[str, float]
    order: float
    removes: str = ""

    @property
    def is_line(self) -> bool:
        """Whether it is drawn as a line."""
        return isinstance(self.shape, shapely.LineString)

    @property
    def line(self) -> shapely.LineString:
        """Its shape, known to be a line.

        Raises
        ------
        TypeError
            When it is drawn as something else.
        """
        if not isinstance(self.shape, shapely.LineString):
            msg = f"{self.kind.id} is no line"
            raise TypeError(msg)
        return self.shape

    @property
    def length_m(self) -> float:
        """How long it is drawn, m; of a polygon the long side of the rectangle of its perimeter and area.

        >>> from gistools.cloudburst.whatif.kinds import BY_NAME
        >>> Measure(1, "1", "", BY_NAME["dige"], shapely.box(0, 0, 30, 2), {}, 40.0).length_m
        30.0
        """
        if self.is_line or isinstance(self.shape, shapely.Point):
            return float(self.shape.length)
        half, area = self.shape.length / 2.0, self.shape.area
        return float(half + math.sqrt(max(half**2 - 4.0 * area, 0.0))) / 2.0

    @property
    def area_m2(self) -> float:
        """Its footprint as drawn, m²; of a line its length times ``bredde_m``, NaN without one."""
        return float(self.length_m * self.values.get("bredde_m", math.nan) if self.is_line else self.shape.area)

    def text(self) -> Text:
        """Return what it is called in messages.

        >>> from gistools.cloudburst.whatif.kinds import BY_NAME
        >>> Measure(2, "7", "", BY_NAME["mur"], shapely.LineString(), {}, 40.0).text()
        Text(da='nr. 2 (Mur 7)', en='no. 2 (Wall 7)')
        """
        title = self.name or self.id
        return Text(
            f"nr. {self.number} ({self.kind.label.da} {title})", f"no. {self.number} ({self.kind.label.en} {title})"
        )


def read_measures(layer: gpd.GeoDataFrame, grid: Grid) -> tuple[Measure, ...]:
    """Return the measures of a layer in the order in which they are applied.

    Parameters
    ----------
    layer:
        One row for each measure; what columns are read stands in `gistools.cloudburst.whatif.kinds`.
    grid:
        The map that they must lie on.

    Raises
    ------
    CrsError
        For another coordinate system than that of the map.
    LayerError
        Lists every fault of every row: unknown kinds, numbers missing, out of range or of no use to the kind, shapes
        that are none or of the wrong sort, and shapes off the map.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from gistools.grid import Grid
    >>> line = shapely.LineString([(0.5, 1.5), (2.5, 1.5)])
    >>> layer = gpd.GeoDataFrame({"type": ["mur"], "kote_m": [2.0]}, geometry=[line], crs="EPSG:25832")
    >>> read_measures(layer, Grid(3, 3, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"))[0].values
    {'kote_m': 2.0}
    """
    import geopandas as gpd  # noqa: PLC0415 - annotations alone need it elsewhere

    require_kind(layer, gpd.GeoDataFrame, "measures")
    require_crs(layer, grid, MEASURES)
    layer = with_known_names(layer)
    with_capacity(layer)  # raises for rates
    faults: list[Text] = []
    if TYPE not in layer.columns:
        faults.append(Text(f"kolonnen {TYPE} mangler", f"column {TYPE} is missing"))
    elif not len(layer):
        faults.append(Text("intet tiltag", "no measure"))
    found: list[Measure] = []
    if not faults:
        rows = pd.DataFrame(layer.drop(columns=layer.geometry.name)).to_dict("records")
        for number, (row, shape) in enumerate(zip(rows, layer.geometry, strict=True), start=1):
            found += _measure(number, row, shape, grid, faults)
        faults += _twice(found)
    if faults:
        raise measure_error(faults)
    return tuple(sorted(found, key=lambda one: (one.order, one.number)))


def measure_error(faults: list[Text]) -> LayerError:
    """Return the error of a layer of measures that lists all its faults."""
    names = ", ".join(kind.names[0] for kind in KINDS)
    return LayerError(
        Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
        Text(
            f"tiltag af slagsene {names} med deres tal, tegnet på kortets land",
            f"measures of the kinds {names} with their numbers, drawn on the land of the map",
        ),
        Text("ret de nævnte rækker; docs/what-if.md viser kolonnerne", "correct the rows named; see docs/what-if.md"),
    )


def with_known_names(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the layer with the Danish names of its columns, however they are written."""
    known = {value.english: value.name for value in VALUES.values()} | {v: k for k, v in OTHER_NAMES.items()}
    known |= {name: name for name in (*VALUES, *OTHER_NAMES, TYPE)}
    taken: set[str] = set()
    names = {}
    for column in layer.columns:
        right = known.get(str(column).lower().replace("æ", "ae").replace("ø", "oe"))
        if column == layer.geometry.name or right is None:
            continue
        if right in taken:
            raise measure_error([Text(f"to kolonner for {right}", f"two columns for {right}")])
        taken.add(right)
        names[column] = right
    return layer.rename(columns=names)


@dataclass(frozen=True)
class _Row:
    """A row that is being read, and where its faults are noted."""

    number: int
    kind: MeasureKind
    cells: Mapping[Any, object]
    faults: list[Text]

    def fault(self, da: str, en: str) -> None:
        """Note what is wrong with the row."""
        names = self.kind.label
        self.faults.append(Text(f"nr. {self.number} ({names.da}): {da}", f"no. {self.number} ({names.en}): {en}"))

    def number_of(self, name: str, low: float, high: float, *, above: bool = False) -> float | None:
        """Return the number of a column when it is given and in range, and note it when it is out of range."""
        text = cell_text(self.cells.get(name))
        try:
            number = number_in(self.cells.get(name))
        except (ValueError, TypeError, OverflowError):
            number = math.nan
        if low <= number <= high and not (above and number == low):
            return number
        if text and math.isnan(number) and "." in text:
            self.fault(
                f"{name} = {text} kan læses på to måder; skriv decimaler med komma og intet skilletegn ved tusinder",
                f"{name} = {text} can be read in two ways; write decimals with a comma, thousands without a mark",
            )
        elif text:
            least = f"{'over ' if above else ''}{low:g}"
            self.fault(f"{name} = {text} ({least} til {high:g})", f"{name} = {text} ({least} to {high:g})")
        return None

    def check_columns(self, given: set[str], *, is_line: bool) -> None:
        """Note columns that are missing, and columns that are of no use to the kind."""
        for name in sorted(given - self.kind.columns):
            self.fault(f"{name} bruges ikke", f"{name} is of no use")
        for name in (*self.kind.needed, *(self.kind.needed_by_lines if is_line else ())):
            if name not in given:
                self.fault(f"{name} mangler", f"{name} is missing")
        groups = self.kind.one_of
        whole = [set(group) for group in groups if set(group) <= given]
        choices = {name for group in groups for name in group} & given
        if choices not in whole:
            for_one = [[" og ".join(g) or "intet", " and ".join(g) or "nothing"] for g in groups]
            self.fault(
                f"præcis ét af: {' | '.join(da for da, _ in for_one)}",
                f"exactly one of: {' | '.join(en for _, en in for_one)}",
            )

    def check_shape(self, shape: BaseGeometry, grid: Grid, *, removes: bool) -> None:
        """Note what is wrong with what is drawn."""
        if not np.isfinite(shapely.get_coordinates(shape)).all():
            self.fault("et punkt uden tal", "a point without numbers")
            return
        sort = _sort(shape)
        points = removes or self.kind.effect is Effect.PROTECTS
        allowed = [one for one in self.kind.geometry if points or one is not Geometry.POINT]
        if sort not in allowed:
            self.fault(
                f"{shape.geom_type}, ikke {' eller '.join(_SHAPES[one][1].da for one in allowed)}",
                f"{shape.geom_type}, not {' or '.join(_SHAPES[one][1].en for one in allowed)}",
            )
            return
        if sort is Geometry.LINE and shape.length == 0.0:
            self.fault("en linje uden længde", "a line without length")
        if sort is Geometry.POLYGON and not shape.is_valid:
            why = shapely.is_valid_reason(shape)
            self.fault(f"en ugyldig flade ({why})", f"an invalid polygon ({why})")
        if not shapely.box(*grid.bounds).covers(shape):
            self.fault("helt eller delvis uden for kortet", "off the map in whole or part")


def _measure(
    number: int, cells: Mapping[Any, object], shape: BaseGeometry | None, grid: Grid, faults: list[Text]
) -> list[Measure]:
    """Return the measure of a row, or note its faults and return nothing."""
    said = cell_text(cells.get(TYPE))
    kind = BY_NAME.get(said.lower())
    if kind is None:
        faults.append(Text(f"nr. {number}: ukendt type {said!r}", f"no. {number}: unknown type {said!r}"))
        return []
    row, before = _Row(number, kind, cells, faults), len(faults)
    found = {v.name: row.number_of(v.name, v.low, v.high, above=v.above) for v in VALUES.values()}
    order = row.number_of(ORDER, -1e6, 1e6)
    removes = cell_text(cells.get(REMOVES))
    part = _part(shape)
    given = {name for name in (*VALUES, REMOVES) if cell_text(cells.get(name))}
    row.check_columns(given, is_line=isinstance(part, shapely.LineString))
    if part is None:
        row.fault("ingen geometri", "no geometry")
        return []
    row.check_shape(part, grid, removes=bool(removes))
    if len(faults) > before:
        return []
    values = {name: value for name, value in found.items() if value is not None}
    label = cell_text(cells.get(NUMBER)) or str(number)
    place = float(kind.order) if order is None else order
    return [Measure(number, label, cell_text(cells.get(NAME)), kind, part, values, place, removes)]


def _sort(shape: BaseGeometry) -> Geometry | None:
    return next((one for one, (made, _) in _SHAPES.items() if isinstance(shape, made)), None)


def _part(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return a shape in the plane, taken out of a collection of one; None for nothing."""
    if shape is None or shape.is_empty:
        return None
    flat = shapely.force_2d(shape)
    parts = shapely.get_parts(flat)
    one: BaseGeometry = parts[0] if len(parts) == 1 else flat
    return one


def _twice(found: list[Measure]) -> list[Text]:
    """Return a fault for each id that more than one measure has."""
    ids = pd.Series([one.id for one in found], dtype="object")
    doubled = ids[ids.duplicated()].unique()
    return [Text(f"id {one} står flere gange", f"id {one} occurs more than once") for one in doubled]
