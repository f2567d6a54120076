"""What the columns of measures for nature under a budget are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

OPTION_KINDS: dict[str, Text] = {
    "pond": Text("vandhul", "pond"),
    "hedge": Text("levende hegn", "hedge"),
    "meadow": Text("eng", "meadow"),
    "wood": Text("skov", "wood"),
    "fauna_passage": Text("faunapassage", "wildlife passage"),
    "barrier_removed": Text("fjernet barriere", "barrier removed"),
    "wet_stepping_stone": Text("våd trædesten", "wet stepping stone"),
}
"""Kinds of options (slags muligheder)."""

_KIND_CODES: Codes = {code: text for code, text in OPTION_KINDS.items()}  # noqa: C416 - keys of both kinds
_PRICE: Codes = {
    "own": Text("egen pris", "own price"),
    "table": Text("tabel med priser", "table of prices"),
    "unknown": Text("ukendt", "unknown"),
}
_WHY: Codes = {
    "chosen": Text("valgt", "chosen"),
    "no_price": Text("ingen pris", "no price"),
    "over_budget": Text("koster mere end budgettet", "costs more than the budget"),
    "excluded": Text("ligger, hvor en valgt ligger", "lies where a chosen one lies"),
    "no_gain": Text("giver ingen sammenhæng", "gives no connectivity"),
    "better_choice": Text("pengene gør mere andre steder", "the money does more elsewhere"),
}

BUDGET_COLUMNS: Mapping[str, Column] = {
    "option_id": Column(Text("Mulighed", "Option")),
    "option_kind": Column(Text("Slags", "Kind"), codes=_KIND_CODES),
    "price_dkk": Column(Text("Pris", "Price"), "kr.", decimals=0),
    "price_from": Column(Text("Pris fra", "Price from"), codes=_PRICE),
    "spent_dkk": Column(Text("Brugt i alt", "Spent in all"), "kr.", decimals=0),
    "budget_dkk": Column(Text("Budget", "Budget"), "kr.", decimals=0),
    "chosen": Column(Text("Valgt", "Chosen")),
    "choice_state": Column(Text("Hvorfor, hvorfor ikke", "Why, why not"), codes=_WHY),
    "build_step": Column(Text("Byggetrin", "Build step")),
    "gain_alone_percent": Column(Text("Gevinst alene", "Gain alone"), "%", decimals=2),
    "gain_within_percent": Column(Text("Gevinst sammen med de valgte", "Gain beside those chosen"), "%", decimals=2),
    "gain_percent": Column(Text("Gevinst i sammenhæng", "Gain of connectivity"), "%", decimals=2),
    "greedy_percent": Column(Text("Gevinst, valgt trin for trin", "Gain, chosen step by step"), "%", decimals=2),
    "bound_percent": Column(Text("Højst muligt", "Most possible"), "%", decimals=2),
    "dkk_per_m2": Column(Text("Pris pr. m² EC", "Price per m² of EC"), "kr./m²", decimals=0),
    "ec_network_m2": Column(Text("EC med de valgte, i nettet", "EC with those chosen, by network"), "ha", 1e-4, "m²",
                            decimals=2),
    "ec_map_m2": Column(Text("EC med de valgte, regnet om på kortet", "EC with those chosen, recomputed on the map"),
                        "ha", 1e-4, "m²", decimals=2),
    "ec_map_percent": Column(Text("Gevinst på kortet", "Gain on the map"), "%", decimals=2),
    "surface_after": Column(Text("Overflade bagefter", "Surface afterwards")),
    "species_gains": Column(Text("Gevinst for hver art alene", "Gain of each species alone")),
}  # fmt: skip
