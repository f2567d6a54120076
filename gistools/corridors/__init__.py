"""Green dispersal corridors (grønne spredningskorridorer): patches, resistance, links, connectivity, plan check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.corridors.centrality import area_weighted_flux, betweenness_pc, flux, metapopulation_capacity
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
    from gistools.corridors.network import habitat_area
    from gistools.corridors.removal import delta_pc, link_change, link_removal
    from gistools.corridors.singapore import SingaporeIndicator, singapore_index_2
    from gistools.corridors.survey_compared import SurveyChange, survey_change
    from gistools.corridors.survey_fields import renewed_form, survey_form
    from gistools.corridors.survey_indicators import nature_indicators
    from gistools.corridors.survey_params import Design, SurveyCompareParams, SurveyParams
    from gistools.corridors.survey_places import SurveyPlots, survey_plots
    from gistools.corridors.survey_reading import Survey, read_survey

__all__ = [
    "Components",
    "CostScale",
    "Design",
    "EcChange",
    "EquivalentConnectivity",
    "LinkParams",
    "Mesh",
    "SingaporeIndicator",
    "Survey",
    "SurveyChange",
    "SurveyCompareParams",
    "SurveyParams",
    "SurveyPlots",
    "area_weighted_flux",
    "betweenness_pc",
    "compare_ec",
    "components",
    "corridor_links",
    "cost_distance",
    "cost_regions",
    "delta_pc",
    "ec",
    "fit_cost_scale",
    "flux",
    "habitat_area",
    "iic",
    "kernel_alpha",
    "link_change",
    "link_removal",
    "mesh_size",
    "mesh_size_cross_boundary",
    "metapopulation_capacity",
    "nature_indicators",
    "pc",
    "read_survey",
    "renewed_form",
    "singapore_index_2",
    "survey_change",
    "survey_form",
    "survey_plots",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Components": "gistools.corridors.measures",
            "CostScale": "gistools.corridors.measures",
            "Design": "gistools.corridors.survey_params",
            "EcChange": "gistools.corridors.measures",
            "EquivalentConnectivity": "gistools.corridors.measures",
            "LinkParams": "gistools.corridors.links_params",
            "Mesh": "gistools.corridors.mesh",
            "SingaporeIndicator": "gistools.corridors.singapore",
            "Survey": "gistools.corridors.survey_reading",
            "SurveyChange": "gistools.corridors.survey_compared",
            "SurveyCompareParams": "gistools.corridors.survey_params",
            "SurveyParams": "gistools.corridors.survey_params",
            "SurveyPlots": "gistools.corridors.survey_places",
            "area_weighted_flux": "gistools.corridors.centrality",
            "betweenness_pc": "gistools.corridors.centrality",
            "compare_ec": "gistools.corridors.measures",
            "components": "gistools.corridors.measures",
            "corridor_links": "gistools.corridors.links",
            "cost_distance": "gistools.corridors.links",
            "cost_regions": "gistools.corridors.links",
            "delta_pc": "gistools.corridors.removal",
            "ec": "gistools.corridors.measures",
            "fit_cost_scale": "gistools.corridors.measures",
            "flux": "gistools.corridors.centrality",
            "habitat_area": "gistools.corridors.network",
            "iic": "gistools.corridors.measures",
            "kernel_alpha": "gistools.corridors.measures",
            "link_change": "gistools.corridors.removal",
            "link_removal": "gistools.corridors.removal",
            "mesh_size": "gistools.corridors.mesh",
            "mesh_size_cross_boundary": "gistools.corridors.mesh",
            "metapopulation_capacity": "gistools.corridors.centrality",
            "nature_indicators": "gistools.corridors.survey_indicators",
            "pc": "gistools.corridors.measures",
            "read_survey": "gistools.corridors.survey_reading",
            "renewed_form": "gistools.corridors.survey_fields",
            "singapore_index_2": "gistools.corridors.singapore",
            "survey_change": "gistools.corridors.survey_compared",
            "survey_form": "gistools.corridors.survey_fields",
            "survey_plots": "gistools.corridors.survey_places",
        },
    )
