"""Remembered steps (mellemresultater): in memory while the program runs, and on disk between programs.

The key of a step is a hash of its function, its version, the version of gistools, and the content of all its values, so
that a remembered result can only be used where the same step on the same values would give it again. Results, once
made, are shared: steps never change the values they are given.

What is too large is not remembered, since to hash, keep and write it would cost more time and memory than to make it
again: an entry on disk may take a sixteenth of the limit on disk (256 MB of 4 GB), one in memory a quarter of the limit
in memory (256 MB of 1 GB). A step whose values (those that are not results of remembered steps) are larger than both is
run without being hashed; a result that turns out larger than either is not kept there. So maps beyond 64 million cells
are worked through and let go.

Results are written to disk by a thread of its own while the job goes on. The session that ran the job waits for it
(`StepCache.finish`) when all outputs are in place; a job that is stopped stops it too.

Settings, read from the environment: ``GISTOOLS_CACHE_DIR`` (the folder), ``GISTOOLS_CACHE=off`` (remember nothing) and
``GISTOOLS_CACHE_GB`` (the limit on disk, 4 when not given).
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import shutil
import threading
import time
import uuid
import weakref
from collections import OrderedDict, deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from gistools._version import __version__
from gistools.errors import Cancelled
from gistools.progress import POLL_SECONDS, NoProgress, check
from gistools.run.codec import CodecError, Missing, read_folder, write_folder
from gistools.run.hashing import Unhashable, content_hash, is_strip_raster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gistools.progress import Progress

__all__ = ["CacheInfo", "StepCache", "cache_folder", "default_cache"]

T = TypeVar("T")

DISK_GB = 4.0
MEMORY_BYTES = 1024**3
DISK_SHARE, MEMORY_SHARE = 16, 4  # parts of the limits that one entry may take
_STALE_SECONDS = 3600.0  # a half-written folder older than this was left by a killed program

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CacheInfo:
    """What is remembered on disk."""

    folder: Path | None
    entries: int
    size_bytes: int
    limit_bytes: int


def cache_folder() -> Path:
    """Return the folder of remembered steps: ``GISTOOLS_CACHE_DIR``, or the user's cache folder."""
    given = os.environ.get("GISTOOLS_CACHE_DIR")
    if given:
        return Path(given) / "steps"
    import platformdirs  # noqa: PLC0415 - only those who run steps need it

    return Path(platformdirs.user_cache_dir("gistools", appauthor=False)) / "steps"


def default_cache() -> StepCache:
    """Return a cache set up by the environment; see the head of this module."""
    if os.environ.get("GISTOOLS_CACHE", "").strip().lower() in {"off", "0", "no", "nej", "fra"}:
        return StepCache(folder=None, memory_bytes=0)
    try:
        limit = float(os.environ.get("GISTOOLS_CACHE_GB", DISK_GB))
    except ValueError:
        _log.warning("GISTOOLS_CACHE_GB is not a number; %s is used", DISK_GB)
        limit = DISK_GB
    try:
        folder = cache_folder()
    except RuntimeError as error:  # so says platformdirs where the user has no home folder
        _log.info("steps are remembered in memory only: %s", error)
        return StepCache(folder=None)
    return StepCache(folder=folder, disk_bytes=int(limit * 1024**3))


class StepCache:
    """Runs steps and remembers their results; a `gistools.tool.Steps`.

    Parameters
    ----------
    folder:
        Where results are kept between programs; None keeps them in memory only.
    disk_bytes, memory_bytes:
        Limits; the results that were used longest ago are forgotten first. What is larger than a part of both is not
        remembered: see the head of this module.

    >>> from gistools.progress import NoProgress
    >>> def double(x, *, progress): return 2 * x
    >>> StepCache(folder=None)(double, 21, progress=NoProgress())
    42
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        disk_bytes: int = int(DISK_GB * 1024**3),
        memory_bytes: int = MEMORY_BYTES,
    ) -> None:
        self._disk = _Disk(folder, disk_bytes) if folder is not None else None
        self._memory = _Memory(memory_bytes)
        self._names = _Names()

    def __call__(self, function: Callable[..., T], *values: object, progress: Progress) -> T:
        """Return ``function(*values, progress=progress)``, remembered where it is a step that was run before."""
        version = getattr(function, "__gistools_step__", None)
        if version is None or (self._disk is None and not self._memory.limit):
            return function(*values, progress=progress)
        where = f"{function.__module__}:{function.__qualname__}"
        if sum(self._unnamed_size(value) for value in values) > self._largest:
            _log.debug("%s is not remembered: its values are too large", where)
            return function(*values, progress=progress)
        try:
            key = content_hash(where, version, __version__, values, known=self._names.get, progress=progress)
        except Unhashable as error:
            _log.debug("%s is not remembered: %s", where, error)
            return function(*values, progress=progress)
        with contextlib.suppress(Missing):
            return cast("T", self._find(key, progress))
        result = function(*values, progress=progress)
        check(progress)
        self._names.set(result, key)
        self._memory.put(key, result)
        if self._disk is not None and _size(result, set()) <= self._disk.largest:
            self._disk.put(key, result, self._names.get)
        return result

    def finish(self, progress: Progress) -> None:
        """Wait until all results are on disk.

        Raises
        ------
        Cancelled
            When the user wants to stop.
        """
        if self._disk is not None:
            self._disk.finish(progress)

    def stop(self) -> None:
        """Leave the results that are not yet on disk out of it: the last act of a job that is stopped."""
        if self._disk is not None:
            self._disk.stop()

    @property
    def _largest(self) -> int:
        """The most bytes that values may have to be hashed."""
        return max(self._memory.largest, self._disk.largest if self._disk is not None else 0)

    def _unnamed_size(self, value: object) -> int:
        """Return how many bytes of a value would have to be hashed."""
        return 0 if self._names.get(value) is not None else _size(value, set())

    def info(self) -> CacheInfo:
        """Return what is remembered on disk."""
        if self._disk is None:
            return CacheInfo(None, 0, 0, 0)
        self._disk.finish(NoProgress())
        entries = self._disk.entries()
        return CacheInfo(self._disk.folder, len(entries), sum(size for _, size, _ in entries), self._disk.limit)

    def clear(self) -> None:
        """Forget everything, in memory and on disk."""
        self._memory.clear()
        if self._disk is not None:
            self._disk.stop()
            self._disk.clear()

    def _find(self, key: str, progress: Progress) -> object:
        """Return the remembered result; raise `Missing` when there is none."""
        with contextlib.suppress(Missing):
            return self._memory.get(key)
        if self._disk is None:
            raise Missing(key)
        result = self._disk.get(key, lambda part: self._find(part, progress), progress)
        self._names.set(result, key)
        self._memory.put(key, result)
        return result


class _Names:
    """The keys of results that are alive, so that a result's content need not be hashed again when it is a value."""

    def __init__(self) -> None:
        self._keys: dict[int, tuple[weakref.ref[Any], str]] = {}

    def get(self, value: object) -> str | None:
        found = self._keys.get(id(value))
        return found[1] if found is not None and found[0]() is value else None

    def set(self, value: object, key: str) -> None:
        if not dataclasses.is_dataclass(value):
            return
        name = id(value)
        with contextlib.suppress(TypeError):  # a dataclass with slots has no weak references; it is hashed each time
            self._keys[name] = (weakref.ref(value, lambda _: self._keys.pop(name, None)), key)


class _Memory:
    """The results used last, up to a limit in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.largest = limit // MEMORY_SHARE
        self._entries: OrderedDict[str, tuple[object, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> object:
        with self._lock:
            if key not in self._entries:
                raise Missing(key)
            self._entries.move_to_end(key)
            return self._entries[key][0]

    def put(self, key: str, value: object) -> None:
        size = _size(value, set())
        if size > self.largest:
            return
        with self._lock:
            self._entries.pop(key, None)
            self._entries[key] = (value, size)
            while sum(bytes_ for _, bytes_ in self._entries.values()) > self.limit:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()


def _size(value: Any, seen: set[int]) -> int:  # noqa: ANN401, PLR0911 - one branch for each kind
    """Return about how many bytes a value holds; what occurs twice is counted once."""
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if hasattr(value, "nbytes"):
        return int(value.nbytes)
    if is_strip_raster(value):  # which holds what it is made of, and is kept as if it were made
        return int(value.grid.rows * value.grid.cols * value.dtype.itemsize)
    if hasattr(value, "memory_usage"):
        usage = value.memory_usage(deep=True)
        return int(usage.sum() if hasattr(usage, "sum") else usage)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return 64 + sum(_size(getattr(value, f.name), seen) for f in dataclasses.fields(value))
    if isinstance(value, (tuple, list)):
        return 64 + sum(_size(one, seen) for one in value)
    if isinstance(value, dict):
        return 64 + sum(_size(one, seen) for one in value.values())
    return 64


class _Background:
    """Work done one by one in a thread that the program waits for at its end, unless it is told to stop."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[Progress], None]] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = _Stop()

    def add(self, work: Callable[[Progress], None]) -> None:
        """Do some work after all that was added before; it is given a progress that tells it to stop."""
        with self._lock:
            self._waiting.append(work)
            if self._thread is None:
                thread = threading.Thread(target=self._run, name="gistools-cache")
                thread.start()  # it waits for the lock
                self._thread = thread

    def finish(self, progress: Progress) -> None:
        """Wait until all is done."""
        while (thread := self._thread) is not None:
            check(progress)
            thread.join(POLL_SECONDS)

    def stop(self) -> None:
        """Drop what waits, and tell what is being done to stop; what cannot stop at once is waited for."""
        with self._lock:
            self._waiting.clear()
            self._stopping.now = True
            self._stopping = _Stop()
        self.finish(NoProgress())

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                work, stopping = self._waiting.popleft(), self._stopping
            try:
                work(stopping)
            except Cancelled:
                pass
            except Exception:  # noqa: BLE001 - what is not remembered is made again
                _log.exception("a step is not remembered on disk")
            del work  # and with it the result that it holds


class _Stop(NoProgress):
    """Progress that is cancelled when the background is told to stop."""

    now = False

    def cancelled(self) -> bool:
        return self.now


class _Disk:
    """One folder for each result. What cannot be read or written is as if it were not remembered."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self.largest = limit // DISK_SHARE
        self._writable = True
        self._writing = _Background()
        self._unwritten: set[str] = set()

    def entries(self) -> list[tuple[Path, int, float]]:
        """Return each entry with its size in bytes and when it was last used, oldest first."""
        found = []
        for manifest in self.folder.glob("??/*/manifest.json"):
            with contextlib.suppress(OSError):
                used = manifest.stat().st_mtime
                size = sum(file.stat().st_size for file in manifest.parent.iterdir())
                found.append((manifest.parent, size, used))
        return sorted(found, key=lambda entry: (entry[2], entry[0].name))

    def finish(self, progress: Progress) -> None:
        self._writing.finish(progress)

    def stop(self) -> None:
        self._writing.stop()
        self._unwritten.clear()

    def get(self, key: str, part: Callable[[str], object], progress: Progress) -> object:
        if key in self._unwritten:
            self.finish(progress)
        folder = self._place(key)
        manifest = folder / "manifest.json"
        if not manifest.is_file():
            raise Missing(key)
        try:
            value = read_folder(folder, part=part, progress=progress)
        except CodecError as error:
            _log.info("a remembered step was damaged and is made again: %s", error)
            shutil.rmtree(folder, ignore_errors=True)
            raise Missing(key) from error
        with contextlib.suppress(OSError):
            os.utime(manifest)
        return value

    def put(self, key: str, value: object, known: Callable[[object], str | None]) -> None:
        """Write a result, in a thread of its own."""
        self._unwritten.add(key)
        self._writing.add(lambda progress: self._put(key, value, known, progress))

    def _put(self, key: str, value: object, known: Callable[[object], str | None], progress: Progress) -> None:
        if not self._writable:
            self._unwritten.discard(key)
            return
        final = self._place(key)
        making = final.parent / f".{key}.{uuid.uuid4().hex}"
        try:
            making.mkdir(parents=True)
            size = write_folder(value, making, known=lambda one: self._known(known(one)), progress=progress)
            check(progress)
            if size <= self.limit:
                if final.exists():
                    shutil.rmtree(final, ignore_errors=True)
                making.rename(final)
                self._shrink()
        except CodecError as error:
            _log.debug("a step is remembered in memory only: %s", error)
        except OSError as error:
            self._writable = False
            _log.info("steps are remembered in memory only, since %s cannot be written: %s", self.folder, error)
        finally:
            shutil.rmtree(making, ignore_errors=True)
            self._unwritten.discard(key)

    def clear(self) -> None:
        for group in self._groups():
            shutil.rmtree(group, ignore_errors=True)

    def _known(self, key: str | None) -> str | None:
        """Return the key of a part only where the part is on disk."""
        return key if key is not None and (self._place(key) / "manifest.json").is_file() else None

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def _groups(self) -> Iterator[Path]:
        yield from (g for g in self.folder.glob("??") if g.is_dir())

    def _shrink(self) -> None:
        entries = self.entries()
        total = sum(size for _, size, _ in entries)
        for folder, size, _ in entries:
            if total <= self.limit:
                break
            shutil.rmtree(folder, ignore_errors=True)
            total -= size
        for left in self.folder.glob("??/.*"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                    shutil.rmtree(left, ignore_errors=True)
