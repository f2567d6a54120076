"""Writes the outputs of a job so that all of them are there, or none.

Every file is first made whole in a hidden folder beside its final place; when the last one is done, all are renamed. A
job that is stopped, or fails, removes the hidden folders and leaves what was there before; so does one whose last file
cannot be placed.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import stat
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any, Self

from gistools.errors import OutputInUseError
from gistools.layout import RasterLayout
from gistools.progress import NoProgress, Progress, Stage, check, run_cancellable
from gistools.run.bundles import write_bundle_output
from gistools.run.documents import write_document
from gistools.run.guides import write_guide
from gistools.run.placing import Before
from gistools.text import Text
from gistools.tool import Kind, Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from gistools.graph import Graph
    from gistools.io import Provenance
    from gistools.io.atomic import Settling

__all__ = ["Staging", "remove_all_staged", "sweep_stale", "write_output"]

_HIDDEN = ".gistools-part-"  # then the process and a token
_PLACING_SECONDS = 1.0  # for another thread to finish placing
_HIDDEN_NAME = re.compile(re.escape(_HIDDEN) + r"([0-9]+-)?[0-9a-f]{8}")
_STALE_SECONDS = 24 * 3600.0
_SAMPLE_CELLS = 1 << 20  # of a raster, that tell which values its colours span


class Staging:
    """Files that are being made, each in a hidden folder beside its final place; used in a ``with`` block.

    `place` renames all of them; leaving the block without it removes them.
    """

    def __init__(self) -> None:
        self._token = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._folders: dict[Path, Path] = {}
        self._made: list[Path] = []
        self._finals: list[Path] = []
        self._busy = threading.RLock()
        self._settling: Settling | None = None
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
        """Make an output folder, with its parents; what was made is removed again unless something is placed in it."""
        from gistools.io.atomic import translated  # noqa: PLC0415 - loads the file libraries

        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            with translated(folder):
                one.mkdir()
            self._made.append(one)

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

    @contextlib.contextmanager
    def making(self, final: Path) -> Iterator[Path]:
        """Yield where to make the file that shall lie at ``final``; errors name that place and no hidden folder."""
        from gistools.io.atomic import errors_name  # noqa: PLC0415 - loads the file libraries

        made = self.path(final)
        with errors_name(final, made):
            yield made

    @property
    def settling(self) -> Settling:
        """Where files that are made here may be forced to the disk while others are made."""
        from gistools.io.atomic import Settling  # noqa: PLC0415 - loads the file libraries

        self._settling = self._settling or Settling()
        return self._settling

    def settle(self, progress: Progress) -> None:
        """Wait until all that is made is on the disk.

        Raises
        ------
        DiskFullError, OutputError
            When it cannot be.
        Cancelled
            When the user wants to stop.
        """
        from gistools.io.atomic import errors_name  # noqa: PLC0415 - loads the file libraries

        with contextlib.ExitStack() as named:
            for final in self._finals:
                named.enter_context(errors_name(final, self._folders[final.parent] / final.name))
            if self._settling is not None:
                self._settling.finish(progress)

    def place(self) -> None:
        """Rename every file, with all that was made beside it, to its final place.

        Raises
        ------
        OutputInUseError
            When another program holds one of them: all others are placed, and that one is kept beside.
        OutputError
            When one cannot be renamed: what was new is removed again, and what was replaced is put back.
        """
        self.settle(NoProgress())
        before = Before()
        held: list[OutputInUseError] = []
        with self._busy:
            try:
                for final in self._finals:
                    held.extend(self._place_one(final, before))
            except BaseException:
                before.restore()
                raise
            self._made.clear()
        if held:
            raise held[0]

    def _place_one(self, final: Path, before: Before) -> list[OutputInUseError]:
        """Place one file with what lies beside it; return the error of a file that another program holds."""
        from gistools.io import atomic  # noqa: PLC0415 - loads the file libraries

        made = self._folders[final.parent] / final.name
        with atomic.translated(final):
            beside = _beside(made)
            places = [final, *(atomic.sidecar_path(final, key) for key in beside), *atomic.stale_files(final)]
            before.keep(places, made.parent)
        try:
            atomic.place(made, final, beside)
        except OutputInUseError as error:
            before.forget(places)
            before.add_new([error.kept, *(atomic.sidecar_path(error.kept, key) for key in beside)])
            return [error]
        return []

    def remove(self) -> None:
        """Remove what was not placed, unless it is being placed at this moment; never raises."""
        if not self._busy.acquire(timeout=_PLACING_SECONDS):
            return
        try:
            if self._settling is not None:
                self._settling.leave()
            for hidden in self._folders.values():
                shutil.rmtree(hidden, ignore_errors=True)
            for folder in reversed(self._made):
                with contextlib.suppress(OSError):  # holds something else by now
                    folder.rmdir()
            _ALIVE.discard(self)
        finally:
            self._busy.release()


_ALIVE: weakref.WeakSet[Staging] = weakref.WeakSet()


def remove_all_staged() -> None:
    """Remove the hidden folders of all jobs of this process: the last act of a program that must end at once."""
    for staging in list(_ALIVE):
        staging.remove()


def sweep_stale(folders: Iterable[Path]) -> None:
    """Remove hidden folders that a job of this user left when it was killed more than a day ago; never raises.

    Only folders of exactly the name that `Staging` gives, in which nothing was touched for a day; no symbolic link.
    """
    for folder in folders:
        with contextlib.suppress(OSError):
            for path in list(folder.iterdir()):
                if _HIDDEN_NAME.fullmatch(path.name) and _is_stale(path):
                    shutil.rmtree(path, ignore_errors=True)


def _is_stale(hidden: Path) -> bool:
    try:
        state = hidden.lstat()
        if not stat.S_ISDIR(state.st_mode) or (hasattr(os, "getuid") and state.st_uid != os.getuid()):
            return False
        touched = max(path.lstat().st_mtime for path in (hidden, *hidden.rglob("*")))
    except OSError:  # another job removes it just now
        return False
    return time.time() - touched > _STALE_SECONDS


def write_output(
    output: Output,
    value: Any,  # noqa: ANN401 - any kind of value, told apart inside
    path: Path,
    *,
    provenance: Provenance,
    progress: Progress,
    layout: RasterLayout = RasterLayout.COG,
    settling: Settling | None = None,
) -> None:
    """Write one output with its style and provenance to ``path``.

    ``settling`` lets a raster be forced to the disk while the next is written; see `Staging.settle`.
    """
    from gistools import io  # noqa: PLC0415 - loads the file libraries
    from gistools.raster import thinned  # noqa: PLC0415 - loads the numeric libraries

    progress.update(0.0, Text(f"Skriver {output.label.da.lower()}", f"Writing {output.label.en.lower()}"))
    check(progress)
    if output.kind is Kind.RASTER:
        io.write_raster(
            value,
            path,
            provenance=provenance,
            progress=progress,
            qml=_qml(output, thinned(value, _SAMPLE_CELLS)),
            layout=layout,
            settling=settling,
        )
    elif output.kind is Kind.LAYER:
        io.write_layer(
            value, path, layer=output.name, provenance=provenance, qml=_qml(output, value), progress=progress
        )
    elif output.kind is Kind.GRAPH:
        _write_graph(value, path, provenance, progress)
    elif output.kind is Kind.BUNDLE:
        write_bundle_output(value, path, provenance=provenance, progress=progress)
    elif output.kind in {Kind.DOCUMENT, Kind.TEMPLATE}:
        write_document(value, path, provenance=provenance, progress=progress)
    elif output.kind is Kind.GUIDE:
        write_guide(value, path, provenance=provenance, progress=progress)
    else:
        io.write_table(value, path, provenance=provenance, progress=progress)
    check(progress)


def _write_graph(value: Graph, path: Path, provenance: Provenance, progress: Progress) -> None:
    """Draw a graph; a PNG holds its record itself, beside others it lies."""
    from gistools import view  # noqa: PLC0415 - loads the drawing libraries
    from gistools.io.records import SIDECAR  # noqa: PLC0415 - loads the file libraries

    record = provenance.to_json()
    run_cancellable(progress, lambda: view.save_graph(value, path, provenance_json=record))
    if path.suffix.lower() != ".png":
        path.with_name(path.name + SIDECAR).write_text(record, encoding="utf-8")


def write_outputs(
    outputs: Sequence[Output],
    values: Mapping[str, object],
    paths: Mapping[str, Path],
    staging: Staging,
    *,
    provenance: Provenance,
    progress: Progress,
    layout: RasterLayout = RasterLayout.COG,
) -> None:
    """Write all outputs that have a path to the staging."""
    chosen = [one for one in outputs if one.name in paths]
    for n, one in enumerate(chosen):
        stage = Stage(progress, n / len(chosen), (n + 1) / len(chosen))
        with staging.making(paths[one.name]) as path:
            write_output(
                one,
                values[one.name],
                path,
                provenance=provenance,
                progress=stage,
                layout=layout,
                settling=staging.settling,
            )


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
