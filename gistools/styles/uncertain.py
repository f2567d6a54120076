"""The styles of how sure a flood is."""

from __future__ import annotations

import dataclasses

from gistools.styles.model import Aggregate, ColourRamp, RasterStyle, Style
from gistools.styles.rasters import RASTER_STYLES
from gistools.text import Text

# unlikely is pale, almost certain is dark; less than 10 % is not drawn: any level ground has some. Limits lie a hair
# below the round numbers, so that just 10, 50 or 90 % of the draws is in the class that P10, P50 or P90 tells of
_HAIR = 1e-7
LIKELY = ("#f8d3b4", "#eb9a7c", "#cb6177", "#8b3879", "#341a57")
UNCERTAIN_STYLES: tuple[Style, ...] = (
    RasterStyle(
        "wet_share",
        Text("Sandsynlighed for vand", "Probability of water"),
        ColourRamp((*(limit - _HAIR for limit in (10.0, 30.0, 50.0, 70.0, 90.0)), 100.0), LIKELY, unit="%"),
        unit="%",
        aggregate=Aggregate.MEAN,
        opacity=0.9,
        caption=Text(
            "andel af gennemløbene; alt vand er talt med, også hvor det er lavt",
            "share of the draws; all water counts, also where it is shallow",
        ),
        measure="mm",  # lies where the least rain in mm lies
    ),
    # the cells below a quantile are no area of any draw, so that none is summed up in a chart or by a slider
    dataclasses.replace(
        next(style for style in RASTER_STYLES if style.name == "rain_to_flood"),
        name="rain_to_flood_quantile",
        caption=Text(
            "den mindste regn, som 10, 50 eller 90 % af gennemløbene er våde ved, hver celle for sig",
            "the least rain at which 10, 50 or 90 % of the draws are wet, each cell by itself",
        ),
        slider=None,
    ),
)
