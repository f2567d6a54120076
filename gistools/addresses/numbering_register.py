"""What the register knows of the road that is to be numbered: its id, its numbers, its postcode (vejen i registret)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from gistools._checks import is_missing
from gistools.addresses.change_numbers import NumberedRoad, planned_id
from gistools.addresses.check_layers import key_of
from gistools.addresses.numbering_given import given_code
from gistools.addresses.statuses import ALIVE
from gistools.errors import ParamError
from gistools.grid import DANISH_CRS
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from gistools.addresses.house_number_params import HouseNumberingParams
    from gistools.addresses.numbering_given import RoadChosen
    from gistools.addresses.standing import Standing


@dataclass(frozen=True, eq=False)
class RoadFound:
    """The road as changes name it (None when nothing tells which), its numbers, and what is to be told of both."""

    road: NumberedRoad | None
    existing: gpd.GeoDataFrame | None
    notes: tuple[Text, ...]


def find_road(standing: Standing | None, chosen: RoadChosen, params: HouseNumberingParams) -> RoadFound:
    """Return the road of a name, or of the id in the parameters, with its numbers.

    Parameters
    ----------
    standing:
        The register; None without one.
    chosen:
        The road as its layer tells it.
    params:
        Id, postcode, municipality and road code (those of the layer where they are empty), and how near a road of the
        register must lie to be this one.

    Raises
    ------
    ParamError
        For an id, a postcode or a code that is none, and when several roads of the name lie here.
    """
    codes = {key: given_code(key, getattr(params, key)) for key in ("postcode", "municipality", "road_code")}
    codes["road_code"] = codes["road_code"] or chosen.road_code
    codes["municipality"] = codes["municipality"] or chosen.municipality
    notes: list[Text] = []
    name, shape = chosen.name, chosen.shape
    row = None if standing is None else _row(standing, name, shape, params, notes)
    road_id = params.road_id.strip() if row is None else str(row["object_id"])
    name = name if row is None else str(row["road_name"])
    existing = None if standing is None or not road_id else numbers_of(standing, road_id)
    if not road_id and not name:
        notes.append(
            Text("vejens navn kendes ikke: ingen planlagte ændringer; angiv road_name",
                 "the name of the road is not known: no planned changes; give road_name")
        )  # fmt: skip
        return RoadFound(None, existing, tuple(notes))
    is_new = not road_id
    if standing is not None and not codes["municipality"]:
        known = {one for one in standing.standing("road_part")["municipality"] if one}
        codes["municipality"] = known.pop() if len(known) == 1 else ""
    told = _postcode(standing, road_id, shape, codes["postcode"], notes)
    town = _town(standing, road_id)
    if is_new:
        road_id = planned_id("road", codes["municipality"], name)
        notes.append(_new_road(name, codes["road_code"], known=standing is not None))
    road = NumberedRoad(
        road_id=road_id, road_name=name, **told, **town, municipality=codes["municipality"],
        road_code=codes["road_code"], shape=shape if is_new else None,
    )  # fmt: skip
    if not road.line("1"):
        notes.append(
            Text("adresserne har ingen linje: vejens navn eller postnummer kendes ikke; angiv postcode og et register",
                 "addresses have no line: the name or the postcode of the road is not known; give postcode and a "
                 "register")
        )  # fmt: skip
    return RoadFound(road, existing, tuple(notes))


def _new_road(name: str, road_code: str, *, known: bool) -> Text:
    why = (
        Text("er ikke i registret", "is not in the register")
        if known
        else Text("er ikke holdt mod et register", "was not held against a register")
    )
    part = Text("", "") if road_code else Text(
        ", uden kommunedel, da vejkoden ikke er givet", ", without its part of the municipality, since no road code "
        "was given",
    )  # fmt: skip
    return Text(
        f"{name} {why.da}: vejen er med blandt de planlagte ændringer{part.da}",
        f"{name} {why.en}: the road is among the planned changes{part.en}",
    )


def _row(
    standing: Standing, name: str, shape: BaseGeometry, params: HouseNumberingParams, notes: list[Text]
) -> Mapping[Hashable, Any] | None:
    """Return the road of the register that this is; None for none."""
    roads = standing.table("named_road")
    roads = roads[roads["status"].isin(list(ALIVE["address"]))]
    asked = params.road_id.strip()
    if asked:
        hit = roads[_where(key_of(one) == key_of(asked) for one in roads["object_id"])]
        if hit.empty:
            raise ParamError(
                Text(
                    f"road_id = {asked!r} er ingen vej i registret", f"road_id = {asked!r} is no road of the register"
                ),
                Text("id for en navngiven vej, der ikke er nedlagt", "the id of a named road that has not ended"),
                Text("ret id'et, eller lad feltet være tomt", "correct the id, or leave it empty"),
            )
        return dict(hit.iloc[0])
    named = roads[_where(_plain(one) == _plain(name) != "" for one in roads["road_name"])]
    far = np.array([_far(row, shape) for row in named.to_dict("records")])
    near = named[far <= params.reach_m]
    if len(near) > 1:
        ids = ", ".join(near["object_id"])
        raise ParamError(
            Text(f"registret har {len(near)} veje ved navn {name} her: {ids}",
                 f"the register has {len(near)} roads named {name} here: {ids}"),
            Text("én vej", "one road"),
            Text("angiv road_id", "give road_id"),
        )  # fmt: skip
    if near.empty and len(named):
        notes.append(
            Text(f"registret har {name}, men {danish(float(far.min()), '.0f')} m herfra: den er ikke regnet for denne "
                 "vej (A28: et vejnavn findes kun én gang i et postnummer)",
                 f"the register has {name}, but {far.min():.0f} m from here: it was not taken for this road (A28: a "
                 "road name stands once in a postcode)")
        )  # fmt: skip
    return None if near.empty else dict(near.iloc[0])


def _where(fits: Iterable[bool]) -> npt.NDArray[np.bool_]:
    return np.fromiter(fits, np.bool_)


def _plain(name: object) -> str:
    return unicodedata.normalize("NFC", str(name)).casefold().strip()


def _far(row: Mapping[Hashable, Any], shape: BaseGeometry) -> float:
    """Return how far a road of the register lies from a shape; 0 where its place is not known."""
    there = [one for one in (row["road_line"], row["road_area"]) if one is not None and not shapely.is_empty(one)]
    return float(min((shapely.distance(shapely.force_2d(one), shape) for one in there), default=0.0))


def numbers_of(standing: Standing, road_id: str) -> gpd.GeoDataFrame | None:
    """Return the house numbers of a road in any status, with their access points; None for none."""
    houses = standing.table("house_number")
    mine = houses[_where(key_of(one) == key_of(road_id) for one in houses["road_id"])]
    if mine.empty:
        return None
    points = standing.looked_up(mine["access_point_id"], "point", "position")
    shapes = [None if is_missing(one) or shapely.is_empty(one) else shapely.force_2d(one) for one in points]
    told = {"number": mine["number"].to_numpy(), "status": mine["status"].to_numpy()}
    return gpd.GeoDataFrame(told, geometry=gpd.GeoSeries(shapes, crs=DANISH_CRS))


def _postcode(
    standing: Standing | None, road_id: str, shape: BaseGeometry, asked: str, notes: list[Text]
) -> dict[str, str]:
    """Return postcode, its id and its district: as asked, else of the road's numbers, else of the nearest number."""
    if standing is None:
        return {"postcode": asked}
    codes = standing.standing("postcode")
    if asked:
        hit = codes[codes["postcode"] == asked]
        if hit.empty and len(codes):
            raise ParamError(
                Text(f"postcode = {asked} er ikke i registret", f"postcode = {asked} is not in the register"),
                Text("et postnummer, udtrækket har", "a postcode that the extract has"),
                Text("ret det, eller lad feltet være tomt", "correct it, or leave it empty"),
            )
        return {"postcode": asked} if hit.empty else _told(hit.iloc[0])
    houses = standing.houses[standing.houses["postcode_id"].isin(list(codes["object_id"]))]
    mine = set(houses[houses["road_id"] == road_id]["postcode_id"])
    if len(mine) == 1:
        return _told(codes[codes["object_id"] == mine.pop()].iloc[0])
    placed = houses[_where(not is_missing(one) for one in houses["access_point"])]
    if placed.empty:
        return {}
    distance = shapely.distance(np.array(list(placed["access_point"]), dtype=object), shape)
    k = int(np.nanargmin(distance))
    nearest = placed.iloc[k]
    notes.append(
        Text(f"postnummer {nearest['postcode']} er det nærmeste husnummers ({nearest['road_name']} "
             f"{nearest['number']}, {danish(float(distance[k]), '.0f')} m fra vejen)",
             f"postcode {nearest['postcode']} is that of the nearest house number ({nearest['road_name']} "
             f"{nearest['number']}, {distance[k]:.0f} m from the road)")
    )  # fmt: skip
    return _told(codes[codes["object_id"] == nearest["postcode_id"]].iloc[0])


def _told(row: pd.Series) -> dict[str, str]:
    return {"postcode_id": str(row["object_id"]), "postcode": str(row["postcode"]), "district": str(row["district"])}


def _town(standing: Standing | None, road_id: str) -> dict[str, str]:
    """Return the supplementary town name that all numbers of a road have."""
    if standing is None:
        return {}
    mine = standing.standing("house_number")
    ids = set(mine[mine["road_id"] == road_id]["town_id"])
    if len(ids) != 1 or not (town_id := str(ids.pop())):
        return {}
    names = standing.table("town").set_index("object_id")["town"]
    return {"town_id": town_id, "town": str(names[town_id])} if town_id in names else {}
