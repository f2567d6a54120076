"""MapInfo tables (TAB, MIF) made ready to read: all files of them, endings in any case, and the right letters.

A table says which character set its texts are in, or says ``Neutral``, which is any. What it says is held against the
bytes themselves; where they say otherwise, a copy that says what they are is read. The table itself is never changed.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import LayerError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ready_to_read", "require_whole_table"]

_NEEDED = {".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}
_CHARSET = re.compile(rb'(charset\s+"?)([A-Za-z0-9]+)("?)', re.IGNORECASE)
_FIELD = re.compile(
    rb"^\s+\S+\s+(char|integer|smallint|largeint|decimal|float|date|time|datetime|logical)\b",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD_BYTES = 65_536
_SLOT = 32  # bytes of a column in the head of a .dat
_MOST = 50_000_000  # bytes of texts that are looked at


@dataclass(frozen=True, slots=True)
class _Letters:
    """A character set: what people and MapInfo call it, and its bytes of æ, ø and å."""

    name: str
    charset: str
    codec: str

    @property
    def danish(self) -> bytes:
        return "æøåÆØÅ".encode(self.codec)


_UTF8 = _Letters("UTF-8", "Neutral", "utf-8")  # read as it is
_SETS = (
    _Letters("CP1252 (Windows)", "WindowsLatin1", "cp1252"),
    _Letters("CP865 (DOS)", "CodePage865", "cp865"),
)
_DECLARED = {"windowslatin1": _SETS[0], "iso8859_1": _SETS[0], "codepage865": _SETS[1], "codepage850": _SETS[1],
             "codepage437": _SETS[1], "utf8": _UTF8}  # fmt: skip


def require_whole_table(path: Path) -> None:
    """Raise `LayerError` when a MapInfo table lacks one of its files; other formats are let be."""
    _beside(path)


@contextmanager
def ready_to_read(path: Path) -> Iterator[tuple[Path, tuple[Text, ...]]]:
    """Give a file that reads as what it holds, and notes of what was found out; other formats as they are.

    Raises
    ------
    LayerError
        When a MapInfo table lacks one of its files.
    """
    files = _beside(path)
    if not files:
        yield path, ()
        return
    declared, found = _declared(path), _found(path, files)
    notes = _notes(path, declared, found)
    mixed = any(one.suffix not in {one.suffix.lower(), one.suffix.upper()} for one in (path, *files.values()))
    mixed |= len({one.suffix.isupper() for one in (path, *files.values())}) > 1
    wrong = found is not None and found is not _DECLARED.get(declared.casefold())
    if not mixed and (not wrong or (found is _UTF8 and declared.casefold() == "neutral")):
        yield path, notes
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{path.stem}{path.suffix.lower()}"
        copy.write_bytes(_saying(path.read_bytes(), path.suffix.lower(), found))
        for ending, one in files.items():
            _link(one, copy.with_suffix(ending))
        yield copy, notes


def _saying(head: bytes, ending: str, found: _Letters | None) -> bytes:
    """Return the text of a table that says which character set it is in."""
    if found is None:
        return head
    name = found.charset.encode()
    told, count = _CHARSET.subn(rb"\g<1>" + name + rb"\g<3>", head)
    if count:
        return told
    first, line, rest = head.partition(b"\n")
    return first + line + (b"!charset " + name if ending == ".tab" else b'Charset "' + name + b'"') + b"\n" + rest


def _beside(path: Path) -> dict[str, Path]:
    """Return the other files of a MapInfo table by their endings in small letters; empty for other formats."""
    needed = _NEEDED.get(path.suffix.lower())
    if needed is None:
        return {}
    found = {
        one.suffix.lower(): one
        for one in sorted(path.parent.iterdir())
        if one.stem.casefold() == path.stem.casefold() and one.suffix.lower() in {*needed, ".ind"}
    }
    missing = [ending for ending in needed if ending not in found]
    if path.suffix.lower() == ".tab" and not _native(path):
        missing = []  # a view, or a table whose data lie in another format
    if missing:
        listed = ", ".join(f"{path.stem}{ending}" for ending in missing)
        raise LayerError(
            Text(f"{path.name} uden {listed}", f"{path.name} without {listed}"),
            Text(f"alle filer, en MapInfo-tabel består af: {', '.join((path.suffix.lower(), *needed))}",
                 f"all files that a MapInfo table consists of: {', '.join((path.suffix.lower(), *needed))}"),
            Text("læg filerne i samme mappe, eller bed om hele leverancen",
                 "put the files into the same folder, or ask for the whole delivery"),
        )  # fmt: skip
    return found


def _native(path: Path) -> bool:
    with path.open("rb") as file:
        return re.search(rb"type\s+native", file.read(_HEAD_BYTES), re.IGNORECASE) is not None


def _declared(path: Path) -> str:
    """Return the character set that a table names; empty for none."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    named = [match[2].decode("ascii") for match in _CHARSET.finditer(head)]
    return named[-1] if named else ""  # that of the definition, which stands after that of the file


def _found(path: Path, files: dict[str, Path]) -> _Letters | None:
    """Return the character set that the texts are in; None where they hold no other letters than ASCII."""
    texts = _mid_bytes(files[".mid"]) if path.suffix.lower() == ".mif" else _dat_bytes(path, files.get(".dat"))
    if not texts or texts.isascii():
        return None
    try:
        texts.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return _UTF8
    counts = [sum(texts.count(bytes([byte])) for byte in one.danish) for one in _SETS]
    return _SETS[int(np.argmax(counts))] if max(counts) else _SETS[0]


def _mid_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        read = file.read(_MOST)
    return read[: read.rfind(b"\n") + 1] or read


def _dat_bytes(table: Path, data: Path | None) -> bytes:
    """Return the bytes of the text columns of a .dat, whose numbers are bytes of any kind.

    Which are texts, the .tab says: in the head of the .dat all columns are.
    """
    if data is None:
        return b""
    kinds = [match[1].lower() for match in _FIELD.finditer(table.read_bytes())]
    raw = data.read_bytes()
    if len(raw) < 2 * _SLOT:
        return b""
    head, row = int.from_bytes(raw[8:10], "little"), int.from_bytes(raw[10:12], "little")
    slots = [raw[at : at + _SLOT] for at in range(_SLOT, head - 1, _SLOT)]
    rows = np.frombuffer(raw[head:], np.uint8)
    rows = rows[: len(rows) // row * row].reshape(-1, row) if row else rows.reshape(0, 1)
    begins, texts = 1, []  # the first byte of a row says whether it is deleted
    for slot, kind in zip(slots, kinds, strict=False):
        width = slot[16]
        if kind == b"char":
            texts.append(rows[: max(1, _MOST // max(width, 1)), begins : begins + width].tobytes())
        begins += width
    return b"".join(texts).replace(b"\0", b"")


def _notes(path: Path, declared: str, found: _Letters | None) -> tuple[Text, ...]:
    if found is None:
        return ()
    said = _DECLARED.get(declared.casefold())
    if said is found:
        return (Text(f"{path.name}: tegnsæt {found.name}, som tabellen siger",
                     f"{path.name}: character set {found.name}, as the table says"),)  # fmt: skip
    told = Text(f"tabellen siger {declared or 'ikke hvilket'}", f"the table says {declared or 'nothing'}")
    return (Text(f"{path.name}: tegnsæt {found.name}, fundet i bogstaverne; {told.da}",
                 f"{path.name}: character set {found.name}, found by its letters; {told.en}"),)  # fmt: skip


def _link(source: Path, target: Path) -> None:
    """Put a file elsewhere without copying it where the system lets us."""
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)
