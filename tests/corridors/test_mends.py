"""Mends of what a plan breaks, with the costs by hand; and what is said of it all."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gistools.corridors.change import apply_plan
from gistools.corridors.check import check_plan
from gistools.corridors.check_layers import species_check, summary_table
from gistools.corridors.check_mend import MendKind, mends
from gistools.corridors.links import corridor_links
from gistools.corridors.links_params import LinkParams
from tests.corridors.made import NAMED, WOODLAND, cell_box, patches_of, plan_of, resistance_of

ALPHA = math.log(2.0) / 400.0
AREA = 100.0


def checked(names, labels, *features, limit=None):
    patches, resistance = patches_of(labels), resistance_of(names)
    before = corridor_links(patches, resistance, LinkParams(planar=False, limit=limit))
    return check_plan(before, apply_plan(patches, resistance, plan_of(*features), WOODLAND, named=NAMED), ALPHA)


def ec_of(cost):
    """EC of two patches of 100 m² with a link of a cost."""
    return math.sqrt(2.0 * AREA**2 * (1.0 + math.exp(-ALPHA * cost)))


@pytest.fixture
def row():
    """Two woods of a cell with four cells of meadow between, a road in the second of them."""
    labels = np.array([[1, 0, 0, 0, 0, 2]], np.int32)
    names = np.array([["forest", "meadow", "road_small", "meadow", "meadow", "forest"]], dtype="<U12")
    return names, labels, patches_of(labels).grid


def test_each_mend_regains_what_it_does_by_hand(row):
    """Costs of the way, cells of 10 m, each step half of both its cells.

    Today: 10 (1/2 + 3 + 50 + 3 + 3 + 1/2) = 600. Paved in the fourth and fifth cell (30 each): 10 (54 + 30 + 30) =
    1 140. Kept: 600 again, over 20 m. Planted as a wood (1, the cells that are no road): 10 (1/2 + 1 + 50 + 1 + 1 +
    1/2) = 540, over 30 m. A passage (2): 10 (1/2 + 3 + 2 + 30 + 30 + 1/2) = 660, over 10 m.
    """
    names, labels, grid = row
    found = checked(names, labels, ("paved", cell_box(grid, 0, 3, 1, 2)))
    assert found.links.cost_before.tolist() == [600.0]
    assert found.links.cost_after.tolist() == [1140.0]
    made = {one.kind: one for one in mends(found, WOODLAND, width_m=10.0)}
    for kind, cost, metres in (
        (MendKind.KEEP, 600.0, 20.0),
        (MendKind.PLANT, 540.0, 30.0),
        (MendKind.PASSAGE, 660.0, 10.0),
    ):
        assert made[kind].gain_m2 == pytest.approx(ec_of(cost) - ec_of(1140.0)), kind
        assert made[kind].metres == pytest.approx(metres), kind
        assert made[kind].geometry.length == pytest.approx(metres), kind
    assert made[MendKind.KEEP].gain_m2 == pytest.approx(found.ec_lost_m2)
    order = [one.gain_per_metre for one in mends(found, WOODLAND, width_m=10.0)]
    assert order == sorted(order, reverse=True)
    assert next(iter(made)) is MendKind.PASSAGE, "the most for a metre, though it regains less in all"


def test_a_broken_link_is_mended_on_the_way_it_had(row):
    names, labels, grid = row
    found = checked(names, labels, ("paved", cell_box(grid, 0, 3, 1, 2)), limit=700.0)
    assert found.links.link_status.tolist() == ["broken"]
    made = {one.kind: one for one in mends(found, WOODLAND, width_m=10.0)}
    assert made[MendKind.KEEP].gain_m2 == pytest.approx(ec_of(600.0) - math.sqrt(2.0) * AREA)
    assert made[MendKind.PASSAGE].gain_m2 == pytest.approx(ec_of(660.0) - math.sqrt(2.0) * AREA)


def test_a_mend_that_does_not_reach_regains_nothing_and_is_not_named(row):
    names, labels, grid = row
    found = checked(names, labels, ("paved", cell_box(grid, 0, 3, 1, 2)), limit=610.0)
    made = {one.kind: one.gain_m2 for one in mends(found, WOODLAND, width_m=10.0)}
    assert made[MendKind.PASSAGE] == 0.0, "660 is beyond the limit"
    told = species_check(WOODLAND, found, width_m=10.0, most=5)
    assert "plant 30 m skov langs vejen" in told.text.da or "behold en stribe" in told.text.da


def test_no_mend_is_tried_when_only_a_patch_is_lost(row):
    names, labels, grid = row
    found = checked(names, labels, ("paved", cell_box(grid, 0, 5)))
    assert mends(found, WOODLAND) == ()
    told = species_check(WOODLAND, found, width_m=10.0, most=5)
    assert "et nyt levested" in told.text.da
    assert "fjerner 1 levested (nr. 2, 100 m²)" in told.text.da
    assert "takes 1 patch (no. 2, 100 m²)" in told.text.en


def test_the_paragraph_says_what_is_broken_cut_off_and_what_mends_it(row):
    names, labels, grid = row
    told = species_check(WOODLAND, checked(names, labels, ("paved", cell_box(grid, 0, 3, 1, 2)), limit=700.0),
                         width_m=10.0, most=5)  # fmt: skip
    assert told.text.da.startswith("Skovdyr: Planen rører ingen levesteder. 1 forbindelser i dag: 1 brydes.")
    for words in (
        "Brudt uden at levestedet er tabt: nr. 1 – nr. 2.",
        "fra 1 til 2 sammenhængende dele: nr. 2 afskæres",
    ):
        assert words in told.text.da
    assert "Mest igen pr. meter: en faunapassage på 10 m mellem nr. 1 – nr. 2" in told.text.da
    assert "Most regained for a metre: a wildlife passage of 10 m between no. 1 – no. 2" in told.text.en
    assert told.reach[0] < told.found.ec.ec_percent < told.reach[1] < 0.0 or told.reach[1] < told.reach[0] < 0.0


def test_patches_that_become_one_break_no_link(row):
    """A wood planted over all that lies between, road and all but the last cell: one patch, and no link is lost."""
    names, labels, grid = row
    found = checked(names, labels, ("forest", cell_box(grid, 0, 1, 1, 4)))
    told = species_check(WOODLAND, found, width_m=10.0, most=2)
    assert found.links["link_because"].tolist() == ["patch_joined"]
    assert "broken" not in told.text.en
    assert "joins to others 1 patch (no. 2)" in told.text.en
    assert "1 gone as patches become one" in told.text.en
    assert summary_table([told])["links_broken"].tolist() == [0]
