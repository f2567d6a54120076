"""The tool missing-links on the sample town and by its errors."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.errors import LayerError
from gistools.graph import Graph
from gistools.pathnet.candidates import find_candidates
from gistools.pathnet.gain import Demand, link_reach
from gistools.pathnet.laid_links import lay_links
from gistools.pathnet.missing_outputs import data_doubts
from gistools.pathnet.missing_params import CandidateParams, MissingLinkParams
from gistools.pathnet.search import Places, Search
from gistools.pathnet.trip_demand import fair_cap, link_demand
from gistools.progress import NoProgress
from gistools.tool import run_steps
from tests.pathnet.made import network

TOWN = Path(__file__).parents[2] / "sample_data" / "town.gpkg"
TOOL = tool("missing-links")


def town(name):
    return gpd.read_file(TOWN, layer=name)


@pytest.fixture(scope="module")
def layers():
    names = {"paths": "paths", "roads": "roads", "buildings": "buildings", "lakes": "lakes", "streams": "stream",
             "addresses": "addresses", "plan_areas": "plan_areas"}  # fmt: skip
    return {key: town(name) for key, name in names.items()}


def run(layers, wanted=("missing_links", "link_order", "link_curve", "link_network"), **given):
    inputs = {one.name: None for one in TOOL.inputs} | layers
    inputs |= {name: given.pop(name) for name in list(given) if name in inputs}
    return TOOL.load()(
        **inputs, params=MissingLinkParams(**given), steps=run_steps, wanted=frozenset(wanted), progress=NoProgress()
    )


@pytest.fixture(scope="module")
def planned(layers):
    return run(layers, include_planned=True, planned_field="planlagte_boliger", measure="within", link_count=3)


def test_the_area_that_the_ring_road_cuts_off_is_connected_by_crossing_it(planned, layers):
    links = planned["missing_links"]
    area = layers["plan_areas"].set_index("plannr").geometry["L2"]
    joins = links[(links["connected_count"] > 1.0) & links["way_today_m"].isna()]
    assert len(joins)
    assert (joins.distance(area) < 60.0).all(), "nobody else in town is without a way on foot"
    south = joins[joins.geometry.apply(lambda line: shapely.get_coordinates(line)[:, 1].min() < 6_268_895.0)]
    assert (south["link_crosses"] == "motorvej").all()
    assert (south["link_tunnel_m"] >= 20.0).all()
    assert (south["price_dkk"] > 2e6).all()
    assert south["price_from"].eq("table").all()


@pytest.mark.parametrize("places", [None, "schools", "stops"])
def test_what_is_built_by_default_is_no_long_way_round(layers, places):
    """A cheap link to the road in the east joins L2 by 3.7 km; the tunnel under the ring road is what it lacks."""
    goals = {} if places is None else {"destinations": gpd.read_file(TOWN.parent / "path_places.gpkg", layer=places)}
    given = {"include_planned": True, "planned_field": "planlagte_boliger"}
    made = run(layers, ("missing_links", "link_order"), **goals, **given)
    first = made["missing_links"].query("link_state == 'chosen' and connected_count > 1").sort_values("build_step")
    assert first["link_crosses"].iloc[0] == "motorvej"
    assert first["build_step"].iloc[0] <= 2
    assert any("2 gange fugleflugtslinjen" in note.da for note in made.notes)
    by_far = run(layers, ("link_order",), **goals, **given, measure="connected", link_count=1)
    assert made["link_order"]["connected_way_m"].iloc[-1] < 0.7 * by_far["link_order"]["connected_way_m"].iloc[-1]


@pytest.mark.parametrize("nearest", [False, True])
def test_a_fair_way_is_short_or_no_great_detour(nearest):
    net = network((0, 0, 1_000, 0), (1_000, 0, 1_000, 900), (1_000, 900, 0, 900))
    ends = Places(np.array([0, 2, 0]), np.array([0.0, 1_000.0, 300.0]), np.zeros(3))
    extra = np.array([10.0, 20.0, 0.0])
    share = None if nearest else np.full(3, 1.0 / 3.0)
    demand = Demand(ends, np.ones(3), ends[:2] if nearest else ends, share, extra, extra[:2] if nearest else extra)
    cap = fair_cap(net, demand, MissingLinkParams(within_m=50.0, fair_detour=2.0))
    diagonal = 2.0 * np.hypot(900.0, 300.0)
    if nearest:
        np.testing.assert_allclose(cap[:, 0], [50.0, 80.0, 620.0])
    else:
        np.testing.assert_allclose(cap[2], [620.0, diagonal + 40.0, 50.0])
        np.testing.assert_allclose(cap[0, 1], 1_800.0 + 60.0)
    assert fair_cap(net, demand, MissingLinkParams(within_m=50.0, fair_detour=0.0)) == 50.0


def test_order_layer_and_notes_tell_one_story(planned):
    links, order, notes = planned["missing_links"], planned["link_order"], planned.notes
    chosen = links[links["link_state"] == "chosen"].sort_values("build_step")
    assert chosen["new_link_id"].astype(str).tolist() == ", ".join(order["new_link_id"]).split(", ")
    assert order["spent_dkk"].tolist() == pytest.approx(np.cumsum(order["price_dkk"]).tolist())
    assert order["within_count"].is_monotonic_increasing
    assert notes[0].da.startswith("Vurdering")
    assert "afgørelse" not in " ".join(note.da for note in notes)
    assert any("ikke verificeret" in note.da for note in notes)
    assert sorted(links["new_link_rank"]) == list(range(1, len(links) + 1))
    per = links["within_count"] / (links["price_dkk"] / 1e6)
    np.testing.assert_allclose(links["within_per_million"], per)
    assert isinstance(planned["link_curve"], Graph)
    assert (links["maerke"] != "").all(), "made of invented data"


def test_gains_of_the_layer_are_those_of_the_network_with_the_link_laid_in(layers):
    from gistools.pathnet import BuildParams, build_network, one_profile
    from gistools.pathnet.judge import passable

    net = build_network({name: layers[name] for name in ("paths", "roads")}, BuildParams())
    search = Search.of(net, passable(net, one_profile("walking")), strict=False)
    params = MissingLinkParams()
    found = find_candidates(net, search.usable, CandidateParams(), barriers={"buildings": layers["buildings"]})
    school = layers["buildings"].iloc[[0]].assign(geometry=layers["buildings"].geometry.iloc[[0]].centroid)
    demand = link_demand(search, layers["addresses"], school, None, params.__class__(access_m=500.0)).demand
    reached = link_reach(search, demand, found.links())
    gains = reached.gains()
    best = int(gains.saved.argmax())
    assert gains.saved[best] > 0.0
    laid = lay_links(search, found.links(), [best])
    after = laid.search.between(laid.moved(demand.origins), laid.moved(demand.destinations))
    new = (after + demand.origin_extra[:, None] + demand.destination_extra[None, :]).min(axis=1)
    assert (demand.weight * (reached.base[:, 0] - new)).sum() == pytest.approx(gains.saved[best])


def test_each_output_alone_and_budget_and_own_candidates(layers):
    line = shapely.LineString([(651_600, 6_268_950), (651_600, 6_268_880)])
    own = gpd.GeoDataFrame({"navn": ["tunnel under Ringvejen"], "pris_kr": [3e6]}, geometry=[line], crs=25832)
    made = run(layers, ("link_order",), include_planned=True, planned_field="planlagte_boliger", candidates=own,
               max_link_m=1.0, budget_dkk=3.5e6)  # fmt: skip
    assert set(made) == {"link_order"}
    assert made["link_order"]["name"].tolist() == ["tunnel under Ringvejen"]
    assert made["link_order"]["connected_count"].iloc[0] > 100.0
    assert "intet af 2 sæt giver mere" in made.notes[0].da
    poor = run(layers, ("link_order",), include_planned=True, planned_field="planlagte_boliger", candidates=own,
               max_link_m=1.0, budget_dkk=1e6)  # fmt: skip
    assert poor["link_order"].empty
    assert "ingen af de mulige forbindelser" in poor.notes[0].da


def test_wheelchair_in_the_strict_answer_is_an_error_that_says_what_to_do(layers):
    with pytest.raises(LayerError, match="unknown = passes"):
        run(layers, ("link_order",), profile="wheelchair", unknown="blocks")


def test_without_addresses_on_the_network_or_a_column_nobody_is_made_up(layers):
    far = layers["addresses"].assign(geometry=layers["addresses"].geometry.translate(50_000.0))
    with pytest.raises(LayerError, match="access_m"):
        run(layers | {"addresses": far}, ("link_order",))
    with pytest.raises(LayerError, match="planlagte"):
        run(layers, ("link_order",), planned_field="planlagt_boliger")
    bare = layers["addresses"][["geometry"]]
    made = run(layers | {"addresses": bare}, ("link_order",), link_count=1)
    assert any("hver adresse tæller for én" in note.da for note in made.notes)


def test_published_gaps_are_of_what_the_profile_cannot_use(layers):
    made = run(layers, ("published_gaps",))["published_gaps"]
    assert (made["ipdc_benefit"] > 0.0).all()
    assert made["ipdc_benefit"].is_monotonic_decreasing
    assert set(made.columns) >= {"gap_detour", "gap_kept", "from_node", "to_node"}


def test_repairs_near_a_link_are_told_beside_it():
    net = network((0, 0, 100, 0), (102, 0, 200, 0), (0, 60, 200, 60))
    told = {"repair_id": ["r1", "r2", "r3"], "tier": ["proposed", "done", "proposed"], "x_m": [101.0, 101.0, 5_000.0]}
    audit = pd.DataFrame(told | {"repair_type": ["gap"] * 3, "y_m": [0.0] * 3})
    net = type(net)(net.edges, net.nodes, audit)
    found = find_candidates(net, np.ones(3, bool), CandidateParams(max_link_m=70.0))
    said = data_doubts(found, net, 3.0)
    gap = int(found.frame["length_m"].idxmin())
    assert "2,0 m" in said[gap]
    assert "et gab, der nok er en tegnefejl (r1)" in said[gap]
    assert "r2" not in said[gap], "it is mended already"
    assert not any("r3" in one for one in said)
    assert "" in said


@pytest.mark.real_data
def test_real_centre_lines_give_links_and_what_to_mend_first(real_data):
    """The 5 684 lines: a network with links laid in agrees with what was gained, and gaps that are errors are told."""
    from gistools.pathnet import BuildParams, build_network, one_profile
    from gistools.pathnet.judge import passable

    lines = gpd.read_file(real_data / "registers" / "geodanmark_vejmidte" / "vejmidte_25832.geojson")
    net = build_network({"paths": lines}, BuildParams())
    search = Search.of(net, passable(net, one_profile("walking")), strict=False)
    found = find_candidates(net, search.usable, CandidateParams(max_link_m=100.0, most_candidates=100))
    assert len(found) == 100
    rng = np.random.default_rng(3)
    edge = rng.choice(np.flatnonzero(search.usable), 60)
    spots = Places(edge, net.length_m[edge] / 2.0, np.zeros(60))
    reached = link_reach(search, Demand(spots, np.ones(60), spots, np.full(60, 1.0 / 60.0)), found.links())
    gains = reached.gains()
    order = np.lexsort((-gains.saved, -gains.connected))[:3].tolist()
    assert gains.connected.max() > 0.0
    laid = lay_links(search, found.links(), order)
    after = laid.search.between(laid.moved(spots), laid.moved(spots))
    np.testing.assert_allclose(reached.built(*order).now, after, atol=1e-6)
    near = find_candidates(net, search.usable, CandidateParams(max_link_m=4.0, least_detour=1.0))
    said = data_doubts(near, net, 3.0)
    short = near.frame["length_m"] <= 3.0
    assert all(bool(one) for one, is_short in zip(said, short, strict=True) if is_short)
