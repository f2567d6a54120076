"""SciPy: ``csgraph.dijkstra`` with all sources in one call; the graph of all steps is made before, not counted."""

from __future__ import annotations

import common
import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import dijkstra


def graph(resistance: np.ndarray) -> scipy.sparse.csr_matrix:
    """Return the steps between 8 neighbours by the half-sum rule."""
    cell = np.arange(resistance.size, dtype=np.int32).reshape(resistance.shape)
    whole, first, last = slice(None), slice(None, -1), slice(1, None)
    one, other, cost = [], [], []
    for a, b, length in (
        ((whole, first), (whole, last), 1.0),
        ((first, whole), (last, whole), 1.0),
        ((first, first), (last, last), np.sqrt(2.0)),
        ((first, last), (last, first), np.sqrt(2.0)),
    ):
        one += [cell[a].ravel(), cell[b].ravel()]
        other += [cell[b].ravel(), cell[a].ravel()]
        cost += [((resistance[a] + resistance[b]) / 2.0 * length).ravel()] * 2
    steps = np.concatenate(cost), (np.concatenate(one), np.concatenate(other))
    return scipy.sparse.csr_matrix(steps, shape=(resistance.size,) * 2)


def search(resistance: np.ndarray, labels: np.ndarray, limit: float, clock: common.Clock) -> dict[str, np.ndarray]:
    """Find the costs from all patches in one call, the same within a limit, and from the first patch."""
    steps = graph(resistance)
    every, first = (np.flatnonzero(some.ravel()) for some in (labels > 0, labels == 1))
    clock.mark("graph")
    made = {"all": dijkstra(steps, indices=every, min_only=True)}
    clock.mark("all")
    dijkstra(steps, indices=every, min_only=True, limit=limit)
    clock.mark("limit")
    made["one"] = dijkstra(steps, indices=first, min_only=True)
    clock.mark("one")
    return made


if __name__ == "__main__":
    common.corridors(search, "scipy", "numpy")
