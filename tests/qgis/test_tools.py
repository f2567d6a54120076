"""Every tool through QGIS gives what it gives through Python: the same pixels, rows and record."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rasterio

from gistools.catalogue import TOOLS, tool
from gistools.run import Job, Session
from gistools.tool import Kind
from tests.addresses.planned_store import planned_store

pytestmark = pytest.mark.qgis

EPOCH = "1700000000"
WINDOW = (650_700.0, 6_268_400.0, 651_600.0, 6_269_400.0)  # bank, basin, closed low and a part of the district


@dataclass(frozen=True)
class Case:
    """One run: inputs and parameters by name, each as Python and `qgis_process` take it."""

    tool: str
    inputs: tuple[str, ...] = ("adjustment_lines", "horseshoes", "buildings")
    params: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)  # the layer for an input of another name
    window: tuple[float, ...] | None = WINDOW


CLIMATE = {"climate": "skrift30-standard", "climate_year": 2100, "reference_year": 2020}
RAIN = {"duration_min": 60.0, "series": "partial-duration"}
CASES = {
    "condition": Case("condition", params={"buildings_as": "remove", "burn_may_raise": True}),
    "fill": Case("fill", inputs=(), params={"nodata": "hole", "edge": "outlet"}),
    "flow": Case("flow", window=None),
    "flow paths": Case("flow-paths", params={"min_area_m2": 2500.0, "building_height_m": 3.5}),
    "watershed": Case("watershed", params={"snap_m": 8.0}, places={"places": "flood_reports"}, window=None),
    "trace": Case("trace", places={"points": "flood_reports"}, window=None),
    "bluespots": Case("bluespots", params={"min_volume_m3": 5.0}),
    "flood, uniform rain": Case(
        "flood",
        inputs=("adjustment_lines", "horseshoes", "buildings", "land_cover", "losses"),
        params={"rain_mm": 100.0, "drain_hours": 1.5},
    ),
    "surge": Case("surge", params={"sea_sides": "syd", "max_sea_level_m": 20.0, "sea_levels_m": "11,5 12 13"}),
    "surge flood": Case("surge-flood", params={"sea_sides": "south", "sea_level_m": 12.5}),
    "surge and rain": Case("surge-rain", params={"sea_sides": "south", "sea_level_m": 11.5, "rain_mm": 80.0}),
    "flood, rain raster": Case("flood", inputs=("rain",), params={"rain_resampling": "bilinear"}),
    "rain to flood": Case(
        "rain-to-flood",
        inputs=("adjustment_lines", "horseshoes", "buildings", "land_cover", "losses"),
        params={"drain_hours": 1.5, "curve_error_m": 0.02},
    ),
    "what if": Case("what-if", inputs=("adjustment_lines", "buildings", "measures"), params={"rains_mm": "20; 100"}),
    "rain to flood, uncertainty": Case(
        "rain-to-flood-uncertainty",
        inputs=("adjustment_lines", "horseshoes", "buildings", "land_cover", "losses"),
        params={"drain_hours": 1.5, "draws": 12, "seed": 3, "correlation_m": 8.0, "wet_at_mm": 60.0},
    ),
    "cloudburst structure": Case(
        "cloudburst-structure",
        inputs=("adjustment_lines", "horseshoes", "buildings", "land_cover", "losses", "structure"),
        params={"drain_hours": 1.0, "rain_mm": 60.0, "duration_h": 2.0},
        window=None,
    ),
    "sub-catchments": Case(
        "sub-catchments",
        inputs=(
            "adjustment_lines",
            "horseshoes",
            "buildings",
            "land_cover",
            "losses",
            "sewer_catchments",
            "building_costs",
        ),
        params={"drain_hours": 1.0, "min_area_ha": 1.0, "rains_mm": "30; 100"},
    ),
    "plan sheets": Case(
        "plan-sheets",
        inputs=("sub_catchments", "sub_catchment_ledgers", "buildings", "measures"),
        params={"municipality": "Eksempelby Kommune", "shown_rain_mm": 30.0, "most_rows": 20},
        window=None,
    ),
    "return period": Case(
        "return-period",
        inputs=("rain_to_flood", "rain_statistics"),
        params={"duration_min": 1440.0, **CLIMATE},
        window=None,
    ),
    "first wet": Case(
        "first-wet",
        inputs=("rain_to_flood", "rain_statistics", "buildings", "roads"),
        params={"duration_min": 1440.0, **CLIMATE},
        window=None,
    ),
    "flood cost": Case(
        "flood-cost",
        inputs=("adjustment_lines", "horseshoes", "buildings", "land_cover", "losses", "rain_statistics", "roads"),
        params={"drain_hours": 1.0, "os2_years": 20.0, "with_houses": True, **RAIN, **CLIMATE},
        places={"critical_places": "underground_basins"},
    ),
    "flood cost of a raster": Case(
        "flood-cost-rain",
        inputs=("rain_to_flood", "rain_statistics", "buildings"),
        params={**RAIN, **CLIMATE, "floor_threshold_m": 0.15},
        places={"critical_places": "underground_basins"},
        window=None,
    ),
    "flood cost of maps": Case(
        "flood-cost-maps",
        inputs=("depths", "buildings"),
        params={"return_periods_years": "5 20; 100", "series": "partial-duration"},
        places={"critical_places": "underground_basins"},
        window=None,
    ),
    "service level": Case(
        "service-level",
        inputs=("building_costs", "level_costs", "rain_statistics"),
        params={**RAIN, "horizon_years": 50, "with_houses": True},
        window=None,
    ),
    "plan value": Case(
        "plan-value",
        inputs=("adjustment_lines", "buildings", "measures", "measure_prices", "payers", "rain_statistics"),
        params={**RAIN, "with_houses": True},
    ),
    "compare variants": Case(
        "compare-variants",
        inputs=("adjustment_lines", "buildings", "measures", "measure_prices", "rain_statistics"),
        params={**RAIN, "layer_names": "Plan", "compare_rain_mm": 30.0},
    ),
    "compare reports": Case(
        "compare-reports",
        inputs=("rain_to_flood", "reports", "town_area", "rain_statistics"),
        params={"rains_mm": "20 100", "duration_min": 60.0, "tolerance_m": 12.5, "date_field": "dato"},
        places={"reports": "flood_reports", "town_area": "sewer_catchments"},
        window=None,
    ),
    "compare floods": Case(
        "compare-floods",
        inputs=("rain_to_flood", "reality_rain"),
        params={"rains_mm": "20 100"},
        window=None,
    ),
    "preparedness": Case(
        "preparedness",
        inputs=("adjustment_lines", "horseshoes", "buildings", "roads", "homes", "stations", "rain_statistics"),
        params={"return_periods_years": "10 100", "duration_min": 60.0, "vehicle": "emergency", "attach_m": 500.0},
        places={"homes": "addresses", "stations": "emergency_stations"},
    ),
    "service level check": Case(
        "service-level-check",
        inputs=(
            "adjustment_lines",
            "land_cover",
            "losses",
            "service_levels",
            "areas",
            "rain_statistics",
            "measure_prices",
            "sewer_catchments",
        ),
        params={"duration_min": 1440.0, "drain_hours": 1.0, "area_type_field": "klasse"},
        places={"areas": "land_cover"},
    ),
    "solution places": Case(
        "solution-places",
        inputs=("adjustment_lines", "horseshoes", "buildings", "land_cover", "roads", "mapped_lots", "measure_prices"),
        params={"basin_depth_m": 1.5, "depave_mm": 20.0, "show_failed": True},
    ),
    "measure shares": Case(
        "measure-shares",
        inputs=("buildings", "land_cover", "losses", "measures", "measure_prices", "rain_statistics"),
        params={"duration_min": 60.0, "sewer_years": 10.0, "utility_cloudburst_share": 0.25},
    ),
    "nature survey": Case(
        "nature-survey",
        inputs=("patches",),
        params={"survey_year": 2026, "habitat_field": "natyp_navn", "design": "transect", "hectares_per_plot": 2.0},
        places={"patches": "nature_areas"},
        window=None,
    ),
    "survey compare": Case(
        "survey-compare",
        inputs=("survey_before", "survey_after", "study_area"),
        params={"effort_tolerance": 1.5},
        places={"study_area": "sewer_catchments"},
        window=None,
    ),
    "habitat patches": Case(
        "habitat-patches",
        inputs=("land_cover", "nature_areas", "lakes"),
        params={"species": "hedgehog, frogs_toads", "cell_size_m": 5.0, "touching": "join"},
        window=None,
    ),
    "habitat resistance": Case(
        "habitat-resistance",
        inputs=("land_cover", "nature_areas", "lakes", "roads", "streams", "paths", "buildings"),
        params={"species": "hedgehog", "large_from_aadt": 2000.0},
        places={"streams": "stream"},
        window=None,
    ),
    "corridor plan check": Case(
        "corridor-plan-check",
        inputs=("plan", "land_cover", "nature_areas", "lakes", "roads", "streams", "paths", "buildings"),
        params={"species": "frogs_toads", "mended_links": 2},
        places={"streams": "stream"},
        window=None,
    ),
    "path connectivity": Case(
        "path-connectivity",
        inputs=("paths", "roads", "buildings", "lakes", "streams", "addresses"),
        params={"profiles": "wheelchair", "include_planned": True, "least_cut": 5.0},
        places={"streams": "stream"},
        window=None,
    ),
    "missing links": Case(
        "missing-links",
        inputs=("paths", "roads", "buildings", "lakes", "streams", "addresses", "plan_areas"),
        params={"include_planned": True, "planned_field": "planlagte_boliger", "measure": "within", "link_count": 2},
        places={"streams": "stream"},
        window=None,
    ),
    "path service area": Case(
        "path-service-area",
        inputs=("paths", "roads", "addresses", "destinations"),
        params={"profiles": "walking", "reach": "300 600", "heading": "from"},
        places={"destinations": "emergency_stations"},
        window=None,
    ),
    "corridor network": Case(
        "corridor-network",
        inputs=("land_cover", "nature_areas", "lakes", "roads", "streams", "paths", "buildings"),
        params={"species": "frogs_toads", "draws": 10, "link_set": "complete"},
        places={"streams": "stream"},
        window=None,
    ),
    "path network": Case(
        "path-network",
        inputs=("paths", "roads", "buildings", "lakes", "streams", "addresses"),
        params={"include_planned": True},
        places={"streams": "stream"},
        window=None,
    ),
    "corridor current": Case(
        "corridor-current",
        inputs=("land_cover", "nature_areas", "lakes", "roads", "streams", "paths", "buildings"),
        params={"species": "hedgehog", "pair_weight": "exchange", "solver": "amg"},
        places={"streams": "stream"},
        window=None,
    ),
    "corridor barriers": Case(
        "corridor-barriers",
        inputs=("land_cover", "nature_areas", "lakes", "roads", "streams", "paths", "buildings"),
        params={"species": "hedgehog", "most_diameter_m": 40.0, "most_places": 5},
        places={"streams": "stream"},
        window=None,
    ),
    "corridor measures": Case(
        "corridor-measures",
        inputs=("measure_options", "land_cover", "nature_areas", "lakes", "roads", "streams", "paths", "buildings"),
        params={"species": "great_crested_newt", "budget_dkk": 500_000.0},
        places={"streams": "stream"},
        window=None,
    ),
    "school routes": Case(
        "school-routes",
        inputs=("paths", "roads", "addresses", "schools", "judged_roads", "accidents"),
        params={"grade": 2, "caution": 4.0},
        window=None,
    ),
    "cycle superhighway": Case(
        "cycle-superhighway-check",
        inputs=("cycle_routes",),
        params={"peak_share_percent": 10.0},
        window=None,
    ),
    "address check": Case(
        "address-check",
        inputs=("register",),
        params={"day": "2026-11-28", "rules": "A01, A02, A03, A17, A25, A43, G09"},
        window=None,
    ),
    "address readiness": Case(
        "address-readiness",
        inputs=("register", "local_plans", "plan_targets"),
        params={"day": "2026-11-28", "plan_days": 60},
        window=None,
    ),
    "address letters": Case(
        "address-letters",
        inputs=("planned_changes", "register", "hearing_template", "decision_template"),
        params={
            "day": "2026-11-28",
            "sender_municipality": "Eksempelby Kommune",
            "sender_unit": "Adresser",
            "sender_address": "Rådhuspladsen 1; 0099 Eksempelby",
            "case_number": "EKS-1",
            "letter_date": "2026-12-01",
            "deadline": "2027-01-05",
            "heard": "Ingen havde bemærkninger.",
            "cases": "EKS-1, EKS-3",
        },
        window=None,
    ),
    "planned changes": Case(
        "planned-changes",
        inputs=("store", "register"),
        params={"day": "2026-11-28"},
        window=None,
    ),
    "road name": Case(
        "road-name-check",
        inputs=("register",),
        params={"day": "2026-11-28", "name": "Smedievej", "east_m": 650_800.0, "north_m": 6_269_000.0},
        window=None,
    ),
    "house numbers": Case(
        "house-numbering",
        inputs=("road", "targets", "register", "other_roads"),
        params={"day": "2026-11-28", "variant": "tight", "case_number": "26/114"},
        places={"other_roads": "roads"},
        window=None,
    ),
    "keying list": Case(
        "keying-list",
        inputs=("planned_changes", "register"),
        params={"day": "2026-11-28"},
        window=None,
    ),
    "keying reconciliation": Case(
        "keying-reconciliation",
        inputs=("planned_changes", "register", "register_after"),
        params={"day": "2026-11-28", "day_after": "2027-02-15", "keyed_numbers": "1-11"},
        window=None,
    ),
    "green map": Case(
        "green-map-proposals",
        inputs=("land_cover", "nature_areas", "roads", "streams", "buildings", "municipality"),
        params={"species": "frogs_toads", "corridor_width_m": 40.0},
        places={"streams": "stream"},
        window=None,
    ),
    "paths for whom": Case(
        "path-passability",
        inputs=("paths", "roads", "buildings", "lakes", "streams"),
        params={"profiles": "wheelchair, cyklist", "shown_path": "Dalstien"},
        places={"streams": "stream"},
        window=None,
    ),
    "accessible route": Case(
        "accessible-route",
        inputs=("paths", "roads", "buildings", "lakes", "streams", "addresses", "benches", "corrections"),
        params={"start": "650300 6268872", "goal": "651130 6268872", "profile": "wheelchair", "contact": "Vej og Park"},
        places={"streams": "stream"},
        window=None,
    ),
    "path survey form": Case(
        "path-survey-form",
        inputs=("paths", "roads", "streams"),
        params={"most_edges": 25},
        places={"streams": "stream"},
        window=None,
    ),
    "path corrections": Case(
        "path-corrections",
        inputs=("paths", "roads", "streams", "corrections"),
        params={"today": "2026-06-01"},
        places={"streams": "stream"},
        window=None,
    ),
    "plan areas": Case(
        "plan-area-assessment",
        inputs=("plan_areas", "paths", "roads", "buildings", "lakes", "streams", "addresses"),
        params={"profiles": "walking, wheelchair"},
        places={"streams": "stream"},
        window=None,
    ),
    "nature proposals": Case(
        "nature-proposals-judged",
        inputs=("nature_proposals", "land_cover", "nature_areas", "roads", "streams", "mapped_lots", "plan_areas"),
        params={"species": "frogs_toads", "becomes_field": "natyp_navn"},
        places={"streams": "stream", "nature_proposals": "nature_areas"},
        window=None,
    ),
    "planting": Case(
        "planting-candidates",
        inputs=("land_cover", "nature_areas", "roads", "streams", "mapped_lots"),
        params={"species": "frogs_toads", "becomes": "pond", "most_candidates": 20},
        places={"streams": "stream"},
        window=None,
    ),
    "design storm": Case(
        "design-storm",
        inputs=("rain_statistics",),
        params={"duration_min": 240.0, "return_period_years": 10.0},
        window=None,
    ),
}


def test_every_tool_has_a_case():
    assert {case.tool for case in CASES.values()} == {one.id for one in TOOLS}


@pytest.fixture(scope="module")
def session():
    """Return one session, so that the runs through Python share their steps; QGIS remembers in a folder of its own."""
    return Session()


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Return what the environment of QGIS says besides: where steps are remembered, and the time for what bears it."""
    return {"GISTOOLS_CACHE_DIR": str(tmp_path_factory.mktemp("cache of qgis")), "SOURCE_DATE_EPOCH": EPOCH}


@pytest.fixture(scope="module")
def made(session, town, tmp_path_factory):
    """Return files that tools of gistools make for other tools: maps of depth, and what floods cost each building."""
    folder = tmp_path_factory.mktemp("lavet")
    with rasterio.open(town / "rain" / "rain_mm.tif") as file:
        profile = {**file.profile, "dtype": "float32", "nodata": None}
    for number, metres in enumerate((0.0, 0.25, 0.5)):
        with rasterio.open(folder / f"dybde_{number}.tif", "w", **profile) as file:
            file.write(np.full((1, file.height, file.width), metres, np.float32))
            file.units = ["m"]
    case = CASES["flood cost of a raster"]
    target = str(folder / "building_costs.gpkg")
    job = Job(tool=case.tool, inputs=files_of(case, town, {}), params=case.params, outputs={"building_costs": target})
    session.run(job)
    case = CASES["sub-catchments"]
    plain = {"elevation": sorted(str(path) for path in (town / "terrain").glob("*.tif"))}
    parts = {"sub_catchments": str(folder / "parts.gpkg"), "sub_catchment_ledgers": str(folder / "ledgers.csv")}
    session.run(Job(tool=case.tool, inputs=plain, params={"min_area_ha": 40.0, "rains_mm": "30 100"}, outputs=parts))
    depths = [str(folder / f"dybde_{number}.tif") for number in range(3)]
    parts["sub_catchments"] += "|layername=sub_catchments"
    forms = {}
    for key, year in (("before", 2026), ("after", 2029)):
        form = str(folder / f"skema_{key}.gpkg")
        case = CASES["nature survey"]
        params = {**case.params, "survey_year": year}
        session.run(Job(tool=case.tool, inputs=files_of(case, town, {}), params=params, outputs={"survey_form": form}))
        forms[f"survey_{key}"] = f"{form}|layername=survey_form"
    forms["store"] = planned_store(folder / "lager æ.gpkg")
    return {"depths": depths, "building_costs": f"{target}|layername=building_costs", **parts, **forms}


def files_of(case: Case, sample: Path, made: dict[str, Any]) -> dict[str, Any]:
    own = {
        **made,
        "level_costs": str(sample / "tables" / "level_costs.csv"),
        "measure_prices": str(sample / "tables" / "measure_prices.csv"),
        "service_levels": str(sample / "tables" / "service_levels.csv"),
        "payers": str(sample / "tables" / "payers.csv"),
        "losses": str(sample / "tables" / "landcover_losses.csv"),
        "rain": str(sample / "rain" / "rain_mm.tif"),
        "rain_to_flood": str(sample / "rain" / "rain_mm.tif"),
        "reality_rain": str(sample / "rain" / "rain_mm.tif"),
        "rain_statistics": str(sample / "tables" / "rain_statistics.csv"),
        "measures": f"{sample / 'measures.gpkg'}|layername=measures",
        "structure": f"{sample / 'structure.gpkg'}|layername=structure",
        "measure_options": f"{sample / 'corridor_options.gpkg'}|layername=options",
        **{
            name: f"{sample / 'path_places.gpkg'}|layername={name}"
            for name in ("schools", "judged_roads", "accidents", "cycle_routes")
        },
        "corrections": f"{sample / 'path_corrections.gpkg'}|layername=corrections",
        "benches": f"{sample / 'path_corrections.gpkg'}|layername=benches",
        "municipality": f"{sample / 'nature_plan.gpkg'}|layername=municipality",
        "plan": f"{sample / 'nature_plan.gpkg'}|layername=development_plan",
        "register": [str(sample / "address_register.gpkg")],
        "local_plans": f"{sample / 'local_plans.gpkg'}|layername=local_plans",
        "plan_targets": f"{sample / 'local_plans.gpkg'}|layername=building_fields",
        "planned_changes": str(sample / "planned_changes.csv"),
        "road": str(sample / "new_road.geojson"),
        "targets": str(sample / "building_fields.geojson"),
        "register_after": [str(sample / "address_register.gpkg"), str(sample / "address_register_later")],
        **{f"{name}_template": str(sample / f"{name}_template.docx") for name in ("hearing", "decision")},
    }
    files = {name: own.get(name, f"{sample / 'town.gpkg'}|layername={name}") for name in case.inputs}
    if case.tool == "path-network":  # the paths of the town need no repair
        files["paths"] = f"{sample / 'path_survey.gpkg'}|layername=surveyed_paths"
    return {**files, **{name: f"{sample / 'town.gpkg'}|layername={layer}" for name, layer in case.places.items()}}


def targets_of(case: Case, folder: Path) -> dict[str, str]:
    """Return a file for every output of the tool, also those that are not made unless asked for."""
    folder.mkdir()
    endings = {Kind.RASTER: ".tif", Kind.LAYER: ".gpkg", Kind.TABLE: ".csv", Kind.GRAPH: ".png", Kind.BUNDLE: ".zip"}
    named = {one.name: one.ending or endings[one.kind] for one in tool(case.tool).outputs}
    return {name: str(folder / (name + ending)) for name, ending in named.items()}


def asked(params: dict[str, Any]) -> dict[str, Any]:
    """Return parameters as QGIS asks for them: a place is one point there."""
    if not {"east_m", "north_m"} <= set(params):
        return params
    place = f"{params['east_m']},{params['north_m']} [EPSG:25832]"
    return {**{name: one for name, one in params.items() if name not in {"east_m", "north_m"}}, "place": place}


def run_in_qgis(qgis, case, elevation, files, targets, cache):
    given = {**files, **asked(case.params), **targets}
    several = {"elevation": elevation, **{name: value for name, value in given.items() if isinstance(value, list)}}
    arguments = [f"{name}={one}" for name, values in several.items() for one in values]
    arguments += [f"{name}={value}" for name, value in given.items() if name not in several]
    if case.window is not None:
        west, south, east, north = case.window
        arguments.append(f"window={west},{east},{south},{north}")
    return qgis.process("run", "gistools:" + case.tool.replace("-", "_"), "--", *arguments, **cache)


def raster_content(path: str):
    with rasterio.open(path) as file:
        return file.read(), (file.crs, file.transform, file.dtypes, str(file.nodata), file.units)


def assert_equal_files(one: str, other: str, kind: Kind) -> int:
    """Compare what two result files hold; return how many pixels or rows they have."""
    if kind is Kind.RASTER:
        pixels, frame = raster_content(one)
        expected, expected_frame = raster_content(other)
        assert frame == expected_frame
        np.testing.assert_array_equal(pixels, expected)
        return int(pixels.size)
    if kind is Kind.LAYER:
        import geopandas as gpd
        from geopandas.testing import assert_geodataframe_equal

        layer, expected = (gpd.read_file(path, layer=Path(path).stem) for path in (one, other))
        assert_geodataframe_equal(layer, expected)
        return len(layer)
    if kind is Kind.BUNDLE:
        with zipfile.ZipFile(one) as archive, zipfile.ZipFile(other) as expected_archive:
            assert archive.namelist() == expected_archive.namelist()
            for name in archive.namelist():
                assert archive.read(name) == expected_archive.read(name), name
            return len(archive.namelist())
    if kind in {Kind.DOCUMENT, Kind.GUIDE, Kind.TEMPLATE}:
        assert Path(one).read_bytes() == Path(other).read_bytes()
        return Path(one).stat().st_size
    if kind is Kind.GRAPH:  # it tells when it was made
        return min(Path(one).stat().st_size, Path(other).stat().st_size)
    table = pd.read_csv(one, sep=";", decimal=",", encoding="utf-8-sig")
    pd.testing.assert_frame_equal(table, pd.read_csv(other, sep=";", decimal=",", encoding="utf-8-sig"))
    return len(table)


def assert_equal_records(one: str, other: str) -> None:
    from gistools.io import explain

    record, expected = explain(one), explain(other)
    for name in ("tool", "title", "gistools_version", "libraries", "params", "inputs", "notes", "units", "stamps"):
        assert getattr(record, name) == getattr(expected, name), name


@pytest.mark.parametrize("name", CASES)
def test_qgis_and_python_give_the_same(qgis, session, cache, town, made, tmp_path, name, monkeypatch):
    case = CASES[name]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    on_terrain = any(one.elevation for one in tool(case.tool).inputs)
    elevation = sorted(str(path) for path in (town / "terrain").glob("*.tif")) if on_terrain else []
    files = files_of(case, town, made)
    by_qgis, by_python = targets_of(case, tmp_path / "qgis æøå"), targets_of(case, tmp_path / "python")
    done = run_in_qgis(qgis, case, elevation, files, by_qgis, cache)
    assert done.returncode == 0, done.stdout + done.stderr
    job = Job(
        tool=case.tool,
        inputs={**({"elevation": elevation} if on_terrain else {}), **files},
        params=case.params,
        outputs=by_python,
        window=case.window,
    )
    session.run(job)
    for output in tool(case.tool).outputs:
        count = assert_equal_files(by_qgis[output.name], by_python[output.name], output.kind)
        assert count > 0, output.name
        assert_equal_records(by_qgis[output.name], by_python[output.name])
        assert f"{output.name}:\t{by_qgis[output.name]}" in done.stdout
    assert not [p.name for p in (tmp_path / "qgis æøå").iterdir() if p.name.startswith(".")]


def test_a_folder_of_tiles_and_the_command_line_give_the_same(qgis, cache, town, tmp_path):
    case = Case("flow-paths", params={"min_area_m2": 4000.0}, window=None)
    files = files_of(case, town, {})
    by_qgis, by_cli = targets_of(case, tmp_path / "qgis"), targets_of(case, tmp_path / "cli")
    done = run_in_qgis(qgis, case, [str(town / "terrain")], files, by_qgis, cache)
    assert done.returncode == 0, done.stdout + done.stderr
    options = [f"--{name.replace('_', '-')}={value}" for name, value in {**files, **case.params}.items()]
    command = [
        *(sys.executable, "-c", "import sys; from gistools.cli import main; sys.exit(main())", "flow-paths"),
        *(str(town / "terrain"), *options, f"--output-flow-paths={by_cli['flow_paths']}"),
    ]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PROJ_")}
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=300)
    assert told.returncode == 0, told.stdout + told.stderr
    assert assert_equal_files(by_qgis["flow_paths"], by_cli["flow_paths"], Kind.LAYER) > 0
    assert_equal_records(by_qgis["flow_paths"], by_cli["flow_paths"])


@pytest.mark.real_data
def test_the_real_terrain_floods_the_same_in_qgis(qgis, session, cache, real_data, tmp_path):
    case = Case("flood", inputs=(), params={"rain_mm": 100.0}, window=None)
    elevation = [str(real_data / "terrain" / "dtm_lyngby_16m.tif")]
    by_qgis, by_python = targets_of(case, tmp_path / "qgis"), targets_of(case, tmp_path / "python")
    done = run_in_qgis(qgis, case, elevation, {}, by_qgis, cache)
    assert done.returncode == 0, done.stdout + done.stderr
    session.run(Job(tool="flood", inputs={"elevation": elevation}, params=case.params, outputs=by_python))
    for output in tool("flood").outputs:
        assert assert_equal_files(by_qgis[output.name], by_python[output.name], output.kind) > 0


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (["rain_mm=-1"], ["rain_mm"]),  # QGIS itself refuses what is out of the declared range
        (["rain_mm=10", "edge=cliff"], ["edge"]),
        ([], ["regn", "rain", "Sådan rettes det", "How to mend it"]),
    ],
)
def test_a_wrong_parameter_is_an_error_and_leaves_nothing(qgis, cache, town, tmp_path, parameters, words):
    tile = next((town / "terrain").glob("*.tif"))
    target = tmp_path / "out" / "depth.tif"
    target.parent.mkdir()
    done = qgis.process("run", "gistools:flood", "--", f"elevation={tile}", f"depth={target}", *parameters, **cache)
    assert done.returncode == 1
    for word in words:
        assert word in done.stderr, done.stderr
    assert list(target.parent.iterdir()) == []
