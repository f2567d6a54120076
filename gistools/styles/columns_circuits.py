"""What the columns of currents, pinch points and barriers are called, in which unit, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_corridors import SURFACES
from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

CIRCUIT_COLUMNS: Mapping[str, Column] = {
    # currents
    "pinch_rank": Column(Text("Flaskehals nr.", "Pinch point no.")),
    "current_share": Column(Text("Andel af parrets strøm", "Share of the pair's current"), "%", 100.0, "0–1"),
    "flow_width_m": Column(Text("Strømmens bredde", "Width of the flow"), "m", decimals=0),
    "current_a": Column(Text("Strøm i alt", "Current in all"), "A", decimals=2),
    "at_patch": Column(Text("Op til levestedet", "Beside the patch")),
    "through_a": Column(Text("Strøm igennem mellem andre", "Current through between others"), "A", decimals=2),
    "resistance_eff": Column(
        Text("Effektiv modstand i modstandsmeter", "Effective resistance in resistance metres"), decimals=0
    ),
    "commute_steps": Column(Text("Skridt frem og tilbage på må og få", "Random steps there and back"), decimals=0),
    "pair_weight": Column(Text("Parrets vægt", "Weight of the pair")),
    # barriers
    "barrier_rank": Column(Text("Sted nr.", "Place no.")),
    "gain_per_m": Column(Text("Modstandsmeter sparet pr. meter", "Resistance metres saved per metre"), decimals=1),
    "diameter_m": Column(Text("Åbningens bredde", "Width of the opening"), "m"),
    "saved_cost": Column(Text("Sparet i modstandsmeter", "Saved in resistance metres"), decimals=0),
    "saved_percent": Column(Text("Sparet af forbindelsens modstand", "Saved of the link's cost"), "%", decimals=0),
    # what lies there
    "place_class": Column(Text("Overflade på stedet", "Surface at the place"), codes=SURFACES),
    "roads_there": Column(Text("Veje på stedet", "Roads at the place")),
}  # fmt: skip
