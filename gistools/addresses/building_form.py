"""What the objects of the building register (BBR) are called, in the words of its extracts and of Datafordeleren.

What is not needed to hold the register against the world is not here. Notes and journal numbers,
which may tell of persons, are not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gistools.addresses.register_form import SHAPE, Cell, ObjectForm, RegisterColumn, column
from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


def _form(title: Text, name: str, *columns: RegisterColumn) -> ObjectForm:
    return ObjectForm(title, (name, f"BBR_{name}"), "building", columns)


_OF_BUILDING = column("building_id", Cell.KEY, "bygning", "bygning_id")
_OF_PLOT = column("plot_id", Cell.KEY, "grund", "grund_id")
_OF_PARCEL = column("parcel_id", Cell.KEY, "jordstykke", "jordstykke_id")
_OF_HOUSE = column("house_number_id", Cell.KEY, "husnummer", "husnummer_id")

BUILDING_OBJECTS: Mapping[str, ObjectForm] = {
    "building": _form(
        Text("bygninger", "buildings"), "Bygning",
        column("building_number", Cell.WHOLE, "byg007Bygningsnummer"),
        column("use_code", Cell.TEXT, "byg021BygningensAnvendelse", required=True),
        column("built_year", Cell.WHOLE, "byg026Opførelsesår"),
        column("rebuilt_year", Cell.WHOLE, "byg027OmTilbygningsår"),
        column("floor_area_m2", Cell.WHOLE, "byg038SamletBygningsareal"),
        column("dwelling_area_m2", Cell.WHOLE, "byg039BygningensSamledeBoligAreal"),
        column("business_area_m2", Cell.WHOLE, "byg040BygningensSamledeErhvervsAreal"),
        column("footprint_area_m2", Cell.WHOLE, "byg041BebyggetAreal"),
        column("floor_count", Cell.WHOLE, "byg054AntalEtager"),
        column("floors_deviate", Cell.TEXT, "byg055AfvigendeEtager"),
        column("position_source", Cell.TEXT, "byg133KildeTilKoordinatsæt"),
        column("position_quality", Cell.TEXT, "byg134KvalitetAfKoordinatsæt"),
        column("position", Cell.POINT, "byg404Koordinat", *SHAPE),
        column("municipality", Cell.CODE, "kommunekode"),
        _OF_HOUSE, _OF_PLOT, _OF_PARCEL,
    ),
    "unit": _form(
        Text("enheder", "units"), "Enhed",
        column("use_code", Cell.TEXT, "enh020EnhedensAnvendelse"),
        column("dwelling_type", Cell.TEXT, "enh023Boligtype"),
        column("unit_area_m2", Cell.WHOLE, "enh026EnhedensSamledeAreal"),
        column("dwelling_area_m2", Cell.WHOLE, "enh027ArealTilBeboelse"),
        column("business_area_m2", Cell.WHOLE, "enh028ArealTilErhverv"),
        column("address_id", Cell.KEY, "adresseIdentificerer", "adresse", required=True),
        _OF_BUILDING,
        column("entrance_id", Cell.KEY, "opgang", "opgang_id"),
        column("floor_id", Cell.KEY, "etage", "etage_id"),
    ),
    "entrance": _form(
        Text("opgange", "entrances"), "Opgang",
        column("house_number_id", Cell.KEY, "adgangFraHusnummer", "husnummer", required=True),
        column("building_id", Cell.KEY, "bygning", "bygning_id", required=True),
    ),
    "floor": _form(
        Text("etager", "floors"), "Etage",
        column("floor", Cell.TEXT, "eta006BygningensEtagebetegnelse", required=True),
        column("floor_area_m2", Cell.WHOLE, "eta020SamletArealAfEtage"),
        column("attic_area_m2", Cell.WHOLE, "eta021ArealAfUdnyttetDelAfTagetage"),
        column("basement_area_m2", Cell.WHOLE, "eta022Kælderareal"),
        column("floor_type", Cell.TEXT, "eta025Etagetype"),
        column("building_id", Cell.KEY, "bygning", "bygning_id", required=True),
    ),
    "case": _form(
        Text("byggesager", "building cases"), "BBRSag",
        column("case_date", Cell.DATE, "sag002Byggesagsdato"),
        column("permit_date", Cell.DATE, "sag003Byggetilladelsesdato"),
        column("expected_start_date", Cell.DATE, "sag004ForventetPåbegyndelsesdato"),
        column("start_date", Cell.DATE, "sag005Påbegyndelsesdato"),
        column("use_permit_date", Cell.DATE, "sag006IbrugtagningsTilladelse"),
        column("shelved_date", Cell.DATE, "sag007Henlæggelse"),
        column("expected_completion_date", Cell.DATE, "sag009ForventetFuldførtDato"),
        column("completion_date", Cell.DATE, "sag010FuldførelseAfByggeri"),
        column("case_code", Cell.TEXT, "sag012Byggesagskode"),
        column("notice_date", Cell.DATE, "sag013AnmeldelseAfByggearbejde"),
        column("partial_use_permit_date", Cell.DATE, "sag016DelvisIbrugtagningsTilladelse"),
        column("application_date", Cell.DATE, "sag024DatoForModtagelseAfAnsøgningOmByggetilladelse"),
        column("full_application_date", Cell.DATE, "sag025DatoForFyldestgørendeAnsøgning"),
    ),
    "case_link": _form(
        Text("sagsniveauer", "links of building cases"), "Sagsniveau",
        column("case_id", Cell.KEY, "byggesag", "byggesag_id", required=True),
        column("case_type", Cell.TEXT, "sagstype"),
        column("building_id", Cell.KEY, "stamdataBygning"),
        column("case_building_id", Cell.KEY, "sagsdataBygning"),
        column("unit_id", Cell.KEY, "stamdataEnhed"),
        column("case_unit_id", Cell.KEY, "sagsdataEnhed"),
        column("plot_id", Cell.KEY, "stamdataGrund"),
        column("plant_id", Cell.KEY, "stamdataTekniskAnlæg"),
    ),
    "plant": _form(
        Text("tekniske anlæg", "technical plants"), "TekniskAnlæg",
        column("plant_class", Cell.TEXT, "tek020Klassifikation", required=True),
        column("built_year", Cell.WHOLE, "tek024Etableringsår"),
        column("size_class", Cell.TEXT, "tek026StørrelsesklasseOlietank"),
        column("closing", Cell.TEXT, "tek028SløjfningOlietank"),
        column("plant_size", Cell.NUMBER, "tek032Størrelse"),
        column("contents", Cell.TEXT, "tek034IndholdOlietank"),
        column("closing_deadline", Cell.TEXT, "tek035SløjfningsfristOlietank"),
        column("closed_year", Cell.WHOLE, "tek072Sløjfningsår"),
        column("operation", Cell.TEXT, "tek110Driftstatus"),
        column("position", Cell.POINT, "tek109Koordinat", *SHAPE),
        column("unit_id", Cell.KEY, "enhed", "enhed_id"),
        _OF_BUILDING, _OF_HOUSE, _OF_PLOT, _OF_PARCEL,
    ),
    "plot": _form(
        Text("grunde", "plots"), "Grund",
        column("municipality", Cell.CODE, "kommunekode"),
        _OF_HOUSE,
    ),
    "plot_parcel": _form(
        Text("grundes jordstykker", "parcels of plots"), "GrundJordstykke",
        column("plot_id", Cell.KEY, "grund", "grund_id", required=True),
        column("parcel_id", Cell.KEY, "jordstykke", "jordstykke_id", required=True),
    ),
}  # fmt: skip
"""Objects of the building register by what they are called here; areas are m²."""

BUILDING_LEFT_OUT = (
    "Ejendomsrelation", "BygningEjendomsrelation", "EnhedEjendomsrelation", "BygningPåFremmedGrund",
    "EnhedEjerlejlighed", "Fordelingsareal", "FordelingAfFordelingsareal",
)  # fmt: skip
"""Objects of the building register that are not used here."""
