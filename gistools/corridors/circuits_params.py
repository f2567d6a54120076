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
