"""The cloudburst plan (skybrudsplan): sub-catchments and structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.plan.subcatchment_params import SewerRule, SubCatchmentParams
    from gistools.plan.subcatchments import SubCatchments, sub_catchments
    from gistools.plan.subcatchments_ledger import SubCatchmentLedger, sub_catchment_ledger

__all__ = [
    "SewerRule",
    "SubCatchmentLedger",
    "SubCatchmentParams",
    "SubCatchments",
    "sub_catchment_ledger",
    "sub_catchments",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "SewerRule": "gistools.plan.subcatchment_params",
            "SubCatchmentLedger": "gistools.plan.subcatchments_ledger",
            "SubCatchmentParams": "gistools.plan.subcatchment_params",
            "SubCatchments": "gistools.plan.subcatchments",
            "sub_catchment_ledger": "gistools.plan.subcatchments_ledger",
            "sub_catchments": "gistools.plan.subcatchments",
        },
    )
