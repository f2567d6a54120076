from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(
    0, str(Path(__file__).parents[1] / "run")
)  # so that the tools of fake_room can be named "fake_room:scale_tool"


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("GISTOOLS_CACHE_DIR", str(folder))
    monkeypatch.delenv("GISTOOLS_CACHE", raising=False)
    monkeypatch.delenv("GISTOOLS_LANG", raising=False)
    return folder


@pytest.fixture
def terrain(tmp_path):
    import fake_room

    folder = tmp_path / "in"
    folder.mkdir()
    return fake_room.write_terrain(folder / "højde.tif")


@pytest.fixture
def packs(monkeypatch):
    """Let the packs of fake_room stand in for publication bundles."""
    import fake_room

    from gistools import io

    monkeypatch.setattr(io, "write_bundle", fake_room.write_pack, raising=False)
    page = SimpleNamespace(flood_report_page=fake_room.page_of)
    monkeypatch.setitem(sys.modules, "gistools.view.flood_report", page)


@pytest.fixture
def maps(tmp_path):
    """Return three maps of depth, for 5, 10 and 100 years: 1, 2 and 4 m all over."""
    import fake_room

    folder = tmp_path / "kort æøå"
    folder.mkdir()
    return [str(fake_room.write_map(folder / f"T{years}.tif", value)) for years, value in ((5, 1), (10, 2), (100, 4))]
