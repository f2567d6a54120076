"""An address register of a made-up town, seeded, in the forms in which extracts come; and what is planted in it.

Roads lie in rows, each with odd numbers on one side and even ones on the other; each house has a parcel, an outline, an
access point three metres inside its facade and a road point. One house number in ten is a block of flats. So many of a
hundred house numbers have a planted fault: `FAULTS`.
"""

from __future__ import annotations

import csv
import json
from itertools import product
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    from pathlib import Path

SEED, DAY, CRS = 11, "2026-11-28", "EPSG:25832"
PER_ROAD, FLATS = 22, (2, 12)  # house numbers of a road; homes of a block
HOMES = 1.6  # addresses for each house number
ROAD_M, ROW_M, STEP_M = 400.0, 120.0, 30.0
EAST, NORTH = 500_000.0, 6_150_000.0
POSTCODES = 20
FAULTS = ("number twice", "unit twice", "small letter", "line of another number", "off its parcel", "no road point")
PLANTED_SHARE = 0.02
RULES = dict(zip(FAULTS, ("A03", "A04", "A02", "A43", "A23", "A21"), strict=True))

_FIRST = (
    "Ahorn", "Birke", "Ege", "Elme", "Hassel", "Lærke", "Pile", "Rønne", "Tjørne", "Vibe", "Fasan", "Bøge", "Gran",
    "Fyrre", "Hybenrose", "Kirke", "Skole", "Mølle", "Bakke", "Sø", "Kær", "Mose", "Hede", "Eng", "Mark", "Skov",
    "Strand", "Havne", "Smede",
)  # fmt: skip
_LAST = (
    "vej", "vænget", "parken", "bakken", "toften", "haven", "lunden", "stien", "engen", "krogen", "gade", "allé",
)  # fmt: skip
_BEFORE = ("", "Nordre ", "Søndre ", "Øster ", "Vester ", "Gamle ", "Nye ", "Store ", "Lille ", "Midtre ")

Rows = dict[str, list[dict[str, Any]]]


def road_names(count: int) -> list[str]:
    """Return so many different names.

    >>> road_names(400)[0], len(set(road_names(4000)))
    ('Ahornvej', 4000)
    """
    made = [before + (first + last if not before else first.lower() + last).capitalize()
            for before, first, last in product(_BEFORE, _FIRST, _LAST)]  # fmt: skip
    made += [f"{name} {k}" for k in range(2, 2 + count // len(made)) for name in tuple(made)]
    return made[:count]


def register(addresses: int) -> tuple[Rows, dict[str, gpd.GeoDataFrame], dict[str, list[str]]]:
    """Return the rows of a register of about so many addresses, its layers, and the ids of what is planted."""
    rng = np.random.default_rng(SEED)
    houses = max(round(addresses / HOMES), 2 * PER_ROAD)
    roads = -(-houses // PER_ROAD)
    side = max(round(roads**0.5 / 2), 1)
    names = road_names(roads)
    block = rng.random(houses) < 0.1  # noqa: PLR2004 - one of ten
    rest = addresses - houses
    homes = np.where(block, rng.integers(*FLATS, houses, endpoint=True), 1)
    homes[block] = np.maximum(2, np.round(homes[block] * (rest / max(homes[block].sum() - block.sum(), 1))))
    short = addresses - int(homes.sum())
    for house in np.tile(np.flatnonzero(block), FLATS[1]).tolist():  # so that there are as many as asked for
        step = int(np.sign(short)) if homes[house] + np.sign(short) > 1 else 0
        homes[house] += step
        short -= step
    fault = np.full(houses, "", dtype=object)
    may = np.flatnonzero(np.arange(houses) % PER_ROAD % 5 == 2)  # noqa: PLR2004 - no two beside one another
    bad = rng.choice(may, max(round(PLANTED_SHARE * houses), len(FAULTS)), replace=False)
    fault[bad] = np.resize(FAULTS, bad.size)
    rows: Rows = {name: [] for name in ("NavngivenVej", "NavngivenVejKommunedel", "Postnummer", "Adressepunkt",
                                        "Husnummer", "Adresse")}  # fmt: skip
    rows["Postnummer"] = [_row(f"p{k}", postnr=f"{4000 + 10 * k}", navn=f"Eksempelby {chr(65 + k)}")
                          for k in range(POSTCODES)]  # fmt: skip
    shapes: dict[str, list[Any]] = {"outlines": [], "parcels": []}
    planted: dict[str, list[str]] = {name: [] for name in FAULTS}
    for road in range(roads):
        x0, y0 = EAST + (road % side) * (ROAD_M + STEP_M), NORTH + (road // side) * ROW_M
        line = f"LINESTRING ({x0} {y0}, {x0 + ROAD_M} {y0})"
        rows["NavngivenVej"].append(_row(f"v{road}", vejnavn=names[road], vejadresseringsnavn=names[road],
                                         administreresafkommune="0999", vejnavnelinje=line))  # fmt: skip
        rows["NavngivenVejKommunedel"].append(_row(f"d{road}", kommune="0999", vejkode=f"{road + 1:04}",
                                                   navngivenvej_id=f"v{road}"))  # fmt: skip
        for k in range(min(PER_ROAD, houses - road * PER_ROAD)):
            house, up = road * PER_ROAD + k, k % 2 == 0
            east, off = x0 + STEP_M * (k // 2 + 0.5), 1.0 if up else -1.0
            kind = fault[house]
            number = str(k + 1)
            told = {"number twice": str(k - 1), "small letter": f"{number}a"}.get(kind, number)
            postcode = road % POSTCODES
            tail = f"{4000 + 10 * postcode} Eksempelby {chr(65 + postcode)}"
            said = str(k + 201) if kind == "line of another number" else told
            at = (east, y0 + off * (18.0 if kind != "off its parcel" else 68.0))
            shapes["outlines"].append(_box(east, y0 + off * 20.0, 10.0, 10.0))
            shapes["parcels"].append(_box(east, y0 + off * 24.0, STEP_M - 1.0, 38.0))
            rows["Adressepunkt"] += [
                _row(f"k{house}", "8", position=f"POINT ({at[0]} {at[1]})", oprindelse_tekniskStandard="TK"),
                _row(f"w{house}", "8", position=f"POINT ({east} {y0})", oprindelse_tekniskStandard="V0"),
            ]
            rows["Husnummer"].append(_row(
                f"h{house}", husnummertekst=told, adgangsadressebetegnelse=f"{names[road]} {said}, {tail}",
                navngivenvej_id=f"v{road}", adgangspunkt_id=f"k{house}", postnummer_id=f"p{postcode}",
                vejpunkt_id="" if kind == "no road point" else f"w{house}", jordstykke=f"j{house}",
                geoDanmarkBygning=f"o{house}",
            ))  # fmt: skip
            units = [("", "")] if homes[house] == 1 else [
                ("st" if n < 2 else str(n // 2), ("tv", "th")[n % 2]) for n in range(int(homes[house]))]  # fmt: skip  # noqa: PLR2004
            units += units[:1] if kind == "unit twice" else []
            for n, (floor, door) in enumerate(units):
                unit = " ".join(part for part in (floor and f"{floor}.", door) if part)
                rows["Adresse"].append(_row(
                    f"a{house}-{n}", etagebetegnelse=floor, dørbetegnelse=door, husnummer_id=f"h{house}",
                    adressebetegnelse=", ".join(part for part in (f"{names[road]} {told}", unit, tail) if part),
                ))  # fmt: skip
            if kind:
                planted[kind].append(f"a{house}-0" if kind == "unit twice" else f"h{house}")
    layers = {
        name: gpd.GeoDataFrame({"id_lokalId": [f"{key}{k}" for k in range(houses)]}, geometry=shapes[name], crs=CRS)
        for name, key in (("outlines", "o"), ("parcels", "j"))
    }
    return rows, layers, planted


def _row(key: str, status: str = "3", **cells: object) -> dict[str, Any]:
    written = "2020-01-01T00:00:00Z"
    return {"id": key, "status": status, "registreringfra": written, "registreringtil": None, "virkningfra": written,
            "virkningtil": None, **cells}  # fmt: skip


def _box(east: float, north: float, wide: float, high: float) -> shapely.Polygon:
    return shapely.box(east - wide / 2, north - high / 2, east + wide / 2, north + high / 2)


def write(folder: Path, addresses: int) -> None:
    """Write the register as ndjson, CSV and GeoPackage, its layers, and what is planted."""
    rows, layers, planted = register(addresses)
    for form in ("ndjson", "csv"):
        (folder / form).mkdir(exist_ok=True)
    for name, table in rows.items():
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in table)
        (folder / "ndjson" / f"{name}.ndjson").write_text("".join(lines), encoding="utf-8")
        with (folder / "csv" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(table[0]))
            writer.writeheader()
            writer.writerows(table)
        place = {"NavngivenVej": "vejnavnelinje", "Adressepunkt": "position"}.get(name)
        shapes = shapely.from_wkt([row[place] for row in table]) if place else [None] * len(table)
        plain = {key: [row[key] for row in table] for key in table[0] if key != place}
        frame = gpd.GeoDataFrame(plain, geometry=shapes, crs=CRS)
        if place:
            frame = frame.rename_geometry(place)
        (frame if place else frame.drop(columns="geometry")).pipe(_to_layer, folder / "register.gpkg", name)
    for name, layer in layers.items():
        layer.to_file(folder / f"{name}.gpkg", layer=name)
    (folder / "planted.json").write_text(json.dumps(planted), encoding="utf-8")


def _to_layer(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    import pyogrio  # noqa: PLC0415 - the peers that read this module have it not

    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG")
