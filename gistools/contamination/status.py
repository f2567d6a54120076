"""What is known of the soil of a lot (kortlægningsstatus): the words of the Soil Contamination Act, read and written.

Three things that look alike are kept apart: *mapped* (V1, V2), *not mapped* (the layer was read and the place is not in
it), and *unknown* (the layer could not be read, or says what nobody understands). None of them is "clean".
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from gistools._checks import plain_name
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable


class SoilStatus(enum.StrEnum):
    """Status of a locality or a place (kortlægningsstatus)."""

    V1 = "V1"
    V2 = "V2"
    V1_V2 = "V1V2"
    LOCATED = "LOK"
    OUT_AFTER = "UEK"
    OUT_BEFORE = "UIK"
    NOT_MAPPED = "NOT_MAPPED"
    UNKNOWN = "UNKNOWN"

    @property
    def word(self) -> Text:
        """What it is called where people read it."""
        return _WORDS[self]

    @property
    def means(self) -> Text:
        """What it says and does not say, in a sentence."""
        return _MEANS[self]

    @property
    def mapped(self) -> bool | None:
        """Whether it is mapped (kortlagt); None where that is not known."""
        if self is SoilStatus.UNKNOWN:
            return None
        return self in MAPPED


MAPPED = frozenset({SoilStatus.V1, SoilStatus.V2, SoilStatus.V1_V2})
"""Statuses by which a lot is mapped (JFL sections 4 and 5)."""

_WORDS = {
    SoilStatus.V1: Text("V1: muligvis forurenet", "V1: possibly contaminated"),
    SoilStatus.V2: Text("V2: forurening dokumenteret", "V2: contamination documented"),
    SoilStatus.V1_V2: Text("V1 og V2", "V1 and V2"),
    SoilStatus.LOCATED: Text("lokaliseret, uafklaret", "located, undecided"),
    SoilStatus.OUT_AFTER: Text("udgået efter kortlægning", "taken out after mapping"),
    SoilStatus.OUT_BEFORE: Text("udgået inden kortlægning", "taken out before mapping"),
    SoilStatus.NOT_MAPPED: Text("ikke kortlagt", "not mapped"),
    SoilStatus.UNKNOWN: Text("ukendt", "unknown"),
}

_MEANS = {
    SoilStatus.V1: Text(
        "Der er viden om aktiviteter, der kan have forurenet. Om jorden er forurenet, er ikke undersøgt.",
        "Activities are known that may have contaminated. Whether the soil is contaminated was not studied.",
    ),
    SoilStatus.V2: Text(
        "Der er dokumentation for forurening, der kan skade mennesker eller miljø.",
        "Contamination that can harm people or the environment is documented.",
    ),
    SoilStatus.V1_V2: Text(
        "En del er muligvis forureningsramt (V1), og på en del er forurening dokumenteret (V2).",
        "A part is possibly contaminated (V1), and on a part contamination is documented (V2).",
    ),
    SoilStatus.LOCATED: Text(
        "Regionen kender stedet, men har ikke afgjort, om det skal kortlægges.",
        "The Region knows the place and has not decided whether to map it.",
    ),
    SoilStatus.OUT_AFTER: Text(
        "Har været kortlagt og er taget ud. Hvorfor og hvornår står i Regionens sag.",
        "Was mapped and was taken out. Why and when stands in the case of the Region.",
    ),
    SoilStatus.OUT_BEFORE: Text(
        "Regionen så på stedet og kortlagde det ikke.", "The Region looked at the place and did not map it."
    ),
    SoilStatus.NOT_MAPPED: Text(
        "Stedet er ikke i laget over kortlagte grunde. Det siger ikke, at jorden er ren.",
        "The place is not in the layer of mapped lots. That does not say that the soil is clean.",
    ),
    SoilStatus.UNKNOWN: Text(
        "Kilden kunne ikke læses eller siger ikke noget om stedet.",
        "The source could not be read or says nothing of the place.",
    ),
}

_READ = {
    "v1": SoilStatus.V1,
    "v1kortlagt": SoilStatus.V1,
    "07": SoilStatus.V1,
    "v2": SoilStatus.V2,
    "v2kortlagt": SoilStatus.V2,
    "v1v2": SoilStatus.V1_V2,
    "v1ogv2": SoilStatus.V1_V2,
    "v1ogv2kortlagt": SoilStatus.V1_V2,
    "lok": SoilStatus.LOCATED,
    "lokaliseret": SoilStatus.LOCATED,
    "lokaliseretuafklaret": SoilStatus.LOCATED,
    "uek": SoilStatus.OUT_AFTER,
    "udgaaetefterkortlaegning": SoilStatus.OUT_AFTER,
    "uik": SoilStatus.OUT_BEFORE,
    "udgaaetindenkortlaegning": SoilStatus.OUT_BEFORE,
}
_MARKS = str.maketrans("", "", " ,.()-/+&")


def soil_status(text: str) -> SoilStatus:
    """Return the status that a text of a delivery says; unknown for what nobody understands.

    >>> [soil_status(text).value for text in ("V1 og V2 kortlagt", "Udgået inden kortlægning", "v2", "", "V3")]
    ['V1V2', 'UIK', 'V2', 'UNKNOWN', 'UNKNOWN']
    """
    return _READ.get(plain_name(text).translate(_MARKS), SoilStatus.UNKNOWN)


def joined_status(statuses: Iterable[SoilStatus]) -> SoilStatus:
    """Return the status of a locality of whose parts some are known (samlet status).

    V1 and V2 together are both; what is mapped comes before what is located, and that before what was taken out. An
    unknown part beside a mapped one leaves it mapped; beside any other it leaves the whole unknown.

    >>> joined_status([SoilStatus.V1, SoilStatus.V2]).value, joined_status([SoilStatus.V1, SoilStatus.OUT_AFTER]).value
    ('V1V2', 'V1')
    >>> joined_status([SoilStatus.OUT_BEFORE, SoilStatus.UNKNOWN]).value, joined_status([]).value
    ('UNKNOWN', 'NOT_MAPPED')
    """
    given = set(statuses)
    if SoilStatus.V1_V2 in given or {SoilStatus.V1, SoilStatus.V2} <= given:
        return SoilStatus.V1_V2
    order = (SoilStatus.V2, SoilStatus.V1, SoilStatus.UNKNOWN, SoilStatus.LOCATED, SoilStatus.OUT_AFTER,
             SoilStatus.OUT_BEFORE)  # fmt: skip
    return next((one for one in order if one in given), SoilStatus.NOT_MAPPED)


class Nuance(enum.StrEnum):
    """What a contamination means for use as a home (nuancering af V2)."""

    F0 = "F0"
    F1 = "F1"
    F2 = "F2"

    @property
    def means(self) -> Text:
        """What it says."""
        return _NUANCES[self]


_NUANCES = {
    Nuance.F0: Text("ingen risiko ved boligbrug", "no risk when used for housing"),
    Nuance.F1: Text("ingen risiko ved boligbrug, hvis enkle råd følges", "no risk for housing if advice is kept"),
    Nuance.F2: Text("risiko ved boligbrug, eller den skal undersøges", "a risk for housing, or it must be studied"),
}
