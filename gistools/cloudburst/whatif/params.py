"""Parameters of the tool what-if, declared once; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools._checks import listed, number_of, numbers_listed
from gistools.cloudburst.params import MOST_RAIN_MM, LossParams, ReportParams
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Params, param


@dataclass(frozen=True, kw_only=True)
class DeskParams(LossParams, ReportParams, TerrainParams):
    """Plans compared with the terrain as it is, for all rains."""

    most_rain_mm: float = param(
        150.0,
        unit="mm",
        minimum=1.0,
        maximum=MOST_RAIN_MM,
        label=Text("Største regn, der ses på", "Largest rain looked at"),
        help=Text(
            "Celler, der først bliver våde ved mere regn, regnes som tørre i sammenligningen.",
            "Cells that take more rain to be wet count as dry in the comparison.",
        ),
    )
    rains_mm: str = param(
        "10 20 50 100",
        unit="mm",
        label=Text("Regn i tabellerne", "Rains of the tables"),
        help=Text(
            "Regndybder, som arealer og rumfang gøres op for; mellemrum eller semikolon imellem.",
            "Rain depths that areas and volumes are counted for; spaces or semicolons between them.",
        ),
    )

    @property
    def rains(self) -> tuple[float, ...]:
        """The rains of the tables in mm, ascending, each once."""
        return tuple(sorted(set(numbers_listed(self.rains_mm))))

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of losses and rains."""
        faults = list(super().conflicts(given))
        found = listed(self.rains_mm)
        most = f"{MOST_RAIN_MM:.0f} mm"
        faults += [
            Text(f"regnen {word!r} (over 0 til {most})", f"the rain {word!r} (above 0 to {most})")
            for word in found or (self.rains_mm,)
            if not 0.0 < number_of(word) <= MOST_RAIN_MM
        ]
        return tuple(faults)


@dataclass(frozen=True, kw_only=True)
class WhatIfParams(DeskParams):
    """A plan compared with the terrain as it is, for all rains."""

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of losses and rains, and whether there is a plan at all."""
        faults = super().conflicts(given)
        if given & {"measures", "design_surface"}:
            return faults
        return (
            *faults,
            Text(
                "hverken tiltag eller projekteret terræn: giv mindst ét af dem",
                "neither measures nor a design surface: give one of them at least",
            ),
        )


@dataclass(frozen=True, kw_only=True)
class EditParams(Params):
    """An edit has none of its own: those of its desk count."""
