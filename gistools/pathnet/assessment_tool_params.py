"""All parameters of the tool ``plan-area-assessment``; loads no numeric library."""

from __future__ import annotations

from dataclasses import dataclass

from gistools.pathnet.assessment_params import AreaFieldParams, AssessmentParams
from gistools.pathnet.build_params import BuildParams
from gistools.pathnet.slopes_params import SlopeParams


@dataclass(frozen=True, kw_only=True)
class PlanAreaParams(AssessmentParams, BuildParams, AreaFieldParams, SlopeParams):
    """All of the tool ``plan-area-assessment``; what is planned is always read, and counts where it is the area's."""
