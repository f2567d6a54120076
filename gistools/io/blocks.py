"""Cells of a raster file, read in strips of rows so that a cancel is noticed within a moment."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from rasterio.errors import RasterioError
from rasterio.windows import Window

from gistools.errors import RasterReadError
from gistools.io.headers import open_dataset, unreadable
from gistools.io.words import digits
from gistools.progress import check, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.io.headers import Header
    from gistools.progress import Progress

STRIP_CELLS = 1 << 22
MAX_ABSOLUTE_M = 15_000.0

_HUGE = 1e30  # nodata such as -3.4e38 is stored with more or fewer digits than it is declared with
_UNDECLARED = (-9999.0, -32767.0, -32768.0, -99999.0)


class BlockReader:
    """An open raster that reads in a thread, and that is closed only when no read is going on."""

    def __init__(self, header: Header, progress: Progress) -> None:
        self._header = header
        self._progress = progress
        self._lock = threading.Lock()
        self._data: Any = open_dataset(header.path)

    def __enter__(self) -> Self:
        """Return the reader."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close now, or as soon as a read that was abandoned by a cancel is over."""
        if self._lock.acquire(blocking=False):
            self._close_locked()
        else:
            threading.Thread(target=self._close_later, name="gistools-close", daemon=True).start()

    def read(self, row: int, col: int, rows: int, cols: int) -> npt.NDArray[Any]:
        """Return stored numbers of a part of the band."""
        return run_cancellable(self._progress, lambda: self._read(Window(col, row, cols, rows), mask=False))

    def valid(self, row: int, col: int, rows: int, cols: int) -> npt.NDArray[np.bool_]:
        """Return where the mask of the file says that a cell is valid."""
        mask = run_cancellable(self._progress, lambda: self._read(Window(col, row, cols, rows), mask=True))
        return np.asarray(mask != 0, dtype=np.bool_)

    def _read(self, window: Window, *, mask: bool) -> npt.NDArray[Any]:
        with self._lock:
            try:
                values: npt.NDArray[Any] = (self._data.read_masks if mask else self._data.read)(1, window=window)
            except (RasterioError, OSError) as error:
                raise unreadable(self._header.path, error) from error
            return values

    def _close_later(self) -> None:
        self._lock.acquire()
        self._close_locked()

    def _close_locked(self) -> None:
        try:
            self._data.close()
        finally:
            self._lock.release()


def strips(rows: int, cols: int, block_rows: int) -> Iterator[tuple[int, int]]:
    """Yield first row and number of rows of strips of about four million cells, whole blocks where they fit.

    >>> list(strips(5000, 2000, 512))
    [(0, 2048), (2048, 2048), (4096, 904)]
    """
    height = max(1, STRIP_CELLS // max(cols, 1))
    if height > block_rows:
        height -= height % block_rows
    for first in range(0, rows, height):
        yield first, min(height, rows - first)


def quantities(
    header: Header, row: int, col: int, rows: int, cols: int, *, progress: Progress
) -> Iterator[tuple[int, npt.NDArray[np.float32]]]:
    """Yield strips of measured values as float32 with NaN where the file knows nothing.

    Yields
    ------
    tuple
        The first row within the part, and values of shape (rows of the strip, ``cols``).

    Raises
    ------
    RasterReadError
        For infinite values and files that end too early.
    """
    with BlockReader(header, progress) as reader:
        for first, height in strips(rows, cols, header.block_rows):
            raw = reader.read(row + first, col, height, cols)
            values = decode(raw, header)
            if header.masked:
                values[~reader.valid(row + first, col, height, cols)] = np.nan
            if np.isinf(values).any():
                raise RasterReadError(
                    Text(
                        f"uendelige værdier (inf) i {header.path.name}", f"infinite values (inf) in {header.path.name}"
                    ),
                    Text("tal, eller nodata hvor intet vides", "numbers, or nodata where nothing is known"),
                    Text("erstat inf med nodata i rasteren", "replace inf by nodata in the raster"),
                )
            check(progress)
            yield first, values


def decode(raw: npt.NDArray[Any], header: Header) -> npt.NDArray[np.float32]:
    """Return stored numbers as float32 values: nodata to NaN, then scale and offset."""
    unknown = is_nodata(raw, header.nodata)
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow becomes inf, which is refused
        if header.scale != 1.0 or header.offset != 0.0:
            values = (raw.astype(np.float64) * header.scale + header.offset).astype(np.float32)
        else:
            values = raw.astype(np.float32)
    values[unknown] = np.nan
    return values


def is_nodata(raw: npt.NDArray[Any], nodata: float | None) -> npt.NDArray[np.bool_]:
    """Return where stored numbers mean unknown. NaN always does."""
    if raw.dtype.kind != "f":
        stored = stored_integer(nodata, raw.dtype)
        unknown = np.zeros(raw.shape, dtype=np.bool_) if stored is None else raw == stored
        return np.asarray(unknown, dtype=np.bool_)
    nan: npt.NDArray[np.bool_] = np.isnan(raw)
    if nodata is None or np.isnan(nodata):
        return nan
    if nodata <= -_HUGE:
        return np.asarray(nan | (raw <= -_HUGE))
    if nodata >= _HUGE:
        return np.asarray(nan | (raw >= _HUGE))
    return np.asarray(nan | (raw == raw.dtype.type(nodata)))


def stored_integer(nodata: float | None, dtype: npt.DTypeLike) -> int | None:
    """Return a declared nodata value as the integer that cells can hold; None when they cannot hold it."""
    if nodata is None or not math.isfinite(nodata) or nodata != int(nodata):
        return None
    info = np.iinfo(dtype)
    return int(nodata) if info.min <= nodata <= info.max else None


def check_elevation(values: npt.NDArray[np.float32], header: Header) -> None:
    """Raise `RasterReadError` for heights that no terrain has, such as a nodata value that is not declared."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return
    low, high = float(known.min()), float(known.max())
    undeclared = {float(np.float32(stored * header.scale + header.offset)): stored for stored in _UNDECLARED}
    if low in undeclared or min(low, -high) < -MAX_ABSOLUTE_M:
        odd = low if low in undeclared or low < -MAX_ABSOLUTE_M else high
        stored = undeclared.get(odd, odd)
        mend = f"gdal_edit.py -a_nodata {stored:g} {header.path.name}"
        raise RasterReadError(
            Text(f"højden {digits(odd).da} m i {header.path.name}", f"an elevation of {odd:g} m in {header.path.name}"),
            Text(f"højder mellem ±{MAX_ABSOLUTE_M:g} m", f"elevations within ±{MAX_ABSOLUTE_M:g} m"),
            Text(
                f"er tallet nodata, så skriv det i filen: {mend}; ellers ret skala og enhed",
                f"if that number is nodata, write it in the file: {mend}; otherwise correct scale and unit",
            ),
        )
