"""The register as it stands at a moment (øjebliksbillede), joined: what rules ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools._checks import is_missing, require_kind
from gistools.addresses.findings import Places
from gistools.addresses.held import Held
from gistools.addresses.register import Register, read_register
from gistools.addresses.register_form import OBJECTS
from gistools.addresses.statuses import life_cycle

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


_CALLED: Mapping[str, str] = {
    "named_road": "road_name", "postcode": "postcode", "town": "town", "reserved_name": "road_name",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Standing(Held):
    """The versions of a moment, one of each object.

    Parameters
    ----------
    register:
        As `gistools.addresses.Register.at` returns it.

    Raises
    ------
    ParamError
        When an object has several versions: the register was not asked for a moment.
    """

    register: Register

    FORMS = OBJECTS

    def __post_init__(self) -> None:
        """Check what was given."""
        require_kind(self.register, Register, "register")
        super().__post_init__()

    @classmethod
    def read_empty(cls, name: str) -> pd.DataFrame:
        """Return the table of an object that has no rows."""
        return read_register({name: []}).tables[name]

    def codes(self, name: str) -> frozenset[int]:
        """Return the statuses that take part in rules such as that a number is unique: provisional and in force."""
        return frozenset(one.code for one in life_cycle(OBJECTS[name].scale).values() if one.counts)

    @cached_property
    def houses(self) -> pd.DataFrame:
        """House numbers that stand, with the name of their road, their points, postcode and district."""
        made = self.standing("house_number").copy()
        made["road_name"] = self.looked_up(made["road_id"], "named_road", "road_name")
        for column, of in (("access_point", "access_point_id"), ("road_point", "road_point_id")):
            made[column] = self.looked_up(made[of], "point", "position")
        for column in ("postcode", "district"):
            made[column] = self.looked_up(made["postcode_id"], "postcode", column)
        return made.reset_index(drop=True)

    @cached_property
    def places(self) -> Places:
        """What objects are called, and where they are."""
        names: dict[str, dict[str, str]] = {}
        points: dict[str, dict[str, Any]] = {}
        house = self.table("house_number")
        road = self.looked_up(house["road_id"], "named_road", "road_name")
        told = [line or (f"{name} {number}" if isinstance(name, str) and name else number)
                for line, name, number in zip(house["line"], road, house["number"], strict=True)]  # fmt: skip
        names["house_number"] = dict(zip(house["object_id"], told, strict=True))
        address = self.table("address")
        names["address"] = dict(zip(address["object_id"], address["line"], strict=True))
        for name, column in _CALLED.items():
            table = self.table(name)
            names[name] = dict(zip(table["object_id"], table[column].astype(str), strict=True))
        point = self.table("point")
        points["point"] = _told(point["object_id"], point["position"])
        points["house_number"] = _told(house["object_id"], house["access_point_id"].map(points["point"]))
        points["address"] = _told(address["object_id"], address["house_number_id"].map(points["house_number"]))
        of_point = {one: names["house_number"][k] for k, ids in zip(
            house["object_id"], zip(house["access_point_id"], house["road_point_id"], strict=True), strict=True
        ) for one in ids if one}  # fmt: skip
        names["point"] = of_point
        roads = self.table("named_road")
        points["named_road"] = {one: middle_of(shape) for one, shape in zip(
            roads["object_id"], _shape(roads), strict=True) if shape is not None and not shape.is_empty}  # fmt: skip
        return Places(names, points)


def _told(ids: pd.Series, shapes: pd.Series) -> dict[str, Any]:
    return {one: shape for one, shape in zip(ids, shapes, strict=True) if not is_missing(shape)}


def middle_of(shape: shapely.Geometry) -> Any:  # noqa: ANN401 - shapely's functions return no type of their own
    """Return a point of a shape: half way along its longest line, or within its area."""
    parts = shapely.get_parts(shape)
    if shapely.get_dimensions(shape) > 1:
        return shapely.point_on_surface(shape)
    return shapely.line_interpolate_point(parts[np.argmax(shapely.length(parts))], 0.5, normalized=True)


def _shape(roads: pd.DataFrame) -> list[Any]:
    return [line if line is not None else area
            for line, area in zip(roads["road_line"], roads["road_area"], strict=True)]  # fmt: skip
