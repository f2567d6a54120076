"""The tool solution-places as data; loads no numeric library."""

from __future__ import annotations

from gistools.cloudburst.tools import LOSS_INPUTS
from gistools.plan.solutions_params import SolutionToolParams
from gistools.plan.subcatchment_tools import BUILDING_COSTS, GROUP
from gistools.terrain.tools import TERRAIN_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool


def _layer(name: str, label: Text, help_: Text, geometry: Geometry = Geometry.POLYGON) -> Input:
    return Input(name, Kind.LAYER, label, help_, required=False, geometry=geometry)


MAPPED_LOTS = _layer(
    "mapped_lots",
    Text("Kortlagte grunde", "Mapped lots"),
    Text(
        "Regionens V1- og V2-grunde. En grund uden for laget er ikke kortlagt, men ikke dermed ren.",
        "The Region's V1 and V2 lots. A lot off the layer is not mapped, which does not make it clean.",
    ),
)
NATURE_AREAS = _layer(
    "nature_areas",
    Text("Naturarealer", "Nature areas"),
    Text("Med beskyttet natur (§ 3) i en kolonne.", "With protected nature (section 3) in a column."),
)
GROUNDWATER_AREAS = _layer(
    "groundwater_areas",
    Text("Grundvandsinteresser", "Groundwater interests"),
    Text("BNBO, OSD og OD i en kolonne.", "BNBO, OSD and OD in a column."),
)
GROUNDWATER_DEPTH = Input(
    "groundwater_depth",
    Kind.RASTER,
    Text("Dybde til grundvand", "Depth to groundwater"),
    Text("Under terræn, ved høj grundvandsstand; tom er ukendt.", "Below ground, when it is high; empty is unknown."),
    required=False,
    unit="m",
)
STREAMS = _layer(
    "streams",
    Text("Vandløb", "Streams"),
    Text("Midterlinjer; rørlagte strækninger har det i synlighed.", "Centre lines; piped ones say so in synlighed."),
    Geometry.LINE,
)
PRICES = Input(
    "measure_prices",
    Kind.TABLE,
    Text("Priser på tiltag", "Prices of measures"),
    Text(
        "kind (en løsning eller slags tiltag), unit, low_dkk, capital_dkk, high_dkk, upkeep_dkk, lifetime_years og "
        "price_year; gistools har ingen.",
        "kind (a solution or a kind of measure), unit, low_dkk, capital_dkk, high_dkk, upkeep_dkk, lifetime_years and "
        "price_year; gistools has none.",
    ),
    required=False,
)

SOLUTION_TOOLS = (
    Tool(
        id="solution-places",
        title=Text("Steder til løsninger", "Places for solutions"),
        summary=Text(
            "Find stederne i byen, hvor idékatalogets løsninger passer, med svar på hver regel, m³, pris og merværdi, "
            "i rækkefølge.",
            "Find the places in the town where the solutions of the catalogue fit, with the answer of each rule, m³, "
            "price and added value, in order.",
        ),
        group=GROUP,
        function="gistools.plan.solutions_run:solution_places_tool",
        params=SolutionToolParams,
        inputs=(
            *TERRAIN_INPUTS,
            LOSS_INPUTS[0],
            _layer(
                "roads",
                Text("Veje", "Roads"),
                Text("Midterlinjer, med bredde i bredde_m.", "Centre lines, with their width in bredde_m."),
                Geometry.LINE,
            ),
            _layer("parcels", Text("Jordstykker", "Parcels"), Text("Skiller steder ad.", "Part places.")),
            MAPPED_LOTS,
            NATURE_AREAS,
            STREAMS,
            _layer(
                "existing_basins",
                Text("Bassiner, der findes", "Basins that exist"),
                Text("Flader, som måske kan nedlægges.", "Polygons that might be given up."),
            ),
            GROUNDWATER_AREAS,
            GROUNDWATER_DEPTH,
            BUILDING_COSTS,
            _layer(
                "sub_catchments",
                Text("Deloplande", "Sub-catchments"),
                Text("Laget fra sub-catchments; stedets delopland nævnes.", "The layer of sub-catchments; named."),
            ),
            PRICES,
            Input(
                "rule_table",
                Kind.TABLE,
                Text("Egne regler", "Own rules"),
                Text(
                    "I stedet for gistools' regler: kind, criterion, operator, value, words, unclear.",
                    "In place of the rules of gistools: kind, criterion, operator, value, words, unclear.",
                ),
                required=False,
            ),
        ),
        outputs=(
            Output(
                "solution_places",
                Kind.LAYER,
                Text("Steder til løsninger", "Places for solutions"),
                Text(
                    "Hvert sted med løsning, rang, svar på hver regel, m³, pris og merværdi.",
                    "Each place with its solution, rank, the answer of each rule, m³, price and added value.",
                ),
                geometry=Geometry.POLYGON,
                style="solution_places",
            ),
            Output(
                "solution_sheets",
                Kind.TABLE,
                Text("Løsninger i byen", "Solutions in the town"),
                Text(
                    "En række for hver løsning: steder, der egner sig og skal undersøges, m³, pris, levetid og drift.",
                    "A row for each solution: places that qualify and are to be examined, m³, price, lifetime, upkeep.",
                ),
            ),
            Output(
                "solution_rules",
                Kind.TABLE,
                Text("Regler for, hvor løsninger passer", "Rules for where solutions fit"),
                Text(
                    "Hver regel med kilde, og hvor mange steder der klarer den, ikke klarer den eller mangler svar.",
                    "Each rule with its source, and how many places pass it, fail it or lack an answer.",
                ),
            ),
        ),
    ),
)
