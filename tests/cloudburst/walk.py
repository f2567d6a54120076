"""The walk over all rains of docs/rain-to-flood.md, word by word and in fractions: an oracle for what is to come."""

from __future__ import annotations

import heapq
from fractions import Fraction

import numpy as np

from gistools.kernels.codes import OUT_BASINS

OFF = -1


class Walk:
    """How much each node of a forest holds at every rain.

    Parameters
    ----------
    nodes:
        The forest.
    capacity:
        Of each node, whole units.
    rates:
        Units of water that run off the cells of each leaf for one unit of rain.
    """

    def __init__(self, nodes, capacity, rates):
        count = nodes.parent.size
        self.capacity, self.nodes = [int(c) for c in capacity], nodes
        self.held = [[] for _ in range(count)]  # (rain, water) at each bend, since the node is one
        self._rate = [Fraction(0)] * count
        self._onward = list(range(count))
        self._events: list[tuple[Fraction, int, int]] = []
        self._news = [0] * count
        for leaf in range(nodes.leaves):
            self._begin(leaf, Fraction(0), Fraction(0), Fraction(int(rates[leaf])))
        while self._events:
            rain, node, news = heapq.heappop(self._events)
            if news == self._news[node]:
                self._fills(node, rain)

    def water(self, node, rain):
        """Return what a node holds at a rain; 0 before it is one."""
        bends = [bend for bend in self.held[node] if bend[0] <= rain]
        if not bends:
            return Fraction(0)
        if len(bends) < len(self.held[node]):
            (r0, w0), (r1, w1) = bends[-1], self.held[node][len(bends)]
            return w0 + (w1 - w0) * (rain - r0) / (r1 - r0)
        if bends[-1][1] == self.capacity[node] and self._news[node] < 0:
            return bends[-1][1]
        return bends[-1][1] + self._rate[node] * (rain - bends[-1][0])

    def _begin(self, node, rain, water, rate):
        self.held[node].append((rain, water))
        self._rate[node] = rate
        self._expect(node)

    def _expect(self, node):
        self._news[node] += 1
        (rain, water), rate = self.held[node][-1], self._rate[node]
        if rate > 0:
            heapq.heappush(self._events, (rain + (self.capacity[node] - water) / rate, node, self._news[node]))

    def _find(self, node):
        while node != OFF and self._onward[node] != node:
            node = self._onward[node]
        return node

    def _fills(self, node, rain):
        self.held[node].append((rain, Fraction(self.capacity[node])))
        self._news[node] = -1
        receiver = int(self.nodes.receiver[node])
        target = OFF if receiver < OUT_BASINS else self._find(receiver - OUT_BASINS)
        if target == node:  # by its sibling, which is full: both are their parent now
            parent = int(self.nodes.parent[node])
            left, right = int(self.nodes.left[parent]), int(self.nodes.right[parent])
            self._onward[node] = parent
            self._begin(parent, rain, Fraction(self.capacity[left] + self.capacity[right]), self._rate[node])
        else:
            self._onward[node] = target
            if target != OFF:
                self.held[target].append((rain, self.water(target, rain)))
                self._rate[target] += self._rate[node]
                self._expect(target)


def rates_of(basin, leaves):
    """Return how many cells each leaf has."""
    return np.bincount(basin[basin >= OUT_BASINS] - OUT_BASINS, minlength=leaves)
