"""Reading the provenance record of a written file, whatever its format."""

from __future__ import annotations

import contextlib
import html.parser
import sqlite3
import zlib
from typing import TYPE_CHECKING

from gistools.errors import InputError
from gistools.io.files import find_file
from gistools.io.provenance import Provenance
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIDECAR = ".provenance.json"
HTML_ID = "gistools-provenance"
PNG_KEY = "gistools-provenance"
GPKG_URI = "urn:gistools:provenance"
TAG = "GISTOOLS_PROVENANCE"

_PNG_START = b"\x89PNG\r\n\x1a\n"


def explain(path: Path | str) -> Provenance:
    """Return where a file comes from: the record that gistools wrote in it or beside it.

    Parameters
    ----------
    path:
        A GeoTIFF, GeoPackage, HTML map, PNG figure, or any file with a ``.provenance.json`` beside it.

    Raises
    ------
    InputError
        No such file, or a file without a record.
    """
    found = find_file(str(path).split("|", maxsplit=1)[0], InputError)
    record = find_provenance(found)
    if record is None:
        raise InputError(
            Text(f"{found.name} uden oplysning om oprindelse", f"{found.name} without a record of its origin"),
            Text("en fil, som gistools har skrevet", "a file that gistools wrote"),
            Text(
                "vælg resultatfilen, og flyt den sammen med sin .provenance.json",
                "choose the result itself, and move it together with its .provenance.json",
            ),
        )
    return record


def find_provenance(path: Path) -> Provenance | None:
    """Return the record of an existing file; None when it has none."""
    text = _embedded(path)
    if text is None:
        beside = path.with_name(path.name + SIDECAR)
        text = _beside(beside) if beside.is_file() else None
    return None if text is None else Provenance.from_json(text)


def find_style(path: Path, layer: str = "") -> str | None:
    """Return the QML of an existing file, or of a layer of it: within a GeoPackage, else beside; None without one."""
    if path.suffix.lower() != ".gpkg":
        beside = path.with_suffix(".qml")
        return beside.read_text(encoding="utf-8") if beside.is_file() else None
    return _of_database(
        path,
        "SELECT styleQML FROM layer_styles WHERE f_table_name = ? ORDER BY useAsDefault DESC, id DESC LIMIT 1",
        layer,
    )


def _beside(sidecar: Path) -> str:
    try:
        return sidecar.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            Text(f"{sidecar.name}, der ikke er UTF-8", f"{sidecar.name}, which is not UTF-8"),
            Text("oprindelsen, som gistools skrev den", "the record as gistools wrote it"),
            Text(
                "kør jobbet igen, eller fjern filen, hvis den ikke er fra gistools",
                "run the job again, or remove the file if it is not from gistools",
            ),
        ) from error


def _embedded(path: Path) -> str | None:
    if not path.is_file():
        return None
    ending = path.suffix.lower()
    if ending in {".tif", ".tiff"}:
        return _of_tiff(path)
    if ending == ".gpkg":
        return _of_geopackage(path)
    if ending in {".html", ".htm"}:
        return _of_html(path)
    if ending == ".png":
        return _of_png(path)
    return None


def _of_tiff(path: Path) -> str | None:
    from gistools.io.headers import opened  # noqa: PLC0415 - records of other formats need no GDAL

    with opened(path) as data:
        text = data.tags().get(TAG)
    return None if text is None else str(text)


def _of_geopackage(path: Path) -> str | None:
    return _of_database(
        path, "SELECT metadata FROM gpkg_metadata WHERE md_standard_uri = ? ORDER BY id DESC LIMIT 1", GPKG_URI
    )


def _of_database(path: Path, sql: str, value: str) -> str | None:
    uri = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as database:
            row = database.execute(sql, (value,)).fetchone()
    except sqlite3.Error:  # no GeoPackage, or one without such a table
        return None
    return None if row is None else str(row[0])


class _Script(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.inside = False
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and ("id", HTML_ID) in attrs

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.parts.append(data)


def _of_html(path: Path) -> str | None:
    parser = _Script()
    parser.feed(path.read_text(encoding="utf-8", errors="replace"))
    return "".join(parser.parts) or None


def _of_png(path: Path) -> str | None:
    for kind, body in _png_chunks(path.read_bytes()):
        key, _, rest = body.partition(b"\0")
        if kind in {b"tEXt", b"iTXt", b"zTXt"} and key == PNG_KEY.encode():
            with contextlib.suppress(IndexError, UnicodeDecodeError, zlib.error):  # a damaged picture
                return _png_text(kind, rest)
    return None


def _png_text(kind: bytes, rest: bytes) -> str:
    if kind == b"tEXt":
        return rest.decode("latin-1")
    if kind == b"zTXt":
        return zlib.decompress(rest[1:]).decode("latin-1")
    compressed, text = rest[0], rest[2:].split(b"\0", maxsplit=2)[2]
    return (zlib.decompress(text) if compressed else text).decode("utf-8")


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(_PNG_START):
        return
    place = len(_PNG_START)
    while place + 8 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += length + 12
