"""The tools of nature surveys as data; loads no numeric library."""

from __future__ import annotations

from gistools.corridors.survey_params import SurveyCompareParams, SurveyParams
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

GROUP = Text("Grønne korridorer", "Green corridors")


LIMITS = Text(
    "Felter er en stikprøve: en art, der ikke er fundet, kan være der alligevel. Indikatorarter er et valg og måler "
    "ikke al natur.",
    "Plots are a sample: a species that was not found may be there all the same. Indicator species are a choice and "
    "do not measure all of nature.",
)


def _twice(name: str, label: Text, text: Text, geometry: Geometry) -> tuple[Input, ...]:
    """Return an optional layer for each of the two years."""
    return tuple(
        Input(
            f"{name}_{key}",
            Kind.LAYER,
            Text(f"{label.da}, {when.da}", f"{label.en}, {when.en}"),
            text,
            required=False,
            geometry=geometry,
        )
        for key, when in (("before", Text("første år", "first year")), ("after", Text("andet år", "second year")))
    )


def _connectivity(key: str, when: Text) -> Input:
    return Input(
        f"connectivity_{key}",
        Kind.TABLE,
        Text(f"Sammenhæng, {when.da}", f"Connectivity, {when.en}"),
        Text(
            "En række for hver art: species, ec_m2, area_m2 og alpha.",
            "A row for each species: species, ec_m2, area_m2 and alpha.",
        ),
        required=False,
    )


NATURE_SURVEY = Tool(
    id="nature-survey",
    title=Text("Naturundersøgelse: felter og feltskema", "Nature survey: plots and field form"),
    summary=Text(
        "Faste felter i levestederne, indikatorarter for hver biotop og et feltskema til QField.",
        "Fixed plots in the patches, indicator species of each habitat, and a field form for QField.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.corridors.survey_run:nature_survey_tool",
    params=SurveyParams,
    inputs=(
        Input(
            "patches",
            Kind.LAYER,
            Text("Levesteder", "Patches"),
            Text("Flader med biotopen i en kolonne.", "Polygons with the habitat in a column."),
            required=False,
            geometry=Geometry.POLYGON,
        ),
        Input(
            "earlier_survey",
            Kind.LAYER,
            Text("Tidligere feltskema", "Earlier field form"),
            Text(
                "I stedet for levesteder: giver et tomt skema for de samme felter og arter.",
                "In place of patches: gives an empty form for the same plots and species.",
            ),
            required=False,
            geometry=Geometry.POINT,
        ),
        Input(
            "indicator_species",
            Kind.TABLE,
            Text("Egne indikatorarter", "Own indicator species"),
            Text(
                "Biotop, art, navn og begrundelse; uden den bruges en liste, der ikke er efterprøvet.",
                "Habitat, species, name and reason; without it a list that is not verified.",
            ),
            required=False,
        ),
    ),
    outputs=(
        Output(
            "survey_form",
            Kind.LAYER,
            Text("Feltskema", "Field form"),
            Text(
                "Et punkt for hvert felt med skema, lister og krav; åbnes i QField eller QGIS.",
                "A point for each plot with form, lists and what is required; opened in QField or QGIS.",
            ),
            geometry=Geometry.POINT,
            style="survey_plots",
        ),
        Output(
            "survey_areas",
            Kind.LAYER,
            Text("Det, der søges i", "What is searched"),
            Text("Felternes flader.", "The polygons of the plots."),
            geometry=Geometry.POLYGON,
            style="survey_areas",
            needs="patches",
        ),
        Output(
            "indicator_list",
            Kind.TABLE,
            Text("Indikatorarter", "Indicator species"),
            Text("Arter, der søges, med begrundelse, sæson og metode.", "Species searched, with reason and season."),
        ),
    ),
)

SURVEY_COMPARE = Tool(
    id="survey-compare",
    title=Text("Sammenlign to års naturundersøgelser", "Compare nature surveys of two years"),
    summary=Text(
        "Frem- og tilbagegang for hver art, indsats og ukendt holdt for sig; grøn andel, maskestørrelse og EC.",
        "Rise and decline of each species, effort and unknown kept apart; green share, mesh size and EC.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.corridors.survey_run:survey_compare_tool",
    params=SurveyCompareParams,
    inputs=(
        *(
            Input(
                f"survey_{key}",
                Kind.LAYER,
                Text(f"Udfyldt skema, {when.da}", f"Filled form, {when.en}"),
                Text("Feltskemaet med svar.", "The field form with its answers."),
                geometry=Geometry.POINT,
                columns=("plot_id", "habitat", "survey_year", "minutes_searched", "species_1", "found_1"),
            )
            for key, when in (("before", Text("første år", "first year")), ("after", Text("andet år", "second year")))
        ),
        Input(
            "study_area",
            Kind.LAYER,
            Text("Området", "The area"),
            Text(
                "Kommunen eller byen; andele og maskestørrelse måles i den.", "Shares and mesh size are measured in it."
            ),
            required=False,
            geometry=Geometry.POLYGON,
        ),
        *_twice(
            "green",
            Text("Grønne flader", "Green areas"),
            Text("Alt grønt; overlap tælles én gang.", "All that is green; overlaps count once."),
            Geometry.POLYGON,
        ),
        *_twice(
            "canopy",
            Text("Trækroner", "Tree crowns"),
            Text("Flader under trækroner.", "Polygons under tree crowns."),
            Geometry.POLYGON,
        ),
        *_twice(
            "natural",
            Text("Naturområder", "Natural areas"),
            Text(
                "Naturflader, også uden for området, så de ikke skæres af grænsen.",
                "Natural areas, also beyond the area, so that the border does not cut them.",
            ),
            Geometry.POLYGON,
        ),
        Input(
            "barriers",
            Kind.LAYER,
            Text("Barrierer", "Barriers"),
            Text("Veje og baner, der deler naturområder.", "Roads and rails that part natural areas."),
            required=False,
        ),
        _connectivity("before", Text("første år", "first year")),
        _connectivity("after", Text("andet år", "second year")),
    ),
    outputs=(
        Output(
            "species_change",
            Kind.TABLE,
            Text("Ændring for hver art", "Change of each species"),
            Text(
                "Felter, hvor arten forsvandt og kom til, om ændringen er sikker, og om indsatsen var den samme.",
                "Plots that lost and gained the species, whether the change is clear, and whether effort was the same.",
            ),
        ),
        Output(
            "species_by_year",
            Kind.TABLE,
            Text("Hver art hvert år", "Each species in each year"),
            Text(
                "Felter med fund, uden fund og ikke undersøgt; andelen med usikkerhed.",
                "Plots where found, not found and not surveyed; the share with its interval.",
            ),
        ),
        Output(
            "plot_change",
            Kind.LAYER,
            Text("Ændring i hvert felt", "Change in each plot"),
            Text("Arter forsvundet og kommet til i hvert felt.", "Species lost and gained in each plot."),
            geometry=Geometry.POINT,
            style="plot_change",
        ),
        Output(
            "survey_effort",
            Kind.TABLE,
            Text("Indsats", "Effort"),
            Text("Felter, besøg og søgetid hvert år.", "Plots, visits and search time of each year."),
        ),
        Output(
            "nature_indicators",
            Kind.TABLE,
            Text("Naturens tal år for år", "Nature's figures by year"),
            Text(
                "Grøn andel, trækroner, maskestørrelse og EC for hver art; ukendt, hvor intet er givet.",
                "Green share, tree crowns, mesh size and EC of each species; unknown where nothing was given.",
            ),
        ),
    ),
)

SURVEY_TOOLS = (NATURE_SURVEY, SURVEY_COMPARE)
