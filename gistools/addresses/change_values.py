"""Values of planned objects in two forms: as a store keeps a row, and as the register has the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.addresses.keying_changes import blank
from gistools.addresses.keying_form import form_of, has_status
from gistools.addresses.register_form import Cell
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SHAPES = {Cell.POINT, Cell.SHAPE}
_DAY = 10
_AREAS = {"Polygon", "MultiPolygon"}
GEOMETRY = "geometry"


def shape_columns(name: str) -> tuple[str, ...]:
    """Return the columns of an object that are shapes; of a road both its line and its area.

    >>> shape_columns("named_road"), shape_columns("address")
    (('road_line', 'road_area'), ())
    """
    return tuple(one.name for one in form_of(name).columns if one.cell in _SHAPES)


def register_values(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row of a store as the register has them; what cannot be read is empty.

    >>> register_values("address", {"floor": None, "door": "tv", "status": 2})["floor"]
    ''
    """
    values = plain_values(blank(name))
    for one in form_of(name).columns:
        value = row.get(one.name)
        if one.cell not in _SHAPES and isinstance(value, str):
            values[one.name] = value
    shape, shapes = shape_of(row.get(GEOMETRY)), shape_columns(name)
    if shape is not None and shapes:
        area = shape.geom_type in _AREAS and len(shapes) > 1
        values[shapes[1] if area else shapes[0]] = shape
    if has_status(name):
        values["status"] = row.get("status")
    return values


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of the register with days as text, as both forms have them; none is empty.

    >>> import numpy as np
    >>> plain_values({"reserved_until": np.datetime64("2030-12-31")})
    {'reserved_until': '2030-12-31'}
    """
    return {
        name: ("" if np.isnat(value) else str(value)[:_DAY]) if isinstance(value, np.datetime64)
        else str(value.date()) if isinstance(value, pd.Timestamp)
        else "" if value is pd.NaT
        else value
        for name, value in values.items()
    }  # fmt: skip


def store_columns(name: str, columns: Iterable[str]) -> list[str]:
    """Return the columns of a store that hold columns of the register."""
    shapes = shape_columns(name)
    return list(dict.fromkeys(GEOMETRY if one in shapes else one for one in columns))


def store_values(name: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Text]]:
    """Return all values of an object of the register as a row of a store keeps them, and what a row has no room for.

    >>> store_values("address", {"floor": "", "door": "tv", "status": 2})[0]["floor"] is None
    True
    """
    row: dict[str, Any] = {}
    for one in form_of(name).columns:
        if one.cell not in _SHAPES:
            row[one.name] = values.get(one.name) or None
    shapes = {column: values[column] for column in shape_columns(name) if _is_shape(values.get(column))}
    faults = []
    if len(shapes) > 1:
        told = ", ".join(shapes)
        faults.append(Text(f"både {told}: en vej har én af dem (A31)", f"both {told}: a road has one of them (A31)"))
    if shape_columns(name):
        row[GEOMETRY] = shapely.force_2d(next(iter(shapes.values()))) if shapes else None
    if has_status(name):
        row["status"] = values.get("status")
    return row, faults


def shape_of(written: object) -> Any:  # noqa: ANN401 - shapely's
    """Return a shape of hexadecimal WKB; None for none, and for what is no shape."""
    if not isinstance(written, str):
        return None
    try:
        shape: Any = shapely.from_wkb(written, on_invalid="ignore")
    except (TypeError, ValueError, shapely.errors.GEOSException):
        return None
    return None if shape is None or shape.is_empty else shape


def _is_shape(value: object) -> bool:
    return isinstance(value, shapely.Geometry) and not shapely.is_empty(value)
