"""How water at a building is read off a map, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


class ExposureRule(enum.StrEnum):
    """By which cells, and how, the water at a building is judged."""

    RING = "ring"
    TOUCHED_MAX = "touched-max"
    TOUCHED_MEAN = "touched-mean"
    MAX_FILTER = "max-filter"
    FACADE = "facade"
    WET_PERIMETER = "wet-perimeter"


RULE_LABELS = {
    ExposureRule.RING: Text("Ring uden om grundplanen", "Ring around the footprint"),
    ExposureRule.TOUCHED_MAX: Text("Berørte celler, størst", "Touched cells, largest"),
    ExposureRule.TOUCHED_MEAN: Text("Berørte celler, middel", "Touched cells, mean"),
    ExposureRule.MAX_FILTER: Text("Maksimumfilter k × k", "Maximum filter k × k"),
    ExposureRule.FACADE: Text("Punkter langs facaden, størst", "Points along the facade, largest"),
    ExposureRule.WET_PERIMETER: Text("Andel våd omkreds", "Share of wet perimeter"),
}


@dataclass(frozen=True, kw_only=True)
class ExposureParams(Params):
    """How the water level at a building is found."""

    exposure_rule: ExposureRule = param(
        ExposureRule.RING,
        choices=RULE_LABELS,
        label=Text("Vand ved bygningen efter", "Water at the building by"),
        help=Text(
            "Ring: alle celler lige uden for grundplanen. De andre er andre programmers regler, til sammenligning.",
            "Ring: all cells just outside the footprint. The others are rules of other programs, to compare with.",
        ),
    )
    ring_cells: int = param(
        1,
        unit="celler",
        minimum=1,
        maximum=5,
        label=Text("Ringens bredde", "Width of the ring"),
        help=Text(
            "Så mange celler uden om grundplanen ses der på.", "So many cells around the footprint are looked at."
        ),
        advanced=True,
    )
    wet_share: float = param(
        0.1,
        minimum=0.0,
        maximum=1.0,
        label=Text("Andel af cellerne, som vandet skal nå", "Share of the cells that water must reach"),
        help=Text(
            "Vandspejlet ved bygningen er det, som mindst denne andel af ringens kendte celler når; tørre celler "
            "tæller med. 0: én celle er nok. Et valg, ikke en norm.",
            "The water level at the building is the one that at least this share of the known cells of the ring "
            "reaches; dry cells count. 0: one cell is enough. A choice, not a norm.",
        ),
    )
    terrain_share: float = param(
        0.5,
        minimum=0.0,
        maximum=1.0,
        label=Text("Terræn ved facaden", "Terrain at the facade"),
        help=Text(
            "Andel af ringens celler, som ligger i eller under bygningens terrænkote: 0,5 er medianen.",
            "Share of the cells of the ring that lie at or below the building's terrain level: 0.5 is the median.",
        ),
        advanced=True,
    )
    filter_cells: int = param(
        3,
        unit="celler",
        minimum=1,
        maximum=51,
        label=Text("Maksimumfilterets side k", "Side k of the maximum filter"),
        help=Text("Et ulige antal celler.", "An odd number of cells."),
        advanced=True,
    )
    facade_step_m: float = param(
        1.0,
        unit="m",
        minimum=0.05,
        maximum=100.0,
        label=Text("Afstand mellem facadepunkter", "Distance between points of a facade"),
        help=Text(
            "Ved hvert punkt ses på den nærmeste celle uden for bygninger.",
            "At each point the nearest cell outside buildings is looked at.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of a rule."""
        faults = super().conflicts(given)
        if self.filter_cells % 2 == 0:
            faults += (
                Text(
                    f"filter_cells = {self.filter_cells}: skal være ulige",
                    f"filter_cells = {self.filter_cells}: must be odd",
                ),
            )
        return faults
