"""The tools of the guide as data; loads no numeric library."""

from __future__ import annotations

from gistools.pathnet.build_tools import GROUP, NETWORK_BENEATH, NETWORK_INPUTS
from gistools.pathnet.guide_params import CorrectionParams, GuideParams, PathSurveyParams
from gistools.pathnet.profile_tools import PROFILE_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

LIMITS = Text(
    "En vurdering ud fra de lag, der er givet, ikke en afgørelse. Det, der ikke er oplyst, er ukendt og ikke i orden.",
    "An assessment from the layers given; it is no decision. What is not recorded is unknown and not all right.",
)

CORRECTIONS = Input(
    "corrections",
    Kind.LAYER,
    Text("Rettelser", "Corrections"),
    Text(
        "Udfyldte skemaer fra path-survey-form, eller brugeres rettelser i samme kolonner, også said_by og said_date.",
        "Filled forms of path-survey-form, or corrections of users in the same columns, said_by and said_date too.",
    ),
    required=False,
    geometry=Geometry.LINE,
)

ACCESSIBLE_ROUTE = Tool(
    id="accessible-route",
    title=Text("God genvej: vej fra sted til sted for en profil", "Good short cut: a way from place to place"),
    summary=Text(
        "Anvisninger, advarsler og andre veje for fx en kørestolsbruger; eller hvorfor der ingen vej er. Side til "
        "telefonen, PDF og GPX.",
        "Instructions, warnings and other ways, for instance in a wheelchair; or why there is none. Page for phones, "
        "PDF and GPX.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.pathnet.guide_run:accessible_route_tool",
    params=GuideParams,
    inputs=(
        *NETWORK_BENEATH,
        *PROFILE_INPUTS,
        Input(
            "addresses",
            Kind.LAYER,
            Text("Adresser og navne", "Addresses and names"),
            Text(
                "Steder, der kan skrives i Fra og Til: adgangsadresser, skoler, stop.",
                "Places that can be written in From and To: addresses, schools, stops.",
            ),
            required=False,
        ),
        Input(
            "benches",
            Kind.LAYER,
            Text("Bænke", "Benches"),
            Text("Steder at hvile; uden dem er det ukendt, hvor de er.", "Places to rest; unknown where not given."),
            required=False,
            geometry=Geometry.POINT,
        ),
        CORRECTIONS,
    ),
    outputs=(
        Output(
            "route",
            Kind.LAYER,
            Text("Vejen", "The way"),
            Text(
                "Et stykke for hver kant: kendt og i orden, ikke undersøgt, eller kan ikke bruges.",
                "A line for each edge: known and met, not surveyed, or cannot be used.",
            ),
            geometry=Geometry.LINE,
            style="guide_route",
        ),
        Output(
            "ends",
            Kind.LAYER,
            Text("Start og mål", "Start and goal"),
            Text("To punkter: A er start, B er mål.", "Two points: A is the start, B the goal."),
            geometry=Geometry.POINT,
            style="guide_ends",
        ),
        Output(
            "steps",
            Kind.TABLE,
            Text("Anvisninger", "Instructions"),
            Text(
                "Hvad man gør, hvor langt, og hvad man møder undervejs.",
                "What to do, how far, and what is met on the way.",
            ),
        ),
        Output(
            "warnings",
            Kind.TABLE,
            Text("Advarsler", "Warnings"),
            Text(
                "Hver regel, der ikke er opfyldt eller ikke kan besvares, med krav og kilde.",
                "Each rule that is not met or cannot be answered, with limit and source.",
            ),
        ),
        Output(
            "page",
            Kind.GUIDE,
            Text("Side til telefonen", "Page for phones"),
            Text(
                "Én fil, der virker uden net, med kort og anvisninger på dansk og engelsk.",
                "One file that works offline, with map and instructions in Danish and English.",
            ),
            ending=".html",
        ),
        Output(
            "sheet",
            Kind.DOCUMENT,
            Text("Ark til print", "Sheet to print"),
            Text(
                "PDF med titel, sprog og bogmærker, men uden tags; Word er bedst til skærmlæsere.",
                "PDF with title, language and bookmarks, but no tags; Word is best for screen readers.",
            ),
            ending=".pdf",
        ),
        Output(
            "track",
            Kind.GUIDE,
            Text("Spor til GPS", "Track for GPS"),
            Text("GPX 1.1; uden linje, når svaret er nej.", "GPX 1.1; without a line when the answer is no."),
            ending=".gpx",
        ),
    ),
)

PATH_SURVEY_FORM = Tool(
    id="path-survey-form",
    title=Text("Skema til opmåling af stier", "Form to survey paths"),
    summary=Text(
        "De stykker, hvor svaret for en profil mangler, de vigtigste først, som skema til QField.",
        "The edges where the answer for a profile is missing, the most important first, as a form for QField.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.pathnet.guide_run:path_survey_form_tool",
    params=PathSurveyParams,
    inputs=(*NETWORK_INPUTS, *PROFILE_INPUTS, CORRECTIONS),
    outputs=(
        Output(
            "path_survey",
            Kind.LAYER,
            Text("Opmålingsskema", "Survey form"),
            Text(
                "En linje for hvert stykke med det, der skal måles, og felter til svar, foto og bemærkning.",
                "A line for each edge with what is to be measured, and fields for answers, photo and remark.",
            ),
            geometry=Geometry.LINE,
            style="path_survey_form",
        ),
    ),
)

PATH_CORRECTIONS = Tool(
    id="path-corrections",
    title=Text("Rettelser til stinettet", "Corrections of the path network"),
    summary=Text(
        "Opmåleres og brugeres rettelser dømt række for række og ført ind i en kopi af nettet med journal.",
        "Corrections of surveyors and users judged row by row and put into a copy of the network, with a journal.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.pathnet.guide_run:path_corrections_tool",
    params=CorrectionParams,
    inputs=(
        *NETWORK_BENEATH,
        Input("corrections", Kind.LAYER, CORRECTIONS.label, CORRECTIONS.help, geometry=Geometry.LINE, required=True),
    ),
    outputs=(
        Output(
            "judged_corrections",
            Kind.LAYER,
            Text("Rettelser med resultat", "Corrections with their outcome"),
            Text(
                "Hver oplysning i hver række: godtaget, i strid, ukendt stykke eller umulig, med begrundelse.",
                "Each value of each row: accepted, in conflict, unknown edge or implausible, with the reason.",
            ),
            geometry=Geometry.LINE,
            style="path_corrections",
        ),
        Output(
            "journal",
            Kind.TABLE,
            Text("Journal", "Journal"),
            Text(
                "Hver ændring: rolle, dato, hvorfor, før og efter; kan fortrydes.",
                "Each change: role, date, why, before and after; can be undone.",
            ),
        ),
        Output(
            "corrected_edges",
            Kind.LAYER,
            Text("Det rettede net", "The corrected network"),
            Text("En kopi af nettets stykker; kilden er urørt.", "A copy of the edges; the source is untouched."),
            geometry=Geometry.LINE,
        ),
    ),
)

GUIDE_TOOLS = (ACCESSIBLE_ROUTE, PATH_SURVEY_FORM, PATH_CORRECTIONS)
