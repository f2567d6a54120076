"""The cloudburst plan (skybrudsplan): sub-catchments, structure, service level, proof against reality, preparedness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.intervals import binomial_interval
    from gistools.plan.compare import FloodComparison, compare_floods
    from gistools.plan.compare_maps import FloodCase, FloodMaps, cases_of, flood_maps
    from gistools.plan.compare_params import CompareParams
    from gistools.plan.compare_scores import Contingency, lift
    from gistools.plan.levels_areas import LevelAreas, level_areas
    from gistools.plan.levels_check import CheckedLevels, check_levels
    from gistools.plan.levels_table import (
        LevelRain,
        ServiceLevel,
        ServiceLevels,
        read_service_levels,
        service_rains,
    )
    from gistools.plan.preparedness_assess import Preparedness, critical_places, passable_depth, preparedness
    from gistools.plan.preparedness_network import Access, RoadNetwork, road_network
    from gistools.plan.preparedness_params import PreparednessParams, RoadNetworkParams, Vehicle
    from gistools.plan.preparedness_reach import RoadGraph, cut_off_rain, way_lengths
    from gistools.plan.shares import MeasureShares, financing_rules, measure_shares
    from gistools.plan.shares_params import ShareParams
    from gistools.plan.shares_split import Split, split_of
    from gistools.plan.sheets_material import PlanMaterial, plan_material
    from gistools.plan.sheets_params import PlanSheetParams, SheetLanguage
    from gistools.plan.sheets_run import plan_document
    from gistools.plan.solutions import Price, Solution, price_of, solution_catalogue, solution_of
    from gistools.plan.solutions_params import SolutionParams, ValueParams
    from gistools.plan.solutions_places import SolutionPlaces, find_solution_places
    from gistools.plan.solutions_rules import Rule, solution_rules, verdict
    from gistools.plan.solutions_town import Town, TownLayers
    from gistools.plan.structure_check import CheckedStructure, check_structure
    from gistools.plan.structure_params import Direction, StructureParams
    from gistools.plan.structure_reading import Structure, read_structure
    from gistools.plan.subcatchment_params import SewerRule, SubCatchmentParams
    from gistools.plan.subcatchments import SubCatchments, sub_catchments
    from gistools.plan.subcatchments_damage import SubCatchmentDamage, sub_catchment_damage
    from gistools.plan.subcatchments_ledger import SubCatchmentLedger, sub_catchment_ledger
    from gistools.plan.variant_params import CompareVariantsParams
    from gistools.plan.variants import Variant, Variants, read_variants
    from gistools.plan.variants_compare import ComparedVariants, compare_variants
    from gistools.plan.variants_order import BuildOrder, Standing, build_order

__all__ = [
    "Access",
    "BuildOrder",
    "CheckedLevels",
    "CheckedStructure",
    "CompareParams",
    "CompareVariantsParams",
    "ComparedVariants",
    "Contingency",
    "Direction",
    "FloodCase",
    "FloodComparison",
    "FloodMaps",
    "LevelAreas",
    "LevelRain",
    "MeasureShares",
    "PlanMaterial",
    "PlanSheetParams",
    "Preparedness",
    "PreparednessParams",
    "Price",
    "RoadGraph",
    "RoadNetwork",
    "RoadNetworkParams",
    "Rule",
    "ServiceLevel",
    "ServiceLevels",
    "SewerRule",
    "ShareParams",
    "SheetLanguage",
    "Solution",
    "SolutionParams",
    "SolutionPlaces",
    "Split",
    "Standing",
    "Structure",
    "StructureParams",
    "SubCatchmentDamage",
    "SubCatchmentLedger",
    "SubCatchmentParams",
    "SubCatchments",
    "Town",
    "TownLayers",
    "ValueParams",
    "Variant",
    "Variants",
    "Vehicle",
    "binomial_interval",
    "build_order",
    "cases_of",
    "check_levels",
    "check_structure",
    "compare_floods",
    "compare_variants",
    "critical_places",
    "cut_off_rain",
    "financing_rules",
    "find_solution_places",
    "flood_maps",
    "level_areas",
    "lift",
    "measure_shares",
    "passable_depth",
    "plan_document",
    "plan_material",
    "preparedness",
    "price_of",
    "read_service_levels",
    "read_structure",
    "read_variants",
    "road_network",
    "service_rains",
    "solution_catalogue",
    "solution_of",
    "solution_rules",
    "split_of",
    "sub_catchment_damage",
    "sub_catchment_ledger",
    "sub_catchments",
    "verdict",
    "way_lengths",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Access": "gistools.plan.preparedness_network",
            "BuildOrder": "gistools.plan.variants_order",
            "CheckedLevels": "gistools.plan.levels_check",
            "CheckedStructure": "gistools.plan.structure_check",
            "CompareParams": "gistools.plan.compare_params",
            "CompareVariantsParams": "gistools.plan.variant_params",
            "ComparedVariants": "gistools.plan.variants_compare",
            "Contingency": "gistools.plan.compare_scores",
            "Direction": "gistools.plan.structure_params",
            "FloodCase": "gistools.plan.compare_maps",
            "FloodComparison": "gistools.plan.compare",
            "FloodMaps": "gistools.plan.compare_maps",
            "LevelAreas": "gistools.plan.levels_areas",
            "LevelRain": "gistools.plan.levels_table",
            "MeasureShares": "gistools.plan.shares",
            "PlanMaterial": "gistools.plan.sheets_material",
            "PlanSheetParams": "gistools.plan.sheets_params",
            "Preparedness": "gistools.plan.preparedness_assess",
            "PreparednessParams": "gistools.plan.preparedness_params",
            "Price": "gistools.plan.solutions",
            "RoadGraph": "gistools.plan.preparedness_reach",
            "RoadNetwork": "gistools.plan.preparedness_network",
            "RoadNetworkParams": "gistools.plan.preparedness_params",
            "Rule": "gistools.plan.solutions_rules",
            "ServiceLevel": "gistools.plan.levels_table",
            "ServiceLevels": "gistools.plan.levels_table",
            "SewerRule": "gistools.plan.subcatchment_params",
            "ShareParams": "gistools.plan.shares_params",
            "SheetLanguage": "gistools.plan.sheets_params",
            "Solution": "gistools.plan.solutions",
            "SolutionParams": "gistools.plan.solutions_params",
            "SolutionPlaces": "gistools.plan.solutions_places",
            "Split": "gistools.plan.shares_split",
            "Standing": "gistools.plan.variants_order",
            "Structure": "gistools.plan.structure_reading",
            "StructureParams": "gistools.plan.structure_params",
            "SubCatchmentDamage": "gistools.plan.subcatchments_damage",
            "SubCatchmentLedger": "gistools.plan.subcatchments_ledger",
            "SubCatchmentParams": "gistools.plan.subcatchment_params",
            "SubCatchments": "gistools.plan.subcatchments",
            "Town": "gistools.plan.solutions_town",
            "TownLayers": "gistools.plan.solutions_town",
            "ValueParams": "gistools.plan.solutions_params",
            "Variant": "gistools.plan.variants",
            "Variants": "gistools.plan.variants",
            "Vehicle": "gistools.plan.preparedness_params",
            "binomial_interval": "gistools.intervals",
            "build_order": "gistools.plan.variants_order",
            "cases_of": "gistools.plan.compare_maps",
            "check_levels": "gistools.plan.levels_check",
            "check_structure": "gistools.plan.structure_check",
            "compare_floods": "gistools.plan.compare",
            "compare_variants": "gistools.plan.variants_compare",
            "critical_places": "gistools.plan.preparedness_assess",
            "cut_off_rain": "gistools.plan.preparedness_reach",
            "financing_rules": "gistools.plan.shares",
            "find_solution_places": "gistools.plan.solutions_places",
            "flood_maps": "gistools.plan.compare_maps",
            "level_areas": "gistools.plan.levels_areas",
            "lift": "gistools.plan.compare_scores",
            "measure_shares": "gistools.plan.shares",
            "passable_depth": "gistools.plan.preparedness_assess",
            "plan_document": "gistools.plan.sheets_run",
            "plan_material": "gistools.plan.sheets_material",
            "preparedness": "gistools.plan.preparedness_assess",
            "price_of": "gistools.plan.solutions",
            "read_service_levels": "gistools.plan.levels_table",
            "read_structure": "gistools.plan.structure_reading",
            "read_variants": "gistools.plan.variants",
            "road_network": "gistools.plan.preparedness_network",
            "service_rains": "gistools.plan.levels_table",
            "solution_catalogue": "gistools.plan.solutions",
            "solution_of": "gistools.plan.solutions",
            "solution_rules": "gistools.plan.solutions_rules",
            "split_of": "gistools.plan.shares_split",
            "sub_catchment_damage": "gistools.plan.subcatchments_damage",
            "sub_catchment_ledger": "gistools.plan.subcatchments_ledger",
            "sub_catchments": "gistools.plan.subcatchments",
            "verdict": "gistools.plan.solutions_rules",
            "way_lengths": "gistools.plan.preparedness_reach",
        },
    )
