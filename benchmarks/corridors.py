"""Least costs from patches beside scikit-image and SciPy, and the links of a large map; see the README.

This module loads nothing but the standard library; see `measure`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import measure
from contestants import CORRIDOR_PEERS, HERE, OWN
from measure import Row, Sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from run import Bench

SCRIPT = HERE / "peers" / "run_corridors.py"
LINKS = "gistools-links"
LIMIT = 1000.0  # resistance metres, cells of 1 m


def patches_of(size: int) -> int:
    """Return how many patches lie on a map: 500 on 10 M cells.

    >>> patches_of(3163), patches_of(1000), patches_of(200)
    (500, 50, 10)
    """
    return max(round(size * size / 20_000), 10) if size < 3163 else 500  # noqa: PLR2004 - 10 M cells


def rows(bench: Bench, size: int, say: Callable[[str], None]) -> dict[str, dict[str, object]]:
    """Measure a map in rounds, each program in a process of its own, and return its rows with seconds of each step."""
    folder = _prepared(bench, size)
    commands: dict[str, list[object]] = {
        OWN: [sys.executable, SCRIPT, "search", folder, str(LIMIT)],
        LINKS: [sys.executable, SCRIPT, "links", folder, str(LIMIT)],
    }
    made = {name: Row() for name in commands}
    for one in CORRIDOR_PEERS:
        if one.name in bench.only:
            made[one.name] = Row(problem=bench.able(one, size, one.most_cells))
            commands[one.name] = [bench.environment(one).python, one.script_path, "search", folder, str(LIMIT)]
    names = [name for name, row in made.items() if row.problem is None]
    say(f"corridors: {size} x {size}: {', '.join(names)}")
    rounds: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    told: dict[str, dict[str, object]] = {}

    def run(name: str) -> Sample:
        sample = measure.run_script(bench, commands[name], own=name in {OWN, LINKS})
        say(f"  {name}: {sample.seconds:.2f} s, {sample.peak_mib:.0f} MiB")
        return sample

    for name, result, own in measure.interleave(names, run, own=OWN, runs=bench.runs, budget=bench.budget):
        made[name].add(result, own)
        if isinstance(result, Sample):
            told[name] = measure.last_json(result.said)
            measure.note_steps(rounds[name], result, own if isinstance(own, Sample) and name != OWN else None)
    plain = {name: row.plain() | {"rounds": rounds.get(name, {})} for name, row in made.items()}
    if "seconds" in plain[OWN]:
        checked = measure.run_script(bench, [sys.executable, SCRIPT, "check", folder])
        plain[OWN] |= {"agreement": measure.last_json(checked.said), "patches": patches_of(size), "limit": LIMIT}
    plain[LINKS] |= {name: told[LINKS][name] for name in ("planar", "complete") if LINKS in told}
    return plain


def _prepared(bench: Bench, size: int) -> Path:
    """Return the folder of the landscape, made when first asked for, without the costs that were left there."""
    folder = bench.work / "corridors" / f"{size}-{patches_of(size)}"
    if not (folder / "landscape.npz").exists():
        folder.mkdir(parents=True, exist_ok=True)
        measure.run_script(bench, [sys.executable, SCRIPT, "prepare", folder, str(size), str(patches_of(size))])
    for left in folder.glob("cost-*.npy"):
        left.unlink()
    return folder
