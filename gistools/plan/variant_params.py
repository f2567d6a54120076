"""Parameters of comparing plan variants, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gistools.cloudburst.params import MOST_RAIN_MM
from gistools.errors import ParamError
from gistools.floodcost.value_params import PlanWorthParams
from gistools.text import Text
from gistools.tool import param

if TYPE_CHECKING:
    from collections.abc import Sequence

LAYERS = ("measures", "measures_2", "measures_3", "measures_4")
SURFACES = ("design_surface", "design_surface_2")


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a text lists with semicolons between, blanks made single; empty ones stay.

    >>> names_in("Bassin nedlagt;  Ny  bæk ;"), names_in(" ")
    (('Bassin nedlagt', 'Ny bæk', ''), ())
    """
    return tuple(" ".join(part.split()) for part in text.split(";")) if text.strip() else ()


@dataclass(frozen=True, kw_only=True)
class CompareVariantsParams(PlanWorthParams):
    """Plan variants side by side on one base."""

    compare_rain_mm: float = param(
        50.0,
        unit="mm",
        minimum=0.001,
        maximum=MOST_RAIN_MM,
        label=Text("Regn, som dybder sammenlignes ved", "Rain that depths are compared at"),
        help=Text(
            "Dybder ved bygninger og steder, kortet og tabellens vandmængder er ved denne regn.",
            "Depths at buildings and places, the map and the volumes of the table are those of this rain.",
        ),
    )
    layer_names: str = param(
        "",
        label=Text("Lagenes varianter", "Variants of the layers"),
        help=Text(
            "Et navn for hvert lag med tiltag, semikolon imellem: tiltag uden navn i kolonnen variant hører til den; "
            "'alle' eller tomt: de hører til alle varianter.",
            "A name for each layer of measures, semicolons between: measures without a name in the column variant "
            "belong to it; 'all' or empty: they belong to all variants.",
        ),
    )
    design_variants: str = param(
        "",
        label=Text("Varianter med projekteret terræn", "Variants with the design surface"),
        help=Text(
            "Navne med semikolon imellem; tomt: alle. Et nyt navn giver en variant med terrænet alene.",
            "Names with semicolons between; empty: all. A new name makes a variant of the surface alone.",
        ),
    )
    design_variants_2: str = param(
        "",
        label=Text("Varianter med det andet projekterede terræn", "Variants with the second design surface"),
        help=Text(
            "Som for det første. En variant har højst ét projekteret terræn.",
            "As for the first. A variant has one design surface at most.",
        ),
        advanced=True,
    )
    map_variant: str = param(
        "",
        label=Text("Variant på kortet", "Variant on the map"),
        help=Text(
            "Hvilken variants ændringer kortet viser; tomt: den med størst nettonutidsværdi.",
            "Which variant's changes the map shows; empty: the one of largest net present value.",
        ),
    )
    least_change_m: float = param(
        0.01,
        unit="m",
        minimum=0.001,
        maximum=1.0,
        label=Text("Mindste ændring af dybden", "Smallest change of depth"),
        help=Text(
            "Mindre ændringer tælles som ingen, på kortet og ved bygninger.",
            "Smaller changes count as none, on the map and at buildings.",
        ),
        advanced=True,
    )
    most_ordered: int = param(
        8,
        minimum=1,
        maximum=30,
        label=Text("Højst så mange tiltag i en byggerækkefølge", "Most measures of a build order"),
        help=Text(
            "Rækkefølgen findes ved at regne på mange delmængder af tiltagene; varianter med flere får ingen.",
            "The order is found by working out many subsets of the measures; variants with more get none.",
        ),
        advanced=True,
    )
    most_searched: int = param(
        4,
        minimum=0,
        maximum=10,
        label=Text("Alle delmængder prøves op til", "All subsets are tried up to"),
        help=Text(
            "Varianter med højst så mange tiltag får byggerækkefølgen holdt op mod den bedste af alle delmængder.",
            "Variants of at most so many measures have their build order held against the best of all subsets.",
        ),
        advanced=True,
    )

    @property
    def designs(self) -> tuple[str, str]:
        """The texts that say which variants have each design surface."""
        return self.design_variants, self.design_variants_2

    @property
    def layer_list(self) -> tuple[str, ...]:
        """The name of each layer of measures; none when they were not named."""
        return names_in(self.layer_names)

    def require_shown(self, names: Sequence[str]) -> None:
        """Raise `ParamError` when the variant of the map is none of ``names``."""
        if not self.map_variant or self.map_variant in names:
            return
        known = ", ".join(names)
        raise ParamError(
            Text(f"map_variant = {self.map_variant!r}", f"map_variant = {self.map_variant!r}"),
            Text(f"en af varianterne {known}", f"one of the variants {known}"),
            Text("vælg en af dem, eller lad feltet stå tomt", "choose one of them, or leave it empty"),
        )

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choices."""
        faults = list(super().conflicts(given))
        if not given & {*LAYERS, *SURFACES}:
            faults.append(
                Text(
                    "hverken tiltag eller projekteret terræn: giv mindst ét lag med tiltag eller design_surface",
                    "neither measures nor a design surface: give a layer of measures or design_surface at least",
                )
            )
        layers, names = [name for name in LAYERS if name in given], self.layer_list
        if names and len(names) != len(layers):
            faults.append(
                Text(
                    f"layer_names har {len(names)} navne; der er givet {len(layers)} lag med tiltag",
                    f"layer_names has {len(names)} names; {len(layers)} layers of measures are given",
                )
            )
        for surface, text in zip(SURFACES, self.designs, strict=True):
            if names_in(text) and surface not in given:
                faults.append(
                    Text(
                        f"varianter med {surface}, som ikke er givet: {text}",
                        f"variants with {surface}, which is not given: {text}",
                    )
                )
        return tuple(faults)
