"""Slopes from terrain: exact on planes, ramps and steps, and what a plain loop finds on any terrain."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gistools.errors import CrsError
from gistools.grid import Grid
from gistools.pathnet import assemble
from gistools.pathnet.gradients import Pieces, gradients, pace_on
from gistools.pathnet.sampling import Samples, heights_at, sampled
from gistools.pathnet.slopes import edge_slopes, with_told_slopes
from gistools.pathnet.slopes_params import SlopeParams
from gistools.raster import Raster
from tests.pathnet.made import network

RAW = SlopeParams(smooth_m=0.0, least_m=0.0)


def terrain(height, *, cell=1.0, size=120, crs="EPSG:25832"):
    """Return the terrain of a function of x and y, float64 so that closed forms hold."""
    n = round(size / cell)
    grid = Grid(rows=n, cols=n, x0=0.0, y0=float(size), dx_m=cell, dy_m=cell, crs=crs)
    x, y = grid.centres(*np.indices((n, n)))
    return Raster(np.asarray(height(x, y) + 0.0 * x, np.float64), grid, "m", "DVR90")


@pytest.mark.parametrize("cell", [0.4, 1.0, 4.0])
def test_an_even_plane_has_its_slope_in_every_direction_whatever_window_and_smoothing(cell):
    plane = terrain(lambda x, y: 20.0 + 0.03 * x - 0.04 * y, cell=cell)
    edges = [(20, 20, 100, 20), (20, 20, 20, 100), (20, 20, 20 + 60, 20 + 80), (50, 50, 50.5, 50), (70, 30, 70, 20)]
    want = np.array([30.0, -40.0, 0.6 * 30 - 0.8 * 40, 30.0, 40.0])
    for params in (SlopeParams(), RAW, SlopeParams(window_m=40.0, smooth_m=10.0)):
        slopes = edge_slopes(network(*edges), plane, params)
        np.testing.assert_allclose(slopes.up_permille, np.maximum(want, 0.0), atol=1e-6)
        np.testing.assert_allclose(slopes.down_permille, np.maximum(-want, 0.0), atol=1e-6)
    long = edge_slopes(network(*edges), plane).runs[35.0]
    assert long[0].tolist() == [0.0, 0.0, 0.0, 0.0, 10.0]
    assert long[1].round(6).tolist() == [0.0, 80.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("length", [4.0, 12.0, 30.0])
def test_a_ramp_between_flats_is_as_steep_as_the_window_sees_it(length):
    """100 per mille over ``length`` metres, between samples; a window of 12 m sees at most its share of it."""
    ramp = terrain(lambda x, _: 0.1 * np.clip(x - 40.5, 0.0, length))
    slopes = edge_slopes(network((10.5, 50, 110.5, 50), (110.5, 60, 10.5, 60)), ramp, RAW, grades=(40.0, 99.0))
    steep = 100.0 * min(length, 12.0) / 12.0
    np.testing.assert_allclose(slopes.up_permille, [steep, 0.0], atol=1e-9)
    np.testing.assert_allclose(slopes.down_permille, [0.0, steep], atol=1e-9)
    assert slopes.ramps[99.0][0][0] == length
    assert slopes.runs[99.0][0][0] == length
    assert slopes.runs[40.0][0][0] == pytest.approx(np.floor(length * 100.0 / (40.0 + 0.05)))  # flats on both sides
    assert slopes.ramps[40.0][1].tolist() == [0.0, length]


def test_the_mean_from_end_to_end_is_not_the_slope():
    """1 % in the mean, 10 % over ten metres of it."""
    hill = terrain(lambda x, _: 0.1 * np.clip(x - 50.5, 0.0, 10.0))
    slopes = edge_slopes(network((5, 50, 105, 50)), hill, RAW)
    assert slopes.up_permille[0] == pytest.approx(1000.0 / 12.0)


def test_a_step_is_a_step_over_the_window():
    step = terrain(lambda x, _: 0.6 * (x > 60.0))
    slopes = edge_slopes(network((5, 50, 105, 50)), step, RAW)
    assert slopes.up_permille[0] == pytest.approx(50.0)


def test_landings_break_a_ramp_but_not_the_whole_of_it():
    """Three ramps of 10 m and 50 per mille with landings of 2 m between: none of them is 12 m long."""

    def height(x, _):
        past = np.clip(x - 20.5, 0.0, 34.0)
        whole, rest = np.divmod(past, 12.0)
        return 0.05 * (10.0 * whole + np.minimum(rest, 10.0))

    slopes = edge_slopes(network((10, 50, 110, 50)), terrain(height, cell=0.5), RAW, grades=(40.0,))
    assert slopes.landings_seen
    assert slopes.ramps[40.0][0][0] <= 10.0
    assert slopes.runs[40.0][0][0] > 30.0


def test_noise_of_the_terrain_is_smoothed_away_and_short_lines_are_measured_over_three_metres():
    rng = np.random.default_rng(3)
    rough = terrain(lambda x, _: 0.02 * x + rng.normal(0.0, 0.03, x.shape), cell=0.4)
    lines = network((20, 20, 100, 20), *[(30 + k, 40, 30.4 + k, 40) for k in range(40)])
    raw, smooth = edge_slopes(lines, rough, RAW), edge_slopes(lines, rough)
    assert smooth.up_permille[0] < raw.up_permille[0]
    assert smooth.up_permille[0] < 30.0
    assert smooth.up_permille[1:].max() < 45.0 < raw.up_permille[1:].max()


def test_outside_the_terrain_and_at_holes_the_slope_is_unknown():
    plane = terrain(lambda x, y: x + y)
    plane.values[50:60, 50:60] = np.nan
    edges = network((10, 10, 30, 10), (100, 10, 121, 10), (10, 65, 110, 65), (119.6, 10, 119.9, 40), (-5, 5, -1, 5))
    slopes = edge_slopes(edges, plane)
    assert slopes.known.tolist() == [True, False, False, True, False]
    assert [bool(one) for one in slopes.why] == [False, True, True, False, True]
    assert np.isnan(slopes.down_permille[~slopes.known]).all()
    for there, back in (*slopes.runs.values(), *slopes.ramps.values(), *slopes.pace.values()):
        assert np.isnan(there[~slopes.known]).all()
        assert np.isnan(back[~slopes.known]).all()
        assert not np.isnan(there[slopes.known]).any()


def test_a_bridge_rises_evenly_between_its_ends_and_a_valley_below_it_is_not_read():
    valley = terrain(lambda x, _: 10.0 + 0.01 * x - 5.0 * ((x > 45.0) & (x < 75.0)))
    told = {"structure": ["", "bridge", "bridge", ""], "level": [0, 1, 1, 0]}
    edges = network((10, 50, 40, 50), (40, 50, 60, 50), (60, 50, 80, 50), (80, 50, 110, 50), **told)
    slopes = edge_slopes(edges, valley)
    np.testing.assert_allclose(slopes.up_permille, 10.0, atol=1e-6)
    assert slopes.on_structure.tolist() == [False, True, True, False]
    assert edge_slopes(network((40, 50, 80, 50)), valley).up_permille[0] > 300.0


def test_a_bridge_that_ends_in_the_air_is_unknown_and_a_tunnel_may_fork():
    flat = terrain(lambda x, y: 0.0 * y + 0.02 * x)
    stub = network((10, 50, 40, 50), (40, 50, 60, 50), structure=["", "bridge"])
    assert edge_slopes(stub, flat).known.tolist() == [True, False]
    arms = [(30, 50, 50, 50), (50, 50, 70, 50), (50, 50, 50, 90)]
    feet = [(10, 50, 30, 50), (70, 50, 90, 50), (50, 90, 90, 90)]
    fork = network(*arms, *feet, structure=["tunnel"] * 3 + [""] * 3)
    slopes = edge_slopes(fork, flat)
    z = (0.6 / 20 + 1.4 / 20 + 1.0 / 40) / (1 / 20 + 1 / 20 + 1 / 40)  # weighted by 1 over length
    assert slopes.up_permille[0] == pytest.approx(1000.0 * (z - 0.6) / 20.0)
    assert slopes.down_permille[2] == pytest.approx(1000.0 * max(z - 1.0, 0.0) / 40.0, abs=1e-9)
    alone = network((10, 50, 40, 50), level=[1])
    assert not edge_slopes(alone, flat).known.any()


def test_reversed_lines_have_rise_and_fall_changed():
    rng = np.random.default_rng(1)
    rough = terrain(lambda x, _: rng.normal(0.0, 1.0, x.shape))
    there = network((10, 10, 50, 30), (20, 90, 80, 15))
    back = assemble(shapely.reverse(there.edges.geometry.to_numpy()), there.v, there.u)
    one, other = edge_slopes(there, rough), edge_slopes(back, rough)
    np.testing.assert_allclose(one.up_permille, other.down_permille)
    for grade in one.runs:
        np.testing.assert_allclose(one.runs[grade][0], other.runs[grade][1])
        np.testing.assert_allclose(one.ramps[grade][1], other.ramps[grade][0])
    np.testing.assert_allclose(one.pace["tobler"][0], other.pace["tobler"][1])


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6))
def test_gradients_are_what_a_plain_loop_finds(seed):
    rng = np.random.default_rng(seed)
    counts = rng.integers(2, 14, rng.integers(1, 5))
    first = np.concatenate([[0], np.cumsum(counts)])
    step, window = rng.choice([0.4, 1.0, 1.7], counts.size), float(rng.choice([1.0, 2.3, 5.0, 12.0]))
    z = rng.choice([0.0, 0.1, 0.5], first[-1]).cumsum() * rng.choice([-1.0, 1.0]) + rng.normal(0, 0.2, first[-1])
    if rng.random() < 0.3:
        k = int(rng.integers(counts.size))
        z[first[k] : first[k + 1]] = np.nan
    found = gradients(Samples(first, step, z), window, (40.0, 150.0))
    for k in range(counts.size):
        heights, h = z[first[k] : first[k + 1]], step[k]
        if np.isnan(heights).any():
            assert np.isnan(found.up[k])
            assert np.isnan(found.runs[40.0][0][k])
            continue
        s = np.arange(heights.size) * h
        w = min(window, s[-1])
        starts = [a for a in (*s, *(s - w)) if -1e-9 <= a <= s[-1] - w + 1e-9]
        slopes = [(np.interp(a + w, s, heights) - np.interp(a, s, heights)) / w for a in starts]
        assert found.up[k] == pytest.approx(max(*slopes, 0.0))
        assert found.down[k] == pytest.approx(max(-min(slopes), 0.0))
        pairs = [(i, j) for i in range(s.size) for j in range(i + 1, s.size)]
        for grade, (there, back) in found.runs.items():
            for way, got in ((1, there[k]), (-1, back[k])):
                over = grade / 1000.0 + 5e-5
                long = [s[j] - s[i] for i, j in pairs if way * (heights[j] - heights[i]) > over * (s[j] - s[i])]
                assert got == pytest.approx(max(long, default=0.0))
                each = [
                    s[j] - s[i]
                    for i, j in pairs
                    if all(way * (heights[q + 1] - heights[q]) > over * h for q in range(i, j))
                ]
                assert found.ramps[grade][0 if way == 1 else 1][k] == pytest.approx(max(each, default=0.0))
        pieces = np.diff(heights) / h
        assert found.pace["tobler"][0][k] == pytest.approx(pace_on("tobler", pieces).mean())
        assert found.pace["parkin"][1][k] == pytest.approx(pace_on("parkin", -pieces).mean())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_samples_lie_on_their_lines_evenly_and_are_smoothed_as_a_plain_loop_does(seed):
    rng = np.random.default_rng(seed)
    rough = terrain(lambda x, _: rng.normal(0.0, 1.0, x.shape), size=40)
    lines = np.array([shapely.LineString(rng.uniform(1, 39, (rng.integers(2, 6), 2))) for _ in range(3)], dtype=object)
    smooth = float(rng.choice([0.0, 2.0, 3.7, 9.0]))
    made = sampled(lines, rough, smooth_m=smooth)
    for k, line in enumerate(lines):
        z = made.z_m[made.first[k] : made.first[k + 1]]
        assert made.step_m[k] <= 1.0 + 1e-9
        at = np.linspace(0.0, line.length, z.size)
        assert made.step_m[k] == pytest.approx(line.length / (z.size - 1))
        points = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
        raw = heights_at(rough, points[:, 0], points[:, 1])
        half = int(smooth / 2.0 / made.step_m[k] + 1e-9)
        want = [raw[i - h : i + h + 1].mean() for i in range(z.size) for h in [min(half, i, z.size - 1 - i)]]
        np.testing.assert_allclose(z, want, atol=1e-7)


def test_heights_between_cells_are_those_of_a_plane_and_a_hole_of_no_weight_is_not_seen():
    plane = terrain(lambda x, y: 2.0 * x - y, size=10)
    x, y = np.array([0.5, 3.2, 9.5, 0.1]), np.array([0.5, 7.7, 9.5, 5.0])
    assert heights_at(plane, x, y).tolist() == pytest.approx([0.5, -1.3, 9.5, 1.0 - 5.0])
    plane.values[0, 3] = np.nan
    assert heights_at(plane, np.array([2.5, 2.6]), np.array([9.5, 9.5])).tolist() == pytest.approx(
        [-4.5, np.nan], nan_ok=True
    )


def test_a_terrain_in_other_coordinates_is_refused():
    with pytest.raises(CrsError, match="25833"):
        edge_slopes(network((1, 1, 5, 5)), terrain(lambda x, _: x, crs="EPSG:25833"))


def test_no_edges_have_no_slopes():
    assert edge_slopes(assemble([], [], []), terrain(lambda x, _: x)).up_permille.size == 0


RAMP = terrain(lambda x, _y: 0.045 * np.clip(x - 20.0, 0.0, 60.0), cell=0.5)
"""Level, then 60 m of 45 per mille without a landing from x = 20 m, then level."""


@pytest.mark.parametrize("side", [(), (50, 55)])
@pytest.mark.parametrize("step", [100, 50, 10, 4, 0.5])
def test_a_ramp_is_as_long_as_it_is_whatever_it_is_cut_into(step, side):
    """What cuts it are side paths, and lines that end: neither is a landing."""
    cuts = sorted({*np.arange(0.0, 100.5, step).tolist(), *side})
    lines = [(a, 5, b, 5) if k % 2 else (b, 5, a, 5) for k, (a, b) in enumerate(itertools.pairwise(cuts))]
    slopes = edge_slopes(network(*lines, *[(x, 5, x, 9) for x in side]), RAMP)
    m = len(lines)
    up, down = slopes.runs[40.0][0][:m], slopes.runs[40.0][1][:m]
    assert up.max(initial=0.0) == pytest.approx(67.0, abs=0.6) or down.max() == pytest.approx(67.0, abs=0.6)
    middle = np.array([(a + b) / 2.0 for a, b in itertools.pairwise(cuts)])
    on = (middle > 22) & (middle < 78)
    against = np.arange(m) % 2 == 0
    assert (np.where(against, down, up)[on] > 60.0).all()
    assert (np.where(against, up, down) == 0.0).all()
    assert (np.maximum(up, down)[(middle < 16) | (middle > 84)] == 0.0).all() or step >= 50
    assert np.maximum(slopes.up_permille, slopes.down_permille)[:m].max() == pytest.approx(45.0, abs=0.01)


def test_bridges_and_told_slopes_go_on_over_their_pieces_too():
    told = {"incline_permille": [45.0, -45.0, 0.0, 45.0]}
    net = network((0, 0, 10, 0), (20, 0, 10, 0), (20, 0, 30, 0), (30, 0, 40, 0), **told)
    there, back = with_told_slopes(net, None).runs[40.0]
    assert (there.tolist(), back.tolist()) == ([20.0, 0.0, 0.0, 10.0], [0.0, 20.0, 0.0, 0.0])
    lines = [(0, 5, 20, 5), (20, 5, 40, 5), (40, 5, 60, 5), (60, 5, 80, 5), (80, 5, 110, 5)]
    spans = network(*lines, structure=["", "bridge", "bridge", "bridge", ""])
    assert edge_slopes(spans, RAMP).runs[40.0][0][1:4].tolist() == [60.0, 60.0, 60.0]


def test_a_hole_in_the_terrain_leaves_what_goes_on_beside_it_known():
    values = RAMP.values.copy()
    values[:, 20:22] = np.nan  # x from 10 to 11 m
    holed = Raster(values, RAMP.grid, "m", "DVR90")
    slopes = edge_slopes(network(*[(x, 5, x + 10, 5) for x in range(0, 100, 10)]), holed)
    assert slopes.known.tolist() == [True, False, *[True] * 8] or slopes.known.tolist() == [False, False, *[True] * 8]
    assert (slopes.runs[40.0][0][2:8] > 60.0).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_pieces_of_a_line_answer_together_as_the_line_does(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 60))
    z = np.cumsum(rng.choice([-0.1, 0.0, 0.03, 0.06], count + 1))
    samples = Samples(np.array([0, count + 1]), np.array([1.0]), z)
    window, grades = float(rng.choice([3.0, 12.0, 7.5])), (30.0, 45.0)
    whole = gradients(samples, window, grades)
    cuts = np.unique([0.0, count, *rng.uniform(0.0, count, int(rng.integers(0, 12))).round(2)])
    pieces = Pieces(np.zeros(cuts.size - 1, np.int64), cuts[:-1], cuts[1:])
    found = gradients(samples, window, grades, pieces)
    assert found.up.max() == pytest.approx(whole.up[0])
    assert found.down.max() == pytest.approx(whole.down[0])
    for g in grades:
        for way in (0, 1):
            assert found.ramps[g][way].max() == pytest.approx(whole.ramps[g][way][0])
            assert found.runs[g][way].max() == pytest.approx(whole.runs[g][way][0])
    for name, both in found.pace.items():
        for way in (0, 1):
            mean = np.average(both[way], weights=np.diff(cuts))
            assert mean == pytest.approx(whole.pace[name][way][0])
