"""What a program of gistools does to its own process first."""

from __future__ import annotations

import os

from gistools.run.environment import clean_environment


def test_the_folders_of_another_gdal_and_proj_are_forgotten_and_nothing_else(monkeypatch, tmp_path):
    for name in ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    before = dict(os.environ)
    clean_environment()
    assert set(before.items()) - set(os.environ.items()) == {
        (name, str(tmp_path)) for name in ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH")
    }
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path)
