"""Parameters of the plan check, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.corridors.connectivity_params import LINK_SETS, LandscapeParams, LinkingParams, LinkSet
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance_params import ResistanceParams
from gistools.text import Text
from gistools.tool import param


@dataclass(frozen=True, kw_only=True)
class PlanCheckParams(PatchParams, ResistanceParams, LinkingParams, LandscapeParams):
    """How a plan is read, and which mends are tried."""

    link_set: LinkSet = param(
        LinkSet.COMPLETE,
        choices=LINK_SETS,
        label=Text("Forbindelser", "Links"),
        help=Text(
            "Alle par viser, hvad planen gør ved hver forbindelse. Blandt naboer kan en forbindelse også falde væk, "
            "fordi et nyt levested kommer imellem.",
            "All pairs show what the plan does to each link. Among neighbours a link may also go because a new patch "
            "comes between.",
        ),
    )
    plan_class_field: str = param(
        "anvendelse",
        label=Text("Felt med planens anvendelse", "Field of the plan's use"),
        help=Text(
            "Kolonnen med den nye overflade (eng, skov, befæstet) eller planens anvendelse (Boligområde). Også: "
            "faunapassage, og barriere fjernes.",
            "The column with the new surface (eng, skov, befæstet) or the use of the plan (Boligområde). Also: "
            "faunapassage, and barriere fjernes.",
        ),
    )
    plan_uses: str = param(
        "",
        label=Text("Hvad anvendelser bliver til", "What uses become"),
        help=Text(
            "Fx Boligområde = have; Torv = befæstet. Tom: tabellen plan_uses, hvor byggeri regnes som befæstet.",
            "Such as Boligområde = have; Torv = befæstet. Empty: the table plan_uses, in which development is paved.",
        ),
    )
    strip_width_m: float = param(
        10.0,
        unit="m",
        minimum=1.0,
        maximum=500.0,
        label=Text("Bredde af afværgestriber", "Width of mending strips"),
        help=Text(
            "Af grønne striber og passager, der prøves. Mindst en celle. Et valg.",
            "Of green strips and passages that are tried. At least a cell. A choice.",
        ),
        advanced=True,
    )
    mended_links: int = param(
        5,
        minimum=0,
        maximum=100,
        label=Text("Forbindelser, der søges afværget", "Links that are mended"),
        help=Text(
            "For de forbindelser, der mister mest, prøves striber og passager en ad gangen.",
            "For the links that lose most, strips and passages are tried one at a time.",
        ),
        advanced=True,
    )
