"""The script that makes the sample gives the same sample every time, and at every cell size."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import rasterio

from .conftest import SAMPLE, Town

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = SAMPLE / "make_sample.py"


def make(out: Path, *options: str) -> None:
    """Run the script as a user does."""
    command = [sys.executable, str(SCRIPT), "--out", str(out), *options]
    subprocess.run(command, check=True, timeout=120)  # our own script


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make the sample in two folders."""
    folders = (tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two"))
    for folder in folders:
        make(folder)
    return folders


def test_two_runs_are_equal(twice: tuple[Path, Path]) -> None:
    """Two runs write the same files with the same bytes."""
    first, second = twice
    names = [sorted(str(p.relative_to(f)) for p in f.rglob("*") if p.is_file()) for f in twice]
    assert names[0] == names[1]
    for name in names[0]:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_committed_sample_is_what_the_script_makes(twice: tuple[Path, Path]) -> None:
    """Pixels, rows and truth in the repository are those of the script (not bytes: those need one GDAL)."""
    made = twice[0]
    for path in sorted(made.rglob("*.tif")):
        with rasterio.open(path) as new, rasterio.open(SAMPLE / path.relative_to(made)) as old:
            assert np.array_equal(new.read(), old.read())
            assert new.transform == old.transform
    for name, _ in pyogrio.list_layers(made / "town.gpkg"):
        new_rows, old_rows = (gpd.read_file(f / "town.gpkg", layer=name) for f in (made, SAMPLE))
        assert new_rows.drop(columns="geometry").equals(old_rows.drop(columns="geometry")), name
        assert new_rows.geometry.geom_equals_exact(old_rows.geometry, 0.005).all(), name
    for name in ("measures", "variants", "structure", "corridor_options"):
        new_rows, old_rows = (gpd.read_file(f / f"{name}.gpkg") for f in (made, SAMPLE))
        assert new_rows.equals(old_rows), name
    for file in ("nature_plan.gpkg", "path_places.gpkg", "path_corrections.gpkg", "path_survey.gpkg",
                 "address_register.gpkg"):  # fmt: skip
        for name, _ in pyogrio.list_layers(made / file):
            new_rows, old_rows = (gpd.read_file(f / file, layer=name) for f in (made, SAMPLE))
            assert new_rows.equals(old_rows), name
            assert new_rows["maerke"].str.contains("OPDIGTET").all()
    tables = ("landcover_losses", "rain_statistics", "measure_prices", "level_costs", "service_levels")
    for name in ("truth.json", "planned_changes.csv", *(f"tables/{table}.csv" for table in tables)):
        assert (made / name).read_text(encoding="utf-8") == (SAMPLE / name).read_text(encoding="utf-8")


def test_finer_cells_show_the_same_ground(town: Town, tmp_path: Path) -> None:
    """At 0.8 m the pixels lie on the same surface: block means agree within a few centimetres."""
    make(tmp_path, "--cell", "0.8")
    with rasterio.open(tmp_path / "terrain" / "DTM_1km_6268_650.tif") as tile:
        assert tile.shape == (1250, 1250)
        fine = tile.read(1).astype(float)
    coarse = town.z_cm[625:, :625]
    blocks = fine.reshape(625, 2, 625, 2).mean(axis=(1, 3))
    assert np.abs(blocks - coarse).max() <= 30
    assert np.abs(blocks - coarse).mean() < 1


def test_a_cell_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """A cell size that does not divide a tile is an error that says so."""
    with pytest.raises(subprocess.CalledProcessError):
        make(tmp_path, "--cell", "1.7")


def test_script_imports_nothing_of_gistools() -> None:
    """The sample is independent of what is tested against it."""
    for path in sorted(SAMPLE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not any(name.split(".")[0] == "gistools" for name in names), path.name


def test_the_sheets_of_the_project_tell_the_rain_of_their_depth_map() -> None:
    """What the maps say that they show is what they show, and the ledgers were kept for that rain."""
    project = tomllib.loads((SAMPLE / "plan.toml").read_text(encoding="utf-8"))
    steps = {step["tool"]: step.get("params", {}) for step in project["step"]}
    shown = steps["plan-sheets"]["shown_rain_mm"]
    assert shown == steps["flood"]["rain_mm"]
    assert f"{shown:g}" in steps["sub-catchments"]["rains_mm"].split()
