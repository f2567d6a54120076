"""What the tools tell of a town, whatever the order of its rows, the direction of its lines and where they are cut."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.catalogue import tool
from gistools.progress import NoProgress
from gistools.tool import run_steps

CRS = "EPSG:25832"


def town(seed, n=4):
    """Return paths on a grid of whole metres (where many ways are equally long), homes and goals on them."""
    rng = np.random.default_rng(seed)
    lines = []
    for x in range(n):
        for y in range(n):
            ends = [(a, b) for a, b in ((x + 1, y), (x, y + 1)) if a < n and b < n and rng.random() > 0.25]
            lines += [shapely.LineString([(100.0 * x, 100.0 * y), (100.0 * a, 100.0 * b)]) for a, b in ends]
    foot = rng.choice(["ja", "nej"], len(lines), p=[0.8, 0.2])
    paths = gpd.GeoDataFrame({"navn": [f"Sti {k}" for k in range(len(lines))], "gang_tilladt": foot,
                              "vejkategori": "Hovedsti", "status": "Anlagt"}, geometry=lines, crs=CRS)  # fmt: skip
    open_ = np.flatnonzero(foot == "ja")
    on = lambda k: [lines[e].interpolate(rng.choice([0.0, 25.0, 50.0])) for e in rng.choice(open_, k)]  # noqa: E731
    homes = gpd.GeoDataFrame({"antal_boliger": rng.integers(0, 9, 12)}, geometry=on(12), crs=CRS)
    return {"paths": paths, "addresses": homes, "destinations": gpd.GeoDataFrame({}, geometry=on(2), crs=CRS)}


def otherwise(layers, how, seed):
    """Return the town with its rows mixed, lines turned, or cut in two."""
    rng, paths = np.random.default_rng(seed), layers["paths"]
    if how == "mixed":
        return layers | {"paths": paths.iloc[rng.permutation(len(paths))].reset_index(drop=True)}
    if how == "turned":
        turn = rng.random(len(paths)) < 0.5
        lines = [line.reverse() if turned else line for line, turned in zip(paths.geometry, turn, strict=True)]
        return layers | {"paths": paths.set_geometry(lines, crs=CRS)}
    lines, rows = [], []
    for row, line in enumerate(paths.geometry):
        begin, end = line.coords
        middle = line.interpolate(float(rng.integers(20, 80))).coords[0]
        cut = [(begin, middle), (middle, end)] if rng.random() < 0.5 else [(begin, end)]
        lines += [shapely.LineString(one) for one in cut]
        rows += [row] * len(cut)
    return layers | {"paths": paths.iloc[rows].reset_index(drop=True).set_geometry(lines, crs=CRS)}


def run(name, layers, **values):
    one = tool(name)
    wanted = frozenset(o.name for o in one.outputs if not o.needs or o.needs in layers)
    return one.load()(**{i.name: layers.get(i.name) for i in one.inputs}, params=one.params.from_mapping(values),
                      steps=run_steps, wanted=wanted, progress=NoProgress())  # fmt: skip


def links(layers):
    made = run("missing-links", layers, max_link_m=120.0, within_m=200.0, fair_detour=1.5, link_count=3)
    told = ["connected_count", "connected_way_m", "saved_km", "within_count", "price_dkk", "way_today_m", "joins_m"]
    ends = [tuple(sorted(np.round(line.coords, 3).tolist())) for line in made["missing_links"].geometry]
    rows = made["missing_links"][told].astype(float).to_numpy()
    at = sorted(range(len(ends)), key=lambda k: ends[k])
    order = made["link_order"][[*told[:5], "spent_dkk"]].astype(float).to_numpy()
    return {"ends": [ends[k] for k in at], "rows": rows[at], "order": order}


def connected(layers):
    made = run("path-connectivity", layers, profiles="walking")
    told = ["length_m", "dwellings", "addresses", "opening_m"]
    islands = made["islands"].sort_values(told)[told].astype(float).to_numpy()
    figures = made["network_indices"].query("merged").select_dtypes("number").to_numpy(float)
    return {"islands": islands, "figures": figures, "detours": made["detours"].select_dtypes("number").to_numpy(float)}


def reached(layers):
    made = run("path-service-area", layers, profiles="walking", reach="100 150 400")
    return {
        "table": made["service_table"].select_dtypes("number").to_numpy(float),
        "bands": made["reached_lines"].select_dtypes("number").to_numpy(float),
        "reached": made["addresses_reached"]["reached"].tolist(),
    }


@pytest.mark.parametrize("how", ["mixed", "turned", "cut"])
@pytest.mark.parametrize("figures", [links, connected, reached])
@pytest.mark.parametrize("seed", [11, 20, 22, 36])
def test_figures_hang_on_the_town_alone(figures, how, seed):
    """Ties are what tells: the first of equal links was that of the first row, and it was the one that was built."""
    layers = town(seed)
    one, other = figures(layers), figures(otherwise(layers, how, seed))
    for name, told in one.items():
        if isinstance(told, list):
            assert told == other[name]
        else:
            np.testing.assert_allclose(told, other[name], rtol=1e-6, atol=1e-6, equal_nan=True, err_msg=name)


def test_a_link_may_join_the_two_ends_of_one_long_bend():
    bend = shapely.LineString([(0, 0), (0, 200), (60, 200), (60, 0)])
    stubs = [shapely.LineString([(x, 0), end]) for x, out in ((0, -80), (60, 140)) for end in ((out, -80), (out, 0))]
    stubs[2:] = [stub.reverse() for stub in stubs[2:]]  # so that the bend is the first edge of both junctions
    paths = gpd.GeoDataFrame({"gang_tilladt": ["ja"] * 5, "vejkategori": "Hovedsti"}, geometry=[bend, *stubs], crs=CRS)
    homes = gpd.GeoDataFrame({}, geometry=[shapely.Point(-80, -80), shapely.Point(140, -80)], crs=CRS)
    for rows in ([0, 1, 2, 3, 4], [1, 2, 3, 4, 0]):
        made = run("missing-links", {"paths": paths.iloc[rows].reset_index(drop=True), "addresses": homes})
        assert 60.0 in made["missing_links"]["length_m"].round(6).tolist()
