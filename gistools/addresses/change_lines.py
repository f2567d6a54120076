"""Lines (adressebetegnelser) that planned changes make other ones: of a house number, and of all that rests on it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from gistools.addresses.address_line import AddressLine, parse_address_line
from gistools.addresses.statuses import ALIVE
from gistools.errors import ParamError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.addresses.keying_changes import Key
    from gistools.addresses.keying_ground import KeyingGround

_OF_HOUSE = frozenset({"number", "road_id", "postcode_id", "town_id"})
_OF_ADDRESS = frozenset({"house_number_id", "floor", "door"})
_NAMED = (("named_road", "road_name", "road_id"), ("town", "town", "town_id"))
_PARTS = (
    ("road", "road_id", "named_road", "road_name"), ("town", "town_id", "town", "town"),
    ("postcode", "postcode_id", "postcode", "postcode"), ("district", "postcode_id", "postcode", "district"),
)  # fmt: skip


class Lines:
    """Lines that changes make other ones.

    Parts that the register cannot tell, since its extract lacks what is named or the column that names or holds it, are
    those of the line as it was; a line with a part that cannot be told so either is empty.

    Parameters
    ----------
    before, after:
        The register as it stands, and with the columns that change.
    cells:
        By object, the columns that change and what they become.
    """

    def __init__(self, before: KeyingGround, after: KeyingGround, cells: Mapping[Key, Mapping[str, Any]]) -> None:
        self.before, self.after, self.cells = before, after, cells
        self._house = cache(self._house_parts)

    def made(self) -> dict[str, dict[str, str]]:
        """Return the new lines by object and id; a house number without a line in the register gets none.

        What has ended keeps the line that it had, unless a part of its own changes.
        """
        own, below = self._own("house_number", _OF_HOUSE), self._below()
        houses = own | {one for one in below if self._is_alive(("house_number", one))}
        flats = {one for house in own | below for one in self.after.with_value("address", "house_number_id", house)
                 if self._is_alive(("address", one))}  # fmt: skip
        made = {
            "house_number": {one: _written(self._house(one)) for one in sorted(houses) if self._has_line(one)},
            "address": {one: self._address(one) for one in sorted(flats | self._own("address", _OF_ADDRESS))},
        }
        return {name: lines for name, lines in made.items() if lines}

    def _own(self, name: str, columns: frozenset[str]) -> set[str]:
        """Return the objects of which one of some columns changes."""
        return {key[1] for key, cells in self.cells.items() if key[0] == name and columns & set(cells)}

    def _below(self) -> set[str]:
        """Return the house numbers whose road or town is called otherwise."""
        return {one for name, column, reference in _NAMED for named in self._own(name, frozenset({column}))
                for one in self.after.with_value("house_number", reference, named)}  # fmt: skip

    def _is_alive(self, key: Key) -> bool:
        """Return whether an object has not ended, before or after."""
        return bool({self.before.status(key), self.after.status(key)} & ALIVE["address"])

    def _has_line(self, house: str) -> bool:
        lines = self.before.column("house_number", "line")
        return bool(lines[house]) if house in lines else not lines or any(lines.values())

    def _house_parts(self, house: str) -> AddressLine | None:
        """Return the line of a house number; None where it names what neither the extract nor the old line tells."""
        key = "house_number", house
        parts = {"number": self.after.value(key, "number")}
        was = self._line_before(house)
        for part, reference, name, column in _PARTS:
            held = self.after.value(key, reference)
            if self.after.has((name, held)):
                parts[part] = self.after.value((name, held), column)
            elif was is not None and self.before.value(key, reference) == held:
                parts[part] = getattr(was, part)
            elif held:
                return None
        return replace(AddressLine("", ""), **parts)

    def _line_before(self, house: str) -> AddressLine | None:
        """Return the first line that can be read of a house number or an address of it, as it is."""
        flats = sorted(self.before.with_value("address", "house_number_id", house))
        for key in (("house_number", house), *(("address", one) for one in flats)):
            read = self._read(key)
            if read is not None:
                return read
        return None

    def _read(self, key: Key) -> AddressLine | None:
        try:
            return parse_address_line(self.before.value(key, "line"))
        except ParamError:
            return None

    def _address(self, one: str) -> str:
        key = "address", one
        house = self.after.value(key, "house_number_id")
        was = self._read(key)
        line = self._house(house) if self.after.has(("house_number", house)) else was
        unit = self._unit(key, was)
        return "" if line is None or unit is None else str(replace(line, **unit))

    def _unit(self, key: Key, was: AddressLine | None) -> dict[str, str] | None:
        """Return floor and door: of the old line where the extract has no such column; None where that tells none."""
        absent = self.before.register.absent.get("address", frozenset()) - set(self.cells.get(key, ()))
        if was is None and absent & {"floor", "door"}:
            return None
        return {part: getattr(was, part) if part in absent else self.after.value(key, part)
                for part in ("floor", "door")}  # fmt: skip


def _written(line: AddressLine | None) -> str:
    return "" if line is None else str(line)
