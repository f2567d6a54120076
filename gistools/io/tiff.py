"""The frame of a GeoTIFF: where its tags and blocks lie.

GDAL packs the blocks and says what the tags hold; here they are laid in a file in the order wanted, while the cells
stream by. GDAL's own way to a Cloud Optimized GeoTIFF needs the whole raster in a file or in memory first, cannot be
stopped on its way, and takes several times as long.

The form: TIFF 6.0, BigTIFF, and the GDAL driver COG ("LAYOUT=IFDS_BEFORE_DATA", blocks with leader and trailer).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["GHOST", "Directory", "Tag", "blocks", "directory", "head", "overview_of", "with_blocks"]

WIDTH, LENGTH, TILE_WIDTH, TILE_LENGTH, OFFSETS, COUNTS = 256, 257, 322, 323, 324, 325
_SUBFILE = 254
_KEPT_BY_OVERVIEWS = (258, 259, 262, 277, 284, 317, TILE_WIDTH, TILE_LENGTH, 339, 42113)
_BYTE, _SHORT, _LONG, _LONG8 = 1, 3, 4, 16
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_LETTERS = {_SHORT: "H", _LONG: "I", _LONG8: "Q"}
_BIG = 43

_STRUCTURE = (
    "LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n"
    "BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n "
)
GHOST = f"GDAL_STRUCTURAL_METADATA_SIZE={len(_STRUCTURE):06d} bytes\n{_STRUCTURE}".encode("ascii")
"""What stands before the tags of a COG; true of every file that is laid so."""


@dataclass(frozen=True)
class Tag:
    """One tag: its type, how many values, and their bytes in little-endian order."""

    kind: int
    count: int
    data: bytes

    @classmethod
    def of(cls, kind: int, values: Sequence[int]) -> Tag:
        """Make a tag of whole numbers."""
        return cls(kind, len(values), struct.pack(f"<{len(values)}{_LETTERS[kind]}", *values))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The values of a tag of whole numbers."""
        return struct.unpack(f"<{self.count}{_LETTERS[self.kind]}", self.data)


Directory = dict[int, Tag]


@dataclass(frozen=True)
class _Form:
    """How numbers are written in a classic or a big TIFF."""

    start: str  # of the file, up to and with the place of the first directory
    count: str
    entry: str  # tag, type and count of one
    place: str

    @property
    def room(self) -> int:
        """How many bytes a value may have to stand in the directory itself."""
        return struct.calcsize(self.place)


_CLASSIC = _Form("<2sHI", "<H", "<HHI", "<I")
_LARGE = _Form("<2sHHHQ", "<Q", "<HHQ", "<Q")


def directory(data: bytes) -> Directory:
    """Return the tags of the first directory of a little-endian TIFF."""
    big = struct.unpack_from("<H", data, 2)[0] == _BIG
    form = _LARGE if big else _CLASSIC
    at = struct.unpack_from(form.start, data)[-1]
    count = struct.unpack_from(form.count, data, at)[0]
    at += struct.calcsize(form.count)
    found: Directory = {}
    for _ in range(count):
        tag, kind, number = struct.unpack_from(form.entry, data, at)
        size = number * _SIZES[kind]
        value = at + struct.calcsize(form.entry)
        place = value if size <= form.room else struct.unpack_from(form.place, data, value)[0]
        found[tag] = Tag(kind, number, bytes(data[place : place + size]))
        at = value + form.room
    return found


def blocks(data: bytes) -> list[memoryview]:
    """Return the packed blocks of a TIFF of one directory, row by row."""
    tags, view = directory(data), memoryview(data)
    spans = zip(tags[OFFSETS].numbers, tags[COUNTS].numbers, strict=True)
    return [view[start : start + size] for start, size in spans]


def overview_of(main: Mapping[int, Tag], rows: int, cols: int) -> Directory:
    """Return the tags of a smaller image of the same cells."""
    own = {_SUBFILE: Tag.of(_LONG, [1]), WIDTH: Tag.of(_LONG, [cols]), LENGTH: Tag.of(_LONG, [rows])}
    return own | {tag: main[tag] for tag in _KEPT_BY_OVERVIEWS if tag in main}


def with_blocks(tags: Mapping[int, Tag], offsets: Sequence[int], counts: Sequence[int], *, big: bool) -> Directory:
    """Return the tags with where the blocks lie and how many bytes each has."""
    return {**tags, OFFSETS: Tag.of(_LONG8 if big else _LONG, offsets), COUNTS: Tag.of(_LONG, counts)}


def head(directories: Sequence[Mapping[int, Tag]], *, big: bool, ghost: bytes = b"") -> bytes:
    """Return all that stands before the blocks: the start of the file, ``ghost``, and the directories in order.

    Its length depends on nothing but the number and length of the tags.
    """
    form = _LARGE if big else _CLASSIC
    first = _even(struct.calcsize(form.start) + len(ghost))
    numbers = (b"II", _BIG, 8, 0, first) if big else (b"II", 42, first)
    made = bytearray(struct.pack(form.start, *numbers) + ghost).ljust(first, b" ")
    for n, tags in enumerate(directories):
        made += _one(tags, form, len(made), last=n == len(directories) - 1)
    return bytes(made)


def _one(tags: Mapping[int, Tag], form: _Form, at: int, *, last: bool) -> bytes:
    """Return one directory that stands at a place, its values behind it."""
    entries = bytearray(struct.pack(form.count, len(tags)))
    behind = at + len(entries) + len(tags) * (struct.calcsize(form.entry) + form.room) + form.room
    values = bytearray()
    for number in sorted(tags):
        tag = tags[number]
        entries += struct.pack(form.entry, number, tag.kind, tag.count)
        if len(tag.data) <= form.room:
            entries += tag.data.ljust(form.room, b"\0")
        else:
            entries += struct.pack(form.place, behind + len(values))
            values += tag.data.ljust(_even(len(tag.data)), b"\0")
    entries += struct.pack(form.place, 0 if last else behind + len(values))
    return bytes(entries + values)


def _even(length: int) -> int:
    """Return the length up to the next multiple of 8."""
    return -(-length // 8) * 8
