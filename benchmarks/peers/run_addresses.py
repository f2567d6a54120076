"""gistools: ``prepare`` makes a register, ``read`` and ``rules`` are timed, ``check`` compares what was found."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import common
import geopandas as gpd
import make_register

from gistools.addresses import (
    AddressCheckParams,
    CheckLayers,
    PlannedChange,
    Register,
    check_changes,
    check_register,
    read_register,
)
from gistools.io import read_register_files
from gistools.io.register_folder import expand_register

PARAMS = AddressCheckParams(day=make_register.DAY)
STEPS = {"twice": ["A03", "A04", "A33"], "on parcels": ["A23"]}
CHANGES = 20


def read(folder: Path, form: str) -> dict[str, object]:
    """Time reading one form of the extract: from files to records, and to the tables of a register."""
    places = [folder / "register.gpkg"] if form == "gpkg" else expand_register([folder / form])
    clock = common.Clock()
    records = read_register_files(places).value
    clock.mark("files")
    register = read_register(records)
    clock.mark("tables")
    return {"seconds": clock.seconds, "rows": sum(map(len, register.tables.values()))}


def rules(folder: Path) -> dict[str, object]:
    """Time some rules that peers have, all rules with outlines and parcels, and those on a few planned changes."""
    clock = common.Clock()
    register = read_register(read_register_files(expand_register([folder / "ndjson"])).value).at(make_register.DAY)
    clock.mark("read")
    layers = CheckLayers(
        outlines=gpd.read_file(folder / "outlines.gpkg"), parcels=gpd.read_file(folder / "parcels.gpkg")
    )
    clock.mark("layers")
    for step, codes in STEPS.items():
        found = check_register(register, PARAMS, layers=layers, rules=codes).layer
        clock.mark(step)
        ids = {one for cell in (*found["object_id"], *found["other_ids"]) for one in cell.split()}
        common.keep_found(folder, step, "gistools", ids)
    clock.mark("kept")
    found = check_register(register, PARAMS, layers=layers)
    clock.mark("all rules")
    check_changes(register, list(_changes(register)), PARAMS, layers=layers)
    clock.mark("changes")
    by_rule = found.layer.groupby("rule")[["object_id", "other_ids"]].agg(" ".join)
    told = {rule: sorted({one for cell in row for one in cell.split()}) for rule, *row in by_rule.itertuples()}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")
    asked = int((found.answers["asked"] > 0).sum())
    return {"seconds": clock.seconds, "addresses": len(register.tables["address"]), "asked": asked,
            "houses": len(register.tables["house_number"]), "findings": len(found.layer)}  # fmt: skip


def _changes(register: Register) -> list[PlannedChange]:
    houses = register.tables["house_number"].iloc[:: max(len(register.tables["house_number"]) // CHANGES, 1)]
    return [PlannedChange("house_number", one, {"number": number}, {"number": f"{number.rstrip('a')}B"})
            for one, number in zip(houses["object_id"], houses["number"], strict=True)]  # fmt: skip


def check(folder: Path) -> dict[str, object]:
    """Return whether all found the same, and how many of the planted faults our rules told of."""
    same: dict[str, dict[str, bool]] = {}
    for step in STEPS:
        ours = common.found(folder, step, "gistools")
        for path in sorted(folder.glob(f"found-{step.replace(' ', '_')}-*.json")):
            peer = path.stem.rpartition("-")[2]
            if peer != "gistools":
                same.setdefault(peer, {})[step] = common.found(folder, step, peer) == ours
    planted = json.loads((folder / "planted.json").read_text(encoding="utf-8"))
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    seen = sum(one in set(told.get(make_register.RULES[kind], ())) for kind, ids in planted.items() for one in ids)
    return {"same": same, "planted": sum(map(len, planted.values())), "seen": seen}


def main() -> None:
    """Do what the command line asks for, and print one JSON line."""
    mode, folder, rest = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    with common.quiet() as answer:
        if mode == "prepare":
            make_register.write(folder, int(rest[0]))
            answer({})
        elif mode == "read":
            answer(read(folder, rest[0]))
        else:
            answer({"rules": rules, "check": check}[mode](folder))


if __name__ == "__main__":
    main()
