"""A store in a GeoPackage: one writer, whole after a kill, caught direct edits, and open to GDAL and QGIS."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from gistools.errors import ConflictError, ParamError, StoreBusyError, StoreError, StoreInUseError, TableError
from gistools.io.journal_geopackage import open_geopackage_store
from gistools.journal import Action, Change, replay
from gistools.journal.roles import DIRECT
from tests.journal.making import FORMS, LOT, NOTE, WHY, content

ROOT = Path(__file__).resolve().parents[2]
ODD = {
    "name": "Æblegrøft 'Ø' \"å\" e\u030a, NULL",
    "owner_id": "0a3f50a0-0000-32b8-e044-0003ba298018",
    "dwellings": -(2**63),
    "area_m2": 0.1 + 0.2,
    "provisional": False,
    "day": "2026-02-28",
    "moment": "2026-03-29T01:30:00.123Z",
    "geometry": shapely.LineString([(700000.1, 6170000.3), (1 / 3, 5e-324), (700001, 6170001)]),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plan æ.gpkg"


def opened(path, role="gis"):
    return open_geopackage_store(path, FORMS, role=role)


def sql(path, statement, *values):
    with closing(sqlite3.connect(path, timeout=1)) as database, database:
        return database.execute(statement, values).fetchall()


def test_what_is_written_is_read_back_and_told_exactly(path):
    with opened(path) as store:
        made = store.apply([Change.insert("lot", ODD), Change.insert("lot", {})], **WHY)
        full, empty = (store.find("lot", entry.object_id).values for entry in made)
        assert full == {**ODD, "geometry": shapely.to_wkb(ODD["geometry"], hex=True).lower()} == made[0].after
        assert set(empty.values()) == {None}
        told = made[0]
        assert (told.number, told.role, told.why, told.case_number) == (1, "gis", "prøve", "24/000001")
        assert (told.action, told.before, told.undoes) == (Action.INSERT, None, 0)
        store.apply([Change.delete(store.find("lot", told.object_id))], **WHY)
        assert store.find("lot", told.object_id) is None
        store.undo([3], **WHY)
        assert store.find("lot", told.object_id).values == full
        assert store.journal()[-1].undoes == 3
        assert store.apply([Change.update(store.find("lot", told.object_id), ODD)], **WHY) == ()
    assert (
        list(path.parent.iterdir()) == [path, path.with_name(path.name + ".lock")]
        or len(list(path.parent.iterdir())) == 2
    )


def test_gdal_reads_it_as_a_whole_geopackage(path):
    with opened(path) as store:
        store.apply([Change.insert("lot", ODD), Change.insert("lot", {"geometry": shapely.Point(1, 2)})], **WHY)
        store.apply([Change.insert("note", {"text": "hej"})], **WHY)
        layers = dict(pyogrio.list_layers(path))
        assert layers == {"lot": "Unknown", "note": None, "gistools_journal": None}
        frame = pyogrio.read_dataframe(path, layer="lot")
        assert frame.crs.to_epsg() == 25832
        assert shapely.to_wkb(frame.geometry.iloc[0]) == shapely.to_wkb(ODD["geometry"])
        first = frame.iloc[0]
        assert (first["name"], first.dwellings, first.area_m2) == (ODD["name"], ODD["dwellings"], ODD["area_m2"])
        assert first.provisional == False  # noqa: E712 - numpy's
        assert str(first.day)[:10] == "2026-02-28"
        info = pyogrio.read_info(path, layer="lot", force_total_bounds=True)
        assert tuple(info["total_bounds"]) == (1 / 3, 5e-324, 700001.0, 6170001.0)
        assert info["fid_column"] == "fid"
        journal = pyogrio.read_dataframe(path, layer="gistools_journal")
        assert journal.role.tolist() == ["gis"] * 3
    assert sql(path, "PRAGMA integrity_check") == [("ok",)]
    assert sql(path, "PRAGMA foreign_key_check") == []
    assert sql(path, "PRAGMA journal_mode") == [("delete",)]


def test_edits_through_gdal_are_caught(path):
    with opened(path) as store:
        made = store.apply([Change.insert("lot", {"name": "A"})], **WHY)
        frame = gpd.GeoDataFrame({"name": ["Ny Ø", "to"], "area_m2": [1 / 3, None]},
                                 geometry=[shapely.Point(700000, 6170000), None], crs=25832)  # fmt: skip
        pyogrio.write_dataframe(frame, path, layer="lot", append=True)
        found = store.open_direct()
        assert [(entry.role, entry.action, entry.why) for entry in found] == [(DIRECT, Action.INSERT, "")] * 2
        assert [entry.after["name"] for entry in found] == ["Ny Ø", "to"]
        assert found[0].after["geometry"] == shapely.to_wkb(frame.geometry[0], hex=True).lower()
        assert found[0].after["area_m2"] == 1 / 3
        assert len({entry.object_id for entry in found} | {made[0].object_id}) == 3
        store.explain_direct([2, 3], role="byggesag", why="tegnet i QGIS", case_number="24/1")
        assert store.open_direct() == ()
        assert [entry.explained_by for entry in store.journal()] == ["", "byggesag", "byggesag"]
        assert content(store) == replay(store.journal())
        store.undo([3, 2], **WHY)
        assert content(store) == replay(store.journal()[:1])


def test_a_direct_edit_is_a_conflict_for_who_read_before_it(path):
    with opened(path) as store:
        made = store.apply([Change.insert("lot", {"name": "A"})], **WHY)
        read = store.find("lot", made[0].object_id)
        sql(path, "UPDATE lot SET name = 'B', dwellings = 'tre'")
        with pytest.raises(ConflictError, match="QGIS direkte ændrede name, dwellings") as caught:
            store.apply([Change.update(read, {"name": "C"})], **WHY)
        assert [entry.number for entry in caught.value.entries] == [2]
        assert [entry.number for entry in store.open_direct()] == [2]
        assert store.find("lot", read.object_id).values["dwellings"] == "tre"  # SQLite asks for no kinds: told as it is
        with pytest.raises(ConflictError, match="post 1 er ændret siden"):
            store.undo([1], **WHY)
        with pytest.raises(TableError, match="ikke et helt tal"):
            store.apply([Change.update(store.find("lot", read.object_id), {"dwellings": "fire"})], **WHY)


def test_what_sqlite_lets_others_write_is_undone_exactly(path):
    odd = [b"\0\xff", "t\udce6kst".encode("utf-8", "surrogateescape"), 9e999, 5.5, "x", 7]
    with opened(path) as store:
        store.apply([Change.insert("lot", {"name": "A"}, object_id="0a3f50a0-0000-32b8-e044-0003ba298018")], **WHY)
        for column in ("geometry", "area_m2", "dwellings", "day", "provisional"):
            for value in odd:
                sql(path, f"UPDATE lot SET {column} = ?", value)
        sql(path, "UPDATE lot SET name = CAST(? AS TEXT)", odd[1])
        stored = "SELECT geometry, name, area_m2, dwellings, day, provisional FROM lot"
        before, held, number = sql(path, stored.replace("name", "hex(name)")), content(store), len(store.journal())
        store.apply([Change.delete(store.objects("lot")[0])], **WHY)
        store.undo([number + 1], **WHY)
        assert sql(path, stored.replace("name", "hex(name)")) == before
        assert content(store) == held == replay(store.journal())
        store.undo(range(2, number + 1), **WHY)
        assert content(store) == replay(store.journal()[:1])


def test_ids_stay_and_the_journal_is_no_ones_to_edit(path):
    with opened(path) as store:
        store.apply([Change.insert("note", {"n": 1})], **WHY)
        sql(path, "UPDATE note SET n = 2")
        store.explain_direct([2], **WHY)
    for statement in (
        "UPDATE note SET object_id = 'x'",
        "UPDATE gistools_journal SET role = 'x'",
        "DELETE FROM gistools_journal",
        "INSERT INTO gistools_journal VALUES (9, 'x', 'x', '', '', 'note', 'x', 'insert', NULL, NULL, 0)",
        "DELETE FROM gistools_explained",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="ændres"):
            sql(path, statement)


def test_edits_that_no_trigger_saw_are_found_when_it_is_opened(path):
    with opened(path) as store:
        made = store.apply([Change.insert("note", {"n": n}) for n in range(3)], **WHY)
    first, second, third = (entry.object_id for entry in made)
    sql(path, "INSERT OR REPLACE INTO note (fid, object_id, n) SELECT fid, object_id, 7 FROM note WHERE n = 0")
    sql(path, "DROP TRIGGER note_direct_update")
    sql(path, "DROP TRIGGER note_direct_delete")
    sql(path, "UPDATE note SET n = 8 WHERE n = 1")
    sql(path, "DELETE FROM note WHERE n = 2")
    with opened(path) as store:
        assert content(store) == replay(store.journal())
        last = {entry.object_id: entry.after and entry.after["n"] for entry in store.open_direct()}
        assert last == {first: 7, second: 8, third: None}


def test_a_second_writer_is_told_who_has_it(path):
    with opened(path, "byggesag"):
        began = sql(path.with_name(path.name + ".lock"), "SELECT since FROM holder")[0][0]
        with pytest.raises(StoreInUseError, match=f"åben hos rollen byggesag siden {began}"):
            opened(path)
        script = WRITER.partition("while")[0]
        command = [sys.executable, "-c", script, path]
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=_environment())
        assert "StoreInUseError" in done.stderr
    with opened(path):
        pass


def _environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}


WRITER = """
import random, sys
from gistools.io.journal_geopackage import open_geopackage_store
from gistools.journal import Change
from tests.journal.making import FORMS
draw = random.Random()
store = open_geopackage_store(sys.argv[1], FORMS, role="byggesag")
while True:
    one, other = draw.sample(store.objects("note"), 2)
    store.apply([Change.update(one, {"n": one.values["n"] - 1, "text": "æ" * draw.randrange(90)}),
                 Change.update(other, {"n": other.values["n"] + 1})], role="gis", why="flyt")
    print("done", flush=True)
"""


@pytest.fixture
def in_memory(path):
    """Return a place where forcing to the disk costs nothing."""
    folder = Path("/dev/shm")  # noqa: S108 - as Linux has it
    with tempfile.TemporaryDirectory(dir=folder if folder.is_dir() else path.parent) as made:
        yield Path(made) / "plan.gpkg"


def test_a_killed_writer_leaves_the_file_whole_and_the_lock_free(in_memory):
    path = in_memory
    with opened(path) as store:
        store.apply([Change.insert("note", {"n": 100}) for _ in range(6)], **WHY)
    draw = random.Random()
    for _ in range(4):
        command = [sys.executable, "-c", WRITER, str(path)]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment())
        try:
            said = [writer.stdout.readline() for _ in range(draw.randrange(3, 50))]
            assert set(said) == {"done\n"}
            with pytest.raises(StoreInUseError, match="rollen byggesag"):
                opened(path)
            time.sleep(draw.random() / 50)
        finally:
            writer.send_signal(signal.SIGKILL)
            writer.wait(10)
            writer.stdout.close()
        with opened(path) as store:  # at once: nothing to clear away
            assert content(store) == replay(store.journal())
            assert sum(values["n"] for values in content(store).values()) == 600
            assert store.open_direct() == ()
        assert sql(path, "PRAGMA integrity_check") == [("ok",)]
    with opened(path) as store:
        store.undo(range(7, store.journal()[-1].number + 1), **WHY)
        assert content(store) == replay(store.journal()[:6])


def test_a_stop_in_the_middle_leaves_nothing(path, monkeypatch):
    with opened(path) as store:
        monkeypatch.setattr(store, "_log", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            store.apply([Change.insert("note", {"n": 1})], **WHY)
        monkeypatch.undo()
        assert content(store) == {}
        assert store.journal() == ()
        assert len(store.apply([Change.insert("note", {"n": 1})], **WHY)) == 1


def test_a_program_that_writes_is_waited_for_and_told(path):
    with opened(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        store._database.execute("PRAGMA busy_timeout = 200")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match="et andet program skriver"):
            store.apply([Change.insert("note", {})], **WHY)
        other.execute("ROLLBACK")
        store.apply([Change.insert("note", {})], **WHY)


def test_qgis_may_have_it_open_in_its_own_mode(path):
    """QGIS opens GeoPackages with a write-ahead log, and puts them back when it closes them."""
    opened(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as qgis:
        qgis.execute("PRAGMA journal_mode = WAL")
        qgis.execute("SELECT count(*) FROM note").fetchall()
        with opened(path) as store:
            store.apply([Change.insert("note", {"n": 1})], **WHY)
            qgis.execute("UPDATE note SET n = 2")
            assert [entry.number for entry in store.open_direct()] == [2]
    with opened(path) as store:
        assert content(store) == replay(store.journal())
        assert sql(path, "PRAGMA journal_mode") == [("delete",)]


@pytest.mark.gdal
def test_a_spatial_index_made_by_gdal_is_kept_right(path):
    with opened(path) as store:
        store.apply([Change.insert("lot", ODD)], **WHY)
        command = ["ogrinfo", "-q", path, "-sql", "SELECT CreateSpatialIndex('lot', 'geometry')"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        made = store.apply([Change.insert("lot", {"geometry": shapely.Point(500000, 6200000)})], **WHY)
        one = store.find("lot", made[0].object_id)
        store.apply([Change.update(one, {"geometry": shapely.box(600000, 6100000, 600010, 6100010)})], **WHY)
        store.apply([Change.update(store.objects("lot")[0], {"geometry": None})], **WHY)
        store.apply([Change.insert("lot", {})], **WHY)
        index = sql(path, "SELECT count(*) FROM rtree_lot_geometry")[0][0]
        assert index == sum(one.values["geometry"] is not None for one in store.objects("lot"))
        store.undo(range(2, 6), **WHY)
        assert content(store) == replay(store.journal()[:1])
        frame = pyogrio.read_dataframe(path, layer="lot", bbox=(0, 0, 10, 10))
        assert len(frame) == 1


def test_what_is_no_store_is_refused_and_left_as_it_is(path, tmp_path):
    path.write_bytes(b"no database at all, but long enough to be looked at" * 40)
    held = path.read_bytes()
    with pytest.raises(StoreError, match="kan ikke læses eller skrives"):
        opened(path)
    assert path.read_bytes() == held
    source = tmp_path / "kilde.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(0, 0)], crs=25832).to_file(source, layer="lot")
    held = source.read_bytes()
    with pytest.raises(StoreError, match="er ikke et arbejdslager"):
        opened(source)
    assert source.read_bytes() == held
    fine = tmp_path / "plan.gpkg"
    opened(fine).close()
    with pytest.raises(StoreError, match="tabellerne note er anderledes eller mangler"):
        open_geopackage_store(fine, (LOT,), role="gis")
    with pytest.raises(StoreError, match="lot"):
        open_geopackage_store(fine, (NOTE,), role="gis")
    sql(fine, "DROP TABLE note")
    with pytest.raises(StoreError, match="note"):
        opened(fine)


def test_roles_are_those_of_the_store(tmp_path):
    path = tmp_path / "plan.gpkg"
    with open_geopackage_store(path, FORMS, role="vej", roles=["vej", "plan"]) as store:
        assert store.roles == ("plan", "vej")
        for role in ("gis", "Anders And", "QGIS direkte", "a@b.dk", ""):
            with pytest.raises(ParamError, match="personer skrives ikke"):
                store.apply([Change.insert("note", {})], role=role, why="x")
        assert store.journal() == ()
    with pytest.raises(ParamError):
        open_geopackage_store(path, FORMS, role="gis")
    open_geopackage_store(path, FORMS, role="plan").close()


def test_numbers_of_no_entry_and_unknown_tables_are_told(path):
    with opened(path) as store:
        with pytest.raises(ParamError, match="post 7 findes ikke"):
            store.undo([7], **WHY)
        with pytest.raises(ParamError, match=r"lott findes ikke \(mente du lot"):
            store.objects("lott")
        with pytest.raises(ConflictError, match="findes ikke"):
            store.apply([Change("note", "0a3f50a0-0000-32b8-e044-0003ba298018", Action.UPDATE, 3, {"n": 1})], **WHY)
        made = store.apply([Change.insert("note", {"n": 1})], **WHY)
        store.undo([1], **WHY)
        with pytest.raises(ConflictError, match="allerede fortrudt: gis slettede"):
            store.undo([1], **WHY)
        store.undo([2], **WHY)  # done again
        with pytest.raises(ConflictError, match="er allerede fortrudt"):
            store.undo([2], **WHY)
        store.undo([1], **WHY)  # and undone again
        assert content(store) == {}
        assert store.journal(object_id=made[0].object_id) == store.journal()
