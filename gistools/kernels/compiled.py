"""``njit`` for the kernels: that of numba, with compiled code kept so that it is never stale, mixed up or in the way.

Where it is kept
----------------
The first of these that can be written to; read from any of them, so that whoever installs gistools for others (and runs
``gistools warmup`` there) compiles for them too:

1. ``NUMBA_CACHE_DIR`` when that is set, and then nowhere else;
2. ``__pycache__`` beside the kernels;
3. ``GISTOOLS_CACHE_DIR``, or the user's cache folder;
4. a folder among the temporary files that only this user can write to: what lies in it is run as code.

Where none can be written to, kernels are compiled in each process, and `gistools.kernels.compilation.is_kept` says so.

What it is kept under
---------------------
numba's own cache is not used: it goes on with the old code of a helper in another file, may mix up the code of two
processes, and ends the run when the disk is full or a file is damaged (see ARCHITECTURE.md). Here the
folder's name is a hash of all sources of the kernels, the versions of numba, llvmlite, numpy and Python, the kind of
CPU and the settings that change code, and the file's name a hash of the types: two writers of one file write the same.
A kernel may use nothing beyond numpy, numba and this package (which import-linter and a test check), so the hash holds
all that it depends on.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.resources
import importlib.util
import itertools
import logging
import os
import pickle
import re
import stat
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import llvmlite
import numba
import numpy as np

from gistools.kernels import compilation

try:
    from numba.core import bytecode, compiler, event, serialize
    from numba.core.registry import cpu_target
    from numba.core.runtime import rtsys  # type: ignore[attr-defined]  # see pyproject.toml
    from numba.misc.appdirs import AppDirs

    _KNOWN = all(hasattr(compiler.CompileResult, name) for name in ("_reduce", "_rebuild"))
except ImportError:  # another numba than any that was tried: kernels are compiled in each process, and that is told
    _KNOWN = False

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from importlib.resources.abc import Traversable

__all__ = ["folders", "home", "njit"]

_PREFIX = "gistools-"
_FOLDER_NAME = re.compile(re.escape(_PREFIX) + "[0-9a-f]{20}")
_CODE_SETTINGS = ("NUMBA_BOUNDSCHECK", "NUMBA_DEBUGINFO", "NUMBA_LOOP_VECTORIZE", "NUMBA_OPT", "NUMBA_SLP_VECTORIZE")
_DIGEST_BYTES = 16
_UNUSED_SECONDS = 30 * 86400.0  # the code of versions that no one has used for so long is removed

_log = logging.getLogger(__name__)


def _number_apart() -> None:
    """Let this process number its functions from a place of its own.

    numba names compiled code by function, number and types, and numbers from 1 in each process. So the helpers of sort
    and of argsort may bear one name, compiled in two processes; a third that loads both would call the one for the
    other, and crash or compute nonsense.
    """
    with contextlib.suppress(AttributeError):  # another numba than any that was tried
        bytecode.FunctionIdentity._unique_ids = itertools.count(int.from_bytes(os.urandom(6), "little"))  # noqa: SLF001 - numba has no public way to number


if _KNOWN:
    _number_apart()


def njit(*, cache: bool, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Return the decorator ``numba.njit(**options)``; with ``cache`` its code is kept as this module says."""

    def decorate(function: Callable[..., Any]) -> Any:
        every: dict[str, Any] = {"no_cfunc_wrapper": True, **options}  # no C code calls kernels
        dispatcher = numba.njit(**every)(function)
        if not cache or not hasattr(dispatcher, "py_func"):  # with NUMBA_DISABLE_JIT it is the function itself
            return dispatcher
        if _KNOWN and hasattr(dispatcher, "_cache"):
            dispatcher._cache = KernelCache(function)  # noqa: SLF001 - numba has no public way to choose
        else:
            compilation.notes.kept = False
        return dispatcher

    return decorate


class KernelCache:
    """The kept code of one kernel; what numba calls the cache of a dispatcher.

    Whatever goes wrong with files only costs time: the kernel is compiled.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        code = function.__code__
        module = function.__module__.removeprefix("gistools.kernels.")
        self._kernel = f"{module}.{function.__qualname__.replace('<locals>.', '')}"
        self._base = f"{self._kernel}-{code.co_firstlineno}"
        self._function = function

    @property
    def cache_path(self) -> str:
        """The folder, as numba's statistics show it."""
        return str(home() or "")

    def load_overload(self, signature: Any, context: Any) -> Any:
        """Return the compiled code for a signature; None when it must be compiled.

        numba's own cache first registers all that numba can compile, which takes half a second. Loading needs only its
        memory management, and compiling registers the rest by itself.
        """
        try:
            rtsys.initialize(context)
            name, places = self._name(signature), folders()
        except Exception as error:  # noqa: BLE001 - another numba than any that was tried
            _log.info("no compiled code is used: %s", error)
            compilation.notes.kept = False
            return None
        for folder in places:
            try:
                payload = _read(folder / name)
                found = compiler.CompileResult._rebuild(context, *pickle.loads(payload))  # noqa: S301, SLF001 - written by this user or whoever installed gistools
            except FileNotFoundError:
                continue
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it can be compiled
                _log.info("the compiled code in %s is not used: %s", folder / name, error)
                continue
            _touch(folder)
            compilation.notes.loaded.append(self._kernel)
            return found
        home()  # known, and told, before the wait begins
        return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep the compiled code for a signature."""
        folder = home()
        if folder is None:
            return
        try:
            if result.lifted or result.library.has_dynamic_globals:  # holds addresses of this process
                _log.warning("the compiled code of %s cannot be kept", self._kernel)
                return
            payload = serialize.dumps(result._reduce())  # noqa: SLF001 - as numba's own cache does
            _write(folder / self._name(signature), payload)
        except Exception as error:  # noqa: BLE001 - the code is at hand; the next process compiles it again
            compilation.notes.kept = False
            _log.info("the compiled code of %s is not kept: %s", self._kernel, error)

    def flush(self) -> None:
        """Forget what is kept of this kernel."""
        for folder in folders():
            for path in folder.glob(f"{self._base}.*.nbc"):
                with contextlib.suppress(OSError):
                    path.unlink()

    def enable(self) -> None:
        """Do nothing; numba asks for it."""

    def disable(self) -> None:
        """Do nothing; numba asks for it."""

    def _name(self, signature: Any) -> str:
        cells = tuple(cell.cell_contents for cell in self._function.__closure__ or ())
        closure = serialize.dumps(cells) if cells else b""
        return f"{self._base}.{_digest(str(signature).encode(), closure)}.nbc"


def _read(path: Path) -> bytes:
    """Return what a file holds after the hash that it begins with; raise when that is not its hash."""
    data = path.read_bytes()
    payload = data[_DIGEST_BYTES:]
    if hashlib.blake2b(payload, digest_size=_DIGEST_BYTES).digest() != data[:_DIGEST_BYTES]:
        msg = "it is damaged"
        raise ValueError(msg)
    return payload


def _write(path: Path, payload: bytes) -> None:
    """Write a file whole or not at all, readable for those who may read the folder."""
    making = path.with_name(f".{uuid.uuid4().hex}")
    try:
        with making.open("xb") as file:
            file.write(hashlib.blake2b(payload, digest_size=_DIGEST_BYTES).digest() + payload)
        making.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            making.unlink()
        raise


@functools.cache
def _touch(folder: Path) -> None:
    """Note, once in each process, that the code in a folder is used; only whoever may write there can."""
    with contextlib.suppress(OSError):
        os.utime(folder)


def _digest(*parts: bytes) -> str:
    made = hashlib.blake2b(digest_size=10)
    for part in parts:
        made.update(len(part).to_bytes(8, "little") + part)
    return made.hexdigest()


@functools.cache
def _stamp() -> str:
    """Return the hash of all that compiled code depends on, beside its types."""
    machine = cpu_target.target_context.codegen().magic_tuple()
    versions = (numba.__version__, llvmlite.__version__, np.__version__, sys.implementation.cache_tag, sys.abiflags)
    settings = tuple(os.environ.get(name, "") for name in _CODE_SETTINGS)
    return _digest(repr((machine, versions, settings)).encode(), *_sources(importlib.resources.files(__package__)))


def _sources(folder: Traversable) -> Iterator[bytes]:
    """Yield the name and content of each source of the kernels; of a frozen program, which has none, the program's."""
    found = False
    for path in sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else ():
        if path.name.endswith(".py"):
            found = True
            yield path.name.encode()
            yield path.read_bytes()
    if not found:
        program = Path(sys.executable).stat()
        yield repr((sys.executable, program.st_size, program.st_mtime_ns)).encode()


@functools.cache
def folders() -> tuple[Path, ...]:
    """Return the folders in which compiled code of this version for this machine may lie, best first."""
    places = _places()
    if not numba.config.CACHE_DIR and _is_private(_temporary()):  # type: ignore[attr-defined]  # see pyproject.toml
        places.append(_temporary())
    name = f"{_PREFIX}{_stamp()}"
    beside = Path(importlib.util.cache_from_source(__file__)).parent  # as much to be trusted as the sources themselves
    return tuple(place / name for place in places if place == beside or _is_trusted(place / name))


def _places() -> list[Path]:
    """Return where code is kept, best first; the folder among the temporary files comes after them."""
    chosen = numba.config.CACHE_DIR  # type: ignore[attr-defined]  # see pyproject.toml
    if chosen:
        return [Path(chosen).absolute()]
    places = [Path(importlib.util.cache_from_source(__file__)).parent]
    given = os.environ.get("GISTOOLS_CACHE_DIR")
    users = Path(given or AppDirs(appname="gistools", appauthor=False).user_cache_dir)
    if given or users.is_absolute():  # without a home it begins with ~
        places.append(users.absolute() / "kernels")
    return places


def _temporary() -> Path:
    """Return the usual folder among the temporary files; those of Windows are the user's own."""
    name = f"gistools-kernels-{os.getuid()}" if hasattr(os, "getuid") else "gistools-kernels"
    try:
        return Path(tempfile.gettempdir()) / name
    except FileNotFoundError:  # nowhere to write at all
        return Path(os.devnull) / name


def _is_private(folder: Path) -> bool:
    """Return whether only this user can write to a folder: what lies in it is run as code."""
    try:
        state = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(state.st_mode):
        return False
    return not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & 0o077)


def _make_private() -> Path:
    """Return a folder among the temporary files that only this user can write to, made where it is not there."""
    folder = _temporary()
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not _is_private(folder):
        msg = f"others can write to {folder}"
        raise PermissionError(msg)
    return folder


@functools.cache
def home() -> Path | None:
    """Return the folder in which compiled code is kept, made where it is not there; None when there is nowhere."""
    made: list[Callable[[], Path]] = [functools.partial(Path, place) for place in _places()]
    if not numba.config.CACHE_DIR:  # type: ignore[attr-defined]  # see pyproject.toml
        made.append(_make_private)
    for make in made:
        try:
            folder = make() / f"{_PREFIX}{_stamp()}"
            new = not folder.is_dir()
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o755, exist_ok=True)
            if not _is_trusted(folder):
                continue
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            _log.debug("compiled code cannot be kept in one of its places: %s", error)
            continue
        if new:
            _remove_unused(folder)
        return folder
    compilation.notes.kept = False
    return None


def _remove_unused(mine: Path) -> None:
    """Remove the code of other versions and CPUs that no one has used for a long time.

    Only folders of exactly the name that is given here, and in them only what is written here: the place may be any
    folder of the user's.
    """
    for folder in mine.parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if (
                folder != mine
                and _FOLDER_NAME.fullmatch(folder.name)
                and time.time() - folder.stat().st_mtime > _UNUSED_SECONDS
            ):
                for path in (*folder.glob("*.nbc"), *folder.glob(".*")):
                    path.unlink()
                folder.rmdir()


def _is_trusted(folder: Path) -> bool:
    """Whether what lies in a folder may be run as code: nobody but this user and root can write to it."""
    if not hasattr(os, "getuid") or not folder.exists():
        return True
    state = folder.stat()
    return state.st_uid in (0, os.getuid()) and not state.st_mode & 0o022


def _is_kernel(function: Callable[..., Any]) -> bool:
    return (function.__module__ or "").startswith(f"{__package__}.")


if _KNOWN:

    class _Notice(event.Listener):  # type: ignore[misc]  # numba has no types
        """Notes which kernels are compiled; the one listener of the process. numba is silent about code that is kept.

        numba also tells of the parts of itself that a kernel uses; their time belongs to the kernel.
        """

        def on_start(self, event: Any) -> None:
            function = event.data["dispatcher"].py_func
            if _is_kernel(function):
                types = ", ".join(map(str, event.data["args"]))
                compilation.notes.begin(
                    f"{function.__module__.removeprefix(f'{__package__}.')}.{function.__qualname__}",
                    types,
                    threading.current_thread().name,
                )

        def on_end(self, event: Any) -> None:
            if _is_kernel(event.data["dispatcher"].py_func):
                compilation.notes.end()

    event.register("numba:compile", _Notice())
