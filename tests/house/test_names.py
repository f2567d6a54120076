"""The public names: sorted, exact, importable, and loading nothing heavy until used."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

HEAVY = ("numba", "geopandas", "rasterio", "pandas", "shapely", "dask", "matplotlib", "folium", "pyproj", "networkx")


@pytest.mark.parametrize("package", ["gistools", "gistools.terrain", "gistools.cloudburst"])
def test_all_is_sorted_and_every_name_is_there(package):
    module = importlib.import_module(package)
    assert module.__all__ == sorted(module.__all__)
    assert [name for name in dir(module) if name != "__version__"] == [n for n in module.__all__ if n != "__version__"]
    for name in module.__all__:
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        module.nothing  # noqa: B018 - the look-up is the test


@pytest.mark.parametrize(
    "module", ["gistools", "gistools.catalogue", "gistools.cli", "gistools.terrain", "gistools.cloudburst"]
)
def test_importing_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_error_has_its_own_code_and_stands_in_the_drawn_tree():
    from gistools import errors

    classes = [getattr(errors, name) for name in errors.__all__]
    codes = [c.code for c in classes]
    assert len(set(codes)) == len(codes)
    for c in classes:
        assert c.code in errors.__doc__
        assert c.__name__ in errors.__doc__
