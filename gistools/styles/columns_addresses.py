"""What the columns of address work are called, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.styles.columns_model import Column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gistools.styles.columns_model import Codes

SEVERITIES: Codes = {
    "error": Text("fejl", "error"),
    "warning": Text("advarsel", "warning"),
    "note": Text("bemærkning", "note"),
}
"""How grave a finding is, gravest first."""

SHOWN_AS: Codes = {**SEVERITIES, "suppressed": Text("set og lagt til side", "seen and put aside")}
"""How a finding is drawn."""

ADDRESS_STATUS: Codes = {
    "1": Text("intern forberedelse", "internal preparation"),
    "2": Text("foreløbig", "provisional"),
    "3": Text("gældende", "in force"),
    "4": Text("nedlagt", "withdrawn"),
    "5": Text("henlagt", "shelved"),
    "6": Text("slettet", "deleted"),
}
"""Statuses of addresses, as the table of the life cycle calls them."""
PLANNED_STATUS: Codes = {
    **ADDRESS_STATUS,
    "7": Text("ikke i brug", "not in use"),
    "8": Text("i brug", "in use"),
    "9": Text("udgået", "retired"),
}
"""Statuses of addresses and of points, as the table of the life cycle calls them."""

NAME_GRADES: Codes = {
    "identical": Text("samme navn", "the same name"),
    "same": Text("lyder ens", "sounds the same"),
    "near": Text("lyder næsten ens", "sounds nearly the same"),
    "apart": Text("lyder forskelligt", "sounds different"),
}
"""How alike two road names are."""

REGISTER_OBJECTS: Codes = {
    "named_road": Text("navngiven vej", "named road"),
    "road_part": Text("vejens kommunedel", "part of a road by municipality"),
    "house_number": Text("husnummer", "house number"),
    "address": Text("adresse", "address"),
    "point": Text("adressepunkt", "address point"),
    "postcode": Text("postnummer", "postcode"),
    "town": Text("supplerende bynavn", "supplementary town name"),
    "reserved_name": Text("reserveret vejnavn", "reserved road name"),
    "building": Text("bygning", "building"),
    "unit": Text("enhed", "unit"),
    "entrance": Text("opgang", "entrance"),
    "floor": Text("etage", "floor"),
    "case": Text("byggesag", "building case"),
    "case_link": Text("sagsniveau", "link of a building case"),
    "plant": Text("teknisk anlæg", "technical plant"),
    "plot": Text("grund", "plot"),
    "plot_parcel": Text("grundens jordstykke", "parcel of a plot"),
    "outline": Text("bygningsomrids", "building outline"),
    "plan": Text("lokalplan", "local plan"),
}
"""Objects of the registers, and of layers and plans beside them."""

_NEEDS: Codes = {
    "register": Text("registret", "the register"),
    "points": Text("adgangs- og vejpunkter", "access and road points"),
    "roads": Text("vejenes linjer", "lines of roads"),
    "areas": Text("postnumres og bynavnes områder", "areas of postcodes and towns"),
    "parcels": Text("jordstykker", "parcels"),
    "names": Text("et nyt vejnavn", "a new road name"),
    "numbering": Text("et nummerforslag", "a proposal of numbers"),
    "order": Text("lister", "lists"),
    "journal": Text("arbejdslagerets ændringer", "changes of the working store"),
    "plans": Text("planer", "plans"),
    "bbr": Text("BBR", "BBR"),
    "letter": Text("breve", "letters"),
    "person": Text("et menneske", "a person"),
}
_REPAIRS: Codes = {
    "letters_apart": Text("bogstaver med løse tegn (NFD) samlet", "letters with loose marks (NFD) joined"),
    "encoded_twice": Text("bogstaver skrevet som UTF-8 to gange (Ã¸)", "letters written as UTF-8 twice (Ã¸)"),
    "ends_early": Text("slutter, før den begynder; gælder aldrig", "ends before it begins; never holds"),
    "zeros_lost": Text("nuller foran sat på igen", "leading zeros put back"),
    "key_form": Text("id skrevet anderledes (store bogstaver, klammer)", "id written otherwise (capitals, braces)"),
    "negative": Text("tal under nul", "figure below zero"),
    "zone_unknown": Text("tidspunkt uden zone, læst som dansk tid", "moment without a zone, read as Danish time"),
    "versions_at_once": Text(
        "to versioner gælder samtidig; den senest registrerede er brugt",
        "two versions hold at once; the one registered last is used",
    ),
    "versions_unlike": Text(
        "samme id og tider, men ikke samme indhold; det er i tvivl, hvad der gælder",
        "same id and moments, but not the same content; which one holds is in doubt",
    ),
    "version_twice": Text("samme række flere gange; én er brugt", "the same row several times; one is used"),
    "outside_denmark": Text("uden for Danmark", "outside Denmark"),
}

ADDRESS_COLUMNS: Mapping[str, Column] = {
    "finding_id": Column(Text("Fund", "Finding"), for_programs=True),
    "finding_rank": Column(Text("Nr. i arbejdslisten", "No. in the work list")),
    "rule": Column(Text("Regel", "Rule")),
    "rule_name": Column(Text("Reglen", "The rule")),
    "rule_source": Column(Text("Reglens kilde", "Source of the rule")),
    "severity": Column(Text("Alvor", "Severity"), codes=SEVERITIES),
    "shown_as": Column(Text("Vist som", "Shown as"), codes=SHOWN_AS, for_programs=True),
    "register_object": Column(Text("Objekt", "Object"), codes=REGISTER_OBJECTS),
    "object_name": Column(Text("Hvad", "What")),
    "found_da": Column(Text("Fundet (dansk)", "Found (Danish)")),
    "found_en": Column(Text("Fundet (engelsk)", "Found (English)")),
    "fix_column": Column(Text("Sikker rettelse: felt", "Safe fix: field")),
    "fix_value": Column(Text("Sikker rettelse: ny værdi", "Safe fix: new value")),
    "other_ids": Column(Text("Andre objekter", "Other objects"), for_programs=True),
    "suppressed_why": Column(Text("Lagt til side fordi", "Put aside because")),
    "suppressed_date": Column(Text("Lagt til side den", "Put aside on")),
    "house_number": Column(Text("Husnummer", "House number")),
    "address_status": Column(Text("Status", "Status"), codes=ADDRESS_STATUS),
    "grade": Column(Text("Lighed", "Likeness"), codes=NAME_GRADES),
    "other_name": Column(Text("Den anden vej", "The other road")),
    "other_id": Column(Text("Den anden vejs id", "Id of the other road"), for_programs=True),
    "other_status": Column(Text("Den anden vejs status", "Status of the other road"), codes=ADDRESS_STATUS),
    "other_municipality": Column(Text("Den anden vejs kommune", "Municipality of the other road")),
    "other_distance_m": Column(Text("Afstand til den anden vej", "Distance to the other road"), "m", decimals=0),
    "addressing_name": Column(Text("Vejadresseringsnavn", "Addressing name")),
    "letters": Column(Text("Tegn", "Letters")),
    "shortened": Column(Text("Forkortet", "Shortened")),
    "needs": Column(Text("Besvares af", "Answered by"), codes=_NEEDS),
    "asked": Column(Text("Spurgt om", "Asked of")),
    "cannot_tell": Column(Text("Kan ikke afgøres", "Cannot be told")),
    "finding_count": Column(Text("Fund i alt", "Findings in all")),
    "table_row": Column(Text("Række i udtrækket", "Row of the extract")),
    "table_column": Column(Text("Felt", "Field")),
    "found_kind": Column(Text("Hvad der er fundet", "What was found"), codes=_REPAIRS),
    "found": Column(Text("Stod som", "Stood as")),
    "mended": Column(Text("Læst som", "Read as")),
}
