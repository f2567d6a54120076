# ruff: noqa: E501 - own programs; long command lines
from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import fake_room
import pytest

from gistools._version import __version__
from gistools.catalogue import TOOLS, catalogue
from gistools.cli import build_app, main
from gistools.cli.reference import tools_page
from gistools.io import explain
from gistools.run import Job, Session
from gistools.text import Text
from gistools.tool import param

ROOM = str(Path(fake_room.__file__))


def run(*arguments: str, tools=fake_room.TOOLS) -> int:
    return main([str(a) for a in arguments], tools=tools)


def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_a_tool_runs_and_names_its_files(capsys, terrain, out):
    assert run("scale", terrain, "--factor", "3", "--out", out) == 0
    said = capsys.readouterr()
    assert str(out / "scaled.tif") in said.out
    assert "Regn" in said.out
    assert "dansk total | english total" in said.out
    assert "Færdig" not in said.out  # news of the work goes to standard error
    assert "Kontrollerer opgaven | Checking the job" in said.err
    assert explain(out / "scaled.tif").params["factor"] == 3.0


def test_every_option_reaches_the_job(terrain, out, tmp_path, monkeypatch):
    heard: list[Job] = []
    monkeypatch.setattr("gistools.cli.app.run_one", lambda job, _tools: heard.append(job) or 0)
    points = fake_room.write_points(tmp_path / "p.gpkg")
    code = run(
        "scale", terrain, "b.tif", "--points", points, "--rain", "r.tif", "--factor", "3", "--way", "down", "--loud", "--count", "2",
        "--window", "1", "-2", "3.5", "4", "--output-extra", "e.tif", "--out", out, "--map", "m.html", "--figure", "f.png", "--overwrite", "--raster-layout", "plain",
    )  # fmt: skip
    assert code == 0
    assert heard[0].to_mapping() == {
        "tool": "scale",
        "inputs": {"elevation": [str(terrain), "b.tif"], "points": str(points), "rain": "r.tif"},
        "params": {"factor": 3.0, "way": "down", "loud": True, "count": 2},
        "outputs": {"extra": "e.tif"},
        "out_dir": str(out),
        "window": [1.0, -2.0, 3.5, 4.0],
        "map_file": "m.html",
        "figure_file": "f.png",
        "overwrite": True,
        "raster_layout": "plain",
    }


@pytest.mark.parametrize("language", ["da", "en", None])
def test_every_command_speaks_each_language(terrain, out, language):
    chosen = {} if language is None else {"GISTOOLS_LANG": language}
    env = {**os.environ, **chosen, "COLUMNS": "200"}

    def ran(*command: str) -> str:
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    ran(ROOM, "cli", "scale", str(terrain), "--out", str(out))
    shown = ran("-m", "gistools.cli", "flood", "--help")
    assert ("Værktøjets parametre" in shown) == (language != "en")
    assert ("Tool parameters" in shown) == (language != "da")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
def test_a_console_of_another_encoding(terrain, out, encoding):
    env = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "200"}

    def ran(*command: str, code: int = 0) -> bytes:
        done = subprocess.run([sys.executable, *command], capture_output=True, check=False, env=env)
        assert done.returncode == code, done.stderr
        assert b"Traceback" not in done.stderr
        return done.stdout + done.stderr

    file = str(out / "scaled.tif")
    assert b"Regn" in ran(ROOM, "cli", "scale", str(terrain), "--out", str(out))
    assert b"[GT" in ran(ROOM, "cli", "scale", "\u2265 mangler.tif", "--out", str(out), code=1)
    ran(ROOM, "cli", "explain", file)
    assert json.loads(ran(ROOM, "cli", "explain", file, "--json"))["title"]["da"] == "dansk scale title"
    for command in (["flood", "--help"], ["tools"], ["tools", "--json"]):
        ran("-m", "gistools.cli", *command)


def test_the_language_may_change_while_the_program_runs(capsys, monkeypatch):
    wide(monkeypatch)
    for language, title in (("da", "Værktøjets parametre"), ("en", "Tool parameters"), ("da", "Værktøjets parametre")):
        monkeypatch.setenv("GISTOOLS_LANG", language)
        run("scale", "--help")
        assert title in capsys.readouterr().out


def test_what_is_not_given_is_not_in_the_job(terrain, monkeypatch):
    heard: list[Job] = []
    monkeypatch.setattr("gistools.cli.app.run_one", lambda job, _tools: heard.append(job) or 0)
    run("scale", terrain)
    assert heard[0].to_mapping() == {"tool": "scale", "inputs": {"elevation": [str(terrain)]}}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sacle"], "scale"),
        (["scale", "a.tif", "--fcator", "1"], "--factor"),
        (["scale", "a.tif", "--factor", "x"], "factor"),
        (["scale", "a.tif", "--way", "sideways"], "down"),
        (["scale"], "ELEVATION"),
        (["scale", "a.tif", "--window", "1", "2"], "window"),
        (["explain"], "FILE"),
        (["explain", "a", "b"], "mere end kommandoen kan bruge: b"),
        (["scale", "a.tif", "--factor"], "--factor uden værdi. Forventet: et tal, fx 12,5"),
        (["scale", "a.tif", "--factor", "1.234,5"], "--factor = 1.234,5"),
        (["scale", "a.tif", "--factor", "1", "--factor", "2"], "--factor er angivet flere gange"),
        (["scale", "a.tif", "--way", "dwn"], "Sådan rettes det: prøv down"),
        (["scale", "a.tif", "--count", "1.5"], "et helt tal"),
        (["scale", "a.tif", "--loud=maybe"], "--loud = maybe"),
        (["scale", "a.tif", "--window", "1", "2", "a", "4"], "--window = 1 2 a 4. Forventet: 4 tal"),
        (["cache", "ifno"], "én af: info, clear. Sådan rettes det: prøv info"),
    ],
)
def test_wrong_usage_is_2(capsys, arguments, words):
    assert run(*arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "Fundet: " in said.err.splitlines()[0]
    assert "Found: " in said.err.splitlines()[1]
    assert len(said.err.splitlines()) == 2
    assert said.out == ""


def test_errors_are_1_without_a_traceback_and_all_at_once(capsys, terrain, out, monkeypatch):
    assert run("scale", terrain, "--factor", "99", "--points", "mangler.gpkg", "--out", out) == 1
    said = capsys.readouterr()
    assert said.err.count("Sådan rettes det") == 2
    assert "2 fejl:\n2 faults:" in said.err
    assert "Traceback" not in said.err
    monkeypatch.setenv("GISTOOLS_TRACEBACK", "1")
    assert run("scale", terrain, "--trouble", "crash", "--out", out) == 1
    said = capsys.readouterr()
    assert "[GT999]" in said.err
    assert "RuntimeError: the floor fell out" in said.err
    assert "Traceback" in said.err
    assert not out.exists()


def test_a_decimal_comma_is_a_number(terrain, monkeypatch):
    heard: list[Job] = []
    monkeypatch.setattr("gistools.cli.app.run_one", lambda job, _tools: heard.append(job) or 0)
    assert run("scale", terrain, "--factor", "2,5", "--window", "1,5", "-2,25", "3.5", "4") == 0
    assert heard[0].params == {"factor": 2.5}
    assert heard[0].window == (1.5, -2.25, 3.5, 4.0)


def test_faults_of_a_command_name_its_options(capsys, terrain, out, tmp_path, monkeypatch):
    monkeypatch.setenv("GISTOOLS_LANG", "en")
    (tmp_path / "tom.csv").write_text("klasse\n")
    assert run("scale", "no.tif", "--factor", "99", "--points", "no.gpkg:a", "--out", out) == 1
    said = capsys.readouterr().err
    assert "Found: --factor = 99.0 (at most 10.0 m). Expected: valid parameters for english scale title" in said
    assert "Found: ELEVATION: the file no.tif does not exist" in said
    assert "Found: --points (no.gpkg:a): the file no.gpkg does not exist" in said
    assert run("scale", terrain, "--losses", tmp_path / "tom.csv", "--out", out) == 1
    assert "Found: --losses: tom.csv" in capsys.readouterr().err
    (tmp_path / "job.toml").write_text(f'tool = "scale"\nout_dir = "{out}"\n[inputs]\nelevation = "no.tif"\n')
    assert run("run", tmp_path / "job.toml") == 1
    assert "Found: elevation: the file no.tif" in capsys.readouterr().err


def test_a_ledger_is_shown_as_people_read_it(capsys, terrain, out, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert run("scale", terrain, "--out", out) == 0
    said = capsys.readouterr().out
    assert "term" not in said
    assert "volume_m3" not in said
    (row,) = [line for line in said.splitlines() if "Regn" in line]
    assert "Rain" in row
    monkeypatch.setenv("GISTOOLS_LANG", "da")
    assert run("scale", terrain, "--out", out, "--overwrite") == 0
    said = capsys.readouterr().out
    assert "Regn" in said
    assert "Rain" not in said


def test_help_tells_of_the_environment_and_of_job_files(capsys):
    run("--help")
    said = " ".join(capsys.readouterr().out.split())
    for word in ("GISTOOLS_LANG=da", "GISTOOLS_CACHE=off", "gistools cache clear", "gistools run JOB.toml"):
        assert word in said
    run("scale", "--help")
    assert "GISTOOLS_LANG" not in capsys.readouterr().out


def test_language(capsys, terrain, out, monkeypatch):
    monkeypatch.setenv("GISTOOLS_LANG", "en")
    assert run("scale", terrain, "--factor", "99", "--out", out) == 1
    said = capsys.readouterr()
    assert "Found: --factor = 99.0" in said.err
    assert "Fundet" not in said.err
    wide(monkeypatch)
    run("scale", "--help")
    assert "dansk" not in capsys.readouterr().out
    monkeypatch.setenv("GISTOOLS_LANG", "da")
    run("scale", "--help")
    assert "english" not in capsys.readouterr().out


def test_help_tells_units_ranges_choices_and_defaults(capsys, monkeypatch):
    wide(monkeypatch)
    assert run("scale", "--help") == 0
    text = capsys.readouterr().out
    factor = next(line for line in text.splitlines() if "--factor" in line)
    for words in ("dansk factor", "english factor", "[m 0–10]", "[default: 2.0]"):
        assert words in factor
    way = next(line for line in text.splitlines() if "--way" in line)
    assert "up = dansk up | english up" in way
    assert "[choices: up, down]" in way
    assert "--output-extra" in text
    assert "kun når det ønskes" in text


@pytest.mark.parametrize("one", TOOLS, ids=lambda t: t.id)
def test_help_of_each_real_tool_names_everything_declared(capsys, one, monkeypatch):
    wide(monkeypatch)
    assert main([one.id, "--help"]) == 0
    text = capsys.readouterr().out
    assert one.title.da in text
    assert one.title.en in text
    for part in one.to_dict()["params"] + [i.to_dict() for i in one.inputs if not i.elevation]:
        assert "--" + part["name"].replace("_", "-") in text
        assert part["label"]["da"] in text


def test_options_that_would_mean_two_things_are_refused():
    @dataclass(frozen=True, kw_only=True)
    class Clash(fake_room.FakeParams):
        out: float = param(1.0, label=fake_room.WORD, help=fake_room.WORD)

    with pytest.raises(ValueError, match="two things: out"):
        build_app([fake_room.fake_tool(params=Clash)])


def test_a_parameter_added_once_is_found_in_every_face(capsys, terrain, tmp_path, monkeypatch):
    @dataclass(frozen=True, kw_only=True)
    class More(fake_room.FakeParams):
        snow_mm: float = param(
            7.0,
            unit="mm",
            minimum=0.0,
            maximum=50.0,
            label=Text("Snedybde", "Snow depth"),
            help=Text("Sne i alt.", "Snow in all."),
        )

    tool = fake_room.fake_tool("snowy", params=More)
    wide(monkeypatch)
    assert main(["snowy", "--help"], tools=[tool]) == 0
    line = next(one for one in capsys.readouterr().out.splitlines() if "--snow-mm" in one)
    assert "Snedybde" in line
    assert "Snow depth" in line
    assert "[mm 0–50]" in line
    assert "[default: 7.0]" in line
    (listed,) = catalogue(tools=[tool])["tools"]
    assert listed["params"][-1]["name"] == "snow_mm"
    assert "| `snow_mm` | `7.0` | 0–50 mm | Snedybde: Sne i alt. | Snow depth: Snow in all. |" in tools_page([tool])
    out = tmp_path / "cli"
    assert main(["snowy", str(terrain), "--snow-mm", "9", "--out", str(out)], tools=[tool]) == 0
    assert explain(out / "scaled.tif").params["snow_mm"] == 9.0
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import fake_room, dataclasses\n"
        "from gistools.text import Text; from gistools.tool import param; from gistools.worker import main\n"
        "@dataclasses.dataclass(frozen=True, kw_only=True)\n"
        "class More(fake_room.FakeParams):\n"
        "    snow_mm: float = param(7.0, unit='mm', label=Text('Snedybde', 'Snow depth'), help=Text('Sne.', 'Snow.'))\n"
        "sys.exit(main([], tools=[fake_room.fake_tool('snowy', params=More)]))\n"
    )
    job = {
        "tool": "snowy",
        "inputs": {"elevation": str(terrain)},
        "params": {"snow_mm": 11},
        "out_dir": str(tmp_path / "worker"),
    }
    with subprocess.Popen(
        [sys.executable, "-c", code, str(Path(ROOM).parent)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        print(
            json.dumps({"cmd": "catalogue"}),
            json.dumps({"cmd": "run", "job": job}),
            sep="\n",
            file=worker.stdin,
            flush=True,
        )
        events = []
        while not events or events[-1]["type"] not in {"result", "error"}:
            events.append(json.loads(worker.stdout.readline()))
        worker.stdin.close()
        worker.wait(timeout=10)
    (listed,) = next(e for e in events if e["type"] == "catalogue")["tools"]
    assert listed["params"][-1]["label"] == {"da": "Snedybde", "en": "Snow depth"}
    assert events[-1]["type"] == "result"
    assert explain(tmp_path / "worker" / "scaled.tif").params["snow_mm"] == 11.0


def test_three_faces_give_the_same(terrain, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    job = {"tool": "scale", "inputs": {"elevation": str(terrain)}, "params": {"factor": 4.0}}
    Session(tools=fake_room.TOOLS).run(Job.from_mapping({**job, "out_dir": str(tmp_path / "python")}))
    cli = [sys.executable, ROOM, "cli", "scale", str(terrain), "--factor", "4", "--out", str(tmp_path / "cli")]
    subprocess.run(cli, check=True, capture_output=True)
    (tmp_path / "job.json").write_text(json.dumps({**job, "out_dir": str(tmp_path / "worker")}))
    subprocess.run([sys.executable, ROOM, "worker", str(tmp_path / "job.json")], check=True, capture_output=True)
    files = fake_room.contents(tmp_path / "python")
    assert len(files) == 5
    assert fake_room.contents(tmp_path / "cli") == files
    assert fake_room.contents(tmp_path / "worker") == files


def test_tools_as_text_and_json(capsys):
    assert run("tools") == 0
    assert "scale-again  dansk scale-again title | english scale-again title" in capsys.readouterr().out
    assert run("tools", "--json") == 0
    assert json.loads(capsys.readouterr().out) == catalogue(tools=fake_room.TOOLS)


def test_explain_as_text_and_json(capsys, terrain, out):
    run("scale", terrain, "--out", out)
    capsys.readouterr()
    assert run("explain", out / "spots.gpkg") == 0
    text = capsys.readouterr().out
    for words in (
        "dansk scale title | english scale title",
        "dansk factor | english factor: 2 m  [factor]",
        "dansk way | english way: dansk up | english up (up)",
        "dansk count | english count: ikke angivet | not given  [count]",
        "dansk loud | english loud: nej | no  [loud]",
        "højde.tif",
        "EPSG:25832",
        "blake2b",
        "numpy",
    ):
        assert words in text
    assert run("explain", out / "scaled.tif", "--json") == 0
    assert json.loads(capsys.readouterr().out)["tool"] == "scale"
    assert run("explain", terrain) == 1
    assert "[GT100]" in capsys.readouterr().err


def test_run_a_job_file(capsys, terrain, out, tmp_path):
    file = tmp_path / "job.toml"
    file.write_text(f'tool = "scale"\nout_dir = "{out}"\n[inputs]\nelevation = "{terrain}"\n', encoding="utf-8")
    assert run("run", file) == 0
    assert str(out / "scaled.tif") in capsys.readouterr().out
    assert run("run", tmp_path / "none.json") == 1


def test_cache_info_and_clear(capsys, terrain, out):
    run("scale", terrain, "--out", out)
    capsys.readouterr()
    assert run("cache", "info") == 0
    assert "Mellemresultater | Intermediate results: 1" in capsys.readouterr().out
    assert run("cache", "clear") == 0
    assert "1 mellemresultater er glemt" in capsys.readouterr().out
    run("cache", "info")
    assert "Intermediate results: 0" in capsys.readouterr().out


def test_version(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out.strip() == __version__


def start(*arguments: str, **more) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, ROOM, "cli", *arguments], stdout=subprocess.PIPE, **more)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ctrl_c_leaves_nothing_and_says_so(terrain, out, number, code):
    process = start("scale", str(terrain), "--seconds", "60", "--out", str(out), stderr=subprocess.PIPE, text=True)
    while "waiting" not in process.stderr.readline():
        pass
    begun = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=40)
    assert time.monotonic() - begun < 30, "the job itself would take 60 s"
    assert process.returncode == code
    assert "Stoppet. Der er ikke efterladt halve filer." in said
    assert "Traceback" not in said
    assert not out.exists()


def test_a_second_ctrl_c_ends_what_does_not_listen(terrain, out):
    process = start(
        "scale", str(terrain), "--trouble", "stuck and said", "--out", str(out), stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if "stuck" in line:
            break
    else:
        pytest.fail("the job ended before it was stuck")
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
    _, said = process.communicate(timeout=30)  # and not the 60 s that it is stuck
    assert process.returncode == 130
    assert "Stopped." in said
    assert not out.exists()


def test_a_terminal_gets_a_bar(terrain, out):
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    process = start("scale", str(terrain), "--seconds", "1", "--out", str(out), stderr=theirs, env=env)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass
    os.close(ours)
    assert process.wait(timeout=10) == 0
    process.communicate()
    assert "━" in shown.decode()
    assert "dansk waiting | english waiting" in shown.decode()


def test_a_reader_that_goes_away_is_no_error():
    process = start("tools", "--json", stderr=subprocess.PIPE, bufsize=0)
    process.stdout.close()
    process.stdout = None
    _, said = process.communicate(timeout=10)
    assert said == b""
