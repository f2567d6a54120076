"""The tools of terrain uncertainty as data; loads no numeric library."""

from __future__ import annotations

from gistools.cloudburst.tools import GROUP, TOOLS
from gistools.cloudburst.uncertain.params import UncertainRainParams
from gistools.text import Text
from gistools.tool import Geometry, Kind, Output, Tool

NAME = Text("Usikkerhed på regn til oversvømmelse", "Uncertainty of rain to flood")
P10, P50, P90 = QUANTILE_NAMES = (
    Text("Regn til oversvømmelse, P10", "Rain to flood, P10"),
    Text("Regn til oversvømmelse, P50", "Rain to flood, P50"),
    Text("Regn til oversvømmelse, P90", "Rain to flood, P90"),
)

UNCERTAIN_TOOLS = (
    Tool(
        id="rain-to-flood-uncertainty",
        title=NAME,
        summary=Text(
            "Regn til oversvømmelse i mange gennemløb med tilfældig, korreleret højdefejl: 10, 50 og 90 %.",
            "Rain to flood over many draws of a random, correlated height error: 10, 50 and 90 %.",
        ),
        group=GROUP,
        function="gistools.cloudburst.uncertain.run_tools:uncertainty_tool",
        params=UncertainRainParams,
        inputs=next(one.inputs for one in TOOLS if one.id == "rain-to-flood"),
        outputs=(
            Output(
                "wet_share",
                Kind.RASTER,
                Text("Sandsynlighed for vand", "Probability of water"),
                Text(
                    "Andel af gennemløbene, hvor cellen er våd ved regnen wet_at_mm.",
                    "Share of the draws in which the cell is wet at the rain wet_at_mm.",
                ),
                unit="%",
                style="wet_share",
                own_name=True,
                needs="wet_at_mm",
            ),
            Output(
                "p50",
                Kind.RASTER,
                P50,
                Text(
                    "Den mindste regn, som mindst halvdelen af gennemløbene er våde ved; uendelig, hvor færre "
                    "nogensinde bliver våde.",
                    "The least rain at which at least half of the draws are wet; infinite where fewer ever are.",
                ),
                unit="mm",
                style="rain_to_flood_quantile",
                own_name=True,
            ),
            Output(
                "p10",
                Kind.RASTER,
                P10,
                Text(
                    "Den mindste regn, som mindst 10 % af gennemløbene er våde ved: så lidt kan være nok; "
                    "uendelig, hvor færre nogensinde bliver våde.",
                    "The least rain at which at least 10 % of the draws are wet: so little may suffice; "
                    "infinite where fewer ever are.",
                ),
                unit="mm",
                style="rain_to_flood_quantile",
                own_name=True,
            ),
            Output(
                "p90",
                Kind.RASTER,
                P90,
                Text(
                    "Den mindste regn, som mindst 90 % af gennemløbene er våde ved: da er det næsten sikkert "
                    "vådt; uendelig, hvor færre nogensinde bliver våde.",
                    "The least rain at which at least 90 % of the draws are wet: then it is almost surely wet; "
                    "infinite where fewer ever are.",
                ),
                unit="mm",
                style="rain_to_flood_quantile",
                own_name=True,
            ),
            Output(
                "uncertain_bluespots",
                Kind.LAYER,
                Text("Lavninger med usikkerhed", "Bluespots with uncertainty"),
                Text(
                    "Lavningerne uden højdefejl, og 10, 50 og 90 % af fylderegn og rumfang over de "
                    "gennemløb, der beholder lavningen.",
                    "The bluespots without error, and 10, 50 and 90 % of fill rain and volume over the draws that "
                    "keep the bluespot.",
                ),
                geometry=Geometry.POLYGON,
                style="bluespots_by_rain",
            ),
        ),
    ),
)
