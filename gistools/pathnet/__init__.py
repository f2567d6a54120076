"""The path network (stinettet): built, audited, judged for whom it connects, and mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.pathnet.build import build_network
    from gistools.pathnet.build_params import BuildParams
    from gistools.pathnet.connectivity import Indices, Parts, network_indices, parts_of
    from gistools.pathnet.detour import Detours, detours_between, detours_to
    from gistools.pathnet.homes import Homes, dwellings_of, settle
    from gistools.pathnet.islands import Islands, find_islands
    from gistools.pathnet.network import PathNetwork, assemble
    from gistools.pathnet.network_layers import NetworkLayers
    from gistools.pathnet.passable import Passable
    from gistools.pathnet.prices import PathPrices, load_path_prices
    from gistools.pathnet.profiles import Limit, Profile, load_profiles, one_profile
    from gistools.pathnet.search import Places, Route, Search, attach_points
    from gistools.pathnet.service_area import ServiceArea, service_bands
    from gistools.pathnet.weak_points import WeakPoints

__all__ = [
    "BuildParams",
    "Detours",
    "Homes",
    "Indices",
    "Islands",
    "Limit",
    "NetworkLayers",
    "Parts",
    "Passable",
    "PathNetwork",
    "PathPrices",
    "Places",
    "Profile",
    "Route",
    "Search",
    "ServiceArea",
    "WeakPoints",
    "assemble",
    "attach_points",
    "build_network",
    "detours_between",
    "detours_to",
    "dwellings_of",
    "find_islands",
    "load_path_prices",
    "load_profiles",
    "network_indices",
    "one_profile",
    "parts_of",
    "service_bands",
    "settle",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "BuildParams": "gistools.pathnet.build_params",
            "Detours": "gistools.pathnet.detour",
            "Homes": "gistools.pathnet.homes",
            "Indices": "gistools.pathnet.connectivity",
            "Islands": "gistools.pathnet.islands",
            "Limit": "gistools.pathnet.profiles",
            "NetworkLayers": "gistools.pathnet.network_layers",
            "Parts": "gistools.pathnet.connectivity",
            "Passable": "gistools.pathnet.passable",
            "PathNetwork": "gistools.pathnet.network",
            "PathPrices": "gistools.pathnet.prices",
            "Places": "gistools.pathnet.search",
            "Profile": "gistools.pathnet.profiles",
            "Route": "gistools.pathnet.search",
            "Search": "gistools.pathnet.search",
            "ServiceArea": "gistools.pathnet.service_area",
            "WeakPoints": "gistools.pathnet.weak_points",
            "assemble": "gistools.pathnet.network",
            "attach_points": "gistools.pathnet.search",
            "load_path_prices": "gistools.pathnet.prices",
            "build_network": "gistools.pathnet.build",
            "detours_between": "gistools.pathnet.detour",
            "detours_to": "gistools.pathnet.detour",
            "dwellings_of": "gistools.pathnet.homes",
            "find_islands": "gistools.pathnet.islands",
            "load_profiles": "gistools.pathnet.profiles",
            "network_indices": "gistools.pathnet.connectivity",
            "one_profile": "gistools.pathnet.profiles",
            "parts_of": "gistools.pathnet.connectivity",
            "service_bands": "gistools.pathnet.service_area",
            "settle": "gistools.pathnet.homes",
        },
    )
