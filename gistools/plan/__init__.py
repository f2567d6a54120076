"""The cloudburst plan (skybrudsplan): sub-catchments and structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.plan.structure_check import CheckedStructure, check_structure
    from gistools.plan.structure_params import Direction, StructureParams
    from gistools.plan.structure_reading import Structure, read_structure
    from gistools.plan.subcatchment_params import SewerRule, SubCatchmentParams
    from gistools.plan.subcatchments import SubCatchments, sub_catchments
    from gistools.plan.subcatchments_damage import SubCatchmentDamage, sub_catchment_damage
    from gistools.plan.subcatchments_ledger import SubCatchmentLedger, sub_catchment_ledger

__all__ = [
    "CheckedStructure",
    "Direction",
    "SewerRule",
    "Structure",
    "StructureParams",
    "SubCatchmentDamage",
    "SubCatchmentLedger",
    "SubCatchmentParams",
    "SubCatchments",
    "check_structure",
    "read_structure",
    "sub_catchment_damage",
    "sub_catchment_ledger",
    "sub_catchments",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "CheckedStructure": "gistools.plan.structure_check",
            "Direction": "gistools.plan.structure_params",
            "SewerRule": "gistools.plan.subcatchment_params",
            "Structure": "gistools.plan.structure_reading",
            "StructureParams": "gistools.plan.structure_params",
            "SubCatchmentDamage": "gistools.plan.subcatchments_damage",
            "SubCatchmentLedger": "gistools.plan.subcatchments_ledger",
            "SubCatchmentParams": "gistools.plan.subcatchment_params",
            "SubCatchments": "gistools.plan.subcatchments",
            "check_structure": "gistools.plan.structure_check",
            "read_structure": "gistools.plan.structure_reading",
            "sub_catchment_damage": "gistools.plan.subcatchments_damage",
            "sub_catchment_ledger": "gistools.plan.subcatchments_ledger",
            "sub_catchments": "gistools.plan.subcatchments",
        },
    )
