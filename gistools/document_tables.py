"""Tables of documents (tabeller): frames whose cells are named by key and column, and written as people read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gistools._checks import is_missing
from gistools.errors import ParamError
from gistools.styles.columns import COLUMNS, column_heading, column_value
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from gistools.text import Language

__all__ = ["DocumentTable", "key_part", "read_columns", "spoken"]

HIDDEN = frozenset({"maerke", "units", "geometry"})
"""Columns that sheets do not show: stamps stand on every page, and whole units of water are for programs."""


def spoken(column: str, language: Language) -> str:
    """Return the column of a language, where a name leaves it open.

    >>> spoken("text_*", "en"), spoken("volume_m3", "en")
    ('text_en', 'volume_m3')
    """
    return f"{column[:-1]}{language}" if column.endswith("_*") else column


@dataclass(frozen=True, eq=False)
class DocumentTable:
    """A table that a document shows, or takes numbers from (tabel); one worksheet of the workbook.

    Parameters
    ----------
    name:
        Its id within the document.
    title:
        What it is called.
    frame:
        Its rows; columns are called, and their numbers written, as `gistools.styles.COLUMNS` declares them.
    key:
        Columns whose values, joined by ``/``, are the key of a row; the number of the row from 1 when empty.
    labels, units, decimals:
        For columns that are not declared, or are called otherwise here.
    missing:
        What a missing value of a column means; unknown where nothing is said.
    note:
        What the reader must know of it.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"subcatchment_id": [7], "stored_m3": [1234.5]})
    >>> table = DocumentTable("ledger", Text("Vandregnskab", "Water ledger"), frame, ("subcatchment_id",))
    >>> table.shown("7", "stored_m3", "da"), table.heading("stored_m3", "da")
    ('1.234', 'Står i lavninger (m³)')
    """

    name: str
    title: Text
    frame: pd.DataFrame
    key: tuple[str, ...] = ()
    labels: Mapping[str, Text] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    decimals: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, Text] = field(default_factory=dict)
    note: Text | None = None

    def __post_init__(self) -> None:
        """Note where each key stands; refuse two rows of one key."""
        missing = [name for name in self.key if name not in self.frame.columns]
        keys: list[str] = []
        if not missing:
            rows = zip(*(self.frame[name].tolist() for name in self.key), strict=True)
            keys = ["/".join(map(key_part, row)) for row in rows] if self.key else list(map(str, self._numbers()))
        twice = sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
        if missing or twice:
            shown = ", ".join(missing or twice[:5])
            raise ParamError(
                Text(f"tabellen {self.title.da}: {shown}", f"the table {self.title.en}: {shown}"),
                Text("nøgler, som hver kun én række har", "keys that one row each has"),
                Text("vælg andre kolonner som nøgle", "choose other columns as key"),
            )
        object.__setattr__(self, "_rows", {key: i for i, key in enumerate(keys)})

    def _numbers(self) -> range:
        return range(1, len(self.frame) + 1)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the rows, in order."""
        return tuple(self._rows)  # type: ignore[attr-defined]  # set above

    def has(self, row: str, column: str) -> bool:
        """Whether there is such a cell."""
        return row in self._rows and column in self.frame.columns  # type: ignore[attr-defined]  # set above

    def value(self, row: str, column: str) -> Any:  # noqa: ANN401 - whatever a table holds
        """Return the value of a cell; KeyError when there is none."""
        value = self.frame[column].iloc[self._rows[row]]  # type: ignore[attr-defined]  # set above
        if type(value).__name__ in {"NAType", "NaTType"}:  # of pandas, which this room does not load
            return None
        return value.item() if hasattr(value, "item") and not isinstance(value, str) else value

    def shown(self, row: str, column: str, language: Language = "da", decimals: int | None = None) -> str:
        """Return a cell as people read it: 1.234,5 in Danish, unknown in words, an empty text as it is."""
        value = self.value(row, column)
        if column in self.missing and is_missing(value):
            return self.missing[column].say(language)
        places = decimals if decimals is not None else self.decimals.get(column)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and value == value and places is not None:  # noqa: PLR0124 - NaN is not equal to itself
            factor = COLUMNS[column].factor if column in COLUMNS else 1.0
            return format_number(value * factor, language, places)
        if isinstance(value, str):
            return column_value(column, value, language) if value else ""
        return column_value(column, value, language)

    def heading(self, column: str, language: Language = "da", *, unit: bool = True) -> str:
        """Return what a column is called, with its unit in brackets."""
        if column in self.labels:
            label, of = self.labels[column].say(language), self.unit(column)
            return f"{label} ({of})" if of and unit else label
        whole = column_heading(column, self.units, language)
        return whole if unit or not self.unit(column) else whole.removesuffix(f" ({self.unit(column)})")

    def stored_heading(self, column: str, language: Language = "da") -> str:
        """Return what a column is called, with the unit of its numbers as the table holds them."""
        if column in self.units or column not in COLUMNS:
            return self.heading(column, language)
        unit = COLUMNS[column].stored_unit
        label = self.heading(column, language, unit=False)
        return f"{label} ({unit})" if unit else label

    def unit(self, column: str) -> str:
        """Return the unit that the numbers of a column are shown in; empty when they have none."""
        if column in self.units:
            return self.units[column]
        return COLUMNS[column].unit if column in COLUMNS else ""

    def is_number(self, column: str) -> bool:
        """Whether a column holds measured numbers, which stand at the right."""
        codes = COLUMNS[column].codes if column in COLUMNS else {}
        return self.frame[column].dtype.kind in "iuf" and not codes

    def columns(self, languages: Sequence[Language] = ("da",)) -> tuple[str, ...]:
        """Return the columns that people read: without stamps, and of pairs ``_da`` and ``_en`` those asked for."""
        return read_columns([str(name) for name in self.frame.columns], languages)


def read_columns(names: Sequence[str], languages: Sequence[Language]) -> tuple[str, ...]:
    """Return the columns that people read in some languages: of pairs ``_da`` and ``_en`` those in these.

    >>> read_columns(["maerke", "text_da", "text_en", "kind_da"], ["da"])
    ('text_da', 'kind_da')
    """
    kept = [name for name in names if name not in HIDDEN]
    for ending, other, language in (("_da", "_en", "da"), ("_en", "_da", "en")):
        if language not in languages:
            kept = [n for n in kept if not (n.endswith(ending) and n.removesuffix(ending) + other in names)]
    return tuple(kept)


def key_part(value: object) -> str:
    """Return how a value stands in the key of a row; whole numbers without decimals.

    >>> key_part(30.0), key_part(7.5), key_part(10_000_001), key_part("Ahorn")
    ('30', '7.5', '10000001', 'Ahorn')
    """
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]  # a float
