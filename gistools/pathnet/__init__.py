"""The path network (stinettet): built, audited, judged for whom it connects, and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.pathnet.area_places import Surroundings
    from gistools.pathnet.assessed import Assessment
    from gistools.pathnet.assessment import assess_areas
    from gistools.pathnet.assessment_params import AssessmentParams
    from gistools.pathnet.build import build_network
    from gistools.pathnet.build_params import BuildParams
    from gistools.pathnet.cheapest import cheapest_set
    from gistools.pathnet.network import PathNetwork, assemble
    from gistools.pathnet.network_layers import NetworkLayers
    from gistools.pathnet.passable import Passable
    from gistools.pathnet.prices import PathPrices, load_path_prices
    from gistools.pathnet.principle_answers import answer_principles
    from gistools.pathnet.principles import Principle, Principles, load_principles
    from gistools.pathnet.profiles import Limit, Profile, load_profiles, one_profile
    from gistools.pathnet.search import Places, Route, Search, attach_points
    from gistools.pathnet.slopes import Slopes, edge_slopes
    from gistools.pathnet.slopes_params import SlopeParams
    from gistools.pathnet.survey import Survey, survey_first
    from gistools.pathnet.undo import undo_repairs

__all__ = [
    "Assessment",
    "AssessmentParams",
    "BuildParams",
    "Limit",
    "NetworkLayers",
    "Passable",
    "PathNetwork",
    "PathPrices",
    "Places",
    "Principle",
    "Principles",
    "Profile",
    "Route",
    "Search",
    "SlopeParams",
    "Slopes",
    "Surroundings",
    "Survey",
    "answer_principles",
    "assemble",
    "assess_areas",
    "attach_points",
    "build_network",
    "cheapest_set",
    "edge_slopes",
    "load_path_prices",
    "load_principles",
    "load_profiles",
    "one_profile",
    "survey_first",
    "undo_repairs",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Assessment": "gistools.pathnet.assessed",
            "AssessmentParams": "gistools.pathnet.assessment_params",
            "BuildParams": "gistools.pathnet.build_params",
            "Limit": "gistools.pathnet.profiles",
            "NetworkLayers": "gistools.pathnet.network_layers",
            "Passable": "gistools.pathnet.passable",
            "PathNetwork": "gistools.pathnet.network",
            "PathPrices": "gistools.pathnet.prices",
            "Places": "gistools.pathnet.search",
            "Principle": "gistools.pathnet.principles",
            "Principles": "gistools.pathnet.principles",
            "Profile": "gistools.pathnet.profiles",
            "Route": "gistools.pathnet.search",
            "Search": "gistools.pathnet.search",
            "SlopeParams": "gistools.pathnet.slopes_params",
            "Slopes": "gistools.pathnet.slopes",
            "Surroundings": "gistools.pathnet.area_places",
            "Survey": "gistools.pathnet.survey",
            "answer_principles": "gistools.pathnet.principle_answers",
            "assemble": "gistools.pathnet.network",
            "assess_areas": "gistools.pathnet.assessment",
            "attach_points": "gistools.pathnet.search",
            "build_network": "gistools.pathnet.build",
            "cheapest_set": "gistools.pathnet.cheapest",
            "edge_slopes": "gistools.pathnet.slopes",
            "load_path_prices": "gistools.pathnet.prices",
            "load_principles": "gistools.pathnet.principles",
            "load_profiles": "gistools.pathnet.profiles",
            "one_profile": "gistools.pathnet.profiles",
            "survey_first": "gistools.pathnet.survey",
            "undo_repairs": "gistools.pathnet.undo",
        },
    )
