"""The municipality's figure is one in all tools: the gain of an area, asked in four ways."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.corridors.change import apply_plan
from gistools.corridors.check import check_plan
from gistools.corridors.gains import SpeciesNetwork, added_gain
from gistools.corridors.options import read_options
from gistools.corridors.options_laid import laid_ec, option_network
from tests.corridors.options_made import CRS, cell_box, frog, landscape

ALPHA = 0.004


def asked(corridors, shape):
    """Return EC before and after of the map with an option, its network, the judged gain and the plan check."""
    options = read_options(gpd.GeoDataFrame({"type": ["vandhul"]}, geometry=[shape], crs=CRS), corridors.patches.grid)
    network, sites = option_network(corridors, options, frog(), ALPHA)
    gain = added_gain(SpeciesNetwork(frog(), corridors, ALPHA), shape, "pond")
    plan = gpd.GeoDataFrame({"klasse": ["pond"]}, geometry=[shape], crs=CRS)
    planned = apply_plan(corridors.patches, corridors.resistance, plan, frog(), named={"pond": "pond"})
    found = check_plan(corridors, planned, ALPHA)
    return {
        "map": (network.ec_m2(), laid_ec(corridors, options, sites, {0}, ALPHA)),
        "network": (network.ec_m2(), network.ec_m2(frozenset({0}))),
        "judged": (gain.before.ec_m2, gain.after.ec_m2),
        "plan": (found.ec.before.ec_m2, found.ec.after.ec_m2),
    }


@pytest.mark.parametrize("seed", range(12))
def test_the_same_pond_gains_the_same_whichever_tool_is_asked(seed):
    """Ponds of one to four cells anywhere, also beside and over patches, in a town that ends in the middle."""
    rng = np.random.default_rng(seed)
    corridors = landscape(rng, road=seed % 3 == 0)
    grid = corridors.patches.grid
    town = shapely.box(0.0, 0.0, grid.cols * 5.0, grid.rows * 10.0)
    frame = corridors.patches.frame.assign(quality=1.0)
    for one, told in corridors.graph.nodes(data=True):
        told["quality"] = frame.loc[one - 1, "quality"]
    corridors = replace(corridors, patches=replace(corridors.patches, frame=frame, town=town))
    shape = cell_box(grid, int(rng.integers(0, 10)), int(rng.integers(0, 12)), *map(int, rng.integers(1, 3, 2)))
    if corridors.resistance.barrier[:, grid.cols // 2].any():
        shape = shape.difference(shapely.box(grid.cols // 2 * 10.0, 0.0, grid.cols // 2 * 10.0 + 10.0, 999.0))
    if shape.is_empty:
        return
    told = asked(corridors, shape)
    for name, (before, after) in told.items():
        assert before == pytest.approx(told["map"][0], rel=1e-12), name
        assert after == pytest.approx(told["map"][1], rel=1e-12), name


def test_a_pond_beyond_the_border_is_a_stepping_stone_in_every_tool():
    """A pond outside adds no area: EC rises by less than it would with that area."""
    corridors = landscape(np.random.default_rng(4), limited=False)
    grid = corridors.patches.grid
    shape = next(
        cell_box(grid, r, c)
        for r, c in np.ndindex(grid.shape)
        if corridors.patches.frame.distance(cell_box(grid, r, c)).min() > 5.0
    )
    inside, outside = (
        asked(replace(corridors, patches=replace(corridors.patches, town=town)), shape)
        for town in (None, shapely.box(-20.0, -20.0, -10.0, -10.0))
    )
    for name in inside:
        assert outside[name][0] == inside[name][0]
        assert outside[name][0] <= outside[name][1] < inside[name][1], name


def test_the_area_of_a_pond_outside_is_in_no_figure_by_hand():
    """Two ponds of 100 m² and 400 m² that nothing joins, the larger outside: EC is 100 in the municipality's figure."""
    corridors = landscape(np.random.default_rng(1), patch_count=2, limited=False)
    for one, told in corridors.graph.nodes(data=True):
        told |= {"home": one == 1, "quality": 1.0, "area_m2": 100.0 if one == 1 else 400.0}
    network = SpeciesNetwork(frog(), corridors, 1e3)
    assert network.connectivity.ec_m2 == pytest.approx(100.0)
    assert math.isclose(network.connectivity.area_m2, 100.0)


@pytest.mark.parametrize("seed", range(8))
def test_a_pond_that_becomes_part_of_a_patch_does_not_lose_the_next_its_number(seed):
    """One pond beside a patch, one by itself, in either order: the map laid anew has the EC of the network."""
    rng = np.random.default_rng(seed)
    corridors = landscape(rng, limited=False)
    grid, labels = corridors.patches.grid, corridors.patches.labels
    near = np.argwhere(np.roll(labels, 1, axis=0)[1:] * (labels[1:] == 0)) + np.array([1, 0])
    reach = np.ones(grid.shape, bool)
    for row, col in [*np.argwhere(labels > 0), *near[:1]]:
        reach[max(row - 1, 0) : row + 2, max(col - 1, 0) : col + 2] = False
    free = np.argwhere(reach)
    shapes = [cell_box(grid, *map(int, near[0])), cell_box(grid, *map(int, free[len(free) // 2]))]
    for order in (shapes, shapes[::-1]):
        layer = gpd.GeoDataFrame({"type": ["vandhul"] * 2}, geometry=order, crs=CRS)
        options = read_options(layer, grid)
        network, sites = option_network(corridors, options, frog(), ALPHA)
        both = network.ec_m2(frozenset({0, 1}))
        assert laid_ec(corridors, options, sites, {0, 1}, ALPHA) == pytest.approx(both, rel=1e-9)
        assert both > network.ec_m2(frozenset({0}))
