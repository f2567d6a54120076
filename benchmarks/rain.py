"""All rains at once beside the flow chain and beside single depths, ours and RichDEM's; see the README.

This module loads nothing but the standard library; see `measure`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import measure
from contestants import ALL, OWN, RAIN_DEPTHS, RAIN_TOOL
from measure import Row, RunError, Sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from run import Bench

RICHDEM = "richdem2"
OUR_STEPS = ("flow", "rain", "standing")  # from the raw terrain to the depths of the single rains


def rows(bench: Bench, size: int, say: Callable[[str], None]) -> dict[str, dict[str, object]]:
    """Measure a map in rounds, each program in a process of its own, and return its rows.

    A row's ``rounds`` are the seconds of each step in each round. RichDEM's ``seconds`` are its hierarchy and all its
    single depths, and its ``own`` what we took in the same round from the raw terrain to the same depths.
    """
    wanted = [RAIN_TOOL, RAIN_DEPTHS, *(one for one in bench.wanted if one.name == RICHDEM)]
    ready = [replace(one, bytes_per_cell=55) if one.name == RICHDEM else one for one in wanted]
    made = {one.name: Row(problem=bench.able(one, size, one.most_cells)) for one in ready}
    names = [name for name, row in made.items() if row.problem is None]
    say(f"rain: {size} x {size}: {', '.join(names)}")
    small = bench.terrain(bench.checked)
    for name in list(names):  # so that all is compiled
        try:
            _run(bench, name, small)
        except RunError as error:
            made[name].problem = f"failed: {measure.tell(str(error))}"
            names.remove(name)
    dem = bench.terrain(size)
    told: dict[str, dict[str, object]] = {}
    samples: dict[str, list[Sample]] = {name: [] for name in names}

    def run(name: str) -> Sample:
        sample = _run(bench, name, dem)
        say(f"  {name}: {sample.seconds:.2f} s, {sample.peak_mib:.0f} MiB")
        return sample

    for name, result, own in measure.interleave(names, run, own=OWN, runs=bench.runs, budget=bench.budget):
        made[name].add(result, own)
        if isinstance(result, Sample):
            samples[name].append(result)
    plain = {name: row.plain() for name, row in made.items()}
    for name in (RAIN_DEPTHS.name, RICHDEM):
        if samples.get(name):
            told[name] = measure.last_json(samples[name][-1].said)
            plain[name] |= {"rounds": made[name].steps, **{key: told[name][key] for key in ("rains_mm", "held_m3")}}
            del plain[name]["steps"]
    _settle(plain, told)
    plain[OWN]["versions"] = measure.versions("gistools", "numba", "numpy", "rasterio")
    return plain


def _settle(plain: dict[str, dict[str, object]], told: dict[str, dict[str, object]]) -> None:
    """Write what the steps of a process took into its row, in place of what the whole process took."""
    ours, theirs = plain.get(RAIN_DEPTHS.name, {}), plain.get(RICHDEM, {})
    if "rounds" in ours:
        ours |= {name: told[RAIN_DEPTHS.name][name] for name in ("same", "same_edits", "peaks_mib")}
        for name in ("seconds", "own", "cpu", "peak_mib"):  # of 20 depths both ways: no use to anyone
            ours.pop(name, None)
    if "rounds" in theirs:
        theirs["seconds"] = _added(theirs["rounds"], ("forest", "events"))
        theirs["own"] = _added(ours["rounds"], OUR_STEPS) if "rounds" in ours else []
        theirs.pop("cpu", None)


def _added(rounds: dict[str, list[float]], steps: tuple[str, ...]) -> list[float]:
    return [round(sum(parts), 4) for parts in zip(*(rounds[step] for step in steps), strict=True)]


def _run(bench: Bench, name: str, dem: Path) -> Sample:
    """Run a program once in a process of its own."""
    if name == OWN:
        return bench.job(RAIN_TOOL, dem)
    variables = bench.variables()
    if name == RAIN_DEPTHS.name:
        command = [sys.executable, RAIN_DEPTHS.script_path, "rain", dem]
    else:
        variables.pop("PYTHONPATH", None)
        command = [bench.environment(ALL[name]).python, ALL[name].script_path, "rain", dem]
    return measure.run_program(command, variables, bench.timeout, bench.work)
