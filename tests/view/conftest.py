"""A small invented town for pictures: a slope, two hollows with water, a path, points and a building."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools.grid import Grid
from gistools.raster import Raster
from gistools.text import Text
from gistools.view import MapLayer

if TYPE_CHECKING:
    from collections.abc import Sequence

CRS = "EPSG:25832"
HOSTILE = "<img src=x onerror=\"document.title='HACKED'\"></script><script>document.title='HACKED'</script>"


@dataclass(frozen=True)
class Town:
    elevation: Raster
    depth: Raster
    ponds: gpd.GeoDataFrame
    paths: gpd.GeoDataFrame
    points: gpd.GeoDataFrame
    spills: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame

    def layers(self) -> Sequence[MapLayer]:
        return [
            MapLayer(self.points, "threshold_points", Text("Tærskelpunkter", "Threshold points")),
            MapLayer(self.depth, "depth", Text("Vanddybde", "Water depth")),
            MapLayer(self.ponds, "ponds", Text("Vandsamlinger", "Ponds")),
            MapLayer(self.paths, "flow_paths", Text("Strømningsveje", "Flow paths")),
            MapLayer(self.spills, "spill_network", Text("Overløb", "Spills")),
            MapLayer(self.buildings, "buildings", Text("Bygninger", "Buildings")),
        ]


def make_town(name: str = "Skovløkken") -> Town:
    grid = Grid(rows=120, cols=160, x0=650_000.0, y0=6_269_000.0, dx_m=1.6, dy_m=1.6, crs=CRS)
    rows, cols = np.mgrid[0:120, 0:160]
    deep = np.maximum(0.0, 1.4 - np.hypot(rows - 40, cols - 50) / 14)
    shallow = np.maximum(0.0, 0.25 - np.hypot(rows - 80, cols - 110) / 90)
    land = (12.0 + 0.02 * cols + 0.4 * np.sin(rows / 9)).astype(np.float32)
    land[:4, :4] = np.nan
    depth = (deep + shallow).astype(np.float32)
    depth[:4, :4] = np.nan
    west, south, _, north = grid.bounds

    def frame(geometry: Sequence[shapely.Geometry], **columns: object) -> gpd.GeoDataFrame:
        return gpd.GeoDataFrame(columns, geometry=list(geometry), crs=CRS)

    def at(row: float, col: float) -> shapely.Point:
        return shapely.Point(*grid.centre(int(row), int(col)))

    holed = at(40, 50).buffer(28.0).difference(at(40, 50).buffer(6.0))
    ponds = frame(
        [holed, at(80, 110).buffer(25.0)],
        bluespot_id=[1, 2],
        depth_max_m=[1.4, 0.25],
        volume_m3=[1234.5, np.nan],
        filled_share=[1.0, 0.4],
        spills_to=[2, -1],
        navn=[name, None],
    )
    paths = frame(
        [shapely.LineString([(west, north - 10 * k), (west + 200, north - 30 * k)]) for k in (1, 2, 3)],
        path_id=[1, 2, 3],
        order_strahler=[1, 3, 5],
    )
    return Town(
        Raster(land, grid, "m", "DVR90", name=Text("Terræn", "Terrain")),
        Raster(depth, grid, "m", name=Text("Vanddybde", "Water depth")),
        ponds,
        paths,
        frame([at(40, 67), at(80, 95)], bluespot_id=[1, 2], spills_to=[2, -1]),
        frame([shapely.LineString([at(40, 67), at(60, 90), at(80, 95)])], from_id=[1], to_id=[2]),
        frame([shapely.box(west + 20, south + 20, west + 60, south + 50)], maerke=["OPDIGTET"]),
    )


@pytest.fixture(scope="session")
def town() -> Town:
    return make_town()


@pytest.fixture(scope="session")
def hostile_town() -> Town:
    return make_town(HOSTILE)
