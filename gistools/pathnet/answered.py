"""What the tools of paths share: profiles judged on the network of the layers given, layers that fit it, and stamps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gistools.errors import CrsError, LayerError, ParamError
from gistools.grid import same_crs
from gistools.pathnet.judge import passable
from gistools.pathnet.profiles import load_profiles, several_profiles
from gistools.pathnet.slopes import edge_slopes, grades_of, with_told_slopes
from gistools.pathnet.slopes_params import SlopeParams
from gistools.stamps import stamps_on
from gistools.text import Text
from gistools.tool import part_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from gistools.pathnet.network import PathNetwork
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.profiles import Profile
    from gistools.pathnet.slopes import Slopes
    from gistools.progress import Progress
    from gistools.tool import Params

CASES = {"optimistic": False, "strict": True}
"""What is unknown passes, or blocks."""


def chosen_profiles(asked: str, given: Mapping[str, Any]) -> tuple[Profile, ...]:
    """Return the profiles that a tool is asked for, with the user's own limits and profiles.

    Parameters
    ----------
    asked:
        Ids or names with commas between.
    given:
        The inputs of the tool, ``path_limits`` and ``path_profiles`` among them.

    Raises
    ------
    ParamError
        For a name that is none.
    TableError
        With all faults of a user's own table.
    """
    return several_profiles(asked, load_profiles(given.get("path_limits"), given.get("path_profiles")))


def one_chosen(asked: str, given: Mapping[str, Any]) -> Profile:
    """Return the only profile that a tool is asked for, see `chosen_profiles`.

    Raises
    ------
    ParamError
        For several, and as `chosen_profiles`.
    """
    chosen = chosen_profiles(asked, given)
    if len(chosen) > 1:
        said = ", ".join(one.id for one in chosen)
        raise ParamError(
            Text(f"profilerne {said}", f"the profiles {said}"),
            Text("én profil ad gangen i dette værktøj", "one profile at a time in this tool"),
            Text("kør værktøjet for hver", "run the tool for each"),
        )
    return chosen[0]


def measured_slopes(
    network: PathNetwork, profiles: Sequence[Profile], params: Params, given: Mapping[str, Any], progress: Progress
) -> Slopes | None:
    """Return the slopes that some profiles ask for: of the terrain where a tool was given it, else what layers tell.

    Parameters
    ----------
    params:
        Of the tool; measured as they say when they hold those of slopes, else as by default.
    """
    elevation, slopes = given.get("elevation"), None
    if elevation is not None:
        measuring = part_of(params, SlopeParams) if isinstance(params, SlopeParams) else SlopeParams()
        slopes = edge_slopes(network, elevation, measuring, grades=grades_of(profiles), progress=progress)
    return with_told_slopes(network, slopes)


def judged(
    network: PathNetwork,
    profiles: tuple[Profile, ...],
    params: Params,
    given: Mapping[str, Any],
    progress: Progress,
) -> list[Passable]:
    """Return what each profile answers of a network, with slopes where a tool was given the elevation."""
    slopes = measured_slopes(network, profiles, params, given, progress)
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


def stamps_of(given: Mapping[str, Any]) -> tuple[Text, ...]:
    """Return the stamps that the inputs of a tool bear, layers, tables and the elevation, each once."""
    flat = [one for one in given.values() if hasattr(one, "columns")]
    return tuple(dict.fromkeys((*stamps_on(*flat), *(getattr(given.get("elevation"), "stamps", ()) or ()))))
