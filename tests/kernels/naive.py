"""Slow and plain versions of what the kernels do, written from the definitions; the oracle of the tests."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field

import numpy as np

from gistools.kernels import chain, measuring
from gistools.kernels.codes import EDGE, HOLE, LAND, OUT_BASINS, SCALE, SEA, WALL, Geometry, Tie, snap

NEIGHBOURS = [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)]
OUTLETS = {SEA: 1, HOLE: 2, EDGE: 0}


@dataclass
class Chain:
    """Everything the kernels make of one small terrain."""

    mosaic: chain.Mosaic
    nodes: chain.Nodes
    volumes: measuring.Volumes
    tree: chain.Tree
    geometry: Geometry


def run_chain(z, cls=None, dx=1.0, dy=1.0, tie=None, tile=None, edge=EDGE):
    z = snap(np.asarray(z, dtype=float))
    cls = np.zeros(z.shape, np.uint8) if cls is None else cls.astype(np.uint8)
    geometry = Geometry.of(dx, dy, tie or Tie.row_major(z.shape[1]))
    stop = np.zeros(1, np.uint8)
    m = chain.start(np.where(cls == LAND, z, np.float32(np.nan)), cls, edge, tile)
    chain.solve_local(m, geometry, stop)
    pits = chain.solve_basins(m, geometry, stop)
    tree = chain.solve_saddles(m, pits, geometry, stop)
    nodes = chain.grow_forest(tree)
    chain.fill(m, tree, stop)
    chain.solve_routes(m, tree, stop)
    chain.solve_area(m, stop)
    for t in m:
        t.data["intensity"] = (t["cls"] == LAND).astype(np.int64) * SCALE
    chain.solve_edge_inflow(m, geometry, stop)
    chain.solve_spread(m, geometry, stop)
    volumes = measuring.measure_nested(m, tree, nodes, stop)
    return Chain(m, nodes, volumes, tree, geometry)


def owners(run):
    """The smallest node whose saddle lies strictly above each cell, or -1, by climbing from the cell's pit."""
    basin, z, nodes = run.mosaic.get("basin"), run.mosaic.get("z"), run.nodes
    owner = np.full(basin.shape, -1)
    for cell in np.argwhere(basin >= OUT_BASINS):
        at = tuple(cell)
        x = int(basin[at]) - OUT_BASINS
        while x >= 0 and not nodes.spill_z[x] > z[at]:
            x = int(nodes.parent[x])
        owner[at] = x
    return owner


@dataclass
class Terrain:
    """A small terrain with the rules written out cell by cell."""

    z: np.ndarray
    cls: np.ndarray
    dx: float = 1.0
    dy: float = 1.0
    edge: int = EDGE
    tie: Tie | None = None
    per_unit: int = 1
    shape: tuple[int, int] = field(init=False)

    def __post_init__(self):
        self.shape = self.z.shape
        self.tie = self.tie or Tie.row_major(self.shape[1])

    def kind(self, r, c):
        inside = 0 <= r < self.shape[0] and 0 <= c < self.shape[1]
        return int(self.cls[r, c]) if inside else self.edge

    def key(self, cell):
        return self.tie.origin + cell[0] * self.tie.per_row + cell[1] * self.tie.per_col

    def land(self):
        return [(r, c) for r in range(self.shape[0]) for c in range(self.shape[1]) if self.cls[r, c] == LAND]

    def around(self, cell):
        return [(cell[0] + dr, cell[1] + dc) for dr, dc in NEIGHBOURS]

    def near(self, cell):
        return [n for n in self.around(cell) if self.kind(*n) == LAND]

    def ways_out(self, cell):
        return {self.kind(*n) for n in self.around(cell)} & set(OUTLETS)

    def length(self, a, b):
        return math.hypot((a[0] - b[0]) * self.dy, (a[1] - b[1]) * self.dx)

    def filled(self):
        """Dijkstra on the highest point of the way: the lowest level at which water leaves."""
        level = {}
        heap = [(self.z[c], c) for c in self.land() if self.ways_out(c)]
        heapq.heapify(heap)
        while heap:
            h, cell = heapq.heappop(heap)
            if cell in level:
                continue
            level[cell] = h
            for n in self.near(cell):
                if n not in level:
                    heapq.heappush(heap, (max(h, self.z[n]), n))
        out = np.full(self.shape, np.nan)
        for cell, h in level.items():
            out[cell] = h
        return out

    def pair_key(self, a, b):
        """The one global key of a pair of neighbouring cells."""
        high, low = sorted((a, b), key=lambda c: (self.z[c], self.key(c)), reverse=True)
        fall = (float(self.z[high]) - float(self.z[low])) / self.length(a, b)
        return (self.z[high], self.key(high), -fall, self.z[low], self.key(low))

    def pond(self, cells, basin):
        """Where the water of a set of basins leaves: level, the basin beyond, and what it holds below that level."""
        best = min(
            (
                (self.pair_key(a, n), n)
                for a in self.land()
                if basin[a] in cells
                for n in self.near(a)
                if basin[n] not in cells
            ),
            default=None,
        )
        if best is None:
            return None
        level = best[0][0]
        holds = sum(
            round((float(level) - float(self.z[c])) * SCALE) * self.per_unit
            for c in self.land()
            if basin[c] in cells and self.z[c] < level
        )
        return level, basin[best[1]], holds

    def spill(self, basin, inflow):
        """Spill until stable over explicit sets of basins; return water of each set, and what left by each way."""
        left = {b: inflow.get(b, 0) for b in range(3)}
        ponds = {frozenset([b]): w for b, w in inflow.items() if b >= 3}
        facts = {s: self.pond(s, basin) for s in ponds}
        while True:
            over = next((s for s, w in ponds.items() if w > facts[s][2]), None)
            if over is None:
                return ponds, left, facts
            _, beyond, holds = facts[over]
            excess = ponds[over] - holds
            if beyond < 3:
                ponds[over] = holds
                left[beyond] += excess
                continue
            other = next(s for s in ponds if beyond in s)
            full = ponds[other] >= facts[other][2]
            if full and facts[other][1] in over:
                both = over | other
                ponds[both] = ponds.pop(over) + ponds.pop(other)
                facts[both] = self.pond(both, basin)
            else:
                ponds[over] = holds
                ponds[other] += excess


def random_terrain(rng, *, most=9, holes=True):
    """A small terrain with ties, flats, holes of every kind, one-cell sizes and oblong cells."""
    shape = (int(rng.integers(1, most + 1)), int(rng.integers(1, most + 1)))
    kind = rng.integers(0, 4)
    if kind == 0:
        z = rng.integers(0, int(rng.integers(2, 12)), shape).astype(float)
    elif kind == 1:
        z = np.round(rng.random(shape) * 10, 3)
    elif kind == 2:
        z = rng.permutation(shape[0] * shape[1]).reshape(shape).astype(float)
    else:
        z = np.minimum.reduce([rng.integers(0, 6, shape) * 0.25, np.full(shape, 1.0)]) + rng.integers(0, 2) * -3.0
    cls = np.zeros(shape, np.uint8)
    if holes and rng.random() < 0.5:
        mask = rng.random(shape) < rng.random() * 0.4
        cls[mask] = rng.choice([SEA, HOLE, WALL], int(mask.sum()))
    dx, dy = [(1.0, 1.0), (16.0, 15.957), (0.4, 0.4), (1.0, 3.0)][int(rng.integers(0, 4))]
    return Terrain(snap(z), cls, dx, dy)
