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

from gistools.document_tables import DocumentTable, key_part, read_columns, spoken
from gistools.errors import ParamError
from gistools.styles.numbers import UNKNOWN
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

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
    "key_part",
    "require_bound",
    "spoken",
]


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
    """A paragraph (afsnit); a point of a list with ``bullet``, in quiet letters with ``quiet``.

    With ``stamp`` it stands in a frame of its own, and the stamp above it.
    """

    sentence: Sentence
    bullet: bool = False
    quiet: bool = False
    stamp: Text | None = None


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
    """A sketch (skitse): what draws it in a language, or the kind that `gistools.view.sketches.sketch` draws.

    A kind is left out, with its caption, where nothing draws it.
    """

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
