"""Layers beside the register that rules ask of (lag til adressetjek): buildings, parcels, areas, railways, streams."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text, plain_name, require_kind
from gistools.addresses.address_codes import four_digits
from gistools.addresses.danish_crs import require_danish
from gistools.errors import LayerError
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    Shapes = npt.NDArray[Any]

_AREAS = frozenset({3, 6})
_LINES_TOO = frozenset({1, 2, 3, 5, 6})
_NO = frozenset({"", "0", "false", "falsk", "nej", "no"})


@dataclass(frozen=True, slots=True)
class LayerForm:
    """What a layer is called, which shapes it has, and its columns by their names in sources.

    Parameters
    ----------
    title:
        In a sentence.
    kinds:
        Type ids of shapely.
    columns:
        By name: how its cells are read, and what sources call it.
    needed:
        One of these columns at least.
    """

    title: Text
    kinds: frozenset[int]
    columns: Mapping[str, tuple[Callable[[object], Any], tuple[str, ...]]]
    needed: tuple[str, ...] = ()


def key_of(value: object) -> str:
    """Return an id as it is compared: registers write the same UUID in small letters and in capitals."""
    return cell_text(value).casefold()


def _code(value: object) -> str:
    text = cell_text(value)
    return four_digits(text) or text


def _use(value: object) -> float:
    text = cell_text(value)
    return float(text) if text.isdigit() else np.nan


def _yes(value: object) -> bool:
    return cell_text(value).casefold() not in _NO


LAYERS: Mapping[str, LayerForm] = {
    "outlines": LayerForm(Text("bygningsomrids", "building outlines"), _AREAS, {
        "outline_id": (key_of, ("id_lokalId",)), "building_id": (key_of, ("BBRUUID", "bygning_id")),
        "building_use": (_use, ("byg021BygningensAnvendelse", "anvendelse")), "houseboat": (_yes, ("husbåd",)),
    }, ("outline_id", "building_id")),
    "outlines_before": LayerForm(Text("tidligere bygningsomrids", "earlier building outlines"), _AREAS, {
        "outline_id": (key_of, ("id_lokalId",)), "building_id": (key_of, ("BBRUUID", "bygning_id")),
        "building_use": (_use, ("byg021BygningensAnvendelse", "anvendelse")), "houseboat": (_yes, ("husbåd",)),
    }, ("outline_id", "building_id")),
    "parcels": LayerForm(Text("jordstykker", "parcels"), _AREAS, {
        "parcel_id": (key_of, ("id_lokalId", "featureID", "jordstykke")),
        "parcel_name": (cell_text, ("matrikelnummer", "matrikelnr")),
    }, ("parcel_id",)),
    "postcode_areas": LayerForm(Text("postnumres områder", "areas of postcodes"), _AREAS, {
        "postcode": (_code, ("postnr", "postnummer")),
    }, ("postcode",)),
    "town_areas": LayerForm(Text("supplerende bynavnes områder", "areas of supplementary towns"), _AREAS, {
        "town": (cell_text, ("navn", "supplerendebynavn", "bynavn")),
    }, ("town",)),
    "municipalities": LayerForm(Text("kommuner", "municipalities"), _AREAS, {
        "municipality": (_code, ("kommunekode", "kode", "kommune")),
    }, ("municipality",)),
    "redevelopment": LayerForm(Text("områder, der omdannes", "areas to be redeveloped"), _AREAS, {}),
    "railways": LayerForm(Text("jernbaner", "railways"), _LINES_TOO, {}),
    "streams": LayerForm(Text("vandløb", "streams"), _LINES_TOO, {}),
}  # fmt: skip
"""Layers by the field of `CheckLayers` that holds them."""


@dataclass(frozen=True, eq=False)
class CheckLayers:
    """Layers that rules on addresses ask of, each in EPSG:25832 or None; columns as here or as their sources write.

    Parameters
    ----------
    outlines:
        Outlines of buildings: ``outline_id`` (``id_lokalId``) or ``building_id`` (``BBRUUID``), and where known
        ``building_use`` (of BBR, a code) and ``houseboat``.
    parcels:
        ``parcel_id`` (``id_lokalId``), and where known ``parcel_name``; a parcel may have several shapes.
    postcode_areas, town_areas, municipalities:
        ``postcode``, ``town`` (its name) and ``municipality`` (its code).
    outlines_before:
        Outlines of an earlier year, for what went away since.
    redevelopment:
        Areas that are to be redeveloped, for their tanks.
    railways, streams:
        Lines or areas; leave out those in tunnels and culverts.

    Raises
    ------
    WrongKindError
        When a layer is no GeoDataFrame.
    CrsError
        For degrees, a layer without a coordinate system, or another than EPSG:25832.
    LayerError
        For a layer without the column that names its shapes, or with shapes of another kind.

    >>> square = gpd.GeoDataFrame({"postnr": ["800"]}, geometry=[shapely.box(0, 0, 9, 9)], crs="EPSG:25832")
    >>> CheckLayers(postcode_areas=square).table("postcode_areas").postcode.tolist()
    ['0800']
    """

    outlines: gpd.GeoDataFrame | None = None
    parcels: gpd.GeoDataFrame | None = None
    postcode_areas: gpd.GeoDataFrame | None = None
    town_areas: gpd.GeoDataFrame | None = None
    municipalities: gpd.GeoDataFrame | None = None
    outlines_before: gpd.GeoDataFrame | None = None
    redevelopment: gpd.GeoDataFrame | None = None
    railways: gpd.GeoDataFrame | None = None
    streams: gpd.GeoDataFrame | None = None

    def __post_init__(self) -> None:
        """Read all layers, so that a fault of one is told before anything is computed."""
        _ = self._tables

    def table(self, name: str) -> pd.DataFrame | None:
        """Return the rows of a layer with a shape: ``shape`` (2D, valid) and its columns; None without the layer."""
        return self._tables[name]

    def lacks(self, *names: str) -> Text:
        """Return which of some layers were not given, as a sentence without an end."""
        away = [LAYERS[name].title for name in names if self._tables[name] is None]
        da, en = (", ".join(title.say(language) for title in away) for language in ("da", "en"))
        return Text(f"laget mangler: {da}", f"no such layer: {en}")

    @cached_property
    def _tables(self) -> Mapping[str, pd.DataFrame | None]:
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: None if one is None else read_layer(name, one, LAYERS[name]) for name, one in given.items()}


def read_layer(name: str, layer: gpd.GeoDataFrame, form: LayerForm, *, placed: bool = True) -> pd.DataFrame:
    """Return the rows of a layer: ``shape`` (2D, valid) and its columns by the names of a form.

    Parameters
    ----------
    name:
        Of the argument, for errors.
    layer:
        In EPSG:25832.
    form:
        Its shapes and columns.
    placed:
        Whether rows without a shape are left out; else their shape is None.

    Raises
    ------
    WrongKindError, CrsError, LayerError
        As `CheckLayers`.
    """
    require_kind(layer, gpd.GeoDataFrame, name)
    if layer.active_geometry_name is None:
        raise _fault(form, Text("uden geometri", "without geometry"), Text("flader", "areas"))
    require_danish(layer.crs, Text(f"laget {form.title.da}", f"the layer of {form.title.en}"))
    shapes = shapely.force_2d(np.asarray(layer.geometry.array, dtype=object))
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    wrong = there & ~np.isin(shapely.get_type_id(shapes), list(form.kinds))
    if wrong.any():
        told = shapes[wrong][0].geom_type
        raise _fault(form, Text(f"med {told}", f"with {told}"),
                     Text("flader", "areas") if form.kinds == _AREAS else Text("linjer", "lines"))  # fmt: skip
    plain = {plain_name(str(column)): column for column in layer.columns}
    kept = there if placed else np.ones(len(layer), np.bool_)
    shapes[~there] = None
    made = {"shape": sound(shapes[kept])}
    for column, (read, aliases) in form.columns.items():
        found = next((plain[plain_name(one)] for one in (column, *aliases) if plain_name(one) in plain), None)
        if found is not None:
            made[column] = np.array([read(value) for value in layer[found].astype(object).to_numpy()[kept].tolist()])
    if form.needed and not set(form.needed) & set(made):
        known = ", ".join(one for column in form.needed for one in (column, *form.columns[column][1]))
        raise _fault(form, Text("uden navne på fladerne", "without names of its areas"),
                     Text(f"en af kolonnerne {known}", f"one of the columns {known}"))  # fmt: skip
    return pd.DataFrame(made)


def sound(shapes: Shapes) -> Shapes:
    """Return shapes with outlines that cross themselves mended."""
    broken = (shapely.get_dimensions(shapes) > 1) & ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return shapes


def _fault(form: LayerForm, found: Text, expected: Text) -> LayerError:
    return LayerError(
        Text(f"laget {form.title.da} {found.da}", f"the layer of {form.title.en} {found.en}"),
        expected,
        Text("giv et andet lag, eller udelad det", "give another layer, or leave it out"),
    )
