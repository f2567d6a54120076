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
    from gistools.pathnet.prices import PathPrices, load_path_prices
    from gistools.pathnet.principles import Principle, Principles, load_principles
    from gistools.pathnet.profiles import Limit, Profile, load_profiles, one_profile
    from gistools.pathnet.search import Places, Route, Search, attach_points

__all__ = [
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
    "assemble",
    "attach_points",
    "build_network",
    "load_path_prices",
    "load_principles",
    "load_profiles",
    "one_profile",
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
            "PathPrices": "gistools.pathnet.prices",
            "Places": "gistools.pathnet.search",
            "Principle": "gistools.pathnet.principles",
            "Principles": "gistools.pathnet.principles",
            "Profile": "gistools.pathnet.profiles",
            "Route": "gistools.pathnet.search",
            "Search": "gistools.pathnet.search",
            "assemble": "gistools.pathnet.network",
            "attach_points": "gistools.pathnet.search",
            "load_path_prices": "gistools.pathnet.prices",
            "load_principles": "gistools.pathnet.principles",
            "build_network": "gistools.pathnet.build",
            "load_profiles": "gistools.pathnet.profiles",
            "one_profile": "gistools.pathnet.profiles",
        },
    )
