"""Least-cost links: against Dijkstra by its definition and SciPy's, and where the answer is known."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
import scipy.sparse
import scipy.sparse.csgraph
import shapely

from gistools.corridors.landscape import COST_UNIT, Patches, Resistance
from gistools.corridors.links import corridor_links, cost_distance, cost_regions, link_cells
from gistools.corridors.links_params import LinkParams
from gistools.corridors.search import field, joined, patch_cells, search_links
from gistools.corridors.surface import surface_of
from gistools.errors import Cancelled, CrsError, GridError, LayerError, TableError
from gistools.raster import Raster
from tests.corridors import naive_leastcost as naive


def cells_of_line(line, grid):
    return [grid.cell_of(x, y) for x, y in line.coords]


def found(corridors):
    grid = corridors.patches.grid
    return {
        (link.from_patch, link.to_patch): (link.link_cost / COST_UNIT, cells_of_line(link.geometry, grid))
        for link in corridors.links.itertuples()
    }


@pytest.mark.parametrize("seed", range(60))
def test_links_are_those_of_the_definition(seed):
    rng = np.random.default_rng(seed)
    patches, resistance = naive.random_landscape(rng, whole=seed % 3 > 0, dy=10.0 if seed % 2 else 7.0)
    limit = None if seed % 4 == 0 else float(rng.uniform(50.0, 400.0))
    for planar, oracle in ((True, naive.planar), (False, naive.complete)):
        made = corridor_links(patches, resistance, LinkParams(limit=limit, planar=planar))
        assert found(made) == oracle(patches, resistance, limit or math.inf)
        assert made.planar is planar
        assert made.limit == (limit or math.inf)
        assert (made.links["link_cost"] > 0.0).all()


@pytest.mark.parametrize("seed", range(20))
def test_fields_are_those_of_the_definition(seed):
    rng = np.random.default_rng(100 + seed)
    patches, resistance = naive.random_landscape(rng, whole=seed % 2 == 0)
    cost, region = naive.regions(patches, resistance)
    labels, costs = cost_regions(resistance, patches.labels)
    away = cost_distance(resistance, patches.labels)
    for cell in np.ndindex(patches.labels.shape):
        assert labels[cell] == region.get(cell, 0)
        assert costs[cell] == away[cell] == cost.get(cell, math.inf) * COST_UNIT
    limit = float(np.median(away[np.isfinite(away)]))
    near = cost_distance(resistance, patches.labels > 0, limit=limit)
    assert np.array_equal(near, np.where(away <= limit, away, np.inf))
    labels, costs = cost_regions(resistance, patches.labels, limit=limit)
    assert np.array_equal(costs, near)
    assert np.array_equal(labels > 0, near <= limit)


@pytest.mark.parametrize("seed", range(10))
def test_costs_are_those_of_scipy(seed):
    rng = np.random.default_rng(200 + seed)
    patches, resistance = naive.random_landscape(rng, rows=20, cols=17, whole=False)
    shape = patches.labels.shape
    edges = [
        (np.ravel_multi_index(cell, shape), np.ravel_multi_index(other, shape), step * COST_UNIT)
        for cell in np.ndindex(shape)
        for other, step in naive.neighbours(resistance, cell)
    ]
    one, other, cost = (np.array(some) for some in zip(*edges, strict=True))
    graph = scipy.sparse.csr_matrix((cost, (one, other)), shape=(patches.labels.size,) * 2)
    seeds = np.flatnonzero((patches.labels.ravel() > 0) & ~np.isnan(resistance.raster.values.ravel()))
    away = scipy.sparse.csgraph.dijkstra(graph, indices=seeds, min_only=True)
    assert np.array_equal(cost_distance(resistance, patches.labels).ravel(), away)


def test_uniform_resistance_is_octile_distance():
    """From corner to (4, 6) at resistance 2, cells of 10 m: 4 diagonals and 2 across: 2 x 10 (4 sqrt 2 + 2)."""
    labels = np.zeros((5, 7), np.int32)
    labels[0, 0], labels[4, 6] = 1, 2
    patches, resistance = naive.landscape(np.full((5, 7), 2.0), labels)
    link = corridor_links(patches, resistance).links.iloc[0]
    assert link["link_cost"] == pytest.approx(20.0 * (4.0 * math.sqrt(2.0) + 2.0), abs=1e-4)
    assert link["link_m"] == pytest.approx(10.0 * (4.0 * math.sqrt(2.0) + 2.0))
    assert sum(link["metres"].values()) == pytest.approx(link["link_m"])
    first, last = (math.dist(*ends) / 2.0 for ends in (link.geometry.coords[:2], link.geometry.coords[-2:]))
    assert link["metres"]["habitat"] == pytest.approx(first + last)  # half of the first and of the last step


def test_wall_is_crossed_at_its_gap():
    """A wall of 1000 in column 4 of 9 with a gap in row 8, cells of 10 m, patches at the top on either side.

    From (0, 0) to the gap (8, 4) are 4 diagonal and 4 straight steps, and as many on the other side: 10 (8 sqrt 2 + 8).
    """
    r = np.ones((9, 9))
    r[:8, 4] = 1000.0
    labels = np.zeros((9, 9), np.int32)
    labels[0, 0], labels[0, 8] = 1, 2
    patches, resistance = naive.landscape(r, labels, barrier=r > 1.0)
    made = corridor_links(patches, resistance)
    assert made.links["link_cost"][0] == pytest.approx(10.0 * (8.0 * math.sqrt(2.0) + 8.0), abs=1e-4)
    assert (8, 4) in cells_of_line(made.links.geometry[0], patches.grid)


def test_closed_ring_is_crossed_or_shut():
    """A ring of 100 around a patch, straight out: 10 (1 + (1 + 100) / 2 + (100 + 1) / 2) = 1020; of NaN: no link."""
    r = np.ones((7, 9))
    r[1:6, 1:6] = 100.0
    r[2:5, 2:5] = 1.0
    labels = np.zeros((7, 9), np.int32)
    labels[3, 3], labels[3, 6] = 1, 2
    patches, resistance = naive.landscape(r, labels, barrier=r > 1.0)
    assert corridor_links(patches, resistance).links["link_cost"].tolist() == [1020.0]
    r[r > 1.0] = np.nan
    shut, resistance = naive.landscape(r, labels)
    for planar in (True, False):
        made = corridor_links(shut, resistance, LinkParams(planar=planar))
        assert len(made.links) == 0
        assert sorted(made.graph.nodes) == [1, 2]


@pytest.mark.parametrize(("barrier", "cost"), [(False, 6.24), (True, 1005.83)])
def test_diagonal_barrier_leaks_only_without_the_rule(barrier, cost):
    """A diagonal of 1000 over 5 x 5 cells of 1 m, from (4, 0) to (0, 4), which it parts.

    Without the rule a step squeezes through: 3 sqrt 2 + 2 = 6.24. With it a cell of 1000 is crossed: two straight steps
    of (1 + 1000) / 2 and 2 + 2 sqrt 2 for the others, 1005.83. (With straight steps alone: 1001 + 6 = 1007.)
    """
    r = np.ones((5, 5))
    np.fill_diagonal(r, 1000.0)
    labels = np.zeros((5, 5), np.int32)
    labels[4, 0], labels[0, 4] = 1, 2
    patches, resistance = naive.landscape(r, labels, barrier=(r > 1.0) & barrier, dx=1.0, dy=1.0)
    made = corridor_links(patches, resistance)
    assert made.links["link_cost"][0] == pytest.approx(cost, abs=0.005)
    assert made.links["link_cost"][0] == pytest.approx(
        1001.0 + 2.0 + 2.0 * math.sqrt(2.0) if barrier else 3.0 * math.sqrt(2.0) + 2.0, abs=1e-4
    )


def strip(resistance, classes, names=("meadow", "paved", "arable")):
    """Return a landscape of one row, 10 m cells, a patch at each end."""
    labels = np.zeros((1, len(resistance)), int)
    labels[0, 0], labels[0, -1] = 1, 2
    return naive.landscape([resistance], labels, classes=[classes], names=names)


def test_metres_of_each_class_are_half_of_each_step():
    """Steps of 10 m over meadow, arable, paved, unknown, meadow: 5 m in each end, 10 m in each cell between."""
    patches, resistance = strip([1, 2, 3, 4, 1], [0, 2, 1, -1, 0])
    link = corridor_links(patches, resistance).links.iloc[0]
    assert link["metres"] == {"meadow": 10.0, "paved": 10.0, "arable": 10.0, "unknown": 10.0}
    assert link["link_m"] == 40.0
    assert link["link_cost"] == 10.0 * (1.5 + 2.5 + 3.5 + 2.5)


def test_roads_crossed_are_named():
    patches, resistance = strip([1, 1, 1, 1, 1], [0] * 5)
    at = patches.grid.x0, patches.grid.y0
    across = [shapely.LineString([(at[0] + x, at[1] + 50), (at[0] + x, at[1] - 50)]) for x in (22, 28, 24, 200)]
    roads = gpd.GeoDataFrame({"vejnavn": ["Skovvej", "Aavej", None, "Fjernvej"]}, geometry=across, crs=patches.grid.crs)
    assert corridor_links(patches, resistance, roads=roads).links["roads_crossed"][0] == "?, Aavej, Skovvej"
    named = roads.rename(columns={"vejnavn": "name"}).to_crs("EPSG:25833")
    assert (
        corridor_links(patches, resistance, roads=named, road_name="name").links["roads_crossed"][0]
        == "?, Aavej, Skovvej"
    )
    assert corridor_links(patches, resistance).links["roads_crossed"].tolist() == [""]
    with pytest.raises(LayerError, match="without the column vejnavn"):
        corridor_links(patches, resistance, roads=named)
    with pytest.raises(CrsError):
        corridor_links(patches, resistance, roads=roads.set_crs(None, allow_override=True))


def test_graph_holds_what_landscape_says():
    patches, resistance = naive.random_landscape(np.random.default_rng(5))
    made = corridor_links(patches, resistance)
    assert list(made.graph.nodes) == patches.frame["patch_id"].tolist()
    for patch in patches.frame.itertuples():
        node = made.graph.nodes[patch.patch_id]
        assert set(node) == {"area_m2", "quality", "x", "y", "at_edge", "home"}
        assert node["area_m2"] == patch.area_m2
        assert patch.geometry.covers(shapely.Point(node["x"], node["y"]))
    assert made.graph.number_of_edges() == len(made.links)
    assert made.links["link_id"].tolist() == list(range(1, len(made.links) + 1))
    for link, way in zip(made.links.itertuples(), link_cells(made), strict=True):
        assert link.from_patch < link.to_patch
        assert made.graph.edges[link.from_patch, link.to_patch] == {"cost": link.link_cost, "length_m": link.link_m}
        assert patches.labels.ravel()[way[[0, -1]]].tolist() == [link.from_patch, link.to_patch]
        assert sum(link.metres.values()) == pytest.approx(link.link_m)
        assert link.link_m == pytest.approx(link.geometry.length)


def test_patches_that_touch_have_a_link_of_one_step():
    labels = np.array([[1, 1, 2], [0, 0, 3]])
    patches, resistance = naive.landscape(np.ones((2, 3)), labels)
    assert corridor_links(patches, resistance).links[["from_patch", "to_patch", "link_cost"]].values.tolist() == [
        [1, 2, 10.0],
        [1, 3, pytest.approx(10.0 * math.sqrt(2.0), abs=1e-5)],
        [2, 3, 10.0],
    ]


def test_a_way_may_pass_a_third_patch_only_in_the_complete_set():
    """Three patches in a row: the ends are linked through the middle one, whose cells cost what they do."""
    patches, resistance = naive.landscape(np.ones((1, 7)), np.array([[1, 0, 0, 2, 0, 0, 3]]))
    pairs = {planar: found(corridor_links(patches, resistance, LinkParams(planar=planar))) for planar in (True, False)}
    assert sorted(pairs[True]) == [(1, 2), (2, 3)]
    assert sorted(pairs[False]) == [(1, 2), (1, 3), (2, 3)]
    assert pairs[False][1, 3][0] * COST_UNIT == 60.0


def test_nothing_depends_on_the_number_of_threads_or_on_which_patches_are_asked_for(monkeypatch):
    patches, resistance = naive.random_landscape(np.random.default_rng(7), rows=40, cols=40, patches=30)
    made = {}
    for count in ("1", "3"):
        monkeypatch.setenv("GISTOOLS_THREADS", count)
        made[count] = found(corridor_links(patches, resistance, LinkParams(planar=False, limit=300.0)))
    assert made["1"] == made["3"]
    surface = surface_of(resistance)
    cells = patch_cells(surface, patches.labels, 30)
    halves = [search_links(surface, cells, 300.0, sources=some) for some in (range(1, 31, 2), range(2, 31, 2))]
    whole, both = search_links(surface, cells, 300.0), joined(halves)
    for name in ("one", "other", "cost", "begin", "cell"):
        assert np.array_equal(getattr(whole, name), getattr(both, name)), name


def test_a_patch_where_nobody_passes_is_told():
    patches, resistance = strip([1, 2, 3, np.nan], [0, 2, 1, 0])
    made = corridor_links(patches, resistance)
    assert len(made.links) == 0
    assert [note.en for note in made.notes] == ["Patches that lie where nobody passes have no links: 2"]
    assert sorted(made.graph) == [1, 2]


def test_bad_landscapes_are_refused():
    patches, resistance = strip([1, 2, 3, 1], [0, 2, 1, 0])
    values = resistance.raster.values
    for bad, told in ((0.5, "arable: 1 cells of resistance 0.5"), (np.inf, "arable: 1 cells of resistance inf")):
        wrong = values.copy()
        wrong[0, 1] = bad
        with pytest.raises(TableError, match=told):
            corridor_links(
                patches,
                Resistance(Raster(wrong, patches.grid), *(resistance.barrier, resistance.classes, resistance.names)),
            )
    wrong = values.copy()
    wrong[0, 1] = 1e9
    with pytest.raises(TableError, match=r"resistances from 1 to 1e\+09"):
        cost_distance(
            Resistance(Raster(wrong, patches.grid), resistance.barrier, resistance.classes, resistance.names), values
        )
    with pytest.raises(GridError):
        cost_distance(resistance, np.ones((3, 3)))
    with pytest.raises(LayerError, match="no patches"):
        corridor_links(Patches(patches.frame.iloc[:0], patches.labels * 0, patches.grid, patches.told), resistance)
    with pytest.raises(LayerError, match="patches without cells: 2"):
        corridor_links(Patches(patches.frame, patches.labels % 2, patches.grid, patches.told), resistance)
    other = naive.landscape(np.ones((1, 4)), patches.labels, dx=5.0)[1]
    with pytest.raises(GridError):
        corridor_links(patches, other)


def test_a_cancel_is_heard():
    class Stop:
        def update(self, fraction, message):
            pass

        def cancelled(self):
            return True

    patches, resistance = naive.random_landscape(np.random.default_rng(1))
    with pytest.raises(Cancelled):
        corridor_links(patches, resistance, progress=Stop())


def test_a_search_ends_soon_when_it_is_told_to():
    labels = np.zeros((300, 300), int)
    labels[0, 0] = 1
    surface = surface_of(naive.landscape(np.ones(labels.shape), labels)[1])
    for told, ended in ((0, False), (1, True)):
        left, _ = field(surface, np.array([surface.width + 1], np.int32), None, np.array([told], np.uint8))
        assert ((left > 0).sum() < labels.size) == ended
