"""Invented corrections of paths by surveyors and users, and invented benches, for the tools of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import _place as place
import geopandas as gpd
import pyogrio
from _measures import TIMESTAMP
from shapely.geometry import LineString, Point

if TYPE_CHECKING:
    from pathlib import Path

_RINGSTIEN = (LineString([(300, 872), (640, 872)]), LineString([(640, 872), (1_134, 872)]))
_ABROEN = LineString([(1_131.43, 308), (1_141.43, 308)])


def corrections() -> gpd.GeoDataFrame:
    """Return the corrections (rettelser): a survey, users who differ, one who cannot be right, one beside a path."""
    columns = ("width_m", "kerb_cm", "lit", "said_by", "said_date", "remarks")
    rows = [
        (_RINGSTIEN[0], 2.4, 2.0, None, "surveyor", "2026-05-04", "målt ved kilometerpælen"),
        (_RINGSTIEN[1], 2.2, None, None, "user", "2026-05-06", "smallest ved busstoppet"),
        (_RINGSTIEN[1], 1.9, None, None, "user", "2026-05-09", "målt med målebånd"),
        (_ABROEN, None, 60.0, None, "user", "2026-05-09", "høj kant ved broen"),
        (_ABROEN, None, None, "nej", "user", "2026-05-10", "lampen lyser ikke"),
        (LineString([(900, 700), (950, 700)]), 1.5, None, None, "user", "2026-05-11", "trampet sti"),
    ]
    frame = {name: [row[k] for row in rows] for k, name in enumerate(columns, 1)}
    shapes = [place.to_world(row[0]) for row in rows]
    return gpd.GeoDataFrame({**frame, "maerke": place.STAMP}, geometry=shapes, crs=place.CRS)


def benches() -> gpd.GeoDataFrame:
    """Return benches (bænke) along some of the paths."""
    points = [(326, 156), (300, 384), (276, 640), (300, 800), (1_130, 300), (1_140, 480), (1_126, 640), (1_128, 780)]
    shapes = [place.to_world(Point(x + 3, y)) for x, y in points]
    return gpd.GeoDataFrame({"type": ["bænk"] * len(shapes), "maerke": place.STAMP}, geometry=shapes, crs=place.CRS)


def write_corrections(path: Path) -> None:
    """Write corrections and benches to the GeoPackage `path`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    for name, made in (("corrections", corrections()), ("benches", benches())):
        pyogrio.write_dataframe(
            made, path, layer=name, driver="GPKG", append=path.exists(), dataset_options={"VERSION": "1.2"},
            layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
        )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
