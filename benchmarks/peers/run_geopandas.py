"""GeoPandas: `sjoin` of access points and parcels, for those that do not lie on the parcel that is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import geopandas as gpd
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def rules(folder: Path, clock: common.Clock) -> dict[str, Iterable[str]]:
    """Return the ids of house numbers whose access point is off its parcel."""
    houses, points = (pd.read_csv(folder / "csv" / f"{name}.csv", dtype=str, keep_default_na=False)
                      for name in ("Husnummer", "Adressepunkt"))  # fmt: skip
    parcels = gpd.read_file(folder / "parcels.gpkg")
    places = gpd.GeoSeries.from_wkt(points["position"], crs=parcels.crs)
    clock.mark("read")
    stands = houses[houses["status"].isin(["2", "3"])]
    at = pd.Series(places.to_numpy(), index=points["id"]).reindex(stands["adgangspunkt_id"])
    frame = gpd.GeoDataFrame(stands[["id", "jordstykke"]], geometry=at.to_numpy(), crs=parcels.crs)
    joined = gpd.sjoin(frame, parcels, predicate="intersects")
    on_own = joined["id"][joined["jordstykke"] == joined["id_lokalId"]]
    found = frame["id"][~frame["id"].isin(on_own)]
    clock.mark("on parcels")
    return {"on parcels": found.tolist()}


if __name__ == "__main__":
    common.addresses(rules, "geopandas", "geopandas", "shapely")
