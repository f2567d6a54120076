"""What new links may cross, declared once for all tools that propose them; loads no numeric library."""

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
class CrossingParams(Params):
    """What a new link may cross, and at which price."""

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
