"""Finding what gistools has made in some folders and files: rasters, layers and tables with their records."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gistools.catalogue import TOOLS
from gistools.errors import GistoolsError, InputError
from gistools.io.files import find_file
from gistools.io.layers import list_layers
from gistools.io.names import LAYER_ENDINGS, TABLE_ENDINGS, WRITTEN_ENDINGS
from gistools.io.records import SIDECAR, find_provenance
from gistools.text import Text
from gistools.tool import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from gistools.io.provenance import Provenance
    from gistools.tool import Output

__all__ = ["Found", "Gathered", "gather"]

_KINDS = {
    **dict.fromkeys(WRITTEN_ENDINGS, Kind.RASTER),
    **dict.fromkeys(LAYER_ENDINGS, Kind.LAYER),
    **dict.fromkeys(TABLE_ENDINGS, Kind.TABLE),
}
_BESIDE = (".qml", ".aux.xml", SIDECAR, "-wal", "-shm", "-journal")  # what belongs to another file
_UNFIT = re.compile(r"[^\w-]+")


@dataclass(frozen=True)
class Found:
    """One raster, layer or table.

    Parameters
    ----------
    path, layer:
        The file, and the layer of it; empty for rasters, tables and files of one layer that have no names.
    kind:
        What it is.
    record:
        Where it comes from, with the names of its sources but not their folders.
    name:
        What it is called among the others: each name is there once, whatever the case of its letters.
    """

    path: Path
    layer: str
    kind: Kind
    record: Provenance
    name: str

    @property
    def output(self) -> Output | None:
        """What the tool declares of it; None for a tool or an output that is not known here."""
        wanted = self.layer or self.path.stem
        outputs = [one for tool in TOOLS if tool.id == self.record.tool for one in tool.outputs]
        named = [one for one in outputs if one.name == wanted and one.kind is self.kind]
        return named[0] if named else None

    @property
    def label(self) -> Text:
        """What people call it: the label of the output, else the title of the tool."""
        return self.output.label if self.output else self.record.title


@dataclass(frozen=True)
class Gathered:
    """What was found, what was left lying, and what is wrong."""

    found: tuple[Found, ...]
    left: tuple[Text, ...]
    faults: tuple[GistoolsError, ...]


def gather(given: Sequence[Path | str], *, but: Path | None = None) -> Gathered:
    """Look through folders and files; a file that is named itself must be usable, in a folder others may lie.

    Parameters
    ----------
    given:
        Folders, looked through to their bottom, and files.
    but:
        A file that is none of them, since it is about to be written.
    """
    found: list[Found] = []
    left: list[Text] = []
    faults: list[GistoolsError] = []
    seen: set[Path] = set()
    for one in given:
        try:
            place = find_file(one, InputError)
        except GistoolsError as error:
            faults.append(error)
            continue
        for path in _within(place):
            if path.resolve() in seen or (but is not None and path.resolve() == but.resolve()):
                continue
            try:
                taken = list(_taken(path))
            except GistoolsError as error:
                faults.append(error)
                continue
            if taken:
                seen.add(path.resolve())
                found += taken
            elif place.is_dir():
                left.append(_why(path))
            else:
                faults.append(_unusable(path))
    return Gathered(tuple(_named(found)), tuple(dict.fromkeys(left)), tuple(faults))


def _within(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    for path in sorted(place.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(place).parts)
        if path.is_file() and not hidden and not path.name.lower().endswith(_BESIDE):
            yield path


def _taken(path: Path) -> Iterator[Found]:
    kind = _KINDS.get(path.suffix.lower())
    record = None if kind is None else find_provenance(path)
    if kind is None or record is None:
        return
    record = _without_folders(record)
    layers = list_layers(path) if path.suffix.lower() == ".gpkg" else [""]
    for layer in layers:
        name = path.stem if len(layers) == 1 else f"{path.stem}_{layer}"
        yield Found(path, layer, kind, record, name)


def _without_folders(record: Provenance) -> Provenance:
    """Return a record that names its sources, but not in which folders of whose machine they lay."""
    inputs = {
        name: tuple(replace(source, path=re.split(r"[/\\]", source.path.rstrip("/\\"))[-1]) for source in sources)
        for name, sources in record.inputs.items()
    }
    return replace(record, inputs=inputs)


def _named(found: Iterable[Found]) -> list[Found]:
    """Return all with names that are each there once: those of folders before them where needed, then numbers."""
    made = [replace(one, name=_fit(one.name)) for one in found]
    for depth in range(1, 1 + max((len(one.path.parts) for one in made), default=0)):
        counts = Counter(one.name.lower() for one in made)
        twice = [counts[one.name.lower()] > 1 for one in made]
        if not any(twice):
            break
        made = [
            replace(one, name=_fit(f"{one.path.absolute().parts[-depth - 1]}_{one.name}"))
            if again and len(one.path.absolute().parts) > depth + 1
            else one
            for one, again in zip(made, twice, strict=True)
        ]
    taken: set[str] = set()
    for place, one in enumerate(made):
        name, number = one.name, 1
        while name.lower() in taken:
            number += 1
            name = f"{one.name}_{number}"
        taken.add(name.lower())
        made[place] = replace(one, name=name)
    return made


def _fit(name: str) -> str:
    return _UNFIT.sub("_", unicodedata.normalize("NFC", name)).strip("_") or "data"


def _why(path: Path) -> Text:
    if path.suffix.lower() in _KINDS:
        return Text(f"{path.name} (uden oprindelse fra gistools)", f"{path.name} (without a record of gistools)")
    return Text(f"{path.name} (ingen raster, lag eller tabel)", f"{path.name} (no raster, layer or table)")


def _unusable(path: Path) -> InputError:
    why = _why(path)
    return InputError(
        why,
        Text("en raster, et lag eller en tabel fra gistools", "a raster, layer or table that gistools wrote"),
        Text(
            "vælg resultatfilen, og flyt den sammen med sin .provenance.json",
            "choose the result itself, and move it together with its .provenance.json",
        ),
    )
