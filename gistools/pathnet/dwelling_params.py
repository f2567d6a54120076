"""What an address counts for, declared once for all tools of paths; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class DwellingParams(Params):
    """What an address counts for; read by `homes.dwellings_of`."""

    dwellings_field: str = param(
        "",
        label=Text("Felt med boliger", "Field of dwellings"),
        help=Text(
            "Kolonne i adresserne, der tælles; tom: antal_boliger, når den er der, ellers tæller hver adresse for én.",
            "Column of the addresses that is counted; empty: antal_boliger where it is there, else one each.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class HomeParams(DwellingParams):
    """How far addresses may lie from the network, and what each counts for."""

    access_m: float = param(
        50.0,
        unit="m",
        minimum=0.0,
        maximum=5_000.0,
        label=Text("Højst så langt fra en vej eller sti", "At most so far from a way"),
        help=Text(
            "Adresser og mål, der ligger længere fra et brugbart stykke, er ikke på nettet og tælles for sig.",
            "Addresses and destinations further from a usable edge are not on the network, and are counted apart.",
        ),
    )
