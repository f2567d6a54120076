"""What goes through a patch (gennemgang) and what reaches it (flux), and how large a population a network can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.corridors.network import SAME, checked_alpha, patch_network
from gistools.progress import NoProgress, check
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.corridors.network import F64, I64, Areas, Links
    from gistools.progress import Progress


def betweenness_pc(area: Areas, links: Links, alpha: float, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return how much goes through each patch on shortest ways between others.

    ``betweenness_pc`` is the sum of a_j a_k exp(-alpha d_jk) over the pairs that i lies between (Bodin and Saura 2010,
    10.1016/j.ecolmodel.2010.06.017), in m⁴; ``betweenness`` counts those pairs (Freeman). The two ends of a way are not
    between; a pair counts once; where several ways are as short, each has its share (Brandes 2001).

    Returns
    -------
    DataFrame
        ``patch_id``, ``betweenness``, ``betweenness_pc``, in order of patches.

    Raises
    ------
    TableError, ParamError
        As for `gistools.corridors.measures.ec`.
    Cancelled
        When the user wants to stop.

    Examples
    --------
    A chain of areas 2, 1, 3 with p = 0.5 for each step: one pair goes through the middle, 2 x 3 x 0.25 = 1.5.

    >>> chain = [[0.0, 1.0, np.inf], [1.0, 0.0, 1.0], [np.inf, 1.0, 0.0]]
    >>> betweenness_pc([2.0, 1.0, 3.0], chain, np.log(2.0)).round(9).iloc[1].tolist()
    [2.0, 1.0, 1.5]
    """
    network, progress = patch_network(area, links), progress or NoProgress()
    alpha = checked_alpha(alpha)
    a, n = network.area, network.area.size
    p = np.exp(-alpha * network.measure(progress))
    start, to, link = network.rows
    at, cost = np.repeat(np.arange(n), np.diff(start)), network.cost[link]
    made = np.zeros((2, n))
    for source in range(n):
        check(progress)
        away = network.distances[source]
        tight = (away[at] < away[to]) & (away[at] + cost <= away[to] * (1.0 + SAME)) & np.isfinite(away[to])
        one, other = at[tight], to[tight]
        ways = np.zeros(n)
        ways[source] = 1.0
        ways += _summed(ways, one, other)
        reached = np.isfinite(away) & (away > 0.0)
        shares = ways[one] / ways[other]
        for n_th, ending in enumerate((reached * 1.0, a[source] * a * p[source] * reached)):
            through = _summed(ending, other, one, shares)
            through[source] = 0.0
            made[n_th] += through / 2.0
        progress.update((source + 1) / n, Text("Følger korteste veje", "Following shortest ways"))
    frame = pd.DataFrame({"patch_id": list(network.ids), "betweenness": made[0], "betweenness_pc": made[1]})
    frame.attrs["units"] = {"betweenness_pc": "m⁴"}
    return frame


def _summed(value: F64, one: I64, other: I64, share: F64 | float = 1.0) -> F64:
    """Return what values come to when each is handed on from one end of links to the other until none is left."""
    total = np.zeros_like(value)
    while value.any():
        value = np.bincount(other, value[one] * share, value.size).astype(np.float64, copy=False)
        total += value
    return total


def flux(area: Areas, links: Links, alpha: float, *, exponent: float = 1.0) -> pd.DataFrame:
    """Return what reaches each patch from all others, over least sums of costs.

    ``flux`` is the sum over j ≠ i of a_j^exponent exp(-alpha d_ij) (in m² for an exponent of 1); ``interaction_flux``
    that of a_i a_j exp(-alpha d_ij), in m⁴.

    Raises
    ------
    TableError, ParamError
        As for `gistools.corridors.measures.ec`.

    Examples
    --------
    >>> flux([2.0, 3.0], [[0.0, 1.0], [1.0, 0.0]], np.log(2.0)).round(9).values.tolist()  # 3 x 0.5; 2 x 0.5
    [[1.0, 1.5, 3.0], [2.0, 1.0, 3.0]]
    """
    network = patch_network(area, links)
    p = np.exp(-checked_alpha(alpha) * network.distances)
    np.fill_diagonal(p, 0.0)
    a = network.area
    frame = pd.DataFrame({"patch_id": list(network.ids), "flux": p @ a**exponent, "interaction_flux": a * (p @ a)})
    frame.attrs["units"] = {"interaction_flux": "m⁴"} | ({"flux": "m²"} if exponent == 1.0 else {})
    return frame


def area_weighted_flux(area: Areas, links: Links, alpha: float) -> float:
    """Return the area-weighted flux (AWF), m⁴: the sum of a_i a_j exp(-alpha d_ij) over pairs, each once.

    Raises
    ------
    TableError, ParamError
        As for `gistools.corridors.measures.ec`.

    >>> round(area_weighted_flux([2.0, 3.0], [[0.0, 1.0], [1.0, 0.0]], np.log(2.0)), 9)
    3.0
    """
    return float(flux(area, links, alpha)["interaction_flux"].sum()) / 2.0


def metapopulation_capacity(area: Areas, links: Links, alpha: float) -> float:
    """Return the leading eigenvalue of M_ij = a_i a_j exp(-alpha d_ij), M_ii = 0 (Hanski and Ovaskainen 2000), m⁴.

    Raises
    ------
    TableError, ParamError
        As for `gistools.corridors.measures.ec`.

    Examples
    --------
    Two patches: the root of (a_1 a_2 p)² = 2 x 3 x 0.5.

    >>> round(metapopulation_capacity([2.0, 3.0], [[0.0, 1.0], [1.0, 0.0]], np.log(2.0)), 9)
    3.0
    """
    network = patch_network(area, links)
    m = np.outer(network.area, network.area) * np.exp(-checked_alpha(alpha) * network.distances)
    np.fill_diagonal(m, 0.0)
    return float(np.linalg.eigvalsh(m)[-1])
