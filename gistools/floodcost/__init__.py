"""Flood cost (skadesomkostninger): exposure, damage, annual risk, economics of service levels and measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools._lazy import attach

if TYPE_CHECKING:
    from gistools.floodcost.annual import AnnualDamage, annual_from_maps, annual_from_onsets, annual_from_rains, to_oere
    from gistools.floodcost.buildings import class_notes, classify
    from gistools.floodcost.choices import Head, MapMethod, MapTail, Tail
    from gistools.floodcost.costing import FloodCost, flood_cost
    from gistools.floodcost.counting import require_no_double_count
    from gistools.floodcost.damage import DamageModel, damage_model
    from gistools.floodcost.discount import (
        Discounting,
        NetTax,
        equivalent_annual,
        net_tax,
        net_tax_factor,
        present_value,
        price_indexed,
    )
    from gistools.floodcost.draws import draw_risk
    from gistools.floodcost.economy_choices import Above, FirstYear, Reading, TimePath
    from gistools.floodcost.exposure import Exposure, expose
    from gistools.floodcost.exposure_params import ExposureParams, ExposureRule
    from gistools.floodcost.foreign import expose_depths, expose_rain_raster
    from gistools.floodcost.graphs import damage_graph, exceedance_graph, level_graph
    from gistools.floodcost.level import BestLevel, LevelCurve, service_level_curve
    from gistools.floodcost.level_costs import LevelCosts
    from gistools.floodcost.level_damage import LevelDamage, damage_by_level
    from gistools.floodcost.measures import PlanValue, plan_value
    from gistools.floodcost.optima import npv_shift, npv_unchanged, optimum_shift, optimum_unchanged
    from gistools.floodcost.os2 import os2_coefficients, os2_comparison, os2_damage, os2_risk, os2_weights
    from gistools.floodcost.params import AreaRule, ClassParams
    from gistools.floodcost.parts import DamageCurve, DamagePart
    from gistools.floodcost.people import exposed_counts, people_exposed
    from gistools.floodcost.places import PlacesMet, places_by_map, places_by_rain
    from gistools.floodcost.priced import MeasureCosts, measure_costs
    from gistools.floodcost.protection import Protection, protect
    from gistools.floodcost.ranking import Beats, Draws
    from gistools.floodcost.rates import RainRate, rain_rate
    from gistools.floodcost.roads import RoadDamage, road_damage, safe_speed
    from gistools.floodcost.sharing import who_benefits, who_pays
    from gistools.floodcost.spreads import Alternative, Spread, Spreads
    from gistools.floodcost.storage import StorageValue, marginal_storage
    from gistools.floodcost.summary import RiskTables, risk_table
    from gistools.floodcost.value import BenefitCost, DamageOverTime, benefit_cost, damage_over_time
    from gistools.floodcost.works import Works, residual_value

__all__ = [
    "Above",
    "Alternative",
    "AnnualDamage",
    "AreaRule",
    "Beats",
    "BenefitCost",
    "BestLevel",
    "ClassParams",
    "DamageCurve",
    "DamageModel",
    "DamageOverTime",
    "DamagePart",
    "Discounting",
    "Draws",
    "Exposure",
    "ExposureParams",
    "ExposureRule",
    "FirstYear",
    "FloodCost",
    "Head",
    "LevelCosts",
    "LevelCurve",
    "LevelDamage",
    "MapMethod",
    "MapTail",
    "MeasureCosts",
    "NetTax",
    "PlacesMet",
    "PlanValue",
    "Protection",
    "RainRate",
    "Reading",
    "RiskTables",
    "RoadDamage",
    "Spread",
    "Spreads",
    "StorageValue",
    "Tail",
    "TimePath",
    "Works",
    "annual_from_maps",
    "annual_from_onsets",
    "annual_from_rains",
    "benefit_cost",
    "class_notes",
    "classify",
    "damage_by_level",
    "damage_graph",
    "damage_model",
    "damage_over_time",
    "draw_risk",
    "equivalent_annual",
    "exceedance_graph",
    "expose",
    "expose_depths",
    "expose_rain_raster",
    "exposed_counts",
    "flood_cost",
    "level_graph",
    "marginal_storage",
    "measure_costs",
    "net_tax",
    "net_tax_factor",
    "npv_shift",
    "npv_unchanged",
    "optimum_shift",
    "optimum_unchanged",
    "os2_coefficients",
    "os2_comparison",
    "os2_damage",
    "os2_risk",
    "os2_weights",
    "people_exposed",
    "places_by_map",
    "places_by_rain",
    "plan_value",
    "present_value",
    "price_indexed",
    "protect",
    "rain_rate",
    "require_no_double_count",
    "residual_value",
    "risk_table",
    "road_damage",
    "safe_speed",
    "service_level_curve",
    "to_oere",
    "who_benefits",
    "who_pays",
]

if not TYPE_CHECKING:  # a type checker that saw these would take every name there is not for one that is
    __getattr__, __dir__ = attach(
        __name__,
        {
            "Above": "gistools.floodcost.economy_choices",
            "Alternative": "gistools.floodcost.spreads",
            "AnnualDamage": "gistools.floodcost.annual",
            "AreaRule": "gistools.floodcost.params",
            "Beats": "gistools.floodcost.ranking",
            "BenefitCost": "gistools.floodcost.value",
            "BestLevel": "gistools.floodcost.level",
            "ClassParams": "gistools.floodcost.params",
            "DamageCurve": "gistools.floodcost.parts",
            "DamageModel": "gistools.floodcost.damage",
            "DamageOverTime": "gistools.floodcost.value",
            "DamagePart": "gistools.floodcost.parts",
            "Discounting": "gistools.floodcost.discount",
            "Draws": "gistools.floodcost.ranking",
            "Exposure": "gistools.floodcost.exposure",
            "ExposureParams": "gistools.floodcost.exposure_params",
            "ExposureRule": "gistools.floodcost.exposure_params",
            "FirstYear": "gistools.floodcost.economy_choices",
            "FloodCost": "gistools.floodcost.costing",
            "Head": "gistools.floodcost.choices",
            "LevelCosts": "gistools.floodcost.level_costs",
            "LevelCurve": "gistools.floodcost.level",
            "LevelDamage": "gistools.floodcost.level_damage",
            "MapMethod": "gistools.floodcost.choices",
            "MapTail": "gistools.floodcost.choices",
            "MeasureCosts": "gistools.floodcost.priced",
            "NetTax": "gistools.floodcost.discount",
            "PlacesMet": "gistools.floodcost.places",
            "PlanValue": "gistools.floodcost.measures",
            "Protection": "gistools.floodcost.protection",
            "RainRate": "gistools.floodcost.rates",
            "Reading": "gistools.floodcost.economy_choices",
            "RiskTables": "gistools.floodcost.summary",
            "RoadDamage": "gistools.floodcost.roads",
            "Spread": "gistools.floodcost.spreads",
            "Spreads": "gistools.floodcost.spreads",
            "StorageValue": "gistools.floodcost.storage",
            "Tail": "gistools.floodcost.choices",
            "TimePath": "gistools.floodcost.economy_choices",
            "Works": "gistools.floodcost.works",
            "annual_from_maps": "gistools.floodcost.annual",
            "annual_from_onsets": "gistools.floodcost.annual",
            "annual_from_rains": "gistools.floodcost.annual",
            "benefit_cost": "gistools.floodcost.value",
            "class_notes": "gistools.floodcost.buildings",
            "classify": "gistools.floodcost.buildings",
            "damage_by_level": "gistools.floodcost.level_damage",
            "damage_graph": "gistools.floodcost.graphs",
            "damage_model": "gistools.floodcost.damage",
            "damage_over_time": "gistools.floodcost.value",
            "draw_risk": "gistools.floodcost.draws",
            "equivalent_annual": "gistools.floodcost.discount",
            "exceedance_graph": "gistools.floodcost.graphs",
            "expose": "gistools.floodcost.exposure",
            "expose_depths": "gistools.floodcost.foreign",
            "expose_rain_raster": "gistools.floodcost.foreign",
            "exposed_counts": "gistools.floodcost.people",
            "flood_cost": "gistools.floodcost.costing",
            "level_graph": "gistools.floodcost.graphs",
            "marginal_storage": "gistools.floodcost.storage",
            "measure_costs": "gistools.floodcost.priced",
            "net_tax": "gistools.floodcost.discount",
            "net_tax_factor": "gistools.floodcost.discount",
            "npv_shift": "gistools.floodcost.optima",
            "npv_unchanged": "gistools.floodcost.optima",
            "optimum_shift": "gistools.floodcost.optima",
            "optimum_unchanged": "gistools.floodcost.optima",
            "os2_coefficients": "gistools.floodcost.os2",
            "os2_comparison": "gistools.floodcost.os2",
            "os2_damage": "gistools.floodcost.os2",
            "os2_risk": "gistools.floodcost.os2",
            "os2_weights": "gistools.floodcost.os2",
            "people_exposed": "gistools.floodcost.people",
            "places_by_map": "gistools.floodcost.places",
            "places_by_rain": "gistools.floodcost.places",
            "plan_value": "gistools.floodcost.measures",
            "present_value": "gistools.floodcost.discount",
            "price_indexed": "gistools.floodcost.discount",
            "protect": "gistools.floodcost.protection",
            "rain_rate": "gistools.floodcost.rates",
            "require_no_double_count": "gistools.floodcost.counting",
            "residual_value": "gistools.floodcost.works",
            "risk_table": "gistools.floodcost.summary",
            "road_damage": "gistools.floodcost.roads",
            "safe_speed": "gistools.floodcost.roads",
            "service_level_curve": "gistools.floodcost.level",
            "to_oere": "gistools.floodcost.annual",
            "who_benefits": "gistools.floodcost.sharing",
            "who_pays": "gistools.floodcost.sharing",
        },
    )
