"""The codes of tables in words (koder i ord), beside them: programs read the codes, people the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from gistools.styles.columns import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    Frame = TypeVar("Frame", bound=pd.DataFrame)

CODED = ("scenario", "damage_class", "group", "above", "choice", "measure_kind")


def worded(table: Frame) -> Frame:
    """Return a table with a column ``<code>_da`` behind each column of codes: what they mean in Danish.

    Codes that have no words, such as a class of the user's own, stand as they are.

    >>> import pandas as pd
    >>> worded(pd.DataFrame({"damage_class": ["home", "egen klasse"], "buildings": [2, 1]})).values.tolist()
    [['home', 'helårsbolig', 2], ['egen klasse', 'egen klasse', 1]]
    """
    made = table.copy()
    for name in CODED:
        if name in made.columns:
            codes = COLUMNS[name].codes
            words = [codes[code].da if code in codes else code for code in made[name]]
            made.insert(list(made.columns).index(name) + 1, f"{name}_da", words)
    made.attrs.update(table.attrs)
    return made
