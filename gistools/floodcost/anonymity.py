"""What may be shown without showing a single house: small cells are merged, steps are told in groups of buildings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Yes = npt.NDArray[np.bool_]

__all__ = ["Rule", "StepGroups", "Tally", "group_steps", "parts_to_merge", "require_enough", "tally", "tells_apart"]

ONSET_STEP_MM = 0.1  # the bounds of a group are rounded outwards to it
_ROUNDING = 1e-9  # relative, of shares


@dataclass(frozen=True)
class Rule:
    """When a sum over buildings tells of no single one.

    It is of ``least`` buildings or more with an amount (or none), and its two largest are no more than ``share`` of it:
    the dominance rule (n, k) = (2, 85 %) of the Handbook on Statistical Disclosure Control (ESSNet SDC, 2010), where
    these numbers are the example; no Danish rule on them has been found, so they are not verified.

    >>> Rule(3).few(tally(np.zeros(3, np.int64), 1, np.array([[1.0, 1.0, 9.0]]))).tolist()  # 10 of 11
    [True]
    """

    least: int
    share: float = 0.85

    def few(self, rows: Tally) -> Yes:
        """Return which rows tell of too few buildings, or of one or two that make up nearly all of them."""
        dominated = rows.first + rows.second > self.share * rows.total * (1.0 + _ROUNDING)
        amounts = (rows.hits > 0) & ((rows.hits < self.least) | dominated)
        made: Yes = (rows.buildings > 0) & ((rows.buildings < self.least) | amounts.any(axis=0))
        return made

    def scarce(self, rows: Tally) -> Yes:
        """Return which rows tell of too few buildings, whatever their shares."""
        few = (rows.hits > 0) & (rows.hits < self.least)
        made: Yes = (rows.buildings > 0) & ((rows.buildings < self.least) | few.any(axis=0))
        return made


@dataclass(frozen=True, eq=False)
class Tally:
    """What R rows tell of their buildings; made by `tally`.

    Parameters
    ----------
    buildings:
        How many each row has.
    hits, total, first, second:
        M x R: of each column that rows tell as a sum, how many buildings have an amount, the sum without signs, and the
        two largest.
    """

    buildings: I64
    hits: I64
    total: F64
    first: F64
    second: F64

    def of(self, rows: Yes | I64) -> Tally:
        """Return some rows put together as one."""
        tops = np.concatenate([self.first[:, rows], self.second[:, rows], np.zeros((self.total.shape[0], 2))], axis=1)
        tops = np.partition(tops, -2, axis=1)
        return Tally(
            self.buildings[rows].sum(keepdims=True),
            self.hits[:, rows].sum(axis=1, keepdims=True),
            self.total[:, rows].sum(axis=1, keepdims=True),
            tops[:, -1:],
            tops[:, -2:-1],
        )


def tally(part: I64, count: int, told: F64) -> Tally:
    """Return what each part tells of its buildings.

    Parameters
    ----------
    part:
        Number of the part of each of n buildings, 0 to ``count`` - 1.
    told:
        M x n amounts that are told of the parts as sums; below 0 too.
    """
    size = np.abs(told)
    shape = (told.shape[0], count)
    hits, total, first, second = np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for m, row in enumerate(size):
        hits[m] = np.bincount(part[row > 0.0], minlength=count)
        total[m] = np.bincount(part, row, count)
        order = np.lexsort((-row, part))
        sorted_part = part[order]
        starts = np.flatnonzero(np.append(True, np.diff(sorted_part) > 0)) if part.size else np.empty(0, np.int64)
        first[m, sorted_part[starts]] = row[order[starts]]
        after = starts + 1
        same = (after < part.size) & (sorted_part[np.minimum(after, part.size - 1)] == sorted_part[starts])
        second[m, sorted_part[starts[same]]] = row[order[after[same]]]
    return Tally(np.bincount(part, minlength=count), hits, total, first, second)


def parts_to_merge(part: I64, count: int, told: F64, rule: Rule) -> Yes:
    """Return which parts (cells or classes) are merged into one row, so that no row tells of a single building.

    When what is merged would still tell of one, the part with the fewest buildings with an amount joins it, and so on:
    at the most all parts are one row, which says no more than the total does.

    Parameters
    ----------
    part:
        Number of the part of each building, 0 to ``count`` - 1.
    told:
        M x n: all that rows tell as sums.
    rule:
        When a row tells of no single building.

    Raises
    ------
    ParamError
        When all buildings together are too few.

    >>> part = np.array([0, 0, 0, 1, 2, 2, 2, 2])
    >>> parts_to_merge(part, 3, np.array([[1.0, 1, 1, 1, 0, 0, 0, 0]]), Rule(3)).tolist()
    [True, True, False]
    """
    rows = tally(part, count, told)
    require_enough(rows.of(np.ones(count, bool)), rule)
    merged = rule.few(rows)
    hit = rows.hits.max(axis=0, initial=0)
    for extra in np.lexsort((rows.buildings, hit, hit == 0)):
        if not merged.any() or not rule.few(rows.of(merged))[0]:
            return merged
        merged[extra] = True
    return merged


def require_enough(rows: Tally, rule: Rule) -> None:
    """Raise `ParamError` when a row tells of some but too few buildings.

    >>> require_enough(tally(np.array([0, 0, 0]), 1, np.zeros((1, 3))), Rule(3))
    """
    few = np.flatnonzero(rule.scarce(rows))
    if few.size:
        hits = rows.hits[:, few[0]]
        raise _too_few(int(rows.buildings[few[0]]), min(hits[hits > 0].tolist(), default=0), rule.least)


def _too_few(buildings: int, damaged: int, least: int) -> ParamError:
    return ParamError(
        Text(
            f"{counted(buildings, 'bygning', 'bygninger')}, heraf {damaged} med skade eller en forskel i skade",
            f"{counted(buildings, 'building', 'buildings')}, {damaged} of them with damage or a difference of it",
        ),
        Text(
            f"mindst {least} bygninger, og {least} eller ingen med skade eller forskel, for at de kan vises samlet",
            f"{least} buildings or more, and {least} or none with damage or difference, to be shown together",
        ),
        Text(
            "lav pakken for et større område, eller undlad den; den viser ellers et enkelt hus",
            "make the bundle of a larger area, or leave it out; it would show a single house",
        ),
    )


def tells_apart(onset_mm: F64, amount_dkk: F64, rains_mm: npt.ArrayLike, rule: Rule, *, dominated: bool = True) -> F64:
    """Return the rains (sorted) between which a figure of each rain tells of too few buildings: the upper ones.

    The difference of the figures of two rains is of the steps whose onset lies between them. Steps above the last rain
    count as one more interval, whose upper end is +inf. Intervals of enough buildings of which two are nearly all count
    too, unless ``dominated`` is False.

    >>> onset, amount = np.array([[5.0, 6.0, 7.0, 12.0, 21.0, 22.0, 23.0]]), np.ones((1, 7))
    >>> tells_apart(onset, amount, [10.0, 20.0], Rule(3)).tolist()
    [20.0]
    """
    rains = np.unique(np.asarray(rains_mm, np.float64))
    owner, onset, amount = _steps(onset_mm, amount_dkk)
    part, hits = np.unique(
        np.stack([np.searchsorted(rains, onset, "left"), owner]), axis=1, return_inverse=True
    )  # a building with two steps in one interval is one building
    each = np.bincount(hits.ravel(), amount, part.shape[1]).astype(np.float64)
    rows = tally(part[0], rains.size + 1, each[None])
    return np.append(rains, np.inf)[rule.few(rows) if dominated else rule.scarce(rows)]


def _steps(onset_mm: F64, amount_dkk: F64) -> tuple[I64, F64, F64]:
    """Return owner, onset and amount of the steps that come and cost something."""
    counts = np.isfinite(onset_mm) & np.isfinite(amount_dkk) & (amount_dkk != 0.0)
    owner = np.broadcast_to(np.arange(onset_mm.shape[1]), onset_mm.shape)
    return owner[counts], onset_mm[counts], amount_dkk[counts]


@dataclass(frozen=True, eq=False)
class StepGroups:
    """Steps of damage told in groups: G groups of neighbours in onset rain, each of enough buildings.

    Parameters
    ----------
    buildings:
        How many buildings a group is of.
    amount_dkk:
        Sum of its steps.
    from_mm, to_mm:
        S x G: between which rains they come in each of S states, rounded outwards; +inf: some or all never do.
    """

    buildings: I64
    amount_dkk: F64
    from_mm: F64
    to_mm: F64


def group_steps(onsets_mm: Sequence[F64], amount_dkk: F64, rule: Rule, breaks_mm: npt.ArrayLike = ()) -> StepGroups:
    """Return the steps of all buildings in groups that tell of no single one, in the order of onset.

    Steps that never come, that are unknown, or of amount 0 are left out. What is left in the end belongs to the last
    group. A group tells of as many buildings as it has numbers, at the least.

    Parameters
    ----------
    onsets_mm, amount_dkk:
        P x n onsets in each of S states (as it is; with a plan), and what the steps cost in all of them.
    rule:
        When a group tells of no single building.
    breaks_mm:
        Rains that no group lies on both sides of (in the first state): what is told of them elsewhere is then the sum
        of whole groups. Between two of them must be enough buildings, or none (`tells_apart`).

    >>> made = group_steps([np.array([[10.0, 20.0, 30.0, 40.0, 50.0, 60.0]])], np.ones((1, 6)), Rule(3))
    >>> made.buildings.tolist(), made.amount_dkk.tolist(), made.from_mm.tolist(), made.to_mm.tolist()
    ([3, 3], [3.0, 3.0], [[10.0, 40.0]], [[30.0, 60.0]])
    """
    counts = np.isfinite(amount_dkk) & (amount_dkk != 0.0) & np.any([np.isfinite(one) for one in onsets_mm], axis=0)
    owner = np.broadcast_to(np.arange(amount_dkk.shape[1]), amount_dkk.shape)[counts]
    onset, amount = np.array([one[counts] for one in onsets_mm]), amount_dkk[counts]
    order = np.lexsort((owner, *onset[::-1]))
    owner, onset, amount = owner[order], onset[:, order], amount[order]
    least = max(rule.least, 1 + 2 * len(onsets_mm))
    between = np.searchsorted(np.unique(np.asarray(breaks_mm, np.float64)), onset[0], "left")
    pieces: list[slice] = []
    for start, end in _runs(between):
        pieces += _pieces(owner, amount, start, end, Rule(least, rule.share))
    low = np.array([onset[:, p].min(axis=1) for p in pieces]).T.reshape(len(onsets_mm), -1)
    high = np.array([onset[:, p].max(axis=1) for p in pieces]).T.reshape(len(onsets_mm), -1)
    return StepGroups(
        np.array([np.unique(owner[p]).size for p in pieces], np.int64),
        np.array([amount[p].sum() for p in pieces]),
        np.minimum(low, np.round(np.floor(low / ONSET_STEP_MM) * ONSET_STEP_MM, 1)),
        np.maximum(high, np.round(np.ceil(high / ONSET_STEP_MM) * ONSET_STEP_MM, 1)),
    )


def _runs(values: I64) -> list[tuple[int, int]]:
    starts = np.flatnonzero(np.append(True, np.diff(values) != 0)) if values.size else np.empty(0, np.int64)
    return list(zip(starts.tolist(), [*starts[1:].tolist(), values.size][: starts.size], strict=True))


def _pieces(owner: I64, amount: F64, start: int, end: int, rule: Rule) -> list[slice]:
    """Return the groups of a run of steps; the last takes what is left, and groups before it until it is enough."""
    starts, held = [start], _Held()
    for i in range(start, end):
        if held.enough(rule):
            starts.append(i)
            held = _Held()
        held.add(int(owner[i]), float(amount[i]))
    while len(starts) > 1 and not held.enough(rule):
        stop = starts.pop()
        for i in range(starts[-1], stop):
            held.add(int(owner[i]), float(amount[i]))
    return [slice(a, b) for a, b in zip(starts, [*starts[1:], end], strict=True)]


class _Held:
    """Amounts added up by building, with the two largest at hand."""

    def __init__(self) -> None:
        self.of = dict[int, float]()
        self.total = 0.0
        self.first, self.second = (-1, 0.0), (-1, 0.0)

    def add(self, owner: int, amount: float) -> None:
        value = self.of[owner] = self.of.get(owner, 0.0) + amount
        self.total += amount
        if owner == self.first[0]:
            self.first = (owner, value)
        elif value > self.first[1]:
            self.first, self.second = (owner, value), self.first
        elif owner == self.second[0] or value > self.second[1]:
            self.second = (owner, value)

    def enough(self, rule: Rule) -> bool:
        most = rule.share * self.total * (1.0 + _ROUNDING)
        return len(self.of) >= rule.least and self.first[1] + self.second[1] <= most
