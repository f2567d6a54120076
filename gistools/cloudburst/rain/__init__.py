"""Rain statistics (regnstatistik): return periods, climate factors, design storms, and maps of least rain in years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.cloudburst.rain.climate import ClimateFactors, climate_factors
    from gistools.cloudburst.rain.features import first_wet, with_return_periods
    from gistools.cloudburst.rain.params import ClimateScenario, RainSeries
    from gistools.cloudburst.rain.regional import RegionalModel
    from gistools.cloudburst.rain.relabel import return_period_raster, return_period_spread
    from gistools.cloudburst.rain.statistics import RainStatistics
    from gistools.cloudburst.rain.storm import (
        CurveFit,
        DesignStorm,
        IntensityCurve,
        check_storm,
        design_storm,
        fit_curve,
    )

__all__ = [
    "ClimateFactors",
    "ClimateScenario",
    "CurveFit",
    "DesignStorm",
    "IntensityCurve",
    "RainSeries",
    "RainStatistics",
    "RegionalModel",
    "check_storm",
    "climate_factors",
    "design_storm",
    "first_wet",
    "fit_curve",
    "return_period_raster",
    "return_period_spread",
    "with_return_periods",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "ClimateFactors": "gistools.cloudburst.rain.climate",
            "ClimateScenario": "gistools.cloudburst.rain.params",
            "CurveFit": "gistools.cloudburst.rain.storm",
            "DesignStorm": "gistools.cloudburst.rain.storm",
            "IntensityCurve": "gistools.cloudburst.rain.storm",
            "RainSeries": "gistools.cloudburst.rain.params",
            "RainStatistics": "gistools.cloudburst.rain.statistics",
            "RegionalModel": "gistools.cloudburst.rain.regional",
            "check_storm": "gistools.cloudburst.rain.storm",
            "climate_factors": "gistools.cloudburst.rain.climate",
            "design_storm": "gistools.cloudburst.rain.storm",
            "first_wet": "gistools.cloudburst.rain.features",
            "fit_curve": "gistools.cloudburst.rain.storm",
            "return_period_raster": "gistools.cloudburst.rain.relabel",
            "return_period_spread": "gistools.cloudburst.rain.relabel",
            "with_return_periods": "gistools.cloudburst.rain.features",
        },
    )
