"""Parameters of terrain uncertainty, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.cloudburst.params import MOST_RAIN_MM, LossParams, ReportParams
from gistools.cloudburst.uncertain.figures import height_figure
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class UncertaintyParams(Params):
    """The error of the heights, and how often it is drawn."""

    draws: int = param(
        100,
        minimum=10,
        maximum=10_000,
        label=Text("Gennemløb", "Draws"),
        help=Text(
            "Så mange gange trækkes en højdefejl, og regn til oversvømmelse findes. Tiden vokser i takt med tallet.",
            "How often an error of the heights is drawn and rain to flood is found. Time grows with it.",
        ),
    )
    seed: int = param(
        1,
        minimum=0,
        maximum=2**53,
        label=Text("Frø", "Seed"),
        help=Text(
            "Samme frø giver samme fejl i samme celle, også i et andet udsnit af det samme gitter.",
            "The same seed gives the same error to the same cell, in another window of the same grid too.",
        ),
    )
    error_std_m: float = param(
        height_figure().error_std_m,
        unit="m",
        minimum=0.0,
        maximum=5.0,
        label=Text("Højdefejlens standardafvigelse", "Standard deviation of the height error"),
        help=Text(
            "5 cm er den oplyste højdenøjagtighed af DHM/Terræn (ikke verificeret).",
            "5 cm is the vertical accuracy told of DHM/Terræn (not verified).",
        ),
    )
    correlation_m: float = param(
        unit="m",
        minimum=0.0,
        maximum=1_000.0,
        label=Text("Højdefejlens korrelationslængde", "Correlation length of the height error"),
        help=Text(
            "Afstanden, hvor fejlens korrelation er faldet til omkring 0,4; 0: hver celle for sig. Ingen "
            "standardværdi: der er ikke fundet et publiceret tal for DHM. Kort (en celle eller to): punktstøj og "
            "græs; lang (større end lavningerne): hele lavningen hæves eller sænkes, og svaret ændres lidt. "
            "Prøv flere.",
            "The distance at which the correlation of the error has fallen to about 0.4; 0: each cell by itself. No "
            "default: no published figure was found for DHM. Short (a cell or two): noise of points and grass; long "
            "(more than the bluespots): a whole bluespot goes up or down, which changes little. Try several.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class UncertainRainParams(UncertaintyParams, LossParams, ReportParams, TerrainParams):
    """All rains on a terrain whose heights are uncertain."""

    wet_at_mm: float | None = param(
        None,
        unit="mm",
        minimum=0.0,
        maximum=MOST_RAIN_MM,
        label=Text("Regn, som sandsynligheden vises for", "Rain that the probability is shown for"),
        help=Text(
            "Giver en raster med den andel af gennemløbene, hvor cellen er våd ved denne regn.",
            "Makes a raster of the share of the draws in which the cell is wet at this rain.",
        ),
    )
