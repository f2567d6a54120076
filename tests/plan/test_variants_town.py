"""The tool compare-variants on the sample town, through the runner: what the script of the town says must happen."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gistools.io import explain
from gistools.run import Job, Session

SAMPLE = Path(__file__).parents[2] / "sample_data"
TRUTH = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
GONE, RAIN_MM = "Bassin nedlagt", 40.0
LAYERS = ("variant_places", "variant_changes")


def run(folder, *outputs, **params):
    """Run the tool on the whole town; return its notes and what it wrote, by name."""
    town = {
        name: f"{SAMPLE / 'town.gpkg'}|layername={name}" for name in ("adjustment_lines", "horseshoes", "buildings")
    }
    tables = {name: str(SAMPLE / "tables" / f"{name}.csv") for name in ("measure_prices", "rain_statistics")}
    files = {name: folder / f"{name}.{'gpkg' if name in LAYERS else 'csv'}" for name in outputs}
    made = Session().run(
        Job(
            tool="compare-variants",
            inputs={
                "elevation": str(SAMPLE / "terrain"), "measures": str(SAMPLE / "variants.gpkg"), **town, **tables,
            },
            params={"series": "partial-duration", "duration_min": 60.0, "compare_rain_mm": RAIN_MM, **params},
            outputs={name: str(file) for name, file in files.items()},
        )
    )  # fmt: skip
    return made, {
        name: gpd.read_file(file, layer=name)
        if name in LAYERS
        else pd.read_csv(file, sep=";", decimal=",", encoding="utf-8-sig")
        for name, file in files.items()
    }


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The tables and layers of a run at 40 mm, with ledgers at 56 mm, which fill the basin (35 976 m² drain to it)."""
    folder = tmp_path_factory.mktemp("varianter")
    names = ("variants", "places_by_variant", "variant_ledgers", *LAYERS)
    return (folder, *run(folder, *names, rains_mm="56", map_variant=GONE))


def hollow(key):
    return next(one for one in TRUTH["depressions"] if one["key"] == key)


def at(told, key):
    """Return the rows of the place that a hollow of the truth is, by variant."""
    places, table = told[2]["variant_places"], told[2]["places_by_variant"]
    point = shapely.Point(hollow(key)["point"])
    number = places.loc[places.geometry.contains(point), "place_id"].item()
    return table[table["place_id"] == number].set_index("variant")


def test_without_the_basin_its_water_floods_the_closed_low(told):
    """What the basin held at 40 mm comes to the low: it stays there as far as there is room, and leaves the map."""
    truth = TRUTH["basin_removed"]
    assert truth["then_floods"] == "closed_low"
    basin, low, table = at(told, "basin"), at(told, "closed_low"), told[2]["variants"].set_index("variant")
    held = basin.loc["som i dag", "volume_m3"]
    assert held == pytest.approx(35_975.68 * RAIN_MM / 1000.0, rel=1e-4)
    assert basin.loc[GONE, "volume_m3"] == 0.0
    more = low.loc[GONE, "volume_change_m3"]
    off = table.loc[GONE, "left_m3"] - table.loc["som i dag", "left_m3"]
    assert more > 900.0
    assert more + off == pytest.approx(held, rel=1e-4)
    lake = at(told, "lake")
    assert lake["volume_change_m3"].abs().max() < 1e-6


def test_the_extra_inflow_is_what_the_full_basin_holds(told):
    """At 56 mm the basin would be full: 2 000.9 m³ are missing there and leave the map over the closed low instead."""
    ledgers = told[2]["variant_ledgers"].query("rain_mm == 56").set_index(["variant", "term"])["volume_m3"]
    extra = TRUTH["basin_removed"]["extra_inflow_when_the_basin_would_be_full_m3"]
    tolerance = TRUTH["volume_tolerance"]
    assert ledgers["som i dag", "stored"] - ledgers[GONE, "stored"] == pytest.approx(extra, rel=tolerance)
    assert ledgers[GONE, "edge"] - ledgers["som i dag", "edge"] == pytest.approx(extra, rel=tolerance)
    units = told[2]["variant_ledgers"].query("term == 'difference'")["units"]
    assert (units == 0).all()
    assert len(units) == 5 * 2


def test_the_buildings_of_the_closed_low_are_flooded(tmp_path):
    """The truth tells of buildings that stand on ground 0.2 m and more below the sill, so footprints are looked at.

    At 40 mm the low is full without the basin, and not with it.
    """
    footprint = {"buildings_as": "keep", "exposure_rule": "touched-max", "terrain_share": 0.0}
    _, tables = run(tmp_path, "variants", "buildings_by_variant", **footprint)
    houses = tables["buildings_by_variant"].query("variant == @GONE").set_index("source_id")
    mine = houses.loc[TRUTH["buildings_in_closed_low"]]
    assert len(mine) == 5
    assert (mine["depth_m"] > 0.15).all()
    assert (mine["depth_change_m"] > 0.05).all()
    row = tables["variants"].set_index("variant").loc[GONE]
    assert row["buildings_worse"] >= len(mine)
    low = shapely.Point(hollow("closed_low")["point"])
    assert shapely.Point(row["x_m"], row["y_m"]).distance(low) < 120.0
    assert row["npv_dkk"] < 0.0


def test_the_map_shows_the_variant_asked_for(told):
    folder, made, tables = told
    changes = tables["variant_changes"]
    assert set(changes["variant"]) == {GONE}
    kind = changes.set_index("depth_change_kind")["volume_change_m3"]
    assert kind["better"].sum() == pytest.approx(-35_975.68 * RAIN_MM / 1000.0, rel=1e-3)
    assert kind["worse"].sum() > 900.0
    assert tables["variants"]["maerke"].str.contains("OPDIGTET EKSEMPEL").all()
    assert not tables["variants"]["verified"].any()
    assert any(f"Kortet viser {GONE} ved 40 mm regn" in note.da for note in made.notes)
    assert explain(folder / "variant_places.gpkg").tool == "compare-variants"
