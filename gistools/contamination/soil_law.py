"""Provisions on contaminated soil in the law's own words (bestemmelser), with the day on which they were read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

NOT_VERIFIED = Text("ikke verificeret", "not verified")
"""What is said of a provision that nobody read in its source."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision (bestemmelse): what it is called, its own words (Danish) and when they were read; or unread."""

    code: str
    name: Text
    quote: str
    read_on: str
    source: Text
    verified: bool

    def cited(self) -> Text:
        """Return it with its words and the day on which they were read.

        >>> provisions()["JFL50a_1"].cited().da
        'jordforureningsloven § 50 a, stk. 1: "Byzone … klassificeres som område, der kan være lettere forurenet …" (læst 2026-11-28)'
        >>> provisions()["JFL4"].cited().en
        'Soil Contamination Act section 4 (not verified)'
        """  # noqa: E501 - the answer of the example
        words = f': "{self.quote}"' if self.quote else ""
        read = Text(f"læst {self.read_on}", f"read {self.read_on}") if self.read_on else Text("", "")
        doubt = Text("", "") if self.verified else NOT_VERIFIED
        da, en = ("; ".join(filter(None, said)) for said in ((read.da, doubt.da), (read.en, doubt.en)))
        return Text(f"{self.name.da}{words} ({da})", f"{self.name.en}{words} ({en})")


@cache
def provisions() -> Mapping[str, Provision]:
    """Return the provisions by their codes.

    >>> sum(one.verified for one in provisions().values()), len(provisions())
    (16, 20)
    """
    rows = load_table("soil_law").frame.to_dict("records")
    return MappingProxyType({str(row["provision"]): _provision(row) for row in rows})


def _provision(row: Mapping[Hashable, Any]) -> Provision:
    name, source = (Text(str(row[f"{key}_da"]), str(row[f"{key}_en"])) for key in ("name", "source"))
    return Provision(str(row["provision"]), name, str(row["quote_da"]), str(row["read_on"]), source,
                     bool(row["verified"]))  # fmt: skip
