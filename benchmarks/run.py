"""Measure gistools beside its peers, interleaved in one run, and write figures to ``results`` and to ``RESULTS.md``.

    python benchmarks/run.py                      everything (hours)
    python benchmarks/run.py --quick              small maps, few runs (about ten minutes)
    python benchmarks/run.py --part file --size 4000 --only whitebox,pyflwdir     some rows again
    python benchmarks/report.py                   tables and plots again, without measuring

This module loads nothing but the standard library; see `measure`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from typing import TYPE_CHECKING

import addresses
import corridors
import cost
import measure
import paths
import rain
from contestants import ALL, OURS, OWN, PEERS, Contestant
from environments import Environment, environment, tell
from measure import Row, RunError, Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PARTS = ("file", "process", "rain", "cost", "corridors", "paths", "addresses", "growth", "first-run", "profile")
SIZES = {
    "file": (4000, 10_000),
    "process": (4000,),
    "rain": (4000, 10_000),
    "cost": (4000,),
    "corridors": (1000, 3163),
    "paths": (100, 500),
    "addresses": (100_000,),
    "growth": (1000, 2000, 8000, 20_000),
    "profile": (4000, 10_000),
}
QUICK = {
    "file": (1000, 2000),
    "process": (1000,),
    "rain": (1000,),
    "cost": (1000,),
    "corridors": (1000,),
    "paths": (100,),
    "addresses": (10_000,),
    "growth": (500, 1500),
    "profile": (1000,),
}
SMOKE = dict.fromkeys(SIZES, (200,))
PAIR = (4000, 20_000)  # maps whose time per cell is compared
CHECKED = 1000  # rows and columns of the map on which outputs are compared
STEPS = (
    "fill",
    "d8",
    "accumulation",
    "accumulation_own",
    "bluespots",
    "forest",
    "watersheds",
    "condition",
    "chain",
    "event",
)
COLD_RUNS = 3


def say(text: str) -> None:
    """Tell how far the work is."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stdout.flush()


@dataclass
class Bench:
    """One run of the suite: what was asked for, and where things lie."""

    work: Path
    results: Path
    sizes: dict[str, Sequence[int]]
    wanted: list[Contestant]
    given: dict[str, str]
    runs: int | None
    budget: float
    timeout: float
    make: bool
    checked: int
    pair: tuple[int, int] | None
    only: frozenset[str] = frozenset(ALL)
    machine: dict[str, object] = field(default_factory=measure.machine)
    _environments: dict[str, Environment] = field(default_factory=dict)

    def environment(self, one: Contestant) -> Environment:
        """Return where a contestant runs; made when first asked for."""
        if one.name not in self._environments:
            if one.requirements and self.make and one.name not in self.given:
                say(f"environment of {one.name}")
            self._environments[one.name] = environment(one, self.work, self.given, make=self.make)
        return self._environments[one.name]

    def terrain(self, size: int) -> Path:
        """Return the terrain of ``size`` rows and columns; made when first asked for."""
        kind = self.python("-c", "import terrain; print(terrain.kind())").strip()
        path = self.work / "terrain" / f"lidar_{size}_{kind}.tif"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            say(f"terrain: {self.python(str(HERE / 'terrain.py'), str(size), str(path)).strip()}")
        return path

    def directions(self, size: int) -> Path:
        """Return the D8 raster from which all accumulate; ours, made when first asked for."""
        dem = self.terrain(size)
        path = dem.with_name(f"{dem.stem}_d8.tif")
        if not path.exists():
            script = HERE / "peers" / "run_gistools.py"
            measure.run_program([sys.executable, script, "prepare", dem, path], self.variables(), self.timeout, ROOT)
        return path

    def variables(self, cache: Path | None = None) -> dict[str, str]:
        """Return the environment variables of a contestant: the user's, less what would change gistools."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GISTOOLS_")}
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH", ""))))
        if cache is not None:
            kept["GISTOOLS_CACHE_DIR"] = str(cache)
        return kept

    def python(self, *arguments: str) -> str:
        """Run one of our scripts in a process of its own and return what it said."""
        done = subprocess.run(  # noqa: S603 - our own scripts
            [sys.executable, *arguments], cwd=HERE, env=self.variables(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RunError(done.stderr)
        return done.stdout

    def able(self, one: Contestant, size: int, most: int) -> str | None:
        """Return why a contestant is not run on a map of this size, or None."""
        env = self.environment(one)
        if env.python is None:
            return f"not available: {env.problem}"
        if size * size > most:
            return f"too slow for this size: run up to {most / 1e6:.0f} M cells"
        need = size * size * one.bytes_per_cell
        if need > measure.available_bytes():
            return f"needs about {need / 1024**3:.0f} GiB of memory"
        return None

    # one whole job

    def job(self, one: Contestant, dem: Path, keep: Path | None = None) -> Sample:
        """Run the whole job once in a fresh process, from file to file."""
        env = self.environment(one)
        with tempfile.TemporaryDirectory(dir=self.work, prefix="run-") as made:
            out = keep or Path(made)
            cache = Path(made) / "cache"
            cache.mkdir()
            if one.own:
                words = [part.format(dem=dem, out=out) for part in one.arguments]
                command = [env.python, "-m", "gistools.cli", *words]
            else:
                command = [env.python, one.script_path, "file", dem, out]
            variables = self.variables(cache)
            if not one.own:
                variables.pop("PYTHONPATH", None)
            if hasattr(os, "sync"):
                os.sync()  # what the run before wrote is on disk, and is no load on this one
            return measure.run_program(command, variables, self.timeout, ROOT)


def file_part(bench: Bench, sizes: Sequence[int], name: str) -> None:
    """Measure from file to file, whole processes."""
    checks = _warm_and_check(bench) if name == "file" else {}
    if checks:
        _store(bench, "agreement", checks)
    for size in sizes:
        dem = bench.terrain(size)
        wanted = [one for one in bench.wanted if name == "file" or one.name == OWN or not one.own]
        rows = {one.name: Row() for one in wanted}
        for one in wanted:
            rows[one.name].problem = bench.able(one, size, one.most_cells) or checks.get(one.name, {}).get("problem")
        names = [one for one, row in rows.items() if row.problem is None]
        say(f"{name}: {size} x {size}: {', '.join(names)}")

        def run(who: str, dem: Path = dem) -> Sample:
            sample = bench.job(ALL[who], dem)
            say(f"  {who}: {sample.seconds:.2f} s, {sample.peak_mib:.0f} MiB")
            return sample

        for one, result, own in measure.interleave(names, run, own=OWN, runs=bench.runs, budget=bench.budget):
            rows[one].add(result, own)
        for one in wanted:
            if one.own:
                rows[one.name].versions = measure.versions("gistools", "numba", "numpy", "rasterio")
        _store(bench, "file", {str(size): {one: row.plain() for one, row in rows.items()}})


def _warm_and_check(bench: Bench) -> dict[str, dict[str, object]]:
    """Run everyone once on a small map: compiled code is made, and kept where it can be, and outputs are compared."""
    dem = bench.terrain(bench.checked)
    found: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory(dir=bench.work, prefix="check-") as made:
        for one in bench.wanted:
            if bench.environment(one).python is None:
                continue
            out = Path(made) / one.name
            out.mkdir()
            say(f"outputs of {one.name}")
            try:
                bench.job(one, dem, keep=out)
            except RunError as error:
                found[one.name] = {"problem": f"failed: {tell(str(error))}"}
        for one in bench.wanted:
            if (Path(made) / one.name).is_dir() and one.name not in found and "problem" not in found.get(OWN, {}):
                words = [str(Path(made) / OWN), str(Path(made) / one.name), str(dem), one.directed or "-"]
                found[one.name] = json.loads(bench.python(str(HERE / "check.py"), "files", *words))
    return found


def growth_part(bench: Bench, sizes: Sequence[int]) -> None:
    """Measure from file to file at more sizes, and ours at a small and a large size in turn."""
    file_part(bench, sizes, "growth")
    if bench.pair is None:
        return
    small, large = bench.pair
    own = ALL[OWN]
    if bench.able(own, large, own.most_cells):
        return
    runs: dict[str, list[float]] = {str(small): [], str(large): []}
    for _ in range(bench.runs or measure.LONG_RUNS):
        for size in bench.pair:
            try:
                runs[str(size)].append(bench.job(own, bench.terrain(size)).seconds)
            except RunError as error:
                say(f"  growth: {tell(str(error))}")
                return
    _store(bench, "growth", {"pair": runs})


class Served:
    """A contestant that waits in a process of its own for the steps it is to run."""

    def __init__(self, bench: Bench, one: Contestant, dem: Path, d8: Path) -> None:
        env = bench.environment(one)
        variables = bench.variables()
        if not one.own:
            variables.pop("PYTHONPATH", None)
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop
        self.child = subprocess.Popen(  # noqa: S603 - our own scripts
            [str(env.python), str(one.script_path), "process", str(dem), str(d8)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, env=variables, cwd=ROOT, text=True,
            start_new_session=True,
        )  # fmt: skip
        self.timeout = bench.timeout
        told = self._answer()
        self.steps = told["steps"]
        self.versions = told["versions"]

    def ask(self, step: str, save: Path | None = None) -> Sample:
        """Run a step once."""
        try:
            self.child.stdin.write(f"{step} {save}\n" if save else f"{step}\n")
            self.child.stdin.flush()
        except OSError as error:
            raise RunError(self._complaint()) from error
        told = self._answer()
        return Sample(told["seconds"], told["peak_mib"] or math.nan)

    def stop(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self.child.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.child.wait(10)
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self.child.stdout.close()
        self.errors.close()

    def _answer(self) -> dict[str, object]:
        watch = threading.Timer(self.timeout, os.killpg, (self.child.pid, signal.SIGKILL))
        watch.start()
        line = self.child.stdout.readline()
        watch.cancel()
        if not line:
            raise RunError(self._complaint())
        return json.loads(line)

    def _complaint(self) -> str:
        self.child.wait()
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace") or f"ended with {self.child.returncode}"


def process_part(bench: Bench, sizes: Sequence[int]) -> None:
    """Measure single steps in processes that stay, with data in memory and code compiled."""
    for size in sizes:
        dem, d8 = bench.terrain(size), bench.directions(size)
        problems: dict[str, str | None] = {}
        with contextlib.ExitStack() as stack:
            served: dict[str, Served] = {}
            for one in bench.wanted:
                if not one.process:
                    continue
                problem = bench.able(one, size, one.most_cells)
                if problem is None:
                    say(f"process: {one.name} reads and warms up")
                    try:
                        served[one.name] = Served(bench, one, dem, d8)
                        stack.callback(served[one.name].stop)
                    except RunError as error:
                        problem = f"failed: {tell(str(error))}"
                if problem:
                    problems[one.name] = problem
            rows = _steps(bench, served)
            agreement = _compare_steps(bench, served)
            versions = {name: one.versions for name, one in served.items()}
        problems |= dict.fromkeys(served)  # what was measured now has none
        told = {"steps": rows, "problems": problems, "agreement": agreement, "versions": versions}
        _store(bench, "process", {str(size): told})


def _steps(bench: Bench, served: dict[str, Served]) -> dict[str, dict[str, object]]:
    """Return each step's rows."""
    made: dict[str, dict[str, object]] = {}
    for step in STEPS:
        names = [name for name, one in served.items() if step in one.steps]
        rows = {name: Row() for name in names}
        say(f"process: {step}: {', '.join(names) or 'nobody'}")
        for name, result, own in measure.interleave(
            names, lambda who, step=step: served[who].ask(step), own=OWN, runs=bench.runs, budget=bench.budget
        ):
            rows[name].add(result, own)
        if rows:
            made[step] = {name: row.plain() for name, row in rows.items()}
    return made


def _compare_steps(bench: Bench, served: dict[str, Served]) -> dict[str, dict[str, object]]:
    """Compare the filled surface and the accumulation of all; the base is ours, else the first that has the step."""
    found: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory(dir=bench.work, prefix="check-") as made:
        for step, instead in (("fill", "chain"), ("accumulation", None)):
            places = {}
            for name, one in served.items():
                place = Path(made) / f"{name}.npy"
                with contextlib.suppress(RunError):
                    if step in one.steps or (name == OWN and instead in one.steps):
                        one.ask(step if step in one.steps else instead, place)
                        places[name] = place
            if len(places) > 1:
                told = json.loads(bench.python(str(HERE / "check.py"), "arrays", *map(str, places.values())))
                base = next(iter(places))
                found[step] = {name: {"base": base, **one} for name, one in zip(places, told, strict=True)}
    return found


def first_run_part(bench: Bench) -> None:
    """Measure the demo with nothing compiled, and again with all of it compiled."""
    runs: dict[str, list[float]] = {"cold": [], "warm": []}
    for number in range(min(bench.runs or COLD_RUNS, COLD_RUNS)):
        with tempfile.TemporaryDirectory(dir=bench.work, prefix="first-") as made:
            for kind, seconds in runs.items():
                cache = Path(made) / f"steps-{kind}"
                cache.mkdir()
                variables = bench.variables(cache) | {"NUMBA_CACHE_DIR": str(Path(made) / "compiled")}
                command = [sys.executable, "-m", "gistools.cli", "demo", "--out", Path(made) / kind]
                try:
                    seconds.append(measure.run_program(command, variables, bench.timeout, ROOT).seconds)
                except RunError as error:
                    say(f"first run: {tell(str(error))}")
                    return
        say(f"first run {number + 1}: cold {runs['cold'][-1]:.1f} s, warm {runs['warm'][-1]:.1f} s")
    _store(bench, "first-run", {"demo": runs})


def profile_part(bench: Bench, sizes: Sequence[int]) -> None:
    """Note how long each stage of our own job takes, in one run that counts for nothing else."""
    for size in sizes:
        dem = bench.terrain(size)
        told = {}
        for one in (ALL[OWN], ALL["gistools-flood"]):
            with tempfile.TemporaryDirectory(dir=bench.work, prefix="run-") as made:
                cache = Path(made) / "cache"
                cache.mkdir()
                words = [part.format(dem=dem, out=made) for part in one.arguments]
                command = [sys.executable, HERE / "peers" / "run_gistools.py", "profile", *words]
                try:
                    sample = measure.run_program(command, bench.variables(cache), bench.timeout, ROOT)
                except RunError as error:
                    say(f"profile of {one.name}: {tell(str(error))}")
                    continue
                told[one.name] = measure.last_json(sample.said)["seconds"] | {"whole process": sample.seconds}
        say(f"profile: {size} x {size}: {', '.join(told)}")
        if told:
            _store(bench, "profile", {str(size): told})


_BY_ROWS = {"rain": rain, "cost": cost, "corridors": corridors, "paths": paths, "addresses": addresses}
_DEPTH = {
    "file": 1,
    "process": 3,
    "profile": 1,
    "rain": 1,
    "cost": 1,
    "corridors": 1,
    "paths": 1,
    "addresses": 1,
}  # at this depth what was measured again replaces what was there


def _store(bench: Bench, name: str, made: dict[str, object]) -> None:
    """Add to a file of results: rows measured again replace themselves, others stay."""
    path = bench.results / f"{name}.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    kept = _merged(kept, made, _DEPTH.get(name, 0)) | {"machine": bench.machine}
    bench.results.mkdir(parents=True, exist_ok=True)
    half_made = path.with_suffix(".making")
    half_made.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    half_made.replace(path)


def _merged(old: dict[str, object], new: dict[str, object], depth: int) -> dict[str, object]:
    both = dict(old)
    for key, value in new.items():
        before = both.get(key)
        deeper = depth and isinstance(before, dict) and isinstance(value, dict)
        both[key] = _merged(before, value, depth - 1) if deeper else value
    return both


@contextlib.contextmanager
def _report(given: argparse.Namespace) -> Iterator[None]:
    yield
    if given.no_report:
        return
    say("report")
    command = [sys.executable, str(HERE / "report.py"), "--results", str(given.results)]
    if given.results != HERE / "results":
        command += ["--out", str(given.results)]
    subprocess.run(command, check=True, cwd=HERE)  # noqa: S603 - our own script


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=PARTS, action="append", help="only this part; may be repeated")
    parser.add_argument("--size", type=int, action="append", help="rows and columns, in place of those of the parts")
    parser.add_argument("--only", help="only these contestants beside gistools: " + ",".join(ALL))
    parser.add_argument(
        "--env", action="append", default=[], metavar="PEER=PYTHON", help="a ready environment of a peer"
    )
    parser.add_argument("--runs", type=int, help="how often, in place of at least 7 short or 3 long runs")
    parser.add_argument("--budget", type=float, default=1800.0, help="seconds after which a size gets no fourth run")
    parser.add_argument("--timeout", type=float, default=1800.0, help="seconds after which one run is stopped")
    parser.add_argument("--quick", action="store_true", help="small maps, three runs")
    parser.add_argument(
        "--smoke", action="store_true", help="a tiny map, ours and what this environment has; see --results"
    )
    parser.add_argument("--work", type=Path, default=ROOT / ".cache" / "bench", help="terrains and environments")
    parser.add_argument("--results", type=Path, help="figures; benchmarks/results, or a new folder with --smoke")
    parser.add_argument("--no-report", action="store_true", help="write no tables and plots")
    given = parser.parse_args()
    for pair in given.env:
        if pair.partition("=")[0] not in ALL or not pair.partition("=")[2]:
            parser.error(f"--env {pair}: PEER=PYTHON with one of {', '.join(ALL)}")
    unknown = sorted(set((given.only or OWN).split(",")) - set(ALL))
    if unknown:
        parser.error(f"--only: {', '.join(unknown)} is none of {', '.join(ALL)}")
    if given.results is None:
        made = given.smoke or given.quick
        given.results = Path(tempfile.mkdtemp(prefix="gistools-bench-")) if made else HERE / "results"
    return given


def main() -> None:
    """Measure what was asked for."""
    given = _asked()
    only = set(given.only.split(",")) | {OWN} if given.only else set(ALL)
    sizes = SMOKE if given.smoke else QUICK if given.quick else SIZES
    if given.size:
        sizes = dict.fromkeys(SIZES, tuple(given.size))
    given.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(
        work=given.work.resolve(),
        results=given.results,
        sizes=sizes,
        wanted=[one for one in (*OURS, *PEERS) if one.name in only],
        given=dict(pair.split("=", 1) for pair in given.env),
        runs=given.runs or (1 if given.smoke else 3 if given.quick else None),
        budget=given.budget,
        timeout=given.timeout,
        make=not given.smoke,
        checked=200 if given.smoke else CHECKED,
        only=frozenset(only),
        pair=None if given.smoke or given.size else (1000, 2000) if given.quick else PAIR,
    )
    if given.smoke:
        bench.wanted = [one for one in bench.wanted if one.program is None]
    parts = given.part or (
        ["file", "process", "rain", "cost", "corridors", "paths", "addresses"] if given.smoke else PARTS
    )
    with _report(given):
        for part in parts:
            if part == "first-run":
                first_run_part(bench)
            elif part == "file":
                file_part(bench, sizes[part], part)
            elif part in _BY_ROWS:
                for size in sizes[part]:
                    _store(bench, part, {str(size): _BY_ROWS[part].rows(bench, size, say)})
            else:
                {"process": process_part, "growth": growth_part, "profile": profile_part}[part](bench, sizes[part])
    if given.results != HERE / "results":
        say(f"figures are in {given.results}")


if __name__ == "__main__":
    main()
