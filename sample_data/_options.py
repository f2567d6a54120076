"""Invented options for nature with invented prices, for the tool corridor-measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import _place as place
import geopandas as gpd
import pyogrio
from _measures import TIMESTAMP
from shapely.geometry import LineString, Point, box

if TYPE_CHECKING:
    from pathlib import Path


def options() -> gpd.GeoDataFrame:
    """Return the options (muligheder); the price of the last is not known, and two lie on the same ground."""
    rows: list[dict[str, Any]] = [
        {"type": "vandhul", "navn": "Vandhul i Dalparken", "pris_kr": 140_000, "g": Point(330, 560).buffer(11.0)},
        {"type": "vandhul", "navn": "Vandhul i Skoleparken", "pris_kr": 120_000, "g": Point(860, 826).buffer(9.0)},
        {"type": "vandhul", "navn": "Vandhul midt i marken", "pris_kr": 85_000, "g": Point(1_505, 1_240).buffer(12.0)},
        {"type": "vandhul", "navn": "Vandhul syd for Ringvejen", "pris_kr": 95_000,
         "g": Point(1_740, 780).buffer(10.0)},
        {"type": "vandhul", "navn": "Vandhul nord for Ringvejen", "pris_kr": 90_000,
         "g": Point(1_660, 1_010).buffer(10.0)},
        {"type": "våd trædesten", "navn": "Regnvandsbassinet som vådområde", "pris_kr": 310_000, "volumen_m3": 2_001,
         "g": box(748, 1_224, 796, 1_256)},
        {"type": "våd trædesten", "navn": "Lavningen i Industrikvarteret", "pris_kr": 520_000, "volumen_m3": 4_400,
         "g": box(880, 1_222, 935, 1_262)},
        {"type": "eng", "navn": "Eng langs åen ved Ringvejen", "pris_kr": 260_000, "g": box(1_085, 922, 1_140, 1_060)},
        {"type": "eng", "navn": "Eng i stedet for vandhul i marken", "pris_kr": 60_000,
         "g": box(1_480, 1_215, 1_530, 1_265)},
        {"type": "levende hegn", "navn": "Hegn fra marken til skoven", "pris_kr": 110_000,
         "g": LineString([(1_275, 1_215), (1_380, 1_300), (1_482, 1_318)])},
        {"type": "levende hegn", "navn": "Hegn langs Nørre Landevej", "pris_kr": 150_000,
         "g": LineString([(630, 1_360), (630, 1_600), (560, 1_601)])},
        {"type": "skov", "navn": "Skov ved Eksempel Skov", "pris_kr": 640_000, "g": box(1_350, 1_400, 1_462, 1_520)},
        {"type": "faunapassage", "navn": "Passage under Ringvejen ved åen", "pris_kr": 900_000,
         "g": LineString([(1_128, 884), (1_128, 916)])},
        {"type": "faunapassage", "navn": "Paddetunnel under Ringvejen øst", "pris_kr": 450_000,
         "g": LineString([(1_700, 886), (1_700, 914)])},
        {"type": "fjernet barriere", "navn": "Skovvej lukkes ved skoven", "pris_kr": 75_000,
         "g": LineString([(1_850, 1_350), (1_850, 1_450)])},
        {"type": "eng", "navn": "Eng nord for skolen", "g": box(690, 866, 900, 886)},
    ]  # fmt: skip
    frame = {name: [row.get(name) for row in rows] for name in ("type", "navn", "pris_kr", "volumen_m3")}
    numbers = [f"N{n}" for n in range(1, len(rows) + 1)]
    geometry = [place.to_world(row["g"]) for row in rows]
    return gpd.GeoDataFrame({"id": numbers, **frame, "maerke": place.STAMP}, geometry=geometry, crs=place.CRS)


def write_options(path: Path) -> None:
    """Write the options to the GeoPackage `path`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    pyogrio.write_dataframe(
        options(), path, layer="options", driver="GPKG", geometry_type="Unknown",
        dataset_options={"VERSION": "1.2"}, layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
    )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
