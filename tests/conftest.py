"""What all tests share: where data lies, what must not be skipped, and a throw-away database.

``GISTOOLS_REQUIRE`` is a comma list of markers (such as ``qgis,browser``) whose tests must run: a skip of
such a test is a failure. ``GISTOOLS_REAL_DATA`` is the folder of real Danish samples.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
REQUIRABLE = ("qgis", "browser", "postgis", "gdal", "real_data")

# Set before any test module imports numba or gistools. Compiled kernels are kept between runs; steps of tools are not,
# so that a test never reads what an older version of the code remembered.
os.environ.setdefault("NUMBA_CACHE_DIR", str(CACHE / "numba"))
os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("MPLCONFIGDIR", str(CACHE / "matplotlib"))
os.environ["GISTOOLS_CACHE_DIR"] = tempfile.mkdtemp(prefix="gistools-test-cache-")
settings.register_profile("shared_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same_each_time", settings.get_profile("shared_machine"), derandomize=True)
# How long a machine takes tells nothing of what is tested. Where a change is judged, draws are the same each time, so
# that it is not judged by its luck; at a desk they are new ones each time, and what they find is mended.
settings.load_profile("same_each_time" if os.environ.get("GISTOOLS_REQUIRE") else "shared_machine")
atexit.register(shutil.rmtree, os.environ["GISTOOLS_CACHE_DIR"], ignore_errors=True)


def _required() -> frozenset[str]:
    names = {name.strip() for name in os.environ.get("GISTOOLS_REQUIRE", "").split(",")} - {""}
    unknown = sorted(names.difference(REQUIRABLE))
    if unknown:
        message = f"GISTOOLS_REQUIRE names {', '.join(unknown)}; known are {', '.join(REQUIRABLE)}"
        raise pytest.UsageError(message)
    return frozenset(names)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_REQUIRED] = _required()


_REQUIRED: pytest.StashKey[frozenset[str]] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test that must run into a failure."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        required = item.config.stash[_REQUIRED]
        needed = sorted(name for name in required if item.get_closest_marker(name))
        if item.get_closest_marker("real_data") and "real_data" not in required:
            needed = []  # the data are what is missing, whatever else the test needs
        if needed:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            report.outcome = "failed"
            report.longrepr = f"GISTOOLS_REQUIRE={','.join(needed)} forbids this skip. {reason}"
    return report


@pytest.fixture(scope="session")
def sample_dir() -> Path:
    """Return the folder of the invented sample town."""
    return ROOT / "sample_data"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real Danish samples, or skip."""
    given = os.environ.get("GISTOOLS_REAL_DATA")
    if not given:
        pytest.skip("GISTOOLS_REAL_DATA names no folder of real Danish samples")
    folder = Path(given)
    if not (folder / "terrain").is_dir():
        pytest.skip(f"GISTOOLS_REAL_DATA={given} holds no terrain folder")
    return folder


@dataclass(frozen=True)
class PostGIS:
    """A database that lives as long as the test session, on the loopback address only."""

    host: str
    port: int
    user: str
    database: str

    @property
    def url(self) -> str:
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.database}"

    def sql(self, statement: str, *, database: str | None = None) -> str:
        """Run one statement through ``psql`` and return the bare value."""
        command = ["psql", "-h", self.host, "-p", str(self.port), "-U", self.user, "-d", database or self.database]
        done = subprocess.run(
            [*command, "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.stdout.strip()


@pytest.fixture(scope="session")
def postgis() -> Iterator[PostGIS]:
    """Start PostgreSQL with PostGIS in a temporary folder, or skip where it is not installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not programs or shutil.which("psql") is None:
        pytest.skip("PostgreSQL is not installed (postgresql-15-postgis-3)")
    if not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        pytest.skip("PostgreSQL is installed without PostGIS (postgresql-15-postgis-3)")
    folder = Path(tempfile.mkdtemp(prefix="gistools-pg-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield _start(programs[-1].parent, folder, stack)


def _start(programs: Path, folder: Path, stack: contextlib.ExitStack) -> PostGIS:
    as_postgres = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str) -> None:
        # no pipe: the server would inherit it, and the call would wait for the server to end
        with (folder.parent / f"{folder.name}.log").open("a") as log:
            full = [*as_postgres, *command]
            subprocess.run(full, check=True, stdout=log, stderr=log, cwd="/", timeout=120)

    stack.callback((folder.parent / f"{folder.name}.log").unlink, missing_ok=True)
    data = str(folder / "data")
    user = ["-U", "postgres"]
    run(str(programs / "initdb"), "-D", data, *user, "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={folder} -c fsync=off"
    run(str(programs / "pg_ctl"), "-w", "-D", data, "-l", str(folder / "log"), "-o", options, "start")
    stack.callback(run, str(programs / "pg_ctl"), "-w", "-D", data, "-m", "immediate", "stop")
    server = PostGIS("127.0.0.1", port, "postgres", "gis")
    server.sql("create database gis", database="postgres")
    server.sql("create extension postgis")
    return server
