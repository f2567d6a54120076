"""The plan check: what is searched again gives what a full search gives, to the bit; and closed cases by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from scipy import ndimage

from gistools.corridors.change import apply_plan
from gistools.corridors.check import LinkStatus, check_plan
from gistools.corridors.links import corridor_links
from gistools.corridors.links_params import LinkParams
from tests.corridors.made import NAMED, WOODLAND, cell_box, patches_of, plan_of, resistance_of

ALPHA = math.log(2.0) / 400.0


def random_landscape(random, rows=16, cols=18):
    """Return patches and resistance with ties, barriers and cells that nobody passes."""
    wood = ndimage.label(random.random((rows, cols)) < 0.12, np.ones((3, 3)))[0].astype(np.int32)
    wood[0, 0] = max(wood[0, 0], 1)
    wood = ndimage.label(wood > 0, np.ones((3, 3)))[0].astype(np.int32)
    names = random.choice(["arable", "meadow", "garden", ""], wood.shape, p=[0.3, 0.4, 0.25, 0.05]).astype("<U12")
    if random.random() < 0.7:
        names[:, random.integers(2, cols - 2)] = "road_small"
    if random.random() < 0.4:
        names[np.arange(rows), np.arange(rows)] = "road_large"
    names[wood > 0] = "forest"
    return patches_of(wood), resistance_of(names)


def random_plan(random, patches, kinds):
    """Return a plan of one to three features of some kinds."""
    features = []
    for _ in range(random.integers(1, 4)):
        kind = str(random.choice(kinds))
        row, col = random.integers(0, 14), random.integers(0, 16)
        box = cell_box(patches.grid, row, col, *random.integers(1, 5, 2))
        line = shapely.LineString(random.uniform(0, 160, (2, 2)))
        features.append((kind, line if kind in {"road_small", "passage"} else box))
    return plan_of(*features)


def same(one, other):
    """Whether two networks are the same: costs, ways, metres and all that stands of a link."""
    left, right = one.links, other.links
    return (
        left.drop(columns="geometry").equals(right.drop(columns="geometry"))
        and left.geometry.to_wkb().equals(right.geometry.to_wkb())
        and list(one.graph.edges(data=True)) == list(other.graph.edges(data=True))
        and list(one.graph.nodes(data=True)) == list(other.graph.nodes(data=True))
    )


def full(planned, params):
    """Return the links of a landscape made anew, as `corridor_links` finds them, under the numbers of the plan."""
    ids = planned.patches.frame.patch_id.to_numpy()
    place = np.zeros(planned.patches.labels.max(initial=0) + 1, np.int32)
    place[ids] = np.arange(1, len(ids) + 1)
    frame = planned.patches.frame.assign(patch_id=np.arange(1, len(ids) + 1))
    made = corridor_links(replace(planned.patches, frame=frame, labels=place[planned.patches.labels]),
                          planned.resistance, params)  # fmt: skip
    links = made.links.copy()
    for name in ("from_patch", "to_patch"):
        links[name] = ids[links[name].to_numpy() - 1]
    return links


RISES, FALLS = ["garden", "paved", "road_small"], ["passage", "no_barrier", "meadow"]


@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize("kinds", [RISES, FALLS, [*RISES, *FALLS, "forest"]], ids=["rises", "falls", "mixed"])
@pytest.mark.parametrize("limit", [None, 300.0, 1500.0])
def test_the_quick_way_gives_what_a_full_search_gives(planar, kinds, limit):
    """On random landscapes and plans: costs, ways, metres and EC are equal to the bit, and less is searched."""
    random = np.random.default_rng(7)
    params = LinkParams(planar=planar, limit=limit)
    spared = 0
    for _ in range(3):
        patches, resistance = random_landscape(random)
        before = corridor_links(patches, resistance, params)
        plan = random_plan(random, patches, kinds)
        planned = apply_plan(patches, resistance, plan, WOODLAND, named=NAMED)
        if not len(planned.patches.frame):
            continue
        quick = check_plan(before, planned, ALPHA)
        whole = check_plan(before, planned, ALPHA, quick=False)
        assert same(quick.after, whole.after)
        assert quick.ec == whole.ec
        made = full(planned, params)
        columns = ["from_patch", "to_patch", "link_cost", "link_m", "metres"]
        assert made[columns].to_dict("list") == quick.after.links[columns].to_dict("list")
        assert made.geometry.to_wkb().tolist() == quick.after.links.geometry.to_wkb().tolist()
        spared += whole.searched - quick.searched
    assert (spared > 0) is not planar


def test_a_plan_far_from_all_ways_searches_nothing():
    """Two woods in one row, 4 cells of meadow between: the way is straight; a plan two rows below touches nothing."""
    labels = np.zeros((9, 12), np.int32)
    labels[2, 0:3], labels[2, 7:10] = 1, 2
    names = np.where(labels > 0, "forest", "meadow").astype("<U12")
    patches, resistance = patches_of(labels), resistance_of(names)
    before = corridor_links(patches, resistance, LinkParams(planar=False))
    # 10 m x (1/2 + 3 + 3 + 3 + 3 + 1/2) + 10 m x (3 + ... ) by halves: 10 x (2 + 3 + 3 + 3 + 2) = 130
    assert before.links.link_cost.tolist() == [130.0]
    plan = plan_of(("paved", cell_box(patches.grid, 5, 0, 3, 12)))
    check = check_plan(before, apply_plan(patches, resistance, plan, WOODLAND, named=NAMED), ALPHA)
    assert check.searched == 0
    assert check.links.link_status.tolist() == ["unchanged"]
    assert check.ec.after == check.ec.before


def test_a_plan_across_the_only_way_makes_it_longer_breaks_it_and_parts_the_town():
    """A meadow of one row, 4 cells, between two woods: paved it costs 10 x (15.5 + 30 + 30 + 30 + 15.5) = 1 210."""
    labels = np.array([[1, 0, 0, 0, 0, 2]], np.int32)
    names = np.array([["forest", "meadow", "meadow", "meadow", "meadow", "forest"]], dtype="<U12")
    patches, resistance = patches_of(labels), resistance_of(names)
    plan = plan_of(("paved", cell_box(patches.grid, 0, 1, 1, 4)))
    planned = apply_plan(patches, resistance, plan, WOODLAND, named=NAMED)
    free = check_plan(corridor_links(patches, resistance, LinkParams(planar=False)), planned, ALPHA)
    row = free.links.iloc[0]
    assert (row.link_status, row.cost_before, row.cost_after) == ("longer", 130.0, 1210.0)
    a = 100.0
    for ec, cost in ((free.ec.before, 130.0), (free.ec.after, 1210.0)):
        assert ec.ec_m2 == pytest.approx(math.sqrt(2 * a * a * (1.0 + math.exp(-ALPHA * cost))))
    assert not free.parts
    bound = check_plan(corridor_links(patches, resistance, LinkParams(planar=False, limit=500.0)), planned, ALPHA)
    row = bound.links.iloc[0]
    assert (row.link_status, row.link_because, row.cost_after) == ("broken", "beyond_limit", 1210.0)
    assert bound.ec.after.ec_m2 == pytest.approx(math.sqrt(2 * a * a))
    assert bound.component_count == (1, 2)
    assert [one.cut_off for one in bound.parts] == [(2,)]
    assert bound.ec.area_percent == 0.0


def test_lost_split_and_new_patches_are_told_in_the_links():
    labels = np.zeros((5, 16), np.int32)
    labels[1:4, 0:2], labels[1:4, 4:11], labels[1:4, 13:15] = 1, 2, 3
    names = np.where(labels > 0, "forest", "meadow").astype("<U12")
    patches, resistance = patches_of(labels), resistance_of(names)
    before = corridor_links(patches, resistance, LinkParams(planar=True))
    plan = plan_of(
        ("garden", cell_box(patches.grid, 0, 6, 5, 1)),
        ("garden", cell_box(patches.grid, 0, 13, 5, 3)),
        ("forest", cell_box(patches.grid, 0, 13, 1, 1)),
    )
    check = check_plan(before, apply_plan(patches, resistance, plan, WOODLAND, named=NAMED), ALPHA)
    told = {
        (int(r.from_patch), int(r.to_patch)): (r.link_status, r.link_because) for r in check.links.itertuples()
    }  # fmt: skip
    assert told[(1, 2)] == ("broken", "not_neighbours")
    assert told[(1, 5)] == ("new", "to_part")
    assert told[(2, 3)] == ("broken", "patch_lost")
    assert told[(2, 4)] == ("new", "new_patch")
    assert len(check.of(LinkStatus.UNCHANGED)) == 0
    assert check.patches_of("lost").patch_id.tolist() == [3]


def test_a_passage_makes_a_link_shorter_and_is_felt_by_it_alone():
    labels = np.zeros((3, 20), np.int32)
    labels[1, 0], labels[1, 4], labels[1, 19] = 1, 2, 3
    names = np.where(labels > 0, "forest", "meadow").astype("<U12")
    names[:, 2] = "road_large"
    patches, resistance = patches_of(labels), resistance_of(names)
    before = corridor_links(patches, resistance, LinkParams(planar=False, limit=6000.0))
    line = shapely.LineString([(20.0, 15.0), (30.0, 15.0)])
    check = check_plan(
        before, apply_plan(patches, resistance, plan_of(("passage", line)), WOODLAND, named=NAMED), ALPHA
    )
    told = check.links.set_index(["from_patch", "to_patch"])
    assert told.link_status.to_dict() == {(1, 2): "shorter", (1, 3): "shorter", (2, 3): "unchanged"}
    assert told.cost_after[(1, 2)] == 10.0 * (2.0 + 2.5 + 2.5 + 2.0)
    assert check.searched == 2, "of three pairs"
    assert check.ec_lost_m2 < 0.0


def test_a_plan_that_takes_every_patch_leaves_nothing():
    labels = np.array([[1, 0, 0, 2]], np.int32)
    names = np.array([["forest", "meadow", "meadow", "forest"]], dtype="<U12")
    patches, resistance = patches_of(labels), resistance_of(names)
    before = corridor_links(patches, resistance, LinkParams(planar=False))
    plan = plan_of(("paved", cell_box(patches.grid, 0, 0, 1, 4)))
    for quick in (True, False):
        check = check_plan(before, apply_plan(patches, resistance, plan, WOODLAND, named=NAMED), ALPHA, quick=quick)
        assert check.ec.after.ec_m2 == 0.0
        assert check.ec.ec_percent == -100.0
        assert check.links.link_because.tolist() == ["patch_lost"]
        assert check.component_count == (1, 0)
