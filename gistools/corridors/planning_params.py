"""Parameters that planning with networks of species shares, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.corridors.connectivity_params import LandscapeParams, ReachParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class PlanningParams(ReachParams, LandscapeParams):
    """Which species, how finely, and how far they go."""

    protected_field: str = param(
        "beskyttet_par3",
        label=Text("Felt med § 3", "Field of section 3"),
        help=Text(
            "Ja eller nej i laget med natur; uden det skønnes beskyttelsen efter type og størrelse.",
            "Yes or no in the layer of nature; without it protection is judged by type and size.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class SoilPlanParams(PlanningParams):
    """How mapped soil and plans are read where areas are held against them."""

    counts_from: float = param(
        0.05,
        unit="0–1",
        minimum=0.0001,
        maximum=1.0,
        label=Text("Tæller fra andelen", "Counts from the share"),
        help=Text(
            "Beskyttelse, plan og kortlagt jord tæller, når så stor en del af arealet er dækket. Et valg.",
            "Protection, plans and mapped soil count when as much of the area is covered. A choice.",
        ),
        advanced=True,
    )
    status_field: str = param(
        "status",
        label=Text("Felt med jordstatus", "Field of the soil status"),
        help=Text("Kolonnen med V1, V2 og andre.", "The column of V1, V2 and others."),
        advanced=True,
    )
    use_field: str = param(
        "anvendelse",
        label=Text("Felt med planens anvendelse", "Field of the plan's use"),
        help=Text("Kolonnen, der siger, hvad planen er til.", "The column that says what the plan is for."),
        advanced=True,
    )
