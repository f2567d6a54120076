"""Runs contestants in turn and notes time and peak memory.

This module and what it imports load nothing but the standard library, on purpose: on Linux the peak memory of a started
program is at least what the program that starts it held.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from environments import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from run import Bench

SHORT_SECONDS = 20.0
SHORT_RUNS, LONG_RUNS = 7, 3
_KIB_PER_MIB = 1024 if sys.platform != "darwin" else 1024 * 1024  # macOS tells bytes


class RunError(Exception):
    """A contestant did not finish."""


@dataclass
class Row:
    """What one contestant took; ``own`` is what gistools took in the same rounds."""

    seconds: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    steps: dict[str, list[float]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    problem: str | None = None

    def add(self, result: Sample | RunError, own: Sample | RunError | None) -> None:
        """Add one run."""
        if isinstance(result, RunError):
            self.problem = tell(str(result))
            return
        self.seconds.append(result.seconds)
        self.peak_mib.append(result.peak_mib)
        self.cpu.append(result.cpu)
        if isinstance(own, Sample):
            self.own.append(own.seconds)
        told = last_json(result.said)
        self.versions.update(told.get("versions", {}))
        for name, seconds in told.get("seconds", {}).items():
            self.steps.setdefault(name, []).append(seconds)

    def plain(self) -> dict[str, object]:
        """Return the row as JSON, without what is empty."""
        made = {name: value for name, value in vars(self).items() if value}
        if "steps" in made:
            made["steps"] = {name: round(statistics.median(values), 4) for name, values in self.steps.items()}
        return made


@dataclass(frozen=True)
class Sample:
    """One run of a program."""

    seconds: float
    peak_mib: float
    cpu: float = 0.0
    said: str = ""


def run_program(command: Sequence[str | Path], env: Mapping[str, str], timeout: float, cwd: Path) -> Sample:
    """Run a program to its end; its time, and the peak memory of itself or the largest program it waited for."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603 - our own commands
            [str(part) for part in command], stdout=out, stderr=err, env=dict(env), cwd=cwd, start_new_session=True
        )
        watch = threading.Timer(timeout, os.killpg, (child.pid, signal.SIGKILL))
        watch.start()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begin
        watch.cancel()
        child.returncode = code = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
    if code == -signal.SIGKILL:
        message = (
            f"stopped after {timeout:.0f} s" if seconds >= timeout else "ended by the system, most likely for memory"
        )
        raise RunError(message)
    if code:
        raise RunError(texts[1].strip() or texts[0].strip() or f"ended with {code}")
    cpu = usage.ru_utime + usage.ru_stime
    return Sample(round(seconds, 4), round(usage.ru_maxrss / _KIB_PER_MIB, 1), round(cpu, 2), texts[0])


def last_json(said: str) -> dict[str, object]:
    """Return the last line that is a JSON object, or nothing."""
    for line in reversed(said.splitlines()):
        if line.startswith("{"):
            return json.loads(line)
    return {}


def interleave(
    names: Sequence[str], run: Callable[[str], Sample], *, own: str, runs: int | None, budget: float
) -> Iterator[tuple[str, Sample | RunError, Sample | RunError | None]]:
    """Run everyone once in each round, each time starting with another; yield name, result, own result of the round.

    Short runs are made at least seven times and long ones three times, within ``budget`` seconds; a contestant that
    fails yields its error once and is left out from then on.
    """
    begin = time.perf_counter()
    wants = dict.fromkeys(names, runs or LONG_RUNS)
    for number in range(max(SHORT_RUNS, runs or 0)):
        left = [name for name in names if wants[name] > number]
        late = number >= LONG_RUNS and time.perf_counter() - begin > budget
        if not left or late:
            return
        results: dict[str, Sample | RunError] = {}
        turn = number % len(left)
        for name in left[turn:] + left[:turn]:
            try:
                result = results[name] = run(name)
            except RunError as error:
                results[name] = error
                wants[name] = 0
                continue
            if runs is None and result.seconds < SHORT_SECONDS:
                wants[name] = SHORT_RUNS
        if wants.get(own):
            wants[own] = max(wants.values())
        for name, result in results.items():
            yield name, result, results.get(own)


@dataclass(frozen=True)
class Rounds:
    """What was measured in the rounds of one map or town: a row for each program, and what it told last."""

    plain: dict[str, dict[str, object]]
    told: dict[str, dict[str, object]]

    def tell(self, name: str, *keys: str) -> None:
        """Add to a row what its program told of itself, where it ran."""
        self.plain[name] |= {key: self.told[name][key] for key in keys if name in self.told}


def run_rounds(
    bench: Bench,
    own: Mapping[str, list[object]],
    peers: Mapping[str, tuple[list[object], str | None]],
    say: Callable[[str], None],
) -> Rounds:
    """Measure our own programs and others in rounds, each in a process of its own, with seconds of each step.

    Parameters
    ----------
    own:
        The command of each of ours; the first is what the others are held against.
    peers:
        The command of each other, and why it is not run, if so.
    """
    first = next(iter(own))
    commands = dict(own) | {name: command for name, (command, _) in peers.items()}
    made = {name: Row() for name in own} | {name: Row(problem=problem) for name, (_, problem) in peers.items()}
    names = [name for name, row in made.items() if row.problem is None]
    rounds: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    told: dict[str, dict[str, object]] = {}
    say(f"  {', '.join(names)}")

    def run(name: str) -> Sample:
        sample = run_script(bench, commands[name], own=name in own)
        say(f"  {name}: {sample.seconds:.2f} s, {sample.peak_mib:.0f} MiB")
        return sample

    for name, result, ours in interleave(names, run, own=first, runs=bench.runs, budget=bench.budget):
        made[name].add(result, ours)
        if isinstance(result, Sample):
            told[name] = last_json(result.said)
            note_steps(rounds[name], result, ours if isinstance(ours, Sample) and name != first else None)
    return Rounds({name: row.plain() | {"rounds": rounds.get(name, {})} for name, row in made.items()}, told)


def prepared(bench: Bench, folder: Path, made: str, command: list[object], left: str) -> Path:
    """Return a folder of input, made when first asked for, without what earlier runs left there.

    Parameters
    ----------
    made:
        The file that stands there once it is made.
    command:
        What makes it.
    left:
        Pattern of the files to remove.
    """
    if not (folder / made).exists():
        folder.mkdir(parents=True, exist_ok=True)
        run_script(bench, command)
    for path in folder.glob(left):
        path.unlink()
    return folder


def note_steps(steps: dict[str, list[float]], result: Sample, own: Sample | None) -> None:
    """Add the seconds of each step, and what we took for ours in the same round."""
    for prefix, sample in (("", result), ("own ", own)):
        for step, seconds in last_json(sample.said)["seconds"].items() if sample else ():
            steps.setdefault(prefix + step, []).append(seconds)


def run_script(bench: Bench, command: list[object], *, own: bool = True) -> Sample:
    """Run a contestant of a bench; ``own``: with our code on its path."""
    variables = bench.variables()
    if not own:
        variables.pop("PYTHONPATH", None)
    try:
        return run_program([str(part) for part in command], variables, bench.timeout, bench.work)
    except RunError as error:
        raise RunError(tell(str(error))) from error


def versions(*packages: str) -> dict[str, str]:
    """Return the versions of packages of this environment, where they are installed."""
    found = {}
    for name in packages:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def machine() -> dict[str, object]:
    """Return what the figures depend on."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(_memory("MemTotal") / 1024**3, 1),
        "system": _system(),
        "python": platform.python_version(),
        "load_at_start": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }


def available_bytes() -> float:
    """Return how much memory is free to use; endless where the system does not tell."""
    return _memory("MemAvailable") or float("inf")


def _memory(name: str) -> float:
    place = Path("/proc/meminfo")
    if place.exists():
        for line in place.read_text(encoding="ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024.0
    return 0.0


def _processor() -> str:
    place = Path("/proc/cpuinfo")
    if place.exists():
        for line in place.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()
