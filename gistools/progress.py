"""Progress and cancelling, the same for the command line, Jupyter, QGIS and tests.

Long work takes ``progress`` and calls `Progress.update` and `Progress.cancelled`; it never prints. Compiled kernels and
library calls that cannot look up from their work are run by `run_cancellable`, which keeps the calling thread free to
notice a cancel or Ctrl-C within a fraction of a second, and to tell when it waits for kernels to be compiled.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import weakref
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from gistools.errors import Cancelled
from gistools.kernels import compilation
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

POLL_SECONDS = 0.05
_WORK = "gistools-work"

COMPILING = Text(
    "Oversætter beregningskerner (kun første gang, op til et halvt minut)",
    "Compiling kernels (first time only, up to half a minute)",
)
COMPILING_EACH_TIME = Text(
    "Oversætter beregningskerner, hver gang: der er ingen mappe at gemme dem i. "
    "Sæt NUMBA_CACHE_DIR til en mappe, der kan skrives i",
    "Compiling kernels, each time: there is no folder to keep them in. "
    "Set NUMBA_CACHE_DIR to a folder that can be written to",
)

_log = logging.getLogger(__name__)


@runtime_checkable
class Progress(Protocol):
    """Something that is told how far the work is, and can be asked whether to stop."""

    def update(self, fraction: float, message: Text) -> None:
        """Tell that ``fraction`` (0 to 1) of the work is done, and what is being done now."""

    def cancelled(self) -> bool:
        """Return True when the user wants the work to stop."""


class NoProgress:
    """Progress for callers that do not care: says nothing, never cancels."""

    def update(self, fraction: float, message: Text) -> None:
        """Ignore the news."""

    def cancelled(self) -> bool:
        """Return False."""
        return False


class Stage:
    """A part ``start`` to ``stop`` of a larger piece of work, itself counted from 0 to 1.

    >>> from gistools.text import Text
    >>> class Log:
    ...     def update(self, fraction, message): print(f"{fraction:.2f} {message.en}")
    ...     def cancelled(self): return False
    >>> Stage(Log(), 0.5, 1.0).update(0.5, Text("skriver", "writing"))
    0.75 writing
    """

    def __init__(self, parent: Progress, start: float, stop: float) -> None:
        self.parent = parent
        self.last: tuple[float, Text | None] = (0.0, None)
        self._start = start
        self._span = stop - start

    def update(self, fraction: float, message: Text) -> None:
        """Hand the news on, scaled into this part."""
        self.last = (fraction, message)
        self.parent.update(self._start + self._span * min(max(fraction, 0.0), 1.0), message)

    def cancelled(self) -> bool:
        """Ask the parent."""
        return self.parent.cancelled()


def check(progress: Progress) -> None:
    """Raise `Cancelled` when the user wants to stop."""
    if progress.cancelled():
        raise Cancelled


def run_cancellable(progress: Progress, work: Callable[[], T], *, stop: Callable[[], None] | None = None) -> T:
    """Run ``work()`` in a thread and return its result; raise `Cancelled` soon after a cancel, whatever ``work`` does.

    ``stop`` is called once on cancel or Ctrl-C, for work that can be told to end early (a kernel's flag array). Work
    that cannot be told runs to its end unseen in its daemon thread, so it must only touch memory of its own: writing
    of files belongs to the caller.
    """
    result: list[T] = []
    failure: list[BaseException] = []
    done = threading.Event()

    def body() -> None:
        try:
            result.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller's thread and raised there
            failure.append(error)
        finally:
            done.set()

    check(progress)
    threading.Thread(target=body, name=_WORK, daemon=True).start()
    crier = _Crier(progress)
    try:
        while not done.wait(POLL_SECONDS):
            check(progress)
            crier.look()
    except BaseException:
        if stop is not None:
            stop()
        raise
    if failure:
        raise failure[0]
    return result[0]


class _Runs:
    """The runs that were told: each known by the progress that its first step was given, for as long as that lives."""

    def __init__(self) -> None:
        self._told: dict[int, weakref.ref[Progress]] = {}
        self._logged = False

    def first(self, progress: Progress) -> bool:
        """Return True the first time that the run of ``progress`` asks. Where no one can be told, the log is, once."""
        while isinstance(progress, Stage):
            progress = progress.parent
        if isinstance(progress, NoProgress):
            if not self._logged and threading.current_thread().name != _WORK:  # for which another waits, and tells
                self._logged = True
                _log.warning("%s", _news())
            return False
        name = id(progress)
        if name in self._told:
            return False
        with contextlib.suppress(TypeError):  # without weak references a run is told at each of its steps
            self._told[name] = weakref.ref(progress, lambda _: self._told.pop(name, None))
        return True


_runs = _Runs()


def _news() -> Text:
    return COMPILING if compilation.is_kept() else COMPILING_EACH_TIME


class _Crier:
    """Tells, in the thread that waits, that it waits for a kernel to be compiled: once in each run."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._before: tuple[float, Text | None] | None = None

    def look(self) -> None:
        """Tell when compiling begins; say again what is being done when it has ended."""
        running = compilation.is_running()
        if running and self._before is None and _runs.first(self._progress):
            self._before = self._progress.last if isinstance(self._progress, Stage) else (0.0, None)
            self._progress.update(self._before[0], _news())
        elif self._before is not None and not running:
            fraction, message = self._before
            self._before = None
            if message is not None:
                self._progress.update(fraction, message)
