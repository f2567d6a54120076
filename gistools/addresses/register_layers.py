"""What stands in the register as layers: house numbers at their access points, named roads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from gistools._checks import is_missing
from gistools.addresses.address_line import house_number_key
from gistools.addresses.road_names_order import road_name_key
from gistools.grid import DANISH_CRS
from gistools.stamps import STAMP_COLUMN, stamps_in, stamps_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.addresses.standing import Standing
    from gistools.text import Text


def marks_of(records: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[object]:
    """Return what the column ``maerke`` of records says, each once."""
    said = {row.get(STAMP_COLUMN) for rows in records.values() for row in rows} - {None}
    return sorted(said, key=str)


def stamps_of(
    records: Mapping[str, Iterable[Mapping[str, Any]]] | None, *tables: pd.DataFrame | None
) -> tuple[Text, ...]:
    """Return what must stand on all that is made of records, as they were given, and of tables beside them."""
    return tuple(dict.fromkeys((*stamps_in(marks_of(records or {})), *stamps_on(*tables))))


def house_number_layer(standing: Standing) -> gpd.GeoDataFrame:
    """Return the house numbers that stand and have an access point, by road and number."""
    placed = [not is_missing(point) for point in standing.houses["access_point"]]
    houses = standing.houses.loc[np.array(placed, np.bool_)]
    keys = pd.DataFrame({"road": houses["road_name"].fillna("").map(road_name_key),
                         "key": houses["number"].map(house_number_key)})  # fmt: skip
    houses = houses.loc[keys.sort_values(["road", "key"], kind="stable").index].reset_index(drop=True)
    told = {"house_number": houses["number"], "road_name": houses["road_name"].fillna(""),
            "address_status": houses["status"].astype(str), "object_id": houses["object_id"]}  # fmt: skip
    return gpd.GeoDataFrame(told, geometry=list(houses["access_point"]), crs=DANISH_CRS)


def road_layer(standing: Standing) -> gpd.GeoDataFrame:
    """Return the named roads that stand and have a line, by name."""
    roads = standing.standing("named_road")
    roads = roads[roads["road_line"].notna()]
    keys = pd.DataFrame({"road": roads["road_name"].map(road_name_key), "id": roads["object_id"]})
    roads = roads.loc[keys.sort_values(["road", "id"]).index]
    return gpd.GeoDataFrame(
        {"road_name": roads["road_name"].tolist(), "object_id": roads["object_id"].tolist()},
        geometry=list(roads["road_line"]), crs=DANISH_CRS,
    )  # fmt: skip
