"""How sure the order of patches and links is (rangordenens sikkerhed): resistance and distance are varied."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.corridors.connectivity import LEAST_PERCENT, ec_costs, linked_corridors, ranks
from gistools.corridors.home import home_area
from gistools.corridors.measures import ec
from gistools.corridors.removal import delta_pc, link_removal
from gistools.progress import NoProgress, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import numpy.typing as npt

    from gistools.corridors.connectivity_params import ConnectivityParams
    from gistools.corridors.landscape import Patches, Resistance, Species
    from gistools.progress import Progress

    F64 = npt.NDArray[np.float64]

RESISTANCE_FACTOR, DISTANCE_FACTOR = 3.0, 2.0
TOP = 10
_LOW, _HIGH = 0.05, 0.95
_DISTANCE = "dispersal_m"


@dataclass(frozen=True, eq=False)
class RankStability:
    """How often patches and links are among the most important when resistance and distance are varied.

    Parameters
    ----------
    frame:
        A row for each patch and each pair of patches that was ever linked: ``ranked`` (``patch`` or ``link``),
        ``patch_id`` (0 for links), ``from_patch``, ``to_patch`` (0 for patches), ``found_in_share`` of the draws in
        which something is lost without it, ``top_share`` of the draws that have it among the first ten by dPC,
        ``rank_median``, ``rank_low`` and ``rank_high`` (5 and 95 %); what does not matter in a draw, or is not there,
        stands behind all that does.
    ec_m2:
        EC of the municipality in each draw.
    """

    frame: pd.DataFrame
    ec_m2: F64

    def of(self, ranked: str) -> pd.DataFrame:
        """Return the rows of patches, by ``patch_id``, or those of links, by both patches."""
        keys = ["patch_id"] if ranked == "patch" else ["from_patch", "to_patch"]
        return self.frame[self.frame["ranked"] == ranked].set_index(keys)

    @property
    def ec_interval(self) -> tuple[float, float]:
        """EC of which 5 % and 95 % of the draws are below or at, m²."""
        low, high = np.quantile(self.ec_m2, (_LOW, _HIGH), method="inverted_cdf")
        return float(low), float(high)


def varied(name: str, factor: float, draws: int, seed: int) -> F64:
    """Return factors from 1/factor to factor, evenly spread in logarithm: the same for a name and seed, whatever else.

    More draws begin with those of fewer, so that two landscapes, plans or species are varied alike.

    >>> few, more = varied("garden", 3.0, 2, seed=1), varied("garden", 3.0, 5, seed=1)
    >>> bool((few == more[:2]).all()), bool((more >= 1 / 3).all() and (more <= 3.0).all())
    (True, True)
    """
    uniform = np.random.default_rng([seed, zlib.crc32(name.encode())]).random(draws)
    return np.asarray(factor ** (2.0 * uniform - 1.0), np.float64)


def varied_resistance(resistance: Resistance, factors: Mapping[str, float]) -> Resistance:
    """Return a surface with each class times its factor; 1, own habitat, is the unit and stays, and nothing is less.

    >>> from types import SimpleNamespace
    >>> varied("rail", 3.0, 1, seed=7).size
    1
    """
    values = resistance.raster.values
    by_class = np.array([*(factors.get(name, 1.0) for name in resistance.names), 1.0])  # the last: of unknown class
    changed = np.maximum(values * by_class[resistance.classes], 1.0)
    made = np.where(values == 1.0, values, changed).astype(np.float32)
    return replace(resistance, raster=resistance.raster.with_values(made))


def rank_stability(
    patches: Patches,
    resistance: Resistance,
    species: Species,
    params: ConnectivityParams,
    *,
    draws: int = 100,
    seed: int = 1,
    progress: Progress | None = None,
) -> RankStability:
    """Return how sure the order of patches and links by dPC is.

    In each draw the resistance of every class of surface is multiplied by a factor from 1/3 to 3 and the distance of
    the species by one from 1/2 to 2, evenly spread in logarithm; links are searched anew and, when it is fitted, the
    cost of the distance too. Resistance 1, own habitat, is the unit of cost and is not varied.

    Parameters
    ----------
    params:
        Which links, and how distance becomes cost; its own ``draws`` and ``seed`` are not read.

    Raises
    ------
    LayerError, TableError, ParamError
        As for `linked_corridors`.
    Cancelled
        When the user wants to stop.
    """
    progress = progress or NoProgress()
    by_class = {name: varied(name, RESISTANCE_FACTOR, draws, seed) for name in resistance.names}
    far = varied(_DISTANCE, DISTANCE_FACTOR, draws, seed)
    places: dict[str, list[dict[Hashable, int]]] = {"patch": [], "link": []}
    ec_m2 = np.empty(draws)
    for k in range(draws):
        check(progress)
        progress.update(k / draws, Text("Varierer modstand og afstand", "Varying resistance and distance"))
        surface = varied_resistance(resistance, {name: float(factor[k]) for name, factor in by_class.items()})
        goes = replace(species, dispersal_m=species.dispersal_m * float(far[k]))
        given = None if params.dispersal_cost is None else params.dispersal_cost * float(far[k])
        made, alpha, _ = linked_corridors(patches, surface, goes, replace(params, dispersal_cost=given))
        area = home_area(made)
        ec_m2[k] = ec(area, ec_costs(made, in_patch=params.in_patch), alpha).ec_m2
        worth, lost = delta_pc(area, made.graph, alpha), link_removal(area, made.graph, alpha)
        ends = [tuple(sorted(pair)) for pair in zip(lost["from_patch"], lost["to_patch"], strict=True)]
        for kind, keys, dpc in (("patch", worth["patch_id"], worth), ("link", ends, lost)):
            rows = zip(keys, ranks(dpc["dpc_percent"]), dpc["dpc_percent"] > LEAST_PERCENT, strict=True)
            places[kind].append({key: place if matters else 0 for key, place, matters in rows})
    return RankStability(pd.DataFrame([row for kind, each in places.items() for row in _rows(kind, each)]), ec_m2)


def _rows(ranked: str, places: list[dict[Hashable, int]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    behind = np.array([1 + sum(at > 0 for at in place.values()) for place in places])
    for one in sorted({key for place in places for key in place}):  # type: ignore[type-var]  # numbers, or pairs of them
        at = np.array([place.get(one, 0) for place in places])
        found = at > 0
        at[~found] = behind[~found]
        low, median, high = np.quantile(at, (_LOW, 0.5, _HIGH), method="inverted_cdf")
        ends = one if isinstance(one, tuple) else (0, 0)
        rows.append(
            {
                "ranked": ranked,
                "patch_id": 0 if isinstance(one, tuple) else one,
                "from_patch": ends[0],
                "to_patch": ends[1],
                "found_in_share": float(found.mean()),
                "top_share": float((found & (at <= TOP)).mean()),
                "rank_median": int(median),
                "rank_low": int(low),
                "rank_high": int(high),
            }
        )
    return rows
