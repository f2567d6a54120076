"""What the registers hold at a moment, asked by object and id (grundlag for tastelisten)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from gistools._checks import require_kind
from gistools.addresses.keying_changes import blank, read_values
from gistools.addresses.keying_form import LINKED_OBJECTS, form_of
from gistools.addresses.register import Register
from gistools.addresses.register_cells import plain_key
from gistools.addresses.standing import Standing
from gistools.errors import TableError
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.addresses.keying_changes import Key


@dataclass(frozen=True, eq=False)
class KeyingGround:
    """What the registers hold at a moment, asked by object and id.

    Parameters
    ----------
    register:
        Of addresses, at a moment.
    buildings:
        Of buildings: ``"building"`` with ``object_id`` and ``house_number_id``, ``"unit"`` with ``object_id`` and
        ``address_id``; what is lacking is not known.

    Raises
    ------
    ParamError
        When an object has several versions: the register was not asked for a moment.
    TableError
        When tables of buildings lack a column or have an id twice.
    """

    register: Register
    buildings: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(init=False, default_factory=dict)
    _columns: dict[Key, dict[str, Any]] = field(init=False, default_factory=dict)
    _holders: dict[Key, dict[Any, list[str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Check that there is one version of each object."""
        require_kind(self.register, Register, "register")
        Standing(self.register)
        self.tables.update(self.register.tables)
        faults = []
        for name, table in self.buildings.items():
            if name not in LINKED_OBJECTS:
                faults.append(unknown_name(name, LINKED_OBJECTS))
                continue
            needed = ["object_id", *(one.name for one in form_of(name).columns)]
            missing = [one for one in needed if one not in table]
            faults += [Text(f"{name} uden {one}", f"{name} without {one}") for one in missing]
            if not missing and table["object_id"].duplicated().any():
                faults.append(Text(f"{name}: samme object_id to gange", f"{name}: the same object_id twice"))
            if not missing:
                self.tables[name] = self._linked(name, table)
        if faults:
            raise TableError(
                Text("bygninger og enheder", "buildings and units"),
                Text("en række for hver: object_id og det, den er knyttet til",
                     "a row for each: object_id and what it is linked to"),
                Text("læs BBR på ét tidspunkt", "read BBR at one moment"), faults,
            )  # fmt: skip

    @staticmethod
    def _linked(name: str, table: pd.DataFrame) -> pd.DataFrame:
        columns = [one.name for one in form_of(name).columns]
        ids = [plain_key(one) for one in table["object_id"].astype(str)]
        rows = read_values(name, table[columns].to_dict("records"), ids)  # type: ignore[arg-type]
        return pd.DataFrame({"object_id": ids, **{one: [row[one] for row in rows] for one in columns}})

    def holds(self, name: str) -> bool:
        """Return whether there is a table of an object at all."""
        return name in self.tables

    def column(self, name: str, column: str) -> Mapping[str, Any]:
        """Return a column by ids; empty where there is no such table."""
        if (name, column) not in self._columns:
            table = self.tables.get(name)
            there = table is not None and column in table
            self._columns[name, column] = (
                dict(zip(table["object_id"].tolist(), list(table[column].to_numpy()), strict=True))
                if there and table is not None else {}
            )  # fmt: skip
        return self._columns[name, column]

    def has(self, key: Key) -> bool:
        """Return whether an object is there, in whatever status."""
        return key[1] in self.column(key[0], "object_id")

    def value(self, key: Key, column: str) -> Any:  # noqa: ANN401 - a cell of any kind
        """Return a value of an object; the empty one for what is not there."""
        made = self.column(key[0], column).get(key[1])
        return blank(key[0]).get(column) if made is None and column != "status" else made

    def status(self, key: Key) -> int | None:
        """Return the status of an object; None for what is not there."""
        made = self.column(key[0], "status").get(key[1])
        return None if made is None else int(made)

    def with_value(self, name: str, column: str, value: object) -> Sequence[str]:
        """Return the ids of objects that have a value in a column."""
        if (name, column) not in self._holders:
            by: dict[Any, list[str]] = defaultdict(list)
            for one, held in self.column(name, column).items():
                by[held].append(one)
            self._holders[name, column] = by
        return self._holders[name, column].get(value, ())
