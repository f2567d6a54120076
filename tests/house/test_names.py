"""The public names: sorted, exact, importable, and loading nothing heavy until used."""

from __future__ import annotations

import ast
import importlib
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import gistools as gt

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    *("numba", "llvmlite", "numpy", "scipy", "geopandas", "rasterio", "pyogrio", "pandas", "shapely", "pyproj"),
    *("networkx", "dask", "xarray", "matplotlib", "PIL", "folium", "branca"),
)
LAZY = (
    "gistools",
    *(
        f"gistools.{name}"
        for name in (
            *("terrain", "cloudburst", "cloudburst.rain", "cloudburst.surge", "cloudburst.whatif"),
            *("floodcost", "plan", "corridors", "pathnet", "addresses", "contamination", "journal", "tables"),
        )
    ),
)


@pytest.mark.parametrize("package", LAZY)
def test_all_is_sorted_and_every_name_is_there(package):
    module = importlib.import_module(package)
    assert module.__all__ == sorted(module.__all__)
    assert [name for name in dir(module) if name != "__version__"] == [n for n in module.__all__ if n != "__version__"]
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        module.nothing  # noqa: B018 - the look-up is the test


def loaded_after(code: str) -> list[str]:
    """Return which heavy libraries a new process has loaded after some code."""
    code = f"import sys\n{code}\nprint(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return ast.literal_eval(done.stderr.splitlines()[-1])


@pytest.mark.parametrize(
    "module",
    [*LAZY, "gistools.catalogue", "gistools.cli", "gistools.progress", "gistools.run", "gistools.worker"],
)
def test_importing_loads_nothing_heavy(module):
    assert loaded_after(f"import {module}") == []


@pytest.mark.parametrize(
    "command",
    [["--help"], ["--version"], ["tools"], ["tools", "--json"], ["flood", "--help"], ["cache", "info"], ["fodl"]],
)
def test_commands_that_compute_nothing_load_nothing_heavy(command):
    assert loaded_after(f"from gistools.cli import main\nmain({command!r})") == []


def test_the_libraries_are_loaded_by_the_first_name_that_needs_them():
    """That the look above can see."""
    assert loaded_after("import gistools as gt\ngt.Text\ngt.TerrainParams") == []
    conditioned = set(loaded_after("import gistools as gt\ngt.condition"))
    assert "numba" in conditioned
    assert "geopandas" not in conditioned, "terrain that nobody edits needs no library of layers"
    assert {"numba", "geopandas"} <= set(loaded_after("import gistools as gt\ngt.flow_paths"))


@pytest.mark.parametrize("package", LAZY)
def test_the_names_that_a_type_checker_sees_are_those_that_are_loaded(package):
    """The names are written twice, for type checkers (which run nothing) and for ``attach``: they must agree."""
    file = importlib.import_module(package).__file__
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    block = next(n for n in tree.body if isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")
    seen = {(name.asname or name.name): n.module for n in block.body for name in n.names}
    call = next(n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == "attach")
    table = ast.literal_eval(call.args[1])
    assert table == seen
    assert list(table) == sorted(table)


def test_a_star_import_gives_all_names():
    code = "from gistools import *\nimport gistools\nprint(sorted(set(gistools.__all__) - set(globals())))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", [name for name in gt.__all__ if name != "__version__"])
def test_a_name_is_the_thing_itself(name):
    """One object wherever it is taken from, so that pickling, copying and ``isinstance`` work."""
    thing = getattr(gt, name)
    assert getattr(importlib.import_module(thing.__module__), thing.__qualname__) is thing
    assert pickle.loads(pickle.dumps(thing)) is thing  # noqa: S301 - made here
    assert thing.__module__.split(".")[0] == "gistools"


USER = """
import gistools as gt
from gistools import Grid, route_flow

dem = gt.read_elevation("dtm.tif").value
terrain = gt.condition(dem, gt.TerrainParams(nodata=gt.Nodata.SEA))
flow = route_flow(terrain)
found = gt.find_bluespots(terrain, flow)
flood = gt.run_event(terrain, flow, found, gt.net_runoff(terrain, gt.EventParams(rain_mm=100)))
reveal_type(dem)
reveal_type(terrain)
reveal_type(flow)
reveal_type(found)
reveal_type(flood.ledger)
reveal_type(flood.depth)
reveal_type(dem.grid)
"""
TYPES = ["Raster", "ConditionedTerrain", "FlowField", "Bluespots", "Ledger", "Raster", "Grid"]
WRONG = """
gt.condition(3)
gt.nothing
gt.TerrainParams(nodatta=1)
Grid(rows="a", cols=1, x0=0.0, y0=0.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
"""
FOUND = ['"condition" has incompatible type', '"nothing"', '"nodatta"', '"rows" to "Grid" has incompatible type']


def test_a_type_checker_sees_the_types_of_all_names(tmp_path):
    """What an editor shows and completes; mypy runs nothing, so that what is loaded late must be written for it."""
    pytest.importorskip("mypy")
    functions = [name for name in gt.__all__ if name != "__version__"]
    script = tmp_path / "user.py"
    script.write_text(USER + "".join(f"reveal_type(gt.{name})\n" for name in functions) + WRONG)
    command = [
        *(sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-codes"),
        *("--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache"), str(script)),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = [line.partition("user.py:")[2] for line in done.stdout.splitlines() if "user.py:" in line]
    revealed = [line.split("Revealed type is ")[1].strip('"') for line in lines if "Revealed type" in line]
    assert [kind.rpartition(".")[2] for kind in revealed[: len(TYPES)]] == TYPES, done.stdout + done.stderr
    assert len(revealed) == len(TYPES) + len(functions)
    assert not [kind for kind in revealed if kind == "Any" or "*Any" in kind]
    errors = [line for line in lines if ": error:" in line]
    assert len(errors) == len(FOUND), errors
    for error, found in zip(errors, FOUND, strict=True):
        assert found in error


def test_every_error_has_its_own_code_and_stands_in_the_drawn_tree():
    from gistools import errors

    classes = [getattr(errors, name) for name in errors.__all__]
    codes = [c.code for c in classes]
    assert len(set(codes)) == len(codes)
    for c in classes:
        assert c.code in errors.__doc__
        assert c.__name__ in errors.__doc__
