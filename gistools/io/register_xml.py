"""Registers as XML (BBR and OIS), record by record, in UTF-8 or ISO-8859-1, with æ, ø and å in names of elements.

A DOCTYPE is refused before its content is looked at: nowhere else are entities declared, by which XML can read other
files or grow without end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from gistools.io.register_text import CP1252, UTF8, WIDE_MARKS, composed, cut_short, encoding_of, fault
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gistools.progress import Progress

    Record = dict[str, Any]

_PIECE = 1 << 18
_KEYS = {"id_lokalid", "id"}
_LISTS = ("list", "liste", "samling", "member", "members", "featuremember")
_ABOUT = {"udtraek", "udtræk"}  # of OIS: when and of what the extract was made
_PLACES = {"pos", "coordinates"}  # of GML 3 and 2
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
_ENDS_EARLY = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
}


def read_xml(path: Path, notes: list[Text], progress: Progress) -> Iterator[tuple[str, Record]]:
    """Return the records of an XML file with the name of their element.

    A record is an element with an ``id_lokalId`` or ``id``, or one in a list (``BygningList``) or beneath the root that
    has texts. Its members are the texts beneath it by the names of their elements, without namespaces; a point of GML
    is WKT; what stands deeper has the names joined by ``_``.

    Raises
    ------
    TableError
        For a DOCTYPE, a file that is no XML or cut short, and one in neither UTF-8 nor CP1252.
    """
    with path.open("rb") as stream:
        head = stream.read(1024)
        wide = head[:2] in WIDE_MARKS
        found = None if wide else encoding_of(path, progress)
        declared = _DECLARED.search(head)
        said = "" if declared is None else declared[1].decode("ascii").lower()
        forced = _forced(found, said)
        taken = _Taken(path)
        parser = taken.parser(forced)
        stream.seek(0)
        try:
            while piece := stream.read(_PIECE):
                parser.Parse(piece, False)  # noqa: FBT003 - expat takes it so
                yield from taken.ready()
            parser.Parse(b"", True)  # noqa: FBT003 - the same
        except expat.ExpatError as error:
            raise _broken(path, error) from error
        yield from taken.ready()
    shown = "UTF-16" if wide else found
    notes.append(Text(f"{path.name}: XML, tegnsæt {shown}", f"{path.name}: XML, character set {shown}"))
    if forced is not None and said:
        notes.append(
            Text(
                f"{path.name}: filen siger {said}, men er {found}; læst som {found}",
                f"{path.name}: the file says {said}, but is {found}; read as {found}",
            )
        )


def _forced(found: str | None, said: str) -> str | None:
    """Return the character set to read in where what the file says is wrong; None where it may be believed."""
    if found == UTF8 and said not in {"", "utf-8", "utf8", "us-ascii"}:
        return "utf-8"
    if found == CP1252 and said not in {"iso-8859-1", "windows-1252", "cp1252", "latin1", "iso-8859-15"}:
        return "windows-1252"
    return None


class _Taken:
    """What was read of a file so far: open elements, and the records that are ready."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: list[tuple[str, Record]] = []
        self._words: list[str] = []
        self._ready: list[tuple[str, Record]] = []
        self._names: dict[str, str] = {}
        self._parser: Any = None

    def parser(self, encoding: str | None) -> Any:  # noqa: ANN401 - a parser of expat
        made = self._parser = expat.ParserCreate(encoding)
        made.buffer_text = True
        made.StartDoctypeDeclHandler = self._doctype
        made.StartElementHandler = self._start
        made.EndElementHandler = self._end
        made.CharacterDataHandler = self._words.append
        return made

    def ready(self) -> list[tuple[str, Record]]:
        """Return the records that are whole, once."""
        made, self._ready = self._ready, []
        return made

    def _doctype(self, *_: object) -> None:
        raise fault(
            self._path,
            Text("en DOCTYPE", "a DOCTYPE"),
            Text("XML uden DOCTYPE og entiteter", "XML without DOCTYPE and entities"),
            Text(
                "hent udtrækket fra registret selv; registrenes filer har ingen DOCTYPE",
                "fetch the extract from the register itself; files of registers have no DOCTYPE",
            ),
            line=self._parser.CurrentLineNumber,
        )

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = self._names.get(tag)
        if name is None:
            name = self._names[tag] = composed(tag.rpartition(":")[2])
        self._words.clear()
        self._open.append((name, {}))

    def _end(self, _tag: str) -> None:
        name, members = self._open.pop()
        text = "".join(self._words).strip()
        self._words.clear()
        if not self._open:
            return
        parent, beside = self._open[-1]
        if not members:
            wkt = _wkt(parent, name, text)
            beside[name] = text if wkt is None else wkt
        elif len(members) == 1 and _is_wkt(shape := next(iter(members.values()))):
            beside[name] = shape
        elif self._is_record(name, parent, members):
            self._ready.append((name, members))
        else:
            beside.update({f"{name}_{key}": value for key, value in members.items()})

    def _is_record(self, name: str, parent: str, members: Record) -> bool:
        if not _KEYS.isdisjoint(map(str.lower, members)):
            return True
        if name.lower().endswith(_LISTS) or name.lower() in _ABOUT:
            return False
        return len(self._open) == 1 or parent.lower().endswith(_LISTS)


def _wkt(parent: str, name: str, text: str) -> str | None:
    """Return a point of GML as WKT; None for what is none."""
    numbers = text.replace(",", " ").split()
    if parent == "Point" and name in _PLACES and len(numbers) in {2, 3}:
        return f"POINT ({' '.join(numbers[:2])})"
    return None


def _is_wkt(value: object) -> bool:
    return isinstance(value, str) and value.startswith("POINT (")


def _broken(path: Path, error: expat.ExpatError) -> Exception:
    if error.code in _ENDS_EARLY:
        return cut_short(path, error.lineno)
    return fault(
        path,
        Text(f"ikke XML ({error})", f"no XML ({error})"),
        Text("en hel XML-fil", "a whole XML file"),
        Text("hent udtrækket igen", "fetch the extract anew"),
        line=error.lineno,
    )
