"""The report of a publication bundle: one HTML page, Danish first, each number bound to the cell of a table."""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import jinja2
import numpy as np
from markupsafe import Markup, escape

from gistools.floodcost.bundle_cells import CellKind, shown
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.floodcost.bundle_cells import BundleColumn, BundleTable
    from gistools.floodcost.bundle_values import Bundle, Section, Sentence
    from gistools.text import Language

__all__ = ["flood_report_page"]

_FIELD = re.compile(r"\{(\w+)\}")
_LONGEST_WORD = 30  # signs; longer ones are broken where the page ends
_LANGUAGES: tuple[Language, Language] = ("da", "en")
_WIDEST = 7  # columns that stand beside each other on a page


def flood_report_page(bundle: Bundle) -> str:
    """Return the report as an HTML page that needs nothing from elsewhere, prints well, and escapes every text.

    Each number, and each text that may hold one, stands in an element with ``data-cell="table/row/column"``, the row
    counted from 0: that is where it is read from, and where `gistools verify` looks it up.

    >>> from gistools.floodcost.bundle_cells import BundleColumn, BundleTable
    >>> from gistools.floodcost.bundle_values import Bundle
    >>> import pandas as pd
    >>> columns = [BundleColumn(name, CellKind.TEXT, Text(name, name)) for name in ("name", "text_da", "text_en")]
    >>> names = ["title", "kind", "version", "created"]
    >>> frame = pd.DataFrame({"name": names, "text_da": "<By>", "text_en": "<Town>"})
    >>> facts = BundleTable("facts", Text("Om", "About"), frame, tuple(columns))
    >>> page = flood_report_page(Bundle(Text("<By>", "<Town>"), True, "", {"facts": facts}, ()))
    >>> "&lt;By&gt;" in page and "<By>" not in page
    True
    """
    return _template().render(
        bundle=bundle,
        facts={str(name): i for i, name in enumerate(bundle.tables["facts"].frame["name"])},
        style=Markup(_asset("flood_report.css")),  # noqa: S704 - a file of the program
        sections=[_Part(bundle, section) for section in bundle.sections],
        stamps=_rows(bundle, "stamp"),
        cell=lambda table, row, column, decimals=None, language="da": _cell(
            bundle.tables[table], row, column, language, decimals
        ),
        pictures={name: base64.b64encode(one.png).decode("ascii") for name, one in bundle.pictures.items()},
    )


class _Part:
    """A section as the template asks for it."""

    def __init__(self, bundle: Bundle, section: Section) -> None:
        self.heading = section.heading
        self.sentences = {x: [_sentence(bundle, one, x) for one in section.sentences] for x in _LANGUAGES}
        self.tables = [_Shown(bundle, bundle.tables[name], section) for name in section.tables]
        self.pictures = [(name, bundle.tables["pictures"].row({"picture": name})) for name in section.pictures]


class _Shown:
    """A table as the template asks for it: title, headings, rows, all bound."""

    def __init__(self, bundle: Bundle, table: BundleTable, section: Section) -> None:
        told = bundle.tables["columns"]
        first = int(np.flatnonzero(told.frame["table"] == table.name)[0])
        self.title = {x: _cell(told, first, f"title_{x}", x) for x in _LANGUAGES}
        names = {column.name for column in table.columns}
        self.columns = [
            (first + i, column)
            for i, column in enumerate(table.columns)
            if _says(table, column) and not _told_beside(column.name, names, first=i == 0)
        ]
        self.headings = [
            (*(_cell(told, row, f"label_{x}", x) for x in _LANGUAGES), _cell(told, row, "unit"), _is_number(column))
            for row, column in self.columns
        ]
        rows = _first(table, section)
        self.rows = [[self._value(table, row, column) for _, column in self.columns] for row in rows]
        self.wide = len(self.columns) > _WIDEST
        self.more = None
        if len(rows) < len(table.frame):
            self.more = Text("Tabellen har flere rækker i regnearket.", "The table has more rows in the workbook.")

    def _value(self, table: BundleTable, row: int, column: BundleColumn) -> tuple[Markup, str]:
        made = _cell(table, row, column.name)
        english = column.name.removesuffix("_da") + "_en"
        if column.name.endswith("_da") and english in table.frame:
            beside = _cell(table, row, english, "en")
            if table.frame[english].iloc[row] != table.frame[column.name].iloc[row]:
                made += Markup("<br><i lang=en>{}</i>").format(beside)
        longest = max(map(len, str(table.frame[column.name].iloc[row]).split()), default=0)
        return made, "number" if _is_number(column) else "long" if longest > _LONGEST_WORD else ""


def _says(table: BundleTable, column: BundleColumn) -> bool:
    cells = table.frame[column.name]
    return bool((cells != "").any()) if column.kind is CellKind.TEXT else bool(cells.notna().any())


def _told_beside(name: str, names: set[str], *, first: bool) -> bool:
    """Whether a column is told by another: English beneath Danish, and codes by the words for them."""
    return name.endswith("_en") or f"{name}_da" in names or (first and "label_da" in names)


def _is_number(column: BundleColumn) -> bool:
    return column.kind in {CellKind.WHOLE, CellKind.NUMBER, CellKind.DKK}


def _first(table: BundleTable, section: Section) -> list[int]:
    """Return the rows that are shown, in order."""
    count = len(table.frame)
    pattern = re.compile(section.largest.replace("*", ".*")) if section.largest else None
    by = next((c.name for c in table.columns if pattern and pattern.fullmatch(c.name)), None)
    rows = np.arange(count) if by is None else np.argsort(-table.frame[by].to_numpy(np.float64), kind="stable")
    return [int(row) for row in rows[: section.most_rows]]


def _rows(bundle: Bundle, kind: str) -> list[int]:
    notes = bundle.tables.get("notes")
    return [] if notes is None else np.flatnonzero(notes.frame["note_kind"] == kind).tolist()


def _cell(table: BundleTable, row: int, column: str, language: Language = "da", decimals: int | None = None) -> Markup:
    """Return the cell of a table as an element that says where it stands."""
    kind, value = table.column(column).kind, table.frame[column].iloc[row]
    if kind is CellKind.TEXT and not value:
        return Markup()
    missing = kind in {CellKind.NUMBER, CellKind.DKK} and np.isnan(value)
    text = "–" if missing else shown(value, kind, language, decimals)
    given = "" if decimals is None else Markup(' data-decimals="{}"').format(decimals)
    place = f"{table.name}/{row}/{column}"
    return Markup('<span data-cell="{}" lang="{}"{}>{}</span>').format(place, language, given, text)


def _sentence(bundle: Bundle, sentence: Sentence, language: Language) -> Markup:
    def parts() -> Iterator[Markup]:
        text = sentence.text.say(language)
        at = 0
        for found in _FIELD.finditer(text):
            bound = sentence.numbers[found.group(1)]
            name, row, column = bundle.place(bound, language)
            yield escape(text[at : found.start()])
            yield _cell(bundle.tables[name], row, column, language, bound.decimals)
            at = found.end()
        yield escape(text[at:])

    return Markup().join(parts())


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_asset("flood_report.html"))


@cache
def _asset(name: str) -> str:
    return (files("gistools.view") / "assets" / name).read_text(encoding="utf-8")
