"""Rasters for other programs: one plain GeoTIFF that every reader of the format opens, cell for cell as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.errors import RasterioError
from rasterio.windows import Window

from gistools._version import __version__
from gistools.errors import CrsError, GistoolsError, OutputError
from gistools.grid import DANISH_CRS, same_crs
from gistools.io.headers import DATUM_TAG, opened, read_header, small_cache
from gistools.io.records import TAG
from gistools.progress import NoProgress, Stage, check
from gistools.stamps import STAMP_TAG
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    from gistools.grid import Grid
    from gistools.io.headers import Header
    from gistools.io.provenance import Provenance
    from gistools.progress import Progress

__all__ = ["PlainRaster", "raster_fault", "write_plain_raster"]

_ROWS = 256  # read and written at a time
_UNKNOWN = (-9999.0, -32768.0, float(np.finfo(np.float32).min))  # the first that is no value of the raster


@dataclass(frozen=True)
class PlainRaster:
    """What was written.

    Parameters
    ----------
    grid:
        Where the cells lie.
    unit, vertical_datum:
        Of the values; the datum is None for what is no height.
    dtype:
        ``float32`` for quantities; codes keep their type.
    nodata:
        The number that means unknown; None where every cell is known.
    known, infinite:
        Cells with a value, and those of them that are +inf.
    low, high:
        Least and largest finite value; NaN when there is none.
    losses:
        What the file holds otherwise than its source.
    """

    grid: Grid
    unit: str
    vertical_datum: str | None
    dtype: str
    nodata: float | None
    known: int
    infinite: int
    low: float
    high: float
    losses: tuple[Text, ...]


def raster_fault(path: Path) -> GistoolsError | None:
    """Return why a raster cannot be handed over; None when it can."""
    try:
        header = read_header(path)
        inside = same_crs(header.grid.crs, DANISH_CRS)
    except GistoolsError as error:
        return error
    if inside:
        return None
    return CrsError(
        Text(f"{path.name} i {header.grid.crs}", f"{path.name} in {header.grid.crs}"),
        Text(f"rastere i {DANISH_CRS}", f"rasters in {DANISH_CRS}"),
        Text(
            "regn med terræn i det koordinatsystem; en raster omregnes ikke, for så ændres dens tal",
            "work with terrain in that system; a raster is not transformed, for that would change its figures",
        ),
    )


def write_plain_raster(
    source: Path, target: Path, *, record: Provenance, progress: Progress | None = None
) -> PlainRaster:
    """Write a raster as plain GeoTIFF in EPSG:25832: strips packed by deflate, no overviews, one number for unknown.

    Parameters
    ----------
    source:
        A raster that `raster_fault` finds nothing wrong with.
    target:
        Where to write; the caller places it.
    record:
        Kept in the tag ``GISTOOLS_PROVENANCE``.

    Raises
    ------
    OutputError, RasterReadError, Cancelled
        The caller removes what was begun.
    """
    progress = progress or NoProgress()
    header = read_header(source)
    found = _look(header, Stage(progress, 0.0, 0.4))
    profile = {
        "driver": "GTiff",
        "height": header.grid.rows,
        "width": header.grid.cols,
        "count": 1,
        "dtype": found.dtype,
        "crs": DANISH_CRS,
        "transform": Affine(*header.grid.transform),
        "nodata": found.nodata,
        "compress": "DEFLATE",
        "BIGTIFF": "IF_SAFER",
    }
    try:
        with small_cache(), rasterio.open(target, "w", **profile) as out:
            for window, values, known in _strips(header, Stage(progress, 0.4, 1.0)):
                stored = values.astype(found.dtype)
                if found.nodata is not None:
                    stored[~known] = found.nodata
                out.write(stored, 1, window=window)
            out.set_band_unit(1, header.unit)
            with opened(source) as data:
                out.set_band_description(1, data.descriptions[0] or target.stem)
            out.update_tags(**_told(found, record))
    except (RasterioError, OSError, ValueError) as error:
        raise OutputError(
            Text(f"{target.name} kan ikke skrives ({error})", f"{target.name} cannot be written ({error})"),
            Text("plads og rettigheder i mappen", "room and permission in the folder"),
            Text("vælg en anden mappe", "choose another folder"),
        ) from error
    return found


def _told(found: PlainRaster, record: Provenance) -> dict[str, str]:
    told = {TAG: record.to_json(), "TIFFTAG_SOFTWARE": f"gistools {__version__}"}
    if found.vertical_datum:
        told[DATUM_TAG] = found.vertical_datum
    if record.stamps:
        told[STAMP_TAG] = "; ".join(stamp.da for stamp in record.stamps)
    return told


def _strips(header: Header, progress: Progress) -> Iterator[tuple[Window, npt.NDArray[Any], npt.NDArray[np.bool_]]]:
    """Yield rows of cells with their place, and which of them are known."""
    with opened(header.path) as data:
        for first in range(0, header.grid.rows, _ROWS):
            check(progress)
            window = Window(0, first, header.grid.cols, min(_ROWS, header.grid.rows - first))
            read = data.read(1, window=window, masked=True)
            values = np.asarray(read.data)
            known = ~np.ma.getmaskarray(read)
            if values.dtype.kind == "f":
                known &= ~np.isnan(values)
            yield window, values, known
            name = header.path.name
            progress.update(first / header.grid.rows, Text(f"Skriver {name}", f"Writing {name}"))


def _look(header: Header, progress: Progress) -> PlainRaster:
    """Return what a raster holds, and how it is stored."""
    floating = np.dtype(header.dtype).kind == "f"
    known = infinite = rounded = 0
    low, high = np.inf, -np.inf
    taken: set[float] = set()
    for _, values, certain in _strips(header, progress):
        here = values[certain]
        known += here.size
        if floating:
            rounded += int((here.astype(np.float32) != here).sum())
            infinite += int(np.isinf(here).sum())
            here = here[np.isfinite(here)]
            taken |= {one for one in _UNKNOWN if bool((here == np.float32(one)).any())}
        if here.size:
            low, high = min(low, float(here.min())), max(high, float(here.max()))
    losses: tuple[Text, ...] = ()
    if rounded:
        losses = (
            Text(
                f"{rounded} celler er afrundet til 32 bit (omkring 7 cifre)",
                f"{rounded} cells are rounded to 32 bits (about 7 digits)",
            ),
        )
    return PlainRaster(
        grid=header.grid,
        unit=header.unit,
        vertical_datum=header.vertical_datum,
        dtype="float32" if floating else header.dtype,
        nodata=next(one for one in _UNKNOWN if one not in taken) if floating else header.nodata,
        known=known,
        infinite=infinite,
        low=low if low <= high else float("nan"),
        high=high if low <= high else float("nan"),
        losses=losses,
    )
