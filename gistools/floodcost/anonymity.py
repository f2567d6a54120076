"""What may be shown without showing a single house: small cells are merged, steps are told in groups of buildings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.errors import ParamError
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Yes = npt.NDArray[np.bool_]

__all__ = ["StepGroups", "group_steps", "parts_to_merge", "require_enough"]

ONSET_STEP_MM = 0.1  # the bounds of a group are rounded outwards to it


def parts_to_merge(part: I64, count: int, damaged: Yes, least: int) -> Yes:
    """Return which parts (cells or classes) are merged into one row, so that no row tells of too few buildings.

    A part is shown when it has ``least`` buildings or more, and either none with damage or ``least`` of them. When what
    is merged would still be too few, the part with the fewest buildings with damage joins it, and so on.

    Parameters
    ----------
    part:
        Number of the part of each building, 0 to ``count`` - 1.
    damaged:
        Whether a building has damage.
    least:
        The fewest buildings that a row may tell of.

    Raises
    ------
    ParamError
        When all buildings together are too few.

    >>> part = np.array([0, 0, 0, 1, 2, 2, 2, 2])
    >>> parts_to_merge(part, 3, np.array([1, 1, 1, 1, 0, 0, 0, 0], bool), 3).tolist()
    [True, True, False]
    """
    buildings = np.bincount(part, minlength=count)
    hit = np.bincount(part, weights=damaged, minlength=count).astype(np.int64)

    def few(total: I64, with_damage: I64) -> Yes:
        return (total < least) | ((with_damage > 0) & (with_damage < least))

    merged = few(buildings, hit) & (buildings > 0)
    for extra in np.lexsort((buildings, hit, hit == 0)):
        if not merged.any() or not few(buildings[merged].sum(), hit[merged].sum()):
            return merged
        merged[extra] = True
    if merged.any() and few(buildings[merged].sum(), hit[merged].sum()):
        raise _too_few(int(buildings.sum()), int(hit.sum()), least)
    return merged


def require_enough(buildings: I64, least: int) -> None:
    """Raise `ParamError` when some but fewer than ``least`` buildings are told of together.

    >>> require_enough(np.array([0, 3]), 3)
    """
    few = buildings[(buildings > 0) & (buildings < least)]
    if few.size:
        raise _too_few(int(few[0]), int(few[0]), least)


def _too_few(buildings: int, damaged: int, least: int) -> ParamError:
    return ParamError(
        Text(
            f"{counted(buildings, 'bygning', 'bygninger')}, heraf {damaged} med skade",
            f"{counted(buildings, 'building', 'buildings')}, {damaged} of them with damage",
        ),
        Text(
            f"mindst {least} bygninger, og {least} eller ingen med skade, for at de kan vises samlet",
            f"{least} buildings or more, and {least} or none with damage, to be shown together",
        ),
        Text(
            "lav pakken for et større område, eller undlad den; den viser ellers et enkelt hus",
            "make the bundle of a larger area, or leave it out; it would show a single house",
        ),
    )


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
        Between which rains they come, rounded outwards.
    annual_dkk:
        By scenario, the sum of amount times rate.
    """

    buildings: I64
    amount_dkk: F64
    from_mm: F64
    to_mm: F64
    annual_dkk: Mapping[str, F64]


def group_steps(onset_mm: F64, amount_dkk: F64, rates: Mapping[str, F64], least: int) -> StepGroups:
    """Return the steps of all buildings in groups of ``least`` buildings or more, in the order of onset.

    Steps that never come, that are unknown, or of amount 0 are left out. The fewer buildings that are left in the end
    belong to the last group.

    Parameters
    ----------
    onset_mm, amount_dkk:
        P x n.
    rates:
        By scenario, P x n exceedances a year.

    >>> made = group_steps(np.array([[10.0, 20.0, 30.0, 40.0]]), np.array([[1.0, 2.0, 3.0, 4.0]]), {}, 2)
    >>> made.buildings.tolist(), made.amount_dkk.tolist(), made.from_mm.tolist(), made.to_mm.tolist()
    ([2, 2], [3.0, 7.0], [10.0, 30.0], [20.0, 40.0])
    """
    building = np.broadcast_to(np.arange(onset_mm.shape[1]), onset_mm.shape)
    counts = np.isfinite(onset_mm) & np.isfinite(amount_dkk) & (amount_dkk != 0.0)
    onset, amount, owner = onset_mm[counts], amount_dkk[counts], building[counts]
    order = np.lexsort((owner, onset))
    onset, amount, owner = onset[order], amount[order], owner[order]
    starts, seen = [0] if onset.size else [], set[int]()
    for i, one in enumerate(owner.tolist()):
        if len(seen) >= least:
            starts.append(i)
            seen = set()
        seen.add(one)
    if len(starts) > 1 and len(seen) < least:
        starts.pop()
    ends = [*starts[1:], onset.size] if starts else []
    pieces = [slice(a, b) for a, b in zip(starts, ends, strict=True)]
    low = np.array([onset[p][0] for p in pieces])
    high = np.array([onset[p][-1] for p in pieces])
    return StepGroups(
        np.array([np.unique(owner[p]).size for p in pieces], np.int64),
        np.array([amount[p].sum() for p in pieces]),
        np.minimum(low, np.round(np.floor(low / ONSET_STEP_MM) * ONSET_STEP_MM, 1)),
        np.maximum(high, np.round(np.ceil(high / ONSET_STEP_MM) * ONSET_STEP_MM, 1)),
        {name: np.array([(amount[p] * rate[counts][order][p]).sum() for p in pieces]) for name, rate in rates.items()},
    )
