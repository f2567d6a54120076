"""Parameters of the nature surveys, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


class Design(enum.StrEnum):
    """What is searched at each place."""

    PLOT = "plot"
    TRANSECT = "transect"


@dataclass(frozen=True, kw_only=True)
class SurveyParams(Params):
    """How many plots (felter) are laid out, where, and for which year the form is."""

    survey_year: int = param(
        minimum=1900,
        maximum=2200,
        label=Text("År", "Year"),
        help=Text("Det år, skemaet skal udfyldes i.", "The year that the form is filled in."),
    )
    design: Design = param(
        Design.PLOT,
        choices={
            Design.PLOT: Text("Prøvefelt (cirkel)", "Plot (circle)"),
            Design.TRANSECT: Text("Transekt (linje med bredde)", "Transect (line of some width)"),
        },
        label=Text("Felttype", "Kind of plot"),
        help=Text("Hvad der søges i på hvert sted.", "What is searched at each place."),
    )
    plot_radius_m: float = param(
        5.0,
        unit="m",
        minimum=0.5,
        maximum=500.0,
        label=Text("Radius af prøvefelt", "Radius of a plot"),
        help=Text("Af den cirkel, der søges i. Et valg.", "Of the circle that is searched. A choice."),
    )
    transect_length_m: float = param(
        50.0,
        unit="m",
        minimum=2.0,
        maximum=5_000.0,
        label=Text("Længde af transekt", "Length of a transect"),
        help=Text("Kortere, hvor levestedet er mindre. Et valg.", "Shorter where the patch is smaller. A choice."),
        advanced=True,
    )
    transect_width_m: float = param(
        2.0,
        unit="m",
        minimum=0.1,
        maximum=200.0,
        label=Text("Bredde af transekt", "Width of a transect"),
        help=Text("Hele bredden, der søges i. Et valg.", "The whole width that is searched. A choice."),
        advanced=True,
    )
    hectares_per_plot: float = param(
        1.0,
        unit="ha",
        minimum=0.01,
        maximum=10_000.0,
        label=Text("Areal pr. felt", "Area per plot"),
        help=Text(
            "Et levested får et felt for hvert påbegyndt så stort areal, mindst ét. Et valg.",
            "A patch gets a plot for each begun area of this size, at least one. A choice.",
        ),
    )
    most_plots: int = param(
        5,
        minimum=1,
        maximum=1_000,
        label=Text("Højst felter pr. levested", "Most plots per patch"),
        help=Text("Så store levesteder ikke tager al tiden. Et valg.", "So that large patches take not all the time."),
    )
    seed: int = param(
        1,
        minimum=0,
        maximum=2_147_483_647,
        label=Text("Tal for lodtrækningen", "Seed"),
        help=Text(
            "Det samme tal og de samme levesteder giver de samme felter.",
            "The same number and the same patches give the same plots.",
        ),
        advanced=True,
    )
    habitat_field: str = param(
        "patch_kind",
        label=Text("Felt med biotop", "Field of the habitat"),
        help=Text(
            "Kolonnen med levestedets biotop: eng, mose, overdrev, sø, skov og så videre.",
            "The column with the habitat of the patch: meadow, bog, dry grassland, pond, forest and so on.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of inputs: plots come from patches, or from an earlier form."""
        chosen = given & {"patches", "earlier_survey"}
        if len(chosen) == 1:
            return ()
        return (
            Text(
                "giv enten levesteder (patches) eller et tidligere feltskema (earlier_survey)",
                "give either patches or an earlier field form (earlier_survey)",
            ),
        )


@dataclass(frozen=True, kw_only=True)
class SurveyCompareParams(Params):
    """When two years differ."""

    effort_tolerance: float = param(
        1.25,
        minimum=1.0,
        maximum=100.0,
        label=Text("Indsatsen er den samme op til", "Effort is the same up to"),
        help=Text(
            "Søgetid pr. felt, det ene år i forhold til det andet; derover advares der. Et valg.",
            "Search time per plot, one year over the other; above it there is a warning. A choice.",
        ),
    )
    significance: float = param(
        0.05,
        minimum=0.0001,
        maximum=0.5,
        label=Text("Chance for falsk alarm", "Chance of a false alarm"),
        help=Text(
            "En ændring kaldes sikker, når tilfældet sjældnere ville give så skæv en ændring.",
            "A change is called clear when chance would more rarely give so uneven a change.",
        ),
        advanced=True,
    )
