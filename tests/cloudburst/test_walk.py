"""What docs/rain-to-flood.md proves, tried: one walk over all rains holds what each single event holds."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np

from gistools.kernels import event
from gistools.kernels.codes import OUT_BASINS, SCALE
from tests.cloudburst.walk import Walk, rates_of
from tests.kernels.naive import random_terrain, run_chain


def held_after_one_rain(run, inflow):
    nodes = run.nodes
    count = nodes.parent.size
    water, merged = np.empty(count + OUT_BASINS, np.int64), np.empty(count, np.uint8)
    forward = np.empty(count + OUT_BASINS, np.int64)
    amounts = np.concatenate([np.zeros(OUT_BASINS, np.int64), inflow])
    assert not event.fill_spill_merge(
        nodes.leaves, nodes.parent, nodes.left, nodes.right, nodes.receiver, run.volumes.capacity, amounts,
        water, merged, forward,
    )  # fmt: skip
    return water[:count]


def test_one_walk_holds_what_every_single_event_holds():
    """Random terrains with ties, nested flats and holes; rains from nothing to beyond the last that fills a node."""
    rng = np.random.default_rng(11)
    nested = compared = 0
    for turn in range(250):
        t = random_terrain(rng, most=11)
        if turn % 2:  # and without holes, with more pits in pits
            t.z, t.cls = rng.integers(0, 4 + turn, (10, 11)), np.zeros((10, 11), np.uint8)
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        nodes, capacity = run.nodes, run.volumes.capacity
        if not nodes.leaves:
            continue
        rates = rates_of(run.mosaic.get("basin"), nodes.leaves)
        walk = Walk(nodes, capacity, rates)
        nested += nodes.parent.size > nodes.leaves
        bends = sorted({rain for held in walk.held for rain, _ in held})
        rains = {0, int(bends[-1]) + 1, *(int(r) for r in bends), *(int(r) + 1 for r in bends)}
        rains |= set(rng.integers(0, int(bends[-1]) + 2, 6).tolist())
        for rain in sorted(rains):
            expected = held_after_one_rain(run, rates * rain)
            for node in range(nodes.parent.size):
                compared += 1
                mine = walk.water(node, rain)
                left, right = int(nodes.left[node]), int(nodes.right[node])
                if left >= 0 and mine == int(capacity[left]) + int(capacity[right]) and mine < capacity[node]:
                    continue  # in this moment both parts are full: the event makes them one with the next drop
                if left >= 0 and expected[node] == 0:
                    assert mine in {0, int(capacity[left]) + int(capacity[right])}
                    continue
                assert mine == expected[node], (rain, node)
    assert nested > 60
    assert compared > 10_000


def test_what_a_node_holds_never_falls():
    rng = np.random.default_rng(12)
    for _ in range(60):
        t = random_terrain(rng, most=11)
        run = run_chain(t.z, t.cls, t.dx, t.dy)
        walk = Walk(run.nodes, run.volumes.capacity, rates_of(run.mosaic.get("basin"), run.nodes.leaves))
        for held in walk.held:
            assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in itertools.pairwise(held))


def test_the_rate_of_a_parent_is_that_of_the_last_to_fill():
    """Two pits in one row within walls, by hand.

    Heights 3 4 | 5 2 6, with 7 at the edge. A = {3, 4} holds (5 - 3) + (5 - 4) = 3, B = {5, 2, 6} holds 5 - 2 = 3, both
    below the saddle at 5; together they hold 4 + 3 + 2 + 5 + 1 = 15 below 7. B gets 3 cells of rain and is full at
    3 / 3 = 1 m. Then all 5 cells run into A, which has 2 and lacks 1: full at 1 + 1 / 5 = 1.2 m. They begin as one with
    6 at a rate of 5, and are full at 1.2 + (15 - 6) / 5 = 3 m. Adding both rates (5 + 3) would say 2.325 m.
    """
    z = np.array([[9, 9, 9, 9, 9, 9, 9], [9, 3, 4, 5, 2, 6, 7], [9, 9, 9, 9, 9, 9, 9]], float)
    run = run_chain(z)
    walk = Walk(run.nodes, run.volumes.capacity, rates_of(run.mosaic.get("basin"), run.nodes.leaves))
    (parent,) = np.flatnonzero(run.nodes.left >= 0).tolist()
    assert walk.held[parent] == [(Fraction(6 * SCALE, 5), 6 * SCALE), (3 * SCALE, 15 * SCALE)]
