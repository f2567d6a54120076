"""Parameters of the numbering proposal, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.styles.columns_numbering import NUMBERING_VARIANTS
from gistools.text import Text
from gistools.tool import Params, param


class Pattern(enum.StrEnum):
    """How numbers are dealt out along a road."""

    TWO_SIDED = "two_sided"
    ONE_SIDED = "one_sided"
    SQUARE = "square"


class VariantName(enum.StrEnum):
    """Which variant of a proposal."""

    TIGHT = "tight"
    SPARES = "spares"
    CONTINUED = "continued"


VARIANTS = {name: NUMBERING_VARIANTS[name] for name in VariantName}
"""What each variant is, for those who read it."""


class Branches(enum.StrEnum):
    """How a side branch without a name of its own is numbered in."""

    SIDES = "sides"  # odd left, even right, as on the road itself
    AROUND = "around"  # one way out and the other way home, all with the parity of the side it leaves from


@dataclass(frozen=True, kw_only=True)
class NumberingParams(Params):
    """How house numbers of a planned road are proposed.

    >>> NumberingParams().pattern.value, NumberingParams().inside_m
    ('two_sided', 3.0)
    """

    pattern: Pattern = param(
        Pattern.TWO_SIDED,
        choices={
            Pattern.TWO_SIDED: Text("Ulige til venstre, lige til højre", "Odd on the left, even on the right"),
            Pattern.ONE_SIDED: Text("Fortløbende langs vejen", "One after another along the road"),
            Pattern.SQUARE: Text("Plads: fortløbende med uret", "Square: one after another clockwise"),
        },
        label=Text("Mønster", "Pattern"),
        help=Text(
            "Ulige numre til venstre og lige til højre set fra nummereringens start er reglen (A06). Fortløbende er "
            "for en vej med bebyggelse på den ene side og for en plads.",
            "Odd numbers on the left and even ones on the right seen from the start are the rule (A06). One after "
            "another is for a road that is built on one side, and for a square.",
        ),
    )
    branches: Branches = param(
        Branches.SIDES,
        choices={
            Branches.SIDES: Text("Ulige og lige som på vejen", "Odd and even as on the road"),
            Branches.AROUND: Text(
                "Ud ad den ene side og hjem ad den anden", "Out along one side, home along the other"
            ),
        },
        label=Text("Sidegrene uden navn", "Side branches without a name"),
        help=Text(
            "Grenens numre kommer ind, hvor den går fra. Ud og hjem giver hele grenen samme paritet; det afviger fra "
            "reglen set inde fra grenen. Hvad der er praksis, er ikke set i en kilde: et valg.",
            "The numbers of a branch come in where it leaves. Out and home gives the whole branch one parity, which "
            "departs from the rule as seen from within the branch. No source on practice was seen: a choice.",
        ),
    )
    spare_step: int = param(
        1,
        minimum=0,
        maximum=50,
        label=Text("Numre, der holdes fri", "Spare numbers"),
        help=Text(
            "I varianten med plads til flere holdes så mange numre fri efter en grund, hvis rummelighed ikke kendes "
            "(A09). En kendt rummelighed går forud: antal boliger mindre én. Et valg.",
            "In the variant with spares as many numbers are kept free after a plot of unknown capacity (A09). A known "
            "capacity comes first: homes less one. A choice.",
        ),
    )
    reach_m: float = param(
        60.0,
        unit="m",
        minimum=1.0,
        maximum=1_000.0,
        label=Text("Rækkevidde", "Depth of reach"),
        help=Text(
            "En grund, hvis nærmeste punkt er længere fra vejens midte, nummereres ikke, men nævnes. Et valg.",
            "A plot whose nearest point is farther from the centre line is not numbered but told. A choice.",
        ),
    )
    frontage_m: float = param(
        15.0,
        unit="m",
        minimum=1.0,
        maximum=200.0,
        label=Text("Facade mod vej", "Frontage"),
        help=Text(
            "En side af grunden ligger ud til en vej, når dens midte højst er så langt fra vejens midte. Et valg.",
            "A side of the plot lies on a road when its middle is at most as far from the centre line. A choice.",
        ),
        advanced=True,
    )
    inside_m: float = param(
        3.0,
        unit="m",
        minimum=0.1,
        maximum=20.0,
        label=Text("Adgangspunkt inden for facaden", "Access point inside the facade"),
        help=Text(
            "Et adgangspunkt ligger cirka 3 m inden for facaden (A19); er bygningen ikke så dyb, midt i den.",
            "An access point lies about 3 m inside the facade (A19); in the middle of a building that is not as deep.",
        ),
        advanced=True,
    )
    turning_m: float = param(
        120.0,
        unit="m",
        minimum=0.0,
        maximum=1_000.0,
        label=Text("Vendeplads, omkreds", "Turning place, way around"),
        help=Text(
            "En ring for enden af en vej er en vendeplads, når vejen rundt højst er så lang; to arme for enden er det, "
            "når hver højst er en fjerdedel. Numrene går da rundt om den i to halvdele. Et valg.",
            "A ring at the end of a road is a turning place when it is at most so long around; two arms at the end are "
            "one when each is at most a quarter. Numbers then go round it in two halves. A choice.",
        ),
        advanced=True,
    )
    letters: bool = param(
        True,
        label=Text("Bogstaver må bruges", "Letters may be used"),
        help=Text(
            "Kun hvor intet helt nummer er frit (A08). Ellers nummereres grunden ikke, men nævnes.",
            "Only where no whole number is free (A08). Otherwise the plot is not numbered but told.",
        ),
    )
