"""Columns of mapped lots (kortlagte lokaliteter): what they are called here, in deliveries, and in MapInfo.

Deliveries of the Regions and of DKJord name the same thing in many ways, misspell it (``Lokalitetetsadresse``) and cut
it to the ten letters of a Shapefile; names are matched without regard to case, ``_`` and how æ, ø and å are written.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from gistools._checks import plain_name
from gistools.text import Text


class SiteCell(enum.StrEnum):
    """What a column of a lot holds."""

    TEXT = "text"
    LIST = "list"  # texts, in the order in which they stand
    STATUS = "status"
    NUANCE = "nuance"
    CODE = "code"  # a whole number that names something, such as a cadastral district
    DAY = "day"
    YES_NO = "yes_no"  # unknown where nothing is said


@dataclass(frozen=True, slots=True)
class SiteColumn:
    """A column of a lot.

    Parameters
    ----------
    name:
        Here, 31 letters at most, so that MapInfo holds it.
    cell:
        What it holds.
    title:
        What users read.
    aliases:
        In deliveries.
    personal:
        Whether it may hold what tells of a person; such a column is never public by itself.
    """

    name: str
    cell: SiteCell
    title: Text
    aliases: tuple[str, ...]
    personal: bool = False

    def names(self) -> frozenset[str]:
        """Return the plain names by which it is known, those cut to ten letters too."""
        plain = {plain_name(one) for one in (self.name, *self.aliases)}
        return frozenset(plain | {plain_name(one[:_SHAPEFILE]) for one in self.aliases if len(one) > _SHAPEFILE})


_SHAPEFILE = 10

SITE_ID = "site_id"
STATUS = "soil_status"

SITE_COLUMNS = (
    SiteColumn(SITE_ID, SiteCell.TEXT, Text("Lokalitetsnummer", "Site number"),
               ("Lokalitetsnr", "Lokalitetsnummer", "lok_nr", "locationReference")),
    SiteColumn(STATUS, SiteCell.STATUS, Text("Kortlægningsstatus", "Soil status"),
               ("Lokalitetetsforureningsstatus", "Lokalitetsforureningsstatus", "Forureningsstatus", "status",
                "Kortlaegningsstatus", "Kortlægning", "pollutionStatusCode")),
    SiteColumn("nuance", SiteCell.NUANCE, Text("Nuancering", "Nuance"),
               ("Nuancering", "Boligstatus", "pollutionNuanceStatusCode")),
    SiteColumn("site_name", SiteCell.TEXT, Text("Lokalitetens navn", "Name of the site"),
               ("Lokalitetsnavn", "lok_navn"), personal=True),
    SiteColumn("site_address", SiteCell.TEXT, Text("Adresse", "Address"),
               ("Lokalitetetsadresse", "Lokalitetsadresse", "Adresse", "lok_adresse")),
    SiteColumn("region", SiteCell.TEXT, Text("Region", "Region"), ("Regionsnavn",)),
    SiteColumn("municipality", SiteCell.TEXT, Text("Kommune", "Municipality"),
               ("Kommunenavn", "Kommune", "kommunekode")),
    SiteColumn("cadastral_district", SiteCell.CODE, Text("Ejerlavskode", "Code of cadastral district"),
               ("Lokalitetsejerlavkode", "Lokalitetetsejerlavkode", "Ejerlavkode", "Ejerlavskode", "ejerlav_kode")),
    SiteColumn("parcels", SiteCell.LIST, Text("Matrikelnumre", "Parcel numbers"),
               ("Lokalitetsmatrikler", "Lokalitetetsmatrikler", "Matrikelnr", "Matrikelnumre", "matrikler")),
    SiteColumn("industries", SiteCell.LIST, Text("Brancher", "Industries"),
               ("Lokalitetensbranche", "Lokalitetetsbranche", "Branche", "Brancher")),
    SiteColumn("activities", SiteCell.LIST, Text("Aktiviteter", "Activities"),
               ("Lokalitetensaktivitet", "Lokalitetetsaktivitet", "Aktivitet", "Aktiviteter")),
    SiteColumn("substances", SiteCell.LIST, Text("Stoffer", "Substances"),
               ("Lokalitetensstoffer", "Lokalitetetsstoffer", "Stoffer", "Forureningskomponenter")),
    SiteColumn("media", SiteCell.LIST, Text("Medier", "Media"), ("Medie", "Medier", "Forurenede_medier")),
    SiteColumn("mapped_on", SiteCell.DAY, Text("Kortlagt", "Mapped on"),
               ("Kortlaegningsdato", "Kortlægningsdato", "kort_dato")),
    SiteColumn("updated_on", SiteCell.DAY, Text("Senest indberettet", "Last reported"),
               ("SenesteInddateringsdato", "Inddateringsdato", "indd_dato")),
    SiteColumn("part_of_lot", SiteCell.YES_NO, Text("Kun en del af grunden", "Part of the lot only"),
               ("delvis", "Delvis_kortlagt", "pollutionPartialIndicator")),
    SiteColumn("effort_groundwater", SiteCell.YES_NO, Text("Indsats: grundvand", "Effort: groundwater"),
               ("indsats_gv", "Indsats_grundvand")),
    SiteColumn("effort_surface_water", SiteCell.YES_NO, Text("Indsats: overfladevand", "Effort: surface water"),
               ("indsats_ov", "Indsats_overfladevand")),
    SiteColumn("effort_nature", SiteCell.YES_NO, Text("Indsats: natur", "Effort: nature"),
               ("indsats_natur",)),
    SiteColumn("effort_land_use", SiteCell.YES_NO, Text("Indsats: arealanvendelse", "Effort: land use"),
               ("indsats_areal", "Indsats_arealanvendelse")),
    SiteColumn("certificates", SiteCell.LIST, Text("Jordforureningsattester", "Soil certificates"),
               ("Jordforureningsattester", "Jordforureningsattest", "attest_url")),
    SiteColumn("object_id", SiteCell.TEXT, Text("Objektets id", "Id of the object"), ("Objekt_id", "objektid")),
)  # fmt: skip
"""What is known of a lot; all but its number may be missing from a delivery, and is then unknown."""


def matched_columns(names: list[str]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return which names of a delivery are which columns, and those that may be several.

    A name cut to ten letters may be that of several columns (``Lokalitets``): the full names are given out first, and
    what is left over is told.

    >>> matched_columns(["Lokalitetsnr", "Forurening", "Farve"])
    ({'site_id': 'Lokalitetsnr'}, {'Forurening': ['soil_status', 'substances']})
    """
    full = {plain_name(alias): column for column in SITE_COLUMNS for alias in (column.name, *column.aliases)}
    found: dict[str, str] = {}
    left = []
    for name in names:
        column = full.get(plain_name(name))
        if column is None:
            left.append(name)
        elif column.name not in found:
            found[column.name] = name
    doubtful: dict[str, list[str]] = {}
    for name in left:
        may_be = [one.name for one in SITE_COLUMNS if plain_name(name) in one.names() and one.name not in found]
        if len(may_be) == 1:
            found[may_be[0]] = name
        elif may_be:
            doubtful[name] = may_be
    return found, doubtful
