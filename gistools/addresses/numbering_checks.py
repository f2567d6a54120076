"""What the numbering proposal is given, checked and told by name: layers in metres, ids, numbers, capacities."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools._checks import cell_text, is_missing, require_kind
from gistools.addresses.address_line import split_house_number
from gistools.addresses.danish_crs import METRES, require_danish
from gistools.addresses.numbering_fill import Label
from gistools.addresses.statuses import life_cycle
from gistools.errors import CrsError, LayerError, ParamError, TableError
from gistools.grid import DANISH_CRS
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import MultiLineString, Point, Polygon
    from shapely.geometry.base import BaseGeometry


_DEGREES = 360.0
_SHOWN = 5


def read_lines(road: gpd.GeoDataFrame | BaseGeometry) -> MultiLineString | Polygon:
    """Return the centre lines, or the area of a square, of a road as one shape in EPSG:25832.

    Raises
    ------
    CrsError
        For degrees.
    LayerError
        For what is empty, has no length, or is neither lines nor one area.
    """
    if isinstance(road, gpd.GeoDataFrame):
        require_layer(road, "road")
        told = [one for one in road.geometry if one is not None and not one.is_empty]
        areas = [one for one in told if one.geom_type in {"Polygon", "MultiPolygon"}]
        shape = shapely.union_all(areas) if areas and len(areas) == len(told) else shapely.GeometryCollection(told)
    else:
        require_kind(road, shapely.Geometry, "road")
        shape = road
    shape = shapely.force_2d(shape)
    parts = shapely.get_parts(shapely.get_parts(shape))
    kinds = {part.geom_type for part in parts}
    if not parts.size or shape.is_empty or not shape.length > 0.0:
        raise _road_error(Text("vejen er tom eller uden længde", "the road is empty or has no length"))
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise _road_error(
            Text("vejen har koordinater, der ikke er tal", "the road has coordinates that are no numbers")
        )
    if np.abs(shapely.get_coordinates(shape)).max() <= _DEGREES:
        raise CrsError(
            Text("vejens koordinater er i grader", "the coordinates of the road are degrees"),
            METRES,
            Text(f"transformér vejen til {DANISH_CRS}", f"reproject the road to {DANISH_CRS}"),
        )
    if kinds <= {"LineString", "LinearRing"}:
        return shapely.MultiLineString([shapely.LineString(shapely.get_coordinates(one)) for one in parts])
    if kinds == {"Polygon"} and len(parts) == 1:
        area: Polygon = parts[0]
        return area
    found = ", ".join(sorted(kinds))
    raise _road_error(Text(f"vejen er {found}, {len(parts)} dele", f"the road is {found}, {len(parts)} parts"))


def _road_error(found: Text) -> LayerError:
    return LayerError(
        found,
        Text("én vejs midterlinjer, eller én flade for en plads", "centre lines of one road, or one area of a square"),
        Text("tegn vejens midterlinje", "draw the centre line of the road"),
    )


def require_layer(layer: gpd.GeoDataFrame, name: str) -> None:
    """Raise an error when a layer is none, in degrees, or in another system than EPSG:25832."""
    require_kind(layer, gpd.GeoDataFrame, name)
    require_danish(layer.crs, Text(f"laget {name}", f"layer {name}"))


def shapes_of(layer: gpd.GeoDataFrame | None, name: str, kinds: Sequence[str], *, missing: bool = False) -> list[Any]:
    """Return the shapes of a layer, each of some kinds; none for no layer. ``missing`` ones may be None.

    Raises
    ------
    CrsError, LayerError
        With all rows whose shape is missing, empty, invalid or of another kind.
    """
    if layer is None:
        return []
    require_layer(layer, name)
    shapes = list(shapely.force_2d(layer.geometry.to_numpy()))
    wrong = [
        k
        for k, one in enumerate(shapes)
        if (one is None and not missing)
        or (one is not None and (one.is_empty or one.geom_type not in kinds or not shapely.is_valid(one)))
    ]
    if wrong:
        rows = ", ".join(str(k + 1) for k in wrong[:_SHOWN]) + (" …" if len(wrong) > _SHOWN else "")
        raise LayerError(
            Text(f"laget {name}: række {rows} kan ikke bruges", f"layer {name}: row {rows} cannot be used"),
            Text(f"gyldige former af slagsen {'/'.join(kinds)}", f"valid shapes of kind {'/'.join(kinds)}"),
            Text("ret eller slet rækkerne", "mend or delete the rows"),
        )
    return shapes


def column_of(layer: gpd.GeoDataFrame, *names: str) -> list[Any] | None:
    """Return the first column of some names, without regard to case; None for none of them."""
    lower = {str(column).casefold(): column for column in layer.columns}
    return next((list(layer[lower[name]]) for name in names if name in lower), None)


def read_ids(targets: gpd.GeoDataFrame, called: str = "target_id") -> list[str]:
    """Return the ids of the targets; ``called`` is what their column is called where they come from.

    Raises
    ------
    LayerError
        Where there are no targets, or no column ``target_id``.
    TableError
        For ids that are empty or stand twice.
    """
    if targets.empty:
        raise LayerError(
            Text("ingen grunde eller byggefelter", "no plots or building fields"),
            Text("mindst én flade at nummerere", "at least one area to number"),
            Text("giv grunde eller byggefelter langs vejen", "give plots or building fields along the road"),
        )
    cells = column_of(targets, "target_id")
    if cells is None:
        raise LayerError(
            Text("grundene har ingen kolonne target_id", "the plots have no column target_id"),
            Text("et id, der er sit eget for hver grund", "an id of its own for each plot"),
            Text("omdøb matrikelnummer eller feltnummer til target_id", "rename the plot or field number to target_id"),
        )
    ids = [cell_text(cell) for cell in cells]
    faults = [Text(f"række {k + 1} uden {called}", f"row {k + 1} without {called}") for k, i in enumerate(ids) if not i]
    twice = sorted((one, count) for one, count in Counter(ids).items() if one and count > 1)
    faults += [Text(f"{one} står {count} gange", f"{one} stands {count} times") for one, count in twice]
    if faults:
        raise TableError(
            Text(f"{called} med fejl", f"{called} with faults"),
            Text("et id, der er sit eget for hver grund", "an id of its own for each plot"),
            Text("ret de nævnte, eller giv en anden kolonne", "correct those named, or give another column"),
            faults,
        )
    return ids


def read_capacity(targets: gpd.GeoDataFrame, ids: list[str]) -> list[int | None]:
    """Return the capacity of each target in homes; None where it is not known.

    Raises
    ------
    TableError
        For what is no whole number of 1 or more.
    """
    cells = column_of(targets, "capacity")
    if cells is None:
        return [None] * len(ids)
    made, faults = list[int | None](), list[Text]()
    for name, cell in zip(ids, cells, strict=True):
        text = "" if is_missing(cell) else cell_text(cell)
        if text and not (text.isascii() and text.isdigit() and int(text) >= 1):
            faults.append(Text(f"{name}: capacity = {text}", f"{name}: capacity = {text}"))
        made.append(int(text) if text.isascii() and text.isdigit() else None)
    if faults:
        raise TableError(
            Text("rummelighed med fejl", "capacities with faults"),
            Text("hele tal på 1 eller mere, eller tomt", "whole numbers of 1 or more, or empty"),
            Text("ret de nævnte", "correct those named"),
            faults,
        )
    return made


def read_numbers(existing: gpd.GeoDataFrame | None) -> tuple[list[Label], list[int | None]]:
    """Return the labels of existing house numbers, and their statuses (None where not told).

    Raises
    ------
    LayerError
        Without a column ``number``.
    TableError
        With all that are no house numbers, have an unknown status, or stand twice among those in use (rule A03).
    """
    if existing is None or existing.empty:
        return [], []
    cells = column_of(existing, "number", "husnummertekst", "husnr")
    if cells is None:
        raise LayerError(
            Text(
                "de eksisterende husnumre har ingen kolonne number", "the existing house numbers have no column number"
            ),
            Text("husnummeret som tekst, fx 7A", "the house number as text, such as 7A"),
            Text("omdøb kolonnen til number", "rename the column to number"),
        )
    codes = column_of(existing, "status") or [None] * len(cells)
    texts = [cell_text(cell) for cell in cells]
    labels, statuses, faults = list[Label](), list[int | None](), list[Text]()
    known = life_cycle("address")
    for k, (text, code) in enumerate(zip(texts, codes, strict=True)):
        label = split_house_number(text)
        said = "" if is_missing(code) else cell_text(code)
        status = int(said) if said.isascii() and said.isdigit() else None
        if label is None:
            faults.append(
                Text(f"række {k + 1}: {text!r} er intet husnummer", f"row {k + 1}: {text!r} is no house number")
            )
        if said and status not in known:
            faults.append(Text(f"række {k + 1}: status {said}", f"row {k + 1}: status {said}"))
        labels.append(label or (0, ""))
        statuses.append(status)
    counted = [
        text for text, one in zip(texts, statuses, strict=True) if one is None or (one in known and known[one].counts)
    ]
    faults += [
        Text(f"{one} står {counted.count(one)} gange (A03)", f"{one} stands {counted.count(one)} times (A03)")
        for one in sorted(set(counted))
        if counted.count(one) > 1
    ]
    if faults:
        raise TableError(
            Text("eksisterende husnumre med fejl", "existing house numbers with faults"),
            Text(
                "tal fra 1 til 999 uden nuller foran, evt. ét stort bogstav, hvert kun én gang på vejen",
                "numbers from 1 to 999 without leading zeros, perhaps one capital letter, each once on the road",
            ),
            Text("ret de nævnte, i registret først", "correct those named, in the register first"),
            faults,
        )
    return labels, statuses


def read_point(point: BaseGeometry | None, name: str) -> Point | None:
    """Return a point that a user gave, or None.

    Raises
    ------
    ParamError
        For what is no point in metres.
    """
    if point is None:
        return None
    require_kind(point, shapely.Geometry, name)
    fine = point.geom_type == "Point" and not point.is_empty and np.abs(shapely.get_coordinates(point)).max() > _DEGREES
    if not fine:
        shown = point.wkt[:60]
        raise ParamError(
            Text(f"{name} = {shown}", f"{name} = {shown}"),
            Text(f"et punkt i meter ({DANISH_CRS})", f"a point in metres ({DANISH_CRS})"),
            Text("giv et punkt ved vejens ende", "give a point at an end of the road"),
        )
    made: Point = shapely.force_2d(point)  # type: ignore[assignment]  # asked above
    return made
