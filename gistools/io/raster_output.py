"""Every raster out: strip by strip to a GeoTIFF (Cloud Optimized by default), checked cell by cell.

No more than a few strips are held beside the values, however large the raster and whatever the layout. Strips are
packed by two threads; GDAL packs the blocks and makes the tags, and `gistools.io.tiff` lays them in the file.
"""

from __future__ import annotations

import contextlib
import functools
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from gistools._version import __version__
from gistools.errors import OutputError, OutputMismatchError, RasterReadError
from gistools.io import tiff
from gistools.io.atomic import Settling, atomic_output
from gistools.io.blocks import Readers
from gistools.io.headers import DATUM_TAG, read_header, small_cache
from gistools.io.lanes import in_order
from gistools.io.names import WRITTEN_ENDINGS
from gistools.io.records import TAG
from gistools.layout import RasterLayout, raster_layout
from gistools.progress import NoProgress, Stage, check
from gistools.stamps import STAMP_TAG
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from gistools.io.headers import Header
    from gistools.io.provenance import Provenance
    from gistools.progress import Progress
    from gistools.raster import Raster, StripRaster

_BLOCK = 512  # the side of a block of a COG, as GDAL makes them
_SMALL_BLOCK = 256  # of other files, so that less is held
_UNIT = 16  # what the sides of blocks are multiples of
_BIG_BYTES = 4 * 10**9  # beyond which places in a file need more than 32 bits
_WRITING = Text("Skriver raster", "Writing raster")
_CHECKING = Text("Kontrollerer rasteren", "Checking the raster")

Blocks = list[memoryview]


def write_raster(
    raster: Raster | StripRaster,
    path: Path | str,
    *,
    provenance: Provenance,
    progress: Progress | None = None,
    qml: str | None = None,
    layout: RasterLayout | str = RasterLayout.COG,
    settling: Settling | None = None,
) -> Path:
    """Write a raster as GeoTIFF, check it cell by cell, and return its path.

    Parameters
    ----------
    raster:
        Floating point is written with NaN as nodata and averaged overviews, integers with their nodata and the
        nearest cell in overviews. The rows of its values need not lie one right after the other.
    path:
        Ends in ``.tif`` or ``.tiff``. An existing file is replaced when the new one is whole.
    provenance:
        Kept in the tag ``GISTOOLS_PROVENANCE``.
    qml:
        A QGIS style, written beside as ``.qml``.
    layout:
        ``"cog"`` (Cloud Optimized GeoTIFF: ZSTD, overviews), ``"zstd"`` (tiles packed so, no overviews) or ``"plain"``
        (tiles that are not packed: the fastest).
    settling:
        As for `gistools.io.atomic.atomic_output`.

    Raises
    ------
    ParamError
        For an unknown layout.
    OutputError, OutputInUseError, DiskFullError, OutputMismatchError, Cancelled
        Nothing half made is left in any of these cases.
    """
    progress = progress or NoProgress()
    final = Path(path)
    layout = raster_layout(layout)
    if final.suffix.lower() not in WRITTEN_ENDINGS:
        raise OutputError(
            Text(
                f"endelsen {final.suffix or 'mangler'} ({final.name})",
                f"the ending {final.suffix or 'is missing'} ({final.name})",
            ),
            Text(".tif for en raster", ".tif for a raster"),
            Text("giv filen endelsen .tif", "give the file the ending .tif"),
        )
    progress.update(0.0, _WRITING)
    forcing = settling or Settling()
    with small_cache(), atomic_output(final, sidecars={".qml": qml} if qml else None, settling=settling) as temporary:
        form = _Form.of(raster, provenance, layout)
        try:
            _write(raster, form, temporary, Stage(progress, 0.0, 0.7))
            forcing.start(temporary, final)
            verify_raster(temporary, raster, form.dtype, progress=Stage(progress, 0.7, 1.0))
            if settling is None:
                forcing.finish(progress)
        finally:
            forcing.leave()
    progress.update(1.0, Text(f"Skrev {final.name}", f"Wrote {final.name}"))
    return final


def stored_dtype(raster: Raster | StripRaster) -> np.dtype[Any]:
    """Return a type that every reader of GeoTIFF knows and that holds all values.

    No booleans, no halves, 64 bits only where needed, and the order of bytes of this machine.
    """
    dtype = raster.dtype.newbyteorder("=")
    if dtype.kind == "b":
        return np.dtype(np.uint8)
    if dtype == np.float16:
        return np.dtype(np.float32)
    if dtype.kind in "iu" and dtype.itemsize == 8:  # noqa: PLR2004 - bytes
        ends = [(int(s.min()), int(s.max())) for s in map(functools.partial(_rows, raster), _strips(raster.grid.rows))]
        if raster.nodata is not None:
            ends.append((raster.nodata, raster.nodata))
        low, high = min(e[0] for e in ends), max(e[1] for e in ends)
        for narrow in (np.int32, np.uint32):
            info = np.iinfo(narrow)
            if info.min <= low and high <= info.max:
                return np.dtype(narrow)
    return dtype


def _as_stored(values: npt.NDArray[Any], dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    """Return values in the type that is stored; those that have it are not copied."""
    return values.view(np.uint8) if values.dtype.kind == "b" else values.astype(dtype, copy=False)


def _strips(rows: int, height: int = _SMALL_BLOCK) -> Iterator[tuple[int, int]]:
    """Yield first row and the row after the last of the rows of blocks."""
    for first in range(0, rows, height):
        yield first, min(first + height, rows)


def _rows(raster: Raster | StripRaster, strip: tuple[int, int]) -> npt.NDArray[Any]:
    return raster.rows(*strip)


@dataclass(frozen=True)
class _Form:
    """How a raster lies in its file: the whole first, then its overviews, each half as large as the one before."""

    layout: RasterLayout
    dtype: np.dtype[Any]
    tags: tiff.Directory
    block: int
    shapes: tuple[tuple[int, int], ...]
    big: bool

    @classmethod
    def of(cls, raster: Raster | StripRaster, provenance: Provenance, layout: RasterLayout) -> _Form:
        """Choose the form of a raster."""
        dtype = stored_dtype(raster)
        shapes = [raster.grid.shape]
        cog = layout is RasterLayout.COG
        block = _BLOCK if cog else min(_SMALL_BLOCK, -(-max(raster.grid.shape) // _UNIT) * _UNIT)
        while cog and max(shapes[-1]) > _BLOCK:
            rows, cols = shapes[-1]
            shapes.append((-(-rows // 2), -(-cols // 2)))
        size = sum(_blocks_in(shape, block) for shape in shapes) * (block * block * dtype.itemsize + 1024)
        big = size > _BIG_BYTES
        try:
            tags = _tags(
                raster, provenance, _profile(raster, dtype, block, layout) | {"bigtiff": "YES" if big else "NO"}
            )
        except (RasterioError, OSError, ValueError, TypeError) as error:
            raise _not_packed(error) from error
        return cls(layout, dtype, tags, block, tuple(shapes), big)

    def stored(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return values in the type that is stored; those that have it are not copied."""
        return _as_stored(values, self.dtype)

    def pack(self, values: npt.NDArray[Any]) -> Blocks:
        """Return the blocks of one row of blocks, as they shall lie in the file."""
        if self.layout is RasterLayout.PLAIN:
            return _plain_blocks(values, self.block)
        profile = self.packing | {"height": values.shape[0], "width": values.shape[1]}
        try:
            with MemoryFile() as file:
                with file.open(**profile) as out:
                    out.write(np.ascontiguousarray(values), 1)
                return tiff.blocks(file.read())
        except (RasterioError, OSError, ValueError) as error:
            raise _not_packed(error) from error

    @property
    def framed(self) -> bool:
        """Whether each block stands between its length and its end, as in a COG."""
        return self.layout is RasterLayout.COG

    @property
    def packing(self) -> dict[str, Any]:
        """What GDAL must know to pack blocks."""
        return {
            "driver": "GTiff",
            "count": 1,
            "dtype": self.dtype.name,
            "transform": Affine(1.0, 0.0, 0.0, 0.0, -1.0, 1.0),
            **_packing(self.dtype, self.block, self.layout),
        }


def _blocks_in(shape: tuple[int, int], block: int) -> int:
    return -(-shape[0] // block) * -(-shape[1] // block)


def _packing(dtype: np.dtype[Any], block: int, layout: RasterLayout) -> dict[str, Any]:
    options: dict[str, Any] = {"tiled": True, "blockxsize": block, "blockysize": block, "endianness": "LITTLE"}
    if layout is not RasterLayout.PLAIN:
        options |= {"compress": "ZSTD", "zstd_level": 1, "predictor": 3 if dtype.kind == "f" else 2}
    return options


def _profile(raster: Raster | StripRaster, dtype: np.dtype[Any], block: int, layout: RasterLayout) -> dict[str, Any]:
    return {
        "driver": "GTiff",
        "height": raster.grid.rows,
        "width": raster.grid.cols,
        "count": 1,
        "dtype": dtype.name,
        "crs": raster.grid.crs,
        "transform": Affine(*raster.grid.transform),
        "nodata": float("nan") if dtype.kind == "f" else raster.nodata,
        "sparse_ok": True,
        **_packing(dtype, block, layout),
    }


def _tags(raster: Raster | StripRaster, provenance: Provenance, profile: dict[str, Any]) -> tiff.Directory:
    """Return the tags of the file, made by GDAL for a raster of these sizes without any cell."""
    told = {TAG: provenance.to_json(), "TIFFTAG_SOFTWARE": f"gistools {__version__}"}
    if raster.vertical_datum:
        told[DATUM_TAG] = raster.vertical_datum
    if provenance.stamps:
        told[STAMP_TAG] = "; ".join(stamp.da for stamp in provenance.stamps)
    with MemoryFile() as empty:
        with empty.open(**profile) as out:
            out.set_band_description(1, raster.name.da)
            out.set_band_unit(1, raster.unit)
            out.update_tags(**told)
        return tiff.directory(empty.read())


def _not_packed(error: Exception) -> OutputError:
    return OutputError(
        Text(f"rasteren kan ikke skrives ({error})", f"the raster cannot be written ({error})"),
        Text("værdier, der passer til GeoTIFF", "values that fit a GeoTIFF"),
        Text("se om nodata-værdien passer til datatypen", "see whether the nodata value fits the data type"),
    )


def _plain_blocks(values: npt.NDArray[Any], block: int) -> Blocks:
    """Return a row of blocks that are not packed, in one run of bytes; what lies beyond the raster is 0."""
    rows, cols = values.shape
    whole = cols // block
    made = np.empty((-(-cols // block), block, block), values.dtype.newbyteorder("<"))
    made[:whole, :rows] = values[:, : whole * block].reshape(rows, whole, block).swapaxes(0, 1)
    made[:, rows:] = 0
    if whole < len(made):
        made[whole, :rows, : cols - whole * block] = values[:, whole * block :]
        made[whole, :rows, cols - whole * block :] = 0
    size = block * block * made.itemsize
    view = made.reshape(-1).view(np.uint8).data
    return [view[start : start + size] for start in range(0, len(view), size)]


class _Image:
    """Where the blocks of one image lie in the file."""

    def __init__(self, offsets: Sequence[int] = (), counts: Sequence[int] = ()) -> None:
        self.offsets = list(offsets)
        self.counts = list(counts)

    def put(self, file: IO[bytes], at: int, blocks: Iterable[memoryview], *, framed: bool) -> int:
        """Write blocks at the place where the file ends, with their length before and their end repeated behind.

        Returns where the file ends then. Without ``framed`` nothing stands before and behind.
        """
        for block in blocks:
            if framed:
                at += file.write(len(block).to_bytes(4, "little"))
            self.offsets.append(at)
            self.counts.append(len(block))
            at += file.write(block)
            if framed:
                at += file.write(block[-4:])
        return at


def _head(form: _Form, images: Sequence[_Image]) -> bytes:
    """Return what stands before the blocks; as long for an image whose blocks are not yet placed."""
    described = []
    for n, (shape, image) in enumerate(zip(form.shapes, images, strict=True)):
        tags = form.tags if n == 0 else tiff.overview_of(form.tags, *shape)
        zeros = [0] * (_blocks_in(shape, form.block) - len(image.offsets))
        described.append(tiff.with_blocks(tags, image.offsets + zeros, image.counts + zeros, big=form.big))
    return tiff.head(described, big=form.big, ghost=tiff.GHOST if form.framed else b"")


def _write(raster: Raster | StripRaster, form: _Form, path: Path, progress: Progress) -> None:
    """Write the file: the overviews from the smallest, the cells, and then the head, for which room was left."""
    images = [_Image() for _ in form.shapes]
    share = 0.4 if len(images) > 1 else 0.0
    with path.open("wb") as file:
        at = file.seek(len(_head(form, images)))
        if len(images) > 1:
            at = _write_overviews(raster, form, images, file, Stage(progress, 0.0, share))
        stage = Stage(progress, share, 1.0)
        jobs = (functools.partial(_pack_rows, raster, form, strip) for strip in _strips(raster.grid.rows, form.block))
        with contextlib.closing(in_order(progress, jobs)) as packed:
            for n, blocks in enumerate(packed, start=1):
                at = images[0].put(file, at, blocks, framed=form.framed)
                stage.update(n * form.block / raster.grid.rows, _WRITING)
        file.seek(0)
        file.write(_head(form, images))


def _pack_rows(raster: Raster | StripRaster, form: _Form, strip: tuple[int, int]) -> Blocks:
    return form.pack(form.stored(raster.rows(*strip)))


def _write_overviews(
    raster: Raster | StripRaster, form: _Form, images: Sequence[_Image], file: IO[bytes], progress: Progress
) -> int:
    """Write the blocks of all overviews from the smallest, and return where they end.

    They are all made in one pass over the cells, from the largest, and so lie aside meanwhile.
    """
    at = file.tell()
    with tempfile.TemporaryFile(dir=Path(file.name).parent) as aside:
        kept = [_Image() for _ in images]
        end = 0
        strips = contextlib.closing(_overview_strips(raster, form, progress))
        with strips as levels, contextlib.closing(in_order(progress, map(_packing_job(form), levels))) as packed:
            for level, blocks in packed:
                end = kept[level].put(aside, end, blocks, framed=False)
        for image, found in reversed(list(zip(images, kept, strict=True))):
            for start, size in zip(found.offsets, found.counts, strict=True):
                check(progress)
                aside.seek(start)
                at = image.put(file, at, [memoryview(aside.read(size))], framed=form.framed)
    return at


def _packing_job(form: _Form) -> Callable[[tuple[int, npt.NDArray[Any]]], Callable[[], tuple[int, Blocks]]]:
    def pack(level: int, values: npt.NDArray[Any]) -> tuple[int, Blocks]:
        return level, form.pack(values)

    return lambda item: functools.partial(pack, *item)


def _overview_strips(
    raster: Raster | StripRaster, form: _Form, progress: Progress
) -> Generator[tuple[int, npt.NDArray[Any]], None, None]:
    """Yield the rows of blocks of all overviews: which overview, and its values; each comes from the one before."""
    waiting: list[list[npt.NDArray[Any]]] = [[] for _ in form.shapes]
    made = [0] * len(form.shapes)

    def add(level: int, values: npt.NDArray[Any]) -> Iterator[tuple[int, npt.NDArray[Any]]]:
        waiting[level].append(values)
        made[level] += len(values)
        if made[level] % form.block == 0 or made[level] == form.shapes[level][0]:
            strip = np.concatenate(waiting[level])
            waiting[level].clear()
            yield level, strip
            if level + 1 < len(form.shapes):
                yield from add(level + 1, halved(strip))

    jobs = (functools.partial(_halved_rows, raster, form, strip) for strip in _strips(raster.grid.rows, form.block))
    with contextlib.closing(in_order(progress, jobs)) as halves:
        for n, values in enumerate(halves, start=1):
            yield from add(1, values)
            progress.update(n * form.block / raster.grid.rows, _WRITING)


def _halved_rows(raster: Raster | StripRaster, form: _Form, strip: tuple[int, int]) -> npt.NDArray[Any]:
    return halved(form.stored(raster.rows(*strip)))


def halved(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return every two rows and two columns as one: the mean of what is known, or of integers the first.

    Infinity (no rain, no level does it) counts only where nothing else is known, so that few cells with a number are
    still seen from afar.

    >>> halved(np.array([[1.0, 3.0, 5.0], [1.0, np.nan, 7.0], [2.0, 2.0, np.nan]])).tolist()
    [[1.6666666666666667, 6.0], [2.0, nan]]
    >>> halved(np.array([[1.0, np.inf, np.nan, np.inf], [np.inf, 3.0, np.inf, np.inf]])).tolist()
    [[2.0, inf]]
    """
    if values.dtype.kind != "f":
        return np.ascontiguousarray(values[::2, ::2])
    odd = [(0, n % 2) for n in values.shape]
    if any(more for _, more in odd):
        values = np.pad(values, odd, constant_values=np.nan)
    corners = [values[row::2, col::2] for row in (0, 1) for col in (0, 1)]
    with np.errstate(over="ignore", invalid="ignore"):  # of values beyond any measure, in overviews alone
        total: npt.NDArray[Any] = corners[0] + corners[1]
        total += corners[2]
        total += corners[3]
    total *= values.dtype.type(0.25)
    some = ~np.isfinite(total)
    if some.any():
        four = np.stack([corner[some] for corner in corners])
        known = np.isfinite(four)
        with np.errstate(over="ignore", invalid="ignore"):  # none known: 0 / 0, and set next
            mean = np.where(known, four, 0).sum(axis=0) / known.sum(axis=0, dtype=values.dtype)
        total[some] = np.where(known.any(axis=0), mean, np.fmax.reduce(four, axis=0))
    return total


def verify_raster(
    path: Path, raster: Raster | StripRaster, dtype: np.dtype[Any], *, progress: Progress | None = None
) -> None:
    """Read a written raster back and compare every cell, its place, nodata and coordinate system.

    Raises
    ------
    OutputMismatchError
        At the first difference, as when a full disk cut the file short.
    """
    progress = progress or NoProgress()
    readers = Readers()
    try:
        header = read_header(path)
        strips = list(_strips(raster.grid.rows, header.block_rows))
        jobs = (functools.partial(_is_same, readers, header, raster, dtype, strip) for strip in strips)
        with contextlib.closing(in_order(progress, jobs, leave=readers.leave)) as compared:
            for (first, stop), same in zip(strips, compared, strict=True):
                if not same:
                    raise mismatch(path, Text(f"celler fra række {first}", f"cells from row {first}"))
                progress.update(stop / raster.grid.rows, _CHECKING)
    except RasterReadError as error:
        raise mismatch(path, Text(error.found.da, error.found.en)) from error
    if not header.grid.aligned_with(raster.grid):
        raise mismatch(path, Text(f"gitteret {header.grid}", f"the grid {header.grid}"))
    if dtype.kind != "f" and raster.nodata is not None and header.nodata != raster.nodata:
        raise mismatch(path, Text(f"nodata {header.nodata}", f"nodata {header.nodata}"))


def _is_same(
    readers: Readers, header: Header, raster: Raster | StripRaster, dtype: np.dtype[Any], strip: tuple[int, int]
) -> bool:
    first, stop = strip
    back = readers.read(header, (first, 0, stop - first, raster.grid.cols))
    values = _as_stored(raster.rows(first, stop), dtype)
    if back.dtype != dtype:
        return False
    if dtype.kind == "f":  # as bits, so that NaN is NaN
        bits = np.dtype(f"u{dtype.itemsize}")
        back, values = back.view(bits), values.view(bits)
    return bool(np.array_equal(back, values))


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
