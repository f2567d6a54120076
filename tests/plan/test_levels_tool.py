"""The tool service-level-check: its layers, tables and texts agree, to the unit and the øre; on the sample town too."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import gistools as gt
from gistools.catalogue import tool
from gistools.io import explain, read_table
from gistools.progress import NoProgress
from gistools.run import Job, Session
from gistools.tool import run_steps

CRS = "EPSG:25832"
SAMPLE = Path(__file__).parents[2] / "sample_data"
TOOL = tool("service-level-check")
RAIN = pd.DataFrame({"varighed_min": [60], "T=2": [100.0], "T=10": [500.0], "T=100": [1000.0]})
PRICE = {"kind": ["basin"], "unit": ["m3"], "capital_dkk": [1000], "upkeep_dkk": [10], "lifetime_years": [50],
         "low_dkk": [700], "high_dkk": [1500], "price_year": [2024]}  # fmt: skip
BOWL = [[9, 9, 9, 9, 9, 9], [9, 1, 2, 3, 4, 6], [9, 9, 9, 9, 9, 9]]  # see test_levels
LEVELS = pd.DataFrame(
    {"områdetype": ["vej", "vej", "mark"], "T": [10, 100, 100], "tilladt_dybde_cm": [0, 100, 20],
     "navn": ["Vej, lille", "", ""]}
)  # fmt: skip


def made(levels=LEVELS, *, prices=True, **more):
    z = np.array(BOWL, np.float32)
    areas = gpd.GeoDataFrame(
        {"klasse": ["vej", "vej", "mark", None], "id_lokalid": ["a", "b", "c", "d"]},
        geometry=[shapely.box(2, 1, 4, 2), shapely.box(3, 1, 4, 2), shapely.box(7, 1, 8, 2), shapely.box(0, 0, 1, 1)],
        crs=CRS,
    )
    given = {
        "elevation": gt.Raster(z, gt.Grid(3, 6, 0.0, 3.0, 1.0, 1.0, CRS), unit="m"),
        "service_levels": levels,
        "areas": areas,
        "rain_statistics": RAIN,
        "measure_prices": pd.DataFrame(PRICE) if prices else None,
        **more,
    }
    params = {"duration_min": 60.0, "horizon_years": 50, "prices_without_tax": False}
    return TOOL.load()(
        **{one.name: given.get(one.name) for one in TOOL.inputs},
        params=TOOL.params.from_mapping(params),
        steps=run_steps,
        wanted=frozenset(one.name for one in TOOL.outputs),
        progress=NoProgress(),
    )


def test_the_status_of_a_bowl_by_hand():
    """The bowl of test_levels: 0.5 m of rain gives 2 m³ (level 2 1/2), 1 m gives 4 m³ (level 3 1/3).

    T = 10, no water allowed: the cell 2 lies under water, so the level must come to 2: (2.5 - 1) + 0.5 - 1 = 1 m³.
    T = 100, 1 m allowed: 1 m³, see `test_a_bowl_by_hand`. Together 1 m³, not 2: room serves both. The field lies off
    the map. 1 m³ is 1000 DKK, 700 to 1500, and 10 DKK a year over 50 years: its lifetime, so nothing is left.
    """
    told = made()
    status = told["service_level_status"].set_index("level_no")
    assert status.index.tolist() == [1, 2, 3, 0]
    assert status["lacking_m3"].tolist()[:2] == [1.0, 1.0]
    assert status.loc[0, "lacking_m3"] == 1.0
    assert status["areas_met"].tolist() == [1, 1, 0, 1]
    assert status["areas_not_met"].tolist() == [1, 1, 0, 1]
    assert status["areas_unknown"].tolist() == [0, 0, 1, 1]
    assert status.loc[3, ["over_m2", "lacking_m3", "close_dkk"]].isna().all(), "unknown is not 0"
    assert status["at_least"].tolist() == [False, False, True, True]
    assert status.loc[1, ["capital_low_dkk", "capital_dkk", "capital_high_dkk"]].tolist() == [700.0, 1000.0, 1500.0]
    upkeep = round(10.0 * sum(np.cumprod([1 / 1.035] * 35 + [1 / 1.025] * 15)), 2)
    assert status.loc[1, "upkeep_dkk"] == pytest.approx(upkeep, abs=0.01)
    assert status.loc[1, "close_dkk"] == pytest.approx(1000.0 + upkeep, abs=0.011)
    assert not status["verified"].any()
    areas = told["service_areas"]
    assert areas["source_id"].tolist() == ["a", "b", "a", "b", "c"]
    assert areas["first_failing_years"].fillna(0).tolist() == [10.0, 0.0, 10.0, 0.0, 0.0]
    assert areas["level_state"].tolist() == ["not_met", "met", "not_met", "met", "unknown"]
    assert areas["lacking_m3"].isna().tolist() == [False] * 4 + [True]
    assert "1 flade uden områdetype" in " ".join(note.da for note in told.notes)


def test_what_lacks_in_an_area_partly_off_the_map_is_the_least_that_lacks():
    """The known half breaks the level: not met, and what lies beyond the map may lack more."""
    road = gpd.GeoDataFrame({"klasse": ["vej"]}, geometry=[shapely.box(2, 1, 10, 2)], crs=CRS)
    told = made(LEVELS.iloc[:2], areas=road)
    status = told["service_level_status"]
    assert status["areas_not_met"].tolist() == [1, 1, 1]
    assert status["areas_unknown"].tolist() == [0, 0, 0]
    assert status["at_least"].tolist() == [True, True, True]
    text = told["service_level_text"]["plan_text_da"][0]
    assert "Mindst 1 m² har mere vand" in text
    assert "mangler plads til mindst 1 m³" in text


def test_without_a_price_the_cost_is_unknown_and_nothing_lacking_costs_nothing():
    told = made(prices=False)
    status = told["service_level_status"].set_index("level_no")
    assert status["close_dkk"].isna().all()
    assert status["price_verified"].isna().all()
    assert "prisen er ukendt" in told["service_level_text"]["plan_text_da"][0]
    assert "giv measure_prices" in " ".join(note.da for note in told.notes)
    dry = made(LEVELS.assign(tilladt_dybde_cm=500), prices=False)["service_level_status"].set_index("level_no")
    assert dry.loc[1, ["lacking_m3", "close_dkk", "over_m2"]].tolist() == [0.0, 0.0, 0.0]


def test_a_price_that_is_not_per_m3_tells_nothing():
    told = made(measure_prices=pd.DataFrame(PRICE).assign(unit="item"))
    assert told["service_level_status"]["close_dkk"].isna().all()
    assert "bassiner er prissat pr. item, ikke pr. m3" in " ".join(note.da for note in told.notes)


def test_a_capacity_that_one_event_does_not_count_is_told():
    line = gpd.GeoDataFrame({"kapacitet_m3": [5.0]}, geometry=[shapely.LineString([(1.5, 1.5), (5.5, 1.5)])], crs=CRS)
    said = " ".join(note.da for note in made(adjustment_lines=line).notes)
    assert "1 tilpasningslinjer og hestesko med kapacitet_m3 er åbnet uden grænse" in said
    assert "uden grænse" not in " ".join(
        note.da for note in made(adjustment_lines=line.assign(kapacitet_m3=None)).notes
    )


def test_the_table_may_be_a_workbook_and_types_without_a_level_are_told(tmp_path):
    LEVELS[:2].assign(klima=["i dag", 1.3]).to_excel(tmp_path / "niveauer.xlsx", index=False)
    told = made(read_table(tmp_path / "niveauer.xlsx").value)
    assert told["service_level_status"]["rain_mm"].tolist()[:2] == [500.0, 1300.0]
    said = " ".join(note.da for note in told.notes)
    assert "intet niveau for områder af typen mark" in said
    assert "Klimafaktoren 1,3 i tabellen over serviceniveauer er ikke verificeret" in said
    assert "der i dag kommer hvert 100. år, gange 1,3 (1.300,0 mm" in told["service_level_text"]["plan_text_da"][1]


def numbers(text, language):
    """Return the numbers in a text and what half of their last digit is."""
    found = []
    for word in re.findall(r"\d[\d.,]*", text):
        plain = word.rstrip(".,")
        plain = plain.replace(".", "").replace(",", ".") if language == "da" else plain.replace(",", "")
        found.append((float(plain), 0.5 * 10.0 ** -len(plain.partition(".")[2])))
    return found


def check_numbers(status, texts):
    """Every number of a paragraph stands in its row of the status table, as it is or as cm."""
    count = 0
    for (_, row), (_, said) in zip(status.iterrows(), texts.iterrows(), strict=True):
        assert row["level_no"] == said["level_no"]
        values = [v * f for v in row if isinstance(v, (int, float, np.number)) for f in (1.0, 100.0)]
        words = f"{row['climate']} {row['level_name']} {row['area_type']}"
        for language in ("da", "en"):
            for number, half in numbers(said[f"plan_text_{language}"], language):
                known = any(abs(v - number) <= half * 1.000001 for v in values)
                assert known or (number, half) in numbers(words, "da"), (number, said)
                count += 1
    return count


def test_every_number_of_the_text_stands_in_the_table():
    told = made()
    assert check_numbers(told["service_level_status"], told["service_level_text"]) > 60
    first = told["service_level_text"]["plan_text_da"][0]
    assert first.startswith("Vej, lille: På områder af typen vej må der intet vand stå ved den regn")
    assert "mangler plads til 1 m³ i 1 vandsamling, som koster" in first
    assert "(937–1.737)" in first


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The service level of the sample town, in the part of it around the closed low and the basin."""
    folder = tmp_path_factory.mktemp("niveau")
    layer = f"{SAMPLE / 'town.gpkg'}|layername="
    tables = SAMPLE / "tables"
    job = Job(
        tool="service-level-check",
        inputs={
            "elevation": str(SAMPLE / "terrain"),
            "service_levels": str(tables / "service_levels.csv"),
            "areas": layer + "land_cover",
            "land_cover": layer + "land_cover",
            "losses": str(tables / "landcover_losses.csv"),
            "rain_statistics": str(tables / "rain_statistics.csv"),
            "measure_prices": str(tables / "measure_prices.csv"),
            "sewer_catchments": layer + "sewer_catchments",
        },
        params={"duration_min": 1440.0, "drain_hours": 1.0},
        window=(650600.0, 6269000.0, 651200.0, 6269450.0),
        out_dir=str(folder),
        figure_file=str(folder / "kort.png"),
    )
    return folder, Session().run(job)


def test_the_sample_town_through_the_runner(town):
    folder, told = town
    status = read_table(folder / "service_level_status.csv").value
    ponds = gt.read_layer(folder / "service_ponds.gpkg", crs=CRS, layer="service_ponds").value
    areas = gt.read_layer(folder / "service_areas.gpkg", crs=CRS, layer="service_areas").value
    assert len(status) == 6
    assert (status["areas_met"] + status["areas_not_met"] + status["areas_unknown"] == status["area_count"]).all()
    assert {"met", "not_met", "unknown"} == set(areas["level_state"])
    for _, row in status[status["level_no"] > 0].iterrows():
        mine = ponds[ponds["level_no"] == row["level_no"]]
        assert mine["lacking_m3"].sum() == pytest.approx(row["lacking_m3"], abs=1e-6)
        assert round(mine["close_dkk"].sum() * 100) == round(row["close_dkk"] * 100)
        part = areas[areas["level_no"] == row["level_no"]]
        assert part["lacking_m3"].sum() == pytest.approx(row["lacking_m3"], abs=1e-6)
        assert (part["level_state"] == "not_met").sum() == row["areas_not_met"]
    town_row = status[status["level_no"] == 0].iloc[0]
    rows = status[status["level_no"] > 0]
    assert rows["lacking_m3"].max() <= town_row["lacking_m3"] <= rows["lacking_m3"].sum()
    assert rows["lacking_m3"].max() > 0.0
    assert check_numbers(status, read_table(folder / "service_level_text.csv").value) > 100
    marks = status["maerke"].unique().tolist()
    assert marks == ["OPDIGTET EKSEMPEL / INVENTED EXAMPLE; EKSEMPELREGN / EXAMPLE RAIN"]
    sewer = read_table(folder / "sewer_service.csv").value
    assert sewer["sewer_state"].tolist().count("below") == 1
    assert "level_no" not in sewer.columns, "kept apart"
    assert explain(folder / "service_areas.gpkg").tool == "service-level-check"
    assert "to forskellige løfter" in " ".join(note.da for note in told.notes)
