"""The tool that assesses plan areas, as data; loads no numeric library."""

from __future__ import annotations

from gistools.pathnet.assessment_tool_params import PlanAreaParams
from gistools.pathnet.build_tools import GROUP, NETWORK_BENEATH
from gistools.pathnet.profile_tools import PROFILE_INPUTS
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

LIMITS = Text(
    "En vurdering efter de givne lag, principper og grænser, ikke en afgørelse. Hvad der ikke vides, er uvist. Priser "
    "er startværdier, og nye forbindelser er rette linjer, som ingen har set efter på stedet.",
    "An assessment by the layers, principles and limits given, not a decision. What is not known is uncertain. Prices "
    "are starting values, and new links are straight lines that no one has looked at on the spot.",
)

PLAN_AREA_ASSESSMENT = Tool(
    id="plan-area-assessment",
    title=Text("Er planområdet forbundet?", "Is the plan area connected?"),
    summary=Text(
        "Ja, nej eller uvist for hver profil: indbyrdes, til naboer, stinet og mål; hvor det stopper, og hvad "
        "der billigst gør svaret til ja.",
        "Yes, no or uncertain for each profile: within, to neighbours, paths and destinations; where it stops, and the "
        "cheapest set that turns it to yes.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.pathnet.assessment_run:plan_area_assessment_tool",
    params=PlanAreaParams,
    inputs=(
        Input(
            "plan_areas",
            Kind.LAYER,
            Text("Planområder", "Plan areas"),
            Text("Lokalplaner, rammer eller udviklingsområder.", "Local plans, frameworks or areas of development."),
            geometry=Geometry.POLYGON,
        ),
        *NETWORK_BENEATH,
        *PROFILE_INPUTS,
        Input(
            "addresses",
            Kind.LAYER,
            Text("Adresser", "Addresses"),
            Text("Boliger i og om områderne, helst med antal.", "Homes in and around the areas, with counts if known."),
            required=False,
            geometry=Geometry.POINT,
        ),
        *(
            Input(name, Kind.LAYER, label, text, required=False)
            for name, label, text in (
                ("schools", Text("Skoler", "Schools"), Text("Punkter eller flader.", "Points or polygons.")),
                ("stops", Text("Stoppesteder", "Stops"), Text("Bus og tog.", "Of bus and train.")),
                ("shops", Text("Butikker", "Shops"), Text("De butikker, der skal nås.", "Those to be reached.")),
                (
                    "destinations",
                    Text("Andre mål", "Other destinations"),
                    Text("Også skoler, stop og butikker, med slags.", "Schools, stops and shops too, with their kind."),
                ),
            )
        ),
        Input(
            "path_principles",
            Kind.TABLE,
            Text("Egne principper", "Own principles"),
            Text("I stedet for dem, der følger med; nummererede.", "In place of those shipped; numbered."),
            required=False,
        ),
        Input(
            "path_prices",
            Kind.TABLE,
            Text("Egne priser", "Own prices"),
            Text("I stedet for startværdierne.", "In place of the starting values."),
            required=False,
        ),
    ),
    outputs=(
        Output(
            "plan_areas_assessed",
            Kind.LAYER,
            Text("Planområder, vurderet", "Plan areas, assessed"),
            Text("Svar for hver profil og en sætning.", "The answer of each profile and a sentence."),
            geometry=Geometry.POLYGON,
            style="plan_areas_assessed",
        ),
        Output(
            "blocking",
            Kind.LAYER,
            Text("Hvor det stopper", "Where it stops"),
            Text("Strækninger med regel, fund, krav og kilde.", "Edges with rule, what was found, demand and source."),
            geometry=Geometry.LINE,
            style="area_blocking",
        ),
        Output(
            "area_mends",
            Kind.LAYER,
            Text("Billigste sæt", "Cheapest sets"),
            Text(
                "Hvad der bygges, udbedres eller måles op, for at svaret bliver ja; med pris.",
                "What is built, mended or surveyed for the answer to be yes; with prices.",
            ),
            geometry=Geometry.LINE,
            style="area_mends",
        ),
        Output(
            "assessment",
            Kind.TABLE,
            Text("Vurdering", "Assessment"),
            Text("En række for hvert svar, med tal og sætning.", "A row for each answer, with figures and a sentence."),
        ),
        Output(
            "principles_answered",
            Kind.TABLE,
            Text("Principper, prøvet", "Principles, tried"),
            Text(
                "Hvert princip for nye forbindelser: ja, nej, ukendt, eller at det ikke kan besvares.",
                "Each principle for new links: yes, no, unknown, or that it cannot be answered.",
            ),
        ),
        Output(
            "assessment_sheets",
            Kind.DOCUMENT,
            Text("Vurdering til sagen", "Assessment for the case"),
            Text("Kort, svar og principper til print.", "Map, answers and principles for printing."),
            ending=".pdf",
            default=False,
        ),
    ),
)

ASSESSMENT_TOOLS = (PLAN_AREA_ASSESSMENT,)
