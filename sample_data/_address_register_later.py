"""What the invented address register of the sample town registered later: what was keyed, nearly all of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import _place as place
import geopandas as gpd
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

_LATER: Final = "2027-02-01T09:00:00Z"
_MOMENTS: Final = {"registreringFra": _LATER, "registreringTil": None, "virkningFra": _LATER, "virkningTil": None}
_NEW: Final = "nyt fra registret"
_MOVED_E: Final = 2.5  # how far from where it was sent the register has the new access point


def later(register: Path, planned: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the versions that were registered after the keying, by object.

    The renumbering and the withdrawal were accepted, but the road point of what was withdrawn still stands in use; the
    new house number has its own ids, and an access point 2.5 m off; its address was not keyed; and somebody else
    renamed a house.
    """
    plan = pd.read_csv(planned, sep=";", dtype=str, keep_default_na=False)
    houses = gpd.read_file(register, layer="Husnummer").set_index("id_lokalId")
    flats = gpd.read_file(register, layer="Adresse").set_index("id_lokalId")
    points = gpd.read_file(register, layer="Adressepunkt").set_index("id_lokalId")

    def changed(kind: str, column: str) -> pd.Series:
        mine = plan[(plan["change"] == "changed") & (plan["register_object"] == kind) & (plan["column"] == column)]
        return mine[mine["case_number"] != "EKS-4"].set_index("object_id")["after"]

    numbers, withdrawn = changed("house_number", "number"), changed("house_number", "status")
    made = [_renumbered(houses.loc[one], one, number) for one, number in numbers.items()]
    made += [_version(houses.loc[one], one, status=status) for one, status in withdrawn.items()]
    gone = [houses.loc[one, "adgangspunkt"] for one in withdrawn.index]
    moved = [_point(points.loc[one], one, status="9") for one in gone]
    flat = [_version(flats.loc[one], one, status=status) for one, status in changed("address", "status").items()]
    new = plan[plan["change"] == "new"].pivot_table(
        index="object_id", columns="column", values="after", aggfunc="first", fill_value=""
    )
    kinds = plan.drop_duplicates("object_id").set_index("object_id")["register_object"]
    for one in new.index[kinds[new.index] == "house_number"]:
        told = new.loc[one]
        access, road = (place.stable_id(_NEW, told[name]) for name in ("access_point_id", "road_point_id"))
        beside = houses[houses["navngivenVej"] == told["road_id"]].iloc[0]
        made.append(_row(_NEW, one, status=told["status"], husnummertekst=told["number"],
                         adgangsadressebetegnelse=_line(beside, told["number"]), navngivenVej=told["road_id"],
                         adgangspunkt=access, vejpunkt=road, postnummer=told["postcode_id"],
                         jordstykke=told["parcel_id"], adgangTilBygning=told["building_id"],
                         geoDanmarkBygning=told["outline_id"]))  # fmt: skip
        for name, off in (("access_point_id", _MOVED_E), ("road_point_id", 0.0)):
            point = new.loc[told[name]]
            shape = gpd.GeoSeries.from_wkt([point["position"]]).translate(xoff=off).iloc[0]
            moved.append(_row(_NEW, told[name], status=point["status"], position=shape.wkt,
                              oprindelse_tekniskStandard=point["technical_standard"]))  # fmt: skip
    other = houses[(houses["husnummertekst"] == "9") & ~houses.index.isin([*numbers.index, *withdrawn.index])].index[0]
    made.append(_renumbered(houses.loc[other], other, "9A"))
    return {"Husnummer": made, "Adresse": flat, "Adressepunkt": moved}


def _row(kind: str, key: str, **cells: object) -> dict[str, Any]:
    return {"id_lokalId": place.stable_id(kind, key), **_MOMENTS, **cells, "maerke": place.STAMP}


def _line(beside: pd.Series, number: str) -> str:
    """Return the line of a number on the road of another."""
    head, tail = beside["adgangsadressebetegnelse"].split(", ", 1)
    return f"{head.rpartition(' ')[0]} {number}, {tail}"


def _renumbered(row: pd.Series, key: str, number: str) -> dict[str, Any]:
    return _version(row, key, husnummertekst=number, adgangsadressebetegnelse=_line(row, number))


def _version(row: pd.Series, key: str, **changes: str) -> dict[str, Any]:
    """Return a later version of a row."""
    kept = row.drop(["plantet", "geometry"], errors="ignore").dropna().to_dict()
    return {"id_lokalId": key, **kept, **_MOMENTS, **changes}


def _point(row: pd.Series, key: str, **changes: str) -> dict[str, Any]:
    return {**_version(row, key, **changes), "position": row["geometry"].wkt}


def write_address_register_later(folder: Path, register: Path, planned: Path) -> None:
    """Write the later versions as ndjson into `folder`, a file for each object."""
    folder.mkdir(exist_ok=True)
    for name, rows in later(register, planned).items():
        lines = (json.dumps(row, ensure_ascii=False, default=str) for row in rows)
        (folder / f"{name}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
