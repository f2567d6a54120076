"""The content of a value as a short text: equal text, equal content.

Used for the keys of remembered steps. The kind of every value is part of its hash, so that 1, 1.0 and "1" differ. A
value of an unknown kind is refused with `Unhashable`, never guessed at.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import functools
import hashlib
import struct
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gistools.progress import NoProgress, Progress, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from gistools.raster import StripRaster

__all__ = ["CHUNK_BYTES", "Unhashable", "array_bytes", "content_hash", "is_strip_raster", "strip_bytes"]

CHUNK_BYTES = 4 * 1024 * 1024
"""How much is hashed or written between two looks at the user's wish to stop."""

_TREE_BYTES = 2 * CHUNK_BYTES  # from which an array is hashed by two threads


class Unhashable(TypeError):  # noqa: N818 - never seen by a user, and no error of anyone
    """The value is of a kind whose content is not defined."""


def content_hash(
    *values: object,
    known: Callable[[object], str | None] = lambda _: None,
    progress: Progress | None = None,
) -> str:
    """Return the BLAKE2b hash of the content of ``values`` as 40 hexadecimal digits.

    Parameters
    ----------
    values:
        None, numbers, texts, enumeration members, numpy arrays, GeoDataFrames, DataFrames, dataclasses, and tuples,
        lists, sets and mappings of those.
    known:
        Called with each dataclass; where it returns a text, that stands for the content.
    progress:
        Asked between chunks whether to stop.

    Raises
    ------
    Unhashable
        For values of any other kind.
    Cancelled
        When the user wants to stop.

    >>> content_hash(1) == content_hash(1.0)
    False
    """
    hasher = _Hasher(known, progress or NoProgress())
    hasher.add(values)
    return hasher.digest.hexdigest()


class _Hasher:
    def __init__(self, known: Callable[[object], str | None], progress: Progress) -> None:
        self.digest = hashlib.blake2b(digest_size=20)
        self._known = known
        self._progress = progress

    def add(self, value: Any) -> None:  # noqa: ANN401 - any kind of value, told apart inside
        """Add one value."""
        if value is None or isinstance(value, (bool, int, str, bytes)) or type(value) is float:
            self._scalar(value)
        elif isinstance(value, (list, tuple, set, frozenset, Mapping)):
            self._container(value)
        elif is_strip_raster(value):
            self._strips(value)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            self._dataclass(value)
        else:
            self._foreign(value)

    def _tag(self, tag: str, content: bytes = b"") -> None:
        head = tag.encode()
        self.digest.update(struct.pack("<IQ", len(head), len(content)))
        self.digest.update(head)
        self.digest.update(content)

    def _scalar(self, value: Any) -> None:  # noqa: ANN401 - any kind of value, told apart inside
        if isinstance(value, enum.Enum):
            self._tag(f"enum:{_name(type(value))}", repr(value.value).encode())
        elif isinstance(value, float):
            self._tag("float", struct.pack("<d", value))
        elif isinstance(value, bytes):
            self._tag("bytes", value)
        else:
            self._tag(type(value).__name__, str(value).encode("utf-8", "surrogatepass"))

    def _container(self, value: Any) -> None:  # noqa: ANN401 - any kind of value, told apart inside
        if isinstance(value, Mapping):
            self._tag("map", str(len(value)).encode())
            for key, one in value.items():
                self.add(key)
                self.add(one)
            return
        items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        self._tag("set" if isinstance(value, (set, frozenset)) else "list", str(len(value)).encode())
        for one in items:
            self.add(one)

    def _dataclass(self, value: Any) -> None:  # noqa: ANN401 - any kind of value, told apart inside
        token = self._known(value)
        if token is not None:
            self._tag("known", token.encode())
            return
        self._tag(f"dataclass:{_name(type(value))}")
        for field in dataclasses.fields(value):
            self._tag("field", field.name.encode())
            self.add(getattr(value, field.name))

    def _foreign(self, value: Any) -> None:  # noqa: ANN401 - any kind of value, told apart inside
        import numpy as np  # noqa: PLC0415 - loading it waits until data is there

        if isinstance(value, enum.Enum):
            self._tag(f"enum:{_name(type(value))}", repr(value.value).encode())
        elif isinstance(value, np.generic):
            self._tag(f"scalar:{value.dtype.str}", value.tobytes())
        elif isinstance(value, np.ndarray):
            self._array(value)
        elif _is_frame(value):
            self._frame(value)
        else:
            msg = f"no content is defined for {type(value).__name__}"
            raise Unhashable(msg)

    def _array(self, array: npt.NDArray[Any]) -> None:
        if array.dtype.hasobject:
            self._tag("objects", str(array.shape).encode())
            for one in array.ravel():
                self.add(one)
            return
        self._tag(f"array:{array.dtype.str}:{array.shape}")
        self._bytes(array_bytes(array), array.nbytes)

    def _strips(self, raster: StripRaster) -> None:
        """Add what the raster would be when it were made: the same as `gistools.raster.Raster`."""
        from gistools.raster import Raster  # noqa: PLC0415 - loading it waits until data is there

        self._tag(f"dataclass:{_name(Raster)}")
        for field in dataclasses.fields(Raster):
            self._tag("field", field.name.encode())
            if field.name != "values":
                self.add(getattr(raster, field.name))
                continue
            size = raster.grid.rows * raster.grid.cols * raster.dtype.itemsize
            self._tag(f"array:{raster.dtype.str}:{raster.grid.shape}")
            self._bytes(strip_bytes(raster), size)

    def _bytes(self, parts: Iterator[memoryview], size: int) -> None:
        """Add the bytes of an array; those of a large one as the hashes of its chunks, counted by two threads."""
        if size < _TREE_BYTES:
            for part in parts:
                check(self._progress)
                self.digest.update(part)
            return
        from gistools.io.lanes import in_order  # noqa: PLC0415 - loads the file libraries

        jobs = (functools.partial(hashlib.blake2b, chunk, digest_size=32) for chunk in _chunks(parts))
        with contextlib.closing(in_order(self._progress, jobs)) as made:
            for one in made:
                self.digest.update(one.digest())

    def _frame(self, frame: Any) -> None:  # noqa: ANN401 - any kind of value, told apart inside
        geometry = getattr(frame, "_geometry_column_name", None)
        self._tag("frame", repr((list(map(str, frame.columns)), geometry, len(frame))).encode())
        self.add(dict(frame.attrs))
        for name in frame.columns:
            self._series(frame[name])
        self._series(frame.index.to_series())

    def _series(self, series: Any) -> None:  # noqa: ANN401 - any kind of value, told apart inside
        import pandas as pd  # noqa: PLC0415 - loading it waits until data is there

        self._tag("column", str(series.dtype).encode())
        if hasattr(series, "to_wkb"):
            self._tag("crs", (series.crs.to_wkt() if series.crs is not None else "").encode())
            for one in series.to_wkb():
                self.add(one)
        elif series.dtype.kind in "biufcmM" and not pd.api.types.is_extension_array_dtype(series.dtype):
            self._array(series.to_numpy())
        else:
            for one in series.astype(object):
                self.add(None if one is pd.NA or one is pd.NaT else one)


def _name(cls: type) -> str:
    return f"{cls.__module__}:{cls.__qualname__}"


def _is_frame(value: object) -> bool:
    return any(base.__name__ == "DataFrame" and base.__module__.startswith("pandas") for base in type(value).__mro__)


def array_bytes(array: npt.NDArray[Any]) -> Iterator[memoryview]:
    """Yield the bytes of an array in C order, in chunks; of one that does not lie so, few rows are copied at a time.

    >>> import numpy as np
    >>> [list(part) for part in array_bytes(np.arange(6, dtype=np.uint8).reshape(2, 3).T)]
    [[0, 3, 1, 4, 2, 5]]
    """
    import numpy as np  # noqa: PLC0415 - loading it waits until data is there

    if not array.flags.c_contiguous:
        rows = max(1, CHUNK_BYTES // max(array.nbytes // len(array), 1))
        for first in range(0, len(array), rows):
            yield from array_bytes(np.ascontiguousarray(array[first : first + rows]))
        return
    flat: npt.NDArray[np.uint8] = array.reshape(-1).view(np.uint8)
    for start in range(0, flat.size, CHUNK_BYTES):
        yield flat[start : start + CHUNK_BYTES].data


def strip_bytes(raster: StripRaster) -> Iterator[memoryview]:
    """Yield the bytes of all values of a raster that is made strip by strip."""
    rows = max(1, CHUNK_BYTES // (raster.grid.cols * raster.dtype.itemsize))
    for first in range(0, raster.grid.rows, rows):
        yield from array_bytes(raster.rows(first, min(first + rows, raster.grid.rows)))


def is_strip_raster(value: object) -> bool:
    """Whether a value is a raster that is made strip by strip; loads no numeric library."""
    return type(value).__name__ == "StripRaster" and type(value).__module__ == "gistools.raster"


def _chunks(parts: Iterator[memoryview]) -> Iterator[bytes | memoryview]:
    """Yield the same bytes in chunks that are all of one length, but the last."""
    rest = bytearray()
    for part in parts:
        at = 0
        if rest:
            at = CHUNK_BYTES - len(rest)
            rest += part[:at]
            if len(rest) < CHUNK_BYTES:
                continue
            yield bytes(rest)
            rest = bytearray()
        while at + CHUNK_BYTES <= len(part):
            yield part[at : at + CHUNK_BYTES]
            at += CHUNK_BYTES
        rest += part[at:]
    if rest:
        yield bytes(rest)
