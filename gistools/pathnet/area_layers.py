"""What a user's layers say of plan areas, homes and destinations (områder, boliger og mål)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from gistools.errors import LayerError
from gistools.pathnet.homes import dwellings_of
from gistools.styles.columns_paths_area import AREA_NAMES
from gistools.text import Text, counted, unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    F64 = npt.NDArray[np.float64]

KINDS = ("slags", "kind", "type", "anvendelse")
"""Columns that tell what kind of place a row is."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    "school": ("skole", "school"),
    "stop": ("stop", "station", "busholdeplads"),
    "shop": ("butik", "indkøb", "dagligvare", "supermarked", "shop", "grocer"),
}


def areas_by_name(layer: gpd.GeoDataFrame, field: str = "") -> dict[str, Any]:
    """Return the polygons of plan areas by their number or name; parts of one name are one area.

    Parameters
    ----------
    field:
        The column that names them; without it the first of ``plannr``, ``plannavn``, ``navn``, ``name`` and ``id`` that
        there is, else the number of the row from 1.

    Raises
    ------
    LayerError
        When there is no such column.

    >>> import geopandas as gpd
    >>> layer = gpd.GeoDataFrame({"plannr": ["L1", "L1"]}, geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> {name: shape.area for name, shape in areas_by_name(layer).items()}
    {'L1': 2.0}
    """
    chosen = _column(layer, field, AREA_NAMES, Text("planområderne", "the plan areas"))
    names = [str(k + 1) for k in range(len(layer))] if chosen is None else layer[chosen].astype(str).tolist()
    parts: dict[str, list[Any]] = {}
    for name, shape in zip(names, layer.geometry, strict=True):
        parts.setdefault(name, []).append(shape)
    return {name: shapely.union_all([s for s in shapes if s is not None]) for name, shapes in parts.items()}


def homes_of(
    layer: gpd.GeoDataFrame | None, field: str = ""
) -> tuple[npt.NDArray[Any] | None, F64 | None, tuple[Text, ...]]:
    """Return the points of addresses, the dwellings at each, and what is said of how they were counted.

    Those without a place are left out; they come from west to east, then from south, in whatever order the rows are.
    Dwellings are counted as by all tools of paths, see `dwellings_of`: where the
    column is empty an address is tried, but counts for none.

    Raises
    ------
    LayerError
        When there is no such column, or it holds what is no number of 0 or more.
    """
    if layer is None:
        return None, None, ()
    kept = layer[~(layer.geometry.isna() | layer.geometry.is_empty)]
    dwellings, told = dwellings_of(kept, field)
    points = kept.geometry.to_numpy()
    x, y = shapely.get_coordinates(shapely.centroid(points)).T
    order = np.lexsort((dwellings, y, x))
    return points[order], dwellings[order], (told,)


def destinations_by_kind(
    layer: gpd.GeoDataFrame | None, field: str = "", by_kind: Mapping[str, gpd.GeoDataFrame | None] | None = None
) -> tuple[dict[str, npt.NDArray[Any]] | None, tuple[Text, ...]]:
    """Return the shapes of destinations by kind: ``school``, ``stop``, ``shop``, or as the user wrote it.

    Parameters
    ----------
    layer:
        Of several kinds, told in a column.
    by_kind:
        Layers of one kind each, those that were given.

    Raises
    ------
    LayerError
        When there is no such column, or none that tells the kind.
    """
    made = {
        kind: one.geometry.to_numpy()[~(one.geometry.isna() | one.geometry.is_empty).to_numpy()]
        for kind, one in (by_kind or {}).items()
        if one is not None
    }
    if layer is None:
        return made or None, ()
    chosen = _column(layer, field, KINDS, Text("målene", "the destinations"))
    if chosen is None:
        raise LayerError(
            Text("mål uden en kolonne med slags", "destinations without a column of their kind"),
            Text(f"en af kolonnerne {', '.join(KINDS)}", f"one of the columns {', '.join(KINDS)}"),
            Text("giv destination_field", "give destination_field"),
        )
    kept = layer[~(layer.geometry.isna() | layer.geometry.is_empty | layer[chosen].isna())]
    kinds = [kind_of(str(one)) for one in kept[chosen]]
    for kind in sorted(set(kinds)):
        mine = kept.geometry.to_numpy()[[k for k, one in enumerate(kinds) if one == kind]]
        made[kind] = np.concatenate([made[kind], mine]) if kind in made else mine
    missing = len(layer) - len(kept)
    if not missing:
        return made, ()
    return made, (
        Text(
            f"{counted(missing, 'mål', 'mål')} uden slags eller sted: ikke regnet med",
            f"{counted(missing, 'destination', 'destinations')} without kind or place: not counted",
        ),
    )


def kind_of(said: str) -> str:
    """Return the kind of a destination by what a user wrote; itself when it is none of the known ones.

    >>> kind_of("Folkeskole"), kind_of("Busstoppested"), kind_of("Bibliotek")
    ('school', 'stop', 'Bibliotek')
    """
    low = said.casefold()
    return next((kind for kind, words in _WORDS.items() if any(word in low for word in words)), said)


def _column(layer: gpd.GeoDataFrame, field: str, usual: tuple[str, ...], of: Text) -> str | None:
    if field:
        if field not in layer.columns:
            told = unknown_name(field, [str(c) for c in layer.columns if c != "geometry"])
            raise LayerError(
                Text(f"{of.da}: {told.da}", f"{of.en}: {told.en}"),
                Text("en kolonne, der findes i laget", "a column that is in the layer"),
                Text("ret navnet på kolonnen", "correct the name of the column"),
            )
        return field
    return next((name for name in usual if name in layer.columns), None)
