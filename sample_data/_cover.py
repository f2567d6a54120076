"""Land cover, water, nature and sewer catchments of the sample town."""

from __future__ import annotations

from typing import Any, Final

import _place as place
import _terrain as terrain
import geopandas as gpd
import numpy as np
import shapely
from _network import along, at_stream, at_valley
from _plots import Plot, as_multi
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

TOWN: Final = box(0.0, 0.0, place.SIZE_M, place.SIZE_M)
GRID_M: Final = 0.01

KIND_COVER: Final = {
    "home": "have",
    "row": "have",
    "flats": "graes",
    "farm": "grus",
    "centre": "befaestet",
    "institution": "graes",
    "school": "graes",
    "industry": "befaestet",
    "small": "befaestet",
    "low": "graes",
    "mark": "mark",
    "skov": "skov",
    "bassin": "graes",
    "plan": "graes",
}


def stream_line(low: float, high: float) -> LineString:
    """Return the stream's centre line between two northings, flowing south."""
    return LineString(along(at_stream, high, low))


def lake_shape() -> Polygon:
    """Return the lake's shore: the wavy ellipse of the terrain, as a polygon."""
    angles = np.linspace(0.0, 2 * np.pi, 121)[:-1]
    shore = 0.88 + 0.06 * np.cos(3 * angles + 0.7) + 0.035 * np.cos(5 * angles - 0.4)
    xs = terrain.LAKE.centre[0] + terrain.LAKE.half[0] * shore * np.cos(angles)
    ys = terrain.LAKE.centre[1] + terrain.LAKE.half[1] * shore * np.sin(angles)
    return Polygon(np.round(np.column_stack([xs, ys]), 2))


def wood_shape() -> BaseGeometry:
    """Return the wood round the lake: its parcel with a wavy edge."""
    return shapely.union_all(
        [
            box(1_500.0, 1_335.0, 1_800.0, 1_670.0).buffer(16.0),
            shapely.Point(1_560.0, 1_400.0).buffer(78.0),
            shapely.Point(1_745.0, 1_620.0).buffer(82.0),
        ],
    ).intersection(box(1_480.0, 1_310.0, 1_830.0, 1_700.0))


def meadow_shape() -> BaseGeometry:
    """Return the meadow along the stream, both sides, cut by the ring road's bank."""
    low = stream_line(0.0, 876.0).buffer(40.0)
    high = stream_line(924.0, 2_000.0).buffer(42.0)
    return shapely.union(low, high).intersection(TOWN)


def road_area(frame: gpd.GeoDataFrame, extra_m: float) -> BaseGeometry:
    """Return the area that centre lines cover with their width; an unknown width counts 2.5 m."""
    shapes = []
    for width, line in zip(frame["bredde_m"], frame.geometry, strict=True):
        half = (float(width) if np.isfinite(width) else 2.5) / 2 + extra_m
        shapes.append(place.to_local(line).buffer(half, cap_style="square", quad_segs=4))
    return shapely.union_all(shapes).intersection(TOWN)


def layers_by_priority(
    plots: list[Plot], roads: gpd.GeoDataFrame, paths: gpd.GeoDataFrame
) -> list[tuple[str, BaseGeometry]]:
    """Return the classes with their areas; where two overlap, the earlier one holds."""
    built = roads[roads["status"] == "Anlagt"]
    laid = paths[paths["status"] == "Anlagt"]
    gravel = laid["overflade"].isin(["Grus", "Trin"]).to_numpy()
    roofs = [b["local"] for p in plots for b in p.buildings]
    yards = [p.shape for p in plots if KIND_COVER[p.kind] == "befaestet"]
    paved = shapely.union_all([*yards, *school_yards()])
    named = {name: [p.shape for p in plots if KIND_COVER[p.kind] == name] for name in ("have", "mark", "grus")}
    stream = stream_line(0.0, place.SIZE_M).buffer(place.STREAM_HALF_M, cap_style="flat").intersection(TOWN)
    return [
        ("tag", shapely.union_all(roofs)),
        ("vej", road_area(built, 0.8)),
        ("sti", road_area(laid[~gravel], 0.0)),
        ("vand", shapely.union(stream, lake_shape())),
        ("grus", shapely.union_all([road_area(laid[gravel], 0.0), *gravel_yards(plots)])),
        ("grus", shapely.union_all(named["grus"])),
        ("befaestet", paved),
        ("have", shapely.union_all(named["have"])),
        ("eng", meadow_shape()),
        ("skov", shapely.union_all([wood_shape(), box(20.0, 880.0, 100.0, 885.0), *town_trees()])),
        ("mark", shapely.union_all(named["mark"])),
        ("graes", TOWN),
    ]


def school_yards() -> list[BaseGeometry]:
    """Return paved yards at the school, the care home and the hospital."""
    return [
        box(690.0, 809.0, 812.0, 852.0),
        box(1_440.0, 723.0, 1_505.0, 745.0),
        box(1_548.0, 737.0, 1_638.0, 775.0),
    ]


def gravel_yards(plots: list[Plot]) -> list[BaseGeometry]:
    """Return the back yards of industry on deep plots: gravel."""
    out: list[BaseGeometry] = []
    for plot in plots:
        if plot.kind == "industry" and plot.frontage and plot.frontage.depth > 100.0:
            whole, front = plot.shape, plot.frontage
            far = front.reserve + front.depth
            out.append(front.rectangle(0.0, 2_000.0, far - 30.0, far).intersection(whole))
    return out


def town_trees() -> list[BaseGeometry]:
    """Return tree belts: along the ring road, in the dry valley, and round the hollow's park."""
    valley = LineString(along(at_valley, 120.0, 840.0))
    belt = valley.buffer(34.0).difference(valley.buffer(20.0))
    return [
        belt.intersection(box(250.0, 480.0, 300.0, 640.0)),
        belt.intersection(box(300.0, 240.0, 360.0, 340.0)),
        box(230.0, 934.0, 234.0, 1_600.0),
        box(440.0, 1_600.0, 620.0, 1_606.0),
        box(1_262.0, 1_100.0, 1_266.0, 1_300.0),
        box(1_670.0, 230.0, 1_684.0, 880.0),
    ]


def land_cover(plots: list[Plot], roads: gpd.GeoDataFrame, paths: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return land cover as a partition of the town: no gap, no overlap, edges shared exactly.

    All boundaries are noded together on a centimetre grid and made into faces, and each face takes the
    first class that covers a point inside it; so neighbours share their edge vertex by vertex.
    """
    ranked = layers_by_priority(plots, roads, paths)
    borders = [shapely.boundary(shape) for _, shape in ranked]
    quarter = [LineString([(1_000, 0), (1_000, 2_000)]), LineString([(0, 1_000), (2_000, 1_000)])]
    noded = shapely.union_all([*borders, *quarter], grid_size=GRID_M)
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded).tolist())))
    inside = shapely.point_on_surface(faces)
    klass = np.full(len(faces), "", dtype=object)
    for name, shape in ranked:
        shapely.prepare(shape)
        hit = shapely.intersects(shape, inside) & (klass == "")
        klass[hit] = name
    quadrant = (shapely.get_x(inside) > 1_000.0) * 1 + (shapely.get_y(inside) > 1_000.0) * 2
    rows = []
    for name in sorted(set(klass)):
        for part in range(4):
            chosen = faces[(klass == name) & (quadrant == part)]
            if len(chosen):
                merged = shapely.normalize(shapely.coverage_union_all(chosen))
                rows += [(name, piece) for piece in shapely.get_parts(merged)]
    frame = gpd.GeoDataFrame({"klasse": [r[0] for r in rows]}, geometry=[r[1] for r in rows])
    frame["geometry"] = [as_multi(shape) for shape in frame.geometry]
    frame["areal_m2"] = frame.geometry.area.round(2)
    frame["maerke"] = place.STAMP
    return frame.set_crs(place.CRS)[["klasse", "areal_m2", "maerke", "geometry"]]


def water(truth: dict[str, Any]) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers stream, lakes and basins."""
    parts = [
        ("Synlig", stream_line(918.0, place.SIZE_M)),
        ("Rørlagt", LineString([at_stream(918.0), at_stream(882.0)])),
        ("Synlig", stream_line(0.0, 882.0)),
    ]
    stream = [
        {
            "id_lokalid": place.stable_id("stream", i),
            "navn": "Eksempelåen",
            "synlighed": kind,
            "bredde_m": 2 * place.STREAM_HALF_M,
            "bund_start_m": round(5.0 + 0.004 * line.coords[0][1], 2),
            "bund_slut_m": round(5.0 + 0.004 * line.coords[-1][1], 2),
            "maerke": place.STAMP,
            "geometry": place.to_world(line),
        }
        for i, (kind, line) in enumerate(parts)
    ]
    by_key = {d["key"]: d for d in truth["depressions"]}
    lake = {
        "id_lokalid": place.stable_id("lake", 1),
        "navn": "Skovsøen",
        "vandspejl_m": terrain.LAKE_WATER_M,
        "taerskel_m": terrain.LAKE.sill_m,
        "maerke": place.STAMP,
        "geometry": as_multi(lake_shape()),
    }
    centre, half = terrain.BASIN.centre, terrain.BASIN.half
    outline = box(
        centre[0] - half[0] + 10, centre[1] - half[1] + 10, centre[0] + half[0] - 10, centre[1] + half[1] - 10
    )
    basin = {
        "id_lokalid": place.stable_id("basin", 1),
        "navn": "Regnvandsbassinet ved Fabriksvej",
        "bund_m": round(terrain.BASIN.pad_m - terrain.BASIN_DEPTH_M, 2),
        "taerskel_m": terrain.BASIN.sill_m,
        "volumen_m3": by_key["basin"]["volume_m3"],
        "maerke": place.STAMP,
        "geometry": as_multi(outline.buffer(10.0)),
    }
    return {
        "stream": gpd.GeoDataFrame(stream, crs=place.CRS),
        "lakes": gpd.GeoDataFrame([lake], crs=place.CRS),
        "basins": gpd.GeoDataFrame([basin], crs=place.CRS),
    }


def nature_areas() -> gpd.GeoDataFrame:
    """Return nature: protected types (naturbeskyttelsesloven § 3), woods, tree rows and parks."""
    rows = [
        {
            "objekt_id": place.stable_id("nature", name),
            "natyp_navn": kind,
            "beskyttet_par3": protected,
            "navn": name,
            "besig_dato": "2021-06-15" if protected == "ja" else None,
            "areal_m2": round(shape.area),
            "maerke": place.STAMP,
            "geometry": as_multi(shape),
        }
        for kind, protected, name, shape in [*protected_nature(), *other_nature()]
    ]
    return gpd.GeoDataFrame(rows, crs=place.CRS)


Nature = tuple[str, str, str, BaseGeometry]


def protected_nature() -> list[Nature]:
    """Return the protected types: lake, ponds, meadows, mire and dry grassland."""
    channel = stream_line(0.0, place.SIZE_M).buffer(6.0)
    meadow = meadow_shape().difference(channel)

    def pond(x: float, y: float, radius: float) -> Polygon:
        return shapely.Point(x, y).buffer(radius, quad_segs=6)

    def stretch(low: float, high: float) -> BaseGeometry:
        return meadow.intersection(box(900.0, low, 1_400.0, high))

    hill = Polygon([(1_270, 560), (1_330, 555), (1_338, 700), (1_300, 760), (1_268, 690)])
    slope = Polygon([(238, 1_380), (266, 1_390), (260, 1_560), (238, 1_570)])
    return [
        ("Sø", "ja", "Skovsøen", lake_shape()),
        ("Sø", "ja", "Vandhul ved Nørre Landevej", pond(560.0, 1_790.0, 9.0)),
        ("Sø", "ja", "Vandhul i marken", pond(1_420.0, 1_210.0, 8.0)),
        ("Sø", "ja", "Vandhul ved Østervej", pond(1_800.0, 320.0, 10.0)),
        ("Eng", "ja", "Åengen syd", stretch(0.0, 560.0)),
        ("Eng", "ja", "Åengen nord", stretch(1_150.0, 1_580.0)),
        ("Mose", "ja", "Åmosen", stretch(1_690.0, 1_900.0)),
        ("Overdrev", "ja", "Bakken øst", hill),
        ("Overdrev", "ja", "Dalskrænten", slope),
    ]


def other_nature() -> list[Nature]:
    """Return wood, parks and tree rows, which are not protected types."""
    valley = LineString(along(at_valley, 200.0, 800.0))
    return [
        ("Skov", "nej", "Eksempel Skov", wood_shape().difference(lake_shape().buffer(4.0))),
        ("Park", "nej", "Dalparken", valley.buffer(46.0).difference(valley.buffer(3.0))),
        ("Park", "nej", "Skoleparken", box(835.0, 790.0, 900.0, 855.0)),
        ("Levende hegn", "nej", "Hegn nordvest", box(230.0, 934.0, 234.0, 1_600.0)),
        ("Levende hegn", "nej", "Hegn nord", box(440.0, 1_600.0, 620.0, 1_606.0)),
        ("Levende hegn", "nej", "Hegn øst", box(1_262.0, 1_100.0, 1_266.0, 1_300.0)),
        ("Levende hegn", "nej", "Hegn sydøst", box(1_670.0, 230.0, 1_684.0, 880.0)),
    ]


def sewer_catchments() -> gpd.GeoDataFrame:
    """Return sewer catchments; the capacity is a return period in years, as in a service level."""
    spots = [
        ("A1", "Separatkloakeret", 5, "Dalgrøften", box(22.0, 40.0, 215.0, 430.0)),
        ("B1", "Fælleskloakeret", 10, "Renseanlæg", box(425.0, 40.0, 1_035.0, 424.0)),
        ("B2", "Separatkloakeret", 5, "Eksempelåen", box(425.0, 424.0, 1_035.0, 868.0)),
        ("C1", "Separatkloakeret", 5, "Eksempelåen", box(1_340.0, 270.0, 1_668.0, 805.0)),
        ("I1", "Fælleskloakeret", 10, "Renseanlæg", box(440.0, 925.0, 1_065.0, 1_170.0)),
        ("I2", "Separatkloakeret", 5, "Regnvandsbassinet ved Fabriksvej", box(440.0, 1_170.0, 830.0, 1_485.0)),
        ("I3", "Separatkloakeret", 2, "Eksempelåen", box(830.0, 1_170.0, 1_065.0, 1_485.0)),
    ]
    rows = [
        {
            "kloakopland_nr": number,
            "kloaktype": kind,
            "kapacitet_t_aar": years,
            "recipient": recipient,
            "areal_m2": round(shape.area),
            "maerke": place.STAMP,
            "geometry": as_multi(shape),
        }
        for number, kind, years, recipient, shape in spots
    ]
    return gpd.GeoDataFrame(rows, crs=place.CRS)
