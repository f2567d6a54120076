"""Contaminated land (jordforurening): what is known of a lot, and what it means when its use changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.contamination.sites import Delivery, Sites, read_sites
    from gistools.contamination.status import Nuance, SoilStatus, joined_status, soil_status

__all__ = [
    "Delivery",
    "Nuance",
    "Sites",
    "SoilStatus",
    "joined_status",
    "read_sites",
    "soil_status",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Delivery": "gistools.contamination.sites",
            "Nuance": "gistools.contamination.status",
            "Sites": "gistools.contamination.sites",
            "SoilStatus": "gistools.contamination.status",
            "joined_status": "gistools.contamination.status",
            "read_sites": "gistools.contamination.sites",
            "soil_status": "gistools.contamination.status",
        },
    )
