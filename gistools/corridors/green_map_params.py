"""Parameters of proposals for the Green Map of Denmark, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.corridors.planning_params import PlanningParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class GreenMapParams(PlanningParams):
    """What is proposed, and from which size."""

    corridor_slack: float = param(
        100.0,
        minimum=0.0,
        maximum=1e6,
        label=Text("Korridorens spillerum", "Slack of a corridor"),
        help=Text(
            "Modstandsmeter, en vej højst er sværere end den letteste, for at stedet hører til korridoren. Et valg.",
            "Resistance metres that a way may cost more than the cheapest for the place to belong to the corridor. A "
            "choice.",
        ),
    )
    corridor_width_m: float = param(
        60.0,
        unit="m",
        minimum=1.0,
        maximum=5_000.0,
        label=Text("Korridorens største bredde", "Greatest width of a corridor"),
        help=Text(
            "I ensartet land er mange veje lige gode; korridoren holdes inden for det halve af dette fra den bedste. "
            "Et valg.",
            "In uniform land many ways are as good; the corridor is kept within half of this from the best. A choice.",
        ),
    )
    gap_m: float = param(
        60.0,
        unit="m",
        minimum=1.0,
        maximum=1_000.0,
        label=Text("Mellemrum, der foreslås lukket", "Gap proposed to be closed"),
        help=Text(
            "Omlæggeligt land mellem levesteder, der ligger så nær, foreslås som potentielt naturområde. Et valg.",
            "Changeable land between patches as near as this is proposed as a potential nature area. A choice.",
        ),
    )
    reach: float = param(
        2.0,
        minimum=1.0,
        maximum=10.0,
        label=Text("Søg potentielle forbindelser til", "Search potential connections up to"),
        help=Text(
            "Gange artens grænse: så langt søges forbindelser, som ét tiltag kan bringe inden for grænsen.",
            "Times the limit of the species: links that one measure would bring within it are searched as far.",
        ),
        advanced=True,
    )
    min_area_m2: float = param(
        500.0,
        unit="m²",
        minimum=1.0,
        maximum=1e7,
        label=Text("Mindste areal", "Least area"),
        help=Text("Mindre stykker foreslås ikke. Et valg.", "Smaller pieces are not proposed. A choice."),
    )
    meeting_m: float = param(
        25.0,
        unit="m",
        minimum=0.0,
        maximum=10_000.0,
        label=Text("Mødes over grænsen inden for", "Meet across the border within"),
        help=Text(
            "Et forslag og naboens mødes, når der er højst så langt mellem dem ved kommunegrænsen. Et valg.",
            "A proposal and the neighbour's meet when they are at most as far apart at the border. A choice.",
        ),
        advanced=True,
    )
    value_field: str = param(
        "vaerdi",
        label=Text("Felt med naturværdi", "Field of the nature value"),
        help=Text("Kolonnen i laget med HNV eller bioscore.", "The column of the layer of HNV or bioscore."),
        advanced=True,
    )
    least_value: float | None = param(
        None,
        minimum=0.0,
        maximum=1e6,
        label=Text("Særlig natur fra værdien", "Special nature from the value"),
        help=Text(
            "Uden den bruges tabellens grænse for HNV, som ikke er efterprøvet.",
            "Without it the table's limit for HNV is used, which is not verified.",
        ),
        advanced=True,
    )
