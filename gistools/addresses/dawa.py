"""Records of DAWA (Danmarks Adressers Web API) told in the objects of the address register.

DAWA closed in 2026; its files live on. It told the newest version of each address alone, with the access address nested
in it, and counted statuses otherwise than DAR: its 3 is provisional, that of DAR is in force.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from gistools._checks import cell_text, plain_name
from gistools.addresses.address_line import AddressLine
from gistools.addresses.dawa_cells import DawaCells
from gistools.addresses.statuses import (
    CURRENT,
    DAWA_STATUS,
    DELETED,
    PREPARED,
    PROVISIONAL,
    RETIRED_POINT,
    SHELVED,
    USED_POINT,
    WITHDRAWN,
    life_cycle,
)
from gistools.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Record = Mapping[str, Any]

_FLAT = {"kvh", "kvhx", "adgangsadresseid", "vejkode"}
_STRONGEST = (CURRENT, PROVISIONAL, PREPARED, WITHDRAWN, SHELVED, DELETED)
_POINTS = ("adgangspunkt", "vejpunkt")
_OF_DAR = {"idlokalid", "registreringfra"}


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
    degrees become metres of EPSG:25832, to the centimetre; north before east is swapped where only that lies in
    Denmark. Moments without a zone are Danish time. Records of one id that do not say the same are all there, for
    `read_register` to tell of; the order of records decides nothing.

    Raises
    ------
    TableError
        For statuses that DAWA does not have, addresses without id, coordinates that are no two numbers, texts where an
        object is nested, and records of its flat form: all faults at once.

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
            elif _FLAT & set(row) and not _OF_DAR & set(map(plain_name, row)):
                made.cells.fault(called, k, Text("er i flad form", "is in the flat form"))
            else:
                passed.setdefault(called, []).append(dict(row))
        if not rows:
            passed.setdefault(called, [])
    made.cells.require_no_faults()
    told = made.tables()
    for called, rows in passed.items():
        told.setdefault(called, []).extend(rows)
    return told, made.notes()


class _Made:
    """Objects of DAR as they are found; those that many addresses name are made once.

    Records of one id that do not say the same are all made, so that reading the register tells of them.
    """

    def __init__(self) -> None:
        self._by: defaultdict[str, dict[tuple[Any, ...], dict[str, Any]]] = defaultdict(dict)
        self._under: defaultdict[str, set[int]] = defaultdict(set)  # statuses of house numbers of a road or point
        self._since: dict[str, tuple[str | None, str | None]] = {}  # of points: of the earliest of their house numbers
        self._seen: dict[str, Record] = {}
        self._from_dawa = self._unlike = self._again = 0
        self.cells = DawaCells()

    def address(self, called: str, row: int, record: Record) -> None:
        """Take an address and the access address in it."""
        access = record["adgangsadresse"]
        key, status = self._own(called, row, record), self._status(called, row, record)
        self.access(called, row, access)
        known = len(self._by["Adresse"])
        self._add("Adresse", {
            "id_lokalId": key, "status": status, **self._moments(called, row, record, status),
            "adressebetegnelse": cell_text(record.get("adressebetegnelse")) or self._line(called, row, access, record),
            "etagebetegnelse": cell_text(record.get("etage")), "dørbetegnelse": cell_text(record.get("dør")),
            "husnummer": self.cells.key(access),
        })  # fmt: skip
        self._again += len(self._by["Adresse"]) == known

    def access(self, called: str, row: int, record: Record) -> None:
        """Take an access address with its road, points, postcode and town name; once where it is nested again."""
        given = cell_text(record.get("id"))
        if given and self._seen.get(given) == record:
            return
        self._seen[given] = record
        key, status = self._own(called, row, record), self._status(called, row, record)
        moments = self._moments(called, row, record, status)
        road, post, area, town, named, *points = (
            self.cells.inner(called, row, record, name)
            for name in ("vejstykke", "postnummer", "kommune", "supplerendebynavn2", "navngivenvej", *_POINTS)
        )
        road_id, postcode = self.cells.key(named), cell_text(post.get("nr"))
        town_name = cell_text(record.get("supplerendebynavn"))
        town_id = cell_text(town.get("dagi_id")) or town_name
        self._add("Husnummer", {
            "id_lokalId": key, "status": status, **moments,
            "husnummertekst": cell_text(record.get("husnr")),
            "adgangsadressebetegnelse": (
                cell_text(record.get("adgangsadressebetegnelse")) or self._line(called, row, record, {})
            ),
            "navngivenVej": road_id, "postnummer": postcode, "supplerendeBynavn": town_id,
            **{name: self.cells.key(point) for name, point in zip(_POINTS, points, strict=True)},
        })  # fmt: skip
        if road_id:
            self._under[road_id].add(status)
            self._add("NavngivenVej", {
                "id_lokalId": road_id, "vejnavn": cell_text(road.get("navn")),
                "vejadresseringsnavn": cell_text(road.get("adresseringsnavn")),
            })  # fmt: skip
        codes = cell_text(area.get("kode")), cell_text(road.get("kode"))
        if road_id and all(codes):
            self._add("NavngivenVejKommunedel", {
                "id_lokalId": "-".join(code.zfill(4) for code in codes), "kommune": codes[0], "vejkode": codes[1],
                "navngivenVej": road_id,
            })  # fmt: skip
        if postcode:
            self._add("Postnummer", {"id_lokalId": postcode, "status": CURRENT, "postnr": postcode,
                                     "navn": cell_text(post.get("navn"))})  # fmt: skip
        if town_id:
            self._add("SupplerendeBynavn", {"id_lokalId": town_id, "status": CURRENT, "navn": town_name})
        for name, point in zip(_POINTS, points, strict=True):
            self._point(called, row, name, point, status, moments)

    def _add(self, name: str, told: dict[str, Any]) -> None:
        self._by[name].setdefault(tuple(told.values()), told)

    def _point(self, called: str, row: int, name: str, point: Record, status: int, moments: Record) -> None:
        key, place = self.cells.key(point), self.cells.place(called, row, name, point)
        if not key:
            self.cells.nameless += place is not None
            return
        self._under[key].add(status)
        since = moments["registreringFra"], moments["virkningFra"]
        before = self._since.setdefault(key, since)
        self._since[key] = (_earlier(before[0], since[0]), _earlier(before[1], since[1]))
        self._add("Adressepunkt", {
            "id_lokalId": key, "oprindelse_kilde": cell_text(point.get("kilde")),
            "oprindelse_nøjagtighedsklasse": cell_text(point.get("nøjagtighed")),
            "oprindelse_tekniskStandard": cell_text(point.get("tekniskstandard")), "position": place,
        })  # fmt: skip

    def _own(self, called: str, row: int, record: Record) -> str:
        key = self.cells.key(record)
        if not key:
            self.cells.fault(called, row, Text("er uden id", "is without id"))
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
            self.cells.fault(called, row, Text(f"har {said}", f"has {said}"))
        return code

    def _moments(self, called: str, row: int, record: Record, status: int) -> dict[str, Any]:
        """Return when the version was written and from when it holds; it is the newest, so that both go on."""
        told = self.cells.inner(called, row, record, "historik")
        made, changed, begun, ended = (
            self.cells.moment(told.get(name)) for name in ("oprettet", "ændret", "ikrafttrædelse", "nedlagt")
        )
        since = {CURRENT: begun, WITHDRAWN: ended, SHELVED: ended}.get(status) or made
        return {"registreringFra": changed or made, "registreringTil": None, "virkningFra": since, "virkningTil": None}

    def _line(self, called: str, row: int, access: Record, unit: Record) -> str:
        road, post = (self.cells.inner(called, row, access, name) for name in ("vejstykke", "postnummer"))
        return str(AddressLine(
            cell_text(road.get("navn")), cell_text(access.get("husnr")), cell_text(unit.get("etage")),
            cell_text(unit.get("dør")), cell_text(access.get("supplerendebynavn")), cell_text(post.get("nr")),
            cell_text(post.get("navn")),
        ))  # fmt: skip

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Return the objects that were found, as records."""
        points = list(self._by["Adressepunkt"].values())
        for one, position in zip(points, self.cells.points(one["position"] for one in points), strict=True):
            key = one["id_lokalId"]
            used = self._under[key] & {PROVISIONAL, CURRENT}
            since, valid = self._since[key]
            one |= {"status": USED_POINT if used else RETIRED_POINT, "position": position, "registreringFra": since,
                    "registreringTil": None, "virkningFra": valid, "virkningTil": None}  # fmt: skip
        for name, column in (("NavngivenVej", "id_lokalId"), ("NavngivenVejKommunedel", "navngivenVej")):
            for one in self._by[name].values():
                one["status"] = next(code for code in _STRONGEST if code in self._under[one[column]])
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
        for count, da, en in (
            (self._from_dawa, "{} uden darstatus har fået den status i DAR, som DAWA's status betyder",
             "{} without darstatus got the status of DAR that DAWA's own means"),
            (self._unlike, "i {} siger status og darstatus ikke det samme; darstatus er brugt",
             "in {} status and darstatus do not say the same; darstatus was used"),
            (self._again, "{} stod flere gange med det samme indhold; én er brugt",
             "{} stood several times with the same content; one is used"),
        ):  # fmt: skip
            if count:
                rows = counted(count, "post", "poster"), counted(count, "record", "records")
                said.append(Text(f"DAWA: {da.format(rows[0])}", f"DAWA: {en.format(rows[1])}"))
        return (*said, *self.cells.notes())


def _earlier(one: str | None, other: str | None) -> str | None:
    """Return the earlier of two moments; one that is not known is before all."""
    return None if one is None or other is None else min(one, other)
