"""The path network (stinettet): built, audited, judged for whom it connects, and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.pathnet.build import build_network
    from gistools.pathnet.build_params import BuildParams
    from gistools.pathnet.corrections import apply_corrections, judge_corrections, undo_corrections
    from gistools.pathnet.guide import Guide, Spot, find_guide
    from gistools.pathnet.guide_places import find_spot
    from gistools.pathnet.guide_sheet import GuideSheet
    from gistools.pathnet.network import PathNetwork, assemble
    from gistools.pathnet.network_layers import NetworkLayers
    from gistools.pathnet.passable import Passable
    from gistools.pathnet.path_survey import path_survey_form
    from gistools.pathnet.profiles import Limit, Profile, load_profiles, one_profile
    from gistools.pathnet.search import Places, Route, Search, attach_points
    from gistools.pathnet.slopes import Slopes, edge_slopes
    from gistools.pathnet.slopes_params import SlopeParams
    from gistools.pathnet.survey import Survey, survey_first
    from gistools.pathnet.undo import undo_repairs

__all__ = [
    "BuildParams",
    "Guide",
    "GuideSheet",
    "Limit",
    "NetworkLayers",
    "Passable",
    "PathNetwork",
    "Places",
    "Profile",
    "Route",
    "Search",
    "SlopeParams",
    "Slopes",
    "Spot",
    "Survey",
    "apply_corrections",
    "assemble",
    "attach_points",
    "build_network",
    "edge_slopes",
    "find_guide",
    "find_spot",
    "judge_corrections",
    "load_profiles",
    "one_profile",
    "path_survey_form",
    "survey_first",
    "undo_corrections",
    "undo_repairs",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "BuildParams": "gistools.pathnet.build_params",
            "Guide": "gistools.pathnet.guide",
            "GuideSheet": "gistools.pathnet.guide_sheet",
            "Limit": "gistools.pathnet.profiles",
            "NetworkLayers": "gistools.pathnet.network_layers",
            "Passable": "gistools.pathnet.passable",
            "PathNetwork": "gistools.pathnet.network",
            "Places": "gistools.pathnet.search",
            "Profile": "gistools.pathnet.profiles",
            "Route": "gistools.pathnet.search",
            "Search": "gistools.pathnet.search",
            "SlopeParams": "gistools.pathnet.slopes_params",
            "Slopes": "gistools.pathnet.slopes",
            "Spot": "gistools.pathnet.guide",
            "Survey": "gistools.pathnet.survey",
            "apply_corrections": "gistools.pathnet.corrections",
            "assemble": "gistools.pathnet.network",
            "attach_points": "gistools.pathnet.search",
            "build_network": "gistools.pathnet.build",
            "edge_slopes": "gistools.pathnet.slopes",
            "find_guide": "gistools.pathnet.guide",
            "find_spot": "gistools.pathnet.guide_places",
            "judge_corrections": "gistools.pathnet.corrections",
            "load_profiles": "gistools.pathnet.profiles",
            "one_profile": "gistools.pathnet.profiles",
            "path_survey_form": "gistools.pathnet.path_survey",
            "survey_first": "gistools.pathnet.survey",
            "undo_corrections": "gistools.pathnet.corrections",
            "undo_repairs": "gistools.pathnet.undo",
        },
    )
