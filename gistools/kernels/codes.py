"""Numbers that all kernels share: cell classes, direction codes, fixed point, and the global tie key.

Directions are 0 to 7 clockwise from east. A direction that was found across level ground carries the bit `ON_FLAT`.

The tie key of a cell is a linear function ``t0 + row * tr + col * tc`` of its position in the whole map. It is the
same for every tile, and a mirrored or transposed map can carry the key of the original, so that every tie falls the
same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# What a cell is to water (uint8).
LAND = 0
SEA = 1
HOLE = 2
WALL = 3
EDGE = 4

# Direction codes (uint8).
PIT = 8
OUT_EDGE = 9
OUT_SEA = 10
OUT_HOLE = 11
FLAT = 12
ON_FLAT = 16
NO_CODE = 255

# The first basins are not depressions but the ways off the map: edge, sea, hole.
OUT_BASINS = 3

DROW = np.array([0, 1, 1, 1, 0, -1, -1, -1], dtype=np.int64)
DCOL = np.array([1, 1, 0, -1, -1, -1, 0, 1], dtype=np.int64)

SCALE_BITS = 20
SCALE = 1 << SCALE_BITS  # units per metre of height, and per metre of water on one cell

UNSET = np.int32(2**31 - 1)

I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
U8 = npt.NDArray[np.uint8]
F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]


class Tie(NamedTuple):
    """The tie key of a cell as a linear function of its row and column in the whole map."""

    origin: int
    per_row: int
    per_col: int

    @staticmethod
    def row_major(cols: int) -> Tie:
        """Return the key that counts cells row by row."""
        return Tie(0, cols, 1)


@dataclass(frozen=True, slots=True)
class Geometry:
    """What the kernels need of the grid: neighbour order by the tie rule, and distances.

    ``order`` lists the eight directions, cardinal before diagonal and each group by the neighbour's tie key: the first
    of equals in this order wins every tie.
    """

    order: I64
    distance: F64
    tie: Tie

    @staticmethod
    def of(dx: float, dy: float, tie: Tie) -> Geometry:
        """Return the geometry of cells of ``dx`` by ``dy`` metres."""
        step = DROW * tie.per_row + DCOL * tie.per_col
        order = sorted(range(8), key=lambda k: (k % 2, int(step[k])))
        diagonal = float(np.hypot(dx, dy))
        distance = [dx, diagonal, dy, diagonal, dx, diagonal, dy, diagonal]
        return Geometry(np.array(order, dtype=np.int64), np.array(distance, dtype=np.float64), tie)


class Stopped(Exception):  # noqa: N818 - not an error: the caller's flag was seen
    """A kernel saw the stop flag and left its work unfinished."""


def check_stop(stop: U8) -> None:
    """Raise `Stopped` when the flag is up."""
    if stop[0]:
        raise Stopped


def snap(z: npt.NDArray[np.floating]) -> F32:
    """Round heights to multiples of 2^-20 m, so that comparing them and summing them never disagree.

    >>> float(snap(np.array([0.1]))[0]) * SCALE
    104858.0
    """
    return (np.rint(z.astype(np.float64) * SCALE) / SCALE).astype(np.float32)
