"""The tools path-connectivity and path-service-area on a made town: a street, stairs, a motor road and homes."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.catalogue import tool
from gistools.errors import CrsError, LayerError, ParamError
from gistools.graph import Graph
from gistools.pathnet import Search, attach_points, one_profile
from gistools.pathnet.connectivity import network_indices, parts_of
from gistools.pathnet.isochrones import service_area
from gistools.pathnet.judge import passable
from gistools.pathnet.network_layers import NetworkLayers
from gistools.progress import NoProgress
from gistools.tool import run_steps

CRS = "EPSG:25832"
NET, SERVICE = tool("path-connectivity"), tool("path-service-area")


def layer(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


@pytest.fixture(scope="module")
def town():
    """A square of paths, a path out of it to two homes by stairs, and homes that only a motor road leads to."""
    square = [(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)]
    lines = [shapely.LineString(square[k : k + 2]) for k in range(4)]
    lines += [shapely.LineString([(300, 0), (420, 0)]), shapely.LineString([(420, 0), (500, 0)])]
    lines += [shapely.LineString([(0, 300), (0, 500)]), shapely.LineString([(0, 500), (0, 650)])]
    width = [3.0] * 5 + [np.nan, 3.0, 3.0]
    paths = layer(
        lines, navn=["Torvet"] * 4 + ["Trappen", "Bakken", "Motorvejen", "Gården"],
        trappe=["nej"] * 4 + ["ja"] + ["nej"] * 3, rampe=["nej"] * 8,
        gang_tilladt=["ja"] * 6 + ["nej", "ja"], cykel_tilladt=["ja"] * 6 + ["nej", "ja"], bredde_m=width,
        overflade=["Asfalt"] * 8, vejkategori=["Hovedsti"] * 8, status=["Anlagt"] * 8, kantsten_cm=[0.0] * 8,
        tvaerfald_promille=[15.0] * 8, maerke=["OPDIGTET EKSEMPEL"] * 8,
    )  # fmt: skip
    homes = [(150, 10), (10, 150), (310, 150), (480, 10), (490, -10), (10, 600), (900, 900)]
    return {
        "paths": paths,
        "addresses": layer(shapely.points(np.array(homes, float)), antal_boliger=[1, 2, 4, 8, 16, 32, 64]),
        "destinations": layer([shapely.Point(150, 290)], navn=["Skolen"]),
    }


def run(one, town, **values):
    params = one.params.from_mapping({"profiles": "walking", **values})
    assert params.conflicts(frozenset(town)) == ()
    wanted = frozenset(o.name for o in one.outputs if not o.needs or o.needs in town)
    return one.load()(
        **{i.name: town.get(i.name) for i in one.inputs}, params=params, steps=run_steps, wanted=wanted,
        progress=NoProgress(),
    )  # fmt: skip


def test_islands_weak_points_and_figures_are_those_of_the_steps(town):
    made = run(NET, town, least_cut=1.0)
    islands = made["islands"].set_index("island_id")
    assert islands["joined"].tolist() == ["yes", "no"]
    assert islands["length_m"].tolist() == [1400.0, 150.0]
    assert islands["dwellings"].tolist() == [31.0, 32.0]
    assert islands.loc[2, "opening_m"] == 200.0
    assert islands.loc[2, "parted_by"].startswith("Motorvejen: ")
    assert made["barriers"]["edge_id"].tolist() == [7]
    edges = made["weak_edges"]
    assert edges["name"].tolist() == ["Trappen", "Bakken"]
    assert edges["cut_dwellings"].tolist() == [24.0, 24.0]  # not the 7 of the square, which has the school
    network = NetworkLayers.of(town).network(NET.params.from_mapping({"profiles": "walking"}))
    walking = passable(network, one_profile("walking"))
    figures = made["network_indices"].iloc[0]
    search = Search.of(network, walking, strict=False)
    assert figures["cyclomatic"] == network_indices(search).cyclomatic == 1
    assert (figures["component_count"], parts_of(search).count) == (2, 2)
    assert (figures["main_dwellings"], figures["island_dwellings"], figures["off_dwellings"]) == (31.0, 32.0, 64.0)
    assert figures["merged"]
    assert np.isnan(figures["junctions_km2"])
    assert any("antal_boliger" in note.en for note in made.notes)
    assert any("1 address lies more than 50 m" in note.en for note in made.notes)
    for name in ("islands", "barriers", "weak_edges", "weak_nodes", "network_indices", "detours"):
        assert made[name]["maerke"].str.contains("OPDIGTET").all()
    assert made["detour_graph"].stamps


def test_a_wheelchair_is_cut_off_by_stairs_and_the_unknown_stays_unknown(town):
    made = run(NET, town, profiles="wheelchair, walking")
    islands = made["islands"]
    chair = islands[islands["path_profile"] == "kørestolsbruger"]
    assert set(chair["joined"]) == {"unknown", "no"}  # without a terrain no slope is known
    stairs = chair[chair["parted_by"].str.startswith("Trappen")].iloc[0]
    assert (stairs["joined"], stairs["dwellings"]) == ("no", 24.0)
    assert set(islands["path_profile"]) == {"kørestolsbruger", "gående"}
    assert any("something is unknown" in note.en for note in made.notes)
    figures = made["network_indices"].set_index(["path_profile", "unknown_as", "merged"])
    assert figures.loc[("kørestolsbruger", "strict", True), "edge_count"] == 0
    detours = made["detours"].set_index(["path_profile", "unknown_as", "pairs_of"])
    none = detours.loc[("kørestolsbruger", "strict", "addresses")]
    assert none["pairs_reached"] == 0
    assert np.isnan(none["detour_median"])
    assert none["pairs_off"] == none["pair_count"] > 0


def test_detours_count_pairs_without_a_way_apart(town):
    found = run(NET, town)["detours"].set_index(["unknown_as", "pairs_of"])
    school = found.loc[("optimistic", "destinations")]
    counts = ("pair_count", "pairs_reached", "pairs_unreachable", "pairs_off")
    assert [school[name] for name in counts] == [7, 5, 1, 1]
    mine = [10.0 + 300.0 + 300.0 + 10.0, 10.0 + 150.0 + 150.0 + 10.0, 10.0 + 150.0 + 150.0 + 10.0]
    straight = [280.0, np.hypot(140, 140), np.hypot(160, 140)]
    far = [10.0 + 180.0 + 300.0 + 150.0 + 10.0, 10.0 + 190.0 + 300.0 + 150.0 + 10.0]
    straight += [np.hypot(330, 280), np.hypot(340, 300)]
    ratio = np.array(mine + far) / straight
    assert school["detour_median"] == pytest.approx(np.median(ratio))
    assert school["above_150_share"] == pytest.approx((ratio > 1.5).mean())
    graph = run(NET, town)["detour_graph"]
    assert isinstance(graph, Graph)
    assert {line.name.da for line in graph.lines} == {"mellem adresser", "til mål"}  # walking is settled
    assert all(line.y.max() < 100.0 for line in graph.lines)


def test_without_addresses_weak_points_are_told_in_metres(town):
    made = run(NET, {"paths": town["paths"]}, least_cut=100.0)
    assert "detours" not in made
    assert made["weak_edges"]["name"].tolist() == ["Trappen"]
    assert made["weak_edges"]["cut_m"].tolist() == [200.0]
    assert made["weak_edges"]["cut_dwellings"].isna().all()
    assert made["islands"]["dwellings"].isna().all()


def test_figures_per_area_are_of_the_area_given(town):
    row = run(NET, town, network_area_km2=0.5)["network_indices"].iloc[0]
    assert row["km_km2"] == pytest.approx(1.55 / 0.5)
    assert row["network_area_km2"] == 0.5


def test_what_is_reached_is_told_by_place_band_and_address(town):
    made = run(SERVICE, town, reach="150 400 800")
    network = NetworkLayers.of(town).network(SERVICE.params.from_mapping({"profiles": "walking"}))
    rows = made["service_table"]
    rows = rows[rows["unknown_as"] == "optimistic"].set_index("within")
    assert rows["name"].tolist() == ["Skolen"] * 3
    assert rows["length_m"].tolist() == [300.0, 800.0, 1400.0]
    assert rows["dwellings"].tolist() == [0.0, 6.0, 31.0]
    lines = made["reached_lines"]
    assert lines["length_m"].tolist() == [300.0, 500.0, 600.0]
    assert lines["within"].tolist() == [150.0, 400.0, 800.0]
    assert shapely.length(lines.geometry.to_numpy()).tolist() == pytest.approx([300.0, 500.0, 600.0])
    homes = made["addresses_reached"]
    assert homes["reached"].tolist() == ["yes"] * 5 + ["no", "off"]
    assert homes["nearest_cost"].iloc[0] == pytest.approx(600.0)
    assert homes["nearest_cost"].isna().tolist() == [False] * 5 + [True, True]
    assert any("1: 0–150 m" in note.da for note in made.notes)
    walking = passable(network, one_profile("walking"))
    search = Search.of(network, walking, strict=True)
    school = attach_points(network, town["destinations"].geometry.to_numpy(), max_m=50.0)
    assert service_area(search, school, 400.0).length_m.tolist() == [800.0]


def test_minutes_go_at_the_speed_of_the_profile_and_unknown_is_told(town):
    made = run(SERVICE, town, profiles="wheelchair", measured="minutes", reach="60")
    assert made["addresses_reached"]["reached"].tolist() == ["unknown"] * 3 + ["no", "no", "no", "off"]
    table = made["service_table"].set_index("unknown_as")
    assert np.isnan(table.loc["strict", "length_m"])  # the place itself is on no edge that is sure
    assert table.loc["optimistic", "length_m"] == 1200.0
    blocked = run(SERVICE, town, profiles="wheelchair", measured="minutes", reach="60", unknown_blocks=True)
    assert blocked["reached_lines"].empty


def test_wrong_limits_profiles_and_layers_are_told(town):
    for reach in ("", "800 400", "0", "x", "1 2 3 4 5 6"):
        params = SERVICE.params.from_mapping({"profiles": "walking", "reach": reach})
        assert "reach" in params.conflicts(frozenset())[0].da
    with pytest.raises(ParamError, match="walkin"):
        run(NET, town, profiles="walkin")
    with pytest.raises(ParamError, match="én profil"):
        run(SERVICE, town, profiles="walking, cycling")
    with pytest.raises(CrsError, match="25833"):
        run(NET, {**town, "addresses": town["addresses"].to_crs(25833)})
    with pytest.raises(LayerError, match="uden et eneste sted"):
        run(SERVICE, {**town, "destinations": layer([None], navn=["intet"])})
    with pytest.raises(LayerError, match="boliger"):
        run(NET, town, dwellings_field="boliger")


@pytest.mark.skipif("GISTOOLS_REAL_DATA" not in os.environ, reason="real Danish samples are not there")
def test_on_real_centre_lines_a_wheelchair_has_no_sure_part():
    folder = Path(os.environ["GISTOOLS_REAL_DATA"]) / "registers" / "geodanmark_vejmidte"
    lines = gpd.read_file(next(folder.glob("*.geojson")))
    made = run(NET, {"paths": lines}, profiles="wheelchair, walking", least_cut=1000.0)
    islands = made["islands"]
    chair, walking = (islands[islands["path_profile"] == who] for who in ("kørestolsbruger", "gående"))
    assert set(chair["joined"]) == {"unknown", "no"}
    assert chair["length_m"].sum() > 400_000.0
    assert "mangler oplysninger" in chair["parted_by"].iloc[0]
    assert len(walking) >= len(chair) > 50  # islands of the file's border are islands for all
    assert (made["weak_edges"]["cut_m"] >= 1000.0).all()
    assert len(made["weak_edges"]) > 100
