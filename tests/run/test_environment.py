"""Programs of gistools where the user has no home folder, and gistools was installed by someone else."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import gistools
from gistools.run.environment import clean_environment

SCRIPT = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from gistools.run.environment import clean_environment
clean_environment()
import gistools.kernels.labels
print(json.dumps([gistools.__file__, os.environ.get("NUMBA_CACHE_DIR")]))
"""


@pytest.fixture
def installed(tmp_path):
    """Return a copy of gistools with a file where compiled kernels would lie: a folder that no one may write to."""
    folder = tmp_path / "site"
    shutil.copytree(Path(gistools.__file__).parent, folder / "gistools", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "gistools" / "kernels" / "__pycache__").touch()
    return folder


def told(installed: Path, temporary: Path) -> list[str]:
    """Load the kernels where the home of the user is no folder; return what the script prints."""
    home = temporary / "home"
    home.touch()
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(temporary)}
    command = [sys.executable, "-B", "-c", SCRIPT, str(installed)]
    done = subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="the temporary files of Windows are the user's own")
def test_kernels_load_without_a_home_and_with_a_read_only_installation(tmp_path, installed):
    made = tmp_path / f"gistools-numba-{os.getuid()}"
    assert told(installed, tmp_path) == [str(installed / "gistools" / "__init__.py"), str(made)]
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    shutil.rmtree(made)
    made.symlink_to(tmp_path / "site", target_is_directory=True)  # laid there by someone else
    _, chosen = told(installed, tmp_path)
    assert chosen.startswith(str(tmp_path / "gistools-numba-"))
    assert chosen != str(made)
    made.unlink()
    made.mkdir(mode=0o777)
    made.chmod(0o777)
    assert told(installed, tmp_path)[1] != str(made)


def test_a_folder_that_is_chosen_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    clean_environment()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path)


def test_nothing_is_chosen_where_numba_has_a_folder(monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    clean_environment()
    assert "NUMBA_CACHE_DIR" not in os.environ
