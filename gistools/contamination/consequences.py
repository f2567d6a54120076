"""What the law asks for when soil is built on, used otherwise or moved (retlige konsekvenser), status by status.

Two tables hold it: `soil_law`, the provisions in the law's own words with the day on which they were read, and
`soil_consequences`, what follows for a status and a change of use. Guidance only: municipality and Region decide.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from gistools._checks import require_kind
from gistools.contamination.land_use import LandUse, LandUseChange
from gistools.contamination.soil_law import NOT_VERIFIED, Provision, provisions
from gistools.contamination.status import SoilStatus
from gistools.tables import load_table
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping


class Duty(enum.StrEnum):
    """What a consequence asks for, gravest first."""

    PERMIT = "permit"
    ENSURE = "ensure"
    REPORT = "report"
    ASK = "ask"
    RIGHT = "right"
    ADVICE = "advice"
    HISTORY = "history"

    @property
    def word(self) -> Text:
        """What it is called."""
        return _DUTIES[self]


_DUTIES = {
    Duty.PERMIT: Text("søg tilladelse", "apply for a permit"),
    Duty.ENSURE: Text("sørg for", "see to it"),
    Duty.REPORT: Text("anmeld", "report"),
    Duty.ASK: Text("spørg", "ask"),
    Duty.RIGHT: Text("mulighed", "right"),
    Duty.ADVICE: Text("råd", "advice"),
    Duty.HISTORY: Text("oplysning", "information"),
}

_CONDITIONS: Mapping[str, Text] = {
    "home_now": Text("hvis grunden bruges til bolig i dag", "if the lot is used for homes today"),
    "effort_or_use_now": Text(
        "hvis grunden er indsatsområde (§ 6, stk. 1) eller i dag bruges til et formål i § 6, stk. 2",
        "if the lot is an effort area (section 6(1)) or has a use of section 6(2) today",
    ),
}


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows for a lot (konsekvens).

    Parameters
    ----------
    duty:
        What it asks for.
    text:
        In a sentence.
    provisions:
        On which it rests; none for what is no law.
    holds:
        Whether it does; None where that depends on what is not known, which ``condition`` names.
    condition:
        When it holds; empty for always.
    """

    duty: Duty
    text: Text
    provisions: tuple[Provision, ...]
    holds: bool | None
    condition: Text

    @property
    def verified(self) -> bool:
        """Whether all provisions were read in their source."""
        return all(one.verified for one in self.provisions)

    def told(self) -> Text:
        """Return it as a sentence, with its condition where that is open, and with a doubt where one is."""
        open_ = self.holds is None
        doubt = "" if self.verified else f" ({NOT_VERIFIED.da})", "" if self.verified else f" ({NOT_VERIFIED.en})"
        return Text(
            f"{self.text.da}{f' Gælder {self.condition.da}; det vides ikke.' if open_ else ''}{doubt[0]}",
            f"{self.text.en}{f' Holds {self.condition.en}; that is not known.' if open_ else ''}{doubt[1]}",
        )


def soil_consequences(
    status: SoilStatus,
    change: LandUseChange,
    *,
    classified: bool | None = None,
    public_road: bool | None = None,
    effort_area: bool | None = None,
) -> tuple[Consequence, ...]:
    """Return what the law asks for of a lot and a change, gravest first.

    Parameters
    ----------
    status:
        Of the lot.
    change:
        What is planned.
    classified:
        Whether it lies in an area that may be slightly contaminated (områdeklassificeret); None where nobody knows.
    public_road:
        Whether it is a public road.
    effort_area:
        Whether the Region makes an effort there (section 6(1)).

    Returns
    -------
    tuple of Consequence
        Those that hold, and those of which it cannot be told whether they do (``holds`` is None); what does not hold
        is left out. A lot whose status is unknown is asked as if it were mapped, and all that follows is open.

    Raises
    ------
    WrongKindError
        For another status or change.

    >>> from gistools.contamination import LandUse
    >>> change = LandUseChange(use_now=LandUse.OTHER, use_planned=LandUse.HOME, works=True)
    >>> found = soil_consequences(SoilStatus.V2, change, classified=True, public_road=False)
    >>> [(one.duty.value, one.holds) for one in found]
    [('permit', True), ('permit', None), ('ensure', True), ('advice', True), ('advice', True)]
    >>> found[1].condition.en
    'if the lot is an effort area (section 6(1)) or has a use of section 6(2) today'
    """
    require_kind(status, SoilStatus, "status")
    require_kind(change, LandUseChange, "change")
    asked = _asked(change)
    sides = _sides(status, classified=classified, public_road=public_road)
    found: dict[tuple[str, str], Consequence] = {}
    for row in _rows():
        side = sides.get(str(row["soil_status"]), False)
        when = asked.get(str(row["use_change"]), False)
        met = _met(str(row["condition"]), change, effort_area=effort_area)
        holds = _all(side, when, met)
        if holds is False:
            continue
        key = str(row["duty"]), str(row["text_da"])  # V1 and V2 say some things alike
        one = Consequence(Duty(row["duty"]), Text(str(row["text_da"]), str(row["text_en"])),
                          tuple(provisions()[code] for code in str(row["provisions"]).split()), holds,
                          _condition(row, change, side=side, when=when))  # fmt: skip
        if key not in found or found[key].holds is None:
            found[key] = one
    order = list(Duty)
    return tuple(sorted(found.values(), key=lambda one: (order.index(one.duty), one.holds is None)))


_IF_STATUS: Mapping[str, Text] = {
    "AREA": Text("hvis grunden er områdeklassificeret", "if the lot lies in an area that may be slightly contaminated"),
    "ROAD": Text("hvis det er offentlig vej", "if it is a public road"),
}
_IF_MAPPED = Text("hvis grunden er kortlagt", "if the lot is mapped")
_IF_SENSITIVE_NOW = Text("hvis grunden i dag har en følsom brug", "if the lot has a sensitive use today")
_IF_ANOTHER_NOW = Text("hvis anvendelsen er en anden i dag", "if the use is another today")
_BECOMES_LISTED = Text(
    "hvis den bliver brugt til et andet formål i § 6, stk. 2", "if it gets another use of section 6(2)"
)
_BECOMES_SENSITIVE = Text("hvis den bliver brugt til et andet, følsomt formål", "if it gets another, sensitive use")


@cache
def _rows() -> tuple[Mapping[Hashable, Any], ...]:
    return tuple(load_table("soil_consequences").frame.to_dict("records"))


def _sides(status: SoilStatus, *, classified: bool | None, public_road: bool | None) -> dict[str, bool | None]:
    """Return which statuses of the table a lot has; None for those that nobody knows."""
    unknown = status is SoilStatus.UNKNOWN
    own = {SoilStatus.V1.value, SoilStatus.V2.value} if status is SoilStatus.V1_V2 else {status.value}
    made: dict[str, bool | None] = {one.value: one.value in own for one in SoilStatus}
    if unknown:
        made |= {SoilStatus.V1.value: None, SoilStatus.V2.value: None}
    return made | {"ANY": True, "AREA": classified, "ROAD": public_road}


def _asked(change: LandUseChange) -> dict[str, bool | None]:
    """Return which changes of the table a plan makes; None where its uses are not known."""
    now, planned = change.use_now, change.use_planned
    changes = None if now is None or planned is None else now is not planned
    return {
        "any": True,
        "works": change.works,
        "works_on_sensitive": _all(change.works, None if now is None else now.sensitive),
        "to_sensitive": _all(changes, None if planned is None else planned.sensitive),
        "to_open": _all(changes, None if planned is None else planned.listed and not planned.sensitive),
        "soil_moved": change.soil_moved,
    }


def _met(condition: str, change: LandUseChange, *, effort_area: bool | None) -> bool | None:
    now = change.use_now
    if condition == "home_now":
        return None if now is None else now is LandUse.HOME
    if condition == "effort_or_use_now":
        listed = None if now is None else now.listed
        return True if effort_area or listed else None if effort_area is None or listed is None else False
    return True


def _condition(row: Mapping[Hashable, Any], change: LandUseChange, *, side: bool | None, when: bool | None) -> Text:
    """Return what it depends on: its condition, and what of the lot or the plan is not known."""
    parts = [_CONDITIONS[str(row["condition"])]] if row["condition"] else []
    if side is None:
        parts.append(_IF_STATUS.get(str(row["soil_status"]), _IF_MAPPED))
    if when is None and row["use_change"] == "works_on_sensitive":
        parts.append(_IF_SENSITIVE_NOW)
    elif when is None and change.use_planned is None:  # uses that ask for a permit are more than the sensitive ones
        parts.append(_BECOMES_LISTED if "JFL6_2" in str(row["provisions"]).split() else _BECOMES_SENSITIVE)
    elif when is None:
        parts.append(_IF_ANOTHER_NOW)
    return Text(", og ".join(one.da for one in parts), ", and ".join(one.en for one in parts))


def _all(*answers: bool | None) -> bool | None:
    return False if False in answers else None if None in answers else True
