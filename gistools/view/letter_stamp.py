"""Stamps at the top of a template that was filled (stempler): the file is the municipality's own and has no place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.view.sheet_docx import framed_stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.text import Language, Text

__all__ = ["stamp_first"]


def stamp_first(file: Any, stamps: Sequence[Text], language: Language) -> None:  # noqa: ANN401 - of python-docx
    """Write stamps in a frame above all else of a document; nothing where there are none."""
    if not stamps:
        return
    line = file.add_paragraph()
    framed_stamp(line, "  ·  ".join(one.say(language) for one in stamps))
    file.element.body.insert(0, line._p)  # noqa: SLF001 - python-docx adds paragraphs at the end alone
