"""The municipality's own figure (kommunens tal): one rule for what counts in it, for all tools.

A patch (or new habitat) is the municipality's own when half of its area or more lies inside; then all of it counts,
area times quality. Others have area 0 in EC, dPC and all that is made of them: they are stepping stones, which connect.
Without a municipality all are its own. A patch that lives on when something is built keeps what it was, so that figures
compare the same patches; what is new is held against the border by itself, also where it becomes one with others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gistools.corridors.network import habitat_area
from gistools.errors import LayerError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gistools.corridors.landscape import Corridors, Patches, Species

MUNICIPAL = Text(
    "Levesteder uden for kommunen er trædesten: de forbinder, men deres areal tælles ikke i kommunens tal",
    "Patches outside the municipality are stepping stones: they connect, but their area is not in its figures",
)


def is_home(shapes: Sequence[Any] | npt.NDArray[Any], town: BaseGeometry | None) -> npt.NDArray[np.bool_]:
    """Return which polygons lie in the municipality with half of their area or more; all when there is none.

    >>> shapes = [shapely.box(0, 0, 2, 1), shapely.box(0, 0, 3, 1)]  # 1 of 2, 1 of 3
    >>> is_home(shapes, shapely.box(0, 0, 1, 1)).tolist(), is_home(shapes, None).tolist()
    ([True, False], [True, True])
    """
    given = np.asarray(shapes, dtype=object)
    if town is None:
        return np.ones(given.shape, np.bool_)
    shapely.prepare(town)
    inside: npt.NDArray[np.bool_] = shapely.area(shapely.intersection(given, town)) >= shapely.area(given) / 2.0
    return inside


def home_notes(patches: Patches) -> tuple[Text, ...]:
    """Return what must be said where some patches are not the municipality's own."""
    return () if patches.frame["home"].all() else (MUNICIPAL,)


def home_area(corridors: Corridors) -> pd.Series:
    """Return the area in m² that each patch counts with in the municipality's figures: 0 outside it."""
    inside = pd.Series({one: told["home"] for one, told in corridors.graph.nodes(data=True)}, dtype=bool)
    return habitat_area(corridors.graph, quality=True).where(inside, 0.0)


def require_home(patches: Patches, species: Species) -> None:
    """Refuse patches of which none is the municipality's own: there is no figure to compute.

    Raises
    ------
    LayerError
        When none is.
    """
    if not patches.frame["home"].any():
        raise LayerError(
            Text(f"ingen levesteder for {species.name.da} i kommunen", f"no patches of {species.name.en} at home"),
            Text("mindst ét levested i kommunen", "at least one patch in the municipality"),
            Text("ret kommunens flade, eller vælg en anden art", "correct the municipality, or choose another species"),
        )


def left_out(species: Species, error: LayerError) -> Text:
    """Return that a species of several was not computed, and why."""
    return Text(
        f"{species.name.da} er ikke regnet: {error.found.da}", f"{species.name.en} was left out: {error.found.en}"
    )
