"""Invented places on the path network: schools, stops, shops, benches, and what school and cycle routes need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import _network
import _place as place
import geopandas as gpd
import pyogrio
from _measures import TIMESTAMP
from shapely.geometry import LineString, Point

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]

ROWS = place.HOME_ROWS_WEST


def schools() -> list[Row]:
    """Return two schools: one for 0th to 9th grade in the town, one for 10th grade north of the ring road."""
    return [
        {"id": "S1", "navn": "Eksempelby Skole", "trin_fra": 0, "trin_til": 9, "g": Point(765, 790)},
        {"id": "S2", "navn": "Eksempelby 10. klassecenter", "trin_fra": 10, "trin_til": 10, "g": Point(760, 1_110)},
    ]


def stops() -> list[Row]:
    """Return bus stops (stoppesteder); the last lies by the ring road, where no one may walk."""
    return [
        {"id": "B1", "navn": "Stationsvej/Mølleåvej", "type": "bus", "g": Point(646, 376)},
        {"id": "B2", "navn": "Skolevænget", "type": "bus", "g": Point(646, 758)},
        {"id": "B3", "navn": "Vestervej", "type": "bus", "g": Point(126, 240)},
        {"id": "B4", "navn": "Østervej", "type": "bus", "g": Point(1_666, 540)},
        {"id": "B5", "navn": "Fabriksvej", "type": "bus", "g": Point(760, 1_084)},
        {"id": "B6", "navn": "Ringvejen", "type": "bus", "g": Point(1_640, 912)},
    ]


def shops() -> list[Row]:
    """Return shops for daily needs."""
    return [
        {"id": "D1", "navn": "Købmanden i Mølleåvej", "type": "dagligvarer", "g": Point(790, 397)},
        {"id": "D2", "navn": "Bageren ved torvet", "type": "bager", "g": Point(710, 397)},
        {"id": "D3", "navn": "Kiosken på Tankstationen", "type": "kiosk", "g": Point(661, 1_191)},
    ]


def benches() -> list[Row]:
    """Return benches (bænke) along the main paths; what is not known of one is empty."""
    along = [_network.at_valley(y) for y in (120.0, 310.0, 500.0, 690.0, 860.0, 1_090.0, 1_400.0)]
    beside = [_network.at_stream(y, -18.0) for y in (150.0, 308.0, 460.0, 612.0, 780.0)]
    kinds = [("ja", "ja"), ("ja", "nej"), ("nej", "nej"), ("ja", "ja"), (None, None), ("ja", "ja"), ("ja", None)]
    rows = [
        {"id": f"K{k}", "navn": name, "rygstoed": back, "armlaen": arms, "g": Point(x + aside, y)}
        for k, (name, aside, (x, y), (back, arms)) in enumerate(
            [
                *(("Bænk ved Dalstien", 2.5, at, kind) for at, kind in zip(along, kinds, strict=True)),
                *(("Bænk ved Åstien", 0.0, at, kind) for at, kind in zip(beside, kinds[:5], strict=True)),
            ],
            start=1,
        )
    ]
    return [*rows, {"id": "K13", "navn": "Bænk ved skolen", "rygstoed": "ja", "armlaen": "ja", "g": Point(700, 768)}]


def judged_roads() -> list[Row]:
    """Return an invented judgement of roads as dangerous to pupils or not, as a municipality may have one."""
    return [
        {"id": "T1", "navn": "Stationsvej", "trafikfarlig": "ja", "trin": "0-3", "vurderet_af": "kommune og politi",
         "dato": "2025-05-06", "g": LineString([(640, 0), (640, 1_340)])},
        {"id": "T2", "navn": "Fabriksvej", "trafikfarlig": "nej", "trin": "10", "vurderet_af": "kommune og politi",
         "dato": "2025-05-06", "g": LineString([(450, 1_090), (1_060, 1_090)])},
        {"id": "T3", "navn": "Østervej", "trafikfarlig": "ukendt", "trin": "", "vurderet_af": "sag under behandling",
         "dato": "2026-01-20", "g": LineString([(1_660, ROWS[2]), (1_660, 900)])},
    ]  # fmt: skip


def accidents() -> list[Row]:
    """Return invented accidents with injured people."""
    return [
        {"id": "U1", "dato": "2023-03-11", "alvor": "let", "g": Point(640.5, 384.5)},
        {"id": "U2", "dato": "2024-11-02", "alvor": "alvorlig", "g": Point(641.0, 690.0)},
        {"id": "U3", "dato": "2025-09-18", "alvor": "let", "g": Point(1_660.5, 460.0)},
    ]


def cycle_routes() -> list[Row]:
    """Return two routes of an invented cycle superhighway; width or count of the last part is not known."""
    west = _network.along(_network.at_valley, 0.0, 882.0)
    half = next(k for k, (_, y) in enumerate(west) if y > ROWS[5])
    town, school = west[: half + 1], west[half:]
    north = _network.along(_network.at_valley, 918.0, 1_600.0)
    under = [west[-1], north[0]]
    two = {"rute": "C1 Dalruten", "dobbeltrettet": "ja", "adskilt_biler": "ja"}
    one = {"rute": "C2 Stationsruten", "dobbeltrettet": "nej", "adskilt_biler": "ja", "adskilt_gaaende": "ja"}
    return [
        two | {"id": "C1a", "navn": "Dalstien syd", "bredde_m": 3.0, "cykler_spidstime": 140, "adskilt_gaaende": "ja",
               "g": LineString(town)},
        two | {"id": "C1b", "navn": "Dalstien ved skolen", "bredde_m": 2.4, "cykler_spidstime": 380,
               "adskilt_gaaende": "nej", "g": LineString(school)},
        two | {"id": "C1c", "navn": "Underføringen", "bredde_m": 2.8, "cykler_spidstime": 380,
               "adskilt_gaaende": "nej", "g": LineString(under)},
        two | {"id": "C1d", "navn": "Dalstien nord", "bredde_m": 3.0, "g": LineString(north)},
        one | {"id": "C2a", "navn": "Stationsvej syd", "bredde_m": 2.5, "cykler_spidstime": 640,
               "g": LineString([(640, 0), (640, 384)])},
        one | {"id": "C2b", "navn": "Stationsvej midt", "bredde_m": 2.2, "cykler_spidstime": 640,
               "g": LineString([(640, 384), (640, 764)])},
        one | {"id": "C2c", "navn": "Stationsvej nord", "cykler_spidstime": 150,
               "g": LineString([(640, 764), (640, 1_340)])},
    ]  # fmt: skip


LAYERS = {
    "schools": schools,
    "stops": stops,
    "shops": shops,
    "benches": benches,
    "judged_roads": judged_roads,
    "accidents": accidents,
    "cycle_routes": cycle_routes,
}


def frame(rows: list[Row]) -> gpd.GeoDataFrame:
    """Return rows as a layer; what a row does not say is empty."""
    names = list(dict.fromkeys(name for row in rows for name in row if name != "g"))
    told = {name: [row.get(name) for row in rows] for name in names}
    return gpd.GeoDataFrame(
        told | {"maerke": place.STAMP}, geometry=[place.to_world(row["g"]) for row in rows], crs=place.CRS
    )


def write_path_places(path: Path) -> None:
    """Write all of them to the GeoPackage `path`."""
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": TIMESTAMP})
    for name, make in LAYERS.items():
        made = frame(make())
        pyogrio.write_dataframe(
            made, path, layer=name, driver="GPKG", geometry_type=made.geom_type.iloc[0], append=path.exists(),
            dataset_options={"VERSION": "1.2"}, layer_options={"GEOMETRY_NAME": "geom", "FID": "fid"},
        )  # fmt: skip
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
