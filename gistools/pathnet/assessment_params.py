"""Parameters of the assessment of plan areas, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.pathnet.access_params import AccessParams
from gistools.pathnet.crossing_params import CrossingParams
from gistools.pathnet.dwelling_params import DwellingParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class AssessmentParams(CrossingParams, AccessParams):
    """How it is found out whether a plan area is connected."""

    include_planned: bool = param(
        True,
        label=Text("Områdets planlagte stier regnes som bygget", "Planned ways of the area count as built"),
        help=Text(
            "Planlagte forbindelser i området, og videre ud under samme navn. Andre planlagte regnes aldrig med.",
            "Planned links in the area, and where they go on under the same name. Others that are planned never count.",
        ),
    )
    sample_m: float = param(
        50.0,
        unit="m",
        minimum=1.0,
        maximum=1_000.0,
        label=Text("Afstand mellem prøvepunkter", "Distance between sample points"),
        help=Text(
            "Hvor der ingen adresser er i området, prøves fra punkter langs dets egne veje og stier.",
            "Where the area has no addresses, points along its own ways are tried.",
        ),
        advanced=True,
    )
    neighbour_count: int = param(
        10,
        minimum=1,
        maximum=1_000,
        label=Text("Antal naboer", "Number of neighbours"),
        help=Text(
            "De nærmeste adresser uden for området; hver bolig skal kunne nå en af dem.",
            "The nearest addresses outside the area; each home must get to one of them.",
        ),
        advanced=True,
    )
    path_network_m: float = param(
        1_000.0,
        unit="m",
        minimum=0.0,
        maximum=1e6,
        label=Text("Mindste del af stinettet", "Least part of the path network"),
        help=Text(
            "Stier, der hænger sammen i så mange meter, er det samlede stinet; er ingen så lang, da den længste del.",
            "Paths that hang together for so many metres are the main path network; the longest part if none does.",
        ),
        advanced=True,
    )
    longest_link_m: float = param(
        150.0,
        unit="m",
        minimum=1.0,
        maximum=2_000.0,
        label=Text("Længste nye forbindelse", "Longest new link"),
        help=Text(
            "Så lange lige forbindelser prøves, når det billigste sæt søges.",
            "Straight links as long as this are tried when the cheapest set is looked for.",
        ),
    )
    survey_dkk: float = param(
        2_000.0,
        unit="kr",
        minimum=0.0,
        maximum=1e7,
        label=Text("Pris for at måle en strækning op", "Price of surveying an edge"),
        help=Text(
            "Lægges til, hvor noget ikke vides. gistools' eget valg uden kilde.",
            "Added where something is not known. gistools' own choice without a source.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class AreaFieldParams(DwellingParams):
    """Which columns say what the areas and destinations are, and for whom they are judged."""

    profiles: str = param(
        "walking, cycling, wheelchair, school_child",
        label=Text("Profiler", "Profiles"),
        help=Text(
            "Profilernes id med komma imellem, eller alle: walking, cycling, wheelchair, walking_aid, school_child.",
            "Ids of profiles with commas between, or alle: walking, cycling, wheelchair, walking_aid, school_child.",
        ),
    )
    area_field: str = param(
        "",
        label=Text("Kolonne med områdets nummer eller navn", "Column with the number or name of the area"),
        help=Text(
            "Udelades den, bruges plannr, plannavn, navn eller id, den første der findes, ellers rækkens nummer.",
            "Without it plannr, plannavn, navn or id is used, the first there is, else the number of the row.",
        ),
    )
    destination_field: str = param(
        "",
        label=Text("Kolonne med målets slags", "Column with the kind of destination"),
        help=Text(
            "Skole, stoppested, butik eller andet. Udelades den, bruges slags, type, kind eller anvendelse.",
            "School, stop, shop or other. Without it slags, type, kind or anvendelse is used.",
        ),
    )
