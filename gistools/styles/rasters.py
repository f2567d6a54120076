"""The styles of rasters: terrain, flow, water, storm surge."""

from __future__ import annotations

import math

from gistools.styles.model import Aggregate, Category, ColourRamp, RasterStyle, Slider, Stretch
from gistools.styles.palette import (
    AREA,
    BLACK,
    BLUE,
    GREEN,
    LAND,
    ORANGE,
    PURPLE,
    RULE,
    SHARED,
    SKY,
    SURGE,
    VERMILLION,
    WATER,
    YELLOW,
)
from gistools.text import Text

CLOSED_ROAD_M = 0.3  # depth at which roads count as closed (OS2 skadesøkonomi, SQL); a class limit of the depth style

SEA_LIMITS = (-10.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 10.0)  # beyond them nothing is drawn: never flooded is clear
SEA_REMARKS = (Text("først oversvømmet", "flooded first"), *(None,) * 7)

_ROADS_CLOSED = Text("veje regnes lukket", "roads count as closed")

RASTER_STYLES = (
    RasterStyle(
        "elevation",
        Text("Terrænhøjde", "Elevation"),
        Stretch(LAND, 0.0, 60.0),
        unit="m",
        aggregate=Aggregate.MEAN,
        opacity=0.75,
    ),
    RasterStyle(
        "depth",
        Text("Vanddybde", "Water depth"),
        ColourRamp(
            (0.05, 0.1, 0.2, CLOSED_ROAD_M, 0.5, 1.0, math.inf),
            WATER,
            unit="m",
            shown_unit="cm",
            factor=100.0,
            remarks=(None, None, None, _ROADS_CLOSED, None, None),
        ),
        unit="cm",
        aggregate=Aggregate.MAX,
        opacity=0.9,
    ),
    RasterStyle(
        "rain_to_flood",
        Text("Våd ved regn på", "Wet from a rain of"),
        ColourRamp((0.0, 15.0, 30.0, 50.0, 75.0, 100.0, 150.0), WATER[::-1], unit="mm"),
        unit="mm",
        aggregate=Aggregate.MIN,
        opacity=0.9,
        caption=Text(
            "våd ved regn på …, den mindste regn, der sætter stedet under vand",
            "wet from a rain of …, the least rain that puts the place under water",
        ),
        slider=Slider(
            1.0,
            150.0,
            1.0,
            "mm",
            name=Text("Regn", "Rain"),
            reached=Text("under vand", "under water"),
            question=Text("Hvor meget er under vand, når regnen vokser?", "How much is under water as rain grows?"),
            remark=Text("Alt vand er talt med, også hvor det er lavt.", "All water counts, also where it is shallow."),
            marks=(30.0, 75.0, 150.0),
        ),
    ),
    RasterStyle(
        "direction",
        Text("Strømningsretning", "Flow direction"),
        (
            Category(1, ORANGE, Text("øst", "east")),
            Category(2, YELLOW, Text("sydøst", "south-east")),
            Category(4, GREEN, Text("syd", "south")),
            Category(8, SKY, Text("sydvest", "south-west")),
            Category(16, BLUE, Text("vest", "west")),
            Category(32, BLACK, Text("nordvest", "north-west")),
            Category(64, PURPLE, Text("nord", "north")),
            Category(128, VERMILLION, Text("nordøst", "north-east")),
            Category(0, "#ffffff", Text("bund eller udløb", "bottom or outlet")),
        ),
        opacity=0.8,
    ),
    RasterStyle(
        "contributing_area",
        Text("Opland", "Contributing area"),
        ColourRamp((1e3, 1e4, 1e5, 1e6, 1e7, math.inf), AREA, unit="m²", shown_unit="ha", factor=1e-4),
        unit="ha",
        aggregate=Aggregate.MAX,
    ),
    RasterStyle(
        "contributing_cells",
        Text("Opland i celler", "Contributing cells"),
        ColourRamp((1e3, 1e4, 1e5, 1e6, 1e7, math.inf), AREA, unit=""),
        aggregate=Aggregate.MAX,
    ),
    RasterStyle(
        "intensity",
        Text("Strømningsintensitet", "Flow intensity"),
        ColourRamp((1e3, 1e4, 1e5, 1e6, 1e7, math.inf), SHARED, unit="m²", shown_unit="ha", factor=1e-4),
        unit="ha",
        aggregate=Aggregate.MAX,
    ),
    RasterStyle(
        "mask",
        Text("Markering", "Mask"),
        (Category(1, VERMILLION, Text("ja", "yes")),),
        aggregate=Aggregate.MAX,
        opacity=0.6,
    ),
    RasterStyle(
        "mask_cut",
        Text("Skåret af kortets kant", "Cut by the edge of the map"),
        (Category(1, "#3a3550", Text("oplandet når kortets kant", "the catchment reaches the edge of the map")),),
        aggregate=Aggregate.MAX,
        opacity=0.5,
    ),
    RasterStyle(
        "hillshade",
        Text("Skyggekort", "Hillshade"),
        Stretch(("#858585", "#dedede", "#ffffff"), 0.0, 1.0),
        aggregate=Aggregate.MEAN,
    ),
    RasterStyle(
        "sea_to_flood",
        Text("Havniveau, der oversvømmer", "Sea level that floods"),
        ColourRamp(SEA_LIMITS, SURGE, unit="m", shown_unit="m DVR90", remarks=SEA_REMARKS),
        unit="m",
        aggregate=Aggregate.MEAN,
        opacity=0.85,
    ),
    RasterStyle(
        "rule_difference",
        Text("Lavere hav over hjørner", "Lower sea over corners"),
        ColourRamp((0.0, 0.1, 0.25, 0.5, 1.0, math.inf), RULE, unit="m", shown_unit="cm", factor=100.0),
        unit="cm",
        aggregate=Aggregate.MAX,
    ),
    RasterStyle(
        "raster",
        Text("Værdi", "Value"),
        Stretch(("#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"), 0.0, 1.0),
        aggregate=Aggregate.MEAN,
        opacity=0.85,
    ),
)
