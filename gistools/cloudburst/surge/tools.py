"""The storm-surge tools as data; loads no numeric library."""

from __future__ import annotations

from gistools.cloudburst.surge.params import SurgeFloodParams, SurgeParams, SurgeRainParams
from gistools.cloudburst.tools import TOOLS as CLOUDBURST_TOOLS
from gistools.terrain.tools import TERRAIN_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Stormflod", "Storm surge")

_FLOOD = next(tool for tool in CLOUDBURST_TOOLS if tool.id == "flood")

SEA_INPUT = Input(
    "sea",
    Kind.LAYER,
    Text("Havflader", "Sea polygons"),
    Text(
        "Flader, hvis celler er hav, også hvor højdemodellen har en højde der.",
        "Polygons whose cells are sea, also where the elevation has a height there.",
    ),
    required=False,
    geometry=Geometry.POLYGON,
)

VALUE_INPUT = Input(
    "value",
    Kind.RASTER,
    Text("Værdiraster", "Value raster"),
    Text(
        "Værdi pr. m² på højdemodellens celler, fx kr./m²; den må række længere; tom celle er ukendt.",
        "Value for each m² on the cells of the elevation, such as DKK/m²; it may reach farther; empty is unknown.",
    ),
    required=False,
)

LEVEL_TABLE = Output(
    "sea_level_table",
    Kind.TABLE,
    Text("Tabel over havniveauer", "Table of sea levels"),
    Text(
        "Areal, rumfang og middeldybde ved hvert havniveau, og hvad løb over hjørner ville give mere.",
        "Area, volume and mean depth at each sea level, and how much more running over corners would give.",
    ),
)

TOOLS = (
    Tool(
        id="surge",
        title=Text("Havvand på land", "Sea water on land"),
        summary=Text(
            "Det laveste havniveau, der oversvømmer hver celle ad en sammenhængende vej, for alle niveauer på én gang, "
            "og de kritiske punkter, hvor havet først kommer ind. Giv tilpasningslinjer og hestesko for havet "
            "(havstigning) i stedet for dem for regn.",
            "The least sea level that floods each cell over a connected path, for all levels at once, and the critical "
            "points where the sea first comes in. Give the adjustment lines and horseshoes for the sea (havstigning) "
            "instead of those for rain.",
        ),
        group=GROUP,
        function="gistools.cloudburst.surge.run_tools:surge_tool",
        params=SurgeParams,
        inputs=(*TERRAIN_INPUTS, SEA_INPUT, VALUE_INPUT),
        outputs=(
            Output(
                "sea_to_flood",
                Kind.RASTER,
                Text("Havniveau, der oversvømmer", "Sea level that floods"),
                Text(
                    "Den kote, som havet skal over, før cellen oversvømmes; uendelig, hvor ingen vej fører.",
                    "The level that the sea must rise above to flood the cell; infinite where no path leads.",
                ),
                unit="m",
                style="sea_to_flood",
            ),
            Output(
                "rule_difference",
                Kind.RASTER,
                Text("Forskel mellem naboregler", "Difference between neighbour rules"),
                Text(
                    "Hvor meget lavere et hav der når cellen, hvis vand også løber over hjørner: her afgør diger på én "
                    "celles bredde.",
                    "How much lower a sea reaches the cell when water runs over corners too: here dikes of one cell "
                    "decide.",
                ),
                unit="m",
                style="rule_difference",
                default=False,
            ),
            Output(
                "critical_points",
                Kind.LAYER,
                Text("Kritiske punkter", "Critical points"),
                Text(
                    "Hvor havet først løber ind til lavt land, hvor meget det beskytter, og hvad hævning af det giver.",
                    "Where the sea first runs in to low land, how much it protects, and what raising it gains.",
                ),
                geometry=Geometry.POINT,
                style="critical_points",
            ),
            Output(
                "protected_pockets",
                Kind.LAYER,
                Text("Beskyttede lommer", "Protected pockets"),
                Text("Lavt land bag hvert kritisk punkt.", "The low land behind each critical point."),
                geometry=Geometry.POLYGON,
                style="protected_pockets",
            ),
            LEVEL_TABLE,
        ),
    ),
    Tool(
        id="surge-flood",
        title=Text("Oversvømmelse ved ét havniveau", "Flood of one sea level"),
        summary=Text(
            "Hvad havet oversvømmer ved én kote: dybde, udbredelse, areal og rumfang. Giv tilpasningslinjer og "
            "hestesko for havet (havstigning).",
            "What the sea floods at one level: depth, extent, area and volume. Give the adjustment lines and "
            "horseshoes for the sea (havstigning).",
        ),
        group=GROUP,
        function="gistools.cloudburst.surge.run_tools:surge_flood_tool",
        params=SurgeFloodParams,
        inputs=(*TERRAIN_INPUTS, SEA_INPUT),
        outputs=(
            Output(
                "depth",
                Kind.RASTER,
                Text("Vanddybde", "Water depth"),
                Text("Dybde af havvand på land; 0 er tørt.", "Depth of sea water on land; 0 is dry."),
                unit="m",
                style="depth",
            ),
            Output(
                "level",
                Kind.RASTER,
                Text("Vandspejl", "Water level"),
                Text("Havets kote, hvor det står på land.", "Level of the sea where it stands on land."),
                unit="m",
                style="elevation",
                default=False,
            ),
            Output(
                "surge_extent",
                Kind.LAYER,
                Text("Oversvømmet af havet", "Flooded by the sea"),
                Text("Flader med areal, rumfang og dybde.", "Polygons with area, volume and depth."),
                geometry=Geometry.POLYGON,
                style="surge_extent",
            ),
            LEVEL_TABLE,
        ),
    ),
    Tool(
        id="surge-rain",
        title=Text("Regn, mens havet står højt", "Rain while the sea stands high"),
        summary=Text(
            "Én regn på terrænet, når havet står i en kote og sluser og højvandsklapper er lukket: det, havet dækker, "
            "er hav, og regnen samler sig bag det, der holder havet ude.",
            "One rain on the terrain while the sea stands at a level and sluices and flap gates are closed: what the "
            "sea covers is sea, and the rain collects behind what keeps the sea out.",
        ),
        group=GROUP,
        function="gistools.cloudburst.surge.run_tools:surge_rain_tool",
        params=SurgeRainParams,
        inputs=(*_FLOOD.inputs, SEA_INPUT),
        outputs=_FLOOD.outputs,
    ),
)
