"""Folders of register extracts (mapper med udtræk): the files in them that are registers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gistools.errors import TableError
from gistools.io.names import parse_layer_name
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

REGISTER_ENDINGS = (".ndjson", ".json", ".csv", ".xml", ".gpkg", ".geojson", ".jsonl", ".txt", ".fgb")
"""Of files that are read when a folder is given; a file that is named is read whatever it is called."""


def expand_register(given: Sequence[Path | str]) -> list[str]:
    """Return files as they were named, and for each folder the files of registers that lie in it, sorted.

    Folders within it are not looked into, nor what begins with a dot.

    Raises
    ------
    TableError
        For a folder without a register.

    >>> expand_register(["dar/Adresse.ndjson", "bbr.gpkg|layername=bygning"])
    ['dar/Adresse.ndjson', 'bbr.gpkg|layername=bygning']
    """
    made: list[str] = []
    for one in given:
        folder = Path(parse_layer_name(str(one)).path)
        if not folder.is_dir() or folder.suffix.lower() == ".gdb":
            made.append(str(one))
            continue
        files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
        found = [str(file) for file in files if file.suffix.lower() in REGISTER_ENDINGS]
        if not found:
            endings = ", ".join(REGISTER_ENDINGS)
            raise TableError(
                Text(f"mappen {folder.name} uden registerudtræk", f"the folder {folder.name} without a register"),
                Text(f"filer, der ender på {endings}", f"files that end in {endings}"),
                Text("vælg mappen med udtrækkets filer", "choose the folder with the files of the extract"),
            )
        made += found
    return made
