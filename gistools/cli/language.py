"""Which language the command line speaks: both, Danish first, unless ``GISTOOLS_LANG`` names one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gistools.text import Language, Text

__all__ = ["lines", "number_language", "one_line", "speaks"]


def _chosen() -> str:
    return os.environ.get("GISTOOLS_LANG", "").strip().lower()[:2]


def one_line(text: Text) -> str:
    """Return a text on one line: ``dansk | English``, or one of them.

    >>> from gistools.text import Text
    >>> one_line(Text("regn", "rain"))
    'regn | rain'
    """
    match _chosen():
        case "da":
            return text.da
        case "en":
            return text.en
    return str(text)


def lines(text: Text) -> str:
    """Return a text with each language on lines of its own."""
    match _chosen():
        case "da":
            return text.da
        case "en":
            return text.en
    return text.da if text.da == text.en else f"{text.da}\n{text.en}"


def number_language() -> Language:
    """Return the language whose decimal sign is used: Danish unless English alone was asked for."""
    return "en" if _chosen() == "en" else "da"


def speaks(language: str) -> bool:
    """Return whether a language is among those chosen."""
    chosen = _chosen()
    return chosen not in {"da", "en"} or chosen == language
