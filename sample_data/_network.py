"""Roads and paths of the sample town: centre lines with GeoDanmark-like attributes.

Lines that meet at grade share a vertex and end there. A tunnel or bridge is a line of its own at
another level and shares no vertex with what it crosses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import _place as place
import _terrain as terrain
import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, Point

if TYPE_CHECKING:
    from collections.abc import Callable

Point2 = tuple[float, float]

TUNNEL: Final = "Tunnel"
BRIDGE: Final = "Bro"


@dataclass
class Way:
    """One road or path before it is cut at its junctions."""

    name: str
    points: list[Point2]
    values: dict[str, Any] = field(default_factory=dict)
    level: int = 0


def at_stream(y: float, aside: float = 0.0) -> Point2:
    """Return the local point `aside` metres east of the stream at northing `y`."""
    return (round(float(terrain.stream_x(np.array([y]))[0]) + aside, 2), y)


def at_valley(y: float) -> Point2:
    """Return the local point on the dry valley's centre line at northing `y`."""
    return (round(float(terrain.valley_x(np.array([y]))[0]), 2), y)


ROWS: Final = place.HOME_ROWS_WEST
KNOTS: Final = (*ROWS, 150.0, 872.0, 1_090.0, 1_340.0, 1_600.0, 1_640.0)
"""Northings where other lines meet the curved paths; each curve has a vertex there."""


def along(
    function: Callable[..., Point2], start: float, end: float, step: float = 12.0, **options: float
) -> list[Point2]:
    """Return points of a curve given by northing, from `start` to `end`, with the knots between."""
    low, high = min(start, end), max(start, end)
    count = max(2, round((high - low) / step) + 1)
    knots = [y for y in KNOTS if low < y < high]
    regular = [float(y) for y in np.linspace(low, high, count)]
    free = [y for y in regular if all(abs(y - knot) > step / 3 for knot in knots)]
    stations = sorted({*free, *knots, low, high}, reverse=start > end)
    return [function(round(y, 2), **options) for y in stations]


ROW_NAMES: Final = (
    "Kløvervænget",
    "Humlevænget",
    "Rapsvænget",
    "Hørvænget",
    "Mølleåvej",
    "Havrevænget",
    "Bygvænget",
    "Rugvænget",
    "Hvedevænget",
    "Skolevænget",
)
CENTRE_STREET: Final = "Mølleåvej"
WEST_NAMES: Final = ("Ærtemarken", "Bønnemarken", "Løgmarken", "Kålmarken", "Roemarken")
EAST_NAMES: Final = {
    3: "Tjørnebakken",
    4: "Slåenbakken",
    5: "Hybenbakken",
    6: "Hyldebakken",
    7: "Rønnebakken",
    8: "Ahornbakken",
}

LOCAL: Final[dict[str, Any]] = {
    "vejkategori": "Lille vej",
    "bredde_m": 5.5,
    "fortov": "ja",
    "kantsten_cm": 8.0,
    "belysning": "ja",
    "hastighed_kmt": 40,
    "aadt": 250,
}
COLLECTOR: Final[dict[str, Any]] = {
    "vejkategori": "Fordelingsrute",
    "bredde_m": 7.0,
    "fortov": "ja",
    "kantsten_cm": 10.0,
    "belysning": "ja",
    "hastighed_kmt": 50,
    "aadt": 4_200,
}
INDUSTRY: Final[dict[str, Any]] = {
    "vejkategori": "Mellem vej",
    "bredde_m": 8.0,
    "fortov": "ukendt",
    "kantsten_cm": None,
    "belysning": "ja",
    "hastighed_kmt": 50,
    "aadt": 1_800,
}
COUNTRY: Final[dict[str, Any]] = {
    "vejkategori": "Anden vej",
    "bredde_m": 4.5,
    "fortov": "nej",
    "kantsten_cm": 0.0,
    "belysning": "nej",
    "hastighed_kmt": 80,
    "aadt": 300,
}
RING: Final[dict[str, Any]] = {
    "vejkategori": "Hovedrute",
    "bredde_m": 9.0,
    "fortov": "nej",
    "kantsten_cm": 0.0,
    "belysning": "nej",
    "hastighed_kmt": 80,
    "aadt": 14_500,
    "trafikart": "Motortrafik",
    "gang_tilladt": "nej",
    "cykel_tilladt": "nej",
}


def road_ways() -> list[Way]:
    """Return all roads, uncut."""
    ring = place.RING_Y
    ways = [
        Way("Ringvejen", [(0.0, ring), (2_000.0, ring)], dict(RING)),
        Way("Stationsvej", [(640.0, 0.0), (640.0, 1_340.0)], dict(COLLECTOR)),
        Way("Nørre Landevej", [(640.0, 1_340.0), (640.0, 2_000.0)], dict(COUNTRY)),
        Way("Valgårdsvej", [(430.0, ROWS[0]), (430.0, ROWS[9])], dict(LOCAL)),
        Way("Engvej", [(1_020.0, ROWS[0]), (1_020.0, ROWS[9])], dict(LOCAL)),
        Way("Vestervej", [(120.0, 0.0), (120.0, ring)], dict(COLLECTOR, aadt=1_100)),
        Way("Østervej", [(1_660.0, ROWS[2]), (1_660.0, ring)], dict(COLLECTOR, aadt=1_500)),
        Way("Fabriksvej", [(450.0, 1_090.0), (1_060.0, 1_090.0)], dict(INDUSTRY)),
        Way("Værkstedsvej", [(450.0, 1_340.0), (1_060.0, 1_340.0)], dict(INDUSTRY)),
        Way("Smedjevej", [(985.0, 1_090.0), (985.0, 1_340.0)], dict(INDUSTRY)),
        Way("Skovvej", [(1_850.0, ring), (1_850.0, 2_000.0)], dict(COUNTRY)),
        Way("Planvej 2", [(1_600.0, ring), (1_600.0, 1_050.0)], dict(LOCAL, status="Planlagt")),
    ]
    for number, (row, name) in enumerate(zip(ROWS, ROW_NAMES, strict=True)):
        if number == 0:
            ways.append(Way(name, [(430.0, row), (820.0, row)], dict(LOCAL)))
        elif number == 9:
            ways.append(Way(name, [(430.0, row), (1_020.0, row)], dict(LOCAL, hastighed_kmt=30)))
        else:
            ways.append(Way(name, [(430.0, row), (1_020.0, row)], dict(LOCAL)))
    for number, name in enumerate(WEST_NAMES):
        row = ROWS[number]
        ways.append(Way(name, [(30.0, row), (205.0, row)], dict(LOCAL, kantsten_cm=None)))
    for number, name in EAST_NAMES.items():
        ways.append(Way(name, [(1_345.0, ROWS[number]), (1_660.0, ROWS[number])], dict(LOCAL)))
    row = ROWS[4]
    west, east = at_stream(row, -9.0), at_stream(row, 9.0)
    wide = dict(COLLECTOR, aadt=2_600)
    ways += [
        Way("Mølleåvej", [(1_020.0, row), west], dict(wide)),
        Way("Mølleåvej", [west, east], dict(wide, bro_tunnel=BRIDGE), 1),
        Way("Mølleåvej", [east, (1_345.0, row)], dict(wide)),
    ]
    return ways


ASPHALT: Final[dict[str, Any]] = {
    "vejkategori": "Hovedsti",
    "stitype": "Fællessti",
    "bredde_m": 3.0,
    "overflade": "Asfalt",
    "kantsten_cm": 0.0,
    "tvaerfald_promille": 20.0,
    "belysning": "ja",
    "cykel_tilladt": "ja",
}
SMALL: Final[dict[str, Any]] = {
    "vejkategori": "Mindre sti",
    "stitype": "Fællessti",
    "bredde_m": 2.5,
    "overflade": "Asfalt",
    "kantsten_cm": 2.0,
    "tvaerfald_promille": 25.0,
    "belysning": "ja",
    "cykel_tilladt": "ja",
}
GRAVEL: Final[dict[str, Any]] = {
    "vejkategori": "Mindre sti",
    "stitype": "Rekreativ sti",
    "bredde_m": 2.0,
    "overflade": "Grus",
    "kantsten_cm": 0.0,
    "tvaerfald_promille": None,
    "belysning": "nej",
    "cykel_tilladt": "ja",
}
STEPS: Final[dict[str, Any]] = {
    "vejkategori": "Mindre sti",
    "stitype": "Gangsti",
    "bredde_m": 1.2,
    "overflade": "Trin",
    "kantsten_cm": 15.0,
    "tvaerfald_promille": 10.0,
    "belysning": "nej",
    "cykel_tilladt": "nej",
    "trappe": "ja",
}


def path_ways() -> list[Way]:
    """Return all paths, uncut."""
    return [*valley_paths(), *stream_paths(), *ring_paths(), *plan_paths(), *north_paths()]


def valley_paths() -> list[Way]:
    """Return the main path along the dry valley, through the underpass, and its side links."""
    ways = [
        Way("Dalstien", along(at_valley, 0.0, 882.0), dict(ASPHALT)),
        Way("Dalstien", [at_valley(882.0), at_valley(918.0)], dict(ASPHALT, bro_tunnel=TUNNEL), -1),
        Way("Dalstien", along(at_valley, 918.0, 2_000.0), dict(ASPHALT)),
    ]
    for number in (1, 4, 7, 9):
        row = ROWS[number]
        ways.append(Way("Dalstien, sidesti", [at_valley(row), (430.0, row)], dict(SMALL)))
    for number in (2, 4):
        row = ROWS[number]
        ways.append(Way("Dalstien, sidesti", [(205.0, row), at_valley(row)], dict(SMALL)))
    ways.append(Way("Dalstien, sidesti", [at_valley(1_090.0), (450.0, 1_090.0)], dict(SMALL)))
    return ways


def stream_paths() -> list[Way]:
    """Return the path along the stream south of the ring road, with a foot bridge."""
    row = ROWS[3]
    return [
        Way("Åstien", along(at_stream, 20.0, 872.0, aside=-16.0), dict(ASPHALT, belysning="nej")),
        Way("Åstien, sidesti", [(1_020.0, row), at_stream(row, -16.0)], dict(SMALL)),
        Way("Åstien, sidesti", [(1_020.0, ROWS[7]), at_stream(ROWS[7], -16.0)], dict(SMALL)),
        Way("Åbroen", [at_stream(row, -16.0), at_stream(row, -6.0)], dict(SMALL)),
        Way(
            "Åbroen",
            [at_stream(row, -6.0), at_stream(row, 6.0)],
            dict(SMALL, bro_tunnel=BRIDGE, overflade="Træ", kantsten_cm=2.0),
            1,
        ),
        Way("Åbroen", [at_stream(row, 6.0), (1_345.0, row)], dict(SMALL)),
        Way("Engstien", along(at_stream, row, 150.0, aside=30.0), dict(GRAVEL)),
    ]


def ring_paths() -> list[Way]:
    """Return the paths that run along the ring road's south side."""
    y = 872.0
    return [
        Way("Ringstien", [at_valley(y), at_stream(y, -16.0)], dict(SMALL, bredde_m=None)),
        Way("Ringstien øst", [(1_400.0, y), (1_660.0, y)], dict(SMALL, bredde_m=None)),
        Way("Ringstien øst", [(1_400.0, ROWS[8]), (1_400.0, y)], dict(SMALL)),
        Way("Ringstien øst", [(1_600.0, y), (1_600.0, 886.0)], dict(SMALL)),
    ]


def plan_paths() -> list[Way]:
    """Return the planned paths inside the three plan areas, and the links to them."""
    planned = dict(SMALL, status="Planlagt", kantsten_cm=0.0)
    first = [
        Way("Planområde 1", [(820.0, 80.0), at_stream(80.0, -16.0)], dict(planned)),
        Way("Planområde 1", [(910.0, 30.0), (910.0, ROWS[1])], dict(planned)),
        Way("Planområde 1", [(990.0, 30.0), (990.0, 80.0)], dict(planned)),
        Way("Planområde 1", [(910.0, 30.0), (990.0, 30.0)], dict(planned)),
    ]
    second = [
        Way("Planområde 2", [(1_500.0, 1_000.0), (1_700.0, 1_000.0)], dict(planned)),
        Way("Planområde 2", [(1_500.0, 940.0), (1_500.0, 1_060.0)], dict(planned)),
        Way("Planområde 2", [(1_700.0, 940.0), (1_700.0, 1_060.0)], dict(planned)),
    ]
    link = [at_stream(150.0, 30.0), (1_290.0, 150.0)]
    third = [
        Way("Trappestien", link, dict(STEPS, hensigt="eneste vej; ikke for kørestol")),
        Way("Planområde 3", [(1_290.0, 150.0), (1_440.0, 150.0)], dict(planned)),
        Way("Planområde 3", [(1_365.0, 90.0), (1_365.0, 210.0)], dict(planned)),
    ]
    return [*first, *second, *third]


def north_paths() -> list[Way]:
    """Return the paths north of the ring road: stream, industry and wood."""
    bridge = 1_640.0
    return [
        Way("Åstien nord", along(at_stream, 930.0, 1_980.0, aside=-16.0), dict(GRAVEL)),
        Way("Fabriksstien", [(1_060.0, 1_090.0), at_stream(1_090.0, -16.0)], dict(SMALL)),
        Way("Værkstedsstien", [(1_060.0, 1_340.0), at_stream(1_340.0, -16.0)], dict(GRAVEL)),
        Way("Industristien", [at_valley(1_600.0), at_stream(1_600.0, -16.0)], dict(SMALL, belysning=None)),
        Way("Skovstien", [at_stream(bridge, -16.0), at_stream(bridge, -6.0)], dict(GRAVEL)),
        Way(
            "Skovstien",
            [at_stream(bridge, -6.0), at_stream(bridge, 6.0)],
            dict(GRAVEL, bro_tunnel=BRIDGE, overflade="Træ"),
            1,
        ),
        Way(
            "Skovstien",
            [at_stream(bridge, 6.0), (1_400.0, 1_620.0), (1_560.0, 1_560.0)],
            dict(GRAVEL, bredde_m=1.5),
        ),
        Way("Søstien", lake_loop(), dict(GRAVEL, bredde_m=1.5)),
        Way("Skovstien", [(1_720.0, 1_560.0), (1_850.0, 1_600.0)], dict(GRAVEL, overflade=None)),
    ]


def lake_loop() -> list[Point2]:
    """Return the path round the lake as a closed loop that passes the two ends of Skovstien."""
    return [
        (1_560.0, 1_560.0),
        (1_600.0, 1_580.0),
        (1_680.0, 1_580.0),
        (1_720.0, 1_560.0),
        (1_738.0, 1_500.0),
        (1_715.0, 1_440.0),
        (1_640.0, 1_425.0),
        (1_570.0, 1_438.0),
        (1_546.0, 1_500.0),
        (1_560.0, 1_560.0),
    ]


def cut(ways: list[Way]) -> list[tuple[Way, LineString]]:
    """Cut all ways at grade where they cross or touch one another; keep bridges and tunnels whole."""
    lines = [LineString(way.points) for way in ways]
    tree = shapely.STRtree(lines)
    pieces: list[tuple[Way, LineString]] = []
    for index, (way, line) in enumerate(zip(ways, lines, strict=True)):
        stops: list[Point] = []
        for other in sorted(tree.query(line)):
            if other == index or way.level or ways[other].level:
                continue
            meet = line.intersection(lines[other])
            stops += [p for p in shapely.get_parts(meet) if p.geom_type == "Point"]
        pieces += [(way, part) for part in split(line, stops)]
    return pieces


def split(line: LineString, stops: list[Point]) -> list[LineString]:
    """Split `line` at the points `stops`, which become shared end points to the centimetre."""
    where = sorted({round(line.project(p), 3): p for p in stops}.items())
    inner = [(s, p) for s, p in where if 0.02 < s < line.length - 0.02]
    marks = [(0.0, Point(line.coords[0])), *inner, (line.length, Point(line.coords[-1]))]
    vertices = [(line.project(Point(c)), c) for c in line.coords[1:-1]]
    if line.is_ring:
        vertices = ring_vertices(line)
    parts = []
    for (low, start), (high, end) in pairwise(marks):
        between = [c for s, c in vertices if low + 0.02 < s < high - 0.02]
        coords = [start.coords[0], *between, end.coords[0]]
        parts.append(LineString([(round(px, 2), round(py, 2)) for px, py in coords]))
    return parts


def ring_vertices(line: LineString) -> list[tuple[float, Point2]]:
    """Return the inner vertices of a closed line with their distance along it."""
    steps = np.hypot(*np.diff(np.asarray(line.coords), axis=0).T)
    reach = np.cumsum(steps)[:-1]
    return [(float(s), c) for s, c in zip(reach, line.coords[1:-1], strict=True)]


def road_codes(names: list[str]) -> dict[str, str]:
    """Return an invented four-digit road code for each road name, in order of appearance."""
    return {name: f"{100 + 4 * i:04d}" for i, name in enumerate(dict.fromkeys(names))}


def frames() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return roads and paths, cut at their shared junctions."""
    roads, paths = road_ways(), path_ways()
    is_road = {id(way) for way in roads}
    codes = road_codes([way.name for way in roads])
    road_rows: list[dict[str, Any]] = []
    path_rows: list[dict[str, Any]] = []
    for way, local in cut([*roads, *paths]):
        shared = {
            "kommunekode": place.MUNICIPALITY,
            "status": "Anlagt",
            "niveau": way.level,
            "bro_tunnel": "",
            "gang_tilladt": "ja",
            "cykel_tilladt": "ja",
            "maerke": place.STAMP,
        }
        line = place.to_world(local)
        if id(way) in is_road:
            row = {"vejnavn": way.name, "vejkode": codes[way.name], "trafikart": "Alle", "overflade": "Asfalt"}
            key = place.stable_id("road", way.name, len(road_rows))
            road_rows.append({"id_lokalid": key, **row, **shared, **way.values, "geometry": line})
        else:
            row = {"stinavn": way.name, "trafikart": "Gående og cyklende", "trappe": "nej", "hensigt": ""}
            key = place.stable_id("path", way.name, len(path_rows))
            path_rows.append({"id_lokalid": key, **row, **shared, **way.values, "geometry": line})
    return (
        gpd.GeoDataFrame(road_rows, crs=place.CRS),
        gpd.GeoDataFrame(path_rows, crs=place.CRS),
    )
