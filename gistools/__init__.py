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
    from gistools.cloudburst.bluespots import Bluespots, find_bluespots
    from gistools.cloudburst.event import FloodEvent, run_event
    from gistools.cloudburst.ledger import Ledger
    from gistools.cloudburst.params import EventParams, RainResampling, ReportParams
    from gistools.cloudburst.runoff import Runoff, net_runoff
    from gistools.cloudburst.surge.flooding import SurgeFlood, flood_at, level_table
    from gistools.cloudburst.surge.levels import SeaLevels, sea_levels
    from gistools.cloudburst.surge.params import PocketParams, SeaParams
    from gistools.cloudburst.surge.pockets import Pockets, find_pockets
    from gistools.cloudburst.surge.sea import leave_out_closed, raise_sea
    from gistools.errors import GistoolsError
    from gistools.grid import Grid
    from gistools.io import (
        explain,
        read_elevation,
        read_layer,
        read_raster,
        read_table,
        write_layer,
        write_raster,
        write_table,
    )
    from gistools.progress import Progress
    from gistools.raster import Raster
    from gistools.run import Job, run_job
    from gistools.terrain.conditioning import condition
    from gistools.terrain.flow import route_flow, spread_flow
    from gistools.terrain.params import BuildingRule, Edge, Nodata, TerrainParams
    from gistools.terrain.paths import flow_paths, traces, watersheds
    from gistools.terrain.types import ConditionedTerrain, FlowField
    from gistools.text import Text
    from gistools.view import explore, plot

__all__ = [
    "Bluespots",
    "BuildingRule",
    "ConditionedTerrain",
    "Edge",
    "EventParams",
    "FloodEvent",
    "FlowField",
    "GistoolsError",
    "Grid",
    "Job",
    "Ledger",
    "Nodata",
    "PocketParams",
    "Pockets",
    "Progress",
    "RainResampling",
    "Raster",
    "ReportParams",
    "Runoff",
    "SeaLevels",
    "SeaParams",
    "SurgeFlood",
    "TerrainParams",
    "Text",
    "__version__",
    "condition",
    "explain",
    "explore",
    "find_bluespots",
    "find_pockets",
    "flood_at",
    "flow_paths",
    "leave_out_closed",
    "level_table",
    "net_runoff",
    "plot",
    "raise_sea",
    "read_elevation",
    "read_layer",
    "read_raster",
    "read_table",
    "route_flow",
    "run_event",
    "run_job",
    "sea_levels",
    "spread_flow",
    "traces",
    "watersheds",
    "write_layer",
    "write_raster",
    "write_table",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Bluespots": "gistools.cloudburst.bluespots",
            "BuildingRule": "gistools.terrain.params",
            "ConditionedTerrain": "gistools.terrain.types",
            "Edge": "gistools.terrain.params",
            "EventParams": "gistools.cloudburst.params",
            "FloodEvent": "gistools.cloudburst.event",
            "FlowField": "gistools.terrain.types",
            "GistoolsError": "gistools.errors",
            "Grid": "gistools.grid",
            "Job": "gistools.run",
            "Ledger": "gistools.cloudburst.ledger",
            "Nodata": "gistools.terrain.params",
            "PocketParams": "gistools.cloudburst.surge.params",
            "Pockets": "gistools.cloudburst.surge.pockets",
            "Progress": "gistools.progress",
            "RainResampling": "gistools.cloudburst.params",
            "Raster": "gistools.raster",
            "ReportParams": "gistools.cloudburst.params",
            "Runoff": "gistools.cloudburst.runoff",
            "SeaLevels": "gistools.cloudburst.surge.levels",
            "SeaParams": "gistools.cloudburst.surge.params",
            "SurgeFlood": "gistools.cloudburst.surge.flooding",
            "TerrainParams": "gistools.terrain.params",
            "Text": "gistools.text",
            "condition": "gistools.terrain.conditioning",
            "explain": "gistools.io",
            "explore": "gistools.view",
            "find_bluespots": "gistools.cloudburst.bluespots",
            "find_pockets": "gistools.cloudburst.surge.pockets",
            "flood_at": "gistools.cloudburst.surge.flooding",
            "flow_paths": "gistools.terrain.paths",
            "leave_out_closed": "gistools.cloudburst.surge.sea",
            "level_table": "gistools.cloudburst.surge.flooding",
            "net_runoff": "gistools.cloudburst.runoff",
            "plot": "gistools.view",
            "raise_sea": "gistools.cloudburst.surge.sea",
            "read_elevation": "gistools.io",
            "read_layer": "gistools.io",
            "read_raster": "gistools.io",
            "read_table": "gistools.io",
            "route_flow": "gistools.terrain.flow",
            "run_event": "gistools.cloudburst.event",
            "run_job": "gistools.run",
            "sea_levels": "gistools.cloudburst.surge.levels",
            "spread_flow": "gistools.terrain.flow",
            "traces": "gistools.terrain.paths",
            "watersheds": "gistools.terrain.paths",
            "write_layer": "gistools.io",
            "write_raster": "gistools.io",
            "write_table": "gistools.io",
        },
    )
