"""Parameters of ways to school, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.pathnet.access_params import MainPartParams, access_param
from gistools.pathnet.build_params import BuildParams
from gistools.text import Text
from gistools.tool import param

SPOT_M = 25.0
"""Metres from a crossing, along the ways, that its flag is about; a choice."""


@dataclass(frozen=True, kw_only=True)
class SchoolParams(MainPartParams):
    """How homes and schools meet the network, and how much is gone to avoid what raises a flag."""

    grade: int | None = param(
        None,
        minimum=0,
        maximum=10,
        label=Text("Klassetrin", "Grade"),
        help=Text(
            "Kun dette klassetrin; 0 er børnehaveklassen. Alle, når det udelades.",
            "This grade alone; 0 is the kindergarten class. All when left out.",
        ),
    )
    access_m: float = access_param(150.0)  # further than elsewhere: a school is one point in the midst of its ground
    caution: float = param(
        5.0,
        minimum=1.0,
        maximum=100.0,
        label=Text("Omvej for at undgå flag", "Detour to avoid flags"),
        help=Text(
            "Den sikreste vej regner en meter med flag som så mange meter, og en ukendt meter som halvvejs. Et valg.",
            "The safest way counts a metre with a flag as so many metres, and an unknown one as half-way. A choice.",
        ),
    )
    spot_m: float = param(
        SPOT_M,
        unit="m",
        minimum=1.0,
        maximum=500.0,
        label=Text("Strækning om en krydsning", "Stretch about a crossing"),
        help=Text(
            "Så langt fra krydsningen gælder dens flag, langs vejene; et uheld har sin afstand i tabellen. Et valg.",
            "So far from the crossing its flag is told, along the ways; an accident has its distance in the table. "
            "A choice.",
        ),
    )
    match_m: float = param(
        2.0,
        unit="m",
        minimum=0.0,
        maximum=50.0,
        label=Text("Vurderede veje passer inden for", "Judged roads match within"),
        help=Text(
            "En vurderet linje gælder de strækninger, der følger den så tæt.",
            "A judged line is about the stretches that follow it as closely.",
        ),
        advanced=True,
    )
    mends: int = param(
        20,
        minimum=0,
        maximum=500,
        label=Text("Forbedringer, der regnes", "Mends that are worked out"),
        help=Text(
            "De strækninger med flag, som flest bruger; hver regnes helt om. 0 for ingen.",
            "The stretches with flags that most use; each is worked out anew. 0 for none.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class SchoolRoutesParams(BuildParams, SchoolParams):
    """All of the tool ``school-routes``."""
