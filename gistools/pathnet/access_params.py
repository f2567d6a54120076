"""How far a place may lie from the network, declared once for all tools of paths; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


def access_param(default: float) -> float:
    """Return the declaration of ``access_m``; a room's tools differ in the default at most, where places do."""
    made: float = param(
        default,
        unit="m",
        minimum=0.1,
        maximum=5_000.0,
        label=Text("Højst så langt fra en vej eller sti", "At most so far from a way"),
        help=Text(
            "Adresser og andre steder, der ligger længere fra et brugbart stykke, er ikke på nettet og tælles for sig; "
            "rutens start og mål afvises.",
            "Addresses and other places further from a usable edge are not on the network, and are counted apart; "
            "start and goal of a route are refused.",
        ),
    )
    return made


@dataclass(frozen=True, kw_only=True)
class AccessParams(Params):
    """How far a place may lie from the network."""

    access_m: float = access_param(50.0)


@dataclass(frozen=True, kw_only=True)
class MainPartParams(AccessParams):
    """How places meet the network when there are many: the main part is preferred to an island beside it."""

    slack_m: float = param(
        10.0,
        unit="m",
        minimum=0.0,
        maximum=1_000.0,
        label=Text("Hovednettet må ligge så meget længere væk", "The main part may be so much further away"),
        help=Text(
            "Et punkt hører til hovednettet, når det er højst så meget længere væk end det nærmeste stykke.",
            "A point belongs to the main part when that is at most so much further away than the nearest edge.",
        ),
        advanced=True,
    )
