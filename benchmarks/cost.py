"""Water at buildings and its annual damage beside the flood pass, and beside other programs; see the README.

This module loads nothing but the standard library; see `measure`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import measure
from contestants import COST_PEERS, HERE, OWN
from measure import Row, Sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from run import Bench

SCRIPT = HERE / "peers" / "run_cost.py"
RISK = "gistools-risk"
BUILDINGS, FEWER = 50_000, 200  # on maps of 16 M cells and more, else on each million of cells


def count_of(size: int) -> int:
    """Return how many buildings lie on a map.

    >>> count_of(4000), count_of(1000), count_of(200)
    (50000, 3125, 200)
    """
    return min(BUILDINGS, max(BUILDINGS * size * size // 16_000_000, FEWER))


def rows(bench: Bench, size: int, say: Callable[[str], None]) -> dict[str, dict[str, object]]:
    """Measure a map in rounds, each program in a process of its own, and return its rows with seconds of each step."""
    dem = bench.terrain(size)
    folder = _prepared(bench, size, dem)
    commands: dict[str, list[object]] = {
        OWN: [sys.executable, SCRIPT, "zonal", folder],
        RISK: [sys.executable, SCRIPT, "risk", dem, folder],
    }
    made = {name: Row() for name in commands}
    for one in COST_PEERS:
        if one.name in bench.only:
            made[one.name] = Row(problem=bench.able(one, size, one.most_cells))
            commands[one.name] = [bench.environment(one).python, one.script_path, "zonal", folder]
    names = [name for name, row in made.items() if row.problem is None]
    say(f"cost: {size} x {size}: {', '.join(names)}")
    rounds: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    told: dict[str, object] = {}

    def run(name: str) -> Sample:
        sample = measure.run_script(bench, commands[name], own=name in {OWN, RISK})
        say(f"  {name}: {sample.seconds:.2f} s")
        return sample

    for name, result, own in measure.interleave(names, run, own=OWN, runs=bench.runs, budget=bench.budget):
        made[name].add(result, own)
        if isinstance(result, Sample):
            measure.note_steps(rounds[name], result, own if isinstance(own, Sample) and name != OWN else None)
    plain = {name: row.plain() | {"rounds": rounds.get(name, {})} for name, row in made.items()}
    if "seconds" in plain[OWN]:
        told = measure.last_json(measure.run_script(bench, [sys.executable, SCRIPT, "check", folder]).said)
    plain[OWN] |= {"agreement": told, "buildings": count_of(size)}
    return plain


def _prepared(bench: Bench, size: int, dem: Path) -> Path:
    """Return the folder of footprints and depths, made when first asked for, without what peers left there."""
    folder = bench.work / "cost" / f"{size}-{count_of(size)}"
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        measure.run_script(bench, [sys.executable, SCRIPT, "prepare", dem, folder, str(count_of(size))])
        (folder / "ready").touch()
    for left in folder.glob("*.npy"):
        left.unlink()
    return folder
