"""Runs QGIS beside the tests: `qgis_process.bin` with the built zip installed, and the Python of QGIS."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
INSIDE = HERE / "inside"
PROGRAM = "qgis_process.bin"  # Debian's wrapper qgis_process adds an option that the program does not know
SYSTEM_PYTHON = Path("/usr/bin/python3")
Done = subprocess.CompletedProcess[str]
FOREIGN = ("PYTHON", "GISTOOLS_PYTHON", "VIRTUAL_ENV", "LC_", "LANG")
collect_ignore_glob = ["inside/*"]


@dataclass(frozen=True)
class Qgis:
    """An installed QGIS with a profile of its own, and the plugin installed from the zip."""

    plugins: Path
    environment: dict[str, str] = field(repr=False)

    def process(self, *arguments: str, python: str | None = sys.executable, **more: str) -> Done:
        """Call ``qgis_process.bin`` with the worker in ``python`` (None: none chosen)."""
        return self._call([PROGRAM, *arguments], python, more)

    def inside(self, script: str, *arguments: str, python: str | None = sys.executable, **more: str) -> Any:
        """Call a script of the folder ``inside`` with the Python of QGIS; return its answer."""
        done = self._call([str(SYSTEM_PYTHON), str(INSIDE / script), *arguments], python, more)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def _call(self, command: list[str], python: str | None, more: dict[str, str]) -> Done:
        environment = {**self.environment, **more}
        if python is not None:
            environment["GISTOOLS_PYTHON"] = python
        return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


@pytest.fixture(scope="session")
def builder() -> ModuleType:
    """Return the build script as a module."""
    spec = importlib.util.spec_from_file_location("build_plugin", ROOT / "qgis_plugin" / "build_plugin.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def qgis(tmp_path_factory: pytest.TempPathFactory, builder: ModuleType) -> Qgis:
    """Install the plugin from a freshly built zip into an empty profile, or skip where there is no QGIS."""
    if shutil.which(PROGRAM) is None or not SYSTEM_PYTHON.exists():
        pytest.skip("QGIS is not installed (apt-get install qgis python3-qgis)")
    folder = tmp_path_factory.mktemp("qgis med æøå")
    plugins = folder / "plugins"
    with zipfile.ZipFile(builder.write_zip(folder / "dist")) as archive:
        archive.extractall(plugins)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    for name in ("profile", "runtime"):
        (folder / name).mkdir(mode=0o700)
    environment = {
        **kept,
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(folder / "runtime"),
        "QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile"),
        "QGIS_PLUGINPATH": str(plugins),
        # what QGIS launchers set for their own libraries, and what breaks a worker that sees it
        "PROJ_LIB": "/usr/share/proj",
        "PROJ_DATA": "/usr/share/proj",
        "GDAL_DATA": "/usr/share/gdal",
        # no statistics beside the inputs: they would change the hash of an input between two runs that are compared
        "GDAL_PAM_ENABLED": "NO",
    }
    made = Qgis(plugins, environment)
    enabled = made.process("plugins", "enable", "gistools_qgis")
    assert enabled.returncode == 0, enabled.stdout + enabled.stderr
    return made


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, sample_dir: Path) -> Path:
    """Return a copy of the sample town: QGIS writes statistics and journals beside the files that it opens."""
    folder = tmp_path_factory.mktemp("town") / "by"
    shutil.copytree(sample_dir, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


@dataclass(frozen=True)
class Fake:
    """A stand-in for the worker's Python, and what it was told."""

    python: str
    log: Path
    environment: dict[str, str]

    def heard(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def job(self) -> dict[str, Any]:
        return next(news["job"] for news in self.heard() if "job" in news)


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """Return a stand-in for the worker that does what FAKE_MODE says."""
    python = tmp_path / "python of the worker"
    python.write_text(f'#!/bin/sh\nexec {SYSTEM_PYTHON} "{INSIDE / "fake_worker.py"}"\n')
    python.chmod(0o755)
    log = tmp_path / "heard.jsonl"
    return Fake(str(python), log, {"FAKE_LOG": str(log)})
