"""Habitat patches: no area counted twice, no feature lost unsaid, cells that agree with polygons."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from gistools.corridors import PatchParams, habitat_patches, load_species, load_surface_classes
from gistools.corridors.patches_params import SmallPatches, Touching
from gistools.errors import CrsError, GridError, LayerError
from gistools.grid import Grid

CRS = "EPSG:25832"
FROG = replace(load_species()["frogs_toads"], least_area_m2=0.0)  # pond, bog, meadow
GRID = Grid(rows=12, cols=16, x0=0.0, y0=12.0, dx_m=1.0, dy_m=1.0, crs=CRS)
PLAIN = PatchParams(min_area_m2=0.0)


def layer(*rows, **columns):
    """Return polygons from (class, west, south, east, north) or (class, geometry)."""
    shapes = [row[1] if len(row) == 2 else shapely.box(*row[1:]) for row in rows]
    return gpd.GeoDataFrame({"klasse": [row[0] for row in rows], **columns}, geometry=shapes, crs=CRS)


def painted(frame, classes):
    """Return the place in the order of the class on top in each unit cell, by hand: boxes with whole coordinates."""
    cells = np.full(GRID.shape, 99)
    for name, shape in zip(frame["klasse"], frame.geometry, strict=True):
        west, south, east, north = (int(v) for v in shape.bounds)
        rank = classes.names.index("pond" if name == "lake" else name)  # all are smaller than a lake
        block = cells[12 - north : 12 - south, west:east]
        np.minimum(block, rank, out=block)
    return cells


BOX = st.tuples(
    st.sampled_from(["lake", "meadow", "bog", "forest", "building", "grass", "garden"]),
    st.integers(0, 13), st.integers(0, 9), st.integers(1, 5), st.integers(1, 4),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(BOX, min_size=1, max_size=9), st.integers(1, 3))
def test_patches_are_the_parts_of_cells_painted_by_hand(boxes, layers):
    """On unit cells and boxes of whole metres polygons and cells are the same: parts by 8 neighbours, exactly."""
    rows = [(c, x, y, min(x + w, 16), min(y + h, 12)) for c, x, y, w, h in boxes]
    frame = layer(*rows)
    classes = load_surface_classes()
    top = painted(frame, classes)
    habitat = np.isin(top, [classes.names.index(c) for c in FROG.habitats])
    if not habitat.any():
        return
    split = {f"layer {k}": frame.iloc[k::layers] for k in range(layers) if len(frame.iloc[k::layers])}
    made = habitat_patches(split, FROG, GRID, PLAIN)
    expected, count = ndimage.label(habitat, np.ones((3, 3)))
    np.testing.assert_array_equal(made.labels, expected)  # numbered by first cell, row by row
    np.testing.assert_allclose(made.frame["area_m2"], np.bincount(expected.ravel())[1:], rtol=1e-9)
    assert len(made.frame) == count
    edge = np.ones(GRID.shape, bool)
    edge[1:-1, 1:-1] = False
    assert set(made.frame["patch_id"][made.frame["at_edge"]]) == set(np.unique(expected[edge & (expected > 0)]))
    assert len(made.told) == len(rows)
    for name, fate, patch in zip(_classes(split), made.told["fate"], made.told["patch_id"], strict=True):
        assert (fate == "not_habitat") == (name not in {"lake", "meadow", "bog"})
        assert (patch > 0) == (fate in {"kept", "joined"})
    held = np.zeros((len(rows), count + 1), int)
    for k, row in enumerate(row for at in range(layers) for row in rows[at::layers]):
        box = np.s_[12 - row[4] : 12 - row[2], row[1] : row[3]]
        seen = top[box] == classes.names.index("pond" if row[0] == "lake" else row[0])  # what lies below gives nothing
        held[k] = np.bincount(expected[box][seen & habitat[box]], minlength=count + 1)
    giver = held[:, 1:].argmax(axis=0)  # the first of those that give the most of a patch
    for k in made.told.index:
        assert (made.told["fate"][k] == "kept") == (k in giver)
        of = np.flatnonzero(giver == k) + 1 if k in giver else np.arange(1, count + 1)
        assert made.told["patch_id"][k] in {0, of[held[k][of].argmax()]}


def test_a_feature_parted_by_another_is_told_with_the_larger_part_it_gives():
    """A lake parted by a building is told with the part that is its own, not that of a larger meadow."""
    frame = layer(("lake", 0, 0, 8, 1), ("building", 3, 0, 4, 1), ("meadow", 4, 1, 9, 3))
    made = habitat_patches({"nature": frame}, FROG, GRID, PLAIN)
    assert made.told["fate"].tolist() == ["kept", "not_habitat", "kept"]
    assert made.told["patch_id"].tolist() == [2, 0, 1]


def _classes(split):
    return [name for frame in split.values() for name in frame["klasse"]]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_areas_add_up_to_the_union_and_patches_do_not_overlap(seed):
    """Triangles anywhere: what is habitat and on top of nothing else is counted once."""
    lot = np.random.default_rng(seed)
    names = lot.choice(["lake", "meadow", "bog", "building"], 12)
    names[0] = "meadow"
    corners = lot.uniform(0, 12, (12, 3, 2))
    frame = layer(*zip(names, (shapely.Polygon(c) for c in corners), strict=True))
    houses = frame[frame["klasse"] == "building"].union_all()
    wanted = shapely.intersection(frame[frame["klasse"] != "building"].union_all().difference(houses),
                                  shapely.box(*GRID.bounds))  # fmt: skip
    if wanted.area < 1e-3:
        return
    made = habitat_patches({"a": frame}, FROG, GRID, PLAIN)
    assert made.frame["area_m2"].sum() == pytest.approx(wanted.area, rel=1e-9, abs=1e-4)
    assert made.frame.geometry.union_all().symmetric_difference(wanted).area < 1e-4
    gaps = shapely.distance(*(made.frame.geometry.to_numpy()[list(k)] for k in np.triu_indices(len(made.frame), 1)))
    assert (gaps > 0.0).all()
    assert set(np.unique(made.labels)) - {0} == set(made.frame["patch_id"])  # every patch has a cell


def test_the_surface_on_top_wins_whatever_layer_it_is_in():
    """A lake of 4 m² in a wood of 100 m² leaves 96 m² to the squirrel, and the lake to the frog."""
    nature = layer(("Skov", 0, 0, 10, 10))
    lakes = gpd.GeoDataFrame(geometry=[shapely.box(4, 4, 6, 6)], crs=CRS)
    squirrel = replace(load_species()["squirrel"], least_area_m2=0.0)
    for layers in ({"nature": nature, "lakes": lakes}, {"lakes": lakes, "nature": nature}):
        assert habitat_patches(layers, squirrel, GRID, PLAIN).frame["area_m2"].tolist() == [96.0]
        assert habitat_patches(layers, FROG, GRID, PLAIN).frame["area_m2"].tolist() == [4.0]


def test_the_same_area_in_two_layers_counts_once_and_both_features_are_told():
    made = habitat_patches(
        {"nature": layer(("Eng", 0, 0, 6, 6)), "land_cover": layer(("eng", 0, 0, 6, 4), ("eng", 0, 4, 6, 8))},
        FROG, GRID, PLAIN,
    )  # fmt: skip
    assert made.frame["area_m2"].tolist() == [48.0]
    assert made.told["fate"].tolist() == ["kept", "joined", "joined"]


def test_each_fate_is_told():
    frame = layer(
        ("eng", 0, 0, 5, 5), ("eng", 5, 0, 7, 2), ("eng", 9, 9, 10, 10), ("eng", 20, 20, 30, 30), ("mark", 0, 6, 9, 9),
        ("tag", 11, 0, 14, 3), ("mose", 11, 0, 14, 3), navn=["A", "B", "C", "D", "E", "F", "G"],
    )  # fmt: skip
    made = habitat_patches({"cover": frame}, FROG, GRID, PatchParams(min_area_m2=4.0))
    told = dict(zip(made.told["feature"], made.told["fate"], strict=True))
    assert told == {"A": "kept", "B": "joined", "C": "too_small", "D": "outside", "E": "not_habitat",
                    "F": "not_habitat", "G": "covered"}  # fmt: skip
    assert made.told["source"].unique().tolist() == ["cover"]
    assert any("too small" in note.en for note in made.notes)


def test_the_least_patch_is_the_species_own_and_counts_after_joining():
    frame = layer(("eng", 0, 0, 2, 2), ("eng", 2, 2, 4, 4), ("eng", 8, 0, 10, 2))
    strict = replace(FROG, least_area_m2=8.0)
    assert habitat_patches({"a": frame}, strict, GRID, PatchParams()).frame["area_m2"].tolist() == [8.0]
    assert len(habitat_patches({"a": frame}, strict, GRID, PatchParams(min_area_m2=1.0)).frame) == 2
    with pytest.raises(LayerError, match="at least 50"):
        habitat_patches({"a": frame}, strict, GRID, PatchParams(min_area_m2=50.0))


def test_parts_within_the_gap_are_one_patch_through_others_too():
    frame = layer(("eng", 0, 0, 2, 2), ("eng", 4, 0, 6, 2), ("eng", 8, 0, 10, 2))
    assert len(habitat_patches({"a": frame}, FROG, GRID, PatchParams(min_area_m2=0.0, gap_m=1.9)).frame) == 3
    made = habitat_patches({"a": frame}, FROG, GRID, PatchParams(min_area_m2=0.0, gap_m=2.0))
    assert made.frame["area_m2"].tolist() == [12.0]
    assert made.told["patch_id"].tolist() == [1, 1, 1]


COARSE = Grid(rows=3, cols=4, x0=0.0, y0=12.0, dx_m=4.0, dy_m=4.0, crs=CRS)


def test_patches_in_neighbouring_cells_stay_apart_or_are_joined():
    """Two meadows a metre apart have cells at a corner of each other."""
    frame = layer(("eng", 0, 8, 4, 12), ("eng", 4.5, 4, 8, 7.5))
    apart = habitat_patches({"a": frame}, FROG, COARSE, PLAIN)
    assert apart.labels[:2, :2].tolist() == [[1, 0], [0, 2]]
    joined = habitat_patches({"a": frame}, FROG, COARSE, PatchParams(min_area_m2=0.0, touching=Touching.JOIN))
    assert joined.labels[:2, :2].tolist() == [[1, 0], [0, 1]]
    assert joined.frame["area_m2"].tolist() == [16.0 + 12.25]
    assert joined.told["fate"].tolist() == ["kept", "joined"]


def test_a_patch_smaller_than_a_cell_is_kept_in_a_cell_of_its_own_or_refused_by_name():
    """The pond of 1 m² lies in two cells; the one with most of it belongs to the meadow, so it gets the other."""
    frame = layer(("eng", 0, 8, 3.2, 12), ("lake", 3.4, 8.2, 4.3, 9.2), navn=["Engen", "Hullet"])
    made = habitat_patches({"a": frame}, FROG, COARSE, PLAIN)
    assert made.labels[0].tolist() == [1, 2, 0, 0]
    assert made.frame["area_m2"].round(9).tolist() == [12.8, 0.9]
    assert any("smaller than a cell" in note.en for note in made.notes)
    with pytest.raises(GridError, match="a: Hullet"):
        habitat_patches({"a": frame}, FROG, COARSE, PatchParams(min_area_m2=0.0, small=SmallPatches.REFUSE))


def test_a_small_patch_without_a_free_cell_is_joined_and_no_area_lost():
    frame = layer(("eng", 0, 8, 3.2, 12), ("lake", 3.4, 8.2, 3.9, 9.2))
    made = habitat_patches({"a": frame}, FROG, COARSE, PLAIN)
    assert made.frame["area_m2"].round(9).tolist() == [13.3]
    assert made.told["fate"].tolist() == ["kept", "joined"]


def test_a_hedge_narrower_than_cells_keeps_its_length():
    """A hedge of 1 x 12 m along the edge of cells of 4 m has no centre, but three cells."""
    hedge = gpd.GeoDataFrame(geometry=[shapely.LineString([(0.6, 0), (0.6, 12)])], crs=CRS)
    hedgehog = replace(load_species()["hedgehog"], least_area_m2=0.0)
    made = habitat_patches({"hedges": hedge}, hedgehog, COARSE, PatchParams(min_area_m2=0.0, line_width_m=1.0))
    assert made.labels[:, 0].tolist() == [1, 1, 1]
    assert made.frame["area_m2"].round(9).tolist() == [12.0]
    long = habitat_patches({"hedges": hedge}, hedgehog, COARSE, PatchParams(min_area_m2=0.0, line_width_m=1.5))
    assert long.labels.sum() == 3


def test_what_is_known_cuts_and_the_municipality_splits_off_its_neighbours():
    frame = layer(("eng", 1, 1, 4, 4), ("eng", 8, 1, 12, 4), ("eng", 5, 6, 9, 8))
    area = layer(("", 0, 0, 10, 12))
    home = layer(("", 0, 0, 8, 12))
    made = habitat_patches({"a": frame}, FROG, GRID, PLAIN, study_area=area, home=home)
    rows = made.frame[["area_m2", "at_edge", "home"]].values.tolist()
    assert rows == [[8.0, False, True], [9.0, False, True], [6.0, True, False]]
    assert any("0 m is known beyond" in n.en for n in made.notes)  # the municipality begins where the grid does
    with pytest.raises(GridError, match="does not touch"):
        habitat_patches({"a": frame}, FROG, GRID, PLAIN, study_area=layer(("", 90, 90, 99, 99)))


def test_quality_is_weighed_by_area():
    """3 parts of quality 1 and one of 0.2: 0.8."""
    frame = layer(("eng", 0, 0, 3, 2), ("eng", 3, 0, 4, 2), score=[1.0, 0.2])
    made = habitat_patches({"a": frame}, FROG, GRID, PatchParams(min_area_m2=0.0, quality_field="score"))
    assert made.frame["quality"].tolist() == pytest.approx([0.8])
    frame.loc[0, "score"] = 1.2
    with pytest.raises(LayerError, match=r"no\. 1 = 1\.2|nr\. 1 = 1\.2"):
        habitat_patches({"a": frame}, FROG, GRID, PatchParams(quality_field="score"))
    with pytest.raises(LayerError, match="no layer has column bioscore"):
        habitat_patches({"a": frame}, FROG, GRID, PatchParams(quality_field="bioscore"))


def test_a_lake_below_the_size_is_a_pond():
    frame = layer(("Sø", 0, 0, 4, 4), ("Sø", 8, 0, 10, 2))
    made = habitat_patches({"a": frame}, FROG, GRID, PatchParams(min_area_m2=0.0, pond_below_m2=10.0))
    assert made.frame["area_m2"].tolist() == [4.0]


def test_a_bow_tie_is_mended_and_counted_once():
    bow = shapely.Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])
    made = habitat_patches({"a": layer(("eng", bow))}, FROG, GRID, PLAIN)
    assert made.frame["area_m2"].tolist() == [8.0]  # two triangles of 4 m², one patch as they touch in a point


def test_faults_of_layers_are_told_all_at_once_and_by_feature():
    frame = layer(("eng", 0, 0, 2, 2), ("enge!", 3, 0, 4, 1), ("lava", 5, 0, 6, 1), ("eng", shapely.Point(1, 1)),
                  ("eng", shapely.Polygon()), navn=["A", "B", "C", "D", "E"])  # fmt: skip
    other = gpd.GeoDataFrame({"x": [1]}, geometry=[shapely.box(0, 0, 1, 1)], crs=CRS)
    with pytest.raises(LayerError) as error:
        habitat_patches({"cover": frame, "things": other}, FROG, GRID, PLAIN)
    said = str(error.value)
    for part in (
        "cover: B of unknown class 'enge!' (did you mean enge?)",
        "cover: C of unknown class 'lava'",
        "cover: E without geometry",
        "cover: D neither polygon nor line",
        "layer things has no column",
    ):
        assert part in said, part


def test_degrees_and_other_systems_are_refused_by_layer():
    frame = layer(("eng", 0, 0, 2, 2))
    with pytest.raises(CrsError, match="layer a"):
        habitat_patches({"a": frame.set_crs(4326, allow_override=True)}, FROG, GRID, PLAIN)
    with pytest.raises(CrsError, match="layer a"):
        habitat_patches({"a": frame.set_crs(25833, allow_override=True)}, FROG, GRID, PLAIN)
    with pytest.raises(CrsError, match="without a coordinate system"):
        habitat_patches({"a": frame.set_crs(None, allow_override=True)}, FROG, GRID, PLAIN)
    with pytest.raises(CrsError, match="study_area"):
        habitat_patches({"a": frame}, FROG, GRID, PLAIN, study_area=frame.set_crs(4326, allow_override=True))


def test_no_habitat_names_what_the_layers_have():
    with pytest.raises(LayerError, match="the layers have: arable"):
        habitat_patches({"a": layer(("mark", 0, 0, 2, 2))}, FROG, GRID, PLAIN)


def test_no_habitat_is_told_in_danish_words():
    with pytest.raises(LayerError) as error:
        habitat_patches({"a": layer(("mark", 0, 0, 2, 2))}, FROG, GRID, PLAIN)
    assert error.value.found.da.endswith("lagene har: mark")
    assert "arable" not in error.value.expected.da


def test_the_order_of_features_changes_nothing_but_the_order_of_what_is_told():
    lot = np.random.default_rng(5)
    boxes = [("eng", x, y, x + 2.5, y + 1.5) for x, y in lot.uniform(0, 10, (20, 2))]
    one = habitat_patches({"a": layer(*boxes)}, FROG, GRID, PLAIN)
    other = habitat_patches({"a": layer(*boxes[::-1])}, FROG, GRID, PLAIN)
    np.testing.assert_array_equal(one.labels, other.labels)
    np.testing.assert_allclose(one.frame["area_m2"], other.frame["area_m2"], rtol=1e-12)


def test_how_far_is_known_beyond_the_municipality_is_told_until_it_is_enough():
    """A town of 1 x 1 km in layers of 3 x 3 km: 1 000 m are known; frogs of 400 m want 800, hedgehogs 2 000."""
    grid = Grid(rows=40, cols=40, x0=0.0, y0=4000.0, dx_m=100.0, dy_m=100.0, crs=CRS)
    frame = layer(("eng", 500, 500, 3500, 2000), ("have", 500, 2000, 3500, 3500))
    home = layer(("", 1500, 1500, 2500, 2500))
    frog = habitat_patches({"a": frame}, FROG, grid, PLAIN, home=home)
    assert not any("is known beyond" in n.en for n in frog.notes)
    hedgehog = habitat_patches({"a": frame}, load_species()["hedgehog"], grid, PLAIN, home=home)
    assert any("1000 m is known beyond the municipality; at least 2000 m" in n.en for n in hedgehog.notes)
