"""The tool of measures for nature under a budget as data; loads no numeric library."""

from __future__ import annotations

from gistools.corridors.budget_params import MeasuresParams
from gistools.corridors.connectivity_tools import LANDSCAPE_INPUTS
from gistools.corridors.survey_tools import GROUP
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

_OPTIONS = Input(
    "measure_options",
    Kind.LAYER,
    Text("Muligheder", "Options"),
    Text(
        "Tegnede tiltag: type (vandhul, levende hegn, eng, skov, faunapassage, fjernet barriere, våd trædesten) og "
        "gerne pris_kr, navn, volumen_m3, kvalitet, overflade_efter.",
        "Drawn measures: type (pond, hedge, meadow, wood, fauna_passage, barrier_removed, wet_stepping_stone) and, "
        "where known, price_dkk, name, volume_m3, quality, surface_after.",
    ),
)
_PRICES = Input(
    "measure_prices",
    Kind.TABLE,
    Text("Priser på tiltag", "Prices of measures"),
    Text(
        "Egen anlægspris pr. m, m², m³ eller stk. for hver slags; bruges, hvor en mulighed ikke selv har en pris.",
        "Your own price of building per m, m², m³ or item of each kind, for options without a price of their own.",
    ),
    required=False,
)

CORRIDOR_MEASURES = Tool(
    id="corridor-measures",
    title=Text("Mest natur for pengene", "Most nature for the money"),
    summary=Text(
        "Hvilke tegnede tiltag, der binder naturen bedst sammen for et budget, i hvilken orden, og om det er bevist.",
        "Which of the measures drawn connect nature best for a budget, in which order, and whether that is proven.",
    ),
    group=GROUP,
    limits=Text(
        "Valget er kun blandt de tegnede muligheder og til de givne priser. Modstand er skøn. Mere levested giver "
        "altid mere sammenhæng: hold gevinsten op mod arealet.",
        "The choice is among the options drawn alone, at the prices given. Resistance is judgement. More habitat "
        "always gives more connectivity: hold the gain against the area.",
    ),
    function="gistools.corridors.budget_run:corridor_measures_tool",
    params=MeasuresParams,
    inputs=(_OPTIONS, *LANDSCAPE_INPUTS, _PRICES),
    outputs=(
        Output(
            "nature_options",
            Kind.LAYER,
            Text("Muligheder og valg", "Options and choice"),
            Text(
                "Alle muligheder: valgt eller hvorfor ikke, byggetrin, pris, gevinst alene og sammen med de valgte.",
                "All options: chosen or why not, build step, price, gain alone and beside those chosen.",
            ),
            geometry=Geometry.POLYGON,
            style="nature_options",
        ),
        Output(
            "option_patches",
            Kind.LAYER,
            Text("Levesteder i dag", "Patches of today"),
            Text("Levesteder for arterne, som mulighederne binder sammen.", "Patches that the options connect."),
            geometry=Geometry.POLYGON,
            style="habitat_patches",
        ),
        Output(
            "build_order",
            Kind.TABLE,
            Text("Byggerækkefølge", "Build order"),
            Text(
                "De valgte i orden, mest for pengene først: EC efter hvert trin og kr. pr. m² EC for hver art.",
                "Those chosen in order, most for the money first: EC after each step, DKK per m² of EC.",
            ),
        ),
        Output(
            "species_gain",
            Kind.TABLE,
            Text("Gevinst for hver art", "Gain of each species"),
            Text(
                "EC før og efter, i nettet og regnet helt om på kortet, mod ændringen i areal.",
                "EC before and after, by network and wholly recomputed on the map, against the change of area.",
            ),
        ),
        Output(
            "budget_frontier",
            Kind.TABLE,
            Text("Andre budgetter", "Other budgets"),
            Text(
                "Bedste gevinst for mindre og større budgetter, trin for trin og bevist.",
                "Best gain of smaller and larger budgets, step by step and proven.",
            ),
        ),
        Output(
            "budget_curve",
            Kind.GRAPH,
            Text("Hvad giver pengene?", "What does the money give?"),
            Text("Gevinst i sammenhæng mod kroner.", "Gain of connectivity against DKK."),
        ),
    ),
)

BUDGET_TOOLS = (CORRIDOR_MEASURES,)
