"""Names that are imported when first used, so that listing tools or reading help loads no numeric library."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def attach(module: str, names: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package whose public names lie in other modules.

    ``names`` maps each public name to the module that defines it.
    """

    def getattribute(name: str) -> Any:  # noqa: ANN401 - whatever the name means
        if name not in names:
            msg = f"module {module!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(importlib.import_module(names[name]), name)

    return getattribute, lambda: sorted(names)
