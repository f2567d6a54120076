"""Strips of rows, worked on by several threads; and arrays with a halo, on which strips need no copies.

A kernel is handed a range of rows of arrays that hold the whole tile, so that a strip sees its neighbours where they
lie. Every kernel is written so that its result does not depend on where strips begin or how many threads there are.

``GISTOOLS_THREADS`` sets the number of threads; as many as the process may use when it is not given.
"""

from __future__ import annotations

import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from gistools.kernels.codes import check_stop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from gistools.kernels.codes import U8

    T = TypeVar("T")

MOST_SHARES = 4  # more would hold more memory in lists than they save time
STRIP_CELLS = 1 << 21  # less than a tenth of a second of work, after which the wish to stop is looked at


def threads() -> int:
    """Return how many threads the kernels use."""
    given = os.environ.get("GISTOOLS_THREADS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return max(os.cpu_count() or 1, 1)


def row_strips(rows: int, cols: int) -> list[tuple[int, int]]:
    """Return strips (first row, row after the last) of the inner rows of a padded tile of ``rows`` by ``cols``.

    They do not depend on the number of threads.

    >>> row_strips(6, 1000)
    [(1, 5)]
    """
    return _split(1, rows - 1, max(-(-(rows - 2) * cols // STRIP_CELLS), 1))


def shares(rows: int, cols: int) -> list[tuple[int, int]]:
    """Return one strip for each of a few threads, each with lists of its own; a single one for small tiles."""
    return _split(1, rows - 1, min(threads(), MOST_SHARES) if (rows - 2) * cols > STRIP_CELLS else 1)


def row_spans(rows: int, cols: int) -> list[tuple[int, int]]:
    """Return the same strips for an array without a halo.

    >>> row_spans(4, 1000)
    [(0, 4)]
    """
    return [(first - 1, last - 1) for first, last in row_strips(rows + 2, cols)]


def spans(count: int, least: int = 1 << 16) -> list[tuple[int, int]]:
    """Return parts (first, after the last) of ``count`` things of a list, several for each thread when there are many.

    >>> spans(10)
    [(0, 10)]
    """
    return _split(0, count, 4 * threads() if count > least else 1)


def _split(first: int, last: int, pieces: int) -> list[tuple[int, int]]:
    edges = np.unique(np.linspace(first, last, pieces + 1).astype(np.int64)).tolist()
    return list(itertools.pairwise(edges))


def each(work: Callable[[int, int], T], parts: Sequence[tuple[int, int]], stop: U8) -> list[T]:
    """Return ``work(first, last)`` of every part in their order, run by several threads.

    Raises
    ------
    Stopped
        When ``stop`` was raised; parts not yet begun are left out.
    """

    def one(part: tuple[int, int]) -> T:
        check_stop(stop)
        return work(*part)

    if len(parts) < 2 or threads() < 2:
        made = [one(part) for part in parts]
    else:
        with ThreadPoolExecutor(threads(), thread_name_prefix="gistools-kernel") as pool:
            made = list(pool.map(one, parts))
    check_stop(stop)
    return made


def framed(shape: tuple[int, int], dtype: Any, outside: Any) -> npt.NDArray[Any]:
    """Return an array with one more row and column on each side that hold ``outside``; the inner cells are not set."""
    frame = np.empty((shape[0] + 2, shape[1] + 2), dtype=dtype)

    def set_rim(first: int, last: int) -> None:  # touches new memory of every row, which is work enough to share
        frame[first:last, 0] = frame[first:last, -1] = outside

    each(set_rim, row_strips(*frame.shape), np.zeros(1, np.uint8))
    frame[0] = frame[-1] = outside
    return frame


def inside(frame: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the inner cells of a frame, without copying."""
    return frame[1:-1, 1:-1]


def frame_of(values: npt.NDArray[Any], outside: Any) -> npt.NDArray[Any]:
    """Return the frame that ``values`` are the inside of, or a framed copy where they lie in none with ``outside``.

    >>> whole = framed((2, 3), np.uint8, 7)
    >>> frame_of(inside(whole), 7) is whole
    True
    >>> frame_of(inside(whole), 8) is whole
    False
    """
    base = values.base
    if (
        isinstance(base, np.ndarray)
        and base.shape == (values.shape[0] + 2, values.shape[1] + 2)
        and base.dtype == values.dtype
        and base.flags.c_contiguous
        and base.ctypes.data + base.strides[0] + base.strides[1] == values.ctypes.data
        and values.strides == base.strides
        and all(_all_are(rim, outside) for rim in (base[0], base[-1], base[:, 0], base[:, -1]))
    ):
        return base
    frame = framed((values.shape[0], values.shape[1]), values.dtype, outside)
    frame[1:-1, 1:-1] = values
    return frame


def _all_are(rim: npt.NDArray[Any], value: Any) -> bool:
    return bool((np.isnan(rim) if value != value else rim == value).all())  # noqa: PLR0124 - NaN
