"""What a choice of measures is worth (værdi af et valg): its gain of EC over all species, and its price."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.budget_params import Criterion
from gistools.errors import ParamError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from gistools.corridors.options_network import OptionNetwork

Chosen = frozenset[int]
NONE: Chosen = frozenset()


@dataclass(frozen=True, eq=False)
class Purse:
    """Options with their prices, and what any choice of them gains; made by `purse`.

    Parameters
    ----------
    networks:
        One for each species, over the same options.
    price:
        float64, shape (k,): DKK; NaN where it is unknown, so that the option cannot be chosen.
    criterion, weights:
        How the relative gains of the species are put together: their mean by weight, or the least of them.
    excluded:
        Pairs of options of which one alone may be chosen, such as those on the same ground.
    """

    networks: tuple[OptionNetwork, ...]
    price: npt.NDArray[np.float64]
    criterion: Criterion
    weights: tuple[float, ...]
    excluded: frozenset[frozenset[int]]
    _known: dict[Chosen, tuple[float, ...]] = field(default_factory=dict, repr=False)

    @property
    def candidates(self) -> tuple[int, ...]:
        """The options of a known price."""
        return tuple(np.flatnonzero(np.isfinite(self.price)).tolist())

    def gains(self, chosen: Chosen) -> tuple[float, ...]:
        """Return the relative gain of EC of each species: EC with the options over EC without, less 1."""
        if chosen not in self._known:
            self._known[chosen] = tuple(
                max(math.sqrt(one.numerator(chosen) / one.start) - 1.0, 0.0) if chosen else 0.0 for one in self.networks
            )
        return self._known[chosen]

    def value(self, chosen: Chosen) -> float:
        """Return what is made as large as it can be: the mean gain by weight, or the least gain."""
        gains = self.gains(chosen)
        if self.criterion is Criterion.WORST:
            return min(gains)
        return math.fsum(w * g for w, g in zip(self.weights, gains, strict=True))

    def cost(self, chosen: Chosen) -> float:
        """Return the price of some options, DKK."""
        return math.fsum(self.price[list(chosen)])

    def allowed(self, chosen: Chosen) -> bool:
        """Whether no two of them exclude each other."""
        return (
            not any(frozenset(pair) in self.excluded for pair in itertools.combinations(chosen, 2))
            if self.excluded
            else True
        )


def purse(
    networks: Sequence[OptionNetwork],
    price: npt.ArrayLike,
    *,
    criterion: Criterion = Criterion.MEAN,
    weights: Sequence[float] | None = None,
    excluded: Sequence[tuple[int, int]] = (),
) -> Purse:
    """Return options with their prices as something to choose from.

    Raises
    ------
    ParamError
        For no species, networks of other numbers of options than there are prices, prices below 0, weights that do not
        fit; all at once.

    >>> from gistools.corridors.options_network import join_options
    >>> network = join_options([3.0], [[0.0]], [4.0], [[np.inf, 0.0]], [0], 1.0)  # EC 3, with the pond 5
    >>> round(purse([network], [100.0]).value(frozenset({0})), 9)
    0.666666667
    """
    prices = np.asarray(price, np.float64)
    given = [1.0] * len(networks) if weights is None else [float(w) for w in weights]
    faults = []
    if not networks:
        faults.append(Text("ingen arter", "no species"))
    faults += [
        Text(
            f"{one.species.da}: {one.option_count} muligheder, {prices.size} priser",
            f"{one.species.en}: {one.option_count} options, {prices.size} prices",
        )
        for one in networks
        if one.option_count != prices.size
    ]
    if (prices < 0.0).any() or np.isinf(prices).any():
        faults.append(Text("en pris under 0 eller uendelig", "a price below 0 or infinite"))
    if len(given) != len(networks) or not all(0.0 <= w < math.inf for w in given) or not sum(given) > 0.0:
        faults.append(Text(f"vægte {given}", f"weights {given}"))
    if faults:
        raise ParamError(
            Text("; ".join(f.da for f in faults), "; ".join(f.en for f in faults)),
            Text(
                "en pris for hver mulighed (ukendt er tom) og en vægt, 0 eller mere, for hver art",
                "a price for each option (unknown is empty) and a weight, 0 or more, for each species",
            ),
            Text("ret de nævnte", "correct those named"),
        )
    whole = sum(given)
    pairs = frozenset(frozenset(map(int, pair)) for pair in excluded)
    return Purse(tuple(networks), prices, Criterion(criterion), tuple(w / whole for w in given), pairs)
