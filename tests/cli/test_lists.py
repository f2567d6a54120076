"""Inputs of several files, and outputs that are one zip, on the command line and in the reference."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import fake_room
import pytest

from gistools.cli import main
from gistools.cli.reference import tools_page
from gistools.io import explain
from gistools.run import Job, Session

pytestmark = pytest.mark.usefixtures("packs")


def run(*arguments: object) -> int:
    return main([str(a) for a in arguments], tools=fake_room.TOOLS)


@pytest.fixture
def heard(monkeypatch):
    """Return the jobs that commands describe, none of which is run."""
    jobs: list[Job] = []
    monkeypatch.setattr("gistools.cli.app.run_one", lambda job, _tools: jobs.append(job) or 0)
    return jobs


@pytest.mark.parametrize(
    "arguments",
    [
        ["--depths", "b.tif", "a.tif", "c æ.tif"],
        ["--depths", "b.tif", "--depths", "a.tif", "--depths", "c æ.tif"],
        ["--depths", "b.tif", "a.tif", "--add", "2,5", "--depths=c æ.tif"],
        ["--depths=b.tif", "a.tif", "c æ.tif", "--overwrite"],
    ],
)
def test_files_follow_one_another_or_each_its_option(heard, arguments):
    assert run("stack", *arguments) == 0
    assert heard[0].to_mapping()["inputs"] == {"depths": ["b.tif", "a.tif", "c æ.tif"]}


def test_the_list_ends_at_the_next_option(heard):
    assert run("stack", "--depths", "a.tif", "b.tif", "--extra-maps", "c.tif", "--points", "p.gpkg", "--add", "-2") == 0
    assert heard[0].to_mapping() == {
        "tool": "stack",
        "inputs": {"depths": ["a.tif", "b.tif"], "extra_maps": ["c.tif"], "points": "p.gpkg"},
        "params": {"add": -2.0},
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["stack"], "--depths mangler"),
        (["stack", "--depths"], "--depths uden værdi. Forventet: én eller flere filer, i rækkefølge"),
        (["stack", "--depths", "a.tif", "--extra-maps", "--add", "1"], "--extra-maps uden værdi"),
        (["stack", "--depths", "a.tif", "--empty-extra-maps"], "en ukendt mulighed (--empty-extra-maps)"),
        (["stack", "a.tif"], "--depths mangler"),
        (["scale", "a.tif", "--rain", "b.tif", "--rain", "c.tif"], "--rain er angivet flere gange"),
        (["scale", "--rain", "b.tif"], "tilføj ELEVATION før mulighederne"),
    ],
)
def test_wrong_usage_is_2(capsys, arguments, words):
    assert run(*arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 2


def test_help_says_that_files_are_several_and_in_order(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    run("stack", "--help")
    lines = capsys.readouterr().out.splitlines()
    (depths,) = [line for line in lines if "--depths" in line and "Usage" not in line]
    for words in ("FILE...", "[m]", "(flere filer, i rækkefølge) | (several files, in order)", "[required]"):
        assert words in depths
    assert "flere filer" not in next(line for line in lines if "--points" in line)
    assert "--output-pack FILE" in "\n".join(lines)
    monkeypatch.setenv("GISTOOLS_LANG", "en")
    run("stack", "--help")
    assert "flere filer" not in capsys.readouterr().out


def test_a_bundle_is_written_told_and_explained(capsys, maps, tmp_path):
    out = tmp_path / "ud"
    assert run("stack", "--depths", *maps, "--add", "2,5", "--out", out) == 0
    assert f"{out / 'pack.zip'}    dansk pack | english pack" in capsys.readouterr().out
    assert run("explain", out / "pack.zip") == 0
    said = capsys.readouterr().out
    listed = [line for line in said.splitlines() if "dansk depths | english depths [depths]: " in line]
    assert [Path(line.split("]: ")[1].split("  ")[0]).name for line in listed] == ["T5.tif", "T10.tif", "T100.tif"]
    assert "dansk add | english add: 2,5 m  [add]" in said
    assert run("stack", "--depths", *maps, "--output-pack", tmp_path / "b.csv") == 1
    assert ".zip" in capsys.readouterr().err


def test_faults_of_a_list_name_its_option_and_its_file(capsys, maps, tmp_path):
    cm = fake_room.write_map(tmp_path / "cm.tif", 300.0, unit="cm")
    assert run("stack", "--depths", maps[0], "mangler.tif", "--out", tmp_path / "ud") == 1
    assert "Found: --depths: the file mangler.tif does not exist" in capsys.readouterr().err
    assert run("stack", "--depths", maps[0], cm, "--out", tmp_path / "ud") == 1
    assert "Found: --depths: values in cm (cm.tif)" in capsys.readouterr().err


def test_three_faces_give_the_same(maps, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    given = maps[::-1]
    job = {"tool": "stack", "inputs": {"depths": given}, "params": {"add": 4.0}}
    Session(tools=fake_room.TOOLS).run(Job.from_mapping({**job, "out_dir": str(tmp_path / "python")}))
    room = [sys.executable, fake_room.__file__]
    cli = [*room, "cli", "stack", "--depths", *given, "--add", "4", "--out", str(tmp_path / "cli")]
    subprocess.run(cli, check=True, capture_output=True)
    (tmp_path / "job.json").write_text(json.dumps({**job, "out_dir": str(tmp_path / "worker")}))
    subprocess.run([*room, "worker", str(tmp_path / "job.json")], check=True, capture_output=True)
    files = fake_room.contents(tmp_path / "python")
    assert sorted(files) == ["pack.zip", "pack.zip.provenance.json", "stacked.qml", "stacked.tif"]
    assert fake_room.contents(tmp_path / "cli") == files
    assert fake_room.contents(tmp_path / "worker") == files
    assert explain(tmp_path / "cli" / "pack.zip").params == {"add": 4.0}


def test_the_reference_tells_both():
    page = tools_page([fake_room.STACK])
    assert (
        "| `depths` (flere filer, i rækkefølge / several files, in order) | dansk depths: dansk depths help |" in page
    )
    assert "| `extra_maps` (valgfri / optional) (flere filer, i rækkefølge / several files, in order) |" in page
    assert "| `points` (valgfri / optional) | dansk points" in page
    assert "| `pack` | bundle (.zip) | dansk pack: dansk pack help |" in page
