"""Tables at a terminal: the columns that people read, in the language chosen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gistools._checks import is_missing
from gistools.cli.console import say
from gistools.cli.language import number_language, one_line, speaks
from gistools.stamps import STAMP_COLUMN
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["readable", "show_table"]

_TEXTS = {"text_da": ("da", "Led"), "text_en": ("en", "Term")}
_NAMES = {"term", "figure"}  # of rows, for programs
_ROW_NAMES = ("name_da", "name_en")
_SPECIES = "species"
_LABEL = 34  # letters of a label, at most
_WIDE = 8  # columns
_SENTENCE = 60  # letters: more of them are read as text below the table
_KEYS = 3  # columns that name a row, at most
_ROOM = 3  # letters between two columns
_SMALL = 0.005  # numbers below it would be written as nothing,
_ROUNDING = 1e-7  # and those below this are

_MEASURES = {"volume_m3": "m³", "mm": "mm"}


def readable(table: Any) -> Any:  # noqa: ANN401 - a DataFrame; its library is loaded by whoever made it
    """Return a ledger in the columns that people read; any other table without its stamps, which are told besides.

    Of a table with the columns ``text_da`` and ``text_en`` the texts of the languages chosen stay. Of a ledger, so do
    ``volume_m3`` and ``mm`` under their units; of any other, all but what is for programs. Codes give way to
    their words where a column ``<code>_da`` has them.
    """
    told = {f"{c}_da" for c in table.columns} & set(table.columns) - set(_TEXTS)
    unspoken = [c.removesuffix("_da") for c in told] if speaks("da") else [*told]
    from gistools.styles.columns import COLUMNS  # noqa: PLC0415 - only tables need it

    unspoken += [c for c in table.columns if c in COLUMNS and COLUMNS[c].for_programs]
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


def show_table(title: Text, table: Any, *, rows: int = 40, labelled: bool = True) -> None:  # noqa: ANN401 - a DataFrame
    """Print a small table as people read it; only the number of rows of a large one.

    Columns bear their labels and codes their words, unless ``labelled`` is False: for tables whose names people write.

    A table of many columns is shown in blocks as wide as the terminal, each with the names of its rows: turned, so that
    what its columns are called stands at the left, when it has few rows. Paragraphs of such a table follow as text.
    """
    if len(table) > rows:
        say(f"{one_line(title)}: {len(table)} {one_line(Text('rækker', 'rows'))}")
        return
    if labelled and not len(table):
        say(f"{one_line(title)}: {one_line(Text('ingen rækker', 'no rows'))}")
        return
    table = readable(table)
    console, shown = _console(), _grid(one_line(title))
    if labelled and len(table) and (len(table.columns) > _WIDE or _width(table) > console.width):
        _show_wide(title, table)
        return
    units = table.attrs.get("units", {})
    for name in table.columns:
        numeric = table[name].dtype.kind in "iuf"
        label = _label(str(name), units) if labelled else str(name)
        shown.add_column(label, justify="right" if numeric else "left", overflow="fold", no_wrap=numeric)
    for row in table.itertuples(index=False):
        values = zip(map(str, table.columns), row, strict=True)
        shown.add_row(*(_shown(value) if not labelled else _coded(name, value) for name, value in values))
    console.print(shown)


def _width(table: Any) -> int:  # noqa: ANN401 - a DataFrame
    """Return the letters that a table needs across: numbers with their labels whole, words as long as the longest."""
    units, need = table.attrs.get("units", {}), 1
    for name in table.columns:
        label, cells = _label(str(name), units), [_coded(str(name), value) for value in table[name].tolist()]
        numeric = table[name].dtype.kind in "iuf"
        words = [label, *cells] if numeric else [part for cell in (label, *cells) for part in cell.split()]
        need += _ROOM + max(map(len, words), default=0)
    return need


def _show_wide(title: Text, table: Any) -> None:  # noqa: ANN401 - a DataFrame
    language = number_language()
    table = _named(table, language)
    said = [c for c in table.columns if _is_text(table[c])]
    other = _TEXTS["text_en" if language == "da" else "text_da"][1]
    spoken = [c for c in said if c != other and not c.endswith("_en" if language == "da" else "_da")]
    plain = [c for c in table.columns if c not in said]
    keys = _keys(table[plain])
    cells = {c: [_worded(str(c), value) for value in table[c].tolist()] for c in plain}
    labels = {c: _label(str(c), table.attrs.get("units", {})) for c in plain}
    rest = [c for c in plain if c not in keys]
    if len(table) <= _WIDE:
        _print_turned(one_line(title), cells, labels, keys, rest)
    else:
        _print_blocks(one_line(title), cells, labels, keys, rest)
    for column in spoken:
        for k, text in enumerate(map(_coded, [str(column)] * len(table), table[column].tolist())):
            name = ", ".join(cells[key][k] for key in keys)
            say(text if text.casefold().startswith(name.casefold()) else f"{name}: {text}")


def _named(table: Any, language: str) -> Any:  # noqa: ANN401 - a DataFrame
    """Return a table with the names of species in one language, in place of their codes."""
    name = f"name_{language}"
    columns = [c for c in table.columns if c == name or c not in _ROW_NAMES]
    if name in columns and _SPECIES in columns:
        columns.remove(name)
        columns[columns.index(_SPECIES)] = name
    return table[columns]


def _is_text(column: Any) -> bool:  # noqa: ANN401 - a Series
    return any(isinstance(value, str) and len(value) > _SENTENCE for value in column)


def _keys(table: Any) -> list[str]:  # noqa: ANN401 - a DataFrame
    """Return the first columns that together name each row; the first where some are alike all the same."""
    for count in range(1, _KEYS + 1):
        if not table.iloc[:, :count].duplicated().any():
            return list(table.columns[:count])
    return list(table.columns[:1])


def _print_turned(
    title: str, cells: dict[str, list[str]], labels: dict[str, str], keys: Sequence[str], rest: Sequence[str]
) -> None:
    console = _console()
    label = min(_LABEL, max(map(len, labels.values())))
    widths = [
        max(*(len(cells[c][k]) for c in rest), *(len(w) for key in keys for w in cells[key][k].split()))
        for k in range(len(cells[keys[0]]))
    ]
    for part in _parts(widths, console.width - label - _ROOM - 1):
        shown = _grid(title)
        shown.add_column(", ".join(labels[key] for key in keys), overflow="fold", width=label)
        for k in part:
            shown.add_column(", ".join(cells[key][k] for key in keys), justify="right", min_width=widths[k])
        for c in rest:
            shown.add_row(labels[c], *(cells[c][k] for k in part))
        console.print(shown)
        title = ""


def _print_blocks(
    title: str, cells: dict[str, list[str]], labels: dict[str, str], keys: Sequence[str], rest: Sequence[str]
) -> None:
    console = _console()
    wide = {c: max(*map(len, cells[c]), *map(len, labels[c].split())) for c in (*keys, *rest)}
    room = console.width - sum(wide[key] + _ROOM for key in keys) - 1
    for part in _parts([wide[c] for c in rest], room):
        shown = _grid(title)
        for c in (*keys, *(rest[k] for k in part)):
            number = all(value[:1].isdigit() or value[:1] in "−∞" or value == _unknown() for value in cells[c])
            shown.add_column(labels[c], justify="right" if number else "left", min_width=wide[c], overflow="fold")
        for row in range(len(cells[keys[0]])):
            shown.add_row(*(cells[c][row] for c in (*keys, *(rest[k] for k in part))))
        console.print(shown)
        title = ""


def _parts(widths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Yield what fits side by side; one at least."""
    part: list[int] = []
    used = 0
    for k, width in enumerate(widths):
        if part and used + width + _ROOM > room:
            yield part
            part, used = [], 0
        part.append(k)
        used += width + _ROOM
    if part:
        yield part


def _label(name: str, units: dict[str, str]) -> str:
    """Return what a column is called, with the unit of the stored numbers: they are those of the file."""
    from gistools.styles.columns import COLUMNS, column_alias, column_heading  # noqa: PLC0415 - only tables need it

    language = number_language()
    if name in _ROW_NAMES:
        return Text("Navn", "Name").say(language)
    return column_alias(name, language) if name in COLUMNS else column_heading(name, units, language)


def _worded(name: str, value: object) -> str:
    """Return a value of a wide table: as `_coded`, numbers to three digits and with marks between thousands."""
    if isinstance(value, bool) or not isinstance(value, int | float) or name.endswith("_year"):
        return _coded(name, value)
    from gistools.styles.columns import COLUMNS  # noqa: PLC0415 - only tables need it
    from gistools.styles.numbers import format_number  # noqa: PLC0415 - only tables need it

    column = COLUMNS.get(name)
    if name.endswith("_id") or (column is not None and column.codes):
        return _coded(name, value)
    decimals = None if column is None or column.factor != 1.0 else column.decimals
    return format_number(value, number_language(), decimals)


def _coded(name: str, value: object) -> str:
    """Return a value with its code explained, yes and no in words, missing as unknown."""
    from gistools.styles.columns import COLUMNS  # noqa: PLC0415 - only tables need it

    language = number_language()
    if is_missing(value):
        return _unknown()
    if isinstance(value, bool):
        return Text("ja", "yes").say(language) if value else Text("nej", "no").say(language)
    column = COLUMNS.get(name)
    if column is not None and isinstance(value, int | str) and value in column.codes:
        return column.codes[value].say(language)
    return _shown(value)


def _unknown() -> str:
    from gistools.styles.numbers import UNKNOWN  # noqa: PLC0415 - only tables need it

    return UNKNOWN.say(number_language())


def _console() -> Any:  # noqa: ANN401 - a Console
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

    return Console(highlight=False, markup=False, emoji=False)


def _grid(title: str) -> Any:  # noqa: ANN401 - a Table
    from rich.table import Table  # noqa: PLC0415 - only a terminal needs it

    return Table(title=title or None, title_justify="left")


def _shown(value: object) -> str:
    """Return a value as text; a number that two decimals would write as nothing has three significant digits."""
    from gistools.styles.numbers import format_number  # noqa: PLC0415 - only tables need it

    if not isinstance(value, float):
        return str(value)
    little = _ROUNDING < abs(value) < _SMALL
    decimals = 2 - math.floor(math.log10(abs(value))) if little else 2
    return format_number(value, number_language(), decimals=decimals)
