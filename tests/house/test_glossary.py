"""The reference of the tools and the glossary are what the declarations say."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

from gistools.catalogue import TOOLS
from gistools.cli.reference import glossary, glossary_rows, tools_page
from gistools.io import read_store
from gistools.tool import Kind, param_specs
from tests.addresses.planned_store import planned_store

ROOT = Path(__file__).resolve().parents[2]
COLUMNED = {Kind.LAYER, Kind.TABLE}


def test_the_reference_is_rendered_from_the_declarations():
    assert (ROOT / "docs" / "tools.md").read_text(encoding="utf-8") == tools_page(), "run `make docs`"


def test_the_glossary_holds_every_column_and_parameter():
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    assert text == glossary(text), "run `make docs`"
    assert len(glossary_rows()) > 60


def _tables(text: str) -> list[list[str]]:
    """Return the Markdown tables of a page, each as its rows."""
    parts = re.split(r"\n(?!\|)", text)
    found = [[line for line in part.splitlines() if line.startswith("|")] for part in parts]
    return [rows for rows in found if rows]


def _cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", row)) - 1


def test_every_row_of_a_table_has_the_cells_of_its_head():
    pages = [
        tools_page(),
        tools_page(TOOLS[:1]),
        *((ROOT / n).read_text("utf-8") for n in ("GLOSSARY.md", "README.md")),
    ]
    for page in pages:
        for rows in _tables(page):
            assert re.fullmatch(r"\|(\s*:?-+:?\s*\|)+", rows[1]), rows[:2]
            assert {_cells(row) for row in rows} == {_cells(rows[1])}, rows[0]
    assert sum(len(_tables(page)) for page in pages) > 15
    assert _cells("| a (b | c) | d |") != _cells("|---|---|")  # what the check is there to catch


def test_what_all_tools_share_stands_once_and_nothing_is_left_out():
    page = tools_page()
    head, _, rest = page.partition("\n## `")
    for name in ("elevation", "nodata", "burn_may_raise"):
        assert head.count(f"\n| `{name}`") == 1
        without = [tool.id for tool in TOOLS for one in tool.inputs if one.name == name and not one.required]
        assert rest.count(f"\n| `{name}`") == len(without)  # who may do without terrain says so itself
    assert head.count("\n| `adjustment_lines`") == 1
    assert "\n| `elevation`" in tools_page(TOOLS[:1])  # one tool alone shares with none
    for tool in TOOLS:
        part = rest.partition(f"{tool.id}`: ")[2].partition("\n## ")[0]
        for name in (*(i.name for i in tool.inputs), *(s.name for s in param_specs(tool.params))):
            in_head = f"\n| `{name}`" in head and any(one.elevation and one.required for one in tool.inputs)
            said = " ".join(one.help.da for one in tool.inputs if one.name == name)
            more = "kapacitet_m3" in said or "BBR" in said  # says more of it
            assert (in_head and not more) != (f"\n| `{name}`" in part), (tool.id, name)
        assert all(f"\n| `{one.name}`" in part for one in tool.outputs)


def test_defaults_are_words_that_users_know():
    page = tools_page()
    assert not re.search(r"`(None|True|False)`", page)
    assert "| `nodata` | – |" in page
    assert "| `burn_may_raise` | nej / no |" in page


def test_the_glossary_gives_the_unit_stored_and_the_unit_shown():
    rows = glossary_rows()
    assert "| `depth_max_m` | Største dybde | Largest depth | m | cm |" in rows
    assert "| `filled_share` | Fyldt | Filled | 0–1 | % |" in rows
    assert "| `contributing_area` | Opland | Contributing area | m² | ha |" in rows
    assert any(row.startswith("| `volume_m3` |") and row.endswith("| m³ | m³ |") for row in rows)


@pytest.fixture(scope="module")
def made():
    """Return the layers and tables that the tools make, by tool and output, from a small terrain."""
    import geopandas as gpd
    import numpy as np
    import shapely

    import gistools as gt
    from gistools.cloudburst import layers, surge, whatif
    from gistools.cloudburst.curve_table import curve_table
    from gistools.cloudburst.links import find_links, listed
    from gistools.cloudburst.solving import solve
    from gistools.cloudburst.surge import layers as surge_layers

    z = np.random.default_rng(2).normal(size=(30, 30)).cumsum(0).cumsum(1).astype(np.float32)
    dem = gt.Raster(z, gt.Grid(30, 30, 0.0, 30.0, 1.0, 1.0, "EPSG:25832"), unit="m")
    terrain = gt.condition(dem)
    flow = gt.route_flow(terrain)
    found = gt.find_bluespots(terrain, flow)
    flood = gt.run_event(terrain, flow, found, gt.net_runoff(terrain, gt.EventParams(rain_mm=500.0)))
    result = gt.rain_to_flood(terrain, flow, found, gt.runoff_classes(terrain, gt.LossParams()))
    pump = gpd.GeoDataFrame({"kapacitet_m3": [1.0]}, geometry=[shapely.Point(15, 15)], crs="EPSG:25832")
    linked = gt.rain_to_flood(terrain, flow, found, result.runoff, find_links(terrain, basins=pump))
    places = gpd.GeoDataFrame(geometry=[shapely.Point(15, 15)], crs="EPSG:25832")
    report = gt.ReportParams()
    levels = surge.sea_levels(terrain, surge.SeaParams(sea_sides="west"))
    value = gt.Raster(np.ones(z.shape, np.float32), terrain.grid)
    pockets = surge.find_pockets(
        levels, surge.PocketParams(max_sea_level_m=100.0, min_pocket_area_m2=0.0), value, places
    )
    sea = surge.flood_at(levels, 5.0)
    plan = whatif.apply_measures(
        terrain,
        flow,
        result.runoff,
        gpd.GeoDataFrame(
            {"type": ["bassin"], "dybde_m": [9.0]}, geometry=[shapely.box(5, 5, 15, 15)], crs="EPSG:25832"
        ),
    )
    changed = whatif.compare(result, solve(plan.terrain, plan.runoff), 5000.0, plan.touched)
    areas = changed.areas(report)
    rainy = {
        "ponds": layers.ponds(flood, report),
        "threshold_points": layers.event_thresholds(flood, report),
        "spill_network": layers.event_spills(flood, report),
        "flow_paths": gt.flow_paths(flow, 20.0, flood.through_m3),
        "ledger": flood.ledger.to_frame(),
    }
    return {
        ("surge", "critical_points"): surge_layers.critical_points(pockets),
        ("surge", "protected_pockets"): surge_layers.protected_pockets(pockets),
        ("surge", "sea_level_table"): surge.level_table(levels, [1.0, 2.0], value),
        ("surge-flood", "surge_extent"): surge_layers.surge_extent(sea),
        ("surge-flood", "sea_level_table"): sea.table(),
        **{("surge-rain", name): made for name, made in rainy.items()},
        ("what-if", "measure_effects"): plan.table,
        ("what-if", "changed_areas"): areas,
        ("what-if", "comparison"): changed.table((50.0, 100.0)),
        ("what-if", "areas_by_rain"): changed.areas_by_rain(areas, (50.0, 100.0)),
        ("what-if", "links"): listed(linked.links, [], "EPSG:25832"),
        ("what-if", "ledgers"): changed.ledgers((50.0,)),
        ("condition", "edits"): terrain.edits,
        ("flow-paths", "flow_paths"): gt.flow_paths(flow, 20.0),
        ("watershed", "watersheds"): gt.watersheds(terrain, flow, places),
        ("trace", "traces"): gt.traces(terrain, flow, places),
        ("bluespots", "bluespots"): layers.bluespot_outlines(terrain, flow, found, report),
        ("bluespots", "threshold_points"): layers.threshold_points(found, found.roots),
        ("bluespots", "spill_network"): layers.spill_lines(flow, found, found.roots),
        ("bluespots", "bluespot_forest"): found.forest_table(),
        ("flood", "ponds"): layers.ponds(flood, report),
        ("flood", "threshold_points"): layers.event_thresholds(flood, report),
        ("flood", "spill_network"): layers.event_spills(flood, report),
        ("flood", "flow_paths"): gt.flow_paths(flow, 20.0, flood.through_m3),
        ("flood", "ledger"): flood.ledger.to_frame(),
        ("rain-to-flood", "bluespots"): layers.bluespots_by_rain(result, report),
        ("rain-to-flood", "fill_curves"): curve_table(result, found.roots),
        ("rain-to-flood", "links"): linked.links,
        ("rain-to-flood", "ledgers"): result.ledgers((10.0, 100.0)),
        ("rain-to-flood-uncertainty", "uncertain_bluespots"): _uncertain(gt, terrain),
        **_of_rain(),
        **_of_costs(dem),
        **_of_comparisons(dem),
        **_of_preparedness(dem),
        **_of_solutions(dem),
        **_of_nature(),
        **_of_corridors(),
        **_of_path_network(),
        **_of_path_connectivity(),
        **_of_path_profiles(),
        **_of_schools(),
        **_of_addresses(),
        **_of_guide(),
        **_of_missing_links(),
        **_of_plan_areas(),
    }


def _uncertain(gt, terrain):
    """Return the bluespots over some draws of the height error."""
    params = gt.UncertaintyParams(draws=10, correlation_m=3.0)
    return gt.uncertain_rain_to_flood(terrain, gt.runoff_classes(terrain, gt.LossParams()), params).bluespots


def _of_rain():
    """Return the layers and tables of the rain tools, with all that they can be given."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    import gistools as gt

    rain = {"varighed_min": [30, 60, 360], "T=2": [9, 12, 22], "T=10": [15, 19, 36], "maerke": "EKSEMPELREGN"}
    factors = {"return_period_years": [2, 10], "factor": [1.1, 1.2], "horizon_year": 2100}
    grid = gt.Grid(9, 9, 0.0, 9.0, 1.0, 1.0, "EPSG:25832")
    given = {
        "rain_to_flood": gt.Raster(np.full((9, 9), 17.0, np.float32), grid, unit="mm"),
        "buildings": gpd.GeoDataFrame(geometry=[shapely.box(2, 2, 4, 4)], crs="EPSG:25832"),
        "roads": gpd.GeoDataFrame(geometry=[shapely.LineString([(1, 1), (8, 8)])], crs="EPSG:25832"),
        "rain_statistics": pd.DataFrame(rain),
        "climate_factors": pd.DataFrame(factors),
    }
    values = {"duration_min": 60, "climate_year": 2100, "return_period_years": 5.0, "id_field": None}
    names = ("return-period", "first-wet", "design-storm")
    return {key: table for name in names for key, table in _tables_of(name, given, values).items()}


def _of_costs(dem):
    """Return the layers and tables of the flood-cost tools, with a climate and with measures."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    import gistools as gt

    def depth(metres):
        return gt.Raster(np.full(dem.grid.shape, metres, np.float32), dem.grid, unit="m")

    known = {"byg021anvendelse": ["120", "910"], "har_kaelder": ["ja", "nej"], "kaelder_areal_m2": [20.0, 0.0]}
    price = {"unit": "m3", "capital_dkk": 900.0, "upkeep_dkk": 10.0, "lifetime_years": 80, "price_year": 2021}
    given = {
        "elevation": dem,
        "rain_to_flood": gt.Raster(np.full(dem.grid.shape, 17.0, np.float32), dem.grid, unit="mm"),
        "depths": tuple(depth(metres) for metres in (0.1, 0.3, 0.5)),
        "buildings": gpd.GeoDataFrame(
            {**known, "antal_boliger": [1, 0]},
            geometry=[shapely.box(2, 2, 4, 4), shapely.box(20, 20, 24, 24)],
            crs="EPSG:25832",
        ),
        "roads": gpd.GeoDataFrame({"aadt": [900]}, geometry=[shapely.LineString([(1, 1), (28, 28)])], crs="EPSG:25832"),
        "critical_places": gpd.GeoDataFrame({"navn": ["x"]}, geometry=[shapely.Point(15, 15)], crs="EPSG:25832"),
        "rain_statistics": pd.DataFrame(
            {"varighed_min": [30, 60, 360], "T=2": [9, 12, 22], "T=10": [15, 19, 36], "maerke": "EKSEMPELREGN"}
        ),
        "climate_factors": pd.DataFrame({"return_period_years": [2, 10], "factor": [1.1, 1.2], "horizon_year": 2100}),
        "measures": gpd.GeoDataFrame(
            {"type": ["bassin"], "dybde_m": [9.0]}, geometry=[shapely.box(5, 5, 15, 15)], crs="EPSG:25832"
        ),
        "measure_prices": pd.DataFrame([{"kind": "basin", **price, "source_da": "opdigtet"}]),
        "payers": pd.DataFrame({"measure_id": ["1"], "payer": ["forsyning"], "share": [1.0]}),
        "level_costs": pd.DataFrame(
            {"return_period_years": [2, 5, 10], "cost_dkk": [1e3, 2e3, 5e3], "price_year": 2021}
        ),
        "sewer_catchments": gpd.GeoDataFrame({"navn": ["K1"]}, geometry=[shapely.box(0, 0, 15, 30)], crs="EPSG:25832"),
        "structure": gpd.GeoDataFrame(
            {"type": ["skybrudsvej", "bassin"], "kapacitet_m3_s": [0.1, None], "kapacitet_m3": [None, 5.0]},
            geometry=[shapely.LineString([(5, 5), (15, 9)]), shapely.Point(15, 9)],
            crs="EPSG:25832",
        ),
        "areas": gpd.GeoDataFrame({"klasse": ["vej"]}, geometry=[shapely.box(0, 0, 40, 30)], crs="EPSG:25832"),
        "service_levels": pd.DataFrame({"omraadetype": ["vej"], "T": [10], "tilladt_dybde_cm": [1]}),
        "edits": gpd.GeoDataFrame({"navn": ["A"]}, geometry=[shapely.box(20, 20, 30, 30)], crs="EPSG:25832"),
    }
    values = {
        "duration_min": 60,
        "series": "partial-duration",
        "climate_year": 2100,
        "reference_year": 2020,
        "return_periods_years": "5 10 20",
        "os2_years": 5.0,
        "min_area_ha": 0.005,
        "rain_mm": 50.0,
        "layer_names": "Plan",
    }
    made = {}
    names = ("flood-cost-rain", "flood-cost-maps", "flood-cost", "service-level", "plan-value")
    names += ("sub-catchments", "cloudburst-structure", "service-level-check", "compare-variants")
    for name in names:
        made |= _tables_of(name, given, values)
        given.setdefault("building_costs", made["flood-cost-rain", "building_costs"])
    return made


def _of_comparisons(dem):
    """Return the layers and tables of the tools that compare with reality."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    import gistools as gt

    least = gt.Raster(np.full(dem.grid.shape, 17.0, np.float32), dem.grid, unit="mm")
    given = {
        "rain_to_flood": least,
        "reality_rain": least,
        "reports": gpd.GeoDataFrame(
            {"id_lokalid": ["a"], "dag": ["2011"], "mm": [20.0]}, geometry=[shapely.Point(3, 3)], crs="EPSG:25832"
        ),
        "rain_statistics": pd.DataFrame(
            {"varighed_min": [30, 60, 360], "T=2": [9, 12, 22], "T=10": [15, 19, 36], "maerke": "EKSEMPELREGN"}
        ),
    }
    values = {"duration_min": 60, "rains_mm": "20 60", "date_field": "dag", "rain_field": "mm"}
    names = ("compare-reports", "compare-floods")
    return {key: table for name in names for key, table in _tables_of(name, given, values).items()}


def _of_preparedness(dem):
    """Return the layers and tables of the tool preparedness."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    def layer(shape, **columns):
        return gpd.GeoDataFrame(columns, geometry=[shape], crs="EPSG:25832")

    given = {
        "elevation": dem,
        "buildings": layer(shapely.box(2, 2, 4, 4), id_lokalid=["a"], byg021anvendelse=["160"], navn=["Ahorn"]),
        "roads": layer(shapely.LineString([(1, 1), (28, 28)]), vejnavn=["Gaden"]),
        "homes": layer(shapely.Point(20, 20), id_lokalid=["b"], antal_boliger=[1]),
        "stations": layer(shapely.Point(1, 1), maerke=["OPDIGTET EKSEMPEL"]),
        "rain_statistics": pd.DataFrame({"varighed_min": [30, 60, 360], "T=2": [9, 12, 22], "T=10": [15, 19, 36]}),
    }
    return _tables_of("preparedness", given, {"duration_min": 60, "rains_mm": "20 60"})


def _of_solutions(dem):
    """Return the layers and tables of solution-places and measure-shares."""
    import geopandas as gpd
    import shapely

    def layer(shape, **columns):
        return gpd.GeoDataFrame(columns, geometry=[shape], crs="EPSG:25832")

    given = {
        "elevation": dem,
        "land_cover": layer(shapely.box(0, 0, 30, 30), klasse=["graes"]),
        "buildings": layer(shapely.box(2, 2, 4, 4), har_kaelder=["ja"]),
        "building_costs": layer(shapely.box(2, 2, 4, 4), annual_today_dkk=[5.0], maerke=["OPDIGTET EKSEMPEL"]),
        "existing_basins": layer(shapely.box(10, 10, 20, 20)),
        "sub_catchments": layer(shapely.box(0, 0, 30, 30), name=["A"]),
        "measures": gpd.GeoDataFrame(
            {"type": ["bassin"], "dybde_m": [9.0]}, geometry=[shapely.box(5, 5, 15, 15)], crs="EPSG:25832"
        ),
    }
    made = _tables_of("solution-places", given, {"show_failed": True})
    return made | _tables_of("measure-shares", given, {"everyday_mm": 20.0})


def _of_nature():
    """Return the layers and tables of nature surveys, with all that they can be given."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    from gistools import corridors

    def layer(shape, **columns):
        return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET EKSEMPEL"}, geometry=[shape], crs="EPSG:25832")

    patches = layer(shapely.box(0, 0, 50, 50), patch_kind=["eng"])
    plots = corridors.survey_plots(patches, corridors.SurveyParams(survey_year=2020)).points
    forms = [corridors.survey_form(plots, {"meadow": ("aurora",)}, year).assign(maerke="OPDIGTET") for year in (1, 2)]
    made = _tables_of("nature-survey", {"patches": patches}, {"survey_year": 2020})
    ec = pd.DataFrame({"species": ["frø"], "ec_m2": [1.0], "area_m2": [2.0], "alpha": [0.1]})
    given = {"survey_before": forms[0], "survey_after": forms[1], "study_area": patches, "connectivity_before": ec}
    return made | _tables_of("survey-compare", {**given, "natural_after": patches}, {})


def _of_corridors():
    """Return the layers and tables of corridors, of two ponds with grass and a road between them."""
    import geopandas as gpd
    import shapely

    def layer(shape, **columns):
        return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET EKSEMPEL"}, geometry=[shape], crs="EPSG:25832")

    ponds = shapely.MultiPolygon([shapely.box(10, 10, 30, 30), shapely.box(70, 10, 90, 30)])
    given = {
        "land_cover": layer(shapely.box(0, 0, 100, 50), klasse=["graes"]),
        "nature_areas": layer(ponds, natyp_navn=["Sø"]),
        "roads": layer(shapely.LineString([(50, 0), (50, 50)]), vejnavn=["Engvej"], aadt=[900]),
    }
    values = {"species": "frogs_toads", "cell_size_m": 5.0, "draws": 10}
    given["plan"] = layer(shapely.box(15, 15, 65, 40), anvendelse=["Boligområde"])
    names = (
        "habitat-patches",
        "habitat-resistance",
        "corridor-network",
        "corridor-current",
        "corridor-barriers",
        "corridor-plan-check",
    )
    made = {key: value for name in names for key, value in _tables_of(name, given, values).items()}
    pond = layer(shapely.box(45, 32, 60, 45), type=["vandhul"], pris_kr=[1e5], volumen_m3=[50.0])
    measures = {"species": "frogs_toads", "cell_size_m": 5.0, "budget_dkk": 2e5}
    made |= _tables_of("corridor-measures", {**given, "measure_options": pond}, measures)
    given |= {
        "municipality": layer(shapely.box(0, 0, 60, 50), navn=["Eksempel"]),
        "nature_proposals": layer(shapely.box(40, 35, 60, 45), biotop=["Sø"]),
    }
    values |= {"becomes": "pond", "block_m": 20.0, "least_area_m2": 50.0}
    names = ("green-map-proposals", "nature-proposals-judged", "planting-candidates")
    return made | {key: value for name in names for key, value in _tables_of(name, given, values).items()}


def _of_path_network():
    """Return the layers and tables of a path network, of lines with a gap that is mended and one that is not."""
    import geopandas as gpd
    import shapely

    lines = [shapely.LineString(one) for one in ([(0, 0), (50, 0)], [(50.2, 0), (90, 0)], [(20, 2), (20, 60)])]
    paths = gpd.GeoDataFrame(
        {"stinavn": ["Engstien"] * 3, "maerke": "OPDIGTET EKSEMPEL"}, geometry=lines, crs="EPSG:25832"
    )
    return _tables_of("path-network", {"paths": paths}, {})


def _of_path_profiles():
    """Return the layers and tables of paths for whom, of a good path, a narrow one, and one that tells nothing."""
    import geopandas as gpd
    import shapely

    lines = [shapely.LineString([(x, 0), (x + 40, 0)]) for x in (0, 40, 80)]
    told = {"stinavn": ["Engstien"] * 3, "bredde_m": [2.5, 1.0, None], "gang_tilladt": ["ja"] * 3}
    paths = gpd.GeoDataFrame({**told, "maerke": "OPDIGTET EKSEMPEL"}, geometry=lines, crs="EPSG:25832")
    return _tables_of("path-passability", {"paths": paths}, {"profiles": "alle"})


def _of_path_connectivity():
    """Return the layers and tables of islands and service areas, of paths in two parts with homes."""
    import geopandas as gpd
    import shapely

    def layer(shapes, **columns):
        return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET EKSEMPEL"}, geometry=shapes, crs="EPSG:25832")

    lines = [shapely.LineString(one) for one in ([(0, 0), (200, 0)], [(200, 0), (400, 0)], [(0, 40), (90, 40)])]
    given = {
        "paths": layer(lines, navn=["Sti"] * 3, gang_tilladt=["ja"] * 3, vejkategori=["Hovedsti"] * 3),
        "addresses": layer(shapely.points([[10, 5], [390, 5], [50, 45]]), antal_boliger=[1, 2, 3]),
        "destinations": layer([shapely.Point(20, 5)], navn=["Skole"]),
    }
    values = {"least_cut": 0.0, "profiles": "walking"}
    names = ("path-connectivity", "path-service-area")
    return {key: value for name in names for key, value in _tables_of(name, given, values).items()}


def _of_plan_areas():
    """Return the layers and tables of a plan area whose only way ends 20 m from the next path."""
    import geopandas as gpd
    import shapely

    lines = [shapely.LineString([(10, 0), (80, 0)]), shapely.LineString([(100, 0), (1300, 0)])]
    told = {"stinavn": ["Engstien"] * 2, "gang_tilladt": ["ja"] * 2, "maerke": ["OPDIGTET EKSEMPEL"] * 2}
    given = {
        "paths": gpd.GeoDataFrame(told, geometry=lines, crs="EPSG:25832"),
        "plan_areas": gpd.GeoDataFrame({"plannr": ["L1"]}, geometry=[shapely.box(0, -20, 85, 20)], crs="EPSG:25832"),
    }
    return _tables_of("plan-area-assessment", given, {"profiles": "alle"})


def _of_guide():
    """Return the layers and tables of the guide, of a path that tells little, and a correction of it."""
    import geopandas as gpd
    import shapely

    lines = [shapely.LineString([(650_000 + x, 6_268_000), (650_040 + x, 6_268_000)]) for x in (0, 40)]
    told = {"stinavn": ["Engstien"] * 2, "gang_tilladt": ["ja"] * 2, "trappe": ["nej"] * 2}
    paths = gpd.GeoDataFrame({**told, "maerke": "OPDIGTET EKSEMPEL"}, geometry=lines, crs="EPSG:25832")
    seen = {"width_m": [1.5], "said_by": ["survey"], "said_date": ["2026-05-01"]}
    said = gpd.GeoDataFrame(seen, geometry=lines[:1], crs="EPSG:25832")
    given = {"paths": paths, "corrections": said}
    made = _tables_of("accessible-route", given, {"start": "650005 6268000", "goal": "650070 6268000"})
    return made | _tables_of("path-survey-form", given, {}) | _tables_of("path-corrections", given, {})


def _of_schools():
    """Return the layers and tables of ways to school and cycle superhighways, of a road between a home and a school."""
    import geopandas as gpd
    import shapely

    def layer(shapes, **columns):
        return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET EKSEMPEL"}, geometry=shapes, crs="EPSG:25832")

    road = [shapely.LineString([(0, 0), (900, 0)])]
    given = {
        "paths": layer(road, vejkategori=["Lille vej"], gang_tilladt=["ja"], fortov=["nej"], aadt=[900]),
        "addresses": layer([shapely.Point(10, 5)], elever=[2]),
        "schools": layer([shapely.Point(890, 5)], navn=["Skole"], trin_fra=[0], trin_til=[9]),
        "cycle_routes": layer(road, rute=["C1"], bredde_m=[2.0], cykler_spidstime=[300], dobbeltrettet=["ja"]),
    }
    names = ("school-routes", "cycle-superhighway-check")
    return {key: value for name in names for key, value in _tables_of(name, given, {}).items()}


def _of_addresses():
    """Return the layers and tables of address work, of a register with a doubtful number."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    road = {"id": "v", "status": "3", "vejnavn": "Åvej", "vejadresseringsnavn": "Åvej", "maerke": "OPDIGTET EKSEMPEL",
            "vejnavnelinje": "LINESTRING (650000 6268000, 650090 6268000)"}  # fmt: skip
    house = {"id": "h", "status": "3", "husnummertekst": "1a", "navngivenvej_id": "v", "adgangspunkt_id": "p"}
    point = {"id": "p", "status": "8", "position": "POINT (650010 6268009)"}
    given = {"register": {"NavngivenVej": [road], "Husnummer": [house], "Adressepunkt": [point]}}
    draft = {"name": "Åvejen", "east_m": 650_000.0, "north_m": 6_268_000.0}
    told = {"planid": [1], "status": ["V"], "datoikraft": [20260101], "id_lokalId": ["j"]}
    box = shapely.box(650_000, 6_268_000, 650_020, 6_268_020)
    area = gpd.GeoDataFrame(told, geometry=[box], crs="EPSG:25832")
    plans = {**given, "local_plans": area, "plan_targets": area.drop(columns="planid")}
    planned = ["change", "register_object", "object_id", "column", "before", "after"]
    change = pd.DataFrame([("changed", "house_number", "h", "number", "1a", "2")], columns=planned)
    keyed = given | {"planned_changes": change, "register_after": given["register"]}
    with tempfile.TemporaryDirectory() as folder:
        store = read_store(planned_store(Path(folder) / "lager.gpkg")).value
    line = {"husnummertekst": "1", "adgangsadressebetegnelse": "Åvej 1, 8000 Aarhus C"}
    row = ["changed", "house_number", "h", "number", "1", "1A", "Ens (A03)", "2027-03-01"]
    names = ["change", "register_object", "object_id", "column", "before", "after", "why", "in_force"]
    lettered = {"register": {**given["register"], "Husnummer": [{**house, **line}]},
                "planned_changes": pd.DataFrame([row], columns=names)}  # fmt: skip
    letter = {"sender_municipality": "Kommune", "sender_unit": "Enhed", "case_number": "1"}
    runs = (
        ("address-check", given, {}),
        ("road-name-check", given, draft),
        ("address-readiness", plans, {}),
        ("house-numbering", given | _new_road(), {}),
        ("keying-list", keyed, {}),
        ("keying-reconciliation", keyed, {}),
        ("address-letters", lettered, letter),
        ("planned-changes", {**given, "store": store}, {}),
    )
    return {name: one for run in runs for name, one in _tables_of(*run).items()}


def _new_road():
    """Return a road and a plot along it, some way from the house number that stands."""
    import geopandas as gpd
    import shapely

    def layer(shape, **columns):
        return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET EKSEMPEL"}, geometry=[shape], crs="EPSG:25832")

    road = layer(shapely.LineString([(650000, 6269000), (650090, 6269000)]), vejnavn=["Nyvej"])
    return {"road": road, "targets": layer(shapely.box(650020, 6269006, 650050, 6269036), feltnr=["A"], boliger=[3])}


def _of_missing_links():
    """Return the layer and tables of missing links, of two paths with a road between them that nobody may walk on."""
    import geopandas as gpd
    import shapely

    def layer(shapes, **columns):
        return gpd.GeoDataFrame({**columns, "maerke": "OPDIGTET EKSEMPEL"}, geometry=shapes, crs="EPSG:25832")

    lines = [shapely.LineString(one) for one in ([(0, 0), (200, 0)], [(200, 0), (400, 0)], [(0, 40), (400, 40)])]
    given = {
        "paths": layer(lines, navn=["Sti"] * 3, gang_tilladt=["ja", "nej", "ja"], vejkategori=["Hovedsti"] * 3),
        "addresses": layer(shapely.points([[10, 5], [390, 45], [50, 45]]), antal_boliger=[1, 2, 3]),
    }
    return _tables_of("missing-links", given, {})


def _tables_of(name, given, values):
    """Return the layers and tables that a tool makes of what it is given."""
    from gistools.catalogue import tool
    from gistools.progress import NoProgress
    from gistools.tool import run_steps

    one = tool(name)
    declared = {spec.name for spec in param_specs(one.params)}
    results = one.load()(
        **{i.name: given.get(i.name) for i in one.inputs},
        params=one.params.from_mapping({k: v for k, v in values.items() if k in declared}),
        steps=run_steps,
        wanted=frozenset(o.name for o in one.outputs if o.kind in COLUMNED),
        progress=NoProgress(),
    )
    return {(name, o.name): results[o.name] for o in one.outputs if o.kind in COLUMNED}


def test_every_layer_and_table_of_a_tool_is_among_those_made_here(made):
    assert set(made) == {(tool.id, one.name) for tool in TOOLS for one in tool.outputs if one.kind in COLUMNED}


def test_every_column_that_a_tool_makes_is_declared(made):
    """The columns of every layer and table have a label, so that the glossary is complete."""
    from gistools.styles import COLUMNS

    columns = {str(c) for table in made.values() for c in table.columns} - {"geometry"}
    assert columns <= set(COLUMNS), sorted(columns - set(COLUMNS))


def test_every_layer_has_the_column_that_its_style_reads(made):
    """A graduated layer without its column cannot be seen in QGIS."""
    from gistools.styles import STYLES, VectorStyle

    read = {}
    for tool in TOOLS:
        for one in tool.outputs:
            if one.style and isinstance(STYLES[one.style], VectorStyle):
                layer = made[tool.id, one.name]
                style = STYLES[one.style].fitting(layer.columns)
                assert style.attribute in {"", *layer.columns}, (tool.id, one.name)
                assert (style.kind == "single") == (not style.attribute)
                read[tool.id, one.name] = style.attribute
    assert read["flood", "threshold_points"] == "spilled_m3"
    assert read["bluespots", "threshold_points"] == ""
    assert read["flow-paths", "flow_paths"] == "order_strahler"
    assert "order_strahler" not in made["trace", "traces"].columns
    lines = made["trace", "traces"]
    assert STYLES["flow_paths"].fitting(lines.columns).attribute not in lines.columns  # what the check caught
