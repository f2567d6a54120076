"""Finding files whose names hold Danish letters, and the hash of what they hold."""

from __future__ import annotations

import difflib
import glob
import hashlib
import threading
import unicodedata
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from gistools.errors import GistoolsError, RasterReadError
from gistools.io.provenance import Source
from gistools.progress import NoProgress, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gistools.progress import Progress

_CHUNK = 1 << 22

# Formats of several files: all of them hold a part of the layer.
_COMPANIONS = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
}


def find_file(path: Path | str, error: type[GistoolsError]) -> Path:
    """Return the path of an existing file, whichever way Unicode composes its letters (NFC or NFD).

    Raises
    ------
    GistoolsError
        Of the class ``error``, naming near names, when there is no such file or folder.
    """
    wanted = Path(path)
    found = _find(wanted)
    if found is not None:
        return found
    near = near_names(wanted.name, _names(wanted.parent))
    hint = Text(f"mente du {near[0]}?", f"did you mean {near[0]}?") if near else Text("ret stien", "correct the path")
    raise error(
        Text(f"filen {wanted} findes ikke", f"the file {wanted} does not exist"),
        Text("en fil, der findes og må læses", "a file that exists and may be read"),
        hint,
    )


def near_names(name: str, names: Sequence[str], count: int = 3) -> list[str]:
    """Return those of ``names`` that look most like ``name``, upper and lower case alike."""
    by_key = {_key(n).casefold(): n for n in names}
    return [by_key[key] for key in difflib.get_close_matches(_key(name).casefold(), by_key, n=count)]


def companions(path: Path) -> list[Path]:
    """Return the file and those beside it that belong to the same layer (``.shp`` with ``.dbf`` and so on)."""
    log = path.with_name(path.name + "-wal")  # changes that QGIS has not yet merged into an open GeoPackage
    if path.suffix.lower() == ".gpkg" and log.is_file() and log.stat().st_size:
        return [path, log]
    endings = _COMPANIONS.get(path.suffix.lower())
    if endings is None:
        return [path]
    rest = [p for p in path.parent.iterdir() if p.stem == path.stem and p.suffix.lower() in endings]
    return [path, *sorted(rest)]


def source_files(given: Iterable[Path | str]) -> list[Path]:
    """Return every file that some sources are read from, each once; a folder stands for itself.

    A pattern names the files that it matches, a mosaic (``.vrt``) its tiles too, and a layer of several files all of
    them. What cannot be read, or is not there, stands for itself.
    """
    found: dict[Path, None] = {}
    left = [Path(str(one).split("|", maxsplit=1)[0]) for one in given]
    while left:
        path = left.pop()
        if path in found:
            continue
        found[path] = None
        if path.is_file():
            left.extend(_parts(path))
        elif glob.has_magic(str(path)) and not path.exists():
            left.extend(Path(name) for name in glob.glob(str(path)))  # noqa: PTH207 - absolute patterns
    return list(found)


def _parts(path: Path) -> list[Path]:
    if path.suffix.lower() != ".vrt":
        return companions(path)
    from gistools.io.headers import opened  # noqa: PLC0415 - loads the file libraries

    try:
        with opened(path) as data:
            return [Path(name) for name in data.files]
    except GistoolsError:  # the reader tells why
        return []


def file_hash(path: Path, *, progress: Progress | None = None) -> str:
    """Return the BLAKE2b hash of the bytes of a file, read in pieces so that a cancel is noticed."""
    progress = progress or NoProgress()
    digest = hashlib.blake2b(digest_size=32)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            check(progress)
            digest.update(chunk)
    return digest.hexdigest()


def content_hash(paths: Sequence[Path], *, progress: Progress | None = None) -> str:
    """Return the hash of one file, or of the sorted list of names and hashes of many."""
    hashes = [(_key(path.name), file_hash(path, progress=progress)) for path in paths]
    if len(hashes) == 1:
        return hashes[0][1]
    listing = "\n".join(f"{value}  {name}" for name, value in sorted(hashes))
    return hashlib.blake2b(listing.encode(), digest_size=32).hexdigest()


_State = tuple[int, int, int] | None


class Hashing:
    """The hash of files, counted in a thread while they are read and used; the thread ends when nobody waits for it."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._done = threading.Event()
        self._outcome: list[str | Exception] = []
        me = weakref.ref(self)
        found = [(path, _state(path)) for path in paths]
        arguments = (found, self._done, self._outcome, _Wanted(me))
        threading.Thread(target=_hash_unseen, args=arguments, name="gistools-hash", daemon=True).start()

    def result(self) -> str:
        """Wait for the hash and return it.

        Raises
        ------
        RasterReadError
            When a file can no longer be read, or was changed since its reading began.
        """
        self._done.wait()
        (outcome,) = self._outcome
        if isinstance(outcome, RasterReadError):
            raise outcome
        if isinstance(outcome, Exception):
            name = getattr(outcome, "filename", None) or ""
            raise RasterReadError(
                Text(f"{name} kan ikke længere læses ({outcome})", f"{name} can no longer be read ({outcome})"),
                Text("en fil, der er der, så længe den bruges", "a file that is there as long as it is used"),
                Text("kør igen, når filen er på plads", "run again when the file is in place"),
            ) from outcome
        return outcome


def _changed(path: Path) -> RasterReadError:
    return RasterReadError(
        Text(f"{path.name} blev ændret, mens den blev læst", f"{path.name} was changed while it was read"),
        Text("en fil, der er uændret, så længe den bruges", "a file that stays as it is while it is used"),
        Text("kør igen, når filen er skrevet færdig", "run again when the file is complete"),
    )


def _state(path: Path) -> _State:
    """Return what tells that a file is another than before; None when it is not there."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns


class _Wanted(NoProgress):
    """Progress that is cancelled when nobody holds a value any more."""

    def __init__(self, holder: weakref.ref[Hashing]) -> None:
        self._holder = holder

    def cancelled(self) -> bool:
        return self._holder() is None


def _hash_unseen(
    found: list[tuple[Path, _State]], done: threading.Event, outcome: list[str | Exception], wanted: Progress
) -> None:
    try:
        made = content_hash([path for path, _ in found], progress=wanted)
        changed = next((path for path, before in found if _state(path) != before), None)
        outcome.append(made if changed is None else _changed(changed))
    except Exception as error:  # noqa: BLE001 - raised where the hash is asked for
        outcome.append(error)
    finally:
        done.set()


def source_of(
    given: str,
    paths: Sequence[Path],
    *,
    crs: str = "",
    notes: Sequence[Text] = (),
    hashing: Hashing | None = None,
    progress: Progress | None = None,
) -> Source:
    """Return the record of files that were read as one input; ``hashing`` is their hash where it was begun before."""
    return Source(
        path=given,
        content_hash=hashing or content_hash(paths, progress=progress),
        size_bytes=sum(path.stat().st_size for path in paths),
        crs=crs,
        notes=tuple(notes),
    )


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _find(path: Path) -> Path | None:
    try:
        if path.exists():
            return path
    except OSError:  # a name that the system cannot hold, or a folder that may not be searched
        return None
    if path.parent == path:
        return None
    parent = _find(path.parent)
    if parent is None or not parent.is_dir():
        return None
    for name in _names(parent):
        if _key(name) == _key(path.name):
            return parent / name
    return None


def _names(folder: Path) -> list[str]:
    try:
        return sorted(p.name for p in folder.iterdir())
    except OSError:
        return []
