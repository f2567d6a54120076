"""Cells of a raster file, read in strips of rows, straight to where they shall lie."""

from __future__ import annotations

import functools
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from rasterio.errors import RasterioError
from rasterio.windows import Window

from gistools.errors import RasterReadError
from gistools.io.headers import open_dataset, unreadable
from gistools.io.lanes import LANES
from gistools.io.words import digits
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    from gistools.io.headers import Header

STRIP_CELLS = 1 << 22
_MOST_STRIPS = 8  # that a row of blocks may be as large as
_PIECE_CELLS = 1 << 17  # that fit in the cache of a core
MAX_ABSOLUTE_M = 15_000.0

_HUGE = 1e30  # nodata such as -3.4e38 is stored with more or fewer digits than it is declared with
_UNDECLARED = (-9999.0, -32767.0, -32768.0, -99999.0)


class Readers:
    """Open rasters, one for each thread that asks, since no two threads may read by the same handle of GDAL."""

    def __init__(self) -> None:
        self._mine = threading.local()

    def read(
        self,
        header: Header,
        part: tuple[int, int, int, int],
        *,
        out: npt.NDArray[Any] | None = None,
        mask: bool = False,
    ) -> npt.NDArray[Any]:
        """Return stored numbers (or the mask) of a part of the band: first row, first column, rows, columns.

        ``out`` takes them where it is given; its rows need not lie one right after the other.
        """
        row, col, rows, cols = part
        try:
            data = self._opened(header.path)
            read = data.read_masks if mask else data.read
            made: npt.NDArray[Any] = read(1, window=Window(col, row, cols, rows), out=out)
        except (RasterioError, OSError) as error:
            raise unreadable(header.path, error) from error
        return made

    def leave(self) -> None:
        """Close what this thread has opened."""
        data = getattr(self._mine, "data", None)
        self._mine.__dict__.clear()
        if data is not None:
            data.close()

    def _opened(self, path: Path) -> Any:  # noqa: ANN401 - rasterio ships no types
        if getattr(self._mine, "path", None) != path:
            self.leave()
            self._mine.data = open_dataset(path)
            self._mine.path = path
        return self._mine.data


def strips(rows: int, cols: int, block_rows: int, start: int = 0) -> Iterator[tuple[int, int]]:
    """Yield first row and number of rows of strips of about four million cells, whole blocks where they fit.

    ``start`` is the row of the file that the first strip begins at: later ones begin where blocks do.

    >>> list(strips(5000, 2000, 512))
    [(0, 2048), (2048, 2048), (4096, 904)]
    >>> list(strips(3000, 2000, 512, start=500))
    [(0, 1548), (1548, 1452)]
    """
    height = max(1, STRIP_CELLS // max(cols, 1))
    if height > block_rows:
        height -= height % block_rows
    elif _blocks_are_small(block_rows, cols):
        height = block_rows
    first = 0
    while first < rows:
        stop = min(first + height - (start + first) % min(height, block_rows), rows)
        yield first, stop - first
        first = stop


def _blocks_are_small(block_rows: int, cols: int) -> bool:
    return block_rows * cols <= _MOST_STRIPS * STRIP_CELLS


@dataclass(frozen=True)
class Strip:
    """What is known of a strip that was read: how many cells, the lowest and the highest value (NaN for none)."""

    cells: int
    low: float
    high: float


def quantity_strips(
    header: Header,
    part: tuple[int, int, int, int],
    values: npt.NDArray[np.float32],
    readers: Readers,
    *,
    infinite: bool = False,
) -> Iterator[Callable[[], Strip]]:
    """Yield jobs that read a part of a file into ``values`` as float32, with NaN where the file knows nothing.

    Parameters
    ----------
    part:
        First row, first column, rows and columns in the file.
    values:
        Of the shape of the part; its rows need not lie one right after the other.
    infinite:
        Whether +inf is a value; -inf never is.

    Raises
    ------
    RasterReadError
        By a job: for infinite values, and for files that end too early.
    """
    row, col, rows, cols = part

    def job(first: int, height: int) -> Strip:
        place = (row + first, col, height, cols)
        low, high = _read_quantities(header, place, values[first : first + height], readers)
        if np.isneginf(low) or (np.isinf(high) and not infinite):
            name = header.path.name
            raise RasterReadError(
                Text(f"uendelige værdier (inf) i {name}", f"infinite values (inf) in {name}"),
                Text("tal, eller nodata hvor intet vides", "numbers, or nodata where nothing is known"),
                Text("erstat inf med nodata i rasteren", "replace inf by nodata in the raster"),
            )
        return Strip(height * cols, low, high)

    for first, height in strips(rows, cols, header.block_rows, row):
        yield functools.partial(job, first, height)


def lanes_for(headers: Iterable[Header]) -> int:
    """Return by how many threads files are read well.

    GeoTIFF by several, unless each of them would unpack the whole file; what is read from the top by one.
    """
    well = all(h.driver == "GTiff" and _blocks_are_small(h.block_rows, h.grid.cols) for h in headers)
    return LANES if well else 1


def _read_quantities(
    header: Header, place: tuple[int, int, int, int], out: npt.NDArray[np.float32], readers: Readers
) -> tuple[float, float]:
    """Read a strip of quantities into ``out`` and return its lowest and highest value."""
    stored = np.dtype(header.dtype)
    raw = readers.read(header, place, out=out if stored == np.float32 else None)
    mask = readers.read(header, place, mask=True) if header.masked else None
    low = high = np.float32(np.nan)
    height = max(1, _PIECE_CELLS // max(out.shape[1], 1))
    for first in range(0, out.shape[0], height):
        piece = out[first : first + height]
        decode(piece if stored == np.float32 else raw[first : first + height], header, piece)
        if mask is not None:
            piece[mask[first : first + height] == 0] = np.nan
        low, high = np.fmin(low, np.fmin.reduce(piece, axis=None)), np.fmax(high, np.fmax.reduce(piece, axis=None))
    return float(low), float(high)


def decode(raw: npt.NDArray[Any], header: Header, out: npt.NDArray[np.float32]) -> None:
    """Turn stored numbers into float32 values: nodata to NaN, then scale and offset; ``out`` may be ``raw`` itself."""
    unknown = is_nodata(raw, header.nodata)
    with np.errstate(over="ignore", invalid="ignore"):  # an overflow becomes inf, which is refused
        if header.scale != 1.0 or header.offset != 0.0:
            out[...] = raw.astype(np.float64) * header.scale + header.offset
        elif raw is not out:
            out[...] = raw
    if unknown.any():
        np.copyto(out, np.nan, where=unknown)


def is_nodata(raw: npt.NDArray[Any], nodata: float | None) -> npt.NDArray[np.bool_]:
    """Return where stored numbers mean unknown. NaN always does."""
    if raw.dtype.kind != "f":
        stored = stored_integer(nodata, raw.dtype)
        found = np.zeros(raw.shape, dtype=np.bool_) if stored is None else raw == stored
        return np.asarray(found, dtype=np.bool_)
    unknown: npt.NDArray[np.bool_] = np.isnan(raw)
    if nodata is None or np.isnan(nodata):
        return unknown
    if nodata <= -_HUGE:
        unknown |= raw <= -_HUGE
    elif nodata >= _HUGE:
        unknown |= raw >= _HUGE
    else:
        unknown |= raw == raw.dtype.type(nodata)
    return unknown


def stored_integer(nodata: float | None, dtype: npt.DTypeLike) -> int | None:
    """Return a declared nodata value as the integer that cells can hold; None when they cannot hold it."""
    if nodata is None or not math.isfinite(nodata) or nodata != int(nodata):
        return None
    info = np.iinfo(dtype)
    return int(nodata) if info.min <= nodata <= info.max else None


def check_elevation(low: float, high: float, header: Header) -> None:
    """Raise `RasterReadError` for a lowest and highest value (NaN for none) that no terrain has.

    Such is a nodata value that is not declared.
    """
    if math.isnan(low):
        return
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
