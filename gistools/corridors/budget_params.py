"""Parameters of the choice of measures under a budget, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.corridors.connectivity_params import LandscapeParams, ReachParams
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance_params import ResistanceParams
from gistools.text import Text
from gistools.tool import Params, param


class Criterion(enum.StrEnum):
    """How the gains of several species are put together."""

    MEAN = "mean"
    WORST = "worst"


@dataclass(frozen=True, kw_only=True)
class BudgetParams(Params):
    """What may be spent, and how measures are chosen."""

    budget_dkk: float = param(
        unit="kr.",
        minimum=0.0,
        maximum=1e12,
        label=Text("Budget", "Budget"),
        help=Text("Hvad der må bruges på anlæg.", "What may be spent on building."),
    )
    criterion: Criterion = param(
        Criterion.MEAN,
        choices={
            Criterion.MEAN: Text("Gennemsnit af arternes gevinst", "Mean gain of the species"),
            Criterion.WORST: Text("Den art, der får mindst", "The species that gains least"),
        },
        label=Text("Flere arter", "Several species"),
        help=Text(
            "Gevinsten er i procent af artens egen sammenhæng i dag. Gennemsnittet kan løfte én art alene; den, der "
            "får mindst, løfter alle, hvis det kan lade sig gøre.",
            "The gain is in percent of the species' own connectivity today. The mean may raise one species alone; the "
            "one that gains least raises all, where that can be.",
        ),
    )
    weights: str = param(
        "",
        label=Text("Arternes vægt", "Weights of the species"),
        help=Text(
            "Et tal for hver art i rækkefølge, som 2 1 1. Tom: alle lige. Kun for gennemsnittet.",
            "A number for each species in order, such as 2 1 1. Empty: all alike. For the mean alone.",
        ),
        advanced=True,
    )
    prove_best: bool = param(
        True,
        label=Text("Bevis, at valget er det bedste", "Prove that the choice is the best"),
        help=Text(
            "Ellers vælges trin for trin alene, som er hurtigt og ofte godt nok, men kan ramme langt ved siden af.",
            "Else chosen step by step alone, which is quick and often good enough but can be far off.",
        ),
    )
    time_limit_s: float = param(
        60.0,
        unit="s",
        minimum=1.0,
        maximum=86_400.0,
        label=Text("Tid til beviset", "Time for the proof"),
        help=Text(
            "Rækker den ikke, fortælles, hvor meget bedre et andet valg højst kan være.",
            "When it does not suffice, it is told how much better another choice can be at most.",
        ),
        advanced=True,
    )
    option_width_m: float = param(
        5.0,
        unit="m",
        minimum=0.1,
        maximum=500.0,
        label=Text("Bredde af tegnede linjer", "Width of lines that are drawn"),
        help=Text("Af hegn og andre muligheder tegnet som linje. Et valg.", "Of hedges and other options. A choice."),
        advanced=True,
    )
    option_radius_m: float = param(
        10.0,
        unit="m",
        minimum=0.1,
        maximum=500.0,
        label=Text("Radius af tegnede punkter", "Radius of points that are drawn"),
        help=Text("Af vandhuller og andre muligheder tegnet som punkt. Et valg.", "Of ponds and others. A choice."),
        advanced=True,
    )


@dataclass(frozen=True, kw_only=True)
class MeasuresParams(PatchParams, ResistanceParams, BudgetParams, ReachParams, LandscapeParams):
    """All of the tool ``corridor-measures``."""
