"""The cloudburst plan (skybrudsplan): sub-catchments, structure, proof against reality, preparedness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.intervals import binomial_interval
    from gistools.plan.compare import FloodComparison, compare_floods
    from gistools.plan.compare_maps import FloodCase, FloodMaps, cases_of, flood_maps
    from gistools.plan.compare_params import CompareParams
    from gistools.plan.compare_scores import Contingency, lift
    from gistools.plan.preparedness_assess import Preparedness, critical_places, passable_depth, preparedness
    from gistools.plan.preparedness_network import Access, RoadNetwork, road_network
    from gistools.plan.preparedness_params import PreparednessParams, RoadNetworkParams, Vehicle
    from gistools.plan.preparedness_reach import RoadGraph, cut_off_rain, way_lengths
    from gistools.plan.structure_check import CheckedStructure, check_structure
    from gistools.plan.structure_params import Direction, StructureParams
    from gistools.plan.structure_reading import Structure, read_structure
    from gistools.plan.subcatchment_params import SewerRule, SubCatchmentParams
    from gistools.plan.subcatchments import SubCatchments, sub_catchments
    from gistools.plan.subcatchments_damage import SubCatchmentDamage, sub_catchment_damage
    from gistools.plan.subcatchments_ledger import SubCatchmentLedger, sub_catchment_ledger

__all__ = [
    "Access",
    "CheckedStructure",
    "CompareParams",
    "Contingency",
    "Direction",
    "FloodCase",
    "FloodComparison",
    "FloodMaps",
    "Preparedness",
    "PreparednessParams",
    "RoadGraph",
    "RoadNetwork",
    "RoadNetworkParams",
    "SewerRule",
    "Structure",
    "StructureParams",
    "SubCatchmentDamage",
    "SubCatchmentLedger",
    "SubCatchmentParams",
    "SubCatchments",
    "Vehicle",
    "binomial_interval",
    "cases_of",
    "check_structure",
    "compare_floods",
    "critical_places",
    "cut_off_rain",
    "flood_maps",
    "lift",
    "passable_depth",
    "preparedness",
    "read_structure",
    "road_network",
    "sub_catchment_damage",
    "sub_catchment_ledger",
    "sub_catchments",
    "way_lengths",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Access": "gistools.plan.preparedness_network",
            "CheckedStructure": "gistools.plan.structure_check",
            "CompareParams": "gistools.plan.compare_params",
            "Contingency": "gistools.plan.compare_scores",
            "Direction": "gistools.plan.structure_params",
            "FloodCase": "gistools.plan.compare_maps",
            "FloodComparison": "gistools.plan.compare",
            "FloodMaps": "gistools.plan.compare_maps",
            "Preparedness": "gistools.plan.preparedness_assess",
            "PreparednessParams": "gistools.plan.preparedness_params",
            "RoadGraph": "gistools.plan.preparedness_reach",
            "RoadNetwork": "gistools.plan.preparedness_network",
            "RoadNetworkParams": "gistools.plan.preparedness_params",
            "SewerRule": "gistools.plan.subcatchment_params",
            "Structure": "gistools.plan.structure_reading",
            "StructureParams": "gistools.plan.structure_params",
            "SubCatchmentDamage": "gistools.plan.subcatchments_damage",
            "SubCatchmentLedger": "gistools.plan.subcatchments_ledger",
            "SubCatchmentParams": "gistools.plan.subcatchment_params",
            "SubCatchments": "gistools.plan.subcatchments",
            "Vehicle": "gistools.plan.preparedness_params",
            "binomial_interval": "gistools.intervals",
            "cases_of": "gistools.plan.compare_maps",
            "check_structure": "gistools.plan.structure_check",
            "compare_floods": "gistools.plan.compare",
            "critical_places": "gistools.plan.preparedness_assess",
            "cut_off_rain": "gistools.plan.preparedness_reach",
            "flood_maps": "gistools.plan.compare_maps",
            "lift": "gistools.plan.compare_scores",
            "passable_depth": "gistools.plan.preparedness_assess",
            "preparedness": "gistools.plan.preparedness_assess",
            "read_structure": "gistools.plan.structure_reading",
            "road_network": "gistools.plan.preparedness_network",
            "sub_catchment_damage": "gistools.plan.subcatchments_damage",
            "sub_catchment_ledger": "gistools.plan.subcatchments_ledger",
            "sub_catchments": "gistools.plan.subcatchments",
            "way_lengths": "gistools.plan.preparedness_reach",
        },
    )
