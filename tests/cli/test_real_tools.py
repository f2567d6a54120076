"""The real tools on a small terrain: the same bytes through Python, the command line and the worker."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import fake_room
import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine

from gistools.catalogue import TOOLS, tool
from gistools.cli import main
from gistools.io import explain, read_table
from gistools.run import Job, Session, StepCache
from gistools.terrain import run_tools
from tests.addresses.planned_store import planned_store

SAMPLE = Path(__file__).parents[2] / "sample_data"
COST = {"duration_min": 60.0, "series": "partial-duration"}
PARAMS = {
    "flood": {"rain_mm": 60.0, "min_flow_area_m2": 100.0, "min_volume_m3": 0.1},
    "bluespots": {"min_volume_m3": 0.1},
    "flow-paths": {"min_area_m2": 100.0},
    "watershed": {"snap_m": 5.0},
    "return-period": {"duration_min": 60.0},
    "first-wet": {"duration_min": 60.0},
    "rain-to-flood-uncertainty": {"draws": 10, "correlation_m": 6.0, "wet_at_mm": 30.0, "min_volume_m3": 0.1},
    "design-storm": {"duration_min": 60.0, "return_period_years": 5.0},
    "surge": {"sea_sides": "east", "max_sea_level_m": 100.0, "min_pocket_area_m2": 4.0, "sea_levels_m": "16 18"},
    "surge-flood": {"sea_sides": "east", "sea_level_m": 17.5},
    "surge-rain": {"sea_sides": "east", "sea_level_m": 15.5, "rain_mm": 60.0},
    "flood-cost": {**COST, "climate": "skrift30-standard", "climate_year": 2070, "reference_year": 2021},
    "flood-cost-rain": COST,
    "flood-cost-maps": {"return_periods_years": "5 20 100", "series": "partial-duration"},
    "service-level": {**COST, "horizon_years": 50},
    "plan-value": COST,
    "cloudburst-structure": {"rain_mm": 60.0},
    "sub-catchments": {"min_area_ha": 0.05, "stream_area_ha": 0.02, "rains_mm": "20 60"},
    "compare-reports": {"rains_mm": "20 60", "duration_min": 60.0, "tolerance_m": 5.0},
    "compare-floods": {"rains_mm": "20 60", "duration_min": 60.0},
    "preparedness": {"rains_mm": "20 60", "duration_min": 60.0},
    "service-level-check": {"duration_min": 60.0},
    "solution-places": {"min_volume_m3": 0.1, "flow_path_m2": 100.0},
    "measure-shares": {"duration_min": 60.0, "sewer_years": 5.0},
    "compare-variants": {**COST, "layer_names": "Plan"},
    "nature-survey": {"survey_year": 2026},
    "habitat-patches": {"species": "frogs_toads", "cell_size_m": 2.0},
    "habitat-resistance": {"species": "frogs_toads", "cell_size_m": 2.0},
    "corridor-network": {"species": "frogs_toads", "cell_size_m": 2.0, "draws": 10},
    "corridor-current": {"species": "frogs_toads", "cell_size_m": 2.0},
    "corridor-barriers": {"species": "frogs_toads", "cell_size_m": 2.0},
    "corridor-plan-check": {"species": "frogs_toads", "cell_size_m": 2.0},
    "corridor-measures": {"species": "frogs_toads", "cell_size_m": 2.0, "budget_dkk": 2e5},
    "green-map-proposals": {"species": "frogs_toads", "cell_size_m": 2.0},
    "nature-proposals-judged": {"species": "frogs_toads", "cell_size_m": 2.0},
    "planting-candidates": {
        "species": "frogs_toads",
        "cell_size_m": 2.0,
        "becomes": "pond",
        "block_m": 20.0,
        "least_area_m2": 50.0,
    },
    "path-passability": {"profiles": "wheelchair"},
    "path-connectivity": {"profiles": "walking", "least_cut": 0.5},
    "path-service-area": {"profiles": "walking", "reach": "40 80"},
    "accessible-route": {"start": "650010 6269985", "goal": "650055 6269945", "profile": "walking"},
    "plan-area-assessment": {"profiles": "wheelchair"},
    "address-check": {"day": "2026-11-28"},
    "address-readiness": {"day": "2026-11-28"},
    "house-numbering": {"day": "2026-11-28"},
    "keying-list": {"day": "2026-11-28"},
    "keying-reconciliation": {"day": "2026-11-28", "day_after": "2026-11-28"},
    "road-name-check": {"day": "2026-11-28", "name": "Nyvej", "east_m": 650_000.0, "north_m": 6_270_000.0},
    "address-letters": {
        "day": "2026-11-28",
        "sender_municipality": "Åby Kommune",
        "sender_unit": "Adresser",
        "sender_contact": "adresser@aaby.example",
        "case_number": "27-1",
        "letter_date": "2027-01-04",
        "deadline": "2027-02-01",
        "heard": "Ingen havde bemærkninger.",
    },
}
IDS = [one.id for one in TOOLS]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A slope with two hollows and a bank, a line through the bank, a building, and places to ask about."""
    folder = tmp_path_factory.mktemp("by")
    row, col = np.mgrid[0:40, 0:50].astype(np.float64)
    z = 20.0 - 0.1 * col + 0.02 * (row - 20.0) ** 2 / 20.0
    z -= 1.5 * np.exp(-((row - 10.0) ** 2 + (col - 12.0) ** 2) / 12.0) + 2.0 * np.exp(
        -((row - 26.0) ** 2 + (col - 30.0) ** 2) / 20.0
    )
    z[:, 40] += 1.0
    profile = {"driver": "GTiff", "height": 40, "width": 50, "count": 1, "dtype": "float32", "crs": "EPSG:25832"}
    with rasterio.open(
        folder / "højde.tif", "w", transform=Affine(2.0, 0, 650000.0, 0, -2.0, 6270000.0), **profile
    ) as data:
        data.write(z.astype(np.float32), 1)

    def layer(name, wkt, /, **columns):
        frame = gpd.GeoDataFrame(columns or {"id": [1]}, geometry=gpd.GeoSeries.from_wkt([wkt]), crs="EPSG:25832")
        frame.to_file(folder / "by.gpkg", layer=name, driver="GPKG")
        return f"{folder / 'by.gpkg'}|layername={name}"

    wet = np.where(z < 17.0, 12.0 + 4.0 * (z - 14.0), np.inf).astype(np.float32)
    with rasterio.open(
        folder / "regn.tif", "w", transform=Affine(2.0, 0, 650000.0, 0, -2.0, 6270000.0), **profile
    ) as data:
        data.write(wet, 1)
    for number, metres in enumerate((0.0, 0.25, 0.5)):
        with rasterio.open(
            folder / f"dybde_{number}.tif", "w", transform=Affine(2.0, 0, 650000.0, 0, -2.0, 6270000.0), **profile
        ) as data:
            data.write(np.where(z < 17.0, metres, 0.0).astype(np.float32), 1)
            data.units = ["m"]
    (folder / "dar").mkdir()
    for name, told in {
        "Husnummer": {
            "husnummertekst": "1a",
            "navngivenvej_id": "v",
            "adgangspunkt_id": "p",
            "adgangsadressebetegnelse": "Åvej 1a, 8000 Aarhus C",
        },
        "Adressepunkt": {"id": "p", "status": "8", "position": "POINT (650020 6269950)"},
    }.items():
        row = {"id": "h", "status": "3", **told}
        (folder / "dar" / f"{name}.ndjson").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (folder / "ændringer.csv").write_text(
        "change;register_object;object_id;column;before;after;why;case_number;in_force\n"
        "changed;house_number;h;status;3;4;Huset er revet ned (A41);27-1;2027-03-01\n", encoding="utf-8",
    )  # fmt: skip
    (folder / "niveauer.csv").write_text(
        "return_period_years;cost_dkk;price_year\n2;10000;2021\n5;20000;2021\n10;50000;2021\n", encoding="utf-8"
    )
    (folder / "priser.csv").write_text(
        "kind;unit;capital_dkk;upkeep_dkk;lifetime_years;price_year;source_da\nwall;m;7000;50;60;2021;opdigtet\n"
        "design_surface;m3;250;0;100;2021;opdigtet\n", encoding="utf-8",
    )  # fmt: skip
    (folder / "regnskab.csv").write_text(
        "rain_mm;subcatchment_id;term;volume_m3\n60;1;rain;480\n60;1;stored;80\n60;1;edge;400\n", encoding="utf-8"
    )
    (folder / "regn.csv").write_text("varighed_min;T=2;T=10\n30;9;15\n60;12,5;19\n360;22;36\n", encoding="utf-8")

    (folder / "serviceniveau.csv").write_text("områdetype;T;tilladt_dybde_cm\nvej;5;2\nvej;10;5\n", encoding="utf-8")

    points = '<P id="1">6269950 650020 17</P><P id="2">6269950 650040 17</P><P id="3">6269930 650020 17</P>'
    tin = f"<Pnts>{points}</Pnts><Faces><F>1 2 3</F></Faces>"
    (folder / "plan.xml").write_text(
        f'<LandXML><Surfaces><Surface name="s"><Definition>{tin}</Definition></Surface></Surfaces></LandXML>', "utf-8"
    )
    return {
        "elevation": str(folder / "højde.tif"),
        "rain_to_flood": str(folder / "regn.tif"),
        "rain_statistics": str(folder / "regn.csv"),
        "adjustment_lines": layer("linjer", "LINESTRING Z (650076 6269960 15.5, 650088 6269960 15.0)"),
        "buildings": layer(
            "bygninger",
            "POLYGON ((650020 6269990, 650030 6269990, 650030 6269980, 650020 6269980, 650020 6269990))",
            byg021anvendelse=["120"],
            har_kaelder=["nej"],
        ),
        "places": layer("steder", "POINT (650060 6269948)"),
        "points": layer("punkter", "POINT (650010 6269960)"),
        "measures": layer("tiltag", "LINESTRING (650070 6269960, 650090 6269930)", type=["mur"], hoejde_m=[1.0]),
        "design_surface": str(folder / "plan.xml"),
        "depths": [str(folder / f"dybde_{number}.tif") for number in range(3)],
        "level_costs": str(folder / "niveauer.csv"),
        "measure_prices": str(folder / "priser.csv"),
        "building_costs": layer(
            "skader",
            "POLYGON ((650020 6269990, 650030 6269990, 650030 6269980, 650020 6269980, 650020 6269990))",
            reach_building=["reached"],
            onset_building_mm=[14.0],
            cost_building_dkk=[1e5],
            price_year=[2021],
            annual_today_dkk=[1e3],
        ),
        "structure": layer("struktur", "POINT (650060 6269948)", type=["bassin"], kapacitet_m3=[3.0]),
        "sewer_catchments": layer(
            "kloakoplande",
            "POLYGON ((650000 6269920, 650050 6269920, 650050 6270000, 650000 6270000, 650000 6269920))",
            navn=["K1"],
        ),
        "edits": layer(
            "deloplande",
            "POLYGON ((650070 6269930, 650080 6269930, 650080 6269950, 650070 6269950, 650070 6269930))",
            navn=["A"],
        ),
        "service_levels": str(folder / "serviceniveau.csv"),
        "areas": layer(
            "områder",
            "POLYGON ((650000 6269920, 650120 6269920, 650120 6270000, 650000 6270000, 650000 6269920))",
            klasse=["vej"],
        ),
        "sub_catchments": layer(
            "planens_deloplande",
            "POLYGON ((650000 6269920, 650100 6269920, 650100 6270000, 650000 6270000, 650000 6269920))",
            subcatchment_id=[1],
            name=["Åby"],
            area_m2=[8000.0],
        ),
        "sub_catchment_ledgers": str(folder / "regnskab.csv"),
        "patches": layer(
            "levesteder",
            "POLYGON ((650010 6269930, 650060 6269930, 650060 6269970, 650010 6269970, 650010 6269930))",
            patch_kind=["eng"],
        ),
        **{
            f"survey_{key}": layer(
                f"skema_{key}",
                "POINT (650030 6269950)",
                plot_id=[1],
                habitat=["meadow"],
                survey_year=[year],
                minutes_searched=[20.0],
                species_1=["aurora"],
                found_1=[found],
            )
            for key, year, found in (("before", 2020, "found"), ("after", 2026, "not_surveyed"))
        },
        "land_cover": layer(
            "arealdække",
            "POLYGON ((650000 6269920, 650100 6269920, 650100 6270000, 650000 6270000, 650000 6269920))",
            klasse=["graes"],
        ),
        "plan": layer(
            "plan",
            "POLYGON ((650025 6269925, 650060 6269925, 650060 6269960, 650025 6269960, 650025 6269925))",
            anvendelse=["Boligområde"],
        ),
        "nature_areas": layer(
            "natur",
            "MULTIPOLYGON (((650010 6269930, 650030 6269930, 650030 6269950, 650010 6269950, 650010 6269930)), "
            "((650070 6269930, 650090 6269930, 650090 6269950, 650070 6269950, 650070 6269930)))",
            natyp_navn=["Sø"],
        ),
        "measure_options": layer("muligheder", "POINT (650050 6269940)", type=["vandhul"], pris_kr=[1e5]),
        "nature_proposals": layer(
            "forslag",
            "POLYGON ((650040 6269960, 650060 6269960, 650060 6269980, 650040 6269980, 650040 6269960))",
            biotop=["Vandhul"],
        ),
        "reports": layer("meldinger", "POINT (650060 6269948)"),
        "plan_areas": layer(
            "lokalplan",
            "POLYGON ((650000 6269995, 650030 6269995, 650030 6269970, 650000 6269970, 650000 6269995))",
            plannr=["L1"],
            anvendelse=["befæstet"],
        ),
        "paths": layer("stier", "LINESTRING (650004 6269990, 650060 6269940)", stinavn=["Engstien"], bredde_m=[1.8]),
        "addresses": layer("adresser", "POINT (650070 6269948)", antal_boliger=[2]),
        "schools": layer("skoler", "POINT (650010 6269980)", navn=["Skolen"], trin_fra=[0], trin_til=[9]),
        "cycle_routes": layer(
            "supercykelsti", "LINESTRING (650004 6269990, 650060 6269940)", rute=["C1"], cykler_spidstime=[300]
        ),
        "register": str(folder / "dar"),
        "local_plans": layer(
            "lokalplaner",
            "POLYGON ((650000 6269995, 650030 6269995, 650030 6269970, 650000 6269970, 650000 6269995))",
            planid=[7],
            lp_plannavn=["Åkvarteret"],
            status=["V"],
            datoikraft=[20260101],
        ),
        "plan_targets": layer(
            "byggefelter",
            "POLYGON ((650002 6269990, 650012 6269990, 650012 6269980, 650002 6269980, 650002 6269990))",
            planid=[71],
            bygkunifelt=[1],
            bygvejledende=[0],
        ),
        "register_after": str(folder / "dar"),
        "planned_changes": str(folder / "ændringer.csv"),
        "store": planned_store(folder / "lager.gpkg"),
        **{f"{name}_template": str(SAMPLE / f"{name}_template.docx") for name in ("hearing", "decision")},
        "corrections": layer(
            "rettelser",
            "LINESTRING (650004 6269990, 650060 6269940)",
            width_m=[1.9],
            said_by=["survey"],
            said_date=["2026-05-01"],
        ),
        "roads": layer("veje", "LINESTRING (650002 6269990, 650090 6269930)"),
        "road": layer("ny_vej", "LINESTRING (650002 6269970, 650090 6269970)", vejnavn=["Nyvej"]),
        "targets": layer(
            "byggefelter_ny_vej",
            "POLYGON ((650010 6269975, 650040 6269975, 650040 6269999, 650010 6269999, 650010 6269975))",
            feltnr=["A"],
            boliger=[2],
        ),
        "destinations": layer("mål", "POINT (650010 6269952)", navn=["Skolen"], slags=["skole"]),
        "homes": layer("hjem", "POINT (650080 6269935)", antal_boliger=[1]),
        "stations": layer("stationer", "POINT (650004 6269988)"),
        "reality_rain": str(folder / "regn.tif"),
        "basins": layer("bassiner", "POINT (650060 6269948)", kapacitet_m3=[3.0]),
    }


def tool_inputs(name: str, town: dict[str, str]) -> dict[str, str]:
    inputs = tool(name).inputs
    alive = any(one.name == "land_cover" and one.required for one in inputs)
    left = set() if alive else {"land_cover", "nature_areas"}  # to others, land cover means losses beside
    return {one.name: town[one.name] for one in inputs if one.name in town and one.name not in left}


def job_of(name: str, town: dict[str, str], out) -> Job:
    return Job(tool=name, inputs=tool_inputs(name, town), params=PARAMS.get(name, {}), out_dir=str(out))


def command_of(job: Job) -> list[str]:
    inputs = dict(job.inputs)
    elevation = [inputs.pop("elevation")] if "elevation" in inputs else []
    command = [job.tool_id, *elevation, "--out", job.out_dir]
    for name, value in {**inputs, **job.params}.items():
        given = value if isinstance(value, list) else [value]
        command += ["--" + name.replace("_", "-"), *map(str, given)]
    return command


@pytest.fixture(scope="module")
def faces(town, tmp_path_factory):
    """Run every tool through each face; return the files by face and tool."""
    folder = tmp_path_factory.mktemp("ansigter")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        patch.setenv("GISTOOLS_CACHE", "off")
        session = Session()
        for name in IDS:
            session.run(job_of(name, town, folder / f"python-{name}"))
            if name == "flood":
                command = [sys.executable, "-I", "-c", "import sys; from gistools.cli import main; sys.exit(main())"]
                subprocess.run(
                    [*command, *command_of(job_of(name, town, folder / "cli-flood"))], check=True, capture_output=True
                )
            else:
                assert main(command_of(job_of(name, town, folder / f"cli-{name}"))) == 0
        worker = subprocess.Popen(
            [sys.executable, "-I", "-m", "gistools.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(os.environ),
        )
        with worker:
            for name in IDS:
                request = {"cmd": "run", "id": name, "job": job_of(name, town, folder / f"worker-{name}").to_mapping()}
                print(json.dumps(request), file=worker.stdin, flush=True)
            events = []
            while sum(event["type"] in {"result", "error"} for event in events) < len(IDS):
                events.append(json.loads(worker.stdout.readline()))
            worker.stdin.close()
    assert [e for e in events if e["type"] == "error"] == []
    return folder, {e["id"]: e for e in events if e["type"] == "result"}


@pytest.mark.parametrize("name", IDS)
def test_three_faces_give_the_same(faces, town, name):
    folder, _ = faces
    python = fake_room.contents(folder / f"python-{name}")
    given = {"", *tool_inputs(name, town), *PARAMS.get(name, {})}
    wanted = [o for o in tool(name).outputs if o.default and o.needs in given]
    endings = (".tif", ".gpkg", ".csv", ".png", ".zip", ".pdf", ".docx", ".xlsx", ".html", ".gpx")
    assert len([f for f in python if f.endswith(endings)]) == len(wanted) > 0
    assert fake_room.contents(folder / f"cli-{name}") == python
    assert fake_room.contents(folder / f"worker-{name}") == python


@pytest.mark.parametrize("name", IDS)
def test_every_output_explains_itself(faces, town, name):
    folder, _ = faces
    for path in (folder / f"python-{name}").iterdir():
        if path.suffix in {".tif", ".gpkg", ".csv", ".zip", ".pdf", ".docx", ".xlsx"}:
            record = explain(path)
            assert record.tool == name
            assert record.params == tool(name).params.from_mapping(PARAMS.get(name, {})).to_mapping()
            assert set(record.inputs) == set(tool_inputs(name, town))
            assert all(source.content_hash for sources in record.inputs.values() for source in sources)


def test_the_ledger_closes_in_files_and_through_the_worker(faces):
    folder, results = faces
    ledger = read_table(folder / "cli-flood" / "ledger.csv").value.set_index("term")
    assert ledger.loc["difference", "units"] == 0
    assert ledger.loc["stored", "volume_m3"] > 1.0
    rows = {row["term"]: row for row in results["flood"]["tables"]["ledger"]}
    assert rows["rain"]["volume_m3"] == pytest.approx(0.060 * 4.0 * 40 * 50, rel=1e-5)  # rain is whole units of 2^-20 m
    assert rows["stored"]["units"] == ledger.loc["stored", "units"]


def test_the_written_files_are_counted_again(town, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GISTOOLS_LANG", "en")
    assert main(command_of(job_of("flood", town, tmp_path / "out"))) == 0
    assert "The written files counted again" in capsys.readouterr().out


def test_five_tools_on_one_terrain_route_it_once(town, tmp_path, monkeypatch):
    calls = []
    real = run_tools.route_flow

    @functools.wraps(real)
    def counted(*values, progress):
        calls.append(1)
        return real(*values, progress=progress)

    monkeypatch.setattr(run_tools, "route_flow", counted)
    for number, name in enumerate(("fill", "flow", "flow-paths", "watershed", "trace", "bluespots", "flood")):
        session = Session(cache=StepCache(tmp_path / "steps"))  # as in a new program each time
        session.run(job_of(name, town, tmp_path / f"out{number}"))
    assert len(calls) == 1


def test_remembered_steps_give_the_same(faces, town, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for number in range(2):
        Session(cache=StepCache(tmp_path / "steps")).run(job_of("flood", town, tmp_path / f"out{number}"))
        assert fake_room.contents(tmp_path / f"out{number}") == fake_room.contents(faces[0] / "python-flood")


def test_map_and_figure_of_a_flood(town, tmp_path):
    job = job_of("flood", town, tmp_path / "out")
    for name in ("figur.png", "figur.svg", "figur.pdf"):
        pictured = Job.from_mapping(
            {**job.to_mapping(), "figure_file": str(tmp_path / name), "map_file": str(tmp_path / f"{name}.html")}
        )
        Session().run(Job.from_mapping({**pictured.to_mapping(), "overwrite": True}))
        assert explain(tmp_path / name).tool == "flood"
        text = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        assert "Vanddybde" in text
        assert "Bygninger" in text
        assert text.count("gistools.raster(") == 2  # shaded terrain and depth; no level where there is more to see
