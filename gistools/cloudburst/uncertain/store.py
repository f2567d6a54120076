"""The rasters of all draws, on disk while they are needed: memory does not grow with their number."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Self

import numpy as np

from gistools.errors import DiskFullError, OutputError
from gistools.progress import Progress, check
from gistools.styles.numbers import format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from gistools.text import Language

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
    OutputError
        When that folder is gone or cannot be written in.

    >>> from gistools.progress import NoProgress
    >>> with DrawStore(2, (1, 3)) as store:
    ...     for n in range(2):
    ...         store.add(np.full((1, 3), n, np.float32), NoProgress())
    ...     [(first, last, block.tolist()) for first, last, block in store.blocks()]
    [(0, 1, [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])]
    """

    def __init__(self, draws: int, shape: tuple[int, int]) -> None:
        self.draws, self.shape, self._held = draws, shape, 0
        try:
            self.folder = tempfile.gettempdir()
            free = shutil.disk_usage(self.folder).free
            if self.bytes + _SPARE_BYTES > free:
                raise _short(self.folder, self.bytes + _SPARE_BYTES, free)
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - `close` closes it
        except OSError as error:
            raise _closed(error) from error

    @property
    def bytes(self) -> int:
        """Room that all draws take on disk."""
        return self.draws * self.shape[0] * self.shape[1] * 4

    @property
    def size(self) -> Text:
        """Room that all draws take on disk, in words."""
        return Text(_size(self.bytes, "da"), _size(self.bytes, "en"))

    def told(self) -> Text:
        """Return how much room is used and where."""
        size = self.size
        return Text(
            f"{size.da} midlertidig plads i {self.folder}",
            f"{size.en} of temporary room in {self.folder}",
        )

    def add(self, values: F32, progress: Progress) -> None:
        """Write the raster of the next draw.

        Raises
        ------
        DiskFullError
            When others have taken the room meanwhile, or a limit on file size or a quota is met.
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
                raise _refused(self.folder, self.bytes, error) from error
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


_MEND = Text(
    "frigør plads, sæt TMPDIR (Windows: TEMP) til et andet drev, eller vælg færre gennemløb eller et mindre udsnit",
    "free some room, set TMPDIR (Windows: TEMP) to another drive, or choose fewer draws or a smaller window",
)


def _size(count: int, language: Language) -> str:
    """Return bytes in GB, or in MB when that is less than one GB.

    >>> _size(6_400_000, "da"), _size(2_500_000_000, "en")
    ('6,40 MB', '2.50 GB')
    """
    value, unit = (count / 1e9, "GB") if count >= 1e9 else (count / 1e6, "MB")  # noqa: PLR2004 - one GB
    return f"{format_number(value, language)} {unit}"


def _short(folder: str, needed: int, free: int) -> DiskFullError:
    return DiskFullError(
        Text(f"{_size(free, 'da')} ledig plads i {folder}", f"{_size(free, 'en')} free in {folder}"),
        Text(
            f"{_size(needed, 'da')} til gennemløbene og lidt til andre",
            f"{_size(needed, 'en')} for the draws and a little for others",
        ),
        _MEND,
    )


def _refused(folder: str, needed: int, error: OSError) -> DiskFullError:
    said = os.strerror(error.errno or 0)
    return DiskFullError(
        Text(
            f"styresystemet afviste at skrive mere i {folder}: {said}",
            f"the system refused to write more in {folder}: {said}",
        ),
        Text(
            f"en midlertidig fil på {_size(needed, 'da')} til gennemløbene",
            f"a temporary file of {_size(needed, 'en')} for the draws",
        ),
        Text(f"{_MEND.da}; eller hæv kvoten eller grænsen for filer", f"{_MEND.en}; or raise the quota or file limit"),
    )


def _closed(error: OSError) -> OutputError:
    return OutputError(
        Text(
            f"mappen til midlertidige filer kan ikke bruges: {error}", f"the temporary folder cannot be used: {error}"
        ),
        Text("en mappe, der findes og kan skrives i", "a folder that is there and can be written in"),
        Text("sæt TMPDIR (Windows: TEMP) til en sådan mappe", "set TMPDIR (Windows: TEMP) to such a folder"),
    )
