"""The water ledger of each sub-catchment: whole units that close, and add up to the town's."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools._checks import require_kind, require_same_terrain
from gistools.cloudburst.event import FloodEvent, run_event
from gistools.cloudburst.ledger import DIFFERENCE, TERMS
from gistools.cloudburst.runoff import RunoffClasses
from gistools.errors import BalanceError
from gistools.kernels.codes import DCOL, DROW, NO_CODE, OUT_BASINS, OUT_EDGE
from gistools.kernels.strips import row_spans
from gistools.plan.subcatchments import SubCatchments
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from gistools.progress import Progress

    I64 = npt.NDArray[np.int64]

CAME = ("rain", "received")
LOST = ("infiltrated", "initial", "drained")
LEFT = ("edge", "sea", "hole")
SUB_TERMS = {
    "rain": TERMS["rain"],
    "received": Text("Modtaget fra andre deloplande", "Received from other sub-catchments"),
    **{name: TERMS[name] for name in (*LOST, "stored", *LEFT)},
    "sent": Text("Løbet til andre deloplande", "Ran to other sub-catchments"),
}
TOWN, TOWN_NAME = 0, "Byen i alt"


@dataclass(frozen=True, eq=False)
class SubCatchmentLedger:
    """What came into each sub-catchment, and what became of it, as whole units of water; for one rain.

    Water that stands in a pond counts where it stands: a pond in several sub-catchments is shared by its depths, and
    what its water has moved for that is exchanged with the one of its lowest pit.

    Parameters
    ----------
    parts:
        The sub-catchments.
    flood:
        The rain.
    rain_mm:
        The rain, averaged over the land.
    terms:
        int64 by name, an entry for each sub-catchment: ``rain`` and ``received`` come in; ``infiltrated``, ``initial``,
        ``drained``, ``stored``, ``edge``, ``sea``, ``hole`` and ``sent`` are what becomes of it.
    sent_from, sent_to, sent:
        int64: which sub-catchments water runs between (numbers from 1), and how much; no pair twice.
    shared:
        How many ponds stand in several sub-catchments.
    """

    parts: SubCatchments
    flood: FloodEvent
    rain_mm: float
    terms: dict[str, I64]
    sent_from: I64
    sent_to: I64
    sent: I64
    shared: int

    @property
    def difference(self) -> I64:
        """What came in less what became of it, of each: 0."""
        out = [value for name, value in self.terms.items() if name not in CAME]
        made: I64 = self.terms["rain"] + self.terms["received"] - np.sum(out, axis=0)
        return made

    def m3(self, *names: str) -> npt.NDArray[np.float64]:
        """Return the sum of some terms of each sub-catchment, m³."""
        units: I64 = np.sum([self.terms[name] for name in names], axis=0)
        made: npt.NDArray[np.float64] = units * np.float64(self.flood.unit_m3)
        return made

    def require_closed(self) -> None:
        """Raise `BalanceError` when a ledger does not close, or they do not add up to that of the town."""
        town = self.flood.ledger.terms
        off = int(np.abs(self.difference).sum())
        off += sum(abs(int(self.terms[name].sum()) - town[name]) for name in town if name in self.terms)
        off += abs(int(self.terms["received"].sum() - self.terms["sent"].sum()))
        if off:
            raise BalanceError(
                Text(
                    f"en difference på {off} enheder i deloplandene", f"a difference of {off} units in sub-catchments"
                ),
                Text("0", "0"),
                Text("meld fejlen med data og parametre", "report the defect with data and parameters"),
            )

    def to_frame(self) -> pd.DataFrame:
        """Return the ledgers: a row for each term of each sub-catchment, and of the town in all (no. 0).

        Columns: rain_mm, subcatchment_id, name, term, text_da, text_en, volume_m3, units, mm (over its land).
        """
        town = self.flood.ledger
        total = {name: town.terms.get(name, 0) for name in SUB_TERMS}
        cells = [int(self.parts.cells.sum()), *self.parts.cells.tolist()]
        rows = []
        for number, name in enumerate((TOWN_NAME, *self.parts.names)):
            own = total if number == TOWN else {term: int(v[number - 1]) for term, v in self.terms.items()}
            gap = town.difference if number == TOWN else int(self.difference[number - 1])
            for term, units in (*own.items(), ("difference", gap)):
                text = SUB_TERMS.get(term, DIFFERENCE)
                m3 = units * self.flood.unit_m3
                mm = m3 / (cells[number] * self.parts.grid.cell_area_m2) * 1000.0
                rows.append((self.rain_mm, number, name, term, text.da, text.en, m3, units, mm))
        columns = ["rain_mm", "subcatchment_id", "name", "term", "text_da", "text_en", "volume_m3", "units", "mm"]
        table = pd.DataFrame(rows, columns=columns)
        table.attrs["units"] = {"rain_mm": "mm", "volume_m3": "m³", "mm": "mm"}
        table.attrs["title"] = Text("Deloplandenes vandregnskaber", "Water ledgers of the sub-catchments")
        return table

    def goes_to(self) -> list[str]:
        """Return where most of the water that leaves each sub-catchment goes; empty where none leaves."""
        ways = [(Text("kortets kant", "edge").da, "edge"), ("havet", "sea"), ("huller", "hole")]
        best: list[tuple[int, str]] = [(0, "")] * self.parts.count
        for name, term in ways:
            for i, units in enumerate(self.terms[term].tolist()):
                best[i] = max(best[i], (units, name), key=lambda one: one[0])
        for a, b, units in zip(self.sent_from.tolist(), self.sent_to.tolist(), self.sent.tolist(), strict=True):
            best[a - 1] = max(best[a - 1], (units, self.parts.names[b - 1]), key=lambda one: one[0])
        return [name for _, name in best]


def sub_catchment_ledger(
    parts: SubCatchments, classes: RunoffClasses, rain_mm: float, *, progress: Progress | None = None
) -> SubCatchmentLedger:
    """Return the water ledger of each sub-catchment for one rain (vandregnskab).

    Parameters
    ----------
    parts:
        From `sub_catchments`.
    classes:
        From `runoff_classes` of the same terrain.
    rain_mm:
        The rain, averaged over the land.
    progress:
        Told how far the work is.

    Raises
    ------
    ParamError
        For a rain below 0 or beyond what can be counted.
    BalanceError
        When a ledger does not close, or they do not add up to the town's; a defect to be reported.

    Examples
    --------
    The upper of two pits, of 1 m³, gets the rain of 2 cells and spills the rest into the lower sub-catchment.

    >>> from gistools.cloudburst import LossParams, find_bluespots, runoff_classes
    >>> from gistools.grid import Grid
    >>> from gistools.plan import SubCatchmentParams, sub_catchments
    >>> from gistools.raster import Raster
    >>> from gistools.terrain import condition, route_flow
    >>> z = np.array([[9, 9, 9, 9, 9, 9, 9, 9], [9, 6, 5, 6, 3, 1, 2, 0], [9, 9, 9, 9, 9, 9, 9, 9]], np.float32)
    >>> terrain = condition(Raster(z, Grid(3, 8, 0.0, 3.0, 1.0, 1.0, "EPSG:25832"), unit="m"))
    >>> flow = route_flow(terrain)
    >>> parts = sub_catchments(terrain, flow, find_bluespots(terrain, flow), SubCatchmentParams(min_area_ha=0.0))
    >>> ledger = sub_catchment_ledger(parts, runoff_classes(terrain, LossParams()), 1000.0)
    >>> ledger.difference.tolist(), ledger.m3("rain").tolist(), ledger.m3("stored").tolist()
    ([0, 0, 0], [19.0, 2.0, 3.0], [0.0, 1.0, 1.0])
    """
    require_kind(parts, SubCatchments, "parts")
    require_kind(classes, RunoffClasses, "classes")
    require_same_terrain(parts.terrain.key, classes.terrain.key, Text("en afstrømning", "run-off"))
    step = classes.step(rain_mm)
    flood = run_event(parts.terrain, parts.flow, parts.bluespots, classes.at(step), progress=progress)
    terms = _fallen(parts, classes, step)
    flows: dict[tuple[int, int], int] = {}
    for name, units in zip(LEFT, _on_the_ground(parts, flood, flows), strict=True):
        terms[name] = units
    terms["stored"], shared = _in_ponds(parts, flood, flows)
    pairs = sorted(pair for pair, units in flows.items() if units)
    sent_from = np.array([a for a, _ in pairs], np.int64)
    sent_to = np.array([b for _, b in pairs], np.int64)
    sent = np.array([flows[pair] for pair in pairs], np.int64)
    for name, at in (("received", sent_to), ("sent", sent_from)):
        terms[name] = np.zeros(parts.count, np.int64)
        np.add.at(terms[name], at - 1, sent)
    ordered = {name: terms[name] for name in SUB_TERMS}
    made = SubCatchmentLedger(parts, flood, float(rain_mm), ordered, sent_from, sent_to, sent, shared)
    made.require_closed()
    return made


def _fallen(parts: SubCatchments, classes: RunoffClasses, step: int) -> dict[str, I64]:
    """Return rain and losses of each sub-catchment."""
    kinds = classes.rain.size
    cells = np.zeros((parts.count + 1) * kinds, np.int64)
    for a, b in row_spans(*parts.label.shape):
        code = parts.label[a:b].astype(np.int64) * kinds
        if classes.code is not None:
            code += np.where(parts.label[a:b] > 0, classes.code[a:b], 0)
        cells += np.bincount(code.ravel(), minlength=cells.size)
    by_class = cells.reshape(parts.count + 1, kinds)[1:]
    names = ("rain", *LOST)
    return {name: by_class @ value for name, value in zip(names, classes.each(step), strict=True)}


def _add(flows: dict[tuple[int, int], int], a: I64, b: I64, units: I64) -> None:
    """Add what runs from each of ``a`` to each of ``b``."""
    for one, other, water in zip(a.tolist(), b.tolist(), units.tolist(), strict=True):
        if one != other and water:
            flows[one, other] = flows.get((one, other), 0) + water


def _on_the_ground(parts: SubCatchments, flood: FloodEvent, flows: dict[tuple[int, int], int]) -> I64:
    """Return what leaves each sub-catchment over the edge, into the sea and into holes; note what crosses borders."""
    label, local, through = parts.label, parts.flow.local, flood.through
    left = np.zeros((len(LEFT), parts.count + 1), np.int64)
    rows, cols = label.shape
    for a, b in row_spans(rows, cols):
        code = np.where(local[a:b] == NO_CODE, NO_CODE, local[a:b] & 15)
        for i in range(len(LEFT)):
            r, c = np.nonzero(code == OUT_EDGE + i)
            np.add.at(left[i], label[a + r, c], through[a + r, c])
        for k in range(8):
            r, c = np.nonzero(code == k)
            r += a
            here, there = label[r, c], label[r + int(DROW[k]), c + int(DCOL[k])]
            over = here != there
            pair, at = np.unique(here[over].astype(np.int64) * (parts.count + 1) + there[over], return_inverse=True)
            units = np.zeros(pair.size, np.int64)
            np.add.at(units, at, through[r[over], c[over]])
            _add(flows, *np.divmod(pair, parts.count + 1), units)
    return left[:, 1:]


def _in_ponds(parts: SubCatchments, flood: FloodEvent, flows: dict[tuple[int, int], int]) -> tuple[I64, int]:
    """Return what stands in each sub-catchment, and how many ponds stand in several; note what ponds move and spill."""
    nodes, label, holder = flood.bluespots.nodes, parts.label, flood.holder
    of_pit = label.ravel()[nodes.pit].astype(np.int64)
    z = flood.flow.surface.ravel()[nodes.pit]
    order = np.lexsort((nodes.pit, z, holder))
    first = np.flatnonzero(np.diff(holder[order], prepend=-1) != 0)
    home = np.zeros(nodes.parent.size, np.int64)
    home[holder[order[first]]] = of_pit[order[first]]
    spilling = np.flatnonzero(flood.spilled > 0)
    _add(flows, home[spilling], label.ravel()[nodes.spill_out[spilling]].astype(np.int64), flood.spilled[spilling])
    wet = flood.depth.values > 0
    pond, at = holder[flood.flow.basin[wet] - OUT_BASINS], label[wet].astype(np.int64)
    several = np.zeros(nodes.parent.size, np.bool_)
    several[pond[at != home[pond]]] = True
    several[holder[of_pit != home[holder]]] = True
    stored = np.zeros(parts.count + 1, np.int64)
    ponds = np.unique(holder)
    np.add.at(stored, home[ponds], np.where(several[ponds], 0, flood.water[ponds]))
    mine = several[pond]
    depth: dict[int, dict[int, Fraction]] = {int(p): {} for p in np.flatnonzero(several)}
    for p, d, metres in _summed(pond[mine], at[mine], flood.depth.values[wet][mine].astype(np.float64), parts.count):
        depth[p][d] = Fraction(metres)
    came: dict[int, dict[int, int]] = {p: {} for p in depth}
    arrived = flood.through.ravel()[nodes.pit]
    for leaf in np.flatnonzero(several[holder]).tolist():
        got = came[int(holder[leaf])]
        got[int(of_pit[leaf])] = got.get(int(of_pit[leaf]), 0) + int(arrived[leaf])
    for p, weights in depth.items():
        share = apportion(int(flood.water[p]), weights or {int(home[p]): Fraction(1)})
        for d in {*share, *came[p]}:
            stored[d] += share.get(d, 0)
            surplus = came[p].get(d, 0) - share.get(d, 0)
            pair = (d, int(home[p])) if surplus > 0 else (int(home[p]), d)
            if d != home[p] and surplus:
                flows[pair] = flows.get(pair, 0) + abs(surplus)
    return stored[1:], int((flood.water[np.flatnonzero(several)] > 0).sum())


def _summed(pond: I64, at: I64, metres: npt.NDArray[np.float64], count: int) -> Iterable[tuple[int, int, float]]:
    """Return the depths of each pond and sub-catchment, added up."""
    pair, which = np.unique(pond * (count + 1) + at, return_inverse=True)
    total = np.bincount(which, weights=metres, minlength=pair.size)
    yield from zip((pair // (count + 1)).tolist(), (pair % (count + 1)).tolist(), total.tolist(), strict=True)


def apportion(units: int, weights: dict[int, Fraction]) -> dict[int, int]:
    """Return whole shares of ``units`` by weight (largest remainder; of equals the lower number first).

    >>> apportion(10, {1: Fraction(1), 2: Fraction(1), 3: Fraction(1)})
    {1: 4, 2: 3, 3: 3}
    """
    total = sum(weights.values(), Fraction(0))
    exact = {key: weight * units / total for key, weight in weights.items()}
    share = {key: int(value) for key, value in exact.items()}
    rest = units - sum(share.values())
    for key in sorted(exact, key=lambda k: (share[k] - exact[k], k))[:rest]:
        share[key] += 1
    return share
