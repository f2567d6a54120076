"""Progress and cancelling, the same for the command line, Jupyter, QGIS and tests.

Long work takes ``progress`` and calls `Progress.update` and `Progress.cancelled`; it never prints. Compiled kernels and
library calls that cannot look up from their work are run by `run_cancellable`, which keeps the calling thread free to
notice a cancel or Ctrl-C within a fraction of a second.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from gistools.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from gistools.text import Text

T = TypeVar("T")

POLL_SECONDS = 0.05


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
        self._parent = parent
        self._start = start
        self._span = stop - start

    def update(self, fraction: float, message: Text) -> None:
        """Hand the news on, scaled into this part."""
        self._parent.update(self._start + self._span * min(max(fraction, 0.0), 1.0), message)

    def cancelled(self) -> bool:
        """Ask the parent."""
        return self._parent.cancelled()


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
    threading.Thread(target=body, name="gistools-work", daemon=True).start()
    try:
        while not done.wait(POLL_SECONDS):
            check(progress)
    except BaseException:
        if stop is not None:
            stop()
        raise
    if failure:
        raise failure[0]
    return result[0]
