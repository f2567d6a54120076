"""The water ledger (vandregnskab) as a table that people read."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gistools.styles import column_heading, column_value, format_number
from gistools.view.layers import records

if TYPE_CHECKING:
    from pandas import DataFrame

    from gistools.text import Language

_NUMBERS = ("volume_m3", "mm")


def _rows(ledger: DataFrame, language: Language) -> tuple[list[str], list[list[str]]]:
    names = [f"text_{language}", *(name for name in _NUMBERS if name in ledger.columns)]
    rows = []
    for record in records(ledger, names):
        cells = [column_value(names[0], record[names[0]], language)]
        for name in names[1:]:
            value = record[name]
            if isinstance(value, int | float):
                cells.append(format_number(value, language, decimals=1))
            else:
                cells.append(column_value(name, value, language))
        rows.append(cells)
    return [column_heading(name, {}, language) for name in names], rows


def ledger_table(ledger: DataFrame, language: Language = "da") -> str:
    """Return the water ledger as an HTML table; every text is escaped.

    Parameters
    ----------
    ledger:
        One row per term with columns ``text_da``, ``text_en``, ``volume_m3`` and, where known, ``mm``.
    language:
        Of the terms, headings and numbers.

    >>> import pandas as pd
    >>> ledger = pd.DataFrame({"text_da": ["Regn"], "text_en": ["Rain"], "volume_m3": [400000.0], "mm": [100.0]})
    >>> "400.000,0" in ledger_table(ledger)
    True
    """
    headings, rows = _rows(ledger, language)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in headings)
    body = "".join(
        f'<tr><th scope="row">{escape(cells[0])}</th>'
        + "".join(f'<td style="text-align:right">{escape(cell)}</td>' for cell in cells[1:])
        + "</tr>"
        for cells in rows
    )
    return f'<table class="gt-ledger" lang="{language}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def ledger_text(ledger: DataFrame, language: Language = "da") -> str:
    """Return the water ledger as lines of plain text, numbers aligned to the right.

    >>> import pandas as pd
    >>> ledger = pd.DataFrame({"text_da": ["Regn"], "text_en": ["Rain"], "volume_m3": [1234.5], "mm": [100.0]})
    >>> print(ledger_text(ledger))
    Led   Rumfang (m³)  Regndybde (mm)
    Regn       1.234,5           100,0
    """
    headings, rows = _rows(ledger, language)
    widths = [max(len(row[k]) for row in [headings, *rows]) for k in range(len(headings))]
    lines = []
    for row in [headings, *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
