"""Green dispersal corridors (grønne spredningskorridorer): patches, resistance, links, connectivity, plan check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.corridors.barriers import BarrierMap, barrier_map, barrier_places
    from gistools.corridors.barriers_params import BarrierParams
    from gistools.corridors.budget import BestMeasures, best_measures
    from gistools.corridors.budget_params import BudgetParams, Criterion
    from gistools.corridors.centrality import area_weighted_flux, betweenness_pc, flux, metapopulation_capacity
    from gistools.corridors.change import PlannedLandscape, apply_plan
    from gistools.corridors.check import PlanCheck, check_plan
    from gistools.corridors.check_mend import Mend, mends
    from gistools.corridors.check_params import PlanCheckParams
    from gistools.corridors.circuits import CurrentMap, current_map, effective_resistance
    from gistools.corridors.circuits_grid import Circuit, landscape_circuit
    from gistools.corridors.circuits_params import CircuitParams, CircuitSolver, EdgeRule, PairWeight
    from gistools.corridors.circuits_pinch import pinch_points
    from gistools.corridors.coarsening import coarsen
    from gistools.corridors.connectivity import Connectivity, corridor_connectivity, linked_corridors
    from gistools.corridors.connectivity_graph import importance_graph
    from gistools.corridors.connectivity_params import ConnectivityParams, DispersalScale, LinkSet, NetworkParams
    from gistools.corridors.crossing import corridor_mosaic, crossing_costs, direct_costs, link_corridors
    from gistools.corridors.gains import Gain, SpeciesNetwork, added_gain
    from gistools.corridors.green_map import GreenLayers, GreenMap, green_map_proposals
    from gistools.corridors.green_map_params import GreenMapParams
    from gistools.corridors.judged import Judged, JudgedLayers, judge_proposals
    from gistools.corridors.judged_params import JudgedParams
    from gistools.corridors.landscape import Corridors, Patches, Resistance, Species
    from gistools.corridors.links import corridor_links, cost_distance, cost_regions
    from gistools.corridors.links_params import LinkParams
    from gistools.corridors.measures import (
        Components,
        CostScale,
        EcChange,
        EquivalentConnectivity,
        compare_ec,
        components,
        ec,
        fit_cost_scale,
        iic,
        kernel_alpha,
        pc,
    )
    from gistools.corridors.mesh import Mesh, mesh_size, mesh_size_cross_boundary
    from gistools.corridors.network import PairCosts, habitat_area
    from gistools.corridors.options import Options, read_options
    from gistools.corridors.options_laid import laid_ec, option_network
    from gistools.corridors.options_network import OptionNetwork, join_options
    from gistools.corridors.patches import habitat_patches
    from gistools.corridors.patches_params import PatchParams
    from gistools.corridors.planning_networks import species_networks
    from gistools.corridors.planning_params import PlanningParams
    from gistools.corridors.planning_rules import GreenRules, green_rules
    from gistools.corridors.planting import Planting, planting_candidates
    from gistools.corridors.planting_params import NewNature, PlantingParams
    from gistools.corridors.protected import protection
    from gistools.corridors.ranks import RankStability, rank_stability
    from gistools.corridors.removal import delta_pc, link_change, link_removal
    from gistools.corridors.resistance import resistance_surface
    from gistools.corridors.resistance_params import ResistanceParams
    from gistools.corridors.scale import dispersal_alpha
    from gistools.corridors.singapore import SingaporeIndicator, singapore_index_2
    from gistools.corridors.species import load_species, one_species
    from gistools.corridors.surfaces import SurfaceClasses, load_surface_classes
    from gistools.corridors.survey_compared import SurveyChange, survey_change
    from gistools.corridors.survey_fields import renewed_form, survey_form
    from gistools.corridors.survey_indicators import nature_indicators
    from gistools.corridors.survey_params import Design, SurveyCompareParams, SurveyParams
    from gistools.corridors.survey_places import SurveyPlots, survey_plots
    from gistools.corridors.survey_reading import Survey, read_survey

__all__ = [
    "BarrierMap",
    "BarrierParams",
    "BestMeasures",
    "BudgetParams",
    "Circuit",
    "CircuitParams",
    "CircuitSolver",
    "Components",
    "Connectivity",
    "ConnectivityParams",
    "Corridors",
    "CostScale",
    "Criterion",
    "CurrentMap",
    "Design",
    "DispersalScale",
    "EcChange",
    "EdgeRule",
    "EquivalentConnectivity",
    "Gain",
    "GreenLayers",
    "GreenMap",
    "GreenMapParams",
    "GreenRules",
    "Judged",
    "JudgedLayers",
    "JudgedParams",
    "LinkParams",
    "LinkSet",
    "Mend",
    "Mesh",
    "NetworkParams",
    "NewNature",
    "OptionNetwork",
    "Options",
    "PairCosts",
    "PairWeight",
    "PatchParams",
    "Patches",
    "PlanCheck",
    "PlanCheckParams",
    "PlannedLandscape",
    "PlanningParams",
    "Planting",
    "PlantingParams",
    "RankStability",
    "Resistance",
    "ResistanceParams",
    "SingaporeIndicator",
    "Species",
    "SpeciesNetwork",
    "SurfaceClasses",
    "Survey",
    "SurveyChange",
    "SurveyCompareParams",
    "SurveyParams",
    "SurveyPlots",
    "added_gain",
    "apply_plan",
    "area_weighted_flux",
    "barrier_map",
    "barrier_places",
    "best_measures",
    "betweenness_pc",
    "check_plan",
    "coarsen",
    "compare_ec",
    "components",
    "corridor_connectivity",
    "corridor_links",
    "corridor_mosaic",
    "cost_distance",
    "cost_regions",
    "crossing_costs",
    "current_map",
    "delta_pc",
    "direct_costs",
    "dispersal_alpha",
    "ec",
    "effective_resistance",
    "fit_cost_scale",
    "flux",
    "green_map_proposals",
    "green_rules",
    "habitat_area",
    "habitat_patches",
    "iic",
    "importance_graph",
    "join_options",
    "judge_proposals",
    "kernel_alpha",
    "laid_ec",
    "landscape_circuit",
    "link_change",
    "link_corridors",
    "link_removal",
    "linked_corridors",
    "load_species",
    "load_surface_classes",
    "mends",
    "mesh_size",
    "mesh_size_cross_boundary",
    "metapopulation_capacity",
    "nature_indicators",
    "one_species",
    "option_network",
    "pc",
    "pinch_points",
    "planting_candidates",
    "protection",
    "rank_stability",
    "read_options",
    "read_survey",
    "renewed_form",
    "resistance_surface",
    "singapore_index_2",
    "species_networks",
    "survey_change",
    "survey_form",
    "survey_plots",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "BarrierMap": "gistools.corridors.barriers",
            "BarrierParams": "gistools.corridors.barriers_params",
            "BestMeasures": "gistools.corridors.budget",
            "BudgetParams": "gistools.corridors.budget_params",
            "Circuit": "gistools.corridors.circuits_grid",
            "CircuitParams": "gistools.corridors.circuits_params",
            "CircuitSolver": "gistools.corridors.circuits_params",
            "Components": "gistools.corridors.measures",
            "Connectivity": "gistools.corridors.connectivity",
            "ConnectivityParams": "gistools.corridors.connectivity_params",
            "Corridors": "gistools.corridors.landscape",
            "CostScale": "gistools.corridors.measures",
            "Criterion": "gistools.corridors.budget_params",
            "CurrentMap": "gistools.corridors.circuits",
            "Design": "gistools.corridors.survey_params",
            "DispersalScale": "gistools.corridors.connectivity_params",
            "EcChange": "gistools.corridors.measures",
            "EdgeRule": "gistools.corridors.circuits_params",
            "EquivalentConnectivity": "gistools.corridors.measures",
            "Gain": "gistools.corridors.gains",
            "GreenLayers": "gistools.corridors.green_map",
            "GreenMap": "gistools.corridors.green_map",
            "GreenMapParams": "gistools.corridors.green_map_params",
            "GreenRules": "gistools.corridors.planning_rules",
            "Judged": "gistools.corridors.judged",
            "JudgedLayers": "gistools.corridors.judged",
            "JudgedParams": "gistools.corridors.judged_params",
            "LinkParams": "gistools.corridors.links_params",
            "LinkSet": "gistools.corridors.connectivity_params",
            "Mend": "gistools.corridors.check_mend",
            "Mesh": "gistools.corridors.mesh",
            "NetworkParams": "gistools.corridors.connectivity_params",
            "NewNature": "gistools.corridors.planting_params",
            "OptionNetwork": "gistools.corridors.options_network",
            "Options": "gistools.corridors.options",
            "PairCosts": "gistools.corridors.network",
            "PairWeight": "gistools.corridors.circuits_params",
            "PatchParams": "gistools.corridors.patches_params",
            "Patches": "gistools.corridors.landscape",
            "PlanCheck": "gistools.corridors.check",
            "PlanCheckParams": "gistools.corridors.check_params",
            "PlannedLandscape": "gistools.corridors.change",
            "PlanningParams": "gistools.corridors.planning_params",
            "Planting": "gistools.corridors.planting",
            "PlantingParams": "gistools.corridors.planting_params",
            "RankStability": "gistools.corridors.ranks",
            "Resistance": "gistools.corridors.landscape",
            "ResistanceParams": "gistools.corridors.resistance_params",
            "SingaporeIndicator": "gistools.corridors.singapore",
            "Species": "gistools.corridors.landscape",
            "SpeciesNetwork": "gistools.corridors.gains",
            "SurfaceClasses": "gistools.corridors.surfaces",
            "Survey": "gistools.corridors.survey_reading",
            "SurveyChange": "gistools.corridors.survey_compared",
            "SurveyCompareParams": "gistools.corridors.survey_params",
            "SurveyParams": "gistools.corridors.survey_params",
            "SurveyPlots": "gistools.corridors.survey_places",
            "added_gain": "gistools.corridors.gains",
            "apply_plan": "gistools.corridors.change",
            "area_weighted_flux": "gistools.corridors.centrality",
            "barrier_map": "gistools.corridors.barriers",
            "barrier_places": "gistools.corridors.barriers",
            "best_measures": "gistools.corridors.budget",
            "betweenness_pc": "gistools.corridors.centrality",
            "check_plan": "gistools.corridors.check",
            "coarsen": "gistools.corridors.coarsening",
            "compare_ec": "gistools.corridors.measures",
            "components": "gistools.corridors.measures",
            "corridor_connectivity": "gistools.corridors.connectivity",
            "corridor_links": "gistools.corridors.links",
            "corridor_mosaic": "gistools.corridors.crossing",
            "cost_distance": "gistools.corridors.links",
            "cost_regions": "gistools.corridors.links",
            "crossing_costs": "gistools.corridors.crossing",
            "current_map": "gistools.corridors.circuits",
            "delta_pc": "gistools.corridors.removal",
            "direct_costs": "gistools.corridors.crossing",
            "dispersal_alpha": "gistools.corridors.scale",
            "ec": "gistools.corridors.measures",
            "effective_resistance": "gistools.corridors.circuits",
            "fit_cost_scale": "gistools.corridors.measures",
            "flux": "gistools.corridors.centrality",
            "green_map_proposals": "gistools.corridors.green_map",
            "green_rules": "gistools.corridors.planning_rules",
            "habitat_area": "gistools.corridors.network",
            "habitat_patches": "gistools.corridors.patches",
            "iic": "gistools.corridors.measures",
            "importance_graph": "gistools.corridors.connectivity_graph",
            "join_options": "gistools.corridors.options_network",
            "judge_proposals": "gistools.corridors.judged",
            "kernel_alpha": "gistools.corridors.measures",
            "laid_ec": "gistools.corridors.options_laid",
            "landscape_circuit": "gistools.corridors.circuits_grid",
            "link_change": "gistools.corridors.removal",
            "link_corridors": "gistools.corridors.crossing",
            "link_removal": "gistools.corridors.removal",
            "linked_corridors": "gistools.corridors.connectivity",
            "load_species": "gistools.corridors.species",
            "load_surface_classes": "gistools.corridors.surfaces",
            "mends": "gistools.corridors.check_mend",
            "mesh_size": "gistools.corridors.mesh",
            "mesh_size_cross_boundary": "gistools.corridors.mesh",
            "metapopulation_capacity": "gistools.corridors.centrality",
            "nature_indicators": "gistools.corridors.survey_indicators",
            "one_species": "gistools.corridors.species",
            "option_network": "gistools.corridors.options_laid",
            "pc": "gistools.corridors.measures",
            "pinch_points": "gistools.corridors.circuits_pinch",
            "planting_candidates": "gistools.corridors.planting",
            "protection": "gistools.corridors.protected",
            "rank_stability": "gistools.corridors.ranks",
            "read_options": "gistools.corridors.options",
            "read_survey": "gistools.corridors.survey_reading",
            "renewed_form": "gistools.corridors.survey_fields",
            "resistance_surface": "gistools.corridors.resistance",
            "singapore_index_2": "gistools.corridors.singapore",
            "species_networks": "gistools.corridors.planning_networks",
            "survey_change": "gistools.corridors.survey_compared",
            "survey_form": "gistools.corridors.survey_fields",
            "survey_plots": "gistools.corridors.survey_places",
        },
    )
