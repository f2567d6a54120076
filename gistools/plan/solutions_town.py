"""What is known of a town cell by cell, so that rules can be answered; a layer that is not given leaves them open."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

from gistools.cloudburst.whatif.cells import polygon_cells
from gistools.errors import CrsError
from gistools.grid import same_crs
from gistools.kernels import chain
from gistools.kernels.codes import OUT_BASINS
from gistools.plan.solutions_rules import UNREAD, plain_word
from gistools.terrain.burn import draw_shapes
from gistools.terrain.types import require_crs
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.cloudburst.bluespots import Bluespots
    from gistools.cloudburst.whatif.cells import Cells
    from gistools.grid import Grid
    from gistools.plan.solutions_params import ValueParams
    from gistools.plan.solutions_rules import Fact, Rule
    from gistools.raster import Raster
    from gistools.terrain.types import ConditionedTerrain, FlowField

    Mask = npt.NDArray[np.bool_]
    I32 = npt.NDArray[np.int32]
    I64 = npt.NDArray[np.int64]
    F64 = npt.NDArray[np.float64]

_ROUND = 1.001
YES_WORDS, NO_WORDS = frozenset({"ja", "yes", "true", "1"}), frozenset({"nej", "no", "false", "0"})


@dataclass(frozen=True, kw_only=True)
class TownLayers:
    """The layers that rules are answered from (kortlag); None for one that is not given: its rules stay unknown."""

    buildings: gpd.GeoDataFrame | None = None
    land_cover: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    parcels: gpd.GeoDataFrame | None = None
    mapped_lots: gpd.GeoDataFrame | None = None
    nature_areas: gpd.GeoDataFrame | None = None
    streams: gpd.GeoDataFrame | None = None
    existing_basins: gpd.GeoDataFrame | None = None
    groundwater_areas: gpd.GeoDataFrame | None = None
    building_costs: gpd.GeoDataFrame | None = None
    sub_catchments: gpd.GeoDataFrame | None = None
    groundwater_depth: Raster | None = None

    def require(self, grid: Grid) -> None:
        """Raise `CrsError` for a layer in another coordinate system than the terrain."""
        for name, layer in vars(self).items():
            if layer is not None and name != "groundwater_depth":
                require_crs(layer, grid, Text(name, name))
        depth = self.groundwater_depth
        if depth is not None and not same_crs(depth.grid.crs, grid.crs):
            raise CrsError(
                Text(f"grundvandet i {depth.grid.crs}, terræn i {grid.crs}", f"groundwater in {depth.grid.crs}, "
                     f"terrain in {grid.crs}"),
                Text("det samme koordinatsystem", "the same coordinate system"),
                Text("transformér rasteren", "transform the raster"),
            )  # fmt: skip


@dataclass(frozen=True, eq=False)
class WordMap:
    """Words of a layer on cells (ordkort): ``names[code]``; code 0 is no polygon. One word a cell, the worst."""

    codes: I32
    names: tuple[str, ...]

    def at(self, cells: Cells) -> frozenset[str]:
        """Return the words at some cells."""
        return frozenset(self.names[code] for code in np.unique(self.codes[cells]).tolist() if code)

    def mask(self, words: Iterable[str]) -> Mask:
        """Return where one of some words stands."""
        wanted = [code for code, name in enumerate(self.names) if code and name in set(words)]
        made: Mask = np.isin(self.codes, wanted)
        return made


def word_map(
    layer: gpd.GeoDataFrame, words: list[str], grid: Grid, worst: Mapping[str, int], *, touched: bool = True
) -> WordMap:
    """Return the words of polygons on cells.

    Parameters
    ----------
    layer, words:
        Polygons, and the word of each.
    worst:
        How bad words are; of polygons that overlap the worst counts, of equals the later.
    touched:
        Whether cells that a polygon only touches count, so that no place lies on it in part.

    >>> import geopandas as gpd
    >>> from gistools.grid import Grid
    >>> lots = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 1)])
    >>> word_map(lots, ["v2", "uik"], Grid(1, 3, 0.0, 1.0, 1.0, 1.0, "EPSG:25832"), {"v2": 2}, touched=False).codes
    array([[2, 1, 0]], dtype=int32)
    """
    names = ("", *sorted(set(words)))
    code = {name: number for number, name in enumerate(names)}
    order = sorted(range(len(words)), key=lambda i: (worst.get(words[i], 1 if words[i] == UNREAD else 0), i))
    shapes = np.asarray(layer.geometry.array)
    made = np.zeros(grid.shape, np.int32)
    draw_shapes(((shapes[i], code[words[i]]) for i in order), made, grid, touched=touched)
    return WordMap(made, names)


def words_of(layer: gpd.GeoDataFrame, column: str) -> list[str]:
    """Return the word of each row, `UNREAD` where it is empty or there is no such column."""
    if column not in layer.columns:
        return [UNREAD] * len(layer)
    empty = {"", "nan", "none", "<na>", "nat", "ukendt", "unknown"}
    said = [plain_word(value) for value in layer[column].tolist()]
    return [UNREAD if word in empty else word for word in said]


def answers_in(words: Iterable[str]) -> list[str]:
    """Return yes and no in the words of rules; anything else is `UNREAD`.

    >>> answers_in(["ja", "nej", "måske"])
    ['yes', 'no', '?']
    """
    return ["yes" if word in YES_WORDS else "no" if word in NO_WORDS else UNREAD for word in words]


def cells_in(shape: BaseGeometry, grid: Grid) -> Cells:
    """Return the cells whose centre a polygon holds; none for one that lies off the map.

    >>> from gistools.grid import Grid
    >>> cells_in(shapely.box(5, 5, 9, 9), Grid(2, 2, 0.0, 2.0, 1.0, 1.0, "EPSG:25832"))[0].size
    0
    """
    if not shapely.box(*grid.bounds).intersects(shape):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return polygon_cells(shape, grid)


def spread(mask: Mask, reach: int) -> Mask:
    """Return the cells within so many rows and columns of a True cell.

    >>> spread(np.array([[0, 0, 0, 1, 0]], bool), 1).astype(int).tolist()
    [[0, 0, 1, 1, 1]]
    """
    made = mask
    for axis in (0, 1):
        size = made.shape[axis]
        total = np.cumsum(np.insert(made.astype(np.int32), 0, 0, axis=axis), axis=axis)
        high = np.minimum(np.arange(size) + reach + 1, size)
        low = np.maximum(np.arange(size) - reach, 0)
        made = np.take(total, high, axis=axis) > np.take(total, low, axis=axis)
    return made


def accumulated(flow: FlowField, amount: I64) -> I64:
    """Return what runs through each cell along the routed flow, its own amount included.

    >>> from gistools.grid import Grid
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[9, 9, 9, 9], [9, 3, 2, 1], [9, 9, 9, 9]], np.float32)
    >>> slope = Raster(z, Grid(3, 4, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m")
    >>> accumulated(route_flow(condition(slope)), np.array([[0, 0, 0, 0], [0, 5, 0, 1], [0, 0, 0, 0]]))[1].tolist()
    [0, 5, 5, 6]
    """
    mosaic = flow.mosaic()
    mosaic.put("routed", flow.routed, np.uint8(255))
    mosaic.blank("paved", np.int64, 0)
    made: I64 = mosaic.get("paved")
    made[:] = amount
    chain.solve_accumulation(mosaic, "routed", "paved", np.zeros(1, np.uint8))
    return made.copy()


@dataclass(frozen=True, eq=False)
class Town:
    """A town on the cells of its terrain (byen); what is not known is None.

    Parameters
    ----------
    terrain, flow, bluespots:
        From the steps of those names.
    layers, params, rules:
        What rules are answered from.
    cover_field:
        The column of the land cover with the class.
    """

    terrain: ConditionedTerrain
    flow: FlowField
    bluespots: Bluespots
    layers: TownLayers
    params: ValueParams
    rules: Mapping[str, tuple[Rule, ...]]
    cover_field: str = "klasse"
    worst: dict[tuple[str, str], int] = field(init=False)

    def __post_init__(self) -> None:
        """Note how bad each word is: one that fails a rule before one that leaves it open."""
        worst: dict[tuple[str, str], int] = {}
        for rule in (one for own in self.rules.values() for one in own if one.operator == "none_of"):
            for word in rule.unclear:
                worst.setdefault((rule.criterion, word), 1)
            worst |= {(rule.criterion, word): 2 for word in rule.words}
        object.__setattr__(self, "worst", worst)

    @property
    def grid(self) -> Grid:
        """Where the cells lie."""
        return self.terrain.grid

    @functools.cached_property
    def z(self) -> F64:
        """The heights, m."""
        return self.terrain.surface.values.astype(np.float64)

    @functools.cached_property
    def drains_to(self) -> I64:
        """The bluespot that the water of each cell reaches first; -1 for off the map."""
        basin = self.flow.basin
        made = np.full(self.grid.shape, -1, np.int64)
        inside = basin >= OUT_BASINS
        made[inside] = self.bluespots.nodes.root[basin[inside] - OUT_BASINS]
        return made

    @functools.cached_property
    def stands_in(self) -> I64:
        """The bluespot that covers each cell when full; -1 for none."""
        wet = self.flow.filled > self.terrain.surface.values
        return np.where(wet, self.drains_to, -1)

    def runs(self, least_m2: float) -> Mask:
        """Return where the contributing area is at least this."""
        made: Mask = self.flow.area_cells * self.grid.cell_area_m2 >= max(least_m2, self.grid.cell_area_m2)
        return made

    @functools.cached_property
    def slope_pct(self) -> F64:
        """The slope of the ground, %."""
        down, across = np.gradient(self.z, self.grid.dy_m, self.grid.dx_m) if min(self.grid.shape) > 1 else (0.0, 0.0)
        made: F64 = np.hypot(down, across) * 100.0 + np.zeros(self.grid.shape)
        return made

    def _map(self, layer: gpd.GeoDataFrame | None, words: list[str], criterion: str) -> WordMap | None:
        worst = {word: rank for (name, word), rank in self.worst.items() if name == criterion}
        return None if layer is None else word_map(layer, words, self.grid, worst)

    @functools.cached_property
    def lots(self) -> WordMap | None:
        """How lots are mapped."""
        layer = self.layers.mapped_lots
        return self._map(layer, [] if layer is None else words_of(layer, self.params.lot_status_field), "mapped_lot")

    @functools.cached_property
    def nature(self) -> WordMap | None:
        """Where nature is protected."""
        layer = self.layers.nature_areas
        said = [] if layer is None else answers_in(words_of(layer, self.params.protected_field))
        return self._map(layer, said, "protected_nature")

    @functools.cached_property
    def interests(self) -> WordMap | None:
        """Groundwater interests."""
        layer = self.layers.groundwater_areas
        said = [] if layer is None else words_of(layer, self.params.groundwater_area_field)
        return self._map(layer, said, "groundwater_area")

    @functools.cached_property
    def cover(self) -> WordMap | None:
        """The land cover; classes that no rule knows are `UNREAD`."""
        layer = self.layers.land_cover
        if layer is None:
            return None
        known = set(self.paved_words)
        known |= {w for own in self.rules.values() for r in own if r.criterion == "land_cover" for w in r.words}
        said = [word if word in known else UNREAD for word in words_of(layer, self.cover_field)]
        return word_map(layer, said, self.grid, {}, touched=False)

    @property
    def paved_words(self) -> frozenset[str]:
        """The classes of the land cover that are paved."""
        return frozenset(plain_word(word) for word in self.params.paved_classes.replace(";", " ").split())

    @functools.cached_property
    def built(self) -> Mask:
        """Where a building stands."""
        layer = self.layers.buildings
        made = np.zeros(self.grid.shape, np.uint8)
        if layer is not None:
            draw_shapes(((shape, 1) for shape in layer.geometry), made, self.grid, touched=True)
        raised = self.terrain.raised
        return made.astype(np.bool_) | (~self.terrain.land if raised is None else raised | ~self.terrain.land)

    def near_buildings(self, within_m: float) -> Mask:
        """Return the cells that touch what lies nearer to a building than this; none where no buildings are given."""
        layer, made = self.layers.buildings, np.zeros(self.grid.shape, np.uint8)
        if layer is not None and within_m > 0.0:
            reach = within_m * _ROUND  # arcs are drawn as chords, which lie a little inside them
            around = shapely.buffer(np.asarray(layer.geometry.array), reach, quad_segs=32)
            draw_shapes(((shape, 1) for shape in around), made, self.grid, touched=True)
        return made.astype(np.bool_)

    @functools.cached_property
    def _houses(self) -> shapely.STRtree | None:
        layer = self.layers.buildings
        return None if layer is None else shapely.STRtree(np.asarray(layer.geometry.array))

    @functools.cached_property
    def _courses(self) -> shapely.STRtree | None:
        layer = self.layers.streams
        return None if layer is None else shapely.STRtree(np.asarray(layer.geometry.array))

    def building_distance_m(self, shape: BaseGeometry) -> float | None:
        """Return how far the nearest building is; None where no buildings are given, +inf where there are none."""
        return _nearest(self._houses, shape)

    def stream_distance_m(self, shape: BaseGeometry) -> float | None:
        """Return how far the nearest stream is, piped ones included."""
        return _nearest(self._courses, shape)

    def groundwater_m(self, cells: Cells) -> float | None:
        """Return the least depth to groundwater at some cells; None where one of them has none."""
        raster = self.layers.groundwater_depth
        if raster is None or not cells[0].size:
            return None
        x, y = self.grid.centres(*cells)
        grid = raster.grid
        col = np.floor((x - grid.x0) / grid.dx_m).astype(np.int64)
        row = np.floor((grid.y0 - y) / grid.dy_m).astype(np.int64)
        inside = (row >= 0) & (row < grid.rows) & (col >= 0) & (col < grid.cols)
        if not inside.all():
            return None
        least = float(np.min(raster.values[row, col]))  # NaN where any is
        return None if math.isnan(least) else least

    def ground_facts(self, shape: BaseGeometry, cells: Cells) -> dict[str, Fact]:
        """Return what every kind may ask of a place: contamination, groundwater, nature, slope, distances.

        Without cells, as off the map, what stands on cells is not known.
        """

        def said(found: WordMap | None) -> frozenset[str] | None:
            return None if found is None or not cells[0].size else found.at(cells)

        return {
            "mapped_lot": said(self.lots),
            "groundwater_area": said(self.interests),
            "groundwater_m": self.groundwater_m(cells),
            "protected_nature": said(self.nature),
            "slope_pct": float(np.nanmean(self.slope_pct[cells])) if cells[0].size else None,
            "building_distance_m": self.building_distance_m(shape),
            "stream_distance_m": self.stream_distance_m(shape),
        }


def _nearest(tree: shapely.STRtree | None, shape: BaseGeometry) -> float | None:
    if tree is None:
        return None
    if not len(tree):
        return math.inf
    _, distance = tree.query_nearest(shape, return_distance=True, all_matches=False)
    return float(distance[0]) if len(distance) else math.inf
