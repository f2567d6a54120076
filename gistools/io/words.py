"""Numbers in sentences, as each language writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["digits", "in_languages"]


def in_languages(values: Iterable[float], *, decimals: int | None = None, between: str = "; ") -> Text:
    """Return numbers in a row, with the marks of each language.

    >>> in_languages([1234.5, 7.0], decimals=1)
    Text(da='1.234,5; 7,0', en='1,234.5; 7.0')
    """
    numbers = list(values)
    return Text(
        between.join(format_number(value, "da", decimals) for value in numbers),
        between.join(format_number(value, "en", decimals) for value in numbers),
    )


def digits(value: float) -> Text:
    """Return a number with the digits that it needs and nothing between thousands, for scales and cell sizes.

    >>> digits(0.01)
    Text(da='0,01', en='0.01')
    """
    plain = f"{value:g}"
    return Text(plain.replace(".", ","), plain)
