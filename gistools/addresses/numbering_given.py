"""What the tool that numbers a road is given, as `propose_numbers` takes it: which road, which plots, from where."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gistools._checks import cell_text, numbers_listed
from gistools.addresses.address_codes import four_digits, is_code
from gistools.addresses.numbering_checks import column_of, read_ids, read_lines, require_layer
from gistools.addresses.numbering_start import MEETS_M
from gistools.errors import LayerError, ParamError
from gistools.grid import DANISH_CRS
from gistools.text import Text, danish, unknown_name

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely import MultiLineString, Point, Polygon

    from gistools.addresses.numbering_params import NumberingParams

ROAD_NAMES = ("road_name", "vejnavn", "navn")
TARGET_IDS = ("target_id", "feltnr", "byggefelt", "grundnr", "matrikelnummer", "id_lokalid")
CAPACITIES = ("capacity", "rummelighed", "boliger", "planlagte_boliger")
ROAD_CODES = ("road_code", "vejkode")
MUNICIPALITIES = ("municipality", "kommunekode")
"""Columns that are read when none is named, the first that a layer has."""

_SHOWN = 8
_PAIR = 2


@dataclass(frozen=True, eq=False)
class RoadChosen:
    """The road that is to be numbered, as its layer tells it.

    Parameters
    ----------
    shape:
        Lines or the area of a square, EPSG:25832.
    name, road_code, municipality:
        As its rows agree on; empty where they tell none.
    rest:
        Rows of other roads with ``road_name``; None for none.
    """

    shape: MultiLineString | Polygon
    name: str
    road_code: str
    municipality: str
    rest: gpd.GeoDataFrame | None


def choose_road(layer: gpd.GeoDataFrame, name: str, road_code: str = "", municipality: str = "") -> RoadChosen:
    """Return the road in a layer.

    Parameters
    ----------
    layer:
        Lines, or one area of a square; perhaps of several roads with a column of names (`ROAD_NAMES`) or codes
        (`ROAD_CODES`, `MUNICIPALITIES`).
    name:
        Of the road; empty when the layer holds one, or a code chooses it.
    road_code, municipality:
        Four digits each, to choose by where the layer has such columns; empty for any.

    Raises
    ------
    LayerError
        For a layer of several roads and nothing to choose by.
    ParamError
        For a name or a code that the layer does not have.
    CrsError
        For degrees.
    """
    require_layer(layer, "road")
    road_code, municipality = given_code("road_code", road_code), given_code("municipality", municipality)
    names = _texts(layer, ROAD_NAMES)
    codes, towns = (_codes(layer, columns) for columns in (ROAD_CODES, MUNICIPALITIES))
    mine = np.ones(len(layer), np.bool_)
    for key, asked, told in (
        ("road_name", _plain(name), names), ("road_code", road_code, codes), ("municipality", municipality, towns),
    ):  # fmt: skip
        known = list(dict.fromkeys(one for one in told.tolist() if one))
        if asked and known:
            mine &= np.array([one.casefold() == asked.casefold() for one in told.tolist()], np.bool_)
            if not mine.any():
                raise _not_there(key, asked, known)
    called = list(dict.fromkeys(one for one in names[mine].tolist() if one))
    by_code = list(dict.fromkeys(one for one in codes[mine].tolist() if one))
    if len(called) > 1 or (not called and len(by_code) > 1):
        raise _several(called or by_code, "road_name" if called else "road_code")
    others, own = layer[~mine], layer[mine]
    rest = None if others.empty else _named(others, np.where(names != "", names, codes)[~mine])
    return RoadChosen(
        read_lines(own), called[0] if called else _plain(name), _agreed(codes[mine]), _agreed(towns[mine]), rest
    )


def given_code(key: str, value: str) -> str:
    """Return a code that a user gave, empty where none is given; anything but four digits is refused."""
    text = value.strip()
    if not text or is_code(text):
        return text
    raise ParamError(
        Text(f"{key} = {text!r}", f"{key} = {text!r}"),
        Text("fire cifre, også nuller foran", "four digits, leading zeros too"),
        Text(
            "skriv koden, som registret gør, eller lad feltet være tomt", "write it as the register does, or leave it"
        ),
    )


def _texts(layer: gpd.GeoDataFrame, columns: tuple[str, ...]) -> npt.NDArray[Any]:
    cells = column_of(layer, *columns) or [""] * len(layer)
    return np.array([_plain(cell_text(cell)) for cell in cells], dtype=object)


def _codes(layer: gpd.GeoDataFrame, columns: tuple[str, ...]) -> npt.NDArray[Any]:
    told = _texts(layer, columns).tolist()
    return np.array([four_digits(one) or one for one in told], dtype=object)


def _not_there(key: str, asked: str, known: list[str]) -> ParamError:
    return ParamError(
        unknown_name(asked, known),
        Text(f"en af lagets {len(known)} ({key})", f"one of the {len(known)} of the layer ({key})"),
        Text(f"ret {key}", f"correct {key}"),
    )


def _several(told: list[str], key: str) -> LayerError:
    shown = ", ".join(told[:_SHOWN]) + (" …" if len(told) > _SHOWN else "")
    return LayerError(
        Text(f"laget road har {len(told)} veje: {shown}", f"layer road has {len(told)} roads: {shown}"),
        Text("én vej, eller hvilken der skal nummereres", "one road, or which of them is to be numbered"),
        Text(f"angiv {key}", f"give {key}"),
    )


def _agreed(codes: npt.NDArray[Any]) -> str:
    """Return the one code that all rows of a road tell; empty where they tell none or several."""
    told = set(codes.tolist())
    return str(told.pop()) if len(told) == 1 else ""


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _named(layer: gpd.GeoDataFrame, names: npt.NDArray[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"road_name": names}, geometry=list(layer.geometry), crs=layer.crs)


def near_targets(
    layer: gpd.GeoDataFrame, shape: MultiLineString | Polygon, params: NumberingParams, target: str, capacity: str
) -> tuple[gpd.GeoDataFrame, list[Text]]:
    """Return the plots within reach of a road as ``target_id`` and ``capacity``, and what is told of the others.

    Parameters
    ----------
    layer:
        Plots, building fields or buildings.
    shape:
        Of the road.
    params:
        How far it reaches.
    target, capacity:
        Columns; empty for the first of `TARGET_IDS` and `CAPACITIES` that the layer has.

    Raises
    ------
    ParamError
        For a column that the layer does not have.
    LayerError
        For a layer without ids, and when no plot lies within reach.
    TableError
        For ids that are empty or stand twice among those within reach.
    """
    require_layer(layer, "targets")
    ids = _column(layer, "target_field", target, TARGET_IDS)
    if ids is None:
        raise LayerError(
            Text(f"grundene har ingen af kolonnerne {', '.join(TARGET_IDS)}",
                 f"the plots have none of the columns {', '.join(TARGET_IDS)}"),
            Text("et id, der er sit eget for hver grund", "an id of its own for each plot"),
            Text("angiv target_field", "give target_field"),
        )  # fmt: skip
    made = {"target_id": ids}
    homes = _column(layer, "capacity_field", capacity, CAPACITIES)
    if homes is not None:
        made["capacity"] = homes
    named = gpd.GeoDataFrame(made, geometry=list(layer.geometry), crs=layer.crs)
    distance = np.nan_to_num(shapely.distance(named.geometry.to_numpy(), shapely.force_2d(shape)), nan=np.inf)
    near = named[distance <= params.reach_m].reset_index(drop=True)
    if near.empty and len(named):
        nearest = float(distance.min())
        raise LayerError(
            Text(f"ingen af de {len(named)} grunde ligger inden for {danish(params.reach_m)} m af vejen; den nærmeste "
                 f"ligger {danish(nearest, '.0f')} m fra den",
                 f"none of the {len(named)} plots lies within {params.reach_m:g} m of the road; the nearest is "
                 f"{nearest:.0f} m from it"),
            Text("grunde eller byggefelter langs vejen", "plots or building fields along the road"),
            Text("se efter, om vej og grunde hører sammen, eller sæt reach_m op",
                 "see whether road and plots belong together, or raise reach_m"),
        )  # fmt: skip
    read_ids(near, target.strip() or next(one for one in TARGET_IDS if column_of(layer, one) is not None))
    beyond = distance[distance > params.reach_m]
    notes = []
    if beyond.size:
        notes.append(
            Text(f"{beyond.size} af {len(named)} grunde ligger ud over rækkevidden på {danish(params.reach_m)} m og er "
                 f"ikke med (den nærmeste {danish(float(beyond.min()), '.1f')} m fra vejens midte)",
                 f"{beyond.size} of {len(named)} plots lie beyond the reach of {params.reach_m:g} m and are left out "
                 f"(the nearest {beyond.min():.1f} m from the centre line)")
        )  # fmt: skip
    return near, notes


def _column(layer: gpd.GeoDataFrame, key: str, asked: str, usual: tuple[str, ...]) -> list[object] | None:
    if not asked.strip():
        return column_of(layer, *usual)
    found = column_of(layer, asked.strip().casefold())
    if found is None:
        columns = [str(one) for one in layer.columns if one != layer.geometry.name]
        raise ParamError(
            unknown_name(asked.strip(), columns),
            Text("en kolonne af laget targets", "a column of layer targets"),
            Text(f"ret {key}", f"correct {key}"),
        )
    return found


def other_roads(
    rest: gpd.GeoDataFrame | None,
    given: gpd.GeoDataFrame | None,
    shape: MultiLineString | Polygon,
    targets: gpd.GeoDataFrame,
    params: NumberingParams,
) -> gpd.GeoDataFrame | None:
    """Return other roads that can tell anything: near the road's ends, near its plots, and the nearest of all.

    Parameters
    ----------
    rest:
        Those of the road's own layer.
    given:
        A layer of its own; its rows that are the road itself are left out.
    shape, targets, params:
        The road, the plots within reach of it, and the limits.
    """
    parts = [one for one in (rest,) if one is not None]
    if given is not None:
        require_layer(given, "other_roads")
        cells = column_of(given, *ROAD_NAMES) or [""] * len(given)
        own = shapely.covered_by(shapely.force_2d(given.geometry.to_numpy()), shapely.buffer(shape, 1.0))
        names = np.array([_plain(cell_text(cell)) for cell in cells], dtype=object)
        parts.append(_named(given[~own], names[~own]))
    if not parts:
        return None
    roads = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=DANISH_CRS)
    lines = shapely.force_2d(roads.geometry.to_numpy())
    here = shapely.force_2d(shape)
    far = shapely.distance(lines, here)
    kept = far <= max(MEETS_M, float(np.nanmin(far, initial=np.inf)))
    boxes = targets.bounds.to_numpy()
    reach = max(params.reach_m, params.frontage_m)
    size = np.hypot(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])  # a door may lie as deep in its plot
    around = [shapely.buffer(one, reach + deep) for one, deep in zip(targets.geometry, size, strict=True)]
    kept[np.unique(shapely.STRtree(lines).query(around, predicate="intersects")[1])] = True
    return None if not kept.any() else roads[kept].reset_index(drop=True)


def read_start(text: str) -> Point | None:
    """Return the place that east and north tell, EPSG:25832; None for an empty text.

    >>> read_start("651600,5 6268900").wkt
    'POINT (651600.5 6268900)'

    Raises
    ------
    ParamError
        For anything but two numbers.
    """
    if not text.strip():
        return None
    numbers = numbers_listed(text)
    if len(numbers) != _PAIR or not np.isfinite(numbers).all():
        raise ParamError(
            Text(f"start_at = {text!r}", f"start_at = {text!r}"),
            Text("øst og nord i meter med mellemrum imellem, fx 651600 6268900",
                 "east and north in metres with a space between, such as 651600 6268900"),
            Text("skriv to tal", "write two numbers"),
        )  # fmt: skip
    return shapely.Point(numbers)
