"""Records of DAWA (Danmarks Adressers Web API) told in the objects of the address register.

DAWA closed in 2026; its files live on. It told the newest version of each address alone, with the access address nested
in it, and counted statuses otherwise than DAR: its 3 is provisional, that of DAR is in force.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from gistools._checks import cell_text
from gistools.addresses.address_line import AddressLine
from gistools.addresses.statuses import DAWA_STATUS, life_cycle
from gistools.errors import TableError
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Record = Mapping[str, Any]

_FLAT = {"kvh", "kvhx", "adgangsadresseid", "vejkode"}
_INTERNAL, _PROVISIONAL, _IN_FORCE, _WITHDRAWN, _SHELVED, _DELETED = range(1, 7)
_STRONGEST = (_IN_FORCE, _PROVISIONAL, _INTERNAL, _WITHDRAWN, _SHELVED, _DELETED)
_IN_USE, _RETIRED = 8, 9  # of points
_SHOWN = 5


def from_dawa(
    records: Mapping[str, Iterable[Mapping[str, Any]]],
) -> tuple[dict[str, list[dict[str, Any]]], tuple[Text, ...]]:
    """Return records of DAWA as those of DAR, which `read_register` takes, and notes of what was derived.

    Parameters
    ----------
    records:
        By object, as `gistools.io.read_register_files` returns them. Those of DAWA are known by their shape: addresses
        (``adgangsadresse`` nested in them) and access addresses (``vejstykke`` and so on); others are passed on.

    ``status`` is ``darstatus``, or where it lacks what DAWA's own means. DAWA has no status of roads, points, postcodes
    and town names: a road has the strongest of its house numbers, a point is in use while its house number is
    provisional or in force. Keys that DAWA lacks are: of postcodes the number, of town names the id of DAGI (their name
    without), of the part of a road ``municipality-code``. Parcels are left out, for their keys are others. Positions in
    degrees become metres of EPSG:25832, to the centimetre.

    Raises
    ------
    TableError
        For statuses that DAWA does not have, addresses without id, and records of its flat form: all faults at once.

    >>> access = {"id": "h", "status": 3, "husnr": "7", "vejstykke": {"navn": "Åvej", "kode": "0012"},
    ...           "navngivenvej": {"id": "v"}, "postnummer": {"nr": "8000", "navn": "Aarhus C"},
    ...           "kommune": {"kode": "0751"}}
    >>> told, notes = from_dawa({"adgangsadresser": [access]})
    >>> told["Husnummer"][0]["status"], told["Husnummer"][0]["adgangsadressebetegnelse"]
    (2, 'Åvej 7, 8000 Aarhus C')
    """
    made = _Made()
    passed: dict[str, list[dict[str, Any]]] = {}
    for called, rows in records.items():
        for k, row in enumerate(rows):
            if isinstance(row.get("adgangsadresse"), dict):
                made.address(called, k, row)
            elif isinstance(row.get("vejstykke"), dict):
                made.access(called, k, row)
            elif _FLAT & set(row) and "id_lokalId" not in row and "registreringfra" not in row:
                made.fault(called, k, Text("er i flad form", "is in the flat form"))
            else:
                passed.setdefault(called, []).append(dict(row))
        if not rows:
            passed.setdefault(called, [])
    made.require_no_faults()
    told = made.tables()
    for called, rows in passed.items():
        told.setdefault(called, []).extend(rows)
    return told, made.notes()


class _Made:
    """Objects of DAR as they are found; those that many addresses name are made once."""

    def __init__(self) -> None:
        self._by: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self._under: defaultdict[str, set[int]] = defaultdict(set)  # statuses of house numbers of a road
        self._faults: list[tuple[str, int, Text]] = []
        self._degrees: list[tuple[dict[str, Any], Any]] = []
        self._from_dawa = self._unlike = 0

    def fault(self, called: str, row: int, what: Text) -> None:
        """Add the fault of a row."""
        self._faults.append((called, row, what))

    def address(self, called: str, row: int, record: Record) -> None:
        """Take an address and the access address in it."""
        access = record["adgangsadresse"]
        key, status = self._own(called, row, record), self._status(called, row, record)
        line = _line(access)
        self.access(called, row, access)
        self._by["Adresse"][key] = {
            "id_lokalId": key, "status": status, **_moments(record, status),
            "adressebetegnelse": record.get("adressebetegnelse") or str(_with_unit(line, record)),
            "etagebetegnelse": cell_text(record.get("etage")), "dørbetegnelse": cell_text(record.get("dør")),
            "husnummer": cell_text(access.get("id")),
        }  # fmt: skip

    def access(self, called: str, row: int, record: Record) -> None:
        """Take an access address with its road, points, postcode and town name."""
        key, status = self._own(called, row, record), self._status(called, row, record)
        moments = _moments(record, status)
        road, post = record.get("vejstykke") or {}, record.get("postnummer") or {}
        road_id = _id(record.get("navngivenvej"))
        municipality = cell_text((record.get("kommune") or {}).get("kode")).zfill(4)
        road_code = cell_text(road.get("kode")).zfill(4)
        postcode = cell_text(post.get("nr"))
        town = cell_text((record.get("supplerendebynavn2") or {}).get("dagi_id"))
        town_name = cell_text(record.get("supplerendebynavn"))
        town = town or town_name
        self._by["Husnummer"].setdefault(key, {
            "id_lokalId": key, "status": status, **moments,
            "husnummertekst": cell_text(record.get("husnr")),
            "adgangsadressebetegnelse": record.get("adgangsadressebetegnelse") or str(_line(record)),
            "navngivenVej": road_id, "postnummer": postcode, "supplerendeBynavn": town,
            "adgangspunkt": _id(record.get("adgangspunkt")), "vejpunkt": _id(record.get("vejpunkt")),
        })  # fmt: skip
        if road_id:
            self._under[road_id].add(status)
            self._by["NavngivenVej"].setdefault(road_id, {
                "id_lokalId": road_id, "vejnavn": cell_text(road.get("navn")),
                "vejadresseringsnavn": cell_text(road.get("adresseringsnavn")),
            })  # fmt: skip
            part = f"{municipality}-{road_code}"
            self._by["NavngivenVejKommunedel"].setdefault(part, {
                "id_lokalId": part, "kommune": municipality, "vejkode": road_code, "navngivenVej": road_id,
            })  # fmt: skip
        if postcode:
            self._by["Postnummer"].setdefault(postcode, {
                "id_lokalId": postcode, "status": _IN_FORCE, "postnr": postcode, "navn": cell_text(post.get("navn")),
            })  # fmt: skip
        if town:
            self._by["SupplerendeBynavn"].setdefault(town, {"id_lokalId": town, "status": _IN_FORCE, "navn": town_name})
        for name in ("adgangspunkt", "vejpunkt"):
            self._point(record.get(name) or {}, status, moments)

    def _point(self, point: Record, status: int, moments: Record) -> None:
        key = _id(point)
        if not key or key in self._by["Adressepunkt"]:
            return
        there = self._by["Adressepunkt"][key] = {
            "id_lokalId": key, **moments,
            "status": _IN_USE if status in {_PROVISIONAL, _IN_FORCE} else _RETIRED,
            "oprindelse_kilde": cell_text(point.get("kilde")),
            "oprindelse_nøjagtighedsklasse": cell_text(point.get("nøjagtighed")),
            "oprindelse_tekniskStandard": cell_text(point.get("tekniskstandard")),
            "position": None,
        }  # fmt: skip
        place = point.get("koordinater")
        if place:
            east, north = (float(one) for one in place[:2])
            there["position"] = shapely.Point(east, north)
            if abs(east) <= 180.0 and abs(north) <= 90.0:  # noqa: PLR2004 - degrees
                self._degrees.append((there, (east, north)))

    def _own(self, called: str, row: int, record: Record) -> str:
        key = _id(record)
        if not key:
            self.fault(called, row, Text("er uden id", "is without id"))
        return key

    def _status(self, called: str, row: int, record: Record) -> int:
        """Return the status of DAR: what the record says it is, else what DAWA's own means."""
        told, own = cell_text(record.get("darstatus")), cell_text(record.get("status"))
        meant = DAWA_STATUS.get(int(own)) if own.isascii() and own.isdigit() else None
        if told:
            code = int(told) if told.isascii() and told.isdigit() else 0
            self._unlike += meant is not None and meant != code
        else:
            code = meant or 0
            self._from_dawa += 1
        if code not in life_cycle("address"):
            said = f"darstatus {told}" if told else f"status {own or '-'}"
            self.fault(called, row, Text(f"har {said}", f"has {said}"))
        return code

    def require_no_faults(self) -> None:
        """Raise with all faults, each with the rows that have it."""
        if not self._faults:
            return
        rows: defaultdict[tuple[str, Text], list[int]] = defaultdict(list)
        for called, row, what in self._faults:
            rows[called, what].append(row + 1)
        told = []
        for (called, what), numbers in rows.items():
            listed = ", ".join(map(str, numbers[:_SHOWN])) + (" …" if len(numbers) > _SHOWN else "")
            told.append(Text(f"{called}: række {listed} {what.da}", f"{called}: row {listed} {what.en}"))
        raise TableError(
            Text("DAWA-poster med fejl", "records of DAWA with faults"),
            Text(
                "adresser eller adgangsadresser i DAWA's indlejrede form, med status 1 til 4 eller darstatus",
                "addresses or access addresses in the nested form of DAWA, with status 1 to 4 or darstatus",
            ),
            Text(
                "brug filer i den indlejrede form (struktur=nestet), eller et udtræk af DAR",
                "use files of the nested form (struktur=nestet), or an extract of DAR",
            ),
            told,
        )

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Return the objects that were found, as records."""
        if self._degrees:
            east, north = np.array([place for _, place in self._degrees]).T
            to_metres = Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True)
            x, y = to_metres.transform(east, north)
            for (there, _), at in zip(self._degrees, np.round(np.column_stack([x, y]), 2), strict=True):
                there["position"] = shapely.Point(at)
        for road_id, road in self._by["NavngivenVej"].items():
            road["status"] = next(code for code in _STRONGEST if code in self._under[road_id])
        for part in self._by["NavngivenVejKommunedel"].values():
            part["status"] = self._by["NavngivenVej"][part["navngivenVej"]]["status"]
        return {name: list(rows.values()) for name, rows in self._by.items() if rows}

    def notes(self) -> tuple[Text, ...]:
        """Return what was derived, for the user."""
        if not self._by["Husnummer"]:
            return ()
        said = [
            Text(
                "DAWA: status af veje, vejpunkter, adgangspunkter, postnumre og bynavne er udledt af husnumrene; "
                "jordstykker er ikke med",
                "DAWA: the statuses of roads, road points, access points, postcodes and town names were derived of the "
                "house numbers; parcels are not there",
            )
        ]
        if self._from_dawa:
            rows = counted(self._from_dawa, "post", "poster"), counted(self._from_dawa, "record", "records")
            said.append(
                Text(
                    f"DAWA: {rows[0]} uden darstatus har fået den status i DAR, som DAWA's status betyder",
                    f"DAWA: {rows[1]} without darstatus got the status of DAR that DAWA's own means",
                )
            )
        if self._unlike:
            rows = counted(self._unlike, "post", "poster"), counted(self._unlike, "record", "records")
            said.append(
                Text(
                    f"DAWA: i {rows[0]} siger status og darstatus ikke det samme; darstatus er brugt",
                    f"DAWA: in {rows[1]} status and darstatus do not say the same; darstatus was used",
                )
            )
        if self._degrees:
            rows = counted(len(self._degrees), "punkt", "punkter"), counted(len(self._degrees), "point", "points")
            said.append(
                Text(
                    f"DAWA: {rows[0]} i grader er omregnet til meter (EPSG:25832)",
                    f"DAWA: {rows[1]} in degrees became metres (EPSG:25832)",
                )
            )
        return tuple(said)


def _id(record: object) -> str:
    return cell_text(record.get("id")) if isinstance(record, dict) else ""


def _moments(record: Record, status: int) -> dict[str, Any]:
    """Return when the version was written and from when it holds; it is the newest, so that both go on."""
    told = record.get("historik") or {}
    made, begun, ended = (told.get(name) or None for name in ("oprettet", "ikrafttrædelse", "nedlagt"))
    since = {_IN_FORCE: begun, _WITHDRAWN: ended, _SHELVED: ended}.get(status) or made
    return {"registreringFra": told.get("ændret") or made, "registreringTil": None, "virkningFra": since,
            "virkningTil": None}  # fmt: skip


def _line(access: Record) -> AddressLine:
    road, post = access.get("vejstykke") or {}, access.get("postnummer") or {}
    return AddressLine(
        cell_text(road.get("navn")), cell_text(access.get("husnr")), town=cell_text(access.get("supplerendebynavn")),
        postcode=cell_text(post.get("nr")), district=cell_text(post.get("navn")),
    )  # fmt: skip


def _with_unit(line: AddressLine, address: Record) -> AddressLine:
    return replace(line, floor=cell_text(address.get("etage")), door=cell_text(address.get("dør")))
