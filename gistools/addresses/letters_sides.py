"""The register before or after planned changes (før og efter), asked for addresses by id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._checks import is_missing
from gistools.addresses.address_line import AddressLine, kvhx, parse_address_line, parse_kvhx
from gistools.addresses.keying_ground import KeyingGround
from gistools.addresses.statuses import STANDS
from gistools.errors import ParamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.register import Register

_OF_HOUSE = {"named_road": "road_id", "town": "town_id"}


class AddressSide:
    """The register before or after, asked by id."""

    def __init__(self, register: Register) -> None:
        self._ground = KeyingGround(register)

    def houses_of(self, keys: Iterable[Key]) -> Iterator[str]:
        """Yield house numbers that rest on some objects: themselves, those of a road or town."""
        for name, one in keys:
            if name == "house_number":
                yield one
            elif name in _OF_HOUSE:
                yield from self._ground.with_value("house_number", _OF_HOUSE[name], one)

    def addresses_of(self, house: str) -> Sequence[str]:
        """Return the addresses that name a house number, in whatever status."""
        return self._ground.with_value("address", "house_number_id", house)

    def is_named(self, house: str) -> bool:
        """Return whether an address that stands names a house number."""
        return any(self.stands("address", one) for one in self.addresses_of(house))

    def stands(self, kind: str, one: str) -> bool:
        """Return whether an address or house number stands, and what it rests on."""
        if self._ground.status((kind, one)) not in STANDS["address"]:
            return False
        house = self._house(kind, one)
        return not self._ground.has(house) or self._ground.status(house) in STANDS["address"]

    def line(self, kind: str, one: str) -> str:
        """Return the line that the register has."""
        return str(self._ground.value((kind, one), "line"))

    def standing_lines(self) -> Iterator[str]:
        """Yield the line of each address that stands, and of each house number that no address names."""
        for one in self._ground.column("address", "object_id"):
            if self.stands("address", one):
                yield self.line("address", one)
        for one in self._ground.column("house_number", "object_id"):
            if self.stands("house_number", one) and not self.is_named(one):
                yield self.line("house_number", one)

    def _house(self, kind: str, one: str) -> Key:
        return "house_number", one if kind == "house_number" else self._ground.value((kind, one), "house_number_id")

    def rests_on(self, kind: str, one: str) -> Iterator[Key]:
        """Yield what tells a line: itself, its house number, road and town."""
        house = self._house(kind, one)
        yield kind, one
        yield house
        yield "named_road", self._ground.value(house, "road_id")
        yield "town", self._ground.value(house, "town_id")

    def access_point(self, kind: str, one: str) -> tuple[float, float] | None:
        """Return where it is; None where that is not known."""
        point = self._ground.value(("point", self._ground.value(self._house(kind, one), "access_point_id")), "position")
        return None if point is None or is_missing(point) or point.is_empty else (point.x, point.y)

    def kvhx(self, kind: str, one: str) -> str:
        """Return its key; empty where the register does not tell the one road code, floor or door, or no number."""
        value, house = self._ground.value, self._house(kind, one)
        parts = [
            ("road_part", part) for part in self._ground.with_value("road_part", "road_id", value(house, "road_id"))
        ]
        parts = [part for part in parts if self._ground.status(part) in STANDS["address"]]
        if len(parts) != 1:
            return ""
        try:
            unit = [self._unit_part(one, column) for column in ("floor", "door")] if kind == "address" else ["", ""]
            key = kvhx(value(parts[0], "municipality"), value(parts[0], "road_code"),
                       AddressLine("", value(house, "number"), *unit))  # fmt: skip
            parse_kvhx(key)
        except ParamError:
            return ""
        return key

    def _unit_part(self, one: str, column: str) -> str:
        """Return the floor or door of an address: of its line where the extract has no such column."""
        if column in self._ground.register.absent.get("address", frozenset()):
            return str(getattr(parse_address_line(self.line("address", one)), column))
        return str(self._ground.value(("address", one), column))
