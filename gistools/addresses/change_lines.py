"""Lines (adressebetegnelser) that planned changes make other ones: of a house number, and of all that rests on it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from gistools.addresses.address_line import AddressLine, parse_address_line
from gistools.addresses.keying_form import ALIVE
from gistools.errors import ParamError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_ground import Ground

_OF_HOUSE = frozenset({"number", "road_id", "postcode_id", "town_id"})
_OF_ADDRESS = frozenset({"house_number_id", "floor", "door"})
_NAMED = (("named_road", "road_name", "road_id"), ("town", "town", "town_id"))
_PARTS = (
    ("road", "road_id", "named_road", "road_name"), ("town", "town_id", "town", "town"),
    ("postcode", "postcode_id", "postcode", "postcode"), ("district", "postcode_id", "postcode", "district"),
)  # fmt: skip


class Lines:
    """Lines that changes make other ones.

    Parts that the register cannot tell, since its extract lacks what is named or the column that names it, are those of
    the line as it was.

    Parameters
    ----------
    before, after:
        The register as it stands, and with the columns that change.
    cells:
        By object, the columns that change and what they become.
    """

    def __init__(self, before: Ground, after: Ground, cells: Mapping[Key, Mapping[str, Any]]) -> None:
        self.before, self.after, self.cells = before, after, cells
        self._house = cache(self._house_parts)

    def made(self) -> dict[str, dict[str, str]]:
        """Return the new lines by object and id; a house number without a line in the register gets none."""
        houses = sorted(self.houses())
        told = {one: str(self._house(one)) for one in houses if self._has_line(one)}
        made = {"house_number": told, "address": {one: self._address(one) for one in sorted(self.addresses())}}
        return {name: lines for name, lines in made.items() if lines}

    def houses(self) -> set[str]:
        """Return the house numbers of which a part changes."""
        made = {key[1] for key, cells in self.cells.items() if key[0] == "house_number" and _OF_HOUSE & set(cells)}
        for name, column, reference in _NAMED:
            for key, cells in self.cells.items():
                if key[0] == name and column in cells:
                    made |= set(self._alive("house_number", reference, key[1]))
        return made

    def addresses(self) -> set[str]:
        """Return the addresses of which a part changes."""
        made = {key[1] for key, cells in self.cells.items() if key[0] == "address" and _OF_ADDRESS & set(cells)}
        return made.union(*(self._alive("address", "house_number_id", one) for one in self.houses()))

    def _alive(self, name: str, column: str, value: str) -> Iterator[str]:
        """Return what names an object, and has not ended before and after."""
        for one in self.after.with_value(name, column, value):
            key = name, one
            if {self.before.status(key), self.after.status(key)} & ALIVE["address"]:
                yield one

    def _has_line(self, house: str) -> bool:
        lines = self.before.column("house_number", "line")
        return bool(lines[house]) if house in lines else not lines or any(lines.values())

    def _house_parts(self, house: str) -> AddressLine:
        key = "house_number", house
        parts = {"number": self.after.value(key, "number")}
        was = self._line_before(house)
        for part, reference, name, column in _PARTS:
            held = self.after.value(key, reference)
            if self.after.has((name, held)):
                parts[part] = self.after.value((name, held), column)
            elif self.before.value(key, reference) == held:
                parts[part] = getattr(was, part)
        return replace(AddressLine("", ""), **parts)

    def _line_before(self, house: str) -> AddressLine:
        """Return the first line that can be read of a house number or an address of it, as it is."""
        flats = sorted(self.before.with_value("address", "house_number_id", house))
        for key in (("house_number", house), *(("address", one) for one in flats)):
            read = self._read(key)
            if read is not None:
                return read
        return AddressLine("", "")

    def _read(self, key: Key) -> AddressLine | None:
        try:
            return parse_address_line(self.before.value(key, "line"))
        except ParamError:
            return None

    def _address(self, one: str) -> str:
        key = "address", one
        house = self.after.value(key, "house_number_id")
        unit = {"floor": self.after.value(key, "floor"), "door": self.after.value(key, "door")}
        if self.after.has(("house_number", house)):
            return str(replace(self._house(house), **unit))
        read = self._read(key)
        return "" if read is None else str(replace(read, **unit))
