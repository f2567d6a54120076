"""What a publication bundle is made of: tables with declared columns, sentences whose numbers stand in a table."""

from __future__ import annotations

import re
import string
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import pandas as pd

from gistools.errors import ParamError, TableError
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gistools.text import Language

__all__ = [
    "Bound",
    "Bundle",
    "BundleColumn",
    "BundleTable",
    "CellKind",
    "Default",
    "InputFile",
    "Picture",
    "Section",
    "Sentence",
    "Setting",
    "clean",
    "shown",
]

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


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a number of a sentence stands: a table, the values that choose one row, a column.

    ``decimals`` is how many are shown; None as `shown` chooses. A column such as ``label_*`` is that of the language.
    """

    table: str
    where: Mapping[str, object]
    column: str
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the report; each number in it is a field ``{name}`` bound to the cell of a table.

    Raises
    ------
    ParamError
        When a digit stands in the text itself, or fields and ``numbers`` differ.

    >>> Sentence(Text("Skaden er 5 kr.", "Damage is DKK 5."))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    gistools.errors.ParamError: [GT110] Fundet: 'Skaden er 5 kr.' med et tal ...
    """

    text: Text
    numbers: Mapping[str, Bound] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a number that no table holds."""
        for text in (self.text.da, self.text.en):
            parts = list(string.Formatter().parse(text))
            fields = {name for _, name, _, _ in parts if name is not None}
            if re.search(r"[0-9]", "".join(literal for literal, _, _, _ in parts)):
                raise ParamError(
                    Text(f"{text!r} med et tal i selve teksten", f"{text!r} with a number in the text itself"),
                    Text("tal, der står i en tabel", "numbers that stand in a table"),
                    Text("skriv {navn}, og bind det til en celle", "write {name} and bind it to a cell"),
                )
            if fields != set(self.numbers):
                raise ParamError(
                    Text(f"felterne {sorted(fields)} i {text!r}", f"the fields {sorted(fields)} in {text!r}"),
                    Text(f"felterne {sorted(self.numbers)}", f"the fields {sorted(self.numbers)}"),
                    Text("brug de samme felter i begge sprog", "use the same fields in both languages"),
                )


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: a heading, sentences, and the tables shown beneath.

    ``pictures`` are names of pictures. A table of more than ``most_rows`` rows is shown by those that come first when
    ``largest`` (a column, ``*`` for any signs) is sorted from above, or as it stands. Raises as `Sentence` does when a
    digit stands in the heading.
    """

    heading: Text
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    most_rows: int = 40
    largest: str = ""

    def __post_init__(self) -> None:
        """Refuse a heading with a number, which no table would hold."""
        Sentence(self.heading)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG) with what it shows; text that programs hide in the file is taken out of it."""

    name: str
    png: bytes
    caption: Text


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of the calculation and its value; the label and unit are those it was declared with."""

    name: str
    label: Text
    value: float | str | bool | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Default:
    """A figure that the user did not give: value, unit, where it comes from, of which year, verified or not."""

    name: str
    label: Text
    value: float | str
    unit: str
    source: Text
    year: int | None
    verified: bool


class _SourceLike(Protocol):
    @property
    def path(self) -> str: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def crs(self) -> str: ...


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: name without folders, BLAKE2b hash of its bytes, size, coordinate system."""

    name: str
    file: str
    content_hash: str
    size_bytes: int
    crs: str = ""

    @classmethod
    def of(cls, name: str, source: _SourceLike) -> Self:
        """Return it of the record of a source; the folders on the way to it stay private.

        >>> from types import SimpleNamespace as S
        >>> InputFile.of("buildings", S(path="C:/nn/by.gpkg", content_hash="ab", size_bytes=3, crs="")).file
        'by.gpkg'
        """
        path = source.path.replace("\\", "/")
        base = PurePosixPath(PureWindowsPath(path).as_posix()).name
        return cls(name, base, source.content_hash, int(source.size_bytes), source.crs)


@dataclass(frozen=True, eq=False)
class Bundle:
    """All that is published of a flood-cost calculation, as values; `gistools.io.write_bundle` makes the file.

    Parameters
    ----------
    title:
        What it is about; also in the table ``facts``.
    public:
        Whether it is without single buildings.
    created:
        When the calculation was made, ISO 8601.
    tables:
        By name, in the order of the workbook.
    sections:
        The report.
    pictures:
        By name.
    stamps:
        What must stand on all of it.
    """

    title: Text
    public: bool
    created: str
    tables: Mapping[str, BundleTable]
    sections: tuple[Section, ...]
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    stamps: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        """Refuse sentences whose numbers stand in no table of the bundle."""
        for section in self.sections:
            for sentence in section.sentences:
                for bound in sentence.numbers.values():
                    self.place(bound, "da")
                    self.place(bound, "en")

    def place(self, bound: Bound, language: Language = "da") -> tuple[str, int, str]:
        """Return the table, row number and column of a number of the text.

        Raises
        ------
        ParamError
            When no cell, or more than one, is meant.
        """
        table, name = self.tables.get(bound.table), bound.column.replace("*", language)
        if table is None or all(column.name != name for column in table.columns):
            raise ParamError(
                Text(f"et tal fra {bound.table}.{name}", f"a number of {bound.table}.{name}"),
                Text("en kolonne i pakkens tabeller", "a column of the tables of the bundle"),
                Text("bind tallet til en tabel, der er med", "bind the number to a table that is there"),
            )
        return bound.table, table.row(bound.where), name

    def __repr__(self) -> str:
        """One line: what, and which tables."""
        kind = "public" if self.public else "with houses"
        return f"<Bundle {self.title.en} ({kind}): {', '.join(self.tables)}; {len(self.pictures)} pictures>"


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
