"""Rasters other than elevation in, and every raster out (Cloud Optimized GeoTIFF by default)."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.shutil import copy as copy_raster
from rasterio.transform import Affine

from gistools._version import __version__
from gistools.errors import NodataError, OutputError, OutputMismatchError, RasterReadError
from gistools.io.atomic import atomic_output, write_bytes
from gistools.io.blocks import BlockReader, quantities, stored_integer, strips
from gistools.io.elevation import Window, stamps_of_rasters, window_span
from gistools.io.files import find_file, source_of
from gistools.io.headers import DATUM_TAG, check_size, read_header, require_unit
from gistools.io.provenance import STAMP_TAG, Loaded
from gistools.io.records import TAG
from gistools.progress import NoProgress, Stage, check, run_cancellable
from gistools.raster import Raster
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.io.headers import Header
    from gistools.io.provenance import Provenance
    from gistools.progress import Progress

WRITTEN_ENDINGS = (".tif", ".tiff")

_BLOCK = 512
_WRITING = Text("Skriver raster", "Writing raster")


def read_raster(
    path: Path | str,
    *,
    unit: str,
    window: Window | None = None,
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
    values = _read_codes(header, part, progress) if codes else _read_quantities(header, part, progress)
    raster = Raster(
        values=values, grid=grid, unit=unit, nodata=nodata if codes else None, name=Text(found.stem, found.stem)
    )
    if not raster.valid.any():
        raise NodataError(
            Text(f"{found.name} uden en eneste kendt værdi", f"{found.name} without one known value"),
            Text("mindst én celle med en værdi", "at least one cell with a value"),
            Text("vælg en anden fil eller et andet udsnit", "choose another file or window"),
        )
    source = source_of(str(path), header.files, crs=header.grid.crs, notes=notes, progress=progress)
    stamps = stamps_of_rasters([header])
    return Loaded(dataclasses.replace(raster, stamps=stamps), (source,), tuple(notes), stamps)


def _is_codes(header: Header, nodata: int | None) -> bool:
    """Whether the stored integers are the values, with a number among them that means unknown where one is needed."""
    stored = np.dtype(header.dtype).kind in "iu" and header.scale == 1.0 and header.offset == 0.0
    return stored and (not header.masked or nodata is not None)


def _read_quantities(header: Header, part: tuple[int, int, int, int], progress: Progress) -> npt.NDArray[np.float32]:
    values = np.empty(part[2:], dtype=np.float32)
    for first, strip in quantities(header, *part, progress=progress):
        values[first : first + strip.shape[0]] = strip
        progress.update(first / part[2], Text(f"Læser {header.path.name}", f"Reading {header.path.name}"))
    return values


def _read_codes(header: Header, part: tuple[int, int, int, int], progress: Progress) -> npt.NDArray[Any]:
    row, col, rows, cols = part
    values = np.empty((rows, cols), dtype=header.dtype)
    with BlockReader(header, progress) as reader:
        for first, height in strips(rows, cols, header.block_rows):
            strip = reader.read(row + first, col, height, cols)
            if header.masked:
                strip[~reader.valid(row + first, col, height, cols)] = header.nodata
            values[first : first + height] = strip
            progress.update(first / rows, Text(f"Læser {header.path.name}", f"Reading {header.path.name}"))
    return values


def write_raster(
    raster: Raster,
    path: Path | str,
    *,
    provenance: Provenance,
    progress: Progress | None = None,
    qml: str | None = None,
    cog: bool = True,
) -> Path:
    """Write a raster as a Cloud Optimized GeoTIFF (or a plain one), check it cell by cell, and return its path.

    Parameters
    ----------
    raster:
        Floating point is written with NaN as nodata and averaged overviews, integers with their nodata and the
        nearest cell in overviews.
    path:
        Ends in ``.tif`` or ``.tiff``. An existing file is replaced when the new one is whole.
    provenance:
        Kept in the tag ``GISTOOLS_PROVENANCE``.
    qml:
        A QGIS style, written beside as ``.qml``.
    cog:
        False for a plain tiled GeoTIFF without overviews.

    Raises
    ------
    OutputError, OutputInUseError, DiskFullError, OutputMismatchError, Cancelled
        Nothing half made is left in any of these cases.
    """
    progress = progress or NoProgress()
    final = Path(path)
    if final.suffix.lower() not in WRITTEN_ENDINGS:
        raise OutputError(
            Text(
                f"endelsen {final.suffix or 'mangler'} ({final.name})",
                f"the ending {final.suffix or 'is missing'} ({final.name})",
            ),
            Text(".tif for en raster", ".tif for a raster"),
            Text("giv filen endelsen .tif", "give the file the ending .tif"),
        )
    values = storable(raster.values)
    progress.update(0.0, _WRITING)
    with atomic_output(final, sidecars={".qml": qml} if qml else None) as temporary:
        data = run_cancellable(progress, lambda: _encode(raster, values, provenance, cog=cog))
        progress.update(0.6, _WRITING)
        write_bytes(temporary, data, progress)
        verify_raster(temporary, values, raster, progress=Stage(progress, 0.7, 1.0))
    progress.update(1.0, Text(f"Skrev {final.name}", f"Wrote {final.name}"))
    return final


def storable(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the values in a type that every reader of GeoTIFF knows: no booleans, 64 bits only where needed."""
    if values.dtype.kind == "b":
        return values.astype(np.uint8)
    if values.dtype == np.float16:
        return values.astype(np.float32)
    if values.dtype.kind in "iu" and values.dtype.itemsize == 8:  # noqa: PLR2004 - bytes
        for narrow in (np.int32, np.uint32):
            info = np.iinfo(narrow)
            if info.min <= int(values.min()) and int(values.max()) <= info.max:
                return values.astype(narrow)
    return values


def _encode(raster: Raster, values: npt.NDArray[Any], provenance: Provenance, *, cog: bool) -> bytes:
    """Return the bytes of the file; touches memory only, so that it may be abandoned.

    The values are laid in memory first and copied into the format wanted, since that copy lets other threads run.
    """
    floating = values.dtype.kind == "f"
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "height": raster.grid.rows,
        "width": raster.grid.cols,
        "count": 1,
        "dtype": values.dtype.name,
        "crs": raster.grid.crs,
        "transform": Affine(*raster.grid.transform),
        "nodata": float("nan") if floating else raster.nodata,
        "bigtiff": "IF_SAFER",
    }
    try:
        with MemoryFile() as plain, MemoryFile() as packed:
            with plain.open(**profile) as out:
                out.write(values, 1)
                out.set_band_description(1, raster.name.da)
                out.set_band_unit(1, raster.unit)
                out.update_tags(**_tags(raster, provenance))
            with plain.open() as source:
                copy_raster(source, packed.name, **_layout(cog=cog, floating=floating))
            return bytes(packed.read())
    except (RasterioError, OSError, ValueError) as error:
        raise OutputError(
            Text(f"rasteren kan ikke skrives ({error})", f"the raster cannot be written ({error})"),
            Text("værdier, der passer til GeoTIFF", "values that fit a GeoTIFF"),
            Text("se om nodata-værdien passer til datatypen", "see whether the nodata value fits the data type"),
        ) from error


def _layout(*, cog: bool, floating: bool) -> dict[str, Any]:
    """Return how the file is laid out: driver, packing, blocks and overviews."""
    options: dict[str, Any] = {"compress": "ZSTD", "bigtiff": "IF_SAFER", "num_threads": "ALL_CPUS"}
    if cog:
        resampling = "AVERAGE" if floating else "NEAREST"
        options |= {"driver": "COG", "level": 1, "predictor": "YES", "blocksize": _BLOCK}
        return options | {"overviews": "AUTO", "overview_resampling": resampling}
    options |= {"driver": "GTiff", "zstd_level": 1, "predictor": 3 if floating else 2}
    return options | {"tiled": True, "blockxsize": _BLOCK, "blockysize": _BLOCK}


def _tags(raster: Raster, provenance: Provenance) -> dict[str, str]:
    tags = {TAG: provenance.to_json(), "TIFFTAG_SOFTWARE": f"gistools {__version__}"}
    if raster.vertical_datum:
        tags[DATUM_TAG] = raster.vertical_datum
    if provenance.stamps:
        tags[STAMP_TAG] = "; ".join(stamp.da for stamp in provenance.stamps)
    return tags


def verify_raster(path: Path, values: npt.NDArray[Any], raster: Raster, *, progress: Progress | None = None) -> None:
    """Read a written raster back and compare every cell, its place, nodata and coordinate system.

    Raises
    ------
    OutputMismatchError
        At the first difference, as when a full disk cut the file short.
    """
    progress = progress or NoProgress()
    try:
        with_header = read_header(path)
        with BlockReader(with_header, progress) as reader:
            for first, height in strips(*raster.grid.shape, with_header.block_rows):
                back = reader.read(first, 0, height, raster.grid.cols)
                if not _equal(back, values[first : first + height]):
                    raise mismatch(path, Text(f"celler fra række {first}", f"cells from row {first}"))
                progress.update(first / raster.grid.rows, Text("Kontrollerer rasteren", "Checking the raster"))
                check(progress)
    except RasterReadError as error:
        raise mismatch(path, Text(error.found.da, error.found.en)) from error
    if not with_header.grid.aligned_with(raster.grid):
        raise mismatch(path, Text(f"gitteret {with_header.grid}", f"the grid {with_header.grid}"))
    if values.dtype.kind != "f" and raster.nodata is not None and with_header.nodata != raster.nodata:
        raise mismatch(path, Text(f"nodata {with_header.nodata}", f"nodata {with_header.nodata}"))


def mismatch(path: Path, what: Text) -> OutputMismatchError:
    """Return the error for a file that does not hold what was written."""
    return OutputMismatchError(
        Text(f"andet i filen end skrevet: {what.da}", f"other content than was written: {what.en}"),
        Text("det samme, læst tilbage", "the same, read back"),
        Text(
            f"se efter plads og fejl på drevet ved {path.parent}, og kør igen",
            f"check room and health of the drive at {path.parent}, and run again",
        ),
    )


def _equal(back: npt.NDArray[Any], values: npt.NDArray[Any]) -> bool:
    if back.dtype != values.dtype:
        return False
    return bool(np.array_equal(back, values, equal_nan=values.dtype.kind == "f"))
