"""Patches with the options of a plan as one network (netværk med muligheder): what any choice of them makes of EC."""

from __future__ import annotations

import functools
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.network import checked_alpha
from gistools.errors import TableError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

_KEPT = 12  # matrices of least costs that are remembered


@dataclass(frozen=True, eq=False)
class OptionNetwork:
    """Patches and options of one species; made by `join_options` (or from maps by `option_network`).

    An option has one node that is its habitat, or, where it is none, some doors (cells) that are passed through.
    Any set of options makes the network of all patches and the nodes of that set.

    Parameters
    ----------
    species:
        Whose network it is.
    area:
        float64, shape (n + m,): m² times quality of the n patches and then of the m nodes of options; 0 of doors.
    owner:
        int64, shape (n + m,): the option of each node, from 0; -1 of patches.
    cost:
        float64, shape (n + m, n + m): least cost between two nodes over patches alone.
    alpha:
        Of the kernel, per unit of cost.
    option_count:
        How many options there are; one may have no node, where it does nothing for the species.
    notes:
        What must be said of it.
    """

    species: Text
    area: F64
    owner: I64
    cost: F64
    alpha: float
    option_count: int
    notes: tuple[Text, ...] = ()
    _known: OrderedDict[frozenset[int], F64] = field(default_factory=OrderedDict, repr=False)

    def nodes(self, option: int) -> I64:
        """Return the nodes of an option."""
        return np.flatnonzero(self.owner == option)

    def costs(self, chosen: frozenset[int]) -> F64:
        """Return the least costs between all nodes when some options are built and can be passed through."""
        known = self._known
        if chosen in known:
            known.move_to_end(chosen)
            return known[chosen]
        near = max((one for one in known if one < chosen), key=len, default=frozenset[int]())
        made = known.get(near, self.cost)
        if near in known:
            known.move_to_end(near)
        for option in sorted(chosen - near):
            for node in self.nodes(option):
                made = np.minimum(made, made[:, node, None] + made[None, node, :])
        known[chosen] = made
        if len(known) > _KEPT:
            known.popitem(last=False)
        return made

    def numerator(self, chosen: frozenset[int]) -> float:
        """Return the sum of a_i a_j p*_ij over the patches and the options chosen, m⁴."""
        there = np.flatnonzero((self.owner < 0) | np.isin(self.owner, list(chosen)))
        there = there[self.area[there] > 0.0]
        a = self.area[there]
        return float(a @ np.exp(-self.alpha * self.costs(chosen)[np.ix_(there, there)]) @ a)

    def ec_m2(self, chosen: frozenset[int] = frozenset()) -> float:
        """Return the equivalent connectivity, m², with some options built; none of them lowers it."""
        return float(np.sqrt(self.numerator(chosen)))

    def area_m2(self, chosen: frozenset[int] = frozenset()) -> float:
        """Return the habitat, m² times quality, with some options built."""
        return float(self.area[(self.owner < 0) | np.isin(self.owner, list(chosen))].sum())

    @functools.cached_property
    def start(self) -> float:
        """`numerator` without any option."""
        return self.numerator(frozenset())


def join_options(
    area: npt.ArrayLike,
    patch_cost: npt.ArrayLike,
    node_area: npt.ArrayLike,
    node_cost: npt.ArrayLike,
    owner: Sequence[int] | I64,
    alpha: float,
    *,
    option_count: int | None = None,
    species: Text = Text("art", "species"),  # noqa: B008 - a frozen value
    notes: tuple[Text, ...] = (),
) -> OptionNetwork:
    """Return patches and the nodes of options as one network.

    Parameters
    ----------
    area, patch_cost:
        Of n patches, m² times quality, and what it costs to go from one directly to another, shape (n, n); infinite
        where there is no link. Patches are crossed freely.
    node_area, node_cost, owner:
        Of m nodes of options: habitat (0 of doors); direct costs to the n patches and then to the m nodes, shape
        (m, n + m), 0 where they touch; the option of each node, from 0.
    alpha:
        Of the kernel, per unit of cost.

    Raises
    ------
    TableError
        For areas or costs that are negative or NaN, or shapes that do not fit; all faults at once.
    ParamError
        For an alpha that is not above 0.

    Examples
    --------
    Two patches of 1 that no link joins, and a pond of 1 that is 1 away from both, p = 0.5 for each step. Without it 2;
    with it 3 + 2 (0.5 + 0.5 + 0.25) = 5.5.

    >>> far = [[0.0, np.inf], [np.inf, 0.0]]
    >>> network = join_options([1.0, 1.0], far, [1.0], [[1.0, 1.0, 0.0]], [0], np.log(2.0))
    >>> network.numerator(frozenset()), round(network.numerator(frozenset({0})), 9)
    (2.0, 5.5)
    """
    a, base = np.asarray(area, np.float64), np.asarray(patch_cost, np.float64)
    extra, direct = np.asarray(node_area, np.float64), np.asarray(node_cost, np.float64)
    direct = direct.reshape(extra.size, -1)
    owned = np.asarray(owner, np.int64)
    n, m = a.size, extra.size
    faults = [
        Text(f"{name}: form {found}, ventet {wanted}", f"{name}: shape {found}, expected {wanted}")
        for name, found, wanted in (
            ("patch_cost", base.shape, (n, n)),
            ("node_cost", direct.shape, (m, n + m if m else direct.shape[1])),
            ("owner", owned.shape, (m,)),
        )
        if found != wanted
    ]
    faults += [
        Text(f"{name}: et tal under 0 eller ukendt", f"{name}: a number below 0 or unknown")
        for name, values in (("area", a), ("patch_cost", base), ("node_area", extra), ("node_cost", direct))
        if not (values >= 0.0).all()
    ]
    if not faults and not (np.isfinite(a).all() and np.isfinite(extra).all() and a.sum() > 0.0):
        faults.append(Text("ingen levesteder med et kendt areal", "no patches of a known area"))
    if faults:
        raise TableError(
            Text("arealer og priser, der ikke kan bruges", "areas and costs that cannot be used"),
            Text("et areal og en pris, 0 eller mere, for hver", "an area and a cost, 0 or more, for each"),
            Text("ret de nævnte", "correct those named"),
            faults,
        )
    cost = np.full((n + m, n + m), np.inf)
    cost[:n, :n] = over(base, range(n))
    if m:
        own, others = direct[:, :n], direct[:, n:]
        to_patch = over_patches(own, cost[:n, :n])
        cost[n:, :n], cost[:n, n:] = to_patch, to_patch.T
        cost[n:, n:] = np.minimum(np.minimum(others, others.T), through(to_patch, own))
    np.fill_diagonal(cost, 0.0)
    count = option_count if option_count is not None else int(owned.max(initial=-1)) + 1
    ids = np.concatenate([np.full(n, -1, np.int64), owned])
    return OptionNetwork(species, np.concatenate([a, extra]), ids, cost, checked_alpha(alpha), count, notes)


def over(cost: F64, nodes: range) -> F64:
    """Return the least sums of symmetric costs when some nodes can be passed through (Floyd and Warshall)."""
    made = np.minimum(cost, cost.T)
    np.fill_diagonal(made, 0.0)
    for node in nodes:
        made = np.minimum(made, made[:, node, None] + made[None, node, :])
    return made


def over_patches(direct: F64, between: F64) -> F64:
    """Return the least cost from nodes to patches: directly, or by a first patch and on from it."""
    made = direct.copy()
    for patch in range(between.shape[0]):
        made = np.minimum(made, direct[:, patch, None] + between[None, patch, :])
    return made


def through(to_patch: F64, direct: F64) -> F64:
    """Return the least cost between nodes whose way passes a patch."""
    made = np.full((len(direct), len(direct)), np.inf)
    for patch in range(direct.shape[1]):
        made = np.minimum(made, to_patch[:, patch, None] + direct[None, :, patch])
    return made
