"""Small layers of buildings for tests."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from shapely import box

from gistools.floodcost.damage import classify

CRS = "EPSG:25832"


def layer_of(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    """Return buildings in a row; ``m2`` is the footprint (100 m² when left out), ``shape`` another one."""
    shapes = [row.pop("shape", None) if "shape" in row else box(50 * i, 0, 50 * i + float(row.pop("m2", 100)) / 10, 10)
              for i, row in enumerate([dict(r) for r in rows])]  # fmt: skip
    columns = dict.fromkeys(c for row in rows for c in row if c not in {"m2", "shape"})
    data = {c: [row.get(c) for row in rows] for c in columns}
    return gpd.GeoDataFrame(data, geometry=shapes, crs=CRS)


def building(code: object, m2: float = 100.0, cellar: str | None = "nej", cellar_m2: float | None = None) -> dict:
    """Return a row of `layer_of` with the columns of BBR."""
    return {"byg021anvendelse": code, "m2": m2, "har_kaelder": cellar, "kaelder_areal_m2": cellar_m2}


def classified(*rows: dict[str, object]) -> gpd.GeoDataFrame:
    """Return `classify` of `layer_of`."""
    return classify(layer_of(*rows))


DRY = -np.inf
