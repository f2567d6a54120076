"""The register as it stands at a moment (øjebliksbillede), joined: what rules ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools._checks import is_missing, require_kind
from gistools.addresses.findings import Places
from gistools.addresses.register import Register, read_register
from gistools.addresses.register_form import OBJECTS
from gistools.addresses.statuses import life_cycle
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]

_CALLED: Mapping[str, str] = {
    "named_road": "road_name", "postcode": "postcode", "town": "town", "reserved_name": "road_name",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Standing:
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

    def __post_init__(self) -> None:
        """Check that there is one version of each object."""
        require_kind(self.register, Register, "register")
        several = [name for name, table in self.register.tables.items() if table["object_id"].duplicated().any()]
        if several:
            told = ", ".join(OBJECTS[name].title.da for name in several), ", ".join(several)
            raise ParamError(
                Text(f"flere versioner af {told[0]}", f"several versions of {told[1]}"),
                Text("registret på ét tidspunkt", "the register at one moment"),
                Text("brug register.at('2026-11-28')", "use register.at('2026-11-28')"),
            )

    def has(self, *objects: str) -> bool:
        """Return whether the register holds these objects."""
        return all(name in self.register.tables for name in objects)

    def lacks(self, *objects: str) -> Text:
        """Return what of some objects the register does not hold, as a sentence without an end."""
        away = [name for name in objects if name not in self.register.tables]
        da, en = (", ".join(OBJECTS[name].title.say(language) for name in away) for language in ("da", "en"))
        return Text(f"registret har ingen {da}", f"the register has no {en}")

    def table(self, name: str) -> pd.DataFrame:
        """Return the versions of an object; an empty table of its columns where there are none."""
        held = self.register.tables.get(name)
        return _empty(name) if held is None or held.empty else held

    def counts(self, name: str) -> Mask:
        """Return which versions take part in rules such as that a number is unique: provisional and in force."""
        codes = [one.code for one in life_cycle(OBJECTS[name].scale).values() if one.counts]
        made: Mask = self.table(name)["status"].isin(codes).to_numpy(np.bool_)
        return made

    def standing(self, name: str) -> pd.DataFrame:
        """Return the versions that are provisional or in force."""
        return self.table(name)[self.counts(name)]

    def looked_up(self, ids: pd.Series, name: str, column: str) -> pd.Series:
        """Return a column of other objects by their ids; missing where the register has no such object."""
        other = self.table(name)
        known = pd.Series(other[column].to_numpy(), index=other["object_id"].to_numpy(), dtype=object)
        return ids.map(known).astype(object)  # without a hit it would be of numbers

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
        points["named_road"] = {one: _middle(shape) for one, shape in zip(
            roads["object_id"], _shape(roads), strict=True) if shape is not None and not shape.is_empty}  # fmt: skip
        return Places(names, points)


@cache
def _empty(name: str) -> pd.DataFrame:
    texts = dict.fromkeys(("object_id", *(column.name for column in OBJECTS[name].columns)), object)
    return read_register({name: []}).tables[name].astype(texts)


def _told(ids: pd.Series, shapes: pd.Series) -> dict[str, Any]:
    return {one: shape for one, shape in zip(ids, shapes, strict=True) if not is_missing(shape)}


def _middle(shape: shapely.Geometry) -> Any:  # noqa: ANN401 - shapely's functions return no type of their own
    """Return a point of a shape: half way along its longest line, or within its area."""
    parts = shapely.get_parts(shape)
    if shapely.get_dimensions(shape) > 1:
        return shapely.point_on_surface(shape)
    return shapely.line_interpolate_point(parts[np.argmax(shapely.length(parts))], 0.5, normalized=True)


def _shape(roads: pd.DataFrame) -> list[Any]:
    return [line if line is not None else area
            for line, area in zip(roads["road_line"], roads["road_area"], strict=True)]  # fmt: skip
