"""The terrain of the sample town holds exactly the water that its script says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import rasterio

from .checker import Flood, flood
from .conftest import burned_cm

if TYPE_CHECKING:
    from .conftest import Town

ALWAYS = {"basin", "closed_low", "lake"}
BEHIND_BANK = {"embankment_lake", "underpass_lake"}


def found(town: Town, water: Flood) -> dict[str, int]:
    """Return the pond label at the point of each named depression that is wet."""
    points = {item["key"]: town.index(item["point"]) for item in town.truth["depressions"]}
    return {key: int(water.label[at]) for key, at in points.items() if water.label[at]}


def named(town: Town, key: str) -> dict[str, Any]:
    """Return the truth about one depression."""
    return next(item for item in town.truth["depressions"] if item["key"] == key)


def assert_agrees(town: Town, water: Flood, key: str, label: int) -> None:
    """Compare one pond with the script's own arithmetic."""
    level, volume, area, depth = water.pond(label, town.cell_m)
    truth = named(town, key)
    assert level == pytest.approx(truth["spill_level_m"], abs=1e-9)
    assert volume == pytest.approx(truth["volume_m3"], rel=0.01)
    assert area == pytest.approx(truth["area_m2"], rel=0.03)
    assert depth == pytest.approx(truth["max_depth_m"], abs=0.05)


def test_tiles_are_like_dhm_tiles(town: Town) -> None:
    """Names, size, CRS, scale, unit, nodata and datum are those that a reader must cope with."""
    names = sorted(path.name for path in (town.folder / "terrain").glob("*.tif"))
    expected = [f"DTM_1km_{n}_{e}.tif" for n in (6268, 6269) for e in (650, 651)]
    assert names == expected
    for name in names:
        north, east = (int(part) for part in name[:-4].split("_")[2:])
        with rasterio.open(town.folder / "terrain" / name) as tile:
            assert tile.shape == (625, 625)
            assert tile.bounds[:2] == (east * 1000, north * 1000)
            assert tile.crs.to_epsg() == 25832
            assert (tile.dtypes, tile.scales, tile.offsets) == (("int16",), (0.01,), (0.0,))
            assert (tile.units, tile.nodata) == (("m",), -32768)
            assert "DVR90" in tile.tags()["VERTICAL_DATUM"]
            assert "INVENTED" in tile.tags()["NOTE"]
            assert (tile.read(1) != tile.nodata).all()


def test_relief_is_that_of_zealand(town: Town) -> None:
    """Heights lie between 5 and 27 m."""
    assert town.z_cm.min() >= 500
    assert town.z_cm.max() <= 2700


def test_unburned_terrain_holds_all_five(town: Town, unburned: Flood) -> None:
    """Without adjustment objects: basin, closed low, lake and the two lakes behind the bank."""
    ponds = found(town, unburned)
    assert set(ponds) == ALWAYS | BEHIND_BANK == set(town.truth["without_adjustments"])
    for key, label in ponds.items():
        assert_agrees(town, unburned, key, label)


def test_burned_terrain_holds_three(town: Town, burned: Flood) -> None:
    """With adjustment objects burned: basin, closed low and lake only."""
    ponds = found(town, burned)
    assert set(ponds) == ALWAYS == set(town.truth["with_adjustments"])
    for key, label in ponds.items():
        assert_agrees(town, burned, key, label)


@pytest.mark.parametrize("which", ["unburned", "burned"])
def test_nothing_else_holds_water(town: Town, which: str, request: pytest.FixtureRequest) -> None:
    """No other cell holds water, not even a centimetre."""
    water: Flood = request.getfixturevalue(which)
    assert set(water.labels()) == set(found(town, water).values())


def test_burning_never_raises(town: Town) -> None:
    """A burned cell is lower than or equal to what it was, and both banks are opened."""
    lowered = town.z_cm - burned_cm(town)
    assert lowered.min() == 0
    for key in BEHIND_BANK:
        row, column = town.index(named(town, key)["threshold_point"])
        assert lowered[row, column] > 200


@pytest.mark.parametrize("key", ["basin", "closed_low", "lake"])
def test_spills_where_it_says(town: Town, burned: Flood, key: str) -> None:
    """Water leaves by the threshold point, and the basin's water goes to the closed low."""
    truth = named(town, key)
    way = burned.way_out(*town.index(truth["point"]))
    row, column = town.index(truth["threshold_point"])
    assert min(max(abs(r - row), abs(c - column)) for r, c in way) <= 6
    labels = {int(burned.label[cell]) for cell in way} - {0}
    through = {k for k, label in found(town, burned).items() if label in labels} - {key}
    assert through == ({"closed_low"} if truth["spills_into"] == "closed_low" else set())


def test_removing_the_basin_sends_its_water_to_the_closed_low(town: Town, burned: Flood) -> None:
    """Filled to its sill the basin holds nothing, and its place drains into the closed low."""
    ponds = found(town, burned)
    ground = np.where(burned.label == ponds["basin"], burned.level_cm, burned.ground_cm)
    after = flood(ground)
    left = found(town, after)
    assert set(left) == ALWAYS - {"basin"}
    for key, label in left.items():
        assert after.pond(label, town.cell_m) == burned.pond(ponds[key], town.cell_m)
    removed = town.truth["basin_removed"]
    passed = {int(after.label[cell]) for cell in after.way_out(*town.index(named(town, "basin")["point"]))}
    assert left[removed["then_floods"]] in passed
    assert removed["extra_inflow_when_the_basin_would_be_full_m3"] == named(town, "basin")["volume_m3"]
