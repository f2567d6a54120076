"""Parameters of the tool preparedness, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.cloudburst.params import LossParams
from gistools.plan.compare_params import NO_RAIN, NO_RAIN_TABLE, CaseParams
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Params, param


class Vehicle(enum.StrEnum):
    """What shall get through; the depths stand in the table ``passable_depths``."""

    CAR = "car"
    EMERGENCY = "emergency"


@dataclass(frozen=True, kw_only=True)
class RoadNetworkParams(Params):
    """How a road network is made of centre lines."""

    snap_m: float = param(
        0.5,
        unit="m",
        minimum=0.0,
        maximum=20.0,
        label=Text("Flyt punkter højst", "Move points at most"),
        help=Text("Vejender, der ligger så tæt, er samme kryds.", "Ends of roads that lie as near are one junction."),
        advanced=True,
    )
    attach_m: float = param(
        100.0,
        unit="m",
        minimum=0.0,
        maximum=5_000.0,
        label=Text("Største afstand til vej", "Farthest from a road"),
        help=Text(
            "Et hjem, sted eller en station hører til den nærmeste vej inden for afstanden; ellers er adgangen ukendt.",
            "A home, place or station belongs to the nearest road within the distance; else its access is unknown.",
        ),
    )
    piece_m: float = param(
        25.0,
        unit="m",
        minimum=1.0,
        maximum=1_000.0,
        label=Text("Længde af stykker", "Length of pieces"),
        help=Text(
            "Veje vises i stykker, der højst er så lange; svaret afhænger ikke af det.",
            "Roads are shown in pieces of at most this length; the answer does not depend on it.",
        ),
        advanced=True,
    )
    level_field: str = param(
        "niveau",
        label=Text("Felt med niveau", "Field of the level"),
        help=Text(
            "Kolonnen, der er over 0 for broer; uden den er alle veje på terrænet.",
            "The column that is above 0 for bridges; without it all roads lie on the ground.",
        ),
        advanced=True,
    )
    status_field: str = param(
        "status",
        label=Text("Felt med vejens status", "Field of the road's status"),
        help=Text("Kolonnen, der siger, om vejen er anlagt.", "The column that says whether the road is built."),
        advanced=True,
    )
    status_left_out: str = param(
        "Planlagt",
        label=Text("Status, der udelades", "Status that is left out"),
        help=Text("Veje med denne status regnes ikke med.", "Roads of this status do not count."),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class PreparednessParams(RoadNetworkParams):
    """What preparedness is judged by."""

    vehicle: Vehicle = param(
        Vehicle.CAR,
        choices={
            Vehicle.CAR: Text("Personbil (0,30 m): det forsigtige valg", "Car (0.30 m): the careful choice"),
            Vehicle.EMERGENCY: Text("Redningskøretøj (0,60 m)", "Emergency vehicle (0.60 m)"),
        },
        label=Text("Køretøj", "Vehicle"),
        help=Text(
            "Dybden er kildens for stillestående vand; ingen dansk norm er fundet. En ambulance på varevogn er "
            "lavere end en brandbil.",
            "The depth is the source's for standing water; no Danish norm was found. An ambulance on a van is "
            "lower than a fire engine.",
        ),
    )
    passable_depth_m: float | None = param(
        None,
        unit="m",
        minimum=0.01,
        maximum=5.0,
        label=Text("Dybde, der kan køres igennem", "Depth that can be driven through"),
        help=Text(
            "Et vejstykke er lukket, når vandet på midterlinjen er så dybt; uden et tal gælder køretøjets.",
            "A piece of road is closed when water on its centre line is as deep; without it the vehicle's counts.",
        ),
    )
    detour_ratio: float = param(
        1.2,
        minimum=1.0,
        maximum=100.0,
        label=Text("Omvej fra forhold", "Detour from a ratio of"),
        help=Text(
            "Et hjem nås ad omvej, når vejen er så mange gange længere end i tørvejr. Et valg.",
            "A home is reached by a detour when the way is so many times longer than when dry. A choice.",
        ),
    )
    dwellings_field: str = param(
        "antal_boliger",
        label=Text("Felt med boliger", "Field of dwellings"),
        help=Text(
            "Boliger i hvert hjem; uden kolonnen tælles kun hjem.",
            "Dwellings in each home; without the column only homes are counted.",
        ),
        advanced=True,
    )
    critical_codes: str = param(
        "160 421 431 432 433 439 441",
        label=Text("Anvendelseskoder for vigtige steder", "Use codes of critical places"),
        help=Text(
            "BBR-koder: døgninstitution (plejehjem), skole, hospital, hospice, sundhed, daginstitution. Et valg.",
            "BBR codes: residential institution (care home), school, hospital, hospice, health, day care. A choice.",
        ),
        advanced=True,
    )
    use_field: str = param(
        "byg021anvendelse",
        label=Text("Felt med anvendelseskode", "Field of the use code"),
        help=Text("Kolonnen med BBR's anvendelseskode.", "The column with the use code of BBR."),
        advanced=True,
    )
    name_field: str = param(
        "navn",
        label=Text("Felt med navn", "Field of the name"),
        help=Text("Kolonnen med stedets eller stationens navn.", "The column with the name of the place or station."),
        advanced=True,
    )
    road_name_field: str = param(
        "vejnavn",
        label=Text("Felt med vejnavn", "Field of the road name"),
        help=Text("Kolonnen med vejens navn, hvis den findes.", "The column with the name of the road, if any."),
        advanced=True,
    )
    place_depth_m: float = param(
        0.1,
        unit="m",
        minimum=0.0,
        maximum=10.0,
        label=Text("Vand ved et vigtigt sted fra dybde", "Water at a critical place from a depth of"),
        help=Text(
            "Et sted er ramt, når vandet ved facaden er så dybt. Et valg.",
            "A place is hit when water at the facade is as deep. A choice.",
        ),
    )
    id_field: str = param(
        "id_lokalid",
        label=Text("Felt med bygningens id", "Field of the building's id"),
        help=Text("Kolonnen med kildens eget id.", "The column with the source's own id."),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class PreparednessToolParams(CaseParams, PreparednessParams, LossParams, TerrainParams):
    """Preparedness on a terrain, for all rains."""

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of rains."""
        faults = super().conflicts(given)
        if self.periods and "rain_statistics" not in given:
            return (*faults, NO_RAIN_TABLE)
        return faults if self.rains or self.periods else (*faults, NO_RAIN)
