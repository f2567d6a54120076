"""The tools that compare as data; loads no numeric library."""

from __future__ import annotations

import dataclasses

from gistools.cloudburst.rain.tools import RAIN_STATISTICS, RAIN_TO_FLOOD
from gistools.plan.compare_params import CompareFloodsParams, CompareReportsParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Skybrudsplan", "Cloudburst plan")

OPTIONAL_RAIN_TABLE = dataclasses.replace(RAIN_STATISTICS, required=False)

_DEPTHS = Input(
    "model_depths",
    Kind.RASTER,
    Text("Modellens dybdekort", "The model's maps of depth"),
    Text("Et kort i m for hver regn, i samme orden.", "A map in m for each rain, in the same order."),
    required=False,
    unit="m",
    many=True,
)
_TOWN = Input(
    "town_area",
    Kind.LAYER,
    Text("Byens flade", "The town's polygon"),
    Text(
        "Hvor der ses; uden den er det hele kortet, og træk med tilfældet er mindre retfærdigt.",
        "Where one looks; without it the whole map, and the comparison with chance is less fair.",
    ),
    required=False,
    geometry=Geometry.POLYGON,
)
_MODEL = (dataclasses.replace(RAIN_TO_FLOOD, required=False), _DEPTHS)

COMPARE_TOOLS = (
    Tool(
        id="compare-reports",
        title=Text("Sammenlign model og meldinger", "Compare model and reports"),
        summary=Text(
            "Holder en model op mod meldte oversvømmelser: hvilke den rammer, og hvor meget oftere end tilfældet.",
            "Holds a model against reported floods: which it hits, and how much oftener than chance would.",
        ),
        group=GROUP,
        function="gistools.plan.compare_run:compare_reports_tool",
        params=CompareReportsParams,
        inputs=(
            Input(
                "reports",
                Kind.LAYER,
                Text("Meldinger", "Reports"),
                Text(
                    "Punkter, hvor vand er meldt: brandvæsenets udkald, forsikringsskader, borgere.",
                    "Points where water was reported: call-outs of the fire brigade, insurance claims, citizens.",
                ),
                geometry=Geometry.POINT,
            ),
            *_MODEL,
            _TOWN,
            OPTIONAL_RAIN_TABLE,
        ),
        outputs=(
            Output(
                "model_water",
                Kind.RASTER,
                Text("Modellens vand", "Modelled water"),
                Text(
                    "1 vand, 2 tørt, ved den største regn og den første dybde.",
                    "1 water, 2 dry, at the largest rain and the first depth.",
                ),
                style="model_water",
                own_name=True,
            ),
            Output(
                "report_hits",
                Kind.LAYER,
                Text("Meldinger: ramt eller ikke", "Reports: hit or missed"),
                Text(
                    "Hver melding med ramt eller ikke, afstand til modellens vand og den mindste regn, der rammer den.",
                    "Each report with hit or missed, distance to modelled water and the least rain that hits it.",
                ),
                geometry=Geometry.POINT,
                style="report_hits",
            ),
            Output(
                "report_scores",
                Kind.TABLE,
                Text("Mål for meldinger", "Scores of reports"),
                Text(
                    "Ramt, ikke ramt og det, tilfældet ville give, for hver regn, dybde og hændelse.",
                    "Hits, misses and what chance would give, for each rain, depth and event.",
                ),
            ),
            Output(
                "report_cases",
                Kind.TABLE,
                Text("Meldinger ved hver regn", "Reports at each rain"),
                Text("Hver melding ved hver regn og dybde.", "Each report at each rain and depth."),
                default=False,
            ),
        ),
    ),
    Tool(
        id="compare-floods",
        title=Text("Sammenlign model og andre kort", "Compare model and other maps"),
        summary=Text(
            "Holder en model op mod en anden models kort eller et lavningskort: træf, overset og falske alarmer.",
            "Holds a model against another model's map or a bluespot map: hits, misses and false alarms.",
        ),
        group=GROUP,
        function="gistools.plan.compare_run:compare_floods_tool",
        params=CompareFloodsParams,
        inputs=(
            *_MODEL,
            Input(
                "reality_rain",
                Kind.RASTER,
                Text("En anden models mindste regn", "Another model's least rain"),
                Text(
                    "Mindste regn i mm, der gør cellen våd; andre celler er i orden, andet koordinatsystem ikke.",
                    "Least rain in mm that wets the cell; other cells will do, another coordinate system will not.",
                ),
                required=False,
                unit="mm",
                infinite=True,
            ),
            Input(
                "reality_depths",
                Kind.RASTER,
                Text("En anden models dybdekort", "Another model's maps of depth"),
                Text(
                    "Et kort i m for hver regn, i samme orden; andre celler er i orden.",
                    "A map in m for each rain, in the same order; other cells will do.",
                ),
                required=False,
                unit="m",
                many=True,
            ),
            Input(
                "bluespot_map",
                Kind.LAYER,
                Text("Lavningskort", "Bluespot map"),
                Text("Flader, fx det nationale lavningskort.", "Polygons, such as the national bluespot map."),
                required=False,
                geometry=Geometry.POLYGON,
            ),
            _TOWN,
            OPTIONAL_RAIN_TABLE,
        ),
        outputs=(
            Output(
                "map_agreement",
                Kind.RASTER,
                Text("Model og virkelighed", "Model and reality"),
                Text(
                    "1 vådt i begge, 2 kun i modellen, 3 kun i virkeligheden, 4 tørt i begge; ved den største regn.",
                    "1 wet in both, 2 in the model alone, 3 in reality alone, 4 dry in both; at the largest rain.",
                ),
                style="flood_agreement",
                own_name=True,
            ),
            Output(
                "map_scores",
                Kind.TABLE,
                Text("Mål for kort mod kort", "Scores of map against map"),
                Text(
                    "Træf, overset og falske alarmer i m² for hver regn og dybde, og målene af dem.",
                    "Hits, misses and false alarms in m² for each rain and depth, and the scores of them.",
                ),
            ),
        ),
    ),
)
