"""The columns that tell what a place is called (navnefelter), for all layers of places that the path room reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NAMES = ("navn", "name")
ADDRESSES = ("adgangsadressebetegnelse", "adressebetegnelse", "betegnelse", "adresse", "address")


def column_of(layer: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    """Return the column of a layer that bears the first of some names, in large or small letters; None for none.

    >>> import pandas as pd
    >>> column_of(pd.DataFrame({"Name": ["A"], "NAVN": ["B"]}), NAMES)
    'NAVN'
    """
    found = {str(name).casefold(): str(name) for name in layer.columns}
    return next((found[name] for name in names if name in found), None)
