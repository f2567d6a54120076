"""The height error: its distribution, its correlation, and that no window, draw or seed sees what it should not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gistools as gt
from gistools.cloudburst.uncertain.error_field import global_cell, widths
from gistools.cloudburst.uncertain.figures import height_figure
from gistools.errors import ParamError
from gistools.kernels import noise

CRS = "EPSG:25832"
GRID = gt.Grid(600, 700, 650_000.0, 6_270_000.0, 1.0, 1.0, CRS)
SIGMAS = 5.0  # a right field fails one such check in two million


def error(length, std=0.05, seed=1, grid=GRID):
    return gt.HeightError.on(grid, std_m=std, correlation_m=length, seed=seed)


def splitmix(x):
    """The finaliser of splitmix64, in Python's whole numbers."""
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % 2**64
    return x ^ (x >> 31)


def test_splitmix_gives_its_published_numbers():
    """The first outputs of splitmix64 seeded with 1234567, as in public test vectors of the generator."""
    golden = 0x9E3779B97F4A7C15
    numbers = [splitmix((1234567 + (n + 1) * golden) % 2**64) for n in range(3)]
    assert numbers == [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert int(noise._mix(np.uint64((1234567 + golden) % 2**64))) == numbers[0]


def naive(which, grid, draw):
    """The field by its definition: every white value hashed in Python, every weight multiplied out."""
    golden, per_row = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
    stream = splitmix((splitmix((which.seed + golden) % 2**64) + draw * golden) % 2**64)
    gx, gy = noise.weights(which.across), noise.weights(which.down)
    row0, col0 = global_cell(grid)
    white = np.zeros((grid.rows + gy.size - 1, grid.cols + gx.size - 1), np.int64)
    for r in range(white.shape[0]):
        start = splitmix((stream + (row0 + r) * per_row) % 2**64)
        for c in range(white.shape[1]):
            words = [splitmix((start + (3 * (col0 + c) + k) * golden) % 2**64) for k in range(3)]
            white[r, c] = sum((word >> shift) & 0xFFFF for word in words for shift in (0, 16, 32, 48)) - 6 * 65535
    out = np.zeros(grid.shape)
    for r in range(grid.rows):
        for c in range(grid.cols):
            out[r, c] = (white[r : r + gy.size, c : c + gx.size] * gy[:, None] * gx[None, :]).sum()
    scale = which.std_m / math.sqrt((2**32 - 1) * int((gx**2).sum()) * int((gy**2).sum()))
    return (np.rint(out * scale * 2**20) / 2**20).astype(np.float32)


@pytest.mark.parametrize("length", [0.0, 1.3, 4.0])
@pytest.mark.parametrize("corner", [(0.0, 0.0), (-31.0, -77.5), (650_000.0, 6_270_000.0)])
def test_the_field_is_its_definition(length, corner):
    grid = gt.Grid(7, 9, *corner, 0.5, 0.8, CRS)
    which = error(length, seed=12, grid=grid)
    np.testing.assert_array_equal(which.field(grid, draw=3), naive(which, grid, 3))


def bartlett(which, lag, shape):
    """Variance of the mean product of a Gaussian field with itself at a lag, in units of its variance squared.

    Var = (1 / N) sum over all (i, j) of rho(i, j)² + rho(i + a, j + b) rho(i - a, j - b), by Isserlis' theorem.
    """
    reach = int(max(which.across.sum(), which.down.sum())) + max(lag)
    i, j = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
    a, b = lag
    rho = which.correlation
    total = (rho(i, j) ** 2 + rho(i + a, j + b) * rho(i - a, j - b)).sum()
    return float(total) / ((shape[0] - b) * (shape[1] - a))


@pytest.mark.parametrize(("length", "seed"), [(0.0, 1), (2.0, 2), (5.0, 3), (12.0, 4)])
def test_mean_deviation_and_correlation_are_as_told(length, seed):
    """Within 5 standard errors, which follow from the correlation itself (`bartlett`)."""
    which = error(length, seed=seed)
    f = which.field(GRID, draw=0).astype(np.float64) / which.std_m
    reach = int(which.across.sum())
    i, j = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
    assert abs(f.mean()) < SIGMAS * math.sqrt(float(which.correlation(i, j).sum()) / f.size)
    step = max(round(length), 1)
    for a, b in ((0, 0), (1, 0), (0, 1), (step, 0), (0, step), (step, step), (2 * step, step), (4 * step, 0)):
        product = (f[: f.shape[0] - b, : f.shape[1] - a] * f[b:, a:]).mean()
        off = abs(product - float(which.correlation(a, b)))
        assert off < SIGMAS * math.sqrt(bartlett(which, (a, b), f.shape)), (a, b)


@pytest.mark.parametrize("length", [3.0, 8.0])
def test_values_are_normal(length):
    """Cells too far apart to be correlated are independent: their distribution is within Kolmogorov's distance.

    P(D > 2.2 / sqrt(n)) = 2 exp(-2 x 2.2²) = 1.3e-4, and the kurtosis of n normal values has the variance 24 / n.
    """
    which = error(length)
    apart = int(which.across.sum())
    values = np.concatenate([which.field(GRID, draw=d)[::apart, ::apart].ravel() for d in range(20)]) / which.std_m
    ordered = np.sort(values.astype(np.float64))
    normal = np.array([0.5 * (1.0 + math.erf(v / math.sqrt(2.0))) for v in ordered])
    places = np.arange(ordered.size + 1) / ordered.size
    distance = max((places[1:] - normal).max(), (normal - places[:-1]).max())
    assert distance < 2.2 / math.sqrt(ordered.size)
    excess = float((ordered**4).mean() - 3.0 * (ordered**2).mean() ** 2)
    assert abs(excess) < SIGMAS * math.sqrt(24.0 * 4.0 / ordered.size) + 0.02


@given(
    row=st.integers(0, 500), col=st.integers(0, 600), rows=st.integers(1, 90), cols=st.integers(1, 90),
    length=st.sampled_from([0.0, 1.0, 3.0, 17.0]), cell=st.sampled_from([(1.0, 1.0), (0.4, 0.4), (1.6, 2.5)]),
    offset=st.sampled_from([0.0, 0.5, 0.25, 0.3, 2 / 3]),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_every_window_sees_the_same_error(row, col, rows, cols, length, cell, offset):
    dx, dy = cell
    grid = gt.Grid(600, 700, dx * (1_625_000 + offset), dy * (2_508_000 + offset), dx, dy, CRS)
    which = error(length, grid=grid)
    whole = which.field(grid, draw=5)
    part = grid.window(row, col, min(rows, 600 - row), min(cols, 700 - col))
    expected = whole[row : row + part.rows, col : col + part.cols]
    np.testing.assert_array_equal(which.field(part, draw=5), expected)


def test_strips_and_threads_change_nothing(monkeypatch):
    from gistools.kernels import strips

    which = error(6.0)
    whole = which.field(GRID, draw=2)
    monkeypatch.setattr(strips, "STRIP_CELLS", 5000)
    monkeypatch.setenv("GISTOOLS_THREADS", "2")
    np.testing.assert_array_equal(which.field(GRID, draw=2), whole)


def test_draws_and_seeds_are_independent():
    """The correlation of two independent fields has the variance (1 / N) sum rho²."""
    fields = [
        error(4.0, seed=s).field(GRID, draw=d).astype(np.float64) / 0.05 for s, d in ((1, 0), (1, 1), (2, 0), (0, 1))
    ]
    which = error(4.0)
    i, j = np.meshgrid(np.arange(-20, 21), np.arange(-20, 21))
    limit = SIGMAS * math.sqrt(float((which.correlation(i, j) ** 2).sum()) / GRID.rows / GRID.cols)
    for n, one in enumerate(fields):
        for other in fields[n + 1 :]:
            assert abs((one * other).mean()) < limit
            for shift in (1, 2, 7):  # nor is one the other, moved
                assert abs((one[shift:] * other[:-shift]).mean()) < 1.01 * limit
                assert abs((one[:, shift:] * other[:, :-shift]).mean()) < 1.01 * limit


@given(st.floats(0.0, 150.0))
def test_the_length_used_is_near_the_one_asked_for(length):
    used = error(length).length_m
    assert used[0] == used[1]
    assert abs(used[0] - length) <= (0.5 if length < 1.1 else 0.25)


def test_the_correlation_is_close_to_a_gaussian():
    which = error(20.0)
    k = np.arange(80)
    assert np.abs(which.correlation(k, 0) - np.exp(-((k / which.length_m[0]) ** 2))).max() < 0.03
    assert which.correlation(0, 0) == 1.0


def test_no_error_no_change_and_unknown_stays_unknown():
    z = np.array([[1.0, np.nan], [2.5, 3.0]], np.float32)
    grid = gt.Grid(2, 2, 0.0, 2.0, 1.0, 1.0, CRS)
    stop = np.zeros(1, np.uint8)
    np.testing.assert_array_equal(error(3.0, std=0.0, grid=grid).add(z, None, grid, 0, stop), z)
    keep = np.array([[True, False], [False, False]])
    out = error(0.0, grid=grid).add(z, keep, grid, 0, stop)
    assert out[0, 0] == z[0, 0]
    assert np.isnan(out[0, 1])
    assert (out[1] != z[1]).all()
    assert (out[1].astype(np.float64) * 2**20 == np.rint(out[1].astype(np.float64) * 2**20)).all()


def test_too_long_a_correlation_is_refused_and_the_longest_allowed_fits():
    with pytest.raises(ParamError, match="a correlation length of 1000 cells"):
        error(1000.0)
    longest = error(158.0)
    assert noise.MOST_WHITE * math.prod(longest.across.tolist()) * math.prod(longest.down.tolist()) < 2**63


def test_widths_by_hand():
    """L = 2 cells: sum(n² - 1) = 12; widths 2, 2, 2 give 9 (L = 1.73), 2, 2, 3 give 14 (L = 2.16)."""
    assert widths(2.0).tolist() == [2, 2, 3]


def test_the_danish_figure_is_told_as_not_verified():
    figure = height_figure()
    assert not figure.verified
    assert "NOT VERIFIED" in figure.told().en
    assert gt.UncertaintyParams(correlation_m=1.0).error_std_m == figure.error_std_m


@pytest.mark.parametrize(
    ("cells", "axis", "anywhere"),
    [(1, 0.14, 0.14), (2, 0.14, 0.14), (4, 0.0305, 0.04), (10, 0.0305, 0.04), (60, 0.0305, 0.04)],
)
def test_how_far_the_correlation_is_off_the_bell_is_as_told(cells, axis, anywhere):
    grid = gt.Grid(10, 10, 0.0, 10.0, 1.0, 1.0, "EPSG:25832")
    error = gt.HeightError.on(grid, std_m=0.05, correlation_m=float(cells), seed=1)
    lags = np.arange(6 * cells + 3)
    x, y = np.meshgrid(lags, lags)
    off = np.abs(error.correlation(x, y) - np.exp(-(x**2 + y**2) / error.length_m[0] ** 2))
    assert off[0].max() < axis
    assert off.max() < anywhere
    if cells == 1:
        assert off.max() > 0.12  # so that the warning of short lengths is no idle one
    else:
        assert off.max() > 0.02
