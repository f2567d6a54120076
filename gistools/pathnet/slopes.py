"""Slopes (stigninger) of edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    Words = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Slopes:
    """How steep the m edges of a network are, from the terrain.

    Parameters
    ----------
    up_permille, down_permille:
        float64 of m: the steepest rise and the steepest fall along the line over the window, at least 0; going against
        the line they change places. NaN where it is not known.
    runs:
        By per mille: the longest stretch in metres that rises, and that falls, more steeply than that; m values each.
    pace:
        By name of a pace: how much longer the edge takes than on the level, along the line and against it.
    why:
        Why nothing is known, in Danish; empty where something is.
    landings_seen:
        Whether the cells of the terrain are so small that a landing of 1.3 m would show.
    """

    up_permille: F64
    down_permille: F64
    runs: Mapping[float, tuple[F64, F64]]
    pace: Mapping[str, tuple[F64, F64]]
    why: Words
    landings_seen: bool
