"""Parameters of the search for missing links, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


class CrossingAs(enum.StrEnum):
    """What becomes of a link that crosses water, a railway or a motor road."""

    DROP = "drop"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"


@dataclass(frozen=True, kw_only=True)
class CandidateParams(Params):
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
    crossing_as: CrossingAs = param(
        CrossingAs.TUNNEL,
        choices={
            CrossingAs.DROP: Text("Ingen krydser vand, bane eller motorvej", "None crosses water, rail or motor road"),
            CrossingAs.BRIDGE: Text("Med pris på en bro", "With the price of a bridge"),
            CrossingAs.TUNNEL: Text("Bro over vand, ellers tunnel", "Bridge over water, else a tunnel"),
        },
        label=Text("Krydser vand, bane eller motorvej", "Crosses water, rail or motor road"),
        help=Text(
            "En forbindelse gennem en bygning prøves aldrig. Veje, som profilen ikke kan bruge, krydses med prisen på "
            "en krydsning.",
            "A link through a building is never tried. Roads that the profile cannot use are crossed at the price of "
            "a crossing.",
        ),
    )
    most_candidates: int = param(
        200,
        minimum=1,
        maximum=5_000,
        label=Text("Flest forbindelser, der regnes på", "Most links that are worked out"),
        help=Text(
            "De, der forbinder mest net eller sparer den længste omvej, regnes der på; resten tælles.",
            "Those that join most network or save the longest detour are worked out; the rest are counted.",
        ),
        advanced=True,
    )
    attach_m: float = param(
        50.0,
        unit="m",
        minimum=0.1,
        maximum=1_000.0,
        label=Text("Højst så langt fra nettet", "At most so far from the network"),
        help=Text(
            "Adresser, mål og egne linjers ender længere fra nettet hører ikke til det; de tælles for sig.",
            "Addresses, destinations and ends of own lines further away are not on it; they are counted apart.",
        ),
        advanced=True,
    )
