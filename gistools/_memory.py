"""Memory of a program of our own: freed arrays go back to the system at once."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of glibc's mallopt
LARGE_BYTES = 8 << 20


def give_back() -> bool:
    """Let blocks of `LARGE_BYTES` and more return to the system when they are freed; return whether that was possible.

    The C library of Linux lets this limit grow to 32 MB as such blocks are freed, and keeps what is smaller: a tenth of
    what a large map needs. Only for a program of our own, never for one that merely imports gistools.
    """
    if sys.platform != "linux":
        return False
    with contextlib.suppress(AttributeError, OSError):  # other C libraries have no such call
        return bool(ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, LARGE_BYTES))
    return False
