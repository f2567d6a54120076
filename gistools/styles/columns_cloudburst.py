"""The columns of water on the ground: bluespots, flow, rain, storm surge, measures, height error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

RECEIVERS: Codes = {
    -1: Text("kortets kant", "the edge of the map"),
    -2: Text("havet", "the sea"),
    -3: Text("et hul i terrænet", "a hole in the terrain"),
    0: Text("en lavning, der er for lille til at vises", "a bluespot too small to be shown"),
}

_EDITED: Codes = {
    "line": Text("tilpasningslinje", "adjustment line"),
    "horseshoe": Text("hestesko", "horseshoe"),
    "building": Text("bygning", "building"),
}

_WET: Codes = {
    "wet": Text("bliver våd", "gets wet"),
    "oftener": Text("oftere end regntabellens korteste", "oftener than the shortest of the rain table"),
    "within": Text("inden for regntabellen", "within the rain table"),
    "rarer": Text("sjældnere end regntabellens længste", "more rarely than the longest of the rain table"),
    "never": Text("aldrig", "never"),
    "outside": Text("uden for rasteren", "outside the raster"),
    "unknown": Text("ukendt: ingen celle med en værdi", "unknown: no cell with a value"),
}

_LINKS: Codes = {
    "culvert": Text("rørføring med kapacitet", "culvert with a capacity"),
    "basin": Text("bassin eller pumpe", "basin or pump"),
    "cut": Text("åbnet i terrænet", "cut through the terrain"),
}

_LINK_ENDS: Codes = {
    "used": Text("kapaciteten er brugt", "its capacity is used"),
    "shut": Text("vandet står lige så højt ved udløbet", "water stands as high at its outlet"),
    "open": Text("slutter ikke", "does not end"),
    "unused": Text("vandet når den ikke", "water does not reach it"),
    "unlimited": Text("uden grænse", "without limit"),
}

_MEASURES: Codes = {
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

_EFFECTS: Codes = {
    "given": Text("giver terrænet en kote", "gives the ground a level"),
    "fills": Text("fylder op", "fills up"),
    "lowers": Text("sænker", "lowers"),
    "raises": Text("hæver", "raises"),
    "leads": Text("fører vand under", "leads water under"),
    "protects": Text("sikrer bygninger", "protects buildings"),
}

_CHANGES: Codes = {
    "worse": Text("værre: vandet kommer tidligere", "worse: water comes sooner"),
    "better": Text("bedre: vandet kommer senere", "better: water comes later"),
}

_SITUATIONS: Codes = {"before": Text("før", "before"), "after": Text("efter", "after")}

CLOUDBURST_COLUMNS: Mapping[str, Column] = {
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
    "spills_to": Column(Text("Løber over til", "Spills to"), codes=RECEIVERS),
    "nested": Column(Text("Indlejrede lavninger", "Nested bluespots")),
    "cut_by_edge": Column(Text("Skåret af kortets kant", "Cut by the edge of the map")),
    "filled_share": Column(Text("Fyldt", "Filled"), "%", 100.0, "0–1"),
    "spilled_m3": Column(Text("Løbet over", "Spilled"), "m³"),
    "from_id": Column(Text("Fra lavning nr.", "From bluespot no.")),
    "to_id": Column(Text("Til", "To"), codes=RECEIVERS),
    "length_m": Column(Text("Længde", "Length"), "m"),
    "drop_m": Column(Text("Fald", "Drop"), "m"),
    "path_id": Column(Text("Strømningsvej nr.", "Flow path no.")),
    "order_strahler": Column(Text("Orden (Strahler)", "Order (Strahler)")),
    "place_id": Column(Text("Sted nr.", "Place no.")),
    "point_id": Column(Text("Punkt nr.", "Point no.")),
    "ends_at": Column(Text("Ender i", "Ends at")),
    "object_kind": Column(Text("Slags", "Kind"), codes=_EDITED),
    "cells": Column(Text("Ændrede celler", "Cells changed")),
    "lowered_m3": Column(Text("Afgravet", "Lowered"), "m³"),
    "raised_m3": Column(Text("Påfyldt", "Raised"), "m³"),
    "sea_level_m": Column(Text("Havniveau", "Sea level"), "m", decimals=2),
    "next_level_m": Column(Text("Næste vej ind ved havniveau", "Next way in at sea level"), "m", decimals=2),
    "only_way_in": Column(Text("Eneste vej ind", "The only way in")),
    "ways_in": Column(Text("Veje ind i samme kote", "Ways in at the same level")),
    "corner_area_m2": Column(Text("Mere areal over hjørner", "More area over corners"), "m²"),
    "value_unknown_m2": Column(Text("Areal uden kendt værdi", "Area of unknown value"), "m²"),
    "extent_id": Column(Text("Flade nr.", "Area no.")),
    "buildings": Column(Text("Bygninger", "Buildings")),
    "pocket_id": Column(Text("Lomme nr.", "Pocket no.")),
    "mm": Column(Text("Regndybde", "Rain depth"), "mm"),
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
}
