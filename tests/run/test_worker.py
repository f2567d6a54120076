from __future__ import annotations

import array
import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import fake_room
import pytest

from gistools._version import __version__

ROOM = str(Path(fake_room.__file__))


class Talk:
    """The worker as a program beside it sees it."""

    def __init__(self, *arguments: str, room: bool = True, env: dict[str, str] | None = None) -> None:
        command = [ROOM, "worker"] if room else ["-I", "-m", "gistools.worker"]
        self.process = subprocess.Popen(
            [sys.executable, *command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
        )
        self.events: list[dict] = []

    def send(self, request: object) -> None:
        line = request if isinstance(request, bytes) else json.dumps(request).encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def until(self, *kinds: str) -> dict:
        while line := self.process.stdout.readline():
            event = json.loads(line)
            self.events.append(event)
            if event["type"] in kinds:
                return event
        pytest.fail(f"the worker ended: {self.process.stderr.read().decode()}")

    def end(self, within: float = 20.0) -> int:
        rest, self.said = self.process.communicate(timeout=within)
        self.events += [json.loads(line) for line in rest.splitlines()]
        return self.process.returncode


@pytest.fixture
def talk():
    open_: list[Talk] = []

    def start(*arguments: str, **more) -> Talk:
        open_.append(Talk(*arguments, **more))
        return open_[-1]

    yield start
    for one in open_:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def request(terrain, out, number: object = 1, tool: str = "scale", **params) -> dict:
    job = {"tool": tool, "inputs": {"elevation": str(terrain)}, "params": params, "out_dir": str(out)}
    return {"cmd": "run", "id": number, "job": job}


def test_the_real_worker_says_hello_and_lists_the_tools(talk):
    worker = talk(room=False)
    pid = worker.process.pid
    assert worker.until("hello") == {"type": "hello", "protocol": 1, "version": __version__, "pid": pid}
    worker.send({"cmd": "catalogue", "id": "c"})
    listed = worker.until("catalogue")
    assert listed["id"] == "c"
    assert "flood" in [one["id"] for one in listed["tools"]]
    worker.send({"cmd": "version"})
    assert worker.until("version")["version"] == __version__
    worker.send({"cmd": "quit"})
    assert worker.end() == 0


def test_a_job_gives_progress_and_a_result(talk, terrain, out):
    worker = talk()
    worker.send(request(terrain, out, seconds=0.3))
    result = worker.until("result", "error")
    assert result["type"] == "result"
    assert result["id"] == 1
    assert sorted(Path(p).name for p in result["outputs"].values()) == ["ledger.csv", "scaled.tif", "spots.gpkg"]
    assert result["tables"]["ledger"][0]["text_da"] == "Regn"
    assert result["scalars"]["total"] == pytest.approx(result["tables"]["ledger"][0]["volume_m3"])
    progress = [e for e in worker.events if e["type"] == "progress"]
    assert {"da", "en"} == set(progress[0]["message"])
    fractions = [e["fraction"] for e in progress]
    assert fractions == sorted(fractions)
    worker.send(request(terrain, out))  # once more: the files are there
    assert worker.until("result", "error")["code"] == "GT200"
    worker.process.stdin.close()
    worker.process.stdin = None
    assert worker.end() == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"not json", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"5", "None"),
        (b'{"cmd": "dance"}', "dance"),
        (b'{"cmd": "run"}', "without `job`"),
        (b'{"cmd": "run", "job": []}', "without `job`"),
    ],
)
def test_a_broken_request_is_answered_and_the_worker_lives_on(talk, line, words):
    worker = talk()
    worker.send(line)
    error = worker.until("error")
    assert error["code"] == "GT600"
    assert words in error["found"]["en"]
    worker.send({"cmd": "version"})
    assert worker.until("version")


def test_a_faulty_job_is_answered_in_both_languages(talk, terrain, out):
    worker = talk()
    worker.send({"cmd": "run", "id": 3, "job": {"tool": "sacle"}})
    error = worker.until("error")
    assert (error["id"], error["code"], error["kind"]) == (3, "GT180", "UnknownToolError")
    assert "mente du scale" in error["message"]["da"]
    worker.send(request(terrain, out, factor=99, way="x"))
    assert worker.until("error")["code"] == "GT110"
    worker.send({"cmd": "run", "id": 4, "job": {"tool": 7, "zzz": 1}})
    error = worker.until("error")
    assert len(error["faults"]) == 2


def test_a_crash_is_told_with_its_traceback_and_the_worker_lives_on(talk, terrain, out):
    worker = talk()
    worker.send(request(terrain, out, trouble="crash"))
    error = worker.until("error", "result")
    assert error["code"] == "GT999"
    assert "the floor fell out" in error["found"]["da"]
    assert "Traceback" in error["traceback"]
    assert fake_room.files_in(out) == []
    worker.send(request(terrain, out))
    assert worker.until("error", "result")["type"] == "result"


def test_prints_of_libraries_do_not_break_the_protocol(talk, terrain, out):
    worker = talk()
    worker.send(request(terrain, out, trouble="print"))
    assert worker.until("error", "result")["type"] == "result"
    worker.send({"cmd": "quit"})
    assert worker.end() == 0
    assert b"a library talks" in worker.said
    assert b"a C library talks" in worker.said


def test_cancel_stops_the_job_and_those_that_wait_and_the_worker_lives_on(talk, terrain, out):
    worker = talk()
    worker.send(request(terrain, out, "first", seconds=60))
    worker.send(request(terrain, out, "second", seconds=60))
    worker.until("progress")
    begun = time.monotonic()
    worker.send({"cmd": "cancel"})
    assert worker.until("cancelled")["id"] == "first"
    assert worker.until("cancelled")["id"] == "second"
    assert time.monotonic() - begun < 30, "the jobs themselves would take 60 s each"
    assert fake_room.files_in(out) == []
    worker.send(request(terrain, out, "third"))
    assert worker.until("result", "error")["id"] == "third"
    worker.send(request(terrain, out, "fourth", seconds=60))
    worker.until("progress")
    worker.send({"cmd": "cancel"})
    worker.until("error", "cancelled")
    worker.process.stdin.close()
    worker.process.stdin = None
    assert worker.end() == 0  # nothing ran when it ended


def test_cancel_by_id_leaves_the_others(talk, terrain, out):
    worker = talk()
    worker.send(request(terrain, out, 1, seconds=1))
    worker.send(request(terrain, out, 2, seconds=60))
    worker.send({"cmd": "cancel", "id": 2})
    assert worker.until("result", "cancelled")["type"] == "result"
    assert worker.until("result", "cancelled") == {"type": "cancelled", "id": 2}


@pytest.mark.parametrize("trouble", ["", "stuck"])
@pytest.mark.parametrize("way", ["eof", "term", "int", "quit"])
def test_the_worker_ends_soon_and_leaves_nothing(talk, terrain, out, way, trouble):
    worker = talk()
    worker.send(request(terrain, out, seconds=60, trouble=trouble))
    while worker.until("progress")["message"]["en"] != "english scale title":
        pass
    begun = time.monotonic()
    if way == "eof":
        worker.process.stdin.close()
        worker.process.stdin = None
    elif way == "quit":
        worker.send({"cmd": "quit"})
    else:
        worker.process.send_signal(signal.SIGTERM if way == "term" else signal.SIGINT)
    code = worker.end(within=40)
    assert time.monotonic() - begun < 30, "the job itself would take 60 s"
    assert code == 3
    assert worker.events[-1]["type"] == "cancelled"
    assert fake_room.files_in(out) == []


def test_an_idle_worker_ends_with_0(talk):
    for way in ("eof", "term"):
        worker = talk()
        worker.until("hello")
        if way == "term":
            worker.process.send_signal(signal.SIGTERM)
        assert worker.end(within=5) == 0


def test_a_reader_that_goes_away_stops_the_work(talk, terrain, out):
    worker = talk()
    worker.send(request(terrain, out, seconds=60))
    worker.until("progress")
    worker.process.stdout.close()
    worker.process.stdout = None
    worker.process.wait(timeout=5)
    assert fake_room.files_in(out) == []


def test_a_reader_that_does_not_read_cannot_keep_the_worker_alive(talk, terrain, out):
    worker = talk()
    worker.until("hello")
    worker.send(request(terrain, out, seconds=60))
    worker.until("progress")
    for _ in range(500):
        worker.send(b"not json")  # each is answered with far more bytes than it has
    _wait_until_full(worker.process.stdout)
    worker.process.send_signal(signal.SIGTERM)
    assert worker.process.wait(timeout=40) == 3, "the job itself would take 60 s"
    assert fake_room.files_in(out) == []


def _wait_until_full(stream) -> None:
    """Wait until no more goes into a pipe (64 KiB, less what its pages do not fill)."""
    waiting, before = array.array("i", [0]), -1
    while waiting[0] < 49152 or waiting[0] != before:
        before = waiting[0]
        time.sleep(0.2)
        fcntl.ioctl(stream.fileno(), termios.FIONREAD, waiting)


def test_many_signals_are_as_one(talk, terrain, out):
    worker = talk()
    worker.send(request(terrain, out, seconds=60, trouble="stuck"))
    while worker.until("progress")["message"]["en"] != "english scale title":
        pass
    for _ in range(5):
        worker.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
    assert worker.end(within=40) == 3  # which closes standard input, a further reason to end
    assert worker.events[-1]["type"] == "cancelled"
    assert worker.said == b""
    assert fake_room.files_in(out) == []


def one_shot(tmp_path, content: object) -> str:
    path = tmp_path / "opgave æ.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_one_job_from_a_file(talk, tmp_path, terrain, out):
    job = request(terrain, out)["job"]
    worker = talk(one_shot(tmp_path, job))
    assert worker.end() == 0
    assert [worker.events[0]["type"], worker.events[-1]["type"]] == ["hello", "result"]
    worker = talk(one_shot(tmp_path, {"cmd": "run", "id": 1, "job": job}))
    assert worker.end() == 1
    assert worker.events[-1]["code"] == "GT200"


def test_a_file_that_is_no_job(talk, tmp_path):
    worker = talk(str(tmp_path / "mangler.json"))
    assert worker.end() == 1
    assert worker.events[-1]["code"] == "GT100"


@pytest.mark.parametrize("way", ["term", "line"])
def test_one_job_is_cancelled(talk, tmp_path, terrain, out, way):
    worker = talk(one_shot(tmp_path, request(terrain, out, seconds=60)["job"]))
    worker.until("progress")
    if way == "term":
        worker.process.send_signal(signal.SIGTERM)
    else:
        worker.send({"cmd": "cancel"})
    assert worker.end(within=3) == 3
    assert worker.events[-1] == {"type": "cancelled"}
    assert fake_room.files_in(out) == []


def test_foreign_projection_data_in_the_environment_is_forgotten(talk, tmp_path, terrain, out):
    bad = tmp_path / "proj"
    bad.mkdir()
    (bad / "proj.db").write_bytes(b"no database")
    names = ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "GDAL_DRIVER_PATH")
    worker = talk(one_shot(tmp_path, request(terrain, out)["job"]), env=dict.fromkeys(names, str(bad)))
    assert worker.end() == 0, worker.events[-1]


def test_a_project_is_built(talk, terrain, tmp_path):
    file = terrain.parent / "plan.toml"
    step = '[[step]]\ntool = "scale"\ninputs = { elevation = "højde.tif" }\n'
    file.write_text(f'title = "Plan"\nout = "plan"\n{step}', encoding="utf-8")
    worker = talk()
    worker.send({"cmd": "build", "id": 4, "project": str(file)})
    built = worker.until("built")
    assert built["id"] == 4
    assert Path(built["contents"]) == terrain.parent / "plan" / "index.html"
    (one,) = built["steps"]
    assert (one["name"], one["kept"]) == ("scale", False)
    assert [(Path(file["path"]).name, file["kind"]) for file in one["files"]] == [
        ("scaled.tif", "raster"), ("spots.gpkg", "layer"), ("ledger.csv", "table"),
    ]  # fmt: skip
    worker.send({"cmd": "build", "project": str(file), "out": str(tmp_path / "andet")})
    assert Path(worker.until("built")["contents"]) == tmp_path / "andet" / "index.html"
    worker.send({"cmd": "build", "project": str(file)})
    assert worker.until("built")["steps"][0]["kept"] is True
    worker.send({"cmd": "build", "project": str(tmp_path / "nowhere.toml")})
    assert "cannot be read" in worker.until("error")["message"]["en"]
    worker.send({"cmd": "build", "project": 3})
    assert "`build` without `project`" in worker.until("error")["message"]["en"]
