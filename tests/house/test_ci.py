"""What `.ci/run` looks at beyond the tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

CI = Path(__file__).parents[2] / ".ci"
HEAD = "\ufeffterm;text_da;text_en;volume_m3;units;mm\n"
RAIN = "rain;Regn på land;Rain on land;1200004,5;4928326000;100,0\n"
STORED = "stored;Står;Standing;1200004,5;4928326000;100,0\n"
ZERO = "difference;Difference;Difference;0;0;0\n"


@pytest.mark.parametrize(
    ("ledger", "balances"),
    [
        (HEAD + RAIN + STORED + ZERO, True),
        (HEAD + RAIN + STORED, False),
        (HEAD + RAIN + STORED + ZERO.replace(";0;0;0", ";0;1;0"), False),
        (HEAD + RAIN + STORED + ZERO.replace(";0;0;0", ";0,001;0;0"), False),
        (HEAD + RAIN + STORED + ZERO.replace(";0;0;0", ";;;"), False),
        (HEAD + STORED + ZERO, False),
        ("", False),
    ],
)
def test_a_ledger_that_does_not_balance_is_noticed(tmp_path, ledger, balances):
    path = tmp_path / "ledger.csv"
    path.write_text(ledger, encoding="utf-8")
    done = subprocess.run([CI / "ledger_balances", path], capture_output=True, check=False)
    assert (done.returncode == 0) == balances


def test_missing_real_data_is_said_at_the_beginning_and_at_the_end(tmp_path):
    """The script in a folder of its own, with programs that do nothing in place of those that install and test."""
    root, programs = tmp_path / "repo", tmp_path / "bin"
    (root / ".ci").mkdir(parents=True)
    (root / ".ci" / "run").write_bytes((CI / "run").read_bytes())
    programs.mkdir()
    for name in ("make", "qgis_process.bin", "chromium", "xvfb-run", "gdalinfo", "runuser", "apt-get", "sudo"):
        (programs / name).write_text("#!/bin/sh\nexit 0\n")
        (programs / name).chmod(0o755)
    env = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    done = subprocess.run(["bash", root / ".ci" / "run"], env=env, capture_output=True, text=True, check=False)
    before, after = done.stdout.split("=== System packages")
    for part in (before, after):
        assert part.count("WARNING: no real Danish terrain") == 1, done.stdout + done.stderr
    env["GISTOOLS_REAL_DATA"] = str(tmp_path)
    done = subprocess.run(["bash", root / ".ci" / "run"], env=env, capture_output=True, text=True, check=False)
    assert "WARNING" not in done.stdout
