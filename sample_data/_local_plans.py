"""Invented local plans with building fields as Plandata has them: ready, on the way, late and not to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import _place as place
import geopandas as gpd
import pandas as pd
import pyogrio
from _measures import TIMESTAMP
from _registers import PLANS
from shapely.geometry import box

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

_SIZE: Final = (18.0, 14.0)
_BOUNDS: Final = {number: bounds for number, _, bounds, *_ in PLANS}

# number, name, bounds, status, in force (0: not told), how many fields are drawn on bare land, from where
_PLANS: Final = (
    ("1", "Engkvarteret", _BOUNDS["1"], "F", 0, 8, (836.0, 36.0)),
    ("2", "Ringkvarteret", _BOUNDS["2"], "V", 20260210, 6, (1_500.0, 950.0)),
    ("3", "Bakkekvarteret", _BOUNDS["3"], "V", 20260915, 4, (1_304.0, 80.0)),
    ("4", "Roemarken", (24.0, 352.0, 206.0, 416.0), "V", 20190401, 0, (0.0, 0.0)),
    ("5", "Skovkvarteret", (1_840.0, 1_215.0, 1_970.0, 1_275.0), "V", 0, 2, (1_905.0, 1_225.0)),
)
_ADVISORY: Final = ("2", 5)
"""The plan and its field that is advisory; all others are binding."""


def layers(town: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers by name; homes of the sample town that stand in a plan get a field around them."""
    built = gpd.read_file(town, layer="buildings")
    buildings = built.geometry[built["antal_boliger"].fillna(0) > 0]
    plans, fields, shapes, drawn = [], [], [], []
    for number, name, bounds, status, day, count, start in _PLANS:
        one = 9_000_000 + int(number)
        area = place.to_world(box(*bounds))
        plans.append({"planid": one, "lp_plannr": f"L{number}", "lp_plannavn": name, "status": status,
                      "datoikraft": day or None, "maerke": place.STAMP})  # fmt: skip
        shapes.append(area)
        own = [place.to_world(place.to_local(house).buffer(2.0, join_style="mitre").envelope)
               for house in buildings[buildings.within(area)]]  # fmt: skip
        for k, shape in enumerate([*own, *_bare(count, start)]):
            advisory = (number, k) == _ADVISORY
            fields.append({"planid": 9_100_000 + 100 * int(number) + k, "lokplan_id": one,
                           "bygkunifelt": int(not advisory), "bygvejledende": int(advisory),
                           "maerke": place.STAMP})  # fmt: skip
            drawn.append(shape)
    told = pd.DataFrame(plans).astype({"datoikraft": "Int64"})
    return {
        "local_plans": gpd.GeoDataFrame(told, geometry=shapes, crs=place.CRS),
        "building_fields": gpd.GeoDataFrame(fields, geometry=drawn, crs=place.CRS),
    }


def _bare(count: int, start: tuple[float, float]) -> list[BaseGeometry]:
    """Return fields on bare land, in two rows."""
    wide, deep = _SIZE
    corners = [(start[0] + (k // 2) * (wide + 22.0), start[1] + (k % 2) * (deep + 16.0)) for k in range(count)]
    return [place.to_world(box(x, y, x + wide, y + deep)) for x, y in corners]


def write_local_plans(path: Path, town: Path) -> None:
    """Write the layers to the GeoPackage `path`, made of the sample town in `town`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    for name, layer in layers(town).items():
        pyogrio.write_dataframe(
            layer, path, layer=name, driver="GPKG", geometry_type="Polygon", append=path.exists(),
            dataset_options={} if path.exists() else {"VERSION": "1.2"},
            layer_options={"GEOMETRY_NAME": "geom", "FID": "fid", "SPATIAL_INDEX": "NO"},
        )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
