"""A municipality's own letter template (brevskabelon, .docx): its fields filled from a letter, all else left as it is.

A field is ``{{sagsnummer}}`` in the text, however Word has split it into runs, or a content control whose tag (or
title, where it has no tag) is the name. Names are compared without regard to case, ``_``, and how æ, ø and å are
written. A row of a table that holds a field of an address is written once for each address.
"""

from __future__ import annotations

import copy
import datetime as dt
import io
import itertools
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from gistools._checks import plain_name
from gistools.errors import InputError, TableError
from gistools.text import Text, unknown_name
from gistools.view.letter_stamp import stamp_first
from gistools.view.sheet_docx import repacked

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from gistools.letter import Filled, Letter

__all__ = ["filled_template", "template_fields"]

_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_LOOSE = re.compile(r"\{\{|\}\}")
_WRITTEN = re.compile(r"wordprocessingml\.(document\.main|header|footer)\+xml")
_NOTES = re.compile(r"/word/(footnotes|endnotes)\.xml")
_NOT_OURS = frozenset({
    "docPartObj", "docPartList", "picture", "checkbox", "citation", "equation", "bibliography", "group",
    "repeatingSection",
})  # fmt: skip
"""Kinds of content controls that hold something else than a field."""

_SHOWN = 40


def template_fields(template: bytes) -> tuple[str, ...]:
    """Return the names of the fields of a template, as written there, each once.

    Raises
    ------
    InputError
        For what is no .docx file.
    """
    found = [one.name for root in _roots(_opened(template)) for one in _places(root)]
    return tuple(dict.fromkeys(found))


def filled_template(template: bytes, letter: Letter, *, stamps: Sequence[Text] = ()) -> bytes:
    """Return a template with its fields filled from a letter.

    Parameters
    ----------
    template:
        A .docx file.
    letter:
        Its ``fields`` stand anywhere; those of its ``rows`` in rows of tables, and anywhere when there is one row. A
        text that the municipality must check has its stamp before it.
    stamps:
        Those of the data, such as that they are invented: they stand above all else, in a frame.

    Raises
    ------
    InputError
        For what is no .docx file.
    TableError
        With every fault of the template: fields that the letter has not, fields of an address outside a table where
        there are several, braces that do not close, and required fields that are lacking.
    """
    file = _opened(template)
    values = _by_name(letter.fields)
    rows = [_by_name(row) for row in letter.rows]
    single = values | rows[0] if len(rows) == 1 else values
    roots = list(_roots(file))
    known = [name for one in (*letter.fields, *itertools.chain(*letter.rows[:1])) for name in one.field[1::-1]]
    faults = [fault for root in roots for fault in _faults(root, single, rows, known)]
    faults += _lacking(roots, letter)
    if faults:
        raise TableError(
            Text("fejl i brevskabelonen", "faults in the letter template"),
            Text("felter som {{sagsnummer}}, som brevet har", "fields such as {{sagsnummer}} that the letter has"),
            Text("ret felterne i Word, og prøv igen", "correct the fields in Word and try again"),
            list(dict.fromkeys(faults)),
        )
    for root in roots:
        repeated = _repeated(root, rows)
        _fill(root.element, single, set(repeated))
        for row in repeated:
            _fill_row(row, [{**values, **told} for told in rows])
    stamp_first(file, stamps, letter.language)
    about = file.core_properties
    about.title, about.author = letter.document.title.say(letter.language), letter.sender.municipality
    about.last_modified_by, about.modified = "gistools", dt.datetime.combine(letter.date, dt.time())
    return _saved(file, roots)


def _plain(name: str) -> str:
    """Return a name as names are compared; Word's users write blanks for ``_``."""
    return plain_name("".join(name.split()))


def _by_name(filled: Iterable[Filled]) -> dict[str, str]:
    made: dict[str, str] = {}
    for one in filled:
        made |= {_plain(one.field.name): one.shown, _plain(one.field.name_da): one.shown}
    return made


@dataclass
class _Root:
    """The XML of a part of the file; ``store`` takes it back where python-docx holds bytes."""

    element: Any
    store: Callable[[bytes], None] | None = field(default=None)


def _opened(template: bytes) -> Any:  # noqa: ANN401 - a document of python-docx
    try:
        return docx.Document(io.BytesIO(template))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as fault:
        raise InputError(
            Text(f"en skabelon, der ikke kan læses ({fault})", f"a template that cannot be read ({fault})"),
            Text("et Word-dokument (.docx)", "a Word document (.docx)"),
            Text("åbn skabelonen i Word, og gem den som .docx", "open the template in Word and save it as .docx"),
        ) from fault


def _roots(file: Any) -> Iterator[_Root]:  # noqa: ANN401 - the same
    """Yield body, headers, footers and notes."""
    for part in file.part.package.iter_parts():
        if isinstance(part, XmlPart) and _WRITTEN.search(part.content_type):
            yield _Root(part.element)
        elif _NOTES.fullmatch(str(part.partname)):
            yield _Root(parse_xml(part.blob), lambda data, part=part: setattr(part, "_blob", data))  # type: ignore[misc]


def _saved(file: Any, roots: Sequence[_Root]) -> bytes:  # noqa: ANN401 - the same
    for root in roots:
        if root.store is not None:
            root.store(serialize_part_xml(root.element))
    out = io.BytesIO()
    file.save(out)
    return repacked(out.getvalue())


@dataclass
class _Place:
    """A field in a file: its name as written, and the element that holds it: a paragraph, or a content control."""

    name: str
    element: Any

    @property
    def row(self) -> Any:  # noqa: ANN401 - an element or None
        """The row of a table that it stands in; None outside."""
        return next(self.element.iterancestors(qn("w:tr")), None)


def _places(root: _Root) -> Iterator[_Place]:
    for line in root.element.iter(qn("w:p")):
        yield from (_Place(found[1], line) for found in _FIELD.finditer(_text(line)))
    for control in root.element.iter(qn("w:sdt")):
        name = _tag(control)
        if name:
            yield _Place(name, control)


def _tag(control: Any) -> str:  # noqa: ANN401 - an element
    """Return the name of a content control that is a field; empty for one that is something else, or holds fields."""
    about = control.find(qn("w:sdtPr"))
    if about is None or any(str(one.tag).rpartition("}")[2] in _NOT_OURS for one in about):
        return ""
    if any(True for _ in control.iterdescendants(qn("w:sdt"), qn("w:tbl"), qn("w:tr"))):
        return ""
    for key in ("w:tag", "w:alias"):
        told = about.find(qn(key))
        if told is not None and told.get(qn("w:val"), "").strip():
            return str(told.get(qn("w:val"))).strip()
    return ""


def _pieces(line: Any) -> list[Any]:  # noqa: ANN401 - the same
    """Return the texts of a paragraph, without those of paragraphs within it (text boxes)."""
    own = line.iterdescendants(qn("w:t"))
    return [piece for piece in own if next(piece.iterancestors(qn("w:p"))) is line]


def _text(line: Any) -> str:  # noqa: ANN401 - the same
    return "".join(piece.text or "" for piece in _pieces(line))


def _faults(
    root: _Root, single: Mapping[str, str], rows: Sequence[Mapping[str, str]], known: Sequence[str]
) -> Iterator[Text]:
    of_rows = rows[0] if rows else {}
    for place in _places(root):
        name = _plain(place.name)
        if name in single or (name in of_rows and place.row is not None):
            continue
        if name in of_rows:
            yield Text(f"{place.name} står ikke i en tabel, men der er {len(rows)} adresser",
                       f"{place.name} is not in a table, but there are {len(rows)} addresses")  # fmt: skip
        else:
            yield unknown_name(place.name, known)
    for line in root.element.iter(qn("w:p")):
        left = _FIELD.sub("", _text(line))
        if _LOOSE.search(left):
            shown = left.strip()[:_SHOWN]
            yield Text(f"tuborgklammer uden makker i {shown!r}", f"braces without a match in {shown!r}")


def _lacking(roots: Sequence[_Root], letter: Letter) -> Iterator[Text]:
    there = {_plain(place.name) for root in roots for place in _places(root)}
    known = {one.field.name: one.field for one in itertools.chain(letter.fields, *letter.rows[:1])}
    for name in letter.required:
        one = known[name]
        if not there & {_plain(one.name), _plain(one.name_da)}:
            yield Text(f"feltet {one.name_da} mangler ({one.title.da})", f"no field {one.name} ({one.title.en})")


def _repeated(root: _Root, rows: Sequence[Mapping[str, str]]) -> list[Any]:
    """Return the rows of tables that hold a field of an address; of rows within rows the outer."""
    of_rows = rows[0] if rows else {}
    found = {place.row: None for place in _places(root) if _plain(place.name) in of_rows and place.row is not None}
    return [row for row in found if not any(outer in found for outer in row.iterancestors(qn("w:tr")))]


def _fill_row(row: Any, told: Sequence[Mapping[str, str]]) -> None:  # noqa: ANN401 - a row
    """Write a row of a table once for each address."""
    for values in told:
        made = copy.deepcopy(row)
        row.addprevious(made)
        _fill(made, values, set())
    row.getparent().remove(row)


def _fill(element: Any, values: Mapping[str, str], left: Container[Any]) -> None:  # noqa: ANN401 - an element
    """Fill fields, each once: what is filled in is never read again; rows that are ``left`` are passed over."""
    controls = [one for one in element.iter(qn("w:sdt")) if _plain(_tag(one)) in values]
    for line in list(element.iter(qn("w:p"))):
        if not any(row in left for row in line.iterancestors(qn("w:tr"))):
            _fill_line(line, values)
    for control in controls:
        if not any(row in left for row in control.iterancestors(qn("w:tr"))):
            _fill_control(control, values[_plain(_tag(control))])


def _fill_line(line: Any, values: Mapping[str, str]) -> None:  # noqa: ANN401 - a paragraph
    """Put values where fields are: into the run that a field begins in, in its letters; the rest of it goes."""
    pieces, fields = _pieces(line), list(_FIELD.finditer(_text(line)))
    for found in reversed(fields):
        value, start, first = values[_plain(found[1])], 0, True
        for piece in pieces:
            text = piece.text or ""
            a, b = max(found.start() - start, 0), min(found.end() - start, len(text))
            if a < b:
                piece.text = text[:a] + (value if first else "") + text[b:]
                first = False
            start += len(text)
    for piece in pieces if fields else ():
        _broken(piece)


def _broken(piece: Any) -> None:  # noqa: ANN401 - a text
    """Keep blanks at the ends of a text, and break its lines."""
    first, *more = (piece.text or "").split("\n")
    piece.text = first
    piece.set(qn("xml:space"), "preserve")
    last = piece
    for text in more:
        ended, after = OxmlElement("w:br"), OxmlElement("w:t")
        after.text = text
        after.set(qn("xml:space"), "preserve")
        last.addnext(ended)
        ended.addnext(after)
        last = after


def _fill_control(control: Any, value: str) -> None:  # noqa: ANN401 - a content control
    """Put a value into a content control: into its first run, whose letters it takes; the others go."""
    about, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
    for kind in ("w:showingPlcHdr", "w:dataBinding"):  # hints in grey, and what Word would write over the value
        for mark in about.findall(qn(kind)):
            about.remove(mark)
    runs = list(content.iter(qn("w:r")))
    first = runs[0] if runs else _new_run(content)
    for run in runs[1:]:
        run.getparent().remove(run)
    for part in list(first):
        if part.tag != qn("w:rPr"):
            first.remove(part)
    for style in first.iter(qn("w:rStyle")):
        if style.get(qn("w:val")) == "PlaceholderText":
            style.getparent().remove(style)
            break
    for line in list(content.iterdescendants(qn("w:p")))[1:]:
        line.getparent().remove(line)
    piece = OxmlElement("w:t")
    piece.text = value
    first.append(piece)
    _broken(piece)


def _new_run(content: Any) -> Any:  # noqa: ANN401 - elements
    line = next(content.iter(qn("w:p")), content)
    run = OxmlElement("w:r")
    line.append(run)
    return run
