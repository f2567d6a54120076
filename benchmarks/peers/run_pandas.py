"""pandas: `DataFrame.duplicated` for what stands once; what was found is ids, without names, words and places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import common
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def rules(folder: Path, clock: common.Clock) -> dict[str, Iterable[str]]:
    """Return the ids of what stands twice among what is provisional or in force."""
    tables = {
        name: pd.read_csv(folder / "csv" / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in common.STANDS_ONCE
    }
    clock.mark("read")
    found: list[str] = []
    for name, keys in common.STANDS_ONCE.items():
        table = tables[name][tables[name]["status"].isin(["2", "3"])]
        found += table["id"][table.duplicated(keys, keep=False)].tolist()
    clock.mark("twice")
    return {"twice": found}


if __name__ == "__main__":
    common.addresses(rules, "pandas", "pandas")
