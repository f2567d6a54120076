"""Numbers and tables of the report."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MIB = 1024 * 1024


def median(row: dict[str, object]) -> float | None:
    """Return the median time of a row."""
    return statistics.median(row["seconds"]) if row.get("seconds") else None


def ratios(row: dict[str, object]) -> list[float]:
    """Return how many times longer than gistools it took, round by round."""
    own, seconds = row.get("own", []), row.get("seconds", [])
    return [theirs / ours for theirs, ours in zip(seconds, own, strict=False)] if len(own) == len(seconds) else []


def ratio(row: dict[str, object]) -> float | None:
    """Return the median over the rounds of the time relative to gistools.

    >>> ratio({"seconds": [3.0, 8.0, 4.0], "own": [1.0, 2.0, 2.0]})
    3.0
    """
    found = ratios(row)
    return statistics.median(found) if found else None


def bytes_per_cell(row: dict[str, object], size: str) -> float | None:
    """Return the greatest peak memory for each cell of the map."""
    return max(row["peak_mib"]) * MIB / int(size) ** 2 if row.get("peak_mib") else None


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table.

    >>> print(table(["a", "b"], [[1, "x"]]))
    | a | b |
    |---|---|
    | 1 | x |
    """
    lines = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def number(value: float | None) -> str:
    """Return a number with three figures, or a dash.

    >>> number(12.345), number(0.0123), number(None)
    ('12.3', '0.0123', '-')
    """
    if value is None or value != value:  # noqa: PLR0124 - not a number
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three figures


def span(values: Sequence[float]) -> str:
    """Return the least and the most of some values."""
    return f"{number(min(values))} to {number(max(values))}" if values else "-"


def million(size: str) -> str:
    """Return how many cells a map has, in words.

    >>> million("4000"), million("200")
    ('16 M', '0.04 M')
    """
    return f"{number(int(size) ** 2 / 1e6)} M"
