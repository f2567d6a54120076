"""Variants of an invented plan for the industrial district, for the tool compare-variants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import _place as place
import geopandas as gpd
import pyogrio
from _measures import TIMESTAMP
from shapely.geometry import LineString, Point, box

if TYPE_CHECKING:
    from pathlib import Path

GONE, COURSE, BANK, ALL = "Bassin nedlagt", "Ny bæk", "Banke", "Alt sammen"


def variants() -> gpd.GeoDataFrame:
    """Return the measures (tiltag) of all variants; ``variant`` says which each belongs to, empty for all."""
    rows = [
        {"type": "højvandslukke", "navn": "Kælderskot og højvandslukke", "taerskel_m": 0.3, "g": Point(969, 592)},
        {
            "variant": f"{GONE}; {ALL}", "type": "fjernet bassin", "navn": "Regnvandsbassinet nedlægges",
            "g": box(745, 1_221, 808, 1_259),
        },
        {
            "variant": f"{COURSE}; {ALL}", "type": "omlagt vandløb", "navn": "Ny bæk fra lavningen til åen",
            "kote_fra_m": 13.3, "kote_til_m": 11.5, "bredde_m": 4.0,
            "g": LineString([(915, 1_231), (955, 1_230), (1_000, 1_217), (1_032, 1_217), (1_142, 1_190)]),
        },
        {
            "variant": f"{BANK}; {ALL}", "type": "dige", "navn": "Banke vest for lavningen", "hoejde_m": 0.9,
            "kronebredde_m": 2.0, "anlaeg": 2.0, "g": LineString([(838, 1_200), (838, 1_280)]),
        },
    ]  # fmt: skip
    names = [
        "variant", "type", "navn", "hoejde_m", "kronebredde_m", "anlaeg", "kote_fra_m", "kote_til_m", "bredde_m",
        "taerskel_m",
    ]  # fmt: skip
    frame = {name: [row.get(name) for row in rows] for name in names}
    geometry = [place.to_world(row["g"]) for row in rows]
    numbers = [f"V{n}" for n in range(1, len(rows) + 1)]
    return gpd.GeoDataFrame({"id": numbers, **frame, "maerke": place.STAMP}, geometry=geometry, crs=place.CRS)


def write_variants(path: Path) -> None:
    """Write the variants to the GeoPackage `path`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    pyogrio.write_dataframe(
        variants(), path, layer="variants", driver="GPKG", geometry_type="Unknown",
        dataset_options={"VERSION": "1.2"}, layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
    )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
