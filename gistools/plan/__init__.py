"""The cloudburst plan (skybrudsplan): proof against reality, preparedness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.plan.compare import FloodComparison, compare_floods
    from gistools.plan.compare_maps import FloodCase, FloodMaps, cases_of, flood_maps
    from gistools.plan.compare_params import CompareParams
    from gistools.plan.compare_scores import Contingency, binomial_interval, lift
    from gistools.plan.preparedness_assess import Preparedness, critical_places, passable_depth, preparedness
    from gistools.plan.preparedness_network import Access, RoadNetwork, road_network
    from gistools.plan.preparedness_params import PreparednessParams, RoadNetworkParams, Vehicle
    from gistools.plan.preparedness_reach import RoadGraph, cut_off_rain, way_lengths

__all__ = [
    "Access",
    "CompareParams",
    "Contingency",
    "FloodCase",
    "FloodComparison",
    "FloodMaps",
    "Preparedness",
    "PreparednessParams",
    "RoadGraph",
    "RoadNetwork",
    "RoadNetworkParams",
    "Vehicle",
    "binomial_interval",
    "cases_of",
    "compare_floods",
    "critical_places",
    "cut_off_rain",
    "flood_maps",
    "lift",
    "passable_depth",
    "preparedness",
    "road_network",
    "way_lengths",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Access": "gistools.plan.preparedness_network",
            "CompareParams": "gistools.plan.compare_params",
            "Contingency": "gistools.plan.compare_scores",
            "FloodCase": "gistools.plan.compare_maps",
            "FloodComparison": "gistools.plan.compare",
            "FloodMaps": "gistools.plan.compare_maps",
            "Preparedness": "gistools.plan.preparedness_assess",
            "PreparednessParams": "gistools.plan.preparedness_params",
            "RoadGraph": "gistools.plan.preparedness_reach",
            "RoadNetwork": "gistools.plan.preparedness_network",
            "RoadNetworkParams": "gistools.plan.preparedness_params",
            "Vehicle": "gistools.plan.preparedness_params",
            "binomial_interval": "gistools.plan.compare_scores",
            "cases_of": "gistools.plan.compare_maps",
            "compare_floods": "gistools.plan.compare",
            "critical_places": "gistools.plan.preparedness_assess",
            "cut_off_rain": "gistools.plan.preparedness_reach",
            "flood_maps": "gistools.plan.compare_maps",
            "lift": "gistools.plan.compare_scores",
            "passable_depth": "gistools.plan.preparedness_assess",
            "preparedness": "gistools.plan.preparedness_assess",
            "road_network": "gistools.plan.preparedness_network",
            "way_lengths": "gistools.plan.preparedness_reach",
        },
    )
