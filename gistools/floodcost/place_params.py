"""Which critical places are looked at, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class PlaceParams(Params):
    """What critical places are called, and from which depth they are met."""

    place_name_field: str = param(
        "navn",
        label=Text("Felt med stedets navn", "Field of the place's name"),
        help=Text(
            "Navnet på det kritiske sted; nummeret, hvor det er tomt.", "Its name; the number where it is empty."
        ),
        advanced=True,
    )
    place_kind_field: str = param(
        "type",
        label=Text("Felt med stedets slags", "Field of the kind of place"),
        help=Text(
            "Fx sygehus, pumpestation eller transformer; stederne tælles efter den.",
            "Such as hospital, pumping station or substation; places are counted by it.",
        ),
        advanced=True,
    )
    place_threshold_m: float = param(
        0.2,
        unit="m",
        minimum=0.0,
        maximum=10.0,
        label=Text("Vanddybde, hvor et kritisk sted rammes", "Depth at which a critical place is met"),
        help=Text(
            "Over terrænet på stedet, som ved stueetager; en antagelse, da ingen kilde nævner kritiske steder.",
            "Above the ground of the place, as of ground floors; an assumption, since no source tells of such places.",
        ),
        advanced=True,
    )
    place_threshold_field: str | None = param(
        None,
        label=Text("Felt med stedets tærskel", "Field of the place's threshold"),
        help=Text(
            "Stedets egen tærskel i m; hvor den er tom, gælder den almindelige.",
            "The place's own threshold in m; where it is empty the usual one counts.",
        ),
        advanced=True,
    )
