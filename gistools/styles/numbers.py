"""Numbers as people read them: decimal comma in Danish, decimal point in English."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gistools.text import Text

if TYPE_CHECKING:
    from gistools.text import Language

UNKNOWN = Text("ukendt", "unknown")

_HUNDRED = 100.0
_TEN = 10.0
_SMALLEST_SHOWN = 0.005


def format_number(value: float, language: Language = "da", decimals: int | None = None) -> str:
    """Write a number (tal) with the marks of the language.

    Parameters
    ----------
    value:
        Any number; NaN is written as "ukendt", infinity as "∞".
    language:
        ``"da"``: 1.234,5; ``"en"``: 1,234.5.
    decimals:
        How many decimals; when None, as many as three significant digits need, at most two for numbers of 0.005 or
        more, and none for whole numbers.

    >>> format_number(1234.5), format_number(0.05), format_number(7), format_number(1234.5, "en", decimals=1)
    ('1.234', '0,05', '7', '1,234.5')
    """
    if math.isnan(value):
        return UNKNOWN.say(language)
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if decimals is None:
        decimals = _decimals(value)
    plain = f"{value:,.{decimals}f}"
    if float(plain.replace(",", "")) == 0.0:
        plain = plain.lstrip("-")
    plain = plain.replace("-", "−")
    return plain if language == "en" else plain.translate(str.maketrans(",.", ".,"))


def _decimals(value: float) -> int:
    size = abs(value)
    if size >= _HUNDRED or value == int(value):
        return 0
    if size >= _TEN:
        return 1
    if size >= _SMALLEST_SHOWN:
        return 2
    return 2 - math.floor(math.log10(size))


def format_limit(value: float, language: Language = "da") -> str:
    """Write a class limit (klassegrænse) with no more decimals than it has.

    >>> format_limit(0.1), format_limit(1000.0)
    ('0,1', '1.000')
    """
    text = f"{value:.6f}".rstrip("0")
    return format_number(value, language, decimals=len(text.partition(".")[2]))
