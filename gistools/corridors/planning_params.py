"""Parameters that planning with networks of species shares, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class PlanningParams(Params):
    """Which species, how finely, and how far they go."""

    species_names: str = param(
        "frogs_toads grassland_butterflies squirrel hedgehog",
        label=Text("Arter", "Species"),
        help=Text("Id'er fra artstabellen, skilt af mellemrum.", "Ids from the table of species, parted by blanks."),
    )
    cell_size_m: float = param(
        5.0,
        unit="m",
        minimum=0.5,
        maximum=100.0,
        label=Text("Cellestørrelse", "Cell size"),
        help=Text(
            "Smalle hegn og stier forsvinder i store celler; prøv to størrelser.",
            "Narrow hedges and paths vanish in large cells; try two sizes.",
        ),
    )
    least_probability: float = param(
        0.05,
        minimum=0.0001,
        maximum=0.9,
        label=Text("Mindste chance for en forbindelse", "Least chance of a link"),
        help=Text(
            "Forbindelser, som en mindre andel af dyrene tilbagelægger, regnes ikke. Et valg.",
            "Links that a smaller share of the animals covers do not count. A choice.",
        ),
        advanced=True,
    )
    protected_field: str = param(
        "beskyttet_par3",
        label=Text("Felt med § 3", "Field of section 3"),
        help=Text(
            "Ja eller nej i laget med natur; uden det skønnes beskyttelsen efter type og størrelse.",
            "Yes or no in the layer of nature; without it protection is judged by type and size.",
        ),
        advanced=True,
    )

    @property
    def species_ids(self) -> tuple[str, ...]:
        """The species asked for, each once."""
        return tuple(dict.fromkeys(self.species_names.replace(",", " ").replace(";", " ").split()))


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
