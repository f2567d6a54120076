"""Parameters of the check of a draft road name, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.addresses.check_params import day_param
from gistools.grid import DENMARK
from gistools.text import Text
from gistools.tool import Params, param

RADIUS_M = 15_000.0
"""Within which a new name must be unlike all others (BEK 271/2018 section 6)."""


@dataclass(frozen=True, kw_only=True)
class RoadNameParams(Params):
    """Which name, and where the road will be."""

    name: str = param(
        label=Text("Udkast til vejnavn", "Draft road name"),
        help=Text("Navnet, som det skal skrives.", "The name as it is to be written."),
    )
    east_m: float = param(
        unit="m",
        minimum=DENMARK[0],
        maximum=DENMARK[2],
        label=Text("Vejens sted: øst", "Place of the road: east"),
        help=Text("I EPSG:25832, midt på den nye vej.", "In EPSG:25832, half way along the new road."),
    )
    north_m: float = param(
        unit="m",
        minimum=DENMARK[1],
        maximum=DENMARK[3],
        label=Text("Vejens sted: nord", "Place of the road: north"),
        help=Text("I EPSG:25832, midt på den nye vej.", "In EPSG:25832, half way along the new road."),
    )
    postcode: str = param(
        "",
        label=Text("Postnummer", "Postcode"),
        help=Text(
            "Fire cifre, flere med komma imellem; uden det spørges der ikke, om navnet er entydigt (A28).",
            "Four digits, several with commas between; without it whether the name is unique is not asked (A28).",
        ),
    )
    municipality: str = param(
        "",
        label=Text("Kommunekode", "Municipality code"),
        help=Text("Fire cifre; kommunens egne reservationer kendes på den.", "Four digits, to know own reservations."),
    )
    spoken_name: str = param(
        "",
        label=Text("Udtalt vejnavn", "Spoken road name"),
        help=Text(
            "Når navnet har en forkortelse, der ikke siges, som den skrives.",
            "When the name has an abbreviation that is not said as written.",
        ),
    )
    day: str = day_param()
    radius_m: float = param(
        RADIUS_M,
        unit="m",
        minimum=1.0,
        maximum=100_000.0,
        label=Text("Radius", "Radius"),
        help=Text(
            "Så langt må intet ens eller næsten ens navn være (BEK 271/2018 § 6: 15 km).",
            "How far no name that is the same or nearly so may be (order BEK 271/2018 § 6: 15 km).",
        ),
        advanced=True,
    )
