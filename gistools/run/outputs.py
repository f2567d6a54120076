"""Writes the outputs of a job so that all of them are there, or none.

Every file is first made whole in a hidden folder beside its final place; when the last one is done, all are renamed. A
job that is stopped, or fails, removes the hidden folders and leaves what was there before.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import weakref
from typing import TYPE_CHECKING, Any, Self

from gistools.errors import OutputInUseError
from gistools.progress import Progress, Stage, check
from gistools.text import Text
from gistools.tool import Kind, Output

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from gistools.io import Provenance

__all__ = ["Staging", "remove_all_staged", "write_output"]

_HIDDEN = ".gistools-part-"


class Staging:
    """Files that are being made, each in a hidden folder beside its final place; used in a ``with`` block.

    `place` renames all of them; leaving the block without it removes them.
    """

    def __init__(self) -> None:
        self._token = secrets.token_hex(4)
        self._folders: dict[Path, Path] = {}
        self._made: list[Path] = []
        self._finals: list[Path] = []
        _ALIVE.add(self)

    def __enter__(self) -> Self:
        """Return the staging itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove whatever was not placed."""
        self.remove()

    def make_folder(self, folder: Path) -> None:
        """Make an output folder that does not exist; it is removed again unless something is placed in it."""
        if not folder.exists():
            from gistools.io.atomic import translated  # noqa: PLC0415 - loads the file libraries

            with translated(folder):
                folder.mkdir()
            self._made.append(folder)

    def path(self, final: Path) -> Path:
        """Return where to make the file that shall lie at ``final``."""
        from gistools.io.atomic import translated  # noqa: PLC0415 - loads the file libraries

        folder = final.parent
        if folder not in self._folders:
            hidden = folder / f"{_HIDDEN}{self._token}"
            with translated(final):
                hidden.mkdir()
            self._folders[folder] = hidden
        self._finals.append(final)
        return self._folders[folder] / final.name

    def place(self) -> None:
        """Rename every file, with all that was made beside it, to its final place.

        Raises
        ------
        OutputInUseError
            When another program holds one of them: all others are placed, and that one is kept beside.
        OutputError
            When one cannot be renamed: what was new is removed again.
        """
        from gistools.io.atomic import place  # noqa: PLC0415 - loads the file libraries

        new = [final for final in self._finals if not final.exists()]
        held: list[OutputInUseError] = []
        try:
            for final in self._finals:
                made = self._folders[final.parent] / final.name
                try:
                    place(made, final, _beside(made))
                except OutputInUseError as error:
                    held.append(error)
        except BaseException:
            for final in new:
                final.unlink(missing_ok=True)
            raise
        self._made.clear()
        if held:
            raise held[0]

    def remove(self) -> None:
        """Remove what was not placed; never raises."""
        for hidden in self._folders.values():
            shutil.rmtree(hidden, ignore_errors=True)
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):  # holds something else by now
                folder.rmdir()
        _ALIVE.discard(self)


_ALIVE: weakref.WeakSet[Staging] = weakref.WeakSet()


def remove_all_staged() -> None:
    """Remove the hidden folders of all jobs of this process: the last act of a program that must end at once."""
    for staging in list(_ALIVE):
        staging.remove()


def write_output(
    output: Output,
    value: Any,  # noqa: ANN401 - any kind of value, told apart inside
    path: Path,
    *,
    provenance: Provenance,
    progress: Progress,
) -> None:
    """Write one output with its style and provenance to ``path``."""
    from gistools import io  # noqa: PLC0415 - loads the file libraries

    progress.update(0.0, Text(f"Skriver {output.label.da.lower()}", f"Writing {output.label.en.lower()}"))
    check(progress)
    if output.kind is Kind.RASTER:
        io.write_raster(value, path, provenance=provenance, progress=progress, qml=_qml(output, value))
    elif output.kind is Kind.LAYER:
        io.write_layer(
            value, path, layer=output.name, provenance=provenance, qml=_qml(output, value), progress=progress
        )
    else:
        io.write_table(value, path, provenance=provenance, progress=progress)
    check(progress)


def write_outputs(
    outputs: Sequence[Output],
    values: Mapping[str, object],
    paths: Mapping[str, Path],
    staging: Staging,
    *,
    provenance: Provenance,
    progress: Progress,
) -> None:
    """Write all outputs that have a path to the staging."""
    chosen = [one for one in outputs if one.name in paths]
    for n, one in enumerate(chosen):
        stage = Stage(progress, n / len(chosen), (n + 1) / len(chosen))
        write_output(one, values[one.name], staging.path(paths[one.name]), provenance=provenance, progress=stage)


def _qml(output: Output, value: object) -> str | None:
    from gistools.styles import qml_for  # noqa: PLC0415 - only styled outputs need it

    return qml_for(output.style, value) if output.style else None


def _beside(made: Path) -> dict[str, Path]:
    """Return what was made beside a file, by how its name goes on from that of the file."""
    found = {}
    for path in made.parent.iterdir():
        if path.name.startswith(made.name) and path != made:
            found[path.name[len(made.name) :]] = path
        elif path.stem == made.stem and path.suffix == ".qml":
            found[".qml"] = path
    return found
