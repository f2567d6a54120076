"""The tool corridor-network on a made town: three ponds, a road between, garden on one side."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.catalogue import tool
from gistools.corridors.connectivity import linked_corridors
from gistools.corridors.connectivity_params import ConnectivityParams
from gistools.corridors.landscape_layers import chosen_species, grid_over
from gistools.corridors.links import cost_distance, cost_regions
from gistools.corridors.measures import ec
from gistools.corridors.network import habitat_area
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.species import load_species
from gistools.errors import CrsError, LayerError, ParamError
from gistools.graph import Graph
from gistools.progress import NoProgress
from gistools.tool import run_steps
from tests.corridors.made_corridors import CRS

TOOL = tool("corridor-network")
FROG = load_species()["frogs_toads"]


def layer(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


@pytest.fixture(scope="module")
def town():
    ponds = [shapely.box(10, 60, 40, 90), shapely.box(110, 60, 140, 90), shapely.box(110, 10, 140, 30)]
    cover = [shapely.box(0, 0, 200, 100), shapely.box(60, 0, 200, 40)]
    return {
        "land_cover": layer(cover, klasse=["graes", "have"], maerke="OPDIGTET EKSEMPEL"),
        "nature_areas": layer(ponds, natyp_navn=["Sø", "Sø", "Mose"]),
        "roads": layer([shapely.LineString([(75, 0), (75, 100)])], vejnavn=["Engvej"], aadt=[900]),
    }


def run(town, wanted=None, **values):
    params = TOOL.params.from_mapping({"species": "frogs_toads", "cell_size_m": 5.0, **values})
    names = {one.name for one in TOOL.outputs} if wanted is None else set(wanted)
    if params.draws is None:
        names -= {"rank_stability"}
    return TOOL.load()(
        **{one.name: town.get(one.name) for one in TOOL.inputs},
        params=params, steps=run_steps, wanted=frozenset(names), progress=NoProgress(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def corridors(town):
    areas = {name: town[name] for name in ("nature_areas", "land_cover")}
    grid = grid_over(town["land_cover"], 5.0)
    patches = habitat_patches(areas, FROG, grid, PatchParams())
    resistance = resistance_surface(areas, FROG, grid, ResistanceParams(), roads=town["roads"])
    return linked_corridors(patches, resistance, FROG, ConnectivityParams(), roads=town["roads"])


def test_it_is_its_steps_one_after_the_other(town, corridors):
    made, alpha, told = corridors
    result = run(town)
    assert set(result) == {"patches", "links", "corridors", "connectivity", "importance"}
    row = result["connectivity"].iloc[0]
    expected = ec(habitat_area(made.graph), made.graph, alpha)
    assert (row["ec_m2"], row["area_m2"], row["alpha"]) == (expected.ec_m2, 900.0 + 900.0 + 600.0, alpha)
    assert row["species"] == "frøer og tudser"
    assert not row["verified"]
    assert told in result.notes
    links = result["links"]
    assert links["roads_crossed"].tolist() == [
        "Engvej" if line.intersects(town["roads"].geometry[0]) else "" for line in links.geometry
    ]
    assert (links["roads_crossed"] == "Engvej").any()
    assert all("m" in words and "{" not in words for words in links["metres"])
    assert isinstance(result["importance"], Graph)


def test_a_stamp_goes_on_all_that_is_made(town):
    result = run(town)
    for name in ("patches", "links", "connectivity"):
        assert result[name]["maerke"].str.contains("OPDIGTET").all()
    assert result["corridors"].stamps
    assert result["importance"].stamps


def test_the_raster_is_the_chance_over_the_best_way(town, corridors):
    """Against the fields of both patches of each link, added: exp(-alpha x extra), cut at the share.

    Ways keep to the cells nearest to the two; a link that costs more than the least cost anywhere is none.
    """
    made, alpha, _ = corridors
    share = 0.9
    best = np.full(made.patches.labels.shape, np.inf)
    labels, raster = made.patches.labels, made.resistance.raster
    regions, _ = cost_regions(made.resistance, labels)
    for link in made.links.itertuples():
        pair = (link.from_patch, link.to_patch)
        least = cost_distance(made.resistance, labels == pair[0])[labels == pair[1]].min()
        if link.link_cost <= least + 1e-6:
            fenced = raster.with_values(np.where(np.isin(regions, pair), raster.values, np.nan).astype(np.float32))
            ends = [cost_distance(replace(made.resistance, raster=fenced), labels == one) for one in pair]
            best = np.minimum(best, ends[0] + ends[1] - link.link_cost)
    chance = np.exp(-alpha * best)
    found = run(town, ["corridors"], corridor_share=share)["corridors"].values
    near = np.abs(chance - share) < 1e-6  # a cell at the cut may fall either way
    np.testing.assert_allclose(found[~near], np.where(chance >= share, chance, np.nan)[~near], rtol=1e-6)
    assert np.nanmax(found) == 1.0
    assert np.isnan(found).any()


def test_several_species_have_rows_of_their_own_and_one_without_habitat_is_told(town):
    result = run(town, species="frogs_toads, squirrel, great_crested_newt")
    names = ["frøer og tudser", "stor vandsalamander"]
    assert result["connectivity"]["species"].tolist() == names
    assert list(dict.fromkeys(result["patches"]["species"])) == names
    assert any(note.da.startswith("egern er ikke regnet") for note in result.notes)
    with pytest.raises(LayerError, match="egern"):
        run(town, species="squirrel")
    alone = run(town, ["corridors"])["corridors"].values
    both = result["corridors"].values
    assert (both[~np.isnan(alone)] >= alone[~np.isnan(alone)]).all()


def test_the_municipality_counts_its_own(town):
    west = layer([shapely.box(0, 0, 75, 100)])
    inside = run({**town, "municipality": west})["connectivity"].iloc[0]
    assert (inside["area_m2"], inside["home_patches"], inside["patch_count"]) == (900.0, 1, 3)
    assert inside["ec_m2"] == pytest.approx(900.0)
    assert inside["ec_cross_m2"] > 900.0


def test_an_invented_border_is_stamped_on_what_counts_by_it(town):
    west = layer([shapely.box(0, 0, 75, 100)], maerke=["OPDIGTET EKSEMPEL"])
    real = {**town, "land_cover": town["land_cover"].drop(columns="maerke"), "municipality": west}
    assert run(real, ["connectivity"])["connectivity"]["maerke"].iloc[0].startswith("OPDIGTET EKSEMPEL")


def test_a_second_year_with_the_cost_of_the_first_has_its_kernel(town):
    first = run(town, ["connectivity"])["connectivity"].iloc[0]
    again = run(
        {**town, "nature_areas": town["nature_areas"].iloc[:2]},
        ["connectivity"],
        dispersal_scale="given",
        dispersal_cost=float(first["dispersal_cost"]),
    )["connectivity"].iloc[0]
    assert again["alpha"] == pytest.approx(first["alpha"], rel=1e-9)  # what comparing asks for
    assert again["ec_m2"] < first["ec_m2"]


def test_one_cost_is_for_one_species(town):
    with pytest.raises(ParamError, match="én art"):
        run(town, species="alle", dispersal_scale="given", dispersal_cost=100.0)
    with pytest.raises(ParamError, match="pindsvin"):
        run(town, species="ræv")
    assert [one.id for one in chosen_species("egern;egern", load_species())] == ["squirrel"]


def test_too_many_cells_and_degrees_are_told_before_the_work(town):
    with pytest.raises(ParamError, match=r"200000 x 400000 celler på 0,0005 m"):
        grid_over(town["land_cover"], 0.0005)
    with pytest.raises(CrsError):
        grid_over(town["land_cover"].to_crs(4326), 5.0)


def test_draws_tell_how_sure_places_are(town):
    result = run(town, draws=10, link_set="complete")
    table = result["rank_stability"]
    assert set(table["ranked"]) == {"patch", "link"}
    assert table["base_rank"].notna().all()
    assert {"top_share", "rank_low", "rank_high"} <= set(result["patches"].columns) & set(result["links"].columns)
    row = result["connectivity"].iloc[0]
    assert 0.0 < row["ec_low_m2"] <= row["ec_high_m2"] <= row["area_m2"]


def test_tools_that_are_asked_the_same_give_the_same_ec(town):
    """EC of today, all pairs: network, plan check, measures and the judging of proposals, in a town with a border."""
    given = {**town, "municipality": layer([shapely.box(0, 0, 130, 100)])}
    pond = [shapely.box(50, 60, 70, 80)]
    asked = {
        "corridor-plan-check": ("plan", layer(pond, anvendelse=["vandhul"]), "plan_summary", {}),
        "corridor-measures": ("measure_options", layer(pond, type=["vandhul"], pris_kr=[1.0]), "species_gain",
                              {"budget_dkk": 9.0}),
        "nature-proposals-judged": ("nature_proposals", layer(pond, bliver=["vandhul"]), "proposal_gains",
                                    {"becomes_field": "bliver"}),
    }  # fmt: skip
    row = run(given, ["connectivity"], link_set="complete")["connectivity"].iloc[0]
    rows = {}
    for name, (input_, frame, wanted, params) in asked.items():
        one = tool(name)
        rows[name] = one.load()(
            **{i.name: {**given, input_: frame}.get(i.name) for i in one.inputs},
            params=one.params.from_mapping({"species": "frogs_toads", "cell_size_m": 5.0, **params}),
            steps=run_steps,
            wanted=frozenset({wanted}),
            progress=NoProgress(),
        )[wanted].iloc[0]
    before = [rows[name][column] for name, column in (
        ("corridor-plan-check", "ec_before_m2"), ("corridor-measures", "ec_before_m2"),
        ("nature-proposals-judged", "ec_m2"))]  # fmt: skip
    assert before == pytest.approx([row["ec_m2"]] * 3, rel=1e-12)
    after = [rows[name][column] for name, column in (
        ("corridor-plan-check", "ec_m2"), ("corridor-measures", "ec_network_m2"), ("corridor-measures", "ec_map_m2"),
        ("nature-proposals-judged", "ec_with_m2"))]  # fmt: skip
    assert after == pytest.approx([after[0]] * 4, rel=1e-12)
    assert after[0] > before[0]
    neighbours = run(given, ["connectivity"])
    assert neighbours["connectivity"]["ec_m2"].iloc[0] <= row["ec_m2"]
    assert any("link_set = complete" in note.en for note in neighbours.notes)


def checked(town, shapes, **values):
    one = tool("corridor-plan-check")
    plan = layer(shapes, anvendelse=["vandhul"] * len(shapes))
    return one.load()(
        **{i.name: {**town, "plan": plan}.get(i.name) for i in one.inputs},
        params=one.params.from_mapping({"species": "frogs_toads", "cell_size_m": 5.0, **values}),
        steps=run_steps,
        wanted=frozenset({"plan_summary"}),
        progress=NoProgress(),
    )


def test_a_plan_beyond_the_map_is_no_answer_and_a_part_of_one_is_told(town):
    here, away = shapely.box(50, 60, 70, 80), shapely.box(900, 900, 950, 950)
    with pytest.raises(LayerError, match="uden for kortet"):
        checked(town, [away])
    both, alone = checked(town, [away, here]), checked(town, [here])
    assert both["plan_summary"]["ec_m2"].tolist() == alone["plan_summary"]["ec_m2"].tolist()
    assert any("features no. 1" in note.en for note in both.notes)
    assert not any("beyond the map" in note.en for note in alone.notes)


def test_a_species_without_a_patch_at_home_is_told_and_the_others_checked(town):
    here = [shapely.box(50, 60, 70, 80)]
    made = checked(town, here, species="squirrel, frogs_toads, hedgehog")
    assert "frogs_toads" in made["plan_summary"]["species"].tolist()
    assert any(note.en.startswith("squirrel was left out") for note in made.notes)
    beyond = {**town, "municipality": layer([shapely.box(150, 0, 200, 100)])}
    for refused in (lambda: checked(beyond, here), lambda: run(beyond, ["connectivity"])):
        with pytest.raises(LayerError, match="i kommunen"):
            refused()
