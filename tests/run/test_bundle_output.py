"""Outputs that are one zip: written whole beside and renamed, with a record, like all others."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import fake_room
import pytest

from gistools import io
from gistools.errors import Cancelled, DiskFullError, OutputError
from gistools.io import explain
from gistools.progress import NoProgress
from gistools.run import Job, Session, StepCache
from gistools.text import Text
from gistools.tool import Input, Kind

pytestmark = pytest.mark.usefixtures("packs")


@pytest.fixture
def session():
    return Session(tools=fake_room.TOOLS, cache=StepCache(None))


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "resultat æøå"
    folder.mkdir()
    return folder


def job(maps, **more) -> Job:
    return Job(tool="stack", inputs={"depths": maps}, **more)


def members(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_bundle_is_a_usual_output_with_its_record_beside(session, maps, out):
    result = session.run(job(maps, out_dir=str(out), params={"add": 2}))
    assert fake_room.files_in(out) == ["pack.zip", "pack.zip.provenance.json", "stacked.qml", "stacked.tif"]
    assert result.outputs["pack"] == out / "pack.zip"
    hashes = [io.content_hash([Path(path)]) for path in maps]
    assert members(out / "pack.zip") == {
        "add.txt": "2",
        "hashes.txt": "\n".join(hashes),
        "navne.csv": "T5\r\nT10\r\nT100",
        "report.html": "<p>3 filer æ</p>",
    }
    assert isinstance(result.values["pack"], fake_room.Pack)
    assert result.kinds["pack"] is Kind.BUNDLE
    assert set(result.tables) == set(result.scalars) == set()
    record = explain(out / "pack.zip")
    assert record == explain(out / "stacked.tif")
    assert record.params == {"add": 2.0}
    assert [one.content_hash for one in record.inputs["depths"]] == hashes


def test_it_may_be_asked_for_alone_under_a_name_of_ones_own(session, maps, out):
    session.run(job(maps, outputs={"pack": str(out / "Bilag Ø.ZIP")}))
    assert fake_room.files_in(out) == ["Bilag Ø.ZIP", "Bilag Ø.ZIP.provenance.json"]


@pytest.mark.parametrize("name", ["bilag.tif", "bilag", "bilag.zip.txt", "bilag.7z"])
def test_another_ending_is_refused_before_the_work(session, maps, out, name):
    with pytest.raises(OutputError) as caught:
        session.check(job(maps, outputs={"pack": str(out / name)}))
    assert caught.value.expected == Text("én af endelserne .zip", "one of the endings .zip")
    assert caught.value.fix.en == f"call it {Path(name).stem}.zip"


def test_an_older_bundle_and_its_record_are_replaced_only_when_allowed(session, maps, out):
    given = job(maps, out_dir=str(out))
    session.run(given)
    before = fake_room.contents(out)
    changed = dataclasses.replace(given, params={"add": 5})
    with pytest.raises(OutputError, match=r"pack\.zip"):
        session.run(changed)
    assert fake_room.contents(out) == before
    (out / "pack.zip").unlink()
    with pytest.raises(OutputError, match=r"pack\.zip\.provenance\.json"):
        session.run(dataclasses.replace(changed, outputs={"pack": str(out / "pack.zip")}, out_dir=None))
    session.run(dataclasses.replace(changed, overwrite=True))
    assert members(out / "pack.zip")["add.txt"] == "5"
    assert explain(out / "pack.zip").params == {"add": 5.0}


def test_a_failure_or_a_stop_leaves_nothing_and_what_was_there(session, maps, out, monkeypatch):
    (out / "pack.zip").write_bytes(b"older")
    given = job(maps, out_dir=str(out), overwrite=True)

    def full(_value, path, **_):
        Path(path).write_bytes(b"half")
        raise DiskFullError(Text(f"plads til {path}", f"room for {path}"), Text("b", "b"), Text("c", "c"))

    with monkeypatch.context() as patch:
        patch.setattr(io, "write_bundle", full)
        with pytest.raises(DiskFullError) as caught:
            session.run(given)
    assert str(out / "pack.zip") in caught.value.found.en
    assert ".gistools-part" not in str(caught.value)
    assert fake_room.contents(out) == {"pack.zip": b"older"}
    number = 0
    while True:
        try:
            session.run(given, progress=_StopAt(number))
        except Cancelled:
            assert fake_room.contents(out) == {"pack.zip": b"older"}
            number += 1
        else:
            break
    assert number > 10
    assert zipfile.is_zipfile(out / "pack.zip")


class _StopAt(NoProgress):
    def __init__(self, number: int) -> None:
        self.left = number

    def cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("name", ["pack.zip", "pack.zip.provenance.json"])
def test_a_failure_while_placing_puts_the_old_ones_back(session, maps, out, monkeypatch, name):
    session.run(job(maps, out_dir=str(out)))
    before = fake_room.contents(out)
    real = os.replace
    failed = []

    def replace(one, other):
        if Path(other) == out / name and not failed:
            failed.append(name)
            raise OSError(5, "broken drive")
        real(one, other)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        with pytest.raises(OutputError):
            session.run(job(maps, out_dir=str(out), overwrite=True, params={"add": 9}))
    assert failed
    assert fake_room.contents(out) == before


def test_two_runs_give_the_same_bytes(session, maps, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a", "b"):
        session.run(job(maps, out_dir=str(tmp_path / name)))
    assert fake_room.contents(tmp_path / "a") == fake_room.contents(tmp_path / "b")


def test_a_picture_alone_makes_no_bundle(session, maps, out):
    result = session.run(job(maps, map_file=str(out / "kort.html")))
    assert set(result.values) == {"stacked"}
    assert fake_room.files_in(out) == ["kort.html"]


def test_a_bundle_may_be_a_value_instead_of_a_function_of_the_record(session, maps, out):
    result = session.run(job(maps, outputs={"plain_pack": str(out / "a.zip")}))
    assert isinstance(result.values["plain_pack"], fake_room.Pack)
    assert members(out / "a.zip") == {"navne.csv": "T5\r\nT10\r\nT100", "report.html": "<p>1 filer æ</p>"}
    assert explain(out / "a.zip").tool == "stack"


def test_a_bundle_that_takes_long_to_gather_can_be_stopped(session, maps, out, monkeypatch):
    monkeypatch.setattr(fake_room, "Pack", lambda members: time.sleep(60.0) if "hashes.txt" in members else None)
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        session.run(job(maps, outputs={"pack": str(out / "a.zip")}), progress=_StopWhenTold("Gathering english pack"))
    assert time.monotonic() - begun < 30
    assert fake_room.files_in(out) == []


class _StopWhenTold(NoProgress):
    def __init__(self, message: str) -> None:
        self.message = message
        self.heard: list[tuple[float, str]] = []

    def update(self, fraction: float, message: Text) -> None:
        self.heard.append((fraction, message.en))

    def cancelled(self) -> bool:
        return any(message == self.message for _, message in self.heard)


def test_progress_goes_forward_and_tells_of_the_bundle(session, maps, out):
    progress = _StopWhenTold("never said")
    session.run(job(maps, out_dir=str(out)), progress=progress)
    fractions = [fraction for fraction, _ in progress.heard]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert {"Gathering english pack", "Writing english pack"} <= {message for _, message in progress.heard}


def test_a_bundle_is_no_input():
    with pytest.raises(TypeError, match="x: a bundle is an output alone"):
        Input("x", Kind.BUNDLE, fake_room.WORD, fake_room.WORD)


def test_no_kind_of_bundle_is_loaded_before_one_is_written():
    code = (
        "import sys, gistools.run, gistools.cli, gistools.worker, gistools.run.outputs\n"
        "print([name for name in sys.modules if 'bundle' in name and not name.endswith('_params')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['gistools.run.bundles']"
