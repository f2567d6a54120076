from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # so that the tools of fake_room can be named "fake_room:scale_tool"


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
