"""Cloudburst (skybrud): bluespots, one rain event, spill network and water ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.cloudburst.all_rains import RainToFlood, rain_to_flood
    from gistools.cloudburst.bluespots import Bluespots, find_bluespots
    from gistools.cloudburst.event import FloodEvent, run_event
    from gistools.cloudburst.ledger import Ledger
    from gistools.cloudburst.params import EventParams, LossParams, RainResampling, ReportParams
    from gistools.cloudburst.runoff import Runoff, RunoffClasses, net_runoff, runoff_classes

__all__ = [
    "Bluespots",
    "EventParams",
    "FloodEvent",
    "Ledger",
    "LossParams",
    "RainResampling",
    "RainToFlood",
    "ReportParams",
    "Runoff",
    "RunoffClasses",
    "find_bluespots",
    "net_runoff",
    "rain_to_flood",
    "run_event",
    "runoff_classes",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Bluespots": "gistools.cloudburst.bluespots",
            "EventParams": "gistools.cloudburst.params",
            "FloodEvent": "gistools.cloudburst.event",
            "Ledger": "gistools.cloudburst.ledger",
            "LossParams": "gistools.cloudburst.params",
            "RainResampling": "gistools.cloudburst.params",
            "RainToFlood": "gistools.cloudburst.all_rains",
            "ReportParams": "gistools.cloudburst.params",
            "Runoff": "gistools.cloudburst.runoff",
            "RunoffClasses": "gistools.cloudburst.runoff",
            "find_bluespots": "gistools.cloudburst.bluespots",
            "net_runoff": "gistools.cloudburst.runoff",
            "rain_to_flood": "gistools.cloudburst.all_rains",
            "run_event": "gistools.cloudburst.event",
            "runoff_classes": "gistools.cloudburst.runoff",
        },
    )
