"""What the tools of paths share: whichever tool is asked, the same profile, slopes and stamps stand behind it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gistools.catalogue import tool
from gistools.errors import LayerError
from gistools.io import read_elevation
from gistools.progress import NoProgress
from gistools.stamps import INVENTED
from gistools.tool import run_steps

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
STREET = (649_650, 6_268_000, 650_400, 6_268_700)  # a corner of town with its paths and its slopes


@pytest.fixture(scope="module")
def given():
    box = shapely.box(*STREET)
    names = ("paths", "roads", "addresses")
    layers = {name: gpd.read_file(SAMPLE / "town.gpkg", layer=name) for name in names}
    made = {
        name: layer[layer.intersects(box)].drop(columns="maerke", errors="ignore") for name, layer in layers.items()
    }
    area = shapely.box(649_950, 6_268_300, 650_300, 6_268_600)
    made["plan_areas"] = gpd.GeoDataFrame({"plannr": ["A"]}, geometry=[area], crs=made["paths"].crs)
    terrain = read_elevation(sorted((SAMPLE / "terrain").glob("*.tif"))).value
    return made | {"destinations": made["addresses"].iloc[:2].assign(slags="skole"), "elevation": terrain}


def run(name, wanted, given, **params):
    asked = tool(name)
    inputs = {one.name: given.get(one.name) for one in asked.inputs}
    return asked.load()(
        **inputs, params=asked.params.from_mapping(params), steps=run_steps, wanted=frozenset(wanted),
        progress=NoProgress(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "wanted", "params"),
    [
        ("path-passability", "for_whom", {"profiles": "walking"}),
        ("path-connectivity", "network_indices", {"profiles": "walking"}),
        ("path-service-area", "service_table", {"profiles": "walking"}),
        ("missing-links", "link_network", {"profile": "walking", "link_count": 1, "max_link_m": 40.0}),
        ("plan-area-assessment", "assessment", {"profiles": "walking"}),
        ("accessible-route", "route", {"profile": "walking", "start": "650000, 6268300", "goal": "650200, 6268400"}),
    ],
)
def test_what_rests_on_an_invented_terrain_says_so_in_every_tool(given, name, wanted, params):
    assert INVENTED in given["elevation"].stamps
    layers = {key: layer for key, layer in given.items() if key != "elevation"}
    assert "maerke" not in run(name, [wanted], layers, **params)[wanted].columns
    marked = run(name, [wanted], given, **params)[wanted]
    assert marked["maerke"].str.contains("OPDIGTET").all()
    plain = run(name, [wanted], layers | {"elevation": replace(given["elevation"], stamps=())}, **params)[wanted]
    assert "maerke" not in plain.columns


def test_missing_links_measures_the_stretches_that_an_own_limit_asks_for(given):
    own = pd.DataFrame(
        {"profile": ["walking"], "rule": ["run_up"], "over_permille": [20.0], "value": [1e5], "unit": ["m"],
         "strength": ["must"], "verified": [True]}
    )  # fmt: skip
    asked = {"profile": "walking", "unknown": "blocks", "max_link_m": 40.0, "link_count": 1}
    shipped = run("missing-links", ["link_network"], given, **asked)["link_network"]
    limited = run("missing-links", ["link_network"], given | {"path_limits": own}, **asked)["link_network"]
    # nothing rises for 100 km: the limit shuts nothing, when the stretches over 20 per mille are measured
    pd.testing.assert_frame_equal(limited.drop(columns="geometry"), shipped.drop(columns="geometry"))


@pytest.mark.parametrize("name", ["missing-links", "plan-area-assessment", "path-connectivity", "path-service-area"])
def test_addresses_without_a_single_place_are_refused_by_every_tool(given, name):
    asked = {"profile": "walking"} if name == "missing-links" else {"profiles": "walking"}
    nowhere = given["addresses"].set_geometry([None] * len(given["addresses"]), crs=given["addresses"].crs)
    layers = {key: layer for key, layer in given.items() if key != "elevation"} | {"addresses": nowhere}
    with pytest.raises(LayerError, match="laget addresses uden et eneste sted"):
        run(name, [one.name for one in tool(name).outputs][:1], layers, **asked)
