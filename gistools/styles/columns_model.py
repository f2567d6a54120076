"""What is known of a column: its label, its unit, what its codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gistools.text import Text

Codes = Mapping[int | str, Text]


@dataclass(frozen=True, slots=True)
class Column:
    """A column (felt): its label, its unit as shown and as stored, and shown = factor x stored."""

    label: Text
    unit: str = ""
    factor: float = 1.0
    stored_as: str = ""  # unit of the stored numbers; empty: the unit shown
    codes: Codes = field(default_factory=dict)
    decimals: int | None = None  # None: as many as the number needs
    for_programs: bool = False  # in files, but not among what is shown at a terminal

    @property
    def stored_unit(self) -> str:
        """Unit of the numbers in files."""
        return self.stored_as or self.unit


def joined(*parts: Mapping[str, Column]) -> dict[str, Column]:
    """Return all columns as one mapping; a name that two of them declare is refused.

    >>> joined({"a_m": Column(Text("Længde", "Length"), "m")}, {"b": Column(Text("Navn", "Name"))}).keys()
    dict_keys(['a_m', 'b'])
    """
    made: dict[str, Column] = {}
    for part in parts:
        if twice := made.keys() & part.keys():
            message = f"columns declared twice: {', '.join(sorted(twice))}"
            raise ValueError(message)
        made.update(part)
    return made
