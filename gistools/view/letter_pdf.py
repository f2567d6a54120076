"""Letters as PDF for archives (brev som PDF/A): the sheets' tables and paragraphs beneath the head of a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.platypus import KeepTogether, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as Lines

from gistools.errors import InputError
from gistools.text import Text
from gistools.view import letter_words as words
from gistools.view.pdf_archive import About, mark_archival, sealed
from gistools.view.sheet_pdf import OWN_FONT, STYLES, SheetWriter, has_sign, sheet_bytes, sheet_style
from gistools.view.sheet_words import LOCALES, all_stamps, created

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable

    from gistools.letter import Letter
    from gistools.text import Language

__all__ = ["letter_pdf_of"]

_TEXT, _CELL, _HEAD = 10.0, 8.6, 0.62  # font sizes; share of the width that the recipient has
_MOST_SHOWN = 8
_STYLES = {
    **STYLES,
    "title": sheet_style("title", 15.0, bold=True, spaceBefore=4.0, spaceAfter=8.0),
    "h1": sheet_style("h1", 11.0, bold=True, spaceBefore=9.0, spaceAfter=4.0),
    "body": sheet_style("body", _TEXT, spaceAfter=5.0),
    "bullet": sheet_style("bullet", _TEXT, leftIndent=12.0, bulletIndent=1.0, spaceAfter=3.0),
    "table": sheet_style("table", _TEXT, bold=True, spaceBefore=6.0, spaceAfter=3.0),
    "cell": sheet_style("cell", _CELL),
    "head": sheet_style("head", _CELL, bold=True, colour="#ffffff"),
    "sender": sheet_style("sender", _TEXT, bold=True, colour="#1c3f66"),
    "small": sheet_style("small", 8.2),
}


def letter_pdf_of(letter: Letter, *, stamps: Sequence[Text] = (), provenance_json: str | None = None) -> bytes:
    """Return a letter as PDF/A-2b; parameters as `gistools.view.sheet_pdf.pdf_of`.

    Equal letters of equal records are equal bytes.

    Raises
    ------
    InputError
        For signs that the embedded font has not: an archive must show every sign.
    """
    writer = _Writer(letter, all_stamps(letter.document, stamps), provenance_json)
    _require_signs(letter)
    return sealed(sheet_bytes(writer))


def _require_signs(letter: Letter) -> None:
    """Refuse texts with signs that would show as boxes."""
    cells = [str(cell) for table in letter.document.tables for cell in table.frame.to_numpy().ravel()]
    said = "".join((*cells, *letter.sender.lines, *letter.sender.contact, *letter.recipient))
    said += letter.document.masthead.case_number
    lacking = sorted(sign for sign in set(said) - {"\n"} if not has_sign(sign))
    if lacking:
        shown = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in lacking[:_MOST_SHOWN])
        raise InputError(
            Text(f"tegn, som brevets skrift ikke har: {shown}", f"signs that the font of the letter has not: {shown}"),
            Text("bogstaver, tal og tegn, som skrives på dansk", "letters, figures and signs of written Danish"),
            Text("skriv teksten uden dem", "write the text without them"),
        )


class _Writer(SheetWriter):
    styles = _STYLES

    def __init__(self, letter: Letter, stamps: tuple[Text, ...], record: str | None) -> None:
        date = created(record) or f"{letter.date.isoformat()}T00:00:00Z"
        super().__init__(letter.document, stamps, record, date=date)
        self._letter = letter

    def begin_page(self, canvas: Canvas) -> None:
        letter, language = self._letter, self._letter.language
        title = letter.document.title.say(language)
        mark_archival(canvas, About(title, letter.sender.municipality, "", LOCALES[language], self.date))

    def draw_head(self, canvas: Canvas, page: int, language: Language) -> None:
        if page > 1:
            super().draw_head(canvas, page, language)

    def foot_words(self, language: Language) -> str:
        return words.letter_foot(self._letter, language)

    def told(self, language: Language, *, several: bool) -> Iterator[Flowable]:  # noqa: ARG002 - a letter is in one
        yield self._letterhead(language)
        yield Spacer(1.0, 22.0)
        yield Lines(escape(self._document.title.say(language)), self.styles["title"])
        *parts, last = self.sections(0, language)
        yield from parts
        closing = Lines(escape(self._document.say(self._letter.closing, language)), self.styles["body"])
        name = self._block_of(self._letter.sender.lines[:2][::-1], "body")
        end: list[Flowable] = [Spacer(1.0, 8.0), closing, name]
        if isinstance(last, Lines):  # a greeting alone on a page belongs to nothing
            yield KeepTogether([last, *end])
        else:
            yield last
            yield KeepTogether(end)

    def _letterhead(self, language: Language) -> Table:
        """Return recipient at the left; sender, date and case number at the right."""
        sender = self._letter.sender
        told = words.about(self._letter, language)
        right: list[Flowable] = [
            self._block_of(sender.lines[:1], "sender"),
            self._block_of((*sender.lines[1:], *sender.contact), "small"),
            Spacer(1.0, 6.0),
            Lines("<br/>".join(f"<b>{escape(a)}:</b> {escape(b)}" for a, b in told), self.styles["small"]),
        ]
        left = [Spacer(1.0, 30.0), self._block_of(self._letter.recipient, "body")]
        made = Table([[left, right]], [self._width * _HEAD, self._width * (1.0 - _HEAD)], hAlign="LEFT")
        look: list[Any] = [OWN_FONT, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0.0)]
        made.setStyle(TableStyle(look))
        return made

    def _block_of(self, lines: Sequence[str], style: str) -> Lines:
        return Lines("<br/>".join(map(escape, lines)), self.styles[style])
