"""Invented proposals of a nature group, owners, a municipal border, a neighbour's proposals, and a plan to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import _place as place
import geopandas as gpd
import pyogrio
from _measures import TIMESTAMP
from shapely.geometry import Point, box

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

BORDER_X = 1_700.0
"""Easting (local) of the invented municipal border: it cuts the wood."""

PROPOSALS: tuple[tuple[str, str | None, BaseGeometry], ...] = (
    ("Skov mod vest", "Skov", box(1_330, 1_330, 1_482, 1_480)),
    ("Vandhul mellem åen og marken", "Vandhul", Point(1_320, 1_215).buffer(14)),
    ("Eng i Engkvarteret", "Eng", box(840, 30, 1_000, 105)),
    ("Overdrev på fyldpladsen", "Overdrev", box(455, 1_105, 494, 1_205)),
    ("Hegn fra parken til skolen", "Levende hegn", box(375, 838, 640, 844)),
    ("Mosen udvides", "Mose", box(1_225, 1_720, 1_285, 1_880)),
    ("Vild plet ved vejen", None, box(60, 1_780, 100, 1_810)),
    ("Pleje af Åengen", "Eng", box(1_110, 200, 1_150, 300)),
    ("Byhave", "Have", box(1_890, 60, 1_910, 78)),
)
OWNERS: tuple[tuple[str, BaseGeometry], ...] = (
    ("Kommunalt ejet", box(1_030, 0, 1_290, 2_000)),
    ("Kommunalt ejet", box(200, 150, 660, 880)),
    ("Privat ejet", box(1_290, 1_150, 2_000, 2_000)),
    ("Privat selskab", box(450, 1_100, 520, 1_210)),
    ("Privat ejet", box(820, 20, 1_010, 110)),
)
NEIGHBOURS: tuple[tuple[str, BaseGeometry], ...] = (
    ("Skoven øst for grænsen", box(BORDER_X, 1_330, 1_830, 1_690)),
    ("Østengene", box(BORDER_X, 980, 1_900, 1_060)),
)

DEVELOPMENT: tuple[tuple[str, str, BaseGeometry], ...] = (
    ("Åkvarteret", "Boligområde", box(1_160, 1_165, 1_475, 1_290)),
    ("Åkvarterets park", "Rekreativt område", box(1_230, 1_290, 1_475, 1_325)),
)
"""A plan that takes the pond in the field and part of the northern meadow."""


def layers() -> dict[str, gpd.GeoDataFrame]:
    """Return the layers by name."""
    home = [("Eksempel Kommune", box(0, 0, BORDER_X, place.SIZE_M))]
    proposed = {"navn": [p[0] for p in PROPOSALS], "biotop": [p[1] for p in PROPOSALS]}
    return {
        "nature_proposals": _layer("F", [p[2] for p in PROPOSALS], **proposed),
        "ownership": _layer("E", [o[1] for o in OWNERS], ejerforhold=[o[0] for o in OWNERS]),
        "municipality": _layer("K", [h[1] for h in home], navn=[h[0] for h in home]),
        "neighbour_proposals": _layer("N", [n[1] for n in NEIGHBOURS], navn=[n[0] for n in NEIGHBOURS]),
        "development_plan": _layer(
            "P", [d[2] for d in DEVELOPMENT], navn=[d[0] for d in DEVELOPMENT], anvendelse=[d[1] for d in DEVELOPMENT]
        ),
    }


def _layer(letter: str, shapes: list[BaseGeometry], **columns: list[str] | list[str | None]) -> gpd.GeoDataFrame:
    numbers = [f"{letter}{n}" for n in range(1, len(shapes) + 1)]
    geometry = [place.to_world(shape) for shape in shapes]
    return gpd.GeoDataFrame({"id": numbers, **columns, "maerke": place.STAMP}, geometry=geometry, crs=place.CRS)


def write_nature_plan(path: Path) -> None:
    """Write the layers to the GeoPackage `path`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    for name, layer in layers().items():
        pyogrio.write_dataframe(
            layer, path, layer=name, driver="GPKG", geometry_type="Polygon", append=path.exists(),
            dataset_options={} if path.exists() else {"VERSION": "1.2"},
            layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
        )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
