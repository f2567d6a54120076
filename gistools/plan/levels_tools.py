"""The tool service-level-check as data; loads no numeric library."""

from __future__ import annotations

import dataclasses

from gistools.cloudburst.rain.tools import CLIMATE_FACTORS, RAIN_STATISTICS
from gistools.cloudburst.tools import LOSS_INPUTS
from gistools.plan.levels_params import LevelCheckToolParams
from gistools.plan.subcatchment_tools import GROUP, SEWER_CATCHMENTS
from gistools.terrain.tools import TERRAIN_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

SERVICE_LEVELS = Input(
    "service_levels",
    Kind.TABLE,
    Text("Serviceniveauer", "Service levels"),
    Text(
        "En række for hvert niveau: områdetype, gentagelsesperiode_år, tilladt_dybde_cm (eller _m), gerne klima "
        "(i dag, klimaår, et årstal eller en faktor på dagens regn), navn og bemærkning. gistools har ingen niveauer: "
        "kommunen vedtager sine egne.",
        "A row for each level: area_type, return_period_years, allowed_depth_cm (or _m), and where wanted climate "
        "(today, climate-year, a calendar year or a factor on the rain of today), name and remark. gistools has no "
        "levels: the municipality adopts its own.",
    ),
)
AREAS = Input(
    "areas",
    Kind.LAYER,
    Text("Områder", "Areas"),
    Text(
        "Flader med områdetype i kolonnen area_type_field: arealdække, planområder eller egne.",
        "Polygons with the area type in the column area_type_field: land cover, plan areas or your own.",
    ),
    geometry=Geometry.POLYGON,
)
PRICES = Input(
    "measure_prices",
    Kind.TABLE,
    Text("Priser på tiltag", "Prices of measures"),
    Text(
        "Prisen pr. m³ bassin (kind basin, unit m3) med drift, levetid og prisår, gerne low_dkk og high_dkk; uden den "
        "er prisen for at lukke ukendt.",
        "The price per m³ of basin (kind basin, unit m3) with upkeep, lifetime and price year, low_dkk and high_dkk if "
        "known; without it the cost to close is unknown.",
    ),
    required=False,
)

LEVEL_TOOLS = (
    Tool(
        id="service-level-check",
        title=Text("Er serviceniveauet opfyldt?", "Is the service level met?"),
        summary=Text(
            "Hold en tabel over serviceniveauer for skybrud op mod terrænet: hvor de er opfyldt, hvor mange m³ der "
            "mangler plads til, og hvad det koster at lukke.",
            "Hold a table of service levels for cloudbursts against the terrain: where they are met, how many m³ lack "
            "room, and what it costs to close.",
        ),
        group=GROUP,
        function="gistools.plan.levels_run:service_level_check_tool",
        params=LevelCheckToolParams,
        inputs=(
            *TERRAIN_INPUTS,
            *LOSS_INPUTS,
            SERVICE_LEVELS,
            AREAS,
            RAIN_STATISTICS,
            CLIMATE_FACTORS,
            PRICES,
            dataclasses.replace(
                SEWER_CATCHMENTS,
                help=Text(
                    "Flader med kloaktype og den gentagelsesperiode, kloakken klarer; de vises i en tabel for sig.",
                    "Polygons with the kind of sewer and the return period that it carries; told in a table of their "
                    "own.",
                ),
            ),
        ),
        outputs=(
            Output(
                "service_areas",
                Kind.LAYER,
                Text("Områder, og om niveauet er opfyldt", "Areas, and whether the level is met"),
                Text(
                    "Hvert område for hvert niveau: opfyldt, ikke opfyldt eller ukendt, dybde, m² over og m³, der "
                    "mangler.",
                    "Each area for each level: met, not met or unknown, depth, m² over and m³ lacking.",
                ),
                geometry=Geometry.POLYGON,
                style="service_areas",
            ),
            Output(
                "service_ponds",
                Kind.LAYER,
                Text("Vandsamlinger, der bryder niveauet", "Ponds that break the level"),
                Text(
                    "Hver vandsamling for hvert niveau, den bryder: m³, der mangler plads til, og prisen.",
                    "Each pond for each level that it breaks: m³ lacking room, and the cost.",
                ),
                geometry=Geometry.POLYGON,
                style="service_ponds",
            ),
            Output(
                "service_level_status",
                Kind.TABLE,
                Text("Serviceniveauer og status", "Service levels and status"),
                Text(
                    "En række for hvert niveau: områder opfyldt, ikke opfyldt og ukendt, m², m³ og kr.; nr. 0 er alle "
                    "under ét.",
                    "A row for each level: areas met, not met and unknown, m², m³ and DKK; no. 0 is all together.",
                ),
            ),
            Output(
                "service_level_text",
                Kind.TABLE,
                Text("Tekst til planen", "Text for the plan"),
                Text(
                    "Et afsnit for hvert niveau og ét for alle; tallene står i tabellen over status.",
                    "A paragraph for each level and one for all; its numbers stand in the table of status.",
                ),
            ),
            Output(
                "sewer_service",
                Kind.TABLE,
                Text("Kloakkens eget serviceniveau", "The sewer's own service level"),
                Text(
                    "Hvad kloakken klarer, ved siden af praksis for kloaktypen; det er ikke skybrudsniveauet.",
                    "What the sewer carries, beside the practice of its kind; it is not the level for cloudbursts.",
                ),
                needs="sewer_catchments",
            ),
        ),
    ),
)
