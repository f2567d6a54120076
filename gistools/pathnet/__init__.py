"""The path network (stinettet): built, audited, judged for whom it connects, and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.pathnet.area_surroundings import AreaPlaces, Surroundings, area_places
    from gistools.pathnet.assessed import Assessment
    from gistools.pathnet.assessment import assess_areas
    from gistools.pathnet.assessment_params import AssessmentParams
    from gistools.pathnet.build import build_network
    from gistools.pathnet.build_params import BuildParams
    from gistools.pathnet.candidates import Candidates, find_candidates
    from gistools.pathnet.certificate import Certificate, certify
    from gistools.pathnet.cheapest import cheapest_set
    from gistools.pathnet.connectivity import Indices, Parts, network_indices, parts_of
    from gistools.pathnet.corrections import apply_corrections, judge_corrections, undo_corrections
    from gistools.pathnet.critical_elements import WeakPoints, weak_points
    from gistools.pathnet.detour import Detours, detours_between, detours_to
    from gistools.pathnet.elevation_profile import elevation_graph
    from gistools.pathnet.gain import Demand, NewLinks, Reach, link_reach
    from gistools.pathnet.guide import Guide, Spot, find_guide
    from gistools.pathnet.guide_places import find_spot
    from gistools.pathnet.guide_report import guide_document
    from gistools.pathnet.guide_sheet import GuideSheet
    from gistools.pathnet.homes import Homes, dwellings_of, settle
    from gistools.pathnet.islands import Islands, find_islands
    from gistools.pathnet.isochrones import ServiceArea, service_area, service_bands
    from gistools.pathnet.judge import advice, passable
    from gistools.pathnet.laid_links import LaidLinks, lay_links
    from gistools.pathnet.link_measure import Measure
    from gistools.pathnet.link_sets import BuildOrder, Purse, build_order
    from gistools.pathnet.missing_benefit import cut_betweenness, missing_link_benefit
    from gistools.pathnet.missing_params import CandidateParams, MissingLinkParams
    from gistools.pathnet.network import PathNetwork, assemble
    from gistools.pathnet.network_layers import NetworkLayers
    from gistools.pathnet.passability import Passable
    from gistools.pathnet.path_survey import path_survey_form
    from gistools.pathnet.prices import PathPrices, load_path_prices
    from gistools.pathnet.principle_answers import answer_principles
    from gistools.pathnet.principles import Principle, Principles, load_principles
    from gistools.pathnet.profiles import Limit, Profile, load_profiles, one_profile
    from gistools.pathnet.school import SchoolRoutes, grade_groups, school_routes
    from gistools.pathnet.school_danger import danger_flags
    from gistools.pathnet.school_judged import judged_edges
    from gistools.pathnet.school_layers import read_homes, read_schools
    from gistools.pathnet.school_mending import school_mends
    from gistools.pathnet.school_params import SchoolParams
    from gistools.pathnet.school_rules import danger_table, school_bands
    from gistools.pathnet.search import Places, Route, Search, attach_points
    from gistools.pathnet.slopes import Slopes, edge_slopes
    from gistools.pathnet.slopes_params import SlopeParams
    from gistools.pathnet.superhighway import check_widths, read_route, superhighway_widths
    from gistools.pathnet.survey import Survey, survey_first
    from gistools.pathnet.trip_demand import LinkDemand, link_demand
    from gistools.pathnet.undo import undo_repairs
    from gistools.pathnet.way_tree import WayTree

__all__ = [
    "AreaPlaces",
    "Assessment",
    "AssessmentParams",
    "BuildOrder",
    "BuildParams",
    "CandidateParams",
    "Candidates",
    "Certificate",
    "Demand",
    "Detours",
    "Guide",
    "GuideSheet",
    "Homes",
    "Indices",
    "Islands",
    "LaidLinks",
    "Limit",
    "LinkDemand",
    "Measure",
    "MissingLinkParams",
    "NetworkLayers",
    "NewLinks",
    "Parts",
    "Passable",
    "PathNetwork",
    "PathPrices",
    "Places",
    "Principle",
    "Principles",
    "Profile",
    "Purse",
    "Reach",
    "Route",
    "SchoolParams",
    "SchoolRoutes",
    "Search",
    "ServiceArea",
    "SlopeParams",
    "Slopes",
    "Spot",
    "Surroundings",
    "Survey",
    "WayTree",
    "WeakPoints",
    "advice",
    "answer_principles",
    "apply_corrections",
    "area_places",
    "assemble",
    "assess_areas",
    "attach_points",
    "build_network",
    "build_order",
    "certify",
    "cheapest_set",
    "check_widths",
    "cut_betweenness",
    "danger_flags",
    "danger_table",
    "detours_between",
    "detours_to",
    "dwellings_of",
    "edge_slopes",
    "elevation_graph",
    "find_candidates",
    "find_guide",
    "find_islands",
    "find_spot",
    "grade_groups",
    "guide_document",
    "judge_corrections",
    "judged_edges",
    "lay_links",
    "link_demand",
    "link_reach",
    "load_path_prices",
    "load_principles",
    "load_profiles",
    "missing_link_benefit",
    "network_indices",
    "one_profile",
    "parts_of",
    "passable",
    "path_survey_form",
    "read_homes",
    "read_route",
    "read_schools",
    "school_bands",
    "school_mends",
    "school_routes",
    "service_area",
    "service_bands",
    "settle",
    "superhighway_widths",
    "survey_first",
    "undo_corrections",
    "undo_repairs",
    "weak_points",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "AreaPlaces": "gistools.pathnet.area_surroundings",
            "Assessment": "gistools.pathnet.assessed",
            "AssessmentParams": "gistools.pathnet.assessment_params",
            "BuildOrder": "gistools.pathnet.link_sets",
            "BuildParams": "gistools.pathnet.build_params",
            "CandidateParams": "gistools.pathnet.missing_params",
            "Candidates": "gistools.pathnet.candidates",
            "Certificate": "gistools.pathnet.certificate",
            "Demand": "gistools.pathnet.gain",
            "Detours": "gistools.pathnet.detour",
            "Guide": "gistools.pathnet.guide",
            "GuideSheet": "gistools.pathnet.guide_sheet",
            "Homes": "gistools.pathnet.homes",
            "Indices": "gistools.pathnet.connectivity",
            "Islands": "gistools.pathnet.islands",
            "LaidLinks": "gistools.pathnet.laid_links",
            "Limit": "gistools.pathnet.profiles",
            "LinkDemand": "gistools.pathnet.trip_demand",
            "Measure": "gistools.pathnet.link_measure",
            "MissingLinkParams": "gistools.pathnet.missing_params",
            "NetworkLayers": "gistools.pathnet.network_layers",
            "NewLinks": "gistools.pathnet.gain",
            "Parts": "gistools.pathnet.connectivity",
            "Passable": "gistools.pathnet.passability",
            "PathNetwork": "gistools.pathnet.network",
            "PathPrices": "gistools.pathnet.prices",
            "Places": "gistools.pathnet.search",
            "Principle": "gistools.pathnet.principles",
            "Principles": "gistools.pathnet.principles",
            "Profile": "gistools.pathnet.profiles",
            "Purse": "gistools.pathnet.link_sets",
            "Reach": "gistools.pathnet.gain",
            "Route": "gistools.pathnet.search",
            "SchoolParams": "gistools.pathnet.school_params",
            "SchoolRoutes": "gistools.pathnet.school",
            "Search": "gistools.pathnet.search",
            "ServiceArea": "gistools.pathnet.isochrones",
            "SlopeParams": "gistools.pathnet.slopes_params",
            "Slopes": "gistools.pathnet.slopes",
            "Spot": "gistools.pathnet.guide",
            "Surroundings": "gistools.pathnet.area_surroundings",
            "Survey": "gistools.pathnet.survey",
            "WayTree": "gistools.pathnet.way_tree",
            "WeakPoints": "gistools.pathnet.critical_elements",
            "advice": "gistools.pathnet.judge",
            "answer_principles": "gistools.pathnet.principle_answers",
            "apply_corrections": "gistools.pathnet.corrections",
            "area_places": "gistools.pathnet.area_surroundings",
            "assemble": "gistools.pathnet.network",
            "assess_areas": "gistools.pathnet.assessment",
            "attach_points": "gistools.pathnet.search",
            "build_network": "gistools.pathnet.build",
            "build_order": "gistools.pathnet.link_sets",
            "certify": "gistools.pathnet.certificate",
            "cheapest_set": "gistools.pathnet.cheapest",
            "check_widths": "gistools.pathnet.superhighway",
            "cut_betweenness": "gistools.pathnet.missing_benefit",
            "danger_flags": "gistools.pathnet.school_danger",
            "danger_table": "gistools.pathnet.school_rules",
            "detours_between": "gistools.pathnet.detour",
            "detours_to": "gistools.pathnet.detour",
            "dwellings_of": "gistools.pathnet.homes",
            "edge_slopes": "gistools.pathnet.slopes",
            "elevation_graph": "gistools.pathnet.elevation_profile",
            "find_candidates": "gistools.pathnet.candidates",
            "find_guide": "gistools.pathnet.guide",
            "find_islands": "gistools.pathnet.islands",
            "find_spot": "gistools.pathnet.guide_places",
            "grade_groups": "gistools.pathnet.school",
            "guide_document": "gistools.pathnet.guide_report",
            "judge_corrections": "gistools.pathnet.corrections",
            "judged_edges": "gistools.pathnet.school_judged",
            "lay_links": "gistools.pathnet.laid_links",
            "link_demand": "gistools.pathnet.trip_demand",
            "link_reach": "gistools.pathnet.gain",
            "load_path_prices": "gistools.pathnet.prices",
            "load_principles": "gistools.pathnet.principles",
            "load_profiles": "gistools.pathnet.profiles",
            "missing_link_benefit": "gistools.pathnet.missing_benefit",
            "network_indices": "gistools.pathnet.connectivity",
            "one_profile": "gistools.pathnet.profiles",
            "parts_of": "gistools.pathnet.connectivity",
            "passable": "gistools.pathnet.judge",
            "path_survey_form": "gistools.pathnet.path_survey",
            "read_homes": "gistools.pathnet.school_layers",
            "read_route": "gistools.pathnet.superhighway",
            "read_schools": "gistools.pathnet.school_layers",
            "school_bands": "gistools.pathnet.school_rules",
            "school_mends": "gistools.pathnet.school_mending",
            "school_routes": "gistools.pathnet.school",
            "service_area": "gistools.pathnet.isochrones",
            "service_bands": "gistools.pathnet.isochrones",
            "settle": "gistools.pathnet.homes",
            "superhighway_widths": "gistools.pathnet.superhighway",
            "survey_first": "gistools.pathnet.survey",
            "undo_corrections": "gistools.pathnet.corrections",
            "undo_repairs": "gistools.pathnet.undo",
            "weak_points": "gistools.pathnet.critical_elements",
        },
    )
