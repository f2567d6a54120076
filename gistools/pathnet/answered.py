"""What the tools of connectivity share: profiles judged on the network of the layers given, and layers that fit it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from gistools.errors import CrsError, LayerError
from gistools.grid import same_crs
from gistools.pathnet.judge import passable
from gistools.pathnet.profiles import load_profiles, one_profile
from gistools.pathnet.slopes import edge_slopes
from gistools.pathnet.slopes_params import SlopeParams
from gistools.text import Text
from gistools.tool import part_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passable import Passable
    from gistools.pathnet.profiles import Profile
    from gistools.progress import Progress
    from gistools.tool import Params

CASES = {"optimistic": False, "strict": True}
"""What is unknown passes, or blocks."""


def chosen_profiles(asked: str, known: Mapping[str, Profile] | None = None) -> tuple[Profile, ...]:
    """Return the profiles that are named, in order, each once; ``all`` are all.

    Raises
    ------
    ParamError
        For a name that is none.

    >>> [one.id for one in chosen_profiles("wheelchair, gående; walking")]
    ['wheelchair', 'walking']
    """
    profiles = load_profiles() if known is None else known
    if asked.strip().casefold() in {"all", "alle"}:
        return tuple(profiles.values())
    names = [name for name in re.split(r"[,;]", asked) if name.strip()] or [asked]
    return tuple({one.id: one for one in (one_profile(name, profiles) for name in names)}.values())


def judged(
    network: PathNetwork, profiles: tuple[Profile, ...], params: Params, given: Mapping[str, Any], progress: Progress
) -> list[Passable]:
    """Return what each profile answers of a network, with slopes where a tool was given the elevation."""
    elevation = given.get("elevation")
    slopes = None
    if elevation is not None:
        slopes = edge_slopes(network, elevation, part_of(params, SlopeParams), progress=progress)
    planned = bool(getattr(params, "include_planned", False))
    return [passable(network, one, slopes, planned=planned) for one in profiles]


def require_points(network: PathNetwork, layer: gpd.GeoDataFrame, name: str) -> None:
    """Raise for a layer of places in other coordinates than the network, or with none that has a place.

    Raises
    ------
    CrsError
        When coordinates differ.
    LayerError
        When no feature has a geometry.
    """
    here, there = network.edges.crs, layer.crs
    if (here is None) != (there is None) or (
        here is not None and there is not None and not same_crs(here.to_wkt(), there.to_wkt())
    ):
        raise CrsError(
            Text(f"laget {name} i {there}, nettet i {here}", f"layer {name} in {there}, the network in {here}"),
            Text("ét koordinatsystem", "one coordinate system"),
            Text("transformér laget", "reproject the layer"),
        )
    if layer.geometry.isna().all() or layer.geometry.is_empty.all():
        raise LayerError(
            Text(f"laget {name} uden et eneste sted", f"layer {name} without a single place"),
            Text("mindst ét objekt med geometri", "at least one feature with a geometry"),
            Text("giv et andet lag", "give another layer"),
        )
