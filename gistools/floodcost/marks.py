"""Marks of what nobody has verified (ikke verificeret): of each building, each row of a table, and each graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gistools.floodcost.prices import INDEX
from gistools.tables.words import word
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from gistools.floodcost.parts import DamageCurve, DamagePart
    from gistools.tables import Table

    Mask = npt.NDArray[np.bool_]

CODES = Text("anvendelseskodernes skadesklasse", "the damage class of use codes")


def building_marks(
    classified: gpd.GeoDataFrame,
    used: Table,
    parts: Sequence[DamagePart | DamageCurve],
    uses: Table,
    *,
    own_basement: Mask,
    off_years: frozenset[float] = frozenset(),
) -> tuple[Mask, tuple[Text, ...]]:
    """Return which buildings rest on verified figures alone, and the others' figures in a few words.

    A figure counts for a building that has the part it is of: the amount and threshold of its class, gistools' own
    choices in the table, the class of its use code, and the price index.

    Parameters
    ----------
    classified:
        n buildings, from `classify`.
    used:
        The rows of the damage table that were used.
    parts:
        What they give, by the names of the parts in the table.
    uses:
        Table ``bbr_use``.
    own_basement:
        bool of n: whether the user gave the threshold of the basement.
    off_years:
        Price years of rows that were indexed by an index that nobody has verified.

    Returns
    -------
    bool of n, and the names of what is not verified and met by a building.
    """
    classes = classified["damage_class"].to_numpy(object)
    coded = classified["class_state"].to_numpy(object) == "coded"
    read = set(uses.frame.loc[uses.frame["verified"], "code"])
    sure = ~coded | np.isin(classified["use_code"].to_numpy(object), list(read))
    names = [] if sure.all() else [CODES]
    amounts: dict[str, Text] = {}
    judged: list[Text] = []
    rows = used.frame
    indexed = rows["price_year"].isin(off_years)
    for part in parts:
        has = part.there
        mine = rows["part"] == part.name
        for one in sorted(set(classes[has]) - set(rows.loc[mine & rows["verified"], "damage_class"])):
            amounts[one] = word(one)
        known = rows.loc[mine].groupby("damage_class")["verified"].all()
        sure &= ~has | np.isin(classes, list(known.index[known]))
        if (met := has & np.isin(classes, list(set(rows.loc[mine & indexed, "damage_class"])))).any():
            sure &= ~met
            judged.append(INDEX)
        for choice in used.form.judgements:
            about = mine & (rows[choice.column] == choice.value) if choice.column else mine
            met = has & np.isin(classes, list(set(rows.loc[about, "damage_class"])))
            if choice.value == "basement":
                met &= ~own_basement
            if met.any():
                sure &= ~met
                judged.append(choice.name or choice.text)
    if amounts:
        da, en = (" / ".join(w.say(lang) for w in amounts.values()) for lang in ("da", "en"))
        names.append(Text(f"beløb for {da}", f"amounts of {en}"))
    return sure, tuple(dict.fromkeys((*names, *judged)))


def all_by(keys: Iterable[Hashable], verified: Mask) -> dict[Hashable, bool]:
    """Return for each key whether all that bear it are verified.

    >>> all_by(["home", "home", "shop"], np.array([True, False, True]))
    {'home': False, 'shop': True}
    """
    each = pd.Series(verified).groupby(pd.Series(list(keys), dtype=object), sort=False).all()
    return {key: bool(value) for key, value in each.items()}


def marked(keys: pd.Series, marks: Mapping[Hashable, bool], *, other: bool = False) -> Mask:
    """Return the mark of each row by its key; ``other`` where there is none for it."""
    return np.array([marks.get(key, other) for key in keys], np.bool_)


def line(names: Iterable[Text]) -> tuple[Text, ...]:
    """Return one sentence that names what is not verified, as stands below a graph; none where all is verified.

    >>> [text.da for text in line([Text("prisindekset", "the price index"), Text("renten", "the rate")])]
    ['Ikke verificeret: prisindekset; renten']
    """
    named = list(dict.fromkeys(names))
    if not named:
        return ()
    da, en = ("; ".join(name.say(lang) for name in named) for lang in ("da", "en"))
    return (Text(f"Ikke verificeret: {da}", f"Not verified: {en}"),)
