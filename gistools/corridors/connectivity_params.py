"""Parameters of the connectivity of a landscape for a species, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance_params import ResistanceParams
from gistools.text import Text
from gistools.tool import Params, param


class DispersalScale(enum.StrEnum):
    """How the distance that a species goes is made a cost."""

    FITTED = "fitted"
    LOWEST = "lowest"
    GIVEN = "given"


class LinkSet(enum.StrEnum):
    """Which pairs of patches are linked."""

    PLANAR = "planar"
    COMPLETE = "complete"


LINK_SETS = {
    LinkSet.PLANAR: Text("Naboer", "Neighbours"),
    LinkSet.COMPLETE: Text("Alle par inden for rækkevidde", "All pairs within reach"),
}


@dataclass(frozen=True, kw_only=True)
class ReachParams(Params):
    """How far a species goes: how distance becomes cost, and which links are too far."""

    dispersal_scale: DispersalScale = param(
        DispersalScale.FITTED,
        choices={
            DispersalScale.FITTED: Text("Efter forbindelserne i landskabet", "By the links of the landscape"),
            DispersalScale.LOWEST: Text("Meter i eget levested", "Metres in own habitat"),
            DispersalScale.GIVEN: Text("En given rækkevidde", "A given cost"),
        },
        label=Text("Artens rækkevidde i modstandsmeter", "Distance of the species as a cost"),
        help=Text(
            "Afstande er målt i almindeligt landskab: så langt når arten ad områdets egne forbindelser. Meter i eget "
            "levested giver langt kortere rækkevidde. Giv prisen fra den første kørsel, når år eller planer "
            "sammenlignes.",
            "Distances are measured in ordinary landscape: the species goes as far along the area's own links. Metres "
            "in own habitat reach far shorter. Give the cost of the first run when years or plans are compared.",
        ),
    )
    dispersal_cost: float | None = param(
        None,
        minimum=1.0,
        maximum=1e12,
        label=Text("Given rækkevidde i modstandsmeter", "Given cost of the distance"),
        help=Text(
            "Modstandsmeter; kolonnen dispersal_cost fra en tidligere kørsel. Kun for én art ad gangen.",
            "Resistance metres; the column dispersal_cost of an earlier run. For one species at a time.",
        ),
    )
    least_probability: float = param(
        0.01,
        unit="0–1",
        minimum=0.0001,
        maximum=0.9,
        label=Text("Mindste chance for en forbindelse", "Least chance of a link"),
        help=Text(
            "Forbindelser, som færre end denne andel når over, tælles ikke. Et valg; brug det samme i alle værktøjer.",
            "Links that less than this share gets across are not counted. A choice; use the same in all tools.",
        ),
        advanced=True,
    )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of a cost: it is given when, and only when, it is used."""
        faults = super().conflicts(given)
        if (self.dispersal_scale is DispersalScale.GIVEN) == (self.dispersal_cost is not None):
            return faults
        return (
            *faults,
            Text(
                "giv dispersal_cost sammen med dispersal_scale = given, og kun da",
                "give dispersal_cost along with dispersal_scale = given, and only then",
            ),
        )


@dataclass(frozen=True, kw_only=True)
class LinkingParams(ReachParams):
    """Which links count, and how distance becomes cost."""

    link_set: LinkSet = param(
        LinkSet.PLANAR,
        choices=LINK_SETS,
        label=Text("Forbindelser", "Links"),
        help=Text(
            "Naboer er hurtigst og lettest at læse; alle par regner en vej forbi et levested med.",
            "Neighbours are quickest and easiest to read; all pairs count a way past a patch too.",
        ),
    )
    in_patch: bool = param(
        False,
        label=Text("Levesteder koster at krydse", "Crossing patches costs"),
        help=Text(
            "EC regner med, hvad det koster at gå gennem et levested; ellers er det gratis og EC lidt for høj. "
            "Vigtighed regnes altid med gratis gennemgang.",
            "EC counts what it costs to go through a patch on the way; otherwise that is free and EC a little too "
            "high. Importance is always with free crossing.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class ConnectivityParams(LinkingParams):
    """Which links count, how wide a corridor is, and how often resistance and distance are varied."""

    corridor_share: float = param(
        0.95,
        minimum=0.1,
        maximum=0.999,
        label=Text("Korridorens bredde", "Width of corridors"),
        help=Text(
            "Korridoren er der, hvor chancen for at komme over er mindst denne andel af chancen ad den bedste vej. "
            "Et valg.",
            "The corridor is where the chance of getting across is at least this share of that on the best way. A "
            "choice.",
        ),
        advanced=True,
    )
    draws: int | None = param(
        None,
        minimum=10,
        maximum=10_000,
        label=Text("Antal lodtrækninger", "Number of draws"),
        help=Text(
            "Modstand ganges eller deles med op til 3 og afstand med op til 2: hvor ofte er et levested eller en "
            "forbindelse blandt de ti vigtigste? 100 er nok til at se det.",
            "Resistance is multiplied or divided by up to 3 and distance by up to 2: how often is a patch or link "
            "among the ten most important? 100 are enough to see it.",
        ),
    )
    seed: int = param(
        1,
        minimum=0,
        maximum=2_147_483_647,
        label=Text("Tal for lodtrækningen", "Seed"),
        help=Text(
            "Det samme tal giver de samme lodtrækninger, også for en anden plan.",
            "The same number gives the same draws, for another plan too.",
        ),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class LandscapeParams(Params):
    """Which species, and on which cells."""

    species: str = param(
        label=Text("Art", "Species"),
        help=Text(
            "Artens navn eller id i artstabellen, flere med komma imellem, eller alle.",
            "Name or id of the species in the table of species, several with commas between, or all.",
        ),
    )
    cell_size_m: float = param(
        10.0,
        unit="m",
        minimum=0.5,
        maximum=1_000.0,
        label=Text("Cellestørrelse", "Cell size"),
        help=Text(
            "Mindre celler viser smalle hegn og passager og tager længere tid. Prøv to størrelser.",
            "Smaller cells show narrow hedges and passages and take longer. Try two sizes.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class NetworkParams(PatchParams, ResistanceParams, ConnectivityParams, LandscapeParams):
    """All of the tool ``corridor-network``."""
