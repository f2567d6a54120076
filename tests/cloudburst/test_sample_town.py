"""The sample town: without its adjustment objects exactly the named lakes appear, as large as its script says."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

import gistools as gt
from gistools.cloudburst.links import find_links


@pytest.fixture(scope="module")
def town(sample_dir):
    dem = gt.read_elevation(sample_dir / "terrain").value
    truth = json.loads((sample_dir / "truth.json").read_text(encoding="utf-8"))
    lines, shoes = (
        gt.read_layer(sample_dir / "town.gpkg", crs=dem.grid.crs, layer=name).value
        for name in ("adjustment_lines", "horseshoes")
    )
    return dem, truth["depressions"], lines, shoes


@pytest.mark.parametrize("burned", [False, True])
def test_exactly_the_named_depressions(town, burned):
    dem, depressions, lines, shoes = town
    terrain = gt.condition(dem, gt.TerrainParams(), *((lines, shoes) if burned else (None, None)))
    flow = gt.route_flow(terrain)
    bluespots = gt.find_bluespots(terrain, flow)
    shown = bluespots.table(bluespots.reported(gt.ReportParams(min_depth_m=0.2, min_volume_m3=50.0))).set_index(
        "bluespot_id"
    )
    expected = [d for d in depressions if d["appears"] == "always" or not burned]
    assert len(shown) == len(expected)
    for lake in expected:
        row, col = dem.grid.cell_of(*lake["point"])
        root = int(bluespots.nodes.root[flow.basin[row, col] - 3]) + 1
        found = shown.loc[root]
        assert found["volume_m3"] == pytest.approx(lake["volume_m3"], rel=0.01), lake["name_en"]
        assert found["level_m"] == pytest.approx(lake["spill_level_m"], abs=0.006)
        point = shapely.Point(lake["threshold_point"])
        threshold = bluespots.nodes.spill_in[root - 1]
        x, y = dem.grid.centre(*divmod(int(threshold), dem.grid.cols))
        assert point.distance(shapely.Point(x, y)) < 60.0


def test_the_basin_spills_into_the_closed_low(town):
    dem, depressions, lines, shoes = town
    terrain = gt.condition(dem, gt.TerrainParams(), lines, shoes)
    flow = gt.route_flow(terrain)
    bluespots = gt.find_bluespots(terrain, flow)
    at = {d["key"]: flow.basin[dem.grid.cell_of(*d["point"])] - 3 for d in depressions}
    node = bluespots.nodes.root[at["basin"]]
    assert bluespots.spills_to(np.array([node]))[0] == bluespots.nodes.root[at["closed_low"]] + 1


def test_links_of_the_town_are_used_up_where_water_comes(town, sample_dir):
    """All four of the sample's links carry their volumes, and no more, before the rain of 5000 mm."""
    dem, names = town[0], ("limited_culverts", "underground_basins")
    layers = (gt.read_layer(sample_dir / "town.gpkg", crs=dem.grid.crs, layer=name).value for name in names)
    terrain = gt.condition(dem)
    flow = gt.route_flow(terrain)
    links = find_links(terrain, *layers)
    classes = gt.runoff_classes(terrain, gt.LossParams())
    found = gt.rain_to_flood(terrain, flow, gt.find_bluespots(terrain, flow), classes, links)
    assert found.links["carried_m3"].round(3).tolist() == found.links["capacity_m3"].tolist()
    assert found.links["capacity_m3"].tolist() == [60_000.0, 1_200.0, 1_500.0, 300.0]
    assert set(found.links["link_end"]) == {"used"}
