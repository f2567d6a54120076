"""Objects of a register asked for by their ids (opslag), with values as stores have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.addresses.change_values import plain_values
from gistools.addresses.keying_form import form_of

if TYPE_CHECKING:
    from gistools.addresses.register import Register


class RegisterRows:
    """The objects of a register at a moment; none where there is no register.

    >>> RegisterRows(None).values("address", "a") is None
    True
    """

    def __init__(self, register: Register | None) -> None:
        self._register = register
        self._places: dict[str, dict[str, int]] = {}

    def values(self, name: str, object_id: str) -> dict[str, Any] | None:
        """Return all columns of an object and its status; None when the register has it not."""
        table = None if self._register is None else self._register.tables.get(name)
        if table is None:
            return None
        if name not in self._places:
            self._places[name] = {one: k for k, one in enumerate(table["object_id"])}
        place = self._places[name].get(object_id)
        if place is None:
            return None
        values = plain_values({one.name: table[one.name].iloc[place] for one in form_of(name).columns})
        return values | {"status": int(table["status"].iloc[place])}
