"""The columns of a comparison with reality and of preparedness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column, joined
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes


def _compared_columns() -> dict[str, Column]:
    """Return the columns of a comparison with reality."""
    hits: Codes = {
        "hit": Text("ramt", "hit"),
        "miss": Text("ikke ramt", "missed"),
        "outside": Text("uden for området", "outside the area"),
        "unknown": Text("ukendt: modellen siger intet her", "unknown: the model says nothing here"),
    }
    judged: Codes = {
        "case": Text("den nævnte regn", "the rain named"),
        "own": Text("meldingens egen regn", "the report's own rain"),
    }
    with_what: Codes = {
        "map": Text("en anden models kort", "another model's map"),
        "polygons": Text("lavningskort", "bluespot map"),
    }
    numbers = {
        "report_count": Text("Meldinger i alt", "Reports in all"),
        "hit_count": Text("Ramte meldinger", "Reports hit"),
        "miss_count": Text("Meldinger, der ikke er ramt", "Reports missed"),
        "outside_count": Text("Meldinger uden for området", "Reports outside the area"),
        "unknown_count": Text("Meldinger, hvor modellen intet siger", "Reports where the model says nothing"),
        "lift": Text("Gange så tit som tilfældet", "Times as often as chance"),
        "lift_low": Text("Gange så tit, mindst", "Times as often, least"),
        "lift_high": Text("Gange så tit, højst", "Times as often, most"),
        "bias": Text("Vådt i modellen pr. vådt i virkeligheden", "Wet in the model for each wet in reality"),
    }
    shares = {
        "hit_rate": Text("Træfandel", "Hit rate"),
        "area_wet_share": Text("Våd andel af området", "Share of the area that is wet"),
        "chance_rate": Text("Træfandel ved tilfælde", "Hit rate by chance"),
        "false_alarm_ratio": Text("Andel falske alarmer", "False-alarm ratio"),
        "critical_success_index": Text("Fælles andel (CSI)", "Critical success index (CSI)"),
    }
    areas = {
        "hits_m2": Text("Vådt i begge", "Wet in both"),
        "misses_m2": Text("Vådt kun i virkeligheden", "Wet in reality alone"),
        "false_alarms_m2": Text("Vådt kun i modellen", "Wet in the model alone"),
        "both_dry_m2": Text("Tørt i begge", "Dry in both"),
        "model_alone_m2": Text("Kun modellen siger noget", "Only the model says anything"),
        "reality_alone_m2": Text("Kun det andet kort siger noget", "Only the other map says anything"),
    }
    return {
        "report_id": Column(Text("Melding nr.", "Report no.")),
        "event": Column(Text("Hændelse", "Event")),
        "own_rain_mm": Column(Text("Meldingens egen regn", "Rain of the report"), "mm", decimals=1),
        "hit_state": Column(Text("Ramt", "Hit"), codes=hits),
        "water_distance_m": Column(Text("Afstand til modellens vand", "Distance to modelled water"), "m", decimals=1),
        "first_hit_mm": Column(Text("Ramt fra regn på", "Hit from a rain of"), "mm", decimals=1),
        "first_hit_years": Column(Text("Ramt hvert", "Hit every"), "år", decimals=1),
        "judged_at": Column(Text("Bedømt ved", "Judged at"), codes=judged),
        "compared_with": Column(Text("Sammenlignet med", "Compared with"), codes=with_what),
        "wet_from_m": Column(Text("Vådt fra dybde", "Wet from a depth of"), "cm", 100.0, "m"),
        **{name: Column(label, decimals=None) for name, label in numbers.items()},
        **{name: Column(label, "%", 100.0, "0–1", decimals=1) for name, label in shares.items()},
        **{name: Column(label, "m²", decimals=0) for name, label in areas.items()},
    }


def _preparedness_columns() -> dict[str, Column]:
    """Return the columns of preparedness."""
    reach: Codes = {
        "reached": Text("nås", "reached"),
        "detour": Text("nås kun ad omvej", "reached by a detour alone"),
        "cut_off": Text("afskåret", "cut off"),
        "unknown": Text("ukendt: vandet på vejen kendes ikke", "unknown: the water on roads is not known"),
        "no_way": Text("ukendt: ingen vej frem i tørvejr", "unknown: no way when dry"),
        "no_road": Text("ukendt: ingen vej i nærheden", "unknown: no road near"),
    }
    road: Codes = {
        "open": Text("åben", "open"),
        "closed": Text("lukket", "closed"),
        "partly": Text("åben, så vidt vandet kendes", "open as far as its water is known"),
        "bridge": Text("bro", "bridge"),
    }
    counts = {
        "home_count": Text("Hjem i alt", "Homes in all"),
        "homes_reached": Text("Hjem, der nås", "Homes reached"),
        "homes_detour": Text("Hjem, der kun nås ad omvej", "Homes reached by a detour alone"),
        "homes_cut_off": Text("Hjem, der er afskåret", "Homes cut off"),
        "homes_unknown": Text("Hjem, hvor vandet på vejen er ukendt", "Homes of unknown water on the way"),
        "homes_no_way": Text("Hjem uden vej frem i tørvejr", "Homes without a way when dry"),
        "homes_no_road": Text("Hjem uden vej i nærheden", "Homes without a road near"),
        "dwellings_cut_off": Text("Boliger, der er afskåret", "Dwellings cut off"),
        "home_dwellings": Text("Boliger", "Dwellings"),
        "place_count": Text("Kritiske steder i alt", "Critical places in all"),
        "places_cut_off": Text("Kritiske steder, der er afskåret", "Critical places cut off"),
    }
    lengths = {
        "road_closed_m": Text("Lukket vej", "Closed road"),
        "road_partly_m": Text("Vej, hvor en del af vandet er ukendt", "Road of which some water is unknown"),
        "road_distance_m": Text("Afstand til vej", "Distance to a road"),
        "way_dry_m": Text("Vej fra station i tørvejr", "Way from a station when dry"),
        "way_m": Text("Vej fra station", "Way from a station"),
    }
    return {
        "home_id": Column(Text("Hjem nr.", "Home no.")),
        "station_id": Column(Text("Station nr.", "Station no.")),
        "road_name": Column(Text("Vej", "Road")),
        "reach_state": Column(Text("Adgang", "Access"), codes=reach),
        "road_state": Column(Text("Vejen er", "The road is"), codes=road),
        "impassable_mm": Column(Text("Lukket fra regn på", "Closed from a rain of"), "mm", decimals=1),
        "impassable_years": Column(Text("Lukket hvert", "Closed every"), "år", decimals=1),
        "cut_off_mm": Column(Text("Afskåret fra regn på", "Cut off from a rain of"), "mm", decimals=1),
        "cut_off_years": Column(Text("Afskåret hvert", "Cut off every"), "år", decimals=1),
        "water_mm": Column(Text("Vand fra regn på", "Water from a rain of"), "mm", decimals=1),
        "water_years": Column(Text("Vand hvert", "Water every"), "år", decimals=1),
        "water_depth_m": Column(Text("Dybde ved facaden", "Depth at the facade"), "cm", 100.0, "m", decimals=0),
        "way_ratio": Column(Text("Gange så lang vej", "Times as long a way"), decimals=2),
        **{name: Column(label, decimals=0) for name, label in counts.items()},
        **{name: Column(label, "m", decimals=0) for name, label in lengths.items()},
    }


REALITY_COLUMNS: Mapping[str, Column] = joined(_compared_columns(), _preparedness_columns())
