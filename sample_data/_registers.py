"""Registers of the sample town: parcels, buildings, addresses, mapped lots, plans, flood reports."""

from __future__ import annotations

from typing import Any, Final

import _place as place
import _terrain as terrain
import geopandas as gpd
import numpy as np
import shapely
from _plots import Plot, as_multi
from shapely.geometry import LineString, Point, box

REGION: Final = "Region Eksempel"


def parcels(plots: list[Plot]) -> gpd.GeoDataFrame:
    """Return the parcels (jordstykker) with fictitious cadastre codes."""
    rows = [
        {
            "id_lokalid": place.stable_id("parcel", plot.key),
            "ejerlavskode": plot.cadastre[0],
            "ejerlavsnavn": plot.cadastre[1],
            "matrikelnummer": plot.parcel_number,
            "registreretareal": round(plot.shape.area),
            "vejareal": 0,
            "sfe_id": place.stable_id("estate", plot.key),
            "maerke": place.STAMP,
            "geometry": as_multi(plot.shape),
        }
        for plot in plots
    ]
    return gpd.GeoDataFrame(rows, crs=place.CRS)


def buildings(plots: list[Plot]) -> gpd.GeoDataFrame:
    """Return the buildings with BBR-like columns; unknown stays empty or `ukendt`."""
    rows = []
    for plot in plots:
        for item in plot.buildings:
            values = {key: value for key, value in item.items() if key != "local"}
            point = place.to_world(shapely.point_on_surface(item["local"]))
            rows.append(
                {
                    **values,
                    "status": "6",
                    "navn": plot.label,
                    "ejerlavskode": plot.cadastre[0],
                    "matrikelnummer": plot.parcel_number,
                    "byg404_e": round(point.x, 2),
                    "byg404_n": round(point.y, 2),
                    "maerke": place.STAMP,
                    "geometry": as_multi(item["local"]),
                },
            )
    frame = gpd.GeoDataFrame(rows, crs=place.CRS)
    for column in ("byg026opfoerelsesaar", "kaelder_areal_m2"):
        frame[column] = frame[column].astype("Int32")
    return frame


def addresses(plots: list[Plot], codes: dict[str, str]) -> gpd.GeoDataFrame:
    """Return the access addresses; the point is the access point, 3 m inside the facade."""
    rows = []
    for plot in plots:
        if not plot.number or plot.access is None or plot.road_point is None:
            continue
        text = f"{plot.street} {plot.number}, {place.POSTCODE} {place.TOWN}"
        point = place.to_world(Point(plot.access))
        road = place.to_world(Point(plot.road_point))
        rows.append(
            {
                "id_lokalid": place.stable_id("address", plot.key),
                "adgangsadressebetegnelse": text,
                "vejnavn": plot.street,
                "vejkode": codes[plot.street],
                "husnummertekst": plot.number,
                "postnr": place.POSTCODE,
                "postnrnavn": place.TOWN,
                "kommunekode": place.MUNICIPALITY,
                "status": "3",
                "tekniskstandard": "TK",
                "adgangtilbygning": plot.buildings[0]["id_lokalid"],
                "ejerlavskode": plot.cadastre[0],
                "matrikelnummer": plot.parcel_number,
                "antal_boliger": sum(b["antal_boliger"] for b in plot.buildings),
                "vejpunkt_e": round(road.x, 2),
                "vejpunkt_n": round(road.y, 2),
                "virkningfra": "2019-03-01",
                "maerke": place.STAMP,
                "geometry": point,
            },
        )
    return gpd.GeoDataFrame(rows, crs=place.CRS)


# plot to look for (street, order of its industrial plots), status, nuance, trade, substances, group, medium, part
LOTS: Final = (
    ("Fabriksvej", 0, "V1", None, "Autoværksted", "olie; benzin", "oil", None, False),
    ("Fabriksvej", 1, "V2", None, "Galvanisering", "nikkel; chrom VI", "metals", "jord; grundvand", False),
    ("Fabriksvej", 3, "V2", None, "Renseri", "tetrachlorethylen", "chlorinated", "grundvand; poreluft", False),
    ("Fabriksvej", 4, "V1", None, "Trykkeri", "ukendt", "other", None, False),
    ("Fabriksvej", 6, "V1V2", None, "Maskinfabrik", "trichlorethylen; olie", "chlorinated", "jord; poreluft", False),
    ("Fabriksvej", 8, "V1", None, "Lager for kemikalier", "ukendt", "other", None, True),
    ("Fabriksvej", 9, "V2", None, "Fyldplads", "bly; PAH", "metals", "jord", True),
    ("Værkstedsvej", 1, "V1", None, "Vognmand med tankanlæg", "diesel", "oil", None, False),
    ("Værkstedsvej", 3, "V2", None, "Asfaltfabrik", "PAH; tjære", "PAH/tar", "jord", False),
    ("Værkstedsvej", 5, "V1", None, "Træimprægnering", "kobber; chrom; arsen", "metals", None, False),
    ("Værkstedsvej", 7, "UIK", None, "Snedkeri", "", "other", None, False),
    ("Værkstedsvej", 9, "V2", None, "Brandøvelsesplads", "PFAS", "PFAS", "grundvand", False),
    ("Værkstedsvej", 11, "UEK", None, "Garveri", "", "other", None, False),
    ("Smedjevej", 0, "V2", "F1", "Smedje", "bly; zink", "metals", "jord", False),
    ("Smedjevej", 1, "V2", "F0", "Smedje", "bly", "metals", "jord", True),
    ("Smedjevej", 4, "V1", None, "Autolakering", "ukendt", "other", None, False),
    ("Kløvervænget", 3, "V2", "F1", "Villaolietank", "fyringsolie", "oil", "jord", True),
    ("Mølleåvej", 9, "V2", "F2", "Renseri (tidligere)", "tetrachlorethylen", "chlorinated", "poreluft", False),
    ("Stationsvej", 0, "V1V2", None, "Tankstation", "benzin; BTEX; MTBE", "BTEX", "jord; grundvand", False),
)


def mapped_lots(plots: list[Plot]) -> gpd.GeoDataFrame:
    """Return invented mapped lots (kortlagte grunde): V1, V2, both, and two that were taken off."""
    rows = []
    for index, (street, order, status, nuance, trade, stuff, group, medium, part) in enumerate(LOTS, start=1):
        plot = [p for p in plots if p.street == street][order]
        low_x, low_y, high_x, high_y = plot.shape.bounds
        half = box(low_x, low_y, (low_x + high_x) / 2, high_y)
        shape = plot.shape.intersection(half) if part else plot.shape
        number = f"{place.MUNICIPALITY[1:]}-{index:05d}"
        rows.append(
            {
                "objekt_id": place.stable_id("lot", index),
                "lok_nr": number,
                "lok_navn": f"{trade}, {street} (opdigtet)",
                "lok_adresse": f"{street} {plot.number}, {place.POSTCODE} {place.TOWN}",
                "region": REGION,
                "kommunekode": place.MUNICIPALITY,
                "ejerlav_kode": plot.cadastre[0],
                "matrikler": plot.parcel_number,
                "status": status,
                "nuance": nuance,
                "branche": trade,
                "stoffer": stuff or None,
                "stofgruppe": group,
                "medie": medium,
                "kort_dato": f"{2003 + index}-05-{index:02d}",
                "indd_dato": place.DATE,
                "delvis": "ja" if part else "nej",
                "maerke": place.STAMP,
                "geometry": as_multi(shape),
            },
        )
    return gpd.GeoDataFrame(rows, crs=place.CRS)


PLANS: Final = (
    ("1", "Engkvarteret", (820.0, 22.0, 1_008.0, 110.0), "forbundet", "godt forbundet med stinettet", 60),
    ("2", "Ringkvarteret", (1_482.0, 932.0, 1_718.0, 1_078.0), "afskaaret", "afskåret af Ringvejen", 90),
    (
        "3",
        "Bakkekvarteret",
        (1_290.0, 62.0, 1_448.0, 228.0),
        "ikke_koerestol",
        "eneste vej er en trappe: ikke for kørestol",
        40,
    ),
)


def plan_areas() -> gpd.GeoDataFrame:
    """Return three plan areas; `hensigt` says what an assessment of their paths must find."""
    rows = [
        {
            "planid": 9_000_000 + int(number),
            "plannr": f"L{number}",
            "plannavn": name,
            "status": "Forslag",
            "anvendelse": "Boligområde",
            "planlagte_boliger": homes,
            "hensigt": code,
            "hensigt_tekst": purpose,
            "maerke": place.STAMP,
            "geometry": as_multi(box(*bounds)),
        }
        for number, name, bounds, code, purpose, homes in PLANS
    ]
    return gpd.GeoDataFrame(rows, crs=place.CRS)


def adjustment_lines() -> gpd.GeoDataFrame:
    """Return the adjustment line (tilpasningslinje) of the culvert under the ring road."""
    row = {
        "id_lokalid": place.stable_id("adjustment", "culvert"),
        "navn": "Rørunderføring af Eksempelåen",
        "type": "Underføring",
        "diameter_mm": 1_600,
        "kapacitet_m3s": None,
        "maerke": place.STAMP,
        "geometry": place.to_world(LineString(place.CULVERT)),
    }
    frame = gpd.GeoDataFrame([row], crs=place.CRS)
    frame["kapacitet_m3s"] = frame["kapacitet_m3s"].astype(float)
    return frame


def horseshoes() -> gpd.GeoDataFrame:
    """Return the horseshoe (hestesko) of the underpass: exactly four vertices A, B, C, D."""
    row = {
        "id_lokalid": place.stable_id("adjustment", "underpass"),
        "navn": "Dalstiens underføring",
        "type": "Underføring",
        "bredde_m": 6.0,
        "maerke": place.STAMP,
        "geometry": place.to_world(LineString(place.UNDERPASS)),
    }
    return gpd.GeoDataFrame([row], crs=place.CRS)


def limited_culverts() -> gpd.GeoDataFrame:
    """Return culverts that carry a volume in an event (`kapacitet_m3`, invented) and no more."""
    drain = LineString([place.HOLLOW, (place.STREAM_X, place.HOLLOW[1])])
    rows = [
        ("limited culvert", "Rørunderføring af Eksempelåen", 1_600, 60_000.0, LineString(place.CULVERT)),
        ("limited drain", "Afløbsledning fra Industrikvarteret til Eksempelåen", 400, 1_200.0, drain),
    ]
    names = ("id_lokalid", "navn", "diameter_mm", "kapacitet_m3")
    return _links(names, [((place.stable_id("link", key), *told), shape) for key, *told, shape in rows])


def underground_basins() -> gpd.GeoDataFrame:
    """Return a basin below ground and a pump, with the volume that each takes in an event (invented)."""
    rows = [
        ("underground basin", "Bassin under Fabriksvej", "bassin", 1_500.0, Point(place.HOLLOW)),
        ("pump", "Pumpe i regnvandsbassinet", "pumpe", 300.0, Point(place.BASIN)),
    ]
    names = ("id_lokalid", "navn", "type", "kapacitet_m3")
    return _links(names, [((place.stable_id("link", key), *told), shape) for key, *told, shape in rows])


def emergency_stations() -> gpd.GeoDataFrame:
    """Return where ambulances and fire engines leave from (invented)."""
    rows = [("station", "Eksempelby Redningsstation", "brand og ambulance", Point(655.0, 560.0))]
    names = ("id_lokalid", "navn", "type")
    return _links(names, [((place.stable_id("station", key), *told), shape) for key, *told, shape in rows])


def _links(names: tuple[str, ...], rows: list[tuple[tuple[Any, ...], Any]]) -> gpd.GeoDataFrame:
    told = [dict(zip(names, values, strict=True)) | {"maerke": place.STAMP} for values, _ in rows]
    return gpd.GeoDataFrame(told, geometry=[place.to_world(shape) for _, shape in rows], crs=place.CRS)


# what is reported, where, how many, and whether water can stand there
PLANTED: Final = (
    ("closed_low", terrain.LOW.centre, (34.0, 46.0), 14, "i lavning"),
    ("basin", terrain.BASIN.centre, (16.0, 9.0), 2, "i lavning"),
)
FALSE_SPOTS: Final = ((560.0, 700.0), (1_600.0, 540.0), (150.0, 300.0), (760.0, 500.0), (1_900.0, 1_500.0))


def flood_reports() -> gpd.GeoDataFrame:
    """Return flood reports: most planted in known hollows, five false ones on high ground."""
    random = place.generator("reports")
    rows: list[dict[str, Any]] = []
    sills = {hollow.key: hollow.sill_m for hollow in terrain.HOLLOWS}
    for key, centre, spread, count, truth in PLANTED:
        made = 0
        while made < count:
            x = centre[0] + float(random.uniform(-1.0, 1.0)) * spread[0]
            y = centre[1] + float(random.uniform(-1.0, 1.0)) * spread[1]
            room = sills[key] - float(terrain.ground_m(np.array([x]), np.array([y]))[0])
            if room < 0.15:
                continue
            depth = round(100.0 * room * float(random.uniform(0.3, 0.9)))
            rows.append(report(len(rows), x, y, depth, truth, key))
            made += 1
    for x, y in FALSE_SPOTS:
        rows.append(report(len(rows), x, y, int(random.integers(5, 30)), "falsk", ""))
    return gpd.GeoDataFrame(rows, crs=place.CRS)


def report(index: int, x: float, y: float, depth_cm: int, truth: str, hollow: str) -> dict[str, Any]:
    """Return one flood report at a local point."""
    dates = ("2011-07-02", "2014-08-31", "2021-07-17")
    sources = ("Brandvæsen", "Borger (opdigtet)", "Forsyning")
    return {
        "id_lokalid": place.stable_id("report", index),
        "dato": dates[index % 3],
        "dybde_cm": depth_cm,
        "kilde": sources[index % 3],
        "plantet": truth,
        "lavning": hollow or None,
        "maerke": place.STAMP,
        "geometry": place.to_world(Point(x, y)),
    }
