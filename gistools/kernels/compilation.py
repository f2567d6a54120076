"""What this process compiles and has compiled, and whether it can be kept: plain values that anyone may look at.

Kernels are compiled when they are first called with a kind of array for which no compiled code is kept. That takes
about a second for each. `gistools.kernels.compiled` notes here when it begins and ends; whoever waits for a kernel
looks here, so that the user is told. This module loads nothing, so that processes that compute nothing may look too.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

__all__ = ["Compiled", "compiled", "is_kept", "is_running", "loaded"]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A kernel that this process compiled.

    Parameters
    ----------
    kernel:
        Its module and name.
    types:
        The types that it was compiled for.
    seconds:
        How long it took, without the kernels that it calls.
    thread:
        The name of the thread that waited for it.
    """

    kernel: str
    types: str
    seconds: float
    thread: str


@dataclass(slots=True)
class _Open:
    kernel: str
    types: str
    thread: str
    begun: float
    inner: float = 0.0


class _Notes:
    """The one notebook of the process. Only one thread compiles at a time, since numba lets no more."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.done: list[Compiled] = []
        self.loaded: list[str] = []
        self.kept = True

    def begin(self, kernel: str, types: str, thread: str) -> None:
        self.open.append(_Open(kernel, types, thread, time.perf_counter()))

    def end(self) -> None:
        one = self.open.pop()
        took = time.perf_counter() - one.begun
        if self.open:
            self.open[-1].inner += took
        self.done.append(Compiled(one.kernel, one.types, took - one.inner, one.thread))


notes = _Notes()


def is_running() -> bool:
    """Return whether a kernel is being compiled right now."""
    return bool(notes.open)


def is_kept() -> bool:
    """Return whether what is compiled can be kept for the next process; known once something was compiled."""
    return notes.kept


def compiled() -> tuple[Compiled, ...]:
    """Return what this process has compiled, in order."""
    return tuple(notes.done)


def loaded() -> tuple[str, ...]:
    """Return the kernels that this process took from what was kept, in order."""
    return tuple(notes.loaded)
