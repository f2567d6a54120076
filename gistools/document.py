"""Documents (dokumenter) as values: sentences, tables, maps, graphs and sketches; `gistools.view` draws them.

No number is written into a document: each is a reference to a cell of one of its tables, so that whoever doubts a
number on a sheet finds it in a table.
"""

from __future__ import annotations

import enum
import re
import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from gistools.errors import ParamError
from gistools.styles.columns import COLUMNS, column_heading, column_value
from gistools.styles.numbers import UNKNOWN, format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from gistools.graph import Graph
    from gistools.raster import Raster
    from gistools.text import Language

__all__ = [
    "Block",
    "Cell",
    "Document",
    "DocumentTable",
    "Drawing",
    "GraphBlock",
    "KeyFigures",
    "Layer",
    "MapBlock",
    "Masthead",
    "Orientation",
    "Paper",
    "Paragraph",
    "Section",
    "Sentence",
    "Shown",
    "TableBlock",
    "require_bound",
]

HIDDEN = frozenset({"maerke", "units", "geometry"})
"""Columns that sheets do not show: stamps stand on every page, and whole units of water are for programs."""


class Paper(enum.StrEnum):
    """The size of the sheets."""

    A4 = "A4"
    A3 = "A3"


class Orientation(enum.StrEnum):
    """How the sheets are held."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Cell(NamedTuple):
    """Where a number stands: a table, the key of a row, a column (celle).

    ``decimals`` is how many are shown; None as the column is declared. With ``unit`` the unit follows the number. A
    column such as ``text_*`` is that of the language: ``text_da`` or ``text_en``.
    """

    table: str
    row: str
    column: str
    decimals: int | None = None
    unit: bool = False


class Shown(NamedTuple):
    """A cell as a document shows it (vist tal): its text, where it stands, and under which heading it is shown."""

    text: str
    cell: Cell
    heading: str


def spoken(column: str, language: Language) -> str:
    """Return the column of a language, where a name leaves it open.

    >>> spoken("text_*", "en"), spoken("volume_m3", "en")
    ('text_en', 'volume_m3')
    """
    return f"{column[:-1]}{language}" if column.endswith("_*") else column


def require_bound(text: Text, names: Iterable[str]) -> None:
    """Refuse a sentence with a number of its own, or whose fields are not those that are bound to cells.

    Raises
    ------
    ParamError
        When a digit stands in the text itself, or fields and ``names`` differ.

    >>> require_bound(Text("Skaden er {dkk} kr.", "Damage is DKK {dkk}."), ["dkk"])
    """
    names = sorted(names)
    for said in (text.da, text.en):
        parts = list(string.Formatter().parse(said))
        fields = sorted({name for _, name, _, _ in parts if name is not None})
        if re.search(r"[0-9]", "".join(literal for literal, _, _, _ in parts)):
            raise ParamError(
                Text(f"{said!r} med et tal i selve teksten", f"{said!r} with a number in the text itself"),
                Text("tal, der står i en tabel", "numbers that stand in a table"),
                Text("skriv {navn}, og bind det til en celle", "write {name} and bind it to a cell"),
            )
        if fields != names:
            raise ParamError(
                Text(f"felterne {fields} i {said!r}", f"the fields {fields} in {said!r}"),
                Text(f"felterne {names}", f"the fields {names}"),
                Text("brug de samme felter i begge sprog", "use the same fields in both languages"),
            )


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (sætning) whose numbers, and names taken from data, are fields ``{name}`` bound to cells.

    Raises
    ------
    ParamError
        As `require_bound`.

    >>> Sentence(Text("Skaden er 5 kr.", "Damage is DKK 5."))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    gistools.errors.ParamError: [GT110] Fundet: 'Skaden er 5 kr.' med et tal ...
    """

    text: Text
    cells: Mapping[str, Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a number that no table holds."""
        require_bound(self.text, self.cells)


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
        if column in self.missing and (value is None or value != value):  # noqa: PLR0124 - NaN is not equal to itself
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


@dataclass(frozen=True)
class Masthead:
    """What stands on every page (kolofon): who, which case, data of when and from where.

    >>> Masthead(municipality="Eksempelby Kommune", case_number="27-1234").lines("da")
    [('Kommune', 'Eksempelby Kommune'), ('Sagsnummer', '27-1234')]
    """

    municipality: str = ""
    case_number: str = ""
    data_date: str = ""
    source: str = ""

    def lines(self, language: Language = "da") -> list[tuple[str, str]]:
        """Return what is known, each with its label."""
        told = [
            (Text("Kommune", "Municipality"), self.municipality),
            (Text("Sagsnummer", "Case number"), self.case_number),
            (Text("Data pr.", "Data as of"), self.data_date),
            (Text("Kilder", "Sources"), self.source),
        ]
        return [(label.say(language), said) for label, said in told if said]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph (afsnit); a point of a list with ``bullet``, in quiet letters with ``quiet``."""

    sentence: Sentence
    bullet: bool = False
    quiet: bool = False


@dataclass(frozen=True)
class KeyFigures:
    """A few numbers in large letters (nøgletal), each with what it is."""

    items: tuple[tuple[Text, Cell], ...]


@dataclass(frozen=True)
class TableBlock:
    """A table as it is shown (tabel): some columns and rows of a `DocumentTable`; all when empty.

    ``totals`` are keys of rows that are sums, told apart by bold letters. With ``across`` the table is turned: its rows
    stand beside each other, headed by the column of that name.
    """

    table: str
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] | None = None
    totals: tuple[str, ...] = ()
    caption: Sentence | None = None
    across: str = ""


class Layer(NamedTuple):
    """A layer of a map (kortlag): a `Raster` or GeoDataFrame, the name of its style, its name, columns written on it.

    ``label`` takes the place of what the style writes on features.
    """

    value: Any
    style: str
    name: Text
    label: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class MapBlock:
    """A map (kort) with legend, scale and north arrow.

    Parameters
    ----------
    layers:
        What is drawn.
    bounds:
        West, south, east and north, in metres, that lie wholly on the map; all of the layers when None.
    backdrop:
        Elevation whose shade lies beneath.
    caption:
        What it shows.
    height:
        Of the map, as a share of what a page holds.
    """

    layers: tuple[Layer, ...]
    bounds: tuple[float, float, float, float] | None = None
    backdrop: Raster | None = None
    caption: Sentence | None = None
    height: float = 0.5


@dataclass(frozen=True, eq=False)
class GraphBlock:
    """A graph (kurve)."""

    graph: Graph
    height: float = 0.4


@dataclass(frozen=True, eq=False)
class Drawing:
    """A sketch (skitse): what draws it in a language, or the kind that `gistools.view.sketches.sketch` draws."""

    draw: Callable[[Language], Figure] | str
    caption: Sentence
    height: float = 0.2


Block = Paragraph | KeyFigures | TableBlock | MapBlock | GraphBlock | Drawing


@dataclass(frozen=True, eq=False)
class Section:
    """A part of a document (afsnit) with its heading; level 1 or 2; on a page of its own with ``new_page``."""

    heading: Sentence
    blocks: tuple[Block, ...]
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True, eq=False)
class Document:
    """A document (dokument): written by the runner as .pdf, .docx or .xlsx.

    Parameters
    ----------
    title, subtitle:
        What it is; as the user says it.
    masthead:
        What stands on every page.
    sections:
        Its parts.
    tables:
        All tables that its numbers are found in.
    stamps:
        What must stand on every page, besides what the inputs carry.
    paper, orientation, languages:
        Of the sheets; with two languages all is said in the first, then in the second.

    Raises
    ------
    ParamError
        For blocks that name tables, rows or columns that are not there; all at once.

    >>> import pandas as pd
    >>> table = DocumentTable("town", Text("Byen", "The town"), pd.DataFrame({"stored_m3": [1234.5]}))
    >>> held = Cell("town", "1", "stored_m3", unit=True)
    >>> said = Sentence(Text("{v} står i byen.", "{v} stand in the town."), {"v": held})
    >>> section = Section(Sentence(Text("Vand", "Water")), (Paragraph(said),))
    >>> document = Document(Text("Plan", "Plan"), Masthead(), (section,), (table,))
    >>> document.say(said), [shown.text for shown in document.numbers("en")]
    ('1.234 m³ står i byen.', ['1,234 m³'])
    """

    title: Text
    masthead: Masthead
    sections: tuple[Section, ...]
    tables: tuple[DocumentTable, ...] = ()
    subtitle: Text | None = None
    stamps: tuple[Text, ...] = ()
    paper: Paper = Paper.A4
    orientation: Orientation = Orientation.PORTRAIT
    languages: tuple[Language, ...] = ("da",)

    def __post_init__(self) -> None:
        """Refuse references to what is not there; all are told at once."""
        object.__setattr__(self, "_by_name", {one.name: one for one in self.tables})
        names = [one.name for one in self.tables]
        faults = [f"{name} x {names.count(name)}" for name in dict.fromkeys(names) if names.count(name) > 1]
        faults += [fault for cell, _ in self._cells() if (fault := self._fault(cell))]
        if faults:
            shown = "; ".join(dict.fromkeys(faults))
            raise ParamError(
                Text(f"et dokument, der henviser til {shown}", f"a document that refers to {shown}"),
                Text("celler, der findes i dokumentets tabeller", "cells that are in the tables of the document"),
                Text("ret henvisningen, eller giv tabellen", "correct the reference, or give the table"),
            )

    def table(self, name: str) -> DocumentTable:
        """Return a table by its name."""
        found: DocumentTable = self._by_name[name]  # type: ignore[attr-defined]  # set above
        return found

    def _fault(self, cell: Cell) -> str:
        table = self._by_name.get(cell.table)  # type: ignore[attr-defined]  # set above
        if table is None or not all(table.has(cell.row, spoken(cell.column, one)) for one in self.languages):
            return f"{cell.table}[{cell.row}].{cell.column}"
        return ""

    def cell(self, cell: Cell, language: Language = "da") -> str:
        """Return a cell as the document shows it, with its unit where that is wanted."""
        text = self.table(cell.table).shown(cell.row, spoken(cell.column, language), language, cell.decimals)
        return f"{text} {self.unit_of(cell, text, language)}".strip()

    def unit_of(self, cell: Cell, text: str, language: Language = "da") -> str:
        """Return the unit that follows the text of a cell; empty where none is wanted or nothing is known."""
        return self.table(cell.table).unit(cell.column) if cell.unit and text != UNKNOWN.say(language) else ""

    def say(self, sentence: Sentence, language: Language = "da") -> str:
        """Return a sentence with its fields filled from the tables."""
        told = {name: self.cell(cell, language) for name, cell in sentence.cells.items()}
        return sentence.text.say(language).format(**told)

    def columns_of(self, block: TableBlock, language: Language = "da") -> tuple[str, ...]:
        """Return the columns that a block shows."""
        names = block.columns or tuple(map(str, self.table(block.table).frame.columns))
        return read_columns([spoken(name, language) for name in names], (language,))

    def rows_of(self, block: TableBlock) -> tuple[str, ...]:
        """Return the keys of the rows that a block shows."""
        return self.table(block.table).keys if block.rows is None else block.rows

    def _cells(self, language: Language = "da") -> Iterator[tuple[Cell, Sentence]]:
        """Yield every cell that is shown, with the heading that it stands under."""
        for section in self.sections:
            sentences = [section.heading]
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    sentences.append(block.sentence)
                elif isinstance(block, KeyFigures):
                    yield from ((cell, section.heading) for _, cell in block.items)
                elif isinstance(block, TableBlock):
                    yield from ((cell, section.heading) for cell in self._block_cells(block, language))
                if isinstance(block, TableBlock | MapBlock | Drawing) and block.caption is not None:
                    sentences.append(block.caption)
            for sentence in sentences:
                yield from ((cell, section.heading) for cell in sentence.cells.values())

    def _block_cells(self, block: TableBlock, language: Language) -> Iterator[Cell]:
        if block.table not in self._by_name:  # type: ignore[attr-defined]  # set above
            yield Cell(block.table, "", "")
            return
        for row in self.rows_of(block):
            for column in self.columns_of(block, language):
                yield Cell(block.table, row, column)

    def numbers(self, language: Language = "da") -> tuple[Shown, ...]:
        """Return all that the document takes from its tables, as it is shown, with where it is found (tal)."""
        found = self._cells(language)
        return tuple(
            Shown(
                self.cell(cell, language), cell._replace(column=spoken(cell.column, language)), self.say(head, language)
            )
            for cell, head in found
        )
