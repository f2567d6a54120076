"""Pictures lie where the raster lies, keep small deep spots, and are shaded by true slopes."""

from __future__ import annotations

import base64
import io
import math

import numpy as np
import pytest
from PIL import Image
from pyproj import Transformer

from gistools.grid import Grid
from gistools.raster import Raster
from gistools.styles import STYLES, Aggregate
from gistools.text import Text
from gistools.view import hillshade
from gistools.view.pictures import picture, shade, smaller, web_picture

NAME = Text("Vanddybde", "Water depth")


def _grid(rows: int, cols: int, dx: float = 1.6, dy: float = 1.6) -> Grid:
    return Grid(rows=rows, cols=cols, x0=725_000.0, y0=6_180_000.0, dx_m=dx, dy_m=dy, crs="EPSG:25832")


def _places(index: np.ndarray, bounds: tuple[tuple[float, float], tuple[float, float]]) -> np.ndarray:
    """Return the centres of drawn pixels in EPSG:25832, as Leaflet places them: evenly in spherical Mercator."""
    forward = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    (south, west), (north, east) = bounds
    (left, right), (low, high) = forward.transform([west, east], [south, north])
    rows, cols = np.nonzero(index)
    x = left + (cols + 0.5) * (right - left) / index.shape[1]
    y = high - (rows + 0.5) * (high - low) / index.shape[0]
    return np.array(Transformer.from_crs("EPSG:3857", "EPSG:25832", always_xy=True).transform(x, y))


@pytest.mark.parametrize(("dx", "dy"), [(1.6, 1.6), (0.4, 0.4), (2.0, 5.0)])
@pytest.mark.parametrize("cell", [(0, 0), (0, 89), (69, 0), (69, 89), (33, 41)])
def test_a_wet_cell_is_drawn_less_than_a_cell_from_where_it_lies(dx: float, dy: float, cell: tuple[int, int]) -> None:
    grid = _grid(70, 90, dx, dy)
    values = np.zeros(grid.shape, dtype=np.float32)
    values[cell] = 0.7
    drawn = web_picture(Raster(values, grid, "m"), STYLES["depth"], NAME, 3000)
    x, y = _places(drawn.index, drawn.bounds)
    assert len(x) > 0
    cx, cy = grid.centre(*cell)
    assert abs(x - cx).max() < dx
    assert abs(y - cy).max() < dy
    assert abs(x.mean() - cx) < dx / 2
    assert abs(y.mean() - cy) < dy / 2


def test_a_smooth_raster_is_placed_the_same() -> None:
    grid = _grid(80, 80)
    values = np.zeros(grid.shape, dtype=np.float32)
    values[20:25, 50:55] = 1.0
    drawn = web_picture(Raster(values, grid, ""), STYLES["raster"], NAME, 3000)
    top = drawn.index == drawn.index.max()
    x, y = _places(top, drawn.bounds)
    cx, cy = grid.centre(22, 52)
    assert abs(x.mean() - cx) < 1.6
    assert abs(y.mean() - cy) < 1.6


def test_pixels_outside_the_raster_are_clear() -> None:
    values = np.ones((50, 50), dtype=np.float32)
    drawn = web_picture(Raster(values, _grid(50, 50), "m"), STYLES["depth"], NAME, 3000)
    corners = drawn.index[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners == 0).any()  # the grid stands askew on the web map
    assert (drawn.index > 0).mean() > 0.8


def test_a_small_deep_spot_does_not_vanish_from_a_large_raster() -> None:
    values = np.zeros((103, 211), dtype=np.float32)
    values[101, 209] = 2.5
    small, factor = smaller(Raster(values, _grid(103, 211), "m"), Aggregate.MAX, 50)
    assert factor == 5
    assert small.grid.shape == (21, 43)
    assert small.values.max() == 2.5
    row, col = np.unravel_index(small.values.argmax(), small.values.shape)
    west, north = small.grid.x0 + col * small.grid.dx_m, small.grid.y0 - row * small.grid.dy_m
    x, y = _grid(103, 211).centre(101, 209)
    assert west < x < west + small.grid.dx_m
    assert north - small.grid.dy_m < y < north
    drawn, _ = picture(Raster(values, _grid(103, 211), "m"), STYLES["depth"], NAME, 50)
    assert "5 × 5 celler" in drawn.notes[0].da
    assert "største værdi" in drawn.notes[0].da
    assert "largest value" in drawn.notes[0].en


def test_codes_are_never_averaged_and_unknown_stays_unknown() -> None:
    codes = np.array([[1, 128, 64, 64], [2, 4, 64, 247]] * 2, dtype=np.uint8)
    raster = Raster(codes, _grid(4, 4), nodata=247)
    small, _ = smaller(raster, Aggregate.NEAREST, 2)
    assert set(small.values.ravel().tolist()) <= set(codes.ravel().tolist())
    heights = Raster(np.array([[np.nan, np.nan, 1, 3], [np.nan, np.nan, np.nan, 5]], np.float32), _grid(2, 4), "m")
    mean, _ = smaller(heights, Aggregate.MEAN, 2)
    assert np.isnan(mean.values[0, 0])
    assert mean.values[0, 1] == 3.0


def test_the_png_holds_the_picture() -> None:
    values = np.array([[0.0, 0.07, 0.15], [0.25, 0.4, 2.0]], dtype=np.float32)
    drawn, _ = picture(Raster(values, _grid(2, 3), "m"), STYLES["depth"], NAME, 100)
    png = base64.b64decode(drawn.data_uri().removeprefix("data:image/png;base64,"))
    seen = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))
    assert seen[0, 0, 3] == 0
    assert np.array_equal(seen[values > 0.05], drawn.rgba()[values > 0.05])


@pytest.mark.parametrize(("dx", "dy"), [(1.0, 1.0), (2.0, 0.5)])
@pytest.mark.parametrize(("east", "north"), [(0.1, 0.0), (0.0, 0.1), (-0.2, 0.05)])
def test_hillshade_of_a_plane_is_the_formula(dx: float, dy: float, east: float, north: float) -> None:
    grid = _grid(9, 11, dx, dy)
    rows, cols = np.mgrid[0:9, 0:11]
    plane = Raster((cols * dx * east - rows * dy * north).astype(np.float64), grid, "m")
    shaded = hillshade(plane, exaggeration=1.0)
    normal = np.array([-east, -north, 1.0]) / math.sqrt(1 + east**2 + north**2)
    azimuth = math.radians(315.0)
    sun = np.array([math.sin(azimuth), math.cos(azimuth), 1.0]) * math.sqrt(0.5)
    assert shaded == pytest.approx(normal @ sun, abs=1e-6)


def test_slopes_that_face_the_light_are_brighter_and_unknown_cells_stay_unknown() -> None:
    rows, cols = np.mgrid[0:21, 0:21]
    hill = -0.1 * np.hypot(rows - 10.0, cols - 10.0)
    hill[10, 10] = np.nan
    shaded = hillshade(Raster(hill, _grid(21, 21, 1.0, 1.0), "m"))
    assert shaded[5, 5] > math.sin(math.radians(45)) > shaded[15, 15]
    assert np.isnan(shaded).sum() == 1
    assert shaded.dtype == np.float32


def test_one_row_of_terrain_is_shaded_as_level_across() -> None:
    shaded = hillshade(Raster(np.zeros((1, 5), np.float32), _grid(1, 5), "m"))
    assert shaded == pytest.approx(math.sin(math.radians(45)))


def test_a_shade_is_taken_as_it_is() -> None:
    given = Raster(np.full((3, 3), 0.25, np.float32), _grid(3, 3), "")
    assert np.array_equal(shade(given, 100).values, given.values)
    assert shade(Raster(np.zeros((3, 3), np.float32), _grid(3, 3), "m", "DVR90"), 100).unit == ""
