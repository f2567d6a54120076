"""What a store plans on top of the register (grundlag for kortet): rows, places and lines of addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.addresses.address_line import AddressLine, parse_address_line
from gistools.addresses.change_values import register_values
from gistools.addresses.register_rows import RegisterRows
from gistools.errors import ParamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gistools.addresses.register import Register
    from gistools.journal import Stored


class StoreGround:
    """Objects as they are planned: those of a store, and beneath them those of the register.

    Parameters
    ----------
    objects:
        All that the store holds.
    register:
        At a moment; without it, what the store does not hold is not known.
    """

    def __init__(self, objects: Iterable[Stored], register: Register | None = None) -> None:
        self._held = {(one.table, one.object_id): one.values for one in objects}
        self._rows = RegisterRows(register)

    def hold(self, name: str, object_id: str, values: Mapping[str, Any]) -> None:
        """Take an object as a row of the store has it, instead of what was held."""
        self._held[name, object_id] = values

    def values(self, name: str, object_id: str) -> Mapping[str, Any]:
        """Return the columns of an object as the register has them; none where it is not known."""
        held = self._held.get((name, object_id))
        if held is not None:
            return register_values(name, held)
        return self._rows.values(name, object_id) or {}

    def place(self, name: str, object_id: str) -> Any:  # noqa: ANN401 - shapely's
        """Return where an object is: of a house number its access point, of an address that of its house number.

        None where that is not known.
        """
        values = self.values(name, object_id)
        if name == "address":
            return self.place("house_number", values.get("house_number_id", ""))
        if name == "house_number":
            return self.place("point", values.get("access_point_id", ""))
        return values.get("position") or None

    def line(self, name: str, object_id: str) -> str:
        """Return the one line of a house number or address, with what is planned of it; empty for other objects.

        Parts that neither the store nor the register tells are those of the line as it was.
        """
        if name not in {"house_number", "address"}:
            return ""
        values = self.values(name, object_id)
        if name == "house_number":
            return str(self._parts(values))
        house = self.values("house_number", values.get("house_number_id", ""))
        parts = self._parts(house or {"line": values.get("line", "")})
        floor, door = values.get("floor", ""), values.get("door", "")
        return str(AddressLine(parts.road, parts.number, floor, door, parts.town, parts.postcode, parts.district))

    def _parts(self, house: Mapping[str, Any]) -> AddressLine:
        was = _read(house.get("line", ""))
        road = self.values("named_road", house.get("road_id", ""))
        town = self.values("town", house.get("town_id", ""))
        post = self.values("postcode", house.get("postcode_id", ""))
        return AddressLine(
            road.get("road_name") or was.road,
            house.get("number") or was.number,
            town=town.get("town") or (was.town if house.get("town_id") else ""),
            postcode=post.get("postcode") or was.postcode,
            district=post.get("district") or was.district,
        )


def _read(line: str) -> AddressLine:
    try:
        return parse_address_line(line)
    except ParamError:
        return AddressLine("", "")
