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
    from collections.abc import Iterable, Iterator

__all__ = ["ready_to_read", "require_whole_table"]

_NEEDED = {".tab": (".dat", ".map", ".id"), ".mif": (".mid",)}
_CHARSET = re.compile(rb'(charset\s+"?)([A-Za-z0-9_-]+)("?)', re.IGNORECASE)
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
        return "æøåÆØÅ".encode(self.codec, errors="ignore")  # CP437 has no ø


_UTF8 = _Letters("UTF-8", "Neutral", "utf-8")  # read as it is
_SETS = (
    _Letters("CP1252 (Windows)", "WindowsLatin1", "cp1252"),
    _Letters("CP865 (DOS)", "CodePage865", "cp865"),
)
_DECLARED = {"windowslatin1": _SETS[0], "iso8859_1": _SETS[0], "iso8859-1": _SETS[0], "codepage865": _SETS[1],
             "codepage850": _Letters("CP850 (DOS)", "CodePage850", "cp850"),
             "codepage437": _Letters("CP437 (DOS)", "CodePage437", "cp437"), "utf8": _UTF8, "utf-8": _UTF8}  # fmt: skip
_UNREAD = frozenset({"ISO8859-1", "iso8859-1"})  # that GDAL knows under another spelling alone
_CUT = re.compile(
    rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})(?=[\0 ]*(?:[\"\n]|\Z))"
)  # the first bytes of a letter in UTF-8 whose others did not fit into the column


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
    declared = _declared(path)
    found, cut = _found(path, files, _DECLARED.get(declared.casefold()))
    notes = _notes(path, declared, found, cut=cut)
    mixed = cut or any(one.suffix not in {one.suffix.lower(), one.suffix.upper()} for one in (path, *files.values()))
    mixed |= len({one.suffix.isupper() for one in (path, *files.values())}) > 1
    mixed |= any(one.stem != path.stem for one in files.values()) or len(_alike(path, files)) > len(files)
    wrong = found is not None and (found is not _DECLARED.get(declared.casefold()) or declared in _UNREAD)
    if not mixed and (not wrong or (found is _UTF8 and declared.casefold() == "neutral")):
        yield path, notes
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{path.stem}{path.suffix.lower()}"
        copy.write_bytes(_saying(path.read_bytes(), path.suffix.lower(), found))
        for ending, one in files.items():
            if cut and ending in {".dat", ".mid"}:
                copy.with_suffix(ending).write_bytes(_without_cut(path, one))
            else:
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
    alike = _alike(path, (*needed, ".ind"))
    found = {ending: _own(path, ending, alike) for ending in {one.suffix.lower() for one in alike}}
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


def _alike(path: Path, endings: Iterable[str]) -> list[Path]:
    """Return the files with endings whose names are that of a table but for case, without those of another table."""
    beside = [one for one in sorted(path.parent.iterdir()) if one.stem.casefold() == path.stem.casefold()]
    others = {one.stem for one in beside if one.suffix.lower() == path.suffix.lower()} - {path.stem}
    return [one for one in beside if one.suffix.lower() in {*endings} and one.stem not in others]


def _own(path: Path, ending: str, alike: list[Path]) -> Path:
    """Return the file of a table with an ending: named just like it, and in the same case, before others."""
    left = [one for one in alike if one.suffix.lower() == ending]
    left = [one for one in left if one.stem == path.stem] or left
    left = [one for one in left if one.suffix.isupper() == path.suffix.isupper()] or left
    if len(left) > 1:
        named = ", ".join(one.name for one in left)
        raise LayerError(
            Text(f"{path.name} med {named}", f"{path.name} with {named}"),
            Text(f"én fil {path.stem}{ending}", f"one file {path.stem}{ending}"),
            Text("giv filerne samme navn som tabellen, eller læg dem i hver sin mappe",
                 "call the files as the table, or put them into folders of their own"),
        )  # fmt: skip
    return left[0]


def _native(path: Path) -> bool:
    with path.open("rb") as file:
        return re.search(rb"type\s+native", file.read(_HEAD_BYTES), re.IGNORECASE) is not None


def _declared(path: Path) -> str:
    """Return the character set that a table names; empty for none."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    named = [match[2].decode("ascii") for match in _CHARSET.finditer(head)]
    return named[-1] if named else ""  # that of the definition, which stands after that of the file


def _found(path: Path, files: dict[str, Path], declared: _Letters | None) -> tuple[_Letters | None, bool]:
    """Return the character set of the texts, and whether letters of it are cut; None where they are ASCII alone."""
    texts = _mid_bytes(files[".mid"]) if path.suffix.lower() == ".mif" else _dat_bytes(path, files.get(".dat"))
    if not texts or texts.isascii():
        return None, False
    whole = _CUT.sub(b"", texts)
    if declared is _UTF8 or not whole.isascii():  # Gudenå in CP1252 ends like a letter that is cut
        try:
            whole.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return _UTF8, whole != texts
    kept = None if declared is _UTF8 else declared
    counts = [sum(texts.count(bytes([byte])) for byte in one.danish) for one in _SETS]
    if not max(counts):
        return kept or _SETS[0], False
    likely = _SETS[int(np.argmax(counts))]
    return (kept if kept and kept.danish == likely.danish else likely), False  # CP850 has the letters of CP865


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
    rows, columns = _rows(table, data)
    texts = [b"\n".join(np.unique(_cells(rows[: max(1, _MOST // width)], begins, width)).tolist())
             for begins, width in columns]  # fmt: skip
    return b"\n".join(texts).replace(b"\0", b"")


def _cells(rows: np.ndarray, begins: int, width: int) -> np.ndarray:
    return np.ascontiguousarray(rows[:, begins : begins + width]).view(f"S{width}").ravel()


def _without_cut(table: Path, data: Path) -> bytes:
    """Return the bytes of the texts of a table without letters that are cut."""
    raw = data.read_bytes()
    if data.suffix.lower() == ".mid":
        return _CUT.sub(b"", raw)
    rows, columns = _rows(table, data)
    made = rows.copy()
    for begins, width in columns:
        for row, cell in enumerate(_cells(rows, begins, width).tolist()):
            if not cell.isascii():
                kept = _CUT.sub(b"", cell).ljust(width, b"\0")
                made[row, begins : begins + width] = np.frombuffer(kept, np.uint8)
    head = int.from_bytes(raw[8:10], "little")
    return raw[:head] + made.tobytes() + raw[head + made.size :]


def _rows(table: Path, data: Path) -> tuple[np.ndarray, list[tuple[int, int]]]:
    """Return the rows of a .dat, and where in them each column of texts begins and how wide it is."""
    kinds = [match[1].lower() for match in _FIELD.finditer(table.read_bytes())]
    raw = data.read_bytes()
    if len(raw) < 2 * _SLOT:
        return np.zeros((0, 1), np.uint8), []
    head, row = int.from_bytes(raw[8:10], "little"), int.from_bytes(raw[10:12], "little")
    slots = [raw[at : at + _SLOT] for at in range(_SLOT, head - 1, _SLOT)]
    rows = np.frombuffer(raw[head:], np.uint8)
    rows = rows[: len(rows) // row * row].reshape(-1, row) if row else rows.reshape(0, 1)
    begins, columns = 1, []  # the first byte of a row says whether it is deleted
    for slot, kind in zip(slots, kinds, strict=False):
        width = slot[16]
        if kind == b"char" and 0 < width <= rows.shape[1] - begins:
            columns.append((begins, width))
        begins += width
    return rows, columns


def _notes(path: Path, declared: str, found: _Letters | None, *, cut: bool) -> tuple[Text, ...]:
    if found is None:
        return ()
    told = (_of_set(path, declared, found),)
    return told if not cut else (*told, Text(
        f"{path.name}: bogstaver, der er skåret over ved kolonnens bredde, er udeladt",
        f"{path.name}: letters that are cut at the width of their column are left out"))  # fmt: skip


def _of_set(path: Path, declared: str, found: _Letters) -> Text:
    said = _DECLARED.get(declared.casefold())
    if said is found:
        return Text(f"{path.name}: tegnsæt {found.name}, som tabellen siger",
                    f"{path.name}: character set {found.name}, as the table says")  # fmt: skip
    told = Text(f"tabellen siger {declared or 'ikke hvilket'}", f"the table says {declared or 'nothing'}")
    return Text(f"{path.name}: tegnsæt {found.name}, fundet i bogstaverne; {told.da}",
                f"{path.name}: character set {found.name}, found by its letters; {told.en}")  # fmt: skip


def _link(source: Path, target: Path) -> None:
    """Put a file elsewhere without copying it where the system lets us."""
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)
