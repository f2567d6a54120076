"""Quantiles over draws, and how far they have settled."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.kernels.strips import each, spans
from gistools.styles.numbers import format_number
from gistools.terrain.flow import stoppable
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.uncertain.store import DrawStore
    from gistools.kernels.codes import U8
    from gistools.progress import Progress

    F32 = npt.NDArray[np.float32]
    F64 = npt.NDArray[np.float64]

PERCENTS = (10, 50, 90)
QUANTILES = Text("Finder 10-, 50- og 90-procentfraktiler", "Finding the 10, 50 and 90 % quantiles")


def rank(percent: int, count: int) -> int:
    """Return which value, counted from 1 upwards, is the quantile of ``count`` values: the ceil(count x p)-th smallest.

    It is the smallest value that at least p of the values do not exceed (definition 1 of Hyndman and Fan 1996): always
    one of the values, so that +inf needs no arithmetic, and the lower of the two middle ones for the median of an even
    number.

    >>> rank(10, 100), rank(50, 100), rank(50, 101), rank(90, 10)
    (10, 50, 51, 9)
    """
    return max(-(-count * percent // 100), 1)


@dataclass(frozen=True)
class Settled:
    """How much the median moves between the first and the second half of the draws.

    Parameters
    ----------
    difference_mm:
        The median over cells of how far the medians of the two halves lie apart; NaN when no cell is wet in both.
    cells:
        How many cells are wet in the median of both halves.
    torn:
        How many are wet in the median of one half, and never wet in that of the other.
    """

    difference_mm: float
    cells: int
    torn: int

    def told(self) -> Text:
        """Return it in words."""
        if not self.cells:
            return Text(
                "Ingen celle er våd i begge halvdele af gennemløbene.", "No cell is wet in both halves of the draws."
            )
        mm = [format_number(self.difference_mm, x, 2) for x in ("da", "en")]
        share = [format_number(100.0 * self.torn / (self.cells + self.torn), x, 2) for x in ("da", "en")]
        return Text(
            f"P50 af den ene halvdel af gennemløbene afviger {mm[0]} mm fra P50 af den anden (median over {self.cells} "
            f"celler, der er våde i begge); {share[0]} % af cellerne er kun våde i den ene. Er det for meget, så "
            "vælg flere gennemløb.",
            f"P50 of one half of the draws is {mm[1]} mm off that of the other (median over {self.cells} cells wet in "
            f"both); {share[1]} % of the cells are wet in one half only. If that is too much, choose more draws.",
        )


@dataclass(frozen=True, eq=False)
class Summary:
    """What the draws say of each cell: three quantiles, the share wet at one rain (None without it), and `Settled`."""

    quantiles: tuple[F32, F32, F32]
    wet_share: F32 | None
    settled: Settled


def summarise(store: DrawStore, wet_at: np.float32 | None, progress: Progress) -> Summary:
    """Return what the draws in a store say; ``wet_at`` is the rain in mm that the share of wet draws is counted for.

    NaN (off land) stays NaN; +inf (never wet) is the largest of all values.
    """
    made = [np.empty(store.shape, np.float32) for _ in PERCENTS]
    share = None if wet_at is None else np.empty(store.shape, np.float32)
    apart: list[F32] = []
    torn = 0
    for first, last, block in store.blocks():
        progress.update(first / store.shape[0], QUANTILES)
        work = functools.partial(_block, block, wet_at)
        values, wet, halves = stoppable(progress, work)
        for target, value in zip(made, values, strict=True):
            target[first:last] = value.reshape(last - first, -1)
        if share is not None:
            share[first:last] = wet.reshape(last - first, -1)
        known = np.isfinite(halves)
        both = known.all(axis=0)
        apart.append(np.abs(halves[0, both] - halves[1, both]))
        torn += int((known.any(axis=0) & ~both).sum())
    differences = np.concatenate(apart)
    middle = float(np.median(differences)) if differences.size else float("nan")
    return Summary((made[0], made[1], made[2]), share, Settled(middle, differences.size, torn))


def _block(block: F32, wet_at: np.float32 | None, stop: U8) -> tuple[F32, F32, F32]:
    """Return quantiles (3 x cells), share of wet draws in %, and medians of the halves (2 x cells)."""
    count, cells = block.shape
    values, halves, wet = (
        np.empty((3, cells), np.float32),
        np.empty((2, cells), np.float32),
        np.empty(cells, np.float32),
    )
    half = count // 2

    def part(a: int, b: int) -> None:
        values[:, a:b] = block[0, a:b]  # as it is, where no draw is wet and off land
        halves[:, a:b] = block[0, a:b]
        if wet_at is not None:
            wet[a:b] = np.where(
                np.isnan(block[0, a:b]), np.nan, (block[:, a:b] <= wet_at).sum(axis=0) * (100.0 / count)
            )
        some = a + np.flatnonzero(np.isfinite(block[:, a:b]).any(axis=0))
        drawn = np.ascontiguousarray(block[:, some].T)
        for n, split in enumerate((drawn[:, :half], drawn[:, half:])):
            k = rank(50, split.shape[1]) - 1
            halves[n, some] = np.partition(split, k, axis=1)[:, k]
        drawn.sort(axis=1)
        for n, percent in enumerate(PERCENTS):
            values[n, some] = drawn[:, rank(percent, count) - 1]

    each(part, spans(cells), stop)
    return values, wet, halves


def column_quantiles(drawn: F64) -> F64:
    """Return the quantiles (3 x columns) of each column over its rows, those with NaN left out; NaN where all are."""
    ordered = np.sort(drawn, axis=0)  # NaN last
    count = (~np.isnan(drawn)).sum(axis=0)
    ranks = np.array([[rank(percent, max(int(n), 1)) - 1 for n in count] for percent in PERCENTS], np.int64)
    return np.take_along_axis(ordered, ranks.reshape(len(PERCENTS), -1), axis=0)
