"""Proof of a network (bevis): nothing was joined or split but by what the audit lists, and no metre was lost.

Three things are counted anew, by other ways than those that built the network:

1. Membership: the parts before, joined by the repairs that are listed, are the parts after, line by line.
2. Edges less nodes: each repair that joins takes a node away, each twin an edge, and nothing else changes their
   difference. With the number of parts that is the cyclomatic number, edges less nodes plus parts.
3. Length of each kind of way: what it was and what the repairs changed; no line changed more than its ends moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from gistools.errors import NetworkProofError
from gistools.pathnet.repairs import DONE, JOINING
from gistools.styles.numbers import format_number
from gistools.text import Text, counted

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.noding import Noded
    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_PER_POINT_M = 2e-3  # what a point put in may change of a line's length


@dataclass(frozen=True)
class Certificate:
    """What was proved of a network.

    Parameters
    ----------
    parts_before, parts_after:
        Parts of the lines as given, noded where they share points alone, and of the network.
    cycles_before, cycles_after:
        Cyclomatic numbers.
    joins, twins:
        Repairs that joined, and pieces that lay twice.
    length_before_m, length_after_m:
        In all.
    """

    parts_before: int
    parts_after: int
    cycles_before: int
    cycles_after: int
    joins: int
    twins: int
    length_before_m: float
    length_after_m: float

    def told(self) -> Text:
        """Return it as a sentence."""
        parts = Text(
            f"nettet, {counted(self.parts_before, 'sammenhængende del', 'sammenhængende dele')}, blev til "
            f"{counted(self.parts_after, 'del', 'dele')} ved {counted(self.joins, 'samling', 'samlinger')}",
            f"the network, {counted(self.parts_before, 'part', 'parts')} that hang together, became "
            f"{counted(self.parts_after, 'part', 'parts')} by {counted(self.joins, 'join', 'joins')}",
        )
        if not self.joins and self.parts_before == self.parts_after:
            parts = Text(
                f"nettet er {counted(self.parts_after, 'sammenhængende del', 'sammenhængende dele')} som før",
                f"the network is {counted(self.parts_after, 'part that hangs', 'parts that hang')} together, as before",
            )
        figures = self.cycles_before, self.cycles_after, self.length_before_m, self.length_after_m
        da, en = ([format_number(round(one), language) for one in figures] for language in ("da", "en"))
        return Text(
            f"Bevist: {parts.da}, og intet andet blev samlet eller skilt. Lukkede ruder (kredstallet): {da[0]} før, "
            f"{da[1]} efter ({counted(self.twins, 'dublet', 'dubletter')}); længde: {da[2]} m før, {da[3]} m efter.",
            f"Proved: {parts.en}, and nothing else was joined or split. Closed meshes (the cyclomatic number): {en[0]} "
            f"before, {en[1]} after ({counted(self.twins, 'twin', 'twins')}); length: {en[2]} m before, {en[3]} m "
            "after.",
        )


def parts_of_ways(ways: I64, u: I64, v: I64, m: int) -> I64:
    """Return the part that each of m lines is in, from 0, by the nodes that its pieces join; -1 for one without any.

    >>> parts_of_ways(np.array([0, 1, 2]), np.array([0, 1, 5]), np.array([1, 2, 6]), 4).tolist()
    [0, 0, 1, -1]
    """
    nodes = int(max(u.max(initial=-1), v.max(initial=-1))) + 1
    tail, head = np.concatenate([ways, ways]), m + np.concatenate([u, v])
    whole = sparse.coo_array((np.ones(tail.size, np.int8), (tail, head)), shape=(m + nodes, m + nodes))
    _, label = csgraph.connected_components(whole, directed=False)
    there = np.zeros(m, np.bool_)
    there[ways] = True
    made = np.full(m, -1, np.int64)
    made[there] = np.unique(label[:m][there], return_inverse=True)[1]
    return made


def certify(network: PathNetwork, ways: Ways, noded: Noded) -> Certificate:
    """Return what holds of a network built from ``ways``, which ``noded`` cuts where they share points.

    Raises
    ------
    NetworkProofError
        When something was joined, split, lost or added that the audit does not list: a defect of gistools.
    """
    made, faults = proof_of(network, ways, noded)
    if faults:
        raise NetworkProofError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text("et net, hvor hver ændring står i rettelserne", "a network of which every change is listed"),
            Text(
                "byg med mend_m = 0 og crossings = never for at komme videre, og meld det: en fejl i gistools",
                "build with mend_m = 0 and crossings = never to go on, and report it: a defect of gistools",
            ),
        )
    return made


def proof_of(network: PathNetwork, ways: Ways, noded: Noded) -> tuple[Certificate, list[Text]]:
    """Return what is said of a network, and what speaks against it: nothing when it is proved."""
    m, edges = len(ways), network.edges
    done = network.audit[(network.audit["tier"] == DONE) & network.audit["way_id"].notna()]
    joins = done[done["repair_type"].isin(JOINING)]
    way = edges["way_id"].to_numpy(np.int64) - 1
    before = parts_of_ways(noded.way, noded.u, noded.v, m)
    after = parts_of_ways(way, network.u, network.v, m)
    faults = [*_membership(before, after, joins, m)]
    twins = int((done["repair_type"] == "duplicate").sum())
    less_before, less_after = noded.way.size - noded.count, len(edges) - len(network.nodes)
    merged = len(joins)
    if less_after != less_before + merged - twins:
        faults.append(Text(
            f"stykker minus knuder gik fra {less_before} til {less_after} ved {merged} samlinger og {twins} dubletter",
            f"edges less nodes went from {less_before} to {less_after} by {merged} joins and {twins} twins",
        ))  # fmt: skip
    faults += _lengths(network, ways, done)
    parts = int(before.max(initial=-1)) + 1, int(after.max(initial=-1)) + 1
    return Certificate(parts[0], parts[1], less_before + parts[0], less_after + parts[1], len(joins), twins,
                       float(ways.length_m().sum()), float(network.length_m.sum())), faults  # fmt: skip


def _membership(before: I64, after: I64, joins: pd.DataFrame, m: int) -> list[Text]:
    one, other = (joins[name].to_numpy(np.int64) - 1 for name in ("way_id", "to_way_id"))
    p = int(before.max(initial=-1)) + 1
    link = sparse.coo_array((np.ones(one.size, np.int8), (before[one], before[other])), shape=(p, p))
    _, label = csgraph.connected_components(link, directed=False)
    there = np.flatnonzero(after >= 0)
    expected, found = label[before[there]], after[there]
    faults = []
    del m
    pairs = np.unique(np.stack([expected, found], axis=1), axis=0)
    if (np.bincount(pairs[:, 0]) > 1).any():
        k = int((np.bincount(pairs[:, 0]) > 1).sum())
        faults.append(Text(f"{k} dele er skilt uden en rettelse", f"{k} parts were split without a repair"))
    if (np.bincount(pairs[:, 1]) > 1).any():
        k = int((np.bincount(pairs[:, 1]) > 1).sum())
        faults.append(Text(f"{k} dele er samlet uden en rettelse", f"{k} parts were joined without a repair"))
    return faults


def _lengths(network: PathNetwork, ways: Ways, done: pd.DataFrame) -> list[Text]:
    """Return the kinds of way whose length changed by something else than repairs."""
    own, moved = ways.length_m(), np.zeros(len(ways))
    way = done["way_id"].to_numpy(np.int64) - 1
    np.add.at(moved, way, done["distance_m"].fillna(0.0).to_numpy())
    put_in = np.bincount(
        done["to_way_id"].fillna(0).to_numpy(np.int64), minlength=len(ways) + 1
    )[1:] + np.bincount(way, minlength=len(ways))  # fmt: skip
    change = done["length_change_m"].fillna(0.0).to_numpy()
    twin = (done["repair_type"] == "duplicate").to_numpy()
    by_ends = np.zeros(len(ways))
    np.add.at(by_ends, way[~twin], change[~twin])
    faults = []
    if (np.abs(by_ends) > moved + _PER_POINT_M * (put_in + 1)).any():
        faults.append(Text("en linje blev mere længere eller kortere, end dens ender blev flyttet",
                           "a line became longer or shorter by more than its ends moved"))  # fmt: skip
    kinds: Any = ways.columns["way_type"]
    expected = (
        pd.Series(own + by_ends)
        .groupby(kinds)
        .sum()
        .add(pd.Series(change[twin]).groupby(kinds[way[twin]]).sum(), fill_value=0.0)
    )
    given = pd.Series(kinds)[network.edges["way_id"].to_numpy(np.int64) - 1].to_numpy()
    found = network.edges["length_m"].groupby(given).sum()
    allowed = 1e-6 * max(own.sum(), 1.0) + _PER_POINT_M * put_in.sum()
    for kind in expected.index:
        off = float(found.get(kind, 0.0) - expected[kind])
        if abs(off) > allowed:
            faults.append(Text(f"{off:.3f} m {kind} uden en rettelse", f"{off:.3f} m of {kind} without a repair"))
    return faults
