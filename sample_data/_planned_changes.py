"""Invented planned changes of the addresses of the sample town: four that are wanted, one of which breaks a rule."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import _place as place
import geopandas as gpd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COLUMNS: Final = (
    "change", "register_object", "object_id", "column", "before", "after", "why", "case_number", "in_force", "maerke",
)  # fmt: skip
DAY: Final = "2027-02-01"
_IN_FORCE, _PROVISIONAL, _WITHDRAWN = 3, 2, 4

Row = tuple[str, ...]


def planned_changes(addresses: gpd.GeoDataFrame, parcels: dict[tuple[object, object], str]) -> Iterator[Row]:
    """Yield the rows, a row for each column that changes; made of the access addresses and parcels of the town."""
    houses = {(one.vejnavn, one.husnummertekst): one for one in addresses.itertuples()}

    def changed(kind: str, key: str, why: str, case: str, **columns: tuple[object, object]) -> Iterator[Row]:
        for name, (before, after) in columns.items():
            yield "changed", kind, key, name, str(before), str(after), why, case, DAY, place.STAMP

    def new(kind: str, key: str, why: str, case: str, **columns: object) -> Iterator[Row]:
        for name, after in columns.items():
            yield "new", kind, key, name, "", str(after), why, case, DAY, place.STAMP

    one = houses["Kløvervænget", "4"]  # whose number is planted as 3 in the register
    why = "To huse på Kløvervænget har nummer 3, og nummer 4 er ledigt (A03)"
    yield from changed("house_number", _house(one), why, "EKS-1", number=("3", "4"))

    one = houses["Skovvej", "20"]
    why = "Stuehuset er revet ned; adressen nedlægges og slettes ikke (A41)"
    for kind, key in (("house_number", _house(one)), ("address", place.stable_id("flat", f"{one.id_lokalid} 0"))):
        yield from changed(kind, key, why, "EKS-2", status=(_IN_FORCE, _WITHDRAWN))

    one = houses["Fabriksvej", "13"]
    why = "Bygningens nye indgang skal have sit eget husnummer, ulige på vejens nordside (A05, A39)"
    keys = {
        kind: place.stable_id("planned", f"Fabriksvej 15 {kind}") for kind in ("adgang", "vej", "husnummer", "bolig")
    }
    for kind, north, source in (("adgang", one.geometry.y, "TK"), ("vej", one.vejpunkt_n, "V0")):
        yield from new("point", keys[kind], why, "EKS-3", position=f"POINT ({one.geometry.x + 18:.1f} {north:.1f})",
                       technical_standard=source, status=7)  # fmt: skip
    yield from new("house_number", keys["husnummer"], why, "EKS-3", number="15",
                   road_id=place.stable_id("named road", "Fabriksvej"), access_point_id=keys["adgang"],
                   road_point_id=keys["vej"], postcode_id=place.stable_id("postcode", place.POSTCODE),
                   building_id=one.adgangtilbygning, outline_id=one.adgangtilbygning,
                   parcel_id=parcels[one.ejerlavskode, one.matrikelnummer], status=_PROVISIONAL)  # fmt: skip
    yield from new("address", keys["bolig"], why, "EKS-3", house_number_id=keys["husnummer"], status=_PROVISIONAL)

    one = houses["Roemarken", "12"]  # the planted fault: I is no letter of a new number (A02)
    why = "Nummer 12 skal kunne skelnes fra naboens kommende hus (A03)"
    yield from changed("house_number", _house(one), why, "EKS-4", number=("12", "12I"))


def _house(one: object) -> str:
    return place.stable_id("house", one.id_lokalid)  # type: ignore[attr-defined]


def write_planned_changes(path: Path, town: Path) -> None:
    """Write the table to `path`, made of the sample town in `town`: semicolons, UTF-8."""
    addresses, parcels = (gpd.read_file(town, layer=name) for name in ("addresses", "parcels"))
    keys = zip(parcels["ejerlavskode"], parcels["matrikelnummer"], strict=True)
    of = dict(zip(keys, parcels["id_lokalid"], strict=True))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(planned_changes(addresses, of))
