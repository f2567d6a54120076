"""Documents as PDF (PDF-ark), laid out with reportlab: heads and feet on all pages, tables that go on, bookmarks."""

from __future__ import annotations

import contextlib
import functools
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from matplotlib import font_manager
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus import Paragraph as Lines

from gistools.document import (
    Drawing,
    GraphBlock,
    KeyFigures,
    MapBlock,
    Orientation,
    Paper,
    Paragraph,
    Section,
    TableBlock,
)
from gistools.view import sheet_words as words
from gistools.view.figure import STAMP_COLOUR
from gistools.view.sheet_pictures import Pictures, caption_of
from gistools.view.sheet_tables import Grid, Part, grid_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reportlab.pdfgen.canvas import Canvas

    from gistools.document import Block, Cell, Document
    from gistools.text import Language, Text

__all__ = ["OWN_FONT", "STYLES", "SheetWriter", "has_sign", "pdf_of", "sheet_bytes", "sheet_style"]

_FONT, _BOLD = "GistoolsSans", "GistoolsSans-Bold"
OWN_FONT = ("FONTNAME", (0, 0), (-1, -1), _FONT)  # of tables, which else ask for one that is not embedded
_INK, _QUIET, _BLUE, _PALE, _RULE = "#1c1c1c", "#4a4a4a", "#1c3f66", "#e8eef5", "#b9c4d0"
_SIDE, _TOP, _FOOT = 48.0, 66.0, 54.0  # margins, points
_TEXT, _SMALL, _CELL = 9.2, 7.6, 7.4  # font sizes
_POINTS = 72.0
_HEADED = 72.0  # room that a heading needs beneath it; a table that goes on begins anywhere
_SKETCHED = 0.45  # of a page: a sketch and what is told of it stand together
_MOST_FIGURES = 5  # key figures beside each other


@functools.cache
def _register() -> None:
    """Register the font that comes with matplotlib, so that every sign shows everywhere."""
    folder = Path(font_manager.findfont("DejaVu Sans", fallback_to_default=False)).parent
    for name, file in ((_FONT, "DejaVuSans.ttf"), (_BOLD, "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_FONT, boldItalic=_BOLD)


def has_sign(sign: str) -> bool:
    """Whether the font of the sheets shows a sign, in thin letters and in bold, so that it can be searched for.

    Signs beyond U+FFFF are drawn, but reportlab writes their codes wrongly, and whoever copies them gets others.

    >>> has_sign("å"), has_sign("\u4e2d")
    (True, False)
    """
    _register()
    fonts: list[Any] = [pdfmetrics.getFont(name) for name in (_FONT, _BOLD)]
    return sign <= "\uffff" and all(ord(sign) in font.face.charToGlyph for font in fonts)


def sheet_style(name: str, size: float, *, bold: bool = False, colour: str = _INK, **more: Any) -> ParagraphStyle:  # noqa: ANN401 - options of reportlab
    """Return a style in the font of the sheets."""
    leading = more.pop("leading", 1.32 * size)
    font = _BOLD if bold else _FONT
    return ParagraphStyle(
        name,
        fontName=font,
        fontSize=size,
        leading=leading,
        textColor=colors.HexColor(colour),
        bulletFontName=_FONT,
        **more,
    )


STYLES = {
    "title": sheet_style("title", 21.0, bold=True, colour=_BLUE, spaceAfter=4.0),
    "subtitle": sheet_style("subtitle", 12.0, colour=_QUIET, spaceAfter=4.0),
    "h1": sheet_style("h1", 14.5, bold=True, colour=_BLUE, spaceBefore=10.0, spaceAfter=6.0),
    "h2": sheet_style("h2", 11.0, bold=True, colour=_BLUE, spaceBefore=9.0, spaceAfter=4.0),
    "body": sheet_style("body", _TEXT, spaceAfter=4.0),
    "bullet": sheet_style("bullet", _TEXT, leftIndent=11.0, bulletIndent=1.0, spaceAfter=2.5),
    "quiet": sheet_style("quiet", _SMALL, colour=_QUIET, spaceAfter=4.0),
    "caption": sheet_style("caption", _SMALL, colour=_QUIET, spaceBefore=2.0, spaceAfter=7.0),
    "table": sheet_style("table", 8.4, bold=True, spaceBefore=5.0, spaceAfter=3.0),
    "cell": sheet_style("cell", _CELL, leading=9.4),
    "cell_right": sheet_style("cell_right", _CELL, leading=9.4, alignment=TA_RIGHT),
    "sum": sheet_style("sum", _CELL, bold=True, leading=9.4),
    "sum_right": sheet_style("sum_right", _CELL, bold=True, leading=9.4, alignment=TA_RIGHT),
    "head": sheet_style("head", _CELL, bold=True, leading=9.2, colour="#ffffff"),
    "head_right": sheet_style("head_right", _CELL, bold=True, leading=9.2, colour="#ffffff", alignment=TA_RIGHT),
    "figure": sheet_style("figure", 13.0, bold=True, colour=_BLUE, leading=16.0),
    "stamp": sheet_style("stamp", _SMALL, bold=True, colour=STAMP_COLOUR),
    "told": sheet_style("told", 7.4, colour=_QUIET, leading=9.2),
}


def pdf_of(document: Document, *, stamps: Sequence[Text] = (), provenance_json: str | None = None) -> bytes:
    """Return a document as PDF.

    Parameters
    ----------
    document:
        What is written.
    stamps:
        What the inputs carry, on every page with the document's own.
    provenance_json:
        The record of the run, whose date stands on every page and in the file. Equal documents of equal records are
        equal bytes.

    Raises
    ------
    InputError, CrsError
        For maps that cannot be drawn, as `gistools.view.figure`.
    """
    return sheet_bytes(SheetWriter(document, words.all_stamps(document, stamps), provenance_json))


def sheet_bytes(writer: SheetWriter) -> bytes:
    """Return what a writer lays out, once its pages are counted."""
    pages = writer.write(io.BytesIO(), pages=None)
    out = io.BytesIO()
    with _binary():
        writer.write(out, pages=pages)
    return out.getvalue()


@contextlib.contextmanager
def _binary() -> Iterator[None]:
    """Let reportlab write streams as bytes: as text they are a quarter larger and take most of the time."""
    usual = rl_config.useA85
    rl_config.useA85 = 0
    try:
        yield
    finally:
        rl_config.useA85 = usual


class _Template(BaseDocTemplate):
    """Notes bookmarks while pages are laid out; ``spoken`` is the language of the page."""

    def __init__(self, out: io.BytesIO, **more: Any) -> None:  # noqa: ANN401 - options of reportlab
        super().__init__(out, **more)
        self.spoken: Language = "da"

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - as reportlab calls it
        """Add a bookmark at a heading."""
        mark = getattr(flowable, "bookmark", None)
        if mark is not None:
            key, title, level = mark
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(title, key, level, closed=level > 0)


class _Speak(Flowable):
    """Says in which language the pages from here on are."""

    def __init__(self, template: _Template, language: Language) -> None:
        super().__init__()
        self._template, self._language = template, language

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0.0, 0.0

    def draw(self) -> None:
        self._template.spoken = self._language


class SheetWriter:
    """Lays a document out; other kinds of documents change how pages begin and end, and the styles."""

    styles: Mapping[str, ParagraphStyle] = STYLES

    def __init__(self, document: Document, stamps: tuple[Text, ...], record: str | None, *, date: str = "") -> None:
        _register()
        self._document, self._stamps, self._record = document, stamps, record
        self.date = date or words.created(record)
        size = A3 if document.paper is Paper.A3 else A4
        self._page = landscape(size) if document.orientation is Orientation.LANDSCAPE else size
        self._width, self._height = self._page[0] - 2.0 * _SIDE, self._page[1] - _TOP - _FOOT
        inches = [round(side / _POINTS, 3) for side in (self._width, self._height)]
        self._pictures = Pictures(document, stamps, *inches)
        self._counting = False

    def write(self, out: io.BytesIO, pages: int | None) -> int:
        """Lay all out; return how many pages there are."""
        document, self._counting = self._document, pages is None
        first = document.languages[0]
        template = _Template(
            out,
            pagesize=self._page,
            title=document.title.say(first),
            author=document.masthead.municipality or "gistools",
            subject=document.subtitle.say(first) if document.subtitle else "",
            creator="gistools",
            lang=words.LOCALES[first],
            invariant=1,
            initialFontName=_FONT,
        )
        frame = Frame(_SIDE, _FOOT, self._width, self._height, 0.0, 0.0, 0.0, 0.0)

        def on_page(canvas: Canvas, _: _Template) -> None:
            canvas.setDateFormatter(lambda *told: _pdf_date(self.date, told))
            canvas.setPageSize(self._page)
            self.begin_page(canvas)

        def on_end(canvas: Canvas, doc: _Template) -> None:
            self._decorate(canvas, doc.page, pages, doc.spoken)

        template.addPageTemplates([PageTemplate("sheet", [frame], onPage=on_page, onPageEnd=on_end)])
        story: list[Flowable] = []
        for number, language in enumerate(document.languages):
            if number:
                story.append(PageBreak())
            story.append(_Speak(template, language))
            story += self.told(language, several=len(document.languages) > 1)
        template.build(story)
        return int(template.page)

    def begin_page(self, canvas: Canvas) -> None:
        """Do what is to be done before a page is laid out."""

    def _decorate(self, canvas: Canvas, page: int, pages: int | None, language: Language) -> None:
        """Draw head and foot of a page."""
        canvas.saveState()
        self.draw_head(canvas, page, language)
        self._draw_stamps(canvas, language)
        self._draw_foot(canvas, words.PAGE.say(language).format(page=page, pages=pages or "?"), language)
        canvas.restoreState()

    def draw_head(self, canvas: Canvas, page: int, language: Language) -> None:  # noqa: ARG002 - letters ask
        """Draw what stands above a page: title and municipality."""
        top, right, name = self._page[1] - 36.0, self._page[0] - _SIDE, self._document.masthead.municipality
        canvas.setFillColor(_QUIET)
        canvas.setFont(_FONT, _SMALL)
        canvas.drawRightString(right, top, name)
        room = right - _SIDE - 14.0 - pdfmetrics.stringWidth(name, _FONT, _SMALL)
        canvas.setFont(_BOLD, _SMALL)
        canvas.drawString(_SIDE, top, _cut(self._document.title.say(language), room, _BOLD, _SMALL))

    def _draw_stamps(self, canvas: Canvas, language: Language) -> None:
        stamp = "  ·  ".join(one.say(language) for one in self._stamps)
        if not stamp:
            return
        top, middle = self._page[1] - 36.0, self._page[0] / 2.0
        wide = pdfmetrics.stringWidth(stamp, _BOLD, _SMALL) + 12.0
        canvas.setStrokeColor(STAMP_COLOUR)
        canvas.setFillColor(STAMP_COLOUR)
        canvas.setFont(_BOLD, _SMALL)
        canvas.rect(middle - wide / 2.0, top - 18.0, wide, 12.0, stroke=1, fill=0)
        canvas.drawCentredString(middle, top - 14.6, stamp)

    def foot_words(self, language: Language) -> str:
        """Return what stands at the foot of every page."""
        return words.foot_words(self._document, language, self._record)

    def _draw_foot(self, canvas: Canvas, told: str, language: Language) -> None:
        document, right = self._document, self._page[0] - _SIDE
        canvas.setFillColor(_QUIET)
        canvas.setStrokeColor(_RULE)
        canvas.setLineWidth(0.6)
        canvas.line(_SIDE, _FOOT - 10.0, right, _FOOT - 10.0)
        canvas.setFont(_FONT, 6.8)
        canvas.drawRightString(right, _FOOT - 21.0, told)
        room = right - _SIDE - 10.0 - pdfmetrics.stringWidth(told, _FONT, 6.8)
        canvas.drawString(_SIDE, _FOOT - 21.0, _cut(self.foot_words(language), room, _FONT, 6.8))
        if document.masthead.source:
            said = words.SOURCES.say(language).format(source=document.masthead.source)
            canvas.drawString(_SIDE, _FOOT - 31.0, _cut(said, right - _SIDE, _FONT, 6.8))

    def told(self, language: Language, *, several: bool) -> Iterator[Flowable]:
        """Yield the whole document in a language."""
        document = self._document
        title = Lines(escape(document.title.say(language)), self.styles["title"])
        above = int(several)
        if several:
            _mark(title, f"{language}", words.LANGUAGE_NAMES[language], 0)
        yield title
        if document.subtitle is not None:
            yield Lines(escape(document.subtitle.say(language)), self.styles["subtitle"])
        mast = "  ·  ".join(
            f"<b>{escape(label)}:</b> {escape(said)}" for label, said in document.masthead.lines(language)
        )
        if mast:
            yield Lines(mast, self.styles["quiet"])
        yield from self.sections(above, language)

    def sections(self, above: int, language: Language) -> Iterator[Flowable]:
        """Yield the parts; ``above`` is how many bookmarks theirs lie beneath."""
        for number, section in enumerate(self._document.sections):
            yield from self._section(section, number, above, language)

    def _section(self, section: Section, number: int, above: int, language: Language) -> Iterator[Flowable]:
        if section.new_page:
            yield PageBreak()
        said = self._document.say(section.heading, language)
        body = [flowable for block in section.blocks for flowable in self._block(block, language)]
        yield CondPageBreak(_HEADED + self._least(section.blocks, language))
        if said:
            heading = Lines(escape(said), self.styles["h1" if section.level == 1 else "h2"])
            _mark(heading, f"{language}-{number}", said, above + (section.level > 1))
            yield heading
        yield from body

    def _least(self, blocks: Sequence[Block], language: Language) -> float:
        """Return the height of the picture that a section begins with, and of what belongs to a sketch; else 0."""
        first = blocks[0] if blocks else None
        drawn = self._pictures.of(first, language) if isinstance(first, MapBlock | GraphBlock | Drawing) else None
        if drawn is None:
            return 0.0
        least = drawn.height_in * _POINTS
        return max(least, _SKETCHED * self._height - _HEADED) if isinstance(first, Drawing) else least

    def _block(self, block: Block, language: Language) -> Iterator[Flowable]:
        if isinstance(block, Paragraph):
            yield self._paragraph(block, language)
        elif isinstance(block, KeyFigures):
            yield self._figures(block, language)
        elif isinstance(block, TableBlock):
            yield from self._table(block, language)
        elif isinstance(block, MapBlock | GraphBlock | Drawing):
            yield from self._picture(block, language)

    def _paragraph(self, block: Paragraph, language: Language) -> Flowable:
        said = escape(self._document.say(block.sentence, language)).replace("\n", "<br/>")
        if block.stamp is not None:
            return self._framed(said, escape(block.stamp.say(language)))
        if block.bullet:
            return Lines(said, self.styles["bullet"], bulletText="•")
        return Lines(said, self.styles["quiet" if block.quiet else "body"])

    def _framed(self, said: str, stamp: str) -> Flowable:
        """Return a text in a frame with its stamp above."""
        made = Table([[Lines(stamp, self.styles["stamp"])], [Lines(said, self.styles["body"])]], [self._width],
                     hAlign="LEFT", spaceBefore=3.0, spaceAfter=6.0)  # fmt: skip
        look: list[Any] = [
            OWN_FONT,
            ("BOX", (0, 0), (-1, -1), 1.0, STAMP_COLOUR),
            ("NOSPLIT", (0, 0), (-1, -1)),  # a stamp alone at the foot of a page tells nothing
            ("TOPPADDING", (0, 0), (-1, 0), 4.0),
            ("BOTTOMPADDING", (0, 0), (-1, 0), 0.0),
            ("TOPPADDING", (0, 1), (-1, -1), 1.0),
            ("BOTTOMPADDING", (0, 1), (-1, -1), 2.0),
        ]
        made.setStyle(TableStyle(look))
        return made

    def _picture(self, block: MapBlock | GraphBlock | Drawing, language: Language) -> Iterator[Flowable]:
        drawn = self._pictures.of(block, language)
        caption = caption_of(self._document, block, drawn, language)
        parts: list[Flowable] = []
        if drawn is not None:
            size = drawn.width_in * _POINTS, drawn.height_in * _POINTS
            room = Spacer(*size) if self._counting else Image(io.BytesIO(drawn.png), *size, hAlign="LEFT")
            parts.append(room)
            parts += [Lines(escape(caption), self.styles["caption"])] if caption else []
            yield KeepTogether(parts)

    def _figures(self, block: KeyFigures, language: Language) -> Flowable:
        told = [(self._large(cell, language), label.say(language)) for label, cell in block.items]
        across = -(-len(told) // -(-len(told) // _MOST_FIGURES))  # as many in each row, as far as they go
        rows = []
        for first in range(0, len(told), across):
            part = told[first : first + across] + [("", "")] * (across - len(told[first : first + across]))
            rows.append([[Lines(n, self.styles["figure"]), Lines(escape(t), self.styles["told"])] for n, t in part])
        made = Table(rows, colWidths=[self._width / across] * across, hAlign="LEFT", spaceAfter=8.0)
        look: list[Any] = [
            OWN_FONT,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *(("BACKGROUND", at, at, _PALE) for at in (divmod(n, across)[::-1] for n in range(len(told)))),
            ("INNERGRID", (0, 0), (-1, -1), 3.0, colors.white),
            ("TOPPADDING", (0, 0), (-1, -1), 5.0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6.0),
        ]
        made.setStyle(TableStyle(look))
        return made

    def _large(self, cell: Cell, language: Language) -> str:
        """Return a number in large letters with its unit in small ones."""
        number = self._document.cell(cell._replace(unit=False), language)
        unit = self._document.unit_of(cell, number, language)
        return f'{escape(number)} <font size="8">{escape(unit)}</font>'

    def _table(self, block: TableBlock, language: Language) -> Iterator[Flowable]:
        if block.caption is not None:
            caption = Lines(escape(self._document.say(block.caption, language)), self.styles["table"])
            yield CondPageBreak(_HEADED)
            yield caption
        grid = grid_of(self._document, block, language)
        for number, part in enumerate(parts_of(grid, self._width, self._measure)):
            if number:
                more = Lines(words.CONTINUED.say(language), self.styles["quiet"])
                yield CondPageBreak(_HEADED)
                yield more
            yield _laid(grid, part, self.styles)
        note = self._document.table(block.table).note
        if note is not None:
            yield Lines(escape(note.say(language)), self.styles["quiet"])

    def _measure(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, _BOLD, self.styles["cell"].fontSize))


def _mark(heading: Flowable, key: str, title: str, level: int) -> None:
    """Let a heading have a bookmark when it is laid out."""
    heading.bookmark = key, title, level  # type: ignore[attr-defined]  # read by `_Template`


def _laid(grid: Grid, part: Part, styles: Mapping[str, ParagraphStyle]) -> Table:
    def cell(text: str, kind: str, column: int) -> Lines:
        return Lines(escape(text), styles[f"{kind}_right" if grid.right[column] else kind])

    rows = [[cell(grid.heads[k], "head", k) for k in part.columns]]
    rows += [
        [cell(row[k], "sum" if total else "cell", k) for k in part.columns]
        for row, total in zip(grid.rows, grid.totals, strict=True)
    ]
    made = Table(rows, colWidths=list(part.widths), repeatRows=1, hAlign="LEFT", spaceAfter=4.0)
    look: list[Any] = [
        OWN_FONT,
        ("BACKGROUND", (0, 0), (-1, 0), _BLUE),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, _RULE),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, "#f5f8fb"]),
        ("LEFTPADDING", (0, 0), (-1, -1), 4.0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4.0),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.6),
    ]
    look += [("LINEABOVE", (0, n), (-1, n), 1.0, _BLUE) for n, total in enumerate(grid.totals, start=1) if total]
    made.setStyle(TableStyle(look))
    return made


def _cut(text: str, room: float, font: str, size: float) -> str:
    """Return a text with its end left out where there is no room."""
    if pdfmetrics.stringWidth(text, font, size) <= room:
        return text
    while text and pdfmetrics.stringWidth(f"{text} …", font, size) > room:
        text = text[:-1]
    return f"{text.rstrip()} …"


def _pdf_date(created: str, told: tuple[int, ...]) -> str:
    """Return the date of the record as PDF writes it; that of reportlab where there is none."""
    digits = "".join(sign for sign in created if sign.isdigit())[:14] or "{:04d}{:02d}{:02d}{:02d}{:02d}{:02d}".format(
        *told
    )
    return f"D:{digits}Z"
