"""The flow chain once more after some cells were changed: only what they can reach is found again, the same to the bit.

What a changed cell can reach, step by step:

1. The direction of a cell depends on its neighbours, so directions are found again around changed cells.
2. Level ground is directed piece by piece. A piece that has come to be, has lost a part, or has other ground around it
   has a cell within two of a changed one, and is directed again as a whole.
3. The basin of a cell is where its way ends. A way is another one only if it runs through a cell whose direction was
   changed, so all that lies upstream of such cells is labelled again. Up to the first of them the old way and the new
   one are the same, so that looking upstream along new directions finds all.
4. Pits are numbered row by row; basins that stay get the number that the new list of pits gives them.

The tree of saddles is found anew for the whole map: pairs of cells are listed in one pass over rows, and all after that
works on pairs and basins, of which there are far fewer than cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels import chain, directions, flats, labels
from gistools.kernels.codes import (
    DCOL,
    DROW,
    FLAT,
    I64,
    NO_CODE,
    ON_FLAT,
    OUT_BASINS,
    OUT_EDGE,
    OUT_HOLE,
    PIT,
    U8,
    check_stop,
)
from gistools.kernels.compiled import njit
from gistools.kernels.strips import each, row_spans, row_strips

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.kernels.codes import I32, Geometry
    from gistools.kernels.mosaic import Mosaic, Tile

BLOCK = 64  # rows and columns of the squares in which changes are looked for
MOST_SHARE = 0.25  # of the map in changed squares; beyond, all is found again
GONE = labels.FIRST_EXIT  # the new number of a basin whose pit is no more


@dataclass(frozen=True, slots=True)
class Redone:
    """Directions and basins after a change.

    Parameters
    ----------
    pits:
        The cell of each pit.
    number:
        int32: the new basin of each old one (ways off the map included), negative where its pit is no more.
    touched:
        bool, for each new basin: whether any cell of it is new to it, or was changed.
    """

    pits: npt.NDArray[np.int32] | npt.NDArray[np.int64]
    number: I32
    touched: npt.NDArray[np.bool_]


@njit(cache=True, nogil=True)
def mark_changed(bits, new_bits, cls, new_cls, first, last, marked):  # type: ignore[no-untyped-def]
    """Mark the squares in which cells of some rows of padded maps differ; ``bits`` are those of the heights."""
    inner = bits.shape[1] - 1
    for r in range(first, last):
        for block in range(marked.shape[1]):
            begin = block * BLOCK + 1
            differs = np.uint32(0)
            for c in range(begin, min(begin + BLOCK, inner)):
                differs |= (bits[r, c] ^ new_bits[r, c]) | np.uint32(cls[r, c] ^ new_cls[r, c])
            if differs:
                marked[(r - 1) // BLOCK, block] = 1


@njit(cache=True, nogil=True)
def _is_level(code):  # type: ignore[no-untyped-def]
    return code in (FLAT, PIT) or (code >= ON_FLAT and code != NO_CODE)


@njit(cache=True, nogil=True)
def reopen(z, code, slot, windows, width):  # type: ignore[no-untyped-def]
    """Make all level ground FLAT again that has a cell in some windows; return its cells.

    Parameters
    ----------
    z, code, slot:
        Flat views of padded arrays; ``slot`` is UNKNOWN everywhere, and LEFT on those cells afterwards.
    windows:
        First row, row after the last, first column, column after the last, in the padded map.
    """
    step = np.empty(8, np.int64)
    for k in range(8):
        step[k] = DROW[k] * width + DCOL[k]
    cells = np.empty(1024, np.int64)
    count = 0
    head = 0
    for w in range(windows.shape[0]):
        for r in range(windows[w, 0], windows[w, 1]):
            for c in range(windows[w, 2], windows[w, 3]):
                start = r * width + c
                if slot[start] != flats.UNKNOWN or not _is_level(code[start]):
                    continue
                slot[start] = flats.LEFT
                cells = flats.longer(cells, count + 1)
                cells[count] = start
                count += 1
                while head < count:
                    at = cells[head]
                    head += 1
                    code[at] = FLAT
                    for k in range(8):
                        n = at + step[k]
                        if z[n] == z[at] and slot[n] == flats.UNKNOWN and _is_level(code[n]):
                            slot[n] = flats.LEFT
                            cells = flats.longer(cells, count + 1)
                            cells[count] = n
                            count += 1
    return cells[:count]


@njit(cache=True, nogil=True)
def rename(basin, number, first, last, out):  # type: ignore[no-untyped-def]
    """Write the new number of the basin of each cell in some rows."""
    for r in range(first, last):
        for c in range(basin.shape[1]):
            b = basin[r, c]
            out[r, c] = number[b] if b >= 0 else b


@njit(cache=True, nogil=True)
def list_upstream(code, basin, changed, width):  # type: ignore[no-untyped-def]
    """Take the label off some cells and all that drains to them; return these cells, in flat padded maps."""
    cells = np.empty(1024, np.int64)
    count = 0
    head = 0
    for start in changed:
        if basin[start] == labels.UNLABELLED:
            continue
        basin[start] = labels.UNLABELLED
        cells = flats.longer(cells, count + 1)
        cells[count] = start
        count += 1
        while head < count:
            at = cells[head]
            head += 1
            for k in range(8):
                n = at + DROW[k] * width + DCOL[k]
                if (code[n] & 15) == ((k + 4) & 7) and basin[n] != labels.UNLABELLED:
                    basin[n] = labels.UNLABELLED
                    cells = flats.longer(cells, count + 1)
                    cells[count] = n
                    count += 1
    return cells[:count]


@njit(cache=True, nogil=True)
def label(code, basin, cells, width):  # type: ignore[no-untyped-def]
    """Label cells without a label by what their way reaches; pits among them have theirs."""
    for start in cells:
        at = np.int64(start)
        while basin[at] == labels.UNLABELLED:
            k = code[at] & 15
            if k >= PIT:
                basin[at] = k - OUT_EDGE if OUT_EDGE <= k <= OUT_HOLE else labels.NO_FLOW
                break
            at += DROW[k] * width + DCOL[k]
        found = basin[at]
        at = np.int64(start)
        while basin[at] == labels.UNLABELLED:
            basin[at] = found
            k = code[at] & 15
            at += DROW[k] * width + DCOL[k]


def changed_squares(old: Mosaic, new: Mosaic, stop: U8) -> U8:
    """Return which squares of `BLOCK` cells of two maps of one tile differ in heights or classes."""
    was, now = old.tiles[0], new.tiles[0]
    marked = np.zeros((-(-was.rows // BLOCK), -(-was.cols // BLOCK)), np.uint8)
    bits = (was["z"].view(np.uint32), now["z"].view(np.uint32))

    def mark(first: int, last: int) -> None:
        mark_changed(*bits, was["cls"], now["cls"], first, last, marked)

    each(mark, row_strips(*was["z"].shape), stop)
    return marked


def redo(old: Mosaic, new: Mosaic, pits: I64 | I32, marked: U8, geometry: Geometry, stop: U8) -> Redone:
    """Write ``code`` and ``basin`` of a map of one tile that differs from an old one in marked squares.

    Parameters
    ----------
    old:
        With ``z``, ``cls``, ``code`` and ``basin``.
    new:
        With ``z`` and ``cls``.
    pits:
        Those of the old map.
    marked:
        From `changed_squares`.
    """
    was, now = old.tiles[0], new.tiles[0]
    width, rows = now.cols + 2, now.rows + 2
    now.data["code"] = was["code"].copy()
    windows = _windows(marked, now.rows, now.cols)
    for r0, r1, c0, c1 in windows.tolist():
        z, cls = (np.ascontiguousarray(now[name][r0 - 1 : r1 + 1, c0 - 1 : c1 + 1]) for name in ("z", "cls"))
        code = np.empty(z.shape, np.uint8)
        dx, diagonal, dy = geometry.distance[:3]
        directions.steepest_of_rows(z, code, 1, z.shape[0] - 1, dx, dy, diagonal)
        directions.ways_out(cls, code, 1, z.shape[0] - 1)
        now["code"][r0:r1, c0:c1] = code[1:-1, 1:-1]
    check_stop(stop)
    basin = np.empty((rows, width), np.int32)
    now.data["basin"] = basin
    each(lambda a, b: basin[a:b].fill(flats.UNKNOWN), row_spans(rows, width), stop)
    flat_z, flat_code, flat_basin = (now[name].reshape(-1) for name in ("z", "code", "basin"))
    wide = np.column_stack(
        [
            np.maximum(windows[:, 0] - 1, 1),
            np.minimum(windows[:, 1] + 1, rows - 1),
            np.maximum(windows[:, 2] - 1, 1),
            np.minimum(windows[:, 3] + 1, width - 1),
        ]
    )
    opened = reopen(flat_z, flat_code, flat_basin, wide, width)
    tie, origin = geometry.tie, chain.tie_origin(now, geometry)
    flats.direct_pieces(
        flat_z, flat_code, flat_basin, opened, flats.LEFT, 0, flat_z.size, width, geometry.order,
        origin, tie.per_row, tie.per_col, stop,
    )  # fmt: skip
    check_stop(stop)
    near = [np.add.outer(np.arange(r0, r1) * width, np.arange(c0, c1)).reshape(-1) for r0, r1, c0, c1 in windows]
    changed = _changed(np.concatenate([*near, opened]), was, now)
    return _relabel(old, new, pits, changed, stop)


def _windows(marked: U8, rows: int, cols: int) -> I64:
    """Return the marked squares, a cell wider on each side and joined along rows, as rows and columns of the frame."""
    found = []
    for i in np.flatnonzero(marked.any(axis=1)).tolist():
        ends = np.flatnonzero(np.diff(np.concatenate([[0], marked[i], [0]]).astype(np.int8)))
        r0, r1 = max(i * BLOCK, 1), min((i + 1) * BLOCK + 2, rows + 1)
        for a, b in ends.reshape(-1, 2).tolist():
            found.append((r0, r1, max(a * BLOCK, 1), min(b * BLOCK + 2, cols + 1)))
    return np.array(found, np.int64).reshape(-1, 4)


def _changed(cells: I64, was: Tile, now: Tile) -> I64:
    """Return those of some cells, by their padded position, whose height, class or direction differs."""
    differs = np.zeros(cells.size, np.bool_)
    for name in ("z", "cls", "code"):
        kind = np.uint32 if name == "z" else np.uint8
        differs |= was[name].view(kind).reshape(-1)[cells] != now[name].view(kind).reshape(-1)[cells]
    return cells[differs]


def _relabel(old: Mosaic, new: Mosaic, pits: I64 | I32, changed: I64, stop: U8) -> Redone:
    was, now = old.tiles[0], new.tiles[0]
    width = now.cols + 2
    code, basin = now["code"].reshape(-1), now["basin"].reshape(-1)
    kept = code[old.padded_index(was, pits)] == PIT
    fresh = np.unique(new.map_index(now, changed[code[changed] == PIT]))
    fresh = fresh[np.searchsorted(pits, fresh, side="left") == np.searchsorted(pits, fresh, side="right")]
    stay = pits[kept]
    found = np.insert(stay, np.searchsorted(stay, fresh), fresh).astype(new.index_type)
    number = np.full(pits.size + OUT_BASINS, GONE, np.int32)
    number[:OUT_BASINS] = np.arange(OUT_BASINS)
    number[OUT_BASINS:][kept] = np.arange(stay.size) + np.searchsorted(fresh, stay) + OUT_BASINS

    def give(first: int, last: int) -> None:
        rename(was["basin"], number, first, last, now["basin"])

    each(give, row_spans(*now["basin"].shape), stop)
    cells = list_upstream(code, basin, changed, width)
    ends = cells[code[cells] == PIT]
    basin[ends] = np.searchsorted(found, new.map_index(now, ends)) + OUT_BASINS
    label(code, basin, cells, width)
    check_stop(stop)
    touched = np.zeros(found.size + OUT_BASINS, np.bool_)
    for numbers in (basin[cells], _renamed(was["basin"].reshape(-1)[cells], number)):
        touched[numbers[numbers >= 0]] = True
    return Redone(found, number, touched)  # type: ignore[arg-type]  # of the map's own index type


def _renamed(basins: I32, number: I32) -> I32:
    found: I32 = np.where(basins >= 0, number[np.maximum(basins, 0)], basins)
    return found
