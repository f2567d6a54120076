"""Terrain (terræn): elevation raster -> conditioned surface -> flow field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.terrain.conditioning import condition
    from gistools.terrain.flow import route_flow, spread_flow
    from gistools.terrain.params import BuildingRule, Edge, Nodata, TerrainParams
    from gistools.terrain.paths import flow_paths, traces, watersheds
    from gistools.terrain.types import ConditionedTerrain, FlowField

__all__ = [
    "BuildingRule",
    "ConditionedTerrain",
    "Edge",
    "FlowField",
    "Nodata",
    "TerrainParams",
    "condition",
    "flow_paths",
    "route_flow",
    "spread_flow",
    "traces",
    "watersheds",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "BuildingRule": "gistools.terrain.params",
            "ConditionedTerrain": "gistools.terrain.types",
            "Edge": "gistools.terrain.params",
            "FlowField": "gistools.terrain.types",
            "Nodata": "gistools.terrain.params",
            "TerrainParams": "gistools.terrain.params",
            "condition": "gistools.terrain.conditioning",
            "flow_paths": "gistools.terrain.paths",
            "route_flow": "gistools.terrain.flow",
            "spread_flow": "gistools.terrain.flow",
            "traces": "gistools.terrain.paths",
            "watersheds": "gistools.terrain.paths",
        },
    )
