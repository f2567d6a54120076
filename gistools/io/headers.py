"""What a raster file says of itself, checked before any cell is read."""

from __future__ import annotations

import contextlib
import math
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from pyproj import CRS
from rasterio.enums import MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from gistools.errors import CrsError, GridError, RasterReadError
from gistools.grid import DANISH_CRS, DANISH_HEIGHT, Grid, horizontal_crs
from gistools.io.words import digits
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_CELLS = 2**31
DATUM_TAG = "VERTICAL_DATUM"

_METRES = {"", "m", "metre", "meter", "metres", "meters"}
_UNIT_NAMES = {"metre": "m", "meter": "m", "metres": "m", "meters": "m", "millimetre": "mm", "millimeter": "mm"}
_CACHE_BYTES = 8 * 1024**2
_SHEAR = 1e-9  # of a cell, per cell: turned less than this is not turned


@dataclass(frozen=True)
class Header:
    """A raster file of one band on a north-up grid in metres.

    ``nodata`` is in stored numbers; a value is ``stored * scale + offset``. ``masked`` tells that the file has a mask
    of its own.
    """

    path: Path
    files: tuple[Path, ...]
    grid: Grid
    vertical_datum: str | None
    dtype: str
    nodata: float | None
    scale: float
    offset: float
    unit: str
    masked: bool
    block_rows: int
    driver: str
    tags: dict[str, str]
    lossy: str = ""  # how cells are packed, where packing changes them


@contextlib.contextmanager
def small_cache() -> Iterator[None]:
    """Let GDAL keep few blocks while cells stream by: it would hold the map a second time, up to a twentieth of all."""
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES):
        yield


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a raster for reading; what GDAL cannot read becomes `RasterReadError`."""
    dataset = open_dataset(path)
    try:
        yield dataset
    finally:
        dataset.close()


def open_dataset(path: Path) -> Any:  # noqa: ANN401 - rasterio ships no types
    """Return the opened dataset; the caller closes it."""
    if path.is_file() and path.stat().st_size == 0:
        raise RasterReadError(
            Text(f"en tom fil ({path.name}, 0 byte)", f"an empty file ({path.name}, 0 bytes)"),
            Text("en rasterfil med indhold", "a raster file with content"),
            Text("hent eller kopiér filen igen", "download or copy the file again"),
        )
    if path.suffix.lower() == ".zip":
        raise RasterReadError(
            Text(f"en zip-fil ({path.name})", f"a zip file ({path.name})"),
            Text("rasterfiler, der er pakket ud", "raster files that are unpacked"),
            Text("pak zip-filen ud, og vælg mappen", "unpack the zip file and choose the folder"),
        )
    try:
        with warnings.catch_warnings(), rasterio.Env(GTIFF_REPORT_COMPD_CS="YES"):
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # becomes an error of ours in _grid
            return rasterio.open(path)
    except (RasterioError, OSError) as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> RasterReadError:
    """Return the error for a file that GDAL cannot read."""
    first: BaseException = error
    while first.__cause__ is not None:  # the last says "see previous exception"
        first = first.__cause__
    reason = " ".join(str(first).split())[:300] or type(first).__name__
    return RasterReadError(
        Text(f"{path.name} kan ikke læses som raster ({reason})", f"{path.name} cannot be read as a raster ({reason})"),
        Text("en hel rasterfil, fx GeoTIFF", "a whole raster file, such as a GeoTIFF"),
        Text(
            "hent eller kopiér filen igen, og se om den kan åbnes i QGIS",
            "download or copy the file again, and see whether QGIS opens it",
        ),
    )


def _content_files(path: Path, named: Sequence[str]) -> tuple[Path, ...]:
    """Return the files that hold the content: all that GDAL names, less what QGIS writes beside a raster it opens."""
    files = tuple(f for f in map(Path, named) if f.is_file() and not f.name.lower().endswith(".aux.xml"))
    return files or (path,)


def read_header(path: Path) -> Header:
    """Read and check what a raster file says of itself.

    Raises
    ------
    RasterReadError
        Missing, truncated, no raster, several bands, complex numbers, or a mosaic with gaps and no nodata.
    GridError
        Rotated, sheared, south-up, mirrored, or not placed.
    CrsError
        No coordinate system, degrees, or another unit than metres.
    """
    with opened(path) as data:
        _check_bands(path, data)
        crs, vertical = _crs(path, data)
        grid = _grid(path, data, crs)
        masked = MaskFlags.per_dataset in data.mask_flag_enums[0]
        nodata = data.nodata
        if data.driver == "VRT" and nodata is None and not masked:
            _refuse_gaps(path, grid)
        scale, offset = float(data.scales[0]), float(data.offsets[0])
        _check_scale(path, scale, offset)
        tags = {str(key): str(value) for key, value in {**data.tags(), **data.tags(1)}.items()}
        return Header(
            path=path,
            files=_content_files(path, data.files),
            grid=grid,
            vertical_datum=vertical or _datum(tags.get(DATUM_TAG)),
            dtype=data.dtypes[0],
            nodata=None if nodata is None else float(nodata),
            scale=scale,
            offset=offset,
            unit=_unit(data.units[0]),
            masked=masked,
            block_rows=int(data.block_shapes[0][0]),
            driver=data.driver,
            tags=tags,
            lossy=_lossy(data),
        )


def _lossy(data: Any) -> str:  # noqa: ANN401 - rasterio ships no types
    """Return how cells are packed when that changes their numbers; empty for packing that keeps them."""
    tags = data.tags(ns="IMAGE_STRUCTURE")
    packing = str(tags.get("COMPRESSION", "") or data.driver).upper()
    reversible = str(tags.get("COMPRESSION_REVERSIBILITY", "")).upper()
    if reversible.startswith("LOSSLESS"):
        return ""
    return "JPEG" if "JPEG" in packing and "LS" not in packing else ""


def require_unit(header: Header, unit: str) -> None:
    """Raise `GridError` when a raster states another unit than the one wanted."""
    if unit == "m" and header.unit in _METRES:
        return
    if header.unit in {"", unit}:
        return
    raise GridError(
        Text(f"værdier i {header.unit} ({header.path.name})", f"values in {header.unit} ({header.path.name})"),
        Text(f"værdier i {unit or 'koder uden enhed'}", f"values in {unit or 'codes without a unit'}"),
        Text(
            f"regn rasteren om til {unit or 'koder'}, eller ret dens enhed",
            f"convert the raster to {unit or 'codes'}, or correct its unit",
        ),
    )


def check_size(name: str, rows: int, cols: int) -> None:
    """Raise `GridError` before anything is allocated for a raster that cannot be held."""
    cells = rows * cols
    need = 4 * cells
    free = available_memory()
    if cells <= MAX_CELLS and (free is None or need <= free):
        return
    held = "ukendt" if free is None else _size(free)
    held_en = "unknown" if free is None else _size(free, ".")
    raise GridError(
        Text(
            f"{name} har {rows} x {cols} celler og kræver {_size(need)} hukommelse; der er {held}",
            f"{name} has {rows} x {cols} cells and needs {_size(need, '.')} of memory; there is {held_en}",
        ),
        Text("højst 2^31 celler, som kan være i hukommelsen", "at most 2^31 cells that fit in memory"),
        Text("vælg et mindre udsnit (window) eller større celler", "choose a smaller window or larger cells"),
    )


def available_memory() -> int | None:
    """Return the memory that can be had now in bytes; None where the system does not tell."""
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        text = ""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", text, re.MULTILINE)
    if found:
        return int(found.group(1)) * 1024
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows
        return None


def _size(count: int, decimal: str = ",") -> str:
    return f"{count / 2**30:.1f} GiB".replace(".", decimal)


def _datum(tag: str | None) -> str | None:
    return DANISH_HEIGHT if tag and DANISH_HEIGHT in tag.upper() else tag


def _unit(declared: str | None) -> str:
    text = (declared or "").strip()
    return _UNIT_NAMES.get(text.lower(), text)


def _check_bands(path: Path, data: Any) -> None:  # noqa: ANN401 - rasterio ships no types
    if data.count == 0 and data.subdatasets:
        raise RasterReadError(
            Text(f"{path.name} holder flere rastere", f"{path.name} holds several rasters"),
            Text("en fil med én raster", "a file of one raster"),
            Text("gem den ønskede raster som GeoTIFF", "save the raster wanted as a GeoTIFF"),
        )
    if data.count != 1:
        pictured = data.count in {3, 4} and set(data.dtypes) == {"uint8"}
        picture = Text(" og er nok et billede", " and is probably a picture") if pictured else Text("", "")
        raise RasterReadError(
            Text(f"{path.name} har {data.count} bånd{picture.da}", f"{path.name} has {data.count} bands{picture.en}"),
            Text("en raster med ét bånd", "a raster of one band"),
            Text(
                "vælg filen med højder, eller gem det ønskede bånd for sig (gdal_translate -b 1)",
                "choose the file of elevations, or save the band wanted by itself (gdal_translate -b 1)",
            ),
        )
    kind = np.dtype(data.dtypes[0]).kind if "complex" not in data.dtypes[0] else "c"
    if kind == "c":
        raise RasterReadError(
            Text(f"{path.name} har komplekse tal", f"{path.name} holds complex numbers"),
            Text("almindelige tal", "real numbers"),
            Text("vælg en anden raster", "choose another raster"),
        )


def _check_scale(path: Path, scale: float, offset: float) -> None:
    if scale == 0.0 or not math.isfinite(scale) or not math.isfinite(offset):
        raise RasterReadError(
            Text(
                f"{path.name} med skala {digits(scale).da} og offset {digits(offset).da}",
                f"{path.name} with scale {scale:g} and offset {offset:g}",
            ),
            Text("en skala, der ikke er 0, og tal for begge", "a scale other than 0, and numbers for both"),
            Text(
                f"ret dem: gdal_edit.py -scale 1 -offset 0 {path.name}",
                f"correct them: gdal_edit.py -scale 1 -offset 0 {path.name}",
            ),
        )


def _crs(path: Path, data: Any) -> tuple[str, str | None]:  # noqa: ANN401 - rasterio ships no types
    if not data.crs:
        if _is_unplaced(data):
            raise _unplaced(path)
        raise CrsError(
            Text(f"{path.name} uden koordinatsystem", f"{path.name} without a coordinate system"),
            Text(
                f"et koordinatsystem i filen, fx {DANISH_CRS}", f"a coordinate system in the file, such as {DANISH_CRS}"
            ),
            Text(
                f"skriv det i filen: gdal_edit.py -a_srs {DANISH_CRS} {path.name} (i QGIS: Tildel projektion)",
                f"write it in the file: gdal_edit.py -a_srs {DANISH_CRS} {path.name} (in QGIS: Assign projection)",
            ),
        )
    wkt = data.crs.to_wkt()
    crs, vertical = horizontal_crs(wkt)
    found = CRS.from_user_input(wkt)
    if found.is_compound:
        axis = found.sub_crs_list[1].axis_info[0]
        if axis.unit_conversion_factor != 1.0:
            raise CrsError(
                Text(f"højder i {axis.unit_name} ({path.name})", f"heights in {axis.unit_name} ({path.name})"),
                Text("højder i meter", "heights in metres"),
                Text("regn højderne om til meter", "convert the heights to metres"),
            )
    return crs, vertical


def _grid(path: Path, data: Any, crs: str) -> Grid:  # noqa: ANN401 - rasterio ships no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        a, b, c, d, e, f = tuple(data.transform)[:6]
    mend = Text(f"ret op med: gdalwarp {path.name} ny.tif", f"straighten with: gdalwarp {path.name} new.tif")
    if _is_unplaced(data):
        raise _unplaced(path)
    limit = _SHEAR * max(abs(a), abs(e))
    if abs(b) > limit or abs(d) > limit:
        angle = math.degrees(math.atan2(d, a))
        found = Text(
            f"{path.name} er drejet eller skæv ({digits(round(angle, 3)).da}°)",
            f"{path.name} is rotated or sheared ({digits(round(angle, 3)).en}°)",
        )
    elif e > 0:
        found = Text(f"{path.name} har syd opad", f"{path.name} is south-up")
    elif a < 0:
        found = Text(f"{path.name} er spejlvendt", f"{path.name} is mirrored")
    else:
        return Grid(rows=data.height, cols=data.width, x0=c, y0=f, dx_m=a, dy_m=-e, crs=crs)
    raise GridError(found, Text("en raster med nord opad", "a raster with north up"), mend)


def _is_unplaced(data: Any) -> bool:  # noqa: ANN401 - rasterio ships no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return tuple(data.transform)[:6] == (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def _unplaced(path: Path) -> GridError:
    world = {".jpg": ".jgw", ".jpeg": ".jgw", ".png": ".pgw"}.get(path.suffix.lower(), ".tfw")
    return GridError(
        Text(f"{path.name} uden placering på kortet", f"{path.name} without a place on the map"),
        Text("en raster med georeference", "a georeferenced raster"),
        Text(
            f"vælg rasteren med højder, læg en world-fil ({world}) ved siden af, eller georeferér den i QGIS",
            f"choose the raster of elevations, put a world file ({world}) beside it, or georeference it in QGIS",
        ),
    )


def _refuse_gaps(path: Path, grid: Grid) -> None:
    """Refuse a VRT mosaic that leaves cells without a source and names no nodata: GDAL reads them as 0."""
    text = path.read_text(encoding="utf-8", errors="replace")
    covered = 0.0
    for rect in re.findall(r"<DstRect\b[^>]*>", text):
        sizes = dict(re.findall(r'(xSize|ySize)="([-+.\deE]+)"', rect))
        covered += float(sizes.get("xSize", 0)) * float(sizes.get("ySize", 0))
    if 0.0 < covered < grid.rows * grid.cols:
        raise RasterReadError(
            Text(f"{path.name} har huller og ingen nodata-værdi", f"{path.name} has gaps and no nodata value"),
            Text(
                "en nodata-værdi; ellers læses huller som højde 0", "a nodata value; gaps would be read as elevation 0"
            ),
            Text(
                "lav den igen med gdalbuildvrt -vrtnodata -9999, eller vælg mappen med filerne",
                "make it again with gdalbuildvrt -vrtnodata -9999, or choose the folder of tiles",
            ),
        )
