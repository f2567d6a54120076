"""Principles for new links (principper for nye forbindelser): numbered rules, shipped or the municipality's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.errors import TableError
from gistools.tables import load_table, read_user_table
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from gistools.tables import Table

TABLE = "path_principles"
NOT_ANSWERED = "none"
"""The test of a principle that no layer answers."""

_LIMITED = frozenset(
    {"inside", "neighbours", "path_network", "school", "stop", "shop", "other", "detour", "width", "slope", "kerb",
     "cross_fall", "surface", "crossing", "exits", "dead_ends"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Principle:
    """A numbered rule.

    Parameters
    ----------
    number:
        By which it is cited.
    test:
        What it is held against, such as ``"path_network"``; `NOT_ANSWERED` when no layer can.
    name, text:
        Danish and English.
    limit:
        In ``unit``; NaN where the test has none.
    source:
        Where it was read.
    verified:
        Whether it was read there.
    """

    number: int
    test: str
    name: Text
    text: Text
    limit: float
    unit: str
    source: Text
    verified: bool

    def cited(self) -> Text:
        """Return it as a sentence cites it.

        >>> load_principles().of("path_network").cited().da
        'princip 3: forbundet med stinettet, højst 500 m'
        """
        name = self.name.inside()
        if math.isnan(self.limit) or self.test not in _LIMITED:
            return Text(f"princip {self.number}: {name.da}", f"principle {self.number}: {name.en}")
        least = self.test in {"width", "exits"}
        word = ("mindst", "at least") if least else ("højst", "at most")
        unit = f" {self.unit}" if self.unit else ""
        return Text(
            f"princip {self.number}: {name.da}, {word[0]} {danish(self.limit)}{unit}",
            f"principle {self.number}: {name.en}, {word[1]} {self.limit:g}{unit}",
        )


@dataclass(frozen=True, slots=True)
class Principles:
    """Principles in order of their numbers; made by `load_principles`."""

    rows: Sequence[Principle]
    table: Table
    stamps: tuple[Text, ...] = ()

    def of(self, test: str) -> Principle | None:
        """Return the principle with a test, None when there is none."""
        return next((one for one in self.rows if one.test == test), None)

    def unverified(self, numbers: Iterable[int]) -> tuple[Text, ...]:
        """Return a sentence for each source of some principles that nobody has read."""
        used = set(numbers)
        return self.table.only(self.table.frame["number"].isin(used)).unverified


def load_principles(own: pd.DataFrame | None = None) -> Principles:
    """Return the principles for new links: the user's own, which then are all there are, else those shipped.

    Parameters
    ----------
    own:
        ``number``, ``test``, ``name_da`` and, where known, texts, limit, unit, source and whether it was verified;
        Danish headings are read too. A rule that no layer answers has the test ``none``.

    Raises
    ------
    TableError
        With all faults: a test in two rows, a test that lacks its limit, a number that is not whole.

    >>> rules = load_principles()
    >>> rules.of("school").limit, rules.of("school").verified, rules.of("stop").verified, rules.rows[-1].test
    (2500.0, True, False, 'none')
    """
    table = load_table(TABLE) if own is None else read_user_table(own, TABLE)
    faults: list[Text] = []
    made: list[Principle] = []
    seen: set[str] = set()
    for row in table.frame.to_dict("records"):
        number, test, limit = float(row["number"]), str(row["test"]), float(row["limit"])
        if number != round(number):
            faults.append(Text(f"nr. {danish(number)} er ikke et helt tal", f"no. {number:g} is no whole number"))
        if test in seen:
            faults.append(Text(f"nr. {number:g}: prøven {test} står to gange", f"no. {number:g}: {test} stands twice"))
        if test in _LIMITED and math.isnan(limit):
            faults.append(Text(f"nr. {number:g}: {test} mangler sin grænse", f"no. {number:g}: {test} lacks its limit"))
        if test != NOT_ANSWERED:
            seen.add(test)
        made.append(
            Principle(
                round(number), test, Text(str(row["name_da"]), str(row["name_en"]) or str(row["name_da"])),
                Text(str(row["text_da"]), str(row["text_en"]) or str(row["text_da"])), limit, str(row["unit"]),
                Text(str(row["source_da"]), str(row["source_en"]) or str(row["source_da"])), bool(row["verified"]),
            )
        )  # fmt: skip
    if faults:
        raise TableError(
            Text("principper for nye forbindelser", "principles for new links"),
            Text("en række for hver prøve, med sin grænse", "a row for each test, with its limit"),
            Text("ret de nævnte rækker", "correct the rows named"),
            faults,
        )
    return Principles(tuple(sorted(made, key=lambda one: one.number)), table, table.stamps)
