"""Circuits by the book: every step walked in a loop, a dense pseudo-inverse, inflow and outflow counted apart."""

from __future__ import annotations

import math

import numpy as np

from gistools.corridors.landscape import Resistance
from gistools.grid import Grid
from gistools.raster import Raster


def surface(values, barrier=None, dx=10.0, dy=10.0):
    values = np.asarray(values, np.float32)
    rows, cols = values.shape
    grid = Grid(rows=rows, cols=cols, x0=0.0, y0=rows * dy, dx_m=dx, dy_m=dy, crs="EPSG:25832")
    barrier = np.zeros(grid.shape, bool) if barrier is None else np.asarray(barrier, bool)
    return Resistance(Raster(values, grid), barrier, np.zeros(grid.shape, np.int16), ("eng",))


def random_landscape(rng, rows=7, cols=8, patches=4):
    """Resistances of 1 to 1000, some cells missing, some barriers, patches of one cell to a few, oblong cells."""
    values = np.exp(rng.uniform(0.0, math.log(1000.0), (rows, cols)))
    labels = np.zeros((rows, cols), np.int32)
    for one in range(1, patches + 1):
        row, col = rng.integers(0, rows), rng.integers(0, cols)
        labels[row : row + rng.integers(1, 3), col : col + rng.integers(1, 3)] = one
    for one in range(1, patches + 1):  # one that was covered by later ones gets a cell of its own
        if not (labels == one).any():
            free = np.argwhere(labels == 0)
            labels[tuple(free[rng.integers(len(free))])] = one
    values[(rng.random(values.shape) < 0.25) & (labels == 0)] = np.nan
    return labels, surface(values, rng.random(values.shape) < 0.3, dx=rng.choice([5.0, 10.0]), dy=10.0)


def edges(resistance, rule):
    """All steps as (cell, cell, conductance), each once."""
    r, grid = resistance.raster.values.astype(np.float64), resistance.raster.grid

    def shut(row, col):
        return bool(resistance.barrier[row, col]) or math.isnan(r[row, col])

    for row in range(grid.rows):
        for col in range(grid.cols):
            for down, across in ((0, 1), (1, 0), (1, 1), (1, -1)):
                to = row + down, col + across
                if not (to[0] < grid.rows and 0 <= to[1] < grid.cols) or math.isnan(r[row, col]) or math.isnan(r[to]):
                    continue
                if down and across and shut(row, to[1]) and shut(to[0], col):
                    continue
                length = math.hypot(down * grid.dy_m, across * grid.dx_m)
                if rule == "average_resistance":
                    yield (row, col), to, 1.0 / ((r[row, col] + r[to]) / 2.0 * length)
                else:
                    yield (row, col), to, (1.0 / r[row, col] + 1.0 / r[to]) / 2.0 / length


class Dense:
    def __init__(self, labels, resistance, rule="average_resistance"):
        self.labels, self.steps = labels, list(edges(resistance, rule))
        known = ~np.isnan(resistance.raster.values)
        names = {}
        for cell in map(tuple, np.argwhere(known)):
            names.setdefault(self.name(cell), len(names))
        self.place = names
        matrix = np.zeros((len(names), len(names)))
        for one, other, g in self.steps:
            i, j = names[self.name(one)], names[self.name(other)]
            if i != j:
                matrix[[i, j], [i, j]] += g
                matrix[[i, j], [j, i]] -= g
        self.matrix, self.inverse = matrix, np.linalg.pinv(matrix, rcond=1e-13, hermitian=True)

    def name(self, cell):
        return int(self.labels[cell]) or cell

    def hangs_together(self, a, b):
        seen, edge = {self.place[a]}, [self.place[a]]
        while edge:
            for to in np.flatnonzero(self.matrix[edge.pop()]):
                if to not in seen:
                    seen.add(to)
                    edge.append(to)
        return self.place[b] in seen

    def resistance(self, a, b):
        if not self.hangs_together(a, b):
            return math.inf
        e = np.zeros(len(self.matrix))
        e[[self.place[a], self.place[b]]] = 1.0, -1.0
        return float(e @ self.inverse @ e)

    def currents(self, a, b):
        """The larger of inflow and outflow of each node, what is fed in and out counted too."""
        e = np.zeros(len(self.matrix))
        e[[self.place[a], self.place[b]]] = 1.0, -1.0
        volts = self.inverse @ e
        into, out = np.maximum(e, 0.0), np.maximum(-e, 0.0)
        for one, other, g in self.steps:
            i, j = self.place[self.name(one)], self.place[self.name(other)]
            flow = g * (volts[i] - volts[j])
            into[j if flow > 0 else i] += abs(flow)
            out[i if flow > 0 else j] += abs(flow)
        return {name: max(into[n], out[n]) for name, n in self.place.items()}
