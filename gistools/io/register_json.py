"""Registers as JSON: a record to a line (ndjson), lists, extracts of several objects, and answers of GraphQL.

A large document is read piece by piece, record by record: never as a whole.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

import shapely
from shapely.geometry import shape

from gistools.errors import CrsError
from gistools.grid import DANISH_CRS
from gistools.io.register_text import CP1252, composed, cut_short, fault
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Record = dict[str, Any]

NAMED_INSIDE = ("__typename", "objekttype", "objecttype", "entitet")
"""Members of a record that tell which object it is."""

_PIECE = 1 << 20
_AHEAD = 16  # letters that tell whether a value is whole: -Infinity, 1e+5
_ERRORS, _DATA = "errors", "data"
_METRIC = {None, 25832, 7416, "EPSG:25832", "EPSG:7416"}
_SPACE = " \t\r\n"


def read_json(path: Path, encoding: str, name: str, pages: dict[str, bool]) -> Iterator[tuple[str, Record | None]]:
    """Return the records of a file with the name of their object; None for an object of which there is none.

    Parameters
    ----------
    name:
        Of the object where the file does not tell it: that of the file.
    pages:
        Filled with whether the last page of the answers of GraphQL to a question is still lacking.

    Raises
    ------
    TableError
        For a line or document that is no JSON, one that is cut short, what is no record among records, and an answer
        of GraphQL with errors.
    CrsError
        For geometry of another coordinate system.
    """
    tidy = _Tidy(path)
    with path.open(encoding="cp1252" if encoding == CP1252 else "utf-8-sig", newline="") as stream:
        for line, called, value in _values(path, stream, name):
            for one, record in _records(path, line, called, value, pages):
                yield one, None if record is None else tidy(line, record)


def _values(path: Path, stream: TextIO, name: str) -> Iterator[tuple[int, str, Any]]:
    """Return what stands in a file one by one: its line, the name over it, the value."""
    head = stream.read(_PIECE)
    stream.seek(0)
    text = head.lstrip(_SPACE)
    line, end, _ = text.partition("\n")
    if text.startswith("{") and (end or len(head) < _PIECE) and _is_json(line):
        yield from ((number, name, value) for number, value in _lines(path, stream))
    else:
        yield from _document(_Scanner(path, stream), name)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(path: Path, stream: TextIO) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(stream, 1):
        if line.isspace():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            if not line.endswith("\n"):
                raise cut_short(path, number) from error
            raise _no_json(path, number, error) from error


def _document(scanner: _Scanner, name: str) -> Iterator[tuple[int, str, Any]]:
    """Return the records of a list, or of an object whose members are lists, without having all of it at once."""
    sign = scanner.peek()
    if sign == "[":
        yield from ((line, name, value) for line, value in scanner.items())
    else:
        scanner.take("{")
        rest: Record = {}
        line = scanner.line
        while scanner.peek() != "}":
            line, key = scanner.value()
            scanner.take(":")
            if scanner.peek() == "[" and key != _ERRORS and not rest:  # else a list among the members of one record
                yield line, composed(str(key)), None
                for at, value in scanner.items():
                    yield at, composed(str(key)), value
            else:
                rest[str(key)] = scanner.value()[1]
            if scanner.peek() != "}":
                scanner.take(",")
        scanner.take("}")
        if rest:
            yield line, name, rest
    if scanner.peek():
        raise _mixed(scanner.path, scanner.line)


class _Scanner:
    """JSON that is read value by value."""

    def __init__(self, path: Path, stream: TextIO) -> None:
        self.path = path
        self.line = 1
        self._stream = stream
        self._text = ""
        self._at = 0
        self._decode = json.JSONDecoder().raw_decode

    def peek(self) -> str:
        """Return the next sign that is no space; empty at the end."""
        while True:
            begin, text = self._at, self._text
            while self._at < len(text) and text[self._at] in _SPACE:
                self._at += 1
            self.line += text.count("\n", begin, self._at)
            if self._at < len(text):
                return text[self._at]
            if not self._more():
                return ""

    def take(self, sign: str) -> None:
        """Take a sign that must come."""
        found = self.peek()
        if not found:
            raise cut_short(self.path, self.line)
        if found != sign:
            raise _no_json(self.path, self.line, ValueError(f"{found!r}, {sign!r}"))
        self._at += 1

    def value(self) -> tuple[int, Any]:
        """Take a value; return its line and it."""
        if not self.peek():
            raise cut_short(self.path, self.line)
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                unclosed = error.msg.startswith("Unterminated")
                sure = not unclosed and len(self._text) - error.pos > max(_PIECE, _AHEAD)
                if sure or not self._more():
                    line = self.line + self._text.count("\n", self._at, error.pos)
                    cut = unclosed or (not sure and not self._text[error.pos :].strip(_SPACE + "]}"))
                    raise (cut_short(self.path, line) if cut else _no_json(self.path, line, error)) from error
                continue
            except (ValueError, RecursionError) as error:  # numbers of thousands of digits, lists in lists in lists
                raise _no_json(self.path, self.line, error) from error
            if len(self._text) - end < _AHEAD and self._more():
                continue  # of a number more may come
            line = self.line
            self.line += self._text.count("\n", self._at, end)
            self._at = end
            return line, value

    def items(self) -> Iterator[tuple[int, Any]]:
        """Take a list, value by value."""
        self.take("[")
        while self.peek() != "]":
            yield self.value()
            if self.peek() != "]":
                self.take(",")
        self.take("]")

    def _more(self) -> bool:
        piece = self._stream.read(max(_PIECE, len(self._text) - self._at))  # a long value is not tried over and over
        if piece:
            self._text = self._text[self._at :] + piece
            self._at = 0
        return bool(piece)


def _records(
    path: Path,
    line: int,
    name: str,
    value: Any,  # noqa: ANN401 - any JSON
    pages: dict[str, bool],
) -> Iterator[tuple[str, Record | None]]:
    """Return the records that a value is or holds."""
    if value is None:
        yield name, None
        return
    if not isinstance(value, dict):
        raise _mixed(path, line)
    if value.get(_ERRORS):
        raise _refused(path, value[_ERRORS])
    if isinstance(value.get(_DATA), dict):
        for called, answer in value[_DATA].items():
            yield from ((composed(called), one) for one in _answer(path, line, called, answer, pages))
        return
    lists = [isinstance(one, list) and all(isinstance(row, dict) for row in one) for one in value.values()]
    if lists and all(lists):
        for called, rows in value.items():
            yield from ((composed(called), one) for one in (rows or [None]))
        return
    (only, *more) = value.values() or [None]
    if isinstance(only, dict) and not more:
        yield composed(next(iter(value))), only
        return
    told = next((key for key in NAMED_INSIDE if isinstance(value.get(key), str)), None)
    if told is not None:
        yield composed(value[told]), {key: one for key, one in value.items() if key != told}
    else:
        yield name, value


def _answer(path: Path, line: int, name: str, answer: Any, pages: dict[str, bool]) -> list[Record | None]:  # noqa: ANN401 - any JSON
    """Return the records of what GraphQL answers to one question: a list, ``nodes`` or ``edges``."""
    found: Any = answer
    if isinstance(answer, dict):
        goes_on = bool((answer.get("pageInfo") or {}).get("hasNextPage"))
        pages[composed(name)] = goes_on and pages.get(composed(name), True)
        edges = answer.get("edges")
        found = [(edge or {}).get("node") for edge in edges] if isinstance(edges, list) else answer.get("nodes", ...)
    if found is None:
        found = []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _mixed(path, line)
    return found or [None]


class _Tidy:
    """Records with names of whole letters (NFC) that are the same objects in each, and geometry as WKT."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def __call__(self, line: int, record: Record) -> Record:
        given = tuple(record)
        names = self._known.get(given)
        if names is None:
            names = self._known[given] = tuple(map(composed, given))
        made = dict(zip(names, record.values(), strict=True))
        for name, value in made.items():
            if isinstance(value, dict):
                made[name] = self._shape(line, name, value)
        return made

    def _shape(self, line: int, name: str, value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a text, or what is no geometry
        if "wkt" in value:
            if value.get("crs") not in _METRIC:
                crs = value["crs"]
                raise CrsError(
                    Text(
                        f"{self._path.name}, linje {line}: {name} i {crs}",
                        f"{self._path.name}, line {line}: {name} in {crs}",
                    ),
                    Text(DANISH_CRS, DANISH_CRS),
                    Text("bed om geometrien i EPSG:25832", "ask for the geometry in EPSG:25832"),
                )
            return value["wkt"]
        if isinstance(value.get("type"), str) and "coordinates" in value:
            try:
                return shapely.to_wkt(shape(dict(value)), rounding_precision=-1)
            except (ValueError, TypeError, AttributeError, IndexError, shapely.errors.ShapelyError):
                return value
        return value


def _no_json(path: Path, line: int, error: Exception) -> Exception:
    why = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    return fault(
        path,
        Text(f"ikke JSON ({why})", f"no JSON ({why})"),
        Text("JSON, eller en post på hver linje (ndjson)", "JSON, or a record on each line (ndjson)"),
        Text("hent udtrækket igen, eller ret linjen", "fetch the extract anew, or mend the line"),
        line=line,
    )


def _mixed(path: Path, line: int) -> Exception:
    return fault(
        path,
        Text("andet end poster af et register", "something else than records of a register"),
        Text(
            "poster alene: {…} på hver linje, en liste af dem, eller et svar af GraphQL",
            "records alone: {…} on each line, a list of them, or an answer of GraphQL",
        ),
        Text("del filen, så hver fil har poster alene", "part the file, so that each has records alone"),
        line=line,
    )


def _refused(path: Path, errors: Any) -> Exception:  # noqa: ANN401 - any JSON
    given = errors if isinstance(errors, list) else [errors]
    told = [str(one.get("message", one)) if isinstance(one, dict) else str(one) for one in given]
    shown = "; ".join(told)[:300]
    return fault(
        path,
        Text(f"GraphQL svarede med fejl: {shown}", f"GraphQL answered with errors: {shown}"),
        Text("et svar med data og uden errors", "an answer with data and without errors"),
        Text(
            "ret forespørgslen (virkningstid og registreringstid skal med), og hent svaret igen",
            "mend the question (it needs virkningstid and registreringstid), and fetch the answer anew",
        ),
    )
