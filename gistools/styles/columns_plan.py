"""The columns of the cloudburst plan: sub-catchments, structure, service levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_cloudburst import RECEIVERS
from gistools.styles.columns_model import Column, joined
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

_ORIGINS: Codes = {
    "terrain": Text("tegnet efter terrænet", "drawn by the ground"),
    "sewer": Text("skåret af et kloakopland", "cut by a sewer catchment"),
    "edit": Text("tegnet i hånden", "drawn by hand"),
    "edge": Text("løber lige ud over kortets kant", "runs straight over the edge of the map"),
    "sea": Text("løber lige i havet", "runs straight into the sea"),
    "hole": Text("løber lige i huller", "runs straight into holes"),
}

_TOWN: Codes = {
    0: Text("byen i alt", "the town in all"),
    -4: Text("uden for deloplandene", "off the sub-catchments"),
}

_STRUCTURE_KINDS: Codes = {
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


def _sub_catchment_columns() -> dict[str, Column]:
    """Return the columns of sub-catchments."""
    receivers = {key: value for key, value in RECEIVERS.items() if key != 0}
    return {
        "subcatchment_id": Column(Text("Delopland nr.", "Sub-catchment no."), codes=_TOWN),
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
        "flow_share": Column(
            Text("Andel af den største strøm", "Share of the largest flow"), "%", 100.0, "0–1", decimals=0
        ),
        "from_subcatchment": Column(Text("Fra delopland nr.", "From sub-catchment no.")),
        "from_name": Column(Text("Fra", "From")),
        "to_subcatchment": Column(Text("Til delopland nr.", "To sub-catchment no."), codes=receivers),
        "to_name": Column(Text("Til", "To")),
        "place_rank": Column(Text("Nummer i deloplandet", "Rank in the sub-catchment")),
        "buildings_at": Column(Text("Bygninger ved lavningen", "Buildings at the bluespot")),
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


def _level_columns() -> dict[str, Column]:
    """Return the columns of a service level and how it is met."""
    states: Codes = {
        "met": Text("opfyldt", "met"),
        "not_met": Text("ikke opfyldt", "not met"),
        "unknown": Text("ukendt: ligger helt eller delvis uden for kortet", "unknown: wholly or partly off the map"),
    }
    kinds: Codes = {
        "combined": Text("fælleskloakeret", "combined sewer"),
        "separate": Text("separatkloakeret", "separate sewer"),
        "other": Text("andet", "other"),
        "unknown": Text("ukendt", "unknown"),
    }
    practice: Codes = {
        "at_least": Text("mindst som praksis", "as practice at least"),
        "below": Text("under praksis", "below practice"),
        "unknown": Text("ukendt", "unknown"),
    }
    money = {
        "capital_low_dkk": Text("Anlæg, lav pris", "Capital, low price"),
        "capital_high_dkk": Text("Anlæg, høj pris", "Capital, high price"),
        "close_low_dkk": Text("Pris for at lukke, lav", "Cost to close, low"),
        "close_dkk": Text("Pris for at lukke, nutidsværdi", "Cost to close, present value"),
        "close_high_dkk": Text("Pris for at lukke, høj", "Cost to close, high"),
    }
    return {
        "level_no": Column(Text("Niveau nr.", "Level no.")),
        "level_name": Column(Text("Niveauets navn", "Name of the level")),
        "area_type": Column(Text("Områdetype", "Area type")),
        "allowed_depth_m": Column(Text("Tilladt dybde", "Allowed depth"), "cm", 100.0, "m", decimals=1),
        "level_state": Column(Text("Serviceniveauet er", "The service level is"), codes=states),
        "area_no": Column(Text("Område nr.", "Area no.")),
        "over_m2": Column(
            Text("Areal med mere vand end tilladt", "Area with more water than allowed"), "m²", decimals=0
        ),
        "lacking_m3": Column(Text("Mangler plads til", "Lacks room for"), "m³", decimals=0),
        "pond_count": Column(Text("Vandsamlinger, der bryder niveauet", "Ponds that break the level")),
        "first_failing_years": Column(Text("Brydes først ved T", "First broken at T"), "år"),
        "allowed_level_m": Column(Text("Vandspejl, som områderne tåler", "Level that the areas bear"), "m", decimals=2),
        "area_count": Column(Text("Områder", "Areas")),
        "areas_met": Column(Text("Områder, hvor det er opfyldt", "Areas that meet it")),
        "areas_not_met": Column(Text("Områder, hvor det ikke er opfyldt", "Areas that do not meet it")),
        "areas_unknown": Column(Text("Områder, hvor det er ukendt", "Areas where it is unknown")),
        "plan_text_da": Column(Text("Tekst til planen", "Text for the plan (Danish)")),
        "plan_text_en": Column(Text("Tekst til planen (engelsk)", "Text for the plan (English)")),
        "at_least": Column(Text("Mindst (ikke alle områder kendes helt)", "At least (some areas are known in part)")),
        "remark": Column(Text("Bemærkning", "Remark")),
        "rain_verified": Column(Text("Regnen er verificeret", "The rain is verified")),
        "price_verified": Column(Text("Pris og rente er verificeret", "Price and rates are verified")),
        "sewer_no": Column(Text("Kloakopland nr.", "Sewer catchment no.")),
        "sewer_kind": Column(Text("Kloaktype", "Kind of sewer"), codes=kinds),
        "sewer_kind_told": Column(Text("Kloaktype i laget", "Kind of sewer in the layer")),
        "sewer_years": Column(Text("Kloakken klarer T", "The sewer carries T"), "år"),
        "practice_years": Column(Text("Praksis for kloaktypen, T", "Practice of the kind, T"), "år"),
        "sewer_state": Column(Text("Mod praksis", "Against practice"), codes=practice),
        **{name: Column(label, "kr.", decimals=0) for name, label in money.items()},
    }


PLAN_COLUMNS: Mapping[str, Column] = joined(_sub_catchment_columns(), _structure_columns(), _level_columns())
