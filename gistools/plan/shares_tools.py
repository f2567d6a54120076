"""The tool measure-shares as data; loads no numeric library."""

from __future__ import annotations

from gistools.cloudburst.tools import LOSS_INPUTS
from gistools.cloudburst.whatif.kinds import TYPE
from gistools.plan.compare_tools import OPTIONAL_RAIN_TABLE
from gistools.plan.shares_params import ShareToolParams
from gistools.plan.solutions_tools import (
    GROUNDWATER_AREAS,
    GROUNDWATER_DEPTH,
    MAPPED_LOTS,
    NATURE_AREAS,
    PRICES,
    STREAMS,
)
from gistools.plan.subcatchment_tools import GROUP, SEWER_CATCHMENTS
from gistools.terrain.tools import TERRAIN_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

SHARE_TOOLS = (
    Tool(
        id="measure-shares",
        title=Text("Hverdagsregn og skybrud sammen", "Everyday rain and cloudburst together"),
        summary=Text(
            "For hvert tegnet tiltag: befæstet areal, der løber dertil, delen til hverdagsregn og til skybrud i m³ og "
            "kr., forsyningens og kommunens andel, og merværdi.",
            "For each drawn measure: paved ground that runs to it, the part for everyday rain and for cloudburst in m³ "
            "and DKK, the utility's and the municipality's share, and added value.",
        ),
        group=GROUP,
        function="gistools.plan.shares_run:measure_shares_tool",
        params=ShareToolParams,
        inputs=(
            *TERRAIN_INPUTS,
            *LOSS_INPUTS,
            Input(
                "measures",
                Kind.LAYER,
                Text("Tiltag", "Measures"),
                Text(
                    "Som til what-if; en løsning af idékataloget kan stå i kolonnen loesning.",
                    "As for what-if; a solution of the catalogue may stand in the column loesning.",
                ),
                columns=(TYPE,),
            ),
            OPTIONAL_RAIN_TABLE,
            SEWER_CATCHMENTS,
            MAPPED_LOTS,
            NATURE_AREAS,
            STREAMS,
            GROUNDWATER_AREAS,
            GROUNDWATER_DEPTH,
            Input(
                "paths",
                Kind.LAYER,
                Text("Stier", "Paths"),
                Text("Midterlinjer.", "Centre lines."),
                required=False,
                geometry=Geometry.LINE,
            ),
            PRICES,
        ),
        outputs=(
            Output(
                "measure_shares",
                Kind.LAYER,
                Text("Tiltagenes andele", "Shares of the measures"),
                Text(
                    "Hvert tiltag med vand, m³ og kr. til hverdag og skybrud, andele og merværdi.",
                    "Each measure with water, m³ and DKK for everyday and cloudburst, shares and added value.",
                ),
                geometry=Geometry.POLYGON,
                style="measures",
            ),
            Output(
                "share_sums",
                Kind.TABLE,
                Text("Hvem betaler for hvad", "Who pays for what"),
                Text(
                    "Anlægspris til hverdag og skybrud for forsyning, kommune og det ukendte; summen er tiltagenes.",
                    "Capital price for everyday and cloudburst of utility, municipality and what is unknown; the sum "
                    "is that of the measures.",
                ),
            ),
            Output(
                "share_rules",
                Kind.TABLE,
                Text("Regler for betaling", "Rules of payment"),
                Text(
                    "Hvad der er læst om, hvem der må betale, med kilde; ikke juridisk rådgivning.",
                    "What was read on who may pay, with its source; no legal advice.",
                ),
            ),
        ),
    ),
)
