"""A stand-in for the worker: does what the environment variable FAKE_MODE says, which a real one seldom does.

It writes the job that it was given to the file FAKE_LOG, and each result as a copy of a file named in FAKE_RESULTS.
"""

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

MODE = os.environ.get("FAKE_MODE", "ok")
LOG = Path(os.environ["FAKE_LOG"])
RESULTS = json.loads(os.environ.get("FAKE_RESULTS", "{}"))


def say(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def log(**news):
    with LOG.open("a", encoding="utf-8") as file:
        file.write(json.dumps(news) + "\n")


def hello():
    if MODE == "silent_exit":
        sys.stderr.write("Fatal: no luck\n")
        sys.exit(3)
    if MODE == "not_installed":
        sys.stderr.write("/x/python: Error while finding module specification for 'gistools.worker' ")
        sys.stderr.write("(ModuleNotFoundError: No module named 'gistools')\n")
        sys.exit(1)
    if MODE == "garbage":
        sys.stdout.write("Welcome to Python!\n")
        sys.stdout.flush()
    say(type="hello", protocol={"newer": 2}.get(MODE, 1), version={"old": "0.0.9"}.get(MODE, "99.0.0"), pid=os.getpid())


def run(job):
    log(job=job, environment=sorted(os.environ), pid=os.getpid())
    if MODE in {"die", "die_in_company"}:
        others = ["other"] if MODE == "die_in_company" else []
        for path in job["outputs"].values():
            for name in (f"{os.getpid()}-dead", *others):
                folder = Path(path).parent / f".gistools-part-{name}"
                folder.mkdir()
                folder.joinpath("depth.tif").write_text("half")
        os.kill(os.getpid(), signal.SIGKILL)
    if MODE == "exit":
        sys.stderr.write("MemoryError: 12 GB\n")
        sys.exit(7)
    if MODE in {"polite", "deaf"}:
        part = Path(next(iter(job["outputs"].values()))).parent / f".gistools-part-{os.getpid()}-half.tif"
        part.write_text("half")
        say(type="progress", fraction=0.25, message={"da": "regner", "en": "working"})
        if MODE == "deaf":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(60)
        wait_for_cancel(part)
        return
    if MODE == "error":
        say(type="error", code="GT120", message={"da": "[GT120] Fundet: grader.", "en": "[GT120] Found: degrees."})
        return
    say(type="progress", fraction=0.5, message={"da": "halvvejs", "en": "half way"})
    say(type="note", message={"da": "transformeret fra EPSG:4326", "en": "transformed from EPSG:4326"})
    for name, path in job["outputs"].items():
        if MODE != "liar":
            shutil.copy(RESULTS[name], path)
    say(type="result", outputs=job["outputs"], tables={})


def wait_for_cancel(part):
    line = sys.stdin.readline()
    log(heard=json.loads(line))
    part.unlink()
    say(type="cancelled")


def main():
    hello()
    for line in sys.stdin:
        message = json.loads(line)
        if message["cmd"] == "quit":
            log(heard=message)
            return
        if message["cmd"] == "run":
            run(message["job"])


main()
