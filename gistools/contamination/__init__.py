"""Contaminated land (jordforurening): what is known of a lot, and what it means when its use changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.contamination.column_choice import ColumnChoice, Use, chosen_sites, draft_choice, read_choice
    from gistools.contamination.consequences import Consequence, Duty, soil_consequences
    from gistools.contamination.land_use import LandUse, LandUseChange
    from gistools.contamination.samples import Classified, SoilClass, classify_samples
    from gistools.contamination.sites import Delivery, Sites, read_sites
    from gistools.contamination.soil_law import Provision, provisions
    from gistools.contamination.status import Nuance, SoilStatus, joined_status, soil_status

__all__ = [
    "Classified",
    "ColumnChoice",
    "Consequence",
    "Delivery",
    "Duty",
    "LandUse",
    "LandUseChange",
    "Nuance",
    "Provision",
    "Sites",
    "SoilClass",
    "SoilStatus",
    "Use",
    "chosen_sites",
    "classify_samples",
    "draft_choice",
    "joined_status",
    "provisions",
    "read_choice",
    "read_sites",
    "soil_consequences",
    "soil_status",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Classified": "gistools.contamination.samples",
            "ColumnChoice": "gistools.contamination.column_choice",
            "Consequence": "gistools.contamination.consequences",
            "Delivery": "gistools.contamination.sites",
            "Duty": "gistools.contamination.consequences",
            "LandUse": "gistools.contamination.land_use",
            "LandUseChange": "gistools.contamination.land_use",
            "Nuance": "gistools.contamination.status",
            "Provision": "gistools.contamination.soil_law",
            "Sites": "gistools.contamination.sites",
            "SoilClass": "gistools.contamination.samples",
            "SoilStatus": "gistools.contamination.status",
            "Use": "gistools.contamination.column_choice",
            "chosen_sites": "gistools.contamination.column_choice",
            "classify_samples": "gistools.contamination.samples",
            "draft_choice": "gistools.contamination.column_choice",
            "joined_status": "gistools.contamination.status",
            "provisions": "gistools.contamination.soil_law",
            "read_choice": "gistools.contamination.column_choice",
            "read_sites": "gistools.contamination.sites",
            "soil_consequences": "gistools.contamination.consequences",
            "soil_status": "gistools.contamination.status",
        },
    )
