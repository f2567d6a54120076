"""What a store plans as layers (planlagte objekter): house numbers, addresses and points; roads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gistools.addresses.keying_changes import told
from gistools.addresses.keying_form import has_status, scale_of
from gistools.addresses.moments import danish_time
from gistools.addresses.statuses import ALIVE
from gistools.grid import DANISH_CRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gistools.addresses.change_net import NetChange
    from gistools.addresses.store_ground import StoreGround

POINTS = ("point", "address", "house_number")
"""Objects drawn as points, the uppermost last; the access point of a planned house number is drawn as that."""

LAYER_COLUMNS = (
    "planned_as", "register_object", "address_line", "road_name", "planned_what", "planned_status", "case_number",
    "in_force", "last_role", "last_at", "last_why", "entry_number", "object_id",
)  # fmt: skip
"""Columns of both layers; times are Danish."""

_SHAPES = ("position", "road_line", "road_area")


def planned_layer(changes: Sequence[NetChange], ground: StoreGround) -> gpd.GeoDataFrame:
    """Return what is planned of house numbers, addresses and points, where it has a place, as points."""
    access = {
        ground.values("house_number", one.change.object_id).get("access_point_id")
        for one in changes
        if one.change.register_object == "house_number"
    }
    mine = [
        one
        for one in changes
        if one.change.register_object in POINTS
        and not (one.change.register_object == "point" and one.change.object_id in access)
    ]
    mine.sort(key=lambda one: (bool(one.unexplained), POINTS.index(one.change.register_object)))
    return _layer(mine, [ground.place(*one.change.key) for one in mine], ground)


def planned_road_layer(changes: Sequence[NetChange], ground: StoreGround) -> gpd.GeoDataFrame:
    """Return what is planned of roads that have a line, or an area, of which the border is drawn."""
    mine = [one for one in changes if one.change.register_object == "named_road"]
    shapes = []
    for one in mine:
        values = ground.values(*one.change.key)
        area = values.get("road_area")
        shapes.append(values.get("road_line") or (area.boundary if area is not None else None))
    return _layer(mine, shapes, ground)


def _layer(changes: Iterable[NetChange], shapes: Iterable[Any], ground: StoreGround) -> gpd.GeoDataFrame:
    placed = [(one, shape) for one, shape in zip(changes, shapes, strict=True) if shape is not None]
    rows = [_row(one, ground) for one, _ in placed]
    columns: dict[str, list[Any]] = {name: [row[k] for row in rows] for k, name in enumerate(LAYER_COLUMNS)}
    shapes = gpd.GeoSeries([shape for _, shape in placed], crs=DANISH_CRS)
    kinds = {name: object for name in LAYER_COLUMNS if name != "entry_number"} | {"entry_number": "int64"}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=DANISH_CRS).astype(kinds)


def _row(one: NetChange, ground: StoreGround) -> tuple[Any, ...]:
    change, last = one.change, one.last
    name, object_id = change.key
    values = ground.values(name, object_id)
    status = values.get("status")
    said = change.why if one.unexplained else last.why
    return (
        planned_as(one, status), name, ground.line(name, object_id), values.get("road_name", ""), what_changes(one),
        "" if status is None else str(status), change.case_number, change.in_force, last.role, danish_time(last.at),
        said, last.number, object_id,
    )  # fmt: skip


def planned_as(one: NetChange, status: int | None) -> str:
    """Return how a planned object is drawn: an edit without a reason before all else, then what ends and what is new.

    Codes are those of `gistools.styles.columns_store.PLANNED_AS`.
    """
    name = one.change.register_object
    if one.unexplained:
        return "unexplained"
    if has_status(name) and status is not None and status not in ALIVE[scale_of(name)]:
        return "ending"
    return "new" if one.change.is_new else "changed"


def what_changes(one: NetChange) -> str:
    """Return the columns of what changes, with what they were and become; of shapes no more than that they do."""
    change = one.change
    if change.before is None:
        return ""
    before = change.before
    return "; ".join(
        name if name in _SHAPES else f"{name}: {told(before[name]) or '∅'} → {told(after) or '∅'}"
        for name, after in change.after.items()
    )
