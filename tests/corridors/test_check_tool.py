"""The tool corridor-plan-check from file to file on the sample town, and the sample held against a full search."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.catalogue import tool
from gistools.corridors.change import apply_plan
from gistools.corridors.check import check_plan
from gistools.corridors.check_run import plan_words
from gistools.corridors.connectivity import linked_corridors
from gistools.corridors.connectivity_params import LinkingParams
from gistools.corridors.landscape_layers import grid_over
from gistools.corridors.patches import habitat_patches
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance import resistance_surface
from gistools.corridors.resistance_params import ResistanceParams
from gistools.corridors.species import load_species
from gistools.corridors.surfaces import load_surface_classes
from gistools.errors import GistoolsError, ParamError
from gistools.io import read_table
from gistools.run import Job, Session
from tests.corridors.test_check import same

TOWN = Path(__file__).resolve().parents[2] / "sample_data" / "town.gpkg"
LAYERS = {
    "land_cover": "land_cover", "nature_areas": "nature_areas", "lakes": "lakes", "roads": "roads",
    "streams": "stream", "paths": "paths", "buildings": "buildings",
}  # fmt: skip
GIVEN = {name: f"{TOWN}|layername={layer}" for name, layer in LAYERS.items()}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Return a plan that builds over a pond and lays a road across the meadow north of the town."""
    frame = gpd.GeoDataFrame(
        {"anvendelse": ["Boligområde", "vej"], "maerke": "OPDIGTET EKSEMPEL"},
        geometry=[
            shapely.box(651250, 6269100, 651480, 6269330),
            shapely.LineString([(650900, 6269350), (651300, 6269330)]),
        ],
        crs="EPSG:25832",
    )
    path = tmp_path_factory.mktemp("plan") / "plan.gpkg"
    frame.to_file(path, layer="plan")
    return path


@pytest.fixture(scope="module")
def folder(drawn, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plantjek")
    params = {"species": "stor vandsalamander, frogs_toads", "cell_size_m": 20.0, "mended_links": 2}
    job = Job(
        tool="corridor-plan-check", inputs={**GIVEN, "plan": str(drawn)}, params=params, out_dir=str(folder),
        map_file=str(folder / "map.html"),
    )  # fmt: skip
    Session().run(job)
    return folder


def layer(folder, name):
    return gpd.read_file(folder / f"{name}.gpkg", layer=name)


def test_each_reach_stands_beside_its_change(folder):
    """Half the reach is told with half the reach's change, whichever of the two is larger."""
    for _, row in read_table(folder / "plan_summary.csv").value.iterrows():
        told = re.search(r"\((\S+) %, hvis arten når halvt så langt; (\S+) %, hvis den når dobbelt", row["text_da"])
        half, twice = (float(one.replace("−", "-").replace(",", ".")) for one in told.groups())
        assert half == pytest.approx(float(row["ec_percent_half"]), abs=0.06)
        assert twice == pytest.approx(float(row["ec_percent_twice"]), abs=0.06)


def test_the_map_names_species_and_mends_apart_from_patches(folder):
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert "art stor vandsalamander, frøer og tudser" in page
    assert "frogs_toads" not in page.split("</title>")[0]
    assert "kør én art" in page
    mends = layer(folder, "mends")
    assert mends["mend_id"].str.fullmatch(r"A\d+").all()
    assert mends.groupby("species")["mend_id"].first().eq("A1").all()


def test_a_row_for_each_species_with_figures_and_a_paragraph(folder):
    table = read_table(folder / "plan_summary.csv").value.set_index("species")
    assert table.index.tolist() == ["great_crested_newt", "frogs_toads"]
    newt = table.loc["great_crested_newt"]
    assert int(newt["patches_lost"]) == 1
    assert "Vandhul i marken" in newt["text_da"]
    assert newt["text_da"].startswith("Stor vandsalamander: Planen fjerner 1 levested")
    assert float(newt["ec_m2"]) < float(newt["ec_before_m2"])
    assert str(newt["maerke"]).startswith("OPDIGTET")
    links = layer(folder, "links_checked")
    for species, row in table.iterrows():
        name = row["name_da"]
        for status in ("unchanged", "longer", "shorter", "broken", "new"):
            counted = ((links["species"] == name) & (links["link_status"] == status)).sum()
            assert int(row[f"links_{status}"]) == counted, (species, status)


def test_layers_tell_what_goes_and_what_the_plan_was_taken_for(folder):
    patches, lost, read = (layer(folder, name) for name in ("patches_checked", "habitat_lost", "plan_read"))
    assert read["surface_class"].tolist() == ["paved", "road_small"]
    assert read["plan_use"].tolist() == ["Boligområde", "vej"]
    gone = patches[patches["patch_fate"] == "lost"]
    assert set(gone["patch_name"]) == {"Vandhul i marken"}
    assert lost.geometry.area.sum() == pytest.approx(lost["lost_m2"].sum())
    box = shapely.box(651250, 6269100, 651480, 6269330).union(read.geometry.iloc[1])
    assert lost.geometry.difference(box).area.max() < 1e-3


def test_the_map_says_the_limits_and_the_assumption(folder):
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert tool("corridor-plan-check").limits.da in page
    assert "Boligområde regnes som befæstet areal" in page


@pytest.fixture(scope="module")
def town():
    """Return patches, resistance and links of frogs in the sample town."""
    layers = {name: gpd.read_file(TOWN, layer=of) for name, of in LAYERS.items()}
    areas = {name: layers[name] for name in ("nature_areas", "lakes", "land_cover")}
    lines = {name: layers[name] for name in ("roads", "streams", "paths", "buildings")}
    species = load_species()["frogs_toads"]
    grid = grid_over(layers["land_cover"], 20.0)
    patches = habitat_patches(areas, species, grid, PatchParams())
    resistance = resistance_surface(areas, species, grid, ResistanceParams(), **lines)
    corridors, alpha, _ = linked_corridors(patches, resistance, species, LinkingParams(link_set="complete"))
    return species, patches, resistance, corridors, alpha


@pytest.mark.parametrize("seed", range(3))
def test_on_the_sample_the_quick_way_equals_a_full_search(town, seed):
    """Boxes of a housing area, a wood or a meadow anywhere in the town: equal to the bit, with fewer searches."""
    species, patches, resistance, corridors, alpha = town
    random = np.random.default_rng(seed)
    x, y = random.uniform(650_200, 651_700), random.uniform(6_268_100, 6_269_700)
    use = str(random.choice(["Boligområde", "skov", "eng"]))
    plan = gpd.GeoDataFrame({"klasse": [use]}, geometry=[shapely.box(x, y, x + 150, y + 150)], crs="EPSG:25832")
    words, _ = plan_words("", load_surface_classes())
    planned = apply_plan(patches, resistance, plan, species, named=words, least_m2=species.least_area_m2)
    quick, full = (check_plan(corridors, planned, alpha, quick=one) for one in (True, False))
    assert same(quick.after, full.after)
    assert quick.ec == full.ec
    assert quick.links.drop(columns="geometry").equals(full.links.drop(columns="geometry"))
    n = len(planned.patches.frame)
    assert quick.searched < full.searched == n * (n - 1) // 2


def test_faults_are_told_before_any_work(drawn, tmp_path):
    def run(**params):
        Session().run(
            Job(tool="corridor-plan-check", inputs={**GIVEN, "plan": str(drawn)}, params=params, out_dir=str(tmp_path))
        )

    with pytest.raises(ParamError, match="Torv = ukendt"):
        run(species="egern", plan_uses="Torv = ukendt; Boligområde = have")
    with pytest.raises(GistoolsError) as told:
        run(species="egern", cell_size_m=50.0, plan_class_field="nothing")
    assert "nothing" in str(told.value)
    assert not list(tmp_path.iterdir())


def test_the_plan_of_the_sample_is_worth_looking_at():
    """`development_plan` takes the pond in the field whole and a part of the northern meadow."""
    source = TOWN.with_name("nature_plan.gpkg")
    plan = gpd.read_file(source, layer="development_plan")
    nature = gpd.read_file(TOWN, layer="nature_areas").set_index("navn").geometry
    built = plan.geometry[plan["anvendelse"] == "Boligområde"].union_all()
    assert plan["maerke"].str.startswith("OPDIGTET").all()
    assert built.contains(nature["Vandhul i marken"])
    part = built.intersection(nature["Åengen nord"]).area / nature["Åengen nord"].area
    assert 0.02 < part < 0.5
