"""What a rule tells of each object that it is asked of (optælling): wrong, in doubt, or right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gistools.addresses.findings import Answer, Found
from gistools.text import Text, joined

if TYPE_CHECKING:
    from gistools.addresses.rule_book import Severity
    from gistools.text import Text


@dataclass(eq=False)
class Tally:
    """Objects of one kind that a rule is asked of; one finding for each that is wrong.

    Parameters
    ----------
    rule:
        Its code.
    kind:
        The object, as findings call it.

    >>> from gistools.text import Text
    >>> tally = Tally("B08", "building")
    >>> tally.ask("b1"), tally.ask("b2"), tally.doubt("b2", Text("året mangler", "no year"))
    (None, None, None)
    >>> tally.answer().asked, tally.answer().unknown, tally.answer().why.en
    (2, 1, 'no year')
    """

    rule: str
    kind: str
    _asked: set[str] = field(default_factory=set)
    _told: dict[str, list[Text]] = field(default_factory=dict)
    _severity: dict[str, Severity | None] = field(default_factory=dict)
    _others: dict[str, set[str]] = field(default_factory=dict)
    _about: dict[str, list[str]] = field(default_factory=dict)
    _doubts: dict[str, list[Text]] = field(default_factory=dict)

    def ask(self, one: str) -> None:
        """Count an object as asked of."""
        self._asked.add(one)

    def tell(
        self, one: str, what: Text, severity: Severity | None = None, others: tuple[str, ...] = (), about: str = ""
    ) -> None:
        """Say what is wrong with an object; of several severities the one that was told first holds.

        Parameters
        ----------
        about:
            What it is known by again, where the sentence is another on the next day.
        """
        self.ask(one)
        self._told.setdefault(one, []).append(what)
        self._about.setdefault(one, []).append(about or what.en)
        self._severity.setdefault(one, severity)
        self._others.setdefault(one, set()).update(others)

    def doubt(self, one: str, why: Text) -> None:
        """Say why something of an object cannot be told; nothing where something else is wrong with it."""
        self.ask(one)
        self._doubts.setdefault(one, []).append(why)

    def answer(self) -> Answer:
        """Return what the rule answers: findings in the order of ids, the commonest doubt first."""
        found = tuple(
            Found(self.rule, self.kind, one, joined(dict.fromkeys(told)), others=tuple(sorted(self._others[one])),
                  severity=self._severity[one], about="; ".join(self._about[one]))
            for one, told in sorted(self._told.items())
        )  # fmt: skip
        left = {one: dict.fromkeys(why) for one, why in self._doubts.items() if one not in self._told}
        count = Counter(why for all_ in left.values() for why in all_)
        kinds = sorted(count, key=lambda why: (-count[why], why.da))
        return Answer(self.rule, len(self._asked), len(left), found, joined(kinds) if kinds else None)
