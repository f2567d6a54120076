"""Where each kind of solution might be: places found from terrain and layers, before any rule is asked."""

from __future__ import annotations

import functools
import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops

from gistools.cloudburst.whatif.cells import distance_to
from gistools.plan.solutions_rules import UNREAD
from gistools.plan.solutions_town import accumulated, answers_in, cells_in, spread, words_of
from gistools.plan.subcatchments_damage import bluespot_at
from gistools.terrain.burn import draw_shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.cloudburst.params import ReportParams
    from gistools.cloudburst.whatif.cells import Cells
    from gistools.plan.solutions_params import SolutionParams
    from gistools.plan.solutions_rules import Fact
    from gistools.plan.solutions_town import Town

    Mask = npt.NDArray[np.bool_]
    I64 = npt.NDArray[np.int64]

_HALF = 0.5
STRETCH_M = 100.0
"""Streams are looked at in stretches of at most this."""
_YES, _NO = frozenset({"yes"}), frozenset({"no"})


@dataclass(frozen=True, eq=False)
class Candidate:
    """A place where a solution might be (muligt sted).

    Parameters
    ----------
    kind, shape, cells:
        The solution, its polygon and the cells whose centre that holds.
    node:
        The bluespot that the place lies in, or that its water reaches first; -1 for none.
    room_m3:
        Room for water that it would give; below 0 where it takes room away; NaN where it is unknown.
    terrain_m3:
        What the ground holds there already.
    length_m, paved_m2:
        Of a stretch or line, and of the paved ground whose water reaches it; NaN where the kind has none.
    facts:
        What is known of it beside `Town.ground_facts`.
    building:
        The row of the building that it protects; -1 for none.
    """

    kind: str
    shape: BaseGeometry
    cells: Cells
    node: int
    room_m3: float
    terrain_m3: float = 0.0
    length_m: float = math.nan
    paved_m2: float = math.nan
    facts: Mapping[str, Fact] = field(default_factory=dict)
    building: int = -1


@dataclass(frozen=True, eq=False)
class Search:
    """Looks for places of every kind in a town."""

    town: Town
    params: SolutionParams
    report: ReportParams

    def candidates(self, kind: str) -> list[Candidate]:
        """Return the places of a kind, in the order of the map."""
        finders: dict[str, Callable[[], Iterator[Candidate]]] = {
            "basin": self._basins,
            "green_basin": self._green_basins,
            "cloudburst_road": self._roads,
            "permeable_bed": self._beds,
            "depaving": self._depaving,
            "dike": self._dikes,
            "culvert": self._culverts,
            "plinth": functools.partial(self._houses, "plinth"),
            "backflow_valve": functools.partial(self._houses, "backflow_valve"),
            "re_meandering": self._streams,
            "basin_given_up": self._given_up,
        }
        return list(finders[kind]())

    @property
    def cell_m(self) -> float:
        """The longer side of a cell."""
        return max(self.town.grid.dx_m, self.town.grid.dy_m)

    @functools.cached_property
    def runs(self) -> Mask:
        """Where water runs."""
        return self.town.runs(self.params.flow_path_m2)

    @functools.cached_property
    def shown(self) -> Mask:
        """Where water stands in bluespots that are large enough to be reported."""
        made: Mask = np.isin(self.town.stands_in, self.town.bluespots.reported(self.report))
        return made

    @functools.cached_property
    def _parcel(self) -> I64:
        layer, made = self.town.layers.parcels, np.zeros(self.town.grid.shape, np.int32)
        if layer is not None:
            draw_shapes(((shape, i + 1) for i, shape in enumerate(layer.geometry)), made, self.town.grid)
        return made.astype(np.int64)

    def _open(self, kind: str) -> Mask:
        """Return the cells of land cover that a kind may lie on, off buildings and the distance that it keeps."""
        rules = {rule.criterion: rule for rule in self.town.rules[kind]}
        cover = self.town.cover
        made = ~self.town.built
        if "building_distance_m" in rules:
            made &= ~self.town.near_buildings(rules["building_distance_m"].value)
        if cover is not None and "land_cover" in rules:
            made &= cover.mask({*rules["land_cover"].words, UNREAD}) | (cover.codes == 0)
        return made

    def _cover_at(self, cells: Cells) -> Fact:
        cover = self.town.cover
        if cover is None:
            return None
        bare = bool((cover.codes[cells] == 0).any())
        return cover.at(cells) | (frozenset({UNREAD}) if bare else frozenset())

    def _pieces(self, mask: Mask, *keys: I64) -> Iterator[tuple[shapely.Polygon, Cells]]:
        """Return connected cells that agree in mapping of lots, protected nature and all keys, in map order."""
        from affine import Affine  # noqa: PLC0415 - only where polygons are made
        from rasterio.features import shapes  # noqa: PLC0415 - beside it

        if not mask.any():
            return
        town = self.town
        told = [one.codes.astype(np.int64) for one in (town.lots, town.nature, town.interests) if one is not None]
        columns = np.stack([key[mask] for key in (*told, *keys)] or [np.zeros(int(mask.sum()), np.int64)])
        label = np.zeros(town.grid.shape, np.int32)
        label[mask] = np.unique(columns, axis=1, return_inverse=True)[1].reshape(-1) + 1
        found = []
        for geometry, _ in shapes(label, mask=mask, connectivity=4, transform=Affine(*town.grid.transform)):
            shape = shapely.Polygon(geometry["coordinates"][0], geometry["coordinates"][1:])
            cells = cells_in(shape, town.grid)
            found.append((int(cells[0][0]) * town.grid.cols + int(cells[1][0]), shape, cells))
        yield from ((shape, cells) for _, shape, cells in sorted(found, key=lambda one: one[0]))

    def _dug_m3(self, shape: BaseGeometry, cells: Cells, depth_m: float, slope: float) -> float:
        """Return what is dug ``depth_m`` below ground, with sides that rise to the rim."""
        deep = np.full(cells[0].size, depth_m)
        if slope > 0.0:
            deep = np.minimum(deep, distance_to(shapely.boundary(shape), cells, self.town.grid) / slope)
        return float(deep.sum() * self.town.grid.cell_area_m2)

    def _node(self, cells: Cells) -> int:
        """Return the bluespot that most cells stand in, else the one that the lowest cell drains to."""
        if not cells[0].size:
            return -1
        wet = self.town.stands_in[cells]
        if (wet >= 0).any():
            nodes, count = np.unique(wet[wet >= 0], return_counts=True)
            return int(nodes[count.argmax()])
        lowest = int(np.argmin(np.nan_to_num(self.town.z[cells], nan=np.inf)))
        return int(self.town.drains_to[cells][lowest])

    def _held_m3(self, cells: Cells) -> float:
        """Return what the ground holds in some cells when all bluespots are full."""
        depth = self.town.flow.filled[cells].astype(np.float64) - self.town.z[cells]
        return float(np.nansum(depth) * self.town.grid.cell_area_m2)

    def _ground(self, kind: str, shape: BaseGeometry, cells: Cells, room_m3: float, **more: Fact) -> Candidate:
        facts: dict[str, Fact] = {"area_m2": shape.area, "land_cover": self._cover_at(cells), **more}
        return Candidate(kind, shape, cells, self._node(cells), room_m3, self._held_m3(cells), facts=facts)

    def _basins(self) -> Iterator[Candidate]:
        """Find the open parts of bluespots: ground dug below them is filled by itself."""
        for shape, cells in self._pieces(self._open("basin") & self.shown, self.town.stands_in):
            room = self._dug_m3(shape, cells, self.params.basin_depth_m, self.params.basin_slope)
            yield self._ground("basin", shape, cells, room, in_bluespot=_YES)

    def _green_basins(self) -> Iterator[Candidate]:
        """Find green areas near where water runs or stands."""
        water = self.runs | self.shown
        near = spread(water, max(int(self.params.green_reach_m / self.cell_m), 0))
        for shape, cells in self._pieces(self._open("green_basin") & near, self._parcel):
            room = self._dug_m3(shape, cells, self.params.green_depth_m, self.params.green_slope)
            comes = _YES if water[cells].any() else _NO
            yield self._ground("green_basin", shape, cells, room, water_comes=comes)

    @functools.cached_property
    def paved(self) -> I64 | None:
        """How many paved cells drain through each cell, itself included; None without land cover."""
        cover = self.town.cover
        if cover is None:
            return None
        return accumulated(self.town.flow, cover.mask(self.town.paved_words).astype(np.int64))

    def _beds(self) -> Iterator[Candidate]:
        """Find open ground around where water from paved ground first runs out on it."""
        cover = self.town.cover
        if cover is None or self.paved is None:
            return
        area, reach = self.town.grid.cell_area_m2, max(round(self.params.bed_reach_m / self.cell_m), 1)
        open_, hard = self._open("permeable_bed"), cover.mask(self.town.paved_words)
        enters = open_ & (self.paved * area >= max(self.params.bed_paved_m2, area)) & spread(hard, reach)
        for shape, cells in self._pieces(open_ & spread(enters, reach), self._parcel):
            room = shape.area * self.params.bed_room_mm / 1000.0
            there = enters[cells]
            made = self._ground("permeable_bed", shape, cells, room, on_flow_path=_YES if there.any() else _NO)
            reached = float(self.paved[cells][there].max() * area) if there.any() else 0.0
            yield _with(made, paved_m2=reached)

    def _depaving(self) -> Iterator[Candidate]:
        """Find paved ground that is no road."""
        if self.town.layers.land_cover is None:
            return
        held = math.nan if self.params.depave_mm is None else self.params.depave_mm / 1000.0
        for shape, cells in self._pieces(self._open("depaving"), self._parcel):
            yield _with(self._ground("depaving", shape, cells, shape.area * held), paved_m2=shape.area)

    def _roads(self) -> Iterator[Candidate]:
        """Find the stretches of roads that flow paths run along."""
        for line, width in road_lines(self):
            for start, stop in self._runs_along(line, width):
                part = shapely.ops.substring(line, start, stop)
                shape = shapely.buffer(part, width / 2.0, cap_style="flat")
                cells = cells_in(shape, self.town.grid)
                if not cells[0].size:
                    continue
                room = part.length * width * self.params.road_depth_m
                made = self._ground("cloudburst_road", shape, cells, room, on_flow_path=_YES, length_m=part.length)
                yield _with(made, length_m=part.length)

    def _runs_along(self, line: shapely.LineString, width: float) -> list[tuple[float, float]]:
        """Return where along a road water runs within its width, m from its start; gaps of two cells are closed."""
        grid = self.town.grid
        count = max(math.ceil(line.length / self.cell_m), 1)
        at = np.linspace(0.0, line.length, count + 1)
        middle = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
        ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, np.minimum(at + _HALF, line.length)))
        back = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(at - _HALF, 0.0)))
        way = ahead - back
        norm = np.maximum(np.hypot(*way.T), 1e-9)
        side = np.column_stack([-way[:, 1], way[:, 0]]) / norm[:, None]
        wet = np.zeros(at.size, np.bool_)
        for offset in np.linspace(-width / 2.0, width / 2.0, 2 * math.ceil(width / self.cell_m) + 1).tolist():
            x, y = (middle + side * offset).T
            col = np.floor((x - grid.x0) / grid.dx_m).astype(np.int64)
            row = np.floor((grid.y0 - y) / grid.dy_m).astype(np.int64)
            inside = (row >= 0) & (row < grid.rows) & (col >= 0) & (col < grid.cols)
            wet[inside] |= self.runs[row[inside], col[inside]]
        marks = np.flatnonzero(wet)
        if not marks.size:
            return []
        groups = np.split(marks, np.flatnonzero(np.diff(marks) > 3) + 1)  # noqa: PLR2004 - two cells between
        return [(float(at[group[0]]), float(at[group[-1]])) for group in groups if group.size > 1]

    def _houses(self, kind: str) -> Iterator[Candidate]:
        """Find buildings in bluespots, and those with damage."""
        layers, box = self.town.layers, shapely.box(*self.town.grid.bounds)
        layer = layers.buildings if layers.building_costs is None else layers.building_costs
        if layer is None:
            return
        column = "basement" if "basement" in layer.columns else self.params.basement_field
        cellar = answers_in(words_of(layer, column))
        dkk = _damage(layers.building_costs)
        for i, shape in enumerate(layer.geometry):
            if shape is None or shape.is_empty or not box.intersects(shape):
                continue
            node = bluespot_at(self.town.flow, shape)
            harmed = dkk is not None and dkk[i] > 0.0
            shown = node >= 0 and bool(np.isin(node, self.town.bluespots.reported(self.report)))
            if not shown and not harmed:
                continue
            facts: dict[str, Fact] = {
                "in_bluespot": _YES if shown else _NO,
                "basement": frozenset({cellar[i]}),
                "damage_dkk": None if dkk is None or math.isnan(dkk[i]) else float(dkk[i]),
            }
            yield Candidate(kind, shape, cells_in(shape, self.town.grid), node, 0.0, facts=facts, building=i)

    def _given_up(self) -> Iterator[Candidate]:
        """Find the basins that exist: what the bluespot at them holds would be lost."""
        layer = self.town.layers.existing_basins
        for shape in [] if layer is None else layer.geometry:
            if shape is None or shape.is_empty:
                continue
            cells = cells_in(shape, self.town.grid)
            if not cells[0].size:
                continue
            node = self._node(cells)
            there = node >= 0 and bool((self.town.stands_in[cells] == node).any())
            held = float(self.town.bluespots.volume_m3(np.array([node]))[0]) if there else math.nan
            facts: dict[str, Fact] = {"area_m2": shape.area, "in_bluespot": _YES if there else _NO}
            yield Candidate("basin_given_up", shape, cells, node, -held, held, facts=facts)

    def _streams(self) -> Iterator[Candidate]:
        """Find open stretches of streams."""
        layer = self.town.layers.streams
        if layer is None:
            return
        piped = words_of(layer, "synlighed") if "synlighed" in layer.columns else [UNREAD] * len(layer)
        for whole, row in _numbered_lines(layer):
            if piped[row].startswith(("roer", "pipe", "underjord")):
                continue
            yield from self._stretches(whole)

    def _stretches(self, whole: shapely.LineString) -> Iterator[Candidate]:
        """Return a stream in equal stretches of at most `STRETCH_M`."""
        count = max(math.ceil(whole.length / STRETCH_M), 1)
        for start, stop in itertools.pairwise(np.linspace(0.0, whole.length, count + 1).tolist()):
            line = shapely.ops.substring(whole, start, stop)
            ends = shapely.get_coordinates(line)[[0, -1]]
            straight = float(np.hypot(*(ends[1] - ends[0])))
            shape = shapely.buffer(line, self.params.stream_belt_m, cap_style="flat")
            cells = cells_in(shape, self.town.grid)
            if not cells[0].size:
                continue
            facts: dict[str, Fact] = {
                "length_m": line.length,
                "sinuosity": line.length / straight if straight > 0.0 else None,
                "building_distance_m": self.town.building_distance_m(line),
            }
            made = self._ground("re_meandering", shape, cells, math.nan, **facts)
            yield _with(made, length_m=line.length)

    def _dikes(self) -> Iterator[Candidate]:
        """Find saddles of bluespots: a dike across raises where they spill."""
        from gistools.plan.solutions_saddles import dikes  # noqa: PLC0415 - it takes this module's types

        yield from dikes(self)

    def _culverts(self) -> Iterator[Candidate]:
        """Find roads that hold water in."""
        from gistools.plan.solutions_saddles import culverts  # noqa: PLC0415 - as above

        yield from culverts(self)


def _with(one: Candidate, **changed: float) -> Candidate:
    return Candidate(**{**vars(one), **changed})


def _damage(layer: gpd.GeoDataFrame | None) -> npt.NDArray[np.float64] | None:
    return None if layer is None else layer["annual_today_dkk"].to_numpy(np.float64)


def _numbered_lines(layer: gpd.GeoDataFrame) -> Iterator[tuple[shapely.LineString, int]]:
    for row, shape in enumerate(layer.geometry):
        if shape is not None:
            for part in shapely.get_parts(shapely.force_2d(shape)):
                if isinstance(part, shapely.LineString) and part.length > 0.0:
                    yield part, row


def road_lines(search: Search) -> Iterator[tuple[shapely.LineString, float]]:
    """Return each part of each road with its width; a width that is none is the one chosen."""
    layer, column = search.town.layers.roads, "bredde_m"
    if layer is None:
        return
    for line, row in _numbered_lines(layer):
        try:
            width = float(layer[column].iloc[row]) if column in layer.columns else math.nan
        except (TypeError, ValueError):
            width = math.nan
        yield line, width if width > 0.0 else search.params.road_width_m
