"""The cloudburst tools as data; loads no numeric library."""

from __future__ import annotations

import dataclasses

from gistools.cloudburst.params import BluespotParams, FloodParams, RainToFloodParams
from gistools.terrain.tools import TERRAIN_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Skybrud", "Cloudburst")
NAME = Text("Regn til oversvømmelse", "Rain to flood")

LOSS_INPUTS = (
    Input(
        "land_cover",
        Kind.LAYER,
        Text("Arealdække", "Land cover"),
        Text("Flader med arealklasse.", "Polygons with a land-cover class."),
        required=False,
        geometry=Geometry.POLYGON,
    ),
    Input(
        "losses",
        Kind.TABLE,
        Text("Tab efter arealklasse", "Losses by land cover"),
        Text(
            "Afløbskoefficient, initialtab (mm) og afløb (mm/h) for hver klasse.",
            "Run-off coefficient, initial loss (mm) and drain (mm/h) of each class.",
        ),
        required=False,
        columns=("klasse", "run_off_coefficient", "initial_loss_mm", "drain_mm_per_h"),
    ),
)

VOLUMES = Text(
    "Et tal i kolonnen kapacitet_m3 er rumfanget for hændelsen: når det er brugt, løber vandet over.",
    "A number in the column kapacitet_m3 is the volume for the event: when it is used up, water runs over.",
)
LINK_INPUTS = tuple(
    dataclasses.replace(one, help=Text(f"{one.help.da} {VOLUMES.da}", f"{one.help.en} {VOLUMES.en}"))
    if one.name in {"adjustment_lines", "horseshoes"}
    else one
    for one in TERRAIN_INPUTS
)  # of tools that take links

TOOLS = (
    Tool(
        id="bluespots",
        title=Text("Find lavninger", "Find bluespots"),
        summary=Text(
            "Hvor vand samler sig, hvor meget der er plads til, og hvor det løber over.",
            "Where water collects, how much there is room for, and where it spills.",
        ),
        group=GROUP,
        function="gistools.cloudburst.run_tools:bluespots_tool",
        params=BluespotParams,
        inputs=TERRAIN_INPUTS,
        outputs=(
            Output(
                "bluespots",
                Kind.LAYER,
                Text("Lavninger", "Bluespots"),
                Text("Lavningernes udbredelse, når de er fulde.", "Extent of the bluespots when full."),
                geometry=Geometry.POLYGON,
                style="bluespots",
            ),
            Output(
                "threshold_points",
                Kind.LAYER,
                Text("Tærskelpunkter", "Threshold points"),
                Text("Hvor en fuld lavning løber over.", "Where a full bluespot spills."),
                geometry=Geometry.POINT,
                style="threshold_points",
            ),
            Output(
                "spill_network",
                Kind.LAYER,
                Text("Overløbsnet", "Spill network"),
                Text("Vejen fra hver lavning til den næste.", "The way from each bluespot to the next."),
                geometry=Geometry.LINE,
                style="spill_network",
            ),
            Output(
                "bluespot_forest",
                Kind.TABLE,
                Text("Lavningshierarki", "Depression forest"),
                Text("Alle indlejrede lavninger med forælder.", "All nested depressions with their parent."),
                default=False,
            ),
        ),
    ),
    Tool(
        id="flood",
        title=Text("Oversvømmelse ved én regn", "Flood of one rain"),
        summary=Text(
            "Lader en regn falde, løbe, samle sig og løbe over, og gør vandregnskabet op.",
            "Lets a rain fall, run, collect and spill, and closes the water ledger.",
        ),
        group=GROUP,
        function="gistools.cloudburst.run_tools:flood_tool",
        params=FloodParams,
        inputs=(
            *TERRAIN_INPUTS,
            Input(
                "rain",
                Kind.RASTER,
                Text("Regnraster", "Rain raster"),
                Text(
                    "Regndybde i mm; må have større celler end terrænet.", "Rain depth in mm; its cells may be coarser."
                ),
                required=False,
                unit="mm",
            ),
            *LOSS_INPUTS,
        ),
        outputs=(
            Output(
                "depth",
                Kind.RASTER,
                Text("Vanddybde", "Water depth"),
                Text(
                    "Dybde af stående vand efter regnen; 0 er tørt.",
                    "Depth of standing water after the rain; 0 is dry.",
                ),
                unit="m",
                style="depth",
            ),
            Output(
                "level",
                Kind.RASTER,
                Text("Vandspejl", "Water level"),
                Text("Vandspejlets kote, hvor der står vand.", "Level of the water surface where water stands."),
                unit="m",
                style="elevation",
            ),
            Output(
                "ponds",
                Kind.LAYER,
                Text("Vandsamlinger", "Ponds"),
                Text(
                    "Vandsamlinger efter regnen med rumfang og fyldning.",
                    "Standing water with volume and share filled.",
                ),
                geometry=Geometry.POLYGON,
                style="ponds",
            ),
            Output(
                "threshold_points",
                Kind.LAYER,
                Text("Tærskelpunkter", "Threshold points"),
                Text("Hvor lavninger løber over, og hvor meget.", "Where bluespots spill, and how much."),
                geometry=Geometry.POINT,
                style="threshold_points",
            ),
            Output(
                "spill_network",
                Kind.LAYER,
                Text("Overløb", "Spills"),
                Text(
                    "Vejen for vand, der løber fra lavning til lavning.",
                    "The way of water that spills between bluespots.",
                ),
                geometry=Geometry.LINE,
                style="spill_network",
            ),
            Output(
                "flow_paths",
                Kind.LAYER,
                Text("Strømningsveje", "Flow paths"),
                Text("Linjer med opland og vandmængde.", "Lines with contributing area and volume of water."),
                geometry=Geometry.LINE,
                style="flow_paths",
            ),
            Output(
                "ledger",
                Kind.TABLE,
                Text("Vandregnskab", "Water ledger"),
                Text(
                    "Hvor regnen blev af; leddene er talt hver for sig.",
                    "What became of the rain; each term counted by itself.",
                ),
                unit="m³",
            ),
        ),
    ),
    Tool(
        id="rain-to-flood",
        title=NAME,
        summary=Text(
            "Hvor meget regn der skal til, før hvert sted står under vand, for alle regndybder på én gang.",
            "How much rain it takes until each spot is under water, for all rain depths at once.",
        ),
        group=GROUP,
        function="gistools.cloudburst.run_tools:rain_to_flood_tool",
        params=RainToFloodParams,
        inputs=(
            *LINK_INPUTS,
            Input(
                "rain",
                Kind.RASTER,
                Text("Regnraster", "Rain raster"),
                Text(
                    "Regnens fordeling i mm; den gøres større og mindre som helhed. Uden den er regnen ens overalt.",
                    "Spread of the rain, mm; made larger and smaller as a whole. Without it rain is even.",
                ),
                required=False,
                unit="mm",
            ),
            *LOSS_INPUTS,
            Input(
                "basins",
                Kind.LAYER,
                Text("Bassiner og pumper", "Basins and pumps"),
                Text(
                    "Punkter, hvor vand tages af terrænet, med rumfang for hændelsen i kolonnen kapacitet_m3.",
                    "Points where water is taken off the terrain, with the volume for the event in the column "
                    "kapacitet_m3.",
                ),
                required=False,
                geometry=Geometry.POINT,
            ),
        ),
        outputs=(
            Output(
                "rain_to_flood",
                Kind.RASTER,
                NAME,
                Text(
                    "Den mindste regn, der gør cellen våd; uendelig, hvor ingen regn gør det.",
                    "The least rain that wets the cell; infinite where none does.",
                ),
                unit="mm",
                style="rain_to_flood",
            ),
            Output(
                "bluespots",
                Kind.LAYER,
                Text("Lavninger", "Bluespots"),
                Text(
                    "Lavninger med den regn, der fylder dem, så de løber over.",
                    "Bluespots with the rain that fills them, so that they spill.",
                ),
                geometry=Geometry.POLYGON,
                style="bluespots_by_rain",
            ),
            Output(
                "fill_curves",
                Kind.TABLE,
                Text("Fyldningskurver", "Fill curves"),
                Text(
                    "Vandspejl, rumfang og areal af hver lavning, efterhånden som regnen vokser.",
                    "Level, volume and area of each bluespot as rain grows.",
                ),
                default=False,
            ),
            Output(
                "links",
                Kind.LAYER,
                Text("Forbindelser", "Links"),
                Text(
                    "Hvad hver rørføring, bassin og pumpe har ført, og ved hvilken regn den er brugt op.",
                    "What each culvert, basin and pump has carried, and at which rain it is used up.",
                ),
                geometry=Geometry.ANY,
                default=False,
            ),
            Output(
                "ledgers",
                Kind.TABLE,
                Text("Vandregnskaber", "Water ledgers"),
                Text(
                    "Hvor vandet er ved 10, 25, 50, 75, 100 og 150 mm regn.",
                    "Where the water is at 10, 25, 50, 75, 100 and 150 mm of rain.",
                ),
                default=False,
            ),
        ),
    ),
)
