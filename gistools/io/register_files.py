"""Registers in (registerudtræk): the records of files, as they stand, whatever their form.

The form is found out by what a file holds, not by its name: ndjson, JSON, answers of GraphQL, CSV, XML, or layers.
What a record means is told by the rooms of the registers (`gistools.addresses`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gistools.errors import TableError
from gistools.io.files import companions, find_file, source_of
from gistools.io.names import LAYER_ENDINGS, parse_layer_name
from gistools.io.provenance import Loaded
from gistools.io.register_csv import read_csv
from gistools.io.register_folder import expand_register, no_register_in, not_looked_at
from gistools.io.register_json import read_json
from gistools.io.register_text import WIDE_MARKS, composed, encoding_of, fault, wide_letters
from gistools.io.register_xml import read_xml
from gistools.progress import NoProgress, check
from gistools.stamps import STAMP_COLUMN, stamps_in
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gistools.progress import Progress

    Record = dict[str, Any]
    Keep = Callable[[str, Mapping[str, Any]], bool]

_HEAD = 4096
_AT_ONCE = 10_000  # records between two looks at the user's wish to stop
_SQLITE = b"SQLite format 3\0"
_ZIP = b"PK\x03\x04"
_MARK = b"\xef\xbb\xbf"
_FEATURES = re.compile(rb'"type"\s*:\s*"FeatureCollection"')
_LAYERS = (*LAYER_ENDINGS, ".shp", ".tab", ".mif", ".gdb")


def read_register_files(
    paths: Sequence[Path | str], *, keep: Keep | None = None, progress: Progress | None = None
) -> Loaded[dict[str, list[Record]]]:
    r"""Return the records of the objects of registers (registerudtræk), as the files have them.

    Parameters
    ----------
    paths:
        Files, or folders of files (what is no extract in a folder is left out with a note), each with one object or
        several: ndjson and CSV (``;``, tab or ``,``; quotation marks as ``\"`` or ``""``) as DAR and Datafordeleren
        deliver them, JSON lists, extracts such as ``{"BygningList": […]}``, answers of GraphQL (one file for each
        page), XML of BBR and OIS, and layers (``"file.gpkg|layername=x"`` for one of them). Texts are UTF-8, with or
        without mark, or CP1252.
    keep:
        Called with the object and each record; what it says no to is left out at once. With it a municipality is
        taken of an extract of the whole country, which is read line by line.
    progress:
        Told how far the work is.

    Returns
    -------
    Loaded
        By object, as the source calls it (the file's name without ending, the root field of GraphQL, the element, the
        layer): a mapping for each version. Texts are as they stand, names of columns in whole letters (NFC), shapes
        WKT or shapely's. Notes tell forms, character sets, counts, objects of several files, and pages that are
        lacking.

    Raises
    ------
    TableError
        For files that are empty, cut short, no register, mixed, in another character set or in two: with file and
        line. For answers of GraphQL with errors, and XML with a DOCTYPE.
    LayerError, CrsError
        For layers that cannot be read, and shapes in another coordinate system.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "Postnummer.ndjson"
    >>> _ = file.write_text('{"id": "a", "postnr": "8000", "navn": "Aarhus C"}\n', encoding="utf-8")
    >>> read_register_files([file]).value
    {'Postnummer': [{'id': 'a', 'postnr': '8000', 'navn': 'Aarhus C'}]}
    """
    progress = progress or NoProgress()
    made: dict[str, list[Record]] = {}
    notes: list[Text] = []
    sources, pages = [], dict[str, bool]()
    of: defaultdict[str, list[str]] = defaultdict(list)
    seen: set[Path] = set()
    marks: set[object] = set()
    files, named, away = expand_register(paths), set(map(str, paths)), not_looked_at(paths)
    for place, given in enumerate(files):
        progress.update(place / len(files), Text(f"Læser {Path(given).name}", f"Reading {Path(given).name}"))
        name = parse_layer_name(str(given))
        path = find_file(name.path, TableError)
        if path.resolve() in seen and name.layer is None:
            notes.append(Text(f"{path.name}: nævnt to gange, læst én", f"{path.name}: named twice, read once"))
            continue
        seen.add(path.resolve())
        if str(given) not in named and _is_no_extract(path):
            away.setdefault(path.parent.name, []).append(path.name)
            continue
        about: list[Text] = []
        counts: Counter[str] = Counter()
        for k, (called, record) in enumerate(_records(path, name.layer, about, pages, progress)):
            if not k % _AT_ONCE:
                check(progress)
            counts[called] += record is not None
            rows = made.setdefault(called, [])
            if record is not None and (keep is None or keep(called, record)):
                rows.append(record)
                marks.add(record.get(STAMP_COLUMN))
        for called in counts:
            of[called].append(path.name)
        if counts:
            about.append(_counted(path.name, counts))
        sources.append(source_of(str(given), companions(path), notes=about, progress=progress))
        notes += about
    if files and not sources:
        raise no_register_in(Path(parse_layer_name(str(files[0])).path).parent)
    notes += _told_at_last(of, pages)
    notes += [
        Text(
            f"mappen {folder}: ikke læst, da de ikke er udtræk: {', '.join(names)}",
            f"the folder {folder}: left out, being no extracts: {', '.join(names)}",
        )
        for folder, names in away.items()
    ]
    progress.update(1.0, Text("Registre læst", "Registers read"))
    return Loaded(made, tuple(sources), tuple(notes), stamps_in(marks - {None}))


def _counted(name: str, counts: Mapping[str, int]) -> Text:
    """Return how many records of each object a file has, in one line."""
    da, en = (
        ", ".join(f"{counted(count, *words)} {called}" for called, count in counts.items())
        for words in (("post", "poster"), ("record of", "records of"))
    )
    return Text(f"{name}: {da}", f"{name}: {en}")


def _told_at_last(of: Mapping[str, list[str]], pages: Mapping[str, bool]) -> list[Text]:
    """Return notes of all files together: objects of several files, and pages that none of them holds."""
    notes = [
        Text(
            f"{called} står i {len(files)} filer, som er lagt sammen: {', '.join(files)}",
            f"{called} stands in {len(files)} files, which were joined: {', '.join(files)}",
        )
        for called, files in of.items()
        if len(files) > 1
    ]
    notes += [
        Text(
            f"{called}: den sidste side mangler; svarene siger, at der er flere (hasNextPage)",
            f"{called}: the last page is lacking; the answers say that there are more (hasNextPage)",
        )
        for called, lacking in pages.items()
        if lacking
    ]
    return notes


def _records(
    path: Path, layer: str | None, notes: list[Text], pages: dict[str, bool], progress: Progress
) -> Iterator[tuple[str, Record | None]]:
    head = b"" if path.is_dir() else _head(path)
    text = head.removeprefix(_MARK).lstrip()
    features = text.startswith(b"{") and _FEATURES.search(head) is not None
    if path.is_dir() or features or head.startswith(_SQLITE) or path.suffix.lower() in _LAYERS:
        from gistools.io.register_layers import read_layers  # noqa: PLC0415 - loads the libraries of layers

        yield from read_layers(path, layer, notes, progress)
        return
    wide = head[:2] in WIDE_MARKS and head[2:].lstrip(b"\0").startswith(b"<")
    if text.startswith(b"<") or wide:
        yield from read_xml(path, notes, progress)
        return
    if _is_wide(head):
        raise wide_letters(path)
    if head.startswith(_ZIP) or (b"\0" in head and head[:2] not in WIDE_MARKS):
        raise _no_register(path, packed=head.startswith(_ZIP))
    encoding = encoding_of(path, progress)
    stem = composed(path.stem)
    if text.startswith((b"{", b"[")):
        yield from read_json(path, encoding, stem, pages)
        notes.append(Text(f"{path.name}: JSON, tegnsæt {encoding}", f"{path.name}: JSON, character set {encoding}"))
        return
    yield stem, None
    for row in read_csv(path, encoding, notes):
        yield stem, row


def _is_no_extract(path: Path) -> bool:
    """Return whether a file is none of the forms: packed, no text, or without columns; what is damaged is another."""
    head = _head(path)
    text = head.removeprefix(_MARK).lstrip()
    if path.suffix.lower() in _LAYERS or head.startswith(_SQLITE) or _is_wide(head):
        return False
    if head.startswith(_ZIP) or b"\0" in head:
        return True
    return not text.startswith((b"{", b"[", b"<")) and not any(
        one in text.splitlines()[0] for one in (b";", b"\t", b",", b"|")
    )


def _is_wide(head: bytes) -> bool:
    """Return whether letters have two bytes or more: by the mark, or since most of them are of the first 256."""
    if head[:2] in WIDE_MARKS:
        return True
    half = len(head) // 2
    return half > 0 and max(head[0::2].count(0), head[1::2].count(0)) >= 0.9 * half > 0.9 * head.count(0) / 2.0


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise fault(
            path,
            Text(f"kan ikke læses ({error.strerror})", f"cannot be read ({error.strerror})"),
            Text("en fil, der må læses", "a file that may be read"),
            Text("se efter rettighederne", "look at its permissions"),
        ) from error
    if not head.removeprefix(_MARK).strip():
        raise fault(
            path,
            Text("filen er tom", "the file is empty"),
            Text("et registerudtræk med poster", "an extract of a register with records"),
            Text("hent udtrækket igen, eller udelad filen", "fetch the extract anew, or leave the file out"),
        )
    return head


def _no_register(path: Path, *, packed: bool) -> TableError:
    return fault(
        path,
        Text("en pakket fil (zip)", "a packed file (zip)") if packed else Text("ikke tekst", "no text"),
        Text(
            "et registerudtræk: ndjson, JSON, CSV, XML eller GeoPackage",
            "an extract of a register: ndjson, JSON, CSV, XML or GeoPackage",
        ),
        Text("pak filen ud, og vælg udtrækket i den", "unpack the file, and choose the extract in it"),
    )
