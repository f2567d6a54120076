"""Connectivity (sammenhæng) of a network of patches: kernel, PC, EC, IIC, components; pure functions.

Areas are in m² (or m² times quality), costs in the unit that ``alpha`` is per. A patch that cannot be reached adds
nothing to others and its own area to itself. PC and IIC are shares of a landscape and are never compared between two
areas or years: `compare_ec` takes the equivalent connectivity, which is an area.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from gistools._checks import require_kind
from gistools.corridors.network import SAME, checked_alpha, patch_network
from gistools.errors import MixedValuesError, ParamError
from gistools.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from gistools.corridors.network import Areas, Links, PatchNetwork


def kernel_alpha(d0: float, p0: float) -> float:
    """Return the rate of the kernel p = exp(-alpha d) that is ``p0`` at ``d0``: alpha = -ln(p0) / d0.

    Parameters
    ----------
    d0:
        Distance or cost, above 0; alpha is per this unit.
    p0:
        Probability of going as far: 0.5 when ``d0`` is the median distance, 0.05 (or 0.01) when it is the longest. (The
        package lconnect takes 0.5 at half the distance; its distances must be halved here.)

    Raises
    ------
    ParamError
        For a distance that is not above 0, or a probability that is not between 0 and 1.

    >>> alpha = kernel_alpha(1000.0, 0.05)  # -ln(0.05) / 1000 = 0.0029957
    >>> round(alpha, 7), round(math.log(2.0) / alpha)  # 0.05 at 1 km has its median at 231 m
    (0.0029957, 231)
    """
    if not 0.0 < d0 < math.inf or not 0.0 < p0 < 1.0:
        raise ParamError(
            Text(f"d0 = {d0}, p0 = {p0}", f"d0 = {d0}, p0 = {p0}"),
            Text("d0 over 0 og p0 mellem 0 og 1", "d0 above 0 and p0 between 0 and 1"),
            Text("giv artens afstand og sandsynlighed", "give the distance and probability of the species"),
        )
    return -math.log(p0) / d0


@dataclass(frozen=True, slots=True)
class CostScale:
    """What a distance is in cost: ln(cost) = intercept + slope ln(distance in m), as Graphab converts distances.

    >>> scale = CostScale(-3.32770443, 1.18038394)  # exp(-3.32770443 + 1.18038394 ln 10000) = 1889.44
    >>> round(scale.cost(10_000.0), 1)
    1889.4
    """

    intercept: float
    slope: float

    def cost(self, distance_m: float) -> float:
        """Return the cost of a distance in metres."""
        return math.exp(self.intercept + self.slope * math.log(distance_m))


def fit_cost_scale(length_m: npt.ArrayLike, cost: npt.ArrayLike) -> CostScale:
    """Return the least-squares line of ln(cost) on ln(length) over links.

    Raises
    ------
    ParamError
        With less than two different lengths, or a length or cost that is not above 0.

    >>> scale = fit_cost_scale([100.0, 400.0], [200.0, 1600.0])  # slope ln(8) / ln(4) = 1.5
    >>> round(scale.slope, 9), round(scale.cost(200.0), 6)  # 200 * 2^1.5
    (1.5, 565.685425)
    """
    x, y = np.asarray(length_m, np.float64), np.asarray(cost, np.float64)
    fit = x.shape == y.shape and np.unique(x).size > 1
    if not fit or not all(((v > 0.0) & np.isfinite(v)).all() for v in (x, y)):
        raise ParamError(
            Text(f"{x.size} længder og {y.size} priser", f"{x.size} lengths and {y.size} costs"),
            Text(
                "mindst to forskellige længder, alle tal over 0", "two different lengths or more, all numbers above 0"
            ),
            Text("giv netværkets forbindelser", "give the links of the network"),
        )
    slope, intercept = np.polyfit(np.log(x), np.log(y), 1)
    return CostScale(float(intercept), float(slope))


def _sum_of_products(network: PatchNetwork, alpha: float) -> float:
    """Return the sum over i and j of a_i a_j exp(-alpha d_ij), i = j included."""
    return float(network.area @ np.exp(-alpha * network.distances) @ network.area)


def _landscape(network: PatchNetwork, landscape_m2: float) -> float:
    if not landscape_m2 >= network.area.sum() * (1.0 - SAME) or not math.isfinite(landscape_m2):
        raise ParamError(
            Text(f"landscape_m2 = {landscape_m2}", f"landscape_m2 = {landscape_m2}"),
            Text("mindst levestedernes samlede areal", "at least the area of all patches"),
            Text("giv hele områdets areal", "give the area of the whole landscape"),
        )
    return landscape_m2


def pc(area: Areas, links: Links, alpha: float, *, landscape_m2: float) -> float:
    """Return the probability of connectivity: sum of a_i a_j p*_ij, i = j included, over the landscape area squared.

    p* is the largest product of probabilities over a way, exp(-alpha x least sum of costs) (Saura and Pascual-Hortal
    2007, 10.1016/j.landurbplan.2007.03.005). A share of 0-1 of one landscape; compare EC, not PC.

    Raises
    ------
    TableError, ParamError
        As for `patch_network`; for a landscape smaller than its patches, or an alpha that is not above 0.

    Examples
    --------
    Two patches of 1 with p = 0.5 in a landscape of 4: (1 + 1 + 2 x 0.5) / 16 = 0.1875.

    >>> round(pc([1.0, 1.0], [[0.0, 100.0], [100.0, 0.0]], kernel_alpha(100.0, 0.5), landscape_m2=4.0), 9)
    0.1875
    """
    network = patch_network(area, links)
    return _sum_of_products(network, checked_alpha(alpha)) / _landscape(network, landscape_m2) ** 2


@dataclass(frozen=True, slots=True)
class EquivalentConnectivity:
    """Equivalent connectivity (ækvivalent sammenhæng, EC): the one patch that would be as connected, in m².

    Parameters
    ----------
    ec_m2:
        sqrt of the sum of a_i a_j p*_ij; never below the largest patch, nor above all area.
    area_m2:
        Sum of the areas.
    patch_count:
        Patches.
    alpha:
        Of the kernel.
    """

    ec_m2: float
    area_m2: float
    patch_count: int
    alpha: float

    @property
    def share(self) -> float:
        """EC over the area of all patches, 0-1: 1 when nothing is parted."""
        return self.ec_m2 / self.area_m2


def ec(area: Areas, links: Links, alpha: float) -> EquivalentConnectivity:
    """Return the equivalent connectivity, in m² when areas are (Saura et al. 2011, 10.1016/j.ecolind.2010.06.011).

    Raises
    ------
    TableError, ParamError
        As for `patch_network`; for an alpha that is not above 0.

    Examples
    --------
    A chain of three patches of 1, p = 0.5 for each step: 3 + 2 (0.5 + 0.5 + 0.25) = 5.5, and its root 2.345208.

    >>> chain = [[0.0, 1.0, math.inf], [1.0, 0.0, 1.0], [math.inf, 1.0, 0.0]]
    >>> round(ec([1.0, 1.0, 1.0], chain, math.log(2.0)).ec_m2, 6)
    2.345208
    """
    network = patch_network(area, links)
    return ec_of(network, _sum_of_products(network, checked_alpha(alpha)), alpha)


def ec_of(network: PatchNetwork, numerator: float, alpha: float) -> EquivalentConnectivity:
    """Return the root of a sum of products as EC, held against its bounds."""
    a = network.area
    low, high, value = math.hypot(*a), float(a.sum()), math.sqrt(numerator)
    if not low * (1.0 - SAME) <= value <= high * (1.0 + SAME):
        raise AssertionError(low, value, high)  # a defect: no network has an EC outside its bounds
    return EquivalentConnectivity(min(max(value, low), high), high, a.size, alpha)


@dataclass(frozen=True, slots=True)
class EcChange:
    """How EC changed, beside how area did, so that mere planting does not look like connection.

    Parameters
    ----------
    before, after:
        The two.
    ec_percent, area_percent:
        Changes in percent of before.
    relative:
        dEC / dA (rECA): above 1 connection grew more than area; NaN, unknown, where area did not change.
    """

    before: EquivalentConnectivity
    after: EquivalentConnectivity
    ec_percent: float
    area_percent: float
    relative: float


def compare_ec(before: EquivalentConnectivity, after: EquivalentConnectivity) -> EcChange:
    """Return how EC and area changed (rECA of Saura et al. 2011).

    Raises
    ------
    WrongKindError
        For anything else than EC, such as PC, which no two landscapes or years share a scale of.
    MixedValuesError
        When the two were made with different kernels.

    >>> one, other = (EquivalentConnectivity(e, a, 3, 0.01) for e, a in ((50.0, 100.0), (60.0, 110.0)))
    >>> change = compare_ec(one, other)  # 20 % over 10 %
    >>> round(change.ec_percent, 6), round(change.area_percent, 6), round(change.relative, 6)
    (20.0, 10.0, 2.0)
    """
    require_kind(before, EquivalentConnectivity, "before")
    require_kind(after, EquivalentConnectivity, "after")
    if not math.isclose(before.alpha, after.alpha, rel_tol=SAME):
        raise MixedValuesError(
            Text(f"alpha {before.alpha:g} og {after.alpha:g}", f"alpha {before.alpha:g} and {after.alpha:g}"),
            Text("EC med den samme kerne", "EC of one kernel"),
            Text("regn begge med samme art, afstand og sandsynlighed", "make both with one species and kernel"),
        )
    ec_percent = 100.0 * (after.ec_m2 / before.ec_m2 - 1.0)
    area_percent = 100.0 * (after.area_m2 / before.area_m2 - 1.0)
    relative = ec_percent / area_percent if abs(area_percent) > SAME else math.nan
    return EcChange(before, after, ec_percent, area_percent, relative)


def _kept(network: PatchNetwork, threshold: float | None) -> npt.NDArray[np.bool_]:
    """Return which links cost at most so much."""
    return network.cost <= (math.inf if threshold is None else threshold)


def iic(area: Areas, links: Links, *, landscape_m2: float, threshold: float | None = None) -> float:
    """Return the integral index of connectivity: sum of a_i a_j / (1 + nl_ij), over landscape area squared.

    nl is the number of links on the way of fewest links; what cannot be reached adds 0 (Pascual-Hortal and Saura 2006,
    10.1007/s10980-006-0013-z).

    Parameters
    ----------
    threshold:
        A link counts when its cost is at most this (in Makurhini: less than this); all do when None.

    Raises
    ------
    TableError, ParamError
        As for `pc`.

    Examples
    --------
    A chain of three patches of 1 in a landscape of 3: (3 + 2 (1/2 + 1/2 + 1/3)) / 9 = 17/27.

    >>> chain = [[0.0, 1.0, math.inf], [1.0, 0.0, 1.0], [math.inf, 1.0, 0.0]]
    >>> round(iic([1.0, 1.0, 1.0], chain, landscape_m2=3.0) * 27.0, 9)
    17.0
    """
    network = patch_network(area, links)
    steps = network.shortest(np.where(_kept(network, threshold), 1.0, np.inf))
    return float(network.area @ (1.0 / (1.0 + steps)) @ network.area) / _landscape(network, landscape_m2) ** 2


@dataclass(frozen=True, eq=False)
class Components:
    """Parts (komponenter) of a network that hang together.

    Parameters
    ----------
    of_patch:
        ``component_id`` by patch; 1 is the part of the largest area, ties to that of the first patch.
    frame:
        One row for each part: ``component_id``, ``patch_count``, ``area_m2``.
    link_count:
        Links that count.
    """

    of_patch: pd.Series
    frame: pd.DataFrame
    link_count: int

    @property
    def largest_m2(self) -> float:
        """Area of the largest part, m²."""
        return float(self.frame["area_m2"].iloc[0])

    @property
    def coincidence(self) -> float:
        """Class coincidence probability (CCP): sum of (c_i / C)², 0-1."""
        area = self.frame["area_m2"].to_numpy()
        return float(((area / area.sum()) ** 2).sum())

    @property
    def expected_m2(self) -> float:
        """Expected cluster size (ECS): sum of c_i² / C, in m²."""
        area = self.frame["area_m2"].to_numpy()
        return float((area**2).sum() / area.sum())


def components(area: Areas, links: Links, *, threshold: float | None = None) -> Components:
    """Return the parts of a network that hang together over links of at most a cost.

    Raises
    ------
    TableError
        As for `patch_network`.

    Examples
    --------
    Areas 3 and 1 linked, 4 alone: CCP = (4² + 4²) / 8² = 0.5 and ECS = 32 / 8 = 4.

    >>> parts = components([3.0, 1.0, 4.0], [[0, 5, math.inf], [5, 0, math.inf], [math.inf, math.inf, 0]])
    >>> parts.of_patch.tolist(), parts.coincidence, parts.expected_m2, parts.link_count
    ([1, 1, 2], 0.5, 4.0, 1)
    """
    network = patch_network(area, links)
    kept = _kept(network, threshold)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(network.area.size))
    graph.add_edges_from(network.pairs[kept].tolist())
    label = np.empty(network.area.size, np.int64)
    count = 0
    for part in nx.connected_components(graph):
        label[list(part)] = count
        count += 1
    total = np.bincount(label, network.area, count)
    first = np.unique(label, return_index=True)[1]
    order = np.lexsort((first, -total))
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(1, count + 1)
    frame = pd.DataFrame(
        {
            "component_id": np.arange(1, count + 1),
            "patch_count": np.bincount(label, minlength=count)[order],
            "area_m2": total[order],
        }
    )
    frame.attrs["units"] = {"area_m2": "m²"}
    return Components(pd.Series(rank[label], index=list(network.ids), name="component_id"), frame, int(kept.sum()))
