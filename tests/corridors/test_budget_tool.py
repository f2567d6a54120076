"""The tool corridor-measures on a landscape of two ponds: what it tells, and what it refuses."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.errors import ParamError
from gistools.progress import NoProgress
from gistools.tool import run_steps

CRS = "EPSG:25832"
TOOL = tool("corridor-measures")


def layer(shapes, **columns):
    return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET EKSEMPEL"}, geometry=shapes, crs=CRS)


def made(*, wanted=None, **values):
    ponds = shapely.MultiPolygon([shapely.box(10, 10, 30, 30), shapely.box(170, 10, 190, 30)])
    given = {
        "land_cover": layer([shapely.box(0, 0, 200, 60)], klasse=["graes"]),
        "nature_areas": layer([ponds], natyp_navn=["Sø"]),
        "measure_options": layer(
            [shapely.box(90, 10, 110, 30), shapely.box(90, 40, 110, 60), shapely.box(150, 40, 160, 50)],
            type=["vandhul", "vandhul", "eng"],
            pris_kr=[1e5, 9e5, None],
        ),
    }
    params = {"species": "frogs_toads", "cell_size_m": 10.0, "budget_dkk": 2e5, **values}
    return TOOL.load()(
        **{one.name: given.get(one.name) for one in TOOL.inputs},
        params=TOOL.params.from_mapping(params),
        steps=run_steps,
        wanted=frozenset(wanted or {one.name for one in TOOL.outputs}),
        progress=NoProgress(),
    )


@pytest.fixture(scope="module")
def two_species():
    return made(species="frogs_toads, great_crested_newt")


def test_every_option_is_chosen_or_has_its_reason(two_species):
    options = two_species["nature_options"]
    assert options["choice_state"].tolist() == ["chosen", "over_budget", "no_price"]
    assert options["build_step"].fillna(0).tolist() == [1, 0, 0]
    assert np.isnan(options["price_dkk"].iloc[2])
    assert (options["maerke"] == "OPDIGTET EKSEMPEL / INVENTED EXAMPLE").all()
    assert not options["verified"].any()


def test_network_and_map_agree_where_a_pond_lies_apart(two_species):
    gains = two_species["species_gain"]
    assert len(gains) == 2
    assert gains["ec_network_m2"].to_numpy() == pytest.approx(gains["ec_map_m2"].to_numpy(), rel=1e-12)
    assert (gains["ec_map_m2"] > gains["ec_before_m2"]).all()
    assert gains["area_percent"].to_numpy() == pytest.approx([50.0, 50.0])
    order = two_species["build_order"]
    assert order["spent_dkk"].tolist() == [1e5, 1e5]
    assert order["ec_m2"].to_numpy() == pytest.approx(gains["ec_network_m2"].to_numpy())


def test_the_answer_stands_first_and_says_that_it_is_proven(two_species):
    first = two_species.notes[0]
    assert first.en.startswith("Best for 200,000 DKK, in build order: 1 (100,000 DKK); gain ")
    assert "proven" in first.en
    assert "bevist" in first.da
    assert any("no price" in note.en for note in two_species.notes)
    graph = two_species["budget_curve"]
    assert graph.stamps
    rows = two_species["budget_frontier"]
    assert (np.diff(rows["gain_percent"]) >= -1e-9).all()


def test_a_species_without_patches_is_left_out_and_said():
    told = made(species="frogs_toads, squirrel", weights="1 3", wanted={"species_gain"})
    assert isinstance(told["species_gain"], pd.DataFrame)
    assert len(told["species_gain"]) == 1
    assert any(note.en.startswith("squirrel was left out") for note in told.notes)


def test_weights_and_costs_that_do_not_fit_are_told_at_once():
    with pytest.raises(ParamError) as caught:
        made(species="frogs_toads, great_crested_newt", weights="1", dispersal_scale="given", dispersal_cost=500.0)
    assert "one cost for 2 species" in caught.value.found.en
    assert "weights '1'" in caught.value.found.en
    with pytest.raises(ParamError, match="species that gains least"):
        made(weights="1", criterion="worst")
