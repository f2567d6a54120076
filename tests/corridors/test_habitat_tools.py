"""The tools of habitat, from layers to what is written: several species, stamps, marks, notes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.corridors.habitat_params import HabitatPatchesParams, HabitatResistanceParams
from gistools.corridors.habitat_tools import HABITAT_PATCHES, HABITAT_RESISTANCE
from gistools.errors import ParamError
from gistools.progress import NoProgress
from gistools.stamps import INVENTED
from gistools.tool import run_steps

CRS = "EPSG:25832"


def layer(shapes, **columns):
    return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET"}, geometry=shapes, crs=CRS)


LAYERS = {
    "land_cover": layer([shapely.box(0, 0, 200, 100), shapely.box(120, 0, 180, 60)], klasse=["graes", "have"]),
    "nature_areas": layer([shapely.box(10, 10, 50, 40)], natyp_navn=["Sø"]),
}


def run(tool, params, wanted=None, **given):
    inputs = {one.name: given.get(one.name) for one in tool.inputs}
    outputs = frozenset(wanted or (one.name for one in tool.outputs))
    return tool.load()(**inputs, params=params, steps=run_steps, wanted=outputs, progress=NoProgress())


def test_patches_of_several_species_stand_in_one_layer_with_what_became_of_each_feature():
    made = run(HABITAT_PATCHES, HabitatPatchesParams(species="frogs_toads, pindsvin", cell_size_m=10.0), **LAYERS)
    patches, told = made["habitat_patches"], made["habitat_features"]
    assert patches["species"].tolist() == ["frøer og tudser", "pindsvin"]
    assert patches["area_m2"].tolist() == [1200.0, 3600.0]
    assert not patches["verified"].any()
    assert (patches["maerke"] == "OPDIGTET EKSEMPEL / INVENTED EXAMPLE").all()
    assert told["fate"].tolist() == ["kept", "not_habitat", "not_habitat", "not_habitat", "not_habitat", "kept"]
    assert sum("not verified" in note.en for note in made.notes) == 2


def test_only_what_is_wanted_is_made():
    made = run(HABITAT_PATCHES, HabitatPatchesParams(species="all", min_area_m2=0.0), {"habitat_features"},
               land_cover=layer([shapely.box(k * 20, 0, k * 20 + 10, 50) for k in range(5)],
                                klasse=["vandhul", "have", "overdrev", "skov", "mark"]))  # fmt: skip
    assert list(made) == ["habitat_features"]
    assert made["habitat_features"]["species"].nunique() == 7


def test_resistance_barriers_and_figures_agree():
    road = layer([shapely.LineString([(0, 80), (200, 80.5)])], aadt=[9000], bredde_m=[8.0])
    pipe = layer([shapely.Point(100, 75)], navn=["Rør"])
    made = run(HABITAT_RESISTANCE, HabitatResistanceParams(species="hedgehog", cell_size_m=10.0), roads=road,
               passages=pipe, **LAYERS)  # fmt: skip
    raster, barriers, costs = made["resistance"], made["barriers"], made["surface_costs"]
    assert raster.stamps == barriers.stamps == (INVENTED,)
    assert raster.name.da == "Modstand, pindsvin"
    assert (raster.values[barriers.values == 1] == 300.0).all()
    assert (raster.values[barriers.values == 2] == 3.0).all()
    assert (barriers.values == 2).sum() in {1, 2}
    assert costs["area_m2"].sum() == 200 * 100
    assert costs.set_index("surface_class").loc["garden", ["area_m2", "resistance"]].tolist() == [3600.0, 1.0]
    for row in costs.itertuples():
        cells = np.count_nonzero(raster.values == np.float32(row.resistance)) * 100.0
        assert cells >= row.area_m2


def test_own_tables_take_the_place_of_those_shipped():
    species = pd.DataFrame({"species": ["hare"], "name_da": ["hare"], "dispersal_m": [2000.0], "probability": [0.5],
                            "habitats": ["grass"]})  # fmt: skip
    names = pd.read_csv("gistools/tables/data/surface_classes.csv")["surface_class"]
    resistance = pd.DataFrame({"species": "hare", "surface_class": names, "resistance": 7.0})
    params = HabitatResistanceParams(species="hare", cell_size_m=10.0)
    made = run(HABITAT_RESISTANCE, params, {"resistance"}, species_table=species, species_resistance=resistance,
               **LAYERS)  # fmt: skip
    assert (made["resistance"].values == 7.0).all()
    assert any("levested med modstand over 1: græs 7" in note.da for note in made.notes)


def test_own_species_without_resistance_are_enough_for_patches():
    species = pd.DataFrame({"species": ["hare"], "name_da": ["hare"], "dispersal_m": [2000.0], "probability": [0.5],
                            "habitats": ["grass"]})  # fmt: skip
    params = HabitatPatchesParams(species="hare", cell_size_m=10.0)
    made = run(HABITAT_PATCHES, params, species_table=species, **LAYERS)
    assert made["habitat_patches"]["area_m2"].tolist() == [20_000.0 - 1_200.0 - 3_600.0]


def test_resistance_is_of_one_species():
    with pytest.raises(ParamError, match="several species"):
        run(HABITAT_RESISTANCE, HabitatResistanceParams(species="all"), **LAYERS)
    with pytest.raises(ParamError, match="no species called"):
        run(HABITAT_RESISTANCE, HabitatResistanceParams(species="ulv"), **LAYERS)
