"""Storm surge (stormflod): the sea level that floods each cell, critical points, one level, rain behind a high sea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.cloudburst.surge.flooding import SurgeFlood, flood_at, level_table
    from gistools.cloudburst.surge.levels import SeaLevels, sea_levels
    from gistools.cloudburst.surge.params import PocketParams, SeaParams
    from gistools.cloudburst.surge.pockets import Pockets, find_pockets
    from gistools.cloudburst.surge.sea import leave_out_closed, raise_sea

__all__ = [
    "PocketParams",
    "Pockets",
    "SeaLevels",
    "SeaParams",
    "SurgeFlood",
    "find_pockets",
    "flood_at",
    "leave_out_closed",
    "level_table",
    "raise_sea",
    "sea_levels",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "PocketParams": "gistools.cloudburst.surge.params",
            "Pockets": "gistools.cloudburst.surge.pockets",
            "SeaLevels": "gistools.cloudburst.surge.levels",
            "SeaParams": "gistools.cloudburst.surge.params",
            "SurgeFlood": "gistools.cloudburst.surge.flooding",
            "find_pockets": "gistools.cloudburst.surge.pockets",
            "flood_at": "gistools.cloudburst.surge.flooding",
            "leave_out_closed": "gistools.cloudburst.surge.sea",
            "level_table": "gistools.cloudburst.surge.flooding",
            "raise_sea": "gistools.cloudburst.surge.sea",
            "sea_levels": "gistools.cloudburst.surge.levels",
        },
    )
