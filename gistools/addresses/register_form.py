"""What the objects of the address register (DAR) are called, in the words of its extracts and of Datafordeleren.

The building register has its own in `gistools.addresses.building_form`, of the same columns and kinds of cells.

Names of columns are matched without regard to case, ``_`` and how æ, ø and å are written.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gistools.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    RegisterScale = Literal["address", "point", "building"]


class Cell(enum.StrEnum):
    """What a column holds."""

    TEXT = "text"
    KEY = "key"  # of another object; empty for none
    CODE = "code"  # four digits, leading zeros too
    WHOLE = "whole"  # a whole number; NaN for none
    NUMBER = "number"
    POINT = "point"
    SHAPE = "shape"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of an object.

    Parameters
    ----------
    name:
        Here.
    cell:
        What it holds.
    aliases:
        In sources.
    required:
        Whether a source without it is refused.
    """

    name: str
    cell: Cell
    aliases: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class ObjectForm:
    """An object of the register: what it is called, its scale of statuses, its columns beside those of all objects."""

    title: Text
    aliases: tuple[str, ...]
    scale: RegisterScale
    columns: tuple[RegisterColumn, ...]


def column(name: str, cell: Cell, *aliases: str, required: bool = False) -> RegisterColumn:
    """Return a column: its name here, what it holds, its names in sources."""
    return RegisterColumn(name, cell, aliases, required)


SHAPE = ("geometri", "geometry", "geom")
"""What layers and databases call the one shape of an object."""

ALWAYS = (
    column("object_id", Cell.KEY, "id_lokalId", "id", required=True),
    column("status", Cell.TEXT, "status", required=True),
)
"""Columns of all objects, beside their four moments."""

MOMENTS: Mapping[str, tuple[str, ...]] = {
    "registered_from": ("registreringFra",),
    "registered_to": ("registreringTil",),
    "valid_from": ("virkningFra",),
    "valid_to": ("virkningTil",),
}
"""When a version was written in the register and was taken out, and when it holds; an open end is empty."""

OBJECTS: Mapping[str, ObjectForm] = {
    "named_road": ObjectForm(
        Text("navngivne veje", "named roads"), ("NavngivenVej", "DAR_NavngivenVej"), "address",
        (
            column("road_name", Cell.TEXT, "vejnavn", required=True),
            column("addressing_name", Cell.TEXT, "vejadresseringsnavn"),
            column("spoken_name", Cell.TEXT, "udtaltVejnavn"),
            column("managed_by", Cell.CODE, "administreresAfKommune"),
            column("road_line", Cell.SHAPE, "vejnavnebeliggenhed_vejnavnelinje", "vejnavnelinje", *SHAPE),
            column("road_area", Cell.SHAPE, "vejnavnebeliggenhed_vejnavneområde", "vejnavneområde"),
        ),
    ),
    "road_part": ObjectForm(
        Text("vejes kommunedele", "parts of roads by municipality"),
        ("NavngivenVejKommunedel", "DAR_NavngivenVejKommunedel"), "address",
        (
            column("municipality", Cell.CODE, "kommune", required=True),
            column("road_code", Cell.CODE, "vejkode", required=True),
            column("road_id", Cell.KEY, "navngivenVej", "navngivenvej_id", required=True),
        ),
    ),
    "house_number": ObjectForm(
        Text("husnumre", "house numbers"), ("Husnummer", "DAR_Husnummer"), "address",
        (
            column("number", Cell.TEXT, "husnummertekst", required=True),
            column("line", Cell.TEXT, "adgangsadressebetegnelse"),
            column("road_id", Cell.KEY, "navngivenVej", "navngivenvej_id", required=True),
            column("access_point_id", Cell.KEY, "adgangspunkt", "adgangspunkt_id"),
            column("road_point_id", Cell.KEY, "vejpunkt", "vejpunkt_id"),
            column("postcode_id", Cell.KEY, "postnummer", "postnummer_id"),
            column("town_id", Cell.KEY, "supplerendeBynavn", "supplerendebynavn_id"),
            column("parcel_id", Cell.KEY, "jordstykke", "fk_mu_jordstykke_jordstykke"),
            column("provisional_parcel_id", Cell.KEY, "placeretPåForeløbigtJordstykke",
                    "fk_mu_jordstykke_foreløbigtplaceretpåjordstykke"),
            column("building_id", Cell.KEY, "adgangTilBygning", "fk_bbr_bygning_adgangtilbygning"),
            column("outline_id", Cell.KEY, "geoDanmarkBygning", "fk_geodk_bygning_geodanmarkbygning"),
        ),
    ),
    "address": ObjectForm(
        Text("adresser", "addresses"), ("Adresse", "DAR_Adresse"), "address",
        (
            column("line", Cell.TEXT, "adressebetegnelse", required=True),
            column("floor", Cell.TEXT, "etagebetegnelse"),
            column("door", Cell.TEXT, "dørbetegnelse"),
            column("house_number_id", Cell.KEY, "husnummer", "husnummer_id", required=True),
            column("door_point_id", Cell.KEY, "dørpunkt", "dørpunkt_id"),
            column("building_id", Cell.KEY, "bygning", "fk_bbr_bygning_bygning"),
        ),
    ),
    "point": ObjectForm(
        Text("adressepunkter", "address points"), ("Adressepunkt", "DAR_Adressepunkt"), "point",
        (
            column("position", Cell.POINT, "position", *SHAPE, required=True),
            column("point_source", Cell.TEXT, "oprindelse_kilde"),
            column("accuracy", Cell.TEXT, "oprindelse_nøjagtighedsklasse"),
            column("technical_standard", Cell.TEXT, "oprindelse_tekniskStandard"),
        ),
    ),
    "postcode": ObjectForm(
        Text("postnumre", "postcodes"), ("Postnummer", "DAR_Postnummer"), "address",
        (
            column("postcode", Cell.CODE, "postnr", required=True),
            column("district", Cell.TEXT, "navn", required=True),
        ),
    ),
    "town": ObjectForm(
        Text("supplerende bynavne", "supplementary town names"), ("SupplerendeBynavn", "DAR_SupplerendeBynavn"),
        "address", (column("town", Cell.TEXT, "navn", required=True),),
    ),
    "reserved_name": ObjectForm(
        Text("reserverede vejnavne", "reserved road names"), ("ReserveretVejnavn", "DAR_ReserveretVejnavn"), "address",
        (
            column("road_name", Cell.TEXT, "reserveretNavn", required=True),
            column("addressing_name", Cell.TEXT, "reserveretVejadresseringsnavn"),
            column("spoken_name", Cell.TEXT, "reserveretUdtaltNavn"),
            column("name_area", Cell.SHAPE, "navneområde"),
            column("reserved_by", Cell.CODE, "reserveretAfKommune"),
            column("reserved_until", Cell.DATE, "reservationUdløbsdato"),
        ),
    ),
}  # fmt: skip
"""Objects of the register by what they are called here."""

LEFT_OUT = (
    "DARAfstemningsområde", "DARKommuneinddeling", "DARMenighedsrådsafstemningsområde", "DARSogneinddeling",
    "NavngivenVejPostnummer", "NavngivenVejPostnummerRelation", "NavngivenVejSupplerendeBynavnRelation",
)  # fmt: skip
"""Objects of the address register that are not used here."""
