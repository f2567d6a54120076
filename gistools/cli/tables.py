"""Tables at a terminal: the columns that people read, in the language chosen."""

from __future__ import annotations

import math
from typing import Any

from gistools.cli.console import say
from gistools.cli.language import number_language, one_line, speaks
from gistools.stamps import STAMP_COLUMN
from gistools.text import Text

__all__ = ["readable", "show_table"]

_TEXTS = {"text_da": ("da", "Led"), "text_en": ("en", "Term")}
_NAMES = {"term", "figure"}  # of rows, for programs
_LABEL = 24  # letters of a label, at least
_WIDE = 8  # columns
_MEASURES = {"volume_m3": "m³", "mm": "mm"}


def readable(table: Any) -> Any:  # noqa: ANN401 - a DataFrame; its library is loaded by whoever made it
    """Return a ledger in the columns that people read; any other table without its stamps, which are told besides.

    Of a table with the columns ``text_da`` and ``text_en`` the texts of the languages chosen stay. Of a ledger, so do
    ``volume_m3`` and ``mm`` under their units; of any other, all but the names that are for programs. Codes give way to
    their words where a column ``<code>_da`` has them.
    """
    told = {f"{c}_da" for c in table.columns} & set(table.columns) - set(_TEXTS)
    unspoken = {c.removesuffix("_da") for c in told} if speaks("da") else told
    table = table.drop(columns=[*unspoken])
    if not set(_TEXTS) <= set(table.columns):
        return table.drop(columns=STAMP_COLUMN, errors="ignore")
    names = {column: title for column, (language, title) in _TEXTS.items() if speaks(language)}
    measures = {column: title for column, title in _MEASURES.items() if column in table.columns}
    if not measures:
        spoken = [c for c in table.columns if c not in {*_NAMES, STAMP_COLUMN} and (c in names or c not in _TEXTS)]
        return table[spoken].rename(columns=names)
    names |= measures
    return table[list(names)].rename(columns=names)


def show_table(title: Text, table: Any, *, rows: int = 40) -> None:  # noqa: ANN401 - a DataFrame
    """Print a small table as people read it; only the number of rows of a large one.

    A table that is wider than a terminal and has few rows is turned: what its columns are called stands at the left.
    """
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.table import Table  # noqa: PLC0415 - only a terminal needs it

    if len(table) > rows:
        say(f"{one_line(title)}: {len(table)} {one_line(Text('rækker', 'rows'))}")
        return
    table = readable(table)
    if len(table.columns) > _WIDE and len(table) <= _WIDE:
        _show_turned(title, table)
        return
    shown = Table(title=one_line(title), title_justify="left")
    for name in table.columns:
        numeric = table[name].dtype.kind in "iuf"
        shown.add_column(str(name), justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    for row in table.itertuples(index=False):
        shown.add_row(*(_shown(value) for value in row))
    Console(highlight=False, markup=False, emoji=False).print(shown)


def _show_turned(title: Text, table: Any) -> None:  # noqa: ANN401 - a DataFrame
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.table import Table  # noqa: PLC0415 - only a terminal needs it

    from gistools.styles.columns import COLUMNS, column_alias, column_heading  # noqa: PLC0415 - only tables need it

    units = table.attrs.get("units", {})
    shown = Table(title=one_line(title), title_justify="left", show_header=False)
    shown.add_column(overflow="fold", min_width=_LABEL)
    for _ in range(len(table)):
        shown.add_column(justify="right", no_wrap=True)
    language = number_language()
    for name in map(str, table.columns):  # numbers are those of the file, and so is the unit
        label = column_alias(name, language) if name in COLUMNS else column_heading(name, units, language)
        shown.add_row(label, *(_shown(value) for value in table[name].tolist()))
    Console(highlight=False, markup=False, emoji=False).print(shown)


def _shown(value: object) -> str:
    """Return a value as text; a number that two decimals would write as nothing has three significant digits."""
    from gistools.styles.numbers import format_number  # noqa: PLC0415 - only tables need it

    if not isinstance(value, float):
        return str(value)
    little = 1e-7 < abs(value) < 0.005  # noqa: PLR2004 - would be written as nothing; below it is rounding
    decimals = 2 - math.floor(math.log10(abs(value))) if little else 2
    return format_number(value, number_language(), decimals=decimals)
