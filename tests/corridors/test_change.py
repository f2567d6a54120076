"""What a plan does to patches and resistance, on landscapes small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from scipy import ndimage

from gistools.corridors.change import apply_plan
from gistools.corridors.change_steps import DIRECTIONS, changed_steps, step_costs
from gistools.corridors.check_run import plan_words
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.species import load_species
from gistools.corridors.surfaces import load_surface_classes
from gistools.errors import CrsError, LayerError, TableError
from tests.corridors.made import CLASSES, NAMED, WOODLAND, cell_box, grid_of, patches_of, plan_of, resistance_of


def landscape(rows=9, cols=12):
    """Return a wood of 3 x 9 cells (patch 1), a small one of 2 x 2 (2), arable land, and a road in column 10."""
    labels = np.zeros((rows, cols), np.int32)
    labels[1:4, 0:9] = 1
    labels[6:8, 1:3] = 2
    names = np.full(labels.shape, "arable", dtype="<U12")
    names[labels > 0] = "forest"
    names[:, 10] = "road_large"
    return patches_of(labels), resistance_of(names)


def fates(planned):
    return dict(zip(planned.fates.patch_id, planned.fates.patch_fate, strict=True))


def changed(patches, resistance, *features, **more):
    return apply_plan(patches, resistance, plan_of(*features), WOODLAND, named=NAMED, **more)


def test_a_plan_that_covers_a_patch_takes_it_and_leaves_the_others():
    patches, resistance = landscape()
    after = changed(patches, resistance, ("garden", cell_box(patches.grid, 5, 0, 4, 5)))
    assert fates(after) == {1: "unchanged", 2: "lost"}
    assert after.patches.frame.patch_id.tolist() == [1]
    assert (after.patches.labels == np.where(patches.labels == 2, 0, patches.labels)).all()
    garden = np.float32(WOODLAND.resistance["garden"])
    assert (after.resistance.raster.values[5:9, 0:5] == garden).all()
    assert after.changed.sum() == 20
    assert after.touched == {2}


def test_a_split_patch_keeps_its_number_on_the_largest_part_and_its_area():
    """27 cells of 100 m²: a gap of 3 x 1 cells leaves 3 x 3 and 3 x 5 cells, 900 and 1 500 m²."""
    patches, resistance = landscape()
    after = changed(patches, resistance, ("garden", cell_box(patches.grid, 0, 3, 5, 1)))
    assert fates(after) == {1: "split", 2: "unchanged", 3: "part"}
    area = dict(zip(after.patches.frame.patch_id, after.patches.frame.area_m2, strict=True))
    assert area == {1: 1500.0, 2: 400.0, 3: 900.0}
    assert after.fates.set_index("patch_id").from_patch[3] == 1
    assert (after.patches.labels[1:4, 0:3] == 3).all()
    assert (after.patches.labels[1:4, 4:9] == 1).all()
    assert after.touched == {1, 3}
    together = changed(patches, resistance, ("garden", cell_box(patches.grid, 0, 3, 5, 1)), gap_m=10.0)
    assert fates(together) == {1: "shrunk", 2: "unchanged"}, "parts within the gap are one patch"


def test_what_is_left_below_the_least_area_is_lost_and_told():
    patches, resistance = landscape()
    after = changed(patches, resistance, ("garden", cell_box(patches.grid, 0, 3, 5, 1)), least_m2=1000.0)
    assert fates(after) == {1: "shrunk", 2: "unchanged"}, "a patch that the plan does not touch is not judged anew"
    assert "900 m²" in after.notes[0].da
    assert after.patches.labels.max() == 2


def test_a_rest_smaller_than_a_cell_keeps_one_cell():
    patches, resistance = landscape()
    most = shapely.box(10.0, 0.0, 28.0, 30.0)  # of columns 1 and 2: all but 2 m
    after = changed(patches, resistance, ("garden", most))
    assert fates(after)[2] == "shrunk"
    assert (after.patches.labels == 2).sum() == 1
    assert after.patches.frame.set_index("patch_id").area_m2[2] == pytest.approx(2.0 * 20.0)


def test_planted_wood_is_a_new_patch_or_joins_what_it_touches():
    patches, resistance = landscape()
    alone = changed(patches, resistance, ("forest", cell_box(patches.grid, 6, 6, 2, 2)))
    assert fates(alone) == {1: "unchanged", 2: "unchanged", 3: "new"}
    assert alone.touched == {3}
    beside = changed(patches, resistance, ("forest", cell_box(patches.grid, 4, 6, 2, 1)))
    assert fates(beside) == {1: "grown", 2: "unchanged"}
    bridge = changed(patches, resistance, ("forest", cell_box(patches.grid, 4, 2, 2, 1)))
    assert fates(bridge) == {1: "grown", 2: "joined"}
    assert bridge.patches.frame.area_m2.tolist() == [2700.0 + 200.0 + 400.0]
    assert (bridge.resistance.raster.values[4:6, 2] == 1.0).all()


def test_a_road_in_a_polygon_stays_until_it_is_removed_or_passed():
    patches, resistance = landscape()
    over = cell_box(patches.grid, 0, 9, 3, 3)
    kept = changed(patches, resistance, ("garden", over))
    assert (kept.resistance.raster.values[0:3, 10] == 500.0).all()
    assert kept.resistance.barrier[0:3, 10].all()
    gone = changed(patches, resistance, ("no_barrier", over))
    assert (gone.resistance.raster.values[0:3, 10] == WOODLAND.resistance["arable"]).all()
    assert not gone.resistance.barrier[0:3, 10].any()
    assert gone.changed.sum() == 3
    line = shapely.LineString([(95.0, 85.0), (115.0, 85.0)])
    opened = changed(patches, resistance, ("passage", line))
    assert opened.changed.sum() == 1
    assert not opened.resistance.barrier[0, 10]
    assert opened.resistance.raster.values[0, 10] == WOODLAND.resistance["passage"]
    assert opened.resistance.names[opened.resistance.classes[0, 10]] == "passage"


def test_a_new_road_is_a_barrier_without_a_leak():
    patches, resistance = landscape()
    line = shapely.LineString([(0.0, 3.0), (90.0, 60.0)])
    after = changed(patches, resistance, ("road_small", line))
    road = after.resistance.barrier & ~resistance.barrier
    assert ndimage.label(road)[1] == 1, "joined by sides, not by corners alone"


def test_the_last_feature_lies_on_top():
    patches, resistance = landscape()
    box = cell_box(patches.grid, 2, 3, 2, 1)
    kept = changed(patches, resistance, ("garden", cell_box(patches.grid, 0, 3, 5, 1)), ("forest", box))
    assert fates(kept) == {1: "shrunk", 2: "unchanged"}
    assert (kept.patches.labels[2:4, 3] == 1).all()
    assert kept.patches.labels[1, 3] == 0


def test_faults_of_a_plan_are_named_together():
    patches, resistance = landscape()
    box = cell_box(patches.grid, 2, 3)
    with pytest.raises(TableError) as told:
        changed(patches, resistance, ("bolig", box), ("garden", shapely.Point(1, 1)), ("garden", box))
    assert len(told.value.faults) == 2
    assert "nr. 1" in told.value.faults[0].da
    assert "skov" in told.value.expected.da
    assert "forest" not in told.value.expected.da
    assert "plan_uses" in told.value.fix.da
    with pytest.raises(LayerError, match="plan_class_field"):
        apply_plan(patches, resistance, plan_of(("garden", box)), WOODLAND, class_field="anvendelse")
    with pytest.raises(LayerError, match="uden flader"):
        apply_plan(patches, resistance, plan_of(), WOODLAND, named=NAMED)
    with pytest.raises(CrsError):
        apply_plan(patches, resistance, plan_of(("garden", box)).set_crs(25833, allow_override=True), WOODLAND)


@pytest.mark.parametrize("seed", range(40))
def test_areas_and_cells_agree_on_random_plans(seed):
    """No area is made or lost: after is before less what is bare plus what is planted; no two patches touch."""
    random = np.random.default_rng(seed)
    wood = ndimage.label(random.random((14, 16)) < 0.3, np.ones((3, 3)))[0].astype(np.int32)
    names = np.where(wood > 0, "forest", random.choice(["arable", "meadow", "garden"], wood.shape)).astype("<U12")
    patches, resistance = patches_of(wood), resistance_of(names)
    features = []
    for _ in range(random.integers(1, 4)):
        x, y = random.uniform(0, 130, 2)
        box = shapely.box(x, y, x + random.uniform(5, 60), y + random.uniform(5, 60))
        features.append((str(random.choice(["garden", "forest"])), box))
    after = changed(patches, resistance, *features)
    bare, green = shapely.Polygon(), shapely.Polygon()
    for name, box in features:
        bare, green = (
            (bare.difference(box), green.union(box)) if name == "forest" else (bare.union(box), green.difference(box))
        )
    whole = (
        shapely.union_all(patches.frame.geometry)
        .difference(bare)
        .union(green.intersection(shapely.box(*patches.grid.bounds)))
    )
    told = sum(float(note.en.split("(")[1].split(" m²")[0]) for note in after.notes)
    assert after.patches.frame.area_m2.sum() == pytest.approx(whole.area - told, abs=2.0)
    assert after.patches.frame.area_m2.tolist() == pytest.approx(after.patches.frame.geometry.area.tolist())
    labels = after.patches.labels
    assert set(np.unique(labels)) - {0} == set(after.patches.frame.patch_id)
    shapes = after.patches.frame.geometry.to_numpy()
    near = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=0.0005)
    assert (near[0] == near[1]).all()
    untouched = ~np.isin(labels, list(after.touched)) & ~np.isin(patches.labels, list(after.touched))
    assert (labels[untouched] == patches.labels[untouched]).all()
    fate = after.fates.set_index("patch_id")
    assert set(fate.index[fate.patch_fate == "unchanged"]) >= set(range(1, wood.max() + 1)) - set(after.touched) - set(
        fate.index[fate.area_before_m2 != fate.area_after_m2]
    )


def test_changed_steps_are_those_whose_cost_differs():
    """Compared with all steps of both surfaces, one by one."""
    random = np.random.default_rng(3)
    for _ in range(30):
        names = random.choice([*CLASSES, ""], (7, 8))
        after = names.copy()
        at = tuple(random.integers(0, 7, (2, 3)))
        after[at] = random.choice([*CLASSES, ""], 3)
        before, later = resistance_of(names), resistance_of(after)
        steps = changed_steps(before, later)
        old, new = (step_costs(one.raster.values, one.barrier, 10.0, 10.0) for one in (before, later))
        for k in range(len(DIRECTIONS)):
            assert (steps.risen[k] == (new[k] > old[k])).all()
            assert (steps.fallen[k] == (new[k] < old[k])).all()


def test_a_way_feels_a_changed_corner_beside_its_diagonal_step():
    names = np.full((4, 4), "arable", dtype="<U12")
    after = names.copy()
    after[0, 1] = after[1, 0] = "road_small"
    steps = changed_steps(resistance_of(names), resistance_of(after))
    assert steps.felt_by(np.array([0, 1, 2]), np.array([0, 1, 2]))
    assert steps.felt_by(np.array([2, 1, 0]), np.array([2, 1, 0]))
    assert not steps.felt_by(np.array([1, 2]), np.array([1, 2]))
    assert grid_of((4, 4)).dx_m == 10.0


@pytest.mark.parametrize("seed", range(12))
def test_patches_after_are_those_of_the_landscape_made_anew(seed):
    """Layers cut by the plan, with the plan as one more: the same polygons, cells and resistance but for numbers."""
    random = np.random.default_rng(seed)
    species = load_species()["squirrel"]
    grid = grid_of((30, 36))
    words, _ = plan_words("", load_surface_classes())

    def box(most):
        x, y = random.uniform(0.0, 300.0), random.uniform(0.0, 240.0)
        return shapely.box(x, y, x + random.uniform(3.0, most), y + random.uniform(3.0, most)).buffer(0)

    woods = plan_of(*(("skov", box(90.0)) for _ in range(8)))
    layers = {"woods": woods, "land_cover": plan_of(("mark", shapely.box(*grid.bounds)))}
    plan = plan_of((str(random.choice(["bolig", "skov", "eng"])), box(150.0)))
    plan["klasse"] = plan["klasse"].replace("bolig", "Boligområde")
    cut = {name: layer.assign(geometry=layer.geometry.difference(plan.geometry[0])) for name, layer in layers.items()}
    cut = {name: layer[~layer.geometry.is_empty] for name, layer in cut.items()}
    cut["plan"] = plan.replace("Boligområde", "befæstet")
    params = PatchParams(min_area_m2=150.0)
    before = habitat_patches(layers, species, grid, params)
    ground = resistance_surface(layers, species, grid, ResistanceParams())
    after = apply_plan(before, ground, plan, species, named=words, least_m2=150.0)
    anew = habitat_patches(cut, species, grid, params)
    assert (
        after.resistance.raster.values == resistance_surface(cut, species, grid, ResistanceParams()).raster.values
    ).all()
    assert ((after.patches.labels > 0) == (anew.labels > 0)).all()
    both = {*zip(after.patches.labels.ravel().tolist(), anew.labels.ravel().tolist(), strict=True)}
    assert len(both) == len(anew.frame) + 1, "one number for each number"
    assert sorted(after.patches.frame.area_m2) == pytest.approx(sorted(anew.frame.area_m2))


def test_barriers_of_a_plan_are_those_of_the_table():
    """Open water is a barrier: nothing slips between two of its cells that share a corner."""
    species = load_species()["squirrel"]
    patches, before = patches_of(np.array([[1, 0, 0]], np.int32)), resistance_of(np.full((1, 3), "arable"))
    plan = plan_of(("water", cell_box(patches.grid, 0, 2)))
    after = apply_plan(patches, before, plan, species, named={"water": "water"})
    assert after.resistance.barrier[0, 2]
    assert not before.barrier.any()
