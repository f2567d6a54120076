"""What the README and the docs tell people to type runs as it stands: Python blocks, and the README's commands."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
DOCS = [README, *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(?P<language>\S+)[^\n]*\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
CLI = [sys.executable, "-c", "import sys; from gistools.cli import main; sys.exit(main())"]


def blocks(*languages: str, file: Path = README) -> list[str]:
    text = file.read_text(encoding="utf-8")
    return [found["body"] for found in BLOCK.finditer(text) if found["language"] in languages]


def commands() -> list[list[str]]:
    lines = "\n".join(blocks("sh", "bash", "console", "shell")).replace("\\\n", " ").splitlines()
    words = [shlex.split(line.removeprefix("$ "), comments=True) for line in lines]
    return [line[1:] for line in words if line and line[0] == "gistools"]


@pytest.fixture
def place(tmp_path):
    """Return a folder that looks like the checkout to one who follows the README."""
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    return tmp_path


def run(command: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONWARNINGS": "", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, cwd=place, env=environment, timeout=900, check=False)


def test_the_readme_shows_python():
    assert blocks("python")


@pytest.mark.parametrize("file", [file for file in DOCS if blocks("python", file=file)], ids=lambda file: file.name)
def test_the_python_blocks_run_one_after_another(place, file):
    script = "\n".join(blocks("python", file=file))
    done = run([sys.executable, "-c", script], place)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_gistools_commands_run(place):
    told = commands()
    assert told, "the README shows no gistools command"
    for command in told:
        done = run([*CLI, *command], place)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
