"""Cloudburst (skybrud): bluespots, one rain event, spill network and water ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.cloudburst.bluespots import Bluespots, find_bluespots
    from gistools.cloudburst.event import FloodEvent, run_event
    from gistools.cloudburst.ledger import Ledger
    from gistools.cloudburst.params import EventParams, RainResampling, ReportParams
    from gistools.cloudburst.runoff import Runoff, net_runoff

__all__ = [
    "Bluespots",
    "EventParams",
    "FloodEvent",
    "Ledger",
    "RainResampling",
    "ReportParams",
    "Runoff",
    "find_bluespots",
    "net_runoff",
    "run_event",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Bluespots": "gistools.cloudburst.bluespots",
            "EventParams": "gistools.cloudburst.params",
            "FloodEvent": "gistools.cloudburst.event",
            "Ledger": "gistools.cloudburst.ledger",
            "RainResampling": "gistools.cloudburst.params",
            "ReportParams": "gistools.cloudburst.params",
            "Runoff": "gistools.cloudburst.runoff",
            "find_bluespots": "gistools.cloudburst.bluespots",
            "net_runoff": "gistools.cloudburst.runoff",
            "run_event": "gistools.cloudburst.event",
        },
    )
