"""What origins reach on a network beside OSMnx and momepy, building and auditing it, and its slopes; see the README.

The size is crossings on a side of the town. This module loads nothing but the standard library; see `measure`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import measure
from contestants import HERE, OWN, PATH_PEERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from run import Bench

SCRIPT = HERE / "peers" / "run_paths.py"
BUILD = "gistools-build"
SLOPES = "gistools-slopes"
LIMIT = 800.0  # metres, blocks of 100 m


def rows(bench: Bench, size: int, say: Callable[[str], None]) -> dict[str, dict[str, object]]:
    """Measure a town in rounds, each program in a process of its own, and return its rows with seconds of each step."""
    folder = _prepared(bench, size)
    commands: dict[str, list[object]] = {
        OWN: [sys.executable, SCRIPT, "areas", folder, str(LIMIT)],
        BUILD: [sys.executable, SCRIPT, "whole", folder],
        SLOPES: [sys.executable, SCRIPT, "slopes", folder],
    }
    peers = {
        one.name: (
            [bench.environment(one).python, one.script_path, "areas", folder, str(LIMIT)],
            bench.able(one, size, one.most_cells),
        )
        for one in PATH_PEERS
        if one.name in bench.only
    }
    say(f"paths: {size} x {size}")
    rounds = measure.run_rounds(bench, commands, peers, say)
    plain = rounds.plain
    rounds.tell(OWN, "edges", "origins")
    rounds.tell(BUILD, "edges", "nodes")
    rounds.tell(SLOPES, "edges", "cells")
    if "seconds" in plain[OWN]:
        checked = measure.run_script(bench, [sys.executable, SCRIPT, "check", folder, str(LIMIT)])
        plain[OWN] |= {"agreement": measure.last_json(checked.said), "limit": LIMIT}
    return plain


def _prepared(bench: Bench, size: int) -> Path:
    """Return the folder of the town, made when first asked for, without what was left there."""
    folder = bench.work / "paths" / str(size)
    command: list[object] = [sys.executable, SCRIPT, "prepare", folder, str(size)]
    return measure.prepared(bench, folder, "streets.npz", command, "reached-*.npy")
