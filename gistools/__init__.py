"""gistools: an open GIS planning toolkit for climate adaptation and nature.

>>> import gistools as gt
>>> grid = gt.Grid(rows=2, cols=2, x0=0.0, y0=2.0, dx_m=1.0, dy_m=1.0, crs="EPSG:25832")
>>> grid.cell_area_m2
1.0

Names are imported when first used, so that ``import gistools`` is quick and loads no numeric library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach
from gistools._version import __version__

if TYPE_CHECKING:
    from gistools.cloudburst.all_rains import RainToFlood, rain_to_flood
    from gistools.cloudburst.bluespots import Bluespots, find_bluespots
    from gistools.cloudburst.event import FloodEvent, run_event
    from gistools.cloudburst.ledger import Ledger
    from gistools.cloudburst.params import EventParams, LossParams, RainResampling, ReportParams
    from gistools.cloudburst.rain.climate import ClimateFactors, climate_factors
    from gistools.cloudburst.rain.features import first_wet, with_return_periods
    from gistools.cloudburst.rain.relabel import return_period_raster
    from gistools.cloudburst.rain.statistics import RainStatistics
    from gistools.cloudburst.runoff import Runoff, RunoffClasses, net_runoff, runoff_classes
    from gistools.cloudburst.surge.flooding import SurgeFlood, flood_at, level_table
    from gistools.cloudburst.surge.levels import SeaLevels, sea_levels
    from gistools.cloudburst.surge.params import PocketParams, SeaParams
    from gistools.cloudburst.surge.pockets import Pockets, find_pockets
    from gistools.cloudburst.surge.sea import leave_out_closed, raise_sea
    from gistools.cloudburst.uncertain.error_field import HeightError
    from gistools.cloudburst.uncertain.params import UncertaintyParams
    from gistools.cloudburst.uncertain.rain import UncertainRainToFlood, uncertain_rain_to_flood
    from gistools.cloudburst.whatif.comparison import Comparison, compare
    from gistools.cloudburst.whatif.desk import Desk, Edited
    from gistools.cloudburst.whatif.planning import Planned, apply_measures
    from gistools.cloudburst.workbench import Reach, Workbench
    from gistools.corridors.barriers import barrier_map, barrier_places
    from gistools.corridors.barriers_params import BarrierParams
    from gistools.corridors.budget import best_measures
    from gistools.corridors.circuits import current_map, effective_resistance
    from gistools.corridors.circuits_grid import landscape_circuit
    from gistools.corridors.circuits_params import CircuitParams
    from gistools.corridors.circuits_pinch import pinch_points
    from gistools.corridors.green_map import green_map_proposals
    from gistools.corridors.green_map_params import GreenMapParams
    from gistools.corridors.judged import judge_proposals
    from gistools.corridors.judged_params import JudgedParams
    from gistools.corridors.measures import compare_ec, kernel_alpha
    from gistools.corridors.mesh import mesh_size
    from gistools.corridors.options import read_options
    from gistools.corridors.options_laid import option_network
    from gistools.corridors.patches import habitat_patches
    from gistools.corridors.patches_params import PatchParams
    from gistools.corridors.planning_networks import species_networks
    from gistools.corridors.planting import planting_candidates
    from gistools.corridors.planting_params import PlantingParams
    from gistools.corridors.removal import delta_pc, link_removal
    from gistools.corridors.resistance import resistance_surface
    from gistools.corridors.resistance_params import ResistanceParams
    from gistools.corridors.species import load_species
    from gistools.corridors.survey_compared import survey_change
    from gistools.corridors.survey_fields import survey_form
    from gistools.corridors.survey_indicators import nature_indicators
    from gistools.corridors.survey_params import SurveyCompareParams, SurveyParams
    from gistools.corridors.survey_places import survey_plots
    from gistools.corridors.survey_reading import read_survey
    from gistools.errors import GistoolsError
    from gistools.floodcost.costing import FloodCost, flood_cost
    from gistools.floodcost.damage import DamageModel, damage_model
    from gistools.floodcost.exposure import Exposure, expose
    from gistools.floodcost.level import LevelCurve, service_level_curve
    from gistools.floodcost.rates import RainRate, rain_rate
    from gistools.grid import Grid
    from gistools.io import (
        explain,
        read_elevation,
        read_layer,
        read_raster,
        read_surface,
        read_table,
        write_layer,
        write_raster,
        write_table,
    )
    from gistools.plan.compare import FloodComparison, compare_floods
    from gistools.plan.compare_maps import FloodCase
    from gistools.plan.preparedness_assess import Preparedness, preparedness
    from gistools.plan.structure_check import CheckedStructure, check_structure
    from gistools.plan.structure_reading import read_structure
    from gistools.plan.subcatchments import SubCatchments, sub_catchments
    from gistools.plan.subcatchments_ledger import sub_catchment_ledger
    from gistools.progress import Progress
    from gistools.raster import Raster
    from gistools.run import Job, run_job
    from gistools.run.building import build_project
    from gistools.run.project import Project
    from gistools.terrain.conditioning import condition
    from gistools.terrain.flow import route_flow, spread_flow
    from gistools.terrain.params import BuildingRule, Edge, Nodata, TerrainParams
    from gistools.terrain.paths import flow_paths, traces, watersheds
    from gistools.terrain.types import ConditionedTerrain, FlowField
    from gistools.text import Text
    from gistools.triangles import Triangles
    from gistools.view import explore, plot

__all__ = [
    "BarrierParams",
    "Bluespots",
    "BuildingRule",
    "CheckedStructure",
    "CircuitParams",
    "ClimateFactors",
    "Comparison",
    "ConditionedTerrain",
    "DamageModel",
    "Desk",
    "Edge",
    "Edited",
    "EventParams",
    "Exposure",
    "FloodCase",
    "FloodComparison",
    "FloodCost",
    "FloodEvent",
    "FlowField",
    "GistoolsError",
    "GreenMapParams",
    "Grid",
    "HeightError",
    "Job",
    "JudgedParams",
    "Ledger",
    "LevelCurve",
    "LossParams",
    "Nodata",
    "PatchParams",
    "Planned",
    "PlantingParams",
    "PocketParams",
    "Pockets",
    "Preparedness",
    "Progress",
    "Project",
    "RainRate",
    "RainResampling",
    "RainStatistics",
    "RainToFlood",
    "Raster",
    "Reach",
    "ReportParams",
    "ResistanceParams",
    "Runoff",
    "RunoffClasses",
    "SeaLevels",
    "SeaParams",
    "SubCatchments",
    "SurgeFlood",
    "SurveyCompareParams",
    "SurveyParams",
    "TerrainParams",
    "Text",
    "Triangles",
    "UncertainRainToFlood",
    "UncertaintyParams",
    "Workbench",
    "__version__",
    "apply_measures",
    "barrier_map",
    "barrier_places",
    "best_measures",
    "build_project",
    "check_structure",
    "climate_factors",
    "compare",
    "compare_ec",
    "compare_floods",
    "condition",
    "current_map",
    "damage_model",
    "delta_pc",
    "effective_resistance",
    "explain",
    "explore",
    "expose",
    "find_bluespots",
    "find_pockets",
    "first_wet",
    "flood_at",
    "flood_cost",
    "flow_paths",
    "green_map_proposals",
    "habitat_patches",
    "judge_proposals",
    "kernel_alpha",
    "landscape_circuit",
    "leave_out_closed",
    "level_table",
    "link_removal",
    "load_species",
    "mesh_size",
    "nature_indicators",
    "net_runoff",
    "option_network",
    "pinch_points",
    "planting_candidates",
    "plot",
    "preparedness",
    "rain_rate",
    "rain_to_flood",
    "raise_sea",
    "read_elevation",
    "read_layer",
    "read_options",
    "read_raster",
    "read_structure",
    "read_surface",
    "read_survey",
    "read_table",
    "resistance_surface",
    "return_period_raster",
    "route_flow",
    "run_event",
    "run_job",
    "runoff_classes",
    "sea_levels",
    "service_level_curve",
    "species_networks",
    "spread_flow",
    "sub_catchment_ledger",
    "sub_catchments",
    "survey_change",
    "survey_form",
    "survey_plots",
    "traces",
    "uncertain_rain_to_flood",
    "watersheds",
    "with_return_periods",
    "write_layer",
    "write_raster",
    "write_table",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "BarrierParams": "gistools.corridors.barriers_params",
            "Bluespots": "gistools.cloudburst.bluespots",
            "BuildingRule": "gistools.terrain.params",
            "CheckedStructure": "gistools.plan.structure_check",
            "CircuitParams": "gistools.corridors.circuits_params",
            "ClimateFactors": "gistools.cloudburst.rain.climate",
            "Comparison": "gistools.cloudburst.whatif.comparison",
            "ConditionedTerrain": "gistools.terrain.types",
            "DamageModel": "gistools.floodcost.damage",
            "Desk": "gistools.cloudburst.whatif.desk",
            "Edge": "gistools.terrain.params",
            "Edited": "gistools.cloudburst.whatif.desk",
            "EventParams": "gistools.cloudburst.params",
            "Exposure": "gistools.floodcost.exposure",
            "FloodCase": "gistools.plan.compare_maps",
            "FloodComparison": "gistools.plan.compare",
            "FloodCost": "gistools.floodcost.costing",
            "FloodEvent": "gistools.cloudburst.event",
            "FlowField": "gistools.terrain.types",
            "GistoolsError": "gistools.errors",
            "GreenMapParams": "gistools.corridors.green_map_params",
            "Grid": "gistools.grid",
            "HeightError": "gistools.cloudburst.uncertain.error_field",
            "Job": "gistools.run",
            "JudgedParams": "gistools.corridors.judged_params",
            "Ledger": "gistools.cloudburst.ledger",
            "LevelCurve": "gistools.floodcost.level",
            "LossParams": "gistools.cloudburst.params",
            "Nodata": "gistools.terrain.params",
            "PatchParams": "gistools.corridors.patches_params",
            "Planned": "gistools.cloudburst.whatif.planning",
            "PlantingParams": "gistools.corridors.planting_params",
            "PocketParams": "gistools.cloudburst.surge.params",
            "Pockets": "gistools.cloudburst.surge.pockets",
            "Preparedness": "gistools.plan.preparedness_assess",
            "Progress": "gistools.progress",
            "Project": "gistools.run.project",
            "RainRate": "gistools.floodcost.rates",
            "RainResampling": "gistools.cloudburst.params",
            "RainStatistics": "gistools.cloudburst.rain.statistics",
            "RainToFlood": "gistools.cloudburst.all_rains",
            "Raster": "gistools.raster",
            "Reach": "gistools.cloudburst.workbench",
            "ReportParams": "gistools.cloudburst.params",
            "ResistanceParams": "gistools.corridors.resistance_params",
            "Runoff": "gistools.cloudburst.runoff",
            "RunoffClasses": "gistools.cloudburst.runoff",
            "SeaLevels": "gistools.cloudburst.surge.levels",
            "SeaParams": "gistools.cloudburst.surge.params",
            "SubCatchments": "gistools.plan.subcatchments",
            "SurgeFlood": "gistools.cloudburst.surge.flooding",
            "SurveyCompareParams": "gistools.corridors.survey_params",
            "SurveyParams": "gistools.corridors.survey_params",
            "TerrainParams": "gistools.terrain.params",
            "Text": "gistools.text",
            "Triangles": "gistools.triangles",
            "UncertainRainToFlood": "gistools.cloudburst.uncertain.rain",
            "UncertaintyParams": "gistools.cloudburst.uncertain.params",
            "Workbench": "gistools.cloudburst.workbench",
            "apply_measures": "gistools.cloudburst.whatif.planning",
            "barrier_map": "gistools.corridors.barriers",
            "barrier_places": "gistools.corridors.barriers",
            "best_measures": "gistools.corridors.budget",
            "build_project": "gistools.run.building",
            "check_structure": "gistools.plan.structure_check",
            "climate_factors": "gistools.cloudburst.rain.climate",
            "compare": "gistools.cloudburst.whatif.comparison",
            "compare_ec": "gistools.corridors.measures",
            "compare_floods": "gistools.plan.compare",
            "condition": "gistools.terrain.conditioning",
            "current_map": "gistools.corridors.circuits",
            "damage_model": "gistools.floodcost.damage",
            "delta_pc": "gistools.corridors.removal",
            "effective_resistance": "gistools.corridors.circuits",
            "explain": "gistools.io",
            "explore": "gistools.view",
            "expose": "gistools.floodcost.exposure",
            "find_bluespots": "gistools.cloudburst.bluespots",
            "find_pockets": "gistools.cloudburst.surge.pockets",
            "first_wet": "gistools.cloudburst.rain.features",
            "flood_at": "gistools.cloudburst.surge.flooding",
            "flood_cost": "gistools.floodcost.costing",
            "flow_paths": "gistools.terrain.paths",
            "green_map_proposals": "gistools.corridors.green_map",
            "habitat_patches": "gistools.corridors.patches",
            "judge_proposals": "gistools.corridors.judged",
            "kernel_alpha": "gistools.corridors.measures",
            "landscape_circuit": "gistools.corridors.circuits_grid",
            "leave_out_closed": "gistools.cloudburst.surge.sea",
            "level_table": "gistools.cloudburst.surge.flooding",
            "link_removal": "gistools.corridors.removal",
            "load_species": "gistools.corridors.species",
            "mesh_size": "gistools.corridors.mesh",
            "nature_indicators": "gistools.corridors.survey_indicators",
            "net_runoff": "gistools.cloudburst.runoff",
            "option_network": "gistools.corridors.options_laid",
            "pinch_points": "gistools.corridors.circuits_pinch",
            "planting_candidates": "gistools.corridors.planting",
            "plot": "gistools.view",
            "preparedness": "gistools.plan.preparedness_assess",
            "rain_rate": "gistools.floodcost.rates",
            "rain_to_flood": "gistools.cloudburst.all_rains",
            "raise_sea": "gistools.cloudburst.surge.sea",
            "read_elevation": "gistools.io",
            "read_layer": "gistools.io",
            "read_options": "gistools.corridors.options",
            "read_raster": "gistools.io",
            "read_structure": "gistools.plan.structure_reading",
            "read_surface": "gistools.io",
            "read_survey": "gistools.corridors.survey_reading",
            "read_table": "gistools.io",
            "resistance_surface": "gistools.corridors.resistance",
            "return_period_raster": "gistools.cloudburst.rain.relabel",
            "route_flow": "gistools.terrain.flow",
            "run_event": "gistools.cloudburst.event",
            "run_job": "gistools.run",
            "runoff_classes": "gistools.cloudburst.runoff",
            "sea_levels": "gistools.cloudburst.surge.levels",
            "service_level_curve": "gistools.floodcost.level",
            "species_networks": "gistools.corridors.planning_networks",
            "spread_flow": "gistools.terrain.flow",
            "sub_catchment_ledger": "gistools.plan.subcatchments_ledger",
            "sub_catchments": "gistools.plan.subcatchments",
            "survey_change": "gistools.corridors.survey_compared",
            "survey_form": "gistools.corridors.survey_fields",
            "survey_plots": "gistools.corridors.survey_places",
            "traces": "gistools.terrain.paths",
            "uncertain_rain_to_flood": "gistools.cloudburst.uncertain.rain",
            "watersheds": "gistools.terrain.paths",
            "with_return_periods": "gistools.cloudburst.rain.features",
            "write_layer": "gistools.io",
            "write_raster": "gistools.io",
            "write_table": "gistools.io",
        },
    )
