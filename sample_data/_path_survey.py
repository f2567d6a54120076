"""An invented survey of paths with the faults that surveys have, for the audit of `gistools path-network`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import _place as place
import geopandas as gpd
import pyogrio
from _measures import TIMESTAMP
from shapely.geometry import LineString

if TYPE_CHECKING:
    from pathlib import Path

_EAST, _NORTH = 1_470.0, 70.0


def surveyed_paths() -> gpd.GeoDataFrame:
    """Return the paths (opmålte stier), each with the fault that is planted in it."""
    rows = [
        ("Markstien", [(0, 0), (100, 0), (300, 0)], 0, "", "ingen"),
        ("Tværstien", [(100, 0), (100, 120)], 0, "", "ender i et knæk på Markstien: skal mødes"),
        ("Markstien", [(300.3, 0), (420, 0)], 0, "", "begynder 0,3 m for langt henne"),
        ("Tværstien", [(100, 122), (100, 200)], 0, "", "begynder 2 m for langt henne"),
        ("Markstien", [(432, 0), (520, 0)], 0, "", "begynder 12 m for langt henne"),
        ("Overføringen", [(200, -40), (200, 40)], 1, "Bro", "bro over Markstien: må ikke mødes"),
        ("Overføringen", [(200, 40), (200, 120), (100, 120)], 0, "", "ingen"),
        ("Overføringen", [(200, -40), (260, -60), (420, 0)], 0, "", "ingen"),
        ("Tværstien", [(100, 120), (100, 0)], 0, "", "tegnet to gange, den anden vej"),
        ("Prøvestien", [(50, 60), (50, 60)], 0, "", "uden længde"),
        ("Løkken", [(0, 0), (-40, 60), (-60, 20), (10, 40)], 0, "", "krydser sig selv"),
        ("Gamle sti", [(350, -40), (350, 40)], None, "", "krydser uden fælles punkt, niveau ukendt"),
    ]
    columns = {
        "id": [f"S{k}" for k in range(1, len(rows) + 1)],
        "stinavn": [row[0] for row in rows],
        "niveau": [row[2] for row in rows],
        "bro_tunnel": [row[3] for row in rows],
        "gang_tilladt": "ja",
        "cykel_tilladt": "ja",
        "plantet": [row[4] for row in rows],
        "maerke": place.STAMP,
    }
    shapes = [place.to_world(LineString([(_EAST + x, _NORTH + y) for x, y in row[1]])) for row in rows]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=place.CRS).astype({"niveau": "Int32"})


def write_path_survey(path: Path) -> None:
    """Write the survey to the GeoPackage `path`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    pyogrio.write_dataframe(
        surveyed_paths(), path, layer="surveyed_paths", driver="GPKG", dataset_options={"VERSION": "1.2"},
        layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
    )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
