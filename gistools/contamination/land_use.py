"""What land is used for, and what is planned (anvendelse), as the Soil Contamination Act tells them apart."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text


class LandUse(enum.StrEnum):
    """What land is used for, as the law tells uses apart (anvendelse)."""

    HOME = "home"
    DAY_CARE = "day_care"
    PUBLIC_PLAYGROUND = "public_playground"
    ALLOTMENT = "allotment"
    SUMMER_HOUSE = "summer_house"
    RECREATION = "recreation"
    OPEN_ACCESS = "open_access"
    INSTITUTION = "institution"
    OTHER = "other"

    @property
    def word(self) -> Text:
        """What it is called."""
        return _USES[self]

    @property
    def sensitive(self) -> bool:
        """Whether the top 50 cm must be clean or covered there (section 72b)."""
        return self in _SENSITIVE

    @property
    def listed(self) -> bool:
        """Whether it is one of the uses of section 6(2), which ask for a permit on mapped land (section 8)."""
        return self is not LandUse.OTHER


_USES = {
    LandUse.HOME: Text("bolig", "home"),
    LandUse.DAY_CARE: Text("børneinstitution", "day-care"),
    LandUse.PUBLIC_PLAYGROUND: Text("offentlig legeplads", "public playground"),
    LandUse.ALLOTMENT: Text("kolonihave", "allotment"),
    LandUse.SUMMER_HOUSE: Text("sommerhus", "summer house"),
    LandUse.RECREATION: Text("rekreativt område", "recreation"),
    LandUse.OPEN_ACCESS: Text("alment tilgængeligt område", "area open to all"),
    LandUse.INSTITUTION: Text("institution", "institution"),
    LandUse.OTHER: Text("andet, fx erhverv", "other, such as business"),
}
_SENSITIVE = frozenset({LandUse.HOME, LandUse.DAY_CARE, LandUse.PUBLIC_PLAYGROUND, LandUse.ALLOTMENT,
                        LandUse.SUMMER_HOUSE})  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class LandUseChange:
    """What is planned on a lot (planlagt ændring).

    Parameters
    ----------
    use_now, use_planned:
        None where it is not known; what a change of use asks for is then open. Where no change is planned, give both
        alike.
    works:
        Whether there is building or civil works.
    soil_moved:
        Whether soil leaves the lot.
    """

    use_now: LandUse | None = None
    use_planned: LandUse | None = None
    works: bool = False
    soil_moved: bool = False
