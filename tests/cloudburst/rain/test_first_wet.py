"""Least rain at buildings and roads, against a look at every cell with shapely."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gistools import Grid, Raster
from gistools.cloudburst.rain import RainStatistics, climate_factors, first_wet, with_return_periods
from gistools.errors import CrsError, LayerError, ParamError
from gistools.stamps import EXAMPLE_RAIN

GRID = Grid(30, 40, 1000.0, 2000.0, 1.0, 1.0, "EPSG:25832")


@pytest.fixture
def mm() -> Raster:
    values = np.random.default_rng(3).uniform(5.0, 90.0, GRID.shape).astype(np.float32)
    values[np.random.default_rng(4).uniform(size=GRID.shape) < 0.2] = np.inf
    values[:6, :6] = np.nan
    return Raster(values, GRID, unit="mm")


def layer(*shapes, crs="EPSG:25832", **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def box(col: float, row: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(1000.0 + col, 2000.0 - row - height, 1000.0 + col + width, 2000.0 - row)


def cell_boxes() -> np.ndarray:
    row, col = np.mgrid[0 : GRID.rows, 0 : GRID.cols]
    x, y = GRID.centres(row, col)
    return shapely.box(x - 0.5, y - 0.5, x + 0.5, y + 0.5)


def naive_ring(shape: shapely.Polygon, all_shapes: list[shapely.Polygon]) -> np.ndarray:
    """Cells that touch a cell whose centre lies in the shape, side or corner, and have no centre in any shape."""
    row, col = np.mgrid[0 : GRID.rows, 0 : GRID.cols]
    points = shapely.points(*GRID.centres(row, col))
    own = shapely.contains(shape, points)
    any_of = shapely.contains(shapely.union_all(all_shapes), points)
    ring = np.zeros(GRID.shape, bool)
    for r, c in np.argwhere(own):
        ring[max(r - 1, 0) : r + 2, max(c - 1, 0) : c + 2] = True
    return ring & ~any_of


def summary(values: np.ndarray) -> tuple[float, str]:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return np.nan, "unknown"
    return (np.nan, "never") if np.isinf(known.min()) else (float(known.min()), "wet")


def test_a_ring_by_hand():
    """The house fills the middle cell; the ring holds 40 to 20, and the 1 beneath the house is not looked at."""
    grid = Grid(3, 3, 0.0, 3.0, 1.0, 1.0, "EPSG:25832")
    values = np.array([[40, 50, 60], [70, 1, 80], [90, 30, 20]], np.float32)
    made = first_wet(Raster(values, grid, unit="mm"), layer(shapely.box(1, 1, 2, 2)))
    assert made["first_wet_mm"].tolist() == [20.0]
    assert made["known_share"].tolist() == [1.0]


def test_buildings_agree_with_a_look_at_every_cell(mm):
    rng = np.random.default_rng(11)
    shapes = []
    for _ in range(60):
        turned = shapely.affinity.rotate(box(*rng.uniform(2, 25, 2), *rng.uniform(1.2, 9, 2)), rng.uniform(0, 90))
        shapes.append(turned.intersection(box(1.1, 1.1, 37.5, 27.5)))
    made = first_wet(mm, layer(*shapes))
    states = set()
    for shape, mm_found, state, share in zip(
        shapes, made["first_wet_mm"], made["wet_state"], made["known_share"], strict=True
    ):
        ring = naive_ring(shape, shapes)
        values = mm.values[ring]
        expected = summary(values)
        assert (mm_found, state) == pytest.approx(expected, nan_ok=True) if state == "wet" else state == expected[1]
        assert share == pytest.approx((~np.isnan(values)).mean() if values.size else 0.0)
        states.add(state)
    assert "wet" in states


def test_a_yard_counts_and_a_neighbours_floor_does_not():
    values = np.full((9, 9), 50.0, np.float32)
    values[4, 4] = 7.0  # in the yard
    values[4, 7] = 3.0  # beneath the neighbour
    grid = Grid(9, 9, 0.0, 9.0, 1.0, 1.0, "EPSG:25832")
    ring = shapely.box(2, 2, 7, 7).difference(shapely.box(4, 4, 5, 5))
    made = first_wet(Raster(values, grid, unit="mm"), layer(ring, shapely.box(7, 4, 8, 5)))
    assert made["first_wet_mm"].tolist() == [7.0, 50.0]


def test_a_building_too_small_for_a_centre_has_the_cells_that_it_touches(mm):
    made = first_wet(mm, layer(box(20.1, 15.1, 0.2, 0.2)))
    ring = np.delete(mm.values[14:17, 19:22].ravel(), 4)
    assert (made["first_wet_mm"][0], made["wet_state"][0]) == summary(ring)


def test_lines_agree_with_the_cells_that_they_cross(mm):
    rng = np.random.default_rng(5)
    lines = [shapely.LineString(np.c_[rng.uniform(1001, 1039, 4), rng.uniform(1971, 1999, 4)]) for _ in range(15)]
    made = first_wet(mm, layer(*lines), piece_m=6.0)
    boxes = cell_boxes()
    for piece, mm_found, state in zip(made.geometry, made["first_wet_mm"], made["wet_state"], strict=True):
        sure = shapely.length(shapely.intersection(boxes, piece)) > 1e-6
        touched = shapely.intersects(boxes, piece.buffer(1e-6))
        least, most = (np.nanmin(mm.values[cells], initial=np.inf) for cells in (touched, sure))
        if state == "wet":
            assert least <= mm_found <= most
        else:
            assert np.isinf(most)


def test_pieces_are_equal_and_make_up_the_line():
    values = Raster(np.full(GRID.shape, 9.0, np.float32), GRID, unit="mm")
    bent = shapely.LineString([(1001, 1999), (1021, 1999), (1021, 1984)])
    parts = shapely.MultiLineString([[(1001, 1975), (1011, 1975)], [(1020, 1975), (1024, 1975)]])
    made = first_wet(values, layer(bent, parts, vej=["A1", "B2"]), piece_m=10.0, id_field="vej")
    assert made["feature_id"].tolist() == [1, 1, 1, 1, 2, 2]
    assert made["source_id"].tolist() == ["A1"] * 4 + ["B2"] * 2
    assert made["piece_id"].tolist() == [1, 2, 3, 4, 1, 2]
    assert made["length_m"].tolist() == pytest.approx([8.75] * 4 + [10.0, 4.0])
    assert shapely.union_all(made.geometry[:4]).length == pytest.approx(bent.length)


def test_outside_unknown_never_and_partly_known_are_told_apart(mm):
    values = mm.values.copy()
    values[10:20, 10:20] = np.inf
    values[0:12, 30:] = 44.0
    made = first_wet(
        Raster(values, GRID, unit="mm"),
        layer(
            box(200, 5, 3, 3),  # far outside
            box(1, 1, 2, 2),  # on NaN
            box(12, 12, 4, 4),  # on land that no rain wets
            box(37, 3, 10, 3),  # half outside
            shapely.Polygon(),
            None,
        ),
    )
    assert made["wet_state"].tolist() == ["outside", "unknown", "never", "wet", "unknown", "unknown"]
    assert made["known_share"].tolist()[:3] == [0.0, 0.0, 1.0]
    assert 0.0 < made["known_share"][3] < 1.0
    assert made["first_wet_mm"].isna().tolist() == [True, True, True, False, True, True]


def test_return_periods_are_added_and_the_state_tells_what_is_missing(rain):
    grid = Grid(1, 12, 0.0, 1.0, 1.0, 1.0, "EPSG:25832")
    values = np.full((1, 12), np.inf, np.float32)
    values[0, ::2] = (5.0, 16.0, 27.0, 45.0, np.inf, np.nan)
    lines = [shapely.LineString([(c + 0.2, 0.5), (c + 0.8, 0.5)]) for c in range(0, 12, 2)]
    found = first_wet(Raster(values, grid, unit="mm"), layer(*lines))
    future = rain.in_climate(climate_factors("skrift30-standard"), 2120, reference_year=2020)
    made = with_return_periods(found, rain, 60.0, spread_min=[30.0, 360.0], future=future)
    assert made["wet_state"].tolist() == ["oftener", "within", "within", "rarer", "never", "unknown"]
    assert made["return_period_years"].tolist()[:3] == [0.0, 2.0, 10.0]
    assert made["return_period_years"].isna().tolist() == [False] * 3 + [True] * 3
    assert made["wet_state_future"].tolist() == ["oftener", "oftener", "within", "within", "never", "unknown"]
    later = made["return_period_future_years"]
    assert later[2] == pytest.approx(float(future.return_period(60, 27.0)))
    low, high = made["return_period_min_years"], made["return_period_max_years"]
    assert (low[1], high[1]) == pytest.approx((0.0, float(rain.return_period(30, 16.0))))
    assert np.isnan(high[2]) == (rain.curve(30)[-1] < 27.0)
    assert ((low <= made["return_period_years"]) | low.isna() | made["return_period_years"].isna()).all()
    assert list(found.columns) == [
        "feature_id",
        "piece_id",
        "length_m",
        "first_wet_mm",
        "wet_state",
        "known_share",
        "geometry",
    ]


def test_stamps_come_along_in_the_layer(mm, wide):
    stamped = Raster(mm.values, GRID, unit="mm", stamps=(EXAMPLE_RAIN,))
    assert first_wet(stamped, layer(box(10, 10, 3, 3)))["maerke"].tolist() == ["EKSEMPELREGN / EXAMPLE RAIN"]
    rain = RainStatistics.from_table(wide.assign(maerke="EKSEMPELREGN"))
    for found in (first_wet(mm, layer(box(10, 10, 3, 3))), first_wet(stamped, layer(box(10, 10, 3, 3)))):
        made = with_return_periods(found, rain, 60.0)
        assert made["maerke"].tolist() == ["EKSEMPELREGN / EXAMPLE RAIN"]
        assert made.geometry.name == "geometry"


def test_an_empty_layer_gives_an_empty_layer(mm, rain):
    made = with_return_periods(first_wet(mm, layer()), rain, 60.0)
    assert len(made) == 0
    assert "return_period_years" in made.columns


def test_what_cannot_be_used_is_refused(mm):
    with pytest.raises(LayerError, match="Point"):
        first_wet(mm, layer(shapely.Point(1010, 1990)))
    with pytest.raises(LayerError, match="LineString, Polygon"):
        first_wet(mm, layer(box(1, 1, 2, 2), shapely.LineString([(1001, 1999), (1010, 1999)])))
    with pytest.raises(LayerError, match="no column nr"):
        first_wet(mm, layer(box(1, 1, 2, 2), navn=["a"]), id_field="nr")
    with pytest.raises(CrsError):
        first_wet(mm, layer(box(1, 1, 2, 2), crs="EPSG:25833"))
    with pytest.raises(ParamError, match="piece_m"):
        first_wet(mm, layer(box(1, 1, 2, 2)), piece_m=0.0)
