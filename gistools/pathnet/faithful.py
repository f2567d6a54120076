"""Whether joins do what they say (efterprøvning): nothing more meets at their places, and nothing less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from gistools.pathnet.noding import place_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.pathnet.noding import Noded
    from gistools.pathnet.snapping import Moves
    from gistools.pathnet.ways import Ways

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]
    Mask = npt.NDArray[np.bool_]


def faithful(before: tuple[Ways, Noded], after: tuple[Ways, Noded], moves: Moves) -> Mask:
    """Return which of k joins are made as told: of their ways and targets where the ends come, and of nothing else.

    A bridge that a second end meets goes on and lets go of the ground; a height between two others joins them. Such
    joins are not made. What met at a place before, joined by the joins there, is what must meet after: where ends
    come, and all along the ways that they are of or come to. A join answers for none but the lines that it changes:
    which of the lines at a node stands for it must not matter.
    """
    way, target, xy = moves.way, moves.target, moves.after
    made = np.ones(way.size, np.bool_)
    one, other = before[0], after[0]
    if not way.size:
        return made
    place = place_of(np.concatenate([one.xy, other.xy, xy]))
    n, m = len(one.xy), len(other.xy)
    spot = place[n + m :]
    here = np.zeros(int(place.max()) + 1, np.bool_)
    those = np.zeros(len(one), np.bool_)
    those[way] = those[target] = True
    here[spot] = here[place[:n][those[one.of]]] = here[place[n : n + m][those[other.of]]] = True
    old, new = np.flatnonzero(here[place[:n]]), np.flatnonzero(here[place[n : n + m]])
    width = len(one)
    key_old, key_new = place[old] * width + one.of[old], place[n + new] * width + other.of[new]
    off = (moves.before != xy).any(axis=1)
    # an end that comes is told from what its own way has at that place already
    come, own_key = moves.end[off], here.size * width + moves.end
    arrived = np.full(m, -1, np.int64)
    arrived[other.ends[come]] = own_key[off]
    key_new = np.where(arrived[new] >= 0, arrived[new], key_new)
    ends = np.concatenate([np.where(off, own_key, spot * width + way), spot * width + target])
    keys = np.unique(np.concatenate([key_old, key_new, ends]))
    a, k = np.searchsorted(keys, key_old), way.size
    joined, at_node = np.searchsorted(keys, ends), before[1].node[old]
    met = at_node >= 0
    size = keys.size
    nodes = np.unique(at_node[met], return_inverse=True)[1] + size
    tail, head = np.concatenate([a[met], joined[:k]]), np.concatenate([nodes, joined[k:]])
    whole = size + int(np.unique(nodes).size)
    link = sparse.coo_array((np.ones(tail.size, np.int8), (tail, head)), shape=(whole, whole))
    expected = csgraph.connected_components(link, directed=False)[1][np.searchsorted(keys, key_new)].astype(np.int64)
    node = after[1].node[new]
    found = np.where(node >= 0, node, after[1].count + np.searchsorted(keys, key_new))
    bad = differ(expected, found) | differ(found, expected)
    wrong = np.zeros(here.size, np.bool_)
    wrong[place[n + new[bad]]] = True
    far = wrong.copy()
    far[spot] = False  # a spot that is wrong is the fault of what comes to it
    blamed = np.zeros(width, np.bool_)
    blamed[other.of[far[place[n : n + m]]]] = True
    blamed[one.of[far[place[:n]]]] = True  # an end that left
    own = off | ~np.isnan(moves.own_along)
    good: Mask = ~(wrong[spot] | (own & blamed[way]) | (~np.isnan(moves.along) & blamed[target]))
    return good


def differ(one: I64, other: I64) -> Mask:
    """Return which values of ``one`` stand beside several of ``other``."""
    pairs = np.unique(np.stack([one, other], axis=1), axis=0)
    values, count = np.unique(pairs[:, 0], return_counts=True)
    made: Mask = np.isin(one, values[count > 1])
    return made
