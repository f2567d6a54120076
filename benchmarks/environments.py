"""An environment of its own for each peer, made from ``requirements-PEER.txt`` in ``.cache/bench``, and used again."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contestants import Contestant

HERE = Path(__file__).resolve().parent
_ADDRESS = re.compile(r"\S*://\S+|(?<![\w.])/\S+")
_SHOWN = 160
_MARKS = ("fatal:", "ERROR", "error:")  # how git, pip and compilers begin the line that matters


@dataclass(frozen=True)
class Environment:
    """The Python that runs a contestant, or why there is none."""

    python: Path | None
    problem: str | None = None


def tell(text: str) -> str:
    """Return the last line of a program's complaint without addresses and places on this machine."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = next(
        (line for mark in _MARKS for line in lines if line.startswith(mark)), (lines or ["no reason given"])[-1]
    )
    return _ADDRESS.sub("...", told)[:_SHOWN]


def environment(peer: Contestant, folder: Path, given: Mapping[str, str], *, make: bool = True) -> Environment:
    """Return where a contestant runs: the one given, ours for ours, the system's, or one made from its requirements.

    Without ``make`` nothing is installed: it is this Python where that has the peer, else none.
    """
    if peer.own:
        return Environment(Path(sys.executable))
    if peer.name in given:
        return _check(peer, _python(Path(given[peer.name])))
    if peer.program:
        found = shutil.which(peer.program)
        return Environment(Path(sys.executable)) if found else Environment(None, f"`{peer.program}` is not installed")
    if not make:
        here = peer.module is not None and importlib.util.find_spec(peer.module.partition(".")[0]) is not None
        return Environment(Path(sys.executable)) if here else Environment(None, "not in this environment")
    return _made(peer, folder / peer.name)


def _made(peer: Contestant, folder: Path) -> Environment:
    """Make a virtual environment, unless one of the same requirements is there."""
    requirements = HERE / str(peer.requirements)
    stamp = folder / ".made"
    told = b"".join((HERE / name).read_bytes() for name in (peer.requirements, peer.build) if name)
    wanted = hashlib.blake2b(told + sys.version.encode(), digest_size=8).hexdigest()
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != wanted:
        make = [sys.executable, "-m", "venv", "--clear", folder]
        if peer.system_packages:  # of the system's own Python, which need not be the one that runs this
            base = shutil.which("python3", path=os.defpath)
            if base is None:
                return Environment(None, "there is no Python of the system")
            make = [base, "-m", "venv", "--clear", "--system-site-packages", folder]
        install = [_inside(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        commands = [make, [*install, "-r", requirements]]
        if peer.build:  # its setup takes what it compiles with from the environment
            needs, itself = [*install, "-r", HERE / peer.build], [*install, "--no-build-isolation", "--no-deps"]
            commands = [make, needs, [*itself, "-r", requirements]]
        for command in commands:
            done = subprocess.run(  # noqa: S603 - our own files
                command, capture_output=True, text=True, check=False, env={**os.environ, "GIT_TERMINAL_PROMPT": "0"}
            )
            if done.returncode:
                return Environment(None, f"its environment could not be made: {tell(done.stderr)}")
        stamp.write_text(wanted, encoding="ascii")
    return _check(peer, _python(folder))


def _check(peer: Contestant, python: Path) -> Environment:
    """Import the peer once: what installs does not always load."""
    try:
        done = subprocess.run([python, "-c", f"import {peer.module}"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        return Environment(None, f"no Python there: {error.strerror}")
    return Environment(None, f"does not load: {tell(done.stderr)}") if done.returncode else Environment(python)


def _python(place: Path) -> Path:
    """Return the Python of a virtual environment, or ``place`` itself where it is a program."""
    return _inside(place) if place.is_dir() else place


def _inside(folder: Path) -> Path:
    return (folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")).absolute()
