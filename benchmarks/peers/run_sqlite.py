"""SQLite: groups of more than one for what stands once, in memory, without an index."""

from __future__ import annotations

import csv
import sqlite3
from typing import TYPE_CHECKING

import common

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def rules(folder: Path, clock: common.Clock) -> dict[str, Iterable[str]]:
    """Return the ids of what stands twice among what is provisional or in force."""
    base = sqlite3.connect(":memory:")
    for name in common.STANDS_ONCE:
        with (folder / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            columns = next(rows)
            base.execute(f"CREATE TABLE {name} ({', '.join(f'{one} TEXT' for one in columns)})")
            base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608 - own names
    clock.mark("read")
    found: list[str] = []
    for name, keys in common.STANDS_ONCE.items():
        told = ", ".join(keys)
        stands = f"FROM {name} WHERE status IN ('2', '3')"
        found += [one for (one,) in base.execute(
            f"SELECT id {stands} AND ({told}) IN (SELECT {told} {stands} GROUP BY {told} HAVING count(*) > 1)"
        )]  # fmt: skip
    clock.mark("twice")
    return {"twice": found}


if __name__ == "__main__":
    common.addresses(rules, "sqlite")
