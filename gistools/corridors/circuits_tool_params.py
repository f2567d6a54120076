"""All parameters of the tools of currents and barriers, joined; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.corridors.barriers_params import BarrierParams
from gistools.corridors.circuits_params import CircuitParams, PinchParams
from gistools.corridors.connectivity_params import LandscapeParams, LinkingParams
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance_params import ResistanceParams


@dataclass(frozen=True, kw_only=True)
class LinkedParams(PatchParams, ResistanceParams, LinkingParams, LandscapeParams):
    """What makes patches and links of one species."""


@dataclass(frozen=True, kw_only=True)
class CorridorCurrentParams(CircuitParams, PinchParams, LinkedParams):
    """All of the tool ``corridor-current``."""


@dataclass(frozen=True, kw_only=True)
class CorridorBarriersParams(BarrierParams, LinkedParams):
    """All of the tool ``corridor-barriers``."""
