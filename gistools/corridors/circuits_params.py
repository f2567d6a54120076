"""Parameters of circuits, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.text import Text
from gistools.tool import Params, param


class EdgeRule(enum.StrEnum):
    """What lies between two neighbouring cells."""

    AVERAGE_RESISTANCE = "average_resistance"
    AVERAGE_CONDUCTANCE = "average_conductance"


class CircuitSolver(enum.StrEnum):
    """How the equations are solved."""

    AUTO = "auto"
    SUPERLU = "superlu"
    AMG = "amg"


@dataclass(frozen=True, kw_only=True)
class CircuitParams(Params):
    """How a landscape is read as a net of resistors, and how it is solved."""

    edge_rule: EdgeRule = param(
        EdgeRule.AVERAGE_RESISTANCE,
        choices={
            EdgeRule.AVERAGE_RESISTANCE: Text("Gennemsnit af modstand", "Average of resistance"),
            EdgeRule.AVERAGE_CONDUCTANCE: Text("Gennemsnit af ledningsevne", "Average of conductance"),
        },
        label=Text("Mellem to celler", "Between two cells"),
        help=Text(
            "Gennemsnit af modstand er det samme som i de billigste veje; gennemsnit af ledningsevne gør smalle "
            "barrierer svagere.",
            "The average of resistance is what least-cost paths take; the average of conductance makes thin barriers "
            "weaker.",
        ),
        advanced=True,
    )
    solver: CircuitSolver = param(
        CircuitSolver.AUTO,
        choices={
            CircuitSolver.AUTO: Text("Vælg efter størrelse", "Choose by size"),
            CircuitSolver.SUPERLU: Text("Direkte (SuperLU)", "Direct (SuperLU)"),
            CircuitSolver.AMG: Text("Multigitter (AMG)", "Multigrid (AMG)"),
        },
        label=Text("Løsning af ligningerne", "Solution of the equations"),
        help=Text(
            "Direkte er hurtigst, hvor hukommelsen rækker; multigitter bruger mindre hukommelse.",
            "Direct is fastest where memory allows; multigrid takes less memory.",
        ),
        advanced=True,
    )
    memory_gb: float = param(
        4.0,
        unit="GB",
        minimum=0.05,
        maximum=4096.0,
        label=Text("Hukommelse, der må bruges", "Memory that may be used"),
        help=Text(
            "Kræver beregningen skønsmæssigt mere, siges det, før den begynder.",
            "Where the work is estimated to take more, it is refused before it begins.",
        ),
        advanced=True,
    )
    tolerance: float = param(
        1e-10,
        minimum=1e-14,
        maximum=1e-4,
        label=Text("Største rest", "Largest residual"),
        help=Text(
            "Det, ligningerne højst må mangle i at gå op, i forhold til strømmen.",
            "What the equations may lack at most, over the current.",
        ),
        advanced=True,
    )


class PairWeight(enum.StrEnum):
    """What a pair of patches counts in the sum of currents."""

    EQUAL = "equal"
    EXCHANGE = "exchange"


@dataclass(frozen=True, kw_only=True)
class PinchParams(Params):
    """What pairs count, and which places are pinch points."""

    pair_weight: PairWeight = param(
        PairWeight.EQUAL,
        choices={
            PairWeight.EQUAL: Text("Alle par lige meget", "All pairs alike"),
            PairWeight.EXCHANGE: Text("Efter arealer og afstand", "By areas and distance"),
        },
        label=Text("Parrenes vægt", "Weight of pairs"),
        help=Text(
            "Efter arealer og afstand: store levesteder nær hinanden tæller mest, også naboernes; vægtene er 1 i "
            "gennemsnit.",
            "By areas and distance: large patches near each other count most, neighbours' too; weights are 1 on "
            "average.",
        ),
    )
    pinch_width_m: float = param(
        50.0,
        unit="m",
        minimum=0.5,
        maximum=10_000.0,
        label=Text("Flaskehals op til", "Pinch point up to"),
        help=Text(
            "Så smal er strømmen mellem to levesteder højst, hvor der er en flaskehals. Et valg.",
            "The flow between two patches is at most so wide at a pinch point. A choice.",
        ),
    )
    most_pinches: int = param(
        50,
        minimum=1,
        maximum=10_000,
        label=Text("Højst flaskehalse", "Most pinch points"),
        help=Text("De, som mest strøm går igennem, nævnes.", "Those that most current passes are named."),
    )
