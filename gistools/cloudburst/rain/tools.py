"""The rain tools as data; loads no numeric library."""

from __future__ import annotations

from gistools.cloudburst.rain.params import DesignStormParams, FirstWetParams, ReturnPeriodParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Skybrud", "Cloudburst")

RAIN_TO_FLOOD = Input(
    "rain_to_flood",
    Kind.RASTER,
    Text("Mindste regn, der giver vand", "Least rain that wets"),
    Text(
        "Den mindste regn i mm, der gør hver celle våd; uendelig, hvor ingen regn gør det, nodata uden for land.",
        "The least rain in mm that wets each cell; infinite where none does, nodata off land.",
    ),
    unit="mm",
    infinite=True,
)
RAIN_STATISTICS = Input(
    "rain_statistics",
    Kind.TABLE,
    Text("Regntabel", "Rain table"),
    Text(
        "Regndybder i mm efter varighed og gentagelsesperiode: varighed_min og en kolonne for hver T (T=2, T=10 ...), "
        "eller kolonnerne varighed_min, gentagelsesperiode_år og regn_mm; gerne verified (ja). Følger ikke med.",
        "Rain depths in mm by duration and return period: duration_min and a column for each T (T=2, T=10 ...), or the "
        "columns duration_min, return_period_years and rain_mm; verified (true) if it is. Not shipped with gistools.",
    ),
)
CLIMATE_FACTORS = Input(
    "climate_factors",
    Kind.TABLE,
    Text("Tabel med klimafaktorer", "Table of climate factors"),
    Text(
        "Egne klimafaktorer: return_period_years, factor og horizon_years (efter regntabellens år) eller horizon_year; "
        "gerne source og verified.",
        "Climate factors of one's own: return_period_years, factor and horizon_years (after the rain table's year) or "
        "horizon_year; source and verified if known.",
    ),
    required=False,
)

RAIN_TOOLS = (
    Tool(
        id="return-period",
        title=Text("Gentagelsesperiode for vand på terræn", "Return period of water on terrain"),
        summary=Text(
            "Gør kortet over mindste regn til et kort over, hvor ofte hver celle er våd, i dag og i et andet klima.",
            "Turns the map of least rain into a map of how often each cell gets wet, today and in another climate.",
        ),
        group=GROUP,
        function="gistools.cloudburst.rain.run_tools:return_period_tool",
        params=ReturnPeriodParams,
        inputs=(RAIN_TO_FLOOD, RAIN_STATISTICS, CLIMATE_FACTORS),
        outputs=(
            Output(
                "return_period",
                Kind.RASTER,
                Text("Gentagelsesperiode i dag", "Return period today"),
                Text(
                    "Mindste gentagelsesperiode, hvor cellen er våd. 0: oftere end regntabellens korteste; uendelig: "
                    "sjældnere end dens længste, eller aldrig.",
                    "Least return period at which the cell is wet. 0: oftener than the shortest of the rain table; "
                    "infinite: more rarely than its longest, or never.",
                ),
                unit="år",
                style="return_period",
                own_name=True,
            ),
            Output(
                "return_period_future",
                Kind.RASTER,
                Text("Gentagelsesperiode i klimaåret", "Return period in the climate year"),
                Text("Det samme med regndybder i klimaåret.", "The same with the rain depths of the climate year."),
                unit="år",
                style="return_period",
                own_name=True,
                needs="climate_year",
            ),
            Output(
                "return_period_min",
                Kind.RASTER,
                Text("Mindste gentagelsesperiode over varighederne", "Smallest return period over the durations"),
                Text(
                    "I dag, for den varighed, der gør cellen hyppigst våd.",
                    "Today, for the duration that wets the cell most often.",
                ),
                unit="år",
                style="return_period",
                own_name=True,
            ),
            Output(
                "return_period_max",
                Kind.RASTER,
                Text("Største gentagelsesperiode over varighederne", "Largest return period over the durations"),
                Text(
                    "I dag, for den varighed, der gør cellen sjældnest våd.",
                    "Today, for the duration that wets the cell most rarely.",
                ),
                unit="år",
                style="return_period",
                own_name=True,
            ),
            Output(
                "rain_used",
                Kind.TABLE,
                Text("Brugt regn", "Rain used"),
                Text(
                    "De regndybder og klimafaktorer, der er brugt, og arealet, som hver dybde gør vådt.",
                    "The rain depths and climate factors used, and the area that each depth wets.",
                ),
            ),
        ),
    ),
    Tool(
        id="first-wet",
        title=Text("Bygninger og veje: første våde regn", "Buildings and roads: first wet"),
        summary=Text(
            "Den mindste regn, der giver vand ved hver bygning og på hvert stykke vej, og hvor ofte den kommer.",
            "The least rain that brings water to each building and each piece of road, and how often it comes.",
        ),
        group=GROUP,
        function="gistools.cloudburst.rain.run_tools:first_wet_tool",
        params=FirstWetParams,
        inputs=(
            RAIN_TO_FLOOD,
            Input(
                "buildings",
                Kind.LAYER,
                Text("Bygninger", "Buildings"),
                Text("Bygningers grundplan som flader.", "Building footprints as polygons."),
                required=False,
                geometry=Geometry.POLYGON,
            ),
            Input(
                "roads",
                Kind.LAYER,
                Text("Veje og stier", "Roads and paths"),
                Text("Midterlinjer.", "Centre lines."),
                required=False,
                geometry=Geometry.LINE,
            ),
            RAIN_STATISTICS,
            CLIMATE_FACTORS,
        ),
        outputs=(
            Output(
                "buildings_first_wet",
                Kind.LAYER,
                Text("Bygninger efter gentagelsesperiode", "Buildings by return period"),
                Text(
                    "Mindste regn, der giver vand i en celle lige uden for grundplanen, og dens gentagelsesperiode.",
                    "Least rain that wets a cell just outside the footprint, and its return period.",
                ),
                geometry=Geometry.POLYGON,
                style="first_wet_buildings",
                needs="buildings",
            ),
            Output(
                "roads_first_wet",
                Kind.LAYER,
                Text("Veje efter gentagelsesperiode", "Roads by return period"),
                Text(
                    "Stykker af veje med den mindste regn, der giver vand på stykket, og dens gentagelsesperiode.",
                    "Pieces of roads with the least rain that wets the piece, and its return period.",
                ),
                geometry=Geometry.LINE,
                style="first_wet_roads",
                needs="roads",
            ),
        ),
    ),
    Tool(
        id="design-storm",
        title=Text("Dimensionerende regn (CDS)", "Design storm (CDS)"),
        summary=Text(
            "En regn i tidsskridt, hvis dybde omkring toppen passer med regntabellen for hver varighed.",
            "A rain in time steps whose depth around its peak agrees with the rain table for every duration.",
        ),
        group=GROUP,
        function="gistools.cloudburst.rain.run_tools:design_storm_tool",
        params=DesignStormParams,
        inputs=(RAIN_STATISTICS, CLIMATE_FACTORS),
        outputs=(
            Output(
                "storm",
                Kind.TABLE,
                Text("CDS-regn", "CDS storm"),
                Text("Regn i hvert tidsskridt.", "Rain in each time step."),
            ),
            Output(
                "storm_check",
                Kind.TABLE,
                Text("Kontrol af CDS-regnen", "Check of the CDS storm"),
                Text(
                    "For hver varighed: regntabellen, den tilpassede kurve, regnens vindue om toppen og afvigelsen.",
                    "For each duration: the rain table, the fitted curve, the storm around its peak, the deviation.",
                ),
            ),
        ),
    ),
)
