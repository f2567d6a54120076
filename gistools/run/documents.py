"""Documents and letters written by their ending: PDF and Word by `gistools.view`, a workbook of all their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.letter import Letter, LetterInTemplate
from gistools.progress import Progress, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from gistools.document import Document, DocumentTable
    from gistools.io import Provenance

    _Sheet = tuple[pd.DataFrame, dict[str, str], Mapping[str, str]]

__all__ = ["workbook_of_document", "write_document"]

_LONGEST_NAME = 31  # of a worksheet
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_FIRST = Text("Om tabellerne", "About the tables")
_WORDS = {
    "sheet": Text("Ark", "Worksheet"),
    "title": Text("Indhold", "Content"),
    "rows": Text("Rækker", "Rows"),
    "note": Text("Bemærkning", "Note"),
}
_EMPTY = Text(
    "Tom celle: ukendt. Række 1 er, hvad kolonnerne kaldes, med enhed; række 2 deres navne.",
    "Empty cell: unknown. Row 1 is what the columns are called, with their unit; row 2 their names.",
)


def write_document(
    value: Document | Letter | LetterInTemplate, path: Path, *, provenance: Provenance, progress: Progress
) -> None:
    """Write a document as its ending says, and the record of the run beside it; the PDF of a letter is PDF/A-2b.

    A letter in a template is a Word file, whatever the ending.

    Raises
    ------
    OutputError, DiskFullError, Cancelled
        As for every output.
    """
    from gistools.io import atomic  # noqa: PLC0415 - loads the file libraries
    from gistools.io.records import SIDECAR  # noqa: PLC0415 - beside them

    data = run_cancellable(progress, lambda: _bytes(value, path.suffix.lower(), provenance))
    with atomic.atomic_output(path, sidecars={SIDECAR: provenance.to_json()}) as temporary:
        atomic.write_bytes(temporary, data, progress)


def _bytes(value: Document | Letter | LetterInTemplate, ending: str, provenance: Provenance) -> bytes:
    stamps, record = provenance.stamps, provenance.to_json()
    if isinstance(value, LetterInTemplate):
        from gistools.view.letter_template import filled_template  # noqa: PLC0415 - loads python-docx

        return filled_template(value.template, value.letter, stamps=stamps)
    if isinstance(value, Letter):
        return _letter_bytes(value, ending, provenance)
    if ending == ".pdf":
        from gistools.view.sheet_pdf import pdf_of  # noqa: PLC0415 - loads reportlab

        return pdf_of(value, stamps=stamps, provenance_json=record)
    if ending == ".docx":
        from gistools.view.sheet_docx import docx_of  # noqa: PLC0415 - loads python-docx

        return docx_of(value, stamps=stamps, provenance_json=record)
    return workbook_of_document(value, stamps=stamps, provenance=provenance)


def _letter_bytes(letter: Letter, ending: str, provenance: Provenance) -> bytes:
    stamps, record = provenance.stamps, provenance.to_json()
    if ending == ".pdf":
        from gistools.view.letter_pdf import letter_pdf_of  # noqa: PLC0415 - loads reportlab

        return letter_pdf_of(letter, stamps=stamps, provenance_json=record)
    if ending == ".docx":
        from gistools.view.letter_docx import letter_docx_of  # noqa: PLC0415 - loads python-docx

        return letter_docx_of(letter, stamps=stamps, provenance_json=record)
    return workbook_of_document(letter.document, stamps=stamps, provenance=provenance)


def workbook_of_document(
    document: Document, *, stamps: tuple[Text, ...] = (), provenance: Provenance | None = None
) -> bytes:
    """Return all tables of a document as a workbook (regneark).

    The first worksheet says what the others are, and where they come from; each of these has what its columns are
    called in the first row, their names in the second, and numbers with all their digits in the unit of the heading.
    """
    import pandas as pd  # noqa: PLC0415 - only where a workbook is made

    from gistools.io.workbook import workbook_of  # noqa: PLC0415 - loads the file libraries

    first = document.languages[0]
    sheets: dict[str, _Sheet] = {}
    rows: list[tuple[str, str, int | None, str]] = [
        (document.title.say(first), label, None, said) for label, said in document.masthead.lines(first)
    ]
    marks = dict.fromkeys((*document.stamps, *stamps))
    rows += [(document.title.say(first), " · ".join(one.say(first) for one in marks), None, "")] if marks else []
    if provenance is not None and provenance.created:
        made = f"gistools {provenance.gistools_version}, {provenance.created[:10]}"
        rows.append((document.title.say(first), made, None, ""))
    rows.append(("", "", None, _EMPTY.say(first)))
    names = _names(document)
    for name, table in zip(names, document.tables, strict=True):
        rows.append((name, table.title.say(first), len(table.frame), table.note.say(first) if table.note else ""))
    about = pd.DataFrame(rows, columns=list(_WORDS))
    kinds = {"sheet": "text", "title": "text", "rows": "number", "note": "text"}
    about["rows"] = about["rows"].astype(float)
    sheets[_FIRST.say(first)] = about, kinds, {key: text.say(first) for key, text in _WORDS.items()}
    for name, table in zip(names, document.tables, strict=True):
        sheets[name] = _sheet(document, table)
    return workbook_of(sheets)


def _names(document: Document) -> list[str]:
    """Return the name of the worksheet of each table: short, without signs that no worksheet bears, no two alike."""
    made: list[str] = []
    taken = {_FIRST.say(document.languages[0]).casefold()}
    for table in document.tables:
        whole = table.title.say(document.languages[0]).translate(_FORBIDDEN).strip("' ") or table.name
        name, number = whole[:_LONGEST_NAME], 1
        while name.casefold() in taken:
            number += 1
            name = f"{whole[: _LONGEST_NAME - 4]} ({number})"
        taken.add(name.casefold())
        made.append(name)
    return made


def _sheet(document: Document, table: DocumentTable) -> _Sheet:
    """Return the frame of a table as a worksheet takes it: what people read, with codes in words."""
    import pandas as pd  # noqa: PLC0415 - only where a workbook is made

    first = document.languages[0]
    frame, kinds, heads = pd.DataFrame(index=range(len(table.frame))), {}, {}
    for name in table.columns(document.languages):
        values = table.frame[name].reset_index(drop=True)
        if values.isna().any() and values.dtype.kind in "iu":  # whole numbers, some of them unknown
            values = values.astype(float)
        kinds[name] = _kind(values)
        if kinds[name] == "text":
            values = pd.Series([table.shown(key, name, first) for key in table.keys], dtype=object)
        frame[name] = values
        heads[name] = table.stored_heading(name, first)
    return frame, kinds, heads


def _kind(values: pd.Series) -> str:
    kind = values.dtype.kind
    if kind == "b":
        return "yes_no"
    if kind in "iu":
        return "whole"
    return "number" if kind == "f" else "text"
