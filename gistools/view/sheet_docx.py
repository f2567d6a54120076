"""Documents as Word files (.docx): headings by style, real tables with heads that repeat, pictures with their texts."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Mm, Pt, RGBColor

from gistools.document import Drawing, GraphBlock, KeyFigures, MapBlock, Orientation, Paper, Paragraph, TableBlock
from gistools.view import sheet_words as words
from gistools.view.figure import STAMP_COLOUR
from gistools.view.sheet_pictures import Pictures, alt_text, caption_of
from gistools.view.sheet_tables import grid_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.text.paragraph import Paragraph as Lines

    from gistools.document import Block, Document
    from gistools.text import Language, Text
    from gistools.view.sheet_tables import Grid

__all__ = ["DocxWriter", "docx_bytes", "docx_of", "repacked"]

_FIXED = (1980, 1, 1, 0, 0, 0)
_SIZES = {Paper.A4: (210, 297), Paper.A3: (297, 420)}
_SIDE, _TOP, _FOOT = 48.0, 66.0, 54.0  # margins in points: those of the PDF, so that pictures are the same
_POINTS_MM = 72.0 / 25.4
_BLUE, _QUIET, _HEAD_FILL = RGBColor(0x1C, 0x3F, 0x66), RGBColor(0x4A, 0x4A, 0x4A), "1C3F66"
_STAMP = RGBColor.from_string(STAMP_COLOUR[1:].upper())
_AFTER_FRAME = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")
_FONT = "Calibri"  # of Word itself, so that whoever writes on finds it
_CELL, _MOST_FIGURES = 8.0, 4


def docx_of(document: Document, *, stamps: Sequence[Text] = (), provenance_json: str | None = None) -> bytes:
    """Return a document as a Word file; parameters and errors as `gistools.view.sheet_pdf.pdf_of`.

    Equal documents of equal records are equal bytes.
    """
    return docx_bytes(DocxWriter(document, words.all_stamps(document, stamps), provenance_json))


def docx_bytes(writer: DocxWriter) -> bytes:
    """Return what a writer writes."""
    writer.write()
    out = io.BytesIO()
    writer.file.save(out)
    return repacked(out.getvalue())


def repacked(data: bytes) -> bytes:
    """Return a zip with the same members and no dates of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            info = zipfile.ZipInfo(name, _FIXED)
            info.create_system, info.external_attr, info.compress_type = 3, 0o644 << 16, zipfile.ZIP_DEFLATED
            made.writestr(info, given.read(name))
    return out.getvalue()


class DocxWriter:
    """Writes a document; other kinds of documents change how pages begin and end, and the styles."""

    sizes: Mapping[str, float] = {}

    def __init__(self, document: Document, stamps: tuple[Text, ...], record: str | None) -> None:
        self._document, self._stamps, self._record = document, stamps, record
        self.file = docx.Document()
        wide, high = _SIZES[document.paper]
        if document.orientation is Orientation.LANDSCAPE:
            wide, high = high, wide
        self._page = wide, high
        size = (wide * _POINTS_MM - 2.0 * _SIDE, high * _POINTS_MM - _TOP - _FOOT)
        self._pictures = Pictures(document, stamps, *(round(side / 72.0, 3) for side in size))

    def write(self) -> None:
        """Write all of it."""
        document = self._document
        first = document.languages[0]
        self._set_page()
        self._set_styles(first)
        self._set_properties(first)
        self.head_and_foot(first)
        for number, language in enumerate(document.languages):
            if number:
                self.file.add_page_break()  # type: ignore[no-untyped-call]  # of python-docx
            self.told(language)

    def _set_page(self) -> None:
        section = self.file.sections[0]
        wide, high = self._page
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.orientation = WD_ORIENT.LANDSCAPE if wide > high else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Pt(_SIDE)
        section.top_margin, section.bottom_margin = Pt(_TOP), Pt(_FOOT)

    def _set_styles(self, language: Language) -> None:
        styles = self.file.styles
        for name, size, bold, colour in (
            ("Normal", 10.0, False, None),
            ("Title", 22.0, True, _BLUE),
            ("Subtitle", 12.0, False, _QUIET),
            ("Heading 1", 15.0, True, _BLUE),
            ("Heading 2", 12.0, True, _BLUE),
            ("Caption", 8.5, False, _QUIET),
            ("List Bullet", 10.0, False, None),
        ):
            style: Any = styles[name]
            style.font.name, style.font.size, style.font.bold = _FONT, Pt(self.sizes.get(name, size)), bold
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in list(fonts.attrib):
                if key.endswith("Theme"):
                    del fonts.attrib[key]
            for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(kind), _FONT)
            if colour is not None:
                style.font.color.rgb = colour
        normal: Any = styles["Normal"]
        normal.paragraph_format.space_after = Pt(4)
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), words.LOCALES[language])
        normal.element.get_or_add_rPr().append(spoken)
        quiet: Any = styles.add_style("Quiet", WD_STYLE_TYPE.PARAGRAPH)
        quiet.base_style, quiet.font.size, quiet.font.color.rgb = normal, Pt(8.5), _QUIET

    def _set_properties(self, language: Language) -> None:
        about = self.file.core_properties
        about.title, about.language = self._document.title.say(language), words.LOCALES[language]
        about.author = self._document.masthead.municipality or "gistools"
        about.last_modified_by, about.comments, about.revision = "gistools", "", 1
        told = words.created(self._record)
        when = dt.datetime.fromisoformat(told) if told else dt.datetime(*_FIXED, tzinfo=dt.timezone.utc)  # noqa: UP017
        about.created = about.modified = when.astimezone(dt.timezone.utc).replace(tzinfo=None)  # noqa: UP017

    def head_and_foot(self, language: Language) -> None:
        """Write what stands on every page."""
        section = self.file.sections[0]
        self.write_head(section.header.paragraphs[0], language)
        self.write_foot(section.footer.paragraphs[0], language)

    def write_head(self, head: Lines, language: Language, *, named: bool = True) -> None:
        """Write title and municipality, unless they stand on the page anyway, and the stamps."""
        document = self._document
        head.style = self.file.styles["Quiet"]
        if named:
            head.add_run(document.title.say(language)).bold = True
        if named and document.masthead.municipality:
            head.add_run(f"  ·  {document.masthead.municipality}")
        stamp = "  ·  ".join(one.say(language) for one in self._stamps)
        if stamp:
            run = head.add_run(f"    {stamp}" if named else stamp)
            run.bold, run.font.color.rgb = True, _STAMP

    def foot_words(self, language: Language) -> str:
        """Return what stands at the foot of every page."""
        return words.foot_words(self._document, language, self._record)

    def write_foot(self, foot: Lines, language: Language) -> None:
        """Write the foot of a page: what it is, which page, sources."""
        foot.style = self.file.styles["Quiet"]
        foot.add_run(self.foot_words(language) + "  ·  ")
        before, middle, after = words.PAGE.say(language).format(page="|", pages="|").split("|")
        for text, code in ((before, "PAGE"), (middle, "NUMPAGES"), (after, "")):
            foot.add_run(text)
            if code:
                _field(foot, code)
        if self._document.masthead.source:
            foot.add_run().add_break()
            foot.add_run(words.SOURCES.say(language).format(source=self._document.masthead.source))

    def told(self, language: Language) -> None:
        """Write the whole document in a language."""
        document = self._document
        self.file.add_paragraph(document.title.say(language), style="Title")
        if document.subtitle is not None:
            self.file.add_paragraph(document.subtitle.say(language), style="Subtitle")
        mast = self.file.add_paragraph(style="Quiet")
        for number, (label, said) in enumerate(document.masthead.lines(language)):
            mast.add_run(f"{'  ·  ' if number else ''}{label}: ").bold = True
            mast.add_run(said)
        self.sections(language)

    def sections(self, language: Language) -> None:
        """Write the parts; one without a heading goes on."""
        for section in self._document.sections:
            said = self._document.say(section.heading, language)
            if said:
                heading = self.file.add_heading(said, section.level)
                heading.paragraph_format.page_break_before = section.new_page
            for block in section.blocks:
                self._block(block, language)

    def _block(self, block: Block, language: Language) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block, language)
        elif isinstance(block, KeyFigures):
            self._figures(block, language)
        elif isinstance(block, TableBlock):
            self._table(block, language)
        elif isinstance(block, MapBlock | GraphBlock | Drawing):
            self._picture(block, language)

    def _paragraph(self, block: Paragraph, language: Language) -> None:
        style = "List Bullet" if block.bullet else "Quiet" if block.quiet else "Normal"
        line = self.file.add_paragraph(style=style)
        if block.stamp is not None:
            framed_stamp(line, block.stamp.say(language)).add_break()
        line.add_run(self._document.say(block.sentence, language))

    def _picture(self, block: MapBlock | GraphBlock | Drawing, language: Language) -> None:
        drawn = self._pictures.of(block, language)
        caption = caption_of(self._document, block, drawn, language)
        if drawn is None:
            return
        line = self.file.add_paragraph()
        line.paragraph_format.keep_with_next = bool(caption)
        shape = line.add_run().add_picture(io.BytesIO(drawn.png), width=Inches(drawn.width_in))
        about = shape._inline.docPr  # noqa: SLF001 - python-docx has no other way to the text for the blind
        about.set("descr", alt_text(self._document, block, language))
        if caption:
            self.file.add_paragraph(caption, style="Caption")

    def _figures(self, block: KeyFigures, language: Language) -> None:
        across = min(_MOST_FIGURES, len(block.items))
        rows = -(-len(block.items) // across)
        table: Any = self.file.add_table(rows=rows, cols=across)
        for number, (label, cell) in enumerate(block.items):
            box = table.cell(*divmod(number, across))
            _fill(box, "E8EEF5")
            line = box.paragraphs[0]
            line.paragraph_format.space_after = Pt(0)
            run = line.add_run(self._document.cell(cell, language))
            run.bold, run.font.size, run.font.color.rgb = True, Pt(14), _BLUE
            box.add_paragraph(label.say(language), style="Quiet")
        self.file.add_paragraph()

    def _table(self, block: TableBlock, language: Language) -> None:
        if block.caption is not None:
            line = self.file.add_paragraph()
            line.add_run(self._document.say(block.caption, language)).bold = True
            line.paragraph_format.keep_with_next = True
        grid = grid_of(self._document, block, language)
        table: Any = self.file.add_table(rows=1 + len(grid.rows), cols=len(grid.heads), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        cells = table._cells  # noqa: SLF001 - looking each cell up again takes the square of their number
        self._rows(grid, cells)
        _repeat(table.rows[0])
        note = self._document.table(block.table).note
        if note is not None:
            self.file.add_paragraph(note.say(language), style="Quiet")
        else:
            self.file.add_paragraph().paragraph_format.space_after = Pt(0)

    def _rows(self, grid: Grid, cells: Sequence[Any]) -> None:
        across = len(grid.heads)
        for k, head in enumerate(grid.heads):
            _fill(cells[k], _HEAD_FILL)
            self._write(cells[k], head, right=grid.right[k], bold=True, colour=RGBColor(255, 255, 255))
        for n, (row, total) in enumerate(zip(grid.rows, grid.totals, strict=True), start=1):
            for k, text in enumerate(row):
                self._write(cells[n * across + k], text, right=grid.right[k], bold=total)

    @staticmethod
    def _write(cell: Any, text: str, *, right: bool, bold: bool, colour: RGBColor | None = None) -> None:  # noqa: ANN401 - a cell of python-docx
        line = cell.paragraphs[0]
        run = line.add_run(text)
        run.font.size, run.bold = Pt(_CELL), bold
        line.paragraph_format.space_after = Pt(0)
        if right:
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if colour is not None:
            run.font.color.rgb = colour


def _fill(cell: Any, colour: str) -> None:  # noqa: ANN401 - a cell of python-docx
    shade = OxmlElement("w:shd")
    for key, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        shade.set(qn(key), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - python-docx has no shading of its own


def _repeat(row: Any) -> None:  # noqa: ANN401 - a row of python-docx
    """Let a row stand at the top of each page that the table goes on to."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - the same


def framed_stamp(line: Any, said: str) -> Any:  # noqa: ANN401 - a paragraph and a run of python-docx
    """Let a paragraph stand in a frame of the colour of stamps, and begin with one; return its run."""
    line.paragraph_format.keep_together = True
    run = line.add_run(said)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(_CELL), _STAMP
    frame = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", str(_STAMP))):
            edge.set(qn(f"w:{key}"), value)
        frame.append(edge)
    line._p.get_or_add_pPr().insert_element_before(frame, *_AFTER_FRAME)  # noqa: SLF001 - python-docx has no frames
    return run


def _field(line: Lines, code: str) -> None:
    run: Any = line.add_run()
    for kind in ("begin", "", "end"):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = code
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields of its own
