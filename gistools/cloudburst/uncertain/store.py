"""The rasters of all draws, on disk while they are needed: memory does not grow with their number."""

from __future__ import annotations

import errno
import shutil
import tempfile
from typing import TYPE_CHECKING, Self

import numpy as np

from gistools.errors import DiskFullError
from gistools.progress import Progress, check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    F32 = npt.NDArray[np.float32]

_BLOCK_BYTES = 1 << 26
_SPARE_BYTES = 1 << 26  # left free for others
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DrawStore:
    """A file without a name that holds one float32 raster for each draw; it is gone when closed, even by a crash.

    Parameters
    ----------
    draws:
        How many rasters there will be.
    shape:
        Their rows and columns.

    Raises
    ------
    DiskFullError
        When the folder of temporary files has no room for all of them; told before anything is written.

    >>> from gistools.progress import NoProgress
    >>> with DrawStore(2, (1, 3)) as store:
    ...     for n in range(2):
    ...         store.add(np.full((1, 3), n, np.float32), NoProgress())
    ...     [(first, last, block.tolist()) for first, last, block in store.blocks()]
    [(0, 1, [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])]
    """

    def __init__(self, draws: int, shape: tuple[int, int]) -> None:
        self.draws, self.shape, self._held = draws, shape, 0
        folder = tempfile.gettempdir()
        free = shutil.disk_usage(folder).free
        if self.bytes + _SPARE_BYTES > free:
            raise _full(folder, self.bytes, free)
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - `close` closes it

    @property
    def bytes(self) -> int:
        """Room that all draws take on disk."""
        return self.draws * self.shape[0] * self.shape[1] * 4

    def told(self) -> Text:
        """Return how much room is used and where."""
        folder = tempfile.gettempdir()
        size = f"{self.bytes / 1e9:.2f}"
        return Text(
            f"{size.replace('.', ',')} GB midlertidig plads i {folder}", f"{size} GB of temporary room in {folder}"
        )

    def add(self, values: F32, progress: Progress) -> None:
        """Write the raster of the next draw.

        Raises
        ------
        DiskFullError
            When others have taken the room meanwhile.
        """
        rows = max(_BLOCK_BYTES // (4 * self.shape[1]), 1)
        self._file.seek(self._held * self.shape[0] * self.shape[1] * 4)
        for first in range(0, self.shape[0], rows):
            check(progress)
            left = np.ascontiguousarray(values[first : first + rows]).data.cast("B")
            try:
                while left:
                    left = left[self._file.write(left) :]
            except OSError as error:
                if error.errno not in _FULL:
                    raise
                folder = tempfile.gettempdir()
                raise _full(folder, self.bytes, shutil.disk_usage(folder).free) from error
        self._held += 1

    def blocks(self) -> Iterator[tuple[int, int, F32]]:
        """Yield parts of all rasters: first row, row after the last, and values of shape (draws, rows x columns)."""
        rows, cols = self.shape
        step = max(_BLOCK_BYTES // (4 * cols * self.draws), 1)
        for first in range(0, rows, step):
            last = min(first + step, rows)
            block = np.empty((self.draws, (last - first) * cols), np.float32)
            for draw, part in enumerate(block):
                self._file.seek((draw * rows + first) * cols * 4)
                view = part.data.cast("B")
                while view:
                    got = self._file.readinto(view)
                    if not got:
                        msg = "the file of the draws is shorter than what was written"
                        raise OSError(msg)
                    view = view[got:]
            yield first, last, block

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the file."""
        self.close()


def _full(folder: str, needed: int, free: int) -> DiskFullError:
    return DiskFullError(
        Text(
            f"{free / 1e9:.1f} GB ledig plads i {folder}".replace(".", ",", 1), f"{free / 1e9:.1f} GB free in {folder}"
        ),
        Text(f"{needed / 1e9:.1f} GB til gennemløbene".replace(".", ",", 1), f"{needed / 1e9:.1f} GB for the draws"),
        Text(
            "frigør plads, sæt TMPDIR (Windows: TEMP) til et andet drev, eller vælg færre gennemløb eller et mindre "
            "udsnit",
            "free some room, set TMPDIR (Windows: TEMP) to another drive, or choose fewer draws or a smaller window",
        ),
    )
