"""Parameters of candidates for planting and new nature, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.corridors.planning_params import SoilPlanParams
from gistools.text import Text
from gistools.tool import param


class NewNature(enum.StrEnum):
    """What a candidate would become."""

    FOREST = "forest"
    HEDGE = "hedge"
    POND = "pond"
    MEADOW = "meadow"
    DRY_GRASSLAND = "dry_grassland"


@dataclass(frozen=True, kw_only=True)
class PlantingParams(SoilPlanParams):
    """What would be planted, where candidates end, and how many are computed."""

    becomes: NewNature = param(
        NewNature.FOREST,
        choices={
            NewNature.FOREST: Text("Skov", "Woodland"),
            NewNature.HEDGE: Text("Levende hegn", "Hedge"),
            NewNature.POND: Text("Vandhul", "Pond"),
            NewNature.MEADOW: Text("Eng", "Meadow"),
            NewNature.DRY_GRASSLAND: Text("Overdrev", "Dry grassland"),
        },
        label=Text("Ny natur", "New nature"),
        help=Text("Hvad kandidaterne ville blive til.", "What the candidates would become."),
    )
    block_m: float = param(
        120.0,
        unit="m",
        minimum=5.0,
        maximum=2_000.0,
        label=Text("Felternes side", "Side of the blocks"),
        help=Text(
            "Kandidater er felter så store, eller matrikler, hvor de er givet. Et valg.",
            "Candidates are blocks of this size, or parcels where they are given. A choice.",
        ),
    )
    least_area_m2: float = param(
        2_000.0,
        unit="m²",
        minimum=1.0,
        maximum=1e7,
        label=Text("Mindste kandidat", "Least candidate"),
        help=Text("Mindre sammenhængende stykker er ikke med. Et valg.", "Smaller pieces are left out. A choice."),
    )
    most_candidates: int = param(
        200,
        minimum=1,
        maximum=100_000,
        label=Text("Højst beregnede kandidater", "Most candidates computed"),
        help=Text(
            "De, der ligger bedst for levestederne, og de, der ligger bedst i korridorerne, halvt af hver.",
            "Those best placed for patches and those best placed in corridors, half of each.",
        ),
        advanced=True,
    )
    corridor_slack: float = param(
        200.0,
        minimum=0.0,
        maximum=1e6,
        label=Text("Korridorens spillerum", "Slack of a corridor"),
        help=Text(
            "Modstandsmeter, en vej højst er sværere end den letteste, for at stedet hører til korridoren. Et valg.",
            "Resistance metres that a way may cost more than the cheapest for the place to belong to the corridor. A "
            "choice.",
        ),
        advanced=True,
    )
