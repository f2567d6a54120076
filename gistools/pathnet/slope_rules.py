"""The rules (regler) of slopes: the steepest, how long a rise is, and landings, direction by direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gistools.pathnet.passability import BLOCKED, MAYBE
from gistools.pathnet.rule_answers import (
    SHORTEST_M,
    TOLD_TO,
    Answer,
    Case,
    compared,
    measured,
    same,
)
from gistools.pathnet.slopes import NO_TERRAIN
from gistools.text import danish

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from gistools.pathnet.profiles import Limit

    F64 = npt.NDArray[np.float64]
    I8 = npt.NDArray[np.int8]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]


def _unknown_slope(case: Case, at: npt.NDArray[np.int64]) -> Words:
    if case.slopes is None:
        return np.full(at.size, NO_TERRAIN, dtype=object)
    told = case.slopes.why[at]
    return np.where(told == "", "ikke målt", told).astype(object)


def slope(*, up: bool) -> Callable[[Case, Limit], Answer]:
    """Return the rule of the steepest slope, up or down, in the direction gone."""

    def rule(case: Case, limit: Limit) -> Answer:
        nothing = np.full(len(case.edges), np.nan)
        rise, fall = (nothing, nothing) if case.slopes is None else (case.slopes.up_permille, case.slopes.down_permille)
        there, back = (rise, fall) if up else (fall, rise)

        def found(at: npt.NDArray[np.int64], forward: bool) -> Words:  # noqa: FBT001 - as `Answer` calls it
            values = (there if forward else back)[at]
            told = measured(np.round(values, 1), "‰")
            missing = np.isnan(values)
            told[missing] = _unknown_slope(case, at[missing])
            return told

        return Answer(
            compared(there, limit.value, slack=TOLD_TO),
            compared(back, limit.value, slack=TOLD_TO),
            found,
            f"højst {danish(limit.value)} ‰",
        )

    return rule


def _stretches(case: Case, over: float) -> tuple[F64, F64]:
    """Return the longest stretch of each edge that on the whole rises, and that falls, more steeply than something."""
    nothing = np.full(len(case.edges), np.nan)
    return (nothing, nothing) if case.slopes is None else case.slopes.runs.get(over, (nothing, nothing))


def run_up(case: Case, limit: Limit) -> Answer:
    """Judge how long a rise is that is on the whole steeper than something."""
    there, back = _stretches(case, limit.over_permille)
    steep = f"m over {danish(limit.over_permille)} ‰"

    def found(at: npt.NDArray[np.int64], forward: bool) -> Words:  # noqa: FBT001 - as `Answer` calls it
        return _stretch_told(case, (there if forward else back)[at], at, steep)

    asked = f"højst {danish(limit.value)} {steep}"
    return Answer(compared(there, limit.value), compared(back, limit.value), found, asked)


def _stretch_told(case: Case, values: F64, at: npt.NDArray[np.int64], steep: str) -> Words:
    told = measured(np.round(values, 1), steep)
    missing = np.isnan(values)
    told[missing] = _unknown_slope(case, at[missing])
    return told


def landing(case: Case, limit: Limit) -> Answer:
    """Judge ramps, which need a landing in both directions.

    Terrain tells little of landings of 1.3 m. A stretch that is short on the whole passes; one that is long and steep
    in each of its parts is closed where cells are so small that a landing would show; any other may have landings.
    """
    over, slopes = limit.over_permille, case.slopes
    longest = np.maximum(*_stretches(case, over))
    answer = compared(longest, limit.value)
    if slopes is not None:
        up, down = slopes.ramps.get(over, (longest, longest))
        sure = slopes.landings_seen & ~slopes.on_structure & (np.maximum(up, down) > limit.value + SHORTEST_M)
        answer[(answer == BLOCKED) & ~sure] = MAYBE
    steep = f"m over {danish(over)} ‰"

    def found(at: npt.NDArray[np.int64]) -> Words:
        told = _stretch_told(case, longest[at], at, steep)
        doubt = (answer[at] == MAYBE) & ~np.isnan(longest[at])
        told[doubt] = told[doubt] + ", hvileplaner ikke oplyst"
        return told

    return same(answer, found, f"højst {danish(limit.value)} {steep} uden hvileplan")
