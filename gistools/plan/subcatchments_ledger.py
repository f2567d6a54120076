"""The water ledger of each sub-catchment: whole units that close, and add up to the town's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.cloudburst.event import FloodEvent
    from gistools.cloudburst.runoff import RunoffClasses
    from gistools.plan.subcatchments import SubCatchments

    I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SubCatchmentLedger:
    """What came into each sub-catchment, and what became of it, as whole units of water; for one rain.

    Parameters
    ----------
    parts:
        The sub-catchments.
    flood:
        The rain.
    terms:
        int64 by name, an entry for each sub-catchment: ``rain`` and ``received`` come in; ``infiltrated``, ``initial``,
        ``drained``, ``stored``, ``edge``, ``sea``, ``hole`` and ``sent`` are what becomes of it.
    sent_from, sent_to, sent:
        int64: which sub-catchments water runs between (numbers from 1), and how much; no pair twice.
    shared:
        Ponds that stand in several sub-catchments.
    """

    parts: SubCatchments
    flood: FloodEvent
    terms: dict[str, I64]
    sent_from: I64
    sent_to: I64
    sent: I64
    shared: int


def sub_catchment_ledger(parts: SubCatchments, flood: FloodEvent, classes: RunoffClasses) -> SubCatchmentLedger:
    """Return the ledger of each sub-catchment for one rain; raises `BalanceError` when one does not close."""
    raise NotImplementedError
