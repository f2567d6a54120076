"""A small store for tests of tools: a new road with a number and an address, and an edit past the store."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

import shapely

from gistools.addresses import PlannedChange, planned_tables, store_changes
from gistools.io import open_geopackage_store

if TYPE_CHECKING:
    from pathlib import Path


def planned_store(path: Path | str, east: float = 650_800.0, north: float = 6_269_000.0) -> str:
    """Make the store and return its path."""
    road, point, house, address = (str(uuid.uuid5(uuid.NAMESPACE_OID, one)) for one in ("vej", "punkt", "nr", "adr"))
    line = shapely.LineString([(east, north), (east + 90, north)])
    plan = [
        PlannedChange("named_road", road, None, {"road_name": "Engen", "status": 2, "road_line": line}, "26/1"),
        PlannedChange("point", point, None, {"position": shapely.Point(east + 20, north + 9), "status": 7}, "26/1"),
        PlannedChange("house_number", house, None,
                      {"number": "1", "road_id": road, "access_point_id": point, "status": 2}, "26/1"),
        PlannedChange("address", address, None, {"house_number_id": house, "status": 2}, "26/1"),
    ]  # fmt: skip
    with open_geopackage_store(path, planned_tables(), role="adressemyndighed") as store:
        made = store_changes(plan, [], mark="OPDIGTET EKSEMPEL / INVENTED EXAMPLE")
        store.apply(made, role="adressemyndighed", why="lokalplan 18")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE house_number SET number = '1A'")
    return str(path)
