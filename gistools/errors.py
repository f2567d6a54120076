"""The errors of gistools: what was found, what was expected, how to mend it, in Danish and English.

```
GistoolsError                    GT000
├── InputError                   GT100  something the user gave cannot be used
│   ├── ParamError               GT110  a parameter is missing, unknown or out of range
│   ├── CrsError                 GT120  degrees, unknown or mixed coordinate systems
│   ├── GridError                GT130  rotated, misaligned, empty or too large grids
│   ├── RasterReadError          GT140  a raster file cannot be read
│   ├── NodataError              GT150  no valid cell, or water that cannot leave
│   ├── LayerError               GT160  a vector layer cannot be used
│   ├── TableError               GT170  a table cannot be used; lists all its faults
│   ├── UnknownToolError         GT180  no tool of that name
│   ├── JobError                 GT190  a job that cannot run; lists all its faults
│   ├── WrongKindError           GT191  a value of another kind than the function takes
│   └── MixedValuesError         GT192  values that were made from different terrain
├── OutputError                  GT200  a result cannot be written
│   ├── OutputInUseError         GT210  another program holds the file; the result is kept beside it
│   ├── DiskFullError            GT220  no room, or a file-size limit
│   └── OutputMismatchError      GT230  what was read back is not what was written
├── Cancelled                    GT300  stopped by the user; nothing is left behind
├── MissingDependencyError       GT400  an optional part is not installed
├── BalanceError                 GT500  a water balance does not close (a defect of gistools: report it)
├── NetworkProofError            GT510  a network changed by more than its audit lists (a defect of gistools: report it)
├── WorkerError                  GT600  the worker process could not be spoken with
├── StoreError                   GT700  a store of planned changes cannot be used
│   ├── StoreInUseError          GT710  another holds the store as its one writer
│   ├── ConflictError            GT720  somebody else changed the same; nothing was overwritten
│   └── StoreBusyError           GT730  another program held the database for too long
└── UnexpectedError              GT999  something gistools did not foresee: a defect, or too little memory
```

Every error has a stable `code`. ``str(error)`` shows Danish first and English beneath.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "BalanceError",
    "Cancelled",
    "ConflictError",
    "CrsError",
    "DiskFullError",
    "GistoolsError",
    "GridError",
    "InputError",
    "JobError",
    "LayerError",
    "MissingDependencyError",
    "MixedValuesError",
    "NetworkProofError",
    "NodataError",
    "OutputError",
    "OutputInUseError",
    "OutputMismatchError",
    "ParamError",
    "RasterReadError",
    "StoreBusyError",
    "StoreError",
    "StoreInUseError",
    "TableError",
    "UnexpectedError",
    "UnknownToolError",
    "WorkerError",
    "WrongKindError",
]


class GistoolsError(Exception):
    """Root of all errors that gistools raises on purpose.

    Parameters
    ----------
    found:
        What was met, with the value, file or place.
    expected:
        What would have been right.
    fix:
        How the user mends it.

    >>> print(CrsError(Text("grader", "degrees"), Text("meter", "metres"), Text("transformér", "reproject")))
    [GT120] Fundet: grader. Forventet: meter. Sådan rettes det: transformér.
    [GT120] Found: degrees. Expected: metres. How to mend it: reproject.
    """

    code: ClassVar[str] = "GT000"

    def __init__(self, found: Text, expected: Text, fix: Text) -> None:
        super().__init__(found, expected, fix)
        self.found = found
        self.expected = expected
        self.fix = fix

    def message(self) -> Text:
        """Return the whole error as one sentence in each language."""
        f, e, x = (_trim(t) for t in (self.found, self.expected, self.fix))
        return Text(
            f"[{self.code}] Fundet: {f.da}. Forventet: {e.da}. Sådan rettes det: {_ended(x.da)}",
            f"[{self.code}] Found: {f.en}. Expected: {e.en}. How to mend it: {_ended(x.en)}",
        )

    def to_dict(self) -> dict[str, object]:
        """Return the error as plain data, the form sent by the worker."""
        return {
            "code": self.code,
            "kind": type(self).__name__,
            "found": self.found.to_dict(),
            "expected": self.expected.to_dict(),
            "fix": self.fix.to_dict(),
            "message": self.message().to_dict(),
        }

    def __str__(self) -> str:
        """Danish on the first line, English on the second."""
        message = self.message()
        return f"{message.da}\n{message.en}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."


def _trim(text: Text) -> Text:
    return Text(text.da.strip().rstrip("."), text.en.strip().rstrip("."))


class InputError(GistoolsError):
    """Something the user gave cannot be used."""

    code = "GT100"


class ParamError(InputError):
    """A parameter is missing, unknown or out of range; lists all faults at once."""

    code = "GT110"


class CrsError(InputError):
    """Degrees, an unknown coordinate system, or two that differ."""

    code = "GT120"


class GridError(InputError):
    """A rotated, misaligned, empty or impossibly large grid."""

    code = "GT130"


class RasterReadError(InputError):
    """A raster file that is missing, truncated or no raster at all."""

    code = "GT140"


class NodataError(InputError):
    """No valid cell, or a part of the terrain that water cannot leave."""

    code = "GT150"


class LayerError(InputError):
    """A vector layer that cannot be read or lacks what the tool needs."""

    code = "GT160"


class TableError(InputError):
    """A table with faults; `faults` lists every one of them."""

    code = "GT170"

    def __init__(self, found: Text, expected: Text, fix: Text, faults: Iterable[Text] = ()) -> None:
        self.faults = tuple(faults)
        if self.faults:
            found = Text(
                found.da + ": " + "; ".join(f.da for f in self.faults),
                found.en + ": " + "; ".join(f.en for f in self.faults),
            )
        super().__init__(found, expected, fix)


class UnknownToolError(InputError):
    """No tool of that name."""

    code = "GT180"


class WrongKindError(InputError, TypeError):
    """A value of another kind than the function takes."""

    code = "GT191"


class MixedValuesError(InputError):
    """Values that were made from different terrain and do not belong together."""

    code = "GT192"


class JobError(InputError):
    """A job with several faults; `faults` holds each of them as an error of its own."""

    code = "GT190"

    def __init__(self, faults: Iterable[GistoolsError]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            Text(
                f"{len(self.faults)} fejl: " + _joined(self.faults, "found").da,
                f"{len(self.faults)} faults: " + _joined(self.faults, "found").en,
            ),
            _joined(self.faults, "expected"),
            _joined(self.faults, "fix"),
        )

    def to_dict(self) -> dict[str, object]:
        """Return the error as plain data, each fault with it."""
        return {**super().to_dict(), "faults": [fault.to_dict() for fault in self.faults]}


def _joined(faults: Iterable[GistoolsError], part: str) -> Text:
    texts = [_trim(getattr(fault, part)) for fault in faults]
    numbered = [(f"({n}) {t.da}", f"({n}) {t.en}") for n, t in enumerate(texts, start=1)]
    return Text("; ".join(da for da, _ in numbered), "; ".join(en for _, en in numbered))


class OutputError(GistoolsError):
    """A result cannot be written."""

    code = "GT200"


class OutputInUseError(OutputError):
    """Another program holds the output file; the result is kept at `kept`."""

    code = "GT210"

    def __init__(self, found: Text, expected: Text, fix: Text, kept: Path) -> None:
        super().__init__(found, expected, fix)
        self.kept = kept


class DiskFullError(OutputError):
    """No room on the disk, or a limit on file size."""

    code = "GT220"


class OutputMismatchError(OutputError):
    """What was read back is not what was written."""

    code = "GT230"


class Cancelled(GistoolsError):  # noqa: N818 - a stop that the user asked for is not an error of anyone
    """The user stopped the work; nothing half made is left behind."""

    code = "GT300"

    def __init__(self) -> None:
        super().__init__(
            Text("arbejdet blev stoppet af brugeren", "the work was stopped by the user"),
            Text("at det kørte til ende", "that it ran to its end"),
            Text("kør det igen; der er ikke efterladt halve filer", "run it again; no half-made file was left"),
        )


class MissingDependencyError(GistoolsError):
    """An optional library is not installed."""

    code = "GT400"


class BalanceError(GistoolsError):
    """A water balance does not close: a defect of gistools, never of the data."""

    code = "GT500"


class NetworkProofError(GistoolsError):
    """A path network was joined, split or shortened by more than its audit lists: a defect of gistools."""

    code = "GT510"


class WorkerError(GistoolsError):
    """The worker process sent or received something that is not the protocol."""

    code = "GT600"


class StoreError(GistoolsError):
    """A store of planned changes (arbejdslager) is missing, damaged, or one of other tables."""

    code = "GT700"


class StoreInUseError(StoreError):
    """Another holds the store as its one writer."""

    code = "GT710"


class ConflictError(StoreError):
    """Somebody else changed the same since; `entries` are those of the journal that stand in the way."""

    code = "GT720"

    def __init__(self, found: Text, expected: Text, fix: Text, entries: Iterable[Any] = ()) -> None:
        super().__init__(found, expected, fix)
        self.entries = tuple(entries)


class StoreBusyError(StoreError):
    """Another program held the database for too long; nothing was changed."""

    code = "GT730"


class UnexpectedError(GistoolsError):
    """Something gistools did not foresee, wrapped by the command line and the worker; `__cause__` is what happened."""

    code = "GT999"

    @classmethod
    def of(cls, cause: BaseException) -> UnexpectedError:
        """Return the error for an exception that no one foresaw."""
        shown = f"{type(cause).__name__}: {cause}".rstrip(": ")
        if isinstance(cause, MemoryError):
            error = cls(
                Text(f"for lidt hukommelse ({shown})", f"too little memory ({shown})"),
                Text("at dataene kan være i hukommelsen", "that the data fit in memory"),
                Text("vælg et mindre udsnit (window)", "choose a smaller window"),
            )
        else:
            error = cls(
                Text(f"en uventet fejl i gistools ({shown})", f"an unexpected error in gistools ({shown})"),
                Text("at arbejdet kunne gøres", "that the work could be done"),
                Text(
                    "meld fejlen med den fulde fejltekst (GISTOOLS_TRACEBACK=1 viser den)",
                    "report it with the whole error text (GISTOOLS_TRACEBACK=1 shows it)",
                ),
            )
        error.__cause__ = cause
        return error
