"""The columns of plan variants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes


def _variant_columns() -> dict[str, Column]:
    """Return the columns of plan variants."""
    changes: Codes = {
        "worse": Text("værre: dybere vand", "worse: deeper"),
        "better": Text("bedre: lavere vand", "better: less deep"),
        "on_measures": Text("dybere på tiltagenes egne celler", "deeper on cells of the measures"),
    }
    states: Codes = {
        "pays": Text("betaler sig", "pays"),
        "together": Text("betaler sig kun sammen med et andet", "pays together with another alone"),
        "beyond": Text("efter stop: betaler sig ikke", "beyond the stop: does not pay"),
    }
    counts = {
        "buildings_wet": Text("Bygninger med vand ved facaden", "Buildings with water at the facade"),
        "buildings_relieved": Text("Bygninger med lavere vand end i dag", "Buildings with less deep water than today"),
        "buildings_worse": Text("Bygninger med dybere vand end i dag", "Buildings with deeper water than today"),
        "buildings_no_depth": Text("Bygninger, hvor dybden ikke kendes", "Buildings of unknown depth"),
    }
    yearly = {
        "net_low_dkk": Text("Nettogevinst, 5 % er mindre", "Net benefit, 5 % are less"),
        "net_mid_dkk": Text("Nettogevinst, midt", "Net benefit, mid"),
        "net_high_dkk": Text("Nettogevinst, 95 % er mindre", "Net benefit, 95 % are less"),
    }
    return {
        "variant_id": Column(Text("Variant nr.", "Variant no.")),
        "variant": Column(Text("Variant", "Variant")),
        "bcr": Column(Text("Nytte pr. krone", "Benefit for each krone"), decimals=2),
        "payback_years": Column(Text("Tjent hjem efter", "Paid back after"), "år"),
        "taken_m3": Column(Text("Optaget af bassiner og pumper", "Taken by basins and pumps"), "m³", decimals=0),
        "rise_most_m": Column(Text("Største stigning ved en bygning", "Largest rise at a building"), "cm", 100.0, "m"),
        "x_m": Column(Text("Stedets øst", "Easting of the place"), "m"),
        "y_m": Column(Text("Stedets nord", "Northing of the place"), "m"),
        "depth_m": Column(Text("Dybde", "Depth"), "cm", 100.0, "m", decimals=0),
        "depth_change_m": Column(Text("Ændret dybde", "Change of depth"), "cm", 100.0, "m", decimals=0),
        "depth_change_most_m": Column(Text("Største ændring", "Largest change"), "cm", 100.0, "m", decimals=0),
        "depth_change_kind": Column(Text("Ændring", "Change"), codes=changes),
        "volume_change_m3": Column(Text("Ændret rumfang", "Change of volume"), "m³", decimals=1),
        "wet_m2": Column(Text("Vådt areal", "Wet area"), "m²"),
        "least_variant": Column(Text("Mindst vand i", "Least water in")),
        "most_variant": Column(Text("Mest vand i", "Most water in")),
        "step": Column(Text("Trin", "Step")),
        "step_state": Column(Text("Hvorfor her", "Why here"), codes=states),
        "with_measure": Column(Text("Sammen med tiltag", "With measure")),
        "gain_dkk": Column(Text("Trinnets nettonutidsværdi", "Net present value of the step"), "kr.", decimals=0),
        "gain_ratio": Column(Text("Heraf pr. krone", "Of it for each krone"), decimals=2),
        "alone_avoided_dkk": Column(
            Text("Undgået, hvis det står alene", "Avoided if it stands alone"), "kr.", decimals=0
        ),
        **{name: Column(label, decimals=0) for name, label in counts.items()},
        **{name: Column(label, "kr./år", decimals=0) for name, label in yearly.items()},
    }


VARIANT_COLUMNS: Mapping[str, Column] = _variant_columns()
