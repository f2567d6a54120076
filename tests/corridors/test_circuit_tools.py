"""Currents and barriers from file to file on the sample town, and on a made one where the answer is known."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.errors import GistoolsError
from gistools.io import read_table
from gistools.progress import NoProgress
from gistools.run import Job, Session
from gistools.tool import run_steps

TOWN = Path(__file__).resolve().parents[2] / "sample_data" / "town.gpkg"
LAYERS = {
    **{name: name for name in ("land_cover", "nature_areas", "lakes", "roads", "paths", "buildings")},
    "streams": "stream",
}
CRS = "EPSG:25832"


def layer(*shapes, **columns):
    return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET EKSEMPEL"}, geometry=list(shapes), crs=CRS)


def ponds(count=2, gap=90.0):
    """Ponds of 20 x 20 m in a row in grass 60 m high, and a large road between the first two."""
    shapes = [shapely.box(gap * n + 10, 20, gap * n + 30, 40) for n in range(count)]
    wide = gap * (count - 1) + 40
    return {
        "land_cover": layer(shapely.box(0, 0, wide, 60), klasse=["graes"]),
        "nature_areas": layer(*shapes, natyp_navn=["Sø"] * count),
        "roads": layer(shapely.LineString([(65, 0), (65, 60)]), vejnavn=["Ringvej"], aadt=[20_000]),
    }


def made(name, given, **params):
    one = tool(name)
    values = {"species": "frogs_toads", "cell_size_m": 5.0, "dispersal_scale": "given", "dispersal_cost": 1e5, **params}
    inputs = {declared.name: given.get(declared.name) for declared in one.inputs}
    wanted = frozenset(output.name for output in one.outputs)
    chosen = one.params.from_mapping(values)
    return one.load()(**inputs, params=chosen, steps=run_steps, wanted=wanted, progress=NoProgress())


def test_all_of_the_current_crosses_every_line_between_two_ponds():
    """1 A between the ponds: over each column between them, currents per 10 m times 0.5 add up to at least 1 A."""
    found = made("corridor-current", ponds(), cell_size_m=5.0)
    assert found["current"].unit == "A/10 m"
    columns = 0.5 * np.nansum(found["current"].values, axis=0)
    assert (columns[6:20] >= 1.0 - 1e-6).all()
    assert (columns[6:20] < 1.6).all()
    table = found["effective_resistances"]
    assert table[["from_patch", "to_patch", "pair_weight", "verified"]].values.tolist() == [[1, 2, 1.0, False]]
    assert (table["resistance_eff"] < table["link_cost"]).all()
    assert found["current"].stamps
    assert set(table["maerke"]) == {"OPDIGTET EKSEMPEL / INVENTED EXAMPLE"}


def test_two_cells_sizes_tell_nearly_the_same_current():
    """Away from the ponds the current of 10 m of width does not go with the cell size."""
    coarse, fine = (made("corridor-current", ponds(), cell_size_m=size)["current"].values for size in (5.0, 2.5))
    middle = fine.reshape(fine.shape[0] // 2, 2, fine.shape[1] // 2, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(coarse[2:-2, 9:11], middle[2:-2, 9:11], rtol=0.2)


def test_large_near_pairs_count_most_when_asked_for():
    """The second and third pond are near: with weights they get more than the first two; alike 1 each."""
    town = ponds(3)
    near = layer(*[shapely.box(x, 20, x + 20, 40) for x in (10, 100, 150)], natyp_navn=["Sø"] * 3)
    equal, weighted = (
        made("corridor-current", {**town, "nature_areas": near}, pair_weight=w, dispersal_cost=1e3)
        for w in ("equal", "exchange")
    )
    weight = weighted["effective_resistances"].set_index(["from_patch", "to_patch"])["pair_weight"]
    assert weight.mean() == pytest.approx(1.0)
    assert weight[2, 3] > weight[1, 2]
    assert set(equal["effective_resistances"]["pair_weight"]) == {1.0}
    assert (weighted["current_share"].values == equal["current_share"].values)[~np.isnan(equal["current"].values)].all()


def test_the_road_is_the_place_to_open():
    found = made("corridor-barriers", ponds(), most_places=3)
    first = found["barrier_places"].iloc[0]
    assert abs(first.geometry.x - 65.0) <= 5.0
    assert first[["place_class", "roads_there", "verified"]].tolist() == ["road_large", "Ringvej", False]
    assert first["saved_percent"] > 50.0
    assert np.nanargmax(found["barrier_gain"].values.max(axis=0)) in {12, 13}


def test_a_passage_takes_the_gain_away():
    """With a passage under the road, opening the road elsewhere gains far less."""
    before = made("corridor-barriers", ponds())["barrier_gain"].values
    passage = layer(shapely.LineString([(50, 30), (80, 30)]), bredde_m=[10.0])
    after = made("corridor-barriers", {**ponds(), "passages": passage})["barrier_gain"].values
    assert np.nanmax(after) < 0.3 * np.nanmax(before)


def test_one_pond_has_no_pairs_and_nothing_is_made_up():
    found = made("corridor-current", ponds(1))
    assert np.nansum(found["current"].values) == 0.0
    assert found["pinch_points"].empty
    assert found["effective_resistances"].empty
    assert "0 pairs of patches" in found.notes[0].en
    assert made("corridor-barriers", ponds(1))["barrier_places"].empty


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"species": "frogs_toads, hedgehog"}, "several species"),
        ({"pinch_width_m": 2.0}, "a pinch point of 2 m on cells of 5 m"),
        ({"memory_gb": 0.05, "cell_size_m": 0.5}, "at most memory_gb"),
    ],
)
def test_what_cannot_be_is_refused(params, words):
    with pytest.raises(GistoolsError, match=words):
        made("corridor-current", ponds(5, 300.0), **params)


def test_the_sample_town(tmp_path):
    """Hedgehogs: the way under the ring road and the ring road itself are what both tools find."""
    inputs = {name: f"{TOWN}|layername={layer}" for name, layer in LAYERS.items()}
    for name in ("corridor-current", "corridor-barriers"):
        params = {"species": "pindsvin", "cell_size_m": 10.0}
        Session().run(Job(tool=name, inputs=inputs, params=params, out_dir=str(tmp_path)))
    pinched = gpd.read_file(tmp_path / "pinch_points.gpkg", layer="pinch_points")
    assert "Ringvejen" in set(pinched["roads_there"])
    assert pinched["pinch_rank"].tolist() == list(range(1, len(pinched) + 1))
    places = gpd.read_file(tmp_path / "barrier_places.gpkg", layer="barrier_places")
    assert places.iloc[0]["roads_there"] == "Ringvejen"
    assert pd.unique(places["from_patch"].astype(str) + "-" + places["to_patch"].astype(str)).size > 5
    table = read_table(tmp_path / "effective_resistances.csv").value
    assert (table["resistance_eff"].astype(float) <= table["link_cost"].astype(float)).all()
