"""What EC gains when an area becomes nature, against making the whole landscape anew."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from gistools.corridors.gains import BUILT, SpeciesNetwork, added_gain, cells_of
from gistools.corridors.links import corridor_links
from gistools.corridors.links_params import LinkParams
from gistools.corridors.measures import ec

from .made_landscape import CELL, NAMES, frog, grid_of, landscape, network_of, patches_of, resistance_of


def anew(labels, classes, cells, surface, species, limit):
    """Return EC of the landscape made anew with the cells as nature; patches that touch them become one."""
    from scipy.ndimage import binary_dilation

    classes, labels = classes.copy(), labels.copy()
    cells = cells & ~np.isin(classes, [NAMES.index(name) for name in BUILT if name in NAMES])
    classes[cells & (labels == 0)] = NAMES.index(surface)
    if surface in species.habitats and cells.any():
        near = np.unique(labels[binary_dilation(cells, np.ones((3, 3)))])
        labels[np.isin(labels, near[near > 0]) | cells] = 9_999
        order = [n for n in dict.fromkeys(labels.ravel().tolist()) if n]
        labels = np.searchsorted(np.sort(order), labels) + 1 if 0 not in labels else np.select(
            [labels == n for n in order], range(1, len(order) + 1), 0
        )  # fmt: skip
    found = corridor_links(patches_of(labels), resistance_of(classes), LinkParams(limit=limit, planar=False))
    alpha = -math.log(species.probability) / species.dispersal_m
    areas = {n: float(d["area_m2"]) for n, d in found.graph.nodes(data=True)}
    return ec(areas, found.graph, alpha).ec_m2


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("limit", [300.0, 1e6])
def test_the_gain_is_that_of_the_whole_landscape_made_anew(seed, limit):
    rng = np.random.default_rng(seed)
    labels, classes = landscape(rng)
    network = network_of(labels, classes, limit=limit)
    for surface in ("meadow", "forest"):
        r, c = rng.integers(0, 11), rng.integers(0, 13)
        h, w = rng.integers(1, 4, 2)
        cells = np.zeros(labels.shape, bool)
        cells[r : r + h, c : c + w] = True
        shape = shapely.box(c * CELL, (14 - r - h) * CELL, (c + w) * CELL, (14 - r) * CELL)
        assert np.array_equal(cells_of(shape, grid_of(labels.shape)), cells)
        gain = added_gain(network, shape, surface)
        whole = anew(labels, classes, cells, surface, network.species, limit)
        assert gain.after.ec_m2 == pytest.approx(whole, rel=1e-9)
        if surface == "meadow":
            assert gain.gain_m2 >= 0.0


def test_a_stepping_stone_between_two_patches_by_hand():
    """Two patches of 100 m² with 5 cells of grass (3) between: 10 (2 + 3 x 4 + 2) = 160, p = exp(-160 alpha).

    With the middle cell as meadow: 10 (2 + 3 + 2) = 70 to each, 140 through it. alpha = ln 2 / 70, so p = 1/2 by a
    step and 2^(-160/70) before: EC^2 before 20,000 (1 + 2^(-16/7)); after 10^4 (3 + 2 (1/2 + 1/2 + 1/4)) = 55,000.
    """
    classes = np.array([[0, 1, 1, 1, 1, 1, 0]], np.int16)
    labels = np.array([[1, 0, 0, 0, 0, 0, 2]], np.int32)
    network = network_of(labels, classes, frog(0.5, 70.0))
    gain = added_gain(network, shapely.box(30, 0, 40, 10), "meadow")
    assert gain.before.ec_m2 == pytest.approx(math.sqrt(20_000 * (1 + 2 ** (-16 / 7))))
    assert gain.after.ec_m2 == pytest.approx(math.sqrt(55_000))
    assert gain.added_m2 == 100.0
    assert gain.nearest_cost == 70.0
    assert gain.joins == (1, 2)
    assert gain.relative == pytest.approx(100 * (math.sqrt(55_000) / gain.before.ec_m2 - 1) / 50)


def test_what_is_built_on_stays_and_what_is_habitat_already_adds_nothing():
    classes = np.array([[0, 1, 4, 1]], np.int16)
    labels = np.array([[1, 0, 0, 0]], np.int32)
    network = network_of(labels, classes)
    assert added_gain(network, shapely.box(20, 0, 30, 10), "meadow").added_m2 == 0.0
    assert added_gain(network, shapely.box(0, 0, 10, 10), "meadow").gain_m2 == 0.0
    half = added_gain(network, shapely.box(20, 0, 40, 10), "meadow")
    assert half.added_m2 == 100.0, "half of it is a house"
    beside = added_gain(network, shapely.box(0, 0, 20, 10), "meadow")
    assert (beside.added_m2, beside.nearest_cost) == (100.0, 0.0)
    assert beside.after.ec_m2 == pytest.approx(200.0), "one patch of twice the area"
    assert not math.isfinite(added_gain(network, shapely.box(900, 0, 910, 10), "meadow").nearest_cost)


def test_another_surface_may_bring_patches_nearer_or_part_them():
    classes = np.array([[0, 2, 2, 2, 0]], np.int16)
    labels = np.array([[1, 0, 0, 0, 2]], np.int32)
    network = network_of(labels, classes, frog(0.5, 70.0))
    strip = shapely.box(10, 0, 40, 10)
    assert added_gain(network, strip, "forest").gain_m2 > 0.0
    assert added_gain(network, strip, "road_large").gain_m2 < 0.0
    assert isinstance(network, SpeciesNetwork)
