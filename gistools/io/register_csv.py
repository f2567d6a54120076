r"""Registers as CSV, where a quotation mark inside quotes is written ``\"`` or ``""``."""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from gistools.io.register_text import CP1252, composed, cut_short, fault
from gistools.io.tables import separator_of
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ESCAPES = re.compile(r'\\(["\\])|\\')
_WIDEST = 1 << 27  # letters of a cell: the line of a long road is some hundred thousand


def read_csv(path: Path, encoding: str, notes: list[Text]) -> Iterator[dict[str, Any]]:
    """Return the rows of a CSV file, one by one, as texts by the names of its columns; empty texts for empty cells.

    Raises
    ------
    TableError
        For a file that is no table, columns without a name or with the same, rows with too few or too many cells, and
        quotation marks that are not closed.
    """
    with path.open(encoding="cp1252" if encoding == CP1252 else "utf-8-sig", newline="") as stream:
        escaped = _escapes(stream)
        stream.seek(0)
        header = next((line for line in stream if line.strip() and not _says_separator([line])), "")
        separator = max((separator_of(header), "|"), key=header.count)
        if separator not in header:
            raise _no_table(path, header)
        stream.seek(0)
        lines: Iterable[str] = map(_only_quotes_escaped, stream) if escaped else stream
        reader = csv.reader(lines, delimiter=separator, escapechar="\\" if escaped else None, strict=True)
        shown, marks = _SHOWN.get(separator, separator), '\\"' if escaped else '""'
        notes.append(
            Text(
                f"{path.name}: skilletegn {shown}, citationstegn i celler som {marks}, tegnsæt {encoding}",
                f"{path.name}: separator {shown}, quotation marks in cells as {marks}, character set {encoding}",
            )
        )
        yield from _rows(path, reader)
    if not _ends_a_line(path):
        notes.append(
            Text(
                f"{path.name}: den sidste linje er uden linjeskift; se, om filen er hel",
                f"{path.name}: the last line does not end; see whether the file is whole",
            )
        )


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read() in b"\r\n"


_SHOWN = {"\t": "tab"}


def _escapes(lines: Iterable[str]) -> bool:
    r"""Return whether ``\`` is written before quotation marks and itself: it is before one, or never stands alone."""
    any_there = any_alone = False
    for line in lines:
        if "\\" not in line:
            continue
        rest = line.replace("\\\\", "")
        if '\\"' in rest:
            return True
        any_there, any_alone = True, any_alone or "\\" in rest
    return any_there and not any_alone


def _only_quotes_escaped(line: str) -> str:
    r"""Double each ``\`` that stands before neither a quotation mark nor another, since it means itself."""
    if "\\" not in line:
        return line
    return _ESCAPES.sub(lambda found: found[0] if found[1] else "\\\\", line)


def _rows(path: Path, reader: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a reader of csv has no public type
    before = csv.field_size_limit(_WIDEST)
    names: list[str] = []
    begun = 1
    try:
        for row in reader:
            line, begun = begun, reader.line_num + 1
            if not any(row) or (not names and _says_separator(row)):
                continue
            if not names:
                names = _names(path, row)
                continue
            cells = row[: len(names)] if not any(row[len(names) :]) else row
            if len(cells) != len(names):
                if len(cells) < len(names) and not _ends_a_line(path) and next(reader, None) is None:
                    raise cut_short(path, line)
                raise _uneven(path, line, len(cells), len(names))
            yield dict(zip(names, cells, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise cut_short(path, begun) from error
        raise fault(
            path,
            Text(f"citationstegn ({error})", f"quotation marks ({error})"),
            Text('citationstegn i en celle skrevet \\" eller ""', 'quotation marks in a cell written \\" or ""'),
            Text("ret linjen, eller hent udtrækket igen", "mend the line, or fetch the extract anew"),
            line=reader.line_num,
        ) from error
    finally:
        csv.field_size_limit(before)


def _says_separator(row: list[str]) -> bool:
    """Return whether a line is that by which spreadsheets tell the separator: ``sep=;``."""
    return row[0].lower().startswith("sep=") and not any(row[1:])


def _names(path: Path, row: list[str]) -> list[str]:
    names = [composed(name.strip()) for name in row]
    while names and not names[-1]:
        names.pop()  # a separator at the end of every line
    twice = [name for name, count in Counter(names).items() if count > 1 or not name]
    if twice:
        shown = ", ".join(name or "(tom)" for name in twice)
        raise fault(
            path,
            Text(
                f"kolonner uden navn eller med det samme: {shown}", f"columns without a name or with the same: {shown}"
            ),
            Text("kolonner med hvert sit navn", "columns with a name each"),
            Text("ret overskriften", "mend the header"),
            line=1,
        )
    return names


def _uneven(path: Path, line: int, found: int, wanted: int) -> Exception:
    return fault(
        path,
        Text(f"{found} celler", f"{found} cells"),
        Text(f"{wanted} celler som i overskriften", f"{wanted} cells as in the header"),
        Text(
            "hent filen igen; står der skilletegn i en celle, skal den stå i citationstegn",
            "fetch the file anew; a cell with a separator in it stands in quotation marks",
        ),
        line=line,
    )


def _no_table(path: Path, header: str) -> Exception:
    shown = repr(header.strip()[:40])
    return fault(
        path,
        Text(f"filen begynder {shown}", f"the file begins {shown}"),
        Text(
            "et registerudtræk: ndjson, JSON, CSV, XML eller GeoPackage",
            "an extract of a register: ndjson, JSON, CSV, XML or GeoPackage",
        ),
        Text("vælg udtrækket selv; pak det først ud", "choose the extract itself; unpack it first"),
    )
