"""Parameters of the tools of habitat, joined; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.corridors.connectivity_params import LandscapeParams
from gistools.corridors.patches_params import PatchParams
from gistools.corridors.resistance_params import ResistanceParams


@dataclass(frozen=True, kw_only=True)
class HabitatPatchesParams(PatchParams, LandscapeParams):
    """All of the tool ``habitat-patches``."""


@dataclass(frozen=True, kw_only=True)
class HabitatResistanceParams(ResistanceParams, LandscapeParams):
    """All of the tool ``habitat-resistance``."""
