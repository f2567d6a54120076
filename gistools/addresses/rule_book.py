"""The rules for addresses and buildings (adresseregler) as data: what each says, where it stands, how grave it is."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gistools.errors import ParamError
from gistools.styles.columns_addresses import SEVERITIES
from gistools.tables import load_table
from gistools.text import Text, unknown_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

TABLE = "address_rules"


class Severity(enum.StrEnum):
    """How grave a finding is (alvor), gravest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def word(self) -> Text:
        """What it is called."""
        return SEVERITIES[self]

    @property
    def order(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class AddressRule:
    """A rule.

    Parameters
    ----------
    code:
        By which it is cited: A of addresses, G of their geometry, B of buildings.
    severity, severity_new:
        Of a finding; of one on what is new, where that is another.
    needs:
        What answers it, such as ``"register"`` or ``"roads"``; ``"person"`` when no data can.
    name, text:
        In a few words, and what it says.
    source, source_year, verified:
        Where it stands, and whether it was read there.
    """

    code: str
    severity: Severity
    severity_new: Severity
    needs: str
    name: Text
    text: Text
    source: Text
    source_year: int
    verified: bool

    def cited(self) -> Text:
        """Return it as a sentence or a letter cites it.

        >>> address_rules()["A04"].cited().da
        'regel A04, etage og dør er entydige (adresseloven § 7, stk. 4)'
        >>> address_rules()["A12"].cited().en
        'rule A12, mf asks for tv and th (guidance of Ballerup, second-hand, not verified)'
        """
        name = self.name.inside()
        doubt = Text("", "") if self.verified else Text(", ikke verificeret", ", not verified")
        return Text(
            f"regel {self.code}, {name.da} ({self.source.da}{doubt.da})",
            f"rule {self.code}, {name.en} ({self.source.en}{doubt.en})",
        )


@cache
def address_rules() -> Mapping[str, AddressRule]:
    """Return the rules by their codes, in order.

    >>> rules = address_rules()
    >>> len(rules), sum(rule.needs == "person" for rule in rules.values())
    (63, 6)
    """
    rows = load_table(TABLE).frame.to_dict("records")
    return MappingProxyType({str(row["rule"]): _rule(row) for row in rows})


def _rule(row: Mapping[Hashable, Any]) -> AddressRule:
    name, text, source = (Text(str(row[f"{key}_da"]), str(row[f"{key}_en"])) for key in ("name", "text", "source"))
    severity = Severity(row["severity"])
    new = Severity(row["severity_new"]) if row["severity_new"] else severity
    return AddressRule(str(row["rule"]), severity, new, str(row["needs"]), name, text, source,
                       int(row["source_year"]), bool(row["verified"]))  # fmt: skip


def rule_of(code: str) -> AddressRule:
    """Return a rule by its code, which may be in small letters.

    Raises
    ------
    ParamError
        When there is no such rule.

    >>> rule_of("A24").text.en, rule_of("g04").code
    ('A road name has at most 40 letters', 'G04')
    """
    found = address_rules().get(code.strip().upper())
    if found is None:
        raise ParamError(
            unknown_name(code, list(address_rules())),
            Text("en regel, fx A03, G04 eller B01", "a rule, such as A03, G04 or B01"),
            Text("se tabellen address_rules", "see the table address_rules"),
        )
    return found


def unverified_of(codes: Iterable[str]) -> Text | None:
    """Return which of some rules were not read in their source, and what they rest on instead; None for none of them.

    >>> unverified_of(["A03", "A06", "A05"]).en
    'not verified in their source: A05 and A06 (order BEK 271/2018 § 17, after the text of an older order)'
    >>> unverified_of(["A03"]) is None
    True
    """
    asked = set(codes)
    by_source: dict[Text, list[str]] = {}
    for code, rule in address_rules().items():
        if code in asked and not rule.verified:
            by_source.setdefault(rule.source, []).append(code)
    if not by_source:
        return None
    da = ", ".join(f"{' og '.join(mine)} ({source.da})" for source, mine in by_source.items())
    en = ", ".join(f"{' and '.join(mine)} ({source.en})" for source, mine in by_source.items())
    return Text(f"ikke verificeret i deres kilde: {da}", f"not verified in their source: {en}")
