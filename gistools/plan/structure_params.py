"""Parameters of the structure for cloudburst water, declared once; loads no numeric library."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools.cloudburst.params import LossParams, RainDepth
from gistools.terrain.params import TerrainParams
from gistools.text import Text
from gistools.tool import Params, param


class Direction(enum.StrEnum):
    """Which way lines lead."""

    DRAWN = "drawn"
    TERRAIN = "terrain"


@dataclass(frozen=True, kw_only=True)
class StructureParams(Params):
    """How a structure is read and checked."""

    tolerance_m: float = param(
        2.0,
        unit="m",
        minimum=0.0,
        maximum=100.0,
        label=Text("Ender samles inden for", "Ends meet within"),
        help=Text(
            "Linjers ender, punkter og flader, der ligger så nær hinanden, er ét sted.",
            "Ends of lines, points and polygons that lie so near each other are one place.",
        ),
    )
    direction: Direction = param(
        Direction.DRAWN,
        choices={
            Direction.DRAWN: Text("som de er tegnet", "as they are drawn"),
            Direction.TERRAIN: Text("fra højere til lavere terræn", "from higher to lower ground"),
        },
        label=Text("Linjer fører vand", "Lines lead water"),
        help=Text(
            "Som de er tegnet, eller fra den ende, hvor terrænet er højest; lige høje ender: som tegnet.",
            "As they are drawn, or from the end where the ground is higher; ends of one height: as drawn.",
        ),
    )
    duration_h: float = param(
        1.0,
        unit="h",
        minimum=0.01,
        maximum=240.0,
        label=Text("Vandet løber i", "Water runs for"),
        help=Text(
            "Så længe fører hvert element vand: kapaciteten i m³/s gange denne tid er det, der kan passere i "
            "hændelsen.",
            "For so long each element leads water: its capacity in m³/s times this is what can pass in the event.",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class StructureToolParams(StructureParams, LossParams, RainDepth, TerrainParams):
    """A structure on a terrain, and one rain."""

    def conflicts(self, given: frozenset[str]) -> tuple[Text, ...]:
        """Return what is wrong with the choice of rain."""
        faults = super().conflicts(given)
        if self.rain_mm is None:
            faults += (Text("ingen regn: angiv rain_mm", "no rain: give rain_mm"),)
        return faults
