"""An invented extract of the address register (DAR) of the sample town, with the faults that registers have.

Beside it in the same file lies the building register (`_building_register`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import _place as place
import geopandas as gpd
import pandas as pd
from _building_register import DESERTED, building_register, write_tables
from shapely import unary_union

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import Geometry

_FROM: Final = "2019-03-01T00:00:00Z"
_NEW_ROAD: Final = "Smedjegårdspladsen ved Gamle Industrikvarter"
_MOMENTS: Final = {"registreringFra": _FROM, "registreringTil": None, "virkningFra": _FROM, "virkningTil": None}

# house numbers by order among those of their road: what is changed, and what the fault is
_HOUSES: Final = (
    (
        "Kløvervænget",
        3,
        {"husnummertekst": "3", "adgangsadressebetegnelse": "Kløvervænget 3, 0099 Eksempelby"},
        "samme nummer som et andet hus",
    ),
    ("Kløvervænget", 5, {"husnummertekst": "6a"}, "lille bogstav, og linjen siger et andet nummer"),
    ("Mølleåvej", 1, {"status": "2", "registreringFra": "2025-01-15T00:00:00Z"}, "foreløbig i lang tid"),
    ("Mølleåvej", 3, {"adgangsadressebetegnelse": "Mølleåvej  7, 0099 Eksempelby"}, "to mellemrum i linjen"),
)
_ROADS: Final = (
    ("Værkstedsvej", {"vejadresseringsnavn": "Værkstedsv"}, "adresseringsnavnet er forkortet uden grund"),
    ("Stationsvej", {"vejnavn": "STATIONSVEJ", "vejadresseringsnavn": "STATIONSVEJ"}, "store bogstaver"),
)


def register(
    addresses: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, cadastre: gpd.GeoDataFrame
) -> dict[str, pd.DataFrame]:
    """Return the objects of the extract by name, made of the access addresses, roads and parcels of the town."""
    keys = zip(cadastre["ejerlavskode"], cadastre["matrikelnummer"], strict=True)
    parcels = dict(zip(keys, cadastre["id_lokalid"], strict=True))
    named = _roads(roads, addresses)
    road_id = dict(zip(named["vejnavn"].str.upper(), named["id_lokalId"], strict=True))
    houses = addresses.sort_values(["vejnavn", "id_lokalid"]).reset_index(drop=True)
    order = houses.groupby("vejnavn")["husnummertekst"].transform(lambda one: _rank(one.tolist()))
    planted = [_planted(name, k) for name, k in zip(houses["vejnavn"], order, strict=True)]
    shapes = [("adgangspunkt", houses.geometry.tolist()),
              ("vejpunkt", gpd.points_from_xy(houses["vejpunkt_e"], houses["vejpunkt_n"]).tolist())]  # fmt: skip
    points = [
        _row("point", f"{kind} {one}", position=shape, status="8", oprindelse_kilde="Adressemyn",
             oprindelse_tekniskStandard="TK" if kind == "adgangspunkt" else "V0", oprindelse_nøjagtighedsklasse="A")
        for kind, at in shapes for one, shape in zip(houses["id_lokalid"], at, strict=True)
    ]  # fmt: skip
    postcode = place.stable_id("postcode", place.POSTCODE)
    numbers, flats = [], []
    for house, (changes, fault) in zip(houses.itertuples(), planted, strict=True):
        row = _row(
            "house", house.id_lokalid, plantet=fault, husnummertekst=house.husnummertekst,
            adgangsadressebetegnelse=house.adgangsadressebetegnelse, navngivenVej=road_id[house.vejnavn.upper()],
            adgangspunkt=place.stable_id("point", f"adgangspunkt {house.id_lokalid}"),
            vejpunkt=place.stable_id("point", f"vejpunkt {house.id_lokalid}"), postnummer=postcode,
            adgangTilBygning=house.adgangtilbygning, geoDanmarkBygning=house.adgangtilbygning,
            jordstykke=parcels[house.ejerlavskode, house.matrikelnummer], supplerendeBynavn=None,
        ) | changes  # fmt: skip
        numbers.append(row)
        flats += _flats(house.id_lokalid, int(house.antal_boliger), row)
    return {
        "NavngivenVej": gpd.GeoDataFrame(named, geometry="vejnavnebeliggenhed_vejnavnelinje", crs=place.CRS),
        "NavngivenVejKommunedel": _parts(addresses, road_id),
        "Postnummer": pd.DataFrame([_row("postcode", place.POSTCODE, postnr=place.POSTCODE, navn=place.TOWN)]),
        "Adressepunkt": gpd.GeoDataFrame(points, geometry="position", crs=place.CRS),
        "Husnummer": pd.DataFrame(numbers),
        "Adresse": pd.DataFrame(flats),
        "ReserveretVejnavn": pd.DataFrame([
            _row("reserved", "Ahornlunden", reserveretNavn="Ahornlunden", reserveretAfKommune=place.MUNICIPALITY,
                 reservationUdløbsdato="2030-12-31"),
            _row("reserved", "Teglværkshaven", reserveretNavn="Teglværkshaven", reserveretAfKommune=place.MUNICIPALITY,
                 reservationUdløbsdato="2024-06-30", plantet="reservationen er udløbet"),
        ]),
    }  # fmt: skip


def _row(kind: str, key: str, *, plantet: str = "ingen", status: str = "3", **cells: object) -> dict[str, Any]:
    return {"id_lokalId": place.stable_id(kind, key), "status": status, **_MOMENTS, **cells, "plantet": plantet,
            "maerke": place.STAMP}  # fmt: skip


def _rank(numbers: list[str]) -> list[int]:
    order = sorted(range(len(numbers)), key=lambda k: (int("".join(filter(str.isdigit, numbers[k]))), numbers[k]))
    ranks = [0] * len(numbers)
    for rank, k in enumerate(order):
        ranks[k] = rank
    return ranks


def _planted(name: str, order: int) -> tuple[dict[str, str], str]:
    return next(((changes, fault) for road, k, changes, fault in _HOUSES if (road, k) == (name, order)), ({}, "ingen"))


def _roads(roads: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the named roads with their lines, and one that is planned with too long a name and no line."""
    rows = []
    for name in sorted(set(addresses["vejnavn"])):
        changes, fault = next(((c, f) for road, c, f in _ROADS if road == name), ({}, "ingen"))
        line = unary_union(roads.geometry[roads["vejnavn"] == name].tolist())
        rows.append(_named(name, name, line, fault) | changes)
    rows.append(_named(_NEW_ROAD, _NEW_ROAD[:18] + ".", None, "navnet er over 40 tegn, og vejen har ingen linje"))
    return pd.DataFrame(rows)


def _named(name: str, short: str, line: Geometry | None, fault: str) -> dict[str, Any]:
    return _row("named road", name, plantet=fault, vejnavn=name, vejadresseringsnavn=short,
                administreresAfKommune=place.MUNICIPALITY, vejnavnebeliggenhed_vejnavnelinje=line,
                vejnavnebeliggenhed_vejnavneområde=None)  # fmt: skip


def _parts(addresses: gpd.GeoDataFrame, road_id: dict[str, str]) -> pd.DataFrame:
    codes = dict(zip(addresses["vejnavn"], addresses["vejkode"], strict=True)) | {_NEW_ROAD: "0990"}
    lost = "Smedjevej"  # whose code a spreadsheet took the zero of
    return pd.DataFrame([
        _row("road part", name, kommune=place.MUNICIPALITY, vejkode=code.lstrip("0") if name == lost else code,
             navngivenVej=road_id[name.upper()], plantet="nullet foran er tabt" if name == lost else "ingen")
        for name, code in sorted(codes.items())
    ])  # fmt: skip


def _flats(key: str, homes: int, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the addresses of a house number: one, or one for each home by floor and side."""
    head, tail = row["adgangsadressebetegnelse"].split(", ")
    fault = row["plantet"] if "linjen" in row["plantet"] else "ingen"  # the others are of the house number alone
    made = []
    for k in range(max(homes, 1)):
        floor, door = ("", "") if homes <= 1 else ("st" if k < 2 else str(k // 2), ("tv", "th")[k % 2])
        unit = " ".join(part for part in (f"{floor}." if floor else "", door) if part)
        line = ", ".join(part for part in (head, unit, tail) if part)
        if k == homes - 1 and head == " ".join(DESERTED):
            fault = "adressen har ingen enhed i BBR (B02)"
        made.append(_row("flat", f"{key} {k}", adressebetegnelse=line, etagebetegnelse=floor, dørbetegnelse=door,
                         husnummer=row["id_lokalId"], plantet=fault))  # fmt: skip
    return made


def write_address_register(path: Path, town: Path) -> None:
    """Write the extract to the GeoPackage `path`, made of the sample town in `town`."""
    addresses, roads, parcels = (gpd.read_file(town, layer=name) for name in ("addresses", "roads", "parcels"))
    buildings = gpd.read_file(town, layer="buildings")
    objects = register(addresses, roads, parcels) | building_register(addresses, buildings, parcels)
    write_tables(path, objects)
