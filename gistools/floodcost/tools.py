"""The flood-cost tools as data; loads no numeric library."""

from __future__ import annotations

import dataclasses

from gistools.cloudburst.rain.tools import CLIMATE_FACTORS, RAIN_STATISTICS, RAIN_TO_FLOOD
from gistools.cloudburst.tools import TOOLS as CLOUDBURST_TOOLS
from gistools.cloudburst.whatif.tools import MEASURE_EFFECTS, WHAT_IF_TOOLS
from gistools.floodcost.cost_params import FloodCostMapsParams, FloodCostParams, FloodCostRainParams
from gistools.floodcost.place_outputs import CRITICAL_PLACES, PLACES
from gistools.floodcost.plan_outputs import PAYERS, WHO_PAYS
from gistools.floodcost.value_params import PlanValueParams, ServiceLevelParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Skadesomkostninger", "Flood cost")

BUILDINGS = Input(
    "buildings",
    Kind.LAYER,
    Text("Bygninger", "Buildings"),
    Text(
        "Grundplaner som flader, gerne med BBR's anvendelseskode og kælder; det, der mangler, tælles som ukendt.",
        "Footprints as polygons, with the use code of BBR and the basement if known; what lacks counts as unknown.",
    ),
    geometry=Geometry.POLYGON,
    beneath="buildings",
)
DAMAGE_TABLE = Input(
    "damage_table",
    Kind.TABLE,
    Text("Egen skadetabel", "Damage table of one's own"),
    Text(
        "I samme form som gistools' egen (gistools tables --name building_damage); uden den bruges gistools' egen.",
        "In the form of the one of gistools (gistools tables --name building_damage), which is used without it.",
    ),
    required=False,
)
PRICE_INDEX = Input(
    "price_index",
    Kind.TABLE,
    Text("Prisindeks", "Price index"),
    Text(
        "Kræves, når prisåret er et andet end skadetabellens: årstal og indeks.",
        "Needed when the price year is not the damage table's: year and index.",
    ),
    required=False,
)

OUTPUTS = (
    Output(
        "building_costs",
        Kind.LAYER,
        Text("Skade pr. bygning", "Damage by building"),
        Text(
            "Hver bygning med den regn, hvor skaden begynder, og den forventede årlige skade i kr. Viser enkelte huse.",
            "Each building with the rain at which damage begins, and the expected annual damage in DKK. Shows houses.",
        ),
        geometry=Geometry.POLYGON,
        style="building_costs",
    ),
    Output(
        "cost_squares",
        Kind.LAYER,
        Text("Skade i felter", "Damage in squares"),
        Text(
            "Forventet årlig skade i kr. i felter. Et felt med få huse kan afsløre dem; pakken slår dem sammen.",
            "Expected annual damage in DKK in squares. One of few houses may expose them; the bundle merges them.",
        ),
        geometry=Geometry.POLYGON,
        style="cost_squares",
    ),
    Output(
        "costs_by_class",
        Kind.TABLE,
        Text("Skade efter anvendelse", "Damage by use"),
        Text("Forventet årlig skade efter skadesklasse.", "Expected annual damage by damage class."),
    ),
    Output(
        "costs_in_all",
        Kind.TABLE,
        Text("Skade i alt", "Damage in all"),
        Text(
            "Forventet årlig skade i alt, i dag og i klimaåret, med den del, der hviler på regn uden for regntabellen.",
            "Expected annual damage in all, today and in the climate year, and what rests on rains off the table.",
        ),
    ),
    Output(
        "costs_counted",
        Kind.TABLE,
        Text("Optælling af bygninger", "Count of buildings"),
        Text(
            "Hvor mange bygninger der er uden kode, med ukendt kælder, uden for kortet og så videre.",
            "How many buildings are without a code, of unknown basement, off the map and so on.",
        ),
    ),
    Output(
        "cost_assumptions",
        Kind.TABLE,
        Text("Forudsætninger", "Assumptions"),
        Text(
            "Hvert beløb med kilde, prisår, og om det er verificeret; og alle valg.",
            "Each amount with its source, price year, and whether it was verified; and all choices.",
        ),
    ),
)
DAMAGE_GRAPH = Output(
    "damage_graph",
    Kind.GRAPH,
    Text("Figur: skade efter gentagelsesperiode", "Figure: damage by return period"),
    Text(
        "Skade ved én regn efter gentagelsesperiode, i dag og i klimaåret, med hvert trin. Kan vise enkelte huse.",
        "Damage of one rain by return period, today and in the climate year, with each step. May show single houses.",
    ),
)
RISK_GRAPH = Output(
    "risk_graph",
    Kind.GRAPH,
    Text("Figur: risikokurve", "Figure: risk curve"),
    Text(
        "Hvor mange gange om året hver skade overskrides; arealet under kurven er den forventede årlige skade. Kan "
        "vise enkelte huse.",
        "How many times a year each damage is exceeded; the area under the curve is the expected annual damage. May "
        "show single houses.",
    ),
)
BUNDLE = Output(
    "publication_bundle",
    Kind.BUNDLE,
    Text("Offentliggørelsespakke", "Publication bundle"),
    Text(
        "Én zip med tabeller, figurer, kilder og en læsbar rapport; `gistools verify` regner alle summer efter. "
        "Viser ingen enkelte huse, medmindre der bedes om det.",
        "One zip with tables, figures, sources and a readable report; `gistools verify` works out all sums again. "
        "Shows no single house unless asked to.",
    ),
    default=False,
)
ROADS = Input(
    "roads",
    Kind.LAYER,
    Text("Veje", "Roads"),
    Text("Midterlinjer, gerne med bredde og årsdøgntrafik.", "Centre lines, with width and traffic if known."),
    required=False,
    geometry=Geometry.LINE,
)
ROAD_COSTS = Output(
    "road_costs",
    Kind.LAYER,
    Text("Skade på veje", "Damage to roads"),
    Text(
        "Stykker af vej med den regn, der lukker dem (0,30 m), og årlig skade ved oprydning og omkørsel. Tælles ikke "
        "med i bygningernes sum.",
        "Pieces of road with the rain that closes them (0.30 m), and annual damage by cleaning and detour. Not counted "
        "in the sum of the buildings.",
    ),
    geometry=Geometry.LINE,
    style="road_costs",
    needs="roads",
)
MET = Output(
    "people_met",
    Kind.TABLE,
    Text("Bygninger og boliger med vand", "Buildings and dwellings with water"),
    Text(
        "Hvor mange bygninger og boliger vandet når ind i (kælder eller stueetage) ved hver af regntabellens "
        "gentagelsesperioder, efter skadesklasse; ukendte for sig.",
        "How many buildings and dwellings water gets into (basement or ground floor) at each return period of the rain "
        "table, by damage class; unknown ones apart.",
    ),
)
BANDS = (
    Output(
        "cost_bands",
        Kind.TABLE,
        Text("Usikkerhed på skaden", "Uncertainty of damage"),
        Text(
            "Årlig skade i dag: midt, middel og 5, 50 og 95 % over mange gennemløb. Spændene er antagelser.",
            "Annual damage today: mid, mean and 5, 50 and 95 % over many draws. The spreads are assumptions.",
        ),
    ),
    Output(
        "cost_swings",
        Kind.TABLE,
        Text("Hvad hvert tal betyder", "What each figure does"),
        Text(
            "Årlig skade i dag, når hvert tal for sig er lavt og højt; det, der betyder mest, først.",
            "Annual damage today with each figure by itself low and high; the weightiest first.",
        ),
    ),
)
OS2 = Output(
    "os2_comparison",
    Kind.TABLE,
    Text("Sammenligning med OS2 SkadesØkonomi", "Comparison with OS2 SkadesØkonomi"),
    Text(
        "Hver bygnings skade og risiko, som OS2 regner dem, ved siden af den forventede årlige skade. OS2's risiko er "
        "ikke en forventet årlig skade. Hvor bygninger er hævet, læses ringen af celler uden om dem med.",
        "The damage and risk of each building as OS2 works them out, beside the expected annual damage. The risk of "
        "OS2 is no expected annual damage. Where buildings are raised the ring of cells around them is read too.",
    ),
    needs="os2_years",
)
BY_RAIN = Output(
    "costs_by_rain",
    Kind.TABLE,
    Text("Skade ved én regn", "Damage of one rain"),
    Text(
        "Skade og antal bygninger ved hver af regntabellens gentagelsesperioder.",
        "Damage and number of buildings at each return period of the rain table.",
    ),
)

_RAIN_INPUTS = next(tool.inputs for tool in CLOUDBURST_TOOLS if tool.id == "rain-to-flood")
_FROM_TERRAIN = tuple(
    dataclasses.replace(one, required=True, help=BUILDINGS.help) if one.name == "buildings" else one
    for one in _RAIN_INPUTS
)

FLOOD_COST_TOOLS = (
    Tool(
        id="flood-cost",
        title=Text("Hvad koster skybrud?", "What do cloudbursts cost?"),
        summary=Text(
            "Forventet årlig skade pr. bygning fra terræn og regntabel, uden at vælge regn: hver bygnings første "
            "skadelige regn findes for alle regn på én gang.",
            "Expected annual damage by building from terrain and rain table, without choosing rains: the first harmful "
            "rain of each building is found for all rains at once.",
        ),
        group=GROUP,
        function="gistools.floodcost.run_tools:flood_cost_tool",
        params=FloodCostParams,
        inputs=(
            *_FROM_TERRAIN,
            ROADS,
            CRITICAL_PLACES,
            RAIN_STATISTICS,
            CLIMATE_FACTORS,
            DAMAGE_TABLE,
            PRICE_INDEX,
        ),
        outputs=(
            *OUTPUTS[:-1],
            ROAD_COSTS,
            BY_RAIN,
            MET,
            *PLACES,
            *BANDS,
            DAMAGE_GRAPH,
            RISK_GRAPH,
            OUTPUTS[-1],
            OS2,
            BUNDLE,
        ),
    ),
    Tool(
        id="flood-cost-rain",
        title=Text("Skade ud fra et kort over mindste regn", "Cost from a map of least rain"),
        summary=Text(
            "Forventet årlig skade fra en raster over den mindste regn, der giver vand, også fra andre programmer.",
            "Expected annual damage from a raster of the least rain that floods, of other programs too.",
        ),
        group=GROUP,
        function="gistools.floodcost.run_tools:flood_cost_rain_tool",
        params=FloodCostRainParams,
        inputs=(RAIN_TO_FLOOD, BUILDINGS, CRITICAL_PLACES, RAIN_STATISTICS, CLIMATE_FACTORS, DAMAGE_TABLE, PRICE_INDEX),
        outputs=(*OUTPUTS[:-1], BY_RAIN, *PLACES, DAMAGE_GRAPH, RISK_GRAPH, OUTPUTS[-1], BUNDLE),
    ),
    Tool(
        id="flood-cost-maps",
        title=Text("Skade ud fra dybdekort", "Cost from maps of depth"),
        summary=Text(
            "Forventet årlig skade fra dybderastere ved flere gentagelsesperioder (MIKE, SCALGO, HEC-RAS …).",
            "Expected annual damage from rasters of depth at several return periods (MIKE, SCALGO, HEC-RAS …).",
        ),
        group=GROUP,
        function="gistools.floodcost.run_tools:flood_cost_maps_tool",
        params=FloodCostMapsParams,
        inputs=(
            Input(
                "depths",
                Kind.RASTER,
                Text("Dybdekort", "Maps of depth"),
                Text(
                    "Vanddybde i m, ét kort for hver gentagelsesperiode i stigende orden, på samme gitter; 0 hvor der "
                    "er tørt, nodata hvor intet vides.",
                    "Depth of water in m, one map for each return period in rising order, on one grid; 0 where dry, "
                    "nodata where nothing is known.",
                ),
                unit="m",
                many=True,
            ),
            Input(
                "terrain",
                Kind.RASTER,
                Text("Terræn", "Terrain"),
                Text(
                    "På samme gitter i m; med det bedømmes vandspejlet, uden det dybden i hver celle.",
                    "On the same grid in m; with it the water level is judged, without it the depth of each cell.",
                ),
                required=False,
                unit="m",
            ),
            BUILDINGS,
            CRITICAL_PLACES,
            DAMAGE_TABLE,
            PRICE_INDEX,
        ),
        outputs=(*OUTPUTS[:-1], *PLACES, OUTPUTS[-1], BUNDLE),
    ),
    Tool(
        id="service-level",
        title=Text("Hvilket serviceniveau kan betale sig?", "Which service level pays?"),
        summary=Text(
            "Nettonutidsværdi af serviceniveauer under to antagelser om skade over niveauet; screening, ikke "
            "dokumentation efter BEK 2276.",
            "Net present value of service levels under two assumptions on damage above the level; screening, not "
            "documentation under BEK 2276.",
        ),
        group=GROUP,
        function="gistools.floodcost.value_run:service_level_tool",
        params=ServiceLevelParams,
        inputs=(
            Input(
                "building_costs",
                Kind.LAYER,
                Text("Skade pr. bygning", "Damage by building"),
                Text("Laget building_costs fra flood-cost.", "The layer building_costs of flood-cost."),
                geometry=Geometry.POLYGON,
            ),
            Input(
                "level_costs",
                Kind.TABLE,
                Text("Pris på serviceniveauer", "Costs of service levels"),
                Text(
                    "En række for hvert niveau: return_period_years, cost_dkk, price_year; gerne upkeep_dkk_per_year "
                    "og lifetime_years.",
                    "A row for each level: return_period_years, cost_dkk, price_year; upkeep_dkk_per_year and "
                    "lifetime_years if known.",
                ),
            ),
            RAIN_STATISTICS,
            CLIMATE_FACTORS,
        ),
        outputs=(
            Output(
                "level_curve",
                Kind.TABLE,
                Text("Kurve over serviceniveauer", "Curve of service levels"),
                Text(
                    "Undgået skade, omkostning og nettonutidsværdi for hvert niveau og hver antagelse, og af ikke at "
                    "gøre noget.",
                    "Damage avoided, cost and net present value of each level and assumption, and of doing nothing.",
                ),
            ),
            Output(
                "level_assumptions",
                Kind.TABLE,
                Text("Forudsætninger for serviceniveauer", "Assumptions of service levels"),
                Text(
                    "Priser, renter, regn, klimafaktorer og alle valg med kilde, og om det er verificeret.",
                    "Prices, rates, rain, climate factors and all choices with source, and whether it was verified.",
                ),
            ),
            Output(
                "level_graph",
                Kind.GRAPH,
                Text("Figur: serviceniveauer", "Figure: service levels"),
                Text(
                    "Nettonutidsværdi efter serviceniveau, med det bedste og dem, der er næsten lige så gode.",
                    "Net present value by service level, with the best and those nearly as good.",
                ),
            ),
            BUNDLE,
        ),
    ),
    Tool(
        id="plan-value",
        title=Text("Hvad er tiltagene værd?", "What are the measures worth?"),
        summary=Text(
            "Undgået skade, omkostning og nettonutidsværdi af tegnede tiltag, hvem der har gavn af det, hvad ekstra "
            "magasin er "
            "værd, og hvor sikkert det er.",
            "Damage avoided, cost and net present value of drawn measures, who benefits, what more storage is worth, "
            "and how sure it is.",
        ),
        group=GROUP,
        function="gistools.floodcost.value_run:plan_value_tool",
        params=PlanValueParams,
        inputs=(
            *_FROM_TERRAIN,
            *(one for one in WHAT_IF_TOOLS[0].inputs if one.name in {"measures", "design_surface"}),
            RAIN_STATISTICS,
            CLIMATE_FACTORS,
            DAMAGE_TABLE,
            PRICE_INDEX,
            Input(
                "measure_prices",
                Kind.TABLE,
                Text("Priser på tiltag", "Prices of measures"),
                Text(
                    "kind, unit (m, m2, m3 eller item), capital_dkk, upkeep_dkk, lifetime_years og price_year for hver "
                    "slags; gistools har ingen.",
                    "kind, unit (m, m2, m3 or item), capital_dkk, upkeep_dkk, lifetime_years and price_year of each "
                    "kind; gistools has none.",
                ),
            ),
            PAYERS,
        ),
        outputs=(
            Output(
                "building_savings",
                Kind.LAYER,
                Text("Sparet skade pr. bygning", "Damage saved by building"),
                Text(
                    "Forventet årlig skade før og efter tiltagene, og hvad de sparer.",
                    "Expected annual damage before and after the measures, and what they save.",
                ),
                geometry=Geometry.POLYGON,
                style="building_savings",
            ),
            MEASURE_EFFECTS,
            Output(
                "plan_account",
                Kind.TABLE,
                Text("Nytte og omkostning", "Benefit and cost"),
                Text(
                    "Planens regnskab i nutidsværdi, nytte pr. krone og det år, hvor den er tjent hjem.",
                    "The account of the plan in present values, benefit per krone, and the year when it is paid back.",
                ),
            ),
            Output(
                "measure_costs",
                Kind.TABLE,
                Text("Omkostning pr. tiltag", "Cost of each measure"),
                Text(
                    "Mængde, anlæg, drift og restværdi; pr. m³, hvor tiltaget giver rum til vand.",
                    "Quantity, capital, upkeep and residual value; by m³ where the measure makes room for water.",
                ),
            ),
            Output(
                "benefits_by_class",
                Kind.TABLE,
                Text("Hvem har gavn af det", "Who benefits"),
                Text("Gevinst og tab efter skadesklasse.", "Gains and losses by damage class."),
            ),
            WHO_PAYS,
            Output(
                "storage_value",
                Kind.TABLE,
                Text("Værdi af ekstra magasin", "Value of more storage"),
                Text(
                    "Hvad hver m³ ekstra magasin i en lavning sparer om året; tomt, hvor det ikke vides.",
                    "What each m³ of more storage in a bluespot saves a year; empty where it is not known.",
                ),
            ),
            Output(
                "how_sure",
                Kind.TABLE,
                Text("Hvor sikkert er det", "How sure it is"),
                Text(
                    "Årlig skade og omkostning med og uden planen i mange gennemløb med de samme tilfældige tal.",
                    "Annual damage and cost with and without the plan over many draws of common random numbers.",
                ),
            ),
            Output(
                "plan_swings",
                Kind.TABLE,
                Text("Hvad hvert tal betyder for planen", "What each figure does to the plan"),
                Text(
                    "Årlig omkostning og skade med planen minus uden den, når hvert tal for sig er lavt og højt.",
                    "Annual cost and damage of the plan less that without, with each figure by itself low and high.",
                ),
            ),
            Output(
                "plan_assumptions",
                Kind.TABLE,
                Text("Forudsætninger for tiltagenes værdi", "Assumptions of the value of measures"),
                Text(
                    "Beløb, priser, renter, regn, klimafaktorer og alle valg med kilde, og om det er verificeret.",
                    "Amounts, prices, rates, rain, climate factors and all choices with source, and whether verified.",
                ),
            ),
            BUNDLE,
        ),
    ),
)
