"""What origins reach on a network beside OSMnx and momepy, and building and auditing it; see the README.

The size is crossings on a side of the town. This module loads nothing but the standard library; see `measure`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import measure
from contestants import HERE, OWN, PATH_PEERS
from measure import Row, Sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from run import Bench

SCRIPT = HERE / "peers" / "run_paths.py"
BUILD = "gistools-build"
LIMIT = 800.0  # metres, blocks of 100 m


def rows(bench: Bench, size: int, say: Callable[[str], None]) -> dict[str, dict[str, object]]:
    """Measure a town in rounds, each program in a process of its own, and return its rows with seconds of each step."""
    folder = _prepared(bench, size)
    commands: dict[str, list[object]] = {
        OWN: [sys.executable, SCRIPT, "areas", folder, str(LIMIT)],
        BUILD: [sys.executable, SCRIPT, "whole", folder],
    }
    made = {name: Row() for name in commands}
    for one in PATH_PEERS:
        if one.name in bench.only:
            made[one.name] = Row(problem=bench.able(one, size, one.most_cells))
            commands[one.name] = [bench.environment(one).python, one.script_path, "areas", folder, str(LIMIT)]
    names = [name for name, row in made.items() if row.problem is None]
    say(f"paths: {size} x {size}: {', '.join(names)}")
    rounds: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    told: dict[str, dict[str, object]] = {}

    def run(name: str) -> Sample:
        sample = measure.run_script(bench, commands[name], own=name in {OWN, BUILD})
        say(f"  {name}: {sample.seconds:.2f} s, {sample.peak_mib:.0f} MiB")
        return sample

    for name, result, own in measure.interleave(names, run, own=OWN, runs=bench.runs, budget=bench.budget):
        made[name].add(result, own)
        if isinstance(result, Sample):
            told[name] = measure.last_json(result.said)
            measure.note_steps(rounds[name], result, own if isinstance(own, Sample) and name != OWN else None)
    plain = {name: row.plain() | {"rounds": rounds.get(name, {})} for name, row in made.items()}
    for name, keys in ((OWN, ("edges", "origins")), (BUILD, ("edges", "nodes"))):
        plain[name] |= {key: told[name][key] for key in keys if name in told}
    if "seconds" in plain[OWN]:
        checked = measure.run_script(bench, [sys.executable, SCRIPT, "check", folder, str(LIMIT)])
        plain[OWN] |= {"agreement": measure.last_json(checked.said), "limit": LIMIT}
    return plain


def _prepared(bench: Bench, size: int) -> Path:
    """Return the folder of the town, made when first asked for, without what was left there."""
    folder = bench.work / "paths" / str(size)
    if not (folder / "streets.npz").exists():
        folder.mkdir(parents=True, exist_ok=True)
        measure.run_script(bench, [sys.executable, SCRIPT, "prepare", folder, str(size)])
    for left in folder.glob("reached-*.npy"):
        left.unlink()
    return folder
