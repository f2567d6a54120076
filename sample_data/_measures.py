"""Measures of an invented plan for the closed low and the basin above it, for the tool what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING

import _place as place
import geopandas as gpd
import pyogrio
from shapely.geometry import LineString, Point, box

if TYPE_CHECKING:
    from pathlib import Path

TIMESTAMP = "2026-02-14T00:00:00.000Z"


def measures() -> gpd.GeoDataFrame:
    """Return the measures (tiltag) with the columns that the tool reads; what a kind does not need is empty."""
    rows = [
        {"type": "mur", "navn": "Mur vest for lavningen", "hoejde_m": 0.6, "g": LineString([(846, 1212), (846, 1268)])},
        {
            "type": "bassin", "navn": "Nyt bassin", "dybde_m": 1.5, "anlaeg": 2.0, "g": box(851, 1180, 882, 1200),
        },
        {
            "type": "nedsivningsbed", "navn": "Regnbed ved lavningen", "rum_mm": 0.0, "nedsivning_mm": 50.0,
            "dybde_m": 0.3, "kapacitet_m3": 60.0, "g": box(868, 1262, 900, 1272),
        },
        {
            "type": "rørunderføring", "navn": "Rør til åen", "kapacitet_m3": 800.0,
            "g": LineString([(930, 1205), (1140, 1180)]),
        },
        {
            "type": "dige", "navn": "Dige ved åen", "hoejde_m": 0.8, "kronebredde_m": 2.0, "anlaeg": 2.0,
            "g": LineString([(1110, 960), (1125, 1010)]),
        },
        {"type": "skodder", "navn": "Skodder på hallen", "taerskel_m": 0.5, "g": box(905, 1108, 962, 1157)},
        {"type": "højvandslukke", "navn": "Højvandslukke", "taerskel_m": 0.3, "g": Point(944, 1215)},
    ]  # fmt: skip
    names = [
        "type",
        "navn",
        "hoejde_m",
        "dybde_m",
        "anlaeg",
        "kronebredde_m",
        "rum_mm",
        "nedsivning_mm",
        "kapacitet_m3",
        "taerskel_m",
    ]
    frame = {name: [row.get(name) for row in rows] for name in names}
    geometry = [place.to_world(row["g"]) for row in rows]
    numbers = list(range(1, len(rows) + 1))
    return gpd.GeoDataFrame({"id": numbers, **frame, "maerke": place.STAMP}, geometry=geometry, crs=place.CRS)


def write_measures(path: Path) -> None:
    """Write the measures to the GeoPackage `path`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    pyogrio.write_dataframe(
        measures(), path, layer="measures", driver="GPKG", geometry_type="Unknown",
        dataset_options={"VERSION": "1.2"}, layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
    )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
