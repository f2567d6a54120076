"""The columns of the catalogue of solutions and of shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes


def _solution_columns() -> dict[str, Column]:
    """Return the columns of the catalogue of solutions and of shares."""
    answers: Codes = {
        "pass": Text("ja", "yes"),
        "fail": Text("nej", "no"),
        "unknown": Text("ukendt", "unknown"),
        "not_asked": Text("spørges ikke", "not asked"),
    }
    states: Codes = {
        "qualifies": Text("egner sig", "qualifies"),
        "to_examine": Text("skal undersøges", "to be examined"),
        "fails": Text("egner sig ikke", "does not fit"),
    }
    soaks: Codes = {
        "yes": Text("ja", "yes"),
        "no": Text("nej", "no"),
        "unknown": Text("ukendt", "unknown"),
        "none": Text("nedsiver ikke", "lets none soak in"),
    }
    rules = {
        "mapped_lot": Text("Regel: kortlagt grund", "Rule: mapped lot"),
        "groundwater_area": Text("Regel: grundvandsinteresse", "Rule: groundwater interest"),
        "groundwater_m": Text("Regel: dybde til grundvand", "Rule: depth to groundwater"),
        "protected_nature": Text("Regel: beskyttet natur", "Rule: protected nature"),
        "slope_pct": Text("Regel: hældning", "Rule: slope"),
        "area_m2": Text("Regel: plads", "Rule: space"),
        "length_m": Text("Regel: længde", "Rule: length"),
        "building_distance_m": Text("Regel: afstand til bygning", "Rule: distance to a building"),
        "stream_distance_m": Text("Regel: afstand til vandløb", "Rule: distance to a stream"),
        "land_cover": Text("Regel: arealdække", "Rule: land cover"),
        "in_bluespot": Text("Regel: i en lavning", "Rule: in a bluespot"),
        "on_flow_path": Text("Regel: på en strømningsvej", "Rule: on a flow path"),
        "water_comes": Text("Regel: vandet når stedet", "Rule: water reaches the place"),
        "damage_dkk": Text("Regel: skade", "Rule: damage"),
        "damage_below_dkk": Text("Regel: skade nedstrøms", "Rule: damage downstream"),
        "basement": Text("Regel: kælder", "Rule: basement"),
        "sinuosity": Text("Regel: slyngning", "Rule: sinuosity"),
    }
    texts = {
        "solution": Text("Løsning", "Solution"),
        "solution_da": Text("Løsning (dansk)", "Solution (Danish)"),
        "solution_en": Text("Løsning (engelsk)", "Solution (English)"),
        "solution_family": Text("Gruppe", "Group"),
        "subcatchment_name": Text("Delopland", "Sub-catchment"),
        "infiltration_da": Text("Nedsivning, hvorfor (dansk)", "Infiltration, why (Danish)"),
        "infiltration_en": Text("Nedsivning, hvorfor (engelsk)", "Infiltration, why (English)"),
        "financing_rule": Text("Regel", "Rule"),
        "criterion": Text("Spørgsmål", "Criterion"),
        "operator": Text("Skal være", "Must be"),
        "rule_value": Text("Tal", "Number"),
        "rule_da": Text("Regel (dansk)", "Rule (Danish)"),
        "rule_en": Text("Regel (engelsk)", "Rule (English)"),
        "words": Text("Ord", "Words"),
        "unclear": Text("Ord, der lader det stå åbent", "Words that leave it open"),
        "rule_unit": Text("Enhed", "Unit"),
        "price_unit": Text("Pris pr.", "Price per"),
        **{
            f"{name}_{lang}": Text(f"{da} ({said[0]})", f"{en} ({said[1]})")
            for lang, said in (("da", ("dansk", "Danish")), ("en", ("engelsk", "English")))
            for name, da, en in (
                ("idea", "Idé", "Idea"),
                ("fits", "Passer", "Fits"),
                ("fits_not", "Passer ikke", "Does not fit"),
                ("room", "Hvordan m³ regnes", "How m³ are worked out"),
                ("upkeep", "Drift", "Upkeep"),
                ("why", "Hvorfor", "Why"),
            )
        },
    }
    counts = {
        "places_qualify": Text("Steder, der egner sig", "Places that qualify"),
        "places_examine": Text("Steder, der skal undersøges", "Places to be examined"),
        "places_fail": Text("Steder, der ikke egner sig", "Places that do not fit"),
        "places_yes": Text("Steder med ja", "Places with yes"),
        "places_no": Text("Steder med nej", "Places with no"),
        "places_open": Text("Steder uden svar", "Places without an answer"),
        "unknown_room": Text("Steder med ukendt rum", "Places of unknown room"),
    }
    money = {
        "everyday_dkk": Text("Til hverdagsregn", "For everyday rain"),
        "cloudburst_dkk": Text("Til skybrud", "For cloudburst"),
        "utility_dkk": Text("Forsyningen", "The utility"),
        "municipality_dkk": Text("Kommunen", "The municipality"),
        "utility_everyday_dkk": Text("Forsyningen, hverdag", "The utility, everyday"),
        "utility_cloudburst_dkk": Text("Forsyningen, skybrud", "The utility, cloudburst"),
        "municipality_everyday_dkk": Text("Kommunen, hverdag", "The municipality, everyday"),
        "municipality_cloudburst_dkk": Text("Kommunen, skybrud", "The municipality, cloudburst"),
    }
    room = {
        "everyday_water_m3": Text("Hverdagsregn, der løber dertil", "Everyday rain that runs to it"),
        "everyday_m3": Text("Rum til hverdagsregn", "Room for everyday rain"),
        "cloudburst_m3": Text("Rum til skybrud", "Room for cloudburst"),
        "yearly_m3": Text("Vand om året", "Water a year"),
        "terrain_m3": Text("Holder i forvejen", "Holds already"),
        "room_examine_m3": Text("Rum, der skal undersøges", "Room to be examined"),
    }
    areas = {
        "catchment_m2": Text("Opland", "Catchment"),
        "disconnected_m2": Text("Afkoblet fra kloak", "Disconnected from the sewer"),
        "protected_m2": Text("Beskyttet natur, der berøres", "Protected nature touched"),
        "paved_m2": Text("Befæstet areal, der løber dertil", "Paved ground that runs to it"),
        "nature_m2": Text("Natur", "Nature"),
        "recreation_m2": Text("Ophold", "Recreation"),
        "heat_m2": Text("Areal, der køler", "Area that cools"),
    }
    return {
        "place_state": Column(Text("Stedet", "The place"), codes=states),
        "infiltration": Column(Text("Må vand sive ned", "May water soak in"), codes=soaks),
        "price_low_dkk": Column(Text("Pris, lav", "Price, low"), "kr.", decimals=0),
        "price_best_dkk": Column(Text("Pris, bedste bud", "Price, best guess"), "kr.", decimals=0),
        "price_high_dkk": Column(Text("Pris, høj", "Price, high"), "kr.", decimals=0),
        "path_made_m": Column(Text("Ny sti", "New path"), "m", decimals=0),
        "path_lost_m": Column(Text("Sti, der brydes", "Path broken"), "m", decimals=0),
        "lifetime_years": Column(Text("Levetid", "Lifetime"), "år", decimals=0),
        "held_mm": Column(Text("Regn, som rummet holder", "Rain that the room holds"), "mm", decimals=1),
        **{name: Column(label, "kr.", decimals=2) for name, label in money.items()},
        **{f"rule_{name}": Column(label, codes=answers) for name, label in rules.items()},
        **{name: Column(label) for name, label in texts.items()},
        **{name: Column(label, decimals=0) for name, label in counts.items()},
        **{name: Column(label, "m³", decimals=0) for name, label in room.items()},
        **{name: Column(label, "m²", decimals=0) for name, label in areas.items()},
    }


SOLUTION_COLUMNS: Mapping[str, Column] = _solution_columns()
