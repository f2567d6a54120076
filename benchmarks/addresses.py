"""All rules on a register of addresses, reading it in each form, and a few rules beside pandas, SQLite, GeoPandas.

The size is addresses. This module loads nothing but the standard library; see `measure`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import measure
from contestants import ADDRESS_PEERS, HERE, OWN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from run import Bench

SCRIPT = HERE / "peers" / "run_addresses.py"
FORMS = ("ndjson", "csv", "gpkg")


def rows(bench: Bench, size: int, say: Callable[[str], None]) -> dict[str, dict[str, object]]:
    """Measure a register in rounds, each program in a process of its own; return its rows with seconds of each step."""
    folder = _prepared(bench, size)
    commands: dict[str, list[object]] = {OWN: [sys.executable, SCRIPT, "rules", folder]}
    commands |= {f"{OWN}-{form}": [sys.executable, SCRIPT, "read", folder, form] for form in FORMS}
    peers = {
        one.name: ([bench.environment(one).python, one.script_path, "rules", folder], bench.able(one, 1, size))
        for one in ADDRESS_PEERS
        if one.name in bench.only
    }
    say(f"addresses: {size}")
    rounds = measure.run_rounds(bench, commands, peers, say)
    plain = rounds.plain
    rounds.tell(OWN, "addresses", "houses", "asked", "findings")
    if "seconds" in plain[OWN]:
        checked = measure.run_script(bench, [sys.executable, SCRIPT, "check", folder])
        plain[OWN] |= {"agreement": measure.last_json(checked.said)}
    return plain


def _prepared(bench: Bench, size: int) -> Path:
    """Return the folder of the register, made when first asked for, without what was left there."""
    folder = bench.work / "addresses" / str(size)
    command: list[object] = [sys.executable, SCRIPT, "prepare", folder, str(size)]
    return measure.prepared(bench, folder, "planted.json", command, "found-*.json")
