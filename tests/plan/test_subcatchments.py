"""Sub-catchments against naive references: sets of cells joined one by one, and water walked cell by cell."""

from __future__ import annotations

import re
from fractions import Fraction

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import gistools as gt
from gistools.cloudburst.event import run_event
from gistools.errors import CrsError, LayerError, MixedValuesError, ParamError
from gistools.kernels.codes import DCOL, DROW, OUT_BASINS, OUT_EDGE, PIT
from gistools.plan import SubCatchmentParams, sub_catchment_ledger, sub_catchments
from gistools.plan.subcatchments_merge import pieces_of

CRS = "EPSG:25832"
SEEDS = st.integers(0, 2**32 - 1)


def town(seed, rows=None, cols=None, *, tile=None):
    """Return terrain, flow, bluespots of a random terrain with level ground, unknown cells and oblong cells."""
    rng = np.random.default_rng(seed)
    rows, cols = rows or int(rng.integers(3, 11)), cols or int(rng.integers(3, 11))
    z = rng.integers(0, int(rng.choice([3, 6, 40])), (rows, cols)).astype(np.float32) / 4
    if rng.random() < 0.5:  # a bowl, in which depressions lie within depressions
        z[[0, -1]] += 8.0
        z[1:-1, [0, -1]] += 8.0
    z[rng.random((rows, cols)) < rng.choice([0.0, 0.1])] = np.nan
    if np.isnan(z).all():
        z[0, 0] = 1.0
    grid = gt.Grid(rows, cols, 0.0, rows * 3.0, 2.0, 3.0, CRS)
    rule = gt.Nodata.SEA if rng.random() < 0.5 else gt.Nodata.HOLE
    terrain = gt.condition(gt.Raster(z, grid, unit="m"), gt.TerrainParams(nodata=rule))
    flow = gt.route_flow(terrain, tile)
    return terrain, flow, gt.find_bluespots(terrain, flow)


class Naive:
    """Groups of units as sets, of which the one to be joined next is sought among all."""

    def __init__(self, flow, found, flood=None, stream=1):  # noqa: C901, PLR0912 - one rule after the other, as told
        self.flow, self.nodes, self.stream = flow, found.nodes, stream
        units = {}  # name -> cells
        rows, cols = flow.grid.shape
        seen = set()
        for r in range(rows):
            for c in range(cols):
                basin = int(flow.basin[r, c])
                if basin >= OUT_BASINS:
                    units.setdefault(("pit", basin - OUT_BASINS), set()).add((r, c))
                elif basin >= 0 and self.stretch((r, c)) is not None:
                    units.setdefault(("stretch", self.stretch((r, c))), set()).add((r, c))
                elif basin >= 0 and (r, c) not in seen:
                    piece, front = set(), [(r, c)]
                    while front:
                        cell = front.pop()
                        if cell in piece or not self._is(cell, basin):
                            continue
                        piece.add(cell)
                        front += [(cell[0] + dr, cell[1] + dc) for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0))]
                    seen |= piece
                    units[("piece", basin, min(piece))] = piece
        self.cells = units
        self.unit_of = {cell: unit for unit, cells in units.items() for cell in cells}
        self.groups = {unit: {unit} for unit in units}  # by the unit over which a group's water leaves
        for way in range(OUT_BASINS):
            self.groups[("way", way)] = {("way", way)}
            self.cells[("way", way)] = set()
        roots = {int(r) for r in self.nodes.root[: self.nodes.leaves]}
        self.room = dict.fromkeys(units, 0)
        self.deepest = {}
        for root in roots:
            inside = [leaf for leaf in range(self.nodes.leaves) if self.nodes.root[leaf] == root]
            low = min(inside, key=lambda leaf: (flow.surface.flat[self.nodes.pit[leaf]], self.nodes.pit[leaf]))
            self.room[("pit", low)] = int(found.capacity[root])
            self.deepest[root] = low
            if flood is None:
                self.groups[("pit", low)] = {("pit", leaf) for leaf in inside}
                for leaf in inside:
                    if leaf != low:
                        del self.groups[("pit", leaf)]
        if flood is not None:
            self._link(flood)

    def _is(self, cell, basin):
        rows, cols = self.flow.grid.shape
        if not (0 <= cell[0] < rows and 0 <= cell[1] < cols) or self.flow.basin[cell] != basin:
            return False
        return self.stretch(cell) is None

    def below(self, cell):
        """The cell that a cell drains to; None off the map."""
        code = int(self.flow.local[cell]) & 15
        return None if code >= OUT_EDGE else (cell[0] + int(DROW[code]), cell[1] + int(DCOL[code]))

    def is_stream(self, cell):
        return 0 <= self.flow.basin[cell] < OUT_BASINS and self.flow.area_cells[cell] >= self.stream

    def stretch(self, cell):
        """The last cell of the stretch of stream that a cell drains to; None where its water meets no stream."""
        while not self.is_stream(cell):
            cell = self.below(cell)
            if cell is None:
                return None
        while True:
            there = self.below(cell)
            if there is None:
                return cell
            rows, cols = self.flow.grid.shape
            near = [(r, c) for r in range(there[0] - 1, there[0] + 2) for c in range(there[1] - 1, there[1] + 2)]
            near = [one for one in near if one != there and 0 <= one[0] < rows and 0 <= one[1] < cols]
            if sum(self.is_stream(one) and self.below(one) == there for one in near) > 1:
                return cell
            cell = there

    def _link(self, flood):
        firsts = {}
        for leaf, node in enumerate(flood.holder.tolist()):
            if node in firsts:
                self.groups[("pit", firsts[node])] |= self.groups.pop(("pit", leaf))
            else:
                firsts[node] = leaf
        for node, leaf in firsts.items():
            if flood.spilled[node] > 0:
                receiver = int(self.nodes.receiver[node])
                at = divmod(int(self.nodes.spill_out[node]), self.flow.grid.cols)
                lower = self.unit_of[at] if receiver < OUT_BASINS else ("pit", receiver - OUT_BASINS)
                self._join(self.group_of(("pit", leaf)), self.group_of(lower))

    def group_of(self, unit):
        return next(name for name, units in self.groups.items() if unit in units)

    def _join(self, upper, lower):
        self.groups[lower] |= self.groups.pop(upper)

    def size(self, name):
        return sum(len(self.cells[unit]) for unit in self.groups[name])

    def held(self, name):
        return sum(self.room.get(unit, 0) for unit in self.groups[name])

    def key(self, name):
        """The pit of the unit over which a group leaves, else its first cell."""
        cols = self.flow.grid.cols
        if name[0] == "pit":
            return int(self.nodes.pit[name[1]])
        if name[0] == "way":
            return self.flow.grid.rows * cols
        first = min(self.cells[name])
        return first[0] * cols + first[1]

    def next(self, name):
        """Where water goes when all that a group holds is full: from its lowest unit up the forest until it is out."""
        if name[0] == "way":
            return None
        if name[0] == "piece":
            return ("way", name[1])
        if name[0] == "stretch":
            there = self.below(name[1])
            return (
                ("way", (int(self.flow.local[name[1]]) & 15) - OUT_EDGE)
                if there is None
                else self.group_of(self.unit_of[there])
            )
        node = name[1]
        while True:
            receiver = int(self.nodes.receiver[node])
            at = divmod(int(self.nodes.spill_out[node]), self.flow.grid.cols)
            there = self.group_of(self.unit_of[at])
            if receiver >= OUT_BASINS:
                assert self.unit_of[at] == ("pit", receiver - OUT_BASINS)
            if there != name:
                return there
            node = int(self.nodes.parent[node])
            assert node >= 0

    def merge(self, size, least=None, most=None):
        while True:
            alive = [name for name in self.groups if self.size(name)]
            small = [name for name in alive if name[0] != "way" and (least is None or size(name) < least)]
            if not small or (most is not None and len(alive) <= most):
                return
            least_of = min(small, key=lambda name: (size(name), self.key(name)))
            self._join(least_of, self.next(least_of))

    def parts(self):
        """Return the cells of each group that has land."""
        made = [frozenset().union(*(self.cells[unit] for unit in units)) for units in self.groups.values()]
        return {cells for cells in made if cells}


def cells_of(parts):
    """Return the cells of each sub-catchment."""
    return {
        frozenset(zip(*(axis.tolist() for axis in np.nonzero(parts.label == number)), strict=True))
        for number in range(1, parts.count + 1)
    }


def require_partition(parts):
    """Every land cell in one, no other cell in any, and areas that add up to the cell."""
    assert ((parts.label > 0) == parts.terrain.land).all()
    assert set(np.unique(parts.label[parts.terrain.land]).tolist()) == set(range(1, parts.count + 1))
    assert int(parts.cells.sum()) == int(parts.terrain.land.sum())
    first = [int(np.flatnonzero(parts.label.ravel() == n)[0]) for n in range(1, parts.count + 1)]
    assert first == sorted(first)
    assert len(set(parts.names)) == parts.count == len(parts.origin) == len(parts.sewer)


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.integers(0, 30), st.sampled_from([0.0, 3.0, 20.0]), st.sampled_from([1, 3, 10, 1000]))
def test_the_smallest_join_what_they_spill_into_as_when_sought_among_all(seed, cells, room, stream):
    terrain, flow, found = town(seed)
    naive = Naive(flow, found, stream=stream)
    naive.merge(naive.size, least=cells)
    naive.merge(naive.held, least=room / 6.0 * 2**20)
    params = SubCatchmentParams(min_area_ha=cells * 6.0 / 1e4, min_bluespot_m3=room, stream_area_ha=stream * 6.0 / 1e4)
    parts = sub_catchments(terrain, flow, found, params)
    require_partition(parts)
    assert cells_of(parts) == naive.parts()
    large = [o not in {"edge", "sea", "hole"} for o in parts.origin]
    assert (parts.cells[large] >= cells).all()


@settings(max_examples=100, deadline=None)
@given(SEEDS, st.integers(1, 6))
def test_at_most_so_many(seed, most):
    terrain, flow, found = town(seed)
    naive = Naive(flow, found, stream=4)
    naive.merge(naive.size, most=most)
    params = SubCatchmentParams(min_area_ha=0.0, max_count=most, stream_area_ha=24.0 / 1e4)
    if len(naive.parts()) > most:  # one for each way off the map is the least
        assert len(naive.parts()) <= OUT_BASINS
        with pytest.raises(ParamError, match=re.escape(f"max_count = {most}")):
            sub_catchments(terrain, flow, found, params)
        return
    parts = sub_catchments(terrain, flow, found, params)
    require_partition(parts)
    assert cells_of(parts) == naive.parts()


@settings(max_examples=150, deadline=None)
@given(SEEDS, st.sampled_from([0.0, 20.0, 300.0, 5000.0]), st.integers(0, 12))
def test_what_water_links_belongs_together(seed, rain, cells):
    terrain, flow, found = town(seed)
    flood = run_event(terrain, flow, found, gt.net_runoff(terrain, gt.EventParams(rain_mm=rain)))
    naive = Naive(flow, found, flood, stream=5)
    naive.merge(naive.size, least=cells)
    params = SubCatchmentParams(min_area_ha=cells * 6.0 / 1e4, link_rain_mm=rain, stream_area_ha=30.0 / 1e4)
    parts = sub_catchments(terrain, flow, found, params, linked=flood)
    require_partition(parts)
    assert cells_of(parts) == naive.parts()


def test_more_rain_never_parts_what_less_links():
    terrain, flow, found = town(5, 20, 20)
    before = None
    rains = gt.rain_to_flood(terrain, flow, found, gt.runoff_classes(terrain, gt.LossParams()))
    for rain in (0.0, 10.0, 100.0, 400.0, 5000.0):
        parts = sub_catchments(terrain, flow, rains, SubCatchmentParams(min_area_ha=0.0, link_rain_mm=rain))
        if before is not None:
            pairs = {(a, b) for a, b in zip(before.ravel().tolist(), parts.label.ravel().tolist(), strict=True)}
            assert len(pairs) == len({a for a, _ in pairs})  # each lies in one of the later ones
        before = parts.label
    pieces, _ = pieces_of(flow, 20_000 // 6)
    assert parts.count == pieces.max()  # in the end all water meets before it leaves


def test_tiles_make_no_difference():
    one = town(11, 30, 34)
    other = town(11, 30, 34, tile=(7, 9))
    params = SubCatchmentParams(min_area_ha=0.01, stream_area_ha=0.005)
    assert (sub_catchments(*one, params).label == sub_catchments(*other, params).label).all()


# --- the ledger ---------------------------------------------------------------------------------------------------


def losses(terrain, rng):
    """Return classes of run-off: two kinds of cover with losses, or a rain raster."""
    grid = terrain.grid
    if rng.random() < 0.3:
        rain = gt.Raster(rng.integers(1, 50, grid.shape).astype(np.float32), grid, unit="mm")
        return gt.runoff_classes(terrain, gt.LossParams(), rain)
    west, south, east, north = grid.bounds
    cover = gpd.GeoDataFrame(
        {"klasse": ["a", "b"]},
        geometry=[
            shapely.box(west, south, (west + east) / 2, north),
            shapely.box(west, south, east, (south + north) / 2),
        ],
        crs=CRS,
    )
    table = pd.DataFrame(
        {
            "klasse": ["a", "b"],
            "run_off_coefficient": [0.4, 0.9],
            "initial_loss_mm": [2.0, 0.5],
            "drain_mm_per_h": [5.0, 0.0],
        }
    )
    return gt.runoff_classes(terrain, gt.LossParams(drain_hours=1.0), land_cover=cover, losses=table)


def walked(parts, classes, rain):  # noqa: C901 - one rule after the other, as told
    """Return terms and flows of each sub-catchment: each cell's run-off, and each spill, is walked on its own."""
    step = classes.step(rain)
    runoff = classes.at(step)
    flood = run_event(parts.terrain, parts.flow, parts.bluespots, runoff)
    nodes, label, local = parts.bluespots.nodes, parts.label, parts.flow.local
    cols = parts.grid.cols
    terms = {name: [0] * (parts.count + 1) for name in ("edge", "sea", "hole", "stored", "own")}
    flows, came = {}, {}

    def move(a, b, units):
        if a != b and units:
            flows[a, b] = flows.get((a, b), 0) + units

    def walk(cell, units):
        while True:
            here, code = int(label[cell]), int(local[cell]) & 15
            if code == PIT:
                came[cell] = came.get(cell, 0) + units
                return
            if code >= OUT_EDGE:
                terms[("edge", "sea", "hole")[code - OUT_EDGE]][here] += units
                return
            cell = (cell[0] + int(DROW[code]), cell[1] + int(DCOL[code]))
            move(here, int(label[cell]), units)

    for cell in zip(*np.nonzero(parts.terrain.land), strict=True):
        terms["own"][int(label[cell])] += int(runoff.amount[cell])
        walk(cell, int(runoff.amount[cell]))
    pits = {node: [] for node in flood.holder.tolist()}
    for leaf, node in enumerate(flood.holder.tolist()):
        pits[node].append(divmod(int(nodes.pit[leaf]), cols))
    home = {n: int(label[min(cells, key=lambda c: (parts.flow.surface[c], c))]) for n, cells in pits.items()}
    for node in pits:
        if flood.spilled[node]:
            at = divmod(int(nodes.spill_out[node]), cols)
            move(home[node], int(label[at]), int(flood.spilled[node]))
            walk(at, int(flood.spilled[node]))
    for node, cells in pits.items():
        got = {}
        for cell in cells:
            got[int(label[cell])] = got.get(int(label[cell]), 0) + came.get(cell, 0)
        assert sum(got.values()) == int(flood.water[node] + flood.spilled[node])
        deep = {}
        for cell in zip(*np.nonzero(flood.depth.values > 0), strict=True):
            if flood.holder[parts.flow.basin[cell] - OUT_BASINS] == node:
                d = int(label[cell])
                deep[d] = deep.get(d, Fraction(0)) + Fraction(float(flood.depth.values[cell]))
        if set(deep) | set(got) <= {home[node]} or not deep:
            share = {home[node]: int(flood.water[node])}
        else:
            share = None  # by depth: checked to a unit, and used as the ledger has it
            exact = {d: float(v / sum(deep.values()) * int(flood.water[node])) for d, v in deep.items()}
            terms.setdefault("by_depth", []).append((exact, got, home[node]))
            continue
        for d in {*share, *got}:
            terms["stored"][d] += share.get(d, 0)
            surplus = got.get(d, 0) - share.get(d, 0)
            move(*((d, home[node]) if surplus > 0 else (home[node], d)), abs(surplus))
    return terms, flows, flood


@settings(max_examples=120, deadline=None)
@given(SEEDS, st.sampled_from([1.0, 30.0, 200.0, 1500.0]), st.integers(0, 20))
def test_the_ledger_is_that_of_water_walked_cell_by_cell(seed, rain, cells):
    """Of sub-catchments by whole bluespots, in which no pond stands in two."""
    rng = np.random.default_rng(seed)
    terrain, flow, found = town(seed)
    parts = sub_catchments(
        terrain, flow, found, SubCatchmentParams(min_area_ha=cells * 6.0 / 1e4, stream_area_ha=0.002)
    )
    classes = losses(terrain, rng)
    rain = min(rain, classes.last * classes.step_mm)
    made = sub_catchment_ledger(parts, classes, rain)
    terms, flows, flood = walked(parts, classes, rain)
    assert "by_depth" not in terms
    assert made.shared == 0
    for name in ("edge", "sea", "hole", "stored"):
        assert made.terms[name].tolist() == terms[name][1:], name
    own = made.terms["rain"] - made.terms["infiltrated"] - made.terms["initial"] - made.terms["drained"]
    assert own.tolist() == terms["own"][1:]
    assert (
        dict(zip(zip(made.sent_from.tolist(), made.sent_to.tolist(), strict=True), made.sent.tolist(), strict=True))
        == flows
    )
    assert (made.difference == 0).all()
    for name, units in flood.ledger.terms.items():
        assert int(made.terms[name].sum()) == units


@settings(max_examples=120, deadline=None)
@given(SEEDS, st.sampled_from([30.0, 200.0, 1500.0]))
def test_ponds_that_borders_cut_are_shared_by_depth_and_the_ledger_still_closes(seed, rain):
    rng = np.random.default_rng(seed)
    terrain, flow, found = town(seed, 9, 9)
    x, y = rng.uniform(2, 16), rng.uniform(2, 25)
    edits = gpd.GeoDataFrame({"navn": ["Vest"]}, geometry=[shapely.box(0, 0, x, 27)], crs=CRS)
    sewer = gpd.GeoDataFrame(
        {"navn": ["K1", "K2"]}, geometry=[shapely.box(0, 0, 18, y), shapely.box(0, y, 18, 27)], crs=CRS
    )
    whole = np.isfinite(terrain.surface.values)
    assume(whole[8, 0] and whole[8].any() and whole[0].any())  # each polygon holds land
    parts = sub_catchments(terrain, flow, found, SubCatchmentParams(min_area_ha=0.005), edits=edits, sewer=sewer)
    require_partition(parts)
    classes = losses(terrain, rng)
    rain = min(rain, classes.last * classes.step_mm)
    made = sub_catchment_ledger(parts, classes, rain)
    terms, flows, _ = walked(parts, classes, rain)
    assert (made.difference == 0).all()
    for name in ("edge", "sea", "hole"):
        assert made.terms[name].tolist() == terms[name][1:], name
    split = terms.get("by_depth", [])
    assert made.shared == len([1 for exact, _, _ in split if sum(exact.values()) > 0])
    stored = np.array(terms["stored"][1:], np.float64)
    for exact, _, _ in split:
        for d, units in exact.items():
            stored[d - 1] += units
    assert np.abs(made.terms["stored"] - stored).max() <= len(split) + 1e-6 * max(stored.max(), 1.0)
    if not split:
        assert (
            dict(zip(zip(made.sent_from.tolist(), made.sent_to.tolist(), strict=True), made.sent.tolist(), strict=True))
            == flows
        )


# --- layers drawn by others ---------------------------------------------------------------------------------------


def squares(*boxes, names=None):
    """Return rectangles as a layer with names."""
    names = names or [f"F{i}" for i in range(len(boxes))]
    return gpd.GeoDataFrame({"navn": names}, geometry=[shapely.box(*b) for b in boxes], crs=CRS)


def test_edits_replace_what_lies_in_them_and_nothing_else():
    terrain, flow, found = town(3, 10, 10)
    params = SubCatchmentParams(min_area_ha=0.004)
    plain = sub_catchments(terrain, flow, found, params)
    parts = sub_catchments(terrain, flow, found, params, edits=squares((0, 0, 6, 9), (8, 0, 12, 9), names=["A", "B"]))
    require_partition(parts)
    inside = np.zeros((10, 10), np.int64)
    inside[7:, :3], inside[7:, 4:6] = 1, 2
    inside[~terrain.land] = 0
    for number, name in enumerate("AB", start=1):
        assert (parts.label[inside == number] == parts.names.index(name) + 1).all()
        assert parts.origin[parts.names.index(name)] == "edit"
    outside = terrain.land & (inside == 0)
    pairs = set(zip(plain.label[outside].tolist(), parts.label[outside].tolist(), strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    joined = sub_catchments(terrain, flow, found, params, edits=squares((0, 0, 6, 9), (8, 0, 12, 9), names=["A", "A"]))
    assert joined.names.count("A") == 1


def test_all_faults_of_a_layer_are_told_at_once():
    terrain, flow, found = town(3, 10, 10)
    bad = squares((0, 0, 6, 9), (4, 0, 8, 9), (50, 50, 60, 60), (10, 10, 12, 20), names=["A", "B", "C", None])
    with pytest.raises(LayerError) as caught:
        sub_catchments(terrain, flow, found, edits=bad)
    text = caught.value.found.en
    assert "rows 1 (A) and 2 (B) both cover 3 cells" in text
    assert "row 4 without a name" in text
    apart = squares((0, 0, 6, 9), (50, 50, 60, 60), names=["A", "C"])
    told = sub_catchments(terrain, flow, found, edits=apart)
    assert "C" not in told.names
    assert any("passed over: rows 2 (C)" in note.en for note in told.notes)
    with pytest.raises(LayerError, match="no polygon with land"):
        sub_catchments(terrain, flow, found, edits=apart[1:])
    with pytest.raises(LayerError, match="column navn is missing"):
        sub_catchments(terrain, flow, found, sewer=bad.rename(columns={"navn": "x"}))
    with pytest.raises(CrsError):
        sub_catchments(terrain, flow, found, sewer=bad.set_crs("EPSG:25833", allow_override=True))


def test_sewer_catchments_cut_or_guide():
    terrain, flow, found = town(8, 12, 12)
    halves = squares((0, 0, 12, 36), (12, 0, 24, 36), names=["V", "Ø"])
    half = np.arange(12) >= 6
    plain = sub_catchments(terrain, flow, found, SubCatchmentParams(min_area_ha=0.01))
    cut = sub_catchments(terrain, flow, found, SubCatchmentParams(min_area_ha=0.01), sewer=halves)
    require_partition(cut)
    want = {frozenset(c for c in part if half[c[1]] == side) for part in cells_of(plain) for side in (False, True)}
    assert cells_of(cut) == {part for part in want if part}
    for number, name in enumerate(cut.sewer, start=1):
        assert {half[c] for c in np.nonzero(cut.label == number)[1]} == {name == "Ø"}
    for ha in (0.0, 0.01, 0.05):
        guided = sub_catchments(
            terrain, flow, found, SubCatchmentParams(min_area_ha=ha, sewer_rule="guide"), sewer=halves
        )
        require_partition(guided)
        whole = sub_catchments(terrain, flow, found, SubCatchmentParams(min_area_ha=0.0))
        for unit in cells_of(whole):  # no bluespot and no piece is parted, and all lie with those of their own
            numbers = {int(guided.label[c]) for c in unit}
            assert len(numbers) == 1
            east = sum(bool(half[c[1]]) for c in unit)
            mostly = "Ø" if east > len(unit) - east else "V"
            assert guided.sewer[numbers.pop() - 1] == mostly


def test_values_of_another_terrain_are_refused():
    terrain, flow, found = town(1)
    other = town(2)
    with pytest.raises(MixedValuesError):
        sub_catchments(terrain, flow, other[2])
    parts = sub_catchments(terrain, flow, found)
    with pytest.raises(MixedValuesError):
        sub_catchment_ledger(parts, gt.runoff_classes(other[0], gt.LossParams()), 10.0)
    with pytest.raises(ParamError, match="link_rain_mm"):
        sub_catchments(terrain, flow, found, SubCatchmentParams(link_rain_mm=5.0))
