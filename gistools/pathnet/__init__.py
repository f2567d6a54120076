"""The path network (stinettet): built, audited, judged for whom it connects, and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.pathnet.build import build_network
    from gistools.pathnet.build_params import BuildParams
    from gistools.pathnet.network import PathNetwork, assemble
    from gistools.pathnet.network_layers import NetworkLayers
    from gistools.pathnet.passable import Passable
    from gistools.pathnet.profiles import Limit, Profile, load_profiles, one_profile
    from gistools.pathnet.school import SchoolRoutes, grade_groups, school_routes
    from gistools.pathnet.school_danger import danger_flags, judged_edges
    from gistools.pathnet.school_layers import read_homes, read_schools
    from gistools.pathnet.school_mending import school_mends
    from gistools.pathnet.school_params import SchoolParams
    from gistools.pathnet.school_rules import danger_table, school_bands
    from gistools.pathnet.search import Places, Route, Search, attach_points
    from gistools.pathnet.superhighway import check_widths, read_route, superhighway_widths
    from gistools.pathnet.undo import undo_repairs
    from gistools.pathnet.way_tree import WayTree

__all__ = [
    "BuildParams",
    "Limit",
    "NetworkLayers",
    "Passable",
    "PathNetwork",
    "Places",
    "Profile",
    "Route",
    "SchoolParams",
    "SchoolRoutes",
    "Search",
    "WayTree",
    "assemble",
    "attach_points",
    "build_network",
    "check_widths",
    "danger_flags",
    "danger_table",
    "grade_groups",
    "judged_edges",
    "load_profiles",
    "one_profile",
    "read_homes",
    "read_route",
    "read_schools",
    "school_bands",
    "school_mends",
    "school_routes",
    "superhighway_widths",
    "undo_repairs",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "BuildParams": "gistools.pathnet.build_params",
            "Limit": "gistools.pathnet.profiles",
            "NetworkLayers": "gistools.pathnet.network_layers",
            "Passable": "gistools.pathnet.passable",
            "PathNetwork": "gistools.pathnet.network",
            "Places": "gistools.pathnet.search",
            "Profile": "gistools.pathnet.profiles",
            "Route": "gistools.pathnet.search",
            "SchoolParams": "gistools.pathnet.school_params",
            "SchoolRoutes": "gistools.pathnet.school",
            "Search": "gistools.pathnet.search",
            "WayTree": "gistools.pathnet.way_tree",
            "assemble": "gistools.pathnet.network",
            "attach_points": "gistools.pathnet.search",
            "build_network": "gistools.pathnet.build",
            "check_widths": "gistools.pathnet.superhighway",
            "danger_flags": "gistools.pathnet.school_danger",
            "danger_table": "gistools.pathnet.school_rules",
            "grade_groups": "gistools.pathnet.school",
            "judged_edges": "gistools.pathnet.school_danger",
            "load_profiles": "gistools.pathnet.profiles",
            "one_profile": "gistools.pathnet.profiles",
            "read_homes": "gistools.pathnet.school_layers",
            "read_route": "gistools.pathnet.superhighway",
            "read_schools": "gistools.pathnet.school_layers",
            "school_bands": "gistools.pathnet.school_rules",
            "school_mends": "gistools.pathnet.school_mending",
            "school_routes": "gistools.pathnet.school",
            "superhighway_widths": "gistools.pathnet.superhighway",
            "undo_repairs": "gistools.pathnet.undo",
        },
    )
