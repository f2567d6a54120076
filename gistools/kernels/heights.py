"""Heights as water meets them: rounded to whole 2^-20 m, NaN wherever there is no land."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.kernels.codes import LAND, SCALE
from gistools.kernels.compiled import njit

if TYPE_CHECKING:
    import numpy.typing as npt


def native(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return values of a kind that kernels take: single or double precision in this machine's order of bytes.

    >>> native(np.array([1.5], ">f4")).dtype == np.float64
    True
    """
    if values.dtype.isnative and values.dtype in (np.float32, np.float64):
        return values
    return values.astype(np.float64)


@njit(cache=True, nogil=True)
def _one_row(values, z):  # type: ignore[no-untyped-def]
    for i in range(z.size):
        z[i] = np.rint(np.float64(values[i]) * SCALE) / SCALE


@njit(cache=True, nogil=True)
def _unknown(z):  # type: ignore[no-untyped-def]
    found = 0
    for i in range(z.size):
        found += z[i] != z[i]
    return found


@njit(cache=True, nogil=True)
def take(values, z, cls, first, last):  # type: ignore[no-untyped-def]
    """Write the rows ``first`` to ``last`` of the values as heights, and LAND; return how many of them are NaN."""
    unknown = 0
    for r in range(first, last):
        _one_row(values[r], z[r])
        unknown += _unknown(z[r])
        for c in range(cls.shape[1]):
            cls[r, c] = LAND
    return unknown


@njit(cache=True, nogil=True)
def extremes(values, first, last):  # type: ignore[no-untyped-def]
    """Return the lowest and highest value of some rows, NaN left out; inf and -inf where there is none."""
    low = np.inf
    high = -np.inf
    for r in range(first, last):
        for v in values[r]:
            low = min(low, v)
            high = max(high, v)
    return low, high


@njit(cache=True, nogil=True)
def name_unknown(z, cls, kind, first, last):  # type: ignore[no-untyped-def]
    """Give the cells of some rows that have no height the class ``kind``."""
    for r in range(first, last):
        for c in range(z.shape[1]):
            if z[r, c] != z[r, c]:
                cls[r, c] = kind


@njit(cache=True, nogil=True)
def settle(z, cls, first, last):  # type: ignore[no-untyped-def]
    """Round the heights of some rows again after edits, and leave none off land."""
    for r in range(first, last):
        _one_row(z[r], z[r])
        for c in range(z.shape[1]):
            if cls[r, c] != LAND:
                z[r, c] = np.nan
