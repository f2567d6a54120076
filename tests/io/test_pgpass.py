"""The password file of PostgreSQL: the first line that fits, escaped signs, and no file that others may read."""

from __future__ import annotations

import sys

import pytest

from gistools.io.pgpass import kept_password

LINES = r"""# host:port:database:user:password
plan:5432:byen:gis:første
plan:5434:byen:gis
plan:*:*:gis:næste
colon\:host:5432:a\\b:u\:v:p\:q\\r
[::1]:5432:*:gis:aldrig
*:5433:*:*:
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "pgpass"
    path.write_text(LINES, encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(path))
    return path


@pytest.mark.parametrize(
    ("asked", "password"),
    [
        (("plan", 5432, "byen", "gis"), "første"),
        (("plan", 5432, "andet", "gis"), "næste"),
        (("plan", 5434, "byen", "gis"), "næste"),
        (("plan", 5432, "byen", "anden"), None),
        (("colon:host", 5432, "a\\b", "u:v"), "p:q\\r"),
        (("anden", 5433, "byen", "x"), ""),
    ],
)
def test_the_first_line_that_fits_is_it(file, asked, password):
    assert file.exists()
    assert kept_password(*asked) == password


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_file_that_others_may_read_is_not_read(file):
    file.chmod(0o640)
    assert kept_password("plan", 5432, "byen", "gis") is None


def test_without_a_file_there_is_no_password(file):
    file.unlink()
    assert kept_password("plan", 5432, "byen", "gis") is None
