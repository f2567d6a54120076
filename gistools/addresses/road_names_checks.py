"""The checks of a road name as data: under which rule, how grave, what they say, and whether that was read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gistools.addresses.rule_book import Severity
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE = "road_name_checks"


@dataclass(frozen=True, slots=True)
class NameCheck:
    """A check of a road name.

    Parameters
    ----------
    name:
        Of the check.
    rule:
        The rule that it belongs to (`gistools.addresses.address_rules`).
    severity:
        Of what it finds.
    says:
        What is wrong, with ``{places}`` for what was found.
    verified:
        Whether it stands so in a source that was read; gistools' own tests do not.
    """

    name: str
    rule: str
    severity: Severity
    says: Text
    verified: bool


@dataclass(frozen=True, slots=True)
class NameFault:
    """What a check found in a name.

    Parameters
    ----------
    check, rule, severity, verified:
        As `NameCheck` has them.
    reason:
        What is wrong, as a sentence without an end.
    """

    check: str
    rule: str
    severity: Severity
    reason: Text
    verified: bool


@cache
def name_checks() -> Mapping[str, NameCheck]:
    """Return the checks by their names."""
    rows = load_table(TABLE).frame.to_dict("records")
    return {
        str(row["check_name"]): NameCheck(
            str(row["check_name"]),
            str(row["rule"]),
            Severity(row["severity"]),
            Text(str(row["text_da"]), str(row["text_en"])),
            bool(row["verified"]),
        )
        for row in rows
    }


def fault(check: str, *, verified: bool = True, **found: object) -> NameFault:
    """Return what a check says of what was found; not verified where its judgement is gistools' own.

    A value that is a `Text` is told in each language.
    """
    one = name_checks()[check]
    da, en = (
        one.says.say(lang).format(**{k: v.say(lang) if isinstance(v, Text) else v for k, v in found.items()})
        for lang in ("da", "en")
    )
    return NameFault(check, one.rule, one.severity, Text(da, en), one.verified and verified)
