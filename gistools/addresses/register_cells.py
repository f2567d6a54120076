"""Cells of registers read (celler): texts, keys, codes, numbers, dates and shapes, with what was mended."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools._checks import is_missing, number_of
from gistools.addresses.address_codes import four_digits
from gistools.addresses.moments import NEVER, read_day, read_moment
from gistools.addresses.register_form import Cell, ObjectForm, RegisterColumn
from gistools.errors import CrsError
from gistools.grid import DENMARK
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

_NO_KEY = "00000000-0000-0000-0000-000000000000"
_UUID = re.compile(r"\{?([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}?")
_STORED = re.compile(r"0[01][0-9A-Fa-f]{16,}")  # as PostGIS gives its geometry
_TAGGED = re.compile(r"SRID=(\d+);(.*)", re.DOTALL)
_METRIC = {0, 25832, 7416}
_DENMARK = shapely.box(*DENMARK)
_SHOWN = 5


def plain_key(text: str) -> str:
    """Return a key as the register is read: a UUID without braces, in small letters; any other as it stands.

    >>> plain_key("{0419C86A-BEC6-5271-BBC4-91F768244153}"), plain_key("H1")
    ('0419c86a-bec6-5271-bbc4-91f768244153', 'H1')
    """
    found = _UUID.fullmatch(text)
    return text if found is None else found[1].lower()


class ReadLog:
    """What is found while a table is read: rows of what was mended or is doubtful, and faults."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.faults: list[Text] = []

    def of(self, name: str, form: ObjectForm) -> Reading:
        """Return the reading of one table."""
        return Reading(self, name, form)


class Reading:
    """One table while it is read."""

    def __init__(self, log: ReadLog, name: str, form: ObjectForm) -> None:
        self.form = form
        self.ids: list[str] = []
        self._log = log
        self._name = name

    def mended(self, row: int, column: str, kind: str, found: object, mended: str = "") -> None:
        """Add what was mended, or is doubtful when ``mended`` is empty."""
        self._log.rows.append((self._name, self.ids[row], row, column, kind, str(found), mended))

    def wrong(self, column: str, rows: list[int], what: Text) -> None:
        """Add the fault of some rows of a column."""
        if rows:
            numbers = ", ".join(str(k + 1) for k in rows[:_SHOWN]) + (" …" if len(rows) > _SHOWN else "")
            title = self.form.title
            self._log.faults.append(
                Text(
                    f"{title.da}: {column} {what.da} i række {numbers}",
                    f"{title.en}: {column} {what.en} in row {numbers}",
                )
            )

    def missing(self, columns: Sequence[RegisterColumn]) -> None:
        """Add the fault that columns are missing."""
        told = ", ".join(one.aliases[0] for one in columns)
        self._log.faults.append(
            Text(f"{self.form.title.da} uden {told}", f"{self.form.title.en} without {told}"),
        )

    def read_ids(self, values: list[Any]) -> None:
        """Read the ids of the rows, which all that is found names."""
        texts = ["" if is_missing(value) else str(value).strip() for value in values]
        self.ids = texts
        self.wrong("id", [k for k, one in enumerate(texts) if not one], Text("er tom", "is empty"))
        self.ids = self._plain_keys("object_id", texts)

    def read(self, column: RegisterColumn, values: list[Any]) -> Any:  # noqa: ANN401 - a list or an array
        """Return the cells of a column, mended where they were written otherwise."""
        readers: dict[Cell, Callable[[RegisterColumn, list[Any]], Any]] = {
            Cell.TEXT: self._texts, Cell.KEY: self._keys, Cell.CODE: self._codes, Cell.WHOLE: self._numbers,
            Cell.NUMBER: self._numbers, Cell.POINT: self._shapes, Cell.SHAPE: self._shapes, Cell.DATE: self._dates,
        }  # fmt: skip
        return readers[column.cell](column, values)

    def statuses(self, values: list[Any], known: Sequence[int]) -> list[int]:
        """Return codes of a life cycle."""
        texts = [_plain(value).strip() for value in values]
        codes = [int(text) if text.isascii() and text.isdigit() else -1 for text in texts]
        wrong = [k for k, code in enumerate(codes) if code not in known]
        scale = ", ".join(map(str, known))
        self.wrong("status", wrong, Text(f"er ingen af {scale}", f"is none of {scale}"))
        return codes

    def moments(self, column: str, called: str, values: list[Any]) -> npt.NDArray[np.datetime64]:
        """Return moments in UTC, NaT for none."""
        made, wrong = np.full(len(values), NEVER), []
        known: dict[str, tuple[np.datetime64, bool] | None] = {}
        for k, value in enumerate(values):
            if is_missing(value) or value == "":
                continue
            text = str(value)
            if text not in known:
                known[text] = read_moment(text)
            read = known[text]
            if read is None:
                wrong.append(k)
                continue
            if column.endswith("_to") and read[0] >= _OPEN_END:
                continue
            made[k] = read[0]
            if not read[1]:
                self.mended(k, column, "zone_unknown", value, f"{read[0]}Z")
        self.wrong(called, wrong, _UNREADABLE)
        return made

    def _texts(self, column: RegisterColumn, values: list[Any]) -> list[str]:
        made = []
        for k, value in enumerate(values):
            text = _plain(value)
            if not (text.isascii() or unicodedata.is_normalized("NFC", text)):
                whole = unicodedata.normalize("NFC", text)
                self.mended(k, column.name, "letters_apart", text, whole)
                text = whole
            if "\xc3" in text:
                text = self._encoded_once(k, column.name, text)
            made.append(text)
        return made

    def _encoded_once(self, row: int, column: str, text: str) -> str:
        """Return a text whose letters were written as UTF-8 twice (``HÃ¸je``) as it was before, where it is one."""
        try:
            plain = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return text
        self.mended(row, column, "encoded_twice", text, plain)
        return plain

    def _keys(self, column: RegisterColumn, values: list[Any]) -> list[str]:
        texts = self._plain_keys(column.name, [text.strip() for text in self._texts(column, values)])
        return ["" if text == _NO_KEY else text for text in texts]

    def _plain_keys(self, column: str, texts: list[str]) -> list[str]:
        """Return keys without braces, in small letters; what was mended is told once for the column."""
        made, told = [], False
        for k, text in enumerate(texts):
            key = plain_key(text)
            if key != text and not told:
                self.mended(k, column, "key_form", text, key)
                told = True
            made.append(key)
        return made

    def _codes(self, column: RegisterColumn, values: list[Any]) -> list[str]:
        made, wrong = [], []
        for k, value in enumerate(values):
            text = _plain(value).strip()
            code = four_digits(text)
            if code is None:
                wrong.append(k)
            elif code != text:
                self.mended(k, column.name, "zeros_lost", value, code)
            made.append(code or "")
        self.wrong(column.aliases[0], wrong, Text("er ikke fire cifre", "is not four digits"))
        return made

    def _numbers(self, column: RegisterColumn, values: list[Any]) -> npt.NDArray[np.float64]:
        made, wrong = np.full(len(values), math.nan), []
        whole = column.cell is Cell.WHOLE
        for k, value in enumerate(values):
            text = _plain(value).strip()
            if not text:
                continue
            read = number_of(text)
            if not math.isfinite(read) or (whole and not read.is_integer()):
                wrong.append(k)
                continue
            made[k] = read
            if read < 0.0:
                self.mended(k, column.name, "negative", value)
        what = Text("er ikke et helt tal", "is no whole number") if whole else Text("er ikke et tal", "is no number")
        self.wrong(column.aliases[0], wrong, what)
        return made

    def _dates(self, column: RegisterColumn, values: list[Any]) -> npt.NDArray[np.datetime64]:
        made, wrong = np.full(len(values), np.datetime64("NaT", "D")), []
        for k, text in enumerate(self._texts(column, values)):
            if not text:
                continue
            day = read_day(text)
            if day is None:
                wrong.append(k)
            else:
                made[k] = np.datetime64(day, "D")
        self.wrong(column.aliases[0], wrong, _UNREADABLE)
        return made

    def _shapes(self, column: RegisterColumn, values: list[Any]) -> npt.NDArray[Any]:
        made = np.full(len(values), None, dtype=object)
        told = [k for k, value in enumerate(values) if not (is_missing(value) or value == "")]
        kinds = _POINTS if column.cell is Cell.POINT else _LINES_AND_AREAS
        for k, shape in zip(told, _shapes_of([values[k] for k in told]), strict=True):
            made[k] = shape
        kept = _POINTS if column.cell is Cell.POINT else set()  # an empty point is a point whose place is not finite
        # extracts write GEOMETRYCOLLECTION EMPTY where there is none
        empty = {
            k for k in told if made[k] is not None and made[k].is_empty and shapely.get_type_id(made[k]) not in kept
        }
        made[list(empty)] = None
        told = [k for k in told if k not in empty]
        wrong = [k for k in told if made[k] is None or shapely.get_type_id(made[k]) not in kinds]
        self.wrong(column.aliases[0], wrong, _UNREADABLE)
        there = np.array([k for k in told if made[k] is not None and not made[k].is_empty], np.int64)
        if there.size:
            self._require_metres(column, made[there])
        for k in there[~shapely.within(made[there], _DENMARK)].tolist():
            self.mended(k, column.name, "outside_denmark", values[k])
        return made

    @staticmethod
    def _require_metres(column: RegisterColumn, shapes: npt.NDArray[Any]) -> None:
        """Raise for shapes in degrees, and such as say that they are in another coordinate system."""
        called, expected = column.aliases[0], Text("meter i EPSG:25832", "metres of EPSG:25832")
        mend = Text("hent udtrækket i EPSG:25832, eller transformér det", "fetch it in EPSG:25832, or reproject it")
        west, south, east, north = shapely.bounds(shapes).T
        degrees = (np.abs(west) <= 180.0) & (np.abs(east) <= 180.0) & (np.abs(south) <= 90.0) & (np.abs(north) <= 90.0)  # noqa: PLR2004 - degrees
        if degrees.any():
            count = int(degrees.sum())
            raise CrsError(Text(f"{count} {called} i grader", f"{count} {column.name} in degrees"), expected, mend)
        other = sorted(set(shapely.get_srid(shapes).tolist()) - _METRIC)
        if other:
            said = f"EPSG:{other[0]}"
            raise CrsError(Text(f"{called} i {said}", f"{column.name} in {said}"), expected, mend)


_OPEN_END = np.datetime64("9999-01-01", "us")  # the year by which registers say that an end is open
_UNREADABLE = Text("kan ikke læses", "cannot be read")
_POINTS, _LINES_AND_AREAS = {0}, {1, 3, 5, 6}  # of shapely.get_type_id


def _shapes_of(values: list[Any]) -> list[Any]:
    """Return shapes of WKT (with ``SRID=…;`` too), of what PostGIS stores, and of shapely; None for what is none."""
    made: list[Any] = [None] * len(values)
    texts: dict[int, str] = {}
    for k, value in enumerate(values):
        if isinstance(value, shapely.Geometry):
            made[k] = value
        elif isinstance(value, bytes) or _STORED.fullmatch(str(value)):
            made[k] = shapely.from_wkb(value, on_invalid="ignore")
        else:
            texts[k] = str(value)
    read = shapely.from_wkt([text.rpartition(";")[2] for text in texts.values()], on_invalid="ignore")
    for (k, text), shape in zip(texts.items(), read, strict=True):
        tagged = _TAGGED.match(text)
        made[k] = shapely.set_srid(shape, int(tagged[1])) if tagged and shape is not None else shape
    return made


def _plain(value: Any) -> str:  # noqa: ANN401 - any cell
    """Return a cell as text, as it stands; whole numbers without decimals, empty for none."""
    if isinstance(value, str):
        return value
    if is_missing(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
