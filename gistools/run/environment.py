"""What a program of gistools does to its own process before the first library of geography is loaded."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

import gistools

__all__ = ["clean_environment"]

_FOREIGN = ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "GDAL_DRIVER_PATH")


def clean_environment() -> None:
    """Forget the folders of another GDAL and PROJ, and see to it that compiled kernels have a folder to lie in.

    QGIS and similar programs set the former for their own libraries; those of gistools bring their own data and fail on
    databases of another version. Without a folder for the latter (gistools installed by another user, no home that can
    be written to) numba refuses to load the kernels at all.
    """
    for name in _FOREIGN:
        os.environ.pop(name, None)
    if not os.environ.get("NUMBA_CACHE_DIR") and not _numba_has_a_folder():
        with contextlib.suppress(OSError):  # nowhere to write at all; numba tells so itself
            os.environ["NUMBA_CACHE_DIR"] = str(_private_folder())


def _numba_has_a_folder() -> bool:
    """Whether one of the folders that numba tries by itself can be written to: beside the kernels, or the user's."""
    if _writable(Path(*gistools.__path__) / "kernels" / "__pycache__"):
        return True
    import platformdirs  # noqa: PLC0415 - only where gistools is installed by another user

    try:
        return _writable(Path(platformdirs.user_cache_dir("numba", appauthor=False)))
    except RuntimeError:  # no home folder at all
        return False


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _private_folder() -> Path:
    """Return a folder among the temporary files that only this user can write to: what lies in it is run as code."""
    if not hasattr(os, "getuid"):  # the temporary files of Windows are the user's own
        return Path(tempfile.gettempdir()) / "gistools-numba"
    user = os.getuid()
    folder = Path(tempfile.gettempdir()) / f"gistools-numba-{user}"
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    state = folder.lstat()
    if stat.S_ISDIR(state.st_mode) and state.st_uid == user and not state.st_mode & 0o077:
        return folder
    return Path(tempfile.mkdtemp(prefix="gistools-numba-"))
