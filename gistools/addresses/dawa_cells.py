"""Cells of DAWA's records read (DAWA-celler): what is nested in them, positions and moments, with what was mended."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from gistools._checks import cell_text, number_of
from gistools.addresses.moments import read_moment
from gistools.addresses.register_cells import plain_key
from gistools.errors import TableError
from gistools.grid import DENMARK
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Record = Mapping[str, Any]
    Place = tuple[float, float]

_SHOWN = 5
_DEGREES = (7.0, 54.0, 16.0, 58.5)
"""West, south, east and north of Denmark in degrees, with a margin; no place in it stays so swapped."""


class DawaCells:
    """What records hold, read cell by cell; faults with their rows, and counts of what was mended."""

    def __init__(self) -> None:
        self._faults: defaultdict[tuple[str, Text], list[int]] = defaultdict(list)
        self._keys: set[str] = set()
        self._degrees: dict[Place, Place] = {}
        self._swapped: set[Place] = set()
        self._typed: set[Place] = set()
        self._local: set[str] = set()
        self.nameless = 0

    def fault(self, called: str, row: int, what: Text) -> None:
        """Add the fault of a row."""
        self._faults[called, what].append(row + 1)

    def inner(self, called: str, row: int, record: Record, name: str) -> Record:
        """Return what is nested in a record; empty for none, and a fault for what is no object."""
        value = record.get(name)
        if isinstance(value, dict):
            return value
        if value is not None and value != "":
            self.fault(called, row, Text(f"har {name} {_shown(value)}, som ikke er et objekt",
                                         f"has {name} {_shown(value)}, which is no object"))  # fmt: skip
        return {}

    def key(self, record: Record) -> str:
        """Return the id of a record in small letters and without braces; empty for none."""
        text = cell_text(record.get("id"))
        made = plain_key(text)
        if made != text:
            self._keys.add(text)
        return made

    def moment(self, value: object) -> str | None:
        """Return a moment with its zone: DAWA tells Danish time where it tells no other; what cannot be read stays."""
        text = cell_text(value)
        if not text:
            return None
        made = _zoned(text)
        if made != text:
            self._local.add(text)
        return made

    def place(self, called: str, row: int, name: str, point: Record) -> Place | None:
        """Return east and north, or longitude and latitude, of a point; None for none, and a fault for what is none."""
        told = point.get("koordinater")
        if told is None or told in ("", []):
            return None
        pair = _pair(told)
        if pair is None:
            self.fault(called, row, Text(f"har {name} med koordinaterne {_shown(told)}",
                                         f"has {name} with the coordinates {_shown(told)}"))  # fmt: skip
            return None
        if any(isinstance(one, str) for one in told[:2]):
            self._typed.add(pair)
        if any(_within(pair[::-1], box) and not _within(pair, box) for box in (_DEGREES, DENMARK)):
            pair = pair[::-1]
            self._swapped.add(pair)
        return pair

    def points(self, places: Iterable[Place | None]) -> Iterator[shapely.Point | None]:
        """Yield points in metres of EPSG:25832, of degrees to the centimetre."""
        given = list(places)
        degrees = [one for one in dict.fromkeys(given) if one and abs(one[0]) <= 180.0 and abs(one[1]) <= 90.0]  # noqa: PLR2004 - degrees
        if degrees:
            to_metres = Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True)
            x, y = to_metres.transform(*np.array(degrees).T)
            self._degrees = dict(zip(degrees, zip(x.round(2).tolist(), y.round(2).tolist(), strict=True), strict=True))
        for one in given:
            yield None if one is None else shapely.Point(self._degrees.get(one, one))

    def require_no_faults(self) -> None:
        """Raise with all faults, each with the rows that have it."""
        if not self._faults:
            return
        told = []
        for (called, what), numbers in self._faults.items():
            rows = sorted(set(numbers))
            listed = ", ".join(map(str, rows[:_SHOWN])) + (" …" if len(rows) > _SHOWN else "")
            told.append(Text(f"{called}: række {listed} {what.da}", f"{called}: row {listed} {what.en}"))
        raise TableError(
            Text("DAWA-poster med fejl", "records of DAWA with faults"),
            Text(
                "adresser eller adgangsadresser i DAWA's indlejrede form, med status 1 til 4 eller darstatus, og "
                "koordinater som [øst, nord] eller [længde, bredde]",
                "addresses or access addresses in the nested form of DAWA, with status 1 to 4 or darstatus, and "
                "coordinates as [east, north] or [longitude, latitude]",
            ),
            Text(
                "brug filer i den indlejrede form (struktur=nestet), eller et udtræk af DAR",
                "use files of the nested form (struktur=nestet), or an extract of DAR",
            ),
            told,
        )

    def notes(self) -> Iterator[Text]:
        """Yield what was mended, each once with how many."""
        points = ("punkt", "punkter"), ("point", "points")
        for count, (one, several), da, en in (
            (len(self._degrees), points, "i grader er omregnet til meter (EPSG:25832)",
             "in degrees became metres (EPSG:25832)"),
            (len(self._swapped), points, "stod med nord før øst og er byttet om", "had north before east: swapped"),
            (len(self._typed), points, "havde koordinater skrevet som tekst", "had coordinates written as text"),
            (self.nameless, points, "uden id er ikke med", "without an id were left out"),
            (len(self._keys), (("id", "id'er"), ("id", "ids")), "stod med store bogstaver eller klammer",
             "were in capitals or in braces"),
            (len(self._local), (("tidspunkt", "tidspunkter"), ("moment", "moments")),
             "uden zone er læst som dansk tid, som DAWA har", "without a zone were read as Danish time, as DAWA has"),
        ):  # fmt: skip
            if count:
                yield Text(f"DAWA: {counted(count, *one)} {da}", f"DAWA: {counted(count, *several)} {en}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004 - letters of an error


def _pair(told: object) -> Place | None:
    if not isinstance(told, (list, tuple)) or len(told) not in {2, 3}:
        return None
    pair = (_number(told[0]), _number(told[1]))
    return pair if all(map(math.isfinite, pair)) else None


def _number(value: object) -> float:
    if isinstance(value, str):
        return number_of(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _within(place: tuple[float, ...], box: tuple[float, float, float, float]) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


@lru_cache(maxsize=1 << 16)
def _zoned(text: str) -> str:
    read = read_moment(text)
    return text if read is None or read[1] else f"{read[0]}Z"
