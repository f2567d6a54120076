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
