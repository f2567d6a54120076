"""Elevation (terrænhøjde) from one raster or from many tiles; never resampled and never reprojected."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import glob
import itertools
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import CrsError, GridError, NodataError, RasterReadError
from gistools.grid import DANISH_CRS, Grid, same_crs
from gistools.io.blocks import Readers, Strip, check_elevation, lanes_for, quantity_strips, strips
from gistools.io.files import Hashing, find_file, source_of
from gistools.io.headers import Header, check_size, read_header, require_unit, small_cache
from gistools.io.lanes import in_order
from gistools.io.provenance import Loaded, Provenance, unique
from gistools.io.records import TAG
from gistools.io.words import digits, in_languages
from gistools.progress import NoProgress, Stage, check
from gistools.raster import Raster
from gistools.stamps import stamps_in
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from gistools.progress import Progress

RASTER_ENDINGS = (".tif", ".tiff", ".asc", ".img", ".bil", ".flt", ".dem", ".vrt")

_NEAR = 1e-3  # of a cell: tiles whose cells lie this close share their grid

Window = tuple[float, float, float, float]
Span = tuple[int, int, int, int]  # first row, first column, rows, columns


def read_elevation(
    paths: Path | str | Sequence[Path | str],
    *,
    window: Window | None = None,
    progress: Progress | None = None,
) -> Loaded[Raster]:
    """Read elevation (terrænhøjde) in metres from one raster, many tiles, folders of tiles or a pattern with ``*``.

    Parameters
    ----------
    paths:
        One or more files, folders (their rasters are read) or patterns.
    window:
        West, south, east and north in metres of the coordinate system of the raster; cells touched by it are read.
    progress:
        Told how far the reading is, and asked whether to stop.

    Returns
    -------
    Loaded
        A float32 `Raster` in metres with NaN where there is no elevation; tiles that are missing within the bounding
        box are such places, and a note says so.

    Raises
    ------
    RasterReadError
        A file that is missing, cut short or no raster; infinite or impossible heights.
    GridError
        Rotated, south-up, misaligned or too large rasters; tiles that contradict each other; a window outside.
    CrsError
        No coordinate system, degrees, feet, or tiles of different systems.
    NodataError
        Not one cell has an elevation.
    """
    progress = progress or NoProgress()
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    headers = _headers(expand_tiles(given), Stage(progress, 0.0, 0.1))
    whole, spans = _layout(headers)
    part, notes = window_span(whole, whole.bounds if window is None else window)
    wanted = [(h, s) for h, s in zip(headers, spans, strict=True) if _overlap(s, part) is not None]
    if not wanted:
        raise _no_elevation(
            Text("udsnittet ligger i et hul mellem filerne", "the window lies in a gap between the files")
        )
    grid = whole.window(*part)
    check_size(headers[0].path.name if len(headers) == 1 else str(given[0]), grid.rows, grid.cols)
    used = [header for header, _ in wanted]
    files = sorted({file for header in used for file in header.files})
    hashing = Hashing(files)
    values, known = _mosaic(wanted, part, Stage(progress, 0.1, 1.0))
    if not known:
        raise _no_elevation(Text("ingen celle har en højde", "not one cell has an elevation"))
    notes += _stored_note(headers[0]) + _picture_notes(used) + _missing_tiles(wanted, part, whole)
    source = source_of(_shown(given), files, crs=whole.crs, notes=notes, hashing=hashing)
    raster = Raster(values, grid, unit="m", vertical_datum=_datum(used), name=Text("Terræn", "Terrain"))
    progress.update(1.0, Text("Terræn er læst", "Terrain is read"))
    stamps = stamps_of_rasters(used)
    return Loaded(dataclasses.replace(raster, stamps=stamps), (source,), tuple(notes), stamps)


def expand_tiles(paths: Sequence[Path | str]) -> list[Path]:
    """Return the raster files named by files, folders and patterns, each once, in a fixed order.

    Of a folder the rasters of its most usual ending are taken, so that a mosaic file (``.vrt``) beside its own tiles
    does not count them twice.
    """
    found: dict[str, Path] = {}
    for given in paths:
        for path in _expand_one(given):
            found.setdefault(os.path.realpath(path), path)
    if not found:
        raise RasterReadError(
            Text("ingen raster er valgt", "no raster was chosen"),
            Text("mindst én fil eller mappe", "at least one file or folder"),
            Text("vælg terrænet", "choose the terrain"),
        )
    return sorted(found.values())


def _expand_one(given: Path | str) -> list[Path]:
    text = str(given)
    if glob.has_magic(text) and not Path(text).exists():
        files = sorted(Path(name) for name in glob.glob(text) if Path(name).is_file())  # noqa: PTH207 - absolute patterns
        if files:
            return files
        raise RasterReadError(
            Text(f"ingen fil passer til {text}", f"no file matches {text}"),
            Text("et mønster, der passer til rasterfiler", "a pattern that matches raster files"),
            Text("ret stien eller mønstret", "correct the path or the pattern"),
        )
    path = find_file(given, RasterReadError)
    if not path.is_dir():
        return [path]
    inside = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
    for endings in ((".tif", ".tiff"), *((ending,) for ending in RASTER_ENDINGS[2:])):
        tiles = [p for p in inside if p.suffix.lower() in endings]
        if tiles:
            return tiles
    raise RasterReadError(
        Text(
            f"mappen {path} uden rasterfiler ({len(inside)} andre filer)",
            f"the folder {path} without raster files ({len(inside)} other files)",
        ),
        Text("en mappe med fliser, fx DTM_1km_*.tif", "a folder of tiles, such as DTM_1km_*.tif"),
        Text("vælg mappen med de udpakkede filer", "choose the folder of the unpacked files"),
    )


def _headers(paths: Sequence[Path], progress: Progress) -> list[Header]:
    headers = []
    for number, path in enumerate(paths):
        check(progress)
        progress.update(number / len(paths), Text(f"Ser på {path.name}", f"Looking at {path.name}"))
        header = read_header(path)
        require_unit(header, "m")
        headers.append(header)
    return headers


def _layout(headers: Sequence[Header]) -> tuple[Grid, list[Span]]:
    """Return the grid that holds all tiles, and where each lies in it."""
    first = headers[0]
    base = first.grid
    for other in headers[1:]:
        _require_sibling(first, other)
    west = min(h.grid.bounds[0] for h in headers)
    north = max(h.grid.bounds[3] for h in headers)
    spans: list[Span] = []
    for header in headers:
        col = (header.grid.x0 - west) / base.dx_m
        row = (north - header.grid.y0) / base.dy_m
        if abs(col - round(col)) > _NEAR or abs(row - round(row)) > _NEAR:
            raise GridError(
                Text(
                    f"{header.path.name} er forskudt i forhold til {first.path.name}",
                    f"{header.path.name} is shifted against {first.path.name}",
                ),
                Text("fliser, hvis celler passer sammen", "tiles whose cells fit together"),
                Text("hent fliserne fra samme kilde", "fetch the tiles from one source"),
            )
        spans.append((round(row), round(col), header.grid.rows, header.grid.cols))
    rows = max(span[0] + span[2] for span in spans)
    cols = max(span[1] + span[3] for span in spans)
    return replace(base, rows=rows, cols=cols, x0=west, y0=north), spans


def _require_sibling(first: Header, other: Header) -> None:
    a, b = first.grid, other.grid
    if not same_crs(a.crs, b.crs):
        raise CrsError(
            Text(
                f"{first.path.name} i {a.crs[:60]} og {other.path.name} i {b.crs[:60]}",
                f"{first.path.name} in {a.crs[:60]} and {other.path.name} in {b.crs[:60]}",
            ),
            Text("ét koordinatsystem for alle fliser", "one coordinate system for all tiles"),
            Text(f"hent alle fliser i {DANISH_CRS}", f"fetch all tiles in {DANISH_CRS}"),
        )
    drift = max(abs(a.dx_m - b.dx_m) / a.dx_m * b.cols, abs(a.dy_m - b.dy_m) / a.dy_m * b.rows)
    if drift > _NEAR:
        one, two = (_cells_of(header) for header in (first, other))
        raise GridError(
            Text(f"celler på {one.da} og {two.da}", f"cells of {one.en} and {two.en}"),
            Text("én cellestørrelse for alle fliser", "one cell size for all tiles"),
            Text("vælg fliser med samme opløsning", "choose tiles of one resolution"),
        )
    mine, theirs = first.vertical_datum, other.vertical_datum
    if mine and theirs and mine != theirs:
        raise CrsError(
            Text(
                f"højder i {mine} ({first.path.name}) og {theirs} ({other.path.name})",
                f"heights in {mine} ({first.path.name}) and {theirs} ({other.path.name})",
            ),
            Text("ét højdesystem for alle fliser", "one vertical datum for all tiles"),
            Text("hent fliserne fra samme kilde", "fetch the tiles from one source"),
        )


def _cells_of(header: Header) -> Text:
    dx, dy, name = digits(header.grid.dx_m), digits(header.grid.dy_m), header.path.name
    return Text(f"{dx.da} x {dy.da} m ({name})", f"{dx.en} x {dy.en} m ({name})")


def window_span(whole: Grid, window: Window) -> tuple[Span, list[Text]]:
    """Return the cells of ``whole`` that a window touches, and a note when the window reaches outside them.

    >>> grid = Grid(rows=10, cols=10, x0=0.0, y0=20.0, dx_m=2.0, dy_m=2.0, crs="EPSG:25832")
    >>> window_span(grid, (3.0, 3.0, 8.0, 9.0))[0]
    (5, 1, 4, 3)
    """
    west, south, east, north = window
    shown, bounds = in_languages(window, decimals=2), in_languages(whole.bounds, decimals=2)
    if not all(map(math.isfinite, window)) or west >= east or south >= north:
        raise GridError(
            Text(f"udsnittet {shown.da}", f"the window {shown.en}"),
            Text("vest < øst og syd < nord", "west < east and south < north"),
            Text(
                "angiv udsnittet som vest, syd, øst, nord i meter",
                "give the window as west, south, east, north in metres",
            ),
        )
    near = 1e-6
    col0 = math.floor((west - whole.x0) / whole.dx_m + near)
    col1 = math.ceil((east - whole.x0) / whole.dx_m - near)
    row0 = math.floor((whole.y0 - north) / whole.dy_m + near)
    row1 = math.ceil((whole.y0 - south) / whole.dy_m - near)
    inside = (max(row0, 0), max(col0, 0), min(row1, whole.rows), min(col1, whole.cols))
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        raise GridError(
            Text(f"udsnittet {shown.da} uden for rasteren", f"the window {shown.en} outside the raster"),
            Text(f"et udsnit inden for {bounds.da}", f"a window within {bounds.en}"),
            Text("vælg et udsnit, hvor der er data", "choose a window where there are data"),
        )
    notes = []
    if inside != (row0, col0, row1, col1):
        notes.append(
            Text(
                f"udsnittet rækker ud over rasteren og er skåret til {bounds.da}",
                f"the window reaches beyond the raster and was cut to {bounds.en}",
            )
        )
    return (inside[0], inside[1], inside[2] - inside[0], inside[3] - inside[1]), notes


def _overlap(tile: Span, part: Span) -> Span | None:
    """Return the common cells of two spans in cells of the whole."""
    row0, col0 = max(tile[0], part[0]), max(tile[1], part[1])
    row1, col1 = min(tile[0] + tile[2], part[0] + part[2]), min(tile[1] + tile[3], part[1] + part[3])
    return (row0, col0, row1 - row0, col1 - col0) if row0 < row1 and col0 < col1 else None


def _mosaic(
    tiles: Sequence[tuple[Header, Span]], part: Span, progress: Progress
) -> tuple[npt.NDArray[np.float32], bool]:
    """Return the values of a part of the whole, and whether one of them is known.

    Every tile is read to its place; those that lie over others are read aside and compared first.
    """
    common = [found for _, span in tiles if (found := _overlap(span, part)) is not None]
    over = _over_others(common)
    filled = not over.any() and sum(rows * cols for *_, rows, cols in common) == part[2] * part[3]
    values = np.empty(part[2:], np.float32) if filled else np.full(part[2:], np.nan, np.float32)
    known = False
    for (first, last), together in _runs(over):
        run = list(zip(tiles, common, strict=True))[first:last]
        stage = Stage(progress, first / len(tiles), last / len(tiles))
        if together:
            known |= _read_tiles(run, [_place(values, span, part) for _, span in run], stage)
            continue
        for n, (tile, (row, col, rows, cols)) in enumerate(run):
            for start, height in strips(rows, cols, tile[0].block_rows):
                inside = (row + start, col, height, cols)
                aside = np.empty(inside[2:], np.float32)
                share = Stage(stage, (n + start / rows) / len(run), (n + (start + height) / rows) / len(run))
                known |= _read_tiles([(tile, inside)], [aside], share)
                target = _place(values, inside, part)
                _require_agreement(target, aside, tile[0])
                np.copyto(target, aside, where=np.isnan(target))
    return values, known


def _place(values: npt.NDArray[np.float32], span: Span, part: Span) -> npt.NDArray[np.float32]:
    """Return where the cells of a span lie in the values of a part."""
    row, col = span[0] - part[0], span[1] - part[1]
    return values[row : row + span[2], col : col + span[3]]


def _over_others(spans: Sequence[Span]) -> npt.NDArray[np.bool_]:
    """Return which spans share cells with one before them."""
    row, col, rows, cols = np.array(spans, dtype=np.int64).T
    over = np.zeros(len(spans), dtype=np.bool_)
    for n in range(1, len(spans)):
        across = (col[:n] < col[n] + cols[n]) & (col[n] < col[:n] + cols[:n])
        over[n] = (across & (row[:n] < row[n] + rows[n]) & (row[n] < row[:n] + rows[:n])).any()
    return over


def _runs(over: npt.NDArray[np.bool_]) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield runs of tiles, and whether they may be read together."""
    edges = [0, *(np.flatnonzero(over[1:] != over[:-1]) + 1).tolist(), len(over)]
    for first, last in itertools.pairwise(edges):
        yield (first, last), not over[first]


def _read_tiles(
    tiles: Sequence[tuple[tuple[Header, Span], Span]], targets: Sequence[npt.NDArray[np.float32]], progress: Progress
) -> bool:
    """Read the common part of each tile to its target; return whether one value is known."""
    readers = Readers()
    headers = [header for (header, _), _ in tiles]
    cells = sum(target.size for target in targets)

    def jobs() -> Iterator[Callable[[], tuple[Header, Strip]]]:
        for ((header, span), (row, col, rows, cols)), target in zip(tiles, targets, strict=True):
            place = (row - span[0], col - span[1], rows, cols)
            for job in quantity_strips(header, place, target, readers):
                yield functools.partial(_with_header, header, job)

    known, done = False, 0
    lanes = lanes_for(headers)
    with (
        small_cache(),
        contextlib.closing(in_order(progress, jobs(), lanes=lanes, leave=readers.leave, abandon=True)) as made,
    ):
        for header, strip in made:
            check_elevation(strip.low, strip.high, header)
            known |= not math.isnan(strip.low)
            done += strip.cells
            progress.update(done / cells, Text(f"Læser {header.path.name}", f"Reading {header.path.name}"))
    return known


def _with_header(header: Header, job: Callable[[], Strip]) -> tuple[Header, Strip]:
    return header, job()


def _require_agreement(target: npt.NDArray[np.float32], strip: npt.NDArray[np.float32], header: Header) -> None:
    """Refuse tiles that overlap with different heights: which one is right is not for a program to guess."""
    clash = ~np.isnan(target) & ~np.isnan(strip) & (target != strip)
    count = int(clash.sum())
    if count:
        worst = in_languages([float(np.abs(target[clash] - strip[clash]).max())], decimals=2)
        cells = in_languages([count], decimals=0)
        raise GridError(
            Text(
                f"{header.path.name} overlapper andre fliser med andre højder ({cells.da} celler, op til {worst.da} m)",
                f"{header.path.name} overlaps other tiles with other heights ({cells.en} cells, up to {worst.en} m)",
            ),
            Text("fliser, der ikke modsiger hinanden", "tiles that do not contradict each other"),
            Text("vælg fliser fra ét år og ét produkt", "choose tiles of one year and one product"),
        )


def _missing_tiles(tiles: Sequence[tuple[Header, Span]], part: Span, whole: Grid) -> list[Text]:
    """Return a note on the parts of the bounding box that no tile covers."""
    if len(tiles) == 1:
        return []
    inside = [common for _, span in tiles if (common := _overlap(span, part)) is not None]
    row_edges = np.unique([part[0], part[0] + part[2], *(e for c in inside for e in (c[0], c[0] + c[2]))])
    col_edges = np.unique([part[1], part[1] + part[3], *(e for c in inside for e in (c[1], c[1] + c[3]))])
    cells = np.outer(np.diff(row_edges), np.diff(col_edges))
    for row, col, rows, cols in inside:
        row0, row1 = np.searchsorted(row_edges, (row, row + rows))
        col0, col1 = np.searchsorted(col_edges, (col, col + cols))
        cells[row0:row1, col0:col1] = 0
    missing = int(cells.sum())
    if not missing:
        return []
    area = digits(float(f"{missing * whole.cell_area_m2 / 1e6:.4g}"))
    shape = tiles[0][1][2:]
    count = missing / (shape[0] * shape[1])
    many = f" ({count:.0f})" if count >= 1 and count == int(count) else ""
    return [
        Text(
            f"manglende fliser{many} i alt {area.da} km²: regnet som uden højde",
            f"missing tile{many}, in all {area.en} km²: treated as no elevation",
        )
    ]


def _stored_note(header: Header) -> list[Text]:
    if header.scale == 1.0 and header.offset == 0.0:
        return []
    scale, offset = digits(header.scale), digits(header.offset)
    return [
        Text(
            f"højder regnet ud af lagrede tal: {header.dtype} × {scale.da} + {offset.da}",
            f"heights computed from stored numbers: {header.dtype} × {scale.en} + {offset.en}",
        )
    ]


def _picture_notes(headers: Sequence[Header]) -> list[Text]:
    """Return a note where the numbers may be those of a picture, or were changed by packing that loses some."""
    notes = []
    coarse = [h.path.name for h in headers if np.dtype(h.dtype).itemsize == 1 and h.scale == 1.0]
    if coarse:
        names = _some(coarse)
        notes.append(
            Text(
                f"8-bit: {names.da} kan være et billede (højst 256 forskellige tal), ikke højder i meter",
                f"8-bit: {names.en} may be a picture (at most 256 different numbers), not elevations in metres",
            )
        )
    lossy = [h for h in headers if h.lossy]
    if lossy:
        names, how = _some([h.path.name for h in lossy]), lossy[0].lossy
        notes.append(
            Text(
                f"{names.da} er pakket med tab ({how}): højderne er ændret og kan give falske lavninger",
                f"{names.en} is packed with loss ({how}): the elevations are changed and may make false bluespots",
            )
        )
    return notes


def _some(names: Sequence[str]) -> Text:
    more = len(names) - 1
    return Text(names[0], names[0]) if not more else Text(f"{names[0]} og {more} til", f"{names[0]} and {more} more")


def _datum(headers: Sequence[Header]) -> str | None:
    return next((h.vertical_datum for h in headers if h.vertical_datum), None)


def stamps_of_rasters(headers: Sequence[Header]) -> tuple[Text, ...]:
    """Return the marks that results of these rasters must carry."""
    found: list[Text] = []
    for header in headers:
        if TAG in header.tags:
            found.extend(Provenance.from_json(header.tags[TAG]).stamps)
        else:
            found.extend(stamps_in(header.tags.values()))
    return unique(found)


def _shown(given: Sequence[Path | str]) -> str:
    return str(given[0]) if len(given) == 1 else f"{given[0]} (+{len(given) - 1})"


def _no_elevation(found: Text) -> NodataError:
    return NodataError(
        found,
        Text("mindst én celle med en højde", "at least one cell with an elevation"),
        Text("vælg et andet udsnit eller en anden fil", "choose another window or another file"),
    )
