"""A structure for cloudburst water of an invented plan, for the tool cloudburst-structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import _place as place
import geopandas as gpd
import pyogrio
from _measures import TIMESTAMP
from _network import at_stream
from shapely.geometry import LineString, Point, Polygon, box

if TYPE_CHECKING:
    from pathlib import Path


def structure() -> gpd.GeoDataFrame:
    """Return roads, channels, a pipe, basins, an outlet and recipients with invented capacities."""
    basin, low = place.BASIN, place.HOLLOW
    stream, south = at_stream(1_180.0), at_stream(420.0)
    rows = [
        ("skybrudsvej", "Skybrudsvej nord for bassinet", 0.6, None, LineString([(560, 1_330), (690, 1_300), basin])),
        (
            "forsinkelsesvej",
            "Forsinkelsesvej ved Fabriksvej",
            0.3,
            150.0,
            LineString([(600, 1_150), (700, 1_200), basin]),
        ),
        ("bassin", "Regnvandsbassinet", None, 1_500.0, Point(basin)),
        ("rende", "Rende fra bassinet til lavningen", 0.4, None, LineString([basin, (840, 1_262), low])),
        ("forsinkelse", "Forsinkelse i lavningen", None, 2_500.0, Point(low)),
        ("skybrudsledning", "Ledning fra lavningen til åen", 0.5, None, LineString([low, (1_000, 1_210), stream])),
        ("vandløb", "Eksempelåen ved industrien", None, None, _square(stream)),
        ("skybrudsvej", "Skybrudsvej gennem boligerne", 1.5, None, LineString([(480, 470), (800, 440), south])),
        ("udløb", "Udløb til Eksempelåen", None, 6_000.0, _square(south)),
    ]
    columns = ("type", "navn", "kapacitet_m3_s", "kapacitet_m3")
    data = {name: [row[i] for row in rows] for i, name in enumerate(columns)}
    geometry = [place.to_world(row[-1]) for row in rows]
    numbers = list(range(1, len(rows) + 1))
    return gpd.GeoDataFrame({"id": numbers, **data, "maerke": place.STAMP}, geometry=geometry, crs=place.CRS)


def _square(at: tuple[float, float]) -> Polygon:
    """Return the bed and the sides of the stream at a point."""
    return box(at[0] - 4.0, at[1] - 4.0, at[0] + 4.0, at[1] + 4.0)


def write_structure(path: Path) -> None:
    """Write the structure to the GeoPackage `path`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    pyogrio.write_dataframe(
        structure(), path, layer="structure", driver="GPKG", geometry_type="Unknown",
        dataset_options={"VERSION": "1.2"}, layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
    )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
