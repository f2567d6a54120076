"""Crossing of patches on the way, costs of all pairs, and corridors with width, against their definitions."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest

from gistools.corridors.centrality import area_weighted_flux, betweenness_pc, flux
from gistools.corridors.crossing import corridor_mosaic, crossing_costs, direct_costs
from gistools.corridors.landscape import COST_UNIT
from gistools.corridors.links import corridor_links, link_cells
from gistools.corridors.links_params import LinkParams
from gistools.corridors.measures import ec, iic, kernel_alpha
from gistools.corridors.network import habitat_area
from gistools.corridors.removal import delta_pc
from gistools.errors import ParamError
from tests.corridors import naive_leastcost as naive


def over_links(corridors):
    """Return the least cost by pair, walking every way over links without coming to a patch twice, crossings paid."""
    resistance, shape = corridors.resistance, corridors.patches.labels.shape
    ends = {}
    for link, way in zip(corridors.links.itertuples(), link_cells(corridors), strict=True):
        cells = [tuple(map(int, np.unravel_index(x, shape))) for x in way]
        ends[link.from_patch, link.to_patch] = (cells[0], cells[-1], link.link_cost)
        ends[link.to_patch, link.from_patch] = (cells[-1], cells[0], link.link_cost)
    inside = {}
    best = {}
    for u, v in itertools.permutations(corridors.graph, 2):
        for way in nx.all_simple_paths(corridors.graph, u, v):
            steps = [ends[pair] for pair in itertools.pairwise(way)]
            paid = sum(step[2] for step in steps)
            for came, goes in itertools.pairwise(steps):
                if came[1] not in inside:
                    inside[came[1]] = naive.costs(resistance, [came[1]])
                paid += inside[came[1]][goes[0]] * COST_UNIT
            best[u, v] = min(best.get((u, v), math.inf), paid)
    return best


@pytest.mark.parametrize("seed", range(25))
def test_crossings_are_paid_as_by_walking_every_way(seed):
    rng = np.random.default_rng(seed)
    patches, resistance = naive.random_landscape(rng, patches=6, whole=seed % 2 == 0)
    corridors = corridor_links(patches, resistance, LinkParams(planar=seed % 3 > 0))
    found, raster = crossing_costs(corridors).cost, naive.complete(patches, resistance)
    told = over_links(corridors)
    for u, v in itertools.permutations(corridors.graph, 2):
        # a way may come to a patch twice and be cheaper for it, where crossing it straight is dear
        assert found[u - 1, v - 1] <= told.get((u, v), math.inf)
        least = raster.get((min(u, v), max(u, v)), (math.inf,))[0] * COST_UNIT
        assert found[u - 1, v - 1] >= least
        assert math.isinf(found[u - 1, v - 1]) == ((u, v) not in told)
    free = np.full_like(found, np.inf)
    for u, away in nx.all_pairs_dijkstra_path_length(corridors.graph, weight="cost"):
        for v, cost in away.items():
            free[u - 1, v - 1] = cost
    assert (found >= free).all()
    assert np.array_equal(found, found.T)


def row_of_three():
    """A row of 1 m cells of resistance 1, patch 2 five cells wide between two of one cell, 3 cells apart."""
    labels = np.array([[1, 0, 0, 0, 2, 2, 2, 2, 2, 0, 0, 0, 3]])
    return naive.landscape(np.ones(labels.shape), labels, dx=1.0, dy=1.0)


def test_crossing_a_patch_costs_its_width():
    """Links of 4 m, a patch of 5 cells whose outer centres lie 4 m apart: 4 + 4 + 4 = 12, where the graph says 8.

    With p = 0.5 at 4 m: EC² = 1 + 25 + 1 + 2 (5 x 0.5 + 5 x 0.5 + 0.125) = 37.25, and 37.5 with free crossing (0.25).
    """
    patches, resistance = row_of_three()
    corridors = corridor_links(patches, resistance)
    paid = crossing_costs(corridors)
    assert paid.cost.tolist() == [[0.0, 4.0, 12.0], [4.0, 0.0, 4.0], [12.0, 4.0, 0.0]]
    area, alpha = habitat_area(corridors.graph), kernel_alpha(4.0, 0.5)
    assert ec(area, paid, alpha).ec_m2 ** 2 == pytest.approx(37.25)
    assert ec(area, corridors.graph, alpha).ec_m2 ** 2 == pytest.approx(37.5)
    assert flux(area, paid, alpha)["flux"].tolist() == pytest.approx([2.625, 1.0, 2.625])
    assert area_weighted_flux(area, paid, alpha) == pytest.approx(5.125)
    whole = corridor_links(patches, resistance, LinkParams(planar=False))
    assert direct_costs(whole).cost.tolist() == paid.cost.tolist()
    assert crossing_costs(whole).cost.tolist() == paid.cost.tolist()


def test_measures_that_follow_ways_refuse_costs_of_pairs():
    patches, resistance = row_of_three()
    corridors = corridor_links(patches, resistance)
    area, paid = habitat_area(corridors.graph), crossing_costs(corridors)
    for measure in (delta_pc, betweenness_pc):
        with pytest.raises(ParamError, match="all pairs"):
            measure(area, paid, 0.1)
    with pytest.raises(ParamError, match="all pairs"):
        iic(area, paid, landscape_m2=100.0)
    with pytest.raises(ParamError, match="neighbours"):
        direct_costs(corridors)


@pytest.mark.parametrize("seed", range(25))
def test_corridors_are_those_of_the_definition(seed):
    rng = np.random.default_rng(seed)
    patches, resistance = naive.random_landscape(rng, whole=seed % 2 == 0)
    slack = float(rng.choice([0.0, 15.0, 80.0]))
    limit = None if seed % 2 else 300.0
    corridors = corridor_links(patches, resistance, LinkParams(planar=seed % 3 > 0, limit=limit))
    made = corridor_mosaic(corridors, slack)
    told = np.full(patches.labels.shape, np.nan)
    region = naive.regions(patches, resistance)[1]
    for link in corridors.links.itertuples():
        ends = link.from_patch, link.to_patch
        inside = {cell for cell, p in region.items() if p in ends} if corridors.planar else None
        one, other = (naive.costs(resistance, naive.cells_of(patches.labels, p), inside) for p in ends)
        for cell in one.keys() & other.keys():
            more = (one[cell] + other[cell]) * COST_UNIT - link.link_cost
            assert more >= 0.0
            if more <= slack:
                told[cell] = np.fmin(told[cell], more)
    assert np.array_equal(made.values, told, equal_nan=True)
    for way in link_cells(corridors):
        assert (made.values.ravel()[way] == 0.0).all()


def test_a_corridor_has_the_width_of_its_slack():
    """Two cells 4 apart in a row of 1 m cells, resistance 1: a detour over the next row costs 2 (sqrt 2 - 1) = 0.83."""
    labels = np.zeros((5, 5), int)
    labels[2, 0], labels[2, 4] = 1, 2
    patches, resistance = naive.landscape(np.ones((5, 5)), labels, dx=1.0, dy=1.0)
    corridors = corridor_links(patches, resistance)
    assert np.isfinite(corridor_mosaic(corridors, 0.0).values).sum() == 5
    wide = corridor_mosaic(corridors, 0.9).values
    assert np.isfinite(wide).sum() == 5 + 2 * 3
    assert wide[1, 2] == pytest.approx(2.0 * (math.sqrt(2.0) - 1.0), abs=1e-5)
    with pytest.raises(ParamError, match="slack"):
        corridor_mosaic(corridors, -1.0)
