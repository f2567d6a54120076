"""Workbooks (xlsx) written part by part: quicker than through a model of cells, and the same bytes each time."""

from __future__ import annotations

import io
import math
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from gistools.errors import OutputError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

__all__ = ["entry", "parts_of_workbook", "workbook_of", "workbook_parts"]

Kinds = dict[str, str]  # column -> text, whole, number, yes_no, dkk
Sheets = dict[str, tuple["pd.DataFrame", Kinds, "Mapping[str, str]"]]

_FIXED = (1980, 1, 1, 0, 0, 0)
_MOST_ROWS = 1_048_576  # of a sheet, its head with it
_LONGEST_NAME = 31
_LOOKED_AT, _WIDEST = 500, 60  # rows whose texts make the width of a column, and letters of the widest
_KEPT = 10_000  # cells of a column whose text is kept for those alike
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_UNSAID = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # no sheet holds these


def workbook_of(tables: Mapping[str, tuple[pd.DataFrame, Kinds, Mapping[str, str] | None]]) -> bytes:
    """Return a workbook with a sheet for each table: its frame, its kinds, and the heading above each column.

    Numbers are written with all their digits, texts as texts whatever they begin with. The first row holds what the
    columns are called for people, the second their names. Without headings (None) the names stand in the first, as
    `read_table` reads them.

    Raises
    ------
    OutputError
        For a table of more rows, a longer name, or a longer text, than a sheet takes.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in workbook_parts(tables).items():
            archive.writestr(entry(name, zipfile.ZIP_DEFLATED), part, compresslevel=6)
    return out.getvalue()


def workbook_parts(tables: Mapping[str, tuple[pd.DataFrame, Kinds, Mapping[str, str] | None]]) -> dict[str, bytes]:
    """Return the parts of such a workbook before they are packed, by their names in it."""
    faults = [
        Text(f"tabellen {name} med {len(frame)} rækker", f"the table {name} of {len(frame)} rows")
        for name, (frame, _, _) in tables.items()
        if len(frame) + 2 > _MOST_ROWS or len(name) > _LONGEST_NAME
    ]
    if faults:
        raise OutputError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(f"højst {_MOST_ROWS - 2} rækker i et regneark", f"at most {_MOST_ROWS - 2} rows in a workbook"),
            Text("lav pakken for et mindre område", "make the bundle of a smaller area"),
        )
    files = {f"sheet{i}.xml": name for i, name in enumerate(tables, start=1)}
    sheets = "".join(
        f'<sheet name="{_text(name)}" sheetId="{i}" r:id="rId{i}"/>' for i, name in enumerate(tables, start=1)
    )
    links = [(f"rId{i}", f"{_OFFICE}/worksheet", f"worksheets/{file}") for i, file in enumerate(files, start=1)]
    links.append((f"rId{len(files) + 1}", f"{_OFFICE}/styles", "styles.xml"))
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/{file}" ContentType="{_TYPE}.worksheet+xml"/>' for file in files
    )
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{kinds}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": _relations(
            [
                ("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
        "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>gistools</dc:creator>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created></cp:coreProperties>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(links),
        "xl/styles.xml": _STYLES,
    }
    made = {name: part.encode() for name, part in parts.items()}
    for file, name in files.items():
        made[f"xl/worksheets/{file}"] = _sheet(*tables[name])
    return made


def parts_of_workbook(data: bytes) -> dict[str, bytes] | None:
    """Return the parts of a workbook; None for bytes that are none, or that other programs have packed otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            names = book.namelist()
            return {name: book.read(name) for name in names} if len(set(names)) == len(names) else None
    except Exception:  # noqa: BLE001 - zlib and others raise errors of their own for bytes that are changed
        return None


def entry(name: str, compression: int = zipfile.ZIP_STORED) -> zipfile.ZipInfo:
    """Return how a member is entered in a zip, of a fixed date and with the same rights on every system."""
    info = zipfile.ZipInfo(name, _FIXED)
    info.create_system, info.external_attr, info.compress_type = 3, 0o644 << 16, compression
    return info


def _relations(links: Sequence[tuple[str, str, str]]) -> str:
    told = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{to}"/>' for i, kind, to in links)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _sheet(frame: pd.DataFrame, kinds: Kinds, headings: Mapping[str, str] | None) -> bytes:
    told = {column: (headings or {}).get(column, column) for column in kinds}
    first = 2 if headings is None else 3  # the row beneath the head
    wide = [max(10, max(len(column), min(len(told[column]), 40), _longest(frame[column])) + 2) for column in kinds]
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{width}" customWidth="1"/>' for i, width in enumerate(wide, start=1)
    )
    columns = [
        _cells(frame[c].tolist(), kind, _letters(i), first) for i, (c, kind) in enumerate(kinds.items(), start=1)
    ]
    heads = [*([] if headings is None else [told]), {c: c for c in kinds}]
    rows = [
        _row(r, [_inline(_letters(i), r, head[c]) for i, c in enumerate(kinds, start=1)])
        for r, head in enumerate(heads, start=1)
    ]
    rows += [_row(r, cells) for r, cells in enumerate(zip(*columns, strict=True), start=first)]
    view = f'<pane ySplit="{first - 1}" topLeftCell="A{first}" activePane="bottomLeft" state="frozen"/>'
    text = (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{view}</sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData></worksheet>"
    )
    return text.encode()


def _longest(column: pd.Series) -> int:
    """Return how long the texts of a column are, of its first rows and up to what is read at a glance."""
    texts = (len(one) for one in column.head(_LOOKED_AT).tolist() if isinstance(one, str))
    return min(max(texts, default=0), _WIDEST)


def _row(number: int, cells: Iterable[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _inline(letters: str, row: int, text: str) -> str:
    return f'<c r="{letters}{row}" s="2" t="inlineStr"><is><t xml:space="preserve">{_text(text)}</t></is></c>'


def _cells(values: list[object], kind: str, letters: str, first: int) -> list[str]:
    """Return the cells of a column from the first row beneath the head on; empty ones are left out."""
    known: dict[object, str] = {}
    made = []
    for row, value in enumerate(values, start=first):
        if value not in known:
            known[value] = _content(value, kind)
            if len(known) > _KEPT:
                known = {value: known[value]}
        inner = known[value]
        made.append(f'<c r="{letters}{row}"{inner}' if inner else "")
    return made


def _content(value: object, kind: str) -> str:
    """Return the rest of the element of a cell; nothing for an empty one."""
    if kind == "text":
        text = "" if value is None else _text(str(value))
        return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' if text else ""
    if kind == "yes_no":
        return f' t="b"><v>{int(bool(value))}</v></c>'
    if kind == "whole":
        return f"><v>{int(value)}</v></c>"  # type: ignore[call-overload]  # a whole number of a table
    number = float(value)  # type: ignore[arg-type]  # a number of a table
    if math.isnan(number):
        return ""
    return f' s="1"><v>{number:.2f}</v></c>' if kind == "dkk" else f"><v>{repr(number).removesuffix('.0')}</v></c>"


def _text(text: str) -> str:
    return escape(_UNSAID.sub("", text), {'"': "&quot;"})


def _letters(column: int) -> str:
    """Return the letters of a column, counted from 1.

    >>> [_letters(n) for n in (1, 26, 27, 702, 703)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    made = ""
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made
