"""``gistools store``: two people, direct edits, killed runs, personal data; in a file and in PostGIS."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import shapely

from gistools.addresses import planned_table, planned_tables, read_planned_table
from gistools.addresses.moments import danish_time
from gistools.cli import main
from gistools.io import open_geopackage_store, read_store, read_table
from gistools.journal import Change, replay
from tests.addresses.planned_store import planned_store

SAMPLE = Path(__file__).parents[2] / "sample_data"
REGISTER = ["--register", str(SAMPLE / "address_register.gpkg"), "--day", "2026-11-28"]
WHO = ["--role", "adressemyndighed", "--why", "lokalplan 18"]
HOUSE = "ff8d5e0e-97e2-5a3d-9671-350af5c10dbc"  # Kløvervænget 3


@pytest.fixture
def run(capsys):
    """Return what runs a command and returns its exit code, what it printed and what it told."""

    def one(*arguments):
        code = main(["store", *map(str, arguments)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return one


@pytest.fixture
def store(tmp_path, run):
    path = tmp_path / "plan æ.gpkg"
    assert run("new", path)[0] == 0
    return path


def plan(folder, *rows):
    """Write planned changes of one column each and return the file."""
    path = folder / f"plan{len(list(folder.glob('plan*.csv')))}.csv"
    names = ["change", "register_object", "object_id", "column", "before", "after", "why"]
    pd.DataFrame(rows, columns=names).to_csv(path, sep=";", index=False)
    return path


def number(before, after, why="To huse har nummer 3 (A03)"):
    return "changed", "house_number", HOUSE, "number", before, after, why


def changes(path, folder, run):
    out = folder / "ud.csv"
    code, _, told = run("changes", path, "--out", out, "--overwrite")
    assert code == 0, told
    return read_planned_table(read_table(out).value) if len(out.read_text("utf-8").splitlines()) > 1 else ()


def test_the_planned_changes_of_the_sample_go_in_and_come_out(store, tmp_path, run):
    given = SAMPLE / "planned_changes.csv"
    code, shown, told = run("apply", store, given, *WHO, "--case-number", "26/1", *REGISTER)
    assert code == 0, told
    named = "Kløvervænget 4, 0099 Eksempelby"
    assert f"husnummer {named} ændret | house number {named} changed  (To huse på Kløvervænget har nummer 3" in shown
    assert "Husnummer | House number: 3 -> 4" in shown
    assert "Status i DAR: gældende -> nedlagt | Status in DAR: in force -> withdrawn" in shown
    for one in ("∅", "False", "house_number", "case_number", HOUSE, "Foreløbig", "Sagsnummer", "Mærke"):
        assert one not in shown
    put = read_planned_table(read_table(given).value)
    found = {one.key: one for one in changes(store, tmp_path, run)}
    assert found.keys() == {one.key for one in put}
    for one in put:
        same = found[one.key]
        assert (same.is_new, same.before, same.why, same.case_number, same.in_force) == (
            one.is_new, one.before, one.why, one.case_number, one.in_force,
        )  # fmt: skip
        assert set(same.columns) == set(one.columns)
    assert read_table(tmp_path / "ud.csv").stamps[0].da == "OPDIGTET EKSEMPEL"
    code, shown, _ = run("apply", store, given, *WHO, "--case-number", "26/2")
    assert code == 0
    assert shown.startswith(f"Intet ændret: alle {len(put)} planlagte ændringer står allerede i lageret.")
    assert "--case-number 26/2 blev ikke brugt" in shown


def test_what_moves_ends_and_comes_back_is_told_in_words(tmp_path, run, monkeypatch):
    path = planned_store(tmp_path / "plan.gpkg")
    with open_geopackage_store(path, planned_tables(), role="gis") as opened:
        (point,), (house,), (address,) = (opened.objects(one) for one in ("point", "house_number", "address"))
        moved = Change.update(point, {"geometry": shapely.Point(650_820, 6_269_001), "status": 8})
        used = Change.update(house, {"road_point_id": point.object_id, "road_id": None})
        opened.apply([moved, used, Change.delete(address)], role="gis", why="flyttet")
    shown = run("journal", path, "--since", "5")[1]
    assert "Sted eller form | Place or shape: 650820.0 6269009.0 -> 650820.0 6269001.0" in shown
    assert "Status i DAR: ikke i brug -> i brug | Status in DAR: not in use -> in use" in shown
    assert f"Vejpunkt: (tom) -> {point.object_id[:8]}… | Road point: (empty) -> {point.object_id[:8]}…" in shown
    assert "Navngiven vej: Engen -> (tom) | Named road: Engen -> (empty)" in shown
    assert "slettet | address" in shown
    monkeypatch.setenv("GISTOOLS_LANG", "da")
    code, shown, _ = run("undo", path, "7", "8", "--role", "gis", "--why", "igen")
    assert code == 0
    assert "adresse Engen 1A oprettet, fortryder 8  (igen)" in shown
    assert "      Navngiven vej: (tom) -> Engen" in shown


def test_a_shape_too_long_for_a_workbook_is_refused(tmp_path, run):
    path = planned_store(tmp_path / "plan.gpkg")
    with open_geopackage_store(path, planned_tables(), role="gis") as opened:
        (road,) = opened.objects("named_road")
        line = shapely.LineString([(650_800 + k / 10, 6_269_000 + k % 2) for k in range(3000)])
        opened.apply([Change.update(road, {"geometry": line})], role="gis", why="opmålt")
    code, _, told = run("changes", path, "--out", tmp_path / "ud.xlsx")
    assert (code, "skriv tabellen som .csv" in told) == (1, True)
    assert run("changes", path, "--out", tmp_path / "ud.csv")[0] == 0


def test_a_case_number_that_was_forgotten_is_given_by_a_second_apply(store, tmp_path, run):
    given = plan(tmp_path, number("3", "4"))
    assert run("apply", store, given, *WHO, *REGISTER)[0] == 0
    code, shown, _ = run("apply", store, given, *WHO)
    assert (code, "Intet ændret: 1 planlagt" in shown, "--case-number" in shown) == (0, True, False)
    code, shown, _ = run("apply", store, given, *WHO, "--case-number", "26/1")
    assert code == 0
    assert "Sagsnummer: (tom) -> 26/1 | Case number: (empty) -> 26/1" in shown
    (one,) = changes(store, tmp_path, run)
    assert (one.after, one.case_number, one.why) == ({"number": "4"}, "26/1", "To huse har nummer 3 (A03)")
    entries = read_store(store).value.entries
    assert [entry.case_number for entry in entries] == ["", "", "26/1"]
    code, shown, _ = run("apply", store, given, *WHO, "--case-number", "26/2")
    assert (code, "--case-number 26/2 blev ikke brugt" in shown) == (0, True)
    assert read_store(store).value.entries == entries


def test_the_changes_as_a_workbook_are_read_back(store, tmp_path, run):
    assert run("apply", store, SAMPLE / "planned_changes.csv", *WHO, *REGISTER)[0] == 0
    book = tmp_path / "ud.xlsx"
    code, _, told = run("changes", store, "--out", book)
    assert code == 0, told
    put = planned_table(changes(store, tmp_path, run))
    assert planned_table(read_planned_table(read_table(book).value)).equals(put)
    assert read_table(book).stamps[0].da == "OPDIGTET EKSEMPEL"
    other = tmp_path / "andet.gpkg"
    assert run("new", other)[0] == 0
    code, _, told = run("apply", other, book, *WHO, *REGISTER)
    assert code == 0, told
    assert planned_table(changes(other, tmp_path, run)).equals(put)


def test_two_plans_of_one_number_are_a_conflict_that_says_who_and_changes_nothing(store, tmp_path, run):
    assert run("apply", store, plan(tmp_path, number("3", "4")), *WHO, *REGISTER)[0] == 0
    before = read_store(store).value
    code, _, told = run("apply", store, plan(tmp_path, number("3", "5")), "--role", "planlaegger", "--why", "nej")
    assert code == 1
    assert "ændringen bygger på 3, men nu er det 4" in told
    assert "adressemyndighed ændrede number" in told
    assert read_store(store).value.entries == before.entries
    assert run("undo", store, "1-2", *WHO)[0] == 0
    assert changes(store, tmp_path, run) == ()
    code, _, told = run("undo", store, "1", *WHO)
    assert (code, "allerede fortrudt" in told) == (1, True)
    assert run("undo", store, "3", "4", "--role", "gis", "--why", "den var god nok")[0] == 0
    assert [one.after for one in changes(store, tmp_path, run)] == [{"number": "4"}]


def test_a_direct_edit_is_told_until_it_is_explained(store, tmp_path, run):
    run("apply", store, plan(tmp_path, number("3", "4")), *WHO, *REGISTER)
    with closing(sqlite3.connect(store)) as database, database:
        database.execute("UPDATE house_number SET number = '4B'")
    code, shown, told = run("journal", store)
    assert code == 0
    assert "3  " in shown
    assert "UDEN BEGRUNDELSE" in shown
    assert "Direkte rettelser uden begrundelse: 3" in told
    (one,) = changes(store, tmp_path, run)
    assert (one.before, one.after) == ({"number": "3"}, {"number": "4B"})
    assert "uden begrundelse endnu (post 3)" in one.why
    assert run("explain", store, "3", "--role", "gis", "--why", "tastefejl rettet")[0] == 0
    assert "Direkte" not in run("journal", store)[2]
    (one,) = changes(store, tmp_path, run)
    assert one.why.endswith("; tastefejl rettet")
    code, _, told = run("explain", store, "2", *WHO)
    assert (code, "ikke direkte rettelser" in told) == (1, True)


def test_the_journal_is_a_table_in_danish_time(store, tmp_path, run):
    run("apply", store, plan(tmp_path, number("3", "4")), *WHO, "--case-number", "26/1", *REGISTER)
    assert run("journal", store, "--since", "1", "--out", tmp_path / "j.csv")[0] == 0
    table = pd.read_csv(tmp_path / "j.csv", sep=";", dtype=str, encoding="utf-8-sig")
    row = table[table["column"] == "number"].iloc[0]
    shown = [str(row[name]) for name in ("entry_number", "value_before", "value_after", "case_number")]
    assert shown == ["2", "3", "4", "26/1"]
    assert row["entry_at"] == danish_time(read_store(store).value.entries[1].at)
    assert run("journal", store, "--out", tmp_path / "j.xlsx")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "j.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][1] == "entry_number"
    assert rows[0][1] == "Nr. i journalen"
    assert [row[9] for row in rows if row[7] == "number"] == [None, "3"]
    code, _, told = run("journal", store, "--out", tmp_path / "j.xlsx")
    assert (code, "findes allerede" in told) == (1, True)
    code, _, told = run("journal", store, "--out", store, "--overwrite")
    assert (code, "endelsen" in told) == (1, True)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--role", "gis", "--why", "se 010190-1234"], "CPR-nummer"),
        (["--role", "gis", "--why", "x", "--case-number", "en@to.dk"], "mailadresse"),
        (["--role", "Grethe", "--why", "x"], "en af lagerets roller"),
        (["--role", "gis", "--why", " "], "ændringer uden begrundelse"),
    ],
)
def test_a_reason_names_no_person(store, tmp_path, run, more, said):
    code, shown, told = run("apply", store, plan(tmp_path, number("3", "4", "")), *more, *REGISTER)
    assert (code, shown) == (1, "")
    assert said in told
    assert read_store(store).value.entries == ()


def test_what_is_wrong_with_the_call_is_told(store, tmp_path, run):
    file = plan(tmp_path, number("3", "4"))
    for arguments, said in (
        (("new", store), "findes allerede"),
        (("apply", tmp_path / "intet.gpkg", file, *WHO), "gistools store new"),
        (("apply", tmp_path / "plan.sqlite", file, *WHO), ".gpkg"),
        (("apply", store, file, *WHO), "giv registret (--register)"),
        (("undo", store, "to", *WHO), "numre på poster"),
        (("undo", store, "9", *WHO), "findes ikke"),
        (("journal", SAMPLE / "address_register.gpkg"), "ikke et arbejdslager"),
        (("changes", store, "--out", tmp_path / "x.txt"), ".csv"),
    ):
        code, _, told = run(*arguments)
        assert (code, said in told) == (1, True), told
    assert not (tmp_path / "intet.gpkg").exists()
    assert main(["store", "undo", str(store), *WHO]) == 2


def test_a_password_is_never_on_the_command_line(run):
    code, shown, told = run("journal", "postgresql://gis:hemmelig@127.0.0.1/byen")
    assert (code, "adgangskode på kommandolinjen" in told) == (1, True)
    assert "hemmelig" not in shown + told


def test_who_has_it_open_is_told_and_it_can_be_looked_at_meanwhile(store, tmp_path, run):
    with open_geopackage_store(store, planned_tables(), role="byggesag"):
        code, _, told = run("apply", store, plan(tmp_path, number("3", "4")), *WHO, *REGISTER)
        assert (code, "åben hos rollen byggesag" in told) == (1, True)
        assert run("journal", store)[0] == 0
        assert run("changes", store, "--out", tmp_path / "ud.csv")[0] == 0


def test_own_roles_are_those_that_may_change_it(tmp_path, run):
    path = tmp_path / "egne.gpkg"
    code, shown, _ = run("new", path, "--roles", "vej", "plan")
    assert (code, "plan, vej" in shown) == (0, True)
    new = ("new", "named_road", "vej 1", "road_name", "", "Engen", "lokalplan"), (
        "new", "named_road", "vej 1", "status", "", "2", "lokalplan")  # fmt: skip
    assert run("apply", path, plan(tmp_path, *new), "--role", "gis")[0] == 1
    assert run("apply", path, plan(tmp_path, *new), "--role", "vej")[0] == 0


def test_a_killed_run_leaves_all_or_nothing(store, tmp_path):
    rows = [
        ("new", "address", f"ny {n}", *cell, "plan")
        for n in range(400)
        for cell in (("floor", "", str(n)), ("status", "", "2"))
    ]
    file = plan(tmp_path, *rows)
    command = [sys.executable, "-m", "gistools.cli", "store", "apply", str(store), str(file), "--role", "gis"]
    seen = set()
    for wait in (0.0, 0.02, 0.05, 0.1):
        writer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            lock = store.with_name(store.name + "-journal")
            while writer.poll() is None and not lock.exists():
                time.sleep(0.002)
            time.sleep(wait)
            if writer.poll() is None:
                os.kill(writer.pid, signal.SIGKILL)
        finally:
            writer.wait(30)
        look = read_store(store).value
        seen.add(len(look.entries))
        assert len(look.entries) in {0, 400}
        assert replay(look.entries) == {
            (one.table, one.object_id): one.values for row in look.objects.values() for one in row
        }
    assert 0 in seen


@pytest.mark.postgis
def test_two_people_on_postgis(postgis, tmp_path, run, monkeypatch):
    pytest.importorskip("pg8000", reason="pg8000 is not installed (gistools[postgis])")
    url, schema = postgis.url, ["--schema", "kommandoer"]
    assert run("journal", url, *schema)[0] == 1
    assert run("new", url, *schema)[0] == 0
    code, _, told = run("new", url, *schema)
    assert (code, "findes allerede" in told) == (1, True)
    assert run("apply", url, plan(tmp_path, number("3", "4")), *WHO, *REGISTER, *schema)[0] == 0
    other = plan(tmp_path, number("3", "5"))
    code, _, told = run("apply", url, other, "--role", "planlaegger", "--why", "nej", *schema)
    assert (code, "adressemyndighed ændrede number" in told) == (1, True)
    assert run("changes", url, "--out", tmp_path / "pg.csv", *schema)[0] == 0
    (one,) = read_planned_table(read_table(tmp_path / "pg.csv").value)
    assert (one.before, one.after) == ({"number": "3"}, {"number": "4"})
    code, shown, _ = run("journal", url, *schema)
    assert (code, "Husnummer | House number: 3 -> 4" in shown) == (0, True)
    monkeypatch.setitem(sys.modules, "pg8000.native", None)
    code, _, told = run("journal", url, *schema)
    assert (code, 'pip install "gistools[postgis]"' in told) == (1, True)
