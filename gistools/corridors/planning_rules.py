"""Rules of the Green Map of Denmark (regler for Grønt Danmarkskort) and of new nature, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.tables import Table

_TABLE = "green_map_rules"


@dataclass(frozen=True, slots=True)
class GreenRules:
    """What the rules say.

    Parameters
    ----------
    words:
        By rule: surface classes, or words that are looked for.
    values:
        By rule: the number it has.
    texts:
        By rule: what it says.
    verified:
        By rule: whether it was read in its source.
    tables:
        What they were read from.
    stamps:
        Of a user's own table.
    """

    words: Mapping[str, frozenset[str]]
    values: Mapping[str, float]
    texts: Mapping[str, Text]
    verified: Mapping[str, bool]
    tables: tuple[Table, ...]
    stamps: tuple[Text, ...] = ()

    def unverified(self, *rules: str) -> tuple[Text, ...]:
        """Return a sentence for each source of some rules that nobody has read."""
        parts = [table.only(table.frame["rule"].isin(rules)) for table in self.tables]
        return tuple(text for part in parts for text in part.unverified)

    def named(self, rule: str, text: object) -> bool:
        """Return whether a text holds one of the words of a rule, in small or capital letters."""
        said = str(text).casefold()
        return any(one.casefold() in said for one in self.words[rule])


def green_rules(table: Table | None = None) -> GreenRules:
    """Return the rules; those that a user's own table has take the place of the shipped ones.

    Parameters
    ----------
    table:
        ``read_user_table(frame, "green_map_rules")``, or None.

    >>> rules = green_rules()
    >>> rules.values["protected_lake"], sorted(rules.words["protected_lake"]), rules.verified["no_planting"]
    (100.0, ['lake', 'pond'], False)
    """
    shipped = load_table(_TABLE)
    rows: dict[str, dict[str, Any]] = {}
    for one in (shipped, table):
        if one is not None:
            rows |= {str(row["rule"]): row for row in one.frame.to_dict("records")}  # type: ignore[misc]  # names are texts
    own = set() if table is None else set(table.frame["rule"])
    kept = shipped.only(~shipped.frame["rule"].isin(own))
    return GreenRules(
        {name: frozenset(w.strip() for w in row["words"].split(";") if w.strip()) for name, row in rows.items()},
        {name: float(row["value"]) for name, row in rows.items() if not np.isnan(row["value"])},
        {name: Text(row["text_da"], row["text_en"] or row["text_da"]) for name, row in rows.items()},
        {name: bool(row["verified"]) for name, row in rows.items()},
        (kept,) if table is None else (kept, table),
        () if table is None else table.stamps,
    )
