"""An invented new road with building fields along it, for the tool house-numbering; two small files of GeoJSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import _place as place
from shapely.geometry import LineString, box, mapping

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

ROAD: Final = "Engløkken"
LINES: Final = (((1_600, 900), (1_600, 972)), ((1_600, 972), (1_600, 1_050)), ((1_540, 972), (1_600, 972)))
"""The road from the ring road and a side branch without a name of its own, in local metres."""

FIELDS: Final = (
    ("A1", (1_568, 934, 1_592, 962), 4),
    ("A2", (1_568, 982, 1_592, 1_010), 6),
    ("A3", (1_568, 1_012, 1_592, 1_044), 6),
    ("B1", (1_610, 934, 1_655, 960), 4),
    ("B2", (1_610, 962, 1_655, 988), 4),
    ("B3", (1_610, 990, 1_655, 1_016), None),  # how many homes it is to hold is not decided
    ("B4", (1_610, 1_018, 1_655, 1_044), 6),
    ("C1", (1_602, 1_052, 1_640, 1_078), 8),
    ("E1", (1_542, 938, 1_566, 964), 3),  # along the branch, as is the next
    ("E2", (1_542, 980, 1_566, 1_006), 3),
    ("R1", (1_610, 908, 1_655, 930), 2),  # its longest side lies along the ring road
    ("D1", (1_680, 1_000, 1_712, 1_040), 6),  # too far from the road to be numbered from it
)
"""Number, bounds in local metres, homes."""


def _collection(name: str, rows: list[tuple[dict[str, Any], BaseGeometry]]) -> dict[str, Any]:
    """Return features as GeoJSON in EPSG:25832."""
    features = [
        {
            "type": "Feature",
            "properties": {**told, "maerke": place.STAMP},
            "geometry": mapping(place.to_world(shape)),
        }
        for told, shape in rows
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    return {"type": "FeatureCollection", "name": name, "crs": crs, "features": features}


def new_road() -> dict[str, Any]:
    """Return the centre lines (vejmidter) of the new road."""
    told = {"vejnavn": ROAD, "vejkode": "0199", "kommunekode": place.MUNICIPALITY, "status": "Planlagt"}
    return _collection("new_road", [(told, LineString(line)) for line in LINES])


def building_fields() -> dict[str, Any]:
    """Return the building fields (byggefelter) along it."""
    rows = [({"feltnr": number, "plannr": "L2", "boliger": homes}, box(*bounds)) for number, bounds, homes in FIELDS]
    return _collection("building_fields", rows)


def write_new_road(folder: Path) -> None:
    """Write the road and its building fields to ``new_road.geojson`` and ``building_fields.geojson``."""
    for made in (new_road(), building_fields()):
        path = folder / f"{made['name']}.geojson"
        path.write_text(json.dumps(made, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
