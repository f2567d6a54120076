"""A made town of square sub-catchments in a row, with all that plan sheets can be given."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools.grid import Grid
from gistools.plan.sheets_material import plan_material
from gistools.plan.sheets_params import PlanSheetParams
from gistools.raster import Raster

CRS = "EPSG:25832"
SIDE = 100.0
RAINS = (30.0, 75.0)
_TERMS = (
    "rain",
    "received",
    "infiltrated",
    "initial",
    "drained",
    "stored",
    "edge",
    "sea",
    "hole",
    "sent",
    "difference",
)


def box(number: int):
    return shapely.box((number - 1) * SIDE, 0.0, number * SIDE, SIDE)


def town(count: int = 3) -> dict[str, object]:
    """Return the required inputs: part k gets rain_mm * 10 m³, and sends k m³ to the next; the last off the map."""
    names = ["Åby", "Øster Ærø", *(f"Delopland {k}" for k in range(3, count + 1))][:count]
    parts = gpd.GeoDataFrame(
        {
            "subcatchment_id": range(1, count + 1),
            "name": names,
            "origin": ["terrain", *["edge"] * (count - 1)],
            "sewer_catchment": "",
            "area_m2": SIDE * SIDE,
            "bluespots": 2,
            "bluespot_volume_m3": 1234.5,
        },
        geometry=[box(k) for k in range(1, count + 1)],
        crs=CRS,
    )
    rows = []
    for rain in RAINS:
        total = dict.fromkeys(_TERMS, 0.0)
        for k in range(1, count + 1):
            own = dict.fromkeys(_TERMS, 0.0)
            own["rain"], own["received"] = rain * 10.0, float(k - 1)
            own["infiltrated"], own["initial"], own["drained"] = rain, 0.5, 2.25
            own["sent" if k < count else "edge"] = float(k)
            own["stored"] = own["rain"] + own["received"] - rain - 2.75 - k
            rows += [(rain, k, term, value) for term, value in own.items()]
            total = {t: total[t] + own[t] * (t not in {"received", "sent"}) for t in _TERMS}
        rows += [(rain, 0, term, value) for term, value in total.items()]
    ledgers = pd.DataFrame(rows, columns=["rain_mm", "subcatchment_id", "term", "volume_m3"])
    return {"sub_catchments": parts, "sub_catchment_ledgers": ledgers}


def all_of(count: int = 3) -> dict[str, object]:
    """Return all inputs but the rasters."""
    given = town(count)
    flows = [(rain, k, k + 1 if k < count else -1, float(k)) for rain in RAINS for k in range(1, count + 1)]
    given["sub_catchment_flows"] = pd.DataFrame(
        flows, columns=["rain_mm", "from_subcatchment", "to_subcatchment", "volume_m3"]
    )
    given["sub_catchment_damage"] = pd.DataFrame(
        {
            "subcatchment_id": [*range(1, count + 1), -4],
            "name": "x",
            "buildings": [k + 10 for k in range(count)] + [1],
            "annual_today_dkk": [1000.01 * k for k in range(1, count + 1)] + [7.07],
            "annual_future_dkk": [2000.02 * k for k in range(1, count + 1)] + [8.08],
            "unknown_today": [0, *[1] * (count - 1), 0],
            "unknown_future": [0, *[2] * (count - 1), 0],
        }
    )
    given["vulnerable_places"] = gpd.GeoDataFrame(
        {
            "subcatchment_id": [1, 1],
            "name": "Åby",
            "place_rank": [1, 2],
            "bluespot_id": [17, 4711],
            "volume_m3": [31.4, 2.7],
            "rain_mm": 75.0,
            "stored_m3": [30.9, 1.1],
        },
        geometry=[shapely.Point(20, 20), shapely.Point(60, 60)],
        crs=CRS,
    )
    given["measures"] = gpd.GeoDataFrame(
        {"id": [1, 2, 3], "type": ["bassin", "mur", "skodder"], "navn": ["Nyt bassin Ø", None, "Langt væk"]},
        geometry=[
            shapely.box(10, 10, 40, 40),
            shapely.LineString([(60, 50), (min(count, 2) * 75 + 20, 50)]),
            shapely.Point(-500, 50),
        ],
        crs=CRS,
    )
    given["buildings"] = gpd.GeoDataFrame(geometry=[shapely.box(70, 70, 80, 80)], crs=CRS)
    water = {"load_m3": [88.0], "held_m3": [0.0], "passed_m3": [66.0], "missing_m3": [22.0]}
    given["structure_links"] = gpd.GeoDataFrame(
        {
            "name": "Skybrudsvej",
            "structure_kind": "cloudburst_road",
            **water,
            "takes_m3": [66.0],
            "used_share": [4 / 3],
        },
        geometry=[shapely.LineString([(0, 50), (90, 50)])],
        crs=CRS,
    )
    given["structure_nodes"] = gpd.GeoDataFrame(
        {"name": ["Åen", ""], "structure_kind": ["recipient", "junction"], "missing_m3": 0.0, "takes_m3": np.nan,
         "used_share": np.nan},
        geometry=[shapely.Point(90, 50), shapely.Point(0, 50)],
        crs=CRS,
    )  # fmt: skip
    given["service_areas"] = gpd.GeoDataFrame({"name": ["Torvet"]}, geometry=[box(1).buffer(-20)], crs=CRS)
    given["service_level_status"] = pd.DataFrame(
        {"return_period_years": [10, 100], "verified": [True, False], "x9": [8, 8]}
    )
    given["variants"] = pd.DataFrame({"variant_unknown_to_all": [1.5]})
    given["measure_shares"] = gpd.GeoDataFrame(
        {"measure_name": [f"Tiltag {k}" for k in range(200)], "volume_m3": 987.6}, geometry=[box(1)] * 200, crs=CRS
    )
    given["solution_sheets"] = pd.DataFrame(
        {"kind": ["basin"], "name": ["Bassin"], "text_da": ["Ø"], "text_en": ["Island"]}
    )
    given["solution_places"] = gpd.GeoDataFrame(
        {"name": ["a", "b"]}, geometry=[shapely.Point(5, 5), box(1).buffer(-30)], crs=CRS
    )
    return given


def rasters(count: int = 3) -> dict[str, Raster]:
    """Return a terrain and water 0,3 m deep on a part of it."""
    grid = Grid(20, 20 * count, 0.0, SIDE, 5.0, 5.0, CRS)
    z = np.add.outer(np.arange(20.0), np.arange(20.0 * count)).astype(np.float32)
    depth = np.zeros(grid.shape, np.float32)
    depth[5:9, 5:9] = 0.3
    return {"elevation": Raster(z, grid, unit="m"), "depth": Raster(depth, grid, unit="m")}


INPUTS = (
    *("sub_catchments", "sub_catchment_ledgers", "sub_catchment_flows", "sub_catchment_damage", "vulnerable_places"),
    *(
        "measures",
        "buildings",
        "structure_links",
        "structure_nodes",
        "service_areas",
        "service_level_status",
        "variants",
    ),
    *("variant_order", "measure_shares", "solution_sheets", "solution_places"),
)


def material(given: dict[str, object], *, pictured: bool = False, **params: object):
    """Return the material of some inputs; all others are not given."""
    drawn = rasters(len(given["sub_catchments"])) if pictured else {}
    told = {**dict.fromkeys(INPUTS), **given}
    return plan_material(told, PlanSheetParams(**params), drawn.get("elevation"), drawn.get("depth"))
