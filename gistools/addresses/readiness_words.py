"""Sentences on the address readiness of a plan (adresseklarhed i ord), Danish and English."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gistools.text import Text, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS: Mapping[str, Text] = {
    "plot": Text("grunde", "plots"),
    "binding": Text("bindende byggefelter", "binding building fields"),
    "advisory": Text("vejledende byggefelter", "advisory building fields"),
    "undecided": Text("byggefelter, hvis binding er uafklaret,", "building fields not told to be binding or advisory"),
}
"""What targets are called, in the order in which they are told."""


def plan_name(plan: Mapping[Any, Any]) -> Text:
    """Return what a plan is called: its number and name, else its id.

    >>> plan_name({"plan_number": "12", "plan_name": "Skeen", "plan_id": "7"}).en
    'Local plan 12 Skeen'
    """
    told = " ".join(one for one in (plan["plan_number"], plan["plan_name"]) if one) or plan["plan_id"]
    return Text(f"Lokalplan {told}", f"Local plan {told}")


def sentence(plan: Mapping[Any, Any], by: Mapping[tuple[str, str], int], most_days: int, late: str, why: Text) -> Text:
    """Return one sentence on a plan.

    Parameters
    ----------
    plan:
        With its names, ``plan_status`` and ``adopted_days``.
    by:
        Number of targets by kind and by yes, no and unknown.
    most_days:
        How long after adoption targets may be without an address.
    late, why:
        Yes, no or unknown, and why it is unknown.
    """
    name, parts = plan_name(plan), []
    for kind, word in KINDS.items():
        yes, no, unknown = (by[kind, has] for has in ("yes", "no", "unknown"))
        if not yes + no + unknown:
            continue
        doubt = Text(f" ({unknown} kan ikke afgøres)", f" ({unknown} cannot be told)") if unknown else Text("", "")
        total = yes + no + unknown
        parts.append(Text(f"{yes} af {total} {word.da} har en adresse{doubt.da}",
                          f"{yes} of {total} {word.en} have an address{doubt.en}"))  # fmt: skip
    if not parts:
        parts.append(Text("ingen grunde eller byggefelter i laget", "no plots or building fields in the layer"))
    parts.append(_since(plan))
    ends = {
        "yes": Text(f", over grænsen på {most_days} dage", f", over the limit of {most_days}"), "no": Text("", ""),
        "unknown": Text(f"; kan ikke afgøres: {why.da}", f"; cannot be told: {why.en}"),
    }[late]  # fmt: skip
    said = joined(parts)
    return Text(f"{name.da}: {said.da}{ends.da}.", f"{name.en}: {said.en}{ends.en}.")


def _since(plan: Mapping[Any, Any]) -> Text:
    status, days = plan["plan_status"], plan["adopted_days"]
    if status == "proposal":
        return Text("forslag, ikke vedtaget", "a proposal, not adopted")
    if status == "cancelled":
        return Text("aflyst", "cancelled")
    if not math.isfinite(days):
        return Text("vedtagelsesdato ukendt", "day of adoption not known")
    if days < 0:
        return Text(f"gælder om {-days:.0f} dage", f"in force in {-days:.0f} days")
    return Text(f"vedtaget for {days:.0f} dage siden", f"adopted {days:.0f} days ago")
