"""Parameters of slopes from terrain, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class SlopeParams(Params):
    """How slopes are measured in the terrain."""

    window_m: float = param(
        12.0,
        unit="m",
        minimum=1.0,
        maximum=100.0,
        label=Text("Stigning måles over", "Slope is measured over"),
        help=Text(
            "Den stejleste stigning over et stykke af denne længde. 12 m er afstanden mellem hvileplaner i BR18.",
            "The steepest slope over a stretch of this length. 12 m is the distance of landings in BR18.",
        ),
    )
    smooth_m: float = param(
        3.0,
        unit="m",
        minimum=0.0,
        maximum=50.0,
        label=Text("Terrænet udjævnes over", "Terrain is smoothed over"),
        help=Text(
            "Højdemodellens støj udjævnes over dette stykke, før stigningen måles; 0 udjævner ikke.",
            "Noise of the elevation model is smoothed over this stretch before slope is measured; 0 does not smooth.",
        ),
        advanced=True,
    )
    least_m: float = param(
        3.0,
        unit="m",
        minimum=0.0,
        maximum=50.0,
        label=Text("Korteste stykke, der måles", "Shortest stretch that is measured"),
        help=Text(
            "Et kortere stykke måles over denne længde, forlænget lige ud i begge ender, da støj ellers bliver til "
            "stigning.",
            "A shorter stretch is measured over this length, extended straight at both ends, as noise becomes slope "
            "otherwise.",
        ),
        advanced=True,
    )
