"""Parameters of sub-catchments, declared once; loads no numeric library."""

from __future__ import annotations

import enum
import itertools
from dataclasses import dataclass

from gistools._checks import numbers_listed
from gistools.cloudburst.params import MOST_RAIN_MM, LossParams, ReportParams
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Params, param


class SewerRule(enum.StrEnum):
    """What sewer catchments do to sub-catchments."""

    CUT = "cut"
    GUIDE = "guide"


@dataclass(frozen=True, kw_only=True)
class SubCatchmentParams(Params):
    """How far basins are put together to sub-catchments (deloplande); all limits that are given hold."""

    min_area_ha: float = param(
        10.0,
        unit="ha",
        minimum=0.0,
        label=Text("Mindste delopland", "Smallest sub-catchment"),
        help=Text(
            "Mindre deloplande lægges, det mindste først, til det, som deres vand løber over i; rester ved kortets "
            "rand samles i et delopland for hver vej ud.",
            "Smaller sub-catchments join, the smallest first, the one that their water runs into; rests at the rim of "
            "the map are gathered in one for each way out.",
        ),
    )
    min_bluespot_m3: float = param(
        0.0,
        unit="m³",
        minimum=0.0,
        label=Text("Mindste rumfang af lavninger", "Least volume of bluespots"),
        help=Text(
            "Deloplande, hvis lavninger rummer mindre, lægges til det, som deres vand løber over i.",
            "Sub-catchments whose bluespots hold less join the one that their water spills into.",
        ),
        advanced=True,
    )
    stream_area_ha: float = param(
        2.0,
        unit="ha",
        minimum=0.0,
        label=Text("Opland, hvor en strøm begynder", "Area at which a stream begins"),
        help=Text(
            "Land, der løber lige ud af kortet, deles mellem de strækninger af strømme, det løber til; en strøm "
            "begynder, hvor dens opland når denne størrelse, når alt er fyldt.",
            "Land that drains straight off the map is parted by the stretches of streams that it runs to; a stream "
            "begins where its contributing area reaches this size, when all is full.",
        ),
        advanced=True,
    )
    max_count: int | None = param(
        None,
        minimum=1,
        label=Text("Højst så mange deloplande", "At most so many sub-catchments"),
        help=Text(
            "Deloplande lægges sammen, det mindste først, til der højst er så mange; kloakoplande, der skærer, og "
            "rettelser i hånden kommer oveni.",
            "Sub-catchments are put together, the smallest first, until there are at most so many; sewer catchments "
            "that cut, and edits by hand, come on top.",
        ),
    )
    link_rain_mm: float | None = param(
        None,
        unit="mm",
        minimum=0.0,
        maximum=MOST_RAIN_MM,
        label=Text("Hører sammen ved en regn på", "Belong together at a rain of"),
        help=Text(
            "Hvad vand forbinder ved denne regn, hører sammen: pytter, der er vokset sammen, og dem, der løber over i "
            "hinanden. Uden den hører alle pytter i en lavning sammen.",
            "What water links at this rain belongs together: ponds that have grown into one, and those that spill "
            "into each other. Without it all pits of a bluespot belong together.",
        ),
    )
    sewer_rule: SewerRule = param(
        SewerRule.CUT,
        choices={
            SewerRule.CUT: Text("skærer deloplandene", "cut the sub-catchments"),
            SewerRule.GUIDE: Text("styrer, hvad der lægges sammen", "guide what is put together"),
        },
        label=Text("Kloakoplande", "Sewer catchments"),
        help=Text(
            "Skærer: terrænet bestemmer, hvor vandet løber, og hvert delopland deles ved kloakoplandets grænse. "
            "Styrer: intet deles, og kun lavninger med størstedelen i samme kloakopland lægges sammen.",
            "Cut: the ground decides where water runs, and each sub-catchment is parted at the border of a sewer "
            "catchment. Guide: nothing is parted, and only basins mostly in the same sewer catchment are put together.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class SubCatchmentToolParams(SubCatchmentParams, LossParams, ReportParams, TerrainParams):
    """Sub-catchments of a terrain, and their water at some rains."""

    rains_mm: str = param(
        "30 75 100",
        label=Text("Regn (mm)", "Rains (mm)"),
        help=Text(
            "Regn, som hvert deloplands vandregnskab føres for, stigende, fx '30 75 100'; kortet viser den sidste.",
            "Rains that the water ledger of each sub-catchment is kept for, rising, such as '30 75 100'; the map shows "
            "the last.",
        ),
    )
    places: int = param(
        5,
        minimum=1,
        maximum=1000,
        label=Text("Sårbare steder pr. delopland", "Vulnerable places of each sub-catchment"),
        help=Text(
            "Så mange lavninger nævnes i hvert delopland: dem med størst skade, ellers med mest vand ved den sidste "
            "regn.",
            "So many bluespots are named in each sub-catchment: those of most damage, else of most water at the last "
            "rain.",
        ),
        advanced=True,
    )

    @property
    def rains(self) -> tuple[float, ...]:
        """The rains as numbers, mm.

        >>> SubCatchmentToolParams(rains_mm="30 75").rains
        (30.0, 75.0)
        """
        return numbers_listed(self.rains_mm)

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the rains."""
        faults = super().conflicts(given)
        rains = self.rains
        rising = all(a < b for a, b in itertools.pairwise((0.0, *rains)))
        if not rains or not rising or rains[-1] > MOST_RAIN_MM:
            faults += (
                Text(
                    f"rains_mm = {self.rains_mm!r}: stigende tal over 0, højst {MOST_RAIN_MM:.0f}",
                    f"rains_mm = {self.rains_mm!r}: rising numbers above 0, at most {MOST_RAIN_MM:.0f}",
                ),
            )
        return faults
