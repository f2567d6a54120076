"""What the distance that a species goes (spredningsafstand) is in cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gistools.corridors.connectivity_params import DispersalScale
from gistools.corridors.measures import fit_cost_scale, kernel_alpha
from gistools.errors import ParamError
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from gistools.corridors.landscape import Corridors, Species

_HOW = {
    DispersalScale.FITTED: Text("efter forbindelserne her", "by the links here"),
    DispersalScale.LOWEST: Text("i eget levested", "in own habitat"),
    DispersalScale.GIVEN: Text("som givet", "as given"),
}
_FEW = 5  # links of different lengths that a slope is drawn through; with fewer only a cost per metre is taken


def dispersal_alpha(
    species: Species,
    corridors: Corridors,
    scale: DispersalScale = DispersalScale.FITTED,
    *,
    dispersal_cost: float | None = None,
) -> tuple[float, Text]:
    """Return the rate of a species' kernel per unit of cost, and what is said of it.

    Distances in the literature are metres as the crow flies or along a way through ordinary landscape. The cost of as
    many metres is read from the links of this landscape (``fitted``, as Graphab does: ln cost on ln length, least
    squares), taken as metres of own habitat (``lowest``: resistance 1, a lower bound of the reach), or ``given``. Both
    of the first are told, whichever is used. With fewer than five links of different lengths, or where longer ones do
    not cost more, the median cost of a metre is taken in place of the line. An alpha is held fixed when years or plans
    are compared (the fitted cost is rounded to four digits, so that it can be): give ``dispersal_cost`` of the first.

    Parameters
    ----------
    corridors:
        With planar links that no limit has cut, for ``fitted``: a limit would leave the dear ones out.
    dispersal_cost:
        For ``given``: cost in resistance metres of the species' distance.

    Raises
    ------
    ParamError
        For a given cost that is missing or not above 0; for links with a limit, or complete, that are to be fitted.

    >>> from types import SimpleNamespace as Made
    >>> import pandas as pd
    >>> frog = Made(name=Text("frø", "frog"), dispersal_m=400.0, probability=0.5)
    >>> links = pd.DataFrame({"link_m": [100.0, 200.0], "link_cost": [1000.0, 2000.0]})  # 10 for a metre
    >>> alpha, told = dispersal_alpha(frog, Made(links=links, planar=True, limit=math.inf))
    >>> round(math.log(2.0) / alpha, 6)  # half of the frogs go 400 m, which cost 4000
    4000.0
    >>> told.en.partition(";")[0]
    'frog: 400 m cost 4,000 resistance metres by the links here (400 in own habitat)'
    """
    fitted = None if corridors.limit < math.inf or not corridors.planar else cost_by_links(species, corridors)
    chosen = {DispersalScale.LOWEST: species.dispersal_m, DispersalScale.FITTED: fitted}.get(scale, dispersal_cost)
    if chosen is None or not 0.0 < chosen < math.inf:
        raise ParamError(
            Text(f"{scale}: pris {chosen}", f"{scale}: cost {chosen}"),
            Text(
                "nabo-forbindelser uden grænse, eller en given pris over 0",
                "links of neighbours without a limit, or a given cost above 0",
            ),
            Text("vælg lowest, eller giv dispersal_cost", "choose lowest, or give dispersal_cost"),
        )
    return kernel_alpha(chosen, species.probability), _told(species, scale, chosen, fitted)


def cost_by_links(species: Species, corridors: Corridors) -> float:
    """Return what links of the species' distance cost here, to four digits; its distance when there are no links."""
    return float(f"{_by_links(species, corridors):.4g}")


def _by_links(species: Species, corridors: Corridors) -> float:
    length, cost = (corridors.links[name].to_numpy(np.float64) for name in ("link_m", "link_cost"))
    if not length.size:
        return species.dispersal_m
    if np.unique(length).size >= _FEW:
        line = fit_cost_scale(length, cost)
        if line.slope > 0.0:
            return max(line.cost(species.dispersal_m), species.dispersal_m)
    return species.dispersal_m * max(float(np.median(cost / length)), 1.0)


def dispersal_cost(species: Species, alpha: float) -> float:
    """Return the cost that the species' share gets as far at, from the rate of its kernel, without its rounding.

    >>> from types import SimpleNamespace as Made
    >>> dispersal_cost(Made(probability=0.05), kernel_alpha(3739.0, 0.05))
    3739.0
    """
    return float(f"{-math.log(species.probability) / alpha:.12g}")


def scale_word(scale: DispersalScale) -> Text:
    """Return how the distance was made a cost, in words."""
    return _HOW[scale]


def _told(species: Species, scale: DispersalScale, chosen: float, fitted: float | None) -> Text:
    costs = {DispersalScale.FITTED: fitted, DispersalScale.LOWEST: species.dispersal_m, scale: chosen}
    da, en = (
        ", ".join(
            f"{format_number(cost, language)} {_HOW[of].say(language)}"
            for of, cost in costs.items()
            if cost is not None and of is not scale
        )
        for language in ("da", "en")
    )
    far, cost = (Text(format_number(n), format_number(n, "en")) for n in (species.dispersal_m, chosen))
    again = f"dispersal_cost = {chosen:g}"
    return Text(
        f"{species.name.da}: {far.da} m koster {cost.da} modstandsmeter {_HOW[scale].da} ({da}); giv {again} for at "
        "sammenligne med andre år eller planer",
        f"{species.name.en}: {far.en} m cost {cost.en} resistance metres {_HOW[scale].en} ({en}); give {again} to "
        "compare with other years or plans",
    )
