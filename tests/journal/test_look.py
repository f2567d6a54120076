"""A look at a store: what it holds and what was edited past it, without a lock and without a write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import shapely

from gistools.errors import StoreBusyError, StoreError
from gistools.io import journal_look as look_module
from gistools.io import read_store
from gistools.journal import Change, replay
from gistools.journal.roles import DIRECT
from tests.journal.making import FORMS, LOT, WHY
from tests.journal.test_geopackage import ODD, opened, sql

KILLED = """
import os, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("PRAGMA cache_size = 1")
database.execute("BEGIN IMMEDIATE")
database.execute("UPDATE gistools_own SET own = 1")
for n in range(3000):
    database.execute("INSERT INTO note (object_id, text, n) VALUES (?, ?, ?)", (f"{n}", "x" * 500, n))
print("writing", flush=True)
os._exit(9)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plan æ.gpkg"


def held(value):
    return {(one.table, one.object_id): one.values for rows in value.objects.values() for one in rows}


def test_a_look_sees_what_the_store_holds_and_edits_past_it(path):
    with opened(path) as store:
        store.apply([Change.insert("lot", ODD), Change.insert("lot", {"geometry": shapely.Point(1, 2)})], **WHY)
    sql(path, "UPDATE lot SET name = 'direkte' WHERE name IS NULL")
    path.with_name(path.name + ".lock").unlink()
    before = path.read_bytes()
    read = read_store(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    assert held(read.value) == replay(read.value.entries)
    (entry,) = read.value.open_direct()
    assert (entry.number, entry.role, entry.after["name"]) == (3, DIRECT, "direkte")
    assert read.sources[0].path == str(path)
    with opened(path) as store:
        assert store.journal()[:2] == read.value.entries[:2]
        assert store.open_direct() == (entry,)
        assert list(read.value.objects["lot"]) == store.objects("lot")
        assert read.value.roles == store.roles
        assert read.value.forms["lot"].to_json() == LOT.to_json()


def test_a_look_is_had_while_another_has_the_store_open(path):
    with opened(path) as store:
        store.apply([Change.insert("lot", ODD)], **WHY)
        first = read_store(path).value
        store.apply([Change.insert("lot", {})], **WHY)
        assert (len(first.entries), len(read_store(path).value.entries)) == (1, 2)


def test_a_look_after_a_killed_writer_sees_what_was_before(path):
    with opened(path) as store:
        store.apply([Change.insert("lot", ODD)], **WHY)
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, check=False)
    assert done.stdout
    assert path.with_name(path.name + "-journal").stat().st_size > 0  # half a write lies in the file
    assert len(held(read_store(path).value)) == 1
    with opened(path) as store:
        assert store.objects("note") == []


def test_a_look_sees_what_qgis_has_written_in_its_own_log_mode(path):
    with opened(path) as store:
        store.apply([Change.insert("lot", {"name": "før"})], **WHY)
    with closing(sqlite3.connect(path, isolation_level=None)) as qgis:
        assert qgis.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        qgis.execute("UPDATE lot SET name = 'efter'")
        assert path.with_name(path.name + "-wal").stat().st_size > 0
        (entry,) = read_store(path).value.open_direct()
        assert (entry.before["name"], entry.after["name"]) == ("før", "efter")
        qgis.execute("BEGIN")
        qgis.execute("UPDATE lot SET name = 'endnu ikke gemt'")
        assert [one.after["name"] for one in read_store(path).value.open_direct()] == ["efter"]
        qgis.execute("ROLLBACK")


def test_a_writer_that_does_not_end_is_told(path, monkeypatch):
    with opened(path):
        pass
    monkeypatch.setattr(look_module, "WAIT_S", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusyError, match="et andet program skriver"):
            read_store(path)
        other.execute("ROLLBACK")
    assert {name: form.to_json() for name, form in read_store(path).value.forms.items()} == {
        form.name: form.to_json() for form in FORMS
    }


def test_what_is_no_store_is_told(tmp_path):
    (tmp_path / "plan.gpkg").write_text("ikke en database, men en tekst", encoding="utf-8")
    with pytest.raises(StoreError, match="kan ikke læses"):
        read_store(tmp_path / "plan.gpkg")
    with pytest.raises(StoreError, match=r"mente du plan\.gpkg"):
        read_store(tmp_path / "plann.gpkg")
    sql(tmp_path / "andet.gpkg", "CREATE TABLE t (n)")
    with pytest.raises(StoreError, match="er ikke et arbejdslager"):
        read_store(tmp_path / "andet.gpkg")
