"""Rasters other than elevation, read from files."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.errors import NodataError, RasterReadError
from gistools.io.blocks import Readers, lanes_for, quantity_strips, stored_integer, strips
from gistools.io.elevation import stamps_of_rasters, window_span
from gistools.io.files import Hashing, find_file, source_of
from gistools.io.headers import check_size, read_header, require_unit, small_cache
from gistools.io.lanes import in_order
from gistools.io.provenance import Loaded
from gistools.progress import NoProgress
from gistools.raster import Raster
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import numpy.typing as npt

    from gistools.io.blocks import Strip
    from gistools.io.elevation import Span, Window
    from gistools.io.headers import Header
    from gistools.progress import Progress


def read_raster(
    path: Path | str,
    *,
    unit: str,
    window: Window | None = None,
    infinite: bool = False,
    progress: Progress | None = None,
) -> Loaded[Raster]:
    """Read one raster of a quantity or of codes; its cells may lie on another grid than the terrain.

    Parameters
    ----------
    path:
        The file.
    unit:
        What the values must be in, such as ``"mm"``; a file that states another unit is refused. Empty for codes,
        which keep their integers and their nodata value.
    window:
        West, south, east and north in metres of the coordinate system of the raster.
    infinite:
        Whether +inf is a value that means something, such as that no rain wets the cell; refused otherwise.

    Raises
    ------
    RasterReadError, GridError, CrsError, NodataError
        As for `gistools.io.read_elevation`; `GridError` also for another unit.
    """
    progress = progress or NoProgress()
    found = find_file(path, RasterReadError)
    header = read_header(found)
    require_unit(header, unit)
    part, notes = window_span(header.grid, window or header.grid.bounds)
    grid = header.grid.window(*part)
    check_size(found.name, grid.rows, grid.cols)
    nodata = stored_integer(header.nodata, header.dtype) if np.dtype(header.dtype).kind in "iu" else None
    codes = not unit and _is_codes(header, nodata)
    hashing = Hashing(header.files)
    values = (
        _read_codes(header, part, progress) if codes else _read_quantities(header, part, progress, infinite=infinite)
    )
    raster = Raster(
        values=values, grid=grid, unit=unit, nodata=nodata if codes else None, name=Text(found.stem, found.stem)
    )
    if not raster.valid.any():
        raise NodataError(
            Text(f"{found.name} uden en eneste kendt værdi", f"{found.name} without one known value"),
            Text("mindst én celle med en værdi", "at least one cell with a value"),
            Text("vælg en anden fil eller et andet udsnit", "choose another file or window"),
        )
    source = source_of(str(path), header.files, crs=header.grid.crs, notes=notes, hashing=hashing)
    stamps = stamps_of_rasters([header])
    return Loaded(dataclasses.replace(raster, stamps=stamps), (source,), tuple(notes), stamps)


def _is_codes(header: Header, nodata: int | None) -> bool:
    """Whether the stored integers are the values, with a number among them that means unknown where one is needed."""
    stored = np.dtype(header.dtype).kind in "iu" and header.scale == 1.0 and header.offset == 0.0
    return stored and (not header.masked or nodata is not None)


def _read_quantities(header: Header, part: Span, progress: Progress, *, infinite: bool) -> npt.NDArray[np.float32]:
    values = np.empty(part[2:], dtype=np.float32)
    readers = Readers()
    jobs = quantity_strips(header, part, values, readers, infinite=infinite)
    _read_strips(header, values, jobs, readers, progress)
    return values


def _read_codes(header: Header, part: Span, progress: Progress) -> npt.NDArray[Any]:
    row, col, rows, cols = part
    values = np.empty((rows, cols), dtype=header.dtype)
    readers = Readers()

    def job(first: int, height: int) -> None:
        place = (row + first, col, height, cols)
        strip = readers.read(header, place, out=values[first : first + height])
        if header.masked:
            strip[readers.read(header, place, mask=True) == 0] = header.nodata

    jobs = (functools.partial(job, *strip) for strip in strips(rows, cols, header.block_rows, row))
    _read_strips(header, values, jobs, readers, progress)
    return values


def _read_strips(
    header: Header,
    values: npt.NDArray[Any],
    jobs: Iterable[Callable[[], Strip | None]],
    readers: Readers,
    progress: Progress,
) -> None:
    count = sum(1 for _ in strips(values.shape[0], values.shape[1], header.block_rows))
    lanes = lanes_for([header])
    made = in_order(progress, jobs, lanes=lanes, leave=readers.leave, abandon=True)
    with small_cache(), contextlib.closing(made):
        for n, _ in enumerate(made):
            progress.update(min(n / count, 1.0), Text(f"Læser {header.path.name}", f"Reading {header.path.name}"))
