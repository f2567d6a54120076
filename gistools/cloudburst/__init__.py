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
    from gistools.cloudburst.rain.climate import ClimateFactors, climate_factors
    from gistools.cloudburst.rain.features import first_wet, with_return_periods
    from gistools.cloudburst.rain.relabel import return_period_raster
    from gistools.cloudburst.rain.statistics import RainStatistics
    from gistools.cloudburst.runoff import Runoff, RunoffClasses, net_runoff, runoff_classes
    from gistools.cloudburst.uncertain.error_field import HeightError
    from gistools.cloudburst.uncertain.params import UncertaintyParams
    from gistools.cloudburst.uncertain.rain import UncertainRainToFlood, uncertain_rain_to_flood

__all__ = [
    "Bluespots",
    "ClimateFactors",
    "EventParams",
    "FloodEvent",
    "HeightError",
    "Ledger",
    "LossParams",
    "RainResampling",
    "RainStatistics",
    "RainToFlood",
    "ReportParams",
    "Runoff",
    "RunoffClasses",
    "UncertainRainToFlood",
    "UncertaintyParams",
    "climate_factors",
    "find_bluespots",
    "first_wet",
    "net_runoff",
    "rain_to_flood",
    "return_period_raster",
    "run_event",
    "runoff_classes",
    "uncertain_rain_to_flood",
    "with_return_periods",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Bluespots": "gistools.cloudburst.bluespots",
            "ClimateFactors": "gistools.cloudburst.rain.climate",
            "EventParams": "gistools.cloudburst.params",
            "FloodEvent": "gistools.cloudburst.event",
            "HeightError": "gistools.cloudburst.uncertain.error_field",
            "Ledger": "gistools.cloudburst.ledger",
            "LossParams": "gistools.cloudburst.params",
            "RainResampling": "gistools.cloudburst.params",
            "RainStatistics": "gistools.cloudburst.rain.statistics",
            "RainToFlood": "gistools.cloudburst.all_rains",
            "ReportParams": "gistools.cloudburst.params",
            "Runoff": "gistools.cloudburst.runoff",
            "RunoffClasses": "gistools.cloudburst.runoff",
            "UncertainRainToFlood": "gistools.cloudburst.uncertain.rain",
            "UncertaintyParams": "gistools.cloudburst.uncertain.params",
            "climate_factors": "gistools.cloudburst.rain.climate",
            "find_bluespots": "gistools.cloudburst.bluespots",
            "first_wet": "gistools.cloudburst.rain.features",
            "net_runoff": "gistools.cloudburst.runoff",
            "rain_to_flood": "gistools.cloudburst.all_rains",
            "return_period_raster": "gistools.cloudburst.rain.relabel",
            "run_event": "gistools.cloudburst.event",
            "runoff_classes": "gistools.cloudburst.runoff",
            "uncertain_rain_to_flood": "gistools.cloudburst.uncertain.rain",
            "with_return_periods": "gistools.cloudburst.rain.features",
        },
    )
