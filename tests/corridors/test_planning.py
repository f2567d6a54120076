"""Proposals, judged proposals and candidates on landscapes of a few cells, by hand and against trying all."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.corridors.crossing import corridor_mosaic, link_corridors
from gistools.corridors.gains import TOO_SMALL, added_gain
from gistools.corridors.green_map import GreenLayers, green_map_proposals
from gistools.corridors.green_map_links import corridors_within, direct_links, far_links, link_pieces
from gistools.corridors.green_map_params import GreenMapParams
from gistools.corridors.judged import JudgedLayers, judge_proposals
from gistools.corridors.judged_params import JudgedParams
from gistools.corridors.links import cost_distance, link_cells
from gistools.corridors.planning_rules import green_rules
from gistools.corridors.planting import habitat_in_reach, planting_candidates
from gistools.corridors.planting_params import PlantingParams
from gistools.corridors.protected import protection
from gistools.errors import Cancelled, LayerError, ParamError
from gistools.tables import read_user_table
from tests.corridors.test_circuits import Stops

from .made_landscape import CRS, frog, landscape, network_of

RULES = green_rules()


def layer(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def strip(gap="grass", length=9):
    """Return a network of two meadows of one cell at the ends of a strip of 10 m cells."""
    names = ("meadow", "grass", "arable", "forest", "building", "road_large", "bog")
    classes = np.full((1, length), names.index(gap), np.int16)
    labels = np.zeros((1, length), np.int32)
    classes[0, 0] = classes[0, -1] = 0
    labels[0, 0], labels[0, -1] = 1, 2
    return labels, classes


def cover(classes_of_boxes):
    return layer([box for _, box in classes_of_boxes], surface_class=[name for name, _ in classes_of_boxes])


def nature(*rows):
    return layer(
        [box for _, _, box in rows], surface_class=[kind for kind, _, _ in rows], feature=["Eng"] * len(rows),
        registered=[said for _, said, _ in rows],
    )  # fmt: skip


def params_of(kind, **values):
    return kind(species="frog", **values)


def test_green_land_is_a_connection_and_arable_land_might_become_one():
    labels, classes = strip()
    classes[0, 4:6] = 2  # 20 m of arable land in the middle
    network = network_of(labels, classes)
    pieces = link_pieces([network], 0.0, 100.0, RULES)
    there = {piece.potential: piece.geometry for piece in pieces}
    assert there[False].equals(shapely.union_all([shapely.box(10, 0, 40, 10), shapely.box(60, 0, 80, 10)]))
    assert there[True].equals(shapely.box(40, 0, 60, 10))


def test_a_corridor_is_the_cells_on_ways_that_cost_no_more_than_the_slack():
    rng = np.random.default_rng(3)
    labels, classes = landscape(rng)
    network = network_of(labels, classes)
    found = network.corridors
    grid, every = found.patches.grid, range(len(found.links))
    whole = corridor_mosaic(found, 60.0).values
    least = np.full(grid.shape, np.inf)
    for (row, narrow, none), (_, wide, extra), passed in zip(
        link_corridors(found, every, 0.0), link_corridors(found, every, 60.0), link_cells(found), strict=True
    ):
        link = found.links.iloc[row]
        one, other = (
            cost_distance(found.resistance, found.patches.labels == link[end]) for end in ("from_patch", "to_patch")
        )
        excess = (one + other - link["link_cost"]).ravel()
        assert np.isin(passed, narrow).all(), "the cheapest way itself"
        assert not none.any()
        np.testing.assert_array_equal(wide, np.flatnonzero(excess <= 60.0))
        np.testing.assert_array_equal(extra, excess[wide])
        least.ravel()[wide] = np.minimum(least.ravel()[wide], extra)
    np.testing.assert_array_equal(whole, np.where(np.isinf(least), np.nan, least))
    row, kept, _ = next(corridors_within(found, [0], 1e6, 25.0))
    points = shapely.points(*grid.centres(*np.divmod(kept, grid.cols)))
    assert np.isin(link_cells(found)[row], kept).all()
    assert shapely.distance(points, found.links.geometry.iloc[row]).max() <= 12.5 + 1e-9


def test_links_through_a_third_patch_are_not_direct_unless_it_does_not_count():
    """Three meadows in a row: the link of the ends passes the middle one."""
    labels = np.array([[1, 0, 0, 2, 0, 0, 3]], np.int32)
    classes = np.where(labels > 0, 0, 1).astype(np.int16)
    network = network_of(labels, classes, kinds=["meadow", "garden", "meadow"])
    ends = network.corridors.links[["from_patch", "to_patch"]].to_numpy()
    assert ends[direct_links(network)].tolist() == [[1, 2], [2, 3]]
    assert ends[direct_links(network, frozenset({"garden"}))].tolist() == [[1, 3]]


def test_a_road_that_parts_the_network_asks_for_a_passage_and_a_long_field_for_a_new_patch():
    """Grass (3) for 7 cells with a road (200) in the middle costs 10 (2 + 5x3 + ... ) far above the limit of 400.

    1 3 3 3 200 3 3 3 1: 10 (2 + 3 + 3 + 101.5 + 101.5 + 3 + 3 + 2) = 2,190. With the road cell at 1:
    10 (2 + 3 + 3 + 2 + 2 + 3 + 3 + 2) = 200.
    """
    labels, classes = strip()
    classes[0, 4] = 5
    network = network_of(labels, classes, limit=400.0)
    (piece,) = far_links([network], 0.0, 100.0, 10.0, RULES)
    assert piece.measure == "passage"
    assert piece.link["link_cost"] == 2_190.0
    assert piece.place.equals(shapely.Point(45, 5))
    # arable (10) for 7 cells: 10 (5.5 + 6 x 10 + 5.5) = 710; from its middle 355 to each
    network = network_of(*strip("arable"), limit=400.0)
    (piece,) = far_links([network], 0.0, 100.0, 10.0, RULES)
    assert (piece.measure, piece.far) == ("stepping_stone", True)
    assert piece.place.equals(shapely.Point(45, 5))
    assert not far_links([network], 0.0, 100.0, 1.5, RULES), "710 is beyond 1.5 x 400"


def test_the_four_types_do_not_overlap_and_stay_in_the_municipality():
    labels, classes = strip(length=13)
    classes[0, 6:8] = 2
    network = network_of(labels, classes, frog(0.5, 400.0))
    layers = GreenLayers(
        nature(("meadow", "ja", shapely.box(0, 0, 10, 10))),
        cover([("grass", shapely.box(10, 0, 60, 10)), ("arable", shapely.box(60, 0, 80, 10)),
               ("grass", shapely.box(80, 0, 120, 10))]),
        climate_areas=layer([shapely.box(0, 0, 5, 10)], navn=["Bassin"]),
        municipality=layer([shapely.box(-50, -50, 100, 50)]),
        neighbours=layer([shapely.box(100, 0, 120, 10), shapely.box(100, 40, 120, 49)], navn=["Nabo", "Anden"]),
    )  # fmt: skip
    made = green_map_proposals([network], layers, params_of(GreenMapParams, min_area_m2=1.0, gap_m=1.0), RULES)
    shown = made.proposals
    assert set(shown["proposal_type"]) == {"core", "link", "potential_link"}
    for n, one in enumerate(shown.geometry):
        for other in shown.geometry.iloc[n + 1 :]:
            assert shapely.area(shapely.intersection(one, other)) < 1e-9
    assert shown.geometry.total_bounds[2] <= 100.0
    core = shown[shown["proposal_type"] == "core"].iloc[0]
    assert core["criteria"] == "1, 3", "it lies half in a basin"
    assert core["climate_m2"] == 50.0
    assert "Kriterium 1" in core["reason_da"]
    assert "Criterion 3" in core["reason_en"]
    met = made.meetings.set_index("neighbour_name")["meeting_state"]
    assert met["Nabo"] == "meets"
    assert met["Anden"] == "theirs_ends"
    assert any("potential nature" in note.en or "land where" in note.en for note in made.notes)
    alone = green_map_proposals([network], replace(layers, neighbours=None), params_of(GreenMapParams), RULES)
    assert set(alone.meetings["meeting_state"]) <= {"unknown"}
    assert alone.meetings["apart_m"].isna().all(), "unknown, never 0"
    nowhere = green_map_proposals([network], replace(layers, municipality=None), params_of(GreenMapParams), RULES)
    assert nowhere.meetings is None
    assert set(nowhere.proposals["reaches_border"]) == {None}


def test_a_gap_between_two_meadows_is_a_potential_area_with_what_ec_gains():
    labels, classes = strip(length=5)
    network = network_of(labels, classes)
    layers = GreenLayers(
        nature(("meadow", "nej", shapely.box(900, 0, 910, 10))), cover([("grass", shapely.box(10, 0, 40, 10))])
    )
    params = params_of(GreenMapParams, min_area_m2=1.0, gap_m=60.0, corridor_width_m=1.0, corridor_slack=0.0)
    rules = replace(RULES, words={**RULES.words, "green_surface": frozenset(), "not_proposed": frozenset({"meadow"})})
    shown = green_map_proposals([network], layers, params, rules).proposals
    assert not (shown["proposal_type"] == "potential_area").any(), "patches that nothing is proposed for leave no gap"
    shown = green_map_proposals([network], layers, params, RULES).proposals
    kinds = shown.set_index("proposal_type")["reason_en"]
    assert "link" in kinds.index


def proposals(**columns):
    return layer([shapely.box(30, 0, 40, 10), shapely.box(60, 0, 70, 10), shapely.box(0, 0, 10, 10)], **columns)


def judged(network, given, layers=None, **params):
    base = JudgedLayers(
        nature(("meadow", "ja", shapely.box(0, 0, 10, 10))).assign(protection=["registered"]),
        cover([("grass", shapely.box(10, 0, 60, 10))]),
    )
    asked = params_of(JudgedParams, least_area_m2=50.0, **params)
    return judge_proposals(given, [network], replace(base, **(layers or {})), asked, RULES)


def test_proposals_are_judged_ranked_and_unknown_is_a_third_answer():
    network = network_of(*strip(), frog(0.5, 100.0))
    given = proposals(biotop=["Eng", None, "Skov"], navn=["A", "B", "C"])
    made = judged(network, given, {"natura_2000": layer([shapely.box(500, 0, 510, 10)])})
    shown = made.proposals.set_index("proposal_title")
    assert shown.loc["A", "assessment"] == "supports"
    assert shown.loc["A", "added_ec_percent"] == pytest.approx(added_gain(network, given.geometry[0], "meadow").percent)
    assert shown.loc["B", "assessment"] == "unknown"
    assert math.isnan(shown.loc["B", "added_ec_percent"])
    assert shown.loc["C", "answer_protected"] == "yes"
    assert shown.loc["A", "answer_protected"] == "no"
    assert shown.loc["C", "answer_connects"] == "unknown", "wood is no habitat of the frog"
    assert shown["answer_green"].to_dict() == {"A": "yes", "B": "unknown", "C": "unknown"}
    for question in ("public", "mapped", "plan"):
        assert set(shown[f"answer_{question}"]) == {"unknown"}, "no layer given"
    assert shown.loc["A", "proposal_rank"] == 1
    assert len(made.answers) == 3 * 8
    assert "afgørelse" not in " ".join(shown["reason_da"])
    assert shown["reason_da"].str.contains("Vurdering:").all()
    assert set(judged(network, given).proposals["answer_protected"]) == {"unknown", "yes"}, "Natura 2000 not given"


def test_soil_plans_and_owners_speak_against_or_stay_open():
    network = network_of(*strip(), frog(0.5, 100.0))
    given = proposals(biotop=["Eng"] * 3, navn=["A", "B", "C"])
    a, b, c = given.geometry
    layers = {
        "mapped_lots": layer([a, b], status=["V1", "UIK"]),
        "plans": layer([b, c, a], anvendelse=["Boligområde", "", "Rekreativt område"]),
        "owners": layer([a, shapely.box(60, 0, 65, 10)], ejerforhold=["Kommunalt ejet", "Privat ejet"]),
    }
    shown = judged(network, given, layers).proposals.set_index("proposal_title")
    assert shown["answer_mapped"].to_dict() == {"A": "yes", "B": "no", "C": "no"}
    assert "UIK" in shown.loc["B", "reason_da"]
    assert "ikke det samme som ren" in shown.loc["C", "reason_da"]
    assert shown["answer_plan"].to_dict() == {"A": "no", "B": "yes", "C": "unknown"}
    assert shown["answer_public"].to_dict() == {"A": "yes", "B": "no", "C": "unknown"}
    assert shown.loc["A", "assessment"] == "supports_but"


def test_faults_of_proposals_are_told_at_once():
    network = network_of(*strip())
    given = proposals(biotop=["Engg", "Eng", "Skov"])
    given.loc[1, "geometry"] = shapely.Polygon()
    with pytest.raises(LayerError) as told:
        judged(network, given, {"plans": layer([shapely.box(0, 0, 1, 1)], brug=["x"])})
    for word in ("proposal 1", "proposal 2", "anvendelse"):
        assert word in told.value.found.en
    with pytest.raises(LayerError, match="biotop"):
        judged(network, proposals(natur=["Eng"] * 3))


def test_a_patch_below_the_least_of_the_species_is_no_patch():
    labels, classes = strip()
    small = replace(frog(), least_area_m2=150.0)
    network = network_of(labels, classes, small)
    alone = added_gain(network, shapely.box(40, 0, 50, 10), "meadow")
    assert (alone.kind, alone.added_m2) == (TOO_SMALL, 0.0)
    assert alone.gain_m2 > 0.0, "cheaper to cross all the same"
    assert added_gain(network, shapely.box(10, 0, 20, 10), "meadow").added_m2 == 100.0, "part of the patch beside it"


def candidates(network, **params):
    asked = params_of(PlantingParams, becomes="meadow", block_m=10.0, least_area_m2=50.0, **params)
    land = [("grass", shapely.box(10, 0, 70, 10)), ("building", shapely.box(70, 0, 80, 10))]
    shut = nature(("bog", "ja", shapely.box(10, 0, 20, 10))).assign(protection=["registered"])
    return planting_candidates([network], cover(land), shut, asked, RULES)


def test_candidates_leave_protected_nature_and_houses_and_go_by_the_gain_per_hectare():
    labels, classes = strip()
    classes[0, 7] = 4
    network = network_of(labels, classes, frog(0.5, 300.0))
    made = candidates(network).candidates
    assert sorted(g.bounds[0] for g in made.geometry) == [20.0, 30.0, 40.0, 50.0, 60.0]
    gains = [added_gain(network, shape, "meadow").percent / 0.01 for shape in made.geometry]
    assert made["added_ec_per_ha"].to_numpy() == pytest.approx(gains)
    assert np.all(np.diff(made["added_ec_per_ha"]) <= 1e-9)
    assert set(made["answer_mapped"]) == {"unknown"}


def test_the_choice_of_candidates_keeps_the_best_ones():
    labels, classes = strip(length=20)
    network = network_of(labels, classes, frog(0.5, 100.0))
    some = candidates(network, most_candidates=3)
    assert some.found_count == 5
    assert len(some.candidates) == 3
    best = candidates(network).candidates
    assert some.candidates.geometry.iloc[0].equals(best.geometry.iloc[0])
    reach = habitat_in_reach(network)
    assert reach[0, 0] == pytest.approx(100.0 + 100.0 * math.exp(-network.alpha * network.network.distances[0, 1]))


def test_a_stop_is_heard_between_patches_and_links():
    network = network_of(*landscape(np.random.default_rng(3)))
    with pytest.raises(Cancelled):
        habitat_in_reach(network, progress=Stops(-1))
    with pytest.raises(Cancelled):
        next(link_corridors(network.corridors, [0], 10.0, progress=Stops(-1)))


def test_nature_that_no_species_lives_in_is_refused():
    network = network_of(*strip())
    with pytest.raises(ParamError, match="forest"):
        planting_candidates(
            [network], cover([("grass", shapely.box(0, 0, 9, 9))]), nature(("bog", "ja", shapely.box(0, 0, 1, 1))),
            params_of(PlantingParams), RULES,
        )  # fmt: skip


def test_own_rules_take_the_place_of_the_shipped_ones():
    own = pd.DataFrame({"regel": ["protected_lake"], "ord": ["lake;pond"], "tal": [50], "kilde": ["kommunen"]})
    rules = green_rules(read_user_table(own, "green_map_rules"))
    pond = layer([shapely.box(0, 0, 8, 10)], surface_class=["pond"])
    assert protection(pond, None, RULES).tolist() == ["not_protected"]
    assert protection(pond, None, rules).tolist() == ["by_size"]
    assert rules.words["green_surface"] == RULES.words["green_surface"]
    assert not RULES.unverified("core", "criterion_1", "protected_open"), "read in their sources"
    assert len(RULES.unverified("no_planting", "changeable_surface")) == 2
