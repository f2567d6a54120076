"""The layers, rain and tables of the sample town are what later steps rely on."""

from __future__ import annotations

import csv
import io
import itertools
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from scipy import ndimage

if TYPE_CHECKING:
    import geopandas as gpd

    from .conftest import Town

STAMP = "OPDIGTET EKSEMPEL / INVENTED EXAMPLE"
LAYERS = {
    "adjustment_lines": "LineString",
    "horseshoes": "LineString",
    "buildings": "MultiPolygon",
    "parcels": "MultiPolygon",
    "land_cover": "MultiPolygon",
    "sewer_catchments": "MultiPolygon",
    "roads": "LineString",
    "paths": "LineString",
    "stream": "LineString",
    "lakes": "MultiPolygon",
    "basins": "MultiPolygon",
    "nature_areas": "MultiPolygon",
    "addresses": "Point",
    "mapped_lots": "MultiPolygon",
    "plan_areas": "MultiPolygon",
    "flood_reports": "Point",
    "limited_culverts": "LineString",
    "underground_basins": "Point",
    "emergency_stations": "Point",
}
TOWN_M2 = 4_000_000.0


def test_layer_list(town: Town) -> None:
    """The GeoPackage holds exactly the layers named, each of one geometry type."""
    listed = {str(name): str(kind) for name, kind in pyogrio.list_layers(town.folder / "town.gpkg")}
    assert listed == LAYERS
    assert set(town.truth["layers"]) == set(LAYERS)


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_each_layer_is_sound(town: Town, name: str) -> None:
    """CRS, validity, place and stamp hold for every row of every layer."""
    frame = town.layer(name)
    assert len(frame) == town.truth["layers"][name] > 0
    assert frame.crs.to_epsg() == 25832
    assert frame.geometry.is_valid.all()
    assert not frame.geometry.is_empty.any()
    assert (frame["maerke"] == STAMP).all()
    low_x, low_y, high_x, high_y = frame.total_bounds
    assert 650_000 <= low_x <= high_x <= 652_000
    assert 6_268_000 <= low_y <= high_y <= 6_270_000


def test_ids_are_unique(town: Town) -> None:
    """Every id appears once over all layers."""
    ids = [key for name in LAYERS for key in town.layer(name).get("id_lokalid", [])]
    assert len(ids) == len(set(ids))


def test_size_is_fit_for_a_repository(town: Town) -> None:
    """The whole sample stays under 4 MB."""
    files = [path for path in town.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in files) < 4e6


def test_land_cover_is_a_partition(town: Town) -> None:
    """Land cover leaves no gap and overlaps nowhere."""
    cover = town.layer("land_cover")
    parts = shapely.get_parts(cover.geometry.to_numpy())
    assert shapely.coverage_is_valid(parts)
    assert cover.geometry.area.sum() == pytest.approx(TOWN_M2, abs=1e-3)
    assert shapely.coverage_union_all(parts).equals(shapely.box(650_000, 6_268_000, 652_000, 6_270_000))


def test_loss_table_covers_the_land_cover(town: Town) -> None:
    """Every class has one row of losses, and the table is stamped."""
    text = (town.folder / "tables" / "landcover_losses.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert {row["klasse"] for row in rows} >= set(town.layer("land_cover")["klasse"])
    assert len({row["klasse"] for row in rows}) == len(rows)
    for row in rows:
        assert 0.0 <= float(row["run_off_coefficient"]) <= 1.0
        assert float(row["initial_loss_mm"]) >= 0.0
        assert float(row["drain_mm_per_h"]) >= 0.0
        assert row["maerke"] == STAMP


def test_buildings_stand_on_their_own_parcels(town: Town) -> None:
    """A building lies in the parcel that it names, and on no other building, road, path or water."""
    buildings, parcels = town.layer("buildings"), town.layer("parcels")
    key = ["ejerlavskode", "matrikelnummer"]
    assert not parcels.duplicated(key).any()
    assert parcels["ejerlavskode"].between(9_999_901, 9_999_999).all()
    joined = buildings.merge(parcels[[*key, "geometry"]], on=key, suffixes=("", "_parcel"))
    assert len(joined) == len(buildings)
    inside = shapely.covers(shapely.buffer(joined["geometry_parcel"].to_numpy(), 0.02), joined.geometry.to_numpy())
    assert inside.all()
    assert overlaps(buildings.geometry.to_numpy()) == 0
    assert overlaps(parcels.geometry.to_numpy()) == 0
    for name in ("roads", "paths", "stream", "lakes"):
        assert buildings.sindex.query(town.layer(name).geometry, "intersects").size == 0


def overlaps(shapes: np.ndarray) -> int:
    """Return how many pairs of polygons share more than a sliver."""
    left, right = shapely.STRtree(shapes).query(shapes, "intersects")
    pair = left < right
    area = shapely.area(shapely.intersection(shapes[left[pair]], shapes[right[pair]]))
    return int((area > 0.01).sum())


def test_buildings_serve_flood_cost(town: Town) -> None:
    """All kinds of use occur, and unknown use and unknown cellar occur too."""
    frame = town.layer("buildings")
    uses = set(frame["byg021anvendelse"].dropna())
    assert {"120", "140", "160", "221", "323", "421", "431", "441", "910"} <= uses
    assert frame["byg021anvendelse"].isna().any()
    assert set(frame["har_kaelder"]) == {"ja", "nej", "ukendt"}
    unknown = frame["har_kaelder"] == "ukendt"
    assert frame.loc[unknown, "kaelder_areal_m2"].isna().all()
    assert 400 <= len(frame) <= 720
    wet = frame[frame["id_lokalid"].isin(town.truth["buildings_in_closed_low"])]
    assert len(wet) >= 5
    assert "441" in set(wet["byg021anvendelse"])


def test_buildings_in_the_closed_low_are_those_that_a_lake_to_its_rim_reaches(town: Town) -> None:
    """Cells below the sill that hang together with its deepest point, and no ground as low beyond its rim."""
    low = next(one for one in town.truth["depressions"] if one["key"] == "closed_low")
    sill_cm = round(low["spill_level_m"] * 100)
    label, _ = ndimage.label(town.z_cm < sill_cm, np.ones((3, 3)))
    lake = label == label[town.index(low["point"])]
    assert lake.sum() * town.cell_m**2 == pytest.approx(low["area_m2"], rel=0.02)
    depth_cm = np.where(lake, sill_cm - town.z_cm, 0)
    wet = []
    for key, shape in town.layer("buildings").set_index("id_lokalid").geometry.items():
        west, south, east, north = shape.bounds
        (low_row, low_col), (high_row, high_col) = town.index([west, north]), town.index([east, south])
        part = slice(max(low_row, 0), high_row + 1), slice(max(low_col, 0), high_col + 1)
        rows, cols = np.mgrid[part]
        x, y = town.west_m + (cols + 0.5) * town.cell_m, town.north_m - (rows + 0.5) * town.cell_m
        inside = shapely.contains_xy(shape, x, y)
        if depth_cm[part][inside].max(initial=0) >= 20:
            wet.append(key)
    assert sorted(wet) == town.truth["buildings_in_closed_low"]
    assert len(wet) == 5
    assert "76d0be15-0ef9-5944-834e-b5c205beef8e" not in wet


def test_horseshoe_and_line_have_the_national_form(town: Town) -> None:
    """A line is one segment; a horseshoe has four vertices and does not cross itself."""
    (line,) = town.layer("adjustment_lines").geometry
    (shoe,) = town.layer("horseshoes").geometry
    assert len(line.coords) == 2
    assert len(shoe.coords) == 4
    assert shoe.is_simple


def walkable(town: Town, *, wheelchair: bool) -> dict[str, set[tuple[float, float]]]:
    """Return the connected sets of nodes of roads and paths where one may walk, by their first node."""
    frames = [town.layer(name).assign(trappe=lambda f: f.get("trappe", "nej")) for name in ("roads", "paths")]
    union: dict[tuple[float, float], tuple[float, float]] = {}

    def root(node: tuple[float, float]) -> tuple[float, float]:
        while union.setdefault(node, node) != node:
            node = union[node]
        return node

    for frame in frames:
        for line, foot, steps in zip(frame.geometry, frame["gang_tilladt"], frame["trappe"], strict=True):
            if foot == "ja" and not (wheelchair and steps == "ja"):
                ends = [tuple(np.round(line.coords[i], 2)) for i in (0, -1)]
                union[root(ends[0])] = root(ends[1])
    sets: dict[str, set[tuple[float, float]]] = {}
    for node in union:
        sets.setdefault(str(root(node)), set()).add(node)
    return sets


def test_plan_areas_are_connected_as_intended(town: Town) -> None:
    """One plan area is on the network, one is cut off, one is reached by steps only."""
    plans = town.layer("plan_areas").set_index("hensigt").geometry
    assert set(plans.index) == {"forbundet", "afskaaret", "ikke_koerestol"}
    for wheelchair, expected in ((False, {"forbundet", "ikke_koerestol"}), (True, {"forbundet"})):
        network = max(walkable(town, wheelchair=wheelchair).values(), key=len)
        nodes = shapely.points(sorted(network))
        reached = {name for name, area in plans.items() if shapely.intersects(area, nodes).any()}
        assert reached == expected


def test_levels_cross_without_meeting(town: Town) -> None:
    """The underpass shares no vertex with the ring road; ends of other lines meet exactly."""
    roads, paths = town.layer("roads"), town.layer("paths")
    (tunnel,) = paths[paths["niveau"] == -1].geometry
    ring = roads[roads["vejnavn"] == "Ringvejen"].geometry
    assert ring.crosses(tunnel).any()
    assert not any(set(tunnel.coords) & set(part.coords) for part in ring)
    assert set(paths["bro_tunnel"].fillna("")) == {"", "Bro", "Tunnel"}


def test_addresses_follow_the_rules(town: Town) -> None:
    """Unique, odd on the left and even on the right, three metres inside the facade."""
    frame = town.layer("addresses")
    assert not frame["adgangsadressebetegnelse"].duplicated().any()
    assert not frame.duplicated(["vejkode", "husnummertekst"]).any()
    buildings = town.layer("buildings").set_index("id_lokalid").geometry
    homes = buildings.loc[frame["adgangtilbygning"]].to_numpy()
    points = frame.geometry.to_numpy()
    assert shapely.contains(homes, points).all()
    street = frame[frame["vejnavn"] == "Kløvervænget"]
    north = street.geometry.y > street["vejpunkt_n"]
    assert ((street["husnummertekst"].astype(int) % 2 == 1) == north).all()


def test_mapped_lots_are_fictitious(town: Town) -> None:
    """Every lot lies at an invented cadastre and names a parcel that it lies in."""
    lots, parcels = town.layer("mapped_lots"), town.layer("parcels")
    assert {"V1", "V2", "V1V2", "UIK", "UEK"} == set(lots["status"])
    assert {"F0", "F1", "F2"} <= set(lots["nuance"].dropna())
    joined = lots.merge(parcels, left_on=["ejerlav_kode", "matrikler"], right_on=["ejerlavskode", "matrikelnummer"])
    assert len(joined) == len(lots)
    near = shapely.buffer(joined["geometry_y"].to_numpy(), 0.02)
    assert shapely.covers(near, joined["geometry_x"].to_numpy()).all()


def test_reports_are_planted(town: Town) -> None:
    """True reports lie where water can stand; false ones do not."""
    frame = town.layer("flood_reports")
    counts = town.truth["flood_reports"]
    assert (frame["plantet"] == "i lavning").sum() == counts["in_hollows"]
    assert (frame["plantet"] == "falsk").sum() == counts["false"]
    sills = {item["key"]: item["spill_level_m"] for item in town.truth["depressions"]}
    for report in frame[frame["plantet"] == "i lavning"].itertuples():
        ground = town.z_cm[town.index([report.geometry.x, report.geometry.y])] / 100
        assert ground + report.dybde_cm / 100 <= sills[report.lavning] + 0.05


def test_rain_grid(town: Town) -> None:
    """The storm covers the town at 100 m with 60 to 110 mm."""
    with rasterio.open(town.folder / "rain" / "rain_mm.tif") as rain:
        values = rain.read(1)
        assert rain.crs.to_epsg() == 25832
        assert rain.bounds == (650_000, 6_268_000, 652_000, 6_270_000)
        assert (rain.dtypes[0], rain.units[0], rain.res) == ("float32", "mm", (100.0, 100.0))
    assert (values.min(), values.max()) == (60.0, 110.0)


def test_frames_are_readable_without_geopandas_extras(town: Town) -> None:
    """A plain read of one layer gives the columns that the schemas name."""
    frame: gpd.GeoDataFrame = town.layer("buildings")
    assert {"id_lokalid", "byg021anvendelse", "byg026opfoerelsesaar", "byg054antal_etager"} <= set(frame.columns)


def test_rain_table(town: Town) -> None:
    text = (town.folder / "tables" / "rain_statistics.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["maerke"] for row in rows} == {f"{STAMP} (EKSEMPELREGN / EXAMPLE RAIN)"}
    depths = [[float(v.replace(",", ".")) for k, v in row.items() if k.startswith("T=")] for row in rows]
    assert all(one < other for row in depths for one, other in itertools.pairwise(row))
    assert all(a < b for one, other in itertools.pairwise(depths) for a, b in zip(one, other, strict=True))
