"""A lidar-like terrain of any size, made from a seed strip by strip: relief, banks, noise, pits, flat lakes, holes.

``python benchmarks/terrain.py 4000 FILE.tif [--seed 1]`` writes 4000 x 4000 cells of 0.4 m in EPSG:25832, float32,
uncompressed, -9999 where there is no height. The whole map is never in memory. Each value depends on the seed and on
the row and column of its cell alone (and the coast on the width of the map), so the strips may be of any height.

At 4000 x 4000: heights of 19 to 37 m in valleys and hills of several lengths; banks 1.5 m high without culverts; 1.5 cm
of noise, so that 2.9 % of the cells are pits (460 000 basins); some deeper pits; level lakes; a coast along the east
and rectangular holes without heights (3.5 %). It is denser in pits than a national model, which was smoothed when it
was gridded, and so hard on whatever keeps a queue.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path

import numba as nb
import numpy as np
import numpy.typing as npt

CELL_M = 0.4
NODATA = -9999.0
CRS = "EPSG:25832"
STRIP_ROWS = 256
WEST, NORTH = 550_000.0, 6_250_000.0  # somewhere in zone 32

_BASE_M = 27.5
_OCTAVES = np.array([(900.0, 6.5), (240.0, 3.2), (60.0, 2.5), (16.0, 0.88)])  # length and height of hills, m
_BANKS = np.array(
    [(0.35, 620.0, 130.0), (1.2, 840.0, 20.0), (1.9, 710.0, 400.0), (2.7, 930.0, 260.0)]
)  # angle, gap, start
_BANK_M, _BANK_HALF_M, _BANK_SLOPE_M = 1.5, 3.0, 4.0  # height, half width of the crown, width of a side
_NOISE_M = 0.015
_PIT_SHARE = 0.002
_LAKE_SQUARE_M = 480.0  # at most one lake in each
_HOLE_SQUARE, _HOLE_SHARE = 256, 0.75  # cells; at most one hole in each, in this share of them
_COAST_SHARE = 0.03

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@nb.njit(cache=True, inline="always")
def _hash(seed: int, salt: int, row: int, col: int) -> np.uint64:
    """Return 64 bits that depend on these four numbers alone (the finaliser of splitmix64)."""
    x = (np.uint64(row) << np.uint64(32)) ^ np.uint64(col) ^ (np.uint64(seed) * _GOLDEN) ^ (np.uint64(salt) * _MIX_2)
    x += _GOLDEN
    x = (x ^ (x >> np.uint64(30))) * _MIX_1
    x = (x ^ (x >> np.uint64(27))) * _MIX_2
    return x ^ (x >> np.uint64(31))


@nb.njit(cache=True, inline="always")
def _unit(bits: np.uint64) -> float:
    """Return a number from 0 to 1 of the upper 53 bits."""
    return np.float64(bits >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@nb.njit(cache=True, inline="always")
def _bell(bits: np.uint64) -> float:
    """Return a number of mean 0 and deviation 1, bell shaped: four uniform numbers added up."""
    low = np.uint64(0xFFFF)
    total = (bits & low) + ((bits >> np.uint64(16)) & low) + ((bits >> np.uint64(32)) & low) + (bits >> np.uint64(48))
    return (np.float64(total) - 131070.0) / 37837.2


@nb.njit(cache=True, inline="always")
def _ease(t: float) -> float:
    return t * t * (3.0 - 2.0 * t)


@nb.njit(cache=True)
def _relief(seed: int, x: float, y: float) -> float:
    """Return hills of several lengths: values on lattices, blended smoothly between."""
    z = _BASE_M
    for k in range(_OCTAVES.shape[0]):
        u, v = x / _OCTAVES[k, 0], y / _OCTAVES[k, 0]
        i, j = int(v), int(u)
        s, t = _ease(u - j), _ease(v - i)
        top = (1.0 - s) * _unit(_hash(seed, k, i, j)) + s * _unit(_hash(seed, k, i, j + 1))
        low = (1.0 - s) * _unit(_hash(seed, k, i + 1, j)) + s * _unit(_hash(seed, k, i + 1, j + 1))
        z += _OCTAVES[k, 1] * 2.0 * ((1.0 - t) * top + t * low - 0.5)
    return z


@nb.njit(cache=True)
def _add_relief(seed: int, y: float, line: npt.NDArray[np.float64]) -> None:
    """Add the relief of one row: the lattice is blended across once for each of its columns, then along the row."""
    cols = line.size
    for k in range(_OCTAVES.shape[0]):
        length, double = _OCTAVES[k, 0], 2.0 * _OCTAVES[k, 1]
        i = int(y / length)
        t = _ease(y / length - i)
        right = (1.0 - t) * _unit(_hash(seed, k, i, 0)) + t * _unit(_hash(seed, k, i + 1, 0))
        col = 0
        j = 0
        while col < cols:
            left = right
            right = (1.0 - t) * _unit(_hash(seed, k, i, j + 1)) + t * _unit(_hash(seed, k, i + 1, j + 1))
            end = min(cols, int(np.ceil((j + 1) * length / CELL_M)))
            for c in range(col, end):
                line[c] += double * (left + (right - left) * _ease(c * CELL_M / length - j) - 0.5)
            col = end
            j += 1


@nb.njit(cache=True)
def _add_banks(y: float, line: npt.NDArray[np.float64], most: npt.NDArray[np.float64]) -> None:
    """Add roads on banks to one row; where two cross, the higher counts."""
    most[:] = 0.0
    for k in range(_BANKS.shape[0]):
        gap = _BANKS[k, 1]
        step = CELL_M * np.cos(_BANKS[k, 0])
        begin = y * np.sin(_BANKS[k, 0]) + _BANKS[k, 2]
        for c in range(line.size):
            along = (begin + step * c) / gap
            off = abs(along - np.floor(along) - 0.5) * gap
            most[c] = max(most[c], min(1.0, 1.0 - (off - _BANK_HALF_M) / _BANK_SLOPE_M))
    for c in range(line.size):
        line[c] += _BANK_M * most[c]


@nb.njit(cache=True, parallel=True)
def _strip(seed: int, first: int, out: npt.NDArray[np.float32]) -> None:
    """Fill ``out`` with the rows from ``first``: relief, banks, noise, pits."""
    cols = out.shape[1]
    for r in nb.prange(out.shape[0]):
        row = first + r
        line = np.full(cols, _BASE_M)
        _add_relief(seed, row * CELL_M, line)
        _add_banks(row * CELL_M, line, np.empty(cols))
        for c in range(cols):
            line[c] += _NOISE_M * _bell(_hash(seed, 100, row, c))
            if _unit(_hash(seed, 101, row, c)) < _PIT_SHARE:
                line[c] -= 0.05 + 0.55 * _unit(_hash(seed, 102, row, c))
        out[r] = line


@nb.njit(cache=True)
def _lake(seed: int, i: int, j: int) -> tuple[float, float, float, float]:
    """Return the middle, radius and level of the lake in a square; its level is below its lowest shore."""
    radius = 10.0 + 50.0 * _unit(_hash(seed, 200, i, j))
    reach = _LAKE_SQUARE_M - 2.0 * radius
    x = j * _LAKE_SQUARE_M + radius + reach * _unit(_hash(seed, 201, i, j))
    y = i * _LAKE_SQUARE_M + radius + reach * _unit(_hash(seed, 202, i, j))
    level = 1e9
    for k in range(32):
        angle = k * np.pi / 16.0
        level = min(level, _relief(seed, x + radius * np.cos(angle), y + radius * np.sin(angle)))
    return x, y, radius, level - 0.1


@nb.njit(cache=True)
def _level_lakes(seed: int, first: int, out: npt.NDArray[np.float32]) -> None:
    rows, cols = out.shape
    from_i, to_i = int(first * CELL_M / _LAKE_SQUARE_M), int((first + rows) * CELL_M / _LAKE_SQUARE_M)
    for i in range(from_i, to_i + 1):
        for j in range(int(cols * CELL_M / _LAKE_SQUARE_M) + 1):
            x, y, radius, level = _lake(seed, i, j)
            for r in range(
                max(0, int((y - radius) / CELL_M) - first), min(rows, int((y + radius) / CELL_M) + 1 - first)
            ):
                chord = radius * radius - ((first + r) * CELL_M - y) ** 2
                if chord > 0.0:
                    half = np.sqrt(chord)
                    for col in range(max(0, int((x - half) / CELL_M) + 1), min(cols, int((x + half) / CELL_M) + 1)):
                        out[r, col] = level


@nb.njit(cache=True)
def _take_out(seed: int, first: int, out: npt.NDArray[np.float32]) -> None:
    """Set holes and what lies beyond the coast to NaN."""
    rows, cols = out.shape
    for i in range(first // _HOLE_SQUARE, (first + rows) // _HOLE_SQUARE + 1):
        for j in range(cols // _HOLE_SQUARE + 1):
            if _unit(_hash(seed, 300, i, j)) > _HOLE_SHARE:
                continue
            high = 5 + int(30.0 * _unit(_hash(seed, 301, i, j)))
            wide = 5 + int(40.0 * _unit(_hash(seed, 302, i, j)))
            top = i * _HOLE_SQUARE + int((_HOLE_SQUARE - high) * _unit(_hash(seed, 303, i, j))) - first
            left = j * _HOLE_SQUARE + int((_HOLE_SQUARE - wide) * _unit(_hash(seed, 304, i, j)))
            for r in range(max(0, top), min(rows, top + high)):
                for col in range(max(0, left), min(cols, left + wide)):
                    out[r, col] = np.nan
    for r in range(rows):
        y = (first + r) * CELL_M
        coast = cols * CELL_M * (1.0 - _COAST_SHARE) + 4.0 * np.sin(y / 40.0) + 1.5 * np.sin(y / 11.0)
        for col in range(max(0, int(coast / CELL_M) + 1), cols):
            out[r, col] = np.nan


def strip(first: int, rows: int, cols: int, seed: int = 1) -> npt.NDArray[np.float32]:
    """Return rows ``first`` to ``first + rows`` of a map that is ``cols`` wide; NaN where there is no height.

    >>> strip(10, 4, 64).shape
    (4, 64)
    """
    out = np.empty((rows, cols), np.float32)
    _strip(seed, first, out)
    _level_lakes(seed, first, out)
    _take_out(seed, first, out)
    return out


def lidar_like(size: int, seed: int = 1) -> npt.NDArray[np.float32]:
    """Return a whole map of ``size`` x ``size`` heights in m; NaN where there is no height.

    >>> lidar_like(64).shape
    (64, 64)
    """
    return strip(0, size, size, seed)


def kind() -> str:
    """Return a short hash of this file, so that a terrain made by another version of it is never taken for its own."""
    return hashlib.blake2b(Path(__file__).read_bytes(), digest_size=4).hexdigest()


def write(path: Path, size: int, seed: int = 1, strip_rows: int = STRIP_ROWS) -> None:
    """Write a map of ``size`` x ``size`` cells to a GeoTIFF, a strip at a time."""
    import rasterio  # noqa: PLC0415 - only where a file is written

    half_made = path.with_suffix(".making.tif")
    transform = rasterio.transform.from_origin(WEST, NORTH, CELL_M, CELL_M)
    with rasterio.open(
        half_made, "w", driver="GTiff", height=size, width=size, count=1, dtype="float32", crs=CRS, transform=transform,
        nodata=NODATA, bigtiff="IF_SAFER",
    ) as file:  # fmt: skip
        for first in range(0, size, strip_rows):
            rows = min(strip_rows, size - first)
            values = strip(first, rows, size, seed)
            values[np.isnan(values)] = NODATA
            file.write(values, 1, window=rasterio.windows.Window(0, first, size, rows))
    half_made.replace(path)


def main() -> None:
    """Write one terrain."""
    parser = argparse.ArgumentParser(description="Write a made lidar-like terrain to a GeoTIFF.")
    parser.add_argument("size", type=int, help="rows and columns")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begin = time.perf_counter()
    write(given.file, given.size, given.seed)
    seconds = time.perf_counter() - begin
    print(f"{given.size} x {given.size} cells in {seconds:.1f} s, {given.size**2 / seconds / 1e6:.1f} Mcells/s")  # noqa: T201


if __name__ == "__main__":
    main()
