"""Parameters of building a path network, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.pathnet.access_params import AccessParams
from gistools.pathnet.dwelling_params import DwellingParams
from gistools.text import Text
from gistools.tool import Params, param


class Crossings(enum.StrEnum):
    """What a crossing without a shared vertex is."""

    NEVER = "never"
    SAME_LEVEL = "same_level"


@dataclass(frozen=True, kw_only=True)
class BuildParams(Params):
    """How lines become a network: what is mended, what is proposed, and what is only told."""

    mend_m: float = param(
        0.5,
        unit="m",
        minimum=0.0,
        maximum=5.0,
        label=Text("Gab, der rettes", "Gaps that are mended"),
        help=Text(
            "En løs ende så tæt på en anden linje eller ende samles med den, og det skrives i rettelserne; 0 "
            "retter intet.",
            "A loose end as near another line or end is joined with it, and listed as a repair; 0 mends nothing.",
        ),
    )
    propose_m: float = param(
        3.0,
        unit="m",
        minimum=0.0,
        maximum=50.0,
        label=Text("Gab, der foreslås rettet", "Gaps that are proposed"),
        help=Text(
            "Løse ender så tæt på en anden linje står som forslag; de samles ikke.",
            "Loose ends as near another line are listed as proposals; they are not joined.",
        ),
    )
    candidate_m: float = param(
        30.0,
        unit="m",
        minimum=0.0,
        maximum=500.0,
        label=Text("Gab, der kun nævnes", "Gaps that are only told"),
        help=Text(
            "Løse ender, der kan nå en anden del af nettet inden for så meget, står som kandidater til en ny "
            "forbindelse.",
            "Loose ends that can reach another part of the network within as much are candidates for a new link.",
        ),
    )
    crossings: Crossings = param(
        Crossings.NEVER,
        choices={
            Crossings.NEVER: Text("Aldrig en knude", "Never a node"),
            Crossings.SAME_LEVEL: Text(
                "En knude, hvor niveauerne ikke er forskellige", "A node where levels do not differ"
            ),
        },
        label=Text("Kryds uden fælles punkt", "Crossings without a shared vertex"),
        help=Text(
            "Linjer, der krydser uden et fælles punkt, kan ligge over hinanden. Vælg kun at samle dem, når "
            "laget er tegnet "
            "uden punkter i kryds.",
            "Lines that cross without a shared vertex may lie above each other. Join them only when the layer "
            "was drawn "
            "without vertices at crossings.",
        ),
    )
    z_apart_m: float = param(
        2.0,
        unit="m",
        minimum=0.1,
        maximum=100.0,
        label=Text("Højdeforskel, der skiller", "Difference of height that parts"),
        help=Text(
            "Linjer i 3D, hvis højder ved et fælles punkt er så forskellige, mødes ikke.",
            "Lines in 3D whose heights differ by more at a shared vertex do not meet.",
        ),
        advanced=True,
    )
    include_planned: bool = param(
        False,
        label=Text("Planlagte med", "With what is planned"),
        help=Text(
            "Veje og stier med status planlagt er med i nettet; ellers er de udeladt og talt.",
            "Ways of status planned are part of the network; otherwise they are left out and counted.",
        ),
    )
    kept_apart: str = param(
        "",
        label=Text("Rettelser, der ikke skal gøres", "Repairs that shall not be made"),
        help=Text(
            "Rettelsernes id fra en tidligere kørsel, med komma imellem.",
            "Ids of repairs of an earlier run, with commas between.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the three distances: each is at least the one before it."""
        faults = super().conflicts(given)
        if self.mend_m <= self.propose_m <= self.candidate_m:
            return faults
        return (
            *faults,
            Text("mend_m, propose_m og candidate_m skal stige", "mend_m, propose_m and candidate_m must rise"),
        )


@dataclass(frozen=True, kw_only=True)
class PathNetworkParams(BuildParams, DwellingParams, AccessParams):
    """Parameters of ``path-network``: how lines become a network, and whom repairs are ranked by."""
