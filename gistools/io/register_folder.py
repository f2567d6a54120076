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
        folder = folder_of(one)
        if folder is None:
            made.append(str(one))
            continue
        found, _ = _parted(folder)
        if not found:
            raise no_register_in(folder)
        made += found
    return made


def folder_of(given: Path | str) -> Path | None:
    """Return the folder that was given; None for a file."""
    folder = Path(parse_layer_name(str(given)).path)
    return folder if folder.is_dir() and folder.suffix.lower() != ".gdb" else None


def not_looked_at(given: Sequence[Path | str]) -> dict[str, list[str]]:
    """Return by the name of each folder what lies in it and is not looked at: files of other endings, and folders."""
    folders = [folder for one in given if (folder := folder_of(one)) is not None]
    return {folder.name: rest for folder in folders if (rest := _parted(folder)[1])}


def no_register_in(folder: Path) -> TableError:
    """Return the error of a folder in which no register lies."""
    endings = ", ".join(REGISTER_ENDINGS)
    return TableError(
        Text(f"mappen {folder.name} uden registerudtræk", f"the folder {folder.name} without a register"),
        Text(f"filer, der ender på {endings}", f"files that end in {endings}"),
        Text("vælg mappen med udtrækkets filer", "choose the folder with the files of the extract"),
    )


def _parted(folder: Path) -> tuple[list[str], list[str]]:
    found, rest = [], []
    for one in sorted(folder.iterdir()):
        if one.name.startswith("."):
            continue
        if one.is_file() and one.suffix.lower() in REGISTER_ENDINGS:
            found.append(str(one))
        else:
            rest.append(f"{one.name}/" if one.is_dir() else one.name)
    return found, rest
