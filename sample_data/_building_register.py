"""An invented extract of the building register (BBR) of a part of the sample town, with the faults that registers have.

It holds the buildings with several homes and one street of houses. What is wrong stands in the column ``plantet``, with
the rule that finds it in brackets; some is found with outlines, outlines of an earlier year, or an area to be
redeveloped alone, which are written to a file of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import _place as place
import geopandas as gpd
import pandas as pd
import pyogrio
from _measures import TIMESTAMP
from shapely import Point, box

if TYPE_CHECKING:
    from pathlib import Path

STREET: Final = "Rønnebakken"
"""Whose houses, by number, have the faults of `_HOUSES`."""
DESERTED: Final = ("Mølleåvej", "22")
"""The house number whose last home has no unit."""

_FROM: Final = "2019-03-01T00:00:00Z"
_MOMENTS: Final = {"registreringFra": _FROM, "registreringTil": None, "virkningFra": _FROM, "virkningTil": None}
_FINE: Final = "ingen"
# houses of the street by their place in it: without an entrance, with a home without an address, with floors that are
# too large, whose outline went away, that stands and whose case is done, on the plot that is to be redeveloped
_NO_ENTRANCE, _NO_ADDRESS, _TOO_LARGE, _LOST, _BUILT, _TANK = 3, 4, 6, 9, 10, 11
_HOUSES: Final[dict[int, tuple[dict[str, Any], str]]] = {
    1: ({"byg021BygningensAnvendelse": "130"}, "anvendelsen udfases (B08)"),
    2: ({"byg026Opførelsesår": 2062}, "opført i et år, der ikke er kommet (B08)"),
    _NO_ENTRANCE: ({}, "bolig uden opgang (B01)"),
    _NO_ADDRESS: ({}, "en enhed uden adresse (B01)"),
    5: ({"byg041BebyggetAreal": 999}, "bebygget areal er langt fra omridset (B04)"),
    _TOO_LARGE: ({}, "etagerne er større end bygningen (B05)"),
    7: ({"flyttet_m": 60.0}, "koordinaten ligger på en anden grund (B06)"),
    8: ({"byg134KvalitetAfKoordinatsæt": "3"}, "koordinaten er usikker (B06)"),
    _LOST: ({}, "omridset er væk, men bygningen er opført (B03, B09)"),
    _BUILT: ({"status": "3"}, "omridset er der, men bygningen er under opførelse (B09)"),
}


def building_register(
    addresses: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame
) -> dict[str, pd.DataFrame]:
    """Return the objects of the extract by name, made of the access addresses, buildings and parcels of the town."""
    keys = zip(parcels["ejerlavskode"], parcels["matrikelnummer"], strict=True)
    parcel = dict(zip(keys, parcels["id_lokalid"], strict=True))
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("Bygning", "Opgang", "Enhed", "Etage", "BBRSag", "Sagsniveau", "TekniskAnlæg")
    }
    for k, house, town in chosen(addresses, outlines):
        building = _building(k, house, town, parcel[town["ejerlavskode"], town["matrikelnummer"]])
        rows["Bygning"].append(building)
        _within(rows, k, house, building)
        if k == _BUILT:
            _case(rows, "built", building["id_lokalId"], "fuldført, men bygningen er under opførelse (B07)",
                  sag003Byggetilladelsesdato="2023-05-02", sag005Påbegyndelsesdato="2023-08-14",
                  sag010FuldførelseAfByggeri="2024-10-31")  # fmt: skip
        if k == _TANK:
            rows["TekniskAnlæg"] = _tanks(building["id_lokalId"])
    planned = place.stable_id("building", "projected")
    rows["Bygning"].append({"id_lokalId": planned, "status": "2", **_MOMENTS, "byg007Bygningsnummer": 2,
                            "byg021BygningensAnvendelse": "120", "kommunekode": place.MUNICIPALITY, "plantet": _FINE,
                            "maerke": place.STAMP})  # fmt: skip
    _case(rows, "never begun", planned, "byggetilladelse uden påbegyndelse (B07)",
          sag003Byggetilladelsesdato="2021-03-01")  # fmt: skip
    made = {name: pd.DataFrame(given) for name, given in rows.items()}
    made["Bygning"] = gpd.GeoDataFrame(made["Bygning"], geometry="byg404Koordinat", crs=place.CRS)
    return made


def _building(k: int, house: dict[str, Any], town: dict[str, Any], parcel: str) -> dict[str, Any]:
    """Return a building as the register has it, with its fault."""
    changes, fault = _HOUSES.get(k, ({}, _FINE))
    changes = dict(changes)
    homes, area = int(house["antal_boliger"]), int(town["byg038samlet_areal"])
    missing = _parted(area, homes)[len(_homes(k, house)) :]
    point = Point(town["byg404_e"], town["byg404_n"] + changes.pop("flyttet_m", 0.0))
    return {
        "id_lokalId": town["id_lokalid"], "status": "6", **_MOMENTS, "byg007Bygningsnummer": 1,
        "byg021BygningensAnvendelse": town["byg021anvendelse"],
        "byg026Opførelsesår": int(town["byg026opfoerelsesaar"]), "byg038SamletBygningsareal": area,
        "byg039BygningensSamledeBoligAreal": area - sum(missing), "byg040BygningensSamledeErhvervsAreal": 0,
        "byg041BebyggetAreal": int(town["byg041bebygget_areal"]), "byg054AntalEtager": int(town["byg054antal_etager"]),
        "byg134KvalitetAfKoordinatsæt": "1", "byg404Koordinat": point, "kommunekode": place.MUNICIPALITY,
        "husnummer": place.stable_id("house", house["id_lokalid"]), "jordstykke": parcel, **changes, "plantet": fault,
        "maerke": place.STAMP,
    }  # fmt: skip


def _within(rows: dict[str, list[dict[str, Any]]], k: int, house: dict[str, Any], building: dict[str, Any]) -> None:
    """Add the entrance, the units and the floors of a building."""
    key, area, use = (building[name] for name in (
        "id_lokalId", "byg038SamletBygningsareal", "byg021BygningensAnvendelse"))  # fmt: skip
    of = {"status": building["status"], "bygning": key}
    if k != _NO_ENTRANCE:
        rows["Opgang"].append(_row("entrance", key, **of, adgangFraHusnummer=building["husnummer"]))
    homes = _homes(k, house)
    for n, address in enumerate(homes):
        rows["Enhed"].append(_row(
            "unit", f"{key} {n}", **of, adresseIdentificerer=address, enh020EnhedensAnvendelse=use,
            enh023Boligtype="1", enh026EnhedensSamledeAreal=_parted(area, int(house["antal_boliger"]))[n],
            plantet=_FINE if address else "boligen har ingen adresse (A14)",
        ))  # fmt: skip
    floors = _parted(area + (40 if k == _TOO_LARGE else 0), building["byg054AntalEtager"])
    rows["Etage"] += [
        _row("floor", f"{key} {n}", **of, eta025Etagetype="0", eta006BygningensEtagebetegnelse=str(n) if n else "st",
             eta020SamletArealAfEtage=floor)
        for n, floor in enumerate(floors)
    ]  # fmt: skip


_CASE_DAYS = ("sag003Byggetilladelsesdato", "sag005Påbegyndelsesdato", "sag006IbrugtagningsTilladelse",
              "sag007Henlæggelse", "sag010FuldførelseAfByggeri")  # fmt: skip


def _case(rows: dict[str, list[dict[str, Any]]], key: str, building: str, fault: str, **days: str) -> None:
    """Add a case of a building and what links it to that."""
    told = dict.fromkeys(_CASE_DAYS, "") | days  # a column that an extract lacks cannot be told of
    case = _row("case", key, **told, plantet=fault)
    rows["BBRSag"].append(case)
    rows["Sagsniveau"].append(_row("case link", key, byggesag=case["id_lokalId"], stamdataBygning=building))


def _tanks(building: str) -> list[dict[str, Any]]:
    """Return a tank past its date, and one that was closed in time."""
    return [
        _row("tank", key, bygning=building, tek020Klassifikation="1110", tek032Størrelse=2500,
             tek028SløjfningOlietank="",
             tek035SløjfningsfristOlietank=deadline, tek072Sløjfningsår=closed, plantet=fault)
        for key, deadline, closed, fault in (("old", "2015-06-30", None, "tanken skulle være sløjfet (B10)"),
                                             ("closed", "2010-06-30", 2009, _FINE))
    ]  # fmt: skip


def chosen(addresses: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Return the houses of the extract with their building: those of the street from 0 on, of several homes as -1."""
    order = addresses.assign(figure=addresses["husnummertekst"].str.extract(r"(\d+)", expand=False).astype(int))
    order = order.sort_values(["vejnavn", "figure", "husnummertekst"], kind="stable")
    towns = {one["id_lokalid"]: one for one in outlines.to_dict("records")}
    street = order[order["vejnavn"] == STREET].head(_TANK + 2).to_dict("records")
    several = order[order["antal_boliger"] > 1].to_dict("records")
    return [(k, house, towns[house["adgangtilbygning"]])
            for k, house in [*enumerate(street), *((-1, one) for one in several)]]  # fmt: skip


def _homes(k: int, house: dict[str, Any]) -> list[str | None]:
    """Return the addresses of the homes of a house: as `_address_register` has them, but for what is planted."""
    homes: list[str | None] = [place.stable_id("flat", f"{house['id_lokalid']} {n}")
                               for n in range(int(house["antal_boliger"]))]  # fmt: skip
    if (house["vejnavn"], house["husnummertekst"]) == DESERTED:
        return homes[:-1]
    return [None] if k == _NO_ADDRESS else homes


def _parted(total: int, parts: int) -> list[int]:
    return [total // parts + (k < total % parts) for k in range(parts)]


def _row(kind: str, key: str, *, plantet: str = _FINE, status: str = "6", **cells: object) -> dict[str, Any]:
    return {"id_lokalId": place.stable_id(kind, key), "status": status, **_MOMENTS, **cells, "plantet": plantet,
            "maerke": place.STAMP}  # fmt: skip


def building_layers(addresses: gpd.GeoDataFrame, outlines: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the outlines as they are, as they were in an earlier year, and the area that is to be redeveloped."""
    some = chosen(addresses, outlines)
    rows = [{"id_lokalid": town["id_lokalid"], "BBRUUID": town["id_lokalid"], "plantet": _FINE, "maerke": place.STAMP,
             "geometry": town["geometry"]} for _, _, town in some]  # fmt: skip
    lost = some[_LOST][2]["id_lokalid"]
    new = place.stable_id("outline", "unknown")
    north = max(town["geometry"].bounds[3] for k, _, town in some if k >= 0)
    east = some[0][2]["geometry"].centroid.x
    drawn = {"id_lokalid": new, "BBRUUID": place.stable_id("building", "unknown"), "maerke": place.STAMP,
             "plantet": "omridset peger på en bygning, som BBR ikke har (B03)",
             "geometry": box(round(east), round(north) + 20, round(east) + 9, round(north) + 28)}  # fmt: skip
    now = [row for row in rows if row["id_lokalid"] != lost] + [drawn]
    land = box(*some[_TANK][2]["geometry"].buffer(8.0, join_style="mitre").bounds)
    area = [{"navn": "Omdannelse", "plantet": _FINE, "maerke": place.STAMP, "geometry": land}]
    return {name: gpd.GeoDataFrame(given, geometry="geometry", crs=place.CRS)
            for name, given in (("outlines", now), ("outlines_before", rows), ("redevelopment", area))}  # fmt: skip


def write_building_layers(path: Path, town: Path) -> None:
    """Write the outlines of the extract to the GeoPackage `path`, made of the sample town in `town`."""
    addresses, outlines = (gpd.read_file(town, layer=name) for name in ("addresses", "buildings"))
    write_tables(path, building_layers(addresses, outlines))


def write_tables(path: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Write layers and tables to a GeoPackage without spatial indexes."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    for name, frame in tables.items():
        more = {"GEOMETRY_NAME": frame.geometry.name} if isinstance(frame, gpd.GeoDataFrame) else {}
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", dataset_options={"VERSION": "1.2"},
                                layer_options={"FID": "fid", "SPATIAL_INDEX": "NO", **more})  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
