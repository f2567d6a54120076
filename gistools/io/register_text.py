"""The characters of register files: which set they are written in, and what is told of a file that is damaged."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING

from gistools.errors import TableError
from gistools.progress import check
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gistools.progress import Progress

UTF8, CP1252 = "UTF-8", "CP1252"
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_PIECE = 1 << 20
_OTHER_SETS = {  # å, ø and æ of other character sets, as CP1252 has them
    "†›‘\x9d": Text("et tegnsæt fra DOS (CP865)", "a character set of DOS (CP865)"),
    "Œ¿¾": Text("et tegnsæt fra Mac OS (Roman)", "a character set of Mac OS (Roman)"),
}
_OTHER_LETTERS = re.compile(rf"(?<=[A-Za-z])[{''.join(_OTHER_SETS)}](?=[a-z])")


def fault(path: Path, found: Text, expected: Text, fix: Text, *, line: int | None = None) -> TableError:
    """Return the error of a file, with the line where it is known."""
    at = Text(path.name, path.name) if line is None else Text(f"{path.name}, linje {line}", f"{path.name}, line {line}")
    return TableError(Text(f"{at.da}: {found.da}", f"{at.en}: {found.en}"), expected, fix)


def cut_short(path: Path, line: int) -> TableError:
    """Return the error of a file that ends in the middle of something."""
    return fault(
        path,
        Text("filen holder op midt i en post", "the file ends in the middle of a record"),
        Text("en hel fil", "a whole file"),
        Text(
            "hent filen igen, og se, om dens størrelse passer", "fetch the file anew, and see whether its size is right"
        ),
        line=line,
    )


def composed(name: str) -> str:
    r"""Return a name with whole letters (NFC), however its marks stood.

    >>> composed("Bygningspa\u030a") == "Bygningspå"
    True
    """
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def encoding_of(path: Path, progress: Progress) -> str:
    """Return `UTF8` for a file that is valid in it, and `CP1252` for any other that can be read so.

    Raises
    ------
    TableError
        For UTF-16, for files that are neither, for such as change between the two, and for one that ends inside a
        letter.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        if stream.read(2) in WIDE_MARKS:
            raise wide_letters(path)
        stream.seek(0)
        try:
            while piece := stream.read(_PIECE):
                check(progress)
                decoder.decode(piece)
        except UnicodeDecodeError:
            pass
        else:
            if not decoder.getstate()[0]:
                return UTF8
            stream.seek(0)
            raise cut_short(path, sum(1 for _ in stream))
        stream.seek(0)
        _require_one_set(path, stream, progress)
    return CP1252


def _require_one_set(path: Path, lines: Iterable[bytes], progress: Progress) -> None:
    """Raise unless all lines of a file that is not UTF-8 are CP1252."""
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if line.isascii():
            continue
        check(progress)
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            seen.setdefault(CP1252, number)
            try:
                text = line.decode("cp1252")
            except UnicodeDecodeError as error:
                raise _wrong(path, Text("tegn uden for CP1252", "characters outside CP1252"), number) from error
            found = _OTHER_LETTERS.search(text)
            if found is not None:
                told = next(told for letters, told in _OTHER_SETS.items() if found[0] in letters)
                raise _wrong(path, told, number) from None
        else:
            seen.setdefault(UTF8, number)
        if len(seen) > 1:
            raise _wrong(
                path,
                Text(
                    f"to tegnsæt i én fil (UTF-8 i linje {seen[UTF8]}, ikke i linje {seen[CP1252]})",
                    f"two character sets in one file (UTF-8 in line {seen[UTF8]}, not in line {seen[CP1252]})",
                ),
            )


def wide_letters(path: Path) -> TableError:
    """Return the error of a file of two or four bytes for each letter."""
    return _wrong(path, Text("UTF-16 eller UTF-32", "UTF-16 or UTF-32"))


def _wrong(path: Path, found: Text, line: int | None = None) -> TableError:
    return fault(
        path,
        found,
        Text("UTF-8 eller CP1252 i hele filen", "UTF-8 or CP1252 in the whole file"),
        Text("gem filen igen som UTF-8, eller hent den igen", "save the file as UTF-8, or fetch it anew"),
        line=line,
    )
