"""What connectivity loses (tab af sammenhæng) with each patch and each link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gistools.corridors.network import SAME, checked_alpha, patch_network
from gistools.errors import TableError
from gistools.kernels import removal
from gistools.progress import NoProgress, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from gistools.corridors.network import Areas, Links, PatchNetwork
    from gistools.progress import Progress

    Floats = npt.NDArray[np.float64]

_SOURCES = 50  # searched from at a time


def _losses(network: PatchNetwork, alpha: float, *, links: bool, progress: Progress) -> Floats:
    """Return the sum of products that other pairs lose with each patch, or that all pairs lose with each link."""
    start, near, link = network.rows
    n, cost = network.area.size, network.cost[link]
    lost = np.zeros(len(network.pairs) if links else n)
    doing = (
        Text("Fjerner hver forbindelse", "Removing each link")
        if links
        else Text("Fjerner hvert levested", "Removing each patch")
    )
    for first in range(0, n, _SOURCES):
        last = min(first + _SOURCES, n)
        progress.update(first / n, doing)
        part = np.zeros_like(lost)
        given = (start, near, cost, link, network.distances, network.area, alpha, links, first, last, part)
        run_cancellable(progress, lambda given=given: removal.losses(*given))  # type: ignore[misc]  # mypy takes no default of a lambda
        lost += part
    progress.update(1.0, doing)
    return lost


def delta_pc(area: Areas, links: Links, alpha: float, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return what PC loses with each patch, in percent, and its three parts (Saura and Rubio 2010).

    dPC_k = 100 (PC - PC without k) / PC = intra + flux + connector, with num the sum of a_i a_j p*_ij:
    intra (Graphab's "area") = 100 a_k² / num; flux = 100 x 2 sum over j of a_k a_j p*_kj / num; connector = what
    other pairs lose when they can no longer go through k, never below 0 (10.1111/j.1600-0587.2009.05760.x). The area
    of the landscape cancels.

    One least-cost search from each patch gives all distances; when a patch goes, only pairs that go through it are
    searched again (`gistools.kernels.removal`), and a patch on no shortest way has a connector of 0 without any.

    Parameters
    ----------
    area, links:
        As for `patch_network`.
    alpha:
        Of the kernel, per unit of cost.

    Returns
    -------
    DataFrame
        ``patch_id``, ``dpc_percent``, ``intra_percent``, ``flux_percent``, ``connector_percent``, in order of patches.

    Raises
    ------
    TableError, ParamError
        As for `ec`.
    Cancelled
        When the user wants to stop.

    Examples
    --------
    A chain of three patches of 1 with p = 0.5: num = 5.5. Without the middle it is 2: dPC = 100 x 3.5 / 5.5 = 63.64;
    intra 1 / 5.5, flux 2 (0.5 + 0.5) / 5.5, connector 2 x 0.25 / 5.5.

    >>> chain = [[0.0, 1.0, np.inf], [1.0, 0.0, 1.0], [np.inf, 1.0, 0.0]]
    >>> delta_pc([1.0, 1.0, 1.0], chain, np.log(2.0)).round(2).iloc[1].tolist()
    [2.0, 63.64, 18.18, 36.36, 9.09]
    """
    network, progress = patch_network(area, links), progress or NoProgress()
    alpha = checked_alpha(alpha)
    a, p = network.area, np.exp(-alpha * network.measure(progress))
    total = float(a @ p @ a)
    connector = _losses(network, alpha, links=False, progress=progress)
    intra, flux = a * a, 2.0 * a * (p @ a - a)
    frame = pd.DataFrame(
        {
            "patch_id": list(network.ids),
            "dpc_percent": 100.0 * (intra + flux + connector) / total,
            "intra_percent": 100.0 * intra / total,
            "flux_percent": 100.0 * flux / total,
            "connector_percent": 100.0 * connector / total,
        }
    )
    frame.attrs["units"] = dict.fromkeys(frame.columns[1:], "%")
    return frame


def link_removal(area: Areas, links: Links, alpha: float, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return what PC loses with each link, in percent: 100 (PC - PC without the link) / PC.

    Only pairs whose shortest way takes the link are searched again.

    Parameters
    ----------
    area, links, alpha:
        As for `delta_pc`.

    Returns
    -------
    DataFrame
        ``from_patch``, ``to_patch``, ``link_cost`` and ``dpc_percent``, in order of patches.

    Raises
    ------
    TableError, ParamError, Cancelled
        As for `delta_pc`.

    Examples
    --------
    A ring of three patches of 1, p = 0.5: num = 3 + 6 x 0.5 = 6. Without a link its ends meet by 0.25:
    100 x 2 (0.5 - 0.25) / 6 = 8.33.

    >>> link_removal([1.0, 1.0, 1.0], [[0, 1, 1], [1, 0, 1], [1, 1, 0]], np.log(2.0))["dpc_percent"].round(2).tolist()
    [8.33, 8.33, 8.33]
    """
    network, progress = patch_network(area, links), progress or NoProgress()
    alpha = checked_alpha(alpha)
    pairs = network.pairs
    total = float(network.area @ np.exp(-alpha * network.measure(progress)) @ network.area)
    lost = _losses(network, alpha, links=True, progress=progress)
    ids = list(network.ids)
    frame = pd.DataFrame(
        {
            "from_patch": [ids[u] for u in pairs[:, 0]],
            "to_patch": [ids[v] for v in pairs[:, 1]],
            "link_cost": network.cost,
            "dpc_percent": 100.0 * lost / total,
        }
    )
    frame.attrs["units"] = {"dpc_percent": "%"}
    return frame


def link_change(area: Areas, links: Links, alpha: float, changed: Mapping[tuple[Any, Any], float]) -> float:
    """Return the change of PC in percent when links get other costs: 100 (PC after - PC before) / PC before.

    Parameters
    ----------
    changed:
        New cost by the two patches of a link; infinity removes it, and a pair that is not linked gets a link.

    Raises
    ------
    TableError, ParamError
        As for `delta_pc`; for a patch that is not there or a cost that is not above 0.

    >>> ring = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    >>> round(link_change([1.0, 1.0, 1.0], ring, np.log(2.0), {(1, 2): np.inf}), 2)
    -8.33
    """
    network = patch_network(area, links)
    alpha = checked_alpha(alpha)
    place = {one: n for n, one in enumerate(network.ids)}
    faults = [
        Text(f"forbindelse {u}-{v}: pris {cost}", f"link {u}-{v}: cost {cost}")
        for (u, v), cost in changed.items()
        if u not in place or v not in place or u == v or not cost > 0.0
    ]
    if faults:
        raise TableError(
            Text("ændringer, der ikke kan bruges", "changes that cannot be used"),
            Text("to levesteder og en pris over 0", "two patches and a cost above 0"),
            Text("ret dem", "correct them"),
            faults,
        )
    costs = {(int(u), int(v)): cost for (u, v), cost in zip(network.pairs, network.cost, strict=True)}
    for (u, v), cost in changed.items():
        one, other = sorted((place[u], place[v]))
        costs[one, other] = cost
    after = type(network)(
        network.ids,
        network.area,
        np.array(list(costs), np.int64).reshape(-1, 2),
        np.array(list(costs.values()), np.float64),
    )
    before_sum, after_sum = (
        float(network.area @ np.exp(-alpha * each.distances) @ network.area) for each in (network, after)
    )
    change = 100.0 * (after_sum - before_sum) / before_sum
    return 0.0 if abs(change) < SAME else change
