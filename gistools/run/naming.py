"""Errors of inputs, told with the name of the input and the layer that they are about."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from gistools.errors import GistoolsError, InputError
from gistools.io.names import parse_layer_name
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gistools.tool import Input

__all__ = ["about"]


@contextlib.contextmanager
def about(one: Input, given: str) -> Iterator[None]:
    """Let errors of an input begin with its name, and with what of it they are about.

    That is file and layer where a layer of a file was named, and which file it is of an input that is ``many``.
    """
    try:
        yield
    except InputError as error:
        where = _layer(given)
        if one.many and not where and Path(given).name not in error.found.da:
            where = Path(given).name
        beginning = f"{one.name} ({where}): " if where else f"{one.name}: "
        error.found = Text(beginning + error.found.da, beginning + error.found.en)
        error.args = (error.found, error.expected, error.fix)
        raise


def _layer(given: str) -> str:
    try:
        name = parse_layer_name(given)
    except GistoolsError:  # the error itself tells what is wrong with the name
        return ""
    return f"{Path(name.path).name}:{name.layer}" if name.layer else ""
