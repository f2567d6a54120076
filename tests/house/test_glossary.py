"""The reference of the tools and the glossary are what the declarations say."""

from __future__ import annotations

from pathlib import Path

from gistools.cli.reference import glossary, glossary_rows, tools_page

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_is_rendered_from_the_declarations():
    assert (ROOT / "docs" / "tools.md").read_text(encoding="utf-8") == tools_page(), "run `make docs`"


def test_the_glossary_holds_every_column_and_parameter():
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    assert text == glossary(text), "run `make docs`"
    assert len(glossary_rows()) > 60


def test_every_column_that_a_tool_makes_is_declared():
    """The columns of every layer and table made from the sample have a label, so that the glossary is complete."""
    import geopandas as gpd
    import numpy as np
    import shapely

    import gistools as gt
    from gistools.cloudburst import layers
    from gistools.styles import COLUMNS

    z = np.random.default_rng(2).normal(size=(30, 30)).cumsum(0).cumsum(1).astype(np.float32)
    dem = gt.Raster(z, gt.Grid(30, 30, 0.0, 30.0, 1.0, 1.0, "EPSG:25832"), unit="m")
    terrain = gt.condition(dem)
    flow = gt.route_flow(terrain)
    found = gt.find_bluespots(terrain, flow)
    flood = gt.run_event(terrain, flow, found, gt.net_runoff(terrain, gt.EventParams(rain_mm=500.0)))
    places = gpd.GeoDataFrame(geometry=[shapely.Point(15, 15)], crs="EPSG:25832")
    report = gt.ReportParams()
    made = [
        terrain.edits,
        gt.flow_paths(flow, 20.0, flood.through_m3),
        gt.watersheds(terrain, flow, places),
        gt.traces(flow, terrain, places),
        layers.bluespot_outlines(terrain, flow, found, report),
        layers.threshold_points(found, found.roots),
        layers.spill_lines(flow, found, found.roots),
        layers.ponds(flood, report),
        layers.event_thresholds(flood, report),
        layers.event_spills(flood, report),
        found.forest_table(),
        flood.ledger.to_frame(),
    ]
    columns = {str(c) for table in made for c in table.columns} - {"geometry"}
    assert columns <= set(COLUMNS), sorted(columns - set(COLUMNS))
