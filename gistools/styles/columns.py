"""What the columns of layers are called for people, in which unit, and what their codes mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from gistools.styles.nature_columns import NATURE_COLUMNS
from gistools.styles.numbers import UNKNOWN, format_number
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.text import Language


@dataclass(frozen=True, slots=True)
class Column:
    """A column (felt): its label, its unit as shown and as stored, and shown = factor x stored."""

    label: Text
    unit: str = ""
    factor: float = 1.0
    stored_as: str = ""  # unit of the stored numbers; empty: the unit shown
    codes: Mapping[int | str, Text] = field(default_factory=dict)
    decimals: int | None = None  # None: as many as the number needs

    @property
    def stored_unit(self) -> str:
        """Unit of the numbers in files."""
        return self.stored_as or self.unit


_RECEIVERS: Mapping[int | str, Text] = {
    -1: Text("kortets kant", "the edge of the map"),
    -2: Text("havet", "the sea"),
    -3: Text("et hul i terrænet", "a hole in the terrain"),
    0: Text("en lavning, der er for lille til at vises", "a bluespot too small to be shown"),
}

_EDITED: Mapping[int | str, Text] = {
    "line": Text("tilpasningslinje", "adjustment line"),
    "horseshoe": Text("hestesko", "horseshoe"),
    "building": Text("bygning", "building"),
}

_WET: Mapping[int | str, Text] = {
    "wet": Text("bliver våd", "gets wet"),
    "oftener": Text("oftere end regntabellens korteste", "oftener than the shortest of the rain table"),
    "within": Text("inden for regntabellen", "within the rain table"),
    "rarer": Text("sjældnere end regntabellens længste", "more rarely than the longest of the rain table"),
    "never": Text("aldrig", "never"),
    "outside": Text("uden for rasteren", "outside the raster"),
    "unknown": Text("ukendt: ingen celle med en værdi", "unknown: no cell with a value"),
}

_LINKS: Mapping[int | str, Text] = {
    "culvert": Text("rørføring med kapacitet", "culvert with a capacity"),
    "basin": Text("bassin eller pumpe", "basin or pump"),
    "cut": Text("åbnet i terrænet", "cut through the terrain"),
}

_LINK_ENDS: Mapping[int | str, Text] = {
    "used": Text("kapaciteten er brugt", "its capacity is used"),
    "shut": Text("vandet står lige så højt ved udløbet", "water stands as high at its outlet"),
    "open": Text("slutter ikke", "does not end"),
    "unused": Text("vandet når den ikke", "water does not reach it"),
    "unlimited": Text("uden grænse", "without limit"),
}

_MEASURES: Mapping[int | str, Text] = {
    "design_surface": Text("projekteret terræn", "design surface"),
    "ground": Text("terræn i given kote", "ground at a given level"),
    "basin_removed": Text("fjernet bassin", "basin removed"),
    "filled_course": Text("opfyldt vandløb", "filled course"),
    "basin": Text("bassin", "basin"),
    "infiltration_bed": Text("nedsivningsbed", "infiltration bed"),
    "lowered_road": Text("sænket vej", "lowered road"),
    "stream": Text("omlagt vandløb", "re-coursed stream"),
    "wall": Text("mur", "wall"),
    "dike": Text("dige", "dike"),
    "culvert": Text("rørunderføring", "culvert"),
    "floor_protection": Text("sikring af stueetage", "floor protection"),
    "basement_protection": Text("sikring af kælder", "basement protection"),
}

_EFFECTS: Mapping[int | str, Text] = {
    "given": Text("giver terrænet en kote", "gives the ground a level"),
    "fills": Text("fylder op", "fills up"),
    "lowers": Text("sænker", "lowers"),
    "raises": Text("hæver", "raises"),
    "leads": Text("fører vand under", "leads water under"),
    "protects": Text("sikrer bygninger", "protects buildings"),
}

_CHANGES: Mapping[int | str, Text] = {
    "worse": Text("værre: vandet kommer tidligere", "worse: water comes sooner"),
    "better": Text("bedre: vandet kommer senere", "better: water comes later"),
}

_SITUATIONS: Mapping[int | str, Text] = {"before": Text("før", "before"), "after": Text("efter", "after")}

_CLASSES: Mapping[int | str, Text] = {
    "home": Text("helårsbolig", "year-round home"),
    "holiday_home": Text("fritidsbolig", "holiday home"),
    "business": Text("erhverv", "business"),
    "low_business": Text(
        "erhverv, lav værdi (lade, lager, stald, parkering)", "business of low value (barn, store, stable, parking)"
    ),
    "public": Text("offentlig bygning", "public building"),
    "culture": Text("kultur", "culture"),
    "supply": Text("forsyning", "supply"),
    "annex": Text("anneks", "annex"),
    "garage": Text("garage, carport, udhus", "garage, carport, shed"),
    "other": Text("anden bygning", "other building"),
    "unknown": Text("ukendt anvendelse", "unknown use"),
    "all": Text("alle", "all"),
}
_CLASS_STATES: Mapping[int | str, Text] = {
    "coded": Text("kendt", "known"),
    "no_code": Text("mangler", "missing"),
    "unknown_code": Text("en, som tabellen ikke har", "one that the table has not"),
}
_BASEMENTS: Mapping[int | str, Text] = {
    "yes": Text("ja", "yes"),
    "no": Text("nej", "no"),
    "unknown": Text("ukendt", "unknown"),
}
_BASEMENT_STATES: Mapping[int | str, Text] = {
    "known": Text("kendt", "known"),
    "none": Text("ingen kælder", "no basement"),
    "area_unknown": Text("kælder uden kendt areal", "basement of unknown area"),
    "contradiction": Text("ingen kælder, men et areal", "no basement, but an area"),
    "unknown": Text("ukendt", "unknown"),
}
_EXPOSED: Mapping[int | str, Text] = {
    "known": Text("kendt", "known"),
    "partly": Text("delvis kendt", "partly known"),
    "outside": Text("uden for kortet", "off the map"),
    "enclosed": Text("omgivet af bygninger", "surrounded by buildings"),
    "unknown": Text("ukendt", "unknown"),
}
_RISKS: Mapping[int | str, Text] = {
    "known": Text("kendt", "known"),
    "partly": Text("en del er ukendt: mindst så meget", "a part is unknown: at least so much"),
    "unknown": Text("ukendt", "unknown"),
}
_REACHED: Mapping[int | str, Text] = {
    "reached": Text("ja, fra den nævnte regn", "yes, from the rain named"),
    "never": Text("aldrig", "never"),
    "unknown": Text("ukendt", "unknown"),
    "none": Text("har den ikke", "has none"),
}
_ABOVE: Mapping[int | str, Text] = {
    "shift": Text("A: skade over niveauet forskydes", "A: damage above the level shifts"),
    "unchanged": Text("B: skade over niveauet er uændret", "B: damage above the level is unchanged"),
    "modelled": Text("M: beregnet med tiltagene", "M: computed with the measures"),
}
_CHOICES: Mapping[int | str, Text] = {
    "nothing": Text("ikke at gøre noget", "to do nothing"),
    "level": Text("serviceniveau", "service level"),
}
_CLIMATES: Mapping[int | str, Text] = {
    "today": Text("i dag", "today"),
    "future": Text("i klimaåret", "in the climate year"),
    "": Text("begge", "both"),
}
_AREAS: Mapping[int | str, Text] = {
    "footprint": Text("fladen på kortet", "the polygon on the map"),
    "field": Text("feltet", "the field"),
}


def _money_columns() -> dict[str, Column]:
    """Return the columns of annual damage: in all, of it beyond the rain table, and the least and most."""
    kinds = {
        "annual": Text("Årlig skade", "Annual damage"),
        "head": Text("Heraf ved regn oftere end regntabellen", "Of it at rains oftener than the rain table"),
        "tail": Text("Heraf ved regn sjældnere end regntabellen", "Of it at rains rarer than the rain table"),
        "low": Text(
            "Årlig skade, lavest efter valg uden for regntabellen", "Annual damage, lowest by choices off the table"
        ),
        "high": Text(
            "Årlig skade, højest efter valg uden for regntabellen", "Annual damage, highest by choices off the table"
        ),
    }
    made = {}
    for kind, label in kinds.items():
        made[f"{kind}_dkk"] = Column(label, "kr./år", decimals=0)
        for name, when in list(_CLIMATES.items())[:2]:
            said = Text(f"{label.da} {when.da}", f"{label.en} {when.en}")
            made[f"{kind}_{name}_dkk"] = Column(said, "kr./år", decimals=0)
    return made


_ORIGINS: Mapping[int | str, Text] = {
    "terrain": Text("tegnet efter terrænet", "drawn by the ground"),
    "sewer": Text("skåret af et kloakopland", "cut by a sewer catchment"),
    "edit": Text("tegnet i hånden", "drawn by hand"),
    "edge": Text("løber lige ud over kortets kant", "runs straight over the edge of the map"),
    "sea": Text("løber lige i havet", "runs straight into the sea"),
    "hole": Text("løber lige i huller", "runs straight into holes"),
}
_TOWN: Mapping[int | str, Text] = {
    0: Text("byen i alt", "the town in all"),
    -4: Text("uden for deloplandene", "off the sub-catchments"),
}


def _sub_catchment_columns() -> dict[str, Column]:
    """Return the columns of sub-catchments."""
    receivers = {key: value for key, value in _RECEIVERS.items() if key != 0}
    return {
        "subcatchment_id": Column(Text("Delopland nr.", "Sub-catchment no."), codes=_TOWN),
        "name": Column(Text("Navn", "Name")),
        "origin": Column(Text("Afgrænsning", "How bounded"), codes=_ORIGINS),
        "sewer_catchment": Column(Text("Kloakopland", "Sewer catchment")),
        "bluespots": Column(Text("Lavninger", "Bluespots")),
        "bluespot_volume_m3": Column(Text("Lavningernes rumfang", "Volume of the bluespots"), "m³", decimals=0),
        "rain_m3": Column(Text("Regn", "Rain"), "m³", decimals=0),
        "lost_m3": Column(Text("Nedsivet og initialtab", "Infiltrated and initial loss"), "m³", decimals=0),
        "drained_m3": Column(Text("Ført bort af afløb", "Taken by drains"), "m³", decimals=0),
        "received_m3": Column(Text("Modtaget fra andre", "Received from others"), "m³", decimals=0),
        "stored_m3": Column(Text("Står i lavninger", "Standing in bluespots"), "m³", decimals=0),
        "stored_mm": Column(Text("Stående vand over arealet", "Standing water over the area"), "mm", decimals=1),
        "sent_m3": Column(Text("Løbet til andre", "Ran to others"), "m³", decimals=0),
        "left_m3": Column(Text("Løbet ud af kortet", "Left the map"), "m³", decimals=0),
        "goes_to": Column(Text("Det meste løber til", "Most runs to")),
        "from_subcatchment": Column(Text("Fra delopland nr.", "From sub-catchment no.")),
        "from_name": Column(Text("Fra", "From")),
        "to_subcatchment": Column(Text("Til delopland nr.", "To sub-catchment no."), codes=receivers),
        "to_name": Column(Text("Til", "To")),
        "place_rank": Column(Text("Nummer i deloplandet", "Rank in the sub-catchment")),
        "buildings_at": Column(Text("Bygninger ved lavningen", "Buildings at the bluespot")),
        "unknown_today": Column(Text("Bygninger med ukendt skade i dag", "Buildings of unknown damage today")),
        "unknown_future": Column(
            Text("Bygninger med ukendt skade i klimaåret", "Buildings of unknown damage in the climate year")
        ),
    }


_STRUCTURE_KINDS: Mapping[int | str, Text] = {
    "cloudburst_road": Text("skybrudsvej", "cloudburst road"),
    "delay_road": Text("forsinkelsesvej", "delaying road"),
    "channel": Text("rende", "channel"),
    "pipe": Text("skybrudsledning", "cloudburst pipe"),
    "basin": Text("bassin", "basin"),
    "delay": Text("forsinkelse", "delay"),
    "outlet": Text("udløb", "outlet"),
    "recipient": Text("recipient", "recipient"),
    "junction": Text("knude", "junction"),
}


def _structure_columns() -> dict[str, Column]:
    """Return the columns of a structure for cloudburst water."""
    return {
        "node_id": Column(Text("Sted nr.", "Place no.")),
        "from_node": Column(Text("Fra sted nr.", "From place no.")),
        "to_node": Column(Text("Til sted nr.", "To place no.")),
        "structure_kind": Column(Text("Slags element", "Kind of element"), codes=_STRUCTURE_KINDS),
        "from_ground_m3": Column(Text("Kommer fra terrænet", "Comes from the ground"), "m³", decimals=0),
        "arrived_m3": Column(Text("Kommer fra strukturen", "Comes from the structure"), "m³", decimals=0),
        "load_m3": Column(Text("Kommer i alt", "Comes in all"), "m³", decimals=0),
        "held_m3": Column(Text("Holdt tilbage", "Held back"), "m³", decimals=0),
        "passed_m3": Column(Text("Ført videre", "Passed on"), "m³", decimals=0),
        "missing_m3": Column(Text("Mangler plads til", "Lacks room for"), "m³", decimals=0),
        "holds_m3": Column(Text("Kan holde tilbage", "Can hold back"), "m³", decimals=0),
        "takes_m3": Column(Text("Kan tage i hændelsen", "Can take in the event"), "m³", decimals=0),
        "used_share": Column(Text("Brugt af kapaciteten", "Capacity used"), "%", 100.0, "0–1", decimals=0),
        "rate_m3_s": Column(Text("Kapacitet", "Capacity"), "m³/s", decimals=2),
    }


def _compared_columns() -> dict[str, Column]:
    """Return the columns of a comparison with reality."""
    hits: Mapping[int | str, Text] = {
        "hit": Text("ramt", "hit"),
        "miss": Text("ikke ramt", "missed"),
        "outside": Text("uden for området", "outside the area"),
        "unknown": Text("ukendt: modellen siger intet her", "unknown: the model says nothing here"),
    }
    judged: Mapping[int | str, Text] = {
        "case": Text("den nævnte regn", "the rain named"),
        "own": Text("meldingens egen regn", "the report's own rain"),
    }
    with_what: Mapping[int | str, Text] = {
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
    reach: Mapping[int | str, Text] = {
        "reached": Text("nås", "reached"),
        "detour": Text("nås kun ad omvej", "reached by a detour alone"),
        "cut_off": Text("afskåret", "cut off"),
        "unknown": Text("ukendt: vandet på vejen kendes ikke", "unknown: the water on roads is not known"),
        "no_way": Text("ukendt: ingen vej frem i tørvejr", "unknown: no way when dry"),
        "no_road": Text("ukendt: ingen vej i nærheden", "unknown: no road near"),
    }
    road: Mapping[int | str, Text] = {
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
        "place_name": Column(Text("Sted", "Place")),
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


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "pond_id": Column(Text("Vandsamling nr.", "Pond no.")),
        "bluespot_id": Column(Text("Lavning nr.", "Bluespot no.")),
        "parent_id": Column(Text("Inde i lavning nr.", "Inside bluespot no.")),
        "level_m": Column(Text("Vandspejl", "Water level"), "m", decimals=2),
        "pit_z_m": Column(Text("Bundkote", "Level of the bottom"), "m", decimals=2),
        "depth_max_m": Column(Text("Største dybde", "Largest depth"), "cm", 100.0, "m", decimals=0),
        "depth_mean_m": Column(Text("Middeldybde", "Mean depth"), "cm", 100.0, "m", decimals=0),
        "area_m2": Column(Text("Areal", "Area"), "m²"),
        "volume_m3": Column(Text("Rumfang", "Volume"), "m³"),
        "local_catchment_m2": Column(Text("Eget opland", "Local catchment"), "m²"),
        "total_catchment_m2": Column(Text("Hele oplandet", "Total catchment"), "m²"),
        "fill_local_mm": Column(Text("Fyldes af regn på eget opland", "Filled by rain on its own catchment"), "mm"),
        "wet_rain_mm": Column(Text("Våd fra regn på", "Wet from a rain of"), "mm", decimals=1),
        "full_rain_mm": Column(Text("Fuld ved regn på", "Full at a rain of"), "mm", decimals=1),
        "link_id": Column(Text("Forbindelse nr.", "Link no.")),
        "link_kind": Column(Text("Slags", "Kind"), codes=_LINKS),
        "capacity_m3": Column(Text("Kapacitet", "Capacity"), "m³"),
        "opens_mm": Column(Text("Åbner ved regn på", "Opens at a rain of"), "mm", decimals=1),
        "ends_mm": Column(Text("Slutter ved regn på", "Ends at a rain of"), "mm", decimals=1),
        "carried_m3": Column(Text("Ført i alt", "Carried in all"), "m³"),
        "link_end": Column(Text("Slutter, fordi", "Ends because"), codes=_LINK_ENDS),
        "spills_to": Column(Text("Løber over til", "Spills to"), codes=_RECEIVERS),
        "nested": Column(Text("Indlejrede lavninger", "Nested bluespots")),
        "cut_by_edge": Column(Text("Skåret af kortets kant", "Cut by the edge of the map")),
        "filled_share": Column(Text("Fyldt", "Filled"), "%", 100.0, "0–1"),
        "spilled_m3": Column(Text("Løbet over", "Spilled"), "m³"),
        "from_id": Column(Text("Fra lavning nr.", "From bluespot no.")),
        "to_id": Column(Text("Til", "To"), codes=_RECEIVERS),
        "length_m": Column(Text("Længde", "Length"), "m"),
        "drop_m": Column(Text("Fald", "Drop"), "m"),
        "path_id": Column(Text("Strømningsvej nr.", "Flow path no.")),
        "order_strahler": Column(Text("Orden (Strahler)", "Order (Strahler)")),
        "place_id": Column(Text("Sted nr.", "Place no.")),
        "point_id": Column(Text("Punkt nr.", "Point no.")),
        "ends_at": Column(Text("Ender i", "Ends at")),
        "object_kind": Column(Text("Slags", "Kind"), codes=_EDITED),
        "object_id": Column(Text("Objekt nr.", "Object no.")),
        "cells": Column(Text("Ændrede celler", "Cells changed")),
        "lowered_m3": Column(Text("Afgravet", "Lowered"), "m³"),
        "raised_m3": Column(Text("Påfyldt", "Raised"), "m³"),
        "warning_da": Column(Text("Bemærk", "Warning (Danish)")),
        "warning_en": Column(Text("Bemærk (engelsk)", "Warning")),
        "maerke": Column(Text("Mærke", "Stamp")),
        "term": Column(Text("Led", "Term")),
        "text_da": Column(Text("Led", "Term (Danish)")),
        "text_en": Column(Text("Led (engelsk)", "Term")),
        "units": Column(Text("Regneenheder", "Integer units")),
        "sea_level_m": Column(Text("Havniveau", "Sea level"), "m", decimals=2),
        "next_level_m": Column(Text("Næste vej ind ved havniveau", "Next way in at sea level"), "m", decimals=2),
        "only_way_in": Column(Text("Eneste vej ind", "The only way in")),
        "ways_in": Column(Text("Veje ind i samme kote", "Ways in at the same level")),
        "corner_area_m2": Column(Text("Mere areal over hjørner", "More area over corners"), "m²"),
        "value": Column(Text("Værdi", "Value")),
        "value_unknown_m2": Column(Text("Areal uden kendt værdi", "Area of unknown value"), "m²"),
        "extent_id": Column(Text("Flade nr.", "Area no.")),
        "buildings": Column(Text("Bygninger", "Buildings")),
        "pocket_id": Column(Text("Lomme nr.", "Pocket no.")),
        "mm": Column(Text("Regndybde", "Rain depth"), "mm"),
        "feature_id": Column(Text("Objekt nr. i laget", "Feature no. in the layer")),
        "source_id": Column(Text("Nøgle i kilden", "Key in the source")),
        "piece_id": Column(Text("Stykke nr.", "Piece no.")),
        "first_wet_mm": Column(Text("Første våde regn", "First wet"), "mm", decimals=1),
        "wet_state": Column(Text("Hvor ofte vådt", "How often wet"), codes=_WET),
        "wet_state_future": Column(Text("Hvor ofte vådt i klimaåret", "How often wet in the climate year"), codes=_WET),
        "known_share": Column(Text("Kendt andel af cellerne", "Share of cells known"), "%", 100.0, "0–1", decimals=0),
        "return_period_years": Column(Text("Gentagelsesperiode", "Return period"), "år"),
        "return_period_future_years": Column(
            Text("Gentagelsesperiode i klimaåret", "Return period in the climate year"), "år"
        ),
        "return_period_min_years": Column(
            Text("Mindste gentagelsesperiode over varighederne", "Smallest return period over the durations"), "år"
        ),
        "return_period_max_years": Column(
            Text("Største gentagelsesperiode over varighederne", "Largest return period over the durations"), "år"
        ),
        "climate": Column(Text("Klima", "Climate")),
        "duration_min": Column(Text("Regnens varighed", "Duration of the rain"), "min"),
        "rain_mm": Column(Text("Regndybde", "Rain depth"), "mm"),
        "climate_factor": Column(Text("Klimafaktor", "Climate factor")),
        "factor_verified": Column(Text("Klimafaktor verificeret", "Climate factor verified")),
        "wet_area_m2": Column(Text("Vådt areal", "Wet area"), "m²"),
        "start_min": Column(Text("Fra", "From"), "min"),
        "end_min": Column(Text("Til", "To"), "min"),
        "intensity_mm_per_h": Column(Text("Intensitet", "Intensity"), "mm/h"),
        "accumulated_mm": Column(Text("Regn indtil da", "Rain until then"), "mm"),
        "table_mm": Column(Text("Regntabellen", "Rain table"), "mm"),
        "curve_mm": Column(Text("Tilpasset kurve", "Fitted curve"), "mm"),
        "storm_mm": Column(Text("CDS-regnen om toppen", "CDS storm around its peak"), "mm"),
        "measure_id": Column(Text("Tiltag", "Measure")),
        "measure_name": Column(Text("Navn", "Name")),
        "measure_kind": Column(Text("Slags", "Kind"), codes=_MEASURES),
        "measure_effect": Column(Text("Virkning", "Effect"), codes=_EFFECTS),
        "measure_order": Column(Text("Rækkefølge", "Order")),
        "changed_m2": Column(Text("Ændret areal", "Area changed"), "m²"),
        "dug_m3": Column(Text("Afgravet", "Dug"), "m³"),
        "filled_m3": Column(Text("Påfyldt", "Filled"), "m³"),
        "drawn_m": Column(Text("Tegnet længde", "Drawn length"), "m", decimals=1),
        "drawn_m2": Column(Text("Tegnet areal", "Drawn area"), "m²"),
        "room_m3": Column(Text("Rum til vand", "Room for water"), "m³", decimals=1),
        "change_min_m": Column(Text("Mindste ændring", "Smallest change"), "m", decimals=2),
        "change_max_m": Column(Text("Største ændring", "Largest change"), "m", decimals=2),
        "note_da": Column(Text("Bemærk", "Note (Danish)")),
        "note_en": Column(Text("Bemærk (engelsk)", "Note")),
        "change_id": Column(Text("Ændret område nr.", "Changed area no.")),
        "change_kind": Column(Text("Ændring", "Change"), codes=_CHANGES),
        "change_most_mm": Column(Text("Største ændring", "Largest change"), "mm", decimals=1),
        "wet_before_mm": Column(Text("Våd fra regn på, før", "Wet from a rain of, before"), "mm", decimals=1),
        "wet_after_mm": Column(Text("Våd fra regn på, efter", "Wet from a rain of, after"), "mm", decimals=1),
        "wet_before_m2": Column(Text("Vådt areal før", "Wet area before"), "m²"),
        "wet_after_m2": Column(Text("Vådt areal efter", "Wet area after"), "m²"),
        "worse_m2": Column(Text("Vådt efter, ikke før", "Wet after, not before"), "m²"),
        "worse_on_measures_m2": Column(Text("Heraf på tiltagenes celler", "Of it on the cells of measures"), "m²"),
        "on_measures_m2": Column(Text("Heraf på tiltagenes celler", "Of it on the cells of measures"), "m²"),
        "better_m2": Column(Text("Vådt før, ikke efter", "Wet before, not after"), "m²"),
        "stored_before_m3": Column(Text("Står i lavninger før", "Standing before"), "m³"),
        "stored_after_m3": Column(Text("Står i lavninger efter", "Standing after"), "m³"),
        "off_map_before_m3": Column(Text("Løbet ud af kortet før", "Left the map before"), "m³"),
        "off_map_after_m3": Column(Text("Løbet ud af kortet efter", "Left the map after"), "m³"),
        "taken_before_m3": Column(Text("Optaget af bassiner og pumper før", "Taken by basins and pumps before"), "m³"),
        "taken_after_m3": Column(Text("Optaget af bassiner og pumper efter", "Taken by basins and pumps after"), "m³"),
        "lost_before_m3": Column(Text("Tabt før", "Lost before"), "m³"),
        "lost_after_m3": Column(Text("Tabt efter", "Lost after"), "m³"),
        "situation": Column(Text("Tilstand", "State"), codes=_SITUATIONS),
        "full_rain_p10_mm": Column(Text("Fuld ved regn på, P10", "Full at a rain of, P10"), "mm", decimals=1),
        "full_rain_p50_mm": Column(Text("Fuld ved regn på, P50", "Full at a rain of, P50"), "mm", decimals=1),
        "full_rain_p90_mm": Column(Text("Fuld ved regn på, P90", "Full at a rain of, P90"), "mm", decimals=1),
        "volume_p10_m3": Column(Text("Rumfang, P10", "Volume, P10"), "m³"),
        "volume_p50_m3": Column(Text("Rumfang, P50", "Volume, P50"), "m³"),
        "volume_p90_m3": Column(Text("Rumfang, P90", "Volume, P90"), "m³"),
        "kept_share": Column(Text("Gennemløb med lavning", "Draws with a bluespot"), "%", 100.0, "0–1", decimals=0),
        "deviation_share": Column(Text("Afvigelse fra regntabellen", "Deviation from the table"), "%", 100.0, "0–1"),
        "building_id": Column(Text("Bygning nr.", "Building no.")),
        "use_code": Column(Text("Anvendelseskode (BBR)", "Use code (BBR)")),
        "damage_class": Column(Text("Skadesklasse", "Damage class"), codes=_CLASSES),
        "class_state": Column(Text("Anvendelseskoden", "The use code"), codes=_CLASS_STATES),
        "ground_area_m2": Column(Text("Grundareal", "Ground area"), "m²", decimals=0),
        "area_source": Column(Text("Grundareal fra", "Ground area from"), codes=_AREAS),
        "basement": Column(Text("Kælder", "Basement"), codes=_BASEMENTS),
        "basement_m2": Column(Text("Kælderareal", "Basement area"), "m²", decimals=0),
        "basement_state": Column(Text("Kælderoplysning", "What is known of the basement"), codes=_BASEMENT_STATES),
        "exposure_state": Column(Text("Vandet ved bygningen", "The water at the building"), codes=_EXPOSED),
        "facade_m": Column(Text("Terræn ved facaden", "Terrain at the facade"), "m", decimals=2),
        "reach_ground_floor": Column(Text("Vand i stueetagen", "Water in the ground floor"), codes=_REACHED),
        "reach_basement": Column(Text("Vand i kælderen", "Water in the basement"), codes=_REACHED),
        "reach_building": Column(Text("Vand i bygningen", "Water in the building"), codes=_REACHED),
        "onset_ground_floor_mm": Column(
            Text("Vand i stueetagen fra regn på", "Water in from a rain of"), "mm", decimals=1
        ),
        "onset_basement_mm": Column(
            Text("Vand i kælderen fra regn på", "Water in the basement from a rain of"), "mm", decimals=1
        ),
        "onset_building_mm": Column(Text("Skade fra regn på", "Damage from a rain of"), "mm", decimals=1),
        "cost_ground_floor_dkk": Column(
            Text("Skade, når stueetagen rammes", "Damage when it gets in"), "kr.", decimals=0
        ),
        "cost_basement_dkk": Column(
            Text("Skade, når kælderen rammes", "Damage when the basement is hit"), "kr.", decimals=0
        ),
        "cost_building_dkk": Column(Text("Skade, når bygningen rammes", "Damage when it is hit"), "kr.", decimals=0),
        "reach_own_cost": Column(Text("Egne udgifter: vandet", "Own cost: the water"), codes=_REACHED),
        "onset_own_cost_mm": Column(Text("Egne udgifter fra regn på", "Own cost from a rain of"), "mm", decimals=1),
        "cost_own_cost_dkk": Column(
            Text("Egne udgifter, når bygningen rammes", "Own cost when it is hit"), "kr.", decimals=0
        ),
        "reach_own_cost_building": Column(
            Text("Egne udgifter (hele bygningen): vandet", "Own cost (whole building): the water"), codes=_REACHED
        ),
        "onset_own_cost_building_mm": Column(
            Text("Egne udgifter (hele bygningen) fra regn på", "Own cost (whole building) from a rain of"),
            "mm",
            decimals=1,
        ),
        "cost_own_cost_building_dkk": Column(
            Text("Egne udgifter (hele bygningen), når bygningen rammes", "Own cost (whole building) when it is hit"),
            "kr.",
            decimals=0,
        ),
        "reach_health_hours": Column(Text("Tabte timer: vandet", "Lost hours: the water"), codes=_REACHED),
        "onset_health_hours_mm": Column(Text("Tabte timer fra regn på", "Lost hours from a rain of"), "mm", decimals=1),
        "cost_health_hours_dkk": Column(
            Text("Tabte timer, når bygningen rammes", "Lost hours when it is hit"), "kr.", decimals=0
        ),
        "reach_value_loss": Column(Text("Værditab: vandet", "Loss of value: the water"), codes=_REACHED),
        "onset_value_loss_mm": Column(Text("Værditab fra regn på", "Loss of value from a rain of"), "mm", decimals=1),
        "cost_value_loss_dkk": Column(
            Text("Værditab, når bygningen rammes", "Loss of value when it is hit"), "kr.", decimals=0
        ),
        "low_amounts_dkk": Column(
            Text("Årlig skade med lave beløb", "Annual damage by low amounts"), "kr./år", decimals=0
        ),
        "high_amounts_dkk": Column(
            Text("Årlig skade med høje beløb", "Annual damage by high amounts"), "kr./år", decimals=0
        ),
        "ratio": Column(Text("Forhold", "Ratio"), decimals=2),
        "years": Column(Text("År", "Years"), "år"),
        "cost_per_m3_dkk": Column(Text("Omkostning pr. m³ rum", "Cost for each m³ of room"), "kr./m³", decimals=0),
        "payer": Column(Text("Betaler", "Payer")),
        "measures": Column(Text("Tiltag", "Measures")),
        "place_name": Column(Text("Sted", "Place")),
        "place_kind": Column(Text("Slags sted", "Kind of place")),
        "place_threshold_m": Column(Text("Tærskel på stedet", "Threshold of the place"), "m", decimals=2),
        "reach_place": Column(Text("Vand på stedet", "Water at the place"), codes=_REACHED),
        "onset_place_mm": Column(
            Text("Vand på stedet fra regn på", "Water at the place from a rain of"), "mm", decimals=1
        ),
        "met_today_years": Column(Text("Rammes i dag, hvert", "Met today, every"), "år"),
        "met_future_years": Column(Text("Rammes i klimaåret, hvert", "Met in the climate year, every"), "år"),
        "places": Column(Text("Steder", "Places")),
        "places_wet": Column(Text("Steder, vandet når", "Places that water reaches")),
        "places_dry": Column(Text("Tørre steder", "Dry places")),
        "places_unknown": Column(Text("Steder, hvor vandet ikke kendes", "Places of unknown water")),
        "square_id": Column(Text("Felt", "Square")),
        "risk_state_today": Column(Text("Skaden i dag er", "The damage today is"), codes=_RISKS),
        "risk_state_future": Column(Text("Skaden i klimaåret er", "The damage in the climate year is"), codes=_RISKS),
        "first_today_years": Column(Text("Første skade i dag, hvert", "First damage today, every"), "år"),
        "first_future_years": Column(Text("Første skade i klimaåret, hvert", "First damage in the climate year"), "år"),
        "unknown_today": Column(Text("Bygninger med ukendt skade i dag", "Buildings of unknown damage today")),
        "unknown_future": Column(
            Text("Bygninger med ukendt skade i klimaåret", "Buildings of unknown damage in the climate year")
        ),
        "unknown": Column(Text("Bygninger med ukendt skade", "Buildings of unknown damage")),
        "partly": Column(Text("Bygninger, hvor en del er ukendt", "Buildings of which a part is unknown")),
        "scenario": Column(Text("Klima", "Climate"), codes=_CLIMATES),
        "head_share": Column(
            Text("Andel oftere end regntabellen", "Share oftener than the table"), "%", 100.0, "0–1", decimals=1
        ),
        "tail_share": Column(
            Text("Andel sjældnere end regntabellen", "Share rarer than the table"), "%", 100.0, "0–1", decimals=1
        ),
        "label_da": Column(Text("Tekst", "Text (Danish)")),
        "label_en": Column(Text("Tekst (engelsk)", "Text")),
        "damage_dkk": Column(Text("Skade", "Damage"), "kr.", decimals=0),
        "what": Column(Text("Hvad", "What")),
        "amount": Column(Text("Beløb", "Amount")),
        "unit": Column(Text("Enhed", "Unit")),
        "name": Column(Text("Navn", "Name")),
        "text": Column(Text("Tekst", "Text")),
        "read_in": Column(Text("Læst hos", "Read at")),
        "by_depth": Column(Text("Skade efter dybde", "Damage by depth")),
        "price_year": Column(Text("Prisår", "Price year")),
        "source": Column(Text("Kilde", "Source")),
        "source_year": Column(Text("Kildens år", "Year of the source")),
        "verified": Column(Text("Verificeret", "Verified")),
        "verified_cost": Column(Text("Beløb og tærskler verificeret", "Amounts and thresholds verified")),
        "verified_today": Column(Text("Årlig skade i dag verificeret", "Annual damage today verified")),
        "verified_future": Column(
            Text("Årlig skade i klimaåret verificeret", "Annual damage in the climate year verified")
        ),
        "before_dkk": Column(Text("Årlig skade før", "Annual damage before"), "kr./år", decimals=0),
        "after_dkk": Column(Text("Årlig skade efter", "Annual damage after"), "kr./år", decimals=0),
        "saved_dkk": Column(Text("Sparet om året", "Saved a year"), "kr./år", decimals=0),
        "risk_state_before": Column(Text("Skaden før er", "The damage before is"), codes=_RISKS),
        "risk_state_after": Column(Text("Skaden efter er", "The damage after is"), codes=_RISKS),
        "saved_present_dkk": Column(Text("Sparet, nutidsværdi", "Saved, present value"), "kr.", decimals=0),
        "above": Column(Text("Skade over niveauet", "Damage above the level"), codes=_ABOVE),
        "choice": Column(Text("Valg", "Choice"), codes=_CHOICES),
        "annual_damage_dkk": Column(
            Text("Årlig skade i dag, der er tilbage", "Annual damage today that remains"), "kr./år", decimals=0
        ),
        "avoided_dkk": Column(Text("Undgået skade, nutidsværdi", "Damage avoided, present value"), "kr.", decimals=0),
        "cost_dkk": Column(Text("Omkostning, nutidsværdi", "Cost, present value"), "kr.", decimals=0),
        "npv_dkk": Column(Text("Nettonutidsværdi", "Net present value"), "kr.", decimals=0),
        "more_avoided_dkk": Column(
            Text("Mere undgået end rækken før", "More avoided than the row before"), "kr.", decimals=0
        ),
        "more_cost_dkk": Column(
            Text("Mere omkostning end rækken før", "More cost than the row before"), "kr.", decimals=0
        ),
        "best": Column(Text("Bedst", "Best")),
        "near_best": Column(Text("Næsten lige så godt", "Nearly as good")),
        "near_from_years": Column(Text("Næsten lige så godt fra T", "Nearly as good from T"), "år", decimals=1),
        "near_to_years": Column(Text("Næsten lige så godt til T", "Nearly as good up to T"), "år", decimals=1),
        "always_allowed": Column(Text("Må altid vælges", "May always be chosen")),
        "dkk": Column(Text("Beløb", "Amount"), "kr.", decimals=0),
        "quantity": Column(Text("Mængde", "Quantity")),
        "capital_dkk": Column(Text("Anlæg", "Capital"), "kr.", decimals=0),
        "upkeep_dkk": Column(Text("Drift", "Upkeep"), "kr.", decimals=0),
        "reinvestment_dkk": Column(Text("Reinvestering", "Reinvestment"), "kr.", decimals=0),
        "residual_dkk": Column(Text("Restværdi", "Residual value"), "kr.", decimals=0),
        "group": Column(Text("Gruppe", "Group"), codes=_CLASSES),
        "better": Column(Text("Bygninger, der får det bedre", "Buildings better off")),
        "worse": Column(Text("Bygninger, der får det værre", "Buildings worse off")),
        "gained_dkk": Column(Text("Gevinst", "Gained"), "kr.", decimals=0),
        "lost_dkk": Column(Text("Tab", "Lost"), "kr.", decimals=0),
        "parts": Column(Text("Dele af bygninger", "Parts of buildings")),
        "saved_dkk_per_year": Column(Text("Sparet om året", "Saved a year"), "kr./år", decimals=0),
        "saved_dkk_per_m3_year": Column(
            Text("Sparet pr. m³ om året", "Saved for each m³ a year"), "kr./m³/år", decimals=2
        ),
        "beyond_parts": Column(
            Text("Dele, hvor mere kan være sparet", "Parts of which more may be saved"),
        ),
        "alternative": Column(Text("Alternativ", "Alternative")),
        "mid_dkk": Column(Text("Midt", "Mid"), "kr./år", decimals=0),
        "mean_dkk": Column(Text("Middel", "Mean"), "kr./år", decimals=0),
        "q05_dkk": Column(Text("5 % er mindre", "5 % are less"), "kr./år", decimals=0),
        "q50_dkk": Column(Text("Halvdelen er mindre", "Half are less"), "kr./år", decimals=0),
        "q95_dkk": Column(Text("95 % er mindre", "95 % are less"), "kr./år", decimals=0),
        "figure": Column(Text("Tal", "Figure")),
        "low_value": Column(Text("Lav værdi", "Low value")),
        "high_value": Column(Text("Høj værdi", "High value")),
        "swing_dkk": Column(Text("Spænd", "Swing"), "kr./år", decimals=0),
        "os2_damage_dkk": Column(Text("OS2: skade ved T", "OS2: damage at T"), "kr.", decimals=0),
        "os2_risk_dkk": Column(Text("OS2: risiko", "OS2: risk"), "kr./år", decimals=0),
        "difference_dkk": Column(
            Text("OS2's risiko minus årlig skade", "OS2's risk less annual damage"), "kr./år", decimals=0
        ),
        "vehicles_per_day": Column(Text("Køretøjer i døgnet", "Vehicles a day"), "pr. døgn"),
        "detour": Column(Text("Omkørsel", "Detour")),
        "closed_mm": Column(Text("Lukket fra regn på", "Closed from a rain of"), "mm", decimals=1),
        "closed_today_years": Column(Text("Lukket i dag, hvert", "Closed today, every"), "år"),
        "closed_future_years": Column(Text("Lukket i klimaåret, hvert", "Closed in the climate year, every"), "år"),
        "wet": Column(Text("Bygninger, vandet når ind i", "Buildings that water gets into")),
        "dry": Column(Text("Tørre bygninger", "Dry buildings")),
        "dwellings_wet": Column(Text("Boliger, vandet når ind i", "Dwellings that water gets into")),
        "dwellings_unknown_depth": Column(
            Text("Boliger, hvor vandet er ukendt", "Dwellings where the water is not known")
        ),
        "dwellings_unknown_places": Column(
            Text("Våde bygninger med ukendt antal boliger", "Wet buildings of an unknown number of dwellings")
        ),
        **{
            f"{name}_da": Column(Text(f"{label.da} (i ord)", f"{label.en} (Danish)"))
            for name, label in {
                "scenario": Text("Klima", "Climate"),
                "damage_class": Text("Skadesklasse", "Damage class"),
                "group": Text("Gruppe", "Group"),
                "above": Text("Skade over niveauet", "Damage above the level"),
                "choice": Text("Valg", "Choice"),
                "measure_kind": Text("Slags tiltag", "Kind of measure"),
            }.items()
        },
        **_money_columns(),
        **_sub_catchment_columns(),
        **_structure_columns(),
        **_compared_columns(),
        **_preparedness_columns(),
        **{name: Column(label, unit, codes=codes) for name, (label, unit, codes) in NATURE_COLUMNS.items()},
    }
)


def column_heading(name: str, units: Mapping[str, str], language: Language = "da") -> str:
    """Return the label of a column with its unit in brackets; an unknown column keeps its own name.

    >>> column_heading("depth_max_m", {}), column_heading("navn", {}), column_heading("hoejde", {"hoejde": "m"})
    ('Største dybde (cm)', 'navn', 'hoejde (m)')
    """
    column = COLUMNS.get(name)
    label = column.label.say(language) if column else name
    unit = column.unit if column else units.get(name, "")
    return f"{label} ({unit})" if unit else label


def column_alias(name: str, language: Language = "da") -> str:
    """Return the label of a known column with the unit of its stored numbers, for those who read the file itself.

    >>> column_alias("depth_max_m"), column_alias("filled_share"), column_alias("spills_to")
    ('Største dybde (m)', 'Fyldt (0–1)', 'Løber over til')
    """
    column = COLUMNS[name]
    label = column.label.say(language)
    return f"{label} ({column.stored_unit})" if column.stored_unit else label


def column_value(name: str, value: object, language: Language = "da") -> str:
    """Return a value of a column as text: decimal comma, yes and no in words, codes explained, missing as unknown.

    >>> column_value("depth_max_m", 0.4567), column_value("spills_to", -1), column_value("cut_by_edge", True)
    ('46', 'kortets kant', 'ja')
    """
    column = COLUMNS.get(name)
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT are not equal to themselves
        return UNKNOWN.say(language)
    if isinstance(value, bool):
        return (Text("ja", "yes") if value else Text("nej", "no")).say(language)
    if isinstance(value, int | float | str) and column and value in column.codes:
        return column.codes[value if isinstance(value, str) else int(value)].say(language)
    if isinstance(value, int | float):
        if column is None:
            return _identity(name, value) or format_number(value, language)
        return _identity(name, value) or format_number(value * column.factor, language, column.decimals)
    return str(value)


def _identity(name: str, value: float) -> str:
    """Numbers that name a thing are written without marks between thousands."""
    return str(int(value)) if name.endswith("_id") or name == "spills_to" else ""
