"""Where a solution fits (regler): every rule is answered pass, fail or unknown, and unknown never becomes a yes."""

from __future__ import annotations

import math
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from gistools.plan.solutions import solution_catalogue
from gistools.tables import Table, load_table
from gistools.tables.checks import table_error
from gistools.tables.rules import NUMBER_CRITERIA
from gistools.tables.words import word
from gistools.text import Text, danish

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
QUALIFIES, TO_EXAMINE, FAILS = "qualifies", "to_examine", "fails"
CRITERIA = (
    "mapped_lot", "groundwater_area", "groundwater_m", "protected_nature", "slope_pct", "area_m2", "length_m",
    "building_distance_m", "stream_distance_m", "land_cover", "in_bluespot", "on_flow_path", "water_comes",
    "damage_dkk", "damage_below_dkk", "basement", "sinuosity",
)  # fmt: skip
NOTHING = Text("", "")
UNREAD = "?"
"""A word that a layer has and nobody knows: it leaves the question open."""

Fact = float | frozenset[str] | None
"""What is known of a place: a number, the words of a layer there (none: the empty set), or None for unknown."""


@dataclass(frozen=True)
class Rule:
    """A rule for where a solution fits (regel).

    Parameters
    ----------
    kind, criterion, operator:
        Whose it is, what it asks, and how the answer is judged (``at_least``, ``at_most``, ``above``; ``one_of``,
        ``none_of``).
    value, words, unclear:
        The number; the words; and words that leave the question open.
    unit, why, source:
        Of the number; why it is asked; where it stands.
    verified:
        Whether it was read there.
    """

    kind: str
    criterion: str
    operator: str
    value: float = math.nan
    words: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()
    unit: str = ""
    why: Text = NOTHING
    source: Text = NOTHING
    verified: bool = False

    def answer(self, fact: Fact) -> str:
        """Return ``pass``, ``fail`` or ``unknown``.

        >>> lot = Rule("permeable_bed", "mapped_lot", "none_of", words=frozenset({"v1"}), unclear=frozenset({"lok"}))
        >>> [lot.answer(fact) for fact in (frozenset(), frozenset({"v1"}), frozenset({"lok"}), None)]
        ['pass', 'fail', 'unknown', 'unknown']
        >>> [Rule("basin", "area_m2", "at_least", 100.0).answer(fact) for fact in (100.0, 99.0, None)]
        ['pass', 'fail', 'unknown']
        """
        if fact is None:
            return UNKNOWN
        if isinstance(fact, AbstractSet):
            return self._of_words(fact)
        if math.isnan(fact):
            return UNKNOWN
        good = {"at_least": fact >= self.value, "at_most": fact <= self.value, "above": fact > self.value}
        return PASS if good[self.operator] else FAIL

    def _of_words(self, said: AbstractSet[str]) -> str:
        open_ = bool(said & self.unclear) or UNREAD in said
        if self.operator == "none_of":
            return FAIL if said & self.words else UNKNOWN if open_ else PASS
        others = said - self.words - self.unclear - {UNREAD}
        return FAIL if others else UNKNOWN if open_ or not said else PASS

    def text(self) -> Text:
        """Return the rule as a sentence without a verb.

        >>> Rule("basin", "area_m2", "at_least", 100.0, unit="m²").text()
        Text(da='plads mindst 100 m²', en='space at least 100 m²')
        >>> Rule("basin", "mapped_lot", "none_of", unclear=frozenset({"v1"})).text()
        Text(da='kortlagt grund (V1 undersøges)', en='mapped lot (V1 to be examined)')
        """
        what, how = word(self.criterion), word(self.operator)
        if self.criterion in NUMBER_CRITERIA:
            unit = f" {self.unit}" if self.unit else ""
            return Text(f"{what.da} {how.da} {danish(self.value)}{unit}", f"{what.en} {how.en} {self.value:g}{unit}")
        named, also = (Text(*_listed(some)) for some in (self.words, self.unclear))
        rule = Text(f"{what.da} {how.da} {named.da}", f"{what.en} {how.en} {named.en}") if self.words else what
        if not self.unclear:
            return rule
        return Text(f"{rule.da} ({also.da} undersøges)", f"{rule.en} ({also.en} to be examined)")


def _listed(words: Iterable[str]) -> tuple[str, str]:
    """Return words as people write them, in both languages."""
    answers = {"yes": Text("ja", "yes"), "no": Text("nej", "no"), "graes": Text("græs", "græs")}
    answers |= {"befaestet": Text("befæstet", "befæstet")}
    said = [answers.get(one, Text(one, one) if len(one) > _SHORT or one in _CLASSES else Text(one.upper(), one.upper()))
            for one in sorted(words)]  # fmt: skip
    return ", ".join(one.da for one in said), ", ".join(one.en for one in said)


_SHORT = 4  # letters of an abbreviation, such as V1 and BNBO; classes of land cover of so few letters are words
_CLASSES = frozenset({"eng", "have", "mark", "grus", "skov", "vand", "vej", "tag", "sti"})


def verdict(answers: Iterable[str]) -> str:
    """Return ``fails`` when any rule fails, else ``to_examine`` when any is unknown, else ``qualifies``.

    >>> verdict(["pass", "unknown"]), verdict(["unknown", "fail"]), verdict(["pass"])
    ('to_examine', 'fails', 'qualifies')
    """
    said = set(answers)
    return FAILS if FAIL in said else TO_EXAMINE if UNKNOWN in said else QUALIFIES


def plain_word(text: object) -> str:
    """Return a word of a layer as rules write it: small letters, without Danish ones.

    >>> plain_word(" Græs ")
    'graes'
    """
    said = str(text).strip().casefold()
    return said.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")


def words_in(text: str) -> frozenset[str]:
    """Return the words of a cell of the table, parted by semicolons."""
    return frozenset(plain_word(part) for part in text.split(";") if part.strip())


def solution_rules(table: Table | None = None) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of each solution, in the order of the table.

    Parameters
    ----------
    table:
        Table ``solution_rules``, or the user's own of that shape; it takes the place of all shipped ones.

    Raises
    ------
    TableError
        For rules of solutions that the catalogue does not have.

    >>> rules = solution_rules()["permeable_bed"]
    >>> [rule.text().en for rule in rules if rule.criterion == "building_distance_m"]
    ['distance to a building at least 5 m']
    """
    given = load_table("solution_rules") if table is None else table
    made: dict[str, list[Rule]] = {kind: [] for kind in solution_catalogue()}
    known = ", ".join(made)
    strange = dict.fromkeys(kind for kind in given.frame["kind"].map(str) if kind not in made)
    if strange:
        raise table_error(
            given.form,
            [
                Text(f"ingen løsning ved navn {kind} (kendte: {known})", f"no solution called {kind} (known: {known})")
                for kind in strange
            ],
        )
    for row in given.frame.to_dict("records"):
        made[str(row["kind"])].append(
            Rule(
                str(row["kind"]),
                str(row["criterion"]),
                str(row["operator"]),
                float(row["value"]),
                words_in(str(row["words"])),
                words_in(str(row["unclear"])),
                str(row["unit"]),
                Text(str(row["why_da"]), str(row["why_en"])),
                Text(str(row["source_da"]), str(row["source_en"])),
                bool(row["verified"]),
            )
        )
    return {kind: tuple(rules) for kind, rules in made.items()}


def answers_of(rules: Iterable[Rule], facts: Mapping[str, Fact]) -> dict[Rule, str]:
    """Return the answer of each rule from the facts by criterion; a fact that is not there is unknown."""
    return {rule: rule.answer(facts.get(rule.criterion)) for rule in rules}


def rule_table(rules: Mapping[str, tuple[Rule, ...]], counts: Mapping[Rule, Mapping[str, int]]) -> pd.DataFrame:
    """Return the rules used, each with how many places passed it, failed it, and left it open.

    Columns: solution, criterion, operator, rule_value, words, unclear, rule_unit, places_yes, places_no, places_open,
    verified, why_da, why_en, source_da, source_en.
    """
    rows = []
    for kind, own in rules.items():
        for rule in own:
            count = counts.get(rule, {})
            rows.append(
                {
                    "solution": kind,
                    "criterion": rule.criterion,
                    "operator": rule.operator,
                    "rule_value": rule.value,
                    "words": "; ".join(sorted(rule.words)),
                    "unclear": "; ".join(sorted(rule.unclear)),
                    "rule_unit": rule.unit,
                    "places_yes": count.get(PASS, 0),
                    "places_no": count.get(FAIL, 0),
                    "places_open": count.get(UNKNOWN, 0),
                    "verified": rule.verified,
                    "why_da": rule.why.da,
                    "why_en": rule.why.en,
                    "source_da": rule.source.da,
                    "source_en": rule.source.en,
                }
            )
    table = pd.DataFrame(rows)
    table.attrs["title"] = Text("Regler for, hvor løsninger passer", "Rules for where solutions fit")
    return table
