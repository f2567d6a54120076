"""Places (steder) that somebody asks for, by coordinates, by address, or by a name on a layer."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd
import pyproj
import shapely

from gistools.errors import ParamError
from gistools.pathnet.guide import Spot
from gistools.pathnet.guide_words import clean, coordinates, place_words
from gistools.pathnet.name_columns import ADDRESSES, NAMES, column_of
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from gistools.pathnet.network import PathNetwork

_MOST_LATITUDE, _MOST_LONGITUDE = 90.0, 180.0
_BESIDE_M = 200.0  # within which a way tells where a point lies (a choice)
_NEAR = 5  # names that are offered


def find_spot(asked: str, crs: pyproj.CRS | str, layers: Sequence[gpd.GeoDataFrame] = ()) -> Spot:
    """Return the place that a text names.

    Parameters
    ----------
    asked:
        ``easting, northing`` in metres, ``latitude, longitude`` in degrees (WGS 84), or an address or a name that
        stands in one of the layers. Large and small letters, signs and spaces do not matter; the beginning is enough
        where it fits one place alone.
    crs:
        Of the network.
    layers:
        Points (of other shapes a point within) with names in columns such as ``adgangsadressebetegnelse``, ``adresse``
        or ``navn``.

    Raises
    ------
    ParamError
        When nothing, or more than one place, is meant; with the nearest names.

    >>> find_spot("720100, 6170200", "EPSG:25832").point
    <POINT (720100 6170200)>
    >>> round(find_spot("55.65 12.40", "EPSG:25832").point.x)
    713917
    """
    found = coordinates(asked)
    if found is not None:
        a, b = found
        name = place_words(asked)
        if abs(a) <= _MOST_LATITUDE and abs(b) <= _MOST_LONGITUDE:
            x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(b, a)
            return Spot(shapely.Point(x, y), name)
        return Spot(shapely.Point(a, b), name)
    known = _named(layers)
    wanted = _plain(asked)
    if not wanted:
        raise _unknown(asked, [])
    whole, word = known["plain"] == wanted, known["plain"].str.startswith(f"{wanted} ")
    begins = known["plain"].str.startswith(wanted)
    mine = known[next((one for one in (whole, word, begins) if one.any()), begins)]
    if not len(mine):
        raise _unknown(asked, known["name"].tolist())
    points = mine.drop_duplicates(["x", "y"])
    if len(points) > 1:
        raise _several(asked, points["name"].drop_duplicates().tolist(), len(points))
    one = points.iloc[0]
    return Spot(shapely.Point(one["x"], one["y"]), str(one["name"]))


def beside_way(spot: Spot, network: PathNetwork) -> Spot:
    """Return a place that was asked for by coordinates with the nearest way that has a name; any other as it is.

    >>> from gistools.pathnet.network import assemble
    >>> path = assemble([shapely.LineString([(500, 0), (900, 0)])], [0], [1], {"name": ["Engstien"]})
    >>> beside_way(find_spot("510, 20", "EPSG:25832"), path).called.en
    'the point 510, 20 by Engstien'
    """
    if not isinstance(spot.name, Text):
        return spot
    names = network.edges["name"].map(clean)
    seen = ((names != "") & (network.edges["status"] != "planned")).to_numpy()
    if not seen.any():
        return spot
    far = shapely.distance(network.edges.geometry.to_numpy()[seen], spot.point)
    nearest = int(far.argmin())
    if far[nearest] > _BESIDE_M:
        return spot
    way = names[seen].iloc[nearest]
    return Spot(spot.point, Text(f"{spot.name.da} ved {way}", f"{spot.name.en} by {way}"))


def _plain(said: object) -> str:
    """Return a name without what does not matter when it is compared."""
    text = unicodedata.normalize("NFC", clean(said)).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", text).split())


def _named(layers: Sequence[gpd.GeoDataFrame]) -> pd.DataFrame:
    """Return all names on some layers with their points."""
    parts = [pd.DataFrame({"name": [], "plain": pd.Series([], dtype=str), "x": [], "y": []})]
    for layer in layers:
        column = column_of(layer, (*ADDRESSES, *NAMES))
        if column is None:
            continue
        shapes = layer.geometry.to_numpy()
        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes)) & layer[column].notna().to_numpy()
        points = shapely.point_on_surface(shapes[there])
        names = [clean(one) for one in layer[column][there]]
        parts.append(
            pd.DataFrame(
                {
                    "name": names,
                    "plain": [_plain(one) for one in names],
                    "x": shapely.get_x(points),
                    "y": shapely.get_y(points),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _unknown(asked: str, names: list[str]) -> ParamError:
    by_plain = {_plain(name): name for name in names}
    near = [by_plain[one] for one in difflib.get_close_matches(_plain(asked), by_plain, n=_NEAR, cutoff=0.5)]
    shown = "; ".join(near)
    mend = (
        Text(f"mente du: {shown}?", f"did you mean: {shown}?")
        if near
        else Text(
            "skriv to koordinater, eller giv et lag med adresser eller navne (addresses)",
            "write two coordinates, or give a layer of addresses or names (addresses)",
        )
    )
    return ParamError(
        Text(f"et ukendt sted: {asked!r}", f"an unknown place: {asked!r}"),
        Text(
            "koordinater, eller en adresse eller et navn i laget", "coordinates, or an address or a name of the layer"
        ),
        mend,
    )


def _several(asked: str, names: list[str], count: int) -> ParamError:
    shown = "; ".join(names[:_NEAR]) + ("; …" if len(names) > _NEAR else "")
    return ParamError(
        Text(f"{count} steder, der begynder med {asked!r}", f"{count} places that begin with {asked!r}"),
        Text("ét sted", "one place"),
        Text(f"skriv hele adressen: {shown}", f"write the whole address: {shown}"),
    )
