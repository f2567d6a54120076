"""The cloudburst plan (skybrudsplan): proof against reality, preparedness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.plan.compare import FloodComparison, compare_floods
    from gistools.plan.compare_maps import FloodCase, FloodMaps, cases_of, flood_maps
    from gistools.plan.compare_params import CompareParams
    from gistools.plan.compare_scores import Contingency, binomial_interval, lift

__all__ = [
    "CompareParams",
    "Contingency",
    "FloodCase",
    "FloodComparison",
    "FloodMaps",
    "binomial_interval",
    "cases_of",
    "compare_floods",
    "flood_maps",
    "lift",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "CompareParams": "gistools.plan.compare_params",
            "Contingency": "gistools.plan.compare_scores",
            "FloodCase": "gistools.plan.compare_maps",
            "FloodComparison": "gistools.plan.compare",
            "FloodMaps": "gistools.plan.compare_maps",
            "binomial_interval": "gistools.plan.compare_scores",
            "cases_of": "gistools.plan.compare_maps",
            "compare_floods": "gistools.plan.compare",
            "flood_maps": "gistools.plan.compare_maps",
            "lift": "gistools.plan.compare_scores",
        },
    )
