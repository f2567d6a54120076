"""Tables of a publication bundle: columns that are declared, cells that are checked against them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.errors import ParamError, TableError
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.text import Language

__all__ = ["BundleColumn", "BundleTable", "CellKind", "both", "clean", "column_table", "dkk", "oere", "shown"]

Value = float | int | str | bool
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OERE = 100.0
MOST_DECIMALS = 9


class CellKind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    WHOLE = "whole"  # whole numbers, none missing
    NUMBER = "number"  # all digits kept, empty where unknown
    YES_NO = "yes_no"
    DKK = "dkk"  # whole øre, empty where unknown


@dataclass(frozen=True, slots=True)
class BundleColumn:
    """A column: its name, what its cells are, what it is called, its unit.

    >>> BundleColumn("annual_dkk", CellKind.DKK, Text("Årlig skade", "Annual damage"), "DKK").kind
    <CellKind.DKK: 'dkk'>
    """

    name: str
    kind: CellKind
    label: Text
    unit: str = ""


def both(stem: str, label: Text) -> tuple[BundleColumn, BundleColumn]:
    """Return the columns of a text in Danish and in English.

    >>> [column.name for column in both("label", Text("Betegnelse", "Label"))]
    ['label_da', 'label_en']
    """
    english = Text(f"{label.da} på engelsk", f"{label.en} in English")
    return BundleColumn(f"{stem}_da", CellKind.TEXT, label), BundleColumn(f"{stem}_en", CellKind.TEXT, english)


@dataclass(frozen=True, eq=False)
class BundleTable:
    """A table of a bundle.

    Parameters
    ----------
    name:
        Small letters, digits and underscores: the name of its files and sheets.
    title:
        What it is.
    frame:
        Exactly the columns declared. Texts are cleaned of signs that no spreadsheet takes.
    columns:
        What each column is.

    Raises
    ------
    TableError
        With every fault: columns missing or not declared, numbers that are infinite, whole numbers that are not,
        amounts that are not whole øre.

    >>> column = BundleColumn("annual_dkk", CellKind.DKK, Text("Årlig skade", "Annual damage"), "DKK")
    >>> BundleTable("totals", Text("I alt", "In all"), pd.DataFrame({"annual_dkk": [12.5]}), (column,)).row({})
    0
    """

    name: str
    title: Text
    frame: pd.DataFrame
    columns: tuple[BundleColumn, ...]

    def __post_init__(self) -> None:
        """Check the cells and clean the texts."""
        declared = [column.name for column in self.columns]
        faults = [Text(f"navnet {n!r}", f"the name {n!r}") for n in (self.name, *declared) if not _NAME.fullmatch(n)]
        if declared != [str(name) for name in self.frame.columns] or len(set(declared)) != len(declared):
            faults.append(
                Text(
                    f"kolonnerne {list(self.frame.columns)}, hvor {declared} er erklæret",
                    f"the columns {list(self.frame.columns)} where {declared} are declared",
                )
            )
        frame = self.frame.reset_index(drop=True)
        if not faults:
            made = {}
            for column in self.columns:
                made[column.name], fault = _checked(frame[column.name], column.kind)
                faults += [Text(f"{column.name}: {fault.da}", f"{column.name}: {fault.en}")] if fault else []
            frame = pd.DataFrame(made)
        if faults:
            raise TableError(
                Text(f"pakkens tabel {self.name}", f"the table {self.name} of the bundle"),
                Text(
                    "de erklærede kolonner med celler af deres slags", "the declared columns with cells of their kind"
                ),
                Text("ret tabellen eller dens kolonner", "mend the table or its columns"),
                faults,
            )
        object.__setattr__(self, "frame", frame)

    def column(self, name: str) -> BundleColumn:
        """Return what is declared of a column; raise `KeyError` for an unknown one."""
        return next((column for column in self.columns if column.name == name), None) or _missing(self.name, name)

    def row(self, where: Mapping[str, object]) -> int:
        """Return the number of the one row with the values ``where``.

        Raises
        ------
        ParamError
            When there is none or more than one.
        """
        mask = np.ones(len(self.frame), bool)
        for name, value in where.items():
            mask &= (self.frame[self.column(name).name] == value).to_numpy()
        hits = np.flatnonzero(mask)
        if hits.size != 1:
            raise ParamError(
                Text(
                    f"{hits.size} rækker i {self.name} med {dict(where)}",
                    f"{hits.size} rows of {self.name} with {dict(where)}",
                ),
                Text("netop én", "exactly one"),
                Text("bind tallet til en anden række", "bind the number to another row"),
            )
        return int(hits[0])

    def whole_oere(self, name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return a column of amounts in øre; those unknown count 0."""
        return oere(self.frame[name].to_numpy(np.float64))


def oere(dkk: object) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return amounts in DKK as whole øre, to the nearest, halves to the even; NaN counts 0.

    >>> oere([1.005, 2.5, float("nan")]).tolist()
    [100, 250, 0]
    """
    values = np.nan_to_num(np.asarray(dkk, np.float64), nan=0.0)
    return np.rint(values * _OERE).astype(np.int64)


def dkk(whole_oere: object) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return whole øre as DKK.

    >>> dkk([101, 250]).tolist()
    [1.01, 2.5]
    """
    return np.asarray(whole_oere, np.int64) / _OERE


def clean(text: object) -> str:
    r"""Return a text as tables hold it: composed letters, one line, no signs that a spreadsheet refuses.

    >>> clean("a\x0b\n b")
    'a b'
    """
    if text is None or (isinstance(text, float) and np.isnan(text)) or text is pd.NA:
        return ""
    plain = unicodedata.normalize("NFC", str(text))
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} else c for c in plain)
    return " ".join(kept.split())


def shown(value: Value, kind: CellKind, language: Language = "da", decimals: int | None = None) -> str:
    """Return a cell as the report shows it: four decimals or fewer as they are, more of them rounded.

    >>> shown(1234.5, CellKind.DKK), shown(1234.5, CellKind.NUMBER, "en", 2), shown(True, CellKind.YES_NO)
    ('1.234,50', '1,234.50', 'ja')
    >>> shown(0.035, CellKind.NUMBER), shown(1 / 3, CellKind.NUMBER)
    ('0,035', '0,33')
    """
    match kind:
        case CellKind.TEXT:
            return str(value)
        case CellKind.YES_NO:
            return (Text("ja", "yes") if value else Text("nej", "no")).say(language)
        case CellKind.WHOLE:
            # a year or a number of something: no mark between thousands below 10 000
            plain = format_number(float(value), language, decimals=0)
            return plain if abs(float(value)) >= 10_000 else plain.replace(".", "").replace(",", "")  # noqa: PLR2004
        case CellKind.DKK:
            return format_number(float(value), language, decimals=2 if decimals is None else decimals)
        case CellKind.NUMBER:
            exact = f"{float(value):.4f}".rstrip("0")
            if decimals is None and float(exact) == value:
                decimals = len(exact.partition(".")[2])
            return format_number(float(value), language, decimals)


def column_table(tables: Sequence[BundleTable]) -> BundleTable:
    """Return the table that tells of every column of the others: kind, unit and label."""
    rows = [(t.name, t.title, c) for t in tables for c in t.columns]
    frame = pd.DataFrame(
        {
            "table": [name for name, _, _ in rows],
            "title_da": [title.da for _, title, _ in rows],
            "title_en": [title.en for _, title, _ in rows],
            "column": [c.name for _, _, c in rows],
            "kind": [c.kind.value for _, _, c in rows],
            "unit": [c.unit for _, _, c in rows],
            "label_da": [c.label.da for _, _, c in rows],
            "label_en": [c.label.en for _, _, c in rows],
        }
    )
    return BundleTable(COLUMNS, Text("Kolonnerne", "The columns"), frame, COLUMNS_COLUMNS)


COLUMNS = "columns"
COLUMNS_COLUMNS = (
    BundleColumn("table", CellKind.TEXT, Text("Tabel", "Table")),
    *both("title", Text("Titel", "Title")),
    BundleColumn("column", CellKind.TEXT, Text("Kolonne", "Column")),
    BundleColumn("kind", CellKind.TEXT, Text("Slags", "Kind")),
    BundleColumn("unit", CellKind.TEXT, Text("Enhed", "Unit")),
    *both("label", Text("Betegnelse", "Label")),
)


def _checked(cells: pd.Series[float], kind: CellKind) -> tuple[object, Text | None]:
    """Return the cells of a column in its kind, and its fault if it has one."""
    if kind is CellKind.TEXT:
        return pd.Series([clean(value) for value in cells], dtype=object), None
    if kind is CellKind.YES_NO:
        return cells.to_numpy(bool), None
    values = cells.to_numpy(np.float64, na_value=np.nan)
    known = values[~np.isnan(values)]
    if np.isinf(known).any():
        return values, Text("uendelige tal", "infinite numbers")
    if kind is CellKind.WHOLE:
        whole = known.size == values.size and bool((known == np.rint(known)).all())
        return (cells.to_numpy(np.int64), None) if whole else (values, Text("tal, der ikke er hele", "broken numbers"))
    if kind is CellKind.DKK and (dkk(oere(known)) != known).any():
        return values, Text("beløb, der ikke er hele øre", "amounts that are not whole øre")
    return values, None


def _missing(table: str, column: str) -> BundleColumn:
    msg = f"{table}.{column}"
    raise KeyError(msg)
