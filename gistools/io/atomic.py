"""Writing so that a result is there whole or not at all.

Every file is written under a temporary name in its own folder, forced to the disk, checked, and renamed. A cancel,
Ctrl-C, an error or a full disk removes the temporary file and leaves an older result as it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import threading
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from gistools.errors import DiskFullError, OutputError, OutputInUseError
from gistools.progress import POLL_SECONDS, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gistools.progress import Progress

PART = ".gistools-part"

_CHUNK = 1 << 22
_HOLDS_OPEN_FILES = os.name == "nt"
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}

# Made by other programs beside a former result; they would describe the new one wrongly.
_STALE = {".tif": (".aux.xml", ".ovr", ".msk"), ".tiff": (".aux.xml", ".ovr", ".msk"), ".gpkg": ("-wal", "-shm")}


class Settling:
    """Files that are being forced to the disk in threads of their own, while other work goes on.

    Whoever renames such a file to its final name calls `finish` before.
    """

    def __init__(self) -> None:
        self._begun: dict[Path, threading.Thread] = {}
        self._failed: list[tuple[Path, OSError]] = []

    def start(self, path: Path, shown: Path | None = None) -> None:
        """Begin with a file that is written to its end; it may be renamed or removed meanwhile.

        Errors name ``shown``, where the file shall lie.
        """
        if path in self._begun:
            return
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))

        def force() -> None:
            try:
                os.fsync(descriptor)
            except OSError as error:
                self._failed.append((shown or path, error))
            finally:
                os.close(descriptor)

        self._begun[path] = threading.Thread(target=force, name="gistools-fsync", daemon=True)
        self._begun[path].start()

    def finish(self, progress: Progress) -> None:
        """Wait until all files are on the disk.

        Raises
        ------
        DiskFullError, OutputError
            When one of them cannot be.
        Cancelled
            When the user wants to stop.
        """
        for thread in self._begun.values():
            while thread.is_alive():
                check(progress)
                thread.join(POLL_SECONDS)
        self._begun.clear()
        if self._failed:
            path, error = self._failed[0]
            raise _translate(error, path) from error

    def leave(self) -> None:
        """Wait where the system removes no file that is open; elsewhere let the threads end by themselves."""
        if _HOLDS_OPEN_FILES:
            for thread in self._begun.values():
                thread.join()


@contextlib.contextmanager
def atomic_output(
    path: Path | str, *, sidecars: Mapping[str, str] | None = None, settling: Settling | None = None
) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it to ``path`` when the block ends without an error.

    Parameters
    ----------
    path:
        Where the result shall lie. A missing folder is made.
    sidecars:
        Texts to lie beside the result: ``".qml"`` (one dot) takes the place of the ending, and
        ``".provenance.json"`` is set after the whole name.
    settling:
        Where forcing the files to the disk goes on after the rename: for a ``path`` in a folder that nobody looks
        into, by a caller who calls `Settling.finish` before placing it where it is seen.

    Raises
    ------
    OutputInUseError
        Another program holds ``path``; the result lies under the name in ``kept``.
    DiskFullError
        No room; nothing was left.
    OutputError
        The folder or file cannot be written.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with atomic_output(folder / "kort.html") as temporary:
    ...     _ = temporary.write_text("<p>kort</p>")
    >>> [p.name for p in folder.iterdir()]
    ['kort.html']
    """
    final = Path(path)
    made = _make_folder(final)
    token = secrets.token_hex(4)
    temporary = final.with_name(f"{PART}-{token}{final.suffix}")
    beside = {key: final.with_name(f"{PART}-{token}{key}.side") for key in sidecars or {}}
    try:
        with errors_name(final, temporary), translated(final):
            yield temporary
            for key, text in (sidecars or {}).items():
                beside[key].write_text(text, encoding="utf-8")
            for written in (temporary, *beside.values()):
                _sync(written) if settling is None else settling.start(written)
            if settling is not None:
                settling.leave()
            _commit(temporary, final, beside)
    except BaseException:
        for leftover in (*final.parent.glob(f"{PART}-{token}*"),):
            leftover.unlink(missing_ok=True)
        for folder in made:
            with contextlib.suppress(OSError):  # holds something else by now
                folder.rmdir()
        raise


def place(made: Path, final: Path, beside: Mapping[str, Path]) -> None:
    """Put a finished file, and the sidecars made with it, under its final name in the same file system.

    Raises
    ------
    OutputInUseError
        Another program holds ``final``; the result lies under the name in ``kept``.
    OutputError
        The file cannot be renamed.
    """
    with translated(final):
        _commit(made, final, beside)


def write_bytes(path: Path, data: bytes | memoryview, progress: Progress) -> None:
    """Write bytes in pieces so that a cancel is noticed, and force them to the disk."""
    view = memoryview(data)
    with path.open("wb") as stream:
        for start in range(0, len(view), _CHUNK):
            check(progress)
            stream.write(view[start : start + _CHUNK])
        stream.flush()
        os.fsync(stream.fileno())
    check(progress)


def has_room(path: Path) -> bool:
    """Whether a file somewhat larger than ``path`` could be written: asked after a library failed without a reason."""
    probe = path.with_name(path.name + ".probe")
    try:
        with probe.open("wb") as stream:
            for _ in range(path.stat().st_size // _CHUNK + 4 if path.exists() else 4):
                stream.write(bytes(_CHUNK))
            os.fsync(stream.fileno())
    except OSError as error:
        return error.errno not in _FULL
    finally:
        probe.unlink(missing_ok=True)
    return True


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn errors of the operating system while ``path`` is written into errors that teach."""
    try:
        yield
    except OSError as error:
        raise _translate(error, path) from error


@contextlib.contextmanager
def errors_name(final: Path, made: Path) -> Iterator[None]:
    """Let errors that are raised while ``made`` is written name ``final``, the file that the user asked for."""
    try:
        yield
    except OutputError as error:
        names = [(str(made), str(final)), (made.name, final.name), (str(made.parent), str(final.parent))]

        def renamed(text: Text) -> Text:
            da, en = text.da, text.en
            for old, new in names:
                da, en = da.replace(old, new), en.replace(old, new)
            return Text(da, en)

        error.found, error.expected, error.fix = map(renamed, (error.found, error.expected, error.fix))
        error.args = (error.found, error.expected, error.fix)
        raise


def refuse_same_file(output: Path | str, sources: Iterable[Path | str]) -> None:
    """Raise `OutputError` when a result would be written over one of its inputs, or among the tiles of one.

    A source may name a layer (``"file.gpkg|layername=x"``), be a pattern or a folder of tiles, or a mosaic of tiles
    (``.vrt``).
    """
    from gistools.io.files import source_files  # noqa: PLC0415 - which needs this room's records

    target = Path(output)
    for original in source_files(sources):
        if original.is_dir():
            hit = _same(target.parent, original) and target.suffix.lower() in {".tif", ".tiff", ".vrt"}
        else:
            hit = _same(target, original)
        if hit:
            raise OutputError(
                Text(
                    f"et resultat, der skulle skrives oven i kilden {original}",
                    f"a result to be written over its source {original}",
                ),
                Text("et andet navn end kildens", "another name than that of the source"),
                Text("vælg en anden fil eller mappe til resultatet", "choose another file or folder for the result"),
            )


def sidecar_path(path: Path, key: str) -> Path:
    """Return where the sidecar ``key`` of a result lies."""
    return path.with_suffix(key) if key.count(".") == 1 else path.with_name(path.name + key)


def stale_files(path: Path) -> list[Path]:
    """Return where other programs would have left files that described a former result at ``path``."""
    return [path.with_name(path.name + ending) for ending in _STALE.get(path.suffix.lower(), ())]


def _make_folder(path: Path) -> list[Path]:
    """Make the folder of a file; return the folders that were made, innermost first."""
    missing = []
    folder = path.parent
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise OutputError(
            Text(f"en mappe på {path}", f"a folder at {path}"),
            Text("et filnavn", "a file name"),
            Text("skriv et filnavn i mappen", "give a file name within the folder"),
        )
    return missing


def _commit(temporary: Path, final: Path, beside: Mapping[str, Path]) -> None:
    try:
        _refuse_open_database(final)
        os.replace(temporary, final)  # noqa: PTH105 - the one call that tests make fail
    except PermissionError as error:
        kept = free_name(final)
        temporary.rename(kept)
        _settle(kept, beside)
        raise OutputInUseError(
            Text(f"{final} er åben i et andet program", f"{final} is open in another program"),
            Text("en fil, der kan erstattes", "a file that can be replaced"),
            Text(
                f"resultatet ligger i {kept.name}; luk det andet program, og omdøb den",
                f"the result lies in {kept.name}; close the other program and rename it",
            ),
            kept,
        ) from error
    for stale in stale_files(final):
        stale.unlink(missing_ok=True)
    _settle(final, beside)


def _settle(final: Path, beside: Mapping[str, Path]) -> None:
    for key, path in beside.items():
        path.replace(sidecar_path(final, key))
    _sync_folder(final.parent)


def _refuse_open_database(final: Path) -> None:
    """Raise PermissionError when a GeoPackage has a log of unsaved changes: replacing it beneath would corrupt it."""
    log = final.with_name(final.name + "-wal")
    if final.suffix.lower() == ".gpkg" and log.exists() and log.stat().st_size > 0:
        raise PermissionError(errno.EACCES, "open in another program", str(final))


def free_name(path: Path) -> Path:
    """Return the first name like that of a file under which nothing lies: ``x_ny1.tif``, ``x_ny2.tif``..."""
    number = 1
    while True:
        candidate = path.with_name(f"{path.stem}_ny{number}{path.suffix}")
        if not candidate.exists():
            return candidate
        number += 1


def _translate(error: OSError, path: Path) -> OutputError:
    if error.errno in _FULL:
        return DiskFullError(
            Text(f"der er ikke plads til {path}", f"there is no room for {path}"),
            Text("plads nok på drevet", "enough room on the drive"),
            Text(
                "frigør plads, eller vælg et andet drev; intet er efterladt",
                "free some room or choose another drive; nothing was left",
            ),
        )
    reason = error.strerror or str(error)
    return OutputError(
        Text(f"{path} kan ikke skrives ({reason})", f"{path} cannot be written ({reason})"),
        Text("en mappe, der må skrives i", "a folder that may be written to"),
        Text("vælg en anden mappe, eller ret rettighederne", "choose another folder or correct the permissions"),
    )


def _same(one: Path, other: Path) -> bool:
    if one.exists():
        return other.exists() and one.samefile(other)
    if _key(one.name) != _key(other.name):  # the usual case, told without a look at the disk
        return False
    return _normal(one) == _normal(other)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", os.path.normcase(name))


def _normal(path: Path) -> str:
    return unicodedata.normalize("NFC", os.path.normcase(path.resolve()))


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk, where folders can be opened (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
