"""The tool of plan checks as data; loads no numeric library."""

from __future__ import annotations

from gistools.corridors.check_params import PlanCheckParams
from gistools.corridors.connectivity_tools import LANDSCAPE_INPUTS
from gistools.corridors.survey_tools import GROUP
from gistools.text import Text
from gistools.tool import Geometry, Input, Kind, Output, Tool

LIMITS = Text(
    "Hvad planen gør ved artens veje efter en artstabel og en antagelse om planens overflade; ikke om arten er der. "
    "Støj, lys og drift er ikke med.",
    "What the plan does to the ways of the species by a table of species and an assumed surface; not whether it is "
    "there. Noise, light and upkeep are not in it.",
)

CORRIDOR_PLAN_CHECK = Tool(
    id="corridor-plan-check",
    title=Text("Plantjek af grønne korridorer", "Plan check of green corridors"),
    summary=Text(
        "Hvad en plan gør ved hver arts levesteder og spredningsveje: tabt, brudt, længere, afskåret, og hvad der "
        "afværger mest pr. meter.",
        "What a plan does to the patches and links of each species: lost, broken, longer, cut off, and what mends most "
        "for a metre.",
    ),
    group=GROUP,
    limits=LIMITS,
    function="gistools.corridors.check_run:corridor_plan_check_tool",
    params=PlanCheckParams,
    inputs=(
        Input(
            "plan",
            Kind.LAYER,
            Text("Planen", "The plan"),
            Text(
                "Flader og linjer med den nye anvendelse i en kolonne; de nederste rækker ligger øverst.",
                "Polygons and lines with the new use in a column; later rows lie on top.",
            ),
        ),
        *LANDSCAPE_INPUTS,
    ),
    outputs=(
        Output(
            "plan_summary",
            Kind.TABLE,
            Text("Plantjek for hver art", "Plan check of each species"),
            Text(
                "En række for hver art: sammenhæng før og efter, levesteder, forbindelser, afskårne dele, bedste "
                "afværgetiltag og et afsnit tekst.",
                "A row for each species: connectivity before and after, patches, links, parts cut off, the best mend, "
                "and a paragraph.",
            ),
        ),
        Output(
            "links_checked",
            Kind.LAYER,
            Text("Forbindelser efter planen", "Links after the plan"),
            Text(
                "Uændret, sværere, lettere, brudt eller ny, med modstand og meter før og efter.",
                "Unchanged, dearer, cheaper, broken or new, with cost and metres before and after.",
            ),
            geometry=Geometry.LINE,
            style="links_checked",
        ),
        Output(
            "mends",
            Kind.LAYER,
            Text("Afværgetiltag", "Mends"),
            Text(
                "Striber og passager, der er prøvet, og hvad hver giver igen.",
                "Strips and passages that were tried, and what each regains.",
            ),
            geometry=Geometry.LINE,
            style="corridor_mends",
        ),
        Output(
            "habitat_lost",
            Kind.LAYER,
            Text("Tabte levesteder", "Habitat lost"),
            Text("Det, planen tager af hvert levested.", "What the plan takes of each patch."),
            geometry=Geometry.POLYGON,
            style="habitat_lost",
        ),
        Output(
            "patches_checked",
            Kind.LAYER,
            Text("Levesteder efter planen", "Patches after the plan"),
            Text(
                "Uændret, formindsket, delt, nyt eller tabt, med areal før og efter.",
                "Unchanged, shrunk, split, new or lost, with area before and after.",
            ),
            geometry=Geometry.POLYGON,
            style="patches_checked",
        ),
        Output(
            "plan_read",
            Kind.LAYER,
            Text("Planen, som den er læst", "The plan as it was read"),
            Text("Den overflade, som hver flade i planen regnes for.", "The surface that each feature counts as."),
            geometry=Geometry.POLYGON,
            style="plan_read",
        ),
    ),
)

CHECK_TOOLS = (CORRIDOR_PLAN_CHECK,)
