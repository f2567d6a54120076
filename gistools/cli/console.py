"""Talking with the user at a terminal: progress, Ctrl-C and errors."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import threading
import time
import traceback
from typing import TYPE_CHECKING, Self

from gistools.cli.language import lines, one_line
from gistools.errors import Cancelled, GistoolsError, JobError, UnexpectedError
from gistools.progress import COMPILING, COMPILING_EACH_TIME
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from rich.progress import Progress as Bar

__all__ = ["ConsoleProgress", "any_console", "guarded", "say", "tell"]

FAILED, STOPPED, TERMINATED = 1, 130, 143
_LINE_SECONDS = 1.0  # between two lines where there is no terminal
_SAME_SECONDS = 10.0  # and between two with the same message


def any_console() -> None:
    """Let a console that has not every letter (cp1252, latin-1, ASCII) show ``?`` for it instead of ending the work."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: Text | str = "") -> None:
    """Print to standard output."""
    print(text if isinstance(text, str) else lines(text))  # noqa: T201 - the command line is where printing belongs


def tell(text: Text | str) -> None:
    """Print to standard error: news of the work, never a result."""
    print(text if isinstance(text, str) else lines(text), file=sys.stderr, flush=True)  # noqa: T201 - the command line is where printing belongs


class ConsoleProgress:
    """A bar on standard error when it is a terminal, else lines; Ctrl-C and SIGTERM stop the work.

    Used in a ``with`` block. The first Ctrl-C asks the work to stop and clean up; a second one ends it at once.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._bar: Bar | None = None
        self._last = (-_SAME_SECONDS, "")
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        """Show the bar and listen for Ctrl-C."""
        if sys.stderr.isatty():
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task("", total=1.0)
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._stop)
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Take the bar away and let signals do what they did before; an error of a stop says which signal it was."""
        if isinstance(error, Cancelled):
            error.signal = self.signal  # type: ignore[attr-defined]  # read by the guard of the program
        for number, before in self._before.items():
            signal.signal(number, before)  # type: ignore[arg-type]  # what signal.signal returned
        if self._bar is not None:
            self._bar.stop()

    def update(self, fraction: float, message: Text) -> None:
        """Show how far the work is; that kernels are compiled is told on a line that stays."""
        shown = one_line(message)
        if message in {COMPILING, COMPILING_EACH_TIME}:
            self._line(shown)
            return
        if self._bar is not None:
            self._bar.update(self._task, completed=fraction, description=shown)
            return
        now = time.monotonic()
        if now - self._last[0] >= (_SAME_SECONDS if shown == self._last[1] else _LINE_SECONDS):
            self._last = (now, shown)
            tell(f"{fraction:4.0%} {shown}")

    def _line(self, shown: str) -> None:
        if self._bar is None:
            tell(shown)
        else:
            self._bar.console.print(shown, markup=False, highlight=False, emoji=False)

    def cancelled(self) -> bool:
        """Return True once the user has asked to stop."""
        return self.signal is not None

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        if self.signal is not None:
            raise KeyboardInterrupt
        self.signal = number


def _bar() -> Bar:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - only a terminal needs it

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@contextlib.contextmanager
def _quiet_pipe() -> Iterator[None]:
    """End quietly when the reader of standard output has gone (``gistools tools | head``)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def guarded(work: Callable[[], int | None]) -> int:
    """Run a command and return its exit code; errors are told on standard error, without a traceback.

    ``GISTOOLS_TRACEBACK=1`` shows the traceback too.
    """
    try:
        with _quiet_pipe():
            return work() or 0
    except (Cancelled, KeyboardInterrupt) as error:
        tell(Text("Stoppet. Der er ikke efterladt halve filer.", "Stopped. No half-made file was left."))
        return TERMINATED if getattr(error, "signal", None) == signal.SIGTERM else STOPPED
    except GistoolsError as error:
        _show(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the user is told in a sentence
        _show(UnexpectedError.of(error))
    return FAILED


def _show(error: GistoolsError) -> None:
    if os.environ.get("GISTOOLS_TRACEBACK", "") not in {"", "0"}:
        traceback.print_exception(error)
    faults = error.faults if isinstance(error, JobError) else (error,)
    if len(faults) > 1:
        tell(Text(f"{len(faults)} fejl:", f"{len(faults)} faults:"))
    for fault in faults:
        tell(fault.message())
