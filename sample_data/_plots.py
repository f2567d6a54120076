"""Parcels, buildings and addresses of the sample town.

A frontage is a stretch of one side of a street. It is cut into plots; each plot gets a parcel, its
buildings, and a house number: odd on the left and even on the right, rising from the street's start.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import _place as place
import numpy as np
import shapely
from _network import CENTRE_STREET, EAST_NAMES, ROW_NAMES, WEST_NAMES
from shapely import affinity
from shapely.geometry import MultiPolygon, Point, Polygon, box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Point2 = tuple[float, float]

# BBR use codes and their Danish names, as far as the town uses them.
USES: Final = {
    "110": "Stuehus til landbrugsejendom",
    "120": "Fritliggende enfamiliehus",
    "131": "Række-, kæde- og klyngehus",
    "140": "Etagebolig-bygning, flerfamiliehus",
    "160": "Boligbygning til døgninstitution",
    "221": "Bygning til industri med integreret produktionsapparat",
    "222": "Bygning til industri uden integreret produktionsapparat",
    "223": "Værksted",
    "218": "Maskinhus, garage mv.",
    "231": "Bygning til energiproduktion",
    "321": "Bygning til kontor",
    "322": "Bygning til detailhandel",
    "323": "Bygning til lager",
    "325": "Tankstation",
    "421": "Grundskole",
    "431": "Hospital og sygehus",
    "433": "Sundhedscenter, lægehus, fødeklinik mv.",
    "441": "Daginstitution",
    "910": "Garage",
    "920": "Carport",
    "930": "Udhus",
}
BYEN: Final = (9_999_901, "Eksempelby By")
INDUSTRI: Final = (9_999_902, "Industrikvarteret")
MARKEN: Final = (9_999_903, "Eksempelby Marker")
LETTERS: Final = "abcdefghiklmnopqrstuvxyzæø"


@dataclass(frozen=True)
class Frontage:
    """One side of a street between two stations, to be cut into plots."""

    street: str
    origin: Point2
    direction: Point2
    span: tuple[float, float]
    side: int
    kind: str
    width: tuple[float, float] = (25.5, 31.5)
    depth: float = 31.0
    reserve: float = 7.0

    def rectangle(self, low: float, high: float, near: float, far: float) -> Polygon:
        """Return the local rectangle from `low` to `high` along and `near` to `far` out."""
        corners = [(low, near), (high, near), (high, far), (low, far)]
        ring = [self.point(s, t) for s, t in corners]
        return shapely.normalize(Polygon(ring))

    def point(self, along: float, out: float) -> Point2:
        """Return the local point `along` the street and `out` to this side of it."""
        ux, uy = self.direction
        nx, ny = -uy * self.side, ux * self.side
        return (
            self.origin[0] + ux * along + nx * out,
            self.origin[1] + uy * along + ny * out,
        )


@dataclass
class Plot:
    """A parcel with what stands on it; shapes in local metres."""

    key: str
    kind: str
    cadastre: tuple[int, str]
    shape: Polygon
    frontage: Frontage | None = None
    station: float = 0.0
    street: str = ""
    number: str = ""
    parcel_number: str = ""
    buildings: list[dict[str, Any]] = field(default_factory=list)
    access: Point2 | None = None
    road_point: Point2 | None = None
    label: str = ""


EAST: Final = (1.0, 0.0)
NORTH: Final = (0.0, 1.0)


def home_frontages() -> list[Frontage]:
    """Return the frontages of the home streets; the streets run east."""
    return [*middle_frontages(), *west_frontages(), *east_frontages()]


def middle_frontages() -> list[Frontage]:
    """Return the frontages between the two valleys, with the small town centre on Mølleåvej."""
    out = []
    for number, (row, street) in enumerate(zip(place.HOME_ROWS_WEST, ROW_NAMES, strict=True)):
        start = (430.0, row)
        for side in (1, -1):
            out.append(Frontage(street, start, EAST, (8.0, 200.0), side, "home"))
            if street == CENTRE_STREET:
                kind = "centre" if side == 1 else "flats"
                out.append(Frontage(street, start, EAST, (220.0, 420.0), side, kind, (44.0, 52.0)))
                out.append(Frontage(street, start, EAST, (432.0, 580.0), side, "row", (44.0, 50.0)))
            elif number == 0 or (number == 1 and side == -1):  # plan area 1 lies east of here
                out.append(Frontage(street, start, EAST, (220.0, 384.0), side, "home"))
            elif number != len(ROW_NAMES) - 1:  # the school lies on the last street
                out.append(Frontage(street, start, EAST, (220.0, 580.0), side, "home"))
    return out


def west_frontages() -> list[Frontage]:
    """Return the frontages west of the dry valley, on both sides of Vestervej."""
    return [
        Frontage(street, (30.0, place.HOME_ROWS_WEST[number]), EAST, span, side, "home")
        for number, street in enumerate(WEST_NAMES)
        for side in (1, -1)
        for span in ((2.0, 82.0), (98.0, 174.0))
    ]


def east_frontages() -> list[Frontage]:
    """Return the frontages east of the stream; care home and hospital take one side of the last."""
    return [
        Frontage(street, (1_345.0, place.HOME_ROWS_WEST[number]), EAST, (62.0, 305.0), side, "home", (27.0, 34.0))
        for number, street in EAST_NAMES.items()
        for side in (1, -1)
        if not (street == "Ahornbakken" and side == 1)
    ]


def industry_frontages() -> list[Frontage]:
    """Return the frontages of the industrial district."""
    fabrik, vaerk, smedje = (450.0, 1_090.0), (450.0, 1_340.0), (985.0, 1_090.0)
    wide = (58.0, 78.0)
    return [
        Frontage("Fabriksvej", fabrik, EAST, (2.0, 178.0), -1, "industry", wide, 150.0, 10.0),
        Frontage("Fabriksvej", fabrik, EAST, (202.0, 604.0), -1, "industry", wide, 150.0, 10.0),
        Frontage("Fabriksvej", fabrik, EAST, (2.0, 178.0), 1, "industry", wide, 110.0, 10.0),
        Frontage("Fabriksvej", fabrik, EAST, (202.0, 520.0), 1, "industry", (48.0, 66.0), 68.0, 10.0),
        Frontage("Værkstedsvej", vaerk, EAST, (2.0, 178.0), -1, "industry", wide, 118.0, 10.0),
        Frontage("Værkstedsvej", vaerk, EAST, (202.0, 370.0), -1, "industry", (50.0, 60.0), 46.0, 10.0),
        Frontage("Værkstedsvej", vaerk, EAST, (372.0, 523.0), -1, "small", (36.0, 40.0), 62.0, 10.0),
        Frontage("Værkstedsvej", vaerk, EAST, (2.0, 178.0), 1, "industry", wide, 130.0, 10.0),
        Frontage("Værkstedsvej", vaerk, EAST, (202.0, 604.0), 1, "industry", wide, 130.0, 10.0),
        Frontage("Smedjevej", smedje, NORTH, (84.0, 176.0), 1, "low", (26.0, 32.0), 66.0, 10.0),
        Frontage("Smedjevej", smedje, NORTH, (16.0, 236.0), -1, "small", (34.0, 40.0), 56.0, 10.0),
    ]


def cut_frontage(front: Frontage) -> list[Plot]:
    """Cut a frontage into plots of nearly even width."""
    random = place.generator(f"plots/{front.street}/{front.span}/{front.side}")
    length = front.span[1] - front.span[0]
    count = max(1, round(length / random.uniform(*front.width)))
    edges = np.linspace(front.span[0], front.span[1], count + 1)
    edges[1:-1] += random.uniform(-1.5, 1.5, count - 1)
    edges = np.round(edges, 2)
    cadastre = BYEN if front.kind in {"home", "flats", "centre", "row"} else INDUSTRI
    plots = []
    for low, high in pairwise(edges):
        far = front.reserve + front.depth
        shape = front.rectangle(float(low), float(high), front.reserve, far)
        station = float(low + high) / 2
        key = f"{front.street}/{front.side}/{station:.1f}"
        plots.append(Plot(key, front.kind, cadastre, shape, front, station, front.street))
    return plots


def number_plots(plots: list[Plot]) -> None:
    """Give each plot its house number: odd left, even right, rising from the street's start."""
    for street in dict.fromkeys(p.street for p in plots if p.frontage):
        for side, first in ((1, 1), (-1, 2)):
            row = [p for p in plots if p.street == street and p.frontage and p.frontage.side == side]
            for index, plot in enumerate(sorted(row, key=lambda p: p.station)):
                plot.number = str(first + 2 * index)


def place_building(plot: Plot, shape: Polygon, use: str | None, **values: Any) -> None:  # noqa: ANN401
    """Put a building on a plot, with its register values; footprint in local metres."""
    number = len(plot.buildings)
    storeys = int(values.get("storeys", 1))
    area = round(shape.area)
    plot.buildings.append(
        {
            "id_lokalid": place.stable_id("building", plot.key, number),
            "byg021anvendelse": use,
            "anvendelse_tekst": USES.get(use or "", "Ukendt"),
            "byg026opfoerelsesaar": values.get("year"),
            "byg041bebygget_areal": area,
            "byg038samlet_areal": area * storeys,
            "byg054antal_etager": storeys,
            "har_kaelder": values.get("cellar", "nej"),
            "kaelder_areal_m2": values.get("cellar_m2"),
            "antal_boliger": int(values.get("homes", 0)),
            "local": shape,
        },
    )


def footprint(plot: Plot, low: float, near: float, wide: float, deep: float, turn: float = 0.0) -> Polygon:
    """Return a rectangle on a plot: `low` metres along from its edge, `near` from its street edge."""
    front = plot.frontage
    if front is None:
        message = f"plot {plot.key} has no street"
        raise ValueError(message)
    start = station_span(plot)[0] + low
    edge = front.reserve + near
    shape = front.rectangle(start, start + wide, edge, edge + deep)
    return affinity.rotate(shape, turn, origin="centroid")


def station_span(plot: Plot) -> tuple[float, float]:
    """Return where a plot begins and ends along its street."""
    front = plot.frontage
    if front is None:
        return (0.0, 0.0)
    along = [
        (x - front.origin[0]) * front.direction[0] + (y - front.origin[1]) * front.direction[1]
        for x, y in plot.shape.exterior.coords
    ]
    return (min(along), max(along))


def cellar(random: np.random.Generator, year: int, area: float) -> dict[str, Any]:
    """Return whether a home has a cellar: often when old, and for some it is not known."""
    draw = random.uniform()
    if draw < 0.12:
        return {"cellar": "ukendt", "cellar_m2": None}
    if draw < (0.62 if year < 1960 else 0.2):
        return {"cellar": "ja", "cellar_m2": round(area * float(random.uniform(0.5, 1.0)))}
    return {"cellar": "nej", "cellar_m2": 0}


def build_home(plot: Plot, random: np.random.Generator) -> None:
    """Build a house, at times with a wing, and for some a garage, carport or shed."""
    low, high = station_span(plot)
    room = high - low
    wide = float(random.uniform(11.0, min(16.0, room - 9.0)))
    deep = float(random.uniform(8.0, 10.5))
    left = float(random.uniform(3.0, max(3.1, room - wide - 6.0)))
    near = float(random.uniform(5.5, 8.0))
    shape = footprint(plot, left, near, wide, deep, float(random.uniform(-3.0, 3.0)))
    if random.uniform() < 0.35:
        wing = footprint(plot, left + wide - 5.5, near + deep - 1.0, 5.0, 6.0)
        shape = shapely.union(shape, wing)
    year = int(random.integers(1924, 2014))
    area = shape.area
    extra = cellar(random, year, area)
    use = "120" if random.uniform() > 0.012 else None
    place_building(plot, shape, use, year=year, storeys=1 + int(random.uniform() < 0.3), homes=1, **extra)
    draw = random.uniform()
    if draw < 0.28:
        start = left + wide + 1.0 if left + wide + 5.2 < room - 0.5 else left - 4.6
        if start > 0.4:
            shed = footprint(plot, start, near + float(random.uniform(6.0, 14.0)), 3.6, 6.0)
            code = ("910", "920", "930")[int(random.integers(0, 3))]
            if shed.distance(shape) > 0.5 and plot.shape.contains(shed):
                place_building(plot, shed, code, year=year + 3)


def build_row(plot: Plot, random: np.random.Generator) -> None:
    """Build a terrace of homes as one footprint."""
    low, high = station_span(plot)
    year = int(random.integers(1968, 1996))
    shape = footprint(plot, 3.0, 6.0, high - low - 6.0, 9.5)
    homes = int((high - low - 6.0) // 7.0)
    place_building(plot, shape, "131", year=year, storeys=2, homes=homes, cellar="nej", cellar_m2=0)


def build_flats(plot: Plot, random: np.random.Generator) -> None:
    """Build a block of flats with a cellar."""
    low, high = station_span(plot)
    shape = footprint(plot, 4.0, 5.0, high - low - 8.0, 11.0)
    year = int(random.integers(1948, 1972))
    storeys = int(random.integers(3, 5))
    place_building(
        plot, shape, "140", year=year, storeys=storeys, homes=storeys * 6, cellar="ja", cellar_m2=round(shape.area)
    )


def build_centre(plot: Plot, random: np.random.Generator) -> None:
    """Build a shop or office of the small town centre."""
    low, high = station_span(plot)
    use = ("322", "322", "321", "433")[int(plot.station // 50) % 4]
    shape = footprint(plot, 4.0, 6.0, high - low - 8.0, float(random.uniform(15.0, 20.0)))
    place_building(plot, shape, use, year=int(random.integers(1961, 2004)), storeys=2, cellar="ukendt")


def build_industry(plot: Plot, random: np.random.Generator) -> None:
    """Build a hall and often an office or a second, smaller hall."""
    low, high = station_span(plot)
    room = high - low
    depth = plot.frontage.depth if plot.frontage else 60.0
    year = int(random.integers(1952, 2002))
    use = ("221", "222", "223", "323", "323")[int(random.integers(0, 5))]
    deep = min(depth * float(random.uniform(0.42, 0.58)), depth - 22.0)
    hall = footprint(plot, 6.0, 14.0, room - 12.0 - float(random.uniform(0.0, 8.0)), deep)
    place_building(plot, hall, use, year=year, storeys=1, cellar="ukendt" if year < 1970 else "nej")
    if depth > 100.0:
        far = 14.0 + deep + 8.0
        size = (float(random.uniform(14.0, 24.0)), float(random.uniform(9.0, 13.0)))
        shed = footprint(plot, 8.0, far, *size)
        if plot.shape.contains(shed):
            place_building(plot, shed, "321" if random.uniform() < 0.5 else "218", year=year + 5, storeys=1)


def build_small(plot: Plot, random: np.random.Generator) -> None:
    """Build a workshop, a store or an office on a small plot."""
    low, high = station_span(plot)
    use = ("223", "323", "321", "223")[int(random.integers(0, 4))]
    deep = plot.frontage is not None and plot.frontage.depth > 60.0
    near = 20.0 if deep else 9.0
    shape = footprint(plot, 4.0, near, high - low - 8.0, float(random.uniform(22.0, 30.0)))
    place_building(plot, shape, use, year=int(random.integers(1955, 1990)), cellar="ukendt")


def build_low(plot: Plot, random: np.random.Generator) -> None:
    """Build what stands by the closed low: a day-care, a home and a workshop."""
    low, high = station_span(plot)
    use, values = (
        ("441", {"year": 1974, "cellar": "nej", "cellar_m2": 0}),
        ("120", {"year": 1936, "cellar": "ja", "cellar_m2": 70, "homes": 1}),
        ("223", {"year": 1958, "cellar": "ukendt"}),
    )[int((plot.station - 84.0) // 31.0) % 3]
    size = (15.0, 10.0) if use == "120" else (high - low - 8.0, 18.0 + float(random.uniform(0.0, 6.0)))
    shape = footprint(plot, 4.0, 26.0, *size)
    place_building(plot, shape, use, **values)


BUILDERS: Final = {
    "home": build_home,
    "row": build_row,
    "flats": build_flats,
    "centre": build_centre,
    "industry": build_industry,
    "small": build_small,
    "low": build_low,
}


def institutions() -> list[Plot]:
    """Return school, day-cares, care home, hospital, filling station and farms, placed by hand."""
    rows = place.HOME_ROWS_WEST
    school = Plot("school", "school", BYEN, box(665.0, 785.0, 905.0, 862.0), street="Skolevænget", number="41")
    school.access, school.road_point = (760.0, 793.0 + 3.0), (760.0, rows[9])
    school.label = "Eksempelby Skole"
    wings = [box(700.0, 793.0, 830.0, 809.0), box(700.0, 809.0, 716.0, 845.0), box(814.0, 809.0, 830.0, 845.0)]
    place_building(school, shapely.union_all(wings), "421", year=1966, storeys=2, cellar="ja", cellar_m2=800)
    care = Plot("day-care", "institution", BYEN, box(925.0, 785.0, 1_000.0, 850.0), street="Skolevænget", number="43")
    place_building(care, box(935.0, 795.0, 975.0, 813.0), "441", year=1981, cellar="nej", cellar_m2=0)
    care.access, care.road_point, care.label = (955.0, 798.0), (955.0, rows[9]), "Børnehuset Kløveren"
    home = Plot("care-home", "institution", BYEN, box(1_415.0, 700.0, 1_520.0, 760.0), street="Ahornbakken", number="1")
    wings = [box(1_425.0, 708.0, 1_505.0, 722.0), box(1_425.0, 722.0, 1_439.0, 752.0)]
    place_building(home, shapely.union_all(wings), "160", year=1978, storeys=2, homes=48, cellar="ukendt")
    home.access, home.road_point, home.label = (1_460.0, 711.0), (1_460.0, rows[8]), "Plejehjemmet Ahorn"
    ward = Plot("hospital", "institution", BYEN, box(1_540.0, 700.0, 1_645.0, 800.0), street="Ahornbakken", number="3")
    place_building(ward, box(1_550.0, 710.0, 1_630.0, 735.0), "431", year=1989, storeys=3, cellar="ja", cellar_m2=1900)
    ward.access, ward.road_point, ward.label = (1_590.0, 713.0), (1_590.0, rows[8]), "Eksempelby Nærhospital"
    fuel = Plot("fuel", "industry", INDUSTRI, box(655.0, 1_172.0, 705.0, 1_215.0), street="Stationsvej", number="2")
    place_building(fuel, box(672.0, 1_184.0, 690.0, 1_198.0), "325", year=1972, cellar="nej", cellar_m2=0)
    fuel.access, fuel.road_point, fuel.label = (675.0, 1_191.0), (640.0, 1_191.0), "Tankstationen"
    return [school, care, home, ward, fuel, *farms()]


def farms() -> list[Plot]:
    """Return three farms in the fields."""
    out = []
    spots = (
        ("farm-north", (670.0, 1_760.0), "Nørre Landevej", "12", 640.0),
        ("farm-east", (1_880.0, 1_240.0), "Skovvej", "8", 1_850.0),
        ("farm-wood", (1_880.0, 1_820.0), "Skovvej", "20", 1_850.0),
    )
    for key, (x, y), street, number, road in spots:
        farm = Plot(key, "farm", MARKEN, box(x - 15.0, y - 35.0, x + 75.0, y + 45.0), street=street, number=number)
        place_building(
            farm, box(x, y, x + 22.0, y + 9.0), "110", year=1887, storeys=2, homes=1, cellar="ja", cellar_m2=90
        )
        place_building(farm, box(x, y + 20.0, x + 40.0, y + 32.0), "218", year=1931)
        farm.access, farm.road_point = (x + 3.0, y + 4.5), (road, y + 4.5)
        out.append(farm)
    return out


def address_point(plot: Plot) -> None:
    """Set the access point 3 m inside the facade towards the road, and the road point before it."""
    front = plot.frontage
    if front is None or not plot.buildings:
        return
    main: BaseGeometry = plot.buildings[0]["local"]
    middle = main.centroid
    station = (middle.x - front.origin[0]) * front.direction[0] + (middle.y - front.origin[1]) * front.direction[1]
    ray = shapely.LineString([front.point(station, 0.0), front.point(station, front.reserve + front.depth)])
    inside = shapely.intersection(ray, main)
    near = Point(front.point(station, 0.0)).distance(inside)
    plot.access = front.point(station, near + 3.0)
    plot.road_point = front.point(station, 0.0)


def open_land() -> list[Plot]:
    """Return the parcels without buildings: fields, wood, meadow, the basin, the plan areas."""
    shapes = {
        "mark/nv1": box(10.0, 930.0, 225.0, 1_280.0),
        "mark/nv2": box(10.0, 1_280.0, 225.0, 1_640.0),
        "mark/nv3": box(10.0, 1_640.0, 225.0, 1_990.0),
        "mark/n1": box(410.0, 1_620.0, 630.0, 1_990.0),
        "mark/n2": box(655.0, 1_810.0, 1_040.0, 1_990.0),
        "mark/n3": box(755.0, 1_620.0, 1_040.0, 1_800.0),
        "mark/ne1": box(1_270.0, 1_100.0, 1_830.0, 1_300.0),
        "mark/ne4": box(1_290.0, 1_320.0, 1_465.0, 1_590.0),
        "mark/ne2": box(1_270.0, 1_720.0, 1_830.0, 1_990.0),
        "mark/ne3": box(1_870.0, 930.0, 1_990.0, 1_190.0),
        "mark/se1": box(1_690.0, 20.0, 1_990.0, 430.0),
        "mark/se2": box(1_690.0, 450.0, 1_990.0, 880.0),
        "mark/se3": box(1_470.0, 20.0, 1_640.0, 220.0),
        "mark/v1": box(20.0, 440.0, 105.0, 880.0),
        "mark/v2": box(135.0, 440.0, 215.0, 880.0),
        "skov/1": box(1_480.0, 1_310.0, 1_830.0, 1_700.0),
        "bassin/1": box(730.0, 1_205.0, 815.0, 1_283.0),
        "plan/1": box(818.0, 20.0, 1_010.0, 112.0),
        "plan/2": box(1_480.0, 930.0, 1_720.0, 1_080.0),
        "plan/3": box(1_290.0, 60.0, 1_450.0, 230.0),
    }
    return [Plot(key, key.split("/")[0], MARKEN, shape) for key, shape in shapes.items()]


def number_parcels(plots: list[Plot]) -> None:
    """Give each parcel a cadastral number, unique in its invented cadastre: 1a, 1b, ... 2a, ..."""
    seen: dict[int, int] = {}
    for plot in plots:
        index = seen.get(plot.cadastre[0], 0)
        seen[plot.cadastre[0]] = index + 1
        plot.parcel_number = f"{1 + index // len(LETTERS)}{LETTERS[index % len(LETTERS)]}"


def all_plots() -> list[Plot]:
    """Return every parcel of the town with its buildings, number and address points."""
    plots: list[Plot] = []
    for front in [*home_frontages(), *industry_frontages()]:
        plots += cut_frontage(front)
    number_plots(plots)
    for plot in plots:
        BUILDERS[plot.kind](plot, place.generator(f"building/{plot.key}"))
        address_point(plot)
    plots += [*institutions(), *open_land()]
    number_parcels(plots)
    return plots


def as_multi(shape: BaseGeometry) -> MultiPolygon:
    """Return a shape in local metres as a multi-polygon in EPSG:25832."""
    world = place.to_world(shape)
    return MultiPolygon([world]) if world.geom_type == "Polygon" else world
