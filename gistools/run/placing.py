"""What lies beside a result, and how to put back what results are placed over when not all of them can be."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from gistools.tool import Kind, Output

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Before", "sidecars_of", "sidecars_of_picture"]


def sidecars_of(output: Output, path: Path) -> tuple[Path, ...]:
    """Return the files that are written beside an output: its style and its record, where it cannot hold them."""
    beside: list[Path] = []
    if output.kind is not Kind.RASTER and path.suffix.lower() != ".gpkg":
        beside.append(_record(path))
    if output.style and (output.kind is Kind.RASTER or (output.kind is Kind.LAYER and path.suffix.lower() != ".gpkg")):
        beside.append(path.with_suffix(".qml"))
    return tuple(beside)


def sidecars_of_picture(path: Path) -> tuple[Path, ...]:
    """Return the files that are written beside a map or figure: its record, where it cannot hold it."""
    return (_record(path),) if path.suffix.lower() in {".svg", ".pdf"} else ()


def _record(path: Path) -> Path:
    from gistools.io.records import SIDECAR  # noqa: PLC0415 - loads the file libraries

    return path.with_name(path.name + SIDECAR)


class Before:
    """What lay where files are about to be placed.

    Each old file gets a second name in a hidden folder (a hard link, or a copy where the drive has none), so that it
    lies under its own name, whole, until the moment when it is replaced.
    """

    def __init__(self) -> None:
        self._old: dict[Path, Path | None] = {}

    def keep(self, paths: Iterable[Path], hidden: Path) -> None:
        """Keep what lies at some paths, or remember that nothing does.

        A file that another program holds, or that may not be read, is not kept: whether it can be replaced at all is
        only told by trying.

        Raises
        ------
        OSError
            When a file can neither be linked nor copied for another reason.
        """
        for path in paths:
            old = None
            if os.path.lexists(path):
                old = hidden / f".before-{len(self._old)}"
                try:
                    _twin(path, old)
                except PermissionError:
                    continue
            self._old.setdefault(path, old)

    def forget(self, paths: Iterable[Path]) -> None:
        """Leave some paths as they are: nothing was placed there."""
        for path in paths:
            self._old.pop(path, None)

    def add_new(self, paths: Iterable[Path]) -> None:
        """Remember files that were just placed where nothing lay."""
        for path in paths:
            self._old.setdefault(path, None)

    def restore(self) -> None:
        """Put everything back; never raises. What cannot be put back under its own name lies beside it."""
        for path, old in reversed(self._old.items()):
            if old is None:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
            elif not _same_file(path, old):
                _put_back(old, path)
        self._old.clear()


def _twin(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except (OSError, NotImplementedError):  # FAT and some network drives have no hard links
        shutil.copy2(path, other, follow_symlinks=False)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return os.path.samestat(one.lstat(), other.lstat())
    except OSError:
        return False


def _put_back(old: Path, path: Path) -> None:
    from gistools.io.atomic import free_name  # noqa: PLC0415 - loads the file libraries

    try:
        old.replace(path)
    except OSError:  # another program opened the new file meanwhile
        with contextlib.suppress(OSError):
            old.replace(free_name(path))
