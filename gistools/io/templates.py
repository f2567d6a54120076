"""Templates in (skabeloner): Word files that letters are filled into, as they are."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from gistools.errors import InputError
from gistools.io.files import find_file, source_of
from gistools.io.provenance import Loaded
from gistools.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from gistools.progress import Progress

TEMPLATE_ENDING = ".docx"
_BODY = "word/document.xml"


def find_template(path: Path | str) -> Path:
    """Return the path of a template that is there.

    Raises
    ------
    InputError
        For a file that is not there, or is of another ending than .docx: templates of Word's own (.dotx), old files
        (.doc) and those of other programs must be saved as one first.
    """
    found = find_file(path, InputError)
    if found.suffix.lower() != TEMPLATE_ENDING or not found.is_file():
        raise _no_template(Text(f"skabelonen {found.name}", f"the template {found.name}"))
    return found


def read_template(path: Path | str, *, progress: Progress | None = None) -> Loaded[bytes]:
    """Read a template of Word whole; what fields it has, and whether they can be filled, is asked when it is.

    Raises
    ------
    InputError
        For a file that is not there or cannot be opened, of another ending than .docx, or without a text of Word.
    """
    found = find_template(path)
    try:
        data = found.read_bytes()
        with zipfile.ZipFile(found) as packed:
            has_body = _BODY in packed.namelist()
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise _no_template(
            Text(
                f"skabelonen {found.name} kan ikke åbnes ({why})", f"the template {found.name} cannot be opened ({why})"
            )
        ) from fault
    except zipfile.BadZipFile:
        has_body = False
    if not has_body:
        raise _no_template(Text(f"{found.name} er intet Word-dokument", f"{found.name} is no Word document"))
    return Loaded(data, (source_of(str(path), [found], notes=(), progress=progress),), (), ())


def _no_template(found: Text) -> InputError:
    return InputError(
        found,
        Text("et Word-dokument (.docx)", "a Word document (.docx)"),
        Text("åbn skabelonen i Word, og gem den som .docx", "open the template in Word and save it as .docx"),
    )
