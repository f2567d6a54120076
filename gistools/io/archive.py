"""A folder as one zip: streamed, so that it may be larger than memory, and the same bytes from the same files."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from gistools.io.raster_output import mismatch
from gistools.io.workbook import entry
from gistools.progress import check, run_cancellable
from gistools.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from gistools.progress import Progress

__all__ = ["write_archive"]

_CHUNK = 1 << 20
_LEVEL = 6


def write_archive(folder: Path, path: Path, progress: Progress) -> tuple[str, ...]:
    """Write all files beneath a folder to a zip, check that they can be read back, and return their names, sorted.

    Raises
    ------
    OutputMismatchError, Cancelled
        The caller removes what was begun.
    """
    files = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*") if one.is_file()}
    total = sum(one.stat().st_size for one in files.values()) or 1
    done = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in sorted(files):
            info = entry(name, zipfile.ZIP_DEFLATED)
            info.file_size = files[name].stat().st_size
            info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - Python 3.13 gave it a public name
            with files[name].open("rb") as source, archive.open(info, "w") as member:
                while chunk := source.read(_CHUNK):
                    check(progress)
                    member.write(chunk)
                    done += len(chunk)
                    progress.update(0.9 * done / total, Text(f"Pakker {name}", f"Packing {name}"))
    with zipfile.ZipFile(path) as archive:
        broken = run_cancellable(progress, archive.testzip)
    if broken is not None:
        raise mismatch(path, Text(f"andre tegn i {broken}", f"other characters in {broken}"))
    return tuple(sorted(files))
