"""White noise from counting, smoothed by moving sums: the same value for a cell whatever window it is seen in.

All is whole numbers until the last step, so that neither the order of adding nor the window can matter.

**White noise.** The draw and the row choose a stream of the generator splitmix64 (Steele, Lea and Flood 2014); the
column is the place in it. Three of its numbers are twelve whole numbers evenly spread over 0 to 65535; their sum less
its mean has mean 0, variance 2^32 - 1 exactly, and is close to normal (its excess kurtosis is -0.1, and less when
smoothed).

**Smoothing.** Three moving sums along each axis. Of widths n they weigh neighbours by a piecewise parabola that is
close to a Gaussian of variance (n² - 1) / 4 cells².
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gistools.kernels.codes import SCALE
from gistools.kernels.compiled import njit

PASSES = 3
MOST_WHITE = 6 * 65535  # the largest size of a white value
WHITE_VARIANCE = 2**32 - 1

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_ROW = np.uint64(0xD1B54A32D192ED03)  # another odd number than GOLDEN, so that rows and draws do not fall together
_U16 = np.uint64(0xFFFF)
_S16, _S27, _S30, _S31, _S32, _S48 = (np.uint64(n) for n in (16, 27, 30, 31, 32, 48))


@njit(cache=True, nogil=True)
def _mix(x):  # type: ignore[no-untyped-def]
    x = (x ^ (x >> _S30)) * _FIRST
    x = (x ^ (x >> _S27)) * _SECOND
    return x ^ (x >> _S31)


@njit(cache=True, nogil=True)
def _four(x):  # type: ignore[no-untyped-def]
    """Return the sum of the four 16-bit numbers of a mixed counter."""
    x = _mix(x)
    return (x & _U16) + ((x >> _S16) & _U16) + ((x >> _S32) & _U16) + (x >> _S48)


@njit(cache=True, nogil=True)
def _white(seed, draw, row, col, out):  # type: ignore[no-untyped-def]
    """Write the white noise of one global row from a global column on."""
    stream = _mix(_mix(np.uint64(seed) + GOLDEN) + np.uint64(draw) * GOLDEN)
    stream = _mix(stream + np.uint64(row) * _ROW)
    for c in range(out.size):
        x = stream + np.uint64(3 * (col + c)) * GOLDEN
        out[c] = np.int64(_four(x) + _four(x + GOLDEN) + _four(x + GOLDEN + GOLDEN)) - MOST_WHITE


@njit(cache=True, nogil=True)
def _along(a, length, width):  # type: ignore[no-untyped-def]
    """Replace the first values of ``a`` by sums of ``width`` of them, and return how many there are."""
    total = np.int64(0)
    for c in range(width - 1):
        total += a[c]
    left = length - width + 1
    for c in range(left):
        total += a[c + width - 1]
        gone = a[c]
        a[c] = total
        total -= gone
    return left


@njit(cache=True, nogil=True)
def add_error(z, keep, out, seed, draw, row0, col0, down, across, metres, first, last):  # type: ignore[no-untyped-def]
    """Write the rows ``first`` to ``last`` of heights with error, rounded to whole 2^-20 m.

    Parameters
    ----------
    z, out:
        float32, m, rows x cols; NaN stays NaN.
    keep:
        bool of the same shape, True for cells that get no error; of no rows where all get it.
    seed, draw:
        Which error.
    row0, col0:
        int64; global row and column of the cell [0, 0]. Rows are counted downwards.
    down, across:
        int64, three widths each.
    metres:
        What one whole unit of the smoothed noise is.
    """
    cols = z.shape[1]
    tall = down.sum() - 3
    row = np.empty(cols + across.sum() - 3, np.int64)
    ring = np.empty((3, down.max(), cols), np.int64)
    total = np.zeros((3, cols), np.int64)
    seen = np.zeros(3, np.int64)
    for r in range(first, last + tall):
        _white(seed, draw, row0 + r, col0, row)
        length = row.size
        for p in range(3):
            length = _along(row, length, across[p])
        ready = True
        for p in range(3):
            slot = seen[p] % down[p]
            if seen[p] >= down[p]:
                for c in range(cols):
                    total[p, c] -= ring[p, slot, c]
            for c in range(cols):
                ring[p, slot, c] = row[c]
                total[p, c] += row[c]
            seen[p] += 1
            if seen[p] < down[p]:
                ready = False
                break
            for c in range(cols):
                row[c] = total[p, c]
        if not ready:
            continue
        q = r - tall
        for c in range(cols):
            if keep.shape[0] > 0 and keep[q, c]:
                out[q, c] = z[q, c]
            else:
                out[q, c] = np.rint((np.float64(z[q, c]) + metres * row[c]) * SCALE) / SCALE


def weights(widths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how moving sums of some widths weigh neighbouring cells.

    >>> weights(np.array([2, 2, 2])).tolist()
    [1, 3, 3, 1]
    """
    made = np.ones(1, np.int64)
    for width in widths:
        made = np.convolve(made, np.ones(int(width), np.int64))
    return made
