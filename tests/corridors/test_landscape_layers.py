"""Layers of a landscape as the tools read them: one reading for all, species without patches, stamps."""

import geopandas as gpd
import pytest
import shapely

from gistools.corridors.connectivity_params import DispersalScale, NetworkParams
from gistools.corridors.landscape_layers import AREAS, BURNED, LandscapeLayers, require_one, require_own_cost
from gistools.corridors.planning_params import PlanningParams
from gistools.corridors.tools import CORRIDOR_TOOLS
from gistools.errors import LayerError, ParamError
from tests.corridors.made import CRS


@pytest.fixture(scope="module")
def town():
    ponds = [shapely.box(10, 10, 40, 40), shapely.box(70, 10, 95, 40)]
    return {
        "land_cover": gpd.GeoDataFrame({"klasse": ["graes"]}, geometry=[shapely.box(0, 0, 100, 50)], crs=CRS),
        "nature_areas": gpd.GeoDataFrame({"natyp_navn": ["Sø", "Sø"]}, geometry=ponds, crs=CRS),
    }


def test_a_landscape_is_what_tools_are_given_whatever_else_there_is(town):
    read = LandscapeLayers.of({**town, "plan": town["land_cover"], "hedges": None})
    assert set(read.areas) <= set(AREAS)
    assert "hedges" not in read.areas
    assert set(read.burned) == set(BURNED)
    assert read.municipality is None


def test_tools_of_a_landscape_declare_all_its_layers():
    """A tool that takes roads into its resistance takes all that a resistance is made of."""
    for tool in CORRIDOR_TOOLS:
        names = {one.name for one in tool.inputs}
        if "roads" in names and "land_cover" in names:
            assert set(BURNED) | set(AREAS) <= names, tool.id


def test_parameters_that_a_tool_has_not_are_as_they_are_by_themselves(town):
    read = LandscapeLayers.of(town)
    grid = read.grid(5.0)
    species = require_one(read.species("frogs_toads"))
    few, all_of = PlanningParams(species="frogs_toads"), NetworkParams(species="frogs_toads")
    assert (read.patches(species, grid, few).labels == read.patches(species, grid, all_of).labels).all()


def test_species_without_patches_are_left_out_but_not_all(town):
    read, notes = LandscapeLayers.of(town), []
    params = NetworkParams(species="squirrel")
    chosen = read.species("squirrel, frogs_toads, squirrel")
    made = [one.id for one, *_ in read.landscapes(chosen, read.grid(5.0), params, notes)]
    assert made == ["frogs_toads"]
    assert [note.en.partition(":")[0] for note in notes] == ["squirrel was left out"]
    with pytest.raises(LayerError):
        list(read.landscapes(chosen[:1], read.grid(5.0), params, notes))


def test_one_cost_or_one_resistance_is_for_one_species(town):
    chosen = LandscapeLayers.of(town).species("frogs_toads, hedgehog")
    require_own_cost(chosen, DispersalScale.FITTED)
    require_own_cost(chosen[:1], DispersalScale.GIVEN)
    with pytest.raises(ParamError, match="one cost"):
        require_own_cost(chosen, DispersalScale.GIVEN)
    with pytest.raises(ParamError, match="several species: frogs_toads, hedgehog"):
        require_one(chosen)
