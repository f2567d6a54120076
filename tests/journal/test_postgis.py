"""A store in PostGIS: any sequence of edits, two people on one row, killed writers."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from gistools.errors import ConflictError, ParamError, StoreBusyError, StoreError
from gistools.io.journal_postgis import open_postgis_store
from gistools.journal import Action, Change, replay
from gistools.journal.roles import DIRECT
from tests.journal.machine import Edits
from tests.journal.making import FORMS, LOT, NOTE, WHY, content

pytestmark = pytest.mark.postgis

_COUNT = itertools.count(1)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _driver():
    """Skip test by test, so that where PostGIS is asked for the skip is a failure."""
    pytest.importorskip("pg8000", reason="pg8000 is not installed (gistools[postgis])")


@pytest.fixture
def schema():
    return f"store_{next(_COUNT)}"


@pytest.fixture
def opened(postgis, schema):
    """Return what opens the store of this test, each time as one more person."""
    stores = []

    def open_one():
        stores.append(open_postgis_store(postgis.url, FORMS, schema=schema))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


def test_any_sequence_of_edits_and_undos_restores_the_content(postgis):
    class PostGISEdits(Edits):
        def __init__(self):
            self.schema = f"store_{next(_COUNT)}"
            super().__init__()
            self.past = open_postgis_store(postgis.url, (), schema=f"{self.schema}_past")

        def open(self):
            return open_postgis_store(postgis.url, FORMS, schema=self.schema)

        def direct(self, statement, *, table):
            self.past._run(statement.format(f"{self.schema}.{table}").replace(":", "\\:"))

        def teardown(self):
            super().teardown()
            self.past._run(f"DROP SCHEMA {self.schema} CASCADE")
            self.past.close()

    run_state_machine_as_test(PostGISEdits, settings=settings(max_examples=6, stateful_step_count=15, deadline=None))


def test_of_two_people_on_one_row_the_second_is_told_what_the_first_did(opened):
    one, other = opened(), opened()
    made = one.apply([Change.insert("lot", {"name": "Grund 1", "geometry": shapely.Point(700000.1, 6170000.7)})], **WHY)
    mine, theirs = one.find("lot", made[0].object_id), other.find("lot", made[0].object_id)
    assert mine == theirs
    one.apply([Change.update(mine, {"name": "Grund 1a"})], role="byggesag", why="delt", case_number="24/7")
    with pytest.raises(ConflictError, match=r"byggesag ændrede name .* \(delt\)") as caught:
        other.apply([Change.insert("note", {"text": "x"}), Change.update(theirs, {"dwellings": 4})], **WHY)
    assert [entry.number for entry in caught.value.entries] == [2]
    assert one.find("lot", mine.object_id).values["name"] == "Grund 1a"
    assert other.objects("note") == []
    with pytest.raises(ConflictError, match="er ændret siden"):
        other.apply([Change.delete(theirs)], **WHY)
    with pytest.raises(ConflictError):
        other.apply([Change.insert("lot", {}, object_id=mine.object_id)], **WHY)


def test_who_waits_for_another_sees_what_they_did(opened):
    """The second begins before the first has finished, and is refused, not let through with what it read before."""
    one, other = opened(), opened()
    made = one.apply([Change.insert("note", {"n": 1})], **WHY)
    read = other.find("note", made[0].object_id)
    caught = []

    def late():
        try:
            other.apply([Change.update(read, {"n": 3})], **WHY)
        except ConflictError as error:
            caught.append(error)

    waiting = threading.Thread(target=late)
    with one._writing():
        waiting.start()
        time.sleep(0.3)
        stored = one._rows(NOTE, read.object_id)[0]
        after = {**read.values, "n": 2}
        entry = replace(made[0], number=2, action=Action.UPDATE, before=read.values, after=after)
        assert one._write(NOTE, stored, entry)
        one._log(entry)
        assert waiting.is_alive()
    waiting.join(10)
    assert caught[0].entries[0].number == 2
    assert one.find("note", read.object_id).values["n"] == 2


def test_the_version_in_the_statement_keeps_an_edit_from_being_lost(opened):
    """Even past the lock: the row is only written where its version is the one that was read."""
    one, other = opened(), opened()
    made = one.apply([Change.insert("note", {"n": 1})], **WHY)
    read = one.find("note", made[0].object_id)
    other.apply([Change.update(read, {"n": 2})], **WHY)
    entry = replace(made[0], number=9, action=Action.UPDATE, before=read.values, after={**read.values, "n": 7})
    with one._writing():
        assert not one._write(NOTE, read, entry)


def test_direct_edits_are_caught_once_and_wait_for_their_reason(postgis, schema, opened):
    store = opened()
    made = store.apply([Change.insert("lot", {"name": "A", "area_m2": 0.1 + 0.2})], **WHY)
    read = store.find("lot", made[0].object_id)
    postgis.sql(f"UPDATE {schema}.lot SET name = 'rettet', version = 77 WHERE object_id = '{read.object_id}'")
    postgis.sql(f"UPDATE {schema}.lot SET name = 'rettet'")  # changes nothing
    found = store.open_direct()
    assert [(entry.role, entry.number, entry.changed()) for entry in found] == [(DIRECT, 2, ("name",))]
    assert found[0].after["area_m2"] == 0.1 + 0.2
    with pytest.raises(ConflictError, match="QGIS direkte ændrede name"):
        store.apply([Change.update(read, {"name": "B"})], **WHY)
    told = store.explain_direct([2], role="byggesag", why="tastefejl", case_number="24/9")
    assert store.open_direct() == ()
    assert store.journal()[1] == told[0]
    with pytest.raises(ConflictError, match="forklaret af byggesag"):
        store.explain_direct([2], **WHY)
    with pytest.raises(ParamError, match="ikke direkte rettelser"):
        store.explain_direct([1], **WHY)
    store.undo([2], **WHY)
    assert content(store) == replay(store.journal()[:1])
    for statement, said in (
        (f"UPDATE {schema}.lot SET object_id = gen_random_uuid()::text", "kan ikke ændres"),
        (f"UPDATE {schema}.journal SET role = 'x'", "kun gennem gistools"),
        (f"DELETE FROM {schema}.journal", "kun gennem gistools"),
        (f"TRUNCATE {schema}.lot", "række for række"),
    ):
        with pytest.raises(subprocess.CalledProcessError) as caught:
            postgis.sql(statement)
        assert said in caught.value.stderr
    assert content(store) == replay(store.journal())


def test_a_database_that_another_holds_is_told_and_nothing_is_changed(opened):
    one, other = opened(), opened()
    other._run("SET lock_timeout = '300ms'")
    with one._writing(), pytest.raises(StoreBusyError, match="holder databasen"):
        other.apply([Change.insert("note", {})], **WHY)
    assert other.journal() == ()
    assert len(other.apply([Change.insert("note", {})], **WHY)) == 1


def test_what_is_no_store_is_refused(postgis, opened, schema):
    opened()
    postgis.sql(f"CREATE SCHEMA {schema}_taken")
    with pytest.raises(StoreError, match="er ikke et arbejdslager"):
        open_postgis_store(postgis.url, FORMS, schema=f"{schema}_taken")
    with pytest.raises(StoreError, match="note er anderledes eller mangler"):
        open_postgis_store(postgis.url, (LOT,), schema=schema)
    with pytest.raises(ParamError, match="skemaet"):
        open_postgis_store(postgis.url, FORMS, schema='x"; DROP TABLE y')
    with pytest.raises(ParamError, match="ikke er en database"):
        open_postgis_store("http://127.0.0.1/x", FORMS)
    with pytest.raises(StoreError, match="databasen svarer") as caught:
        open_postgis_store("postgresql://nobody:hemmelig@127.0.0.1:1/x", FORMS)
    assert "hemmelig" not in str(caught.value)


WRITER = """
import random, sys
sys.path.insert(0, sys.argv[1])
from gistools.errors import ConflictError
from gistools.io.journal_postgis import open_postgis_store
from gistools.journal import Change
from tests.journal.making import FORMS
url, schema, seed = sys.argv[2:]
draw = random.Random(int(seed))
store = open_postgis_store(url, FORMS, schema=schema)
print("open", flush=True)
while True:
    notes = store.objects("note")
    one, other = draw.sample(notes, 2)
    moved = [Change.update(one, {"n": one.values["n"] - 1, "text": "æ" * draw.randrange(9)}),
             Change.update(other, {"n": other.values["n"] + 1})]
    try:
        if draw.random() < 0.1:
            mine = [entry for entry in store.journal(max(0, store.journal()[-1].number - 10)) if entry.why == "flyt"]
            at = draw.choice(mine).at if mine else ""
            made = store.undo([entry.number for entry in mine if entry.at == at], role="byggesag", why="fortryd")
        else:
            made = store.apply(moved, role="gis", why="flyt")
        print(len(made), flush=True)
    except ConflictError:
        print("conflict", flush=True)
"""


@pytest.mark.slow
def test_a_thousand_interleaved_edits_with_random_kills_lose_nothing_and_leave_nothing_half(postgis, schema, opened):
    """Each edit moves one from a note to another, so that a half edit would change the sum."""
    store = opened()
    store.apply([Change.insert("note", {"n": 100}) for _ in range(6)], **WHY)
    draw, seeds = random.Random(), itertools.count(1)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    def start():
        command = [sys.executable, "-c", WRITER, str(ROOT), postgis.url, schema, str(next(seeds))]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)

    writers, kills, said = [start(), start()], 0, []
    try:
        begun = time.monotonic()
        while (store.journal()[-1].number < 1006 or kills < 5) and time.monotonic() - begun < 600:
            for _ in range(draw.randrange(20, 60)):
                said += [writer.stdout.readline().strip() for writer in writers]
            assert all(writer.poll() is None for writer in writers), "a writer ended by itself"
            time.sleep(draw.random() / 50)
            killed = draw.randrange(2)
            writers[killed].send_signal(signal.SIGKILL)
            writers[killed].wait(10)
            said += writers[killed].stdout.read().split()
            writers[killed].stdout.close()
            kills += 1
            writers[killed] = start()
    finally:
        for writer in writers:
            writer.kill()
            writer.wait(10)
            said += writer.stdout.read().split()
            writer.stdout.close()
    journal = store.journal()
    assert len(journal) >= 1006
    assert kills >= 5
    assert said.count("conflict") > 0, "the writers never met"
    assert [entry.number for entry in journal] == list(range(1, len(journal) + 1))
    assert content(store) == replay(journal)  # which looks that each entry begins with what the one before left
    assert sum(values["n"] for values in content(store).values()) == 600
    counted = sum(int(word) for word in said if word.isdigit())
    assert counted <= len(journal) - 6 <= counted + 10 * (kills + 2), (
        "what was said is there, and one more of each killed"
    )
    store.undo(range(7, len(journal) + 1), **WHY)
    assert content(store) == replay(journal[:6])
