"""GISTOOLS_REQUIRE turns a skip into a failure, and only the skips that it names."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"
INI = "[pytest]\nmarkers =\n  qgis: a\n  browser: b\n  postgis: c\n  real_data: d\n"
TESTS = """
import pytest

@pytest.fixture
def absent():
    pytest.skip("no such program")

@pytest.mark.qgis
def test_needs_qgis(absent):
    pass

@pytest.mark.browser
@pytest.mark.skip(reason="not today")
def test_needs_browser():
    pass

@pytest.mark.qgis
@pytest.mark.xfail(reason="known")
def test_known():
    raise AssertionError
"""


def run(folder: Path, require: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text(INI)
    (folder / "test_it.py").write_text(TESTS)
    shutil.copy(CONFTEST, folder / "conftest.py")
    environment = {**os.environ, "GISTOOLS_REQUIRE": require, "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)


@pytest.mark.parametrize(
    ("require", "code", "counts"),
    [
        ("", 0, "2 skipped, 1 xfailed"),
        ("qgis", 1, "1 skipped, 1 xfailed, 1 error"),
        ("qgis, browser", 1, "1 xfailed, 2 errors"),
        ("postgis,real_data", 0, "2 skipped, 1 xfailed"),
    ],
)
def test_a_required_skip_is_a_failure(tmp_path, require, code, counts):
    done = run(tmp_path, require)
    assert (done.returncode, done.stdout.splitlines()[-1].split(" in ")[0]) == (code, counts), done.stdout
    if "qgis" in require:
        assert "forbids this skip. Skipped: no such program" in done.stdout


def test_a_misspelt_requirement_is_refused(tmp_path):
    done = run(tmp_path, "qgsi")
    assert done.returncode == 4
    assert "GISTOOLS_REQUIRE names qgsi" in done.stdout + done.stderr
