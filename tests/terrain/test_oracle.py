"""pyflwdir as independent judge: the filled surface and accumulation, with what is left out and why."""

from __future__ import annotations

import numpy as np
import pyflwdir
import pytest

import gistools as gt
from gistools.terrain.steps import d8_codes


def lidar_like(seed, shape, dx=1.0, dy=1.0, *, holes):
    """Relief, noise, pits, flat lakes and nodata in one small terrain."""
    rng = np.random.default_rng(seed)
    r, c = np.mgrid[0 : shape[0], 0 : shape[1]]
    z = 20 + 3 * np.sin(r / 23) * np.cos(c / 31) - 0.01 * r + rng.normal(0, 0.02, shape)
    lake = np.hypot(r - shape[0] * 0.4, c - shape[1] * 0.6) < 25
    z[lake] = z[lake].min()
    z[rng.random(shape) < 0.01] -= 0.3
    if holes:
        z[np.hypot(r - shape[0] * 0.7, c - shape[1] * 0.3) < 12] = np.nan
        z[: shape[0] // 6, : shape[1] // 8] = np.nan
    grid = gt.Grid(shape[0], shape[1], 0.0, shape[0] * dy, dx, dy, "EPSG:25832")
    return gt.Raster(z.astype(np.float32), grid, unit="m")


def judge(dem, capsys, label):
    """Compare filled surface and accumulation; every valid cell is compared, none is left out."""
    terrain = gt.condition(dem, gt.TerrainParams(nodata="hole"))
    flow = gt.route_flow(terrain)
    surface = np.where(terrain.land, terrain.surface.values, np.float32(-9999))
    filled, _ = pyflwdir.dem.fill_depressions(surface, nodata=-9999.0, outlets="edge", connectivity=8)
    equal = filled[terrain.land] == flow.filled[terrain.land]
    other = pyflwdir.from_array(d8_codes(flow.routed), ftype="d8", check_ftype=True)
    area = other.accuflux(np.ones(dem.grid.shape, np.int64), nodata=0)
    same = area[terrain.land] == flow.area_cells[terrain.land]
    with capsys.disabled():
        cells = int(terrain.land.sum())
        print(  # noqa: T201 - the shares are wanted in the log of the checks
            f"\n  pyflwdir, {label}: {cells} valid cells, all compared (0 % excluded); "
            f"filled equal {100 * equal.mean():.4f} %, accumulation equal {100 * same.mean():.4f} %"
        )
    assert equal.all()
    assert same.all()
    return terrain, flow


@pytest.mark.parametrize(("holes", "dx", "dy"), [(False, 1.0, 1.0), (True, 0.4, 0.4), (True, 16.0, 15.957)])
def test_filled_surface_and_accumulation(holes, dx, dy, capsys):
    judge(lidar_like(1, (240, 300), dx, dy, holes=holes), capsys, f"made terrain, {dx} x {dy} m, holes={holes}")


@pytest.mark.real_data
def test_real_danish_terrain(real_data, capsys):
    dem = gt.read_elevation(real_data / "terrain" / "dtm_lyngby_16m.tif").value
    judge(dem, capsys, "Lyngby 16 m")


def test_local_direction_of_ordinary_slopes(capsys):
    """Where the ground is neither level, nor in a depression, nor at an outlet, D8 is the steepest of eight slopes."""
    dem = lidar_like(2, (240, 300), holes=True)
    terrain = gt.condition(dem, gt.TerrainParams(nodata="hole"))
    flow = gt.route_flow(terrain)
    z = np.pad(terrain.surface.values.astype(float), 1, constant_values=np.nan)
    steps = [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)]
    slopes = np.stack(
        [(z[1:-1, 1:-1] - z[1 + i : z.shape[0] - 1 + i, 1 + j : z.shape[1] - 1 + j]) / np.hypot(i, j) for i, j in steps]
    )
    best = np.nanmax(np.where(np.isnan(slopes), -np.inf, slopes), axis=0)
    ordinary = terrain.land & (flow.local < 8)
    excluded = {
        "off the map": terrain.land & (flow.local >= 9) & (flow.local <= 11),
        "pit": terrain.land & (flow.local == 8),
        "level": flow.flats,
    }
    chosen = np.take_along_axis(slopes, np.minimum(flow.local, 7)[None].astype(int), axis=0)[0]
    assert (chosen[ordinary] == best[ordinary]).all()
    total = ordinary.sum() + sum(int(m.sum()) for m in excluded.values())
    assert total == terrain.land.sum(), "every cell is in one class"
    with capsys.disabled():
        shares = ", ".join(f"{name} {100 * m.sum() / total:.2f} %" for name, m in excluded.items())
        print(f"\n  local D8: {100 * ordinary.sum() / total:.2f} % compared; excluded: {shares}")  # noqa: T201 - as above
