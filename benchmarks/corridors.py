"""Least costs from patches beside scikit-image and SciPy, and the links of a large map; see the README.

This module loads nothing but the standard library; see `measure`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import measure
from contestants import CORRIDOR_PEERS, HERE, OWN

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
    peers = {
        one.name: (
            [bench.environment(one).python, one.script_path, "search", folder, str(LIMIT)],
            bench.able(one, size, one.most_cells),
        )
        for one in CORRIDOR_PEERS
        if one.name in bench.only
    }
    say(f"corridors: {size} x {size}")
    rounds = measure.run_rounds(bench, commands, peers, say)
    plain = rounds.plain
    if "seconds" in plain[OWN]:
        checked = measure.run_script(bench, [sys.executable, SCRIPT, "check", folder])
        plain[OWN] |= {"agreement": measure.last_json(checked.said), "patches": patches_of(size), "limit": LIMIT}
    rounds.tell(LINKS, "planar", "complete")
    return plain


def _prepared(bench: Bench, size: int) -> Path:
    """Return the folder of the landscape, made when first asked for, without the costs that were left there."""
    folder = bench.work / "corridors" / f"{size}-{patches_of(size)}"
    command: list[object] = [sys.executable, SCRIPT, "prepare", folder, str(size), str(patches_of(size))]
    return measure.prepared(bench, folder, "landscape.npz", command, "cost-*.npy")
