"""Green dispersal corridors (grønne spredningskorridorer): patches, resistance, links, connectivity, plan check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.corridors.budget import BestMeasures, best_measures
    from gistools.corridors.budget_params import BudgetParams, Criterion
    from gistools.corridors.centrality import area_weighted_flux, betweenness_pc, flux, metapopulation_capacity
    from gistools.corridors.coarsening import coarsen
    from gistools.corridors.connectivity import Connectivity, corridor_connectivity, linked_corridors
    from gistools.corridors.connectivity_graph import importance_graph
    from gistools.corridors.connectivity_params import ConnectivityParams, DispersalScale, LinkSet, NetworkParams
    from gistools.corridors.crossing import corridor_mosaic, crossing_costs, direct_costs
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
    "BestMeasures",
    "BudgetParams",
    "Components",
    "Connectivity",
    "ConnectivityParams",
    "Corridors",
    "CostScale",
    "Criterion",
    "Design",
    "DispersalScale",
    "EcChange",
    "EquivalentConnectivity",
    "LinkParams",
    "LinkSet",
    "Mesh",
    "NetworkParams",
    "OptionNetwork",
    "Options",
    "PairCosts",
    "PatchParams",
    "Patches",
    "RankStability",
    "Resistance",
    "ResistanceParams",
    "SingaporeIndicator",
    "Species",
    "SurfaceClasses",
    "Survey",
    "SurveyChange",
    "SurveyCompareParams",
    "SurveyParams",
    "SurveyPlots",
    "area_weighted_flux",
    "best_measures",
    "betweenness_pc",
    "coarsen",
    "compare_ec",
    "components",
    "corridor_connectivity",
    "corridor_links",
    "corridor_mosaic",
    "cost_distance",
    "cost_regions",
    "crossing_costs",
    "delta_pc",
    "direct_costs",
    "dispersal_alpha",
    "ec",
    "fit_cost_scale",
    "flux",
    "habitat_area",
    "habitat_patches",
    "iic",
    "importance_graph",
    "join_options",
    "kernel_alpha",
    "laid_ec",
    "link_change",
    "link_removal",
    "linked_corridors",
    "load_species",
    "load_surface_classes",
    "mesh_size",
    "mesh_size_cross_boundary",
    "metapopulation_capacity",
    "nature_indicators",
    "one_species",
    "option_network",
    "pc",
    "rank_stability",
    "read_options",
    "read_survey",
    "renewed_form",
    "resistance_surface",
    "singapore_index_2",
    "survey_change",
    "survey_form",
    "survey_plots",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "BestMeasures": "gistools.corridors.budget",
            "BudgetParams": "gistools.corridors.budget_params",
            "Components": "gistools.corridors.measures",
            "Connectivity": "gistools.corridors.connectivity",
            "ConnectivityParams": "gistools.corridors.connectivity_params",
            "Corridors": "gistools.corridors.landscape",
            "CostScale": "gistools.corridors.measures",
            "Criterion": "gistools.corridors.budget_params",
            "Design": "gistools.corridors.survey_params",
            "DispersalScale": "gistools.corridors.connectivity_params",
            "EcChange": "gistools.corridors.measures",
            "EquivalentConnectivity": "gistools.corridors.measures",
            "LinkParams": "gistools.corridors.links_params",
            "LinkSet": "gistools.corridors.connectivity_params",
            "Mesh": "gistools.corridors.mesh",
            "NetworkParams": "gistools.corridors.connectivity_params",
            "OptionNetwork": "gistools.corridors.options_network",
            "Options": "gistools.corridors.options",
            "PairCosts": "gistools.corridors.network",
            "PatchParams": "gistools.corridors.patches_params",
            "Patches": "gistools.corridors.landscape",
            "RankStability": "gistools.corridors.ranks",
            "Resistance": "gistools.corridors.landscape",
            "ResistanceParams": "gistools.corridors.resistance_params",
            "SingaporeIndicator": "gistools.corridors.singapore",
            "Species": "gistools.corridors.landscape",
            "SurfaceClasses": "gistools.corridors.surfaces",
            "Survey": "gistools.corridors.survey_reading",
            "SurveyChange": "gistools.corridors.survey_compared",
            "SurveyCompareParams": "gistools.corridors.survey_params",
            "SurveyParams": "gistools.corridors.survey_params",
            "SurveyPlots": "gistools.corridors.survey_places",
            "area_weighted_flux": "gistools.corridors.centrality",
            "best_measures": "gistools.corridors.budget",
            "betweenness_pc": "gistools.corridors.centrality",
            "coarsen": "gistools.corridors.coarsening",
            "compare_ec": "gistools.corridors.measures",
            "components": "gistools.corridors.measures",
            "corridor_connectivity": "gistools.corridors.connectivity",
            "corridor_links": "gistools.corridors.links",
            "corridor_mosaic": "gistools.corridors.crossing",
            "cost_distance": "gistools.corridors.links",
            "cost_regions": "gistools.corridors.links",
            "crossing_costs": "gistools.corridors.crossing",
            "delta_pc": "gistools.corridors.removal",
            "direct_costs": "gistools.corridors.crossing",
            "dispersal_alpha": "gistools.corridors.scale",
            "ec": "gistools.corridors.measures",
            "fit_cost_scale": "gistools.corridors.measures",
            "flux": "gistools.corridors.centrality",
            "habitat_area": "gistools.corridors.network",
            "habitat_patches": "gistools.corridors.patches",
            "iic": "gistools.corridors.measures",
            "importance_graph": "gistools.corridors.connectivity_graph",
            "join_options": "gistools.corridors.options_network",
            "kernel_alpha": "gistools.corridors.measures",
            "laid_ec": "gistools.corridors.options_laid",
            "link_change": "gistools.corridors.removal",
            "link_removal": "gistools.corridors.removal",
            "linked_corridors": "gistools.corridors.connectivity",
            "load_species": "gistools.corridors.species",
            "load_surface_classes": "gistools.corridors.surfaces",
            "mesh_size": "gistools.corridors.mesh",
            "mesh_size_cross_boundary": "gistools.corridors.mesh",
            "metapopulation_capacity": "gistools.corridors.centrality",
            "nature_indicators": "gistools.corridors.survey_indicators",
            "one_species": "gistools.corridors.species",
            "option_network": "gistools.corridors.options_laid",
            "pc": "gistools.corridors.measures",
            "rank_stability": "gistools.corridors.ranks",
            "read_options": "gistools.corridors.options",
            "read_survey": "gistools.corridors.survey_reading",
            "renewed_form": "gistools.corridors.survey_fields",
            "resistance_surface": "gistools.corridors.resistance",
            "singapore_index_2": "gistools.corridors.singapore",
            "survey_change": "gistools.corridors.survey_compared",
            "survey_form": "gistools.corridors.survey_fields",
            "survey_plots": "gistools.corridors.survey_places",
        },
    )
