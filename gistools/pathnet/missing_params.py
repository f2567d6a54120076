"""Parameters of the search for missing links, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.pathnet.access_params import AccessParams
from gistools.pathnet.build_params import BuildParams
from gistools.pathnet.crossing_params import CrossingParams
from gistools.pathnet.dwelling_params import DwellingParams
from gistools.pathnet.link_measure import Measure
from gistools.pathnet.slopes_params import SlopeParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class CandidateParams(CrossingParams, AccessParams):
    """Which links are thought of."""

    max_link_m: float = param(
        200.0,
        unit="m",
        minimum=1.0,
        maximum=5_000.0,
        label=Text("Længste nye forbindelse", "Longest new link"),
        help=Text(
            "Så lange rette linjer mellem øer, løse ender, planområders udgange og naboer prøves. Et valg.",
            "Straight lines as long between islands, loose ends, exits of plan areas and neighbours. A choice.",
        ),
    )
    least_detour: float = param(
        1.5,
        minimum=1.0,
        maximum=100.0,
        label=Text("Mindste omvej", "Least detour"),
        help=Text(
            "En forbindelse prøves kun, når vejen i dag er så mange gange længere, eller der ingen er.",
            "A link is tried only when the way of today is so many times as long, or there is none.",
        ),
    )
    most_candidates: int = param(
        500,
        minimum=1,
        maximum=5_000,
        label=Text("Flest forbindelser, der regnes på", "Most links that are worked out"),
        help=Text(
            "De, der forbinder mest net eller sparer den længste omvej, regnes der på; resten tælles.",
            "Those that join most network or save the longest detour are worked out; the rest are counted.",
        ),
        advanced=True,
    )


class Unknown(enum.StrEnum):
    """What becomes of an edge that a profile may or may not be able to use."""

    PASSES = "passes"
    BLOCKS = "blocks"


@dataclass(frozen=True, kw_only=True)
class LinkGainParams(DwellingParams):
    """For whom links are, what they shall give, and what may be spent."""

    profile: str = param(
        "walking",
        label=Text("Profil", "Profile"),
        help=Text(
            "Hvem forbindelserne er for: walking, cycling, wheelchair, walking_aid eller school_child.",
            "For whom the links are: walking, cycling, wheelchair, walking_aid or school_child.",
        ),
    )
    unknown: Unknown = param(
        Unknown.PASSES,
        choices={
            Unknown.PASSES: Text("Kan bruges", "Can be used"),
            Unknown.BLOCKS: Text("Kan ikke bruges", "Cannot be used"),
        },
        label=Text("Det, der ikke vides", "What is not known"),
        help=Text(
            "En sti, hvis bredde, kantsten eller andet mangler, regnes som en, der kan bruges, eller som en, der ikke "
            "kan. Prøv begge: forskellen skal måles op først.",
            "A way whose width, kerb or other is not written down counts as one that can be used, or that cannot. Try "
            "both: the difference is to be surveyed first.",
        ),
    )
    measure: Measure = param(
        Measure.WITHIN,
        choices={
            Measure.WITHIN: Text("Flest, der får en rimelig vej", "Most who get a fair way"),
            Measure.CONNECTED: Text(
                "Flest nyforbundne, uanset hvor lang vejen er, derefter kortere veje",
                "Most newly connected, however long their way, then shorter ways",
            ),
            Measure.SAVED: Text("Kortere veje", "Shorter ways"),
        },
        label=Text("Hvad der skal vindes", "What is to be gained"),
        help=Text(
            "En rimelig vej er højst within_m lang, eller højst fair_detour gange fugleflugtslinjen. Nyforbundne og "
            "sparede meter lægges aldrig sammen: den, der ingen vej havde, har ingen meter at spare.",
            "A fair way is at most within_m long, or at most fair_detour times the straight line. Newly connected and "
            "metres saved are never added: who had no way has no metres to save.",
        ),
    )
    within_m: float = param(
        1_000.0,
        unit="m",
        minimum=10.0,
        maximum=50_000.0,
        label=Text("Rimelig vej, længde", "Fair way, length"),
        help=Text(
            "En vej til målet, der ikke er længere, er rimelig, hvor kort luftlinjen end er; adgangen til nettet er "
            "med. Et valg.",
            "A way to the destination that is no longer is fair, however short the straight line; with the access to "
            "the network. A choice.",
        ),
    )
    fair_detour: float = param(
        2.0,
        minimum=0.0,
        maximum=100.0,
        label=Text("Rimelig vej, omvej", "Fair way, detour"),
        help=Text(
            "En længere vej er rimelig, når den højst er så mange gange fugleflugtslinjen til det nærmeste mål; 0: kun "
            "længden tæller. Et valg.",
            "A longer way is fair when it is at most so many times the straight line to the nearest destination; 0: "
            "length alone counts. A choice.",
        ),
    )
    budget_dkk: float | None = param(
        None,
        unit="kr.",
        minimum=0.0,
        maximum=1e12,
        label=Text("Budget", "Budget"),
        help=Text("Hvad der må bruges på anlæg i alt.", "What may be spent on building in all."),
    )
    link_count: int = param(
        5,
        minimum=1,
        maximum=500,
        label=Text("Flest forbindelser i byggeordenen", "Most links of the build order"),
        help=Text(
            "Byggeordenen stopper ved så mange, eller når pengene er brugt, eller den næste giver for lidt.",
            "The build order ends at as many, or when the money is spent, or the next gives too little.",
        ),
    )
    least_people: float = param(
        0.0,
        unit="pr. mio. kr.",
        minimum=0.0,
        maximum=1e9,
        label=Text("Mindst så mange nyforbundne eller inden for", "At least so many connected or within"),
        help=Text(
            "En forbindelse bygges kun, når den pr. mio. kr. giver så mange, eller nok kilometer.",
            "A link is built only when it gives as many per million DKK, or enough kilometres.",
        ),
        advanced=True,
    )
    least_saved_km: float = param(
        0.0,
        unit="km pr. mio. kr.",
        minimum=0.0,
        maximum=1e9,
        label=Text("Mindst så mange kilometer sparet", "At least so many kilometres saved"),
        help=Text(
            "Boliger eller adresser gange kilometer, én tur hver, pr. mio. kr.",
            "Dwellings or addresses times kilometres, one trip each, per million DKK.",
        ),
        advanced=True,
    )
    exhaustive: int = param(
        12,
        minimum=0,
        maximum=18,
        label=Text("Prøv alle sæt af højst så mange", "Try all sets of at most so many"),
        help=Text(
            "Er der højst så mange forbindelser at vælge mellem, prøves alle sæt, og det bedste nævnes ved siden af.",
            "With at most so many links to choose among all sets are tried, and the best is told beside.",
        ),
        advanced=True,
    )
    planned_field: str = param(
        "",
        label=Text("Kolonne med planlagte boliger", "Column of planned dwellings"),
        help=Text(
            "I planområderne. Boligerne deles lige mellem områdets veje og stier efter længde. Tom: de er ikke med.",
            "In the plan areas. Dwellings are shared by length between the ways of the area. Empty: they are left out.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class MissingLinkParams(CandidateParams, LinkGainParams, SlopeParams, BuildParams):
    """All of the tool ``missing-links``."""
