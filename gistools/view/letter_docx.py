"""Letters as Word files (brev som .docx): the sheets' tables and paragraphs beneath the head of a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.shared import Pt

from gistools.view import letter_words as words
from gistools.view.sheet_docx import DocxWriter, docx_bytes
from gistools.view.sheet_words import all_stamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gistools.letter import Letter
    from gistools.text import Language, Text

__all__ = ["letter_docx_of"]


def letter_docx_of(letter: Letter, *, stamps: Sequence[Text] = (), provenance_json: str | None = None) -> bytes:
    """Return a letter as a Word file; parameters as `gistools.view.letter_pdf.letter_pdf_of`.

    Equal letters of equal records are equal bytes.
    """
    return docx_bytes(_Writer(letter, all_stamps(letter.document, stamps), provenance_json))


class _Writer(DocxWriter):
    sizes = {"Title": 16.0, "Heading 1": 12.0}  # noqa: RUF012 - not changed

    def __init__(self, letter: Letter, stamps: tuple[Text, ...], record: str | None) -> None:
        super().__init__(letter.document, stamps, record)
        self._letter = letter

    def head_and_foot(self, language: Language) -> None:
        super().head_and_foot(language)
        section = self.file.sections[0]
        section.different_first_page_header_footer = True
        self.write_head(section.first_page_header.paragraphs[0], language, named=False)
        self.write_foot(section.first_page_footer.paragraphs[0], language)

    def foot_words(self, language: Language) -> str:
        return words.letter_foot(self._letter, language)

    def told(self, language: Language) -> None:
        letter = self._letter
        left, right = self.file.add_table(rows=1, cols=2).rows[0].cells
        self._lines(left, letter.recipient, before=36.0)
        self._lines(right, (*letter.sender.lines, *letter.sender.contact), bold=1)
        told = [f"{label}: {said}" for label, said in words.about(letter, language)]
        self._lines(right.add_paragraph(), told)
        self.file.add_paragraph(letter.document.title.say(language), style="Title")
        self.sections(language)
        self.file.paragraphs[-1].paragraph_format.keep_with_next = True
        closing = self.file.add_paragraph(letter.document.say(letter.closing, language))
        closing.paragraph_format.space_before = Pt(12)
        closing.paragraph_format.keep_with_next = True
        self._lines(self.file.add_paragraph(), letter.sender.lines[:2][::-1])

    @staticmethod
    def _lines(place: Any, lines: Sequence[str], *, bold: int = 0, before: float = 0.0) -> None:  # noqa: ANN401 - cell or paragraph
        """Write lines one beneath the other, the first ``bold`` of them in bold letters."""
        line = place.paragraphs[0] if hasattr(place, "paragraphs") else place
        line.paragraph_format.space_before = Pt(before)
        for number, text in enumerate(lines):
            run = line.add_run(text)
            run.bold = number < bold
            if number < len(lines) - 1:
                run.add_break()
