"""Invented letter templates of the municipality of the sample town: Word files with fields in double braces."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STAMP: Final = "OPDIGTET EKSEMPEL på en kommunes egen brevskabelon"
HEARING: Final = (
    "{{tekst_indledning}}", "{{tekst_myndighed}}", None, "{{tekst_hoeringsret}}",
    "Skriv til os senest {{frist}}, og nævn sagsnummer {{sagsnummer}}.", "{{tekst_videre}}",
)  # fmt: skip
DECISION: Final = (
    "{{tekst_indledning}}", "{{tekst_hjemmel}}", None, "{{tekst_register}}", "{{hoering}}", "{{tekst_nummerskilt}}",
    "{{tekst_klageret}}", "{{tekst_klage_hvor}}", "{{tekst_klagefrist}}", "{{tekst_klagevirkning}}",
    "{{tekst_domstol}}",
)  # fmt: skip
ROW: Final = ("{{gammel_adresse}}", "{{ny_adresse}}", "{{gaelder_fra}}", "{{begrundelse}}", "{{regler}}")
HEADS: Final = ("Gammel adresse", "Ny adresse", "Gælder fra", "Begrundelse", "Regler")
WIDTHS: Final = (1800, 1800, 1300, 2300, 2400)  # of the columns, in twentieths of a point
_WHEN: Final = (2026, 1, 1, 0, 0, 0)
_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_letter_templates(folder: Path) -> None:
    """Write a template of the hearing and one of the decision."""
    _write(folder / "hearing_template.docx", "Partshøring om adresse", HEARING)
    _write(folder / "decision_template.docx", "Afgørelse om adresse", DECISION)


def _write(path: Path, title: str, lines: Sequence[str | None]) -> None:
    """Write a file of the three parts that Word needs; None among the lines is the table of addresses."""
    body = [
        _line(STAMP, bold=True, colour="B2182B", size=16),
        _line("{{kommune}}", bold=True, colour="1C3F66", size=32),
        _line("{{enhed}}", size=18), _line("{{afsenderadresse}}", size=18), _line("{{afsenderkontakt}}", size=18),
        _line(""), _line("{{modtager}}"), _line("{{brevdato}}  ·  sagsnummer {{sagsnummer}}", size=18),
        _line(""), _line(title, bold=True, colour="1C3F66", size=30),
        *(_table() if line is None else _line(line) for line in lines),
        _line("{{tekst_hilsen}}"), _line("{{enhed}}"),
    ]  # fmt: skip
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
    page += 'w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    kinds = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    kinds += f'<Override PartName="/word/document.xml" ContentType="{_WORD}"/>'
    link = f'<Relationship Id="rId1" Type="{_OFFICE}" Target="word/document.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{link}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_MAIN}"><w:body>{"".join(body)}{page}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            about = zipfile.ZipInfo(name, _WHEN)
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, 3
            made.writestr(about, (_HEAD + text).encode("utf-8"))


def _line(text: str, *, bold: bool = False, colour: str = "1A1A1A", size: int = 21) -> str:
    """Return a paragraph; the size in half points."""
    look = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>' + ("<w:b/>" if bold else "")
    look += f'<w:color w:val="{colour}"/><w:sz w:val="{size}"/>'
    run = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:spacing w:after="100"/></w:pPr>{run}</w:p>'


def _table() -> str:
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>'
                    for side in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in WIDTHS)
    rows = "".join(f"<w:tr>{''.join(map(_cell, row, WIDTHS))}</w:tr>" for row in (HEADS, ROW))
    look = f'<w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" + _line("")


def _cell(text: str, wide: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>{_line(text, bold=text in HEADS, size=17)}</w:tc>'
