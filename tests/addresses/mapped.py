"""Small registers on a map, drawn by hand: roads as lines, house numbers as points."""

from __future__ import annotations

import geopandas as gpd
import shapely
import shapely.affinity

from gistools.addresses import AddressCheckParams, check_register, read_register

EAST, NORTH = 700_000.0, 6_170_000.0
DAY = AddressCheckParams(day="2026-11-28")


def spot(x, y):
    """Return a point as the register writes it, of metres from a corner in Denmark."""
    return f"POINT ({EAST + x} {NORTH + y})"


def line(*places):
    return "LINESTRING (" + ", ".join(f"{EAST + x} {NORTH + y}" for x, y in places) + ")"


def lines(*parts):
    return "MULTILINESTRING (" + ", ".join(line(*part)[11:] for part in parts) + ")"


def area(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def layer(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:25832")


def register(houses, roads=None, names=None, more=None, *, raw=False):
    """Return a register of house numbers.

    Each is a mapping with ``no`` (the number) and ``at`` (the access point), and where they differ from the usual
    ``id``, ``on`` (the road), ``meets`` (the road point), ``status`` and columns of the register.
    """
    roads = {"v": line((0, 0), (200, 0))} if roads is None else roads
    records = {
        "NavngivenVej": [
            {"id": one, "status": "3", "vejnavn": name, "vejadresseringsnavn": name, "vejnavnelinje": shape}
            for one, shape in roads.items() for name in [(names or {}).get(one, one.upper())]
        ],
        "NavngivenVejKommunedel": [
            {"id": f"d{one}", "status": "3", "kommune": "0101", "vejkode": f"{k:04}", "navngivenvej": one}
            for k, one in enumerate(roads, start=1)
        ],
        "Postnummer": [{"id": "p1", "status": "3", "postnr": "4370", "navn": "Merløse"},
                       {"id": "p2", "status": "3", "postnr": "4340", "navn": "Tølløse"}],
        "SupplerendeBynavn": [{"id": "b1", "status": "3", "navn": "Skee"}],
        "Adressepunkt": [], "Husnummer": [],
    }  # fmt: skip
    for k, house in enumerate(houses):
        one = {"id": f"h{k}", "on": "v", "status": "3", "standard": "TK"} | house
        name = one.pop("id")
        at, meets = one.pop("at", None), one.pop("meets", None)
        standard = one.pop("standard")
        for end, place in (("k", at), ("w", meets)):
            if place is not None:
                wkt = place if isinstance(place, str) else spot(*place)
                status = one.get(f"{end}_status", "8")
                records["Adressepunkt"].append({"id": end + name, "status": status, "position": wkt,
                                                "oprindelse_tekniskstandard": standard})  # fmt: skip
        records["Husnummer"].append({
            "id": name, "status": one["status"], "husnummertekst": one["no"], "navngivenvej": one["on"],
            "adgangspunkt": None if at is None else f"k{name}", "vejpunkt": None if meets is None else f"w{name}",
            "postnummer": "p1",
            **{key: value for key, value in one.items() if key not in {"no", "on", "status", "k_status", "w_status"}},
        })  # fmt: skip
    for name, rows in (more or {}).items():
        records[name] = records.get(name, []) + rows
    return records if raw else read_register(records).at("2026-11-28")


def row_of_houses(numbers, y=10.0, step=10.0, start=10.0, **more):
    """Return house numbers side by side along the x axis, at one distance from it."""
    return [{"no": str(number), "at": (start + k * step, y), "id": f"n{number}y{y:g}", **more}
            for k, number in enumerate(numbers)]  # fmt: skip


def found_by(rule, held, params=DAY, **given):
    """Return the numbers that a rule finds, by the object it tells of."""
    found = check_register(held, params, rules=[rule], **given)
    numbers = dict(zip(held.tables["house_number"].object_id, held.tables["house_number"].number, strict=True))
    return [numbers[one] for one in found.layer.object_id]


def answer(rule, held, params=DAY, **given):
    return check_register(held, params, rules=[rule], **given).answers.iloc[0]


def found(rule, held, params=DAY, **given):
    return check_register(held, params, rules=[rule], **given).layer


def drawn_again(records, change):
    """Return records with all their shapes changed."""
    made = {}
    for name, rows in records.items():
        made[name] = []
        for row in rows:
            one = dict(row)
            for key in ("position", "vejnavnelinje"):
                if one.get(key):
                    one[key] = shapely.to_wkt(change(shapely.from_wkt(one[key])), rounding_precision=9)
            made[name].append(one)
    return made


def turned(angle):
    """Return what turns a shape about a corner in Denmark and moves it."""

    def change(shape):
        turned = shapely.affinity.rotate(shape, angle, origin=(700_100.0, 6_170_000.0), use_radians=True)
        return shapely.affinity.translate(turned, 123.0, -45.0)

    return change
