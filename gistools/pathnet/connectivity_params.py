"""Parameters of connectivity and service areas, declared once; loads no numeric library."""

from __future__ import annotations

import enum
import math
import re
from dataclasses import dataclass

from gistools._checks import numbers_listed
from gistools.pathnet.access_params import MainPartParams
from gistools.pathnet.build_params import BuildParams
from gistools.pathnet.dwelling_params import DwellingParams
from gistools.pathnet.profile_params import ProfileParams
from gistools.text import Text
from gistools.tool import param


class Measured(enum.StrEnum):
    """What a limit is measured in."""

    METRES = "metres"
    MINUTES = "minutes"


class Heading(enum.StrEnum):
    """Which way ways go."""

    TO = "to"
    FROM = "from"


@dataclass(frozen=True, kw_only=True)
class HomeParams(DwellingParams, MainPartParams):
    """How points meet the network, and what an address counts for."""


@dataclass(frozen=True, kw_only=True)
class PathConnectivityParams(BuildParams, ProfileParams, HomeParams):
    """All of the tool ``path-connectivity``."""

    least_cut: float = param(
        10.0,
        minimum=0.0,
        maximum=1e9,
        label=Text("Svage punkter, der skiller mindst", "Weak points that cut off at least"),
        help=Text(
            "Boliger (uden adresselag: meter), der skilles fra, når stykket eller knuden lukker. Et valg.",
            "Dwellings (without addresses: metres) that are cut off when the edge or node closes. A choice.",
        ),
    )
    network_area_km2: float | None = param(
        None,
        unit="km²",
        minimum=0.0001,
        maximum=1e6,
        label=Text("Områdets areal", "Area of the network"),
        help=Text(
            "Det areal, som laget dækker, til tætheder; uden det er der ingen.",
            "The area that the layer covers, for densities; without it there are none.",
        ),
    )
    detour_least_m: float = param(
        100.0,
        unit="m",
        minimum=1.0,
        maximum=10_000.0,
        label=Text("Omveje fra en afstand af", "Detours from a distance of"),
        help=Text(
            "Par, der ligger tættere i luftlinje, regnes ikke: deres forhold siger lidt.",
            "Pairs that are closer in a straight line are left out: their ratio says little.",
        ),
        advanced=True,
    )
    detour_addresses: int = param(
        300,
        minimum=2,
        maximum=5_000,
        label=Text("Adresser i omvejene", "Addresses of detours"),
        help=Text(
            "Så mange adresser trækkes, når der er flere; alle par af dem regnes.",
            "So many addresses are drawn when there are more; all pairs of them are counted.",
        ),
        advanced=True,
    )
    seed: int = param(
        1,
        minimum=0,
        maximum=2_147_483_647,
        label=Text("Tal for lodtrækningen", "Seed"),
        help=Text("Det samme tal trækker de samme adresser.", "The same number draws the same addresses."),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class ServiceAreaParams(BuildParams, ProfileParams, HomeParams):
    """All of the tool ``path-service-area``."""

    reach: str = param(
        "400 800",
        label=Text("Grænser", "Limits"),
        help=Text(
            "Stigende tal med mellemrum: meter eller minutter. 400 og 800 m er almindelige gangafstande, ikke en "
            "regel.",
            "Rising numbers with blanks between: metres or minutes. 400 and 800 m are usual on foot, not a rule.",
        ),
    )
    measured: Measured = param(
        Measured.METRES,
        choices={
            Measured.METRES: Text("Meter ad nettet", "Metres on the network"),
            Measured.MINUTES: Text("Minutter i profilens fart", "Minutes at the profile's speed"),
        },
        label=Text("Grænserne er i", "Limits are in"),
        help=Text(
            "Vejen fra døren til nettet er ikke med; se feltet access_m.",
            "The way from the door to the network is not part of it; see the column access_m.",
        ),
    )
    heading: Heading = param(
        Heading.TO,
        choices={
            Heading.TO: Text("Til stederne", "To the places"),
            Heading.FROM: Text("Fra stederne", "From the places"),
        },
        label=Text("Retning", "Direction"),
        help=Text(
            "Betyder noget, hvor en vej er ensrettet, eller op ad bakke er forbudt eller langsomt.",
            "Matters where a way is one-way, or uphill is barred or slow.",
        ),
        advanced=True,
    )
    unknown_blocks: bool = param(
        False,
        label=Text("Ukendt spærrer", "Unknown blocks"),
        help=Text(
            "Kortets linjer går kun ad stykker, der sikkert kan bruges. Tabellen og adresserne har begge svar.",
            "The lines of the map go by edges that can surely be used. Table and addresses have both answers.",
        ),
    )

    @property
    def limits(self) -> tuple[float, ...]:
        """The limits as numbers."""
        return numbers_listed(self.reach)

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the limits: one to five rising numbers above 0."""
        faults, found = super().conflicts(given), self.limits
        if re.fullmatch(r"\s*\d+(,\d{3,})+\s*", self.reach):  # two limits, or one with three decimals?
            found = ()
        rising = all(a < b for a, b in zip((0.0, *found), found, strict=False))
        if found and len(found) <= MOST_BANDS and rising and all(map(math.isfinite, found)):
            return faults
        return (
            *faults,
            Text(
                f"reach = {self.reach!r}: giv 1 til {MOST_BANDS} stigende tal over 0, fx 400 800",
                f"reach = {self.reach!r}: give 1 to {MOST_BANDS} rising numbers above 0, such as 400 800",
            ),
        )


MOST_BANDS = 5
"""Limits that a map has colours for."""
