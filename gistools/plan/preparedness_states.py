"""Whether a home can be reached at a rain (adgang): reached, by a detour, cut off, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gistools.plan.preparedness_reach import RoadGraph, cut_off_rain, way_lengths

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.plan.preparedness_network import Access, RoadNetwork

    F64 = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]
    Words = npt.NDArray[np.object_]

REACHED, DETOUR, CUT_OFF, UNKNOWN, NO_WAY, NO_ROAD = STATES = (
    "reached",
    "detour",
    "cut_off",
    "unknown",
    "no_way",
    "no_road",
)
_METRE = 0.01  # ways that differ by less differ by rounding


@dataclass(frozen=True, eq=False)
class Reach:
    """What stations reach over a network at all rains.

    Parameters
    ----------
    graph:
        The network, with the rain that closes each piece, as far as its water is known.
    stations:
        Nodes.
    surely_mm, perhaps_mm:
        Of each node: the rain from which it is surely cut off, and from which it may be (pieces of unknown water taken
        as open, and as closed).
    dry_m:
        Length of the shortest way when dry, m; inf for none.
    detour_ratio:
        From how many times the dry length a way is a detour.
    """

    graph: RoadGraph
    stations: tuple[int, ...]
    surely_mm: F64
    perhaps_mm: F64
    dry_m: F64
    detour_ratio: float

    @classmethod
    def of(
        cls, network: RoadNetwork, closes_mm: F64, partly: Mask, stations: Sequence[int], detour_ratio: float
    ) -> Reach:
        """Return what stations reach."""
        graph = network.graph(closes_mm)
        dark = network.graph(np.where(partly, 0.0, closes_mm))
        surely, perhaps = cut_off_rain(graph, stations), cut_off_rain(dark, stations)
        return cls(graph, tuple(stations), surely, perhaps, way_lengths(graph, stations, -1.0), detour_ratio)

    def at(self, rain_mm: float, access: Access) -> tuple[Words, F64, F64]:
        """Return the state of n points at a rain, the length of the way, and it as a share of the dry one.

        Lengths are over pieces that are not known to be closed; NaN where there is no way, or no road.
        """
        node, there = np.maximum(access.node, 0), access.attached
        dry = np.where(there, self.dry_m[node], np.nan)
        way = np.where(there, way_lengths(self.graph, self.stations, rain_mm)[node], np.nan)
        dry, way = (np.where(np.isfinite(m), m, np.nan) for m in (dry, way))
        ratio = np.divide(way, dry, out=np.where(np.isnan(way), np.nan, 1.0), where=dry > _METRE)
        longer = (way > dry + _METRE) & (ratio >= self.detour_ratio)
        state = np.select(
            [
                ~there,
                np.isnan(dry),
                rain_mm >= self.surely_mm[node],
                rain_mm >= self.perhaps_mm[node],
                longer,
            ],
            [NO_ROAD, NO_WAY, CUT_OFF, UNKNOWN, DETOUR],
            REACHED,
        ).astype(object)
        return state, way, ratio

    def cut_off(self, access: Access) -> F64:
        """Return the least rain that surely cuts off each point, mm; NaN where none does, or nothing is known.

        Where it may be cut off by less, `at` says unknown in between.
        """
        node = np.maximum(access.node, 0)
        mm = self.surely_mm[node]
        known = access.attached & np.isfinite(self.dry_m[node]) & np.isfinite(mm)
        made: F64 = np.where(known, mm, np.nan)
        return made
