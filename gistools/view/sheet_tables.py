"""How tables of documents lie on paper: widths of columns, and tables that are too wide in parts below each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.document import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gistools.document import Document, DocumentTable, TableBlock
    from gistools.text import Language

__all__ = ["Grid", "Part", "grid_of", "parts_of"]

_PAD = 8.0  # of a cell, left and right together
_WIDEST = 200.0  # of a column of text, before it is stretched
_SAFE = 1.0
_SPOKEN = {"da": " (dansk)", "en": " (English)"}


@dataclass(frozen=True)
class Grid:
    """A table as texts: headings, rows of cells, which columns are numbers, which rows are sums."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    totals: tuple[bool, ...]


@dataclass(frozen=True)
class Part:
    """Columns that lie beside each other, and how wide they are."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


def grid_of(document: Document, block: TableBlock, language: Language) -> Grid:
    """Return a table as people read it."""
    table = document.table(block.table)
    columns, rows = document.columns_of(block, language), document.rows_of(block)
    if block.across:
        head = spoken(block.across, language)
        named = [column for column in columns if column != head]
        told = [(_heading(table, c, language), *(table.shown(row, c, language) for row in rows)) for c in named]
        heads = (_heading(table, head, language), *(table.shown(row, head, language) for row in rows))
        return Grid(
            heads, tuple(told), (False,) + (all(map(table.is_number, named)),) * len(rows), (False,) * len(told)
        )
    return Grid(
        tuple(_heading(table, column, language) for column in columns),
        tuple(tuple(table.shown(row, column, language) for column in columns) for row in rows),
        tuple(table.is_number(column) for column in columns),
        tuple(row in block.totals for row in rows),
    )


def _heading(table: DocumentTable, column: str, language: Language) -> str:
    """Return what a column is called on a sheet, whose language need not be told."""
    return table.heading(column, language).removesuffix(_SPOKEN[language])


def parts_of(grid: Grid, width: float, measure: Callable[[str], float]) -> list[Part]:
    """Return the columns in as few parts as fit a width; each part begins with the first column.

    ``measure`` tells how wide a text is. Columns are as wide as their longest word at least,
    and those of text share what is left.

    >>> grid = Grid(("a", "b", "c"), (("x", "1", "2"),), (False, True, True), (False,))
    >>> [part.columns for part in parts_of(grid, 30.0, lambda said: 5.0 * len(said))]
    [(0, 1), (0, 2)]
    """
    least = [_least(grid, k, measure) for k in range(len(grid.heads))]
    wish = [max(_wish(grid, k, measure), least[k]) for k in range(len(grid.heads))]
    parts: list[list[int]] = [[0]]
    for column in range(1, len(grid.heads)):
        used = sum(least[k] for k in parts[-1])
        if used + least[column] > width and len(parts[-1]) > 1:
            parts.append([0])
        parts[-1].append(column)
    return [Part(tuple(columns), _widths(columns, least, wish, grid.right, width)) for columns in parts]


def _least(grid: Grid, column: int, measure: Callable[[str], float]) -> float:
    words = max((measure(word) for word in _words(grid.heads[column])), default=0.0)
    if grid.right[column]:
        cells = max((measure(row[column]) for row in grid.rows), default=0.0)
    else:
        cells = max((measure(word) for row in grid.rows for word in _words(row[column])), default=0.0)
    return min(max(words, cells), _WIDEST) + _PAD + _SAFE


def _wish(grid: Grid, column: int, measure: Callable[[str], float]) -> float:
    if grid.right[column]:
        return 0.0
    cells = max((measure(row[column]) for row in grid.rows), default=0.0)
    return max(cells, min(measure(grid.heads[column]), _WIDEST / 2.0)) + _PAD + _SAFE


def _words(text: str) -> list[str]:
    return text.replace("/", "/ ").split()


def _widths(
    columns: Sequence[int], least: Sequence[float], wish: Sequence[float], right: Sequence[bool], width: float
) -> tuple[float, ...]:
    made = {k: least[k] for k in columns}
    left = width - sum(made.values())
    if left < 0.0:
        return tuple(value * width / sum(made.values()) for value in made.values())
    lacking = {k: wish[k] - least[k] for k in columns if not right[k]}
    share = min(1.0, left / sum(lacking.values())) if sum(lacking.values()) else 0.0
    for k, more in lacking.items():
        made[k] += more * share
    left = width - sum(made.values())
    return tuple(value + left / len(made) for value in made.values())
