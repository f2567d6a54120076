"""After ``gistools warmup`` nothing is left to compile, for any tool; counted by numba's own events, in new processes.

A kernel, or a kind of array, that the warm-up misses fails here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

import gistools as gt
from gistools.catalogue import TOOLS, tool
from gistools.progress import COMPILING
from gistools.tool import Kind, Tool, param_specs
from tests.addresses.planned_store import planned_store

ROOT = Path(__file__).parents[2]
TOWN = ROOT / "sample_data" / "town.gpkg"
GIVEN = {
    "adjustment_lines": f"{TOWN}|layername=adjustment_lines",
    "horseshoes": f"{TOWN}|layername=horseshoes",
    "buildings": f"{TOWN}|layername=buildings",
    "land_cover": f"{TOWN}|layername=land_cover",
    "losses": str(ROOT / "sample_data" / "tables" / "landcover_losses.csv"),
    "rain_to_flood": str(ROOT / "sample_data" / "rain" / "rain_mm.tif"),
    "rain_statistics": str(ROOT / "sample_data" / "tables" / "rain_statistics.csv"),
    "roads": f"{TOWN}|layername=roads",
    "critical_places": f"{TOWN}|layername=underground_basins",
    "sewer_catchments": f"{TOWN}|layername=sewer_catchments",
    "level_costs": str(ROOT / "sample_data" / "tables" / "level_costs.csv"),
    "measure_prices": str(ROOT / "sample_data" / "tables" / "measure_prices.csv"),
    "service_levels": str(ROOT / "sample_data" / "tables" / "service_levels.csv"),
    "areas": f"{TOWN}|layername=land_cover",
    "reports": f"{TOWN}|layername=flood_reports",
    "homes": f"{TOWN}|layername=addresses",
    "stations": f"{TOWN}|layername=emergency_stations",
    "reality_rain": str(ROOT / "sample_data" / "rain" / "rain_mm.tif"),
    "town_area": f"{TOWN}|layername=sewer_catchments",
    "parcels": f"{TOWN}|layername=parcels",
    "mapped_lots": f"{TOWN}|layername=mapped_lots",
    "nature_areas": f"{TOWN}|layername=nature_areas",
    "plan": f"{TOWN}|layername=plan_areas",
    "plan_areas": f"{TOWN}|layername=plan_areas",
    "nature_proposals": f"{ROOT / 'sample_data' / 'nature_plan.gpkg'}|layername=nature_proposals",
    "streams": f"{TOWN}|layername=stream",
    "existing_basins": f"{TOWN}|layername=basins",
    "paths": f"{TOWN}|layername=paths",
    "addresses": f"{TOWN}|layername=addresses",
    "destinations": f"{TOWN}|layername=emergency_stations",
    "patches": f"{TOWN}|layername=nature_areas",
    "lakes": f"{TOWN}|layername=lakes",
    "schools": f"{ROOT / 'sample_data' / 'path_places.gpkg'}|layername=schools",
    "cycle_routes": f"{ROOT / 'sample_data' / 'path_places.gpkg'}|layername=cycle_routes",
    "register": f"{ROOT / 'sample_data' / 'address_register.gpkg'}",
    "local_plans": f"{ROOT / 'sample_data' / 'local_plans.gpkg'}|layername=local_plans",
    "plan_targets": f"{ROOT / 'sample_data' / 'local_plans.gpkg'}|layername=building_fields",
    "planned_changes": f"{ROOT / 'sample_data' / 'planned_changes.csv'}",
    "road": str(ROOT / "sample_data" / "new_road.geojson"),
    "targets": str(ROOT / "sample_data" / "building_fields.geojson"),
    "register_after": f"{ROOT / 'sample_data' / 'address_register.gpkg'}",
    "hearing_template": str(ROOT / "sample_data" / "hearing_template.docx"),
    "decision_template": str(ROOT / "sample_data" / "decision_template.docx"),
    "corrections": f"{ROOT / 'sample_data' / 'path_corrections.gpkg'}|layername=corrections",
    "measure_options": f"{ROOT / 'sample_data' / 'corridor_options.gpkg'}|layername=options",
}
PARAMS = {
    "nodata": "sea",
    "rain_mm": "100",
    "drain_hours": "1",
    "min_area_m2": "50",
    "snap_m": "3",
    "sea_sides": "south",
    "sea_level_m": "13",
    "max_sea_level_m": "50",
    "min_pocket_area_m2": "5",
    "draws": "10",
    "correlation_m": "5",
    "wet_at_mm": "60",
    "duration_min": "60",
    "return_period_years": "10",
    "return_periods_years": "5 20 100",
    "series": "partial-duration",
    "rains_mm": "20 60",
    "attach_m": "1000",
    "access_m": "1000",
    "layer_names": "Plan",
    "survey_year": "2026",
    "habitat_field": "natyp_navn",
    "species": "frogs_toads",
    "budget_dkk": "500000",
    "becomes": "pond",
    "profiles": "wheelchair",
    "name": "Nyvej",
    "east_m": "650447",
    "north_m": "6268080",
    "sender_municipality": "Eksempelby Kommune",
    "sender_unit": "Adresser",
    "sender_contact": "adresser@eksempelby.example",
    "case_number": "27-1",
    "letter_date": "2026-12-01",
    "deadline": "2027-01-05",
    "heard": "Ingen havde bemærkninger.",
    "start": "650447 6268080",
    "goal": "651300 6268145",
}
# what no kernel sees, and a second rain, model, map, layer or surface
LEFT = {
    "rain",
    "climate_factors",
    "damage_table",
    "price_index",
    "payers",
    "edits",
    "model_depths",
    "reality_depths",
    "bluespot_map",
    "groundwater_areas",
    "groundwater_depth",
    "rule_table",
    "measures_2",
    "measures_3",
    "measures_4",
    "design_surface_2",
    *(one.name for one in tool("plan-sheets").inputs if not one.required and one.name not in {"buildings", "measures"}),
    "earlier_survey",
    "indicator_species",
    "study_area",
    *(f"{name}_{year}" for name in ("green", "canopy", "natural", "connectivity") for year in ("before", "after")),
    "barriers",
    *("hedges", "rails", "passages", "municipality", "species_table", "species_resistance"),
    *("natura_2000", "nature_values", "climate_areas", "potential_areas", "neighbour_proposals", "green_map_rules"),
    "ownership",
    *("candidates", "path_prices", "path_limits", "path_profiles", "path_principles", "stops", "shops", "benches"),
    *("school_districts", "judged_roads", "accidents", "town_zone", "school_distance", "school_danger"),
    "superhighway_widths",
    *("suppressions", "outlines", "parcels", "postcode_areas", "town_areas", "municipalities", "railways"),
    *("outlines_before", "redevelopment", "entrances", "other_roads"),
    *("outlines_before", "redevelopment", "own_texts"),
}
WINDOW = ("650800", "6268800", "651100", "6269100")

SCRIPT = """
import importlib, json, pkgutil, sys
from pathlib import Path
from gistools.cli import main

told = {}
for name, command in json.loads(sys.argv[1]).items():
    from gistools.kernels import compilation
    before = len(compilation.compiled())
    loaded = len(compilation.loaded())
    told[name] = {"code": main(command)}
    told[name]["compiled"] = [[one.kernel, one.types] for one in compilation.compiled()[before:]]
    awaited = ("gistools-work", "gistools-kernel")
    told[name]["elsewhere"] = [o.kernel for o in compilation.compiled()[before:] if not o.thread.startswith(awaited)]
    told[name]["loaded"] = len(compilation.loaded()) - loaded

from gistools import kernels
told["kernels"] = []
for info in pkgutil.iter_modules(kernels.__path__):
    module = importlib.import_module(f"gistools.kernels.{info.name}")
    here = [v.py_func for v in vars(module).values() if hasattr(v, "py_func")]
    told["kernels"] += [f"{info.name}.{f.__qualname__}" for f in here if f.__module__ == module.__name__]
Path(sys.argv[2]).write_text(json.dumps(told))
"""


class Machine:
    """A new machine: nothing is compiled and nothing remembered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        points = {name: self._points(f"{name}.gpkg") for name in ("places", "points", "basins")}
        plan = {"measures": self._measures("measures.gpkg"), "design_surface": self._design("design.xml")}
        plan |= {"structure": self._structure("structure.gpkg")}
        maps = [self._value(f"dybde_{number}.tif", number / 10.0, "m") for number in range(3)]
        made = {"depths": maps, "terrain": self._terrain("terræn.tif"), "building_costs": self._costs("skader.gpkg")}
        made |= {"sub_catchments": self._parts("dele.gpkg"), "sub_catchment_ledgers": self._ledger("regnskab.csv")}
        made |= {f"survey_{key}": self._form(f"{key}.gpkg", year) for key, year in (("before", 2020), ("after", 2026))}
        made["store"] = planned_store(folder / "lager.gpkg")
        own = {**plan, **made, "sea": self._sea("sea.gpkg"), "value": self._value("value.tif")}
        self.given = {**GIVEN, **points, **own}
        self.env = {
            **os.environ,
            "NUMBA_CACHE_DIR": str(folder / "numba"),
            "GISTOOLS_LANG": "",
            "PYTHONPATH": str(ROOT),
        }

    def _points(self, name: str) -> str:
        """Write two places within the window."""
        west, south, east, north = map(float, WINDOW)
        places = [
            shapely.Point((2 * west + east) / 3, (south + north) / 2),
            shapely.Point((west + east) / 2, north - 20),
        ]
        frame = gpd.GeoDataFrame({"id": [1, 2], "kapacitet_m3": [5.0, 1.0]}, geometry=places, crs="EPSG:25832")
        frame.to_file(self.folder / name, driver="GPKG")
        return str(self.folder / name)

    def _form(self, name: str, year: int) -> str:
        """Write a filled field form of one plot."""
        frame = gpd.GeoDataFrame(
            {
                "plot_id": [1],
                "habitat": ["pond"],
                "survey_year": [year],
                "minutes_searched": [20.0],
                "species_1": ["butsnudet frø"],
                "found_1": ["found"],
            },
            geometry=[shapely.Point(650900, 6268900)],
            crs="EPSG:25832",
        )
        frame.to_file(self.folder / name, driver="GPKG")
        return str(self.folder / name)

    def _measures(self, name: str) -> str:
        """Write a wall and a basin within the window."""
        west, south, _, _ = map(float, WINDOW)
        shapes = [
            shapely.LineString([(west + 40, south + 40), (west + 90, south + 60)]),
            shapely.box(west + 100, south + 100, west + 130, south + 120),
        ]
        values = {"type": ["mur", "bassin"], "hoejde_m": [1.0, None], "dybde_m": [None, 1.0]}
        gpd.GeoDataFrame(values, geometry=shapes, crs="EPSG:25832").to_file(self.folder / name, driver="GPKG")
        return str(self.folder / name)

    def _structure(self, name: str) -> str:
        """Write a cloudburst road into a basin within the window."""
        west, south, _, _ = map(float, WINDOW)
        shapes = [
            shapely.LineString([(west + 60, south + 60), (west + 140, south + 90)]),
            shapely.Point(west + 140, south + 90),
        ]
        values = {"type": ["skybrudsvej", "bassin"], "kapacitet_m3_s": [0.2, None], "kapacitet_m3": [None, 50.0]}
        gpd.GeoDataFrame(values, geometry=shapes, crs="EPSG:25832").to_file(self.folder / name, driver="GPKG")
        return str(self.folder / name)

    def _parts(self, name: str) -> str:
        """Write the window as a sub-catchment."""
        west, south, east, north = map(float, WINDOW)
        told = {"subcatchment_id": [1], "name": ["A"], "area_m2": [(east - west) * (north - south)]}
        frame = gpd.GeoDataFrame(told, geometry=[shapely.box(west, south, east, north)], crs="EPSG:25832")
        frame.to_file(self.folder / name, driver="GPKG")
        return str(self.folder / name)

    def _ledger(self, name: str) -> str:
        """Write the water of that sub-catchment at one rain."""
        text = "rain_mm;subcatchment_id;term;volume_m3\n60;1;rain;5400\n60;1;edge;5400\n"
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def _design(self, name: str) -> str:
        """Write a triangle within the window."""
        west, south, _, _ = map(float, WINDOW)
        corners = [(200, 200), (240, 200), (200, 240)]
        points = "".join(f'<P id="{k}">{south + y} {west + x} 15</P>' for k, (x, y) in enumerate(corners))
        tin = f"<Pnts>{points}</Pnts><Faces><F>0 1 2</F></Faces>"
        text = f'<LandXML><Surfaces><Surface name="s"><Definition>{tin}</Definition></Surface></Surfaces></LandXML>'
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def _sea(self, name: str) -> str:
        """Write a corner of the window as sea."""
        west, south, _, _ = map(float, WINDOW)
        frame = gpd.GeoDataFrame({"id": [1]}, geometry=[shapely.box(west, south, west + 40, south + 30)], crs=25832)
        frame.to_file(self.folder / name, driver="GPKG")
        return str(self.folder / name)

    def _costs(self, name: str) -> str:
        """Write what floods cost a house, as the tool flood-cost does."""
        west, south, _, _ = map(float, WINDOW)
        told = {"reach_building": ["reached"], "onset_building_mm": [14.0], "cost_building_dkk": [1e5]}
        shape = shapely.box(west + 50, south + 50, west + 60, south + 60)
        frame = gpd.GeoDataFrame(
            {**told, "price_year": [2021], "annual_today_dkk": [1e3]}, geometry=[shape], crs="EPSG:25832"
        )
        frame.to_file(self.folder / name, driver="GPKG")
        return str(self.folder / name)

    def _value(self, name: str, value: float = 1.0, unit: str = "") -> str:
        """Write a value for each cell of the whole terrain."""
        elevation = gt.read_elevation(ROOT / "sample_data" / "terrain").value
        return self._raster(name, np.full(elevation.grid.shape, value, np.float32), elevation.grid, unit)

    def _terrain(self, name: str) -> str:
        """Write the whole terrain as one raster."""
        elevation = gt.read_elevation(ROOT / "sample_data" / "terrain").value
        return self._raster(name, elevation.values, elevation.grid, "m")

    def _raster(self, name: str, values: np.ndarray, grid: gt.Grid, unit: str) -> str:
        profile = {"driver": "GTiff", "height": grid.rows, "width": grid.cols, "count": 1, "dtype": "float32"}
        with rasterio.open(self.folder / name, "w", crs=grid.crs, transform=Affine(*grid.transform), **profile) as file:
            file.write(values, 1)
            file.units = [unit]
        return str(self.folder / name)

    def run(self, commands: dict[str, list[str]], cache: str = "steps") -> tuple[dict, str, str]:
        """Run commands in one new process; return what was compiled, and what was said."""
        report = self.folder / "report.json"
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, json.dumps(commands), str(report)],
            env={**self.env, "GISTOOLS_CACHE_DIR": str(self.folder / cache)},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(report.read_text()), done.stdout, done.stderr

    def size(self) -> int:
        return sum(path.stat().st_size for path in (self.folder / "numba").rglob("*.nbc"))


def command_of(tool: Tool, out: Path, given: dict[str, str | list[str]]) -> list[str]:
    """Return the command that gives a tool all that it takes, and wants all that it makes."""
    declared = {spec.name for spec in param_specs(tool.params)}
    terrain = [str(ROOT / "sample_data" / "terrain"), "--window", *WINDOW]
    on_terrain = any(one.elevation for one in tool.inputs)
    command = [tool.id, *(terrain if on_terrain else []), "--out", str(out), "--overwrite"]
    for one in tool.inputs:
        if not one.elevation and one.name not in LEFT:
            value = given[one.name]
            command += ["--" + one.name.replace("_", "-"), *(value if isinstance(value, list) else [value])]
    for name, value in PARAMS.items():
        if name in declared:
            command += ["--" + name.replace("_", "-"), value]
    if "with_houses" in declared:
        command.append("--with-houses")  # one house alone makes no public bundle
    for one in tool.outputs:
        if not one.default:
            plain = {Kind.RASTER: ".tif", Kind.LAYER: ".gpkg", Kind.TABLE: ".csv", Kind.BUNDLE: ".zip"}
            suffix = one.ending or {**plain, Kind.DOCUMENT: ".pdf"}[one.kind]
            command += [f"--output-{one.name.replace('_', '-')}", str(out / (one.name + suffix))]
    return command


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    return Machine(tmp_path_factory.mktemp("ny maskine"))


@pytest.fixture(scope="module")
def warmed(machine):
    """Return what the first warm-up of the machine said."""
    return machine.run({"warmup": ["warmup"]})


@pytest.mark.slow
def test_warmup_compiles_every_kernel_and_says_what_it_did(machine, warmed):
    told, out, err = warmed
    assert told["warmup"]["code"] == 0
    compiled = told["warmup"]["compiled"]
    assert set(told["kernels"]) == {kernel for kernel, _ in compiled}
    assert len(compiled) > 30
    assert f"{len(compiled)} beregningskerner er oversat, 0 lå klar" in out
    assert f"{len(compiled)} kernels were compiled, 0 were ready" in out
    (folder,) = (machine.folder / "numba").iterdir()
    assert f"Mappe | Folder: {folder} ({machine.size() / 2**20:.1f} MiB)".replace(".", ",") in out.replace(".", ",")
    assert err.count("Oversætter beregningskerner (kun første gang") == 1
    assert "Compiling kernels (first time only" in err


@pytest.mark.slow
def test_all_is_compiled_where_it_can_be_told_and_stopped(warmed):
    """Elsewhere than in threads that `run_cancellable` waits for, the caller would wait in silence, without Ctrl-C."""
    assert warmed[0]["warmup"]["elsewhere"] == []


@pytest.mark.slow
@pytest.mark.usefixtures("warmed")
def test_a_second_warmup_finds_nothing_to_compile(machine):
    size = machine.size()
    told, out, err = machine.run({"warmup": ["warmup"]})
    assert told["warmup"]["compiled"] == []
    assert f"Nothing to compile: {told['warmup']['loaded']} kernels were ready" in out
    assert "Intet at oversætte" in out
    assert told["warmup"]["loaded"] > 30
    assert "Oversætter" not in err
    assert machine.size() == size


@pytest.mark.slow
@pytest.mark.usefixtures("warmed")
def test_no_tool_compiles_anything_after_warmup(machine):
    """On real files, all inputs given and all outputs wanted; the second time from remembered steps."""
    commands = {tool.id: command_of(tool, machine.folder / tool.id, machine.given) for tool in TOOLS}
    for _ in range(2):
        told, _, err = machine.run(commands)
        assert {tool.id: (told[tool.id]["code"], told[tool.id]["compiled"]) for tool in TOOLS} == {
            tool.id: (0, []) for tool in TOOLS
        }, err
        assert sum(told[tool.id]["loaded"] for tool in TOOLS) > 5
        assert "Oversætter" not in err


@pytest.mark.slow
def test_the_worker_on_a_new_machine_tells_that_it_compiles_and_the_next_run_does_not(tmp_path):
    """That the counting above can count; and what QGIS is told."""
    fresh = Machine(tmp_path)
    town = {name: fresh.given[name] for name in ("adjustment_lines", "horseshoes", "buildings")}
    job = {
        "tool": "condition",
        "inputs": {"elevation": str(ROOT / "sample_data" / "terrain"), **town},
        "params": {"buildings_as": "remove"},  # a few kernels look for courtyards
        "window": list(map(float, WINDOW)),
        "out_dir": str(tmp_path / "worker"),
    }
    (tmp_path / "job.json").write_text(json.dumps(job))
    done = subprocess.run(
        [sys.executable, "-m", "gistools.worker", str(tmp_path / "job.json")],
        env={**fresh.env, "GISTOOLS_CACHE_DIR": str(tmp_path / "steps")},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    told = [event["message"] for event in events if event["type"] == "progress"]
    assert told.count(COMPILING.to_dict()) == 1
    assert told[told.index(COMPILING.to_dict()) + 1] != COMPILING.to_dict()  # it goes on with what is done
    assert fresh.size() > 0
    command = command_of(next(tool for tool in TOOLS if tool.id == "condition"), tmp_path / "out", fresh.given)
    told, _, err = fresh.run({"condition": [*command, "--buildings-as", "remove"]}, cache="other")
    assert (told["condition"]["code"], told["condition"]["compiled"]) == (0, []), err
    assert told["condition"]["loaded"] > 0
    assert "Oversætter" not in err


def test_warmup_says_how_to_mend_it_where_nothing_can_be_kept(monkeypatch, capsys):
    from gistools.cli import main
    from gistools.kernels import compiled

    monkeypatch.setattr("gistools.run.warmup._run", lambda *_: None)
    monkeypatch.setattr(compiled, "home", lambda: None)
    assert main(["warmup"]) == 1
    said = capsys.readouterr().err
    assert "NUMBA_CACHE_DIR" in said
    assert "intet sted at gemme oversatte kerner" in said
    assert "nowhere to keep compiled kernels" in said
